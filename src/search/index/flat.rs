//! What tantivy made of a kind of terms, taken out of it once: a question then looks nothing up in its dictionaries and opens no packed lists, which took
//! a quarter of its time.

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::Key;
use crate::columns::{Number, numbers, table as map};
use crate::language::Language;
use crate::search::hashed::{Hashed, Row};
use crate::search::signal::Signal;
use crate::search::term::Field;

/// Bits for how often a document has a term; more than fit are kept beside the lists.
const TIMES_BITS: u32 = 10;
const OFTEN: u32 = (1 << TIMES_BITS) - 1;
/// Documents that an index can have: their places have the other bits.
pub(super) const MOST_DOCUMENTS: usize = 1 << (u32::BITS - TIMES_BITS);
/// Bits of a term for the place of the lists, beside those of the key.
const LISTS_BITS: u32 = u64::BITS - Key::BITS;
/// Numbers that the lists of a table can have.
const MOST_NUMBERS: usize = 1 << LISTS_BITS;

/// One signal's terms while a table is made: by key, with where each list ends.
#[derive(Debug, Default)]
pub(super) struct Column {
    pub(super) terms: Vec<(Key, u32)>,
    /// Document, in the order in which they were written, and how often it has the term.
    pub(super) postings: Vec<(u32, u32)>,
}

impl Column {
    /// Takes the list of the next term, when that is `key`.
    fn take(&self, next: &mut usize, key: Key) -> &[(u32, u32)] {
        let Some((_, end)) = self.terms.get(*next).filter(|(known, _)| *known == key) else { return &[] };
        let from = next.checked_sub(1).map_or(0, |before| self.terms[before].1);
        *next += 1;
        &self.postings[from as usize..*end as usize]
    }
}

/// A term of a table: its key in the upper bits and where its lists begin in the lower ones, 0 where nothing is.
#[derive(Debug, Clone, Copy)]
struct Known(u64);

impl Known {
    fn lists(self) -> Lists {
        Lists((self.0 & (MOST_NUMBERS as u64 - 1)) as u32)
    }
}

impl Row for Known {
    fn hash(&self) -> u64 {
        self.0 >> LISTS_BITS << LISTS_BITS
    }

    fn is_empty(&self) -> bool {
        self.0 == 0
    }

    fn room_before(&self) -> Self {
        Self(0)
    }
}

impl Number for Known {
    const BYTES: usize = u64::BYTES;

    fn put(self, bytes: &mut Vec<u8>) {
        self.0.put(bytes);
    }

    fn take(bytes: &[u8]) -> Self {
        Self(u64::take(bytes))
    }
}

/// All terms of a field, with a list of documents for each of its signals: one look-up for all of them, and one place in memory.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Table {
    terms: Hashed<Known>,
    /// For each term: the length of each signal's list, then the lists, in the order of places. Before a long one stands how many of its postings come
    /// before the end of each language but the last.
    #[serde(with = "numbers")]
    lists: Vec<u32>,
    /// By its place in `lists`: how often, where it is more than a posting holds.
    #[serde(with = "map")]
    often: FxHashMap<u32, u32>,
}

/// Where the lists of a term begin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Lists(u32);

/// Lists from this length on are long: to look for the ends of languages in them would mean to wait for memory in several places.
const LONG: usize = 32;
/// Numbers before the postings of a long list.
const BEFORE: usize = Language::COUNT - 1;

/// How many numbers a list of so many postings takes.
fn room(length: u32) -> u32 {
    if length as usize >= LONG { length + BEFORE as u32 } else { length }
}

/// The documents that have a term, in the order of their places.
#[derive(Clone, Copy)]
pub(super) struct Postings<'a> {
    /// Of a long list, what stands before it.
    ends: &'a [u32],
    all: &'a [u32],
    /// Where they stand in the table.
    from: u32,
    often: &'a FxHashMap<u32, u32>,
}

impl Postings<'_> {
    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.all.len()
    }

    /// Those of each language, where `ends` are the ends of languages among the places.
    #[inline]
    pub(super) fn by_language(self, ends: &[u32; Language::COUNT]) -> [Self; Language::COUNT] {
        let (all, of_long) = (self.all, self.ends);
        let mut parts = [self; Language::COUNT];
        let mut begin = 0;
        for (language, part) in parts.iter_mut().enumerate() {
            let end = match of_long.get(language) {
                // Languages at the end may have no documents.
                _ if ends[language] == ends[BEFORE] => all.len(),
                Some(end) => (*end as usize).clamp(begin, all.len()),
                None => begin + all[begin..].partition_point(|posting| posting >> TIMES_BITS < ends[language]),
            };
            *part = Self { ends: &[], all: &all[begin..end], from: self.from + begin as u32, ..self };
            begin = end;
        }
        parts
    }

    /// Each document's place, and how often it has the term.
    #[inline]
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, u32)> {
        (self.from..).zip(self.all).map(|(at, posting)| {
            let times = posting & OFTEN;
            (posting >> TIMES_BITS, if times < OFTEN { times } else { self.often.get(&at).copied().unwrap_or(OFTEN) })
        })
    }
}

/// The signals that look for terms of a field, in the order of their lists.
pub(super) fn signals_of(field: Field) -> impl Iterator<Item = Signal> {
    Signal::ALL.into_iter().filter(move |signal| signal.field() == field)
}

/// Which of its field's lists is that of a signal.
pub(super) fn number_of(signal: Signal) -> usize {
    signals_of(signal.field()).take_while(|other| *other != signal).count()
}

impl Table {
    /// Of the columns of one field, in the order of their signals; `places` has the place of each document, `ends` where those of each language end. None when
    /// it would have more numbers than terms can tell.
    pub(super) fn of(columns: &[Column], places: &[u32], ends: &[u32; Language::COUNT]) -> Option<Self> {
        let mut next = vec![0; columns.len()];
        let terms: usize = columns.iter().map(|column| column.terms.len()).sum();
        // No lists begin at 0, where nothing is.
        let mut table = Self { lists: vec![0], ..Self::default() };
        let mut keys: Vec<(Key, u32)> = Vec::with_capacity(terms);
        let mut list: Vec<(u32, u32)> = Vec::new();
        while let Some(key) = columns.iter().zip(&next).filter_map(|(column, next)| column.terms.get(*next)).map(|(key, _)| *key).min() {
            let begin = table.lists.len();
            keys.push((key, begin as u32));
            table.lists.resize(begin + columns.len(), 0);
            for (number, (column, next)) in columns.iter().zip(&mut next).enumerate() {
                list.clear();
                list.extend(column.take(next, key).iter().map(|(document, times)| (places[*document as usize], *times)));
                list.sort_unstable();
                table.lists[begin + number] = list.len() as u32;
                if list.len() >= LONG {
                    let before = |end: &u32| list.partition_point(|(place, _)| place < end) as u32;
                    table.lists.extend(ends[..BEFORE].iter().map(before));
                }
                for (place, times) in &list {
                    if *times >= OFTEN {
                        table.often.insert(table.lists.len() as u32, *times);
                    }
                    table.lists.push(place << TIMES_BITS | (*times).min(OFTEN));
                }
            }
        }
        if table.lists.len() > MOST_NUMBERS {
            return None;
        }
        table.lists.shrink_to_fit();
        let known = |(key, lists): &(Key, u32)| Known(key.hash() | u64::from(*lists));
        table.terms = Hashed::of_sorted(keys.iter().map(known));
        Some(table)
    }

    /// The lists of a term, when any document has it.
    pub(super) fn find(&self, key: Key) -> Option<Lists> {
        self.lists_in(self.terms.find(key.hash()))
    }

    /// The lists of many terms.
    pub(super) fn find_all(&self, keys: impl Iterator<Item = Key> + Clone) -> Vec<Option<Lists>> {
        self.terms.find_all(keys.map(Key::hash)).into_iter().map(|place| self.lists_in(place)).collect()
    }

    fn lists_in(&self, place: Option<u32>) -> Option<Lists> {
        self.terms.get(place?).map(|known| known.lists())
    }

    /// The list of a term that no document has.
    pub(super) fn nothing(&self) -> Postings<'_> {
        Postings { ends: &[], all: &[], from: 0, often: &self.often }
    }

    /// The list of one of so many signals.
    pub(super) fn list(&self, lists: Lists, signals: usize, number: usize) -> Postings<'_> {
        let lengths = &self.lists[lists.0 as usize..][..signals];
        let begin = lists.0 + signals as u32 + lengths[..number].iter().map(|length| room(*length)).sum::<u32>();
        let room = room(lengths[number]);
        let (ends, all) = self.lists[begin as usize..][..room as usize].split_at((room - lengths[number]) as usize);
        Postings { ends, all, from: begin + ends.len() as u32, often: &self.often }
    }

    /// The documents that have a term, for one of its field's signals.
    pub(super) fn postings(&self, signal: Signal, key: Key) -> Option<Postings<'_>> {
        self.find(key).map(|lists| self.list(lists, signals_of(signal.field()).count(), number_of(signal)))
    }

    /// Whether its lists lie within it, and its documents are of places with these ends of languages.
    pub(super) fn fits(&self, signals: usize, ends: &[u32; Language::COUNT]) -> bool {
        let fits = |known: &Known| {
            let lists = known.lists();
            let lengths = self.lists.get(lists.0 as usize..).and_then(|lists| lists.get(..signals));
            // Longer than all numbers together none is, so nothing overflows.
            let of = |length: &u32| (*length as usize <= self.lists.len()).then(|| room(*length) as usize);
            let all = lengths.and_then(|lengths| lengths.iter().map(of).sum::<Option<usize>>());
            if all.and_then(|all| self.lists.get(lists.0 as usize + signals..)?.get(..all)).is_none() {
                return false;
            }
            (0..signals).map(|number| self.list(lists, signals, number)).all(|list| {
                let is_before = |end: u32| list.all.partition_point(|posting| posting >> TIMES_BITS < end) as u32;
                list.all.iter().all(|posting| posting >> TIMES_BITS < ends[BEFORE])
                    && list.ends.iter().zip(ends).all(|(before, end)| *before == is_before(*end))
            })
        };
        self.terms.iter().all(|(_, known)| fits(known))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    proptest! {
        #[test]
        fn what_was_put_in_is_found(
            terms in proptest::collection::btree_map(
                (prop_oneof![Just(0_u64), Just(u64::MAX), 0..200_u64 << 29, any::<u64>()], 0_usize..3),
                proptest::collection::btree_map(0_u32..40, prop_oneof![1_u32..4, 1_000..5_000_u32], 1..40),
                0..60,
            ),
            others in proptest::collection::vec(any::<u64>(), 20),
        ) {
            // The last document written has the first place.
            let places: Vec<u32> = (0..40).rev().collect();
            let mut model: BTreeMap<(Key, usize), BTreeMap<u32, u32>> = BTreeMap::new();
            for ((hash, signal), documents) in &terms {
                model.insert((Key::of_hash(*hash), *signal), documents.clone());
            }
            let mut columns: [Column; 3] = Default::default();
            for ((key, signal), documents) in &model {
                let column = &mut columns[*signal];
                column.postings.extend(documents.iter().map(|(document, times)| (*document, *times)));
                column.terms.push((*key, column.postings.len() as u32));
            }
            let ends: [u32; Language::COUNT] = std::array::from_fn(|language| [7, 20, 40][language.min(2)]);
            let table = Table::of(&columns, &places, &ends).expect("so few fit");
            prop_assert!(table.fits(3, &ends) && (model.is_empty() || !table.fits(3, &[0; Language::COUNT])));
            for hash in terms.keys().map(|(hash, _)| hash).chain(&others) {
                let key = Key::of_hash(*hash);
                let found = table.find(key);
                for signal in 0..3 {
                    let expected: BTreeMap<u32, u32> =
                        model.get(&(key, signal)).into_iter().flatten().map(|(document, times)| (39 - document, *times)).collect();
                    let list = found.map(|lists| table.list(lists, 3, signal));
                    let postings: Vec<(u32, u32)> = list.iter().flat_map(Postings::iter).collect();
                    prop_assert_eq!(&postings, &Vec::from_iter(expected));
                    if let Some(list) = list {
                        let parts = list.by_language(&ends);
                        prop_assert!(parts.iter().zip([0..7, 7..20, 20..40, 40..40]).all(|(part, of)| part.iter().all(|(place, _)| of.contains(&place))));
                        prop_assert_eq!(parts.iter().flat_map(Postings::iter).collect::<Vec<_>>(), postings);
                    }
                }
            }
        }
    }
}
