//! What owners and technicians ask for, as the types of the rules.

use super::{Record, Records};
use crate::access::Granted;
use crate::access::right::{Reads, WorkConversation};
use crate::aftersales::coverage::{self, Coverage};
use crate::aftersales::record::{Campaign, Centre, Course, Document, OdometerReading, Order, Owner, Part, Serial, Term, Vehicle};
use crate::aftersales::schema::{self, RANGES, RecordKind, VIN, finding, fold_key};
use crate::aftersales::vin::Vin;
use crate::error::{Code, Error};
use crate::store::Stored;
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use uuid::Uuid;

/// Records that belong to one other at most: cars of an owner, orders of a car.
const MOST_OF_ONE: u32 = 100;
/// Readings of a car that are looked at, the newest ones: one a week for ten years.
const MOST_READINGS: u32 = 520;
/// Records of a kind that is read as a whole, such as terms and centres.
const MOST_OF_KIND: u32 = 2_000;
/// Records that a name finds.
const MOST_NAMED: u32 = 10;

/// A type that is a kind of record.
pub trait Typed: DeserializeOwned {
    const KIND: RecordKind;
}

/// Says of which kind a type is.
macro_rules! typed {
    ($($of:ident $kind:ident;)+) => {
        $(impl Typed for $of {
            const KIND: RecordKind = RecordKind::$kind;
        })+
    };
}

typed! {
    Owner Owner;
    Vehicle Vehicle;
    OdometerReading Odometer;
    Term Term;
    Order Order;
    Centre Centre;
    Part Part;
    Serial Serial;
    Campaign Campaign;
    Document Document;
    Course Course;
}

fn typed<T: Typed>(stored: Stored) -> Result<T, Error> {
    let record = Record::of(T::KIND, stored)?;
    serde_json::from_value(record.json()).map_err(|error| {
        tracing::error!(kind = T::KIND.as_str(), id = record.id, %error, "a record is not of its type");
        Code::Internal.into()
    })
}

fn all<T: Typed>(stored: Vec<Stored>) -> Result<Vec<T>, Error> {
    stored.into_iter().map(typed).collect()
}

impl Records {
    /// The record of an id.
    pub async fn get<T: Typed>(&self, id: &str) -> Result<Option<T>, Error> {
        self.store.record(T::KIND, id).await?.map(typed).transpose()
    }

    /// The records of these ids that are there.
    pub async fn many<T: Typed>(&self, ids: &[String]) -> Result<BTreeMap<String, T>, Error> {
        let stored = self.store.records_of(T::KIND, ids).await?;
        stored.into_iter().map(|(id, stored)| Ok((id, typed(stored)?))).collect()
    }

    async fn by_key<T: Typed>(&self, key: &str) -> Result<Option<T>, Error> {
        self.store.record_by_key(T::KIND, key).await?.map(typed).transpose()
    }

    async fn under<T: Typed>(&self, field: &str, value: &str, limit: u32) -> Result<Vec<T>, Error> {
        all(self.store.records_under(T::KIND, field, value, limit).await?)
    }

    /// All records of a kind of which there are few, by id; at most [`MOST_OF_KIND`].
    pub async fn all<T: Typed>(&self) -> Result<Vec<T>, Error> {
        all(self.store.records_after(T::KIND, None, MOST_OF_KIND).await?)
    }

    /// The car of a vehicle's number.
    pub async fn vehicle_by_vin(&self, vin: &Vin) -> Result<Option<Vehicle>, Error> {
        self.by_key(vin.as_str()).await
    }

    /// The cars of an owner, at most [`MOST_OF_ONE`].
    pub async fn vehicles_of(&self, owner: &str) -> Result<Vec<Vehicle>, Error> {
        self.under("owner", owner, MOST_OF_ONE).await
    }

    /// The order that an owner knows by a number, however it is typed.
    pub async fn order_by_number(&self, number: &str) -> Result<Option<Order>, Error> {
        self.by_key(&fold_key(number)).await
    }

    /// The orders of an owner, the newest first, at most [`MOST_OF_ONE`].
    pub async fn orders_of(&self, owner: &str) -> Result<Vec<Order>, Error> {
        self.under("owner", owner, MOST_OF_ONE).await
    }

    /// The part with a label's serial number, and what part it is.
    pub async fn serial(&self, number: &str) -> Result<Option<(Serial, Option<Part>)>, Error> {
        let Some(serial) = self.by_key::<Serial>(&fold_key(number)).await? else { return Ok(None) };
        let part = self.get::<Part>(&serial.part).await?;
        Ok(Some((serial, part)))
    }

    /// The parts with serial numbers that are in a car, at most [`MOST_OF_ONE`].
    pub async fn serials_of(&self, vehicle: &str) -> Result<Vec<Serial>, Error> {
        self.under("vehicle", vehicle, MOST_OF_ONE).await
    }

    /// The campaigns that may be about a car: those that list it, and those with ranges that it is in. What one means for the car on a
    /// day is [`Campaign::state`]'s to say.
    pub async fn campaigns_of(&self, vin: &Vin) -> Result<Vec<Campaign>, Error> {
        let mut found: Vec<Campaign> = self.under(VIN, vin.as_str(), MOST_OF_ONE).await?;
        let ranged: Vec<Campaign> = self.under(RANGES, "yes", MOST_OF_KIND).await?;
        let is_in = |campaign: &Campaign| campaign.ranges.iter().any(|range| vin.is_between(&range.from, &range.to));
        for campaign in ranged.into_iter().filter(is_in) {
            if found.iter().all(|known| known.id != campaign.id) {
                found.push(campaign);
            }
        }
        Ok(found)
    }

    /// All centres, also those that have closed, at most [`MOST_OF_KIND`].
    pub async fn centres(&self) -> Result<Vec<Centre>, Error> {
        self.all().await
    }

    /// The centres that owners of a market may choose from, also those that have closed: the market's own, and where none of them is
    /// open today those of all markets, so that an owner whose country nobody knows is not left without any.
    pub async fn centres_for(&self, market: &str, today: Date) -> Result<Vec<Centre>, Error> {
        let own: Vec<Centre> = self.under("market", market, MOST_OF_KIND).await?;
        if own.iter().any(|centre| !centre.is_closed_on(today)) {
            return Ok(own);
        }
        self.centres().await
    }

    /// The centres of a town by its id in `config/towns.csv`, or by its name in any script and spelling.
    pub async fn centres_in(&self, town: &str) -> Result<Vec<Centre>, Error> {
        let centres = self.centres().await?;
        let same = |centre: &Centre| centre.town.eq_ignore_ascii_case(town.trim()) || finding::is_same_name(&centre.town, town);
        Ok(centres.into_iter().filter(same).collect())
    }

    /// The parts of a name, in any script, or of a number, the surest first, that fit a model; of any model without one.
    pub async fn parts_named(&self, text: &str, model: Option<&str>) -> Result<Vec<Part>, Error> {
        let found: Vec<Part> = all(self.store.find_records(RecordKind::Part, &finding::sought(text), super::MAX_PAGE).await?)?;
        let fits = |part: &Part| {
            let same = |own: &String, model: &str| own.trim().to_lowercase() == model.trim().to_lowercase();
            model.is_none_or(|model| part.models.is_empty() || part.models.iter().any(|own| same(own, model)))
        };
        Ok(found.into_iter().filter(fits).take(MOST_NAMED as usize).collect())
    }

    /// The documents about a car.
    pub async fn documents_of(&self, vehicle: &str) -> Result<Vec<Document>, Error> {
        self.under("vehicle", vehicle, MOST_OF_ONE).await
    }

    /// The readings of a car's odometer, by day, those that are lower than one before flagged.
    pub async fn readings_of(&self, vehicle: &str) -> Result<Vec<OdometerReading>, Error> {
        let mut readings = self.under("vehicle", vehicle, MOST_READINGS).await?;
        coverage::flag_lower(&mut readings);
        Ok(readings)
    }

    /// What is promised for a car, and what of it holds on a day, at a mileage if it is told.
    pub async fn coverage(&self, vehicle: &Vehicle, on: Date, km: Option<i64>) -> Result<Vec<Coverage>, Error> {
        let readings = self.readings_of(&vehicle.id).await?;
        let terms: Vec<Term> = self.all().await?;
        let fitted = self.serials_of(&vehicle.id).await?;
        Ok(coverage::coverage(vehicle, &readings, &terms, &fitted, on, km))
    }

    /// Notes what an odometer shows; the same car, day and source is the same reading.
    pub async fn note_reading(&self, vehicle: &str, km: i64, on: Date, source: &str) -> Result<(), super::Refused> {
        let said = [("vehicle", vehicle.into()), ("km", km.into()), ("on", on.to_string().into()), ("source", source.into())];
        let said: serde_json::Map<String, serde_json::Value> = said.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
        let key = schema::key(RecordKind::Odometer, "", &said);
        match self.store.record_by_key(RecordKind::Odometer, &key).await? {
            Some(known) => self.change(RecordKind::Odometer, &known.id, known.revision, said).await.map(drop),
            None => self.create(RecordKind::Odometer, said).await.map(drop),
        }
    }

    /// Cars that are found by their number or its end, plate or model, the surest first.
    pub async fn search_vehicles(&self, text: &str, limit: u32) -> Result<Vec<Vehicle>, Error> {
        all(self.store.find_records(RecordKind::Vehicle, &finding::sought(text), limit.min(super::MAX_PAGE)).await?)
    }

    /// Owners who are found by name in any script, phone, e-mail, vehicle's number or plate, the surest first.
    pub async fn search_owners(&self, text: &str, limit: u32) -> Result<Vec<Owner>, Error> {
        let found = self.find(RecordKind::Owner, text, limit).await?;
        found.into_iter().map(|record| serde_json::from_value(record.json()).map_err(|_| Code::Internal.into())).collect()
    }

    /// The owner whose conversation it is, where that is known for sure.
    pub async fn owner_of(&self, granted: Granted<'_, impl Reads>) -> Result<Option<Owner>, Error> {
        match self.store.owner_of(granted).await? {
            Some(owner) => self.get(&owner).await,
            None => Ok(None),
        }
    }

    /// Notes whose conversation it is, as a technician has made sure.
    pub async fn name_owner(&self, granted: Granted<'_, WorkConversation>, owner: &str, by: Uuid) -> Result<(), Error> {
        Ok(self.store.name_owner(granted, owner.to_owned(), by).await?)
    }
}
