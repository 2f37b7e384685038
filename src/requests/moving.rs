//! One step of the table of kinds, by a technician, by the owner, or by the program itself.

use super::appointment::holds;
use super::calendar::Holds;
use super::{Requests, own};
use crate::access::right::{OwnConversation, WorkRequests};
use crate::access::{Granted, Principal, User, authorize};
use crate::aftersales::code::RequestCode;
use crate::aftersales::form::{FieldKind, FieldSpec};
use crate::aftersales::kind::{By, KindSpec, MoveFault, Need};
use crate::aftersales::record::Centre;
use crate::aftersales::workday::{Due, WorkCalendar};
use crate::chat::command::{Files, Stamp, Submission};
use crate::chat::event::attachment::Attachment;
use crate::chat::event::form::RequestCard;
use crate::chat::request::{RequestMove, SlotChange};
use crate::clock::{Millis, rfc3339};
use crate::error::{Code, Error};
use crate::forms::{Reader, moment, zone_of};
use crate::i18n::Args;
use crate::language::Language;
use crate::market::Market;
use crate::store::{self, Appended, PartNumbers, Put, RequestRow};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Longest note to an owner, and longest value that comes with a step, in characters: those of a message.
pub const MAX_NOTE_CHARS: usize = 4_000;
/// Attempts to add something to a request that others move meanwhile.
const ATTEMPTS: usize = 3;
/// Files of a request that its page shows.
const MOST_FILES: u32 = 50;
/// Values that come with one step.
pub const MAX_VALUES: usize = 40;
/// What an owner reads who wants another time for an appointment that has begun.
pub const BEGUN: &str = "request-step-begun";

/// What somebody wants of a request.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Step {
    /// The state after it; none stays.
    pub to: Option<String>,
    /// Words for the owner, or among the staff when the owner is not to hear of it.
    pub note: Option<String>,
    /// The owner hears of it.
    pub visible: bool,
    /// Reason, cause, correction, quote, serial numbers: by field. Null takes one away.
    pub values: Map<String, Value>,
    /// Another slot.
    pub slot: Option<Millis>,
    /// Records that it belongs to from now on.
    pub owner: Option<String>,
    pub vehicle: Option<String>,
}

/// What an owner decides about a request of their conversation.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    pub row: RequestRow,
    pub step: Step,
    /// Where its appointment is.
    pub centre: Option<Centre>,
    /// The form that they filled in for it.
    pub form: Option<Box<Submission>>,
}

/// How an owner chooses another time for their appointment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AnotherTime<'k> {
    /// The state after it.
    pub to: &'k str,
    /// The field of the kind's form that asks for a time.
    pub field: &'k FieldSpec,
}

/// What became of parts that were to be exchanged.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exchanged {
    Stored,
    /// Another part has the serial number.
    NumberTaken,
}

/// Why a step is not taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StepFault {
    Error(Error),
    /// The table says no.
    Move(MoveFault),
    /// The centre has no such slot, or it is too late for it.
    NoSuchSlot,
    /// The appointment has begun: its owner changes its time no more.
    Begun,
    /// That field is longer than a message may be, or there are too many.
    TooLong(String),
}

impl<E: Into<Error>> From<E> for StepFault {
    fn from(error: E) -> StepFault {
        StepFault::Error(error.into())
    }
}

impl Requests {
    /// A technician's step, on the revision that they have seen. `centre` is where its appointment is: it tells the time on its clock.
    pub async fn step(&self, user: &User, row: &RequestRow, step: Step, centre: Option<&Centre>) -> Result<RequestRow, StepFault> {
        let granted = authorize(Principal::Staff(user), WorkRequests)?;
        let by_move = self.plan(row, step, By::Staff, centre)?;
        Ok(self.store.move_request(granted, &row.code, by_move).await?)
    }

    /// A technician's step that goes with the parts that were exchanged: all of it is stored, or nothing.
    pub async fn exchange(
        &self,
        user: &User,
        row: &RequestRow,
        step: Step,
        serials: Vec<Put>,
        numbers: PartNumbers,
    ) -> Result<Exchanged, StepFault> {
        let granted = authorize(Principal::Staff(user), WorkRequests)?;
        let by_move = self.plan(row, step, By::Staff, None)?;
        match self.store.exchange_parts(granted, &row.code, by_move, serials, numbers).await {
            Ok(_) => Ok(Exchanged::Stored),
            Err(store::Error::Conflict(_)) => Ok(Exchanged::NumberTaken),
            Err(error) => Err(error.into()),
        }
    }

    /// The step of an owner who has shown that the request is theirs.
    pub async fn own_step(&self, row: &RequestRow, step: Step, centre: Option<&Centre>) -> Result<RequestRow, StepFault> {
        let by_move = self.plan(row, Step { visible: true, ..step }, By::Owner, centre)?;
        Ok(self.store.keep_request(own()?, true, &row.code, by_move).await?)
    }

    /// Files that an owner adds on the request's page, who has shown that it is theirs. They commute with whatever happens to it meanwhile.
    pub async fn add_files(&self, row: &RequestRow, files: Files, centre: Option<&Centre>) -> Result<RequestRow, StepFault> {
        let note = self.forms.say(row.language, "request-files-added", &Args::new().with("count", files.ids.len()));
        let mut row = row.clone();
        for _ in 0..ATTEMPTS {
            let step = Step { note: Some(note.clone()), visible: true, ..Step::default() };
            let by_move = RequestMove { files: Some(files.clone()), ..self.plan(&row, step, By::Owner, centre)? };
            match self.store.keep_request(own()?, true, &row.code, by_move).await {
                Ok(row) => return Ok(row),
                Err(store::Error::Stale) => row = self.store.request(own()?, &row.code).await?.ok_or(Code::NotFound)?,
                Err(error) => return Err(error.into()),
            }
        }
        Err(Error::from(Code::Busy).into())
    }

    /// The files of a request, the newest first.
    pub async fn files(&self, row: &RequestRow) -> Result<Vec<Attachment>, Error> {
        Ok(self.store.own_uploads_of_request(own()?, &row.code, MOST_FILES).await?)
    }

    /// Whether a request has a file with the bytes of this upload.
    pub async fn has_file(&self, code: &str, upload: Uuid) -> Result<bool, Error> {
        Ok(self.store.request_has_file(own()?, code, upload).await?)
    }

    /// What an owner decides in their own conversation, whose the request is; once for each frame. None repeats what the frame did.
    pub async fn decide(
        &self,
        granted: Granted<'_, OwnConversation>,
        by: (Uuid, Stamp),
        decided: Option<Decision>,
        code: RequestCode,
    ) -> Result<Appended, StepFault> {
        let by_move = match decided {
            Some(Decision { row, step, centre, form }) => {
                Some((self.plan(&row, Step { visible: true, ..step }, By::Owner, centre.as_ref())?, form))
            }
            None => None,
        };
        Ok(self.store.decide_request(granted, by, &code.to_string(), by_move).await?)
    }

    /// How the owner of a request chooses another time for its appointment now, if they may.
    pub fn another_time(&self, row: &RequestRow) -> Result<AnotherTime<'_>, StepFault> {
        let kind = self.kinds().kind(&row.kind).ok_or(Code::NotFound)?;
        let step = kind.another_time(&row.status).ok_or(StepFault::Move(MoveFault::NotFollowing))?;
        let field = kind.form.fields.iter().find(|field| field.kind == FieldKind::Slot);
        let field = field.ok_or(StepFault::Move(MoveFault::NotFollowing))?;
        if has_begun(kind, row, self.clock.now()) {
            return Err(StepFault::Begun);
        }
        Ok(AnotherTime { to: &step.to, field })
    }

    /// Why a step is refused, with words beside the field that is wrong.
    pub fn refusal(&self, language: Language, fault: StepFault) -> Error {
        let say = |key: &str, args: Args<'_>| self.forms.say(language, key, &args);
        let (field, words) = match fault {
            StepFault::Error(error) => return error,
            StepFault::Move(MoveFault::Missing(needs)) => {
                let words = |need: &Need| say(&format!("request-step-needs-{}", need.as_str()), Args::new());
                return Error::invalid(needs.iter().map(|need| (need.as_str().to_owned(), words(need))).collect());
            }
            StepFault::Move(MoveFault::UnknownState) => ("to".to_owned(), say("request-step-unknown", Args::new())),
            StepFault::Move(MoveFault::NotFollowing | MoveFault::NotYours) => {
                ("to".to_owned(), say("request-step-not-following", Args::new()))
            }
            StepFault::Begun => ("slot".to_owned(), say(BEGUN, Args::new())),
            StepFault::NoSuchSlot => ("slot".to_owned(), say("request-step-no-slot", Args::new())),
            StepFault::TooLong(field) => (field, say("request-step-too-long", Args::new().with("limit", MAX_NOTE_CHARS))),
        };
        Error::invalid(BTreeMap::from([(field, words)]))
    }

    /// The states that somebody may move a request to now, with what each needs.
    pub fn steps<'k>(&'k self, row: &RequestRow, by: By) -> Vec<(&'k str, &'k [Need])> {
        let Some(kind) = self.kinds().kind(&row.kind) else { return Vec::new() };
        kind.moves_from(&row.status, by).map(|step| (step.to.as_str(), step.needs.as_slice())).collect()
    }

    /// What a step means for the row, as the store takes it.
    fn plan(&self, row: &RequestRow, step: Step, by: By, centre: Option<&Centre>) -> Result<RequestMove, StepFault> {
        too_long(&step)?;
        let kind = self.kinds().kind(&row.kind).ok_or(Code::NotFound)?;
        let to = step.to.clone().unwrap_or_else(|| row.status.clone());
        // An owner may choose another time only where the table says so, also within a state.
        let chooses = by == By::Owner && step.slot.is_some();
        if to != row.status || chooses {
            kind.step(&row.status, &to, by, &said(row, &step)).map_err(StepFault::Move)?;
        } else if step.to.is_some() && step.slot.is_none() {
            // A second press of the same button: it is there already.
            return Err(StepFault::Move(MoveFault::NotFollowing));
        } else if kind.state(&to).is_none() {
            return Err(StepFault::Move(MoveFault::UnknownState));
        }
        let markets = self.markets.get();
        let market = markets.get(&row.market).unwrap_or_else(|| markets.of_language(row.language));
        let now = self.clock.now();
        let (due, paused_at) = due(kind, row, &to, market, now);
        if chooses && has_begun(kind, row, now) {
            return Err(StepFault::Begun);
        }
        let terminal = kind.is_terminal(&to);
        let (slot, values) = self.slot_change(row, &step, centre, terminal && to != row.status, now)?;
        let note = words(&step);
        let card = self.forms.card(kind, &to, due, Reader { language: row.language, market, now });
        let at = match &slot {
            SlotChange::Take(wanted) => Some(wanted.at),
            SlotChange::Keep => row.slot.as_ref().map(|slot| slot.at).filter(|_| !terminal),
            SlotChange::Free => None,
        };
        let zone = centre.map_or_else(|| market.schedule.zone().clone(), zone_of);
        let when = at.map(|at| moment(row.language, at, &zone));
        // What was called off keeps the values, so that a calendar can be told.
        let dated = slot_of(&values).or_else(|| slot_of(&row.values)).is_some() || self.meets_at(row).1.is_some();
        Ok(RequestMove {
            revision: row.revision,
            to,
            terminal,
            visible: step.visible,
            due,
            paused_at,
            slot,
            values,
            owner: step.owner,
            vehicle: step.vehicle,
            centre: None,
            card: RequestCard { note: note.clone().filter(|_| step.visible), when, dated, ..card },
            note,
            files: None,
        })
    }

    /// What becomes of the slot: another one where one is named; what lies ahead is given back once all is over.
    fn slot_change(
        &self,
        row: &RequestRow,
        step: &Step,
        centre: Option<&Centre>,
        ends: bool,
        now: Millis,
    ) -> Result<(SlotChange, Map<String, Value>), StepFault> {
        let mut values = step.values.clone();
        let Some(at) = step.slot else {
            let lies_ahead = row.slot.as_ref().is_some_and(|slot| slot.at > now);
            return Ok((if ends && lies_ahead { SlotChange::Free } else { SlotChange::Keep }, values));
        };
        let wanted = self.slot(centre.ok_or(StepFault::NoSuchSlot)?, service_of(row), at)?.ok_or(StepFault::NoSuchSlot)?;
        values.insert("slot".into(), Value::from(rfc3339(at)));
        Ok((SlotChange::Take(wanted), values))
    }
}

/// What an appointment is for.
pub fn service_of(row: &RequestRow) -> &str {
    let named = || row.values.get("service").and_then(Value::as_str);
    row.slot.as_ref().map(|slot| slot.service.as_str()).or_else(named).unwrap_or_default()
}

/// Whether the time has come that was agreed on. What nobody has agreed on yet may be put off whenever its owner likes.
fn has_begun(kind: &KindSpec, row: &RequestRow, now: Millis) -> bool {
    row.slot.as_ref().is_some_and(|slot| slot.at <= now && holds(kind, row, slot.at) == Holds::Confirmed)
}

fn slot_of(values: &Map<String, Value>) -> Option<&str> {
    values.get("slot").and_then(Value::as_str)
}

/// What has been said of what a step may need: with it, or before.
fn said(row: &RequestRow, step: &Step) -> BTreeSet<Need> {
    let is_said = |value: &Value| !value.is_null() && value.as_str().is_none_or(|text| !text.trim().is_empty());
    let with = |name: &str| step.values.get(name).map_or_else(|| row.values.get(name).is_some_and(is_said), is_said);
    let now = |name: &str| step.values.get(name).is_some_and(is_said);
    let note = step.note.as_ref().is_some_and(|note| !note.trim().is_empty());
    let needs = [
        // Words to the owner are new ones each time, and so are a reason and a price; what was found out once stays so.
        (Need::Note, note && step.visible),
        (Need::Reason, now("reason")),
        (Need::Quote, now("quote")),
        (Need::Cause, with("cause")),
        (Need::Correction, with("correction")),
        (Need::Slot, step.slot.is_some()),
    ];
    needs.into_iter().filter(|(_, said)| *said).map(|(need, _)| need).collect()
}

/// What is said with a step: a reason and a price are words for the owner, too.
fn words(step: &Step) -> Option<String> {
    let named = ["reason", "quote"].iter().filter_map(|name| step.values.get(*name)?.as_str());
    let mut said: Vec<&str> = Vec::new();
    for text in named.chain(step.note.as_deref()).map(str::trim).filter(|text| !text.is_empty()) {
        if !said.contains(&text) {
            said.push(text);
        }
    }
    (!said.is_empty()).then(|| said.join("\n\n"))
}

/// When the next step is due in a state, and since when the clock stands.
fn due(kind: &KindSpec, row: &RequestRow, to: &str, market: &Market, now: Millis) -> (Option<Millis>, Option<Millis>) {
    if to == row.status {
        return (row.due, row.paused_at);
    }
    if kind.waits_for_owner(to) {
        return (row.due, row.due.map(|_| row.paused_at.unwrap_or(now)));
    }
    if !kind.due_runs(to) {
        return (None, None);
    }
    let calendar = WorkCalendar::of(market);
    let promised = kind.due.unwrap_or(Due::WorkingDays(0));
    let due = match (row.due, row.paused_at) {
        (Some(due), Some(paused)) => Some(calendar.resumed(promised, due, paused, now)),
        (Some(due), None) => Some(due),
        // Back in a state that promises something.
        (None, _) => kind.due_at(&calendar, now),
    };
    (due, None)
}

fn too_long(step: &Step) -> Result<(), StepFault> {
    let long = |text: &str| text.chars().count() > MAX_NOTE_CHARS;
    if step.note.as_deref().is_some_and(long) {
        return Err(StepFault::TooLong("note".into()));
    }
    let value = step.values.iter().find(|(name, value)| name.len() > MAX_VALUES || long(&value.to_string()));
    match value {
        Some((name, _)) => Err(StepFault::TooLong(name.chars().take(MAX_VALUES).collect())),
        None if step.values.len() > MAX_VALUES => Err(StepFault::TooLong("values".into())),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aftersales::kind::Kinds;
    use crate::config::Config;
    use crate::market::Markets;
    use crate::store::TakenSlot;
    use jiff::Timestamp;

    fn at(time: &str) -> Millis {
        time.parse::<Timestamp>().expect("a time").as_millisecond()
    }

    fn row(kind: &str, status: &str, due: Option<Millis>, paused_at: Option<Millis>) -> RequestRow {
        RequestRow {
            code: "AC-0000-0000-0".into(),
            kind: kind.into(),
            status: status.into(),
            status_at: 0,
            market: "kz".into(),
            language: Language::KK,
            conversation: None,
            owner: None,
            vehicle: None,
            centre: None,
            vin: None,
            email: None,
            values: Map::new(),
            slot: None,
            due,
            paused_at,
            overdue_at: None,
            created_at: 0,
            closed_at: None,
            revision: 1,
        }
    }

    #[test]
    fn the_clock_stands_while_the_owner_must_act() {
        let markets = Markets::new(&Config::defaults()).expect("sound markets");
        let (kinds, kz) = (Kinds::embedded(), markets.get("kz").expect("kz").clone());
        let claim = kinds.kind("warranty-claim").expect("a kind");
        // Monday 23 to Friday 27 November 2026 are working days; the decision is due on Thursday.
        let (monday, tuesday, thursday) = (at("2026-11-23T05:00:00Z"), at("2026-11-24T05:00:00Z"), at("2026-11-26T13:00:00Z"));
        let asked = due(claim, &row("warranty-claim", "in_review", Some(thursday), None), "more_info", &kz, monday);
        assert_eq!(asked, (Some(thursday), Some(monday)));
        let again = due(claim, &row("warranty-claim", "more_info", Some(thursday), Some(monday)), "in_review", &kz, tuesday);
        assert_eq!(again, (Some(at("2026-11-27T13:00:00Z")), None), "a working day was lost");
        assert_eq!(due(claim, &row("warranty-claim", "in_review", Some(thursday), None), "approved", &kz, monday), (None, None));
        let complaint = kinds.kind("complaint").expect("a kind");
        assert_eq!(due(complaint, &row("complaint", "received", Some(thursday), None), "answered", &kz, monday), (None, None));
        let stays = due(complaint, &row("complaint", "received", Some(thursday), Some(monday)), "received", &kz, tuesday);
        assert_eq!(stays, (Some(thursday), Some(monday)));
    }

    #[test]
    fn what_was_agreed_on_is_put_off_until_it_begins() {
        let kinds = Kinds::embedded();
        let booking = kinds.kind("booking").expect("a kind");
        let slot = |at| TakenSlot { centre: "c".into(), service: "tyres".into(), at, until: at + 1 };
        let booked = |status: &str, at| RequestRow { slot: Some(slot(at)), ..row("booking", status, None, None) };
        assert!(has_begun(booking, &booked("confirmed", 5), 5) && !has_begun(booking, &booked("confirmed", 6), 5));
        assert!(!has_begun(booking, &booked("requested", 5), 9), "nobody has agreed on it");
        assert!(!has_begun(booking, &booked("proposed", 5), 9));
        let may: Vec<&str> = booking.states.iter().map(|state| state.id.as_str()).filter(|id| booking.another_time(id).is_some()).collect();
        assert_eq!(may, ["requested", "confirmed", "proposed"]);
    }

    #[test]
    fn a_cause_is_said_once_and_a_note_each_time() {
        let with = |values: serde_json::Value| if let Value::Object(values) = values { values } else { Map::new() };
        let known = RequestRow {
            values: with(serde_json::json!({ "cause": "pump", "reason": "old", "correction": " " })),
            ..row("warranty-claim", "in_repair", None, None)
        };
        let nothing = said(&known, &Step::default());
        assert_eq!(nothing, BTreeSet::from([Need::Cause]));
        let step = Step {
            note: Some("ready".into()),
            visible: true,
            values: with(serde_json::json!({ "cause": null, "correction": "new pump", "reason": "wear" })),
            slot: Some(1),
            ..Step::default()
        };
        assert_eq!(said(&known, &step), BTreeSet::from([Need::Note, Need::Reason, Need::Correction, Need::Slot]));
        assert!(!said(&known, &Step { visible: false, ..step }).contains(&Need::Note), "the owner would not hear it");
        let long = Step { note: Some("x".repeat(MAX_NOTE_CHARS + 1)), ..Step::default() };
        assert_eq!(too_long(&long), Err(StepFault::TooLong("note".into())));
    }
}
