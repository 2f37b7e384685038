//! Vehicle identification numbers (ISO 3779): 17 capitals and digits without I, O and Q.
//!
//! Owners type them with Cyrillic look-alikes, Bengali digits, spaces, and O for nought; all that is folded before anything is
//! judged. I is read as one and O as nought, as no VIN has either. A Q is asked about: it is taken for nought and for 9.

use super::letters::{capital, is_itself, is_separator, may_be_number, plain};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;
use std::str::FromStr;

/// Characters of a VIN.
pub const LENGTH: usize = 17;
/// Characters by which somebody shows that they know a VIN.
pub const LAST: usize = 6;
/// Most VINs that one text is searched for.
const MOST_VINS: usize = 8;
/// Longest text that is searched, in characters: more than an owner may send.
const LONGEST_TEXT: usize = 16_000;
/// Most groups that a VIN is typed in.
const MOST_GROUPS: usize = 6;
/// Digits that 17 characters of a sentence need to be taken for a VIN. The last four of any VIN are digits (ISO 3779; GB 16735).
const FEWEST_DIGITS: usize = 4;
/// Letters that groups need to be one VIN: more than the three of a word before a number.
const FEWEST_LETTERS: usize = 4;
/// A word this much shorter or longer is taken for a VIN with a mistake.
const NEAR: usize = 2;

/// A vehicle identification number of the right shape.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Vin(String);

/// What is wrong with a text that should be a VIN.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum VinFault {
    #[error("is empty")]
    Empty,
    /// So many characters are there, and more are needed.
    #[error("has {0} characters, and a VIN has 17")]
    TooShort(usize),
    /// So many characters are there, and some are too many.
    #[error("has {0} characters, and a VIN has 17")]
    TooLong(usize),
    /// A character that no VIN has.
    #[error("has {0:?}, which no VIN has")]
    Letter(char),
    /// Letters only: a word.
    #[error("has no digit")]
    NoDigit,
}

impl Vin {
    /// The VIN in 17 capitals and digits.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its last six characters.
    pub fn last_six(&self) -> &str {
        &self.0[LENGTH - LAST..]
    }

    /// Whether these are its last six characters, in any spelling.
    pub fn ends_with(&self, typed: &str) -> bool {
        last_six(typed).is_some_and(|last| last == self.last_six())
    }

    /// Whether the ninth character is the check digit of the others (49 CFR 565.15). Many markets do not use it: worth a warning, never
    /// a refusal.
    pub fn check_digit_ok(&self) -> bool {
        const WEIGHTS: [u32; LENGTH] = [8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2];
        let sum: u32 = self.0.bytes().zip(WEIGHTS).map(|(letter, weight)| transliterated(letter) * weight).sum();
        let check = match sum % 11 {
            10 => b'X',
            digit => b'0' + digit as u8,
        };
        self.0.as_bytes()[8] == check
    }

    /// Whether it lies between two VINs of one maker and type: the first eight characters agree, the ninth (the check digit) counts for
    /// nothing, and the rest is in order.
    pub fn is_between(&self, from: &Vin, to: &Vin) -> bool {
        let (own, low, high) = (self.0.as_bytes(), from.0.as_bytes(), to.0.as_bytes());
        own[..8] == low[..8] && own[..8] == high[..8] && low[9..] <= own[9..] && own[9..] <= high[9..]
    }
}

/// The value of a character in the sum of check digits (49 CFR 565.15, table III).
fn transliterated(letter: u8) -> u32 {
    match letter {
        b'0'..=b'9' => u32::from(letter - b'0'),
        b'A'..=b'H' => u32::from(letter - b'A') + 1,
        b'J'..=b'R' => u32::from(letter - b'J') + 1,
        b'S'..=b'Z' => u32::from(letter - b'S') + 2,
        _ => 0,
    }
}

/// One character of a VIN as it was meant.
fn meant(letter: char) -> char {
    match capital(letter) {
        'O' => '0',
        'I' => '1',
        letter => letter,
    }
}

fn fits(letter: char) -> bool {
    (letter.is_ascii_uppercase() || letter.is_ascii_digit()) && !matches!(letter, 'I' | 'O' | 'Q')
}

/// The last six characters of a VIN as somebody typed them, folded like a VIN. None when they are not six, or no VIN has them.
pub fn last_six(text: &str) -> Option<String> {
    let last: String = plain(text).chars().filter(|letter| !is_separator(*letter)).take(LENGTH + 1).map(meant).collect();
    (last.chars().count() == LAST && last.chars().all(fits)).then_some(last)
}

impl FromStr for Vin {
    type Err = VinFault;

    fn from_str(text: &str) -> Result<Vin, VinFault> {
        let letters: Vec<char> = plain(text).chars().take(LONGEST_TEXT).filter(|letter| !is_separator(*letter)).map(meant).collect();
        match letters.len() {
            0 => return Err(VinFault::Empty),
            length if length < LENGTH => return Err(VinFault::TooShort(length)),
            length if length > LENGTH => return Err(VinFault::TooLong(length)),
            _ => {}
        }
        if let Some(letter) = letters.iter().find(|letter| !fits(**letter)) {
            return Err(VinFault::Letter(*letter));
        }
        if !letters.iter().any(char::is_ascii_digit) {
            return Err(VinFault::NoDigit);
        }
        Ok(Vin(letters.into_iter().collect()))
    }
}

impl fmt::Display for Vin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for Vin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Serialize for Vin {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Vin {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Vin, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

/// Whether a text is a VIN and nothing else.
pub fn is_vin(text: &str) -> bool {
    let letters = text.chars().filter(|letter| !is_separator(*letter));
    may_be_number(letters, LENGTH, |letter| fits(meant(letter))) && text.parse::<Vin>().is_ok()
}

/// Whether a text has digits enough for a VIN: a glance tells it of most messages.
fn has_digits(text: &str) -> bool {
    let mut digits = 0;
    for letter in text.chars() {
        digits += usize::from(capital(letter).is_ascii_digit());
        if digits >= FEWEST_DIGITS || !is_itself(letter) {
            return true;
        }
    }
    false
}

/// The VINs in what an owner typed, in order, each once: words of 17 characters, or up to six groups that make 17.
pub fn find_vins(text: &str) -> Vec<Vin> {
    if !has_digits(text) {
        return Vec::new();
    }
    let groups = groups(text);
    let mut found: Vec<Vin> = Vec::new();
    let mut at = 0;
    while at < groups.len() && found.len() < MOST_VINS {
        match vin_at(&groups[at..]) {
            Some((vin, used)) => {
                if !found.contains(&vin) {
                    found.push(vin);
                }
                at += used;
            }
            None => at += 1,
        }
    }
    found
}

/// A word that was meant to be a VIN and is not one: letters and digits of nearly the right number, and what is wrong.
pub fn find_near(text: &str) -> Option<(String, VinFault)> {
    if !has_digits(text) {
        return None;
    }
    groups(text).into_iter().find_map(|group| {
        let (letters, digits) = counts(&group);
        let near = (LENGTH - NEAR..=LENGTH + NEAR).contains(&group.chars().count());
        let fault = group.parse::<Vin>().err()?;
        (near && letters >= 3 && digits >= FEWEST_DIGITS).then_some((group, fault))
    })
}

/// The words of letters and digits of a text, folded. A hyphen parts two, and so do all other signs.
fn groups(text: &str) -> Vec<String> {
    let folded: String = plain(text).chars().take(LONGEST_TEXT).map(capital).collect();
    folded.split(|letter: char| !letter.is_alphanumeric()).filter(|group| !group.is_empty()).map(str::to_owned).collect()
}

fn counts(group: &str) -> (usize, usize) {
    let digits = group.chars().filter(char::is_ascii_digit).count();
    (group.chars().filter(char::is_ascii_uppercase).count(), digits)
}

/// The VIN that begins with the first of these groups, and how many groups it takes.
fn vin_at(groups: &[String]) -> Option<(Vin, usize)> {
    let mut joined = String::new();
    for (used, group) in groups.iter().take(MOST_GROUPS).enumerate() {
        // Letters alone are a word, as in "45000 km and 3 keys": only the maker's three at the beginning are none.
        let is_word = counts(group).1 == 0 && (used > 0 || group.chars().count() > 3);
        joined.push_str(group);
        let (letters, digits) = counts(&joined);
        // "tel" and 14 digits make 17, too.
        let enough = digits >= FEWEST_DIGITS && letters >= if used == 0 { 1 } else { FEWEST_LETTERS };
        match joined.chars().count() {
            _ if is_word => return None,
            length if length < LENGTH => {}
            LENGTH if enough => return joined.parse().ok().map(|vin| (vin, used + 1)),
            _ => return None,
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const VIN: &str = "LB37622S8PX000123";

    fn vin(text: &str) -> Vin {
        text.parse().unwrap_or_else(|fault| panic!("{text}: {fault}"))
    }

    #[test]
    fn a_vin_is_read_however_it_is_typed() {
        for text in [
            "lb37622s8px000123",
            "LB37622S8PXOOO123",
            "LB37622S8PX ооо 123",
            "LB3 7622 S8PX-000123",
            "LВ37622S8РХ000123",
            "LB৩৭৬২২S৮PX০০০১২৩",
            "ＬＢ37622S8PX000123",
            "LB37622S8PX000I23",
        ] {
            assert_eq!(vin(text).as_str(), VIN, "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        let fault = |text: &str| text.parse::<Vin>().expect_err(text);
        assert_eq!(fault("  "), VinFault::Empty);
        assert_eq!(fault("LB37622S8PX00012"), VinFault::TooShort(16));
        assert_eq!(fault("LB37622S8PX0001234"), VinFault::TooLong(18));
        assert_eq!(fault("LB37622S8PXQ00123"), VinFault::Letter('Q'));
        assert_eq!(fault("LB37622S8PXЖ00123"), VinFault::Letter('Ж'));
        assert_eq!(fault("ABCDEFGHABCDEFGHA"), VinFault::NoDigit);
    }

    #[test]
    fn check_digits_are_those_of_the_rule() {
        // Worked examples: NHTSA's 1M8GDM9AXKP042788, and the number of ones, whose sum is a multiple of eleven and one.
        assert!(vin("1M8GDM9AXKP042788").check_digit_ok());
        assert!(vin("11111111111111111").check_digit_ok());
        assert!(!vin("1M8GDM9A1KP042788").check_digit_ok());
        assert_eq!(vin("1M8GDM9A1KP042788").as_str(), "1M8GDM9A1KP042788", "a wrong check digit is no refusal");
    }

    #[test]
    fn vins_are_found_in_sentences() {
        let found = |text: &str| find_vins(text).iter().map(|vin| vin.as_str().to_owned()).collect::<Vec<_>>();
        for text in [
            format!("VIN: {VIN}, please check"),
            format!("আমার গাড়ির ভিআইএন {VIN}"),
            format!("винкод {} осы", VIN.to_lowercase()),
            "my car is LB3 7622 S8PX 000123".to_owned(),
            format!("{VIN} {VIN}"),
        ] {
            assert_eq!(found(&text), [VIN], "{text}");
        }
        for text in [
            "",
            "the car has 45000 km and 3 keys",
            "internationalization",
            "AC-7K3M-92QX-C",
            "call +880 1700 000 000 at 10 today",
            "tel 880 1700 0000000",
        ] {
            assert_eq!(found(text), Vec::<String>::new(), "{text}");
        }
        assert_eq!(find_near("my VIN is LB37622S8PX00012, ok?"), Some(("LB37622S8PX00012".into(), VinFault::TooShort(16))));
        assert_eq!(find_near(VIN), None);
        assert_eq!(find_near("internationalizations"), None);
    }

    #[test]
    fn the_end_is_compared_as_it_was_meant() {
        assert!(vin(VIN).ends_with("ООО123") && vin(VIN).ends_with("০০০ ১২৩"));
        assert!(!vin(VIN).ends_with("000124") && !vin(VIN).ends_with("123") && !vin(VIN).ends_with(""));
    }

    #[test]
    fn ranges_pass_over_the_check_digit() {
        let between = |text: &str| vin(text).is_between(&vin("LB37622S1PX000100"), &vin("LB37622S2PX000200"));
        assert!(between("LB37622S9PX000150") && between("LB37622S0PX000100") && between("LB37622S0PX000200"));
        assert!(!between("LB37622S9PX000201") && !between("LB37622T9PX000150"));
    }

    proptest! {
        #[test]
        fn any_vin_comes_back(text in "[A-HJ-NPR-Z0-9]{12}[0-9]{5}") {
            let read = vin(&text);
            prop_assert_eq!(read.as_str(), &text);
            prop_assert_eq!(vin(&text.to_lowercase()), read.clone());
            prop_assert!(read.ends_with(read.last_six()));
        }

        #[test]
        fn a_glance_hides_no_vin(text in "[A-HJ-NPR-Z০-৯зО]{12}[0-9]{4}[0-9 –-]", odd in "[²ａ １.zж …-]", place in 0usize..17, is_odd: bool) {
            let mut text = text;
            if is_odd {
                let (at, letter) = text.char_indices().nth(place).unwrap_or_default();
                text.replace_range(at..at + letter.len_utf8(), &odd);
            }
            prop_assert_eq!(is_vin(&text), text.parse::<Vin>().is_ok(), "{}", text);
            let digits = groups(&text).iter().map(|group| counts(group).1).sum::<usize>();
            prop_assert!(has_digits(&text) || digits < FEWEST_DIGITS, "{}", text);
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,60}") {
            let _ = text.parse::<Vin>();
            prop_assert_eq!(is_vin(&text), text.parse::<Vin>().is_ok());
            let _ = (find_vins(&text), find_near(&text), last_six(&text));
        }
    }
}
