//! Why a decision was made, for editors and `ask --explain`.

use serde::Serialize;

/// The reasons of a decision.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Explain {
    /// Words of the question as they were searched.
    pub words: Vec<Word>,
    /// The best candidates with their signals.
    pub candidates: Vec<Candidate>,
    /// What spoke for and against the best one, as parts of the log-odds, strongest first.
    pub clues: Vec<(String, f32, f32)>,
    /// Probability that the best is right, and that the right one is among the best three.
    pub first: f32,
    /// See `first`.
    pub three: f32,
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
