//! What the logs that moved lately have said so far, so that counting what is new need not read them again.
//!
//! A log that is not remembered is read with some events before the new ones. What it comes to is the same as long as nothing hangs on what stands
//! before those.

use super::deeds::{self, deeds};
use super::tally::{self, Tally, tally};
use crate::store::{DeedRow, NewEvents};
use std::collections::{BTreeMap, HashMap};
use uuid::Uuid;

/// Most bytes of logs that are remembered, about. One more, and all are forgotten: each is then read with what stands before.
const MOST_BYTES: usize = 16 << 20;
/// Bytes of a log's place beside what it holds, about.
const A_LOG: usize = 512;

/// Remembered logs.
#[derive(Debug, Default)]
pub struct Readings {
    logs: HashMap<Uuid, Reading>,
    bytes: usize,
    /// Where the one log of all conversations was read up to, and how many logs had been rewritten before that.
    place: (i64, u64),
}

/// A log as far as it was read.
#[derive(Debug)]
struct Reading {
    upto: u64,
    tally: tally::Place,
    deeds: deeds::Place,
    /// Where messages that came along from an earlier conversation stand there, by their numbers here.
    earlier: BTreeMap<u64, (Uuid, u64)>,
    bytes: usize,
}

/// What new events of a conversation came to, each question named by the conversation and the number where it was asked first.
#[derive(Debug, Default)]
pub struct Found {
    pub tally: Tally,
    pub deeds: Vec<DeedRow>,
    pub answered: Vec<(Uuid, u64)>,
    pub replies: Vec<(Uuid, u64, String)>,
}

impl Readings {
    /// Keeps what is remembered only where counting goes on at the place where it ended, and where no log was rewritten since: `rewritten` counts them,
    /// none where that is not known. Whether something was forgotten.
    pub fn go_on_from(&mut self, place: i64, rewritten: Option<u64>) -> bool {
        let forgets = rewritten.is_none_or(|rewritten| (place, rewritten) != self.place) && !self.logs.is_empty();
        if forgets {
            self.clear();
        }
        self.place = (place, rewritten.unwrap_or_default());
        forgets
    }

    /// The number up to which a conversation's log is remembered; 0 for one that is not.
    pub fn remembered(&self, conversation: Uuid) -> u64 {
        self.logs.get(&conversation).map_or(0, |reading| reading.upto)
    }

    /// What new events came to.
    pub fn read(&mut self, log: NewEvents) -> Found {
        let (Some(first), Some(newest)) = (log.events.first().map(|first| first.seq), log.events.last().map(|newest| newest.seq)) else {
            return Found::default();
        };
        let kept = self.logs.remove(&log.conversation);
        self.bytes -= kept.as_ref().map_or(0, |reading| reading.bytes);
        let mut reading = kept.filter(|reading| reading.upto + 1 == first).unwrap_or_else(|| Reading::begin(first));
        let found = reading.read(&log);
        reading.upto = newest;
        reading.bytes = A_LOG + reading.tally.bytes() + reading.deeds.bytes() + reading.earlier.len() * size_of::<(u64, (Uuid, u64))>();
        self.bytes += reading.bytes;
        self.logs.insert(log.conversation, reading);
        if self.bytes > MOST_BYTES {
            self.clear();
        }
        found
    }

    /// Counting goes on from there.
    pub fn wrote(&mut self, upto: i64) {
        self.place.0 = upto;
    }

    /// Forgets all.
    pub fn clear(&mut self) {
        self.logs = HashMap::new();
        self.bytes = 0;
    }
}

impl Reading {
    /// A log that is read from this number on.
    fn begin(first: u64) -> Reading {
        let deeds = if first == 1 { deeds::Place::Fresh } else { deeds::Place::Done };
        Reading { upto: first.saturating_sub(1), tally: tally::Place::default(), deeds, earlier: BTreeMap::new(), bytes: 0 }
    }

    fn read(&mut self, log: &NewEvents) -> Found {
        self.earlier.extend(&log.earlier);
        let mut tally = tally(&mut self.tally, &log.events, |seq| log.is_uncounted(seq));
        let mut deeds = deeds(&mut self.deeds, &log.events, |seq| log.is_uncounted(seq));
        let place = |seq: u64| self.earlier.get(&seq).copied().unwrap_or((log.conversation, seq));
        for row in &mut deeds {
            (row.conversation, row.seq) = place(row.seq);
        }
        for question in &mut tally.questions {
            (question.conversation, question.seq) = place(question.seq);
        }
        let answered = std::mem::take(&mut tally.answered).into_iter().map(place).collect();
        let replies = std::mem::take(&mut tally.replies);
        let replies = replies.into_iter().map(|(seq, reply)| {
            let (conversation, seq) = place(seq);
            (conversation, seq, reply)
        });
        Found { replies: replies.collect(), tally, deeds, answered }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::event::{Body, Event, Outcome, QueueReason, Role};
    use crate::gaps::tally::tests::{answers, asks, buttons, judges, log, queued, resolved, taps, writes};
    use proptest::prelude::*;
    use std::sync::Arc;

    /// What somebody says, of a log in which the event before has this number.
    fn said(kind: u8, before: u64) -> (Role, Body) {
        match kind {
            0 | 1 | 12 | 13 => asks(["where is my car", "how much does it cost?", "?! 12"][before as usize % 3]),
            2 => answers(["a", "b"][before as usize % 2]),
            3 => buttons(["a", "b"]),
            4 => taps("b"),
            5 => queued(QueueReason::Asked),
            6 => queued(QueueReason::Unanswered),
            7 => judges(before.saturating_sub(before % 4), before.is_multiple_of(2)),
            8 => writes("It comes with the papers, by post, in ten days."),
            9 => resolved([None, Some(Outcome::Solved), Some(Outcome::Spam)][before as usize % 3]),
            10 => (Role::System, Body::Reopened {}),
            _ => (Role::Owner, Body::Language { language: crate::language::Language::KK }),
        }
    }

    /// What a log comes to that is read in parts, each question once, as the last part has it.
    #[derive(Debug, Default, PartialEq)]
    struct All {
        counts: Vec<tally::Count>,
        questions: BTreeMap<u64, tally::Question>,
        deeds: BTreeMap<u64, DeedRow>,
        answered: Vec<(Uuid, u64)>,
        replies: Vec<(Uuid, u64, String)>,
    }

    impl All {
        fn add(&mut self, found: Found) {
            let Found { tally, deeds, answered, replies } = found;
            self.counts.extend(tally.counts);
            self.questions.extend(tally.questions.into_iter().map(|question| (question.seq, question)));
            self.deeds.extend(deeds.into_iter().map(|row| (row.seq, row)));
            self.answered.extend(answered);
            self.replies.extend(replies);
        }
    }

    /// New events up to a number, behind those before that are not remembered.
    fn new(events: &[Arc<Event>], from: usize, upto: usize, remembered: u64) -> NewEvents {
        let begin = if remembered == from as u64 { from } else { 0 };
        NewEvents {
            conversation: Uuid::nil(),
            events: events[begin..upto].to_vec(),
            from: from as u64 + 1,
            carried: Vec::new(),
            earlier: BTreeMap::new(),
        }
    }

    proptest! {
        #[test]
        fn a_log_that_is_read_in_parts_comes_to_what_the_whole_comes_to(
            commands in prop::collection::vec((4_u8..14, prop::collection::vec(0_u8..12, 0..3), any::<bool>(), 0_u8..8), 0..24),
        ) {
            let (mut bodies, mut ends) = (Vec::new(), Vec::new());
            for (first, kinds, ends_a_part, forgets) in commands {
                // No command begins with what the bot says.
                for kind in std::iter::once(first).chain(kinds) {
                    let body = said(kind, bodies.len() as u64);
                    bodies.push(body);
                }
                if ends_a_part {
                    ends.push((bodies.len(), forgets == 0));
                }
            }
            ends.push((bodies.len(), false));
            let events = log(bodies);
            let mut whole = All::default();
            whole.add(Readings::default().read(new(&events, 0, events.len(), 0)));
            let (mut readings, mut parts, mut read) = (Readings::default(), All::default(), 0);
            for (upto, forgets) in ends {
                parts.add(readings.read(new(&events, read, upto, readings.remembered(Uuid::nil()))));
                read = upto;
                if forgets {
                    readings.clear();
                }
            }
            prop_assert_eq!(parts, whole);
        }
    }

    #[test]
    fn forgets_when_counting_went_on_elsewhere_or_a_log_was_rewritten() {
        let events = log(vec![asks("where is my car"), buttons(["a", "b"])]);
        let remembered = |next: (i64, Option<u64>)| {
            let mut readings = Readings::default();
            readings.go_on_from(0, Some(3));
            readings.read(new(&events, 0, 2, 0));
            readings.wrote(2);
            readings.go_on_from(next.0, next.1);
            readings.remembered(Uuid::nil())
        };
        assert_eq!(remembered((2, Some(3))), 2);
        assert_eq!(remembered((5, Some(3))), 0, "another process counted");
        assert_eq!(remembered((2, Some(4))), 0, "a log was rewritten");
        assert_eq!(remembered((2, None)), 0, "nobody knows whether one was");
    }

    #[test]
    fn holds_no_more_than_so_many_bytes() {
        let mut readings = Readings::default();
        let text = "word ".repeat(800);
        let events = log(vec![asks(&text), answers("a")]);
        for number in 0..20_000 {
            let log = NewEvents { conversation: Uuid::from_u128(number), ..new(&events, 0, 2, 0) };
            readings.read(log);
            assert!(readings.bytes <= MOST_BYTES);
            assert!(readings.logs.len() * text.len() <= MOST_BYTES);
        }
    }
}
