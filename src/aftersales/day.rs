//! Days as people type them: 05.03.2026, 2026-03-05, ০৫/০৩/২০২৬, 5 наурыз 2026, 5 March 2026.
//!
//! In numbers the day stands before the month, as in Bangladesh and Kazakhstan; only a year of four places stands first.

use super::letters::plain;
use jiff::civil::Date;

/// Longest text of a day, in characters.
const LONGEST: usize = 40;
/// Years that are believed: cars and papers of this trade are not older, and nothing is booked later.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2099;

/// What is wrong with a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DayFault {
    #[error("is empty")]
    Empty,
    #[error("is no day such as 05.03.2026")]
    Shape,
    /// There is no month of this number.
    #[error("has month {0}")]
    Month(i64),
    /// The month has no day of this number.
    #[error("has day {0}, which the month has not")]
    Day(i64),
    /// No year of this century or the end of the last.
    #[error("has year {0}")]
    Year(i64),
}

/// The months' names and their usual beginnings, in small letters: Bengali, Kazakh, English, Russian.
const MONTHS: [&[&str]; 12] = [
    &["জানুয়ারি", "জানুয়ারী", "қаңтар", "january", "jan", "январь", "января"],
    &["ফেব্রুয়ারি", "ফেব্রুয়ারী", "ақпан", "february", "feb", "февраль", "февраля"],
    &["মার্চ", "наурыз", "march", "mar", "март", "марта"],
    &["এপ্রিল", "сәуір", "april", "apr", "апрель", "апреля"],
    &["মে", "мамыр", "may", "май", "мая"],
    &["জুন", "маусым", "june", "jun", "июнь", "июня"],
    &["জুলাই", "шілде", "july", "jul", "июль", "июля"],
    &["আগস্ট", "আগষ্ট", "тамыз", "august", "aug", "август", "августа"],
    &["সেপ্টেম্বর", "қыркүйек", "september", "sep", "sept", "сентябрь", "сентября"],
    &["অক্টোবর", "қазан", "october", "oct", "октябрь", "октября"],
    &["নভেম্বর", "қараша", "november", "nov", "ноябрь", "ноября"],
    &["ডিসেম্বর", "желтоқсан", "december", "dec", "декабрь", "декабря"],
];

/// The day that a text names.
pub fn parse(text: &str) -> Result<Date, DayFault> {
    let typed = plain(text).to_lowercase();
    let typed = typed.trim().trim_end_matches("ж.").trim_end_matches("г.");
    if typed.is_empty() {
        return Err(DayFault::Empty);
    }
    if typed.chars().count() > LONGEST {
        return Err(DayFault::Shape);
    }
    let parts = parts(typed);
    let [first, second, third] = parts.as_slice() else { return Err(DayFault::Shape) };
    if let Some(month) = month(second) {
        let (day, year) = if first.len() == 4 { (third, first) } else { (first, third) };
        return date(number(year)?, month, number(&ordinal(day))?, year.len());
    }
    if let Some(month) = month(third) {
        return date(number(first)?, month, number(second)?, first.len());
    }
    if let Some(month) = month(first) {
        return date(number(third)?, month, number(&ordinal(second))?, third.len());
    }
    match first.len() {
        4 => date(number(first)?, number(second)?, number(third)?, 4),
        _ => date(number(third)?, number(second)?, number(first)?, third.len()),
    }
}

/// The day that a cell or an address names. Nobody is there to see how it was understood, so what other countries read as another day is
/// refused: 03/04/2026, and years of two places.
pub fn unmistakable(text: &str) -> Result<Date, DayFault> {
    let day = parse(text)?;
    let plain = plain(text);
    let parts = parts(&plain);
    let numbers: Vec<i64> = parts.iter().filter_map(|part| part.parse().ok()).collect();
    let is_short = !parts.iter().any(|part| part.len() == 4 && part.bytes().all(|digit| digit.is_ascii_digit()));
    let could_be_month = |[first, second, _]: &[i64; 3]| first != second && (1..=12).contains(first);
    let month_first = !plain.contains('.') && <[i64; 3]>::try_from(numbers).is_ok_and(|numbers| could_be_month(&numbers));
    if is_short || month_first { Err(DayFault::Shape) } else { Ok(day) }
}

/// What stands between points, strokes, hyphens and spaces.
fn parts(typed: &str) -> Vec<&str> {
    typed
        .split(['.', '-', '/', ',', ' ', '–', '\u{2010}', '\u{2011}'])
        .filter(|part| !part.is_empty() && !matches!(*part, "ж" | "г" | "года"))
        .collect()
}

/// A day of a month without the ending of an English ordinal.
fn ordinal(day: &str) -> String {
    day.trim_end_matches(['s', 't', 'h', 'n', 'd', 'r']).to_owned()
}

fn month(word: &str) -> Option<i64> {
    let word: String = plain(word);
    MONTHS.iter().position(|names| names.iter().any(|name| plain(name) == word)).and_then(|month| i64::try_from(month + 1).ok())
}

fn number(part: &str) -> Result<i64, DayFault> {
    if part.len() <= 4 && !part.is_empty() && part.bytes().all(|digit| digit.is_ascii_digit()) {
        part.parse().map_err(|_| DayFault::Shape)
    } else {
        Err(DayFault::Shape)
    }
}

/// A year of two places is one of this century.
fn date(year: i64, month: i64, day: i64, year_places: usize) -> Result<Date, DayFault> {
    let year = if year_places == 2 { 2000 + year } else { year };
    let known_year = i16::try_from(year).ok().filter(|year| YEARS.contains(year)).ok_or(DayFault::Year(year))?;
    let known_month = i8::try_from(month).ok().filter(|month| (1..=12).contains(month)).ok_or(DayFault::Month(month))?;
    let known_day = i8::try_from(day).map_err(|_| DayFault::Day(day))?;
    Date::new(known_year, known_month, known_day).map_err(|_| DayFault::Day(day))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn days_are_read_however_they_are_typed() {
        let expect = jiff::civil::date(2026, 3, 5);
        for text in [
            "2026-03-05",
            "05.03.2026",
            "5/3/26",
            "০৫/০৩/২০২৬",
            "০৫-০৩-২০২৬",
            "5 March 2026",
            "March 5th, 2026",
            "৫ মার্চ, ২০২৬",
            "2026 ж. 5 наурыз",
            "2026 наурыз 5",
            "5 марта 2026 г.",
            " 05 . 03 . 2026 ",
        ] {
            assert_eq!(parse(text), Ok(expect), "{text}");
        }
    }

    #[test]
    fn what_is_wrong_is_said() {
        for (text, expect) in [
            ("", DayFault::Empty),
            ("tomorrow", DayFault::Shape),
            ("05.13.2026", DayFault::Month(13)),
            ("2026-13-05", DayFault::Month(13)),
            ("31.04.2026", DayFault::Day(31)),
            ("29.02.2027", DayFault::Day(29)),
            ("0.1.2026", DayFault::Day(0)),
            ("05.03.1026", DayFault::Year(1026)),
            ("5.3", DayFault::Shape),
        ] {
            assert_eq!(parse(text), Err(expect), "{text}");
        }
        assert!(parse("29.02.2028").is_ok(), "a leap day");
    }

    #[test]
    fn a_cell_names_a_day_that_everybody_reads_alike() {
        for text in ["2026-04-03", "2026/4/3", "2026.04.03", "03.04.2026", "3 April 2026", "April 3, 2026", "2026 ж. 3 сәуір", "০৩.০৪.২০২৬"]
        {
            assert_eq!(unmistakable(text), Ok(jiff::civil::date(2026, 4, 3)), "{text}");
        }
        for text in ["28/02/2026", "28-02-2026"] {
            assert_eq!(unmistakable(text), Ok(jiff::civil::date(2026, 2, 28)), "{text}");
        }
        assert!(unmistakable("04/04/2026").is_ok(), "the same in any order");
        for text in ["03/04/2026", "03-04-2026", "28.02.26", "3 April 26"] {
            assert_eq!(unmistakable(text), Err(DayFault::Shape), "{text}");
        }
        assert_eq!(unmistakable("02/28/2026"), Err(DayFault::Month(28)));
    }

    proptest! {
        #[test]
        fn any_day_comes_back(year in 1990i16..=2099, month in 1i8..=12, day in 1i8..=31) {
            if let Ok(date) = Date::new(year, month, day) {
                prop_assert_eq!(parse(&date.to_string()), Ok(date));
                prop_assert_eq!(parse(&format!("{day:02}.{month:02}.{year}")), Ok(date));
            }
        }

        #[test]
        fn nothing_panics(text in "\\PC{0,50}") {
            let _ = parse(&text);
        }
    }
}
