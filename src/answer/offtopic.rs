//! Questions that an editor has listed as answered by no entry: who asks one in those words gets a person at once.
//!
//! The classifier learns from the same lines what is like them; this holds for the line itself from the moment it is published, whatever
//! was learned.

use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::columns::shared;
use crate::faq::plain::{joined, plain};
use crate::faq::{Corpus, Entry};
use crate::search::Analysis;

/// The off-topic lines of a corpus, without case, punctuation and spelling accidents.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct OfftopicLines {
    #[serde(with = "shared")]
    lines: Arc<HashSet<String>>,
    /// Lines that are a phrasing as well, with the entries that have it: there an editor has changed their mind.
    taken: BTreeMap<String, Vec<u32>>,
}

impl OfftopicLines {
    /// Takes the lines of a corpus, but for those that are a phrasing as well.
    pub fn new(corpus: &Corpus) -> Self {
        let mut lines: HashSet<String> = corpus.offtopic.values().flatten().map(|line| plain(line)).collect();
        lines.remove("");
        let mut offtopic = Self { lines: Arc::new(lines), taken: BTreeMap::new() };
        for (number, entry) in (0..).zip(&corpus.entries) {
            offtopic.add(number, entry);
        }
        offtopic
    }

    /// Puts an entry's new state in place of what there is of it; without one, the entry is withdrawn.
    pub fn edit(&mut self, number: u32, entry: Option<&Entry>) {
        self.taken.retain(|_, having| {
            having.retain(|entry| *entry != number);
            !having.is_empty()
        });
        if let Some(entry) = entry {
            self.add(number, entry);
        }
    }

    fn add(&mut self, number: u32, entry: &Entry) {
        if self.lines.is_empty() {
            return;
        }
        for line in entry.texts.values().flat_map(|text| &text.phrasings).map(|text| plain(text)) {
            if self.lines.contains(&line) {
                self.taken.entry(line).or_default().push(number);
            }
        }
    }

    fn is_line(&self, plain: &str) -> bool {
        self.lines.contains(plain) && !self.taken.contains_key(plain)
    }

    /// Whether a question is one of the lines.
    pub fn has(&self, question: &Analysis) -> bool {
        let line = || joined(question.tokens.iter().map(|token| token.exact.as_str()));
        !self.lines.is_empty() && self.is_line(&line())
    }
}
