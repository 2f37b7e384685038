//! When technicians are there: weekly hours in time zones, for honest words about waiting.

use crate::clock::Millis;
use crate::config::hours::{Day, Team};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// Whether somebody is there now, and if not, when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenState {
    pub open: bool,
    /// The next opening, when closed and there is one within two weeks.
    pub next: Option<Millis>,
}

/// The hours of all teams.
#[derive(Debug, Clone)]
pub struct Schedule(Vec<Team>);

/// Days looked ahead for the next opening.
const LOOK_AHEAD_DAYS: i64 = 14;

impl Schedule {
    /// The hours of all teams. No team means: always open.
    pub fn new(teams: Vec<Team>) -> Schedule {
        Schedule(teams)
    }

    /// Whether any team is there at `now`, else the earliest next opening.
    pub fn at(&self, now: Millis) -> OpenState {
        if self.0.is_empty() {
            return OpenState { open: true, next: None };
        }
        let Ok(now) = Timestamp::from_millisecond(now) else { return OpenState { open: false, next: None } };
        let mut next = None;
        for team in &self.0 {
            for (from, to) in shifts(team, now) {
                if from <= now && now < to {
                    return OpenState { open: true, next: None };
                }
                if from > now && next.is_none_or(|best| from < best) {
                    next = Some(from);
                }
            }
        }
        OpenState { open: false, next: next.map(Timestamp::as_millisecond) }
    }

    /// Whether any team begins a shift on that day of its own calendar.
    pub fn works_on(&self, date: Date) -> bool {
        self.0.is_empty() || self.0.iter().any(|team| works_on(team, date))
    }

    /// The zone of the first team, in which times are told; UTC without teams.
    pub fn zone(&self) -> &TimeZone {
        self.0.first().map_or(const { &TimeZone::UTC }, |team| &team.zone)
    }

    /// The teams.
    pub fn teams(&self) -> &[Team] {
        &self.0
    }
}

fn works_on(team: &Team, date: Date) -> bool {
    team.days.contains(&Day::of(date.weekday())) && !team.holidays.contains(&date)
}

/// A team's shifts from yesterday on, as instants: daylight saving and shifts past midnight come out right.
fn shifts(team: &Team, now: Timestamp) -> Vec<(Timestamp, Timestamp)> {
    let today = now.to_zoned(team.zone.clone()).date();
    (-1..=LOOK_AHEAD_DAYS)
        .filter_map(|offset| today.checked_add(offset.days()).ok())
        .filter(|date| works_on(team, *date))
        .filter_map(|date| {
            let end = if team.close <= team.open { date.checked_add(1.day()).ok()? } else { date };
            let from = date.to_datetime(team.open).to_zoned(team.zone.clone()).ok()?.timestamp();
            let to = end.to_datetime(team.close).to_zoned(team.zone.clone()).ok()?.timestamp();
            Some((from, to))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::holidays::Holidays;
    use crate::config::hours::Hours;
    use std::collections::BTreeMap;

    fn check(zone: &str, open: &str, close: &str, at: &str, expect_open: bool, expect_next: Option<&str>) {
        let hours = Hours {
            zone: zone.into(),
            days: vec![Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Sat],
            open: open.into(),
            close: close.into(),
            holidays: None,
        };
        let off = Holidays::Dates(vec!["2026-12-16".into()]);
        let now: Timestamp = at.parse().expect("a time");
        let team = hours.parse(&off, &BTreeMap::new()).expect("good hours");
        let state = Schedule::new(vec![team]).at(now.as_millisecond());
        let next = expect_next.map(|text| text.parse::<Timestamp>().expect("a time").as_millisecond());
        assert_eq!((state.open, state.next), (expect_open, next), "{zone} {at}");
    }

    #[test]
    fn knows_zones_weekends_holidays_and_nights() {
        // Sunday 22 November 2026, then Monday.
        check("Asia/Dhaka", "09:00", "18:00", "2026-11-22T05:00:00Z", false, Some("2026-11-23T03:00:00Z"));
        check("Asia/Dhaka", "09:00", "18:00", "2026-11-23T03:00:00Z", true, None);
        check("Asia/Dhaka", "09:00", "18:00", "2026-11-23T12:00:00Z", false, Some("2026-11-24T03:00:00Z"));
        // Almaty is UTC+5 since 2024.
        check("Asia/Almaty", "09:00", "18:00", "2026-11-23T04:00:00Z", true, None);
        check("Asia/Almaty", "09:00", "18:00", "2026-11-23T03:59:59Z", false, Some("2026-11-23T04:00:00Z"));
        // A holiday is skipped, and so is the Friday after the Thursday.
        check("Asia/Dhaka", "09:00", "18:00", "2026-12-16T05:00:00Z", false, Some("2026-12-17T03:00:00Z"));
        // A shift past midnight belongs to the day that it began on.
        check("Asia/Dhaka", "20:00", "02:00", "2026-11-23T19:00:00Z", true, None);
        check("Asia/Dhaka", "20:00", "02:00", "2026-11-23T20:00:00Z", false, Some("2026-11-24T14:00:00Z"));
        // London's clocks go back on 25 October 2026.
        check("Europe/London", "09:00", "18:00", "2026-10-26T08:59:00Z", false, Some("2026-10-26T09:00:00Z"));
    }
}
