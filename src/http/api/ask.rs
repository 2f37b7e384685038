//! `/api/v1/ask`: a question to the matcher.

use super::json;
use crate::error::Code;
use crate::http::Web;
use crate::http::extract::{Caller, Read, Staff};
use crate::http::openapi::{self, Answer, Operation, shape};
use crate::http::problem::Problem;
use crate::language::Language;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa::openapi::schema::Schema;

/// Longest text for `ask`, in characters.
const MAX_ASK_CHARS: usize = 4_000;

pub const ASK: Operation = Operation {
    id: "ask",
    summary: "What the matcher would decide on a text, without a conversation",
    parameters: &[],
    body: Some(shape::<Ask>()),
    answer: Answer { status: 200, body: Some(shape::<Decision>()), headers: &[] },
    refusals: &[],
};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// At most 4,000 characters.
    text: String,
    /// The owner's language, when it is known.
    #[schema(schema_with = openapi::language)]
    language: Option<Language>,
}

/// The decision, as `aftercare ask --jsonl` prints it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `Published::ask_json` writes; a test compares the two")]
pub struct Decision {
    #[schema(schema_with = kinds)]
    decision: String,
    /// The entry that answers, or that a danger card stands for.
    #[schema(required = true)]
    entry: Option<String>,
    /// Best first, also below the limits.
    #[schema(max_items = 10)]
    entries: Vec<Found>,
    /// What the text was read as.
    #[schema(schema_with = openapi::language)]
    language: String,
    /// The probability that the first entry is right.
    #[schema(minimum = 0, maximum = 1)]
    confidence: f64,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "as `Decision`")]
pub struct Found {
    entry: String,
    score: f64,
    #[schema(required = true)]
    title: Option<String>,
}

fn kinds() -> Schema {
    openapi::one_of(["answer", "suggest", "smalltalk", "safety", "handoff"])
}

/// `POST /api/v1/ask`: the decision on a text, without a conversation.
pub async fn ask(State(web): State<Web>, caller: Caller, _: Staff, Read(ask): Read<Ask>) -> Result<Response, Problem> {
    let text = crate::limits::text_within(&ask.text, MAX_ASK_CHARS)?;
    let published = web.app.live_faq.current();
    let asked = tokio::task::spawn_blocking(move || published.ask_json(&text, ask.language, caller.language));
    Ok(json(&asked.await.map_err(|_| Code::Busy)?))
}
