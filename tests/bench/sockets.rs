//! What open sockets hold, and how soon they are back after the server was killed.

use super::{Server, Socket, aftercare_on, connect, hello, learned, read, resident, say, upgraded};
use aftercare::clock::{Clock, SystemClock};
use serde_json::{Value, json};
use std::cell::Cell;
use std::rc::Rc;
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;
use tokio::task::spawn_local;
use tokio_tungstenite::tungstenite::Message;

/// Sockets that are opened to see what one holds.
const IDLE: usize = 5_000;
/// Owners who are connected when the server is killed.
const OWNERS: usize = 10_000;
/// Of these so many are writing then, for this long.
const WRITING: usize = 64;
const WRITE_FOR: Duration = Duration::from_secs(2);
/// Connections that are made at once.
const AT_ONCE: usize = 256;
/// Frames that each owner has had acknowledged before.
const ACKNOWLEDGED: usize = 2;

/// What an open socket holds that says nothing.
pub async fn idle(binary: &str, name: &str) {
    let server = aftercare_on(binary, learned(binary));
    let before = resident(server.child.id());
    let mut sockets = Vec::with_capacity(IDLE);
    for _ in 0..IDLE {
        let mut socket = connect(&server.address).await;
        hello(&mut socket).await;
        sockets.push(socket);
    }
    let held = (resident(server.child.id()) - before) / IDLE as f64;
    println!("{name}: {IDLE} idle sockets: {held:.1} KiB each (VmRSS)");
}

/// An owner, and what they know.
struct Owner {
    session: String,
    epoch: String,
    /// The number and the id of the newest frame that was acknowledged.
    newest: Option<(u64, String)>,
    acknowledged: usize,
    socket: Socket,
}

/// Kills the server while owners write, starts it again, and has them all come back, each one event behind.
pub async fn coming_back(binary: &str, name: &str) {
    let server = aftercare_on(binary, learned(binary));
    let owners = all((0..OWNERS).map(|_| begin(server.address.clone()))).await;
    let stopped = Rc::new(Cell::new(false));
    let writing: Vec<_> = owners
        .into_iter()
        .enumerate()
        .map(|(place, owner)| {
            let stopped = Rc::clone(&stopped);
            spawn_local(async move { if place < WRITING { write_on(owner, stopped).await } else { owner } })
        })
        .collect();
    tokio::time::sleep(WRITE_FOR).await;
    let data = server.killed();
    stopped.set(true);
    let mut owners = Vec::with_capacity(OWNERS);
    for owner in writing {
        owners.push(owner.await.expect("a client ends"));
    }
    let acknowledged: usize = owners.iter().map(|owner| owner.acknowledged).sum();
    let began = Instant::now();
    let server = aftercare_on(binary, data);
    let ready = began.elapsed().as_secs_f64();
    let began = Instant::now();
    let lost = all(owners.into_iter().map(|owner| resume(server.address.clone(), owner))).await;
    let back = began.elapsed().as_secs_f64();
    let lost = lost.iter().filter(|(_, lost)| *lost).count();
    println!(
        "{name}: {OWNERS} sockets were back {back:.2} s after the server was ready, which took {ready:.2} s; {lost} of {acknowledged} acknowledged frames were lost"
    );
}

/// Runs clients, some at once.
async fn all<T: 'static>(clients: impl Iterator<Item = impl Future<Output = T> + 'static>) -> Vec<T> {
    let places = Rc::new(Semaphore::new(AT_ONCE));
    let tasks: Vec<_> = clients
        .map(|client| {
            let places = Rc::clone(&places);
            spawn_local(async move {
                let _place = places.acquire().await.expect("it is never closed");
                client.await
            })
        })
        .collect();
    let mut ended = Vec::with_capacity(tasks.len());
    for task in tasks {
        ended.push(task.await.expect("a client ends"));
    }
    ended
}

/// A frame that begins a conversation, and needs nothing to be matched.
fn frame(number: usize) -> (String, Value) {
    let id = SystemClock.id().to_string();
    let language = ["en", "bn", "kk"][number % 3];
    let frame = json!({ "type": "language", "id": id, "language": language });
    (id, frame)
}

async fn begin(address: String) -> Owner {
    let mut socket = connect(&address).await;
    say(&mut socket, &json!({ "type": "hello", "language": "en" })).await;
    let ready = read(&mut socket, |frame| frame["type"] == "ready").await;
    let word = |name: &str| ready[name].as_str().expect("a string").to_owned();
    let mut owner = Owner { session: word("session"), epoch: word("epoch"), newest: None, acknowledged: 0, socket };
    for number in 0..ACKNOWLEDGED {
        let (id, frame) = frame(number);
        say(&mut owner.socket, &frame).await;
        let ok = read(&mut owner.socket, |frame| frame["type"] == "ok").await;
        owner.newest = Some((ok["seq"].as_u64().expect("a number"), id));
        owner.acknowledged += 1;
    }
    owner
}

/// Writes until the server has gone, and notes what it acknowledged.
async fn write_on(mut owner: Owner, stopped: Rc<Cell<bool>>) -> Owner {
    use futures_util::{SinkExt, StreamExt};
    for number in 0.. {
        let (id, frame) = frame(number);
        if stopped.get() || owner.socket.send(Message::text(frame.to_string())).await.is_err() {
            return owner;
        }
        loop {
            let Some(Ok(message)) = owner.socket.next().await else { return owner };
            let Message::Text(text) = message else { continue };
            let frame: Value = serde_json::from_str(&text).expect("JSON");
            if frame["type"] == "ok" && frame["re"] == *id {
                owner.newest = Some((frame["seq"].as_u64().expect("a number"), id));
                owner.acknowledged += 1;
                break;
            }
        }
    }
    owner
}

/// Comes back as who has not seen the newest acknowledged event; whether it is lost.
async fn resume(address: String, owner: Owner) -> (Socket, bool) {
    let (seq, id) = owner.newest.expect("each has written");
    let mut socket = upgraded(&address, "widget", &[]).await;
    say(&mut socket, &json!({ "type": "hello", "session": owner.session, "epoch": owner.epoch, "after": seq - 1 })).await;
    let ready = read(&mut socket, |frame| frame["type"] == "ready").await;
    if ready["seq"].as_u64().is_none_or(|newest| newest < seq) {
        return (socket, true);
    }
    let event = read(&mut socket, |frame| frame["type"] == "event" && frame["seq"] == seq).await;
    (socket, event["id"] != *id)
}

impl Server {
    /// Kills it at once, and gives its data folder.
    fn killed(mut self) -> std::path::PathBuf {
        self.child.kill().expect("it runs");
        self.child.wait().expect("it ends");
        self.data.take().expect("it has one")
    }
}
