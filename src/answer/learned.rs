//! What was learned from a corpus, as asking needs it; [`super::learn`] learns it.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::added::Added;
use super::calibration::{Logistic, Thresholds};
use super::classifier::Model;
use super::entries::Entries;
use super::meaning::Meaning;
use super::ranking::{Evidence, RankingFeatures};
use crate::danger;
use crate::faq::Corpus;

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
    /// How sure that is, where labelled questions taught it.
    pub certainty: Option<Certainty>,
}

/// How well limits do on the labelled questions that they were learned from, each judged by what the others taught.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Certainty {
    /// Labelled questions, and how many of them nothing answers.
    pub questions: u32,
    /// See `questions`.
    pub offtopic: u32,
    /// Share of those with an entry that were answered rightly.
    pub answered_rightly: f32,
    /// Share of the answers that were wrong.
    pub wrong: f32,
    /// Between which shares eight of ten sets lie that are drawn from the questions.
    pub wrong_between: [f32; 2],
    /// Share of these sets in which no more are wrong than may be.
    pub holds: f32,
}

/// In place of a corpus's hash, where not all was learned that can be: what was learned before the first question.
pub const AT_ONCE: u128 = 0;

/// Share of a corpus's entries that have a class, from which on what was learned from another corpus serves it: below, the other one was not an
/// earlier state of it.
const ENOUGH_KNOWN: f32 = 0.5;

/// What a corpus taught, with its classifier.
#[derive(Debug, Clone)]
pub struct Trained {
    /// Hash of the corpus, or [`AT_ONCE`].
    pub corpus_hash: u128,
    /// Ids of the classifier's classes, sorted.
    pub classes: Vec<String>,
    /// The classifier on all texts.
    pub model: Model,
    /// Weights, calibration, thresholds, from words alone.
    pub learned: Learned,
    /// What the embedding model knows of the corpus, and what was learned with it.
    pub meaning: Option<(Meaning, Learned)>,
    /// What the messages of dangers taught, where the corpus has enough of them.
    pub danger: Option<danger::learned::Learned>,
}

impl Trained {
    /// The class of an entry.
    pub fn class_of(&self, id: &str) -> Option<u32> {
        self.classes.binary_search_by(|class| class.as_str().cmp(id)).ok().map(|class| class as u32)
    }

    /// Whether this may serve a corpus that was changed since: all was learned that could be, and most entries are known.
    pub fn serves(&self, corpus: &Corpus) -> bool {
        let known = corpus.entries.iter().filter(|entry| self.class_of(&entry.id).is_some()).count();
        self.corpus_hash != AT_ONCE && known as f32 >= ENOUGH_KNOWN * corpus.entries.len() as f32
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
    pub(super) trained: Arc<Trained>,
    /// The class of each entry of the corpus; none of withdrawn ones.
    pub(super) classes: Vec<Option<u32>>,
    /// What was read of edited entries since it was learned.
    pub(super) added: Added,
}

impl Fitted {
    pub(super) fn new(trained: Arc<Trained>, entries: &Entries) -> Self {
        let classes = entries.iter().map(|(_, facts)| trained.class_of(&facts?.id)).collect();
        Self { trained, classes, added: Added::default() }
    }

    /// The same for entries that have other numbers.
    pub(super) fn renumbered(&self, old: &Entries, new: &Entries) -> Self {
        Self { added: self.added.renumbered(old, new), ..Self::new(Arc::clone(&self.trained), new) }
    }

    /// The same after these entries were edited.
    pub(super) fn with_edits<'e>(&self, entries: &Entries, edited: impl Iterator<Item = &'e str>) -> Self {
        let (mut classes, mut added) = (self.classes.clone(), self.added.clone());
        classes.resize(entries.len(), None);
        for (id, number) in edited.filter_map(|id| Some((id, entries.given(id)?))) {
            classes[number as usize] = entries.number_of(id).and_then(|_| self.trained.class_of(id));
            added.forget(number);
        }
        Self { trained: Arc::clone(&self.trained), classes, added }
    }
}
