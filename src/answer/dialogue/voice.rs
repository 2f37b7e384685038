//! The words by which it is known what the bot did in a turn that does not say so.

use crate::faq::Corpus;
use std::collections::HashSet;

/// What the bot says in words of the editor, by which a turn without other marks is known.
#[derive(Debug, Clone, Default)]
pub(in crate::answer) struct Voice {
    replies: HashSet<String>,
    titles: Vec<String>,
}

impl Voice {
    /// Of a corpus.
    pub(in crate::answer) fn new(corpus: &Corpus) -> Self {
        let small = corpus.smalltalk.iter().flat_map(|kind| kind.texts.values());
        let small = small.flat_map(|text| text.replies.iter().chain(&text.open).chain(&text.after_danger));
        let said = corpus.dialogue.iter().flat_map(|saying| saying.texts.values()).flat_map(|text| &text.replies);
        let titles = corpus.safety.iter().flat_map(|card| card.texts.values()).map(|text| text.title.trim().to_owned());
        Self {
            replies: small.chain(said).map(|reply| reply.trim().to_owned()).collect(),
            titles: titles.filter(|t| !t.is_empty()).collect(),
        }
    }

    /// Whether a text is a reply to small talk.
    pub(super) fn is_small_talk(&self, text: &str) -> bool {
        self.replies.contains(text.trim())
    }

    /// Whether a text is a safety card: they begin with their title.
    pub(super) fn is_card(&self, text: &str) -> bool {
        self.titles.iter().any(|title| text.trim_start().starts_with(title))
    }
}
