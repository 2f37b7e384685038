//! The editors' use cases: entries with drafts, revisions and translations, and what of them is published.
//!
//! - [`draft`]: what an editor hands in, and what is wrong with it
//! - [`shelf`]: all entries in short form, for lists and searches; [`many`]: changes of many at once
//! - `looking`: what an editor sees of entries, `publishing`: what owners get of them
//! - [`naming`]: another id for an entry; [`asked`]: questions of owners for its phrasings
//! - [`gate`]: what a publication would change, [`passing`]: and whether it may; [`trial`]: a question to what is being written, or to what was published once
//! - [`content`]: the files beside the entries; [`attached`]: manuals and pictures that answers refer to
//! - [`settings`]: phones, hours and first words
//! - [`exchange`]: entries from and to files of other programs
//! - [`quality`]: how well the matcher does with what is published
//! - [`presence`]: who has an entry open
//!
//! A save is a draft and answers nobody. A publication is durable first, and then taken up by this server before the editor hears of it.

pub mod asked;
pub mod attached;
pub mod content;
pub mod draft;
pub mod exchange;
pub mod gate;
mod looking;
pub mod many;
mod naming;
pub mod passing;
pub mod presence;
mod publishing;
pub mod quality;
pub mod settings;
pub mod shelf;
pub mod trial;

pub use looking::{CardPage, Said, Which};

use crate::access::right::EditFaq;
use crate::access::{Principal, User, authorize};
use crate::clock::{Clock, Millis};
use crate::config;
use crate::error::{Code, Error};
use crate::faq::translation::{Change, saved};
use crate::faq::{Entry, Problem, file};
use crate::language::Language;
use crate::published::LiveFaq;
use crate::published::measuring::Measuring;
use crate::store::{self, Head, Made, Revision, Save, Store};
use draft::{Draft, Fault, FaultKind, unpublishable, unstorable};
use gate::Changed;
use passing::Foreseen;
use presence::Presence;
use shelf::{Card, Shelf};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Most entries or revisions on one page.
pub const MAX_PAGE: u32 = 200;
/// Longest text that is searched for, in characters.
pub const MAX_SEARCH: usize = 500;
/// Files of answers that are brought at the same time; each may have [`crate::faq::attached::MAX_BYTES`].
const UPLOADS: usize = 2;

/// What joins the rooms for editors.
pub struct Studio {
    store: Store,
    live_faq: Arc<LiveFaq>,
    clock: Arc<dyn Clock>,
    config: config::Studio,
    shelf: tokio::sync::Mutex<Shelf>,
    presence: Presence,
    /// Candidates are built and asked one after the other: each takes a core for seconds.
    turn: Semaphore,
    foreseen: Foreseen,
    measuring: Arc<Measuring>,
    /// Files of answers that are brought at the same time.
    uploads: Semaphore,
    /// Held while a file is read and saved: it may be large.
    imports: tokio::sync::Mutex<()>,
}

/// Why a use case did nothing.
#[derive(Debug, Clone, PartialEq)]
pub enum Refused {
    Error(Error),
    /// These fields are wrong.
    Invalid(Vec<Fault>),
    /// Somebody else has saved this revision meanwhile.
    Stale {
        revision: u32,
        by: String,
    },
    /// The check finds mistakes in a file.
    Broken(Vec<Problem>),
    /// What it would change is to be published only with a reason.
    Gate(Vec<Changed>),
}

impl Refused {
    /// The code on the wire.
    pub fn code(&self) -> Code {
        match self {
            Refused::Error(error) => error.code,
            Refused::Invalid(_) | Refused::Broken(_) => Code::Invalid,
            Refused::Stale { .. } => Code::StaleRevision,
            Refused::Gate(_) => Code::Gate,
        }
    }
}

impl<T: Into<Error>> From<T> for Refused {
    fn from(error: T) -> Refused {
        Refused::Error(error.into())
    }
}

/// An entry as an editor sees it.
#[derive(Debug, Clone, PartialEq)]
pub struct Shown {
    /// Of the revision that is shown: of an older one its author and time.
    pub head: Head,
    pub entry: Entry,
    /// What keeps it from being published, and what an editor will want to look at.
    pub faults: Vec<Fault>,
    /// The languages in use.
    pub languages: Vec<Language>,
}

/// A save as an editor asks for it.
#[derive(Debug, Clone)]
pub struct SaveRequest {
    pub id: String,
    /// The head that it was made on; none for a new entry.
    pub on: Option<u32>,
    pub draft: Draft,
    pub change: Change,
    /// Languages that are declared to be up to date.
    pub current: Vec<Language>,
    pub note: Option<String>,
    pub autosave: bool,
}

impl Studio {
    pub fn new(store: Store, live_faq: Arc<LiveFaq>, measuring: Measuring, config: config::Studio, clock: Arc<dyn Clock>) -> Studio {
        let measuring = Arc::new(measuring);
        let (shelf, presence, turn) = (tokio::sync::Mutex::default(), Presence::default(), Semaphore::new(1));
        let (foreseen, imports, uploads) = (Foreseen::default(), tokio::sync::Mutex::default(), Semaphore::new(UPLOADS));
        Studio { store, live_faq, clock, config, shelf, presence, turn, foreseen, measuring, uploads, imports }
    }

    /// Saves a draft; tells whether the entry is new.
    pub async fn save(&self, by: &User, request: SaveRequest) -> Result<(Shown, bool), Refused> {
        may_edit(by)?;
        let SaveRequest { id, on, draft, change, current, note, autosave } = request;
        let entry = draft.entry(&id);
        let mut faults = unstorable(&entry);
        let note = checked_note("note", note, &mut faults);
        if !faults.is_empty() {
            return Err(Refused::Invalid(faults));
        }
        let category = entry.category.clone();
        let body = Box::new(move |base: Option<&store::Base>, revision| {
            let before = base.and_then(|base| file::draft(&base.category, &entry.id, &base.body));
            file::write(&saved(before.as_ref(), entry, change, &current, revision))
        });
        let save = Save { entry: id.clone(), category, on, body, note, change, author: by.id.to_string(), autosave };
        let head = match self.store.save_entry(save).await {
            Ok(head) => head,
            Err(error) => return Err(self.explained(&id, error).await),
        };
        let revision = head.revision;
        Ok((self.shown(head, revision).await?, on.is_none()))
    }

    /// Makes an earlier revision the draft.
    pub async fn restore(&self, by: &User, id: &str, revision: Option<u32>, on: Option<u32>) -> Result<Shown, Refused> {
        may_edit(by)?;
        let head = self.head(id).await?;
        let revision = revision.unwrap_or(head.revision);
        let restored = self.store.restore_revision(&head.entry, revision, on, &by.id.to_string()).await;
        self.done(&head.entry, restored).await
    }

    /// The languages in use with what is published.
    fn languages(&self) -> Vec<Language> {
        self.live_faq.current().engine.languages().iter().collect()
    }

    /// The shelf as of now.
    async fn shelf(&self) -> Result<tokio::sync::MutexGuard<'_, Shelf>, Refused> {
        let mut shelf = self.shelf.lock().await;
        let heads = self.store.heads().await?;
        let lacking = shelf.lacks(&heads);
        let bodies = self.store.bodies(&lacking).await?;
        let by_entry: BTreeMap<String, Head> = heads.iter().map(|head| (head.entry.clone(), head.clone())).collect();
        let read = tokio::task::spawn_blocking(move || {
            let cards =
                bodies.iter().filter_map(|revision| Some(Card::new(by_entry.get(&revision.entry)?.clone(), &parsed(revision).ok()?)));
            cards.collect()
        });
        shelf.take_up(heads, read.await.map_err(|_| Code::Internal)?);
        Ok(shelf)
    }

    /// The head of an entry, which may be asked for by a name that it had before.
    async fn head(&self, id: &str) -> Result<Head, Refused> {
        if let Some(head) = self.store.head(id).await? {
            return Ok(head);
        }
        let now = self.store.renamed(id).await?.ok_or(Code::NotFound)?;
        Ok(self.store.head(&now).await?.ok_or(Code::NotFound)?)
    }

    /// One revision of an entry, with what is wrong with it.
    async fn shown(&self, head: Head, revision: u32) -> Result<Shown, Refused> {
        let stored = self.store.revision(&head.entry, revision).await?.ok_or(Code::NotFound)?;
        let entry = parsed(&stored)?;
        let published = self.live_faq.current();
        let knows = |id: &str| published.corpus.entry(id).is_some();
        let mut faults = unpublishable(
            &entry,
            knows,
            |market| published.markets.get(market).is_some(),
            |form| published.forms().kinds.form(form).is_some(),
        );
        let is_known = self.shelf.lock().await.known;
        let mut shelf = if is_known { self.shelf.lock().await } else { self.shelf().await? };
        if revision == head.revision {
            shelf.put(Card::new(head.clone(), &entry));
        }
        for (language, text) in &entry.texts {
            for phrasing in &text.phrasings {
                if let Some(other) = shelf.also_of(&entry.id, *language, phrasing) {
                    let kind = FaultKind::AlsoOf { text: phrasing.clone(), entry: other.to_owned() };
                    faults.push(Fault::new(Some(*language), "phrasings", kind));
                }
            }
        }
        drop(shelf);
        faults.extend(self.lacking_files(&entry).await?);
        let Revision { category, author, at, autosaved, .. } = stored;
        let head = Head { category, author, at, autosaved, revision, ..head };
        Ok(Shown { head, entry, faults, languages: self.languages() })
    }

    /// What came of a change: the entry as it is now.
    async fn done(&self, id: &str, made: store::Result<Head>) -> Result<Shown, Refused> {
        let head = match made {
            Ok(head) => head,
            Err(error) => return Err(self.explained(id, error).await),
        };
        let revision = head.revision;
        self.shown(head, revision).await
    }

    /// As [`Studio::done`], after this server has taken up what is published now of that entry.
    async fn live(&self, id: &str, made: store::Result<Made>) -> Result<Shown, Refused> {
        if let Ok(Made { generation: Some(generation), .. }) = &made {
            self.take_up_entry(id, *generation).await;
        }
        self.done(id, made.map(|made| made.head)).await
    }

    /// Has this server answer with what is published of an entry now; `generation` is the publication's.
    async fn take_up_entry(&self, id: &str, generation: i64) {
        if let Err(error) = self.live_faq.take_up_entry(&self.store, id, generation).await {
            // The publication stands: the server reads all within seconds.
            tracing::error!(%error, "what was published could not be taken up: the previous publication serves on");
        }
    }

    /// Has this server answer with what is published now.
    async fn take_up(&self) {
        if let Err(error) = self.live_faq.refresh(&self.store).await {
            // The publication stands: the server tries again within seconds.
            tracing::error!(%error, "what was published could not be taken up: the previous publication serves on");
        }
    }

    /// The head as an entry; a refusal when something keeps it from being published.
    async fn publishable(&self, head: &Head) -> Result<Entry, Refused> {
        let shown = self.shown(head.clone(), head.revision).await?;
        let faults: Vec<Fault> = shown.faults.into_iter().filter(|fault| !fault.is_warning()).collect();
        if faults.is_empty() { Ok(shown.entry) } else { Err(Refused::Invalid(faults)) }
    }

    /// A refusal of the store; of a stale one, who was faster.
    async fn explained(&self, id: &str, error: store::Error) -> Refused {
        match (error, self.store.head(id).await) {
            (store::Error::Stale, Ok(Some(head))) => Refused::Stale { revision: head.revision, by: head.author },
            (error, _) => error.into(),
        }
    }
}

/// A time as clients write it (RFC 3339), in milliseconds.
pub fn time_of(text: &str) -> Option<Millis> {
    Some(text.parse::<jiff::Timestamp>().ok()?.as_millisecond())
}

fn may_edit(by: &User) -> Result<(), Error> {
    authorize(Principal::Staff(by), EditFaq).map(|_| ())
}

/// The entry that a revision says. What we wrote, we can read.
fn parsed(revision: &Revision) -> Result<Entry, Error> {
    let entry = file::draft(&revision.category, &revision.entry, &revision.body);
    entry.ok_or_else(|| {
        tracing::error!(entry = revision.entry, revision = revision.revision, "a stored revision is no TOML");
        Code::Internal.into()
    })
}

/// A note without blanks around; none when it says nothing.
fn checked_note(field: &'static str, note: Option<String>, faults: &mut Vec<Fault>) -> Option<String> {
    let note = note.map(|note| note.trim().to_owned()).filter(|note| !note.is_empty())?;
    if note.chars().count() > draft::MAX_NOTE {
        faults.push(Fault::of_entry(field, FaultKind::TooLong(draft::MAX_NOTE)));
    }
    if note.contains('\0') {
        faults.push(Fault::of_entry(field, FaultKind::Format));
    }
    Some(note)
}
