//! The varieties a text can be in.

use crate::language::Language;
use crate::language::normalize::is_kazakh_letter;

/// A language in one of the ways it is typed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variety {
    /// Bengali in Bengali letters.
    BnBeng,
    /// Bengali in Latin letters ("Banglish").
    BnLatn,
    /// Kazakh in Cyrillic letters, its own or those of a Russian keyboard.
    KkCyrl,
    /// Kazakh in one of its Latin alphabets, or in none.
    KkLatn,
    /// Russian. It is answered in Kazakh while no text of the FAQ is in Russian.
    Ru,
    /// English.
    En,
}

impl Variety {
    /// Whether a text of this variety lacks the letters of its language: Bengali and Kazakh in Latin letters, Kazakh typed on a
    /// Russian keyboard.
    pub fn is_retyped(self, text: &str) -> bool {
        match self {
            Self::BnLatn | Self::KkLatn => true,
            Self::KkCyrl => !text.to_lowercase().chars().any(is_kazakh_letter),
            Self::BnBeng | Self::Ru | Self::En => false,
        }
    }

    /// All varieties.
    pub const ALL: [Self; 6] = [Self::BnBeng, Self::BnLatn, Self::KkCyrl, Self::KkLatn, Self::Ru, Self::En];

    /// The language that it is a way to write.
    pub fn language(self) -> Language {
        match self {
            Self::BnBeng | Self::BnLatn => Language::BN,
            Self::KkCyrl | Self::KkLatn => Language::KK,
            Self::Ru => Language::RU,
            Self::En => Language::EN,
        }
    }

    /// A BCP 47 tag.
    pub fn code(self) -> &'static str {
        match self {
            Self::BnBeng => "bn",
            Self::BnLatn => "bn-Latn",
            Self::KkCyrl => "kk",
            Self::KkLatn => "kk-Latn",
            Self::Ru => "ru",
            Self::En => "en",
        }
    }

    /// The variety of a tag that [`code`](Self::code) gives.
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|variety| variety.code().eq_ignore_ascii_case(code))
    }
}
