//! Connections before HTTP: accepting, counting, time limits, and the end.
//!
//! HTTP/1.1 alone, with upgrades for the sockets. A connection is in one of five states, each with an end of its own:
//!
//! ```text
//! silent or half head ──header_timeout_s──▶ closed      request in work ──exchange_timeout_s──▶ closed
//! kept alive, idle ─────idle_timeout_s────▶ closed      upgraded, or a stream of events: its own limits (`socket::connection`)
//! ```
//!
//! [`gate`] holds the limits of connections; `limits.sockets_per_address` is the sockets' own, which closes with 4006. A peer
//! that finds no place, because all others are at work, gets a short 503 with `Retry-After` and is closed at once: a load
//! balancer or a browser then knows what to do, and it costs one write and no wait. TLS and HTTP/2 are a proxy's.

pub mod gate;

use crate::limits::AddressKey;
use crate::metrics;
use axum::Router;
use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{HeaderMap, Request, Response, StatusCode, header};
use gate::{Answer, Gate, Place, Places};
use hyper::body::{Frame, Incoming, SizeHint};
use hyper::server::conn::http1;
use hyper::service::Service;
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use ipnet::IpNet;
use std::convert::Infallible;
use std::io::{self, Read, Write};
use std::net::SocketAddr;
use std::pin::{Pin, pin};
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Notify, watch};
use tokio::time::{Instant, sleep, sleep_until, timeout};

/// Largest head of a request, in bytes (`docs/reliability.md` section 2); a larger one gets 431.
pub const MAX_HEAD: usize = 16 * 1024;
/// Pause after a failed accept: the reason, mostly no descriptor left, does not pass sooner.
const ACCEPT_PAUSE: Duration = Duration::from_millis(100);
/// Between two lines of the log about failed accepts.
const COMPLAIN_EVERY: Duration = Duration::from_secs(60);
/// Longest wait for a connection that was told to make room. It only has to wake up.
const LEAVE_WITHIN: Duration = Duration::from_secs(1);
/// What a peer without a place reads.
const NO_PLACE: &[u8] = b"HTTP/1.1 503 Service Unavailable\r\nRetry-After: 5\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";

/// Time limits of connections; all are keys of `[server]`.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// For a whole head, from the connection's beginning or from its first byte.
    pub header: Duration,
    /// Between two requests.
    pub idle: Duration,
    /// From the head to the last byte of the answer.
    pub exchange: Duration,
}

/// How connections are taken.
#[derive(Debug, Clone)]
pub struct Settings {
    pub times: Times,
    pub places: Places,
    /// Networks whose proxies carry the connections of many.
    pub proxies: Vec<IpNet>,
}

/// The process's limit of open files, where the system tells it.
pub fn max_descriptors() -> Option<usize> {
    let limits = std::fs::read_to_string("/proc/self/limits").ok()?;
    let line = limits.lines().find_map(|line| line.strip_prefix("Max open files"))?;
    line.split_whitespace().next()?.parse().ok()
}

/// Takes connections until `stop` says true, then lets those that are open finish their requests.
pub async fn serve(listener: TcpListener, router: Router, settings: Settings, mut stop: watch::Receiver<bool>) {
    let gate = Arc::new(Gate::default());
    let service = TowerToHyperService::new(router);
    // Every connection holds a receiver; the last one gone ends the wait below.
    let (open, receiver) = watch::channel(());
    let mut complained: Option<Instant> = None;
    let stopping = stop.clone();
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        match accepted {
            Ok((stream, peer)) => {
                let Some(place) = enter(&gate, peer, &settings).await else {
                    metrics::REFUSED.add("connections");
                    refuse(stream);
                    continue;
                };
                // Without this, small frames wait for the peer's acknowledgement.
                let _ = stream.set_nodelay(true);
                let life = Arc::new(Life::new(place, settings.times));
                let (service, receiver) = (service.clone(), receiver.clone());
                tokio::spawn(connection(stream, peer, service, life, stopping.clone(), receiver));
            }
            // The peer has gone again.
            Err(error) if is_peers(&error) => {}
            Err(error) => {
                metrics::ACCEPT_ERRORS.add(1);
                if complained.is_none_or(|at| at.elapsed() > COMPLAIN_EVERY) {
                    complained = Some(Instant::now());
                    tracing::error!(%error, open = gate.open(), "connections cannot be accepted");
                }
                gate.make_room();
                sleep(ACCEPT_PAUSE).await;
            }
        }
    }
    drop((listener, receiver));
    open.closed().await;
}

/// A place for a peer; when the house is full, in place of somebody who waits.
async fn enter(gate: &Arc<Gate>, peer: SocketAddr, settings: &Settings) -> Option<Place> {
    let address = peer.ip().to_canonical();
    let places = settings.places;
    let is_proxy = settings.proxies.iter().any(|network| network.contains(&address));
    let of_key = if is_proxy { places.proxy } else { places.address };
    loop {
        match gate.enter(AddressKey::from(address), of_key, places.total) {
            Answer::Open(place) => return Some(place),
            Answer::Wait(leaving) => timeout(LEAVE_WITHIN, leaving.gone()).await.ok()?,
            Answer::Full => return None,
        }
    }
}

/// Says that there is no place, as far as that goes without waiting.
fn refuse(stream: TcpStream) {
    let Ok(mut stream) = stream.into_std() else { return };
    // A request that is left unread would turn the answer into a reset.
    let _ = stream.read(&mut [0; 4_096]);
    let _ = stream.write(NO_PLACE);
    let _ = stream.shutdown(std::net::Shutdown::Write);
}

fn is_peers(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::ConnectionAborted | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionRefused)
}

/// One connection, to its end or its upgrade.
async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    inner: TowerToHyperService<Router>,
    life: Arc<Life>,
    mut stop: watch::Receiver<bool>,
    _open: watch::Receiver<()>,
) {
    let io = TokioIo::new(Stream { stream, life: Arc::clone(&life) });
    let service = Exchange { inner, peer, life: Arc::clone(&life) };
    let mut builder = http1::Builder::new();
    // Time limits are ours: hyper has one for heads and idleness together.
    builder.header_read_timeout(None).max_header_size(MAX_HEAD).max_buf_size(MAX_HEAD);
    let mut connection = pin!(builder.serve_connection(io, service).with_upgrades());
    let mut draining = false;
    loop {
        let deadline = life.deadline();
        tokio::select! {
            ended = connection.as_mut() => {
                if let Err(error) = ended {
                    tracing::debug!(%error, "a connection failed");
                }
                return;
            }
            () = life.place.leave() => {
                metrics::CONNECTIONS_CLOSED.add("room");
                return;
            }
            () = life.changed.notified() => {}
            () = sleep_until(deadline.unwrap_or_else(Instant::now)), if deadline.is_some() => {
                // It may have moved on while the timer ran.
                if let Some(reason) = life.overdue() {
                    metrics::CONNECTIONS_CLOSED.add(reason);
                    return;
                }
            }
            _ = stop.wait_for(|stop| *stop), if !draining => {
                // Who has not asked yet gets no answer; who has gets it to its last byte.
                if matches!(*life.phase(), Phase::Head(_)) {
                    return;
                }
                draining = true;
                connection.as_mut().graceful_shutdown();
            }
        }
    }
}

/// What a connection is about, and since when.
#[derive(Debug, Clone, Copy)]
enum Phase {
    /// Waits for a whole head.
    Head(Instant),
    /// Waits for the next request's first byte.
    Idle(Instant),
    /// A request is in work.
    Exchange(Instant),
    /// An answer without an end ([`crate::socket::stream`]), whose own limits hold.
    Streaming,
    /// Not HTTP any more.
    Upgraded,
}

/// One connection's state, shared by its stream, its service and its task.
struct Life {
    place: Place,
    times: Times,
    phase: Mutex<Phase>,
    /// The deadline may have moved.
    changed: Notify,
}

impl Life {
    fn new(place: Place, times: Times) -> Life {
        Life { place, times, phase: Mutex::new(Phase::Head(Instant::now())), changed: Notify::new() }
    }

    fn deadline(&self) -> Option<Instant> {
        match *self.phase() {
            Phase::Head(since) => Some(since + self.times.header),
            Phase::Idle(since) => Some(since + self.times.idle),
            Phase::Exchange(since) => Some(since + self.times.exchange),
            Phase::Streaming | Phase::Upgraded => None,
        }
    }

    /// Which limit has passed, if one has.
    fn overdue(&self) -> Option<&'static str> {
        if self.deadline().is_none_or(|deadline| deadline > Instant::now()) {
            return None;
        }
        match *self.phase() {
            Phase::Head(_) => Some("header"),
            Phase::Idle(_) => Some("idle"),
            Phase::Exchange(_) => Some("exchange"),
            Phase::Streaming | Phase::Upgraded => None,
        }
    }

    /// Bytes have come.
    fn heard(&self) {
        let mut phase = self.phase();
        if matches!(*phase, Phase::Idle(_)) {
            *phase = Phase::Head(Instant::now());
            self.changed.notify_one();
        }
    }

    fn enter(&self, next: Phase) {
        *self.phase() = next;
        match next {
            Phase::Head(_) | Phase::Idle(_) => self.place.rest(),
            Phase::Exchange(_) | Phase::Streaming | Phase::Upgraded => self.place.work(),
        }
        self.changed.notify_one();
    }

    fn phase(&self) -> std::sync::MutexGuard<'_, Phase> {
        self.phase.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A request in work; ends when its answer was written or given up.
struct Working(Arc<Life>);

impl Drop for Working {
    fn drop(&mut self) {
        if matches!(*self.0.phase(), Phase::Exchange(_) | Phase::Streaming) {
            self.0.enter(Phase::Idle(Instant::now()));
        }
    }
}

/// The service of one connection: the router, told who asks, with the exchange's limits around it.
struct Exchange {
    inner: TowerToHyperService<Router>,
    peer: SocketAddr,
    life: Arc<Life>,
}

impl Service<Request<Incoming>> for Exchange {
    type Response = Response<Answered>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Answered>, Infallible>> + Send>>;

    fn call(&self, request: Request<Incoming>) -> Self::Future {
        self.life.enter(Phase::Exchange(Instant::now()));
        let working = Working(Arc::clone(&self.life));
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(self.peer));
        let answer = self.inner.call(request);
        Box::pin(async move {
            let response = answer.await?;
            if response.status() == StatusCode::SWITCHING_PROTOCOLS {
                working.0.enter(Phase::Upgraded);
            } else if is_stream(response.headers()) {
                working.0.enter(Phase::Streaming);
            }
            Ok(response.map(|body| Answered { body, _working: working }))
        })
    }
}

/// Whether an answer goes on as long as somebody reads it.
fn is_stream(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|kind| kind == "text/event-stream")
}

/// An answer's body, which ends the exchange with its own end.
struct Answered {
    body: Body,
    _working: Working,
}

impl hyper::body::Body for Answered {
    type Data = <Body as hyper::body::Body>::Data;
    type Error = <Body as hyper::body::Body>::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        Pin::new(&mut self.body).poll_frame(cx)
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}

/// The TCP stream, which keeps the connection's place until its descriptor is closed, upgraded or not.
struct Stream {
    // First: fields are dropped in order.
    stream: TcpStream,
    life: Arc<Life>,
}

impl AsyncRead for Stream {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(cx, buffer);
        if buffer.filled().len() > before {
            self.life.heard();
        }
        read
    }
}

impl AsyncWrite for Stream {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[io::IoSlice<'_>]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, bytes)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
