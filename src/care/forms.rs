//! Forms of an owner: asked for, filled in with what is known, handed in, and what comes of them.

use super::{Care, Visitor};
use crate::aftersales::code::RequestCode;
use crate::aftersales::form::{Checked, Fault, FieldKind, FieldSpec, FormSpec, KnownKm, Outcome, Values};
use crate::aftersales::kind::KindSpec;
use crate::aftersales::record::{Centre, Course, OdometerReading, Vehicle};
use crate::aftersales::vin::{Vin, find_vins};
use crate::chat::command::{Files, NO_FILE, NewRequest, OwnerCommand, Stamp, Submission, Uploader};
use crate::chat::conversation::Conversation;
use crate::chat::event::Body;
use crate::chat::event::form::another_time_of;
use crate::error::{Code, Error};
use crate::forms::{Beside, Reader};
use crate::market::Markets;
use crate::requests::making::About;
use crate::requests::moving::{BEGUN, Decision, Step, StepFault};
use crate::store::{Appended, RequestRow};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Requests of a conversation that are looked at for what is known.
pub(super) const MOST_OWN: u32 = 50;
/// Dates of the training that a form offers.
const MOST_COURSES: usize = 20;

impl Care {
    /// Stores the form that the owner asked for, with what is known of them.
    pub async fn start(&self, visitor: &Visitor, stamp: Stamp, form: &str) -> Result<Appended, Error> {
        self.admit(visitor, stamp, true).await?;
        if let Some(code) = another_time_of(form) {
            return self.start_another_time(visitor, stamp, form, code).await;
        }
        let state = self.state(visitor).await?;
        let faq = self.live_faq.current();
        let reader = self.reader(visitor, state.as_ref(), &faq.markets);
        let spec = self.forms.spec(&reader.market.id, form).ok_or(Code::NotFound)?;
        let beside = self.beside(visitor, spec, reader, None).await?;
        let form = Box::new(self.forms.form(spec, reader, &beside));
        self.append(visitor, stamp, Some(reader.market.id.clone()), OwnerCommand::Start { form }).await
    }

    /// Stores a form that was filled in, and the request or the answers that come of it, together. Wrong fields are `invalid`, each with its
    /// words, and nothing is stored.
    pub async fn submit(
        &self,
        visitor: &Visitor,
        stamp: Stamp,
        form: String,
        form_seq: u64,
        values: &Map<String, Value>,
    ) -> Result<Appended, Error> {
        self.admit(visitor, stamp, false).await?;
        let state = self.state(visitor).await?.ok_or(Code::NotFound)?;
        if self.store.frame_known(visitor.author(), stamp.id).await? {
            // What the first one did stands, whatever has become of a slot or a centre since.
            let submission = Submission {
                form,
                form_seq,
                shown: Vec::new(),
                values: Map::new(),
                made: None,
                moved: None,
                results: Vec::new(),
                files: None,
            };
            return self.append(visitor, stamp, None, OwnerCommand::Submit(Box::new(submission))).await;
        }
        if let Some(code) = another_time_of(&form) {
            return self.submit_another_time(visitor, stamp, &state, (&form, form_seq), code, values).await;
        }
        let faq = self.live_faq.current();
        let reader = self.reader(visitor, Some(&state), &faq.markets);
        let spec = self.forms.spec(&reader.market.id, &form).ok_or(Code::NotFound)?;
        if matches!(spec.outcome, Outcome::Request(_)) && self.has_to_agree(visitor, &self.privacy(visitor, &faq, reader.language)).await? {
            return Err(Code::ConsentNeeded.into());
        }
        let beside = self.beside(visitor, spec, reader, Some(values)).await?;
        let checked = self.forms.check(spec, values, reader, &beside).map_err(Error::invalid)?;
        let (made, results) = match &spec.outcome {
            Outcome::Request(kind) => {
                let kind = self.forms.kinds.kind(kind).ok_or(Code::NotFound)?;
                (Some(self.made(visitor, spec, kind, &checked, reader, &beside).await?), Vec::new())
            }
            Outcome::LookUp(what) => (None, self.look_up(visitor, *what, &checked, reader).await?),
        };
        let taken = made.as_ref().is_some_and(|made| made.slot.is_some());
        let (shown, values, photos) = (self.forms.shown(spec, &checked, reader, &beside), checked.json(), checked.photos());
        let files = (!photos.is_empty()).then_some(Files { by: Uploader::Owner(visitor.token_hash), ids: photos });
        let submission = Submission { form, form_seq, shown, values, made, moved: None, results, files };
        let appended = self.append(visitor, stamp, Some(reader.market.id.clone()), OwnerCommand::Submit(Box::new(submission))).await;
        appended.map_err(|error| match error.code {
            Code::Invalid if taken => self.slot_taken(spec, reader),
            Code::NotFound if error.message == Some(NO_FILE) => self.no_file(spec, &checked, reader),
            Code::Closed => Error::form_closed(),
            _ => error,
        })
    }

    /// Moves a request of this conversation to a state that its owner chose. [`Code::Closed`] where that state no longer follows.
    pub async fn decide_request(&self, visitor: &Visitor, stamp: Stamp, code: &str, to: String) -> Result<Appended, Error> {
        self.admit(visitor, stamp, false).await?;
        let granted = visitor.own()?.ok_or(Code::NotFound)?;
        let code: RequestCode = code.parse().map_err(|_| Code::NotFound)?;
        let decided = if self.store.frame_known(visitor.author(), stamp.id).await? {
            None
        } else {
            let row = self.own_request(visitor, code).await?;
            let (centre, step) = (self.centre_of(&row).await?, Step { to: Some(to), ..Step::default() });
            Some(Decision { row, step, centre, form: None })
        };
        let appended = self.requests.decide(granted, (visitor.author(), stamp), decided, code).await;
        appended.map_err(not_decided)
    }

    /// A request of this conversation.
    pub(super) async fn own_request(&self, visitor: &Visitor, code: RequestCode) -> Result<RequestRow, Error> {
        let row = self.requests.of_code(code).await?;
        row.filter(|row| row.conversation.is_some() && row.conversation == visitor.conversation()).ok_or(Code::NotFound.into())
    }

    /// Where a request's appointment is.
    pub(super) async fn centre_of(&self, row: &RequestRow) -> Result<Option<Centre>, Error> {
        match self.requests.meets_at(row).0 {
            Some(centre) => self.records.get(centre).await,
            None => Ok(None),
        }
    }

    /// Who reads, in a conversation or before there is one.
    pub(super) fn reader<'m>(&self, visitor: &Visitor, state: Option<&Conversation>, markets: &'m Markets) -> Reader<'m> {
        let language = state.map_or(visitor.page_language, |state| state.language);
        Reader { language, market: visitor.market(markets, language), now: self.clock.now() }
    }

    pub(super) fn slot_taken(&self, spec: &FormSpec, reader: Reader<'_>) -> Error {
        let field = spec.fields.iter().find(|field| field.kind == FieldKind::Slot).map_or("", |field| field.name.as_str());
        self.wrong(reader, field, Fault::SlotTaken)
    }

    /// A file of a form is not there, or is not its sender's: said beside the first field that names files.
    fn no_file(&self, spec: &FormSpec, values: &Values, reader: Reader<'_>) -> Error {
        let names = |field: &&FieldSpec| matches!(values.get(&field.name), Some(Checked::Photos(_)));
        let field = spec.fields.iter().find(names).map_or("", |field| field.name.as_str());
        self.wrong(reader, field, Fault::NoFile)
    }

    /// What a form needs beside the table of kinds. `typed`: what was filled in, once it was.
    async fn beside(
        &self,
        visitor: &Visitor,
        spec: &FormSpec,
        reader: Reader<'_>,
        typed: Option<&Map<String, Value>>,
    ) -> Result<Beside, Error> {
        let has = |kind: FieldKind| spec.fields.iter().any(|field| field.kind == kind);
        let mut beside = Beside::default();
        if has(FieldKind::Centre) {
            beside.centres = self.records.centres_for(&reader.market.id, reader.today()).await?;
        }
        // Once it is filled in, only the one that was chosen matters.
        if has(FieldKind::Slot) && typed.is_none() {
            let open = beside.centres.iter().filter(|centre| !centre.is_closed_on(reader.today())).cloned();
            beside.slots = self.requests.offered(&open.collect::<Vec<_>>()).await?;
        }
        if spec.fields.iter().any(|field| field.options_from.is_some()) {
            let mut courses: Vec<Course> = self.records.all().await?;
            courses.retain(|course| course.starts_at > reader.now);
            courses.sort_by_key(|course| course.starts_at);
            courses.truncate(MOST_COURSES);
            beside.courses = courses;
        }
        match typed {
            None => beside.known = self.known(visitor, spec).await?,
            Some(typed) if has(FieldKind::Km) => beside.known_km = self.known_km(visitor, typed).await?,
            Some(_) => {}
        }
        Ok(beside)
    }

    /// What is known of the owner already, by field: their own car and contacts, what they typed before in this conversation, and where
    /// they were last.
    async fn known(&self, visitor: &Visitor, spec: &FormSpec) -> Result<BTreeMap<String, String>, Error> {
        let Some(granted) = visitor.own()? else { return Ok(BTreeMap::new()) };
        let mut known: BTreeMap<FieldKind, String> = BTreeMap::new();
        let mut vin = self.typed_vin(visitor).await?.map(|vin| vin.to_string());
        for request in self.store.requests_of_conversation(granted, MOST_OWN).await? {
            vin = vin.or(request.vin);
            if let Some(centre) = request.centre {
                known.entry(FieldKind::Centre).or_insert(centre);
            }
        }
        if let Some(owner) = self.records.owner_of(granted).await? {
            let cars = self.records.vehicles_of(&owner.id).await?;
            vin = vin.or_else(|| cars.first().map(|car| car.vin.to_string()));
            known.extend(owner.phone.map(|phone| (FieldKind::Phone, phone)));
            known.extend(owner.email.map(|email| (FieldKind::Email, email)));
        }
        known.extend(vin.map(|vin| (FieldKind::Vin, vin)));
        let by_name = spec.fields.iter().filter_map(|field| Some((field.name.clone(), known.get(&field.kind)?.clone())));
        Ok(by_name.collect())
    }

    /// The car that was named last in the newest part of the conversation, by the owner.
    async fn typed_vin(&self, visitor: &Visitor) -> Result<Option<Vin>, Error> {
        let Some(granted) = visitor.own()? else { return Ok(None) };
        let (events, _) = self.store.newest(granted, super::turns::READ).await?;
        let said = events.iter().rev().filter_map(|event| match &event.body {
            Body::Message { text, .. } => find_vins(text).pop(),
            Body::Submitted(submitted) => submitted.values.get("vin")?.as_str()?.parse().ok(),
            _ => None,
        });
        Ok({ said }.next())
    }

    /// The highest sure mileage of the car that was typed, and whether the owner may read it.
    async fn known_km(&self, visitor: &Visitor, typed: &Map<String, Value>) -> Result<Option<KnownKm>, Error> {
        let vin = typed.get("vin").and_then(Value::as_str).and_then(|vin| vin.parse::<Vin>().ok());
        let Some(vin) = vin else { return Ok(None) };
        let Some(vehicle) = self.records.vehicle_by_vin(&vin).await? else { return Ok(None) };
        let readings = self.records.readings_of(&vehicle.id).await?;
        let told = self.is_own_car(visitor, &vehicle).await?;
        let highest = readings.iter().filter(|reading| !reading.flagged).max_by_key(|reading| reading.km);
        Ok(highest.map(|&OdometerReading { km, on, .. }| KnownKm { km, on, told }))
    }

    /// Whether a car is recorded as that of the owner whose conversation it is known to be.
    pub(super) async fn is_own_car(&self, visitor: &Visitor, vehicle: &Vehicle) -> Result<bool, Error> {
        let Some(granted) = visitor.own()? else { return Ok(false) };
        let owner = self.records.owner_of(granted).await?;
        Ok(owner.is_some_and(|owner| vehicle.owner.as_deref() == Some(owner.id.as_str())))
    }

    /// The request that a form makes.
    async fn made(
        &self,
        visitor: &Visitor,
        spec: &FormSpec,
        kind: &KindSpec,
        values: &Values,
        reader: Reader<'_>,
        beside: &Beside,
    ) -> Result<NewRequest, Error> {
        let owner = match visitor.own()? {
            Some(granted) => self.records.owner_of(granted).await?,
            None => None,
        };
        let vehicle = match values.vin() {
            Some(vin) => self.records.vehicle_by_vin(vin).await?,
            None => None,
        };
        let centre = values.centre().and_then(|id| beside.centres.iter().find(|centre| centre.id == id));
        let about = About { owner: owner.as_ref(), vehicle: vehicle.as_ref(), centre };
        let made = self.requests.new_request(kind, values, about, reader.language, reader.market);
        made.map_err(|fault| match fault.of_field(spec) {
            Ok((field, fault)) => self.wrong(reader, &field, fault),
            Err(error) => error,
        })
    }
}

/// Why an owner's request does not move on: a second tap, or somebody was faster.
pub(super) fn not_decided(fault: StepFault) -> Error {
    match fault {
        StepFault::Error(error) if error.code != Code::StaleRevision => error,
        StepFault::Begun => Error { message: Some(BEGUN), ..Error::new(Code::Closed) },
        _ => Error { message: Some("request-moved-on"), ..Error::new(Code::Closed) },
    }
}
