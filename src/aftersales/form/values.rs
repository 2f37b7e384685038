//! What was understood of a form, and how it is kept.

use super::{Fault, FieldKind, FieldSpec, FormSpec};
use crate::aftersales::code::RequestCode;
use crate::aftersales::record::instant;
use crate::aftersales::vin::Vin;
use crate::clock::{Millis, rfc3339};
use jiff::civil::Date;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

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
pub struct Values(pub(super) BTreeMap<String, Checked>);

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

/// The uploads that a field names: a list of ids, or a text with some.
pub(super) fn photos(field: &FieldSpec, value: Option<&Value>) -> Result<Option<Checked>, Fault> {
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
