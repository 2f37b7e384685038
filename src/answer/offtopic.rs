//! Questions that an editor has listed as answered by no entry: who asks one in those words gets a person at once.
//!
//! The classifier learns from the same lines what is like them; this holds for the line itself from the moment it is published, whatever
//! was learned.

use std::collections::HashSet;

use crate::faq::Corpus;
use crate::faq::plain::{joined, plain};
use crate::search::Analysis;

/// The off-topic lines of a corpus, without case, punctuation and spelling accidents.
#[derive(Debug, Clone, Default)]
pub struct OfftopicLines(HashSet<String>);

impl OfftopicLines {
    /// Takes the lines of a corpus, but for those that are a phrasing as well: there an editor has changed their mind.
    pub fn new(corpus: &Corpus) -> Self {
        let mut lines: HashSet<String> = corpus.offtopic.values().flatten().map(|line| plain(line)).collect();
        lines.remove("");
        if !lines.is_empty() {
            for text in corpus.entries.iter().flat_map(|entry| entry.texts.values()).flat_map(|text| &text.phrasings) {
                lines.remove(&plain(text));
            }
        }
        Self(lines)
    }

    /// Whether a question is one of the lines.
    pub fn has(&self, question: &Analysis) -> bool {
        !self.0.is_empty() && self.0.contains(&joined(question.tokens.iter().map(|token| token.exact.as_str())))
    }
}
