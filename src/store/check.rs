//! Whether a database is sound: what SQLite can say of its file, and what only this program knows, that the logs are whole and
//! that the state of each conversation is what its log says.
//!
//! It only reads, in short transactions, and so runs beside a server.

use super::dialect::{self, Connection};
use super::error::{Error, Result};
use super::uploads::UploadFile;
use super::{migrate, rows, uploads};
use crate::chat::conversation::Conversation;
use crate::chat::event::Event;
use crate::chat::replay::Replay;
use crate::clock::Millis;
use crate::faq::attached::hash;
use sqlx::{Connection as _, Row as _};
use std::path::Path;
use uuid::Uuid;

/// Faults that are listed at most: a database with more is not mended by a list.
pub const MAX_FAULTS: usize = 200;
/// Conversations that one transaction reads.
const AT_ONCE: i64 = 50;

/// What is wrong, in one line, with the conversation and the number where there is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault(pub String);

/// What a check found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Checked {
    pub conversations: u64,
    pub events: u64,
    pub jobs: u64,
    /// Time of the newest event.
    pub newest: Option<Millis>,
    /// The uploads whose files must be there, for who knows where.
    pub uploads: Vec<(Uuid, UploadFile)>,
    /// At most [`MAX_FAULTS`].
    pub faults: Vec<Fault>,
}

impl Checked {
    fn fault(&mut self, what: impl Into<String>) {
        if self.faults.len() < MAX_FAULTS {
            self.faults.push(Fault(what.into()));
        }
    }

    fn is_full(&self) -> bool {
        self.faults.len() >= MAX_FAULTS
    }
}

/// Checks the database in `path`. [`Error::Unusable`] when it is none, or not of this program's version.
pub async fn check(path: &Path) -> Result<Checked> {
    let mut conn = match open(path).await {
        Ok(conn) => conn,
        // So damaged that nothing in it can be asked.
        Err(Error::Backend(error)) if dialect::is_malformed(&error) => {
            return Ok(Checked { faults: vec![Fault(format!("database: {error}"))], ..Checked::default() });
        }
        Err(error) => return Err(error),
    };
    let checked = match migrate::version(&mut conn).await {
        Ok(version) if version == migrate::ALL.len() => inspect(&mut conn).await,
        Ok(_) => Err(Error::Unusable("the database is an older program's: `aftercare migrate` brings it up to date".into())),
        Err(error) => Err(error),
    };
    dialect::close(conn).await;
    checked
}

/// Reads a copy of a database through, whatever version it is of: what SQLite can say, and the logs where they are of this
/// program's shape.
pub(super) async fn read_through(path: &Path) -> Result<Checked> {
    let mut conn = open(path).await?;
    let read = async {
        let damaged = dialect::damaged(&mut conn, 1).await?;
        if let Some(fault) = damaged.first() {
            return Err(Error::Unusable(format!("{} is damaged: {fault}", path.display())));
        }
        if migrate::version(&mut conn).await? < migrate::ALL.len() { Ok(Checked::default()) } else { inspect(&mut conn).await }
    };
    let checked = read.await;
    dialect::close(conn).await;
    checked
}

/// A reading connection to a database of this program.
async fn open(path: &Path) -> Result<Connection> {
    if !path.is_file() {
        return Err(Error::Unusable(format!("there is no database {}", path.display())));
    }
    let unreadable = |error: sqlx::Error| match dialect::is_malformed(&error) {
        true => Error::from(error),
        false => Error::Unusable(format!("{} cannot be read as a database: {error}", path.display())),
    };
    let mut conn = dialect::reader(path).await.map_err(unreadable)?;
    if !dialect::has_tables(&mut conn, &["migrations", "meta"]).await.map_err(unreadable)? {
        return Err(Error::Unusable(format!("{} is no database of Aftercare", path.display())));
    }
    Ok(conn)
}

/// Checks an open database.
pub(super) async fn inspect(conn: &mut Connection) -> Result<Checked> {
    let mut checked = Checked::default();
    for fault in dialect::damaged(conn, MAX_FAULTS).await? {
        checked.fault(format!("database: {fault}"));
    }
    if checked.faults.is_empty() {
        // In a damaged file the rest would only repeat it.
        conversations(conn, &mut checked).await?;
        of_no_conversation(conn, &mut checked).await?;
        feed(conn, &mut checked).await?;
        jobs(conn, &mut checked).await?;
        requests(conn, &mut checked).await?;
        attached(conn, &mut checked).await?;
        checked.uploads = uploads::kept(conn).await?;
    }
    Ok(checked)
}

/// Whether the files of answers are what was brought, and those that are published there.
async fn attached(conn: &mut Connection, checked: &mut Checked) -> Result<()> {
    let names: Vec<String> = sqlx::query_scalar("select name from attached order by name").fetch_all(&mut *conn).await?;
    for name in names {
        let row = sqlx::query("select size, hash, body from attached where name = $1").bind(&name).fetch_optional(&mut *conn).await?;
        let Some(row) = row else { continue };
        let (size, known, body) = (rows::count(&row, "size")?, row.try_get::<&[u8], _>("hash")?, row.try_get::<&[u8], _>("body")?);
        if u64::try_from(body.len()).ok() != Some(size) || known != hash(body) {
            checked.fault(format!("file {name}: it is not what was brought"));
        }
    }
    let sql = "select distinct n.name from attached_uses n join entries e on e.id = n.entry and e.revision = n.revision \
               where e.retired = 0 and n.name not in (select name from attached) order by n.name limit $1";
    let lacking: Vec<String> = sqlx::query_scalar(sql).bind(MAX_FAULTS as i64).fetch_all(&mut *conn).await?;
    for name in lacking {
        checked.fault(format!("file {name}: a published answer needs it, and it is not there"));
    }
    Ok(())
}

async fn conversations(conn: &mut Connection, checked: &mut Checked) -> Result<()> {
    let sql = concat!("select ", rows::conversation_columns!(), " from conversations c where c.id > $1 order by c.id limit $2");
    let mut after = String::new();
    loop {
        // One transaction sees a conversation and its log as of the same commit.
        let mut read = conn.begin().await?;
        let some = sqlx::query(sql).bind(&after).bind(AT_ONCE).fetch_all(&mut *read).await?;
        let Some(last) = some.last() else { return Ok(()) };
        let last: String = last.try_get("id")?;
        for row in &some {
            checked.conversations += 1;
            let id: String = row.try_get("id")?;
            match rows::conversation(row) {
                Ok(state) => one(&mut read, &state, checked).await?,
                Err(error) => checked.fault(format!("conversation {id}: its state means nothing: {}", deepest(&error))),
            }
        }
        read.commit().await?;
        if checked.is_full() {
            return Ok(());
        }
        after = last;
    }
}

/// Events and frames name a conversation that is there: the tables don't say so.
async fn of_no_conversation(conn: &mut Connection, checked: &mut Checked) -> Result<()> {
    let events = "select distinct l.conversation from events l where not exists (select 1 from conversations c where c.id = l.conversation) \
                  order by l.conversation limit $1";
    let frames = "select distinct l.conversation from frames l where not exists (select 1 from conversations c where c.id = l.conversation) \
                  order by l.conversation limit $1";
    for (what, sql) in [("events", events), ("frames", frames)] {
        let most = rows::bound(MAX_FAULTS as u64);
        let lacking: Vec<String> = sqlx::query_scalar(sql).bind(most).fetch_all(&mut *conn).await?;
        for conversation in lacking {
            checked.fault(format!("conversation {conversation}: it is not there, but {what} of it are"));
        }
    }
    Ok(())
}

/// Holds one conversation to its log.
async fn one(conn: &mut Connection, state: &Conversation, checked: &mut Checked) -> Result<()> {
    let sql = concat!("select kind, ", rows::event_columns!(), " from events where conversation = $1 order by seq");
    let name = format!("conversation {}", state.id);
    let (mut seq, mut owner_seq, mut at, mut replay) = (0, 0, None::<Millis>, Replay::default());
    for row in sqlx::query(sql).bind(state.id.to_string()).fetch_all(&mut *conn).await? {
        checked.events += 1;
        let number = rows::count(&row, "seq")?;
        seq += 1;
        if number != seq {
            checked.fault(format!("{name}: event {seq} is missing"));
            seq = number;
        }
        let event = match rows::event(&row) {
            Ok(event) => event,
            Err(error) => {
                checked.fault(format!("{name}, event {number}: it cannot be read: {}", deepest(&error)));
                // What came after it would only seem wrong.
                return Ok(());
            }
        };
        let visible = event.body.visible_to_owner();
        owner_seq += u64::from(visible);
        if event.owner_seq != visible.then_some(owner_seq) {
            checked.fault(format!("{name}, event {number}: the owner's number is {}, not {owner_seq}", shown(event.owner_seq)));
            owner_seq = event.owner_seq.unwrap_or(owner_seq);
        }
        if row.try_get::<&str, _>("kind")? != event.body.kind() {
            checked.fault(format!("{name}, event {number}: its kind is not that of its body"));
        }
        if at.is_some_and(|at| event.at < at) {
            checked.fault(format!("{name}, event {number}: it is older than the one before it"));
        }
        at = Some(event.at);
        claim(&name, &event, &replay, checked);
        shows_request(conn, &name, &event, checked).await?;
        replay.event(event.role, &event.body);
    }
    checked.newest = checked.newest.max(at);
    let told = [
        ("newest number", state.seq.to_string(), seq.to_string()),
        ("newest number of the owner", state.owner_seq.to_string(), owner_seq.to_string()),
        ("time", state.last_at.to_string(), at.unwrap_or(state.last_at).to_string()),
        ("status", state.status.as_str().to_owned(), replay.status.as_str().to_owned()),
        ("assignee", shown(state.assignee), shown(replay.assignee)),
        ("claim", state.claim.to_string(), replay.claim.to_string()),
    ];
    for (what, stored, logged) in told {
        if stored != logged {
            checked.fault(format!("{name}: its {what} is {stored}, but {logged} by its log"));
        }
    }
    assignee(conn, &name, state.assignee, checked).await
}

/// A claim's number grows with each assignment.
fn claim(name: &str, event: &Event, before: &Replay, checked: &mut Checked) {
    if let crate::chat::event::Body::Assigned { claim: Some(claim), .. } = &event.body
        && *claim <= before.claim
    {
        checked.fault(format!("{name}, event {}: claim {claim} after {}", event.seq, before.claim));
    }
}

/// A code that a conversation shows is that of a request of it.
async fn shows_request(conn: &mut Connection, name: &str, event: &Event, checked: &mut Checked) -> Result<()> {
    let crate::chat::event::Body::Request(card) = &event.body else { return Ok(()) };
    let sql = "select 1 from requests r where r.code = $1 and (r.conversation = $2 \
               or r.conversation in (select onto from joined where conversation = $2))";
    let known: Option<i64> = sqlx::query_scalar(sql).bind(&card.code).bind(event.conversation.to_string()).fetch_optional(conn).await?;
    if known.is_none() {
        checked.fault(format!("{name}, event {}: it shows the request {}, which is not there", event.seq, card.code));
    }
    Ok(())
}

/// Every request of a conversation was shown there, and its own log is whole.
async fn requests(conn: &mut Connection, checked: &mut Checked) -> Result<()> {
    let most = rows::bound(MAX_FAULTS as u64);
    let sql = "select r.code from requests r left join request_events e on e.code = r.code and e.seq = 1 left join events v \
               on v.conversation = r.conversation and v.seq = e.told_seq and v.kind = 'request' \
               where r.conversation is not null and v.seq is null limit $1";
    for row in sqlx::query(sql).bind(most).fetch_all(&mut *conn).await? {
        checked.fault(format!("request {}: its conversation does not show it", row.try_get::<&str, _>("code")?));
    }
    let sql = "select r.code from requests r left join request_events e on e.code = r.code group by r.code, r.revision \
               having count(e.seq) <> r.revision or max(e.seq) is null or max(e.seq) <> r.revision limit $1";
    for row in sqlx::query(sql).bind(most).fetch_all(&mut *conn).await? {
        checked.fault(format!("request {}: its log is not whole", row.try_get::<&str, _>("code")?));
    }
    Ok(())
}

async fn assignee(conn: &mut Connection, name: &str, assignee: Option<Uuid>, checked: &mut Checked) -> Result<()> {
    let Some(assignee) = assignee else { return Ok(()) };
    let known: Option<i64> =
        sqlx::query_scalar("select 1 from users where id = $1").bind(assignee.to_string()).fetch_optional(conn).await?;
    if known.is_none() {
        checked.fault(format!("{name}: it is assigned to {assignee}, whom nobody knows"));
    }
    Ok(())
}

async fn feed(conn: &mut Connection, checked: &mut Checked) -> Result<()> {
    let sql = "select f.seq - 1 as missing from feed f where f.seq > 1 and not exists (select 1 from feed g where g.seq = f.seq - 1) \
               order by f.seq limit $1";
    for row in sqlx::query(sql).bind(rows::bound(MAX_FAULTS as u64)).fetch_all(&mut *conn).await? {
        checked.fault(format!("feed: line {} is missing", rows::count(&row, "missing")?));
    }
    let kinds: Vec<(i64, String)> = sqlx::query_as("select min(seq), kind from feed group by kind").fetch_all(conn).await?;
    for (seq, kind) in kinds {
        if rows::parse_feed_kind(&kind).is_none() {
            checked.fault(format!("feed: line {seq} is of the unknown kind {kind:?}"));
        }
    }
    Ok(())
}

async fn jobs(conn: &mut Connection, checked: &mut Checked) -> Result<()> {
    let mut after = String::new();
    loop {
        let sql = "select id, payload, result from jobs where id > $1 order by id limit $2";
        let some = sqlx::query(sql).bind(&after).bind(AT_ONCE).fetch_all(&mut *conn).await?;
        let Some(last) = some.last() else { return Ok(()) };
        after = last.try_get("id")?;
        for row in &some {
            checked.jobs += 1;
            let (id, payload): (String, String) = (row.try_get("id")?, row.try_get("payload")?);
            let result: Option<String> = row.try_get("result")?;
            for (what, json) in [("payload", Some(payload)), ("result", result)] {
                if json.is_some_and(|json| serde_json::from_str::<serde::de::IgnoredAny>(&json).is_err()) {
                    checked.fault(format!("job {id}: its {what} cannot be read"));
                }
            }
        }
        if checked.is_full() {
            return Ok(());
        }
    }
}

fn shown(value: Option<impl ToString>) -> String {
    value.map_or_else(|| "none".to_owned(), |value| value.to_string())
}

/// The innermost reason of an error: the outer ones only say that the database failed.
fn deepest(error: &Error) -> String {
    let mut error: &dyn std::error::Error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error.to_string()
}
