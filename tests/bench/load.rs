//! What a durable answer costs the server, beside an echo over the same library and beside nlp.js behind a Node socket, in one run.
//! Started by `tests/bench/load`, which keeps the servers on one core and this client on another, and says what it sets.
//!
//! Each contender is a process of its own and is asked in turn, round after round: ratios are of neighbours in time. Clients are
//! a closed loop: each writes, waits for its answer, and writes again. An answer of Aftercare counts from its `ok`, which comes
//! after the commit that holds the question and what the bot said.

mod sockets;

use aftercare::clock::{Clock, SystemClock};
use axum::Router;
use axum::extract::ws::{Message as AxumMessage, WebSocketUpgrade};
use axum::routing::any;
use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::task::LocalSet;
use tokio_tungstenite::WebSocketStream;
use tokio_tungstenite::tungstenite::Message;
use tokio_tungstenite::tungstenite::client::IntoClientRequest;
use tokio_tungstenite::tungstenite::http::HeaderValue;
use tokio_tungstenite::tungstenite::protocol::WebSocketConfig;

/// Connections at once, of each round.
const CONNECTIONS: [usize; 3] = [1, 64, 1_000];
/// How long each contender is asked in each round, after a second in which it gets warm.
const ROUND: Duration = Duration::from_secs(5);
const WARM: Duration = Duration::from_secs(1);
/// Sockets of technicians that look on while conversations are handed over, and how many are.
const LOOKING_ON: usize = 50;
const HAND_OVERS: usize = 100;
/// A question that the sample can't decide: of what it suggests, the first is chosen again and again.
const UNSURE: &str = "warranty";
/// Who looks on, on a data folder that nobody else sees.
const TECHNICIAN: [&str; 2] = ["load@example.com", "a long password of the bench"];
/// Bytes of the answer to a log-in at most.
const MOST_ANSWER: u64 = 64 * 1024;
/// Ticks of a process's clock in a second, as Linux counts for everybody (`sysconf(_SC_CLK_TCK)`).
const TICKS: f64 = 100.0;

/// What is asked of a contender.
#[derive(Clone, Copy, PartialEq)]
enum Ask {
    /// A question, to be matched.
    Match,
    /// An entry by its id: the same two rows, and nothing to match.
    Choose,
    /// A text, given back or matched by a server that stores nothing.
    Bare,
}

struct Contender {
    name: String,
    ask: Ask,
    /// Of `servers`.
    server: usize,
    /// By number of connections.
    rounds: Vec<Vec<Round>>,
}

#[derive(Clone, Copy)]
struct Round {
    per_second: f64,
    cpu_us: f64,
    p50_ms: f64,
    p99_ms: f64,
}

/// A server that is measured, on a port of its own.
struct Server {
    child: Child,
    address: String,
    data: Option<PathBuf>,
}

impl Drop for Server {
    fn drop(&mut self) {
        // It may have gone by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
        if let Some(data) = &self.data {
            let _ = std::fs::remove_dir_all(data);
        }
    }
}

fn main() {
    let args: Vec<String> = std::env::args().filter(|arg| arg != "--bench").collect();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    match args.get(1).map(String::as_str) {
        Some("echo") => runtime.block_on(echo()),
        Some(questions) => LocalSet::new().block_on(&runtime, measure(Path::new(questions))),
        None => eprintln!("load: started by tests/bench/load"),
    }
}

/// Gives back each text: what the socket alone costs.
async fn echo() {
    let talk = |upgrade: WebSocketUpgrade| async {
        upgrade.protocols(["chat.v1"]).read_buffer_size(4 * 1024).write_buffer_size(0).on_upgrade(|mut socket| async move {
            while let Some(Ok(message)) = socket.recv().await {
                if matches!(message, AxumMessage::Text(_)) && socket.send(message).await.is_err() {
                    return;
                }
            }
        })
    };
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.expect("a port");
    println!("listening on http://{}", listener.local_addr().expect("an address"));
    axum::serve(listener, Router::new().route("/ws/v1/widget", any(talk))).await.expect("it serves");
}

/// Starts a command on the servers' core, and waits until it says where it listens.
fn start(mut command: Command, data: Option<PathBuf>) -> Server {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("it starts");
    let lines = BufReader::new(child.stdout.take().expect("a pipe")).lines();
    let address = lines.map_while(Result::ok).find_map(|line| line.strip_prefix("listening on http://").map(str::to_owned));
    Server { child, address: address.expect("it says where it listens"), data }
}

/// `program` on the servers' core, where `taskset` is there.
fn on_core(program: &str) -> Command {
    match std::env::var("LOAD_SERVER_CORE") {
        Ok(core) => {
            let mut command = Command::new("taskset");
            command.args(["-c", &core, program]);
            command
        }
        Err(_) => Command::new(program),
    }
}

/// Has a build learn from the sample, in a data folder of its own. With `LOAD_CACHE` only what is not in that folder.
fn learned(binary: &str) -> PathBuf {
    let data = std::env::temp_dir().join(format!("aftercare-load-{}", SystemClock.id()));
    let cache = data.join("cache");
    std::fs::create_dir_all(&cache).expect("a folder");
    if let Ok(from) = std::env::var("LOAD_CACHE") {
        for file in std::fs::read_dir(from).expect("a folder").map_while(Result::ok) {
            std::fs::copy(file.path(), cache.join(file.file_name())).expect("it is copied");
        }
    }
    let run = |words: &[&str], input: &str| {
        let mut command = Command::new(binary);
        let mut child = command.args(words).arg("--data").arg(&data).stdin(Stdio::piped()).spawn().expect("it starts");
        child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("it is read");
        assert!(child.wait().expect("it ends").success(), "{words:?}");
    };
    run(&["train"], "");
    let [email, password] = TECHNICIAN;
    run(&["user", "add", "--email", email, "--name", "Load", "--role", "technician", "--language", "en", "--password-stdin"], password);
    data
}

/// Aftercare on a data folder of its own, with the sample, and without limits that would keep clients from asking.
fn aftercare(binary: &str) -> Server {
    aftercare_on(binary, learned(binary))
}

/// The same on a data folder that is there.
fn aftercare_on(binary: &str, data: PathBuf) -> Server {
    let began = Instant::now();
    let mut command = on_core(binary);
    command.args(["serve", "--data"]).arg(&data);
    for (key, value) in [
        ("SERVER__LISTEN", "127.0.0.1:0"),
        ("WIDGET__ALLOW_MISSING_ORIGIN", "true"),
        ("ANSWERS__TRAIN", "false"),
        ("LOG__LEVEL", "error"),
        ("LIMITS__OWNER_MESSAGES_PER_SECOND", "1000000"),
        ("LIMITS__OWNER_MESSAGES_BURST", "1000000"),
        ("LIMITS__OWNER_MESSAGES_PER_10_MINUTES", "100000000"),
        ("SERVER__MAX_SOCKETS", "15000"),
        ("LIMITS__SOCKETS_PER_ADDRESS", "15000"),
        ("LIMITS__STAFF_SOCKETS", "100"),
        ("LIMITS__CONNECTIONS_PER_ADDRESS", "15000"),
        ("LIMITS__NEW_CONVERSATIONS_PER_HOUR", "1000000"),
    ] {
        command.env(format!("AFTERCARE_{key}"), value);
    }
    let server = start(command, Some(data));
    println!("{binary} was ready after {:.2} s", began.elapsed().as_secs_f64());
    server
}

async fn measure(questions: &Path) {
    let questions = std::fs::read_to_string(questions).expect("a file of questions");
    // What an entry answers: a hand-over would set the queue in motion.
    let text = |line: &str| {
        let question = serde_json::from_str::<Value>(line).ok()?;
        question["topic"].as_str()?;
        question["text"].as_str().map(str::to_owned)
    };
    let questions: Rc<[String]> = questions.lines().filter_map(text).collect();
    let rounds: usize = std::env::var("LOAD_ROUNDS").ok().and_then(|rounds| rounds.parse().ok()).unwrap_or(5);
    let (mut servers, mut contenders) = (Vec::new(), Vec::new());
    let mut enter = |server: Server, kinds: &[(&str, Ask)]| {
        servers.push(server);
        let server = servers.len() - 1;
        contenders.extend(kinds.iter().map(|(name, ask)| Contender {
            name: (*name).to_owned(),
            ask: *ask,
            server,
            rounds: vec![Vec::new(); CONNECTIONS.len()],
        }));
    };
    let mut itself = on_core(std::env::current_exe().expect("a path").to_str().expect("UTF-8"));
    itself.arg("echo");
    enter(start(itself, None), &[("axum echo", Ask::Bare)]);
    if let Ok(script) = std::env::var("LOAD_YARDSTICK") {
        let mut node = on_core("node");
        node.arg(script);
        enter(start(node, None), &[("nlp.js behind ws, not durable", Ask::Bare)]);
    }
    if let Ok(binary) = std::env::var("LOAD_BASELINE") {
        enter(aftercare(&binary), &[("Aftercare before, matched", Ask::Match), ("Aftercare before, chosen", Ask::Choose)]);
    }
    let binary = std::env::var("AFTERCARE_BIN").unwrap_or_else(|_| "target/release/aftercare".to_owned());
    enter(aftercare(&binary), &[("Aftercare, matched", Ask::Match), ("Aftercare, chosen", Ask::Choose)]);
    println!();

    for round in 0..rounds {
        for (place, connections) in CONNECTIONS.into_iter().enumerate() {
            for contender in &mut contenders {
                let measured = ask(&servers[contender.server], contender.ask, connections, &questions, round).await;
                contender.rounds[place].push(measured);
            }
        }
    }
    for (place, connections) in CONNECTIONS.into_iter().enumerate() {
        table(&contenders, place, connections);
    }
    let builds: Vec<&Server> = servers.iter().filter(|server| server.data.is_some()).collect();
    for (at, server) in builds.iter().enumerate() {
        let name = if at + 1 < builds.len() { "before" } else { "now" };
        hand_overs(server, name).await;
    }
    drop(servers);
    let before = std::env::var("LOAD_BASELINE").ok();
    for (binary, name) in before.iter().map(|binary| (binary, "before")).chain([(&binary, "now")]) {
        sockets::idle(binary, name).await;
        sockets::coming_back(binary, name).await;
    }
}

type Socket = WebSocketStream<TcpStream>;

async fn connect(address: &str) -> Socket {
    upgraded(address, "widget", &[]).await
}

async fn upgraded(address: &str, side: &str, headers: &[(&'static str, &str)]) -> Socket {
    let mut request = format!("ws://{address}/ws/v1/{side}").into_client_request().expect("a request");
    request.headers_mut().insert("Sec-WebSocket-Protocol", HeaderValue::from_static("chat.v1"));
    for (name, value) in headers {
        request.headers_mut().insert(*name, HeaderValue::from_str(value).expect("a header"));
    }
    let tcp = TcpStream::connect(address).await.expect("a connection");
    tcp.set_nodelay(true).expect("a socket");
    // The library's own buffer of 128 KiB a socket would be more than the bench has.
    let config = WebSocketConfig::default().read_buffer_size(4 * 1024);
    tokio_tungstenite::client_async_with_config(request, tcp, Some(config)).await.expect("an upgrade").0
}

async fn hello(socket: &mut Socket) {
    say(socket, &json!({ "type": "hello", "language": "en" })).await;
    read(socket, |frame| frame["type"] == "ready").await;
}

/// Has the bot suggest something, and gives the id of the entry that it names first.
async fn suggested(socket: &mut Socket) -> String {
    say(socket, &json!({ "type": "send", "id": SystemClock.id().to_string(), "text": UNSURE })).await;
    let frame = read(socket, |frame| frame["type"] == "event" && frame["kind"] == "suggestions").await;
    frame["entries"][0]["entry"].as_str().expect("an entry").to_owned()
}

async fn say(socket: &mut Socket, frame: &Value) {
    socket.send(Message::text(frame.to_string())).await.expect("it is taken");
}

/// Reads until a frame is the one that is waited for.
async fn read(socket: &mut Socket, wanted: impl Fn(&Value) -> bool) -> Value {
    while let Some(message) = socket.next().await {
        let Message::Text(text) = message.expect("a frame") else { continue };
        let frame: Value = serde_json::from_str(&text).expect("JSON");
        assert_ne!(frame["type"], "error", "{frame}");
        if wanted(&frame) {
            return frame;
        }
    }
    panic!("the server closed the connection");
}

/// Asks one server with so many connections for a round.
async fn ask(server: &Server, ask: Ask, connections: usize, questions: &Rc<[String]>, round: usize) -> Round {
    let mut sockets = Vec::with_capacity(connections);
    for _ in 0..connections {
        let mut socket = connect(&server.address).await;
        let mut entry = String::new();
        if ask != Ask::Bare {
            hello(&mut socket).await;
        }
        if ask == Ask::Choose {
            entry = suggested(&mut socket).await;
        }
        sockets.push((socket, entry));
    }
    let begin = Instant::now() + WARM;
    let tasks: Vec<_> = sockets
        .into_iter()
        .enumerate()
        .map(|(client, (socket, entry))| {
            let asked = Asked { ask, entry, questions: Rc::clone(questions), first: client * 37 + round * 7 };
            tokio::task::spawn_local(loop_of(socket, asked, begin))
        })
        .collect();
    tokio::time::sleep_until(begin.into()).await;
    let cpu = cpu_seconds(server.child.id());
    tokio::time::sleep_until((begin + ROUND).into()).await;
    let cpu = cpu_seconds(server.child.id()) - cpu;
    let mut times = Vec::new();
    for task in tasks {
        times.extend(task.await.expect("a client ends"));
    }
    assert!(!times.is_empty(), "no answer came within a round");
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    let count = times.len() as f64;
    Round { per_second: count / ROUND.as_secs_f64(), cpu_us: 1e6 * cpu / count, p50_ms: at(0.5), p99_ms: at(0.99) }
}

/// What one client asks.
struct Asked {
    ask: Ask,
    /// What is chosen.
    entry: String,
    questions: Rc<[String]>,
    first: usize,
}

/// One client: milliseconds of each answer that came within the round.
async fn loop_of(mut socket: Socket, asked: Asked, begin: Instant) -> Vec<f64> {
    let Asked { ask, entry, questions, first } = asked;
    let mut times = Vec::new();
    for number in first.. {
        let id = SystemClock.id().to_string();
        let text = &questions[number % questions.len()];
        let frame = match ask {
            Ask::Match | Ask::Bare => json!({ "type": "send", "id": id, "text": text }),
            Ask::Choose => json!({ "type": "choose", "id": id, "entry": entry }),
        };
        let sent = Instant::now();
        say(&mut socket, &frame).await;
        read(&mut socket, |frame| ask == Ask::Bare || (frame["type"] == "ok" && frame["re"] == *id)).await;
        let now = Instant::now();
        if now >= begin + ROUND {
            break;
        }
        if now >= begin {
            times.push((now - sent).as_secs_f64() * 1e3);
        }
    }
    // The server may be closing it as well.
    let _ = socket.close(None).await;
    times
}

/// Processor time of a process, its children apart.
fn cpu_seconds(process: u32) -> f64 {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).expect("Linux");
    let fields: Vec<&str> = stat.rsplit_once(')').map_or("", |(_, fields)| fields).split_whitespace().collect();
    let ticks: f64 = [11, 12].iter().filter_map(|at| fields.get(*at)?.parse::<f64>().ok()).sum();
    ticks / TICKS
}

/// Resident memory of a process, in KiB.
fn resident(process: u32) -> f64 {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).expect("Linux");
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("a size");
    line.trim().trim_end_matches(" kB").parse().expect("a number")
}

fn table(contenders: &[Contender], place: usize, connections: usize) {
    println!("| {connections} connections | answers/s | CPU an answer, µs | p50, ms | p99, ms | times the echo | times nlp.js |");
    println!("|---|--:|--:|--:|--:|--:|--:|");
    let rates = |name: &str| contenders.iter().find(|one| one.name.starts_with(name)).map(|one| &one.rounds[place]);
    for contender in contenders {
        let rounds = &contender.rounds[place];
        let of = |value: fn(&Round) -> f64| spread(rounds.iter().map(value).collect());
        let against = |name| {
            let ratio = |(ours, theirs): (&Round, &Round)| ours.per_second / theirs.per_second;
            rates(name).map_or_else(|| "–".to_owned(), |theirs| spread(rounds.iter().zip(theirs).map(ratio).collect()))
        };
        println!(
            "| {} | {} | {} | {} | {} | {} | {} |",
            contender.name,
            of(|round| round.per_second),
            of(|round| round.cpu_us),
            of(|round| round.p50_ms),
            of(|round| round.p99_ms),
            against("axum"),
            against("nlp.js"),
        );
    }
    println!();
}

/// Median, and the least and the most.
fn spread(mut values: Vec<f64>) -> String {
    values.sort_by(f64::total_cmp);
    let show = |value: f64| if value >= 100.0 { format!("{value:.0}") } else { format!("{value:.2}") };
    let middle = values[values.len() / 2];
    format!("{} [{}..{}]", show(middle), show(values[0]), show(values[values.len() - 1]))
}

/// What it costs that a conversation goes to the queue, alone and with technicians who look on: from the owner's frame to the last
/// technician's.
async fn hand_overs(server: &Server, name: &str) {
    let mut technicians = Vec::with_capacity(LOOKING_ON);
    for looking_on in [0, LOOKING_ON] {
        if looking_on > 0 {
            let (cookie, csrf) = log_in(&server.address).await;
            for _ in 0..looking_on {
                let origin = format!("http://{}", server.address);
                let mut socket = upgraded(&server.address, "desk", &[("Cookie", &cookie), ("Origin", &origin)]).await;
                say(&mut socket, &json!({ "type": "hello", "csrf": csrf })).await;
                read(&mut socket, |frame| frame["type"] == "ready").await;
                technicians.push(socket);
            }
        }
        let mut costs = Vec::with_capacity(HAND_OVERS);
        for _ in 0..HAND_OVERS {
            costs.push(hand_over(server, &mut technicians).await);
        }
        println!("{name}: a hand-over, {looking_on} technicians look on: {} ms of CPU", spread(costs));
    }
}

/// Milliseconds of CPU for one hand-over. The conversation is ended afterwards, so that the queue stays empty.
async fn hand_over(server: &Server, technicians: &mut [Socket]) -> f64 {
    let mut owner = connect(&server.address).await;
    hello(&mut owner).await;
    let act = |kind: &str| json!({ "type": kind, "id": SystemClock.id().to_string() });
    let before = threads(server.child.id());
    say(&mut owner, &act("handoff")).await;
    read(&mut owner, |frame| frame["type"] == "ok").await;
    for technician in &mut *technicians {
        read(technician, |frame| frame["type"] == "feed" && frame["kind"] == "queued").await;
    }
    // Threads that ended in between are left out.
    let spent = |(thread, run): (String, f64)| run - before.get(&thread).copied().unwrap_or_default();
    let cost: f64 = threads(server.child.id()).into_iter().map(spent).sum();
    say(&mut owner, &act("end")).await;
    read(&mut owner, |frame| frame["type"] == "ok").await;
    for technician in technicians {
        read(technician, |frame| frame["type"] == "feed" && frame["kind"] == "resolved").await;
    }
    1e3 * cost
}

/// Logs the technician in: the cookie, and what a socket's greeting has to name.
async fn log_in(address: &str) -> (String, String) {
    let [email, password] = TECHNICIAN;
    let body = json!({ "email": email, "password": password }).to_string();
    let head = format!(
        "POST /api/v1/session HTTP/1.1\r\nHost: {address}\r\nOrigin: http://{address}\r\nContent-Type: application/json\r\n\
         Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    let mut tcp = TcpStream::connect(address).await.expect("a connection");
    tcp.write_all(head.as_bytes()).await.expect("it is taken");
    let mut answer = String::new();
    tcp.take(MOST_ANSWER).read_to_string(&mut answer).await.expect("an answer");
    let between = |from: &str, to: char| {
        let rest = answer.split(from).nth(1).unwrap_or_else(|| panic!("no {from} in {answer}"));
        rest.split(to).next().unwrap_or_default().to_owned()
    };
    (between("set-cookie: ", ';'), between("\"csrf\":\"", '"'))
}

/// Processor time in seconds of each thread that a process has now: finer than its own clock.
fn threads(process: u32) -> BTreeMap<String, f64> {
    let threads = std::fs::read_dir(format!("/proc/{process}/task")).expect("Linux").map_while(Result::ok);
    let run = |thread: std::fs::DirEntry| {
        let stat = std::fs::read_to_string(thread.path().join("schedstat")).ok()?;
        let run: f64 = stat.split_whitespace().next()?.parse().ok()?;
        Some((thread.file_name().to_string_lossy().into_owned(), run / 1e9))
    };
    threads.filter_map(run).collect()
}
