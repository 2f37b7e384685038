//! How a refusal looks over HTTP: problem+json (RFC 9457) with our `code` and a `request_id`.
//!
//! A handler or an extractor refuses with a [`Problem`] and knows neither the reader's language nor the request's id: the
//! envelope around all routes ([`crate::http`]) writes the body.

use crate::app::App;
use crate::error::{Code, Error};
use crate::language::Language;
use crate::store;
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::json;
use uuid::Uuid;

/// A refusal on its way to the envelope. As a response it has its status and no body yet.
#[derive(Debug, Clone)]
pub struct Problem {
    pub error: Error,
}

impl Problem {
    /// The status that it is answered with.
    pub fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Writes the body into the response that stands for this problem; what else it has (headers) stays.
    pub fn write(&self, response: &mut Response, app: &App, language: Language, request: Uuid) {
        let status = response.status();
        let body = json!({
            "type": "about:blank",
            "title": status.canonical_reason().unwrap_or("Error"),
            "status": status.as_u16(),
            "detail": app.catalog.refusal(language, &self.error),
            "code": self.error.code.as_str(),
            "request_id": request.to_string(),
        });
        *response.body_mut() = Body::from(body.to_string());
        let headers = response.headers_mut();
        headers.remove(header::CONTENT_LENGTH);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some(seconds) = self.error.after_ms.map(|ms| ms.div_ceil(1_000)) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        Problem { error }
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Problem {
        Error::new(code).into()
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Problem {
        Error::from(error).into()
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}
