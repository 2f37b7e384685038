//! A naive Bayes model over letter n-grams: which of a few classes a run of words belongs to.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use serde::{Deserialize, Serialize};

use crate::columns::table;

/// n-grams have one to this many letters; word borders count as letters.
const LONGEST: usize = 4;
/// Every class is taken to have seen this many n-grams more, spread as they are over all classes. So
/// a class with little sample text is neither the home of all that is rare nor shut out of it.
/// (Adding 0.05 to each count, as the prototype did, needs classes with equally much text.)
const PRIOR: f32 = 3000.0;
const BORDER: char = '_';
/// The letters of a word beyond this say nothing new.
const MAX_LETTERS: usize = 40;

/// n-grams are stored by hash: a collision among a hundred thousand of 64 bits is not to be feared,
/// and would cost one n-gram.
type Table<const N: usize> = HashMap<u64, [f32; N], BuildHasherDefault<Identity>>;

/// Counts of n-grams while a model is being trained.
#[derive(Debug)]
pub(super) struct Counts<const N: usize> {
    ngrams: Table<N>,
}

/// Log probabilities of n-grams in each of `N` classes.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Model<const N: usize> {
    #[serde(with = "table")]
    ngrams: Table<N>,
}

impl<const N: usize> Default for Counts<N> {
    fn default() -> Self {
        Self { ngrams: Table::default() }
    }
}

impl<const N: usize> Counts<N> {
    /// Counts the n-grams of a word for a class.
    pub(super) fn add(&mut self, class: usize, word: &str) {
        each_ngram(word, |ngram| self.ngrams.entry(ngram).or_insert([0.0; N])[class] += 1.0);
    }

    /// The model of what was counted. If there are more n-grams than `prune_above`, those seen only
    /// once are left out: they are most of the memory and little of the evidence.
    pub(super) fn model(mut self, prune_above: usize) -> Model<N> {
        let mut totals = [1.0; N];
        for counts in self.ngrams.values() {
            for (total, count) in totals.iter_mut().zip(counts) {
                *total += count;
            }
        }
        if self.ngrams.len() > prune_above {
            self.ngrams.retain(|_, counts| counts.iter().sum::<f32>() > 1.0);
            self.ngrams.shrink_to_fit();
        }
        for counts in self.ngrams.values_mut() {
            let shares = counts.iter().zip(totals).map(|(count, total)| count / total);
            let expected = shares.sum::<f32>() / N as f32;
            for (count, total) in counts.iter_mut().zip(totals) {
                *count = ((*count + PRIOR * expected) / (total + PRIOR)).ln();
            }
        }
        Model { ngrams: self.ngrams }
    }
}

impl<const N: usize> Model<N> {
    /// The log likelihood of a word in each class, but for a constant. An n-gram that no class has
    /// seen speaks for none.
    pub(super) fn score(&self, word: &str) -> [f32; N] {
        let mut scores = [0.0; N];
        each_ngram(word, |ngram| {
            if let Some(likelihood) = self.ngrams.get(&ngram) {
                for (score, one) in scores.iter_mut().zip(likelihood) {
                    *score += one;
                }
            }
        });
        scores
    }

    /// How many n-grams the model knows.
    pub(super) fn len(&self) -> usize {
        self.ngrams.len()
    }
}

fn each_ngram(word: &str, mut visit: impl FnMut(u64)) {
    let mut letters = [BORDER; MAX_LETTERS + 2];
    let mut length = 1;
    for c in word.chars().take(MAX_LETTERS) {
        letters[length] = c;
        length += 1;
    }
    let letters = &letters[..=length];
    for start in 0..letters.len() {
        let mut hash = NO_LETTER;
        for c in letters.iter().skip(start).take(LONGEST) {
            hash = with_letter(hash, *c);
            visit(hash);
        }
    }
}

/// The hash of no letter.
const NO_LETTER: u64 = 0xcbf2_9ce4_8422_2325;

/// A hash with one letter more: FNV-1a.
fn with_letter(hash: u64, letter: char) -> u64 {
    (hash ^ u64::from(u32::from(letter))).wrapping_mul(0x0000_0100_0000_01b3)
}

/// Hash of a word; the same on every machine.
pub(super) fn hash(word: &str) -> u64 {
    word.chars().fold(NO_LETTER, with_letter)
}

/// The keys are hashes already.
#[derive(Debug, Default)]
struct Identity(u64);

impl Hasher for Identity {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 << 8) | u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        // The table looks at the top bits, where FNV is weakest.
        self.0 = hash ^ hash.rotate_left(32);
    }
}
