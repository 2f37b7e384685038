//! `/api/v1/requests`: what somebody must do for an owner, for technicians and programs.

use super::json;
use crate::aftersales::code::RequestCode;
use crate::aftersales::kind::{By, Need};
use crate::aftersales::record::{Centre, Owner};
use crate::clock::{Millis, rfc3339};
use crate::error::{Code, Error};
use crate::forms::{Beside, Reader};
use crate::http::Web;
use crate::http::extract::{Caller, IfMatch, MaybeMatch, Read, Staff};
use crate::http::openapi::{self, Answer, Operation, Parameter, shape};
use crate::http::paging::{MAX_PAGE, PAGE, cursor, place};
use crate::http::problem::Problem;
use crate::i18n::Args;
use crate::language::Language;
use crate::requests::making::{About, MakeFault};
use crate::requests::moving::{Step, StepFault};
use crate::requests::slots::Slot;
use crate::store::{Openness, RequestFilter, RequestLine, RequestPlace, RequestRow};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// The list's name in its cursors.
const LIST: &str = "requests";
/// Longest value that a list is narrowed by, in bytes.
const MAX_FILTER: usize = 100;
/// How far free slots are looked for, unless it is said: two weeks.
const USUAL_MS: Millis = 14 * 86_400_000;

pub const LIST_ALL: Operation = Operation {
    id: "listRequests",
    summary: "Requests: the open ones, what is due first comes first; with `?state=all` all of them, the newest first",
    parameters: &[
        Parameter::Query("limit", "Items of a page: 1 to 200, 50 unless given."),
        Parameter::Query("after", "What `next` of the page before was."),
        Parameter::Query("state", "`open`, unless given, or `all`."),
        Parameter::Query("kind", "Of this kind."),
        Parameter::Query("status", "In this state."),
        Parameter::Query("centre", "At this centre."),
        Parameter::Query("owner", "Of this owner."),
        Parameter::Query("vehicle", "Of this car."),
        Parameter::Query("vin", "Of the car with this VIN."),
        Parameter::Query("due_before", "Due before this time, in RFC 3339."),
    ],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<RequestPage>()), headers: &[] },
    refusals: &[],
};
pub const MAKE: Operation = Operation {
    id: "makeRequest",
    summary: "Make a request outside of any conversation. `values` are those of the kind's form",
    parameters: &[],
    body: Some(shape::<RequestToMake>()),
    answer: Answer { status: 201, body: Some(shape::<RequestItem>()), headers: &["Location", "ETag"] },
    refusals: &[Code::Invalid],
};
pub const SLOTS: Operation = Operation {
    id: "listSlots",
    summary: "Free times of a centre for a service, at most a month of them",
    parameters: &[
        Parameter::Query("service", "One of the centre's services."),
        Parameter::Query("from", "Not before this time (RFC 3339) or day of the centre; from now on unless given."),
        Parameter::Query("to", "Before this time, or the end of this day; two weeks after `from` unless given."),
    ],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<SlotList>()), headers: &[] },
    refusals: &[],
};
pub const SHOW: Operation = Operation {
    id: "showRequest",
    summary: "One request with its log, and the states that may follow",
    parameters: &[],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<RequestItem>()), headers: &["ETag"] },
    refusals: &[],
};
pub const CHANGE: Operation = Operation {
    id: "changeRequest",
    summary: "Add to a request in its state: a note, values, the owner, the car. The owner hears of it with `visible`",
    parameters: &[Parameter::Revision],
    body: Some(shape::<RequestChange>()),
    answer: Answer { status: 200, body: Some(shape::<RequestItem>()), headers: &["ETag"] },
    refusals: &[Code::Invalid],
};
pub const STATUS: Operation = Operation {
    id: "moveRequest",
    summary: "Move a request on to a state that may follow. The owner hears of it, unless `visible` is false",
    parameters: &[Parameter::MaybeRevision],
    body: Some(shape::<StatusChange>()),
    answer: Answer { status: 200, body: Some(shape::<RequestItem>()), headers: &["ETag"] },
    refusals: &[Code::Invalid],
};

/// A request.
#[derive(Serialize, ToSchema)]
pub struct RequestItem {
    /// As people read it: `AC-7K3M-92QX-C`.
    code: String,
    kind: String,
    status: String,
    /// Since when it has this status.
    #[schema(format = DateTime)]
    status_at: String,
    market: String,
    /// The owner's.
    #[schema(schema_with = openapi::language)]
    language: &'static str,
    #[schema(required = true)]
    conversation: Option<Uuid>,
    #[schema(required = true)]
    owner: Option<String>,
    #[schema(required = true)]
    vehicle: Option<String>,
    #[schema(required = true)]
    vin: Option<String>,
    #[schema(required = true)]
    centre: Option<String>,
    #[schema(required = true)]
    email: Option<String>,
    /// What the form said and what was added since, by field.
    #[schema(value_type = Object)]
    values: Map<String, Value>,
    #[schema(required = true)]
    slot: Option<SlotTaken>,
    /// When the next step is due.
    #[schema(required = true, format = DateTime)]
    due: Option<String>,
    /// Since when the clock stands, because the owner must act.
    #[schema(required = true, format = DateTime)]
    paused_at: Option<String>,
    overdue: bool,
    #[schema(format = DateTime)]
    created_at: String,
    #[schema(required = true, format = DateTime)]
    closed_at: Option<String>,
    revision: u64,
    /// What happened to it, oldest first; in lists it is left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    events: Option<Vec<RequestEvent>>,
    /// The states that staff may move it to now; in lists they are left out.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    moves: Option<Vec<RequestMoves>>,
}

/// A slot that a request holds.
#[derive(Serialize, ToSchema)]
pub struct SlotTaken {
    centre: String,
    service: String,
    #[schema(format = DateTime)]
    at: String,
    #[schema(format = DateTime)]
    until: String,
}

/// Something that happened to a request.
#[derive(Serialize, ToSchema)]
pub struct RequestEvent {
    seq: u64,
    #[schema(format = DateTime)]
    at: String,
    /// `owner`, `technician` or `system`.
    by: &'static str,
    #[schema(required = true)]
    name: Option<String>,
    #[schema(required = true)]
    from: Option<String>,
    to: String,
    #[schema(required = true)]
    note: Option<String>,
    visible: bool,
    #[schema(value_type = Object)]
    values: Map<String, Value>,
}

/// A state that may follow.
#[derive(Serialize, ToSchema)]
pub struct RequestMoves {
    to: String,
    /// What has to be said with it: `note`, `reason`, `cause`, `correction`, `quote`, `slot`.
    needs: Vec<&'static str>,
}

/// A page of requests.
#[derive(Serialize, ToSchema)]
pub struct RequestPage {
    items: Vec<RequestItem>,
    /// What `after` of the next page is; null on the last.
    #[schema(required = true)]
    next: Option<String>,
}

/// A request to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestToMake {
    #[schema(max_length = 100)]
    kind: String,
    /// By the form's fields.
    #[schema(value_type = Object)]
    values: Map<String, Value>,
    /// The owner's; the caller's unless given.
    #[schema(schema_with = openapi::language, required = false)]
    language: Option<String>,
    /// Whose calendar holds; that of the language unless given.
    #[schema(max_length = 16)]
    market: Option<String>,
    /// The id of an owner's record; the car's owner unless given.
    #[schema(max_length = 100)]
    owner: Option<String>,
}

/// Free times.
#[derive(Serialize, ToSchema)]
pub struct SlotList {
    items: Vec<FreeSlot>,
}

/// A time at which somebody may come.
#[derive(Serialize, ToSchema)]
pub struct FreeSlot {
    #[schema(format = DateTime)]
    at: String,
    #[schema(format = DateTime)]
    until: String,
    /// Cars that may still come.
    free: u32,
}

/// Something to add to a request.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RequestChange {
    note: Option<String>,
    #[serde(default)]
    visible: bool,
    /// By field; null takes one away.
    #[serde(default)]
    #[schema(value_type = Object, required = false)]
    values: Map<String, Value>,
    /// The id of an owner's record.
    #[schema(max_length = 100)]
    owner: Option<String>,
    /// The id of a car's record.
    #[schema(max_length = 100)]
    vehicle: Option<String>,
}

/// The next state of a request.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StatusChange {
    to: String,
    /// For the owner.
    note: Option<String>,
    visible: Option<bool>,
    reason: Option<String>,
    cause: Option<String>,
    correction: Option<String>,
    quote: Option<String>,
    /// Another time at its centre.
    #[schema(format = DateTime)]
    slot: Option<String>,
    /// By field; null takes one away.
    #[serde(default)]
    #[schema(value_type = Object, required = false)]
    values: Map<String, Value>,
}

#[derive(Deserialize)]
pub struct Asked {
    limit: Option<u32>,
    after: Option<String>,
    state: Option<String>,
    kind: Option<String>,
    status: Option<String>,
    centre: Option<String>,
    owner: Option<String>,
    vehicle: Option<String>,
    vin: Option<String>,
    due_before: Option<String>,
}

impl Asked {
    fn filter(&self) -> Result<RequestFilter, Problem> {
        let openness = match self.state.as_deref() {
            None | Some("open") => Openness::Open,
            Some("all") => Openness::All,
            Some(_) => return Err(Code::BadRequest.into()),
        };
        let due_before = self.due_before.as_deref().map(|at| at.parse::<Timestamp>().map_err(|_| Code::BadRequest)).transpose()?;
        let named = [&self.kind, &self.status, &self.centre, &self.owner, &self.vehicle, &self.vin];
        if named.iter().any(|value| value.as_ref().is_some_and(|value| value.len() > MAX_FILTER)) {
            return Err(Code::BadRequest.into());
        }
        let [kind, status, centre, owner, vehicle, vin] = named.map(Clone::clone);
        let due_before = due_before.map(Timestamp::as_millisecond);
        Ok(RequestFilter { openness, kind, status, centre, owner, vehicle, vin, due_before, ..RequestFilter::default() })
    }
}

/// `GET /api/v1/requests`.
pub async fn list(State(web): State<Web>, staff: Staff, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let limit = asked.limit.unwrap_or(PAGE);
    if !(1..=MAX_PAGE).contains(&limit) {
        return Err(Code::BadRequest.into());
    }
    let after = asked.after.as_deref().map(|after| place::<String>(after, LIST)).transpose()?;
    let after = after.map(|after| parse_place(&after).ok_or(Code::BadRequest)).transpose()?;
    let (rows, next) = web.app.requests.page(&staff.login.user, &asked.filter()?, after.as_ref(), limit).await?;
    let next = next.map(|RequestPlace { key, code }| cursor(LIST, format!("{key}/{code}")));
    Ok(json(&RequestPage { items: rows.into_iter().map(item).collect(), next }))
}

fn parse_place(text: &str) -> Option<RequestPlace> {
    let (key, code) = text.split_once('/')?;
    Some(RequestPlace { key: key.parse().ok()?, code: code.to_owned() })
}

/// `POST /api/v1/requests`.
pub async fn make(State(web): State<Web>, staff: Staff, caller: Caller, Read(new): Read<RequestToMake>) -> Result<Response, Problem> {
    let RequestToMake { kind, values, language, market, owner } = new;
    let (requests, records) = (&web.app.requests, &web.app.records);
    let wrong = |field: &str| {
        Error::invalid(BTreeMap::from([(field.to_owned(), requests.forms().say(caller.language, "request-make-unknown", &Args::new()))]))
    };
    let kind = requests.kinds().kind(&kind).ok_or_else(|| wrong("kind"))?;
    let language = language.map(|code| Language::parse(&code).ok_or_else(|| wrong("language"))).transpose()?.unwrap_or(caller.language);
    let faq = web.app.live_faq.current();
    let market = match market {
        Some(id) => faq.markets.get(&id).ok_or_else(|| wrong("market"))?,
        None => faq.markets.of_language(language),
    };
    let reader = Reader { language: caller.language, market, now: web.app.clock.now() };
    let centres = records.centres_for(&market.id, reader.today()).await?;
    let beside = Beside { centres, courses: records.all().await?, ..Beside::default() };
    let values = requests.forms().check(&kind.form.without_photos(), &values, reader, &beside).map_err(Error::invalid)?;
    let vehicle = match values.vin() {
        Some(vin) => records.vehicle_by_vin(vin).await?,
        None => None,
    };
    let owner = match owner.or_else(|| vehicle.as_ref().and_then(|vehicle| vehicle.owner.clone())) {
        Some(id) => Some(records.get::<Owner>(&id).await?.ok_or_else(|| wrong("owner"))?),
        None => None,
    };
    let centre = values.centre().and_then(|id| beside.centres.iter().find(|centre| centre.id == id));
    let about = About { owner: owner.as_ref(), vehicle: vehicle.as_ref(), centre };
    let made = requests.new_request(kind, &values, about, language, market).map_err(|fault| match fault {
        MakeFault::NotHere => wrong("market"),
        fault => match fault.of_field(&kind.form) {
            Ok((field, fault)) => Error::invalid(BTreeMap::from([(field, requests.forms().fault(caller.language, &fault))])),
            Err(error) => error,
        },
    })?;
    let row = requests.make(&staff.login.user, made).await.map_err(|error| match error.code {
        // A slot that somebody else has taken meanwhile.
        Code::Invalid => requests.refusal(caller.language, StepFault::NoSuchSlot),
        _ => error,
    })?;
    let place = HeaderValue::from_str(&format!("/api/v1/requests/{}", row.code)).map_err(|_| Code::Internal)?;
    let mut response = shown(&web, row).await?;
    *response.status_mut() = StatusCode::CREATED;
    response.headers_mut().insert(header::LOCATION, place);
    Ok(response)
}

#[derive(Deserialize)]
pub struct SlotsAsked {
    service: String,
    from: Option<String>,
    to: Option<String>,
}

/// `GET /api/v1/centres/{id}/slots`.
pub async fn slots(State(web): State<Web>, _: Staff, Path(id): Path<String>, Query(asked): Query<SlotsAsked>) -> Result<Response, Problem> {
    let centre = web.app.records.get::<Centre>(&id).await?.ok_or(Code::NotFound)?;
    let zone = TimeZone::get(&centre.zone).unwrap_or(TimeZone::UTC);
    let from = asked.from.as_deref().map(|text| instant(text, &zone, false)).transpose()?.unwrap_or_else(|| web.app.clock.now());
    let to = asked.to.as_deref().map(|text| instant(text, &zone, true)).transpose()?.unwrap_or(from.saturating_add(USUAL_MS));
    let free = web.app.requests.free_slots(&centre, &asked.service, from, to).await?;
    let slot = |slot: Slot| FreeSlot { at: rfc3339(slot.at), until: rfc3339(slot.until), free: slot.free };
    Ok(json(&SlotList { items: free.into_iter().map(slot).collect() }))
}

/// A time in RFC 3339, or a day of a zone: its first moment, or the first of the next one.
fn instant(text: &str, zone: &TimeZone, end: bool) -> Result<Millis, Code> {
    if let Ok(at) = text.parse::<Timestamp>() {
        return Ok(at.as_millisecond());
    }
    let day: Date = text.parse().map_err(|_| Code::BadRequest)?;
    let day = if end { day.tomorrow().map_err(|_| Code::BadRequest)? } else { day };
    Ok(day.to_zoned(zone.clone()).map_err(|_| Code::BadRequest)?.timestamp().as_millisecond())
}

/// `GET /api/v1/requests/{code}`.
pub async fn show(State(web): State<Web>, staff: Staff, Path(code): Path<String>) -> Result<Response, Problem> {
    let row = find(&web, &staff, &code).await?;
    shown(&web, row).await
}

/// `PATCH /api/v1/requests/{code}`.
pub async fn change(
    State(web): State<Web>,
    staff: Staff,
    caller: Caller,
    Path(code): Path<String>,
    IfMatch(revision): IfMatch,
    Read(change): Read<RequestChange>,
) -> Result<Response, Problem> {
    let row = on(find(&web, &staff, &code).await?, Some(revision))?;
    let RequestChange { note, visible, values, owner, vehicle } = change;
    let step = Step { to: None, note, visible, values, slot: None, owner, vehicle };
    let centre = centre_of(&web, &row).await?;
    let row = web
        .app
        .requests
        .step(&staff.login.user, &row, step, centre.as_ref())
        .await
        .map_err(|fault| web.app.requests.refusal(caller.language, fault))?;
    shown(&web, row).await
}

/// `POST /api/v1/requests/{code}/status`.
pub async fn status(
    State(web): State<Web>,
    staff: Staff,
    caller: Caller,
    Path(code): Path<String>,
    MaybeMatch(revision): MaybeMatch,
    Read(change): Read<StatusChange>,
) -> Result<Response, Problem> {
    let revision = revision.map(|on| on.revision()).transpose()?.map(u64::from);
    let row = on(find(&web, &staff, &code).await?, revision)?;
    let StatusChange { to, note, visible, reason, cause, correction, quote, slot, mut values } = change;
    let slot = slot.map(|at| at.parse::<Timestamp>().map_err(|_| Code::BadRequest)).transpose()?.map(Timestamp::as_millisecond);
    let centre = centre_of(&web, &row).await?;
    for (name, value) in [("reason", reason), ("cause", cause), ("correction", correction), ("quote", quote)] {
        if let Some(value) = value {
            values.insert(name.into(), Value::from(value));
        }
    }
    // A note is enough where a reason or a price is asked for.
    let steps = web.app.requests.steps(&row, By::Staff);
    let needs = steps.iter().find(|(state, _)| *state == to).map_or(&[][..], |(_, needs)| *needs);
    for need in needs.iter().filter(|need| matches!(need, Need::Reason | Need::Quote)) {
        if let (false, Some(note)) = (values.contains_key(need.as_str()), &note) {
            values.insert(need.as_str().into(), Value::from(note.as_str()));
        }
    }
    let step = Step { to: Some(to), note, visible: visible.unwrap_or(true), values, slot, ..Step::default() };
    let row = web
        .app
        .requests
        .step(&staff.login.user, &row, step, centre.as_ref())
        .await
        .map_err(|fault| web.app.requests.refusal(caller.language, fault))?;
    shown(&web, row).await
}

/// Where a request's appointment is.
async fn centre_of(web: &Web, row: &RequestRow) -> Result<Option<Centre>, Problem> {
    match web.app.requests.meets_at(row).0 {
        Some(centre) => Ok(web.app.records.get(centre).await?),
        None => Ok(None),
    }
}

/// The row, unless it has moved since the client saw it.
fn on(row: RequestRow, revision: Option<u64>) -> Result<RequestRow, Problem> {
    match revision {
        Some(revision) if revision != row.revision => Err(Code::StaleRevision.into()),
        _ => Ok(row),
    }
}

/// The request of a code as anybody may type it.
async fn find(web: &Web, staff: &Staff, code: &str) -> Result<RequestRow, Problem> {
    let code: RequestCode = code.parse().map_err(|_| Code::NotFound)?;
    Ok(web.app.requests.one(&staff.login.user, code).await?.ok_or(Code::NotFound)?)
}

async fn shown(web: &Web, row: RequestRow) -> Result<Response, Problem> {
    let events = web.app.requests.lines(&row).await?.into_iter().map(event).collect();
    let steps = web.app.requests.steps(&row, By::Staff).into_iter();
    let moves = steps.map(|(to, needs)| RequestMoves { to: to.to_owned(), needs: needs.iter().map(|need| need.as_str()).collect() });
    let tag = HeaderValue::from_str(&format!("\"{}\"", row.revision)).map_err(|_| Code::Internal)?;
    let mut response = json(&RequestItem { events: Some(events), moves: Some(moves.collect()), ..item(row) });
    response.headers_mut().insert(header::ETAG, tag);
    Ok(response)
}

fn event(line: RequestLine) -> RequestEvent {
    let RequestLine { seq, at, role, user: _, name, from, to, note, visible, values, told: _ } = line;
    RequestEvent { seq, at: rfc3339(at), by: role.as_str(), name, from, to, note, visible, values }
}

fn item(row: RequestRow) -> RequestItem {
    let time = |at: Option<Millis>| at.map(rfc3339);
    RequestItem {
        code: row.code,
        kind: row.kind,
        status: row.status,
        status_at: rfc3339(row.status_at),
        market: row.market,
        language: row.language.code(),
        conversation: row.conversation,
        owner: row.owner,
        vehicle: row.vehicle,
        vin: row.vin,
        centre: row.centre,
        email: row.email,
        values: row.values,
        slot: row.slot.map(|slot| SlotTaken {
            centre: slot.centre,
            service: slot.service,
            at: rfc3339(slot.at),
            until: rfc3339(slot.until),
        }),
        due: time(row.due),
        paused_at: time(row.paused_at),
        overdue: row.overdue_at.is_some(),
        created_at: rfc3339(row.created_at),
        closed_at: time(row.closed_at),
        revision: row.revision,
        events: None,
        moves: None,
    }
}
