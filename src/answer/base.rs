//! What is built of a corpus at once, without learning: index, nearest phrasings, identification, danger, small talk.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::codes::Codes;
use super::danger_question::Questions;
use super::dialogue::acts::Acts;
use super::dialogue::voice::Voice;
use super::entries::Entries;
use super::offtopic::OfftopicLines;
use super::prior;
use super::ranking::RankingFeatures;
use super::settings::Settings;
use super::smalltalk::Smalltalk;
use super::sources::Sources;
use super::verbatim::Verbatim;
use crate::columns::shared;
use crate::danger::Dangers;
use crate::faq::{Corpus, Entry};
use crate::language::identify::{Identifier, Variety};
use crate::language::{Language, Languages, Token};
use crate::search::nearest::{Nearest, Phrasing};
use crate::search::{Analysis, Analyzer, BuildError, Index, Memo};

/// What is built at once, and what was edited since. Cheap to clone: whoever edits an entry makes another one of it.
#[derive(Clone)]
pub(super) struct Base {
    pub(super) entries: Entries,
    pub(super) hash: u128,
    /// What was built, and what was edited since: of the same, the same answers come.
    pub(super) history: u128,
    pub(super) settings: Settings,
    pub(super) analyzer: Analyzer,
    pub(super) index: Index,
    index_weights: RankingFeatures,
    pub(super) nearest: Nearest,
    pub(super) identifier: Identifier,
    pub(super) offtopic: OfftopicLines,
    pub(super) verbatim: Verbatim,
    pub(super) codes: Arc<Codes>,
    /// The labelled questions that lie beside an entry's phrasings, by its id.
    asked: Arc<BTreeMap<String, Vec<String>>>,
    pub(super) danger: Arc<Dangers>,
    /// How a turn before is known for the danger question.
    pub(super) danger_questions: Arc<Questions>,
    pub(super) smalltalk: Arc<Smalltalk>,
    pub(super) acts: Arc<Acts>,
    pub(super) voice: Arc<Voice>,
}

impl Base {
    /// Builds all of it in memory.
    pub(super) fn build(corpus: &Corpus, settings: &Settings) -> Result<Self, BuildError> {
        let analyzer = Analyzer::new(&corpus.synonyms);
        let count = corpus.entries.len();
        std::thread::scope(|scope| {
            let others = scope.spawn(|| {
                let identifier = Identifier::train(language_samples(corpus), small_talk(corpus));
                let of_texts = (OfftopicLines::new(corpus), Verbatim::new(corpus), Codes::new(corpus));
                (identifier, of_texts, Beside::new(corpus, &analyzer), Entries::new(corpus))
            });
            let (index, nearest) = Index::build(corpus, &analyzer, Phrasing::new, |mut phrasings| {
                // What owners asked lies as near as an editor's phrasing; the index, from which misspelt words are mended, has the editor's alone.
                let asked = corpus.answered_questions();
                phrasings.extend(asked.map(|(entry, question)| (entry, taken_apart(&analyzer, &question.text))));
                Nearest::new(phrasings, count)
            })?;
            let (identifier, (offtopic, verbatim, codes), beside, entries) = others.join().expect("nothing of this panics");
            let built = Built { index, nearest, identifier, offtopic, verbatim, codes: Arc::new(codes) };
            let hash = entries.hash(corpus);
            Ok(Self::of(built, beside, entries, hash, corpus, settings, analyzer.clone()))
        })
    }

    /// What was built of a corpus of these entries, whose hash was `hash`, with all that is made anew of `corpus`.
    fn of(built: Built, beside: Beside, entries: Entries, hash: u128, corpus: &Corpus, settings: &Settings, analyzer: Analyzer) -> Self {
        let Built { index, nearest, identifier, offtopic, verbatim, codes } = built;
        let Beside { danger, smalltalk, acts, voice } = beside;
        Self {
            hash,
            history: hash,
            entries,
            settings: settings.clone(),
            identifier: identifier.of_languages(corpus.languages()),
            offtopic,
            verbatim,
            codes,
            asked: Arc::new(asked(corpus)),
            danger: Arc::new(danger),
            danger_questions: Arc::default(),
            smalltalk: Arc::new(smalltalk),
            acts: Arc::new(acts),
            voice: Arc::new(voice),
            nearest,
            analyzer,
            index,
            index_weights: prior::index_weights(),
        }
    }

    /// What was built, for a file; none when something was edited since.
    pub(super) fn kept(&self, corpus: &Corpus) -> Option<Kept> {
        let Self { index, nearest, identifier, offtopic, verbatim, codes, .. } = self.clone();
        let built = Built { index, nearest, identifier, offtopic, verbatim, codes };
        Some(Kept { entries: self.entries.built().filter(|_| built.index.edited() == 0)?, beside: corpus.hash_beside(), built })
    }

    /// What lay in a file, for a corpus that differs from the one that it was built of by no more than so many entries: their new states lie over it, in
    /// the order of their ids. None when more differs, or the parts do not fit each other.
    pub(super) fn of_file(kept: Kept, corpus: &Corpus, settings: &Settings, most_edited: usize) -> Option<Self> {
        let Kept { entries: ids, beside, built } = kept;
        if beside != corpus.hash_beside() {
            return None;
        }
        let analyzer = Analyzer::new(&corpus.synonyms);
        let (made, (entries, edited), built) = std::thread::scope(|scope| {
            let others = scope.spawn(|| (Beside::new(corpus, &analyzer), Entries::over(&ids, corpus)));
            let built = built.of_file(ids.len());
            let (made, entries) = others.join().expect("nothing of this panics");
            (made, entries, built)
        });
        let hash = ids.iter().fold(beside, |hash, (_, entry)| hash.wrapping_add(*entry));
        let is_near = ids.is_sorted_by(|a, b| a.0 < b.0) && edited.len() <= most_edited;
        let base = Self::of(built.filter(|_| is_near)?, made, entries, hash, corpus, settings, analyzer);
        Some(if edited.is_empty() { base } else { base.with_edits(edited.iter().map(|id| (id.as_str(), corpus.entry(id)))) })
    }

    /// The same after edits: entries with their new states, or none where they were withdrawn. How rare words are among phrasings, which letters
    /// languages have and which words are known stays as it was when all was built, but for what the edits add.
    pub(super) fn with_edits<'e>(&self, edits: impl IntoIterator<Item = (&'e str, Option<&'e Arc<Entry>>)>) -> Self {
        let mut edited = self.clone();
        let codes = Arc::make_mut(&mut edited.codes);
        for (id, entry) in edits {
            let before = edited.entries.hash_of(id);
            let Some(number) = edited.entries.put(id, entry) else { continue };
            let now = edited.entries.hash_of(id);
            edited.hash = edited.hash.wrapping_sub(before).wrapping_add(now);
            edited.history = after(edited.history, id, now);
            let entry = entry.map(Arc::as_ref);
            let mut phrasings = edited.index.edit(number, entry, &self.analyzer, Phrasing::new);
            phrasings.extend(self.asked.get(id).into_iter().flatten().map(|question| taken_apart(&self.analyzer, question)));
            edited.nearest.edit(number, entry.map(|_| phrasings.as_slice()));
            edited.verbatim.edit(number, entry);
            edited.offtopic.edit(number, entry);
            codes.edit(number, entry);
        }
        let spoken = Language::ALL.into_iter().filter(|language| edited.index.documents(*language) > 0);
        edited.identifier = edited.identifier.of_languages(Languages::with(spoken));
        edited
    }

    /// The sources that need no learning.
    pub(super) fn sources(&self) -> Sources<'_> {
        Sources { index: &self.index, index_weights: &self.index_weights, nearest: &self.nearest, model: None, meaning: None, added: None }
    }

    /// The variety that a text under a language is in; none where it can't be told.
    pub(super) fn variety(&self, language: Language, text: &str) -> Option<Variety> {
        let told = || self.identifier.identify(text, None, Some(language)).variety;
        Variety::of_phrasing(language, text).or_else(told).filter(|variety| self.identifier.language_of(*variety) == language)
    }

    /// What the embedding model reads of a text: it hardly knows Bengali and Kazakh in other letters, and loses to words on Kazakh that lacks its
    /// own (docs/matching.md: .822 against .904). So these are restored with the corpus's own words; none when that fails. Where the corpus has no
    /// word of the language, the text as it stands is better than nothing.
    pub(super) fn legible<'t>(&self, text: &'t str, tokens: &[Token], variety: Option<Variety>) -> Option<Cow<'t, str>> {
        let retyped = variety.filter(|variety| variety.is_retyped(text) && self.index.documents(variety.language()) > 0);
        match retyped {
            Some(variety) => self.index.restorer().restore(text, tokens, variety).map(Cow::Owned),
            None => Some(Cow::Borrowed(text)),
        }
    }

    /// A question in this variety, taken apart: misspelt words also count as what they were meant to be, and Bengali and Kazakh words in Latin letters
    /// as the corpus's own.
    pub(super) fn question(&self, text: &str, variety: Option<Variety>, memo: &Memo) -> Analysis {
        let analysis = self.analyzer.question(text, self.index.typos(), memo);
        match variety {
            Some(variety @ (Variety::BnLatn | Variety::KkLatn)) => {
                let words = self.index.restorer().latin_words(&analysis.tokens, variety.language());
                self.analyzer.also_read(analysis, &words, self.index.typos(), memo)
            }
            _ => analysis,
        }
    }

    /// The number of an entry.
    pub(super) fn number_of(&self, id: &str) -> Option<u32> {
        self.entries.number_of(id)
    }
}

/// What grows with the entries, and is kept in a file: see [`Kept`].
#[derive(Serialize, Deserialize)]
struct Built {
    index: Index,
    nearest: Nearest,
    identifier: Identifier,
    offtopic: OfftopicLines,
    verbatim: Verbatim,
    #[serde(with = "shared")]
    codes: Arc<Codes>,
}

impl Built {
    /// What lay in a file, of so many entries.
    fn of_file(self, entries: usize) -> Option<Self> {
        let Self { index, nearest, identifier, offtopic, verbatim, codes } = self;
        let (index, nearest, verbatim) = (index.of_file(entries)?, nearest.of_file(entries)?, verbatim.of_file(entries)?);
        Some(Self { index, nearest, identifier, offtopic, verbatim, codes })
    }
}

/// What was built of a corpus, and which that was.
#[derive(Serialize, Deserialize)]
pub struct Kept {
    /// Ids and hashes of its entries, in their order.
    entries: Vec<(String, u128)>,
    /// [`Corpus::hash_beside`].
    beside: u128,
    built: Built,
}

/// What is made of what lies beside the entries: some lists of phrases, in milliseconds.
struct Beside {
    danger: Dangers,
    smalltalk: Smalltalk,
    acts: Acts,
    voice: Voice,
}

impl Beside {
    fn new(corpus: &Corpus, analyzer: &Analyzer) -> Self {
        let (danger, smalltalk) = (Dangers::new(corpus, analyzer), Smalltalk::new(corpus));
        Self { danger, smalltalk, acts: Acts::new(corpus), voice: Voice::new(corpus) }
    }
}

/// A question as it lies beside phrasings.
fn taken_apart(analyzer: &Analyzer, question: &str) -> Phrasing {
    Phrasing::new(question, &analyzer.analyze(question))
}

/// The labelled questions that are learned from, by the entry that they name, whether or not it is there.
fn asked(corpus: &Corpus) -> BTreeMap<String, Vec<String>> {
    let mut asked: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for question in corpus.last_questions().iter().filter(|question| !question.is_smalltalk()) {
        if let Some(topic) = &question.topic {
            asked.entry(topic.clone()).or_default().push(question.text.clone());
        }
    }
    asked
}

/// The small talk of each language: a phrase that stands in one language's list only tells the language by itself.
fn small_talk(corpus: &Corpus) -> impl Iterator<Item = (Language, &str)> {
    let texts = corpus.smalltalk.iter().flat_map(|kind| &kind.texts);
    texts.flat_map(|(language, text)| text.phrases.iter().map(|phrase| (*language, phrase.as_str())))
}

/// Labelled texts from which languages are told apart: the samples and the phrasings.
fn language_samples(corpus: &Corpus) -> Vec<(Variety, &str)> {
    let mut samples = Vec::new();
    for (name, lines) in &corpus.samples {
        let base = name.trim_end_matches("-more");
        let variety = Variety::ALL.into_iter().find(|variety| variety.code().eq_ignore_ascii_case(base));
        let language = Language::parse(base);
        for line in lines {
            let variety = match (variety, language, name == base) {
                (Some(variety), _, true) => Some(variety),
                (_, Some(language), _) => Variety::of_phrasing(language, line),
                (variety, None, _) => variety,
            };
            samples.extend(variety.map(|variety| (variety, line.as_str())));
        }
    }
    for entry in &corpus.entries {
        for (language, text) in &entry.texts {
            for phrasing in std::iter::once(&text.title).chain(&text.phrasings) {
                samples.extend(Variety::of_phrasing(*language, phrasing).map(|variety| (variety, phrasing.as_str())));
            }
        }
    }
    samples
}

/// A history after an entry was edited, whose new state has this hash; 0 when it was withdrawn. The order of edits counts: what lies over what was built
/// is merged in it. FNV-1a with 128 bits.
fn after(history: u128, id: &str, hash: u128) -> u128 {
    let bytes = hash.to_le_bytes().into_iter().chain(id.bytes());
    bytes.fold(history, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b))
}
