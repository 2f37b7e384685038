//! Erasing: what a person said, and what was noted of them, gives way to tombstones at the same numbers, so that no log has a gap.
//!
//! What stays says nothing of anybody: when a conversation waited, who of the staff had it, how it ended; the kind, the states and the times of a
//! request; the car, without its owner and plate, for what is promised for it goes with it.

use super::{Erased, Erasure};
use crate::aftersales::schema::{self, RecordKind, referring};
use crate::chat::command::{Command, SystemCommand};
use crate::chat::event::Body;
use crate::clock::Millis;
use crate::store::append::{self, Frame};
use crate::store::audit::{self, Note};
use crate::store::dialect::{Connection, Row};
use crate::store::error::{Error, Result};
use crate::store::records::{Put, put};
use crate::store::{Actor, AuditAction, Settings, Work, rows};
use serde_json::{Map, Value};
use sqlx::Row as _;
use uuid::Uuid;

/// The kind of job that erases: its own row goes by itself, in time.
const ERASING: &str = "erase_person";

/// Whether the event of that number has been erased.
pub(in crate::store) async fn is_erased(work: &mut Work, conversation: Uuid, seq: u64) -> Result<bool> {
    let sql = "select 1 from events where conversation = $1 and seq = $2 and kind = 'erased'";
    let query = sqlx::query(sql).bind(conversation.to_string()).bind(rows::bound(seq));
    Ok(query.fetch_optional(&mut work.conn).await?.is_some())
}

/// Erases all of it in one transaction.
pub(super) async fn erase(
    work: &mut Work,
    erasure: &Erasure,
    ends: &[(String, String)],
    reason: Option<String>,
    actor: Actor,
    settings: Settings,
) -> Result<Erased> {
    let note = sqlx::query("insert into erasures (id, at) values ($1, $2) on conflict (id) do nothing");
    if note.bind(erasure.id.to_string()).bind(work.now).execute(&mut work.conn).await?.rows_affected() == 0 {
        return Ok(Erased::default());
    }
    let mut erased = Erased::default();
    let of = &erasure.of;
    for conversation in &of.conversations {
        erase_conversation(work, *conversation, settings).await?;
        erase_questions(work, *conversation).await?;
        erase_jobs(work, &conversation.to_string()).await?;
    }
    for code in &of.requests {
        erase_request(work, code, ends, &mut erased).await?;
        erase_jobs(work, code).await?;
    }
    for conversation in &of.conversations {
        erase_sessions(work, "conversation", *conversation, &mut erased).await?;
    }
    for identity in &of.identities {
        erase_sessions(work, "identity", *identity, &mut erased).await?;
        let id = identity.to_string();
        sqlx::query("delete from frames where author = $1").bind(&id).execute(&mut work.conn).await?;
        sqlx::query("delete from identities where id = $1").bind(&id).execute(&mut work.conn).await?;
    }
    if let Some(owner) = &of.owner {
        erase_owner(work, owner, erasure.at).await?;
    }
    let row = Note::new(AuditAction::PersonErased, erasure.id)
        .with("conversations", of.conversations.len())
        .with("requests", of.requests.len())
        .with("files", erased.uploads.len())
        .with("reason", reason);
    audit::note(work, actor, row).await?;
    Ok(erased)
}

/// Ends a conversation, and puts tombstones where something was said.
async fn erase_conversation(work: &mut Work, conversation: Uuid, settings: Settings) -> Result<()> {
    let Some(mut loaded) = append::load(work, conversation).await? else { return Ok(()) };
    let upto = loaded.state.seq;
    loaded.preview.clear();
    let frame = Frame { sent: None, command: Command::System(SystemCommand::Erase) };
    let plan = append::store(work, frame, loaded, None, settings).await?;
    work.carry_out(plan).await?;
    let id = conversation.to_string();
    let tombstone = |body: &Body| serde_json::to_string(body).map_err(|error| Error::corrupt(error.to_string()));
    // What staff wrote among themselves stays unseen by the owner.
    let sql = "update events set body = $1 where conversation = $2 and seq <= $3 and kind = 'note'";
    let empty = sqlx::query(sql).bind(tombstone(&Body::Note { text: String::new() })?).bind(&id).bind(rows::bound(upto));
    empty.execute(&mut work.conn).await?;
    let sql = "update events set kind = 'erased', body = $1, offer_person = 0 where conversation = $2 and seq <= $3 and kind not in \
               ('note', 'queued', 'assigned', 'transferred', 'returned', 'resolved', 'reopened', 'language', 'danger_unanswered', 'erased')";
    let buried = sqlx::query(sql).bind(tombstone(&Body::Erased {})?).bind(&id).bind(rows::bound(upto));
    buried.execute(&mut work.conn).await?;
    for row in sqlx::query("select seq, body from events where conversation = $1 and kind = 'resolved'")
        .bind(&id)
        .fetch_all(&mut work.conn)
        .await?
    {
        // Tags are free text.
        if let Body::Resolved { outcome, tags } = rows::body(&row)?
            && !tags.is_empty()
        {
            let body = tombstone(&Body::Resolved { outcome, tags: Vec::new() })?;
            let update = sqlx::query("update events set body = $1 where conversation = $2 and seq = $3").bind(body).bind(&id);
            update.bind(rows::bound(rows::count(&row, "seq")?)).execute(&mut work.conn).await?;
        }
    }
    // A frame's digest tells a short text to who guesses it. Staff keep their ids: a repeat then says that it is another one.
    let sql = "update frames set digest = $1 where conversation = $2 and author in (select id from users)";
    sqlx::query(sql).bind([0_u8; 32].as_slice()).bind(&id).execute(&mut work.conn).await?;
    let sql = "delete from frames where conversation = $1 and author not in (select id from users)";
    sqlx::query(sql).bind(&id).execute(&mut work.conn).await?;
    sqlx::query("delete from conversation_owners where conversation = $1").bind(&id).execute(&mut work.conn).await?;
    // What tells of a request is a tombstone now; the request goes on by itself, also where it is another owner's.
    let sql = "update request_events set told_seq = null, told_owner_seq = null where code in (select code from requests where conversation = $1)";
    sqlx::query(sql).bind(&id).execute(&mut work.conn).await?;
    let sql = "update requests set conversation = null, form_seq = null where conversation = $1";
    sqlx::query(sql).bind(&id).execute(&mut work.conn).await?;
    work.rewrote(conversation);
    Ok(())
}

/// Questions that editors see, and those that are learned from.
async fn erase_questions(work: &mut Work, conversation: Uuid) -> Result<()> {
    let id = conversation.to_string();
    let sql = "delete from gap_questions where conversation = $1 returning gap";
    let gaps: Vec<String> = sqlx::query_scalar(sql).bind(&id).fetch_all(&mut work.conn).await?;
    for gap in gaps {
        let sql = "delete from gaps where id = $1 and state = 'open' and not exists (select 1 from gap_questions where gap = $1)";
        sqlx::query(sql).bind(gap).execute(&mut work.conn).await?;
    }
    sqlx::query("delete from deeds where conversation = $1").bind(&id).execute(&mut work.conn).await?;
    Ok(())
}

/// What was to be done later about it, and what is told of what was done.
async fn erase_jobs(work: &mut Work, named: &str) -> Result<()> {
    let sql = "delete from jobs where state <> 'running' and kind <> $1 and payload like $2";
    sqlx::query(sql).bind(ERASING).bind(format!("%\"{named}\"%")).execute(&mut work.conn).await?;
    Ok(())
}

/// Ends the sessions of a conversation or of a person, and lets their files go.
async fn erase_sessions(work: &mut Work, column: &'static str, of: Uuid, erased: &mut Erased) -> Result<()> {
    let sql = match column {
        "identity" => "delete from owner_sessions where identity = $1 returning id, token_hash",
        _ => "delete from owner_sessions where conversation = $1 returning id, token_hash",
    };
    for row in sqlx::query(sql).bind(of.to_string()).fetch_all(&mut work.conn).await? {
        erased.sessions.push(rows::uuid(&row, "id")?);
        let id: String = row.try_get("id")?;
        sqlx::query("delete from frames where author = $1").bind(id).execute(&mut work.conn).await?;
        let loose = sqlx::query("delete from uploads where token_hash = $1 returning id").bind(row.try_get::<Vec<u8>, _>("token_hash")?);
        erased.uploads.extend(ids(&loose.fetch_all(&mut work.conn).await?)?);
    }
    if column == "conversation" {
        let files = sqlx::query("delete from uploads where conversation = $1 returning id").bind(of.to_string());
        erased.uploads.extend(ids(&files.fetch_all(&mut work.conn).await?)?);
    }
    Ok(())
}

fn ids(found: &[Row]) -> Result<Vec<Uuid>> {
    found.iter().map(|row| rows::uuid(row, "id")).collect()
}

/// Leaves of a request what somebody had to do, and when it was done.
async fn erase_request(work: &mut Work, code: &str, ends: &[(String, String)], erased: &mut Erased) -> Result<()> {
    let query = sqlx::query("select kind, status, revision, closed_at from requests where code = $1").bind(code);
    let Some(row) = query.fetch_optional(&mut work.conn).await? else { return Ok(()) };
    let (kind, status, revision): (String, String, i64) = (row.try_get("kind")?, row.try_get("status")?, row.try_get("revision")?);
    if row.try_get::<Option<Millis>, _>("closed_at")?.is_none() {
        let end = ends.iter().find(|(of, _)| *of == kind).map_or(status.as_str(), |(_, state)| state.as_str());
        let sql = "insert into request_events (code, seq, at, who, from_status, to_status, visible, body) values ($1, $2, $3, 'system', $4, $5, 0, '{}')";
        let insert = sqlx::query(sql).bind(code).bind(revision + 1).bind(work.now).bind(&status).bind(end);
        insert.execute(&mut work.conn).await?;
        let sql = "update requests set status = $2, status_at = $3, closed_at = $3, due_at = null, paused_at = null, due_key = $4, \
                   revision = revision + 1 where code = $1";
        sqlx::query(sql).bind(code).bind(end).bind(work.now).bind(i64::MAX).execute(&mut work.conn).await?;
        sqlx::query("delete from request_slots where code = $1").bind(code).execute(&mut work.conn).await?;
    }
    let sql = "update requests set owner = null, vehicle = null, vin = null, email = null, body = '{}' where code = $1";
    sqlx::query(sql).bind(code).execute(&mut work.conn).await?;
    let sql = "update request_events set note = null, body = '{}' where code = $1";
    sqlx::query(sql).bind(code).execute(&mut work.conn).await?;
    let files = sqlx::query("delete from uploads where request = $1 returning id").bind(code).fetch_all(&mut work.conn).await?;
    erased.uploads.extend(ids(&files)?);
    sqlx::query("delete from request_notices where code = $1").bind(code).execute(&mut work.conn).await?;
    Ok(())
}

/// A record that names an owner: its kind, id, revision, whether it is a sample, and what it says.
type Naming = (RecordKind, String, i64, bool, Map<String, Value>);

/// The cars that are an owner's, or were.
pub(super) async fn cars(conn: &mut Connection, owner: &str) -> Result<Vec<Naming>> {
    let sql = "select id, revision, sample, body from records where kind = $1 and body like $2 order by id";
    // The body is JSON: what it names stands between quotation marks. An id has nothing that JSON would write otherwise.
    let query = sqlx::query(sql).bind(RecordKind::Vehicle.as_str()).bind(format!("%\"{owner}\"%"));
    let found = query.fetch_all(conn).await?;
    let named: Vec<Naming> = found.iter().map(|row| naming(RecordKind::Vehicle, row)).collect::<Result<_>>()?;
    Ok(named.into_iter().filter(|(.., body)| is_of(body, owner)).collect())
}

/// Whether the owner has the car, or had it.
fn is_of(body: &Map<String, Value>, owner: &str) -> bool {
    let past = body.get("past_owners").and_then(Value::as_array).into_iter().flatten();
    is_named(body, "owner", owner) || past.filter_map(Value::as_object).any(|past| is_named(past, "owner", owner))
}

fn is_named(body: &Map<String, Value>, field: &str, id: &str) -> bool {
    body.get(field).and_then(Value::as_str) == Some(id)
}

fn naming(kind: RecordKind, row: &Row) -> Result<Naming> {
    let body: String = row.try_get("body")?;
    let body = serde_json::from_str(&body).map_err(|_| Error::corrupt("a record"))?;
    Ok((kind, row.try_get("id")?, row.try_get("revision")?, row.try_get("sample")?, body))
}

/// Removes an owner, and their name from what stays. One who was made after the erasure is somebody else.
async fn erase_owner(work: &mut Work, owner: &str, at: Millis) -> Result<()> {
    let query = sqlx::query_scalar("select created_at from records where kind = 'owner' and id = $1").bind(owner);
    let Some(created) = query.fetch_optional(&mut work.conn).await? else { return Ok(()) };
    if Millis::gt(&created, &at) {
        return Ok(());
    }
    for (.., id, revision, sample, mut body) in cars(&mut work.conn, owner).await? {
        if is_named(&body, "owner", owner) {
            for field in ["owner", "owner_since", "plate"] {
                body.remove(field);
            }
        }
        if let Some(Value::Array(past)) = body.get_mut("past_owners") {
            past.retain(|past| past.as_object().is_none_or(|past| !is_named(past, "owner", owner)));
        }
        rewrite(work, RecordKind::Vehicle, id, revision, sample, &body).await?;
    }
    for (kind, field) in referring(RecordKind::Owner).filter(|(kind, _)| *kind != RecordKind::Vehicle) {
        let sql = "select r.id, r.revision, r.sample, r.body from record_keys k join records r on r.kind = k.kind and r.id = k.id \
                   where k.kind = $1 and k.field = $2 and k.value = $3";
        let found = sqlx::query(sql).bind(kind.as_str()).bind(field).bind(owner).fetch_all(&mut work.conn).await?;
        for row in &found {
            let (kind, id, revision, sample, mut body) = naming(kind, row)?;
            body.remove(field);
            rewrite(work, kind, id, revision, sample, &body).await?;
        }
    }
    sqlx::query("delete from records where kind = 'owner' and id = $1").bind(owner).execute(&mut work.conn).await?;
    let sql = "update audit set subject = 'owners/erased' where subject = $1";
    sqlx::query(sql).bind(format!("owners/{owner}")).execute(&mut work.conn).await?;
    Ok(())
}

async fn rewrite(work: &mut Work, kind: RecordKind, id: String, revision: i64, sample: bool, body: &Map<String, Value>) -> Result<()> {
    let (key, keys) = (schema::key(kind, &id, body), schema::found(kind, body));
    let stored = Put { id, key, on: Some(revision), sample, body: Value::Object(body.clone()).to_string(), keys };
    put(work, kind, &[stored]).await
}
