//! Who is next, and how long it takes.

use crate::chat::danger::Stage;
use crate::chat::status::Status;
use crate::clock::Millis;
use crate::language::Language;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Priority of an ordinary conversation.
pub const NORMAL: i64 = 0;
/// Priority of a conversation whose owner was asked whether anyone is in danger, and did not say: before ordinary ones.
pub const UNSURE: i64 = 5;
/// Priority of a conversation in which the owner described a danger: before all others.
pub const DANGER: i64 = 10;
/// Assumed handling time of one conversation while nothing has been measured yet, in seconds.
pub const ASSUMED_WAIT_S: i64 = 180;

/// One conversation that waits or is being worked on, as the desk lists it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub conversation: Uuid,
    pub status: Status,
    pub language: Language,
    pub priority: i64,
    /// Where it stands with danger.
    pub danger: Stage,
    /// When it began to wait (queued) or was taken (assigned).
    pub since: Millis,
    /// First words of the owner's newest message, for the list.
    pub preview: String,
    /// Who works on it, and their claim number.
    pub assignee: Option<Uuid>,
    pub claim: u64,
}

/// What the workspace's feed tells of one conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FeedKind {
    Queued,
    Claimed,
    Released,
    Resolved,
    Priority,
}

impl FeedKind {
    /// The name on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            FeedKind::Queued => "queued",
            FeedKind::Claimed => "claimed",
            FeedKind::Released => "released",
            FeedKind::Resolved => "resolved",
            FeedKind::Priority => "priority",
        }
    }
}

/// Expected wait in seconds at `position` (1 is next): the median of recent waits per place, never under a minute.
pub fn expected_wait_s(position: u64, recent_waits_s: &[i64]) -> i64 {
    let mut waits = recent_waits_s.to_vec();
    waits.sort_unstable();
    let median = waits.get(waits.len() / 2).copied().unwrap_or(ASSUMED_WAIT_S);
    let position = i64::try_from(position.max(1)).unwrap_or(i64::MAX);
    median.max(60).saturating_mul(position.div_euclid(3) + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_with_the_place_and_have_a_floor() {
        assert_eq!(expected_wait_s(1, &[]), ASSUMED_WAIT_S);
        assert_eq!(expected_wait_s(1, &[5, 5, 5]), 60);
        assert_eq!(expected_wait_s(1, &[100, 300, 200]), 200);
        let waits = [1, 2, 3, 5, 6, 8, 9, 600].map(|position| expected_wait_s(position, &[200]));
        assert_eq!(waits, [200, 200, 400, 400, 600, 600, 800, 40_200], "three at a time");
        assert_eq!(expected_wait_s(0, &[200]), 200);
        assert_eq!(expected_wait_s(u64::MAX, &[i64::MAX]), i64::MAX);
    }
}
