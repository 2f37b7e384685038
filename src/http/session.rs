//! `/api/v1/session` and `/api/v1/ask`: log-in of staff, and a question to the matcher.

use crate::access::{Action, Principal, authorize};
use crate::app::App;
use crate::error::{Code, Error};
use crate::http::{Web, address, error, pages};
use crate::language::Language;
use crate::limits::AddressKey;
use crate::socket::desk::user_json;
use crate::store::Login;
use argon2::password_hash::{PasswordHasher, PasswordVerifier, phc::PasswordHash};
use argon2::{Algorithm, Argon2, Params, Version};
use axum::body::{Body, Bytes, to_bytes};
use axum::extract::{ConnectInfo, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::json;
use sha2::{Digest, Sha256};
use std::net::SocketAddr;
use subtle::ConstantTimeEq;
use tokio::sync::Semaphore;

/// Passwords hashed at once: each takes 19 MiB and some tens of milliseconds.
const HASHES_AT_ONCE: usize = 2;
/// Shortest and longest password, in characters (`reliability.md` section 4, row 7).
pub const PASSWORD_CHARS: std::ops::RangeInclusive<usize> = 12..=128;
/// Longest text for `ask`, in characters.
const MAX_ASK_CHARS: usize = 4_000;

/// Argon2id with OWASP's parameters: 19 MiB, two passes, one lane.
fn argon2() -> Argon2<'static> {
    let params = Params::new(19 * 1024, 2, 1, None).unwrap_or_default();
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
}

/// The hash of a new password; refused when it is too short or too long.
pub fn hash_password(password: &str) -> anyhow::Result<String> {
    let length = password.chars().count();
    anyhow::ensure!(
        PASSWORD_CHARS.contains(&length),
        "a password has {} to {} characters; this one has {length}",
        PASSWORD_CHARS.start(),
        PASSWORD_CHARS.end()
    );
    let hash = argon2().hash_password(password.as_bytes()).map_err(|error| anyhow::anyhow!("hashing failed: {error}"))?;
    Ok(hash.to_string())
}

/// Checks passwords, a few at a time, and as long for an unknown account as for a known one.
pub struct Passwords {
    permits: Semaphore,
    /// What the password of an unknown account is checked against.
    nobody: String,
}

impl Passwords {
    /// `secret`: any random bytes. They stand for a hash, so that no time goes into hashing at start: no password has it.
    pub fn new(secret: [u8; 32]) -> anyhow::Result<Passwords> {
        let (salt, hash) = (STANDARD_NO_PAD.encode(&secret[..16]), STANDARD_NO_PAD.encode(secret));
        let argon2 = argon2();
        let params = argon2.params();
        let nobody = format!("$argon2id$v=19$m={},t={},p={}${salt}${hash}", params.m_cost(), params.t_cost(), params.p_cost());
        Ok(Passwords { permits: Semaphore::new(HASHES_AT_ONCE), nobody })
    }

    async fn verify(&self, password: String, hash: Option<String>) -> Result<bool, Error> {
        let _permit = self.permits.acquire().await.map_err(|_| Code::Busy)?;
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobody.clone());
        let checked = tokio::task::spawn_blocking(move || {
            PasswordHash::new(&hash).is_ok_and(|hash| argon2().verify_password(password.as_bytes(), &hash).is_ok())
        });
        Ok(checked.await.map_err(|_| Code::Busy)? && known)
    }
}

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
    web.app.rates.login(address, Sha256::digest(email.as_bytes()).into())?;
    let user = web.app.store.user_by_email(&email).await?.filter(|user| !user.disabled);
    let hash = user.as_ref().map(|user| user.password_hash.clone());
    let right = web.sessions.verify(credentials.password, hash).await?;
    let Some(user) = user.filter(|_| right) else {
        tracing::info!("log-in refused");
        return Err(Error { message: Some("login-failed"), ..Error::new(Code::Unauthenticated) });
    };
    let token = URL_SAFE_NO_PAD.encode(web.app.clock.secret());
    let csrf = URL_SAFE_NO_PAD.encode(web.app.clock.secret());
    web.app.store.add_login(user.id, &crate::care::token_hash(&token), csrf.clone()).await?;
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
    if !bool::from(csrf.ct_eq(login.csrf.as_bytes())) {
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
    pairs.find(|(key, value)| *key == name && !value.is_empty()).map(|(_, value)| crate::care::token_hash(value))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn an_unknown_account_costs_what_a_known_one_does() {
        let passwords = Passwords::new([7; 32]).expect("a hash that nobody has");
        let nobody = PasswordHash::new(&passwords.nobody).expect("a hash in the standard form");
        let known = hash_password("a long enough password").expect("a hash");
        let known = PasswordHash::new(&known).expect("a hash in the standard form");
        assert_eq!((nobody.algorithm, nobody.version, &nobody.params), (known.algorithm, known.version, &known.params));
        assert_eq!(nobody.hash.map(|hash| hash.len()), known.hash.map(|hash| hash.len()));
        assert!(!passwords.verify("a long enough password".into(), None).await.expect("checked"));
    }
}
