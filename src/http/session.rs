//! `/api/v1/session` and `/api/v1/ask`: log-in of staff, and a question to the matcher.

use crate::access::{Action, Principal, authorize, secret};
use crate::app::App;
use crate::error::{Code, Error};
use crate::http::{Web, address, error, pages};
use crate::language::Language;
use crate::limits::AddressKey;
use crate::socket::desk::user_json;
use crate::store::Login;
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use std::net::SocketAddr;

/// Longest text for `ask`, in characters.
const MAX_ASK_CHARS: usize = 4_000;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Credentials {
    email: String,
    password: String,
}

/// `POST /api/v1/session`.
pub async fn log_in(
    State(web): State<Web>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    uri: Uri,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let language = pages::language_of(&uri, &headers);
    match try_log_in(&web, peer, &headers, body).await {
        Ok(response) => response,
        Err(refused) => error::response(&web.app, &refused, language),
    }
}

async fn try_log_in(web: &Web, peer: SocketAddr, headers: &HeaderMap, body: Body) -> Result<Response, Error> {
    own_origin_if_any(web, headers)?;
    let address = client_key(&web.app, peer, headers);
    let credentials: Credentials = read(headers, body).await?;
    let email = credentials.email.trim().to_lowercase();
    web.app.rates.login(address, secret::hash(&email))?;
    let user = web.app.store.user_by_email(&email).await?.filter(|user| !user.disabled);
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let right = web.passwords.verify(credentials.password, hash).await?;
    let Some(user) = user.filter(|_| right) else {
        tracing::info!("log-in refused");
        return Err(Error { message: Some("login-failed"), ..Error::new(Code::Unauthenticated) });
    };
    let token = secret::token(web.app.clock.secret());
    let csrf = secret::token(web.app.clock.secret());
    web.app.store.add_login(user.id, &secret::hash(&token), csrf.clone()).await?;
    tracing::info!(user = %user.id, "logged in");
    let mut response = json_response(&json!({ "csrf": csrf, "user": user_json(&user) }));
    set_cookie(web, &mut response, &token, None);
    Ok(response)
}

/// `GET /api/v1/session`.
pub async fn who(State(web): State<Web>, uri: Uri, headers: HeaderMap) -> Response {
    let language = pages::language_of(&uri, &headers);
    let known = login(&web, &headers).await;
    match known {
        Ok((login, _)) => json_response(&json!({ "csrf": login.csrf, "user": user_json(&login.user) })),
        Err(refused) => error::response(&web.app, &refused, language),
    }
}

/// `DELETE /api/v1/session`.
pub async fn log_out(State(web): State<Web>, uri: Uri, headers: HeaderMap) -> Response {
    let language = pages::language_of(&uri, &headers);
    let ended = async {
        let (login, hash) = acting(&web, &headers, Action::OwnLogin).await?;
        web.app.store.end_login(&hash).await?;
        web.app.revoke_staff(login.user.id);
        let mut response = StatusCode::NO_CONTENT.into_response();
        set_cookie(&web, &mut response, "", Some(0));
        Ok::<_, Error>(response)
    };
    ended.await.unwrap_or_else(|refused| error::response(&web.app, &refused, language))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Ask {
    text: String,
    language: Option<Language>,
}

/// `POST /api/v1/ask`: the decision on a text, without a conversation.
pub async fn ask(State(web): State<Web>, uri: Uri, headers: HeaderMap, body: Body) -> Response {
    let language = pages::language_of(&uri, &headers);
    let answered = async {
        acting(&web, &headers, Action::Ask).await?;
        let ask: Ask = read(&headers, body).await?;
        let text = crate::limits::text_within(&ask.text, MAX_ASK_CHARS)?;
        let faq = web.app.live_faq.current();
        let asked = tokio::task::spawn_blocking(move || faq.ask_json(&text, ask.language, language));
        let decision = asked.await.map_err(|_| Code::Busy)?;
        Ok::<_, Error>(json_response(&decision))
    };
    answered.await.unwrap_or_else(|refused| error::response(&web.app, &refused, language))
}

/// The log-in behind the cookie.
async fn login(web: &Web, headers: &HeaderMap) -> Result<(Login, [u8; 32]), Error> {
    let hash = cookie_hash(web, headers).ok_or(Code::Unauthenticated)?;
    let login = web.app.store.login(&hash).await?.ok_or(Code::Unauthenticated)?;
    Ok((login, hash))
}

/// The log-in of a request that changes something: cookie, CSRF header and own origin, then the right itself.
async fn acting(web: &Web, headers: &HeaderMap, action: Action) -> Result<(Login, [u8; 32]), Error> {
    let (login, hash) = login(web, headers).await?;
    own_origin_if_any(web, headers)?;
    let csrf = headers.get("x-csrf-token").map(HeaderValue::as_bytes).unwrap_or_default();
    if !secret::is_same(csrf, &login.csrf) {
        return Err(Code::Csrf.into());
    }
    authorize(Principal::Staff(&login.user), action, None)?;
    Ok((login, hash))
}

/// Hash of the token in our cookie, when there is one.
pub fn cookie_hash(web: &Web, headers: &HeaderMap) -> Option<[u8; 32]> {
    let name = web.origins.cookie();
    let values = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = values.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, value)| *key == name && !value.is_empty()).map(|(_, value)| secret::hash(value))
}

/// The key under which the client's address is limited.
pub fn client_key(app: &App, peer: SocketAddr, headers: &HeaderMap) -> AddressKey {
    AddressKey::from(address::client(peer.ip(), headers, &app.trusted_proxies))
}

fn own_origin_if_any(web: &Web, headers: &HeaderMap) -> Result<(), Error> {
    match headers.get(header::ORIGIN) {
        Some(origin) if !origin.to_str().is_ok_and(|origin| web.origins.is_own(origin)) => Err(Code::Forbidden.into()),
        _ => Ok(()),
    }
}

async fn read<T: DeserializeOwned>(headers: &HeaderMap, body: Body) -> Result<T, Error> {
    let is_json = headers.get(header::CONTENT_TYPE).is_none_or(|value| value.as_bytes().starts_with(b"application/json"));
    if !is_json {
        return Err(Code::BadRequest.into());
    }
    let bytes: Bytes = to_bytes(body, super::MAX_BODY).await.map_err(|_| Code::TooLarge)?;
    serde_json::from_slice(&bytes).map_err(|_| Code::BadRequest.into())
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

fn json_response(value: &serde_json::Value) -> Response {
    let mut response = value.to_string().into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
