//! `/api/v1/faq/files`: manuals and pictures that answers refer to.

use super::editor;
use crate::clock::rfc3339;
use crate::error::Code;
use crate::faq::attached::{ADDRESS, MAX_BYTES, SCHEME};
use crate::http::Web;
use crate::http::api::json;
use crate::http::extract::{File, Staff};
use crate::http::openapi::{Answer, Operation, Parameter, binary, shape};
use crate::http::paging::{Paging, cursor};
use crate::http::problem::Problem;
use crate::store::Attached;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Longest name of an uploaded file, in bytes.
const MAX_GIVEN: usize = 255;
/// The list's name in its cursors.
const LIST_NAME: &str = "files";

pub const LIST: Operation = Operation {
    id: "listFiles",
    summary: "Manuals and pictures for answers, by name",
    parameters: &[Parameter::Page],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<FilePage>()), headers: &[] },
    refusals: &[],
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
    /// In bytes.
    size: u64,
    #[schema(format = DateTime)]
    updated_at: String,
    updated_by: String,
    /// Where it is read.
    url: String,
    /// Entries that need it, in whatever revision. What none needs is removed after a day.
    uses: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    width: Option<u32>,
}

#[derive(Deserialize)]
pub struct AddQuery {
    #[serde(default)]
    name: String,
}

impl From<Attached> for AttachedBody {
    fn from(file: Attached) -> AttachedBody {
        let Attached { name, media, size, pixels, hash: _, author, at, uses, public } = file;
        AttachedBody {
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
pub async fn list(State(web): State<Web>, staff: Staff, paging: Paging) -> Result<Response, Problem> {
    let after = paging.after::<String>(LIST_NAME)?;
    let (files, more) = web.app.studio.attached_files(editor(&staff), after.as_deref(), paging.limit).await?;
    let next = files.last().filter(|_| more).map(|last| cursor(LIST_NAME, &last.name));
    Ok(json(&FilePage { items: files.into_iter().map(AttachedBody::from).collect(), max_bytes: web.app.studio.most_attached(), next }))
}

/// `POST /api/v1/faq/files`.
pub async fn add(
    State(web): State<Web>,
    staff: Staff,
    query: Result<Query<AddQuery>, QueryRejection>,
    File(bytes): File<MAX_BYTES>,
) -> Result<Response, Problem> {
    let Query(AddQuery { name }) = query.map_err(|_| Code::BadRequest)?;
    if name.len() > MAX_GIVEN {
        return Err(Code::BadRequest.into());
    }
    let body = AttachedBody::from(web.app.studio.attach(editor(&staff), name, bytes.into()).await?);
    let mut response = json(&body);
    *response.status_mut() = StatusCode::CREATED;
    if let Ok(url) = HeaderValue::from_str(&body.url) {
        response.headers_mut().insert(header::LOCATION, url);
    }
    Ok(response)
}
