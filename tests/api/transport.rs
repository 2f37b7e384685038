//! Contract section 1: the upgrade, origins, the first frame, broken frames, and the closes that they earn.

use crate::browser::Request;
use crate::client::{DESK, Desk, LIMIT, Owner, Upgrade, WIDGET};
use crate::server::{Options, Server, fresh_id};
use serde_json::{Value, json};
use std::time::{Duration, Instant};
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::protocol::frame::Frame;
use tokio_tungstenite::tungstenite::protocol::frame::coding::{Data, OpCode};

const SITE: &str = "https://cars.example";

async fn status(server: &Server, upgrade: Upgrade) -> u16 {
    match upgrade.try_open(server).await {
        Ok(_) => 101,
        Err(refused) => refused.status,
    }
}

#[tokio::test]
async fn without_the_subprotocol_the_upgrade_is_a_bad_request() {
    let server = Server::shared();
    for path in [WIDGET, DESK] {
        let upgrade = Upgrade::bare(path).header("Origin", &server.origin());
        assert_eq!(status(server, upgrade).await, 400, "{path} without subprotocol");
        let upgrade = Upgrade::new(server, path).header("Sec-WebSocket-Protocol", "chat.v2");
        assert_eq!(status(server, upgrade).await, 400, "{path} with another subprotocol");
    }
}

#[tokio::test]
async fn the_subprotocol_is_found_among_others() {
    let server = Server::shared();
    let upgrade = Upgrade::new(server, WIDGET).header("Sec-WebSocket-Protocol", "chat.v2, chat.v1");
    let owner = Owner::hello_on(upgrade.open(server).await, json!({})).await;
    assert!(owner.ready["session"].is_string());
}

#[tokio::test]
async fn origins_that_are_not_exactly_ours_are_forbidden() {
    let server = Server::shared();
    let port = server.port();
    let foreign = [
        "https://evil.tld".to_owned(),
        "null".to_owned(),
        String::new(),
        format!("https://127.0.0.1:{port}"),
        "http://127.0.0.1".to_owned(),
        format!("http://127.0.0.1:{}", if port == 65535 { 1024 } else { port + 1 }),
        format!("http://127.0.0.1:{port}0"),
        format!("http://127.0.0.1:{port}.evil.tld"),
        format!("http://127.0.0.1:{port}@evil.tld"),
        format!("http://evil.tld@127.0.0.1:{port}"),
        format!("http://127.0.0.1:{port}/"),
        format!("http://127.0.0.1:{port}, https://evil.tld"),
        format!("http://evil.tld/http://127.0.0.1:{port}"),
        format!("http://xlocalhost:{port}"),
        format!("http://localhost.evil.tld:{port}"),
        format!("http://127.0.0.2:{port}"),
    ];
    for path in [WIDGET, DESK] {
        for origin in &foreign {
            assert_eq!(status(server, Upgrade::new(server, path).header("Origin", origin)).await, 403, "{path} from {origin:?}");
        }
        let missing = Upgrade::bare(path).header("Sec-WebSocket-Protocol", "chat.v1");
        assert_eq!(status(server, missing).await, 403, "{path} without Origin");
    }
}

#[tokio::test]
async fn the_host_header_does_not_make_an_origin_ours() {
    let server = Server::shared();
    for path in [WIDGET, DESK] {
        let upgrade = Upgrade::new(server, path).header("Host", "evil.tld").header("Origin", "http://evil.tld");
        assert_eq!(status(server, upgrade).await, 403, "{path}");
        let upgrade = Upgrade::new(server, path)
            .header("X-Forwarded-Host", "evil.tld")
            .header("X-Forwarded-Proto", "https")
            .header("Origin", "https://evil.tld");
        assert_eq!(status(server, upgrade).await, 403, "{path} by a forwarded host");
    }
}

#[tokio::test]
async fn the_three_loopback_names_are_our_own() {
    let server = Server::shared();
    let port = server.port();
    for origin in [format!("http://127.0.0.1:{port}"), format!("http://localhost:{port}"), format!("http://[::1]:{port}")] {
        for path in [WIDGET, DESK] {
            assert_eq!(status(server, Upgrade::new(server, path).header("Origin", &origin)).await, 101, "{path} from {origin}");
        }
    }
}

#[tokio::test]
async fn configured_sites_and_native_apps_come_to_the_widget_only() {
    let options = Options::roomy().env("WIDGET__ALLOWED_ORIGINS", &json!([SITE]).to_string()).env("WIDGET__ALLOW_MISSING_ORIGIN", "true");
    let server = Server::start(options);
    assert_eq!(status(&server, Upgrade::new(&server, WIDGET).header("Origin", SITE)).await, 101, "a configured site");
    assert_eq!(status(&server, Upgrade::new(&server, DESK).header("Origin", SITE)).await, 403, "the desk is no site's");
    for origin in ["http://cars.example", "https://cars.example:8443", "https://www.cars.example", "https://cars.example.evil.tld", "null"]
    {
        assert_eq!(status(&server, Upgrade::new(&server, WIDGET).header("Origin", origin)).await, 403, "the widget from {origin}");
    }
    let native = Upgrade::bare(WIDGET).header("Sec-WebSocket-Protocol", "chat.v1");
    let mut owner = Owner::hello_on(native.open(&server).await, json!({})).await;
    owner.say("hello").await;

    let framed = Request::get("/chat").send(&server).await;
    let policy = framed.header("content-security-policy").expect("/chat has a policy").to_owned();
    let ancestors = directive(&policy, "frame-ancestors");
    assert!(ancestors.contains(&"'self'") && ancestors.contains(&SITE), "{policy}");
}

fn directive<'a>(policy: &'a str, name: &str) -> Vec<&'a str> {
    let found = policy.split(';').map(str::trim).find_map(|part| part.strip_prefix(name));
    found.unwrap_or_else(|| panic!("no {name} in {policy}")).split_whitespace().collect()
}

#[tokio::test]
async fn public_url_alone_decides_origin_and_cookie() {
    let public = "https://chat.example.com";
    let server = Server::start(Options::roomy().env("SERVER__PUBLIC_URL", public));
    for path in [WIDGET, DESK] {
        assert_eq!(status(&server, Upgrade::new(&server, path).header("Origin", public)).await, 101, "{path} from {public}");
        assert_eq!(status(&server, Upgrade::new(&server, path)).await, 403, "{path}: a loopback name is ours no more");
    }
    let user = server.user("technician", &["en"]);
    let body = json!({"email": user.email, "password": user.password});
    let refused = Request::post("/api/v1/session").header("Origin", &server.origin()).json(&body).send(&server).await;
    assert_eq!(refused.status, 403, "{}", refused.text());
    let response = Request::post("/api/v1/session").header("Origin", public).json(&body).send(&server).await;
    let cookie = response.header("set-cookie").unwrap_or_else(|| panic!("no cookie: {}", response.text())).to_owned();
    assert!(cookie.starts_with("__Host-aftercare="), "{cookie}");
    let attributes: Vec<_> = cookie.split(';').map(|part| part.trim().to_ascii_lowercase()).collect();
    for wanted in ["secure", "httponly", "samesite=strict", "path=/"] {
        assert!(attributes.iter().any(|part| part == wanted), "{wanted} in {cookie}");
    }
    assert!(!attributes.iter().any(|part| part.starts_with("domain")), "{cookie}");
}

#[tokio::test]
async fn another_first_frame_than_hello_closes() {
    let server = Server::shared();
    for frame in [json!({"type": "send", "id": fresh_id(), "text": "hello"}), json!({"type": "pong"}), json!({"type": "typing"})] {
        let mut socket = Upgrade::new(server, WIDGET).open(server).await;
        socket.send(&frame).await;
        socket.closes_with(4500).await;
        let mut socket = Upgrade::new(server, DESK).open(server).await;
        socket.send(&frame).await;
        socket.closes_with(4500).await;
    }
}

#[tokio::test]
async fn no_hello_in_five_seconds_closes() {
    let server = Server::shared();
    let start = Instant::now();
    let mut widget = Upgrade::new(server, WIDGET).open(server).await;
    let mut desk = Upgrade::new(server, DESK).open(server).await;
    widget.closes_with(4008).await;
    let took = start.elapsed();
    assert!(took > Duration::from_secs(4), "closed after {took:?}, before the 5 s were over");
    desk.closes_with(4008).await;
}

#[tokio::test]
async fn binary_frames_close() {
    let server = Server::shared();
    let mut owner = Owner::enter(server).await;
    owner.socket.send_message(Message::binary(b"{\"type\":\"typing\"}".to_vec())).await;
    owner.socket.closes_with(1003).await;
    let mut socket = Upgrade::new(server, DESK).open(server).await;
    socket.send_message(Message::binary(vec![0])).await;
    socket.closes_with(1003).await;
}

#[tokio::test]
async fn invalid_utf8_closes() {
    let server = Server::shared();
    for bytes in [&b"{\"type\":\"\xff\"}"[..], b"\xed\xa0\x80", b"\xf4\x90\x80\x80", b"\xc0\xaf", b"{\"a\":\"\xe0\xa6"] {
        let mut owner = Owner::enter(server).await;
        let frame = Frame::message(bytes.to_vec(), OpCode::Data(Data::Text), true);
        owner.socket.send_message(Message::Frame(frame)).await;
        owner.socket.closes_with(1007).await;
    }
}

/// A frame that does nothing, of exactly this size.
fn padded(bytes: usize) -> String {
    let frame = r#"{"type":"typing"}"#;
    frame.to_owned() + &" ".repeat(bytes - frame.len())
}

#[tokio::test]
async fn frames_above_the_size_close() {
    let server = Server::shared();
    let mut owner = Owner::enter(server).await;
    owner.socket.send_text(&padded(32 * 1024)).await;
    owner.say("hello").await;
    owner.socket.send_text(&padded(32 * 1024 + 1)).await;
    owner.socket.closes_with(1009).await;

    // The rest of a large one is still under way when the close comes: the client must see the close, not a reset.
    let mut owner = Owner::enter(server).await;
    owner.socket.send_text(&padded(1024 * 1024)).await;
    owner.socket.closes_with(1009).await;

    let mut desk = Desk::enter(server).await;
    desk.socket.send_text(&padded(64 * 1024)).await;
    desk.socket.ok(json!({"type": "presence", "status": "online"})).await;
    desk.socket.send_text(&padded(64 * 1024 + 1)).await;
    desk.socket.closes_with(1009).await;
}

#[tokio::test]
async fn bad_json_is_an_error_without_re_until_there_is_too_much_of_it() {
    let server = Server::shared();
    let mut owner = Owner::enter(server).await;
    let bad = ["{", "", "null", "[]", "42", "\"hello\"", "{\"type\":}", "{\"type\":42}", "{}"];
    for text in bad {
        owner.socket.send_text(text).await;
        let error = owner.socket.frame("error").await;
        assert_eq!(error["code"], "bad_request", "to {text:?}: {error}");
        assert!(error.get("re").is_none_or(Value::is_null), "no re to {text:?}: {error}");
        assert_eq!(error["retry"], false, "the same again would be as bad: {error}");
    }
    owner.say("hello").await;
    for _ in bad.len()..=10 {
        owner.socket.send_text("{").await;
    }
    owner.socket.closes_with(4500).await;
}

#[tokio::test]
async fn deeply_nested_json_is_bad_json() {
    let server = Server::shared();
    let mut owner = Owner::enter(server).await;
    for open in ["[", "{\"a\":"] {
        owner.socket.send_text(&open.repeat(30_000 / open.len())).await;
        assert_eq!(owner.socket.frame("error").await["code"], "bad_request");
    }
    owner.say("hello").await;
}

#[tokio::test]
async fn unknown_types_and_missing_fields_are_errors_and_the_socket_stays() {
    let server = Server::shared();
    let mut owner = Owner::enter(server).await;
    let id = fresh_id();
    owner.socket.refused(json!({"type": "dance", "id": id}), &["unknown_type"]).await;
    // A frame of the desk is none of the widget's.
    owner.socket.refused(json!({"type": "claim", "id": fresh_id(), "conversation": fresh_id()}), &["unknown_type"]).await;
    owner.socket.send(&json!({"type": "send", "text": "no id"})).await;
    assert_eq!(owner.socket.frame("error").await["code"], "bad_request");
    owner.socket.send(&json!({"type": "send", "id": "not-a-uuid", "text": "bad id"})).await;
    assert_eq!(owner.socket.frame("error").await["code"], "bad_request");
    owner.say("hello").await;

    let mut desk = Desk::enter(server).await;
    desk.socket.refused(json!({"type": "choose", "id": fresh_id(), "entry": "battery-care"}), &["unknown_type"]).await;
    desk.socket.send(&json!({"type": "claim", "conversation": fresh_id()})).await;
    assert_eq!(desk.socket.frame("error").await["code"], "bad_request");
    desk.socket.ok(json!({"type": "presence", "status": "online"})).await;
}

#[tokio::test]
async fn fields_of_a_wrong_type_are_bad_requests() {
    let server = Server::shared();
    let mut owner = Owner::enter(server).await;
    // Each of these counts as bad JSON where the server reads it so: fewer than ten a socket.
    let frames = [
        json!({"type": "send", "text": {"$gt": ""}}),
        json!({"type": "send", "text": ["a"]}),
        json!({"type": "send"}),
        json!({"type": "rate", "stars": "5"}),
        json!({"type": "feedback", "seq": -1, "helpful": true}),
        json!({"type": "history", "before": {"$ne": 0}, "limit": 10}),
    ];
    for mut frame in frames {
        frame["id"] = json!(fresh_id());
        owner.socket.send(&frame).await;
        let error = owner.socket.frame("error").await;
        assert_eq!(error["code"], "bad_request", "to {frame}: {error}");
    }
    owner.say("hello").await;
}

#[tokio::test]
async fn unknown_fields_are_free() {
    let server = Server::shared();
    let mut owner = Owner::hello(server, json!({"future": {"field": 1}, "page": "https://cars.example/icar"})).await;
    owner.socket.ok(json!({"type": "send", "text": "hello", "mood": "sunny"})).await;
}

#[tokio::test]
async fn the_sixth_socket_of_a_session_closes_the_oldest() {
    let server = Server::shared();
    let mut first = Owner::enter(server).await;
    first.say("hello").await;
    let mut others = Vec::new();
    for _ in 0..4 {
        others.push(first.again(server, 0).await);
    }
    // Five are fine: the oldest still hears.
    first.say("hello again").await;
    let mut sixth = first.again(server, 0).await;
    first.socket.closes_with(4002).await;
    let ok = sixth.say("thanks").await;
    for other in &mut others {
        let seq = ok["seq"].as_u64().expect("a send has a seq");
        other.socket.events_upto(seq).await;
    }
}

#[tokio::test]
async fn the_server_pings_and_closes_who_does_not_answer() {
    let server = Server::shared();
    let mut quiet = Owner::enter(server).await;
    let mut lively = Owner::enter(server).await;
    let heartbeat = quiet.ready["heartbeat_ms"].as_u64().expect("ready tells the heartbeat");
    assert_eq!(heartbeat, 25_000, "the contract's ping is every 25 s");
    quiet.socket.mute = true;
    lively.socket.mute = true;
    let start = Instant::now();
    let wait = Duration::from_millis(heartbeat) * 12 / 10 + LIMIT / 2;
    let is_ping = |frame: &Value| frame["type"] == "ping";
    quiet.socket.wait_within(wait, "ping", is_ping).await;
    let first = start.elapsed();
    assert!(first < wait, "the first ping came after {first:?}");
    lively.socket.wait_within(wait, "ping", is_ping).await;
    // Any frame counts as an answer, not only pong.
    lively.socket.send(&json!({"type": "typing"})).await;
    let (code, _) = quiet.socket.closed_within(Duration::from_secs(15)).await;
    assert_eq!(code, 4003, "no frame within 10 s of the ping");
    lively.say("hello").await;
}
