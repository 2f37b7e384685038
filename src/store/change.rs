//! What a frame writes into a log: the state of its conversation, its events, and the frame itself. These rows are the same for
//! all frames, so those of many share statements ([`Together`]).

use super::rows::bound;
use super::script::{END, Script, new_script};
use super::tail::{Place, Written};
use crate::chat::command::Stamp;
use crate::chat::conversation::Conversation;
use crate::chat::danger::Danger;
use crate::chat::event::{Draft, Event};
use crate::clock::Millis;
use crate::language::Language;
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
    state: Conversation,
    /// What lists show of the owner's newest message.
    preview: String,
    /// The conversation is not stored yet.
    new: bool,
    events: Vec<Event>,
    /// What each event says, as it is stored.
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
        let bodies = events.iter().map(|event| serde_json::to_string(&event.body).expect("bodies are JSON")).collect();
        let before = Place { seq: before.seq, owner_seq: before.owner_seq };
        Change { before, state, preview: String::new(), new: false, events, bodies, frame: None }
    }

    /// The same with what lists show, for a conversation that may be new.
    pub fn shown(self, preview: String, new: bool) -> Change {
        Change { preview, new, ..self }
    }

    /// The same with the frame that it comes of.
    pub fn sent(self, frame: Option<(Sent, Stored)>) -> Change {
        Change { frame, ..self }
    }

    pub fn state(&self) -> &Conversation {
        &self.state
    }

    pub fn events(&self) -> &[Event] {
        &self.events
    }

    /// Whether it adds events.
    pub fn moves(&self) -> bool {
        self.state.seq != self.before.seq
    }

    /// Adds statements that write it.
    pub fn write(&self, script: &mut Script) {
        conversations(script, &[self]);
        events(script, &self.rows().collect::<Vec<_>>());
        frames(script, &[self]);
    }

    /// For those who follow the conversation, once it is committed.
    pub fn written(self) -> Written {
        let Change { before, state, preview, events, bodies, .. } = self;
        Written { before, state, preview, events: events.into_iter().zip(bodies.iter().map(String::len)).collect() }
    }

    fn rows(&self) -> impl Iterator<Item = (&Event, &str)> {
        self.events.iter().zip(self.bodies.iter().map(String::as_str))
    }
}

/// The changes of different conversations that are stored already, for as few statements as there can be.
pub(super) struct Together<'a>(Vec<&'a Change>);

impl<'a> Together<'a> {
    pub fn new(changes: impl Iterator<Item = &'a Change>) -> Together<'a> {
        Together(changes.collect())
    }

    /// Scripts that write them one after the other, within a savepoint that the last releases. Rows come in numbers of which there are few, so that few texts are prepared,
    /// once each.
    pub fn scripts(&self) -> Vec<Script> {
        let mut scripts = Vec::new();
        if let [change] = self.0.as_slice() {
            let mut script = new_script();
            change.write(&mut script);
            script.push(END);
            return vec![script];
        }
        for part in in_powers(&self.0) {
            let mut script = if scripts.is_empty() { new_script() } else { Script::new("") };
            conversations(&mut script, part);
            frames(&mut script, part);
            scripts.push(script);
        }
        let rows: Vec<(&Event, &str)> = self.0.iter().flat_map(|change| change.rows()).collect();
        for part in in_powers(&rows) {
            let mut script = Script::new("");
            events(&mut script, part);
            scripts.push(script);
        }
        if let Some(last) = scripts.last_mut() {
            last.push(END);
        }
        scripts
    }
}

/// Most rows of one statement.
const MOST_ROWS: usize = 64;

/// Cuts a list into parts of 64, 32, 16 ... or one.
pub(super) fn in_powers<T>(mut list: &[T]) -> impl Iterator<Item = &[T]> {
    std::iter::from_fn(move || {
        let size = 1 << list.len().min(MOST_ROWS).checked_ilog2()?;
        let (part, rest) = list.split_at(size);
        list = rest;
        Some(part)
    })
}

fn conversations(script: &mut Script, changes: &[&Change]) {
    script.push(
        "insert into conversations (id, status, language, language_chosen, priority, assignee, claim, seq, owner_seq, misses, \
         suggestions_open, suggested, last_entry, queued_at, assigned_at, created_at, last_at, preview, route, danger, danger_card, \
         danger_since, danger_acknowledged, danger_attended, market) ",
    );
    script.push_values(changes, |mut values, Change { state, preview, .. }| {
        let suggested = serde_json::to_string(&state.suggested).expect("strings are JSON");
        values.push_bind(state.id.to_string()).push_bind(state.status.as_str()).push_bind(state.language.code());
        values.push_bind(i64::from(state.language_chosen)).push_bind(state.priority);
        values.push_bind(state.assignee.map(|user| user.to_string())).push_bind(bound(state.claim));
        values.push_bind(bound(state.seq)).push_bind(bound(state.owner_seq));
        values.push_bind(i64::from(state.misses)).push_bind(i64::from(state.suggestions_open)).push_bind(suggested);
        values.push_bind(state.last_entry.as_deref()).push_bind(state.queued_at).push_bind(state.assigned_at);
        values.push_bind(state.created_at).push_bind(state.last_at).push_bind(preview.as_str());
        values.push_bind(state.route.map(Language::code));
        let Danger { stage, card, since, acknowledged, attended } = &state.danger;
        values.push_bind(stage.as_str()).push_bind(card.as_deref()).push_bind(*since);
        values.push_bind(i64::from(*acknowledged)).push_bind(i64::from(*attended));
        values.push_bind(state.market.as_deref());
    });
    // A new conversation never takes the place of another one.
    script.push(if changes.iter().any(|change| change.new) {
        "; "
    } else {
        " on conflict (id) do update set status = excluded.status, language = excluded.language, \
         language_chosen = excluded.language_chosen, priority = excluded.priority, assignee = excluded.assignee, \
         claim = excluded.claim, seq = excluded.seq, owner_seq = excluded.owner_seq, misses = excluded.misses, \
         suggestions_open = excluded.suggestions_open, suggested = excluded.suggested, last_entry = excluded.last_entry, \
         queued_at = excluded.queued_at, assigned_at = excluded.assigned_at, last_at = excluded.last_at, \
         preview = excluded.preview, route = excluded.route, danger = excluded.danger, danger_card = excluded.danger_card, \
         danger_since = excluded.danger_since, danger_acknowledged = excluded.danger_acknowledged, \
         danger_attended = excluded.danger_attended, market = excluded.market; "
    });
}

fn events(script: &mut Script, events: &[(&Event, &str)]) {
    if events.is_empty() {
        return;
    }
    script.push("insert into events (conversation, seq, owner_seq, at, role, name, user_id, frame, kind, body, offer_person) ");
    script.push_values(events, |mut values, (event, body)| {
        values.push_bind(event.conversation.to_string()).push_bind(bound(event.seq)).push_bind(event.owner_seq.map(bound));
        values.push_bind(event.at).push_bind(event.role.as_str()).push_bind(event.name.as_deref());
        values.push_bind(event.user.map(|user| user.to_string())).push_bind(event.frame.map(|frame| frame.to_string()));
        values.push_bind(event.body.kind()).push_bind(*body).push_bind(i64::from(event.offer_person));
    });
    script.push("; ");
}

/// The frames of those changes that come of one: of all, or of none.
fn frames(script: &mut Script, changes: &[&Change]) {
    let frames: Vec<&(Sent, Stored)> = changes.iter().filter_map(|change| change.frame.as_ref()).collect();
    if frames.is_empty() {
        return;
    }
    script.push("insert into frames (author, frame, digest, conversation, seq, owner_seq, claim, at) ");
    script.push_values(frames, |mut values, (sent, stored)| {
        let Stored { digest, conversation, seq, owner_seq, claim, at } = stored;
        values.push_bind(sent.author.to_string()).push_bind(sent.stamp.id.to_string()).push_bind(digest.as_slice());
        values.push_bind(conversation.to_string()).push_bind(seq.map(bound)).push_bind(owner_seq.map(bound));
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
