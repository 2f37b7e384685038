//! The records that the rules are about, as the API shows them and the database keeps them.
//!
//! An `id` is the operator's own name of a record (`almaty-1`) or one that the program gave; `revision` counts its changes; `sample`
//! marks what the program brought along for trying.
//!
//! - `texts`: one thing in several languages
//! - `vehicle`: owners, cars, odometers
//! - `term`, `part`, `campaign`: warranties, spare parts, recalls
//! - `order`, `document`: what was ordered, and papers
//! - `centre`: service centres and dates of the training
//! - `time`: days and instants in JSON

mod campaign;
mod centre;
mod document;
mod order;
mod part;
mod term;
mod texts;
mod time;
mod vehicle;

pub use campaign::{Campaign, CampaignState, VinRange};
pub use centre::{Centre, Course, Opening, Service};
pub use document::{Document, DocumentKind};
pub use order::{Order, OrderKind, OrderStage};
pub use part::{Part, Serial};
pub use term::{Term, TermKind};
pub use texts::Texts;
pub use time::{civil_day, instant, optional_day};
pub use vehicle::{Channel, OdometerReading, OdometerSource, Owner, Ownership, Vehicle};
