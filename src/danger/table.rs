//! Probabilities of a few classes from the marks of a text: a multinomial logistic regression whose weights are bytes.

use serde::{Deserialize, Serialize};

use super::marks::{GROUPS, Mark, Vector, Vocabulary};

/// A table of weights: a row for each mark, a column for each class.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Table {
    vocabulary: Vocabulary,
    /// Row after row, in units of `step`.
    weights: Vec<i8>,
    step: f32,
    bias: Vec<f32>,
}

impl Table {
    /// From the weights of each row and class.
    pub(super) fn new(vocabulary: Vocabulary, weights: &[f32], bias: Vec<f32>) -> Self {
        let most = weights.iter().fold(0.0_f32, |most, weight| most.max(weight.abs()));
        let step = (most / 127.0).max(f32::MIN_POSITIVE);
        Self { vocabulary, weights: weights.iter().map(|weight| (weight / step).round() as i8).collect(), step, bias }
    }

    /// Whether its parts fit each other and so many classes.
    pub fn fits(&self, classes: usize) -> bool {
        let rows = self.vocabulary.size();
        self.vocabulary.is_whole() && self.bias.len() == classes && self.weights.len() == rows * classes
    }

    /// Scores of the classes.
    pub fn scores(&self, marks: &[Mark], weights: &[f32; GROUPS]) -> Vec<f32> {
        let mut sums = vec![0.0; self.bias.len()];
        for (row, value) in self.vocabulary.vector(marks, weights) {
            let begin = row as usize * sums.len();
            for (sum, weight) in sums.iter_mut().zip(&self.weights[begin..]) {
                *sum += value * f32::from(*weight);
            }
        }
        sums.iter().zip(&self.bias).map(|(sum, bias)| sum * self.step + bias).collect()
    }
}

/// A training text: its vector, its class, and how much it counts.
#[derive(Debug, Clone)]
pub(super) struct Example {
    pub(super) vector: Vector,
    pub(super) class: usize,
    pub(super) weight: f32,
}

/// Odds, as a logarithm, of the last of three classes against the others.
pub(super) fn log_odds(scores: &[f32]) -> f32 {
    let Some((last, others)) = scores.split_last() else { return 0.0 };
    let most = others.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    last - most - others.iter().map(|score| (score - most).exp()).sum::<f32>().ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odds_are_those_of_the_last_class() {
        let odds = log_odds(&[0.0, 0.0, 2.0_f32.ln()]);
        assert!(odds.abs() < 1e-6, "{odds}");
        assert!(log_odds(&[0.0, -50.0, 1.0]) > 0.99 && log_odds(&[]) == 0.0);
    }
}
