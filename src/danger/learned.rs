//! What was learned of dangers, as noticing them needs it; [`super::learn`] learns it.

use serde::{Deserialize, Serialize};

use super::marks::{CARD_WEIGHTS, Mark, WEIGHTS};
use super::meaning::Network;
use super::table::{Table, log_odds};

/// Classes of a text: near a danger and none, an ordinary question, a danger. The last is the one whose odds are asked.
pub(super) const NEAR: usize = 0;
pub(super) const ORDINARY: usize = 1;
pub(super) const DANGER: usize = 2;
pub(super) const CLASSES: usize = 3;

/// What the messages of a corpus taught.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Learned {
    /// Danger or not, by words.
    pub(super) words: Table,
    /// Ids of the cards that have messages, and which of them a danger needs.
    pub(super) cards: Vec<String>,
    pub(super) which: Table,
    /// How sure words alone are, and from where on that is enough.
    pub(super) by_words: Judge,
    /// The network on the embedding model's vectors, and the same with it.
    pub(super) by_meaning: Option<(Network, Judge)>,
}

/// How evidence becomes a probability, and what is done with that.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Judge {
    /// Weights of the evidence, and what is added.
    pub(super) weights: [f32; EVIDENCE],
    pub(super) bias: f32,
    /// From which probability on what is done.
    pub limits: Limits,
}

/// Kinds of evidence: odds by words, odds by meaning, whether a danger phrase was found.
pub(super) const EVIDENCE: usize = 3;
/// What was found of one text.
pub(super) type Evidence = [f32; EVIDENCE];

/// Probabilities of a danger from which on something is done.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// The card is shown and people are alerted.
    pub alarm: f32,
    /// The owner is asked whether anybody is in danger.
    pub ask: f32,
    /// The same of a message that the FAQ has no answer to: most ordinary questions are answered, and most dangers are not.
    pub doubt: f32,
    /// Below this a danger is hardly thinkable, and a danger phrase that tells of what might be is no sign.
    pub unthinkable: f32,
}

impl Judge {
    /// The probability of a danger.
    pub(super) fn probability(&self, evidence: &Evidence) -> f32 {
        let score = self.bias + self.weights.iter().zip(evidence).map(|(weight, x)| weight * x).sum::<f32>();
        1.0 / (1.0 + (-score).exp())
    }
}

impl Learned {
    /// The probability that a message tells of a danger, and the limits that hold for it. `vector` is the embedding model's, `model` which one
    /// that is; `phrase` tells whether a danger phrase was found.
    pub fn read(&self, marks: &[Mark], vector: Option<(&[f32], [u8; 32])>, phrase: bool) -> (f32, Limits) {
        let words = log_odds(&self.words.scores(marks, &WEIGHTS));
        let phrase = f32::from(u8::from(phrase));
        let with_meaning = vector.zip(self.by_meaning.as_ref()).filter(|((_, model), (network, _))| *model == network.model);
        let (judge, evidence) = match with_meaning {
            Some(((vector, _), (network, judge))) => (judge, [words, network.odds(vector), phrase]),
            None => (&self.by_words, [words, 0.0, phrase]),
        };
        (judge.probability(&evidence), judge.limits)
    }

    /// Whether it was learned with this embedding model.
    pub fn knows(&self, model: [u8; 32]) -> bool {
        self.by_meaning.as_ref().is_some_and(|(network, _)| network.model == model)
    }

    /// The cards that a danger may need, the likeliest first.
    pub fn cards(&self, marks: &[Mark]) -> Vec<&str> {
        let scores = self.which.scores(marks, &CARD_WEIGHTS);
        let mut cards: Vec<(f32, &str)> = scores.into_iter().zip(self.cards.iter().map(String::as_str)).collect();
        cards.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(b.1)));
        cards.into_iter().map(|(_, card)| card).collect()
    }

    /// Whether its parts fit each other, as those of a file may not.
    pub fn fits(&self) -> bool {
        self.words.fits(CLASSES)
            && self.which.fits(self.cards.len())
            && self.by_meaning.as_ref().is_none_or(|(network, _)| network.fits(CLASSES))
    }
}
