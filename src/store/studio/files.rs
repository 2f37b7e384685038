//! The files beside the entries: every revision of each, and which is published.

use super::{number, number_or_null};
use crate::clock::Millis;
use crate::store::dialect::Row;
use crate::store::error::{Error, Result};
use crate::store::studio::publishing::{next_generation, overridden};
use crate::store::{Store, Work};
use sqlx::Row as _;

/// A file as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileHead {
    pub path: String,
    /// The newest revision.
    pub revision: u32,
    /// What is published.
    pub published: Option<u32>,
    /// Bytes of the newest revision; none when it was removed.
    pub size: Option<u64>,
    pub at: Millis,
    pub author: String,
}

/// One revision of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRevision {
    pub revision: u32,
    /// None: the file was removed.
    pub body: Option<String>,
    pub note: Option<String>,
    pub author: String,
    pub at: Millis,
}

/// A save of a file.
#[derive(Debug, Clone)]
pub struct FileSave {
    pub path: String,
    /// The newest revision that it was made on; none for a file that must be new.
    pub on: Option<u32>,
    pub body: String,
    pub note: Option<String>,
    /// Id of the user.
    pub author: String,
    /// It is answered with from now on.
    pub publish: bool,
    /// Why, although the gate warns.
    pub reason: Option<String>,
}

/// What putting a file did.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PutFile {
    Added,
    Changed,
    Same,
}

const FILES: &str = "select f.path, f.revision, c.revision as published, length(cast(f.body as blob)) as size, f.at, \
                     coalesce(u.name, f.author) as author from file_revisions f left join corpus_files c on c.path = f.path \
                     left join users u on u.id = f.author \
                     where f.revision = (select max(g.revision) from file_revisions g where g.path = f.path)";

impl Store {
    /// All files that ever were beside the entries, by path.
    pub async fn content_files(&self) -> Result<Vec<FileHead>> {
        let sql = format!("{FILES} order by f.path");
        sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(&self.0.read).await?.iter().map(head).collect()
    }

    /// One file's head.
    pub async fn content_file(&self, path: &str) -> Result<Option<FileHead>> {
        let sql = format!("{FILES} and f.path = $1");
        let row = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(path).fetch_optional(&self.0.read).await?;
        row.as_ref().map(head).transpose()
    }

    /// A revision of a file; without a number the newest.
    pub async fn file_revision(&self, path: &str, revision: Option<u32>) -> Result<Option<FileRevision>> {
        let sql = "select f.revision, f.body, f.note, coalesce(u.name, f.author) as author, f.at from file_revisions f \
                   left join users u on u.id = f.author where f.path = $1 and f.revision = coalesce($2, \
                   (select max(g.revision) from file_revisions g where g.path = f.path))";
        let row = sqlx::query(sql).bind(path).bind(revision.map(i64::from)).fetch_optional(&self.0.read).await?;
        let found = |row: Row| -> Result<FileRevision> {
            Ok(FileRevision {
                revision: number(&row, "revision")?,
                body: row.try_get("body")?,
                note: row.try_get("note")?,
                author: row.try_get("author")?,
                at: row.try_get("at")?,
            })
        };
        row.map(found).transpose()
    }

    /// Saves a file, and publishes it where that is wanted; [`Error::Stale`] when somebody else has saved it since.
    pub async fn save_file(&self, save: FileSave) -> Result<FileHead> {
        let path = save.path.clone();
        self.write(move |work| Box::pin(save_file(work, save))).await?;
        self.content_file(&path).await?.ok_or(Error::NotFound)
    }
}

fn head(row: &Row) -> Result<FileHead> {
    let size: Option<i64> = row.try_get("size")?;
    Ok(FileHead {
        path: row.try_get("path")?,
        revision: number(row, "revision")?,
        published: number_or_null(row, "published")?,
        size: size.and_then(|size| u64::try_from(size).ok()),
        at: row.try_get("at")?,
        author: row.try_get("author")?,
    })
}

async fn save_file(work: &mut Work, save: FileSave) -> Result<()> {
    let FileSave { path, on, body, note, author, publish, reason } = save;
    let newest = newest(work, &path).await?;
    if newest.as_ref().map(|(revision, _)| *revision) != on {
        return Err(if newest.is_none() { Error::NotFound } else { Error::Stale });
    }
    let revision = match newest {
        Some((revision, Some(before))) if before == body && note.is_none() => revision,
        newest => {
            let revision = newest.map_or(1, |(revision, _)| revision + 1);
            add(work, &path, revision, Some(&body), note.as_deref(), &author).await?;
            revision
        }
    };
    if publish && serve(work, &path, revision, &body).await? {
        next_generation(work).await?;
        overridden(work, &author, &path, reason.as_deref()).await?;
    }
    Ok(())
}

/// The newest revision of a file, and what it says.
async fn newest(work: &mut Work, path: &str) -> Result<Option<(u32, Option<String>)>> {
    let sql = "select revision, body from file_revisions where path = $1 order by revision desc limit 1";
    let row = sqlx::query(sql).bind(path).fetch_optional(&mut work.conn).await?;
    row.map(|row| Ok((number(&row, "revision")?, row.try_get("body")?))).transpose()
}

async fn add(work: &mut Work, path: &str, revision: u32, body: Option<&str>, note: Option<&str>, author: &str) -> Result<()> {
    sqlx::query("insert into file_revisions (path, revision, body, note, author, at) values ($1, $2, $3, $4, $5, $6)")
        .bind(path)
        .bind(i64::from(revision))
        .bind(body)
        .bind(note)
        .bind(author)
        .bind(work.now)
        .execute(&mut work.conn)
        .await?;
    Ok(())
}

/// Publishes a revision of a file; tells whether that changes anything.
async fn serve(work: &mut Work, path: &str, revision: u32, body: &str) -> Result<bool> {
    let before: Option<String> =
        sqlx::query_scalar("select body from corpus_files where path = $1").bind(path).fetch_optional(&mut work.conn).await?;
    sqlx::query(
        "insert into corpus_files (path, body, revision) values ($1, $2, $3) \
         on conflict (path) do update set body = excluded.body, revision = excluded.revision",
    )
    .bind(path)
    .bind(body)
    .bind(i64::from(revision))
    .execute(&mut work.conn)
    .await?;
    Ok(before.as_deref() != Some(body))
}

/// Publishes a file that was brought in: a changed one is its next revision.
pub(in crate::store) async fn put_file(work: &mut Work, path: &str, body: &str, author: &str) -> Result<PutFile> {
    let before: Option<String> =
        sqlx::query_scalar("select body from corpus_files where path = $1").bind(path).fetch_optional(&mut work.conn).await?;
    if before.as_deref() == Some(body) {
        return Ok(PutFile::Same);
    }
    let revision = newest(work, path).await?.map_or(1, |(revision, _)| revision + 1);
    add(work, path, revision, Some(body), None, author).await?;
    serve(work, path, revision, body).await?;
    Ok(if before.is_some() { PutFile::Changed } else { PutFile::Added })
}

/// Removes a published file; what it said is kept.
pub(in crate::store) async fn remove_file(work: &mut Work, path: &str, author: &str) -> Result<()> {
    let revision = newest(work, path).await?.map_or(1, |(revision, _)| revision + 1);
    add(work, path, revision, None, None, author).await?;
    sqlx::query("delete from corpus_files where path = $1").bind(path).execute(&mut work.conn).await?;
    Ok(())
}
