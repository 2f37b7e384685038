//! Aftercare: support chat after the sale of a car.
#![forbid(unsafe_code)]

pub mod chat;
pub mod clock;
pub mod language;
pub mod store;
