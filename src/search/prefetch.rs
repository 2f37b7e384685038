//! Large tables that are looked up in: memory is asked for before it is needed.

use std::hint::black_box;

/// Reads something of each place where a number will be needed, and makes nothing of it. Places of a large table are far from each other, and a processor waits
/// for each as long as for a hundred steps; it waits for some ten of them at once where nothing has to be decided in between, as looking up does.
#[inline(always)]
pub fn prefetch(places: impl Iterator<Item = u32>) {
    let mut all = 0;
    for place in places {
        all ^= place;
    }
    black_box(all);
}

/// Where rows begin that are sorted by hashes, which spread evenly: a part of the rows for each beginning of a hash.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parts {
    /// One more than parts.
    starts: Vec<u32>,
    /// First bits of a hash that are the number of its part: parts have two to four rows.
    bits: u32,
}

impl Parts {
    /// Of rows with these hashes.
    pub fn new(hashes: impl ExactSizeIterator<Item = u64>) -> Self {
        let bits = hashes.len().max(4).ilog2() - 1;
        let mut parts = Self { starts: vec![0; (1 << bits) + 1], bits };
        for hash in hashes {
            let part = parts.part(hash);
            parts.starts[part + 1] += 1;
        }
        for part in 1..parts.starts.len() {
            parts.starts[part] += parts.starts[part - 1];
        }
        parts
    }

    fn part(&self, hash: u64) -> usize {
        (hash >> (u64::BITS - self.bits)) as usize
    }

    /// The rows of these hashes, where there are any: `row` gives the hash of a row.
    pub fn rows(&self, hashes: impl Iterator<Item = u64> + Clone, row: impl Fn(usize) -> Option<u64>) -> Vec<Option<u32>> {
        if self.starts.is_empty() {
            return hashes.map(|_| None).collect();
        }
        let bounds = |hash| {
            let part = self.part(hash);
            (self.starts[part], self.starts[part + 1])
        };
        let parts: Vec<(u32, u32)> = hashes.clone().map(bounds).collect();
        prefetch(parts.iter().map(|(from, _)| (row(*from as usize).unwrap_or_default() >> u32::BITS) as u32));
        let find = |(hash, (from, to)): (u64, &(u32, u32))| (*from..*to).find(|place| row(*place as usize) == Some(hash));
        hashes.zip(&parts).map(find).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::term::mix;

    #[test]
    fn each_hash_is_found_and_no_other() {
        for count in [0_u64, 1, 2, 3, 1_000] {
            let mut rows: Vec<u64> = (0..count).map(mix).collect();
            rows.sort_unstable();
            let parts = Parts::new(rows.iter().copied());
            let found = parts.rows((0..2 * count + 1).map(mix), |row| rows.get(row).copied());
            let expected = (0..2 * count + 1).map(|n| rows.binary_search(&mix(n)).ok().map(|row| row as u32));
            assert_eq!(found, expected.collect::<Vec<_>>(), "{count}");
        }
        assert_eq!(Parts::default().rows([7].into_iter(), |_| None), [None]);
    }
}
