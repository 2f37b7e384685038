//! What the desk is shown of cars and requests, in the reader's language.

use crate::aftersales::coverage::{Coverage, CoverageState, EndedBy};
use crate::aftersales::form::Outcome;
use crate::aftersales::kind::{By, KindSpec, Move, Need, StateSpec};
use crate::aftersales::record::{Owner, Texts};
use crate::chat::event::Role;
use crate::clock::{Millis, rfc3339};
use crate::desk::moving::MoveAsked;
use crate::desk::requests::{Beside, Car, Case, Lateness, Offered, Opened, Part};
use crate::forms::{Forms, moment};
use crate::http::Web;
use crate::http::api::uploads::AttachmentBody;
use crate::i18n::Args;
use crate::language::Language;
use crate::store::{RequestLine, Signed};
use jiff::tz::TimeZone;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

/// Characters of the owner's own words in a list.
const EXCERPT_CHARS: usize = 160;

/// Something with a name.
#[derive(Serialize, ToSchema)]
pub struct DeskNamed {
    id: String,
    name: String,
}

/// A state of a kind.
#[derive(Serialize, ToSchema)]
pub struct DeskState {
    id: String,
    name: String,
    /// Nothing comes after it.
    terminal: bool,
}

/// A kind of request.
#[derive(Serialize, ToSchema)]
pub struct DeskKind {
    id: String,
    name: String,
    states: Vec<DeskState>,
}

/// One of a field's options.
#[derive(Serialize, ToSchema)]
pub struct DeskOption {
    /// The values of the field `within` that it belongs to; without any, it belongs to all.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    among: Vec<String>,
    label: String,
    /// The value of the field that it depends on.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    of: Option<String>,
    value: String,
}

/// Free times of a centre.
#[derive(Serialize, ToSchema)]
pub struct DeskSlots {
    items: Vec<DeskOption>,
}

/// A field of a form.
#[derive(Serialize, ToSchema)]
pub struct DeskField {
    /// The field whose value chooses among the options.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    depends: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    help: Option<String>,
    kind: String,
    label: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    max: Option<u32>,
    name: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    options: Vec<DeskOption>,
    required: bool,
    /// Another field that chooses among the options, by their `among`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    within: Option<String>,
}

/// A form.
#[derive(Serialize, ToSchema)]
pub struct DeskForm {
    fields: Vec<DeskField>,
    form: String,
    /// The kind of request that it makes; null for a look-up.
    #[schema(required = true)]
    makes: Option<String>,
    title: String,
}

/// Kinds, forms and centres.
#[derive(Serialize, ToSchema)]
pub struct DeskKinds {
    centres: Vec<DeskNamed>,
    forms: Vec<DeskForm>,
    kinds: Vec<DeskKind>,
}

/// Whose conversation it is.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskOwnerNamed {
    /// The id of an owner.
    #[schema(max_length = 64)]
    pub owner: String,
}

/// An owner.
#[derive(Serialize, ToSchema)]
pub struct DeskOwner {
    #[schema(required = true)]
    email: Option<String>,
    id: String,
    name: String,
    #[schema(required = true)]
    phone: Option<String>,
    /// Somebody has made sure that it is them.
    sure: bool,
}

/// An odometer reading.
#[derive(Serialize, ToSchema)]
pub struct DeskOdometer {
    km: i64,
    /// Lower than one before it.
    lower: bool,
    #[schema(format = Date)]
    on: String,
}

/// A term, and what of it holds today.
#[derive(Serialize, ToSchema)]
pub struct DeskCoverage {
    /// Of one that has ended: `date`, `mileage` or `both`.
    #[schema(required = true)]
    ended_by: Option<&'static str>,
    #[schema(required = true)]
    km_left: Option<i64>,
    /// The limit in kilometres; null: any mileage.
    #[schema(required = true)]
    km_limit: Option<i64>,
    #[schema(required = true)]
    days_left: Option<i32>,
    #[schema(required = true)]
    months_left: Option<i32>,
    name: String,
    /// Of an exchanged part.
    #[schema(required = true)]
    serial: Option<String>,
    /// `covered`, `by_date` (the mileage is not known), `ended`, `not_started`, `unknown`.
    state: &'static str,
    /// Its last day.
    #[schema(required = true, format = Date)]
    until: Option<String>,
}

/// A car.
#[derive(Serialize, ToSchema)]
pub struct DeskCar {
    coverage: Vec<DeskCoverage>,
    #[schema(required = true, format = Date)]
    handed_over: Option<String>,
    id: String,
    model: String,
    #[schema(required = true)]
    odometer: Option<DeskOdometer>,
    #[schema(required = true)]
    plate: Option<String>,
    vin: String,
}

/// A request in a list.
#[derive(Serialize, ToSchema)]
pub struct DeskCard {
    #[schema(required = true)]
    centre: Option<String>,
    #[schema(format = DateTime)]
    changed_at: String,
    closed: bool,
    code: String,
    #[schema(required = true)]
    conversation: Option<Uuid>,
    #[schema(required = true, format = DateTime)]
    due: Option<String>,
    kind: String,
    kind_name: String,
    /// `none`, `soon`, `overdue`, or `paused` while the owner must act.
    lateness: &'static str,
    #[schema(format = DateTime)]
    made_at: String,
    /// Which of `complaint`, `cause` and `correction` nobody has written down, for the kinds that need them.
    missing: Vec<&'static str>,
    #[schema(required = true)]
    model: Option<String>,
    status: String,
    status_name: String,
    #[schema(required = true)]
    vin: Option<String>,
    /// The beginning of what the owner wrote.
    words: String,
}

/// What is known of a conversation's owner.
#[derive(Serialize, ToSchema)]
pub struct DeskBeside {
    cars: Vec<DeskCar>,
    owners: Vec<DeskOwner>,
    /// The newest first.
    requests: Vec<DeskCard>,
    /// Whom the owner's site has named, signed; null: nobody has verified who writes.
    #[schema(required = true)]
    signed: Option<DeskSigned>,
}

/// An owner as their site has named them.
#[derive(Serialize, ToSchema)]
pub struct DeskSigned {
    #[schema(required = true)]
    email: Option<String>,
    #[schema(required = true)]
    name: Option<String>,
    /// The origin that signed.
    site: String,
    /// The site's own name of the owner.
    subject: String,
}

/// A page of the board.
#[derive(Serialize, ToSchema)]
pub struct DeskBoard {
    pub items: Vec<DeskCard>,
    /// The cursor of the next page; null on the last.
    #[schema(required = true)]
    pub next: Option<String>,
    pub counts: DeskCounts,
}

/// How many requests there are of the whole house, however the board is narrowed.
#[derive(Serialize, ToSchema)]
pub struct DeskCounts {
    /// Not over.
    pub open: u64,
    /// Of those, due within a day.
    pub soon: u64,
    /// And those whose time is over.
    pub overdue: u64,
}

/// A label and what stands beside it.
#[derive(Serialize, ToSchema)]
pub struct DeskShown {
    label: String,
    text: String,
}

/// One line of a request's own log.
#[derive(Serialize, ToSchema)]
pub struct DeskLine {
    #[schema(format = DateTime)]
    at: String,
    by: String,
    #[schema(required = true)]
    from: Option<String>,
    #[schema(required = true)]
    note: Option<String>,
    to: String,
    /// The owner heard of it.
    visible: bool,
}

/// What may be done with a request now.
#[derive(Serialize, ToSchema)]
pub struct DeskMove {
    /// Nothing comes after it.
    closes: bool,
    name: String,
    /// What has to be said with it: `note`, `reason`, `cause`, `correction`, `quote`, `slot`.
    needs: Vec<&'static str>,
    to: String,
}

/// An exchanged part.
#[derive(Serialize, ToSchema)]
pub struct DeskPart {
    name: String,
    new: String,
    old: String,
    /// The last day of the new part's own term.
    #[schema(required = true, format = Date)]
    until: Option<String>,
}

/// A request with all that staff may know of it.
#[derive(Serialize, ToSchema)]
pub struct DeskRequest {
    #[serde(flatten)]
    card: DeskCard,
    #[schema(required = true)]
    car: Option<DeskCar>,
    cause: String,
    complaint: String,
    correction: String,
    /// The other files of the conversation that it was made in, the newest first.
    files: Vec<AttachmentBody>,
    log: Vec<DeskLine>,
    moves: Vec<DeskMove>,
    /// What comes next, as its owner reads it.
    #[schema(required = true)]
    next: Option<String>,
    /// The zone on whose clock its owner is told of times.
    owner_zone: String,
    owners: Vec<DeskOwner>,
    parts: Vec<DeskPart>,
    /// Photos and other files that its owner handed in with it or added to it, the newest first.
    photos: Vec<AttachmentBody>,
    /// The zone of the place of its appointment.
    place_zone: String,
    revision: u64,
    shown: Vec<DeskShown>,
    /// The time that it holds at a centre.
    #[schema(required = true, format = DateTime)]
    slot: Option<String>,
    /// The centre and the service of which it may have another time.
    #[schema(required = true)]
    slot_centre: Option<String>,
    #[schema(required = true)]
    slot_service: Option<String>,
    /// Whether complaint, cause and correction belong to its kind.
    three: bool,
}

/// A move that is asked for.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskMoveTo {
    #[schema(max_length = 4000)]
    cause: Option<String>,
    #[schema(max_length = 4000)]
    correction: Option<String>,
    #[schema(max_length = 4000)]
    note: Option<String>,
    #[schema(max_length = 4000)]
    quote: Option<String>,
    #[schema(max_length = 4000)]
    reason: Option<String>,
    /// A day and a time on the centre's clock, or an instant.
    #[schema(max_length = 100)]
    slot: Option<String>,
    #[schema(max_length = 64)]
    to: String,
    /// The owner hears of it; true unless it is said.
    visible: Option<bool>,
}

impl From<DeskMoveTo> for MoveAsked {
    fn from(asked: DeskMoveTo) -> MoveAsked {
        let DeskMoveTo { cause, correction, note, quote, reason, slot, to, visible } = asked;
        let said = [
            (Need::Cause, cause),
            (Need::Correction, correction),
            (Need::Note, note),
            (Need::Quote, quote),
            (Need::Reason, reason),
            (Need::Slot, slot),
        ];
        let said = said.into_iter().filter_map(|(need, text)| Some((need, text?.trim().to_owned())));
        MoveAsked { to, visible: visible.unwrap_or(true), said: said.filter(|(_, text)| !text.is_empty()).collect() }
    }
}

/// The three C's.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskCaseTold {
    #[schema(max_length = 4000)]
    pub cause: String,
    #[schema(max_length = 4000)]
    pub complaint: String,
    #[schema(max_length = 4000)]
    pub correction: String,
}

/// An exchange.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct DeskExchange {
    /// The new part's serial number.
    #[schema(max_length = 100)]
    pub new: Option<String>,
    /// The old part's.
    #[schema(max_length = 100)]
    pub old: Option<String>,
    /// Its name or its number.
    #[schema(max_length = 200)]
    pub part: Option<String>,
}

/// Free times, on the clock of a centre.
pub fn slots(language: Language, free: &[Millis], zone: &TimeZone) -> DeskSlots {
    let option = |at: &Millis| DeskOption { among: Vec::new(), label: moment(language, *at, zone), of: None, value: rfc3339(*at) };
    DeskSlots { items: free.iter().map(option).collect() }
}

/// Writes in one language.
pub struct Words<'a> {
    web: &'a Web,
    forms: &'a Forms,
    language: Language,
}

impl Words<'_> {
    pub fn new(web: &Web, language: Language) -> Words<'_> {
        Words { web, forms: &web.app.desk.forms, language }
    }

    fn text(&self, key: &str) -> String {
        self.web.app.catalog.text(self.language, key, &Args::new())
    }

    /// A state by its id; one that the table has no longer goes by its id.
    fn state_of(&self, kind: Option<&KindSpec>, id: &str) -> String {
        kind.map_or_else(|| id.to_owned(), |kind| self.forms.state_name(self.language, kind, id))
    }

    pub fn kinds(&self, offered: &Offered) -> DeskKinds {
        let state = |kind: &KindSpec, state: &StateSpec| DeskState {
            id: state.id.clone(),
            name: self.state_of(Some(kind), &state.id),
            terminal: state.terminal,
        };
        let kind = |kind: &KindSpec| DeskKind {
            id: kind.id.clone(),
            name: self.forms.kind_name(self.language, kind),
            states: kind.states.iter().map(|of| state(kind, of)).collect(),
        };
        let form = |(form, makes): &(crate::chat::event::form::Form, Outcome)| DeskForm {
            fields: form.fields.iter().map(field).collect(),
            form: form.form.clone(),
            makes: if let Outcome::Request(kind) = makes { Some(kind.clone()) } else { None },
            title: form.title.clone(),
        };
        let centre = |(id, names): &(String, Texts)| DeskNamed { id: id.clone(), name: names.in_(self.language).to_owned() };
        DeskKinds {
            centres: offered.centres.iter().map(centre).collect(),
            forms: offered.forms.iter().map(form).collect(),
            kinds: self.forms.kinds.kinds().iter().map(kind).collect(),
        }
    }

    pub fn beside(&self, beside: &Beside) -> DeskBeside {
        DeskBeside {
            cars: beside.cars.iter().map(|car| self.car(car)).collect(),
            owners: beside.owners.iter().map(owner).collect(),
            requests: beside.cases.iter().map(|case| self.card(case)).collect(),
            signed: beside.signed.as_ref().map(signed),
        }
    }

    pub fn car(&self, car: &Car) -> DeskCar {
        let reading =
            car.reading.as_ref().map(|reading| DeskOdometer { km: reading.km, lower: reading.flagged, on: reading.on.to_string() });
        DeskCar {
            coverage: car.coverage.iter().map(|coverage| self.coverage(coverage)).collect(),
            handed_over: car.vehicle.handed_over.map(|day| day.to_string()),
            id: car.vehicle.id.clone(),
            model: car.vehicle.model.clone(),
            odometer: reading,
            plate: car.vehicle.plate.clone(),
            vin: car.vehicle.vin.to_string(),
        }
    }

    fn coverage(&self, coverage: &Coverage) -> DeskCoverage {
        let (state, ended_by) = match coverage.state {
            CoverageState::Covered => ("covered", None),
            CoverageState::CoveredByDate => ("by_date", None),
            CoverageState::Ended(EndedBy::Date) => ("ended", Some("date")),
            CoverageState::Ended(EndedBy::Mileage) => ("ended", Some("mileage")),
            CoverageState::Ended(EndedBy::Both) => ("ended", Some("both")),
            CoverageState::NotStarted => ("not_started", None),
            CoverageState::Unknown => ("unknown", None),
        };
        DeskCoverage {
            ended_by,
            km_left: coverage.km_left,
            km_limit: coverage.km_limit,
            days_left: coverage.days_left,
            months_left: coverage.months_left,
            name: coverage.names.in_(self.language).to_owned(),
            serial: coverage.serial.clone(),
            state,
            until: coverage.until.map(|day| day.to_string()),
        }
    }

    pub fn card(&self, case: &Case) -> DeskCard {
        let (row, kind) = (&case.row, case.kind.as_ref());
        DeskCard {
            centre: case.centre.as_ref().map(|names| names.in_(self.language).to_owned()),
            changed_at: rfc3339(row.status_at),
            closed: row.closed_at.is_some(),
            code: row.code.clone(),
            conversation: row.conversation,
            due: row.due.filter(|_| row.paused_at.is_none()).map(rfc3339),
            kind: row.kind.clone(),
            kind_name: kind.map_or_else(|| row.kind.clone(), |kind| self.forms.kind_name(self.language, kind)),
            lateness: lateness(case.lateness),
            made_at: rfc3339(row.created_at),
            missing: case.missing(),
            model: case.model.clone(),
            status: row.status.clone(),
            status_name: self.state_of(kind, &row.status),
            vin: row.vin.clone(),
            words: excerpt(&case.complaint()),
        }
    }

    pub fn request(&self, opened: &Opened) -> DeskRequest {
        let Opened { case, owners, car, lines, parts, next, place_zone, owner_zone, .. } = opened;
        let zone = |zone: &TimeZone| zone.iana_name().unwrap_or("UTC").to_owned();
        let (row, kind) = (&case.row, case.kind.as_ref());
        let service = row.values.get("service").and_then(Value::as_str);
        let moves = kind.into_iter().flat_map(|kind| kind.moves_from(&row.status, By::Staff).map(move |step| (kind, step)));
        DeskRequest {
            card: self.card(case),
            car: car.as_ref().map(|car| self.car(car)),
            cause: case.said("cause"),
            complaint: case.complaint(),
            correction: case.said("correction"),
            files: opened.files.iter().cloned().map(AttachmentBody::from).collect(),
            photos: opened.photos.iter().cloned().map(AttachmentBody::from).collect(),
            log: lines.iter().map(|line| self.line(kind, line)).collect(),
            moves: moves.map(|(kind, step)| self.step(kind, step)).collect(),
            next: next.clone(),
            owner_zone: zone(owner_zone),
            owners: owners.iter().map(owner).collect(),
            parts: parts.iter().map(part).collect(),
            place_zone: zone(place_zone),
            revision: row.revision,
            shown: opened.shown.iter().map(|shown| DeskShown { label: shown.label.clone(), text: shown.text.clone() }).collect(),
            slot: row.slot.as_ref().map(|slot| rfc3339(slot.at)),
            slot_centre: row.centre.clone(),
            slot_service: row.slot.as_ref().map(|slot| slot.service.clone()).or_else(|| service.map(str::to_owned)),
            three: case.has_three(),
        }
    }

    fn step(&self, kind: &KindSpec, step: &Move) -> DeskMove {
        DeskMove {
            closes: kind.is_terminal(&step.to),
            name: self.state_of(Some(kind), &step.to),
            needs: step.needs.iter().map(|need| need.as_str()).collect(),
            to: step.to.clone(),
        }
    }

    fn line(&self, kind: Option<&KindSpec>, line: &RequestLine) -> DeskLine {
        let by = match line.role {
            Role::Technician => line.name.clone(),
            Role::Owner => Some(self.text("desk-from-owner")),
            Role::Bot | Role::System => None,
        };
        DeskLine {
            at: rfc3339(line.at),
            by: by.unwrap_or_else(|| self.text("desk-from-bot")),
            from: line.from.as_deref().map(|from| self.state_of(kind, from)),
            note: line.note.clone(),
            to: self.state_of(kind, &line.to),
            visible: line.visible,
        }
    }
}

fn field(field: &crate::chat::event::form::FormField) -> DeskField {
    let option = |option: &crate::chat::event::form::FieldOption| DeskOption {
        among: option.among.clone(),
        label: option.label.clone(),
        of: option.of.clone(),
        value: option.value.clone(),
    };
    DeskField {
        depends: field.depends.clone(),
        help: field.help.clone(),
        kind: field.kind.clone(),
        label: field.label.clone(),
        max: field.max,
        name: field.name.clone(),
        options: field.options.iter().map(option).collect(),
        required: field.required,
        within: field.within.clone(),
    }
}

fn owner((owner, sure): &(Owner, bool)) -> DeskOwner {
    DeskOwner { email: owner.email.clone(), id: owner.id.clone(), name: owner.name.clone(), phone: owner.phone.clone(), sure: *sure }
}

fn signed(signed: &Signed) -> DeskSigned {
    let Signed { site, subject, email, name } = signed.clone();
    DeskSigned { email, name, site, subject }
}

fn part(part: &Part) -> DeskPart {
    let Part { name, old, new, until } = part.clone();
    DeskPart { name, new, old, until: until.map(|day| day.to_string()) }
}

fn lateness(lateness: Lateness) -> &'static str {
    match lateness {
        Lateness::None => "none",
        Lateness::Soon => "soon",
        Lateness::Overdue => "overdue",
        Lateness::Paused => "paused",
    }
}

/// The beginning of a text, on one line.
fn excerpt(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(EXCERPT_CHARS) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}
