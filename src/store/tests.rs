//! The store against true files in temporary folders, driven by commands as the sockets send them.

mod appending;
mod corpus;
mod jobs;
mod machine;
mod opening;
mod people;
mod reading;
mod waiting;
mod writing;

use super::*;
use crate::chat::conversation::{Command, Reply};
use crate::chat::event::{Answer, Event, Outcome, QueueReason};
use crate::clock::{Millis, SystemClock, TestClock};
use crate::language::Language;
use std::path::Path;

const NOW: Millis = 1_800_000_000_000;
const HOUR: Millis = 3_600_000;
const SITE: &str = "https://cars.example";

/// A temporary folder, gone with its guard.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        let path = std::env::temp_dir().join(format!("aftercare-store-{}", SystemClock.id()));
        std::fs::create_dir(&path).expect("a temporary folder");
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// An open store, its clock, and what its commit hook told.
struct Rig {
    store: Store,
    clock: Arc<TestClock>,
    told: Arc<Mutex<Vec<Committed>>>,
    folder: Folder,
}

impl Rig {
    async fn new() -> Rig {
        Rig::with(Settings::default()).await
    }

    async fn with(settings: Settings) -> Rig {
        let folder = Folder::new();
        let clock = Arc::new(TestClock::at(NOW));
        let told = Arc::default();
        let store = open(&folder, settings, &clock, &told).await.expect("a new database opens");
        Rig { store, clock, told, folder }
    }

    /// Another store on the same file, as another process would open it.
    async fn second(&self) -> Store {
        open(&self.folder, Settings::default(), &self.clock, &Arc::default()).await.expect("an existing database opens")
    }

    fn owner(&self) -> Owner {
        Owner { token: self.clock.secret(), session: self.clock.id(), conversation: self.clock.id() }
    }

    /// An owner whose conversation exists.
    async fn greeted(&self) -> Owner {
        let owner = self.owner();
        self.append(owner.does(send("hello"))).await.expect("a first message is taken");
        owner
    }

    /// An owner who waits for a person.
    async fn queued(&self) -> Owner {
        let owner = self.owner();
        self.append(owner.does(Command::Handoff)).await.expect("a person may be asked for");
        owner
    }

    async fn append(&self, append: Append) -> Result<Appended> {
        self.store.append(append).await
    }

    async fn log(&self, conversation: Uuid) -> Vec<Event> {
        self.store.events(conversation, View::Staff, 0, 10_000).await.expect("logs can be read")
    }
}

async fn open(folder: &Folder, settings: Settings, clock: &Arc<TestClock>, told: &Arc<Mutex<Vec<Committed>>>) -> Result<Store> {
    let told = told.clone();
    let hook: Hook = Arc::new(move |committed| told.lock().expect("no panic while locked").push(committed));
    Store::open(Options { path: folder.path().join("data/aftercare.db"), settings }, clock.clone(), hook).await
}

/// An owner's browser: the token, and the ids that the server would use for it.
#[derive(Clone, Copy)]
struct Owner {
    token: [u8; 32],
    session: Uuid,
    conversation: Uuid,
}

impl Owner {
    fn by(&self, create: bool) -> By {
        By::Owner {
            token_hash: self.token,
            site: SITE.into(),
            language: Language::En,
            create,
            session_id: self.session,
            conversation_id: self.conversation,
        }
    }

    fn does(&self, command: Command) -> Append {
        frame(self.by(true), command)
    }
}

/// A technician's browser.
#[derive(Clone, Copy)]
struct Technician(Uuid);

impl Technician {
    fn new() -> Self {
        Technician(SystemClock.id())
    }

    fn does(&self, conversation: Uuid, command: Command) -> Append {
        frame(By::Staff { user: self.0, name: "Aigerim".into(), conversation }, command)
    }

    async fn next(&self, store: &Store, languages: &[Language]) -> Result<Appended> {
        store.claim_next(self.0, "Aigerim".into(), SystemClock.id(), [0; 32], super::Next::Prefer(languages)).await
    }
}

fn frame(by: By, command: Command) -> Append {
    Append { by, frame: SystemClock.id(), digest: [7; 32], command }
}

/// A message that the bot answers.
fn send(text: &str) -> Command {
    speak(text, Language::En, Reply::Answers(vec![answer()]))
}

fn speak(text: &str, language: Language, reply: Reply) -> Command {
    Command::Send { text: text.into(), language, language_reason: "letters".into(), reply }
}

fn danger() -> Reply {
    Reply::Safety { card: "fire".into(), title: "Fire".into(), html: "<p>Get out</p>".into(), text: "Get out".into() }
}

fn note() -> Command {
    Command::Note { text: "call back".into() }
}

fn answer() -> Answer {
    Answer {
        entry: "tyre-pressure".into(),
        revision: 2,
        title: "Tyre pressure".into(),
        html: "<p>2.4 bar</p>".into(),
        text: "2.4 bar".into(),
        language: Language::En,
        score: 0.93,
        note: None,
    }
}

/// Both numberings are dense from 1, no note has a number for the owner, and time does not go back.
#[track_caller]
fn assert_dense(log: &[Event]) {
    let (mut seq, mut owner_seq, mut at) = (0, 0, 0);
    for event in log {
        seq += 1;
        assert_eq!(event.seq, seq);
        match event.owner_seq {
            Some(number) => {
                owner_seq += 1;
                assert_eq!(number, owner_seq);
            }
            None => assert_eq!(event.body.kind(), "note"),
        }
        assert!(event.body.visible_to_owner() == event.owner_seq.is_some());
        assert!(event.at >= at, "time goes back at {seq}");
        at = event.at;
    }
}
