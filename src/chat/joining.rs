//! What goes from an earlier conversation into another one, when its owner proves to be somebody who has that one already
//! (`docs/protocol.md` section 2, "Identity").
//!
//! Logs are never merged: what was said goes on at the end of the owner's own conversation, in its order, as new events of that log. What
//! only told of the earlier one's state (queued, assigned, resolved) stays behind; the state itself is taken over in
//! [`super::conversation`].

use super::command::Earlier;
use super::conversation::Conversation;
use super::event::form::Submitted;
use super::event::{Body, Draft, Event, QueueReason};
use super::status::Status;
use std::collections::HashMap;

/// Most events that go along, the newest: as many as a client is sent one by one. What is older stays in the earlier conversation, for staff.
pub const MOST_CARRIED: u32 = 1_000;

/// An event's place in both logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Carried {
    pub from_seq: u64,
    pub from_owner_seq: Option<u64>,
    pub seq: u64,
    pub owner_seq: Option<u64>,
}

/// The drafts that `events` become behind the numbers `seq` and `owner_seq` of the other log, and where each one went.
pub fn carry(events: Vec<Event>, mut seq: u64, mut owner_seq: u64) -> (Vec<Draft>, Vec<Carried>) {
    let (mut drafts, mut places) = (Vec::new(), Vec::new());
    let mut numbers: HashMap<u64, (u64, u64)> = HashMap::new();
    for event in events {
        let Event { seq: from_seq, owner_seq: from_owner_seq, role, name, user, frame, body, offer_person, .. } = event;
        let Some(body) = carried(body, &numbers) else { continue };
        let visible = body.visible_to_owner();
        seq += 1;
        owner_seq += u64::from(visible);
        numbers.insert(from_seq, (seq, owner_seq));
        places.push(Carried { from_seq, from_owner_seq, seq, owner_seq: visible.then_some(owner_seq) });
        drafts.push(Draft { role, name, user, frame, body, offer_person });
    }
    (drafts, places)
}

/// What of a conversation is taken over, with its drafts, the name of the technician who has it, and why it waits.
pub fn earlier(state: &Conversation, drafts: Vec<Draft>, technician: Option<String>, reason: QueueReason) -> Earlier {
    Earlier {
        status: state.status,
        language: state.language,
        priority: state.priority,
        assignee: state.assignee,
        queued_at: state.queued_at,
        misses: state.misses,
        suggestions_open: state.suggestions_open,
        suggested: state.suggested.clone(),
        last_entry: state.last_entry.clone(),
        danger: state.danger.clone(),
        drafts,
        technician,
        reason,
    }
}

/// What an event says in the other log; none for what holds in its own log alone.
fn carried(body: Body, numbers: &HashMap<u64, (u64, u64)>) -> Option<Body> {
    Some(match body {
        Body::Message { .. }
        | Body::Answer(_)
        | Body::Suggestions { .. }
        | Body::Smalltalk { .. }
        | Body::Safety { .. }
        | Body::DangerQuestion { .. }
        | Body::Rated { .. }
        | Body::Consented { .. }
        | Body::Form(_)
        | Body::Request(_)
        | Body::Result(_)
        | Body::Note { .. } => body,
        Body::Feedback { seq, helpful, .. } => {
            let (seq, owner_seq) = *numbers.get(&seq)?;
            Body::Feedback { seq, owner_seq, helpful }
        }
        Body::Submitted(submitted) => {
            let (form_seq, form_owner_seq) = *numbers.get(&submitted.form_seq)?;
            Body::Submitted(Submitted { form_seq, form_owner_seq, ..submitted })
        }
        Body::DangerUnanswered {}
        | Body::Queued { .. }
        | Body::Assigned { .. }
        | Body::Transferred { .. }
        | Body::Returned {}
        | Body::Resolved { .. }
        | Body::Reopened {}
        | Body::Language { .. }
        | Body::Erased {} => return None,
    })
}

/// The numbers behind which carried events stand in `onto`: it may be reopened before them.
pub fn base(onto: &Conversation, from: &Conversation) -> (u64, u64) {
    if onto.status == Status::Resolved && from.status != Status::Resolved {
        let visible = Body::Reopened {}.visible_to_owner();
        (onto.seq + 1, onto.owner_seq + u64::from(visible))
    } else {
        (onto.seq, onto.owner_seq)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::event::Role;
    use crate::chat::event::form::Form;
    use uuid::Uuid;

    fn event(seq: u64, owner_seq: Option<u64>, body: Body) -> Event {
        let (conversation, frame) = (Uuid::from_u128(1), (seq == 1).then(|| Uuid::from_u128(2)));
        Event { conversation, seq, owner_seq, at: 0, role: Role::Owner, name: None, user: None, frame, body, offer_person: false }
    }

    fn message() -> Body {
        Body::Message { text: "hello".into(), entry: None, language: None, language_reason: None, attachments: Vec::new() }
    }

    #[test]
    fn what_was_said_gets_the_numbers_of_the_other_log() {
        let form = Form { form: "f".into(), title: String::new(), intro: None, fields: Vec::new(), submit: String::new() };
        let submitted = |form_seq| Submitted {
            form: "f".into(),
            form_seq,
            form_owner_seq: 9,
            shown: Vec::new(),
            values: Default::default(),
            attachments: Vec::new(),
        };
        let (drafts, places) = carry(
            vec![
                event(1, Some(1), message()),
                event(2, Some(2), Body::Queued { reason: QueueReason::Asked }),
                event(3, None, Body::Note { text: "internal".into() }),
                event(4, Some(3), Body::Form(form)),
                event(5, Some(4), Body::Submitted(submitted(4))),
                event(6, Some(5), Body::Feedback { seq: 1, owner_seq: 1, helpful: true }),
                event(7, Some(6), Body::Feedback { seq: 99, owner_seq: 98, helpful: true }),
                event(8, Some(7), Body::Submitted(submitted(77))),
            ],
            100,
            50,
        );
        let kinds: Vec<&str> = drafts.iter().map(|draft| draft.body.kind()).collect();
        assert_eq!(kinds, ["message", "note", "form", "submitted", "feedback"], "what points nowhere, and what told of a state, stays");
        let numbers: Vec<_> = places.iter().map(|place| (place.from_seq, place.from_owner_seq, place.seq, place.owner_seq)).collect();
        let expect = [
            (1, Some(1), 101, Some(51)),
            (3, None, 102, None),
            (4, Some(3), 103, Some(52)),
            (5, Some(4), 104, Some(53)),
            (6, Some(5), 105, Some(54)),
        ];
        assert_eq!(numbers, expect);
        assert_eq!(drafts[0].frame, Some(Uuid::from_u128(2)), "an outbox finds its copy");
        let Body::Submitted(submitted) = &drafts[3].body else { panic!("a form was handed in") };
        assert_eq!((submitted.form_seq, submitted.form_owner_seq), (103, 52));
        assert_eq!(drafts[4].body, Body::Feedback { seq: 101, owner_seq: 51, helpful: true });
    }

    #[test]
    fn a_log_that_is_reopened_begins_one_later() {
        let state =
            |status| Conversation { status, seq: 7, owner_seq: 5, ..Conversation::new(Uuid::nil(), crate::language::Language::EN, 0) };
        assert_eq!(base(&state(Status::Resolved), &state(Status::Bot)), (8, 6));
        assert_eq!(base(&state(Status::Resolved), &state(Status::Resolved)), (7, 5));
        assert_eq!(base(&state(Status::Queued), &state(Status::Queued)), (7, 5));
    }
}
