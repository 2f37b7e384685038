//! Misspelt words: the nearest word that the corpus has, if it is one letter away.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::features::Identity;
use super::layers::add_over;
use super::memo::Memo;
use super::term::mix;
use crate::columns::{alone, numbers};
use crate::language::{Script, Token};

/// Words shorter than this are left as they are, in characters.
const SHORTEST: usize = 5;
/// A word of the corpus that stands there less often is not what a misspelt word is taken for.
const COMMON: u32 = 2;
/// Forms of words up to which those of edits are merged at once: an entry brings some hundred.
const MOST_MERGED: usize = 4_096;
/// How far from where it is thought to be a spelling is looked for first.
const NEAR: usize = 32;
/// Longest word that is corrected, in characters.
const LONGEST: usize = 24;

/// The words of a corpus, and those of what was edited since, which lie over them. A word that an edit takes away stays known until all is built anew.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Typos(#[serde(with = "alone")] Vec<Arc<Known>>);

/// Words by each of their spellings with one letter left out.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Known {
    /// Normalised word, and how often it stands in the corpus.
    words: Vec<(String, u32)>,
    /// Hash of a spelling → word, sorted.
    #[serde(with = "numbers")]
    spellings: Vec<(u64, u32)>,
    /// Hashes of the folded words and their stems: these are right.
    right: HashSet<u64, BuildHasherDefault<Identity>>,
}

impl Typos {
    /// The words that were met while the corpus was taken apart.
    pub fn new(memo: &Memo) -> Self {
        Self(vec![Arc::new(Known::new(memo))])
    }

    /// Whether the parts of what lay in a file fit each other.
    pub(super) fn fits(&self) -> bool {
        let fits = |known: &Arc<Known>| {
            known.spellings.is_sorted() && known.spellings.iter().all(|(_, word)| (*word as usize) < known.words.len())
        };
        self.0.iter().all(fits)
    }

    /// Adds the words of an edited entry.
    pub fn add(&mut self, memo: &Memo) {
        add_over(&mut self.0, Known::new(memo), |known| known.right.len(), MOST_MERGED, Known::merged);
    }

    /// Whether the corpus has this word, in this or another form.
    pub fn knows(&self, token: &Token) -> bool {
        self.0.iter().any(|known| known.knows(token))
    }

    /// The word that was meant: of those one letter away (or two letters that changed places) the most frequent one.
    pub fn correct(&self, token: &Token) -> Option<&str> {
        let length = token.folded.chars().count();
        if token.script == Script::Number || !(SHORTEST..=LONGEST).contains(&length) || self.knows(token) {
            return None;
        }
        let spellings = spellings(&token.folded);
        self.0.iter().filter_map(|known| known.nearest(&spellings)).max().map(|(_, word)| word)
    }
}

impl Known {
    fn new(memo: &Memo) -> Self {
        let mut typos = Self::default();
        memo.each_word(|token, count| {
            typos.right.insert(hash(token.folded.chars()));
            typos.right.insert(hash(token.stem.chars()));
            typos.right.extend(token.kazakh_folded.iter().chain(&token.kazakh_stems).map(|word| hash(word.chars())));
            let length = token.folded.chars().count();
            if token.script == Script::Number || count < COMMON || !(SHORTEST..=LONGEST).contains(&length) {
                return;
            }
            let number = typos.words.len() as u32;
            typos.words.push((token.exact.clone(), count));
            typos.spellings.extend(spellings(&token.folded).into_iter().map(|hash| (hash, number)));
        });
        typos.spellings.sort_unstable();
        typos.spellings.dedup();
        typos
    }

    /// Both, where a word of both counts as often as in the one that has it more often: it may be the same entry edited twice.
    fn merged(one: &Self, other: &Self) -> Self {
        let mut words: Vec<(String, u32)> = one.words.iter().chain(&other.words).cloned().collect();
        words.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        words.dedup_by(|next, kept| next.0 == kept.0);
        let mut spelt = Vec::with_capacity(one.spellings.len() + other.spellings.len());
        for known in [one, other] {
            let place = |word: u32| words.binary_search_by(|(other, _)| other.cmp(&known.words[word as usize].0)).ok();
            let places: Vec<Option<usize>> = (0..known.words.len() as u32).map(place).collect();
            spelt.extend(known.spellings.iter().filter_map(|(hash, word)| Some((*hash, places[*word as usize]? as u32))));
        }
        spelt.sort_unstable();
        spelt.dedup();
        Self { words, spellings: spelt, right: one.right.union(&other.right).copied().collect() }
    }

    fn knows(&self, token: &Token) -> bool {
        [&token.folded, &token.stem]
            .into_iter()
            .chain(&token.kazakh_folded)
            .chain(&token.kazakh_stems)
            .any(|word| self.right.contains(&hash(word.chars())))
    }

    /// Where a spelling begins: hashes are spread evenly, so it lies about where it has to.
    fn first(&self, spelling: u64) -> usize {
        let is_before = |place: usize| self.spellings[place].0 < spelling;
        let all = self.spellings.len();
        let guess = ((u128::from(spelling) * all as u128) >> u64::BITS) as usize;
        let (mut low, mut step) = (guess, NEAR);
        while low > 0 && !is_before(low - 1) {
            low = low.saturating_sub(step);
            step *= 2;
        }
        let (mut high, mut step) = (guess, NEAR);
        while high < all && is_before(high) {
            high = all.min(high + step);
            step *= 2;
        }
        low + self.spellings[low..high].partition_point(|(hash, _)| *hash < spelling)
    }

    /// The most frequent word that has one of these spellings, and how often it stands here.
    fn nearest(&self, spellings: &[u64]) -> Option<(u32, &str)> {
        let mut best = None;
        for spelling in spellings {
            for (_, word) in self.spellings[self.first(*spelling)..].iter().take_while(|(hash, _)| hash == spelling) {
                let (word, count) = &self.words[*word as usize];
                best = best.max(Some((*count, word.as_str())));
            }
        }
        best
    }
}

fn hash(letters: impl Iterator<Item = char>) -> u64 {
    mix(letters.fold(0xcbf2_9ce4_8422_2325, |hash, c| (hash ^ u64::from(c)).wrapping_mul(0x0000_0100_0000_01b3)))
}

/// Hashes of the word and of the word without each of its letters.
fn spellings(word: &str) -> Vec<u64> {
    let count = word.chars().count();
    let mut spellings: Vec<u64> =
        (0..count).map(|skip| hash(word.chars().enumerate().filter(|(i, _)| *i != skip).map(|(_, c)| c))).collect();
    spellings.push(hash(word.chars()));
    spellings
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::tokens;
    use crate::search::Analyzer;

    #[test]
    fn what_an_edit_brings_is_known_as_well() {
        let memo = |text: &str| {
            let memo = Memo::default();
            Analyzer::default().analyze_with(&memo, text);
            memo
        };
        let mut typos = Typos::new(&memo("warranty warranty charging charging charging"));
        let correct = |typos: &Typos, text: &str| typos.correct(&tokens(text)[0]).map(str::to_owned);
        assert_eq!(correct(&typos, "chargint"), Some("charging".to_owned()));
        for text in ["towbar towbar", "trailer trailer trailer", "trailer", "chargint chargint"] {
            typos.add(&memo(text));
        }
        for (written, meant) in [("towbr", Some("towbar")), ("trailr", Some("trailer")), ("warrnty", Some("warranty")), ("chargint", None)]
        {
            assert_eq!(correct(&typos, written).as_deref(), meant, "{written}");
        }
        assert!(typos.0.len() <= 3);
    }

    #[test]
    fn one_letter_is_forgiven() {
        let memo = Memo::default();
        let text = "warranty warranty charging charging кепілдік кепілдік ওয়ারেন্টি ওয়ারেন্টি rare 12345 12345";
        Analyzer::default().analyze_with(&memo, text);
        let typos = Typos::new(&memo);
        for (written, meant) in [
            ("waranty", Some("warranty")),
            ("warrnaty", Some("warranty")),
            ("charginng", Some("charging")),
            ("кепилдик", None),
            ("кепілдк", Some("кепілдік")),
            ("warranties", None),
            ("warranty", None),
            ("rarre", None),
            ("12346", None),
            ("car", None),
        ] {
            let token = &tokens(written)[0];
            assert_eq!(typos.correct(token), meant, "{written}");
        }
    }
}
