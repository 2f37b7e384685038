//! A table of weights, trained: AdaGrad over one text at a time, as in `answer::learn::classifier`; with few classes every mark has a weight for each.

use crate::danger::marks::Vocabulary;
use crate::danger::table::{Example, Table};
use crate::search::optimize::shuffled;

/// Times that every text is seen.
const EPOCHS: u32 = 10;
/// First step, and the pull of the weights to zero in each.
const RATE: f32 = 0.15;
const DECAY: f32 = 1e-5;
/// Where the sums of squared gradients begin.
const FIRST_SQUARE: f32 = 1e-4;
/// Smallest differences between a probability and the truth that are learned from: of the right class, and of another.
const LEAST: f32 = 0.01;
const LEAST_OTHER: f32 = 0.003;
/// Step of a class's own weight, against those of the marks.
const BIAS: f32 = 0.1;

/// Trains; the same input gives the same table.
pub(super) fn train(examples: &[Example], vocabulary: Vocabulary, classes: usize) -> Table {
    let cells = vocabulary.places() * classes;
    let (mut weights, mut squares) = (vec![0.0_f32; cells], vec![FIRST_SQUARE; cells]);
    let (mut bias, mut bias_squares) = (vec![0.0_f32; classes], vec![FIRST_SQUARE; classes]);
    let mut pushes = vec![0.0_f32; classes];
    for epoch in 0..EPOCHS {
        for example in shuffled(examples, epoch) {
            pushes.copy_from_slice(&bias);
            for (row, value) in &example.vector {
                let begin = *row as usize * classes;
                pushes.iter_mut().zip(&weights[begin..]).for_each(|(push, weight)| *push += weight * value);
            }
            softmax(&mut pushes);
            pushes[example.class] -= 1.0;
            if pushes[example.class] > -LEAST {
                continue;
            }
            pushes.iter_mut().for_each(|push| *push = if push.abs() < LEAST_OTHER { 0.0 } else { *push * example.weight });
            for (row, value) in &example.vector {
                let begin = *row as usize * classes;
                let cells = weights[begin..].iter_mut().zip(&mut squares[begin..]);
                for (push, (weight, square)) in pushes.iter().zip(cells).filter(|(push, _)| **push != 0.0) {
                    let gradient = push * value + DECAY * *weight;
                    *square += gradient * gradient;
                    *weight -= RATE * gradient / square.sqrt();
                }
            }
            for (push, (bias, square)) in pushes.iter().zip(bias.iter_mut().zip(&mut bias_squares)) {
                let gradient = push * BIAS;
                *square += gradient * gradient;
                *bias -= RATE * BIAS * gradient / square.sqrt();
            }
        }
    }
    Table::new(vocabulary, &weights, bias)
}

/// Scores to probabilities, in place.
pub(super) fn softmax(scores: &mut [f32]) {
    let most = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    scores.iter_mut().for_each(|score| *score = (*score - most).exp());
    let sum: f32 = scores.iter().sum();
    scores.iter_mut().for_each(|score| *score /= sum);
}
