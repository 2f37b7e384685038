//! XLM-RoBERTa's tokenizer: a text into pieces of the model's vocabulary (SentencePiece, "unigram").
//!
//! Characters are first replaced by the model's own table (compatibility forms, full-width letters, odd spaces), runs of
//! spaces become one, and a space becomes `▁`, also before the first word. Of all ways to cut the result into pieces, the
//! one with the highest sum of scores wins. A character that no piece begins with is one unknown piece.
//!
//! Written by hand because it is small and the `tokenizers` crate is not: its dependencies alone take 88 seconds of CPU to
//! compile, a seventh of this program.

use std::cmp::Ordering;
use std::collections::HashMap;

/// What stands for a space inside pieces.
const SPACE_MARK: char = '▁';
/// Characters of a text that are read. More than 512 pieces come from this many in any language; cutting spares the rest.
pub const MAX_CHARS: usize = 8_192;
/// What an unknown character costs below the lowest score of a piece, as in SentencePiece.
const UNKNOWN_PENALTY: f32 = 10.0;

/// The pieces and what the tokenizer must know of them, as a model file holds it.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Vocabulary {
    /// A piece's number is its place.
    pub pieces: Vec<Vec<u8>>,
    /// Log probabilities, one a piece.
    pub scores: Vec<f32>,
    /// What single characters become; a character that is not here stays.
    pub replacements: Vec<(char, String)>,
    pub specials: Specials,
}

/// Numbers of the pieces that no text spells.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
pub struct Specials {
    pub begin: u32,
    pub end: u32,
    pub unknown: u32,
}

/// Cuts texts into pieces.
pub struct Tokenizer {
    /// All pieces, one after the other, in the order of their bytes.
    bytes: Vec<u8>,
    /// In the same order, where each piece begins; one more at the end.
    starts: Vec<u32>,
    /// In the same order, the pieces' numbers.
    numbers: Vec<u32>,
    /// By number.
    scores: Vec<f32>,
    /// Where pieces that begin with a byte lie in the order; one more at the end.
    first: [u32; 257],
    replacements: HashMap<char, String>,
    specials: Specials,
    unknown_score: f32,
}

impl Tokenizer {
    pub fn new(vocabulary: Vocabulary) -> Tokenizer {
        let Vocabulary { pieces, scores, replacements, specials } = vocabulary;
        let mut numbers: Vec<u32> =
            (0u32..).zip(&pieces).filter(|(number, piece)| !piece.is_empty() && *number != specials.unknown).map(|(n, _)| n).collect();
        // The first of two equal pieces is found, as in the reference engine.
        numbers.sort_by(|&a, &b| pieces[a as usize].cmp(&pieces[b as usize]).then(a.cmp(&b)));
        numbers.dedup_by(|a, b| pieces[*a as usize] == pieces[*b as usize]);
        let mut starts = vec![0];
        let mut bytes = Vec::new();
        let mut first = [0; 257];
        for &number in &numbers {
            let piece = &pieces[number as usize];
            bytes.extend_from_slice(piece);
            starts.push(bytes.len() as u32);
            first[usize::from(piece[0]) + 1] += 1;
        }
        for byte in 0..256 {
            first[byte + 1] += first[byte];
        }
        let lowest = scores.iter().copied().fold(f32::INFINITY, f32::min);
        Tokenizer {
            bytes,
            starts,
            numbers,
            scores,
            first,
            replacements: replacements.into_iter().collect(),
            specials,
            unknown_score: lowest - UNKNOWN_PENALTY,
        }
    }

    /// The numbers of a text's pieces between those of begin and end, at most `limit` in all (and never fewer than two).
    pub fn encode(&self, text: &str, limit: usize) -> Vec<u32> {
        let mut pieces = vec![self.specials.begin];
        pieces.extend(self.cut(&self.normalize(text)).into_iter().take(limit.saturating_sub(2)));
        pieces.push(self.specials.end);
        pieces
    }

    fn normalize(&self, text: &str) -> String {
        let mut out = String::with_capacity(text.len() + SPACE_MARK.len_utf8());
        let mut after_space = false;
        let mut push = |character: char| {
            let space = character == ' ';
            if !space && out.is_empty() {
                out.push(SPACE_MARK);
            }
            if !(space && after_space) {
                out.push(if space { SPACE_MARK } else { character });
            }
            after_space = space;
        };
        for character in text.chars().take(MAX_CHARS) {
            match self.replacements.get(&character) {
                Some(replacement) => replacement.chars().for_each(&mut push),
                None => push(character),
            }
        }
        if out.is_empty() {
            out.push(SPACE_MARK);
        }
        out
    }

    /// The best way to cut a normalised text (Viterbi).
    fn cut(&self, text: &str) -> Vec<u32> {
        #[derive(Clone, Copy)]
        struct Best {
            score: f32,
            from: usize,
            piece: u32,
        }
        let bytes = text.as_bytes();
        let mut best = vec![Best { score: f32::NEG_INFINITY, from: 0, piece: self.specials.unknown }; bytes.len() + 1];
        best[0].score = 0.0;
        for (from, character) in text.char_indices() {
            let score = best[from].score;
            self.pieces_at(&bytes[from..], |length, piece| {
                let score = score + self.scores[piece as usize];
                // A piece may end inside a character only in a broken vocabulary.
                if text.is_char_boundary(from + length) && score > best[from + length].score {
                    best[from + length] = Best { score, from, piece };
                }
            });
            let next = &mut best[from + character.len_utf8()];
            if score + self.unknown_score > next.score {
                *next = Best { score: score + self.unknown_score, from, piece: self.specials.unknown };
            }
        }
        let mut pieces = Vec::new();
        let mut at = bytes.len();
        while at > 0 {
            pieces.push(best[at].piece);
            at = best[at].from;
        }
        pieces.reverse();
        pieces
    }

    /// Calls `found` with length and number of every piece that the text begins with, short ones first.
    ///
    /// Pieces with a common beginning lie together: each further byte narrows the range, until none is left.
    fn pieces_at(&self, text: &[u8], mut found: impl FnMut(usize, u32)) {
        let Some(&byte) = text.first() else { return };
        let (mut low, mut high) = (self.first[usize::from(byte)] as usize, self.first[usize::from(byte) + 1] as usize);
        let mut length = 1;
        while low < high {
            // The shortest of the range comes first.
            if self.piece(low).len() == length {
                found(length, self.numbers[low]);
                low += 1;
            }
            let Some(byte) = text.get(length) else { return };
            let narrow = |low: usize, high: usize, stop: Ordering| {
                let (mut low, mut high) = (low, high);
                while low < high {
                    let middle = low.midpoint(high);
                    if self.piece(middle)[length].cmp(byte) < stop { low = middle + 1 } else { high = middle }
                }
                low
            };
            low = narrow(low, high, Ordering::Equal);
            high = narrow(low, high, Ordering::Greater);
            length += 1;
        }
    }

    fn piece(&self, place: usize) -> &[u8] {
        &self.bytes[self.starts[place] as usize..self.starts[place + 1] as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn vocabulary() -> Vocabulary {
        let pieces: [(&str, f32); 12] = [
            ("<s>", 0.0),
            ("<pad>", 0.0),
            ("</s>", 0.0),
            ("<unk>", 0.0),
            ("▁", -3.0),
            ("▁war", -5.0),
            ("▁warranty", -7.0),
            ("ran", -4.0),
            ("ty", -4.5),
            ("গা", -4.0),
            ("▁গাড়ি", -6.0),
            ("b", -6.0),
        ];
        Vocabulary {
            pieces: pieces.iter().map(|(piece, _)| piece.as_bytes().to_vec()).collect(),
            scores: pieces.iter().map(|(_, score)| *score).collect(),
            replacements: vec![('\n', " ".into()), ('ﬁ', "fi".into()), ('\u{200b}', String::new()), ('Ｂ', "b".into())],
            specials: Specials { begin: 0, end: 2, unknown: 3 },
        }
    }

    #[track_caller]
    fn check(text: &str, expect: &[u32]) {
        assert_eq!(Tokenizer::new(vocabulary()).encode(text, 512), expect, "{text:?}");
    }

    #[test]
    fn cuts_are_the_likeliest() {
        check("warranty", &[0, 6, 2]);
        check("warran", &[0, 5, 7, 2]);
        check("warranty warty", &[0, 6, 5, 8, 2]);
        check("গাড়ি", &[0, 10, 2]);
        check("গা", &[0, 4, 9, 2]);
    }

    #[test]
    fn unknown_characters_and_spaces() {
        check("", &[0, 4, 2]);
        check("   ", &[0, 4, 2]);
        check("z", &[0, 4, 3, 2]);
        check("zz", &[0, 4, 3, 3, 2]);
        check("  b \n\u{200b} Ｂ", &[0, 4, 11, 4, 11, 2]);
    }

    #[test]
    fn a_limit_keeps_begin_and_end() {
        assert_eq!(Tokenizer::new(vocabulary()).encode("b b b b", 4), [0, 4, 11, 2]);
        assert_eq!(Tokenizer::new(vocabulary()).encode("b", 0), [0, 2]);
    }

    #[test]
    fn an_empty_vocabulary_knows_nothing() {
        assert_eq!(Tokenizer::new(Vocabulary::default()).encode("ab", 9), [0; 5]);
    }

    proptest! {
        #[test]
        fn any_text_is_cut(text in "\\PC*") {
            let pieces = Tokenizer::new(vocabulary()).encode(&text, 512);
            prop_assert!(pieces.len() >= 3 && pieces.len() <= 512);
        }
    }
}
