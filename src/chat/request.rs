//! Requests as a conversation carries them: plain data that one transaction stores together.
//!
//! Which kinds there are, what may become of them and when they are due was decided before, by the table of kinds; here is what
//! came of it. Ids of records are texts. The transaction looks again at what may have changed meanwhile: the request's status, its
//! code, and whether the slot is still free.

use crate::clock::Millis;
use serde_json::{Map, Value};

/// Candidates for a request's code: with 40 random bits two of them are next to never both taken.
pub const CODES: usize = 3;

/// A request that is to be made.
#[derive(Debug, Clone, PartialEq)]
pub struct NewRequest {
    /// At most [`CODES`] codes as people read them (`AC-7K3M-92QX-C`): the first that is not taken becomes the request's.
    pub codes: Vec<String>,
    pub kind: String,
    /// The first state of its kind.
    pub status: String,
    /// What it is, in the owner's language: "Warranty claim".
    pub title: String,
    /// What comes next and by when, in the owner's language.
    pub next: Option<String>,
    /// When that is due; none for what has no due time.
    pub due_at: Option<Millis>,
    /// The market whose calendar and texts hold.
    pub market: String,
    /// Ids of records, where they are known.
    pub owner: Option<String>,
    pub vehicle: Option<String>,
    pub centre: Option<String>,
    /// As it was typed, folded: 17 characters. It may be of a car that no record knows.
    pub vin: Option<String>,
    /// Where the owner hears of changes while they are away.
    pub email: Option<String>,
    pub slot: Option<TakeSlot>,
    /// The checked values of the form, by field.
    pub values: Map<String, Value>,
}

/// A slot that is to be taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TakeSlot {
    pub centre: String,
    pub service: String,
    pub at: Millis,
    /// When the next car may come.
    pub until: Millis,
    /// Cars that the centre takes at once for this service.
    pub capacity: u32,
}

/// What becomes of a request's slot when it moves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum SlotChange {
    #[default]
    Keep,
    /// Others may have it.
    Free,
    /// Another one in place of the present one.
    Take(TakeSlot),
}

/// A request that is to move on, or to be changed in its state.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestMove {
    /// The status and revision that it was decided on: with another one it is refused as stale.
    pub revision: u64,
    pub from: String,
    /// The same as `from` for a note, or for a change of values.
    pub to: String,
    /// Nothing can come after it.
    pub terminal: bool,
    pub note: Option<String>,
    /// The owner hears of it.
    pub visible: bool,
    /// When the next step is due from now on, and since when the clock stands because the owner must act.
    pub due_at: Option<Millis>,
    pub paused_at: Option<Millis>,
    pub slot: SlotChange,
    /// Laid over the request's values: cause, correction, quote, reason, serial numbers. Null takes one away.
    pub values: Map<String, Value>,
    /// As in [`NewRequest`], in the owner's language.
    pub title: String,
    pub next: Option<String>,
}
