//! What a text says about its language by itself: its letters, its words, and how sure that is.

use super::finding::Finding;
use super::known::{KnownWords, words};
use super::model::Model;
use super::vocabulary::VOCABULARY;
use super::{Reason, Variety};
use crate::language::Language;
use crate::language::fold::fold;
use crate::language::normalize::{is_bengali, is_combining, is_cyrillic, is_kazakh_letter, is_latin, normalize};

/// Fewer Latin letters than this are no evidence.
const MIN_LETTERS: usize = 3;
/// What a decisive word adds to the score of its variety, in nats.
const WORD_VOTE: f32 = 4.0;
/// The same of a word that only the samples of one variety have.
const KNOWN_VOTE: f32 = 2.0;
/// How far one word may put English ahead, in nats. Bengali and Kazakh texts are full of English
/// words and English ones have none of theirs, so a few of theirs outweigh many English ones.
const MAX_ENGLISH_LEAD: f32 = 10.0;
/// So many words that only the samples of one variety have are known words, as one decisive word is.
const KNOWN_WORDS: usize = 2;
/// Only so much of a text is looked at; nobody changes languages after it.
const MAX_WORDS: usize = 60;
/// How many evidence words a reason names.
const MAX_NAMED_WORDS: usize = 5;

/// The words of a text that can speak for a language.
pub(super) struct Evidence<'t, const N: usize> {
    words: Vec<&'t str>,
    letters: usize,
    known: &'t KnownWords<N>,
}

impl<'t, const N: usize> Evidence<'t, N> {
    pub(super) fn of(normal: &'t str, of_script: impl Fn(char) -> bool, known: &'t KnownWords<N>) -> Self {
        let words: Vec<&str> = words(normal)
            .filter(|word| word.chars().all(|c| of_script(c) || c == '\'' || is_combining(c)))
            .filter(|word| {
                let folded = fold(word);
                !VOCABULARY.is_loan(&folded) && (!is_abbreviation(word) || VOCABULARY.decides(&folded).is_some())
            })
            .take(MAX_WORDS)
            .collect();
        let letters = words.iter().map(|word| word.chars().count()).sum();
        Self { words, letters, known }
    }

    pub(super) fn weigh(&self, model: &Model<N>, varieties: [Variety; N]) -> Option<Finding> {
        let mut scores = [0.0; N];
        let mut votes: [Vec<String>; N] = std::array::from_fn(|_| Vec::new());
        let mut telling_words = 0;
        let mut decisive = [0; N];
        for word in &self.words {
            let folded = fold(word);
            let mut own = model.score(&for_model(word));
            cap_english(&mut own, varieties);
            let decided = VOCABULARY.decides(&folded);
            let decided = varieties.iter().position(|variety| Some(*variety) == decided);
            let vote =
                decided.map(|variety| (variety, WORD_VOTE)).or_else(|| self.known.only(&folded).map(|variety| (variety, KNOWN_VOTE)));
            if let Some((variety, vote)) = vote {
                own[variety] += vote;
                decisive[variety] += if decided.is_some() { KNOWN_WORDS } else { 1 };
                votes[variety].push((*word).to_owned());
            }
            for (score, own) in scores.iter_mut().zip(own) {
                *score += own;
            }
            telling_words += usize::from(!VOCABULARY.is_courtesy(&folded));
        }
        let voted = votes.iter().any(|words| !words.is_empty());
        if self.letters < MIN_LETTERS && !voted {
            return None;
        }
        let (best, lead) = lead(&scores)?;
        let is_known = decisive[best] >= KNOWN_WORDS;
        let mut named = std::mem::take(&mut votes[best]);
        named.truncate(MAX_NAMED_WORDS);
        let reason = if named.is_empty() { Reason::LetterStatistics } else { Reason::WordsFound(named) };
        Some(Finding {
            language: varieties[best].language(),
            variety: Some(varieties[best]),
            margin: lead,
            words: telling_words,
            letters: self.letters,
            certain: false,
            script: None,
            is_known,
            reason,
        })
    }
}

/// Latin letters without a vowel, such as "gbt" and "tysm", are an abbreviation of no language.
fn is_abbreviation(word: &str) -> bool {
    word.chars().all(is_latin) && !word.chars().any(|c| !c.is_ascii() || matches!(c, 'a' | 'e' | 'i' | 'o' | 'u' | 'y'))
}

/// The index of the highest score and how far it is ahead of the next.
fn lead(scores: &[f32]) -> Option<(usize, f32)> {
    let best = (0..scores.len()).max_by(|a, b| scores[*a].total_cmp(&scores[*b]))?;
    let others = (0..scores.len()).filter(|i| *i != best);
    let next = others.map(|i| scores[i]).fold(f32::MIN, f32::max);
    Some((best, scores[best] - next))
}

fn cap_english<const N: usize>(scores: &mut [f32; N], varieties: [Variety; N]) {
    if let Some((best, lead)) = lead(scores)
        && varieties[best] == Variety::En
        && lead > MAX_ENGLISH_LEAD
    {
        scores[best] -= lead - MAX_ENGLISH_LEAD;
    }
}

/// How many letters of each script a text has.
#[derive(Debug, Default)]
pub(super) struct Letters {
    pub(super) bengali: usize,
    pub(super) cyrillic: usize,
    pub(super) kazakh: usize,
    latin: usize,
    /// Latin letters in words that are no loans.
    latin_own: usize,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Majority {
    Bengali,
    Cyrillic,
    Latin,
}

impl Letters {
    pub(super) fn count(text: &str) -> Self {
        let mut letters = Self::default();
        for word in words(text).take(MAX_WORDS) {
            let mut latin = 0;
            for c in word.chars() {
                if is_bengali(c) {
                    letters.bengali += usize::from(c.is_alphabetic());
                } else if is_cyrillic(c) {
                    letters.cyrillic += 1;
                    letters.kazakh += usize::from(is_kazakh_letter(c));
                } else if c == 'ə' {
                    letters.cyrillic += 1;
                    letters.kazakh += 1;
                } else if is_latin(c) {
                    latin += 1;
                }
            }
            letters.latin += latin;
            if latin > 0 && !VOCABULARY.is_loan(&fold(word)) {
                letters.latin_own += latin;
            }
        }
        letters
    }

    /// The script that counts. Latin letters count a third beside others: Bengali and Kazakh
    /// sentences are full of English words, and English ones have no word in those letters.
    pub(super) fn majority(&self) -> Option<Majority> {
        let latin = self.latin_own.div_ceil(3);
        if self.bengali > 0 && self.bengali >= self.cyrillic && self.bengali >= latin {
            Some(Majority::Bengali)
        } else if self.cyrillic > 0 && self.cyrillic >= latin {
            Some(Majority::Cyrillic)
        } else {
            (self.latin > 0).then_some(Majority::Latin)
        }
    }
}

impl Variety {
    /// The variety of an FAQ text that stands under a language, as a training sample. `None` where
    /// it can't be told: Cyrillic without Kazakh letters under Kazakh may be Russian.
    pub fn of_phrasing(language: Language, text: &str) -> Option<Self> {
        let letters = Letters::count(&normalize(text));
        match (language, letters.majority()?) {
            (Language::BN, Majority::Bengali) => Some(Self::BnBeng),
            (Language::BN, Majority::Latin) => Some(Self::BnLatn),
            (Language::KK, Majority::Cyrillic) if letters.kazakh > 0 => Some(Self::KkCyrl),
            (Language::KK, Majority::Latin) => Some(Self::KkLatn),
            (Language::EN, Majority::Latin) => Some(Self::En),
            (Language::RU, Majority::Cyrillic) if letters.kazakh == 0 => Some(Self::Ru),
            _ => None,
        }
    }
}

/// A word as the models see it: on the Russian keyboard, but with the signs and vowels that tell
/// Russian from Kazakh.
pub(super) fn for_model(word: &str) -> String {
    word.chars()
        .filter(|c| *c != '\'' && !is_combining(*c))
        .map(|c| match c {
            'қ' => 'к',
            'ң' => 'н',
            'ғ' => 'г',
            'ү' | 'ұ' => 'у',
            'ө' => 'о',
            'ә' => 'а',
            'і' => 'и',
            'һ' => 'х',
            'ё' => 'е',
            _ => c,
        })
        .collect()
}
