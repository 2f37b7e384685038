//! When technicians are there: weekly hours in time zones, for honest words about waiting.

use crate::clock::Millis;
use jiff::{Timestamp, ToSpan, civil::Weekday, tz::TimeZone};
use serde::{Deserialize, Serialize};

/// One team's week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// IANA time zone, such as `Asia/Dhaka`.
    pub zone: String,
    /// `mon` to `sun`.
    pub days: Vec<Day>,
    /// Opening and closing on the clock of the zone, `HH:MM`. A closing time before the opening one is past midnight.
    pub open: String,
    pub close: String,
    /// Days without service, `YYYY-MM-DD`.
    #[serde(default)]
    pub holidays: Vec<String>,
}

/// A day of the week, Monday first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Day {
    Mon,
    Tue,
    Wed,
    Thu,
    Fri,
    Sat,
    Sun,
}

impl Day {
    fn of(weekday: Weekday) -> Day {
        match weekday {
            Weekday::Monday => Day::Mon,
            Weekday::Tuesday => Day::Tue,
            Weekday::Wednesday => Day::Wed,
            Weekday::Thursday => Day::Thu,
            Weekday::Friday => Day::Fri,
            Weekday::Saturday => Day::Sat,
            Weekday::Sunday => Day::Sun,
        }
    }
}

/// Whether somebody is there now, and if not, when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenState {
    pub open: bool,
    /// The next opening, when closed and there is one within two weeks.
    pub next: Option<Millis>,
}

/// What is wrong with configured hours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadHours(String);

/// Hours, parsed once.
#[derive(Debug, Clone)]
pub struct Schedule(Vec<Team>);

#[derive(Debug, Clone)]
struct Team {
    zone: TimeZone,
    days: Vec<Day>,
    open: jiff::civil::Time,
    close: jiff::civil::Time,
    holidays: Vec<jiff::civil::Date>,
}

/// Days looked ahead for the next opening.
const LOOK_AHEAD_DAYS: i64 = 14;

impl Schedule {
    /// Reads configured hours. No team means: always open.
    pub fn parse(teams: &[Hours]) -> Result<Schedule, BadHours> {
        let time = |text: &str| {
            jiff::civil::Time::strptime("%H:%M", text).map_err(|_| BadHours(format!("support.hours: {text:?} is not a time such as 09:00")))
        };
        let team = |hours: &Hours| {
            let zone = TimeZone::get(&hours.zone).map_err(|_| BadHours(format!("support.hours: unknown time zone {:?}", hours.zone)))?;
            let holidays = hours
                .holidays
                .iter()
                .map(|day| day.parse().map_err(|_| BadHours(format!("support.hours: {day:?} is not a date such as 2026-12-31"))))
                .collect::<Result<_, _>>()?;
            Ok(Team { zone, days: hours.days.clone(), open: time(&hours.open)?, close: time(&hours.close)?, holidays })
        };
        teams.iter().map(team).collect::<Result<_, _>>().map(Schedule)
    }

    /// Whether any team is there at `now`, else the earliest next opening.
    pub fn at(&self, now: Millis) -> OpenState {
        if self.0.is_empty() {
            return OpenState { open: true, next: None };
        }
        let Ok(now) = Timestamp::from_millisecond(now) else { return OpenState { open: false, next: None } };
        let mut next = None;
        for team in &self.0 {
            for (from, to) in team.shifts(now) {
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
}

impl Team {
    /// Shifts from yesterday on, as instants: daylight saving and shifts past midnight come out right.
    fn shifts(&self, now: Timestamp) -> Vec<(Timestamp, Timestamp)> {
        let today = now.to_zoned(self.zone.clone()).date();
        (-1..=LOOK_AHEAD_DAYS)
            .filter_map(|offset| today.checked_add(offset.days()).ok())
            .filter(|date| self.days.contains(&Day::of(date.weekday())) && !self.holidays.contains(date))
            .filter_map(|date| {
                let end = if self.close <= self.open { date.checked_add(1.day()).ok()? } else { date };
                let from = date.to_datetime(self.open).to_zoned(self.zone.clone()).ok()?.timestamp();
                let to = end.to_datetime(self.close).to_zoned(self.zone.clone()).ok()?.timestamp();
                Some((from, to))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(zone: &str, open: &str, close: &str, at: &str, expect_open: bool, expect_next: Option<&str>) {
        let hours = Hours {
            zone: zone.into(),
            days: vec![Day::Mon, Day::Tue, Day::Wed, Day::Thu, Day::Sat],
            open: open.into(),
            close: close.into(),
            holidays: vec!["2026-12-16".into()],
        };
        let now: Timestamp = at.parse().expect("a time");
        let state = Schedule::parse(&[hours]).expect("good hours").at(now.as_millisecond());
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

    #[test]
    fn bad_hours_say_what_is_wrong() {
        let hours =
            |zone: &str, open: &str| Hours { zone: zone.into(), days: vec![], open: open.into(), close: "18:00".into(), holidays: vec![] };
        assert!(Schedule::parse(&[hours("Asia/Nowhere", "09:00")]).unwrap_err().to_string().contains("Asia/Nowhere"));
        assert!(Schedule::parse(&[hours("Asia/Dhaka", "nine")]).unwrap_err().to_string().contains("nine"));
    }
}
