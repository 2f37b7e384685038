//! One thing said in several languages.

use crate::language::Language;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One thing said in several languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Texts(BTreeMap<Language, String>);

impl Texts {
    /// Of pairs of language and text; empty texts are left out.
    pub fn of<T: Into<String>>(texts: impl IntoIterator<Item = (Language, T)>) -> Texts {
        let texts = texts.into_iter().map(|(language, text)| (language, text.into()));
        Texts(texts.filter(|(_, text)| !text.is_empty()).collect())
    }

    /// No text at all.
    pub const fn none() -> Texts {
        Texts(BTreeMap::new())
    }

    /// Whether there is a text in this very language.
    pub fn has(&self, language: Language) -> bool {
        self.0.contains_key(&language)
    }

    /// The text in a language, else in English, else in any; empty without any.
    pub fn in_(&self, language: Language) -> &str {
        let own = self.0.get(&language).or_else(|| self.0.get(&Language::EN)).or_else(|| self.0.values().next());
        own.map_or("", String::as_str)
    }

    /// Each text with its language.
    pub fn iter(&self) -> impl Iterator<Item = (Language, &str)> {
        self.0.iter().map(|(language, text)| (*language, text.as_str()))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Sets the text of a language; an empty one takes it away.
    pub fn set(&mut self, language: Language, text: impl Into<String>) {
        let text = text.into();
        if text.is_empty() {
            self.0.remove(&language)
        } else {
            self.0.insert(language, text)
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_fall_back_to_english_and_then_to_any() {
        let both = Texts::of([(Language::BN, "গাড়ি"), (Language::EN, "car"), (Language::KK, "")]);
        assert_eq!((both.in_(Language::BN), both.in_(Language::KK)), ("গাড়ি", "car"));
        assert_eq!(Texts::of([(Language::KK, "көлік")]).in_(Language::BN), "көлік");
        assert_eq!(Texts::default().in_(Language::BN), "");
        assert_eq!(serde_json::to_value(&both).expect("json"), serde_json::json!({"bn": "গাড়ি", "en": "car"}));
    }
}
