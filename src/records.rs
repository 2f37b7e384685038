//! Use cases of the records: owners, cars and what belongs to them, for the API, the command line, and the rooms that look something up
//! for an owner.
//!
//! What a record may say is [`crate::aftersales::schema`]'s table; here it meets the database: references are looked up, keys are
//! kept apart, and a change is made on what its author has seen.
//!
//! - [`look_up`]: what owners and technicians ask for, as the types of [`crate::aftersales::record`]
//! - [`exchange`]: CSV in and out, all mistakes at once, all rows or none
//! - [`sample`]: what an empty database begins with

pub mod exchange;
pub mod look_up;
pub mod sample;

use crate::aftersales::code::RequestCode;
use crate::aftersales::record::Vehicle;
use crate::aftersales::schema::{self, Around, Fault, RecordKind, Type, fields, finding};
use crate::clock::Clock;
use crate::error::{Code, Error};
use crate::market::Markets;
use crate::store::{self, Actor, AuditAction, Put, Store, Stored};
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Most records on one page.
pub const MAX_PAGE: u32 = 200;
/// Longest text that records are searched for, in characters.
pub const MAX_QUERY: usize = 200;
/// Former owners of a car that are kept.
const MOST_FORMER: usize = 50;

/// A record with what the API shows of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub kind: RecordKind,
    pub id: String,
    pub revision: i64,
    pub sample: bool,
    pub body: Map<String, Value>,
}

impl Record {
    fn of(kind: RecordKind, stored: Stored) -> Result<Record, Error> {
        match serde_json::from_str(&stored.body) {
            Ok(Value::Object(body)) => Ok(Record { kind, id: stored.id, revision: stored.revision, sample: stored.sample, body }),
            _ => {
                tracing::error!(kind = kind.as_str(), id = stored.id, "a record is no object");
                Err(Code::Internal.into())
            }
        }
    }

    /// The record as the API has it.
    pub fn json(&self) -> Value {
        let mut said = self.body.clone();
        said.insert("id".into(), Value::from(self.id.clone()));
        said.insert("revision".into(), Value::from(self.revision));
        said.insert("sample".into(), Value::from(self.sample));
        Value::Object(said)
    }
}

/// Why nothing was done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refused {
    Error(Error),
    /// These fields are wrong.
    Invalid(Vec<(String, Fault)>),
}

impl<T: Into<Error>> From<T> for Refused {
    fn from(error: T) -> Refused {
        Refused::Error(error.into())
    }
}

/// What joins the rooms for records. Clones share it.
#[derive(Clone)]
pub struct Records {
    store: Store,
    clock: Arc<dyn Clock>,
    /// The names of the markets.
    markets: Arc<[String]>,
}

impl Records {
    pub fn new(store: Store, markets: &Markets, clock: Arc<dyn Clock>) -> Records {
        Records { store, clock, markets: markets.iter().map(|market| market.id.clone()).collect() }
    }

    /// The same for somebody: what they change is noted in the audit.
    pub fn by(&self, actor: Actor) -> Records {
        Records { store: self.store.by(actor), ..self.clone() }
    }

    /// The names of the markets.
    pub fn markets(&self) -> &[String] {
        &self.markets
    }

    fn around(&self) -> Around<'_> {
        Around { markets: &self.markets, market: None }
    }

    /// At most `limit` records after the one of an id.
    pub async fn list(&self, kind: RecordKind, after: Option<&str>, limit: u32) -> Result<Vec<Record>, Error> {
        let found = self.store.records_after(kind, after, limit.min(MAX_PAGE)).await?;
        found.into_iter().map(|stored| Record::of(kind, stored)).collect()
    }

    /// At most `limit` records in which every word of a text is found, in any script and by any end of a number, the surest first. An
    /// owner is found by a car's number and plate, and by the code of a request of theirs, too.
    pub async fn find(&self, kind: RecordKind, text: &str, limit: u32) -> Result<Vec<Record>, Error> {
        if let (RecordKind::Owner, Ok(code)) = (kind, text.parse::<RequestCode>()) {
            return self.owner_of_request(code).await;
        }
        let sought = finding::sought(text);
        let limit = limit.min(MAX_PAGE);
        let mut found = self.store.find_records(kind, &sought, limit).await?;
        if kind == RecordKind::Owner && text.chars().any(|c| c.is_numeric()) {
            let owners = self.owners_of_cars(&sought, limit).await?;
            let known: BTreeSet<String> = found.iter().map(|stored| stored.id.clone()).collect();
            found.extend(owners.into_iter().filter(|stored| !known.contains(&stored.id)));
            found.truncate(limit as usize);
        }
        found.into_iter().map(|stored| Record::of(kind, stored)).collect()
    }

    /// The owner for whom a request was made; where nobody has made sure who that is, the owner of the car that it is about.
    async fn owner_of_request(&self, code: RequestCode) -> Result<Vec<Record>, Error> {
        let owner = match self.store.whose_request(code).await? {
            (Some(owner), _) => Some(owner),
            (None, Some(vehicle)) => self.get::<Vehicle>(&vehicle).await?.and_then(|vehicle| vehicle.owner),
            (None, None) => None,
        };
        match owner {
            Some(owner) => Ok(self.one(RecordKind::Owner, &owner).await?.into_iter().collect()),
            None => Ok(Vec::new()),
        }
    }

    /// The records that name another in a field, the newest first, at most `limit`.
    pub async fn naming(&self, kind: RecordKind, field: &str, id: &str, limit: u32) -> Result<Vec<Record>, Error> {
        let found = self.store.records_under(kind, field, id, limit.min(MAX_PAGE)).await?;
        found.into_iter().map(|stored| Record::of(kind, stored)).collect()
    }

    /// The owners of the cars that are found.
    async fn owners_of_cars(&self, sought: &[Vec<finding::Way>], limit: u32) -> Result<Vec<Stored>, Error> {
        let cars = self.store.find_records(RecordKind::Vehicle, sought, limit).await?;
        let mut owners = Vec::new();
        for car in cars {
            if let Some(Value::String(owner)) = Record::of(RecordKind::Vehicle, car)?.body.remove("owner")
                && !owners.contains(&owner)
            {
                owners.push(owner);
            }
        }
        let mut stored = self.store.records_of(RecordKind::Owner, &owners).await?;
        Ok(owners.iter().filter_map(|id| stored.remove(id)).collect())
    }

    /// How many records of a kind there are.
    pub async fn count(&self, kind: RecordKind) -> Result<u64, Error> {
        Ok(self.store.record_count(kind).await?)
    }

    /// One record.
    pub async fn one(&self, kind: RecordKind, id: &str) -> Result<Option<Record>, Error> {
        self.store.record(kind, id).await?.map(|stored| Record::of(kind, stored)).transpose()
    }

    /// Makes a record. It may bring its `id`; else it gets one.
    pub async fn create(&self, kind: RecordKind, said: Map<String, Value>) -> Result<Record, Refused> {
        let draft = self.new_one(kind, said).await?;
        self.put(draft).await
    }

    /// Changes the fields that are named, when nobody else has changed the record since `revision`; null takes one away.
    pub async fn change(&self, kind: RecordKind, id: &str, revision: i64, said: Map<String, Value>) -> Result<Record, Refused> {
        let draft = self.changed(kind, id, revision, said).await?;
        self.put(draft).await
    }

    /// A record as [`Records::create`] would store it, for who stores it together with something else.
    pub async fn planned(&self, kind: RecordKind, said: Map<String, Value>) -> Result<Put, Refused> {
        Ok(self.new_one(kind, said).await?.put())
    }

    /// A record as [`Records::change`] would store it, for who stores it together with something else.
    pub async fn planned_change(&self, kind: RecordKind, id: &str, revision: i64, said: Map<String, Value>) -> Result<Put, Refused> {
        Ok(self.changed(kind, id, revision, said).await?.put())
    }

    async fn new_one(&self, kind: RecordKind, mut said: Map<String, Value>) -> Result<Draft, Refused> {
        let id = match said.remove("id") {
            None | Some(Value::Null) => self.clock.id().to_string(),
            Some(Value::String(text)) => schema::id(&text).ok_or_else(|| wrong("id", Fault::Form("id")))?,
            Some(_) => return Err(wrong("id", Fault::Form("id"))),
        };
        let sample = take_sample(&mut said)?.unwrap_or(false);
        let mut body = schema::check(kind, &said, false, self.around()).map_err(Refused::Invalid)?;
        self.refer(kind, &mut body).await?;
        if self.store.record(kind, &id).await?.is_some() {
            return Err(wrong("id", Fault::Taken));
        }
        let said = body.keys().cloned().collect();
        Ok(Draft { kind, id, on: None, sample, body, said })
    }

    async fn changed(&self, kind: RecordKind, id: &str, revision: i64, mut said: Map<String, Value>) -> Result<Draft, Refused> {
        let before = self.one(kind, id).await?.ok_or(Code::NotFound)?;
        if before.revision != revision {
            return Err(Code::StaleRevision.into());
        }
        if said.remove("id").is_some_and(|said| said != id) {
            return Err(wrong("id", Fault::Fixed));
        }
        said.remove("revision");
        let sample = take_sample(&mut said)?.unwrap_or(before.sample);
        let mut changes = schema::check(kind, &said, true, self.around()).map_err(Refused::Invalid)?;
        self.refer(kind, &mut changes).await?;
        let said = changes.keys().cloned().collect();
        let body = merged(kind, before.body, changes);
        Ok(Draft { kind, id: id.to_owned(), on: Some(revision), sample, body, said })
    }

    /// Takes a record away for good, when nobody else has changed it since `revision` and nothing names it: else [`Code::InUse`].
    pub async fn remove(&self, kind: RecordKind, id: &str, revision: i64) -> Result<(), Error> {
        Ok(self.store.remove_record(kind, id, revision).await?)
    }

    /// Notes that all records of a kind left the house as a file.
    pub async fn note_export(&self, kind: RecordKind) -> Result<(), Error> {
        Ok(self.store.audit(AuditAction::RecordsExported, kind.plural().to_owned(), Map::new()).await?)
    }

    async fn put(&self, draft: Draft) -> Result<Record, Refused> {
        let (kind, put) = (draft.kind, draft.put());
        match self.store.put_record(kind, put, draft.said).await {
            Ok(stored) => Ok(Record { kind, id: stored.id, revision: stored.revision, sample: draft.sample, body: draft.body }),
            Err(store::Error::Conflict(_)) => Err(wrong(schema::name_field(kind).unwrap_or("on"), Fault::Taken)),
            Err(error) => Err(error.into()),
        }
    }

    /// Puts the ids of other records into their places, where they were named by what people call them.
    async fn refer(&self, kind: RecordKind, body: &mut Map<String, Value>) -> Result<(), Refused> {
        let mut faults = Vec::new();
        for field in fields(kind) {
            let (Type::Of(other), Some(Value::String(named))) = (field.of, body.get(field.name)) else { continue };
            let named = named.clone();
            let known = self.ids(other, &BTreeSet::from([named.clone()])).await?;
            match known.get(&named) {
                Some(id) => {
                    body.insert(field.name.to_owned(), Value::from(id.clone()));
                }
                None => faults.push((field.name.to_owned(), Fault::Unknown(other))),
            }
        }
        if faults.is_empty() { Ok(()) } else { Err(Refused::Invalid(faults)) }
    }

    /// The ids of records by what they were called: an id, or a key.
    async fn ids(&self, kind: RecordKind, named: &BTreeSet<String>) -> Result<BTreeMap<String, String>, Error> {
        let names: Vec<String> = named.iter().cloned().collect();
        let mut ids: BTreeMap<String, String> = self.store.records_of(kind, &names).await?.into_keys().map(|id| (id.clone(), id)).collect();
        if schema::name_field(kind).is_some() {
            let rest: Vec<(String, String)> =
                named.iter().filter(|name| !ids.contains_key(*name)).map(|name| (name.clone(), schema::fold_key(name))).collect();
            let keys: Vec<String> = rest.iter().map(|(_, key)| key.clone()).collect();
            let found = self.store.records_of_keys(kind, &keys).await?;
            ids.extend(rest.into_iter().filter_map(|(name, key)| Some((name, found.get(&key)?.id.clone()))));
        }
        Ok(ids)
    }
}

/// A record that is sound, and not stored yet.
struct Draft {
    kind: RecordKind,
    id: String,
    /// The revision that it was made on.
    on: Option<i64>,
    sample: bool,
    body: Map<String, Value>,
    /// The fields that were said, for the audit.
    said: Vec<String>,
}

impl Draft {
    fn put(&self) -> Put {
        put(self.kind, self.id.clone(), self.on, self.sample, &self.body)
    }
}

fn wrong(field: &str, fault: Fault) -> Refused {
    Refused::Invalid(vec![(field.to_owned(), fault)])
}

/// Takes the mark of a sample out of what is said; who uses the API may set it, so that what is exported reads back.
fn take_sample(said: &mut Map<String, Value>) -> Result<Option<bool>, Refused> {
    match said.remove("sample") {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Bool(sample)) => Ok(Some(sample)),
        Some(_) => Err(wrong("sample", Fault::Form("flag"))),
    }
}

/// What was there with what is said now. A car that is sold on keeps whose it was.
fn merged(kind: RecordKind, before: Map<String, Value>, changes: Map<String, Value>) -> Map<String, Value> {
    let mut body = before;
    let sold = kind == RecordKind::Vehicle && changes.get("owner").is_some_and(|owner| Some(owner) != body.get("owner"));
    if let (true, Some(owner)) = (sold, body.get("owner").cloned()) {
        let mut past = body.get("past_owners").and_then(Value::as_array).cloned().unwrap_or_default();
        let from = body.get("owner_since").cloned().unwrap_or_default();
        let until = changes.get("owner_since").cloned().unwrap_or_default();
        past.push(json!({"owner": owner, "from": from, "until": until}));
        let start = past.len().saturating_sub(MOST_FORMER);
        body.insert("past_owners".into(), Value::from(past.split_off(start)));
        // When the new one has it is not known unless it is said.
        body.remove("owner_since");
    }
    for (name, value) in changes {
        if value.is_null() {
            body.remove(&name)
        } else {
            body.insert(name, value)
        };
    }
    body
}

/// A record as the store takes it.
fn put(kind: RecordKind, id: String, on: Option<i64>, sample: bool, body: &Map<String, Value>) -> Put {
    Put {
        key: schema::key(kind, &id, body),
        keys: schema::found(kind, body),
        body: Value::Object(body.clone()).to_string(),
        id,
        on,
        sample,
    }
}

#[cfg(test)]
mod tests;
