//! One socket's life, the same for owners and technicians.
//!
//! Reading and writing are two tasks with a bounded queue between them. The log is *pulled*: events are read from the
//! database only while the queue has room, so a slow reader costs memory neither here nor in the kernel's buffers beyond
//! the limit, and what it missed is read later from its cursor. Ephemeral frames are dropped when there is no room.
//! A reader that takes nothing for [`STALL`] is closed with 4002 and resumes by number.

use crate::app::App;
use crate::bus::{Mailbox, News};
use crate::connections::close;
use crate::error::{Code, Error};
use crate::socket::protocol::{self, Raw};
use axum::extract::ws::{CloseFrame, Message, Utf8Bytes, WebSocket};
use futures_util::stream::{SplitSink, SplitStream};
use futures_util::{SinkExt, StreamExt};
use std::error::Error as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{Notify, mpsc, watch};
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
/// Frames of bad JSON after which the socket is closed.
pub const BAD_FRAMES: u32 = 10;

/// What to do after a frame.
#[derive(Debug)]
pub enum Flow {
    Go,
    /// Close with this code and reason.
    Close(u16, String),
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

/// The bounded queue to the writing task.
#[derive(Debug, Clone)]
pub struct Outgoing {
    queue: mpsc::Sender<Utf8Bytes>,
    bytes: Arc<AtomicUsize>,
    drained: Arc<Notify>,
    max_bytes: usize,
}

impl Outgoing {
    /// Whether log events may be added: half of the queue stays free for answers.
    pub fn has_room(&self) -> bool {
        self.queue.capacity() > self.queue.max_capacity() / 2 && self.bytes.load(Ordering::Relaxed) < self.max_bytes / 2
    }

    /// Adds a frame, waiting for room; false when the peer takes nothing and the socket should close.
    pub async fn send(&self, frame: String) -> bool {
        self.bytes.fetch_add(frame.len(), Ordering::Relaxed);
        matches!(timeout(STALL, self.queue.send(frame.into())).await, Ok(Ok(())))
    }

    /// Adds a frame that may be dropped.
    pub fn offer(&self, frame: String) {
        if self.has_room() {
            let length = frame.len();
            if self.queue.try_send(frame.into()).is_ok() {
                self.bytes.fetch_add(length, Ordering::Relaxed);
            }
        }
    }
}

/// The limits of one kind of connection.
#[derive(Debug, Clone, Copy)]
pub struct SocketLimits {
    pub frame_bytes: usize,
    pub queue_frames: usize,
    pub queue_bytes: usize,
}

/// Runs a connection to its end.
pub async fn run<P: Peer>(app: &App, socket: WebSocket, limits: SocketLimits, mut peer: P) {
    let (sink, stream) = socket.split();
    let (queue, frames) = mpsc::channel(limits.queue_frames.max(8));
    let out = Outgoing { queue, bytes: Arc::default(), drained: Arc::default(), max_bytes: limits.queue_bytes };
    let (closing, close_now) = watch::channel(None);
    let writer = tokio::spawn(write(sink, frames, close_now, out.bytes.clone(), out.drained.clone()));
    let mut reader = Reader { stream, frame_bytes: limits.frame_bytes };
    let (code, reason) = converse(app, &mut reader, &out, &mut peer, &writer).await;
    drop(peer);
    if code != 0 {
        // The writer may be stuck on a peer that takes nothing: its own time limit ends that.
        let _ = closing.send(Some((code, reason)));
        let _ = timeout(CLOSE_WITHIN, reader.drain()).await;
    }
    drop(out);
    drop(closing);
    if timeout(STALL, writer).await.is_err() {
        tracing::debug!("a connection's writer did not end in time");
    }
}

/// Reads, answers and wakes until the connection must end; gives the close code, or 0 when the peer is gone already.
async fn converse<P: Peer>(
    app: &App,
    reader: &mut Reader,
    out: &Outgoing,
    peer: &mut P,
    writer: &tokio::task::JoinHandle<()>,
) -> (u16, String) {
    let mailbox = peer.mailbox();
    let mut shutdown = app.shutdown.subscribe();
    let mut greeted = false;
    let mut bad_frames = 0;
    let mut behind = false;
    let mut hello_by = Some(Instant::now() + HELLO_WITHIN);
    let mut pong_by: Option<Instant> = None;
    let mut ping_at = Instant::now() + jittered(app);
    let mut check_at = Instant::now() + peer.check_every();
    loop {
        if writer.is_finished() {
            return (0, String::new());
        }
        let deadline = [hello_by, pong_by, Some(ping_at), Some(check_at)].into_iter().flatten().min().unwrap_or(ping_at);
        let flow = tokio::select! {
            incoming = reader.next() => {
                pong_by = None;
                match incoming {
                    Incoming::Text(text) => match Raw::parse(&text) {
                        Some(frame) if greeted => {
                            let re = frame.re.clone();
                            match peer.frame(frame, out).await {
                                Ok(flow) => flow,
                                Err(error) => sent(out.send(peer.error(&error, re.as_deref())).await),
                            }
                        }
                        Some(frame) if frame.kind == "hello" => {
                            greeted = true;
                            hello_by = None;
                            behind = true;
                            peer.hello(frame, out).await.unwrap_or_else(|error| {
                                tracing::warn!(code = error.code.as_str(), "hello failed");
                                Flow::close(close::INTERNAL)
                            })
                        }
                        Some(_) => Flow::close(close::PROTOCOL),
                        None => {
                            bad_frames += 1;
                            let error = Code::BadRequest.into();
                            if bad_frames > BAD_FRAMES || !out.send(peer.error(&error, None)).await {
                                Flow::close(close::PROTOCOL)
                            } else {
                                Flow::Go
                            }
                        }
                    },
                    Incoming::Nothing => Flow::Go,
                    Incoming::End => return (0, String::new()),
                    Incoming::Bad(code) => Flow::close(code),
                }
            }
            news = mailbox.take() => {
                match news.close {
                    Some(code) => Flow::close(code),
                    None => {
                        behind |= !news.moved.is_empty() || news.feed;
                        if greeted { peer.news(news, out).await } else { Flow::Go }
                    }
                }
            }
            () = out.drained.notified(), if behind => Flow::Go,
            _ = shutdown.changed() => {
                let after = app.reconnect_after_ms();
                Flow::Close(close::DRAIN, format!("{{\"after_ms\":{after}}}"))
            }
            () = sleep_until(deadline) => {
                let now = Instant::now();
                if hello_by.is_some_and(|by| by <= now) {
                    Flow::close(close::HELLO_TIMEOUT)
                } else if pong_by.is_some_and(|by| by <= now) {
                    Flow::close(close::NO_PONG)
                } else if check_at <= now {
                    check_at = now + peer.check_every();
                    if greeted { peer.check().await } else { Flow::Go }
                } else {
                    ping_at = now + jittered(app);
                    pong_by = greeted.then(|| now + PONG_WITHIN);
                    if !greeted || out.send(protocol::ping()).await { Flow::Go } else { Flow::close(close::SLOW_OR_REPLACED) }
                }
            }
        };
        if let Flow::Close(code, reason) = flow {
            return (code, reason);
        }
        if greeted && behind && out.has_room() {
            match peer.pump(out).await {
                Ok(more) => behind = more,
                Err(Flow::Close(code, reason)) => return (code, reason),
                Err(Flow::Go) => {}
            }
        }
    }
}

/// The time to the next ping, ± 20 %, so that thousands of phones don't answer at once.
fn jittered(app: &App) -> Duration {
    let part = u32::from(app.clock.secret()[0]);
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

struct Reader {
    stream: SplitStream<WebSocket>,
    frame_bytes: usize,
}

impl Reader {
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

/// The writing task: frames in order, then at most one close frame.
async fn write(
    mut sink: SplitSink<WebSocket, Message>,
    mut frames: mpsc::Receiver<Utf8Bytes>,
    mut closing: watch::Receiver<Option<(u16, String)>>,
    bytes: Arc<AtomicUsize>,
    drained: Arc<Notify>,
) {
    loop {
        let frame = tokio::select! {
            biased;
            frame = frames.recv() => frame,
            _ = closing.changed() => None,
        };
        let Some(frame) = frame else { break };
        let length = frame.len();
        let sent = timeout(STALL, sink.send(Message::Text(frame))).await;
        bytes.fetch_sub(length, Ordering::Relaxed);
        match sent {
            Ok(Ok(())) => drained.notify_one(),
            Ok(Err(_)) => return,
            // The peer takes nothing: no close frame would reach it either.
            Err(_) => return,
        }
    }
    let farewell = closing.borrow().clone();
    if let Some((code, reason)) = farewell {
        let frame = Message::Close(Some(CloseFrame { code, reason: reason.into() }));
        let _ = timeout(CLOSE_WITHIN, sink.send(frame)).await;
        // Keep the sink until the reader has drained.
        let _ = timeout(CLOSE_WITHIN * 2, closing.changed()).await;
    }
}
