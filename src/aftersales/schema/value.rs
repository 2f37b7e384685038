//! One value of a record: from what an API or a cell has, to the form that is stored.
//!
//! A cell is a text. Programs that use the API send numbers, flags and lists as JSON has them; both are read.

use super::{Around, Fault, Type};
use crate::aftersales::letters::digit;
use crate::aftersales::vin::Vin;
use crate::aftersales::{day, email, phone};
use crate::clock::rfc3339;
use crate::language::Language;
use serde_json::{Map, Number, Value, json};

/// Most values of a list.
const MOST_OF_LIST: usize = 5_000;
/// Longest key, in characters.
const KEY: usize = 64;
/// Minutes that a service may take, and cars at a time.
const MINUTES: std::ops::RangeInclusive<i64> = 5..=1_440;
const CARS: std::ops::RangeInclusive<i64> = 1..=100;
/// What stands between the values of a list in one cell.
pub const BETWEEN: char = '|';

/// The value in the form that is stored; none where nothing is said.
pub fn read(of: &Type, value: &Value, around: Around<'_>) -> Result<Option<Value>, Fault> {
    match (of, value) {
        (Type::List(inner), value) => list(inner, value, around),
        (Type::Opening, value @ (Value::Object(_) | Value::String(_))) => opening(value).map(Some),
        (Type::Service, value @ (Value::Object(_) | Value::String(_))) => service(value).map(Some),
        (Type::Range, value @ (Value::Object(_) | Value::String(_))) => range(value).map(Some),
        (Type::Holidays, Value::Array(_)) => list(&Type::Day, value, around),
        (Type::Texts(most), Value::Object(texts)) => languages(texts, *most),
        (Type::Texts(_), _) => Err(Fault::Form("texts")),
        (Type::Flag, Value::Bool(flag)) => Ok(Some(Value::Bool(*flag))),
        (Type::Number(least, most), Value::Number(number)) => whole(number.as_i64(), *least, *most).map(Some),
        (Type::Degrees(most), Value::Number(number)) => degrees(number.as_f64(), *most).map(Some),
        (of, Value::String(text)) => {
            let text = one_line(text);
            if text.is_empty() { Ok(None) } else { of_text(of, &text, around).map(Some) }
        }
        (of, _) => Err(Fault::Form(form(of))),
    }
}

/// Without spaces around, and with single ones inside.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn of_text(of: &Type, text: &str, around: Around<'_>) -> Result<Value, Fault> {
    let read = match of {
        Type::Line(most) => short(text, *most)?,
        Type::Name => name(text)?,
        Type::Vin => text.parse::<Vin>().map_err(|_| Fault::Form("vin"))?.as_str().to_owned(),
        Type::Number(least, most) => return whole(compact(text).parse().ok(), *least, *most),
        Type::Degrees(most) => return degrees(compact(text).replace(',', ".").parse().ok(), *most),
        Type::Day => day::unmistakable(text).map_err(|_| Fault::Form("day"))?.to_string(),
        Type::Instant => instant(text).ok_or(Fault::Form("instant"))?,
        Type::Currency => currency(text).ok_or(Fault::Form("currency"))?,
        Type::Phone => phone::parse(text, around.market).map_err(|_| Fault::Form("phone"))?,
        Type::Email => email::parse(text).map_err(|_| Fault::Form("email"))?,
        Type::Flag => return flag(text).map(Value::Bool).ok_or(Fault::Form("flag")),
        Type::Choice(names) => {
            let named = text.to_ascii_lowercase().replace([' ', '-'], "_");
            let found = names.iter().find(|name| name.eq_ignore_ascii_case(&named));
            (*found.ok_or_else(|| Fault::Among(names.join(", ")))?).to_owned()
        }
        Type::Language => {
            Language::parse(text).ok_or_else(|| Fault::Among(Language::ALL.map(Language::code).join(", ")))?.code().to_owned()
        }
        Type::Market => {
            let found = around.markets.iter().find(|market| market.eq_ignore_ascii_case(text));
            found.ok_or_else(|| Fault::Among(around.markets.join(", ")))?.clone()
        }
        Type::Zone => zone(text).ok_or(Fault::Form("zone"))?,
        Type::Holidays if day::unmistakable(text).is_ok() || text.contains(BETWEEN) => {
            return list(&Type::Day, &Value::from(text), around)?.ok_or(Fault::Missing);
        }
        Type::Holidays => short(text, KEY)?,
        Type::Of(_) => short(text, KEY)?,
        Type::Texts(_) | Type::List(_) | Type::Opening | Type::Service | Type::Range => return Err(Fault::Form(form(of))),
    };
    Ok(Value::String(read))
}

/// What the message of a wrong form is called.
fn form(of: &Type) -> &'static str {
    match of {
        Type::Vin => "vin",
        Type::Number(..) | Type::Degrees(_) => "number",
        Type::Day => "day",
        Type::Instant => "instant",
        Type::Currency => "currency",
        Type::Phone => "phone",
        Type::Email => "email",
        Type::Flag => "flag",
        Type::Texts(_) => "texts",
        Type::List(_) => "list",
        Type::Opening => "opening",
        Type::Service => "service",
        Type::Range => "vins",
        Type::Zone => "zone",
        Type::Line(_) | Type::Holidays | Type::Name | Type::Choice(_) | Type::Language | Type::Market | Type::Of(_) => "text",
    }
}

fn list(inner: &Type, value: &Value, around: Around<'_>) -> Result<Option<Value>, Fault> {
    let said: Vec<Value> = match value {
        Value::Array(values) => values.clone(),
        Value::String(text) => text.split(BETWEEN).map(Value::from).collect(),
        _ => return Err(Fault::Form("list")),
    };
    if said.len() > MOST_OF_LIST {
        return Err(Fault::TooLong(MOST_OF_LIST));
    }
    let mut values: Vec<Value> = Vec::with_capacity(said.len());
    let mut seen = std::collections::BTreeSet::new();
    for value in &said {
        if let Some(value) = read(inner, value, around)?
            && seen.insert(value.to_string())
        {
            values.push(value);
        }
    }
    Ok((!values.is_empty()).then_some(Value::Array(values)))
}

/// `mon-sat 09:00-18:00`, or the object of it.
fn opening(value: &Value) -> Result<Value, Fault> {
    let fault = || Fault::Form("opening");
    let (days, open, close) = match value {
        Value::Object(said) => {
            let text = |name: &str| said.get(name).and_then(Value::as_str).map(str::to_owned).ok_or_else(fault);
            let days = said.get("days").and_then(Value::as_array).ok_or_else(fault)?;
            let days = days.iter().map(|day| day.as_str().and_then(week_day).ok_or_else(fault)).collect::<Result<Vec<_>, _>>()?;
            (days, text("open")?, text("close")?)
        }
        Value::String(text) => {
            let (days, times) = text.trim().rsplit_once(' ').ok_or_else(fault)?;
            let (open, close) = times.split_once(['-', '–']).ok_or_else(fault)?;
            (week_days(days).ok_or_else(fault)?, open.to_owned(), close.to_owned())
        }
        _ => return Err(fault()),
    };
    let (open, close) = (time(&open).ok_or_else(fault)?, time(&close).ok_or_else(fault)?);
    if days.is_empty() { Err(fault()) } else { Ok(json!({"days": days, "open": open, "close": close})) }
}

const WEEK: [&str; 7] = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

fn week_day(text: &str) -> Option<&'static str> {
    let text = text.trim().to_ascii_lowercase();
    WEEK.into_iter().find(|day| *day == text)
}

/// `mon-thu, sat`: days and ranges of them, in the order of the week.
fn week_days(text: &str) -> Option<Vec<&'static str>> {
    let place = |day: &str| week_day(day).and_then(|day| WEEK.iter().position(|known| *known == day));
    let mut open = [false; WEEK.len()];
    for part in text.split([',', ' ', '+']).filter(|part| !part.is_empty()) {
        let (first, last) = part.split_once('-').unwrap_or((part, part));
        let (mut at, last) = (place(first)?, place(last)?);
        open[at] = true;
        while at != last {
            at = (at + 1) % WEEK.len();
            open[at] = true;
        }
    }
    Some(WEEK.into_iter().zip(open).filter(|(_, open)| *open).map(|(day, _)| day).collect())
}

/// `9:00` as `09:00`.
fn time(text: &str) -> Option<String> {
    let text = compact(text);
    let (hour, minute) = text.split_once(':')?;
    let (hour, minute): (u8, u8) = (hour.parse().ok()?, minute.parse().ok()?);
    (hour < 24 && minute < 60).then(|| format!("{hour:02}:{minute:02}"))
}

/// `maintenance:120:2`, or the object of it.
fn service(value: &Value) -> Result<Value, Fault> {
    let fault = || Fault::Form("service");
    let (name, minutes, capacity) = match value {
        Value::Object(said) => {
            let number = |name: &str| said.get(name).and_then(Value::as_i64).ok_or_else(fault);
            let name = said.get("service").and_then(Value::as_str).ok_or_else(fault)?;
            (name.to_owned(), number("minutes")?, number("capacity")?)
        }
        Value::String(text) => {
            let parts: Vec<&str> = text.split(':').map(str::trim).collect();
            let [name, minutes, capacity] = parts.as_slice() else { return Err(fault()) };
            let number = |text: &str| compact(text).parse::<i64>().map_err(|_| fault());
            ((*name).to_owned(), number(minutes)?, number(capacity)?)
        }
        _ => return Err(fault()),
    };
    let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_' || c == '-';
    if name.is_empty() || name.len() > KEY || !name.chars().all(is_name) || !MINUTES.contains(&minutes) || !CARS.contains(&capacity) {
        return Err(fault());
    }
    Ok(json!({"service": name, "minutes": minutes, "capacity": capacity}))
}

/// `FIRST..LAST`, or the object of it.
fn range(value: &Value) -> Result<Value, Fault> {
    let fault = || Fault::Form("vins");
    let (from, to) = match value {
        Value::Object(said) => {
            let text = |name: &str| said.get(name).and_then(Value::as_str).ok_or_else(fault);
            (text("from")?, text("to")?)
        }
        Value::String(text) => text.split_once("..").ok_or_else(fault)?,
        _ => return Err(fault()),
    };
    let (from, to): (Vin, Vin) = (from.parse().map_err(|_| fault())?, to.parse().map_err(|_| fault())?);
    if from.is_between(&from, &to) { Ok(json!({"from": from.as_str(), "to": to.as_str()})) } else { Err(fault()) }
}

fn languages(texts: &Map<String, Value>, most: usize) -> Result<Option<Value>, Fault> {
    let mut kept = Map::new();
    for (tag, text) in texts {
        let language = Language::of_code(tag).ok_or_else(|| Fault::Among(Language::ALL.map(Language::code).join(", ")))?;
        let text = match text {
            Value::String(text) => one_line(text),
            Value::Null => continue,
            _ => return Err(Fault::Form("texts")),
        };
        if !text.is_empty() {
            kept.insert(language.code().to_owned(), Value::String(short(&text, most)?));
        }
    }
    Ok((!kept.is_empty()).then_some(Value::Object(kept)))
}

fn short(text: &str, most: usize) -> Result<String, Fault> {
    if text.chars().nth(most).is_some() { Err(Fault::TooLong(most)) } else { Ok(text.to_owned()) }
}

/// What a record is called: something of it must be left when it is folded.
fn name(text: &str) -> Result<String, Fault> {
    let text: String = short(text, KEY)?.chars().map(digit).collect();
    if super::fold_key(&text).is_empty() { Err(Fault::Form("text")) } else { Ok(text) }
}

/// Without spaces, with the digits of ASCII.
fn compact(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).map(digit).collect()
}

fn whole(number: Option<i64>, least: i64, most: i64) -> Result<Value, Fault> {
    let number = number.ok_or(Fault::Form("number"))?;
    if (least..=most).contains(&number) { Ok(Value::from(number)) } else { Err(Fault::Range(least, most)) }
}

fn degrees(number: Option<f64>, most: i32) -> Result<Value, Fault> {
    let number = number.filter(|number| number.is_finite()).ok_or(Fault::Form("number"))?;
    let (least, most) = (f64::from(-most), f64::from(most));
    if !(least..=most).contains(&number) {
        return Err(Fault::Range(least as i64, most as i64));
    }
    Number::from_f64(number).map(Value::Number).ok_or(Fault::Form("number"))
}

/// The code of a currency: three letters (ISO 4217).
fn currency(text: &str) -> Option<String> {
    (text.len() == 3 && text.bytes().all(|b| b.is_ascii_alphabetic())).then(|| text.to_ascii_uppercase())
}

/// An instant with its offset, in UTC.
fn instant(text: &str) -> Option<String> {
    let at: jiff::Timestamp = text.parse().ok()?;
    Some(rfc3339(at.as_millisecond()))
}

fn flag(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "true" | "1" | "y" | "да" | "иә" | "হ্যাঁ" => Some(true),
        "no" | "false" | "0" | "n" | "нет" | "жоқ" | "না" => Some(false),
        _ => None,
    }
}

/// A zone of the table that the program brings.
fn zone(text: &str) -> Option<String> {
    let zone = jiff::tz::db().get(text).ok()?;
    zone.iana_name().map(str::to_owned)
}

/// The texts of a value: its own, those of a list, those of all languages.
pub fn texts_of(value: &Value) -> Vec<&str> {
    match value {
        Value::String(text) => vec![text],
        Value::Array(values) => values.iter().filter_map(Value::as_str).collect(),
        Value::Object(texts) => texts.values().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

/// The value as a cell has it.
pub fn cell(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Bool(flag) => String::from(if *flag { "yes" } else { "no" }),
        Value::Array(values) => values.iter().map(cell).collect::<Vec<_>>().join(&BETWEEN.to_string()),
        Value::Object(said) => of_object(said),
        Value::Null => String::new(),
        Value::Number(number) => number.to_string(),
    }
}

/// Hours, a service or a range, as a cell has it.
fn of_object(said: &Map<String, Value>) -> String {
    let part = |name: &str| said.get(name).map(cell).unwrap_or_default();
    if said.contains_key("days") {
        format!("{} {}-{}", part("days").replace(BETWEEN, ","), part("open"), part("close"))
    } else if said.contains_key("service") {
        format!("{}:{}:{}", part("service"), part("minutes"), part("capacity"))
    } else {
        format!("{}..{}", part("from"), part("to"))
    }
}
