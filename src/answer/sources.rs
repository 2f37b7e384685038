//! The sources of evidence, asked: the index, the nearest phrasings, the classifiers and the embedding model.

use super::added::Added;
use super::classifier::Model;
use super::meaning::{Centred, Close, Dense, Meaning};
use super::ranking::{Candidate, Evidence, MeaningFound, RankingFeature, RankingFeatures};
use crate::language::Language;
use crate::search::embedding::product;
use crate::search::features::Feature;
use crate::search::index::{Found, Leave, Search, best_of};
use crate::search::nearest::Nearest;
use crate::search::{Analysis, Index};

/// Most candidates of a question.
pub const CANDIDATES: usize = 32;
/// The least logarithm of a probability that is told apart.
const FLOOR: f32 = -9.0;

/// The sources of evidence.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The index.
    pub index: &'a Index,
    /// Weights by which it chooses candidates, see [`super::prior::index_weights`].
    pub index_weights: &'a RankingFeatures,
    /// The phrasings.
    pub nearest: &'a Nearest,
    /// The classifier, when there is one, and for each entry of the index its class.
    pub model: Option<(&'a Model, &'a [Option<u32>])>,
    /// What is known of meanings, the classifier on them, and for each entry of the index its class; asked where the question has a vector.
    pub meaning: Option<(&'a Meaning, &'a Dense, &'a [Option<u32>])>,
    /// What was read of edited entries since.
    pub(super) added: Option<&'a Added>,
}

/// A question for the sources.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// It, taken apart.
    pub analysis: &'a Analysis,
    /// Its features.
    pub features: &'a [Feature],
    /// Its vector from the embedding model, when there is one.
    pub vector: Option<&'a [f32]>,
    /// Entries that are wanted as candidates whatever is found of them.
    pub also: &'a [u32],
    /// Weights of the languages' documents.
    pub languages: [f32; Language::COUNT],
    /// What to leave out, and the hash of the question if it is a phrasing left out.
    pub leave: Option<Leave>,
    /// See `leave`.
    pub hash: u64,
}

impl Sources<'_> {
    /// Asks index, classifiers and meanings; the candidates are not ranked yet.
    pub fn ask(&self, asked: &Asked<'_>) -> Evidence {
        let Asked { analysis, features, languages, leave, hash, .. } = *asked;
        let meanings = self.meanings(asked);
        let by_words = self.model.map(|(model, classes)| ByWords::of(model, classes, features, leave));
        let of_words = by_words.iter().flat_map(|by_words| &by_words.best);
        let of_meaning = meanings.iter().flat_map(|meanings| &meanings.best);
        let also: Vec<u32> = of_words.chain(asked.also).chain(of_meaning).copied().collect();
        let weights = self.index_weights.signals();
        let found = self.index.search(analysis, &Search { weights: &weights, languages, limit: CANDIDATES, also: &also, leave });
        let words = by_words.as_ref().map_or(0, |by_words| by_words.best.len()) + asked.also.len();
        let mut candidates = candidates(&found, &also, words);
        if let Some((by_words, (_, classes))) = by_words.as_ref().zip(self.model) {
            // An entry that the classifier has not met yet is given what the index alone would say.
            let top = found.hits.first().map_or(0.0, |hit| hit.signals.dot(&weights));
            for Candidate { entry, features, .. } in &mut candidates {
                let [words, grams] = match classes[*entry as usize] {
                    Some(class) => by_words.probabilities.each_ref().map(|of| of[class as usize].ln().max(FLOOR)),
                    None => [(features.signals().dot(&weights) - top).max(FLOOR); 2],
                };
                features[RankingFeature::Classifier] = words;
                features[RankingFeature::GramClassifier] = grams;
            }
        }
        let entries: Vec<u32> = candidates.iter().map(|candidate| candidate.entry).collect();
        let near = self.nearest.find(features, leave, hash, &entries);
        for (candidate, near) in candidates.iter_mut().zip(&near.of) {
            candidate.features[RankingFeature::Nearest] = near.one;
            candidate.features[RankingFeature::NearestThree] = near.three;
        }
        if let Some(meanings) = &meanings {
            for candidate in &mut candidates {
                meanings.of(candidate.entry).put_into(&mut candidate.features);
            }
        }
        Evidence {
            nearest_best: near.nearest.map(|(entry, _)| entry),
            index_best: found.hits.first().map(|hit| hit.entry),
            candidates,
            known: found.known,
            offtopic: by_words.as_ref().map_or(0.0, |by_words| by_words.offtopic),
            classifier_best: by_words.as_ref().and_then(|by_words| by_words.best.first().copied()),
            words: analysis.tokens.len(),
            meaning: meanings.map(|meanings| meanings.found),
        }
    }

    fn meanings(&self, asked: &Asked<'_>) -> Option<Meanings<'_>> {
        let ((meaning, dense, classes), vector) = (self.meaning?, asked.vector?);
        let question = meaning.centre(vector);
        let probabilities = dense.probabilities(&question);
        let mut close = vec![None; classes.len().max(probabilities.len())];
        for class in meaning.near(&question, &probabilities) {
            if let Some(close) = close.get_mut(class as usize) {
                *close = Some(meaning.find(class, &question, asked.leave, asked.hash).close());
            }
        }
        let of_class = |class: u32| {
            let classifier = probabilities.get(class as usize).copied().unwrap_or_default().ln().max(FLOOR);
            Known { class: Some(class), classifier, close: close.get(class as usize).copied().flatten() }
        };
        let is_there = |entry: u32| asked.leave.is_none_or(|leave| !leave.takes_entry(entry));
        let mut entries: Vec<Option<Known>> =
            classes.iter().enumerate().map(|(entry, class)| class.filter(|_| is_there(entry as u32)).map(of_class)).collect();
        let highest = entries.iter().flatten().fold(FLOOR, |highest, known| highest.max(known.classifier));
        for (entry, phrasings) in self.added.iter().flat_map(|added| added.iter()).filter(|(entry, _)| is_there(*entry)) {
            let class = classes.get(entry as usize).copied().flatten();
            let mut best = class.map(|class| meaning.find(class, &question, asked.leave, asked.hash)).unwrap_or_default();
            phrasings.iter().for_each(|(_, vector)| best.take(product(&question, vector)));
            if let Some(known) = entries.get_mut(entry as usize) {
                let classifier = known.map_or(highest, |known| known.classifier);
                *known = Some(Known { class, classifier, close: Some(best.close()) });
            }
        }
        let known = || entries.iter().enumerate().filter_map(|(entry, known)| Some(((*known)?, entry as u32)));
        let best_by = |number: fn(&Known) -> Option<f32>| -> Vec<u32> {
            let numbers = known().filter_map(|(known, entry)| Some((number(&known)?, entry)));
            best_of(numbers, MEANING_CANDIDATES, |entry| *entry).into_iter().map(|(_, entry)| entry).collect()
        };
        let by_classifier = best_by(|known| Some(known.classifier));
        let by_phrasing = best_by(|known| known.close.map(|close| close.nearest));
        let by_answer = best_by(|known| known.close.map(|close| close.answer));
        let found = MeaningFound {
            offtopic: probabilities.last().copied().unwrap_or_default(),
            classifier_best: by_classifier.first().copied(),
            nearest_best: by_phrasing.first().copied(),
        };
        let least = OfMeaning { classifier: FLOOR, close: Close::default() };
        let most =
            known().filter_map(|(known, _)| known.of_meaning()).fold(OfMeaning { classifier: highest, ..least }, |most, of| most.max(&of));
        let best = [by_classifier, by_phrasing, by_answer].concat();
        Some(Meanings { meaning, question, leave: asked.leave, hash: asked.hash, entries, most, best, found })
    }
}

/// What the index has found, and the other entries that `also` names, of which the first `words` were found by words.
fn candidates(found: &Found, also: &[u32], words: usize) -> Vec<Candidate> {
    let mut candidates: Vec<Candidate> = found.hits.iter().map(|hit| Candidate::new(hit.entry)).collect();
    for (number, entry) in also.iter().enumerate() {
        if !candidates.iter().any(|candidate| candidate.entry == *entry) {
            candidates.push(Candidate { by_meaning_alone: number >= words, ..Candidate::new(*entry) });
        }
    }
    for hit in found.hits.iter().chain(&found.others) {
        if let Some(candidate) = candidates.iter_mut().find(|candidate| candidate.entry == hit.entry) {
            candidate.features.set_signals(&hit.signals);
        }
    }
    candidates
}

/// What the classifiers of words and n-grams say.
struct ByWords {
    /// Of each class, from words and from n-grams.
    probabilities: [Vec<f32>; 2],
    /// The best entries by both, best first.
    best: Vec<u32>,
    /// Probability of the off-topic class.
    offtopic: f32,
}

impl ByWords {
    fn of(model: &Model, classes: &[Option<u32>], features: &[Feature], leave: Option<Leave>) -> Self {
        let probabilities = model.probabilities(features);
        let [words, grams] = &probabilities;
        let both: Vec<f32> = words.iter().zip(grams).map(|(w, g)| (w * g).sqrt()).collect();
        let is_there = |entry: u32| leave.is_none_or(|leave| !leave.takes_entry(entry));
        let known = classes.iter().enumerate().filter(|(entry, _)| is_there(*entry as u32));
        let scored = known.filter_map(|(entry, class)| class.map(|class| (both[class as usize], entry as u32)));
        let best = best_of(scored, CANDIDATES / 2, |entry| *entry).into_iter().map(|(_, entry)| entry).collect();
        Self { best, offtopic: both.last().copied().unwrap_or_default(), probabilities }
    }
}

/// Entries that are candidates for each number of meaning.
const MEANING_CANDIDATES: usize = CANDIDATES / 4;

/// What the embedding model says of an entry.
#[derive(Debug, Clone, Copy)]
struct OfMeaning {
    /// Logarithm of the probability of its class.
    classifier: f32,
    close: Close,
}

impl OfMeaning {
    /// The higher of each number.
    fn max(self, other: &Self) -> Self {
        Self { classifier: self.classifier.max(other.classifier), close: self.close.max(&other.close) }
    }

    fn put_into(self, features: &mut RankingFeatures) {
        features[RankingFeature::MeaningClassifier] = self.classifier;
        features[RankingFeature::MeaningNearest] = self.close.nearest;
        features[RankingFeature::MeaningNearestThree] = self.close.three;
        features[RankingFeature::MeaningAnswer] = self.close.answer;
    }
}

/// What is known of an entry that was embedded.
#[derive(Debug, Clone, Copy)]
struct Known {
    /// Its class; none of an entry that is newer than the classifier.
    class: Option<u32>,
    /// As in [`OfMeaning`].
    classifier: f32,
    /// None where its texts were not looked at.
    close: Option<Close>,
}

impl Known {
    fn of_meaning(&self) -> Option<OfMeaning> {
        self.close.map(|close| OfMeaning { classifier: self.classifier, close })
    }
}

/// What the embedding model says of each entry.
struct Meanings<'a> {
    meaning: &'a Meaning,
    /// The question's vector, and what is left out, for entries that were not looked at.
    question: Centred,
    leave: Option<Leave>,
    hash: u64,
    /// None where the entry was not embedded.
    entries: Vec<Option<Known>>,
    /// The highest of each number.
    most: OfMeaning,
    /// The best entries by any of them.
    best: Vec<u32>,
    found: MeaningFound,
}

impl Meanings<'_> {
    /// An entry that was not embedded yet is given what the best of the others has: words alone shall decide on it.
    fn of(&self, entry: u32) -> OfMeaning {
        let Some(known) = self.entries.get(entry as usize).copied().flatten() else { return self.most };
        let look = |class| OfMeaning {
            classifier: known.classifier,
            close: self.meaning.find(class, &self.question, self.leave, self.hash).close(),
        };
        known.of_meaning().or_else(|| known.class.map(look)).unwrap_or(self.most)
    }
}
