//! The code of a request, as people read it on the phone: `AC-7K3M-92QX-C`.
//!
//! Crockford's base 32 (<https://www.crockford.com/base32.html>) of 40 random bits and its check symbol, the value modulo 37. Codes
//! whose symbol would be one of `* ~ $ = U` are not given out: nobody can dictate those.

use super::letters::{capital, digit, is_itself, is_separator, may_be_number, plain};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// The symbols of base 32, by value.
const SYMBOLS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// A prime above 32: the check symbol tells every single wrong symbol and every exchange of two neighbours.
const MODULUS: u64 = 37;
/// Symbols of the value: 40 bits, five a symbol.
const VALUE_SYMBOLS: usize = 8;
/// Symbols in all, with the check symbol.
const ALL_SYMBOLS: usize = VALUE_SYMBOLS + 1;
/// What every code begins with.
const PREFIX: [char; 2] = ['A', 'C'];
/// Most codes that one text is searched for.
const MOST_CODES: usize = 8;
/// Longest text that is searched, in characters: more than an owner may send.
const LONGEST_TEXT: usize = 16_000;

/// The code of a request.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RequestCode(u64);

/// What is wrong with a text that should be a code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeFault {
    /// Not eight symbols and a check symbol, with or without `AC` before them.
    #[error("is no code: a code is AC-, eight letters or digits, and one more")]
    Shape,
    /// The check symbol does not fit: something was misread.
    #[error("has a wrong letter or digit")]
    Check,
}

impl RequestCode {
    /// The code of 40 random bits, unless its check symbol could not be read out.
    pub fn from_random(bits: [u8; 5]) -> Option<RequestCode> {
        let value = bits.iter().fold(0, |value, byte| value << 8 | u64::from(*byte));
        (value % MODULUS < 32).then_some(RequestCode(value))
    }

    /// The code without its hyphens, as it is compared and stored: `AC7K3M92QXC`.
    pub fn compact(self) -> String {
        PREFIX.into_iter().chain(self.symbols()).collect()
    }

    fn symbols(self) -> [char; ALL_SYMBOLS] {
        let symbol = |value: u64| char::from(SYMBOLS[(value % 32) as usize]);
        let mut symbols = [symbol(self.0 % MODULUS); ALL_SYMBOLS];
        for (at, place) in symbols.iter_mut().take(VALUE_SYMBOLS).enumerate() {
            *place = symbol(self.0 >> (5 * (VALUE_SYMBOLS - 1 - at)));
        }
        symbols
    }

    /// Eight symbols and their check symbol, folded already.
    fn read(symbols: &[char]) -> Result<RequestCode, CodeFault> {
        let values: Option<Vec<u64>> = symbols.iter().map(|symbol| value_of(*symbol)).collect();
        let values = values.filter(|values| values.len() == ALL_SYMBOLS).ok_or(CodeFault::Shape)?;
        let (check, digits) = values.split_last().ok_or(CodeFault::Shape)?;
        let value = digits.iter().fold(0, |value, digit| value << 5 | digit);
        if value % MODULUS == *check { Ok(RequestCode(value)) } else { Err(CodeFault::Check) }
    }
}

/// The value of a symbol: O is nought; I and L are one.
fn value_of(symbol: char) -> Option<u64> {
    let symbol = match capital(symbol) {
        'O' => '0',
        'I' | 'L' => '1',
        symbol => symbol,
    };
    SYMBOLS.iter().position(|known| char::from(*known) == symbol).map(|value| value as u64)
}

impl FromStr for RequestCode {
    type Err = CodeFault;

    /// Reads a code in any spelling: small letters, Bengali digits, Cyrillic look-alikes, any hyphens and spaces, without `AC`.
    fn from_str(text: &str) -> Result<RequestCode, CodeFault> {
        if !may_be_one(text) || text.chars().take(LONGEST_TEXT + 1).count() > LONGEST_TEXT {
            return Err(CodeFault::Shape);
        }
        let letters: Vec<char> = plain(text).chars().filter(|letter| !is_between(*letter)).map(capital).collect();
        match letters.as_slice() {
            [a, c, symbols @ ..] if symbols.len() == ALL_SYMBOLS && [*a, *c] == PREFIX => RequestCode::read(symbols),
            symbols => RequestCode::read(symbols),
        }
    }
}

impl fmt::Display for RequestCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let symbols: String = self.symbols().iter().collect();
        write!(f, "AC-{}-{}-{}", &symbols[..4], &symbols[4..8], &symbols[8..])
    }
}

impl fmt::Debug for RequestCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl Serialize for RequestCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for RequestCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<RequestCode, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// What may stand between the symbols of a code that is all of a text.
fn is_between(letter: char) -> bool {
    is_separator(letter) || matches!(letter, '#' | ':')
}

/// Whether a text could be a code and nothing else.
fn may_be_one(text: &str) -> bool {
    let symbols = text.chars().filter(|letter| !is_between(*letter));
    may_be_number(symbols, PREFIX.len() + ALL_SYMBOLS, |symbol| value_of(symbol).is_some())
}

/// Whether a code could begin somewhere in a text: with `AC`, at the beginning of a word.
fn may_begin(text: &str) -> bool {
    let (mut in_word, mut after_a) = (false, false);
    for letter in text.chars() {
        if !is_itself(letter) {
            return true;
        }
        let capital = capital(letter);
        if after_a && capital == PREFIX[1] {
            return true;
        }
        after_a = !in_word && capital == PREFIX[0];
        in_word = letter.is_alphanumeric();
    }
    false
}

/// The codes in what an owner typed, in order, each once: with `AC` before them, or the whole text is one. Their check symbol fits.
pub fn find_codes(text: &str) -> Vec<RequestCode> {
    if let Ok(code) = text.parse() {
        return vec![code];
    }
    if !may_begin(text) {
        return Vec::new();
    }
    let letters: Vec<char> = plain(text).chars().take(LONGEST_TEXT).collect();
    let mut found = Vec::new();
    for start in 0..letters.len() {
        let begins = start == 0 || !letters[start - 1].is_alphanumeric();
        if begins
            && found.len() < MOST_CODES
            && let Some(code) = code_at(&letters[start..])
            && !found.contains(&code)
        {
            found.push(code);
        }
    }
    found
}

/// Something in a text that was meant to be a code and is misread: `AC-` and nine symbols whose check symbol does not fit.
pub fn has_misread_code(text: &str) -> bool {
    if !may_begin(text) {
        return false;
    }
    let letters: Vec<char> = plain(text).chars().take(LONGEST_TEXT).collect();
    let begins = |start: usize| start == 0 || !letters[start - 1].is_alphanumeric();
    (0..letters.len()).any(|start| begins(start) && shape_at(&letters[start..]).is_some_and(|code| code.is_err()))
}

fn code_at(letters: &[char]) -> Option<RequestCode> {
    shape_at(letters)?.ok()
}

/// What begins here and has the shape of a code: `AC`, four symbols, four and one, with at most two separators between the groups.
fn shape_at(letters: &[char]) -> Option<Result<RequestCode, CodeFault>> {
    let mut at = 0;
    let mut symbols = Vec::with_capacity(ALL_SYMBOLS);
    let (mut spaces, mut digits) = (false, 0);
    for (group, length) in [2, 4, 4, 1].into_iter().enumerate() {
        if group > 0 {
            let between = letters[at..].iter().take(2).take_while(|letter| is_separator(**letter)).count();
            spaces |= letters[at..at + between].iter().any(|letter| letter.is_whitespace());
            at += between;
        }
        let read = letters.get(at..at + length)?;
        if group == 0 {
            if read.iter().map(|letter| capital(*letter)).ne(PREFIX) {
                return None;
            }
        } else {
            digits += read.iter().filter(|letter| digit(**letter).is_ascii_digit()).count();
            symbols.extend(read.iter().filter(|letter| value_of(**letter).is_some()));
        }
        at += length;
    }
    // "AC fans blow a" has the shape too: groups of words without a digit are words.
    let is_words = spaces && digits == 0;
    (symbols.len() == ALL_SYMBOLS && !is_words && ends(letters[at - 1], letters.get(at).copied())).then(|| RequestCode::read(&symbols))
}

/// Whether a number ends before `next`: before anything that is no letter or digit, or a letter of another script, such as an ending.
fn ends(last: char, next: Option<char>) -> bool {
    let Some(next) = next.filter(|next| next.is_alphanumeric()) else { return true };
    !next.is_numeric() && last.is_ascii() && !next.is_ascii()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn code(text: &str) -> RequestCode {
        text.parse().unwrap_or_else(|fault| panic!("{text}: {fault}"))
    }

    /// A code with a check symbol that fits, of a fixed value.
    fn sample() -> RequestCode {
        (0..=255).find_map(|last| RequestCode::from_random([0x3a, 0x06, 0xd4, 0x8b, last])).expect("one of 256 has a symbol to read out")
    }

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let sample = sample();
        let written = sample.to_string();
        let bengali: String = written.chars().map(|c| c.to_digit(10).and_then(|d| char::from_u32(0x09E6 + d)).unwrap_or(c)).collect();
        let spellings = [
            written.to_lowercase(),
            written.replace('-', ""),
            written.replace('-', " "),
            written.replace('-', "–"),
            written.trim_start_matches("AC-").to_owned(),
            written.replace("AC", "АС"),
            written.replace('0', "O").replace('1', "l"),
            bengali,
            format!("  № {written} "),
        ];
        for spelling in spellings {
            assert_eq!(code(&spelling), sample, "{spelling}");
        }
    }

    #[test]
    fn codes_are_found_in_sentences_and_nothing_else_is() {
        let sample = sample();
        for text in [
            format!("Where is {sample}?"),
            format!("আমার ক্লেইম {sample}-এর অবস্থা কী"),
            format!("{sample}нің жағдайы қалай"),
            format!("talap nomiri {}", sample.compact().to_lowercase()),
            format!("{sample}, {sample}"),
        ] {
            assert_eq!(find_codes(&text), vec![sample], "{text}");
        }
        for text in ["", "AC fans blow a lot", "ac is broken, please help", "VIN LWVAB12C3D4567890", "+880 1700 000000", "AC-7K3M-92QX"] {
            assert_eq!(find_codes(text), vec![], "{text}");
        }
    }

    #[test]
    fn a_misread_code_is_told_from_none() {
        let mut letters = sample().to_string().into_bytes();
        letters[3] = if letters[3] == b'7' { b'8' } else { b'7' };
        let wrong = String::from_utf8(letters).expect("ASCII");
        assert_eq!(wrong.parse::<RequestCode>(), Err(CodeFault::Check));
        assert!(has_misread_code(&format!("please look at {wrong}")));
        assert!(!has_misread_code(&sample().to_string()) && !has_misread_code("the AC is cold"));
        assert_eq!("AC-12".parse::<RequestCode>(), Err(CodeFault::Shape));
        assert_eq!("".parse::<RequestCode>(), Err(CodeFault::Shape));
    }

    proptest! {
        #[test]
        fn any_code_comes_back(bits: [u8; 5]) {
            if let Some(code) = RequestCode::from_random(bits) {
                let written = code.to_string();
                prop_assert!(!written.contains(['*', '~', '$', '=', 'U', 'I', 'L', 'O']));
                prop_assert_eq!(written.parse(), Ok(code));
                prop_assert_eq!(find_codes(&format!("x {written}.")), vec![code]);
                prop_assert_eq!(code.compact().parse(), Ok(code));
            }
        }

        #[test]
        fn one_wrong_symbol_and_two_exchanged_are_seen(bits: [u8; 5], place in 0usize..9, other in 0usize..32) {
            if let Some(code) = RequestCode::from_random(bits) {
                let mut symbols = code.symbols();
                let wrong = char::from(SYMBOLS[other]);
                if symbols[place] != wrong {
                    symbols[place] = wrong;
                    prop_assert_eq!(RequestCode::read(&symbols), Err(CodeFault::Check));
                }
                let mut symbols = code.symbols();
                if place + 1 < VALUE_SYMBOLS && symbols[place] != symbols[place + 1] {
                    symbols.swap(place, place + 1);
                    prop_assert_eq!(RequestCode::read(&symbols), Err(CodeFault::Check));
                }
            }
        }

        #[test]
        fn a_glance_hides_no_code(bits: [u8; 5], before in "[ aAсС.ক১…\u{306}ª-]{0,4}", after in "[ 1кС?’є্\u{200d}-]{0,4}", place in 0usize..9, odd in "[²ａ ১зО–-]") {
            if let Some(code) = RequestCode::from_random(bits) {
                let mut written = code.to_string();
                if before.len() % 2 == 0 {
                    written.insert_str(place, &odd);
                }
                let text = format!("{before}{written}{after}");
                let letters: Vec<char> = plain(&text).chars().collect();
                let begins = |start: &usize| *start == 0 || !letters[start - 1].is_alphanumeric();
                let is_there = (0..letters.len()).filter(begins).any(|start| shape_at(&letters[start..]).is_some());
                prop_assert!(may_begin(&text) || !is_there, "{}", text);
                let symbols: Vec<char> = letters.iter().copied().filter(|letter| !is_between(*letter)).map(capital).collect();
                let is_one = symbols.len() <= PREFIX.len() + ALL_SYMBOLS && symbols.iter().all(|symbol| value_of(*symbol).is_some());
                prop_assert!(may_be_one(&text) || !is_one, "{}", text);
            }
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,40}") {
            let _ = text.parse::<RequestCode>();
            let _ = (find_codes(&text), has_misread_code(&text));
        }
    }
}
