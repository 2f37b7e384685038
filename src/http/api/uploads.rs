//! `/api/v1/uploads`: photos, documents, video and voice, in the manner of tus 1.0.0 (core, creation, creation-with-upload, termination).

use crate::access::right::UseDesk;
use crate::access::{Principal, authorize, secret};
use crate::chat::event::attachment::Attachment;
use crate::error::Code;
use crate::http::Web;
use crate::http::api::json;
use crate::http::extract::{Caller, Id, staff_of};
use crate::http::openapi::{Answer, Operation, Parameter, binary, shape};
use crate::http::problem::Problem;
use crate::media::Kind;
use crate::uploads::{Given, Wanted, Who};
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use futures_util::stream;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde::Serialize;
use std::io::{self, SeekFrom};
use tokio::io::{AsyncReadExt, AsyncSeekExt};
use utoipa::ToSchema;
use uuid::Uuid;

/// The version of tus that is spoken.
const VERSION: HeaderValue = HeaderValue::from_static("1.0.0");
const RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
const OFFSET: HeaderName = HeaderName::from_static("upload-offset");
const LENGTH: HeaderName = HeaderName::from_static("upload-length");
const METADATA: HeaderName = HeaderName::from_static("upload-metadata");
/// The type of a body that is the next bytes.
const NEXT_BYTES: &[u8] = b"application/offset+octet-stream";
/// Longest token of an owner that is looked at.
const MAX_TOKEN: usize = 128;
/// Longest `Upload-Metadata`, in bytes.
const MAX_METADATA: usize = 4_096;
/// A file goes out in pieces of so many bytes.
const PIECE: usize = 64 * 1024;
/// What may stand in `filename*` as it is (RFC 8187, section 3.2.1).
const NAME_CHARS: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');
/// Nothing in it runs, loads or frames.
const POLICY: HeaderValue = HeaderValue::from_static("sandbox; default-src 'none'; frame-ancestors 'none'");

const fn about(id: &'static str, summary: &'static str, status: u16, refusals: &'static [Code]) -> Operation {
    Operation { id, summary, parameters: &[], body: None, answer: Answer { status, body: None, headers: &[] }, refusals }
}

pub const OPTIONS: Operation = Operation {
    answer: Answer { status: 204, body: None, headers: &["Tus-Version", "Tus-Extension", "Tus-Max-Size"] },
    ..about("uploadOptions", "What of tus is spoken, and the largest file", 204, &[])
};
const BEGINS: &[Code] = &[
    Code::BadRequest,
    Code::NotFound,
    Code::TusVersion,
    Code::TooLarge,
    Code::FilesFull,
    Code::FileType,
    Code::FileMismatch,
    Code::FileBroken,
    Code::RateLimited,
    Code::DiskFull,
];
pub const BEGIN: Operation = Operation {
    parameters: &[
        Parameter::Header("Tus-Resumable", "1.0.0"),
        Parameter::Header("Upload-Length", "The file's size, in bytes."),
        Parameter::Header("Upload-Metadata", "`filename` and `filetype` and, from staff, `conversation`, each with its value in Base64."),
    ],
    answer: Answer { status: 201, body: None, headers: &["Location", "Upload-Offset"] },
    ..about("beginUpload", "Begin an upload, with its first bytes where the client likes", 201, BEGINS)
};
pub const OFFSET_OF: Operation = Operation {
    parameters: &[Parameter::Header("Tus-Resumable", "1.0.0")],
    answer: Answer { status: 200, body: None, headers: &["Upload-Offset", "Upload-Length"] },
    ..about("uploadOffset", "How much has arrived", 200, &[Code::TusVersion])
};
const GOES_ON: &[Code] = &[
    Code::BadRequest,
    Code::Offset,
    Code::TusVersion,
    Code::TooLarge,
    Code::FileType,
    Code::FileMismatch,
    Code::FileBroken,
    Code::TooManyPixels,
    Code::TooFewPixels,
    Code::Busy,
    Code::DiskFull,
];
pub const APPEND: Operation = Operation {
    parameters: &[Parameter::Header("Tus-Resumable", "1.0.0"), Parameter::Header("Upload-Offset", "What has arrived before, in bytes.")],
    body: Some(binary("application/offset+octet-stream")),
    answer: Answer { status: 204, body: None, headers: &["Upload-Offset"] },
    ..about("continueUpload", "The next bytes. With the last one the file is looked at", 204, GOES_ON)
};
pub const REMOVE: Operation = Operation {
    parameters: &[Parameter::Header("Tus-Resumable", "1.0.0")],
    ..about("removeUpload", "Remove an upload that is attached to nothing", 204, &[Code::TusVersion])
};
pub const ABOUT: Operation = Operation {
    answer: Answer { status: 200, body: Some(shape::<AttachmentBody>()), headers: &[] },
    ..about(
        "aboutUpload",
        "The attachment that a whole upload is, or why it is none",
        200,
        &[Code::FileType, Code::FileMismatch, Code::FileBroken, Code::TooManyPixels, Code::TooFewPixels, Code::TooLarge, Code::Busy],
    )
};
pub const GIVE: Operation = Operation {
    parameters: &[Parameter::Known, Parameter::Range],
    // Of whatever type the file is.
    answer: Answer { status: 200, body: Some(binary("*/*")), headers: &["ETag", "Accept-Ranges"] },
    ..about("upload", "The file, or a part of it", 200, &[])
};
pub const THUMBNAIL: Operation = Operation {
    parameters: &[Parameter::Known, Parameter::Range],
    answer: Answer { status: 200, body: Some(binary("image/jpeg")), headers: &["ETag", "Accept-Ranges"] },
    ..about("uploadThumbnail", "A small picture of it, at most 320 pixels a side", 200, &[])
};

/// A file as messages show it.
#[derive(Serialize, ToSchema)]
#[schema(as = Attachment)]
pub struct AttachmentBody {
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    duration_ms: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    height: Option<u32>,
    id: Uuid,
    /// `image`, `video`, `audio` or `document`.
    kind: &'static str,
    name: String,
    /// In bytes.
    size: u64,
    /// There is a small picture of it.
    thumbnail: bool,
    /// The media type.
    r#type: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    width: Option<u32>,
}

impl From<Attachment> for AttachmentBody {
    fn from(file: Attachment) -> AttachmentBody {
        let Attachment { id, kind, media_type, name, size, width, height, duration_ms, thumbnail } = file;
        AttachmentBody { duration_ms, height, id, kind: kind.as_str(), name, size, thumbnail, r#type: media_type, width }
    }
}

/// Who calls: the owner whose token stands in `Authorization`, else the technician or admin of the cookie.
async fn who(web: &Web, method: &Method, headers: &HeaderMap) -> Result<Who, Problem> {
    let Some(value) = headers.get(header::AUTHORIZATION) else {
        let staff = staff_of(web, method, headers).await?;
        authorize(Principal::Staff(&staff.login.user), UseDesk)?;
        return Ok(Who::Staff(staff.login.user));
    };
    let token = value.to_str().ok().and_then(|value| value.strip_prefix("Bearer "));
    let token = token.map(str::trim).filter(|token| !token.is_empty() && token.len() <= MAX_TOKEN).ok_or(Code::Unauthenticated)?;
    let token_hash = secret::hash(token);
    let session = web.app.care.session(&token_hash).await?;
    if session.as_ref().is_some_and(|session| session.revoked) {
        return Err(Code::Unauthenticated.into());
    }
    Ok(Who::Owner { token_hash, session })
}

/// As [`who`], of a request of tus.
async fn of_tus(web: &Web, method: &Method, headers: &HeaderMap) -> Result<Who, Problem> {
    let who = who(web, method, headers).await?;
    if headers.get(RESUMABLE) == Some(&VERSION) { Ok(who) } else { Err(Code::TusVersion.into()) }
}

/// The answer with what every answer of tus has.
fn answer(made: Result<Response, Problem>) -> Response {
    let mut response = made.unwrap_or_else(IntoResponse::into_response);
    let headers = response.headers_mut();
    headers.insert(RESUMABLE, VERSION);
    if headers.get(header::CACHE_CONTROL).is_none() {
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if response.status() == StatusCode::PRECONDITION_FAILED {
        response.headers_mut().insert("tus-version", VERSION);
    }
    response
}

/// `OPTIONS /api/v1/uploads`.
pub async fn options(State(web): State<Web>) -> Response {
    let mut response = StatusCode::NO_CONTENT.into_response();
    let headers = response.headers_mut();
    headers.insert("tus-version", VERSION);
    headers.insert("tus-extension", HeaderValue::from_static("creation,creation-with-upload,termination"));
    headers.insert("tus-max-size", HeaderValue::from(web.app.uploads.most()));
    answer(Ok(response))
}

/// `POST /api/v1/uploads`.
pub async fn begin(State(web): State<Web>, caller: Caller, request: Request) -> Response {
    answer(begun(&web, caller, request).await)
}

async fn begun(web: &Web, caller: Caller, request: Request) -> Result<Response, Problem> {
    let (parts, body) = request.into_parts();
    let who = of_tus(web, &parts.method, &parts.headers).await?;
    let wanted = wanted(&parts.headers)?;
    let id = web.app.uploads.begin(&who, caller.address, wanted).await?;
    let offset = if brings_bytes(&parts.headers) { web.app.uploads.append(&who, id, 0, body.into_data_stream()).await? } else { 0 };
    let mut response = StatusCode::CREATED.into_response();
    let location = HeaderValue::from_str(&format!("/api/v1/uploads/{id}")).map_err(|_| Code::Internal)?;
    response.headers_mut().insert(header::LOCATION, location);
    response.headers_mut().insert(OFFSET, HeaderValue::from(offset));
    Ok(response)
}

/// `HEAD /api/v1/uploads/{id}`.
pub async fn offset(State(web): State<Web>, Id(id): Id, method: Method, headers: HeaderMap) -> Response {
    answer(
        async {
            let who = of_tus(&web, &method, &headers).await?;
            let (offset, length) = web.app.uploads.offset(&who, id).await?;
            let mut response = StatusCode::OK.into_response();
            response.headers_mut().insert(OFFSET, HeaderValue::from(offset));
            response.headers_mut().insert(LENGTH, HeaderValue::from(length));
            Ok(response)
        }
        .await,
    )
}

/// `PATCH /api/v1/uploads/{id}`.
pub async fn append(State(web): State<Web>, Id(id): Id, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    answer(
        async {
            let who = of_tus(&web, &parts.method, &parts.headers).await?;
            let offset = number(&parts.headers, &OFFSET)?;
            if !brings_bytes(&parts.headers) {
                return Err(Code::BadRequest.into());
            }
            let offset = web.app.uploads.append(&who, id, offset, body.into_data_stream()).await?;
            let mut response = StatusCode::NO_CONTENT.into_response();
            response.headers_mut().insert(OFFSET, HeaderValue::from(offset));
            Ok(response)
        }
        .await,
    )
}

/// `DELETE /api/v1/uploads/{id}`.
pub async fn remove(State(web): State<Web>, Id(id): Id, method: Method, headers: HeaderMap) -> Response {
    answer(
        async {
            let who = of_tus(&web, &method, &headers).await?;
            web.app.uploads.remove(&who, id).await?;
            Ok(StatusCode::NO_CONTENT.into_response())
        }
        .await,
    )
}

/// `GET /api/v1/uploads/{id}/about`.
pub async fn tell(State(web): State<Web>, Id(id): Id, method: Method, headers: HeaderMap) -> Result<Response, Problem> {
    let who = who(&web, &method, &headers).await?;
    Ok(json(&AttachmentBody::from(web.app.uploads.about(&who, id).await?)))
}

/// `GET /api/v1/uploads/{id}`.
pub async fn give(State(web): State<Web>, Id(id): Id, method: Method, headers: HeaderMap) -> Result<Response, Problem> {
    let who = who(&web, &method, &headers).await?;
    given(web.app.uploads.give(&who, id, false).await?, &headers).await
}

/// `GET /api/v1/uploads/{id}/thumbnail`.
pub async fn thumbnail(State(web): State<Web>, Id(id): Id, method: Method, headers: HeaderMap) -> Result<Response, Problem> {
    let who = who(&web, &method, &headers).await?;
    given(web.app.uploads.give(&who, id, true).await?, &headers).await
}

/// A file, or the part of it that is asked for.
pub(in crate::http) async fn given(given: Given, asked: &HeaderMap) -> Result<Response, Problem> {
    let Given { file, size, media_type, kind, name, hash } = given;
    let digits: String = hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{digits}\"");
    let known = asked.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let is_known = known.is_some_and(|known| known.split(',').any(|known| known.trim() == tag));
    let mut response = match range(asked, size) {
        _ if is_known => StatusCode::NOT_MODIFIED.into_response(),
        Part::Whole => part(file, 0, size).await?,
        Part::Of(from, to) => {
            let mut response = part(file, from, to - from + 1).await?;
            *response.status_mut() = StatusCode::PARTIAL_CONTENT;
            insert(&mut response, header::CONTENT_RANGE, &format!("bytes {from}-{to}/{size}"));
            response
        }
        Part::None => {
            let mut response = StatusCode::RANGE_NOT_SATISFIABLE.into_response();
            insert(&mut response, header::CONTENT_RANGE, &format!("bytes */{size}"));
            response
        }
    };
    let how = if kind == Kind::Document { "attachment" } else { "inline" };
    let plain: String = name.chars().map(|c| if c.is_ascii_alphanumeric() || "-._ ".contains(c) { c } else { '_' }).collect();
    let full = utf8_percent_encode(&name, NAME_CHARS);
    insert(&mut response, header::CONTENT_DISPOSITION, &format!("{how}; filename=\"{plain}\"; filename*=UTF-8''{full}"));
    insert(&mut response, header::ETAG, &tag);
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("private, no-store"));
    headers.insert(header::CONTENT_SECURITY_POLICY, POLICY);
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("same-origin"));
    Ok(response)
}

fn insert(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

/// So many bytes of a file from there, piece by piece.
async fn part(file: std::fs::File, from: u64, length: u64) -> Result<Response, Problem> {
    let failed = |error: io::Error| {
        tracing::error!(%error, "an upload's file cannot be read");
        Problem::from(Code::Internal)
    };
    let mut file = tokio::fs::File::from_std(file);
    file.seek(SeekFrom::Start(from)).await.map_err(failed)?;
    let pieces = stream::try_unfold((file, length), |(mut file, left)| async move {
        let piece = usize::try_from(left).unwrap_or(PIECE).min(PIECE);
        if piece == 0 {
            return Ok::<_, io::Error>(None);
        }
        let mut bytes = vec![0; piece];
        file.read_exact(&mut bytes).await?;
        Ok(Some((bytes, (file, left - piece as u64))))
    });
    let mut response = Body::from_stream(pieces).into_response();
    response.headers_mut().insert(header::CONTENT_LENGTH, HeaderValue::from(length));
    Ok(response)
}

/// What of a file is asked for.
#[derive(Debug, PartialEq, Eq)]
enum Part {
    Whole,
    /// From the one byte to the other.
    Of(u64, u64),
    /// It lies behind the end.
    None,
}

/// The one range that is asked for (RFC 9110 section 14). What cannot be read, and several at once, are no range.
fn range(asked: &HeaderMap, size: u64) -> Part {
    // With `If-Range` the client wants the whole unless it is the same; that costs bytes and is never wrong.
    let value = asked.get(header::RANGE).filter(|_| !asked.contains_key(header::IF_RANGE)).and_then(|value| value.to_str().ok());
    let Some((from, to)) = value.and_then(|value| value.strip_prefix("bytes=")?.split_once('-')) else { return Part::Whole };
    match (from.trim().parse::<u64>(), to.trim().parse::<u64>()) {
        (Ok(from), _) if from >= size => Part::None,
        (Ok(from), Ok(to)) if from <= to => Part::Of(from, to.min(size - 1)),
        (Ok(from), Err(_)) if to.trim().is_empty() => Part::Of(from, size - 1),
        (Err(_), Ok(0)) if from.trim().is_empty() => Part::None,
        (Err(_), Ok(last)) if from.trim().is_empty() => Part::Of(size.saturating_sub(last), size - 1),
        _ => Part::Whole,
    }
}

fn brings_bytes(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|value| value.as_bytes() == NEXT_BYTES)
}

fn number(headers: &HeaderMap, name: &HeaderName) -> Result<u64, Problem> {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    // Digits alone: no sign, no space.
    let digits = value.filter(|value| !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()));
    Ok(digits.and_then(|digits| digits.parse().ok()).ok_or(Code::BadRequest)?)
}

/// What `Upload-Length` and `Upload-Metadata` say.
fn wanted(headers: &HeaderMap) -> Result<Wanted, Problem> {
    let length = number(headers, &LENGTH)?;
    let metadata = headers.get(METADATA).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if metadata.len() > MAX_METADATA {
        return Err(Code::BadRequest.into());
    }
    let (mut name, mut declared, mut conversation) = (String::new(), String::new(), None);
    for pair in metadata.split(',').map(str::trim).filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once(' ').unwrap_or((pair, ""));
        let bytes = STANDARD.decode(value.trim()).map_err(|_| Code::BadRequest)?;
        let text = String::from_utf8(bytes).map_err(|_| Code::BadRequest)?;
        match key {
            "filename" => name = text,
            "filetype" => declared = text,
            "conversation" => conversation = Some(text.parse().map_err(|_| Code::BadRequest)?),
            _ => {}
        }
    }
    Ok(Wanted { name, declared, length, conversation })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_read_as_browsers_ask() {
        let asked = |value: &str| range(&HeaderMap::from_iter([(header::RANGE, HeaderValue::from_str(value).expect("a header"))]), 100);
        for (value, part) in [
            ("bytes=0-", Part::Of(0, 99)),
            ("bytes=10-19", Part::Of(10, 19)),
            ("bytes=90-200", Part::Of(90, 99)),
            ("bytes=-10", Part::Of(90, 99)),
            ("bytes=-200", Part::Of(0, 99)),
            ("bytes=100-", Part::None),
            ("bytes=-0", Part::None),
            ("bytes=5-2", Part::Whole),
            ("bytes=0-1,5-6", Part::Whole),
            ("lines=0-1", Part::Whole),
            ("bytes=a-b", Part::Whole),
        ] {
            assert_eq!(asked(value), part, "{value}");
        }
        assert_eq!(range(&HeaderMap::new(), 100), Part::Whole);
    }
}
