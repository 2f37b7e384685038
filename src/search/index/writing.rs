//! Writing the index: threads take the entries apart, and tantivy makes postings of their terms.

use std::sync::mpsc;

use tantivy::directory::RamDirectory;
use tantivy::postings::Postings;
use tantivy::schema::{IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};
use tantivy::{DocSet, IndexBuilder, SegmentReader, SingleSegmentIndexWriter, TantivyDocument};

use super::Key;
use super::edited::Document;
use super::flat::Column;
use crate::faq::{Corpus, Text};
use crate::language::Language;
use crate::search::analyzer::{Analysis, Analyzer};
use crate::search::memo::Memo;
use crate::search::signal::{Signal, Zone};
use crate::search::term::{Field, Term};

/// Parts that the index is written in, at the same time.
pub(super) const PARTS: usize = 2;

/// The part that a signal is written in; n-grams are half of everything.
fn part_of(signal: Signal) -> usize {
    usize::from(signal.field() == Field::Gram)
}

/// A tantivy index of some of the signals, of all documents, that is being written.
pub(super) struct Writing {
    writer: SingleSegmentIndexWriter,
    /// Signal → its column, when it is in this part.
    columns: [Option<tantivy::schema::Field>; Signal::COUNT],
}

impl Writing {
    pub(super) fn begin(part: usize) -> tantivy::Result<Self> {
        let mut schema = Schema::builder();
        let indexing =
            TextFieldIndexing::default().set_tokenizer("terms").set_index_option(IndexRecordOption::WithFreqs).set_fieldnorms(true);
        let options = TextOptions::default().set_indexing_options(indexing);
        let columns = Signal::ALL.map(|signal| (part_of(signal) == part).then(|| schema.add_text_field(signal.name(), options.clone())));
        let tokenizers = tantivy::tokenizer::TokenizerManager::new();
        tokenizers.register("terms", TextAnalyzer::from(Keys));
        let builder = IndexBuilder::new().schema(schema.build()).tokenizers(tokenizers);
        Ok(Self { writer: builder.single_segment_index_writer(RamDirectory::create(), MOST_WRITING)?, columns })
    }

    /// Writes a document: the texts of this part's signals.
    pub(super) fn add(&mut self, texts: &[String]) -> tantivy::Result<()> {
        let mut document = TantivyDocument::new();
        for (column, text) in self.columns.iter().flatten().zip(texts) {
            document.add_text(*column, text);
        }
        self.writer.add_document(document)
    }

    /// Writes it out and takes the signals out of it; none when nothing is in the index.
    pub(super) fn finish(self) -> tantivy::Result<Vec<(Signal, Column)>> {
        let index = self.writer.finalize()?;
        let searcher = index.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual).try_into()?.searcher();
        let Some(segment) = searcher.segment_readers().first() else { return Ok(Vec::new()) };
        let of_part = Signal::ALL.into_iter().filter_map(|signal| Some((signal, self.columns[signal as usize]?)));
        of_part.map(|(signal, column)| Ok((signal, read(segment, column)?))).collect()
    }
}

/// Takes a column out of a segment.
fn read(segment: &SegmentReader, column: tantivy::schema::Field) -> tantivy::Result<Column> {
    let inverted = segment.inverted_index(column)?;
    let (mut counted, mut postings, mut terms) = (inverted.terms().stream()?, 0, 0);
    while counted.advance() {
        terms += 1;
        postings += counted.value().doc_freq as usize;
    }
    // A list that grows is there twice while it moves.
    let mut read = Column { terms: Vec::with_capacity(terms), postings: Vec::with_capacity(postings) };
    let mut terms = inverted.terms().stream()?;
    while terms.advance() {
        let Some(key) = Key::of_bytes(terms.key()) else { continue };
        let mut postings = inverted.read_postings_from_terminfo(terms.value(), IndexRecordOption::WithFreqs)?;
        while postings.doc() != tantivy::TERMINATED {
            read.postings.push((postings.doc(), postings.term_freq()));
            postings.advance();
        }
        read.terms.push((key, read.postings.len() as u32));
    }
    Ok(read)
}

/// Most memory for writing one part, in bytes; the arena takes what it needs of it.
const MOST_WRITING: usize = 256 << 20;
/// Threads that take texts apart.
pub(super) const ANALYSING_THREADS: usize = 2;
/// Documents that each of them may be ahead of the writing of the index.
pub(super) const PREPARED_WAITING: usize = 4;

/// A document before it is written: the terms of each signal.
pub(super) struct Prepared {
    pub(super) entry: u32,
    language: Language,
    pub(super) texts: [String; Signal::COUNT],
}

impl Prepared {
    pub(super) fn document(&self) -> Document {
        Document { entry: self.entry, language: self.language, lengths: self.texts.each_ref().map(|text| (text.len() / Key::BYTES) as u32) }
    }

    /// The texts of each part's signals.
    pub(super) fn parts(self) -> [Vec<String>; PARTS] {
        let mut parts: [Vec<String>; PARTS] = Default::default();
        for (signal, text) in Signal::ALL.into_iter().zip(self.texts) {
            parts[part_of(signal)].push(text);
        }
        parts
    }
}

/// How entries become documents.
#[derive(Clone, Copy)]
pub(super) struct TakingApart<'a> {
    pub(super) analyzer: &'a Analyzer,
    pub(super) memo: &'a Memo,
    pub(super) is_of_answers: bool,
}

impl TakingApart<'_> {
    /// An entry in one language as a document, and what `each` makes of its phrasings.
    pub(super) fn text<T>(&self, entry: u32, language: Language, text: &Text, each: &impl Fn(&str, &Analysis) -> T) -> (Prepared, Vec<T>) {
        let mut texts: [String; Signal::COUNT] = Default::default();
        let mut made = Vec::with_capacity(text.phrasings.len());
        for phrasing in &text.phrasings {
            let analysis = self.analyzer.analyze_with(self.memo, phrasing);
            made.push(each(phrasing, &analysis));
            add_terms(&analysis, Zone::Ask, &mut texts);
        }
        // What is a phrasing as well is indexed as one only, so that leaving the phrasing out leaves nothing of it.
        let others = [(Zone::Title, &text.title), (Zone::Answer, &text.answer), (Zone::Ask, &text.title)];
        let is_twice = |zone, other| text.phrasings.contains(other) && !(zone == Zone::Answer && self.is_of_answers);
        for (zone, part) in others.into_iter().filter(|(zone, other)| !is_twice(*zone, other)) {
            add_terms(&self.analyzer.analyze_with(self.memo, part), zone, &mut texts);
        }
        (Prepared { entry, language, texts }, made)
    }
}

/// Takes the texts of every so manieth entry apart and sends them off.
pub(super) fn prepare<T>(
    corpus: &Corpus,
    taking_apart: &TakingApart<'_>,
    first: usize,
    each: &impl Fn(&str, &Analysis) -> T,
    sender: &mpsc::SyncSender<(Prepared, Vec<T>)>,
) {
    for (number, entry) in corpus.entries.iter().enumerate().skip(first).step_by(ANALYSING_THREADS) {
        for (language, text) in &entry.texts {
            if sender.send(taking_apart.text(number as u32, *language, text, each)).is_err() {
                return;
            }
        }
    }
}

/// Adds the terms of one phrasing, title or answer to the texts of a document: of an answer all, of the others the distinct ones.
fn add_terms(analysis: &Analysis, zone: Zone, texts: &mut [String; Signal::COUNT]) {
    // A word's readings count once for the same term.
    let place = |term: &Term| if zone == Zone::Answer { term.token } else { 0 };
    let mut terms: Vec<(Field, Key, usize)> =
        analysis.terms.iter().filter(|term| term.is_indexed).map(|term| (term.field, Key::of(term), place(term))).collect();
    terms.sort_unstable();
    terms.dedup();
    for (signal, text) in Signal::ALL.into_iter().zip(texts).filter(|(signal, _)| signal.zone() == zone) {
        let from = terms.partition_point(|(field, ..)| *field < signal.field());
        terms[from..].iter().take_while(|(field, ..)| *field == signal.field()).for_each(|(_, key, _)| key.put(text));
    }
}

/// Cuts a document's text into the terms that were put into it.
#[derive(Clone)]
struct Keys;

/// See [`Keys`].
struct KeyStream<'a> {
    rest: &'a str,
    token: Token,
}

impl Tokenizer for Keys {
    type TokenStream<'a> = KeyStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> KeyStream<'a> {
        KeyStream { rest: text, token: Token::default() }
    }
}

impl TokenStream for KeyStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((key, rest)) = self.rest.split_at_checked(Key::BYTES) else { return false };
        self.rest = rest;
        self.token.text.clear();
        self.token.text.push_str(key);
        self.token.position = self.token.position.wrapping_add(1);
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}
