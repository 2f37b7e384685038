//! Aftercare: support chat after the sale of a car.
#![forbid(unsafe_code)]

pub mod access;
pub mod answer;
pub mod app;
pub mod bus;
pub mod care;
pub mod chat;
pub mod cli;
pub mod clock;
pub mod config;
pub mod desk;
pub mod error;
pub mod faq;
pub mod http;
pub mod i18n;
pub mod language;
pub mod limits;
pub mod published;
pub mod socket;
pub mod store;
pub mod telemetry;
