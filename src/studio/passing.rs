//! What passes the gate: publications, withdrawals and undos of entries, and files beside them, with what they would change told before.

use super::gate::memory::Memory;
use super::gate::{self, Changed, Concern, Hands};
use super::{Refused, Studio};
use crate::access::right::EditFaq;
use crate::access::{Principal, User, authorize};
use crate::config::Gate;
use crate::error::Code;
use crate::faq::Entry;
use crate::published::FaqSnapshot;
use std::collections::HashSet;
use std::sync::{Arc, Mutex, PoisonError};

/// How an editor publishes, withdraws or undoes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Act {
    /// The head that the editor saw, where that is known.
    pub on: Option<u32>,
    /// Why it is done although the gate warns.
    pub reason: Option<String>,
    /// Only tell what it would change.
    pub dry_run: bool,
}

/// What is to be compared with what serves.
pub(super) enum Candidate {
    /// One entry as it would be; none: withdrawn.
    Entry { id: String, entry: Option<Box<Entry>>, revision: u32 },
    /// A file beside the entries as it would be, with all that is published, and the lines that come or go.
    File { path: String, text: String, files: Vec<(String, String)>, lines: Vec<String> },
}

impl Candidate {
    fn concern(&self) -> Concern {
        match self {
            Candidate::Entry { id, .. } => Concern { entry: Some(id.clone()), lines: Vec::new() },
            Candidate::File { lines, .. } => Concern { entry: None, lines: lines.clone() },
        }
    }

    /// The entry that answers no more.
    fn goes(&self) -> Option<&str> {
        match self {
            Candidate::Entry { id, entry: None, .. } => Some(id),
            _ => None,
        }
    }
}

/// What was found last: the same is asked before an act and by it. And what was asked for that.
#[derive(Default)]
pub(super) struct Foreseen {
    last: Mutex<Option<(Key, Vec<Changed>)>>,
    memory: Arc<Mutex<Memory>>,
}

/// What serves, what is compared with it, and how that would be.
type Key = (u128, String, String);

impl Foreseen {
    fn get(&self, key: &Key) -> Option<Vec<Changed>> {
        let last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        last.as_ref().filter(|(known, _)| known == key).map(|(_, changes)| changes.clone())
    }

    fn put(&self, key: Key, changes: Vec<Changed>) {
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = Some((key, changes));
    }
}

impl Studio {
    /// What a candidate would change; refused where the gate blocks and nobody says why it shall be.
    pub(super) async fn pass(&self, by: &User, candidate: Candidate, act: &Act) -> Result<Vec<Changed>, Refused> {
        let goes = candidate.goes().map(str::to_owned);
        let changes = self.changes(by, candidate).await?;
        let is_bad = changes.iter().any(|change| change.is_bad(goes.as_deref()));
        if self.config.gate == Gate::Block && is_bad && act.reason.is_none() && !act.dry_run {
            return Err(Refused::Gate(changes));
        }
        Ok(changes)
    }

    async fn changes(&self, by: &User, candidate: Candidate) -> Result<Vec<Changed>, Refused> {
        if self.config.gate == Gate::Off {
            return Ok(Vec::new());
        }
        let granted = authorize(Principal::Staff(by), EditFaq)?;
        let asked = self.store.last_questions(granted, self.config.gate_questions).await?;
        let _turn = self.turn.acquire().await.map_err(|_| Code::Internal)?;
        let serves = self.live_faq.current().engine.corpus_hash();
        let key = match &candidate {
            Candidate::Entry { id, entry, revision } => (serves, id.clone(), entry.as_ref().map_or(0, |_| *revision).to_string()),
            Candidate::File { path, text, .. } => (serves, path.clone(), text.clone()),
        };
        if let Some(known) = self.foreseen.get(&key) {
            return Ok(known);
        }
        let (live, memory) = (Arc::clone(&self.live_faq), Arc::clone(&self.foreseen.memory));
        let compared = tokio::task::spawn_blocking(move || {
            let concern = candidate.concern();
            let (before, after): (FaqSnapshot, FaqSnapshot) = match candidate {
                Candidate::Entry { id, entry, .. } => live.beside(&[(id, entry.map(|entry| *entry))])?,
                Candidate::File { files, .. } => live.beside_corpus(files)?,
            };
            let hands = Hands::of(std::thread::available_parallelism().map_or(1, usize::from));
            // Nobody waits for it: one after the other has the turn.
            let mut memory = memory.lock().unwrap_or_else(PoisonError::into_inner);
            anyhow::Ok(gate::compare(&before, &after, &concern, &asked, &mut memory, hands))
        });
        let changes = compared.await.map_err(|_| Code::Internal)?.map_err(|error| {
            tracing::error!(%error, "what a publication would change could not be looked at");
            Code::Internal
        })?;
        self.foreseen.put(key, changes.clone());
        Ok(changes)
    }
}

/// The lines that only one of two texts has.
pub(super) fn differing_lines(before: &str, after: &str) -> Vec<String> {
    let [old, new] = [before, after].map(|text| text.lines().collect::<HashSet<&str>>());
    let gone = before.lines().filter(|line| !new.contains(line));
    let come = after.lines().filter(|line| !old.contains(line));
    gone.chain(come).filter(|line| !line.trim().is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_that_come_or_go_are_what_a_file_is_about() {
        assert_eq!(differing_lines("a\nb\n\nc", "b\nd\n\n\nc"), ["a", "d"]);
        assert_eq!(differing_lines("a\nb", "b\na"), Vec::<String>::new(), "an order says nothing");
    }
}
