//! Text features: hashed terms, weighed by how rare they are.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::hashed::{self, Hashed};
use super::term::{Hash, Identity};
use super::{Analysis, Field, Fields};
use crate::columns::numbers;

/// A term of a text as a number, with how often and how strongly it stands there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Feature {
    /// Hash of field and term.
    pub hash: u64,
    /// Sum of the weights of its places, at most a few.
    pub weight: f32,
    /// Which field it is of.
    pub field: Field,
}

/// The features of a text from the fields that `take` takes, sorted by hash, each once.
pub fn features(analysis: &Analysis, take: impl Fn(Field) -> bool) -> Vec<Feature> {
    let terms = analysis.terms.iter().filter(|term| take(term.field));
    let mut list: Vec<Feature> = terms.map(|term| Feature { hash: term.hash, weight: term.weight, field: term.field }).collect();
    // Of the same hash the heaviest comes first. Weights are above 0, so they are in the order of their bits.
    list.sort_unstable_by_key(|feature| (u128::from(feature.hash) << u32::BITS) | u128::from(!feature.weight.to_bits()));
    list.dedup_by(|next, kept| {
        let same = next.hash == kept.hash;
        if same {
            kept.weight = kept.weight.max(next.weight);
        }
        same
    });
    list
}

/// Hash of a text; the same on every machine.
pub fn hash(text: &str) -> u64 {
    Hash::of(Field::Word).with(text.as_bytes()).done()
}

/// A row of the classifier's table and the value there.
pub type Sparse = Vec<(u32, f32)>;

/// How rare a term is that stands in `count` of so many texts.
pub fn idf(texts: usize, count: u32) -> f32 {
    (texts as f32 / count as f32).ln() + 1.0
}

/// Which terms the training texts have, and how rare they are. The commonest lie in a small table of their own, for most terms of a text are among them.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    common: Hashed<Known>,
    rare: Hashed<Known>,
}

/// How many of the terms are common.
const COMMON: usize = 8_192;

/// A term of a vocabulary, or room for one.
#[derive(Debug, Clone, Copy)]
struct Known {
    hash: u64,
    /// [`NO_ROW`] where there is no term.
    row: u32,
    idf: f32,
}

/// Marks a place without a term.
const NO_ROW: u32 = u32::MAX;

impl hashed::Row for Known {
    fn hash(&self) -> u64 {
        self.hash
    }

    fn is_empty(&self) -> bool {
        self.row == NO_ROW
    }

    fn room_before(&self) -> Self {
        Self { row: NO_ROW, ..*self }
    }
}

/// What a vocabulary is kept as: in the order of rows.
#[derive(Serialize, Deserialize)]
struct Stored {
    #[serde(with = "numbers")]
    hashes: Vec<u64>,
    #[serde(with = "numbers")]
    idf: Vec<f32>,
}

impl Serialize for Vocabulary {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (hashes, idf) = self.parts();
        Stored { hashes, idf }.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Vocabulary {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Stored { hashes, idf } = Stored::deserialize(deserializer)?;
        if hashes.len() != idf.len() || !hashes.is_sorted_by(|one, next| one < next) {
            return Err(D::Error::custom("a vocabulary whose terms do not have a row each"));
        }
        Ok(Self::from_parts(&hashes, &idf))
    }
}

impl Vocabulary {
    /// Terms of these texts that stand in at least as many texts as their field asks for.
    pub fn new<'a>(texts: impl Iterator<Item = &'a [Feature]>, least: impl Fn(Field) -> u32) -> Self {
        let mut counts: HashMap<u64, (u32, Field), BuildHasherDefault<Identity>> = HashMap::default();
        let mut total = 0_u32;
        for text in texts {
            total += 1;
            for feature in text {
                counts.entry(feature.hash).or_insert((0, feature.field)).0 += 1;
            }
        }
        let mut kept: Vec<(u64, u32)> =
            counts.into_iter().filter(|(_, (count, field))| *count >= least(*field)).map(|(hash, (count, _))| (hash, count)).collect();
        kept.sort_unstable();
        let (hashes, idf): (Vec<u64>, Vec<f32>) = kept.iter().map(|(hash, count)| (*hash, idf(total as usize, *count))).unzip();
        Self::from_parts(&hashes, &idf)
    }

    /// Hashes and idf of the terms, in the order of their rows.
    pub fn parts(&self) -> (Vec<u64>, Vec<f32>) {
        let (mut hashes, mut idf) = (vec![0; self.len()], vec![0.0; self.len()]);
        for (_, term) in self.common.iter().chain(self.rare.iter()) {
            hashes[term.row as usize] = term.hash;
            idf[term.row as usize] = term.idf;
        }
        (hashes, idf)
    }

    /// Puts [`Self::parts`] together again.
    ///
    /// # Panics
    ///
    /// A term has no idf.
    pub fn from_parts(hashes: &[u64], idf: &[f32]) -> Self {
        let mut rows: Vec<u32> = (0..hashes.len() as u32).collect();
        if !hashes.is_sorted() {
            rows.sort_by_key(|row| hashes[*row as usize]);
        }
        let mut sorted = idf.to_vec();
        let least = if sorted.len() > COMMON { *sorted.select_nth_unstable_by(COMMON, f32::total_cmp).1 } else { f32::INFINITY };
        let known = |row: u32| Known { hash: hashes[row as usize], row, idf: idf[row as usize] };
        let (common, rare): (Vec<u32>, Vec<u32>) = rows.into_iter().partition(|row| idf[*row as usize] < least);
        let table = |rows: Vec<u32>| Hashed::of_sorted(rows.into_iter().map(known));
        Self { common: table(common), rare: table(rare) }
    }

    /// The row of a term, by its hash.
    pub fn row(&self, hash: u64) -> Option<u32> {
        let found = |table: &Hashed<Known>| table.get(table.find(hash)?).map(|term| term.row);
        found(&self.common).or_else(|| found(&self.rare))
    }

    /// How many terms it has.
    pub fn len(&self) -> usize {
        self.common.len() + self.rare.len()
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The vector of a text: tf-idf, each field scaled to the length `weights` says; terms that are
    /// unknown still take part in the length, so that a text of unknown words is short.
    pub fn vector(&self, features: &[Feature], weights: &Fields, unknown: f32) -> Sparse {
        let weighed = self.weigh(features, weights, unknown, |_| None).into_iter();
        weighed.filter_map(|weighed| Some((weighed.row?, weighed.value))).collect()
    }

    /// As [`Self::vector`], where terms that have no row may be known all the same: `beyond` gives their idf.
    pub fn weigh(&self, features: &[Feature], weights: &Fields, unknown: f32, beyond: impl Fn(u64) -> Option<f32>) -> Vec<Weighed> {
        let wanted = features.iter().filter(|feature| weights[feature.field] != 0.0);
        let common = self.common.find_all(wanted.clone().map(|feature| feature.hash));
        let others = wanted.clone().zip(&common).filter(|(_, place)| place.is_none());
        self.rare.prefetch(others.map(|(feature, _)| feature.hash));
        let mut weighed = Vec::with_capacity(common.len());
        let mut squares = Fields::ZERO;
        for (feature, place) in wanted.zip(common) {
            let field = feature.field;
            let known = match place {
                Some(place) => self.common.get(place),
                None => self.rare.find(feature.hash).and_then(|place| self.rare.get(place)),
            };
            match known.map(|known| known.idf).or_else(|| beyond(feature.hash)) {
                Some(idf) => {
                    let value = feature.weight * idf;
                    squares[field] += value * value;
                    weighed.push((Weighed { hash: feature.hash, row: known.map(|known| known.row), value }, field));
                }
                None => squares[field] += (feature.weight * unknown).powi(2),
            }
        }
        let scale = |field| if squares[field] > 0.0 { weights[field] / squares[field].sqrt() } else { 0.0 };
        let scale = Fields(Field::ALL.map(scale));
        weighed.into_iter().map(|(weighed, field)| Weighed { value: weighed.value * scale[field], ..weighed }).collect()
    }
}

/// A term in a vector.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Weighed {
    /// Its hash.
    pub hash: u64,
    /// Its row, where the vocabulary has one.
    pub row: Option<u32>,
    /// Its value in the vector.
    pub value: f32,
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Hashes that lie close together, at both ends, and anywhere.
        #[test]
        fn each_term_has_its_row_and_no_other_has(
            near in prop::collection::btree_set(0_u64..200, 0..40),
            far in prop::collection::btree_set(u64::MAX - 200..=u64::MAX, 0..40),
            any in prop::collection::btree_set(any::<u64>(), 0..40),
        ) {
            let hashes: Vec<u64> = near.iter().chain(&any).chain(&far).copied().collect::<std::collections::BTreeSet<u64>>().into_iter().collect();
            let idf: Vec<f32> = (0..hashes.len()).map(|row| row as f32).collect();
            let vocabulary = Vocabulary::from_parts(&hashes, &idf);
            prop_assert_eq!(vocabulary.parts(), (hashes.clone(), idf.clone()));
            for hash in hashes.iter().flat_map(|hash| [hash.wrapping_sub(1), *hash, hash.wrapping_add(1)]).chain([0, u64::MAX]) {
                let row = hashes.binary_search(&hash).ok();
                prop_assert_eq!(vocabulary.row(hash), row.map(|row| row as u32));
                let vector = vocabulary.vector(&[Feature { hash, weight: 1.0, field: Field::Stem }], &Fields::of(&[(Field::Stem, 1.0)]), 4.0);
                prop_assert_eq!(vector.len(), usize::from(row.is_some_and(|row| idf[row] >= 0.0)));
            }
            let bytes = postcard::to_stdvec(&vocabulary).expect("plain numbers");
            let read: Vocabulary = postcard::from_bytes(&bytes).expect("its own bytes");
            prop_assert_eq!(read.parts(), (hashes, idf));
        }
    }

    #[test]
    fn common_and_rare_terms_are_found() {
        let count = COMMON as u64 + 100;
        let hashes: Vec<u64> = (0..count).map(|number| number * (u64::MAX / count) + number % 3).collect();
        let idf: Vec<f32> = (0..count).map(|number| 1.0 + (number % 7) as f32).collect();
        let vocabulary = Vocabulary::from_parts(&hashes, &idf);
        assert!(!vocabulary.common.is_empty() && !vocabulary.rare.is_empty() && vocabulary.common.len() <= COMMON);
        let features: Vec<Feature> = hashes.iter().map(|hash| Feature { hash: *hash, weight: 1.0, field: Field::Stem }).collect();
        let vector = vocabulary.vector(&features, &Fields::of(&[(Field::Stem, 1.0)]), 4.0);
        assert!(vector.iter().map(|(row, _)| *row).eq(0..count as u32));
        assert!(vector.iter().all(|(row, value)| value / vector[0].1 == idf[*row as usize]));
        assert_eq!(vocabulary.row(3), None);
        assert_eq!(vocabulary.parts(), (hashes, idf));
    }

    #[test]
    fn terms_in_another_order_are_none_of_a_file() {
        let stored = |hashes: &[u64], idf: &[f32]| {
            postcard::to_stdvec(&Stored { hashes: hashes.to_vec(), idf: idf.to_vec() }).expect("plain numbers")
        };
        assert!(postcard::from_bytes::<Vocabulary>(&stored(&[2, 7], &[1.0, 1.5])).is_ok());
        for (hashes, idf) in [(&[7, 2][..], &[1.0, 1.5][..]), (&[7, 7], &[1.0, 1.5]), (&[2, 7], &[1.0])] {
            assert!(postcard::from_bytes::<Vocabulary>(&stored(hashes, idf)).is_err(), "{hashes:?}");
        }
    }
}
