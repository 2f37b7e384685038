//! What the program says to people, in every language of `locales/`: all of Fluent and ICU4X.
//!
//! A new language of the interface is a folder `locales/<tag>/` with the same files as `locales/en/`; no line of code
//! names the languages of the catalogue. English is the reference: its keys and arguments are what every language has,
//! and its text is what a reader gets where their own language lacks one.
//!
//! ```
//! use aftercare::i18n::{Args, Catalog};
//! use aftercare::language::Language;
//!
//! let catalog = Catalog::embedded().expect("the embedded texts are sound");
//! let text = catalog.text(Language::BN, "error-too-large", &Args::new().with("limit", 4_000));
//! assert!(text.contains("৪,০০০"));
//! ```
//!
//! - [`bundle`]: the [`Catalog`] of messages
//! - `compact`: the messages of a page that brings no Fluent with it
//! - [`mod@format`]: numbers, dates, days
//! - `sentences`: opening hours and durations, in messages
//! - [`negotiate`]: which language a browser asks for
//!
//! The rules for translators (tone, digits, no suffix glued to a placeable, `[0]` in Bengali) are tests in `audit`.

#[cfg(test)]
mod audit;
pub mod bundle;
mod compact;
pub mod format;
pub mod negotiate;
mod sentences;

pub use bundle::{Args, Catalog, Problem};
pub use negotiate::negotiate;

use crate::language::Language;
use unic_langid::LanguageIdentifier;

/// The language that every message exists in.
pub const REFERENCE: &str = "en";

/// What names a language: [`Language`], which the program knows how to read, or the tag of any folder of `locales/`.
pub trait Tag {
    /// Its BCP 47 identifier.
    fn identifier(&self) -> LanguageIdentifier;
}

impl Tag for Language {
    fn identifier(&self) -> LanguageIdentifier {
        self.code().parse().expect("a language's code is a BCP 47 tag: a test reads them all")
    }
}

impl Tag for LanguageIdentifier {
    fn identifier(&self) -> LanguageIdentifier {
        self.clone()
    }
}

impl<T: Tag + ?Sized> Tag for &T {
    fn identifier(&self) -> LanguageIdentifier {
        (**self).identifier()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_an_identifier() {
        for language in Language::ALL {
            assert_eq!(language.identifier().to_string(), language.code());
        }
    }
}
