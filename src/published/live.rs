//! The snapshot that serves now, and how it is replaced.
//!
//! An edited entry is laid over what was built, in milliseconds. Edits that have become many, or that something was learned from, are built in: on a
//! thread of its own with a low priority, beside the snapshot that serves; what is edited meanwhile is laid over the new one.
//!
//! - [`candidate`]: what would serve if other files were published
//! - [`meanings`]: what edited phrasings mean, before anything is learned from them

mod candidate;
mod meanings;

use super::apart::{self, Outcome};
use super::building::{self, Building, Built, MOST_EDITED};
use super::keeping::Keeping;
use super::training::{self, is_complete, learned_since, open_embedding, serving_engine};
use super::{Edit, FaqSnapshot, placeholders, sample};
use crate::answer::Engine;
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::data_folder::{self, Post, Refused};
use crate::faq::{Corpus, Entry, Severity};
use crate::forms::Forms;
use crate::market::MarketsNow;
use crate::metrics;
use crate::search::embedding::PATIENCE;
use crate::search::semantic;
use crate::store::Store;
use anyhow::Context as _;
use meanings::Meanings;
use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::{Duration, SystemTime};
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// Tries to learn from one corpus with one model.
const MOST_TRIES: u32 = 5;
/// Pause after the first failed try; each further one is twice as long: five tries take a quarter of an hour.
const FIRST_PAUSE: Duration = Duration::from_secs(60);

/// Without an edit for so long, what was edited is learned from.
const QUIET: Duration = Duration::from_secs(30);
/// And after so long in any case.
const LONGEST_UNLEARNED: Duration = Duration::from_secs(600);
/// Ids of entries of which it is remembered when they were edited.
const MOST_REMEMBERED: usize = 10_000;

/// Snapshots that are kept until nobody asks them any more; of more, the older ones are let go at once.
const MOST_RETIRED: usize = 4;
/// Edits that are remembered while one before them is not told yet.
const MOST_AHEAD: usize = 1_000;

/// The current snapshot, and how it is replaced.
pub struct LiveFaq {
    current: RwLock<Arc<FaqSnapshot>>,
    /// Those of `current`, for rooms that may not know it.
    markets: MarketsNow,
    /// Held while the next snapshot is made of the current one, for milliseconds: nothing that somebody else put into it meanwhile is lost.
    served: Mutex<Served>,
    /// What served before all was built anew. To let go of it takes long where there are many entries: no question should be the last to hold it.
    retired: Mutex<Vec<Arc<FaqSnapshot>>>,
    config: Config,
    forms: Forms,
    data: PathBuf,
    keeping: Keeping,
    /// What `current` was made from; held while something newer is taken up.
    known: tokio::sync::Mutex<Known>,
}

/// Which publications [`LiveFaq::current`] has.
struct Served {
    /// The store's generation, up to which it has all.
    generation: i64,
    /// Generations of single edits: what is told late is not put over something newer.
    edits: BTreeMap<String, i64>,
    /// Later generations that it has as well, while one before them is not told yet.
    ahead: BTreeSet<i64>,
}

impl Served {
    fn new(generation: i64) -> Self {
        Self { generation, edits: BTreeMap::new(), ahead: BTreeSet::new() }
    }

    /// Notes an edit's generation. Where one stays missing, somebody else has published, and all is read again.
    fn has(&mut self, generation: i64) {
        if generation > self.generation && self.ahead.len() < MOST_AHEAD {
            self.ahead.insert(generation);
        }
        self.advance();
    }

    /// Notes that everything up to a generation was read.
    fn has_all(&mut self, generation: i64) {
        self.generation = self.generation.max(generation);
        self.ahead.retain(|later| *later > generation);
        self.advance();
    }

    fn advance(&mut self) {
        while self.ahead.remove(&(self.generation + 1)) {
            self.generation += 1;
        }
        metrics::GENERATION.set(self.generation);
    }
}

/// What is known of the world outside of [`LiveFaq::current`].
struct Known {
    /// When the model's folder changed last; the outer none before the first look.
    model: Option<Option<SystemTime>>,
    training: Training,
    /// All built anew with the edits, on its way.
    building: Option<Building>,
    /// What was built and is not kept yet.
    to_keep: Option<(Engine, Arc<Corpus>)>,
    /// What is read of edited entries with the embedding model.
    meanings: Meanings,
    /// Something was learned from the edits: they may be built in.
    settled: bool,
    /// The generation that was there at the last look and that [`LiveFaq::current`] did not have.
    missing: Option<i64>,
    /// Questions that the model was too slow for, when they were last logged.
    given_up: u64,
}

/// Corpus and embedding model that something is learned from.
type Wanted = (u128, Option<[u8; 32]>);

/// What is being learned, and when it is tried again after a failure.
#[derive(Default)]
struct Training {
    wanted: Option<Wanted>,
    running: Option<JoinHandle<Outcome>>,
    /// Failures so far with what is wanted.
    failures: u32,
    /// No other try before this.
    not_before: Option<Instant>,
    /// Since when there are edits that nothing was begun to be learned from.
    unlearned_since: Option<Instant>,
    /// Another process was learning when it was last looked.
    waits: bool,
}

impl Training {
    /// Notes what is to be learned. Something new is tried at once, but for edits: these are learned from when no more of them come, or when some
    /// have waited long.
    fn want(&mut self, wanted: Wanted, is_edited: bool) {
        if self.wanted == Some(wanted) {
            return;
        }
        let now = Instant::now();
        let longest = *self.unlearned_since.get_or_insert(now) + LONGEST_UNLEARNED;
        let not_before = is_edited.then(|| longest.min(now + QUIET));
        (self.wanted, self.failures, self.not_before) = (Some(wanted), 0, not_before);
    }

    /// Notes a failure: the next try comes after a pause that doubles.
    fn failed(&mut self) {
        self.not_before = Some(Instant::now() + FIRST_PAUSE * 2_u32.saturating_pow(self.failures.min(MOST_TRIES)));
        self.failures += 1;
        if self.failures == MOST_TRIES {
            tracing::error!(
                tries = MOST_TRIES,
                "nothing could be learned: what was learned before serves on until something new is published"
            );
        }
    }

    fn is_due(&self) -> bool {
        self.failures < MOST_TRIES && self.not_before.is_none_or(|time| time <= Instant::now())
    }
}

impl LiveFaq {
    /// Loads what the database publishes; an empty one gets the embedded corpus first. `markets` are those of the configuration; what editors
    /// set of them is told there from then on.
    pub async fn open(store: &Store, config: &Config, markets: MarketsNow, forms: Forms, data: PathBuf) -> anyhow::Result<Arc<LiveFaq>> {
        if store.corpus_is_empty().await? {
            let report = store.import_corpus(sample::files(), false, "aftercare").await?;
            tracing::info!(entries = report.added, "published the sample corpus");
        }
        let generation = store.corpus_generation().await?;
        metrics::GENERATION.set(generation);
        let (corpus, revisions) = load(store).await?;
        let ready = training::ready(&data, &corpus, &training::settings(config), MOST_EDITED);
        let is_built = ready.is_none();
        let engine = serving_engine(&data, &corpus, config, None, ready)?;
        let published = FaqSnapshot::new(corpus, revisions, config, markets.get(), forms.clone(), engine);
        let trained = published.engine.trained_on().is_some();
        tracing::info!(entries = published.corpus.entries.len(), trained, cached = !is_built, "corpus ready");
        let to_keep = is_built.then(|| (published.engine.clone(), Arc::clone(&published.corpus)));
        // Edits from before this start, all learned from, are built in beside it.
        let settled = published.engine.edited() > 0 && is_complete(&published.engine);
        markets.set(published.markets.clone());
        Ok(Arc::new(LiveFaq {
            markets,
            current: RwLock::new(Arc::new(published)),
            retired: Mutex::default(),
            config: config.clone(),
            forms,
            keeping: Keeping::new(data.clone()),
            data,
            served: Mutex::new(Served::new(generation)),
            known: tokio::sync::Mutex::new(Known {
                model: None,
                training: Training::default(),
                building: None,
                to_keep,
                meanings: Meanings::default(),
                settled,
                missing: None,
                given_up: 0,
            }),
        }))
    }

    /// What is published now. Keep it for one question.
    pub fn current(&self) -> Arc<FaqSnapshot> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Serves edited entries at once. `generation` is the store's after the transaction that published them; what other processes publish is taken up by
    /// [`Self::refresh`]. Edits may be told in another order than they were published in.
    ///
    /// # Errors
    ///
    /// The server is stopping.
    pub async fn publish(self: &Arc<Self>, edits: Vec<Edit>, generation: i64) -> anyhow::Result<()> {
        let live = Arc::clone(self);
        Ok(tokio::task::spawn_blocking(move || live.lay_over(edits, generation)).await?)
    }

    /// As [`Self::publish`], of one entry as the database publishes it, or no longer does: for whoever has just published or withdrawn it, in the
    /// transaction that made `generation`.
    ///
    /// # Errors
    ///
    /// The database failed; what was published before serves on.
    pub async fn take_up_entry(self: &Arc<Self>, store: &Store, id: &str, generation: i64) -> anyhow::Result<()> {
        // What is read after the generation is as new or newer.
        let (entry, revision) = match store.published_entry(id).await? {
            Some((path, body, revision)) => {
                let (mut corpus, problems) = placeholders::read_published(vec![(path, body)]);
                let entry = corpus.entries.pop();
                anyhow::ensure!(entry.is_some(), "{id} cannot be read: {problems:?}");
                (entry, revision)
            }
            None => (None, self.current().revision(id)),
        };
        self.publish(vec![Edit { id: id.to_owned(), entry, revision }], generation).await
    }

    fn lay_over(&self, mut edits: Vec<Edit>, generation: i64) {
        let mut served = self.served();
        let current = self.current();
        edits.retain(|edit| served.edits.get(&edit.id).is_none_or(|last| *last < generation) && current.edit(edit.id.clone()) != *edit);
        if served.edits.len() > MOST_REMEMBERED {
            served.edits.clear();
        }
        served.edits.extend(edits.iter().map(|edit| (edit.id.clone(), generation)));
        if !edits.is_empty() {
            drop(self.swap(current.with_edits(&edits)));
        }
        served.has(generation);
    }

    /// Takes up a newer publication, a model and what was learned, and has it trained for what nothing was learned from yet.
    ///
    /// # Errors
    ///
    /// The database or the index failed; what was published before serves on.
    pub async fn refresh(self: &Arc<Self>, store: &Store) -> anyhow::Result<()> {
        let mut known = self.known.lock().await;
        let generation = store.corpus_generation().await?;
        let newer = (generation != self.served().generation).then_some(generation);
        self.look(store, &mut known, newer).await
    }

    /// As [`Self::refresh`], for whoever looks again and again: a publication of this server is told milliseconds after it was committed, so all is read
    /// only where one was missing at the look before already. Reading ten thousand entries takes seconds, and somebody publishes all the time.
    ///
    /// # Errors
    ///
    /// As [`Self::refresh`].
    pub async fn follow(self: &Arc<Self>, store: &Store) -> anyhow::Result<()> {
        let mut known = self.known.lock().await;
        self.let_go();
        let generation = store.corpus_generation().await?;
        let served = self.served().generation;
        let missing = std::mem::replace(&mut known.missing, (served < generation).then_some(generation));
        let newer = missing.is_some_and(|missing| served < missing).then_some(generation);
        self.look(store, &mut known, newer).await
    }

    /// See [`Self::refresh`]; all is read where there is a generation that is not served.
    async fn look(self: &Arc<Self>, store: &Store, known: &mut Known, newer: Option<i64>) -> anyhow::Result<()> {
        if let Some(generation) = newer {
            let before = self.current();
            let (corpus, revisions) = load(store).await?;
            let live = Arc::clone(self);
            let built = tokio::task::spawn_blocking(move || live.take_up(&before, corpus, revisions, generation)).await??;
            if built.is_some() {
                (known.building, known.to_keep) = (None, built);
            }
            tracing::info!(generation, "took up a new publication");
        }
        if let Some((engine, corpus)) = known.to_keep.take() {
            self.keeping.start(engine, corpus);
        }
        self.look_for_model(known).await?;
        self.look_after_edits(known).await?;
        self.look_after_meanings(&mut known.meanings);
        self.look_after_training(known).await
    }

    /// Serves a corpus that was read: what differs is laid over what was built when it is little, else all is built anew; what was built is told. Edits that
    /// were made since `before` stay over it, and all is then read again.
    fn take_up(
        &self,
        before: &FaqSnapshot,
        corpus: Corpus,
        revisions: BTreeMap<String, u64>,
        generation: i64,
    ) -> anyhow::Result<Option<(Engine, Arc<Corpus>)>> {
        let differing =
            building::differing(before, &corpus, &revisions).filter(|edits| before.engine.edited() + edits.len() <= MOST_EDITED);
        let is_built = differing.is_none();
        let built = match differing {
            Some(edits) => before.with_edits(&edits),
            None => {
                let engine = serving_engine(&self.data, &corpus, &self.config, before.engine.trained(), None)?;
                FaqSnapshot::new(corpus, revisions, &self.config, before.markets.clone(), self.forms.clone(), engine)
            }
        };
        let to_keep = is_built.then(|| (built.engine.clone(), Arc::clone(&built.corpus)));
        let mut served = self.served();
        let current = self.current();
        let meanwhile = building::edits(before, &current);
        let built = if meanwhile.is_empty() { built } else { built.with_edits(&meanwhile) };
        let engine = built.engine.with_embedding(current.engine.embedding().cloned());
        self.retire(self.swap(built.with_engine(engine)));
        if meanwhile.is_empty() {
            served.has_all(generation);
        }
        Ok(to_keep)
    }

    /// Builds edits in when they are many, or were learned from: what was counted of the corpus when it was built is then true again.
    async fn look_after_edits(self: &Arc<Self>, known: &mut Known) -> anyhow::Result<()> {
        if let Some(building) = known.building.take() {
            if !building.is_finished() {
                known.building = Some(building);
                return Ok(());
            }
            if let Some(built) = building.done().await {
                let live = Arc::clone(self);
                tokio::task::spawn_blocking(move || live.put_under(built)).await?;
            }
        }
        let edited = self.current().engine.edited();
        if edited >= MOST_EDITED || (edited > 0 && known.settled) {
            let live = Arc::clone(self);
            known.building = Building::start(self.current(), move || live.current(), self.keeping.later());
            known.settled = false;
        }
        Ok(())
    }

    /// Serves what was built anew, with what was edited since it was begun over it.
    fn put_under(&self, built: Built) {
        // What was edited while it was built, and only then, while other edits wait, what was edited in the last moment.
        let (built, with) = building::caught_up(built, &|| self.current());
        let served = self.served();
        let current = self.current();
        let edits = building::edits(&with, &current);
        let ids: Vec<&str> = edits.iter().map(|edit| edit.id.as_str()).collect();
        let engine = current.engine.with_base_of(&built.with_edits(&current.corpus, &ids));
        tracing::info!(edited = engine.edited(), "built the edits in");
        let before = self.swap(current.with_engine(engine));
        drop(served);
        self.retire(before);
    }

    /// Takes up what was learned, and has it learned when there is something new. A publication that comes while something is
    /// learned is served at once, and learned from afterwards.
    async fn look_after_training(&self, known: &mut Known) -> anyhow::Result<()> {
        let training = &mut known.training;
        if let Some(running) = training.running.take() {
            if !running.is_finished() {
                training.running = Some(running);
                return Ok(());
            }
            match running.await? {
                // Nothing is there when something newer was published meanwhile: that is learned from next.
                Outcome::Learned => match self.take_up_learned().await? {
                    Some(is_complete) => {
                        known.settled = true;
                        if is_complete {
                            return Ok(());
                        }
                    }
                    None => training.failed(),
                },
                Outcome::Elsewhere => {}
                Outcome::Failed => training.failed(),
            }
        }
        let current = self.current();
        // The process that learns begins with what was built, too.
        if !self.config.answers.train || is_complete(&current.engine) || self.keeping.is_busy() {
            return Ok(());
        }
        let wanted = (current.engine.corpus_hash(), current.engine.embedding().map(|embedding| embedding.id()));
        training.want(wanted, current.engine.edited() > 0);
        if !training.is_due() {
            return Ok(());
        }
        // Only a look, which spares a process: the child takes the lock for itself, and tells when it cannot.
        if let Err(Refused::Held { by, .. }) = data_folder::lock(&self.data, Post::Training, SystemClock.now()) {
            if !std::mem::replace(&mut training.waits, true) {
                tracing::info!(%by, "another process is learning in this data folder: waiting for it");
            }
            return Ok(());
        }
        // Whoever had the lock may have learned just this.
        if std::mem::take(&mut training.waits) && self.take_up_learned().await? == Some(true) {
            return Ok(());
        }
        training.unlearned_since = None;
        let (data, config) = (self.data.clone(), self.config.clone());
        training.running = Some(tokio::spawn(async move {
            let _training = metrics::TRAINING.hold();
            apart::train(&data, &config).await
        }));
        Ok(())
    }

    /// Takes up what was learned lately, from the corpus that serves or from one shortly before it; tells whether that is all that can be learned, or
    /// none where there is nothing new.
    async fn take_up_learned(&self) -> anyhow::Result<Option<bool>> {
        let (data, from) = (self.data.clone(), self.current());
        let Some(trained) = tokio::task::spawn_blocking(move || learned_since(&data, &from)).await? else { return Ok(None) };
        let _served = self.served();
        let current = self.current();
        let engine = current.engine.with_trained(trained);
        let (semantic, complete) = (engine.is_semantic(), is_complete(&engine));
        self.retire(self.swap(current.with_engine(engine)));
        tracing::info!(semantic, complete, "took up what was learned from the published corpus");
        Ok(Some(complete))
    }

    /// Takes up an embedding model that was installed, and lets go of one that was removed.
    async fn look_for_model(&self, known: &mut Known) -> anyhow::Result<()> {
        let folder = semantic::folder(&self.data);
        let changed = std::fs::metadata(&folder).and_then(|folder| folder.modified()).ok();
        let current = self.current();
        if known.model != Some(changed) {
            known.model = Some(changed);
            let (data, threads) = (self.data.clone(), self.config.answers.embedding_threads);
            let embedding = tokio::task::spawn_blocking(move || open_embedding(&data, threads, Some(PATIENCE))).await?;
            match (&embedding, current.engine.embedding()) {
                (Some(_), _) => tracing::info!("the embedding model takes part"),
                (None, None) => tracing::info!("no embedding model: matching by words alone; `aftercare model fetch` gets one"),
                (None, Some(_)) => tracing::info!("the embedding model was removed: matching by words alone"),
            }
            if embedding.is_some() || current.engine.embedding().is_some() {
                let _served = self.served();
                let current = self.current();
                self.retire(self.swap(current.with_engine(current.engine.with_embedding(embedding))));
                known.given_up = 0;
            }
        } else if let Some(embedding) = current.engine.embedding() {
            let counts = embedding.counts();
            if counts.given_up > known.given_up {
                let questions = counts.given_up - known.given_up;
                tracing::warn!(questions, ?counts, "answered by words alone: the embedding model was busy or slow");
                known.given_up = counts.given_up;
            }
        }
        Ok(())
    }

    /// What serves now, and beside it what would serve if these entries were as they are here (none: withdrawn): both without the embedding model,
    /// for comparing them.
    ///
    /// # Errors
    ///
    /// The index could not be built in memory, or nothing would be left to answer with.
    pub fn beside(&self, changed: &[(String, Option<Entry>)]) -> anyhow::Result<(FaqSnapshot, FaqSnapshot)> {
        let current = self.current();
        let before = current.with_engine(current.engine.with_embedding(None));
        let edit = |(id, entry): &(String, Option<Entry>)| Edit {
            entry: entry.clone().map(Arc::new),
            revision: current.revision(id),
            id: id.clone(),
        };
        let after = before.apart(&changed.iter().map(edit).collect::<Vec<_>>());
        anyhow::ensure!(!after.corpus.entries.is_empty(), "there would be no entries");
        if after.engine.edited() <= MOST_EDITED {
            return Ok((before, after));
        }
        let engine = after.engine.rebuilt(&after.corpus).context("the index could not be built")?;
        Ok((before, after.with_engine(engine)))
    }

    fn served(&self) -> MutexGuard<'_, Served> {
        self.served.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Serves another snapshot; what served before. That may be large: it is for the caller to let go of, when nobody waits for the lock.
    fn swap(&self, published: FaqSnapshot) -> Arc<FaqSnapshot> {
        self.markets.set(published.markets.clone());
        let published = Arc::new(published);
        std::mem::replace(&mut *self.current.write().unwrap_or_else(PoisonError::into_inner), published)
    }

    /// Keeps what served before until the next look: by then the questions that began with it are answered.
    fn retire(&self, before: Arc<FaqSnapshot>) {
        let mut retired = self.retired.lock().unwrap_or_else(PoisonError::into_inner);
        retired.push(before);
        let surplus = retired.len().saturating_sub(MOST_RETIRED);
        let oldest: Vec<Arc<FaqSnapshot>> = retired.drain(..surplus).collect();
        drop(retired);
        drop(oldest);
    }

    /// Lets go of what is retired, where nobody waits for it.
    fn let_go(&self) {
        let retired = std::mem::take(&mut *self.retired.lock().unwrap_or_else(PoisonError::into_inner));
        if !retired.is_empty() {
            // Without a thread it is let go of here.
            let _ = building::last(move || drop(retired));
        }
    }
}

async fn load(store: &Store) -> anyhow::Result<(Corpus, BTreeMap<String, u64>)> {
    let files = store.corpus_files().await?;
    let read = tokio::task::spawn_blocking(move || {
        let (mut corpus, problems) = placeholders::read_published(files);
        sample::complete(&mut corpus);
        (corpus, problems)
    });
    let (corpus, problems) = read.await?;
    for problem in problems.iter().filter(|problem| problem.severity == Severity::Error) {
        tracing::error!(file = problem.file, line = problem.line, "{}", problem.message);
    }
    anyhow::ensure!(!corpus.entries.is_empty(), "the published corpus has no entries");
    Ok((corpus, store.revisions_of().await?))
}

#[cfg(test)]
mod tests;
