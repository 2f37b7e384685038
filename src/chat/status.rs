//! Where a conversation stands.

use serde::{Deserialize, Serialize};

/// `bot` → `queued` → `assigned` → `resolved` (`protocol.md` section 2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Bot,
    Queued,
    Assigned,
    Resolved,
}

impl Status {
    /// Every status.
    pub const ALL: [Status; 4] = [Status::Bot, Status::Queued, Status::Assigned, Status::Resolved];
    /// The status before anything has happened.
    pub const NEW: Status = Status::Bot;

    /// The name on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Bot => "bot",
            Status::Queued => "queued",
            Status::Assigned => "assigned",
            Status::Resolved => "resolved",
        }
    }

    /// The status with that name.
    pub fn parse(name: &str) -> Option<Status> {
        Status::ALL.into_iter().find(|s| s.as_str() == name)
    }
}
