//! The third signal: what phrasings and answers mean, as vectors of the embedding model.
//!
//! The model's vectors all point roughly one way (cosines from .75 to .95, docs/matching.md), so the corpus's mean is taken away
//! first: what is left tells entries apart. From it come how near a question is to an entry's nearest phrasings and to its
//! answer, and a linear classifier of its own, for the model knows words that no phrasing has.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::classifier::softmax;
use crate::search::embedding::{Packed, dot, products};
use crate::search::index::{Leave, best_of};
use crate::search::semantic::DIMENSIONS;
use crate::search::wide::wide;

/// Classes of which a question is compared with every text, whatever it is; with more of them, those that are [`Meaning::near`].
const FEW_CLASSES: usize = 256;
/// Of many classes, how many are near by the classifier, and how many more by their middles.
const NEAR: usize = 128;

/// A vector without the corpus's mean, of length 1.
pub type Centred = Vec<f32>;

/// What the model knows of a corpus.
#[derive(Debug, Clone)]
pub struct Meaning {
    /// The model that the vectors are of.
    pub model: [u8; 32],
    pub(super) mean: Vec<f32>,
    /// Class and hash of the text of each phrasing (and of titles that are none), and their vectors, class by class.
    pub(super) phrasings: Vec<(u32, u64)>,
    pub(super) phrasing_vectors: Vec<Packed>,
    /// Class of each answer, and their vectors, class by class.
    pub(super) answers: Vec<u32>,
    pub(super) answer_vectors: Vec<Packed>,
    /// The classifier on all texts.
    pub dense: Dense,
    /// Where the phrasings and the answers of each class begin; one more at the end.
    starts: Vec<u32>,
    answer_starts: Vec<u32>,
    /// The direction in which the texts of each class lie together; none of few classes.
    middles: Vec<Packed>,
}

/// What a [`Meaning`] is made of: phrasings with their class and the hash of their text, and answers with their class, in any order.
pub struct Parts {
    /// The model that the vectors are of.
    pub model: [u8; 32],
    /// Mean of the questions' vectors, which is taken away from all.
    pub mean: Vec<f32>,
    /// Class, hash of the text, and vector without the mean.
    pub phrasings: Vec<((u32, u64), Packed)>,
    /// Class, and vector without the mean.
    pub answers: Vec<(u32, Packed)>,
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
        let [one, two, three] = self.nearest;
        if cosine > one {
            self.nearest = [cosine, one, two];
        } else if cosine > two {
            self.nearest = [one, cosine, two];
        } else if cosine > three {
            self.nearest = [one, two, cosine];
        }
    }

    /// What they come to.
    pub fn close(self) -> Close {
        let [one, two, three] = self.nearest;
        Close { nearest: one, three: (one + two + three) / 3.0, answer: self.answer }
    }
}

/// Takes a mean away.
pub(super) fn centre(mean: &[f32], vector: &[f32]) -> Centred {
    let mut centred: Centred = vector.iter().zip(mean).map(|(x, mean)| x - mean).collect();
    let length = centred.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-6);
    centred.iter_mut().for_each(|x| *x /= length);
    centred
}

impl Meaning {
    /// Takes the corpus's mean away.
    pub fn centre(&self, vector: &[f32]) -> Centred {
        centre(&self.mean, vector)
    }

    /// How many classes there are, up to the last one that has a text.
    fn classes(&self) -> usize {
        let last = self.phrasings.last().map(|(class, _)| class).max(self.answers.last());
        last.map_or(0, |last| *last as usize + 1)
    }

    /// By class, the sum of its texts' vectors at length 1; nothing where all classes are looked at anyway.
    fn find_middles(&self) -> Vec<Packed> {
        let classes = self.classes();
        if classes <= FEW_CLASSES {
            return Vec::new();
        }
        let mut sums = vec![0.0_f32; classes * DIMENSIONS];
        let phrasings = self.phrasings.iter().map(|(class, _)| class).zip(&self.phrasing_vectors);
        for (class, vector) in phrasings.chain(self.answers.iter().zip(&self.answer_vectors)) {
            let sum = &mut sums[*class as usize * DIMENSIONS..][..DIMENSIONS];
            sum.iter_mut().zip(&vector.bytes).for_each(|(sum, byte)| *sum += f32::from(*byte) * vector.scale);
        }
        let middle = |sum: &[f32]| {
            let length = dot(sum, sum).sqrt().max(1e-6);
            Packed::new(&sum.iter().map(|x| x / length).collect::<Vec<_>>())
        };
        sums.chunks_exact(DIMENSIONS).map(middle).collect()
    }

    /// The hashes of the phrasings that a class has here.
    pub(super) fn phrasings_of(&self, class: u32) -> impl Iterator<Item = u64> {
        self.phrasings[between(&self.starts, class)].iter().map(|(_, hash)| *hash)
    }

    /// The classes that are worth comparing text by text, in their order: all of few; of many those that the classifier gives most to, by the
    /// `probabilities` of all classes, and those whose texts together lie nearest.
    ///
    /// Reading every text grows with the corpus: 90,000 of 3,000 entries are 35 MB for each question.
    pub fn near(&self, question: &Centred, probabilities: &[f32]) -> Vec<u32> {
        let classes = self.middles.len() as u32;
        if classes == 0 {
            return (0..self.classes().max(probabilities.len()) as u32).collect();
        }
        let likely = probabilities.iter().copied().zip(0..classes);
        let mut near: Vec<u32> = best_of(likely, NEAR, |class| *class).into_iter().map(|(_, class)| class).collect();
        let middles = products(question, &self.middles).into_iter().zip(0..);
        near.extend(best_of(middles, NEAR, |class| *class).into_iter().map(|(_, class)| class));
        near.sort_unstable();
        near.dedup();
        near
    }

    /// How close a question is to a class. `leave` leaves out the phrasing that is the question itself (`asked` is the
    /// hash of its text), or an entry.
    pub fn find(&self, class: u32, question: &Centred, leave: Option<Leave>, asked: u64) -> Best {
        let mut best = Best::default();
        let range = between(&self.starts, class);
        let phrasings = &self.phrasings[range.clone()];
        let skipped = |hash: u64| leave.is_some_and(|leave| leave.takes_phrasing(class, hash == asked));
        for ((_, hash), cosine) in phrasings.iter().zip(products(question, &self.phrasing_vectors[range])) {
            if !skipped(*hash) {
                best.take(cosine);
            }
        }
        if leave.is_none_or(|leave| !leave.takes_entry(class)) {
            let answers = &self.answer_vectors[between(&self.answer_starts, class)];
            best.answer = products(question, answers).into_iter().fold(best.answer, f32::max);
        }
        best
    }
}

/// Where each class begins in a list that goes class by class; one more at the end.
fn starts_of(classes: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut starts = vec![0];
    for (number, class) in classes.enumerate() {
        starts.resize(class as usize + 1, number as u32);
        starts.push(number as u32 + 1);
    }
    starts
}

/// The places of a class between its own begin and that of the next; none of a class that is not there.
fn between(starts: &[u32], class: u32) -> Range<usize> {
    let (from, to) = (starts.get(class as usize), starts.get(class as usize + 1));
    from.zip(to).map_or(0..0, |(from, to)| *from as usize..*to as usize)
}

impl From<Parts> for Meaning {
    fn from(parts: Parts) -> Self {
        let Parts { model, mean, mut phrasings, mut answers, dense } = parts;
        phrasings.sort_by_key(|((class, _), _)| *class);
        answers.sort_by_key(|(class, _)| *class);
        let (phrasings, phrasing_vectors): (Vec<_>, Vec<_>) = phrasings.into_iter().unzip();
        let (answers, answer_vectors): (Vec<_>, Vec<_>) = answers.into_iter().unzip();
        let starts = starts_of(phrasings.iter().map(|(class, _)| *class));
        let answer_starts = starts_of(answers.iter().copied());
        let middles = Vec::new();
        let mut meaning = Self { model, mean, phrasings, phrasing_vectors, answers, answer_vectors, dense, starts, answer_starts, middles };
        meaning.middles = meaning.find_middles();
        meaning
    }
}
/// Multinomial logistic regression on vectors of meaning.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Dense {
    /// A row of [`DIMENSIONS`] for each class.
    pub weights: Vec<f32>,
    /// One a class.
    pub bias: Vec<f32>,
}

impl Dense {
    /// Probabilities of all classes.
    pub fn probabilities(&self, question: &Centred) -> Vec<f32> {
        let rows = self.weights.chunks_exact(DIMENSIONS).zip(&self.bias);
        let mut scores = Vec::with_capacity(self.bias.len());
        wide(
            #[inline(always)]
            || rows.for_each(|(row, bias)| scores.push(bias + dot(row, question))),
        );
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

    fn meaning(phrasings: Vec<((u32, u64), Packed)>, answers: Vec<(u32, Packed)>) -> Meaning {
        Meaning::from(Parts { model: [0; 32], mean: vec![0.0; DIMENSIONS], phrasings, answers, dense: Dense::default() })
    }

    #[test]
    fn a_left_out_phrasing_is_not_near_itself() {
        let packed = |seed| Packed::new(&vector(seed));
        let meaning = meaning(vec![((1, 12), packed(3)), ((0, 10), packed(1)), ((0, 11), packed(2))], vec![(1, packed(9))]);
        let asked = vector(1);
        assert!(meaning.find(0, &asked, None, 0).close().nearest > 0.99);
        let language = crate::language::Language::EN;
        assert!(meaning.find(0, &asked, Some(Leave::Phrasing(0, language)), 10).close().nearest < 0.9);
        assert_eq!(meaning.find(0, &asked, Some(Leave::Entry(0)), 0), Best::default());
        assert!(meaning.find(1, &vector(9), None, 0).close().answer > 0.99);
        assert_eq!(meaning.find(2, &asked, None, 0), Best::default(), "a class without texts");
        assert_eq!(meaning.phrasings_of(0).collect::<Vec<_>>(), [10, 11]);
        assert_eq!(meaning.near(&asked, &[0.5, 0.3, 0.2]), [0, 1, 2], "of few classes all");
    }

    #[test]
    fn of_many_classes_the_near_ones_are_looked_at() {
        let classes = 2 * FEW_CLASSES as u32;
        let texts = |class: u32| [(class, Packed::new(&vector(class as usize))), (class, Packed::new(&vector(class as usize + 5_000)))];
        let phrasings = (0..classes).flat_map(texts).map(|(class, packed)| ((class, 0), packed)).collect();
        let meaning = meaning(phrasings, Vec::new());
        let mut probabilities = vec![0.0; classes as usize + 1];
        probabilities[7] = 0.9;
        for class in [0, 300, classes - 1] {
            let near = meaning.near(&vector(class as usize), &probabilities);
            assert!(near.contains(&class) && near.contains(&7) && near.len() <= 2 * NEAR, "{class}: {near:?}");
            assert!(near.is_sorted() && near.iter().all(|class| *class < classes), "the off-topic class has no texts");
        }
    }
}
