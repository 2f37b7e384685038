//! What a log says of its conversation: told again from the events alone, to hold the stored state to it.

use crate::chat::event::{Body, Role};
use crate::chat::status::Status;
use uuid::Uuid;

/// The part of a conversation's state that its log decides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Replay {
    pub status: Status,
    pub assignee: Option<Uuid>,
    pub claim: u64,
}

impl Default for Replay {
    /// Before the first event.
    fn default() -> Self {
        Replay { status: Status::Bot, assignee: None, claim: 0 }
    }
}

impl Replay {
    /// Takes the next event of the log.
    pub fn event(&mut self, role: Role, body: &Body) {
        match body {
            Body::Queued { .. } => self.status = Status::Queued,
            Body::Assigned { user, claim, .. } => {
                self.status = Status::Assigned;
                self.assignee = *user;
                self.claim = claim.unwrap_or(self.claim + 1);
            }
            // To a person: the assignment that follows says it.
            Body::Transferred { to: Some(_), .. } => {}
            Body::Transferred { to: None, .. } | Body::Returned {} => self.leave(Status::Queued),
            Body::Resolved { .. } => self.leave(Status::Resolved),
            // The owner wrote on, and the bot leads; or a technician took it up again.
            Body::Reopened {} => self.status = if role == Role::System { Status::Bot } else { Status::Queued },
            Body::Message { .. }
            | Body::Answer(_)
            | Body::Suggestions { .. }
            | Body::Smalltalk { .. }
            | Body::Safety { .. }
            | Body::DangerQuestion { .. }
            | Body::DangerUnanswered {}
            | Body::Language { .. }
            | Body::Feedback { .. }
            | Body::Rated { .. }
            | Body::Consented { .. }
            | Body::Form(_)
            | Body::Submitted(_)
            | Body::Request(_)
            | Body::Result(_)
            | Body::Note { .. }
            | Body::Erased {} => {}
        }
    }

    fn leave(&mut self, status: Status) {
        self.status = status;
        if self.assignee.take().is_some() {
            self.claim += 1;
        }
    }
}
