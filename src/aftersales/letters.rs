//! Letters and digits that look alike on a keyboard, made one before a number is read.

use unicode_normalization::UnicodeNormalization;

/// Cyrillic capitals and the Latin letter or digit that they are taken for. О is nought in numbers, as in VINs and codes, which
/// have no letter O; З is 3 and Б is 6 on plates and labels.
const CYRILLIC: [(char, char); 18] = [
    ('А', 'A'),
    ('В', 'B'),
    ('С', 'C'),
    ('Е', 'E'),
    ('Һ', 'H'),
    ('Н', 'H'),
    ('І', 'I'),
    ('Ј', 'J'),
    ('К', 'K'),
    ('Қ', 'K'),
    ('М', 'M'),
    ('О', 'O'),
    ('Р', 'P'),
    ('Ѕ', 'S'),
    ('Т', 'T'),
    ('Х', 'X'),
    ('У', 'Y'),
    ('З', '3'),
];

/// One character of a number as its writer meant it: a capital Latin letter or an ASCII digit, where it looks like one.
pub fn capital(letter: char) -> char {
    let letter = digit(letter);
    if letter.is_ascii() {
        return letter.to_ascii_uppercase();
    }
    let upper = letter.to_uppercase().next().unwrap_or(letter);
    CYRILLIC.iter().find(|(cyrillic, _)| *cyrillic == upper).map_or(upper, |(_, latin)| *latin)
}

/// A digit of Bengali (০ to ৯), Devanagari, Arabic, Persian or full-width form as an ASCII digit; anything else as it is.
pub fn digit(letter: char) -> char {
    const ZEROS: [u32; 5] = [0x09E6, 0x0966, 0x0660, 0x06F0, 0xFF10];
    let of = |zero: u32| u32::from(letter).checked_sub(zero).filter(|digit| *digit < 10).and_then(|digit| char::from_digit(digit, 10));
    ZEROS.into_iter().find_map(of).unwrap_or(letter)
}

/// A text with compatibility forms (full-width letters, circled digits) resolved, digits as ASCII, and one kind of space. A № is a
/// space, too: its compatibility form are the letters No.
pub fn plain(text: &str) -> String {
    let one = |letter: char| if letter.is_whitespace() || letter == '№' { ' ' } else { letter };
    text.chars().map(one).nfkc().filter(|letter| !is_invisible(*letter)).map(|letter| one(digit(letter))).collect()
}

/// Whether [`plain`] makes nothing of this letter but itself, a digit or a space, whatever stands beside it: ASCII, the scripts from Cyrillic to
/// Bengali, dashes and quotation marks. What most messages are made of needs no compatibility forms to be seen to hold no number.
pub(super) fn is_itself(letter: char) -> bool {
    matches!(letter, '\0'..='\u{7f}' | '\u{400}'..='\u{9ff}' | '\u{2010}'..='\u{2015}' | '\u{2018}'..='\u{201f}')
}

/// Whether these letters of a text, without what may stand between, could be a number of at most so many that fit: a glance tells it of most messages.
pub(super) fn may_be_number(letters: impl Iterator<Item = char>, most: usize, fits: impl Fn(char) -> bool) -> bool {
    for (before, letter) in letters.enumerate() {
        if !is_itself(letter) {
            return true;
        }
        if before == most || !fits(letter) {
            return false;
        }
    }
    true
}

/// What shows nothing: joiners, marks of direction, byte order marks, soft hyphens.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
}

/// What people put between the groups of a number: spaces, hyphens and dashes of any length, dots, strokes.
pub fn is_separator(letter: char) -> bool {
    letter.is_whitespace() || matches!(letter, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '.' | '_' | '/' | '·')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_that_are_themselves_hold_nothing_else() {
        for letter in ('\0'..=char::MAX).filter(|letter| is_itself(*letter)) {
            let plain = plain(&letter.to_string());
            let as_one = plain.chars().count() == 1 && plain.chars().all(|plain| capital(plain) == capital(letter));
            let as_none = |letter: char| !capital(letter).is_ascii_alphanumeric() && !is_separator(letter);
            let as_space = letter.is_whitespace() && plain == " ";
            let as_dash = is_separator(letter) && plain.chars().all(is_separator);
            assert!(as_one || as_space || as_dash || as_none(letter) && plain.chars().all(as_none), "{letter:?} {plain:?}");
        }
    }

    #[test]
    fn digits_and_look_alikes_become_latin() {
        let read = |text: &str| plain(text).chars().map(capital).collect::<String>();
        assert_eq!(read("০৯ ৫"), "09 5");
        assert_eq!(read("асКХ"), "ACKX");
        assert_eq!(read("ＡＣ１\u{200b}"), "AC1");
        assert_eq!(read("ж"), "Ж");
    }
}
