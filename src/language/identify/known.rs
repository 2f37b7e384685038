//! Whole words and whole phrases that tell a language: what the letters of a short message alone do not.

use rustc_hash::FxHashMap;

use serde::{Deserialize, Serialize};

use super::finding::Finding;
use super::model::hash;
use super::vocabulary::VOCABULARY;
use super::{Reason, Variety};
use crate::columns::table;
use crate::language::Language;
use crate::language::fold::fold;
use crate::language::normalize::{is_alphanumeric, is_bengali, is_combining, is_latin, normalize};

/// How often a word must stand in the samples of a variety, and in no others, to speak for it: the samples of romanised Bengali and Kazakh
/// are full of English words that the English samples happen to lack.
const LEAST_SEEN: u16 = 2;
/// Shorter words prove nothing: "sim" and "lane" are words of several languages.
const LEAST_LETTERS: usize = 4;
/// What a letter of a phrase adds to how far its language is ahead, in nats: six letters of a greeting are enough to leave a page.
const PHRASE_LETTER: f32 = 0.35;

/// The words of samples, by their hashes, with how often each class has them.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct KnownWords<const N: usize> {
    #[serde(with = "table")]
    counts: FxHashMap<u64, [u16; N]>,
}

impl<const N: usize> Default for KnownWords<N> {
    fn default() -> Self {
        Self { counts: FxHashMap::default() }
    }
}

impl<const N: usize> KnownWords<N> {
    /// Counts the Latin words of a sample of a class.
    pub(super) fn add(&mut self, class: usize, sample: &str) {
        for word in words(&normalize(sample)).filter(|word| word.chars().all(is_latin)) {
            let folded = fold(word);
            if is_long_enough(&folded) {
                let counts = self.counts.entry(hash(&folded)).or_insert([0; N]);
                counts[class] = counts[class].saturating_add(1);
            }
        }
    }

    /// Forgets the words that speak for no class: of a large corpus, most.
    pub(super) fn done(mut self) -> Self {
        self.counts.retain(|_, counts| Self::only_class(counts).is_some());
        self.counts.shrink_to_fit();
        self
    }

    /// The only class that has a word.
    fn only_class(counts: &[u16; N]) -> Option<usize> {
        let mut having = (0..N).filter(|class| counts[*class] > 0);
        let class = having.next().filter(|class| counts[*class] >= LEAST_SEEN)?;
        having.next().is_none().then_some(class)
    }

    /// The only class that has this folded word.
    pub(super) fn only(&self, folded: &str) -> Option<usize> {
        is_long_enough(folded).then(|| self.counts.get(&hash(folded))).flatten().and_then(Self::only_class)
    }
}

fn is_long_enough(folded: &str) -> bool {
    folded.chars().count() >= LEAST_LETTERS
}

/// Small talk in Latin letters that stands in the list of one language only.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Phrases {
    /// By its folded words; none where several languages have it.
    languages: FxHashMap<String, Option<Language>>,
}

impl Phrases {
    /// From the phrases of every language. What is said in any language by borrowed words alone tells none.
    pub(super) fn new<'a>(phrases: impl IntoIterator<Item = (Language, &'a str)>) -> Self {
        let mut languages: FxHashMap<String, Option<Language>> = FxHashMap::default();
        for (language, phrase) in phrases {
            let normal = normalize(phrase);
            let is_borrowed = |word: &str| VOCABULARY.is_loan(&fold(word)) || VOCABULARY.is_courtesy(&fold(word));
            if normal.chars().any(|c| c.is_alphabetic() && !is_latin(c)) || (language != Language::EN && words(&normal).all(is_borrowed)) {
                continue;
            }
            let known = languages.entry(key(&normal)).or_insert(Some(language));
            *known = known.filter(|known| *known == language);
        }
        Self { languages }
    }

    /// What a message that is one of the phrases says, beside what its letters say.
    pub(super) fn heard_in(&self, normal: &str, weighed: Option<Finding>) -> Option<Finding> {
        let key = key(normal);
        let Some(language) = self.languages.get(&key).copied().flatten() else { return weighed };
        let letters = key.chars().filter(|c| c.is_alphabetic()).count();
        // English greetings and thanks are said in any language: they tell English where nothing else is known, and leave no page.
        let words = if language == Language::EN { 0 } else { words(normal).count() };
        let margin = PHRASE_LETTER * letters as f32;
        let found = Finding {
            language,
            variety: Variety::of_phrasing(language, normal),
            margin,
            words,
            letters,
            certain: false,
            script: None,
            is_known: true,
            reason: Reason::WordsFound(vec![normal.to_owned()]),
        };
        match weighed {
            Some(weighed) if weighed.language == language && language != Language::EN && weighed.margin > margin => {
                Some(Finding { is_known: true, ..weighed })
            }
            _ => Some(found),
        }
    }
}

/// The folded words of a normalised text.
fn key(normal: &str) -> String {
    words(normal).map(fold).collect::<Vec<_>>().join(" ")
}

/// The runs of letters of a normalised text; runs with digits in them are codes, not words.
pub(super) fn words(normal: &str) -> impl Iterator<Item = &str> {
    let in_word = |c: char| is_bengali(c) || is_alphanumeric(c) || c == '\'' || is_combining(c);
    normal
        .split(move |c| !in_word(c))
        .map(|word| word.trim_matches('\''))
        .filter(|word| !word.is_empty() && !word.chars().any(char::is_numeric))
}
