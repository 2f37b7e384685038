//! Row 1 of the security requirements: every route by every principal, with the status that each must get.
//!
//! The list of routes comes from the program; what each principal may do is written here. A route that is not here fails the test,
//! so that nobody adds one without saying who may use it.

use crate::browser::{Login, Request, log_in};
use crate::client::{DESK, Desk, Incoming, LIMIT, Owner, Upgrade, WIDGET};
use crate::command;
use crate::server::{Server, fresh_id};
use aftercare::socket::protocol::{OWNER_FRAMES, STAFF_FRAMES};
use serde_json::json;

/// Who asks, in the order of the columns.
const PRINCIPALS: [&str; 6] = ["anonymous", "owner's token as bearer", "technician", "editor", "admin", "disabled user"];

/// Statuses by principal: `[anonymous, bearer, technician, editor, admin, disabled]`.
type Row = (&'static str, &'static str, [u16; 6]);

const MATRIX: &[Row] = &[
    ("GET", "/", [200; 6]),
    ("GET", "/widget.js", [200; 6]),
    ("GET", "/chat", [200; 6]),
    ("GET", "/files/{name}", [404; 6]),
    ("GET", "/desk", [200; 6]),
    ("GET", "/admin", [200; 6]),
    ("GET", "/studio", [200; 6]),
    ("GET", "/password", [200; 6]),
    ("GET", "/healthz", [200; 6]),
    ("GET", "/readyz", [200; 6]),
    // Asked from this machine; others are in `numbers_are_for_this_machine_and_those_listed`.
    ("GET", "/metrics", [200; 6]),
    ("POST", "/api/v1/session", [400; 6]),
    ("GET", "/api/v1/session", [401, 401, 200, 200, 200, 401]),
    ("DELETE", "/api/v1/session", [401, 401, 204, 204, 204, 401]),
    ("POST", "/api/v1/password", [400; 6]),
    ("POST", "/api/v1/ask", [401, 401, 200, 200, 200, 401]),
    ("GET", "/api/v1/faq", [401, 401, 403, 200, 200, 401]),
    ("GET", "/api/v1/faq/translations", [401, 401, 403, 200, 200, 401]),
    ("GET", "/api/v1/faq/quality", [401, 401, 403, 200, 200, 401]),
    ("POST", "/api/v1/faq/quality", [401, 401, 403, 202, 202, 401]),
    ("GET", "/api/v1/faq/at", [401, 401, 403, 400, 400, 401]),
    ("POST", "/api/v1/faq/bulk", [401, 401, 403, 400, 400, 401]),
    // Nothing is brought.
    ("POST", "/api/v1/faq/import", [401, 401, 403, 422, 422, 401]),
    ("GET", "/api/v1/faq/files", [401, 401, 403, 200, 200, 401]),
    // Nothing is brought.
    ("GET", "/api/v1/faq/files/{name}", [401, 401, 403, 404, 404, 401]),
    ("PUT", "/api/v1/faq/files/{name}", [401, 401, 403, 428, 428, 401]),
    ("DELETE", "/api/v1/faq/files/{name}", [401, 401, 403, 404, 404, 401]),
    ("POST", "/api/v1/faq/files", [401, 401, 403, 422, 422, 401]),
    ("GET", "/api/v1/faq/export", [401, 401, 403, 200, 200, 401]),
    ("POST", "/api/v1/faq/preview", [401, 401, 403, 400, 400, 401]),
    ("GET", "/api/v1/faq/{entry}", [401, 401, 403, 200, 200, 401]),
    ("PUT", "/api/v1/faq/{entry}", [401, 401, 403, 400, 400, 401]),
    ("DELETE", "/api/v1/faq/{entry}", [401, 401, 403, 428, 428, 401]),
    // The entry is half written.
    ("POST", "/api/v1/faq/{entry}/publish", [401, 401, 403, 422, 422, 401]),
    ("POST", "/api/v1/faq/{entry}/withdraw", [401, 401, 403, 200, 200, 401]),
    ("POST", "/api/v1/faq/{entry}/restore", [401, 401, 403, 200, 200, 401]),
    // Nothing of it was ever published.
    ("POST", "/api/v1/faq/{entry}/undo", [401, 401, 403, 404, 404, 401]),
    ("GET", "/api/v1/faq/{entry}/revisions", [401, 401, 403, 200, 200, 401]),
    ("GET", "/api/v1/faq/{entry}/revisions/{revision}", [401, 401, 403, 200, 200, 401]),
    ("GET", "/api/v1/faq/{entry}/diff", [401, 401, 403, 400, 400, 401]),
    ("DELETE", "/api/v1/faq/{entry}/schedule", [401, 401, 403, 200, 200, 401]),
    ("POST", "/api/v1/faq/{entry}/rename", [401, 401, 403, 400, 400, 401]),
    ("PUT", "/api/v1/faq/{entry}/presence", [401, 401, 403, 200, 200, 401]),
    ("GET", "/api/v1/content", [401, 401, 403, 200, 200, 401]),
    ("GET", "/api/v1/content/{*path}", [401, 401, 403, 200, 200, 401]),
    ("PUT", "/api/v1/content/{*path}", [401, 401, 403, 400, 400, 401]),
    ("GET", "/api/v1/staff", [401, 401, 403, 403, 200, 401]),
    ("POST", "/api/v1/staff", [401, 401, 403, 403, 400, 401]),
    ("GET", "/api/v1/staff/{id}", [401, 401, 403, 403, 200, 401]),
    ("PUT", "/api/v1/staff/{id}", [401, 401, 403, 403, 428, 401]),
    ("POST", "/api/v1/staff/{id}/disable", [401, 401, 403, 403, 200, 401]),
    ("POST", "/api/v1/staff/{id}/enable", [401, 401, 403, 403, 200, 401]),
    ("POST", "/api/v1/staff/{id}/password-link", [401, 401, 403, 403, 200, 401]),
    ("GET", "/api/v1/audit", [401, 401, 403, 403, 200, 401]),
    ("GET", "/api/v1/settings", [401, 401, 403, 200, 200, 401]),
    ("PUT", "/api/v1/settings", [401, 401, 403, 400, 400, 401]),
    ("GET", "/api/v1/faq/counts", [401, 401, 403, 200, 200, 401]),
    ("GET", "/api/v1/gaps", [401, 401, 403, 200, 200, 401]),
    ("GET", "/api/v1/gaps/{id}", [401, 401, 403, 404, 404, 401]),
    ("POST", "/api/v1/gaps/{id}", [401, 401, 403, 400, 400, 401]),
    // Nothing is brought, no such record, no revision.
    ("GET", "/api/v1/owners", [401, 401, 200, 403, 200, 401]),
    ("POST", "/api/v1/owners", [401, 401, 403, 403, 400, 401]),
    ("GET", "/api/v1/owners/{record}", [401, 401, 404, 403, 404, 401]),
    ("PATCH", "/api/v1/owners/{record}", [401, 401, 428, 403, 428, 401]),
    ("DELETE", "/api/v1/owners/{record}", [401, 401, 403, 403, 428, 401]),
    ("GET", "/api/v1/vehicles", [401, 401, 200, 403, 200, 401]),
    ("POST", "/api/v1/vehicles", [401, 401, 403, 403, 400, 401]),
    ("GET", "/api/v1/vehicles/{record}", [401, 401, 404, 403, 404, 401]),
    ("PATCH", "/api/v1/vehicles/{record}", [401, 401, 428, 403, 428, 401]),
    ("DELETE", "/api/v1/vehicles/{record}", [401, 401, 403, 403, 428, 401]),
    ("GET", "/api/v1/odometer", [401, 401, 200, 403, 200, 401]),
    ("POST", "/api/v1/odometer", [401, 401, 400, 403, 400, 401]),
    ("GET", "/api/v1/odometer/{record}", [401, 401, 404, 403, 404, 401]),
    ("PATCH", "/api/v1/odometer/{record}", [401, 401, 428, 403, 428, 401]),
    ("DELETE", "/api/v1/odometer/{record}", [401, 401, 403, 403, 428, 401]),
    ("GET", "/api/v1/terms", [401, 401, 200, 403, 200, 401]),
    ("POST", "/api/v1/terms", [401, 401, 403, 403, 400, 401]),
    ("GET", "/api/v1/terms/{record}", [401, 401, 404, 403, 404, 401]),
    ("PATCH", "/api/v1/terms/{record}", [401, 401, 403, 403, 428, 401]),
    ("DELETE", "/api/v1/terms/{record}", [401, 401, 403, 403, 428, 401]),
    ("GET", "/api/v1/orders", [401, 401, 200, 403, 200, 401]),
    ("POST", "/api/v1/orders", [401, 401, 403, 403, 400, 401]),
    ("GET", "/api/v1/orders/{record}", [401, 401, 404, 403, 404, 401]),
    ("PATCH", "/api/v1/orders/{record}", [401, 401, 403, 403, 428, 401]),
    ("DELETE", "/api/v1/orders/{record}", [401, 401, 403, 403, 428, 401]),
    ("GET", "/api/v1/centres", [401, 401, 200, 403, 200, 401]),
    ("POST", "/api/v1/centres", [401, 401, 403, 403, 400, 401]),
    ("GET", "/api/v1/centres/{record}", [401, 401, 404, 403, 404, 401]),
    ("PATCH", "/api/v1/centres/{record}", [401, 401, 403, 403, 428, 401]),
    ("DELETE", "/api/v1/centres/{record}", [401, 401, 403, 403, 428, 401]),
    ("GET", "/api/v1/parts", [401, 401, 200, 403, 200, 401]),
    ("POST", "/api/v1/parts", [401, 401, 403, 403, 400, 401]),
    ("GET", "/api/v1/parts/{record}", [401, 401, 404, 403, 404, 401]),
    ("PATCH", "/api/v1/parts/{record}", [401, 401, 403, 403, 428, 401]),
    ("DELETE", "/api/v1/parts/{record}", [401, 401, 403, 403, 428, 401]),
    ("GET", "/api/v1/serials", [401, 401, 200, 403, 200, 401]),
    ("POST", "/api/v1/serials", [401, 401, 403, 403, 400, 401]),
    ("GET", "/api/v1/serials/{record}", [401, 401, 404, 403, 404, 401]),
    ("PATCH", "/api/v1/serials/{record}", [401, 401, 403, 403, 428, 401]),
    ("DELETE", "/api/v1/serials/{record}", [401, 401, 403, 403, 428, 401]),
    ("GET", "/api/v1/campaigns", [401, 401, 200, 403, 200, 401]),
    ("POST", "/api/v1/campaigns", [401, 401, 403, 403, 400, 401]),
    ("GET", "/api/v1/campaigns/{record}", [401, 401, 404, 403, 404, 401]),
    ("PATCH", "/api/v1/campaigns/{record}", [401, 401, 403, 403, 428, 401]),
    ("DELETE", "/api/v1/campaigns/{record}", [401, 401, 403, 403, 428, 401]),
    ("GET", "/api/v1/documents", [401, 401, 200, 403, 200, 401]),
    ("POST", "/api/v1/documents", [401, 401, 403, 403, 400, 401]),
    ("GET", "/api/v1/documents/{record}", [401, 401, 404, 403, 404, 401]),
    ("PATCH", "/api/v1/documents/{record}", [401, 401, 403, 403, 428, 401]),
    ("DELETE", "/api/v1/documents/{record}", [401, 401, 403, 403, 428, 401]),
    ("GET", "/api/v1/courses", [401, 401, 200, 403, 200, 401]),
    ("POST", "/api/v1/courses", [401, 401, 403, 403, 400, 401]),
    ("GET", "/api/v1/courses/{record}", [401, 401, 404, 403, 404, 401]),
    ("PATCH", "/api/v1/courses/{record}", [401, 401, 403, 403, 428, 401]),
    ("DELETE", "/api/v1/courses/{record}", [401, 401, 403, 403, 428, 401]),
    ("GET", "/api/v1/vehicles/{record}/coverage", [401, 401, 404, 403, 404, 401]),
    ("GET", "/api/v1/records", [401, 401, 200, 403, 200, 401]),
    // A file without a row is a mistake that the answer tells.
    ("POST", "/api/v1/records/{kind}/import", [401, 401, 403, 403, 200, 401]),
    ("GET", "/api/v1/records/{kind}/export", [401, 401, 403, 403, 200, 401]),
    ("GET", "/api/v1/desk/kinds", [401, 401, 200, 403, 200, 401]),
    ("GET", "/api/v1/desk/slots", [401, 401, 200, 403, 200, 401]),
    // No such conversation, no such request; nothing is brought, no revision.
    ("GET", "/api/v1/desk/conversations/{id}", [401, 401, 404, 403, 404, 401]),
    ("PUT", "/api/v1/desk/conversations/{id}/owner", [401, 401, 400, 403, 400, 401]),
    ("GET", "/api/v1/desk/requests", [401, 401, 200, 403, 200, 401]),
    ("GET", "/api/v1/desk/requests/{code}", [401, 401, 404, 403, 404, 401]),
    ("POST", "/api/v1/desk/requests/{code}/move", [401, 401, 428, 403, 428, 401]),
    ("PUT", "/api/v1/desk/requests/{code}/case", [401, 401, 428, 403, 428, 401]),
    ("POST", "/api/v1/desk/requests/{code}/parts", [401, 401, 428, 403, 428, 401]),
    // No request has this code, and nobody could have been given it.
    ("GET", "/r/{code}", [404; 6]),
    ("POST", "/r/{code}", [404; 6]),
    ("GET", "/r/{code}/calendar.ics", [404; 6]),
    ("POST", "/r/{code}/photos", [404; 6]),
    ("POST", "/r/{code}/photos/{id}", [404; 6]),
    ("GET", "/api/v1/requests", [401, 401, 200, 403, 200, 401]),
    ("POST", "/api/v1/requests", [401, 401, 400, 403, 400, 401]),
    ("GET", "/api/v1/requests/{code}", [401, 401, 404, 403, 404, 401]),
    ("PATCH", "/api/v1/requests/{code}", [401, 401, 428, 403, 428, 401]),
    ("POST", "/api/v1/requests/{code}/status", [401, 401, 400, 403, 400, 401]),
    // For no service.
    ("GET", "/api/v1/centres/{record}/slots", [401, 401, 400, 403, 400, 401]),
    // Nothing is brought, and no such upload.
    ("OPTIONS", "/api/v1/uploads", [204; 6]),
    ("POST", "/api/v1/uploads", [401, 412, 412, 403, 412, 401]),
    ("HEAD", "/api/v1/uploads/{id}", [401, 412, 412, 403, 412, 401]),
    ("PATCH", "/api/v1/uploads/{id}", [401, 412, 412, 403, 412, 401]),
    ("DELETE", "/api/v1/uploads/{id}", [401, 412, 412, 403, 412, 401]),
    ("GET", "/api/v1/uploads/{id}", [401, 404, 404, 403, 404, 401]),
    ("GET", "/api/v1/uploads/{id}/about", [401, 404, 404, 403, 404, 401]),
    ("GET", "/api/v1/uploads/{id}/thumbnail", [401, 404, 404, 403, 404, 401]),
    ("GET", "/api/v1/openapi.json", [200; 6]),
    // No hello; no key of a connection, or that of none.
    ("POST", "/api/v1/chat/events", [400; 6]),
    ("POST", "/api/v1/chat/frames", [401, 404, 401, 401, 401, 401]),
    ("GET", "/chat/plain", [200; 6]),
    ("POST", "/chat/plain", [400; 6]),
    ("GET", WIDGET, [101; 6]),
    // Accepted with any cookie; the verdict is in `the_desk_is_for_technicians`.
    ("GET", DESK, [101; 6]),
    ("GET", "/assets/{version}/{*path}", [200; 6]),
];

/// A principal's credentials, as headers.
fn credentials(principal: usize, logins: &[Login; 4], token: &str) -> Vec<(&'static str, String)> {
    match principal {
        0 => Vec::new(),
        1 => {
            vec![("Authorization", format!("Bearer {token}")), ("Cookie", format!("aftercare={token}")), ("X-CSRF-Token", token.to_owned())]
        }
        _ => {
            let login = &logins[principal - 2];
            vec![("Cookie", login.cookie.clone()), ("X-CSRF-Token", login.csrf.clone())]
        }
    }
}

/// A technician, an editor, an admin and a technician who was disabled after the log-in.
async fn logins(server: &Server) -> [Login; 4] {
    let user = server.user("technician", &["en"]);
    let disabled = log_in(server, &user).await;
    command::disable(server, &user);
    [server.staff("technician").await, server.staff("editor").await, server.staff("admin").await, disabled]
}

async fn owner_token(server: &Server) -> String {
    let mut owner = crate::client::Owner::enter(server).await;
    owner.say("hello").await;
    owner.session()
}

/// The path with the id of somebody who is nobody else's victim, or of an entry that is being written and nobody else's.
async fn with_id(server: &Server, path: &str) -> String {
    if path.contains("{entry}") {
        let (id, editor) = (fresh_id(), server.staff("editor").await);
        let half = json!({"category": "car", "languages": {"en": {"title": "Half an entry"}}});
        let saved = Request::new("PUT", &format!("/api/v1/faq/{id}")).staff(server, &editor).json(&half).send(server).await;
        assert_eq!(saved.status, 201, "{}", saved.text());
        return path.replace("{entry}", &id).replace("{revision}", "1");
    }
    if !path.contains("{id}") {
        // Sound, and nobody's: of its value nothing was ever drawn. On the page, where wrong codes are counted, one that is none.
        let code = if path.starts_with("/r/") { "AC-0000-0000-1" } else { "AC-0000-0000-0" };
        let path = path.replace("{code}", code).replace("{name}", "nobody-has-this.png");
        return path.replace("{*path}", "synonyms/en.txt").replace("{record}", &fresh_id()).replace("{kind}", "owners");
    }
    let victim = server.staff("technician").await;
    path.replace("{id}", victim.user["id"].as_str().expect("a user has an id"))
}

/// The address of one of the files that a page loads.
async fn asset(server: &Server) -> String {
    let page = Request::get("/chat").send(server).await.text();
    let start = page.find("/assets/").expect("the chat loads assets");
    page[start..].split('"').next().expect("split gives at least one part").to_owned()
}

#[tokio::test]
async fn every_route_gives_every_principal_its_status() {
    let server = Server::shared();
    let token = owner_token(server).await;
    let mut wrong = Vec::new();
    for route in aftercare::http::ROUTES {
        let (method, path) = (route.method.to_string(), route.path);
        let Some((_, _, row)) = MATRIX.iter().find(|(m, p, _)| *m == method && *p == path) else {
            wrong.push(format!("{method} {path}: nobody said who may use it"));
            continue;
        };
        // A log-out or a disabling must not spoil the next row.
        let logins = logins(server).await;
        let address = if path.starts_with("/assets/") { asset(server).await } else { with_id(server, path).await };
        for (principal, expected) in row.iter().enumerate() {
            let headers = credentials(principal, &logins, &token);
            let status = if path == WIDGET || path == DESK {
                let path = if path == WIDGET { WIDGET } else { DESK };
                let upgrade = headers.iter().fold(Upgrade::new(server, path), |upgrade, (name, value)| upgrade.header(name, value));
                upgrade.try_open(server).await.map_or_else(|refused| refused.status, |_| 101)
            } else {
                let request = Request::new(&method, &address).header("Origin", &server.origin());
                let request = headers.iter().fold(request, |request, (name, value)| request.header(name, value));
                let request = if path == "/api/v1/ask" { request.json(&json!({"text": "hello"})) } else { request };
                request.send(server).await.status
            };
            if status != *expected {
                wrong.push(format!("{method} {path} as {}: {status}, not {expected}", PRINCIPALS[principal]));
            }
        }
    }
    let routes = aftercare::http::ROUTES;
    for (method, path, _) in MATRIX {
        if !routes.iter().any(|route| route.method == *method && route.path == *path) {
            wrong.push(format!("{method} {path}: the program has no such route"));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[tokio::test]
async fn the_desk_is_for_technicians() {
    let server = Server::shared();
    let token = owner_token(server).await;
    let logins = logins(server).await;
    for (principal, name) in PRINCIPALS.iter().enumerate() {
        let headers = credentials(principal, &logins, &token);
        let upgrade = headers.iter().fold(Upgrade::new(server, DESK), |upgrade, (name, value)| upgrade.header(name, value));
        let mut socket = upgrade.open(server).await;
        let csrf = headers.iter().find(|(name, _)| *name == "X-CSRF-Token").map(|(_, value)| value.as_str());
        socket.send(&json!({"type": "hello", "csrf": csrf})).await;
        let came = socket.next_within(LIMIT).await.expect("an answer to hello");
        match *name {
            "technician" | "admin" => assert!(matches!(&came, Incoming::Frame(frame) if frame["type"] == "ready"), "{name}: {came:?}"),
            _ => assert!(matches!(came, Incoming::Closed(4502, _)), "{name}: {came:?}"),
        }
    }
}

/// Frames that both sides have, each in its own form.
const BOTH: [&str; 6] = ["hello", "send", "history", "read", "typing", "pong"];

#[tokio::test]
async fn each_side_has_its_own_frames() {
    let server = Server::shared();
    let mut owner = Owner::enter(server).await;
    for kind in STAFF_FRAMES.into_iter().filter(|kind| !BOTH.contains(kind)) {
        let frame = json!({"type": kind, "conversation": fresh_id(), "claim": 1, "text": "hello", "status": "online", "after": 0});
        owner.socket.refused(frame, &["unknown_type"]).await;
    }
    let mut desk = Desk::enter(server).await;
    for kind in OWNER_FRAMES.into_iter().filter(|kind| !BOTH.contains(kind)) {
        let frame = json!({"type": kind, "entry": "tyre-pressure", "seq": 1, "helpful": true, "stars": 5, "language": "en"});
        desk.socket.refused(frame, &["unknown_type"]).await;
    }
    // A second hello is none.
    owner.socket.refused(json!({"type": "hello"}), &["bad_request"]).await;
    desk.socket.refused(json!({"type": "hello"}), &["bad_request"]).await;
}

#[tokio::test]
async fn no_frame_of_the_desk_reaches_what_is_not_there() {
    let server = Server::shared();
    let mut desk = Desk::enter(server).await;
    // These name no conversation, or say nothing back.
    let others = ["hello", "claim_next", "presence", "close", "read", "typing", "pong"];
    for kind in STAFF_FRAMES.into_iter().filter(|kind| !others.contains(kind)) {
        let frame = json!({
            "type": kind, "conversation": fresh_id(), "claim": 1, "text": "hello", "entry": "tyre-pressure", "language": "bn",
            "outcome": "solved", "after": 0, "before": 10, "form": "complaint", "kind": "complaint", "values": {},
        });
        let expected = if kind == "send_reply" { "forbidden" } else { "not_found" };
        desk.socket.refused(frame, &[expected]).await;
    }
}

#[tokio::test]
async fn a_route_by_another_method_is_no_way_around() {
    let server = Server::shared();
    let login = server.staff("technician").await;
    for (method, path) in
        [("GET", "/api/v1/ask"), ("PUT", "/api/v1/session"), ("PATCH", "/api/v1/session"), ("POST", "/desk"), ("DELETE", "/")]
    {
        let response = Request::new(method, path).staff(server, &login).send(server).await;
        assert_eq!(response.status, 405, "{method} {path}");
        assert_eq!(response.header("x-content-type-options"), Some("nosniff"), "{method} {path}");
    }
    let head = Request::new("HEAD", "/api/v1/session").send(server).await;
    assert_eq!(head.status, 401, "HEAD is as GET");
}
