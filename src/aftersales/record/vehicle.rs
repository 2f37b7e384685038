//! Owners, their cars, and what odometers showed.

use super::time::{civil_day, optional_day};
use crate::aftersales::vin::Vin;
use crate::language::Language;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How somebody wants to hear of news when they are not in the chat.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Channel {
    /// In the conversation only.
    #[default]
    Chat,
    Email,
}

/// A person who has, or had, a car.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Owner {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub revision: i64,
    #[serde(default)]
    pub sample: bool,
    pub name: String,
    /// Best first.
    #[serde(default)]
    pub languages: Vec<Language>,
    /// In E.164.
    #[serde(default)]
    pub phone: Option<String>,
    #[serde(default)]
    pub email: Option<String>,
    #[serde(default)]
    pub channel: Channel,
    /// When messages are welcome, on the clock of their market: `09:00-20:00`.
    #[serde(default)]
    pub hours: Option<String>,
    /// Whether they agreed to messages about their car.
    #[serde(default)]
    pub consent: bool,
    /// A market of the configuration: `bd`, `kz`, `int`.
    pub market: String,
}

/// A car.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Vehicle {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub revision: i64,
    #[serde(default)]
    pub sample: bool,
    pub vin: Vin,
    /// As the exporter calls it: `Zeekr 001`.
    pub model: String,
    /// The drive battery, for people: `100 kWh`.
    #[serde(default)]
    pub battery: Option<String>,
    #[serde(default)]
    pub plate: Option<String>,
    pub market: String,
    /// The id of the owner of now.
    #[serde(default)]
    pub owner: Option<String>,
    /// Since when the car is theirs.
    #[serde(default, with = "optional_day")]
    pub owner_since: Option<Date>,
    /// Who had it before.
    #[serde(default)]
    pub past_owners: Vec<Ownership>,
    /// When it was handed over to its first owner: the day on which what is promised begins.
    #[serde(default, with = "optional_day")]
    pub handed_over: Option<Date>,
}

/// Somebody's time with a car.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ownership {
    pub owner: String,
    #[serde(default, with = "optional_day")]
    pub from: Option<Date>,
    #[serde(default, with = "optional_day")]
    pub until: Option<Date>,
}

/// Who read an odometer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OdometerSource {
    Owner,
    Technician,
    Service,
    Import,
}

/// What an odometer showed on a day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OdometerReading {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub revision: i64,
    #[serde(default)]
    pub sample: bool,
    /// The id of the car.
    pub vehicle: String,
    pub km: i64,
    #[serde(with = "civil_day")]
    pub on: Date,
    pub source: OdometerSource,
    /// Lower than one before: kept, and used for nothing.
    #[serde(default)]
    pub flagged: bool,
}
