//! The terms that the classifiers know, found by their hashes.

use serde::{Deserialize, Serialize};

use super::lists::{List, Start};
use crate::columns::{Number, numbers};
use crate::search::features::Feature;
use crate::search::prefetch::Parts;

/// A term, with all that is needed of it in one place.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Row {
    hash: u64,
    idf: f32,
    /// Its list ends where that of the next row begins.
    list: Start,
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
    /// Sorted by hash, which spreads evenly.
    #[serde(with = "numbers")]
    rows: Vec<Row>,
    #[serde(skip)]
    parts: Parts,
}

impl Terms {
    /// From sorted hashes, each with its idf and where its list begins.
    pub(super) fn new(hashes: &[u64], idf: &[f32], lists: &[Start]) -> Self {
        let rows = hashes.iter().zip(idf).zip(lists).map(|((hash, idf), list)| Row { hash: *hash, idf: *idf, list: *list });
        Self { rows: rows.collect(), parts: Parts::default() }.of_file()
    }

    /// The same with what a file lacks.
    pub(super) fn of_file(self) -> Self {
        Self { parts: Parts::new(self.rows.iter().map(|row| row.hash)), ..self }
    }

    /// Whether each term has its list among so many weights.
    pub(super) fn fit(&self, weights: usize) -> bool {
        let is_next = |one: &Row, next: &Row| one.hash < next.hash && one.list.begin() <= next.list.begin();
        let last = self.rows.last().map_or(weights == 0, |last| last.list.begin() <= weights);
        last && self.rows.is_sorted_by(is_next) && self.rows.first().is_none_or(|first| first.list.begin() == 0)
    }

    /// The rows of a text's terms.
    pub(super) fn rows(&self, features: &[Feature]) -> Vec<Option<u32>> {
        self.parts.rows(features.iter().map(|feature| feature.hash), |row| self.rows.get(row).map(|row| row.hash))
    }

    /// How rare a term is.
    pub(super) fn idf(&self, row: u32) -> f32 {
        self.rows[row as usize].idf
    }

    /// The list of a row, of so many weights.
    pub(super) fn list(&self, row: u32, weights: usize) -> List {
        let row = row as usize;
        let start = self.rows[row].list;
        (start.begin()..self.rows.get(row + 1).map_or(weights, |next| next.list.begin()), start)
    }

    /// All lists in their order.
    pub(super) fn lists(&self, weights: usize) -> impl Iterator<Item = List> {
        (0..self.rows.len() as u32).map(move |row| self.list(row, weights))
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
                (0..count as usize).map(|row| (row as f32, Start::new(2 * row, true, false))).unzip();
            let terms = Terms::new(&hashes, &idf, &lists);
            assert!(terms.fit(2 * count as usize));
            let features: Vec<Feature> = (0..2 * count + 1).map(|n| Feature { hash: mix(n), weight: 1.0, field: Field::Word }).collect();
            for (row, feature) in terms.rows(&features).into_iter().zip(&features) {
                assert_eq!(row, hashes.binary_search(&feature.hash).ok().map(|row| row as u32));
                let Some(row) = row else { continue };
                let (list, _) = terms.list(row, 2 * count as usize);
                assert_eq!((terms.idf(row), list), (row as f32, 2 * row as usize..2 * row as usize + 2));
            }
            let bytes = postcard::to_stdvec(&terms).expect("plain numbers");
            let read: Terms = postcard::from_bytes(&bytes).expect("its own bytes");
            assert_eq!(read.of_file(), terms);
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
