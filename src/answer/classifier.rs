//! What the classifiers of words and n-grams say of a question; [`super::learn`] trains them.
//!
//! Each is a multinomial logistic regression whose weights live only where a term and an entry have met. For each term the table has
//! the entries whose texts contain it, each with a weight; so it is an
//! inverted index whose weights are learned. Its size follows from the corpus, not from the number of entries times
//! the number of terms, and a question is scored by walking the lists of its terms. A term that an
//! entry never has needs no weight against that entry: in a softmax, raising the others does the same.

mod blocks;
mod lists;
mod terms;

use serde::{Deserialize, Serialize};

use crate::columns::numbers;
use crate::search::features::Feature;
use crate::search::{Field, Fields};
pub(super) use blocks::Blocks;
pub(super) use lists::Classifier;
use lists::{Lists, Side};
use terms::Terms;

/// Length of each field's part of a vector for the classifier of words and for that of n-grams. Within a factor of two of these, right answers on left-out phrasings of three corpora
/// change by less than a point. Two classifiers are as good at finding as one of all fields, and their agreement tells how sure they are.
pub(super) const WORDS: Fields = Fields::of(&[
    (Field::Word, 0.3),
    (Field::Stem, 0.4),
    (Field::Pair, 0.3),
    (Field::Phone, 0.25),
    (Field::Coarse, 0.2),
    (Field::Concept, 0.2),
]);
pub(super) const GRAMS: Fields = Fields::of(&[(Field::Gram, 0.7)]);
/// Weight of an unknown term in a vector's length, as an idf.
pub(super) const UNKNOWN: f32 = 4.0;

/// The classifier that looks at a field: no field is looked at by both.
const fn side(field: Field) -> Side {
    if matches!(field, Field::Gram) { Side::Grams } else { Side::Words }
}

/// Terms and classifiers, and the entries that their classes are.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Model {
    /// Known terms, each with where its list begins.
    terms: Terms,
    /// Weights of whole words, stems, pairs, sounds and synonyms, and those of character n-grams.
    lists: Lists,
    /// What is added for each class of words, then of n-grams.
    #[serde(with = "numbers")]
    bias: Vec<f32>,
    /// Number of entry classes; the class after them is off-topic.
    pub entries: u32,
}

impl Model {
    /// From sorted hashes of terms, each with its idf, and what was learned of them.
    pub(super) fn new(hashes: &[u64], idf: &[f32], words: Classifier, grams: Classifier, entries: u32) -> Self {
        let bias = [words.bias.as_slice(), &grams.bias].concat();
        let (lists, starts) = Lists::new(words, grams);
        Self { terms: Terms::new(hashes, idf, &starts), lists, bias, entries }
    }

    /// The same from a file; none when its parts do not fit each other and so many entries.
    pub(super) fn of_file(self, entries: usize) -> Option<Self> {
        let classes = self.classes();
        let fits = self.entries as usize == entries
            && self.bias.len() == 2 * classes
            && self.terms.fit(self.lists.len())
            && self.lists.fit(self.terms.lists(self.lists.len()), classes);
        fits.then_some(self)
    }

    /// Classes of each classifier.
    fn classes(&self) -> usize {
        self.entries as usize + 1
    }

    /// How many weights it has.
    pub fn size(&self) -> usize {
        self.lists.len()
    }

    /// The places and values of a text's terms: tf-idf, each field scaled to its length in [`WORDS`] or [`GRAMS`]; terms that are unknown still take part in the length,
    /// so that a text of unknown words is short.
    pub(super) fn vector(&self, features: &[Feature]) -> Vec<(u32, Field, f32)> {
        let mut vector = Vec::with_capacity(features.len());
        let mut squares = Fields::ZERO;
        for (feature, place) in features.iter().zip(self.terms.find(features)) {
            let value = feature.weight * place.map_or(UNKNOWN, |place| self.terms.idf(place));
            squares[feature.field] += value * value;
            vector.extend(place.map(|place| (place, feature.field, value)));
        }
        let length = |field: Field| WORDS[field] + GRAMS[field];
        let scale = Fields(Field::ALL.map(|field| if squares[field] > 0.0 { length(field) / squares[field].sqrt() } else { 0.0 }));
        vector.iter_mut().for_each(|(_, field, value)| *value *= scale[*field]);
        vector
    }

    /// How many terms come before the one in a place.
    #[cfg(test)]
    pub(super) fn number(&self, place: u32) -> u32 {
        self.terms.number(place)
    }

    /// Probabilities of the entries, then of off-topic: by words, and by n-grams.
    pub fn probabilities(&self, features: &[Feature]) -> [Vec<f32>; 2] {
        let (weights, classes) = (self.lists.len(), self.classes());
        let lists = self.vector(features).into_iter().map(|(place, field, value)| (self.terms.list(place, weights), side(field), value));
        let lists: Vec<_> = lists.filter(|((list, _), ..)| !list.is_empty()).collect();
        let mut words = self.bias.clone();
        self.lists.add(&lists, &mut words, classes);
        let mut grams = words.split_off(classes);
        softmax(&mut words);
        softmax(&mut grams);
        [words, grams]
    }
}

/// Scores to probabilities, in place.
pub fn softmax(scores: &mut [f32]) {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - top).exp();
        sum += *score;
    }
    for score in scores.iter_mut() {
        *score /= sum;
    }
}
