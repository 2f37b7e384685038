//! Words of courtesy that stand before and after a question: greetings, thanks, how one addresses somebody.

use std::sync::LazyLock;

use rustc_hash::FxHashSet;

/// As they are normalised, in all languages and as they are typed in Latin letters.
const WORDS: [&str; 68] = [
    "hello",
    "hi",
    "hey",
    "dear",
    "sir",
    "madam",
    "please",
    "pls",
    "plz",
    "thanks",
    "thank",
    "you",
    "team",
    "support",
    "good",
    "morning",
    "afternoon",
    "evening",
    "হ্যালো",
    "হাই",
    "নমস্কার",
    "সালাম",
    "আসসালামু",
    "আলাইকুম",
    "আস্সালামু",
    "ওয়ালাইকুম",
    "ধন্যবাদ",
    "প্লিজ",
    "ভাই",
    "ভাইয়া",
    "আপু",
    "স্যার",
    "ম্যাডাম",
    "assalamu",
    "alaikum",
    "salam",
    "bhai",
    "vai",
    "apu",
    "dhonnobad",
    "nomoskar",
    "сәлем",
    "салем",
    "сәлеметсіз",
    "саламатсыз",
    "сәлеметсіздер",
    "бе",
    "ме",
    "ассалаумағалейкум",
    "рахмет",
    "рақмет",
    "өтінемін",
    "өтінем",
    "salem",
    "salemetsiz",
    "be",
    "rahmet",
    "raqmet",
    "здравствуйте",
    "здравствуй",
    "привет",
    "добрый",
    "день",
    "вечер",
    "утро",
    "спасибо",
    "пожалуйста",
    "қайырлы",
];

static LISTED: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| WORDS.into_iter().collect());

/// Whether a normalised word is one of courtesy.
pub fn is_courtesy(word: &str) -> bool {
    LISTED.contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::normalize;

    #[test]
    fn the_words_are_normalised() {
        for word in WORDS {
            assert_eq!(normalize(word), word);
        }
    }
}
