//! Misspelt words: the nearest word that the corpus has, if it is one letter away.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::layers::add_over;
use super::memo::Memo;
use super::term::{Identity, mix};
use super::wordlist::WordList;
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
    /// Normalised words.
    words: WordList,
    /// How often each stands in the corpus.
    #[serde(with = "numbers")]
    counts: Vec<u32>,
    spellings: Spellings,
    /// Hashes of the folded words and their stems: these are right.
    right: HashSet<u64, BuildHasherDefault<Identity>>,
}

/// The words of each spelling. Beside each other, hashes and words take a quarter less than as pairs.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Spellings {
    /// Hashes of spellings, sorted.
    #[serde(with = "numbers")]
    hashes: Vec<u64>,
    /// The number of the word of each.
    #[serde(with = "numbers")]
    words: Vec<u32>,
}

impl Spellings {
    fn of(mut pairs: Vec<(u64, u32)>) -> Self {
        pairs.sort_unstable();
        pairs.dedup();
        let (hashes, words) = (pairs.iter().map(|(hash, _)| *hash).collect(), pairs.iter().map(|(_, word)| *word).collect());
        Self { hashes, words }
    }

    /// The words of a spelling, by their numbers.
    fn of_hash(&self, spelling: u64) -> impl Iterator<Item = u32> {
        let from = self.first(spelling);
        self.hashes[from..].iter().zip(&self.words[from..]).take_while(move |(hash, _)| **hash == spelling).map(|(_, word)| *word)
    }

    /// Where a spelling begins: hashes are spread evenly, so it lies about where it has to.
    fn first(&self, spelling: u64) -> usize {
        let is_before = |place: usize| self.hashes[place] < spelling;
        let all = self.hashes.len();
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
        low + self.hashes[low..high].partition_point(|hash| *hash < spelling)
    }

    fn fits(&self, words: usize) -> bool {
        self.hashes.len() == self.words.len() && self.hashes.is_sorted() && self.words.iter().all(|word| (*word as usize) < words)
    }
}

impl Typos {
    /// The words that were met while the corpus was taken apart.
    pub fn new(memo: &Memo) -> Self {
        Self(vec![Arc::new(Known::new(memo))])
    }

    /// Whether the parts of what lay in a file fit each other.
    pub(super) fn fits(&self) -> bool {
        self.0.iter().all(|known| known.counts.len() == known.words.len() && known.spellings.fits(known.words.len()))
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
        let (mut typos, mut spelt) = (Self::default(), Vec::new());
        memo.each_word(|token, count| {
            typos.right.insert(hash(token.folded.chars()));
            typos.right.insert(hash(token.stem.chars()));
            typos.right.extend(token.kazakh_folded.iter().chain(&token.kazakh_stems).map(|word| hash(word.chars())));
            let length = token.folded.chars().count();
            if token.script == Script::Number || count < COMMON || !(SHORTEST..=LONGEST).contains(&length) {
                return;
            }
            let number = typos.words.push(&token.exact);
            typos.counts.push(count);
            spelt.extend(spellings(&token.folded).into_iter().map(|hash| (hash, number)));
        });
        typos.words.shrink();
        typos.right.shrink_to_fit();
        Self { spellings: Spellings::of(spelt), ..typos }
    }

    /// Both, where a word of both counts as often as in the one that has it more often: it may be the same entry edited twice.
    fn merged(one: &Self, other: &Self) -> Self {
        let of = |known: &'_ Self| known.words.iter().map(str::to_owned).zip(known.counts.iter().copied()).collect::<Vec<_>>();
        let mut counted: Vec<(String, u32)> = [of(one), of(other)].concat();
        counted.sort_unstable_by(|a, b| a.0.cmp(&b.0).then(b.1.cmp(&a.1)));
        counted.dedup_by(|next, kept| next.0 == kept.0);
        let mut spelt = Vec::with_capacity(one.spellings.words.len() + other.spellings.words.len());
        for known in [one, other] {
            let place = |word: &str| counted.binary_search_by(|(other, _)| other.as_str().cmp(word)).ok();
            let places: Vec<Option<usize>> = known.words.iter().map(place).collect();
            let pairs = known.spellings.hashes.iter().zip(&known.spellings.words);
            spelt.extend(pairs.filter_map(|(hash, word)| Some((*hash, (*places.get(*word as usize)?)? as u32))));
        }
        let mut words = WordList::default();
        for (word, _) in &counted {
            words.push(word);
        }
        let counts = counted.iter().map(|(_, count)| *count).collect();
        Self { words, counts, spellings: Spellings::of(spelt), right: one.right.union(&other.right).copied().collect() }
    }

    fn knows(&self, token: &Token) -> bool {
        [&token.folded, &token.stem]
            .into_iter()
            .chain(&token.kazakh_folded)
            .chain(&token.kazakh_stems)
            .any(|word| self.right.contains(&hash(word.chars())))
    }

    /// The most frequent word that has one of these spellings, and how often it stands here.
    fn nearest(&self, spellings: &[u64]) -> Option<(u32, &str)> {
        let mut best = None;
        for spelling in spellings {
            let words = self.spellings.of_hash(*spelling);
            best = best.max(words.filter_map(|word| Some((*self.counts.get(word as usize)?, self.words.get(word)?))).max());
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
