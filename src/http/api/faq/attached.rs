//! `/api/v1/faq/files`: manuals and pictures that answers refer to; each is named in the path below it.

use super::editor;
use crate::clock::rfc3339;
use crate::error::Code;
use crate::faq::attached::{ADDRESS, MAX_BYTES, SCHEME, is_name};
use crate::http::Web;
use crate::http::api::json;
use crate::http::attached::tag;
use crate::http::extract::{Caller, File, Staff};
use crate::http::openapi::{Answer, Operation, Parameter, binary, shape};
use crate::http::paging::{Paging, cursor};
use crate::http::problem::Problem;
use crate::store::{Attached, AttachedUse};
use crate::studio::attached::{Listed, UNUSED_FOR_MS};
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Longest name of an uploaded file, in bytes.
const MAX_GIVEN: usize = 255;
/// The list's name in its cursors.
const LIST_NAME: &str = "files";

pub const LIST: Operation = Operation {
    id: "listFiles",
    summary: "Manuals and pictures for answers, by name",
    parameters: &[Parameter::Page, Parameter::Query("q", "Part of a name, or words of an entry that needs it.")],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<FilePage>()), headers: &[] },
    refusals: &[Code::TooLarge],
};
pub const SHOW: Operation = Operation {
    id: "getFile",
    summary: "A manual or picture, and which entries need it",
    parameters: &[],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<AttachedBody>()), headers: &["ETag"] },
    refusals: &[],
};
pub const REPLACE: Operation = Operation {
    id: "replaceFile",
    summary: "Put another file in its place: all answers that refer to it show that. A picture becomes one of the name's type",
    parameters: &[Parameter::Revision],
    body: Some(binary("application/octet-stream")),
    answer: Answer { status: 200, body: Some(shape::<AttachedBody>()), headers: &["ETag"] },
    refusals: &[Code::Invalid],
};
pub const REMOVE: Operation = Operation {
    id: "deleteFile",
    summary: "Delete a file that no revision of an entry needs",
    parameters: &[],
    body: None,
    answer: Answer { status: 204, body: None, headers: &[] },
    refusals: &[Code::InUse],
};
pub const ADD: Operation = Operation {
    id: "addFile",
    summary: "Bring a PDF or a PNG, JPEG or WebP picture. What it is, its bytes say; the same file again is the same",
    parameters: &[Parameter::Query("name", "What it is called on the editor's device. The name here is made of it.")],
    body: Some(binary("application/octet-stream")),
    answer: Answer { status: 201, body: Some(shape::<AttachedBody>()), headers: &["Location"] },
    refusals: &[Code::Invalid, Code::BadRequest],
};

/// A page of the files.
#[derive(Serialize, ToSchema)]
pub struct FilePage {
    items: Vec<AttachedBody>,
    /// The largest file that is taken, in bytes.
    max_bytes: usize,
    /// The cursor of the next page; null on the last.
    #[schema(required = true)]
    next: Option<String>,
}

/// A manual or a picture.
#[derive(Serialize, ToSchema)]
#[schema(as = AttachedFile)]
pub struct AttachedBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    height: Option<u32>,
    /// How an answer refers to it: `file:NAME`, in a link or, for a picture, an image of Markdown.
    link: String,
    /// The media type.
    media: &'static str,
    name: String,
    /// Whether anybody may read it: an answer with it was published.
    public: bool,
    /// When it will be removed, as no entry needs it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, format = DateTime)]
    removed_at: Option<String>,
    /// Of its bytes, as in `ETag`: what a replacement names in `If-Match`.
    revision: String,
    /// In bytes.
    size: u64,
    #[schema(format = DateTime)]
    updated_at: String,
    updated_by: String,
    /// Where it is read.
    url: String,
    /// The first of the entries that need it, at most 20: those whose published text does, those whose draft does, and the others.
    used_by: Vec<UseBody>,
    /// Entries that need it, in whatever revision. What none needs is removed after 30 days.
    uses: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    width: Option<u32>,
}

/// An entry that needs a file. Where neither draft nor what is published does, an older revision.
#[derive(Serialize, ToSchema)]
#[schema(as = FileUse)]
pub struct UseBody {
    draft: bool,
    id: String,
    published: bool,
    title: String,
}

#[derive(Deserialize)]
pub struct AddQuery {
    #[serde(default)]
    name: String,
}

#[derive(Deserialize)]
pub struct ListQuery {
    #[serde(default)]
    q: String,
}

impl From<Listed> for AttachedBody {
    fn from(Listed { file, uses: used_by }: Listed) -> AttachedBody {
        let revision = tag(&file);
        let Attached { name, media, size, pixels, hash: _, author, at, uses, public } = file;
        let used = |(AttachedUse { entry, published, draft }, title)| UseBody { draft, id: entry, published, title };
        AttachedBody {
            removed_at: (uses == 0).then(|| rfc3339(at.saturating_add(UNUSED_FOR_MS))),
            revision,
            used_by: used_by.into_iter().map(used).collect(),
            height: pixels.map(|(_, height)| height),
            link: format!("{SCHEME}{name}"),
            media: media.media_type(),
            public,
            size,
            updated_at: rfc3339(at),
            updated_by: author,
            url: format!("{ADDRESS}{name}"),
            uses,
            width: pixels.map(|(width, _)| width),
            name,
        }
    }
}

/// `GET /api/v1/faq/files`.
pub async fn list(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    paging: Paging,
    query: Result<Query<ListQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(ListQuery { q }) = query.map_err(|_| Code::BadRequest)?;
    let after = paging.after::<String>(LIST_NAME)?;
    let (files, more) = web.app.studio.attached_files(editor(&staff), &q, after.as_deref(), paging.limit, caller.language).await?;
    let next = files.last().filter(|_| more).map(|last| cursor(LIST_NAME, &last.file.name));
    Ok(json(&FilePage { items: files.into_iter().map(AttachedBody::from).collect(), max_bytes: web.app.studio.most_attached(), next }))
}

/// `POST /api/v1/faq/files`.
pub async fn add(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    query: Result<Query<AddQuery>, QueryRejection>,
    File(bytes): File<MAX_BYTES>,
) -> Result<Response, Problem> {
    let Query(AddQuery { name }) = query.map_err(|_| Code::BadRequest)?;
    if name.len() > MAX_GIVEN {
        return Err(Code::BadRequest.into());
    }
    let file = web.app.studio.attach(editor(&staff), name, bytes.into()).await?;
    let url = format!("{ADDRESS}{}", file.name);
    let mut response = told(&web, caller, file).await?;
    *response.status_mut() = StatusCode::CREATED;
    if let Ok(url) = HeaderValue::from_str(&url) {
        response.headers_mut().insert(header::LOCATION, url);
    }
    Ok(response)
}

/// `GET /api/v1/faq/files/{name}`.
pub async fn show(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    path: Result<Path<String>, PathRejection>,
) -> Result<Response, Problem> {
    let file = web.app.studio.attached(&name(path)?, Some(editor(&staff))).await?;
    told(&web, caller, file).await
}

/// `PUT /api/v1/faq/files/{name}`.
pub async fn replace(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    path: Result<Path<String>, PathRejection>,
    headers: HeaderMap,
    File(bytes): File<MAX_BYTES>,
) -> Result<Response, Problem> {
    let known = headers.get(header::IF_MATCH).ok_or(Code::PreconditionRequired)?;
    let there = web.app.studio.attached(&name(path)?, Some(editor(&staff))).await?;
    if known.to_str().ok().is_none_or(|known| known.trim().trim_matches('"') != tag(&there)) {
        return Err(Code::StaleRevision.into());
    }
    let file = web.app.studio.replace_attached(editor(&staff), there, bytes.into()).await?;
    told(&web, caller, file).await
}

/// `DELETE /api/v1/faq/files/{name}`.
pub async fn remove(State(web): State<Web>, staff: Staff, path: Result<Path<String>, PathRejection>) -> Result<Response, Problem> {
    web.app.studio.remove_attached(editor(&staff), &name(path)?).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

fn name(path: Result<Path<String>, PathRejection>) -> Result<String, Problem> {
    Ok(path.ok().map(|Path(name)| name).filter(|name| is_name(name)).ok_or(Code::NotFound)?)
}

/// A file with the entries that need it.
async fn told(web: &Web, caller: Caller, file: Attached) -> Result<Response, Problem> {
    let etag = HeaderValue::from_str(&format!("\"{}\"", tag(&file)));
    let listed = web.app.studio.listed(vec![file], caller.language).await?.pop().ok_or(Code::NotFound)?;
    let mut response = json(&AttachedBody::from(listed));
    if let Ok(etag) = etag {
        response.headers_mut().insert(header::ETAG, etag);
    }
    Ok(response)
}
