//! The terms that the classifiers know, found by their hashes.

use serde::{Deserialize, Serialize};

use super::lists::{List, Start};
use crate::columns::Number;
use crate::search::features::Feature;
use crate::search::hashed::{self, Hashed};

/// A term, with all that is needed of it in one place.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Row {
    hash: u64,
    /// 0 where there is no term; that of a term is 1 at least.
    idf: f32,
    /// Its list ends where that of the next place begins.
    list: Start,
}

impl hashed::Row for Row {
    fn hash(&self) -> u64 {
        self.hash
    }

    fn is_empty(&self) -> bool {
        self.idf == 0.0
    }

    fn room_before(&self) -> Self {
        Self { idf: 0.0, ..*self }
    }
}

impl Number for Row {
    const BYTES: usize = <(u64, (f32, Start))>::BYTES;

    fn put(self, bytes: &mut Vec<u8>) {
        (self.hash, (self.idf, self.list)).put(bytes);
    }

    fn take(bytes: &[u8]) -> Self {
        let (hash, (idf, list)) = Number::take(bytes);
        Self { hash, idf, list }
    }
}

/// Known terms.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Terms {
    rows: Hashed<Row>,
}

impl Terms {
    /// From sorted hashes, each with its idf and where its list begins.
    pub(super) fn new(hashes: &[u64], idf: &[f32], lists: &[Start]) -> Self {
        let rows = hashes.iter().zip(idf).zip(lists).map(|((hash, idf), list)| Row { hash: *hash, idf: *idf, list: *list });
        Self { rows: Hashed::of_sorted(rows) }
    }

    /// Whether each term has its list among so many weights.
    pub(super) fn fit(&self, weights: usize) -> bool {
        let begins = || self.rows.iter().map(|(_, row)| row.list.begin());
        let last = begins().last().map_or(weights == 0, |last| last <= weights);
        last && self.rows.is_whole() && begins().is_sorted() && begins().next().is_none_or(|first| first == 0)
    }

    /// The places of a text's terms.
    pub(super) fn find(&self, features: &[Feature]) -> Vec<Option<u32>> {
        self.rows.find_all(features.iter().map(|feature| feature.hash))
    }

    /// How rare the term in a place is.
    pub(super) fn idf(&self, place: u32) -> f32 {
        self.rows.get(place).map_or(0.0, |row| row.idf)
    }

    /// The list of the term in a place, of so many weights.
    pub(super) fn list(&self, place: u32, weights: usize) -> List {
        let begin = |place: u32| self.rows.get(place).map_or(weights, |row| row.list.begin());
        let start = self.rows.get(place).map_or(Start::new(weights, false, false), |row| row.list);
        (start.begin()..begin(place + 1), start)
    }

    /// All lists in their order.
    pub(super) fn lists(&self, weights: usize) -> impl Iterator<Item = List> {
        self.rows.iter().map(move |(place, _)| self.list(place, weights))
    }

    /// How many terms come before the one in a place.
    #[cfg(test)]
    pub(super) fn number(&self, place: u32) -> u32 {
        self.rows.iter().take_while(|(other, _)| *other < place).count() as u32
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::Field;
    use crate::search::term::mix;

    #[test]
    fn each_term_is_found_and_no_other() {
        for count in [0_u64, 1, 2, 3, 1_000] {
            let mut hashes: Vec<u64> = (0..count).map(mix).collect();
            hashes.sort_unstable();
            let (idf, lists): (Vec<f32>, Vec<Start>) =
                (0..count as usize).map(|row| (1.0 + row as f32, Start::new(2 * row, true, false))).unzip();
            let terms = Terms::new(&hashes, &idf, &lists);
            assert!(terms.fit(2 * count as usize));
            let features: Vec<Feature> = (0..2 * count + 1).map(|n| Feature { hash: mix(n), weight: 1.0, field: Field::Word }).collect();
            for (place, feature) in terms.find(&features).into_iter().zip(&features) {
                let row = place.map(|place| terms.number(place));
                assert_eq!(row, hashes.binary_search(&feature.hash).ok().map(|row| row as u32));
                let (Some(place), Some(row)) = (place, row) else { continue };
                let (list, _) = terms.list(place, 2 * count as usize);
                assert_eq!((terms.idf(place), list), (1.0 + row as f32, 2 * row as usize..2 * row as usize + 2));
            }
            let bytes = postcard::to_stdvec(&terms).expect("plain numbers");
            let read: Terms = postcard::from_bytes(&bytes).expect("its own bytes");
            assert_eq!(read, terms);
        }
    }

    #[test]
    fn rows_out_of_order_do_not_fit() {
        let fits = |hashes: &[u64], lists: &[usize], weights| {
            let lists: Vec<Start> = lists.iter().map(|begin| Start::new(*begin, true, true)).collect();
            Terms::new(hashes, &vec![1.0; hashes.len()], &lists).fit(weights)
        };
        assert!(fits(&[1, 2], &[0, 3], 3) && fits(&[], &[], 0));
        assert!(!fits(&[2, 1], &[0, 3], 3) && !fits(&[1, 1], &[0, 3], 3), "hashes");
        assert!(!fits(&[1, 2], &[1, 3], 3) && !fits(&[1, 2], &[0, 4], 3) && !fits(&[], &[], 1), "lists");
        assert!(!fits(&[1, 2, 3], &[0, 3, 2], 3));
    }
}
