//! What a conversation may do: state machines and policies over plain data. No I/O, no clock, no await.
//!
//! - [`event`]: the log's events, and what of them an owner may see
//! - [`command`]: what each side may ask for
//! - [`danger`]: what a conversation knows of a danger, and what is promised because of it
//! - [`joining`]: what goes along when an owner proves who they are
//! - [`leaving`]: the question whether to leave the queue
//! - [`status`], [`conversation`]: the state of one conversation, and [`conversation::apply`], the only function that changes it
//! - [`resume`]: where a client goes on, and how much of a log goes into one frame
//! - [`replay`]: what a log says of its conversation, told again
//! - [`request`]: requests that come of it, as one transaction stores them
//! - [`queue`]: the order of those who wait, and how long it takes

pub mod command;
pub mod conversation;
pub mod danger;
pub mod event;
pub mod joining;
pub mod leaving;
pub mod queue;
pub mod replay;
pub mod request;
pub mod resume;
pub mod status;
