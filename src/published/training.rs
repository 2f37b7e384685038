//! Learning from a corpus, in this process: the engine that it gives. At most one process learns in a data folder.

use super::{FaqSnapshot, cache};
use crate::answer::{Engine, Ready, Settings, Trained, learn};
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::danger::learn::Wanted;
use crate::data_folder::{self, Post, Refused};
use crate::faq::{Corpus, Told};
use crate::search::embedding::{Embedded, Embedding};
use crate::search::semantic::{self, Embedder};
use anyhow::Context;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

/// Longest that learning may take, and that others wait for it: with the model, the sample needs about a minute of one core, and the
/// server may leave a background process only a part of that core.
pub const LIMIT: Duration = Duration::from_secs(3600);
/// How often it is looked whether another process has ended.
const LOOK: Duration = Duration::from_secs(1);

/// The matcher's settings from the configuration.
pub fn settings(config: &Config) -> Settings {
    let safety = &config.safety;
    let danger = Wanted {
        false_alarms: safety.false_alarms as f32,
        missed_rate: safety.missed_rate as f32,
        ordinary_asked: safety.ordinary_asked as f32,
    };
    Settings { wrong_rate: config.answers.wrong_rate as f32, danger, ..Settings::default() }
}

/// What was built of a corpus, or of one that differs by no more than so many entries, as the data folder's cache has it.
pub(super) fn ready(data: &Path, corpus: &Corpus, settings: &Settings, most_edited: usize) -> Option<Ready> {
    cache::read_built(data).and_then(|kept| Ready::of_file(kept, corpus, settings, most_edited))
}

/// An engine to serve a corpus from the first question on: with what was learned from it, or from an earlier state of it (`serving`, or the newest
/// that the data folder's cache has), or with what can be learned at once. The latter is kept until there is better.
/// What is `ready` is not built.
pub(super) fn serving_engine(
    data: &Path,
    corpus: &Corpus,
    config: &Config,
    serving: Option<&Arc<Trained>>,
    ready: Option<Ready>,
) -> anyhow::Result<Engine> {
    let earlier = || serving.filter(|trained| trained.serves(corpus)).cloned();
    let kept = || cache::newest_trained(data).filter(|trained| trained.serves(corpus)).map(Arc::new);
    let settings = settings(config);
    let mark = crc32fast::hash(format!("{settings:?}").as_bytes());
    let first = |hash| cache::read_first(data, hash, mark).map(Arc::new);
    let mut is_known = true;
    let trained = |hash| {
        let trained = cache::read_trained(data, hash).map(Arc::new).or_else(earlier).or_else(kept).or_else(|| first(hash));
        is_known = trained.is_some();
        trained
    };
    let engine = learn::engine_at_once(corpus, &settings, ready, trained).context("the index could not be built")?;
    if let (Some(at_once), false) = (engine.trained(), is_known) {
        cache::write_first(data, engine.corpus_hash(), mark, at_once);
    }
    Ok(engine)
}

/// The embedding model of a data folder on threads of its own; none when there is none that can be used.
pub fn open_embedding(data: &Path, threads: usize, patience: Option<Duration>) -> Option<Arc<Embedding>> {
    let started = match Embedder::open(&semantic::folder(data)) {
        Ok(embedder) => embedder.map(|embedder| Embedding::start(embedder, threads, patience)).transpose().map_err(anyhow::Error::from),
        Err(error) => Err(error.into()),
    };
    started.unwrap_or_else(|error| {
        tracing::warn!(%error, "the embedding model cannot be used: matching by words alone");
        None
    })
}

/// Whether an engine has learned all that it can: from its own corpus, and with the embedding model where there is one.
pub(super) fn is_complete(engine: &Engine) -> bool {
    engine.trained_on() == Some(engine.corpus_hash()) && (engine.embedding().is_none() || engine.is_semantic())
}

/// What the data folder's cache has for the corpus of a snapshot, or for one shortly before it: something else than what serves it already.
pub(super) fn learned_since(data: &Path, snapshot: &FaqSnapshot) -> Option<Trained> {
    let is_new = |trained: &Trained| Some(trained.corpus_hash) != snapshot.engine.trained_on() && trained.serves(&snapshot.corpus);
    cache::read_trained(data, snapshot.engine.corpus_hash()).or_else(|| cache::newest_trained(data).filter(is_new))
}

/// The engine with what the data folder's cache has for its corpus.
fn with_cached(data: &Path, engine: &Engine) -> Option<Engine> {
    cache::read_trained(data, engine.corpus_hash()).map(|trained| engine.with_trained(trained))
}

/// What asking for a trained engine came to.
pub enum Learned {
    /// Here it is: from the cache, or trained now.
    Engine(Engine),
    /// Another process is learning in this data folder.
    Elsewhere(Refused),
}

/// A trained engine for a corpus, with the data folder's model if it has one: from the folder's cache, or trained now and kept there.
/// While another process is learning in this folder, nothing is. Its questions wait for the model as long as it takes.
/// `told`: what owners did, the newest first, by which limits are moved.
pub fn trained_engine(data: &Path, corpus: &Corpus, config: &Config, told: &[Told]) -> anyhow::Result<Learned> {
    Ok(learned(data, corpus, ready_engine(data, corpus, config)?, told))
}

/// As [`trained_engine`], but waits for another process that is learning, at most [`LIMIT`].
pub async fn trained_engine_in_time(data: &Path, corpus: &Corpus, config: &Config) -> anyhow::Result<Engine> {
    let deadline = Instant::now() + LIMIT;
    let engine = ready_engine(data, corpus, config)?;
    loop {
        match learned(data, corpus, engine.clone(), &[]) {
            Learned::Engine(engine) => return Ok(engine),
            Learned::Elsewhere(held) => {
                if Instant::now() >= deadline {
                    return Err(held.into());
                }
                tracing::info!(%held, "waiting for another process that is learning");
                tokio::time::sleep(LOOK).await;
            }
        }
    }
}

/// An engine with the data folder's model and what its cache has.
fn ready_engine(data: &Path, corpus: &Corpus, config: &Config) -> anyhow::Result<Engine> {
    let embedding = open_embedding(data, config.answers.embedding_threads, None);
    let settings = settings(config);
    let trained = |hash| cache::read_trained(data, hash).map(Arc::new);
    let engine = learn::engine_with(corpus, &settings, ready(data, corpus, &settings, 0), trained);
    Ok(engine.context("the index could not be built")?.with_embedding(embedding))
}

/// The engine with what is learned, here if need be and nobody else is at it.
fn learned(data: &Path, corpus: &Corpus, engine: Engine, told: &[Told]) -> Learned {
    if is_complete(&engine) {
        return Learned::Engine(engine);
    }
    let lock = match data_folder::lock(data, Post::Training, SystemClock.now()) {
        Ok(lock) => Some(lock),
        Err(held @ Refused::Held { .. }) => return Learned::Elsewhere(held),
        Err(error @ Refused::Io { .. }) => {
            tracing::warn!(%error, "learning all the same");
            None
        }
    };
    // Whoever had the lock a moment ago may have learned just this.
    let engine = match with_cached(data, &engine).filter(is_complete) {
        Some(engine) => engine,
        None => engine.with_trained(train(data, corpus, &engine, told)),
    };
    drop(lock);
    Learned::Engine(engine)
}

/// Trains in this process, and keeps the result in the data folder's cache.
fn train(data: &Path, corpus: &Corpus, engine: &Engine, told: &[Told]) -> Trained {
    let trained = with_embedded(data, corpus, engine, |embedded| learn::train_with(engine, corpus, embedded, told));
    cache::write_trained(data, trained.corpus_hash, &trained);
    trained
}

/// Calls `learn` with the vectors of the corpus's texts: those of the data folder's cache, and new ones, which are kept there.
/// Without a model, or when it fails, there are none.
pub fn with_embedded<T>(data: &Path, corpus: &Corpus, engine: &Engine, learn: impl FnOnce(Option<([u8; 32], &Embedded)>) -> T) -> T {
    let Some(embedding) = engine.embedding() else { return learn(None) };
    let file = cache::embedded_file(data);
    let id = embedding.id();
    let mut embedded = Embedded::read(&file, id);
    match learn::embed(engine, corpus, embedding.embedder(), &mut embedded) {
        Ok(0) => {}
        Ok(texts) => {
            tracing::info!(texts, "embedded what is new in the corpus");
            if let Err(error) = cache::write(&file, &embedded.to_bytes(id)) {
                tracing::warn!(%error, "the vectors could not be cached: they will be made again");
            }
        }
        Err(error) => {
            tracing::error!(%error, "the corpus could not be embedded: learning from words alone");
            return learn(None);
        }
    }
    learn(Some((id, &embedded)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::published::placeholders::read;

    #[test]
    fn what_was_learned_at_once_is_learned_once() {
        let data = std::env::temp_dir().join(format!("aftercare-first-{}", SystemClock.id()));
        let entry = |id: &str, phrasing: &str| {
            let text = format!("[en]\ntitle = \"About {id}\"\nphrasings = [\"{phrasing}\"]\nanswer = \"Text.\"\n");
            (format!("car/{id}.toml"), text)
        };
        let corpus =
            read(vec![entry("tyres", "what is the tyre pressure"), entry("boot", "how does the boot open")], &crate::forms::ours()).0;
        let config = Config::defaults();
        let serve = |config: &Config| serving_engine(&data, &corpus, config, None, None).expect("an index");
        let classes = |engine: &Engine| engine.trained().expect("something is learned at once").classes.clone();
        let first = serve(&config);
        let (hash, mark) = (first.corpus_hash(), crc32fast::hash(format!("{:?}", settings(&config)).as_bytes()));
        let mut marked = cache::read_first(&data, hash, mark).expect("it is kept");
        marked.classes[0] = "marked".into();
        cache::write_first(&data, hash, mark, &marked);
        assert_eq!(classes(&serve(&config)), marked.classes, "it is read, not learned again");
        let mut other = Config::defaults();
        other.answers.wrong_rate /= 2.0;
        assert_eq!(classes(&serve(&other)), classes(&first), "other settings have it learned anew");
        cache::write_trained(&data, hash, &marked);
        assert!(cache::read_first(&data, hash, mark).is_none(), "there is better");
        std::fs::remove_dir_all(&data).expect("removed");
    }
}
