//! An earlier conversation that goes on in the owner's own one.

use super::{SUGGESTIONS_REMEMBERED, Step};
use crate::chat::command::Earlier;
use crate::chat::danger::{Danger, Promise, Stage};
use crate::chat::event::{Body, Outcome, QueueReason, Role};
use crate::chat::status::Status;

impl Step {
    /// Takes over what was said in the owner's earlier conversation, and what they still wait for there.
    pub(super) fn take_in(&mut self, earlier: Earlier) {
        let mut from = earlier;
        if self.state.status == Status::Resolved && from.status != Status::Resolved {
            self.wake();
        }
        self.drafts.append(&mut from.drafts);
        if !self.state.language_chosen {
            self.state.language = from.language;
        }
        self.take_suggestions(&from);
        self.take_danger(&from);
        let queued_at = from.queued_at.or(Some(self.now));
        match (from.status, self.state.status, from.assignee.zip(from.technician.take())) {
            (Status::Assigned, Status::Bot | Status::Queued, Some((user, name))) => {
                self.state.queued_at = self.state.queued_at.or(queued_at);
                self.assign(user);
                self.event(Role::System, Body::Assigned { name, user: Some(user), claim: Some(self.state.claim) });
            }
            (Status::Queued | Status::Assigned, Status::Bot, _) => {
                self.enqueue(if self.state.danger.stage == Stage::None { from.reason } else { QueueReason::Safety });
                // They have waited since then.
                self.state.queued_at = queued_at;
            }
            _ => {}
        }
        self.promise_again(&from);
    }

    /// It goes on elsewhere: nobody waits here any more.
    pub(super) fn move_on(&mut self) {
        if self.state.status != Status::Resolved {
            self.close();
            self.own_event(Body::Resolved { outcome: Some(Outcome::Duplicate), tags: Vec::new() });
        }
    }

    fn take_suggestions(&mut self, from: &Earlier) {
        for entry in &from.suggested {
            self.state.suggested.retain(|known| known != entry);
            self.state.suggested.push(entry.clone());
        }
        let surplus = self.state.suggested.len().saturating_sub(SUGGESTIONS_REMEMBERED);
        self.state.suggested.drain(..surplus);
        if from.last_entry.is_some() {
            self.state.last_entry.clone_from(&from.last_entry);
        }
        self.state.misses = self.state.misses.max(from.misses);
        self.state.suggestions_open = from.suggestions_open && self.state.status == Status::Bot;
    }

    /// The graver danger of the two holds.
    fn take_danger(&mut self, from: &Earlier) {
        self.state.priority = self.state.priority.max(from.priority);
        if from.danger.stage.gravity() > self.state.danger.stage.gravity() {
            self.state.danger = Danger { since: Some(self.now), ..from.danger.clone() };
        }
    }

    /// What was promised for the earlier one is no longer looked after there.
    fn promise_again(&mut self, from: &Earlier) {
        let taken = from.danger.stage != Stage::None && self.state.danger.since == Some(self.now);
        match self.state.danger.stage {
            Stage::Asked if taken => self.promises.push(Promise::Question { since: self.now }),
            Stage::Alarm if taken && self.state.status != Status::Assigned => self.promises.push(Promise::Alarm { since: self.now }),
            _ => {}
        }
    }
}
