//! `/api/v1/gaps`: what owners ask and the FAQ does not answer, for editors.

use super::json;
use crate::access::User;
use crate::clock::{Millis, rfc3339};
use crate::error::Code;
use crate::gaps::Gap;
use crate::http::Web;
use crate::http::extract::{Id, Read, Staff};
use crate::http::openapi::{self, Answer, Operation, Parameter, shape};
use crate::http::paging::{Paging, cursor};
use crate::http::problem::Problem;
use crate::language::Language;
use crate::store::{EntryCounts, GapState};
use crate::studio::asked::AskedOf;
use crate::studio::shelf::AskedEntry;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;
use utoipa::ToSchema;
use utoipa::openapi::schema::Schema;
use uuid::Uuid;

/// The list's name in its cursors.
const LIST: &str = "gaps";

pub const PAGE: Operation = Operation {
    id: "listGaps",
    summary: "Questions that the FAQ did not answer, grouped, those asked last first; `?state=` open (unless given), answered, declined, closed",
    parameters: &[Parameter::Page],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<GapPage>()), headers: &[] },
    refusals: &[],
};
pub const SHOW: Operation = Operation {
    id: "showGap",
    summary: "One gap",
    parameters: &[],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<GapShown>()), headers: &[] },
    refusals: &[],
};
pub const DECIDE: Operation = Operation {
    id: "decideGap",
    summary: "Say what becomes of a gap: an entry that is to answer it, a person, or open again. A gap with an entry is closed once its questions find it",
    parameters: &[],
    body: Some(shape::<GapDecision>()),
    answer: Answer { status: 200, body: Some(shape::<GapShown>()), headers: &[] },
    refusals: &[Code::Invalid],
};
pub const COUNTS: Operation = Operation {
    id: "countEntries",
    summary: "How often each entry was asked, shown and helped in the last 90 days, by language",
    parameters: &[],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<EntriesCounted>()), headers: &[] },
    refusals: &[],
};

/// A gap.
#[derive(Serialize, ToSchema)]
pub struct GapShown {
    /// How many questions.
    count: u64,
    /// The entry that is to answer it.
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<String>,
    /// The newest questions, without personal details.
    examples: Vec<GapExample>,
    #[schema(format = DateTime)]
    first_at: String,
    id: Uuid,
    /// Questions by why they are here: `buttons` that were not taken, `unanswered`, `unhelpful`, a `person` asked for after the answer.
    kinds: BTreeMap<String, u64>,
    /// Questions by language.
    languages: BTreeMap<&'static str, u64>,
    #[schema(format = DateTime)]
    last_at: String,
    /// Entries that come nearest to the newest question.
    nearest: Vec<GapNearest>,
    /// What a technician wrote who solved it.
    #[serde(skip_serializing_if = "Option::is_none")]
    reply: Option<String>,
    #[schema(schema_with = states)]
    state: &'static str,
}

/// A page of gaps.
#[derive(Serialize, ToSchema)]
pub struct GapPage {
    items: Vec<GapShown>,
    /// The cursor of the next page; null on the last.
    #[schema(required = true)]
    next: Option<String>,
}

/// A question as an owner asked it.
#[derive(Serialize, ToSchema)]
pub struct GapExample {
    #[schema(format = DateTime)]
    at: String,
    conversation: Uuid,
    /// The entry that was answered and did not help.
    #[serde(skip_serializing_if = "Option::is_none")]
    entry: Option<String>,
    kind: String,
    #[schema(schema_with = openapi::language)]
    language: &'static str,
    text: String,
}

/// An entry with its title.
#[derive(Serialize, ToSchema)]
pub struct GapNearest {
    entry: String,
    title: String,
}

/// What becomes of a gap.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct GapDecision {
    /// It is left to people; `false` opens it again.
    declined: Option<bool>,
    /// Id of the entry that is to answer it: its draft takes in the questions as phrasings. One that is not there yet is begun, with the words
    /// that solved it for an answer.
    #[schema(max_length = 80)]
    entry: Option<String>,
    /// Where an entry that is not there yet is put.
    #[schema(max_length = 80)]
    category: Option<String>,
}

/// EntriesCounted by entry, then by language.
#[derive(Serialize, ToSchema)]
pub struct EntriesCounted {
    #[schema(value_type = BTreeMap<String, CountedByLanguage>)]
    entries: BTreeMap<String, CountedByLanguage>,
}

/// By language code.
#[derive(Default, Serialize, ToSchema)]
pub struct CountedByLanguage(BTreeMap<&'static str, EntryCounted>);

/// What was counted.
#[derive(Serialize, ToSchema)]
pub struct EntryCounted {
    /// It was the answer.
    asked: u64,
    helpful: u64,
    /// A person was asked for after it.
    person: u64,
    /// It was one of the buttons.
    shown: u64,
    /// Its button was taken.
    taken: u64,
    unhelpful: u64,
}

#[derive(Deserialize)]
pub struct Asked {
    state: Option<String>,
}

fn states() -> Schema {
    openapi::one_of(GapState::ALL.map(GapState::as_str))
}

/// Where a page ended.
#[derive(Debug, Clone, Copy)]
struct Place(Millis, Uuid);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.0, self.1)
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Place, ()> {
        let (at, id) = text.split_once('/').ok_or(())?;
        Ok(Place(at.parse().map_err(|_| ())?, id.parse().map_err(|_| ())?))
    }
}

/// `GET /api/v1/gaps`.
pub async fn page(State(web): State<Web>, staff: Staff, Query(asked): Query<Asked>, paging: Paging) -> Result<Response, Problem> {
    let states = match asked.state.as_deref() {
        None => vec![GapState::Open],
        Some(name) => vec![GapState::parse(name).ok_or(Code::BadRequest)?],
    };
    let after = paging.after::<Place>(LIST)?.map(|Place(at, id)| (at, id));
    // One more tells whether there is another page.
    let mut gaps = web.app.gaps.page(&staff.login.user, &states, after, paging.limit + 1).await?;
    let is_more = gaps.len() > paging.limit as usize;
    gaps.truncate(paging.limit as usize);
    let next = gaps.last().filter(|_| is_more).map(|gap| cursor(LIST, Place(gap.row.last_at, gap.row.id)));
    Ok(json(&GapPage { items: gaps.into_iter().map(shown).collect(), next }))
}

/// `GET /api/v1/gaps/{id}`.
pub async fn show(State(web): State<Web>, staff: Staff, Id(id): Id) -> Result<Response, Problem> {
    Ok(json(&shown(web.app.gaps.show(&staff.login.user, id).await?)))
}

/// `POST /api/v1/gaps/{id}`.
pub async fn decide(State(web): State<Web>, staff: Staff, Id(id): Id, Read(decided): Read<GapDecision>) -> Result<Response, Problem> {
    let (user, category) = (&staff.login.user, decided.category);
    let (state, entry) = match (decided.declined, decided.entry) {
        (Some(true), None) => (GapState::Declined, None),
        (Some(false), None) => (GapState::Open, None),
        (None | Some(false), Some(entry)) if crate::faq::entry::is_id(&entry) => (GapState::Answered, Some(entry)),
        _ => return Err(Code::BadRequest.into()),
    };
    if let Some(entry) = &entry {
        let gap = web.app.gaps.show(user, id).await?;
        let reply = gap.examples.iter().find_map(|question| Some((question.language, question.reply.clone()?)));
        let questions = gap.examples.into_iter().map(|question| (question.language, question.text)).collect();
        web.app.studio.take_in(user, entry, AskedOf { questions, reply, category }).await?;
    }
    Ok(json(&shown(web.app.gaps.decide(user, id, state, entry).await?)))
}

/// `GET /api/v1/faq/counts`.
pub async fn counts(State(web): State<Web>, staff: Staff) -> Result<Response, Problem> {
    Ok(json(&EntriesCounted { entries: counts_by_entry(&web, &staff.login.user).await? }))
}

/// What was counted of each entry that was asked or shown at all.
pub async fn counts_by_entry(web: &Web, user: &User) -> Result<BTreeMap<String, CountedByLanguage>, Problem> {
    let mut entries: BTreeMap<String, CountedByLanguage> = BTreeMap::new();
    for ((entry, language), counts) in web.app.gaps.counts(user).await? {
        entries.entry(entry).or_default().0.insert(Language::code(language), counted(counts));
    }
    Ok(entries)
}

impl CountedByLanguage {
    /// In all languages, as filters of lists need it.
    pub fn asked(&self) -> AskedEntry {
        let sum = |of: fn(&EntryCounted) -> u64| self.0.values().map(of).sum();
        AskedEntry { asked: sum(|one| one.asked), helpful: sum(|one| one.helpful), unhelped: sum(|one| one.unhelpful + one.person) }
    }
}

fn counted(counts: EntryCounts) -> EntryCounted {
    let EntryCounts { asked, shown, taken, helpful, unhelpful, person } = counts;
    EntryCounted { asked, helpful, person, shown, taken, unhelpful }
}

fn shown(gap: Gap) -> GapShown {
    let (count, reply) = (gap.count(), gap.reply().map(str::to_owned));
    let example = |question: crate::store::GapQuestion| GapExample {
        at: rfc3339(question.at),
        conversation: question.conversation,
        entry: question.entry,
        kind: question.kind,
        language: question.language.code(),
        text: question.text,
    };
    GapShown {
        count,
        entry: gap.row.entry,
        examples: gap.examples.into_iter().map(example).collect(),
        first_at: rfc3339(gap.row.first_at),
        id: gap.row.id,
        kinds: gap.kinds,
        languages: gap.languages.into_iter().map(|(language, questions)| (language.code(), questions)).collect(),
        last_at: rfc3339(gap.row.last_at),
        nearest: gap.nearest.into_iter().map(|(entry, title)| GapNearest { entry, title }).collect(),
        reply,
        state: gap.row.state.as_str(),
    }
}
