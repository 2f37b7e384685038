//! What a technician does with a request: moves it on, writes down what was found and done, exchanges a part, makes one.

use super::Desk;
use crate::access::User;
use crate::aftersales::code::RequestCode;
use crate::aftersales::form::Fault;
use crate::aftersales::kind::{By, MoveFault, Need};
use crate::aftersales::record::{Centre, Part, Vehicle, instant};
use crate::aftersales::schema::RecordKind;
use crate::clock::Millis;
use crate::error::{Code, Error};
use crate::i18n::Args;
use crate::language::Language;
use crate::market::Market;
use crate::records;
use crate::requests::moving::{Exchanged, MAX_NOTE_CHARS, Step, StepFault};
use crate::store::{PartNumbers, Put, RequestRow};
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Parts that are exchanged for one request at most.
const MOST_PARTS: usize = 50;
/// Parts of one name that a technician is told of.
const MOST_NAMED: usize = 8;

/// A move as it is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MoveAsked {
    pub to: String,
    /// The owner hears of it.
    pub visible: bool,
    /// What is said with it, without empty texts.
    pub said: BTreeMap<Need, String>,
}

/// The three C's, as they are to stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    pub complaint: String,
    pub cause: String,
    pub correction: String,
}

/// A part that was exchanged, as it is told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exchange {
    /// The name or the number of the part.
    pub part: Option<String>,
    /// Both serial numbers.
    pub old: Option<String>,
    pub new: Option<String>,
}

/// What a technician does with a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Work {
    Move(MoveAsked),
    Tell(Told),
    Exchange(Exchange),
}

/// What is wrong with a field.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Wrong {
    Fault(Fault),
    /// This state does not follow.
    NotFollowing,
    /// No part is called so.
    PartUnknown,
    /// Several parts are: these.
    PartsMany(String),
    /// The new serial number is that of the old part.
    SamePart,
    /// Another car has the part with this number.
    SerialTaken,
    /// The centre does not do this, or not then.
    NotThen,
}

impl Wrong {
    /// The message of `locales/`.
    fn key(&self) -> &'static str {
        match self {
            Wrong::Fault(fault) => fault.key(),
            Wrong::NotFollowing => "desk-invalid-move",
            Wrong::PartUnknown => "desk-invalid-part",
            Wrong::PartsMany(_) => "desk-invalid-parts",
            Wrong::SamePart => "desk-invalid-same-part",
            Wrong::SerialTaken => "desk-invalid-serial",
            Wrong::NotThen => "desk-invalid-slot",
        }
    }
}

/// Why nothing was done.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Refused {
    Error(Error),
    /// By field.
    Invalid(BTreeMap<String, Wrong>),
}

impl<T: Into<Error>> From<T> for Refused {
    fn from(error: T) -> Refused {
        Refused::Error(error.into())
    }
}

fn wrong(field: &str, wrong: Wrong) -> Refused {
    Refused::Invalid(BTreeMap::from([(field.to_owned(), wrong)]))
}

fn fault(field: &str, fault: Fault) -> Refused {
    wrong(field, Wrong::Fault(fault))
}

impl Desk {
    /// Does something with a request, decided on the revision that the technician has seen. What is wrong with each field is said in
    /// `language`.
    pub async fn work_request(&self, user: &User, code: RequestCode, revision: u64, work: Work, language: Language) -> Result<(), Error> {
        let done = match work {
            Work::Move(asked) => self.move_request(user, code, revision, asked).await,
            Work::Tell(told) => self.tell_case(user, code, revision, told).await,
            Work::Exchange(exchange) => self.exchange_part(user, code, revision, exchange).await,
        };
        done.map_err(|refused| self.worded(language, refused))
    }

    /// Moves a request on. What is missing is said all at once.
    async fn move_request(&self, user: &User, code: RequestCode, revision: u64, asked: MoveAsked) -> Result<(), Refused> {
        let row = self.at(user, code, revision).await?;
        let MoveAsked { to, visible, said } = asked;
        let steps = self.requests.steps(&row, By::Staff);
        let (_, needs) = steps.iter().find(|(state, _)| *state == to).ok_or_else(|| wrong("to", Wrong::NotFollowing))?;
        let is_known = |need: &Need| {
            matches!(need, Need::Cause | Need::Correction) && row.values.get(need.as_str()).is_some_and(|value| !value.is_null())
        };
        let missing = needs.iter().filter(|need| !said.contains_key(need) && !is_known(need));
        let faults: BTreeMap<String, Wrong> = missing.map(|need| (need.as_str().to_owned(), Wrong::Fault(Fault::Missing))).collect();
        if !faults.is_empty() {
            return Err(Refused::Invalid(faults));
        }
        let centre = self.centre_of(&row).await?;
        let slot = match said.get(&Need::Slot) {
            Some(typed) => Some(slot_at(typed, centre.as_ref()).ok_or_else(|| fault("slot", Fault::Slot))?),
            None => None,
        };
        let note = said.get(&Need::Note).cloned();
        let values = said.iter().filter(|(need, _)| !matches!(need, Need::Note | Need::Slot));
        let values = values.map(|(need, text)| (need.as_str().to_owned(), Value::from(text.as_str()))).collect();
        let step = Step { to: Some(to), note, visible, values, slot, ..Step::default() };
        self.take(user, &row, step, centre.as_ref()).await
    }

    /// Writes down complaint, cause and correction; the owner does not hear of it.
    async fn tell_case(&self, user: &User, code: RequestCode, revision: u64, told: Told) -> Result<(), Refused> {
        let row = self.unfinished(user, code, revision).await?;
        let Told { complaint, cause, correction } = told;
        let said = [("complaint", complaint), ("cause", cause), ("correction", correction)];
        let value = |text: String| if text.trim().is_empty() { Value::Null } else { Value::from(text.trim()) };
        let values = said.into_iter().map(|(name, text)| (name.to_owned(), value(text))).collect();
        let centre = self.centre_of(&row).await?;
        self.take(user, &row, Step { values, ..Step::default() }, centre.as_ref()).await
    }

    async fn take(&self, user: &User, row: &RequestRow, step: Step, centre: Option<&Centre>) -> Result<(), Refused> {
        let has_slot = step.slot.is_some();
        match self.requests.step(user, row, step, centre).await {
            Ok(_) => Ok(()),
            Err(fault) => Err(step_refused(fault, has_slot)),
        }
    }

    /// Writes down a part that was exchanged: the new one is that car's from today on, with a term of its own, and the old one no
    /// longer. The same exchange told twice is one.
    async fn exchange_part(&self, user: &User, code: RequestCode, revision: u64, exchange: Exchange) -> Result<(), Refused> {
        let row = self.unfinished(user, code, revision).await?;
        let [part, old, new] = exchanged(exchange)?;
        let vehicle = self.vehicle_of(&row).await?;
        let language = user_language(user);
        let found = self.records.parts_named(&part, vehicle.as_ref().map(|vehicle| vehicle.model.as_str())).await?;
        let found = the_one(found, &part, language).map_err(|fault| wrong("part", fault))?;
        let mut parts = match row.values.get("parts") {
            Some(Value::Array(parts)) => parts.clone(),
            _ => Vec::new(),
        };
        if parts.len() >= MOST_PARTS {
            return Err(Error::too_large(MOST_PARTS).into());
        }
        if parts.iter().any(|known| known["new"] == new.as_str()) {
            return Ok(());
        }
        let serials = self.fitted(&row, vehicle.as_ref(), &found.id, &old, &new).await?;
        parts.push(json!({ "part": found.names.in_(language), "number": found.number, "old": old, "new": new }));
        let values = Map::from_iter([("parts".to_owned(), Value::from(parts))]);
        match self.requests.exchange(user, &row, Step { values, ..Step::default() }, serials, PartNumbers { old, new }).await {
            Ok(Exchanged::Stored) => Ok(()),
            Ok(Exchanged::NumberTaken) => Err(wrong("new", Wrong::SerialTaken)),
            Err(fault) => Err(step_refused(fault, false)),
        }
    }

    /// The record of the new part, and the old one taken out of its car, as they are to be stored.
    async fn fitted(&self, row: &RequestRow, vehicle: Option<&Vehicle>, part: &str, old: &str, new: &str) -> Result<Vec<Put>, Refused> {
        if self.records.serial(new).await?.is_some() {
            return Err(wrong("new", Wrong::SerialTaken));
        }
        let mut said = Map::from_iter([
            ("number".to_owned(), Value::from(new)),
            ("part".to_owned(), Value::from(part)),
            ("replaces".to_owned(), Value::from(old)),
            ("request".to_owned(), Value::from(row.code.as_str())),
        ]);
        if let Some(vehicle) = vehicle {
            said.insert("vehicle".to_owned(), Value::from(vehicle.id.as_str()));
            said.insert("fitted".to_owned(), Value::from(self.today(&vehicle.market).to_string()));
            said.insert("under_warranty".to_owned(), Value::from(true));
        }
        if let Some(km) = row.values.get("km").and_then(Value::as_i64) {
            said.insert("fitted_km".to_owned(), Value::from(km));
        }
        let mut serials = vec![self.records.planned(RecordKind::Serial, said).await.map_err(refused_record)?];
        if let Some((serial, _)) = self.records.serial(old).await?
            && serial.vehicle.is_some()
        {
            let taken_out = Map::from_iter([("vehicle".to_owned(), Value::Null)]);
            let change = self.records.planned_change(RecordKind::Serial, &serial.id, serial.revision, taken_out).await;
            serials.push(change.map_err(refused_record)?);
        }
        Ok(serials)
    }

    /// The request, if nobody has changed it since that revision.
    async fn at(&self, user: &User, code: RequestCode, revision: u64) -> Result<RequestRow, Refused> {
        let row = self.requests.one(user, code).await?.ok_or(Code::NotFound)?;
        if row.revision == revision { Ok(row) } else { Err(Code::StaleRevision.into()) }
    }

    /// The same of one that is not over.
    async fn unfinished(&self, user: &User, code: RequestCode, revision: u64) -> Result<RequestRow, Refused> {
        let row = self.at(user, code, revision).await?;
        if row.closed_at.is_some() { Err(Code::Closed.into()) } else { Ok(row) }
    }

    /// The centre where the request's appointment is.
    async fn centre_of(&self, row: &RequestRow) -> Result<Option<Centre>, Refused> {
        match self.requests.meets_at(row).0 {
            Some(id) => Ok(self.records.get::<Centre>(id).await?),
            None => Ok(None),
        }
    }

    /// The market of that name, else that of everybody else.
    pub(super) fn market(&self, id: &str) -> Arc<Market> {
        self.market_of(Some(id), Language::EN)
    }

    /// The market of that name, else that of a language.
    pub(super) fn market_of(&self, id: Option<&str>, language: Language) -> Arc<Market> {
        let faq = self.live_faq.current();
        Arc::clone(id.and_then(|id| faq.markets.get(id)).unwrap_or_else(|| faq.markets.of_language(language)))
    }

    /// A refusal with the words beside each field, in the technician's language.
    fn worded(&self, language: Language, refused: Refused) -> Error {
        let word = |wrong: &Wrong| match wrong {
            Wrong::Fault(fault) => self.forms.fault(language, fault),
            Wrong::PartsMany(parts) => self.forms.say(language, wrong.key(), &Args::new().with("parts", parts.as_str())),
            own => self.forms.say(language, own.key(), &Args::new()),
        };
        match refused {
            Refused::Error(error) => error,
            Refused::Invalid(faults) => Error::invalid(faults.iter().map(|(field, wrong)| (field.clone(), word(wrong))).collect()),
        }
    }
}

/// Why a step was not taken, by field.
fn step_refused(refused: StepFault, has_slot: bool) -> Refused {
    match refused {
        StepFault::Error(error) if has_slot && error.code == Code::Invalid => fault("slot", Fault::SlotTaken),
        StepFault::Error(error) => error.into(),
        StepFault::Move(MoveFault::Missing(needs)) => {
            Refused::Invalid(needs.iter().map(|need| (need.as_str().to_owned(), Wrong::Fault(Fault::Missing))).collect())
        }
        StepFault::Move(_) => wrong("to", Wrong::NotFollowing),
        StepFault::NoSuchSlot | StepFault::Begun => wrong("slot", Wrong::NotThen),
        StepFault::TooLong(field) => fault(&field, Fault::TooLong(MAX_NOTE_CHARS)),
    }
}

/// The part that a technician means: the only one that was found, or the only one that is called exactly so. Which of several it is, only they
/// can say.
fn the_one(mut found: Vec<Part>, typed: &str, language: Language) -> Result<Part, Wrong> {
    if found.len() > 1 {
        let exact = found.iter().filter(|part| part.is_called(typed)).count();
        if exact != 1 {
            let line = |part: &Part| format!("{} ({})", part.names.in_(language), part.number);
            return Err(Wrong::PartsMany(found.iter().take(MOST_NAMED).map(line).collect::<Vec<_>>().join("; ")));
        }
        found.retain(|part| part.is_called(typed));
    }
    found.pop().ok_or(Wrong::PartUnknown)
}

/// The language that a technician works in, for the names of records.
fn user_language(user: &User) -> Language {
    user.languages.first().copied().unwrap_or(Language::EN)
}

fn refused_record(refused: records::Refused) -> Refused {
    match refused {
        records::Refused::Error(error) => error.into(),
        records::Refused::Invalid(_) => wrong("new", Wrong::SerialTaken),
    }
}

/// The three texts of an exchange; else what is missing.
fn exchanged(exchange: Exchange) -> Result<[String; 3], Refused> {
    let Exchange { part, old, new } = exchange;
    let mut faults = BTreeMap::new();
    let [part, old, new] = [("part", part), ("old", old), ("new", new)].map(|(name, text)| {
        let text = text.unwrap_or_default().trim().to_owned();
        if text.is_empty() {
            faults.insert(name.to_owned(), Wrong::Fault(Fault::Missing));
        }
        text
    });
    if faults.is_empty() && old.eq_ignore_ascii_case(&new) {
        faults.insert("new".to_owned(), Wrong::SamePart);
    }
    if faults.is_empty() { Ok([part, old, new]) } else { Err(Refused::Invalid(faults)) }
}

/// An instant, or a day and a time on the centre's clock.
fn slot_at(typed: &str, centre: Option<&Centre>) -> Option<Millis> {
    let local = || {
        let at = typed.trim().replacen(' ', "T", 1).parse::<DateTime>().ok()?;
        Some(at.to_zoned(TimeZone::get(&centre?.zone).ok()?).ok()?.timestamp().as_millisecond())
    };
    instant::parse(typed).or_else(local)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aftersales::record::Texts;

    fn part(number: &str, name: &str) -> Part {
        Part {
            id: number.into(),
            revision: 1,
            sample: false,
            number: number.into(),
            names: Texts::of([(Language::EN, name)]),
            words: vec!["pack".into()],
            models: Vec::new(),
            price: None,
            currency: None,
            delivery_days: None,
        }
    }

    #[test]
    fn a_part_is_the_only_one_of_its_name_or_is_asked_about() {
        let all = || vec![part("B-1", "Battery"), part("B-12", "Battery, 12 V"), part("B-2", "Battery cable")];
        let one = |typed: &str| the_one(all(), typed, Language::EN).map(|part| part.number);
        assert_eq!(one("b 1").as_deref(), Ok("B-1"), "the number goes before a longer one");
        assert_eq!(one("battery cable").as_deref(), Ok("B-2"));
        assert_eq!(one("BATTERY").as_deref(), Ok("B-1"), "only one is called just so");
        assert_eq!(one("pack"), Err(Wrong::PartsMany("Battery (B-1); Battery, 12 V (B-12); Battery cable (B-2)".into())));
        assert_eq!(the_one(vec![part("B-2", "Battery cable")], "battery", Language::EN).map(|part| part.number).as_deref(), Ok("B-2"));
        assert_eq!(the_one(Vec::new(), "wing", Language::EN), Err(Wrong::PartUnknown));
    }
}
