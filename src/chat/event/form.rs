//! What events about forms, requests and look-ups carry (`docs/protocol.md` section 9).
//!
//! All texts are in the owner's language of that moment and stored with the event, as answers are: a later edit changes no history.

use super::attachment::Attachment;
use crate::clock::Millis;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use uuid::Uuid;

/// How forms are called that ask another time for an appointment; the request's code follows. No form of the table has a `/` in its name.
const ANOTHER_TIME: &str = "another-time/";

/// A button below an answer or a result: the form that it opens, and its words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Action {
    pub form: String,
    pub label: String,
}

/// A form that is shown in the conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Form {
    /// The form's id, as `start` and `submit` name it.
    pub form: String,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intro: Option<String>,
    pub fields: Vec<FormField>,
    /// The words of the button.
    pub submit: String,
}

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormField {
    pub name: String,
    pub label: String,
    /// `text`, `long`, `vin`, `km`, `date`, `phone`, `email`, `choice`, `centre`, `slot`, `photo`, `consent`, `code` or `place`.
    pub kind: String,
    pub required: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<FieldOption>,
    /// What is known already.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
    /// Longest value, in characters; of a `photo`, most files.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<u32>,
    /// The field whose value chooses among the options: an option with another `of` does not belong to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub depends: Option<String>,
    /// Another field that does, by the options' `among`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
}

/// One of a field's options.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FieldOption {
    pub value: String,
    pub label: String,
    /// The value of the field that this one depends on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<String>,
    /// The values of the field [`FormField::within`] that it belongs to; without any, it belongs to all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub among: Vec<String>,
}

/// A label and what stands beside it, in words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shown {
    pub label: String,
    pub text: String,
}

/// A form that was handed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Submitted {
    pub form: String,
    /// The form event, in staff numbering and in the owner's.
    pub form_seq: u64,
    pub form_owner_seq: u64,
    pub shown: Vec<Shown>,
    /// For staff: the values as they were understood.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub values: Map<String, Value>,
    /// Photos and other files that were handed in with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// What a conversation shows of a request: that it was made, or how it stands now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RequestCard {
    /// As people read it on the phone, `AC-7K3M-92QX-C`.
    pub code: String,
    /// The kind's id.
    pub request_kind: String,
    /// The state's id.
    pub status: String,
    /// The kind and the state in words.
    pub title: String,
    pub status_text: String,
    /// What comes next, and by when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
    /// What a technician wrote to the owner with the change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// When the next step is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due: Option<Millis>,
    /// Day and time of its appointment, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// What its owner may decide with one tap while it stands so.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub choices: Vec<Choice>,
    /// Its owner may choose another time for its appointment while it stands so: the words of the button.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub another_time: Option<String>,
    /// It has an appointment, and so a file for calendars.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub dated: bool,
    /// Photos and other files that its owner has added to it on its page.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub attachments: Vec<Attachment>,
}

/// A state that an owner may move their request to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Choice {
    pub to: String,
    /// The words of its button.
    pub label: String,
}

impl RequestCard {
    /// The request's page without an account.
    pub fn url(&self) -> String {
        format!("/r/{}", self.code)
    }

    /// The form in which its owner chooses another time.
    pub fn action(&self) -> Option<Action> {
        let label = self.another_time.clone()?;
        Some(Action { form: format!("{ANOTHER_TIME}{}", self.code), label })
    }

    /// The file for calendars of its appointment, for the owner of the conversation that shows it.
    pub fn calendar(&self, conversation: Uuid) -> Option<String> {
        self.dated.then(|| format!("/r/{}/calendar.ics?key={}", self.code, calendar_key(&self.code, &conversation.to_string())))
    }
}

/// The code of the request that a form asks another time for; none for a form of the table of kinds.
pub fn another_time_of(form: &str) -> Option<&str> {
    form.strip_prefix(ANOTHER_TIME)
}

/// What stands in the address of a calendar file: nobody finds it who does not know what only the owner, or their conversation, knows.
pub fn calendar_key(code: &str, secret: &str) -> String {
    let hash = Sha256::digest(format!("calendar {code} {secret}"));
    hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}

/// What was found for an owner who looked something up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultCard {
    pub title: String,
    /// Made by the server from its own texts and from records, escaped.
    pub html: String,
    pub text: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub items: Vec<ResultItem>,
}

/// One of the things that were found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResultItem {
    /// `centre`, `part`, `campaign`, `coverage`, `request`, `order`, `serial` or `plan`.
    pub item: String,
    pub title: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tone: Option<Tone>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lines: Vec<Shown>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub phone: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<Action>,
}

/// Whether what was found is good news.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tone {
    Good,
    Bad,
    /// More has to be known.
    Unsure,
}
