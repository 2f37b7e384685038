//! The days off that lie ahead, by name and date.

use super::{Market, Markets};
use crate::clock::Millis;
use crate::config::holidays::{Dates, Holiday};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Most days off that are told unasked.
const MOST_TOLD: usize = 3;

/// A holiday that lies ahead, or is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ahead<'a> {
    pub holiday: &'a Holiday,
    pub dates: Dates,
    /// Whether no technician works on any of its days.
    pub closed: bool,
}

impl Market {
    /// The next days on which nobody works, the nearest first.
    pub fn days_off(&self, now: Millis) -> Vec<Ahead<'_>> {
        let mut ahead = self.ahead(now);
        ahead.retain(|ahead| ahead.closed);
        ahead.truncate(MOST_TOLD);
        ahead
    }

    /// When each of these holidays is next, the nearest first; none for those that the calendar does not have or know ahead.
    pub fn next_of(&self, ids: &[String], now: Millis) -> Vec<Ahead<'_>> {
        // Each answer asks, and hardly any names one.
        if ids.is_empty() {
            return Vec::new();
        }
        let mut seen = BTreeSet::new();
        let mut ahead = self.ahead(now);
        ahead.retain(|ahead| ids.contains(&ahead.holiday.id) && seen.insert(&ahead.holiday.id));
        ahead
    }

    /// Whether the calendar has holidays, but none ahead: a file that nobody has renewed.
    pub fn has_expired(&self, now: Millis) -> bool {
        !self.holidays.is_empty() && self.ahead(now).is_empty()
    }

    /// Today, on the clock of its first team.
    pub fn today(&self, now: Millis) -> Date {
        let now = Timestamp::from_millisecond(now).unwrap_or(if now < 0 { Timestamp::MIN } else { Timestamp::MAX });
        now.to_zoned(self.schedule.zone().clone()).date()
    }

    fn ahead(&self, now: Millis) -> Vec<Ahead<'_>> {
        let today = self.today(now);
        let dated = self.holidays.iter().flat_map(|holiday| holiday.dates.iter().map(move |dates| (holiday, *dates)));
        let closed = |dates: &Dates| !dates.days().any(|day| self.schedule.works_on(day));
        let ahead = dated.filter(|(_, dates)| dates.last >= today);
        let mut ahead: Vec<_> = ahead.map(|(holiday, dates)| Ahead { holiday, dates, closed: closed(&dates) }).collect();
        ahead.sort_by_key(|ahead| ahead.dates);
        ahead
    }
}

impl Markets {
    /// The holidays of all calendars: what owners may name.
    pub fn holidays(&self) -> impl Iterator<Item = &Holiday> {
        self.iter().flat_map(|market| &market.holidays)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::config::holidays::Holidays;

    fn at(text: &str) -> Millis {
        text.parse::<Timestamp>().expect("a time").as_millisecond()
    }

    fn ids(ahead: &[Ahead<'_>]) -> Vec<String> {
        ahead.iter().map(|ahead| format!("{} {} {}", ahead.holiday.id, ahead.dates.first, ahead.closed)).collect()
    }

    #[test]
    fn each_market_has_its_own_days_off() {
        let markets = Markets::new(&Config::defaults()).expect("markets");
        let of = |id: &str| markets.get(id).expect("a market");
        let now = at("2026-12-01T06:00:00Z");
        let bd = ["victory-day 2026-12-16 true", "christmas 2026-12-25 true", "shab-e-barat 2027-01-24 true"];
        assert_eq!(ids(&of("bd").days_off(now)), bd);
        let kz = ["independence-day 2026-12-16 true", "new-year 2027-01-01 true", "orthodox-christmas 2027-01-07 true"];
        assert_eq!(ids(&of("kz").days_off(now)), kz);
        // Elsewhere two teams answer: on 16 December both are off, on Christmas one of them works.
        let int = ["victory-day 2026-12-16 true", "independence-day 2026-12-16 true", "shab-e-barat 2027-01-24 true"];
        assert_eq!(ids(&of("int").days_off(now)), int);
    }

    #[test]
    fn a_holiday_that_is_named_is_told_with_whether_anybody_works() {
        let markets = Markets::new(&Config::defaults()).expect("markets");
        let named = |market: &str, names: &[&str], now: &str| {
            let names: Vec<String> = names.iter().map(|name| (*name).to_owned()).collect();
            ids(&markets.get(market).expect("a market").next_of(&names, at(now)))
        };
        let eids = ["eid-al-fitr", "eid-al-adha"];
        assert_eq!(named("bd", &eids, "2026-12-01T06:00:00Z"), ["eid-al-fitr 2027-03-09 true", "eid-al-adha 2027-05-16 true"]);
        assert_eq!(named("kz", &eids, "2026-12-01T06:00:00Z"), ["eid-al-fitr 2027-03-09 false", "eid-al-adha 2027-05-16 true"]);
        assert_eq!(named("bd", &["nauryz"], "2026-12-01T06:00:00Z"), [""; 0]);
        // On its last day it is still that one, in the zone of the market: it is the 24th in Almaty already.
        assert_eq!(named("kz", &["nauryz"], "2026-03-23T18:59:00Z"), ["nauryz 2026-03-21 true"]);
        assert_eq!(named("kz", &["nauryz"], "2026-03-23T19:00:00Z"), ["nauryz 2027-03-21 true"]);
    }

    #[test]
    fn a_calendar_that_ended_says_nothing() {
        let mut config = Config::defaults();
        let markets = Markets::new(&config).expect("markets");
        let (before, after) = (at("2027-12-25T06:00:00Z"), at("2028-01-02T00:00:00Z"));
        for market in markets.iter() {
            assert!(market.has_expired(after) && market.days_off(after).is_empty());
        }
        assert!(!markets.get("bd").expect("bd").has_expired(before));
        config.markets.get_mut("bd").expect("bd").holidays = Some(Holidays::Dates(vec!["2026-12-16".into()]));
        let markets = Markets::new(&config).expect("markets");
        let bd = markets.get("bd").expect("bd");
        assert!(!bd.has_expired(after) && bd.days_off(before).is_empty(), "dates without a name are not told");
        assert!(!bd.schedule.at(at("2026-12-16T06:00:00Z")).open && bd.schedule.at(at("2026-12-17T06:00:00Z")).open);
    }
}
