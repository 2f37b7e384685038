//! Requests: rows, their own logs, the slots that they hold, and what was sent because of them.
//!
//! ```text
//! append (submit, a technician's request) ─┐  one transaction: request, its first event, slot,
//! make_request, move_request ──────────────┴▶ what the conversation says, and the job that sends a notice
//! ```
//!
//! A request is there if and only if the conversation shows its code: both are written by the same script, and a code that
//! was shown is never given out again. What may become of a request is decided before (the table of kinds), on a revision; the
//! transaction refuses what was decided on an older one.
//!
//! - `writing`: making and moving
//! - `reading`: one, lists, logs
//! - `slots`: who comes when
//! - `notices`: what was sent, and what is overdue
//! - `past`: what was worked on elsewhere, taken over

mod notices;
mod past;
mod reading;
mod slots;
mod writing;

pub use notices::{NoticeEnd, NoticeFacts, NoticeState};
pub use past::{PastRequest, PastStep};
pub use reading::{Openness, RequestCounts, RequestFilter, RequestPlace};
pub use writing::PartNumbers;
pub(super) use writing::{By, Made, Origin, Told, insert, notify, prepare};

use super::dialect::Row;
use super::error::{Error, Result};
use super::rows;
use crate::chat::event::Role;
use crate::clock::Millis;
use crate::language::Language;
use serde_json::{Map, Value};
use sqlx::Row as _;
use uuid::Uuid;

/// A request as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestRow {
    /// As people read it: `AC-7K3M-92QX-C`.
    pub code: String,
    pub kind: String,
    pub status: String,
    /// Since when it has this status.
    pub status_at: Millis,
    pub market: String,
    /// The owner's.
    pub language: Language,
    pub conversation: Option<Uuid>,
    /// Ids of records.
    pub owner: Option<String>,
    pub vehicle: Option<String>,
    pub centre: Option<String>,
    pub vin: Option<String>,
    pub email: Option<String>,
    /// By field.
    pub values: Map<String, Value>,
    pub slot: Option<TakenSlot>,
    pub due: Option<Millis>,
    /// Since when the clock stands.
    pub paused_at: Option<Millis>,
    /// When it was marked as overdue.
    pub overdue_at: Option<Millis>,
    pub created_at: Millis,
    pub closed_at: Option<Millis>,
    /// Number of its newest event.
    pub revision: u64,
}

/// A slot that a request holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakenSlot {
    pub centre: String,
    pub service: String,
    pub at: Millis,
    pub until: Millis,
}

/// One event of a request's own log.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestLine {
    /// Dense from 1.
    pub seq: u64,
    pub at: Millis,
    pub role: Role,
    /// The technician.
    pub user: Option<Uuid>,
    pub name: Option<String>,
    /// None for the first.
    pub from: Option<String>,
    pub to: String,
    pub note: Option<String>,
    /// Whether the owner hears of it.
    pub visible: bool,
    /// What came with it, by field.
    pub values: Map<String, Value>,
    /// The number of the event that told it in the conversation, in the owner's numbering.
    pub told: Option<u64>,
}

/// The columns of a request `r` and of its slot `s`.
macro_rules! request_columns {
    () => {
        "r.code, r.kind, r.status, r.status_at, r.market, r.language, r.conversation, r.owner, r.vehicle, r.centre, r.vin, r.email, \
         r.body, r.due_at, r.paused_at, r.overdue_at, r.created_at, r.closed_at, r.revision, r.due_key, \
         s.centre as slot_centre, s.service as slot_service, s.at as slot_at, s.until as slot_until \
         from requests r left join request_slots s on s.code = r.code"
    };
}
use request_columns;

fn request(row: &Row) -> Result<RequestRow> {
    Ok(RequestRow {
        code: row.try_get("code")?,
        kind: row.try_get("kind")?,
        status: row.try_get("status")?,
        status_at: row.try_get("status_at")?,
        market: row.try_get("market")?,
        language: rows::language(row)?,
        conversation: rows::uuid_or_null(row, "conversation")?,
        owner: row.try_get("owner")?,
        vehicle: row.try_get("vehicle")?,
        centre: row.try_get("centre")?,
        vin: row.try_get("vin")?,
        email: row.try_get("email")?,
        values: values(row)?,
        slot: slot(row)?,
        due: row.try_get("due_at")?,
        paused_at: row.try_get("paused_at")?,
        overdue_at: row.try_get("overdue_at")?,
        created_at: row.try_get("created_at")?,
        closed_at: row.try_get("closed_at")?,
        revision: rows::count(row, "revision")?,
    })
}

fn slot(row: &Row) -> Result<Option<TakenSlot>> {
    let Some(centre) = row.try_get::<Option<String>, _>("slot_centre")? else { return Ok(None) };
    let (service, at, until) = (row.try_get("slot_service")?, row.try_get("slot_at")?, row.try_get("slot_until")?);
    Ok(Some(TakenSlot { centre, service, at, until }))
}

fn values(row: &Row) -> Result<Map<String, Value>> {
    serde_json::from_str(row.try_get("body")?).map_err(|error| Error::corrupt(error.to_string()))
}
