//! Connections: one that writes, a few that read, one that checkpoints; and the files beneath them.

use super::error::{Error, Result};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePool, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection, SqliteConnection};
use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Reading connections. Each is a thread: as many as reads that may wait for the disk at once.
const READERS: u32 = 4;
/// How long a statement waits for another process's transaction.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Older ones can corrupt a database in WAL mode when two connections write and checkpoint at once.
const SQLITE_FLOOR: [u32; 3] = [3, 51, 3];

fn options(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new()
        .filename(path)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY_TIMEOUT)
        .pragma("secure_delete", "on")
        // Checkpoints come from the housekeeper, outside of any commit.
        .pragma("wal_autocheckpoint", "0")
        .disable_statement_logging()
}

/// The connection that owns all changes of this process.
pub(super) async fn writer(path: &Path) -> Result<SqliteConnection> {
    let mut conn = options(path).pragma("cache_size", "-16384").thread_name(|n| format!("store-write-{n}")).connect().await?;
    let version: String = sqlx::query_scalar("select sqlite_version()").fetch_one(&mut conn).await?;
    if !new_enough(&version) {
        let [major, minor, patch] = SQLITE_FLOOR;
        return Err(Error::Unusable(format!("SQLite {version} is too old: {major}.{minor}.{patch} or newer is needed")));
    }
    Ok(conn)
}

/// The connection that copies the log into the database. It gives way soon: the next round tries again.
pub(super) async fn housekeeper(path: &Path) -> Result<SqliteConnection> {
    Ok(options(path).busy_timeout(Duration::from_millis(200)).thread_name(|n| format!("store-check-{n}")).connect().await?)
}

/// The connections that read. They see the last commit, and never wait for the writer.
pub(super) async fn readers(path: &Path) -> Result<SqlitePool> {
    let options = options(path).pragma("query_only", "on").thread_name(|n| format!("store-read-{n}"));
    let pool = SqlitePoolOptions::new()
        .max_connections(READERS)
        .min_connections(1)
        .acquire_timeout(BUSY_TIMEOUT)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
        .connect_with(options)
        .await?;
    Ok(pool)
}

/// Makes folder and file where missing, readable for nobody else. SQLite gives its side files the rights of the database.
pub(super) fn create_files(path: &Path) -> Result<()> {
    let made = || -> io::Result<()> {
        let folder = folder(path);
        if !folder.is_dir() {
            private_folder(folder)?;
        }
        match private_file(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error),
            // A new name is durable once its folder is.
            Ok(_) => std::fs::File::open(folder)?.sync_all(),
        }
    };
    made().map_err(|error| Error::Unusable(format!("cannot create the database {}: {error}", path.display())))
}

#[cfg(unix)]
fn private_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(unix)]
fn private_file(path: &Path) -> io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private_folder(path: &Path) -> io::Result<()> {
    std::fs::create_dir_all(path)
}

#[cfg(not(unix))]
fn private_file(path: &Path) -> io::Result<std::fs::File> {
    std::fs::OpenOptions::new().write(true).create_new(true).open(path)
}

/// The folder that a file is in.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The write-ahead log beside the database.
pub(super) fn wal(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push("-wal");
    PathBuf::from(name)
}

/// Closes a connection; that the last one then checkpoints is SQLite's affair.
pub(super) async fn close(conn: SqliteConnection) {
    if let Err(error) = conn.close().await {
        tracing::warn!(%error, "closing a database connection failed");
    }
}

fn new_enough(version: &str) -> bool {
    let numbers: Vec<u32> = version.split('.').map_while(|part| part.parse().ok()).collect();
    numbers.as_slice() >= SQLITE_FLOOR.as_slice()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn compares_versions_by_number() {
        for (version, expect) in [("3.51.3", true), ("3.51.2", false), ("3.9.0", false), ("3.100.0", true), ("4.0.0", true), ("", false)] {
            assert_eq!(new_enough(version), expect, "{version}");
        }
    }
}
