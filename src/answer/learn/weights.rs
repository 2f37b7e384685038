//! What each ranking feature is worth, learned from questions whose right entry is known.

use crate::answer::classifier::softmax;
use crate::answer::ranking::{RankingFeature, RankingFeatures};
use crate::search::optimize::Adam;

/// A question whose right entry is known.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// The features of each candidate.
    pub candidates: Vec<RankingFeatures>,
    /// Which one is right.
    pub right: usize,
    /// How much it counts.
    pub weight: f32,
}

/// Steps that are made.
const STEPS: usize = 200;
/// How far a weight moves from where it begins before the pull back is felt: as far as it is itself, and at least this far.
const LEAST_SPREAD: f32 = 0.3;

/// Learns weights from lessons: the softmax over the candidates shall give the right one its share.
/// There is a pull towards `prior` that about five times `pull` questions overcome.
pub fn learn(lessons: &[Lesson], prior: &RankingFeatures, pull: f32) -> RankingFeatures {
    let mut weights = *prior;
    if lessons.is_empty() {
        return weights;
    }
    let total: f32 = lessons.iter().map(|lesson| lesson.weight).sum();
    let pull = pull / total;
    let mut adam = Adam::<{ RankingFeature::COUNT }>::default();
    for _ in 0..STEPS {
        let mut gradient = RankingFeatures::ZERO;
        for lesson in lessons {
            let mut shares: Vec<f32> = lesson.candidates.iter().map(|candidate| candidate.dot(&weights)).collect();
            softmax(&mut shares);
            shares[lesson.right] -= 1.0;
            for (share, features) in shares.iter().zip(&lesson.candidates) {
                let push = share * lesson.weight;
                for (gradient, feature) in gradient.0.iter_mut().zip(&features.0) {
                    *gradient += push * feature;
                }
            }
        }
        for feature in RankingFeature::ALL {
            let spread = prior[feature].abs().max(LEAST_SPREAD);
            gradient[feature] = gradient[feature] / total + pull * (weights[feature] - prior[feature]) / (spread * spread);
        }
        for (weight, change) in weights.0.iter_mut().zip(adam.step(&gradient.0)) {
            // More evidence never speaks against an entry.
            *weight = (*weight - change).max(0.0);
        }
    }
    weights
}
