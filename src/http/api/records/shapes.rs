//! The schemas of records in the OpenAPI document, made of [`crate::aftersales::schema`]'s table.

use crate::aftersales::record::TermKind;
use crate::aftersales::schema::{Field, RecordKind, Type, fields};
use crate::http::openapi::{Shape, own};
use crate::language::Language;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// What comes before the name of a kind in the name of a schema, and after it.
pub struct Named(&'static str, &'static str);

pub const ONE: Named = Named("", "");
pub const NEW: Named = Named("New", "");
pub const CHANGE: Named = Named("", "Change");
pub const PAGE: Named = Named("", "Page");

impl Named {
    pub fn of(&self, kind: RecordKind) -> Cow<'static, str> {
        let name = kind.as_str();
        let (first, rest) = name.split_at(1);
        format!("{}{}{rest}{}", self.0, first.to_uppercase(), self.1).into()
    }
}

/// A schema of one object.
pub const fn one(name: fn() -> Cow<'static, str>, schema: fn() -> Value) -> Shape {
    own(name, schema)
}

/// A page of records.
pub fn page_of(kind: RecordKind) -> Value {
    json!({
        "type": "object",
        "required": ["items", "next"],
        "properties": {
            "items": { "type": "array", "items": of(kind) },
            "next": { "type": ["string", "null"], "description": "What `after` of the next page is; null on the last." },
        },
    })
}

/// A record as it is read.
pub fn of(kind: RecordKind) -> Value {
    let mut properties = properties(kind, false);
    properties.insert("id".into(), json!({ "type": "string" }));
    properties.insert(
        "revision".into(),
        json!({ "type": "integer", "minimum": 1, "description": "Grows with every change; stands in the `ETag`." }),
    );
    properties.insert("sample".into(), json!({ "type": "boolean", "description": "It came with the program." }));
    if kind == RecordKind::Vehicle {
        properties.insert("past_owners".into(), json!({ "type": "array", "items": { "type": "object" } }));
    }
    let mut required: Vec<&str> = fields(kind).iter().filter(|field| field.required).map(|field| field.name).collect();
    required.extend(["id", "revision", "sample"]);
    json!({ "type": "object", "required": required, "properties": properties })
}

/// A record to be made.
pub fn new(kind: RecordKind) -> Value {
    let mut properties = properties(kind, false);
    properties.insert(
        "id".into(),
        json!({ "type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$", "description": "Without it the program gives one." }),
    );
    properties.insert("sample".into(), json!({ "type": "boolean" }));
    let required: Vec<&str> = fields(kind).iter().filter(|field| field.required).map(|field| field.name).collect();
    json!({ "type": "object", "required": required, "properties": properties, "additionalProperties": false })
}

/// What is to be changed of a record.
pub fn change(kind: RecordKind) -> Value {
    let mut properties = properties(kind, true);
    properties.insert("sample".into(), json!({ "type": "boolean" }));
    json!({ "type": "object", "properties": properties, "additionalProperties": false })
}

fn properties(kind: RecordKind, or_null: bool) -> Map<String, Value> {
    let property = |field: &Field| {
        let schema = of_type(&field.of);
        let schema = if or_null && !field.required { json!({ "anyOf": [schema, { "type": "null" }] }) } else { schema };
        (field.name.to_owned(), schema)
    };
    fields(kind).iter().map(property).collect()
}

fn of_type(of: &Type) -> Value {
    let text = |about: &str| json!({ "type": "string", "description": about });
    match of {
        Type::Line(most) => json!({ "type": "string", "minLength": 1, "maxLength": most }),
        Type::Name => json!({ "type": "string", "minLength": 1, "maxLength": 64 }),
        Type::Vin => json!({ "type": "string", "pattern": "^[A-HJ-NPR-Z0-9]{17}$" }),
        Type::Number(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Type::Degrees(most) => json!({ "type": "number", "minimum": -most, "maximum": most }),
        Type::Currency => json!({ "type": "string", "pattern": "^[A-Z]{3}$" }),
        Type::Day => json!({ "type": "string", "format": "date" }),
        Type::Instant => json!({ "type": "string", "format": "date-time" }),
        Type::Phone => json!({ "type": "string", "pattern": "^\\+[1-9][0-9]{7,14}$" }),
        Type::Email => text("An e-mail address."),
        Type::Flag => json!({ "type": "boolean" }),
        Type::Choice(names) => json!({ "type": "string", "enum": names }),
        Type::Language => json!({ "type": "string", "enum": Language::ALL.map(Language::code) }),
        Type::Market => text("A market of the configuration."),
        Type::Zone => text("A time zone of the IANA's table."),
        Type::Texts(most) => {
            let texts: Map<String, Value> = Language::ALL
                .map(|language| (language.code().to_owned(), json!({ "type": "string", "minLength": 1, "maxLength": most })))
                .into_iter()
                .collect();
            json!({ "type": "object", "properties": texts, "additionalProperties": false, "minProperties": 1 })
        }
        Type::Of(kind) => text(&format!("The id of one of the {}; who writes may say what people call it.", kind.plural())),
        Type::List(inner) => json!({ "type": "array", "items": of_type(inner) }),
        Type::Opening => json!({
            "type": "object", "required": ["days", "open", "close"], "additionalProperties": false,
            "properties": {
                "days": { "type": "array", "minItems": 1, "items": { "type": "string", "enum": ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] } },
                "open": { "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$" },
                "close": { "type": "string", "pattern": "^([01][0-9]|2[0-3]):[0-5][0-9]$" },
            },
        }),
        Type::Service => json!({
            "type": "object", "required": ["service", "minutes", "capacity"], "additionalProperties": false,
            "properties": {
                "service": { "type": "string", "pattern": "^[a-z0-9_-]{1,64}$" },
                "minutes": { "type": "integer", "minimum": 5, "maximum": 1_440 },
                "capacity": { "type": "integer", "minimum": 1, "maximum": 100 },
            },
        }),
        Type::Holidays => {
            json!({ "anyOf": [text("The name of a calendar."), { "type": "array", "items": { "type": "string", "format": "date" } }] })
        }
        Type::Range => json!({
            "type": "object", "required": ["from", "to"], "additionalProperties": false,
            "properties": { "from": of_type(&Type::Vin), "to": of_type(&Type::Vin) },
        }),
    }
}

/// What holds for a vehicle.
pub fn coverage() -> Value {
    let or_null = |kind: &str| json!({ "type": [kind, "null"] });
    let item = json!({
        "type": "object",
        "required": ["term", "kind", "names", "state"],
        "properties": {
            "term": { "type": "string" },
            "kind": { "type": "string", "enum": TermKind::ALL.map(TermKind::as_str) },
            "names": of_type(&Type::Texts(200)),
            "start": { "anyOf": [{ "type": "string", "format": "date" }, { "type": "null" }] },
            "until": { "anyOf": [{ "type": "string", "format": "date" }, { "type": "null" }], "description": "The last day." },
            "km_limit": or_null("integer"),
            "days_left": or_null("integer"),
            "months_left": or_null("integer"),
            "km_left": or_null("integer"),
            "capacity_percent": or_null("integer"),
            "serial": or_null("string"),
        },
    });
    json!({
        "type": "object",
        "required": ["vehicle", "model", "on", "items"],
        "properties": {
            "vehicle": { "type": "string" },
            "model": { "type": "string" },
            "on": { "type": "string", "format": "date" },
            "items": { "type": "array", "items": item },
        },
    })
}
