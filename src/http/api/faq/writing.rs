//! `/api/v1/faq/{entry}/presence` and `/api/v1/faq/preview`: what a page asks while somebody writes.

use super::{MAX_ENTRY, editor};
use crate::clock::rfc3339;
use crate::faq::render;
use crate::http::Web;
use crate::http::api::json;
use crate::http::extract::{Caller, EntryName, ReadAtMost, ReadIfAny, Staff};
use crate::http::openapi::{self, Answer, Operation, shape};
use crate::http::problem::{FaultBody, Problem, said};
use crate::language::Language;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

pub const PRESENCE: Operation = Operation {
    id: "tellPresence",
    summary: "Say that an entry is open here, every ten seconds; who else has it open",
    parameters: &[],
    body: Some(shape::<PresenceInput>()),
    answer: Answer { status: 200, body: Some(shape::<Others>()), headers: &[] },
    refusals: &[],
};
pub const PREVIEW: Operation = Operation {
    id: "previewAnswer",
    summary: "An answer as owners will see it",
    parameters: &[],
    body: Some(shape::<PreviewInput>()),
    answer: Answer { status: 200, body: Some(shape::<Preview>()), headers: &[] },
    refusals: &[],
};

#[derive(Deserialize, ToSchema, Default)]
#[serde(deny_unknown_fields, default)]
pub struct PresenceInput {
    /// Where is written.
    #[schema(schema_with = openapi::language)]
    language: Option<Language>,
}

/// Who else has an entry open.
#[derive(Serialize, ToSchema)]
pub struct Others {
    others: Vec<Other>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = OtherEditor)]
pub struct Other {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    language: Option<&'static str>,
    name: String,
    #[schema(format = DateTime)]
    since: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PreviewInput {
    /// Markdown with `{placeholders}`.
    answer: String,
    #[schema(schema_with = openapi::language)]
    language: Language,
}

/// An answer as owners will see it.
#[derive(Serialize, ToSchema)]
pub struct Preview {
    html: String,
    /// The same as nodes, from which a page builds elements.
    nodes: Value,
    problems: Vec<FaultBody>,
    text: String,
}

/// `PUT /api/v1/faq/{entry}/presence`.
pub async fn presence(
    State(web): State<Web>,
    staff: Staff,
    EntryName(id): EntryName,
    ReadIfAny(input): ReadIfAny<PresenceInput>,
) -> Result<Response, Problem> {
    let seats = web.app.studio.present(editor(&staff), &id, input.language).await?;
    let others =
        seats.into_iter().map(|seat| Other { language: seat.language.map(Language::code), name: seat.name, since: rfc3339(seat.since) });
    Ok(json(&Others { others: others.collect() }))
}

/// `POST /api/v1/faq/preview`.
pub async fn preview(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    ReadAtMost(input): ReadAtMost<PreviewInput, MAX_ENTRY>,
) -> Result<Response, Problem> {
    let (rendered, faults) = web.app.studio.preview(editor(&staff), input.answer, input.language).await?;
    let problems = faults.iter().map(|fault| said(&web.app, caller.language, fault)).collect();
    let nodes = render::nodes(&rendered.html, &rendered.text);
    Ok(json(&Preview { html: rendered.html, nodes, problems, text: rendered.text }))
}
