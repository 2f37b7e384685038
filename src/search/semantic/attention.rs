//! Attention of one text's pieces to each other.
//!
//! Most questions have ten to twenty pieces, and a head 32 numbers: too little for the general matrix kernels, which lay out and look up more
//! than they multiply. Here a head's keys are turned once, and four queries at a time are multiplied with whole registers of them.

use rten_simd::ops::{BitOps, NumOps};
use rten_simd::{Isa, Simd, SimdOp};
use rten_vecmath::Softmax;

/// Queries that are multiplied with a register of keys or values while it is loaded.
const TOGETHER: usize = 4;

/// Room for what lies between the steps, used again for each layer and text.
#[derive(Default)]
pub struct Scratch {
    /// A head's keys turned: a row a number of a key, as wide as the pieces fill registers; behind the last piece zeros.
    keys: Vec<f32>,
    /// Of so many queries as are looked at together, how much they heed each piece.
    weights: Vec<f32>,
}

/// Each piece's mean of its text's values, weighted by how well its query meets their keys, head by head.
pub struct Attend<'a> {
    /// A row a piece: queries of all heads, then keys, then values; each of `hidden` numbers.
    pub mixed: &'a [f32],
    /// Numbers of a piece in all heads.
    pub hidden: usize,
    /// Numbers of a piece in one head.
    pub width: usize,
    pub scratch: &'a mut Scratch,
    /// The means, a row of `hidden` numbers a piece.
    pub context: &'a mut [f32],
}

impl SimdOp for Attend<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let Self { mixed, hidden, width, scratch: Scratch { keys, weights }, context } = self;
        let ops = isa.f32();
        let (row, length) = (3 * hidden, context.len() / hidden);
        let padded = length.next_multiple_of(ops.len());
        let scale = ops.splat((width as f32).sqrt().recip());
        keys.clear();
        keys.resize(width * padded, 0.0);
        weights.clear();
        weights.resize(TOGETHER * padded, 0.0);
        for head in (0..hidden).step_by(width) {
            for (piece, mixed) in mixed.chunks_exact(row).enumerate() {
                for (at, key) in mixed[hidden + head..][..width].iter().enumerate() {
                    keys[at * padded + piece] = *key;
                }
            }
            for first in (0..length).step_by(TOGETHER) {
                let count = TOGETHER.min(length - first);
                // Beyond the last piece it is taken again, and what comes out is left.
                let [a, b, c, d]: [&[f32]; TOGETHER] = std::array::from_fn(|n| &mixed[(first + n).min(length - 1) * row + head..][..width]);
                for from in (0..padded).step_by(ops.len()) {
                    let mut sums = [ops.zero(); TOGETHER];
                    for ((((a, b), c), d), keys) in a.iter().zip(b).zip(c).zip(d).zip(keys.chunks_exact(padded)) {
                        let keys = ops.load(&keys[from..]);
                        for (sum, query) in sums.iter_mut().zip([a, b, c, d]) {
                            *sum = ops.mul_add(ops.splat(*query), keys, *sum);
                        }
                    }
                    for (sum, weights) in sums.into_iter().zip(weights.chunks_exact_mut(padded)) {
                        ops.store(ops.mul(sum, scale), &mut weights[from..]);
                    }
                }
                for weights in weights.chunks_exact_mut(padded).take(count) {
                    Softmax::new_mut(&mut weights[..length]).eval(isa);
                }
                let [a, b, c, d]: [&[f32]; TOGETHER] = std::array::from_fn(|n| &weights[n * padded..][..length]);
                for from in (0..width).step_by(ops.len()) {
                    let wide = ops.len().min(width - from);
                    let mut sums = [ops.zero(); TOGETHER];
                    for ((((a, b), c), d), mixed) in a.iter().zip(b).zip(c).zip(d).zip(mixed.chunks_exact(row)) {
                        let values = &mixed[2 * hidden + head + from..];
                        let values = if wide == ops.len() { ops.load(values) } else { ops.load_pad(&values[..wide]).0 };
                        for (sum, weight) in sums.iter_mut().zip([a, b, c, d]) {
                            *sum = ops.mul_add(ops.splat(*weight), values, *sum);
                        }
                    }
                    for (n, sum) in sums.into_iter().enumerate().take(count) {
                        let mean = &mut context[(first + n) * hidden + head + from..][..wide];
                        if wide == ops.len() { ops.store(sum, mean) } else { mean.copy_from_slice(&sum.to_array().as_ref()[..wide]) }
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The same in plain loops.
    fn plainly(mixed: &[f32], hidden: usize, width: usize) -> Vec<f32> {
        let rows: Vec<&[f32]> = mixed.chunks(3 * hidden).collect();
        let mut context = Vec::new();
        for asking in &rows {
            for head in (0..hidden).step_by(width) {
                let met = |other: &&[f32]| -> f32 { (head..head + width).map(|at| asking[at] * other[hidden + at]).sum() };
                let weights: Vec<f32> = rows.iter().map(|other| (met(other) / (width as f32).sqrt()).exp()).collect();
                let sum: f32 = weights.iter().sum();
                let mean = |at: usize| rows.iter().zip(&weights).map(|(other, weight)| other[2 * hidden + at] * weight / sum).sum::<f32>();
                context.extend((head..head + width).map(mean));
            }
        }
        context
    }

    #[test]
    fn texts_and_heads_of_any_size_agree_with_plain_loops() {
        let mut scratch = Scratch::default();
        // From long to short: nothing of a text may be left in what the next one sees.
        for length in (1..=40).rev() {
            for (hidden, width) in [(64, 32), (32, 8), (60, 20)] {
                let mixed: Vec<f32> = (0..length * 3 * hidden).map(|at| ((at * 37 + length * 11) % 101) as f32 / 50.0 - 1.0).collect();
                let mut context = vec![0.0; length * hidden];
                Attend { mixed: &mixed, hidden, width, scratch: &mut scratch, context: &mut context }.dispatch();
                for (ours, plain) in context.iter().zip(plainly(&mixed, hidden, width)) {
                    assert!((ours - plain).abs() < 1e-4, "{length} pieces, heads of {width}: {ours} and {plain}");
                }
            }
        }
    }
}
