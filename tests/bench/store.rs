//! Durable answers a second, and how many share a commit, by number of clients. On the disk of the temporary folder.
//! `cargo bench --bench store`

use aftercare::access::right::BeginConversation;
use aftercare::access::{Principal, authorize};
use aftercare::chat::command::{OwnerCommand, Reply, Stamp, Verdict};
use aftercare::chat::danger::Watch;
use aftercare::clock::{Clock, SystemClock};
use aftercare::language::Language;
use aftercare::store::{Committed, Options, OwnerFrame, Store};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

/// Answers of one round, shared by its clients.
const ANSWERS: u32 = 4_000;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(measure());
}

async fn measure() {
    let folder = std::env::temp_dir().join(format!("aftercare-bench-{}", SystemClock.id()));
    let commits = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&commits);
    let hook = Arc::new(move |_: Committed| {
        counted.fetch_add(1, Ordering::Relaxed);
    });
    let store = Store::open(Options::new(aftercare::store::database(&folder)), Arc::new(SystemClock), hook).await.expect("a database");
    for clients in [1, 8, 64, 512] {
        commits.store(0, Ordering::Relaxed);
        let each = ANSWERS / clients;
        let start = Instant::now();
        let tasks: Vec<_> = (0..clients).map(|_| tokio::spawn(client(store.clone(), each))).collect();
        for task in tasks {
            task.await.expect("a client ends");
        }
        let (seconds, count) = (start.elapsed().as_secs_f64(), f64::from(clients * each));
        println!(
            "{clients} clients: {:.0} answers/s, {:.1} a commit, {:.0} us each",
            count / seconds,
            count / commits.load(Ordering::Relaxed) as f64,
            1e6 * seconds / count
        );
    }
    store.close().await;
    std::fs::remove_dir_all(&folder).expect("removed");
}

/// One owner who writes one message after the other.
async fn client(store: Store, messages: u32) {
    let (token_hash, session_id, conversation_id) = (SystemClock.secret(), SystemClock.id(), SystemClock.id());
    for number in 0..messages {
        let command = OwnerCommand::Send {
            files: None,
            text: format!("message {number}"),
            language: Language::EN,
            language_reason: "script".into(),
            reply: Reply::Smalltalk("Hello".into()),
            watch: Watch::default(),
            verdict: Verdict::None,
        };
        let frame = OwnerFrame {
            stamp: Stamp { id: SystemClock.id(), digest: [7; 32] },
            token_hash,
            site: "https://cars.example".into(),
            language: Language::EN,
            market: None,
            session_id,
            conversation_id: Some(conversation_id),
            command,
        };
        let granted = authorize(Principal::Anonymous, BeginConversation).expect("anybody may begin");
        store.append_owner(granted, frame).await.expect("a message is stored");
    }
}
