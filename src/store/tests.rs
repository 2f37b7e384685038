//! The store against true files in temporary folders, driven by commands as the sockets send them.

mod appending;
mod audit;
mod backup;
mod corpus;
mod counting;
mod deeds;
mod jobs;
mod joining;
mod machine;
mod opening;
mod people;
mod persons;
mod reading;
mod requests;
mod studio;
mod waiting;
mod writing;

use super::*;
use crate::access::right::{BeginConversation, OwnConversation, ReadConversation, ReturnChats, TakeNext, UseDesk, WorkConversation};
use crate::access::{Granted, OwnerSession, Principal, StaffRole, User, authorize};
use crate::chat::command::{OwnerCommand, Reply, StaffCommand, Stamp, Verdict};
use crate::chat::danger::Watch;
use crate::chat::event::{Answer, Event, Outcome, QueueReason};
use crate::chat::resume::Span;
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
        let store = open_as(true, &folder, settings, &clock, &told).await.expect("a new database opens");
        Rig { store, clock, told, folder }
    }

    /// Another store on the same file, as another process would open it.
    async fn second(&self) -> Store {
        open(&self.folder, Settings::default(), &self.clock, &Arc::default()).await.expect("an existing database opens")
    }

    fn owner(&self) -> Owner {
        Owner { token: self.clock.secret(), session: self.clock.id(), conversation: self.clock.id(), site: SITE }
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
        self.append(owner.does(OwnerCommand::Handoff)).await.expect("a person may be asked for");
        owner
    }

    async fn append(&self, append: Append) -> Result<Appended> {
        append.store(&self.store).await
    }

    /// Hands a frame to the writer without looking up the session before.
    async fn append_unseen(&self, owner: Owner, command: OwnerCommand) -> Result<Appended> {
        self.store.append_owner(beginning(), owner.frame(stamp(), command)).await
    }

    /// The log as it is kept in memory, which is what the database has.
    async fn log(&self, conversation: Uuid) -> Vec<Event> {
        let user = technician();
        let kept = read(&self.store, conversation).await;
        let (state, newest) =
            (self.store.conversation(reading(&user, conversation)).await, self.store.newest(reading(&user, conversation), up_to(3)).await);
        let row = self.store.row(reading(&user, conversation)).await.expect("it can be read");
        let lines = self.store.feed_after(desk(&user), 0, 10_000).await.expect("it can be read");
        self.store.0.tails.clear();
        assert_eq!(read(&self.store, conversation).await, kept);
        assert_eq!(self.store.row(reading(&user, conversation)).await.expect("it can be read"), row);
        assert_eq!(self.store.feed_after(desk(&user), 0, 10_000).await.expect("it can be read"), lines);
        assert_eq!(self.store.conversation(reading(&user, conversation)).await.expect("it can be read"), state.expect("it can be read"));
        assert_eq!(
            self.store.newest(reading(&user, conversation), up_to(3)).await.expect("it can be read"),
            newest.expect("it can be read")
        );
        kept
    }
}

async fn read(store: &Store, conversation: Uuid) -> Vec<Event> {
    let (events, _) = store.events(reading(&technician(), conversation), 0, up_to(10_000)).await.expect("logs can be read");
    events.iter().map(|event| Event::clone(event)).collect()
}

/// One of several that use the database.
async fn open(folder: &Folder, settings: Settings, clock: &Arc<TestClock>, told: &Arc<Mutex<Vec<Committed>>>) -> Result<Store> {
    open_as(false, folder, settings, clock, told).await
}

async fn open_as(
    alone: bool,
    folder: &Folder,
    settings: Settings,
    clock: &Arc<TestClock>,
    told: &Arc<Mutex<Vec<Committed>>>,
) -> Result<Store> {
    let told = told.clone();
    let hook: Hook = Arc::new(move |committed| told.lock().expect("no panic while locked").push(committed));
    Store::open(Options { path: folder.path().join("data/aftercare.db"), settings, alone }, clock.clone(), hook).await
}

/// A frame, as a connection hands it to the store.
#[derive(Clone)]
struct Append {
    by: By,
    stamp: Stamp,
}

#[derive(Clone)]
enum By {
    /// What the connection knows of the session is looked up when the frame is stored.
    Owner(Owner, OwnerCommand),
    Staff(User, Uuid, StaffCommand),
}

impl Append {
    fn new(by: By) -> Append {
        Append { by, stamp: stamp() }
    }

    async fn store(self, store: &Store) -> Result<Appended> {
        let Append { by, stamp } = self;
        match by {
            By::Owner(owner, command) => {
                let frame = owner.frame(stamp, command);
                match store.owner_session(&owner.token).await? {
                    Some(session) if !session.revoked => store.append_owner(own(&session), frame).await,
                    _ => store.append_owner(beginning(), frame).await,
                }
            }
            By::Staff(user, conversation, command) => {
                let granted = authorize(Principal::Staff(&user), WorkConversation(conversation)).expect("technicians may");
                store.append_staff(granted, stamp, command).await
            }
        }
    }
}

/// So many events, whatever their size.
fn up_to(events: u32) -> Span {
    Span { events, bytes: usize::MAX }
}

fn stamp() -> Stamp {
    Stamp { id: SystemClock.id(), digest: [7; 32] }
}

/// The right of a session to its conversation.
fn own(session: &OwnerSession) -> Granted<'_, OwnConversation> {
    let conversation = session.conversation.expect("it has one");
    authorize(Principal::Owner(session), OwnConversation(conversation)).expect("it is its own")
}

fn beginning() -> Granted<'static, BeginConversation> {
    authorize(Principal::Anonymous, BeginConversation).expect("anybody may begin")
}

fn reading(user: &User, conversation: Uuid) -> Granted<'_, ReadConversation> {
    authorize(Principal::Staff(user), ReadConversation(conversation)).expect("technicians may")
}

fn desk(user: &User) -> Granted<'_, UseDesk> {
    authorize(Principal::Staff(user), UseDesk).expect("technicians may")
}

/// An owner's browser: the token, and the ids that the server would use for it.
#[derive(Clone, Copy)]
struct Owner {
    token: [u8; 32],
    session: Uuid,
    conversation: Uuid,
    site: &'static str,
}

impl Owner {
    /// The stored session.
    async fn stored(&self, store: &Store) -> OwnerSession {
        store.owner_session(&self.token).await.expect("sessions can be read").expect("it is stored")
    }

    fn does(&self, command: OwnerCommand) -> Append {
        Append::new(By::Owner(*self, command))
    }

    fn frame(&self, stamp: Stamp, command: OwnerCommand) -> OwnerFrame {
        OwnerFrame {
            stamp,
            token_hash: self.token,
            site: self.site.into(),
            language: Language::EN,
            market: None,
            session_id: self.session,
            conversation_id: Some(self.conversation),
            command,
        }
    }
}

/// Somebody with a log-in.
fn technician() -> User {
    User {
        id: SystemClock.id(),
        email: String::new(),
        name: "Aigerim".into(),
        role: StaffRole::Technician,
        languages: Vec::new(),
        password_hash: None,
        created_at: NOW,
        disabled: false,
        revision: 1,
    }
}

/// A technician's browser.
#[derive(Clone)]
struct Technician(User);

impl Technician {
    fn new() -> Self {
        Technician(technician())
    }

    fn does(&self, conversation: Uuid, command: StaffCommand) -> Append {
        Append::new(By::Staff(self.0.clone(), conversation, command))
    }

    async fn next(&self, store: &Store, languages: &[Language]) -> Result<Appended> {
        let stamp = Stamp { id: SystemClock.id(), digest: [0; 32] };
        store.claim_next(self.takes_next(), stamp, super::Next::Prefer(languages)).await
    }

    fn takes_next(&self) -> Granted<'_, TakeNext> {
        authorize(Principal::Staff(&self.0), TakeNext).expect("technicians may")
    }
}

/// A message that the bot answers.
fn send(text: &str) -> OwnerCommand {
    speak(text, Language::EN, Reply::Answers(vec![answer()]))
}

fn speak(text: &str, language: Language, reply: Reply) -> OwnerCommand {
    OwnerCommand::Send {
        files: None,
        text: text.into(),
        language,
        language_reason: "letters".into(),
        reply,
        watch: Watch::default(),
        verdict: Verdict::None,
    }
}

fn danger() -> Reply {
    Reply::Safety { card: "fire".into(), title: "Fire".into(), html: "<p>Get out</p>".into(), text: "Get out".into() }
}

fn note() -> StaffCommand {
    StaffCommand::Note { text: "call back".into() }
}

fn answer() -> Answer {
    Answer {
        entry: "tyre-pressure".into(),
        revision: 2,
        title: "Tyre pressure".into(),
        html: "<p>2.4 bar</p>".into(),
        text: "2.4 bar".into(),
        language: Language::EN,
        score: 0.93,
        note: None,
        action: None,
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
