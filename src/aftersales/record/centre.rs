//! Where owners come to: service centres, and dates of the training.

use super::texts::Texts;
use super::time::{instant, optional_day};
use crate::clock::Millis;
use crate::config::holidays::{Calendar, Holidays};
use crate::config::hours::{BadHours, Day, Hours};
use crate::language::Language;
use crate::market::hours::Schedule;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// When a centre is open on some days of the week.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opening {
    pub days: Vec<Day>,
    /// `HH:MM`. A closing time before the opening one is past midnight.
    pub open: String,
    pub close: String,
}

/// What a centre does, by appointment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// One of the services of `config/requests.toml`.
    pub service: String,
    /// How long one takes, in minutes.
    pub minutes: u32,
    /// Cars at a time.
    pub capacity: u32,
}

/// A service centre.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Centre {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub revision: i64,
    #[serde(default)]
    pub sample: bool,
    pub names: Texts,
    /// A town of `config/towns.csv`.
    pub town: String,
    pub address: Texts,
    #[serde(default)]
    pub phone: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    /// Degrees north and east.
    #[serde(default)]
    pub latitude: Option<f64>,
    #[serde(default)]
    pub longitude: Option<f64>,
    pub market: String,
    /// IANA time zone.
    pub zone: String,
    pub hours: Vec<Opening>,
    /// Its days off: a calendar's name or dates; none: those of its market.
    #[serde(default)]
    pub holidays: Option<Holidays>,
    #[serde(default)]
    pub services: Vec<Service>,
    /// The first day on which it is closed for good.
    #[serde(default, with = "optional_day")]
    pub closed_from: Option<Date>,
}

impl Centre {
    /// Its week and days off. `market` is what holds when the centre says nothing of holidays. Fails for a zone, a time or a calendar
    /// that does not exist.
    pub fn schedule(&self, market: &Holidays, calendars: &BTreeMap<String, Calendar>) -> Result<Schedule, BadHours> {
        let team = |opening: &Opening| {
            let hours = Hours {
                zone: self.zone.clone(),
                days: opening.days.clone(),
                open: opening.open.clone(),
                close: opening.close.clone(),
                holidays: self.holidays.clone(),
            };
            hours.parse(market, calendars)
        };
        self.hours.iter().map(team).collect::<Result<_, _>>().map(Schedule::new)
    }

    /// Whether it has closed for good by that day.
    pub fn is_closed_on(&self, day: Date) -> bool {
        self.closed_from.is_some_and(|closed| closed <= day)
    }
}

/// One date of the training for owners.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Course {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub revision: i64,
    #[serde(default)]
    pub sample: bool,
    pub titles: Texts,
    /// What is spoken.
    pub language: Language,
    /// When it begins.
    #[serde(with = "instant")]
    pub starts_at: Millis,
    pub minutes: u32,
    /// IANA time zone in which its time is told.
    pub zone: String,
    /// How many may take part.
    pub places: u32,
    /// Where it is, or the address to follow it.
    #[serde(default)]
    pub place: Option<String>,
}
