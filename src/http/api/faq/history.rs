//! `/api/v1/faq/{entry}/revisions` and `/diff`: what was saved, published, and changed.

use super::{ENTRY, editor, entry};
use crate::clock::rfc3339;
use crate::error::Code;
use crate::faq::diff::{Difference, Fields, Piece};
use crate::http::Web;
use crate::http::api::json;
use crate::http::extract::{Caller, EntryName, Staff};
use crate::http::openapi::{self, Answer, Operation, Parameter, shape};
use crate::http::paging::{Paging, cursor};
use crate::http::problem::Problem;
use crate::store::{Publication, Revision};
use crate::studio::Which;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa::openapi::schema::Schema;

/// The list's name in its cursors.
const LIST: &str = "revisions";

pub const REVISIONS: Operation = Operation {
    id: "listRevisions",
    summary: "Everything that was saved of an entry, the newest first",
    parameters: &[Parameter::Page],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<RevisionPage>()), headers: &[] },
    refusals: &[],
};
pub const REVISION: Operation =
    Operation { id: "showRevision", summary: "One revision of an entry", parameters: &[], body: None, answer: ENTRY, refusals: &[] };
pub const DIFF: Operation = Operation {
    id: "compareRevisions",
    summary: "What differs between two revisions, word by word; what is the same is left out",
    parameters: &[Parameter::Query("from", "The number of the older one."), Parameter::Query("to", "That of the newer one.")],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<DiffBody>()), headers: &[] },
    refusals: &[Code::BadRequest],
};

/// A revision in the list.
#[derive(Serialize, ToSchema)]
#[schema(as = Revision)]
pub struct RevisionBody {
    #[schema(format = DateTime)]
    at: String,
    author: String,
    autosaved: bool,
    /// `import`: it came in with files.
    #[schema(schema_with = changes)]
    change: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    note: Option<String>,
    /// How it came to be published, the newest last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    publications: Vec<PublicationBody>,
    /// When it was published, the newest last.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    published_at: Vec<String>,
    revision: u32,
}

/// A page of the list.
#[derive(Serialize, ToSchema)]
pub struct RevisionPage {
    items: Vec<RevisionBody>,
    /// The cursor of the next page; null on the last.
    #[schema(required = true)]
    next: Option<String>,
}

/// A publication of a revision.
#[derive(Serialize, ToSchema)]
#[schema(as = Publication)]
pub struct PublicationBody {
    #[schema(format = DateTime)]
    at: String,
    author: String,
    /// `publish`, `undo`, `import` or `schedule`.
    kind: &'static str,
    /// Why it was published although the gate warned.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    reason: Option<String>,
}

/// What differs between two revisions.
#[derive(Serialize, ToSchema)]
#[schema(as = Difference)]
pub struct DiffBody {
    /// By name: category, models, markets, related, tags, action.
    fields: BTreeMap<&'static str, Vec<PieceBody>>,
    from: u32,
    /// By language: title, phrasings, answer.
    languages: BTreeMap<&'static str, BTreeMap<&'static str, Vec<PieceBody>>>,
    to: u32,
}

/// A stretch of words that is in both, or in one of them.
#[derive(Serialize, ToSchema)]
#[schema(as = Piece)]
pub struct PieceBody {
    #[schema(schema_with = kinds)]
    kind: &'static str,
    text: String,
}

#[derive(Deserialize)]
pub struct DiffQuery {
    from: u32,
    to: u32,
}

fn changes() -> Schema {
    openapi::one_of(["wording", "meaning", "wrong", IMPORT])
}

fn kinds() -> Schema {
    openapi::one_of(["same", "added", "removed"])
}

/// The change of a revision that came in with files.
const IMPORT: &str = "import";

fn body(revision: Revision, publications: &[Publication]) -> RevisionBody {
    let of = publications.iter().rev().filter(|line| line.revision == Some(revision.revision));
    let line = |line: &Publication| PublicationBody {
        at: rfc3339(line.at),
        author: line.author.clone(),
        kind: line.kind.as_str(),
        reason: line.reason.clone(),
    };
    let publications: Vec<PublicationBody> = of.map(line).collect();
    RevisionBody {
        at: rfc3339(revision.at),
        author: revision.author,
        autosaved: revision.autosaved,
        change: revision.change.map_or(IMPORT, |change| change.as_str()),
        note: revision.note,
        published_at: publications.iter().map(|line| line.at.clone()).collect(),
        publications,
        revision: revision.revision,
    }
}

fn pieces(fields: Fields) -> BTreeMap<&'static str, Vec<PieceBody>> {
    let piece = |Piece { kind, text }| PieceBody { kind: kind.as_str(), text };
    fields.into_iter().map(|(name, pieces)| (name, pieces.into_iter().map(piece).collect())).collect()
}

/// `GET /api/v1/faq/{entry}/revisions`.
pub async fn revisions(State(web): State<Web>, staff: Staff, EntryName(id): EntryName, paging: Paging) -> Result<Response, Problem> {
    let before = paging.after::<u32>(LIST)?;
    let (revisions, more, publications) = web.app.studio.revisions(editor(&staff), &id, before, paging.limit).await?;
    let next = revisions.last().filter(|_| more).map(|last| cursor(LIST, last.revision));
    Ok(json(&RevisionPage { items: revisions.into_iter().map(|revision| body(revision, &publications)).collect(), next }))
}

/// `GET /api/v1/faq/{entry}/revisions/{revision}`.
pub async fn revision(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    path: Result<Path<(String, u32)>, axum::extract::rejection::PathRejection>,
) -> Result<Response, Problem> {
    let Path((id, revision)) = path.map_err(|_| Code::NotFound)?;
    Ok(entry(&web, caller, web.app.studio.entry(editor(&staff), &id, Which::Revision(revision)).await?))
}

/// `GET /api/v1/faq/{entry}/diff`.
pub async fn diff(
    State(web): State<Web>,
    staff: Staff,
    EntryName(id): EntryName,
    query: Result<Query<DiffQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(DiffQuery { from, to }) = query.map_err(|_| Code::BadRequest)?;
    let Difference { fields, languages } = web.app.studio.difference(editor(&staff), &id, from, to).await?;
    let languages = languages.into_iter().map(|(language, fields)| (language.code(), pieces(fields))).collect();
    Ok(json(&DiffBody { fields: pieces(fields), from, languages, to }))
}
