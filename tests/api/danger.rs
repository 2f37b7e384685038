//! Danger over the wire: the card that says what is true, the question and its answers, who waits is answered, and an alarm that
//! nobody takes goes out.

use crate::client::{Desk, Owner};
use crate::outside::{Hook, Mail, Sent};
use crate::server::{Options, Server, fresh_id, text};
use aftercare::access::right::BeginConversation;
use aftercare::access::{Principal, authorize, secret};
use aftercare::chat::command::{OwnerCommand, Reply, Stamp, Verdict};
use aftercare::chat::danger::{Ask, Watch};
use aftercare::clock::{Clock, SystemClock};
use aftercare::jobs;
use aftercare::language::Language;
use aftercare::store::{self, OwnerFrame, Promised, Store};
use hmac::{Hmac, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::sync::Arc;

const FIRE: [(&str, &str); 3] = [
    ("en", "Smoke is coming from the car, the battery is on fire!"),
    ("bn", "ব্যাটারিতে আগুন লেগেছে!"),
    ("kk", "Көлік жанып жатыр, батареядан түтін шығып жатыр!"),
];
/// What a card says last while a technician is at the desk, and while nobody is.
const ALERTED: [(&str, &str); 3] =
    [("en", "have been alerted"), ("bn", "টেকনিশিয়ানদের সতর্ক করা হয়েছে"), ("kk", "мамандарымызға дабыл берілді")];
const NOBODY: [(&str, &str); 3] =
    [("en", "No technician is at the desk"), ("bn", "ডেস্কে কোনো টেকনিশিয়ান নেই"), ("kk", "жұмыс орнында техник маман жоқ")];
const SECRET: &str = "a secret of the test";

fn says(card: &Value, words: &str) -> bool {
    ["text", "html"].iter().all(|field| card[*field].as_str().is_some_and(|said| said.contains(words)))
}

#[tokio::test]
async fn a_card_says_whom_it_has_reached() {
    let server = Server::start(Options::roomy());
    for ((language, fire), (_, nobody)) in FIRE.into_iter().zip(NOBODY) {
        let mut owner = Owner::hello(&server, json!({"language": language})).await;
        owner.say(fire).await;
        let card = owner.socket.event("safety").await;
        assert!(says(&card, nobody), "nobody is at the desk: {card}");
        let html = card["html"].as_str().expect("just read");
        assert!(html.contains("<a href=\"tel:"), "the numbers can be called: {html}");
    }
    let mut desk = Desk::enter(&server).await;
    for ((language, fire), (_, alerted)) in FIRE.into_iter().zip(ALERTED) {
        let mut owner = Owner::hello(&server, json!({"language": language})).await;
        owner.say(fire).await;
        assert!(says(&owner.socket.event("safety").await, alerted), "a technician is there");
    }
    desk.socket.ok(json!({"type": "presence", "status": "away"})).await;
    let mut owner = Owner::hello(&server, json!({"language": "en"})).await;
    owner.say(FIRE[0].1).await;
    assert!(says(&owner.socket.event("safety").await, NOBODY[0].1), "whoever is away hears no alarm");
}

#[tokio::test]
async fn who_waits_with_a_danger_is_answered_until_a_technician_writes() {
    let server = Server::start(Options::roomy());
    let mut owner = Owner::hello(&server, json!({"language": "en"})).await;
    owner.say(FIRE[0].1).await;
    owner.socket.event("queued").await;
    let mut heard = Vec::new();
    for words in ["xqzt", FIRE[0].1, "Smoke is coming from the car, the battery is on fire!!"] {
        owner.say(words).await;
        let word = owner.socket.event("smalltalk").await;
        assert_eq!(word["from"]["role"], "bot", "{word}");
        heard.push(word["text"].as_str().expect("small talk has a text").to_owned());
    }
    assert!(heard.windows(2).all(|pair| pair[0] != pair[1]), "never the same twice in a row: {heard:?}");

    let conversation = owner.conversation(&server).await;
    let mut desk = Desk::enter(&server).await;
    let row = desk.ready["queue"].as_array().into_iter().flatten().find(|row| row["conversation"] == conversation.as_str()).cloned();
    assert_eq!(row.map(|row| row["danger"].clone()), Some(json!("alarm")), "{}", desk.ready);
    let claim = desk.claim(&conversation).await;
    owner.say("xqzt xqzt").await;
    owner.socket.event("smalltalk").await;
    desk.socket.ok(json!({"type": "send", "conversation": conversation, "claim": claim, "text": "I am here."})).await;
    let ok = owner.say("xqzt again").await;
    desk.socket.ok(json!({"type": "send", "conversation": conversation, "claim": claim, "text": "Are you safe?"})).await;
    let after = ok["seq"].as_u64().expect("a message has a number") + 1;
    let events = owner.socket.events_upto(after).await;
    let last = events.last().expect("events came");
    assert_eq!((&last["from"]["role"], &last["seq"]), (&json!("technician"), &json!(after)), "the bot says nothing in between: {events:?}");
}

/// A conversation in which the bot has just asked whether anyone is in danger, written beside the running server; the question's
/// time is over after so long. Gives the owner's token and the conversation.
async fn asked(server: &Server, question_ms: i64, status: Reply) -> (String, String) {
    let mut options = store::Options::new(store::database(&server.data()));
    options.settings.promised =
        Some(Promised { question_ms, alarm_ms: 1_000, job: jobs::promised, notice_ms: 1_000, notice: jobs::notice });
    let store = Store::open(options, Arc::new(SystemClock), Arc::new(|_| {})).await.expect("the database opens beside the server");
    let token = secret::token(SystemClock.secret());
    let (session_id, conversation_id) = (SystemClock.id(), SystemClock.id());
    let ask = Ask { card: "fire".into(), text: "In danger?".into(), numbers: vec!["112".into()], labels: vec!["Help".into()] };
    let frame = OwnerFrame {
        stamp: Stamp { id: SystemClock.id(), digest: [7; 32] },
        token_hash: secret::hash(&token),
        site: server.origin(),
        language: Language::EN,
        market: None,
        session_id,
        conversation_id: Some(conversation_id),
        command: OwnerCommand::Send {
            files: None,
            text: "It smells odd in here".into(),
            language: Language::EN,
            language_reason: "script".into(),
            reply: status,
            watch: Watch { ask: Some(ask), ..Watch::default() },
            verdict: Verdict::None,
        },
    };
    let granted = authorize(Principal::Anonymous, BeginConversation).expect("anybody may begin");
    store.append_owner(granted, frame).await.expect("it is stored");
    store.close().await;
    (token, conversation_id.to_string())
}

const NEVER: i64 = 86_400_000;

#[tokio::test]
async fn the_question_is_answered_by_a_choice() {
    let server = Server::start(Options::roomy());
    let small = || Reply::Smalltalk("Hello!".into());
    let (token, _) = asked(&server, NEVER, small()).await;
    let mut owner = Owner::hello(&server, json!({"session": token})).await;
    let question = owner.socket.event("danger_question").await;
    assert_eq!((&question["numbers"], &question["labels"]), (&json!(["112"]), &json!(["Help"])), "{question}");
    assert!(question.get("card").is_none(), "which card it is about is not the owner's to see: {question}");
    assert_eq!(owner.ready["status"], "bot", "a question alone calls nobody: {}", owner.ready);

    let id = fresh_id();
    let yes = json!({"type": "choose", "id": id, "entry": "danger-yes"});
    let ok = owner.socket.ok(yes.clone()).await;
    let said = owner.socket.wait("the choice", |frame| frame["id"] == id.as_str() && frame["type"] == "event").await;
    assert_eq!((&said["kind"], &said["entry"]), (&json!("message"), &json!("danger-yes")), "{said}");
    assert_eq!(owner.socket.event("safety").await["card"], "fire");
    assert_eq!(owner.socket.event("queued").await["reason"], "safety");
    let again = owner.socket.ok(yes).await;
    assert_eq!((&again["duplicate"], &again["seq"]), (&json!(true), &ok["seq"]), "a repeat is answered as the first: {again}");

    let (token, _) = asked(&server, NEVER, small()).await;
    let mut owner = Owner::hello(&server, json!({"session": token})).await;
    owner.socket.ok(json!({"type": "choose", "entry": "danger-no"})).await;
    owner.socket.event("smalltalk").await;
    owner.socket.wait("the word to a no", |frame| frame["kind"] == "smalltalk").await;
    assert_eq!(owner.again(&server, 0).await.ready["status"], "bot", "and the conversation goes on");
    owner.socket.refused(json!({"type": "choose", "entry": "danger-yes"}), &["not_found"]).await;
    // Nobody was asked.
    let mut owner = Owner::enter(&server).await;
    owner.say("hello").await;
    owner.socket.refused(json!({"type": "choose", "entry": "danger-yes"}), &["not_found"]).await;
}

#[tokio::test]
async fn the_question_is_answered_in_words_too() {
    let server = Server::start(Options::roomy());
    for (said, kind) in
        [("yes", "safety"), ("হ্যাঁ", "safety"), ("иә", "safety"), ("no", "smalltalk"), ("না", "smalltalk"), ("жоқ", "smalltalk")]
    {
        let (token, _) = asked(&server, NEVER, Reply::Smalltalk("Hello!".into())).await;
        let mut owner = Owner::hello(&server, json!({"session": token})).await;
        owner.socket.events_upto(3).await;
        owner.say(said).await;
        let came = owner.socket.wait("the bot", |frame| frame["type"] == "event" && frame["from"]["role"] == "bot").await;
        assert_eq!(came["kind"], kind, "{said}: {came}");
        if kind == "smalltalk" {
            owner.socket.refused(json!({"type": "choose", "entry": "danger-no"}), &["not_found"]).await;
            assert_eq!(owner.again(&server, 0).await.ready["status"], "bot", "{said}: nobody is called");
        }
    }
}

#[tokio::test]
async fn a_card_answers_what_is_asked_after_it() {
    let server = Server::start(Options::roomy());
    let mut owner = Owner::hello(&server, json!({"language": "en"})).await;
    owner.say(FIRE[0].1).await;
    let card = owner.socket.event("safety").await;
    owner.say("May I fetch my luggage?").await;
    let answer = owner.socket.event("safety").await;
    assert_eq!(answer["card"], card["card"], "{answer}");
    assert_ne!(answer["text"], card["text"], "its own answer, not the card again");
}

#[tokio::test]
async fn the_desk_hears_of_a_question_that_nobody_answers() {
    let server = Server::start(Options::roomy());
    let (_waiting, ordinary) = Owner::in_queue(&server).await;
    let mut desk = Desk::enter(&server).await;
    let (_, conversation) = asked(&server, 0, Reply::Smalltalk("Hello!".into())).await;
    let feed = desk.socket.wait("the feed", |frame| frame["type"] == "feed" && frame["conversation"] == conversation.as_str()).await;
    assert_eq!((&feed["kind"], &feed["danger"]), (&json!("queued"), &json!("unanswered")), "{feed}");
    let log = desk.log(&conversation).await;
    let kinds: Vec<&str> = log.iter().filter_map(|event| event["kind"].as_str()).collect();
    assert_eq!(kinds, ["message", "danger_question", "smalltalk", "danger_unanswered", "queued"]);
    assert_eq!(log[1]["card"], "fire", "staff see which card a yes would bring: {}", log[1]);
    let fresh = Desk::enter(&server).await;
    let order: Vec<&Value> = fresh.ready["queue"].as_array().expect("a queue").iter().map(|row| &row["conversation"]).collect();
    assert_eq!(order, [&json!(conversation), &json!(ordinary)], "before the ordinary one, which waits longer");
}

fn escalating(hook: &Hook, mail: &Mail) -> Options {
    Options::roomy()
        .env("SAFETY__ALARM_AFTER_S", "1")
        .env("ALERTS__WEBHOOK_URL", &format!("http://{}/alarm?room=1", hook.address))
        .env("ALERTS__WEBHOOK_SECRET", SECRET)
        .env("ALERTS__EMAIL_TO", r#"["first@cars.example", "second@cars.example"]"#)
        .env("ALERTS__EMAIL_FROM", "Aftercare <alarm@cars.example>")
        .env("ALERTS__SMTP", &format!("smtp://{}", mail.address))
}

/// A receiver's own look at the signature.
fn is_signed(sent: &Sent) -> bool {
    let header = sent.header("x-aftercare-signature");
    let Some((time, signature)) = header.strip_prefix("t=").and_then(|rest| rest.split_once(",v1=")) else { return false };
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).expect("any key will do");
    mac.update(format!("{time}.{}", sent.body).as_bytes());
    let expected: String = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    time.parse::<i64>().is_ok() && signature == expected
}

#[tokio::test(flavor = "multi_thread")]
async fn an_alarm_that_nobody_takes_goes_out_again_and_again_until_somebody_does() {
    let (hook, mail) = (Hook::start(&[204]), Mail::start());
    let server = Server::start(escalating(&hook, &mail));
    let mut owner = Owner::hello(&server, json!({"language": "en"})).await;
    owner.say("My secret words: smoke is coming from the car, the battery is on fire!").await;
    let conversation = owner.conversation(&server).await;
    for round in 0..2 {
        let sent = hook.next();
        assert_eq!(sent.path, "/alarm?room=1");
        assert!(is_signed(&sent), "{sent:?}");
        let body: Value = serde_json::from_str(&sent.body).expect("JSON");
        assert_eq!(
            (&body["type"], &body["conversation"], &body["round"]),
            (&json!("alarm"), &json!(conversation), &json!(round)),
            "{body}"
        );
        assert_eq!((&body["card"], &body["language"]), (&json!("fire"), &json!("en")), "{body}");
        assert!(body["link"].as_str().is_some_and(|link| link.ends_with("/desk")), "{body}");
        assert_eq!(sent.header("x-aftercare-delivery"), body["id"], "{body}");
        let letter = mail.next();
        assert_eq!((letter.from.as_str(), letter.to.len()), ("alarm@cars.example", 2), "{letter:?}");
        assert!(letter.text.contains(&conversation), "{letter:?}");
        for text in [&sent.body, &letter.text] {
            assert!(!text.contains("secret words"), "no word of the owner goes out: {text}");
        }
    }
    // Taken: the rounds that were still to come find nothing to do.
    Desk::enter(&server).await.claim(&conversation).await;
    let done = || text(&server.command(&["jobs", "list", "--state", "done"]).output().expect("the command runs"));
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while !done().lines().any(|line| line.contains("\talarm\t") && line.contains("\"taken\":true")) {
        assert!(std::time::Instant::now() < deadline, "the next round ends by itself: {}", done());
    }
    assert!(hook.is_quiet());
    let log = server.log();
    assert!(!log.contains(SECRET) && !log.contains("first@cars.example") && !log.contains("secret words"), "{log}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_webhook_that_fails_is_tried_again_under_the_same_id() {
    let (hook, mail) = (Hook::start(&[500, 302, 200]), Mail::start());
    let server = Server::start(escalating(&hook, &mail).env("SAFETY__ALARM_REPEATS", "1"));
    let mut owner = Owner::hello(&server, json!({"language": "en"})).await;
    owner.say(FIRE[0].1).await;
    let (first, second) = (hook.next(), hook.next());
    assert_eq!(first.body, second.body, "the same in each attempt");
    let waiting = || text(&server.command(&["jobs", "list"]).output().expect("the command runs"));
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while !waiting().contains("answered with status 302") {
        assert!(std::time::Instant::now() < deadline, "a redirect is a failure, and not followed: {}", waiting());
    }
}

#[test]
fn a_trial_says_what_came_of_it() {
    let run = |server: &Server, env: &[(&str, String)]| {
        let mut command = server.command(&["alerts", "test"]);
        command.envs(env.iter().map(|(key, value)| (format!("AFTERCARE_ALERTS__{key}"), value)));
        command.output().expect("the command runs")
    };
    let server = Server::shared();
    let none = run(server, &[]);
    assert_eq!((none.status.code(), text(&none).contains("webhook: not configured")), (Some(1), true), "{}", text(&none));

    let (hook, mail) = (Hook::start(&[200, 404]), Mail::start());
    let env = [
        ("WEBHOOK_URL", format!("http://{}/", hook.address)),
        ("WEBHOOK_SECRET", SECRET.to_owned()),
        ("EMAIL_TO", r#"["call@cars.example"]"#.to_owned()),
        ("EMAIL_FROM", "alarm@cars.example".to_owned()),
        ("SMTP", format!("smtp://{}", mail.address)),
    ];
    let good = run(server, &env);
    assert_eq!((good.status.code(), String::from_utf8_lossy(&good.stdout).as_ref()), (Some(0), "webhook: sent\nemail: sent\n"));
    assert!(is_signed(&hook.next()) && mail.next().to == ["call@cars.example"]);
    let bad = run(server, &env);
    let said = text(&bad);
    assert!(bad.status.code() == Some(1) && said.contains("webhook: failed: answered with status 404"), "{said}");
    let refused = run(server, &[("WEBHOOK_URL", "https://hooks.cars.example".into())]);
    assert!(!refused.status.success() && text(&refused).contains("alerts.webhook_secret"), "{}", text(&refused));
}
