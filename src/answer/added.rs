//! What edited phrasings mean, before anything is learned from them: they lie beside the vectors that were learned with, as edits lie over an index.
//!
//! Texts that an edit took away keep their vectors until something is learned; a new entry, of which the classifier knows nothing, is given the highest
//! probability that it gives to another one, so that words and nearness decide on it.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::entries::Entries;
use crate::search::embedding::Packed;

/// Phrasings by the number of their entry, each with the hash of its text.
#[derive(Debug, Clone, Default)]
pub(super) struct Added(BTreeMap<u32, Arc<Vec<(u64, Packed)>>>);

impl Added {
    /// The entries that have some.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, &[(u64, Packed)])> {
        self.0.iter().map(|(entry, phrasings)| (*entry, phrasings.as_slice()))
    }

    /// Of the texts of an entry.
    pub(super) fn hashes(&self, entry: u32) -> impl Iterator<Item = u64> {
        self.0.get(&entry).into_iter().flat_map(|phrasings| phrasings.iter()).map(|(hash, _)| *hash)
    }

    /// Adds one, in the place of what was known of the same text.
    pub(super) fn put(&mut self, entry: u32, hash: u64, vector: Packed) {
        let phrasings = Arc::make_mut(self.0.entry(entry).or_default());
        phrasings.retain(|(known, _)| *known != hash);
        phrasings.push((hash, vector));
    }

    /// Without those of an entry that is edited again.
    pub(super) fn forget(&mut self, entry: u32) {
        self.0.remove(&entry);
    }

    /// The same where entries have other numbers.
    pub(super) fn renumbered(&self, old: &Entries, new: &Entries) -> Self {
        let number = |entry: u32| new.number_of(&old[entry as usize].id);
        Self(self.0.iter().filter_map(|(entry, phrasings)| Some((number(*entry)?, Arc::clone(phrasings)))).collect())
    }
}
