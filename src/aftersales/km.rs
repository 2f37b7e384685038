//! A mileage as people type it: "45,000", "৪৫ ০০০ কিমি", "45 тыс", "1.2 lakh".

use super::letters::plain;

/// Highest mileage that is believed, in kilometres: odometers have six places.
pub const MOST_KM: i64 = 999_999;
/// Longest text of a mileage, in characters.
const LONGEST: usize = 40;

/// What is wrong with a mileage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum KmFault {
    #[error("is empty")]
    Empty,
    #[error("is no number")]
    NotANumber,
    #[error("is below nought")]
    Negative,
    #[error("is more than any odometer shows")]
    TooMuch,
}

/// Words of thousands and of a hundred thousand, in small letters.
const THOUSANDS: [&str; 11] = ["k", "тыс", "тысяч", "тысячи", "т", "мың", "мын", "হাজার", "hajar", "hazar", "thousand"];
const LAKHS: [&str; 4] = ["lakh", "lac", "লাখ", "লক্ষ"];
/// Words of the unit.
const KILOMETRES: [&str; 14] = [
    "km",
    "kms",
    "kilometer",
    "kilometers",
    "kilometre",
    "kilometres",
    "км",
    "километр",
    "километров",
    "шақырым",
    "шакырым",
    "কিমি",
    "কি মি",
    "কিলোমিটার",
];

/// The mileage, in whole kilometres.
pub fn parse(text: &str) -> Result<i64, KmFault> {
    let typed = plain(text).to_lowercase().replace('.', ". ");
    let words: Vec<&str> = typed.split_whitespace().collect();
    let typed = words.join(" ").replace(". ", ".");
    if typed.is_empty() {
        return Err(KmFault::Empty);
    }
    if typed.chars().count() > LONGEST {
        return Err(KmFault::NotANumber);
    }
    if typed.starts_with(['-', '−', '–']) {
        return Err(KmFault::Negative);
    }
    let ends = typed.rfind(|letter: char| letter.is_ascii_digit()).map(|at| at + 1).ok_or(KmFault::NotANumber)?;
    let (number, unit) = typed.split_at(ends);
    let times = multiple(unit).ok_or(KmFault::NotANumber)?;
    let km = if times > 1 { decimal(number, times) } else { whole(number) }.ok_or(KmFault::NotANumber)?;
    if km > MOST_KM { Err(KmFault::TooMuch) } else { Ok(km) }
}

/// What the words behind a number multiply it with; none when they are other words.
fn multiple(unit: &str) -> Option<i64> {
    let bare: String = unit.chars().map(|letter| if letter == '.' { ' ' } else { letter }).collect();
    let words: Vec<&str> = bare.split_whitespace().collect();
    let mut times = 1;
    let mut rest = words.as_slice();
    if let Some((first, others)) = rest.split_first() {
        let factor = if THOUSANDS.contains(first) { Some(1_000) } else { LAKHS.contains(first).then_some(100_000) };
        if let Some(factor) = factor {
            (times, rest) = (factor, others);
        }
    }
    let unit = rest.join(" ");
    (unit.is_empty() || KILOMETRES.contains(&unit.as_str())).then_some(times)
}

/// "45,000", "1,45,000", "45 000", "45.000", "45'000" or "45000"; of "45000.7" the whole part.
fn whole(number: &str) -> Option<i64> {
    let groups: Vec<&str> = number.split([',', '.', ' ', '\'', '’', '_']).collect();
    let (first, others) = groups.split_first()?;
    let digits = |group: &&str| !group.is_empty() && group.chars().all(|letter| letter.is_ascii_digit());
    if !groups.iter().all(digits) {
        return None;
    }
    let grouped =
        first.len() <= 3 && others.last().is_none_or(|last| last.len() == 3) && others.iter().all(|group| matches!(group.len(), 2 | 3));
    let read = |digits: &str| if digits.len() > 15 { Some(i64::MAX) } else { digits.parse().ok() };
    match others {
        _ if grouped => read(&groups.concat()),
        [] => read(first),
        [fraction] if fraction.len() <= 2 => read(first),
        _ => None,
    }
}

/// "1.2" or "45" times a thousand or more.
fn decimal(number: &str, times: i64) -> Option<i64> {
    let number = number.replace(',', ".");
    let value: f64 = number.replace(' ', "").parse().ok()?;
    let km = value * times as f64;
    (0.0..1e15).contains(&km).then_some(km.round() as i64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_mileage_is_read_however_it_is_typed() {
        for (text, expect) in [
            ("45000", 45_000),
            ("45,000 km", 45_000),
            ("45 000 км", 45_000),
            ("45.000", 45_000),
            ("১,৪৫,০০০ কিমি", 145_000),
            ("৪৫ হাজার", 45_000),
            ("45 тыс. км", 45_000),
            ("45 мың км", 45_000),
            ("45k", 45_000),
            ("1.2 lakh", 120_000),
            ("45000.7", 45_000),
            ("12 500 কি.মি.", 12_500),
            ("0", 0),
            ("999999", 999_999),
        ] {
            assert_eq!(parse(text), Ok(expect), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, expect) in [
            ("", KmFault::Empty),
            ("a lot", KmFault::NotANumber),
            ("45000 miles", KmFault::NotANumber),
            ("4,5,0", KmFault::NotANumber),
            ("-5", KmFault::Negative),
            ("1,000,000", KmFault::TooMuch),
            ("10 lakh", KmFault::TooMuch),
            ("99999999999999999999", KmFault::TooMuch),
        ] {
            assert_eq!(parse(text), Err(expect), "{text}");
        }
    }

    proptest! {
        #[test]
        fn any_whole_number_is_read(km in 0..=MOST_KM) {
            prop_assert_eq!(parse(&km.to_string()), Ok(km));
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,50}") {
            let _ = parse(&text);
        }
    }
}
