//! Tables that are looked up in by hashes: the index's terms, those of vocabularies and classifiers, and the marks of dangers.
//!
//! A row lies where its hash belongs among all possible ones, or as near behind as there is room. Hashes spread evenly, so that is next to it, and a
//! look-up reads one place in memory.

use serde::de::Error;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::prefetch::prefetch;
use crate::columns::{Number, numbers};

/// A row of a table.
pub trait Row: Copy {
    /// Its hash; a shorter one has its bits at the upper end.
    fn hash(&self) -> u64;

    /// Whether there is nothing in this place.
    fn is_empty(&self) -> bool;

    /// An empty place right before this row.
    fn room_before(&self) -> Self;
}

/// Rows in the order of their hashes, with room between them.
#[derive(Debug, Clone, PartialEq)]
pub struct Hashed<R> {
    places: Vec<R>,
    /// How many rows there are.
    count: usize,
}

/// Places that are made behind the last one that a hash belongs to at once: what has no room before is a few of the last rows.
const SPILL: usize = 64;

impl<R> Default for Hashed<R> {
    fn default() -> Self {
        Self { places: Vec::new(), count: 0 }
    }
}

impl<R: Row> Hashed<R> {
    /// Of rows that come in the order of their hashes.
    pub fn of_sorted(rows: impl ExactSizeIterator<Item = R>) -> Self {
        let count = rows.len();
        let mut table = Self { places: Vec::with_capacity(if count == 0 { 0 } else { homes(count) + SPILL }), count };
        for row in rows {
            let home = table.home(row.hash());
            table.places.resize(table.places.len().max(home), row.room_before());
            table.places.push(row);
        }
        table
    }

    /// How many rows it has.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// How many places it has, with those where nothing is.
    pub fn places(&self) -> usize {
        self.places.len()
    }

    /// What is in a place.
    pub fn get(&self, place: u32) -> Option<&R> {
        self.places.get(place as usize)
    }

    /// The rows in their order, each with its place.
    pub fn iter(&self) -> impl Iterator<Item = (u32, &R)> + Clone {
        (0..).zip(&self.places).filter(|(_, row)| !row.is_empty())
    }

    /// The rows in their order, to be changed in what is not their hash.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut R> {
        self.places.iter_mut().filter(|row| !row.is_empty())
    }

    /// Whether each row has a hash of its own and they are in order, as those of a file may not be.
    pub fn is_whole(&self) -> bool {
        self.iter().count() == self.count && self.iter().is_sorted_by(|(_, one), (_, next)| one.hash() < next.hash())
    }

    /// The place in which a row is if it is there, or one before it.
    fn home(&self, hash: u64) -> usize {
        ((u128::from(hash) * homes(self.count) as u128) >> u64::BITS) as usize
    }

    /// The place of a hash, if it has a row.
    #[inline]
    pub fn find(&self, hash: u64) -> Option<u32> {
        let home = self.home(hash);
        let behind = self.places.get(home..)?.iter().position(|row| row.is_empty() || row.hash() >= hash)?;
        let row = &self.places[home + behind];
        (!row.is_empty() && row.hash() == hash).then_some((home + behind) as u32)
    }

    /// Asks for what [`Self::find`] will read of these hashes.
    #[inline(always)]
    pub fn prefetch(&self, hashes: impl Iterator<Item = u64>) {
        prefetch(hashes.map(|hash| self.places.get(self.home(hash)).map_or(0, |row| (row.hash() >> u32::BITS) as u32)));
    }

    /// The places of many hashes.
    #[inline]
    pub fn find_all(&self, hashes: impl Iterator<Item = u64> + Clone) -> Vec<Option<u32>> {
        self.prefetch(hashes.clone());
        hashes.map(|hash| self.find(hash)).collect()
    }
}

/// Places that so many rows belong to: of four one is left empty, on the mean.
fn homes(rows: usize) -> usize {
    rows + rows / 3
}

/// In a file there is no room between the rows.
impl<R: Row + Number> Serialize for Hashed<R> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let rows: Vec<R> = self.iter().map(|(_, row)| *row).collect();
        numbers::serialize(&rows, serializer)
    }
}

impl<'de, R: Row + Number> Deserialize<'de> for Hashed<R> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let rows: Vec<R> = numbers::deserialize(deserializer)?;
        let table = Self::of_sorted(rows.into_iter());
        if table.is_whole() { Ok(table) } else { Err(D::Error::custom("rows that are not in the order of their hashes")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    /// A hash and a number; 0 where nothing is.
    type Pair = (u64, u32);

    impl Row for Pair {
        fn hash(&self) -> u64 {
            self.0
        }

        fn is_empty(&self) -> bool {
            self.1 == 0
        }

        fn room_before(&self) -> Self {
            (self.0, 0)
        }
    }

    proptest! {
        /// Hashes that lie close together, at both ends, and anywhere.
        #[test]
        fn each_hash_is_found_and_no_other(
            near in prop::collection::btree_set(0_u64..200, 0..40),
            far in prop::collection::btree_set(u64::MAX - 200..=u64::MAX, 0..40),
            any in prop::collection::btree_set(any::<u64>(), 0..200),
        ) {
            let hashes: Vec<u64> = near.into_iter().chain(any).chain(far).collect::<BTreeSet<u64>>().into_iter().collect();
            let rows = || hashes.iter().copied().zip(1_u32..);
            let table = Hashed::of_sorted(rows().collect::<Vec<Pair>>().into_iter());
            prop_assert!(table.is_whole() && table.len() == hashes.len() && table.places() >= table.len());
            prop_assert!(table.iter().map(|(_, row)| *row).eq(rows()));
            let asked = hashes.iter().flat_map(|hash| [hash.wrapping_sub(1), *hash, hash.wrapping_add(1)]).chain([0, u64::MAX]);
            for (place, hash) in table.find_all(asked.clone()).into_iter().zip(asked) {
                let row = place.and_then(|place| table.get(place)).copied();
                prop_assert_eq!(row, hashes.binary_search(&hash).ok().map(|row| (hash, row as u32 + 1)));
                prop_assert_eq!(place, table.find(hash));
            }
            let bytes = postcard::to_stdvec(&table).expect("plain numbers");
            prop_assert_eq!(postcard::from_bytes::<Hashed<Pair>>(&bytes).expect("its own bytes"), table);
        }
    }

    #[test]
    fn rows_in_another_order_are_none_of_a_file() {
        #[derive(Serialize)]
        struct Stored(#[serde(with = "numbers")] Vec<Pair>);

        let read = |rows: &[Pair]| {
            let bytes = postcard::to_stdvec(&Stored(rows.to_vec())).expect("plain numbers");
            postcard::from_bytes::<Hashed<Pair>>(&bytes).map(|table| table.len())
        };
        assert_eq!(read(&[(2, 1), (7, 1), (u64::MAX, 1)]), Ok(3));
        for rows in [[(7, 1), (2, 1)], [(7, 1), (7, 1)], [(2, 1), (7, 0)], [(u64::MAX, 1), (0, 1)]] {
            assert!(read(&rows).is_err(), "{rows:?}");
        }
        assert!(Hashed::<Pair>::default().find(7).is_none());
    }
}
