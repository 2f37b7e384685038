//! The events of a conversation's log.
//!
//! One log has two dense numberings: staff see every event, the owner only those that are meant for them, so that an
//! internal note leaves neither a gap nor a trace (`protocol.md` section 4, rule 1).

pub mod attachment;
pub mod form;
mod owner;

use crate::clock::{Millis, rfc3339};
use crate::language::Language;
use attachment::Attachment;
use form::{Action, Form, RequestCard, ResultCard, Submitted};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use uuid::Uuid;

/// Who wrote an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    Owner,
    Bot,
    Technician,
    System,
}

impl Role {
    /// The name on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Owner => "owner",
            Role::Bot => "bot",
            Role::Technician => "technician",
            Role::System => "system",
        }
    }
}

/// Why a conversation waits for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum QueueReason {
    /// The owner wants a person.
    Asked,
    /// The corpus has no sure answer.
    Unanswered,
    /// The owner described a danger.
    Safety,
    /// Answers did not help, more than once.
    Unhelpful,
}

impl QueueReason {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            QueueReason::Asked => "asked",
            QueueReason::Unanswered => "unanswered",
            QueueReason::Safety => "safety",
            QueueReason::Unhelpful => "unhelpful",
        }
    }
}

/// How a conversation ended, in the technician's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    Solved,
    Unsolved,
    Duplicate,
    Spam,
}

/// A published answer as it was shown: the text is stored with the event, so that a later edit changes no history.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Answer {
    pub entry: String,
    pub revision: u64,
    pub title: String,
    /// Sanitised by the server; the page still builds it by an allow-list.
    pub html: String,
    pub text: String,
    /// The language of the text, which may differ from the owner's when no translation exists.
    pub language: Language,
    /// Probability that the answer is right; 1 for one that a person chose.
    pub score: f32,
    /// In the owner's language: that the text exists only in another language.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What the owner may do about it right here.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
}

/// One of the entries that the bot asks back with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestion {
    pub entry: String,
    pub title: String,
}

/// What happened. The variant's name is the `kind` on the wire.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Body {
    Message {
        text: String,
        /// The suggested entry that the owner tapped, when the message is a choice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        entry: Option<String>,
        /// The identified language, and, for staff, why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<Language>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language_reason: Option<String>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        attachments: Vec<Attachment>,
    },
    Answer(Answer),
    Suggestions {
        entries: Vec<Suggestion>,
        /// What is asked, where these are no entries of the FAQ but the answers to a question of the program's own (`chat::leaving`).
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
    Smalltalk {
        text: String,
    },
    Safety {
        card: String,
        title: String,
        html: String,
        text: String,
    },
    /// Whether anyone is in danger right now; answered by `choose` (`chat::danger`).
    DangerQuestion {
        text: String,
        /// Whom to call, the first one first, and what each number is.
        numbers: Vec<String>,
        labels: Vec<String>,
        /// For staff: the card that a yes brings.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        card: Option<String>,
    },
    /// For staff: the question was not answered in time.
    DangerUnanswered {},
    Queued {
        reason: QueueReason,
    },
    Assigned {
        name: String,
        /// For staff: the user's id.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        user: Option<Uuid>,
        /// For staff: the claim number that came with it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        claim: Option<u64>,
    },
    Transferred {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<Uuid>,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        language: Option<Language>,
    },
    Returned {},
    Resolved {
        #[serde(default, skip_serializing_if = "Option::is_none")]
        outcome: Option<Outcome>,
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        tags: Vec<String>,
    },
    Reopened {},
    Language {
        language: Language,
    },
    Feedback {
        /// The judged answer, in staff numbering.
        seq: u64,
        /// The same answer in the owner's numbering.
        owner_seq: u64,
        helpful: bool,
    },
    Rated {
        stars: u8,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        comment: Option<String>,
    },
    /// The owner has agreed to what they were told of their data.
    Consented {
        /// Names the words that they read (`published::snapshot`).
        version: String,
        /// In which they read them.
        language: Language,
        #[serde(default, skip_serializing_if = "Option::is_none")]
        url: Option<String>,
    },
    /// A form to fill in; answered by `submit`.
    Form(Form),
    Submitted(Submitted),
    /// A request was made, or moved on.
    Request(RequestCard),
    /// What was found for the owner.
    Result(ResultCard),
    /// Internal: never leaves for the owner.
    Note {
        text: String,
    },
    Erased {},
}

impl Body {
    /// The language that the conversation has from this event on, where it says one.
    pub fn language_from_here(&self) -> Option<Language> {
        match self {
            Body::Message { language, .. } => *language,
            Body::Language { language } => Some(*language),
            _ => None,
        }
    }

    /// As it is stored.
    pub fn stored(&self) -> String {
        json(self, self.text_bytes())
    }

    /// Bytes of what it mainly says.
    fn text_bytes(&self) -> usize {
        match self {
            Body::Message { text, .. } | Body::Smalltalk { text } | Body::Note { text } => text.len(),
            _ => self.html().map_or(0, |(html, text)| html.len() + text.len()),
        }
    }

    /// The `kind` on the wire.
    pub fn kind(&self) -> &'static str {
        match self {
            Body::Message { .. } => "message",
            Body::Answer(_) => "answer",
            Body::Suggestions { .. } => "suggestions",
            Body::Smalltalk { .. } => "smalltalk",
            Body::Safety { .. } => "safety",
            Body::DangerQuestion { .. } => "danger_question",
            Body::DangerUnanswered {} => "danger_unanswered",
            Body::Queued { .. } => "queued",
            Body::Assigned { .. } => "assigned",
            Body::Transferred { .. } => "transferred",
            Body::Returned {} => "returned",
            Body::Resolved { .. } => "resolved",
            Body::Reopened {} => "reopened",
            Body::Language { .. } => "language",
            Body::Feedback { .. } => "feedback",
            Body::Rated { .. } => "rated",
            Body::Consented { .. } => "consented",
            Body::Form(_) => "form",
            Body::Submitted(_) => "submitted",
            Body::Request(_) => "request",
            Body::Result(_) => "result",
            Body::Note { .. } => "note",
            Body::Erased {} => "erased",
        }
    }
}

/// Bytes around what an event mainly says, and of a few of its characters written otherwise.
const AROUND: usize = 512;

/// A part of an event as text, with room for what it mainly says from the beginning.
fn json(value: &impl Serialize, text_bytes: usize) -> String {
    let mut bytes = Vec::with_capacity(text_bytes + text_bytes / 8 + AROUND);
    serde_json::to_writer(&mut bytes, value).expect("every event is JSON");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

/// An event before the log gave it its numbers and its time.
#[derive(Debug, Clone, PartialEq)]
pub struct Draft {
    pub role: Role,
    /// The name shown for a technician.
    pub name: Option<String>,
    /// The staff user who wrote it.
    pub user: Option<Uuid>,
    /// The client's own id of the frame, on the event that the frame wrote.
    pub frame: Option<Uuid>,
    pub body: Body,
    /// After two misses the bot offers a person unasked (`protocol.md` section 2).
    pub offer_person: bool,
}

/// One event of the log, as stored.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    pub conversation: Uuid,
    /// Dense from 1 over all events.
    pub seq: u64,
    /// Dense from 1 over what the owner sees; none for what they don't.
    pub owner_seq: Option<u64>,
    /// Never earlier than the event before it.
    pub at: Millis,
    pub role: Role,
    pub name: Option<String>,
    pub user: Option<Uuid>,
    pub frame: Option<Uuid>,
    pub body: Body,
    pub offer_person: bool,
}

impl Event {
    /// The fields of the `event` frame for staff, without its `type`, with the ids of their authors' frames. They see all.
    pub fn for_staff(&self) -> Map<String, Value> {
        let Ok(Value::Object(mut fields)) = serde_json::to_value(&self.body) else {
            unreachable!("every body is a JSON object");
        };
        // `seq` is the event's own number: a body that points at another event names it `answer`.
        fields.remove("owner_seq");
        fields.remove("form_owner_seq");
        if let Body::Feedback { seq, .. } = &self.body {
            fields.insert("answer".into(), Value::from(*seq));
        }
        if let Body::Request(card) = &self.body {
            fields.insert("url".into(), Value::from(card.url()));
            if let Some(due) = card.due {
                fields.insert("due".into(), Value::from(rfc3339(due)));
            }
        }
        fields.insert("conversation".into(), Value::from(self.conversation.to_string()));
        fields.insert("seq".into(), Value::from(self.seq));
        fields.insert("at".into(), Value::from(rfc3339(self.at)));
        let mut from = Map::new();
        from.insert("role".into(), Value::from(self.role.as_str()));
        if let Some(name) = &self.name {
            from.insert("name".into(), Value::from(name.as_str()));
        }
        fields.insert("from".into(), Value::Object(from));
        if let Some(frame) = self.frame {
            fields.insert("id".into(), Value::from(frame.to_string()));
        }
        if self.offer_person {
            fields.insert("offer_person".into(), Value::from(true));
        }
        fields
    }
}

#[cfg(test)]
mod tests;
