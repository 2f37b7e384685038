//! The terms of all texts that are learned from, by number: a quarter of the memory of their features, of which a large corpus has tens of millions.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;

use crate::search::Field;
use crate::search::features::Feature;
use crate::search::term::Identity;

/// Bits of a [`Code`] that are a field.
const FIELD_BITS: u32 = 3;
const _: () = assert!(Field::COUNT <= 1 << FIELD_BITS);
/// Bits of a [`Kept`] that are the number of a weight.
const WEIGHT_BITS: u32 = 5;
/// Weights that are told apart, of which the analyzer gives texts four; terms with others teach nothing.
const MOST_WEIGHTS: usize = 1 << WEIGHT_BITS;
/// Terms that are told apart; those that are met later teach nothing. Their hashes alone would be 134 MB.
const MOST_TERMS: usize = 1 << (u32::BITS - FIELD_BITS - WEIGHT_BITS);

/// A number, of a term or of a row, and the field that a text has it of. Terms of two fields may share a hash and so a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Code(u32);

impl Code {
    /// `number` has 29 bits.
    pub(super) fn new(number: u32, field: Field) -> Self {
        Self(number << FIELD_BITS | field as u32)
    }

    pub(super) fn number(self) -> u32 {
        self.0 >> FIELD_BITS
    }

    pub(super) fn field(self) -> Field {
        Field::ALL[(self.0 & ((1 << FIELD_BITS) - 1)) as usize]
    }
}

impl From<u32> for Code {
    fn from(code: u32) -> Self {
        Self(code)
    }
}

impl From<Code> for u32 {
    fn from(code: Code) -> Self {
        code.0
    }
}

/// A term of a text, and how strongly it stands there: see [`Feature::weight`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Term {
    pub(super) code: Code,
    pub(super) weight: f32,
}

/// A [`Term`] as it is kept: the number of the term, that of its weight, and the field.
#[derive(Debug, Clone, Copy)]
struct Kept(u32);

impl Kept {
    /// `number` is below [`MOST_TERMS`], `weight` below [`MOST_WEIGHTS`].
    fn new(number: u32, weight: u32, field: Field) -> Self {
        Self(number << (WEIGHT_BITS + FIELD_BITS) | weight << FIELD_BITS | field as u32)
    }

    fn number(self) -> u32 {
        self.0 >> (WEIGHT_BITS + FIELD_BITS)
    }

    fn weight(self) -> u32 {
        (self.0 >> FIELD_BITS) & (MOST_WEIGHTS as u32 - 1)
    }

    fn field(self) -> Field {
        Field::ALL[(self.0 & ((1 << FIELD_BITS) - 1)) as usize]
    }
}

/// The terms of many texts.
#[derive(Debug, Default)]
pub struct Terms {
    /// By the number of a term, and so sorted.
    pub(super) hashes: Vec<u64>,
    /// By their numbers.
    weights: Vec<f32>,
    /// One text's after the other's, each in the order of their hashes.
    all: Vec<Kept>,
}

impl Terms {
    /// Those of the text that lies there.
    pub(super) fn of(&self, place: &Range<usize>) -> impl Iterator<Item = Term> {
        let term = |kept: &Kept| Term { code: Code::new(kept.number(), kept.field()), weight: self.weights[kept.weight() as usize] };
        self.all[place.clone()].iter().map(term)
    }
}

/// Terms that are collected, numbered as they are met.
#[derive(Debug, Default)]
pub(super) struct Collecting {
    known: HashMap<u64, u32, BuildHasherDefault<Identity>>,
    weights: Vec<f32>,
    all: Vec<Kept>,
}

impl Collecting {
    /// Adds the features of a text, sorted by hash; where they lie.
    pub(super) fn add(&mut self, features: &[Feature]) -> Range<usize> {
        let from = self.all.len();
        for feature in features {
            let Some(weight) = self.weight(feature.weight) else { continue };
            let next = self.known.len();
            let number = match self.known.get(&feature.hash) {
                Some(number) => *number,
                None if next < MOST_TERMS => *self.known.entry(feature.hash).or_insert(next as u32),
                None => continue,
            };
            self.all.push(Kept::new(number, weight, feature.field));
        }
        from..self.all.len()
    }

    /// The number of a weight; none where there are too many.
    fn weight(&mut self, weight: f32) -> Option<u32> {
        let known = self.weights.iter().position(|known| known.to_bits() == weight.to_bits());
        let number = known.unwrap_or(self.weights.len());
        if known.is_none() && number < MOST_WEIGHTS {
            self.weights.push(weight);
        }
        (number < MOST_WEIGHTS).then_some(number as u32)
    }

    /// Numbers the terms in the order of their hashes: what is learned shall not depend on the order in which they were met.
    pub(super) fn done(self) -> Terms {
        let Self { known, weights, mut all } = self;
        let mut sorted: Vec<(u64, u32)> = known.into_iter().collect();
        sorted.sort_unstable();
        let mut numbers = vec![0; sorted.len()];
        for (number, (_, met)) in (0..).zip(&sorted) {
            numbers[*met as usize] = number;
        }
        for kept in &mut all {
            *kept = Kept::new(numbers[kept.number() as usize], kept.weight(), kept.field());
        }
        all.shrink_to_fit();
        Terms { hashes: sorted.into_iter().map(|(hash, _)| hash).collect(), weights, all }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_has_its_features_again() {
        let feature = |hash, field, weight| Feature { hash, field, weight };
        // Terms of two fields share the hash 7.
        let texts = [
            vec![feature(7, Field::Gram, 0.5), feature(u64::MAX, Field::Concept, 1.0)],
            vec![],
            vec![feature(3, Field::Word, 1.0), feature(7, Field::Stem, 0.25)],
        ];
        let mut collecting = Collecting::default();
        let places = texts.each_ref().map(|features| collecting.add(features));
        let terms = collecting.done();
        assert_eq!(terms.hashes, [3, 7, u64::MAX]);
        for (place, features) in places.iter().zip(&texts) {
            let again = terms.of(place);
            let again: Vec<Feature> =
                again.map(|Term { code, weight }| feature(terms.hashes[code.number() as usize], code.field(), weight)).collect();
            assert_eq!(again, *features);
        }
    }

    #[test]
    fn numbers_weights_and_fields_do_not_touch_each_other() {
        for number in [0, 1, MOST_TERMS as u32 - 1] {
            for weight in [0, 1, MOST_WEIGHTS as u32 - 1] {
                for field in Field::ALL {
                    let kept = Kept::new(number, weight, field);
                    assert_eq!((kept.number(), kept.weight(), kept.field()), (number, weight, field));
                }
            }
        }
    }

    #[test]
    fn of_too_many_weights_the_first_ones_teach() {
        let features: Vec<Feature> =
            (0..2 * MOST_WEIGHTS as u64).map(|hash| Feature { hash, field: Field::Word, weight: 1.0 / (1 + hash) as f32 }).collect();
        let mut collecting = Collecting::default();
        let place = collecting.add(&features);
        let again = collecting.add(&features);
        let terms = collecting.done();
        let weights = |place| terms.of(place).map(|term| term.weight).collect::<Vec<_>>();
        assert_eq!(weights(&place), features[..MOST_WEIGHTS].iter().map(|feature| feature.weight).collect::<Vec<_>>());
        assert_eq!(weights(&place), weights(&again));
    }
}
