//! Documents of edited entries, beside tantivy's: a layer is made in a millisecond.

use serde::{Deserialize, Serialize};
use tantivy::fieldnorm::FieldNormReader;

use super::{Key, Prepared};
use crate::language::Language;
use crate::search::layers::{Layer, Lists, merged_entries};
use crate::search::signal::Signal;

/// What is known of an entry in one language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Document {
    pub(super) entry: u32,
    pub(super) language: Language,
    /// Terms of each signal.
    pub(super) lengths: [u32; Signal::COUNT],
}

impl Document {
    /// By what documents are put in order.
    pub(super) fn place(&self) -> (usize, u32) {
        (self.language.number(), self.entry)
    }

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
    /// Document, and how often it has the term.
    postings: Lists<Row, (u32, u32)>,
}

impl Edited {
    /// The documents of one entry.
    pub(super) fn new(entry: u32, prepared: &[Prepared]) -> Self {
        let mut terms: Vec<(Row, u32)> = Vec::new();
        for (document, prepared) in (0..).zip(prepared) {
            for (signal, text) in (0..).zip(&prepared.texts) {
                terms.extend(Key::all(text).map(|key| ((signal, key), document)));
            }
        }
        terms.sort_unstable();
        let postings = terms.chunk_by(|a, b| a == b).map(|same| (same[0].0, (same[0].1, same.len() as u32)));
        Self { entries: vec![entry], documents: prepared.iter().map(Prepared::document).collect(), postings: Lists::of_sorted(postings) }
    }

    /// The documents that have a term, by their places in `documents`, and how often.
    pub(super) fn postings(&self, signal: Signal, key: Key) -> &[(u32, u32)] {
        self.postings.get((signal as u8, key))
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
        let of_older = |(document, times): (u32, u32)| Some((places[document as usize]?, times));
        let of_newer = |(document, times)| (before + document, times);
        let postings = Lists::merged(&older.postings, &newer.postings, of_older, of_newer);
        Self { entries: merged_entries(&older.entries, &newer.entries, keeps), documents, postings }
    }
}
