//! Reading the table, and everything that may be wrong with it.

use super::{EMBEDDED, Finance, KindSpec, Kinds, LookUpSpec, MAX_FILE, Move, StateSpec};
use crate::aftersales::form::{FieldKind, FieldSpec, FormSpec, LookUp, Outcome};
use crate::aftersales::record::Texts;
use crate::aftersales::workday::Due;
use serde::Deserialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// Most kinds and look-ups together.
const MOST_FORMS: usize = 100;
/// Most states, moves or fields of one kind.
const MOST_PARTS: usize = 60;
/// Longest name, in bytes.
const MAX_NAME: usize = 40;
/// Longest text of an operator, in characters.
const MAX_TEXT: usize = 500;
/// Longest due time, in days: a year.
const MAX_DUE_DAYS: u32 = 366;

/// One mistake in the table.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Problem {
    /// Where: `kind.booking.moves`, or a line of the file.
    pub place: String,
    pub what: Wrong,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.place.is_empty() { self.what.fmt(f) } else { write!(f, "{}: {}", self.place, self.what) }
    }
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Wrong {
    #[error("{0}")]
    Toml(String),
    #[error("cannot be read: {0}")]
    Unreadable(String),
    #[error("is larger than {MAX_FILE} bytes")]
    TooLarge,
    #[error("has too many parts")]
    TooMany,
    #[error("{0:?} is no name: a-z, 0-9, - and _")]
    Name(String),
    #[error("{0:?} is there twice")]
    Twice(String),
    #[error("has no [finance], and `ours = true` is not said")]
    NoFinance,
    #[error("has no states")]
    NoStates,
    #[error("there is no state {0:?}")]
    UnknownState(String),
    #[error("there is no service {0:?}")]
    UnknownService(String),
    #[error("there is no option {0:?}")]
    UnknownOption(String),
    #[error("there is no field {0:?}")]
    UnknownField(String),
    #[error("nothing leads to the state {0:?}")]
    Unreachable(String),
    #[error("nothing leads out of the state {0:?}, which is not terminal")]
    DeadEnd(String),
    #[error("something leads out of the state {0:?}, which is terminal")]
    NotTerminal(String),
    #[error("nobody may make the move from {0:?} to {1:?}")]
    Nobody(String, String),
    #[error("due and due_in belong together, and due_in holds no state that ends or waits for the owner")]
    Due,
    #[error("the choice {0:?} has no options")]
    NoOptions(String),
    #[error("consent is needed, and the form has no required field of kind consent")]
    NoConsent,
    #[error("a slot needs a centre and a service in the same form")]
    SlotAlone,
    #[error("the least is more than the most")]
    Limits,
    #[error("the program has no text {0}: write `{1}` here, by language")]
    NoText(String, &'static str),
    #[error("a text is longer than {MAX_TEXT} characters, or has signs that cannot be shown")]
    Text,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    /// Our own kinds and services are there as well; those of the same name give way.
    #[serde(default)]
    ours: bool,
    #[serde(default)]
    services: Vec<String>,
    #[serde(default)]
    service_names: BTreeMap<String, Texts>,
    finance: Option<Finance>,
    #[serde(default)]
    kind: Vec<KindRow>,
    #[serde(default)]
    look_up: Vec<LookUpRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct KindRow {
    id: String,
    #[serde(default)]
    due: Option<Due>,
    #[serde(default)]
    due_in: Vec<String>,
    #[serde(default)]
    any_of: Vec<Vec<String>>,
    #[serde(default)]
    consent: bool,
    #[serde(default)]
    markets: Vec<String>,
    states: Vec<StateSpec>,
    moves: Vec<Move>,
    fields: Vec<FieldSpec>,
    #[serde(default)]
    names: Texts,
    /// The form's own name, where it is another one than the kind's.
    #[serde(default)]
    titles: Texts,
    #[serde(default)]
    intros: Texts,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LookUpRow {
    id: String,
    look_up: LookUp,
    #[serde(default)]
    any_of: Vec<Vec<String>>,
    fields: Vec<FieldSpec>,
    #[serde(default)]
    names: Texts,
    #[serde(default)]
    intros: Texts,
}

/// The table, or everything that is wrong with it.
pub(super) fn read(text: &str) -> Result<Kinds, Vec<Problem>> {
    let whole = |what| vec![Problem { place: String::new(), what }];
    if text.len() > MAX_FILE {
        return Err(whole(Wrong::TooLarge));
    }
    let parse = |text| toml::from_str::<File>(text).map_err(|error| whole(Wrong::Toml(error.to_string().trim_end().to_owned())));
    let mut file = parse(text)?;
    if file.ours {
        file = beside(parse(EMBEDDED)?, file);
    }
    let Some(finance) = file.finance else { return Err(whole(Wrong::NoFinance)) };
    let kinds: Vec<KindSpec> = file.kind.into_iter().map(kind).collect();
    let look_ups: Vec<LookUpSpec> = file.look_up.into_iter().map(look_up).collect();
    let kinds = Kinds { kinds, look_ups, services: file.services, service_names: file.service_names, finance };
    let mut problems = Problems::default();
    problems.of_table(&kinds);
    if problems.0.is_empty() { Ok(kinds) } else { Err(problems.0) }
}

/// Our own table with what an operator has beside it.
fn beside(ours: File, own: File) -> File {
    let File { services, service_names, finance, kind, look_up, .. } = own;
    let taken: BTreeSet<String> = kind.iter().map(|row| &row.id).chain(look_up.iter().map(|row| &row.id)).cloned().collect();
    let kept = ours.services.into_iter().filter(|service| !services.contains(service)).collect::<Vec<_>>();
    File {
        ours: true,
        services: kept.into_iter().chain(services).collect(),
        service_names,
        finance: finance.or(ours.finance),
        kind: ours.kind.into_iter().filter(|row| !taken.contains(&row.id)).chain(kind).collect(),
        look_up: ours.look_up.into_iter().filter(|row| !taken.contains(&row.id)).chain(look_up).collect(),
    }
}

fn kind(row: KindRow) -> KindSpec {
    let titles = if row.titles.is_empty() { row.names.clone() } else { row.titles };
    let outcome = Outcome::Request(row.id.clone());
    let form = FormSpec { id: row.id.clone(), outcome, fields: row.fields, any_of: row.any_of, names: titles, intros: row.intros };
    KindSpec {
        id: row.id,
        states: row.states,
        moves: row.moves,
        due: row.due,
        due_in: row.due_in,
        consent: row.consent,
        markets: row.markets,
        form,
        names: row.names,
    }
}

fn look_up(row: LookUpRow) -> LookUpSpec {
    let outcome = Outcome::LookUp(row.look_up);
    let form = FormSpec { id: row.id.clone(), outcome, fields: row.fields, any_of: row.any_of, names: row.names, intros: row.intros };
    LookUpSpec { id: row.id, look_up: row.look_up, form }
}

#[derive(Default)]
struct Problems(Vec<Problem>);

impl Problems {
    fn add(&mut self, place: impl Into<String>, what: Wrong) {
        self.0.push(Problem { place: place.into(), what });
    }

    fn of_table(&mut self, kinds: &Kinds) {
        if kinds.forms().count() > MOST_FORMS || kinds.services.len() > MOST_PARTS {
            self.add("", Wrong::TooMany);
        }
        let Finance { min_usd, min_months, max_months, rates, .. } = &kinds.finance;
        if *min_usd < 0 || *min_months < 1 || min_months > max_months || rates.values().any(|rate| !(*rate > 0.0 && rate.is_finite())) {
            self.add("finance", Wrong::Limits);
        }
        self.names("services", kinds.services.iter());
        for service in kinds.service_names.keys().filter(|service| !kinds.services.contains(service)) {
            self.add("service_names", Wrong::UnknownService(service.clone()));
        }
        for wanted in kinds.wanted() {
            let wrong = |text: &str| text.chars().count() > MAX_TEXT || text.chars().any(char::is_control);
            if wanted.own.iter().any(|(_, text)| wrong(text)) {
                self.add(wanted.place, Wrong::Text);
            }
        }
        self.names("", kinds.forms().map(|form| &form.id));
        for kind in &kinds.kinds {
            self.of_kind(kind);
        }
        for look_up in &kinds.look_ups {
            self.of_form(&format!("look_up.{}", look_up.id), &look_up.form);
        }
    }

    /// Names that are none, or there twice.
    fn names<'a>(&mut self, place: &str, names: impl Iterator<Item = &'a String>) {
        let mut seen = BTreeSet::new();
        for name in names {
            let sound = |letter: u8| letter.is_ascii_lowercase() || letter.is_ascii_digit() || matches!(letter, b'-' | b'_');
            if name.is_empty() || name.len() > MAX_NAME || !name.bytes().all(sound) {
                self.add(place, Wrong::Name(name.clone()));
            }
            if !seen.insert(name) {
                self.add(place, Wrong::Twice(name.clone()));
            }
        }
    }

    fn of_kind(&mut self, kind: &KindSpec) {
        let place = format!("kind.{}", kind.id);
        if kind.states.is_empty() {
            self.add(place, Wrong::NoStates);
            return;
        }
        if kind.states.len() > MOST_PARTS || kind.moves.len() > MOST_PARTS {
            self.add(&place, Wrong::TooMany);
        }
        self.names(&format!("{place}.states"), kind.states.iter().map(|state| &state.id));
        self.of_moves(&format!("{place}.moves"), kind);
        self.of_due(&place, kind);
        self.of_form(&place, &kind.form);
        let asks = kind.form.fields.iter().any(|field| field.kind == FieldKind::Consent && field.required);
        if kind.consent && !asks {
            self.add(place, Wrong::NoConsent);
        }
    }

    fn of_moves(&mut self, place: &str, kind: &KindSpec) {
        let mut seen = BTreeSet::new();
        for step in &kind.moves {
            for state in [&step.from, &step.to].into_iter().filter(|state| kind.state(state).is_none()) {
                self.add(place, Wrong::UnknownState(state.clone()));
            }
            if step.by.is_empty() {
                self.add(place, Wrong::Nobody(step.from.clone(), step.to.clone()));
            }
            if !seen.insert((&step.from, &step.to)) {
                self.add(place, Wrong::Twice(format!("{} → {}", step.from, step.to)));
            }
        }
        let reached = reached(kind);
        for state in &kind.states {
            let goes_on = kind.moves.iter().any(|step| step.from == state.id && step.to != state.id);
            if !reached.contains(state.id.as_str()) {
                self.add(place, Wrong::Unreachable(state.id.clone()));
            }
            match (state.terminal, goes_on) {
                (false, false) => self.add(place, Wrong::DeadEnd(state.id.clone())),
                (true, true) => self.add(place, Wrong::NotTerminal(state.id.clone())),
                _ => {}
            }
        }
    }

    fn of_due(&mut self, place: &str, kind: &KindSpec) {
        for state in kind.due_in.iter().filter(|state| kind.state(state).is_none()) {
            self.add(format!("{place}.due_in"), Wrong::UnknownState(state.clone()));
        }
        let stands = |state: &String| kind.is_terminal(state) || kind.waits_for_owner(state);
        let too_long = kind.due.is_some_and(|due| !(1..=MAX_DUE_DAYS).contains(&due.days()));
        if kind.due.is_some() == kind.due_in.is_empty() || kind.due_in.iter().any(stands) || too_long {
            self.add(format!("{place}.due"), Wrong::Due);
        }
    }

    fn of_form(&mut self, place: &str, form: &FormSpec) {
        let fields = format!("{place}.fields");
        if form.fields.len() > MOST_PARTS {
            self.add(&fields, Wrong::TooMany);
        }
        self.names(&fields, form.fields.iter().map(|field| &field.name));
        for field in &form.fields {
            if field.kind == FieldKind::Choice && field.options.is_empty() == field.options_from.is_none() {
                self.add(&fields, Wrong::NoOptions(field.name.clone()));
            }
            self.names(&format!("{fields}.{}", field.name), field.options.iter());
            for option in field.option_names.keys().filter(|option| !field.options.contains(option)) {
                self.add(format!("{fields}.{}", field.name), Wrong::UnknownOption(option.clone()));
            }
            if field.number.is_some_and(|number| number.min > number.max) {
                self.add(&fields, Wrong::Limits);
            }
        }
        let has = |kind| form.fields.iter().any(|field| field.kind == kind);
        if has(FieldKind::Slot) && !(has(FieldKind::Centre) && form.field("service").is_some()) {
            self.add(&fields, Wrong::SlotAlone);
        }
        for name in form.any_of.iter().flatten().filter(|name| form.field(name).is_none()) {
            self.add(format!("{place}.any_of"), Wrong::UnknownField(name.clone()));
        }
    }
}

/// The states that a request can come to.
fn reached(kind: &KindSpec) -> BTreeSet<&str> {
    let begins = kind.states.iter().filter(|state| kind.may_begin_in(&state.id));
    let mut reached: BTreeSet<&str> = begins.map(|state| state.id.as_str()).collect();
    // Each round reaches one more state at least.
    for _ in 0..kind.states.len() {
        let more: Vec<&str> = kind.moves.iter().filter(|step| reached.contains(step.from.as_str())).map(|step| step.to.as_str()).collect();
        reached.extend(more);
    }
    reached
}
