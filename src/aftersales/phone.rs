//! Phone numbers as people type them, in the form that is stored: E.164, a plus and at most 15 digits.
//!
//! Digits of any script are folded first: libraries refuse ০১৭১২-৩৪৫৬৭৮. Whether a number exists is not judged, only whether it can.

use super::letters::plain;

/// Most digits of a number with its country (ITU-T E.164).
const MOST_DIGITS: usize = 15;
/// Fewest digits of a number with its country: the shortest in use have seven.
const FEWEST_DIGITS: usize = 7;

/// What is wrong with a phone number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum PhoneFault {
    #[error("is empty")]
    Empty,
    /// Something that stands in no number.
    #[error("has {0:?}, which no phone number has")]
    Letter(char),
    #[error("has too few digits")]
    TooShort,
    #[error("has too many digits")]
    TooLong,
    /// Only the part after the country: which country is not known.
    #[error("lacks the country's code")]
    NeedsCountry,
}

/// How numbers are dialled within a country.
struct Plan {
    market: &'static str,
    country: &'static str,
    /// What is dialled before a number within the country.
    trunk: &'static str,
    /// Digits of a number after the country's code.
    digits: std::ops::RangeInclusive<usize>,
    /// What the longest of them, those of mobile phones, begin with.
    mobile: &'static str,
}

/// Numbering plans of the markets (ITU-T, national plans of Bangladesh, BTRC, and Kazakhstan, +7 7).
const PLANS: [Plan; 2] = [
    Plan { market: "bd", country: "880", trunk: "0", digits: 8..=10, mobile: "1" },
    Plan { market: "kz", country: "7", trunk: "8", digits: 10..=10, mobile: "7" },
];

/// The number in E.164, for somebody of a market; without one, for somebody of any of ours.
pub fn parse(text: &str, market: Option<&str>) -> Result<String, PhoneFault> {
    let plain = plain(text);
    let typed = plain.trim();
    if typed.is_empty() {
        return Err(PhoneFault::Empty);
    }
    let sign =
        |letter: &char| !letter.is_ascii_digit() && !matches!(letter, ' ' | '-' | '(' | ')' | '.' | '+' | '/' | '\u{2010}'..='\u{2015}');
    if let Some(letter) = typed.chars().find(sign) {
        return Err(PhoneFault::Letter(letter));
    }
    if typed.rfind('+').is_some_and(|at| at > 0) {
        return Err(PhoneFault::Letter('+'));
    }
    let digits: String = typed.chars().filter(char::is_ascii_digit).take(2 * MOST_DIGITS).collect();
    let international = typed.starts_with('+').then_some(digits.as_str()).or_else(|| digits.strip_prefix("00"));
    let plan = PLANS.iter().find(|plan| Some(plan.market) == market);
    let whole = match (international, plan) {
        (Some(digits), _) => digits.to_owned(),
        (None, Some(plan)) => with_country(&digits, plan)?,
        (None, None) => mobile(&digits, market.is_none()).ok_or(PhoneFault::NeedsCountry)?,
    };
    check(&whole).map(|()| format!("+{whole}"))
}

/// A mobile number of ours with its country's code and no plus; with `within`, also as it is dialled within the country: 01... and 87...
/// can only be one of the two.
fn mobile(digits: &str, within: bool) -> Option<String> {
    PLANS.iter().find_map(|plan| {
        let choices = [digits.strip_prefix(plan.country), digits.strip_prefix(plan.trunk).filter(|_| within)];
        let is_mobile = |own: &&str| own.len() == *plan.digits.end() && own.starts_with(plan.mobile);
        Some(format!("{}{}", plan.country, choices.into_iter().flatten().find(is_mobile)?))
    })
}

/// A number that was typed as within its country, or with the country's code and no plus.
fn with_country(digits: &str, plan: &Plan) -> Result<String, PhoneFault> {
    let fits = |digits: &str| plan.digits.contains(&digits.len());
    let choices = [digits.strip_prefix(plan.country), digits.strip_prefix(plan.trunk), Some(digits)];
    match choices.into_iter().flatten().find(|digits| fits(digits)) {
        Some(own) => Ok(format!("{}{own}", plan.country)),
        None if digits.len() < *plan.digits.start() + plan.trunk.len() => Err(PhoneFault::TooShort),
        None => Err(PhoneFault::TooLong),
    }
}

/// Whether a number with its country's code has a length that it can have.
fn check(digits: &str) -> Result<(), PhoneFault> {
    let own = PLANS.iter().find_map(|plan| Some((plan, digits.strip_prefix(plan.country)?)));
    let lengths = own.as_ref().map_or(FEWEST_DIGITS..=MOST_DIGITS, |(plan, _)| plan.digits.clone());
    let length = own.map_or(digits.len(), |(_, own)| own.len());
    match length {
        length if length < *lengths.start() => Err(PhoneFault::TooShort),
        length if length > *lengths.end() => Err(PhoneFault::TooLong),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn numbers_get_their_country() {
        for (text, market, expect) in [
            ("০১৭১২-৩৪৫৬৭৮", "bd", "+8801712345678"),
            ("01712 345678", "bd", "+8801712345678"),
            ("+880 1712-345678", "int", "+8801712345678"),
            ("8801712345678", "bd", "+8801712345678"),
            ("8 (701) 234-56-78", "kz", "+77012345678"),
            ("7012345678", "kz", "+77012345678"),
            ("+7 701 234 56 78", "bd", "+77012345678"),
            ("77012345678", "kz", "+77012345678"),
            ("0044 20 7946 0011", "kz", "+442079460011"),
            ("8801712345678", "int", "+8801712345678"),
        ] {
            assert_eq!(parse(text, Some(market)).as_deref(), Ok(expect), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, market, expect) in [
            (" ", "bd", PhoneFault::Empty),
            ("my phone", "bd", PhoneFault::Letter('m')),
            ("0171", "bd", PhoneFault::TooShort),
            ("017123456789012", "bd", PhoneFault::TooLong),
            ("+7 701 234 56", "kz", PhoneFault::TooShort),
            ("+1234567890123456", "int", PhoneFault::TooLong),
            ("020 7946 0011", "int", PhoneFault::NeedsCountry),
            ("01632 960001", "int", PhoneFault::NeedsCountry),
            ("8+8801712345678", "bd", PhoneFault::Letter('+')),
        ] {
            assert_eq!(parse(text, Some(market)), Err(expect), "{text}");
        }
    }

    #[test]
    fn where_no_market_is_known_only_what_can_be_nothing_else_gets_a_country() {
        for (text, expect) in [
            ("01712-345678", Ok("+8801712345678")),
            ("8 701 234 56 78", Ok("+77012345678")),
            ("77012345678", Ok("+77012345678")),
            ("৮৮০১৭১২৩৪৫৬৭৮", Ok("+8801712345678")),
            ("+44 20 7946 0011", Ok("+442079460011")),
            ("442079460011", Err(PhoneFault::NeedsCountry)),
            ("7012345678", Err(PhoneFault::NeedsCountry)),
            ("02 9876543", Err(PhoneFault::NeedsCountry)),
        ] {
            assert_eq!(parse(text, None).as_deref(), expect.as_ref().map(|number| *number), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_stored_is_read_again(text in "[+0-9 ()-]{0,24}") {
            for market in [Some("bd"), Some("kz"), Some("int"), None] {
                if let Ok(stored) = parse(&text, market) {
                    prop_assert_eq!(parse(&stored, Some("int")), Ok(stored.clone()));
                }
            }
        }
    }
}
