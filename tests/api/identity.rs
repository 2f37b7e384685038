//! Contract section 2, "Identity": an owner whom their site names has one conversation over all devices, and nobody else comes into it.

use crate::browser::Request;
use crate::client::{Desk, Owner, Upgrade, WIDGET, number};
use crate::server::{Options, Server, fresh_id};
use aftercare::clock::{Clock as _, SystemClock};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use ring::hmac;
use serde_json::{Value, json};
use std::process::Command;
use std::sync::OnceLock;

const SITE: &str = "https://cars.example";
const OTHER: &str = "https://bikes.example";
const SECRET: &str = "a secret for tests, of 32 bytes or more";

fn options() -> Options {
    let keys = json!([
        {"site": SITE, "kid": "2026-11", "algorithm": "HS256", "key": SECRET},
        {"site": OTHER, "kid": "2026-11", "algorithm": "HS256", "key": format!("another {SECRET}")},
    ]);
    Options::roomy()
        .env("WIDGET__ALLOWED_ORIGINS", &json!([SITE, OTHER]).to_string())
        .env("IDENTITY__KEYS", &keys.to_string())
        .env("LOG__LEVEL", "aftercare=trace,info")
}

/// One server for the tests that neither kill nor read it.
fn server() -> &'static Server {
    static SERVER: OnceLock<Server> = OnceLock::new();
    SERVER.get_or_init(|| Server::start(options()))
}

fn seconds() -> u64 {
    SystemClock.now().unsigned_abs() / 1_000
}

fn claims(server: &Server, subject: &str) -> Value {
    json!({"iss": SITE, "aud": server.origin(), "sub": subject, "exp": seconds() + 3_600})
}

fn sign(claims: &Value, secret: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let signed = format!("{}.{}", part(&json!({"alg": "HS256", "typ": "JWT", "kid": "2026-11"})), part(claims));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, secret.as_bytes()), signed.as_bytes());
    format!("{signed}.{}", URL_SAFE_NO_PAD.encode(tag))
}

/// Somebody new with a log-in at the site, and their token.
fn somebody(server: &Server) -> (String, String) {
    let subject = format!("owner-{}", fresh_id());
    let token = sign(&claims(server, &subject), SECRET);
    (subject, token)
}

/// Says hello as the page does that had `owner` and was then told who they are.
async fn identified(server: &Server, owner: &Owner, after: u64, token: &str) -> Owner {
    let mut socket = Upgrade::new(server, WIDGET).open(server).await;
    let epoch = &owner.ready["epoch"];
    socket.send(&json!({"type": "hello", "session": owner.session(), "epoch": epoch, "after": after, "identity": token})).await;
    let ready = socket.frame("ready").await;
    assert_eq!(ready["identified"], true, "{ready}");
    Owner { socket, ready }
}

fn texts(events: &[Value]) -> Vec<&str> {
    events.iter().filter(|event| event["from"]["role"] == "owner").filter_map(|event| event["text"].as_str()).collect()
}

#[tokio::test]
async fn an_owner_has_one_conversation_on_all_devices() {
    let server = server();
    let (_, token) = somebody(server);
    let mut phone = Owner::hello(server, json!({"identity": token})).await;
    let mut laptop = Owner::hello(server, json!({"identity": token})).await;
    assert_eq!((&phone.ready["identified"], &laptop.ready["conversation"]), (&json!(true), &Value::Null));
    assert_ne!(phone.session(), laptop.session(), "each device has its own");
    let id = fresh_id();
    let first = phone.socket.ok(json!({"type": "send", "id": id, "text": "from the phone"})).await;
    let event = laptop.socket.event("message").await;
    assert_eq!((&event["text"], &event["seq"]), (&json!("from the phone"), &first["seq"]), "it comes without asking");
    let repeat = laptop.socket.ok(json!({"type": "send", "id": id, "text": "from the phone"})).await;
    assert_eq!((&repeat["duplicate"], &repeat["seq"]), (&json!(true), &first["seq"]), "the author is the owner, not the session");
    laptop.say("from the laptop").await;
    phone.socket.wait("the other device's message", |frame| frame["text"] == "from the laptop").await;
    let back = laptop.again(server, 0).await;
    assert_eq!((&back.ready["identified"], back.ready["conversation"].is_string()), (&json!(true), true), "without the token, too");
    let stranger = Owner::hello(server, json!({"identity": somebody(server).1})).await;
    assert_eq!(stranger.ready["conversation"], Value::Null, "another owner is another");
}

#[tokio::test]
async fn what_was_written_before_is_the_owners_and_keeps_its_numbers() {
    let server = server();
    let (_, token) = somebody(server);
    let mut owner = Owner::enter(server).await;
    let id = fresh_id();
    let ok = owner.socket.ok(json!({"type": "send", "id": id, "text": "who am I?"})).await;
    let last = number(owner.socket.events_upto(number(&ok, "seq") + 1).await.last().expect("an answer"), "seq");
    let conversation = owner.conversation(server).await;

    let mut known = identified(server, &owner, last, &token).await;
    assert_eq!(known.ready["conversation"], conversation.as_str(), "it is the same one");
    assert_ne!(known.session(), owner.session(), "the token is a new one");
    known.socket.expect_after("", last);
    let repeat = known.socket.ok(json!({"type": "send", "id": id, "text": "who am I?"})).await;
    assert_eq!((&repeat["duplicate"], &repeat["seq"]), (&json!(true), &ok["seq"]), "its fate was not known, and it is there once");
    owner.socket.closes_with(4002).await;
    let mut old = Upgrade::new(server, WIDGET).open(server).await;
    old.send(&json!({"type": "hello", "session": owner.session()})).await;
    old.closes_with(4503).await;
    // The page that was cut off before it read its new session has the old one and the token.
    let again = identified(server, &owner, last, &token).await;
    assert_eq!(again.ready["conversation"], conversation.as_str());
    let tablet = Owner::hello(server, json!({"identity": token})).await;
    assert_eq!(tablet.ready["conversation"], conversation.as_str());
}

#[tokio::test]
async fn a_conversation_from_before_goes_on_in_the_owners_own() {
    let server = server();
    let (_, token) = somebody(server);
    let mut phone = Owner::hello(server, json!({"identity": token})).await;
    phone.say("first, on the phone").await;
    let own = phone.conversation(server).await;

    let (mut laptop, earlier) = Owner::in_queue(server).await;
    let id = fresh_id();
    laptop.socket.ok(json!({"type": "send", "id": id, "text": "then, on the laptop"})).await;
    let mut known = identified(server, &laptop, 1, &token).await;
    assert_eq!(known.ready["conversation"], own.as_str(), "one conversation over all devices");
    known.socket.expect_after("", 0);
    let last = number(&known.ready, "seq");
    let events = known.socket.events_upto(last).await;
    assert_eq!(texts(&events), ["first, on the phone", "then, on the laptop"], "in order, and nothing is lost");
    assert_eq!(known.ready["status"], "queued", "who waited for a person still waits");
    let moved = events.iter().find(|event| event["id"] == id.as_str()).expect("the outbox finds its copy");
    let repeat = known.socket.ok(json!({"type": "send", "id": id, "text": "then, on the laptop"})).await;
    assert_eq!((&repeat["duplicate"], &repeat["seq"]), (&json!(true), &moved["seq"]), "with the number that it has now");
    known.socket.refused(json!({"type": "send", "id": id, "text": "other words"}), &["id_conflict"]).await;
    phone.socket.wait("the phone reads it, too", |frame| frame["text"] == "then, on the laptop").await;

    let mut desk = Desk::enter(server).await;
    let log = desk.log(&earlier).await;
    let end = log.last().expect("a log");
    assert_eq!((&end["kind"], &end["outcome"]), (&json!("resolved"), &json!("duplicate")), "nobody waits there any more");
    desk.claim(&own).await;
    known.say("still me").await;
    let checked = server.command(&["check"]).output().expect("it runs");
    assert!(checked.status.success(), "{}", crate::server::text(&checked));
}

#[tokio::test]
async fn what_goes_along_is_counted_once() {
    let server = &Server::start(options());
    let (_, token) = somebody(server);
    let mut phone = Owner::hello(server, json!({"identity": token})).await;
    phone.say("hello").await;
    let mut laptop = Owner::hello(server, json!({"language": "en"})).await;
    laptop.say(crate::owner::QUESTIONS[0].1).await;
    laptop.socket.event("answer").await;
    laptop.say("Do you sell a zeppelin hangar?").await;
    identified(server, &laptop, 0, &token).await;
    let editor = server.staff("editor").await;
    let gaps = Request::get("/api/v1/gaps").staff(server, &editor).send(server).await.value();
    assert_eq!((gaps["items"].as_array().map(Vec::len), &gaps["items"][0]["count"]), (Some(1), &json!(1)), "{gaps}");
    let counts = Request::get("/api/v1/faq/counts").staff(server, &editor).send(server).await.value();
    let of = &counts["entries"][crate::owner::ENTRY];
    let asked: u64 = of.as_object().into_iter().flatten().filter_map(|(_, of)| of["asked"].as_u64()).sum();
    assert_eq!(asked, 1, "{of}");
}

#[tokio::test]
async fn a_technician_goes_along() {
    let server = server();
    let (_, token) = somebody(server);
    let mut phone = Owner::hello(server, json!({"identity": token})).await;
    phone.say("hello").await;
    let own = phone.conversation(server).await;
    let (laptop, earlier) = Owner::in_queue(server).await;
    let mut desk = Desk::enter(server).await;
    let claim = desk.claim(&earlier).await;
    desk.socket.ok(json!({"type": "send", "conversation": earlier, "claim": claim, "text": "I am here"})).await;
    let mut known = identified(server, &laptop, 0, &token).await;
    known.socket.expect_after("", 0);
    assert_eq!(known.ready["status"], "assigned", "{}", known.ready);
    let log = desk.log(&own).await;
    let assigned = log.iter().rev().find(|event| event["kind"] == "assigned").expect("it is theirs");
    let claim = number(assigned, "claim");
    desk.socket.ok(json!({"type": "send", "conversation": own, "claim": claim, "text": "and still here"})).await;
    known.socket.wait("their words", |frame| frame["text"] == "and still here").await;
    phone.socket.wait("on each device", |frame| frame["text"] == "and still here").await;
}

#[tokio::test]
async fn what_no_site_vouches_for_is_told_and_the_chat_goes_on() {
    let server = server();
    let (subject, good) = somebody(server);
    let with = |field: &str, value: Value| {
        let mut claims = claims(server, &subject);
        claims[field] = value;
        sign(&claims, SECRET)
    };
    let forged = sign(&claims(server, &subject), "not the secret of that site at all");
    let unsigned = format!("{}.{}.", URL_SAFE_NO_PAD.encode(r#"{"alg":"none"}"#), good.split('.').nth(1).expect("claims"));
    for (identity, code) in [
        (json!(with("exp", json!(seconds() - 3_600))), "identity_expired"),
        (json!(with("exp", json!(seconds() + 90_000))), "identity_too_long"),
        (json!(with("aud", json!("https://chat.example"))), "identity_foreign"),
        (json!(with("iss", json!("https://evil.example"))), "identity_foreign"),
        (json!(forged), "identity_forged"),
        (json!(unsigned), "identity_forged"),
        (json!({"sub": subject}), "identity_forged"),
    ] {
        for (language, letters) in [("bn", 'আ'..='হ'), ("kk", 'а'..='я'), ("en", 'a'..='z')] {
            let mut socket = Upgrade::new(server, WIDGET).open(server).await;
            socket.send(&json!({"type": "hello", "identity": identity, "language": language})).await;
            let error = socket.frame("error").await;
            assert_eq!((&error["code"], &error["retry"]), (&json!(code), &json!(false)), "{error}");
            assert!(error["message"].as_str().is_some_and(|words| words.contains(|c| letters.contains(&c))), "in {language}: {error}");
            let ready = socket.frame("ready").await;
            assert_eq!((&ready["identified"], &ready["conversation"]), (&json!(false), &Value::Null), "{ready}");
            socket.ok(json!({"type": "send", "text": "hello all the same"})).await;
        }
    }
    let real = Owner::hello(server, json!({"identity": good})).await;
    assert_eq!(real.ready["conversation"], Value::Null, "nothing of that has become theirs");
}

#[tokio::test]
async fn a_token_counts_on_its_own_site_alone() {
    let server = server();
    let (_, token) = somebody(server);
    for (origin, is_known) in [(SITE, true), (OTHER, false)] {
        let mut socket = Upgrade::new(server, WIDGET).header("Origin", origin).open(server).await;
        socket.send(&json!({"type": "hello", "identity": token})).await;
        assert_eq!(socket.frame("ready").await["identified"], is_known, "{origin}");
    }
}

#[tokio::test]
async fn another_owner_on_the_same_device_takes_nothing_along() {
    let server = server();
    let mut first = Owner::hello(server, json!({"identity": somebody(server).1})).await;
    first.say("mine").await;
    let second = identified(server, &first, 1, &somebody(server).1).await;
    assert_eq!((&second.ready["conversation"], &second.ready["seq"]), (&Value::Null, &json!(0)), "{}", second.ready);
    let back = first.again(server, 0).await;
    assert!(back.ready["conversation"].is_string() && number(&back.ready, "seq") > 1, "and the first keeps theirs: {}", back.ready);
}

#[tokio::test]
async fn the_desk_sees_whom_the_site_has_named() {
    let server = server();
    let email = format!("{}@owners.example", fresh_id());
    let mut rahim = claims(server, "rahim-1");
    rahim["email"] = json!(email);
    rahim["name"] = json!("Rahim");
    let mut signed = Owner::hello(server, json!({"identity": sign(&rahim, SECRET)})).await;
    signed.say("hello").await;
    let mut unsigned = Owner::enter(server).await;
    unsigned.say(&format!("I am Rahim, {email}")).await;
    let login = server.staff("technician").await;
    let beside = async |conversation: String| {
        let answer = Request::get(&format!("/api/v1/desk/conversations/{conversation}")).staff(server, &login).send(server).await;
        answer.value()
    };
    let named = beside(signed.conversation(server).await).await;
    assert_eq!(named["signed"], json!({"site": SITE, "subject": "rahim-1", "name": "Rahim", "email": email}), "{named}");
    let unknown = beside(unsigned.conversation(server).await).await;
    assert_eq!(unknown["signed"], Value::Null, "what somebody says of themselves proves nothing: {unknown}");
}

#[tokio::test]
async fn the_signed_owner_has_their_cars() {
    let server = server();
    let (subject, token) = somebody(server);
    let login = server.staff("admin").await;
    let owner = json!({"id": subject, "name": "Rahim", "market": "bd"});
    let made = Request::post("/api/v1/owners").staff(server, &login).json(&owner).send(server).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let mut known = Owner::hello(server, json!({"identity": token})).await;
    known.say("hello").await;
    let path = format!("/api/v1/desk/conversations/{}", known.conversation(server).await);
    let beside = Request::get(&path).staff(server, &login).send(server).await.value();
    assert_eq!((&beside["owners"][0]["id"], &beside["owners"][0]["sure"]), (&json!(subject), &json!(true)), "{beside}");
}

#[tokio::test]
async fn no_token_stands_in_the_log_and_all_is_there_after_kill_9() {
    let server = Server::start(options());
    let name = format!("canary-{}", fresh_id());
    let mut claims = claims(&server, "canary-subject");
    claims["name"] = json!(name);
    claims["email"] = json!(format!("{name}@owners.example"));
    let token = sign(&claims, SECRET);
    let mut anonymous = Owner::enter(&server).await;
    let ok = anonymous.say("before").await;
    let known = identified(&server, &anonymous, number(&ok, "seq"), &token).await;
    server.kill();
    server.restart();
    let back = known.again(&server, 0).await;
    assert_eq!((&back.ready["conversation"], &back.ready["identified"]), (&known.ready["conversation"], &json!(true)));
    server.terminate();
    server.wait();
    let log = server.log();
    for secret in [&token, &name, &known.session(), &SECRET.to_owned(), &"canary-subject".to_owned()] {
        assert!(!log.contains(secret.as_str()), "{secret} stands in the log");
    }
}

#[tokio::test]
async fn the_samples_sign_what_the_server_takes() {
    let server = &Server::start(options().small_corpus());
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/samples");
    for (program, file) in [("node", "identity.mjs"), ("python3", "identity.py"), ("php", "identity.php")] {
        let subject = format!("{file}-{}", fresh_id());
        let arguments = [&format!("{folder}/{file}"), SITE, &server.origin(), "2026-11", &subject, "a@owners.example", "Айгерім"];
        let Ok(output) = Command::new(program).args(arguments).env("AFTERCARE_SECRET", SECRET).output() else {
            // `tests/run` says so, too.
            eprintln!("{file} was not run: there is no {program}");
            continue;
        };
        let token = String::from_utf8(output.stdout).expect("a token is text");
        let known = Owner::hello(server, json!({"identity": token})).await;
        assert_eq!(known.ready["identified"], true, "{file}: {token} {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn a_wrong_key_is_said_at_start() {
    for (keys, what) in [
        (json!([{"site": SITE, "algorithm": "HS256", "key": "short"}]), "its secret is shorter than 32 bytes"),
        (json!([{"site": SITE, "algorithm": "none", "key": SECRET}]), "unknown variant `none`"),
        (json!([{"site": SITE, "algorithm": "HS256", "file": "/no/such/key"}]), "/no/such/key"),
    ] {
        let mut command = crate::server::program(&["serve"]);
        command.env("AFTERCARE_WIDGET__ALLOWED_ORIGINS", json!([SITE]).to_string()).env("AFTERCARE_IDENTITY__KEYS", keys.to_string());
        let output = command.output().expect("it runs");
        let told = crate::server::text(&output);
        assert!(!output.status.success() && told.contains("AFTERCARE_IDENTITY__KEYS") && told.contains(what), "{told}");
        assert!(!told.contains(SECRET), "a secret is not repeated: {told}");
    }
}
