//! Gaps: what owners ask and the FAQ does not answer, grouped for editors; and how often each entry is asked, shown and helps.
//!
//! ```text
//! log of conversations ──tally──▶ counts, missed questions ──group──▶ gaps ──editor──▶ declined, or an entry ──published──▶ asked again ──▶ closed
//! ```
//!
//! What owners do about what they are given is kept beside the counts ([`deeds`]), for those who learn from it.
//!
//! The log is read in its order by one at a time, a background task or whoever looks at the gaps; what was read is written together with how far it was read, so
//! that nothing counts twice. Texts are kept without personal details ([`crate::language::mask`]).

pub mod deeds;
mod group;
mod readings;
pub mod tally;

use crate::access::right::{EditFaq, TallyQuestions};
use crate::access::{Granted, Principal, User, authorize};
use crate::answer::{Kind, Question};
use crate::clock::{Clock, Millis};
use crate::error::{Code, Error};
use crate::faq::Deed;
use crate::language::Language;
use crate::metrics;
use crate::published::{Audience, FaqSnapshot, LiveFaq};
use crate::store::{self, CountKey, EntryCounts, GapQuestion, GapRow, GapState, NewEvents, Store, Tallied};
use readings::{Found, Readings};
use std::collections::BTreeMap;
use std::sync::{Arc, PoisonError, RwLock};
use tally::Counter;
use tokio::sync::Mutex;
use uuid::Uuid;

/// Events that are read in one go, and goes of one call: what is left is read by the next.
const EVENTS: u32 = 1_000;
const GOES: usize = 40;
/// Questions that a new one is compared with, the newest ones.
const COMPARED: u32 = 2_000;
/// Questions of a gap that are asked again.
const ASKED_AGAIN: u32 = 200;
/// Examples of a gap that are shown.
const EXAMPLES: u32 = 20;
/// A gap is closed when this share of its questions find the entry that is to answer them.
const FOUND: f32 = 0.8;
/// Days that counts are summed over.
const COUNTED_DAYS: i64 = 90;
const DAY_MS: Millis = 86_400_000;
/// Entries of a language that are looked at for the first words of a chat, questions that are then offered, and how many make it worth it: fewer
/// say little of what owners ask.
const MOST_ASKED: usize = 50;
const OFFERED: usize = 4;
const WORTH_OFFERING: usize = 3;

/// Entries by language, the most asked first.
type Asked = BTreeMap<Language, Vec<String>>;

/// What joins the rooms for gaps.
pub struct Gaps {
    store: Store,
    live_faq: Arc<LiveFaq>,
    clock: Arc<dyn Clock>,
    /// Held by who reads the log.
    turn: Mutex<Turn>,
    /// What owners asked for most, as it was at the last count; none before the first.
    asked: RwLock<Option<Arc<Asked>>>,
}

/// What whoever counts goes on from.
#[derive(Default)]
struct Turn {
    readings: Readings,
    /// The corpus whose gaps were asked again last.
    asked_of: Option<u128>,
}

/// A gap as an editor sees it.
#[derive(Debug, Clone)]
pub struct Gap {
    pub row: GapRow,
    /// Questions by language and by why they are here.
    pub languages: BTreeMap<Language, u64>,
    pub kinds: BTreeMap<String, u64>,
    /// The newest questions.
    pub examples: Vec<GapQuestion>,
    /// Entries that come nearest to the newest question, with their titles.
    pub nearest: Vec<(String, String)>,
}

impl Gap {
    /// How many questions it has.
    pub fn count(&self) -> u64 {
        self.languages.values().sum()
    }

    /// The newest words by which a technician solved it.
    pub fn reply(&self) -> Option<&str> {
        self.examples.iter().find_map(|question| question.reply.as_deref())
    }
}

fn counting() -> Result<Granted<'static, TallyQuestions>, Error> {
    authorize(Principal::System, TallyQuestions)
}

fn editing(user: &User) -> Result<Granted<'_, EditFaq>, Error> {
    authorize(Principal::Staff(user), EditFaq)
}

impl Gaps {
    pub fn new(store: Store, live_faq: Arc<LiveFaq>, clock: Arc<dyn Clock>) -> Gaps {
        Gaps { store, live_faq, clock, turn: Mutex::default(), asked: RwLock::new(None) }
    }

    /// Counts what was logged since the last time, and asks the questions of answered gaps again when something else was published. How many
    /// events were read.
    pub async fn tally(&self) -> Result<usize, Error> {
        let mut turn = self.turn.lock().await;
        let Turn { readings, asked_of } = &mut *turn;
        let mut events = 0;
        for _ in 0..GOES {
            let rewritten = self.store.rewritten(counting()?);
            let mut new = self.store.untallied(counting()?, EVENTS, |conversation| readings.remembered(conversation)).await?;
            if readings.go_on_from(new.from, rewritten) {
                new = self.store.untallied(counting()?, EVENTS, |_| 0).await?;
                readings.go_on_from(new.from, rewritten);
            }
            let read: usize = new.conversations.iter().map(NewEvents::count).sum();
            if read == 0 {
                break;
            }
            events += read;
            let upto = new.upto;
            let tallied = self.grouped(readings, new).await?;
            let deeds: Vec<Deed> = tallied.deeds.iter().map(|row| row.told.deed).collect();
            if self.store.write_tally(counting()?, tallied).await? {
                readings.wrote(upto);
                deeds.into_iter().for_each(|deed| metrics::DEEDS.add(deed.as_str()));
            }
        }
        let faq = self.live_faq.current();
        if *asked_of != Some(faq.engine.corpus_hash()) {
            self.ask_again(&faq).await?;
            *asked_of = Some(faq.engine.corpus_hash());
        }
        if events > 0 || self.asked().is_none() {
            let since = self.clock.now().div_euclid(DAY_MS) - COUNTED_DAYS;
            let asked = self.store.most_asked(counting()?, since, MOST_ASKED).await?;
            *self.asked.write().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(asked));
        }
        Ok(events)
    }

    fn asked(&self) -> Option<Arc<Asked>> {
        self.asked.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// The questions that owners of a language asked most in the last 90 days, as far as they are answered in that language and market; none
    /// where too few are known. A danger's entry is not among them: it is no question to choose from. Nor is one that is for other models than
    /// the owner's, or for some where nobody knows theirs.
    pub fn most_asked(&self, faq: &FaqSnapshot, audience: Audience<'_>, models: &[String]) -> Vec<String> {
        let asked = self.asked();
        let entries = asked.iter().filter_map(|asked| asked.get(&audience.language)).flatten();
        let titles: Vec<String> = entries
            .filter(|entry| faq.is_for_model(entry, models))
            .filter_map(|entry| faq.offered(entry, audience))
            .take(OFFERED)
            .collect();
        if titles.len() < WORTH_OFFERING { Vec::new() } else { titles }
    }

    /// What new events came to, each missed question with the gap that it belongs to.
    async fn grouped(&self, readings: &mut Readings, new: store::Untallied) -> Result<Tallied, Error> {
        let mut tallied = Tallied { from: new.from, upto: new.upto, ..Tallied::default() };
        let mut missed = Vec::new();
        for log in new.conversations {
            let Found { tally, deeds, answered, replies } = readings.read(log);
            for count in tally.counts {
                let key: CountKey = (count.entry, count.language, count.day);
                *counter(tallied.counts.entry(key).or_default(), count.counter) += 1;
            }
            missed.extend(tally.questions);
            tallied.deeds.extend(deeds);
            tallied.answered.extend(answered);
            tallied.replies.extend(replies);
        }
        if missed.is_empty() {
            return Ok(tallied);
        }
        let known = self.store.gap_questions(counting()?, COMPARED).await?;
        let (faq, clock) = (self.live_faq.current(), Arc::clone(&self.clock));
        let grouped = tokio::task::spawn_blocking(move || group::group(&faq.engine, &known, missed, || clock.id()));
        tallied.questions = grouped.await.map_err(|_| Code::Busy)?;
        Ok(tallied)
    }

    /// Closes the gaps whose questions find the entry that is to answer them now.
    async fn ask_again(&self, faq: &Arc<FaqSnapshot>) -> Result<(), Error> {
        for gap in self.store.answered_gaps(counting()?).await? {
            let Some(entry) = gap.entry.clone() else { continue };
            let questions = self.store.questions_again(counting()?, gap.id, ASKED_AGAIN).await?;
            let faq = Arc::clone(faq);
            let wanted = entry.clone();
            let found = tokio::task::spawn_blocking(move || {
                let is_found = |question: &&GapQuestion| finds(&faq, question, &wanted);
                questions.iter().filter(is_found).count() as f32 >= FOUND * questions.len() as f32
            });
            if found.await.map_err(|_| Code::Busy)? {
                self.store.decide_gap(gap.id, GapState::Closed, Some(entry), None).await?;
            }
        }
        Ok(())
    }

    /// A page of gaps, those asked last first. What was logged until now is counted first.
    pub async fn page(&self, user: &User, states: &[GapState], after: Option<(Millis, Uuid)>, limit: u32) -> Result<Vec<Gap>, Error> {
        self.tally().await?;
        let rows = self.store.gaps(editing(user)?, states, after, limit).await?;
        let mut gaps = Vec::with_capacity(rows.len());
        for row in rows {
            gaps.push(self.gap(user, row).await?);
        }
        Ok(gaps)
    }

    /// One gap.
    pub async fn show(&self, user: &User, id: Uuid) -> Result<Gap, Error> {
        let row = self.store.gap(editing(user)?, id).await?.ok_or(Code::NotFound)?;
        self.gap(user, row).await
    }

    async fn gap(&self, user: &User, row: GapRow) -> Result<Gap, Error> {
        let examples = self.store.questions_of(editing(user)?, row.id, EXAMPLES).await?;
        let (mut languages, mut kinds) = (BTreeMap::new(), BTreeMap::new());
        for (language, kind, questions) in self.store.gap_counts(editing(user)?, row.id).await? {
            *languages.entry(language).or_insert(0) += questions;
            *kinds.entry(kind).or_insert(0) += questions;
        }
        let nearest = match examples.first().map(|newest| (newest.text.clone(), newest.language)) {
            Some((text, language)) => self.nearest(text, language).await?,
            None => Vec::new(),
        };
        Ok(Gap { row, languages, kinds, examples, nearest })
    }

    /// The three entries that come nearest to a text.
    async fn nearest(&self, text: String, language: Language) -> Result<Vec<(String, String)>, Error> {
        let faq = self.live_faq.current();
        let asked = tokio::task::spawn_blocking(move || {
            let decision = faq.engine.ask(&Question { text: &text, language: Some(language), ..Question::default() });
            let title = |id: String| Some((id.clone(), faq.corpus.entry(&id)?.text(language)?.1.title.clone()));
            decision.entries.into_iter().take(3).filter_map(|found| title(found.entry)).collect()
        });
        Ok(asked.await.map_err(|_| Code::Busy)?)
    }

    /// Says what becomes of a gap: an entry that is to answer it, or none: it is left to people.
    pub async fn decide(&self, user: &User, id: Uuid, state: GapState, entry: Option<String>) -> Result<Gap, Error> {
        editing(user)?;
        let row = self.store.decide_gap(id, state, entry, Some(user.id)).await?;
        // Published already, perhaps: then its questions are asked at the next look.
        self.turn.lock().await.asked_of = None;
        self.gap(user, row).await
    }

    /// Counts of the last 90 days by entry and language.
    pub async fn counts(&self, user: &User) -> Result<BTreeMap<(String, Language), EntryCounts>, Error> {
        self.tally().await?;
        let since = self.clock.now().div_euclid(DAY_MS) - COUNTED_DAYS;
        Ok(self.store.entry_counts(editing(user)?, since).await?)
    }
}

fn finds(faq: &FaqSnapshot, question: &GapQuestion, entry: &str) -> bool {
    let decision = faq.engine.ask(&Question { text: &question.text, language: Some(question.language), ..Question::default() });
    decision.kind == Kind::Answer && decision.entry.as_deref() == Some(entry)
}

fn counter(counts: &mut EntryCounts, counter: Counter) -> &mut u64 {
    match counter {
        Counter::Asked => &mut counts.asked,
        Counter::Shown => &mut counts.shown,
        Counter::Taken => &mut counts.taken,
        Counter::Helpful => &mut counts.helpful,
        Counter::Unhelpful => &mut counts.unhelpful,
        Counter::Person => &mut counts.person,
    }
}
