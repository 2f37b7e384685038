//! The newest events as they were committed: who follows a conversation is given them from here, and the database is not asked
//! for what this process has just written into it.
//!
//! Only the process that serves a data folder appends to its conversations, so what stands here is the end of the log. What was
//! let go of, or came before the start, is read from the database.

use crate::access::right::View;
use crate::chat::event::Event;
use crate::chat::resume::Span;
use std::collections::{HashMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// Events that are kept at most, of all conversations; the oldest go first.
const MOST_EVENTS: usize = 4_096;
/// Bytes of their bodies at most.
const MOST_BYTES: usize = 4 << 20;

/// Numbers of an event, or of a place in a log: for staff, and for the owner.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Place {
    pub seq: u64,
    pub owner_seq: u64,
}

impl Place {
    fn of(self, view: View) -> u64 {
        match view {
            View::Staff => self.seq,
            View::Owner => self.owner_seq,
        }
    }
}

/// Events that one command wrote.
pub(super) struct Written {
    /// The conversation's newest numbers before them.
    pub before: Place,
    /// With the bytes of each body as stored. Not empty, of one conversation.
    pub events: Vec<(Event, usize)>,
}

/// The end of a conversation's log.
struct Tail {
    before: Place,
    events: VecDeque<(Event, usize)>,
}

#[derive(Default)]
struct Kept {
    tails: HashMap<Uuid, Tail>,
    /// The conversation of each event, oldest first.
    order: VecDeque<Uuid>,
    bytes: usize,
}

/// The ends of the logs that moved last.
pub(super) struct Tails(Option<Mutex<Kept>>);

impl Tails {
    /// Keeps what is committed, where this process is the only one that appends.
    pub fn new(alone: bool) -> Tails {
        Tails(alone.then(Mutex::default))
    }

    /// Keeps what was committed. Called before anybody hears of the commit.
    pub fn extend(&self, written: Vec<Written>) {
        let Some(mut kept) = self.lock() else { return };
        for Written { before, events } in written {
            kept.add(before, events);
        }
        kept.shrink();
    }

    /// What [`super::Store::events`] gives; none where the log has to be read.
    pub fn events(&self, conversation: Uuid, view: View, after: u64, span: Span) -> Option<(Vec<Event>, bool)> {
        let kept = self.lock()?;
        let tail = kept.tails.get(&conversation)?;
        if after < tail.before.of(view) {
            return None;
        }
        let (mut events, mut bytes) = (Vec::new(), 0_usize);
        for (event, size) in &tail.events {
            let number = match view {
                View::Staff => Some(event.seq),
                View::Owner => event.owner_seq,
            };
            if number.is_none_or(|number| number <= after) {
                continue;
            }
            bytes = bytes.saturating_add(*size);
            if events.len() >= span.events as usize || (bytes > span.bytes && !events.is_empty()) {
                return Some((events, true));
            }
            events.push(event.clone());
        }
        Some((events, false))
    }

    /// Plain values, changed in steps that can't fail: a panic elsewhere leaves them whole.
    fn lock(&self) -> Option<MutexGuard<'_, Kept>> {
        self.0.as_ref().map(|kept| kept.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Forgets everything, as a start does.
    #[cfg(test)]
    pub fn clear(&self) {
        if let Some(mut kept) = self.lock() {
            *kept = Kept::default();
        }
    }
}

impl Kept {
    fn add(&mut self, before: Place, events: Vec<(Event, usize)>) {
        let Some(conversation) = events.first().map(|(event, _)| event.conversation) else { return };
        let tail = self.tails.entry(conversation).or_insert_with(|| Tail { before, events: VecDeque::new() });
        let newest = tail.events.back().map_or(tail.before.seq, |(event, _)| event.seq);
        if newest != before.seq {
            self.bytes -= tail.events.drain(..).map(|(_, size)| size).sum::<usize>();
            tail.before = before;
        }
        for (event, size) in events {
            self.bytes += size;
            self.order.push_back(conversation);
            tail.events.push_back((event, size));
        }
    }

    fn shrink(&mut self) {
        while self.order.len() > MOST_EVENTS || self.bytes > MOST_BYTES {
            let Some(conversation) = self.order.pop_front() else { return };
            let Some(tail) = self.tails.get_mut(&conversation) else { continue };
            if let Some((event, size)) = tail.events.pop_front() {
                self.bytes -= size;
                tail.before = Place { seq: event.seq, owner_seq: event.owner_seq.unwrap_or(tail.before.owner_seq) };
            }
            if tail.events.is_empty() {
                self.tails.remove(&conversation);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::event::{Body, Role};
    use crate::language::Language;

    const ALL: Span = Span { events: 1_000, bytes: 1 << 20 };

    fn event(conversation: u128, seq: u64, owner_seq: Option<u64>) -> Event {
        Event {
            conversation: Uuid::from_u128(conversation),
            seq,
            owner_seq,
            at: 0,
            role: Role::System,
            name: None,
            user: None,
            frame: None,
            body: Body::Language { language: Language::EN },
            offer_person: false,
        }
    }

    fn written(before: (u64, u64), events: &[(u128, u64, Option<u64>)], size: usize) -> Written {
        let events = events.iter().map(|(conversation, seq, owner_seq)| (event(*conversation, *seq, *owner_seq), size)).collect();
        Written { before: Place { seq: before.0, owner_seq: before.1 }, events }
    }

    fn seqs(tails: &Tails, conversation: u128, view: View, after: u64, span: Span) -> Option<(Vec<u64>, bool)> {
        let (events, more) = tails.events(Uuid::from_u128(conversation), view, after, span)?;
        Some((events.iter().map(|event| event.seq).collect(), more))
    }

    #[test]
    fn gives_what_comes_after_a_place_that_it_reaches_back_to() {
        let tails = Tails::new(true);
        assert_eq!(seqs(&tails, 1, View::Staff, 0, ALL), None, "what was written before the start is not known here");
        tails.extend(vec![written((7, 3), &[(1, 8, Some(4)), (1, 9, None)], 10), written((9, 4), &[(1, 10, Some(5))], 10)]);
        assert_eq!(seqs(&tails, 1, View::Staff, 6, ALL), None);
        assert_eq!(seqs(&tails, 1, View::Staff, 7, ALL), Some((vec![8, 9, 10], false)));
        assert_eq!(seqs(&tails, 1, View::Staff, 9, ALL), Some((vec![10], false)));
        assert_eq!(seqs(&tails, 1, View::Staff, 10, ALL), Some((vec![], false)));
        assert_eq!(seqs(&tails, 1, View::Owner, 2, ALL), None);
        assert_eq!(seqs(&tails, 1, View::Owner, 3, ALL), Some((vec![8, 10], false)), "a note is not the owner's");
        assert_eq!(seqs(&tails, 1, View::Owner, 4, ALL), Some((vec![10], false)));
        assert_eq!(seqs(&tails, 2, View::Owner, 0, ALL), None);
    }

    #[test]
    fn keeps_to_the_span_and_gives_one_event_however_large() {
        let tails = Tails::new(true);
        tails.extend(vec![written((0, 0), &[(1, 1, Some(1)), (1, 2, Some(2)), (1, 3, Some(3))], 100)]);
        assert_eq!(seqs(&tails, 1, View::Staff, 0, Span { events: 2, bytes: 1_000 }), Some((vec![1, 2], true)));
        assert_eq!(seqs(&tails, 1, View::Staff, 0, Span { events: 3, bytes: 200 }), Some((vec![1, 2], true)));
        assert_eq!(seqs(&tails, 1, View::Staff, 0, Span { events: 3, bytes: 1 }), Some((vec![1], true)));
        assert_eq!(seqs(&tails, 1, View::Staff, 0, Span { events: 3, bytes: 300 }), Some((vec![1, 2, 3], false)));
    }

    #[test]
    fn lets_go_of_the_oldest_and_never_gives_a_log_with_a_gap() {
        let tails = Tails::new(true);
        tails.extend(vec![written((0, 0), &[(1, 1, Some(1)), (1, 2, None)], 1), written((0, 0), &[(2, 1, Some(1))], 1)]);
        let many: Vec<(u128, u64, Option<u64>)> = (1..MOST_EVENTS as u64).map(|seq| (3, seq, Some(seq))).collect();
        tails.extend(vec![written((0, 0), &many, 1)]);
        assert_eq!(seqs(&tails, 1, View::Staff, 0, ALL), None);
        assert_eq!(seqs(&tails, 1, View::Staff, 1, ALL), None, "both events have gone");
        assert_eq!(seqs(&tails, 2, View::Staff, 0, ALL), Some((vec![1], false)));
        tails.extend(vec![written((2, 1), &[(1, 3, Some(2))], MOST_BYTES)]);
        assert_eq!(seqs(&tails, 1, View::Owner, 0, ALL), None);
        assert_eq!(seqs(&tails, 1, View::Owner, 1, ALL), Some((vec![3], false)));
        assert_eq!(seqs(&tails, 3, View::Owner, 5, ALL), None, "the largest took all the room");
        // A log that went on elsewhere: only what is known to be its end.
        tails.extend(vec![written((5, 4), &[(1, 6, Some(5))], 1)]);
        assert_eq!(seqs(&tails, 1, View::Staff, 3, ALL), None);
        assert_eq!(seqs(&tails, 1, View::Staff, 5, ALL), Some((vec![6], false)));
    }

    #[test]
    fn keeps_nothing_where_others_append_too() {
        let tails = Tails::new(false);
        tails.extend(vec![written((0, 0), &[(1, 1, Some(1))], 1)]);
        assert_eq!(seqs(&tails, 1, View::Staff, 0, ALL), None);
    }
}
