//! Where a client goes on, and how much of a log goes into one frame.

use serde_json::Value;
use std::io;

/// Missed events beyond which a client starts anew from the newest page (`protocol.md` section 4, rule 5).
pub const MAX_CATCH_UP: u64 = 1_000;
/// Bytes of the events in one `page` or `reset`, a single event apart, which always goes whole. Half of a connection's outgoing
/// queue (256 KiB, `protocol.md` section 5), so that a page fits beside what is under way; and far from 1 MiB, the largest
/// frame that common clients take (Python's `websockets`, for one, and this program's own limit before).
pub const PAGE_BYTES: usize = 128 * 1024;
/// Bytes of the lists in the desk's `ready`, which stands alone in the queue.
pub const READY_BYTES: usize = 512 * 1024;
/// No frame is larger: `ready` stays below, and so does the largest single event, an answer of 20,000 characters as text and
/// as markup.
pub const MAX_FRAME_BYTES: usize = 1024 * 1024;
/// The newest page, for a `reset`.
pub const RESET: Span = Span { events: 100, bytes: PAGE_BYTES };
/// Read from the log at once while it is followed: a quarter of the outgoing queue.
pub const PUMP: Span = Span { events: 64, bytes: 64 * 1024 };

/// How much of a log is read at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    pub events: u32,
    /// Of the events' bodies; one event is read however large it is.
    pub bytes: usize,
}

impl Span {
    /// A page of so many events that a client asked for.
    pub fn page(events: u32) -> Span {
        Span { events, bytes: PAGE_BYTES }
    }
}

/// Which end of a list stays when it is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Keep {
    First,
    Last,
}

/// Cuts a list so that it takes at most `budget` bytes as JSON; one element stays however large it is. True when something was
/// cut off.
pub fn fit(list: &mut Vec<Value>, budget: usize, keep: Keep) -> bool {
    let whole = list.len();
    let mut left = budget;
    let mut goes_in = |value: &Value| {
        // With the comma.
        let size = json_bytes(value).saturating_add(1);
        let fits = size <= left;
        left = left.saturating_sub(size);
        fits
    };
    let fitting = match keep {
        Keep::First => list.iter().take_while(|value| goes_in(value)).count(),
        Keep::Last => list.iter().rev().take_while(|value| goes_in(value)).count(),
    };
    let kept = fitting.max(1).min(whole);
    match keep {
        Keep::First => list.truncate(kept),
        Keep::Last => drop(list.drain(..whole - kept)),
    }
    kept < whole
}

/// Bytes of a value as JSON.
fn json_bytes(value: &Value) -> usize {
    struct Counted(usize);

    impl io::Write for Counted {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0 += bytes.len();
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    let mut counted = Counted(0);
    match serde_json::to_writer(&mut counted, value) {
        Ok(()) => counted.0,
        Err(_) => usize::MAX,
    }
}

/// Whether a client at `after` of `epoch` must drop what it has (`protocol.md` section 4, rule 5).
pub fn must_reset(current_epoch: &str, epoch: Option<&str>, after: u64, newest: u64) -> bool {
    let other_epoch = match epoch {
        Some(epoch) => epoch != current_epoch,
        None => after > 0,
    };
    other_epoch || after > newest || newest.saturating_sub(after) > MAX_CATCH_UP
}

/// Where a console with this feed number goes on: its own place, or the newest when that means nothing.
pub fn feed_place(same_epoch: bool, feed: Option<u64>, newest: u64) -> u64 {
    match feed {
        Some(feed) if same_epoch && feed <= newest && newest - feed <= MAX_CATCH_UP => feed,
        _ => newest,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn resets_only_when_the_place_means_nothing() {
        let check = |epoch, after, newest, expect| assert_eq!(must_reset("e1", epoch, after, newest), expect, "{epoch:?} {after} {newest}");
        check(None, 0, 7, false);
        check(Some("e1"), 3, 7, false);
        check(Some("e1"), 7, 7, false);
        check(None, 3, 7, true);
        check(Some("old"), 3, 7, true);
        check(Some("old"), 0, 7, true);
        check(Some("e1"), 8, 7, true);
        check(Some("e1"), 0, 1_000, false);
        check(Some("e1"), 0, 1_001, true);
        check(Some("e1"), 500, 1_501, true);
    }

    proptest! {
        #[test]
        fn what_is_kept_fits_and_is_one_end_of_the_list(sizes in proptest::collection::vec(0..400_usize, 0..40), budget in 0..4_000_usize, last: bool) {
            let whole: Vec<Value> = sizes.iter().map(|size| Value::from("ক".repeat(*size))).collect();
            let (mut kept, keep) = (whole.clone(), if last { Keep::Last } else { Keep::First });
            let cut = fit(&mut kept, budget, keep);
            prop_assert_eq!(cut, kept.len() < whole.len());
            prop_assert!(!kept.is_empty() || whole.is_empty(), "a client always gets on");
            let bytes: usize = kept.iter().map(|value| value.to_string().len() + 1).sum();
            prop_assert!(bytes <= budget || kept.len() == 1);
            let end = if last { &whole[whole.len() - kept.len()..] } else { &whole[..kept.len()] };
            prop_assert_eq!(&kept, end);
            // One more would have been too much.
            let next = if last { whole.iter().rev().nth(kept.len()) } else { whole.get(kept.len()) };
            prop_assert!(next.is_none_or(|next| bytes + next.to_string().len() + 1 > budget));
        }
    }

    #[test]
    fn a_console_keeps_its_place_in_the_feed_when_it_means_something() {
        let check = |same_epoch, feed, newest, expect| assert_eq!(feed_place(same_epoch, feed, newest), expect, "{same_epoch} {feed:?}");
        check(true, Some(5), 7, 5);
        check(true, Some(7), 7, 7);
        check(true, Some(0), 1_000, 0);
        check(true, Some(0), 1_001, 1_001);
        check(true, Some(8), 7, 7);
        check(false, Some(5), 7, 7);
        check(true, None, 7, 7);
    }
}
