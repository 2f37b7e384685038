//! What of an event its owner reads.
//!
//! The matches here have no `_` and no `..`: a new kind of event or a new field does not compile until somebody decides
//! whether it is the owner's to see.

use super::attachment::Attachment;
use super::form::{Action, Choice, Form, FormField, RequestCard, ResultCard, ResultItem, Shown, Submitted};
use super::{Answer, Body, Event, QueueReason, Role, Suggestion, json};
use crate::clock::rfc3339;
use crate::language::Language;
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

/// The `event` frame for the owner.
#[derive(Debug, Serialize)]
struct OwnerEvent<'a> {
    /// None where only its other fields are wanted.
    #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
    frame: Option<&'a str>,
    seq: u64,
    at: String,
    from: Author<'a>,
    /// In the owner's own events, so that an outbox finds its copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    offer_person: bool,
    #[serde(flatten)]
    body: OwnerBody<'a>,
}

#[derive(Debug, Serialize)]
struct Author<'a> {
    role: Role,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
}

/// What is shown, as HTML or as nodes that were made of it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
enum Markup<'a> {
    Html(&'a str),
    Nodes(&'a Value),
}

/// The fields of each kind.
#[derive(Debug, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum OwnerBody<'a> {
    Message {
        text: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        entry: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        language: Option<Language>,
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        attachments: &'a [Attachment],
    },
    Answer {
        entry: &'a str,
        revision: u64,
        title: &'a str,
        #[serde(flatten)]
        markup: Markup<'a>,
        text: &'a str,
        language: Language,
        score: f64,
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        action: Option<&'a Action>,
    },
    Suggestions {
        entries: &'a [Suggestion],
        #[serde(skip_serializing_if = "Option::is_none")]
        text: Option<&'a str>,
    },
    Smalltalk {
        text: &'a str,
    },
    Safety {
        card: &'a str,
        title: &'a str,
        #[serde(flatten)]
        markup: Markup<'a>,
        text: &'a str,
    },
    DangerQuestion {
        text: &'a str,
        numbers: &'a [String],
        labels: &'a [String],
    },
    Queued {
        reason: QueueReason,
    },
    Assigned {
        name: &'a str,
    },
    Transferred {},
    Returned {},
    Resolved {},
    Reopened {},
    Language {
        language: Language,
    },
    Feedback {
        answer: u64,
        helpful: bool,
    },
    Rated {
        stars: u8,
        #[serde(skip_serializing_if = "Option::is_none")]
        comment: Option<&'a str>,
    },
    Consented {
        version: &'a str,
    },
    Form {
        form: &'a str,
        title: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        intro: Option<&'a str>,
        fields: &'a [FormField],
        submit: &'a str,
    },
    Submitted {
        form: &'a str,
        form_seq: u64,
        shown: &'a [Shown],
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        attachments: &'a [Attachment],
    },
    Request {
        code: &'a str,
        request_kind: &'a str,
        status: &'a str,
        title: &'a str,
        status_text: &'a str,
        #[serde(skip_serializing_if = "Option::is_none")]
        next: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        note: Option<&'a str>,
        #[serde(skip_serializing_if = "Option::is_none")]
        due: Option<String>,
        #[serde(skip_serializing_if = "Option::is_none")]
        when: Option<&'a str>,
        #[serde(skip_serializing_if = "<[Choice]>::is_empty")]
        choices: &'a [Choice],
        #[serde(skip_serializing_if = "Option::is_none")]
        action: Option<Action>,
        url: String,
        #[serde(skip_serializing_if = "Option::is_none")]
        calendar: Option<String>,
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        attachments: &'a [Attachment],
    },
    Result {
        title: &'a str,
        #[serde(flatten)]
        markup: Markup<'a>,
        text: &'a str,
        #[serde(skip_serializing_if = "<[_]>::is_empty")]
        items: &'a [ResultItem],
    },
    Erased {},
}

/// The owner's part of a body; none when the whole event is not theirs to see. `nodes` take the place of HTML.
fn body<'a>(body: &'a Body, conversation: Uuid, nodes: Option<&'a Value>) -> Option<OwnerBody<'a>> {
    let markup = |html: &'a str| nodes.map_or(Markup::Html(html), Markup::Nodes);
    Some(match body {
        // The language that was found is that of the answers to come, and the page around them speaks it too. Why it was found is for staff.
        Body::Message { text, entry, language, language_reason: _, attachments } => {
            OwnerBody::Message { text, entry: entry.as_deref(), language: *language, attachments }
        }
        Body::Answer(Answer { entry, revision, title, html, text, language, score, note, action }) => {
            let (note, action) = (note.as_deref(), action.as_ref());
            let (markup, score) = (markup(html), f64::from(*score));
            OwnerBody::Answer { entry, revision: *revision, title, markup, text, language: *language, score, note, action }
        }
        Body::Suggestions { entries, text } => OwnerBody::Suggestions { entries, text: text.as_deref() },
        Body::Smalltalk { text } => OwnerBody::Smalltalk { text },
        Body::Safety { card, title, html, text } => OwnerBody::Safety { card, title, markup: markup(html), text },
        // Which card it is about is a guess until the owner has answered.
        Body::DangerQuestion { text, numbers, labels, card: _ } => OwnerBody::DangerQuestion { text, numbers, labels },
        // Nothing has happened for the owner; what it leads to tells itself.
        Body::DangerUnanswered {} => return None,
        Body::Queued { reason } => OwnerBody::Queued { reason: *reason },
        Body::Assigned { name, user: _, claim: _ } => OwnerBody::Assigned { name },
        // Where to is the workspace's own business.
        Body::Transferred { to: _, language: _ } => OwnerBody::Transferred {},
        Body::Returned {} => OwnerBody::Returned {},
        // So are outcome and tags.
        Body::Resolved { outcome: _, tags: _ } => OwnerBody::Resolved {},
        Body::Reopened {} => OwnerBody::Reopened {},
        Body::Language { language } => OwnerBody::Language { language: *language },
        Body::Feedback { seq: _, owner_seq, helpful } => OwnerBody::Feedback { answer: *owner_seq, helpful: *helpful },
        Body::Rated { stars, comment } => OwnerBody::Rated { stars: *stars, comment: comment.as_deref() },
        Body::Consented { version, language: _, url: _ } => OwnerBody::Consented { version },
        Body::Form(Form { form, title, intro, fields, submit }) => OwnerBody::Form { form, title, intro: intro.as_deref(), fields, submit },
        // The owner reads what they handed in as it was shown; how the program understood it is for staff.
        Body::Submitted(Submitted { form, form_seq: _, form_owner_seq, shown, values: _, attachments }) => {
            OwnerBody::Submitted { form, form_seq: *form_owner_seq, shown, attachments }
        }
        Body::Request(card) => {
            // Which appointment it is stands in the file.
            let RequestCard {
                code,
                request_kind,
                status,
                title,
                status_text,
                next,
                note,
                due,
                when,
                choices,
                another_time: _,
                dated: _,
                attachments,
            } = card;
            let (next, note, due, when, url) = (next.as_deref(), note.as_deref(), due.map(rfc3339), when.as_deref(), card.url());
            let (action, calendar) = (card.action(), card.calendar(conversation));
            OwnerBody::Request {
                code,
                request_kind,
                status,
                title,
                status_text,
                next,
                note,
                due,
                when,
                choices,
                action,
                url,
                calendar,
                attachments,
            }
        }
        Body::Result(ResultCard { title, html, text, items }) => OwnerBody::Result { title, markup: markup(html), text, items },
        Body::Note { text: _ } => return None,
        Body::Erased {} => OwnerBody::Erased {},
    })
}

impl Body {
    /// Whether the owner sees the event at all.
    pub fn visible_to_owner(&self) -> bool {
        body(self, Uuid::nil(), None).is_some()
    }

    /// What is shown as HTML, and the same as text, where there is such.
    pub fn html(&self) -> Option<(&str, &str)> {
        match self {
            Body::Answer(Answer { html, text, .. }) | Body::Safety { html, text, .. } | Body::Result(ResultCard { html, text, .. }) => {
                Some((html, text))
            }
            _ => None,
        }
    }
}

impl Event {
    /// The fields of the `event` frame for the owner, without its `type`; none when the event is not theirs to see.
    pub fn for_owner(&self) -> Option<Map<String, Value>> {
        match serde_json::to_value(self.owners(None, None)?) {
            Ok(Value::Object(fields)) => Some(fields),
            _ => unreachable!("every event is a JSON object"),
        }
    }

    /// The `event` frame for the owner as it is sent, `nodes` in the place of HTML where they are given; none when the event is not theirs to
    /// see.
    pub fn owner_frame(&self, nodes: Option<&Value>) -> Option<String> {
        Some(json(&self.owners(Some("event"), nodes)?, self.body.text_bytes()))
    }

    fn owners<'a>(&'a self, kind: Option<&'a str>, nodes: Option<&'a Value>) -> Option<OwnerEvent<'a>> {
        let Event { conversation, seq: _, owner_seq, at, role, name, user: _, frame, body: stored, offer_person } = self;
        Some(OwnerEvent {
            frame: kind,
            seq: (*owner_seq)?,
            at: rfc3339(*at),
            from: Author { role: *role, name: name.as_deref() },
            id: frame.filter(|_| *role == Role::Owner).map(|frame| frame.to_string()),
            offer_person: *offer_person,
            body: body(stored, *conversation, nodes)?,
        })
    }
}
