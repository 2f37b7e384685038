//! Close codes of `protocol.md` section 5 that this server sends: up to 4499 a client comes back, from 4500 on it stops.

pub const PROTOCOL_ERROR: u16 = 1002;
pub const UNSUPPORTED: u16 = 1003;
pub const INVALID_UTF8: u16 = 1007;
pub const TOO_LARGE: u16 = 1009;
pub const DRAIN: u16 = 4000;
pub const INTERNAL: u16 = 4001;
pub const SLOW_OR_REPLACED: u16 = 4002;
pub const NO_PONG: u16 = 4003;
pub const OVERLOADED: u16 = 4006;
pub const HELLO_TIMEOUT: u16 = 4008;
pub const PROTOCOL: u16 = 4500;
pub const AUTHENTICATION: u16 = 4502;
pub const REVOKED: u16 = 4503;
pub const TOO_MANY: u16 = 4504;
pub const ERASED: u16 = 4506;
