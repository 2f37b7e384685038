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
/// Conversations that a technician who did not say wants at once.
pub const ASSUMED_CAPACITY: u32 = 3;
/// How long a conversation keeps a technician while nothing has been measured yet, in seconds.
const ASSUMED_HANDLING_S: i64 = 600;
/// How long it takes somebody who is free to notice, while nothing has been measured yet, in seconds.
const ASSUMED_NOTICE_S: i64 = 60;
/// No estimate is shorter, in seconds: people read before they write.
const SHORTEST_S: i64 = 60;
/// A conversation that was left open overnight says nothing of the pace, in seconds.
const LONGEST_HANDLING_S: i64 = 7_200;

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
    /// Where the owner belongs.
    pub market: Option<String>,
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

/// Who can take those who wait, and how fast it goes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Crew {
    /// Conversations that all technicians at the desk have room for at once.
    places: u64,
    /// Of these, the ones that are free now.
    free: u64,
    pace: Pace,
}

/// What was measured of the last conversations, in seconds, in any order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Pace {
    /// How long owners waited until somebody took them.
    pub waits_s: Vec<i64>,
    /// How long technicians worked on a conversation.
    pub handling_s: Vec<i64>,
}

impl Crew {
    /// The technicians at the desk, each with the conversations that they want at once, when they said, and those that they have.
    pub fn new(technicians: impl IntoIterator<Item = (Option<u32>, u64)>, pace: Pace) -> Crew {
        let mut crew = Crew { pace, ..Crew::default() };
        for (capacity, load) in technicians {
            let room = u64::from(capacity.unwrap_or(ASSUMED_CAPACITY));
            crew.places += room;
            crew.free += room.saturating_sub(load);
        }
        crew
    }

    /// Whether nobody is there who takes conversations.
    pub fn is_empty(&self) -> bool {
        self.places == 0
    }

    /// Expected wait in seconds at `position` (1 is next); none when nobody is there. A free place is taken after the usual
    /// time until somebody notices; all others wait until so many conversations have ended, of which so many go on at once.
    pub fn expected_wait_s(&self, position: u64) -> Option<i64> {
        if self.is_empty() {
            return None;
        }
        let handling = median(&self.pace.handling_s).unwrap_or(ASSUMED_HANDLING_S).clamp(SHORTEST_S, LONGEST_HANDLING_S);
        let noticed = median(&self.pace.waits_s).unwrap_or(ASSUMED_NOTICE_S).clamp(SHORTEST_S, handling);
        let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        let ahead = number(position.saturating_sub(self.free));
        let rounds = ahead.saturating_mul(handling) / number(self.places);
        Some(noticed.saturating_add(rounds))
    }
}

/// The middle one; of an even number, the larger of both.
fn median(values: &[i64]) -> Option<i64> {
    let mut values = values.to_vec();
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn crew(technicians: &[(Option<u32>, u64)], waits_s: &[i64], handling_s: &[i64]) -> Crew {
        Crew::new(technicians.iter().copied(), Pace { waits_s: waits_s.to_vec(), handling_s: handling_s.to_vec() })
    }

    #[test]
    fn nobody_there_gives_no_time() {
        assert_eq!(crew(&[], &[5, 5, 5], &[100]).expected_wait_s(1), None);
        assert_eq!(crew(&[(Some(0), 0)], &[], &[]).expected_wait_s(1), None, "who takes none is not there for them");
    }

    #[test]
    fn a_free_technician_comes_soon_and_the_others_when_conversations_end() {
        let one = |load| crew(&[(Some(2), load)], &[30, 90, 600], &[300, 400, 500]);
        let waits = |crew: &Crew| [1, 2, 3, 4].map(|position| crew.expected_wait_s(position).expect("somebody is there"));
        assert_eq!(waits(&one(0)), [90, 90, 290, 490]);
        assert_eq!(waits(&one(1)), [90, 290, 490, 690]);
        assert_eq!(waits(&one(2)), [290, 490, 690, 890]);
        assert_eq!(waits(&one(7)), waits(&one(2)), "more than they want is no debt");
        let two = crew(&[(Some(2), 2), (Some(2), 2)], &[90], &[400]);
        assert_eq!(waits(&two), [190, 290, 390, 490], "two technicians are twice as fast");
        assert_eq!(waits(&crew(&[(None, 0)], &[], &[])), [60, 60, 60, 260], "before anything was measured");
    }

    proptest! {
        #[test]
        fn an_estimate_grows_with_the_place_and_is_never_less_than_a_minute(
            technicians in prop::collection::vec((prop::option::of(any::<u32>()), any::<u64>()), 0..5),
            waits in prop::collection::vec(any::<i64>(), 0..5),
            handling in prop::collection::vec(any::<i64>(), 0..5),
            (near, far) in (any::<u64>(), any::<u64>()),
        ) {
            let crew = crew(&technicians, &waits, &handling);
            let (near, far) = (near.min(far), near.max(far));
            match (crew.expected_wait_s(near), crew.expected_wait_s(far)) {
                (Some(near), Some(far)) => prop_assert!(SHORTEST_S <= near && near <= far),
                (near, far) => prop_assert!(near.is_none() && far.is_none() && crew.is_empty()),
            }
        }

        #[test]
        fn another_technician_never_makes_it_longer(
            technicians in prop::collection::vec((prop::option::of(0_u32..50), 0_u64..50), 1..5),
            position in 1_u64..1_000,
            handling in 60_i64..7_200,
        ) {
            let wait = |technicians: &[(Option<u32>, u64)]| crew(technicians, &[60], &[handling]).expected_wait_s(position);
            if let Some(fewer) = wait(&technicians[1..]) {
                prop_assert!(wait(&technicians).is_some_and(|more| more <= fewer));
            }
        }
    }
}
