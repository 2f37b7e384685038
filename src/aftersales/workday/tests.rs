use super::*;
use crate::clock::rfc3339;
use crate::config::Config;
use crate::market::Markets;
use jiff::civil::date;
use proptest::prelude::*;

fn calendar(market: &str) -> WorkCalendar {
    let markets = Markets::new(&Config::defaults()).expect("markets");
    WorkCalendar::of(markets.get(market).expect(market))
}

/// An instant on the clock of a zone.
fn at(text: &str) -> Millis {
    text.parse::<Timestamp>().expect(text).as_millisecond()
}

fn due(market: &str, due: Due, from: &str) -> String {
    let calendar = calendar(market);
    let at = Timestamp::from_millisecond(calendar.due(due, at(from))).expect("a time");
    at.to_zoned(calendar.zone().clone()).strftime("%Y-%m-%d %H:%M").to_string()
}

#[test]
fn days_of_rest_and_holidays_are_passed_over() {
    let three = Due::WorkingDays(3);
    for (market, from, expect) in [
        // Dhaka: Sunday 6 December 2026; Friday and Saturday are days of rest, and 16 December is Victory Day.
        ("bd", "2026-12-06T10:00:00+06:00", "2026-12-09 18:00"),
        ("bd", "2026-12-09T10:00:00+06:00", "2026-12-14 18:00"),
        ("bd", "2026-12-10T10:00:00+06:00", "2026-12-15 18:00"),
        ("bd", "2026-12-11T10:00:00+06:00", "2026-12-15 18:00"),
        ("bd", "2026-12-14T10:00:00+06:00", "2026-12-20 18:00"),
        // Late in the evening, and in UTC still the day before.
        ("bd", "2026-12-06T23:59:00+06:00", "2026-12-09 18:00"),
        // Almaty: Thursday 10 December 2026; Saturday and Sunday are days of rest, and 16 December is Independence Day.
        ("kz", "2026-12-10T10:00:00+05:00", "2026-12-15 18:00"),
        ("kz", "2026-12-11T10:00:00+05:00", "2026-12-17 18:00"),
        ("kz", "2026-12-30T10:00:00+05:00", "2027-01-05 18:00"),
    ] {
        assert_eq!(due(market, three, from), expect, "{market}: {from}");
    }
}

#[test]
fn calendar_days_count_every_day() {
    assert_eq!(due("bd", Due::Days(30), "2026-12-10T10:00:00+06:00"), "2027-01-09 23:59");
    assert_eq!(due("kz", Due::Days(30), "2028-01-31T10:00:00+05:00"), "2028-03-01 23:59");
}

#[test]
fn the_clock_stands_while_the_owner_must_act() {
    let calendar = calendar("bd");
    let three = Due::WorkingDays(3);
    let due = calendar.due(three, at("2026-12-06T10:00:00+06:00"));
    let resumed = |paused: &str, resumed: &str| rfc3339(calendar.resumed(three, due, at(paused), at(resumed)));
    assert_eq!(resumed("2026-12-07T10:00:00+06:00", "2026-12-07T17:00:00+06:00"), rfc3339(due), "the same day costs nothing");
    assert_eq!(resumed("2026-12-07T10:00:00+06:00", "2026-12-08T09:00:00+06:00"), "2026-12-10T12:00:00.000Z");
    // Over the week's end: Thursday to Sunday is one working day.
    assert_eq!(resumed("2026-12-10T10:00:00+06:00", "2026-12-13T09:00:00+06:00"), "2026-12-10T12:00:00.000Z");
    let days = Due::Days(30);
    let due = calendar.due(days, at("2026-12-06T10:00:00+06:00"));
    let later = calendar.resumed(days, due, at("2026-12-07T10:00:00+06:00"), at("2026-12-10T10:00:00+06:00"));
    assert_eq!(later - due, 3 * 86_400_000);
}

#[test]
fn a_day_that_daylight_saving_cuts_ends_in_time() {
    // New York, Sunday 8 March 2026: the clock goes from 2 to 3.
    let zone = TimeZone::get("America/New_York").expect("a zone");
    let calendar = WorkCalendar::new(zone, [], []);
    assert_eq!(rfc3339(calendar.due(Due::WorkingDays(1), at("2026-03-07T12:00:00-05:00"))), "2026-03-08T22:00:00.000Z");
    assert_eq!(rfc3339(calendar.due(Due::WorkingDays(1), at("2026-03-06T12:00:00-05:00"))), "2026-03-07T23:00:00.000Z");
}

#[test]
fn a_calendar_of_rest_alone_ends_somewhere() {
    let rest = [Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Fri, Day::Sat, Day::Sun];
    let calendar = WorkCalendar::new(TimeZone::UTC, rest, []);
    let from = at("2026-12-06T10:00:00Z");
    assert!(calendar.due(Due::WorkingDays(3), from) > from);
}

proptest! {
    #[test]
    fn between_lie_as_many_working_days(from in 1_767_225_600_000i64..1_830_000_000_000, days in 1u32..30, market in "bd|kz|int") {
        let calendar = calendar(&market);
        let due = calendar.due(Due::WorkingDays(days), from);
        let (first, last) = (calendar.day(from), calendar.day(due));
        prop_assert!(due > from);
        prop_assert!(calendar.works_on(last), "{last}");
        prop_assert_eq!(calendar.working_days_between(first, last), days);
        // A pause never makes it due earlier.
        prop_assert!(calendar.resumed(Due::WorkingDays(days), due, from, from + 5 * 86_400_000) >= due);
    }
}

#[test]
fn each_market_rests_on_its_own_days() {
    let saturday = date(2026, 12, 12);
    assert!(
        !calendar("bd").works_on(date(2026, 12, 11)) && !calendar("bd").works_on(saturday) && calendar("bd").works_on(date(2026, 12, 13))
    );
    assert!(
        calendar("kz").works_on(date(2026, 12, 11)) && !calendar("kz").works_on(saturday) && !calendar("kz").works_on(date(2026, 12, 13))
    );
    assert!(!calendar("int").works_on(saturday));
}
