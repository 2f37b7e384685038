//! The third signal: what phrasings and answers mean, as vectors of the embedding model.
//!
//! The model's vectors all point roughly one way (cosines from .75 to .95, docs/matching.md), so the corpus's mean is taken away
//! first: what is left tells entries apart. From it come how near a question is to an entry's nearest phrasings and to its
//! answer, and a linear classifier of its own, for the model knows words that no phrasing has.

use std::collections::BTreeMap;

use super::classify::softmax;
use super::model::{Sample, Source, Text};
use crate::search::embedding::{Embedded, Packed};
use crate::search::index::Leave;
use crate::search::semantic::{DIMENSIONS, Prefix};
use crate::search::term::mix;

/// Times that the classifier sees every text, at most, and how many multiplications it may take in all.
const EPOCHS: usize = 16;
const MOST_WORK: usize = 60_000_000_000;
/// First step, from which steps shrink evenly to nothing.
const RATE: f32 = 3.0;
/// How far the weights may grow: the reciprocal of their pull to zero, as the C of support vector machines. From 10 to 100 what it finds
/// first alone changes by a point at most on three corpora; with 20 a little more can be answered than with 30 or 60.
const GROWTH: f32 = 20.0;
/// Smallest difference between a class's probability and the truth that is learned from.
const LEAST_PUSH: f32 = 0.001;
/// Step of a class's own weight, against those of the vectors.
const BIAS: f32 = 0.1;

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

/// What a question means: cosines with the nearest phrasing, the three nearest on average, and the nearest answer.
pub type Close = [f32; 3];

impl Meaning {
    /// Puts together what was embedded of the texts; no classifier yet. None when a phrasing was not embedded.
    pub fn new(model: [u8; 32], texts: &[Text<'_>], embedded: &Embedded) -> Option<Self> {
        let mut meaning = Self {
            model,
            mean: vec![0.0; DIMENSIONS],
            phrasings: Vec::new(),
            phrasing_vectors: Vec::new(),
            answers: Vec::new(),
            answer_vectors: Vec::new(),
            dense: Dense::default(),
        };
        let mut count = 0.0_f32;
        for text in texts.iter().filter(|text| text.prefix() == Some(Prefix::Query)) {
            let vector = embedded.get(text.text, Prefix::Query)?.unpack();
            meaning.mean.iter_mut().zip(&vector).for_each(|(mean, x)| *mean += x);
            count += 1.0;
        }
        meaning.mean.iter_mut().for_each(|x| *x /= count.max(1.0));
        for text in texts {
            if let (Source::Phrasing(entry, _) | Source::Title(entry), Some(vector)) = (text.source, embedded.get(text.text, Prefix::Query))
            {
                meaning.phrasings.push((entry, text.hash()));
                meaning.phrasing_vectors.push(Packed::new(&meaning.centre(&vector.unpack())));
            }
        }
        for text in texts {
            if let (Source::Answer(entry), Some(vector)) = (text.source, embedded.get(text.text, Prefix::Passage)) {
                meaning.answers.push(entry);
                meaning.answer_vectors.push(Packed::new(&meaning.centre(&vector.unpack())));
            }
        }
        Some(meaning)
    }

    /// Takes the corpus's mean away.
    pub fn centre(&self, vector: &[f32]) -> Centred {
        let mut centred: Centred = vector.iter().zip(&self.mean).map(|(x, mean)| x - mean).collect();
        let length = centred.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-6);
        centred.iter_mut().for_each(|x| *x /= length);
        centred
    }

    /// How close a question is to each class. `leave` leaves out the phrasing that is the question itself (`asked` is the
    /// hash of its text), or an entry.
    pub fn find(&self, question: &Centred, leave: Option<Leave>, asked: u64) -> BTreeMap<u32, Close> {
        let mut best: BTreeMap<u32, [f32; 4]> = BTreeMap::new();
        for ((class, hash), vector) in self.phrasings.iter().zip(&self.phrasing_vectors) {
            let skipped = leave.is_some_and(|leave| leave.takes_phrasing(*class, *hash == asked));
            if skipped {
                continue;
            }
            let cosine = cosine(question, vector);
            let kept = best.entry(*class).or_default();
            if cosine > kept[2] {
                kept[2] = cosine;
                kept[..3].sort_unstable_by(|a, b| b.total_cmp(a));
            }
        }
        for (class, vector) in self.answers.iter().zip(&self.answer_vectors) {
            if leave.is_none_or(|leave| !leave.takes_entry(*class)) {
                let kept = best.entry(*class).or_default();
                kept[3] = kept[3].max(cosine(question, vector));
            }
        }
        best.into_iter().map(|(class, [one, two, three, answer])| (class, [one, (one + two + three) / 3.0, answer])).collect()
    }

    /// What the classifier learns from, of those samples that `wanted` says.
    pub fn lessons(&self, samples: &[Sample<'_>], embedded: &Embedded, wanted: impl Fn(&Sample<'_>) -> bool, offtopic: u32) -> Vec<Lesson> {
        let lesson = |sample: &Sample<'_>| {
            let vector = embedded.get(sample.text, sample.prefix()?)?.unpack();
            let class = sample.source.entry().unwrap_or(offtopic);
            Some(Lesson { vector: self.centre(&vector), class, weight: sample.weight })
        };
        samples.iter().filter(|sample| wanted(sample)).filter_map(lesson).collect()
    }
}

fn cosine(question: &[f32], packed: &Packed) -> f32 {
    // Sums of eight keep the processor's lanes busy.
    let mut sums = [0.0_f32; 8];
    for (x, bytes) in question.chunks_exact(8).zip(packed.bytes.chunks_exact(8)) {
        for lane in 0..8 {
            sums[lane] += x[lane] * f32::from(bytes[lane]);
        }
    }
    sums.iter().sum::<f32>() * packed.scale
}

fn dot(a: &[f32], b: &[f32]) -> f32 {
    let mut sums = [0.0_f32; 8];
    for (a, b) in a.chunks_exact(8).zip(b.chunks_exact(8)) {
        for lane in 0..8 {
            sums[lane] += a[lane] * b[lane];
        }
    }
    sums.iter().sum()
}

/// A training text of the classifier.
#[derive(Debug, Clone)]
pub struct Lesson {
    vector: Centred,
    class: u32,
    weight: f32,
}

/// Multinomial logistic regression on vectors of meaning.
#[derive(Debug, Clone, Default)]
pub struct Dense {
    /// A row of [`DIMENSIONS`] for each class.
    pub(super) weights: Vec<f32>,
    pub(super) bias: Vec<f32>,
}

impl Dense {
    /// Trains; the same input gives the same weights.
    pub fn train(lessons: &[Lesson], classes: usize) -> Self {
        let mut dense = Self { weights: vec![0.0; classes * DIMENSIONS], bias: vec![0.0; classes] };
        let work = (lessons.len() * classes * DIMENSIONS).max(1);
        let mut order: Vec<u32> = (0..lessons.len() as u32).collect();
        let epochs = (MOST_WORK / work).clamp(1, EPOCHS);
        let (mut step, steps) = (0, (epochs * lessons.len()) as f32);
        for epoch in 0..epochs {
            order.sort_unstable_by_key(|i| mix(u64::from(*i) << 8 | epoch as u64));
            for lesson in order.iter().map(|i| &lessons[*i as usize]) {
                let rate = RATE * lesson.weight * (1.0 - step as f32 / steps);
                step += 1;
                let mut pushes = dense.probabilities(&lesson.vector);
                pushes[lesson.class as usize] -= 1.0;
                for (class, push) in pushes.iter().enumerate().filter(|(_, push)| push.abs() >= LEAST_PUSH) {
                    let push = rate * push;
                    let row = &mut dense.weights[class * DIMENSIONS..(class + 1) * DIMENSIONS];
                    row.iter_mut().zip(&lesson.vector).for_each(|(weight, x)| *weight -= push * x);
                    dense.bias[class] -= BIAS * push;
                }
            }
            let middle = 1.0 - (epoch as f32 + 0.5) / epochs as f32;
            let kept = (-RATE * middle / GROWTH).exp();
            dense.weights.iter_mut().for_each(|weight| *weight *= kept);
        }
        dense
    }

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
    fn the_classifier_learns_and_is_deterministic() {
        let lessons: Vec<Lesson> = (0..60).map(|n| Lesson { vector: vector(n % 6), class: (n % 3) as u32, weight: 1.0 }).collect();
        let dense = Dense::train(&lessons, 3);
        for n in 0..6 {
            let probabilities = dense.probabilities(&vector(n));
            assert!(probabilities[n % 3] > 0.8, "{n}: {probabilities:?}");
        }
        assert_eq!(dense.weights, Dense::train(&lessons, 3).weights);
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
        assert!(meaning.find(&asked, None, 0)[&0][0] > 0.99);
        let language = crate::language::Language::En;
        assert!(meaning.find(&asked, Some(Leave::Phrasing(0, language)), 10)[&0][0] < 0.9);
        assert!(!meaning.find(&asked, Some(Leave::Entry(0)), 0).contains_key(&0));
        assert!(meaning.find(&vector(9), None, 0)[&1][2] > 0.99);
    }
}
