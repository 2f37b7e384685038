//! What the classifiers of words and n-grams say of a question; [`super::learn`] trains them.
//!
//! Each is a multinomial logistic regression whose weights live only where a term and an entry have met. For each term the table has
//! the entries whose texts contain it, each with a weight; so it is an
//! inverted index whose weights are learned. Its size follows from the corpus, not from the number of entries times
//! the number of terms, and a question is scored by walking the lists of its terms. A term that an
//! entry never has needs no weight against that entry: in a softmax, raising the others does the same.

use rustc_hash::FxHashMap;
use serde::ser::SerializeStruct;
use serde::{Deserialize, Serialize, Serializer};

use crate::search::features::{Feature, Sparse, Vocabulary};
use crate::search::{Field, Fields};

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

/// The trained table.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(try_from = "Stored")]
pub struct Classifier {
    /// Row → begin of its list in `cells`; one more than rows.
    pub(super) starts: Vec<u32>,
    /// Class and weight, list after list: what a row needs lies in one place.
    pub(super) cells: Vec<(u32, f32)>,
    pub(super) bias: Vec<f32>,
    wide: Wide,
}

/// A row that so many of the classes have, as one in this many, is also kept with a weight for each of them: adding all of it costs less than picking
/// its classes. Lists have a few hundred classes at most, so a large corpus has no such row.
const WIDE: usize = 4;

/// The rows that many of the classes have, with a weight for each class: 0 where the list has none.
#[derive(Debug, Clone, Default)]
struct Wide {
    /// Row → its number among these.
    numbers: FxHashMap<u32, u32>,
    /// One row after the other.
    weights: Vec<f32>,
}

impl Wide {
    /// Whether a list of this length is of a wide row, where there are so many classes.
    fn is_wide(length: usize, classes: usize) -> bool {
        length > 0 && length * WIDE >= classes
    }

    /// The weights of a row for each class.
    fn row(&self, row: u32, classes: usize) -> Option<&[f32]> {
        let number = *self.numbers.get(&row)? as usize;
        self.weights.get(number * classes..(number + 1) * classes)
    }
}

/// What a classifier is kept as.
#[derive(Deserialize)]
struct Stored {
    starts: Vec<u32>,
    classes: Vec<u32>,
    weights: Vec<f32>,
    bias: Vec<f32>,
}

impl TryFrom<Stored> for Classifier {
    type Error = &'static str;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        let Stored { starts, classes, weights, bias } = stored;
        if classes.len() != weights.len() {
            return Err("a weight for each class");
        }
        Ok(Self { starts, cells: classes.into_iter().zip(weights).collect(), bias, wide: Wide::default() })
    }
}

/// As [`Stored`], without a copy: a table may be most of the memory there is.
impl Serialize for Classifier {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut stored = serializer.serialize_struct("Stored", 4)?;
        stored.serialize_field("starts", &self.starts)?;
        stored.serialize_field("classes", &Classes(&self.cells))?;
        stored.serialize_field("weights", &Weights(&self.cells))?;
        stored.serialize_field("bias", &self.bias)?;
        stored.end()
    }
}

/// The classes of cells.
struct Classes<'a>(&'a [(u32, f32)]);

impl Serialize for Classes<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|(class, _)| class))
    }
}

/// The weights of cells.
struct Weights<'a>(&'a [(u32, f32)]);

impl Serialize for Weights<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(|(_, weight)| weight))
    }
}

impl Classifier {
    /// From lists, as the fields say.
    pub(super) fn new(starts: Vec<u32>, cells: Vec<(u32, f32)>, bias: Vec<f32>) -> Self {
        Self { starts, cells, bias, wide: Wide::default() }.widened()
    }

    /// The same with its wide rows; its parts have to fit each other.
    pub(super) fn widened(mut self) -> Self {
        let (rows, count) = (self.starts.len().saturating_sub(1) as u32, self.bias.len());
        let mut wide = Wide::default();
        for row in 0..rows {
            let cells = &self.cells[list(&self.starts, row)];
            if !Wide::is_wide(cells.len(), count) {
                continue;
            }
            let begin = wide.weights.len();
            wide.weights.resize(begin + count, 0.0);
            cells.iter().for_each(|(class, weight)| wide.weights[begin + *class as usize] = *weight);
            wide.numbers.insert(row, wide.numbers.len() as u32);
        }
        wide.weights.shrink_to_fit();
        self.wide = wide;
        self
    }

    /// Scores of all classes, into `scores`.
    pub fn scores(&self, vector: &Sparse, scores: &mut [f32]) {
        scores.copy_from_slice(&self.bias);
        for (row, value) in vector {
            let cells = &self.cells[list(&self.starts, *row)];
            let wide = if Wide::is_wide(cells.len(), scores.len()) { self.wide.row(*row, scores.len()) } else { None };
            match wide {
                Some(weights) => scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += weight * value),
                None => cells.iter().for_each(|(class, weight)| scores[*class as usize] += weight * value),
            }
        }
    }

    /// Probabilities of all classes.
    pub fn probabilities(&self, vector: &Sparse) -> Vec<f32> {
        let mut scores = vec![0.0; self.bias.len()];
        self.scores(vector, &mut scores);
        softmax(&mut scores);
        scores
    }

    /// Whether its parts fit each other, and so many rows and classes.
    pub(super) fn fits(&self, rows: usize, classes: usize) -> bool {
        self.starts.len() == rows + 1
            && self.starts.is_sorted()
            && self.starts.first() == Some(&0)
            && self.starts.last().copied() == u32::try_from(self.cells.len()).ok()
            && self.bias.len() == classes
            && self.cells.iter().all(|(class, _)| (*class as usize) < classes)
    }

    /// How many weights it has.
    pub fn size(&self) -> usize {
        self.cells.len()
    }
}

/// Where a row's list lies.
pub(super) fn list(starts: &[u32], row: u32) -> std::ops::Range<usize> {
    starts[row as usize] as usize..starts[row as usize + 1] as usize
}

/// Vocabulary and classifier, and the entries that its classes are.
#[derive(Debug, Clone, Default)]
pub struct Model {
    /// Known terms.
    pub vocabulary: Vocabulary,
    /// Weights of whole words, stems, pairs, sounds and synonyms.
    pub words: Classifier,
    /// Weights of character n-grams.
    pub grams: Classifier,
    /// Number of entry classes; the class after them is off-topic.
    pub entries: u32,
}

impl Model {
    /// Logarithms of the probabilities of the entries, then of off-topic: by words, and by n-grams.
    pub fn probabilities(&self, features: &[Feature]) -> [Vec<f32>; 2] {
        [(&self.words, &WORDS), (&self.grams, &GRAMS)].map(|(classifier, fields)| {
            let vector = self.vocabulary.vector(features, fields, UNKNOWN);
            let mut scores = vec![0.0; self.entries as usize + 1];
            classifier.scores(&vector, &mut scores);
            softmax(&mut scores);
            scores
        })
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wide_row_adds_what_its_list_does() {
        // Of eight classes the first row has two, the second one, the third none.
        let lists = || (vec![0, 2, 3, 3], vec![(1, 0.5), (6, -0.25), (6, 2.0)], (0..8_u8).map(f32::from).collect::<Vec<f32>>());
        let (starts, cells, bias) = lists();
        let wide = Classifier::new(starts, cells, bias);
        let (starts, cells, bias) = lists();
        let listed = Classifier { starts, cells, bias, wide: Wide::default() };
        assert_eq!((wide.wide.numbers.len(), wide.wide.weights.len()), (1, 8));
        let [mut one, mut other] = [[0.0; 8]; 2];
        let vector = vec![(0, 0.7), (1, 0.1), (2, 0.3)];
        wide.scores(&vector, &mut one);
        listed.scores(&vector, &mut other);
        assert_eq!(one, other);
        assert_ne!(one[6], 6.0);
    }

    #[test]
    fn it_is_kept_as_it_was_learned() {
        let classifier = Classifier::new(vec![0, 2, 3], vec![(1, 0.5), (6, -0.25), (6, 2.0)], vec![1.0; 8]);
        let kept = serde_json::to_value(&classifier).expect("plain numbers");
        let fields = serde_json::json!({"starts": [0, 2, 3], "classes": [1, 6, 6], "weights": [0.5, -0.25, 2.0], "bias": vec![1.0; 8]});
        assert_eq!(kept, fields);
        let read: Classifier = serde_json::from_value(kept).expect("its own form");
        assert_eq!((read.starts, read.cells, read.bias), (classifier.starts, classifier.cells, classifier.bias));
        let broken = serde_json::json!({"starts": [0, 2], "classes": [1, 6], "weights": [0.5], "bias": [1.0]});
        assert!(serde_json::from_value::<Classifier>(broken).is_err());
    }
}
