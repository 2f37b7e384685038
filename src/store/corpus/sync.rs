//! Keeping the published corpus in step with a folder that is edited elsewhere, such as one in git.
//!
//! Three sides are compared, as git does it: what the folder holds, what is published, and what the folder held last time. What has
//! changed on one side alone is taken from there; of what has changed here the folder gets to know by an export.

use super::{ImportReport, PutFile, entry_path, next_generation, publish, put_file, remove_file, retire_one};
use crate::store::error::{Error, Result};
use crate::store::{Store, Work};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// What a sync did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SyncReport {
    /// In `retired`, entries and files that the folder has no longer.
    pub done: ImportReport,
    /// What was changed here and is left as it is.
    pub kept: Vec<Kept>,
}

/// Something that was changed here since the last sync.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Kept {
    /// The id of an entry, or the path of a file beside the entries.
    pub name: String,
    /// The folder has changed it as well: neither side has all of it.
    pub conflict: bool,
}

/// Says of all files that would be published whether they may be.
type Accepts = Box<dyn FnOnce(Vec<(String, String)>) -> bool + Send>;

/// All that is published, as paths and bodies.
const PUBLISHED: &str = "select category || '/' || id || '.toml' as path, body from entries where retired = 0 \
                         union all select path, body from corpus_files order by path";

/// By name, what one side holds.
type Side = BTreeMap<String, String>;

impl Store {
    /// Publishes what the folder has changed since the last sync, withdraws what it has no longer, and leaves what was changed here; with
    /// `theirs`, the folder wins there as well. All or nothing.
    ///
    /// `accepts` is asked, within the transaction, about all that would be published then: each side may be right, and both together not.
    ///
    /// # Errors
    ///
    /// [`Error::Rejected`] when it does not accept that.
    pub async fn sync_corpus(&self, files: Vec<(String, String)>, theirs: bool, author: &str, accepts: Accepts) -> Result<SyncReport> {
        let author = author.to_owned();
        self.write(move |work| {
            Box::pin(async move {
                let report = sync(work, files, theirs, author).await?;
                let result: Vec<(String, String)> = sqlx::query_as(PUBLISHED).fetch_all(&mut work.conn).await?;
                if accepts(result) { Ok(report) } else { Err(Error::Rejected) }
            })
        })
        .await
    }
}

/// What names a file in the comparison: an entry stays the same in another category.
fn name_of(path: &str) -> &str {
    entry_path(path).map_or(path, |(_, id)| id)
}

/// Equal for equal files in equal places.
fn digest(path: &str, body: &str) -> String {
    let mut hash = Sha256::new();
    hash.update(path.as_bytes());
    hash.update([0]);
    hash.update(body.as_bytes());
    format!("{:x}", hash.finalize())
}

async fn published(work: &mut Work) -> Result<Side> {
    let files: Vec<(String, String)> = sqlx::query_as(PUBLISHED).fetch_all(&mut work.conn).await?;
    Ok(files.iter().map(|(path, body)| (name_of(path).to_owned(), digest(path, body))).collect())
}

async fn held(work: &mut Work) -> Result<Side> {
    let rows: Vec<(String, String)> = sqlx::query_as("select name, digest from synced").fetch_all(&mut work.conn).await?;
    Ok(rows.into_iter().collect())
}

async fn sync(work: &mut Work, files: Vec<(String, String)>, theirs: bool, author: String) -> Result<SyncReport> {
    let mut folder: BTreeMap<&str, (&str, &str)> = BTreeMap::new();
    for (path, body) in &files {
        if folder.insert(name_of(path), (path, body)).is_some() {
            return Err(Error::Conflict("entry"));
        }
    }
    let (here, last) = (published(work).await?, held(work).await?);
    let names: BTreeSet<&str> = folder.keys().copied().chain(here.keys().chain(last.keys()).map(String::as_str)).collect();
    let mut report = SyncReport::default();
    for name in names {
        let file = folder.get(name).copied();
        let there = file.map(|(path, body)| digest(path, body));
        let (ours, before) = (here.get(name), last.get(name));
        if there.as_ref() == ours {
            report.done.unchanged += usize::from(ours.is_some());
        } else if theirs || ours == before {
            take(work, name, file, &author, &mut report.done).await?;
        } else {
            report.kept.push(Kept { name: name.to_owned(), conflict: there.as_ref() != before });
            continue;
        }
        remember(work, name, before, there.as_ref()).await?;
    }
    if !report.done.nothing_happened() {
        next_generation(work).await?;
    }
    Ok(report)
}

/// Publishes or withdraws one thing, as the folder has it.
async fn take(work: &mut Work, name: &str, file: Option<(&str, &str)>, author: &str, done: &mut ImportReport) -> Result<()> {
    let put = match file {
        Some((path, body)) => match entry_path(path) {
            Some((category, id)) => publish(work, category, id, body, author).await?,
            None => put_file(work, path, body, author).await?,
        },
        // Files have a slash or a dot in their names, ids have not.
        None => {
            if name.contains(['/', '.']) {
                remove_file(work, name, author).await?;
            } else {
                retire_one(work, name, author).await?;
            }
            done.retired += 1;
            return Ok(());
        }
    };
    match put {
        PutFile::Added => done.added += 1,
        PutFile::Changed => done.changed += 1,
        PutFile::Same => done.unchanged += 1,
    }
    Ok(())
}

/// Notes what the folder holds now.
async fn remember(work: &mut Work, name: &str, before: Option<&String>, now: Option<&String>) -> Result<()> {
    if before == now {
        return Ok(());
    }
    match now {
        Some(now) => {
            let sql = "insert into synced (name, digest) values ($1, $2) on conflict (name) do update set digest = excluded.digest";
            sqlx::query(sql).bind(name).bind(now).execute(&mut work.conn).await?;
        }
        None => {
            sqlx::query("delete from synced where name = $1").bind(name).execute(&mut work.conn).await?;
        }
    }
    Ok(())
}

/// Notes what a folder holds that was published whole.
pub(super) async fn remember_folder(work: &mut Work, files: &[(String, String)], prune: bool) -> Result<()> {
    let last = held(work).await?;
    for (path, body) in files {
        remember(work, name_of(path), last.get(name_of(path)), Some(&digest(path, body))).await?;
    }
    if prune {
        let names: BTreeSet<&str> = files.iter().map(|(path, _)| name_of(path)).collect();
        for name in last.keys().filter(|name| !names.contains(name.as_str())) {
            remember(work, name, last.get(name), None).await?;
        }
    }
    Ok(())
}
