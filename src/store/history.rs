//! Whether a database is still the one that this folder had: a copy that was put back has lost what came after it, and its
//! clients must start anew (`protocol.md` section 4).
//!
//! `restore` says so itself. For copies made by other means a mark, random and renewed again and again, stands both in the
//! database and in the file `history` beside it, which also names the database's file (its number and time of making on the
//! disk). A database without the file's mark, or another file, is a copy: it gets a new epoch.
//!
//! | put back | noticed |
//! |---|---|
//! | the database's file alone, from a copy | when the server ran on for [`RENEW_EVERY`] after the copy, or stopped politely |
//! | the whole folder, copied file by file | always: the file is another one |
//! | a snapshot of the disk or of a virtual machine, rolled back | never: nothing differs. Delete `history` before the start |
//! | hard links to the files | they are no copy: the database is changed in place |
//!
//! Where in doubt the epoch changes: that costs each client one reading of its log, and loses nothing.

use super::dialect::Connection;
use super::error::{Error, Result};
use super::files;
use crate::clock::Clock;
use crate::data_folder;
use serde::{Deserialize, Serialize};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, UNIX_EPOCH};

/// A mark is renewed this often while something is written.
pub(super) const RENEW_EVERY: Duration = Duration::from_secs(60);

/// The file in the data folder.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Note {
    /// The mark of the database: while it is being renewed, the one before or this one.
    marks: Vec<String>,
    /// What names the database's file on its disk.
    file: String,
}

/// The history of a database as its folder keeps it.
#[derive(Clone)]
pub(super) struct History {
    database: PathBuf,
    clock: Arc<dyn Clock>,
}

/// The file beside a database.
pub(super) fn file(database: &Path) -> PathBuf {
    files::folder(database).join("history")
}

/// A new name for the history of a database.
pub(super) fn new_epoch(clock: &dyn Clock) -> String {
    clock.secret().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

impl History {
    pub fn new(database: &Path, clock: Arc<dyn Clock>) -> Self {
        History { database: database.to_owned(), clock }
    }

    /// Makes another epoch for a database that was put back, and a new mark in any case.
    pub async fn begin(&self, conn: &mut Connection) -> Result<()> {
        let mark = mark(conn).await?;
        let copied = match self.read() {
            // The first start, or the first of a program that keeps marks.
            None => !mark.is_empty(),
            Some(note) => !note.marks.contains(&mark) || self.identity().is_ok_and(|file| file != note.file),
        };
        if copied {
            tracing::warn!("the database was put back from a copy: clients start anew");
            // The database first: when this is cut short it is done again.
            let epoch = new_epoch(self.clock.as_ref());
            put(conn, "epoch", &epoch).await?;
        }
        if let Err(error) = self.renew(conn).await {
            // A full disk: what is there can be read all the same.
            tracing::warn!(%error, "the database's mark could not be renewed");
        }
        Ok(())
    }

    /// Renews the mark. The file first, which then takes both: a crash in between is no copy.
    pub async fn renew(&self, conn: &mut Connection) -> Result<()> {
        let (old, new) = (mark(conn).await?, new_epoch(self.clock.as_ref()));
        let failed = |error: io::Error| Error::Unusable(format!("cannot write {}: {error}", file(&self.database).display()));
        let identity = self.identity().map_err(failed)?;
        self.write(&Note { marks: vec![old, new.clone()], file: identity.clone() }).map_err(failed)?;
        put(conn, "mark", &new).await?;
        self.write(&Note { marks: vec![new], file: identity }).map_err(failed)
    }

    /// The database's file by what no copy of it has: its number, and when it was made, where the disk knows.
    fn identity(&self) -> io::Result<String> {
        let meta = std::fs::metadata(&self.database)?;
        #[cfg(unix)]
        let number = std::os::unix::fs::MetadataExt::ino(&meta);
        #[cfg(not(unix))]
        let number = 0;
        let made = meta.created().ok().and_then(|made| made.duration_since(UNIX_EPOCH).ok()).map_or(0, |made| made.as_nanos());
        Ok(format!("{number}-{made}"))
    }

    fn read(&self) -> Option<Note> {
        let text = std::fs::read_to_string(file(&self.database)).ok()?;
        serde_json::from_str(&text).ok()
    }

    /// Beside its place and then there in one step, on the disk before this returns.
    fn write(&self, note: &Note) -> io::Result<()> {
        let (path, folder) = (file(&self.database), files::folder(&self.database));
        let beside = path.with_extension("new");
        let mut new = data_folder::private().write(true).create(true).truncate(true).open(&beside)?;
        new.write_all(serde_json::to_string(note)?.as_bytes())?;
        new.sync_all()?;
        std::fs::rename(&beside, &path)?;
        data_folder::sync(folder)
    }
}

/// The database's mark; empty for one that never had any.
async fn mark(conn: &mut Connection) -> Result<String> {
    let mark: Option<String> = sqlx::query_scalar("select value from meta where key = 'mark'").fetch_optional(conn).await?;
    Ok(mark.unwrap_or_default())
}

async fn put(conn: &mut Connection, key: &str, value: &str) -> Result<()> {
    sqlx::query("insert into meta (key, value) values ($1, $2) on conflict (key) do update set value = excluded.value")
        .bind(key)
        .bind(value)
        .execute(conn)
        .await?;
    Ok(())
}
