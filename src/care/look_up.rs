//! Looking something up for an owner: from a form, or because a message simply names a request, a car or a town.

use super::forms::MOST_OWN;
use super::{Care, Visitor};
use crate::aftersales::code::{CodeFault, RequestCode, find_codes, has_misread_code};
use crate::aftersales::finance::plan;
use crate::aftersales::form::{Checked, Fault, LookUp, Values};
use crate::aftersales::place::{Town, Towns};
use crate::aftersales::record::{Centre, Serial};
use crate::aftersales::schema::RecordKind;
use crate::aftersales::vin::{Vin, find_near, find_vins, is_vin};
use crate::chat::command::Reply;
use crate::chat::conversation::Conversation;
use crate::chat::event::QueueReason;
use crate::chat::event::form::ResultCard;
use crate::error::Error;
use crate::forms::Reader;
use crate::forms::found::{Near, Standing, card};
use crate::i18n::Args;
use crate::language::{Language, has_more_tokens};
use crate::requests::looking::Asker;
use crate::store::RequestRow;
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Centres that an answer names.
const MOST_CENTRES: usize = 4;
/// Farther than this no centre is near, in kilometres: a day's drive.
const FARTHEST_KM: f64 = 700.0;
/// Codes, cars or towns of one message that are looked up.
const MOST_NAMED: usize = 2;
/// Words of a message that only names something: "my car", "in".
const FEW_WORDS: usize = 4;

/// The language of a message that is a number or a town and nothing else. Its letters say nothing of its owner: a number stays in the
/// language of the conversation, else of the page, and a town in that of the conversation. None for any other message. `town`: the one that the message
/// is.
pub(super) fn language_of_name(text: &str, town: Option<&Town>, previous: Option<Language>, page: Language) -> Option<Language> {
    let text = text.trim();
    let after_word = text.get(..3).filter(|word| word.eq_ignore_ascii_case("vin")).and(text.get(3..)).unwrap_or(text);
    let vin = after_word.trim_start_matches(|letter: char| letter.is_whitespace() || letter == ':');
    if text.parse::<RequestCode>().is_ok() || is_vin(vin) {
        return previous.or(Some(page));
    }
    previous.filter(|_| town.is_some())
}

impl Care {
    /// What a form's look-up finds. What is not known is `invalid`, beside its field.
    pub(super) async fn look_up(
        &self,
        visitor: &Visitor,
        what: LookUp,
        values: &Values,
        reader: Reader<'_>,
    ) -> Result<Vec<ResultCard>, Error> {
        let text = |name: &str| values.text(name).unwrap_or_default();
        Ok(match what {
            LookUp::Status => self.status(visitor, values, reader).await?,
            LookUp::Centre => match Towns::embedded().find(&text("town")).first() {
                Some(town) => vec![self.centres(town, reader).await?],
                None => return Err(self.wrong(reader, "town", Fault::PlaceUnknown)),
            },
            LookUp::Recall => match values.vin() {
                Some(vin) => vec![self.recalls(vin, reader).await?],
                None => Vec::new(),
            },
            LookUp::Order => vec![match self.records.order_by_number(&text("order")).await? {
                Some(order) => self.forms.order(reader.language, &order),
                None => self.forms.word(reader.language, "look-up-order-title", "look-up-order-none", &Args::new()),
            }],
            LookUp::Part => {
                let model = match values.vin() {
                    Some(vin) => self.records.vehicle_by_vin(vin).await?.map(|vehicle| vehicle.model),
                    None => values.text("model"),
                };
                vec![self.forms.parts(reader, &self.records.parts_named(&text("part"), model.as_deref()).await?)]
            }
            LookUp::Genuine => vec![self.genuine(&text("serial"), reader).await?],
            LookUp::Coverage => match values.vin() {
                Some(vin) => vec![self.coverage(visitor, vin, values.km(), reader).await?],
                None => Vec::new(),
            },
            LookUp::Financing => vec![self.financing(values, reader)?],
        })
    }

    pub(super) fn wrong(&self, reader: Reader<'_>, field: &str, fault: Fault) -> Error {
        Error::invalid(self.forms.faults(reader.language, &BTreeMap::from([(field.to_owned(), fault)])))
    }

    /// Where requests stand: one by its number, or the owner's own of a car.
    async fn status(&self, visitor: &Visitor, values: &Values, reader: Reader<'_>) -> Result<Vec<ResultCard>, Error> {
        if let Some(code) = values.code() {
            return match self.by_code(visitor, code).await? {
                Some(row) => Ok(vec![self.standing(&[row], reader)]),
                None => Err(self.wrong(reader, "code", Fault::CodeUnknown)),
            };
        }
        let Some(vin) = values.vin() else { return Ok(Vec::new()) };
        let own = self.own_requests(visitor, vin).await?;
        if own.is_empty() {
            return Ok(vec![self.forms.word(reader.language, "look-up-status", "look-up-status-private", &Args::new())]);
        }
        Ok(vec![self.standing(&own, reader)])
    }

    /// The request of a code; tried codes that nothing has are counted against the session and the address.
    async fn by_code(&self, visitor: &Visitor, code: RequestCode) -> Result<Option<RequestRow>, Error> {
        let asker = Asker { address: visitor.address, session: Some(visitor.author()) };
        Ok(self.requests.look_up(asker, code, None).await?.map(|looked| looked.row))
    }

    /// The requests of a car that were made in this conversation; to its owner, of whom somebody has made sure, all of theirs.
    async fn own_requests(&self, visitor: &Visitor, vin: &Vin) -> Result<Vec<RequestRow>, Error> {
        let Some(granted) = visitor.own()? else { return Ok(Vec::new()) };
        let mut own = self.store.requests_of_conversation(granted, MOST_OWN).await?;
        own.retain(|row| row.vin.as_deref() == Some(vin.as_str()));
        if let Some(vehicle) = self.records.vehicle_by_vin(vin).await?
            && let Some(owner) = self.records.owner_of(granted).await?
            && vehicle.owner.as_deref() == Some(owner.id.as_str())
        {
            own.extend(self.requests.of_owners_car(&vehicle, &owner.id, MOST_OWN).await?);
            own.sort_by(|a, b| (b.created_at, &b.code).cmp(&(a.created_at, &a.code)));
            own.dedup_by(|a, b| a.code == b.code);
            own.truncate(MOST_OWN as usize);
        }
        Ok(own)
    }

    fn standing<'r>(&'r self, rows: &'r [RequestRow], reader: Reader<'_>) -> ResultCard {
        let of = |row: &'r RequestRow| {
            let RequestRow { code, kind, status, status_at, due, paused_at, .. } = row;
            let kind = self.forms.kinds.kind(kind)?;
            Some(Standing { code, kind, state: status, since: *status_at, due: due.filter(|_| paused_at.is_none()) })
        };
        self.forms.status(reader, &rows.iter().filter_map(of).collect::<Vec<_>>())
    }

    async fn centres(&self, town: &Town, reader: Reader<'_>) -> Result<ResultCard, Error> {
        let mut centres = self.records.centres().await?;
        centres.retain(|centre| !centre.is_closed_on(reader.today()));
        let away = |centre: &Centre| {
            let place =
                centre.latitude.zip(centre.longitude).or_else(|| Towns::embedded().get(&centre.town).map(|at| (at.latitude, at.longitude)));
            place.map(|(latitude, longitude)| town.km_to(latitude, longitude))
        };
        let mut near: Vec<(Centre, f64)> = centres.into_iter().filter_map(|centre| away(&centre).map(|km| (centre, km))).collect();
        near.sort_by(|a, b| (a.0.town != town.id).cmp(&(b.0.town != town.id)).then(a.1.total_cmp(&b.1)));
        if near.first().is_some_and(|(centre, _)| centre.town == town.id) {
            near.retain(|(centre, _)| centre.town == town.id);
        }
        near.retain(|(_, km)| *km <= FARTHEST_KM);
        near.truncate(MOST_CENTRES);
        let shown: Vec<Near<'_>> = near
            .iter()
            .map(|(centre, km)| Near {
                centre,
                open: self.requests.schedule(centre).ok().map(|schedule| schedule.at(reader.now)),
                km: Some(*km),
            })
            .collect();
        Ok(self.forms.centres(reader, town, &shown))
    }

    async fn recalls(&self, vin: &Vin, reader: Reader<'_>) -> Result<ResultCard, Error> {
        let is_known = self.records.vehicle_by_vin(vin).await?.is_some();
        let campaigns = self.records.campaigns_of(vin).await?;
        Ok(self.forms.recalls(reader, vin, &campaigns, is_known))
    }

    /// What holds for a car. How far it has been driven is its owner's to read: others are told the kilometres that are left only where
    /// they said the mileage themselves.
    async fn coverage(&self, visitor: &Visitor, vin: &Vin, km: Option<i64>, reader: Reader<'_>) -> Result<ResultCard, Error> {
        let Some(vehicle) = self.records.vehicle_by_vin(vin).await? else {
            return Ok(self.forms.word(reader.language, "look-up-coverage-title", "look-up-coverage-unknown", &Args::new()));
        };
        let mut all = self.records.coverage(&vehicle, reader.today(), km).await?;
        if !self.is_own_car(visitor, &vehicle).await? {
            for one in &mut all {
                one.km_left.take_if(|_| one.km_used.is_some_and(|used| used.on.is_some() || used.raised));
            }
        }
        Ok(self.forms.coverage(reader, &vehicle.model, &all))
    }

    /// Whether a label is known. Whoever asks first is noted, so that a copy of it is noticed.
    async fn genuine(&self, number: &str, reader: Reader<'_>) -> Result<ResultCard, Error> {
        let found = self.records.serial(number).await?;
        let today = reader.today();
        if let Some((Serial { id, revision, registered: None, .. }, _)) = &found {
            let said = Map::from_iter([("registered".to_owned(), Value::from(today.to_string()))]);
            // Two who ask at once have it noted once.
            if let Err(refused) = self.records.change(RecordKind::Serial, id, *revision, said).await {
                tracing::info!(?refused, serial = id, "a label that was asked about is not noted");
            }
        }
        Ok(self.forms.genuine(reader.language, number, found.as_ref(), today))
    }

    fn financing(&self, values: &Values, reader: Reader<'_>) -> Result<ResultCard, Error> {
        let count = |name: &str| if let Some(Checked::Number(count)) = values.get(name) { *count } else { 0 };
        let months = u32::try_from(count("months")).unwrap_or(u32::MAX);
        match plan(&self.forms.kinds.finance, count("amount"), months, &reader.market.id) {
            Ok(plan) => Ok(self.forms.plan(reader.language, &plan)),
            Err(fault) => {
                let (field, words) = self.forms.no_plan(reader.language, fault);
                Err(Error::invalid(BTreeMap::from([(field.to_owned(), words)])))
            }
        }
    }

    /// The reply to a message that names a request, a car or a town, with what was found. A danger, an answer that did not help
    /// and the wish for a person come first. `town`: the one that the message is.
    pub(super) async fn with_what_is_named(
        &self,
        visitor: &Visitor,
        state: Option<&Conversation>,
        text: &str,
        town: Option<&Town>,
        reply: Reply,
        reader: Reader<'_>,
    ) -> Result<Reply, Error> {
        let comes_first = matches!(
            reply,
            Reply::Safety { .. }
                | Reply::CardAnswer { .. }
                | Reply::Sorry(_)
                | Reply::AskToLeave(_)
                | Reply::Leave { .. }
                | Reply::Handoff(QueueReason::Safety | QueueReason::Asked)
        );
        if comes_first {
            return Ok(reply);
        }
        let mut results = self.named_requests(visitor, text, reader).await?;
        if results.is_empty() {
            results = self.named_cars(visitor, text, state, &reply, reader).await?;
        }
        if results.is_empty()
            && let Some(town) = town.or_else(|| self.named_town(text, state, &reply))
        {
            results.push(self.centres(town, reader).await?);
        }
        if results.is_empty() {
            return Ok(reply);
        }
        // Where the message says more than the name, the answer to it stands below.
        let answers = match reply {
            Reply::Answers(answers) if has_more_tokens(text, FEW_WORDS) => answers,
            _ => Vec::new(),
        };
        Ok(Reply::Found(results, answers))
    }

    async fn named_requests(&self, visitor: &Visitor, text: &str, reader: Reader<'_>) -> Result<Vec<ResultCard>, Error> {
        let word = |key| self.forms.word(reader.language, "look-up-status", key, &Args::new());
        let codes = find_codes(text);
        let mut rows = Vec::new();
        for code in codes.iter().take(MOST_NAMED) {
            rows.extend(self.by_code(visitor, *code).await?);
        }
        Ok(match (codes.is_empty(), rows.is_empty()) {
            (false, false) => vec![self.standing(&rows, reader)],
            (false, true) => vec![word("look-up-status-none")],
            (true, _) if has_misread_code(text) => {
                let words = self.forms.fault(reader.language, &Fault::Code(CodeFault::Check));
                vec![card(self.forms.say(reader.language, "look-up-status", &Args::new()), &[words], Vec::new())]
            }
            (true, _) => Vec::new(),
        })
    }

    /// Cars that a message names: what their recalls are, what holds for them, and the requests that were made for them here.
    async fn named_cars(
        &self,
        visitor: &Visitor,
        text: &str,
        state: Option<&Conversation>,
        reply: &Reply,
        reader: Reader<'_>,
    ) -> Result<Vec<ResultCard>, Error> {
        let mut results = Vec::new();
        for vin in find_vins(text).iter().take(MOST_NAMED) {
            results.push(self.coverage(visitor, vin, None, reader).await?);
            results.push(self.recalls(vin, reader).await?);
        }
        let waits =
            || self.is_about(state, reply, &[LookUp::Recall, LookUp::Coverage, LookUp::Status]) || !has_more_tokens(text, FEW_WORDS);
        if results.is_empty()
            && let Some((_, fault)) = find_near(text)
            && waits()
        {
            let words = self.forms.fault(reader.language, &Fault::Vin(fault));
            results.push(card(self.forms.say(reader.language, "look-up-coverage-title", &Args::new()), &[words], Vec::new()));
        }
        Ok(results)
    }

    /// The town that a message names where centres are spoken of, or among few words.
    fn named_town(&self, text: &str, state: Option<&Conversation>, reply: &Reply) -> Option<&'static Town> {
        let is_unanswered = matches!(reply, Reply::Suggestions(_) | Reply::Handoff(QueueReason::Unanswered));
        let is_about = || self.is_about(state, reply, &[LookUp::Centre]);
        if is_unanswered && !has_more_tokens(text, FEW_WORDS) || is_about() {
            return Towns::embedded().find(text).into_iter().next();
        }
        None
    }

    /// Whether the answer to a message, or the one before it, offers one of these look-ups.
    fn is_about(&self, state: Option<&Conversation>, reply: &Reply, whats: &[LookUp]) -> bool {
        let answered: Vec<&str> = match reply {
            Reply::Answers(answers) => answers.iter().map(|answer| answer.entry.as_str()).collect(),
            _ => state.and_then(|state| state.last_entry.as_deref()).into_iter().collect(),
        };
        let corpus = &self.live_faq.current().corpus;
        let offers = |entry: &str| corpus.entry(entry).and_then(|entry| entry.action.as_deref().map(str::to_owned));
        let forms: Vec<String> = answered.into_iter().filter_map(offers).collect();
        self.forms.kinds.look_ups().iter().any(|look_up| whats.contains(&look_up.look_up) && forms.contains(&look_up.id))
    }
}
