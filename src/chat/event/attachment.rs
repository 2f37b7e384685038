//! A file that a message brings.

use crate::media::Kind;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Most files of one message.
pub const MOST: usize = 10;

/// A file as both sides see it. Its bytes are asked for by its id.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    pub id: Uuid,
    pub kind: Kind,
    /// The media type.
    #[serde(rename = "type")]
    pub media_type: String,
    pub name: String,
    /// In bytes.
    pub size: u64,
    /// In pixels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub height: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub duration_ms: Option<u64>,
    /// There is a small picture of it.
    pub thumbnail: bool,
}
