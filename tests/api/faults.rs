//! Faults F1 and F11 of the reliability study, and the drain: nothing acked is lost, nothing is stored twice.
//!
//! `FAULT_CYCLES` sets the number of kills (8), `FAULT_SEED` repeats a run.

use crate::client::{Desk, Incoming, LIMIT, Owner, Socket, Upgrade, WIDGET, number};
use crate::history::{History, Numbering, Outcome, Reader, Seen, Send, violations};
use crate::server::{Options, Server, fresh_id};
use serde_json::{Value, json};
use sqlx::Connection as _;
use std::collections::HashMap;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

const CLIENTS: usize = 10;
const CONVERSATIONS: usize = 3;

/// How long a server may take from kill to ready: five seconds are promised of a release build on a machine of its own.
const RESTART_LIMIT: Duration = Duration::from_secs(30);

/// splitmix64: enough to choose moments by, and repeatable.
pub struct Random(pub u64);

impl Random {
    /// From `FAULT_SEED`, or a new one; printed, so that a failing run can be repeated.
    pub fn seeded() -> Self {
        let fresh = || u64::from_str_radix(&fresh_id()[..8], 16).expect("a UUID begins with hex digits");
        let seed = std::env::var("FAULT_SEED").map_or_else(|_| fresh(), |text| text.parse().expect("FAULT_SEED is a number"));
        println!("FAULT_SEED={seed}");
        Self(seed)
    }

    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.next() % limit
    }

    fn shuffle<T>(&mut self, items: &mut [T]) {
        for place in (1..items.len()).rev() {
            items.swap(place, self.below(place as u64 + 1) as usize);
        }
    }
}

/// An event without what the socket adds: as it must be for ever.
fn seen(event: &Value) -> Seen {
    let mut body = event.clone();
    for transport in ["type", "seq", "conversation"] {
        body.as_object_mut().expect("an event is an object").remove(transport);
    }
    Seen { seq: number(event, "seq"), id: event["id"].as_str().map(str::to_owned), body: body.to_string() }
}

/// What all writers share.
struct Load {
    address: SocketAddr,
    origin: String,
    tick: AtomicU64,
    finish: AtomicBool,
    /// Acks so far, so that a kill waits for some.
    acks: AtomicU64,
}

impl Load {
    fn tick(&self) -> u64 {
        self.tick.fetch_add(1, Ordering::SeqCst)
    }
}

/// A client of the contract: outbox with one frame in flight, place by applied events, reconnects for ever.
struct Writer {
    load: Arc<Load>,
    name: String,
    conversation: String,
    session: String,
    epoch: Value,
    applied: Vec<Seen>,
    pending: Option<Send>,
    sends: Vec<Send>,
    random: Random,
    reconnects: u32,
}

impl Writer {
    async fn run(mut self) -> Self {
        let mut quiet_since: Option<Instant> = None;
        while !(self.load.finish.load(Ordering::SeqCst) && self.pending.is_none()) {
            if self.load.finish.load(Ordering::SeqCst) {
                let since = *quiet_since.get_or_insert_with(Instant::now);
                assert!(
                    since.elapsed() < Duration::from_secs(30),
                    "P16: {} has no ack long after the last fault: {:?}",
                    self.name,
                    self.pending
                );
            }
            let upgrade = Upgrade::bare(WIDGET).header("Sec-WebSocket-Protocol", "chat.v1").header("Origin", &self.load.origin);
            match upgrade.try_open_at(self.load.address).await {
                Ok(Ok(socket)) => self.converse(socket).await,
                // Down or just coming up. A real client backs off longer.
                Ok(Err(_)) | Err(_) => tokio::time::sleep(Duration::from_millis(20 + self.random.below(60))).await,
            }
            self.reconnects += 1;
            // Now and then an outbox is lost with its page: nobody will ever know what became of the frame.
            if self.pending.is_some() && self.random.below(8) == 0 {
                let mut send = self.pending.take().expect("just seen");
                (send.finished, send.outcome) = (self.load.tick(), Outcome::Unknown);
                self.sends.push(send);
            }
        }
        self
    }

    /// From hello to the end of this socket, or until there is nothing more to do.
    async fn converse(&mut self, mut socket: Socket) {
        let after = self.applied.len() as u64;
        socket.expect_after("", after);
        socket.send(&json!({"type": "hello", "session": self.session, "epoch": self.epoch, "after": after})).await;
        let Some(Incoming::Frame(ready)) = self.next(&mut socket).await else { return };
        assert_eq!(ready["type"], "ready", "{}: {ready}", self.name);
        assert_eq!(ready["session"], self.session.as_str(), "{}: the session is known after a crash: {ready}", self.name);
        assert_eq!(ready["epoch"], self.epoch, "{}: a crash is no restore: {ready}", self.name);
        loop {
            if self.pending.is_none() {
                if self.load.finish.load(Ordering::SeqCst) {
                    return;
                }
                let id = fresh_id();
                self.pending = Some(Send {
                    conversation: self.conversation.clone(),
                    author: self.name.clone(),
                    text: format!("note {} of {}", id, self.name),
                    id,
                    invoked: self.load.tick(),
                    finished: 0,
                    outcome: Outcome::Unknown,
                });
            }
            let send = self.pending.clone().expect("just filled");
            socket.send(&json!({"type": "send", "id": send.id, "text": send.text})).await;
            // The reply, with whatever events come before it.
            loop {
                let Some(Incoming::Frame(frame)) = self.next(&mut socket).await else { return };
                assert_ne!(frame["type"], "reset", "{}: nothing calls for a reset: {frame}", self.name);
                if frame["re"] != send.id.as_str() {
                    continue;
                }
                let retry = frame["type"] == "error" && frame["retry"] == true;
                if retry {
                    tokio::time::sleep(Duration::from_millis(frame["after_ms"].as_u64().unwrap_or(50).min(1000))).await;
                    break;
                }
                let outcome = if frame["type"] == "ok" { Outcome::Acked(number(&frame, "seq")) } else { Outcome::Refused };
                let mut send = self.pending.take().expect("it was in flight");
                (send.finished, send.outcome) = (self.load.tick(), outcome);
                self.sends.push(send);
                self.load.acks.fetch_add(1, Ordering::SeqCst);
                break;
            }
        }
    }

    /// The next frame, events applied; `None` when the socket is of no more use.
    async fn next(&mut self, socket: &mut Socket) -> Option<Incoming> {
        match socket.next_within(LIMIT).await {
            Some(Incoming::Frame(frame)) => {
                if frame["type"] == "event" {
                    self.applied.push(seen(&frame));
                }
                Some(Incoming::Frame(frame))
            }
            Some(Incoming::Closed(..)) | None => None,
        }
    }
}

/// F1: kill -9 under load, again and again, on one database.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn kill_9_loses_nothing_and_doubles_nothing() {
    let cycles: u64 = std::env::var("FAULT_CYCLES").map_or(8, |text| text.parse().expect("FAULT_CYCLES is a number"));
    let mut random = Random::seeded();
    let server = Arc::new(Server::start(Options::roomy()));
    let load = Arc::new(Load {
        address: server.address(),
        origin: server.origin(),
        tick: AtomicU64::new(1),
        finish: AtomicBool::new(false),
        acks: AtomicU64::new(0),
    });

    let mut writers = Vec::new();
    let mut sessions: HashMap<String, (String, String)> = HashMap::new();
    for client in 0..CLIENTS {
        for place in 0..CONVERSATIONS {
            let conversation = format!("client {client} conversation {place}");
            let mut owner = Owner::enter(&server).await;
            owner.say("hello").await;
            let id = owner.conversation(&server).await;
            sessions.insert(conversation.clone(), (owner.session(), id));
            // The first conversation of each client is open on two devices at once.
            for device in 0..if place == 0 { 2 } else { 1 } {
                writers.push(Writer {
                    load: load.clone(),
                    name: format!("{conversation} device {device}"),
                    conversation: conversation.clone(),
                    session: owner.session(),
                    epoch: owner.ready["epoch"].clone(),
                    applied: Vec::new(),
                    pending: None,
                    sends: Vec::new(),
                    random: Random(random.next()),
                    reconnects: 0,
                });
            }
        }
    }
    let tasks: Vec<_> = writers.into_iter().map(|writer| tokio::spawn(writer.run())).collect();
    let mut slowest = Duration::ZERO;
    for cycle in 0..cycles {
        // The moment counts from when the load flows again, or every kill would meet only handshakes.
        let (before, deadline) = (load.acks.load(Ordering::SeqCst), Instant::now() + Duration::from_secs(30));
        while load.acks.load(Ordering::SeqCst) < before + 5 {
            assert!(Instant::now() < deadline, "cycle {cycle}: no acks within 30 s");
            assert!(!tasks.iter().any(tokio::task::JoinHandle::is_finished), "cycle {cycle}: a client failed");
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
        tokio::time::sleep(Duration::from_millis(5 + random.below(495))).await;
        let start = Instant::now();
        let again = server.clone();
        tokio::task::spawn_blocking(move || again.restart()).await.expect("the server starts again");
        slowest = slowest.max(start.elapsed());
    }
    assert!(slowest < RESTART_LIMIT, "the slowest restart took {slowest:?}");
    load.finish.store(true, Ordering::SeqCst);

    let mut history = History::default();
    let mut reconnects = 0;
    for task in tasks {
        let writer = task.await.expect("no client fails");
        reconnects += writer.reconnects;
        history.sends.extend(writer.sends);
        history.readers.push(Reader {
            name: writer.name,
            conversation: writer.conversation,
            numbering: Numbering::Owner,
            seen: writer.applied,
            whole: false,
        });
    }
    let mut desk = Desk::enter(&server).await;
    for (conversation, (session, id)) in &sessions {
        let owner = dump_owner(&server, session).await;
        let staff = desk.log(id).await;
        for (numbering, events) in [(Numbering::Owner, owner), (Numbering::Staff, staff)] {
            history.readers.push(Reader {
                name: format!("{numbering:?} dump of {conversation}"),
                conversation: conversation.clone(),
                numbering,
                seen: events.iter().map(seen).collect(),
                whole: true,
            });
        }
    }
    let acked = history.sends.iter().filter(|send| matches!(send.outcome, Outcome::Acked(_))).count();
    let unknown = history.sends.iter().filter(|send| send.outcome == Outcome::Unknown).count();
    println!(
        "{cycles} kills, {} sends, {acked} acked, {unknown} given up, {reconnects} reconnects, slowest restart {slowest:?}",
        history.sends.len()
    );
    assert!(acked as u64 >= cycles * 5, "the load was real");
    let found = violations(&history);
    assert!(found.is_empty(), "{} violations, the first: {:#?}", found.len(), &found[..found.len().min(20)]);
}

/// The owner's whole log, by pages of `history`.
pub async fn dump_owner(server: &Server, session: &str) -> Vec<Value> {
    let mut owner = Owner::hello(server, json!({"session": session})).await;
    assert_eq!(owner.ready["session"], session, "{}", owner.ready);
    let (mut before, mut all) = (number(&owner.ready, "seq") + 1, Vec::new());
    while before > 1 {
        let page = owner.socket.page(json!({"type": "history", "before": before, "limit": 100})).await;
        let events = page["events"].as_array().expect("checked").clone();
        before = events.iter().map(|event| number(event, "seq")).min().unwrap_or_else(|| panic!("no events before {before}: {page}"));
        all.extend(events);
    }
    all.sort_by_key(|event| number(event, "seq"));
    all
}

/// One frame with its copies, some with another body, over two sockets of one session.
struct Copies {
    id: String,
    texts: [String; 2],
    /// (socket, which text)
    places: Vec<(usize, usize)>,
}

/// F11: frames doubled, reordered, replayed, with another body, on two sockets at once.
#[tokio::test]
async fn a_frame_that_comes_often_is_stored_once() {
    let mut random = Random::seeded();
    let server = Server::start(Options::roomy());
    let mut first = Owner::enter(&server).await;
    first.say("hello").await;
    let second = first.again(&server, 0).await;
    let mut sockets = [first.socket, second.socket];
    let mut stored: Vec<(Value, u64)> = Vec::new();
    for round in 0..25 {
        // Four frames a round, their copies all mixed.
        let frames: Vec<_> = (0..4)
            .map(|_| {
                let id = fresh_id();
                let texts = [format!("note {id}"), format!("other note {id}")];
                let copies = 2 + random.below(4);
                let places = (0..copies).map(|_| (random.below(2) as usize, usize::from(random.below(5) == 0))).collect();
                Copies { id, texts, places }
            })
            .collect();
        let mut order: Vec<_> =
            frames.iter().enumerate().flat_map(|(place, frame)| frame.places.iter().map(move |copy| (place, *copy))).collect();
        random.shuffle(&mut order);
        for (place, (socket, text)) in order {
            let frame = &frames[place];
            sockets[socket].send(&json!({"type": "send", "id": frame.id, "text": frame.texts[text]})).await;
        }
        for frame in &frames {
            let mut replies = Vec::new();
            for (socket, _) in &frame.places {
                replies.push(sockets[*socket].reply(&frame.id).await);
            }
            let granted: Vec<_> = replies.iter().filter(|reply| reply["type"] == "ok").collect();
            assert_eq!(granted.iter().filter(|ok| ok["duplicate"] == false).count(), 1, "round {round}: {replies:?}");
            assert!(granted.iter().all(|ok| ok["seq"] == granted[0]["seq"]), "round {round}: {replies:?}");
            let refused: Vec<_> = replies.iter().filter(|reply| reply["type"] == "error").collect();
            assert!(refused.iter().all(|error| error["code"] == "id_conflict"), "round {round}: {replies:?}");
            let seq = number(granted[0], "seq");
            let event = sockets[0].wait("the stored one", |f| f["type"] == "event" && f["id"] == frame.id.as_str()).await;
            assert_eq!(event["seq"], seq, "round {round}: {event}");
            let text = frame.texts.iter().position(|text| event["text"] == text.as_str()).expect("one of the two texts was stored");
            let wins = frame.places.iter().filter(|(_, copy)| *copy == text).count();
            assert_eq!(granted.len(), wins, "round {round}: exactly the copies of the stored text are granted: {replies:?}");
            stored.push((json!({"type": "send", "id": frame.id, "text": frame.texts[text]}), seq));
        }
    }
    // Everything again, in another order, after a crash.
    let session = first.ready["session"].as_str().expect("ready has a session").to_owned();
    let before = dump_owner(&server, &session).await;
    server.kill();
    server.restart();
    random.shuffle(&mut stored);
    let mut again = Owner::hello(&server, json!({"session": session})).await;
    for (frame, _) in &stored {
        again.socket.send(frame).await;
    }
    for (frame, seq) in &stored {
        let ok = again.socket.reply(frame["id"].as_str().expect("just made")).await;
        assert_eq!((&ok["duplicate"], &ok["seq"]), (&json!(true), &json!(seq)), "{ok}");
    }
    let after = dump_owner(&server, &session).await;
    assert_eq!(before, after, "a replay writes nothing");
    let messages = after.iter().filter(|event| event["kind"] == "message").count();
    assert_eq!(messages, stored.len() + 1, "one row for each frame, and the hello");
}

/// SIGTERM: every socket is told when to come back, the process ends well, and clients go on where they were.
#[tokio::test]
async fn a_stopping_server_sends_its_clients_away_and_they_resume() {
    let server = Server::start(Options::roomy());
    let mut owners = Vec::new();
    for _ in 0..5 {
        let mut owner = Owner::enter(&server).await;
        owner.say("hello").await;
        owners.push(owner);
    }
    let mut unwelcome = Upgrade::new(&server, WIDGET).open(&server).await;
    let mut desk = Desk::enter(&server).await;
    // One frame is on its way while the server is told to stop: acked and kept, or never acked.
    let late = json!({"type": "send", "id": fresh_id(), "text": "just before the end"});
    owners[0].socket.send(&late).await;
    server.terminate();
    let mut places = Vec::new();
    for owner in &mut owners {
        check_drain(owner.socket.closed().await);
        places.push(owner.socket.take_events().iter().map(|event| number(event, "seq")).max().expect("each saw its hello"));
    }
    check_drain(desk.socket.closed().await);
    let (code, _) = unwelcome.closed().await;
    assert!([4000, 4008].contains(&code), "a socket without hello is closed too, with {code}");
    assert!(server.wait().success(), "a drain ends with 0");

    server.restart();
    for (owner, place) in owners.iter().zip(&places) {
        let mut again = owner.again(&server, *place).await;
        assert_eq!(again.ready["session"], owner.ready["session"]);
        assert_eq!(again.ready["epoch"], owner.ready["epoch"]);
        assert!(number(&again.ready, "seq") >= *place);
        again.say("here again").await;
        again.socket.event("message").await;
    }
    let ok = owners[0].again(&server, 0).await.socket.ok(late.clone()).await;
    let log = dump_owner(&server, &owners[0].session()).await;
    let kept: Vec<_> = log.iter().filter(|event| event["id"] == late["id"]).collect();
    assert_eq!(kept.len(), 1, "{log:?}");
    assert_eq!(kept[0]["seq"], ok["seq"]);
}

fn check_drain((code, reason): (u16, String)) {
    assert_eq!(code, 4000, "{reason:?}");
    let reason: Value = serde_json::from_str(&reason).unwrap_or_else(|error| panic!("the reason of a drain is JSON ({error}): {reason:?}"));
    let after_ms = reason["after_ms"].as_u64().unwrap_or_else(|| panic!("the reason tells after_ms: {reason}"));
    assert!(after_ms <= 60_000, "nobody waits longer than a minute: {reason}");
}

/// The server's database, as another process sees it.
async fn database(server: &Server) -> sqlx::SqliteConnection {
    let path = server.data().join("aftercare.db");
    sqlx::SqliteConnection::connect(&format!("sqlite://{}", path.display())).await.expect("the database can be opened")
}

/// Waits for the row that a query finds.
async fn found<T>(db: &mut sqlx::SqliteConnection, sql: &'static str) -> T
where
    T: for<'r> sqlx::FromRow<'r, sqlx::sqlite::SqliteRow> + std::marker::Send + Unpin,
{
    let deadline = Instant::now() + Duration::from_secs(60);
    loop {
        if let Some(row) = sqlx::query_as(sql).fetch_optional(&mut *db).await.expect("the query is right") {
            return row;
        }
        assert!(Instant::now() < deadline, "nothing found: {sql}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// A job that a kill cuts short is done by the next process, at once: it is seen that the first one is dead.
#[tokio::test]
async fn a_job_that_a_kill_cuts_short_is_done_after_the_restart() {
    let server = Server::start(Options::roomy().empty_folder().env("ANSWERS__TRAIN", "false"));
    server.user("technician", &["en"]);
    let mut db = database(&server).await;
    let _: (String,) = found(&mut db, "select id from jobs where kind = 'sweep' and state = 'waiting' and due > 0").await;
    for sql in [
        "insert into logins (token_hash, user_id, csrf, created_at, seen_at) select x'00', id, '', 0, 0 from users limit 1",
        // What the sweep is about to do never ends.
        "create view endless as with recursive n (i) as (select 1 union all select i + 1 from n where i < 1000000000000) select i from n",
        "create trigger slow before delete on logins begin select max(i) from endless; end",
        "update jobs set due = 0 where kind = 'sweep' and state = 'waiting'",
    ] {
        sqlx::query(sql).execute(&mut db).await.expect("the statement is right");
    }
    let (id, attempts): (String, i64) = found(&mut db, "select id, attempts from jobs where state = 'running'").await;
    assert_eq!(attempts, 1);
    server.kill();
    for sql in ["drop trigger slow", "drop view endless"] {
        sqlx::query(sql).execute(&mut db).await.expect("the statement is right");
    }
    let (left,): (i64,) = found(&mut db, "select count(*) from logins where seen_at = 0").await;
    assert_eq!(left, 1, "what was not committed did not happen");
    server.restart();
    let (done, attempts, error): (String, i64, String) =
        found(&mut db, "select id, attempts, last_error from jobs where state = 'done' and last_error is not null").await;
    assert_eq!((done, attempts), (id, 2));
    assert!(error.contains("lease"), "{error}");
    let (left,): (i64,) = found(&mut db, "select count(*) from logins where seen_at = 0").await;
    assert_eq!(left, 0, "and now it did");
}
