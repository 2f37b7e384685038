//! From signals to a ranking: what the index and the classifier say of each entry, fused by learned weights.

use super::features::Feature;
use super::model::Model;
use super::nearest::Nearest;
use crate::language::Language;
use crate::search::index::{Leave, SIGNALS, Search, language_number};
use crate::search::{Analysis, Index};

/// Numbers that describe a candidate: the logarithm of the classifier's probability, the index's signals, how near its
/// nearest phrasing is, and its nearest three.
pub const NUMBERS: usize = 4 + SIGNALS;
/// Most candidates of a question.
pub const CANDIDATES: usize = 32;
/// The least logarithm of a probability that is told apart.
const FLOOR: f32 = -9.0;

/// Weights before anything was learned: [`NUMBERS`] of them. Learned on the left-out phrasings of the
/// sample corpus, rounded; what a corpus learns begins from here.
pub const PRIOR: [f32; NUMBERS] = [0.5, 1.0, 4.0, 1.0, 4.0, 1.5, 1.0, 1.5, 1.0, 1.0, 3.0, 0.5, 1.0, 1.0, 0.4];
/// Weights of the index's signals without a classifier.
pub const PRIOR_INDEX: [f32; NUMBERS] = [0.0, 2.0, 6.0, 1.5, 12.0, 2.0, 1.5, 2.0, 1.0, 1.0, 3.0, 1.0, 2.0, 1.0, 0.0];

/// An entry that may be what is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its number in the corpus.
    pub entry: u32,
    /// What is known of it.
    pub numbers: [f32; NUMBERS],
    /// Weighted sum of the numbers.
    pub score: f32,
    /// Its share of the softmax over the candidates.
    pub share: f32,
}

/// All that was found for a question.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// Best first.
    pub candidates: Vec<Candidate>,
    /// Share of the question's weight that the index knows, by signal.
    pub known: [f32; SIGNALS],
    /// Probability of the off-topic class; of classifiers that have none, the share of no class.
    pub offtopic: f32,
    /// The classifier's best entry.
    pub classifier_best: Option<u32>,
    /// The index's best entry.
    pub index_best: Option<u32>,
    /// The entry of the nearest phrasing.
    pub nearest_best: Option<u32>,
    /// Words of the question.
    pub words: usize,
}

/// The sources of evidence.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The index.
    pub index: &'a Index,
    /// The phrasings.
    pub nearest: &'a Nearest,
    /// The classifier, when there is one, and for each entry of the index its class.
    pub model: Option<(&'a Model, &'a [Option<u32>])>,
}

impl Sources<'_> {
    /// Asks index and classifier; the candidates are not ranked yet. `asked` is the hash of a question that
    /// is a phrasing left out.
    pub fn ask(&self, analysis: &Analysis, features: &[Feature], languages: [f32; 3], leave: Option<Leave>, asked: u64) -> Evidence {
        let mut weights = [0.0; SIGNALS];
        weights.copy_from_slice(&PRIOR_INDEX[1..=SIGNALS]);
        let search = Search { weights: &weights, languages, limit: CANDIDATES, leave };
        let found = self.index.search(analysis, &search);
        let total = |signals: &[f32; SIGNALS]| -> f32 { signals.iter().zip(&weights).map(|(s, w)| s * w).sum() };
        let mut candidates: Vec<Candidate> = found
            .hits
            .iter()
            .map(|hit| {
                let mut numbers = [0.0; NUMBERS];
                numbers[1..=SIGNALS].copy_from_slice(&hit.signals);
                Candidate { entry: hit.entry, numbers, score: 0.0, share: 0.0 }
            })
            .collect();
        let index_best = candidates.first().map(|candidate| candidate.entry);
        let (mut offtopic, mut classifier_best) = (0.0, None);
        if let Some((model, classes)) = self.model {
            let [words, grams] = model.probabilities(features);
            let both: Vec<f32> = words.iter().zip(&grams).map(|(w, g)| (w * g).sqrt()).collect();
            offtopic = both.last().copied().unwrap_or_default();
            let left_out = match leave {
                Some(Leave::Entry(entry)) => Some(entry),
                _ => None,
            };
            let mut best: Vec<(f32, u32)> = classes
                .iter()
                .enumerate()
                .filter(|(entry, _)| Some(*entry as u32) != left_out)
                .filter_map(|(entry, class)| class.map(|class| (both[class as usize], entry as u32)))
                .collect();
            let order = |a: &(f32, u32), b: &(f32, u32)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
            if best.len() > CANDIDATES / 2 {
                best.select_nth_unstable_by(CANDIDATES / 2, order);
                best.truncate(CANDIDATES / 2);
            }
            best.sort_unstable_by(order);
            classifier_best = best.first().map(|(_, entry)| *entry);
            for (_, entry) in &best {
                if !candidates.iter().any(|candidate| candidate.entry == *entry) {
                    candidates.push(Candidate { entry: *entry, numbers: [0.0; NUMBERS], score: 0.0, share: 0.0 });
                }
            }
            // An entry that the classifier has not met yet is given what the index alone would say.
            let top = found.hits.first().map_or(0.0, |hit| total(&hit.signals));
            for candidate in &mut candidates {
                (candidate.numbers[0], candidate.numbers[SIGNALS + 3]) = match classes[candidate.entry as usize] {
                    Some(class) => (words[class as usize].ln().max(FLOOR), grams[class as usize].ln().max(FLOOR)),
                    None => {
                        let mut signals = [0.0; SIGNALS];
                        signals.copy_from_slice(&candidate.numbers[1..=SIGNALS]);
                        let like = (total(&signals) - top).max(FLOOR);
                        (like, like)
                    }
                };
            }
        }
        let near = self.nearest.find(features, leave, asked);
        let mut order: Vec<(f32, u32)> = near.iter().map(|(entry, nearness)| (nearness.0, *entry)).collect();
        order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for candidate in &mut candidates {
            let (one, three) = near.get(&candidate.entry).copied().unwrap_or_default();
            candidate.numbers[SIGNALS + 1] = one;
            candidate.numbers[SIGNALS + 2] = three;
        }
        let nearest_best = order.first().map(|(_, entry)| *entry);
        Evidence { nearest_best, candidates, known: found.known, offtopic, classifier_best, index_best, words: analysis.tokens.len() }
    }
}

impl Evidence {
    /// Scores and sorts the candidates.
    pub fn rank(&mut self, weights: &[f32; NUMBERS]) {
        for candidate in &mut self.candidates {
            candidate.score = candidate.numbers.iter().zip(weights).map(|(n, w)| n * w).sum();
        }
        self.sort();
    }

    /// Sorts the candidates by their scores and gives them their shares.
    pub fn sort(&mut self) {
        self.candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entry.cmp(&b.entry)));
        let top = self.candidates.first().map_or(0.0, |candidate| candidate.score);
        let sum: f32 = self.candidates.iter().map(|candidate| (candidate.score - top).exp()).sum();
        for candidate in &mut self.candidates {
            candidate.share = (candidate.score - top).exp() / sum;
        }
    }
}

impl Evidence {
    /// Moves an entry to the second place, if it is not before it.
    pub fn put_second(&mut self, entry: u32) {
        let Some(place) = self.candidates.iter().position(|candidate| candidate.entry == entry) else { return };
        if place > 1 {
            self.candidates[1..=place].rotate_right(1);
        }
    }
}

/// Weights of the documents of each language when a question seems to be in `language`.
pub fn language_weights(language: Language) -> [f32; 3] {
    let mut weights = [0.85; 3];
    weights[language_number(language)] = 1.0;
    weights
}

/// A question whose right entry is known, for learning the weights.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// The numbers of each candidate.
    pub candidates: Vec<[f32; NUMBERS]>,
    /// Which one is right.
    pub right: usize,
}

/// Learns weights from lessons: the softmax over the candidates shall give the right one its share.
/// Adam on the full gradient, with a pull towards the prior that a dozen questions overcome.
pub fn learn(lessons: &[Lesson], prior: &[f32; NUMBERS]) -> [f32; NUMBERS] {
    let mut weights = *prior;
    if lessons.is_empty() {
        return weights;
    }
    let pull = 3.0 / lessons.len() as f32;
    let (mut first, mut second) = ([0.0_f32; NUMBERS], [0.0_f32; NUMBERS]);
    for step in 1..=200 {
        let mut gradient = [0.0_f32; NUMBERS];
        for lesson in lessons {
            let mut shares: Vec<f32> = lesson.candidates.iter().map(|c| c.iter().zip(&weights).map(|(n, w)| n * w).sum()).collect();
            super::classify::softmax(&mut shares);
            shares[lesson.right] -= 1.0;
            for (share, numbers) in shares.iter().zip(&lesson.candidates) {
                for (g, n) in gradient.iter_mut().zip(numbers) {
                    *g += share * n;
                }
            }
        }
        for i in 0..NUMBERS {
            let spread = prior[i].abs().max(0.3);
            let g = gradient[i] / lessons.len() as f32 + pull * (weights[i] - prior[i]) / (spread * spread);
            first[i] = 0.9 * first[i] + 0.1 * g;
            second[i] = 0.99 * second[i] + 0.01 * g * g;
            let (m, v) = (first[i] / (1.0 - 0.9_f32.powi(step)), second[i] / (1.0 - 0.99_f32.powi(step)));
            weights[i] -= 0.1 * m / (v.sqrt() + 1e-8);
            // More evidence never speaks against an entry.
            weights[i] = weights[i].max(0.0);
        }
    }
    weights
}
