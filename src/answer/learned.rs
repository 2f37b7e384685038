//! What was learned from a corpus, as asking needs it; [`super::learn`] learns it.

use serde::{Deserialize, Serialize};

use super::calibration::{Logistic, Thresholds};
use super::classifier::Model;
use super::meaning::Meaning;
use super::ranking::{Evidence, RankingFeatures};

/// How a ranking is made and how sure it has to be.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    /// Weights of a candidate's features.
    pub weights: RankingFeatures,
    /// Probability that the best entry is right.
    pub top_1: Logistic,
    /// Probability that the right entry is among the best three.
    pub top_3: Logistic,
    /// From which probability on a question is answered, or asked back.
    pub thresholds: Thresholds,
}

/// What a corpus taught, with its classifier.
#[derive(Debug, Clone)]
pub struct Trained {
    /// Hash of the corpus.
    pub corpus_hash: u128,
    /// Ids of the classifier's classes, sorted.
    pub classes: Vec<String>,
    /// The classifier on all texts.
    pub model: Model,
    /// Weights, calibration, thresholds, from words alone.
    pub learned: Learned,
    /// What the embedding model knows of the corpus, and what was learned with it.
    pub meaning: Option<(Meaning, Learned)>,
}

impl Trained {
    /// The class of an entry.
    pub fn class_of(&self, id: &str) -> Option<u32> {
        self.classes.binary_search_by(|class| class.as_str().cmp(id)).ok().map(|class| class as u32)
    }

    /// What was learned for a question of which this was found: with the embedding model, when that has read it.
    pub fn learned_for(&self, evidence: &Evidence) -> &Learned {
        let meaning = self.meaning.as_ref().filter(|_| evidence.meaning.is_some());
        meaning.map_or(&self.learned, |(_, learned)| learned)
    }
}

/// What was learned, laid over the corpus that is served, which may be a newer one.
#[derive(Debug)]
pub(super) struct Fitted {
    pub(super) trained: Trained,
    /// The class of each entry of the corpus.
    pub(super) classes: Vec<Option<u32>>,
}
