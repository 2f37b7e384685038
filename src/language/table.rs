//! The table of languages. A language of Aftercare is a row here and a folder of `locales/`; all that lists languages follows both.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::Script;

/// A language of the interface, of the FAQ and of answers: the number of a row of the table.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(u8);

/// What the program knows of a language beforehand.
struct Row {
    /// The ISO 639-1 code; also the name of its folder in `locales/` and of its tables in the files of an FAQ.
    code: &'static str,
    /// The letters it is written in.
    script: Script,
    /// Whether the interface always has it. Any other language is in use while the published FAQ has a text in it.
    always: bool,
    /// What its readers are answered in, best first, where there is no text in it.
    instead: &'static [Language],
}

/// The rows, in the order in which languages are listed everywhere. Their numbers are stored nowhere: databases, files and frames have
/// the codes.
const TABLE: [Row; 4] = [
    Row { code: "bn", script: Script::Bengali, always: true, instead: &[Language::EN] },
    Row { code: "kk", script: Script::Cyrillic, always: true, instead: &[Language::RU, Language::EN] },
    Row { code: "en", script: Script::Latin, always: true, instead: &[] },
    Row { code: "ru", script: Script::Cyrillic, always: false, instead: &[Language::KK, Language::EN] },
];

impl Language {
    /// Bengali, also when it is typed in Latin letters.
    pub const BN: Self = Self(0);
    /// Kazakh, in whatever letters.
    pub const KK: Self = Self(1);
    /// English.
    pub const EN: Self = Self(2);
    /// Russian. An FAQ without texts in it answers Russian questions in Kazakh.
    pub const RU: Self = Self(3);

    /// How many languages there are.
    pub const COUNT: usize = TABLE.len();

    /// All languages, in the order they are listed everywhere.
    pub const ALL: [Self; Self::COUNT] = {
        let mut all = [Self(0); Self::COUNT];
        let mut number = 0;
        while number < Self::COUNT {
            all[number] = Self(number as u8);
            number += 1;
        }
        all
    };

    fn row(self) -> &'static Row {
        &TABLE[self.number()]
    }

    /// Position in [`Self::ALL`], and in arrays of [`Self::COUNT`].
    pub fn number(self) -> usize {
        usize::from(self.0)
    }

    /// The ISO 639-1 code.
    pub fn code(self) -> &'static str {
        self.row().code
    }

    /// The letters it is written in.
    pub fn script(self) -> Script {
        self.row().script
    }

    /// All languages, in the order in which a reader of this one is served: this one, those that its readers know best, the others.
    pub fn choices(self) -> impl Iterator<Item = Self> {
        let near = std::iter::once(self).chain(self.row().instead.iter().copied());
        let far = Self::ALL.into_iter().filter(move |language| *language != self && !self.row().instead.contains(language));
        near.chain(far)
    }

    /// The language that its readers know best after it, if the table names one.
    pub fn stand_in(self) -> Option<Self> {
        self.row().instead.first().copied()
    }

    /// The language of exactly this code.
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.code() == code)
    }

    /// The language of a BCP 47 tag such as "bn", "bn-BD" or "kk_KZ".
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_']).next()?;
        Self::of_code(&primary.to_ascii_lowercase())
    }
}

/// The languages in use: those that the interface always has, and those that the published FAQ brings besides.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Languages([bool; Language::COUNT]);

impl Languages {
    /// Those of the interface, and `more`.
    pub fn with(more: impl IntoIterator<Item = Language>) -> Self {
        let mut used = Language::ALL.map(|language| language.row().always);
        for language in more {
            used[language.number()] = true;
        }
        Self(used)
    }

    /// Whether this one is in use.
    pub fn has(self, language: Language) -> bool {
        self.0[language.number()]
    }

    /// Those in use, in the order of the table.
    pub fn iter(self) -> impl Iterator<Item = Language> {
        Language::ALL.into_iter().filter(move |language| self.has(*language))
    }

    /// The codes of those in use.
    pub fn codes(self) -> Vec<&'static str> {
        self.iter().map(Language::code).collect()
    }

    /// This language, or the one in use that its readers are served in instead.
    pub fn nearest(self, language: Language) -> Language {
        language.choices().find(|choice| self.has(*choice)).unwrap_or(language)
    }
}

impl Default for Languages {
    fn default() -> Self {
        Self::with([])
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The tag names none of our languages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownLanguage;

impl fmt::Display for UnknownLanguage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "expected a tag of {}", Language::ALL.map(Language::code).join(", "))
    }
}

impl std::error::Error for UnknownLanguage {}

impl FromStr for Language {
    type Err = UnknownLanguage;

    fn from_str(tag: &str) -> Result<Self, Self::Err> {
        Self::parse(tag).ok_or(UnknownLanguage)
    }
}

impl Serialize for Language {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de> Deserialize<'de> for Language {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Self::of_code(&code).ok_or_else(|| serde::de::Error::custom(format_args!("{code:?} is none of our languages; {UnknownLanguage}")))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn languages_have_codes() {
        for language in Language::ALL {
            assert_eq!(language.code().parse(), Ok(language));
            assert_eq!(Language::ALL[language.number()], language);
        }
        assert_eq!(Language::parse("bn-BD"), Some(Language::BN));
        assert_eq!(Language::parse("KK_kz"), Some(Language::KK));
        assert_eq!("fr".parse::<Language>(), Err(UnknownLanguage));
        assert_eq!([Language::BN, Language::KK, Language::EN, Language::RU].map(Language::code), ["bn", "kk", "en", "ru"]);
    }

    #[test]
    fn a_language_that_is_not_in_use_has_one_that_stands_in() {
        assert_eq!(Languages::default().codes(), ["bn", "kk", "en"]);
        assert_eq!(Languages::default().nearest(Language::RU), Language::KK);
        let more = Languages::with([Language::RU]);
        assert_eq!(more.codes(), ["bn", "kk", "en", "ru"]);
        assert_eq!(more.nearest(Language::RU), Language::RU);
        for language in Language::ALL {
            let choices: Vec<Language> = language.choices().collect();
            assert_eq!(choices.first(), Some(&language));
            let mut all = choices.clone();
            all.sort_unstable();
            assert_eq!(all, Language::ALL, "{language}: each once");
        }
    }

    #[test]
    fn a_language_is_stored_as_its_code() {
        assert_eq!(serde_json::to_string(&Language::KK).ok().as_deref(), Some("\"kk\""));
        assert_eq!(serde_json::from_str::<Language>("\"en\"").ok(), Some(Language::EN));
        for wrong in ["\"EN\"", "\"fr\"", "2"] {
            assert!(serde_json::from_str::<Language>(wrong).is_err(), "{wrong}");
        }
        let map = std::collections::BTreeMap::from([(Language::BN, 1), (Language::EN, 2)]);
        assert_eq!(serde_json::to_string(&map).ok().as_deref(), Some("{\"bn\":1,\"en\":2}"));
    }
}
