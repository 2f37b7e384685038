//! `/api/v1/ask`: a question to the matcher.

use super::json;
use crate::answer::explain::{Candidate, Word};
use crate::answer::{Explain, Question};
use crate::error::Code;
use crate::http::Web;
use crate::http::extract::{Caller, Read, Staff};
use crate::http::openapi::{self, Answer, Operation, shape};
use crate::http::problem::Problem;
use crate::language::Language;
use crate::studio::time_of;
use crate::studio::trial::{Trial, Tried};
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::Value;
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
    refusals: &[Code::NotFound],
};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// At most 4,000 characters.
    text: String,
    /// The owner's language, when it is known.
    #[schema(schema_with = openapi::language)]
    language: Option<Language>,
    /// For editors: what was published at this time (RFC 3339) is asked.
    #[schema(format = DateTime)]
    at: Option<String>,
    /// For editors: every draft stands in the place of what is published.
    #[serde(default)]
    draft: bool,
    /// Whether to say why, and what an owner would read.
    #[serde(default)]
    explain: bool,
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
    /// With `at`, `draft` or `explain`: what an owner would read, when it is an answer.
    #[schema(required = false)]
    answer: Option<Value>,
    /// Why, when that was asked for.
    #[schema(required = false)]
    explain: Why,
}

#[derive(ToSchema)]
#[expect(dead_code, reason = "as `Decision`")]
pub struct Found {
    entry: String,
    score: f64,
    #[schema(required = true)]
    title: Option<String>,
}

/// Why it was decided so. Probabilities are from 0 to 1.
#[derive(Serialize, ToSchema)]
pub struct Why {
    /// From which probability on the first entry is answered.
    answer_limit: f32,
    /// The best, with their share of the belief.
    candidates: Vec<WhyEntry>,
    /// That the first entry is right.
    first: f32,
    /// From which probability on the best three are offered.
    suggest_limit: f32,
    /// That one of the best three is right.
    three: f32,
    words: Vec<WhyWord>,
}

#[derive(Serialize, ToSchema)]
pub struct WhyEntry {
    entry: String,
    share: f32,
}

/// A word of the question.
#[derive(Serialize, ToSchema)]
pub struct WhyWord {
    /// The word that it was taken for, where it was misspelt.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    corrected: Option<String>,
    /// Whether the first entry has it, or one that stands for it.
    found: bool,
    word: String,
}

impl From<Explain> for Why {
    fn from(explain: Explain) -> Why {
        let entry = |candidate: Candidate| WhyEntry { entry: candidate.entry, share: candidate.share };
        let word = |word: Word| WhyWord { corrected: word.corrected, found: word.found, word: word.word };
        Why {
            answer_limit: explain.answer_limit,
            candidates: explain.candidates.into_iter().map(entry).collect(),
            first: explain.top_1,
            suggest_limit: explain.suggest_limit,
            three: explain.top_3,
            words: explain.words.into_iter().map(word).collect(),
        }
    }
}

fn kinds() -> Schema {
    openapi::one_of(["answer", "suggest", "smalltalk", "safety", "handoff"])
}

/// `POST /api/v1/ask`: the decision on a text, without a conversation.
pub async fn ask(State(web): State<Web>, caller: Caller, staff: Staff, Read(ask): Read<Ask>) -> Result<Response, Problem> {
    let text = crate::limits::text_within(&ask.text, MAX_ASK_CHARS)?;
    let of = match (&ask.at, ask.draft) {
        (Some(_), true) => return Err(Code::BadRequest.into()),
        (Some(at), false) => Some(Tried::At(time_of(at).ok_or(Code::BadRequest)?)),
        (None, true) => Some(Tried::Drafts),
        (None, false) => None,
    };
    let (language, page, explain) = (ask.language, caller.language, ask.explain);
    let (mut decision, explain) = match of {
        Some(of) => web.app.studio.try_out(&staff.login.user, Trial { text, language, page, of, explain }).await?,
        None => {
            let (published, now) = (web.app.live_faq.current(), web.app.clock.now());
            let asked = tokio::task::spawn_blocking(move || {
                let question = Question { text: &text, language, page_language: Some(page), explain, ..Question::default() };
                if explain { published.try_json(&question, now) } else { published.ask_json(&question) }
            });
            asked.await.map_err(|_| Code::Busy)?
        }
    };
    if let Some(explain) = explain {
        decision["explain"] = serde_json::to_value(Why::from(explain)).map_err(|_| Code::Internal)?;
    }
    Ok(json(&decision))
}
