//! One published corpus, ready to answer.

use super::audience::{Kept, Values};
use super::{Audience, placeholders};
use crate::answer::holidays::Holidays;
use crate::answer::{Decision, Engine, Explain, Kind, Question, Scored};
use crate::chat::event::form::Action;
use crate::chat::event::{Answer, Suggestion};
use crate::clock::Millis;
use crate::config::market::Privacy;
use crate::config::site::Site;
use crate::config::{Company, Config, WrongTranslations};
use crate::faq::render::{Rendered, nodes, placeholders_of, render};
use crate::faq::{Corpus, Entry, Text, TranslationState};
use crate::forms::Forms;
use crate::i18n::{Args, Catalog};
use crate::language::Language;
use crate::market::{Market, Markets};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::sync::Arc;

/// Stands before an answer to a question that names a holiday; its value is what is said of it.
const NAMED: &str = "holidays_named";

/// Share of the belief that the entries of the owner's market must have left, and that they and those of others must have had, for one to
/// be answered in their place.
const NEARLY_ALL: f32 = 0.8;
/// Most buttons of a suggestion, as in the engine.
const SUGGESTIONS: usize = 3;

/// An entry that was edited, as it is published now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Edit {
    pub id: String,
    /// Its text; none when it was withdrawn.
    pub entry: Option<Arc<Entry>>,
    /// The revision that is published, or was until it was withdrawn.
    pub revision: u64,
}

/// One published corpus, ready to answer. Clones share everything.
#[derive(Clone)]
pub struct FaqSnapshot {
    pub corpus: Arc<Corpus>,
    pub engine: Engine,
    /// Entry to its published revision, when all was read.
    revisions: Arc<BTreeMap<String, u64>>,
    /// And of those that were edited since.
    edited: BTreeMap<String, u64>,
    company: Arc<Company>,
    pub markets: Markets,
    /// What owners get of a translation that is wrong.
    wrong_translations: WrongTranslations,
    kept: Arc<Kept>,
    forms: Forms,
}

impl FaqSnapshot {
    /// Puts a corpus to work with an engine that was built for it.
    pub fn new(
        corpus: Corpus,
        revisions: BTreeMap<String, u64>,
        config: &Config,
        markets: Markets,
        forms: Forms,
        engine: Engine,
    ) -> FaqSnapshot {
        let (company, markets) = effective(config, markets, &corpus);
        let engine = engine.with_holidays(Holidays::new(&markets, &corpus));
        FaqSnapshot {
            corpus: Arc::new(corpus),
            engine,
            revisions: Arc::new(revisions),
            edited: BTreeMap::new(),
            company: Arc::new(company),
            markets,
            wrong_translations: config.studio.wrong_translations,
            kept: Arc::default(),
            forms,
        }
    }

    /// The same after edits, in milliseconds. The other entries, and what was rendered of them, are shared.
    pub(super) fn with_edits(&self, edits: &[Edit]) -> FaqSnapshot {
        let mut corpus = Corpus::clone(&self.corpus);
        let mut edited = self.edited.clone();
        let mut tells_holidays = false;
        for Edit { id, entry, revision } in edits {
            let states = [self.corpus.entry(id), entry.as_ref()];
            tells_holidays |= states.into_iter().flatten().any(|entry| Holidays::are_told_by(entry));
            match entry {
                Some(entry) => corpus.put(Arc::clone(entry)),
                None => corpus.take(id),
            }
            edited.insert(id.clone(), *revision);
        }
        let ids: Vec<&str> = edits.iter().map(|edit| edit.id.as_str()).collect();
        let engine = self.engine.with_edits(&corpus, &ids);
        let engine = if tells_holidays { engine.with_holidays(Holidays::new(&self.markets, &corpus)) } else { engine };
        FaqSnapshot { corpus: Arc::new(corpus), engine, edited, ..self.clone() }
    }

    /// As [`Self::with_edits`], for looking at what is not published: nothing that was rendered is shared, for a draft has the revision of what it changes.
    pub(super) fn apart(&self, edits: &[Edit]) -> FaqSnapshot {
        FaqSnapshot { kept: Arc::default(), ..self.with_edits(edits) }
    }

    /// An entry as it is published here.
    pub(super) fn edit(&self, id: String) -> Edit {
        Edit { entry: self.corpus.entry(&id).cloned(), revision: self.revision(&id), id }
    }

    /// Entry to its published revision.
    pub(super) fn revisions(&self) -> BTreeMap<String, u64> {
        let mut revisions = BTreeMap::clone(&self.revisions);
        revisions.extend(self.edited.clone());
        revisions
    }

    /// The published revision of an entry; 1 where there is no database.
    pub(super) fn revision(&self, entry: &str) -> u64 {
        self.edited.get(entry).or_else(|| self.revisions.get(entry)).copied().unwrap_or(1)
    }

    /// The same corpus with another engine that was built for it.
    pub(super) fn with_engine(&self, engine: Engine) -> FaqSnapshot {
        FaqSnapshot { engine, ..self.clone() }
    }

    /// Whose chat this is.
    pub fn company(&self) -> &Company {
        &self.company
    }

    /// The first words of an empty chat: an editor's, else the program's.
    pub fn greeting(&self, language: Language) -> String {
        let company = self.company.name.as_str();
        let own = self.corpus.settings.texts.get(language.code()).map(|texts| texts.greeting.as_str()).filter(|text| !text.is_empty());
        own.map_or_else(
            || self.catalog().text(language, "greeting", &Args::new().with("company", company)),
            |text| text.replace("{company}", company),
        )
    }

    /// What owners of a market are told of their data before they write; an address of their own site goes before that of the market.
    pub fn privacy(&self, market: &Market, site: Option<&Site>, language: Language) -> PrivacyNotice {
        let own = site.map(|site| site.privacy_url.as_str()).filter(|url| !url.is_empty());
        let url = own.unwrap_or(&market.privacy_url);
        let url = Some(url).filter(|url| !url.is_empty()).map(str::to_owned);
        let text = |language| self.privacy_text(market, language);
        let version = || version(Language::ALL.into_iter().map(text), url.as_deref());
        PrivacyNotice {
            text: text(language),
            link: url.is_some().then(|| self.catalog().text(language, "privacy-link", &Args::new())),
            asks: (market.privacy == Privacy::Consent)
                .then(|| Asks { version: version(), agree: self.catalog().text(language, "privacy-agree", &Args::new()) }),
            url,
        }
    }

    fn privacy_text(&self, market: &Market, language: Language) -> String {
        let company = self.company.name.as_str();
        let says = |key| self.catalog().text(language, key, &Args::new().with("company", company));
        if let Some(own) = market.privacy_text.get(language.code()).filter(|text| !text.trim().is_empty()) {
            return own.replace("{company}", company);
        }
        match market.privacy {
            Privacy::None => says("privacy-none"),
            Privacy::Notice => says("privacy-notice"),
            Privacy::Consent => says("privacy-consent"),
        }
    }

    /// What an editor has said to owners while no technician is there.
    pub fn closed(&self, language: Language) -> Option<&str> {
        self.corpus.settings.texts.get(language.code()).map(|texts| texts.closed.as_str()).filter(|text| !text.is_empty())
    }

    /// What the placeholders stand for.
    pub fn values(&self, audience: Audience<'_>) -> Arc<Values> {
        self.kept.values(audience, || placeholders::values(&self.company, self.catalog(), &self.markets, audience))
    }

    /// The answer of an entry, in another language with a note where it has no translation; none of an entry for other markets.
    pub fn answer(&self, entry: &str, audience: Audience<'_>, score: f32) -> Option<Answer> {
        let (written_in, text) = self.text(entry, audience)?;
        let language = audience.language;
        let rendered = self.rendered(entry, text, Audience { language: written_in, ..audience });
        let note = match text.state {
            _ if written_in != language => {
                let name = self.catalog().text(language, &format!("language-{}", written_in.code()), &Args::new());
                Some(self.catalog().text(language, "answer-in-other-language", &Args::new().with("language", name)))
            }
            TranslationState::Wrong => Some(self.catalog().text(language, "answer-may-be-wrong", &Args::new())),
            TranslationState::Current | TranslationState::Stale => None,
        };
        Some(Answer {
            entry: entry.to_owned(),
            revision: self.revision(entry),
            title: text.title.clone(),
            html: rendered.html.clone(),
            text: rendered.text.clone(),
            language: written_in,
            score,
            note,
            action: self.action(entry, audience),
        })
    }

    /// The form that an entry offers, where it is offered to this reader.
    fn action(&self, entry: &str, audience: Audience<'_>) -> Option<Action> {
        let form = self.entry(entry)?.action.as_deref()?;
        self.forms.action(audience.language, &audience.market.id, form)
    }

    /// An answer with its values. What the question names is said first, where the answer tells of days off.
    fn rendered(&self, entry: &str, text: &Text, audience: Audience<'_>) -> Arc<Rendered> {
        let named = audience.market.next_of(audience.named, audience.now);
        if named.is_empty() || !placeholders_of(&text.answer).contains(&placeholders::HOLIDAYS) {
            return self.kept.answer(audience, (entry, self.revision(entry)), || render(&text.answer, &self.values(audience)));
        }
        let mut values = Values::clone(&self.values(audience));
        values.insert(NAMED.to_owned(), self.catalog().holidays_named(audience.language, &named));
        Arc::new(render(&format!("**{{{NAMED}}}**\n\n{}", text.answer), &values))
    }

    /// The title of an entry; none of an entry for other markets.
    pub fn title(&self, entry: &str, audience: Audience<'_>) -> Option<String> {
        self.text(entry, audience).map(|(_, text)| text.title.clone())
    }

    /// The entries to ask back with.
    pub fn suggestions(&self, entries: impl IntoIterator<Item = String>, audience: Audience<'_>) -> Vec<Suggestion> {
        let named = |entry: String| self.title(&entry, audience).map(|title| Suggestion { entry, title });
        entries.into_iter().filter_map(named).collect()
    }

    /// The forms that an entry may offer.
    pub fn forms(&self) -> &Forms {
        &self.forms
    }

    pub(super) fn catalog(&self) -> &Catalog {
        self.forms.catalog()
    }

    /// A decision without the entries of other markets. An entry that stands where the wrong market's stood is answered when it has
    /// nearly all of what is left of the belief; else the owner is asked back.
    pub fn for_market(&self, mut decision: Decision, market: &Market) -> Decision {
        let is_foreign = |id: &str| self.entry(id).is_some_and(|entry| !entry.is_for(&market.id));
        let taken: f32 = decision.entries.iter().filter(|found| is_foreign(&found.entry)).map(|found| found.score).sum();
        let answered_foreign = decision.kind == Kind::Answer && decision.entry.as_deref().is_some_and(is_foreign);
        decision.entries.retain(|found| !is_foreign(&found.entry));
        decision.second = decision.second.filter(|second| !is_foreign(second));
        let asks_back = decision.kind == Kind::Suggest && taken > 0.0;
        if !answered_foreign && !asks_back {
            return decision;
        }
        let left = (1.0 - taken).max(f32::EPSILON);
        match decision.entries.first() {
            Some(Scored { entry, score }) if score / left >= NEARLY_ALL && taken + score >= NEARLY_ALL => {
                (decision.kind, decision.entry, decision.suggestions) = (Kind::Answer, Some(entry.clone()), 0);
            }
            Some(_) => (decision.kind, decision.entry, decision.suggestions) = (Kind::Suggest, None, SUGGESTIONS),
            None => (decision.kind, decision.entry) = (Kind::Handoff, None),
        }
        decision
    }

    /// A sentence of the program's own.
    pub fn say(&self, language: Language, key: &str) -> String {
        self.catalog().text(language, key, &Args::new())
    }

    /// Whether an entry means "I want a person".
    pub fn wants_person(&self, entry: Option<&str>) -> bool {
        entry.and_then(|id| self.entry(id)).is_some_and(Entry::is_handoff)
    }

    /// The decision on a question as `protocol.md` section 7 prints it, with titles for people, and why, when that is asked for.
    pub fn ask_json(&self, question: &Question<'_>) -> (Value, Option<Explain>) {
        let mut decision = self.engine.ask(question);
        (self.titled(&decision), decision.explain.take())
    }

    /// The same with the answer as an owner of that language would read it at `now`.
    pub fn try_json(&self, question: &Question<'_>, now: Millis) -> (Value, Option<Explain>) {
        let mut decision = self.engine.ask(question);
        let mut shown = self.titled(&decision);
        let read_in = decision.language.language;
        let audience = Audience { language: read_in, market: self.markets.of_language(read_in), now, named: &decision.holidays };
        let answered = decision.entry.as_deref().filter(|_| decision.kind == Kind::Answer);
        if let Some(answer) = answered.and_then(|entry| self.answer(entry, audience, decision.confidence)) {
            let nodes = nodes(&answer.html, &answer.text);
            shown["answer"] = json!({
                "entry": answer.entry, "revision": answer.revision, "title": answer.title, "html": answer.html, "nodes": nodes,
                "text": answer.text, "language": answer.language.code(), "note": answer.note,
            });
        }
        (shown, decision.explain.take())
    }

    fn titled(&self, decision: &Decision) -> Value {
        let mut shown = decision_json(decision);
        if let Some(entries) = shown["entries"].as_array_mut() {
            for entry in entries {
                let title = entry["entry"].as_str().and_then(|id| self.entry(id)?.text(decision.language.language));
                let title = title.map(|(_, text)| text.title.clone());
                entry["title"] = Value::from(title);
            }
        }
        shown
    }

    /// The title of an entry that readers may be offered as a question: written in their language, and no danger's.
    pub fn offered(&self, entry: &str, audience: Audience<'_>) -> Option<String> {
        let (written_in, text) = self.text(entry, audience)?;
        let is_danger = self.corpus.safety.iter().any(|card| card.entry.as_deref() == Some(entry));
        (written_in == audience.language && !is_danger).then(|| text.title.clone())
    }

    /// Whether an entry holds for one of these models; one that is for some models holds for nobody whose model is not known.
    pub fn is_for_model(&self, entry: &str, models: &[String]) -> bool {
        self.entry(entry).is_some_and(|entry| entry.is_for_model(models))
    }

    fn entry(&self, id: &str) -> Option<&Entry> {
        self.corpus.entry(id).map(Arc::as_ref)
    }

    fn text(&self, entry: &str, audience: Audience<'_>) -> Option<(Language, &Text)> {
        let entry = self.entry(entry).filter(|entry| entry.is_for(&audience.market.id))?;
        let has_card = self.corpus.safety.iter().any(|card| card.entry.as_deref() == Some(&entry.id));
        let policy = if has_card { WrongTranslations::Withhold } else { self.wrong_translations };
        served(entry, audience.language, policy)
    }
}

/// What owners are told of their data, and asked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrivacyNotice {
    pub text: String,
    pub url: Option<String>,
    /// The words of the link.
    pub link: Option<String>,
    /// Where they have to agree.
    pub asks: Option<Asks>,
}

/// What they agree to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Asks {
    /// Names all of its words, in every language: it is another one when any of them changes.
    pub version: String,
    /// The words of the button.
    pub agree: String,
}

/// Bytes of a hash that name a text.
const VERSION_BYTES: usize = 6;

fn version(texts: impl Iterator<Item = String>, url: Option<&str>) -> String {
    let mut hash = Sha256::new();
    for text in texts {
        hash.update(text.as_bytes());
        hash.update([0]);
    }
    hash.update(url.unwrap_or_default().as_bytes());
    hash.finalize().iter().take(VERSION_BYTES).map(|byte| format!("{byte:02x}")).collect()
}

/// Company and markets with what editors set. What cannot be, such as a calendar that is gone from its folder, is said, and what the configuration alone
/// says holds.
fn effective(config: &Config, markets: Markets, corpus: &Corpus) -> (Company, Markets) {
    let with = config.with_content(&corpus.settings).and_then(|with| Ok((Markets::new(&with)?, with.company)));
    match with {
        Ok((markets, company)) => (company, markets),
        Err(error) => {
            tracing::error!(%error, "what editors set does not hold: the configuration does");
            (config.company.clone(), Markets::new(config).unwrap_or(markets))
        }
    }
}

/// The text that a reader of `language` gets: what an editor has called wrong only as the policy says; none: a person answers instead.
fn served(entry: &Entry, language: Language, policy: WrongTranslations) -> Option<(Language, &Text)> {
    let is_wrong = |text: &Text| text.state == TranslationState::Wrong;
    let own = entry.texts.get(&language).map(|text| (language, text));
    match own {
        Some((_, text)) if !is_wrong(text) || policy == WrongTranslations::Note => return own,
        Some(_) if policy == WrongTranslations::Withhold => return None,
        _ => {}
    }
    let others = || language.choices().filter_map(|choice| Some((choice, entry.texts.get(&choice)?)));
    // In the place of a wrong text comes what is up to date, if anything is.
    let newest = own.and_then(|_| others().find(|(_, text)| text.state.is_current()));
    let noted = || others().next().filter(|_| policy == WrongTranslations::Note);
    newest.or_else(|| others().find(|(_, text)| !is_wrong(text))).or_else(noted)
}

/// A decision in the form of `ask --jsonl`.
pub fn decision_json(decision: &Decision) -> Value {
    let entries: Vec<Value> = decision.entries.iter().map(|found| json!({ "entry": found.entry, "score": found.score })).collect();
    let mut shown = json!({
        "decision": decision.kind.name(),
        "entry": decision.entry,
        "entries": entries,
        "language": decision.language.language.code(),
        "confidence": decision.confidence,
    });
    if decision.ask_danger {
        shown["ask_danger"] = json!(true);
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_translation_is_served_as_the_policy_says() {
        use TranslationState::{Current, Stale, Wrong};
        use WrongTranslations::{Newer, Note, Withhold};
        let [bn, kk, en] = [Language::BN, Language::KK, Language::EN];
        let entry = |states: &[(Language, TranslationState)]| {
            let text = |state| Text { state, ..Text::new("T", vec!["P".into()], "A") };
            let texts = states.iter().map(|(language, state)| (*language, text(*state))).collect();
            Entry {
                id: "a".into(),
                category: "c".into(),
                models: vec![],
                markets: vec![],
                related: vec![],
                tags: vec![],
                action: None,
                texts,
            }
        };
        let told = |states: &[(Language, TranslationState)], language| {
            [Newer, Note, Withhold].map(|policy| served(&entry(states), language, policy).map(|(served, _)| served))
        };
        assert_eq!(told(&[(bn, Current), (en, Wrong)], bn), [Some(bn); 3]);
        assert_eq!(told(&[(bn, Stale), (en, Current)], bn), [Some(bn); 3], "what is old is still true");
        assert_eq!(told(&[(bn, Wrong), (kk, Stale), (en, Current)], bn), [Some(en), Some(bn), None]);
        assert_eq!(told(&[(bn, Wrong), (kk, Stale)], bn), [Some(kk), Some(bn), None]);
        assert_eq!(told(&[(bn, Wrong), (kk, Wrong)], bn), [None, Some(bn), None]);
        // A language that is missing is served by one that is right.
        assert_eq!(told(&[(en, Wrong), (kk, Current)], bn), [Some(kk); 3]);
        assert_eq!(told(&[(en, Wrong)], bn), [None, Some(en), None]);
    }
}
