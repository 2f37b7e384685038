//! One table of error codes for the socket and for HTTP: name, status, whether a repeat helps, and the Fluent message.

use crate::chat::conversation::Refusal;
use crate::i18n::{Args, Catalog};
use crate::language::Language;
use crate::store;

/// An error code of the wire contract (`protocol.md` section 5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Code {
    BadRequest,
    UnknownType,
    TooLarge,
    NotFound,
    Forbidden,
    RateLimited,
    Busy,
    ReadOnly,
    IdConflict,
    AlreadyClaimed,
    StaleClaim,
    Closed,
    Unauthenticated,
    Csrf,
    StaleRevision,
    Invalid,
}

impl Code {
    /// Every code, for tests and documentation.
    pub const ALL: [Code; 16] = [
        Code::BadRequest,
        Code::UnknownType,
        Code::TooLarge,
        Code::NotFound,
        Code::Forbidden,
        Code::RateLimited,
        Code::Busy,
        Code::ReadOnly,
        Code::IdConflict,
        Code::AlreadyClaimed,
        Code::StaleClaim,
        Code::Closed,
        Code::Unauthenticated,
        Code::Csrf,
        Code::StaleRevision,
        Code::Invalid,
    ];

    /// The stable name on the wire.
    pub fn as_str(self) -> &'static str {
        self.row().0
    }

    /// The HTTP status.
    pub fn status(self) -> u16 {
        self.row().1
    }

    /// Whether the same frame may succeed later, unchanged.
    pub fn retry(self) -> bool {
        matches!(self, Code::RateLimited | Code::Busy | Code::ReadOnly)
    }

    /// The Fluent message of `locales/*/server.ftl`.
    pub fn message(self) -> String {
        format!("error-{}", self.as_str().replace('_', "-"))
    }

    fn row(self) -> (&'static str, u16) {
        match self {
            Code::BadRequest => ("bad_request", 400),
            Code::UnknownType => ("unknown_type", 400),
            Code::TooLarge => ("too_large", 413),
            Code::NotFound => ("not_found", 404),
            Code::Forbidden => ("forbidden", 403),
            Code::RateLimited => ("rate_limited", 429),
            Code::Busy => ("busy", 503),
            Code::ReadOnly => ("read_only", 503),
            Code::IdConflict => ("id_conflict", 409),
            Code::AlreadyClaimed => ("already_claimed", 409),
            Code::StaleClaim => ("stale_claim", 409),
            Code::Closed => ("closed", 409),
            Code::Unauthenticated => ("unauthenticated", 401),
            Code::Csrf => ("csrf", 403),
            Code::StaleRevision => ("stale_revision", 412),
            Code::Invalid => ("invalid", 422),
        }
    }
}

/// A refusal on its way to a client.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    pub code: Code,
    /// When to try again, in milliseconds: always set for codes that allow a retry.
    pub after_ms: Option<u64>,
    /// The limit that was passed, for a text that is too long.
    pub limit: Option<usize>,
    /// Another Fluent message than the code's own, where a plainer word helps.
    pub message: Option<&'static str>,
}

/// Pause proposed for a busy server, in milliseconds.
const BUSY_AFTER_MS: u64 = 1_000;
/// Pause proposed while nothing can be written, in milliseconds.
const READ_ONLY_AFTER_MS: u64 = 15_000;

impl Error {
    /// The code's own words.
    pub fn new(code: Code) -> Error {
        let after_ms = match code {
            Code::Busy | Code::RateLimited => Some(BUSY_AFTER_MS),
            Code::ReadOnly => Some(READ_ONLY_AFTER_MS),
            _ => None,
        };
        Error { code, after_ms, limit: None, message: None }
    }

    /// Longer than `limit` characters.
    pub fn too_large(limit: usize) -> Error {
        Error { limit: Some(limit), ..Error::new(Code::TooLarge) }
    }

    /// Too fast: the client may go on after `after_ms`.
    pub fn rate_limited(after_ms: u64) -> Error {
        Error { after_ms: Some(after_ms.max(1)), ..Error::new(Code::RateLimited) }
    }

    /// The text for a person who reads `language`.
    pub fn text(&self, catalog: &Catalog, language: Language) -> String {
        let seconds = self.after_ms.map_or(0, |ms| ms.div_ceil(1_000));
        let args = Args::new().with("seconds", seconds).with("limit", self.limit.unwrap_or(0));
        match self.message {
            Some(key) => catalog.text(language, key, &args),
            None => catalog.text(language, &self.code.message(), &args),
        }
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Error {
        Error::new(code)
    }
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Error {
        Error::new(match refusal {
            Refusal::NotFound => Code::NotFound,
            Refusal::BadRequest => Code::BadRequest,
            Refusal::AlreadyClaimed => Code::AlreadyClaimed,
            Refusal::StaleClaim => Code::StaleClaim,
            Refusal::Closed => Code::Closed,
        })
    }
}

impl From<store::Error> for Error {
    /// What the store refused, logged here once when it is the server's own fault.
    fn from(error: store::Error) -> Error {
        match error {
            store::Error::NotFound => Code::NotFound.into(),
            store::Error::Refused(refusal) => refusal.into(),
            store::Error::IdConflict => Code::IdConflict.into(),
            store::Error::Busy => Code::Busy.into(),
            store::Error::ReadOnly => Code::ReadOnly.into(),
            store::Error::Conflict(_) => Code::Invalid.into(),
            other => {
                tracing::error!(error = %other, "storage failed");
                Code::Busy.into()
            }
        }
    }
}
