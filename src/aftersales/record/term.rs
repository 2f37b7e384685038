//! What is promised for a car.

use super::texts::Texts;
use super::time::{civil_day, optional_day};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What a term promises something for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TermKind {
    Vehicle,
    DriveBattery,
    #[serde(rename = "battery_12v")]
    Battery12V,
    WearParts,
    /// A part that was fitted under the warranty.
    RepairedPart,
}

impl TermKind {
    /// Every kind, in the order in which they are told.
    pub const ALL: [TermKind; 5] =
        [TermKind::Vehicle, TermKind::DriveBattery, TermKind::Battery12V, TermKind::WearParts, TermKind::RepairedPart];

    /// The name in files and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            TermKind::Vehicle => "vehicle",
            TermKind::DriveBattery => "drive_battery",
            TermKind::Battery12V => "battery_12v",
            TermKind::WearParts => "wear_parts",
            TermKind::RepairedPart => "repaired_part",
        }
    }
}

/// What is promised, for how long and how far.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Term {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub revision: i64,
    #[serde(default)]
    pub sample: bool,
    pub kind: TermKind,
    pub names: Texts,
    /// Models that it holds for; none: all.
    #[serde(default)]
    pub models: Vec<String>,
    /// Markets that it holds in; none: all.
    #[serde(default)]
    pub markets: Vec<String>,
    /// Calendar months from its start.
    pub months: u32,
    /// Limit in kilometres; none: any mileage.
    #[serde(default)]
    pub km: Option<i64>,
    /// Of the drive battery: the share of its capacity that is promised, in per cent.
    #[serde(default)]
    pub capacity_percent: Option<u8>,
    /// The first day of hand-over that it holds for.
    #[serde(with = "civil_day")]
    pub from: Date,
    /// Another day to begin on than that of the hand-over.
    #[serde(default, with = "optional_day")]
    pub start: Option<Date>,
}
