//! The editors' use cases: entries with drafts, revisions and translations, and what of them is published.
//!
//! - [`draft`]: what an editor hands in, and what is wrong with it
//! - [`shelf`]: all entries in short form, for lists and searches; [`many`]: changes of many at once
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
pub mod many;
mod naming;
pub mod passing;
pub mod presence;
pub mod quality;
pub mod settings;
pub mod shelf;
pub mod trial;

use crate::access::right::EditFaq;
use crate::access::{Principal, User, authorize};
use crate::answer::Question;
use crate::clock::{Clock, Millis};
use crate::config;
use crate::error::{Code, Error};
use crate::faq::entry::MAX_ANSWER;
use crate::faq::render::{Rendered, render};
use crate::faq::translation::{Change, saved};
use crate::faq::{Entry, Problem, diff, file};
use crate::jobs::Task;
use crate::language::Language;
use crate::published::measuring::Measuring;
use crate::published::{Audience, LiveFaq};
use crate::store::{self, Actor, AuditAction, Head, Made, NewJob, Publication, PublicationKind, Published, Revision, Save, Store};
use draft::{Draft, Fault, FaultKind, unknown_placeholders, unpublishable, unstorable};
use gate::Changed;
use passing::{Act, Candidate, Foreseen};
use presence::{Presence, Seat};
use shelf::{Card, Shelf, Translations, Wanted};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::Semaphore;

/// Most entries or revisions on one page.
pub const MAX_PAGE: u32 = 200;
/// Longest text that is searched for, in characters.
pub const MAX_SEARCH: usize = 500;
/// Files of answers that are brought at the same time; each may have [`crate::faq::attached::MAX_BYTES`].
const UPLOADS: usize = 2;
/// Lines of an entry's log that its revisions are shown with.
const PUBLICATIONS_SHOWN: u32 = 1_000;

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

/// What was published of an entry at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub entry: String,
    pub category: String,
    pub revision: u32,
    pub saved_at: Millis,
    /// In a language that it had.
    pub title: String,
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

/// A page of cards.
#[derive(Debug, Default)]
pub struct CardPage {
    pub cards: Vec<Arc<Card>>,
    pub more: bool,
    /// Every category there is.
    pub categories: Vec<String>,
    pub languages: Vec<Language>,
}

impl Studio {
    pub fn new(store: Store, live_faq: Arc<LiveFaq>, measuring: Measuring, config: config::Studio, clock: Arc<dyn Clock>) -> Studio {
        let measuring = Arc::new(measuring);
        let (shelf, presence, turn) = (tokio::sync::Mutex::default(), Presence::default(), Semaphore::new(1));
        let (foreseen, imports, uploads) = (Foreseen::default(), tokio::sync::Mutex::default(), Semaphore::new(UPLOADS));
        Studio { store, live_faq, clock, config, shelf, presence, turn, foreseen, measuring, uploads, imports }
    }

    // --- reading ---

    /// Entries that are wanted, after the one of that id; with `text`, those that it finds, the nearest first.
    pub async fn list(&self, by: &User, text: &str, wanted: &Wanted, after: Option<&str>, limit: u32) -> Result<CardPage, Refused> {
        may_edit(by)?;
        let languages = self.languages();
        let text = if text.trim().is_empty() { None } else { Some(crate::limits::text_within(text, MAX_SEARCH)?) };
        let found = match &text {
            Some(text) => self.matched(text.clone()).await?,
            None => Vec::new(),
        };
        let shelf = self.shelf().await?;
        let all = match &text {
            Some(text) => shelf.search(text, &found, wanted, &languages),
            None => shelf.list(wanted, &languages),
        };
        let start = after.map_or(0, |after| all.iter().position(|card| card.head.entry == after).map_or(all.len(), |place| place + 1));
        let limit = limit.clamp(1, MAX_PAGE) as usize;
        let more = all.len() > start.saturating_add(limit);
        let cards = all.into_iter().skip(start).take(limit).collect();
        Ok(CardPage { cards, more, categories: shelf.categories(), languages })
    }

    /// How the languages of all entries stand.
    pub async fn translations(&self, by: &User) -> Result<Translations, Refused> {
        may_edit(by)?;
        let languages = self.languages();
        Ok(self.shelf().await?.translations(&languages))
    }

    /// An entry: its head, one of its revisions, or what is published of it.
    pub async fn entry(&self, by: &User, id: &str, which: Which) -> Result<Shown, Refused> {
        may_edit(by)?;
        let head = self.head(id).await?;
        let revision = match which {
            Which::Head => head.revision,
            Which::Revision(revision) => revision,
            Which::Published => head.published.ok_or(Code::NotFound)?,
        };
        self.shown(head, revision).await
    }

    /// Whether there is an entry of that id, in whatever state.
    pub async fn is_there(&self, by: &User, id: &str) -> Result<bool, Refused> {
        may_edit(by)?;
        Ok(self.store.head(id).await?.is_some())
    }

    /// Revisions of an entry, the newest first, before one of them, whether there are more, and what was published when.
    pub async fn revisions(
        &self,
        by: &User,
        id: &str,
        before: Option<u32>,
        limit: u32,
    ) -> Result<(Vec<Revision>, bool, Vec<Publication>), Refused> {
        may_edit(by)?;
        let head = self.head(id).await?;
        let limit = limit.clamp(1, MAX_PAGE);
        let mut revisions = self.store.revisions(&head.entry, before, limit.saturating_add(1)).await?;
        let more = revisions.len() > limit as usize;
        revisions.truncate(limit as usize);
        Ok((revisions, more, self.store.publications(&head.entry, PUBLICATIONS_SHOWN).await?))
    }

    /// What lies between two revisions of an entry.
    pub async fn difference(&self, by: &User, id: &str, from: u32, to: u32) -> Result<diff::Difference, Refused> {
        may_edit(by)?;
        let head = self.head(id).await?;
        let revision = async |number| self.store.revision(&head.entry, number).await?.ok_or(Error::from(Code::NotFound));
        let (from, to) = (parsed(&revision(from).await?)?, parsed(&revision(to).await?)?);
        let difference = tokio::task::spawn_blocking(move || diff::entries(&from, &to));
        Ok(difference.await.map_err(|_| Code::Internal)?)
    }

    /// What was published at a time, by id, after one of them, and whether there is more.
    pub async fn published_at(&self, by: &User, time: Millis, after: Option<&str>, limit: u32) -> Result<(Vec<Said>, bool), Refused> {
        may_edit(by)?;
        let limit = limit.clamp(1, MAX_PAGE) as usize;
        let all = self.store.published_at(time).await?;
        let mut rest = all.into_iter().skip_while(|revision| after.is_some_and(|after| revision.entry.as_str() <= after));
        let page: Vec<Revision> = rest.by_ref().take(limit).collect();
        let said = page.iter().map(|revision| {
            let entry = parsed(revision)?;
            let title = entry.texts.values().next().map(|text| text.title.clone()).unwrap_or_default();
            let Revision { entry, category, revision, at, .. } = revision.clone();
            Ok(Said { entry, category, revision, saved_at: at, title })
        });
        Ok((said.collect::<Result<_, Error>>()?, rest.next().is_some()))
    }

    /// Notes that an editor has an entry open, and tells who else has.
    pub async fn present(&self, by: &User, id: &str, language: Option<Language>) -> Result<Vec<Seat>, Refused> {
        may_edit(by)?;
        let head = self.head(id).await?;
        Ok(self.presence.here(&head.entry, by.id, &by.name, language, self.clock.now()))
    }

    /// An answer as owners of a language see it, and the names in it that stand for nothing.
    pub async fn preview(&self, by: &User, answer: String, language: Language) -> Result<(Rendered, Vec<Fault>), Refused> {
        may_edit(by)?;
        if answer.chars().count() > MAX_ANSWER {
            return Err(Refused::Invalid(vec![Fault::new(Some(language), "answer", FaultKind::TooLong(MAX_ANSWER))]));
        }
        let (published, now) = (self.live_faq.current(), self.clock.now());
        let shown = tokio::task::spawn_blocking(move || {
            let audience = Audience { language, market: published.markets.of_language(language), now, named: &[] };
            let unknown = unknown_placeholders(&answer).into_iter();
            let faults = unknown.map(|name| Fault::new(Some(language), "answer", FaultKind::Placeholder(name))).collect();
            (render(&answer, &published.values(audience)), faults)
        });
        Ok(shown.await.map_err(|_| Code::Internal)?)
    }

    // --- writing ---

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

    /// Publishes the head of an entry, and tells what that changes. What the gate blocks needs a reason.
    pub async fn publish(&self, by: &User, id: &str, act: Act) -> Result<(Shown, Vec<Changed>), Refused> {
        may_edit(by)?;
        let (head, act, changes) = self.let_through(by, id, act).await?;
        if act.dry_run {
            let revision = head.revision;
            return Ok((self.shown(head, revision).await?, changes));
        }
        // What was checked is what is published.
        let on = Some(head.revision);
        let published = self.store.publish_entry(published(&head, on, by, act.reason, PublicationKind::Publish)).await;
        Ok((self.live(&head.entry, published).await?, changes))
    }

    /// The head of an entry that may be published, the act with its reason, and what it would change.
    async fn let_through(&self, by: &User, id: &str, act: Act) -> Result<(Head, Act, Vec<Changed>), Refused> {
        let (head, act) = self.head_for(id, act).await?;
        let entry = self.publishable(&head).await?;
        let candidate = Candidate::Entry { id: head.entry.clone(), entry: Some(Box::new(entry)), revision: head.revision };
        let changes = if head.published == Some(head.revision) { Vec::new() } else { self.pass(by, candidate, &act).await? };
        Ok((head, act, changes))
    }

    /// The head that an act is about, and the act with its reason.
    async fn head_for(&self, id: &str, act: Act) -> Result<(Head, Act), Refused> {
        let head = self.head(id).await?;
        if act.on.is_some_and(|on| on != head.revision) {
            return Err(Refused::Stale { revision: head.revision, by: head.author });
        }
        let mut faults = Vec::new();
        let reason = checked_note("override", act.reason, &mut faults);
        if faults.is_empty() { Ok((head, Act { reason, ..act })) } else { Err(Refused::Invalid(faults)) }
    }

    /// Has the head of an entry published at a time; the gate looks at it now.
    pub async fn schedule(
        &self,
        by: &User,
        id: &str,
        on: Option<u32>,
        at: Millis,
        reason: Option<String>,
    ) -> Result<(Shown, Vec<Changed>), Refused> {
        may_edit(by)?;
        let now = self.clock.now();
        if at <= now {
            return Err(Refused::Invalid(vec![Fault::of_entry("at", FaultKind::Past)]));
        }
        let (head, act, changes) = self.let_through(by, id, Act { on, reason, dry_run: false }).await?;
        let revision = head.revision;
        let task = Task::PublishEntry { entry: head.entry.clone(), revision, at };
        let job = NewJob { after_ms: at - now, ..task.job() };
        let scheduled = self.store.schedule_entry(&head.entry, revision, at, &by.id.to_string(), job).await;
        if let (Ok(_), Some(reason)) = (&scheduled, act.reason) {
            let detail = serde_json::Map::from_iter([("reason".to_owned(), reason.into())]);
            self.store.by(Actor::User(by.id)).audit(AuditAction::GateOverridden, head.entry.clone(), detail).await?;
        }
        Ok((self.done(&head.entry, scheduled).await?, changes))
    }

    /// Gives up what was to be published by itself.
    pub async fn unschedule(&self, by: &User, id: &str) -> Result<Shown, Refused> {
        may_edit(by)?;
        let head = self.head(id).await?;
        let unscheduled = self.store.unschedule_entry(&head.entry).await;
        self.done(&head.entry, unscheduled).await
    }

    /// Publishes what was planned for now; tells whether the plan still stood. For the worker of jobs.
    pub async fn publish_due(&self, entry: &str, revision: u32, at: Millis) -> store::Result<bool> {
        let published = self.store.publish_scheduled(entry, revision, at).await?;
        if let Some(Made { head, generation: Some(generation) }) = &published {
            // It may have another id since it was planned.
            self.take_up_entry(&head.entry, *generation).await;
        }
        Ok(published.is_some())
    }

    /// Takes an entry back from the owners, and tells what that changes; with `discard` its draft goes, too.
    pub async fn withdraw(&self, by: &User, id: &str, act: Act, discard: bool) -> Result<(Shown, Vec<Changed>), Refused> {
        may_edit(by)?;
        let (head, act) = self.head_for(id, act).await?;
        let mut changes = Vec::new();
        if head.published.is_some() {
            self.refuse_needed(&head.entry)?;
            let candidate = Candidate::Entry { id: head.entry.clone(), entry: None, revision: 0 };
            changes = self.pass(by, candidate, &act).await?;
        }
        if act.dry_run {
            let revision = head.revision;
            return Ok((self.shown(head, revision).await?, changes));
        }
        let withdrawn = self.store.withdraw_entry(published(&head, act.on, by, act.reason, PublicationKind::Withdraw), discard).await;
        Ok((self.live(&head.entry, withdrawn).await?, changes))
    }

    /// Puts back what was published before the last publication of an entry, and tells what that changes.
    pub async fn undo(&self, by: &User, id: &str, act: Act) -> Result<(Shown, Vec<Changed>), Refused> {
        may_edit(by)?;
        let (head, act) = self.head_for(id, act).await?;
        let back_to = self.store.published_before(&head.entry).await?.ok_or(Code::NotFound)?;
        let entry = match back_to {
            Some(revision) => {
                let stored = self.store.revision(&head.entry, revision).await?.ok_or(Code::NotFound)?;
                Some(Box::new(parsed(&stored)?))
            }
            None => {
                self.refuse_needed(&head.entry)?;
                None
            }
        };
        let candidate = Candidate::Entry { id: head.entry.clone(), entry, revision: back_to.unwrap_or(0) };
        let changes = if back_to == head.published { Vec::new() } else { self.pass(by, candidate, &act).await? };
        if act.dry_run {
            let revision = head.revision;
            return Ok((self.shown(head, revision).await?, changes));
        }
        let undone = self.store.undo_publication(published(&head, act.on, by, act.reason, PublicationKind::Undo)).await;
        Ok((self.live(&head.entry, undone).await?, changes))
    }

    // --- together ---

    /// The languages in use with what is published.
    fn languages(&self) -> Vec<Language> {
        self.live_faq.current().engine.languages().iter().collect()
    }

    /// The entries that the matcher finds for a text, the best first.
    async fn matched(&self, text: String) -> Result<Vec<String>, Refused> {
        let published = self.live_faq.current();
        let asked = tokio::task::spawn_blocking(move || {
            let decision = published.engine.ask(&Question { text: &text, ..Question::default() });
            decision.entries.into_iter().map(|found| found.entry).collect()
        });
        Ok(asked.await.map_err(|_| Code::Busy)?)
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

    /// Refuses to withdraw what a safety card stands for.
    fn refuse_needed(&self, id: &str) -> Result<(), Refused> {
        let published = self.live_faq.current();
        let card = published.corpus.safety.iter().find(|card| card.entry.as_deref() == Some(id));
        match card {
            Some(card) => Err(Refused::Invalid(vec![Fault::of_entry("id", FaultKind::Needed(card.id.clone()))])),
            None => Ok(()),
        }
    }
}

/// Which revision of an entry is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// What an editor goes on with.
    Head,
    Revision(u32),
    /// What is published.
    Published,
}

/// A time as clients write it (RFC 3339), in milliseconds.
pub fn time_of(text: &str) -> Option<Millis> {
    Some(text.parse::<jiff::Timestamp>().ok()?.as_millisecond())
}

fn may_edit(by: &User) -> Result<(), Error> {
    authorize(Principal::Staff(by), EditFaq).map(|_| ())
}

fn published(head: &Head, on: Option<u32>, by: &User, reason: Option<String>, kind: PublicationKind) -> Published {
    Published { entry: head.entry.clone(), on, author: by.id.to_string(), reason, kind }
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
