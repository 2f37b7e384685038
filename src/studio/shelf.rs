//! All entries in short form, as lists and searches need them: read once, and then only what was changed.

use crate::faq::plain::plain;
use crate::faq::{Entry, TranslationState};
use crate::language::Language;
use crate::store::Head;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::Arc;

/// An entry in a list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Card {
    pub head: Head,
    /// Title and state of each language that it has.
    pub texts: BTreeMap<Language, (String, TranslationState)>,
    pub models: Vec<String>,
    pub markets: Vec<String>,
    pub tags: Vec<String>,
    /// The words of titles and phrasings, a line each.
    words: String,
    /// Its phrasings, as they are compared.
    asked: Vec<(Language, String)>,
}

impl Card {
    pub fn new(head: Head, entry: &Entry) -> Card {
        let texts = entry.texts.iter().map(|(language, text)| (*language, (text.title.clone(), text.state))).collect();
        let all = entry.texts.values().flat_map(|text| std::iter::once(&text.title).chain(&text.phrasings));
        let words = all.map(|text| plain(text)).collect::<Vec<_>>().join("\n");
        let asked = entry.texts.iter().flat_map(|(language, text)| text.phrasings.iter().map(|text| (*language, plain(text))));
        Card {
            texts,
            models: entry.models.clone(),
            markets: entry.markets.clone(),
            tags: entry.tags.clone(),
            words,
            asked: asked.filter(|(_, text)| !text.is_empty()).collect(),
            head,
        }
    }

    /// The state of a language; none when it is missing.
    pub fn state(&self, language: Language) -> Option<TranslationState> {
        self.texts.get(&language).map(|(_, state)| *state)
    }

    /// Whether the words of a title or phrasing begin or go on with these.
    fn says(&self, words: &str) -> bool {
        !words.is_empty() && self.words.contains(words)
    }
}

/// What is looked for in a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// How often entries were asked, where the filter needs it; none of one: never.
    pub asked: BTreeMap<String, AskedEntry>,
    pub category: Option<String>,
    pub language: Option<Language>,
    pub state: Option<WantedState>,
    pub filter: Option<Filter>,
}

/// How a language of an entry stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum WantedState {
    Missing,
    Is(TranslationState),
}

/// Which entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Filter {
    /// Those with a draft.
    Draft,
    /// Those that are neither published nor being written.
    Withdrawn,
    /// What is published and was never the answer.
    NeverAsked,
    /// What left more owners without help than it helped, the worst first.
    Unhelpful,
}

/// How often an entry was asked, in all languages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct AskedEntry {
    pub asked: u64,
    pub helpful: u64,
    /// Called unhelpful, or followed by a wish for a person.
    pub unhelped: u64,
}

impl AskedEntry {
    /// Whether it left more owners without help than it helped.
    pub fn is_unhelpful(&self) -> bool {
        self.unhelped > self.helpful
    }
}

/// All entries, by id.
#[derive(Debug, Default)]
pub struct Shelf {
    cards: BTreeMap<String, Arc<Card>>,
    /// Which entries have a phrasing.
    asked: HashMap<(Language, String), Vec<String>>,
    /// It has been filled once.
    pub known: bool,
}

impl Shelf {
    /// The entries whose words are not those of these heads, with the revision that has them.
    pub fn lacks(&self, heads: &[Head]) -> Vec<(String, u32)> {
        let is_new = |head: &&Head| {
            let known = self.cards.get(&head.entry);
            known.is_none_or(|card| card.head.revision != head.revision || card.head.at != head.at)
        };
        heads.iter().filter(is_new).map(|head| (head.entry.clone(), head.revision)).collect()
    }

    /// Takes up what is there now: `read` are the cards of what was lacking.
    pub fn take_up(&mut self, heads: Vec<Head>, read: Vec<Card>) {
        let there: HashSet<&str> = heads.iter().map(|head| head.entry.as_str()).collect();
        let gone: Vec<String> = self.cards.keys().filter(|id| !there.contains(id.as_str())).cloned().collect();
        gone.iter().for_each(|id| self.forget(id));
        read.into_iter().for_each(|card| self.put(card));
        for head in heads {
            if let Some(card) = self.cards.get_mut(&head.entry)
                && card.head != head
            {
                *card = Arc::new(Card { head, ..Card::clone(card) });
            }
        }
        self.known = true;
    }

    /// Takes up one entry.
    pub fn put(&mut self, card: Card) {
        let id = card.head.entry.clone();
        self.forget(&id);
        for key in &card.asked {
            self.asked.entry(key.clone()).or_default().push(id.clone());
        }
        self.cards.insert(id, Arc::new(card));
    }

    fn forget(&mut self, id: &str) {
        let Some(card) = self.cards.remove(id) else { return };
        for key in &card.asked {
            if let Some(ids) = self.asked.get_mut(key) {
                ids.retain(|known| known != id);
                if ids.is_empty() {
                    self.asked.remove(key);
                }
            }
        }
    }

    /// One entry.
    pub fn card(&self, id: &str) -> Option<&Arc<Card>> {
        self.cards.get(id)
    }

    /// Every category there is.
    pub fn categories(&self) -> Vec<String> {
        let of_live = self.cards.values().filter(|card| !card.head.is_withdrawn());
        of_live.map(|card| card.head.category.clone()).collect::<BTreeSet<_>>().into_iter().collect()
    }

    /// Another entry that has this phrasing: of those that are published or being written.
    pub fn also_of(&self, entry: &str, language: Language, phrasing: &str) -> Option<&str> {
        let ids = self.asked.get(&(language, plain(phrasing)))?;
        let is_other = |id: &&String| *id != entry && self.cards.get(*id).is_some_and(|card| !card.head.is_withdrawn());
        ids.iter().find(is_other).map(String::as_str)
    }

    /// Those that are wanted, by id.
    pub fn list(&self, wanted: &Wanted, languages: &[Language]) -> Vec<Arc<Card>> {
        let mut cards: Vec<Arc<Card>> = self.cards.values().filter(|card| is_wanted(card, wanted, languages)).cloned().collect();
        if wanted.filter == Some(Filter::Unhelpful) {
            cards.sort_by_key(|card| std::cmp::Reverse(wanted.asked.get(&card.head.entry).map_or(0, |asked| asked.unhelped)));
        }
        cards
    }

    /// Those that are wanted and that a text finds: the one of that name, those that the matcher `found`, and those that say it.
    pub fn search(&self, text: &str, found: &[String], wanted: &Wanted, languages: &[Language]) -> Vec<Arc<Card>> {
        let (id, words) = (text.trim().to_lowercase(), plain(text));
        let named = self.cards.keys().filter(|known| **known == id);
        let saying = self.cards.values().filter(|card| card.says(&words) || (id.len() > 1 && card.head.entry.contains(&id)));
        let mut seen = HashSet::new();
        let all = named.chain(found).chain(saying.map(|card| &card.head.entry));
        let cards = all.filter(|id| seen.insert(id.as_str())).filter_map(|id| self.cards.get(id));
        cards.filter(|card| is_wanted(card, wanted, languages)).cloned().collect()
    }

    /// The ids of at most `most` entries that say a text in their name, titles or phrasings, withdrawn ones, too.
    pub fn saying(&self, text: &str, most: usize) -> Vec<String> {
        let (id, words) = (text.trim().to_lowercase(), plain(text));
        let saying = self.cards.values().filter(|card| card.says(&words) || (!id.is_empty() && card.head.entry.contains(&id)));
        saying.take(most).map(|card| card.head.entry.clone()).collect()
    }

    /// An entry's title in a language, else in another that it has, else its name.
    pub fn title(&self, id: &str, language: Language) -> String {
        let texts = self.cards.get(id).map(|card| &card.texts);
        let title = texts.and_then(|texts| texts.get(&language).into_iter().chain(texts.values()).find(|(title, _)| !title.is_empty()));
        title.map_or_else(|| id.to_owned(), |(title, _)| title.clone())
    }

    /// How the languages stand in all that is published or being written.
    pub fn translations(&self, languages: &[Language]) -> Translations {
        let mut translations = Translations::default();
        for card in self.cards.values().filter(|card| !card.head.is_withdrawn()) {
            for language in languages {
                let state = card.state(*language);
                let counts = translations.counts.entry(*language).or_default();
                match state {
                    None => counts.missing += 1,
                    Some(TranslationState::Current) => counts.current += 1,
                    Some(TranslationState::Stale) => counts.stale += 1,
                    Some(TranslationState::Wrong) => counts.wrong += 1,
                }
                if state != Some(TranslationState::Current) {
                    translations.open.push((Arc::clone(card), *language, state));
                }
            }
        }
        // What is wrong comes first, then what is old, then what is missing.
        translations.open.sort_by_key(|(_, _, state)| std::cmp::Reverse(*state));
        translations
    }
}

fn is_wanted(card: &Card, wanted: &Wanted, languages: &[Language]) -> bool {
    let Wanted { category, language, state, filter, .. } = wanted;
    let asked = wanted.asked.get(&card.head.entry).copied().unwrap_or_default();
    let of = language.as_ref().map_or(languages, std::slice::from_ref);
    let is = |language: &Language| match state {
        None => card.state(*language).is_some(),
        Some(WantedState::Missing) => card.state(*language).is_none(),
        Some(WantedState::Is(state)) => card.state(*language) == Some(*state),
    };
    let spoken = (language.is_none() && state.is_none()) || of.iter().any(is);
    let filtered = match filter {
        None => !card.head.is_withdrawn(),
        Some(Filter::Draft) => card.head.draft,
        Some(Filter::Withdrawn) => card.head.is_withdrawn(),
        Some(Filter::NeverAsked) => card.head.published.is_some() && asked.asked == 0,
        Some(Filter::Unhelpful) => card.head.published.is_some() && asked.is_unhelpful(),
    };
    spoken && filtered && category.as_ref().is_none_or(|category| *category == card.head.category)
}

/// How the languages stand.
#[derive(Debug, Default)]
pub struct Translations {
    pub counts: BTreeMap<Language, Counts>,
    /// What is not current: the entry, the language and its state (none: it is missing).
    pub open: Vec<(Arc<Card>, Language, Option<TranslationState>)>,
}

/// How many entries stand how in one language.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    pub current: u64,
    pub stale: u64,
    pub wrong: u64,
    pub missing: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_asks_and_what_does_not_help_is_found() {
        let mut shelf = Shelf::default();
        for (id, published) in [("asked", true), ("draft", false), ("never", true), ("worse", true), ("bad", true)] {
            let published = published.then_some(1);
            let (entry, category, author) = (id.to_owned(), "car".to_owned(), "ed".to_owned());
            let draft = published.is_none();
            let head = Head { entry, category, revision: 1, published, draft, at: 0, author, autosaved: false, scheduled_at: None };
            let texts = BTreeMap::new();
            let (id, category) = (id.to_owned(), "car".to_owned());
            let entry = Entry { id, category, models: vec![], markets: vec![], related: vec![], tags: vec![], action: None, texts };
            shelf.put(Card::new(head, &entry));
        }
        let asked = [("asked", 9, 5, 5), ("bad", 9, 1, 2), ("worse", 9, 0, 7)];
        let asked = asked.map(|(id, asked, helpful, unhelped)| (id.to_owned(), AskedEntry { asked, helpful, unhelped }));
        let found = |filter| {
            let wanted = Wanted { asked: asked.clone().into(), filter: Some(filter), ..Wanted::default() };
            shelf.list(&wanted, &[]).iter().map(|card| card.head.entry.clone()).collect::<Vec<_>>()
        };
        assert_eq!(found(Filter::NeverAsked), ["never"]);
        assert_eq!(found(Filter::Unhelpful), ["worse", "bad"]);
    }
}
