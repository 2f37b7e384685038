//! `/api/v1`: a file a resource. A handler reads with [`crate::http::extract`], asks a use case, and answers with [`json`]; its
//! [`crate::http::openapi::Operation`] stands beside it.

pub mod ask;
pub mod audit;
pub mod chat;
pub mod content;
pub mod desk;
pub mod faq;
pub mod gaps;
pub mod password;
pub mod records;
pub mod requests;
pub mod session;
pub mod settings;
pub mod staff;
pub mod uploads;

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use sha2::{Digest, Sha256};

/// A JSON body that nobody keeps: what one user may see is not for the next.
pub fn json(value: &impl Serialize) -> Response {
    let body = serde_json::to_string(value).expect("our own types have texts for keys, and their serializers don't fail");
    let mut response = body.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// The same with a tag of what it says; 304 and no body when it is among the `known` tags of the client.
pub fn json_unless_known(value: &impl Serialize, known: Option<&str>) -> Response {
    let body = serde_json::to_string(value).expect("our own types have texts for keys, and their serializers don't fail");
    let tag: String = Sha256::digest(&body).iter().take(16).map(|byte| format!("{byte:02x}")).collect();
    let tag = format!("\"{tag}\"");
    let is_known = known.is_some_and(|known| known.split(',').any(|one| one.trim().trim_start_matches("W/") == tag));
    let mut response = if is_known { StatusCode::NOT_MODIFIED.into_response() } else { body.into_response() };
    let headers = response.headers_mut();
    if !is_known {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::ETAG, HeaderValue::from_str(&tag).expect("hex digits between quotes"));
    response
}
