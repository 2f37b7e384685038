//! When two questions are the same question: their words, without case, punctuation, spacing and spelling accidents.
//!
//! [`check`](super::check) tells doubles by it, and the matcher knows an editor's off-topic lines by it, so that what is warned of is what
//! happens.

use crate::language::segment::words;

/// The words of a text; empty when it has none.
pub fn plain(text: &str) -> String {
    joined(words(text).iter().map(|word| word.text.as_str()))
}

/// The same of words that were taken from a text already. Phones write ’ where keyboards write '.
pub fn joined<'a>(words: impl Iterator<Item = &'a str>) -> String {
    words.map(plain_quotes).collect::<Vec<_>>().join(" ")
}

/// One word of them.
pub fn plain_quotes(word: &str) -> String {
    word.replace(['’', '‘'], "'")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_does_not_matter_is_left_out() {
        for (one, other) in [
            ("Who won?", "who  WON"),
            ("“Who won?”", "who won"),
            ("গাড়ি চলে না।", "গাড়ি চলে না"),
            ("«Машина жүрмейді»…", "машина жүрмейді"),
            ("car’s key", "car's key"),
        ] {
            assert_eq!(plain(one), plain(other), "{one}");
            assert!(!plain(one).is_empty(), "{one}");
        }
        assert_ne!(plain("who won"), plain("who lost"));
        assert_eq!(plain(" ?! 🚗"), "");
    }
}
