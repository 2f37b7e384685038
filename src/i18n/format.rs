//! Numbers, dates and days as a language writes them, from the CLDR data in ICU4X.

use super::Tag;
use crate::clock::Millis;
use crate::config::hours::Day;
use fluent::types::FluentNumber;
use icu_datetime::fieldsets::enums::{CompositeDateTimeFieldSet, DateFieldSet, TimeFieldSet};
use icu_datetime::fieldsets::{E, T, YMD, YMDE};
use icu_datetime::input::{Date, DateTime, Time};
use icu_datetime::{DateTimeFormatter, DateTimeFormatterPreferences};
use icu_decimal::input::Decimal;
use icu_decimal::options::{DecimalFormatterOptions, GroupingStrategy};
use icu_decimal::{DecimalFormatter, DecimalFormatterPreferences};
use icu_locale_core::Locale;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use unic_langid::LanguageIdentifier;

/// Digits after the point when a message doesn't ask for another number, as in browsers.
const MAX_FRACTION_DIGITS: usize = 3;
/// No more digits than this on either side, whatever a message asks for.
const MAX_DIGITS: usize = 20;
/// A number: ১২,৩৪,৫৬৭.৫ in Bengali, 1 234 567,5 with U+00A0 in Kazakh.
pub fn number(language: impl Tag, value: impl Into<FluentNumber>) -> String {
    let value = value.into();
    let mut options = DecimalFormatterOptions::default();
    options.grouping_strategy = Some(if value.options.use_grouping { GroupingStrategy::Auto } else { GroupingStrategy::Never });
    let preferences = DecimalFormatterPreferences::from(&icu_locale(&language.identifier()));
    match (DecimalFormatter::try_new(preferences, options), decimal(&value)) {
        (Ok(formatter), Some(decimal)) => formatter.format(&decimal).to_string(),
        _ => value.value.to_string(),
    }
}

/// A date with its day of the week: শনিবার, ৭ মার্চ, ২০২৬; 2026 ж. 7 наурыз, сенбі.
pub fn date_full(language: impl Tag, at: Millis, zone: &TimeZone) -> String {
    date_time_of(language, CompositeDateTimeFieldSet::Date(DateFieldSet::YMDE(YMDE::long())), at, zone)
}

/// A date: ২২ নভেম্বর, ২০২৬; 2026 ж. 22 қараша.
pub fn date_long(language: impl Tag, at: Millis, zone: &TimeZone) -> String {
    date_time_of(language, CompositeDateTimeFieldSet::Date(DateFieldSet::YMD(YMD::long())), at, zone)
}

/// A date for a narrow place: ২২ নভে, ২০২৬; 2026 ж. 22 қар.
pub fn date_medium(language: impl Tag, at: Millis, zone: &TimeZone) -> String {
    date_time_of(language, CompositeDateTimeFieldSet::Date(DateFieldSet::YMD(YMD::medium())), at, zone)
}

/// The time on the clock: ২:০৫ PM, 14:05.
pub fn time(language: impl Tag, at: Millis, zone: &TimeZone) -> String {
    date_time_of(language, CompositeDateTimeFieldSet::Time(TimeFieldSet::T(T::hm())), at, zone)
}

/// Date and time. Joined by a comma: CLDR's own "at" of long dates is a bare এ in Bengali, which nobody writes.
pub fn date_time(language: impl Tag, at: Millis, zone: &TimeZone) -> String {
    format!("{}, {}", date_long(&language, at, zone), time(&language, at, zone))
}

/// The name of a day: Saturday, শনিবার, сенбі.
pub fn weekday(language: impl Tag, day: Day) -> String {
    // 1 January 2024 was a Monday.
    let monday: Timestamp = "2024-01-01T00:00:00Z".parse().expect("a time");
    let at = monday.as_millisecond() + day as i64 * 86_400_000;
    date_time_of(language, CompositeDateTimeFieldSet::Date(DateFieldSet::E(E::long())), at, &TimeZone::UTC)
}

fn date_time_of(language: impl Tag, fields: CompositeDateTimeFieldSet, at: Millis, zone: &TimeZone) -> String {
    let preferences = DateTimeFormatterPreferences::from(&icu_locale(&language.identifier()));
    let at = Timestamp::from_millisecond(at).unwrap_or(if at < 0 { Timestamp::MIN } else { Timestamp::MAX });
    let local = at.to_zoned(zone.clone());
    let part = |number: i8| u8::try_from(number).unwrap_or(0);
    let date = Date::try_new_iso(local.year().into(), part(local.month()), part(local.day()));
    let time = Time::try_new(part(local.hour()), part(local.minute()), part(local.second()), 0);
    match (DateTimeFormatter::try_new(preferences, fields), date, time) {
        (Ok(formatter), Ok(date), Ok(time)) => formatter.format(&DateTime { date, time }).to_string(),
        _ => local.strftime("%Y-%m-%d %H:%M").to_string(),
    }
}

fn icu_locale(language: &LanguageIdentifier) -> Locale {
    Locale::try_from_str(&language.to_string()).unwrap_or(Locale::UNKNOWN)
}

/// The value with as many digits as its options ask for.
fn decimal(number: &FluentNumber) -> Option<Decimal> {
    let mut decimal = Decimal::try_from_str(&number.value.to_string()).ok()?;
    let least = number.options.minimum_fraction_digits.unwrap_or(0).min(MAX_DIGITS);
    let most = number.options.maximum_fraction_digits.unwrap_or(least.max(MAX_FRACTION_DIGITS)).clamp(least, MAX_DIGITS);
    let whole = number.options.minimum_integer_digits.unwrap_or(1).min(MAX_DIGITS);
    decimal.round(-position(most));
    decimal.absolute.trim_end();
    decimal.absolute.pad_end(-position(least));
    decimal.absolute.pad_start(position(whole));
    Some(decimal)
}

fn position(digits: usize) -> i16 {
    i16::try_from(digits).unwrap_or(i16::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;
    use Day::*;

    const LANGUAGES: [Language; 3] = [Language::EN, Language::BN, Language::KK];

    fn at(text: &str) -> Millis {
        text.parse::<Timestamp>().expect("a time").as_millisecond()
    }

    fn zone(name: &str) -> TimeZone {
        TimeZone::get(name).expect("a zone")
    }

    fn check(formatted: impl Fn(Language) -> String, expect: [&str; 3]) {
        assert_eq!(LANGUAGES.map(formatted), expect);
    }

    #[test]
    fn numbers() {
        check(|l| number(l, 1_234_567.5), ["1,234,567.5", "১২,৩৪,৫৬৭.৫", "1\u{a0}234\u{a0}567,5"]);
        check(|l| number(l, 0), ["0", "০", "0"]);
        check(|l| number(l, 4_000_u64), ["4,000", "৪,০০০", "4\u{a0}000"]);
        check(|l| number(l, f64::NAN), ["NaN", "NaN", "NaN"]);
    }

    #[test]
    fn dates() {
        let noon = at("2026-11-22T06:00:00Z");
        let dhaka = zone("Asia/Dhaka");
        check(|l| date_long(l, noon, &dhaka), ["November 22, 2026", "২২ নভেম্বর, ২০২৬", "2026\u{202f}ж. 22 қараша"]);
        let march = at("2026-03-07T06:00:00Z");
        check(|l| date_full(l, march, &dhaka), ["Saturday, March 7, 2026", "শনিবার, ৭ মার্চ, ২০২৬", "2026\u{202f}ж. 7 наурыз, сенбі"]);
        check(|l| date_medium(l, march, &dhaka), ["Mar 7, 2026", "৭ মার্চ, ২০২৬", "2026\u{202f}ж. 07 нау."]);
    }

    #[test]
    fn times_are_those_of_the_zone() {
        let moment = at("2026-03-07T08:05:00Z");
        check(|l| time(l, moment, &zone("Asia/Dhaka")), ["2:05\u{202f}PM", "২:০৫ PM", "14:05"]);
        check(|l| time(l, moment, &zone("Asia/Almaty")), ["1:05\u{202f}PM", "১:০৫ PM", "13:05"]);
        check(
            |l| date_time(l, moment, &zone("Asia/Dhaka")),
            ["March 7, 2026, 2:05\u{202f}PM", "৭ মার্চ, ২০২৬, ২:০৫ PM", "2026\u{202f}ж. 7 наурыз, 14:05"],
        );
        check(
            |l| date_long(l, at("2026-11-22T20:00:00Z"), &zone("Asia/Dhaka")),
            ["November 23, 2026", "২৩ নভেম্বর, ২০২৬", "2026\u{202f}ж. 23 қараша"],
        );
    }

    #[test]
    fn moments_out_of_range_do_not_panic() {
        for language in LANGUAGES {
            for moment in [i64::MIN, i64::MAX, 0] {
                assert!(!date_time(language, moment, &TimeZone::UTC).is_empty());
            }
        }
    }

    #[test]
    fn days() {
        check(|l| weekday(l, Sat), ["Saturday", "শনিবার", "сенбі"]);
        check(|l| weekday(l, Mon), ["Monday", "সোমবার", "дүйсенбі"]);
        check(|l| weekday(l, Sun), ["Sunday", "রবিবার", "жексенбі"]);
    }
}
