//! The nearest phrasing: how much a question resembles single phrasings, by stems, pairs, sounds and synonyms.
//!
//! The index knows how well an entry as a whole covers a question; this knows whether somebody already
//! asked it nearly so. Owners' questions that an entry answers tend to have such a neighbour, off-topic
//! ones seldom do, so it helps the calibration most.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::features::{Feature, Vocabulary, Weighed, features, hash};
use super::index::Leave;
use super::layers::{Layer, Layers, Lists, merged_entries};
use super::{Analysis, Field, Fields};
use crate::columns::{numbers, shared};

/// Length of each field's part of a vector.
pub const FIELDS: Fields = Fields::of(&[(Field::Stem, 1.0), (Field::Pair, 0.5), (Field::Phone, 0.5), (Field::Concept, 0.5)]);
/// Weight of an unknown term in a vector's length, as an idf.
const UNKNOWN: f32 = 6.0;
/// Most postings that are read for one question; the rarest terms are read first.
const MOST_POSTINGS: usize = 200_000;

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
    /// Row → begin of its list.
    #[serde(with = "numbers")]
    starts: Vec<u32>,
    /// Phrasing and the term's value in its vector, as a share of 65,535.
    #[serde(with = "numbers")]
    postings: Vec<(u32, u16)>,
    /// Entry of each phrasing, and the hash of its text.
    #[serde(with = "numbers")]
    phrasings: Vec<(u32, u64)>,
}

impl Built {
    /// The phrasings that have a term.
    fn list(&self, row: Option<u32>) -> &[(u32, u16)] {
        row.map_or(&[], |row| &self.postings[self.starts[row as usize] as usize..self.starts[row as usize + 1] as usize])
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

/// A value as it is kept.
fn kept(value: f32) -> u16 {
    (value * 65_535.0) as u16
}

impl Nearest {
    /// From the phrasings of so many entries.
    pub fn new(phrasings: Vec<(u32, Phrasing)>, entries: usize) -> Self {
        // All terms count, also those of a single phrasing.
        let vocabulary = Vocabulary::new(phrasings.iter().map(|(_, phrasing)| phrasing.features.as_slice()), |_| 1);
        let mut starts = vec![0; vocabulary.len() + 1];
        for feature in phrasings.iter().flat_map(|(_, phrasing)| &phrasing.features) {
            if let Some(row) = vocabulary.row(feature.hash) {
                starts[row as usize + 1] += 1;
            }
        }
        for row in 0..vocabulary.len() {
            starts[row + 1] += starts[row];
        }
        // Where the next posting of each row belongs: they come in the order of their phrasings.
        let mut next = starts.clone();
        let mut postings = vec![(0, 0); starts.last().map_or(0, |all| *all as usize)];
        let empty = Self { base: Arc::new(Built { vocabulary, ..Built::default() }), edited: Layers::default() };
        let mut known = Vec::with_capacity(phrasings.len());
        for (number, (entry, phrasing)) in (0..).zip(phrasings) {
            known.push((entry, phrasing.hash));
            for weighed in empty.vector(&phrasing.features, |_| None) {
                let Some(row) = weighed.row else { continue };
                let place = &mut next[row as usize];
                postings[*place as usize] = (number, kept(weighed.value));
                *place += 1;
            }
        }
        let vocabulary = Arc::into_inner(empty.base).map(|base| base.vocabulary).unwrap_or_default();
        Self { base: Arc::new(Built { vocabulary, starts, postings, phrasings: known }), edited: Layers::over(entries) }
    }

    /// What lay in a file, of so many entries; none when its parts do not fit each other.
    pub fn of_file(self, entries: usize) -> Option<Self> {
        let Built { vocabulary, starts, postings, phrasings } = self.base.as_ref();
        let fits = vocabulary.fits()
            && starts.len() == vocabulary.len() + 1
            && starts.is_sorted()
            && starts.last().is_some_and(|all| *all as usize == postings.len())
            && postings.iter().all(|(phrasing, _)| (*phrasing as usize) < phrasings.len())
            && phrasings.iter().all(|(entry, _)| (*entry as usize) < entries);
        fits.then(|| Self { edited: Layers::over(entries), ..self })
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

    /// How near the question is to each entry, by number. `leave` leaves out the phrasing that is the question itself (`asked` is the
    /// hash of its text), or an entry.
    pub fn find(&self, features: &[Feature], leave: Option<Leave>, asked: u64) -> Vec<Nearness> {
        let (base, rarest) = (self.base.as_ref(), self.base.rarest());
        let is_edited = |hash: u64| self.edited.iter().any(|(layer, _)| !layer.list(hash).is_empty());
        let vector = self.vector(features, |hash| is_edited(hash).then_some(rarest));
        let in_layers = |hash: u64| self.edited.iter().map(|(layer, _)| layer.list(hash).len()).sum::<usize>();
        let mut vector: Vec<(usize, Weighed)> =
            vector.into_iter().map(|weighed| (base.list(weighed.row).len() + in_layers(weighed.hash), weighed)).collect();
        vector.sort_unstable_by_key(|(length, weighed)| (*length, weighed.row.unwrap_or(u32::MAX), weighed.hash));
        let all = base.phrasings.len() + self.edited.iter().map(|(layer, _)| layer.phrasings.len()).sum::<usize>();
        let mut cosines = vec![0.0_f32; all];
        let mut left = MOST_POSTINGS;
        for (length, weighed) in vector {
            if length > left {
                break;
            }
            left -= length;
            let value = weighed.value / 65_535.0;
            let mut add = |list: &[(u32, u16)], before: usize| {
                for (phrasing, weight) in list {
                    cosines[before + *phrasing as usize] += value * f32::from(*weight);
                }
            };
            add(base.list(weighed.row), 0);
            let mut before = base.phrasings.len();
            for (layer, _) in self.edited.iter() {
                add(layer.list(weighed.hash), before);
                before += layer.phrasings.len();
            }
        }
        let mut nearest = NearestThree { best: vec![[0.0; 3]; self.edited.numbers()], leave, asked };
        let (of_base, mut rest) = cosines.split_at(base.phrasings.len());
        nearest.take(of_base, &base.phrasings, |entry| self.edited.is_of_base(entry));
        for (layer, is_current) in self.edited.iter() {
            let (of_layer, others) = rest.split_at(layer.phrasings.len());
            nearest.take(of_layer, &layer.phrasings, is_current);
            rest = others;
        }
        nearest.best.into_iter().map(|three| Nearness { one: three[0], three: three.iter().sum::<f32>() / 3.0 }).collect()
    }
}

/// The cosines of the three nearest phrasings of each entry, while they are collected.
struct NearestThree {
    best: Vec<[f32; 3]>,
    leave: Option<Leave>,
    asked: u64,
}

impl NearestThree {
    fn take(&mut self, cosines: &[f32], phrasings: &[(u32, u64)], is_current: impl Fn(u32) -> bool) {
        for (cosine, (entry, hash)) in cosines.iter().zip(phrasings) {
            let three = &mut self.best[*entry as usize];
            if *cosine <= three[2] || !is_current(*entry) {
                continue;
            }
            if self.leave.is_none_or(|leave| !leave.takes_phrasing(*entry, *hash == self.asked)) {
                three[2] = *cosine;
                three.sort_unstable_by(|a, b| b.total_cmp(a));
            }
        }
    }
}
