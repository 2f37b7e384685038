//! The technicians' hours as they are configured: weekly, in time zones.

use super::holidays::{Calendar, Holidays};
use jiff::{civil::Date, civil::Weekday, tz::TimeZone};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// Days without service: a calendar, or dates; without this those of the market.
    #[serde(default)]
    pub holidays: Option<Holidays>,
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
    /// The day that a calendar calls `weekday`.
    pub fn of(weekday: Weekday) -> Day {
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

/// What is wrong with configured hours.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct BadHours(String);

/// One team's week, with every name and time understood.
#[derive(Debug, Clone)]
pub struct Team {
    pub zone: TimeZone,
    pub days: Vec<Day>,
    pub open: jiff::civil::Time,
    pub close: jiff::civil::Time,
    /// Days without service.
    pub holidays: Vec<Date>,
    /// The name of the calendar that these are from.
    pub calendar: Option<String>,
}

impl Hours {
    /// Reads the zone, the times and the dates; `market` is what holds when the team says nothing of holidays.
    pub fn parse(&self, market: &Holidays, calendars: &BTreeMap<String, Calendar>) -> Result<Team, BadHours> {
        let time =
            |text: &str| jiff::civil::Time::strptime("%H:%M", text).map_err(|_| BadHours(format!("{text:?} is not a time such as 09:00")));
        let zone = TimeZone::get(&self.zone).map_err(|_| BadHours(format!("unknown time zone {:?}", self.zone)))?;
        let off = self.holidays.as_ref().unwrap_or(market);
        let calendar = match off {
            Holidays::Calendar(name) => Some(name.clone()),
            Holidays::Dates(_) => None,
        };
        let holidays = days_off(off, calendars)?;
        Ok(Team { zone, days: self.days.clone(), open: time(&self.open)?, close: time(&self.close)?, holidays, calendar })
    }
}

/// The days on which technicians are off. Fails for a date or a calendar that does not exist.
pub fn days_off(holidays: &Holidays, calendars: &BTreeMap<String, Calendar>) -> Result<Vec<Date>, BadHours> {
    match holidays {
        Holidays::Dates(dates) => {
            let date = |text: &String| text.parse().map_err(|_| BadHours(format!("{text:?} is not a date such as 2026-12-31")));
            dates.iter().map(date).collect()
        }
        Holidays::Calendar(name) => {
            let calendar = calendars.get(name).ok_or_else(|| BadHours(format!("there is no calendar {name:?}")))?;
            let closed = calendar.holidays.iter().filter(|holiday| holiday.closed);
            Ok(closed.flat_map(|holiday| &holiday.dates).flat_map(|dates| dates.days()).collect())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_hours_say_what_is_wrong() {
        let hours =
            |zone: &str, open: &str| Hours { zone: zone.into(), days: vec![], open: open.into(), close: "18:00".into(), holidays: None };
        let said = |hours: &Hours| hours.parse(&Holidays::default(), &BTreeMap::new()).unwrap_err().to_string();
        assert!(said(&hours("Asia/Nowhere", "09:00")).contains("Asia/Nowhere"));
        assert!(said(&hours("Asia/Dhaka", "nine")).contains("nine"));
        let lacking = Hours { holidays: Some(Holidays::Calendar("mars".into())), ..hours("Asia/Dhaka", "09:00") };
        assert!(said(&lacking).contains("mars"));
    }
}
