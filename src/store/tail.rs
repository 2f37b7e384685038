//! Conversations that moved lately: their state, and their newest events, as they were committed. The database is not asked for
//! what this process has just written into it.
//!
//! Only the process that serves a data folder appends to its conversations, so what stands here is the end of the log. What was
//! let go of, or came before the start, is read from the database.

use super::queue::FeedRow;
use crate::access::right::View;
use crate::chat::conversation::Conversation;
use crate::chat::event::Event;
use crate::chat::resume::Span;
use std::collections::{HashMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use uuid::Uuid;

/// Events that are kept at most, of all conversations; the oldest go first.
const MOST_EVENTS: usize = 4_096;
/// Newest lines of the workspace's feed that are kept.
const MOST_LINES: usize = 256;
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

/// How many changes and rewritings of conversations there were since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Mark {
    changes: u64,
    rewritten: u64,
}

/// What one command made of a conversation.
pub(super) struct Written {
    /// The conversation's newest numbers before it.
    pub before: Place,
    /// Its state from then on.
    pub state: Arc<Conversation>,
    /// What lists show of the owner's newest message.
    pub preview: Arc<str>,
    /// The events that were added, each with the bytes of its body as stored.
    pub events: Vec<(Arc<Event>, usize)>,
}

/// The end of a conversation's log, never empty, and its state.
struct Tail {
    before: Place,
    state: Arc<Conversation>,
    preview: Arc<str>,
    /// Of all changes of conversations, which one the last was.
    version: u64,
    events: VecDeque<(Arc<Event>, usize)>,
}

impl Tail {
    /// What one side sees of it.
    fn seen(&self, view: View) -> impl DoubleEndedIterator<Item = (u64, &Arc<Event>, usize)> {
        self.events.iter().filter_map(move |(event, size)| {
            let number = match view {
                View::Staff => Some(event.seq),
                View::Owner => event.owner_seq,
            };
            Some((number?, event, *size))
        })
    }
}

/// Takes events until a span is full.
struct Page {
    span: Span,
    bytes: usize,
    events: Vec<Arc<Event>>,
}

impl Page {
    fn new(span: Span) -> Page {
        Page { span, bytes: 0, events: Vec::new() }
    }

    fn is_full(&self) -> bool {
        self.events.len() >= self.span.events as usize
    }

    /// False where there is no room for it.
    fn take(&mut self, event: &Arc<Event>, size: usize) -> bool {
        self.bytes = self.bytes.saturating_add(size);
        let fits = !self.is_full() && (self.bytes <= self.span.bytes || self.events.is_empty());
        if fits {
            self.events.push(Arc::clone(event));
        }
        fits
    }
}

#[derive(Default)]
struct Kept {
    tails: HashMap<Uuid, Tail>,
    /// The conversation of each event, oldest first.
    order: VecDeque<Uuid>,
    bytes: usize,
    /// Changes of conversations so far, and logs that were rewritten.
    changes: u64,
    rewritten: u64,
    /// The newest lines of the workspace's feed, dense; none before it moved.
    lines: VecDeque<FeedRow>,
}

/// The ends of the logs that moved last.
pub(super) struct Tails(Option<Mutex<Kept>>);

impl Tails {
    /// Keeps what is committed, where this process is the only one that appends.
    pub fn new(alone: bool) -> Tails {
        Tails(alone.then(Mutex::default))
    }

    /// This process is the only one that appends.
    pub fn alone(&self) -> bool {
        self.0.is_some()
    }

    /// Keeps what was committed, and the lines that the feed got. Called before anybody hears of the commit.
    pub fn extend(&self, written: Vec<Written>, lines: &[FeedRow]) {
        let Some(mut kept) = self.lock() else { return };
        for written in written {
            kept.add(written);
        }
        kept.shrink();
        for line in lines {
            kept.line(*line);
        }
    }

    /// Lets go of logs that were rewritten. Called before anybody hears of the commit.
    pub fn forget(&self, conversations: &[Uuid]) {
        if conversations.is_empty() {
            return;
        }
        let Some(mut kept) = self.lock() else { return };
        for conversation in conversations {
            kept.forget(*conversation);
        }
        kept.rewritten += conversations.len() as u64;
    }

    /// How many logs were rewritten since the start; none where that is not known.
    pub fn rewritten(&self) -> Option<u64> {
        Some(self.lock()?.rewritten)
    }

    /// What [`super::Store::events`] gives; none where the log has to be read.
    pub fn events(&self, conversation: Uuid, view: View, after: u64, span: Span) -> Option<(Vec<Arc<Event>>, bool)> {
        let kept = self.lock()?;
        let tail = kept.tails.get(&conversation)?;
        if after < tail.before.of(view) {
            return None;
        }
        let mut page = Page::new(span);
        let whole = tail.seen(view).filter(|(number, ..)| *number > after).all(|(_, event, size)| page.take(event, size));
        Some((page.events, !whole))
    }

    /// What [`super::Store::newest`] gives; none where the log has to be read.
    pub fn newest(&self, conversation: Uuid, view: View, span: Span) -> Option<(Vec<Arc<Event>>, bool)> {
        let kept = self.lock()?;
        let tail = kept.tails.get(&conversation)?;
        let mut page = Page::new(span);
        let whole = tail.seen(view).rev().all(|(_, event, size)| page.take(event, size));
        let older = tail.before.of(view) > 0;
        // Whether the one before would have had room is not known here.
        if whole && older && !page.is_full() {
            return None;
        }
        page.events.reverse();
        Some((page.events, !whole || older))
    }

    /// The state of a conversation; none where it has to be read.
    pub fn state(&self, conversation: Uuid) -> Option<Arc<Conversation>> {
        self.lock()?.tails.get(&conversation).map(|tail| Arc::clone(&tail.state))
    }

    /// The state of a conversation and what lists show of its owner's newest message, as far as is committed; none where they have
    /// to be read.
    pub fn shown(&self, conversation: Uuid) -> Option<(Arc<Conversation>, Arc<str>)> {
        self.lock()?.tails.get(&conversation).map(|tail| (Arc::clone(&tail.state), Arc::clone(&tail.preview)))
    }

    /// The same for a frame that is none of the newest.
    pub fn loaded(&self, conversation: Uuid, frame: Uuid) -> Option<(Arc<Conversation>, Arc<str>)> {
        let kept = self.lock()?;
        let tail = kept.tails.get(&conversation)?;
        let is_repeat = tail.events.iter().any(|(event, _)| event.frame == Some(frame));
        (!is_repeat).then(|| (Arc::clone(&tail.state), Arc::clone(&tail.preview)))
    }

    /// Which change of a conversation was its last; none where that is not known.
    pub fn version(&self, conversation: Uuid) -> Option<u64> {
        self.lock()?.tails.get(&conversation).map(|tail| tail.version)
    }

    /// How far all conversations are; none where others move them as well.
    pub fn mark(&self) -> Option<Mark> {
        let kept = self.lock()?;
        Some(Mark { changes: kept.changes, rewritten: kept.rewritten })
    }

    /// Whether a conversation surely is as it was then.
    pub fn stands_since(&self, conversation: Uuid, mark: Mark) -> bool {
        let Some(kept) = self.lock() else { return false };
        let is_older = || kept.tails.get(&conversation).is_some_and(|tail| tail.version <= mark.changes);
        kept.rewritten == mark.rewritten && (kept.changes == mark.changes || is_older())
    }

    /// The newest number of the workspace's feed; none where it has not moved since the start.
    pub fn feed(&self) -> Option<u64> {
        self.lock()?.lines.back().map(|newest| newest.seq)
    }

    /// At most so many lines of the feed after a number; none where they have to be read.
    pub fn lines(&self, after: u64, limit: u32) -> Option<Vec<FeedRow>> {
        let kept = self.lock()?;
        let oldest = kept.lines.front()?;
        let newer = || kept.lines.iter().filter(|line| line.seq > after).take(limit as usize).copied().collect();
        (after.saturating_add(1) >= oldest.seq).then(newer)
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
    fn add(&mut self, written: Written) {
        let Written { before, state, preview, events } = written;
        let conversation = state.id;
        self.changes += 1;
        let version = self.changes;
        if events.is_empty() && !self.tails.contains_key(&conversation) {
            return;
        }
        let begin = || Tail { before, state: Arc::clone(&state), preview: Arc::clone(&preview), version, events: VecDeque::new() };
        let tail = self.tails.entry(conversation).or_insert_with(begin);
        tail.state = state;
        tail.version = version;
        tail.preview = preview;
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

    fn line(&mut self, line: FeedRow) {
        if self.lines.back().is_some_and(|newest| newest.seq + 1 != line.seq) {
            self.lines.clear();
        }
        self.lines.push_back(line);
        if self.lines.len() > MOST_LINES {
            self.lines.pop_front();
        }
    }

    fn forget(&mut self, conversation: Uuid) {
        let Some(tail) = self.tails.remove(&conversation) else { return };
        self.bytes -= tail.events.iter().map(|(_, size)| size).sum::<usize>();
        self.order.retain(|kept| *kept != conversation);
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
    use crate::chat::queue::FeedKind;
    use crate::language::Language;

    const ALL: Span = Span { events: 1_000, bytes: 1 << 20 };

    fn event(conversation: u128, seq: u64, owner_seq: Option<u64>) -> Arc<Event> {
        Arc::new(Event {
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
        })
    }

    fn written(before: (u64, u64), events: &[(u128, u64, Option<u64>)], size: usize) -> Written {
        let conversation = events.first().map_or(1, |(conversation, ..)| *conversation);
        let (seq, owner_seq) = events.last().map_or(before, |(_, seq, owner_seq)| (*seq, owner_seq.unwrap_or(before.1)));
        let state = Conversation { seq, owner_seq, ..Conversation::new(Uuid::from_u128(conversation), Language::EN, 0) };
        let events = events.iter().map(|(_, seq, owner_seq)| (event(conversation, *seq, *owner_seq), size)).collect();
        Written { before: Place { seq: before.0, owner_seq: before.1 }, state: state.into(), preview: "".into(), events }
    }

    fn line(seq: u64) -> FeedRow {
        FeedRow { seq, at: 0, kind: FeedKind::Queued, conversation: Uuid::nil() }
    }

    fn seqs(tails: &Tails, conversation: u128, view: View, after: u64, span: Span) -> Option<(Vec<u64>, bool)> {
        let (events, more) = tails.events(Uuid::from_u128(conversation), view, after, span)?;
        Some((events.iter().map(|event| event.seq).collect(), more))
    }

    #[test]
    fn gives_what_comes_after_a_place_that_it_reaches_back_to() {
        let tails = Tails::new(true);
        assert_eq!(seqs(&tails, 1, View::Staff, 0, ALL), None, "what was written before the start is not known here");
        tails.extend(vec![written((7, 3), &[(1, 8, Some(4)), (1, 9, None)], 10), written((9, 4), &[(1, 10, Some(5))], 10)], &[]);
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
    fn knows_whether_a_conversation_moved_since() {
        let tails = Tails::new(true);
        let stands = |conversation: u128, mark| tails.stands_since(Uuid::from_u128(conversation), mark);
        let begin = tails.mark().expect("nobody else moves them");
        assert!(stands(1, begin) && stands(2, begin));
        tails.extend(vec![written((0, 0), &[(1, 1, Some(1))], 10)], &[]);
        assert!(!stands(1, begin));
        assert!(!stands(2, begin), "it may have moved and been let go of");
        let then = tails.mark().expect("nobody else moves them");
        tails.extend(vec![written((0, 0), &[(2, 1, Some(1))], 10)], &[]);
        assert!(stands(1, then) && !stands(2, then));
        tails.forget(&[Uuid::from_u128(3)]);
        assert!(!stands(1, then), "some log was rewritten");
        assert_eq!(Tails::new(false).mark(), None);
    }

    #[test]
    fn keeps_to_the_span_and_gives_one_event_however_large() {
        let tails = Tails::new(true);
        tails.extend(vec![written((0, 0), &[(1, 1, Some(1)), (1, 2, Some(2)), (1, 3, Some(3))], 100)], &[]);
        assert_eq!(seqs(&tails, 1, View::Staff, 0, Span { events: 2, bytes: 1_000 }), Some((vec![1, 2], true)));
        assert_eq!(seqs(&tails, 1, View::Staff, 0, Span { events: 3, bytes: 200 }), Some((vec![1, 2], true)));
        assert_eq!(seqs(&tails, 1, View::Staff, 0, Span { events: 3, bytes: 1 }), Some((vec![1], true)));
        assert_eq!(seqs(&tails, 1, View::Staff, 0, Span { events: 3, bytes: 300 }), Some((vec![1, 2, 3], false)));
    }

    #[test]
    fn gives_the_newest_where_it_knows_all_that_would_be_read() {
        let newest = |tails: &Tails, view, span| {
            let (events, more) = tails.newest(Uuid::from_u128(1), view, span)?;
            Some((events.iter().map(|event| event.seq).collect::<Vec<_>>(), more))
        };
        let of = |events| Span { events, bytes: 1_000 };
        let tails = Tails::new(true);
        tails.extend(vec![written((0, 0), &[(1, 1, Some(1)), (1, 2, None), (1, 3, Some(2))], 100)], &[]);
        assert_eq!(newest(&tails, View::Staff, of(9)), Some((vec![1, 2, 3], false)), "a log from its begin");
        assert_eq!(newest(&tails, View::Owner, of(9)), Some((vec![1, 3], false)));
        assert_eq!(newest(&tails, View::Owner, of(1)), Some((vec![3], true)));
        assert_eq!(newest(&tails, View::Staff, Span { events: 9, bytes: 250 }), Some((vec![2, 3], true)));
        let tails = Tails::new(true);
        tails.extend(vec![written((5, 4), &[(1, 6, Some(5)), (1, 7, Some(6))], 100)], &[]);
        assert_eq!(newest(&tails, View::Staff, of(3)), None, "there is one before, that is not known here");
        assert_eq!(newest(&tails, View::Staff, of(2)), Some((vec![6, 7], true)));
        assert_eq!(newest(&tails, View::Staff, Span { events: 9, bytes: 150 }), Some((vec![7], true)));
    }

    #[test]
    fn gives_the_state_after_the_last_command() {
        let tails = Tails::new(true);
        let state = |tails: &Tails| tails.state(Uuid::from_u128(1)).map(|state| (state.seq, state.market.clone()));
        let market = |seq| Written {
            state: Arc::new(Conversation { market: Some("kz".into()), ..Conversation::clone(&written((seq, 0), &[], 0).state) }),
            ..written((seq, 0), &[], 0)
        };
        tails.extend(vec![market(0)], &[]);
        assert_eq!(state(&tails), None, "without an event there is no tail");
        tails.extend(vec![written((0, 0), &[(1, 1, Some(1))], 1)], &[]);
        assert_eq!(state(&tails), Some((1, None)));
        tails.extend(vec![market(1)], &[]);
        assert_eq!(state(&tails), Some((1, Some("kz".into()))));
        assert_eq!(seqs(&tails, 1, View::Staff, 0, ALL), Some((vec![1], false)));
    }

    #[test]
    fn each_change_is_another_version_and_the_feed_never_goes_back() {
        let tails = Tails::new(true);
        let version = |conversation| tails.version(Uuid::from_u128(conversation));
        assert_eq!((version(1), tails.feed()), (None, None));
        tails.extend(vec![written((0, 0), &[(1, 1, Some(1))], 1), written((0, 0), &[(2, 1, Some(1))], 1)], &[line(3), line(4)]);
        let first = version(1);
        assert!(first.is_some() && version(2) > first);
        tails.extend(vec![written((1, 1), &[], 0)], &[]);
        assert!(version(1) > version(2), "without an event, too");
        assert_eq!(tails.feed(), Some(4));
        let many: Vec<(u128, u64, Option<u64>)> = (1..=MOST_EVENTS as u64).map(|seq| (3, seq, Some(seq))).collect();
        tails.extend(vec![written((0, 0), &many, 1)], &[line(5)]);
        assert_eq!((version(1), tails.feed()), (None, Some(5)));
        let lines = |after, limit| tails.lines(after, limit).map(|lines| lines.iter().map(|line| line.seq).collect::<Vec<_>>());
        assert_eq!(lines(1, 9), None, "an older line is not known here");
        assert_eq!(
            (lines(2, 9), lines(3, 1), lines(5, 9), lines(u64::MAX, 9)),
            (Some(vec![3, 4, 5]), Some(vec![4]), Some(vec![]), Some(vec![]))
        );
        tails.extend(Vec::new(), &[line(7)]);
        assert_eq!((lines(5, 9), lines(6, 9)), (None, Some(vec![7])), "never with a gap");
        (8..=7 + MOST_LINES as u64).for_each(|seq| tails.extend(Vec::new(), &[line(seq)]));
        assert_eq!((lines(6, 1), lines(7, 1)), (None, Some(vec![8])));
    }

    #[test]
    fn lets_go_of_the_oldest_and_never_gives_a_log_with_a_gap() {
        let tails = Tails::new(true);
        tails.extend(vec![written((0, 0), &[(1, 1, Some(1)), (1, 2, None)], 1), written((0, 0), &[(2, 1, Some(1))], 1)], &[]);
        let many: Vec<(u128, u64, Option<u64>)> = (1..MOST_EVENTS as u64).map(|seq| (3, seq, Some(seq))).collect();
        tails.extend(vec![written((0, 0), &many, 1)], &[]);
        assert_eq!(seqs(&tails, 1, View::Staff, 0, ALL), None);
        assert_eq!(seqs(&tails, 1, View::Staff, 1, ALL), None, "both events have gone");
        assert_eq!(seqs(&tails, 2, View::Staff, 0, ALL), Some((vec![1], false)));
        tails.extend(vec![written((2, 1), &[(1, 3, Some(2))], MOST_BYTES)], &[]);
        assert_eq!(seqs(&tails, 1, View::Owner, 0, ALL), None);
        assert_eq!(seqs(&tails, 1, View::Owner, 1, ALL), Some((vec![3], false)));
        assert_eq!(seqs(&tails, 3, View::Owner, 5, ALL), None, "the largest took all the room");
        // A log that went on elsewhere: only what is known to be its end.
        tails.extend(vec![written((5, 4), &[(1, 6, Some(5))], 1)], &[]);
        assert_eq!(seqs(&tails, 1, View::Staff, 3, ALL), None);
        assert_eq!(seqs(&tails, 1, View::Staff, 5, ALL), Some((vec![6], false)));
    }

    #[test]
    fn a_log_that_was_rewritten_is_read_anew() {
        let tails = Tails::new(true);
        tails.extend(vec![written((0, 0), &[(1, 1, Some(1))], 10), written((0, 0), &[(2, 1, Some(1))], 10)], &[]);
        tails.forget(&[Uuid::from_u128(1)]);
        assert_eq!(seqs(&tails, 1, View::Staff, 0, ALL), None);
        assert_eq!(tails.state(Uuid::from_u128(1)), None);
        assert_eq!(seqs(&tails, 2, View::Staff, 0, ALL), Some((vec![1], false)), "others stay");
        tails.extend(vec![written((1, 1), &[(1, 2, Some(2))], 10)], &[]);
        assert_eq!(seqs(&tails, 1, View::Staff, 0, ALL), None, "what came before the rewriting is in the database alone");
        assert_eq!(seqs(&tails, 1, View::Staff, 1, ALL), Some((vec![2], false)));
    }

    #[test]
    fn keeps_nothing_where_others_append_too() {
        let tails = Tails::new(false);
        tails.extend(vec![written((0, 0), &[(1, 1, Some(1))], 1)], &[]);
        assert_eq!(seqs(&tails, 1, View::Staff, 0, ALL), None);
    }
}
