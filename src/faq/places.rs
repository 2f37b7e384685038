//! Where in the files of an FAQ something stands: what [`check`](super::check) needs to tell lines.

use std::collections::BTreeMap;

use super::problem::{Words, words};
use crate::language::Language;

/// What reading noted on its way.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Entry id → file.
    pub entries: BTreeMap<String, String>,
    /// File, line, entry, language and text of each phrasing.
    pub phrasings: Vec<(String, usize, String, Language, String)>,
    /// File, line, language and text of each off-topic line.
    pub lines: Vec<(String, usize, Language, String)>,
    /// File, line and the card that a heading names.
    pub cards: Vec<(String, usize, String)>,
    /// File, line, heading (`None` for near-dangers) and text of each message of a danger file.
    pub messages: Vec<(String, usize, Option<String>, String)>,
    /// File, line, language and text of each labelled question.
    pub questions: Vec<(String, usize, Language, String)>,
    /// File, line, the entry that is named, and who names it.
    pub references: Vec<(String, usize, String, Naming)>,
}

/// What names an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Naming {
    /// Another entry, as related: it does without one that was withdrawn.
    Related,
    Card,
    Question,
}

impl Naming {
    /// What is said of a name that no entry has.
    pub fn words(self, name: &str) -> Words {
        match self {
            Naming::Related => words!("faq-check-related", "`related` names \"{name}\", which is no entry", name = name),
            Naming::Card => words!("faq-check-card-entry", "safety card names \"{name}\", which is no entry", name = name),
            Naming::Question => {
                words!("faq-check-question-entry", "a labelled question names \"{name}\", which is no entry", name = name)
            }
        }
    }
}
