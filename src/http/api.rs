//! `/api/v1`: a file a resource. A handler reads with [`crate::http::extract`], asks a use case, and answers with [`json`].

pub mod ask;
pub mod session;

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

/// A JSON body that nobody keeps: what one user may see is not for the next.
pub fn json(value: &serde_json::Value) -> Response {
    let mut response = value.to_string().into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
