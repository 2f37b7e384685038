//! Ids for entries that bring none: from their titles.

use unicode_normalization::UnicodeNormalization;

use crate::language::Script;
use crate::language::latin::{Alphabet, cyrillic_to_latin};

/// Longest id that is made of a title, in letters: it is read in lists and typed in commands.
const MAX_SLUG: usize = 60;

/// A title in `a-z0-9-`; empty when nothing of it has such letters. Kazakh and Russian words are written as people type them, Bengali
/// ones letter by letter.
pub(super) fn slug(title: &str) -> String {
    let mut out = String::new();
    for word in title.split(|c: char| c.is_whitespace() || (c.is_ascii_punctuation() && c != '\'')) {
        let latin: String = match Script::of(word) {
            Script::Bengali => bengali(word),
            _ => cyrillic_to_latin(word, Alphabet::AdHoc),
        };
        let letters: String = latin
            .nfd()
            .filter_map(|c| if c == 'ı' { Some('i') } else { c.is_ascii_alphanumeric().then(|| c.to_ascii_lowercase()) })
            .collect();
        if letters.is_empty() {
            continue;
        }
        if out.len() + letters.len() + 1 > MAX_SLUG {
            if out.is_empty() {
                out.extend(letters.chars().take(MAX_SLUG));
            }
            break;
        }
        if !out.is_empty() {
            out.push('-');
        }
        out.push_str(&letters);
    }
    out
}

/// Vowel signs and virama: a consonant before one of these has no vowel of its own.
const SIGNS: [(char, &str); 11] =
    [('া', "a"), ('ি', "i"), ('ী', "i"), ('ু', "u"), ('ূ', "u"), ('ৃ', "ri"), ('ে', "e"), ('ৈ', "oi"), ('ো', "o"), ('ৌ', "ou"), ('্', "")];
/// The other letters, as Bengali is commonly typed in Latin ones.
const LETTERS: [(char, &str); 46] = [
    ('অ', "o"),
    ('আ', "a"),
    ('ই', "i"),
    ('ঈ', "i"),
    ('উ', "u"),
    ('ঊ', "u"),
    ('ঋ', "ri"),
    ('এ', "e"),
    ('ঐ', "oi"),
    ('ও', "o"),
    ('ঔ', "ou"),
    ('ক', "k"),
    ('খ', "kh"),
    ('গ', "g"),
    ('ঘ', "gh"),
    ('ঙ', "ng"),
    ('চ', "ch"),
    ('ছ', "chh"),
    ('জ', "j"),
    ('ঝ', "jh"),
    ('ঞ', "n"),
    ('ট', "t"),
    ('ঠ', "th"),
    ('ড', "d"),
    ('ঢ', "dh"),
    ('ণ', "n"),
    ('ত', "t"),
    ('থ', "th"),
    ('দ', "d"),
    ('ধ', "dh"),
    ('ন', "n"),
    ('প', "p"),
    ('ফ', "f"),
    ('ব', "b"),
    ('ভ', "bh"),
    ('ম', "m"),
    ('য', "j"),
    ('র', "r"),
    ('ল', "l"),
    ('শ', "sh"),
    ('ষ', "sh"),
    ('স', "s"),
    ('হ', "h"),
    ('ৎ', "t"),
    ('ং', "ng"),
    ('ৰ', "r"),
];
/// The dot that makes other letters of three; composition leaves letter and dot apart.
const DOT: char = '\u{9bc}';

fn bengali(word: &str) -> String {
    let letters: Vec<char> = word.nfc().collect();
    let mut out = String::new();
    for (at, c) in letters.iter().enumerate() {
        let c = *c;
        let dotted = letters.get(at + 1) == Some(&DOT);
        let latin = match c {
            'ড' if dotted => Some("r"),
            'ঢ' if dotted => Some("rh"),
            'য' if dotted => Some("y"),
            c => LETTERS.iter().find(|(letter, _)| *letter == c).map(|(_, latin)| *latin),
        };
        if let Some((_, latin)) = SIGNS.iter().find(|(sign, _)| *sign == c) {
            out.push_str(latin);
        } else if let Some(latin) = latin {
            out.push_str(latin);
            let next = letters[at + 1..].iter().find(|next| **next != DOT);
            let bare = is_consonant(c) && next.is_some_and(|next| is_consonant(*next));
            out.push_str(if bare { "o" } else { "" });
        } else if ('০'..='৯').contains(&c) {
            out.extend(char::from_digit(u32::from(c) - u32::from('০'), 10));
        } else if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        }
    }
    out
}

fn is_consonant(c: char) -> bool {
    ('ক'..='হ').contains(&c) || c == 'ৰ'
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faq::entry::is_id;

    #[test]
    fn titles_become_ids() {
        for (title, expected) in [
            ("Charging at home", "charging-at-home"),
            ("  What's 12 V? (battery)", "whats-12-v-battery"),
            ("Кілтім жоғалды", "kiltim-zhoghaldy"),
            ("Зарядка дома", "zaryadka-doma"),
            ("চাবি হারিয়ে গেছে", "chabi-hariye-gechhe"),
            ("গাড়ির বডি ১২", "garir-bodi-12"),
            ("Größe", "groe"),
            ("???", ""),
        ] {
            assert_eq!(slug(title), expected, "{title}");
        }
        let long = slug(&"word ".repeat(40));
        assert!(is_id(&long) && long.len() <= MAX_SLUG && long.ends_with("word"));
        assert_eq!(slug(&"w".repeat(100)).len(), MAX_SLUG);
    }
}
