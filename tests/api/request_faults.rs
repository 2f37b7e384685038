//! Requests that owners make in the chat while the server is killed, and fifty people who want one time at a centre.
//!
//! `FAULT_CYCLES` sets the number of kills (4), `FAULT_SEED` repeats a run. A kill comes with an answer, in the middle of everybody else's
//! frames, mail and commits.

use crate::browser::{Login, Request};
use crate::client::{Incoming, LIMIT, Owner, Socket, Upgrade, WIDGET, number};
use crate::faults::{Random, dump_owner};
use crate::outside::Mail;
use crate::server::{Options, Server, fresh_id, text};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::process::Stdio;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;
use tokio::sync::{mpsc, watch};

const PEOPLE: u64 = 8;
/// Requests of everybody before the next kill: so many, and up to so many more.
const BEFORE_A_KILL: usize = 12;
const AND_UP_TO: u64 = 12;
/// How long a server that was killed may be away.
const AWAY: Duration = Duration::from_secs(120);
/// A car that no record knows.
const VIN: &str = "L6TBB1A25SE048213";

/// What everybody shares.
struct Crowd {
    server: Arc<Server>,
    /// How often the server has started.
    starts: watch::Receiver<u64>,
    made: AtomicUsize,
    kill_at: AtomicUsize,
    killed: mpsc::UnboundedSender<()>,
    finish: AtomicBool,
}

impl Crowd {
    /// Counts a request that was made; with some of them the server dies.
    async fn made(&self) {
        if self.made.fetch_add(1, Ordering::SeqCst) + 1 == self.kill_at.load(Ordering::SeqCst) {
            let server = Arc::clone(&self.server);
            tokio::task::spawn_blocking(move || server.kill()).await.expect("it is killed");
            self.killed.send(()).expect("the test waits for this");
        }
    }

    fn is_over(&self) -> bool {
        self.finish.load(Ordering::SeqCst)
    }
}

/// An owner who fills in one form after the other, with an outbox as the contract has it: one frame in flight, kept until its reply.
struct Person {
    crowd: Arc<Crowd>,
    name: u64,
    session: String,
    epoch: Value,
    applied: Vec<Value>,
    pending: Option<Value>,
    /// The places of forms that are settled: handed in, or given up.
    settled: BTreeSet<u64>,
    /// Frames that were acknowledged: what each of them handed in.
    acked: Vec<String>,
    refused: usize,
    random: Random,
}

impl Person {
    async fn run(mut self) -> Person {
        let mut starts = self.crowd.starts.clone();
        while !(self.crowd.is_over() && self.pending.is_none()) {
            let start = *starts.borrow_and_update();
            let upgrade = Upgrade::new(&self.crowd.server, WIDGET);
            if let Ok(Ok(socket)) = upgrade.try_open_at(self.crowd.server.address()).await {
                self.converse(socket).await;
            }
            if self.crowd.is_over() && self.pending.is_none() {
                break;
            }
            let again = tokio::time::timeout(AWAY, starts.wait_for(|newer| *newer > start)).await;
            again.unwrap_or_else(|_| panic!("person {}: the server did not come back", self.name)).expect("the test goes on");
        }
        self
    }

    /// From hello to the end of this socket, or until there is nothing more to do.
    async fn converse(&mut self, mut socket: Socket) {
        let after = self.applied.len() as u64;
        socket.expect_after("", after);
        let hello =
            json!({"type": "hello", "session": self.session, "epoch": self.epoch, "after": after, "language": "en", "market": "bd"});
        socket.send(&hello).await;
        let Some(ready) = self.next(&mut socket).await else { return };
        assert_eq!((&ready["type"], &ready["session"]), (&json!("ready"), &json!(self.session)), "{ready}");
        while self.applied.len() < number(&ready, "seq") as usize {
            if self.next(&mut socket).await.is_none() {
                return;
            }
        }
        loop {
            if self.pending.is_none() {
                if self.crowd.is_over() {
                    return;
                }
                self.pending = Some(self.next_frame());
            }
            let frame = self.pending.clone().expect("just filled");
            socket.send(&frame).await;
            let Some(reply) = self.reply(&mut socket, &frame).await else { return };
            if reply["type"] == "error" && reply["retry"] == true {
                continue;
            }
            self.pending = None;
            self.settle(&frame, &reply);
            // All that belongs to it comes before the next frame: a form has to be seen before it is filled in.
            let events = if frame["type"] == "submit" { 2 } else { 1 };
            let upto = reply["seq"].as_u64().map_or(0, |seq| seq as usize + events - 1);
            while self.applied.len() < upto {
                if self.next(&mut socket).await.is_none() {
                    return;
                }
            }
            if frame["type"] == "submit" && reply["type"] == "ok" {
                self.crowd.made().await;
            }
        }
    }

    fn settle(&mut self, frame: &Value, reply: &Value) {
        if frame["type"] != "submit" {
            assert_eq!(reply["type"], "ok", "{frame}: {reply}");
            return;
        }
        self.settled.insert(number(frame, "seq"));
        if reply["type"] == "ok" {
            self.acked.push(frame["id"].as_str().expect("an id").to_owned());
        } else {
            // Somebody else was faster; nothing else is wrong with what is filled in here.
            assert!(frame["form"] == "booking" && reply["code"] == "invalid" && reply["fields"]["slot"].is_string(), "{frame}: {reply}");
            self.refused += 1;
        }
    }

    /// A form that is not filled in yet, filled in; else another one is asked for.
    fn next_frame(&mut self) -> Value {
        let open = self.applied.iter().rev().find(|event| event["kind"] == "form" && !self.settled.contains(&number(event, "seq")));
        let Some(form) = open else {
            let form = if self.random.below(2) == 0 { "booking" } else { "warranty-transfer" };
            return json!({"type": "start", "id": fresh_id(), "form": form});
        };
        let values = if form["form"] == "booking" {
            let slots = slots(form);
            // All want one of few times.
            let slot = &slots[self.random.below(slots.len().min(6) as u64) as usize];
            json!({"vin": VIN, "centre": slot["of"], "service": "maintenance", "slot": slot["value"]})
        } else {
            let email = format!("person{}@owners.example", self.name);
            json!({"vin": VIN, "sold": "2026-11-02", "km": "45000", "new-owner": "Nasrin", "phone": "01712345678", "email": email})
        };
        json!({"type": "submit", "id": fresh_id(), "form": form["form"], "seq": form["seq"], "values": values})
    }

    /// The reply to a frame, with whatever events come before it.
    async fn reply(&mut self, socket: &mut Socket, frame: &Value) -> Option<Value> {
        loop {
            let came = self.next(socket).await?;
            if came["re"] == frame["id"] {
                return Some(came);
            }
        }
    }

    /// The next frame, events applied; none when the socket is of no more use.
    async fn next(&mut self, socket: &mut Socket) -> Option<Value> {
        match socket.next_within(LIMIT).await {
            Some(Incoming::Frame(frame)) => {
                assert_ne!(frame["type"], "reset", "a crash is no restore: {frame}");
                if frame["type"] == "event" {
                    self.applied.push(frame.clone());
                }
                Some(frame)
            }
            Some(Incoming::Closed(..)) | None => None,
        }
    }
}

/// The free times that a form offers.
fn slots(form: &Value) -> Vec<Value> {
    let fields = form["fields"].as_array().expect("a form has fields");
    let slot = fields.iter().find(|field| field["name"] == "slot").expect("a booking has a time");
    let is_of_maintenance = |slot: &&Value| slot["among"].as_array().is_none_or(|among| among.contains(&json!("maintenance")));
    slot["options"].as_array().expect("there are free times").iter().filter(is_of_maintenance).cloned().collect()
}

/// All requests, as the API has them.
async fn all_requests(server: &Server, staff: &Login) -> Vec<Value> {
    let (mut all, mut after) = (Vec::new(), String::new());
    loop {
        let path = format!("/api/v1/requests?state=all&limit=200{after}");
        let page = Request::get(&path).staff(server, staff).send(server).await.value();
        all.extend(page["items"].as_array().expect("a page").iter().cloned());
        let Some(next) = page["next"].as_str() else { return all };
        after = format!("&after={next}");
    }
}

/// How many cars a centre of the sample takes at once for maintenance.
async fn capacity(server: &Server, staff: &Login, centre: &str) -> usize {
    let centre = Request::get(&format!("/api/v1/centres/{centre}")).staff(server, staff).send(server).await.value();
    let services = centre["services"].as_array().expect("a centre has services");
    let service = services.iter().find(|service| service["service"] == "maintenance").expect("it does maintenance");
    number(service, "capacity") as usize
}

/// No time of a centre is given more often than it has room.
async fn check_slots(server: &Server, staff: &Login, requests: &[Value]) -> usize {
    let mut taken: BTreeMap<(String, String), usize> = BTreeMap::new();
    for slot in requests.iter().map(|request| &request["slot"]).filter(|slot| slot.is_object()) {
        let text = |name: &str| slot[name].as_str().expect("a text").to_owned();
        *taken.entry((text("centre"), text("at"))).or_default() += 1;
    }
    for ((centre, at), cars) in &taken {
        let room = capacity(server, staff, centre).await;
        assert!(*cars <= room, "{cars} cars at {centre} at {at}, where there is room for {room}");
    }
    taken.values().sum()
}

/// The numbers that a log shows, each handed in just before.
fn check_log(events: &[Value], acked: &[String]) -> Vec<String> {
    let of_kind = |kind: &'static str| events.iter().filter(move |event| event["kind"] == kind);
    let handed_in: Vec<&str> = of_kind("submitted").filter_map(|event| event["id"].as_str()).collect();
    let once: BTreeSet<&str> = handed_in.iter().copied().collect();
    assert_eq!(once.len(), handed_in.len(), "nothing is handed in twice");
    assert_eq!(once, acked.iter().map(String::as_str).collect(), "what was acknowledged is there, and nothing else");
    let forms: BTreeSet<u64> = of_kind("submitted").map(|event| number(event, "form_seq")).collect();
    assert_eq!(forms.len(), handed_in.len(), "one form makes one request at most");
    for (at, event) in events.iter().enumerate().filter(|(_, event)| event["kind"] == "submitted") {
        let next = events.get(at + 1).unwrap_or_else(|| panic!("no number after {event}"));
        assert_eq!((&next["kind"], &next["at"]), (&json!("request"), &event["at"]), "the number comes in the same commit: {event} {next}");
    }
    of_kind("request").map(|event| event["code"].as_str().expect("a number").to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_is_killed_every_request_of_a_chat_has_its_number_and_every_number_its_request() {
    let cycles: u64 = std::env::var("FAULT_CYCLES").map_or(4, |text| text.parse().expect("FAULT_CYCLES is a number"));
    let mut random = Random::seeded();
    let mail = Mail::start();
    let options = Options::roomy()
        .env("ANSWERS__TRAIN", "false")
        .env("REQUESTS__NOTICE_AFTER_S", "0")
        .env("REQUESTS__EMAIL_FROM", "Cars <service@cars.example>")
        .env("REQUESTS__SMTP", &format!("smtp://{}", mail.address));
    let server = Arc::new(Server::start(options));
    let (starts, started) = watch::channel(0);
    let (killed, mut kills) = mpsc::unbounded_channel();
    let crowd = Arc::new(Crowd {
        server: Arc::clone(&server),
        starts: started,
        made: AtomicUsize::new(0),
        kill_at: AtomicUsize::new(BEFORE_A_KILL),
        killed,
        finish: AtomicBool::new(false),
    });
    // All have said hello before the first of them works: the kill may come any time after.
    let mut crew = Vec::new();
    for name in 0..PEOPLE {
        let mut owner = Owner::hello(&server, json!({"language": "en", "market": "bd"})).await;
        owner.say("hello").await;
        crew.push(Person {
            crowd: Arc::clone(&crowd),
            name,
            session: owner.session(),
            epoch: owner.ready["epoch"].clone(),
            applied: Vec::new(),
            pending: None,
            settled: BTreeSet::new(),
            acked: Vec::new(),
            refused: 0,
            random: Random(random.next()),
        });
    }
    let mut people: tokio::task::JoinSet<Person> = crew.into_iter().map(Person::run).collect();
    for cycle in 1..=cycles {
        tokio::select! {
            killed = kills.recv() => killed.expect("the crowd lives"),
            ended = people.join_next() => panic!("somebody ended before the end: {:?}", ended.map(|ended| ended.map(|person| person.name))),
        }
        // Who was answered before the kill may still count: the next one lies well beyond.
        let next = crowd.made.load(Ordering::SeqCst) + BEFORE_A_KILL + random.below(AND_UP_TO) as usize;
        crowd.kill_at.store(next, Ordering::SeqCst);
        crowd.finish.store(cycle == cycles, Ordering::SeqCst);
        let again = Arc::clone(&server);
        tokio::task::spawn_blocking(move || again.restart()).await.expect("the server starts again");
        starts.send(cycle).expect("somebody listens");
    }
    let (mut told, mut refused) = (Vec::new(), 0);
    while let Some(person) = people.join_next().await {
        let person = person.expect("nobody fails");
        let log = dump_owner(&server, &person.session).await;
        let place = |events: &[Value]| events.iter().map(|event| (event["seq"].clone(), event["code"].clone())).collect::<Vec<_>>();
        assert_eq!(place(&log)[..person.applied.len()], place(&person.applied), "what was read is the beginning of the log");
        told.extend(check_log(&log, &person.acked));
        refused += person.refused;
    }
    let staff = server.staff("technician").await;
    let requests = all_requests(&server, &staff).await;
    let there: BTreeSet<&str> = requests.iter().filter_map(|request| request["code"].as_str()).collect();
    let shown: BTreeSet<&str> = told.iter().map(String::as_str).collect();
    assert_eq!((there.len(), shown.len()), (requests.len(), told.len()), "no number stands for two");
    assert_eq!(there, shown, "no request without its number, no number without its request");
    assert!(requests.iter().all(|request| request["revision"] == 1), "each of them was made once");
    let booked = check_slots(&server, &staff, &requests).await;
    let letters = mail.so_far();
    let ids: Vec<&str> = letters.iter().filter_map(|letter| letter.text.lines().find(|line| line.starts_with("Message-ID:"))).collect();
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len(), "no notice goes out twice: {ids:?}");
    println!("{cycles} kills, {} requests, {booked} of them bookings, {refused} came too late, {} e-mails", told.len(), ids.len());
    assert!(told.len() as u64 >= cycles * BEFORE_A_KILL as u64 && !ids.is_empty() && booked > 0, "the load was real");
    let check = server.command(&["check"]).stdin(Stdio::null()).output().expect("the program can be started");
    assert!(text(&check).contains("no faults"), "{}", text(&check));
}

#[tokio::test]
async fn of_fifty_who_book_one_time_at_once_as_many_get_it_as_there_is_room() {
    const FIFTY: usize = 50;
    let server = Server::start(Options::roomy().env("ANSWERS__TRAIN", "false"));
    let mut owners = Vec::with_capacity(FIFTY);
    for _ in 0..FIFTY {
        let mut owner = Owner::hello(&server, json!({"language": "en", "market": "bd"})).await;
        owner.socket.ok(json!({"type": "start", "form": "booking"})).await;
        let form = owner.socket.event("form").await;
        owners.push((owner, form));
    }
    let slot = slots(&owners[0].1)[0].clone();
    let values = json!({"vin": VIN, "centre": slot["of"], "service": "maintenance", "slot": slot["value"]});
    // All are sent before the first reply is read.
    let mut frames = Vec::with_capacity(FIFTY);
    for (owner, form) in &mut owners {
        let frame = json!({"type": "submit", "id": fresh_id(), "form": "booking", "seq": form["seq"], "values": values});
        owner.socket.send(&frame).await;
        frames.push(frame);
    }
    let mut codes = BTreeSet::new();
    for ((owner, _), frame) in owners.iter_mut().zip(&frames) {
        let reply = owner.socket.reply(frame["id"].as_str().expect("an id")).await;
        if reply["type"] == "ok" {
            codes.insert(owner.socket.event("request").await["code"].as_str().expect("a number").to_owned());
        } else {
            assert_eq!((&reply["code"], reply["fields"]["slot"].is_string()), (&json!("invalid"), true), "{reply}");
        }
    }
    let staff = server.staff("technician").await;
    let room = capacity(&server, &staff, slot["of"].as_str().expect("a centre")).await;
    assert_eq!(codes.len(), room, "as many as there is room, and all of them");
    let requests = all_requests(&server, &staff).await;
    assert_eq!(requests.iter().filter_map(|request| request["code"].as_str().map(str::to_owned)).collect::<BTreeSet<_>>(), codes);
    assert_eq!(check_slots(&server, &staff, &requests).await, room);
    // Who came too late has lost nothing: the same form takes another time.
    let (owner, form) = owners.iter_mut().zip(&frames).find(|((owner, _), _)| owner.socket.applied() == 1).expect("somebody was late").0;
    let other = slots(form).into_iter().find(|other| other["value"] != slot["value"]).expect("there are other times");
    let values = json!({"vin": VIN, "centre": other["of"], "service": "maintenance", "slot": other["value"]});
    owner.socket.ok(json!({"type": "submit", "form": "booking", "seq": form["seq"], "values": values})).await;
    owner.socket.event("request").await;
}
