//! Misspelt words: the nearest word that the corpus has, if it is one letter away.

use std::collections::HashSet;

use super::memo::Memo;
use super::term::mix;
use crate::language::{Script, Token};

/// Words shorter than this are left as they are, in characters.
const SHORTEST: usize = 5;
/// A word of the corpus that stands there less often is not what a misspelt word is taken for.
const COMMON: u32 = 2;
/// Longest word that is corrected, in characters.
const LONGEST: usize = 24;

/// The words of a corpus by each of their spellings with one letter left out.
#[derive(Debug, Clone, Default)]
pub struct Typos {
    /// Normalised word, and how often it stands in the corpus.
    words: Vec<(String, u32)>,
    /// Hash of a spelling → word, sorted.
    spellings: Vec<(u64, u32)>,
    /// Hashes of the folded words and their stems: these are right.
    right: HashSet<u64>,
}

impl Typos {
    /// The words that were met while the corpus was taken apart.
    pub fn new(memo: &Memo) -> Self {
        let mut typos = Self::default();
        for (token, count) in memo.words() {
            typos.right.insert(hash(token.folded.chars()));
            typos.right.insert(hash(token.stem.chars()));
            typos.right.extend(token.kazakh_folded.iter().chain(&token.kazakh_stems).map(|word| hash(word.chars())));
            let length = token.folded.chars().count();
            if token.script == Script::Number || count < COMMON || !(SHORTEST..=LONGEST).contains(&length) {
                continue;
            }
            let number = typos.words.len() as u32;
            typos.words.push((token.exact.clone(), count));
            typos.spellings.extend(spellings(&token.folded).into_iter().map(|hash| (hash, number)));
        }
        typos.spellings.sort_unstable();
        typos.spellings.dedup();
        typos
    }

    /// Whether the corpus has this word, in this or another form.
    pub fn knows(&self, token: &Token) -> bool {
        [&token.folded, &token.stem]
            .into_iter()
            .chain(&token.kazakh_folded)
            .chain(&token.kazakh_stems)
            .any(|word| self.right.contains(&hash(word.chars())))
    }

    /// The word that was meant: of those one letter away (or two letters that changed places) the most frequent one.
    pub fn correct(&self, token: &Token) -> Option<&str> {
        let length = token.folded.chars().count();
        if token.script == Script::Number || !(SHORTEST..=LONGEST).contains(&length) || self.knows(token) {
            return None;
        }
        let mut best: Option<(u32, &str)> = None;
        for spelling in spellings(&token.folded) {
            let from = self.spellings.partition_point(|(hash, _)| *hash < spelling);
            for (_, word) in self.spellings[from..].iter().take_while(|(hash, _)| *hash == spelling) {
                let (word, count) = &self.words[*word as usize];
                if best.is_none_or(|(most, first)| (*count, first) > (most, word.as_str())) {
                    best = Some((*count, word));
                }
            }
        }
        best.map(|(_, word)| word)
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
