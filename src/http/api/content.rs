//! `/api/v1/content`: the files beside the entries, for editors.

use super::faq::editor;
use super::json;
use crate::clock::rfc3339;
use crate::error::Code;
use crate::http::Web;
use crate::http::extract::{Caller, MaybeMatch, On, ReadAtMost, Staff};
use crate::http::openapi::{Answer, Operation, Parameter, plain_text, shape};
use crate::http::problem::{ChangeBody, FaultBody, Problem, said_of_file};
use crate::store::FileHead;
use crate::studio::content::{ContentSave, MAX_CONTENT};
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Largest body of a file, in bytes: in JSON each line's end is two, and a quotation mark, too.
const MAX_FILE_BODY: usize = 2 * MAX_CONTENT;

pub const LIST: Operation = Operation {
    id: "listContent",
    summary: "The files beside the entries: synonyms, off-topic lines, small talk, dangers and their cards, labelled questions",
    parameters: &[],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<Files>()), headers: &[] },
    refusals: &[],
};
pub const SHOW: Operation = Operation {
    id: "showContent",
    summary: "A file's newest revision, as text",
    parameters: &[Parameter::Query("revision", "An earlier one instead.")],
    body: None,
    answer: Answer { status: 200, body: Some(plain_text()), headers: &["ETag"] },
    refusals: &[],
};
pub const SAVE: Operation = Operation {
    id: "saveContent",
    summary: "Save a file, and with `publish` answer with it from then on. A new file needs no `If-Match`, or \"0\", and answers 201",
    parameters: &[Parameter::OrNew],
    body: Some(shape::<FileInput>()),
    answer: Answer { status: 200, body: Some(shape::<SavedFile>()), headers: &["ETag"] },
    refusals: &[Code::Invalid, Code::Gate],
};

/// The files beside the entries.
#[derive(Serialize, ToSchema)]
#[schema(as = ContentFiles)]
pub struct Files {
    items: Vec<FileBody>,
}

/// A file in the list.
#[derive(Serialize, ToSchema)]
#[schema(as = ContentFile)]
pub struct FileBody {
    path: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    published_revision: Option<u32>,
    /// Grows with every save; stands in the `ETag`.
    revision: u32,
    /// In bytes; 0 when it was removed.
    size: u64,
    #[schema(format = DateTime)]
    updated_at: String,
    updated_by: String,
}

/// A file as it was saved.
#[derive(Serialize, ToSchema)]
pub struct SavedFile {
    /// What publishing it changes, the worst first.
    changes: Vec<ChangeBody>,
    #[serde(flatten)]
    file: FileBody,
    /// What the check says of it, line by line.
    problems: Vec<FaultBody>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct FileInput {
    /// Only tell what it would change.
    #[serde(default)]
    dry_run: bool,
    note: Option<String>,
    /// Why it is published although the gate warns.
    r#override: Option<String>,
    #[serde(default)]
    publish: bool,
    text: String,
}

#[derive(Deserialize)]
pub struct FileQuery {
    revision: Option<u32>,
}

impl From<FileHead> for FileBody {
    fn from(head: FileHead) -> FileBody {
        let FileHead { path, revision, published, size, at, author } = head;
        FileBody { path, published_revision: published, revision, size: size.unwrap_or(0), updated_at: rfc3339(at), updated_by: author }
    }
}

/// `GET /api/v1/content`.
pub async fn list(State(web): State<Web>, staff: Staff) -> Result<Response, Problem> {
    let files = web.app.studio.content(editor(&staff)).await?;
    Ok(json(&Files { items: files.into_iter().map(FileBody::from).collect() }))
}

/// `GET /api/v1/content/{path}`.
pub async fn show(
    State(web): State<Web>,
    staff: Staff,
    path: Result<Path<String>, PathRejection>,
    query: Result<Query<FileQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let Path(path) = path.map_err(|_| Code::NotFound)?;
    let Query(FileQuery { revision }) = query.map_err(|_| Code::BadRequest)?;
    let (revision, text) = web.app.studio.content_file(editor(&staff), &path, revision).await?;
    let mut response = text.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response.headers_mut().insert(header::ETAG, etag(revision));
    Ok(response)
}

/// `PUT /api/v1/content/{path}`.
pub async fn save(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    path: Result<Path<String>, PathRejection>,
    MaybeMatch(on): MaybeMatch,
    ReadAtMost(input): ReadAtMost<FileInput, MAX_FILE_BODY>,
) -> Result<Response, Problem> {
    let Path(path) = path.map_err(|_| Code::NotFound)?;
    let FileInput { dry_run, note, r#override: reason, publish, text } = input;
    let on = match on {
        Some(On::Revision(revision)) => Some(revision),
        Some(On::Nothing) => None,
        None if web.app.studio.is_content(editor(&staff), &path).await? => return Err(Code::PreconditionRequired.into()),
        None => None,
    };
    let saved = web.app.studio.save_content(editor(&staff), ContentSave { path, on, text, note, publish, reason, dry_run }).await?;
    let revision = saved.head.revision;
    let problems = saved.problems.iter().map(|problem| said_of_file(&web.app, caller.language, problem)).collect();
    let changes = saved.changes.iter().map(ChangeBody::from).collect();
    let mut response = json(&SavedFile { changes, file: saved.head.into(), problems });
    if on.is_none() && !dry_run {
        *response.status_mut() = StatusCode::CREATED;
    }
    response.headers_mut().insert(header::ETAG, etag(revision));
    Ok(response)
}

fn etag(revision: u32) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{revision}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
}
