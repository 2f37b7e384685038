//! The technicians' hours as they are configured: weekly, in time zones.

use jiff::{civil::Weekday, tz::TimeZone};
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
    pub holidays: Vec<jiff::civil::Date>,
}

impl Hours {
    /// Reads the zone, the times and the dates.
    pub fn parse(&self) -> Result<Team, BadHours> {
        let time =
            |text: &str| jiff::civil::Time::strptime("%H:%M", text).map_err(|_| BadHours(format!("{text:?} is not a time such as 09:00")));
        let date = |text: &String| text.parse().map_err(|_| BadHours(format!("{text:?} is not a date such as 2026-12-31")));
        let zone = TimeZone::get(&self.zone).map_err(|_| BadHours(format!("unknown time zone {:?}", self.zone)))?;
        let holidays = self.holidays.iter().map(date).collect::<Result<_, _>>()?;
        Ok(Team { zone, days: self.days.clone(), open: time(&self.open)?, close: time(&self.close)?, holidays })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bad_hours_say_what_is_wrong() {
        let hours =
            |zone: &str, open: &str| Hours { zone: zone.into(), days: vec![], open: open.into(), close: "18:00".into(), holidays: vec![] };
        assert!(hours("Asia/Nowhere", "09:00").parse().unwrap_err().to_string().contains("Asia/Nowhere"));
        assert!(hours("Asia/Dhaka", "nine").parse().unwrap_err().to_string().contains("nine"));
    }
}
