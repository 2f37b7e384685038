//! `/api/v1/owners`, `/vehicles` and the other records: one set of handlers, and for each kind what the OpenAPI document says of it.
//!
//! - [`shapes`]: the schemas, made of the table of fields
//! - [`files`]: CSV in and out, and what there is

pub mod files;
mod shapes;

use crate::aftersales::coverage::Coverage;
use crate::aftersales::day;
use crate::aftersales::record::Vehicle;
use crate::aftersales::schema::{RecordKind, Type, fields};
use crate::clock::Millis;
use crate::error::Code;
use crate::http::Web;
use crate::http::api::json;
use crate::http::extract::{IfMatch, Read, Staff};
use crate::http::openapi::{Answer, Operation, Parameter};
use crate::http::paging::{MAX_PAGE, PAGE};
use crate::http::problem::Problem;
use crate::records::{MAX_QUERY, Record};
use crate::store::Actor;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, delete, get, patch, post};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// Longest id that is looked for, in bytes; no record has a longer one.
const MAX_ID: usize = 64;
/// Most kilometres that a coverage is asked for.
const MOST_KM: i64 = 2_000_000;

/// What the routes of a kind are made of.
macro_rules! kind {
    ($module:ident, $kind:ident, $one:literal, $many:literal, $list:literal, $show:literal, $add:literal, $change:literal, $remove:literal, [$($names:literal),*]) => {
        #[doc = concat!("`/api/v1/", stringify!($module), "`.")]
        pub mod $module {
            use super::*;

            const KIND: RecordKind = RecordKind::$kind;

            pub const LIST: Operation = Operation {
                id: $list,
                summary: concat!("The ", $many, " by id; with `q`, those that it finds, the surest first"),
                parameters: &[Parameter::After, Parameter::Query("q", FOUND_BY), $(Parameter::Query($names, NAMES)),*],
                body: None,
                answer: Answer { status: 200, body: Some(shapes::one(|| shapes::PAGE.of(KIND), || shapes::page_of(KIND))), headers: &[] },
                refusals: &[],
            };
            pub const SHOW: Operation = Operation {
                id: $show,
                summary: concat!("One ", $one),
                parameters: &[],
                body: None,
                answer: Answer { status: 200, body: Some(shapes::one(|| shapes::ONE.of(KIND), || shapes::of(KIND))), headers: &["ETag"] },
                refusals: &[],
            };
            pub const ADD: Operation = Operation {
                id: $add,
                summary: concat!("Make one ", $one),
                parameters: &[],
                body: Some(shapes::one(|| shapes::NEW.of(KIND), || shapes::new(KIND))),
                answer: Answer {
                    status: 201,
                    body: Some(shapes::one(|| shapes::ONE.of(KIND), || shapes::of(KIND))),
                    headers: &["ETag", "Location"],
                },
                refusals: &[Code::Invalid],
            };
            pub const CHANGE: Operation = Operation {
                id: $change,
                summary: concat!("Change the fields of one ", $one, " that are named; null takes one away"),
                parameters: &[Parameter::Revision],
                body: Some(shapes::one(|| shapes::CHANGE.of(KIND), || shapes::change(KIND))),
                answer: Answer { status: 200, body: Some(shapes::one(|| shapes::ONE.of(KIND), || shapes::of(KIND))), headers: &["ETag"] },
                refusals: &[Code::Invalid],
            };

            pub const REMOVE: Operation = Operation {
                id: $remove,
                summary: concat!("Remove one ", $one, " that nothing names"),
                parameters: &[Parameter::Revision],
                body: None,
                answer: Answer { status: 204, body: None, headers: &[] },
                refusals: &[Code::InUse],
            };

            pub fn list() -> MethodRouter<Web> {
                get(|state, query| super::list(KIND, state, query))
            }

            pub fn show() -> MethodRouter<Web> {
                get(|state, path| super::show(KIND, state, path))
            }

            pub fn add() -> MethodRouter<Web> {
                post(|state, staff, body| super::add(KIND, state, staff, body))
            }

            pub fn change() -> MethodRouter<Web> {
                patch(|state, staff, path, revision, body| super::change(KIND, state, staff, path, revision, body))
            }

            pub fn remove() -> MethodRouter<Web> {
                delete(|state, staff, path, revision| super::remove(KIND, state, staff, path, revision))
            }
        }
    };
}

/// What the document says of a parameter that is named as a field.
const NAMES: &str = "The id of a record that this field names: those that do, the newest first, at most `limit`.";
/// What the document says of `q`.
const FOUND_BY: &str = "Names in any script, numbers, phones and addresses by their beginning or end; owners also by a car's number or plate, or by a request's code.";

kind!(owners, Owner, "owner", "owners", "listOwners", "showOwner", "addOwner", "changeOwner", "removeOwner", []);
kind!(vehicles, Vehicle, "vehicle", "vehicles", "listVehicles", "showVehicle", "addVehicle", "changeVehicle", "removeVehicle", ["owner"]);
kind!(
    odometer,
    Odometer,
    "reading of an odometer",
    "readings of odometers",
    "listReadings",
    "showReading",
    "addReading",
    "changeReading",
    "removeReading",
    ["vehicle"]
);
kind!(terms, Term, "term of a warranty", "terms of warranties", "listTerms", "showTerm", "addTerm", "changeTerm", "removeTerm", []);
kind!(orders, Order, "order", "orders", "listOrders", "showOrder", "addOrder", "changeOrder", "removeOrder", ["owner", "vehicle"]);
kind!(centres, Centre, "service centre", "service centres", "listCentres", "showCentre", "addCentre", "changeCentre", "removeCentre", []);
kind!(parts, Part, "part", "parts", "listParts", "showPart", "addPart", "changePart", "removePart", []);
kind!(
    serials,
    Serial,
    "part with a serial number",
    "parts with serial numbers",
    "listSerials",
    "showSerial",
    "addSerial",
    "changeSerial",
    "removeSerial",
    ["part", "vehicle"]
);
kind!(campaigns, Campaign, "recall", "recalls", "listCampaigns", "showCampaign", "addCampaign", "changeCampaign", "removeCampaign", []);
kind!(
    documents,
    Document,
    "document",
    "documents",
    "listDocuments",
    "showDocument",
    "addDocument",
    "changeDocument",
    "removeDocument",
    ["vehicle", "order"]
);
kind!(
    courses,
    Course,
    "date of the training",
    "dates of the training",
    "listCourses",
    "showCourse",
    "addCourse",
    "changeCourse",
    "removeCourse",
    []
);

pub const COVERAGE: Operation = Operation {
    id: "showCoverage",
    summary: "What is promised for a vehicle, and what of it holds on a day at a mileage",
    parameters: &[
        Parameter::Query("on", "The day, `yyyy-mm-dd`; today of the vehicle's market without it."),
        Parameter::Query("km", "What the odometer shows; the newest reading counts without it."),
    ],
    body: None,
    answer: Answer { status: 200, body: Some(shapes::one(|| "Coverages".into(), shapes::coverage)), headers: &[] },
    refusals: &[Code::BadRequest],
};

#[derive(Deserialize)]
pub struct ListQuery {
    limit: Option<u32>,
    after: Option<String>,
    q: Option<String>,
    owner: Option<String>,
    vehicle: Option<String>,
    part: Option<String>,
    order: Option<String>,
}

impl ListQuery {
    /// The field by which another record is named, and its id; a field that the kind does not have is refused.
    fn names(&self, kind: RecordKind) -> Result<Option<(&'static str, &str)>, Problem> {
        let all = [("owner", &self.owner), ("vehicle", &self.vehicle), ("part", &self.part), ("order", &self.order)];
        let mut named = all.into_iter().filter_map(|(field, id)| Some((field, id.as_deref()?)));
        let first = named.next();
        let has = |name: &str| fields(kind).iter().any(|field| field.name == name && matches!(field.of, Type::Of(_)));
        if named.next().is_some() || first.is_some_and(|(field, id)| !has(field) || id.len() > MAX_ID) {
            return Err(Code::BadRequest.into());
        }
        Ok(first)
    }
}

/// A page of records.
#[derive(Serialize)]
struct Listed {
    items: Vec<Value>,
    /// What `after` of the next page is.
    next: Option<String>,
}

async fn list(kind: RecordKind, State(web): State<Web>, query: Result<Query<ListQuery>, QueryRejection>) -> Result<Response, Problem> {
    let Query(query) = query.map_err(|_| Code::BadRequest)?;
    let names = query.names(kind)?;
    let ListQuery { limit, after, q, .. } = &query;
    let limit = limit.unwrap_or(PAGE);
    let long = after.as_ref().is_some_and(|after| after.len() > MAX_ID) || q.as_ref().is_some_and(|q| q.chars().count() > MAX_QUERY);
    if !(1..=MAX_PAGE).contains(&limit) || long {
        return Err(Code::BadRequest.into());
    }
    let (found, next) = match (names, q.as_deref().filter(|q| !q.trim().is_empty())) {
        (Some((field, id)), _) => (web.app.records.naming(kind, field, id, limit).await?, None),
        (None, Some(q)) => (web.app.records.find(kind, q, limit).await?, None),
        (None, None) => {
            let found = web.app.records.list(kind, after.as_deref(), limit).await?;
            let next = found.last().filter(|_| found.len() == limit as usize).map(|last| last.id.clone());
            (found, next)
        }
    };
    Ok(json(&Listed { items: found.iter().map(Record::json).collect(), next }))
}

async fn show(kind: RecordKind, State(web): State<Web>, path: Path<String>) -> Result<Response, Problem> {
    let found = web.app.records.one(kind, &path.0).await?.ok_or(Code::NotFound)?;
    Ok(answer(&found))
}

async fn add(kind: RecordKind, State(web): State<Web>, staff: Staff, Read(said): Read<Map<String, Value>>) -> Result<Response, Problem> {
    let made = web.app.records.by(by(&staff)).create(kind, said).await?;
    let mut response = answer(&made);
    *response.status_mut() = StatusCode::CREATED;
    if let Ok(place) = HeaderValue::from_str(&format!("/api/v1/{}/{}", kind.plural(), made.id)) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

async fn change(
    kind: RecordKind,
    State(web): State<Web>,
    staff: Staff,
    path: Path<String>,
    IfMatch(revision): IfMatch,
    Read(said): Read<Map<String, Value>>,
) -> Result<Response, Problem> {
    let revision = i64::try_from(revision).map_err(|_| Code::StaleRevision)?;
    Ok(answer(&web.app.records.by(by(&staff)).change(kind, &path.0, revision, said).await?))
}

async fn remove(
    kind: RecordKind,
    State(web): State<Web>,
    staff: Staff,
    path: Path<String>,
    IfMatch(revision): IfMatch,
) -> Result<Response, Problem> {
    let revision = i64::try_from(revision).map_err(|_| Code::StaleRevision)?;
    web.app.records.by(by(&staff)).remove(kind, &path.0, revision).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}

/// Who changes records, for the audit.
fn by(staff: &Staff) -> Actor {
    Actor::User(staff.login.user.id)
}

fn answer(record: &Record) -> Response {
    let mut response = json(&record.json());
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", record.revision)) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    response
}

#[derive(Deserialize)]
pub struct CoverageQuery {
    on: Option<String>,
    km: Option<i64>,
}

/// What is promised for a vehicle on a day.
#[derive(Serialize)]
struct Coverages {
    vehicle: String,
    model: String,
    on: String,
    items: Vec<Coverage>,
}

/// `GET /api/v1/vehicles/{record}/coverage`.
pub async fn coverage(
    State(web): State<Web>,
    path: Path<String>,
    query: Result<Query<CoverageQuery>, QueryRejection>,
) -> Result<Response, Problem> {
    let Query(CoverageQuery { on, km }) = query.map_err(|_| Code::BadRequest)?;
    let vehicle: Vehicle = web.app.records.get(&path.0).await?.ok_or(Code::NotFound)?;
    let on = match on {
        Some(text) => day::unmistakable(&text).map_err(|_| Code::BadRequest)?,
        None => today(&web, &vehicle.market),
    };
    if km.is_some_and(|km| !(0..=MOST_KM).contains(&km)) {
        return Err(Code::BadRequest.into());
    }
    let items = web.app.records.coverage(&vehicle, on, km).await?;
    Ok(json(&Coverages { vehicle: vehicle.id, model: vehicle.model, on: on.to_string(), items }).into_response())
}

/// The day that it is in a market.
fn today(web: &Web, market: &str) -> Date {
    let now: Millis = web.app.clock.now();
    let faq = web.app.live_faq.current();
    let zone = faq.markets.get(market).map_or(jiff::tz::TimeZone::UTC, |market| market.schedule.zone().clone());
    jiff::Timestamp::from_millisecond(now).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_zoned(zone).date()
}
