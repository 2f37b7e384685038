//! A copy of the database as of one commit, and the way back.
//!
//! The copy is made by `vacuum into`: one reading transaction on a connection of its own, which holds up no writer. SQLite's
//! backup interface would begin anew with every commit of the server, and never end beside a busy one. What was deleted is
//! not in the copy. Meanwhile the write-ahead log cannot be emptied, only grow.
//!
//! The way back ([`Staged`]) leaves the database that is there untouched until the new one stands beside it, read through from
//! the first to the last event. A folder that says that a restore was cut short is opened by nobody.

use super::check::{self, Checked};
use super::dialect::{self, Checkpoint, Connection};
use super::error::{Error, Result};
use super::{files, history, migrate};
use crate::clock::Clock;
use crate::data_folder;
use sqlx::Connection as _;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// What is written is sent to the disk this often, so that the end of a backup does not hold up the server's own syncs.
const SYNC_EVERY: Duration = Duration::from_millis(250);
/// Left free on the disk of a copy: the server beside it must not run out of room.
const ROOM_LEFT: u64 = 64 << 20;
/// How every SQLite database begins.
const HEADER: &[u8; 16] = b"SQLite format 3\0";

/// Copies the database into `target`, which must not exist: whole and read through, or not at all. It is for nobody else to
/// read. [`Error::Unusable`] says why there is no copy.
pub async fn backup(database: &Path, target: &Path) -> Result<Checked> {
    if target.exists() {
        return Err(Error::Unusable(format!("{} exists already", target.display())));
    }
    let folder = files::folder(target);
    let size = std::fs::metadata(database).map_err(|error| failed("read", database, &error))?.len();
    room(folder, size)?;
    let part = beside(target, ".part");
    let made = async {
        data_folder::private().write(true).create_new(true).open(&part).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => Error::Unusable(format!(
                "{} exists: another backup is being written, or one was cut short; in this case delete it",
                part.display()
            )),
            _ => failed("write", &part, &error),
        })?;
        let copied = async {
            copy(database, &part).await?;
            let checked = check::read_through(&part).await?;
            put(&part, target).map_err(|error| failed("write", target, &error))?;
            Ok(checked)
        }
        .await;
        if copied.is_err() {
            let _ = std::fs::remove_file(&part);
        }
        copied
    };
    made.await
}

/// Copies into a file that exists and is empty, and syncs it.
async fn copy(database: &Path, part: &Path) -> Result<()> {
    let mut conn = dialect::reader(database).await.map_err(|error| unreadable(database, &error))?;
    let written = File::options().write(true).open(part).map_err(|error| failed("write", part, &error))?;
    let sync = async {
        loop {
            tokio::time::sleep(SYNC_EVERY).await;
            let Ok(written) = written.try_clone() else { continue };
            // The last sync tells whether it worked.
            let _ = tokio::task::spawn_blocking(move || written.sync_data()).await;
        }
    };
    let copied = tokio::select! {
        copied = dialect::copy(&mut conn, part) => copied,
        () = sync => unreachable!("it syncs until the copy is made"),
    };
    dialect::close(conn).await;
    copied.map_err(|error| Error::Unusable(format!("the copy failed: {error}")))?;
    let synced = tokio::task::spawn_blocking(move || written.sync_all()).await;
    synced.unwrap_or_else(|error| Err(io::Error::other(error))).map_err(|error| failed("write", part, &error))
}

/// Gives a finished file its name, unless there is a file of this name.
fn put(part: &Path, target: &Path) -> io::Result<()> {
    match std::fs::hard_link(part, target) {
        Ok(()) => std::fs::remove_file(part)?,
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
        // Not every file system has links.
        Err(_) if !target.exists() => std::fs::rename(part, target)?,
        Err(error) => return Err(error),
    }
    data_folder::sync(files::folder(target))
}

/// A copy that stands in the data folder, checked, and ready to take the database's place.
pub struct Staged {
    database: PathBuf,
    folder: PathBuf,
    /// What is in it. Its faults are those of the logs: what SQLite itself cannot read is never staged.
    pub checked: Checked,
}

/// Where a database is made ready that takes the place of another one. Nobody opens a database beside it.
fn staging(database: &Path) -> PathBuf {
    files::folder(database).join("restore.tmp")
}

/// [`Error::Unusable`] when a restore was cut short.
pub(super) fn refuse_half_restored(database: &Path) -> Result<()> {
    let staging = staging(database);
    if staging.exists() {
        let staging = staging.display();
        return Err(Error::Unusable(format!("a restore was cut short, or runs now: run it (again) to its end; it left {staging}")));
    }
    Ok(())
}

impl Staged {
    /// Copies `from` into the folder of `database`, checks it, brings it to the shape of this program and gives it another
    /// epoch. [`Error::Unusable`] says what is wrong with it; then nothing has changed. Whoever calls it holds the folder.
    pub async fn new(from: &Path, database: &Path, clock: &dyn Clock) -> Result<Staged> {
        let header = header(from).map_err(|error| failed("read", from, &error))?;
        if header != *HEADER {
            return Err(Error::Unusable(format!("{} is no backup of Aftercare", from.display())));
        }
        let folder = staging(database);
        let staged = async {
            remove(&folder).and_then(|()| data_folder::make(&folder)).map_err(|error| failed("write", &folder, &error))?;
            stage(from, &folder.join("aftercare.db"), clock).await
        };
        match staged.await {
            Ok(checked) => Ok(Staged { database: database.to_owned(), folder, checked }),
            Err(error) => {
                let _ = remove(&folder);
                Err(error)
            }
        }
    }

    /// Leaves everything as it was.
    pub fn discard(self) -> Result<()> {
        remove(&self.folder).map_err(|error| failed("remove", &self.folder, &error))
    }

    /// Takes the database's place. What was there goes into `replaced`, a new folder in the same one; tells whether there was
    /// anything. When this is cut short nobody opens the folder until it is run again.
    pub async fn put(self, replaced: &Path) -> Result<bool> {
        let failed = |error: io::Error| failed("write", &self.database, &error);
        let there = [self.database.clone(), dialect::wal(&self.database), beside(&self.database, "-shm"), history::file(&self.database)];
        let there: Vec<PathBuf> = there.into_iter().filter(|path| path.exists()).collect();
        if !there.is_empty() {
            data_folder::make(replaced).map_err(failed)?;
        }
        for path in &there {
            let Some(name) = path.file_name() else { continue };
            std::fs::rename(path, replaced.join(name)).map_err(failed)?;
        }
        std::fs::rename(self.folder.join("aftercare.db"), &self.database).map_err(failed)?;
        data_folder::sync(files::folder(&self.database)).map_err(failed)?;
        // Read once more where it stands now, before the folder is opened to all again.
        let mut conn = dialect::reader(&self.database).await?;
        let damaged = dialect::damaged(&mut conn, 1).await;
        dialect::close(conn).await;
        if let Some(fault) = damaged?.pop() {
            let there = replaced.display();
            return Err(Error::Unusable(format!("the restored database cannot be read ({fault}); what it replaced is in {there}")));
        }
        remove(&self.folder).map_err(failed)?;
        data_folder::sync(files::folder(&self.database)).map_err(failed)?;
        Ok(!there.is_empty())
    }
}

async fn stage(from: &Path, to: &Path, clock: &dyn Clock) -> Result<Checked> {
    let size = std::fs::metadata(from).map_err(|error| failed("read", from, &error))?.len();
    room(files::folder(to), size)?;
    // A copy of a killed server's files has a log beside it, without which it lacks the newest.
    for (from, to) in [(from.to_owned(), to.to_owned()), (dialect::wal(from), dialect::wal(to))] {
        if from.exists() {
            let copied = tokio::task::spawn_blocking({
                let (from, to) = (from.clone(), to.clone());
                move || copy_file(&from, &to)
            });
            copied.await.unwrap_or_else(|error| Err(io::Error::other(error))).map_err(|error| failed("copy", &from, &error))?;
        }
    }
    let mut conn = dialect::plain(to).await.map_err(|error| unreadable(from, &error))?;
    let staged = prepare(&mut conn, from, clock).await;
    dialect::close(conn).await;
    let checked = staged?;
    File::open(to)
        .and_then(|file| file.sync_all())
        .and_then(|()| data_folder::sync(files::folder(to)))
        .map_err(|error| failed("write", to, &error))?;
    Ok(checked)
}

async fn prepare(conn: &mut Connection, from: &Path, clock: &dyn Clock) -> Result<Checked> {
    let damaged = dialect::damaged(conn, 1).await.map_err(|error| unreadable(from, &error))?;
    if let Some(fault) = damaged.first() {
        return Err(Error::Unusable(format!("{} is damaged: {fault}", from.display())));
    }
    if !dialect::has_tables(conn, &["migrations", "meta", "conversations", "events"]).await? {
        return Err(Error::Unusable(format!("{} is no backup of Aftercare", from.display())));
    }
    migrate::migrate(conn, migrate::ALL, clock.now()).await?;
    let checked = check::inspect(conn).await?;
    let mut all = conn.begin().await?;
    let epoch = history::new_epoch(clock);
    sqlx::query("update meta set value = $1 where key = 'epoch'").bind(epoch).execute(&mut *all).await?;
    sqlx::query("delete from meta where key = 'mark'").execute(&mut *all).await?;
    all.commit().await?;
    // All into one file, for that is what takes the other's place.
    dialect::checkpoint(conn, Checkpoint::Cut).await?;
    Ok(checked)
}

fn header(path: &Path) -> io::Result<[u8; 16]> {
    let mut header = [0; 16];
    match File::open(path)?.read_exact(&mut header) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok([0; 16]),
        read => read.map(|()| header),
    }
}

fn copy_file(from: &Path, to: &Path) -> io::Result<()> {
    let mut new = data_folder::private().write(true).create_new(true).open(to)?;
    io::copy(&mut File::open(from)?, &mut new)?;
    new.sync_all()
}

/// Removes a folder that may not be there.
fn remove(folder: &Path) -> io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Whether a copy of `size` bytes fits into a folder, with room left.
fn room(folder: &Path, size: u64) -> Result<()> {
    let needed = size.saturating_add(ROOM_LEFT);
    match data_folder::free_bytes(folder) {
        Ok(Some(free)) if free < needed => {
            let (folder, needed, free) = (folder.display(), needed >> 20, free >> 20);
            Err(Error::Unusable(format!("the disk of {folder} has {free} MiB free: {needed} are needed")))
        }
        Ok(_) => Ok(()),
        Err(error) => Err(failed("write into", folder, &error)),
    }
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(ending);
    PathBuf::from(name)
}

fn failed(what: &str, path: &Path, error: &io::Error) -> Error {
    Error::Unusable(format!("cannot {what} {}: {error}", path.display()))
}

fn unreadable(path: &Path, error: &sqlx::Error) -> Error {
    let what = if dialect::is_malformed(error) { "is damaged" } else { "cannot be read as a database" };
    Error::Unusable(format!("{} {what}: {error}", path.display()))
}
