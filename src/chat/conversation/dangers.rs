//! Whether anyone is in danger: asked, answered, and people called to it.

use super::Step;
use crate::chat::command::{Refusal, Reply};
use crate::chat::danger::{self, Ask, Danger, Promise, Stage, Watch};
use crate::chat::event::{Body, QueueReason, Role};
use crate::chat::queue::{DANGER, NORMAL, UNSURE};
use crate::chat::status::Status;
use crate::clock::Millis;

impl Step {
    /// Asks whether anyone is in danger, unless the question is open already or the danger known.
    pub(super) fn ask_about_danger(&mut self, ask: Option<Ask>) {
        if self.state.danger.stage != Stage::None {
            return;
        }
        let Some(Ask { card, text, numbers, labels }) = ask else { return };
        self.state.danger = Danger::asked(card.clone(), self.now);
        self.promises.push(Promise::Question { since: self.now });
        self.event(Role::Bot, Body::DangerQuestion { text, numbers, labels, card: Some(card) });
    }

    /// A few words for a message that gets no others, while its owner waits with a danger and no technician has written yet.
    pub(super) fn acknowledge(&mut self, watch: &Watch, repeated: bool) {
        let Danger { stage, acknowledged, attended, .. } = self.state.danger;
        let waits = matches!(self.state.status, Status::Queued | Status::Assigned) && !attended;
        if stage != Stage::Alarm || !waits {
            return;
        }
        // Every second time, so that a danger told again and again is not answered in the same words in a row.
        let again = Some(watch.again.as_str()).filter(|text| repeated && acknowledged % 2 == 0 && !text.is_empty());
        let Some(text) = again.or_else(|| watch.acknowledgement(acknowledged)) else { return };
        let text = text.to_owned();
        self.state.danger.acknowledged = acknowledged.saturating_add(1);
        self.event(Role::Bot, Body::Smalltalk { text });
    }

    pub(super) fn answer_danger(&mut self, anyone: bool, title: String, reply: Reply, watch: Watch) -> Result<(), Refusal> {
        let stage = self.state.danger.stage;
        if stage == Stage::None {
            return Err(Refusal::NotFound);
        }
        let entry = Some(if anyone { danger::YES } else { danger::NO }.to_owned());
        self.own_event(Body::Message { text: title, entry, language: None, language_reason: None, attachments: Vec::new() });
        if anyone {
            self.speak(reply, watch);
        } else if stage == Stage::Alarm {
            // The desk knows of a danger by now: a person says when it is over.
            self.acknowledge(&watch, false);
        } else {
            self.all_clear();
            if let Reply::Smalltalk(text) = reply {
                self.calm(text);
            }
        }
        Ok(())
    }

    /// Nobody is in danger.
    pub(super) fn all_clear(&mut self) {
        self.state.danger = Danger::default();
        if self.state.priority == UNSURE {
            self.state.priority = NORMAL;
        }
    }

    /// A word to who says that nobody is in danger, unless they are with a technician.
    pub(super) fn calm(&mut self, text: String) {
        if matches!(self.state.status, Status::Bot | Status::Queued) {
            self.bot(Body::Smalltalk { text });
        }
    }

    /// Whether a reply says nothing that does not stand in the conversation since the question about danger.
    pub(super) fn stands(&self, reply: &Reply) -> bool {
        match reply {
            Reply::Answers(answers) => answers.first().is_some_and(|answer| self.state.last_entry.as_ref() == Some(&answer.entry)),
            Reply::Suggestions(entries) => entries.iter().all(|suggestion| self.state.suggested.contains(&suggestion.entry)),
            Reply::Smalltalk(_) | Reply::Sorry(_) | Reply::Handoff(_) => true,
            Reply::Safety { .. } | Reply::CardAnswer { .. } | Reply::Found(..) | Reply::AskToLeave(_) | Reply::Leave { .. } => false,
        }
    }

    /// Nobody said in time whether anyone is in danger: the desk hears of it, and a person is called.
    pub(super) fn unanswered(&mut self, since: Millis) -> Result<(), Refusal> {
        if self.state.danger.stage != Stage::Asked || self.state.danger.since != Some(since) {
            return Err(Refusal::Closed);
        }
        self.state.danger.stage = Stage::Unanswered;
        self.state.priority = self.state.priority.max(UNSURE);
        self.own_event(Body::DangerUnanswered {});
        if self.state.status == Status::Bot {
            self.enqueue(QueueReason::Safety);
        }
        Ok(())
    }

    /// A danger: its card, unless that stands there already, and people.
    pub(super) fn alarm(&mut self, card: String, title: String, html: String, text: String) {
        if !self.state.danger.shows(&card) {
            self.bot(Body::Safety { card: card.clone(), title, html, text });
            self.state.danger.acknowledged = 0;
        }
        self.alarmed(Some(card));
    }

    /// People are called to a danger; once, until the conversation ends or whoever came gives it back.
    pub(super) fn alarmed(&mut self, card: Option<String>) {
        let began = self.state.danger.stage != Stage::Alarm;
        if began {
            self.state.danger = Danger { stage: Stage::Alarm, since: Some(self.now), ..Danger::default() };
        }
        self.state.danger.card = card.or(self.state.danger.card.take());
        self.state.priority = DANGER;
        if self.state.status == Status::Bot {
            self.enqueue(QueueReason::Safety);
        }
        if began && self.state.status != Status::Assigned {
            self.promises.push(Promise::Alarm { since: self.now });
        }
    }
}
