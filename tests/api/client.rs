//! The two kinds of clients: `Socket` speaks frames, `Owner` and `Desk` say hello and ask for replies.
//!
//! A socket answers pings, keeps what nobody asked for yet, and checks on every frame what holds always: events are dense within
//! their conversation, `feed` is dense, every error has its fields.

use crate::browser::Login;
use crate::server::{Server, fresh_id};
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::collections::{HashMap, VecDeque};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::net::{TcpSocket, TcpStream};
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::{self, Message};

/// How long a frame may take.
pub const LIMIT: Duration = Duration::from_secs(10);

pub const WIDGET: &str = "/ws/v1/widget";
pub const DESK: &str = "/ws/v1/desk";

/// The code of a connection that ended without a close frame.
pub const NO_CLOSE_FRAME: u16 = 1006;

/// An upgrade that is about to be asked for.
pub struct Upgrade {
    path: &'static str,
    headers: Vec<(&'static str, String)>,
    from: Option<SocketAddr>,
}

/// An upgrade that was refused: status, and `Retry-After` where given.
#[derive(Debug)]
pub struct Refused {
    pub status: u16,
    pub retry_after: Option<String>,
}

impl Upgrade {
    /// An upgrade as our own pages make it.
    pub fn new(server: &Server, path: &'static str) -> Self {
        Self::bare(path).header("Sec-WebSocket-Protocol", "chat.v1").header("Origin", &server.origin())
    }

    /// Without subprotocol and origin.
    pub fn bare(path: &'static str) -> Self {
        Self { path, headers: Vec::new(), from: None }
    }

    pub fn header(mut self, name: &'static str, value: &str) -> Self {
        self.headers.retain(|(known, _)| *known != name);
        self.headers.push((name, value.to_owned()));
        self
    }

    /// Connects from another loopback address, such as 127.0.0.2.
    pub fn source_address(mut self, address: [u8; 4]) -> Self {
        self.from = Some(SocketAddr::from((address, 0)));
        self
    }

    pub async fn try_open(self, server: &Server) -> Result<Socket, Refused> {
        self.try_open_at(server.address()).await.expect("the server takes the connection")
    }

    pub async fn open(self, server: &Server) -> Socket {
        self.try_open(server).await.unwrap_or_else(|refused| panic!("the upgrade was refused: {refused:?}"))
    }

    /// As `try_open`, but a server that is not there is no panic.
    pub async fn try_open_at(self, address: SocketAddr) -> Result<Result<Socket, Refused>, String> {
        tokio::time::timeout(LIMIT, self.handshake(address)).await.unwrap_or_else(|_| Err(format!("no upgrade within {LIMIT:?}")))
    }

    async fn handshake(self, address: SocketAddr) -> Result<Result<Socket, Refused>, String> {
        let tcp = TcpSocket::new_v4().map_err(|error| error.to_string())?;
        if let Some(from) = self.from {
            tcp.bind(from).map_err(|error| error.to_string())?;
        }
        let stream = tcp.connect(address).await.map_err(|error| error.to_string())?;
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        let mut request = format!("ws://{address}{}", self.path).into_client_request().map_err(|error| error.to_string())?;
        for (name, value) in self.headers {
            request.headers_mut().insert(name, HeaderValue::from_str(&value).map_err(|error| error.to_string())?);
        }
        match tokio_tungstenite::client_async(request, stream).await {
            Ok((stream, _)) => Ok(Ok(Socket::new(stream))),
            Err(tungstenite::Error::Http(response)) => Ok(Err(Refused {
                status: response.status().as_u16(),
                retry_after: response.headers().get("retry-after").and_then(|value| value.to_str().ok()).map(str::to_owned),
            })),
            Err(error) => Err(error.to_string()),
        }
    }
}

/// What a socket gives next.
#[derive(Debug, Clone)]
pub enum Incoming {
    Frame(Value),
    Closed(u16, String),
}

/// One WebSocket with the frames that nobody asked for yet.
pub struct Socket {
    stream: WebSocketStream<TcpStream>,
    kept: VecDeque<Value>,
    closed: Option<(u16, String)>,
    /// The last event of each conversation; the owner's only one has the name "".
    last: HashMap<String, u64>,
    feed: Option<u64>,
    /// Whether pings of the contract go unanswered.
    pub mute: bool,
}

impl Socket {
    fn new(stream: WebSocketStream<TcpStream>) -> Self {
        Self { stream, kept: VecDeque::new(), closed: None, last: HashMap::new(), feed: None, mute: false }
    }

    pub async fn send(&mut self, frame: &Value) {
        self.send_text(&frame.to_string()).await;
    }

    pub async fn send_text(&mut self, text: &str) {
        self.send_message(Message::text(text)).await;
    }

    /// Sends what may be no frame of the contract at all. A socket that is gone shows when it is read.
    pub async fn send_message(&mut self, message: Message) {
        let _ = tokio::time::timeout(LIMIT, self.stream.send(message)).await;
    }

    /// Writes bytes past the WebSocket layer.
    pub async fn send_bytes(&mut self, bytes: &[u8]) {
        let _ = tokio::time::timeout(LIMIT, self.stream.get_mut().write_all(bytes)).await;
    }

    /// The next message of the WebSocket layer, unchecked, or `None` at the end.
    pub async fn next_message(&mut self) -> Option<Message> {
        let message = tokio::time::timeout(LIMIT, self.stream.next()).await.unwrap_or_else(|_| panic!("no message within {LIMIT:?}"));
        message.and_then(Result::ok)
    }

    /// The next frame that is not kept yet, within the time.
    pub async fn next_within(&mut self, limit: Duration) -> Option<Incoming> {
        if let Some((code, reason)) = &self.closed {
            return Some(Incoming::Closed(*code, reason.clone()));
        }
        tokio::time::timeout(limit, self.read()).await.ok()
    }

    async fn read(&mut self) -> Incoming {
        loop {
            match self.stream.next().await {
                Some(Ok(Message::Text(text))) => {
                    let frame: Value =
                        serde_json::from_str(&text).unwrap_or_else(|error| panic!("the server sent no JSON ({error}): {text}"));
                    if frame["type"] == "ping" && !self.mute {
                        self.send(&json!({"type": "pong"})).await;
                        continue;
                    }
                    if self.admits(&frame) {
                        return Incoming::Frame(frame);
                    }
                }
                Some(Ok(Message::Close(close))) => {
                    let (code, reason) = close.map_or((1005, String::new()), |close| (close.code.into(), close.reason.as_str().to_owned()));
                    // Answers the close; then the server may end the connection.
                    let _ = tokio::time::timeout(Duration::from_secs(1), self.stream.close(None)).await;
                    self.closed = Some((code, reason.clone()));
                    return Incoming::Closed(code, reason);
                }
                Some(Ok(Message::Binary(_))) => panic!("the server never sends binary frames"),
                Some(Ok(_)) => {}
                Some(Err(_)) | None => {
                    self.closed = Some((NO_CLOSE_FRAME, String::new()));
                    return Incoming::Closed(NO_CLOSE_FRAME, String::new());
                }
            }
        }
    }

    /// What holds for every frame; `false` for an event that came before and is ignored.
    fn admits(&mut self, frame: &Value) -> bool {
        match frame["type"].as_str().unwrap_or_else(|| panic!("every frame has a type: {frame}")) {
            "event" => {
                let conversation = frame["conversation"].as_str().unwrap_or_default().to_owned();
                let seq = number(frame, "seq");
                check_event(frame);
                if let Some(last) = self.last.get(&conversation) {
                    if seq <= *last {
                        return false;
                    }
                    assert_eq!(seq, last + 1, "events are dense, after {last} came {frame}");
                }
                self.last.insert(conversation, seq);
            }
            "reset" => {
                let conversation = frame["conversation"].as_str().unwrap_or_default().to_owned();
                self.last.insert(conversation, number(frame, "seq"));
            }
            "feed" => {
                let seq = number(frame, "seq");
                if let Some(last) = self.feed {
                    if seq <= last {
                        return false;
                    }
                    assert_eq!(seq, last + 1, "the feed is dense, after {last} came {frame}");
                }
                assert!(frame["conversation"].is_string() && is_time(&frame["at"]), "a feed frame has conversation and at: {frame}");
                let kind = frame["kind"].as_str().unwrap_or_default();
                assert!(["queued", "claimed", "released", "resolved", "priority"].contains(&kind), "a known kind of feed: {frame}");
                self.feed = Some(seq);
            }
            "error" => {
                let (code, retry) = (frame["code"].as_str().unwrap_or_default(), frame["retry"].as_bool());
                assert!(!code.is_empty() && retry.is_some(), "an error has code and retry: {frame}");
                assert!(frame["message"].as_str().is_some_and(|message| !message.is_empty()), "an error has a message: {frame}");
                if ["rate_limited", "busy"].contains(&code) {
                    assert!(retry == Some(true) && frame["after_ms"].is_u64(), "{code} has retry true and after_ms: {frame}");
                }
            }
            "ok" => {
                assert!(frame["re"].is_string() && frame["duplicate"].is_boolean(), "an ok has re and duplicate: {frame}");
                assert!(frame["seq"].is_null() || (frame["seq"].is_u64() && is_time(&frame["at"])), "an ok with seq has at: {frame}");
            }
            _ => {}
        }
        true
    }

    /// Says from where events of a conversation must be dense ("" is the owner's own).
    pub fn expect_after(&mut self, conversation: &str, seq: u64) {
        self.last.insert(conversation.to_owned(), seq);
    }

    /// The last event that came, of the owner's own conversation.
    pub fn applied(&self) -> u64 {
        self.last.get("").copied().unwrap_or(0)
    }

    /// The first frame, kept or to come, that is wanted; the others are kept.
    pub async fn wait(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        self.wait_within(LIMIT, what, wanted).await
    }

    pub async fn wait_within(&mut self, limit: Duration, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(place) = self.kept.iter().position(&wanted) {
            return self.kept.remove(place).expect("the place was just found");
        }
        let deadline = tokio::time::Instant::now() + limit;
        loop {
            let left = deadline.saturating_duration_since(tokio::time::Instant::now());
            match self.next_within(left).await {
                Some(Incoming::Frame(frame)) if wanted(&frame) => return frame,
                Some(Incoming::Frame(frame)) => self.kept.push_back(frame),
                Some(Incoming::Closed(code, reason)) => panic!("closed with {code} {reason:?} instead of {what}; came: {:#?}", self.kept),
                None => panic!("no {what} within {limit:?}; came: {:#?}", self.kept),
            }
        }
    }

    /// The first frame of the type.
    pub async fn frame(&mut self, kind: &str) -> Value {
        self.wait(kind, |frame| frame["type"] == kind).await
    }

    /// The next event of the kind; earlier ones of other kinds are kept.
    pub async fn event(&mut self, kind: &str) -> Value {
        self.wait(&format!("event {kind}"), |frame| frame["type"] == "event" && frame["kind"] == kind).await
    }

    /// Events that came and that nobody took, oldest first, taken now.
    pub fn take_events(&mut self) -> Vec<Value> {
        let (events, rest) = self.kept.drain(..).partition(|frame| frame["type"] == "event");
        self.kept = rest;
        Vec::from_iter::<VecDeque<Value>>(events)
    }

    /// Waits until the event with this number came, and gives all that came until then and were not taken.
    pub async fn events_upto(&mut self, seq: u64) -> Vec<Value> {
        if self.applied() < seq {
            let last = self.wait(&format!("event number {seq}"), |frame| frame["type"] == "event" && frame["seq"] == seq).await;
            self.kept.push_back(last);
        }
        self.take_events()
    }

    /// The reply to the frame with this id.
    pub async fn reply(&mut self, id: &str) -> Value {
        self.wait(&format!("reply to {id}"), |frame| frame["re"] == id).await
    }

    /// Sends a frame, with a new id unless it has one, and gives its `ok`, `page` or `error`.
    pub async fn request(&mut self, mut frame: Value) -> Value {
        if frame["id"].is_null() {
            frame["id"] = json!(fresh_id());
        }
        let id = frame["id"].as_str().expect("ids are strings").to_owned();
        self.send(&frame).await;
        self.reply(&id).await
    }

    /// A request that must be granted.
    pub async fn ok(&mut self, frame: Value) -> Value {
        let reply = self.request(frame.clone()).await;
        assert_eq!(reply["type"], "ok", "to {frame}: {reply}");
        reply
    }

    /// A request for a page of events.
    pub async fn page(&mut self, frame: Value) -> Value {
        let reply = self.request(frame.clone()).await;
        assert_eq!(reply["type"], "page", "to {frame}: {reply}");
        assert!(reply["events"].is_array() && reply["more"].is_boolean(), "a page has events and more: {reply}");
        for event in reply["events"].as_array().expect("just seen") {
            check_event(event);
        }
        reply
    }

    /// A request that must be refused with one of the codes.
    pub async fn refused(&mut self, frame: Value, codes: &[&str]) -> Value {
        let reply = self.request(frame.clone()).await;
        assert_eq!(reply["type"], "error", "to {}: {reply}", clip(&frame));
        assert!(codes.iter().any(|code| reply["code"] == *code), "{codes:?} to {}: {reply}", clip(&frame));
        reply
    }

    /// Reads until the socket is closed; frames before that are kept.
    pub async fn closed(&mut self) -> (u16, String) {
        self.closed_within(LIMIT).await
    }

    pub async fn closed_within(&mut self, limit: Duration) -> (u16, String) {
        let deadline = tokio::time::Instant::now() + limit;
        loop {
            let left = deadline.saturating_duration_since(tokio::time::Instant::now());
            match self.next_within(left).await {
                Some(Incoming::Frame(frame)) => self.kept.push_back(frame),
                Some(Incoming::Closed(code, reason)) => return (code, reason),
                None => panic!("not closed within {limit:?}; came: {:#?}", self.kept),
            }
        }
    }

    /// Asserts that the close comes with the code.
    pub async fn closes_with(&mut self, code: u16) -> String {
        let (came, reason) = self.closed().await;
        assert_eq!(came, code, "closed with {came} {reason:?}; came: {:#?}", self.kept);
        reason
    }

    /// Says goodbye and waits for the end, so that the server has let go of the socket.
    pub async fn leave(mut self) {
        let _ = self.stream.close(None).await;
        while let Ok(Some(Ok(_))) = tokio::time::timeout(LIMIT, self.stream.next()).await {}
    }
}

/// An owner who said hello.
pub struct Owner {
    pub socket: Socket,
    pub ready: Value,
}

impl Owner {
    /// A new visitor.
    pub async fn enter(server: &Server) -> Self {
        Self::hello(server, json!({})).await
    }

    /// A hello with these fields, on a socket of our own origin.
    pub async fn hello(server: &Server, fields: Value) -> Self {
        Self::hello_on(Upgrade::new(server, WIDGET).open(server).await, fields).await
    }

    pub async fn hello_on(mut socket: Socket, mut fields: Value) -> Self {
        fields["type"] = json!("hello");
        socket.send(&fields).await;
        let ready = socket.frame("ready").await;
        // Whether a reset or events follow decides where the counting starts.
        let known = fields["session"].is_string() && fields["session"] == ready["session"];
        socket.expect_after("", if known { fields["after"].as_u64().unwrap_or(0) } else { 0 });
        Self { socket, ready }
    }

    /// The same session again, having applied everything up to `after`.
    pub async fn again(&self, server: &Server, after: u64) -> Self {
        Self::hello(server, json!({"session": self.session(), "epoch": self.ready["epoch"], "after": after})).await
    }

    pub fn session(&self) -> String {
        self.ready["session"].as_str().expect("ready has a session").to_owned()
    }

    /// Sends a text and gives its `ok`.
    pub async fn say(&mut self, text: &str) -> Value {
        self.socket.ok(json!({"type": "send", "text": text})).await
    }

    /// The conversation's id: `ready` tells it, so a second socket asks.
    pub async fn conversation(&self, server: &Server) -> String {
        let second = self.again(server, 0).await;
        let id = second.ready["conversation"].as_str().unwrap_or_else(|| panic!("a conversation by now: {}", second.ready)).to_owned();
        second.socket.leave().await;
        id
    }

    /// A new owner who asked for a person, with the conversation's id.
    pub async fn in_queue(server: &Server) -> (Self, String) {
        let mut owner = Self::enter(server).await;
        owner.socket.ok(json!({"type": "handoff"})).await;
        owner.socket.event("queued").await;
        let conversation = owner.conversation(server).await;
        (owner, conversation)
    }
}

/// A technician who said hello.
pub struct Desk {
    pub socket: Socket,
    pub ready: Value,
}

impl Desk {
    /// A new user of the role technician, logged in and connected.
    pub async fn enter(server: &Server) -> Self {
        let login = server.staff("technician").await;
        Self::hello(server, &login, json!({})).await
    }

    pub async fn hello(server: &Server, login: &Login, mut fields: Value) -> Self {
        let mut socket = Self::socket(server, login).await;
        fields["type"] = json!("hello");
        fields["csrf"] = json!(login.csrf);
        for open in fields["open"].as_array().into_iter().flatten() {
            socket.expect_after(open["conversation"].as_str().unwrap_or_default(), open["after"].as_u64().unwrap_or(0));
        }
        socket.send(&fields).await;
        let ready = socket.frame("ready").await;
        socket.feed = Some(match fields["feed"].as_u64() {
            Some(feed) if number(&ready, "feed") >= feed && number(&ready, "feed") - feed <= 1000 => feed,
            _ => number(&ready, "feed"),
        });
        Self { socket, ready }
    }

    /// The upgrade alone, with the login's cookie.
    pub async fn socket(server: &Server, login: &Login) -> Socket {
        Upgrade::new(server, DESK).header("Cookie", &login.cookie).open(server).await
    }

    /// Follows a conversation from its first event.
    pub async fn open(&mut self, conversation: &str) {
        self.socket.expect_after(conversation, 0);
        self.socket.ok(json!({"type": "open", "conversation": conversation, "after": 0})).await;
    }

    /// Claims and gives the claim's number.
    pub async fn claim(&mut self, conversation: &str) -> Value {
        let ok = self.socket.ok(json!({"type": "claim", "conversation": conversation})).await;
        assert_eq!(ok["conversation"], conversation, "{ok}");
        assert!(ok["claim"].is_u64() && ok["seq"].is_u64(), "the ok of a claim has claim and seq: {ok}");
        ok["claim"].clone()
    }

    /// All events of a conversation in the staff numbering, by pages of `sync`.
    pub async fn log(&mut self, conversation: &str) -> Vec<Value> {
        let mut events: Vec<Value> = Vec::new();
        loop {
            let after = events.last().map_or(0, |event| number(event, "seq"));
            let page = self.socket.page(json!({"type": "sync", "conversation": conversation, "after": after, "limit": 200})).await;
            let came = page["events"].as_array().expect("page checked it").clone();
            assert!(!came.is_empty() || page["more"] == false, "a page that promises more has events: {page}");
            for event in &came {
                let next = events.last().map_or(0, |event| number(event, "seq")) + 1;
                assert_eq!(number(event, "seq"), next, "sync gives the dense staff numbering, oldest first: {event}");
                events.push(event.clone());
            }
            if page["more"] == false {
                return events;
            }
        }
    }
}

/// A field that must be a number.
#[track_caller]
pub fn number(frame: &Value, field: &str) -> u64 {
    frame[field].as_u64().unwrap_or_else(|| panic!("{field} is a number: {frame}"))
}

/// An event of a page, which has no need for a `type`, as it comes in a frame of its own.
pub fn as_frame(mut event: Value) -> Value {
    event["type"] = json!("event");
    event
}

/// The fields that every event has.
#[track_caller]
pub fn check_event(event: &Value) {
    assert!(event["seq"].as_u64().is_some_and(|seq| seq >= 1), "an event has a seq from 1: {event}");
    assert!(is_time(&event["at"]), "an event's at is RFC 3339 in UTC with milliseconds: {event}");
    assert!(event["kind"].is_string(), "an event has a kind: {event}");
    let role = event["from"]["role"].as_str().unwrap_or_default();
    assert!(["owner", "bot", "technician", "system"].contains(&role), "an event is from one of four roles: {event}");
}

/// `2026-11-22T03:15:00.123Z`.
pub fn is_time(value: &Value) -> bool {
    let pattern = b"dddd-dd-ddTdd:dd:dd.dddZ";
    value.as_str().is_some_and(|text| {
        let matches = |(byte, sign): (u8, &u8)| if *sign == b'd' { byte.is_ascii_digit() } else { byte == *sign };
        text.len() == pattern.len() && text.bytes().zip(pattern).all(matches)
    })
}

fn clip(frame: &Value) -> String {
    frame.to_string().chars().take(300).collect()
}
