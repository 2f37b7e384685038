//! Forms in the owner's words: how they are shown, what is wrong with what was typed, what was handed in, and what comes of it. Plain
//! functions over the table of kinds (`aftersales::kind`), records and the messages of `locales/`.
//!
//! - [`found`]: what a look-up says

pub mod found;

use crate::aftersales::form::{
    self, Argument, CentreState, Checked, Context, Fault, FieldKind, FieldSpec, FormSpec, KnownKm, OptionSource, Values,
};
use crate::aftersales::kind::{By, KindSpec, Kinds, MAX_FILE, Move, Problem, Wanted, Wrong, service_key};
use crate::aftersales::record::{Centre, Course, Texts};
use crate::aftersales::workday::WorkCalendar;
use crate::chat::event::form::{Action, Choice, FieldOption, Form, FormField, RequestCard, Shown};
use crate::clock::Millis;
use crate::config::{self, Config};
use crate::i18n::format::{date_full, date_medium, date_time, number, time};
use crate::i18n::{Args, Catalog};
use crate::language::Language;
use crate::market::Market;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::{Map, Value};
use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

/// The languages that the program always speaks with owners.
const SPOKEN: [Language; 3] = [Language::BN, Language::KK, Language::EN];

/// The program's own table.
pub fn ours() -> Arc<Kinds> {
    static OURS: LazyLock<Arc<Kinds>> = LazyLock::new(|| Arc::new(Kinds::embedded()));
    Arc::clone(&OURS)
}

/// The table of kinds of a file, else our own; else every mistake in it, and every text that neither it nor the program has.
pub fn table(file: &str, catalog: &Catalog) -> Result<Arc<Kinds>, Vec<Problem>> {
    if file.is_empty() {
        return Ok(ours());
    }
    let unreadable = |error: std::io::Error| vec![Problem { place: String::new(), what: Wrong::Unreadable(error.to_string()) }];
    let size = std::fs::metadata(file).map_err(unreadable)?.len();
    if size > MAX_FILE as u64 {
        return Err(vec![Problem { place: String::new(), what: Wrong::TooLarge }]);
    }
    let kinds = Kinds::parse(&std::fs::read_to_string(file).map_err(unreadable)?)?;
    let lacks = |wanted: &Wanted<'_>| wanted.own.is_empty() && !catalog.has(&wanted.key);
    let missing: Vec<Problem> = kinds.wanted().into_iter().filter(lacks).map(|wanted| wanted.missing()).collect();
    if missing.is_empty() { Ok(Arc::new(kinds)) } else { Err(missing) }
}

/// Texts of an operator's table that some of the languages lack, in which the program speaks to owners: these read the English text, or
/// another one.
pub fn untranslated(kinds: &Kinds) -> Vec<String> {
    let lacking = |wanted: Wanted<'_>| {
        let lacking: Vec<&str> = SPOKEN.iter().filter(|language| !wanted.own.has(**language)).map(|language| language.code()).collect();
        (!wanted.own.is_empty() && !lacking.is_empty()).then(|| format!("{}: no text in {}", wanted.place, lacking.join(", ")))
    };
    kinds.wanted().into_iter().filter_map(lacking).collect()
}

/// All forms, with the words for them. Clones share both.
#[derive(Clone)]
pub struct Forms {
    pub kinds: Arc<Kinds>,
    catalog: Arc<Catalog>,
}

/// Who reads.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    pub language: Language,
    pub market: &'a Market,
    pub now: Millis,
}

impl Reader<'_> {
    /// Today where the reader belongs.
    pub fn today(self) -> Date {
        self.market.today(self.now)
    }
}

/// A time at which a centre can take a car.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FreeTime {
    pub at: Millis,
    /// What for; without any, for all that the centre does.
    pub services: Vec<String>,
}

/// What a form needs beside the table.
#[derive(Debug, Clone, Default)]
pub struct Beside {
    /// Those of the reader's market, also closed ones.
    pub centres: Vec<Centre>,
    /// Free times by centre.
    pub slots: BTreeMap<String, Vec<FreeTime>>,
    /// The dates of the training that lie ahead.
    pub courses: Vec<Course>,
    /// What is known already, by the field's name.
    pub known: BTreeMap<String, String>,
    /// The highest mileage that is known of the owner's car, and its day.
    pub known_km: Option<KnownKm>,
}

impl Forms {
    /// The forms of the table that a configuration names. An error has every mistake in it, a line each.
    pub fn of(config: &Config, catalog: Arc<Catalog>) -> Result<Forms, config::Error> {
        let file = &config.requests.file;
        let wrong = |problems: Vec<Problem>| {
            let lines: Vec<String> = problems.iter().map(|problem| format!("{file}: {problem}")).collect();
            config::Error::new("requests.file", lines.join("\n"))
        };
        Ok(Forms::new(table(file, &catalog).map_err(wrong)?, catalog))
    }

    pub fn new(kinds: Arc<Kinds>, catalog: Arc<Catalog>) -> Forms {
        Forms { kinds, catalog }
    }

    /// The words of a message.
    pub fn say(&self, language: Language, key: &str, args: &Args<'_>) -> String {
        self.catalog.text(language, key, args)
    }

    /// What an operator calls something of their own, else the message.
    fn name(&self, language: Language, own: &Texts, key: &str) -> String {
        if own.is_empty() { self.say(language, key, &Args::new()) } else { own.in_(language).to_owned() }
    }

    /// What an operator says, else the message; none without either.
    fn said(&self, language: Language, own: &Texts, key: &str) -> Option<String> {
        let is_there = !own.is_empty() || self.catalog.has(key);
        is_there.then(|| self.name(language, own, key)).filter(|text| !text.is_empty())
    }

    /// The words that all this is said in.
    pub fn catalog(&self) -> &Arc<Catalog> {
        &self.catalog
    }

    /// What the button for an owner's move says.
    pub fn move_name(&self, language: Language, kind: &KindSpec, step: &Move) -> String {
        let key = format!("request-page-to-{}", step.to.replace('_', "-"));
        self.said(language, &step.names, &key).unwrap_or_else(|| self.state_name(language, kind, &step.to))
    }

    /// The form of that name, where it is offered in a market.
    pub fn spec(&self, market: &str, id: &str) -> Option<&FormSpec> {
        let is_offered = self.kinds.kind(id).is_none_or(|kind| kind.is_offered_in(market));
        self.kinds.form(id).filter(|_| is_offered)
    }

    /// The button for a form; none for one that is not offered in a market.
    pub fn action(&self, language: Language, market: &str, id: &str) -> Option<Action> {
        let spec = self.spec(market, id)?;
        Some(Action { form: id.to_owned(), label: self.name(language, &spec.names, &spec.key()) })
    }

    /// The form as it is shown to a reader, with what is known filled in.
    pub fn form(&self, spec: &FormSpec, reader: Reader<'_>, beside: &Beside) -> Form {
        let Reader { language, .. } = reader;
        let fields = spec.fields.iter().map(|field| self.field(spec, field, reader, beside)).collect();
        let key = format!("request-intro-{}", spec.id);
        let intro = self.said(language, &spec.intros, &key);
        Form {
            form: spec.id.clone(),
            title: self.name(language, &spec.names, &spec.key()),
            intro,
            fields,
            submit: self.say(
                language,
                if matches!(spec.outcome, form::Outcome::LookUp(_)) { "form-look-up" } else { "form-submit" },
                &Args::new(),
            ),
        }
    }

    /// The form in which an owner chooses another time for an appointment; `beside` has its centre and the times that are free for what it
    /// is about. `at`: when it is now.
    pub fn another_time(&self, spec: &FormSpec, reader: Reader<'_>, beside: &Beside, at: Option<Millis>) -> Form {
        let language = reader.language;
        let intro = beside.centres.first().zip(at).map(|(centre, at)| {
            let args = Args::new().with("place", centre_label(language, centre)).with("when", moment(language, at, &zone_of(centre)));
            self.say(language, "request-another-time-intro", &args)
        });
        let say = |key| self.say(language, key, &Args::new());
        let fields = spec.fields.iter().map(|field| self.field(spec, field, reader, beside)).collect();
        Form { form: spec.id.clone(), title: say("request-another-time"), intro, fields, submit: say("form-submit") }
    }

    fn field(&self, spec: &FormSpec, field: &FieldSpec, reader: Reader<'_>, beside: &Beside) -> FormField {
        let options = self.options(spec, field, reader, beside);
        let is_known = |value: &&String| options.is_empty() || options.iter().any(|option| option.value == **value);
        let centre = spec.fields.iter().find(|field| field.kind == FieldKind::Centre);
        let service = spec.fields.iter().find(|field| field.options_from == Some(OptionSource::Services));
        let (depends, within) = match field.kind {
            FieldKind::Slot => (centre, service),
            _ if field.options_from == Some(OptionSource::Services) => (None, centre),
            _ => (None, None),
        };
        let name = |field: &FieldSpec| field.name.clone();
        FormField {
            name: field.name.clone(),
            label: self.name(reader.language, &field.names, &field.key()),
            kind: field.kind.as_str().to_owned(),
            required: field.required,
            help: field.help_key().map(|key| self.name(reader.language, &field.helps, &key)),
            value: beside.known.get(&field.name).filter(is_known).cloned(),
            max: u32::try_from(field.max()).ok(),
            depends: depends.map(name),
            within: within.map(name),
            options,
        }
    }

    fn options(&self, spec: &FormSpec, field: &FieldSpec, reader: Reader<'_>, beside: &Beside) -> Vec<FieldOption> {
        let Reader { language, .. } = reader;
        let option = |value: &str, label: String| FieldOption { value: value.to_owned(), label, of: None, among: Vec::new() };
        match (field.kind, field.options_from) {
            (FieldKind::Choice, Some(OptionSource::Services)) => {
                let has_centre = spec.fields.iter().any(|field| field.kind == FieldKind::Centre);
                let services = self.kinds.services().iter().filter_map(|service| {
                    let among = if has_centre { doing(service, reader, beside)? } else { Vec::new() };
                    Some(FieldOption { among, ..option(service, self.service(language, service)) })
                });
                services.collect()
            }
            (FieldKind::Choice, Some(OptionSource::Courses)) => {
                beside.courses.iter().map(|course| option(&course.id, course_label(language, course))).collect()
            }
            (FieldKind::Choice, None) => field.options.iter().map(|value| option(value, self.choice(language, field, value))).collect(),
            (FieldKind::Centre, _) => {
                let open = beside.centres.iter().filter(|centre| !centre.is_closed_on(reader.today()));
                open.map(|centre| option(&centre.id, centre_label(language, centre))).collect()
            }
            (FieldKind::Slot, _) => {
                // Where the form does not ask which centre and what for, both are known.
                let asks = |is: &dyn Fn(&FieldSpec) -> bool| spec.fields.iter().any(is);
                let asks_centre = asks(&|field| field.kind == FieldKind::Centre);
                let asks_service = asks(&|field| field.options_from == Some(OptionSource::Services));
                let zone = |centre: &str| beside.centres.iter().find(|known| known.id == centre).map(zone_of).unwrap_or(TimeZone::UTC);
                let mut slots: Vec<_> =
                    beside.slots.iter().flat_map(|(centre, slots)| slots.iter().map(move |free| (centre, free))).collect();
                // The first time is one of the first centre and the first service that the form offers.
                let place = |centre: &str| beside.centres.iter().position(|known| known.id == centre);
                let service = self.kinds.services().iter().find(|service| doing(service, reader, beside).is_some());
                slots.sort_by_key(|(centre, free)| (place(centre), service.is_some_and(|service| !free.services.contains(service))));
                slots
                    .into_iter()
                    .map(|(centre, free)| FieldOption {
                        value: crate::clock::rfc3339(free.at),
                        label: moment(language, free.at, &zone(centre)),
                        of: asks_centre.then(|| centre.clone()),
                        among: if asks_service { free.services.clone() } else { Vec::new() },
                    })
                    .collect()
            }
            _ => Vec::new(),
        }
    }

    fn service(&self, language: Language, service: &str) -> String {
        let own = self.kinds.service_names(service);
        own.map_or_else(|| self.say(language, &service_key(service), &Args::new()), |own| own.in_(language).to_owned())
    }

    fn choice(&self, language: Language, field: &FieldSpec, value: &str) -> String {
        let own = field.option_names.get(value).cloned().unwrap_or_default();
        self.name(language, &own, &field.option_key(value))
    }

    /// What was handed in, understood; else a message beside each field that is wrong.
    pub fn check(
        &self,
        spec: &FormSpec,
        values: &Map<String, Value>,
        reader: Reader<'_>,
        beside: &Beside,
    ) -> Result<Values, BTreeMap<String, String>> {
        let today = reader.today();
        let centre = |id: &str| match beside.centres.iter().find(|centre| centre.id == id) {
            Some(centre) if centre.is_closed_on(today) => CentreState::Closed,
            Some(_) => CentreState::Open,
            None => CentreState::Unknown,
        };
        let ids = |source: OptionSource| match source {
            OptionSource::Services => self.kinds.services().to_vec(),
            OptionSource::Courses => beside.courses.iter().map(|course| course.id.clone()).collect(),
        };
        let named = spec.fields.iter().filter_map(|field| Some((field.name.clone(), ids(field.options_from?))));
        let options: BTreeMap<String, Vec<String>> = named.collect();
        let (market, known_km) = (reader.market.id.as_str(), beside.known_km);
        let context = Context { now: reader.now, today, market, centre: &centre, options: &options, known_km };
        form::check(spec, values, &context).map_err(|faults| self.faults(reader.language, &faults))
    }

    /// The messages for faults, by field.
    pub fn faults(&self, language: Language, faults: &BTreeMap<String, Fault>) -> BTreeMap<String, String> {
        faults.iter().map(|(name, fault)| (name.clone(), self.fault(language, fault))).collect()
    }

    /// The message for a fault.
    pub fn fault(&self, language: Language, fault: &Fault) -> String {
        let args = fault.arguments().into_iter().fold(Args::new(), |args, (name, value)| match value {
            Argument::Number(number) => args.with(name, number),
            Argument::Text(text) => args.with(name, text),
            Argument::Day(day) => args.with(name, day_words(language, day)),
        });
        self.say(language, fault.key(), &args)
    }

    /// What was handed in, in words, in the order of the form.
    pub fn shown(&self, spec: &FormSpec, values: &Values, reader: Reader<'_>, beside: &Beside) -> Vec<Shown> {
        let line = |field: &FieldSpec| {
            let value = values.get(&field.name)?;
            Some(Shown {
                label: self.name(reader.language, &field.names, &field.key()),
                text: self.value(field, value, values, reader, beside),
            })
        };
        spec.fields.iter().filter_map(line).collect()
    }

    fn value(&self, field: &FieldSpec, value: &Checked, values: &Values, reader: Reader<'_>, beside: &Beside) -> String {
        let Reader { language, .. } = reader;
        let centre = |id: &str| beside.centres.iter().find(|centre| centre.id == id);
        match value {
            Checked::Km(km) => self.say(language, "form-km", &Args::new().with("km", *km)),
            Checked::Number(value) => number(language, *value),
            Checked::Date(day) => day_words(language, *day),
            Checked::Slot(at) => {
                let zone = values.centre().and_then(centre).map_or_else(|| reader.market.schedule.zone().clone(), zone_of);
                moment(language, *at, &zone)
            }
            Checked::Centre(id) => centre(id).map_or_else(|| id.clone(), |centre| centre_label(language, centre)),
            Checked::Consent => self.say(language, "form-consent-given", &Args::new()),
            Checked::Photos(ids) => self.say(language, "form-files", &Args::new().with("count", ids.len())),
            Checked::Choice(choice) => match field.options_from {
                Some(OptionSource::Services) => self.service(language, choice),
                Some(OptionSource::Courses) => {
                    let course = beside.courses.iter().find(|course| course.id == *choice);
                    course.map_or_else(|| choice.clone(), |course| course_label(language, course))
                }
                None => self.choice(language, field, choice),
            },
            other => other.text(),
        }
    }

    /// What a conversation shows of a request of a kind in a state. The code is put in where it is stored.
    pub fn card(&self, kind: &KindSpec, state: &str, due: Option<Millis>, reader: Reader<'_>) -> RequestCard {
        let Reader { language, market, .. } = reader;
        let title = self.kind_name(language, kind);
        let due = due.filter(|_| kind.due_runs(state));
        let next = kind.state(state).and_then(|state| self.said(language, &state.next_texts, &state.next_key()));
        let promised =
            |due| self.say(language, "request-promised", &Args::new().with("due", date_time(language, due, market.schedule.zone())));
        let next = next.map(|next| due.map_or_else(|| next.clone(), |due| format!("{next} {}", promised(due))));
        RequestCard {
            code: String::new(),
            request_kind: kind.id.clone(),
            status: state.to_owned(),
            title,
            status_text: self.state_name(language, kind, state),
            next,
            note: None,
            due,
            when: None,
            choices: self.choices(language, kind, state),
            another_time: kind.another_time(state).map(|_| self.say(language, "request-another-time", &Args::new())),
            dated: false,
            attachments: Vec::new(),
        }
    }

    /// What an owner may decide about a request with one tap: what needs no words, and to give it up only where it waits for them.
    fn choices(&self, language: Language, kind: &KindSpec, state: &str) -> Vec<Choice> {
        let place = |step: &&Move| TAPS.iter().position(|to| *to == step.to).unwrap_or(TAPS.len());
        let is_known = |step: &&Move| TAPS.contains(&step.to.as_str()) || !step.names.is_empty();
        let may = |step: &&Move| step.needs.is_empty() && (step.to != "cancelled" || kind.waits_for_owner(state));
        let mut steps: Vec<&Move> = kind.moves_from(state, By::Owner).filter(is_known).filter(may).collect();
        steps.sort_by_key(place);
        steps.iter().map(|step| Choice { to: step.to.clone(), label: self.move_name(language, kind, step) }).collect()
    }

    /// A kind in words.
    pub fn kind_name(&self, language: Language, kind: &KindSpec) -> String {
        self.name(language, &kind.names, &kind.key())
    }

    /// A state of a kind in words.
    pub fn state_name(&self, language: Language, kind: &KindSpec, state: &str) -> String {
        kind.state(state).map_or_else(|| state.to_owned(), |state| self.name(language, &state.names, &state.key()))
    }

    /// When a request of a kind that is made now is due.
    pub fn due(&self, kind: &KindSpec, reader: Reader<'_>) -> Option<Millis> {
        kind.due_at(&WorkCalendar::of(reader.market), reader.now)
    }
}

/// The states that an owner may choose in the chat, in the order of their buttons; each has words.
const TAPS: [&str; 5] = ["confirmed", "ordered", "closed", "escalated", "cancelled"];

/// The open centres that do a service, where not all of them do it; none where none does.
fn doing(service: &str, reader: Reader<'_>, beside: &Beside) -> Option<Vec<String>> {
    let does = |centre: &Centre| centre.services.iter().any(|known| known.service == service);
    let open = || beside.centres.iter().filter(|centre| !centre.is_closed_on(reader.today()));
    let doing: Vec<String> = open().filter(|centre| does(centre)).map(|centre| centre.id.clone()).collect();
    let all = doing.len() == open().count();
    (!doing.is_empty()).then(|| if all { Vec::new() } else { doing })
}

/// The zone of a centre's clock.
pub fn zone_of(centre: &Centre) -> TimeZone {
    TimeZone::get(&centre.zone).unwrap_or(TimeZone::UTC)
}

fn centre_label(language: Language, centre: &Centre) -> String {
    format!("{}, {}", centre.names.in_(language), centre.address.in_(language))
}

fn course_label(language: Language, course: &Course) -> String {
    let zone = TimeZone::get(&course.zone).unwrap_or(TimeZone::UTC);
    format!("{}: {}", moment(language, course.starts_at, &zone), course.titles.in_(language))
}

/// A day of the week and a time of day in a zone, as appointments are told.
pub fn moment(language: Language, at: Millis, zone: &TimeZone) -> String {
    format!("{}, {}", date_full(language, at, zone), time(language, at, zone))
}

/// A day as the language writes it.
pub fn day_words(language: Language, day: Date) -> String {
    let noon = day.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).map_or(0, |noon| noon.timestamp().as_millisecond());
    date_medium(language, noon, &TimeZone::UTC)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_text_that_a_table_lacks_is_named() {
        let catalog = Catalog::embedded().expect("the catalogue");
        let file = std::env::temp_dir().join(format!("aftercare-kinds-{}.toml", std::process::id()));
        let table = |text: &str| {
            std::fs::write(&file, text).expect("a file");
            super::table(&file.to_string_lossy(), &catalog)
        };
        let row = "ours = true\nservices = [\"wax\"]\n[[kind]]\nid = \"wash\"\nnames = { kk = \"Жуу\" }\n\
                   states = [{ id = \"wet\", next = \"drying\" }, { id = \"closed\", terminal = true }]\n\
                   moves = [{ from = \"wet\", to = \"closed\", by = [\"staff\"] }]\nfields = [{ name = \"foam\", kind = \"choice\", options = [\"much\"], help = true }]";
        let lines = |problems: Vec<Problem>| problems.iter().map(ToString::to_string).collect::<Vec<_>>();
        let told = lines(table(row).expect_err("texts are missing"));
        let places: Vec<&str> = told.iter().filter_map(|line| line.split(": ").next()).collect();
        let wash = ["states.wet", "states.wet.next", "fields.foam", "fields.foam.help", "fields.foam.options.much"];
        let expect: Vec<String> =
            std::iter::once("services.wax".to_owned()).chain(wash.map(|place| format!("kind.wash.{place}"))).collect();
        assert_eq!(places, expect, "{told:?}");
        assert!(told[1].contains("`names`") && told[5].contains("`option_names`"), "{told:?}");
        let sound = row.replace("services = [\"wax\"]\n", "").replace(", next = \"drying\"", "").replace("wet", "received");
        let sound = sound.replace("\"foam\", kind = \"choice\", options = [\"much\"]", "\"vin\", kind = \"vin\"");
        let kinds = table(&sound).expect("nothing is missing");
        assert_eq!(untranslated(&kinds), ["kind.wash: no text in bn, en", "kind.wash.form: no text in bn, en"]);
        std::fs::remove_file(&file).expect("it was there");
        assert!(lines(table_of_nothing(&catalog))[0].starts_with("cannot be read"));
    }

    fn table_of_nothing(catalog: &Catalog) -> Vec<Problem> {
        super::table("/nowhere/kinds.toml", catalog).expect_err("there is no such file")
    }
}
