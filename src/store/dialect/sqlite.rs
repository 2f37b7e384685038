//! SQLite: one file with a write-ahead log; one connection that writes, a few that read, one that checkpoints.

use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{ConnectOptions, Connection as _};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub type Db = sqlx::Sqlite;
pub type Connection = sqlx::SqliteConnection;
pub type Row = sqlx::sqlite::SqliteRow;
/// A statement in the making.
pub type Builder = sqlx::QueryBuilder<Db>;
/// What runs a query: a connection or the pool.
pub trait Executor<'c>: sqlx::Executor<'c, Database = Db> {}
impl<'c, T: sqlx::Executor<'c, Database = Db>> Executor<'c> for T {}

/// The text of [`BEGIN`], for a statement that goes along with it.
macro_rules! begin {
    () => {
        "begin immediate"
    };
}
pub(in crate::store) use begin;

/// Begins a transaction that will write: it waits for its turn here, not in the middle.
pub const BEGIN: &str = begin!();
/// Ends a transaction: it is durable.
pub const COMMIT: &str = "commit";
/// Begins the insertion of rows by a transaction that is given up when one of them cannot be inserted. Without `or fail` SQLite keeps a copy
/// of each page that it changes, to take back the rows before that one: beyond 64 KiB in a file that is made for it.
pub const INSERT_OR_FAIL: &str = "insert or fail into ";
/// Statements that the writer keeps prepared: more than it has.
const WRITER_STATEMENTS: usize = 400;

/// How long a statement waits for another process's transaction.
pub const BUSY_TIMEOUT: Duration = Duration::from_secs(5);
/// Older ones can corrupt a database in WAL mode when two connections write and checkpoint at once.
const SQLITE_FLOOR: [u32; 3] = [3, 51, 3];

pub fn options(path: &Path) -> SqliteConnectOptions {
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
pub async fn writer(path: &Path) -> sqlx::Result<Connection> {
    let options = options(path).pragma("cache_size", "-16384").statement_cache_capacity(WRITER_STATEMENTS);
    options.thread_name(|n| format!("store-write-{n}")).connect().await
}

/// Why the database's own program can't be trusted; none when it can.
pub async fn unfit(conn: &mut Connection) -> sqlx::Result<Option<String>> {
    let version: String = sqlx::query_scalar("select sqlite_version()").fetch_one(conn).await?;
    let [major, minor, patch] = SQLITE_FLOOR;
    let reason = || format!("SQLite {version} is too old: {major}.{minor}.{patch} or newer is needed");
    Ok((!new_enough(&version)).then(reason))
}

/// The connection that copies the log into the database. It gives way soon: the next round tries again.
pub async fn housekeeper(path: &Path) -> sqlx::Result<Connection> {
    options(path).busy_timeout(Duration::from_millis(200)).thread_name(|n| format!("store-check-{n}")).connect().await
}

/// A connection that only reads, to a database that is there: in use by a server, at rest, or a copy of one.
pub async fn reader(path: &Path) -> sqlx::Result<Connection> {
    beside(path).read_only(true).connect().await
}

/// A connection to a database that is there, at rest, and that nobody else uses.
pub async fn plain(path: &Path) -> sqlx::Result<Connection> {
    beside(path).synchronous(SqliteSynchronous::Full).connect().await
}

fn beside(path: &Path) -> SqliteConnectOptions {
    SqliteConnectOptions::new().filename(path).busy_timeout(BUSY_TIMEOUT).disable_statement_logging()
}

/// Copies the database as of one commit into a file that is empty. Writers go on; it is not synced.
pub async fn copy(conn: &mut Connection, into: &Path) -> sqlx::Result<()> {
    let into = into.to_str().ok_or_else(|| sqlx::Error::Configuration("the file's name is not UTF-8".into()))?;
    sqlx::query("vacuum into $1").bind(into).execute(conn).await.map(drop)
}

/// Whether there are all of these tables.
pub async fn has_tables(conn: &mut Connection, tables: &[&str]) -> sqlx::Result<bool> {
    for table in tables {
        let sql = "select 1 from sqlite_schema where type = 'table' and name = $1";
        if sqlx::query(sql).bind(*table).fetch_optional(&mut *conn).await?.is_none() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// What is wrong with the database's file, at most `limit` lines: pages, indexes, constraints, references. It reads all of it.
pub async fn damaged(conn: &mut Connection, limit: usize) -> sqlx::Result<Vec<String>> {
    match faults(conn, limit).await {
        Err(error) if is_malformed(&error) => Ok(vec![error.to_string()]),
        found => found,
    }
}

async fn faults(conn: &mut Connection, limit: usize) -> sqlx::Result<Vec<String>> {
    let found: Vec<String> = sqlx::query_scalar("pragma integrity_check").fetch_all(&mut *conn).await?;
    let mut faults: Vec<String> = found.into_iter().filter(|line| line != "ok").collect();
    if faults.is_empty() {
        let dangling: Vec<(String, Option<i64>, String)> =
            sqlx::query_as(r#"select "table", rowid, parent from pragma_foreign_key_check"#).fetch_all(conn).await?;
        let line = |(table, row, parent): (String, Option<i64>, String)| {
            let row = row.map(|row| format!(" {row}")).unwrap_or_default();
            format!("row{row} of {table} refers to nothing in {parent}")
        };
        faults.extend(dangling.into_iter().map(line));
    }
    faults.truncate(limit);
    Ok(faults)
}

/// How the log is copied into the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Checkpoint {
    /// As far as readers and writers allow, without waiting for any.
    Passive,
    /// To its end: commits wait, and the next one writes at the log's beginning, over what is there.
    Restart,
    /// The same, and the log's file is empty then.
    Cut,
}

/// What a checkpoint found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// The database holds all that the log holds.
    pub whole: bool,
    /// Bytes of the log that are in use, whatever its file's length.
    pub log_bytes: u64,
}

/// Bytes of a page in the log, with what stands before it.
const LOG_PAGE: u64 = 4_096 + 24;

/// Copies the log into the database.
pub async fn checkpoint(conn: &mut Connection, how: Checkpoint) -> Result<Copied, sqlx::Error> {
    let sql = match how {
        Checkpoint::Passive => "pragma wal_checkpoint(passive)",
        Checkpoint::Restart => "pragma wal_checkpoint(restart)",
        Checkpoint::Cut => "pragma wal_checkpoint(truncate)",
    };
    let (busy, log, copied): (i64, i64, i64) = sqlx::query_as(sql).fetch_one(conn).await?;
    Ok(Copied { whole: busy == 0 && log == copied, log_bytes: u64::try_from(log).unwrap_or(0) * LOG_PAGE })
}

/// The write-ahead log beside the database.
pub fn wal(path: &Path) -> PathBuf {
    let mut name = OsString::from(path);
    name.push("-wal");
    PathBuf::from(name)
}

/// Closes a connection; that the last one then checkpoints is SQLite's affair.
pub async fn close(conn: Connection) {
    if let Err(error) = conn.close().await {
        tracing::warn!(%error, "closing a database connection failed");
    }
}

fn new_enough(version: &str) -> bool {
    let numbers: Vec<u32> = version.split('.').map_while(|part| part.parse().ok()).collect();
    numbers.as_slice() >= SQLITE_FLOOR.as_slice()
}

const SQLITE_BUSY: i32 = 5;
const SQLITE_READONLY: i32 = 8;
const SQLITE_IOERR: i32 = 10;
const SQLITE_CORRUPT: i32 = 11;
const SQLITE_FULL: i32 = 13;
const SQLITE_CANTOPEN: i32 = 14;
const SQLITE_NOTADB: i32 = 26;
/// The shared-memory file could not grow: that is a full disk, too.
const SQLITE_IOERR_SHMSIZE: i32 = SQLITE_IOERR | (19 << 8);

/// What an error says about the database as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Damage {
    /// It concerns one statement only.
    None,
    /// The transaction is lost, the database is not.
    Transaction,
    /// No room. Space may come back.
    Full,
    /// What is on the disk is no longer known. A failed sync is never retried as if fine.
    Broken,
}

/// A row was there already that can be there only once.
pub fn is_repeated(error: &sqlx::Error) -> bool {
    matches!(error, sqlx::Error::Database(database) if database.is_unique_violation())
}

/// How far `error` reaches.
pub fn damage(error: &sqlx::Error) -> Damage {
    match error {
        sqlx::Error::WorkerCrashed | sqlx::Error::Io(_) => Damage::Broken,
        sqlx::Error::Database(database) => code(database.as_ref()).map_or(Damage::None, damage_of_code),
        _ => Damage::None,
    }
}

fn damage_of_code(code: i32) -> Damage {
    if code == SQLITE_IOERR_SHMSIZE {
        return Damage::Full;
    }
    match code & 0xff {
        SQLITE_FULL => Damage::Full,
        SQLITE_IOERR | SQLITE_CORRUPT | SQLITE_NOTADB | SQLITE_CANTOPEN | SQLITE_READONLY => Damage::Broken,
        // Locked by others, interrupted or out of memory: SQLite may have rolled back all of it.
        SQLITE_BUSY | 6 | 7 | 9 => Damage::Transaction,
        _ => Damage::None,
    }
}

/// A connection with this error is of no more use.
pub fn is_broken(error: &sqlx::Error) -> bool {
    damage(error) == Damage::Broken
}

/// Another process holds the database.
pub fn is_busy(error: &sqlx::Error) -> bool {
    primary_code(error) == Some(SQLITE_BUSY)
}

/// The file is a database no longer, or never was one.
pub fn is_malformed(error: &sqlx::Error) -> bool {
    matches!(primary_code(error), Some(SQLITE_CORRUPT | SQLITE_NOTADB))
}

fn primary_code(error: &sqlx::Error) -> Option<i32> {
    match error {
        sqlx::Error::Database(database) => code(database.as_ref()).map(|code| code & 0xff),
        _ => None,
    }
}

fn code(error: &dyn sqlx::error::DatabaseError) -> Option<i32> {
    error.code()?.parse().ok()
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

    #[test]
    fn codes_tell_how_far_the_damage_reaches() {
        // Extended codes: IOERR_FSYNC, IOERR_WRITE, IOERR_SHMSIZE, CONSTRAINT_UNIQUE, BUSY_SNAPSHOT, READONLY_DBMOVED.
        let cases = [
            (13, Damage::Full),
            (1034, Damage::Broken),
            (778, Damage::Broken),
            (4874, Damage::Full),
            (2067, Damage::None),
            (517, Damage::Transaction),
            (1032, Damage::Broken),
            (7, Damage::Transaction),
        ];
        for (code, expect) in cases {
            assert_eq!(damage_of_code(code), expect, "{code}");
        }
        assert_eq!(damage(&sqlx::Error::WorkerCrashed), Damage::Broken);
        assert_eq!(damage(&sqlx::Error::RowNotFound), Damage::None);
    }
}
