//! Aftercare: support chat after the sale of a car.
#![forbid(unsafe_code)]

pub mod chat;
pub mod clock;
pub mod i18n;
pub mod language;
