//! `/api/v1/session`: log-in and log-out of the staff.

use super::json;
use crate::http::Web;
use crate::http::extract::{Caller, Read, Staff};
use crate::http::problem::Problem;
use crate::socket::desk::user_json;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Credentials {
    email: String,
    password: String,
}

/// `POST /api/v1/session`.
pub async fn log_in(State(web): State<Web>, caller: Caller, Read(credentials): Read<Credentials>) -> Result<Response, Problem> {
    let begun = web.app.accounts.log_in(caller.address, &credentials.email, credentials.password).await?;
    let mut response = json(&serde_json::json!({ "csrf": begun.csrf, "user": user_json(&begun.user) }));
    set_cookie(&web, &mut response, &begun.token, None);
    Ok(response)
}

/// `GET /api/v1/session`.
pub async fn who(staff: Staff) -> Response {
    json(&serde_json::json!({ "csrf": staff.login.csrf, "user": user_json(&staff.login.user) }))
}

/// `DELETE /api/v1/session`.
pub async fn log_out(State(web): State<Web>, staff: Staff) -> Result<Response, Problem> {
    web.app.accounts.log_out(&staff.token_hash).await?;
    web.app.connections.revoke_login(staff.login.user.id, &staff.token_hash);
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
