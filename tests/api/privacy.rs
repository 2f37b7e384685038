//! Row 17 of the security requirements: nothing that a person wrote, nor a secret, stands in the log or the metrics.

use crate::browser::{Request, log_in, post_session};
use crate::client::{Desk, Owner, Upgrade, WIDGET};
use crate::server::{Options, Server, fresh_id};
use serde_json::json;

#[tokio::test]
async fn the_log_holds_no_texts_addresses_or_secrets() {
    // The most that this program tells by its own; libraries are none of its users' business at this level.
    for format in ["text", "json"] {
        let server = Server::start(Options::roomy().env("LOG__LEVEL", "aftercare=trace,info").env("LOG__FORMAT", format));
        let canary = |what: &str| format!("canary-{what}-{}", fresh_id());
        let (text, note, page, broken, comment) = (canary("text"), canary("note"), canary("page"), canary("broken"), canary("comment"));
        let email = format!("{}@owner.example", canary("mail"));
        let phone = "+8801712345678";
        let vin = "LVHRR1850N5012345";

        let mut owner = Owner::hello(&server, json!({"page": format!("https://cars.example/?{page}"), "language": "en"})).await;
        owner.say(&format!("{text} my mail is {email}, phone {phone}, VIN {vin}")).await;
        owner.socket.ok(json!({"type": "handoff"})).await;
        owner.socket.ok(json!({"type": "rate", "stars": 1, "comment": comment})).await;
        owner.socket.send_text(&format!("{{\"type\": \"send\", {broken}")).await;
        owner.socket.frame("error").await;
        owner.socket.request(json!({"type": broken})).await;
        let id = fresh_id();
        owner.socket.ok(json!({"type": "send", "id": id, "text": text})).await;
        owner.socket.refused(json!({"type": "send", "id": id, "text": format!("{text} other")}), &["id_conflict"]).await;
        let conversation = owner.conversation(&server).await;

        let user = server.user("technician", &["en"]);
        let login = log_in(&server, &user).await;
        let mut desk = Desk::hello(&server, &login, json!({})).await;
        let claim = desk.claim(&conversation).await;
        desk.socket.ok(json!({"type": "note", "conversation": conversation, "text": note})).await;
        desk.socket.ok(json!({"type": "send", "conversation": conversation, "claim": claim, "text": text})).await;
        let wrong = canary("password");
        post_session(&server, &user.email, &wrong).await;
        let unknown = format!("{}@staff.example", canary("unknown"));
        post_session(&server, &unknown, &wrong).await;
        Request::post("/api/v1/ask").staff(&server, &login).json(&json!({"text": text})).send(&server).await;
        let query = canary("query");
        Request::get(&format!("/chat?{query}={query}")).send(&server).await;
        Request::get(&format!("/api/v1/nowhere?{query}")).send(&server).await;
        let forged = canary("cookie");
        Request::get("/api/v1/session").header("Cookie", &format!("aftercare={forged}")).send(&server).await;
        let session = owner.session();
        Upgrade::new(&server, WIDGET).header("Origin", "https://evil.tld").try_open(&server).await.err().expect("a foreign origin");
        let metrics = Request::get("/metrics").send(&server).await.text();
        server.terminate();
        server.wait();

        let log = server.log();
        assert!(log.contains("listening on http://127.0.0.1:"), "the log was read: {log}");
        assert!(log.lines().count() > 1, "the program logs something: {log}");
        let (_, cookie) = login.cookie.split_once('=').expect("a cookie has a name");
        for (what, secret) in [
            ("an owner's text", text.as_str()),
            ("an owner's e-mail address", &email),
            ("an owner's phone number", phone),
            ("an owner's VIN", vin),
            ("an owner's page", &page),
            ("a comment", &comment),
            ("a broken frame", &broken),
            ("a note", &note),
            ("a technician's e-mail address", &user.email),
            ("an unknown e-mail address", &unknown),
            ("a password", &user.password),
            ("a wrong password", &wrong),
            ("a forged cookie", &forged),
            ("a query", &query),
            ("an owner's session token", &session),
            ("a technician's cookie", cookie),
            ("a CSRF token", &login.csrf),
        ] {
            let hits: Vec<_> = log.lines().chain(metrics.lines()).filter(|line| line.contains(secret)).take(3).collect();
            assert!(hits.is_empty(), "{what} in the log: {hits:#?}");
        }
    }
}
