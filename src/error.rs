//! One table of error codes for the socket and for HTTP: name, status, whether a repeat helps, and the Fluent message.
//!
//! A code is one row here. What turns other rooms' errors into codes stands in those rooms; the words are the catalogue's
//! ([`crate::i18n::Catalog::refusal`]).

use std::collections::BTreeMap;

/// Pause proposed for a busy server, in milliseconds.
const BUSY_AFTER_MS: u64 = 1_000;
/// Pause proposed while nothing can be written, in milliseconds.
const READ_ONLY_AFTER_MS: u64 = 15_000;

/// Rows of `variant, name, status, pause`: the pause in milliseconds makes the code one that may succeed later, unchanged.
macro_rules! codes {
    ($($variant:ident, $name:literal, $status:literal, $pause:expr;)+) => {
        /// An error code of the wire contract (`protocol.md` section 5).
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code {
            $($variant,)+
        }

        impl Code {
            /// Every code, for tests and documentation.
            pub const ALL: &[Code] = &[$(Code::$variant,)+];

            const fn row(self) -> (&'static str, u16, Option<u64>) {
                match self {
                    $(Code::$variant => ($name, $status, $pause),)+
                }
            }
        }
    };
}

codes! {
    BadRequest, "bad_request", 400, None;
    UnknownType, "unknown_type", 400, None;
    TooLarge, "too_large", 413, None;
    NotFound, "not_found", 404, None;
    Forbidden, "forbidden", 403, None;
    RateLimited, "rate_limited", 429, Some(BUSY_AFTER_MS);
    Busy, "busy", 503, Some(BUSY_AFTER_MS);
    ReadOnly, "read_only", 503, Some(READ_ONLY_AFTER_MS);
    IdConflict, "id_conflict", 409, None;
    AlreadyClaimed, "already_claimed", 409, None;
    StaleClaim, "stale_claim", 409, None;
    Closed, "closed", 409, None;
    ConsentNeeded, "consent_needed", 403, None;
    IdentityExpired, "identity_expired", 403, None;
    IdentityForeign, "identity_foreign", 403, None;
    IdentityForged, "identity_forged", 403, None;
    IdentityTooLong, "identity_too_long", 403, None;
    Unauthenticated, "unauthenticated", 401, None;
    Csrf, "csrf", 403, None;
    StaleRevision, "stale_revision", 412, None;
    Invalid, "invalid", 422, None;
    MethodNotAllowed, "method_not_allowed", 405, None;
    PreconditionRequired, "precondition_required", 428, None;
    LastAdmin, "last_admin", 409, None;
    LastEntry, "last_entry", 409, None;
    InUse, "in_use", 409, None;
    Gate, "gate", 409, None;
    OwnAccount, "own_account", 409, None;
    AccountDisabled, "account_disabled", 409, None;
    LinkExpired, "link_expired", 410, None;
    Offset, "offset", 409, None;
    TusVersion, "tus_version", 412, None;
    FilesFull, "files_full", 413, None;
    FileType, "file_type", 415, None;
    FileMismatch, "file_mismatch", 415, None;
    FileBroken, "file_broken", 422, None;
    TooManyPixels, "too_many_pixels", 422, None;
    TooFewPixels, "too_few_pixels", 422, None;
    DiskFull, "disk_full", 507, Some(READ_ONLY_AFTER_MS);
    Internal, "internal", 500, None;
}

impl Code {
    /// The stable name on the wire.
    pub const fn as_str(self) -> &'static str {
        self.row().0
    }

    /// The HTTP status.
    pub const fn status(self) -> u16 {
        self.row().1
    }

    /// Whether the same frame may succeed later, unchanged.
    pub const fn retry(self) -> bool {
        self.row().2.is_some()
    }

    /// The code of that name.
    pub fn parse(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.as_str() == name)
    }

    /// The Fluent message of `locales/*/server.ftl`.
    pub fn message(self) -> String {
        format!("error-{}", self.as_str().replace('_', "-"))
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
    /// For what was filled in: the words beside each field that is wrong, by its name.
    pub fields: BTreeMap<String, String>,
}

impl Error {
    /// The code's own words.
    pub fn new(code: Code) -> Error {
        Error { code, after_ms: code.row().2, limit: None, message: None, fields: BTreeMap::new() }
    }

    /// Longer than `limit` characters.
    pub fn too_large(limit: usize) -> Error {
        Error { limit: Some(limit), ..Error::new(Code::TooLarge) }
    }

    /// More than so many megabytes of a file.
    pub fn file_too_large(megabytes: usize) -> Error {
        Error { limit: Some(megabytes), message: Some("error-file-too-large"), ..Error::new(Code::TooLarge) }
    }

    /// Wrong fields of a form, with the words beside each.
    pub fn invalid(fields: BTreeMap<String, String>) -> Error {
        Error { message: Some("form-invalid"), fields, ..Error::new(Code::Invalid) }
    }

    /// A form that was handed in before.
    pub fn form_closed() -> Error {
        Error { message: Some("form-closed"), ..Error::new(Code::Closed) }
    }

    /// Too fast: the client may go on after `after_ms`.
    pub fn rate_limited(after_ms: u64) -> Error {
        Error { after_ms: Some(after_ms.max(1)), ..Error::new(Code::RateLimited) }
    }
}

impl From<Code> for Error {
    fn from(code: Code) -> Error {
        Error::new(code)
    }
}
