//! Connections before HTTP: silence, half heads, idleness and numbers shut nobody out.

use crate::browser::{Request, Response};
use crate::client::{Owner, Upgrade, WIDGET};
use crate::server::{Options, Server};
use serde_json::json;
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};

/// Longest wait for what must come; no test waits as long when all is well.
const LIMIT: Duration = Duration::from_secs(20);

/// A connection from an address of this machine.
async fn connect(server: &Server, from: [u8; 4]) -> TcpStream {
    let socket = TcpSocket::new_v4().expect("a socket can be made");
    socket.bind(SocketAddr::from((from, 0))).expect("the address is this machine's");
    socket.connect(server.address()).await.expect("the server accepts connections")
}

/// What comes until the server closes the connection, by an end or a reset.
async fn until_closed(stream: &mut TcpStream) -> Vec<u8> {
    let mut bytes = Vec::new();
    let end = tokio::time::timeout(LIMIT, stream.read_to_end(&mut bytes)).await;
    assert!(end.is_ok(), "the server left the connection open for {LIMIT:?}");
    bytes
}

/// A request on a connection that may be kept; the answer's first bytes.
async fn ask(stream: &mut TcpStream, text: &str) -> String {
    stream.write_all(text.as_bytes()).await.expect("the connection is open");
    let mut bytes = vec![0; 4_096];
    let read = tokio::time::timeout(LIMIT, stream.read(&mut bytes)).await.expect("an answer in time").expect("the connection is open");
    String::from_utf8_lossy(&bytes[..read]).into_owned()
}

async fn healthy_from(server: &Server, from: [u8; 4]) -> Result<(), String> {
    let mut stream = connect(server, from).await;
    let answer = ask(&mut stream, "GET /healthz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n").await;
    if answer.starts_with("HTTP/1.1 200") { Ok(()) } else { Err(answer) }
}

async fn metric(server: &Server, row: &str) -> u64 {
    let text = Request::get("/metrics").send(server).await.text();
    let value = text.lines().find_map(|line| line.strip_prefix(row)?.strip_prefix(' ')).unwrap_or_else(|| panic!("{row} in {text}"));
    value.parse().expect("a whole number")
}

#[tokio::test]
async fn silence_shuts_nobody_out() {
    // Far longer than any wait below: whoever is answered did not wait for it.
    let server = Server::start(Options::roomy().descriptors(300).env("SERVER__HEADER_TIMEOUT_S", "600"));
    let mut silent = Vec::new();
    for number in 0..290 {
        let mut stream = connect(&server, [127, 0, 0, 1]).await;
        if number % 2 == 0 {
            stream.write_all(b"GET / HTTP/1.1\r\nHost:").await.expect("the connection is open");
        }
        silent.push(stream);
    }
    assert_eq!(healthy_from(&server, [127, 0, 0, 2]).await, Ok(()));
    assert_eq!(healthy_from(&server, [127, 0, 0, 1]).await, Ok(()));
    // Everything else works, too: descriptors are left for the database.
    server.staff("technician").await;
    Owner::enter(&server).await.say("hello").await;
    assert!(metric(&server, "aftercare_connections_closed_total{reason=\"room\"}").await >= 54);
    assert_eq!(metric(&server, "aftercare_accept_errors_total").await, 0);
    assert_eq!(metric(&server, "process_max_fds").await, 300);
    // The oldest made room.
    until_closed(&mut silent[0]).await;
}

#[tokio::test]
async fn every_state_of_a_connection_has_an_end() {
    let options = Options::roomy().env("SERVER__HEADER_TIMEOUT_S", "1").env("SERVER__IDLE_TIMEOUT_S", "1");
    let server = Server::start(options.env("SERVER__EXCHANGE_TIMEOUT_S", "2"));
    let mut silent = connect(&server, [127, 0, 0, 1]).await;
    let mut half = connect(&server, [127, 0, 0, 1]).await;
    half.write_all(b"GET /healthz HTTP/1.1\r\nX-Slow: ").await.expect("the connection is open");
    let mut kept = connect(&server, [127, 0, 0, 1]).await;
    for _ in 0..2 {
        let answer = ask(&mut kept, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await;
        assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    }
    let mut second_half = connect(&server, [127, 0, 0, 1]).await;
    ask(&mut second_half, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await;
    second_half.write_all(b"GET /healthz HTTP/1.1\r\n").await.expect("the connection is open");
    let mut body = connect(&server, [127, 0, 0, 1]).await;
    body.write_all(b"POST /api/v1/session HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{").await.expect("the connection is open");
    for stream in [&mut silent, &mut half, &mut kept, &mut second_half, &mut body] {
        assert_eq!(String::from_utf8_lossy(&until_closed(stream).await), "");
    }
    for (reason, count) in [("header", 3), ("idle", 1), ("exchange", 1)] {
        let row = format!("aftercare_connections_closed_total{{reason=\"{reason}\"}}");
        assert_eq!(metric(&server, &row).await, count, "{reason}");
    }
    // A socket is not a request: it has its own limits, and outlives these.
    let mut owner = Owner::enter(&server).await;
    let mut silent = connect(&server, [127, 0, 0, 1]).await;
    until_closed(&mut silent).await;
    let mut silent = connect(&server, [127, 0, 0, 1]).await;
    until_closed(&mut silent).await;
    owner.say("hello").await;
}

#[tokio::test]
async fn a_head_is_sixteen_kibibytes_at_most() {
    let server = Server::shared();
    let with = async |bytes: usize| -> Response { Request::get("/healthz").header("X-Filler", &"x".repeat(bytes)).send(server).await };
    assert_eq!(with(15 * 1024).await.status, 200);
    assert_eq!(with(17 * 1024).await.status, 431);
    // Many small ones, without an end.
    let mut stream = connect(server, [127, 0, 0, 1]).await;
    stream.write_all(b"GET /healthz HTTP/1.1\r\n").await.expect("the connection is open");
    let line = format!("X-Filler: {}\r\n", "x".repeat(1_000));
    let mut sent = 0;
    while sent < 400 && stream.write_all(line.as_bytes()).await.is_ok() {
        sent += 1;
    }
    let answer = until_closed(&mut stream).await;
    // The reset for what was sent in vain may overtake the answer.
    assert!(answer.is_empty() || answer.starts_with(b"HTTP/1.1 431"), "{}", String::from_utf8_lossy(&answer));
}

#[tokio::test]
async fn who_finds_everybody_at_work_is_refused_with_words() {
    let options = Options::roomy().env("LIMITS__SOCKETS_PER_ADDRESS", "3").env("LIMITS__CONNECTIONS_PER_ADDRESS", "0");
    let server = Server::start(options);
    let mut owners = Vec::new();
    for _ in 0..3 {
        owners.push(Owner::enter(&server).await);
    }
    let mut stream = connect(&server, [127, 0, 0, 1]).await;
    let _ = stream.write_all(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await;
    let answer = String::from_utf8_lossy(&until_closed(&mut stream).await).into_owned();
    assert!(answer.starts_with("HTTP/1.1 503") && answer.contains("\r\nRetry-After: 5\r\n"), "{answer:?}");
    assert_eq!(healthy_from(&server, [127, 0, 0, 2]).await, Ok(()), "the address is full, not the house");
    for owner in &mut owners {
        owner.say("hello").await;
    }
    owners.remove(0).socket.leave().await;
    // The place is free once the server has seen the end of the connection.
    let free = async {
        while healthy_from(&server, [127, 0, 0, 1]).await.is_err() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(LIMIT, free).await.expect("a place is free again");
    assert!(metric(&server, "aftercare_refused_total{limit=\"connections\"}").await >= 1);
}

#[tokio::test]
async fn a_trusted_proxy_carries_many() {
    let options = Options::roomy().env("LIMITS__SOCKETS_PER_ADDRESS", "2").env("LIMITS__CONNECTIONS_PER_ADDRESS", "0");
    let server = Server::start(options.env("SERVER__TRUSTED_PROXIES", r#"["127.0.0.1"]"#));
    let mut owners = Vec::new();
    for number in 1..=8 {
        let upgrade = Upgrade::new(&server, WIDGET).header("X-Forwarded-For", &format!("203.0.113.{}:4711", number / 2));
        owners.push(Owner::hello_on(upgrade.open(&server).await, json!({})).await);
    }
    for owner in &mut owners {
        owner.say("hello").await;
    }
}

#[tokio::test]
async fn a_stop_does_not_wait_for_the_silent() {
    let server = Server::start(Options::roomy().env("SERVER__HEADER_TIMEOUT_S", "600").env("SERVER__IDLE_TIMEOUT_S", "600"));
    let mut silent = connect(&server, [127, 0, 0, 1]).await;
    let mut half = connect(&server, [127, 0, 0, 1]).await;
    half.write_all(b"GET /healthz HTTP/1.1\r\nHost: ").await.expect("the connection is open");
    let mut kept = connect(&server, [127, 0, 0, 1]).await;
    let answer = ask(&mut kept, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n").await;
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    server.terminate();
    assert!(server.wait().success());
    for stream in [&mut silent, &mut half, &mut kept] {
        until_closed(stream).await;
    }
    assert!(!server.log().contains("did not end in time"), "{}", server.log());
}
