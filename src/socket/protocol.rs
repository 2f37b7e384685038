//! Frames as types, and how a text becomes one.

use crate::chat::command::Stamp;
use crate::chat::event::Outcome;
use crate::chat::event::attachment::MOST;
use crate::clock::rfc3339;
use crate::error::{Code, Error};
use crate::language::Language;
use crate::store::Appended;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
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

    /// The frame as one of its side's. A type that the side does not have is its own `Unknown`, fields that don't fit are a
    /// bad request.
    pub fn read<T: DeserializeOwned>(&self) -> Result<T, Error> {
        T::deserialize(&self.fields).map_err(|_| Code::BadRequest.into())
    }

    /// By what a repeat of this frame is known.
    pub fn stamp(&self, id: Uuid) -> Stamp {
        Stamp { id, digest: self.digest() }
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

/// What an owner sends. [`OWNER_FRAMES`] names each.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum OwnerFrame {
    Hello(OwnerHello),
    Send {
        id: Uuid,
        text: String,
        attachments: Option<Vec<Uuid>>,
    },
    Choose {
        id: Uuid,
        entry: String,
    },
    Handoff {
        id: Uuid,
    },
    Feedback {
        id: Uuid,
        seq: u64,
        helpful: bool,
    },
    Rate {
        id: Uuid,
        stars: u8,
        comment: Option<String>,
    },
    /// They agree to the privacy notice of that version.
    Consent {
        id: Uuid,
        version: String,
    },
    Language {
        id: Uuid,
        language: Language,
    },
    End {
        id: Uuid,
    },
    Start {
        id: Uuid,
        form: String,
    },
    Submit {
        id: Uuid,
        form: String,
        seq: u64,
        values: Map<String, Value>,
    },
    Decide {
        id: Uuid,
        code: String,
        to: String,
    },
    History {
        id: Uuid,
        before: u64,
        limit: Option<u32>,
    },
    Read {
        upto: u64,
    },
    Typing,
    Pong,
    #[serde(other)]
    Unknown,
}

/// The types of an owner's frames, for the tests of what each side may send.
pub const OWNER_FRAMES: [&str; 16] = [
    "hello", "send", "choose", "handoff", "feedback", "rate", "consent", "language", "end", "start", "submit", "decide", "history", "read",
    "typing", "pong",
];

#[derive(Debug, Deserialize)]
pub struct OwnerHello {
    pub session: Option<String>,
    pub epoch: Option<String>,
    pub after: Option<u64>,
    pub language: Option<String>,
    pub identity: Option<Value>,
    pub page: Option<String>,
    /// The name of a configured market; others are passed over.
    pub market: Option<String>,
    /// The car's model, as the site knows it.
    pub model: Option<String>,
    /// `nodes`, or nothing for HTML.
    pub answers: Option<String>,
}

/// What a technician sends. [`STAFF_FRAMES`] names each.
#[derive(Debug, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum StaffFrame {
    Hello(StaffHello),
    Open {
        id: Uuid,
        conversation: Uuid,
        after: Option<u64>,
    },
    Close {
        id: Uuid,
        conversation: Uuid,
    },
    Claim {
        id: Uuid,
        conversation: Uuid,
    },
    ClaimNext {
        id: Uuid,
        languages: Option<Vec<Language>>,
    },
    Send {
        id: Uuid,
        conversation: Uuid,
        claim: u64,
        text: String,
        attachments: Option<Vec<Uuid>>,
    },
    SendEntry {
        id: Uuid,
        conversation: Uuid,
        claim: u64,
        entry: String,
    },
    /// Canned replies come later.
    SendReply,
    Note {
        id: Uuid,
        conversation: Uuid,
        text: String,
    },
    Release {
        id: Uuid,
        conversation: Uuid,
        claim: u64,
    },
    Transfer {
        id: Uuid,
        conversation: Uuid,
        claim: u64,
        to: Option<Uuid>,
        language: Option<Language>,
        skill: Option<Value>,
        note: Option<String>,
    },
    Resolve {
        id: Uuid,
        conversation: Uuid,
        claim: u64,
        outcome: Option<Outcome>,
        tags: Option<Vec<String>>,
    },
    Reopen {
        id: Uuid,
        conversation: Uuid,
    },
    OfferForm {
        id: Uuid,
        conversation: Uuid,
        claim: u64,
        form: String,
        values: Option<Map<String, Value>>,
    },
    Request {
        id: Uuid,
        conversation: Uuid,
        kind: String,
        values: Map<String, Value>,
    },
    Presence {
        id: Uuid,
        status: PresenceStatus,
        capacity: Option<u32>,
    },
    Sync {
        id: Uuid,
        conversation: Uuid,
        after: Option<u64>,
        limit: Option<u32>,
    },
    History {
        id: Uuid,
        conversation: Uuid,
        before: u64,
        limit: Option<u32>,
    },
    Read {
        conversation: Uuid,
        upto: u64,
    },
    Typing {
        conversation: Uuid,
    },
    Pong,
    #[serde(other)]
    Unknown,
}

/// The types of a technician's frames, likewise.
pub const STAFF_FRAMES: [&str; 21] = [
    "hello",
    "open",
    "close",
    "claim",
    "claim_next",
    "send",
    "send_entry",
    "send_reply",
    "note",
    "release",
    "transfer",
    "resolve",
    "reopen",
    "offer_form",
    "request",
    "presence",
    "sync",
    "history",
    "read",
    "typing",
    "pong",
];

#[derive(Debug, Deserialize)]
pub struct StaffHello {
    pub csrf: Option<String>,
    pub epoch: Option<String>,
    pub feed: Option<u64>,
    pub open: Option<Vec<Open>>,
    /// `nodes`, or nothing for HTML.
    pub answers: Option<String>,
}

/// A conversation that the console shows, and how far it has it.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Open {
    pub conversation: Uuid,
    pub after: Option<u64>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PresenceStatus {
    Online,
    Away,
}

/// The uploads that a message names, each once.
pub fn named(attachments: Option<Vec<Uuid>>) -> Result<Vec<Uuid>, Error> {
    let ids = attachments.unwrap_or_default();
    let is_twice = ids.iter().enumerate().any(|(place, id)| ids[..place].contains(id));
    if is_twice || ids.len() > MOST { Err(Code::BadRequest.into()) } else { Ok(ids) }
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
    if !error.fields.is_empty() {
        fields["fields"] = json!(error.fields);
    }
    if let Some(after) = error.after_ms {
        fields["after_ms"] = Value::from(after);
    }
    fields.to_string()
}

/// The `ok` frame of a durable frame.
#[derive(Debug, Serialize)]
pub struct OkFrame<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    re: &'a str,
    at: String,
    duplicate: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    seq: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation: Option<Uuid>,
    #[serde(skip_serializing_if = "Option::is_none")]
    claim: Option<u64>,
}

impl<'a> OkFrame<'a> {
    /// With the number in the reader's own numbering.
    pub fn new(frame: &'a Raw, seq: Option<u64>, appended: &Appended) -> OkFrame<'a> {
        let (re, at) = (frame.re.as_deref().unwrap_or_default(), rfc3339(appended.at));
        OkFrame { kind: "ok", re, at, duplicate: appended.duplicate, seq, conversation: None, claim: None }
    }

    /// The same with the conversation that was claimed, and the claim's number.
    pub fn claimed(self, appended: &Appended) -> OkFrame<'a> {
        OkFrame { conversation: Some(appended.conversation), claim: Some(appended.claim), ..self }
    }

    /// As it is sent.
    pub fn text(&self) -> String {
        serde_json::to_string(self).expect("strings and numbers are JSON")
    }
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
        let id = "5d3f0a52-6f6c-4f4e-9f3c-0a1b2c3d4e5f";
        for fields in [
            json!({ "type": "send", "id": id, "text": { "$gt": "" } }),
            json!({ "type": "send", "id": id, "text": ["a"] }),
            json!({ "type": "send", "id": id }),
            json!({ "type": "send", "text": "a" }),
            json!({ "type": "send", "id": "not-a-uuid", "text": "a" }),
            json!({ "type": "feedback", "id": id, "seq": -1, "helpful": true }),
            json!({ "type": "language", "id": id, "language": "tlh" }),
        ] {
            assert_eq!(raw(&fields.to_string()).read::<OwnerFrame>().expect_err("refused").code, Code::BadRequest, "{fields}");
        }
    }

    /// Whether the side has the type, whatever the fields.
    fn owner_knows(kind: &str) -> bool {
        !matches!(raw(&json!({ "type": kind }).to_string()).read(), Ok(OwnerFrame::Unknown))
    }

    fn staff_knows(kind: &str) -> bool {
        !matches!(raw(&json!({ "type": kind }).to_string()).read(), Ok(StaffFrame::Unknown))
    }

    #[test]
    fn each_side_has_its_own_frames() {
        assert!(OWNER_FRAMES.iter().all(|kind| owner_knows(kind)));
        assert!(STAFF_FRAMES.iter().all(|kind| staff_knows(kind)));
        for kind in STAFF_FRAMES.into_iter().chain(["unknown", "dance", "Send", "event", ""]) {
            assert_eq!(owner_knows(kind), OWNER_FRAMES.contains(&kind), "{kind}");
        }
        for kind in OWNER_FRAMES.into_iter().chain(["unknown", "dance", "ClaimNext", "feed", ""]) {
            assert_eq!(staff_knows(kind), STAFF_FRAMES.contains(&kind), "{kind}");
        }
    }
}
