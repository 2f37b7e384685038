//! `aftercare ask`: the matcher from the command line, on the published corpus or on a folder.

use super::output::{complain, print, say};
use super::{AskArguments, jsonl};
use crate::answer::{Decision, Engine, Kind, Question, Turn};
use crate::clock::{Clock, Millis, SystemClock};
use crate::config::Config;
use crate::faq::file::Options;
use crate::faq::{Corpus, Problem, Severity, render};
use crate::i18n::{Args, Catalog};
use crate::language::Language;
use crate::market::Markets;
use crate::published::{Audience, FaqSnapshot, decision_json, folder as faq_folder, placeholders, sample, training};
use crate::store;
use anyhow::Context;
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

/// Exit code for a broken FAQ folder (`protocol.md` section 7).
pub const BROKEN_FAQ: u8 = 2;
/// How messages name it.
const STANDARD_INPUT: &str = "standard input";

/// Answers one text, or every line of standard input.
pub async fn ask(config: Config, data: &Path, arguments: AskArguments) -> anyhow::Result<ExitCode> {
    let corpus = match corpus(data, arguments.faq.as_deref()).await? {
        Ok(corpus) => corpus,
        Err(problems) => {
            print_problems(&problems);
            return Ok(ExitCode::from(BROKEN_FAQ));
        }
    };
    let forms = super::forms(&config)?;
    let catalog = Arc::clone(forms.catalog());
    let engine = training::trained_engine_in_time(data, &corpus, &config).await?;
    let faq = FaqSnapshot::new(corpus, BTreeMap::new(), &config, Markets::new(&config)?, forms, engine);
    match arguments.text {
        Some(text) => {
            let question = Question { explain: arguments.explain, ..question(&text, arguments.language) };
            let decision = faq.engine.ask(&question);
            print(&for_people(&faq, &catalog, &decision, SystemClock.now()))?;
            if let Some(explain) = &decision.explain {
                say!("{}", serde_json::to_string_pretty(explain)?)?;
            }
        }
        None => lines(&faq.engine)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// The corpus to ask: a folder's, the database's, or the embedded one where nothing was published yet.
pub async fn corpus(data: &Path, folder: Option<&Path>) -> anyhow::Result<Result<Corpus, Vec<Problem>>> {
    if let Some(folder) = folder {
        let (mut corpus, problems) = faq_folder::read(folder, Options::default()).with_context(|| folder.display().to_string())?;
        if problems.iter().any(|problem| problem.severity == Severity::Error) {
            return Ok(Err(problems));
        }
        sample::complete(&mut corpus);
        return Ok(Ok(corpus));
    }
    let mut files = Vec::new();
    if store::database(data).exists() {
        let store = super::open_store(data).await?;
        let published = store.corpus_files().await;
        store.close().await;
        files = published?;
    }
    if files.is_empty() {
        files = sample::files();
    }
    let (mut corpus, _) = placeholders::read_published(files);
    sample::complete(&mut corpus);
    Ok(Ok(corpus))
}

/// Prints problems on standard error, one a line.
pub fn print_problems(problems: &[Problem]) {
    complain(&problems.iter().map(|problem| format!("{problem}\n")).collect::<String>());
}

#[derive(Deserialize)]
struct Line {
    text: String,
    language: Option<String>,
    id: Option<Value>,
    #[serde(default)]
    turns: Vec<Turn>,
}

/// One object a line in, one decision a line out, in the same order.
fn lines(engine: &Engine) -> anyhow::Result<()> {
    for row in jsonl::rows(std::io::stdin().lock(), STANDARD_INPUT) {
        let (number, Line { text, language, id, turns }) = row?;
        let language = match language.as_deref() {
            Some(tag) => Some(Language::parse(tag).with_context(|| format!("{STANDARD_INPUT}, line {number}: no language {tag:?}"))?),
            None => None,
        };
        let asked = Question { turns: &turns, ..question(&text, language) };
        let mut decision = decision_json(&engine.ask(&asked));
        if let Some(id) = id {
            decision["id"] = json!(id);
        }
        say!("{decision}")?;
    }
    Ok(())
}

/// A question without a conversation around it.
pub fn question(text: &str, language: Option<Language>) -> Question<'_> {
    Question { text, language, ..Question::default() }
}

fn for_people(faq: &FaqSnapshot, catalog: &Catalog, decision: &Decision, now: Millis) -> String {
    let language = decision.language.language;
    let audience = Audience { language, market: faq.markets.of_language(language), now, named: &decision.holidays };
    let say = |key: &str, args: Args<'_>| catalog.text(language, key, &args) + "\n";
    let title = |entry: &str| faq.title(entry, audience).unwrap_or_default();
    let mut text = String::new();
    match decision.kind {
        Kind::Answer => {
            for entry in decision.entry.iter().chain(&decision.second) {
                let answer = faq.answer(entry, audience, decision.confidence);
                text += &say("cli-answer", Args::new().with("title", title(entry)));
                text += &answer.map_or_else(String::new, |answer| format!("\n{}\n\n", answer.text.trim()));
            }
        }
        Kind::Suggest => {
            text += &say("cli-suggestions", Args::new());
            for found in decision.entries.iter().take(decision.suggestions) {
                text += &format!("- {} ({})\n", title(&found.entry), found.entry);
            }
        }
        Kind::Smalltalk => text += &(decision.smalltalk.clone().map(|(_, reply)| reply).unwrap_or_default() + "\n"),
        Kind::Safety => {
            let card = decision.card.as_deref().unwrap_or_default();
            if let (Some(title), Some(render::Rendered { text: words, .. })) =
                (faq.safety_title(card, language), faq.safety_text(card, audience))
            {
                text += &say("cli-safety", Args::new().with("title", title));
                text += &format!("\n{}\n\n", words.trim());
            }
        }
        Kind::Handoff if faq.wants_person(decision.entries.first().map(|found| found.entry.as_str())) => {
            text += &say("cli-person-asked", Args::new());
        }
        Kind::Handoff => text += &say("cli-handoff", Args::new()),
    }
    if let Some(found) = decision.entries.first() {
        let percent = (decision.confidence * 100.0).round() as i64;
        text += &say("cli-entry", Args::new().with("entry", found.entry.as_str()).with("percent", percent));
    }
    let name = catalog.text(language, &format!("language-{}", language.code()), &Args::new());
    text += &say("cli-language", Args::new().with("language", name));
    text
}
