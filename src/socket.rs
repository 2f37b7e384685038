//! The two WebSocket endpoints of `protocol.md`, and the owner's one without: parse a frame, ask a use case, write what it says.
//!
//! - [`connection`]: one socket's life: reading, the bounded outgoing queue, heartbeat, closing
//! - [`answers`]: answers as HTML or as nodes
//! - [`protocol`]: the frames as types
//! - [`stream`]: the same without a WebSocket
//! - [`widget`]: the owner's side
//! - [`desk`]: the technician's side

pub mod answers;
pub mod connection;
pub mod desk;
pub mod protocol;
pub mod stream;
pub mod widget;
