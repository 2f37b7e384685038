//! Entries as they come and go: JSON and queries.

use super::super::gaps::CountedByLanguage;
use crate::clock::rfc3339;
use crate::error::Code;
use crate::faq::TranslationState;
use crate::faq::translation::Change;
use crate::http::Web;
use crate::http::openapi;
use crate::http::problem::{ChangeBody, FaultBody, Problem, said};
use crate::language::Language;
use crate::studio::draft::{Draft, DraftText};
use crate::studio::shelf::{Card, Filter, Wanted, WantedState};
use crate::studio::{SaveRequest, Shown};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa::openapi::schema::Schema;

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
    pub(super) changes: Vec<ChangeBody>,
    #[serde(flatten)]
    pub(super) entry: EntryBody,
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
    pub(super) categories: Vec<String>,
    pub(super) items: Vec<ShortEntry>,
    /// The cursor of the next page; null on the last.
    #[schema(required = true)]
    pub(super) next: Option<String>,
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
    pub(super) at: Option<String>,
    /// Only tell what it would change; `at` says nothing then.
    pub(super) dry_run: bool,
    /// Why it is published although the gate warns.
    pub(super) r#override: Option<String>,
}

/// How something is withdrawn or undone.
#[derive(Deserialize, ToSchema, Default)]
#[serde(deny_unknown_fields, default)]
#[schema(as = Act)]
pub struct Acting {
    /// Only tell what it would change.
    pub(super) dry_run: bool,
    /// Why it is done although the gate warns.
    pub(super) r#override: Option<String>,
}

#[derive(Deserialize, ToSchema, Default)]
#[serde(deny_unknown_fields, default)]
pub struct Restore {
    /// The head's own text without it: so a withdrawn entry is written on.
    pub(super) revision: Option<u32>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewName {
    #[schema(pattern = "^[a-z0-9-]{1,80}$")]
    pub(super) id: String,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields, default)]
pub struct ListQuery {
    pub(super) q: String,
    pub(super) category: Option<String>,
    pub(super) language: Option<Language>,
    pub(super) state: Option<String>,
    pub(super) filter: Option<String>,
    #[serde(default)]
    pub(super) counts: bool,
    // Read by `Paging`.
    #[serde(rename = "limit")]
    _limit: Option<String>,
    #[serde(rename = "cursor")]
    _cursor: Option<String>,
}

#[derive(Deserialize, Default)]
#[serde(default)]
pub struct ShowQuery {
    pub(super) revision: Option<u32>,
    pub(super) published: Option<bool>,
}

fn states() -> Schema {
    openapi::one_of(["current", "stale", "wrong", MISSING])
}

fn changes() -> Schema {
    openapi::one_of(["wording", "meaning", "wrong"])
}

/// The state of a language that an entry lacks.
pub(super) const MISSING: &str = "missing";

impl ListQuery {
    pub(super) fn wanted(&self) -> Result<Wanted, Problem> {
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
    /// The save that it asks for.
    pub(super) fn request(self, id: String, on: Option<u32>) -> SaveRequest {
        let EntryInput { autosave, category, change, current, languages, markets, models, action, note, related, tags } = self;
        let text = |words: WordsInput| DraftText { title: words.title, phrasings: words.phrasings, answer: words.answer };
        let texts = languages.into_iter().map(|(language, words)| (language, text(words))).collect();
        SaveRequest { id, on, draft: Draft { category, texts, models, markets, related, tags, action }, change, current, note, autosave }
    }
}
