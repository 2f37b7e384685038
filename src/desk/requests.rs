//! Cars and requests as technicians work with them: beside a conversation, and on the board of all requests.

use super::{Desk, reading};
use crate::access::right::{ReadConversation, WorkConversation, WorkRequests};
use crate::access::{Granted, Principal, User, authorize};
use crate::aftersales::code::RequestCode;
use crate::aftersales::coverage::Coverage;
use crate::aftersales::form::{FieldKind, FormSpec, OptionSource, Outcome, Values};
use crate::aftersales::kind::{KindSpec, Need};
use crate::aftersales::record::{Centre, OdometerReading, Owner, Texts, Vehicle};
use crate::aftersales::vin::{Vin, find_vins};
use crate::chat::event::attachment::Attachment;
use crate::chat::event::form::{Form, Shown};
use crate::chat::event::{Body, Event, Role};
use crate::chat::resume::Span;
use crate::clock::Millis;
use crate::error::{Code, Error};
use crate::forms::{self, Reader, zone_of};
use crate::language::Language;
use crate::store::{Openness, RequestCounts, RequestFilter, RequestLine, RequestPlace, RequestRow, Signed};
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::Value;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// What is due within this time is due soon: a technician's day.
const SOON_MS: i64 = 86_400_000;
/// Requests beside a conversation at most, the newest.
const MOST_BESIDE: u32 = 50;
/// Files of a request's conversation at most, the newest.
const MOST_FILES: u32 = 50;
/// Cars beside a conversation at most.
const MOST_CARS: usize = 10;
/// Events of a conversation in which VINs are looked for, the newest.
const LOOKED_AT: u32 = 100;
/// Owners whose requests a search of the board looks at.
const MOST_OWNERS: u32 = 20;
/// Longest search of the board, in characters.
const MOST_WORDS: usize = 200;

/// Which requests the board has, by whether they are over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Over {
    #[default]
    Open,
    Closed,
    All,
}

/// What the board is narrowed to by due times.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueFilter {
    Overdue,
    /// Not overdue, and due within a day.
    Soon,
    /// The clock stands, because the owner must act.
    Paused,
}

impl DueFilter {
    /// The filter of that name.
    pub fn parse(name: &str) -> Option<DueFilter> {
        Some(match name {
            "overdue" => DueFilter::Overdue,
            "soon" => DueFilter::Soon,
            "paused" => DueFilter::Paused,
            _ => return None,
        })
    }
}

/// What the board is narrowed to.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BoardFilter {
    pub over: Over,
    pub kind: Option<String>,
    pub status: Option<String>,
    pub due: Option<DueFilter>,
    pub centre: Option<String>,
    /// A code, a VIN, a plate, an owner.
    pub words: Option<String>,
}

/// How late a request is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lateness {
    None,
    Soon,
    Overdue,
    Paused,
}

impl Lateness {
    /// How late a request is at `now`.
    pub fn of(row: &RequestRow, now: Millis) -> Lateness {
        match row.due {
            _ if row.closed_at.is_some() => Lateness::None,
            _ if row.paused_at.is_some() => Lateness::Paused,
            Some(due) if due <= now => Lateness::Overdue,
            Some(due) if due < now.saturating_add(SOON_MS) => Lateness::Soon,
            _ => Lateness::None,
        }
    }
}

/// A request with what a list says of it.
#[derive(Debug, Clone)]
pub struct Case {
    pub row: RequestRow,
    /// None when the table has this kind no longer.
    pub kind: Option<KindSpec>,
    pub lateness: Lateness,
    /// The car's model.
    pub model: Option<String>,
    /// The centre's names.
    pub centre: Option<Texts>,
}

impl Case {
    /// What somebody said in a field; empty when nobody did.
    pub fn said(&self, name: &str) -> String {
        match self.row.values.get(name) {
            Some(Value::String(text)) => text.clone(),
            _ => String::new(),
        }
    }

    /// What the owner noticed: what a technician wrote down of it, else the form's own words.
    pub fn complaint(&self) -> String {
        let told = self.said("complaint");
        let long = || self.kind.iter().flat_map(|kind| &kind.form.fields).find(|field| field.kind == FieldKind::Long);
        if told.is_empty() { long().map(|field| self.said(&field.name)).unwrap_or_default() } else { told }
    }

    /// Whether complaint, cause and correction belong to its kind: it can't be closed without them.
    pub fn has_three(&self) -> bool {
        let needs = |need| self.kind.iter().flat_map(|kind| &kind.moves).any(|step| step.needs.contains(&need));
        needs(Need::Cause) || needs(Need::Correction)
    }

    /// Which of the three nobody has written down.
    pub fn missing(&self) -> Vec<&'static str> {
        if !self.has_three() || self.row.closed_at.is_some() {
            return Vec::new();
        }
        let three = [("complaint", self.complaint()), ("cause", self.said("cause")), ("correction", self.said("correction"))];
        three.into_iter().filter(|(_, text)| text.is_empty()).map(|(name, _)| name).collect()
    }
}

/// A car with what is promised for it today.
#[derive(Debug, Clone)]
pub struct Car {
    pub vehicle: Vehicle,
    /// The newest.
    pub reading: Option<OdometerReading>,
    pub coverage: Vec<Coverage>,
}

/// What is known of a conversation's owner.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// Each with whether somebody has made sure that it is them.
    pub owners: Vec<(Owner, bool)>,
    pub cars: Vec<Car>,
    pub cases: Vec<Case>,
    /// Whom a site has named as the owner, signed; none: nobody has verified who writes.
    pub signed: Option<Signed>,
}

/// A part that was exchanged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    pub name: String,
    pub old: String,
    pub new: String,
    /// The last day of its own term.
    pub until: Option<Date>,
}

/// A request with all that staff may know of it.
#[derive(Debug, Clone)]
pub struct Opened {
    pub case: Case,
    pub owners: Vec<(Owner, bool)>,
    pub car: Option<Car>,
    pub lines: Vec<RequestLine>,
    pub parts: Vec<Part>,
    /// What was filled in, in words.
    pub shown: Vec<Shown>,
    /// What comes next, and by when.
    pub next: Option<String>,
    /// Photos and other files that its owner handed in with it or added to it, the newest first.
    pub photos: Vec<Attachment>,
    /// The others of the conversation that it was made in, the newest first.
    pub files: Vec<Attachment>,
    /// On whose clocks its times are told: of the place of its appointment, and of its owner's market.
    pub place_zone: TimeZone,
    pub owner_zone: TimeZone,
}

/// What may be offered.
#[derive(Debug, Clone)]
pub struct Offered {
    pub forms: Vec<(Form, Outcome)>,
    /// Ids with names, those that are open.
    pub centres: Vec<(String, Texts)>,
}

impl Desk {
    /// What is known of the owner of a conversation: their cars and those whose VINs stand in it, and their requests.
    pub async fn beside(&self, user: &User, conversation: Uuid) -> Result<Beside, Error> {
        let granted = reading(user, conversation)?;
        self.state(granted).await?;
        let sees = authorize(Principal::Staff(user), WorkRequests)?;
        let owner = self.records.owner_of(granted).await?;
        let mut rows = self.store.requests_of_conversation(granted, MOST_BESIDE).await?;
        if let Some(owner) = &owner {
            let filter = RequestFilter { openness: Openness::All, owner: Some(owner.id.clone()), ..RequestFilter::default() };
            rows.extend(self.store.requests(sees, &filter, None, MOST_BESIDE).await?.0);
            rows.sort_by(|a, b| (b.created_at, &b.code).cmp(&(a.created_at, &a.code)));
            rows.dedup_by(|a, b| a.code == b.code);
            rows.truncate(MOST_BESIDE as usize);
        }
        let vehicles = self.vehicles_beside(granted, owner.as_ref(), &rows).await?;
        let mut owners: Vec<(Owner, bool)> = owner.into_iter().map(|owner| (owner, true)).collect();
        for vehicle in &vehicles {
            self.owner_of_car(vehicle, &mut owners).await?;
        }
        let mut cars = Vec::with_capacity(vehicles.len());
        for vehicle in vehicles {
            cars.push(self.car(vehicle).await?);
        }
        let signed = self.store.signed_owner(granted).await?;
        Ok(Beside { owners, cars, cases: self.cases(rows).await?, signed })
    }

    /// The cars of the owner, of the requests, and of the VINs that the owner wrote.
    async fn vehicles_beside(
        &self,
        granted: Granted<'_, ReadConversation>,
        owner: Option<&Owner>,
        rows: &[RequestRow],
    ) -> Result<Vec<Vehicle>, Error> {
        let mut vehicles = match owner {
            Some(owner) => self.records.vehicles_of(&owner.id).await?,
            None => Vec::new(),
        };
        let (events, _) = self.store.events_before(granted, u64::MAX, Span::page(LOOKED_AT)).await?;
        let written = events.iter().rev().filter_map(said_by_owner).flat_map(find_vins);
        let asked = rows.iter().filter_map(|row| row.vin.as_deref()?.parse::<Vin>().ok());
        let mut vins: Vec<Vin> = Vec::new();
        for vin in written.chain(asked) {
            if vins.len() < MOST_CARS && !vins.contains(&vin) && vehicles.iter().all(|vehicle| vehicle.vin != vin) {
                vins.push(vin);
            }
        }
        for vin in vins {
            vehicles.extend(self.records.vehicle_by_vin(&vin).await?);
        }
        vehicles.truncate(MOST_CARS);
        Ok(vehicles)
    }

    /// Adds whose car it is, unless they are there.
    async fn owner_of_car(&self, vehicle: &Vehicle, owners: &mut Vec<(Owner, bool)>) -> Result<(), Error> {
        let Some(id) = &vehicle.owner else { return Ok(()) };
        if owners.iter().all(|(owner, _)| owner.id != *id) {
            owners.extend(self.records.get::<Owner>(id).await?.map(|owner| (owner, false)));
        }
        Ok(())
    }

    /// Notes whose conversation it is: a technician has made sure.
    pub async fn name_owner(&self, user: &User, conversation: Uuid, owner: &str) -> Result<(), Error> {
        self.state(reading(user, conversation)?).await?;
        let granted = authorize(Principal::Staff(user), WorkConversation(conversation))?;
        self.records.name_owner(granted, owner, user.id).await
    }

    async fn car(&self, vehicle: Vehicle) -> Result<Car, Error> {
        let reading = self.records.readings_of(&vehicle.id).await?.pop();
        let coverage = self.records.coverage(&vehicle, self.today(&vehicle.market), None).await?;
        Ok(Car { vehicle, reading, coverage })
    }

    /// A page of the board, at most `limit`, and the place where the next one begins. What was searched for is on one page.
    pub async fn board_of_requests(
        &self,
        user: &User,
        filter: &BoardFilter,
        after: Option<RequestPlace>,
        limit: u32,
    ) -> Result<(Vec<Case>, Option<RequestPlace>), Error> {
        let granted = authorize(Principal::Staff(user), WorkRequests)?;
        let (narrowed, begin) = self.narrowed(filter);
        if let Some(words) = &filter.words {
            let rows = self.searched(granted, words, &narrowed, limit).await?;
            return Ok((self.cases(rows).await?, None));
        }
        let (rows, next) = self.store.requests(granted, &narrowed, after.or(begin).as_ref(), limit).await?;
        Ok((self.cases(rows).await?, next))
    }

    /// How many requests are open, due soon, and overdue.
    pub async fn counts_of_requests(&self, user: &User) -> Result<RequestCounts, Error> {
        let granted = authorize(Principal::Staff(user), WorkRequests)?;
        let now = self.clock.now();
        Ok(self.store.request_counts(granted, now, now.saturating_add(SOON_MS)).await?)
    }

    /// The store's filter, and the place before the first that is meant.
    fn narrowed(&self, filter: &BoardFilter) -> (RequestFilter, Option<RequestPlace>) {
        let BoardFilter { over, kind, status, due, centre, .. } = filter.clone();
        let now = self.clock.now();
        let terminal = |status: &String| {
            self.forms.kinds.kinds().iter().any(|spec| kind.as_ref().is_none_or(|kind| spec.id == *kind) && spec.is_terminal(status))
        };
        let openness = match over {
            Over::Open => Openness::Open,
            Over::Closed => Openness::Closed,
            // What is not over is sorted by its due time.
            Over::All if status.as_ref().is_some_and(|status| !terminal(status)) => Openness::Open,
            Over::All => Openness::All,
        };
        let place = |key| Some(RequestPlace { key, code: String::new() });
        let (due_before, begin) = match due {
            None => (None, None),
            Some(DueFilter::Overdue) => (Some(now), None),
            Some(DueFilter::Soon) => (Some(now.saturating_add(SOON_MS)), place(now)),
            // Behind all that are due.
            Some(DueFilter::Paused) => (None, place(Millis::MAX - 1)),
        };
        let openness = if due.is_some() { Openness::Open } else { openness };
        let paused = due == Some(DueFilter::Paused);
        (RequestFilter { openness, kind, status, centre, due_before, paused, ..RequestFilter::default() }, begin)
    }

    /// The requests that words find: by code, by VIN, by plate, by their owners.
    async fn searched(
        &self,
        granted: Granted<'_, WorkRequests>,
        words: &str,
        narrowed: &RequestFilter,
        limit: u32,
    ) -> Result<Vec<RequestRow>, Error> {
        let words: String = words.trim().chars().take(MOST_WORDS).collect();
        if let Ok(code) = words.parse::<RequestCode>() {
            return Ok(self.store.request(granted, &code.to_string()).await?.into_iter().collect());
        }
        let mut filters: Vec<RequestFilter> = Vec::new();
        if let Ok(vin) = words.parse::<Vin>() {
            filters.push(RequestFilter { vin: Some(vin.to_string()), ..narrowed.clone() });
        }
        let vehicles = self.records.search_vehicles(&words, MOST_OWNERS).await?;
        filters.extend(vehicles.into_iter().map(|vehicle| RequestFilter { vin: Some(vehicle.vin.to_string()), ..narrowed.clone() }));
        let owners = self.records.search_owners(&words, MOST_OWNERS).await?;
        filters.extend(owners.into_iter().map(|owner| RequestFilter { owner: Some(owner.id), ..narrowed.clone() }));
        let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
        for filter in filters {
            let (rows, _) = self.store.requests(granted, &filter, None, limit).await?;
            found.extend(rows.into_iter().filter(|row| seen.insert(row.code.clone())));
        }
        if narrowed.openness == Openness::Open {
            found.sort_by_key(|row| row.due.filter(|_| row.paused_at.is_none()).unwrap_or(Millis::MAX));
        } else {
            found.sort_by_key(|row| std::cmp::Reverse(row.created_at));
        }
        found.truncate(limit as usize);
        Ok(found)
    }

    /// One request with all that staff may know of it.
    pub async fn request(&self, user: &User, code: RequestCode, language: Language) -> Result<Opened, Error> {
        let granted = authorize(Principal::Staff(user), WorkRequests)?;
        let row = self.store.request(granted, &code.to_string()).await?.ok_or(Code::NotFound)?;
        let lines = self.store.request_lines(granted, &row.code).await?;
        let vehicle = self.vehicle_of(&row).await?;
        let mut owners = Vec::new();
        if let Some(id) = &row.owner {
            owners.extend(self.records.get::<Owner>(id).await?.map(|owner| (owner, true)));
        }
        let car = match vehicle {
            Some(vehicle) => {
                self.owner_of_car(&vehicle, &mut owners).await?;
                Some(self.car(vehicle).await?)
            }
            None => None,
        };
        let parts = parts(&row, car.as_ref());
        let market = self.market(&row.market);
        let reader = Reader { language, market: &market, now: self.clock.now() };
        let kind = self.forms.kinds.kind(&row.kind);
        let next = kind.and_then(|kind| self.forms.card(kind, &row.status, row.due, reader).next);
        let shown = match kind {
            Some(kind) => self.shown(&kind.form, &row, reader).await?,
            None => Vec::new(),
        };
        let photos = self.store.uploads_of_request(granted, &row.code, MOST_FILES).await?;
        let mut files = match row.conversation {
            Some(conversation) => self.store.uploads_of_conversation(reading(user, conversation)?, MOST_FILES).await?,
            None => Vec::new(),
        };
        files.retain(|file| photos.iter().all(|photo| photo.id != file.id));
        let owner_zone = market.schedule.zone().clone();
        let place_zone = match self.requests.meets_at(&row).0 {
            Some(centre) => self.records.get::<Centre>(centre).await?.as_ref().map(zone_of),
            None => None,
        };
        let place_zone = place_zone.unwrap_or_else(|| owner_zone.clone());
        let case = self.cases(vec![row]).await?.pop().ok_or(Code::NotFound)?;
        Ok(Opened { case, owners, car, lines, parts, shown, next, photos, files, place_zone, owner_zone })
    }

    /// What was filled in, in words.
    async fn shown(&self, form: &FormSpec, row: &RequestRow, reader: Reader<'_>) -> Result<Vec<Shown>, Error> {
        let mut beside = forms::Beside::default();
        if let Some(id) = &row.centre {
            beside.centres.extend(self.records.get::<Centre>(id).await?);
        }
        if form.fields.iter().any(|field| field.options_from == Some(OptionSource::Courses)) {
            beside.courses = self.records.all().await?;
        }
        Ok(self.forms.shown(form, &Values::stored(form, &row.values), reader, &beside))
    }

    pub(super) async fn vehicle_of(&self, row: &RequestRow) -> Result<Option<Vehicle>, Error> {
        if let Some(id) = &row.vehicle {
            return self.records.get(id).await;
        }
        match row.vin.as_deref().and_then(|vin| vin.parse::<Vin>().ok()) {
            Some(vin) => self.records.vehicle_by_vin(&vin).await,
            None => Ok(None),
        }
    }

    /// What lists say of requests.
    async fn cases(&self, rows: Vec<RequestRow>) -> Result<Vec<Case>, Error> {
        let now = self.clock.now();
        let vehicles: BTreeSet<String> = rows.iter().filter_map(|row| row.vehicle.clone()).collect();
        let models: BTreeMap<String, Vehicle> = self.records.many(&Vec::from_iter(vehicles)).await?;
        let centres: BTreeSet<String> = rows.iter().filter_map(|row| row.centre.clone()).collect();
        let centres: BTreeMap<String, Centre> = self.records.many(&Vec::from_iter(centres)).await?;
        let case = |row: RequestRow| {
            let vehicle = row.vehicle.as_ref().and_then(|id| models.get(id));
            let said = || row.values.get("model").and_then(Value::as_str).map(str::to_owned);
            Case {
                kind: self.forms.kinds.kind(&row.kind).cloned(),
                lateness: Lateness::of(&row, now),
                model: vehicle.map(|vehicle| vehicle.model.clone()).or_else(said),
                centre: row.centre.as_ref().and_then(|id| centres.get(id)).map(|centre| centre.names.clone()),
                row,
            }
        };
        Ok(rows.into_iter().map(case).collect())
    }

    /// What day it is in a market.
    pub(super) fn today(&self, market: &str) -> Date {
        self.market(market).today(self.clock.now())
    }
}

/// What an owner wrote, in a message.
fn said_by_owner(event: &Event) -> Option<&str> {
    match &event.body {
        Body::Message { text, .. } if event.role == Role::Owner => Some(text),
        _ => None,
    }
}

/// The parts that were exchanged for a request, with the terms that they have got.
fn parts(row: &RequestRow, car: Option<&Car>) -> Vec<Part> {
    let Some(Value::Array(parts)) = row.values.get("parts") else { return Vec::new() };
    let text = |part: &Value, name: &str| part.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
    let until = |new: &str| {
        let covered = car.iter().flat_map(|car| &car.coverage).find(|coverage| coverage.serial.as_deref() == Some(new));
        covered.and_then(|coverage| coverage.until)
    };
    let part = |part: &Value| {
        let new = text(part, "new");
        Part { name: text(part, "part"), old: text(part, "old"), until: until(&new), new }
    };
    parts.iter().map(part).collect()
}
