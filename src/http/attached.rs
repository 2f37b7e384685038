//! `/files/{name}`: a manual or a picture of an answer. Somebody else has made it, so a browser gets it with nothing that it could run.

use crate::error::Code;
use crate::faq::attached::is_name;
use crate::http::Web;
use crate::http::extract::cookie_hash;
use crate::http::openapi::{Answer, Operation, Parameter, binary};
use crate::http::problem::Problem;
use crate::store::Attached;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};

/// What was published is kept and asked about again, by its tag: an editor may have replaced it.
const KEPT: &str = "public, no-cache";
/// What is only being written is for nobody to keep.
const NOT_KEPT: &str = "private, no-store";
/// Nothing in it runs, loads or frames, were it a page after all.
const POLICY: &str = "default-src 'none'; sandbox; frame-ancestors 'none'";

pub const SERVE: Operation = Operation {
    id: "file",
    summary: "A manual or a picture of an answer; what is in no published answer is there for editors alone",
    parameters: &[Parameter::Known],
    body: None,
    // Of whatever type the file is.
    answer: Answer { status: 200, body: Some(binary("*/*")), headers: &["ETag", "Cache-Control", "Content-Disposition"] },
    refusals: &[],
};

/// `GET /files/{name}`. What is in no published answer is there for editors alone.
pub async fn serve(State(web): State<Web>, path: Result<Path<String>, PathRejection>, headers: HeaderMap) -> Result<Response, Problem> {
    let name = path.ok().map(|Path(name)| name).filter(|name| is_name(name)).ok_or(Code::NotFound)?;
    let login = match cookie_hash(&web, &headers) {
        Some(hash) => web.app.accounts.login(&hash).await?,
        None => None,
    };
    let file = web.app.studio.attached(&name, login.as_ref().map(|login| &login.user)).await?;
    let tag = format!("\"{}\"", tag(&file));
    let known = headers.get(header::IF_NONE_MATCH).and_then(|value| value.to_str().ok());
    let mut response = if known.is_some_and(|known| known.split(',').any(|known| known.trim() == tag)) {
        StatusCode::NOT_MODIFIED.into_response()
    } else {
        let kind = [(header::CONTENT_TYPE, file.media.media_type())];
        (kind, web.app.studio.attached_body(&file).await?).into_response()
    };
    let own = response.headers_mut();
    own.insert(header::CACHE_CONTROL, HeaderValue::from_static(if file.public { KEPT } else { NOT_KEPT }));
    own.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    own.insert(HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin"));
    // A picture is shown where it stands; a manual, which may hold scripts, is opened by what the owner opens such files with.
    let how = if file.media.is_picture() { "inline" } else { "attachment" };
    for (key, value) in [(header::ETAG, tag), (header::CONTENT_DISPOSITION, format!("{how}; filename=\"{}\"", file.name))] {
        if let Ok(value) = HeaderValue::from_str(&value) {
            own.insert(key, value);
        }
    }
    Ok(response)
}

/// What tells a file's bytes from others under the same name.
pub fn tag(file: &Attached) -> String {
    file.hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
}
