//! One spelling for one text: what is done to every string before anything else looks at it
//! (languages.md sections 1.1 and 2.1).
//!
//! Normalising only takes away differences nobody means: code point order, invisible characters,
//! digits of another script, capital letters, look-alike letters of another alphabet. What a reader
//! could see as a different letter is left to [`fold`](super::fold). Show the visitor's own text on
//! screen, never this.

use unicode_normalization::{UnicodeNormalization, is_nfc};

const VIRAMA: char = '\u{09CD}';
const NUKTA: char = '\u{09BC}';
const KHANDA_TA: char = '\u{09CE}';
const ZERO_WIDTH_JOINER: char = '\u{200D}';
/// Lower-casing İ leaves it behind.
const DOT_ABOVE: char = '\u{0307}';

/// Latin letters and the Cyrillic letters that look the same (languages.md section 2.1, rule 2).
const LOOK_ALIKES: [(char, char); 14] = [
    ('a', 'а'),
    ('b', 'в'),
    ('c', 'с'),
    ('e', 'е'),
    ('h', 'һ'),
    ('i', 'і'),
    ('k', 'к'),
    ('m', 'м'),
    ('o', 'о'),
    ('p', 'р'),
    ('t', 'т'),
    ('x', 'х'),
    ('y', 'у'),
    ('ə', 'ә'),
];

/// The normal form of a text: NFC, lower case, ASCII digits, no invisible characters, Bengali and
/// Cyrillic spelling accidents repaired. Normalising twice changes nothing.
pub fn normalize(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    if is_plain(text) {
        return text.chars().map(lower_plain).collect();
    }
    normalize_any(text)
}

/// A character of a plain text in lower case.
fn lower_plain(c: char) -> char {
    let distance = match c {
        'А'..='Я' => 'а' as u32 - 'А' as u32,
        'Ё' | 'І' => 'ё' as u32 - 'Ё' as u32,
        'Ғ' | 'Қ' | 'Ң' | 'Ү' | 'Ұ' | 'Һ' | 'Ә' | 'Ө' => 1,
        _ => return c,
    };
    char::from_u32(u32::from(c) + distance).unwrap_or(c)
}

/// The long way, for any text.
fn normalize_any(text: &str) -> String {
    let composed: String = drop_invisible(text).nfc().collect();
    let lower = repair_bengali(&composed).to_lowercase().replace(DOT_ABOVE, "");
    let unified = unify_runs(&lower);
    if is_nfc(&unified) { unified } else { unified.nfc().collect() }
}

/// Whether nothing but capital letters has to be changed: what most words are. Only letters of the two alphabets that meet no other
/// alphabet, and in Bengali only signs that follow a consonant.
fn is_plain(text: &str) -> bool {
    let mut previous = ' ';
    let mut bears_sign = false;
    for c in text.chars() {
        // A virama joins two consonants.
        let is_consonant = matches!(c, '\u{0995}'..='\u{09A8}' | '\u{09AA}'..='\u{09B0}' | '\u{09B2}' | '\u{09B6}'..='\u{09B9}');
        if previous == VIRAMA && !is_consonant {
            return false;
        }
        let fits = match c {
            ' ' | ',' | '?' | '!' | '\u{0964}' => true,
            'А'..='я'
            | 'Ё'
            | 'ё'
            | 'І'
            | 'і'
            | 'Ғ'
            | 'ғ'
            | 'Қ'
            | 'қ'
            | 'Ң'
            | 'ң'
            | 'Ү'
            | 'ү'
            | 'Ұ'
            | 'ұ'
            | 'Һ'
            | 'һ'
            | 'Ә'
            | 'ә'
            | 'Ө'
            | 'ө' => true,
            '\u{0981}'..='\u{0983}' | '\u{0985}'..='\u{098B}' | '\u{098F}' | '\u{0990}' | '\u{0993}' | '\u{0994}' | KHANDA_TA => true,
            NUKTA => matches!(previous, 'ড' | 'ঢ' | 'য'),
            VIRAMA | '\u{09BE}'..='\u{09C4}' | '\u{09C7}' | '\u{09C8}' | '\u{09CB}' | '\u{09CC}' => bears_sign,
            _ => is_consonant,
        };
        if !fits {
            return false;
        }
        bears_sign = is_consonant || c == NUKTA;
        previous = c;
    }
    previous != VIRAMA
}

/// True for characters that carry no text: joiners, soft hyphens, byte order marks and the marks
/// that steer writing direction.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00AD}' | '\u{061C}' | '\u{180E}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206F}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}')
}

pub(super) fn is_bengali(c: char) -> bool {
    ('\u{0980}'..='\u{09FF}').contains(&c)
}

/// A Kazakh letter that Russian lacks (languages.md section 2.1).
pub fn is_kazakh_letter(c: char) -> bool {
    matches!(c, 'ә' | 'ғ' | 'қ' | 'ң' | 'ө' | 'ұ' | 'ү' | 'һ' | 'і')
}

pub(super) fn is_cyrillic(c: char) -> bool {
    ('\u{0400}'..='\u{052F}').contains(&c)
}

/// [`char::is_alphanumeric`], with a short way for the letters that most texts here are made of.
pub(super) fn is_alphanumeric(c: char) -> bool {
    match c {
        '\0'..='\u{7F}' => c.is_ascii_alphanumeric(),
        '\u{400}'..='\u{481}' | '\u{48A}'..='\u{52F}' => true,
        _ => c.is_alphanumeric(),
    }
}

pub(super) fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || (matches!(c, '\u{00C0}'..='\u{024F}' | '\u{0259}' | '\u{1E00}'..='\u{1EFF}') && c.is_alphabetic())
}

pub(super) fn is_combining(c: char) -> bool {
    ('\u{0300}'..='\u{036F}').contains(&c)
}

fn drop_invisible(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for c in text.chars() {
        if !is_invisible(c) {
            kept.push(c);
        } else if c == ZERO_WIDTH_JOINER && kept.ends_with("ত\u{09CD}") {
            // The spelling of ৎ from before it had a code point of its own.
            kept.truncate(kept.len() - "ত\u{09CD}".len());
            kept.push(KHANDA_TA);
        }
    }
    kept
}

pub(super) fn is_vowel_sign(c: char) -> bool {
    matches!(c, '\u{09BE}'..='\u{09C4}' | '\u{09C7}' | '\u{09C8}' | '\u{09CB}' | '\u{09CC}' | '\u{09D7}')
}

fn takes_virama(c: char) -> bool {
    // Independent vowels too: অ্যাপ and এ্যাপ are everyday spellings.
    matches!(c, '\u{0985}'..='\u{09B9}' | NUKTA | '\u{09DC}'..='\u{09DF}' | '\u{09F0}' | '\u{09F1}')
}

fn repair_bengali(text: &str) -> String {
    let mut repaired = String::with_capacity(text.len());
    for c in text.chars() {
        if is_vowel_sign(c) && repaired.ends_with(VIRAMA) {
            // A virama takes the vowel away; with a vowel sign behind it, it is a slip.
            repaired.pop();
        }
        let previous = repaired.chars().next_back();
        match c {
            'ৰ' => repaired.push('র'),
            'ৱ' => repaired.push('ব'),
            'া' if previous == Some('অ') => {
                repaired.pop();
                repaired.push('আ');
            }
            // A virama on nothing, or doubled, is a slip of the keyboard.
            VIRAMA if !previous.is_some_and(takes_virama) => {}
            '০'..='৯' => {
                let digit = (u32::from(c) - u32::from('০')) as u8;
                repaired.push(char::from(b'0' + digit));
            }
            '॥' => repaired.push('।'),
            '|' if repaired.trim_end().chars().next_back().is_some_and(is_bengali) => {
                repaired.push('।');
            }
            _ => repaired.push(c),
        }
    }
    repaired
}

fn in_run(c: char) -> bool {
    is_bengali(c) || is_alphanumeric(c) || is_combining(c)
}

/// Rules that need to see a whole run of letters: look-alikes and the ৎ at a word's end.
fn unify_runs(text: &str) -> String {
    let mut unified = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let run_end = rest.find(|c| !in_run(c)).unwrap_or(rest.len());
        let (run, after) = rest.split_at(run_end);
        unify_run(run, &mut unified);
        let gap_end = after.find(in_run).unwrap_or(after.len());
        let (gap, next) = after.split_at(gap_end);
        unified.push_str(gap);
        rest = next;
    }
    unified
}

fn unify_run(run: &str, unified: &mut String) {
    let cyrillic = run.chars().any(is_cyrillic);
    if cyrillic && run.chars().any(|c| c.is_ascii_alphabetic() || c == 'ə' || c == 'ï') {
        let to_latin = is_mostly_latin(run) || vin(run).is_some();
        unified.extend(run.chars().map(|c| if to_latin { latin_twin(c) } else { cyrillic_twin(c) }));
    } else if cyrillic && vin(run).is_some() {
        unified.extend(run.chars().map(latin_twin));
    } else if let Some(stem) = run.strip_suffix("ত\u{09CD}") {
        unified.push_str(stem);
        unified.push(KHANDA_TA);
    } else {
        unified.push_str(run);
    }
}

/// A Latin word with a stray Cyrillic letter ("сar" with a Cyrillic с): something in it can only be
/// Latin, and everything Cyrillic in it could be Latin.
fn is_mostly_latin(run: &str) -> bool {
    let only_latin = |c: char| c.is_ascii_alphabetic() && cyrillic_twin(c) == c;
    let only_cyrillic = |c: char| is_cyrillic(c) && latin_twin(c) == c;
    run.chars().any(only_latin) && !run.chars().any(only_cyrillic)
}

fn cyrillic_twin(c: char) -> char {
    if c == 'ï' {
        return 'и';
    }
    LOOK_ALIKES.iter().find(|(latin, _)| *latin == c).map_or(c, |(_, cyrillic)| *cyrillic)
}

fn latin_twin(c: char) -> char {
    LOOK_ALIKES.iter().find(|(_, cyrillic)| *cyrillic == c).map_or(c, |(latin, _)| *latin)
}

/// The vehicle identification number a word stands for, in capitals, if it has the shape of one:
/// 17 Latin letters and digits without I, O and Q, at least one of them a digit. Cyrillic
/// look-alikes count as Latin (languages.md section 1.2).
pub fn vin(word: &str) -> Option<String> {
    if word.chars().take(18).count() != 17 {
        return None;
    }
    let number: String = word.chars().flat_map(char::to_lowercase).map(|c| latin_twin(c).to_ascii_uppercase()).collect();
    let fits = |b: u8| matches!(b, b'0'..=b'9' | b'A'..=b'H' | b'J'..=b'N' | b'P' | b'R'..=b'Z');
    (number.len() == 17 && number.bytes().all(fits) && number.bytes().any(|b| b.is_ascii_digit())).then_some(number)
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;
    use proptest::prelude::*;

    fn check(text: &str, expected: &str) {
        let normal = normalize(text);
        assert_eq!(normal, expected, "{text:?} gives {normal:?}");
        assert_eq!(normalize(&normal), normal, "not idempotent on {text:?}");
    }

    #[test]
    fn the_short_way_agrees_with_the_standard_library() {
        for c in '\0'..='\u{2000}' {
            assert_eq!(is_alphanumeric(c), c.is_alphanumeric(), "{c:?}");
        }
    }

    #[test]
    fn bengali_spellings_become_one() {
        check("ক\u{09C7}\u{09BE}", "ক\u{09CB}");
        check("ক\u{09C7}\u{09D7}", "ক\u{09CC}");
        check("গা\u{09DC}ি", "গা\u{09A1}\u{09BC}ি");
        check("গা\u{09A1}\u{09BC}ি", "গা\u{09A1}\u{09BC}ি");
        check("আষা\u{09DD}", "আষা\u{09A2}\u{09BC}");
        check("সম\u{09DF}", "সম\u{09AF}\u{09BC}");
        check("র\u{200D}\u{09CD}যাম", "র\u{09CD}যাম");
        check("বাক\u{09CD}\u{200C}স", "বাক\u{09CD}স");
        check("গা\u{200B}ড়ি\u{FEFF}", "গাড়ি".nfc().collect::<String>().as_str());
        check("ৰাতি ৱাহ", "রাতি বাহ");
        check("অ\u{09BE}মার", "আমার");
        check("সার\u{09CD}\u{09CD}ভিস", "সার\u{09CD}ভিস");
    }

    #[test]
    fn khanda_ta_has_one_spelling() {
        check("হঠাত\u{09CD}", "হঠাৎ");
        check("হঠাত\u{09CD} বন্ধ", "হঠাৎ বন্ধ");
        check("হঠাত\u{09CD}\u{200D}", "হঠাৎ");
        check("উত\u{09CD}\u{200D}সব", "উৎসব");
        check("সত\u{09CD}য", "সত\u{09CD}য");
    }

    #[test]
    fn digits_and_sentence_ends() {
        check("১২,৩৪,৫৬৭", "12,34,567");
        check("হয় না॥ কেন", "হ\u{09AF}\u{09BC} না। কেন");
        check("না | কেন", "না । কেন");
        check("a | b", "a | b");
    }

    #[test]
    fn a_virama_on_nothing_goes() {
        check("\u{09CD}", "");
        check("a\u{09CD}", "a");
        check("কি\u{09CD}", "কি");
        check("ক\u{09CD}ি", "কি");
        check("অ\u{09CD}যাপ", "অ\u{09CD}যাপ");
    }

    #[test]
    fn look_alikes_follow_the_word() {
        check("aйнaлap", "айналар");
        check("Əр жəне", "әр және");
        check("қocaлқы", "қосалқы");
        check("men kolik", "men kolik");
        check("\u{0441}ar", "car");
        check("ИІС İS", "иіс is");
        check("Йогурт И\u{0306}", "йогурт й");
    }

    #[test]
    fn vehicle_numbers_are_latin() {
        let number = Some("XTA21099043576180".to_owned());
        assert_eq!(vin("XTA21099043576180"), number);
        assert_eq!(vin("xta21099043576180"), number);
        assert_eq!(vin("ХТА21099043576180"), number);
        assert_eq!(vin("XTA2109904357618"), None);
        assert_eq!(vin("XTA2109904357618O"), None);
        assert_eq!(vin("ABCDEFGHJKLMNPRST"), None);
        check("ХТА21099043576180", "xta21099043576180");
    }

    /// Strings of the characters that interact, beside strings of any.
    pub(crate) fn any_text() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[\u{0980}-\u{09FF}\u{200B}-\u{200D} .।a-c-]{0,24}",
            "[অআািীকতযরডঢ\u{09BC}\u{09CD}\u{09CE}\u{09DC}-\u{09DF}\u{09C7}\u{09D7}ঁৎ\u{200D}]{0,12}",
            "[а-яәғқңөұүһіa-zəïşñğ'ʼ’0-9 ,.:_-]{0,24}",
            "[A-Za-zА-Яа-я0-9\u{0300}-\u{0308}\u{0327}İıſK ]{0,20}",
        ]
    }

    /// Strings that are plain, or just not.
    fn nearly_plain() -> impl Strategy<Value = String> {
        prop_oneof![
            "[ক-হািীোেড\u{09BC}যতৎ\u{09CD}ংঁঅআএ।, ]{0,10}",
            "([ক-নপ-রলশ-হ](\u{09CD}[ক-নপ-রলশ-হ])?[া-ৃেৈোৌ]?[ঁং]?){0,5}",
            "[А-Яа-яӘәҒғҚқҢңӨөҰұҮүҺһІіЁё ,?!]{0,24}",
            "[а-яңӨҮi1A\u{0306}\u{0308}]{0,8}",
        ]
    }

    #[test]
    fn most_words_are_plain() {
        for word in ["গাড়ি", "ওয়ারেন্টি", "Кепілдік", "өшіп қалды", "কীভাবে চার্জ দেব"]
        {
            assert!(is_plain(&normalize_any(word)), "{word}");
        }
        for text in ["কি\u{09CD}", "ক\u{09C7}\u{09BE}", "হঠাত\u{09CD}", "অ\u{09BE}", "১", "И\u{0306}", "5 км", "aйна"]
        {
            assert!(!is_plain(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn the_short_way_is_the_long_one(text in prop_oneof![nearly_plain(), any_text()]) {
            if is_plain(&text) {
                prop_assert_eq!(normalize(&text), normalize_any(&text));
            }
        }

        #[test]
        fn normalizing_twice_changes_nothing(text in any_text()) {
            let normal = normalize(&text);
            prop_assert_eq!(normalize(&normal), normal.clone());
            prop_assert!(is_nfc(&normal));
        }
    }
}
