//! Numbers in few bits: blocks of 4-bit weights as the package carries them (GGML's Q4_0), and rows of 8-bit weights with
//! one scale a row, which the matrix kernels multiply.

/// Weights that share a scale in a block of 4-bit weights.
pub const BLOCK: usize = 32;
/// A block in bytes: a 16-bit float scale, then a nibble a weight.
pub const BLOCK_BYTES: usize = 2 + BLOCK / 2;
/// Largest magnitude of an 8-bit weight; -128 is left out, so that negation never overflows.
const INT8_MAX: f32 = 127.0;

/// A 16-bit float (IEEE 754 binary16) as a 32-bit one; every value is exact.
pub fn half_to_float(half: u16) -> f32 {
    let sign = if half & 0x8000 == 0 { 1.0 } else { -1.0 };
    let exponent = i32::from((half >> 10) & 0x1f);
    let mantissa = f32::from(half & 0x3ff);
    sign * match exponent {
        0 => mantissa * 2f32.powi(-24),
        31 if mantissa == 0.0 => f32::INFINITY,
        31 => f32::NAN,
        _ => (1.0 + mantissa / 1024.0) * 2f32.powi(exponent - 15),
    }
}

/// A 32-bit float as the nearest 16-bit one, ties to even; too large becomes infinite.
pub fn float_to_half(value: f32) -> u16 {
    let sign = ((value.to_bits() >> 16) & 0x8000) as u16;
    let magnitude = value.abs();
    if magnitude.is_nan() {
        return sign | 0x7e00;
    }
    if magnitude >= 65_520.0 {
        return sign | 0x7c00;
    }
    // Below the smallest normal number, steps are of 2^-24; above, of 2^(exponent - 10).
    let exponent = if magnitude < 2f32.powi(-14) { -14 } else { (magnitude.to_bits() >> 23) as i32 - 127 };
    let steps = (magnitude / 2f32.powi(exponent - 10)).round_ties_even() as u16;
    // A rounding up to 2048 steps carries into the exponent by itself.
    sign | if steps < 1024 { steps } else { (((exponent + 14) as u16) << 10) + steps }
}

/// Adds the weights of 4-bit blocks to `out`, which holds [`BLOCK`] numbers a block.
///
/// The low nibbles of a block's 16 bytes are its first 16 weights, the high ones the rest, each less 8.
pub fn add_q4(blocks: &[u8], out: &mut [f32]) {
    for (block, out) in blocks.chunks_exact(BLOCK_BYTES).zip(out.chunks_exact_mut(BLOCK)) {
        let scale = half_to_float(u16::from_le_bytes([block[0], block[1]]));
        let (low, high) = out.split_at_mut(BLOCK / 2);
        for ((nibbles, low), high) in block[2..].iter().zip(low).zip(high) {
            *low += scale * f32::from((nibbles & 0x0f) as i8 - 8);
            *high += scale * f32::from((nibbles >> 4) as i8 - 8);
        }
    }
}

/// Brings weights into 4-bit blocks; the number of weights is a multiple of [`BLOCK`].
///
/// The weight of largest magnitude becomes -8 exactly, as in GGML, so that sixteen steps cover both signs.
pub fn to_q4(weights: &[f32]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(weights.len() / BLOCK * BLOCK_BYTES);
    for block in weights.chunks_exact(BLOCK) {
        let extreme = block.iter().copied().fold(0.0f32, |most, weight| if weight.abs() > most.abs() { weight } else { most });
        let half = float_to_half(extreme / -8.0);
        let scale = half_to_float(half);
        let inverse = if scale == 0.0 { 0.0 } else { scale.recip() };
        let nibble = |weight: f32| ((weight * inverse).round() + 8.0).clamp(0.0, 15.0) as u8;
        bytes.extend(half.to_le_bytes());
        let (low, high) = block.split_at(BLOCK / 2);
        bytes.extend(low.iter().zip(high).map(|(&low, &high)| nibble(low) | (nibble(high) << 4)));
    }
    bytes
}

/// A matrix of 8-bit weights, an output a row; a weight is its number times its row's scale.
#[derive(Debug, Clone, PartialEq)]
pub struct Int8Matrix {
    pub weights: Vec<i8>,
    /// One a row.
    pub scales: Vec<f32>,
    /// Columns.
    pub inputs: usize,
}

impl Int8Matrix {
    /// Rounds each weight to the nearest of 255 even steps between minus and plus the row's largest magnitude.
    pub fn from_floats(weights: &[f32], inputs: usize) -> Int8Matrix {
        let mut matrix = Int8Matrix { weights: Vec::with_capacity(weights.len()), scales: Vec::new(), inputs };
        for row in weights.chunks_exact(inputs) {
            let extreme = row.iter().fold(0.0f32, |most, weight| most.max(weight.abs()));
            let inverse = if extreme == 0.0 { 0.0 } else { INT8_MAX / extreme };
            matrix.scales.push(extreme / INT8_MAX);
            matrix.weights.extend(row.iter().map(|weight| (weight * inverse).round() as i8));
        }
        matrix
    }

    /// Gives up the last bit of every weight, for kernels that add pairs of products in 16 bits and would overflow.
    pub fn halve(&mut self) {
        for weight in &mut self.weights {
            *weight = (f32::from(*weight) / 2.0).round_ties_even().clamp(-63.0, 63.0) as i8;
        }
        for scale in &mut self.scales {
            *scale *= 2.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn halves_are_exact_and_come_back() {
        for (half, float) in
            [(0, 0.0), (0x3c00, 1.0), (0xc000, -2.0), (0x7bff, 65_504.0), (0x0001, 2f32.powi(-24)), (0x0400, 2f32.powi(-14))]
        {
            assert_eq!(half_to_float(half), float);
        }
        for half in (0..=0xffff).filter(|half| half & 0x7c00 != 0x7c00) {
            assert_eq!(float_to_half(half_to_float(half)), half, "{half:#06x}");
        }
        assert_eq!(float_to_half(1e9), 0x7c00);
        assert!(half_to_float(0x7e00).is_nan());
    }

    #[test]
    fn a_block_by_hand() {
        let mut block = vec![0x00, 0x38]; // 0.5
        block.extend((0..16).map(|i| i | (15 - i) << 4));
        let mut out = vec![1.0; BLOCK];
        add_q4(&block, &mut out);
        assert_eq!(out[0], 1.0 - 4.0);
        assert_eq!(out[15], 1.0 + 3.5);
        assert_eq!(out[16], 1.0 + 3.5);
        assert_eq!(out[31], 1.0 - 4.0);
    }

    proptest! {
        #[test]
        fn four_bits_err_by_a_step_at_most(weights in prop::collection::vec(-2.0f32..2.0, BLOCK * 3)) {
            let bytes = to_q4(&weights);
            prop_assert_eq!(bytes.len(), 3 * BLOCK_BYTES);
            let mut out = vec![0.0; weights.len()];
            add_q4(&bytes, &mut out);
            for (weights, out) in weights.chunks(BLOCK).zip(out.chunks(BLOCK)) {
                let step = weights.iter().fold(0.0f32, |most, weight| most.max(weight.abs())) / 8.0;
                // The far end of the other sign is cut to seven steps, and the scale itself is rounded to 11 bits.
                prop_assert!(weights.iter().zip(out).all(|(a, b)| (a - b).abs() <= step * 1.01 + 1e-6));
            }
        }

        #[test]
        fn eight_bits_err_by_half_a_step(weights in prop::collection::vec(-3.0f32..3.0, 64), zero in any::<bool>()) {
            let weights = if zero { vec![0.0; 64] } else { weights };
            let matrix = Int8Matrix::from_floats(&weights, 16);
            let mut half = matrix.clone();
            half.halve();
            let numbers = weights.iter().zip(&matrix.weights).zip(&half.weights);
            for (at, ((weight, number), halved)) in numbers.enumerate() {
                let scale = matrix.scales[at / 16];
                prop_assert!((weight - f32::from(*number) * scale).abs() <= scale * 0.5001);
                prop_assert!((weight - f32::from(*halved) * half.scales[at / 16]).abs() <= scale * 1.5001);
                prop_assert!(halved.unsigned_abs() <= 63);
            }
        }
    }
}
