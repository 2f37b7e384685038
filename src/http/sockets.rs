//! The upgrades: what is checked before a socket is one.

use crate::app::App;
use crate::config::Limits;
use crate::connections::close;
use crate::error::Code;
use crate::http::extract;
use crate::http::problem::Problem;
use crate::http::{Web, pages};
use crate::language::Language;
use crate::limits::{AddressKey, SocketGuard};
use crate::metrics::{self, Gauge};
use crate::socket::connection::{self, Peer, SocketLimits};
use crate::socket::desk::DeskSocket;
use crate::socket::protocol::SUBPROTOCOL;
use crate::socket::widget::{Doorway, Widget};
use axum::extract::ws::rejection::WebSocketUpgradeRejection;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{ConnectInfo, FromRequestParts, Request, State};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

/// Read buffer of a socket, held as long as it is open. axum's default of 128 KiB would cost 134 KiB a socket (`docs/reliability.md`
/// section 2); most frames of clients fit into this, and for a larger one it grows.
const READ_BUFFER: usize = 512;
/// A frame up to this multiple of the limit is read to its end and refused politely; a larger one is cut off.
const POLITE_OVERSIZE: usize = 8;

/// `GET /ws/v1/widget`.
pub async fn widget(State(web): State<Web>, ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request) -> Response {
    let language = pages::language_of(&web, request.uri(), request.headers());
    let doorway = doorway(&web, request.headers(), language);
    let allowed = web.origins.widget(origin(request.headers()));
    let limits = owner_limits(&web.app.config.limits);
    let app = Arc::clone(&web.app);
    upgrade(web, peer, request, allowed, limits, &metrics::WIDGET_SOCKETS, move |guard, address| Widget::new(app, guard, address, doorway))
        .await
}

/// The limits of an owner's connection.
pub fn owner_limits(limits: &Limits) -> SocketLimits {
    SocketLimits { frame_bytes: limits.owner_frame_bytes, queue_frames: limits.outgoing_frames, queue_bytes: limits.outgoing_bytes }
}

/// Where an owner's connection comes in.
pub fn doorway(web: &Web, headers: &HeaderMap, language: Language) -> Doorway {
    let site = origin(headers).unwrap_or_default().to_owned();
    Doorway { site, own: web.origins.own(), language }
}

/// `GET /ws/v1/desk`.
pub async fn desk(State(web): State<Web>, ConnectInfo(peer): ConnectInfo<SocketAddr>, request: Request) -> Response {
    let language = pages::language_of(&web, request.uri(), request.headers());
    let cookie = extract::cookie_hash(&web, request.headers());
    let allowed = web.origins.desk(origin(request.headers()));
    let limits = &web.app.config.limits;
    let limits =
        SocketLimits { frame_bytes: limits.staff_frame_bytes, queue_frames: limits.outgoing_frames, queue_bytes: limits.outgoing_bytes };
    let app = Arc::clone(&web.app);
    upgrade(web, peer, request, allowed, limits, &metrics::DESK_SOCKETS, move |guard, _| DeskSocket::new(app, guard, cookie, language))
        .await
}

async fn upgrade<P: Peer + 'static>(
    web: Web,
    peer: SocketAddr,
    request: Request,
    allowed: bool,
    limits: SocketLimits,
    open: &'static Gauge,
    make: impl FnOnce(SocketGuard, AddressKey) -> P + Send + 'static,
) -> Response {
    let refuse = |code: Code| Problem::from(code).into_response();
    if !allowed {
        return refuse(Code::Forbidden);
    }
    if !asks_for_subprotocol(request.headers()) {
        return refuse(Code::BadRequest);
    }
    let Some(place) = web.app.connections.place().filter(|_| !*web.app.shutdown.borrow()) else {
        metrics::REFUSED.add("sockets");
        return refuse(Code::Busy);
    };
    let address = extract::client_key(&web.app, peer, request.headers());
    let (mut parts, _) = request.into_parts();
    let upgrade: Result<WebSocketUpgrade, WebSocketUpgradeRejection> = WebSocketUpgrade::from_request_parts(&mut parts, &web).await;
    let upgrade = match upgrade {
        Ok(upgrade) => upgrade,
        Err(rejection) => return rejection.into_response(),
    };
    let largest = limits.frame_bytes.saturating_mul(POLITE_OVERSIZE);
    let app = Arc::clone(&web.app);
    upgrade
        .protocols([SUBPROTOCOL])
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(connection::TOGETHER)
        .max_write_buffer_size(connection::WRITE_BUFFER)
        .max_message_size(largest)
        .max_frame_size(largest)
        .on_upgrade(move |socket| {
            serve(&app, socket, limits, (open.hold(), place), address, make);
            std::future::ready(())
        })
}

/// Runs a socket on a task of its own: what its upgrade needed is not held as long as it is open.
fn serve<P: Peer + 'static>(
    app: &App,
    socket: WebSocket,
    limits: SocketLimits,
    held: impl Send + 'static,
    address: AddressKey,
    make: impl FnOnce(SocketGuard, AddressKey) -> P,
) {
    match app.rates.socket(address) {
        Some(guard) => drop(tokio::spawn(connection::run(app, socket, limits, make(guard, address), held))),
        None => drop(tokio::spawn(refuse(socket, held))),
    }
}

/// Tells a peer that there is no place for it.
async fn refuse(mut socket: WebSocket, _held: impl Send) {
    let frame = Message::Close(Some(CloseFrame { code: close::OVERLOADED, reason: "".into() }));
    let _ = tokio::time::timeout(Duration::from_secs(1), socket.send(frame)).await;
}

pub fn origin(headers: &HeaderMap) -> Option<&str> {
    headers.get(header::ORIGIN).map(|value| value.to_str().unwrap_or("null"))
}

fn asks_for_subprotocol(headers: &HeaderMap) -> bool {
    let values = headers.get_all(header::SEC_WEBSOCKET_PROTOCOL).iter().filter_map(|value| value.to_str().ok());
    values.flat_map(|value| value.split(',')).any(|name| name.trim() == SUBPROTOCOL)
}
