//! Which of our languages a browser asks for (`Accept-Language`, RFC 9110 section 12.5.4).

use super::{Catalog, REFERENCE, Tag};
use crate::language::Language;
use unic_langid::LanguageIdentifier;

/// The first language of the reader's list that is available, by primary language (`bn-BD` is `bn`); English when none is.
pub fn negotiate(accept_language: &str, available: &[Language]) -> Language {
    best(accept_language, available).unwrap_or(Language::EN)
}

impl Catalog {
    /// As [`negotiate`], over all languages of the catalogue.
    pub fn negotiate(&self, accept_language: &str) -> LanguageIdentifier {
        best(accept_language, self.languages()).unwrap_or_else(|| REFERENCE.parse().expect("a BCP 47 tag"))
    }
}

fn best<L: Tag + Clone>(accept_language: &str, available: &[L]) -> Option<L> {
    let mut wishes: Vec<(&str, f32)> = accept_language.split(',').filter_map(wish).collect();
    // Stable: of equal wishes the first one wins.
    wishes.sort_by(|a, b| b.1.total_cmp(&a.1));
    wishes.iter().find_map(|(tag, _)| find(tag, available))
}

/// One element of the header with its weight; none when it is refused (`q=0`) or not readable.
fn wish(element: &str) -> Option<(&str, f32)> {
    let mut parts = element.split(';').map(str::trim);
    let tag = parts.next().filter(|tag| !tag.is_empty())?;
    let weight = match parts.find_map(|part| part.strip_prefix("q=").or_else(|| part.strip_prefix("Q="))) {
        Some(text) => text.trim().parse().ok().filter(|q: &f32| q.is_finite())?,
        None => 1.0,
    };
    (weight > 0.0).then_some((tag, weight))
}

fn find<L: Tag + Clone>(tag: &str, available: &[L]) -> Option<L> {
    let exact = |wanted: &str| available.iter().find(|l| l.identifier().to_string().eq_ignore_ascii_case(wanted));
    let primary = |wanted: &str| available.iter().find(|l| l.identifier().language.as_str().eq_ignore_ascii_case(wanted));
    let wanted = tag.split(['-', '_']).next().unwrap_or(tag);
    // Readers of a language that is not there get the one that serves them best: readers of Russian Kazakh.
    let stand_in = || Language::parse(wanted)?.stand_in().and_then(|other| primary(other.code()));
    exact(tag).or_else(|| primary(wanted)).or_else(stand_in).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Languages;

    fn check(header: &str, expect: Language) {
        let usual: Vec<Language> = Languages::default().iter().collect();
        assert_eq!(negotiate(header, &usual), expect, "{header:?}");
    }

    #[test]
    fn weighs_wishes() {
        check("bn", Language::BN);
        check("bn-BD,bn;q=0.9,en-GB;q=0.8", Language::BN);
        check("en;q=0.5, kk;q=0.9", Language::KK);
        check("de, fr;q=0.9, KK-kz;q=0.1", Language::KK);
        check("en, bn", Language::EN);
        check("en;q=0, bn;q=0.3", Language::BN);
        check("bn_BD", Language::BN);
        check("kk-Latn-KZ", Language::KK);
    }

    #[test]
    fn answers_readers_of_russian_in_kazakh() {
        check("ru-RU,ru;q=0.9,en-US;q=0.8,en;q=0.7", Language::KK);
        check("en,ru;q=0.9", Language::EN);
        let with_russian: Vec<LanguageIdentifier> = ["en", "kk", "ru"].iter().map(|tag| tag.parse().expect("a tag")).collect();
        assert_eq!(best("ru-KZ", &with_russian).expect("found").to_string(), "ru");
    }

    #[test]
    fn falls_back_to_english() {
        for header in ["", "*", "de-DE", ";;;,,q=", "bn;q=x", "bn;q=NaN", "bn;q=-1", "\u{0}\u{9f8}", "bangla"] {
            check(header, Language::EN);
        }
        assert_eq!(negotiate("en", &[Language::BN]), Language::EN);
    }
}
