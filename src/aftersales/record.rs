//! The records that the rules are about, as the API shows them and the database keeps them.
//!
//! An `id` is the operator's own name of a record (`almaty-1`) or one that the program gave; `revision` counts its changes; `sample`
//! marks what the program brought along for trying.

use super::code::RequestCode;
use super::schema::finding::folded;
use super::schema::fold_key;
use super::vin::Vin;
use crate::clock::Millis;
use crate::config::holidays::{Calendar, Holidays};
use crate::config::hours::{BadHours, Day, Hours};
use crate::language::Language;
use crate::market::hours::Schedule;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// One thing said in several languages.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Texts(BTreeMap<Language, String>);

impl Texts {
    /// Of pairs of language and text; empty texts are left out.
    pub fn of<T: Into<String>>(texts: impl IntoIterator<Item = (Language, T)>) -> Texts {
        let texts = texts.into_iter().map(|(language, text)| (language, text.into()));
        Texts(texts.filter(|(_, text)| !text.is_empty()).collect())
    }

    /// No text at all.
    pub const fn none() -> Texts {
        Texts(BTreeMap::new())
    }

    /// Whether there is a text in this very language.
    pub fn has(&self, language: Language) -> bool {
        self.0.contains_key(&language)
    }

    /// The text in a language, else in English, else in any; empty without any.
    pub fn in_(&self, language: Language) -> &str {
        let own = self.0.get(&language).or_else(|| self.0.get(&Language::EN)).or_else(|| self.0.values().next());
        own.map_or("", String::as_str)
    }

    /// Each text with its language.
    pub fn iter(&self) -> impl Iterator<Item = (Language, &str)> {
        self.0.iter().map(|(language, text)| (*language, text.as_str()))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Sets the text of a language; an empty one takes it away.
    pub fn set(&mut self, language: Language, text: impl Into<String>) {
        let text = text.into();
        if text.is_empty() {
            self.0.remove(&language)
        } else {
            self.0.insert(language, text)
        };
    }
}

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

/// What was ordered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderKind {
    Car,
    Part,
}

/// Where an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStage {
    Placed,
    Built,
    Dispatched,
    InTransit,
    AtCustoms,
    AtCentre,
    HandedOver,
    Cancelled,
}

impl OrderStage {
    /// Every stage, in order.
    pub const ALL: [OrderStage; 8] = [
        OrderStage::Placed,
        OrderStage::Built,
        OrderStage::Dispatched,
        OrderStage::InTransit,
        OrderStage::AtCustoms,
        OrderStage::AtCentre,
        OrderStage::HandedOver,
        OrderStage::Cancelled,
    ];

    /// The name in files and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            OrderStage::Placed => "placed",
            OrderStage::Built => "built",
            OrderStage::Dispatched => "dispatched",
            OrderStage::InTransit => "in_transit",
            OrderStage::AtCustoms => "at_customs",
            OrderStage::AtCentre => "at_centre",
            OrderStage::HandedOver => "handed_over",
            OrderStage::Cancelled => "cancelled",
        }
    }
}

/// A car or a part on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Order {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub revision: i64,
    #[serde(default)]
    pub sample: bool,
    /// What the owner knows it by.
    pub number: String,
    pub kind: OrderKind,
    #[serde(default)]
    pub owner: Option<String>,
    /// The id of the car, once there is one.
    #[serde(default)]
    pub vehicle: Option<String>,
    /// The model or the part, for people.
    pub item: String,
    pub market: String,
    pub stage: OrderStage,
    /// Where it is now.
    #[serde(default)]
    pub place: Texts,
    #[serde(default)]
    pub carrier: Option<String>,
    /// The carrier's own number.
    #[serde(default)]
    pub carrier_number: Option<String>,
    /// When it is expected.
    #[serde(default, with = "optional_day")]
    pub expected: Option<Date>,
    /// When the place was last told.
    #[serde(default, with = "optional_day")]
    pub updated: Option<Date>,
}

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

/// A spare part.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Part {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub revision: i64,
    #[serde(default)]
    pub sample: bool,
    /// The maker's number.
    pub number: String,
    pub names: Texts,
    /// Other words for it, in any language.
    #[serde(default)]
    pub words: Vec<String>,
    /// Models that it fits; none: all.
    #[serde(default)]
    pub models: Vec<String>,
    /// In hundredths of the currency.
    #[serde(default)]
    pub price: Option<i64>,
    /// ISO 4217.
    #[serde(default)]
    pub currency: Option<String>,
    /// Usual time to the centre, in days.
    #[serde(default)]
    pub delivery_days: Option<u32>,
}

impl Part {
    /// Whether somebody who types this means exactly this part: its number, or a name or another word for it, whole.
    pub fn is_called(&self, typed: &str) -> bool {
        let same = |own: &str| folded(own) == folded(typed);
        fold_key(&self.number) == fold_key(typed)
            || self.names.iter().any(|(_, name)| same(name))
            || self.words.iter().any(|word| same(word))
    }
}

/// One part with a serial number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Serial {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub revision: i64,
    #[serde(default)]
    pub sample: bool,
    /// What the label says.
    pub number: String,
    /// The id of the part.
    pub part: String,
    /// The id of the car that it is in.
    #[serde(default)]
    pub vehicle: Option<String>,
    #[serde(default, with = "optional_day")]
    pub fitted: Option<Date>,
    /// Mileage at that time, in kilometres.
    #[serde(default)]
    pub fitted_km: Option<i64>,
    /// Whether it was fitted under the warranty, and so has a term of its own.
    #[serde(default)]
    pub under_warranty: bool,
    /// The number of the one that it took the place of.
    #[serde(default)]
    pub replaces: Option<String>,
    /// The request that it was fitted for.
    #[serde(default)]
    pub request: Option<RequestCode>,
    /// When somebody asked about this label first.
    #[serde(default, with = "optional_day")]
    pub registered: Option<Date>,
}

/// VINs from one to another, both included.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VinRange {
    pub from: Vin,
    pub to: Vin,
}

/// A recall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Campaign {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub revision: i64,
    #[serde(default)]
    pub sample: bool,
    /// What the maker calls it.
    pub number: String,
    pub titles: Texts,
    /// What is wrong and what is done about it.
    pub texts: Texts,
    #[serde(default)]
    pub vins: Vec<Vin>,
    #[serde(default)]
    pub ranges: Vec<VinRange>,
    /// Cars that have been repaired.
    #[serde(default)]
    pub done: Vec<Vin>,
    /// Whether cars must not be driven until then.
    #[serde(default)]
    pub do_not_drive: bool,
    #[serde(with = "civil_day")]
    pub opened: Date,
    #[serde(default, with = "optional_day")]
    pub closed: Option<Date>,
}

/// What a recall means for one car.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CampaignState {
    /// It has still to be repaired.
    Open,
    Done,
    /// The car is not part of it.
    None,
}

impl Campaign {
    /// What it means for a car on a day. A campaign that is closed still says which cars were repaired.
    pub fn state(&self, vin: &Vin, on: Date) -> CampaignState {
        let is_part = self.vins.contains(vin) || self.ranges.iter().any(|range| vin.is_between(&range.from, &range.to));
        let runs = self.opened <= on && self.closed.is_none_or(|closed| on < closed);
        match (self.done.contains(vin), is_part && runs) {
            (true, _) => CampaignState::Done,
            (false, true) => CampaignState::Open,
            (false, false) => CampaignState::None,
        }
    }
}

/// What kind of paper something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DocumentKind {
    Manual,
    Invoice,
    Certificate,
    Bulletin,
}

/// A paper about a model, a car or an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Document {
    #[serde(default)]
    pub id: String,
    #[serde(default)]
    pub revision: i64,
    #[serde(default)]
    pub sample: bool,
    pub kind: DocumentKind,
    pub titles: Texts,
    pub language: Language,
    /// Models that it is about; none: all, unless it is about a car or an order.
    #[serde(default)]
    pub models: Vec<String>,
    #[serde(default)]
    pub vehicle: Option<String>,
    #[serde(default)]
    pub order: Option<String>,
    /// The file's name.
    pub file: String,
    #[serde(default, with = "optional_day")]
    pub issued: Option<Date>,
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

/// Days as the API writes them: `2026-11-28`.
pub mod civil_day {
    use jiff::civil::Date;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes one.
    pub fn serialize<S: Serializer>(day: &Date, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(day)
    }

    /// Reads one.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Date, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(|_| D::Error::custom("is no day such as 2026-11-28"))
    }
}

/// Days that may be missing.
pub mod optional_day {
    use jiff::civil::Date;
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes one.
    pub fn serialize<S: Serializer>(day: &Option<Date>, serializer: S) -> Result<S::Ok, S::Error> {
        match day {
            Some(day) => serializer.collect_str(day),
            None => serializer.serialize_none(),
        }
    }

    /// Reads one; null and an empty text are none.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
        let text = Option::<String>::deserialize(deserializer)?.filter(|text| !text.is_empty());
        text.map(|text| text.parse().map_err(|_| D::Error::custom("is no day such as 2026-11-28"))).transpose()
    }
}

/// Instants as the API writes them (RFC 3339).
pub mod instant {
    use crate::clock::{Millis, rfc3339};
    use serde::{Deserialize, Deserializer, Serializer, de::Error};

    /// Writes one.
    pub fn serialize<S: Serializer>(at: &Millis, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&rfc3339(*at))
    }

    /// Reads one.
    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Millis, D::Error> {
        parse(&String::deserialize(deserializer)?).ok_or_else(|| D::Error::custom("is no time such as 2026-11-28T09:30:00Z"))
    }

    /// The instant that a text in RFC 3339 names.
    pub fn parse(text: &str) -> Option<Millis> {
        text.trim().parse::<jiff::Timestamp>().ok().map(jiff::Timestamp::as_millisecond)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn texts_fall_back_to_english_and_then_to_any() {
        let both = Texts::of([(Language::BN, "গাড়ি"), (Language::EN, "car"), (Language::KK, "")]);
        assert_eq!((both.in_(Language::BN), both.in_(Language::KK)), ("গাড়ি", "car"));
        assert_eq!(Texts::of([(Language::KK, "көлік")]).in_(Language::BN), "көлік");
        assert_eq!(Texts::default().in_(Language::BN), "");
        assert_eq!(serde_json::to_value(&both).expect("json"), serde_json::json!({"bn": "গাড়ি", "en": "car"}));
    }

    #[test]
    fn a_recall_is_open_done_or_none() {
        let vin = |text: &str| text.parse::<Vin>().expect(text);
        let range = VinRange { from: vin("LB37622S1PX000100"), to: vin("LB37622S2PX000200") };
        let campaign = Campaign {
            id: "r1".into(),
            revision: 1,
            sample: true,
            number: "R1".into(),
            titles: Texts::default(),
            texts: Texts::default(),
            vins: vec![vin("LB37622S8PX000999")],
            ranges: vec![range],
            done: vec![vin("LB37622S8PX000150")],
            do_not_drive: false,
            opened: date(2026, 1, 1),
            closed: Some(date(2026, 12, 1)),
        };
        let state = |text: &str, on| campaign.state(&vin(text), on);
        let (during, after) = (date(2026, 11, 30), date(2026, 12, 1));
        assert_eq!(state("LB37622S8PX000999", during), CampaignState::Open);
        assert_eq!(state("LB37622S8PX000100", during), CampaignState::Open);
        assert_eq!(state("LB37622S8PX000150", after), CampaignState::Done);
        assert_eq!(state("LB37622S8PX000999", after), CampaignState::None);
        assert_eq!(state("LB37622S8PX000201", during), CampaignState::None);
        assert_eq!(state("LB37622S8PX000100", date(2025, 12, 31)), CampaignState::None);
    }

    #[test]
    fn instants_are_written_as_the_api_does() {
        assert_eq!(instant::parse("2026-11-28T09:30:00+06:00"), instant::parse("2026-11-28T03:30:00Z"));
        assert_eq!(instant::parse("tomorrow"), None);
    }
}
