//! The snapshot that serves now, and how it is replaced.
//!
//! - [`candidate`]: what would serve if other files were published

mod candidate;

use super::apart::{self, Outcome};
use super::training::{is_complete, open_embedding, serving_engine, with_cached};
use super::{FaqSnapshot, placeholders, sample};
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::data_folder::{self, Post, Refused};
use crate::faq::{Corpus, Entry, Severity};
use crate::i18n::Catalog;
use crate::market::Markets;
use crate::metrics;
use crate::search::embedding::PATIENCE;
use crate::search::semantic;
use crate::store::Store;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::{Duration, SystemTime};
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// Tries to learn from one corpus with one model.
const MOST_TRIES: u32 = 5;
/// Pause after the first failed try; each further one is twice as long: five tries take a quarter of an hour.
const FIRST_PAUSE: Duration = Duration::from_secs(60);

/// The current snapshot, and how it is replaced.
pub struct LiveFaq {
    current: RwLock<Arc<FaqSnapshot>>,
    config: Config,
    catalog: Arc<Catalog>,
    data: PathBuf,
    /// What `current` was made from; held while something newer is taken up.
    known: tokio::sync::Mutex<Known>,
}

/// What is known of the world outside of [`LiveFaq::current`].
struct Known {
    /// The store's generation.
    generation: i64,
    /// When the model's folder changed last; the outer none before the first look.
    model: Option<Option<SystemTime>>,
    training: Training,
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
    /// Another process was learning when it was last looked.
    waits: bool,
}

impl Training {
    /// Notes what is to be learned; something new is tried at once.
    fn want(&mut self, wanted: Wanted) {
        if self.wanted != Some(wanted) {
            (self.wanted, self.failures, self.not_before) = (Some(wanted), 0, None);
        }
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
    /// Loads what the database publishes; an empty one gets the embedded corpus first.
    pub async fn open(
        store: &Store,
        config: &Config,
        markets: Markets,
        catalog: Arc<Catalog>,
        data: PathBuf,
    ) -> anyhow::Result<Arc<LiveFaq>> {
        if store.corpus_is_empty().await? {
            let report = store.import_corpus(sample::files(), false, "aftercare").await?;
            tracing::info!(entries = report.added, "published the sample corpus");
        }
        let generation = store.corpus_generation().await?;
        metrics::GENERATION.set(generation);
        let (corpus, revisions) = load(store).await?;
        let engine = serving_engine(&data, &corpus, config, None)?;
        let published = FaqSnapshot::new(corpus, revisions, config, markets, Arc::clone(&catalog), engine);
        let trained = published.engine.trained_on().is_some();
        tracing::info!(entries = published.corpus.entries.len(), trained, "corpus ready");
        Ok(Arc::new(LiveFaq {
            current: RwLock::new(Arc::new(published)),
            config: config.clone(),
            catalog,
            data,
            known: tokio::sync::Mutex::new(Known { generation, model: None, training: Training::default(), given_up: 0 }),
        }))
    }

    /// What is published now. Keep it for one question.
    pub fn current(&self) -> Arc<FaqSnapshot> {
        Arc::clone(&self.current.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes up a newer publication, a model and what was learned, and has it trained for what nothing was learned from yet.
    pub async fn refresh(self: &Arc<Self>, store: &Store) -> anyhow::Result<()> {
        let mut known = self.known.lock().await;
        let generation = store.corpus_generation().await?;
        if generation != known.generation {
            let (corpus, revisions) = load(store).await?;
            let (config, catalog, data, current) = (self.config.clone(), Arc::clone(&self.catalog), self.data.clone(), self.current());
            let built = tokio::task::spawn_blocking(move || {
                let engine =
                    serving_engine(&data, &corpus, &config, current.engine.trained())?.with_embedding(current.engine.embedding().cloned());
                anyhow::Ok(FaqSnapshot::new(corpus, revisions, &config, current.markets.clone(), catalog, engine))
            });
            self.swap(built.await??);
            known.generation = generation;
            metrics::GENERATION.set(generation);
            tracing::info!(generation, "took up a new publication");
        }
        self.look_for_model(&mut known).await?;
        self.look_after_training(&mut known).await
    }

    /// Takes up what was learned, and has it learned when there is something new. A publication that comes while something is
    /// learned is served at once, and learned from afterwards.
    async fn look_after_training(&self, known: &mut Known) -> anyhow::Result<()> {
        let current = self.current();
        let training = &mut known.training;
        if let Some(running) = training.running.take() {
            if !running.is_finished() {
                training.running = Some(running);
                return Ok(());
            }
            match running.await? {
                // Nothing is there when something newer was published meanwhile: that is learned from next.
                Outcome::Learned if self.take_up_cached(&current).await? => return Ok(()),
                Outcome::Elsewhere => {}
                Outcome::Learned | Outcome::Failed => training.failed(),
            }
        }
        if !self.config.answers.train || is_complete(&current.engine) {
            return Ok(());
        }
        training.want((current.engine.corpus_hash(), current.engine.embedding().map(|embedding| embedding.id())));
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
        if std::mem::take(&mut training.waits) && self.take_up_cached(&current).await? {
            return Ok(());
        }
        let (data, config) = (self.data.clone(), self.config.clone());
        training.running = Some(tokio::spawn(async move {
            let _training = metrics::TRAINING.hold();
            apart::train(&data, &config).await
        }));
        Ok(())
    }

    /// Takes up what the cache has for the corpus that serves; tells whether that is all that can be learned.
    async fn take_up_cached(&self, current: &Arc<FaqSnapshot>) -> anyhow::Result<bool> {
        let (data, from) = (self.data.clone(), Arc::clone(current));
        let Some(engine) = tokio::task::spawn_blocking(move || with_cached(&data, &from.engine)).await? else { return Ok(false) };
        let (semantic, complete) = (engine.is_semantic(), is_complete(&engine));
        self.swap(current.with_engine(engine));
        tracing::info!(semantic, "the matcher is trained for the published corpus");
        Ok(complete)
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
                let engine = current.engine.with_embedding(embedding);
                self.swap(current.with_engine(engine));
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
        let mut corpus = Corpus::clone(&current.corpus);
        corpus.entries.retain(|entry| changed.iter().all(|(id, _)| *id != entry.id));
        corpus.entries.extend(changed.iter().filter_map(|(_, entry)| entry.clone()));
        corpus.sort();
        anyhow::ensure!(!corpus.entries.is_empty(), "there would be no entries");
        let engine = serving_engine(&self.data, &corpus, &self.config, current.engine.trained())?;
        let revisions = current.revisions().clone();
        let after = FaqSnapshot::new(corpus, revisions, &self.config, current.markets.clone(), Arc::clone(&self.catalog), engine);
        Ok((before, after))
    }

    fn swap(&self, published: FaqSnapshot) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(published);
    }
}

async fn load(store: &Store) -> anyhow::Result<(Corpus, BTreeMap<String, u64>)> {
    let (mut corpus, problems) = placeholders::read_published(store.corpus_files().await?);
    sample::complete(&mut corpus);
    for problem in problems.iter().filter(|problem| problem.severity == Severity::Error) {
        tracing::error!(file = problem.file, line = problem.line, "{}", problem.message);
    }
    anyhow::ensure!(!corpus.entries.is_empty(), "the published corpus has no entries");
    Ok((corpus, store.revisions_of().await?))
}
