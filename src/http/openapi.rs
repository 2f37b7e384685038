//! The OpenAPI 3.1 document: made of the rows of [`crate::http::ROUTES`], and of the types that handlers read and write.
//!
//! A route that programs use has its [`Operation`] in its row. What its access implies (log-in, CSRF token, refusals) is written by
//! this file, so that the document says what the program does.

use crate::access::StaffRole;
use crate::aftersales::schema::RecordKind;
use crate::error::Code;
use crate::http::problem::ProblemBody;
use crate::http::{Access, Route, Web};
use crate::language::Language;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value, json};
use std::borrow::Cow;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa::openapi::schema::{ArrayBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::{Ref, RefOr};

/// What the document says of an operation, besides what its route's row says.
#[derive(Debug, Clone, Copy)]
pub struct Operation {
    /// A name for generated clients.
    pub id: &'static str,
    pub summary: &'static str,
    pub parameters: &'static [Parameter],
    pub body: Option<Shape>,
    pub answer: Answer,
    /// Refusals, besides those that access, body and path imply.
    pub refusals: &'static [Code],
}

/// A parameter, besides those in the path.
#[derive(Debug, Clone, Copy)]
pub enum Parameter {
    /// `limit` and `cursor`.
    Page,
    /// `limit` and `after`, the id of a record.
    After,
    /// `If-Match`.
    Revision,
    /// `If-Match`, where the client wants it.
    MaybeRevision,
    /// `If-Match`, which something new needs not: that answers 201.
    OrNew,
    /// `If-None-Match`: an answer that the client has already is 304, without a body.
    Known,
    /// `Range`: a part of the answer is 206, and one that it does not have 416.
    Range,
    /// A header, with what it says.
    Header(&'static str, &'static str),
    /// One of the query, with what it says.
    Query(&'static str, &'static str),
}

/// What comes when all is well.
#[derive(Debug, Clone, Copy)]
pub struct Answer {
    pub status: u16,
    pub body: Option<Shape>,
    pub headers: &'static [&'static str],
}

/// A type's schema.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    media: &'static str,
    name: fn() -> Cow<'static, str>,
    schema: fn() -> RefOr<Schema>,
    parts: fn(&mut Vec<(String, RefOr<Schema>)>),
    /// The schema itself, where no type has it.
    own: Option<fn() -> Value>,
}

/// The schema of a type that a handler reads or writes.
pub const fn shape<T: ToSchema>() -> Shape {
    Shape { media: "application/json", name: T::name, schema: T::schema, parts: T::schemas, own: None }
}

/// A schema that is made of a table, and its name.
pub const fn own(name: fn() -> Cow<'static, str>, schema: fn() -> Value) -> Shape {
    Shape { name, own: Some(schema), ..shape::<PlainText>() }
}

/// Plain text.
pub const fn plain_text() -> Shape {
    Shape { media: "text/plain; charset=utf-8", ..shape::<PlainText>() }
}

/// Bytes of that media type.
pub const fn binary(media: &'static str) -> Shape {
    Shape { media, ..shape::<PlainText>() }
}

/// Text as it is.
#[derive(ToSchema)]
#[expect(dead_code, reason = "only its schema is used")]
struct PlainText(String);

impl Shape {
    /// A reference to the schema, which is put among the components.
    fn refer(self, components: &mut BTreeMap<String, Value>) -> Value {
        let mut parts = Vec::new();
        match self.own {
            Some(schema) => drop(components.entry((self.name)().into_owned()).or_insert_with(schema)),
            None => {
                parts.push(((self.name)().into_owned(), (self.schema)()));
                (self.parts)(&mut parts);
            }
        }
        for (name, schema) in parts {
            components.entry(name).or_insert_with(|| serde_json::to_value(schema).unwrap_or_default());
        }
        serde_json::to_value(Ref::from_schema_name((self.name)())).unwrap_or_default()
    }
}

pub const SERVE: Operation = Operation {
    id: "openapi",
    summary: "This document",
    parameters: &[],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<Document>()), headers: &[] },
    refusals: &[],
};

/// An OpenAPI 3.1 document.
#[derive(ToSchema)]
#[expect(dead_code, reason = "describes what `document` writes; a test compares the two")]
#[schema(as = OpenApiDocument)]
struct Document {
    openapi: String,
    info: Value,
    paths: Value,
    components: Value,
}

/// `GET /api/v1/openapi.json`.
pub async fn serve(State(web): State<Web>) -> Response {
    let mut response = web.openapi.as_ref().to_owned().into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    response
}

/// The document of these routes, for a server whose log-ins have a cookie of that name.
pub fn document(routes: &[Route], cookie: &str) -> Value {
    let mut components = BTreeMap::new();
    let problem = shape::<ProblemBody>().refer(&mut components);
    let mut paths: BTreeMap<String, Map<String, Value>> = BTreeMap::new();
    for route in routes {
        if let Some(about) = &route.about {
            let operation = operation(route, about, &problem, &mut components);
            // A part that goes on to the end has no form of its own in OpenAPI.
            paths.entry(route.path.replace("{*", "{")).or_default().insert(route.method.to_lowercase(), operation);
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Aftercare",
            "version": env!("CARGO_PKG_VERSION"),
            "license": { "name": env!("CARGO_PKG_LICENSE"), "identifier": env!("CARGO_PKG_LICENSE") },
        },
        "paths": paths,
        "components": {
            "schemas": components,
            "securitySchemes": {
                "login": {
                    "type": "apiKey", "in": "cookie", "name": cookie,
                    "description": "Set by `POST /api/v1/session`. Its name is `__Host-aftercare`, or `aftercare` when our origin is http on loopback.",
                },
                "session": {
                    "type": "http", "scheme": "bearer",
                    "description": "An owner's: the `session` of `ready` (the wire contract, section 2).",
                },
                "connection": {
                    "type": "http", "scheme": "bearer",
                    "description": "The `connection` of the event `open` (the wire contract, section 1).",
                },
                "csrf": {
                    "type": "apiKey", "in": "header", "name": "X-CSRF-Token",
                    "description": "The `csrf` of the log-in, with everything that changes something.",
                },
            },
        },
    })
}

fn operation(route: &Route, about: &Operation, problem: &Value, components: &mut BTreeMap<String, Value>) -> Value {
    let mut operation = json!({
        "operationId": about.id,
        "summary": about.summary,
        "responses": responses(route, about, problem, components),
        "parameters": parameters(route.path, about.parameters),
        "security": security(route),
    });
    if let Some(body) = about.body {
        let schema = body.refer(components);
        operation["requestBody"] = json!({ "required": true, "content": { (body.media): { "schema": schema } } });
    }
    if let Access::Staff(action) = route.access {
        let roles: Vec<&str> = StaffRole::ALL.into_iter().filter(|role| role.may(action)).map(StaffRole::as_str).collect();
        operation["description"] = Value::from(format!("For {}.", roles.join(", ")));
    }
    operation
}

fn security(route: &Route) -> Value {
    match route.access {
        Access::Staff(_) if route.is_safe() => json!([{ "login": [] }]),
        Access::Staff(_) => json!([{ "login": [], "csrf": [] }]),
        Access::Uploader if route.is_safe() => json!([{ "session": [] }, { "login": [] }]),
        Access::Uploader => json!([{ "session": [] }, { "login": [], "csrf": [] }]),
        Access::Connection => json!([{ "connection": [] }]),
        Access::Public | Access::Socket | Access::Machines => json!([]),
    }
}

fn parameters(path: &str, named: &[Parameter]) -> Value {
    let in_path = path.split('/').filter_map(|part| Some(part.strip_prefix('{')?.strip_suffix('}')?.trim_start_matches('*')));
    let mut parameters: Vec<Value> =
        in_path.map(|name| json!({ "name": name, "in": "path", "required": true, "schema": of_path(name) })).collect();
    for parameter in named {
        match parameter {
            Parameter::Page => {
                let (page, most) = (crate::http::paging::PAGE, crate::http::paging::MAX_PAGE);
                let limit = json!({ "type": "integer", "minimum": 1, "maximum": most, "default": page });
                parameters.push(json!({ "name": "limit", "in": "query", "schema": limit }));
                let about = "What `next` of the page before was.";
                parameters.push(json!({ "name": "cursor", "in": "query", "description": about, "schema": { "type": "string" } }));
            }
            Parameter::After => {
                let (page, most) = (crate::http::paging::PAGE, crate::http::paging::MAX_PAGE);
                let limit = json!({ "type": "integer", "minimum": 1, "maximum": most, "default": page });
                parameters.push(json!({ "name": "limit", "in": "query", "schema": limit }));
                let about = "What `next` of the page before was.";
                let schema = json!({ "type": "string", "maxLength": 64 });
                parameters.push(json!({ "name": "after", "in": "query", "description": about, "schema": schema }));
            }
            Parameter::Revision => {
                let about = "The `ETag` that the change was made on.";
                let schema = json!({ "type": "string" });
                parameters.push(json!({ "name": "If-Match", "in": "header", "required": true, "description": about, "schema": schema }));
            }
            Parameter::MaybeRevision | Parameter::OrNew => {
                let about = "The `ETag` that it is about: with it, nothing is done about what somebody else has saved since.";
                let schema = json!({ "type": "string" });
                parameters.push(json!({ "name": "If-Match", "in": "header", "description": about, "schema": schema }));
            }
            Parameter::Known => {
                let about = "The `ETag` of the answer that is known.";
                let schema = json!({ "type": "string" });
                parameters.push(json!({ "name": "If-None-Match", "in": "header", "description": about, "schema": schema }));
            }
            Parameter::Range => {
                let about = "One part, such as `bytes=0-65535`.";
                parameters.push(json!({ "name": "Range", "in": "header", "description": about, "schema": { "type": "string" } }));
            }
            Parameter::Header(name, about) => {
                let schema = json!({ "type": "string" });
                parameters.push(json!({ "name": name, "in": "header", "required": true, "description": about, "schema": schema }));
            }
            Parameter::Query(name, about) => {
                parameters.push(json!({ "name": name, "in": "query", "description": about, "schema": { "type": "string" } }));
            }
        }
    }
    Value::from(parameters)
}

/// The schema of a part of a path, by its name in the routes.
fn of_path(name: &str) -> Value {
    match name {
        "name" => json!({ "type": "string", "description": "As answers and lists of files have it." }),
        "entry" => json!({ "type": "string", "pattern": "^[a-z0-9-]{1,80}$" }),
        "record" => json!({ "type": "string", "pattern": "^[A-Za-z0-9._-]{1,64}$" }),
        "kind" => json!({ "type": "string", "enum": RecordKind::ALL.map(RecordKind::plural) }),
        "code" => json!({ "type": "string", "description": "As people type it: `AC-7K3M-92QX-C`, in any case, with or without hyphens." }),
        "revision" => json!({ "type": "integer", "minimum": 1 }),
        "path" => json!({ "type": "string", "description": "As in the list; slashes may stand as they are." }),
        _ => json!({ "type": "string", "format": "uuid" }),
    }
}

fn responses(route: &Route, about: &Operation, problem: &Value, components: &mut BTreeMap<String, Value>) -> Value {
    let mut responses = Map::new();
    let Answer { status, body, headers } = about.answer;
    let mut answer = json!({ "description": title(status) });
    if let Some(body) = body {
        let schema = body.refer(components);
        answer["content"] = json!({ (body.media): { "schema": schema } });
    }
    let named = headers.iter().chain(["X-Request-Id"].iter());
    answer["headers"] = named.map(|name| ((*name).to_owned(), json!({ "schema": { "type": "string" } }))).collect();
    if about.parameters.iter().any(|parameter| matches!(parameter, Parameter::OrNew)) {
        let made = StatusCode::CREATED.as_u16();
        let mut also = answer.clone();
        also["description"] = Value::from(title(made));
        responses.insert(made.to_string(), also);
    }
    if about.parameters.iter().any(|parameter| matches!(parameter, Parameter::Known)) {
        let same = StatusCode::NOT_MODIFIED.as_u16();
        responses.insert(same.to_string(), json!({ "description": title(same), "headers": answer["headers"] }));
    }
    if about.parameters.iter().any(|parameter| matches!(parameter, Parameter::Range)) {
        for status in [StatusCode::PARTIAL_CONTENT, StatusCode::RANGE_NOT_SATISFIABLE].map(|status| status.as_u16()) {
            let mut part = answer.clone();
            part["description"] = Value::from(title(status));
            part["headers"]["Content-Range"] = json!({ "schema": { "type": "string" } });
            responses.insert(status.to_string(), part);
        }
    }
    responses.insert(status.to_string(), answer);
    let mut refusals: BTreeMap<u16, Vec<&str>> = BTreeMap::new();
    for code in refused(route, about) {
        let codes = refusals.entry(code.status()).or_default();
        if !codes.contains(&code.as_str()) {
            codes.push(code.as_str());
        }
    }
    for (status, codes) in refusals {
        let content = json!({ "application/problem+json": { "schema": problem } });
        let about = format!("{}: {}", title(status), codes.join(", "));
        responses.insert(status.to_string(), json!({ "description": about, "content": content }));
    }
    Value::Object(responses)
}

/// All codes that an operation may be refused with.
fn refused(route: &Route, about: &Operation) -> Vec<Code> {
    let mut codes = vec![Code::Internal, Code::Busy, Code::ReadOnly];
    if let Access::Staff(_) | Access::Uploader = route.access {
        codes.extend([Code::Unauthenticated, Code::Forbidden]);
    }
    if route.access == Access::Connection {
        // No connection, any more, is as one that never was.
        codes.extend([Code::Unauthenticated, Code::NotFound]);
    }
    match (route.access, route.is_safe()) {
        (_, true) => {}
        (Access::Staff(_) | Access::Uploader, false) => codes.push(Code::Csrf),
        (_, false) => codes.push(Code::Forbidden),
    }
    if about.body.is_some() {
        codes.extend([Code::BadRequest, Code::TooLarge]);
    }
    if route.path.contains('{') {
        codes.push(Code::NotFound);
    }
    for parameter in about.parameters {
        match parameter {
            Parameter::Page | Parameter::After => codes.push(Code::BadRequest),
            Parameter::Revision => codes.extend([Code::PreconditionRequired, Code::StaleRevision]),
            Parameter::MaybeRevision => codes.push(Code::StaleRevision),
            Parameter::OrNew => codes.extend([Code::StaleRevision, Code::PreconditionRequired]),
            Parameter::Known | Parameter::Range => {}
            Parameter::Query(..) | Parameter::Header(..) => codes.push(Code::BadRequest),
        }
    }
    codes.extend(about.refusals);
    codes
}

fn title(status: u16) -> &'static str {
    StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason()).unwrap_or("Answer")
}

/// The schema of a role.
pub fn role() -> Schema {
    one_of(StaffRole::ALL.map(StaffRole::as_str))
}

/// The schema of a language of the interface.
pub fn language() -> Schema {
    one_of(Language::ALL.map(Language::code))
}

/// The schema of a list of languages, each once.
pub fn languages() -> Schema {
    Schema::Array(ArrayBuilder::new().items(RefOr::T(language())).unique_items(true).build())
}

/// The schema of a text that is one of these.
pub fn one_of<const N: usize>(names: [&'static str; N]) -> Schema {
    Schema::Object(ObjectBuilder::new().schema_type(Type::String).enum_values(Some(names)).build())
}
