//! One published corpus, ready to answer.

use super::placeholders;
use crate::answer::{Decision, Engine, Question};
use crate::chat::event::{Answer, Suggestion};
use crate::config::{self, Config};
use crate::faq::render::{Rendered, render};
use crate::faq::{Corpus, Entry, Text};
use crate::i18n::{Args, Catalog};
use crate::language::Language;
use crate::market::Markets;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// One published corpus, ready to answer. Clones share everything.
#[derive(Clone)]
pub struct FaqSnapshot {
    pub corpus: Arc<Corpus>,
    pub engine: Engine,
    /// Entry to its published revision.
    revisions: Arc<BTreeMap<String, u64>>,
    values: Arc<BTreeMap<Language, BTreeMap<String, String>>>,
    rendered: Arc<BTreeMap<(String, Language), Rendered>>,
    catalog: Arc<Catalog>,
}

impl FaqSnapshot {
    /// Puts a corpus to work with an engine that was built for it.
    /// Fails when the configuration's markets cannot be.
    pub fn new(
        corpus: Corpus,
        revisions: BTreeMap<String, u64>,
        config: &Config,
        catalog: Arc<Catalog>,
        engine: Engine,
    ) -> Result<FaqSnapshot, config::Error> {
        let markets = Markets::new(config)?;
        let values = |language| placeholders::values(config, &catalog, &markets, markets.of_language(language), language);
        let values: BTreeMap<_, _> = Language::ALL.into_iter().map(|language| (language, values(language))).collect();
        let mut rendered = BTreeMap::new();
        for entry in &corpus.entries {
            for (language, text) in &entry.texts {
                rendered.insert((entry.id.clone(), *language), render(&text.answer, &values[language]));
            }
        }
        Ok(FaqSnapshot {
            corpus: Arc::new(corpus),
            engine,
            revisions: Arc::new(revisions),
            values: Arc::new(values),
            rendered: Arc::new(rendered),
            catalog,
        })
    }

    /// The same corpus with another engine that was built for it.
    pub(super) fn with_engine(&self, engine: Engine) -> FaqSnapshot {
        FaqSnapshot { engine, ..self.clone() }
    }

    /// The answer of an entry for a reader of `language`, in another language with a note where it has no translation.
    pub fn answer(&self, entry: &str, language: Language, score: f32) -> Option<Answer> {
        let (written_in, text) = self.text(entry, language)?;
        let rendered = self.rendered.get(&(entry.to_owned(), written_in))?;
        let note = (written_in != language).then(|| {
            let name = self.catalog.text(language, &format!("language-{}", written_in.code()), &Args::new());
            self.catalog.text(language, "answer-in-other-language", &Args::new().with("language", name))
        });
        Some(Answer {
            entry: entry.to_owned(),
            revision: self.revisions.get(entry).copied().unwrap_or(1),
            title: text.title.clone(),
            html: rendered.html.clone(),
            text: rendered.text.clone(),
            language: written_in,
            score,
            note,
        })
    }

    /// The title of an entry for a reader of `language`.
    pub fn title(&self, entry: &str, language: Language) -> Option<String> {
        self.text(entry, language).map(|(_, text)| text.title.clone())
    }

    /// The entries to ask back with.
    pub fn suggestions(&self, entries: impl IntoIterator<Item = String>, language: Language) -> Vec<Suggestion> {
        let named = |entry: String| self.title(&entry, language).map(|title| Suggestion { entry, title });
        entries.into_iter().filter_map(named).collect()
    }

    /// What placeholders stand for, in the words of `language`.
    pub(super) fn values(&self, language: Language) -> &BTreeMap<String, String> {
        &self.values[&language]
    }

    pub(super) fn catalog(&self) -> &Catalog {
        &self.catalog
    }

    /// Whether an entry means "I want a person".
    pub fn wants_person(&self, entry: Option<&str>) -> bool {
        entry.and_then(|id| self.entry(id)).is_some_and(Entry::is_handoff)
    }

    /// The decision on a text as `protocol.md` section 7 prints it, with titles for people.
    pub fn ask_json(&self, text: &str, language: Option<Language>, page: Language) -> Value {
        let question = Question { text, language, page_language: Some(page), ..Question::default() };
        let decision = self.engine.ask(&question);
        let mut shown = decision_json(&decision);
        if let Some(entries) = shown["entries"].as_array_mut() {
            for entry in entries {
                let title = entry["entry"].as_str().and_then(|id| self.title(id, decision.language.language));
                entry["title"] = Value::from(title);
            }
        }
        shown
    }

    fn entry(&self, id: &str) -> Option<&Entry> {
        self.corpus.entry(id)
    }

    fn text(&self, entry: &str, language: Language) -> Option<(Language, &Text)> {
        self.entry(entry)?.text(language)
    }
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
