//! Forms: their fields, and what an owner hands in, checked field by field.
//!
//! All faults of a form are said at once, and nothing is taken from a form that has one.

use super::code::{CodeFault, RequestCode};
use super::day::{self, DayFault};
use super::email::{self, EmailFault};
use super::km::{self, KmFault};
use super::letters::plain;
use super::phone::{self, PhoneFault};
use super::record::{Texts, instant};
use super::vin::{Vin, VinFault};
use crate::clock::{Millis, rfc3339};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Longest line of text, in characters, where the field says nothing.
const MAX_TEXT: usize = 200;
/// Longest text of several lines, in characters: that of a message.
const MAX_LONG: usize = 4_000;
/// Longest of anything else, in characters.
const MAX_OTHER: usize = 100;
/// Files of one field, where it says nothing: those of a message.
pub const MOST_FILES: usize = 10;

/// What a form leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// A request of that kind.
    Request(String),
    /// An answer at once.
    LookUp(LookUp),
}

/// What is answered at once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LookUp {
    /// Where a request stands.
    Status,
    /// Centres of a town, or near it.
    Centre,
    Recall,
    /// Where an order is.
    Order,
    /// Parts by name.
    Part,
    /// Whether a label's serial number is known.
    Genuine,
    /// What holds for a car.
    Coverage,
    /// Paying in months.
    Financing,
}

impl LookUp {
    /// Every one.
    pub const ALL: [LookUp; 8] =
        [LookUp::Status, LookUp::Centre, LookUp::Recall, LookUp::Order, LookUp::Part, LookUp::Genuine, LookUp::Coverage, LookUp::Financing];
}

/// A form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormSpec {
    pub id: String,
    pub outcome: Outcome,
    pub fields: Vec<FieldSpec>,
    /// Groups of fields of which one has to be filled in.
    pub any_of: Vec<Vec<String>>,
    /// What an operator calls a form of their own, on its button too.
    pub names: Texts,
    /// What an operator says above its fields.
    pub intros: Texts,
}

/// What a field asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    Text,
    Long,
    Vin,
    Km,
    Date,
    Phone,
    Email,
    Choice,
    Centre,
    Slot,
    Photo,
    Consent,
    Code,
    Place,
}

impl FieldKind {
    /// Every kind.
    pub const ALL: [FieldKind; 14] = [
        FieldKind::Text,
        FieldKind::Long,
        FieldKind::Vin,
        FieldKind::Km,
        FieldKind::Date,
        FieldKind::Phone,
        FieldKind::Email,
        FieldKind::Choice,
        FieldKind::Centre,
        FieldKind::Slot,
        FieldKind::Photo,
        FieldKind::Consent,
        FieldKind::Code,
        FieldKind::Place,
    ];

    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            FieldKind::Text => "text",
            FieldKind::Long => "long",
            FieldKind::Vin => "vin",
            FieldKind::Km => "km",
            FieldKind::Date => "date",
            FieldKind::Phone => "phone",
            FieldKind::Email => "email",
            FieldKind::Choice => "choice",
            FieldKind::Centre => "centre",
            FieldKind::Slot => "slot",
            FieldKind::Photo => "photo",
            FieldKind::Consent => "consent",
            FieldKind::Code => "code",
            FieldKind::Place => "place",
        }
    }
}

/// Where the options of a choice come from, when the table does not list them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OptionSource {
    /// What centres do.
    Services,
    /// The dates of the training that lie ahead.
    Courses,
}

/// Whether a day lies before or after today. Today is both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum When {
    Past,
    Future,
}

/// The least and the most that a number may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    pub min: i64,
    pub max: i64,
}

/// One field of a form.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldSpec {
    pub name: String,
    pub kind: FieldKind,
    #[serde(default)]
    pub required: bool,
    #[serde(default)]
    pub options: Vec<String>,
    #[serde(default)]
    pub options_from: Option<OptionSource>,
    /// Longest text, in characters; of a field for photos, most files.
    #[serde(default)]
    pub max: Option<usize>,
    /// The text is a whole number.
    #[serde(default)]
    pub number: Option<Limits>,
    /// The day lies before or after today.
    #[serde(default)]
    pub when: Option<When>,
    /// A text explains it.
    #[serde(default)]
    pub help: bool,
    /// What an operator calls a field of their own.
    #[serde(default)]
    pub names: Texts,
    /// How an operator explains it.
    #[serde(default)]
    pub helps: Texts,
    /// What an operator calls their options.
    #[serde(default)]
    pub option_names: BTreeMap<String, Texts>,
}

impl FieldSpec {
    /// The message with its label.
    pub fn key(&self) -> String {
        format!("request-field-{}", self.name)
    }

    /// The message that explains it, if it has one.
    pub fn help_key(&self) -> Option<String> {
        (self.help || !self.helps.is_empty()).then(|| format!("request-help-{}", self.name))
    }

    /// The message with the label of an option of the table.
    pub fn option_key(&self, option: &str) -> String {
        format!("request-option-{}-{option}", self.name)
    }

    /// Longest value, in characters; of a field for photos, most files.
    pub fn max(&self) -> usize {
        let usual = match self.kind {
            FieldKind::Text => MAX_TEXT,
            FieldKind::Long => MAX_LONG,
            FieldKind::Photo => MOST_FILES,
            _ => MAX_OTHER,
        };
        self.max.unwrap_or(usual)
    }
}

impl FormSpec {
    /// The field of that name.
    pub fn field(&self, name: &str) -> Option<&FieldSpec> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The form as the staff fill it in for an owner, who alone has the photos.
    pub fn without_photos(&self) -> FormSpec {
        let fields = self.fields.iter().filter(|field| field.kind != FieldKind::Photo).cloned().collect();
        FormSpec { fields, ..self.clone() }
    }

    /// The message with its title, which the button below an answer has too.
    pub fn key(&self) -> String {
        format!("request-form-{}", self.id)
    }
}

/// Whether cars are taken at a centre.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CentreState {
    Open,
    /// It has closed for good.
    Closed,
    Unknown,
}

/// The highest mileage of a car that is sure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KnownKm {
    pub km: i64,
    /// The day of the reading.
    pub on: Date,
    /// Whether whoever fills in the form may read it.
    pub told: bool,
}

/// What a form is checked against.
pub struct Context<'a> {
    pub now: Millis,
    /// Today in the owner's market.
    pub today: Date,
    /// The owner's market, for phones.
    pub market: &'a str,
    /// What is known of a centre.
    pub centre: &'a dyn Fn(&str) -> CentreState,
    /// The options of a choice whose options the table does not list, by the field's name.
    pub options: &'a BTreeMap<String, Vec<String>>,
    /// The highest mileage that is known of the owner's car, and its day. A lower one is asked about.
    pub known_km: Option<KnownKm>,
}

/// One value, understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Checked {
    Text(String),
    Number(i64),
    Vin(Vin),
    Km(i64),
    Date(Date),
    Phone(String),
    Email(String),
    Choice(String),
    Centre(String),
    Slot(Millis),
    Consent,
    Code(RequestCode),
    /// As it was typed: which town it is, [`super::place`] says.
    Place(String),
    /// Photos and other files: the ids of uploads, each once. Whether they are there and the owner's, the log's transaction says.
    Photos(Vec<Uuid>),
}

impl Checked {
    /// The value as the API and the database have it.
    pub fn json(&self) -> Value {
        match self {
            Checked::Number(number) | Checked::Km(number) => Value::from(*number),
            Checked::Consent => Value::Bool(true),
            Checked::Photos(ids) => ids.iter().map(Uuid::to_string).collect(),
            other => Value::String(other.text()),
        }
    }

    /// The value as a text that can be checked again: digits are ASCII, days are `YYYY-MM-DD`.
    pub fn text(&self) -> String {
        match self {
            Checked::Text(text)
            | Checked::Phone(text)
            | Checked::Email(text)
            | Checked::Choice(text)
            | Checked::Centre(text)
            | Checked::Place(text) => text.clone(),
            Checked::Number(number) | Checked::Km(number) => number.to_string(),
            Checked::Vin(vin) => vin.to_string(),
            Checked::Date(day) => day.to_string(),
            Checked::Slot(at) => rfc3339(*at),
            Checked::Consent => "true".to_owned(),
            Checked::Code(code) => code.to_string(),
            Checked::Photos(ids) => ids.iter().map(Uuid::to_string).collect::<Vec<_>>().join(" "),
        }
    }
}

/// All values of a form that are there, by the field's name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Values(BTreeMap<String, Checked>);

impl Values {
    /// What was understood before, as [`Values::json`] wrote it; what the form has no longer is left out.
    pub fn stored(form: &FormSpec, values: &Map<String, Value>) -> Values {
        let value = |field: &FieldSpec| Some((field.name.clone(), stored(field, values.get(&field.name)?)?));
        Values(form.fields.iter().filter_map(value).collect())
    }

    /// The value of a field.
    pub fn get(&self, name: &str) -> Option<&Checked> {
        self.0.get(name)
    }

    /// The value of a field as text.
    pub fn text(&self, name: &str) -> Option<String> {
        self.0.get(name).map(Checked::text)
    }

    /// The first VIN.
    pub fn vin(&self) -> Option<&Vin> {
        self.0.values().find_map(|value| if let Checked::Vin(vin) = value { Some(vin) } else { None })
    }

    /// The mileage.
    pub fn km(&self) -> Option<i64> {
        self.0.values().find_map(|value| if let Checked::Km(km) = value { Some(*km) } else { None })
    }

    /// The first code.
    pub fn code(&self) -> Option<RequestCode> {
        self.0.values().find_map(|value| if let Checked::Code(code) = value { Some(*code) } else { None })
    }

    /// The centre.
    pub fn centre(&self) -> Option<&str> {
        self.0.values().find_map(|value| if let Checked::Centre(centre) = value { Some(centre.as_str()) } else { None })
    }

    /// When an appointment begins.
    pub fn slot(&self) -> Option<Millis> {
        self.0.values().find_map(|value| if let Checked::Slot(at) = value { Some(*at) } else { None })
    }

    /// All uploads that it names, in the order of their fields' names, each once.
    pub fn photos(&self) -> Vec<Uuid> {
        let mut all: Vec<Uuid> = Vec::new();
        for value in self.0.values() {
            if let Checked::Photos(ids) = value {
                all.extend(ids.iter().filter(|id| !all.contains(id)).copied().collect::<Vec<_>>());
            }
        }
        all
    }

    /// Each value with its field's name.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &Checked)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// All of them as the API and the database have them.
    pub fn json(&self) -> Map<String, Value> {
        self.0.iter().map(|(name, value)| (name.clone(), value.json())).collect()
    }
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// It has to be filled in.
    Missing,
    /// One of its group has to be filled in.
    MissingAny,
    /// Longer than so many characters.
    TooLong(usize),
    /// Not what can be typed here at all.
    Unreadable,
    /// No whole number between these.
    Number(Limits),
    Vin(VinFault),
    Km(KmFault),
    /// Lower than what is known, and since when.
    KmLower(i64, Date),
    /// Lower than what is known, to somebody whose car it is not known to be: the number is its owner's to read.
    KmTooLow,
    Day(DayFault),
    /// It lies before today.
    DayPast,
    /// It lies after today.
    DayFuture,
    Phone(PhoneFault),
    Email(EmailFault),
    /// None of the options.
    Choice,
    CentreUnknown,
    CentreClosed,
    Slot,
    SlotPast,
    /// The centre offers no such time.
    SlotNotOffered,
    /// Somebody else has it meanwhile.
    SlotTaken,
    /// The centre does not do this.
    ServiceNotThere,
    Consent,
    Code(CodeFault),
    /// The code is sound and there is no such request.
    CodeUnknown,
    /// No town of that name is known.
    PlaceUnknown,
    /// More files than so many.
    TooManyFiles(usize),
    /// A file is not there, not whole, somebody else's, or sent already.
    NoFile,
}

/// What a message about a fault is given.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Argument {
    Number(i64),
    Text(String),
    /// To be written as the reader's language writes days.
    Day(Date),
}

impl Fault {
    /// The message of `locales/*/requests.ftl`.
    pub fn key(&self) -> &'static str {
        match self {
            Fault::Missing
            | Fault::Vin(VinFault::Empty)
            | Fault::Km(KmFault::Empty)
            | Fault::Day(DayFault::Empty)
            | Fault::Phone(PhoneFault::Empty)
            | Fault::Email(EmailFault::Empty) => "request-fault-missing",
            Fault::MissingAny => "request-fault-missing-any",
            Fault::TooLong(_) => "request-fault-too-long",
            Fault::Unreadable => "request-fault-unreadable",
            Fault::Number(_) => "request-fault-number",
            Fault::Vin(VinFault::TooShort(_)) => "request-fault-vin-short",
            Fault::Vin(VinFault::TooLong(_)) => "request-fault-vin-long",
            Fault::Vin(VinFault::Letter(_)) => "request-fault-vin-letter",
            Fault::Vin(VinFault::NoDigit) => "request-fault-vin-no-digit",
            Fault::Km(KmFault::NotANumber) => "request-fault-km",
            Fault::Km(KmFault::Negative) => "request-fault-km-negative",
            Fault::Km(KmFault::TooMuch) => "request-fault-km-too-much",
            Fault::KmLower(..) => "request-fault-km-lower",
            Fault::KmTooLow => "request-fault-km-too-low",
            Fault::Day(DayFault::Shape) => "request-fault-day",
            Fault::Day(DayFault::Month(_)) => "request-fault-day-month",
            Fault::Day(DayFault::Day(_)) => "request-fault-day-of-month",
            Fault::Day(DayFault::Year(_)) => "request-fault-day-year",
            Fault::DayPast => "request-fault-day-past",
            Fault::DayFuture => "request-fault-day-future",
            Fault::Phone(PhoneFault::Letter(_)) => "request-fault-phone-letter",
            Fault::Phone(PhoneFault::TooShort) => "request-fault-phone-short",
            Fault::Phone(PhoneFault::TooLong) => "request-fault-phone-long",
            Fault::Phone(PhoneFault::NeedsCountry) => "request-fault-phone-country",
            Fault::Email(EmailFault::Shape) => "request-fault-email",
            Fault::Choice => "request-fault-choice",
            Fault::CentreUnknown => "request-fault-centre",
            Fault::CentreClosed => "request-fault-centre-closed",
            Fault::Slot => "request-fault-slot",
            Fault::SlotPast => "request-fault-slot-past",
            Fault::SlotNotOffered => "request-fault-slot-not-offered",
            Fault::SlotTaken => "request-fault-slot-taken",
            Fault::ServiceNotThere => "request-fault-service",
            Fault::Consent => "request-fault-consent",
            Fault::Code(CodeFault::Shape) => "request-fault-code",
            Fault::Code(CodeFault::Check) => "request-fault-code-check",
            Fault::CodeUnknown => "request-fault-code-unknown",
            Fault::PlaceUnknown => "request-fault-place",
            Fault::TooManyFiles(_) => "request-fault-too-many-files",
            Fault::NoFile => "request-fault-no-file",
        }
    }

    /// What the message is given.
    pub fn arguments(&self) -> Vec<(&'static str, Argument)> {
        let length = |length: usize| Argument::Number(i64::try_from(length).unwrap_or(i64::MAX));
        match self {
            Fault::TooLong(limit) | Fault::TooManyFiles(limit) => vec![("limit", length(*limit))],
            Fault::Number(limits) => vec![("min", Argument::Number(limits.min)), ("max", Argument::Number(limits.max))],
            Fault::Vin(VinFault::TooShort(count) | VinFault::TooLong(count)) => vec![("count", length(*count))],
            Fault::Vin(VinFault::Letter(letter)) | Fault::Phone(PhoneFault::Letter(letter)) => {
                vec![("letter", Argument::Text(letter.to_string()))]
            }
            Fault::KmLower(km, day) => vec![("km", Argument::Number(*km)), ("day", Argument::Day(*day))],
            Fault::Day(DayFault::Month(number) | DayFault::Day(number)) => vec![("number", Argument::Number(*number))],
            Fault::Day(DayFault::Year(year)) => vec![("year", Argument::Text(year.to_string()))],
            _ => Vec::new(),
        }
    }
}

/// A value that was understood before.
fn stored(field: &FieldSpec, value: &Value) -> Option<Checked> {
    if let Value::Bool(agreed) = value {
        return agreed.then_some(Checked::Consent);
    }
    if let Value::Number(number) = value {
        let number = number.as_i64()?;
        return Some(if field.kind == FieldKind::Km { Checked::Km(number) } else { Checked::Number(number) });
    }
    if field.kind == FieldKind::Photo {
        return photos(field, Some(value)).ok().flatten();
    }
    let text = value.as_str()?.to_owned();
    Some(match field.kind {
        FieldKind::Text | FieldKind::Long => Checked::Text(text),
        FieldKind::Vin => Checked::Vin(text.parse().ok()?),
        FieldKind::Km => Checked::Km(text.parse().ok()?),
        FieldKind::Date => Checked::Date(text.parse().ok()?),
        FieldKind::Phone => Checked::Phone(text),
        FieldKind::Email => Checked::Email(text),
        FieldKind::Choice => Checked::Choice(text),
        FieldKind::Centre => Checked::Centre(text),
        FieldKind::Slot => Checked::Slot(instant::parse(&text)?),
        FieldKind::Code => Checked::Code(text.parse().ok()?),
        FieldKind::Place => Checked::Place(text),
        FieldKind::Photo | FieldKind::Consent => return None,
    })
}

/// What an owner handed in, understood; else what is wrong with each field.
pub fn check(form: &FormSpec, values: &Map<String, Value>, context: &Context<'_>) -> Result<Values, BTreeMap<String, Fault>> {
    let (mut checked, mut faults) = (BTreeMap::new(), BTreeMap::new());
    for field in &form.fields {
        match field_value(field, values.get(&field.name), context) {
            Ok(Some(value)) => {
                checked.insert(field.name.clone(), value);
            }
            Ok(None) => {}
            Err(fault) => {
                faults.insert(field.name.clone(), fault);
            }
        }
    }
    for group in &form.any_of {
        let named = |name: &String| checked.contains_key(name) || faults.contains_key(name);
        if let (false, Some(first)) = (group.iter().any(named), group.first()) {
            faults.insert(first.clone(), Fault::MissingAny);
        }
    }
    if faults.is_empty() { Ok(Values(checked)) } else { Err(faults) }
}

/// The value of one field; none when it is empty and may be.
fn field_value(field: &FieldSpec, value: Option<&Value>, context: &Context<'_>) -> Result<Option<Checked>, Fault> {
    if field.kind == FieldKind::Photo {
        return photos(field, value);
    }
    let typed = match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.trim().to_owned(),
        Some(Value::Number(number)) => number.to_string(),
        Some(Value::Bool(yes)) if field.kind == FieldKind::Consent => yes.to_string(),
        Some(_) => return Err(Fault::Unreadable),
    };
    if field.kind == FieldKind::Consent {
        let agreed = matches!(typed.as_str(), "true" | "on" | "1" | "yes");
        return if agreed { Ok(Some(Checked::Consent)) } else { consent_missing(field) };
    }
    if typed.is_empty() {
        return if field.required { Err(Fault::Missing) } else { Ok(None) };
    }
    let limit = field.max();
    if typed.chars().count() > limit {
        return Err(Fault::TooLong(limit));
    }
    understood(field, &typed, context).map(Some)
}

fn consent_missing(field: &FieldSpec) -> Result<Option<Checked>, Fault> {
    if field.required { Err(Fault::Consent) } else { Ok(None) }
}

fn understood(field: &FieldSpec, typed: &str, context: &Context<'_>) -> Result<Checked, Fault> {
    match field.kind {
        FieldKind::Text => text(field, typed),
        FieldKind::Long => readable(typed, true).map(Checked::Text),
        FieldKind::Place => readable(typed, false).map(Checked::Place),
        FieldKind::Vin => typed.parse().map(Checked::Vin).map_err(Fault::Vin),
        FieldKind::Km => mileage(typed, context),
        FieldKind::Date => date(field, typed, context),
        FieldKind::Phone => phone::parse(typed, Some(context.market)).map(Checked::Phone).map_err(Fault::Phone),
        FieldKind::Email => email::parse(typed).map(Checked::Email).map_err(Fault::Email),
        FieldKind::Code => typed.parse().map(Checked::Code).map_err(Fault::Code),
        FieldKind::Choice => {
            let options = if field.options.is_empty() { context.options.get(&field.name) } else { Some(&field.options) };
            let known = options.is_some_and(|options| options.iter().any(|option| option == typed));
            if known { Ok(Checked::Choice(typed.to_owned())) } else { Err(Fault::Choice) }
        }
        FieldKind::Centre => match (context.centre)(typed) {
            CentreState::Open => Ok(Checked::Centre(typed.to_owned())),
            CentreState::Closed => Err(Fault::CentreClosed),
            CentreState::Unknown => Err(Fault::CentreUnknown),
        },
        FieldKind::Slot => match instant::parse(typed) {
            Some(at) if at > context.now => Ok(Checked::Slot(at)),
            Some(_) => Err(Fault::SlotPast),
            None => Err(Fault::Slot),
        },
        // Neither comes here.
        FieldKind::Photo | FieldKind::Consent => Err(Fault::Unreadable),
    }
}

/// The uploads that a field names: a list of ids, or a text with some.
fn photos(field: &FieldSpec, value: Option<&Value>) -> Result<Option<Checked>, Fault> {
    let named: Vec<&str> = match value {
        None | Some(Value::Null) => Vec::new(),
        Some(Value::String(text)) => text.split_whitespace().collect(),
        Some(Value::Array(items)) => items.iter().map(Value::as_str).collect::<Option<_>>().ok_or(Fault::Unreadable)?,
        Some(_) => return Err(Fault::Unreadable),
    };
    let mut ids: Vec<Uuid> = Vec::new();
    for text in named {
        let id = text.parse().map_err(|_| Fault::NoFile)?;
        if !ids.contains(&id) {
            ids.push(id);
        }
        if ids.len() > field.max() {
            return Err(Fault::TooManyFiles(field.max()));
        }
    }
    match ids.is_empty() {
        true if field.required => Err(Fault::Missing),
        true => Ok(None),
        false => Ok(Some(Checked::Photos(ids))),
    }
}

/// A line of text, or the whole number that it has to be.
fn text(field: &FieldSpec, typed: &str) -> Result<Checked, Fault> {
    let Some(limits) = field.number else { return readable(typed, false).map(Checked::Text) };
    let digits: String = plain(typed).chars().filter(|letter| !matches!(letter, ' ' | ',' | '\'')).collect();
    let number = digits.parse::<i64>().ok().filter(|number| (limits.min..=limits.max).contains(number));
    number.map(Checked::Number).ok_or(Fault::Number(limits))
}

/// Text that can be shown: no control characters besides, in several lines, their ends.
fn readable(typed: &str, lines: bool) -> Result<String, Fault> {
    let typed = typed.replace("\r\n", "\n");
    let control = |letter: char| letter.is_control() && !(lines && matches!(letter, '\n' | '\t'));
    if typed.contains(control) { Err(Fault::Unreadable) } else { Ok(typed) }
}

fn mileage(typed: &str, context: &Context<'_>) -> Result<Checked, Fault> {
    let km = km::parse(typed).map_err(Fault::Km)?;
    match context.known_km {
        Some(KnownKm { km: known, on, told: true }) if km < known => Err(Fault::KmLower(known, on)),
        Some(KnownKm { km: known, told: false, .. }) if km < known => Err(Fault::KmTooLow),
        _ => Ok(Checked::Km(km)),
    }
}

fn date(field: &FieldSpec, typed: &str, context: &Context<'_>) -> Result<Checked, Fault> {
    let day = day::parse(typed).map_err(Fault::Day)?;
    match field.when {
        Some(When::Past) if day > context.today => Err(Fault::DayFuture),
        Some(When::Future) if day < context.today => Err(Fault::DayPast),
        _ => Ok(Checked::Date(day)),
    }
}

#[cfg(test)]
mod tests;
