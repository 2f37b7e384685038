//! Whose conversation it is: claimed, handed on, given back.

use super::Step;
use crate::chat::command::{Destination, Refusal};
use crate::chat::danger::{Promise, Stage};
use crate::chat::event::{Body, Role};
use crate::chat::status::Status;
use uuid::Uuid;

impl Step {
    pub(super) fn claim(&mut self, user: Uuid, name: String) -> Result<(), Refusal> {
        match self.state.status {
            Status::Assigned => return Err(Refusal::AlreadyClaimed),
            Status::Resolved => return Err(Refusal::Closed),
            Status::Bot | Status::Queued => {}
        }
        self.assign(user);
        self.own_event(Body::Assigned { name, user: Some(user), claim: Some(self.state.claim) });
        Ok(())
    }

    pub(super) fn transfer(&mut self, to: Destination, note: Option<String>) {
        match to {
            Destination::User { id, name } => {
                self.assign(id);
                self.own_event(Body::Transferred { to: Some(id), language: None });
                self.event(Role::System, Body::Assigned { name, user: Some(id), claim: Some(self.state.claim) });
            }
            Destination::Language(language) => {
                self.requeue();
                self.state.route = Some(language);
                self.own_event(Body::Transferred { to: None, language: Some(language) });
            }
        }
        if let Some(text) = note {
            self.author_event(Body::Note { text });
        }
    }

    pub(super) fn reopen(&mut self) -> Result<(), Refusal> {
        if self.state.status != Status::Resolved {
            return Err(Refusal::BadRequest);
        }
        self.state.status = Status::Queued;
        self.state.queued_at = Some(self.now);
        self.own_event(Body::Reopened {});
        Ok(())
    }

    pub(super) fn assign(&mut self, user: Uuid) {
        self.state.status = Status::Assigned;
        self.state.assignee = Some(user);
        self.state.assigned_at = Some(self.now);
        self.state.route = None;
        self.state.claim += 1;
        self.state.suggestions_open = false;
    }

    pub(super) fn requeue(&mut self) {
        self.state.status = Status::Queued;
        self.state.assignee = None;
        self.state.claim += 1;
        // The place in the queue is kept: the owner has waited since then.
        self.state.queued_at = self.state.queued_at.or(Some(self.now));
        if self.state.danger.stage == Stage::Alarm {
            // Nobody has it again.
            self.state.danger.attended = false;
            self.state.danger.since = Some(self.now);
            self.promises.push(Promise::Alarm { since: self.now });
        }
    }

    /// The right to act as assignee: the current claim number in the hands of its holder.
    pub(super) fn holds(&self, user: Uuid, claim: u64) -> Result<(), Refusal> {
        match self.state.status {
            Status::Resolved => Err(Refusal::Closed),
            Status::Assigned if self.state.assignee == Some(user) && self.state.claim == claim => Ok(()),
            _ => Err(Refusal::StaleClaim),
        }
    }
}
