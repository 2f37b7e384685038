//! Records: owners, cars and what belongs to them. A body is text here; what it says, and under which values it is found, is the
//! affair of [`crate::aftersales::schema`] and of the use cases.
//!
//! All kinds share one table. A record is found by its id, by its key (what people call it: a VIN, a number), and by the values of
//! `record_keys`: what it belongs to, and the words of [`crate::aftersales::schema::finding`] in every form that people type.

mod finding;
mod writing;

pub use writing::Put;
pub(super) use writing::put;

use super::dialect::{Builder, Row};
use super::error::{Error, Result};
use super::{Store, rows};
use crate::access::Granted;
use crate::access::right::{Reads, WorkConversation};
use crate::aftersales::code::RequestCode;
use crate::aftersales::schema::RecordKind;
use crate::chat::event::Body;
use crate::clock::Millis;
use sqlx::Row as _;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Records that one statement reads or writes at most.
const AT_ONCE: usize = 500;

/// A record as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stored {
    /// The operator's own name of it, or one that the program gave.
    pub id: String,
    /// What people call it, folded.
    pub key: String,
    /// From 1, one more with each change.
    pub revision: i64,
    /// It came with the program, to show what it does.
    pub sample: bool,
    /// JSON.
    pub body: String,
    pub changed_at: Millis,
}

/// The columns of a record, of the table named `r`.
macro_rules! record_columns {
    () => {
        "r.id, r.key, r.revision, r.sample, r.body, r.changed_at"
    };
}

impl Store {
    /// One record.
    pub async fn record(&self, kind: RecordKind, id: &str) -> Result<Option<Stored>> {
        let sql = concat!("select ", record_columns!(), " from records r where r.kind = $1 and r.id = $2");
        let row = sqlx::query(sql).bind(kind.as_str()).bind(id).fetch_optional(&self.0.read).await?;
        row.as_ref().map(stored).transpose()
    }

    /// The record that people call so; the key is folded already.
    pub async fn record_by_key(&self, kind: RecordKind, key: &str) -> Result<Option<Stored>> {
        let sql = concat!("select ", record_columns!(), " from records r where r.kind = $1 and r.key = $2");
        let row = sqlx::query(sql).bind(kind.as_str()).bind(key).fetch_optional(&self.0.read).await?;
        row.as_ref().map(stored).transpose()
    }

    /// At most `limit` records after the one of an id, in the order of their ids.
    pub async fn records_after(&self, kind: RecordKind, after: Option<&str>, limit: u32) -> Result<Vec<Stored>> {
        let sql = concat!("select ", record_columns!(), " from records r where r.kind = $1 and r.id > $2 order by r.id limit $3");
        let query = sqlx::query(sql).bind(kind.as_str()).bind(after.unwrap_or_default()).bind(i64::from(limit));
        query.fetch_all(&self.0.read).await?.iter().map(stored).collect()
    }

    /// At most `limit` records that are found under a value, those made last first.
    pub async fn records_under(&self, kind: RecordKind, field: &str, value: &str, limit: u32) -> Result<Vec<Stored>> {
        let sql = concat!(
            "select ",
            record_columns!(),
            " from record_keys k join records r on r.kind = k.kind and r.id = k.id ",
            "where k.kind = $1 and k.field = $2 and k.value = $3 order by k.id desc limit $4"
        );
        let query = sqlx::query(sql).bind(kind.as_str()).bind(field).bind(value).bind(i64::from(limit));
        query.fetch_all(&self.0.read).await?.iter().map(stored).collect()
    }

    /// Those of these records that are there, by id.
    pub async fn records_of(&self, kind: RecordKind, ids: &[String]) -> Result<BTreeMap<String, Stored>> {
        Ok(self.records_in(kind, "r.id", ids).await?.into_iter().map(|stored| (stored.id.clone(), stored)).collect())
    }

    /// Those of these records that are there, by key.
    pub async fn records_of_keys(&self, kind: RecordKind, keys: &[String]) -> Result<BTreeMap<String, Stored>> {
        Ok(self.records_in(kind, "r.key", keys).await?.into_iter().map(|stored| (stored.key.clone(), stored)).collect())
    }

    /// The records whose column is one of these values.
    async fn records_in(&self, kind: RecordKind, column: &'static str, values: &[String]) -> Result<Vec<Stored>> {
        let mut found = Vec::with_capacity(values.len());
        for some in values.chunks(AT_ONCE) {
            let mut query = Builder::new(concat!("select ", record_columns!(), " from records r where r.kind = "));
            query.push_bind(kind.as_str()).push(" and ").push(column).push(" in (");
            let mut list = query.separated(", ");
            for value in some {
                list.push_bind(value);
            }
            query.push(")");
            for row in query.build().fetch_all(&self.0.read).await? {
                found.push(stored(&row)?);
            }
        }
        Ok(found)
    }

    /// How many records of a kind there are.
    pub async fn record_count(&self, kind: RecordKind) -> Result<u64> {
        let sql = "select count(*) as records from records where kind = $1";
        rows::count(&sqlx::query(sql).bind(kind.as_str()).fetch_one(&self.0.read).await?, "records")
    }

    /// Whether there is no record of any kind.
    pub async fn has_no_records(&self) -> Result<bool> {
        Ok(sqlx::query("select 1 from records limit 1").fetch_optional(&self.0.read).await?.is_none())
    }

    /// The ids of the owner for whom a request was made and of the car that it is about, where they are known.
    pub async fn whose_request(&self, code: RequestCode) -> Result<(Option<String>, Option<String>)> {
        let sql = "select owner, vehicle from requests where code = $1";
        match sqlx::query(sql).bind(code.to_string()).fetch_optional(&self.0.read).await? {
            Some(row) => Ok((row.try_get("owner")?, row.try_get("vehicle")?)),
            None => Ok((None, None)),
        }
    }

    /// The owner of a conversation, where somebody or a code has made sure who that is.
    pub async fn owner_of(&self, granted: Granted<'_, impl Reads>) -> Result<Option<String>> {
        let sql = "select owner from conversation_owners where conversation = $1";
        let row = sqlx::query(sql).bind(granted.right().conversation().to_string()).fetch_optional(&self.0.read).await?;
        Ok(row.map(|row| row.try_get("owner")).transpose()?)
    }

    /// To which words of the privacy notice the owner of a conversation has agreed last.
    pub async fn consented(&self, granted: Granted<'_, impl Reads>) -> Result<Option<String>> {
        let sql = "select body from events where conversation = $1 and kind = 'consented' order by seq desc limit 1";
        let row = sqlx::query(sql).bind(granted.right().conversation().to_string()).fetch_optional(&self.0.read).await?;
        Ok(row.as_ref().map(rows::body).transpose()?.and_then(|body| match body {
            Body::Consented { version, .. } => Some(version),
            _ => None,
        }))
    }

    /// Notes whose conversation it is, as a technician has made sure; an owner whom nobody knows is [`Error::NotFound`].
    pub async fn name_owner(&self, granted: Granted<'_, WorkConversation>, owner: String, by: Uuid) -> Result<()> {
        let conversation = granted.right().0;
        self.write(move |work| {
            Box::pin(async move {
                let known = sqlx::query("select 1 from records where kind = 'owner' and id = $1").bind(&owner);
                if known.fetch_optional(&mut work.conn).await?.is_none() {
                    return Err(Error::NotFound);
                }
                let sql = "insert into conversation_owners (conversation, owner, by, at) values ($1, $2, $3, $4) \
                           on conflict (conversation) do update set owner = excluded.owner, by = excluded.by, at = excluded.at";
                let query = sqlx::query(sql).bind(conversation.to_string()).bind(owner).bind(by.to_string());
                query.bind(work.now).execute(&mut work.conn).await?;
                Ok(())
            })
        })
        .await
    }
}

fn stored(row: &Row) -> Result<Stored> {
    Ok(Stored {
        id: row.try_get("id")?,
        key: row.try_get("key")?,
        revision: row.try_get("revision")?,
        sample: row.try_get("sample")?,
        body: row.try_get("body")?,
        changed_at: row.try_get("changed_at")?,
    })
}
