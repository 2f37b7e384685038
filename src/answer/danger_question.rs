//! The question whether anybody is in danger, by its words: what was said before may be told without what it did, as in the lines of
//! `aftercare ask`.

use crate::faq::plain::plain;
use crate::i18n::{Args, Catalog};
use crate::language::Language;
use crate::language::segment::first_chars;
use std::sync::OnceLock;

/// Message of `locales/` that asks whether anybody is in danger.
const DANGER_QUESTION: &str = "danger-question";
/// Characters of a turn that are looked at.
const MOST_CHARS: usize = 1_000;

/// The question in each language, without case and punctuation.
#[derive(Default)]
pub(super) struct Questions(OnceLock<Vec<String>>);

impl Questions {
    /// Whether a text holds one of them.
    pub(super) fn are_in(&self, text: &str) -> bool {
        let text = plain(first_chars(text, MOST_CHARS));
        self.0.get_or_init(Self::read).iter().any(|question| !question.is_empty() && text.contains(question))
    }

    /// Reads them from `locales/`; a server whose catalog is broken does not start.
    fn read() -> Vec<String> {
        let Ok(catalog) = Catalog::embedded() else { return Vec::new() };
        Language::ALL.into_iter().map(|language| plain(&catalog.text(language, DANGER_QUESTION, &Args::new()))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_known_by_its_words_in_every_language() {
        let catalog = Catalog::embedded().expect("a catalog");
        let questions = Questions::default();
        for language in Language::ALL {
            assert!(questions.are_in(&catalog.text(language, DANGER_QUESTION, &Args::new())), "{language}");
        }
        assert!(!questions.are_in("Is the car charging right now?"));
    }
}
