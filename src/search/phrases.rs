//! Finds the words of fixed phrases in a message: by stem, folded form, phonetic key, or with a typo.
//!
//! Danger phrases and small talk are short lists that must be found in whatever spelling. Every word of a phrase is
//! put into a table under each form it may take; a word of a message looks its own forms up.

use rustc_hash::FxHashMap;
use std::collections::HashMap;
use std::ops::RangeInclusive;

use crate::language::normalize::is_kazakh_letter;
use crate::language::{Language, Script, Token};

/// Number of a distinct word among the phrases.
pub type WordId = u32;

/// The words of all phrases.
#[derive(Debug, Clone, Default)]
pub struct Words {
    forms: FxHashMap<String, Vec<WordId>>,
    ids: HashMap<(String, bool, Group), WordId>,
}

/// Which words may meet: Latin words of Bengali phrases meet by sound, English ones do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Group {
    Bengali,
    Kazakh,
    English,
}

/// Words shorter or longer than this are not corrected, in characters; as in `search::typos`. Each letter costs a copy of the word.
const TYPO_LENGTHS: RangeInclusive<usize> = 5..=24;
/// Phonetic keys shorter than this say too little, in letters.
const SHORTEST_KEY: usize = 3;

const NEGATIONS: &[&str] = &[
    "not",
    "no",
    "never",
    "dont",
    "don't",
    "doesnt",
    "doesn't",
    "didnt",
    "didn't",
    "cant",
    "can't",
    "cannot",
    "wont",
    "won't",
    "isnt",
    "isn't",
    "arent",
    "aren't",
    "wasnt",
    "wasn't",
    "hasnt",
    "hasn't",
    "without",
    "না",
    "নাই",
    "নেই",
    "নি",
    "নয়",
    "na",
    "nai",
    "nei",
    "ni",
    "noy",
    "жоқ",
    "жок",
    "емес",
    "joq",
    "jok",
    "zhok",
    "emes",
    "не",
    "нет",
    "ни",
    "без",
];

impl Words {
    /// Adds a word of a phrase of that language.
    pub fn add(&mut self, token: &Token, language: Language) -> WordId {
        let group = match language.script() {
            Script::Bengali => Group::Bengali,
            Script::Cyrillic => Group::Kazakh,
            _ => Group::English,
        };
        let next = self.ids.len() as u32;
        let negated = is_negated(token);
        let id = *self.ids.entry((token.folded.clone(), negated, group)).or_insert(next);
        if id == next {
            for form in forms(token, group, true) {
                let list = self.forms.entry(form).or_default();
                if !list.contains(&id) {
                    list.push(id);
                }
            }
        }
        id
    }

    /// The phrase words that this word of a message may be. `known` tells whether a word is right as it
    /// is, so that it is not taken for a misspelling. `sounds`: a Latin word may be romanised Bengali; in an English
    /// message it is not, or "again" would be আগুন, fire.
    pub fn find(&self, token: &Token, known: &dyn Fn(&Token) -> bool, sounds: bool) -> Vec<WordId> {
        if self.forms.is_empty() {
            return Vec::new();
        }
        let look = |forms: Vec<String>| forms.into_iter().filter_map(|form| self.forms.get(&form)).flatten().copied().collect::<Vec<_>>();
        let mut found = Vec::new();
        for group in [Group::Bengali, Group::Kazakh, Group::English] {
            if sounds || group != Group::Bengali || token.script != Script::Latin {
                found.extend(look(forms(token, group, false)));
            }
        }
        if found.is_empty() && may_be_misspelt(token) && !known(token) {
            found = look(deletions(&token.folded, token.script));
        }
        found.sort_unstable();
        found.dedup();
        found
    }
}

/// The forms of a word, as keys of the table; `all` also those under which misspellings find it.
fn forms(token: &Token, group: Group, all: bool) -> Vec<String> {
    if is_negation(token) {
        return vec!["!".to_owned()];
    }
    let sign = if is_negated(token) { '-' } else { '+' };
    let mut forms = vec![format!("{sign}f{}", token.folded), format!("{sign}s{}", token.stem)];
    if group == Group::Bengali {
        let keys = token.bengali_keys.iter().chain(&token.bengali_stem_keys);
        forms.extend(keys.filter(|key| key.len() >= SHORTEST_KEY).map(|key| format!("+p{key}")));
        if token.bengali_coarse_key.len() >= SHORTEST_KEY {
            forms.push(format!("+c{}", token.bengali_coarse_key));
        }
    }
    if group == Group::Kazakh {
        forms.extend(token.kazakh_folded.iter().map(|word| format!("{}f{word}", sign_of(word))));
        for (word, stem) in token.kazakh_folded.iter().zip(&token.kazakh_stems) {
            forms.push(format!("{}s{stem}", if is_negative_verb(word, stem) { '-' } else { '+' }));
        }
    }
    if all && may_be_misspelt(token) {
        forms.extend(deletions(&token.folded, token.script));
    }
    forms
}

fn may_be_misspelt(token: &Token) -> bool {
    TYPO_LENGTHS.contains(&token.folded.chars().take(TYPO_LENGTHS.end() + 1).count())
}

fn sign_of(word: &str) -> char {
    if is_negative_verb(word, &crate::language::kazakh::stem(word)) { '-' } else { '+' }
}

/// The word with each letter left out, and itself: two words that share one of these differ by one
/// letter, or by two that changed places.
fn deletions(word: &str, script: Script) -> Vec<String> {
    if script == Script::Number {
        return Vec::new();
    }
    let letters: Vec<char> = word.chars().collect();
    let mut deletions = vec![format!("~{word}")];
    for skip in 0..letters.len() {
        let mut form = String::from("~");
        form.extend(letters.iter().enumerate().filter(|(i, _)| *i != skip).map(|(_, c)| *c));
        deletions.push(form);
    }
    deletions
}

/// Whether two words are written alike, up to endings and the alphabet of Kazakh.
pub fn is_spelt(word: &Token, said: &Token) -> bool {
    let [a, b] = [word, said].map(|token| std::iter::once(&token.folded).chain(&token.kazakh_folded));
    word.stem == said.stem || a.clone().any(|form| b.clone().any(|other| form == other))
}

/// Whether a word is a negation by itself, whatever stands beside it.
pub fn is_negation(token: &Token) -> bool {
    NEGATIONS.contains(&token.exact.as_str()) || NEGATIONS.contains(&token.folded.as_str())
}

/// What Kazakh verbs and postpositions begin with, folded, that follow не, "what": не істеймін, не болды, не үшін. Russian не, "not", has none of
/// them behind it.
const AFTER_WHAT: [&str; 20] = [
    "исте",
    "кыл",
    "болд",
    "болып",
    "болга",
    "болад",
    "болса",
    "болар",
    "боп",
    "жаса",
    "керек",
    "ушин",
    "себеп",
    "дейд",
    "деген",
    "деп",
    "айт",
    "екен",
    "нарсе",
    "мумкин",
];

/// Which words of a message are negations by themselves. Не is "not" in Russian and "what" in Kazakh: the word behind it tells, or that there
/// is none.
pub fn negations(message: &[Token]) -> Vec<bool> {
    let is_what = |place: usize| {
        message[place].folded == "не"
            && message.get(place + 1).is_none_or(|next| {
                next.exact.chars().any(is_kazakh_letter) || AFTER_WHAT.iter().any(|begin| next.folded.starts_with(begin))
            })
    };
    (0..message.len()).map(|place| is_negation(&message[place]) && !is_what(place)).collect()
}

/// Whether a word carries a negation: істемейді against істейді.
pub fn is_negated(token: &Token) -> bool {
    match token.script {
        Script::Cyrillic => is_negative_verb(&token.folded, &token.stem),
        _ => false,
    }
}

/// Whether a folded Kazakh verb has -ма/-ме after its stem, followed by a tense.
fn is_negative_verb(folded: &str, stem: &str) -> bool {
    let Some(rest) = folded.strip_prefix(stem) else { return false };
    let mut rest = rest.chars();
    matches!(rest.next(), Some('м' | 'б' | 'п'))
        && matches!(rest.next(), Some('а' | 'е'))
        && matches!(rest.next(), Some('й' | 'с' | 'г' | 'к' | 'д' | 'п' | 'у'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::tokens;

    #[test]
    fn a_word_has_few_forms_however_long_it_is() {
        let few = TYPO_LENGTHS.end() + 20;
        for letter in ["a", "ы", "ক", "sh", "9"] {
            let token = &tokens(&letter.repeat(3_990))[0];
            for group in [Group::Bengali, Group::Kazakh, Group::English] {
                assert!(forms(token, group, true).len() <= few, "{letter}");
            }
            let mut words = Words::default();
            words.add(token, Language::EN);
            assert!(words.forms.len() <= few, "{letter}: {}", words.forms.len());
        }
    }

    #[test]
    fn a_kazakh_question_word_is_no_russian_negation() {
        let count = |text: &str| negations(&tokens(text)).into_iter().filter(|is| *is).count();
        for text in [
            "Тормоз істемейді, не істеймін?",
            "машина жанып жатыр не истеймиз",
            "бұл не",
            "не үшін өшіп қалды",
            "Не болды түсінбедім",
            "не қылайын",
        ] {
            assert_eq!(count(text), 0, "{text}");
        }
        for text in [
            "тормоз не работает",
            "машина не заводится",
            "дыма не видно",
            "не болит голова",
            "не держит тормоз",
            "ничего не горит, запаха нет",
        ] {
            assert!(count(text) > 0, "{text}");
        }
    }

    #[test]
    fn a_letter_is_forgiven_in_words_that_are_neither_short_nor_long() {
        let mut words = Words::default();
        let long = "warranty".repeat(4);
        let id = words.add(&tokens("battery")[0], Language::EN);
        words.add(&tokens(&long)[0], Language::EN);
        words.add(&tokens("fire")[0], Language::EN);
        let find = |text: &str, known: bool| words.find(&tokens(text)[0], &|_| known, false);
        assert_eq!(find("batery", false), [id]);
        assert!(find("batery", true).is_empty() && find("fir", false).is_empty() && find(&long[1..], false).is_empty());
        assert_eq!(find(&long, false).len(), 1);
    }
}
