//! The two WebSocket endpoints of `protocol.md`: parse a frame, ask a use case, write what it says.
//!
//! - [`connection`]: one socket's life: reading, the bounded outgoing queue, heartbeat, closing
//! - [`protocol`]: the frames as types
//! - [`widget`]: the owner's side
//! - [`desk`]: the technician's side

pub mod connection;
pub mod desk;
pub mod protocol;
pub mod widget;
