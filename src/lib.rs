//! Aftercare: support chat after the sale of a car. Owners write in Bengali, Kazakh or English; what the FAQ knows is
//! answered at once, and a technician takes the rest.
//!
//! A tour of the house, from the ground up. Each room's own page explains its folder.
//!
//! 1. Plain functions over plain data, without I/O, clock or globals: [`language`] (normalising, words, stems, sounds,
//!    identification), [`faq`] (entries, their files, checking, rendering), [`search`] (all of tantivy), [`danger`] (whether somebody is in it),
//!    [`answer`] (a question in, a decision with its reasons out), [`chat`] (what a conversation may do), [`aftersales`] (cars, what is
//!    promised for them, and requests). `columns`: how large tables lie in a file.
//! 2. The world: [`clock`] (time, ids, randomness), [`config`], [`market`] (phones and numbers of a country),
//!    [`data_folder`] (who may stand in it), [`telemetry`], [`metrics`] (what is
//!    counted), [`i18n`] (all of Fluent and ICU4X), [`store`] (all SQL, one writer with group commit), [`jobs`] (what is done later),
//!    [`bus`] (wake-ups between sockets), [`connections`] (who is connected), [`limits`].
//! 3. Decisions about people: [`error`] (one table of codes), [`access`] (one `authorize`, whose grants the store demands).
//! 4. Use cases, which join the rooms: [`published`] (the FAQ that answers now), [`care`] (owners), [`desk`] (technicians),
//!    [`gaps`] (what the FAQ lacks, for editors), [`accounts`] (log-ins).
//! 5. The doors: [`app`] (the shared state), [`socket`] (the two WebSockets), [`http`] (every route on one page), [`cli`].
//!
//! # A question's way
//!
//! [`socket::widget`] parses the frame, [`care::Care::send`] asks [`answer`] on the published corpus, and
//! [`store::Store::append_owner`] runs [`chat::conversation::apply`] inside one transaction that holds the owner's text and the
//! bot's answer. Only after the sync does the sender get `ok`; the [`bus`] wakes every socket that follows the
//! conversation, and each reads the log from its own cursor. **The log is the queue**: no socket's buffer holds truth.
//!
//! # A technician's way
//!
//! [`socket::desk`] greets with the queue and its number in the feed. `claim` is one command to the same `apply`: the
//! transaction sees the state, so exactly one of many wins, and the claim's number fences everything that follows.
//!
//! # Invariants
//!
//! - Only [`store`] knows SQL, only [`search`] knows tantivy, only [`i18n`] knows Fluent and ICU, only [`http`] and [`socket`]
//!   know axum.
//! - Nothing is shown as sent before it is durable, and nothing is delivered before it is durable.
//! - What an owner reads is a published text of an editor, a technician's words, or a message of `locales/`.
#![forbid(unsafe_code)]
// `println!` panics when its reader goes away: `cli::output` prints, and logs tell the rest.
#![deny(clippy::print_stdout, clippy::print_stderr)]

/// Questions and frames are made of many small texts and lists: taking and giving back memory was an eighth of what they cost.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

pub mod access;
pub mod accounts;
pub mod aftersales;
pub mod alerts;
pub mod answer;
pub mod app;
pub mod bus;
pub mod care;
pub mod chat;
pub mod cli;
pub mod clock;
mod columns;
pub mod config;
pub mod connections;
pub mod danger;
pub mod data_folder;
pub mod desk;
pub mod error;
pub mod faq;
pub mod forms;
pub mod gaps;
pub mod http;
pub mod i18n;
pub mod jobs;
pub mod language;
pub mod limits;
pub mod market;
pub mod media;
pub mod metrics;
pub mod privacy;
pub mod published;
pub mod records;
pub mod requests;
pub mod search;
pub mod socket;
pub mod store;
pub mod studio;
pub mod telemetry;
pub mod uploads;
