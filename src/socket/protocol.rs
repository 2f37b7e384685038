//! Frames as types, and how a text becomes one.

use crate::chat::command::Stamp;
use crate::chat::event::Outcome;
use crate::error::{Code, Error};
use crate::language::Language;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The subprotocol that every client asks for.
pub const SUBPROTOCOL: &str = "chat.v1";

/// A text frame that is an object with a `type`.
#[derive(Debug, Clone)]
pub struct Raw {
    pub kind: String,
    /// The frame's `id`, as the client wrote it.
    pub re: Option<String>,
    fields: Value,
}

/// Longest `id` that is echoed in an error.
const MAX_RE: usize = 64;

impl Raw {
    /// Reads a text; anything but an object with a `type` is bad JSON in the sense of the contract.
    pub fn parse(text: &str) -> Option<Raw> {
        let fields: Value = serde_json::from_str(text).ok()?;
        let kind = fields.get("type")?.as_str()?.to_owned();
        let re = fields.get("id").and_then(Value::as_str).filter(|id| id.len() <= MAX_RE).map(str::to_owned);
        Some(Raw { kind, re, fields })
    }

    /// The frame's fields as `T`.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        T::deserialize(&self.fields).map_err(|_| Code::BadRequest.into())
    }

    /// The id of a durable frame.
    pub fn id(&self) -> Result<Uuid, Error> {
        self.re.as_deref().and_then(|id| Uuid::parse_str(id).ok()).ok_or_else(|| Code::BadRequest.into())
    }

    /// By what a repeat of a durable frame is known.
    pub fn stamp(&self) -> Result<Stamp, Error> {
        Ok(Stamp { id: self.id()?, digest: self.digest() })
    }

    /// Hash of what the frame says, its id apart: the same id with another hash is a conflict.
    pub fn digest(&self) -> [u8; 32] {
        let fields = self.fields.as_object().into_iter().flatten();
        let mut fields: Vec<_> = fields.filter(|(name, value)| *name != "id" && !is_empty(value)).collect();
        fields.sort_by_key(|(name, _)| *name);
        let mut hash = Sha256::new();
        for (name, value) in fields {
            let value = value.to_string();
            for part in [name.as_bytes(), value.as_bytes()] {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part);
            }
        }
        hash.finalize().into()
    }
}

/// An absent field, `null` and an empty list say the same.
fn is_empty(value: &Value) -> bool {
    value.is_null() || value.as_array().is_some_and(Vec::is_empty)
}

#[derive(Debug, Deserialize)]
pub struct OwnerHello {
    pub session: Option<String>,
    pub epoch: Option<String>,
    pub after: Option<u64>,
    pub language: Option<String>,
    pub identity: Option<Value>,
    pub page: Option<String>,
    /// `nodes`, or nothing for HTML.
    pub answers: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Send {
    pub text: String,
    #[serde(default)]
    pub attachments: Option<Vec<Value>>,
}

#[derive(Debug, Deserialize)]
pub struct Choose {
    pub entry: String,
}

#[derive(Debug, Deserialize)]
pub struct Feedback {
    pub seq: u64,
    pub helpful: bool,
}

#[derive(Debug, Deserialize)]
pub struct Rate {
    pub stars: u8,
    pub comment: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct SetLanguage {
    pub language: Language,
}

#[derive(Debug, Deserialize)]
pub struct History {
    pub before: u64,
    pub limit: Option<u32>,
}

#[derive(Debug, Deserialize)]
pub struct Read {
    pub upto: u64,
}

#[derive(Debug, Deserialize)]
pub struct DeskHello {
    pub csrf: Option<String>,
    pub epoch: Option<String>,
    pub feed: Option<u64>,
    #[serde(default)]
    pub open: Option<Vec<Open>>,
    /// `nodes`, or nothing for HTML.
    pub answers: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Open {
    pub conversation: Uuid,
    pub after: Option<u64>,
}

#[derive(Debug, Deserialize)]
pub struct OfConversation {
    pub conversation: Uuid,
}

#[derive(Debug, Deserialize)]
pub struct ClaimNext {
    #[serde(default)]
    pub languages: Option<Vec<Language>>,
}

#[derive(Debug, Deserialize)]
pub struct DeskSend {
    pub conversation: Uuid,
    pub claim: u64,
    pub text: Option<String>,
    pub entry: Option<String>,
    #[serde(default)]
    pub attachments: Option<Vec<Value>>,
}

#[derive(Debug, Deserialize)]
pub struct DeskNote {
    pub conversation: Uuid,
    pub text: String,
}

#[derive(Debug, Deserialize)]
pub struct Claimed {
    pub conversation: Uuid,
    pub claim: u64,
}

#[derive(Debug, Deserialize)]
pub struct Transfer {
    pub conversation: Uuid,
    pub claim: u64,
    pub to: Option<Uuid>,
    pub language: Option<Language>,
    pub skill: Option<Value>,
    pub note: Option<String>,
}

#[derive(Debug, Deserialize)]
pub struct Resolve {
    pub conversation: Uuid,
    pub claim: u64,
    pub outcome: Option<Outcome>,
    #[serde(default)]
    pub tags: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
pub struct Presence {
    pub status: PresenceStatus,
    pub capacity: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PresenceStatus {
    Online,
    Away,
}

#[derive(Debug, Deserialize)]
pub struct DeskPage {
    pub conversation: Uuid,
    pub after: Option<u64>,
    pub before: Option<u64>,
    pub limit: Option<u32>,
}

#[derive(Debug, Deserialize)]
pub struct DeskRead {
    pub conversation: Uuid,
    pub upto: u64,
}

/// An `event` frame from the fields that its reader may see.
pub fn event(mut fields: Map<String, Value>) -> String {
    fields.insert("type".into(), Value::from("event"));
    Value::Object(fields).to_string()
}

/// An `error` frame.
pub fn error(error: &Error, text: &str, re: Option<&str>) -> String {
    let mut fields = json!({ "type": "error", "code": error.code.as_str(), "message": text, "retry": error.code.retry() });
    if let Some(re) = re {
        fields["re"] = Value::from(re);
    }
    if let Some(after) = error.after_ms {
        fields["after_ms"] = Value::from(after);
    }
    fields.to_string()
}

/// The server's heartbeat.
pub fn ping() -> String {
    String::from(r#"{"type":"ping"}"#)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw(text: &str) -> Raw {
        Raw::parse(text).expect("a frame")
    }

    #[test]
    fn only_objects_with_a_type_are_frames() {
        for text in ["", "null", "[]", "{}", r#"{"type":1}"#, "{\"type\":\"send\"", &"[".repeat(100_000)] {
            assert!(Raw::parse(text).is_none(), "{text:.20}");
        }
        assert_eq!(raw(r#"{"type":"pong"}"#).kind, "pong");
    }

    #[test]
    fn the_digest_says_what_the_frame_says() {
        let first = raw(r#"{"type":"send","id":"1","text":"a","attachments":[]}"#).digest();
        assert_eq!(first, raw(r#"{"text":"a","id":"2","type":"send"}"#).digest());
        assert_ne!(first, raw(r#"{"text":"b","id":"1","type":"send"}"#).digest());
        assert_ne!(raw(r#"{"type":"t","a":"b","c":""}"#).digest(), raw(r#"{"type":"t","a":"","c":"b"}"#).digest());
    }

    #[test]
    fn wrong_types_are_bad_requests_not_panics() {
        for text in [r#"{"type":"send","text":{"$gt":""}}"#, r#"{"type":"send","text":["a"]}"#, r#"{"type":"send"}"#] {
            assert_eq!(raw(text).read::<Send>().expect_err("refused").code, Code::BadRequest, "{text}");
        }
        assert_eq!(raw(r#"{"type":"send","id":"not-a-uuid"}"#).id().expect_err("refused").code, Code::BadRequest);
    }
}
