//! The terms of all texts that are learned from, by number: half the memory of their features, of which a large corpus has tens of millions.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::Range;

use crate::search::Field;
use crate::search::features::{Feature, Identity};

/// Bits of a [`Code`] that are a field.
const FIELD_BITS: u32 = 3;
const _: () = assert!(Field::COUNT <= 1 << FIELD_BITS);
/// Terms that are told apart; those that are met later teach nothing. Their hashes alone would be four gigabytes.
const MOST_TERMS: usize = 1 << (u32::BITS - FIELD_BITS);

/// A number, of a term or of a row, and the field that a text has it of. Terms of two fields may share a hash and so a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Code(u32);

impl Code {
    /// `number` is below [`MOST_TERMS`].
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

/// The terms of many texts.
#[derive(Debug, Default)]
pub struct Terms {
    /// By the number of a term, and so sorted.
    pub(super) hashes: Vec<u64>,
    /// One text's after the other's, each in the order of their hashes.
    all: Vec<Term>,
}

impl Terms {
    /// Those of the text that lies there.
    pub(super) fn of(&self, place: &Range<usize>) -> &[Term] {
        &self.all[place.clone()]
    }
}

/// Terms that are collected, numbered as they are met.
#[derive(Debug, Default)]
pub(super) struct Collecting {
    known: HashMap<u64, u32, BuildHasherDefault<Identity>>,
    all: Vec<Term>,
}

impl Collecting {
    /// Adds the features of a text, sorted by hash; where they lie.
    pub(super) fn add(&mut self, features: &[Feature]) -> Range<usize> {
        let from = self.all.len();
        for feature in features {
            let next = self.known.len();
            let number = match self.known.get(&feature.hash) {
                Some(number) => *number,
                None if next < MOST_TERMS => *self.known.entry(feature.hash).or_insert(next as u32),
                None => continue,
            };
            self.all.push(Term { code: Code::new(number, feature.field), weight: feature.weight });
        }
        from..self.all.len()
    }

    /// Numbers the terms in the order of their hashes: what is learned shall not depend on the order in which they were met.
    pub(super) fn done(self) -> Terms {
        let Self { known, mut all } = self;
        let mut sorted: Vec<(u64, u32)> = known.into_iter().collect();
        sorted.sort_unstable();
        let mut numbers = vec![0; sorted.len()];
        for (number, (_, met)) in (0..).zip(&sorted) {
            numbers[*met as usize] = number;
        }
        for Term { code, .. } in &mut all {
            *code = Code::new(numbers[code.number() as usize], code.field());
        }
        all.shrink_to_fit();
        Terms { hashes: sorted.into_iter().map(|(hash, _)| hash).collect(), all }
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
            let again = terms.of(place).iter();
            let again: Vec<Feature> =
                again.map(|Term { code, weight }| feature(terms.hashes[code.number() as usize], code.field(), *weight)).collect();
            assert_eq!(again, *features);
        }
    }
}
