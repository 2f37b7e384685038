//! `/api/v1/session`: log-in and log-out of the staff.

use super::json;
use crate::access::User;
use crate::error::Code;
use crate::http::Web;
use crate::http::extract::{Caller, Read, Staff};
use crate::http::openapi::{self, Answer, Operation, shape};
use crate::http::problem::Problem;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

pub const LOG_IN: Operation = Operation {
    id: "logIn",
    summary: "Begin a log-in: sets the cookie, and gives the CSRF token",
    parameters: &[],
    body: Some(shape::<Credentials>()),
    answer: Answer { status: 200, body: Some(shape::<Session>()), headers: &["Set-Cookie"] },
    refusals: &[Code::Unauthenticated, Code::RateLimited],
};
pub const WHO: Operation = Operation {
    id: "session",
    summary: "One's own log-in",
    parameters: &[],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<Session>()), headers: &[] },
    refusals: &[],
};
pub const LOG_OUT: Operation = Operation {
    id: "logOut",
    summary: "End one's own log-in, and its sockets",
    parameters: &[],
    body: None,
    answer: Answer { status: 204, body: None, headers: &["Set-Cookie"] },
    refusals: &[],
};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    email: String,
    password: String,
}

/// A log-in as its owner sees it.
#[derive(Serialize, ToSchema)]
pub struct Session {
    /// For the header `X-CSRF-Token`.
    csrf: String,
    user: SessionUser,
}

/// Who is logged in.
#[derive(Serialize, ToSchema)]
struct SessionUser {
    email: String,
    id: Uuid,
    #[schema(schema_with = openapi::languages)]
    languages: Vec<&'static str>,
    name: String,
    #[schema(schema_with = openapi::role)]
    role: &'static str,
}

impl Session {
    fn new(csrf: String, user: User) -> Session {
        let languages = user.languages.iter().map(|language| language.code()).collect();
        let user = SessionUser { email: user.email, id: user.id, languages, name: user.name, role: user.role.as_str() };
        Session { csrf, user }
    }
}

/// `POST /api/v1/session`.
pub async fn log_in(State(web): State<Web>, caller: Caller, Read(credentials): Read<Credentials>) -> Result<Response, Problem> {
    let begun = web.app.accounts.log_in(caller.address, &credentials.email, credentials.password).await?;
    let mut response = json(&Session::new(begun.csrf, begun.user));
    set_cookie(&web, &mut response, &begun.token, None);
    Ok(response)
}

/// `GET /api/v1/session`.
pub async fn who(staff: Staff) -> Response {
    json(&Session::new(staff.login.csrf, staff.login.user))
}

/// `DELETE /api/v1/session`.
pub async fn log_out(State(web): State<Web>, staff: Staff) -> Result<Response, Problem> {
    web.app.accounts.log_out(staff.login.user.id, &staff.token_hash).await?;
    let mut response = StatusCode::NO_CONTENT.into_response();
    set_cookie(&web, &mut response, "", Some(0));
    Ok(response)
}

fn set_cookie(web: &Web, response: &mut Response, token: &str, max_age: Option<u32>) {
    let name = web.origins.cookie();
    let secure = if name.starts_with("__Host-") { "; Secure" } else { "" };
    let age = max_age.map_or_else(String::new, |seconds| format!("; Max-Age={seconds}"));
    if let Ok(cookie) = HeaderValue::from_str(&format!("{name}={token}; Path=/; HttpOnly; SameSite=Strict{secure}{age}")) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
}
