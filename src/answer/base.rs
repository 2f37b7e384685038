//! What is built of a corpus at once, without learning: index, nearest phrasings, identification, danger, small talk.

use std::borrow::Cow;

use super::codes::Codes;
use super::danger::Questions;
use super::dialogue::acts::Acts;
use super::dialogue::voice::Voice;
use super::offtopic::OfftopicLines;
use super::prior;
use super::ranking::RankingFeatures;
use super::settings::Settings;
use super::smalltalk::Smalltalk;
use super::sources::Sources;
use super::verbatim::Verbatim;
use crate::danger::Dangers;
use crate::faq::Corpus;
use crate::language::identify::{Identifier, Variety};
use crate::language::{Language, Token};
use crate::search::nearest::{Nearest, Phrasing};
use crate::search::{Analysis, Analyzer, BuildError, Index, Memo};

/// What is built at once.
pub(super) struct Base {
    pub(super) entries: Vec<EntryFacts>,
    pub(super) hash: u128,
    pub(super) settings: Settings,
    pub(super) analyzer: Analyzer,
    pub(super) index: Index,
    index_weights: RankingFeatures,
    pub(super) nearest: Nearest,
    pub(super) identifier: Identifier,
    pub(super) offtopic: OfftopicLines,
    pub(super) verbatim: Verbatim,
    pub(super) codes: Codes,
    pub(super) danger: Dangers,
    /// How a turn before is known for the danger question.
    pub(super) danger_questions: Questions,
    pub(super) smalltalk: Smalltalk,
    pub(super) acts: Acts,
    pub(super) voice: Voice,
}

/// What deciding needs to know of an entry.
pub(super) struct EntryFacts {
    pub(super) id: String,
    pub(super) category: String,
    pub(super) related: Vec<String>,
    pub(super) handoff: bool,
    titles: [Option<String>; Language::COUNT],
}

impl EntryFacts {
    /// Whether it has a text in this language.
    pub(super) fn speaks(&self, language: Language) -> bool {
        self.titles[language.number()].is_some()
    }

    /// Its title in this language, or in the one that serves its readers best.
    pub(super) fn title(&self, language: Language) -> &str {
        language.choices().find_map(|choice| self.titles[choice.number()].as_deref()).unwrap_or_default()
    }
}

impl Base {
    /// Builds all of it in memory.
    pub(super) fn build(corpus: &Corpus, settings: &Settings) -> Result<Self, BuildError> {
        let analyzer = Analyzer::new(&corpus.synonyms);
        let entries = corpus
            .entries
            .iter()
            .map(|entry| EntryFacts {
                id: entry.id.clone(),
                category: entry.category.clone(),
                related: entry.related.clone(),
                handoff: entry.is_handoff(),
                titles: Language::ALL.map(|language| entry.texts.get(&language).map(|text| text.title.clone())),
            })
            .collect();
        std::thread::scope(|scope| {
            let others = scope.spawn(|| {
                let identifier = Identifier::train(language_samples(corpus), small_talk(corpus)).of_languages(corpus.languages());
                let dialogue = (Acts::new(corpus), Voice::new(corpus));
                let of_texts = (OfftopicLines::new(corpus), Verbatim::new(corpus), Codes::new(corpus));
                (identifier, of_texts, Dangers::new(corpus, &analyzer), Smalltalk::new(corpus), dialogue, corpus.hash())
            });
            let (index, nearest) = Index::build(corpus, &analyzer, Phrasing::new, |mut phrasings| {
                // What owners asked lies as near as an editor's phrasing; the index, from which misspelt words are mended, has the editor's alone.
                phrasings.extend(
                    corpus
                        .answered_questions()
                        .map(|(entry, question)| (entry, Phrasing::new(&question.text, &analyzer.analyze(&question.text)))),
                );
                Nearest::new(&phrasings)
            })?;
            let (identifier, (offtopic, verbatim, codes), danger, smalltalk, (acts, voice), hash) =
                others.join().expect("nothing of this panics");
            Ok(Self {
                entries,
                hash,
                settings: settings.clone(),
                identifier,
                offtopic,
                verbatim,
                codes,
                danger,
                danger_questions: Questions::default(),
                smalltalk,
                acts,
                voice,
                nearest,
                analyzer: analyzer.clone(),
                index,
                index_weights: prior::index_weights(),
            })
        })
    }

    /// The sources that need no learning.
    pub(super) fn sources(&self) -> Sources<'_> {
        Sources { index: &self.index, index_weights: &self.index_weights, nearest: &self.nearest, model: None, meaning: None }
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
                self.analyzer.also_read(analysis, &words)
            }
            _ => analysis,
        }
    }

    /// The number of an entry.
    pub(super) fn number_of(&self, id: &str) -> Option<u32> {
        self.entries.binary_search_by(|entry| entry.id.as_str().cmp(id)).ok().map(|number| number as u32)
    }
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
