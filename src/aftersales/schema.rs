//! What records say: one table of kinds and their fields, for the API, for CSV and for what finds them.
//!
//! A field is a row of [`fields`]; how it is read, checked, written into a sheet and found follows from its [`Type`] and [`Found`].
//! The names are those of the API's JSON, of the headers of CSV, and of the structs in [`super::record`].
//!
//! - [`value`]: one value, as an API or a cell has it, to the form that is stored
//! - [`finding`]: the forms under which a word is found in any script

pub mod finding;
pub mod value;

use super::letters::digit;
use super::vin::Vin;
use crate::language::Language;
use serde_json::{Map, Value};

/// A kind of record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RecordKind {
    Owner,
    Vehicle,
    Odometer,
    Term,
    Order,
    Centre,
    Part,
    Serial,
    Campaign,
    Document,
    Course,
}

impl RecordKind {
    /// All, in an order in which each may refer to those before it.
    pub const ALL: [RecordKind; 11] = [
        RecordKind::Owner,
        RecordKind::Vehicle,
        RecordKind::Odometer,
        RecordKind::Term,
        RecordKind::Order,
        RecordKind::Centre,
        RecordKind::Part,
        RecordKind::Serial,
        RecordKind::Campaign,
        RecordKind::Document,
        RecordKind::Course,
    ];

    /// The name in the database and in messages.
    pub const fn as_str(self) -> &'static str {
        match self {
            RecordKind::Owner => "owner",
            RecordKind::Vehicle => "vehicle",
            RecordKind::Odometer => "odometer",
            RecordKind::Term => "term",
            RecordKind::Order => "order",
            RecordKind::Centre => "centre",
            RecordKind::Part => "part",
            RecordKind::Serial => "serial",
            RecordKind::Campaign => "campaign",
            RecordKind::Document => "document",
            RecordKind::Course => "course",
        }
    }

    /// The name in paths of the API, of commands and of files.
    pub const fn plural(self) -> &'static str {
        match self {
            RecordKind::Owner => "owners",
            RecordKind::Vehicle => "vehicles",
            RecordKind::Odometer => "odometer",
            RecordKind::Term => "terms",
            RecordKind::Order => "orders",
            RecordKind::Centre => "centres",
            RecordKind::Part => "parts",
            RecordKind::Serial => "serials",
            RecordKind::Campaign => "campaigns",
            RecordKind::Document => "documents",
            RecordKind::Course => "courses",
        }
    }

    /// The kind of that name, in either number.
    pub fn parse(name: &str) -> Option<RecordKind> {
        RecordKind::ALL.into_iter().find(|kind| kind.plural() == name || kind.as_str() == name)
    }
}

/// What a field says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// A line of so many characters at most.
    Line(usize),
    /// What people call the record: letters, digits and signs between them.
    Name,
    /// A vehicle identification number.
    Vin,
    /// A whole number between these.
    Number(i64, i64),
    /// A number with a fraction between these: degrees.
    Degrees(i32),
    /// A currency of ISO 4217.
    Currency,
    /// A day, `yyyy-mm-dd`.
    Day,
    /// An instant of RFC 3339: `2026-12-05T15:00:00+06:00`.
    Instant,
    /// A phone number with its country (E.164).
    Phone,
    Email,
    Flag,
    /// One of these names.
    Choice(&'static [&'static str]),
    Language,
    /// A market of the configuration.
    Market,
    /// A time zone of the IANA's table.
    Zone,
    /// A text in several languages, of so many characters each.
    Texts(usize),
    /// The id of another record; who writes it may say its key instead.
    Of(RecordKind),
    /// Several of these, each once.
    List(&'static Type),
    /// When a centre is open: `mon-sat 09:00-18:00`, or an object with `days`, `open` and `close`.
    Opening,
    /// What a centre does, how long it takes and for how many cars at a time: `maintenance:120:2`, or an object of the same.
    Service,
    /// A calendar's name, or days.
    Holidays,
    /// From one vehicle's number to another: `FIRST..LAST`, or an object with `from` and `to`.
    Range,
}

impl Type {
    /// The name in the API, for who draws a form; a list's is that of its values.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Type::Line(_) => "line",
            Type::Name => "name",
            Type::Vin => "vin",
            Type::Number(..) => "number",
            Type::Degrees(_) => "degrees",
            Type::Currency => "currency",
            Type::Day => "day",
            Type::Instant => "instant",
            Type::Phone => "phone",
            Type::Email => "email",
            Type::Flag => "flag",
            Type::Choice(_) => "choice",
            Type::Language => "language",
            Type::Market => "market",
            Type::Zone => "zone",
            Type::Texts(_) => "texts",
            Type::Of(_) => "record",
            Type::List(inner) => inner.as_str(),
            Type::Opening => "opening",
            Type::Service => "service",
            Type::Holidays => "holidays",
            Type::Range => "range",
        }
    }
}

/// How a record is found by a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Not.
    No,
    /// By each of its words, in any script.
    Words,
    /// By its beginning, and by its end: a number, an address.
    Ends,
    /// By its value, for those who look for what belongs together.
    Value,
}

/// One field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Field {
    pub name: &'static str,
    pub of: Type,
    pub required: bool,
    pub found: Found,
}

const fn must(name: &'static str, of: Type, found: Found) -> Field {
    Field { name, of, required: true, found }
}

const fn may(name: &'static str, of: Type, found: Found) -> Field {
    Field { name, of, required: false, found }
}

/// Longest name of a person, a place, a thing, in characters.
const NAME: usize = 200;
/// Longest id, in characters.
const MOST_ID: usize = 64;
/// Longest text.
const LONG: usize = 2_000;
/// Most kilometres of a reading: more has no car.
const MOST_KM: i64 = 2_000_000;
const LINE: Type = Type::Line(NAME);
const MODELS: Type = Type::List(&LINE);
const MARKETS: Type = Type::List(&Type::Market);
const VINS: Type = Type::List(&Type::Vin);
/// Most months of a term, fifty years.
const MONTHS: Type = Type::Number(1, 600);
/// The most that anything costs, in hundredths of its currency.
const MOST_MONEY: i64 = 1_000_000_000_000;

const OWNER: &[Field] = &[
    must("name", LINE, Found::Words),
    may("languages", Type::List(&Type::Language), Found::No),
    may("phone", Type::Phone, Found::Ends),
    may("email", Type::Email, Found::Ends),
    may("channel", Type::Choice(&["chat", "email"]), Found::No),
    may("hours", LINE, Found::No),
    may("consent", Type::Flag, Found::No),
    must("market", Type::Market, Found::No),
];
const VEHICLE: &[Field] = &[
    must("vin", Type::Vin, Found::Ends),
    must("model", LINE, Found::Words),
    may("battery", LINE, Found::No),
    may("plate", Type::Name, Found::Ends),
    must("market", Type::Market, Found::No),
    may("owner", Type::Of(RecordKind::Owner), Found::Value),
    may("owner_since", Type::Day, Found::No),
    may("handed_over", Type::Day, Found::No),
];
const ODOMETER: &[Field] = &[
    must("vehicle", Type::Of(RecordKind::Vehicle), Found::Value),
    must("km", Type::Number(0, MOST_KM), Found::No),
    must("on", Type::Day, Found::No),
    must("source", Type::Choice(&["owner", "technician", "service", "import"]), Found::No),
];
const TERM: &[Field] = &[
    must("kind", Type::Choice(&["vehicle", "drive_battery", "battery_12v", "wear_parts", "repaired_part"]), Found::Value),
    must("names", Type::Texts(NAME), Found::Words),
    may("models", MODELS, Found::No),
    may("markets", MARKETS, Found::No),
    must("months", MONTHS, Found::No),
    may("km", Type::Number(1, MOST_KM), Found::No),
    may("capacity_percent", Type::Number(1, 100), Found::No),
    must("from", Type::Day, Found::No),
    may("start", Type::Day, Found::No),
];
const ORDER: &[Field] = &[
    must("number", Type::Name, Found::Ends),
    must("kind", Type::Choice(&["car", "part"]), Found::Value),
    may("owner", Type::Of(RecordKind::Owner), Found::Value),
    may("vehicle", Type::Of(RecordKind::Vehicle), Found::Value),
    must("item", LINE, Found::Words),
    must("market", Type::Market, Found::No),
    must("stage", Type::Choice(&STAGES), Found::Value),
    may("place", Type::Texts(NAME), Found::No),
    may("carrier", LINE, Found::No),
    may("carrier_number", Type::Name, Found::Ends),
    may("expected", Type::Day, Found::No),
    may("updated", Type::Day, Found::No),
];
const STAGES: [&str; 8] = ["placed", "built", "dispatched", "in_transit", "at_customs", "at_centre", "handed_over", "cancelled"];
const CENTRE: &[Field] = &[
    must("names", Type::Texts(NAME), Found::Words),
    must("town", LINE, Found::Words),
    must("address", Type::Texts(LONG), Found::No),
    may("phone", Type::Phone, Found::Ends),
    may("email", Type::Email, Found::Ends),
    may("latitude", Type::Degrees(90), Found::No),
    may("longitude", Type::Degrees(180), Found::No),
    must("market", Type::Market, Found::Value),
    must("zone", Type::Zone, Found::No),
    must("hours", Type::List(&Type::Opening), Found::No),
    may("holidays", Type::Holidays, Found::No),
    may("services", Type::List(&Type::Service), Found::No),
    may("closed_from", Type::Day, Found::No),
];
const PART: &[Field] = &[
    must("number", Type::Name, Found::Ends),
    must("names", Type::Texts(NAME), Found::Words),
    may("words", Type::List(&LINE), Found::Words),
    may("models", MODELS, Found::No),
    may("price", Type::Number(0, MOST_MONEY), Found::No),
    may("currency", Type::Currency, Found::No),
    may("delivery_days", Type::Number(0, 1_000), Found::No),
];
const SERIAL: &[Field] = &[
    must("number", Type::Name, Found::Ends),
    must("part", Type::Of(RecordKind::Part), Found::Value),
    may("vehicle", Type::Of(RecordKind::Vehicle), Found::Value),
    may("fitted", Type::Day, Found::No),
    may("fitted_km", Type::Number(0, MOST_KM), Found::No),
    may("under_warranty", Type::Flag, Found::No),
    may("replaces", Type::Name, Found::Ends),
    may("request", Type::Name, Found::Ends),
    may("registered", Type::Day, Found::No),
];
const CAMPAIGN: &[Field] = &[
    must("number", Type::Name, Found::Ends),
    must("titles", Type::Texts(NAME), Found::Words),
    must("texts", Type::Texts(LONG), Found::No),
    may("vins", VINS, Found::No),
    may("ranges", Type::List(&Type::Range), Found::No),
    may("done", VINS, Found::No),
    may("do_not_drive", Type::Flag, Found::No),
    must("opened", Type::Day, Found::No),
    may("closed", Type::Day, Found::No),
];
const DOCUMENT: &[Field] = &[
    must("kind", Type::Choice(&["manual", "invoice", "certificate", "bulletin"]), Found::Value),
    must("titles", Type::Texts(NAME), Found::Words),
    must("language", Type::Language, Found::No),
    may("models", MODELS, Found::No),
    may("vehicle", Type::Of(RecordKind::Vehicle), Found::Value),
    may("order", Type::Of(RecordKind::Order), Found::Value),
    must("file", LINE, Found::No),
    may("issued", Type::Day, Found::No),
];
const COURSE: &[Field] = &[
    must("titles", Type::Texts(NAME), Found::Words),
    must("language", Type::Language, Found::No),
    must("starts_at", Type::Instant, Found::No),
    must("minutes", Type::Number(1, 1_440), Found::No),
    must("zone", Type::Zone, Found::No),
    must("places", Type::Number(1, 10_000), Found::No),
    may("place", LINE, Found::No),
];

/// The fields of a kind, in the order of columns.
pub const fn fields(kind: RecordKind) -> &'static [Field] {
    match kind {
        RecordKind::Owner => OWNER,
        RecordKind::Vehicle => VEHICLE,
        RecordKind::Odometer => ODOMETER,
        RecordKind::Term => TERM,
        RecordKind::Order => ORDER,
        RecordKind::Centre => CENTRE,
        RecordKind::Part => PART,
        RecordKind::Serial => SERIAL,
        RecordKind::Campaign => CAMPAIGN,
        RecordKind::Document => DOCUMENT,
        RecordKind::Course => COURSE,
    }
}

/// What is wrong with a field of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// Nothing is said, and something must be.
    Missing,
    /// More characters, or more of a list, than so many.
    TooLong(usize),
    /// Not of the form that its type has; [`Fault::message`] says which.
    Form(&'static str),
    /// Not between these.
    Range(i64, i64),
    /// None of these.
    Among(String),
    /// No such record.
    Unknown(RecordKind),
    /// Another record is called so.
    Taken,
    /// The same file says it before, in this row.
    Twice(usize),
    /// No record of this kind has such a field.
    NoField,
    /// The header stands over two columns.
    TwoColumns,
    /// It cannot be changed: it is what the record is known by.
    Fixed,
}

impl Fault {
    /// The name on the wire.
    pub fn as_str(&self) -> &'static str {
        match self {
            Fault::Missing => "missing",
            Fault::TooLong(_) => "too_long",
            Fault::Form(_) => "format",
            Fault::Range(..) => "range",
            Fault::Among(_) => "choice",
            Fault::Unknown(_) => "unknown",
            Fault::Taken => "taken",
            Fault::Twice(_) => "twice",
            Fault::NoField => "no_field",
            Fault::TwoColumns => "two_columns",
            Fault::Fixed => "fixed",
        }
    }

    /// The Fluent message of `locales/*/records.ftl`.
    pub fn message(&self) -> String {
        match self {
            Fault::Form(form) => format!("records-fault-{form}"),
            fault => format!("records-fault-{}", fault.as_str().replace('_', "-")),
        }
    }
}

/// What is known besides a record when it is checked.
#[derive(Debug, Clone, Copy)]
pub struct Around<'a> {
    /// The names of the markets.
    pub markets: &'a [String],
    /// That of the record, as far as it is said: how its phone numbers are dialled.
    pub market: Option<&'a str>,
}

/// The field of the index that has the cars of a campaign.
pub const VIN: &str = "vin";
/// The field of the index that says that a campaign has ranges of cars.
pub const RANGES: &str = "ranges";

/// The record in the form that is stored, but for references, which stay what was said; or all that is wrong with it, by field.
/// With `part`, fields that are not named stay as they are, and one that is null goes.
pub fn check(
    kind: RecordKind,
    said: &Map<String, Value>,
    part: bool,
    around: Around<'_>,
) -> Result<Map<String, Value>, Vec<(String, Fault)>> {
    let (body, faults) = sift(kind, said, part, around);
    if faults.is_empty() { Ok(body) } else { Err(faults) }
}

/// What is right of a record, and what is wrong, as [`check`] says them.
pub fn sift(kind: RecordKind, said: &Map<String, Value>, part: bool, around: Around<'_>) -> (Map<String, Value>, Vec<(String, Fault)>) {
    let (mut body, mut faults) = (Map::new(), Vec::new());
    let market = said
        .get("market")
        .and_then(Value::as_str)
        .and_then(|said| around.markets.iter().find(|known| known.eq_ignore_ascii_case(said.trim())));
    let around = Around { market: market.map(String::as_str).or(around.market), ..around };
    for name in said.keys().filter(|name| fields(kind).iter().all(|field| field.name != name.as_str())) {
        faults.push((name.clone(), Fault::NoField));
    }
    for field in fields(kind) {
        match said.get(field.name) {
            None if part => {}
            None | Some(Value::Null) if field.required => faults.push((field.name.to_owned(), Fault::Missing)),
            None => {}
            Some(Value::Null) if part => drop(body.insert(field.name.to_owned(), Value::Null)),
            Some(Value::Null) => {}
            Some(value) => match value::read(&field.of, value, around) {
                Ok(Some(value)) => {
                    body.insert(field.name.to_owned(), value);
                }
                Ok(None) if field.required => faults.push((field.name.to_owned(), Fault::Missing)),
                Ok(None) => {
                    if part {
                        body.insert(field.name.to_owned(), Value::Null);
                    }
                }
                Err(fault) => faults.push((field.name.to_owned(), fault)),
            },
        }
    }
    (body, faults)
}

/// The field that says what people call a record of this kind; none where that is its id.
pub const fn name_field(kind: RecordKind) -> Option<&'static str> {
    match kind {
        RecordKind::Vehicle => Some("vin"),
        RecordKind::Order | RecordKind::Part | RecordKind::Serial | RecordKind::Campaign => Some("number"),
        RecordKind::Owner | RecordKind::Odometer | RecordKind::Term | RecordKind::Centre | RecordKind::Document | RecordKind::Course => {
            None
        }
    }
}

/// The kinds and fields that may name a record of a kind.
pub fn referring(kind: RecordKind) -> impl Iterator<Item = (RecordKind, &'static str)> {
    let of =
        move |other: RecordKind| fields(other).iter().filter(move |field| field.of == Type::Of(kind)).map(move |field| (other, field.name));
    RecordKind::ALL.into_iter().flat_map(of)
}

/// What a record is known by, folded.
pub fn key(kind: RecordKind, id: &str, body: &Map<String, Value>) -> String {
    let text = |name: &str| body.get(name).and_then(Value::as_str).unwrap_or_default();
    match (kind, name_field(kind)) {
        // A reading has no name: the same car, day and source is the same reading.
        (RecordKind::Odometer, _) => format!("{} {} {}", text("vehicle"), text("on"), text("source")),
        (_, Some(field)) => fold_key(text(field)),
        (_, None) => id.to_owned(),
    }
}

/// An id as an operator may give one: letters, digits, `-`, `_` and `.` of ASCII; none when it is no such thing.
pub fn id(text: &str) -> Option<String> {
    let text = text.trim();
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    ((1..=MOST_ID).contains(&text.len()) && text.chars().all(fits)).then(|| text.to_owned())
}

/// A key as it is looked for: digits of any script, capitals, nothing but letters and digits. A vehicle's number also where it is
/// typed in look-alikes.
pub fn fold_key(text: &str) -> String {
    let kept = |c: char| Some(digit(c)).filter(|c| c.is_alphanumeric());
    let folded: String = text.chars().filter_map(kept).flat_map(char::to_uppercase).collect();
    folded.parse().map_or(folded, |vin: Vin| vin.as_str().to_owned())
}

/// Under which values a record is found: the field of the index and the value.
pub fn found(kind: RecordKind, body: &Map<String, Value>) -> Vec<(&'static str, String)> {
    let mut keys = Vec::new();
    for field in fields(kind) {
        let Some(value) = body.get(field.name) else { continue };
        let texts = value::texts_of(value);
        match field.found {
            Found::No => {}
            Found::Value => keys.extend(texts.into_iter().map(|text| (field.name, text.to_owned()))),
            Found::Words => {
                let forms = texts.into_iter().flat_map(finding::forms);
                keys.extend(forms.map(|form| (finding::WORD, form)));
            }
            Found::Ends => keys.extend(texts.into_iter().flat_map(finding::ends).map(|form| (finding::WORD, form))),
        }
    }
    if kind == RecordKind::Campaign {
        let listed = ["vins", "done"].into_iter().filter_map(|name| body.get(name)).flat_map(value::texts_of);
        keys.extend(listed.map(|text| (VIN, text.to_owned())));
        if body.contains_key("ranges") {
            keys.push((RANGES, String::from("yes")));
        }
    }
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The columns of a sheet of this kind: header, field, and the language of one that has a column for each.
pub fn columns(kind: RecordKind) -> Vec<(String, Field, Option<Language>)> {
    let of_field = |field: &Field| match field.of {
        Type::Texts(_) => Language::ALL.map(|language| (format!("{}_{language}", field.name), *field, Some(language))).to_vec(),
        _ => vec![(field.name.to_owned(), *field, None)],
    };
    fields(kind).iter().flat_map(of_field).collect()
}

#[cfg(test)]
mod tests;
