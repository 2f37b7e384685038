//! The third signal: what phrasings and answers mean, as vectors of the embedding model.
//!
//! The model's vectors all point roughly one way (cosines from .75 to .95, docs/matching.md), so the corpus's mean is taken away
//! first: what is left tells entries apart. From it come how near a question is to an entry's nearest phrasings and to its
//! answer, and a linear classifier of its own, for the model knows words that no phrasing has.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::classifier::softmax;
use crate::search::embedding::{Packed, dot};
use crate::search::index::Leave;
use crate::search::semantic::DIMENSIONS;

/// A vector without the corpus's mean, of length 1.
pub type Centred = Vec<f32>;

/// What the model knows of a corpus.
#[derive(Debug, Clone)]
pub struct Meaning {
    /// The model that the vectors are of.
    pub model: [u8; 32],
    pub(super) mean: Vec<f32>,
    /// Class and hash of the text of each phrasing (and of titles that are none), and their vectors.
    pub(super) phrasings: Vec<(u32, u64)>,
    pub(super) phrasing_vectors: Vec<Packed>,
    /// Class of each answer, and their vectors.
    pub(super) answers: Vec<u32>,
    pub(super) answer_vectors: Vec<Packed>,
    /// The classifier on all texts.
    pub dense: Dense,
}

/// How close what a question means is to an entry: cosines.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Close {
    /// With the nearest phrasing.
    pub nearest: f32,
    /// With the three nearest on average.
    pub three: f32,
    /// With the nearest answer.
    pub answer: f32,
}

impl Close {
    /// The higher of each.
    #[must_use]
    pub fn max(&self, other: &Self) -> Self {
        Self { nearest: self.nearest.max(other.nearest), three: self.three.max(other.three), answer: self.answer.max(other.answer) }
    }
}

/// The cosines of the three nearest phrasings, nearest first, and of the nearest answer, while they are collected.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Best {
    nearest: [f32; 3],
    answer: f32,
}

impl Best {
    /// Takes the cosine of another phrasing.
    pub(super) fn take(&mut self, cosine: f32) {
        if cosine > self.nearest[2] {
            self.nearest[2] = cosine;
            self.nearest.sort_unstable_by(|a, b| b.total_cmp(a));
        }
    }

    /// What they come to.
    pub fn close(self) -> Close {
        let [one, two, three] = self.nearest;
        Close { nearest: one, three: (one + two + three) / 3.0, answer: self.answer }
    }
}

impl Meaning {
    /// Takes the corpus's mean away.
    pub fn centre(&self, vector: &[f32]) -> Centred {
        let mut centred: Centred = vector.iter().zip(&self.mean).map(|(x, mean)| x - mean).collect();
        let length = centred.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-6);
        centred.iter_mut().for_each(|x| *x /= length);
        centred
    }

    /// The hashes of the phrasings that a class has here.
    pub(super) fn phrasings_of(&self, class: u32) -> impl Iterator<Item = u64> {
        self.phrasings.iter().filter(move |(of, _)| *of == class).map(|(_, hash)| *hash)
    }

    /// How close a question is to each class. `leave` leaves out the phrasing that is the question itself (`asked` is the
    /// hash of its text), or an entry.
    pub fn find(&self, question: &Centred, leave: Option<Leave>, asked: u64) -> BTreeMap<u32, Best> {
        let mut best: BTreeMap<u32, Best> = BTreeMap::new();
        for ((class, hash), vector) in self.phrasings.iter().zip(&self.phrasing_vectors) {
            let skipped = leave.is_some_and(|leave| leave.takes_phrasing(*class, *hash == asked));
            if skipped {
                continue;
            }
            best.entry(*class).or_default().take(cosine(question, vector));
        }
        for (class, vector) in self.answers.iter().zip(&self.answer_vectors) {
            if leave.is_none_or(|leave| !leave.takes_entry(*class)) {
                let best = best.entry(*class).or_default();
                best.answer = best.answer.max(cosine(question, vector));
            }
        }
        best
    }
}

/// The cosine of a question with a phrasing or an answer.
pub(super) fn cosine(question: &[f32], packed: &Packed) -> f32 {
    // Sums of eight keep the processor's lanes busy.
    let mut sums = [0.0_f32; 8];
    for (x, bytes) in question.chunks_exact(8).zip(packed.bytes.chunks_exact(8)) {
        for lane in 0..8 {
            sums[lane] += x[lane] * f32::from(bytes[lane]);
        }
    }
    sums.iter().sum::<f32>() * packed.scale
}

/// Multinomial logistic regression on vectors of meaning.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Dense {
    /// A row of [`DIMENSIONS`] for each class.
    pub(super) weights: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

impl Dense {
    /// Probabilities of all classes.
    pub fn probabilities(&self, question: &Centred) -> Vec<f32> {
        let rows = self.weights.chunks_exact(DIMENSIONS).zip(&self.bias);
        let mut scores: Vec<f32> = rows.map(|(row, bias)| bias + dot(row, question)).collect();
        softmax(&mut scores);
        scores
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector(seed: usize) -> Centred {
        let raw: Vec<f32> = (0..DIMENSIONS).map(|i| ((i * 31 + seed * 97) % 113) as f32 / 113.0 - 0.5).collect();
        let length = dot(&raw, &raw).sqrt();
        raw.iter().map(|x| x / length).collect()
    }

    #[test]
    fn a_left_out_phrasing_is_not_near_itself() {
        let meaning = Meaning {
            model: [0; 32],
            mean: vec![0.0; DIMENSIONS],
            phrasings: vec![(0, 10), (0, 11), (1, 12)],
            phrasing_vectors: [1, 2, 3].map(|seed| Packed::new(&vector(seed))).to_vec(),
            answers: vec![1],
            answer_vectors: vec![Packed::new(&vector(9))],
            dense: Dense::default(),
        };
        let asked = vector(1);
        assert!(meaning.find(&asked, None, 0)[&0].close().nearest > 0.99);
        let language = crate::language::Language::EN;
        assert!(meaning.find(&asked, Some(Leave::Phrasing(0, language)), 10)[&0].close().nearest < 0.9);
        assert!(!meaning.find(&asked, Some(Leave::Entry(0)), 0).contains_key(&0));
        assert!(meaning.find(&vector(9), None, 0)[&1].close().answer > 0.99);
    }
}
