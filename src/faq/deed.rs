//! What owners did about what the FAQ gave them: it says whether the entry was the right one, without anybody saying so.

use super::entry::Corpus;
use crate::language::Language;

/// What an owner did after a question that stood by itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Deed {
    /// Nothing was said against the answer.
    Kept,
    /// Took this entry's button.
    Taken,
    /// Left the buttons alone; the entry is that of the first.
    Left,
    /// Called the answer helpful.
    Helpful,
    /// Called it unhelpful.
    Unhelpful,
    /// Asked for a person right after it.
    Person,
}

impl Deed {
    /// Every deed.
    pub const ALL: [Deed; 6] = [Deed::Kept, Deed::Taken, Deed::Left, Deed::Helpful, Deed::Unhelpful, Deed::Person];

    /// The name in the database and in the metrics.
    pub fn as_str(self) -> &'static str {
        match self {
            Deed::Kept => "kept",
            Deed::Taken => "taken",
            Deed::Left => "left",
            Deed::Helpful => "helpful",
            Deed::Unhelpful => "unhelpful",
            Deed::Person => "person",
        }
    }

    /// The one with that name.
    pub fn parse(name: &str) -> Option<Deed> {
        Deed::ALL.into_iter().find(|deed| deed.as_str() == name)
    }

    /// Whether it speaks against the answer.
    pub fn is_complaint(self) -> bool {
        matches!(self, Deed::Unhelpful | Deed::Person)
    }
}

/// A question of an owner with what they did, of no conversation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub language: Language,
    /// Without personal details.
    pub text: String,
    pub entry: String,
    /// Revision of the entry that was shown, where it was answered.
    pub revision: Option<u64>,
    pub deed: Deed,
}

impl Told {
    /// Whether it says something of the corpus as it is now: the entry is there, and what is held against it was not mended since. `revision`: the
    /// entry's now, where it is known.
    pub fn holds(&self, corpus: &Corpus, revision: Option<u64>) -> bool {
        let is_mended = self.deed.is_complaint() && revision.is_some() && self.revision != revision;
        corpus.entry(&self.entry).is_some() && !is_mended
    }
}
