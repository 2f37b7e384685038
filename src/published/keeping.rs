//! Keeping what was built: the next start reads it instead of building it again.

use super::building::last;
use super::cache;
use crate::answer::Engine;
use crate::faq::Corpus;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// Writes what was built into the data folder's cache, one after the other.
pub(super) struct Keeping {
    data: PathBuf,
    turn: Arc<Mutex<()>>,
    /// How many write, or will.
    begun: Arc<AtomicUsize>,
}

impl Keeping {
    pub(super) fn new(data: PathBuf) -> Self {
        Self { data, turn: Arc::default(), begun: Arc::default() }
    }

    /// Whether something is being written, or will be.
    pub(super) fn is_busy(&self) -> bool {
        self.begun.load(Ordering::Acquire) > 0
    }

    /// Keeps what an engine was built of `corpus`, on a thread that comes last. What was edited since is not kept.
    pub(super) fn start(&self, engine: Engine, corpus: Arc<Corpus>) {
        let keep = self.later();
        if let Err(error) = last(move || keep(&engine, &corpus)) {
            tracing::warn!(%error, "no thread could be started to cache the index on: the next start builds it again");
        }
    }

    /// What does so on the thread that calls it; from now on there is something to be written.
    pub(super) fn later(&self) -> impl FnOnce(&Engine, &Corpus) + Send + use<> {
        let (data, turn, begun) = (self.data.clone(), Arc::clone(&self.turn), Begun::new(&self.begun));
        move |engine: &Engine, corpus: &Corpus| {
            let _turn = turn.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(kept) = engine.kept(corpus) {
                cache::write_built(&data, &kept);
            }
            drop(begun);
        }
    }
}

/// Counts from its begin to its end, however that comes.
struct Begun(Arc<AtomicUsize>);

impl Begun {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::AcqRel);
        Self(Arc::clone(count))
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}
