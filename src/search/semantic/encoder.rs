//! The forward pass: pieces of a text through twelve layers of attention, to one vector.
//!
//! Matrices are products of 8-bit integers: weights have a scale an output, activations a scale and a zero point a piece,
//! found anew for each layer. Everything between is in 32-bit floats. Kernels for the processor at hand (AVX-512 with VNNI,
//! AVX2, NEON, plain) are chosen when the program runs, so a build needs no `target-cpu`.

use super::file::{Layer, Linear, Shape, Weights};
use super::quantize::{BLOCK, BLOCK_BYTES, Int8Matrix, add_q4};
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, GemmResult, PackedBMatrix};
use rten_simd::{Isa, SimdOp, SimdUnaryOp};
use rten_tensor::NdTensorView;
use rten_vecmath::{ExtendInit, Gelu, MinMax, Normalize, NormalizeOptions, Quantize, Softmax, Sum, SumSquare, SumSquareSub};

/// Steps of an 8-bit activation.
const ACTIVATION_STEPS: f32 = 255.0;

/// The model, ready to run; threads share it.
pub struct Encoder {
    shape: Shape,
    /// Embeddings of all pieces in 4-bit blocks; a row is expanded when a text has the piece.
    table: Vec<u8>,
    /// By place in the text, a row of `shape.hidden` each; the embedding of the (only) segment type is in it.
    places: Vec<f32>,
    norm: Norm,
    layers: Vec<Block>,
}

/// The matrix kernels of this processor. They may not go from thread to thread, and choosing them costs next to nothing.
#[derive(Default)]
struct Kernels {
    integers: GemmExecutor<u8, i8, i32>,
    floats: GemmExecutor,
}

struct Block {
    /// Queries, keys and values side by side.
    attend: Product,
    attended: Product,
    attended_norm: Norm,
    widen: Product,
    narrow: Product,
    narrow_norm: Norm,
}

struct Product {
    weights: PackedBMatrix<i8>,
    /// By output: the sum of its weights, which a row's zero point adds to every product.
    totals: Vec<i32>,
    scales: Vec<f32>,
    bias: Vec<f32>,
}

struct Norm {
    scale: Vec<f32>,
    bias: Vec<f32>,
}

/// Runs a plain loop compiled for the widest registers of this processor.
struct Wide<F>(F);

impl<R, F: FnOnce() -> R> SimdOp for Wide<F> {
    type Output = R;

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) -> R {
        (self.0)()
    }
}

/// Activations in 8 bits, a row a piece.
#[derive(Default)]
struct Rows {
    numbers: Vec<u8>,
    scales: Vec<f32>,
    zeros: Vec<u8>,
    width: usize,
}

impl Rows {
    /// Spreads 256 steps between each row's lowest and highest number; zero is hit exactly.
    fn fill(&mut self, floats: &[f32], width: usize) {
        self.width = width;
        self.numbers.clear();
        self.numbers.reserve(floats.len());
        self.scales.clear();
        self.zeros.clear();
        for row in floats.chunks_exact(width) {
            let (lowest, highest) = MinMax::new(row).dispatch();
            let (lowest, highest) = (lowest.min(0.0), highest.max(0.0));
            let scale = (highest - lowest) / ACTIVATION_STEPS;
            let inverse = if scale > 0.0 { scale.recip() } else { 0.0 };
            let zero = (-lowest * inverse).round() as u8;
            self.scales.push(scale);
            self.zeros.push(zero);
            self.numbers.extend_init(|spare| &*Quantize::new(row, &mut spare[..width], inverse, zero).dispatch());
        }
    }
}

impl Product {
    /// Multiplies rows with the weights and adds the bias; `sums` is scratch.
    fn apply(&self, integers: &GemmExecutor<u8, i8, i32>, rows: &Rows, sums: &mut Vec<i32>, out: &mut Vec<f32>) -> GemmResult {
        let (count, width) = (rows.scales.len(), self.scales.len());
        sums.resize(count * width, 0);
        out.resize(count * width, 0.0);
        let left = NdTensorView::from_data([count, rows.width], rows.numbers.as_slice());
        // The kernels of rten-gemm 0.27 take zero points too, but from the ninth row on those of other rows.
        integers.gemm(sums, GemmInputA::Unpacked(left), GemmInputB::Packed(&self.weights), GemmOptions::default())?;
        let outs = sums.chunks_exact(width).zip(out.chunks_exact_mut(width));
        for ((sums, out), (&scale, &zero)) in outs.zip(rows.scales.iter().zip(&rows.zeros)) {
            let zero = i32::from(zero);
            Wide(
                #[inline(always)]
                || {
                    let weights = self.totals.iter().zip(&self.scales).zip(&self.bias);
                    for ((out, sum), ((total, weight), bias)) in out.iter_mut().zip(sums).zip(weights) {
                        // Wrapping, since a check each would keep the loop out of wide registers; 1,536 products of 16 bits fit.
                        let sum = sum.wrapping_sub(zero.wrapping_mul(*total));
                        *out = sum as f32 * (scale * weight) + bias;
                    }
                },
            )
            .dispatch();
        }
        Ok(())
    }
}

impl Norm {
    /// Brings each row to mean 0 and variance 1, then scales and shifts it as learnt.
    fn apply(&self, rows: &mut [f32], epsilon: f32) {
        for row in rows.chunks_exact_mut(self.scale.len()) {
            let width = row.len() as f32;
            let mean = Sum::new(row).dispatch() / width;
            let variance = SumSquareSub::new(row, mean).dispatch() / width;
            let options = NormalizeOptions {
                pre_scale_bias: mean,
                scale: (variance + epsilon).sqrt().recip(),
                element_scale: Some(&self.scale),
                bias: 0.0,
                element_bias: Some(&self.bias),
            };
            Normalize::new_mut(row, options).dispatch();
        }
    }
}

fn add(to: &mut [f32], from: &[f32]) {
    Wide(
        #[inline(always)]
        || to.iter_mut().zip(from).for_each(|(to, from)| *to += from),
    )
    .dispatch();
}

impl Encoder {
    /// Lays the weights out for this processor's kernels.
    pub fn new(weights: Weights) -> Encoder {
        let Kernels { integers, .. } = Kernels::default();
        let product = |linear: Linear| {
            let Linear { mut weights, bias } = linear;
            if integers.may_saturate() {
                weights.halve();
            }
            let Int8Matrix { weights, scales, inputs } = weights;
            let matrix = NdTensorView::from_data([scales.len(), inputs], weights.as_slice());
            let totals = weights.chunks_exact(inputs).map(|row| row.iter().map(|weight| i32::from(*weight)).sum()).collect();
            Product { weights: integers.prepack_b(matrix.transposed()), totals, scales, bias }
        };
        let norm = |(scale, bias): (Vec<f32>, Vec<f32>)| Norm { scale, bias };
        let layers = weights.layers.into_iter().map(|layer| {
            let Layer { attend, attended, attended_norm, widen, narrow, narrow_norm } = layer;
            Block {
                attend: product(attend),
                attended: product(attended),
                attended_norm: norm(attended_norm),
                widen: product(widen),
                narrow: product(narrow),
                narrow_norm: norm(narrow_norm),
            }
        });
        let layers = layers.collect();
        Encoder { shape: weights.shape, table: weights.table, places: weights.places, norm: norm(weights.norm), layers }
    }

    /// The most pieces that a text may have.
    pub fn max_pieces(&self) -> usize {
        self.shape.places
    }

    /// The vectors of several texts, whose pieces are run as one matrix; each text attends only to itself.
    ///
    /// Vectors are means over a text's pieces, of length 1.
    pub fn run(&self, texts: &[Vec<u32>]) -> GemmResult<Vec<Vec<f32>>> {
        let Shape { hidden, .. } = self.shape;
        let kernels = Kernels::default();
        let mut states = self.embed(texts);
        let (mut rows, mut sums) = (Rows::default(), Vec::new());
        let (mut heads, mut out, mut wide) = (Vec::new(), Vec::new(), Vec::new());
        let mut context = vec![0.0; states.len()];
        for layer in &self.layers {
            rows.fill(&states, hidden);
            layer.attend.apply(&kernels.integers, &rows, &mut sums, &mut heads)?;
            self.attend(&kernels, texts, &heads, &mut context)?;
            rows.fill(&context, hidden);
            layer.attended.apply(&kernels.integers, &rows, &mut sums, &mut out)?;
            add(&mut states, &out);
            layer.attended_norm.apply(&mut states, self.shape.epsilon);

            rows.fill(&states, hidden);
            layer.widen.apply(&kernels.integers, &rows, &mut sums, &mut wide)?;
            Gelu {}.map_mut(&mut wide);
            rows.fill(&wide, self.shape.widened);
            layer.narrow.apply(&kernels.integers, &rows, &mut sums, &mut out)?;
            add(&mut states, &out);
            layer.narrow_norm.apply(&mut states, self.shape.epsilon);
        }
        Ok(self.pool(texts, &states))
    }

    /// Embeddings of pieces and places.
    fn embed(&self, texts: &[Vec<u32>]) -> Vec<f32> {
        let hidden = self.shape.hidden;
        let row = hidden / BLOCK * BLOCK_BYTES;
        let mut states = Vec::with_capacity(texts.iter().map(Vec::len).sum::<usize>() * hidden);
        for text in texts {
            for (place, piece) in text.iter().enumerate() {
                let from = states.len();
                states.extend_from_slice(&self.places[place * hidden..][..hidden]);
                add_q4(&self.table[*piece as usize * row..][..row], &mut states[from..]);
            }
        }
        self.norm.apply(&mut states, self.shape.epsilon);
        states
    }

    /// Each piece's mean of its own text's values, weighted by how well its query meets their keys, head by head.
    fn attend(&self, kernels: &Kernels, texts: &[Vec<u32>], heads: &[f32], context: &mut [f32]) -> GemmResult {
        let Shape { hidden, heads: count, .. } = self.shape;
        let width = hidden / count;
        let scale = (width as f32).sqrt().recip();
        let longest = texts.iter().map(Vec::len).max().unwrap_or(0);
        let mut weights = vec![0.0; longest * longest];
        let mut values = vec![0.0; longest * width];
        let all = NdTensorView::from_data([heads.len() / (3 * hidden), 3 * hidden], heads);
        let mut from = 0;
        for text in texts {
            let (length, to) = (text.len(), from + text.len());
            let (weights, values) = (&mut weights[..length * length], &mut values[..length * width]);
            for head in 0..count {
                let part = |which: usize| all.slice((from..to, which * hidden + head * width..which * hidden + (head + 1) * width));
                let options = GemmOptions { alpha: scale, ..GemmOptions::default() };
                kernels.floats.gemm(weights, GemmInputA::Unpacked(part(0)), GemmInputB::Unpacked(part(1).transposed()), options)?;
                for row in weights.chunks_exact_mut(length) {
                    Softmax::new_mut(row).dispatch();
                }
                let square = NdTensorView::from_data([length, length], &*weights);
                kernels.floats.gemm(values, GemmInputA::Unpacked(square), GemmInputB::Unpacked(part(2)), GemmOptions::default())?;
                for (row, values) in values.chunks_exact(width).enumerate() {
                    context[(from + row) * hidden + head * width..][..width].copy_from_slice(values);
                }
            }
            from = to;
        }
        Ok(())
    }

    fn pool(&self, texts: &[Vec<u32>], states: &[f32]) -> Vec<Vec<f32>> {
        let hidden = self.shape.hidden;
        let mut rows = states.chunks_exact(hidden);
        let pooled = texts.iter().map(|text| {
            let mut vector = vec![0.0; hidden];
            rows.by_ref().take(text.len()).for_each(|row| add(&mut vector, row));
            let length = SumSquare::new(&vector).dispatch().sqrt();
            vector.iter_mut().for_each(|number| *number /= length.max(f32::MIN_POSITIVE));
            vector
        });
        pooled.collect()
    }
}

#[cfg(test)]
mod tests {
    use super::super::file::tests::tiny;
    use super::*;

    /// The same network in plain loops over floats.
    fn plainly(weights: &Weights, text: &[u32]) -> Vec<f32> {
        let Shape { hidden, heads, epsilon, .. } = weights.shape;
        let linear = |linear: &Linear, states: &[Vec<f32>]| -> Vec<Vec<f32>> {
            let Int8Matrix { weights, scales, inputs } = &linear.weights;
            let output = |state: &Vec<f32>, row: usize| -> f32 {
                let sum: f32 = weights[row * inputs..][..*inputs].iter().zip(state).map(|(weight, x)| f32::from(*weight) * x).sum();
                sum * scales[row] + linear.bias[row]
            };
            states.iter().map(|state| (0..scales.len()).map(|row| output(state, row)).collect()).collect()
        };
        let norm = |states: &mut [Vec<f32>], (scale, bias): &(Vec<f32>, Vec<f32>)| {
            for state in states {
                let mean = state.iter().sum::<f32>() / hidden as f32;
                let variance = state.iter().map(|x| (x - mean).powi(2)).sum::<f32>() / hidden as f32;
                for (at, x) in state.iter_mut().enumerate() {
                    *x = (*x - mean) / (variance + epsilon).sqrt() * scale[at] + bias[at];
                }
            }
        };
        let add = |states: &mut [Vec<f32>], more: Vec<Vec<f32>>| {
            states.iter_mut().flatten().zip(more.into_iter().flatten()).for_each(|(x, y)| *x += y);
        };
        let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f32>();
        let row = hidden / BLOCK * BLOCK_BYTES;
        let mut states: Vec<Vec<f32>> = weights.places.chunks(hidden).take(text.len()).map(<[f32]>::to_vec).collect();
        for (state, piece) in states.iter_mut().zip(text) {
            add_q4(&weights.table[*piece as usize * row..][..row], state);
        }
        norm(&mut states, &weights.norm);
        for layer in &weights.layers {
            let mixed = linear(&layer.attend, &states);
            let mut context = vec![vec![0.0; hidden]; text.len()];
            let width = hidden / heads;
            for from in (0..hidden).step_by(width) {
                for (query, context) in mixed.iter().zip(&mut context) {
                    let key = |key: &Vec<f32>| dot(&query[from..][..width], &key[hidden + from..][..width]) / (width as f32).sqrt();
                    let weights: Vec<f32> = mixed.iter().map(|other| key(other).exp()).collect();
                    let sum: f32 = weights.iter().sum();
                    for at in from..from + width {
                        context[at] = mixed.iter().zip(&weights).map(|(other, weight)| other[2 * hidden + at] * weight / sum).sum();
                    }
                }
            }
            add(&mut states, linear(&layer.attended, &context));
            norm(&mut states, &layer.attended_norm);
            let mut wide = linear(&layer.widen, &states);
            // The error function by Abramowitz and Stegun 7.1.26, exact to seven digits.
            let erf = |x: f32| {
                let t = (1.0 + 0.327_591_1 * x.abs()).recip();
                let sum = [0.254_829_6, -0.284_496_72, 1.421_413_7, -1.453_152, 1.061_405_4].iter().rev().fold(0.0, |sum, c| (sum + c) * t);
                x.signum() * (1.0 - sum * (-x * x).exp())
            };
            wide.iter_mut().flatten().for_each(|x| *x = 0.5 * *x * (1.0 + erf(*x / 2f32.sqrt())));
            add(&mut states, linear(&layer.narrow, &wide));
            norm(&mut states, &layer.narrow_norm);
        }
        let mut mean: Vec<f32> = (0..hidden).map(|at| states.iter().map(|state| state[at]).sum()).collect();
        let length = dot(&mean, &mean).sqrt();
        mean.iter_mut().for_each(|x| *x /= length);
        mean
    }

    #[test]
    fn eight_bits_and_plain_floats_agree() {
        let weights = tiny().weights;
        let encoder = Encoder::new(weights.clone());
        let texts: Vec<Vec<u32>> = [2usize, 3, 5, 8, 13, 16].iter().map(|&n| (0..n as u32).map(|at| (at * 5 + 1) % 9).collect()).collect();
        let vectors = encoder.run(&texts).expect("vectors");
        for (text, vector) in texts.iter().zip(vectors) {
            let cosine: f32 = plainly(&weights, text).iter().zip(&vector).map(|(a, b)| a * b).sum();
            assert!(cosine > 0.999, "{} pieces: {cosine}", text.len());
        }
    }
}
