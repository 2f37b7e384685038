//! What is done to rows of floats between two products, in registers of the processor at hand.
//!
//! Loops are written out and inlined. Those of `rten-vecmath` are as fast where one is used at one place; from the second place on the compiler
//! may no longer inline their parts, which then know nothing of wide registers and call each instruction as a function.
//!
//! Widths are multiples of [`BLOCK`](super::quantize::BLOCK), which no register is longer than.

use rten_simd::ops::{BitOps, FloatOps, NarrowSaturate, NumOps};
use rten_simd::{Isa, Simd};

/// Registers that a sum is gathered in: each waits for the sum before.
const SUMS: usize = 4;
/// Steps of an 8-bit activation.
const ACTIVATION_STEPS: f32 = 255.0;

/// Activations in 8 bits, a row a piece.
#[derive(Default)]
pub struct Rows {
    pub numbers: Vec<u8>,
    pub scales: Vec<f32>,
    pub zeros: Vec<u8>,
    pub width: usize,
}

impl Rows {
    /// Forgets the rows; those that come have this width.
    pub fn begin(&mut self, width: usize) {
        self.width = width;
        self.numbers.clear();
        self.scales.clear();
        self.zeros.clear();
    }

    /// Spreads 256 steps between a row's lowest and highest number; zero is hit exactly.
    #[inline(always)]
    pub fn push<I: Isa>(&mut self, isa: I, row: &[f32]) {
        let (lowest, highest) = range(isa, row);
        let (lowest, highest) = (lowest.min(0.0), highest.max(0.0));
        let scale = (highest - lowest) / ACTIVATION_STEPS;
        let inverse = if scale > 0.0 { scale.recip() } else { 0.0 };
        let zero = (-lowest * inverse).round() as u8;
        self.scales.push(scale);
        self.zeros.push(zero);
        let from = self.numbers.len();
        self.numbers.resize(from + row.len(), 0);
        let (ops, ints) = (isa.f32(), isa.i32());
        let (inverse, zeros) = (ops.splat(inverse), ints.splat(i32::from(zero)));
        let lanes = ops.len();
        // A register of bytes takes four of floats.
        for (from, to) in row.chunks(4 * lanes).zip(self.numbers[from..].chunks_mut(4 * lanes)) {
            let mut steps = [ints.zero(); 4];
            for (steps, block) in steps.iter_mut().zip(from.chunks_exact(lanes)) {
                *steps = ints.add(ops.to_int_round(ops.mul(ops.load(block), inverse)), zeros);
            }
            let (low, high) = (ints.narrow_saturate(steps[0], steps[1]), ints.narrow_saturate(steps[2], steps[3]));
            let bytes = isa.i16().narrow_saturate(low, high);
            if to.len() == 4 * lanes { isa.u8().store(bytes, to) } else { to.copy_from_slice(&bytes.to_array().as_ref()[..to.len()]) }
        }
    }
}

#[inline(always)]
fn quarters(chunk: &[f32], lanes: usize) -> [&[f32]; 4] {
    [&chunk[..lanes], &chunk[lanes..2 * lanes], &chunk[2 * lanes..3 * lanes], &chunk[3 * lanes..4 * lanes]]
}

/// The lowest and the highest number of a row.
#[inline(always)]
fn range<I: Isa>(isa: I, row: &[f32]) -> (f32, f32) {
    let ops = isa.f32();
    let (mut low, mut high) = ([ops.splat(f32::INFINITY); 2], [ops.splat(f32::NEG_INFINITY); 2]);
    for (number, block) in row.chunks_exact(ops.len()).enumerate() {
        let x = ops.load(block);
        low[number % 2] = ops.min(x, low[number % 2]);
        high[number % 2] = ops.max(x, high[number % 2]);
    }
    let (low, high) = (ops.min(low[0], low[1]).to_array(), ops.max(high[0], high[1]).to_array());
    (low.into_iter().fold(f32::INFINITY, f32::min), high.into_iter().fold(f32::NEG_INFINITY, f32::max))
}

/// The sum of what `term` adds for each register of a row.
#[inline(always)]
fn sum<I: Isa>(isa: I, row: &[f32], term: impl Fn(I::F32, I::F32) -> I::F32) -> f32 {
    let ops = isa.f32();
    let lanes = ops.len();
    let mut sums = [ops.zero(); SUMS];
    let mut chunks = row.chunks_exact(SUMS * lanes);
    for chunk in &mut chunks {
        for (sum, block) in sums.iter_mut().zip(quarters(chunk, lanes)) {
            *sum = term(*sum, ops.load(block));
        }
    }
    let mut all = ops.add(ops.add(ops.add(sums[0], sums[1]), sums[2]), sums[3]);
    for block in chunks.remainder().chunks_exact(lanes) {
        all = term(all, ops.load(block));
    }
    all.to_array().into_iter().sum()
}

/// What brings a row to mean 0 and variance 1, and then scales and shifts it as learnt.
pub struct Norm {
    pub scale: Vec<f32>,
    pub bias: Vec<f32>,
}

impl Norm {
    /// Does so.
    #[inline(always)]
    pub fn apply<I: Isa>(&self, isa: I, row: &mut [f32], epsilon: f32) {
        let ops = isa.f32();
        let width = row.len() as f32;
        let mean = sum(
            isa,
            row,
            #[inline(always)]
            |sum, x| ops.add(sum, x),
        ) / width;
        let middle = ops.splat(mean);
        let variance = sum(
            isa,
            row,
            #[inline(always)]
            |sum, x| {
                let off = ops.sub(x, middle);
                ops.mul_add(off, off, sum)
            },
        ) / width;
        let inverse = ops.splat((variance + epsilon).sqrt().recip());
        let lanes = ops.len();
        let blocks = row.chunks_exact_mut(lanes).zip(self.scale.chunks_exact(lanes).zip(self.bias.chunks_exact(lanes)));
        for (block, (scale, bias)) in blocks {
            let scale = ops.mul(ops.load(scale), inverse);
            let x = ops.sub(ops.load(block), middle);
            ops.store(ops.mul_add(x, scale, ops.load(bias)), block);
        }
    }
}
