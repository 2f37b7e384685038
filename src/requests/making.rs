//! From a checked form to what the store makes.

use super::{Requests, own};
use crate::access::right::WorkRequests;
use crate::access::{Principal, User, authorize};
use crate::aftersales::code::RequestCode;
use crate::aftersales::form::{Checked, Fault, FieldKind, FieldSpec, FormSpec, OptionSource, Values};
use crate::aftersales::kind::KindSpec;
use crate::aftersales::record::{Centre, Channel, Owner, Vehicle};
use crate::aftersales::workday::WorkCalendar;
use crate::chat::command::NewRequest;
use crate::chat::event::form::RequestCard;
use crate::chat::request::CODES;
use crate::error::{Code, Error};
use crate::forms::{Reader, moment, zone_of};
use crate::language::Language;
use crate::market::Market;
use crate::store::{Openness, PastRequest, RequestFilter, RequestPlace, RequestRow};

/// Draws of a code: a fifth of all has a check symbol that is not given out, so that three good ones fail to come next to never.
const DRAWS: usize = 64;

/// Whom and what a request is about, as far as records know.
#[derive(Debug, Clone, Copy, Default)]
pub struct About<'a> {
    pub owner: Option<&'a Owner>,
    pub vehicle: Option<&'a Vehicle>,
    /// The centre that the form names.
    pub centre: Option<&'a Centre>,
}

/// Why no request can be made of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MakeFault {
    Error(Error),
    /// The centre has no such slot, or it is too late for it: of the field `slot`.
    NoSuchSlot,
    /// The centre does not do this: of the field `service`.
    NoSuchService,
    /// The kind is not offered in this market.
    NotHere,
}

impl MakeFault {
    /// The fault of a field of the kind's form; else why there is no request at all.
    pub fn of_field(self, form: &FormSpec) -> Result<(String, Fault), Error> {
        let named = |is: &dyn Fn(&&FieldSpec) -> bool| form.fields.iter().find(is).map(|field| field.name.clone()).unwrap_or_default();
        match self {
            MakeFault::NoSuchSlot => Ok((named(&|field| field.kind == FieldKind::Slot), Fault::SlotNotOffered)),
            MakeFault::NoSuchService => Ok((named(&|field| field.options_from == Some(OptionSource::Services)), Fault::ServiceNotThere)),
            MakeFault::NotHere => Err(Code::NotFound.into()),
            MakeFault::Error(error) => Err(error),
        }
    }
}

impl<E: Into<Error>> From<E> for MakeFault {
    fn from(error: E) -> MakeFault {
        MakeFault::Error(error.into())
    }
}

impl Requests {
    /// The request that a form of a kind makes, in the owner's language. It is not stored yet: that is the log's affair, or
    /// [`Requests::make`]'s.
    pub fn new_request(
        &self,
        kind: &KindSpec,
        values: &Values,
        about: About<'_>,
        language: Language,
        market: &Market,
    ) -> Result<NewRequest, MakeFault> {
        if !kind.is_offered_in(&market.id) {
            return Err(MakeFault::NotHere);
        }
        let About { owner, vehicle, centre } = about;
        let slot = match (values.slot(), centre) {
            (Some(at), Some(centre)) => {
                let service = values.text("service").unwrap_or_default();
                if !self.does(centre, &service) {
                    return Err(MakeFault::NoSuchService);
                }
                Some(self.slot(centre, &service, at)?.ok_or(MakeFault::NoSuchSlot)?)
            }
            (Some(_), None) => return Err(MakeFault::NoSuchSlot),
            (None, _) => None,
        };
        let typed = values.iter().find_map(|(_, value)| if let Checked::Email(email) = value { Some(email.clone()) } else { None });
        // Who wants to hear in the chat alone gets no e-mail that they did not ask for in this form.
        let known = owner.filter(|owner| owner.channel == Channel::Email).and_then(|owner| owner.email.clone());
        let state = kind.first().id.clone();
        let now = self.clock.now();
        let due = kind.due_at(&WorkCalendar::of(market), now);
        let dated = slot.is_some() || kind.course_field().is_some_and(|field| values.get(field).is_some());
        let zone = centre.map_or_else(|| market.schedule.zone().clone(), zone_of);
        let when = slot.as_ref().map(|slot| moment(language, slot.at, &zone));
        Ok(NewRequest {
            codes: self.codes()?,
            card: RequestCard { when, dated, ..self.forms.card(kind, &state, due, Reader { language, market, now }) },
            kind: kind.id.clone(),
            state,
            values: values.json(),
            vin: values.vin().map(ToString::to_string).or_else(|| vehicle.map(|vehicle| vehicle.vin.to_string())),
            owner: owner.map(|owner| owner.id.clone()),
            vehicle: vehicle.map(|vehicle| vehicle.id.clone()),
            centre: centre.map(|centre| centre.id.clone()),
            email: typed.or(known),
            slot,
            due,
            language,
            market: market.id.clone(),
        })
    }

    /// Stores a request that a technician makes outside of any conversation.
    pub async fn make(&self, user: &User, made: NewRequest) -> Result<RequestRow, Error> {
        let granted = authorize(Principal::Staff(user), WorkRequests)?;
        Ok(self.store.make_request(granted, made).await?)
    }

    /// Takes over requests that were worked on elsewhere, all of them or none: nobody is told of them, and none holds a slot.
    pub async fn take_over(&self, past: Vec<PastRequest>) -> Result<(), Error> {
        Ok(self.store.take_over_requests(own()?, past).await?)
    }

    /// Codes that are drawn by chance.
    fn codes(&self) -> Result<Vec<String>, Error> {
        let mut codes = Vec::with_capacity(CODES);
        for _ in 0..DRAWS {
            let [a, b, c, d, e, ..] = self.clock.secret();
            codes.extend(RequestCode::from_random([a, b, c, d, e]).map(|code| code.to_string()));
            if codes.len() == CODES {
                return Ok(codes);
            }
        }
        Err(Code::Busy.into())
    }

    /// One request with its log, for who may see all.
    pub async fn one(&self, user: &User, code: RequestCode) -> Result<Option<RequestRow>, Error> {
        let granted = authorize(Principal::Staff(user), WorkRequests)?;
        Ok(self.store.request(granted, &code.to_string()).await?)
    }

    /// A page of requests, and where the next one begins.
    pub async fn page(
        &self,
        user: &User,
        filter: &RequestFilter,
        after: Option<&RequestPlace>,
        limit: u32,
    ) -> Result<(Vec<RequestRow>, Option<RequestPlace>), Error> {
        let granted = authorize(Principal::Staff(user), WorkRequests)?;
        Ok(self.store.requests(granted, filter, after, limit).await?)
    }

    /// One request by its code for the server itself, as for the chat of the owner whose it is.
    pub async fn of_code(&self, code: RequestCode) -> Result<Option<RequestRow>, Error> {
        Ok(self.store.request(own()?, &code.to_string()).await?)
    }

    /// The requests of a car that are known to be an owner's, the newest first and at most `limit`: for the server itself, as for the
    /// chat of that owner once somebody has made sure who they are.
    pub async fn of_owners_car(&self, vehicle: &Vehicle, owner: &str, limit: u32) -> Result<Vec<RequestRow>, Error> {
        let filter = RequestFilter { openness: Openness::All, vin: Some(vehicle.vin.to_string()), ..RequestFilter::default() };
        let (mut rows, _) = self.store.requests(own()?, &filter, None, limit).await?;
        // What nobody is named for is theirs while the car has never been anybody else's.
        rows.retain(|row| row.owner.as_deref().map_or(vehicle.past_owners.is_empty(), |own| own == owner));
        Ok(rows)
    }
}
