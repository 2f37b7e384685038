//! Reading what edited phrasings mean: which of them the embedding model has not read, and an engine that knows them ([`Added`](super::added)).

use std::collections::BTreeSet;
use std::sync::Arc;

use super::base::Base;
use super::engine::Engine;
use super::learned::Fitted;
use crate::faq::Entry;
use crate::language::Language;
use crate::search::embedding::Packed;
use crate::search::features::hash;

/// A phrasing or title of an entry whose meaning is not known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unread {
    /// Its entry.
    pub entry: String,
    /// What the embedding model reads of it.
    pub read: String,
    /// Of the text.
    hash: u64,
}

/// The texts that an entry is asked by.
fn texts(entry: &Entry) -> impl Iterator<Item = (Language, &String)> {
    entry.texts.iter().flat_map(|(language, text)| text.phrasings.iter().chain([&text.title]).map(|text| (*language, text)))
}

impl Engine {
    /// The texts of an entry that was edited, as far as the embedding model has not read them for this engine. None where it takes no part.
    pub fn unread(&self, id: &str) -> Vec<Unread> {
        let (base, known) = (self.base(), self.fitted().and_then(|fitted| Some((fitted, &fitted.trained.meaning.as_ref()?.0))));
        let Some((number, (fitted, meaning))) = base.number_of(id).zip(known) else { return Vec::new() };
        let learned = fitted.classes.get(number as usize).copied().flatten().into_iter().flat_map(|class| meaning.phrasings_of(class));
        let mut known: BTreeSet<u64> = learned.chain(fitted.added.hashes(number)).collect();
        let unread = |(language, text): (Language, &String)| {
            let hash = hash(text);
            let read = known.insert(hash).then(|| base.read(language, text))??;
            Some(Unread { entry: id.to_owned(), read: read.into_owned(), hash })
        };
        texts(&base.entries[number as usize]).filter_map(unread).collect()
    }

    /// The same engine with what was read of edited entries. What they have no more is passed over, and so is all where nothing was learned with the
    /// model.
    #[must_use]
    pub fn with_read(&self, read: &[(Unread, Vec<f32>)]) -> Self {
        let Some(fitted) = self.fitted() else { return self.clone() };
        let Some((meaning, _)) = &fitted.trained.meaning else { return self.clone() };
        let mut added = fitted.added.clone();
        for (Unread { entry, hash: of, .. }, vector) in read {
            let number = self.base().number_of(entry);
            let has = |number: &u32| texts(&self.base().entries[*number as usize]).any(|(_, text)| hash(text) == *of);
            if let Some(number) = number.filter(has) {
                added.put(number, *of, Packed::new(&meaning.centre(vector)));
            }
        }
        self.with_fitted(Fitted { trained: Arc::clone(&fitted.trained), classes: fitted.classes.clone(), added })
    }
}

impl Base {
    /// What the embedding model reads of a text of the corpus; none when it can't.
    pub(super) fn read<'t>(&self, language: Language, text: &'t str) -> Option<std::borrow::Cow<'t, str>> {
        let variety = self.variety(language, text);
        let is_retyped = variety.is_some_and(|variety| variety.is_retyped(text));
        let tokens = if is_retyped { crate::language::tokens(text) } else { Vec::new() };
        self.legible(text, &tokens, variety)
    }
}
