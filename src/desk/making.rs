//! Forms that a technician offers to an owner, and requests that they make for one.

use super::requests::Offered;
use super::{Desk, reading};
use crate::access::right::UseDesk;
use crate::access::{Principal, User, authorize};
use crate::aftersales::form::{Fault, FieldKind, FormSpec};
use crate::aftersales::record::{Centre, Course};
use crate::chat::command::{StaffCommand, Stamp};
use crate::clock::Millis;
use crate::error::{Code, Error};
use crate::forms::{Beside, Reader, zone_of};
use crate::language::Language;
use crate::requests::making::About;
use crate::store::Appended;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Dates of the training that a form offers.
const MOST_COURSES: usize = 20;
/// Over how many days free slots of a centre are looked for.
const SLOT_DAYS: i64 = 14;
const DAY_MS: i64 = 86_400_000;

impl Desk {
    /// Forms and centres, for a technician to choose from.
    pub async fn offered(&self, user: &User, language: Language) -> Result<Offered, Error> {
        authorize(Principal::Staff(user), UseDesk)?;
        let faq = self.live_faq.current();
        let reader = Reader { language, market: faq.markets.of_language(language), now: self.clock.now() };
        let beside = Beside { centres: self.records.centres().await?, courses: self.courses().await?, ..Beside::default() };
        let today = reader.today();
        let forms = self.forms.kinds.forms().map(|spec| (self.forms.form(spec, reader, &beside), spec.outcome.clone())).collect();
        let open = beside.centres.into_iter().filter(|centre| !centre.is_closed_on(today));
        Ok(Offered { forms, centres: open.map(|centre| (centre.id, centre.names)).collect() })
    }

    /// The free slots of a centre for a service in the coming weeks, with the centre's zone; none of what is not there.
    pub async fn slots(&self, user: &User, centre: &str, service: &str) -> Result<(Vec<Millis>, TimeZone), Error> {
        authorize(Principal::Staff(user), UseDesk)?;
        let now = self.clock.now();
        let Some(centre) = self.records.get::<Centre>(centre).await? else { return Ok((Vec::new(), TimeZone::UTC)) };
        let zone = zone_of(&centre);
        if centre.services.iter().all(|known| known.service != service) {
            return Ok((Vec::new(), zone));
        }
        let free = self.requests.free_slots(&centre, service, now, now.saturating_add(SLOT_DAYS * DAY_MS)).await?;
        Ok((free.into_iter().map(|slot| slot.at).collect(), zone))
    }

    /// The dates of the training that lie ahead.
    async fn courses(&self) -> Result<Vec<Course>, Error> {
        let mut courses: Vec<Course> = self.records.all().await?;
        let now = self.clock.now();
        courses.retain(|course| course.starts_at > now);
        courses.sort_by_key(|course| course.starts_at);
        courses.truncate(MOST_COURSES);
        Ok(courses)
    }

    /// The form in the owner's words, with what the technician has filled in already.
    pub async fn offer_form(
        &self,
        user: &User,
        conversation: Uuid,
        claim: u64,
        form: &str,
        values: Map<String, Value>,
    ) -> Result<StaffCommand, Error> {
        let state = self.conversation(user, conversation).await?;
        let market = self.market_of(state.market.as_deref(), state.language);
        let reader = Reader { language: state.language, market: &market, now: self.clock.now() };
        let spec = self.forms.spec(&market.id, form).ok_or(Code::NotFound)?;
        let mut beside = self.beside_form(spec, reader).await?;
        if spec.fields.iter().any(|field| field.kind == FieldKind::Slot) {
            let open = beside.centres.iter().filter(|centre| !centre.is_closed_on(reader.today())).cloned();
            beside.slots = self.requests.offered(&open.collect::<Vec<_>>()).await?;
        }
        let fields = spec.fields.iter().filter(|field| !matches!(field.kind, FieldKind::Consent | FieldKind::Slot | FieldKind::Photo));
        for field in fields {
            if let Some(Value::String(text)) = values.get(&field.name)
                && !text.trim().is_empty()
            {
                if text.chars().count() > field.max() {
                    return Err(Error::too_large(field.max()));
                }
                beside.known.insert(field.name.clone(), text.trim().to_owned());
            }
        }
        Ok(StaffCommand::OfferForm { claim, form: Box::new(self.forms.form(spec, reader, &beside)) })
    }

    /// A request for the owner of a conversation, understood; what is wrong with each field is said in `language`, the technician's.
    /// Where nothing is done without the owner's consent, only the owner can ask for it.
    async fn make_request(
        &self,
        user: &User,
        conversation: Uuid,
        kind: &str,
        values: &Map<String, Value>,
        language: Language,
    ) -> Result<StaffCommand, Error> {
        let state = self.conversation(user, conversation).await?;
        let market = self.market_of(state.market.as_deref(), state.language);
        let kind = self.forms.kinds.kind(kind).filter(|kind| kind.is_offered_in(&market.id)).ok_or(Code::NotFound)?;
        if kind.consent {
            return Err(Code::Forbidden.into());
        }
        let told = Reader { language, market: &market, now: self.clock.now() };
        let beside = self.beside_form(&kind.form, told).await?;
        let checked = self.forms.check(&kind.form.without_photos(), values, told, &beside).map_err(Error::invalid)?;
        let owner = self.records.owner_of(reading(user, conversation)?).await?;
        let vehicle = match checked.vin() {
            Some(vin) => self.records.vehicle_by_vin(vin).await?,
            None => None,
        };
        let centre = checked.centre().and_then(|id| beside.centres.iter().find(|centre| centre.id == id));
        let about = About { owner: owner.as_ref(), vehicle: vehicle.as_ref(), centre };
        let made = match self.requests.new_request(kind, &checked, about, state.language, &market) {
            Ok(made) => made,
            Err(fault) => {
                let (field, fault) = fault.of_field(&kind.form)?;
                return Err(Error::invalid(BTreeMap::from([(field, self.forms.fault(language, &fault))])));
            }
        };
        Ok(StaffCommand::Request { made: Box::new(made) })
    }

    /// Makes a request for the owner of a conversation. A repeat is answered with what the first one did.
    pub async fn make(
        &self,
        user: &User,
        conversation: Uuid,
        stamp: Stamp,
        kind: &str,
        values: &Map<String, Value>,
        language: Language,
    ) -> Result<Appended, Error> {
        if self.store.frame_known(user.id, stamp.id).await? {
            // What the first one did stands, whatever has become of a slot or a centre since: the command is not looked at.
            return self.act(user, conversation, stamp, StaffCommand::Reopen).await;
        }
        let command = self.make_request(user, conversation, kind, values, language).await?;
        let appended = self.act(user, conversation, stamp, command).await;
        // The only way in which a sound request is invalid: somebody else has its slot by now.
        appended.map_err(|error| match self.forms.kinds.kind(kind) {
            Some(kind) if error.code == Code::Invalid => self.wrong_slot(&kind.form, language, &Fault::SlotTaken),
            _ => error,
        })
    }

    fn wrong_slot(&self, spec: &FormSpec, language: Language, fault: &Fault) -> Error {
        let field = spec.fields.iter().find(|field| field.kind == FieldKind::Slot).map(|field| field.name.clone());
        Error::invalid(BTreeMap::from([(field.unwrap_or_default(), self.forms.fault(language, fault))]))
    }

    /// What a form needs beside the table of kinds.
    async fn beside_form(&self, spec: &FormSpec, reader: Reader<'_>) -> Result<Beside, Error> {
        let mut beside = Beside::default();
        if spec.fields.iter().any(|field| field.kind == FieldKind::Centre) {
            beside.centres = self.records.centres_for(&reader.market.id, reader.today()).await?;
        }
        if spec.fields.iter().any(|field| field.options_from.is_some()) {
            beside.courses = self.courses().await?;
        }
        Ok(beside)
    }
}
