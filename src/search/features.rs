//! Text features: hashed terms, weighed by how rare they are.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use serde::{Deserialize, Serialize};

use super::term::{Hash, mix};
use super::{Analysis, Field, Fields};
use crate::columns::{numbers, table};

/// A term of a text as a number, with how often and how strongly it stands there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Feature {
    /// Hash of field and term.
    pub hash: u64,
    /// Sum of the weights of its places, at most a few.
    pub weight: f32,
    /// Which field it is of.
    pub field: Field,
}

/// The features of a text from the fields that `take` takes, sorted by hash, each once.
pub fn features(analysis: &Analysis, take: impl Fn(Field) -> bool) -> Vec<Feature> {
    let terms = analysis.terms.iter().filter(|term| take(term.field));
    let mut list: Vec<Feature> = terms.map(|term| Feature { hash: term.hash, weight: term.weight, field: term.field }).collect();
    list.sort_unstable_by(|a, b| a.hash.cmp(&b.hash).then(b.weight.total_cmp(&a.weight)));
    list.dedup_by(|next, kept| {
        let same = next.hash == kept.hash;
        if same {
            kept.weight = kept.weight.max(next.weight);
        }
        same
    });
    list
}

/// Hash of a text; the same on every machine.
pub fn hash(text: &str) -> u64 {
    Hash::of(Field::Word).with(text.as_bytes()).done()
}

/// Takes a number as its own hash, for keys that are hashes already.
#[derive(Debug, Clone, Copy, Default)]
pub struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = mix(self.0 ^ u64::from(*byte));
        }
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }

    fn write_u32(&mut self, number: u32) {
        self.0 = u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    }
}

/// A row of the classifier's table and the value there.
pub type Sparse = Vec<(u32, f32)>;

/// How rare a term is that stands in `count` of so many texts.
pub fn idf(texts: usize, count: u32) -> f32 {
    (texts as f32 / count as f32).ln() + 1.0
}

/// Which terms the training texts have, and how rare they are.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Vocabulary {
    #[serde(with = "table")]
    rows: HashMap<u64, u32, BuildHasherDefault<Identity>>,
    #[serde(with = "numbers")]
    idf: Vec<f32>,
}

impl Vocabulary {
    /// Terms of these texts that stand in at least as many texts as their field asks for.
    pub fn new<'a>(texts: impl Iterator<Item = &'a [Feature]>, least: impl Fn(Field) -> u32) -> Self {
        let mut counts: HashMap<u64, (u32, Field), BuildHasherDefault<Identity>> = HashMap::default();
        let mut total = 0_u32;
        for text in texts {
            total += 1;
            for feature in text {
                counts.entry(feature.hash).or_insert((0, feature.field)).0 += 1;
            }
        }
        let mut kept: Vec<(u64, u32)> =
            counts.into_iter().filter(|(_, (count, field))| *count >= least(*field)).map(|(hash, (count, _))| (hash, count)).collect();
        kept.sort_unstable();
        let idf = kept.iter().map(|(_, count)| idf(total as usize, *count)).collect();
        let rows = kept.iter().enumerate().map(|(row, (hash, _))| (*hash, row as u32)).collect();
        Self { rows, idf }
    }

    /// Hashes and idf of the terms, in the order of their rows.
    pub fn parts(&self) -> (Vec<u64>, &[f32]) {
        let mut hashes = vec![0; self.idf.len()];
        for (hash, row) in &self.rows {
            hashes[*row as usize] = *hash;
        }
        (hashes, &self.idf)
    }

    /// Puts [`Self::parts`] together again.
    pub fn from_parts(hashes: &[u64], idf: Vec<f32>) -> Self {
        let rows = hashes.iter().enumerate().map(|(row, hash)| (*hash, row as u32)).collect();
        Self { rows, idf }
    }

    /// Whether each of its terms has a row of its own: what lay in a file may be anything.
    pub fn fits(&self) -> bool {
        self.rows.len() == self.idf.len() && self.rows.values().all(|row| (*row as usize) < self.idf.len())
    }

    /// The row of a term, by its hash.
    pub fn row(&self, hash: u64) -> Option<u32> {
        self.rows.get(&hash).copied()
    }

    /// How many terms it has.
    pub fn len(&self) -> usize {
        self.idf.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.idf.is_empty()
    }

    /// The vector of a text: tf-idf, each field scaled to the length `weights` says; terms that are
    /// unknown still take part in the length, so that a text of unknown words is short.
    pub fn vector(&self, features: &[Feature], weights: &Fields, unknown: f32) -> Sparse {
        let weighed = self.weigh(features, weights, unknown, |_| None).into_iter();
        weighed.filter_map(|weighed| Some((weighed.row?, weighed.value))).collect()
    }

    /// As [`Self::vector`], where terms that have no row may be known all the same: `beyond` gives their idf.
    pub fn weigh(&self, features: &[Feature], weights: &Fields, unknown: f32, beyond: impl Fn(u64) -> Option<f32>) -> Vec<Weighed> {
        let mut weighed = Vec::with_capacity(features.len());
        let mut squares = Fields::ZERO;
        for feature in features {
            let field = feature.field;
            if weights[field] == 0.0 {
                continue;
            }
            let row = self.row(feature.hash);
            match row.map(|row| self.idf[row as usize]).or_else(|| beyond(feature.hash)) {
                Some(idf) => {
                    let value = feature.weight * idf;
                    squares[field] += value * value;
                    weighed.push((Weighed { hash: feature.hash, row, value }, field));
                }
                None => squares[field] += (feature.weight * unknown).powi(2),
            }
        }
        let scale = |field| if squares[field] > 0.0 { weights[field] / squares[field].sqrt() } else { 0.0 };
        let scale = Fields(Field::ALL.map(scale));
        weighed.into_iter().map(|(weighed, field)| Weighed { value: weighed.value * scale[field], ..weighed }).collect()
    }
}

/// A term in a vector.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighed {
    /// Its hash.
    pub hash: u64,
    /// Its row, where the vocabulary has one.
    pub row: Option<u32>,
    /// Its value in the vector.
    pub value: f32,
}
