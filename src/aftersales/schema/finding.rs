//! The forms under which a name is found, whatever script it is typed in: রহিম, "Rahim" and "Рахим" are one person's name.
//!
//! A form has a letter first that says what it is: `f` the folded word, `c` its reading in folded Cyrillic, `p` its sound as Bengali
//! hears it (languages.md section 1.6), `x` a number from its beginning, `r` one from its end.

use super::fold_key;
use crate::language::latin::{Alphabet, cyrillic_to_latin};
use crate::language::{Script, fold, segment, tokens};

/// The field of the index that has these forms; the store calls it so, too.
pub const WORD: &str = "word";
/// Words of a text that are looked at.
const MOST_WORDS: usize = 12;
/// Letters of a word that are kept.
const MOST_LETTERS: usize = 40;
/// Letters from which on the beginning of a word finds it: fewer find everybody.
const LEAST_BEGINNING: usize = 2;
/// Digits from which on the end of a number finds it.
const LEAST_END: usize = 4;
/// Letters of the shortest sound that says anything.
const LEAST_SOUND: usize = 2;

/// One way in which a word of a query may be found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Way {
    /// The form, or with `begins` the beginning of one.
    pub form: String,
    pub begins: bool,
    /// How much it says.
    pub weight: i64,
}

/// The folded word, its readings in Cyrillic, and its sounds.
struct Readings {
    folded: String,
    cyrillic: Vec<String>,
    sounds: Vec<String>,
}

fn readings(text: &str) -> Vec<Readings> {
    let words = tokens(segment::first_chars(text, MOST_WORDS * MOST_LETTERS)).into_iter().take(MOST_WORDS);
    let read = |word: crate::language::Token| {
        let cut = |text: &str| text.chars().take(MOST_LETTERS).collect::<String>();
        let (cyrillic, sounds) = match word.script {
            Script::Latin => (word.kazakh_folded.clone(), word.bengali_keys.clone()),
            Script::Cyrillic => {
                let latin = cyrillic_to_latin(&word.exact, Alphabet::AdHocPlain);
                (vec![word.folded.clone()], tokens(&latin).into_iter().next().map(|token| token.bengali_keys.clone()).unwrap_or_default())
            }
            _ => (Vec::new(), word.bengali_keys.clone()),
        };
        let sounds = sounds.into_iter().filter(|sound| sound.chars().count() >= LEAST_SOUND).collect();
        Readings { folded: cut(&word.folded), cyrillic: cyrillic.iter().map(|word| cut(word)).collect(), sounds }
    };
    words.map(read).collect()
}

/// The forms under which the words of a text are found.
pub fn forms(text: &str) -> Vec<String> {
    let mut forms = Vec::new();
    for Readings { folded, cyrillic, sounds } in readings(text) {
        forms.push(format!("f{folded}"));
        forms.extend(cyrillic.iter().map(|word| format!("c{word}")));
        forms.extend(sounds.iter().map(|sound| format!("p{sound}")));
    }
    forms
}

/// The forms under which a number or an address is found: from its beginning and from its end.
pub fn ends(text: &str) -> Vec<String> {
    let key: String = fold_key(text).chars().take(MOST_LETTERS).collect();
    if key.is_empty() {
        return Vec::new();
    }
    let backwards: String = key.chars().rev().collect();
    vec![format!("x{key}"), format!("r{backwards}")]
}

/// The ways in which each word of what somebody types may be found.
pub fn sought(query: &str) -> Vec<Vec<Way>> {
    let whole = fold_key(query);
    let digits = whole.chars().filter(char::is_ascii_digit).count();
    // A number with spaces in it is one thing, and so is an address.
    if digits * 2 > whole.chars().count() || query.contains('@') {
        return vec![number(&whole)];
    }
    let parts = query.split_whitespace().take(MOST_WORDS).map(part);
    let mut parts: Vec<Vec<Way>> = parts.filter(|ways| !ways.is_empty()).collect();
    if parts.len() > 1 && whole.chars().count() >= LEAST_END {
        // A plate of several words is found by all of them together.
        let all = Way { form: format!("x{}", whole.chars().take(MOST_LETTERS).collect::<String>()), begins: true, weight: 8 };
        parts.iter_mut().for_each(|ways| ways.push(all.clone()));
    }
    parts
}

fn part(word: &str) -> Vec<Way> {
    let key = fold_key(word);
    if key.chars().any(|c| c.is_ascii_digit()) {
        return number(&key);
    }
    let mut ways = Vec::new();
    for Readings { folded, cyrillic, sounds } in readings(word) {
        let whole = |form: String, weight| Way { form, begins: false, weight };
        ways.push(whole(format!("f{folded}"), 8));
        ways.extend(cyrillic.iter().map(|word| whole(format!("c{word}"), 6)));
        ways.extend(sounds.iter().enumerate().map(|(place, sound)| whole(format!("p{sound}"), if place == 0 { 2 } else { 1 })));
        if folded.chars().count() >= LEAST_BEGINNING {
            ways.push(Way { form: format!("f{folded}"), begins: true, weight: 4 });
            ways.extend(cyrillic.into_iter().map(|word| Way { form: format!("c{word}"), begins: true, weight: 3 }));
        }
    }
    if key.len() >= LEAST_END && key.is_ascii() {
        ways.push(Way { form: format!("x{key}"), begins: true, weight: 4 });
    }
    ways
}

fn number(key: &str) -> Vec<Way> {
    // As much as is kept of it: a long address would else be found by none of its forms.
    let kept: String = key.chars().take(MOST_LETTERS).collect();
    let mut ways = vec![Way { form: format!("x{kept}"), begins: true, weight: 8 }];
    if key.chars().count() >= LEAST_END {
        // The country is left out, or the zero before the number: its end is the same.
        let rest = key.trim_start_matches('0');
        for end in [key, rest, rest.strip_prefix('8').unwrap_or(rest)] {
            if end.chars().count() >= LEAST_END {
                ways.push(Way { form: format!("r{}", end.chars().rev().collect::<String>()), begins: true, weight: 6 });
            }
        }
    }
    ways.sort_unstable();
    ways.dedup();
    ways
}

/// Whether two texts are the same name in whatever script and spelling: one word at least, and each of the shorter's.
pub fn is_same_name(a: &str, b: &str) -> bool {
    let is_met = |word: &Readings, other: &Readings| {
        word.folded == other.folded
            || word.cyrillic.iter().any(|reading| other.cyrillic.contains(reading))
            || word.sounds.first().is_some_and(|sound| other.sounds.contains(sound))
            || other.sounds.first().is_some_and(|sound| word.sounds.contains(sound))
    };
    let (a, b) = (readings(a), readings(b));
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    !few.is_empty() && few.iter().all(|word| many.iter().any(|other| is_met(word, other)))
}

/// One form of a text for comparing it exactly.
pub fn folded(text: &str) -> String {
    fold(text)
}
