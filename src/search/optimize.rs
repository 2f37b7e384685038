//! What the learners share: Adam for the small models, and the order in which texts are seen.

use super::term::mix;

/// Adam on the full gradient (Kingma and Ba, 2015): the moments of `N` numbers that are learned together.
#[derive(Debug)]
pub struct Adam<const N: usize> {
    step: i32,
    first: [f32; N],
    second: [f32; N],
}

/// Length of a step.
const RATE: f32 = 0.1;
/// How much of the mean of the gradients is kept, and how much of the mean of their squares: less than usual (.999), for there are a few
/// hundred steps.
const FIRST: f32 = 0.9;
const SECOND: f32 = 0.99;
/// The rest to 1.
const NEW_FIRST: f32 = 0.1;
const NEW_SECOND: f32 = 0.01;
/// Keeps a division by zero away.
const EPSILON: f32 = 1e-8;

impl<const N: usize> Default for Adam<N> {
    fn default() -> Self {
        Self { step: 0, first: [0.0; N], second: [0.0; N] }
    }
}

impl<const N: usize> Adam<N> {
    /// What to take away from the numbers whose loss has this gradient.
    pub fn step(&mut self, gradient: &[f32; N]) -> [f32; N] {
        self.step += 1;
        std::array::from_fn(|i| {
            let g = gradient[i];
            self.first[i] = FIRST * self.first[i] + NEW_FIRST * g;
            self.second[i] = SECOND * self.second[i] + NEW_SECOND * g * g;
            let (m, v) = (self.first[i] / (1.0 - FIRST.powi(self.step)), self.second[i] / (1.0 - SECOND.powi(self.step)));
            RATE * m / (v.sqrt() + EPSILON)
        })
    }
}

/// The examples in the order of this epoch; the same on every machine.
pub fn shuffled<T>(examples: &[T], epoch: u32) -> impl Iterator<Item = &T> {
    shuffled_numbers(examples.len(), epoch).map(|number| &examples[number])
}

/// The numbers of so many examples, likewise.
pub fn shuffled_numbers(examples: usize, epoch: u32) -> impl Iterator<Item = usize> {
    let mut order: Vec<u32> = (0..examples as u32).collect();
    order.sort_unstable_by_key(|i| mix(u64::from(*i) << 8 | u64::from(epoch)));
    order.into_iter().map(|i| i as usize)
}
