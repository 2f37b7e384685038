//! Finds the words of fixed phrases in a message: by stem, folded form, phonetic key, or with a typo.
//!
//! Danger phrases and small talk are short lists that must be found in whatever spelling. Every word of a phrase is
//! put into a table under each form it may take; a word of a message looks its own forms up. A message's forms are made once ([`Said`]) for all
//! the lists that are laid over it.

use rustc_hash::FxHashSet;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::hash::BuildHasherDefault;
use std::ops::RangeInclusive;
use std::sync::LazyLock;

use super::term::{Field, Hash, Identity};
use crate::language::normalize::is_kazakh_letter;
use crate::language::{Language, Script, Token};

/// Number of a distinct word among the phrases.
pub type WordId = u32;

/// The words of all phrases.
#[derive(Debug, Clone, Default)]
pub struct Words {
    /// By the hash of a form; see [`Form`].
    forms: HashMap<u64, Vec<WordId>, BuildHasherDefault<Identity>>,
    ids: HashMap<(String, bool, Group), WordId>,
}

/// Which words may meet: Latin words of Bengali phrases meet by sound, English ones do not.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Group {
    Bengali,
    Kazakh,
    English,
}

/// Words shorter or longer than this are not corrected, in characters; as in `search::typos`. Each letter costs a form of the word.
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

static NEGATION_LIST: LazyLock<FxHashSet<&'static str>> = LazyLock::new(|| NEGATIONS.iter().copied().collect());

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
            let mut forms = Vec::new();
            add_forms(token, &[group], &mut forms);
            if !is_negation(token) && may_be_misspelt(token) {
                add_spellings(token, &mut forms);
            }
            for form in forms {
                let list = self.forms.entry(form).or_default();
                if !list.contains(&id) {
                    list.push(id);
                }
            }
        }
        id
    }

    /// The phrase words that the word at this place of a message may be, sorted.
    pub fn find(&self, said: &Said<'_>, place: usize) -> Vec<WordId> {
        let mut found = Vec::new();
        if self.forms.is_empty() {
            return found;
        }
        let look = |forms: &[u64], found: &mut Vec<WordId>| {
            forms.iter().filter_map(|form| self.forms.get(form)).for_each(|words| found.extend_from_slice(words));
        };
        look(said.forms(place), &mut found);
        if found.is_empty() {
            look(said.spellings(place), &mut found);
        }
        if found.len() > 1 {
            found.sort_unstable();
            found.dedup();
        }
        found
    }

    /// Whether the word at this place of a message may be any of the phrases'.
    pub fn has(&self, said: &Said<'_>, place: usize) -> bool {
        let is_one = |forms: &[u64]| forms.iter().any(|form| self.forms.contains_key(form));
        !self.forms.is_empty() && (is_one(said.forms(place)) || is_one(said.spellings(place)))
    }
}

/// The phrases of a list, by one of their words: most lack it in a message, and are not looked at.
#[derive(Debug, Clone, Default)]
pub struct ByWord {
    lists: Vec<Vec<u32>>,
    count: u32,
}

impl ByWord {
    /// The next phrase is found by this word.
    pub fn push(&mut self, word: WordId) {
        let word = word as usize;
        if self.lists.len() <= word {
            self.lists.resize_with(word + 1, Vec::new);
        }
        self.lists[word].push(self.count);
        self.count += 1;
    }

    /// The phrases that are found by this word, by their numbers.
    pub fn with(&self, word: WordId) -> &[u32] {
        self.lists.get(word as usize).map_or(&[], Vec::as_slice)
    }

    /// The phrases that are found by any of these words, in their order.
    pub fn of<'w>(&self, words: impl IntoIterator<Item = &'w WordId>) -> Vec<u32> {
        let mut phrases: Vec<u32> = words.into_iter().flat_map(|word| self.with(*word)).copied().collect();
        phrases.sort_unstable();
        phrases.dedup();
        phrases
    }
}

impl FromIterator<WordId> for ByWord {
    fn from_iter<I: IntoIterator<Item = WordId>>(words: I) -> Self {
        let mut by_word = Self::default();
        words.into_iter().for_each(|word| by_word.push(word));
        by_word
    }
}

/// The words of a message with the forms under which words of phrases may be found.
pub struct Said<'m> {
    tokens: &'m [Token],
    /// The forms of all words, one word after the other.
    forms: Vec<u64>,
    /// Where each word's forms end.
    ends: Vec<usize>,
    /// Spellings of words that may be misspelt: made when a list has none of a word's forms.
    spellings: Vec<OnceCell<Vec<u64>>>,
    known: &'m dyn Fn(&Token) -> bool,
}

impl<'m> Said<'m> {
    /// Of a message. `known` tells whether a word is right as it is, so that it is not taken for a misspelling. `sounds`: a Latin word may be
    /// romanised Bengali; in an English message it is not, or "again" would be আগুন, fire.
    pub fn new(tokens: &'m [Token], known: &'m dyn Fn(&Token) -> bool, sounds: bool) -> Self {
        let (mut forms, mut ends) = (Vec::with_capacity(tokens.len() * 8), Vec::with_capacity(tokens.len()));
        for token in tokens {
            let all = [Group::English, Group::Kazakh, Group::Bengali];
            let groups = if sounds || token.script != Script::Latin { &all[..] } else { &all[..2] };
            add_forms(token, groups, &mut forms);
            ends.push(forms.len());
        }
        Self { tokens, forms, ends, spellings: vec![OnceCell::new(); tokens.len()], known }
    }

    /// The words.
    pub fn tokens(&self) -> &'m [Token] {
        self.tokens
    }

    fn forms(&self, place: usize) -> &[u64] {
        let from = place.checked_sub(1).map_or(0, |before| self.ends[before]);
        &self.forms[from..self.ends[place]]
    }

    /// The spellings of a word that may be misspelt; of others none.
    fn spellings(&self, place: usize) -> &[u64] {
        self.spellings[place].get_or_init(|| {
            let (token, mut spellings) = (&self.tokens[place], Vec::new());
            if may_be_misspelt(token) && !(self.known)(token) {
                add_spellings(token, &mut spellings);
            }
            spellings
        })
    }
}

/// A form of a word, as a key of the table: how it is written.
enum Form {
    Negation,
    Folded,
    Stem,
    Key,
    CoarseKey,
    /// With a letter left out, or none.
    Spelling,
}

impl Form {
    fn of(self, is_negated: bool) -> Hash {
        Hash::of(Field::Word).with(&[self as u8, u8::from(is_negated)])
    }

    fn hash(self, is_negated: bool, text: &str) -> u64 {
        self.of(is_negated).with(text.as_bytes()).done()
    }
}

/// Adds the forms of a word for phrases of these groups.
fn add_forms(token: &Token, groups: &[Group], forms: &mut Vec<u64>) {
    if is_negation(token) {
        forms.push(Form::Negation.hash(false, ""));
        return;
    }
    let negated = is_negated(token);
    forms.extend([Form::Folded.hash(negated, &token.folded), Form::Stem.hash(negated, &token.stem)]);
    if groups.contains(&Group::Bengali) {
        let keys = token.bengali_keys.iter().chain(&token.bengali_stem_keys);
        forms.extend(keys.filter(|key| key.len() >= SHORTEST_KEY).map(|key| Form::Key.hash(false, key)));
        if token.bengali_coarse_key.len() >= SHORTEST_KEY {
            forms.push(Form::CoarseKey.hash(false, &token.bengali_coarse_key));
        }
    }
    if groups.contains(&Group::Kazakh) {
        // Readings that share a stem have it once.
        let stem_of = |reading: usize| token.kazakh_stems.get(reading).or(token.kazakh_stems.last());
        let negated = |reading: usize, word: &str| stem_of(reading).is_some_and(|stem| is_negative_verb(word, stem));
        let readings = || token.kazakh_folded.iter().enumerate();
        forms.extend(readings().map(|(reading, word)| Form::Folded.hash(negated(reading, word), word)));
        let stems = readings().zip(&token.kazakh_stems);
        forms.extend(stems.map(|((reading, word), stem)| Form::Stem.hash(negated(reading, word), stem)));
    }
}

fn may_be_misspelt(token: &Token) -> bool {
    TYPO_LENGTHS.contains(&token.folded.chars().take(TYPO_LENGTHS.end() + 1).count())
}

/// Adds the word with each letter left out, and itself: two words that share one of these differ by one
/// letter, or by two that changed places.
fn add_spellings(token: &Token, spellings: &mut Vec<u64>) {
    if token.script == Script::Number {
        return;
    }
    let word = token.folded.as_bytes();
    let mut before = Form::Spelling.of(false);
    for (at, letter) in token.folded.char_indices() {
        let after = at + letter.len_utf8();
        spellings.push(before.with(&word[after..]).done());
        before = before.with(&word[at..after]);
    }
    spellings.push(before.done());
}

/// Whether two words are written alike, up to endings and the alphabet of Kazakh.
pub fn is_spelt(word: &Token, said: &Token) -> bool {
    let [a, b] = [word, said].map(|token| std::iter::once(&token.folded).chain(&token.kazakh_folded));
    word.stem == said.stem || a.clone().any(|form| b.clone().any(|other| form == other))
}

/// Whether a word is a negation by itself, whatever stands beside it.
pub fn is_negation(token: &Token) -> bool {
    NEGATION_LIST.contains(token.exact.as_str()) || NEGATION_LIST.contains(token.folded.as_str())
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
            let message = std::slice::from_ref(token);
            let said = Said::new(message, &|_| false, true);
            assert!(said.forms(0).len() + said.spellings(0).len() <= few, "{letter}");
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
        let find = |text: &str, known: bool| words.find(&Said::new(&tokens(text), &|_| known, false), 0);
        assert_eq!(find("batery", false), [id]);
        assert!(find("batery", true).is_empty() && find("fir", false).is_empty() && find(&long[1..], false).is_empty());
        assert_eq!(find(&long, false).len(), 1);
    }
}
