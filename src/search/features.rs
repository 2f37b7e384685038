//! Text features: hashed terms, weighed by how rare they are.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

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
    common: Table,
    rare: Table,
}

/// How many of the terms are common.
const COMMON: usize = 8_192;

/// Terms in the order of their hashes, each at the place that its hash has among all possible ones or behind the terms that come before it. A text's terms
/// come in that order too, so they are looked up from the front to the end, and what is known of a term lies in one place.
#[derive(Debug, Clone, Default)]
struct Table {
    /// Ends with an empty one, where there are any.
    slots: Vec<Slot>,
    /// How many terms there are.
    count: usize,
}

/// A term of a vocabulary, or room for one.
#[derive(Debug, Clone, Copy)]
struct Slot {
    hash: u64,
    /// [`NO_ROW`] where there is no term.
    row: u32,
    idf: f32,
}

/// Marks a slot without a term.
const NO_ROW: u32 = u32::MAX;
/// Terms for which room is made behind the last place at once: those that do not fit before it are a few of the last ones.
const SPILL: usize = 64;

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
        for slot in self.common.slots.iter().chain(&self.rare.slots).filter(|slot| slot.row != NO_ROW) {
            hashes[slot.row as usize] = slot.hash;
            idf[slot.row as usize] = slot.idf;
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
        let slot = |row: u32| Slot { hash: hashes[row as usize], row, idf: idf[row as usize] };
        let (common, rare): (Vec<u32>, Vec<u32>) = rows.into_iter().partition(|row| idf[*row as usize] < least);
        let table = |rows: Vec<u32>| Table::new(rows.len(), rows.into_iter().map(slot));
        Self { common: table(common), rare: table(rare) }
    }

    /// The row of a term, by its hash.
    pub fn row(&self, hash: u64) -> Option<u32> {
        let found = |table: &Table| table.found(hash, table.first(hash)).map(|slot| slot.row);
        found(&self.common).or_else(|| found(&self.rare))
    }

    /// How many terms it has.
    pub fn len(&self) -> usize {
        self.common.count + self.rare.count
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
        // Reading where each term lies before any of them is compared lets the processor wait for many of them at once.
        let wanted = features.iter().filter(|feature| weights[feature.field] != 0.0);
        let look = |feature: &Feature| (*feature, self.common.look(feature.hash), None);
        let mut looked: Vec<(Feature, Looked, Option<&Slot>)> = wanted.map(look).collect();
        for (feature, looked, known) in &mut looked {
            *known = self.common.looked(feature.hash, *looked);
            if known.is_none() {
                *looked = self.rare.look(feature.hash);
            }
        }
        let mut weighed = Vec::with_capacity(looked.len());
        let mut squares = Fields::ZERO;
        for (feature, looked, known) in looked {
            let field = feature.field;
            let known = known.or_else(|| self.rare.looked(feature.hash, looked));
            match known.map(|slot| slot.idf).or_else(|| beyond(feature.hash)) {
                Some(idf) => {
                    let value = feature.weight * idf;
                    squares[field] += value * value;
                    weighed.push((Weighed { hash: feature.hash, row: known.map(|slot| slot.row), value }, field));
                }
                None => squares[field] += (feature.weight * unknown).powi(2),
            }
        }
        let scale = |field| if squares[field] > 0.0 { weights[field] / squares[field].sqrt() } else { 0.0 };
        let scale = Fields(Field::ALL.map(scale));
        weighed.into_iter().map(|(weighed, field)| Weighed { value: weighed.value * scale[field], ..weighed }).collect()
    }
}

/// Where a term may lie first, and the hash that is there.
type Looked = (usize, u64);

impl Table {
    /// Of so many terms in the order of their hashes.
    fn new(count: usize, terms: impl Iterator<Item = Slot>) -> Self {
        let empty = Slot { hash: 0, row: NO_ROW, idf: 0.0 };
        let mut slots = Vec::with_capacity(if count == 0 { 0 } else { places(count) + SPILL });
        for term in terms {
            slots.resize(slots.len().max(place(term.hash, count)), empty);
            slots.push(term);
        }
        if count > 0 {
            slots.resize((slots.len() + 1).max(places(count)), empty);
        }
        Self { slots, count }
    }

    /// The slot in which a term lies if it is there, or one before it.
    fn first(&self, hash: u64) -> usize {
        place(hash, self.count)
    }

    fn look(&self, hash: u64) -> Looked {
        let first = self.first(hash);
        (first, self.slots.get(first).map_or(0, |slot| slot.hash))
    }

    fn looked(&self, hash: u64, (first, head): Looked) -> Option<&Slot> {
        if head > hash { None } else { self.found(hash, first) }
    }

    /// What is known of a term, from the slot on where it may lie first.
    fn found(&self, hash: u64, first: usize) -> Option<&Slot> {
        let met = self.slots.get(first..)?.iter().find(|slot| slot.hash >= hash || slot.row == NO_ROW)?;
        (met.hash == hash && met.row != NO_ROW).then_some(met)
    }
}

/// Places for so many terms: a third of them stays empty.
fn places(terms: usize) -> usize {
    terms + terms / 2
}

/// The place of a hash in a table of so many terms: as far from its begin as the hash is among all hashes.
fn place(hash: u64, terms: usize) -> usize {
    ((u128::from(hash) * places(terms) as u128) >> u64::BITS) as usize
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
        assert!(vocabulary.common.count > 0 && vocabulary.rare.count > 0 && vocabulary.common.count <= COMMON);
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
