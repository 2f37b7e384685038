//! The forms of words, remembered while many texts are taken apart.

use std::hash::BuildHasherDefault;

use dashmap::DashMap;
use rustc_hash::FxHasher;

use crate::language::segment::{Word, WordKind};
use crate::language::{self, Token};

/// Remembers the forms of words, for building an index of many texts; several threads may use it.
#[derive(Debug, Default)]
pub struct Memo {
    /// By the word as it was normalised, and whether it stood in capitals.
    words: DashMap<(String, bool), (Token, u32), BuildHasherDefault<FxHasher>>,
}

impl Memo {
    /// The token of a word, counted.
    pub fn token(&self, word: Word) -> Token {
        if word.kind != WordKind::Letters {
            return language::analyze(word);
        }
        let (start, end) = (word.start, word.end);
        let mut known = self.words.entry((word.text.clone(), word.is_upper)).or_insert_with(|| (language::analyze(word), 0));
        known.1 += 1;
        known.0.at(start, end)
    }

    /// Calls `each` with the words met so far, and how often, in the order of the alphabet. It must not ask for tokens here: whoever does waits for
    /// its end.
    pub fn each_word(&self, mut each: impl FnMut(&Token, u32)) {
        let mut words: Vec<_> = self.words.iter().collect();
        words.sort_unstable_by(|a, b| {
            let [(a, _), (b, _)] = [a.value(), b.value()];
            a.exact.cmp(&b.exact).then(a.is_upper.cmp(&b.is_upper))
        });
        words.iter().for_each(|word| each(&word.value().0, word.value().1));
    }
}
