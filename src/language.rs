//! The languages of Aftercare: what a text says, letter by letter.
//!
//! Visitors write Bengali, Kazakh and English, and type them as they like: Bengali in Latin letters,
//! Kazakh on a Russian keyboard or in one of several Latin alphabets, Russian words with Kazakh
//! endings. This room turns a text into [`Token`]s that meet across all that, and tells which
//! language a text is in. It reads no file, no clock and no configuration, and it knows no answers:
//! what to do with tokens is the search's affair.
//!
//! A text goes through [`segment::words`], each word through [`normalize`] and [`fold`], then the
//! stemmer and the phonetic keys of its script. [`identify`] stands beside that and looks at the
//! whole text. The rules come from `languages.md`.

pub mod bengali;
pub mod courtesy;
pub mod english;
pub mod fold;
pub mod identify;
pub mod kazakh;
pub mod latin;
pub mod lexicon;
pub mod mask;
pub mod normalize;
pub mod phonetic;
pub mod question;
pub mod segment;
pub mod stopwords;
pub mod table;

use std::ops::{ControlFlow, Deref};
use std::sync::Arc;

pub use fold::fold;
pub use normalize::normalize;
pub use question::Question;
use segment::{Word, WordKind};
pub use table::{Language, Languages, UnknownLanguage};

/// The letters a word is written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Script {
    /// Bengali letters.
    Bengali,
    /// Cyrillic letters: Kazakh or Russian.
    Cyrillic,
    /// Latin letters: English, romanised Bengali or Kazakh, or a VIN.
    Latin,
    /// Digits only.
    Number,
    /// Letters of any other script.
    Other,
}

impl Script {
    /// The script most letters of a word have.
    pub fn of(word: &str) -> Self {
        let mut counts = [(0, Self::Bengali), (0, Self::Cyrillic), (0, Self::Latin), (0, Self::Other)];
        for c in word.chars() {
            let script = if normalize::is_bengali(c) {
                0
            } else if normalize::is_cyrillic(c) {
                1
            } else if normalize::is_latin(c) {
                2
            } else if c.is_alphabetic() {
                3
            } else {
                continue;
            };
            counts[script].0 += 1;
        }
        // On a tie the first in the list wins; `max_by_key` would take the last.
        match counts.into_iter().rev().max_by_key(|(count, _)| *count) {
            Some((count, script)) if count > 0 => script,
            _ if word.chars().any(char::is_numeric) => Self::Number,
            _ => Self::Other,
        }
    }
}

/// One word of a text with all the forms under which it may be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// What it shares with the same word elsewhere.
    forms: Arc<Forms>,
    /// Bytes in the original text.
    pub start: usize,
    /// Bytes in the original text.
    pub end: usize,
}

impl Token {
    /// The same word at another place.
    #[must_use]
    pub fn at(&self, start: usize, end: usize) -> Self {
        Self { forms: Arc::clone(&self.forms), start, end }
    }
}

impl Deref for Token {
    type Target = Forms;

    fn deref(&self) -> &Forms {
        &self.forms
    }
}

/// A word with all the forms under which it may be found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Forms {
    /// The normalised word.
    pub exact: String,
    /// The folded word (section 1.1, 2.1): for character n-grams.
    pub folded: String,
    /// The light stem by script: Bengali, Kazakh (also of Russian words) or English.
    pub stem: String,
    /// The letters it is written in.
    pub script: Script,
    /// A stop word: counts less, but counts.
    pub weight_low: bool,
    /// In capitals, two letters or more.
    pub is_upper: bool,
    /// What it asks for, if it is a question word of any of the languages.
    pub question: Option<Question>,
    /// Phonetic keys (section 1.6), the main one first. Of a Bengali word exactly one, of a Latin
    /// word up to five, else none.
    pub bengali_keys: Vec<String>,
    /// Phonetic keys without the Bengali ending, where they differ from `bengali_keys`.
    pub bengali_stem_keys: Vec<String>,
    /// The key that keeps coarse vowels; tells কবে from কিভাবে. Empty for other scripts.
    pub bengali_coarse_key: String,
    /// For a romanised question word its Bengali spelling; search that instead of the keys.
    pub bengali_word: Option<&'static str>,
    /// For a Latin word its one or two readings as Kazakh, in folded Cyrillic.
    pub kazakh_folded: Vec<String>,
    /// The Kazakh stems of those readings; compare them with `stem` of a Cyrillic word.
    pub kazakh_stems: Vec<String>,
}

/// The tokens of a text, in order.
pub fn tokens(text: &str) -> Vec<Token> {
    segment::words(text).into_iter().map(analyze).filter(|token| !token.folded.is_empty()).collect()
}

/// Whether a text has more tokens than so many, without their forms.
pub fn has_more_tokens(text: &str, than: usize) -> bool {
    let mut count = 0;
    segment::each_word(text, |word| {
        count += usize::from(!fold(&word.text).is_empty());
        if count > than { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    count > than
}

/// The token of one word.
pub fn analyze(word: Word) -> Token {
    let (start, end) = (word.start, word.end);
    Token { forms: Arc::new(forms(word)), start, end }
}

/// All forms of one word.
fn forms(word: Word) -> Forms {
    let script = match word.kind {
        WordKind::Number => Script::Number,
        WordKind::Vin => Script::Latin,
        WordKind::Letters => Script::of(&word.text),
    };
    let folded = fold(&word.text);
    let mut forms = Forms {
        stem: folded.clone(),
        script,
        weight_low: stopwords::is_stop_word(&folded, script, word.is_upper),
        is_upper: word.is_upper,
        question: Question::of(&folded),
        bengali_keys: Vec::new(),
        bengali_stem_keys: Vec::new(),
        bengali_coarse_key: String::new(),
        bengali_word: None,
        kazakh_folded: Vec::new(),
        kazakh_stems: Vec::new(),
        exact: word.text,
        folded,
    };
    match (script, word.kind) {
        (Script::Bengali, _) => add_bengali_forms(&mut forms),
        (Script::Cyrillic, _) => forms.stem = kazakh::stem_of_folded(&forms.folded),
        (Script::Latin, WordKind::Letters) => add_latin_forms(&mut forms),
        _ => {}
    }
    if forms.stem.is_empty() {
        forms.stem.clone_from(&forms.folded);
    }
    forms
}

fn add_bengali_forms(forms: &mut Forms) {
    forms.stem = bengali::stem_of_folded(&forms.folded);
    let (key, coarse_key) = phonetic::both_keys(&forms.exact);
    forms.bengali_keys = vec![key];
    forms.bengali_stem_keys = vec![bengali::phonetic_key(&forms.stem)];
    forms.bengali_coarse_key = coarse_key;
    tidy_keys(forms);
}

fn add_latin_forms(forms: &mut Forms) {
    forms.stem = english::stem(&forms.exact);
    forms.bengali_word = bengali::question_word(&forms.folded);
    (forms.bengali_keys, forms.bengali_coarse_key) = phonetic::both_keys_latin(&forms.exact);
    forms.bengali_stem_keys = bengali::stem_keys_latin(&forms.folded);
    tidy_keys(forms);
    forms.kazakh_folded = latin::kazakh_to_cyrillic(&forms.exact);
    forms.kazakh_stems = forms.kazakh_folded.iter().map(|word| kazakh::stem_of_folded(word)).collect();
    forms.kazakh_stems.dedup();
}

fn tidy_keys(forms: &mut Forms) {
    forms.bengali_keys.retain(|key| !key.is_empty());
    forms.bengali_stem_keys.retain(|key| !key.is_empty() && !forms.bengali_keys.contains(key));
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::normalize::tests::any_text;
    use super::*;

    fn one(text: &str) -> Token {
        let mut all = tokens(text);
        assert_eq!(all.len(), 1, "{text:?} gives {all:?}");
        all.remove(0)
    }

    #[test]
    fn both_spellings_give_the_same_token() {
        for (a, b) in [("গা\u{09DC}ি", "গা\u{09A1}\u{09BC}ি"), ("র\u{200D}্যাম", "র্যাম"), ("қocaлқы", "қосалқы")]
        {
            let (a, b) = (one(a), one(b));
            assert_eq!(a.forms, b.forms);
        }
    }

    #[test]
    fn romanised_words_meet_the_native_ones() {
        assert_eq!(one("gari").bengali_keys[0], one("গাড়ি").bengali_keys[0]);
        assert!(one("ব্যাটারিটা").bengali_stem_keys.contains(&one("battery").bengali_keys[0]));
        assert!(one("batteryte").bengali_stem_keys.contains(&one("ব্যাটারি").bengali_keys[0]));
        assert_eq!(one("kobe").bengali_word, Some("কবে"));
        assert!(one("koliktin").kazakh_stems.contains(&one("көліктің").stem));
        assert!(one("mashinam").kazakh_stems.contains(&one("машинаның").stem));
    }

    #[test]
    fn scripts_are_told() {
        for (text, script) in [
            ("গাড়ি", Script::Bengali),
            ("көлік", Script::Cyrillic),
            ("car", Script::Latin),
            ("৫০০", Script::Number),
            ("XTA21099043576180", Script::Latin),
            ("автомобиль", Script::Cyrillic),
        ] {
            assert_eq!(one(text).script, script, "{text}");
        }
        assert_eq!(Script::of("汽車"), Script::Other);
        assert_eq!(Script::of(""), Script::Other);
    }

    #[test]
    fn vehicle_numbers_have_no_other_reading() {
        let token = one("XTA21099043576180");
        assert_eq!(token.stem, "xta21099043576180");
        assert!(token.bengali_keys.is_empty() && token.kazakh_stems.is_empty());
    }

    /// A virama stands after a letter it can silence, or it is an accident.
    fn has_lone_virama(word: &str) -> bool {
        let mut previous = None;
        word.chars().any(|c| {
            let lone = c == '\u{09CD}' && !matches!(previous, Some('\u{0985}'..='\u{09B9}' | '\u{09BC}' | '\u{09DC}'..='\u{09DF}'));
            previous = Some(c);
            lone
        })
    }

    proptest! {
        #[test]
        fn tokens_are_counted_without_their_forms(text in any_text()) {
            let count = tokens(&text).len();
            prop_assert!(!has_more_tokens(&text, count) && (count == 0 || has_more_tokens(&text, count - 1)));
        }

        #[test]
        fn tokens_of_any_text_are_sound(text in any_text()) {
            let mut end = 0;
            for token in tokens(&text) {
                prop_assert!(!token.exact.is_empty() && !token.folded.is_empty() && !token.stem.is_empty());
                prop_assert!(!has_lone_virama(&token.exact), "{:?}", token.exact);
                for word in [&token.folded, &token.stem] {
                    prop_assert!(!has_lone_virama(word) && !word.ends_with('\u{09CD}'), "{word:?}");
                }
                prop_assert!(token.start >= end && token.start < token.end);
                prop_assert!(text.get(token.start..token.end).is_some());
                prop_assert_eq!(&fold(&token.exact), &token.folded);
                prop_assert!(token.bengali_keys.len() <= 5 && token.kazakh_folded.len() <= 2);
                end = token.end;
            }
        }
    }
}
