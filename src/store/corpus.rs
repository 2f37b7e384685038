//! The published corpus: entries with all their revisions, and the files beside them. Text in, text out: what a file
//! means is the affair of `faq`.

mod sync;

use super::error::{Error, Result};
use super::studio::files::{PutFile, put_file, remove_file};
use super::studio::publishing::{NewPublication, PublicationKind, log, next_generation, serve};
use super::studio::saving::{NewRevision, add_revision, next_revision};
use super::{Store, Work, rows, studio};
use sqlx::Row as _;
use std::collections::{BTreeMap, BTreeSet};
pub use sync::{Kept, SyncReport};

/// Folders whose files are not entries.
const NOT_CATEGORIES: [&str; 4] = ["offtopic", "synonyms", "languages", "dangers"];

/// What an import did, in files: entries and those beside them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ImportReport {
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    /// With `prune`: entries that are published no more, and files that are gone.
    pub retired: usize,
}

impl ImportReport {
    fn nothing_happened(&self) -> bool {
        self.added + self.changed + self.retired == 0
    }
}

impl Store {
    /// No entry was ever published.
    pub async fn corpus_is_empty(&self) -> Result<bool> {
        let entries: i64 = sqlx::query_scalar("select count(*) from entries").fetch_one(&self.0.read).await?;
        Ok(entries == 0)
    }

    /// Publishes the files of a folder (`<category>/<id>.toml` is an entry), all or none. A changed body becomes the entry's next
    /// revision; with `prune`, what is not among the files is retired, never deleted. What the folder holds is noted for a later sync.
    pub async fn import_corpus(&self, files: Vec<(String, String)>, prune: bool, author: &str) -> Result<ImportReport> {
        let author = author.to_owned();
        self.write(move |work| {
            Box::pin(async move {
                sync::remember_folder(work, &files, prune).await?;
                import(work, files, prune, author).await
            })
        })
        .await
    }

    /// Publishes entries that are of no folder, all or none: a sync of a folder takes them for what was changed here.
    pub async fn import_entries(&self, files: Vec<(String, String)>, author: &str) -> Result<ImportReport> {
        let author = author.to_owned();
        self.write(move |work| Box::pin(import(work, files, false, author))).await
    }

    /// All published entries and the files beside them, by path: what an import would read back unchanged.
    pub async fn corpus_files(&self) -> Result<Vec<(String, String)>> {
        let sql = "select category || '/' || id || '.toml' as path, body from entries where retired = 0 \
                   union all select path, body from corpus_files";
        // A connection of its own gives row after row: all of them together would be all texts once more, in memory that the process keeps. In order,
        // SQLite would have to write all of them down first.
        let mut conn = self.0.read.acquire().await?;
        let mut files: Vec<(String, String)> = sqlx::query_as(sql).fetch_all(&mut *conn).await?;
        files.sort_unstable();
        Ok(files)
    }

    /// The published revision of each entry.
    pub async fn revisions_of(&self) -> Result<BTreeMap<String, u64>> {
        let found = sqlx::query("select id, revision from entries where retired = 0").fetch_all(&self.0.read).await?;
        found.iter().map(|row| Ok((row.try_get("id")?, rows::count(row, "revision")?))).collect()
    }

    /// The published file of an entry (path and text) and its revision; none when nothing of it is published.
    pub async fn published_entry(&self, id: &str) -> Result<Option<(String, String, u64)>> {
        let sql = "select category || '/' || id || '.toml' as path, body, revision from entries where id = $1 and retired = 0";
        let found = sqlx::query(sql).bind(id).fetch_optional(&self.0.read).await?;
        found.map(|row| Ok((row.try_get("path")?, row.try_get("body")?, rows::count(&row, "revision")?))).transpose()
    }

    /// Changes with each import that changes something, also by another process.
    pub async fn corpus_generation(&self) -> Result<i64> {
        let sql = "select cast(value as bigint) from meta where key = 'corpus_generation'";
        Ok(sqlx::query_scalar(sql).fetch_one(&self.0.read).await?)
    }
}

/// Category and id, when the path is an entry's.
fn entry_path(path: &str) -> Option<(&str, &str)> {
    let (category, file) = path.split_once('/')?;
    let id = file.strip_suffix(".toml")?;
    (!id.contains('/') && !NOT_CATEGORIES.contains(&category)).then_some((category, id))
}

async fn import(work: &mut Work, files: Vec<(String, String)>, prune: bool, author: String) -> Result<ImportReport> {
    let mut report = ImportReport::default();
    let (mut entries, mut others) = (BTreeSet::new(), BTreeSet::new());
    for (path, body) in &files {
        let new = match entry_path(path) {
            Some((_, id)) => entries.insert(id),
            None => others.insert(path.as_str()),
        };
        if !new {
            return Err(Error::Conflict("entry"));
        }
        let count = match entry_path(path) {
            Some((category, id)) => publish(work, category, id, body, &author).await?,
            None => put_file(work, path, body, &author).await?,
        };
        match count {
            PutFile::Added => report.added += 1,
            PutFile::Changed => report.changed += 1,
            PutFile::Same => report.unchanged += 1,
        }
    }
    if prune {
        report.retired = retire(work, &entries, &author).await? + remove_files(work, &others, &author).await?;
    }
    if !report.nothing_happened() {
        next_generation(work).await?;
    }
    Ok(report)
}

/// Publishes an entry that was brought in: changed words, or another category, are its next revision. A draft of it stays a draft.
async fn publish(work: &mut Work, category: &str, id: &str, body: &str, author: &str) -> Result<PutFile> {
    let old =
        sqlx::query("select category, body, revision, retired from entries where id = $1").bind(id).fetch_optional(&mut work.conn).await?;
    let mut before = None;
    let mut revision = None;
    if let Some(old) = &old {
        let (number, retired) = (studio::number(old, "revision")?, old.try_get::<bool, _>("retired")?);
        let is_same = old.try_get::<&str, _>("body")? == body && old.try_get::<&str, _>("category")? == category;
        if is_same && !retired {
            return Ok(PutFile::Same);
        }
        before = (!retired).then_some(number);
        // A withdrawn entry that comes back as it was is the revision that it was.
        revision = is_same.then_some(number);
    }
    let revision = match revision {
        Some(revision) => revision,
        None => {
            let revision = next_revision(work, id).await?;
            let new = NewRevision { entry: id, category, body, parent: before, note: None, change: None, author, autosaved: false };
            add_revision(work, revision, new).await?;
            revision
        }
    };
    serve(work, id, revision).await?;
    let line =
        NewPublication { entry: id, revision: Some(revision), previous: before, author, reason: None, kind: PublicationKind::Import };
    log(work, line).await?;
    Ok(if old.is_some() { PutFile::Changed } else { PutFile::Added })
}

/// Retires all entries but these.
async fn retire(work: &mut Work, keep: &BTreeSet<&str>, author: &str) -> Result<usize> {
    let published: Vec<String> = sqlx::query_scalar("select id from entries where retired = 0").fetch_all(&mut work.conn).await?;
    let mut retired = 0;
    for id in published.iter().filter(|id| !keep.contains(id.as_str())) {
        retire_one(work, id, author).await?;
        retired += 1;
    }
    Ok(retired)
}

/// Retires an entry that is published.
async fn retire_one(work: &mut Work, id: &str, author: &str) -> Result<()> {
    let row = sqlx::query("select revision from entries where id = $1 and retired = 0").bind(id).fetch_one(&mut work.conn).await?;
    let previous = Some(studio::number(&row, "revision")?);
    sqlx::query("update entries set retired = 1 where id = $1").bind(id).execute(&mut work.conn).await?;
    let line = NewPublication { entry: id, revision: None, previous, author, reason: None, kind: PublicationKind::Import };
    log(work, line).await
}

/// Removes all files beside the entries but these.
async fn remove_files(work: &mut Work, keep: &BTreeSet<&str>, author: &str) -> Result<usize> {
    let stored: Vec<String> = sqlx::query_scalar("select path from corpus_files").fetch_all(&mut work.conn).await?;
    let mut removed = 0;
    for path in stored.iter().filter(|path| !keep.contains(path.as_str())) {
        remove_file(work, path, author).await?;
        removed += 1;
    }
    Ok(removed)
}
