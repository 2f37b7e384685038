//! Writing records: one, or a file of them, all or none.

use super::{AT_ONCE, Stored};
use crate::aftersales::schema::{RecordKind, referring};
use crate::store::audit::{self, Actor, AuditAction, Note};
use crate::store::dialect::Builder;
use crate::store::error::{Error, Result, conflict};
use crate::store::{Store, Work};
use sqlx::QueryBuilder;

/// A record to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put {
    pub id: String,
    /// The revision that it was made on; none for a new one.
    pub on: Option<i64>,
    pub key: String,
    pub sample: bool,
    pub body: String,
    /// Under which values it is found: field and value.
    pub keys: Vec<(&'static str, String)>,
}

impl Store {
    /// Writes one record, of which these fields are new. [`Error::Conflict`] of `key` when another has its key, [`Error::Stale`] when
    /// somebody else has changed it since.
    pub async fn put_record(&self, kind: RecordKind, put: Put, fields: Vec<String>) -> Result<Stored> {
        let stored = Stored {
            id: put.id.clone(),
            key: put.key.clone(),
            revision: put.on.unwrap_or(0) + 1,
            sample: put.sample,
            body: put.body.clone(),
            changed_at: 0,
        };
        let action = if put.on.is_none() { AuditAction::RecordAdded } else { AuditAction::RecordChanged };
        let note = Note::new(action, format!("{}/{}", kind.plural(), put.id)).with("fields", fields);
        let changed_at = self.put_all(kind, vec![put], note).await?;
        Ok(Stored { changed_at, ..stored })
    }

    /// Writes records, all of them or none, and says when. No two have the same id. The errors are those of [`Store::put_record`].
    pub async fn put_records(&self, kind: RecordKind, puts: Vec<Put>) -> Result<i64> {
        let changed = puts.iter().filter(|put| put.on.is_some()).count();
        let note = Note::new(AuditAction::RecordsImported, kind.plural()).with("added", puts.len() - changed).with("changed", changed);
        self.put_all(kind, puts, note).await
    }

    async fn put_all(&self, kind: RecordKind, puts: Vec<Put>, note: Note) -> Result<i64> {
        let actor = self.1;
        self.write(move |work| {
            Box::pin(async move {
                for some in puts.chunks(AT_ONCE) {
                    put(work, kind, some).await?;
                }
                audit::note(work, actor, note).await?;
                Ok(work.now)
            })
        })
        .await
    }

    /// Removes one record. [`Error::Stale`] when somebody has changed it since `revision`, [`Error::InUse`] when another record, a
    /// request or a conversation names it.
    pub async fn remove_record(&self, kind: RecordKind, id: &str, revision: i64) -> Result<()> {
        let (id, actor) = (id.to_owned(), self.1);
        self.write(move |work| Box::pin(remove(work, kind, id, revision, actor))).await
    }
}

async fn remove(work: &mut Work, kind: RecordKind, id: String, revision: i64, actor: Actor) -> Result<()> {
    let found = sqlx::query_scalar("select revision from records where kind = $1 and id = $2").bind(kind.as_str()).bind(&id);
    let found: Option<i64> = found.fetch_optional(&mut work.conn).await?;
    if found.ok_or(Error::NotFound)? != revision {
        return Err(Error::Stale);
    }
    for (other, field) in referring(kind) {
        let sql = "select 1 from record_keys where kind = $1 and field = $2 and value = $3 limit 1";
        let query = sqlx::query(sql).bind(other.as_str()).bind(field).bind(&id);
        refuse_any(query.fetch_optional(&mut work.conn).await?)?;
    }
    for sql in elsewhere(kind) {
        refuse_any(sqlx::query(*sql).bind(&id).fetch_optional(&mut work.conn).await?)?;
    }
    sqlx::query("delete from records where kind = $1 and id = $2").bind(kind.as_str()).bind(&id).execute(&mut work.conn).await?;
    audit::note(work, actor, Note::new(AuditAction::RecordRemoved, format!("{}/{id}", kind.plural()))).await
}

/// What finds a record's name in tables that are no records.
const fn elsewhere(kind: RecordKind) -> &'static [&'static str] {
    match kind {
        RecordKind::Owner => {
            &["select 1 from requests where owner = $1 limit 1", "select 1 from conversation_owners where owner = $1 limit 1"]
        }
        RecordKind::Vehicle => &["select 1 from requests where vehicle = $1 limit 1"],
        RecordKind::Centre => {
            &["select 1 from requests where centre = $1 limit 1", "select 1 from request_slots where centre = $1 limit 1"]
        }
        _ => &[],
    }
}

fn refuse_any<T>(found: Option<T>) -> Result<()> {
    if found.is_some() { Err(Error::InUse) } else { Ok(()) }
}

/// Writes records in a savepoint, at most [`AT_ONCE`] of them.
pub(in crate::store) async fn put(work: &mut Work, kind: RecordKind, puts: &[Put]) -> Result<()> {
    let now = work.now;
    let mut query: Builder = QueryBuilder::new("insert into records (kind, id, key, revision, sample, body, created_at, changed_at) ");
    query.push_values(puts, |mut row, put| {
        row.push_bind(kind.as_str()).push_bind(&put.id).push_bind(&put.key).push_bind(put.on.unwrap_or(0) + 1);
        row.push_bind(put.sample).push_bind(&put.body).push_bind(now).push_bind(now);
    });
    // A row of a new record meets none; that of a change meets the revision it was made on, or nothing is written.
    query.push(
        " on conflict (kind, id) do update set key = excluded.key, revision = excluded.revision, sample = excluded.sample, \
         body = excluded.body, changed_at = excluded.changed_at where records.revision = excluded.revision - 1",
    );
    let written = query.build().execute(&mut work.conn).await.map_err(|error| conflict(error, "key"))?;
    if written.rows_affected() != u64::try_from(puts.len()).unwrap_or(u64::MAX) {
        return Err(Error::Stale);
    }
    let changed: Vec<&Put> = puts.iter().filter(|put| put.on.is_some()).collect();
    if !changed.is_empty() {
        let mut query: Builder = QueryBuilder::new("delete from record_keys where kind = ");
        query.push_bind(kind.as_str()).push(" and id in (");
        let mut list = query.separated(", ");
        for put in changed {
            list.push_bind(&put.id);
        }
        query.push(")");
        query.build().execute(&mut work.conn).await?;
    }
    let keys: Vec<(&Put, &(&'static str, String))> = puts.iter().flat_map(|put| put.keys.iter().map(move |key| (put, key))).collect();
    for some in keys.chunks(AT_ONCE) {
        let mut query: Builder = QueryBuilder::new("insert into record_keys (kind, field, value, id) ");
        query.push_values(some, |mut row, (put, (field, value))| {
            row.push_bind(kind.as_str()).push_bind(*field).push_bind(value).push_bind(&put.id);
        });
        query.push(" on conflict do nothing");
        query.build().execute(&mut work.conn).await?;
    }
    Ok(())
}
