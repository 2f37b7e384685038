//! Logs of long texts: no frame is larger than a common client takes, and a client that follows the contract reads all of it.

use crate::browser::Request;
use crate::client::{Desk, Owner, number};
use crate::server::{Options, Server, fresh_id};
use aftercare::access::right::BeginConversation;
use aftercare::access::{Principal, authorize, secret};
use aftercare::chat::command::{OwnerCommand, Reply, Stamp, Verdict};
use aftercare::chat::danger::Watch;
use aftercare::clock::{Clock, SystemClock};
use aftercare::language::Language;
use aftercare::store::{self, OwnerFrame, Store};
use serde_json::{Value, json};
use std::sync::Arc;

/// Largest frame that may come: a page of 128 KiB and what stands around it, below any client's limit.
const LARGEST: usize = 160 * 1024;

/// What may be held for a connection that reads nothing, with room for what the process does beside it; the pages together are
/// 35 MB.
const HELD: u64 = 12 * 1024 * 1024;

/// The server's memory in use, in bytes.
async fn memory(server: &Server) -> u64 {
    let numbers = Request::get("/metrics").send(server).await.text();
    let line = numbers.lines().find_map(|line| line.strip_prefix("process_resident_memory_bytes "));
    line.and_then(|bytes| bytes.parse().ok()).unwrap_or_else(|| panic!("no memory in {numbers}"))
}

/// A session with so many texts of so many Bengali letters, written beside the running server; gives token and conversation.
async fn fill(server: &Server, texts: usize, letters: usize) -> (String, String) {
    let options = store::Options::new(store::database(&server.data()));
    let store = Store::open(options, Arc::new(SystemClock), Arc::new(|_| {})).await.expect("the database opens beside the server");
    let token = secret::token(SystemClock.secret());
    let (session_id, conversation_id) = (SystemClock.id(), SystemClock.id());
    for number in 0..texts {
        let command = OwnerCommand::Send {
            files: None,
            text: text(number, letters),
            language: Language::BN,
            language_reason: "script".into(),
            reply: Reply::Answers(Vec::new()),
            watch: Watch::default(),
            verdict: Verdict::None,
        };
        let frame = OwnerFrame {
            stamp: Stamp { id: SystemClock.id(), digest: [7; 32] },
            token_hash: secret::hash(&token),
            site: server.origin(),
            language: Language::BN,
            market: None,
            session_id,
            conversation_id: Some(conversation_id),
            command,
        };
        let granted = authorize(Principal::Anonymous, BeginConversation).expect("anybody may begin");
        store.append_owner(granted, frame).await.expect("it is stored");
    }
    store.close().await;
    (token, conversation_id.to_string())
}

fn text(number: usize, letters: usize) -> String {
    format!("{number} ") + &"ক".repeat(letters)
}

/// Checks the size of a frame that holds events, and gives them.
#[track_caller]
fn events(frame: &Value) -> Vec<Value> {
    let size = frame.to_string().len();
    assert!(size <= LARGEST, "a frame of {size} bytes");
    let events = frame["events"].as_array().unwrap_or_else(|| panic!("no events: {}", frame["type"])).clone();
    assert!(!events.is_empty() || frame["more"] == false, "a page that promises more has events");
    events
}

#[track_caller]
fn whole(log: &[Value], texts: usize, letters: usize) {
    let numbers: Vec<u64> = log.iter().map(|event| number(event, "seq")).collect();
    assert_eq!(numbers, (1..=texts as u64).collect::<Vec<_>>(), "dense, and each once");
    for (event, number) in log.iter().zip(0..) {
        assert!(event["text"] == text(number, letters).as_str(), "text {number} is whole");
    }
}

#[tokio::test]
async fn an_owner_reads_a_log_of_long_texts_whole() {
    const TEXTS: usize = 105;
    const LETTERS: usize = 4_000;
    let server = Server::start(Options::roomy());
    let (token, _) = fill(&server, TEXTS, LETTERS).await;
    // From the beginning, event by event.
    let mut owner = Owner::hello(&server, json!({"session": token, "after": 0})).await;
    whole(&owner.socket.events_upto(TEXTS as u64).await, TEXTS, LETTERS);

    // From a place that means nothing: the newest page, then the older ones.
    let mut owner = Owner::hello(&server, json!({"session": token, "epoch": "another", "after": 3})).await;
    let reset = owner.socket.frame("reset").await;
    assert_eq!((number(&reset, "seq"), &reset["more"]), (TEXTS as u64, &json!(true)));
    let mut log = events(&reset);
    while number(&log[0], "seq") > 1 {
        let page = owner.socket.page(json!({"type": "history", "before": log[0]["seq"], "limit": 100})).await;
        let older = events(&page);
        assert_eq!(page["more"], number(&older[0], "seq") > 1, "more is true as long as there is more");
        log.splice(0..0, older);
    }
    whole(&log, TEXTS, LETTERS);

    // Many questions at once, and no answer is read for a while: the server holds little of them, and each gets its page.
    let before = memory(&server).await;
    let mut asked = Vec::new();
    for _ in 0..300 {
        let id = fresh_id();
        owner.socket.send(&json!({"type": "history", "id": id, "before": TEXTS, "limit": 100})).await;
        asked.push(id);
    }
    let (mut most, mut same) = (before, 0);
    while same < 10 {
        let now = memory(&server).await;
        same = if now > most { 0 } else { same + 1 };
        most = most.max(now);
    }
    assert!(most - before <= HELD, "{} bytes are held for who reads nothing", most - before);
    for id in asked {
        let page = owner.socket.reply(&id).await;
        assert_eq!(number(&events(&page).pop().expect("a page"), "seq"), TEXTS as u64 - 1);
    }
}

#[tokio::test]
async fn a_technician_reads_a_log_of_long_texts_whole() {
    const TEXTS: usize = 60;
    const LETTERS: usize = 16_000;
    let server = Server::start(Options::roomy());
    let (_, conversation) = fill(&server, TEXTS, LETTERS).await;
    let mut desk = Desk::enter(&server).await;
    let mut log = Vec::new();
    loop {
        let page = desk.socket.page(json!({"type": "sync", "conversation": conversation, "after": log.len(), "limit": 200})).await;
        log.extend(events(&page));
        if page["more"] == false {
            break;
        }
    }
    whole(&log, TEXTS, LETTERS);

    desk.socket.ok(json!({"type": "open", "conversation": conversation, "after": 1_u64 << 40})).await;
    let reset = desk.socket.frame("reset").await;
    assert_eq!((number(&reset, "seq"), &reset["more"]), (TEXTS as u64, &json!(true)));
    let mut log = events(&reset);
    while number(&log[0], "seq") > 1 {
        let frame = json!({"type": "history", "conversation": conversation, "before": log[0]["seq"], "limit": 200});
        let page = desk.socket.page(frame).await;
        log.splice(0..0, events(&page));
    }
    whole(&log, TEXTS, LETTERS);
}
