//! What callers can act on, and nothing more.

use super::dialect;
use crate::chat::command::Refusal;
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
    /// Somebody else has changed it since it was read.
    #[error("changed meanwhile")]
    Stale,
    /// Nobody would be left who may administer.
    #[error("the last administrator")]
    LastAdmin,
    /// What it would lead to is not accepted. Nothing was stored.
    #[error("what this would lead to is refused")]
    Rejected,
    /// Something else refers to it.
    #[error("in use")]
    InUse,
    /// Nothing would be left to answer with.
    #[error("the last published entry")]
    LastEntry,
    /// The user is disabled.
    #[error("disabled")]
    Disabled,
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
            source if dialect::is_busy(source) => Error::Busy,
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
            Error::Conflict(_) | Error::Rejected => Code::Invalid.into(),
            Error::Stale => Code::StaleRevision.into(),
            Error::LastAdmin => Code::LastAdmin.into(),
            Error::LastEntry => Code::LastEntry.into(),
            Error::InUse => Code::InUse.into(),
            Error::Disabled => Code::AccountDisabled.into(),
            other @ (Error::Unusable(_) | Error::Backend(_)) => {
                tracing::error!(error = %other, "storage failed");
                Code::Busy.into()
            }
        }
    }
}

/// Turns a violated unique constraint into [`Error::Conflict`] of `field`.
pub(super) fn conflict(error: sqlx::Error, field: &'static str) -> Error {
    match &error {
        sqlx::Error::Database(database) if database.is_unique_violation() => Error::Conflict(field),
        _ => error.into(),
    }
}
