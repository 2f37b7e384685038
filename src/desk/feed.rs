//! The queue's feed as technicians read it: all of them see the same lines, so each is read, and put into words, once.

use super::{Desk, FEED_PAGE, reading};
use crate::access::right::UseDesk;
use crate::access::{Principal, User, authorize};
use crate::chat::queue::Waiting;
use crate::error::Error;
use crate::store::FeedRow;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex as Plain, MutexGuard, OnceLock, PoisonError};
use tokio::sync::Mutex;

/// Lines that are kept for technicians who read them a little later; the oldest go first.
const KEPT: usize = 4 * FEED_PAGE as usize;

/// A line of the feed, with the conversation as it was when the first technician read it.
#[derive(Debug)]
pub struct Line {
    pub row: FeedRow,
    /// The conversation as the desk lists it; none when it is gone.
    pub now: Option<Waiting>,
    /// Which state of the conversation that is ([`crate::store::Store::version`]).
    version: Option<u64>,
    frame: OnceLock<String>,
}

impl Line {
    /// What is sent, made by who sends it first: the same for everybody.
    pub fn frame(&self, make: impl FnOnce(&Line) -> String) -> &str {
        self.frame.get_or_init(|| make(self))
    }
}

/// The newest lines, dense and oldest first.
#[derive(Debug, Default)]
pub(super) struct Feed {
    kept: Plain<VecDeque<Arc<Line>>>,
    /// Held by who reads lines that nobody has read yet: the others wait, and find them.
    reading: Mutex<()>,
}

impl Feed {
    /// Plain values, changed in steps that can't fail: a panic elsewhere leaves them whole.
    fn lock(&self) -> MutexGuard<'_, VecDeque<Arc<Line>>> {
        self.kept.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// At most a page of lines after a number; nothing where the next one is not kept.
    fn after(&self, after: u64) -> Vec<Arc<Line>> {
        let kept = self.lock();
        let next = after.saturating_add(1);
        let Some(skip) = kept.front().and_then(|oldest| next.checked_sub(oldest.row.seq)) else { return Vec::new() };
        kept.iter().skip(usize::try_from(skip).unwrap_or(usize::MAX)).take(FEED_PAGE as usize).cloned().collect()
    }

    /// Keeps a line in its place: behind the newest, or instead of the same one. What would leave a gap is not kept.
    fn keep(&self, line: &Arc<Line>) {
        let mut kept = self.lock();
        let newest = kept.back().map_or(0, |newest| newest.row.seq);
        if kept.is_empty() || line.row.seq == newest + 1 {
            kept.push_back(Arc::clone(line));
            if kept.len() > KEPT {
                kept.pop_front();
            }
        } else if let Some(same) = kept.iter_mut().rev().find(|kept| kept.row.seq == line.row.seq) {
            *same = Arc::clone(line);
        }
    }
}

impl Desk {
    /// The feed after a number, at most a page, each line with its conversation as it is now.
    pub async fn feed(&self, user: &User, after: u64) -> Result<Vec<Arc<Line>>, Error> {
        let granted = authorize(Principal::Staff(user), UseDesk)?;
        if !self.store.feed_goes_beyond(granted, after) {
            return Ok(Vec::new());
        }
        let kept = self.feed.after(after);
        if !kept.is_empty() {
            return self.fresh(user, kept).await;
        }
        let _reading = self.feed.reading.lock().await;
        let kept = self.feed.after(after);
        if !kept.is_empty() {
            return self.fresh(user, kept).await;
        }
        let mut lines = Vec::new();
        for row in self.store.feed_after(granted, after, FEED_PAGE).await? {
            lines.push(self.line(user, row).await?);
        }
        Ok(lines)
    }

    /// Lines of which none tells of a conversation as it no longer is.
    async fn fresh(&self, user: &User, mut lines: Vec<Arc<Line>>) -> Result<Vec<Arc<Line>>, Error> {
        for line in &mut lines {
            let version = self.store.version(reading(user, line.row.conversation)?);
            if version.is_none() || version != line.version {
                *line = self.line(user, line.row).await?;
            }
        }
        Ok(lines)
    }

    /// Reads what a line tells of, for everybody. The version first: what moves in between is then read again.
    async fn line(&self, user: &User, row: FeedRow) -> Result<Arc<Line>, Error> {
        let granted = reading(user, row.conversation)?;
        let version = self.store.version(granted);
        let now = self.store.row(granted).await?;
        let line = Arc::new(Line { row, now, version, frame: OnceLock::new() });
        self.feed.keep(&line);
        Ok(line)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::queue::FeedKind;
    use uuid::Uuid;

    fn line(seq: u64, version: u64) -> Arc<Line> {
        let row = FeedRow { seq, at: 0, kind: FeedKind::Queued, conversation: Uuid::nil() };
        Arc::new(Line { row, now: None, version: Some(version), frame: OnceLock::new() })
    }

    fn seqs(feed: &Feed, after: u64) -> Vec<(u64, Option<u64>)> {
        feed.after(after).iter().map(|line| (line.row.seq, line.version)).collect()
    }

    #[test]
    fn gives_what_comes_next_and_nothing_where_that_is_not_kept() {
        let feed = Feed::default();
        assert_eq!(seqs(&feed, 0), []);
        for seq in [7, 8, 10, 9] {
            feed.keep(&line(seq, 1));
        }
        assert_eq!(seqs(&feed, 6), [(7, Some(1)), (8, Some(1)), (9, Some(1))], "10 would have left a gap when it came");
        assert_eq!(seqs(&feed, 8), [(9, Some(1))]);
        assert_eq!(seqs(&feed, 5), [], "6 is not here");
        assert_eq!(seqs(&feed, 9), []);
        assert_eq!(seqs(&feed, u64::MAX), []);
        feed.keep(&line(8, 2));
        assert_eq!(seqs(&feed, 7), [(8, Some(2)), (9, Some(1))], "a newer reading takes the place of the older");
    }

    #[test]
    fn keeps_few_lines_and_gives_a_page() {
        let feed = Feed::default();
        (1..=KEPT as u64 + 1).for_each(|seq| feed.keep(&line(seq, 1)));
        assert_eq!(seqs(&feed, 0), [], "the first has gone");
        assert_eq!(feed.after(1).len(), FEED_PAGE as usize);
        assert_eq!(seqs(&feed, KEPT as u64), [(KEPT as u64 + 1, Some(1))]);
    }

    #[test]
    fn what_is_sent_is_made_once() {
        let line = line(1, 1);
        assert_eq!(line.frame(|line| format!("line {}", line.row.seq)), "line 1");
        assert_eq!(line.frame(|_| unreachable!("it is made")), "line 1");
    }
}
