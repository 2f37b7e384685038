//! What editors write: every revision of every entry, which of them is the draft and which is published, and what was published when.
//! Text in, text out: what a body means is the affair of `faq`.
//!
//! - [`saving`]: a save is the entry's next revision; what is published stays
//! - [`publishing`]: what is answered from then on, and the log of that
//! - [`scheduling`]: what will be published by itself; [`renaming`]: another id for an entry
//! - [`files`]: the files beside the entries, likewise; [`attached`]: manuals and pictures that answers refer to
//!
//! The *head* of an entry is what an editor goes on with: its draft; else what is, or was last, published.

mod attached;
pub(super) mod files;
pub(super) mod publishing;
mod renaming;
pub(super) mod saving;
mod scheduling;

pub use attached::{Attached, AttachedSearch, AttachedUse};
pub use files::{FileHead, FileRevision, FileSave};
pub use publishing::{Made, Publication, PublicationKind, Published};
pub use renaming::{MendedEntry, MendedFile, Rename};
pub use saving::{Base, Save};

use super::dialect::{Builder, Connection, Row};
use super::error::{Error, Result};
use super::{Store, rows};
use crate::access::Granted;
use crate::access::right::EditFaq;
use crate::chat::event::Body;
use crate::clock::Millis;
use crate::faq::translation::Change;
use sqlx::Row as _;

/// Revisions that one query reads.
const AT_ONCE: usize = 500;

/// One revision of an entry, as it was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revision {
    pub entry: String,
    /// From 1, growing; an autosave that was replaced leaves a gap.
    pub revision: u32,
    pub category: String,
    pub body: String,
    /// What the editor said of it.
    pub note: Option<String>,
    /// What it meant for the other languages; none of one that came in with files.
    pub change: Option<Change>,
    /// The editor's name now, or the name of what wrote it.
    pub author: String,
    pub at: Millis,
    pub autosaved: bool,
}

/// An entry as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    pub entry: String,
    pub category: String,
    /// What an editor goes on with.
    pub revision: u32,
    /// What is published.
    pub published: Option<u32>,
    /// The head is a draft.
    pub draft: bool,
    pub at: Millis,
    pub author: String,
    pub autosaved: bool,
    /// When it will be published by itself.
    pub scheduled_at: Option<Millis>,
}

impl Head {
    /// Neither published nor being written: only its revisions are kept.
    pub fn is_withdrawn(&self) -> bool {
        self.published.is_none() && !self.draft
    }
}

/// The rows of heads of the entries that `which` chooses from the revisions.
macro_rules! heads {
    ($which:literal) => {
        concat!(
            "select n.entry, r.category, r.revision, case when e.retired = 0 then e.revision end as published, \
             d.revision is not null as draft, r.at, coalesce(u.name, r.author) as author, r.autosaved, s.at as scheduled_at \
             from (select entry, max(revision) as newest from revisions ",
            $which,
            " group by entry) n \
             left join drafts d on d.entry = n.entry left join entries e on e.id = n.entry left join schedules s on s.entry = n.entry \
             join revisions r on r.entry = n.entry and r.revision = coalesce(d.revision, e.revision, n.newest) \
             left join users u on u.id = r.author order by n.entry"
        )
    };
}

/// The columns of a revision, of the tables named `r` and `u`.
macro_rules! revision_columns {
    () => {
        "r.entry, r.revision, r.category, r.body, r.note, r.change, coalesce(u.name, r.author) as author, r.at, r.autosaved"
    };
}
pub(super) use revision_columns;

impl Store {
    /// All entries that ever were, by id.
    pub async fn heads(&self) -> Result<Vec<Head>> {
        sqlx::query(heads!("")).fetch_all(&self.0.read).await?.iter().map(head).collect()
    }

    /// One entry's head.
    pub async fn head(&self, entry: &str) -> Result<Option<Head>> {
        let mut conn = self.0.read.acquire().await?;
        find_head(&mut conn, entry).await
    }

    /// One revision.
    pub async fn revision(&self, entry: &str, revision: u32) -> Result<Option<Revision>> {
        let sql = concat!(
            "select ",
            revision_columns!(),
            " from revisions r left join users u on u.id = r.author where r.entry = $1 and r.revision = $2"
        );
        let row = sqlx::query(sql).bind(entry).bind(i64::from(revision)).fetch_optional(&self.0.read).await?;
        row.as_ref().map(self::revision).transpose()
    }

    /// At most `limit` revisions, the newest first, before the one of `before`.
    pub async fn revisions(&self, entry: &str, before: Option<u32>, limit: u32) -> Result<Vec<Revision>> {
        let sql = concat!(
            "select ",
            revision_columns!(),
            " from revisions r left join users u on u.id = r.author where r.entry = $1 and r.revision < $2 order by r.revision desc limit $3"
        );
        let query = sqlx::query(sql).bind(entry).bind(before.map_or(i64::MAX, i64::from)).bind(i64::from(limit));
        query.fetch_all(&self.0.read).await?.iter().map(self::revision).collect()
    }

    /// These revisions, as far as they are there.
    pub async fn bodies(&self, of: &[(String, u32)]) -> Result<Vec<Revision>> {
        let mut found = Vec::with_capacity(of.len());
        for some in of.chunks(AT_ONCE) {
            let select = concat!("select ", revision_columns!(), " from revisions r left join users u on u.id = r.author where ");
            let mut query = Builder::new(select);
            query.push("(r.entry, r.revision) in (values ");
            for (place, (entry, revision)) in some.iter().enumerate() {
                query.push(if place > 0 { ", (" } else { "(" }).push_bind(entry).push(", ").push_bind(i64::from(*revision)).push(")");
            }
            query.push(")");
            for row in query.build().fetch_all(&self.0.read).await? {
                found.push(self::revision(&row)?);
            }
        }
        Ok(found)
    }

    /// The newest texts that owners have written, at most `limit`: the newest first, with nothing that says whose they are.
    pub async fn last_questions(&self, _: Granted<'_, EditFaq>, limit: u32) -> Result<Vec<String>> {
        let sql = "select body from events where role = 'owner' and kind = 'message' order by rowid desc limit $1";
        let bodies: Vec<String> = sqlx::query_scalar(sql).bind(i64::from(limit)).fetch_all(&self.0.read).await?;
        let text = |body: String| match serde_json::from_str(&body) {
            Ok(Body::Message { text, .. }) => Ok(text),
            _ => Err(Error::corrupt("a message of an owner")),
        };
        // Files may come without a word.
        bodies.into_iter().map(text).filter(|text| !matches!(text, Ok(text) if text.is_empty())).collect()
    }

    /// The id that an entry has now, when it had this one before.
    pub async fn renamed(&self, old: &str) -> Result<Option<String>> {
        Ok(sqlx::query_scalar("select new from renames where old = $1").bind(old).fetch_optional(&self.0.read).await?)
    }
}

/// An entry's head as this connection sees it.
pub(super) async fn find_head(conn: &mut Connection, entry: &str) -> Result<Option<Head>> {
    let sql = heads!("where entry = $1");
    let row = sqlx::query(sql).bind(entry).fetch_optional(conn).await?;
    row.as_ref().map(head).transpose()
}

fn head(row: &Row) -> Result<Head> {
    Ok(Head {
        entry: row.try_get("entry")?,
        category: row.try_get("category")?,
        revision: number(row, "revision")?,
        published: number_or_null(row, "published")?,
        draft: row.try_get("draft")?,
        at: row.try_get("at")?,
        author: row.try_get("author")?,
        autosaved: row.try_get("autosaved")?,
        scheduled_at: row.try_get("scheduled_at")?,
    })
}

fn revision(row: &Row) -> Result<Revision> {
    Ok(Revision {
        entry: row.try_get("entry")?,
        revision: number(row, "revision")?,
        category: row.try_get("category")?,
        body: row.try_get("body")?,
        note: row.try_get("note")?,
        change: change(row.try_get("change")?)?,
        author: row.try_get("author")?,
        at: row.try_get("at")?,
        autosaved: row.try_get("autosaved")?,
    })
}

/// What stands for a revision that came in with files.
pub(super) const IMPORTED: &str = "import";

fn change(name: &str) -> Result<Option<Change>> {
    match name {
        IMPORTED => Ok(None),
        name => {
            let found = [Change::Wording, Change::Meaning, Change::Wrong].into_iter().find(|change| change.as_str() == name);
            found.map(Some).ok_or_else(|| Error::corrupt(format!("change {name}")))
        }
    }
}

/// The number of a revision.
pub(super) fn number(row: &Row, column: &str) -> Result<u32> {
    let number = rows::count(row, column)?;
    u32::try_from(number).map_err(|_| Error::corrupt(format!("{column} {number}")))
}

pub(super) fn number_or_null(row: &Row, column: &str) -> Result<Option<u32>> {
    match row.try_get::<Option<i64>, _>(column)? {
        None => Ok(None),
        Some(_) => number(row, column).map(Some),
    }
}
