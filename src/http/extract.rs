//! What handlers get of a request, as axum extractors. Each refuses with a [`Problem`].
//!
//! - [`Caller`]: the reader's language, and the address under which limits are counted
//! - [`Staff`]: the log-in that the route's row in [`crate::http::ROUTES`] demands, checked before the handler runs
//! - [`Id`], [`EntryName`], [`IfMatch`], [`MaybeMatch`], [`Read`]: the path, the revision, a JSON body. Pages of lists are [`crate::http::paging`]'s

use crate::access::{Action, Principal, authorize, secret};
use crate::aftersales::code::RequestCode;
use crate::app::App;
use crate::error::Code;
use crate::http::problem::Problem;
use crate::http::{MAX_BODY, Web, address, pages};
use crate::language::Language;
use crate::limits::AddressKey;
use crate::store::Login;
use axum::body::{Bytes, to_bytes};
use axum::extract::{ConnectInfo, FromRequest, FromRequestParts, Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, Method, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use serde::de::DeserializeOwned;
use std::net::SocketAddr;
use uuid::Uuid;

/// Who calls, as far as everybody can be known.
#[derive(Debug, Clone, Copy)]
pub struct Caller {
    /// The reader's language: `?language=`, else what the browser asks for.
    pub language: Language,
    /// The key under which the client's address is limited.
    pub address: AddressKey,
}

impl FromRequestParts<Web> for Caller {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Caller, Problem> {
        let ConnectInfo(peer) = ConnectInfo::<SocketAddr>::from_request_parts(parts, web).await.map_err(|_| Code::Internal)?;
        let address = client_key(&web.app, peer, &parts.headers);
        Ok(Caller { language: pages::language_of(web, &parts.uri, &parts.headers), address })
    }
}

/// The key under which a client's address is limited.
pub fn client_key(app: &App, peer: SocketAddr, headers: &HeaderMap) -> AddressKey {
    AddressKey::from(address::client(peer.ip(), headers, &app.trusted_proxies))
}

/// Somebody logged in who may call this route. Only [`guard`] makes it: a handler on a route that is open to everybody never
/// gets one.
#[derive(Debug, Clone)]
pub struct Staff {
    pub login: Login,
    /// What the log-in is stored under.
    pub token_hash: [u8; 32],
}

impl FromRequestParts<Web> for Staff {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Result<Staff, Problem> {
        parts.extensions.get::<Staff>().cloned().ok_or_else(|| Code::Unauthenticated.into())
    }
}

/// Lets only those through who may do `action`, in front of a route's handler.
pub async fn guard(State((web, action)): State<(Web, Action)>, mut request: Request, next: Next) -> Response {
    let staff = staff_of(&web, request.method(), request.headers()).await;
    let allowed = staff.and_then(|staff| match authorize(Principal::Staff(&staff.login.user), action) {
        Ok(_) => Ok(staff),
        Err(error) => Err(error.into()),
    });
    match allowed {
        Ok(staff) => {
            request.extensions_mut().insert(staff);
            next.run(request).await
        }
        Err(problem) => problem.into_response(),
    }
}

/// The log-in behind the cookie, for a request that changes something with the CSRF token and from our own origin. Its rights are another matter.
pub async fn staff_of(web: &Web, method: &Method, headers: &HeaderMap) -> Result<Staff, Problem> {
    let token_hash = cookie_hash(web, headers).ok_or(Code::Unauthenticated)?;
    let login = web.app.accounts.login(&token_hash).await?.ok_or(Code::Unauthenticated)?;
    if !method.is_safe() {
        own_origin_if_any(web, headers)?;
        let csrf = headers.get("x-csrf-token").map(HeaderValue::as_bytes).unwrap_or_default();
        if !secret::is_same(csrf, &login.csrf) {
            return Err(Code::Csrf.into());
        }
    }
    Ok(Staff { login, token_hash })
}

/// Hash of the token in our cookie, when there is one.
pub fn cookie_hash(web: &Web, headers: &HeaderMap) -> Option<[u8; 32]> {
    let name = web.origins.cookie();
    let values = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut pairs = values.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(key, value)| *key == name && !value.is_empty()).map(|(_, value)| secret::hash(value))
}

/// Lets through what our own pages send, and what no page does, in front of a handler that changes something for anybody.
pub async fn own_pages(State(web): State<Web>, request: Request, next: Next) -> Response {
    match own_origin_if_any(&web, request.headers()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

/// Refuses a request that a foreign page makes: browsers send `Origin` with all that change something.
fn own_origin_if_any(web: &Web, headers: &HeaderMap) -> Result<(), Problem> {
    match headers.get(header::ORIGIN) {
        Some(origin) if !origin.to_str().is_ok_and(|origin| web.origins.is_own(origin)) => Err(Code::Forbidden.into()),
        _ => Ok(()),
    }
}

/// Our own origin under the name that the caller's page has, for links in answers.
pub struct OwnOrigin(pub String);

impl FromRequestParts<Web> for OwnOrigin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<OwnOrigin, Problem> {
        let used = parts.headers.get(header::ORIGIN).and_then(|value| value.to_str().ok());
        Ok(OwnOrigin(web.origins.named(used).to_owned()))
    }
}

/// The `{id}` of the path. What is no id names nothing.
pub struct Id(pub Uuid);

impl FromRequestParts<Web> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<Id, Problem> {
        let Path(id) = Path::<Uuid>::from_request_parts(parts, web).await.map_err(|_| Code::NotFound)?;
        Ok(Id(id))
    }
}

/// The revision that a change was made on: `If-Match: "7"`. Without it nobody knows what would be overwritten.
pub struct IfMatch(pub u64);

impl FromRequestParts<Web> for IfMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Result<IfMatch, Problem> {
        let tag = parts.headers.get(header::IF_MATCH).ok_or(Code::PreconditionRequired)?;
        let revision = tag.to_str().ok().and_then(|tag| tag.trim().strip_prefix('"')?.strip_suffix('"')?.parse().ok());
        // A tag that we never gave is not the present one.
        Ok(IfMatch(revision.ok_or(Code::StaleRevision)?))
    }
}

/// The `{code}` of the path, as people type it. What is no code names nothing.
pub struct CodeOf(pub RequestCode);

impl FromRequestParts<Web> for CodeOf {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<CodeOf, Problem> {
        let Path(code) = Path::<String>::from_request_parts(parts, web).await.map_err(|_| Code::NotFound)?;
        Ok(CodeOf(code.parse().map_err(|_| Code::NotFound)?))
    }
}

/// The name of an entry in the path. What is none names nothing, unless somebody wants to make it.
pub struct EntryName(pub String);

impl FromRequestParts<Web> for EntryName {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<EntryName, Problem> {
        let Path(name) = Path::<String>::from_request_parts(parts, web).await.map_err(|_| Code::NotFound)?;
        Ok(EntryName(name))
    }
}

/// What a change was made on, where the client says so: `If-Match: "7"`, or `If-None-Match: *` or `If-Match: "0"` for something new.
pub struct MaybeMatch(pub Option<On>);

/// What a change was made on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum On {
    /// There must be nothing yet.
    Nothing,
    Revision(u32),
}

impl On {
    /// The revision; what must be new has none to go by.
    pub fn revision(self) -> Result<u32, Problem> {
        match self {
            On::Revision(revision) => Ok(revision),
            On::Nothing => Err(Code::StaleRevision.into()),
        }
    }
}

impl FromRequestParts<Web> for MaybeMatch {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, web: &Web) -> Result<MaybeMatch, Problem> {
        if parts.headers.get(header::IF_NONE_MATCH).is_some_and(|tag| tag.as_bytes().trim_ascii() == b"*") {
            return Ok(MaybeMatch(Some(On::Nothing)));
        }
        if !parts.headers.contains_key(header::IF_MATCH) {
            return Ok(MaybeMatch(None));
        }
        let IfMatch(revision) = IfMatch::from_request_parts(parts, web).await?;
        let on = match u32::try_from(revision) {
            Ok(0) => On::Nothing,
            Ok(revision) => On::Revision(revision),
            Err(_) => return Err(Code::StaleRevision.into()),
        };
        Ok(MaybeMatch(Some(on)))
    }
}

/// The tags of answers that the client has already: `If-None-Match`.
pub struct Known(pub Option<String>);

impl FromRequestParts<Web> for Known {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &Web) -> Result<Known, Problem> {
        Ok(Known(parts.headers.get(header::IF_NONE_MATCH).and_then(|tags| tags.to_str().ok()).map(str::to_owned)))
    }
}

/// A JSON body of at most [`MAX_BODY`] bytes. Without a `Content-Type` it counts as JSON.
pub struct Read<T>(pub T);

impl<T: DeserializeOwned> FromRequest<Web> for Read<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, web: &Web) -> Result<Read<T>, Problem> {
        let ReadAtMost(value) = ReadAtMost::<T, MAX_BODY>::from_request(request, web).await?;
        Ok(Read(value))
    }
}

/// The same of at most `MOST` bytes.
pub struct ReadAtMost<T, const MOST: usize>(pub T);

impl<T: DeserializeOwned, const MOST: usize> FromRequest<Web> for ReadAtMost<T, MOST> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &Web) -> Result<ReadAtMost<T, MOST>, Problem> {
        let bytes = json_bytes(request, MOST).await?;
        Ok(ReadAtMost(serde_json::from_slice(&bytes).map_err(|_| Code::BadRequest)?))
    }
}

/// The same, where there may be none.
pub struct ReadIfAny<T>(pub T);

impl<T: DeserializeOwned + Default> FromRequest<Web> for ReadIfAny<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &Web) -> Result<ReadIfAny<T>, Problem> {
        let bytes = json_bytes(request, MAX_BODY).await?;
        if bytes.is_empty() {
            return Ok(ReadIfAny(T::default()));
        }
        Ok(ReadIfAny(serde_json::from_slice(&bytes).map_err(|_| Code::BadRequest)?))
    }
}

/// A body of at most `MOST` bytes, whatever it says that it is.
pub struct File<const MOST: usize>(pub Bytes);

impl<const MOST: usize> FromRequest<Web> for File<MOST> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &Web) -> Result<File<MOST>, Problem> {
        Ok(File(to_bytes(request.into_body(), MOST).await.map_err(|_| Problem::too_large())?))
    }
}

/// The bytes of a body that does not say that it is something else than JSON.
async fn json_bytes(request: Request, most: usize) -> Result<Bytes, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE);
    if !kind.is_none_or(|value| value.as_bytes().starts_with(b"application/json")) {
        return Err(Code::BadRequest.into());
    }
    to_bytes(request.into_body(), most).await.map_err(|_| Problem::too_large())
}
