//! Rows to values and back. A stored value that means nothing is an error of the database, never a guess.

use super::dialect::Row;
use super::error::{Error, Result};
use crate::chat::conversation::Conversation;
use crate::chat::danger::{Danger, Stage};
use crate::chat::event::{Body, Event, Role};
use crate::chat::queue::FeedKind;
use crate::chat::status::Status;
use crate::language::Language;
use sqlx::Row as _;
use uuid::Uuid;

/// The columns of a conversation, of the table named `c`.
macro_rules! conversation_columns {
    () => {
        "c.id, c.status, c.language, c.language_chosen, c.priority, c.assignee, c.claim, c.seq, c.owner_seq, c.misses, \
         c.suggestions_open, c.suggested, c.last_entry, c.queued_at, c.assigned_at, c.created_at, c.last_at, c.preview, c.route, \
         c.danger, c.danger_card, c.danger_since, c.danger_acknowledged, c.danger_attended, c.market"
    };
}
pub(super) use conversation_columns;

/// The columns of an owner's session beside others, of the table named `s`.
macro_rules! session_columns {
    () => {
        "s.id as session_id, s.identity as session_identity, s.conversation as session_conversation, s.site as session_site, \
         s.created_at as session_created_at, s.seen_at as session_seen_at, s.revoked as session_revoked"
    };
}
pub(super) use session_columns;

/// The columns of a frame in a row that may have none, of the table named `f`.
macro_rules! frame_columns {
    () => {
        "f.digest as frame_digest, f.conversation as frame_conversation, f.seq as frame_seq, f.owner_seq as frame_owner_seq, \
         f.claim as frame_claim, f.at as frame_at"
    };
}
pub(super) use frame_columns;

/// The columns of an event.
macro_rules! event_columns {
    () => {
        "conversation, seq, owner_seq, at, role, name, user_id, frame, body, offer_person"
    };
}
pub(super) use event_columns;

/// What was written in conversation `$1` that its owner does not see: how far its numbers for staff may run ahead of the owner's.
macro_rules! hidden_events {
    () => {
        "(select c.seq - c.owner_seq from conversations c where c.id = $1)"
    };
}
pub(super) use hidden_events;

/// Which event of conversation `$1` has the owner's number `$2`. Only the numbers for staff have an index; they are never smaller.
macro_rules! owners_event {
    () => {
        concat!("conversation = $1 and owner_seq = $2 and seq between $2 and $2 + ", crate::store::rows::hidden_events!())
    };
}
pub(super) use owners_event;

/// The columns of an entry in the queue.
macro_rules! waiting_columns {
    () => {
        "id, status, language, priority, queued_at, assigned_at, last_at, preview, assignee, claim, danger, market"
    };
}
pub(super) use waiting_columns;

pub(super) fn conversation(row: &Row) -> Result<Conversation> {
    let suggested: String = row.try_get("suggested")?;
    Ok(Conversation {
        id: uuid(row, "id")?,
        status: status(row)?,
        language: language(row)?,
        language_chosen: row.try_get("language_chosen")?,
        priority: row.try_get("priority")?,
        assignee: uuid_or_null(row, "assignee")?,
        claim: count(row, "claim")?,
        seq: count(row, "seq")?,
        owner_seq: count(row, "owner_seq")?,
        misses: u32::try_from(count(row, "misses")?).unwrap_or(u32::MAX),
        suggestions_open: row.try_get("suggestions_open")?,
        suggested: serde_json::from_str(&suggested).map_err(|error| Error::corrupt(error.to_string()))?,
        last_entry: row.try_get("last_entry")?,
        queued_at: row.try_get("queued_at")?,
        assigned_at: row.try_get("assigned_at")?,
        route: row.try_get::<Option<String>, _>("route")?.as_deref().and_then(Language::parse),
        danger: Danger {
            stage: stage(row)?,
            card: row.try_get("danger_card")?,
            since: row.try_get("danger_since")?,
            acknowledged: u32::try_from(count(row, "danger_acknowledged")?).unwrap_or(u32::MAX),
            attended: row.try_get("danger_attended")?,
        },
        market: row.try_get("market")?,
        created_at: row.try_get("created_at")?,
        last_at: row.try_get("last_at")?,
    })
}

pub(super) fn event(row: &Row) -> Result<Event> {
    let body: String = row.try_get("body")?;
    let role: String = row.try_get("role")?;
    Ok(Event {
        conversation: uuid(row, "conversation")?,
        seq: count(row, "seq")?,
        owner_seq: count_or_null(row, "owner_seq")?,
        at: row.try_get("at")?,
        role: parse_role(&role).ok_or_else(|| Error::corrupt(format!("role {role}")))?,
        name: row.try_get("name")?,
        user: uuid_or_null(row, "user_id")?,
        frame: uuid_or_null(row, "frame")?,
        body: parsed(&body)?,
        offer_person: row.try_get("offer_person")?,
    })
}

/// What an event says.
pub(super) fn body(row: &Row) -> Result<Body> {
    parsed(row.try_get("body")?)
}

fn parsed(body: &str) -> Result<Body> {
    serde_json::from_str(body).map_err(|error| Error::corrupt(error.to_string()))
}

/// Size of an event as it is stored, without reading it.
pub(super) fn body_bytes(row: &Row) -> Result<usize> {
    Ok(row.try_get::<&str, _>("body")?.len())
}

pub(super) fn status(row: &Row) -> Result<Status> {
    let name: String = row.try_get("status")?;
    Status::parse(&name).ok_or_else(|| Error::corrupt(format!("status {name}")))
}

pub(super) fn stage(row: &Row) -> Result<Stage> {
    let name: String = row.try_get("danger")?;
    Stage::parse(&name).ok_or_else(|| Error::corrupt(format!("danger {name}")))
}

pub(super) fn language(row: &Row) -> Result<Language> {
    let code: String = row.try_get("language")?;
    Language::parse(&code).ok_or_else(|| Error::corrupt(format!("language {code}")))
}

fn parse_role(name: &str) -> Option<Role> {
    [Role::Owner, Role::Bot, Role::Technician, Role::System].into_iter().find(|role| role.as_str() == name)
}

pub(super) fn parse_feed_kind(name: &str) -> Option<FeedKind> {
    [FeedKind::Queued, FeedKind::Claimed, FeedKind::Released, FeedKind::Resolved, FeedKind::Priority]
        .into_iter()
        .find(|kind| kind.as_str() == name)
}

pub(super) fn uuid(row: &Row, column: &str) -> Result<Uuid> {
    parse_uuid(row.try_get(column)?)
}

pub(super) fn uuid_or_null(row: &Row, column: &str) -> Result<Option<Uuid>> {
    row.try_get::<Option<&str>, _>(column)?.map(parse_uuid).transpose()
}

pub(super) fn parse_uuid(text: &str) -> Result<Uuid> {
    Uuid::try_parse(text).map_err(|_| Error::corrupt(format!("UUID {text}")))
}

/// A number that counts something.
pub(super) fn count(row: &Row, column: &str) -> Result<u64> {
    let number: i64 = row.try_get(column)?;
    u64::try_from(number).map_err(|_| Error::corrupt(format!("{column} {number}")))
}

pub(super) fn count_or_null(row: &Row, column: &str) -> Result<Option<u64>> {
    let number: Option<i64> = row.try_get(column)?;
    number.map(|number| u64::try_from(number).map_err(|_| Error::corrupt(format!("{column} {number}")))).transpose()
}

/// A count as the database takes it. What a client sends may be larger than any log can be.
pub(super) fn bound(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

/// `columns` that are 32 bytes long: hashes.
pub(super) fn hash(row: &Row, column: &str) -> Result<Option<[u8; 32]>> {
    let bytes: Option<&[u8]> = row.try_get(column)?;
    bytes.map(|bytes| bytes.try_into().map_err(|_| Error::corrupt(format!("{column} of {} bytes", bytes.len())))).transpose()
}
