//! `/api/v1`: a file a resource. A handler reads with [`crate::http::extract`], asks a use case, and answers with [`json`]; its
//! [`crate::http::openapi::Operation`] stands beside it.

pub mod ask;
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

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// A JSON body that nobody keeps: what one user may see is not for the next.
pub fn json(value: &impl Serialize) -> Response {
    let body = serde_json::to_string(value).expect("our own types have texts for keys, and their serializers don't fail");
    let mut response = body.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
