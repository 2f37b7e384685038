//! Contract section 1, "Without a WebSocket": the same connection over server-sent events and a request for each frame.

use crate::browser::{Request, Response};
use crate::client::{Desk, LIMIT, Owner, number};
use crate::openapi;
use crate::server::{Options, Server, fresh_id};
use serde_json::{Value, json};
use std::collections::VecDeque;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;

const EVENTS: &str = "/api/v1/chat/events";
const FRAMES: &str = "/api/v1/chat/frames";

/// A connection whose events are read as they come.
struct Stream {
    read: BufReader<TcpStream>,
    head: String,
    /// What came of an event that is not whole yet.
    part: String,
    kept: VecDeque<Value>,
    key: String,
    ready: Value,
}

impl Stream {
    /// Opens one and reads `ready`.
    async fn hello(server: &Server, mut hello: Value) -> Stream {
        hello["type"] = json!("hello");
        let mut stream = Stream::open(server, &hello).await;
        let open = stream.next().await;
        assert_eq!(open["event"], "open", "the first event: {open}");
        stream.key = open["connection"].as_str().expect("a key").to_owned();
        stream.ready = stream.frame("ready").await;
        stream
    }

    async fn open(server: &Server, hello: &Value) -> Stream {
        let body = hello.to_string();
        let head = format!(
            "POST {EVENTS} HTTP/1.1\r\nHost: {}\r\nOrigin: {}\r\nContent-Type: application/json\r\nAccept-Encoding: gzip\r\nContent-Length: {}\r\n\r\n{body}",
            server.address(),
            server.origin(),
            body.len()
        );
        let mut tcp = TcpStream::connect(server.address()).await.expect("the server takes connections");
        tcp.write_all(head.as_bytes()).await.expect("sent");
        let mut stream = Stream {
            read: BufReader::new(tcp),
            head: String::new(),
            part: String::new(),
            kept: VecDeque::new(),
            key: String::new(),
            ready: Value::Null,
        };
        loop {
            let line = stream.line().await.expect("a head");
            if line == "\r\n" {
                return stream;
            }
            stream.head += &line.to_ascii_lowercase();
        }
    }

    /// The answer that the events come in, as far as it can be whole.
    fn answer(&self) -> Response {
        let mut lines = self.head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)?.parse().ok()).expect("a status");
        let headers = lines.filter_map(|line| line.split_once(':')).map(|(name, value)| (name.to_owned(), value.trim().to_owned()));
        Response { status, headers: headers.collect(), body: b"event: open".to_vec() }
    }

    async fn line(&mut self) -> Option<String> {
        let mut line = String::new();
        let read = tokio::time::timeout(LIMIT, self.read.read_line(&mut line)).await.unwrap_or_else(|_| panic!("nothing within {LIMIT:?}"));
        read.ok().filter(|read| *read > 0).map(|_| line)
    }

    /// The next event of the stream; null at its end. Named ones have their name in `event`.
    async fn next(&mut self) -> Value {
        loop {
            if let Some((event, rest)) = self.part.split_once("\n\n").map(|(event, rest)| (event.to_owned(), rest.to_owned())) {
                self.part = rest;
                let field = |name: &str| event.lines().find_map(|line| line.strip_prefix(name)).map(str::trim);
                let mut value: Value = serde_json::from_str(field("data:").expect("an event has data")).expect("data is JSON");
                if let Some(name) = field("event:") {
                    value["event"] = json!(name);
                }
                return value;
            }
            let Some(size) = self.line().await else { return Value::Null };
            let size = usize::from_str_radix(size.trim(), 16).expect("a chunk has a size");
            let mut chunk = vec![0; size + 2];
            if size == 0 || self.read.read_exact(&mut chunk).await.is_err() {
                return Value::Null;
            }
            self.part += std::str::from_utf8(&chunk[..size]).expect("events are UTF-8");
        }
    }

    async fn wait(&mut self, what: &str, wanted: impl Fn(&Value) -> bool) -> Value {
        if let Some(at) = self.kept.iter().position(&wanted) {
            return self.kept.remove(at).expect("it was found");
        }
        loop {
            let event = self.next().await;
            assert!(!event.is_null(), "the stream ended before {what}");
            if wanted(&event) {
                return event;
            }
            self.kept.push_back(event);
        }
    }

    async fn frame(&mut self, kind: &str) -> Value {
        self.wait(kind, |frame| frame["type"] == kind).await
    }

    /// Sends a frame, and gives its reply.
    async fn request(&mut self, server: &Server, mut frame: Value) -> Value {
        if frame["id"].is_null() {
            frame["id"] = json!(fresh_id());
        }
        let sent = self.send(server, &frame).await;
        assert_eq!((sent.status, sent.text().as_str()), (202, ""), "{frame}");
        self.wait("a reply", |reply| reply["re"] == frame["id"]).await
    }

    async fn send(&self, server: &Server, frame: &Value) -> Response {
        post(server, &self.key, frame).await
    }
}

async fn post(server: &Server, key: &str, frame: &Value) -> Response {
    let request = Request::post(FRAMES).header("Origin", &server.origin()).header("Authorization", &format!("Bearer {key}"));
    request.json(frame).send(server).await
}

#[tokio::test]
async fn a_question_is_answered_as_on_a_socket() {
    let server = Server::shared();
    let mut stream = Stream::hello(server, json!({"language": "en"})).await;
    for header in ["content-type: text/event-stream", "cache-control: no-store", "x-accel-buffering: no"] {
        assert!(stream.head.contains(header), "a proxy must not keep it: {}", stream.head);
    }
    assert!(!stream.head.contains("content-encoding"), "compression would keep it back: {}", stream.head);
    let id = fresh_id();
    let ok = stream.request(server, json!({"type": "send", "id": id, "text": crate::owner::QUESTIONS[0].1})).await;
    assert_eq!((&ok["type"], &ok["seq"], &ok["duplicate"]), (&json!("ok"), &json!(1), &json!(false)), "{ok}");
    let message = stream.wait("the message", |frame| frame["kind"] == "message").await;
    assert_eq!((&message["id"], &message["seq"]), (&json!(id), &json!(1)), "{message}");
    let answer = stream.wait("the answer", |frame| frame["kind"] == "answer").await;
    assert_eq!((&answer["entry"], &answer["seq"]), (&json!(crate::owner::ENTRY), &json!(2)), "{answer}");
    let repeat = stream.request(server, json!({"type": "send", "id": id, "text": crate::owner::QUESTIONS[0].1})).await;
    assert_eq!((&repeat["duplicate"], &repeat["seq"]), (&json!(true), &json!(1)), "{repeat}");
    let conflict = stream.request(server, json!({"type": "send", "id": id, "text": "other"})).await;
    assert_eq!(conflict["code"], "id_conflict", "{conflict}");
    // One session, on whichever transport.
    let session = stream.ready["session"].as_str().expect("a session").to_owned();
    let mut socket = Owner::hello(server, json!({"session": session})).await;
    let seq = number(&socket.say("from a socket").await, "seq");
    let came = stream.wait("the socket's message", |frame| frame["text"] == "from a socket").await;
    assert_eq!(number(&came, "seq"), seq);
}

#[tokio::test]
async fn both_requests_answer_as_the_document_says() {
    let server = Server::start(Options::roomy().env("LIMITS__SOCKETS_PER_ADDRESS", "2").env("SERVER__MAX_SOCKETS", "3"));
    let document = openapi::document(&server).await;
    let hold = |id: &str, status: u16, response: &Response| {
        assert_eq!(response.status, status, "{id}: {}", response.text());
        openapi::hold(&document, id, response);
    };
    let open = |origin: &str, hello: Value| Request::post(EVENTS).header("Origin", origin).json(&hello);
    let stream = Stream::hello(&server, json!({})).await;
    hold("chatEvents", 200, &stream.answer());
    hold("chatEvents", 400, &open(&server.origin(), json!({"type": "send"})).send(&server).await);
    hold("chatEvents", 403, &open("https://evil.tld", json!({"type": "hello"})).send(&server).await);
    let long = json!({"type": "hello", "page": "x".repeat(40_000)});
    hold("chatEvents", 413, &open(&server.origin(), long).send(&server).await);
    let _second = Stream::hello(&server, json!({})).await;
    let many = open(&server.origin(), json!({"type": "hello"})).send(&server).await;
    hold("chatEvents", 429, &many);
    assert!(many.header("retry-after").is_some());

    hold("chatFrame", 202, &stream.send(&server, &json!({"type": "typing"})).await);
    hold("chatFrame", 401, &Request::post(FRAMES).header("Origin", &server.origin()).json(&json!({})).send(&server).await);
    hold("chatFrame", 404, &post(&server, "nobody's", &json!({"type": "typing"})).await);
    hold("chatFrame", 413, &stream.send(&server, &json!({"type": "send", "text": "x".repeat(40_000)})).await);
    let with = |origin: &str| Request::post(FRAMES).header("Origin", origin).header("Authorization", &format!("Bearer {}", stream.key));
    hold("chatFrame", 403, &with("https://evil.tld").json(&json!({"type": "typing"})).send(&server).await);
    hold("chatFrame", 400, &with(&server.origin()).bytes(b"\xff".to_vec()).send(&server).await);
}

#[tokio::test]
async fn it_resumes_by_number_after_kill_9() {
    let server = Server::start(Options::roomy());
    let mut stream = Stream::hello(&server, json!({})).await;
    let (first, second) = (fresh_id(), fresh_id());
    let ok = stream.request(&server, json!({"type": "send", "id": first, "text": "hello"})).await;
    let session = stream.ready["session"].clone();
    let epoch = stream.ready["epoch"].clone();
    stream.send(&server, &json!({"type": "send", "id": second, "text": "whose fate nobody knows"})).await;
    server.kill();
    server.restart();
    let gone = post(&server, &stream.key, &json!({"type": "pong"})).await;
    gone.problem(404, "not_found");
    let mut again = Stream::hello(&server, json!({"session": session, "epoch": epoch, "after": ok["seq"]})).await;
    assert_eq!(again.ready["session"], session);
    let repeat = again.request(&server, json!({"type": "send", "id": first, "text": "hello"})).await;
    assert_eq!((&repeat["duplicate"], &repeat["seq"]), (&json!(true), &ok["seq"]), "what was confirmed is there");
    let settled = again.request(&server, json!({"type": "send", "id": second, "text": "whose fate nobody knows"})).await;
    assert_eq!(settled["type"], "ok", "and the other is there once: {settled}");
    let last = number(&settled, "seq");
    let mut seqs: Vec<u64> = again.kept.iter().filter(|frame| frame["type"] == "event").map(|frame| number(frame, "seq")).collect();
    while seqs.last().is_none_or(|seq| *seq < last) {
        seqs.push(number(&again.wait("what was missed", |frame| frame["type"] == "event").await, "seq"));
    }
    seqs.sort_unstable();
    seqs.dedup();
    let expect: Vec<u64> = (number(&ok, "seq") + 1..=last).collect();
    assert!(seqs.starts_with(&expect) || seqs == expect, "exactly what was missed: {seqs:?}, not {expect:?}");
}

#[tokio::test]
async fn only_its_own_key_speaks_for_a_connection() {
    let server = Server::shared();
    let mut stream = Stream::hello(server, json!({})).await;
    stream.request(server, json!({"type": "send", "text": "hello"})).await;
    let session = stream.ready["session"].as_str().expect("a session").to_owned();
    for key in ["x", session.as_str()] {
        post(server, key, &json!({"type": "typing"})).await.problem(404, "not_found");
    }
    post(server, "", &json!({"type": "typing"})).await.problem(401, "unauthenticated");
    let bare = Request::post(FRAMES).header("Origin", &server.origin()).json(&json!({"type": "typing"})).send(server).await;
    bare.problem(401, "unauthenticated");
    for origin in ["https://evil.tld", "null"] {
        let request = Request::post(FRAMES).header("Origin", origin).header("Authorization", &format!("Bearer {}", stream.key));
        request.json(&json!({"type": "typing"})).send(server).await.problem(403, "forbidden");
        let open = Request::post(EVENTS).header("Origin", origin).json(&json!({"type": "hello"}));
        open.send(server).await.problem(403, "forbidden");
    }
    Request::post(EVENTS).json(&json!({"type": "hello"})).send(server).await.problem(403, "forbidden");
    let other = Stream::hello(server, json!({})).await;
    assert_eq!(other.ready["conversation"], Value::Null);
}

#[tokio::test]
async fn bad_frames_are_refused_as_on_a_socket() {
    let server = Server::shared();
    for hello in [json!({"type": "send"}), json!([]), json!("hello"), json!({})] {
        let open = Request::post(EVENTS).header("Origin", &server.origin()).json(&hello);
        open.send(server).await.problem(400, "bad_request");
    }
    let mut stream = Stream::hello(server, json!({"language": "bn"})).await;
    let unknown = stream.request(server, json!({"type": "dance"})).await;
    assert_eq!(unknown["code"], "unknown_type", "{unknown}");
    let large = json!({"type": "send", "id": fresh_id(), "text": "x".repeat(40_000)});
    stream.send(server, &large).await.problem(413, "too_large");
    let request = |body: &[u8]| {
        let request = Request::post(FRAMES).header("Origin", &server.origin()).header("Authorization", &format!("Bearer {}", stream.key));
        request.header("Content-Type", "application/json").bytes(body.to_vec())
    };
    request(b"\xff\xfe").send(server).await.problem(400, "bad_request");
    assert_eq!(request(b"{").send(server).await.status, 202, "the connection says what it makes of it");
    let error = stream.wait("bad JSON", |frame| frame["type"] == "error" && frame["re"].is_null()).await;
    assert_eq!(error["code"], "bad_request", "{error}");
    stream.request(server, json!({"type": "send", "text": "and goes on"})).await;
}

#[tokio::test]
async fn it_ends_with_the_code_that_a_socket_would_have() {
    let server = Server::start(Options::strict().env("LIMITS__SOCKETS_PER_SESSION", "1"));
    let mut stream = Stream::hello(&server, json!({})).await;
    stream.request(&server, json!({"type": "send", "text": "hello"})).await;
    let session = stream.ready["session"].clone();
    let mut second = Stream::hello(&server, json!({"session": session})).await;
    let close = stream.wait("the end", |event| event["event"] == "close").await;
    assert_eq!(close["code"], 4002, "replaced: {close}");
    assert!(stream.next().await.is_null(), "and then nothing");
    post(&server, &stream.key, &json!({"type": "typing"})).await.problem(404, "not_found");
    server.terminate();
    let drained = second.wait("the end", |event| event["event"] == "close").await;
    assert_eq!(drained["code"], 4000, "{drained}");
    assert!(drained["reason"].as_str().is_some_and(|reason| reason.contains("after_ms")), "{drained}");
    assert!(server.wait().success());
}

#[tokio::test]
async fn the_limits_of_sockets_hold() {
    let server = Server::start(Options::strict().env("LIMITS__SOCKETS_PER_ADDRESS", "1").env("SERVER__MAX_SOCKETS", "2"));
    let first = Stream::hello(&server, json!({})).await;
    let refused = Request::post(EVENTS).header("Origin", &server.origin()).json(&json!({"type": "hello"})).send(&server).await;
    refused.problem(429, "rate_limited");
    assert!(refused.header("retry-after").is_some());
    let mut stream = first;
    for at in 0..20 {
        let reply = stream.request(&server, json!({"type": "send", "text": format!("message {at}")})).await;
        if reply["code"] == "rate_limited" {
            assert!(reply["after_ms"].is_u64() && at >= 5, "the burst passes first: {reply}");
            return;
        }
    }
    panic!("twenty messages at once are too many");
}

#[tokio::test]
async fn a_technician_hears_and_is_heard() {
    let server = Server::shared();
    let mut stream = Stream::hello(server, json!({})).await;
    stream.request(server, json!({"type": "handoff"})).await;
    let again = Stream::hello(server, json!({"session": stream.ready["session"]})).await;
    let conversation = again.ready["conversation"].as_str().expect("there is one").to_owned();
    let mut desk = Desk::enter(server).await;
    let claim = desk.claim(&conversation).await;
    desk.socket.ok(json!({"type": "note", "conversation": conversation, "text": "internal"})).await;
    desk.socket.ok(json!({"type": "send", "conversation": conversation, "claim": claim, "text": "I am here"})).await;
    let words = stream.wait("their words", |frame| frame["text"] == "I am here").await;
    assert_eq!(words["from"]["role"], "technician");
    assert!(stream.kept.iter().all(|frame| frame["kind"] != "note"), "notes never leave");
}
