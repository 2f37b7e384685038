//! Phrasings and titles asked word for word: whatever was learned and however unsure it is, an editor's own words get the editor's answer.
//!
//! Case, punctuation and spelling accidents don't matter, nor do words of courtesy before and after. A text that two entries have decides nothing.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;

use crate::faq::Corpus;
use crate::faq::plain::joined;
use crate::language::courtesy::is_courtesy;
use crate::language::{Token, tokens};
use crate::search::features::{Identity, hash};

/// The entry of each text; none where several have it. Keys are hashes of words and of folded words.
#[derive(Debug, Clone, Default)]
pub struct Verbatim(HashMap<u64, Option<u32>, BuildHasherDefault<Identity>>);

/// The two keys of a text: as it is written, and folded. A text without a word has none.
fn keys(words: &[Token]) -> Option<[u64; 2]> {
    let key = |mark: &str, form: fn(&Token) -> &str| hash(&format!("{mark} {}", joined(words.iter().map(form))));
    (!words.is_empty()).then(|| [key("exact", |token| &token.exact), key("folded", |token| &token.folded)])
}

impl Verbatim {
    /// Takes the titles and phrasings of a corpus.
    pub fn new(corpus: &Corpus) -> Self {
        let mut verbatim = Self::default();
        for (number, entry) in corpus.entries.iter().enumerate() {
            let number = number as u32;
            for text in entry.texts.values() {
                for key in std::iter::once(&text.title).chain(&text.phrasings).filter_map(|text| keys(&tokens(text))).flatten() {
                    let known = verbatim.0.entry(key).or_insert(Some(number));
                    if *known != Some(number) {
                        *known = None;
                    }
                }
            }
        }
        verbatim
    }

    /// The entry of which this is a phrasing or the title; as written first, for two texts may differ only in letters that folding makes the same.
    fn find_words(&self, words: &[Token]) -> Option<u32> {
        let known = keys(words)?.map(|key| self.0.get(&key).copied());
        known[0].flatten().or_else(|| known[1].flatten())
    }

    /// The entry whose phrasing or title a message is: all of it, without the words of courtesy around it, or what stands `beside` small talk.
    pub fn find(&self, message: &[Token], beside: Option<&[Token]>) -> Option<u32> {
        let first = message.iter().position(|token| !is_courtesy(&token.exact)).unwrap_or(0);
        let last = message.iter().rposition(|token| !is_courtesy(&token.exact)).map_or(message.len(), |last| last + 1);
        let inner = message.get(first..last).unwrap_or(message);
        self.find_words(message).or_else(|| self.find_words(inner)).or_else(|| self.find_words(beside?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faq::file;

    #[test]
    fn an_editors_words_are_known_whatever_stands_around_them() {
        let entry = |title: &str, phrasing: &str| {
            format!("[en]\ntitle = \"{title}\"\nphrasings = [\"{phrasing}\", \"shared words\"]\nanswer = \"x\"\n")
        };
        let files = [("a/one.toml", entry("Tyres", "What is the tyre pressure?")), ("a/two.toml", entry("қол", "Brake noise"))];
        let (corpus, _) = file::read(files, file::Options::default());
        let verbatim = Verbatim::new(&corpus);
        let find = |text: &str| verbatim.find(&tokens(text), None);
        for (text, expected) in [
            ("What is the tyre pressure?", Some(0)),
            ("  what is the TYRE pressure", Some(0)),
            ("Hello! what is the tyre pressure please, thanks", Some(0)),
            ("tyres", Some(0)),
            ("brake noise!!", Some(1)),
            ("кол", Some(1)),
            ("shared words", None),
            ("what is the pressure", None),
            ("hello", None),
            ("", None),
        ] {
            assert_eq!(find(text), expected, "{text}");
        }
    }
}
