//! Who has which entry open: in memory alone, for a page asks again and again while it is looked at.

use crate::clock::Millis;
use crate::language::Language;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use uuid::Uuid;

/// Who was not heard of for so long has left: pages ask every ten seconds.
const LEFT_AFTER_MS: Millis = 30_000;
/// Editors of one entry that are remembered.
const MOST_SEATS: usize = 20;
/// Entries that are remembered.
const MOST_ENTRIES: usize = 2_000;

/// Somebody who has an entry open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seat {
    user: Uuid,
    pub name: String,
    /// Where they write.
    pub language: Option<Language>,
    pub since: Millis,
    seen: Millis,
}

/// Who is where.
#[derive(Debug, Default)]
pub struct Presence(Mutex<HashMap<String, Vec<Seat>>>);

impl Presence {
    /// Notes that somebody has an entry open, and tells who else has.
    pub fn here(&self, entry: &str, user: Uuid, name: &str, language: Option<Language>, now: Millis) -> Vec<Seat> {
        let mut entries = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_there = |seat: &Seat| now - seat.seen < LEFT_AFTER_MS;
        if entries.len() >= MOST_ENTRIES && !entries.contains_key(entry) {
            entries.retain(|_, seats| seats.iter().any(is_there));
            // So many open pages are no editors: what cannot be remembered is not told.
            if entries.len() >= MOST_ENTRIES {
                return Vec::new();
            }
        }
        let seats = entries.entry(entry.to_owned()).or_default();
        seats.retain(is_there);
        let has_room = seats.len() < MOST_SEATS;
        match seats.iter_mut().find(|seat| seat.user == user) {
            Some(seat) => (seat.language, seat.seen) = (language, now),
            None if has_room => seats.push(Seat { user, name: name.to_owned(), language, since: now, seen: now }),
            None => {}
        }
        seats.iter().filter(|seat| seat.user != user).cloned().collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_editors_see_each_other_until_one_leaves() {
        let presence = Presence::default();
        let here = |entry: &str, user: u128, language, now| {
            let others = presence.here(entry, Uuid::from_u128(user), &format!("user {user}"), language, now);
            others.into_iter().map(|seat| (seat.name, seat.language, seat.since)).collect::<Vec<_>>()
        };
        assert_eq!(here("tow", 1, None, 0), []);
        assert_eq!(here("wash", 2, None, 1_000), []);
        assert_eq!(here("tow", 2, Some(Language::KK), 5_000), [("user 1".to_owned(), None, 0)]);
        assert_eq!(here("tow", 1, Some(Language::BN), 10_000), [("user 2".to_owned(), Some(Language::KK), 5_000)]);
        assert_eq!(here("tow", 2, None, 39_000), [("user 1".to_owned(), Some(Language::BN), 0)]);
        assert_eq!(here("tow", 2, None, 40_000), [], "who was not heard of for half a minute has left");
    }

    #[test]
    fn no_more_is_remembered_than_is_read() {
        let presence = Presence::default();
        for user in 0..100 {
            assert!(presence.here("tow", Uuid::from_u128(user), "x", None, 0).len() <= MOST_SEATS);
        }
        for entry in 0..3 * MOST_ENTRIES {
            presence.here(&entry.to_string(), Uuid::nil(), "x", None, 0);
        }
        assert_eq!(presence.0.lock().expect("nobody panicked").len(), MOST_ENTRIES);
        assert_eq!(presence.here("later", Uuid::nil(), "x", None, LEFT_AFTER_MS), []);
        assert_eq!(presence.0.lock().expect("nobody panicked").len(), 1);
    }
}
