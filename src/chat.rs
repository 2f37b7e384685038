//! What a conversation may do: state machines and policies over plain data. No I/O, no clock, no await.
//!
//! - [`event`]: the log's events, and what of them an owner may see
//! - [`conversation`]: the state of one conversation, and [`conversation::apply`], the only function that changes it
//! - [`hours`]: when technicians are there
//! - [`queue`]: the order of those who wait, and how long it takes

pub mod conversation;
pub mod event;
pub mod hours;
pub mod queue;
