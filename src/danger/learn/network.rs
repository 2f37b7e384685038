//! The network on the embedding model's vectors, trained by plain steps that shrink evenly to nothing.

use super::table::softmax;
use crate::danger::meaning::{HIDDEN, Network};
use crate::search::optimize::shuffled;
use crate::search::semantic::DIMENSIONS;
use crate::search::term::mix;

/// Times that every text is seen.
const EPOCHS: u32 = 20;
/// First step.
const RATE: f32 = 0.02;
/// Smallest difference between a probability and the truth that is learned from.
const LEAST: f32 = 0.005;
/// Step of the units' own weights, against the others.
const BIAS: f32 = 0.1;

/// A training text.
pub(super) struct Lesson<'a> {
    pub(super) vector: &'a [f32],
    pub(super) class: usize,
    pub(super) weight: f32,
}

/// Trains; the same input gives the same network. None without texts.
pub(super) fn train(model: [u8; 32], lessons: &[Lesson<'_>], classes: usize) -> Option<Network> {
    let mut network = begin(model, lessons, classes)?;
    let centred: Vec<(Vec<f32>, &Lesson<'_>)> = lessons.iter().map(|lesson| (network.centre(lesson.vector), lesson)).collect();
    let steps = EPOCHS as f32 * centred.len() as f32;
    let mut step = 0.0;
    for epoch in 0..EPOCHS {
        for (vector, lesson) in shuffled(&centred, epoch) {
            let rate = RATE * (1.0 - step / steps);
            step += 1.0;
            push(&mut network, vector, lesson, rate);
        }
    }
    Some(network)
}

/// The network before it has seen anything: small weights by chance, which is the same on every machine.
fn begin(model: [u8; 32], lessons: &[Lesson<'_>], classes: usize) -> Option<Network> {
    if lessons.is_empty() {
        return None;
    }
    let mut mean = vec![0.0; DIMENSIONS];
    for lesson in lessons {
        mean.iter_mut().zip(lesson.vector).for_each(|(mean, x)| *mean += x / lessons.len() as f32);
    }
    let chance = |number: usize, inputs: usize| {
        let share = (mix(number as u64 + 1) >> 40) as f32 / (1_u64 << 24) as f32;
        (2.0 * share - 1.0) * (3.0 / inputs as f32).sqrt()
    };
    let first = HIDDEN * DIMENSIONS;
    Some(Network {
        model,
        mean,
        first: (0..first).map(|number| chance(number, DIMENSIONS)).collect(),
        first_bias: vec![0.0; HIDDEN],
        second: (0..classes * HIDDEN).map(|number| chance(first + number, HIDDEN)).collect(),
        second_bias: vec![0.0; classes],
    })
}

/// Moves the weights against the gradient of one text's loss.
fn push(network: &mut Network, vector: &[f32], lesson: &Lesson<'_>, rate: f32) {
    let hidden = network.hidden(vector);
    let mut pushes = network.scores(&hidden);
    softmax(&mut pushes);
    pushes[lesson.class] -= 1.0;
    if pushes[lesson.class] > -LEAST {
        return;
    }
    let mut back = [0.0_f32; HIDDEN];
    for (class, push) in pushes.iter().enumerate() {
        let push = push * lesson.weight;
        let row = &mut network.second[class * HIDDEN..(class + 1) * HIDDEN];
        for ((back, weight), unit) in back.iter_mut().zip(row).zip(&hidden) {
            *back += push * *weight;
            *weight -= rate * push * unit;
        }
        network.second_bias[class] -= rate * BIAS * push;
    }
    for (unit, back) in back.iter().enumerate().filter(|(unit, _)| hidden[*unit] > 0.0) {
        let row = &mut network.first[unit * DIMENSIONS..(unit + 1) * DIMENSIONS];
        row.iter_mut().zip(vector).for_each(|(weight, x)| *weight -= rate * back * x);
        network.first_bias[unit] -= rate * BIAS * back;
    }
}
