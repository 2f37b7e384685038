//! What a conversation's log says of whether the FAQ gave the right entry: what the owner did after a question that stood by itself.
//!
//! ```text
//! fresh ──message──▶ asked ──answer──▶ answered ──feedback, a person──▶ done
//!   ▲                  └───buttons──▶ shown ──tap──▶ done
//!   └───────────────── the conversation ended ◀────────┘
//! ```
//!
//! What is asked later in a conversation may hang on what was said before, and says nothing alone: only the first question counts, of each time that a
//! conversation begins. Nor does one that tells of a danger. Plain functions over the log, as [`super::tally`].

use super::tally::{shortened, words};
use crate::chat::event::{Body, Event, QueueReason, Role};
use crate::chat::leaving;
use crate::faq::{Deed, Told};
use crate::language::Language;
use crate::store::DeedRow;
use std::sync::Arc;

/// Messages of an owner after an answer within which a person who is asked for is asked for because of it.
const SOON: usize = 1;

/// Where a reading of the log stands.
#[derive(Debug, Clone, Default)]
pub enum Place {
    /// A question would stand by itself.
    #[default]
    Fresh,
    Asked(Arc<Event>),
    /// Buttons are shown, the first of which is this entry's.
    Shown(Arc<Event>, String),
    /// It was answered, and so many messages came since.
    Answered {
        question: Arc<Event>,
        entry: String,
        revision: u64,
        seq: u64,
        later: usize,
    },
    /// What follows hangs on what was said, or it is not known what was.
    Done,
}

impl Place {
    /// About how many bytes it holds.
    pub fn bytes(&self) -> usize {
        match self {
            Place::Asked(question) | Place::Shown(question, _) | Place::Answered { question, .. } => {
                size_of::<Event>() + words(question).map_or(0, str::len)
            }
            Place::Fresh | Place::Done => 0,
        }
    }
}

/// What owners did in a conversation's log, as far as it was counted nowhere yet, which `is_uncounted` says by its number; `events` are those that
/// follow what `place` was read from, oldest first, and end where a command's end. Of one question the last row holds.
pub fn deeds(place: &mut Place, events: &[Arc<Event>], is_uncounted: impl Fn(u64) -> bool) -> Vec<DeedRow> {
    let mut found: Vec<DeedRow> = Vec::new();
    for (at, event) in events.iter().enumerate() {
        let row = read(event, events.get(at + 1).map(|next| &**next), place);
        found.extend(row.filter(|_| is_uncounted(event.seq)));
    }
    found
}

fn read(event: &Arc<Event>, next: Option<&Event>, place: &mut Place) -> Option<DeedRow> {
    let here = std::mem::replace(place, Place::Done);
    match (&event.body, event.role, here) {
        (Body::Resolved { .. } | Body::Reopened {}, ..) => {
            *place = Place::Fresh;
            None
        }
        (Body::Message { entry: None, .. }, Role::Owner, Place::Fresh) => {
            *place = Place::Asked(Arc::clone(event));
            None
        }
        (Body::Answer(answer), Role::Bot, Place::Asked(question)) => {
            // Two answers are two questions in one message.
            if next.is_some_and(|next| matches!(next.body, Body::Answer(_)) && next.role == Role::Bot) {
                return None;
            }
            let row = row(&question, &answer.entry, Some(answer.revision), Deed::Kept);
            *place = Place::Answered { question, entry: answer.entry.clone(), revision: answer.revision, seq: event.seq, later: 0 };
            row
        }
        (Body::Suggestions { entries, text: None }, Role::Bot, Place::Asked(question)) => {
            let first = entries.first()?;
            *place = Place::Shown(question, first.entry.clone());
            None
        }
        (Body::Message { entry: Some(entry), .. }, Role::Owner, Place::Shown(question, _)) if !leaving::is_answer(entry) => {
            row(&question, entry, None, Deed::Taken)
        }
        (Body::Message { entry: None, .. } | Body::Queued { reason: QueueReason::Asked }, _, Place::Shown(question, first)) => {
            row(&question, &first, None, Deed::Left)
        }
        (_, _, Place::Answered { question, entry, revision, seq, later }) => {
            let (deed, later) = match &event.body {
                Body::Feedback { seq: judged, helpful: true, .. } if *judged == seq => (Some(Deed::Helpful), later),
                Body::Feedback { seq: judged, helpful: false, .. } if *judged == seq => (Some(Deed::Unhelpful), later),
                Body::Queued { reason: QueueReason::Asked | QueueReason::Unhelpful } if later <= SOON => (Some(Deed::Person), later),
                Body::Message { .. } if event.role == Role::Owner => (None, later + 1),
                // Who asks for a person then means this one.
                Body::Answer(_) | Body::Suggestions { .. } if event.role == Role::Bot => (None, later + SOON),
                _ => (None, later),
            };
            let row = deed.and_then(|deed| row(&question, &entry, Some(revision), deed));
            if deed != Some(Deed::Person) {
                *place = Place::Answered { question, entry, revision, seq, later };
            }
            row
        }
        // What does not touch the place leaves it.
        (Body::Language { .. } | Body::Rated { .. } | Body::Consented { .. } | Body::Note { .. }, _, here) => {
            *place = here;
            None
        }
        _ => None,
    }
}

fn row(question: &Event, entry: &str, revision: Option<u64>, deed: Deed) -> Option<DeedRow> {
    let Body::Message { text, language, .. } = &question.body else { return None };
    let text = shortened(text);
    let told = Told { language: language.unwrap_or(Language::EN), entry: entry.to_owned(), revision, deed, text };
    let says = told.text.chars().any(char::is_alphabetic);
    says.then_some(DeedRow { conversation: question.conversation, seq: question.seq, at: question.at, told })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::gaps::tally::tests::{answers, asks, buttons, judges, log, queued, resolved, taps};

    fn deeds(events: &[Arc<Event>], from: u64) -> Vec<DeedRow> {
        let mut place = if events.first().is_some_and(|first| first.seq == 1) { Place::Fresh } else { Place::Done };
        super::deeds(&mut place, events, |seq| seq >= from)
    }

    fn told(events: &[Arc<Event>], from: u64) -> Vec<(u64, Deed, String)> {
        deeds(events, from).into_iter().map(|row| (row.seq, row.told.deed, row.told.entry)).collect()
    }

    fn one(seq: u64, deed: Deed, entry: &str) -> (u64, Deed, String) {
        (seq, deed, entry.to_owned())
    }

    #[test]
    fn buttons_are_taken_or_left() {
        let shown = || vec![asks("where is my car"), buttons(["a", "b"])];
        assert!(told(&log(shown()), 1).is_empty(), "who has not done anything may still");
        let taken = log([shown(), vec![taps("b"), answers("b"), judges(4, false)]].concat());
        assert_eq!(told(&taken, 1), [one(1, Deed::Taken, "b")], "the tap is what they did");
        assert!(told(&taken, 4).is_empty(), "what was read is not read again");
        assert_eq!(told(&taken, 3), [one(1, Deed::Taken, "b")]);
        let left = log([shown(), vec![asks("hello?")]].concat());
        assert_eq!(told(&left, 1), [one(1, Deed::Left, "a")]);
        let person = log([shown(), vec![queued(QueueReason::Asked)]].concat());
        assert_eq!(told(&person, 1), [one(1, Deed::Left, "a")]);
    }

    #[test]
    fn an_answer_is_kept_until_something_is_said_of_it() {
        let answered = || vec![asks("how long, call 01712-345678"), answers("a")];
        let kept = deeds(&log(answered()), 1);
        assert_eq!((kept[0].told.deed, kept[0].told.text.as_str(), kept[0].told.revision), (Deed::Kept, "how long, call •••", Some(1)));
        let after = |more: Vec<(Role, Body)>| told(&log([answered(), more].concat()), 3);
        assert_eq!(after(vec![judges(2, true)]), [one(1, Deed::Helpful, "a")]);
        assert_eq!(after(vec![judges(2, true), judges(2, false)]).last(), Some(&one(1, Deed::Unhelpful, "a")));
        assert_eq!(after(vec![queued(QueueReason::Asked)]), [one(1, Deed::Person, "a")]);
        assert_eq!(after(vec![asks("that did not help"), queued(QueueReason::Unhelpful)]), [one(1, Deed::Person, "a")]);
        assert!(after(vec![asks("and my tyres"), answers("b"), asks("a person"), queued(QueueReason::Asked)]).is_empty());
        assert!(after(vec![asks("and my tyres"), answers("b"), queued(QueueReason::Asked)]).is_empty());
        assert!(after(vec![queued(QueueReason::Safety)]).is_empty(), "a danger is no judgement");
    }

    #[test]
    fn only_questions_that_stand_by_themselves_count() {
        let events = log(vec![asks("how long"), answers("a"), asks("and at home"), answers("b"), judges(4, false)]);
        assert_eq!(told(&events, 1), [one(1, Deed::Kept, "a")]);
        assert!(told(&events[2..], 1).is_empty(), "what was said before is not known");
        let two = log(vec![asks("how long and how much"), answers("a"), answers("b"), judges(2, true)]);
        assert!(told(&two, 1).is_empty());
        let again = log(vec![asks("how long"), answers("a"), resolved(None), asks("how much"), answers("b")]);
        assert_eq!(told(&again, 1), [one(1, Deed::Kept, "a"), one(4, Deed::Kept, "b")]);
        assert!(told(&log(vec![asks("?? 12"), answers("a")]), 1).is_empty());
    }
}
