//! What was edited since an index was built, in layers over it, as the segments of Lucene lie over each other: one edit adds a small layer, and a layer
//! is merged with the one below it until that is twice as large, so that there are few of them and an edit costs the same on average however many went before.
//!
//! Of an entry only what the newest layer has is current; the base and older layers keep theirs, which is passed over.

use std::sync::Arc;

/// A layer: what some entries came to.
pub trait Layer: Sized {
    /// The entries that it has, each once.
    fn entries(&self) -> &[u32];

    /// Two layers as one: of the older one only what `keeps` says, of the newer one all.
    fn merged(older: &Self, newer: &Self, keeps: &dyn Fn(u32) -> bool) -> Self;
}

/// Whose the current state of an entry is: the base's, that of a layer (by its place, from 1 on), or nobody's.
type Owner = u8;
const BASE: Owner = 0;
/// The entry was withdrawn. There are never so many layers: each has half as many entries as the one before it at most, and numbers have 32 bits.
const NOBODY: Owner = Owner::MAX;

/// The layers over a base, the largest first. Cheap to clone: a byte an entry.
#[derive(Debug)]
pub struct Layers<L> {
    list: Vec<Arc<L>>,
    owners: Vec<Owner>,
}

impl<L> Clone for Layers<L> {
    fn clone(&self) -> Self {
        Self { list: self.list.clone(), owners: self.owners.clone() }
    }
}

impl<L> Default for Layers<L> {
    fn default() -> Self {
        Self { list: Vec::new(), owners: Vec::new() }
    }
}

impl<L: Layer> Layers<L> {
    /// Nothing over a base of so many entries, whose numbers begin with 0.
    pub fn over(entries: usize) -> Self {
        Self { list: Vec::new(), owners: vec![BASE; entries] }
    }

    /// Numbers of entries that are given, also those of withdrawn ones.
    pub fn numbers(&self) -> usize {
        self.owners.len()
    }

    /// Whether there is nothing over the base, and all that the base has is current.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty() && self.owners.iter().all(|owner| *owner == BASE)
    }

    /// How many entries are not as the base has them.
    pub fn edited(&self) -> usize {
        self.owners.iter().filter(|owner| **owner != BASE).count()
    }

    /// Whether the base has the current state of an entry.
    pub fn is_of_base(&self, entry: u32) -> bool {
        self.is_owner(entry, BASE)
    }

    /// The layers, each with how to tell whether it has the current state of an entry.
    pub fn iter(&self) -> impl Iterator<Item = (&L, impl Fn(u32) -> bool)> {
        (1..).zip(&self.list).map(move |(number, layer)| (layer.as_ref(), move |entry| self.is_owner(entry, number)))
    }

    fn is_owner(&self, entry: u32, owner: Owner) -> bool {
        self.owners.get(entry as usize) == Some(&owner)
    }

    /// Puts an entry's new state over all; without one, the entry is withdrawn. Numbers are given one after the other.
    pub fn put(&mut self, entry: u32, layer: Option<L>) {
        if self.owners.len() <= entry as usize {
            self.owners.resize(entry as usize + 1, NOBODY);
        }
        self.owners[entry as usize] = NOBODY;
        let Some(mut layer) = layer else { return };
        while let Some(last) = self.list.last().filter(|last| last.entries().len() < 2 * layer.entries().len()) {
            let number = self.list.len() as Owner;
            layer = L::merged(last, &layer, &|entry| self.is_owner(entry, number));
            self.list.pop();
        }
        let number = self.list.len() as Owner + 1;
        for entry in layer.entries() {
            self.owners[*entry as usize] = number;
        }
        self.list.push(Arc::new(layer));
    }
}

/// A layer of pairs of a key and an entry.
#[derive(Debug, Default)]
pub struct Pairs {
    entries: Vec<u32>,
    /// Sorted.
    pairs: Vec<(u64, u32)>,
}

impl Pairs {
    /// The keys of one entry.
    pub fn new(entry: u32, keys: impl Iterator<Item = u64>) -> Self {
        let mut pairs: Vec<(u64, u32)> = keys.map(|key| (key, entry)).collect();
        pairs.sort_unstable();
        pairs.dedup();
        Self { entries: vec![entry], pairs }
    }

    /// The entries that have a key.
    pub fn of(&self, key: u64) -> impl Iterator<Item = u32> {
        let from = self.pairs.partition_point(|(known, _)| *known < key);
        self.pairs[from..].iter().take_while(move |(known, _)| *known == key).map(|(_, entry)| *entry)
    }
}

impl Layer for Pairs {
    fn entries(&self) -> &[u32] {
        &self.entries
    }

    fn merged(older: &Self, newer: &Self, keeps: &dyn Fn(u32) -> bool) -> Self {
        let kept = older.entries.iter().copied().filter(|entry| keeps(*entry));
        let entries = kept.chain(newer.entries.iter().copied()).collect();
        let kept = older.pairs.iter().copied().filter(|(_, entry)| keeps(*entry));
        let mut pairs: Vec<(u64, u32)> = kept.chain(newer.pairs.iter().copied()).collect();
        // Two sorted runs.
        pairs.sort();
        Self { entries, pairs }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn found(layers: &Layers<Pairs>, key: u64) -> Vec<u32> {
        let mut found: Vec<u32> = layers
            .iter()
            .flat_map(|(layer, is_current)| layer.of(key).filter(move |entry| is_current(*entry)).collect::<Vec<_>>())
            .collect();
        found.sort_unstable();
        found
    }

    proptest! {
        #[test]
        fn layers_have_what_a_map_has(edits in proptest::collection::vec((0_u32..12, proptest::option::of(0_u64..6)), 0..80)) {
            let mut layers = Layers::over(4);
            let mut model: BTreeMap<u32, Option<u64>> = BTreeMap::new();
            for (entry, key) in edits {
                layers.put(entry, key.map(|key| Pairs::new(entry, std::iter::once(key))));
                model.insert(entry, key);
            }
            for key in 0..6 {
                let expected: Vec<u32> = model.iter().filter(|(_, has)| **has == Some(key)).map(|(entry, _)| *entry).collect();
                prop_assert_eq!(found(&layers, key), expected);
            }
            for entry in 0..4 {
                prop_assert_eq!(layers.is_of_base(entry), !model.contains_key(&entry));
            }
            prop_assert!(layers.list.len() <= 5, "{} layers", layers.list.len());
        }
    }
}
