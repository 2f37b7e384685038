//! Where a client goes on, and how much of a log goes into one frame.

/// Missed events beyond which a client starts anew from the newest page (`protocol.md` section 4, rule 5).
pub const MAX_CATCH_UP: u64 = 1_000;
/// Events in the newest page of a `reset`.
pub const RESET_PAGE: u32 = 100;
/// Events read from the log at once while it is followed.
pub const PUMP_PAGE: u32 = 64;

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
