//! Danger first: smoke, fire, shock, failing brakes or steering bring up a card before anything else.
//!
//! [`phrases`] finds the danger phrases of the corpus's cards in a message.

pub mod phrases;

pub use phrases::{Danger, Phrases};
