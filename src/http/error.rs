//! How a refusal looks over HTTP.

use crate::app::App;
use crate::error::Error;
use crate::language::Language;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;

/// problem+json (RFC 9457) with our `code` and a `request_id`.
pub fn response(app: &App, error: &Error, language: Language) -> Response {
    let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = json!({
        "type": "about:blank",
        "title": status.canonical_reason().unwrap_or("Error"),
        "status": status.as_u16(),
        "detail": app.catalog.refusal(language, error),
        "code": error.code.as_str(),
        "request_id": app.clock.id().to_string(),
    });
    let mut response = (status, body.to_string()).into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
    if let Some(seconds) = error.after_ms.map(|ms| ms.div_ceil(1_000)) {
        headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
    }
    response
}
