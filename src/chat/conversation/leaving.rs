//! The way out of the queue for an owner who needs no technician any more.

use super::Step;
use crate::chat::command::Refusal;
use crate::chat::danger::Stage;
use crate::chat::event::Body;
use crate::chat::leaving::{self, Question};
use crate::chat::status::Status;

impl Step {
    /// Whether the owner may leave: they wait, and no danger is open. A danger is closed by a person.
    fn may_leave(&self) -> bool {
        self.state.status == Status::Queued && self.state.danger.stage == Stage::None
    }

    fn is_asked(&self) -> bool {
        self.state.suggested.iter().any(|entry| entry == leaving::YES)
    }

    /// Asks whether to take the owner out of the queue.
    pub(super) fn ask_to_leave(&mut self, question: &Question) {
        if !self.may_leave() {
            return;
        }
        let entries = question.entries();
        self.remember(&entries);
        self.bot(Body::Suggestions { entries, text: Some(question.text.clone()) });
    }

    /// The answer to that, said in words or tapped: `text` is the word to it.
    pub(super) fn leave(&mut self, leaves: bool, text: String) {
        if !self.is_asked() || !self.may_leave() {
            return;
        }
        self.forget_leaving();
        self.bot(Body::Smalltalk { text });
        if leaves {
            self.close();
            self.author_event(Body::Resolved { outcome: None, tags: Vec::new() });
        }
    }

    /// A tap. Where a technician has come meanwhile, or a danger, it stays a message that they read. [`Refusal::NotFound`] when the question is not
    /// open.
    pub(super) fn answer_leaving(&mut self, leaves: bool, title: String, text: String) -> Result<(), Refusal> {
        if !self.is_asked() {
            return Err(Refusal::NotFound);
        }
        let entry = if leaves { leaving::YES } else { leaving::NO };
        self.own_event(Body::Message {
            text: title,
            entry: Some(entry.to_owned()),
            language: None,
            language_reason: None,
            attachments: Vec::new(),
        });
        self.leave(leaves, text);
        self.forget_leaving();
        Ok(())
    }

    /// The question is open no longer.
    pub(super) fn forget_leaving(&mut self) {
        self.state.suggested.retain(|entry| !leaving::is_answer(entry));
    }
}
