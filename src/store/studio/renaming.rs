//! Another id for an entry: its revisions and its log go with it, and the former id leads to it.

use super::files::put_file;
use super::publishing::{NewPublication, PublicationKind, log, next_generation, serve};
use super::saving::{NewRevision, add_revision, expect_head, next_revision, set_draft};
use super::{Head, find_head};
use crate::faq::translation::Change;
use crate::store::error::{Error, Result};
use crate::store::{Store, Work};

/// Another id for an entry, and what has to follow in the same moment.
#[derive(Debug, Clone)]
pub struct Rename {
    pub old: String,
    pub new: String,
    /// The head that the editor saw, where that is known.
    pub on: Option<u32>,
    /// Id of the user.
    pub author: String,
    pub entries: Vec<MendedEntry>,
    pub files: Vec<MendedFile>,
}

/// Another entry that names it, as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MendedEntry {
    pub entry: String,
    /// The head that `body` was made from.
    pub revision: u32,
    pub body: String,
}

/// A file beside the entries that names it, as it was and as it is to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MendedFile {
    pub path: String,
    pub before: String,
    pub after: String,
}

impl Store {
    /// Renames an entry. [`Error::Conflict`] when the id is taken, [`Error::Stale`] when something has changed since it was looked at.
    pub async fn rename_entry(&self, rename: Rename) -> Result<Head> {
        self.write(move |work| Box::pin(run(work, rename))).await
    }
}

async fn run(work: &mut Work, rename: Rename) -> Result<Head> {
    let Rename { old, new, on, author, entries, files } = rename;
    expect_head(work, &old, on).await?;
    if find_head(&mut work.conn, &new).await?.is_some() {
        return Err(Error::Conflict("entry"));
    }
    for sql in [
        // Drafts and schedules go with the revisions.
        "update revisions set entry = $2 where entry = $1",
        "update entries set id = $2 where id = $1",
        "update publications set entry = $2 where entry = $1",
        "delete from renames where old = $2 and $1 <> $2",
        "update renames set new = $2 where new = $1",
    ] {
        sqlx::query(sql).bind(&old).bind(&new).execute(&mut work.conn).await?;
    }
    sqlx::query("insert into renames (old, new, at) values ($1, $2, $3)")
        .bind(&old)
        .bind(&new)
        .bind(work.now)
        .execute(&mut work.conn)
        .await?;
    for mended in entries {
        mend(work, mended, &author).await?;
    }
    for MendedFile { path, before, after } in files {
        let is: Option<String> =
            sqlx::query_scalar("select body from corpus_files where path = $1").bind(&path).fetch_optional(&mut work.conn).await?;
        if is.as_deref() != Some(&before) {
            return Err(Error::Stale);
        }
        put_file(work, &path, &after, &author).await?;
    }
    next_generation(work).await?;
    find_head(&mut work.conn, &new).await?.ok_or(Error::NotFound)
}

/// Writes an entry that named the other: a published one is published so, a draft stays a draft.
async fn mend(work: &mut Work, mended: MendedEntry, author: &str) -> Result<()> {
    let MendedEntry { entry, revision, body } = mended;
    let head = expect_head(work, &entry, Some(revision)).await?;
    let next = next_revision(work, &entry).await?;
    let new = NewRevision {
        entry: &entry,
        category: &head.category,
        body: &body,
        parent: Some(revision),
        note: None,
        change: Some(Change::Wording),
        author,
        autosaved: false,
    };
    add_revision(work, next, new).await?;
    if head.draft {
        return set_draft(work, &entry, next).await;
    }
    serve(work, &entry, next).await?;
    let line = NewPublication {
        entry: &entry,
        revision: Some(next),
        previous: head.published,
        author,
        reason: None,
        kind: PublicationKind::Publish,
    };
    log(work, line).await
}
