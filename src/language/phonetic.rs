//! Sound keys under which Bengali and romanised Bengali ("Banglish") words meet: গাড়ি and "gari"
//! are both `gr` (languages.md section 1.6).
//!
//! Vowels are dropped, because people drop them (amar, amr), and letters that sound alike or are
//! spelt alike share a code. A key is a weak sign for one word (about 17 words of a vocabulary share
//! one) and a strong one for a sentence.

use unicode_normalization::UnicodeNormalization;

use super::normalize::{is_bengali, is_vowel_sign, normalize};

const VIRAMA: char = '\u{09CD}';
const NUKTA: char = '\u{09BC}';
/// Private letters for what is one sound and several code points: ক্ষ, জ্ঞ, য়.
const KSSA: char = '\u{E000}';
const JNYA: char = '\u{E001}';
const YYA: char = '\u{E002}';
/// Stands for a vowel that is spoken and not written.
const INHERENT: char = '_';
/// Longer words are no words; the limit keeps a hostile one from costing anything.
const MAX_LETTERS: usize = 64;

/// Romanised question words, which the keys confuse (koto, kothay and koyta are all `kt`), with
/// their Bengali spelling. Looked up before any key is made.
const QUESTION_WORDS: [(&str, &str); 48] = [
    ("koto", "কত"),
    ("kto", "কত"),
    ("kot", "কত"),
    ("kobe", "কবে"),
    ("kbe", "কবে"),
    ("kothay", "কোথায়"),
    ("kothai", "কোথায়"),
    ("kothae", "কোথায়"),
    ("kuthay", "কোথায়"),
    ("kothy", "কোথায়"),
    ("kivabe", "কিভাবে"),
    ("kibabe", "কিভাবে"),
    ("kibhabe", "কিভাবে"),
    ("kivbe", "কিভাবে"),
    ("kemne", "কিভাবে"),
    ("kemon", "কেমন"),
    ("kmn", "কেমন"),
    ("kamon", "কেমন"),
    ("keno", "কেন"),
    ("kno", "কেন"),
    ("kn", "কেন"),
    ("kano", "কেন"),
    ("kokhon", "কখন"),
    ("kokhn", "কখন"),
    ("kkhn", "কখন"),
    ("kokon", "কখন"),
    ("koyta", "কয়টা"),
    ("koita", "কয়টা"),
    ("koyti", "কয়টি"),
    ("koiti", "কয়টি"),
    ("koy", "কয়"),
    ("kon", "কোন"),
    ("konta", "কোনটা"),
    ("konti", "কোনটি"),
    ("kontar", "কোনটার"),
    ("ki", "কি"),
    ("kita", "কি"),
    ("kiser", "কিসের"),
    ("ke", "কে"),
    ("kar", "কার"),
    ("kake", "কাকে"),
    ("kader", "কাদের"),
    ("kotodin", "কতদিন"),
    ("ktodin", "কতদিন"),
    ("kotokkhon", "কতক্ষণ"),
    ("kotokkhn", "কতক্ষণ"),
    ("kototuku", "কতটুকু"),
    ("koyekta", "কয়েকটা"),
];

/// The Bengali spelling of a romanised question word, for looking it up as a word and not by sound.
pub fn question_word(latin: &str) -> Option<&'static str> {
    QUESTION_WORDS.iter().find(|(word, _)| *word == latin).map(|(_, bengali)| *bengali)
}

/// The phonetic key of a word in Bengali or Latin letters. Empty if it has no letter to key.
pub fn phonetic_key(word: &str) -> String {
    skeleton(&sounds(word))
}

/// The phonetic and the coarse key of a word in Bengali letters, whose sounds are made once.
pub(super) fn both_keys(word: &str) -> (String, String) {
    let sounds = sounds(word);
    (skeleton(&sounds), coarse(&sounds))
}

/// The keys of a romanised word: the main key first, then at most four others for letters that can
/// be read two ways (c as s or k, g as g or j, final ng as n or nj).
pub fn phonetic_keys_latin(word: &str) -> Vec<String> {
    keys_of_latin(word, latin_sounds(word))
}

/// [`phonetic_keys_latin`] and [`coarse_key`] of a word without Bengali letters.
pub(super) fn both_keys_latin(word: &str) -> (Vec<String>, String) {
    let sounds = latin_sounds(word);
    let coarse = if word.chars().any(is_bengali) { coarse_key(word) } else { coarse(&sounds) };
    (keys_of_latin(word, sounds), coarse)
}

fn keys_of_latin(word: &str, base: String) -> Vec<String> {
    let main = skeleton(&base);
    let mut readings = vec![base];
    if readings[0].contains('c') {
        add_reading(&mut readings, |r| reread(r, 'c', 'k', |next| !matches!(next, Some('h' | 'e'))));
    }
    if readings[0].contains('g') {
        add_reading(&mut readings, |r| reread(r, 'g', 'j', |next| matches!(next, Some('e' | 'i' | 'y'))));
    }
    let mut variants: Vec<String> = readings[1..].iter().map(|r| skeleton(r)).collect();
    variants.push(main.clone());
    if ends_in_ng(word) {
        let with_j: Vec<String> = variants.iter().filter(|k| k.ends_with('n')).map(|k| format!("{k}j")).collect();
        variants.extend(with_j);
    }
    variants.sort();
    variants.dedup();
    variants.truncate(4);
    variants.retain(|key| *key != main && !key.is_empty());
    let mut keys = vec![main];
    keys.append(&mut variants);
    keys.retain(|key| !key.is_empty());
    keys
}

/// Keys of a romanised word without its Bengali ending (garir, gariti, garigulo: gari), so that it
/// meets the key of a Bengali stem. Empty when no ending is seen.
pub fn stem_keys_latin(word: &str) -> Vec<String> {
    const ENDINGS: [&str; 22] = [
        "gulote", "gulor", "gulo", "guli", "gula", "derke", "tate", "take", "tike", "tar", "tir", "der", "ta", "ti", "te", "ke", "er",
        "yer", "ra", "r", "ei", "e",
    ];
    const MIN_STEM: usize = 3;
    ENDINGS
        .iter()
        .filter_map(|ending| word.strip_suffix(ending))
        .filter(|stem| stem.len() >= MIN_STEM && stem.is_ascii())
        .max_by_key(|stem| std::cmp::Reverse(stem.len()))
        .map(phonetic_keys_latin)
        .unwrap_or_default()
}

/// The key that keeps vowels in two coarse classes. It tells কবে from কিভাবে, which the main key
/// does not, and finds fewer true pairs (73 % against 86 %).
pub fn coarse_key(word: &str) -> String {
    coarse(&sounds(word))
}

fn sounds(word: &str) -> String {
    if word.chars().any(is_bengali) { bengali_sounds(word) } else { latin_sounds(word) }
}

fn consonant_sound(c: char) -> Option<char> {
    Some(match c {
        'ক' | 'খ' | KSSA => 'k',
        'গ' | 'ঘ' | JNYA => 'g',
        'ঙ' | 'ং' => 'N',
        'চ' => 'c',
        'ছ' => 'C',
        'জ' | 'ঝ' | 'য' => 'j',
        'ট' | 'ঠ' | 'ত' | 'থ' | 'ৎ' => 't',
        'ড' | 'ঢ' | 'দ' | 'ধ' => 'd',
        'ণ' | 'ন' | 'ঞ' => 'n',
        'প' => 'p',
        'ফ' => 'f',
        'ব' | 'ভ' => 'b',
        'ম' => 'm',
        'র' => 'r',
        'ল' => 'l',
        'শ' | 'ষ' | 'স' => 's',
        'হ' => 'h',
        YYA => 'y',
        _ => return None,
    })
}

fn vowel_sound(c: char) -> Option<&'static str> {
    Some(match c {
        'অ' => "o",
        'আ' | 'া' => "a",
        'ই' | 'ঈ' | 'ি' | 'ী' => "i",
        'উ' | 'ঊ' | 'ু' | 'ূ' => "u",
        'ঋ' | 'ৃ' => "ri",
        'এ' | 'ে' => "e",
        'ঐ' | 'ৈ' => "oi",
        'ও' | 'ো' => "o",
        'ঔ' | 'ৌ' => "ou",
        _ => return None,
    })
}

fn bengali_sounds(word: &str) -> String {
    let letters = spoken_letters(word);
    let mut sounds = String::new();
    let mut i = 0;
    while let Some(&c) = letters.get(i) {
        let next = letters.get(i + 1).copied();
        if let Some(vowel) = vowel_sound(c) {
            sounds.push_str(vowel);
        } else if let Some(sound) = consonant_sound(c) {
            sounds.push(sound);
            match next {
                _ if c == 'ং' => {}
                Some(VIRAMA) => i += 1,
                None => {}
                Some(sign) if is_vowel_sign(sign) => {}
                _ if matches!(c, 'ৎ' | YYA) => {}
                _ => sounds.push(INHERENT),
            }
        }
        i += 1;
    }
    sounds
}

/// The letters of a word that are heard: no nasal dots, no silent ya-phala and ba-phala.
fn spoken_letters(word: &str) -> Vec<char> {
    let text: Vec<char> = normalize(word).chars().filter(|c| !matches!(c, 'ঁ' | 'ঃ')).collect();
    let mut rest = text.as_slice();
    let mut letters: Vec<char> = Vec::with_capacity(text.len());
    for _ in 0..MAX_LETTERS {
        let (c, after) = match rest {
            ['ক', VIRAMA, 'ষ', after @ ..] => (KSSA, after),
            ['জ', VIRAMA, 'ঞ', after @ ..] => (JNYA, after),
            ['\u{09DC}' | '\u{09DD}', after @ ..] | ['ড' | 'ঢ', NUKTA, after @ ..] => ('র', after),
            ['\u{09DF}', after @ ..] | ['য', NUKTA, after @ ..] => (YYA, after),
            [c, after @ ..] => (*c, after),
            [] => break,
        };
        rest = after;
        if letters.last() == Some(&VIRAMA) {
            let host = letters.len().checked_sub(2).and_then(|i| letters.get(i)).copied();
            let silent_ba = c == 'ব' && matches!(host, Some('শ' | 'ষ' | 'স' | 'দ' | 'ধ' | 'ত' | 'থ' | 'জ' | 'ন' | 'ট' | 'ক' | 'হ'));
            if c == 'য' || silent_ba {
                letters.pop();
                continue;
            }
        }
        letters.push(c);
    }
    letters
}

/// Latin spellings of one sound, replaced in this order.
const LATIN_SOUNDS: [(&str, &str); 19] = [
    ("chh", "C"),
    ("ch", "c"),
    ("sh", "s"),
    ("ph", "f"),
    ("kh", "k"),
    ("gh", "g"),
    ("jh", "j"),
    ("th", "t"),
    ("dh", "d"),
    ("bh", "b"),
    ("vh", "b"),
    ("rh", "r"),
    ("v", "b"),
    ("z", "j"),
    ("q", "k"),
    ("x", "ks"),
    ("ck", "k"),
    ("w", "y"),
    ("ng", "N"),
];

/// The letters of each of them, as [`set_of`] tells.
const SOUND_LETTERS: [u64; LATIN_SOUNDS.len()] = {
    let mut sets = [0; LATIN_SOUNDS.len()];
    let mut number = 0;
    while number < sets.len() {
        sets[number] = set_of(LATIN_SOUNDS[number].0);
        number += 1;
    }
    sets
};

/// Which ASCII letters a text has, a bit each.
const fn set_of(text: &str) -> u64 {
    let (bytes, mut set, mut place) = (text.as_bytes(), 0, 0);
    while place < bytes.len() {
        set |= 1_u64 << (bytes[place] & 63);
        place += 1;
    }
    set
}

fn latin_sounds(word: &str) -> String {
    let mut letters = String::with_capacity(word.len());
    let add = |c: char| {
        if !letters.as_bytes().ends_with(&[c as u8; 2]) {
            letters.push(c);
        }
    };
    if word.is_ascii() {
        word.chars().map(|c| c.to_ascii_lowercase()).filter(char::is_ascii_lowercase).take(MAX_LETTERS).for_each(add);
    } else {
        word.nfkd().flat_map(char::to_lowercase).filter(char::is_ascii_lowercase).take(MAX_LETTERS).for_each(add);
    }
    let mut there = set_of(&letters);
    for (number, (spelling, sound)) in LATIN_SOUNDS.into_iter().enumerate() {
        if SOUND_LETTERS[number] & !there == 0 && letters.contains(spelling) {
            letters = letters.replace(spelling, sound);
            there |= set_of(sound);
        }
    }
    let mut sounds = String::with_capacity(letters.len());
    let mut previous = None;
    for c in letters.chars() {
        let aspirates = |p: char| "bcdfgjklmnprstCN".contains(p);
        if c != 'h' || !previous.is_some_and(aspirates) {
            sounds.push(c);
        }
        previous = Some(c);
    }
    sounds
}

/// Sounds as they are told apart in keys: the hissing ones are one, and so are n and ng.
fn told_apart(sounds: &str) -> impl Iterator<Item = char> {
    let mut rest = sounds.chars().peekable();
    std::iter::from_fn(move || {
        let sound = rest.next()?;
        Some(match sound {
            'C' | 'c' => 's',
            'N' => {
                rest.next_if_eq(&'g');
                'n'
            }
            _ => sound,
        })
    })
}

fn skeleton(sounds: &str) -> String {
    let mut key = String::with_capacity(sounds.len());
    let mut last = None;
    for (place, c) in told_apart(sounds).enumerate() {
        let c = match c {
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | INHERENT if place == 0 => 'a',
            'a' | 'e' | 'i' | 'o' | 'u' | 'y' | INHERENT => continue,
            _ => c,
        };
        if last != Some(c) {
            key.push(c);
            last = Some(c);
        }
    }
    key
}

fn coarse(sounds: &str) -> String {
    let mut key = String::new();
    let mut vowels = String::new();
    let mut previous = None;
    for c in told_apart(sounds).filter(|c| *c != INHERENT).map(|c| if c == 'y' { 'i' } else { c }) {
        if matches!(c, 'a' | 'e' | 'i' | 'o' | 'u') {
            vowels.push(c);
        } else {
            coarse_vowels(&vowels, &mut key);
            vowels.clear();
            if previous != Some(c) {
                key.push(c);
            }
        }
        previous = Some(c);
    }
    // Vowels at the end vary most of all, so they are not written.
    key
}

/// One group of vowels: `I` up to its last e or i, `A` for each run of a, nothing for o and u.
fn coarse_vowels(vowels: &str, key: &mut String) {
    for part in vowels.split('u') {
        let after_front = part.rfind(['e', 'i']).map_or(0, |i| i + 1);
        if after_front > 0 {
            key.push('I');
        }
        let runs = part[after_front..].split('o').filter(|run| !run.is_empty()).count();
        key.extend(std::iter::repeat_n('A', runs));
    }
}

fn add_reading(readings: &mut Vec<String>, other: impl Fn(&str) -> String) {
    let more: Vec<String> = readings.iter().map(|reading| other(reading)).filter(|r| !readings.contains(r)).collect();
    readings.extend(more);
}

fn reread(sounds: &str, from: char, to: char, when_next: impl Fn(Option<char>) -> bool) -> String {
    let letters: Vec<char> = sounds.chars().collect();
    letters.iter().enumerate().map(|(i, c)| if *c == from && when_next(letters.get(i + 1).copied()) { to } else { *c }).collect()
}

fn ends_in_ng(word: &str) -> bool {
    let lower = word.to_lowercase();
    lower.ends_with("ng") || lower.ends_with("nge")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(latin: &str, bengali: &str, key: &str) {
        assert_eq!(phonetic_key(bengali), key, "key of {bengali}");
        for word in latin.split_whitespace() {
            let keys = phonetic_keys_latin(word);
            assert!(keys.iter().any(|k| k == key), "{word} has {keys:?}, not {key}");
        }
    }

    #[test]
    fn romanised_words_meet_bengali_ones() {
        check("amar amr amer", "আমার", "amr");
        check("gari", "গাড়ি", "gr");
        check("koto", "কত", "kt");
        check("kothay", "কোথায়", "kt");
        check("koyta koita", "কয়টা", "kt");
        check("kobe", "কবে", "kb");
        check("kivabe", "কিভাবে", "kb");
        check("battery", "ব্যাটারি", "btr");
        check("jontrangsho", "যন্ত্রাংশ", "jntrns");
        check("hosse hocche", "হচ্ছে", "hs");
        check("valo bhalo", "ভালো", "bl");
        check("jonno", "জন্য", "jn");
        check("shomossha somossa", "সমস্যা", "sms");
        check("warranty", "ওয়ারেন্টি", "arnt");
        check("service", "সার্ভিস", "srbs");
        check("charge", "চার্জ", "srj");
        check("dhonnobad", "ধন্যবাদ", "dnbd");
    }

    #[test]
    fn the_main_key_comes_first() {
        assert_eq!(phonetic_keys_latin("charge"), ["srg", "krg", "krj", "srj"]);
        assert_eq!(phonetic_keys_latin("amar"), ["amr"]);
        assert!(phonetic_keys_latin("123").is_empty());
    }

    #[test]
    fn coarse_vowels_tell_question_words_apart() {
        assert_ne!(coarse_key("কবে"), coarse_key("কিভাবে"));
        assert_eq!(coarse_key("kobe"), coarse_key("কবে"));
        assert_eq!(coarse_key("kivabe"), coarse_key("কিভাবে"));
    }

    #[test]
    fn question_words_are_looked_up() {
        for (latin, bengali) in [("kothai", "কোথায়"), ("kbe", "কবে"), ("koita", "কয়টা"), ("kn", "কেন")]
        {
            assert_eq!(question_word(latin), Some(bengali));
        }
        assert_eq!(question_word("battery"), None);
    }

    #[test]
    fn endings_come_off_romanised_words() {
        for (word, key) in [("garir", "gr"), ("batterite", "btr"), ("parts", "")] {
            assert_eq!(stem_keys_latin(word).first().map_or("", String::as_str), key, "{word}");
        }
    }
}
