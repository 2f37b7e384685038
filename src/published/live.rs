//! The snapshot that serves now, and how it is replaced.

use super::cache::read_trained;
use super::training::{engine, open_embedding, train, train_apart};
use super::{FaqSnapshot, placeholders, sample};
use crate::answer::Trained;
use crate::config::Config;
use crate::faq::{Corpus, Severity};
use crate::i18n::Catalog;
use crate::metrics;
use crate::search::embedding::PATIENCE;
use crate::search::semantic;
use crate::store::Store;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::SystemTime;
use tokio::task::JoinHandle;

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
    /// Corpus and model that training was tried for, so that a failure is not repeated for ever.
    tried: Option<(u128, Option<[u8; 32]>)>,
    /// What is being learned.
    training: Option<JoinHandle<anyhow::Result<Option<Trained>>>>,
    /// Questions that the model was too slow for, when they were last logged.
    given_up: u64,
}

impl LiveFaq {
    /// Loads what the database publishes; an empty one gets the embedded corpus first.
    pub async fn open(store: &Store, config: &Config, catalog: Arc<Catalog>, data: PathBuf) -> anyhow::Result<Arc<LiveFaq>> {
        if store.corpus_is_empty().await? {
            let report = store.import_corpus(sample::files(), false, "aftercare").await?;
            tracing::info!(entries = report.added, "published the sample corpus");
        }
        let generation = store.corpus_generation().await?;
        metrics::GENERATION.set(generation);
        let (corpus, revisions) = load(store).await?;
        let engine = engine(&corpus, config, |hash| read_trained(&data, hash))?;
        let published = FaqSnapshot::new(corpus, revisions, config, Arc::clone(&catalog), engine);
        let trained = published.engine.trained().is_some();
        tracing::info!(entries = published.corpus.entries.len(), trained, "corpus ready");
        Ok(Arc::new(LiveFaq {
            current: RwLock::new(Arc::new(published)),
            config: config.clone(),
            catalog,
            data,
            known: tokio::sync::Mutex::new(Known { generation, model: None, tried: None, training: None, given_up: 0 }),
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
                let trained = |hash| read_trained(&data, hash).or_else(|| current.engine.trained().cloned());
                let engine = engine(&corpus, &config, trained)?.with_embedding(current.engine.embedding().cloned());
                anyhow::Ok(FaqSnapshot::new(corpus, revisions, &config, catalog, engine))
            });
            self.swap(built.await??);
            known.generation = generation;
            metrics::GENERATION.set(generation);
            tracing::info!(generation, "took up a new publication");
        }
        self.look_for_model(&mut known).await?;
        self.look_after_training(&mut known).await
    }

    /// Takes up what was learned, and begins to learn when there is something new. A publication that comes while something is
    /// learned is served at once, and learned from afterwards.
    async fn look_after_training(&self, known: &mut Known) -> anyhow::Result<()> {
        if let Some(training) = known.training.take() {
            if !training.is_finished() {
                known.training = Some(training);
                return Ok(());
            }
            let current = self.current();
            if let Some(trained) = training.await?? {
                let engine = current.engine.with_trained(trained);
                let semantic = engine.is_semantic();
                self.swap(current.with_engine(engine));
                tracing::info!(semantic, "the matcher is trained for the published corpus");
            }
        }
        let current = self.current();
        let hash = current.engine.corpus_hash();
        let wanted = (hash, current.engine.embedding().map(|embedding| embedding.id()));
        let complete = current.engine.trained_on() == Some(hash) && (wanted.1.is_none() || current.engine.is_semantic());
        if self.config.answers.train && !complete && known.tried != Some(wanted) {
            known.tried = Some(wanted);
            let (data, config) = (self.data.clone(), self.config.clone());
            known.training = Some(tokio::spawn(async move {
                let _training = metrics::TRAINING.hold();
                if train_apart(&data, &config).await {
                    // Nothing is there when something newer was published meanwhile: that is learned from next.
                    return Ok(tokio::task::spawn_blocking(move || read_trained(&data, hash)).await?);
                }
                let here = tokio::task::spawn_blocking(move || train(&data, &current.corpus, &current.engine));
                Ok(Some(here.await?))
            }));
        }
        Ok(())
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

    fn swap(&self, published: FaqSnapshot) {
        *self.current.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(published);
    }
}

async fn load(store: &Store) -> anyhow::Result<(Corpus, BTreeMap<String, u64>)> {
    let (mut corpus, problems) = placeholders::read(store.corpus_files().await?);
    sample::complete(&mut corpus);
    for problem in problems.iter().filter(|problem| problem.severity == Severity::Error) {
        tracing::error!(file = problem.file, line = problem.line, "{}", problem.message);
    }
    anyhow::ensure!(!corpus.entries.is_empty(), "the published corpus has no entries");
    Ok((corpus, store.revisions_of().await?))
}
