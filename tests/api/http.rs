//! Contract section 6: log-in, cookies, CSRF, pages and their headers, health, errors.

use crate::browser::{Login, Request, Response, log_in, post_session};
use crate::command::check_decision;
use crate::owner::{ENTRY, QUESTIONS};
use crate::server::{Options, Server, fresh_id};
use serde_json::{Value, json};

const SESSION: &str = "/api/v1/session";

#[tokio::test]
async fn a_login_gives_cookie_csrf_and_user() {
    let server = Server::shared();
    let user = server.user("technician", &["bn", "en"]);
    let response = post_session(server, &user.email, &user.password).await;
    assert!((200..300).contains(&response.status), "{}", response.text());
    let cookie = response.header("set-cookie").expect("a log-in sets a cookie");
    assert!(cookie.starts_with("aftercare="), "http on loopback has the plain name: {cookie}");
    let attributes: Vec<_> = cookie.split(';').map(|part| part.trim().to_ascii_lowercase()).collect();
    for wanted in ["httponly", "samesite=strict", "path=/"] {
        assert!(attributes.iter().any(|part| part == wanted), "{wanted} in {cookie}");
    }
    assert!(!response.text().contains(&user.password), "the password is not sent back");
    let token = attributes[0].trim_start_matches("aftercare=");
    assert!(token.len() >= 43, "256 bits, not {} characters", token.len());
    let body = response.value();
    assert!(body["csrf"].as_str().is_some_and(|csrf| csrf.len() >= 22 && !cookie.contains(csrf)), "{body}");

    let login = log_in(server, &user).await;
    assert_ne!(login.cookie.to_ascii_lowercase(), attributes[0], "every log-in has a new session");
    let response = Request::get(SESSION).cookie(&login).send(server).await;
    assert_eq!(response.status, 200, "{}", response.text());
    assert_eq!(response.value()["csrf"], login.csrf.as_str());
    assert_eq!(response.value()["user"], login.user);
    let cache = response.header("cache-control").unwrap_or_default();
    assert!(cache.contains("no-store"), "what only one user may see is kept nowhere: {cache:?}");
}

#[tokio::test]
async fn logging_out_ends_the_session() {
    let server = Server::shared();
    let login = server.staff("admin").await;
    let response = Request::new("DELETE", SESSION).staff(server, &login).send(server).await;
    assert!((200..300).contains(&response.status), "{}", response.text());
    Request::get(SESSION).cookie(&login).send(server).await.problem(401, "unauthenticated");
}

#[tokio::test]
async fn without_a_login_there_is_no_session() {
    let server = Server::shared();
    Request::get(SESSION).send(server).await.problem(401, "unauthenticated");
    for cookie in ["aftercare=", "aftercare=x", "__Host-aftercare=x", "aftercare=' or 1=1 --", "aftercare=\u{1}"] {
        let response = Request::get(SESSION).header("Cookie", cookie).send(server).await;
        assert!([400, 401].contains(&response.status), "{cookie:?}: {}", response.text());
    }
}

/// The body without what differs from request to request.
fn same_text(response: &Response) -> Value {
    let mut body = response.value();
    body["request_id"] = Value::Null;
    json!({"status": response.status, "body": body})
}

#[tokio::test]
async fn a_wrong_password_looks_like_an_unknown_user() {
    let server = Server::shared();
    let user = server.user("technician", &["en"]);
    let known = post_session(server, &user.email, "not the password at all").await;
    let unknown = post_session(server, &format!("{}@staff.example", fresh_id()), "not the password at all").await;
    known.problem(401, "unauthenticated");
    assert_eq!(same_text(&known), same_text(&unknown));
    assert!(known.header("set-cookie").is_none_or(|cookie| !cookie.contains("aftercare=") || cookie.contains("Max-Age=0")));
}

#[tokio::test]
async fn passwords_are_not_guessed_for_long() {
    let server = Server::start(Options::strict());
    let (user, other) = (server.user("technician", &["en"]), server.user("technician", &["en"]));
    let mut limited = None;
    for attempt in 1..=8 {
        let response = post_session(&server, &user.email, &format!("wrong password {attempt}")).await;
        if response.status == 429 {
            limited = Some((attempt, response));
            break;
        }
        response.problem(401, "unauthenticated");
    }
    let (attempt, response) = limited.expect("eight guesses are too many");
    assert!(attempt > 3, "three mistakes are human");
    response.problem(429, "rate_limited");
    assert!(response.header("retry-after").is_some_and(|seconds| seconds.parse::<u32>().is_ok()), "{:?}", response.headers);
    // The right password has to wait too, or guessing would only need more patience; a colleague at the same desk has not.
    assert_eq!(post_session(&server, &user.email, &user.password).await.status, 429);
    log_in(&server, &other).await;
    // Unknown users are limited alike, or the limit would tell who is known.
    let ghost = format!("{}@staff.example", fresh_id());
    let mut statuses = Vec::new();
    for attempt in 1..=attempt {
        statuses.push(post_session(&server, &ghost, &format!("wrong password {attempt}")).await.status);
    }
    assert_eq!(statuses.last(), Some(&429), "{statuses:?}");
}

#[tokio::test]
async fn foreign_origins_cannot_post() {
    let server = Server::shared();
    let user = server.user("technician", &["en"]);
    let body = json!({"email": user.email, "password": user.password});
    let near = format!("{}.evil.tld", server.origin());
    for origin in ["https://evil.tld", "null", near.as_str(), "http://localhost"] {
        let response = Request::post(SESSION).header("Origin", origin).json(&body).send(server).await;
        assert_eq!(response.status, 403, "{origin}: {}", response.text());
        assert!(response.header("set-cookie").is_none(), "{origin}");
    }
    let without = Request::post(SESSION).json(&body).send(server).await;
    assert!((200..300).contains(&without.status), "an Origin is checked when one is sent: {}", without.text());
    let login = log_in(server, &user).await;
    let ask = json!({"text": QUESTIONS[0].1});
    let foreign = Request::post("/api/v1/ask").cookie(&login).header("X-CSRF-Token", &login.csrf).header("Origin", "https://evil.tld");
    assert_eq!(foreign.json(&ask).send(server).await.status, 403);
    let foreign = Request::new("DELETE", SESSION).cookie(&login).header("X-CSRF-Token", &login.csrf).header("Origin", "https://evil.tld");
    assert_eq!(foreign.send(server).await.status, 403);
    assert_eq!(Request::get(SESSION).cookie(&login).send(server).await.status, 200, "still logged in");
}

#[tokio::test]
async fn changes_need_the_csrf_token() {
    let server = Server::shared();
    let (login, other) = (server.staff("technician").await, server.staff("technician").await);
    for csrf in ["", "wrong", &other.csrf] {
        let with = |request: Request| request.cookie(&login).header("X-CSRF-Token", csrf).header("Origin", &server.origin());
        with(Request::new("DELETE", SESSION)).send(server).await.problem(403, "csrf");
        with(Request::post("/api/v1/ask")).json(&json!({"text": "hello"})).send(server).await.problem(403, "csrf");
    }
    Request::new("DELETE", SESSION).cookie(&login).send(server).await.problem(403, "csrf");
    assert_eq!(Request::get(SESSION).cookie(&login).send(server).await.status, 200, "still logged in");
}

async fn ask(server: &Server, login: &Login, body: Value) -> Response {
    Request::post("/api/v1/ask").staff(server, login).json(&body).send(server).await
}

#[tokio::test]
async fn staff_may_ask() {
    let server = Server::shared();
    let response =
        Request::post("/api/v1/ask").header("Origin", &server.origin()).json(&json!({"text": QUESTIONS[0].1})).send(server).await;
    response.problem(401, "unauthenticated");
    for role in ["technician", "editor", "admin"] {
        let login = server.staff(role).await;
        for (language, question) in QUESTIONS {
            let response = ask(server, &login, json!({"text": question})).await;
            assert_eq!(response.status, 200, "{role}: {}", response.text());
            let decision = response.value();
            check_decision(&decision);
            assert_eq!((&decision["entry"], &decision["language"]), (&json!(ENTRY), &json!(language)), "{decision}");
        }
        let decision = ask(server, &login, json!({"text": QUESTIONS[0].1, "language": "bn"})).await.value();
        assert_eq!(decision["language"], "bn", "a given language wins and is echoed: {decision}");
        assert_eq!(decision["explain"], Value::Null, "unasked, nobody is told why");
    }
}

#[tokio::test]
async fn who_asks_why_is_told() {
    let server = Server::shared();
    let editor = server.staff("editor").await;
    let decision = ask(server, &editor, json!({"text": QUESTIONS[0].1, "explain": true})).await.value();
    let why = &decision["explain"];
    let words = why["words"].as_array().expect("words");
    assert!(words.iter().any(|word| word["found"] == true), "a phrasing of the entry has its words: {why}");
    assert_eq!(why["candidates"][0]["entry"], decision["entries"][0]["entry"], "{decision}");
    for name in ["first", "three"] {
        assert!(why[name].as_f64().is_some_and(|share| (0.0..=1.0).contains(&share)), "{name}: {why}");
    }
    assert!(why["answer_limit"].is_number() && why["suggest_limit"].is_number(), "{why}");
}

#[tokio::test]
async fn bad_bodies_are_problems() {
    let server = Server::shared();
    let login = server.staff("technician").await;
    let post = |path: &str| Request::post(path).staff(server, &login);
    for path in ["/api/v1/ask", SESSION] {
        let problem = |response: Response| {
            assert!((400..500).contains(&response.status), "{path}: {} {}", response.status, response.text());
            let code = response.value()["code"].as_str().expect("a problem has a code").to_owned();
            response.problem(response.status, &code);
        };
        problem(post(path).json(&json!({})).send(server).await);
        problem(post(path).json(&json!({"text": {"$gt": ""}, "email": {"$ne": 1}, "password": {"$ne": 1}})).send(server).await);
        problem(post(path).json(&json!([])).send(server).await);
        problem(post(path).header("Content-Type", "text/plain").send(server).await);
        problem(post(path).json(&json!({"text": "a".repeat(2 << 20), "email": "a", "password": "b"})).send(server).await);
    }
    let response = ask(server, &login, json!({"text": "hello", "language": "xx"})).await;
    assert!([400, 422].contains(&response.status), "an unknown language: {} {}", response.status, response.text());
}

/// Without `unsafe-inline` and with a default; the parts of the policy by name.
fn check_policy(path: &str, response: &Response) {
    let policy = response.header("content-security-policy").unwrap_or_else(|| panic!("{path} has a policy"));
    assert!(!policy.contains("unsafe-inline") && !policy.contains("unsafe-eval"), "{path}: {policy}");
    assert!(policy.contains("default-src"), "{path}: {policy}");
    assert!(!policy.contains("http:") && !policy.contains(" *"), "no third parties, {path}: {policy}");
    assert_eq!(response.header("x-content-type-options"), Some("nosniff"), "{path}");
}

#[tokio::test]
async fn pages_are_strict() {
    let server = Server::shared();
    for (path, ancestors) in [
        ("/", None),
        ("/chat", Some("'self'")),
        ("/desk", Some("'none'")),
        ("/admin", Some("'none'")),
        ("/studio", Some("'none'")),
        ("/password", Some("'none'")),
    ] {
        let response = Request::get(path).send(server).await;
        assert_eq!(response.status, 200, "{path}");
        assert!(response.header("content-type").is_some_and(|kind| kind.starts_with("text/html")), "{path}: {:?}", response.headers);
        check_policy(path, &response);
        if let Some(ancestors) = ancestors {
            let policy = response.header("content-security-policy").expect("just checked");
            assert!(policy.contains(&format!("frame-ancestors {ancestors}")), "{path}: {policy}");
        }
        let html = response.text();
        for third in ["src=\"http", "src=\"//", "href=\"http", "@import", "style=\"", "javascript:"] {
            assert!(!html.contains(third), "{path} has {third}");
        }
        for script in html.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap_or_default();
            let body = script.split_once('>').map_or("", |(_, rest)| rest.split("</script").next().unwrap_or_default());
            assert!(tag.contains("src=") && body.trim().is_empty(), "{path} has an inline script: <script{tag}>");
        }
        for source in html.split("src=\"").skip(1).chain(html.split("href=\"").skip(1)) {
            let source = source.split('"').next().unwrap_or_default();
            if source.starts_with('/') && !source.starts_with("/#") {
                let response = Request::get(source).send(server).await;
                assert_eq!(response.status, 200, "{path} loads {source}");
                assert_eq!(response.header("x-content-type-options"), Some("nosniff"), "{source}");
            }
        }
    }
    let loader = Request::get("/widget.js").send(server).await;
    assert_eq!(loader.status, 200);
    assert!(loader.header("content-type").is_some_and(|kind| kind.contains("javascript")), "{:?}", loader.headers);
    check_policy("/widget.js", &loader);
}

#[tokio::test]
async fn errors_have_the_headers_too() {
    let server = Server::shared();
    for path in ["/no-such-page", "/api/v1/no-such-thing", "/chat/../etc/passwd", "/%2e%2e/Cargo.toml", "/chat/%00"] {
        let response = Request::get(path).send(server).await;
        assert!([400, 404].contains(&response.status), "{path}: {}", response.status);
        check_policy(path, &response);
    }
    Request::get("/api/v1/no-such-thing").send(server).await.problem(404, "not_found");
    let response = Request::post("/healthz").send(server).await;
    assert_eq!(response.status, 405, "{}", response.text());
}

#[tokio::test]
async fn health_and_readiness_are_open() {
    let server = Server::shared();
    for path in ["/healthz", "/readyz"] {
        let response = Request::get(path).send(server).await;
        assert_eq!(response.status, 200, "{path}: {}", response.text());
        check_policy(path, &response);
    }
}

#[tokio::test]
async fn numbers_are_for_this_machine_and_those_listed() {
    let ask = async |server: &Server, forwarded: Option<&str>| {
        let request = Request::get("/metrics");
        let request = if let Some(address) = forwarded { request.header("X-Forwarded-For", address) } else { request };
        request.send(server).await
    };
    let shared = Server::shared();
    let response = ask(shared, None).await;
    assert_eq!(response.status, 200, "{}", response.text());
    check_policy("/metrics", &response);
    let text = response.text();
    for line in ["# TYPE aftercare_sockets gauge", "aftercare_corpus_entries 83", "aftercare_semantic 0", "aftercare_read_only 0"] {
        assert!(text.lines().any(|got| got == line), "{line} in {text}");
    }
    // A proxy of this machine that nobody said to trust.
    assert_eq!(ask(shared, Some("127.0.0.1")).await.status, 403);
    let options = Options::default();
    let options = options.env("SERVER__TRUSTED_PROXIES", r#"["127.0.0.1"]"#).env("SERVER__METRICS_ALLOW", r#"["10.0.0.0/8"]"#);
    let server = Server::start(options);
    for (address, status) in [("203.0.113.9", 403), ("10.1.2.3", 200), ("203.0.113.9, 10.1.2.3", 200)] {
        assert_eq!(ask(&server, Some(address)).await.status, status, "{address}");
    }
    assert_eq!(ask(&server, None).await.status, 200);
}

#[tokio::test]
async fn a_socket_path_without_an_upgrade_is_a_client_error() {
    let server = Server::shared();
    for path in ["/ws/v1/widget", "/ws/v1/desk"] {
        let response = Request::get(path).header("Origin", &server.origin()).send(server).await;
        assert!([400, 426].contains(&response.status), "{path}: {}", response.status);
    }
}
