//! One socket's life, the same for owners and technicians.
//!
//! Reading and writing are two tasks with a queue between them that is bounded in frames and in bytes ([`Outgoing`]). The log
//! is *pulled*: events are read from the database only while the queue has room, so a slow reader costs memory neither here
//! nor in the kernel's buffers beyond the limit, and what it missed is read later from its cursor. Answers are pulled, too: a
//! frame of the peer is read only when there is room for what it may ask for. Ephemeral frames are dropped when there is no
//! room. A reader that takes nothing for [`STALL`] is closed with 4002 and resumes by number.

mod outgoing;

pub use outgoing::Outgoing;

use crate::app::App;
use crate::bus::{Mailbox, News};
use crate::chat::resume::MAX_FRAME_BYTES;
use crate::clock::Clock;
use crate::connections::close;
use crate::error::{Code, Error};
use crate::socket::protocol::{self, Raw};
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use futures_util::{Sink, SinkExt, Stream, StreamExt};
use outgoing::Frames;
use std::error::Error as _;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::{Instant, sleep_until, timeout};

/// Time for the first frame, which must be `hello` (`protocol.md` section 1).
pub const HELLO_WITHIN: Duration = Duration::from_secs(5);
/// Time between pings, before jitter (`protocol.md` section 5).
pub const PING_EVERY: Duration = Duration::from_secs(25);
/// Time for any frame after a ping.
pub const PONG_WITHIN: Duration = Duration::from_secs(10);
/// Longest wait for a peer to take one frame.
pub const STALL: Duration = Duration::from_secs(15);
/// Time for the peer to answer our close frame; until then what it sends is read and thrown away.
pub const CLOSE_WITHIN: Duration = Duration::from_millis(1_500);
/// A drained client comes back within this time after half a second, spread evenly, so that they don't all come at once.
const RECONNECT_SPREAD_MS: u64 = 3_000;
/// Frames that wait are written out together up to this many bytes: an answer is some frames, and each write costs as much as
/// making one.
pub const TOGETHER: usize = 4 * 1024;
/// Most bytes that the WebSocket layer may hold: what is written out together, one frame that comes on top, and its own pongs.
pub const WRITE_BUFFER: usize = TOGETHER + MAX_FRAME_BYTES + 4 * 1024;
/// Frames of bad JSON after which the socket is closed.
pub const BAD_FRAMES: u32 = 10;

/// What to do after a frame.
#[derive(Debug)]
pub enum Flow {
    Go,
    /// Close with this code and reason.
    Close(u16, String),
    /// The peer has gone already.
    Gone,
}

impl Flow {
    /// Close without a reason.
    pub fn close(code: u16) -> Flow {
        Flow::Close(code, String::new())
    }
}

/// Goes on, or gives up on a peer that takes nothing.
pub fn sent(taken: bool) -> Flow {
    if taken { Flow::Go } else { Flow::close(close::SLOW_OR_REPLACED) }
}

/// One side's behaviour on a connection.
pub trait Peer: Send {
    /// The first frame, `hello`. What is refused here ends the connection.
    fn hello(&mut self, frame: Raw, out: &Outgoing) -> impl Future<Output = Result<Flow, Error>> + Send;
    /// Any later frame. What is refused here is told, and the connection goes on.
    fn frame(&mut self, frame: Raw, out: &Outgoing) -> impl Future<Output = Result<Flow, Error>> + Send;
    /// What the bus brought.
    fn news(&mut self, news: News, out: &Outgoing) -> impl Future<Output = Flow> + Send;
    /// Reads the log from the cursors while there is room; true when more is left.
    fn pump(&mut self, out: &Outgoing) -> impl Future<Output = Result<bool, Flow>> + Send;
    /// Looked at every [`Peer::check_every`]: is the peer still allowed here?
    fn check(&mut self) -> impl Future<Output = Flow> + Send;
    /// How often [`Peer::check`] is called.
    fn check_every(&self) -> Duration;
    /// Text of an error in the peer's language.
    fn error(&self, error: &Error, re: Option<&str>) -> String;
    /// The mailbox of the peer's subscription.
    fn mailbox(&self) -> Arc<Mailbox>;
}

/// The limits of one kind of connection.
#[derive(Debug, Clone, Copy)]
pub struct SocketLimits {
    pub frame_bytes: usize,
    pub queue_frames: usize,
    pub queue_bytes: usize,
}

/// What a connection needs of the server around it.
pub struct Surroundings {
    pub clock: Arc<dyn Clock>,
    /// True once the server stops. It may be so before the connection begins.
    pub shutdown: watch::Receiver<bool>,
}

impl Surroundings {
    pub fn of(app: &App) -> Self {
        Self { clock: Arc::clone(&app.clock), shutdown: app.shutdown.subscribe() }
    }
}

/// A connection, to be run to its end by a task of its own; `held` is let go of then. What it holds while it is idle is all in the task, once:
/// nothing is handed through other futures, each of which would keep room for it.
pub fn run<P: Peer + 'static, H: Send>(
    app: &App,
    socket: WebSocket,
    limits: SocketLimits,
    peer: P,
    held: H,
) -> impl Future<Output = ()> + Send + use<P, H> {
    let (sink, stream) = socket.split();
    run_over(Surroundings::of(app), sink, stream, limits, peer, held)
}

/// The same over any transport of messages.
pub fn run_over<P, W, R, H>(
    around: Surroundings,
    sink: W,
    stream: R,
    limits: SocketLimits,
    peer: P,
    held: H,
) -> impl Future<Output = ()> + Send + use<P, W, R, H>
where
    P: Peer,
    W: Sink<Message> + Send + Unpin + 'static,
    R: Stream<Item = Result<Message, axum::Error>> + Send + Unpin,
    H: Send,
{
    let (out, frames) = Outgoing::new(limits.queue_frames, limits.queue_bytes);
    let (closing, close_now) = watch::channel(None);
    let writer = tokio::spawn(write(sink, frames, close_now));
    let mut reader = Reader { stream, frame_bytes: limits.frame_bytes };
    let mut life = Life::begin(around, peer, out);
    async move {
        let ended = life.converse(&mut reader).await;
        let Life { peer, out, .. } = life;
        drop(peer);
        if let Flow::Close(code, reason) = ended {
            // The writer may be stuck on a peer that takes nothing: its own time limit ends that.
            let _ = closing.send(Some((code, reason)));
            let _ = timeout(CLOSE_WITHIN, reader.drain()).await;
        }
        drop(out);
        drop(closing);
        if timeout(STALL, writer).await.is_err() {
            tracing::debug!("a connection's writer did not end in time");
        }
        drop(held);
    }
}

/// A connection between its first and its last frame.
struct Life<P> {
    around: Surroundings,
    peer: P,
    out: Outgoing,
    greeted: bool,
    bad_frames: u32,
    /// The log may have moved on since the cursors.
    behind: bool,
    hello_by: Option<Instant>,
    pong_by: Option<Instant>,
    ping_at: Instant,
    check_at: Instant,
}

impl<P: Peer> Life<P> {
    fn begin(around: Surroundings, peer: P, out: Outgoing) -> Life<P> {
        let now = Instant::now();
        let (ping_at, check_at) = (now + jittered(around.clock.as_ref()), now + peer.check_every());
        let hello_by = Some(now + HELLO_WITHIN);
        Life { around, peer, out, greeted: false, bad_frames: 0, behind: false, hello_by, pong_by: None, ping_at, check_at }
    }

    /// Reads, answers and wakes until the connection must end; gives why.
    async fn converse<R>(&mut self, reader: &mut Reader<R>) -> Flow
    where
        R: Stream<Item = Result<Message, axum::Error>> + Unpin,
    {
        let mailbox = self.peer.mailbox();
        let mut shutdown = self.around.shutdown.clone();
        loop {
            let listens = self.out.takes_answers();
            let deadline = [self.hello_by, self.pong_by, Some(self.check_at)].into_iter().flatten().fold(self.ping_at, Instant::min);
            let flow = tokio::select! {
                // What a frame needs while it is answered is not held by sockets that are idle, which most are.
                incoming = reader.next(), if listens => Box::pin(self.incoming(incoming)).await,
                news = mailbox.take() => Box::pin(self.news(news)).await,
                () = self.out.room_made(), if self.behind || !listens => Flow::Go,
                () = self.out.closed() => Flow::Gone,
                () = stopping(&mut shutdown) => {
                    Flow::Close(close::DRAIN, format!("{{\"after_ms\":{}}}", reconnect_after_ms(self.around.clock.as_ref())))
                }
                () = sleep_until(deadline) => Box::pin(self.deadline()).await,
            };
            let Flow::Go = flow else { return flow };
            if self.greeted && self.behind && self.out.has_room() {
                match Box::pin(self.peer.pump(&self.out)).await {
                    Ok(more) => self.behind = more,
                    Err(flow) => return flow,
                }
            }
        }
    }

    async fn incoming(&mut self, incoming: Incoming) -> Flow {
        self.pong_by = None;
        let text = match incoming {
            Incoming::Text(text) => text,
            Incoming::Nothing => return Flow::Go,
            Incoming::End => return Flow::Gone,
            Incoming::Bad(code) => return Flow::close(code),
        };
        match Raw::parse(&text) {
            Some(frame) if self.greeted => {
                let re = frame.re.clone();
                match self.peer.frame(frame, &self.out).await {
                    Ok(flow) => flow,
                    Err(error) => sent(self.out.send(self.peer.error(&error, re.as_deref())).await),
                }
            }
            Some(frame) if frame.kind == "hello" => {
                self.greeted = true;
                self.hello_by = None;
                self.behind = true;
                self.peer.hello(frame, &self.out).await.unwrap_or_else(|error| {
                    tracing::warn!(code = error.code.as_str(), "hello failed");
                    Flow::close(close::INTERNAL)
                })
            }
            Some(_) => Flow::close(close::PROTOCOL),
            None => {
                self.bad_frames += 1;
                let error = Code::BadRequest.into();
                if self.bad_frames > BAD_FRAMES || !self.out.send(self.peer.error(&error, None)).await {
                    return Flow::close(close::PROTOCOL);
                }
                Flow::Go
            }
        }
    }

    async fn news(&mut self, news: News) -> Flow {
        if let Some(code) = news.close {
            return Flow::close(code);
        }
        self.behind |= !news.moved.is_empty() || news.feed;
        if self.greeted { self.peer.news(news, &self.out).await } else { Flow::Go }
    }

    /// What is due now, the most urgent first.
    async fn deadline(&mut self) -> Flow {
        let now = Instant::now();
        if self.hello_by.is_some_and(|by| by <= now) {
            return Flow::close(close::HELLO_TIMEOUT);
        }
        if self.pong_by.is_some_and(|by| by <= now) {
            if self.out.takes_answers() {
                return Flow::close(close::NO_PONG);
            }
            // Its answer may be there, unread until it takes ours. The writer finds out whether it still takes anything.
            self.pong_by = Some(now + PONG_WITHIN);
            return Flow::Go;
        }
        if self.check_at <= now {
            self.check_at = now + self.peer.check_every();
            return if self.greeted { self.peer.check().await } else { Flow::Go };
        }
        self.ping_at = now + jittered(self.around.clock.as_ref());
        if !self.greeted {
            return Flow::Go;
        }
        self.pong_by = Some(now + PONG_WITHIN);
        sent(self.out.send(protocol::ping()).await)
    }
}

/// Waits until the server stops; it may have been told before.
async fn stopping(shutdown: &mut watch::Receiver<bool>) {
    // Without a sender there is no server any more.
    let _ = shutdown.wait_for(|stop| *stop).await;
}

/// When a drained client should come back, in milliseconds.
fn reconnect_after_ms(clock: &dyn Clock) -> u64 {
    let [a, b, ..] = clock.secret();
    500 + u64::from(u16::from_le_bytes([a, b])) * RECONNECT_SPREAD_MS / u64::from(u16::MAX)
}

/// The time to the next ping, ± 20 %, so that thousands of phones don't answer at once.
fn jittered(clock: &dyn Clock) -> Duration {
    let part = u32::from(clock.secret()[0]);
    PING_EVERY.mul_f64(0.8 + 0.4 * f64::from(part) / 255.0)
}

enum Incoming {
    Text(Utf8Bytes),
    /// A frame that the transport answers itself.
    Nothing,
    /// The peer must be closed with this code.
    Bad(u16),
    End,
}

struct Reader<R> {
    stream: R,
    frame_bytes: usize,
}

impl<R: Stream<Item = Result<Message, axum::Error>> + Unpin> Reader<R> {
    async fn next(&mut self) -> Incoming {
        match self.stream.next().await {
            None => Incoming::End,
            Some(Ok(Message::Close(_))) => {
                // Reading on is what sends the answer to a close frame.
                let _ = timeout(CLOSE_WITHIN, self.stream.next()).await;
                Incoming::End
            }
            Some(Ok(Message::Text(text))) if text.len() > self.frame_bytes => Incoming::Bad(close::TOO_LARGE),
            Some(Ok(Message::Text(text))) => Incoming::Text(text),
            Some(Ok(Message::Binary(_))) => Incoming::Bad(close::UNSUPPORTED),
            Some(Ok(Message::Ping(_) | Message::Pong(_))) => Incoming::Nothing,
            Some(Err(error)) => close_code(&error).map_or(Incoming::End, Incoming::Bad),
        }
    }

    /// Throws away what still comes, until the peer closes.
    async fn drain(&mut self) {
        while let Some(Ok(message)) = self.stream.next().await {
            if matches!(message, Message::Close(_)) {
                let _ = self.stream.next().await;
                return;
            }
        }
        // After an error the stream gives nothing more, though the peer may still be sending: let it read our close frame
        // before the socket goes, or it would see a reset instead.
        tokio::time::sleep(CLOSE_WITHIN).await;
    }
}

/// The close code for a transport error; none when the connection is gone.
fn close_code(error: &axum::Error) -> Option<u16> {
    let mut source = error.source();
    while let Some(inner) = source {
        if let Some(error) = inner.downcast_ref::<tungstenite::Error>() {
            return match error {
                tungstenite::Error::Capacity(_) => Some(close::TOO_LARGE),
                tungstenite::Error::Utf8(_) => Some(close::INVALID_UTF8),
                tungstenite::Error::Protocol(tungstenite::error::ProtocolError::ResetWithoutClosingHandshake) => None,
                tungstenite::Error::Protocol(_) => Some(close::PROTOCOL_ERROR),
                _ => None,
            };
        }
        source = inner.source();
    }
    None
}

/// The writing task: frames in order, those that wait together, then at most one close frame.
async fn write(mut sink: impl Sink<Message> + Unpin, mut frames: Frames, mut closing: watch::Receiver<Option<(u16, String)>>) {
    loop {
        let queued = tokio::select! {
            biased;
            queued = frames.next() => queued,
            _ = closing.changed() => None,
        };
        let Some(first) = queued else { break };
        // A peer that takes nothing would take no close frame either.
        let Ok(Ok(())) = timeout(STALL, deliver(&mut sink, first, &mut frames)).await else { return };
    }
    let farewell = closing.borrow().clone();
    if let Some((code, reason)) = farewell {
        let frame = Message::Close(Some(CloseFrame { code, reason: reason.into() }));
        let _ = timeout(CLOSE_WITHIN, sink.send(frame)).await;
        // Keep the sink until the reader has drained.
        let _ = timeout(CLOSE_WITHIN * 2, closing.changed()).await;
    }
}

/// Writes a frame, and with it those that wait already, up to [`TOGETHER`]. Their room is free again once they are written out.
async fn deliver<W: Sink<Message> + Unpin>(sink: &mut W, first: Utf8Bytes, frames: &mut Frames) -> Result<(), W::Error> {
    let (mut bytes, mut room) = (first.len(), frames.size(&first));
    sink.feed(Message::Text(first)).await?;
    while bytes < TOGETHER
        && let Some(frame) = frames.take()
    {
        bytes += frame.len();
        room += frames.size(&frame);
        sink.feed(Message::Text(frame)).await?;
    }
    sink.flush().await?;
    frames.written(room);
    Ok(())
}

#[cfg(test)]
mod tests;
