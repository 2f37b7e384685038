//! Who waits for a technician and needs none any more: the question whether to take them out of the queue, and its two answers.
//!
//! The question is `suggestions` with a `text`, so that every client can show it and answer it by `choose` (`protocol.md` section 2).

use crate::chat::event::Suggestion;

/// The entry that `choose` names to leave the queue.
pub const YES: &str = "leave-yes";
/// The entry that `choose` names to wait on.
pub const NO: &str = "leave-no";

/// Whether an entry is an answer to the question, and none of the FAQ.
pub fn is_answer(entry: &str) -> bool {
    entry == YES || entry == NO
}

/// The question in the owner's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Question {
    pub text: String,
    /// What stands on the buttons.
    pub yes: String,
    pub no: String,
}

impl Question {
    /// Its buttons.
    pub fn entries(&self) -> Vec<Suggestion> {
        [(YES, &self.yes), (NO, &self.no)].map(|(entry, title)| Suggestion { entry: entry.to_owned(), title: title.clone() }).to_vec()
    }
}
