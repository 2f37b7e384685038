//! The nearest phrasing: how much a question resembles single phrasings, by stems, pairs, sounds and synonyms.
//!
//! The index knows how well an entry as a whole covers a question; this knows whether somebody already
//! asked it nearly so. Owners' questions that an entry answers tend to have such a neighbour, off-topic
//! ones seldom do, so it helps the calibration most.

mod find;

use std::ops::Range;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::features::{Feature, Vocabulary, Weighed, features, hash};
use super::layers::{Layer, Layers, Lists, merged_entries};
use super::{Analysis, Field, Fields};
use crate::columns::{numbers, shared};

/// Length of each field's part of a vector.
pub const FIELDS: Fields = Fields::of(&[(Field::Stem, 1.0), (Field::Pair, 0.5), (Field::Phone, 0.5), (Field::Concept, 0.5)]);
/// Weight of an unknown term in a vector's length, as an idf.
const UNKNOWN: f32 = 6.0;
/// Phrasings whose numbers differ in their last 16 bits alone: a block of them has a list for each term.
const BLOCK: usize = 1 << 16;
/// What a value of 1 is kept as.
const ONE: f32 = 65_535.0;

/// Phrasings by their terms, and those of what was edited since. Cheap to clone.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Nearest {
    #[serde(with = "shared")]
    base: Arc<Built>,
    #[serde(skip)]
    edited: Layers<Edited>,
}

/// The phrasings of a corpus.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Built {
    vocabulary: Vocabulary,
    /// Row and block, the blocks of a row side by side → begin of the list; one more than lists.
    #[serde(with = "numbers")]
    starts: Vec<u32>,
    /// Place of a phrasing in its block, and the term's value in its vector, as a share of 65,535.
    #[serde(with = "numbers")]
    postings: Vec<(u16, u16)>,
    /// Entry of each phrasing, and the hash of its text: those of an entry side by side, in the order of entries.
    #[serde(with = "numbers")]
    phrasings: Vec<(u32, u64)>,
    /// Entry → begin of its phrasings; one more than entries.
    #[serde(skip)]
    begins: Vec<u32>,
    /// Row → the highest value of its lists.
    #[serde(skip)]
    highest: Vec<u16>,
}

impl Built {
    /// The same with what follows from its parts, of so many entries.
    fn completed(mut self, entries: usize) -> Self {
        let begin = |entry: usize| self.phrasings.partition_point(|(of, _)| (*of as usize) < entry) as u32;
        self.begins = (0..=entries).map(begin).collect();
        let highest = |ends: &[u32]| {
            let (from, to) = (ends.first().copied().unwrap_or(0), ends.last().copied().unwrap_or(0));
            self.postings[from as usize..to as usize].iter().map(|(_, value)| *value).max().unwrap_or(0)
        };
        self.highest = (0..self.vocabulary.len()).map(|row| highest(self.ends(Some(row as u32)))).collect();
        self
    }

    /// The numbers of an entry's phrasings.
    fn of_entry(&self, entry: u32) -> Range<usize> {
        let begin = |entry: usize| self.begins.get(entry).map_or(self.phrasings.len(), |begin| *begin as usize);
        begin(entry as usize)..begin(entry as usize + 1)
    }

    fn blocks(&self) -> usize {
        self.phrasings.len().div_ceil(BLOCK)
    }

    /// Where a term's lists begin in all blocks, and where the last one ends.
    fn ends(&self, row: Option<u32>) -> &[u32] {
        let blocks = self.blocks();
        row.map_or(&[], |row| &self.starts[row as usize * blocks..=(row as usize + 1) * blocks])
    }

    /// The idf of a term that no phrasing of the corpus has: as if one had it.
    fn rarest(&self) -> f32 {
        (self.phrasings.len().max(1) as f32).ln() + 1.0
    }
}

/// Phrasings of edited entries. How rare their words are was counted when the corpus was built.
#[derive(Debug, Default)]
struct Edited {
    entries: Vec<u32>,
    phrasings: Vec<(u32, u64)>,
    /// By the hash of a term; as in [`Built`].
    postings: Lists<u64, (u32, u16)>,
}

impl Edited {
    fn list(&self, hash: u64) -> &[(u32, u16)] {
        self.postings.get(hash)
    }
}

impl Layer for Edited {
    fn entries(&self) -> &[u32] {
        &self.entries
    }

    fn merged(older: &Self, newer: &Self, keeps: &dyn Fn(u32) -> bool) -> Self {
        let mut phrasings: Vec<(u32, u64)> = Vec::with_capacity(older.phrasings.len() + newer.phrasings.len());
        let mut places: Vec<Option<u32>> = Vec::with_capacity(older.phrasings.len());
        for phrasing in &older.phrasings {
            let is_kept = keeps(phrasing.0);
            places.push(is_kept.then_some(phrasings.len() as u32));
            phrasings.extend(is_kept.then_some(*phrasing));
        }
        let before = phrasings.len() as u32;
        phrasings.extend_from_slice(&newer.phrasings);
        let of_older = |(phrasing, value): (u32, u16)| Some((places[phrasing as usize]?, value));
        let of_newer = |(phrasing, value)| (before + phrasing, value);
        let postings = Lists::merged(&older.postings, &newer.postings, of_older, of_newer);
        Self { entries: merged_entries(&older.entries, &newer.entries, keeps), phrasings, postings }
    }
}

/// A phrasing on its way into a [`Nearest`].
#[derive(Debug)]
pub struct Phrasing {
    hash: u64,
    features: Vec<Feature>,
}

impl Phrasing {
    /// What is needed of a phrasing.
    pub fn new(text: &str, analysis: &Analysis) -> Self {
        let mut features = features(analysis, |field| FIELDS[field] > 0.0);
        // All phrasings wait for the last one: half of what a list was made in may be room.
        features.shrink_to_fit();
        Self { hash: hash(text), features }
    }
}

/// How near an entry's phrasings are: cosines.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Nearness {
    /// Of the nearest one.
    pub one: f32,
    /// Of the nearest three on average.
    pub three: f32,
}

/// What was found for a question.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Near {
    /// How near the entries are that were asked for, in their order.
    pub of: Vec<Nearness>,
    /// The entry of all that has the nearest phrasing, and its cosine; of several the first one. None where no phrasing has a term of the question.
    pub nearest: Option<(u32, f32)>,
}

/// A value as it is kept.
fn kept(value: f32) -> u16 {
    (value * ONE) as u16
}

impl Nearest {
    /// From the phrasings of so many entries.
    pub fn new(mut phrasings: Vec<(u32, Phrasing)>, entries: usize) -> Self {
        phrasings.sort_by_key(|(entry, _)| *entry);
        // All terms count, also those of a single phrasing.
        let vocabulary = Vocabulary::new(phrasings.iter().map(|(_, phrasing)| phrasing.features.as_slice()), |_| 1);
        let blocks = phrasings.len().div_ceil(BLOCK);
        let mut starts = vec![0; vocabulary.len() * blocks + 1];
        for (number, (_, phrasing)) in phrasings.iter().enumerate() {
            for row in phrasing.features.iter().filter_map(|feature| vocabulary.row(feature.hash)) {
                starts[row as usize * blocks + number / BLOCK + 1] += 1;
            }
        }
        for list in 1..starts.len() {
            starts[list] += starts[list - 1];
        }
        // Where the next posting of each list belongs: they come in the order of their phrasings.
        let mut next = starts.clone();
        let mut postings = vec![(0, 0); starts.last().map_or(0, |all| *all as usize)];
        let empty = Self { base: Arc::new(Built { vocabulary, ..Built::default() }), edited: Layers::default() };
        let mut known = Vec::with_capacity(phrasings.len());
        for (number, (entry, phrasing)) in phrasings.into_iter().enumerate() {
            known.push((entry, phrasing.hash));
            for weighed in empty.vector(&phrasing.features, |_| None) {
                let Some(row) = weighed.row else { continue };
                let place = &mut next[row as usize * blocks + number / BLOCK];
                postings[*place as usize] = ((number % BLOCK) as u16, kept(weighed.value));
                *place += 1;
            }
        }
        let vocabulary = Arc::into_inner(empty.base).map(|base| base.vocabulary).unwrap_or_default();
        let base = Built { vocabulary, starts, postings, phrasings: known, ..Built::default() };
        Self { base: Arc::new(base.completed(entries)), edited: Layers::over(entries) }
    }

    /// What lay in a file, of so many entries; none when its parts do not fit each other.
    pub fn of_file(self, entries: usize) -> Option<Self> {
        let base = Arc::into_inner(self.base)?;
        let Built { vocabulary, starts, postings, phrasings, .. } = &base;
        let blocks = base.blocks();
        let fits = starts.len() == vocabulary.len() * blocks + 1
            && starts.is_sorted()
            && starts.last().is_some_and(|all| *all as usize == postings.len())
            && phrasings.is_sorted_by_key(|(entry, _)| *entry)
            && phrasings.last().is_none_or(|(entry, _)| (*entry as usize) < entries);
        let list_fits = |(number, ends): (usize, &[u32])| {
            let (list, before) = (&postings[ends[0] as usize..ends[1] as usize], number % blocks * BLOCK);
            list.is_sorted_by_key(|(place, _)| *place)
                && list.last().is_none_or(|(place, _)| before + usize::from(*place) < phrasings.len())
        };
        let fits = fits && starts.windows(2).enumerate().all(list_fits);
        fits.then(|| Self { base: Arc::new(base.completed(entries)), edited: Layers::over(entries) })
    }

    /// Puts an entry's new phrasings in place of those that there are; none where it was withdrawn. A new entry has the next number.
    pub fn edit(&mut self, entry: u32, phrasings: Option<&[Phrasing]>) {
        let layer = phrasings.map(|phrasings| {
            let rarest = self.base.rarest();
            let mut triples: Vec<(u64, u32, u16)> = Vec::new();
            for (number, phrasing) in (0..).zip(phrasings) {
                let vector = self.vector(&phrasing.features, |_| Some(rarest));
                triples.extend(vector.iter().map(|weighed| (weighed.hash, number, kept(weighed.value))));
            }
            triples.sort_unstable();
            let postings = Lists::of_sorted(triples.into_iter().map(|(hash, phrasing, value)| (hash, (phrasing, value))));
            Edited { entries: vec![entry], phrasings: phrasings.iter().map(|phrasing| (entry, phrasing.hash)).collect(), postings }
        });
        self.edited.put(entry, layer);
    }

    /// A vector of length 1 at most; `beyond` gives the idf of terms that the corpus lacks.
    fn vector(&self, features: &[Feature], beyond: impl Fn(u64) -> Option<f32>) -> Vec<Weighed> {
        let wanted: Vec<Feature> = features.iter().filter(|f| FIELDS[f.field] > 0.0).copied().collect();
        let mut vector = self.base.vocabulary.weigh(&wanted, &FIELDS, UNKNOWN, beyond);
        let is_there = |field: &Field| wanted.iter().any(|feature| feature.field == *field);
        let length = Field::ALL.into_iter().filter(is_there).map(|field| FIELDS[field] * FIELDS[field]).sum::<f32>().sqrt();
        for weighed in &mut vector {
            weighed.value /= length;
        }
        vector
    }
}
