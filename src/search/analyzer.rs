//! From a text to terms: the same on the side of the entries and of the questions.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashSet};
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use super::memo::Memo;
use super::synonyms::Synonyms;
use super::term::{Field, Hash, Identity, Term};
use super::typos::Typos;
use crate::language::segment::{Word, WordKind, first_words, words};
use crate::language::{self, Language, Script, Token, fold, tokens};

/// A text taken apart.
#[derive(Debug, Clone, Default)]
pub struct Analysis {
    /// Its words with all their forms.
    pub tokens: Vec<Token>,
    /// The terms it is found by.
    pub terms: Vec<Term>,
    /// Tokens that were taken for misspelt, and the words they were meant to be.
    pub corrections: Vec<(usize, String)>,
}

/// How much a stop word counts.
const STOP: f32 = 0.6;
/// How much the word counts that a misspelt one was meant to be.
const CORRECTED: f32 = 0.8;
/// How much a second reading of a word counts.
const SECOND: f32 = 0.5;
/// Sizes of n-grams, in characters; the classifier uses them all. Of those that are indexed, shorter ones
/// would be everywhere, longer ones nearly words.
const SHORTEST_GRAM: usize = 2;
const LONGEST_GRAM: usize = 5;
const INDEXED_GRAMS: [usize; 1] = [4];
/// Stands beside the first and the last stem, and at both ends of a word that is taken apart into n-grams.
const BORDER: &str = "_";
/// Longest word that is taken apart into n-grams, in characters.
const LONGEST: usize = 24;
/// Most tokens of a text of the corpus that become terms.
const MOST_TOKENS: usize = 400;
/// Most words of a message that are looked at: four thousand characters of prose have some six hundred. A danger is looked for in all of
/// them.
pub const MOST_WORDS: usize = 400;
/// Most words of a message that become terms: of some 4,600 questions at hand none has more than 36.
pub const MOST_SEARCHED: usize = 128;

/// Takes texts apart; cheap to clone.
#[derive(Debug, Clone, Default)]
pub struct Analyzer {
    synonyms: Arc<Synonyms>,
}

impl Analyzer {
    /// An analyzer that knows these synonyms.
    pub fn new(synonyms: &BTreeMap<Language, Vec<Vec<String>>>) -> Self {
        Self { synonyms: Arc::new(Synonyms::new(synonyms)) }
    }

    /// Takes a text apart.
    pub fn analyze(&self, text: &str) -> Analysis {
        self.of_tokens(tokens(text))
    }

    /// As [`Self::analyze`], for many texts that share words.
    pub fn analyze_with(&self, memo: &Memo, text: &str) -> Analysis {
        let tokens = words(text).into_iter().map(|word| memo.token(word));
        self.of_tokens(tokens.filter(|token| !token.folded.is_empty()).collect())
    }

    /// A question taken apart: misspelt words also count as the words they were meant to be. `memo` is the message's own: its parts are
    /// taken apart again.
    ///
    /// Has the first [`MOST_WORDS`] words, and terms of the first [`MOST_SEARCHED`] of them.
    pub fn question(&self, text: &str, typos: &Typos, memo: &Memo) -> Analysis {
        let words = first_words(text, MOST_WORDS).into_iter();
        let tokens: Vec<Token> =
            words.map(|word| memo.familiar(word, |token| typos.knows(token))).filter(|token| !token.folded.is_empty()).collect();
        let searched = tokens[..tokens.len().min(MOST_SEARCHED)].to_vec();
        Analysis { tokens, ..self.corrected(searched, typos, memo) }
    }

    /// As [`Self::of_tokens`], with the words that misspelt ones were meant to be.
    fn corrected(&self, tokens: Vec<Token>, typos: &Typos, memo: &Memo) -> Analysis {
        let analysis = self.of_tokens(tokens);
        let meant = |(place, token): (usize, &Token)| typos.correct(token).map(|word| (place, word.to_owned()));
        let corrections: Vec<(usize, String)> = analysis.tokens.iter().enumerate().filter_map(meant).collect();
        self.also_read(analysis, &corrections, typos, memo)
    }

    /// Adds the terms that a question has when the words at these places are read as others.
    pub fn also_read(&self, mut analysis: Analysis, words: &[(usize, String)], typos: &Typos, memo: &Memo) -> Analysis {
        if words.is_empty() {
            return analysis;
        }
        let mut tokens: Vec<Token> = analysis.tokens[..analysis.tokens.len().min(MOST_SEARCHED)].to_vec();
        let mut is_other = vec![false; tokens.len()];
        for (place, word) in words {
            let Some(token) = tokens.get_mut(*place) else { continue };
            let word = Word { text: word.clone(), start: token.start, end: token.end, kind: WordKind::Letters, is_upper: false };
            *token = memo.familiar(word, |token| typos.knows(token));
            is_other[*place] = true;
            analysis.corrections.push((*place, token.exact.clone()));
        }
        let known: HashSet<u64, BuildHasherDefault<Identity>> = analysis.terms.iter().map(|term| term.hash).collect();
        for mut term in self.terms(&tokens, |place| is_other[place]) {
            if !known.contains(&term.hash) {
                term.weight *= CORRECTED;
                analysis.terms.push(term);
            }
        }
        analysis
    }

    /// As [`Self::analyze`], of tokens.
    pub fn of_tokens(&self, mut tokens: Vec<Token>) -> Analysis {
        tokens.truncate(MOST_TOKENS);
        Analysis { terms: self.terms(&tokens, |_| true), tokens, corrections: Vec::new() }
    }

    /// The terms of the tokens that `takes` takes by their places, with those of their neighbours that follow from them: pairs, and synonyms of all.
    fn terms(&self, tokens: &[Token], takes: impl Fn(usize) -> bool) -> Vec<Term> {
        let mut terms = Vec::with_capacity(tokens.iter().enumerate().filter(|(place, _)| takes(*place)).count() * 32);
        let (mut previous, mut was_taken) = (Cow::Borrowed(BORDER), false);
        for (number, token) in tokens.iter().enumerate() {
            let (stem, is_taken) = (pair_stem(token), takes(number));
            let weight = if token.weight_low { STOP } else { 1.0 };
            let mut adder = Adder { terms: &mut terms, token: number };
            if is_taken {
                add_word(token, &stem, weight, &mut adder);
            }
            if is_taken || was_taken {
                adder.add(Field::Pair, &[&previous, " ", &stem], 1.0);
            }
            if let Some(question) = token.question.filter(|_| is_taken) {
                adder.add(Field::Concept, &["?", question.code()], weight);
            }
            (previous, was_taken) = (stem, is_taken);
        }
        if let Some(last) = tokens.len().checked_sub(1).filter(|_| was_taken) {
            Adder { terms: &mut terms, token: last }.add(Field::Pair, &[&previous, " ", BORDER], 1.0);
        }
        for found in self.synonyms.find(tokens) {
            let weight = if found.linked { SECOND } else { 1.0 };
            Adder { terms: &mut terms, token: found.start }.add(Field::Concept, &[&found.group.to_string()], weight);
        }
        terms
    }
}

/// The stem by which a word's pairs are made: of a romanised question word that of its Bengali spelling.
fn pair_stem(token: &Token) -> Cow<'_, str> {
    match token.bengali_word {
        Some(word) => Cow::Owned(language::bengali::stem(&fold(word))),
        None => Cow::Borrowed(&token.stem),
    }
}

/// Adds the terms of one word, of which pairs are made by this stem.
fn add_word(token: &Token, pair_stem: &str, weight: f32, adder: &mut Adder<'_>) {
    adder.add(Field::Word, &[&token.folded], weight);
    adder.add(Field::Stem, &[&token.stem], weight);
    if token.script != Script::Number {
        adder.add_grams(&token.folded, weight);
    }
    if let Some(word) = token.bengali_word {
        adder.add(Field::Word, &[&fold(word)], weight);
        adder.add(Field::Stem, &[pair_stem], weight);
    }
    for (i, key) in token.bengali_keys.iter().chain(&token.bengali_stem_keys).enumerate() {
        adder.add(Field::Phone, &[key], if i == 0 { weight } else { weight * SECOND });
    }
    adder.add(Field::Coarse, &[&token.bengali_coarse_key], weight);
    for (i, word) in token.kazakh_folded.iter().enumerate() {
        adder.add(Field::Word, &[word], if i == 0 { weight } else { weight * SECOND });
        if i == 0 {
            adder.add_grams(word, weight);
        }
    }
    for (i, word) in token.kazakh_stems.iter().enumerate() {
        adder.add(Field::Stem, &[word], if i == 0 { weight } else { weight * SECOND });
    }
}

/// Puts the terms of one token into the list.
struct Adder<'a> {
    terms: &'a mut Vec<Term>,
    token: usize,
}

impl Adder<'_> {
    /// Adds a term that is given in pieces.
    fn add(&mut self, field: Field, pieces: &[&str], weight: f32) {
        if pieces.iter().any(|piece| !piece.is_empty()) {
            let hash = pieces.iter().fold(Hash::of(field), |hash, piece| hash.with(piece.as_bytes())).done();
            self.terms.push(Term { field, hash, is_indexed: true, weight, token: self.token });
        }
    }

    /// The character n-grams of a word with `_` at its borders.
    fn add_grams(&mut self, word: &str, weight: f32) {
        let mut letters = [0_u8; 4 * (LONGEST + 2)];
        let mut starts = [0_usize; LONGEST + 3];
        let mut count = 0;
        for c in BORDER.chars().chain(word.chars().take(LONGEST)).chain(BORDER.chars()) {
            starts[count + 1] = starts[count] + c.encode_utf8(&mut letters[starts[count]..]).len();
            count += 1;
        }
        for first in 0..count {
            let mut hash = Hash::of(Field::Gram);
            for last in first..(first + LONGEST_GRAM).min(count) {
                hash = hash.with(&letters[starts[last]..starts[last + 1]]);
                let size = last - first + 1;
                if size >= SHORTEST_GRAM {
                    let is_indexed = INDEXED_GRAMS.contains(&size);
                    self.terms.push(Term { field: Field::Gram, hash: hash.done(), is_indexed, weight, token: self.token });
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::segment::LONGEST_WORD;

    /// Terms of one word at most: of two readings the n-grams of 26 letters, and some thirty others.
    const MOST_TERMS: usize = 2 * (25 + 24 + 23 + 22) + 32;

    #[test]
    fn the_work_on_a_message_is_bounded() {
        let typos = Typos::default();
        for text in [
            "a".repeat(4_000),
            "a ".repeat(2_000),
            "кы ".repeat(1_333),
            "ক্ষ".repeat(1_333),
            "e\u{301}".repeat(2_000),
            "\u{301}".repeat(4_000),
            "1 ".repeat(2_000),
            "9".repeat(4_000),
            "🙂".repeat(4_000),
            " ".repeat(4_000),
            "көліктеріңіздегілердің".repeat(181),
            "көліктеріңіздегілердің ".repeat(173),
            "aкক".repeat(1_333),
            "a к ক ".repeat(666),
            "yй'".repeat(1_333),
            "a.b-c_d:e".repeat(444),
            "warranty ".repeat(444),
            (0..800).map(|i| format!("w{i} ")).collect(),
        ] {
            let analysis = Analyzer::default().question(&text, &typos, &Memo::default());
            assert!(analysis.tokens.len() <= MOST_WORDS, "{} words", analysis.tokens.len());
            assert!(analysis.terms.len() <= MOST_TERMS * MOST_SEARCHED.min(analysis.tokens.len()), "{} terms", analysis.terms.len());
            for token in &analysis.tokens {
                let forms =
                    token.bengali_keys.iter().chain(&token.bengali_stem_keys).chain(&token.kazakh_folded).chain(&token.kazakh_stems);
                let forms: Vec<&String> = forms.chain([&token.exact, &token.folded, &token.stem, &token.bengali_coarse_key]).collect();
                assert!(forms.len() <= 20, "{} forms", forms.len());
                // A letter may be spelt with two others.
                let longest = forms.iter().map(|form| form.chars().count()).max().unwrap_or(0);
                assert!(longest <= 2 * LONGEST_WORD, "{longest} letters");
            }
        }
    }

    #[test]
    fn a_message_is_taken_apart_as_any_text() {
        let memo = Memo::default();
        for text in ["Where is my car, মোবাইল VIN XTA21099043576180?", "TO қашан, СТО-да ма?", ""] {
            let (one, other) = (Analyzer::default().question(text, &Typos::default(), &memo), Analyzer::default().analyze(text));
            assert_eq!((one.tokens, one.terms), (other.tokens, other.terms), "{text}");
        }
    }

    fn terms(text: &str, field: Field) -> Vec<u64> {
        let of_field = |term: &&Term| term.field == field && term.is_indexed;
        let mut terms: Vec<u64> = Analyzer::default().analyze(text).terms.iter().filter(of_field).map(|term| term.hash).collect();
        terms.sort_unstable();
        terms
    }

    #[test]
    fn spellings_of_one_word_share_their_terms() {
        for (one, other, field) in [
            ("গা\u{09DC}ি", "গা\u{09A1}\u{09BC}ি", Field::Word),
            ("қосалқы бөлшек", "косалкы болшек", Field::Word),
            ("қосалқы бөлшек", "косалкы болшек", Field::Gram),
        ] {
            assert_eq!(terms(one, field), terms(other, field), "{one}");
        }
        for (one, other, field) in [("গাড়ি", "gari", Field::Phone), ("кепілдік", "kepildik", Field::Word), ("কত", "koto", Field::Word)]
        {
            let other_terms = terms(other, field);
            assert!(terms(one, field).iter().any(|term| other_terms.contains(term)), "{one} {other}");
        }
    }

    #[test]
    fn an_n_gram_has_the_hash_of_its_text() {
        for (size, gram) in [(2, "_c"), (4, "_cha"), (4, "rge_"), (5, "harge")] {
            let hash = Hash::of(Field::Gram).with(gram.as_bytes()).done();
            let analysis = Analyzer::default().analyze("charge");
            let term = analysis.terms.iter().find(|term| term.hash == hash).expect(gram);
            assert_eq!(term.is_indexed, size == 4, "{gram}");
        }
    }

    #[test]
    fn a_pair_has_the_hash_of_its_stems() {
        let mut hashes = ["_ door", "door lock", "lock _"].map(|pair| Hash::of(Field::Pair).with(pair.as_bytes()).done());
        hashes.sort_unstable();
        assert_eq!(terms("doors locking", Field::Pair), hashes);
        assert!(terms("", Field::Pair).is_empty());
    }
}
