//! `/api/v1/chat`: an owner's connection where a WebSocket is blocked (`docs/protocol.md` section 1).

use crate::access::secret;
use crate::error::Code;
use crate::http::Web;
use crate::http::extract;
use crate::http::openapi::{Answer, Operation, binary, shape};
use crate::http::pages;
use crate::http::problem::Problem;
use crate::http::sockets::{doorway, origin, owner_limits};
use crate::metrics;
use crate::socket::connection::STALL;
use crate::socket::protocol::Raw;
use crate::socket::stream;
use crate::socket::widget::Widget;
use axum::body::{Body, to_bytes};
use axum::extract::{ConnectInfo, Request, State};
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;
use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::Arc;
use tokio::time::timeout;
use utoipa::ToSchema;

pub const EVENTS: Operation = Operation {
    id: "chatEvents",
    summary: "Open a connection without a WebSocket: the body is `hello`, the answer goes on with server-sent events",
    parameters: &[],
    body: Some(shape::<ChatFrame>()),
    answer: Answer { status: 200, body: Some(binary("text/event-stream")), headers: &[] },
    refusals: &[Code::RateLimited],
};

pub const FRAMES: Operation = Operation {
    id: "chatFrame",
    summary: "Send a frame on a connection that was opened so: its key stands in `Authorization: Bearer`",
    parameters: &[],
    body: Some(shape::<ChatFrame>()),
    answer: Answer { status: 202, body: None, headers: &[] },
    refusals: &[],
};

/// A frame of an owner, as the contract of the socket has it.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what the connection reads")]
pub struct ChatFrame {
    r#type: String,
    #[schema(additional_properties)]
    #[serde(flatten)]
    fields: BTreeMap<String, Value>,
}

/// `POST /api/v1/chat/events`.
pub async fn events(State(web): State<Web>, ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request) -> Result<Response, Problem> {
    let language = pages::language_of(&web, request.uri(), request.headers());
    if !web.origins.widget(origin(request.headers())) {
        return Err(Code::Forbidden.into());
    }
    let doorway = doorway(&web, request.headers(), language);
    let address = extract::client_key(&web.app, peer, request.headers());
    let limits = owner_limits(&web.app.config.limits);
    let hello = frame(request, limits.frame_bytes).await?;
    if Raw::parse(&hello).is_none_or(|frame| frame.kind != "hello") {
        return Err(Code::BadRequest.into());
    }
    let Some(place) = web.app.connections.place().filter(|_| !*web.app.shutdown.borrow()) else {
        metrics::REFUSED.add("sockets");
        return Err(Code::Busy.into());
    };
    let guard = web.app.rates.socket(address).ok_or(Code::RateLimited)?;
    let key = secret::token(web.app.clock.secret());
    let inbox = web.app.connections.streams.open(secret::hash(&key));
    let widget = Widget::new(Arc::clone(&web.app), guard, address, doorway);
    let held = (place, metrics::WIDGET_SOCKETS.hold());
    let body = stream::begin(&web.app, inbox, &key, hello, limits, widget, held);
    Ok(streamed(body))
}

/// `POST /api/v1/chat/frames`.
pub async fn frames(State(web): State<Web>, request: Request) -> Result<StatusCode, Problem> {
    if !web.origins.widget(origin(request.headers())) {
        return Err(Code::Forbidden.into());
    }
    let key = bearer(request.headers()).ok_or(Code::Unauthenticated)?;
    let sender = web.app.connections.streams.sender(&secret::hash(key)).ok_or(Code::NotFound)?;
    let frame = frame(request, web.app.config.limits.owner_frame_bytes).await?;
    // Answers are pulled: while those before it are not taken, this one waits.
    match timeout(STALL, sender.send(frame)).await {
        Ok(Ok(())) => Ok(StatusCode::ACCEPTED),
        Ok(Err(_)) => Err(Code::NotFound.into()),
        Err(_) => Err(Code::Busy.into()),
    }
}

/// A frame is text of at most so many bytes. What it says is the connection's affair.
async fn frame(request: Request, most: usize) -> Result<String, Problem> {
    let kind = request.headers().get(header::CONTENT_TYPE);
    if !kind.is_none_or(|value| value.as_bytes().starts_with(b"application/json")) {
        return Err(Code::BadRequest.into());
    }
    let bytes = to_bytes(request.into_body(), most).await.map_err(|_| Problem::too_large())?;
    let text = String::from_utf8(bytes.into()).map_err(|_| Code::BadRequest)?;
    if text.is_empty() { Err(Code::BadRequest.into()) } else { Ok(text) }
}

fn bearer(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::AUTHORIZATION)?.to_str().ok()?.strip_prefix("Bearer ")
}

/// An answer that proxies pass on as it comes.
fn streamed(body: Body) -> Response {
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/event-stream")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (HeaderName::from_static("x-accel-buffering"), HeaderValue::from_static("no")),
    ];
    (headers, body).into_response()
}
