//! Building edits in: all anew, beside the snapshot that serves, on a thread that comes last.

use super::{Edit, FaqSnapshot};
use crate::answer::Engine;
use crate::faq::{Corpus, Entry};
use std::collections::BTreeMap;
use std::sync::Arc;
use tokio::sync::oneshot::{Receiver, channel};

/// How much nicer than others, as learning is: questions and edits come first.
pub const NICENESS: i32 = 10;
/// Edits after which all is built anew.
pub const MOST_EDITED: usize = 256;
/// Edits that whoever waits for a publication may have to wait for.
const FEW: usize = 4;
/// Times that edits are taken up which were made while the ones before them were.
const MOST_ROUNDS: usize = 8;

/// The engine with nothing over it, and the snapshot whose edits it has.
pub(super) type Built = (Engine, Arc<FaqSnapshot>);

/// A build on its way. Nobody waits for one that is dropped: it ends by itself.
pub(super) struct Building(Receiver<Option<Built>>);

impl Building {
    /// Begins to build the entries of a snapshot. `current` gives the snapshot that serves when it is called; `keep` gets what was built, without later
    /// edits, once nobody waits for it. None when there is no thread for it.
    pub(super) fn start(
        from: Arc<FaqSnapshot>,
        current: impl Fn() -> Arc<FaqSnapshot> + Send + 'static,
        keep: impl FnOnce(&Engine, &Corpus) + Send + 'static,
    ) -> Option<Self> {
        let (sender, receiver) = channel();
        let build = move || {
            let built = build(&from);
            let unedited = built.clone();
            drop(sender.send(built.map(|engine| caught_up((engine, Arc::clone(&from)), &current))));
            if let Some(engine) = unedited {
                keep(&engine, &from.corpus);
            }
        };
        let started = last(build).inspect_err(|error| tracing::error!(%error, "no thread could be started to build the edits in"));
        started.is_ok().then_some(Self(receiver))
    }

    pub(super) fn is_finished(&self) -> bool {
        !self.0.is_empty() || self.0.is_terminated()
    }

    /// What was built; none when it failed, which is in the log.
    pub(super) async fn done(self) -> Option<Built> {
        self.0.await.ok().flatten()
    }
}

fn build(from: &FaqSnapshot) -> Option<Engine> {
    from.engine.rebuilt(&from.corpus).inspect_err(|error| tracing::error!(%error, "the edits could not be built in")).ok()
}

/// Has this thread come after the others from now on; those that it starts do so as well.
pub fn come_last() {
    // Whatever is done at the usual priority is done all the same.
    let _ = rustix::process::nice(NICENESS);
}

/// Does something on a thread that comes last.
///
/// # Errors
///
/// There is no thread for it; nothing was done.
pub(super) fn last(work: impl FnOnce() + Send + 'static) -> std::io::Result<()> {
    let work = move || {
        come_last();
        work();
    };
    std::thread::Builder::new().name("last".to_owned()).spawn(work).map(drop)
}

/// What was built, with what was edited until few edits are missing.
pub(super) fn caught_up((mut engine, mut with): Built, current: &impl Fn() -> Arc<FaqSnapshot>) -> Built {
    for _ in 0..MOST_ROUNDS {
        let now = current();
        let edits = edits(&with, &now);
        if edits.len() <= FEW {
            break;
        }
        let ids: Vec<&str> = edits.iter().map(|edit| edit.id.as_str()).collect();
        engine = engine.with_edits(&now.corpus, &ids);
        with = now;
    }
    (engine, with)
}

/// What was edited between two snapshots of which the later one was made of the earlier one by edits.
pub(super) fn edits(earlier: &FaqSnapshot, later: &FaqSnapshot) -> Vec<Edit> {
    changed(&earlier.corpus, &later.corpus, Arc::ptr_eq).into_iter().map(|id| later.edit(id)).collect()
}

/// The edits that make the corpus of a snapshot this one; none where more differs than entries.
pub(super) fn differing(snapshot: &FaqSnapshot, corpus: &Corpus, revisions: &BTreeMap<String, u64>) -> Option<Vec<Edit>> {
    let edit = |id: String| {
        let revision = revisions.get(&id).copied().unwrap_or_else(|| snapshot.revision(&id));
        Edit { entry: corpus.entry(&id).cloned(), id, revision }
    };
    let is_same = |id: &str| revisions.get(id).is_none_or(|revision| *revision == snapshot.revision(id));
    let mut ids = changed(&snapshot.corpus, corpus, |a, b| a == b && is_same(&a.id));
    ids.sort_unstable();
    snapshot.corpus.is_beside(corpus).then(|| ids.into_iter().map(edit).collect())
}

/// Ids of the entries that only one of two corpora has, or that are not the `same` in both.
pub(super) fn changed(one: &Corpus, other: &Corpus, same: impl Fn(&Arc<Entry>, &Arc<Entry>) -> bool) -> Vec<String> {
    let (mut left, mut right) = (one.entries.iter().peekable(), other.entries.iter().peekable());
    let mut changed = Vec::new();
    loop {
        let order = match (left.peek(), right.peek()) {
            (Some(a), Some(b)) => a.id.cmp(&b.id),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (None, None) => return changed,
        };
        let a = if order.is_le() { left.next() } else { None };
        let b = if order.is_ge() { right.next() } else { None };
        match (a, b) {
            (Some(a), Some(b)) if same(a, b) => {}
            (Some(entry), _) | (None, Some(entry)) => changed.push(entry.id.clone()),
            (None, None) => {}
        }
    }
}
