//! What was edited since an index was built, in layers over it, as the segments of Lucene lie over each other: one edit adds a small layer, and a layer
//! is merged with the one below it until that is twice as large, so that there are few of them. Large layers are left alone while there are not too
//! many: whoever waits for an edit waits for its merging as well, and all is built anew soon.
//!
//! Of an entry only what the newest layer has is current; the base and older layers keep theirs, which is passed over.

use std::hash::{BuildHasher, BuildHasherDefault, Hash};
use std::sync::Arc;

use rustc_hash::FxHasher;

/// Entries up to which two layers are merged while there are few of them.
const MOST_MERGED: usize = 32;
/// From so many layers on they are merged whatever their size, for each is looked at for each question.
const MANY: usize = 24;

/// Bits that the marks of lists have for each key.
const BITS_A_KEY: usize = 8;

/// A layer: what some entries came to.
pub trait Layer: Sized {
    /// The entries that it has, each once.
    fn entries(&self) -> &[u32];

    /// Two layers as one: of the older one only what `keeps` says, of the newer one all.
    fn merged(older: &Self, newer: &Self, keeps: &dyn Fn(u32) -> bool) -> Self;
}

/// Adds a layer to those over the first one, which stays as it is; `size` is what its merging costs, at most `most` while there are few. Such layers
/// have no owners: what they have only adds up.
pub fn add_over<T>(list: &mut Vec<Arc<T>>, mut layer: T, size: impl Fn(&T) -> usize, most: usize, merged: impl Fn(&T, &T) -> T) {
    while let Some(last) = list.get(1..).and_then(<[_]>::last) {
        let [below, above] = [size(last), size(&layer)];
        if below >= 2 * above || (below + above > most && list.len() < MANY) {
            break;
        }
        layer = merged(last, &layer);
        list.pop();
    }
    list.push(Arc::new(layer));
}

/// Whose the current state of an entry is: the base's, that of a layer (by its place, from 1 on), or nobody's.
type Owner = u8;
const BASE: Owner = 0;
/// The entry was withdrawn. There are never so many layers: from [`MANY`] on, each has half as many entries as the one before it at most, and numbers
/// have 32 bits.
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

    /// Whether the last layer and one over it become one.
    fn are_merged(&self, last: &L, over: &L) -> bool {
        let [below, above] = [last, over].map(|layer| layer.entries().len());
        below < 2 * above && (below + above <= MOST_MERGED || self.list.len() >= MANY)
    }

    /// Puts an entry's new state over all; without one, the entry is withdrawn. Numbers are given one after the other.
    pub fn put(&mut self, entry: u32, layer: Option<L>) {
        if self.owners.len() <= entry as usize {
            self.owners.resize(entry as usize + 1, NOBODY);
        }
        self.owners[entry as usize] = NOBODY;
        let Some(mut layer) = layer else { return };
        while let Some(last) = self.list.last().filter(|last| self.are_merged(last, &layer)) {
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

/// The entries of two layers as one.
pub fn merged_entries(older: &[u32], newer: &[u32], keeps: &dyn Fn(u32) -> bool) -> Vec<u32> {
    older.iter().copied().filter(|entry| keeps(*entry)).chain(newer.iter().copied()).collect()
}

/// Lists by their keys: the keys sorted, and the lists one after the other. Two of them are merged in one go, without a table of hashes.
#[derive(Debug)]
pub struct Lists<K, T> {
    /// Key, and where its list ends.
    rows: Vec<(K, u32)>,
    all: Vec<T>,
    /// A bit for each key, of eight to sixteen times as many: most keys that are asked for are in no layer, and cost one look.
    marks: Vec<u64>,
}

impl<K, T> Default for Lists<K, T> {
    fn default() -> Self {
        Self { rows: Vec::new(), all: Vec::new(), marks: Vec::new() }
    }
}

impl<K: Ord + Copy + Hash, T: Copy> Lists<K, T> {
    /// From pairs in the order of their keys.
    pub fn of_sorted(pairs: impl IntoIterator<Item = (K, T)>) -> Self {
        let mut lists = Self::default();
        pairs.into_iter().for_each(|(key, value)| lists.push(key, std::iter::once(value)));
        lists.marked()
    }

    /// The same with a mark for each key.
    fn marked(mut self) -> Self {
        self.marks = vec![0; (self.rows.len() * BITS_A_KEY).div_ceil(u64::BITS as usize).next_power_of_two()];
        for (key, _) in &self.rows {
            let (word, bit) = self.mark(*key);
            self.marks[word] |= bit;
        }
        self
    }

    /// Where the mark of a key is.
    fn mark(&self, key: K) -> (usize, u64) {
        let hash = BuildHasherDefault::<FxHasher>::default().hash_one(key);
        ((hash >> u32::BITS) as usize % self.marks.len(), 1 << (hash % u64::from(u64::BITS)))
    }

    /// The list of a key.
    pub fn get(&self, key: K) -> &[T] {
        if self.marks.is_empty() {
            return &[];
        }
        let (word, bit) = self.mark(key);
        if self.marks[word] & bit == 0 {
            return &[];
        }
        self.rows.binary_search_by(|(known, _)| known.cmp(&key)).map_or(&[], |row| self.row(row))
    }

    fn row(&self, row: usize) -> &[T] {
        let from = row.checked_sub(1).map_or(0, |before| self.rows[before].1);
        &self.all[from as usize..self.rows[row].1 as usize]
    }

    /// Adds to the list of the last key, or begins that of a later one; nothing is no list.
    fn push(&mut self, key: K, values: impl Iterator<Item = T>) {
        let before = self.all.len();
        self.all.extend(values);
        let end = self.all.len() as u32;
        match self.rows.last_mut() {
            _ if self.all.len() == before => {}
            Some(last) if last.0 == key => last.1 = end,
            _ => self.rows.push((key, end)),
        }
    }

    /// Two as one: for each key what `of_older` leaves of the one, then the other's as `of_newer` says.
    pub fn merged(older: &Self, newer: &Self, of_older: impl Fn(T) -> Option<T>, of_newer: impl Fn(T) -> T) -> Self {
        let mut lists = Self {
            rows: Vec::with_capacity(older.rows.len() + newer.rows.len()),
            all: Vec::with_capacity(older.all.len() + newer.all.len()),
            marks: Vec::new(),
        };
        let (mut left, mut right) = (0, 0);
        loop {
            let keys = (older.rows.get(left).map(|(key, _)| *key), newer.rows.get(right).map(|(key, _)| *key));
            let key = match keys {
                (Some(one), Some(other)) => one.min(other),
                (Some(key), None) | (None, Some(key)) => key,
                (None, None) => return lists.marked(),
            };
            if keys.0 == Some(key) {
                lists.push(key, older.row(left).iter().filter_map(|value| of_older(*value)));
                left += 1;
            }
            if keys.1 == Some(key) {
                lists.push(key, newer.row(right).iter().map(|value| of_newer(*value)));
                right += 1;
            }
        }
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
        let kept = older.pairs.iter().copied().filter(|(_, entry)| keeps(*entry));
        let mut pairs: Vec<(u64, u32)> = kept.chain(newer.pairs.iter().copied()).collect();
        // Two sorted runs.
        pairs.sort();
        Self { entries: merged_entries(&older.entries, &newer.entries, keeps), pairs }
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

    #[test]
    fn large_layers_are_merged_when_there_are_many() {
        let mut layers = Layers::over(0);
        let (mut most, mut largest) = (0, 0);
        for entry in 0..4_000 {
            layers.put(entry, Some(Pairs::new(entry, std::iter::once(u64::from(entry)))));
            most = most.max(layers.list.len());
            if layers.list.len() < MANY && entry < 256 {
                largest = largest.max(layers.list.iter().map(|layer| layer.entries.len()).max().unwrap_or_default());
            }
        }
        assert!(most <= MANY + 12, "{most} layers");
        assert!(largest <= MOST_MERGED, "{largest} entries");
        assert!((0..4_000).all(|entry| found(&layers, u64::from(entry)) == [entry]));
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

        #[test]
        fn merged_lists_have_what_maps_have(pairs in proptest::collection::vec((0_u8..9, 0_u32..9, any::<bool>()), 0..60)) {
            let of = |newer| {
                let mut some: Vec<(u8, u32)> = pairs.iter().filter(|(.., is)| *is == newer).map(|(key, value, _)| (*key, *value)).collect();
                some.sort_unstable();
                some
            };
            let [older, newer] = [of(false), of(true)];
            let is_kept = |value: u32| (!value.is_multiple_of(3)).then_some(value);
            let merged = Lists::merged(
                &Lists::of_sorted(older.iter().copied()),
                &Lists::of_sorted(newer.iter().copied()),
                is_kept,
                |value| value + 100,
            );
            for key in 0..9 {
                let kept = older.iter().filter(|(own, _)| *own == key).filter_map(|(_, value)| is_kept(*value));
                let expected: Vec<u32> = kept.chain(newer.iter().filter(|(own, _)| *own == key).map(|(_, value)| value + 100)).collect();
                prop_assert_eq!(merged.get(key), expected);
            }
        }
    }
}
