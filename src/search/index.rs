//! The tantivy index: one document an entry and language, scored field by field.
//!
//! A usual query gives one number a document, and BM25's numbers don't compare across questions. Here
//! every [`Signal`] is a share between 0 and 1: how much of the question's weight (rare terms weigh
//! more) was found in the document, where a term that stands in many phrasings counts fully and one in a single phrasing less.
//! What the signals are worth is for `answer` to learn. tantivy writes the postings; from then on they lie flat ([`Flat`]).

use std::collections::BTreeMap;
use std::sync::{Arc, mpsc};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use tantivy::directory::RamDirectory;
use tantivy::postings::{Postings, TermInfo};
use tantivy::schema::{Field as Column, IndexRecordOption, Schema, TextFieldIndexing, TextOptions};
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};
use tantivy::{DocSet, IndexBuilder, InvertedIndexReader, SegmentReader, SingleSegmentIndexWriter, TantivyDocument};

use super::analyzer::{Analysis, Analyzer};
use super::layers::Layers;
use super::memo::Memo;
use super::restore::Restorer;
use super::signal::{Signal, Signals, Zone};
use super::term::{Field, Term};
use super::typos::Typos;
use crate::columns::{numbers, shared, table};
use crate::faq::{Corpus, Entry, Text};
use crate::language::Language;
use edited::{Document, Edited};

mod edited;

/// What was found of an entry.
#[derive(Debug, Clone)]
pub struct Hit {
    /// Its number in the corpus.
    pub entry: u32,
    /// Share of the question's weight found, for each signal, in its best language.
    pub signals: Signals,
}

/// Why no index could be built in memory.
pub type BuildError = tantivy::TantivyError;

/// What a search found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    /// The best entries by `weights`, best first.
    pub hits: Vec<Hit>,
    /// Those of [`Search::also`] that are not among them and of which something was found.
    pub others: Vec<Hit>,
    /// Share of the question's weight that stands anywhere in the index, for each signal.
    pub known: Signals,
}

/// What to search as if it were not there; for measuring the corpus on itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leave {
    /// One phrasing, which is the question itself, of this entry and language.
    Phrasing(u32, Language),
    /// A whole entry.
    Entry(u32),
    /// A labelled question, which is the question itself: the index has none of them, but the nearest phrasings do.
    Question,
}

impl Leave {
    /// Whether a phrasing of this entry is left out; `is_asked` when it is the question itself.
    pub fn takes_phrasing(self, entry: u32, is_asked: bool) -> bool {
        match self {
            Self::Phrasing(..) | Self::Question => is_asked,
            Self::Entry(_) => self.takes_entry(entry),
        }
    }

    /// Whether an entry is left out with all that it has.
    pub fn takes_entry(self, entry: u32) -> bool {
        self == Self::Entry(entry)
    }
}

/// How a search is made.
#[derive(Debug, Clone, Copy)]
pub struct Search<'a> {
    /// Weight of each signal for choosing the best entries.
    pub weights: &'a Signals,
    /// Weight of each language's documents, in the order of [`Language::ALL`].
    pub languages: [f32; Language::COUNT],
    /// Most hits.
    pub limit: usize,
    /// Entries that others have found, of which the signals are wanted as well.
    pub also: &'a [u32],
    /// What to leave out.
    pub leave: Option<Leave>,
}

/// Most postings that one signal reads for one question; the rarest terms are read first.
const MOST_POSTINGS: u32 = 20_000;
/// Saturation of term frequency and its dependence on length, as in BM25: in phrasings, of which each counts a term once, and in answers,
/// where it counts as often as it stands.
const OF_PHRASINGS: (f32, f32) = (0.6, 0.4);
const OF_ANSWERS: (f32, f32) = (1.2, 0.75);
/// Length of a term in the index, in bytes.
const KEY: usize = 5;

/// A term as it stands in the index: 35 bits of its hash, as seven-bit characters. Short terms make the
/// index small and quick to write; a column of a million different terms has some fourteen pairs that are taken for the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Key([u8; KEY]);

impl Key {
    fn of(term: &Term) -> Self {
        Self(std::array::from_fn(|i| (term.hash >> (57 - 7 * i)) as u8 & 0x7f))
    }

    /// The terms of a document's text, as [`add_terms`] wrote it.
    fn all(text: &str) -> impl Iterator<Item = Self> {
        text.as_bytes().chunks_exact(KEY).map(|bytes| Self(std::array::from_fn(|i| bytes[i])))
    }

    fn as_str(&self) -> &str {
        str::from_utf8(&self.0).expect("seven bits are ASCII")
    }

    /// The same as a number.
    fn number(self) -> u64 {
        self.0.iter().fold(0, |number, byte| number << 8 | u64::from(*byte))
    }
}

/// The index of a corpus, and what was edited of it since. Cheap to clone.
#[derive(Clone, Serialize, Deserialize)]
pub struct Index {
    #[serde(with = "shared")]
    base: Arc<Built>,
    #[serde(skip)]
    edited: Layers<Edited>,
    /// All documents: those of the base, then those of the layers.
    #[serde(skip)]
    places: Arc<[Place]>,
    #[serde(skip)]
    counted: Counted,
    /// The corpus's words, against misspellings.
    typos: Typos,
    /// The same, for what is typed in other letters.
    restorer: Restorer,
}

/// A document while a question is scored.
#[derive(Clone, Copy)]
struct Place {
    entry: u32,
    language: Language,
    /// Whether it is what its entry says now.
    is_current: bool,
}

/// What was built of a corpus at once.
#[derive(Serialize, Deserialize)]
struct Built {
    /// By signal.
    flats: [Flat; Signal::COUNT],
    /// In the order of the entries.
    documents: Vec<Document>,
    /// Whether the corpus was one of answers, see [`Corpus::is_of_answers`]: what is edited is indexed alike.
    is_of_answers: bool,
}

/// What scores are taken against: of all documents that are current.
#[derive(Debug, Clone, Default)]
struct Counted {
    /// Documents per language, in the order of [`Language::ALL`].
    documents: [u32; Language::COUNT],
    /// Terms of each signal.
    terms: [u64; Signal::COUNT],
}

impl Counted {
    fn add(&mut self, document: &Document) {
        self.documents[document.language.number()] += 1;
        self.terms.iter_mut().zip(document.lengths).for_each(|(sum, length)| *sum += u64::from(length));
    }

    fn remove(&mut self, document: &Document) {
        self.documents[document.language.number()] -= 1;
        self.terms.iter_mut().zip(document.lengths).for_each(|(sum, length)| *sum -= u64::from(length));
    }

    /// Mean length of a signal's texts, in terms.
    fn length(&self, signal: Signal) -> f32 {
        (self.terms[signal as usize] as f32 / self.documents.iter().sum::<u32>().max(1) as f32).max(1.0)
    }

    /// How rare a term is in each language, of which so many documents have it; 0 where none has.
    fn idf(&self, frequencies: [f32; Language::COUNT]) -> [f32; Language::COUNT] {
        std::array::from_fn(|language| {
            let (all, with) = (self.documents[language] as f32, frequencies[language]);
            if with > 0.0 { (1.0 + (all - with + 0.5) / (with + 0.5)).ln() } else { 0.0 }
        })
    }

    /// How rare a term is that no document has.
    fn rarest(&self) -> f32 {
        let most = self.documents.iter().copied().max().unwrap_or_default() as f32;
        (1.0 + (most + 0.5) / 0.5).ln()
    }
}

impl Index {
    /// Indexes a corpus in memory. `each` makes something of every phrasing as it is taken apart, on several threads;
    /// `all` gets what it made, by entry in the order of the corpus, while the index is written out.
    pub fn build<T: Send, R: Send>(
        corpus: &Corpus,
        analyzer: &Analyzer,
        each: impl Fn(&str, &Analysis) -> T + Sync,
        all: impl FnOnce(Vec<(u32, T)>) -> R + Send,
    ) -> tantivy::Result<(Self, R)> {
        // Threads take the texts apart, each every so manieth entry; others write the parts of the index, in the corpus's order.
        let mut documents = Vec::new();
        let mut made = Vec::new();
        let memo = Memo::default();
        let is_of_answers = corpus.is_of_answers();
        let (flats, (typos, restorer), made) = std::thread::scope(|scope| {
            let taking_apart = TakingApart { analyzer, memo: &memo, is_of_answers };
            let each = &each;
            let (to_grams, grams) = mpsc::sync_channel::<Vec<String>>(PREPARED_WAITING);
            let grams = scope.spawn(move || {
                let mut writing = Writing::begin(1)?;
                grams.into_iter().try_for_each(|texts| writing.add(&texts))?;
                writing.finish()
            });
            let mut receivers = Vec::new();
            for first in 0..ANALYSING_THREADS {
                let (sender, receiver) = mpsc::sync_channel::<(Prepared, Vec<T>)>(PREPARED_WAITING);
                scope.spawn(move || prepare(corpus, &taking_apart, first, each, &sender));
                receivers.push(receiver);
            }
            let mut writing = Writing::begin(0)?;
            for (number, entry) in corpus.entries.iter().enumerate() {
                for _ in &entry.texts {
                    let Ok((prepared, things)) = receivers[number % ANALYSING_THREADS].recv() else { break };
                    documents.push(prepared.document());
                    let entry = prepared.entry;
                    let [texts, grams] = prepared.parts();
                    // A writer that has failed tells so at its end.
                    let _ = to_grams.send(grams);
                    writing.add(&texts)?;
                    made.extend(things.into_iter().map(|thing| (entry, thing)));
                }
            }
            drop(to_grams);
            let others = scope.spawn(|| ((Typos::new(&memo), Restorer::new(&memo)), all(made)));
            let words = writing.finish()?;
            let grams = grams.join().expect("writing an index does not panic")?;
            let (typos, made) = others.join().expect("nothing of this panics");
            let mut flats: [Flat; Signal::COUNT] = Default::default();
            words.into_iter().chain(grams).for_each(|(signal, flat)| flats[signal as usize] = flat);
            tantivy::Result::Ok((flats, typos, made))
        })?;
        let base = Arc::new(Built { flats, documents, is_of_answers });
        Ok((Self::over(base, typos, restorer, corpus.entries.len()), made))
    }

    /// With nothing over what was built, of so many entries.
    fn over(base: Arc<Built>, typos: Typos, restorer: Restorer, entries: usize) -> Self {
        let mut counted = Counted::default();
        base.documents.iter().for_each(|document| counted.add(document));
        Self { base, edited: Layers::over(entries), places: Arc::default(), counted, typos, restorer }.placed()
    }

    /// What lay in a file, of so many entries; none when its parts do not fit each other.
    pub fn of_file(self, entries: usize) -> Option<Self> {
        let Self { base, typos, restorer, .. } = self;
        let documents = base.documents.as_slice();
        let fits = documents.is_sorted_by_key(|document| document.entry)
            && documents.iter().all(|document| (document.entry as usize) < entries)
            && base.flats.iter().all(|flat| flat.fits(documents.len()))
            && typos.fits();
        fits.then(|| Self::over(base, typos, restorer, entries))
    }

    /// The same with its documents in their places.
    fn placed(self) -> Self {
        let place = |document: &Document, is_current| Place { entry: document.entry, language: document.language, is_current };
        let of_base = self.base.documents.iter().map(|document| place(document, self.edited.is_of_base(document.entry)));
        let mut places: Vec<Place> = of_base.collect();
        for (layer, is_current) in self.edited.iter() {
            places.extend(layer.documents.iter().map(|document| place(document, is_current(document.entry))));
        }
        Self { places: places.into(), ..self }
    }

    /// Puts an entry's new state in place of what there is of it; without one, the entry is withdrawn. A new entry has the next number. Makes of
    /// each phrasing what `each` says.
    pub fn edit<T>(&mut self, number: u32, entry: Option<&Entry>, analyzer: &Analyzer, each: impl Fn(&str, &Analysis) -> T) -> Vec<T> {
        let made = self.put(number, entry, analyzer, each);
        *self = self.clone().placed();
        made
    }

    fn put<T>(&mut self, number: u32, entry: Option<&Entry>, analyzer: &Analyzer, each: impl Fn(&str, &Analysis) -> T) -> Vec<T> {
        self.documents_of(number).iter().for_each(|document| self.counted.remove(document));
        let Some(entry) = entry else {
            self.edited.put(number, None);
            return Vec::new();
        };
        let memo = Memo::default();
        let taking_apart = TakingApart { analyzer, memo: &memo, is_of_answers: self.base.is_of_answers };
        let (mut made, mut prepared) = (Vec::new(), Vec::new());
        for (language, text) in &entry.texts {
            let (document, things) = taking_apart.text(number, *language, text, &each);
            self.counted.add(&document.document());
            made.extend(things);
            prepared.push(document);
        }
        self.edited.put(number, Some(Edited::new(number, &prepared)));
        self.typos.add(&memo);
        self.restorer.add(&memo);
        made
    }

    /// The current documents of an entry.
    fn documents_of(&self, entry: u32) -> Vec<Document> {
        if self.edited.is_of_base(entry) {
            let from = self.base.documents.partition_point(|document| document.entry < entry);
            return self.base.documents[from..].iter().take_while(|document| document.entry == entry).copied().collect();
        }
        let layer = self.edited.iter().find(|(_, is_current)| is_current(entry)).map(|(layer, _)| layer);
        layer.into_iter().flat_map(|layer| &layer.documents).filter(|document| document.entry == entry).copied().collect()
    }

    /// How long the document at a place is for a signal, in terms.
    fn norm(&self, place: u32, signal: Signal) -> u32 {
        let mut place = place as usize;
        if let Some(document) = self.base.documents.get(place) {
            return document.norm(signal);
        }
        place -= self.base.documents.len();
        for (layer, _) in self.edited.iter() {
            match layer.documents.get(place) {
                Some(document) => return document.norm(signal),
                None => place -= layer.documents.len(),
            }
        }
        0
    }

    /// The corpus's words, against misspellings.
    pub fn typos(&self) -> &Typos {
        &self.typos
    }

    /// The corpus's words, for what is typed in other letters.
    pub fn restorer(&self) -> &Restorer {
        &self.restorer
    }

    /// How many documents it has in a language.
    pub fn documents(&self, language: Language) -> usize {
        self.counted.documents[language.number()] as usize
    }

    /// How many documents it has.
    pub fn len(&self) -> usize {
        self.counted.documents.iter().sum::<u32>() as usize
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// How many entries are not as they were when it was built.
    pub fn edited(&self) -> usize {
        self.edited.edited()
    }

    /// Scores the entries against a question.
    pub fn search(&self, analysis: &Analysis, search: &Search<'_>) -> Found {
        let places = self.places.as_ref();
        let mut shares = vec![Signals::ZERO; places.len()];
        let mut known = Signals::ZERO;
        for signal in Signal::ALL {
            let mut terms: Vec<(Key, f32)> =
                analysis.terms.iter().filter(|term| signal.takes(term)).map(|term| (Key::of(term), term.weight)).collect();
            terms.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.total_cmp(&a.1)));
            terms.dedup_by_key(|term| term.0);
            known[signal] = self.score(signal, &terms, search.leave, &mut shares);
        }
        let mut best: BTreeMap<u32, (Signals, f32)> = BTreeMap::new();
        for (document, share) in places.iter().zip(&shares) {
            let boost = search.languages[document.language.number()];
            let total = share.dot(search.weights) * boost;
            if total <= 0.0 {
                continue;
            }
            let kept = best.entry(document.entry).or_default();
            kept.1 = kept.1.max(total);
            for signal in Signal::ALL {
                kept.0[signal] = kept.0[signal].max(share[signal] * boost);
            }
        }
        let hit = |entry: u32| best.get(&entry).map(|(signals, _)| Hit { entry, signals: *signals });
        let top = best_of(best.iter().map(|(entry, (_, total))| (*total, *entry)), search.limit, |entry| *entry);
        let others = search.also.iter().filter(|entry| !top.iter().any(|(_, found)| found == *entry)).filter_map(|entry| hit(*entry));
        Found { others: others.collect(), hits: top.iter().filter_map(|(_, entry)| hit(*entry)).collect(), known }
    }

    /// Adds one signal's shares; the share of the terms' weight that is known at all.
    fn score(&self, signal: Signal, terms: &[(Key, f32)], leave: Option<Leave>, shares: &mut [Signals]) -> f32 {
        let places = self.places.as_ref();
        let flat = &self.base.flats[signal as usize];
        let (k1, b) = if signal.zone() == Zone::Answer { OF_ANSWERS } else { OF_PHRASINGS };
        let (mean, rarest) = (self.counted.length(signal), self.counted.rarest());
        let mut found = Vec::with_capacity(terms.len());
        let (mut total, mut known) = (0.0, 0.0);
        for (key, weight) in terms {
            let of_base = flat.postings(*key);
            let edited = self.edited.iter().map(|(layer, _)| layer.postings(signal, *key).len() as u32).sum::<u32>();
            match of_base.len() as u32 + edited {
                0 => total += weight * rarest,
                all => found.push((all, of_base, *key, *weight)),
            }
        }
        found.sort_by_key(|(all, ..)| *all);
        let mut left = MOST_POSTINGS;
        let mut postings: Vec<(u32, u32)> = Vec::new();
        for (all, of_base, key, weight) in found {
            if all > left {
                break;
            }
            left -= all;
            postings.clear();
            postings.extend_from_slice(of_base);
            self.read_edited(signal, key, &mut postings);
            let frequencies = count(signal, leave, places, &mut postings);
            if postings.is_empty() {
                total += weight * rarest;
                continue;
            }
            let idf = self.counted.idf(frequencies);
            let most = idf.iter().copied().fold(0.0, f32::max) * weight;
            total += most;
            known += most;
            for (place, frequency) in &postings {
                let length = flat.norms.get(*place as usize).copied();
                let length = length.unwrap_or_else(|| self.norm(*place, signal)) as f32 / mean;
                let frequency = *frequency as f32;
                let saturated = frequency / (frequency + k1 * (1.0 - b + b * length));
                shares[*place as usize][signal] += weight * idf[places[*place as usize].language.number()] * saturated;
            }
        }
        if total > 0.0 {
            for share in shares.iter_mut() {
                share[signal] /= total;
            }
            known /= total;
        }
        known
    }

    /// Adds the layers' documents that have a term, by their places after those of the base.
    fn read_edited(&self, signal: Signal, key: Key, postings: &mut Vec<(u32, u32)>) {
        let mut before = self.base.documents.len() as u32;
        for (layer, _) in self.edited.iter() {
            postings.extend(layer.postings(signal, key).iter().map(|(document, frequency)| (before + document, *frequency)));
            before += layer.documents.len() as u32;
        }
    }

    /// Whether a document of the entry has one of these terms in its phrasings.
    pub fn has<'a>(&self, entry: u32, mut terms: impl Iterator<Item = &'a Term>) -> bool {
        let layer = self.edited.iter().find(|(_, is_current)| is_current(entry)).map(|(layer, _)| layer);
        terms.any(|term| {
            let signal = Signal::ALL.into_iter().find(|signal| signal.zone() == Zone::Ask && signal.field() == term.field);
            let Some(signal) = signal.filter(|_| !matches!(term.field, Field::Gram | Field::Pair)) else { return false };
            if let Some(layer) = layer {
                let postings = layer.postings(signal, Key::of(term));
                return postings.iter().any(|(document, _)| layer.documents[*document as usize].entry == entry);
            }
            self.edited.is_of_base(entry) && self.base.has(entry, signal, term)
        })
    }

    /// How many numbers entries have: also those of withdrawn ones.
    pub fn entries(&self) -> usize {
        self.edited.numbers()
    }
}

impl Built {
    /// Whether a document of the entry has this term.
    fn has(&self, entry: u32, signal: Signal, term: &Term) -> bool {
        let postings = self.flats[signal as usize].postings(Key::of(term));
        postings.iter().any(|(document, _)| self.documents[*document as usize].entry == entry)
    }
}

/// What tantivy made of a signal, taken out of it once: a question then looks nothing up in its dictionaries, and opens no packed
/// lists, which took a quarter of its time.
#[derive(Default, Serialize, Deserialize)]
struct Flat {
    /// Where each term's postings begin in `all`, and how many there are.
    #[serde(with = "table")]
    rows: FxHashMap<u64, (u32, u32)>,
    /// Document, and how often it has the term.
    #[serde(with = "numbers")]
    all: Vec<(u32, u32)>,
    /// How long each document is, in terms.
    #[serde(with = "numbers")]
    norms: Vec<u32>,
}

impl Flat {
    /// The documents that have a term, in their order, and how often each has it.
    fn postings(&self, key: Key) -> &[(u32, u32)] {
        self.rows.get(&key.number()).map_or(&[], |(from, count)| &self.all[*from as usize..][..*count as usize])
    }

    /// Whether its lists lie within it, and its documents are of so many.
    fn fits(&self, documents: usize) -> bool {
        let lies_within = |(from, count): &(u32, u32)| *from as usize + *count as usize <= self.all.len();
        self.rows.values().all(lies_within) && self.all.iter().all(|(document, _)| (*document as usize) < documents)
    }

    /// Takes a column out of a segment.
    fn of(segment: &SegmentReader, column: Column) -> tantivy::Result<Self> {
        let (inverted, norms) = (segment.inverted_index(column)?, segment.get_fieldnorms_reader(column)?);
        let mut flat = Self { norms: (0..norms.num_docs()).map(|document| norms.fieldnorm(document)).collect(), ..Self::default() };
        let mut terms = inverted.terms().stream()?;
        while terms.advance() {
            // No term has another length.
            let Ok(key) = terms.key().try_into().map(Key) else { continue };
            let from = flat.all.len();
            read_postings(&inverted, terms.value(), &mut flat.all)?;
            flat.rows.insert(key.number(), (from as u32, (flat.all.len() - from) as u32));
        }
        flat.all.shrink_to_fit();
        Ok(flat)
    }
}

/// Reads the documents of the base that have a term, and how often each has it.
fn read_postings(inverted: &InvertedIndexReader, info: &TermInfo, postings: &mut Vec<(u32, u32)>) -> tantivy::Result<()> {
    let mut of_term = inverted.read_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
    while of_term.doc() != tantivy::TERMINATED {
        postings.push((of_term.doc(), of_term.term_freq()));
        of_term.advance();
    }
    Ok(())
}

/// Leaves of the postings of a term what is current and not left out; how many documents of each language have it.
fn count(signal: Signal, leave: Option<Leave>, places: &[Place], postings: &mut Vec<(u32, u32)>) -> [f32; Language::COUNT] {
    let mut frequencies = [0.0_f32; Language::COUNT];
    postings.retain_mut(|(place, frequency)| {
        let Place { entry, language, is_current } = places[*place as usize];
        match leave {
            Some(Leave::Entry(left_out)) if left_out == entry => return false,
            Some(Leave::Phrasing(left_out, its)) if (left_out, its) == (entry, language) && signal.zone() == Zone::Ask => *frequency -= 1,
            _ => {}
        }
        let is_there = is_current && *frequency > 0;
        if is_there {
            frequencies[language.number()] += 1.0;
        }
        is_there
    });
    frequencies
}

/// Parts that the index is written in, at the same time.
const PARTS: usize = 2;

/// The part that a signal is written in; n-grams are half of everything.
fn part_of(signal: Signal) -> usize {
    usize::from(signal.field() == Field::Gram)
}

/// A tantivy index of some of the signals, of all documents, that is being written.
struct Writing {
    writer: SingleSegmentIndexWriter,
    /// Signal → its column, when it is in this part.
    columns: [Option<Column>; Signal::COUNT],
}

impl Writing {
    fn begin(part: usize) -> tantivy::Result<Self> {
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
    fn add(&mut self, texts: &[String]) -> tantivy::Result<()> {
        let mut document = TantivyDocument::new();
        for (column, text) in self.columns.iter().flatten().zip(texts) {
            document.add_text(*column, text);
        }
        self.writer.add_document(document)
    }

    /// Writes it out and takes the signals out of it; none when nothing is in the index.
    fn finish(self) -> tantivy::Result<Vec<(Signal, Flat)>> {
        let index = self.writer.finalize()?;
        let searcher = index.reader_builder().reload_policy(tantivy::ReloadPolicy::Manual).try_into()?.searcher();
        let Some(segment) = searcher.segment_readers().first() else { return Ok(Vec::new()) };
        let of_part = Signal::ALL.into_iter().filter_map(|signal| Some((signal, self.columns[signal as usize]?)));
        of_part.map(|(signal, column)| Ok((signal, Flat::of(segment, column)?))).collect()
    }
}

/// Most memory for writing one part, in bytes; the arena takes what it needs of it.
const MOST_WRITING: usize = 256 << 20;
/// Threads that take texts apart.
const ANALYSING_THREADS: usize = 2;
/// Documents that each of them may be ahead of the writing of the index.
const PREPARED_WAITING: usize = 4;

/// A document before it is written: the terms of each signal.
struct Prepared {
    entry: u32,
    language: Language,
    texts: [String; Signal::COUNT],
}

impl Prepared {
    fn document(&self) -> Document {
        Document { entry: self.entry, language: self.language, lengths: self.texts.each_ref().map(|text| (text.len() / KEY) as u32) }
    }

    /// The texts of each part's signals.
    fn parts(self) -> [Vec<String>; PARTS] {
        let mut parts: [Vec<String>; PARTS] = Default::default();
        for (signal, text) in Signal::ALL.into_iter().zip(self.texts) {
            parts[part_of(signal)].push(text);
        }
        parts
    }
}

/// How entries become documents.
#[derive(Clone, Copy)]
struct TakingApart<'a> {
    analyzer: &'a Analyzer,
    memo: &'a Memo,
    is_of_answers: bool,
}

impl TakingApart<'_> {
    /// An entry in one language as a document, and what `each` makes of its phrasings.
    fn text<T>(&self, entry: u32, language: Language, text: &Text, each: &impl Fn(&str, &Analysis) -> T) -> (Prepared, Vec<T>) {
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
fn prepare<T>(
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

/// The best so many of what was scored (0: all), best first; of equals that of the first entry in the corpus.
pub fn best_of<T>(scored: impl Iterator<Item = (f32, T)>, most: usize, entry: impl Fn(&T) -> u32) -> Vec<(f32, T)> {
    let mut best: Vec<(f32, T)> = scored.collect();
    let order = |a: &(f32, T), b: &(f32, T)| b.0.total_cmp(&a.0).then_with(|| entry(&a.1).cmp(&entry(&b.1)));
    if best.len() > most && most > 0 {
        best.select_nth_unstable_by(most - 1, order);
        best.truncate(most);
    }
    best.sort_unstable_by(order);
    best
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
        terms[from..].iter().take_while(|(field, ..)| *field == signal.field()).for_each(|(_, key, _)| text.push_str(key.as_str()));
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
        let Some((key, rest)) = self.rest.split_at_checked(KEY) else { return false };
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faq::file;

    fn search(index: &Index, text: &str, leave: Option<Leave>) -> Found {
        let analysis = Analyzer::default().analyze(text);
        index.search(
            &analysis,
            &Search { weights: &Signals([1.0; Signal::COUNT]), languages: [1.0; Language::COUNT], limit: 5, also: &[], leave },
        )
    }

    #[test]
    fn what_is_left_out_is_not_found() {
        let entry = |words: &str| format!("[en]\ntitle = \"{words}\"\nphrasings = [\"{words}\", \"{words} please\"]\nanswer = \"x\"\n");
        let files = [("a/one.toml", entry("tyre pressure")), ("a/two.toml", entry("brake noise"))];
        let (corpus, _) = file::read(files, file::Options::default());
        let index = Index::build(&corpus, &Analyzer::default(), |_, _| (), |_| ()).expect("an index in memory").0;
        assert_eq!((index.len(), index.entries()), (2, 2));
        let all = search(&index, "tyre pressure please", None);
        assert_eq!(all.hits[0].entry, 0);
        assert!(all.hits[0].signals.0.iter().all(|share| (0.0..=1.0).contains(share)));
        let left = search(&index, "tyre pressure please", Some(Leave::Phrasing(0, Language::EN)));
        assert_eq!(left.hits[0].entry, 0);
        assert!(left.hits[0].signals[Signal::Word] < all.hits[0].signals[Signal::Word]);
        let without = search(&index, "tyre pressure please", Some(Leave::Entry(0)));
        assert!(without.hits.iter().all(|hit| hit.entry != 0));
        assert!(search(&index, "", None).hits.is_empty());
    }
}
