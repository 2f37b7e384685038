//! The tantivy index: one document an entry and language, scored field by field.
//!
//! A usual query gives one number a document, and BM25's numbers don't compare across questions. Here
//! every [`Signal`] is a share between 0 and 1: how much of the question's weight (rare terms weigh
//! more) was found in the document, where a term that stands in many phrasings counts fully and one in a single phrasing less.
//! What the signals are worth is for `answer` to learn. tantivy writes the postings; from then on they lie flat ([`Table`]).

use std::mem;
use std::sync::{Arc, mpsc};

use serde::{Deserialize, Serialize};

use super::analyzer::{Analysis, Analyzer};
use super::layers::Layers;
use super::memo::Memo;
use super::restore::Restorer;
use super::signal::{Signal, Signals, Zone};
use super::term::{Field, Term};
use super::typos::Typos;
use crate::columns::shared;
use crate::faq::{Corpus, Entry};
use crate::language::Language;
use edited::{Document, Edited};
use flat::{Column, Table};
use writing::{ANALYSING_THREADS, PREPARED_WAITING, Prepared, TakingApart, Writing, prepare};

mod edited;
mod flat;
mod score;
mod writing;

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

/// A term as it stands in the index: 35 bits of its hash. Short terms make the index small and quick to write; a column of a million different terms has
/// some fourteen pairs that are taken for the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
struct Key(u64);

impl Key {
    /// Bits that it has.
    const BITS: u32 = 35;
    /// Its length where tantivy has it, as seven-bit characters.
    const BYTES: usize = 5;

    fn of(term: &Term) -> Self {
        Self::of_hash(term.hash)
    }

    fn of_hash(hash: u64) -> Self {
        Self(hash >> (u64::BITS - Self::BITS))
    }

    /// The terms of a document's text, as [`Self::put`] wrote it.
    fn all(text: &str) -> impl Iterator<Item = Self> {
        text.as_bytes().chunks_exact(Self::BYTES).filter_map(Self::of_bytes)
    }

    /// From its characters; none when they are not as many.
    fn of_bytes(bytes: &[u8]) -> Option<Self> {
        (bytes.len() == Self::BYTES).then(|| Self(bytes.iter().fold(0, |number, byte| number << 7 | u64::from(byte & 0x7f))))
    }

    /// Adds its characters to a document's text. They are in the order of the numbers.
    fn put(self, text: &mut String) {
        text.extend((0..Self::BYTES).rev().map(|place| char::from((self.0 >> (7 * place)) as u8 & 0x7f)));
    }

    /// The same as the hash of which it has the first bits.
    fn hash(self) -> u64 {
        self.0 << (u64::BITS - Self::BITS)
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
    /// Places of the base that are not current.
    #[serde(skip)]
    outdated: Arc<[u32]>,
    /// See [`score::dampers`].
    #[serde(skip)]
    dampers: Arc<[f32]>,
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
    /// By field.
    tables: [Table; Field::COUNT],
    /// By language, and within one by entry: a document's place is its number here.
    documents: Vec<Document>,
    /// Where the places of each language end, in the order of [`Language::ALL`].
    ends: [u32; Language::COUNT],
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
        let (words, grams) = std::thread::scope(|scope| {
            let taking_apart = TakingApart { analyzer, memo: &memo, is_of_answers };
            let each = &each;
            let (to_grams, grams) = mpsc::sync_channel::<Vec<String>>(PREPARED_WAITING);
            let grams = scope.spawn(move || {
                let mut writing = Writing::begin(1)?;
                grams.into_iter().try_for_each(|texts| writing.add(&texts))?;
                tantivy::Result::Ok(writing)
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
            tantivy::Result::Ok((writing, grams.join().expect("writing an index does not panic")?))
        })?;
        // Two at a time, and what these were made of is let go of before the next: all beside each other would need half as much memory again.
        let (typos, restorer) = std::thread::scope(|scope| {
            let restorer = scope.spawn(|| Restorer::new(&memo));
            (Typos::new(&memo), restorer.join().expect("nothing of this panics"))
        });
        drop(memo);
        let (grams, made) = std::thread::scope(|scope| {
            let made = scope.spawn(|| all(made));
            (grams.finish(), made.join().expect("nothing of this panics"))
        });
        let words = words.finish();
        let mut columns: [Column; Signal::COUNT] = Default::default();
        words?.into_iter().chain(grams?).for_each(|(signal, column)| columns[signal as usize] = column);
        let base = Arc::new(Built::of(documents, columns, is_of_answers)?);
        Ok((Self::over(base, typos, restorer, corpus.entries.len()), made))
    }

    /// With nothing over what was built, of so many entries.
    fn over(base: Arc<Built>, typos: Typos, restorer: Restorer, entries: usize) -> Self {
        let mut counted = Counted::default();
        base.documents.iter().for_each(|document| counted.add(document));
        let (edited, places, outdated, dampers) = (Layers::over(entries), Arc::default(), Arc::default(), Arc::default());
        Self { base, edited, places, outdated, dampers, counted, typos, restorer }.placed()
    }

    /// What lay in a file, of so many entries; none when its parts do not fit each other.
    pub fn of_file(self, entries: usize) -> Option<Self> {
        let Self { base, typos, restorer, .. } = self;
        let documents = base.documents.as_slice();
        let tables = Field::ALL.into_iter().zip(&base.tables);
        let fits = documents.is_sorted_by_key(Document::place)
            && base.ends == Built::ends_of(documents)
            && documents.iter().all(|document| (document.entry as usize) < entries)
            && tables.into_iter().all(|(field, table)| table.fits(flat::signals_of(field).count(), &base.ends))
            && typos.fits();
        fits.then(|| Self::over(base, typos, restorer, entries))
    }

    /// The same with its documents in their places.
    fn placed(self) -> Self {
        let place = |document: &Document, is_current| Place { entry: document.entry, language: document.language, is_current };
        let of_base = self.base.documents.iter().map(|document| place(document, self.edited.is_of_base(document.entry)));
        let mut places: Vec<Place> = of_base.collect();
        let outdated = (0..).zip(&places).filter(|(_, place)| !place.is_current).map(|(number, _)| number).collect();
        for (layer, is_current) in self.edited.iter() {
            places.extend(layer.documents.iter().map(|document| place(document, is_current(document.entry))));
        }
        let of_layers = self.edited.iter().flat_map(|(layer, _)| &layer.documents);
        let dampers = score::dampers(&self.counted, &self.base.documents.iter().chain(of_layers).collect::<Vec<_>>());
        Self { places: places.into(), outdated, dampers: dampers.into(), ..self }
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
            return self.base.documents_of(entry).copied().collect();
        }
        let layer = self.edited.iter().find(|(_, is_current)| is_current(entry)).map(|(layer, _)| layer);
        layer.into_iter().flat_map(|layer| &layer.documents).filter(|document| document.entry == entry).copied().collect()
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
    /// Puts the documents in their places, and the postings of all signals into their tables.
    fn of(written: Vec<Document>, mut columns: [Column; Signal::COUNT], is_of_answers: bool) -> Result<Self, BuildError> {
        let too_many = |what: &str| BuildError::InvalidArgument(format!("too many {what} for one index"));
        if written.len() > flat::MOST_DOCUMENTS {
            return Err(too_many("texts"));
        }
        let mut order: Vec<u32> = (0..written.len() as u32).collect();
        order.sort_by_key(|number| written[*number as usize].place());
        let mut places = vec![0; order.len()];
        order.iter().enumerate().for_each(|(place, number)| places[*number as usize] = place as u32);
        let documents: Vec<Document> = order.iter().map(|number| written[*number as usize]).collect();
        let ends = Self::ends_of(&documents);
        let mut tables: [Table; Field::COUNT] = Default::default();
        for field in Field::ALL {
            let of_field: Vec<Column> = flat::signals_of(field).map(|signal| mem::take(&mut columns[signal as usize])).collect();
            tables[field as usize] = Table::of(&of_field, &places, &ends).ok_or_else(|| too_many("words"))?;
        }
        Ok(Self { tables, documents, ends, is_of_answers })
    }

    fn ends_of(documents: &[Document]) -> [u32; Language::COUNT] {
        Language::ALL.map(|language| documents.partition_point(|document| document.language.number() <= language.number()) as u32)
    }

    /// The documents of an entry.
    fn documents_of(&self, entry: u32) -> impl Iterator<Item = &Document> {
        Language::ALL.into_iter().filter_map(move |language| {
            let place = self.documents.binary_search_by_key(&(language.number(), entry), Document::place).ok()?;
            Some(&self.documents[place])
        })
    }

    /// Whether a document of the entry has this term.
    fn has(&self, entry: u32, signal: Signal, term: &Term) -> bool {
        let postings = self.tables[signal.field() as usize].postings(signal, Key::of(term));
        postings.is_some_and(|postings| postings.iter().any(|(place, _)| self.documents[place as usize].entry == entry))
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
