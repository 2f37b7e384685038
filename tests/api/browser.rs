//! HTTP/1.1 in few lines, one request a connection: what the tests need of a browser, with every header in their hands.

use crate::server::{Server, User};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const LIMIT: Duration = Duration::from_secs(20);

/// A request as it goes over the wire.
pub struct Request {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// What came back.
#[derive(Debug, Clone)]
pub struct Response {
    pub status: u16,
    pub headers: Vec<(String, String)>,
    pub body: Vec<u8>,
}

/// A staff login: the cookie, the CSRF token and the user as `POST /api/v1/session` gave them.
#[derive(Debug, Clone)]
pub struct Login {
    /// `name=value`, as it goes into the `Cookie` header.
    pub cookie: String,
    pub csrf: String,
    pub user: Value,
}

impl Login {
    /// The user's id, as `transfer` takes it.
    pub fn user_id(&self) -> Value {
        assert!(!self.user["id"].is_null(), "the session's user has an id: {}", self.user);
        self.user["id"].clone()
    }
}

impl Request {
    pub fn new(method: &str, path: &str) -> Self {
        Self { method: method.to_owned(), path: path.to_owned(), headers: Vec::new(), body: Vec::new() }
    }

    pub fn get(path: &str) -> Self {
        Self::new("GET", path)
    }

    pub fn post(path: &str) -> Self {
        Self::new("POST", path)
    }

    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn json(mut self, body: &Value) -> Self {
        self.body = body.to_string().into_bytes();
        self.header("Content-Type", "application/json")
    }

    /// A body that says that it is JSON, and may be none.
    pub fn bytes(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self.header("Content-Type", "application/json")
    }

    /// A form with files, as a page without JavaScript sends it: texts by name, then files by control, name and type.
    pub fn form(mut self, texts: &[(&str, &str)], files: &[(&str, &str, &str, &[u8])]) -> Self {
        const BOUNDARY: &str = "----form-of-a-test";
        let mut body = Vec::new();
        for (name, text) in texts {
            body.extend(format!("--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{text}\r\n").into_bytes());
        }
        for (control, name, kind, bytes) in files {
            let head = format!("Content-Disposition: form-data; name=\"{control}\"; filename=\"{name}\"\r\nContent-Type: {kind}");
            body.extend(format!("--{BOUNDARY}\r\n{head}\r\n\r\n").into_bytes());
            body.extend_from_slice(bytes);
            body.extend_from_slice(b"\r\n");
        }
        body.extend(format!("--{BOUNDARY}--\r\n").into_bytes());
        self.body = body;
        self.header("Content-Type", &format!("multipart/form-data; boundary={BOUNDARY}"))
    }

    /// The next bytes of an upload.
    pub fn octets(mut self, body: Vec<u8>) -> Self {
        self.body = body;
        self.header("Content-Type", "application/offset+octet-stream")
    }

    /// The cookie of a login.
    pub fn cookie(self, login: &Login) -> Self {
        self.header("Cookie", &login.cookie)
    }

    /// Cookie, CSRF token and our own origin: a request as the desk makes it.
    pub fn staff(self, server: &Server, login: &Login) -> Self {
        self.cookie(login).header("X-CSRF-Token", &login.csrf).header("Origin", &server.origin())
    }

    pub async fn send(self, server: &Server) -> Response {
        self.send_to(server.address()).await
    }

    pub async fn send_to(self, address: SocketAddr) -> Response {
        let what = format!("{} {}", self.method, self.path);
        tokio::time::timeout(LIMIT, self.exchange(address)).await.unwrap_or_else(|_| panic!("no response to {what} within {LIMIT:?}"))
    }

    /// As `send_to`, to a server that may be killed meanwhile.
    pub async fn try_send_to(self, address: SocketAddr) -> Option<Response> {
        tokio::time::timeout(LIMIT, self.try_exchange(address)).await.ok()?.ok()
    }

    async fn exchange(self, address: SocketAddr) -> Response {
        self.try_exchange(address).await.unwrap_or_else(|why| panic!("{why}"))
    }

    async fn try_exchange(self, address: SocketAddr) -> Result<Response, String> {
        let mut head = format!("{} {} HTTP/1.1\r\nConnection: close\r\n", self.method, self.path);
        if !self.headers.iter().any(|(name, _)| name.eq_ignore_ascii_case("host")) {
            head += &format!("Host: {address}\r\n");
        }
        for (name, value) in &self.headers {
            head += &format!("{name}: {value}\r\n");
        }
        if !self.body.is_empty() || self.method != "GET" {
            head += &format!("Content-Length: {}\r\n", self.body.len());
        }
        head += "\r\n";
        let mut stream = TcpStream::connect(address).await.map_err(|error| format!("the server accepts no connections: {error}"))?;
        // One write: a server that refuses early may close while a second one is under way.
        let _ = stream.write_all(&[head.as_bytes(), &self.body].concat()).await;
        let mut bytes = Vec::new();
        let end = stream.read_to_end(&mut bytes).await;
        Response::parse(&bytes).ok_or_else(|| format!("{} {}: no HTTP response ({end:?}): {:?}", self.method, self.path, bytes))
    }
}

impl Response {
    fn parse(bytes: &[u8]) -> Option<Self> {
        let split = bytes.windows(4).position(|window| window == b"\r\n\r\n")?;
        let head = std::str::from_utf8(&bytes[..split]).ok()?;
        let mut lines = head.split("\r\n");
        let status: u16 = lines.next()?.split(' ').nth(1)?.parse().ok()?;
        if status == 101 {
            return Some(Self { status, headers: Vec::new(), body: Vec::new() });
        }
        let headers: Vec<_> =
            lines.filter_map(|line| line.split_once(':')).map(|(n, v)| (n.trim().to_ascii_lowercase(), v.trim().to_owned())).collect();
        let mut response = Self { status, headers, body: bytes[split + 4..].to_vec() };
        if response.header("transfer-encoding").is_some_and(|value| value.contains("chunked")) {
            response.body = unchunk(&response.body)?;
        }
        Some(response)
    }

    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }

    #[track_caller]
    pub fn value(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap_or_else(|error| panic!("{} is no JSON ({error}): {}", self.status, self.text()))
    }

    /// The body of an error: problem+json with the code and an id of the request.
    #[track_caller]
    pub fn problem(&self, status: u16, code: &str) -> Value {
        assert_eq!(self.status, status, "{}", self.text());
        let kind = self.header("content-type").unwrap_or_default();
        assert!(kind.starts_with("application/problem+json"), "errors are problem+json, not {kind:?}: {}", self.text());
        let body = self.value();
        assert_eq!(body["code"], code, "{body}");
        assert!(body["request_id"].as_str().is_some_and(|id| !id.is_empty()), "an error has a request_id: {body}");
        body
    }
}

/// Posts e-mail and password, with our own origin.
pub async fn post_session(server: &Server, email: &str, password: &str) -> Response {
    Request::post("/api/v1/session")
        .header("Origin", &server.origin())
        .json(&json!({"email": email, "password": password}))
        .send(server)
        .await
}

/// Logs in and keeps what the desk needs.
pub async fn log_in(server: &Server, user: &User) -> Login {
    let response = post_session(server, &user.email, &user.password).await;
    assert!((200..300).contains(&response.status), "log-in: {} {}", response.status, response.text());
    let set_cookie = response.header("set-cookie").expect("a log-in sets a cookie");
    let cookie = set_cookie.split(';').next().expect("split gives at least one part").to_owned();
    let body = response.value();
    let csrf = body["csrf"].as_str().expect("the log-in gives a csrf token").to_owned();
    Login { cookie, csrf, user: body["user"].clone() }
}

fn unchunk(mut bytes: &[u8]) -> Option<Vec<u8>> {
    let mut whole = Vec::new();
    loop {
        let line = bytes.windows(2).position(|window| window == b"\r\n")?;
        let size = usize::from_str_radix(std::str::from_utf8(&bytes[..line]).ok()?.split(';').next()?.trim(), 16).ok()?;
        if size == 0 {
            return Some(whole);
        }
        whole.extend_from_slice(bytes.get(line + 2..line + 2 + size)?);
        bytes = bytes.get(line + 2 + size + 2..)?;
    }
}
