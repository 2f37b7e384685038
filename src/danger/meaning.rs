//! What the embedding model's vector of a message says of dangers: a network of one hidden layer.
//!
//! Near-dangers lie on all sides of dangers, so a plane between them finds fewer (.61 of the dangers of writers left out, at two false alarms in
//! a hundred) than this (.64), whose mistakes are others than those of words: together they find more than either.

use serde::{Deserialize, Serialize};

use super::table::log_odds;
use crate::search::embedding::dot;
use crate::search::semantic::DIMENSIONS;

/// Units between the vector and the classes.
pub(super) const HIDDEN: usize = 32;
/// Length of the vectors that go in: those of the model have length 1.
const LENGTH: f32 = 4.0;

/// The network.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Network {
    /// The model that its vectors are of.
    pub model: [u8; 32],
    /// Mean of the texts' vectors, which is taken away first.
    pub(super) mean: Vec<f32>,
    /// A row of [`DIMENSIONS`] for each hidden unit.
    pub(super) first: Vec<f32>,
    pub(super) first_bias: Vec<f32>,
    /// A row of [`HIDDEN`] for each class.
    pub(super) second: Vec<f32>,
    pub(super) second_bias: Vec<f32>,
}

impl Network {
    /// Whether its parts fit each other and so many classes.
    pub fn fits(&self, classes: usize) -> bool {
        self.mean.len() == DIMENSIONS
            && self.first.len() == HIDDEN * DIMENSIONS
            && self.first_bias.len() == HIDDEN
            && self.second.len() == classes * HIDDEN
            && self.second_bias.len() == classes
    }

    /// The vector as it goes in.
    pub(super) fn centre(&self, vector: &[f32]) -> Vec<f32> {
        let mut centred: Vec<f32> = vector.iter().zip(&self.mean).map(|(x, mean)| x - mean).collect();
        let length = centred.iter().map(|x| x * x).sum::<f32>().sqrt().max(1e-6);
        centred.iter_mut().for_each(|x| *x *= LENGTH / length);
        centred
    }

    /// What the hidden units make of a centred vector.
    pub(super) fn hidden(&self, centred: &[f32]) -> Vec<f32> {
        let rows = self.first.chunks_exact(DIMENSIONS).zip(&self.first_bias);
        rows.map(|(row, bias)| (bias + dot(row, centred)).max(0.0)).collect()
    }

    /// Scores of the classes from the hidden units.
    pub(super) fn scores(&self, hidden: &[f32]) -> Vec<f32> {
        let rows = self.second.chunks_exact(HIDDEN).zip(&self.second_bias);
        rows.map(|(row, bias)| bias + dot(row, hidden)).collect()
    }

    /// Odds of a danger, as a logarithm, from the model's vector.
    pub fn odds(&self, vector: &[f32]) -> f32 {
        log_odds(&self.scores(&self.hidden(&self.centre(vector))))
    }
}
