//! What the desk is shown of cars and requests, in the reader's language.

use super::shapes::{
    DeskBeside, DeskCar, DeskCard, DeskCoverage, DeskField, DeskForm, DeskKind, DeskKinds, DeskLine, DeskMove, DeskNamed, DeskOdometer,
    DeskOption, DeskOwner, DeskPart, DeskRequest, DeskShown, DeskSigned, DeskSlots, DeskState,
};
use crate::aftersales::coverage::{Coverage, CoverageState, EndedBy};
use crate::aftersales::form::Outcome;
use crate::aftersales::kind::{By, KindSpec, Move, StateSpec};
use crate::aftersales::record::{Owner, Texts};
use crate::chat::event::Role;
use crate::clock::{Millis, rfc3339};
use crate::desk::requests::{Beside, Car, Case, Lateness, Offered, Opened, Part};
use crate::forms::{Forms, moment};
use crate::http::Web;
use crate::http::api::uploads::AttachmentBody;
use crate::i18n::Args;
use crate::language::Language;
use crate::store::{RequestLine, Signed};
use jiff::tz::TimeZone;
use serde_json::Value;

/// Characters of the owner's own words in a list.
const EXCERPT_CHARS: usize = 160;

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
