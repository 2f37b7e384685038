//! The one table of kinds of requests, `config/requests.toml`: states, moves, due times, forms. It explains its keys itself.
//!
//! An operator's own file may take its place; it is checked as a whole before anything uses it, and every mistake is named.

mod check;

use super::form::{FieldSpec, FormSpec, LookUp, OptionSource};
use super::record::Texts;
use super::workday::{Due, WorkCalendar};
use crate::clock::Millis;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

pub use check::{Problem, Wrong};

/// The program's own table.
const EMBEDDED: &str = include_str!("../../config/requests.toml");
/// Largest file, in bytes: many times what ours has.
pub const MAX_FILE: usize = 256 * 1024;

/// All kinds and forms.
#[derive(Debug, Clone)]
pub struct Kinds {
    kinds: Vec<KindSpec>,
    look_ups: Vec<LookUpSpec>,
    services: Vec<String>,
    /// What an operator calls their services.
    service_names: BTreeMap<String, Texts>,
    pub finance: Finance,
}

/// One kind of request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KindSpec {
    pub id: String,
    /// In order; the first is where a request begins.
    pub states: Vec<StateSpec>,
    pub moves: Vec<Move>,
    /// By when it is promised.
    pub due: Option<Due>,
    /// The states in which the promise is still to be kept.
    pub due_in: Vec<String>,
    /// Whether nothing is done without the owner's consent.
    pub consent: bool,
    /// Where it is offered; none: everywhere.
    pub markets: Vec<String>,
    pub form: FormSpec,
    /// What an operator calls a kind of their own; ours have their texts in `locales/`.
    pub names: Texts,
}

/// One state of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StateSpec {
    pub id: String,
    /// Nothing follows.
    #[serde(default)]
    pub terminal: bool,
    /// The due time stands still.
    #[serde(default)]
    pub waits_for_owner: bool,
    /// A request may begin here, beside the first state.
    #[serde(default)]
    pub start: bool,
    /// Which text says what comes next, where it is not that of the state's name.
    #[serde(default)]
    pub next: Option<String>,
    #[serde(default)]
    pub names: Texts,
    /// What an operator says of what comes next.
    #[serde(default)]
    pub next_texts: Texts,
}

impl StateSpec {
    /// The message with its name.
    pub fn key(&self) -> String {
        format!("request-state-{}", self.id.replace('_', "-"))
    }

    /// The message that says what comes next.
    pub fn next_key(&self) -> String {
        format!("request-next-{}", self.next.as_ref().unwrap_or(&self.id).replace('_', "-"))
    }
}

/// Who changes a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    Owner,
    Staff,
    /// The program itself.
    System,
}

/// What has to be said with a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Words for the owner.
    Note,
    /// Why something is declined.
    Reason,
    /// What was the cause of the fault.
    Cause,
    /// What was done about it.
    Correction,
    /// A price.
    Quote,
    /// A time at a centre.
    Slot,
}

impl Need {
    /// The name in files and in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Need::Note => "note",
            Need::Reason => "reason",
            Need::Cause => "cause",
            Need::Correction => "correction",
            Need::Quote => "quote",
            Need::Slot => "slot",
        }
    }
}

/// One way from a state to another.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Move {
    pub from: String,
    pub to: String,
    pub by: Vec<By>,
    #[serde(default)]
    pub needs: Vec<Need>,
    /// What an operator has the owner's button for it say.
    #[serde(default)]
    pub names: Texts,
}

/// A text that the table needs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted<'k> {
    /// Where in the table: `kind.wash.states.received`.
    pub place: String,
    /// What an operator wrote for it.
    pub own: &'k Texts,
    /// The message of `locales/` where they wrote nothing.
    pub key: String,
    /// Where they write it.
    pub field: &'static str,
}

/// Why a request cannot be moved so.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoveFault {
    #[error("the kind has no such state")]
    UnknownState,
    #[error("the state does not follow")]
    NotFollowing,
    /// Somebody else may.
    #[error("not by this person")]
    NotYours,
    /// This has to be said with it.
    #[error("missing: {}", .0.iter().map(|need| need.as_str()).collect::<Vec<_>>().join(", "))]
    Missing(Vec<Need>),
}

impl KindSpec {
    /// The state of that name.
    pub fn state(&self, id: &str) -> Option<&StateSpec> {
        self.states.iter().find(|state| state.id == id)
    }

    /// Where a request begins unless something else is said.
    pub fn first(&self) -> &StateSpec {
        &self.states[0]
    }

    /// Whether a request may begin in that state.
    pub fn may_begin_in(&self, id: &str) -> bool {
        self.first().id == id || self.state(id).is_some_and(|state| state.start)
    }

    /// The moves that somebody may make from a state.
    pub fn moves_from(&self, state: &str, by: By) -> impl Iterator<Item = &Move> {
        self.moves.iter().filter(move |step| step.from == state && step.by.contains(&by))
    }

    /// The owner's move by which they choose another time for their appointment.
    pub fn another_time(&self, state: &str) -> Option<&Move> {
        self.moves_from(state, By::Owner).find(|step| step.needs == [Need::Slot])
    }

    /// The move from a state to another, if somebody may make it and said what it needs.
    pub fn step(&self, from: &str, to: &str, by: By, said: &BTreeSet<Need>) -> Result<&Move, MoveFault> {
        if self.state(from).is_none() || self.state(to).is_none() {
            return Err(MoveFault::UnknownState);
        }
        let step = self.moves.iter().find(|step| step.from == from && step.to == to).ok_or(MoveFault::NotFollowing)?;
        if !step.by.contains(&by) {
            return Err(MoveFault::NotYours);
        }
        let missing: Vec<Need> = step.needs.iter().filter(|need| !said.contains(need)).copied().collect();
        if missing.is_empty() { Ok(step) } else { Err(MoveFault::Missing(missing)) }
    }

    /// Whether nothing follows that state.
    pub fn is_terminal(&self, state: &str) -> bool {
        self.state(state).is_some_and(|state| state.terminal)
    }

    /// Whether the promise of a due time is still to be kept in that state.
    pub fn due_runs(&self, state: &str) -> bool {
        self.due_in.iter().any(|running| running == state)
    }

    /// Whether the due time stands still in that state.
    pub fn waits_for_owner(&self, state: &str) -> bool {
        self.state(state).is_some_and(|state| state.waits_for_owner)
    }

    /// When a request that is made at `from` is due.
    pub fn due_at(&self, calendar: &WorkCalendar, from: Millis) -> Option<Millis> {
        self.due.map(|due| calendar.due(due, from))
    }

    /// Whether it is offered in a market.
    pub fn is_offered_in(&self, market: &str) -> bool {
        self.markets.is_empty() || self.markets.iter().any(|own| own == market)
    }

    /// The field with a date of the training.
    pub fn course_field(&self) -> Option<&str> {
        let is_course = |field: &&FieldSpec| field.options_from == Some(OptionSource::Courses);
        self.form.fields.iter().find(is_course).map(|field| field.name.as_str())
    }

    /// The message with its name.
    pub fn key(&self) -> String {
        format!("request-kind-{}", self.id)
    }
}

/// The form of a look-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LookUpSpec {
    pub id: String,
    pub look_up: LookUp,
    pub form: FormSpec,
}

/// The limits of paying in months, and the rates of the worked example.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Finance {
    /// Smallest sum, in US dollars.
    pub min_usd: i64,
    pub min_months: u32,
    pub max_months: u32,
    /// One US dollar in a currency.
    #[serde(default)]
    pub rates: BTreeMap<String, f64>,
    /// The currency of a market.
    #[serde(default)]
    pub currencies: BTreeMap<String, String>,
}

impl Wanted<'_> {
    /// The mistake that there is no such text.
    pub fn missing(&self) -> Problem {
        Problem { place: self.place.clone(), what: Wrong::NoText(self.key.clone(), self.field) }
    }
}

impl Kinds {
    /// The program's own table.
    pub fn embedded() -> Kinds {
        Kinds::parse(EMBEDDED).expect("the embedded table is sound: a test reads it")
    }

    /// Reads a table and checks it as a whole; else everything that is wrong with it.
    pub fn parse(text: &str) -> Result<Kinds, Vec<Problem>> {
        check::read(text)
    }

    /// Every kind, in the order of the file.
    pub fn kinds(&self) -> &[KindSpec] {
        &self.kinds
    }

    /// Every look-up.
    pub fn look_ups(&self) -> &[LookUpSpec] {
        &self.look_ups
    }

    /// The kind of that name.
    pub fn kind(&self, id: &str) -> Option<&KindSpec> {
        self.kinds.iter().find(|kind| kind.id == id)
    }

    /// The form of that name: of a kind or of a look-up.
    pub fn form(&self, id: &str) -> Option<&FormSpec> {
        self.forms().find(|form| form.id == id)
    }

    /// Every form.
    pub fn forms(&self) -> impl Iterator<Item = &FormSpec> {
        self.kinds.iter().map(|kind| &kind.form).chain(self.look_ups.iter().map(|look_up| &look_up.form))
    }

    /// What centres do by appointment.
    pub fn services(&self) -> &[String] {
        &self.services
    }

    /// The names of all forms.
    pub fn form_ids(&self) -> Vec<&str> {
        self.forms().map(|form| form.id.as_str()).collect()
    }

    /// What an operator calls a service; ours have their texts in `locales/`.
    pub fn service_names(&self, service: &str) -> Option<&Texts> {
        self.service_names.get(service)
    }

    /// Every text that the table needs.
    pub fn wanted(&self) -> Vec<Wanted<'_>> {
        static NONE: Texts = Texts::none();
        let mut wanted = Vec::new();
        let mut add = |field, place: String, own, key| wanted.push(Wanted { place, own, key, field });
        for service in &self.services {
            add("service_names", format!("services.{service}"), self.service_names.get(service).unwrap_or(&NONE), service_key(service));
        }
        for kind in &self.kinds {
            let place = format!("kind.{}", kind.id);
            add("names", place.clone(), &kind.names, kind.key());
            for state in &kind.states {
                let place = format!("{place}.states.{}", state.id);
                add("names", place.clone(), &state.names, state.key());
                // What comes next need not be said, unless it is named.
                if state.next.is_some() || !state.next_texts.is_empty() {
                    add("next_texts", format!("{place}.next"), &state.next_texts, state.next_key());
                }
            }
        }
        for form in self.forms() {
            let place = if self.kind(&form.id).is_some() { format!("kind.{}", form.id) } else { format!("look_up.{}", form.id) };
            add("titles", format!("{place}.form"), &form.names, form.key());
            for field in &form.fields {
                let place = format!("{place}.fields.{}", field.name);
                add("names", place.clone(), &field.names, field.key());
                if let Some(key) = field.help_key() {
                    add("helps", format!("{place}.help"), &field.helps, key);
                }
                for option in &field.options {
                    add(
                        "option_names",
                        format!("{place}.options.{option}"),
                        field.option_names.get(option).unwrap_or(&NONE),
                        field.option_key(option),
                    );
                }
            }
        }
        wanted
    }

    /// Every key of a text that the table puts together, with what an operator wrote left out.
    pub fn text_keys(&self) -> BTreeSet<String> {
        let wanted = self.wanted().into_iter().filter(|wanted| wanted.own.is_empty()).map(|wanted| wanted.key);
        let states = self.kinds.iter().flat_map(|kind| &kind.states).filter(|state| state.next_texts.is_empty());
        wanted.chain(states.map(StateSpec::next_key)).collect()
    }
}

/// The message with the name of a service.
pub fn service_key(service: &str) -> String {
    format!("request-option-service-{service}")
}

#[cfg(test)]
mod tests;
