//! What a frame writes into a log: the state of its conversation, its events, and the frame itself. These rows are the same for
//! all frames, so those of many share statements ([`Together`]).

use super::dialect::{BEGIN, COMMIT, INSERT_OR_FAIL};
use super::rows::bound;
use super::script::Script;
use super::tail::{Place, Written};
use crate::chat::command::Stamp;
use crate::chat::conversation::Conversation;
use crate::chat::danger::Danger;
use crate::chat::event::{Draft, Event};
use crate::clock::Millis;
use crate::language::Language;
use std::sync::Arc;
use uuid::Uuid;

/// Whose frame it is, and how a repeat of it is known.
#[derive(Clone, Copy)]
pub(super) struct Sent {
    pub author: Uuid,
    pub stamp: Stamp,
}

/// A frame as it is stored.
pub(super) struct Stored {
    pub digest: [u8; 32],
    pub conversation: Uuid,
    pub seq: Option<u64>,
    pub owner_seq: Option<u64>,
    pub claim: u64,
    pub at: Millis,
}

/// The rows of one frame.
pub(super) struct Change {
    /// The conversation's newest numbers before it.
    before: Place,
    state: Arc<Conversation>,
    /// The conversation's id as it is stored.
    id: Arc<str>,
    /// What lists show of the owner's newest message.
    preview: Arc<str>,
    /// The conversation is not stored yet.
    new: bool,
    /// Nothing of the state changes but what each turn between owner and bot may change.
    is_turn: bool,
    /// Each with the bytes of its body.
    events: Vec<(Arc<Event>, usize)>,
    /// What each event says, as it is stored; taken by who writes it.
    bodies: Vec<String>,
    frame: Option<(Sent, Stored)>,
}

impl Change {
    /// Counts events into a state, each with its number for staff, and for the owner where they see it. The time of the newest
    /// is that of the conversation.
    pub fn new(before: &Conversation, mut state: Conversation, drafts: Vec<Draft>, at: Millis) -> Change {
        let conversation = state.id;
        let numbered = |draft: Draft| {
            state.seq += 1;
            let visible = draft.body.visible_to_owner();
            state.owner_seq += u64::from(visible);
            state.last_at = at;
            let owner_seq = visible.then_some(state.owner_seq);
            let Draft { role, name, user, frame, body, offer_person } = draft;
            Event { conversation, seq: state.seq, owner_seq, at, role, name, user, frame, body, offer_person }
        };
        let events: Vec<Event> = drafts.into_iter().map(numbered).collect();
        let bodies: Vec<String> = events.iter().map(|event| event.body.stored()).collect();
        let events = events.into_iter().map(Arc::new).zip(bodies.iter().map(String::len)).collect();
        let is_turn = is_turn(before, &state);
        let before = Place { seq: before.seq, owner_seq: before.owner_seq };
        let id = conversation.to_string().into();
        Change { before, state: Arc::new(state), id, preview: "".into(), new: false, is_turn, events, bodies, frame: None }
    }

    /// The same with what lists show, for a conversation that may be new.
    pub fn shown(self, preview: Arc<str>, new: bool) -> Change {
        Change { preview, new, ..self }
    }

    /// The same with the frame that it comes of.
    pub fn sent(self, frame: Option<(Sent, Stored)>) -> Change {
        Change { frame, ..self }
    }

    pub fn state(&self) -> &Conversation {
        &self.state
    }

    pub fn events(&self) -> impl DoubleEndedIterator<Item = &Event> + ExactSizeIterator {
        self.events.iter().map(|(event, _)| &**event)
    }

    /// Whether nothing of the state changes but what each turn between owner and bot may change, in a conversation that is stored.
    pub fn is_turn(&self) -> bool {
        self.is_turn && !self.new
    }

    /// Whether it adds events.
    pub fn moves(&self) -> bool {
        self.state.seq != self.before.seq
    }

    /// Adds statements that write it, once.
    pub fn write(&mut self, script: &mut Script) {
        conversation(script, self);
        let mut rows = Vec::with_capacity(self.events.len());
        self.take_rows(&mut rows);
        events(script, rows);
        frames(script, &[&*self]);
    }

    /// For those who follow the conversation, once it is committed.
    pub fn written(self) -> Written {
        let Change { before, state, preview, events, .. } = self;
        Written { before, state, preview, events }
    }

    fn take_rows(&mut self, rows: &mut Vec<EventRow>) {
        let taken = self.events.iter().zip(std::mem::take(&mut self.bodies));
        rows.extend(taken.map(|((event, _), body)| EventRow { conversation: Arc::clone(&self.id), event: Arc::clone(event), body }));
    }
}

/// An event as it is stored.
struct EventRow {
    conversation: Arc<str>,
    event: Arc<Event>,
    body: String,
}

/// Whether two states are the same but for what each turn between owner and bot may change, which [`turn`] writes.
fn is_turn(before: &Conversation, after: &Conversation) -> bool {
    let Conversation {
        id,
        status,
        language: _,
        language_chosen,
        priority,
        assignee,
        claim,
        seq: _,
        owner_seq: _,
        misses: _,
        suggestions_open: _,
        suggested: _,
        last_entry: _,
        queued_at,
        assigned_at,
        route,
        danger,
        market: _,
        created_at,
        last_at: _,
    } = after;
    (id, status, language_chosen, priority, assignee, claim)
        == (&before.id, &before.status, &before.language_chosen, &before.priority, &before.assignee, &before.claim)
        && (queued_at, assigned_at, route, danger, created_at)
            == (&before.queued_at, &before.assigned_at, &before.route, &before.danger, &before.created_at)
}

/// The changes of different conversations that are stored already, for as few statements as there can be, in a transaction whose failure
/// leaves nothing of them.
pub(super) struct Together<'a> {
    pub changes: Vec<&'a mut Change>,
    /// The transaction begins with them.
    pub begins: bool,
    /// It ends with them.
    pub ends: bool,
}

impl Together<'_> {
    /// Scripts that write them one after the other. Rows come in numbers of which there are few, so that few texts are prepared, once each.
    pub fn scripts(mut self) -> Vec<Script> {
        let mut scripts = Vec::new();
        let mut rows = Vec::with_capacity(2 * self.changes.len());
        self.changes.iter_mut().for_each(|change| change.take_rows(&mut rows));
        let changes: Vec<&Change> = self.changes.iter().map(|change| &**change).collect();
        if let [change] = changes.as_slice() {
            let mut script = self.begin();
            turn(&mut script, change);
            frames(&mut script, &changes);
            events(&mut script, rows);
            scripts.push(script);
        } else {
            for part in in_powers(&changes) {
                let mut script = if scripts.is_empty() { self.begin() } else { Script::new("") };
                part.iter().for_each(|change| turn(&mut script, change));
                frames(&mut script, part);
                scripts.push(script);
            }
            while let Some(size) = in_power(rows.len()) {
                let rest = rows.split_off(size);
                let mut script = Script::new("");
                events(&mut script, std::mem::replace(&mut rows, rest));
                scripts.push(script);
            }
        }
        if let (true, Some(last)) = (self.ends, scripts.last_mut()) {
            last.push(COMMIT);
        }
        scripts
    }

    fn begin(&self) -> Script {
        let mut script = Script::new("");
        if self.begins {
            script.push(BEGIN).push("; ");
        }
        script
    }
}

/// Most rows of one statement.
const MOST_ROWS: usize = 64;

/// Cuts a list into parts of 64, 32, 16 ... or one.
pub(super) fn in_powers<T>(mut list: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let (part, rest) = list.split_at(in_power(list.len())?);
        list = rest;
        Some(part)
    })
}

/// How long the first part of so many is; none of nothing.
fn in_power(length: usize) -> Option<usize> {
    Some(1 << length.min(MOST_ROWS).checked_ilog2()?)
}

/// Writes a conversation as it is from now on.
fn conversation(script: &mut Script, change: &Change) {
    let Change { state, id, preview, .. } = change;
    script.push(
        "insert into conversations (id, status, language, language_chosen, priority, assignee, claim, seq, owner_seq, misses, \
         suggestions_open, suggested, last_entry, queued_at, assigned_at, created_at, last_at, preview, route, danger, danger_card, \
         danger_since, danger_acknowledged, danger_attended, market) values (",
    );
    let mut values = script.separated(", ");
    values.push_bind(Arc::clone(id)).push_bind(state.status.as_str()).push_bind(state.language.code());
    values.push_bind(i64::from(state.language_chosen)).push_bind(state.priority);
    values.push_bind(state.assignee.map(|user| user.to_string())).push_bind(bound(state.claim));
    values.push_bind(bound(state.seq)).push_bind(bound(state.owner_seq));
    values.push_bind(i64::from(state.misses)).push_bind(i64::from(state.suggestions_open)).push_bind(suggested(state));
    values.push_bind(state.last_entry.as_deref()).push_bind(state.queued_at).push_bind(state.assigned_at);
    values.push_bind(state.created_at).push_bind(state.last_at).push_bind(Arc::clone(preview));
    values.push_bind(state.route.map(Language::code));
    let Danger { stage, card, since, acknowledged, attended } = &state.danger;
    values.push_bind(stage.as_str()).push_bind(card.as_deref()).push_bind(*since);
    values.push_bind(i64::from(*acknowledged)).push_bind(i64::from(*attended));
    values.push_bind(state.market.as_deref());
    // A new conversation never takes the place of another one.
    script.push(if change.new {
        "); "
    } else {
        ") on conflict (id) do update set status = excluded.status, language = excluded.language, \
         language_chosen = excluded.language_chosen, priority = excluded.priority, assignee = excluded.assignee, \
         claim = excluded.claim, seq = excluded.seq, owner_seq = excluded.owner_seq, misses = excluded.misses, \
         suggestions_open = excluded.suggestions_open, suggested = excluded.suggested, last_entry = excluded.last_entry, \
         queued_at = excluded.queued_at, assigned_at = excluded.assigned_at, last_at = excluded.last_at, \
         preview = excluded.preview, route = excluded.route, danger = excluded.danger, danger_card = excluded.danger_card, \
         danger_since = excluded.danger_since, danger_acknowledged = excluded.danger_acknowledged, \
         danger_attended = excluded.danger_attended, market = excluded.market; "
    });
}

/// Writes of a conversation that is stored what a turn between owner and bot may have changed ([`Change::is_turn`]).
fn turn(script: &mut Script, Change { state, id, preview, .. }: &Change) {
    script.push("update conversations set language = ").push_bind(state.language.code());
    script.push(", seq = ").push_bind(bound(state.seq)).push(", owner_seq = ").push_bind(bound(state.owner_seq));
    script.push(", misses = ").push_bind(i64::from(state.misses));
    script.push(", suggestions_open = ").push_bind(i64::from(state.suggestions_open)).push(", suggested = ").push_bind(suggested(state));
    script.push(", last_entry = ").push_bind(state.last_entry.as_deref()).push(", last_at = ").push_bind(state.last_at);
    script.push(", preview = ").push_bind(Arc::clone(preview)).push(", market = ").push_bind(state.market.as_deref());
    script.push(" where id = ").push_bind(Arc::clone(id)).push("; ");
}

fn suggested(state: &Conversation) -> String {
    serde_json::to_string(&state.suggested).expect("strings are JSON")
}

fn events(script: &mut Script, events: Vec<EventRow>) {
    if events.is_empty() {
        return;
    }
    script.push(INSERT_OR_FAIL);
    script.push("events (conversation, seq, owner_seq, at, role, name, user_id, frame, kind, body, offer_person) ");
    script.push_values(events, |mut values, EventRow { conversation, event, body }| {
        values.push_bind(conversation).push_bind(bound(event.seq)).push_bind(event.owner_seq.map(bound));
        values.push_bind(event.at).push_bind(event.role.as_str()).push_bind(event.name.as_deref());
        values.push_bind(event.user.map(|user| user.to_string())).push_bind(event.frame.map(|frame| frame.to_string()));
        values.push_bind(event.body.kind()).push_bind(body).push_bind(i64::from(event.offer_person));
    });
    script.push("; ");
}

/// The frames of those changes that come of one: of all, or of none.
fn frames(script: &mut Script, changes: &[&Change]) {
    let frames: Vec<(&Arc<str>, &Sent, &Stored)> =
        changes.iter().filter_map(|change| change.frame.as_ref().map(|(sent, stored)| (&change.id, sent, stored))).collect();
    if frames.is_empty() {
        return;
    }
    script.push(INSERT_OR_FAIL);
    script.push("frames (author, frame, digest, conversation, seq, owner_seq, claim, at) ");
    script.push_values(frames, |mut values, (conversation, sent, stored)| {
        let Stored { digest, conversation: _, seq, owner_seq, claim, at } = stored;
        values.push_bind(sent.author.to_string()).push_bind(sent.stamp.id.to_string()).push_bind(digest.as_slice());
        values.push_bind(Arc::clone(conversation)).push_bind(seq.map(bound)).push_bind(owner_seq.map(bound));
        values.push_bind(bound(*claim)).push_bind(at);
    });
    script.push("; ");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_powers_of_two_in_order_and_none_is_lost() {
        for length in 0..200_u32 {
            let list: Vec<u32> = (0..length).collect();
            let parts: Vec<&[u32]> = in_powers(&list).collect();
            assert_eq!(parts.concat(), list);
            assert!(parts.iter().all(|part| part.len().is_power_of_two() && part.len() <= MOST_ROWS), "{length}");
        }
        assert_eq!(in_powers(&[0; 85]).map(<[_]>::len).collect::<Vec<_>>(), [64, 16, 4, 1]);
    }
}
