//! Phrasings and titles asked word for word: whatever was learned and however unsure it is, an editor's own words get the editor's answer.
//!
//! Case, punctuation and spelling accidents don't matter, nor do words of courtesy before and after. A text that two entries have decides nothing.

use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::columns::{shared, table};
use crate::faq::plain::plain_quotes;
use crate::faq::{Corpus, Entry};
use crate::language::courtesy::is_courtesy;
use crate::language::{Token, tokens};
use crate::search::layers::{Layers, Pairs};
use crate::search::term::{Field, Hash, Identity};

/// The entries of each text, and of what was edited since. Keys are hashes of words and of folded words. Cheap to clone.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Verbatim {
    #[serde(with = "shared")]
    base: Arc<Built>,
    #[serde(skip)]
    edited: Layers<Pairs>,
}

#[derive(Debug, Default, Serialize, Deserialize)]
struct Built {
    /// One entry of each text.
    #[serde(with = "table")]
    one: HashMap<u64, u32, BuildHasherDefault<Identity>>,
    /// Where several have it, the others.
    others: HashMap<u64, Vec<u32>, BuildHasherDefault<Identity>>,
}

impl Built {
    fn put(&mut self, key: u64, entry: u32) {
        let known = *self.one.entry(key).or_insert(entry);
        if known != entry {
            let others = self.others.entry(key).or_default();
            if others.last() != Some(&entry) {
                others.push(entry);
            }
        }
    }
}

/// The two keys of a text: as it is written, and folded. A text without a word has none.
fn keys(words: &[Token]) -> Option<[u64; 2]> {
    let key = |mark: &str, form: fn(&Token) -> &str| {
        let begin = Hash::of(Field::Word).with(mark.as_bytes());
        let add = |key: Hash, word: &str| match word.contains(['’', '‘']) {
            true => key.with(b" ").with(plain_quotes(word).as_bytes()),
            false => key.with(b" ").with(word.as_bytes()),
        };
        words.iter().map(form).fold(begin, add).done()
    };
    (!words.is_empty()).then(|| [key("exact", |token| &token.exact), key("folded", |token| &token.folded)])
}

/// The keys of an entry's titles and phrasings.
fn of_entry(entry: &Entry) -> impl Iterator<Item = u64> {
    let texts = entry.texts.values().flat_map(|text| std::iter::once(&text.title).chain(&text.phrasings));
    texts.filter_map(|text| keys(&tokens(text))).flatten()
}

impl Verbatim {
    /// Takes the titles and phrasings of a corpus.
    pub fn new(corpus: &Corpus) -> Self {
        let mut base = Built::default();
        for (number, entry) in (0..).zip(&corpus.entries) {
            of_entry(entry).for_each(|key| base.put(key, number));
        }
        Self { base: Arc::new(base), edited: Layers::over(corpus.entries.len()) }
    }

    /// What lay in a file, of so many entries; none when it names others.
    pub fn of_file(self, entries: usize) -> Option<Self> {
        let mut named = self.base.one.values().chain(self.base.others.values().flatten());
        named.all(|entry| (*entry as usize) < entries).then(|| Self { edited: Layers::over(entries), ..self })
    }

    /// Puts an entry's new state in place of what there is of it; without one, the entry is withdrawn. A new entry has the next number.
    pub fn edit(&mut self, number: u32, entry: Option<&Entry>) {
        self.edited.put(number, entry.map(|entry| Pairs::new(number, of_entry(entry))));
    }

    /// The entry that has this text; none where several have it.
    fn of(&self, key: u64) -> Option<u32> {
        let others = self.base.others.get(&key).into_iter().flatten();
        let base = self.base.one.get(&key).into_iter().chain(others).copied().filter(|entry| self.edited.is_of_base(*entry));
        let layers = self.edited.iter().flat_map(|(layer, is_current)| layer.of(key).filter(move |entry| is_current(*entry)));
        let mut having = base.chain(layers);
        having.next().filter(|first| having.all(|other| other == *first))
    }

    /// The entry of which this is a phrasing or the title; as written first, for two texts may differ only in letters that folding makes the same.
    fn find_words(&self, words: &[Token]) -> Option<u32> {
        keys(words)?.into_iter().find_map(|key| self.of(key))
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

    #[test]
    fn edits_give_and_take_texts() {
        let entry = |title: &str, phrasing: &str| {
            format!("[en]\ntitle = \"{title}\"\nphrasings = [\"{phrasing}\", \"shared words\"]\nanswer = \"x\"\n")
        };
        let read = |files: [(&str, String); 2]| file::read(files, file::Options::default()).0;
        let corpus = read([("a/one.toml", entry("Tyres", "pressure")), ("a/two.toml", entry("Brakes", "noise"))]);
        let other = read([("a/one.toml", entry("Wheels", "pressure")), ("a/two.toml", entry("Brakes", "squeal"))]);
        let mut verbatim = Verbatim::new(&corpus);
        let find = |verbatim: &Verbatim, text: &str| verbatim.find(&tokens(text), None);
        verbatim.edit(0, Some(&other.entries[0]));
        assert_eq!(["tyres", "wheels", "pressure", "shared words"].map(|text| find(&verbatim, text)), [None, Some(0), Some(0), None]);
        verbatim.edit(1, None);
        assert_eq!(["noise", "brakes", "shared words"].map(|text| find(&verbatim, text)), [None, None, Some(0)]);
        verbatim.edit(2, Some(&corpus.entries[1]));
        assert_eq!(["noise", "brakes", "shared words"].map(|text| find(&verbatim, text)), [Some(2), Some(2), None]);
        verbatim.edit(1, Some(&other.entries[1]));
        assert_eq!(["noise", "squeal", "brakes"].map(|text| find(&verbatim, text)), [Some(2), Some(1), None]);
    }
}
