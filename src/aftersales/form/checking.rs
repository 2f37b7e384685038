//! What an owner hands in, checked field by field.

use super::values::photos;
use super::{Checked, Fault, FieldKind, FieldSpec, FormSpec, Values, When};
use crate::aftersales::letters::plain;
use crate::aftersales::record::instant;
use crate::aftersales::{day, email, km, phone};
use crate::clock::Millis;
use jiff::civil::Date;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

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
