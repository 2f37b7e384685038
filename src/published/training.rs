//! Learning from a corpus: the engine that it gives, in this process or in one of its own.

use super::cache;
use crate::answer::{Engine, Settings, Trained, learn};
use crate::config::Config;
use crate::faq::Corpus;
use crate::search::embedding::{Embedded, Embedding};
use crate::search::semantic::{self, Embedder};
use anyhow::Context;
use std::path::Path;
use std::process::Stdio;
use std::sync::Arc;
use std::time::Duration;

/// The matcher's settings from the configuration.
pub fn settings(config: &Config) -> Settings {
    Settings { wrong_rate: config.answers.wrong_rate as f32, ..Settings::default() }
}

/// An engine for a corpus. `trained`: what was learned from the corpus of this hash, or from an earlier one.
pub(super) fn engine(corpus: &Corpus, config: &Config, trained: impl FnOnce(u128) -> Option<Trained>) -> anyhow::Result<Engine> {
    learn::engine_with(corpus, &settings(config), trained).context("the index could not be built")
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

/// A trained engine for a corpus, with the data folder's model if it has one: from the folder's cache, or trained now and
/// kept there. Its questions wait for the model as long as it takes.
pub fn trained_engine(data: &Path, corpus: &Corpus, config: &Config) -> anyhow::Result<Engine> {
    let embedding = open_embedding(data, config.answers.embedding_threads, None);
    let engine = engine(corpus, config, |hash| cache::read_trained(data, hash))?.with_embedding(embedding);
    let complete = engine.trained().is_some() && (engine.embedding().is_none() || engine.is_semantic());
    Ok(if complete { engine } else { engine.with_trained(train(data, corpus, &engine)) })
}

/// Trains in this process, and keeps the result in the data folder's cache.
pub(super) fn train(data: &Path, corpus: &Corpus, engine: &Engine) -> Trained {
    let trained = with_embedded(data, corpus, engine, |embedded| learn::train(engine, corpus, embedded));
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
    match learn::embed(corpus, embedding.embedder(), &mut embedded) {
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

/// Trains in a process of its own: it needs some 100 MB for seconds, which this one would keep for ever. It ends with this one.
/// False when that did not work, as with a program file that was replaced meanwhile.
pub(super) async fn train_apart(data: &Path, config: &Config) -> bool {
    let Ok(program) = std::env::current_exe() else { return false };
    let mut command = tokio::process::Command::new(program);
    command.arg("train").arg("--data").arg(data).env("AFTERCARE_ANSWERS__WRONG_RATE", config.answers.wrong_rate.to_string());
    command.env("AFTERCARE_LOG__LEVEL", "warn").stdin(Stdio::null()).stdout(Stdio::null()).kill_on_drop(true);
    let done = command.status().await.inspect_err(|error| tracing::debug!(%error, "training in a process of its own failed"));
    done.is_ok_and(|status| status.success())
}
