//! The forms of words, remembered while many texts are taken apart.

use std::cell::RefCell;
use std::hash::{BuildHasher, BuildHasherDefault};

use dashmap::DashMap;
use rustc_hash::FxHasher;

use crate::language::segment::{Word, WordKind};
use crate::language::{self, Token};

/// Words of corpora whose forms a thread remembers, at most; a new one takes the place of the older one of two.
const MOST_FAMILIAR: usize = 8_192;

thread_local! {
    /// By the hash of the word. What its forms are follows from the word alone, so they are right for any corpus.
    static FAMILIAR: RefCell<Vec<[Option<Token>; 2]>> = const { RefCell::new(Vec::new()) };
}

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

    /// The token of a word of a message, whose own memo this is. A word that `is_known` says to be one of the corpus is remembered by the thread, for it
    /// comes again in others; what else an owner writes is not.
    pub fn familiar(&self, word: Word, is_known: impl FnOnce(&Token) -> bool) -> Token {
        if word.kind != WordKind::Letters {
            return language::analyze(word);
        }
        let place = BuildHasherDefault::<FxHasher>::default().hash_one((word.text.as_str(), word.is_upper)) as usize % (MOST_FAMILIAR / 2);
        let is_it = |token: &&Token| token.exact == word.text && token.is_upper == word.is_upper;
        let remembered =
            FAMILIAR.with_borrow(|familiar| familiar.get(place)?.iter().flatten().find(is_it).map(|token| token.at(word.start, word.end)));
        remembered.unwrap_or_else(|| {
            let token = self.token(word);
            if is_known(&token) {
                FAMILIAR.with_borrow_mut(|familiar| {
                    familiar.resize(MOST_FAMILIAR / 2, Default::default());
                    let [new, old] = &mut familiar[place];
                    *old = new.replace(token.clone());
                });
            }
            token
        })
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
