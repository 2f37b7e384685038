//! The nearest phrasing: how much a question resembles single phrasings, by stems, pairs, sounds and synonyms.
//!
//! The index knows how well an entry as a whole covers a question; this knows whether somebody already
//! asked it nearly so. Owners' questions that an entry answers tend to have such a neighbour, off-topic
//! ones seldom do, so it helps the calibration most.

use super::features::{Feature, Sparse, Vocabulary, features, hash};
use super::index::Leave;
use super::{Analysis, Field, Fields};

/// Length of each field's part of a vector.
pub const FIELDS: Fields = Fields::of(&[(Field::Stem, 1.0), (Field::Pair, 0.5), (Field::Phone, 0.5), (Field::Concept, 0.5)]);
/// Weight of an unknown term in a vector's length, as an idf.
const UNKNOWN: f32 = 6.0;
/// Most postings that are read for one question; the rarest terms are read first.
const MOST_POSTINGS: usize = 200_000;

/// Phrasings by their terms.
#[derive(Debug, Clone, Default)]
pub struct Nearest {
    vocabulary: Vocabulary,
    /// Row → begin of its list.
    starts: Vec<u32>,
    /// Phrasing and the term's value in its vector, as a share of 65,535.
    postings: Vec<(u32, u16)>,
    /// Entry of each phrasing, and the hash of its text.
    phrasings: Vec<(u32, u64)>,
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
        let features = features(analysis, |field| FIELDS[field] > 0.0);
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

impl Nearest {
    /// From phrasings with their entries.
    pub fn new(phrasings: &[(u32, Phrasing)]) -> Self {
        // All terms count, also those of a single phrasing.
        let vocabulary = Vocabulary::new(phrasings.iter().map(|(_, phrasing)| phrasing.features.as_slice()), |_| 1);
        let mut nearest = Self { vocabulary, ..Self::default() };
        let mut triples: Vec<(u32, u32, u16)> = Vec::new();
        for (number, (entry, phrasing)) in phrasings.iter().enumerate() {
            nearest.phrasings.push((*entry, phrasing.hash));
            let vector = nearest.vector(&phrasing.features);
            triples.extend(vector.iter().map(|(row, value)| (*row, number as u32, (value * 65_535.0) as u16)));
        }
        triples.sort_unstable();
        nearest.starts = vec![0; nearest.vocabulary.len() + 1];
        for (row, _, _) in &triples {
            nearest.starts[*row as usize + 1] += 1;
        }
        for row in 0..nearest.vocabulary.len() {
            nearest.starts[row + 1] += nearest.starts[row];
        }
        nearest.postings = triples.into_iter().map(|(_, phrasing, value)| (phrasing, value)).collect();
        nearest
    }

    /// A vector of length 1 at most.
    fn vector(&self, features: &[Feature]) -> Sparse {
        let wanted: Vec<Feature> = features.iter().filter(|f| FIELDS[f.field] > 0.0).copied().collect();
        let mut vector = self.vocabulary.vector(&wanted, &FIELDS, UNKNOWN);
        let is_there = |field: &Field| wanted.iter().any(|feature| feature.field == *field);
        let length = Field::ALL.into_iter().filter(is_there).map(|field| FIELDS[field] * FIELDS[field]).sum::<f32>().sqrt();
        for (_, value) in &mut vector {
            *value /= length;
        }
        vector
    }

    /// How near the question is to each of so many entries. `leave` leaves out the phrasing that is the question itself (`asked` is the
    /// hash of its text), or an entry.
    pub fn find(&self, features: &[Feature], entries: usize, leave: Option<Leave>, asked: u64) -> Vec<Nearness> {
        let mut vector = self.vector(features);
        let range = |row: u32| self.starts[row as usize] as usize..self.starts[row as usize + 1] as usize;
        vector.sort_unstable_by_key(|(row, _)| (range(*row).len(), *row));
        let mut cosines = vec![0.0_f32; self.phrasings.len()];
        let mut left = MOST_POSTINGS;
        for (row, value) in vector {
            let list = &self.postings[range(row)];
            if list.len() > left {
                break;
            }
            left -= list.len();
            let value = value / 65_535.0;
            for (phrasing, weight) in list {
                cosines[*phrasing as usize] += value * f32::from(*weight);
            }
        }
        let mut best = vec![[0.0_f32; 3]; entries];
        for (cosine, (entry, hash)) in cosines.into_iter().zip(&self.phrasings) {
            let skipped = leave.is_some_and(|leave| leave.takes_phrasing(*entry, *hash == asked));
            let three = &mut best[*entry as usize];
            if cosine > three[2] && !skipped {
                three[2] = cosine;
                three.sort_unstable_by(|a, b| b.total_cmp(a));
            }
        }
        best.into_iter().map(|three| Nearness { one: three[0], three: three.iter().sum::<f32>() / 3.0 }).collect()
    }
}
