//! What was said before a message, from the log.

use crate::answer::{Did, Side, Turn};
use crate::chat::event::{Body, Event, Role};
use crate::chat::leaving;
use crate::chat::resume::Span;
use crate::language::segment::first_chars;
use std::borrow::Borrow;

/// Newest events that are read for a message.
pub(super) const READ: Span = Span { events: 12, bytes: 64 * 1024 };
/// Newest turns that the matcher is told.
const MOST_TURNS: usize = 8;
/// Characters of a turn that it is told.
const MOST_CHARS: usize = 500;

/// The turns of these events, oldest first. What was said before a conversation was closed is another matter. `is_danger`: a danger is being dealt
/// with, which the first turn then says, if none of these does.
pub(super) fn turns<E: Borrow<Event>>(events: &[E], is_danger: bool) -> Vec<Turn> {
    let closed = events.iter().rposition(|event| matches!(event.borrow().body, Body::Resolved { .. } | Body::Erased {}));
    let since = closed.map_or(events, |place| &events[place + 1..]);
    let mut turns: Vec<Turn> = since.iter().map(Borrow::borrow).filter_map(turn).collect();
    let surplus = turns.len().saturating_sub(MOST_TURNS);
    turns.drain(..surplus);
    if is_danger && turns.iter().all(|turn| turn.did != Some(Did::Safety)) {
        if turns.len() == MOST_TURNS {
            turns.remove(0);
        }
        turns.insert(0, Turn { from: Side::Bot, text: String::new(), entry: None, entries: Vec::new(), did: Some(Did::Safety) });
    }
    turns
}

/// Whether the newest thing that was said is the question whether to leave the queue: a yes or a no in words is then the answer to it.
pub(super) fn asks_to_leave<E: Borrow<Event>>(events: &[E]) -> bool {
    let is_said = |event: &&Event| turn(event).is_some() || matches!(event.body, Body::Suggestions { .. });
    let newest = events.iter().rev().map(Borrow::borrow).find(is_said);
    newest.is_some_and(|event| matches!(&event.body, Body::Suggestions { text: Some(_), .. }))
}

/// What an event says, if somebody says something by it.
fn turn(event: &Event) -> Option<Turn> {
    let said = |text: &str, did: Option<Did>| {
        let from = match event.role {
            Role::Owner => Side::Owner,
            Role::Technician => Side::Technician,
            Role::Bot | Role::System => Side::Bot,
        };
        Turn { from, text: first_chars(text, MOST_CHARS).to_owned(), entry: None, entries: Vec::new(), did }
    };
    match &event.body {
        // A question about the queue, and its answer, are about no entry.
        Body::Message { entry: Some(entry), .. } if leaving::is_answer(entry) => None,
        // Files alone say nothing that the matcher could read.
        Body::Message { text, .. } if text.is_empty() => None,
        Body::Message { text, .. } => Some(said(text, None)),
        Body::Answer(answer) => Some(Turn { entry: Some(answer.entry.clone()), ..said(&answer.text, Some(Did::Answer)) }),
        Body::Suggestions { text: Some(_), .. } => None,
        Body::Suggestions { entries, text: None } => {
            Some(Turn { entries: entries.iter().map(|found| found.entry.clone()).collect(), ..said("", Some(Did::Suggest)) })
        }
        Body::Smalltalk { text } => Some(said(text, Some(Did::Smalltalk))),
        Body::Safety { text, .. } => Some(said(text, Some(Did::Safety))),
        // The owner's own wish is stored in their name, and what follows is the same: somebody was called.
        Body::DangerQuestion { text, .. } => Some(said(text, Some(Did::DangerQuestion))),
        Body::Queued { .. } => Some(Turn { from: Side::Bot, ..said("", Some(Did::Handoff)) }),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::event::{Outcome, QueueReason, Suggestion};
    use uuid::Uuid;

    fn event(role: Role, body: Body) -> Event {
        Event {
            conversation: Uuid::nil(),
            seq: 1,
            owner_seq: Some(1),
            at: 0,
            role,
            name: None,
            user: None,
            frame: None,
            body,
            offer_person: false,
        }
    }

    fn message(role: Role, text: &str) -> Event {
        event(role, Body::Message { text: text.into(), entry: None, language: None, language_reason: None, attachments: Vec::new() })
    }

    #[test]
    fn each_side_says_its_own_and_notes_say_nothing() {
        let entries = vec![Suggestion { entry: "a".into(), title: "A".into() }, Suggestion { entry: "b".into(), title: "B".into() }];
        let log = [
            message(Role::Owner, &"battery ".repeat(200)),
            event(Role::Bot, Body::Suggestions { entries, text: None }),
            event(Role::Technician, Body::Note { text: "a note".into() }),
            event(Role::Owner, Body::Queued { reason: QueueReason::Asked }),
            message(Role::Technician, "Hello"),
        ];
        let turns = turns(&log, false);
        let told: Vec<_> = turns.iter().map(|turn| (turn.from, turn.entries.len(), turn.did)).collect();
        assert_eq!(
            told,
            [(Side::Owner, 0, None), (Side::Bot, 2, Some(Did::Suggest)), (Side::Bot, 0, Some(Did::Handoff)), (Side::Technician, 0, None)]
        );
        assert_eq!(turns[0].text.chars().count(), MOST_CHARS);
    }

    #[test]
    fn few_turns_are_told_and_none_from_before_the_end() {
        let long: Vec<Event> = (0..12).map(|i| message(Role::Owner, &i.to_string())).collect();
        assert_eq!(turns(&long, false).first().map(|turn| turn.text.as_str()), Some("4"));
        let closed = event(Role::Technician, Body::Resolved { outcome: Some(Outcome::Solved), tags: Vec::new() });
        assert_eq!(turns(&[message(Role::Owner, "old"), closed, message(Role::Owner, "new")], false).len(), 1);
        assert_eq!(turns(&long, true).first().and_then(|turn| turn.did), Some(Did::Safety), "a danger is remembered");
    }
}
