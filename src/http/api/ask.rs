//! `/api/v1/ask`: a question to the matcher.

use super::json;
use crate::error::Code;
use crate::http::Web;
use crate::http::extract::{Caller, Read, Staff};
use crate::http::problem::Problem;
use crate::language::Language;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;

/// Longest text for `ask`, in characters.
const MAX_ASK_CHARS: usize = 4_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    text: String,
    language: Option<Language>,
}

/// `POST /api/v1/ask`: the decision on a text, without a conversation.
pub async fn ask(State(web): State<Web>, caller: Caller, _: Staff, Read(ask): Read<Ask>) -> Result<Response, Problem> {
    let text = crate::limits::text_within(&ask.text, MAX_ASK_CHARS)?;
    let published = web.app.live_faq.current();
    let asked = tokio::task::spawn_blocking(move || published.ask_json(&text, ask.language, caller.language));
    Ok(json(&asked.await.map_err(|_| Code::Busy)?))
}
