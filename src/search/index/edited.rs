//! Documents of edited entries, beside tantivy's: a layer is made in a millisecond.

use rustc_hash::FxHashMap;
use tantivy::fieldnorm::FieldNormReader;

use super::{Key, Prepared};
use crate::language::Language;
use crate::search::layers::Layer;
use crate::search::signal::Signal;

/// What is known of an entry in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Document {
    pub(super) entry: u32,
    pub(super) language: Language,
    /// Terms of each signal.
    pub(super) lengths: [u32; Signal::COUNT],
}

impl Document {
    /// Its length for a signal as tantivy keeps it: in a byte, rounded down.
    pub(super) fn norm(&self, signal: Signal) -> u32 {
        FieldNormReader::id_to_fieldnorm(FieldNormReader::fieldnorm_to_id(self.lengths[signal as usize]))
    }
}

/// A term of a signal.
type Row = (u8, Key);

/// The documents of some edited entries, by their terms.
#[derive(Debug, Default)]
pub(super) struct Edited {
    entries: Vec<u32>,
    pub(super) documents: Vec<Document>,
    /// Where a term's list lies in `postings`.
    rows: FxHashMap<Row, (u32, u32)>,
    /// Document, and how often it has the term; a term's together.
    postings: Vec<(u32, u32)>,
}

impl Edited {
    /// The documents of one entry.
    pub(super) fn new(entry: u32, prepared: &[Prepared]) -> Self {
        let mut triples: Vec<(Row, u32)> = Vec::new();
        for (document, prepared) in (0..).zip(prepared) {
            for (signal, text) in (0..).zip(&prepared.texts) {
                triples.extend(Key::all(text).map(|key| ((signal, key), document)));
            }
        }
        triples.sort_unstable();
        let lists = triples.chunk_by(|a, b| a.0 == b.0).map(|list| {
            let postings = list.chunk_by(|a, b| a.1 == b.1).map(|same| (same[0].1, same.len() as u32));
            (list[0].0, postings.collect::<Vec<_>>())
        });
        Self::of_lists(vec![entry], prepared.iter().map(Prepared::document).collect(), lists)
    }

    fn of_lists<L: AsRef<[(u32, u32)]>>(entries: Vec<u32>, documents: Vec<Document>, lists: impl Iterator<Item = (Row, L)>) -> Self {
        let mut edited = Self { entries, documents, ..Self::default() };
        for (row, list) in lists {
            let from = edited.postings.len() as u32;
            edited.postings.extend_from_slice(list.as_ref());
            edited.rows.insert(row, (from, edited.postings.len() as u32));
        }
        edited
    }

    /// The documents that have a term, by their places in `documents`, and how often.
    pub(super) fn postings(&self, signal: Signal, key: Key) -> &[(u32, u32)] {
        self.list((signal as u8, key))
    }

    fn list(&self, row: Row) -> &[(u32, u32)] {
        self.rows.get(&row).map_or(&[], |(from, to)| &self.postings[*from as usize..*to as usize])
    }
}

impl Layer for Edited {
    fn entries(&self) -> &[u32] {
        &self.entries
    }

    fn merged(older: &Self, newer: &Self, keeps: &dyn Fn(u32) -> bool) -> Self {
        let mut documents: Vec<Document> = Vec::with_capacity(older.documents.len() + newer.documents.len());
        let mut places: Vec<Option<u32>> = Vec::with_capacity(older.documents.len());
        for document in &older.documents {
            let is_kept = keeps(document.entry);
            places.push(is_kept.then_some(documents.len() as u32));
            documents.extend(is_kept.then_some(*document));
        }
        let before = documents.len() as u32;
        documents.extend_from_slice(&newer.documents);
        let kept = older.entries.iter().copied().filter(|entry| keeps(*entry));
        let entries = kept.chain(newer.entries.iter().copied()).collect();
        let only_newer = newer.rows.keys().filter(|row| !older.rows.contains_key(row));
        let lists = older.rows.keys().chain(only_newer).filter_map(|row| {
            let of_older = older.list(*row).iter().filter_map(|(place, times)| Some((places[*place as usize]?, *times)));
            let of_newer = newer.list(*row).iter().map(|(place, times)| (before + place, *times));
            let list: Vec<(u32, u32)> = of_older.chain(of_newer).collect();
            (!list.is_empty()).then_some((*row, list))
        });
        Self::of_lists(entries, documents, lists)
    }
}
