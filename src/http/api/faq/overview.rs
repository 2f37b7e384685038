//! `/api/v1/faq/translations`, `/at` and `/bulk`: many entries at once.

use super::editor;
use crate::clock::rfc3339;
use crate::error::Code;
use crate::faq::TranslationState;
use crate::http::Web;
use crate::http::api::json;
use crate::http::extract::{Read, Staff};
use crate::http::openapi::{self, Answer, Operation, Parameter, shape};
use crate::http::paging::{Paging, cursor};
use crate::http::problem::Problem;
use crate::studio::many::ManyChange;
use crate::studio::shelf::Counts;
use crate::studio::{Refused, Said, time_of};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa::openapi::schema::Schema;

/// Texts that are named of each state; the list of entries has all of them.
const NAMED: usize = 50;
/// The name in its cursors of the list of what was published.
const AT_LIST: &str = "at";

pub const TRANSLATIONS: Operation = Operation {
    id: "translations",
    summary: "How the languages of all entries stand, and the first of those that need somebody, the wrong ones first",
    parameters: &[],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<TranslationsBody>()), headers: &[] },
    refusals: &[],
};
pub const AT: Operation = Operation {
    id: "publishedAt",
    summary: "What was published at a time, by id",
    parameters: &[Parameter::Query("time", "RFC 3339."), Parameter::Page],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<PastPage>()), headers: &[] },
    refusals: &[],
};
pub const BULK: Operation = Operation {
    id: "changeMany",
    summary: "Change category and tags of at most 200 entries: each becomes a draft, or is refused for itself",
    parameters: &[],
    body: Some(shape::<Bulk>()),
    answer: Answer { status: 200, body: Some(shape::<BulkResults>()), headers: &[] },
    refusals: &[],
};

/// How the languages stand.
#[derive(Serialize, ToSchema)]
#[schema(as = Translations)]
pub struct TranslationsBody {
    items: Vec<OpenText>,
    /// By code, how many entries stand how.
    languages: BTreeMap<&'static str, CountsBody>,
}

/// How many entries stand how in one language.
#[derive(Serialize, ToSchema)]
#[schema(as = Counts)]
pub struct CountsBody {
    current: u64,
    missing: u64,
    stale: u64,
    wrong: u64,
}

/// A text that needs somebody.
#[derive(Serialize, ToSchema)]
pub struct OpenText {
    id: String,
    language: &'static str,
    #[schema(schema_with = states)]
    state: &'static str,
    /// Of the entry in a language that it has.
    title: String,
}

/// What was published of an entry.
#[derive(Serialize, ToSchema)]
#[schema(as = PastEntry)]
pub struct PublishedBody {
    category: String,
    id: String,
    revision: u32,
    #[schema(format = DateTime)]
    saved_at: String,
    title: String,
}

/// A page of what was published.
#[derive(Serialize, ToSchema)]
pub struct PastPage {
    items: Vec<PublishedBody>,
    /// The cursor of the next page; null on the last.
    #[schema(required = true)]
    next: Option<String>,
}

/// What is to be changed of many entries.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Bulk {
    #[serde(default)]
    add_tags: Vec<String>,
    category: Option<String>,
    #[schema(max_items = 200)]
    ids: Vec<String>,
    #[serde(default)]
    remove_tags: Vec<String>,
}

/// What came of it, in the order of `ids`.
#[derive(Serialize, ToSchema)]
pub struct BulkResults {
    results: Vec<BulkResult>,
}

/// What came of one entry.
#[derive(Serialize, ToSchema)]
pub struct BulkResult {
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    code: Option<&'static str>,
    id: String,
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    revision: Option<u32>,
}

#[derive(Deserialize)]
pub struct AtQuery {
    time: String,
}

fn states() -> Schema {
    openapi::one_of([super::MISSING, "stale", "wrong"])
}

impl From<Counts> for CountsBody {
    fn from(counts: Counts) -> CountsBody {
        let Counts { current, stale, wrong, missing } = counts;
        CountsBody { current, missing, stale, wrong }
    }
}

/// `GET /api/v1/faq/translations`.
pub async fn translations(State(web): State<Web>, staff: Staff) -> Result<Response, Problem> {
    let found = web.app.studio.translations(editor(&staff)).await?;
    let mut named: BTreeMap<Option<TranslationState>, usize> = BTreeMap::new();
    let mut items = Vec::new();
    for (card, language, state) in found.open {
        let count = named.entry(state).or_default();
        *count += 1;
        if *count <= NAMED {
            let title = card.texts.values().next().map(|(title, _)| title.clone()).unwrap_or_default();
            let state = state.map_or(super::MISSING, TranslationState::as_str);
            items.push(OpenText { id: card.head.entry.clone(), language: language.code(), state, title });
        }
    }
    let languages = found.counts.into_iter().map(|(language, counts)| (language.code(), counts.into())).collect();
    Ok(json(&TranslationsBody { items, languages }))
}

/// `GET /api/v1/faq/at`.
pub async fn at(
    State(web): State<Web>,
    staff: Staff,
    paging: Paging,
    query: Result<Query<AtQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(AtQuery { time }) = query.map_err(|_| Code::BadRequest)?;
    let time = time_of(&time).ok_or(Code::BadRequest)?;
    let after = paging.after::<String>(AT_LIST)?;
    let (said, more) = web.app.studio.published_at(editor(&staff), time, after.as_deref(), paging.limit).await?;
    let next = said.last().filter(|_| more).map(|last| cursor(AT_LIST, &last.entry));
    let body = |Said { entry, category, revision, saved_at, title }| PublishedBody {
        category,
        id: entry,
        revision,
        saved_at: rfc3339(saved_at),
        title,
    };
    Ok(json(&PastPage { items: said.into_iter().map(body).collect(), next }))
}

/// `POST /api/v1/faq/bulk`.
pub async fn bulk(State(web): State<Web>, staff: Staff, Read(bulk): Read<Bulk>) -> Result<Response, Problem> {
    let Bulk { add_tags, category, ids, remove_tags } = bulk;
    let change = ManyChange { category, add_tags, remove_tags };
    let done = web.app.studio.change_many(editor(&staff), ids, &change).await?;
    let result = |(id, result): (String, Result<u32, Refused>)| match result {
        Ok(revision) => BulkResult { code: None, id, ok: true, revision: Some(revision) },
        Err(refused) => BulkResult { code: Some(refused.code().as_str()), id, ok: false, revision: None },
    };
    Ok(json(&BulkResults { results: done.into_iter().map(result).collect() }))
}
