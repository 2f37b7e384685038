//! `/api/v1/faq`: entries with drafts, revisions and translations, for editors.

pub mod attached;
pub mod exchange;
pub mod history;
pub mod overview;
pub mod quality;
pub mod writing;

use super::gaps::{CountedByLanguage, counts_by_entry};
use super::json;
use crate::access::User;
use crate::clock::rfc3339;
use crate::error::Code;
use crate::faq::TranslationState;
use crate::faq::translation::Change;
use crate::http::Web;
use crate::http::extract::{Caller, EntryName, MaybeMatch, On, Read, ReadAtMost, ReadIfAny, Staff};
use crate::http::openapi::{self, Answer, Operation, Parameter, shape};
use crate::http::paging::{Paging, cursor};
use crate::http::problem::{ChangeBody, FaultBody, Problem, said};
use crate::language::Language;
use crate::studio::draft::{Draft, DraftText};
use crate::studio::gate::Changed;
use crate::studio::passing::Act;
use crate::studio::shelf::{Card, Filter, Wanted, WantedState};
use crate::studio::{SaveRequest, Shown, Which, time_of};
use axum::extract::{Query, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa::openapi::schema::Schema;

/// Largest body of an entry, in bytes: its answers alone may have 20,000 characters in each of four languages, most of three bytes.
pub const MAX_ENTRY: usize = 512 * 1024;
/// The list's name in its cursors.
const LIST: &str = "faq";

const PUBLISHED: Answer = Answer { status: 200, body: Some(shape::<PublishedEntry>()), headers: &["ETag"] };
const ENTRY: Answer = Answer { status: 200, body: Some(shape::<EntryBody>()), headers: &["ETag"] };

pub const LIST_ENTRIES: Operation = Operation {
    id: "listEntries",
    summary: "Entries by id; with `q`, those that the matcher or their words find, the nearest first",
    parameters: &[
        Parameter::Page,
        Parameter::Query("q", "A question or words, in any language and script."),
        Parameter::Query("category", "Only those of this category."),
        Parameter::Query("language", "Only those that have this language, or lack it with `state=missing`."),
        Parameter::Query("state", "`missing`, `current`, `stale` or `wrong`: in `language`, else in any language in use."),
        Parameter::Query(
            "filter",
            "`draft`: with a draft. `withdrawn`: neither published nor being written; these are in no other list. `never_asked`: published, and the answer to nobody in the last 90 days; `unhelpful`: left more owners without help than it helped, the worst first.",
        ),
        Parameter::Query("counts", "`true`: with what was counted of each."),
    ],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<EntryPage>()), headers: &[] },
    refusals: &[Code::TooLarge],
};
pub const SHOW: Operation = Operation {
    id: "showEntry",
    summary: "An entry as an editor goes on with it: its draft, else what is published",
    parameters: &[
        Parameter::Query("revision", "One of its revisions instead."),
        Parameter::Query("published", "`true`: what is published instead."),
    ],
    body: None,
    answer: ENTRY,
    refusals: &[Code::BadRequest],
};
pub const SAVE: Operation = Operation {
    id: "saveEntry",
    summary: "Save a draft. A new entry needs no `If-Match`, or \"0\", and answers 201",
    parameters: &[Parameter::OrNew],
    body: Some(shape::<EntryInput>()),
    answer: ENTRY,
    refusals: &[Code::Invalid],
};
pub const DELETE: Operation = Operation {
    id: "deleteEntry",
    summary: "Withdraw an entry and drop its draft. Its revisions stay, and `restore` brings it back",
    parameters: &[Parameter::Revision],
    body: None,
    answer: ENTRY,
    refusals: &[Code::Invalid, Code::LastEntry, Code::Gate],
};
pub const PUBLISH: Operation = Operation {
    id: "publishEntry",
    summary: "Publish an entry, now or at a time: this server answers with it from then on",
    parameters: &[Parameter::MaybeRevision],
    body: Some(shape::<Publish>()),
    answer: PUBLISHED,
    refusals: &[Code::Invalid, Code::Gate],
};
pub const WITHDRAW: Operation = Operation {
    id: "withdrawEntry",
    summary: "Take an entry back from the owners; its draft stays",
    parameters: &[Parameter::MaybeRevision],
    body: Some(shape::<Acting>()),
    answer: PUBLISHED,
    refusals: &[Code::Invalid, Code::LastEntry, Code::Gate],
};
pub const RESTORE: Operation = Operation {
    id: "restoreEntry",
    summary: "Make an earlier revision the draft, as a revision of its own",
    parameters: &[Parameter::MaybeRevision],
    body: Some(shape::<Restore>()),
    answer: ENTRY,
    refusals: &[],
};
pub const UNDO: Operation = Operation {
    id: "undoPublication",
    summary: "Put back what was published before the last publication of an entry",
    parameters: &[Parameter::MaybeRevision],
    body: Some(shape::<Acting>()),
    answer: PUBLISHED,
    refusals: &[Code::Invalid, Code::LastEntry, Code::Gate],
};

pub const UNSCHEDULE: Operation = Operation {
    id: "unscheduleEntry",
    summary: "Give up what was to be published by itself",
    parameters: &[],
    body: None,
    answer: ENTRY,
    refusals: &[],
};
pub const RENAME: Operation = Operation {
    id: "renameEntry",
    summary: "Give an entry another id, at once and wherever it is named; the former id leads to it",
    parameters: &[Parameter::MaybeRevision],
    body: Some(shape::<NewName>()),
    answer: ENTRY,
    refusals: &[Code::Invalid],
};

/// An entry as an editor sees it.
#[derive(Serialize, ToSchema)]
#[schema(as = Entry)]
pub struct EntryBody {
    /// The page saved it by itself.
    autosaved: bool,
    category: String,
    /// Whether there is a draft.
    draft: bool,
    id: String,
    /// The languages that it has, and those in use that it lacks.
    languages: BTreeMap<&'static str, Words>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    markets: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    models: Vec<String>,
    /// The form of the chat that its answer offers.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    action: Option<String>,
    /// What keeps it from being published (`error`), and what an editor will want to look at (`warning`).
    problems: Vec<FaultBody>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    published_revision: Option<u32>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    related: Vec<String>,
    /// Grows with every save; stands in the `ETag`.
    revision: u32,
    /// When it will be published by itself.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, format = DateTime)]
    scheduled_at: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    tags: Vec<String>,
    #[schema(format = DateTime)]
    updated_at: String,
    /// Name of the editor, or of what brought it in.
    updated_by: String,
}

/// An entry as it was published, or is to be.
#[derive(Serialize, ToSchema)]
pub struct PublishedEntry {
    /// What it changes, the worst first.
    changes: Vec<ChangeBody>,
    #[serde(flatten)]
    entry: EntryBody,
}

/// An entry in one language.
#[derive(Serialize, ToSchema)]
pub struct Words {
    answer: String,
    /// The revision that it was last brought up to.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    based_on: Option<u32>,
    phrasings: Vec<String>,
    #[schema(schema_with = states)]
    state: &'static str,
    title: String,
}

/// An entry in the list.
#[derive(Serialize, ToSchema)]
pub struct ShortEntry {
    category: String,
    /// By language, of the last 90 days, where they are asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    counts: Option<CountedByLanguage>,
    draft: bool,
    id: String,
    languages: BTreeMap<&'static str, ShortWords>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    markets: Vec<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    models: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    published_revision: Option<u32>,
    revision: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false, format = DateTime)]
    scheduled_at: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    tags: Vec<String>,
    #[schema(format = DateTime)]
    updated_at: String,
    updated_by: String,
}

/// A language of an entry in the list.
#[derive(Serialize, ToSchema)]
pub struct ShortWords {
    #[schema(schema_with = states)]
    state: &'static str,
    title: String,
}

/// A page of the list.
#[derive(Serialize, ToSchema)]
pub struct EntryPage {
    /// Every category there is.
    categories: Vec<String>,
    items: Vec<ShortEntry>,
    /// The cursor of the next page; null on the last.
    #[schema(required = true)]
    next: Option<String>,
}

/// A draft to be saved: the whole entry.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct EntryInput {
    #[serde(default)]
    autosave: bool,
    category: String,
    /// What the change means for the languages that were not changed; `wording` when nothing is said.
    #[serde(default)]
    #[schema(schema_with = changes)]
    change: Change,
    /// Languages that are declared to be up to date.
    #[serde(default)]
    #[schema(schema_with = openapi::languages)]
    current: Vec<Language>,
    /// By code; without a word a language is missing.
    #[schema(value_type = BTreeMap<String, WordsInput>)]
    languages: BTreeMap<Language, WordsInput>,
    #[serde(default)]
    markets: Vec<String>,
    #[serde(default)]
    models: Vec<String>,
    /// The form of the chat that its answer offers; null or an empty text: none.
    action: Option<String>,
    note: Option<String>,
    #[serde(default)]
    related: Vec<String>,
    #[serde(default)]
    tags: Vec<String>,
}

/// A language of a draft. `state` and `based_on` may stand there as they came; they are the server's to say.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct WordsInput {
    #[serde(default)]
    answer: String,
    #[serde(default, rename = "based_on")]
    #[expect(dead_code, reason = "who sends back what came need not take it out")]
    based_on: Option<u32>,
    #[serde(default)]
    phrasings: Vec<String>,
    #[serde(default, rename = "state")]
    #[expect(dead_code, reason = "as `based_on`")]
    state: Option<String>,
    #[serde(default)]
    title: String,
}

#[derive(Deserialize, ToSchema, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Publish {
    /// RFC 3339: it is published by itself then.
    #[schema(format = DateTime)]
    at: Option<String>,
    /// Only tell what it would change; `at` says nothing then.
    dry_run: bool,
    /// Why it is published although the gate warns.
    r#override: Option<String>,
}

/// How something is withdrawn or undone.
#[derive(Deserialize, ToSchema, Default)]
#[serde(deny_unknown_fields, default)]
#[schema(as = Act)]
pub struct Acting {
    /// Only tell what it would change.
    dry_run: bool,
    /// Why it is done although the gate warns.
    r#override: Option<String>,
}

#[derive(Deserialize, ToSchema, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Restore {
    /// The head's own text without it: so a withdrawn entry is written on.
    revision: Option<u32>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewName {
    #[schema(pattern = "^[a-z0-9-]{1,80}$")]
    id: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct ListQuery {
    q: String,
    category: Option<String>,
    language: Option<Language>,
    state: Option<String>,
    filter: Option<String>,
    #[serde(default)]
    counts: bool,
    // Read by `Paging`.
    #[serde(rename = "limit")]
    _limit: Option<String>,
    #[serde(rename = "cursor")]
    _cursor: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct ShowQuery {
    revision: Option<u32>,
    published: Option<bool>,
}

fn states() -> Schema {
    openapi::one_of(["current", "stale", "wrong", MISSING])
}

fn changes() -> Schema {
    openapi::one_of(["wording", "meaning", "wrong"])
}

/// The state of a language that an entry lacks.
const MISSING: &str = "missing";

impl ListQuery {
    fn wanted(&self) -> Result<Wanted, Problem> {
        let state = match self.state.as_deref() {
            None | Some("") => None,
            Some(MISSING) => Some(WantedState::Missing),
            Some(name) => Some(WantedState::Is(TranslationState::parse(name).ok_or(Code::BadRequest)?)),
        };
        let filter = match self.filter.as_deref() {
            None | Some("") => None,
            Some("draft") => Some(Filter::Draft),
            Some("withdrawn") => Some(Filter::Withdrawn),
            Some("never_asked") => Some(Filter::NeverAsked),
            Some("unhelpful") => Some(Filter::Unhelpful),
            Some(_) => return Err(Code::BadRequest.into()),
        };
        let category = self.category.clone().filter(|category| !category.is_empty());
        Ok(Wanted { asked: BTreeMap::new(), category, language: self.language, state, filter })
    }
}

impl EntryBody {
    /// The entry, with its problems in the reader's language.
    pub fn new(web: &Web, language: Language, shown: Shown) -> EntryBody {
        let Shown { head, entry, faults, languages } = shown;
        let lacking = languages.iter().filter(|language| !entry.texts.contains_key(language));
        let missing = |language: &Language| {
            let words = Words { answer: String::new(), based_on: None, phrasings: Vec::new(), state: MISSING, title: String::new() };
            (language.code(), words)
        };
        let lacking: Vec<_> = lacking.map(missing).collect();
        let words = entry.texts.into_iter().map(|(language, text)| {
            let crate::faq::Text { title, phrasings, answer, state, based_on } = text;
            (language.code(), Words { answer, based_on, phrasings, state: state.as_str(), title })
        });
        EntryBody {
            autosaved: head.autosaved,
            category: head.category,
            draft: head.draft,
            id: head.entry,
            languages: words.chain(lacking).collect(),
            markets: entry.markets,
            models: entry.models,
            problems: faults.iter().map(|fault| said(&web.app, language, fault)).collect(),
            published_revision: head.published,
            related: entry.related,
            revision: head.revision,
            scheduled_at: head.scheduled_at.map(rfc3339),
            tags: entry.tags,
            action: entry.action,
            updated_at: rfc3339(head.at),
            updated_by: head.author,
        }
    }
}

impl ShortEntry {
    pub fn new(card: &Card, counts: Option<CountedByLanguage>) -> ShortEntry {
        let Card { head, texts, models, markets, tags, .. } = card;
        let words =
            texts.iter().map(|(language, (title, state))| (language.code(), ShortWords { state: state.as_str(), title: title.clone() }));
        ShortEntry {
            category: head.category.clone(),
            counts,
            draft: head.draft,
            id: head.entry.clone(),
            languages: words.collect(),
            markets: markets.clone(),
            models: models.clone(),
            published_revision: head.published,
            revision: head.revision,
            scheduled_at: head.scheduled_at.map(rfc3339),
            tags: tags.clone(),
            updated_at: rfc3339(head.at),
            updated_by: head.author.clone(),
        }
    }
}

impl EntryInput {
    fn request(self, id: String, on: Option<u32>) -> SaveRequest {
        let EntryInput { autosave, category, change, current, languages, markets, models, action, note, related, tags } = self;
        let text = |words: WordsInput| DraftText { title: words.title, phrasings: words.phrasings, answer: words.answer };
        let texts = languages.into_iter().map(|(language, words)| (language, text(words))).collect();
        SaveRequest { id, on, draft: Draft { category, texts, models, markets, related, tags, action }, change, current, note, autosave }
    }
}

/// An entry with its revision as the `ETag`.
pub fn entry(web: &Web, caller: Caller, shown: Shown) -> Response {
    let tag = etag(shown.head.revision);
    let mut response = json(&EntryBody::new(web, caller.language, shown));
    response.headers_mut().insert(header::ETAG, tag);
    response
}

fn etag(revision: u32) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{revision}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
}

/// Who edits.
pub fn editor(staff: &Staff) -> &User {
    &staff.login.user
}

/// `GET /api/v1/faq`.
pub async fn list(
    State(web): State<Web>,
    staff: Staff,
    paging: Paging,
    query: Result<Query<ListQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let Query(query) = query.map_err(|_| Code::BadRequest)?;
    let after = paging.after::<String>(LIST)?;
    let mut wanted = query.wanted()?;
    let needs_counts = query.counts || matches!(wanted.filter, Some(Filter::NeverAsked | Filter::Unhelpful));
    let mut counts = if needs_counts { counts_by_entry(&web, editor(&staff)).await? } else { BTreeMap::new() };
    wanted.asked = counts.iter().map(|(entry, counts)| (entry.clone(), counts.asked())).collect();
    let page = web.app.studio.list(editor(&staff), &query.q, &wanted, after.as_deref(), paging.limit).await?;
    let next = page.cards.last().filter(|_| page.more).map(|last| cursor(LIST, &last.head.entry));
    let items = page.cards.iter().map(|card| {
        let counts = counts.remove(&card.head.entry).filter(|_| query.counts);
        ShortEntry::new(card, counts)
    });
    let items = items.collect();
    Ok(json(&EntryPage { categories: page.categories, items, next }))
}

/// `GET /api/v1/faq/{entry}`.
pub async fn show(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    EntryName(id): EntryName,
    query: Result<Query<ShowQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Response, Problem> {
    let Query(query) = query.map_err(|_| Code::BadRequest)?;
    let which = match query {
        ShowQuery { revision: Some(revision), .. } => Which::Revision(revision),
        ShowQuery { published: Some(true), .. } => Which::Published,
        ShowQuery { .. } => Which::Head,
    };
    Ok(entry(&web, caller, web.app.studio.entry(editor(&staff), &id, which).await?))
}

/// `PUT /api/v1/faq/{entry}`.
pub async fn save(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    EntryName(id): EntryName,
    MaybeMatch(on): MaybeMatch,
    ReadAtMost(input): ReadAtMost<EntryInput, MAX_ENTRY>,
) -> Result<Response, Problem> {
    let on = match on {
        Some(On::Revision(revision)) => Some(revision),
        Some(On::Nothing) => None,
        None if web.app.studio.is_there(editor(&staff), &id).await? => return Err(Code::PreconditionRequired.into()),
        None => None,
    };
    let (shown, is_new) = web.app.studio.save(editor(&staff), input.request(id, on)).await?;
    let mut response = entry(&web, caller, shown);
    if is_new {
        *response.status_mut() = StatusCode::CREATED;
    }
    Ok(response)
}

/// `DELETE /api/v1/faq/{entry}`.
pub async fn remove(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    EntryName(id): EntryName,
    MaybeMatch(on): MaybeMatch,
) -> Result<Response, Problem> {
    let on = on.ok_or(Code::PreconditionRequired)?.revision()?;
    let act = Act { on: Some(on), ..Act::default() };
    Ok(entry(&web, caller, web.app.studio.withdraw(editor(&staff), &id, act, true).await?.0))
}

/// `POST /api/v1/faq/{entry}/publish`.
pub async fn publish(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    EntryName(id): EntryName,
    MaybeMatch(on): MaybeMatch,
    ReadIfAny(publish): ReadIfAny<Publish>,
) -> Result<Response, Problem> {
    let on = on.map(On::revision).transpose()?;
    let Publish { at, dry_run, r#override: reason } = publish;
    let (shown, changes) = match at.filter(|_| !dry_run) {
        None => web.app.studio.publish(editor(&staff), &id, Act { on, reason, dry_run }).await?,
        Some(at) => web.app.studio.schedule(editor(&staff), &id, on, time_of(&at).ok_or(Code::BadRequest)?, reason).await?,
    };
    Ok(changed(&web, caller, shown, &changes))
}

/// An entry with what an act changes, or would.
fn changed(web: &Web, caller: Caller, shown: Shown, changes: &[Changed]) -> Response {
    let tag = etag(shown.head.revision);
    let changes = changes.iter().map(ChangeBody::from).collect();
    let mut response = json(&PublishedEntry { changes, entry: EntryBody::new(web, caller.language, shown) });
    response.headers_mut().insert(header::ETAG, tag);
    response
}

/// `DELETE /api/v1/faq/{entry}/schedule`.
pub async fn unschedule(State(web): State<Web>, caller: Caller, staff: Staff, EntryName(id): EntryName) -> Result<Response, Problem> {
    Ok(entry(&web, caller, web.app.studio.unschedule(editor(&staff), &id).await?))
}

/// `POST /api/v1/faq/{entry}/rename`.
pub async fn rename(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    EntryName(id): EntryName,
    MaybeMatch(on): MaybeMatch,
    Read(rename): Read<NewName>,
) -> Result<Response, Problem> {
    let on = on.map(On::revision).transpose()?;
    Ok(entry(&web, caller, web.app.studio.rename(editor(&staff), &id, &rename.id, on).await?))
}

/// `POST /api/v1/faq/{entry}/withdraw`.
pub async fn withdraw(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    EntryName(id): EntryName,
    MaybeMatch(on): MaybeMatch,
    ReadIfAny(Acting { dry_run, r#override: reason }): ReadIfAny<Acting>,
) -> Result<Response, Problem> {
    let on = on.map(On::revision).transpose()?;
    let (shown, changes) = web.app.studio.withdraw(editor(&staff), &id, Act { on, reason, dry_run }, false).await?;
    Ok(changed(&web, caller, shown, &changes))
}

/// `POST /api/v1/faq/{entry}/restore`.
pub async fn restore(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    EntryName(id): EntryName,
    MaybeMatch(on): MaybeMatch,
    ReadIfAny(restore): ReadIfAny<Restore>,
) -> Result<Response, Problem> {
    let on = on.map(On::revision).transpose()?;
    Ok(entry(&web, caller, web.app.studio.restore(editor(&staff), &id, restore.revision, on).await?))
}

/// `POST /api/v1/faq/{entry}/undo`.
pub async fn undo(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    EntryName(id): EntryName,
    MaybeMatch(on): MaybeMatch,
    ReadIfAny(Acting { dry_run, r#override: reason }): ReadIfAny<Acting>,
) -> Result<Response, Problem> {
    let on = on.map(On::revision).transpose()?;
    let (shown, changes) = web.app.studio.undo(editor(&staff), &id, Act { on, reason, dry_run }).await?;
    Ok(changed(&web, caller, shown, &changes))
}
