//! The forward pass: pieces of a text through twelve layers of attention, to one vector.
//!
//! Matrices are products of 8-bit integers: weights have a scale an output, activations a scale and a zero point a piece,
//! found anew for each layer. Everything between is in 32-bit floats. Kernels for the processor at hand (AVX-512 with VNNI,
//! AVX2, NEON, plain) are chosen when the program runs, so a build needs no `target-cpu`.
//!
//! Between two products each row is passed over once, from the sums of one to the 8-bit numbers of the next ([`Heads`], [`Rest`], [`Widened`]).

use super::attention::{Attend, Scratch};
use super::file::{Layer, Linear, Shape, Weights};
use super::quantize::{BLOCK, BLOCK_BYTES, Int8Matrix, add_q4};
use super::rows::{Norm, Rows};
use rten_gemm::{GemmExecutor, GemmInputA, GemmInputB, GemmOptions, GemmResult, PackedBMatrix};
use rten_simd::ops::BitOps;
use rten_simd::{Isa, SimdOp, SimdUnaryOp};
use rten_tensor::NdTensorView;
use rten_vecmath::{Gelu, SumSquare};

/// The matrix kernels of this processor. They may not go from thread to thread, and choosing them costs next to nothing.
type Kernels = GemmExecutor<u8, i8, i32>;

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

/// Rows in floats become rows in 8 bits.
struct Fill<'a> {
    from: &'a [f32],
    width: usize,
    to: &'a mut Rows,
}

impl SimdOp for Fill<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        self.to.begin(self.width);
        self.from.chunks_exact(self.width).for_each(|row| self.to.push(isa, row));
    }
}

/// What came out of a product: sums of integers, with which rows they are of.
struct Sums<'a> {
    product: &'a Product,
    rows: &'a Rows,
    sums: &'a [i32],
}

impl Sums<'_> {
    /// Calls `each` with the number of a row, and its outputs with the bias, each with what is given for it.
    #[inline(always)]
    fn each<'t>(&self, row: usize, given: impl Iterator<Item = &'t mut f32>, each: impl Fn(&mut f32, f32)) {
        let Product { totals, scales, bias, .. } = self.product;
        let (scale, zero) = (self.rows.scales[row], i32::from(self.rows.zeros[row]));
        let sums = &self.sums[row * scales.len()..][..scales.len()];
        for ((given, sum), ((total, weight), bias)) in given.zip(sums).zip(totals.iter().zip(scales).zip(bias)) {
            // Wrapping, since a check each would keep the loop out of wide registers; 1,536 products of 16 bits fit.
            let sum = sum.wrapping_sub(zero.wrapping_mul(*total));
            each(given, sum as f32 * (scale * weight) + bias);
        }
    }
}

/// Sums become floats.
struct Heads<'a> {
    sums: Sums<'a>,
    out: &'a mut [f32],
}

impl SimdOp for Heads<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, _: I) {
        let width = self.sums.product.scales.len();
        for (row, out) in self.out.chunks_exact_mut(width).enumerate() {
            self.sums.each(
                row,
                out.iter_mut(),
                #[inline(always)]
                |out, number| *out = number,
            );
        }
    }
}

/// Sums are added to the states, which are brought to their norm, and to the 8 bits that the next product takes.
struct Rest<'a> {
    sums: Sums<'a>,
    norm: &'a Norm,
    epsilon: f32,
    states: &'a mut [f32],
    next: &'a mut Rows,
}

impl SimdOp for Rest<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let width = self.norm.scale.len();
        self.next.begin(width);
        for (row, state) in self.states.chunks_exact_mut(width).enumerate() {
            self.sums.each(
                row,
                state.iter_mut(),
                #[inline(always)]
                |state, number| *state += number,
            );
            self.norm.apply(isa, state, self.epsilon);
            self.next.push(isa, state);
        }
    }
}

/// Sums go through the layer's curve, and to the 8 bits that the next product takes.
struct Widened<'a> {
    sums: Sums<'a>,
    /// Room for a row.
    row: &'a mut Vec<f32>,
    next: &'a mut Rows,
}

impl SimdOp for Widened<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        let width = self.sums.product.scales.len();
        self.row.resize(width, 0.0);
        self.next.begin(width);
        for number in 0..self.sums.rows.scales.len() {
            self.sums.each(
                number,
                self.row.iter_mut(),
                #[inline(always)]
                |out, number| *out = number,
            );
            let ops = isa.f32();
            for block in self.row.chunks_exact_mut(ops.len()) {
                ops.store(Gelu {}.eval(isa, ops.load(block)), block);
            }
            self.next.push(isa, self.row);
        }
    }
}

impl Product {
    /// Multiplies rows with the weights into `sums`.
    fn apply<'a>(&'a self, kernels: &Kernels, rows: &'a Rows, sums: &'a mut Vec<i32>) -> GemmResult<Sums<'a>> {
        let (count, width) = (rows.scales.len(), self.scales.len());
        sums.resize(count * width, 0);
        // Laid out here and not by the kernels, which do so again for every 1,024 outputs.
        let left = kernels.prepack_a(NdTensorView::from_data([count, rows.width], rows.numbers.as_slice()));
        // The kernels of rten-gemm 0.27 take zero points too, but from the ninth row on those of other rows.
        kernels.gemm(sums, GemmInputA::Packed(&left), GemmInputB::Packed(&self.weights), GemmOptions::default())?;
        Ok(Sums { product: self, rows, sums })
    }
}

/// Rows are brought to their norm.
struct Normed<'a> {
    norm: &'a Norm,
    epsilon: f32,
    rows: &'a mut [f32],
}

impl SimdOp for Normed<'_> {
    type Output = ();

    #[inline(always)]
    fn eval<I: Isa>(self, isa: I) {
        self.rows.chunks_exact_mut(self.norm.scale.len()).for_each(|row| self.norm.apply(isa, row, self.epsilon));
    }
}

impl Encoder {
    /// Lays the weights out for this processor's kernels.
    pub fn new(weights: Weights) -> Encoder {
        let kernels = Kernels::default();
        let product = |linear: Linear| {
            let Linear { mut weights, bias } = linear;
            if kernels.may_saturate() {
                weights.halve();
            }
            let Int8Matrix { weights, scales, inputs } = weights;
            let matrix = NdTensorView::from_data([scales.len(), inputs], weights.as_slice());
            let totals = weights.chunks_exact(inputs).map(|row| row.iter().map(|weight| i32::from(*weight)).sum()).collect();
            Product { weights: kernels.prepack_b(matrix.transposed()), totals, scales, bias }
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
        let Shape { hidden, heads, epsilon, .. } = self.shape;
        if texts.iter().all(Vec::is_empty) {
            // Of no rows the kernels lay nothing out.
            return Ok(vec![vec![0.0; hidden]; texts.len()]);
        }
        let kernels = Kernels::default();
        let mut states = self.embed(texts);
        let (mut rows, mut next, mut sums) = (Rows::default(), Rows::default(), Vec::new());
        let (mut wide, mut scratch) = (Vec::new(), Scratch::default());
        let mut mixed = vec![0.0; 3 * states.len()];
        let mut context = vec![0.0; states.len()];
        Fill { from: &states, width: hidden, to: &mut rows }.dispatch();
        for layer in &self.layers {
            Heads { sums: layer.attend.apply(&kernels, &rows, &mut sums)?, out: &mut mixed }.dispatch();
            let mut from = 0;
            for text in texts {
                let to = from + text.len() * hidden;
                let (mixed, context) = (&mixed[3 * from..3 * to], &mut context[from..to]);
                Attend { mixed, hidden, width: hidden / heads, scratch: &mut scratch, context }.dispatch();
                from = to;
            }
            Fill { from: &context, width: hidden, to: &mut rows }.dispatch();
            let sums_of = layer.attended.apply(&kernels, &rows, &mut sums)?;
            Rest { sums: sums_of, norm: &layer.attended_norm, epsilon, states: &mut states, next: &mut next }.dispatch();
            let sums_of = layer.widen.apply(&kernels, &next, &mut sums)?;
            Widened { sums: sums_of, row: &mut wide, next: &mut rows }.dispatch();
            let sums_of = layer.narrow.apply(&kernels, &rows, &mut sums)?;
            Rest { sums: sums_of, norm: &layer.narrow_norm, epsilon, states: &mut states, next: &mut next }.dispatch();
            std::mem::swap(&mut rows, &mut next);
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
        Normed { norm: &self.norm, epsilon: self.shape.epsilon, rows: &mut states }.dispatch();
        states
    }

    fn pool(&self, texts: &[Vec<u32>], states: &[f32]) -> Vec<Vec<f32>> {
        let hidden = self.shape.hidden;
        let mut rows = states.chunks_exact(hidden);
        let pooled = texts.iter().map(|text| {
            let mut vector = vec![0.0; hidden];
            for row in rows.by_ref().take(text.len()) {
                vector.iter_mut().zip(row).for_each(|(sum, number)| *sum += number);
            }
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
