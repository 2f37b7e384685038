//! What callers can act on, and nothing more.

use crate::chat::conversation::Refusal;
use crate::error::{self, Code};
use std::sync::Arc;

/// Why the store did not do what it was asked.
#[derive(Debug, Clone, thiserror::Error)]
pub enum Error {
    /// What the call names is absent, expired or revoked.
    #[error("not found")]
    NotFound,
    /// Something with this name exists already; the text says which field it is.
    #[error("{0} exists already")]
    Conflict(&'static str),
    /// Too much is waiting, or another process holds the database. Nothing was stored: try again.
    #[error("the database is busy")]
    Busy,
    /// The disk is full or failed; reading still works.
    #[error("the database takes no changes now")]
    ReadOnly,
    /// The conversation's state forbids the command.
    #[error(transparent)]
    Refused(#[from] Refusal),
    /// The author sent other content under this frame id before.
    #[error("another frame has this id")]
    IdConflict,
    /// The database can't be opened by this program; the text says why, and what to do.
    #[error("{0}")]
    Unusable(String),
    /// The database failed. Whether a change was stored is unknown: repeating it with the same id is safe.
    #[error("database error")]
    Backend(#[source] Arc<sqlx::Error>),
}

pub type Result<T, E = Error> = std::result::Result<T, E>;

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        Error::of(Arc::new(error))
    }
}

impl Error {
    /// What an error of the database means for the caller.
    pub(super) fn of(error: Arc<sqlx::Error>) -> Error {
        match error.as_ref() {
            sqlx::Error::PoolTimedOut => Error::Busy,
            source if primary_code(source) == Some(SQLITE_BUSY) => Error::Busy,
            _ => Error::Backend(error),
        }
    }

    /// A stored value that does not mean anything.
    pub(super) fn corrupt(what: impl Into<String>) -> Error {
        Error::Backend(Arc::new(sqlx::Error::Decode(what.into().into())))
    }
}

impl From<Error> for error::Error {
    /// What the store refused, logged here once when it is the server's own fault.
    fn from(error: Error) -> error::Error {
        match error {
            Error::NotFound => Code::NotFound.into(),
            Error::Refused(refusal) => refusal.into(),
            Error::IdConflict => Code::IdConflict.into(),
            Error::Busy => Code::Busy.into(),
            Error::ReadOnly => Code::ReadOnly.into(),
            Error::Conflict(_) => Code::Invalid.into(),
            other @ (Error::Unusable(_) | Error::Backend(_)) => {
                tracing::error!(error = %other, "storage failed");
                Code::Busy.into()
            }
        }
    }
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
pub(super) enum Damage {
    /// It concerns one statement only.
    None,
    /// The transaction is lost, the database is not.
    Transaction,
    /// No room. Space may come back.
    Full,
    /// What is on the disk is no longer known. A failed sync is never retried as if fine.
    Broken,
}

/// How far `error` reaches.
pub(super) fn damage(error: &sqlx::Error) -> Damage {
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

fn primary_code(error: &sqlx::Error) -> Option<i32> {
    match error {
        sqlx::Error::Database(database) => code(database.as_ref()).map(|code| code & 0xff),
        _ => None,
    }
}

fn code(error: &dyn sqlx::error::DatabaseError) -> Option<i32> {
    error.code()?.parse().ok()
}

/// Turns a violated unique constraint into [`Error::Conflict`] of `field`.
pub(super) fn conflict(error: sqlx::Error, field: &'static str) -> Error {
    match &error {
        sqlx::Error::Database(database) if database.is_unique_violation() => Error::Conflict(field),
        _ => error.into(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
