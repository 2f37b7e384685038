//! How a request moves on: plain data that one transaction stores together.
//!
//! Which kinds there are, what may become of them and when they are due was decided before, by the table of kinds; here is what
//! came of it. The transaction looks again at what may have changed meanwhile: the request's revision, and whether a slot is free.

use crate::chat::command::{Files, SlotWanted};
use crate::chat::event::form::RequestCard;
use crate::clock::Millis;
use serde_json::{Map, Value};

/// Candidates for a request's code: with 40 random bits that all of them are taken is next to impossible.
pub const CODES: usize = 3;

/// What becomes of a request's slot when it moves.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum SlotChange {
    #[default]
    Keep,
    /// Others may have it.
    Free,
    /// Another one in place of the present one.
    Take(SlotWanted),
}

/// A request that is to move on, or to be changed in its state.
#[derive(Debug, Clone, PartialEq)]
pub struct RequestMove {
    /// The revision that it was decided on: with another one it is refused as stale.
    pub revision: u64,
    /// The state after it; the present one for a note or for a change of values.
    pub to: String,
    /// Nothing can come after it.
    pub terminal: bool,
    pub note: Option<String>,
    /// The owner hears of it.
    pub visible: bool,
    /// When the next step is due from now on, and since when the clock stands because the owner must act.
    pub due: Option<Millis>,
    pub paused_at: Option<Millis>,
    pub slot: SlotChange,
    /// Laid over the request's values: cause, correction, quote, reason, serial numbers. Null takes one away.
    pub values: Map<String, Value>,
    /// Records that it belongs to from now on; none keeps what was.
    pub owner: Option<String>,
    pub vehicle: Option<String>,
    pub centre: Option<String>,
    /// What the conversation shows of it.
    pub card: RequestCard,
    /// Photos and other files that are added to it.
    pub files: Option<Files>,
}
