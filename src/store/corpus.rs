//! The published corpus: entries with all their revisions, and the files beside them. Text in, text out: what a file
//! means is the affair of `faq`.

use super::error::{Error, Result};
use super::{Store, Work, rows};
use sqlx::Row as _;
use std::collections::{BTreeMap, BTreeSet};

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

    /// Publishes files (`<category>/<id>.toml` is an entry), all or none. A changed body becomes the entry's next
    /// revision; with `prune`, what is not among the files is retired, never deleted.
    pub async fn import_corpus(&self, files: Vec<(String, String)>, prune: bool, author: &str) -> Result<ImportReport> {
        let author = author.to_owned();
        self.write(move |work| Box::pin(import(work, files, prune, author))).await
    }

    /// All published entries and the files beside them, by path: what an import would read back unchanged.
    pub async fn corpus_files(&self) -> Result<Vec<(String, String)>> {
        let sql = "select category || '/' || id || '.toml' as path, body from entries where retired = 0 \
                   union all select path, body from corpus_files order by path";
        Ok(sqlx::query_as(sql).fetch_all(&self.0.read).await?)
    }

    /// The published revision of each entry.
    pub async fn revisions_of(&self) -> Result<BTreeMap<String, u64>> {
        let found = sqlx::query("select id, revision from entries where retired = 0").fetch_all(&self.0.read).await?;
        found.iter().map(|row| Ok((row.try_get("id")?, rows::count(row, "revision")?))).collect()
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
            None => put_file(work, path, body).await?,
        };
        match count {
            Change::Added => report.added += 1,
            Change::Changed => report.changed += 1,
            Change::None => report.unchanged += 1,
        }
    }
    if prune {
        report.retired = retire(work, &entries).await? + remove_files(work, &others).await?;
    }
    if !report.nothing_happened() {
        let sql = "update meta set value = cast(cast(value as bigint) + 1 as text) where key = 'corpus_generation'";
        sqlx::query(sql).execute(&mut work.conn).await?;
    }
    Ok(report)
}

enum Change {
    Added,
    Changed,
    None,
}

async fn publish(work: &mut Work, category: &str, id: &str, body: &str, author: &str) -> Result<Change> {
    let old =
        sqlx::query("select category, body, revision, retired from entries where id = $1").bind(id).fetch_optional(&mut work.conn).await?;
    let (change, revision, new_body) = match old {
        None => (Change::Added, 1, true),
        Some(old) => {
            let revision: i64 = old.try_get("revision")?;
            let new_body = old.try_get::<&str, _>("body")? != body;
            if !new_body && old.try_get::<&str, _>("category")? == category && !old.try_get::<bool, _>("retired")? {
                return Ok(Change::None);
            }
            (Change::Changed, revision + i64::from(new_body), new_body)
        }
    };
    sqlx::query(
        "insert into entries (id, category, body, revision, published_at, retired) values ($1, $2, $3, $4, $5, 0) \
         on conflict (id) do update set category = excluded.category, body = excluded.body, revision = excluded.revision, \
         published_at = excluded.published_at, retired = 0",
    )
    .bind(id)
    .bind(category)
    .bind(body)
    .bind(revision)
    .bind(work.now)
    .execute(&mut work.conn)
    .await?;
    if new_body {
        sqlx::query("insert into revisions (entry, revision, body, author, at) values ($1, $2, $3, $4, $5)")
            .bind(id)
            .bind(revision)
            .bind(body)
            .bind(author)
            .bind(work.now)
            .execute(&mut work.conn)
            .await?;
    }
    Ok(change)
}

async fn put_file(work: &mut Work, path: &str, body: &str) -> Result<Change> {
    let old: Option<String> =
        sqlx::query_scalar("select body from corpus_files where path = $1").bind(path).fetch_optional(&mut work.conn).await?;
    if old.as_deref() == Some(body) {
        return Ok(Change::None);
    }
    sqlx::query("insert into corpus_files (path, body) values ($1, $2) on conflict (path) do update set body = excluded.body")
        .bind(path)
        .bind(body)
        .execute(&mut work.conn)
        .await?;
    Ok(if old.is_some() { Change::Changed } else { Change::Added })
}

/// Retires all entries but these.
async fn retire(work: &mut Work, keep: &BTreeSet<&str>) -> Result<usize> {
    let published: Vec<String> = sqlx::query_scalar("select id from entries where retired = 0").fetch_all(&mut work.conn).await?;
    let mut retired = 0;
    for id in published.iter().filter(|id| !keep.contains(id.as_str())) {
        sqlx::query("update entries set retired = 1 where id = $1").bind(id).execute(&mut work.conn).await?;
        retired += 1;
    }
    Ok(retired)
}

/// Removes all files beside the entries but these.
async fn remove_files(work: &mut Work, keep: &BTreeSet<&str>) -> Result<usize> {
    let stored: Vec<String> = sqlx::query_scalar("select path from corpus_files").fetch_all(&mut work.conn).await?;
    let mut removed = 0;
    for path in stored.iter().filter(|path| !keep.contains(path.as_str())) {
        sqlx::query("delete from corpus_files where path = $1").bind(path).execute(&mut work.conn).await?;
        removed += 1;
    }
    Ok(removed)
}
