//! The history checker: what clients did and saw, and pure functions that say which promises it breaks.
//!
//! A history has every send with its outcome and every reader's list of events. Ticks are one counter over all clients, taken
//! before a frame is sent and after its reply came, so that "acked before invoked" means what it says. Properties are those of
//! the reliability study, section 3.1; each function gives the violations that it found.

use std::collections::{HashMap, HashSet};

/// How a send ended, as its client knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// `ok` with this number, in the owner's numbering.
    Acked(u64),
    /// An error with `retry: false`.
    Refused,
    /// No reply, and never sent again.
    Unknown,
}

/// One frame of an author, over all its tries.
#[derive(Debug, Clone)]
pub struct Send {
    pub conversation: String,
    /// Whose outbox it was in: one frame in flight, so its order is the author's.
    pub author: String,
    pub id: String,
    pub text: String,
    pub invoked: u64,
    /// The tick at which the outcome was known.
    pub finished: u64,
    pub outcome: Outcome,
}

/// An event as a reader applied it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    pub seq: u64,
    /// The author's id, where the event has one.
    pub id: Option<String>,
    /// Everything else that must never change: kind, text, time.
    pub body: String,
}

/// Which numbering a reader sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbering {
    Owner,
    Staff,
}

/// What one reader applied of one conversation, in the order of applying.
#[derive(Debug, Clone)]
pub struct Reader {
    pub name: String,
    pub conversation: String,
    pub numbering: Numbering,
    pub seen: Vec<Seen>,
    /// Read after everything was quiet: this is the whole log.
    pub whole: bool,
}

/// Everything that was recorded.
#[derive(Debug, Clone, Default)]
pub struct History {
    pub sends: Vec<Send>,
    pub readers: Vec<Reader>,
}

/// A property: a history in, its violations out.
type Check = fn(&History) -> Vec<String>;

/// All violations of all properties.
pub fn violations(history: &History) -> Vec<String> {
    let checks: [(&str, Check); 7] = [
        ("P1", acked_once),
        ("P2", unknown_at_most_once),
        ("P3", dense),
        ("P4", one_order),
        ("P5", senders_in_order),
        ("P6", real_time),
        ("P8", readers_have_the_log),
    ];
    checks.iter().flat_map(|(name, check)| check(history).into_iter().map(move |found| format!("{name}: {found}"))).collect()
}

impl History {
    /// The whole logs in one numbering, by conversation.
    fn logs(&self, numbering: Numbering) -> impl Iterator<Item = &Reader> {
        self.readers.iter().filter(move |reader| reader.whole && reader.numbering == numbering)
    }

    fn log(&self, conversation: &str, numbering: Numbering) -> Option<&Reader> {
        self.logs(numbering).find(|reader| reader.conversation == conversation)
    }
}

fn of_id<'a>(reader: &'a Reader, id: &str) -> Vec<&'a Seen> {
    reader.seen.iter().filter(|seen| seen.id.as_deref() == Some(id)).collect()
}

/// P1: what was acked is there exactly once, with its text, at its number.
pub fn acked_once(history: &History) -> Vec<String> {
    let mut found = Vec::new();
    for send in &history.sends {
        let Outcome::Acked(seq) = send.outcome else { continue };
        let Some(log) = history.log(&send.conversation, Numbering::Owner) else {
            found.push(format!("{}: no log of the conversation of acked {}", send.conversation, send.id));
            continue;
        };
        match of_id(log, &send.id)[..] {
            [seen] if seen.seq != seq => found.push(format!("{} was acked as {seq} and is {}", send.id, seen.seq)),
            [seen] if !seen.body.contains(&send.text) => found.push(format!("{} has another text: {}", send.id, seen.body)),
            [_] => {}
            [] => found.push(format!("{} was acked as {seq} and is gone", send.id)),
            _ => found.push(format!("{} was acked and is there twice", send.id)),
        }
    }
    found
}

/// P2: what nobody knows the fate of is there at most once, what was refused is not there.
pub fn unknown_at_most_once(history: &History) -> Vec<String> {
    let mut found = Vec::new();
    for send in &history.sends {
        let times = history.log(&send.conversation, Numbering::Owner).map_or(0, |log| of_id(log, &send.id).len());
        match send.outcome {
            Outcome::Unknown if times > 1 => found.push(format!("{} of unknown fate is there {times} times", send.id)),
            Outcome::Refused if times > 0 => found.push(format!("{} was refused and is there", send.id)),
            _ => {}
        }
    }
    found
}

/// P3: both numberings go from 1 without gap or repeat.
pub fn dense(history: &History) -> Vec<String> {
    let mut found = Vec::new();
    for reader in history.readers.iter().filter(|reader| reader.whole) {
        for (place, seen) in reader.seen.iter().enumerate() {
            if seen.seq != place as u64 + 1 {
                found.push(format!("{} {:?}: {} at place {}", reader.conversation, reader.numbering, seen.seq, place + 1));
                break;
            }
        }
    }
    found
}

/// P4: every reader sees the same events in the same order, whichever its numbering.
pub fn one_order(history: &History) -> Vec<String> {
    let mut found = Vec::new();
    for staff in history.logs(Numbering::Staff) {
        let place: HashMap<&str, usize> =
            staff.seen.iter().enumerate().filter_map(|(place, seen)| Some((seen.id.as_deref()?, place))).collect();
        for owner in history.readers.iter().filter(|r| r.numbering == Numbering::Owner && r.conversation == staff.conversation) {
            let mut last = None;
            for id in owner.seen.iter().filter_map(|seen| seen.id.as_deref()) {
                match place.get(id) {
                    None => found.push(format!("{} saw {id}, which staff do not have", owner.name)),
                    Some(place) if last.is_some_and(|last| last >= *place) => {
                        found.push(format!("{} saw {id} in another order than staff", owner.name));
                    }
                    Some(place) => last = Some(*place),
                }
            }
        }
    }
    found
}

/// P5: the frames of one author stand in the order in which they were sent.
pub fn senders_in_order(history: &History) -> Vec<String> {
    let mut by_author: HashMap<(&str, &str), Vec<&Send>> = HashMap::new();
    for send in &history.sends {
        by_author.entry((&send.conversation, &send.author)).or_default().push(send);
    }
    let mut found = Vec::new();
    for ((conversation, author), mut sends) in by_author {
        sends.sort_by_key(|send| send.invoked);
        let Some(log) = history.log(conversation, Numbering::Owner) else { continue };
        let mut last = 0;
        for send in sends {
            let Some(seen) = of_id(log, &send.id).first().copied() else { continue };
            // A frame that was given up may land whenever its bytes reach the server, but not twice.
            if !matches!(send.outcome, Outcome::Acked(_)) {
                continue;
            }
            if seen.seq <= last {
                found.push(format!("{author}: {} stands at {}, after {last}", send.id, seen.seq));
            }
            last = seen.seq;
        }
    }
    found
}

/// P6: what was acked before something else was sent stands before it.
pub fn real_time(history: &History) -> Vec<String> {
    let mut by_conversation: HashMap<&str, Vec<&Send>> = HashMap::new();
    for send in &history.sends {
        by_conversation.entry(&send.conversation).or_default().push(send);
    }
    let mut found = Vec::new();
    for (conversation, sends) in by_conversation {
        let acked = |send: &&Send| if let Outcome::Acked(seq) = send.outcome { Some(seq) } else { None };
        let mut ends: Vec<_> = sends.iter().filter_map(|send| Some((send.finished, acked(send)?))).collect();
        let mut starts: Vec<_> = sends.iter().filter_map(|send| Some((send.invoked, acked(send)?, &send.id))).collect();
        ends.sort_unstable();
        starts.sort_unstable();
        let (mut newest, mut next) = (0, 0);
        for (invoked, seq, id) in starts {
            while next < ends.len() && ends[next].0 < invoked {
                newest = newest.max(ends[next].1);
                next += 1;
            }
            if seq <= newest {
                found.push(format!("{conversation}: {id} stands at {seq}, but {newest} was acked before it was sent"));
            }
        }
    }
    found
}

/// P8 (and P7): what a reader applied is a part of the log without gaps, event for event, and never changes afterwards.
pub fn readers_have_the_log(history: &History) -> Vec<String> {
    let mut found = Vec::new();
    for reader in &history.readers {
        let Some(log) = history.log(&reader.conversation, reader.numbering) else {
            found.push(format!("{}: no whole log of {}", reader.name, reader.conversation));
            continue;
        };
        let mut numbers = HashSet::new();
        for (place, seen) in reader.seen.iter().enumerate() {
            if seen.seq != place as u64 + 1 || !numbers.insert(seen.seq) {
                found.push(format!("{}: {} at place {}", reader.name, seen.seq, place + 1));
                break;
            }
            match log.seen.get(place) {
                None => {
                    found.push(format!("{}: {} was delivered and is not in the log", reader.name, seen.seq));
                    break;
                }
                Some(kept) if kept != seen => {
                    found.push(format!("{}: {} was delivered as {seen:?} and is {kept:?}", reader.name, seen.seq));
                    break;
                }
                Some(_) => {}
            }
        }
        if reader.whole && reader.seen.len() != log.seen.len() {
            found.push(format!("{}: {} events, not {}", reader.name, reader.seen.len(), log.seen.len()));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn seen(seq: u64, id: &str, text: &str) -> Seen {
        Seen { seq, id: (!id.is_empty()).then(|| id.to_owned()), body: format!("message {text}") }
    }

    fn reader(name: &str, numbering: Numbering, whole: bool, seen: Vec<Seen>) -> Reader {
        Reader { name: name.to_owned(), conversation: "c".to_owned(), numbering, seen, whole }
    }

    fn send(id: &str, author: &str, ticks: (u64, u64), outcome: Outcome) -> Send {
        Send {
            conversation: "c".to_owned(),
            author: author.to_owned(),
            id: id.to_owned(),
            text: format!("text {id}"),
            invoked: ticks.0,
            finished: ticks.1,
            outcome,
        }
    }

    /// Two authors, five sends, a note between that only staff see, and a reader who lost its connection.
    fn good() -> History {
        let owner =
            vec![seen(1, "a", "text a"), seen(2, "", "answer"), seen(3, "b", "text b"), seen(4, "u", "text u"), seen(5, "x", "text x")];
        let mut staff = owner.clone();
        staff.insert(2, seen(3, "", "note"));
        for (place, seen) in staff.iter_mut().enumerate() {
            seen.seq = place as u64 + 1;
        }
        History {
            sends: vec![
                send("a", "one", (1, 2), Outcome::Acked(1)),
                send("b", "one", (3, 6), Outcome::Acked(3)),
                send("u", "one", (7, 8), Outcome::Unknown),
                send("gone", "two", (4, 5), Outcome::Unknown),
                send("r", "two", (9, 10), Outcome::Refused),
                send("x", "two", (11, 12), Outcome::Acked(5)),
            ],
            readers: vec![
                reader("phone", Numbering::Owner, false, owner[..2].to_vec()),
                reader("owner", Numbering::Owner, true, owner),
                reader("staff", Numbering::Staff, true, staff),
            ],
        }
    }

    /// Spoils the good history and expects exactly these properties to complain.
    #[track_caller]
    fn spoilt(spoil: impl FnOnce(&mut History), expected: &[&str]) {
        let mut history = good();
        spoil(&mut history);
        let found = violations(&history);
        let mut names: Vec<_> = found.iter().map(|line| &line[..2]).collect();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names, expected, "{found:#?}");
    }

    fn log(history: &mut History) -> &mut Vec<Seen> {
        &mut history.readers[1].seen
    }

    #[test]
    fn a_good_history_is_good() {
        spoilt(|_| (), &[]);
    }

    #[test]
    fn acked_and_gone() {
        spoilt(|h| h.sends.push(send("lost", "three", (13, 14), Outcome::Acked(6))), &["P1"]);
        spoilt(|h| drop(log(h).pop()), &["P1"]);
    }

    #[test]
    fn acked_with_another_number_or_text() {
        spoilt(|h| h.sends[5].outcome = Outcome::Acked(6), &["P1"]);
        spoilt(|h| log(h)[4].body = "message of somebody else".to_owned(), &["P1"]);
    }

    #[test]
    fn stored_twice() {
        spoilt(
            |h| {
                log(h).push(seen(6, "x", "text x"));
                h.readers[2].seen.push(seen(7, "x2", "text x"));
            },
            &["P1", "P4"],
        );
        spoilt(|h| log(h).push(seen(6, "u", "text u")), &["P2", "P4"]);
    }

    #[test]
    fn refused_and_there() {
        spoilt(
            |h| {
                log(h).push(seen(6, "r", "text r"));
                h.readers[2].seen.push(seen(7, "r", "text r"));
            },
            &["P2"],
        );
    }

    #[test]
    fn a_gap_or_a_repeated_number() {
        spoilt(|h| log(h)[4].seq = 6, &["P1", "P3", "P8"]);
        spoilt(|h| h.readers[2].seen[3].seq = 3, &["P3", "P8"]);
    }

    #[test]
    fn two_orders() {
        spoilt(
            |h| {
                let staff = &mut h.readers[2].seen;
                let (first, second) = (staff[0].id.clone(), staff[3].id.clone());
                staff[0].id = second;
                staff[3].id = first;
            },
            &["P4"],
        );
    }

    #[test]
    fn an_event_that_staff_do_not_have() {
        spoilt(|h| drop(h.readers[2].seen.pop()), &["P4"]);
    }

    #[test]
    fn an_author_out_of_order() {
        spoilt(
            |h| {
                (h.sends[0].outcome, h.sends[1].outcome) = (Outcome::Acked(3), Outcome::Acked(1));
                let log = log(h);
                (log[0].id, log[2].id) = (log[2].id.clone(), log[0].id.clone());
            },
            &["P1", "P4", "P5", "P6", "P8"],
        );
    }

    #[test]
    fn acked_before_and_standing_after() {
        // Of two authors, so that only the clock on the wall tells.
        spoilt(|h| (h.sends[5].invoked, h.sends[5].finished, h.sends[1].invoked) = (1, 2, 3), &["P6"]);
    }

    #[test]
    fn delivered_and_not_in_the_log() {
        spoilt(|h| h.readers[0].seen[1].body = "message never stored".to_owned(), &["P8"]);
        spoilt(|h| h.readers[0].seen.push(seen(4, "", "skipped one")), &["P8"]);
        spoilt(
            |h| {
                let mut all = log(h).clone();
                all.push(seen(6, "", "after the end"));
                h.readers[0].seen = all;
            },
            &["P8"],
        );
    }

    proptest! {
        /// Whatever several authors do over a log that appends one event for each send, and whichever event is then taken out of
        /// the log, moved or doubled: the first is good, the others never.
        #[test]
        fn a_simple_log_is_good_and_a_damaged_one_is_not(authors in prop::collection::vec(0..4_u8, 2..40), victim in any::<prop::sample::Index>(), damage in 0..3_u8) {
            let sends: Vec<_> = authors.iter().enumerate().map(|(place, author)| {
                let tick = place as u64 * 2;
                send(&format!("id{place}."), &format!("author {author}"), (tick, tick + 1), Outcome::Acked(place as u64 + 1))
            }).collect();
            let mut log: Vec<_> = sends.iter().enumerate().map(|(place, send)| seen(place as u64 + 1, &send.id, &send.text)).collect();
            let history = |log: &[Seen]| History {
                sends: sends.clone(),
                readers: vec![reader("owner", Numbering::Owner, true, log.to_vec()), reader("staff", Numbering::Staff, true, log.to_vec())],
            };
            prop_assert_eq!(violations(&history(&log)), Vec::<String>::new());
            let place = victim.index(log.len());
            match damage {
                0 => drop(log.remove(place)),
                1 => {
                    let copy = log[place].clone();
                    log.push(copy);
                }
                _ => {
                    let other = (place + 1) % log.len();
                    log.swap(place, other);
                }
            }
            for (place, seen) in log.iter_mut().enumerate() {
                seen.seq = place as u64 + 1;
            }
            prop_assert!(!violations(&history(&log)).is_empty());
        }
    }
}
