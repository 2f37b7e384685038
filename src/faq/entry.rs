//! Entries and the corpus they form.

use std::collections::BTreeMap;
use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::dialogue::Saying;
use super::extras::{Card, DangerMessages, Labelled, Smalltalk};
use crate::config::content::Content;
use crate::language::{Language, Languages};

/// Tag of an entry whose match means that the owner wants a person: the decision is then a handoff.
pub const HANDOFF_TAG: &str = "handoff";
/// Longest title, in characters.
pub const MAX_TITLE: usize = 200;
/// Longest phrasing, in characters; owners' messages may be longer.
pub const MAX_PHRASING: usize = 1_000;
/// Longest labelled question, in characters: as long as an owner's message.
pub const MAX_QUESTION: usize = 4_000;
/// Labelled questions that are learned from at most: some thousands say what can be said of a limit.
const MOST_LEARNED: usize = 6_000;
/// Longest answer, in characters.
pub const MAX_ANSWER: usize = 20_000;

/// One FAQ topic: how it is asked and what is answered, per language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// Name of the entry and of its file: `a-z0-9-`.
    pub id: String,
    /// Folder of the file.
    pub category: String,
    /// Vehicle models it holds for; empty means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub models: Vec<String>,
    /// Markets it holds for, by the names of their sections; empty means all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub markets: Vec<String>,
    /// Ids of entries that an owner may want next.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub related: Vec<String>,
    /// Free words; [`HANDOFF_TAG`] has a meaning.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// The form of the chat that its answer offers below it (`aftersales::kind`), by id.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub action: Option<String>,
    /// Title, phrasings and answer per language; at least one language.
    pub texts: BTreeMap<Language, Text>,
}

impl Entry {
    /// Whether a match means that a person is wanted.
    pub fn is_handoff(&self) -> bool {
        self.tags.iter().any(|tag| tag == HANDOFF_TAG)
    }

    /// A name for the content: equal entries have equal hashes, on every machine and release.
    pub fn hash(&self) -> u128 {
        hash_of(self)
    }

    /// Whether it holds for a car of one of these models; one that is for some models holds for nobody whose model is not known.
    pub fn is_for_model(&self, models: &[String]) -> bool {
        // "icar-03" is what people call "iCAR 03".
        let plain = |name: &str| name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect::<String>();
        self.models.is_empty() || self.models.iter().any(|own| models.iter().any(|model| plain(own) == plain(model)))
    }

    /// Whether it holds in that market.
    pub fn is_for(&self, market: &str) -> bool {
        self.markets.is_empty() || self.markets.iter().any(|known| known == market)
    }

    /// The text in `language`, or in the one that exists and serves its readers best.
    pub fn text(&self, language: Language) -> Option<(Language, &Text)> {
        language.choices().find_map(|choice| self.texts.get(&choice).map(|text| (choice, text)))
    }
}

/// An entry in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Text {
    /// Short heading, also the label of a suggestion button.
    pub title: String,
    /// Ways to ask it, as owners write.
    pub phrasings: Vec<String>,
    /// Markdown with `{placeholders}`.
    pub answer: String,
    /// How it stands to the entry as a whole.
    #[serde(default, skip_serializing_if = "TranslationState::is_current")]
    pub state: TranslationState,
    /// The revision of the entry that it was last brought up to; none when nobody has said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub based_on: Option<u32>,
}

impl Text {
    /// A current text, of which it is not known what it is based on.
    pub fn new(title: impl Into<String>, phrasings: Vec<String>, answer: impl Into<String>) -> Text {
        Text { title: title.into(), phrasings, answer: answer.into(), state: TranslationState::Current, based_on: None }
    }

    /// Whether both have the same words, however they stand to their entries.
    pub fn says_the_same_as(&self, other: &Text) -> bool {
        (&self.title, &self.phrasings, &self.answer) == (&other.title, &other.phrasings, &other.answer)
    }

    /// Whether it has no second phrasing.
    pub fn is_alone(&self) -> bool {
        self.phrasings.len() < 2
    }
}

/// How a text in one language stands to the entry as a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TranslationState {
    /// It says what the entry says.
    #[default]
    Current,
    /// The entry says more or other things since, and this is still true.
    Stale,
    /// It says what is true no longer.
    Wrong,
}

impl TranslationState {
    /// Every state.
    pub const ALL: [TranslationState; 3] = [TranslationState::Current, TranslationState::Stale, TranslationState::Wrong];

    /// The name in files and on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            TranslationState::Current => "current",
            TranslationState::Stale => "stale",
            TranslationState::Wrong => "wrong",
        }
    }

    /// The state of that name.
    pub fn parse(name: &str) -> Option<TranslationState> {
        TranslationState::ALL.into_iter().find(|state| state.as_str() == name)
    }

    /// Whether nothing is to be said of it: files and JSON then leave it out.
    pub fn is_current(&self) -> bool {
        *self == TranslationState::Current
    }
}

/// All content that decides what is answered: the entries and what lies beside them.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Corpus {
    /// Sorted by id. Shared, for whoever edits one entry of ten thousand keeps the others.
    pub entries: Vec<Arc<Entry>>,
    /// Shared likewise: an edit of an entry changes nothing of it.
    beside: Arc<Beside>,
}

impl Deref for Corpus {
    type Target = Beside;

    fn deref(&self) -> &Beside {
        &self.beside
    }
}

impl DerefMut for Corpus {
    fn deref_mut(&mut self) -> &mut Beside {
        Arc::make_mut(&mut self.beside)
    }
}

/// What lies beside the entries of a [`Corpus`].
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Beside {
    /// Known questions that no entry answers.
    pub offtopic: BTreeMap<Language, Vec<String>>,
    /// Questions of all kinds for the languages that have few such lines of their own; those that an entry may answer after all are
    /// passed over.
    pub general: BTreeMap<Language, Vec<String>>,
    /// Groups of words or phrases that mean the same.
    pub synonyms: BTreeMap<Language, Vec<Vec<String>>>,
    /// Danger phrases and the cards they bring up.
    pub safety: Vec<Card>,
    /// Messages that tell of a danger, and such as only share its words: by file, in the order of its headings.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub dangers: BTreeMap<String, Vec<DangerMessages>>,
    /// Greetings, thanks and the like, with replies.
    pub smalltalk: Vec<Smalltalk>,
    /// What owners say about what was just said.
    pub dialogue: Vec<Saying>,
    /// Lines per language variety (`ru`, `bn-latn`, ...) from which languages are told apart.
    pub samples: BTreeMap<String, Vec<String>>,
    /// Questions of owners and what answers them. From these is learned how sure is sure enough, each left out in turn, and they teach what an entry
    /// is asked by beside its phrasings.
    pub questions: Vec<Labelled>,
    /// Phones, hours and first words. They decide no answer, and so nothing is learned anew when they change.
    #[serde(skip)]
    pub settings: Content,
}

impl Corpus {
    /// The labelled questions that are learned from: the last ones where they are many.
    pub fn last_questions(&self) -> &[Labelled] {
        &self.questions[self.questions.len().saturating_sub(MOST_LEARNED)..]
    }

    /// Those of them that an entry answers, with its number.
    pub fn answered_questions(&self) -> impl Iterator<Item = (u32, &Labelled)> {
        self.last_questions().iter().filter(|question| !question.is_smalltalk()).filter_map(|question| {
            let topic = question.topic.as_deref()?;
            let entry = self.entries.binary_search_by(|entry| entry.id.as_str().cmp(topic)).ok()?;
            Some((entry as u32, question))
        })
    }

    /// The languages that are in use with this corpus.
    pub fn languages(&self) -> Languages {
        Languages::with(self.entries.iter().flat_map(|entry| entry.texts.keys().copied()))
    }

    /// The entry of that id.
    pub fn entry(&self, id: &str) -> Option<&Arc<Entry>> {
        self.place(id).ok().map(|place| &self.entries[place])
    }

    /// Puts an entry in the place of the one of its id, or between its neighbours.
    pub fn put(&mut self, entry: impl Into<Arc<Entry>>) {
        let entry = entry.into();
        let place = self.place(&entry.id);
        match place {
            Ok(place) => self.entries[place] = entry,
            Err(place) => self.entries.insert(place, entry),
        }
    }

    /// Takes the entry of that id out, if it is there.
    pub fn take(&mut self, id: &str) {
        if let Ok(place) = self.place(id) {
            self.entries.remove(place);
        }
    }

    /// Whether all beside the entries is the same.
    pub fn is_beside(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.beside, &other.beside) || self.beside == other.beside
    }

    /// Where the entry of that id stands, or would.
    fn place(&self, id: &str) -> Result<usize, usize> {
        self.entries.binary_search_by(|entry| entry.id.as_str().cmp(id))
    }

    /// Share of the entries' texts that have no second phrasing, 0 to 1.
    pub fn alone(&self) -> f32 {
        let texts = || self.entries.iter().flat_map(|entry| entry.texts.values());
        texts().filter(|text| text.is_alone()).count() as f32 / texts().count().max(1) as f32
    }

    /// Whether most texts have no second phrasing: what owners ask is then found by the answers, and phrasings teach little.
    pub fn is_of_answers(&self) -> bool {
        self.alone() > 0.5
    }

    /// Brings the entries into their order; call it after changing them by hand.
    pub fn sort(&mut self) {
        self.entries.sort_by(|a, b| a.id.cmp(&b.id));
    }

    /// A name for the content: equal corpora have equal hashes, on every machine and release. It names cache files and protects nothing.
    pub fn hash(&self) -> u128 {
        self.entries.iter().fold(self.hash_beside(), |hash, entry| hash.wrapping_add(entry.hash()))
    }

    /// What [`Self::hash`] is without entries: each adds its own [`Entry::hash`], so that an edit of one needs no look at the others.
    pub fn hash_beside(&self) -> u128 {
        hash_of(&*self.beside)
    }
}

/// FNV-1a with 128 bits over the JSON form.
fn hash_of(plain: &impl Serialize) -> u128 {
    let mut hash = Fnv(0x6c62_272e_07bb_0142_62b8_2175_6295_c58d);
    serde_json::to_writer(&mut hash, plain).expect("an entry and a corpus are plain data");
    hash.0
}

struct Fnv(u128);

impl std::io::Write for Fnv {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        for byte in bytes {
            self.0 = (self.0 ^ u128::from(*byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b);
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Whether `id` may name an entry: `a-z`, `0-9` and `-`, at most 80 letters.
pub fn is_id(id: &str) -> bool {
    !id.is_empty() && id.len() <= 80 && id.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(id: &str, title: &str) -> Entry {
        let text = Text::new(title, vec![title.to_owned()], "x");
        let texts = BTreeMap::from([(Language::EN, text)]);
        let (id, category) = (id.to_owned(), "car".to_owned());
        Entry { id, category, models: Vec::new(), markets: Vec::new(), related: Vec::new(), tags: Vec::new(), action: None, texts }
    }

    #[test]
    fn an_entry_for_some_models_holds_for_those_alone() {
        let all = entry("a", "A");
        let some = Entry { models: vec!["icar-03".into(), "zeekr-001".into()], ..entry("b", "B") };
        let of = |models: &[&str]| models.iter().map(|model| (*model).to_owned()).collect::<Vec<_>>();
        assert!(all.is_for_model(&of(&["iCAR 03"])) && all.is_for_model(&[]));
        assert!(some.is_for_model(&of(&["iCAR 03"])) && some.is_for_model(&of(&["Other", "Zeekr 001"])));
        assert!(!some.is_for_model(&of(&["Zeekr 007"])) && !some.is_for_model(&[]), "nobody knows whether it is theirs");
    }

    #[test]
    fn an_edited_corpus_has_the_order_and_the_hash_of_one_that_was_made_so() {
        let mut corpus = Corpus::default();
        let empty = corpus.hash();
        for id in ["b", "c", "a", "d"] {
            corpus.put(entry(id, "old"));
        }
        corpus.put(entry("c", "new"));
        corpus.take("d");
        corpus.take("e");
        let mut made = Corpus {
            entries: [("c", "new"), ("a", "old"), ("b", "old")].map(|(id, title)| entry(id, title).into()).into(),
            ..Corpus::default()
        };
        made.sort();
        assert_eq!((&corpus, corpus.hash()), (&made, made.hash()));
        assert_eq!(corpus.entry("c").map(|entry| entry.texts[&Language::EN].title.as_str()), Some("new"));
        made.put(entry("c", "newer"));
        assert_ne!(corpus.hash(), made.hash());
        ["a", "b", "c"].iter().for_each(|id| corpus.take(id));
        assert_eq!(corpus.hash(), empty);
    }
}
