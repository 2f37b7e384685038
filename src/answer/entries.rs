//! The entries by number and by id. Whoever was withdrawn keeps the number, and a new one gets the next: what was found for one moment's entries is
//! never another moment's.

use std::collections::BTreeMap;
use std::ops::{Deref, Index};
use std::sync::Arc;

use crate::faq::{Corpus, Entry};
use crate::language::Language;

/// The entries of a corpus, and what was edited since.
#[derive(Clone)]
pub(super) struct Entries {
    list: Vec<Facts>,
    /// So many were there from the beginning, in the order of their ids.
    sorted: usize,
    /// Those that came later.
    later: BTreeMap<String, u32>,
}

/// What deciding needs to know of an entry. Cheap to clone.
#[derive(Clone)]
pub(super) struct Facts {
    entry: Arc<Entry>,
    hash: u128,
    pub(super) handoff: bool,
    /// It is no longer there.
    is_gone: bool,
}

impl Deref for Facts {
    type Target = Entry;

    fn deref(&self) -> &Entry {
        &self.entry
    }
}

impl Facts {
    fn new(entry: &Arc<Entry>) -> Self {
        Self { entry: Arc::clone(entry), hash: entry.hash(), handoff: entry.is_handoff(), is_gone: false }
    }

    /// What is known of an entry that was there when something was built.
    fn without_text(id: &str, hash: u128) -> Self {
        let (id, category, texts) = (id.to_owned(), String::new(), BTreeMap::new());
        let none = Vec::new;
        let entry = Entry { id, category, models: none(), markets: none(), related: none(), tags: none(), action: None, texts };
        Self { entry: Arc::new(entry), hash, handoff: false, is_gone: false }
    }

    /// Whether it has a text in this language.
    pub(super) fn speaks(&self, language: Language) -> bool {
        self.texts.contains_key(&language)
    }

    /// Its title in this language, or in the one that serves its readers best.
    pub(super) fn title(&self, language: Language) -> &str {
        self.text(language).map_or("", |(_, text)| &text.title)
    }
}

impl Entries {
    pub(super) fn new(corpus: &Corpus) -> Self {
        let list: Vec<Facts> = corpus.entries.iter().map(Facts::new).collect();
        Self { sorted: list.len(), list, later: BTreeMap::new() }
    }

    /// Those that something was built of, by their ids and hashes in their order, as a corpus has them now; and the ids of those that it has otherwise,
    /// or has not, or has beside them: in the order of their ids, and as if none of them had been edited yet, but that they have no text.
    pub(super) fn over(built: &[(String, u128)], corpus: &Corpus) -> (Self, Vec<String>) {
        let (mut list, mut edited) = (Vec::with_capacity(built.len()), Vec::new());
        let mut now = corpus.entries.iter().peekable();
        for (id, hash) in built {
            while let Some(new) = now.next_if(|entry| entry.id < *id) {
                edited.push(new.id.clone());
            }
            let facts = now.next_if(|entry| entry.id == *id).map(Facts::new);
            list.push(facts.filter(|facts| facts.hash == *hash).unwrap_or_else(|| {
                edited.push(id.clone());
                Facts::without_text(id, *hash)
            }));
        }
        edited.extend(now.map(|entry| entry.id.clone()));
        (Self { sorted: list.len(), list, later: BTreeMap::new() }, edited)
    }

    /// Ids and hashes in their order; none when something was edited since.
    pub(super) fn built(&self) -> Option<Vec<(String, u128)>> {
        let is_as_built = self.later.is_empty() && self.list.iter().all(|facts| !facts.is_gone);
        is_as_built.then(|| self.list.iter().map(|facts| (facts.id.clone(), facts.hash)).collect())
    }

    /// The hash of a corpus of these entries.
    pub(super) fn hash(&self, corpus: &Corpus) -> u128 {
        self.list.iter().filter(|facts| !facts.is_gone).fold(corpus.hash_beside(), |hash, facts| hash.wrapping_add(facts.hash))
    }

    /// What an entry adds to the hash of the corpus: nothing when it is not there.
    pub(super) fn hash_of(&self, id: &str) -> u128 {
        self.number_of(id).map_or(0, |number| self[number as usize].hash)
    }

    /// The number that was given to an id, also when its entry is gone.
    pub(super) fn given(&self, id: &str) -> Option<u32> {
        let first = self.list[..self.sorted].binary_search_by(|entry| entry.id.as_str().cmp(id)).ok().map(|number| number as u32);
        first.or_else(|| self.later.get(id).copied())
    }

    /// The number of an entry that is there.
    pub(super) fn number_of(&self, id: &str) -> Option<u32> {
        self.given(id).filter(|number| !self[*number as usize].is_gone)
    }

    /// Puts the new state of an entry in its place; without one, it is gone. Its number; none where there was nothing to withdraw.
    pub(super) fn put(&mut self, id: &str, entry: Option<&Arc<Entry>>) -> Option<u32> {
        match (self.given(id), entry) {
            (Some(number), Some(entry)) => {
                self.list[number as usize] = Facts::new(entry);
                Some(number)
            }
            (Some(number), None) => {
                self.list[number as usize].is_gone = true;
                Some(number)
            }
            (None, Some(entry)) => {
                let number = self.list.len() as u32;
                self.list.push(Facts::new(entry));
                self.later.insert(id.to_owned(), number);
                Some(number)
            }
            (None, None) => None,
        }
    }

    /// How many numbers were given.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }

    /// All numbers that were given, with what is there.
    pub(super) fn iter(&self) -> impl Iterator<Item = (u32, Option<&Facts>)> {
        (0..).zip(self.list.iter().map(|facts| (!facts.is_gone).then_some(facts)))
    }
}

impl Index<usize> for Entries {
    type Output = Facts;

    fn index(&self, number: usize) -> &Facts {
        &self.list[number]
    }
}
