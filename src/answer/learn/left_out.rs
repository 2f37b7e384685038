//! What questions came to that were asked while they were left out of what was learned.

use crate::answer::ranking::Evidence;
use crate::language::Language;

/// What a left-out question came to.
#[derive(Debug, Clone)]
pub struct LeftOut<'a> {
    /// The sample's number, and its text.
    pub sample: usize,
    /// See `sample`.
    pub text: &'a str,
    /// Its right entry; `None` when nothing answers it.
    pub right: Option<u32>,
    /// Other entries that are right as well.
    pub also: Vec<u32>,
    /// Whether it stands for an entry that the corpus does not have.
    pub unknown: bool,
    /// Whether an owner asked it: a labelled question.
    pub by_owner: bool,
    /// Its language.
    pub language: Language,
    /// What was found.
    pub evidence: Evidence,
}

impl LeftOut<'_> {
    /// What words alone came to: without the numbers of meaning, and without the candidates that only meaning has found.
    pub(super) fn without_meaning(&self) -> Self {
        let mut evidence = self.evidence.clone();
        evidence.forget_meaning();
        Self { evidence, also: self.also.clone(), ..*self }
    }

    /// Whether this entry answers it.
    pub(super) fn is_right(&self, entry: u32) -> bool {
        self.right == Some(entry) || self.also.contains(&entry)
    }
}
