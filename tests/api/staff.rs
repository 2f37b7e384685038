//! Contract section 6: who is on the staff, password links, and log-in limits.

use crate::browser::{Login, Request, Response, log_in, post_session};
use crate::client::{Desk, Owner, is_time};
use crate::command;
use crate::server::{Options, Server, User, fresh_id, run_with_input, text};
use serde_json::{Value, json};
use std::net::SocketAddr;
use std::time::Duration;

const STAFF: &str = "/api/v1/staff";
const PASSWORD: &str = "a long enough password";
/// How soon somebody who is shut out loses their sockets.
const SHUT_OUT_WITHIN: Duration = Duration::from_secs(4);

fn fresh_email() -> String {
    format!("{}@staff.example", fresh_id())
}

async fn post(server: &Server, login: &Login, path: &str, body: &Value) -> Response {
    Request::post(path).staff(server, login).json(body).send(server).await
}

async fn act(server: &Server, login: &Login, member: &Value, what: &str) -> Response {
    let path = format!("{STAFF}/{}/{what}", member["id"].as_str().expect("a member has an id"));
    Request::post(&path).staff(server, login).send(server).await
}

fn path(member: &Value) -> String {
    format!("{STAFF}/{}", member["id"].as_str().expect("a member has an id"))
}

async fn show(server: &Server, login: &Login, member: &Value) -> Response {
    Request::get(&path(member)).staff(server, login).send(server).await
}

async fn change(server: &Server, login: &Login, member: &Value, tag: &str, body: &Value) -> Response {
    Request::new("PUT", &path(member)).staff(server, login).header("If-Match", tag).json(body).send(server).await
}

/// Somebody without a password, and their link's token.
async fn invite(server: &Server, admin: &Login, role: &str) -> (Value, String) {
    let body = json!({"email": fresh_email(), "name": "Жаңа қызметкер", "role": role, "languages": ["kk", "en"]});
    let response = post(server, admin, STAFF, &body).await;
    assert_eq!(response.status, 201, "{}", response.text());
    let added = response.value();
    (added["member"].clone(), token(server, &added["password_link"]))
}

/// The token of a link, which stands behind the `#` and nowhere else.
#[track_caller]
fn token(server: &Server, link: &Value) -> String {
    assert!(is_time(&link["expires_at"]), "{link}");
    let url = link["url"].as_str().unwrap_or_else(|| panic!("a link has a URL: {link}"));
    let (page, token) = url.split_once('#').unwrap_or_else(|| panic!("the token stands in the fragment: {url}"));
    assert_eq!(page, format!("{}/password", server.origin()));
    assert!(token.len() >= 43, "256 bits: {token}");
    token.to_owned()
}

async fn set_password(server: &Server, token: &str, password: &str) -> Response {
    Request::post("/api/v1/password").json(&json!({"token": token, "password": password})).send(server).await
}

/// The wrong fields of a refusal, as `field code`.
#[track_caller]
fn errors(response: &Response) -> Vec<String> {
    let problem = response.problem(422, "invalid");
    let errors = problem["errors"].as_array().unwrap_or_else(|| panic!("invalid has errors: {problem}"));
    assert!(errors.iter().all(|error| error["detail"].as_str().is_some_and(|text| !text.is_empty())), "each is told: {problem}");
    errors.iter().map(|error| format!("{} {}", error["field"], error["code"]).replace('"', "")).collect()
}

#[tokio::test]
async fn an_admin_adds_shows_and_changes_a_member() {
    let server = Server::shared();
    let admin = server.staff("admin").await;
    let email = fresh_email();
    let body = json!({"email": email, "name": " রহিমা ", "role": "technician", "languages": ["bn"], "password": PASSWORD});
    let response = post(server, &admin, STAFF, &body).await;
    assert_eq!(response.status, 201, "{}", response.text());
    assert!(!response.text().contains(PASSWORD));
    let added = response.value();
    assert_eq!(added["password_link"], Value::Null, "who has a password needs no link");
    let member = added["member"].clone();
    let expect = json!({"email": email, "name": "রহিমা", "role": "technician", "languages": ["bn"], "state": "active", "revision": 1,
        "id": member["id"], "created_at": member["created_at"]});
    assert_eq!(member, expect);
    assert!(is_time(&member["created_at"]), "{member}");
    assert_eq!(response.header("location"), Some(path(&member).as_str()));
    assert_eq!(response.header("etag"), Some("\"1\""));
    let shown = show(server, &admin, &member).await;
    assert_eq!((shown.value(), shown.header("etag")), (member.clone(), Some("\"1\"")));
    assert!(shown.header("cache-control").is_some_and(|cache| cache.contains("no-store")));

    let new = json!({"name": "Rahima", "role": "editor", "languages": ["en", "bn"]});
    let changed = change(server, &admin, &member, "\"1\"", &new).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    assert_eq!(changed.header("etag"), Some("\"2\""));
    let now = changed.value();
    assert_eq!(
        (&now["name"], &now["role"], &now["languages"], &now["revision"]),
        (&json!("Rahima"), &json!("editor"), &json!(["en", "bn"]), &json!(2))
    );
    // Somebody else's change is not overwritten, and nothing is changed blindly.
    for tag in ["\"1\"", "\"3\"", "W/\"2\"", "2", "nonsense"] {
        change(server, &admin, &member, tag, &new).await.problem(412, "stale_revision");
    }
    let blind = Request::new("PUT", &path(&member)).staff(server, &admin).json(&new).send(server).await;
    blind.problem(428, "precondition_required");
    assert_eq!(
        errors(&change(server, &admin, &member, "\"2\"", &json!({"name": " ", "role": "editor", "languages": []})).await),
        ["name missing"]
    );
    change(server, &admin, &member, "\"2\"", &json!({"name": "x", "role": "owner", "languages": []})).await.problem(400, "bad_request");
    assert_eq!(show(server, &admin, &member).await.value(), now, "what is refused changes nothing");
    let user = User { email, name: String::new(), password: PASSWORD.into() };
    assert_eq!(log_in(server, &user).await.user["role"], "editor");
    for id in [fresh_id(), "x".into(), "..%2f".into()] {
        Request::get(&format!("{STAFF}/{id}")).staff(server, &admin).send(server).await.problem(404, "not_found");
    }
}

#[tokio::test]
async fn the_list_comes_in_pages() {
    let server = Server::start(Options::roomy());
    let admin = server.staff("admin").await;
    for _ in 0..6 {
        invite(&server, &admin, "technician").await;
    }
    let mut seen = Vec::new();
    let mut next = String::new();
    loop {
        let page = Request::get(&format!("{STAFF}?limit=3{next}")).staff(&server, &admin).send(&server).await;
        assert_eq!(page.status, 200, "{}", page.text());
        let page = page.value();
        let items = page["items"].as_array().expect("a page has items");
        assert!((1..=3).contains(&items.len()), "{page}");
        seen.extend(items.iter().map(|member| member["email"].as_str().expect("a member has an e-mail").to_owned()));
        match page["next"].as_str() {
            Some(cursor) => {
                assert!(items.len() == 3 && !cursor.contains('@'), "{cursor}");
                next = format!("&cursor={cursor}");
            }
            None => break,
        }
    }
    assert_eq!(seen.len(), 7);
    assert!(seen.is_sorted(), "by e-mail: {seen:?}");
    let whole = Request::get(STAFF).staff(&server, &admin).send(&server).await.value();
    assert_eq!((whole["items"].as_array().map(Vec::len), &whole["next"]), (Some(7), &Value::Null));
    for query in ["limit=0", "limit=201", "limit=x", "limit=-1", "cursor=x", "cursor=c3RhZmYgeA", "cursor="] {
        let refused = Request::get(&format!("{STAFF}?{query}")).staff(&server, &admin).send(&server).await;
        refused.problem(400, "bad_request");
    }
}

#[tokio::test]
async fn an_invited_member_sets_a_password_once() {
    let server = Server::shared();
    let admin = server.staff("admin").await;
    let (member, first) = invite(server, &admin, "technician").await;
    assert_eq!(member["state"], "invited");
    let email = member["email"].as_str().expect("a member has an e-mail").to_owned();
    post_session(server, &email, "").await.problem(401, "unauthenticated");
    // A new link voids the one before.
    let response = act(server, &admin, &member, "password-link").await;
    assert_eq!(response.status, 200, "{}", response.text());
    assert!(response.header("cache-control").is_some_and(|cache| cache.contains("no-store")), "{:?}", response.headers);
    let second = token(server, &response.value());
    set_password(server, &first, PASSWORD).await.problem(410, "link_expired");
    assert_eq!(errors(&set_password(server, &second, "too short").await), ["password too_short"]);
    assert_eq!(errors(&set_password(server, &second, &"p".repeat(129)).await), ["password too_long"]);
    let set = set_password(server, &second, PASSWORD).await;
    assert_eq!((set.status, set.value()), (200, json!({"email": email})));
    set_password(server, &second, "another long password").await.problem(410, "link_expired");
    assert_eq!(show(server, &admin, &member).await.value()["state"], "active");
    let user = User { email, name: String::new(), password: PASSWORD.into() };
    let login = log_in(server, &user).await;

    // A lost password: the new one ends what the old one began.
    let mut desk = Desk::hello(server, &login, json!({})).await;
    let third = token(server, &act(server, &admin, &member, "password-link").await.value());
    let set = set_password(server, &third, "another long password").await;
    assert_eq!(set.status, 200, "{}", set.text());
    let (code, _) = desk.socket.closed_within(SHUT_OUT_WITHIN).await;
    assert_eq!(code, 4503);
    Request::get("/api/v1/session").cookie(&login).send(server).await.problem(401, "unauthenticated");
    post_session(server, &user.email, PASSWORD).await.problem(401, "unauthenticated");
    log_in(server, &User { password: "another long password".into(), ..user }).await;
    // Nothing secret stands in the log.
    let log = server.log();
    for secret in [&first, &second, &third, &PASSWORD.to_owned()] {
        assert!(!log.contains(secret.as_str()));
    }
}

#[tokio::test]
async fn a_link_serves_one_of_many_at_once() {
    let server = Server::shared();
    let admin = server.staff("admin").await;
    let (_, link) = invite(server, &admin, "editor").await;
    let attempts = (0..5).map(|number| {
        let link = link.clone();
        async move { set_password(server, &link, &format!("a long enough password {number}")).await.status }
    });
    let mut statuses = futures_util::future::join_all(attempts).await;
    statuses.sort_unstable();
    assert_eq!(statuses, [200, 410, 410, 410, 410]);
}

#[tokio::test]
async fn disabling_shuts_somebody_out_and_enabling_lets_them_in() {
    let server = Server::shared();
    let admin = server.staff("admin").await;
    let user = server.user("technician", &["en"]);
    let login = log_in(server, &user).await;
    let member = login.user.clone();
    let mut desk = Desk::hello(server, &login, json!({})).await;
    let link = token(server, &act(server, &admin, &member, "password-link").await.value());

    let disabled = act(server, &admin, &member, "disable").await;
    assert_eq!((disabled.status, &disabled.value()["state"]), (200, &json!("disabled")), "{}", disabled.text());
    let (code, _) = desk.socket.closed_within(SHUT_OUT_WITHIN).await;
    assert_eq!(code, 4503);
    Request::get("/api/v1/session").cookie(&login).send(server).await.problem(401, "unauthenticated");
    post_session(server, &user.email, &user.password).await.problem(401, "unauthenticated");
    set_password(server, &link, PASSWORD).await.problem(410, "link_expired");
    act(server, &admin, &member, "password-link").await.problem(409, "account_disabled");
    let again = act(server, &admin, &member, "disable").await;
    assert_eq!(again.value(), disabled.value(), "again changes nothing");

    let enabled = act(server, &admin, &member, "enable").await;
    assert_eq!((enabled.status, &enabled.value()["state"]), (200, &json!("active")), "{}", enabled.text());
    Request::get("/api/v1/session").cookie(&login).send(server).await.problem(401, "unauthenticated");
    log_in(server, &user).await;
    let nobody = json!({"id": fresh_id()});
    for what in ["disable", "enable", "password-link"] {
        act(server, &admin, &nobody, what).await.problem(404, "not_found");
    }
}

#[tokio::test]
async fn chats_of_somebody_shut_out_go_back_to_the_queue() {
    let server = Server::shared();
    let admin = server.staff("admin").await;
    for way in ["page", "command", "role"] {
        let user = server.user("technician", &["en"]);
        let login = log_in(server, &user).await;
        let mut desk = Desk::hello(server, &login, json!({})).await;
        let (mut owner, conversation) = Owner::in_queue(server).await;
        desk.claim(&conversation).await;
        owner.socket.event("assigned").await;
        let shut_out = match way {
            "page" => act(server, &admin, &login.user, "disable").await.status,
            "role" => {
                let editor = json!({"name": "Now an editor", "role": "editor", "languages": []});
                change(server, &admin, &login.user, "\"1\"", &editor).await.status
            }
            _ => {
                command::disable(server, &user);
                200
            }
        };
        assert_eq!(shut_out, 200, "{way}");
        owner.socket.event("returned").await;
        Desk::enter(server).await.claim(&conversation).await;
        owner.socket.event("assigned").await;
    }
}

#[tokio::test]
async fn another_role_ends_the_log_ins_of_the_old_one() {
    let server = Server::shared();
    let admin = server.staff("admin").await;
    let login = server.staff("technician").await;
    let mut desk = Desk::hello(server, &login, json!({})).await;
    let member = login.user.clone();
    let same = json!({"name": "Another name", "role": "technician", "languages": []});
    assert_eq!(change(server, &admin, &member, "\"1\"", &same).await.status, 200);
    assert_eq!(Request::get("/api/v1/session").cookie(&login).send(server).await.status, 200, "a name is no reason");
    let other = json!({"name": "Another name", "role": "editor", "languages": []});
    assert_eq!(change(server, &admin, &member, "\"2\"", &other).await.status, 200);
    let (code, _) = desk.socket.closed_within(SHUT_OUT_WITHIN).await;
    assert_eq!(code, 4503);
    Request::get("/api/v1/session").cookie(&login).send(server).await.problem(401, "unauthenticated");
}

#[tokio::test]
async fn nobody_shuts_themselves_out() {
    let server = Server::shared();
    let admin = server.staff("admin").await;
    let me = admin.user.clone();
    act(server, &admin, &me, "disable").await.problem(409, "own_account");
    let body = json!({"name": "Me", "role": "technician", "languages": []});
    change(server, &admin, &me, "\"1\"", &body).await.problem(409, "own_account");
    let body = json!({"name": "Me", "role": "admin", "languages": ["en"]});
    assert_eq!(change(server, &admin, &me, "\"1\"", &body).await.status, 200, "one's own name is one's own");
    assert_eq!(Request::get("/api/v1/session").cookie(&admin).send(server).await.value()["user"]["name"], "Me");
}

#[tokio::test]
async fn an_e_mail_is_one_member_s_in_any_case_of_letters() {
    let server = Server::shared();
    let admin = server.staff("admin").await;
    let (member, _) = invite(server, &admin, "editor").await;
    let email = member["email"].as_str().expect("a member has an e-mail").to_uppercase();
    let body = json!({"email": format!(" {email} "), "name": "Again", "role": "technician", "languages": []});
    let taken = post(server, &admin, STAFF, &body).await;
    assert_eq!(errors(&taken), ["email taken"]);
    assert_eq!(taken.value()["errors"][0]["id"], member["id"]);
    act(server, &admin, &member, "disable").await;
    let disabled = post(server, &admin, STAFF, &body).await;
    assert_eq!(errors(&disabled), ["email disabled"]);
    assert_eq!(disabled.value()["errors"][0]["id"], member["id"], "so that the page can offer to enable them");
    let detail = disabled.value()["errors"][0]["detail"].to_string();
    assert!(detail.contains("disabled") && detail.contains("nable"), "{detail}");
    let many = json!({"email": "nobody", "role": "admin", "languages": ["en", "en"], "password": "short"});
    let many = post(server, &admin, STAFF, &many).await;
    assert_eq!(errors(&many), ["email format", "name missing", "languages format", "password too_short"]);
}

#[tokio::test]
async fn refusals_are_told_in_the_reader_s_language() {
    let server = Server::shared();
    let admin = server.staff("admin").await;
    let body = json!({"email": "", "name": "x", "role": "editor", "languages": []});
    for (language, word) in [("en", "Please enter"), ("bn", "লিখুন"), ("kk", "жазыңыз")] {
        let request = Request::post(&format!("{STAFF}?language={language}")).staff(server, &admin).json(&body);
        let detail = request.send(server).await.value()["errors"][0]["detail"].to_string();
        assert!(detail.contains(word), "{language}: {detail}");
    }
}

#[tokio::test]
async fn an_operator_helps_with_a_lost_password() {
    let server = Server::shared();
    let user = server.user("technician", &["en"]);
    let login = log_in(server, &user).await;
    let run = |arguments: &[&str], input: &str| {
        let output = run_with_input(server.command(arguments), input);
        (output.status.success(), text(&output))
    };
    let (ok, said) = run(&["user", "password", "--email", &user.email, "--password-stdin"], "a new long password\n");
    assert!(ok, "{said}");
    Request::get("/api/v1/session").cookie(&login).send(server).await.problem(401, "unauthenticated");
    log_in(server, &User { password: "a new long password".into(), ..user.clone() }).await;
    let (ok, said) = run(&["user", "password", "--email", &user.email, "--password-stdin"], "short\n");
    assert!(!ok && said.contains("12"), "{said}");

    command::disable(server, &user);
    let list = || run(&["user", "list"], "").1.lines().find(|line| line.contains(&user.email)).unwrap_or_default().to_owned();
    assert!(list().ends_with("disabled"), "{}", list());
    // The server's port is in the environment of the server alone: the operator's command is given the same.
    let mut link = server.command(&["user", "link", "--email", &user.email]);
    link.env("AFTERCARE_SERVER__LISTEN", server.address().to_string());
    let said = text(&run_with_input(link, ""));
    assert!(said.contains("is disabled") && said.contains("user enable"), "{said}");
    assert!(run(&["user", "enable", "--email", &user.email.to_uppercase()], "").0);
    assert!(list().ends_with("active"), "{}", list());
    let mut link = server.command(&["user", "link", "--email", &user.email]);
    link.env("AFTERCARE_SERVER__PUBLIC_URL", server.origin());
    let said = text(&run_with_input(link, ""));
    let url = said.lines().find(|line| line.starts_with("http")).unwrap_or_else(|| panic!("a link is printed: {said}"));
    let token = url.strip_prefix(&format!("{}/password#", server.origin())).unwrap_or_else(|| panic!("{url}"));
    let set = set_password(server, token, PASSWORD).await;
    assert_eq!(set.status, 200, "{}", set.text());
    log_in(server, &User { password: PASSWORD.into(), ..user }).await;
    for what in ["enable", "link"] {
        let (ok, said) = run(&["user", what, "--email", "nobody@staff.example"], "");
        assert!(!ok && said.contains("nobody@staff.example"), "{said}");
    }
}

#[tokio::test]
async fn an_operator_invites_somebody() {
    let server = Server::shared();
    let email = fresh_email();
    let mut add = server.command(&["user", "add", "--email", &email, "--name", "New", "--role", "editor"]);
    add.env("AFTERCARE_SERVER__PUBLIC_URL", server.origin());
    let said = text(&run_with_input(add, ""));
    let url = said.lines().find(|line| line.starts_with("http")).unwrap_or_else(|| panic!("a link is printed: {said}"));
    let token = url.split_once('#').map(|(_, token)| token).unwrap_or_default();
    assert_eq!(set_password(server, token, PASSWORD).await.status, 200);
    log_in(server, &User { email: email.clone(), name: String::new(), password: PASSWORD.into() }).await;
    let user = User { email, name: "New".into(), password: PASSWORD.into() };
    command::disable(server, &user);
    let again = server.add_user(&user, "editor", &["en"]);
    assert!(!again.status.success() && text(&again).contains("is disabled"), "{}", text(&again));
}

#[tokio::test]
async fn logging_out_on_one_device_leaves_the_others() {
    let server = Server::shared();
    let user = server.user("technician", &["en"]);
    let (here, there) = (log_in(server, &user).await, log_in(server, &user).await);
    let (mut closing, mut staying) = (Desk::hello(server, &here, json!({})).await, Desk::hello(server, &there, json!({})).await);
    let out = Request::new("DELETE", "/api/v1/session").staff(server, &here).send(server).await;
    assert_eq!(out.status, 204, "{}", out.text());
    let (code, _) = closing.socket.closed_within(SHUT_OUT_WITHIN).await;
    assert_eq!(code, 4503);
    staying.socket.ok(json!({"type": "presence", "status": "online"})).await;
    assert_eq!(Request::get("/api/v1/session").cookie(&there).send(server).await.status, 200);
}

#[tokio::test]
async fn right_passwords_are_not_counted() {
    let server = Server::start(Options::strict());
    let user = server.user("technician", &["en"]);
    for number in 1..=12 {
        let response = post_session(&server, &user.email, &user.password).await;
        assert_eq!(response.status, 200, "log-in {number}: {}", response.text());
    }
}

/// A log-in from an address of this machine, as from another device.
async fn from(server: &Server, address: [u8; 4], email: &str, password: &str) -> Response {
    let request = Request::post("/api/v1/session").json(&json!({"email": email, "password": password}));
    let forwarded = address.map(|part| part.to_string()).join(".");
    request.header("X-Forwarded-For", &forwarded).send_to(SocketAddr::from(([127, 0, 0, 1], server.port()))).await
}

#[tokio::test]
async fn strangers_guesses_shut_nobody_out_of_where_they_work() {
    let options = Options::strict().env("SERVER__TRUSTED_PROXIES", r#"["127.0.0.1"]"#).env("LIMITS__LOGIN_FAILURES_PER_ACCOUNT", "10");
    let server = Server::start(options.env("LIMITS__LOGIN_FAILURES_PER_ADDRESS", "8"));
    let (user, colleague) = (server.user("admin", &["en"]), server.user("technician", &["en"]));
    let office = [192, 0, 2, 1];
    assert_eq!(from(&server, office, &user.email, &user.password).await.status, 200);
    // Many addresses guess at one account, until it is shut for addresses that it does not know.
    let mut statuses = Vec::new();
    for last in 1..=12 {
        statuses.push(from(&server, [198, 51, 100, last], &user.email, "not the password at all").await.status);
    }
    assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 10, "{statuses:?}");
    let stranger = from(&server, [198, 51, 100, 99], &user.email, &user.password).await;
    stranger.problem(429, "rate_limited");
    assert!(stranger.header("retry-after").is_some_and(|seconds| seconds.parse::<u32>().is_ok_and(|seconds| seconds <= 900)));
    assert_eq!(from(&server, office, &user.email, &user.password).await.status, 200, "known here");
    // One address tries a list of accounts, until it is shut for all that it does not know.
    let mut statuses = Vec::new();
    for _ in 0..10 {
        statuses.push(from(&server, office, &fresh_email(), "not the password at all").await.status);
    }
    assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 8, "{statuses:?}");
    assert_eq!(from(&server, office, &user.email, &user.password).await.status, 200, "still known here");
    from(&server, office, &colleague.email, &colleague.password).await.problem(429, "rate_limited");
    assert_eq!(from(&server, [203, 0, 113, 5], &colleague.email, &colleague.password).await.status, 200, "elsewhere all is well");
}

#[tokio::test]
async fn sixty_log_ins_at_once_from_one_address_hold_nobody_up() {
    let options = Options::strict().env("SERVER__TRUSTED_PROXIES", r#"["127.0.0.1"]"#);
    let server = Server::start(options);
    let user = server.user("technician", &["en"]);
    let emails: Vec<String> = (0..60).map(|_| fresh_email()).collect();
    let flood =
        futures_util::future::join_all(emails.iter().map(|email| from(&server, [198, 51, 100, 7], email, "not the password at all")));
    let mut flood = std::pin::pin!(flood);
    // The technician comes when the flood is under way: their log-in is answered before the line of the flood has ended.
    assert!(futures_util::poll!(&mut flood).is_pending());
    let (statuses, technician) = futures_util::join!(flood, from(&server, [203, 0, 113, 5], &user.email, &user.password));
    assert_eq!(technician.status, 200, "{}", technician.text());
    let mut told: Vec<u16> = statuses.iter().map(|response| response.status).collect();
    told.sort_unstable();
    told.dedup();
    assert!(told.iter().all(|status| [401, 429, 503].contains(status)), "{told:?}");
    for response in statuses.iter().filter(|response| response.status != 401) {
        assert!(response.header("retry-after").is_some(), "{}", response.text());
    }
}

#[tokio::test]
async fn problems_are_everywhere_and_have_one_id() {
    let server = Server::shared();
    let login = server.staff("admin").await;
    let staff = |request: Request| request.staff(server, &login);
    let upgrade = Request::get("/ws/v1/desk").header("Origin", &server.origin()).header("Sec-WebSocket-Protocol", "chat.v1");
    let cases = [
        (Request::get("/api/v1/nothing"), 404, "not_found"),
        (Request::get("/api/"), 404, "not_found"),
        (staff(Request::new("PATCH", STAFF)), 405, "method_not_allowed"),
        (staff(Request::post(STAFF)).header("Content-Type", "text/plain"), 400, "bad_request"),
        (staff(Request::post(STAFF)).json(&json!({"role": "admin", "surprise": 1})), 400, "bad_request"),
        (staff(Request::post(STAFF)).json(&json!({"name": "a".repeat(1 << 20)})), 413, "too_large"),
        (upgrade, 400, "bad_request"),
        (Request::get("/ws/v1/nothing"), 404, "not_found"),
        (Request::get("/metrics").header("X-Forwarded-For", "203.0.113.1"), 403, "forbidden"),
        (Request::get(STAFF), 401, "unauthenticated"),
    ];
    for (request, status, code) in cases {
        let response = request.header("X-Request-Id", "mine").header("Accept-Language", "kk").send(server).await;
        let problem = response.problem(status, code);
        let id = response.header("x-request-id").expect("every answer has its id");
        assert!(id != "mine" && problem["request_id"] == id, "{problem} {id}");
        assert_eq!(problem["status"], status, "{problem}");
        assert_eq!(problem["type"], "about:blank");
        let detail = problem["detail"].as_str().unwrap_or_default();
        assert!(detail.chars().any(|c| ('а'..='я').contains(&c)), "in the reader's language: {detail}");
        if status == 405 {
            assert!(response.header("allow").is_some_and(|allow| allow.contains("POST")), "{:?}", response.headers);
        }
    }
    for path in ["/", "/healthz", "/api/v1/openapi.json"] {
        assert!(Request::get(path).send(server).await.header("x-request-id").is_some(), "{path}");
    }
}

#[tokio::test]
async fn the_staff_is_the_admins_affair() {
    let server = Server::shared();
    let admin = server.staff("admin").await;
    let (member, _) = invite(server, &admin, "technician").await;
    for role in ["technician", "editor"] {
        let login = server.staff(role).await;
        for what in ["disable", "enable", "password-link"] {
            act(server, &login, &member, what).await.problem(403, "forbidden");
        }
        show(server, &login, &member).await.problem(403, "forbidden");
        post(server, &login, STAFF, &json!({"role": "admin"})).await.problem(403, "forbidden");
    }
    assert_eq!(show(server, &admin, &member).await.value(), member, "nothing has changed");
    // A foreign page, or one without the token, changes nothing either.
    let foreign = Request::post(&format!("{}/disable", path(&member))).cookie(&admin).header("X-CSRF-Token", &admin.csrf);
    foreign.header("Origin", "https://evil.tld").send(server).await.problem(403, "forbidden");
    let without = Request::post(&format!("{}/disable", path(&member))).cookie(&admin).header("Origin", &server.origin());
    without.send(server).await.problem(403, "csrf");
    let body = json!({"token": "x", "password": PASSWORD});
    let foreign = Request::post("/api/v1/password").header("Origin", "https://evil.tld").json(&body);
    foreign.send(server).await.problem(403, "forbidden");
}
