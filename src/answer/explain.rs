//! Why a decision was made, for editors and `ask --explain`.

use serde::Serialize;

use super::base::Base;
use super::calibration::{CalibrationFeature, CalibrationFeatures};
use super::learned::Learned;
use super::ranking::RankingFeature;
use super::reading::Reading;
use crate::search::Analysis;

/// The reasons of a decision.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Explain {
    /// Words of the question as they were searched.
    pub words: Vec<Word>,
    /// The best candidates with their signals.
    pub candidates: Vec<Candidate>,
    /// What spoke for and against the best one, as parts of the log-odds, strongest first.
    #[serde(rename = "clues")]
    pub features: Vec<(String, f32, f32)>,
    /// Probability that the best is right.
    #[serde(rename = "first")]
    pub top_1: f32,
    /// Probability that the right one is among the best three.
    #[serde(rename = "three")]
    pub top_3: f32,
    /// From which probability on it is answered, and from which suggested.
    pub answer_limit: f32,
    /// See `answer_limit`.
    pub suggest_limit: f32,
    /// Probability of the classifier's off-topic class.
    pub offtopic: f32,
    /// Remarks: the language's reason, the danger phrase, the sentence, the follow-up.
    pub notes: Vec<String>,
}

/// A word of the question.
#[derive(Debug, Clone, Serialize)]
pub struct Word {
    /// As written, normalised.
    pub word: String,
    /// Its stem.
    pub stem: String,
    /// The word it was taken for, if it was misspelt.
    pub corrected: Option<String>,
    /// Whether the best entry has it (as word, stem, sound or synonym).
    pub found: bool,
}

/// A candidate and its signals.
#[derive(Debug, Clone, Serialize)]
pub struct Candidate {
    /// Its id.
    pub entry: String,
    /// Its share of the belief.
    pub share: f32,
    /// Name, value and weighted value of each signal.
    pub signals: Vec<(String, f32, f32)>,
}

impl Explain {
    /// What spoke for a decision: `learned` made it of this reading, with `limit` for an answer.
    pub(super) fn of(base: &Base, learned: &Learned, analysis: &Analysis, reading: &Reading, limit: f32, notes: Vec<String>) -> Self {
        let values = CalibrationFeatures::from_evidence(&reading.evidence, reading.language);
        let parts = learned.top_1.parts(&values);
        let mut order = CalibrationFeature::ALL;
        order.sort_by(|a, b| parts[*b].abs().total_cmp(&parts[*a].abs()));
        let best = reading.evidence.candidates.first().map(|candidate| candidate.entry);
        Self {
            words: analysis
                .tokens
                .iter()
                .enumerate()
                .map(|(place, token)| Word {
                    word: token.exact.clone(),
                    stem: token.stem.clone(),
                    corrected: analysis.corrections.iter().find(|(at, _)| *at == place).map(|(_, word)| word.clone()),
                    found: best.is_some_and(|entry| base.index.has(entry, analysis.terms.iter().filter(|term| term.token == place))),
                })
                .collect(),
            candidates: reading
                .evidence
                .candidates
                .iter()
                .take(3)
                .map(|candidate| Candidate {
                    entry: base.entries[candidate.entry as usize].id.clone(),
                    share: candidate.share,
                    signals: RankingFeature::ALL
                        .map(|of| (of.name().to_owned(), candidate.features[of], candidate.features[of] * learned.weights[of]))
                        .to_vec(),
                })
                .collect(),
            features: order.map(|of| (of.name().to_owned(), values[of], parts[of])).to_vec(),
            top_1: reading.top_1,
            top_3: reading.top_3,
            answer_limit: limit,
            suggest_limit: reading.suggest_limit,
            offtopic: reading.evidence.offtopic,
            notes,
        }
    }
}
