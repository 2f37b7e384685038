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
}

/// The rows, in the order in which languages are listed everywhere. Their numbers are stored nowhere: databases, files and frames have
/// the codes.
const TABLE: [Row; 3] =
    [Row { code: "bn", script: Script::Bengali }, Row { code: "kk", script: Script::Cyrillic }, Row { code: "en", script: Script::Latin }];

impl Language {
    /// Bengali, also when it is typed in Latin letters.
    pub const BN: Self = Self(0);
    /// Kazakh, in whatever letters.
    pub const KK: Self = Self(1);
    /// English.
    pub const EN: Self = Self(2);

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
        assert_eq!([Language::BN, Language::KK, Language::EN].map(Language::code), ["bn", "kk", "en"]);
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
