//! `aftercare faq`: check, publish, write out and measure a corpus.

use super::ask::{BROKEN_FAQ, corpus, print_problems};
use super::output::{print, say};
use super::report::{self, Measured};
use super::{EvalArguments, ImportArguments, exchange, jsonl, open_store};
use crate::aftersales::kind::Kinds;
use crate::answer::dialogues::{self, Dialogue};
use crate::answer::evaluate::{self, Labelled, dangers};
use crate::answer::learn;
use crate::clock::{Clock, Millis, SystemClock};
use crate::config::Config;
use crate::faq::attached::FOLDER;
use crate::faq::exchange::{Bodies, Format};
use crate::faq::file::Options;
use crate::faq::render::placeholders_of;
use crate::faq::{Corpus, Problem, Severity, Text, source};
use crate::i18n::{Args, Catalog};
use crate::language::Language;
use crate::market::{Market, Markets};
use crate::published::{folder as faq_folder, placeholders, sample, training};
use crate::store::{self, ImportReport, Kept, SyncReport};
use anyhow::Context;
use serde::de::DeserializeOwned;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufReader, Read};
use std::path::{Component, Path};
use std::process::ExitCode;
use std::sync::{Arc, Mutex, PoisonError};

/// Largest report that is read for a comparison, in bytes: that of the sample has some hundred thousand.
const MAX_REPORT: u64 = 64 << 20;
/// What an FAQ that is published here may use.
fn ours<'a>(actions: &'a [&'a str]) -> Options<'a> {
    Options { placeholders: Some(&placeholders::NAMES), actions: Some(actions), ..Options::default() }
}

/// Tells every mistake of a folder (or of what is published), with file and line.
pub async fn check(config: &Config, data: &Path, folder: Option<&Path>) -> anyhow::Result<ExitCode> {
    let kinds = super::forms(config)?.kinds;
    let (corpus, mut problems) = match folder {
        Some(folder) => faq_folder::read(folder, ours(&kinds.form_ids())).with_context(|| folder.display().to_string())?,
        None if store::database(data).exists() => {
            let store = open_store(data).await?;
            let files = store.corpus_files().await;
            store.close().await;
            placeholders::read(files?, &kinds)
        }
        None => placeholders::read(sample::files(), &kinds),
    };
    problems.extend(expired(&corpus, &Markets::new(config)?, SystemClock.now()));
    print_problems(&problems);
    let errors = count_errors(&problems);
    let catalog = Catalog::embedded().map_err(|problems| anyhow::anyhow!("locales: {problems:?}"))?;
    let counts = Args::new().with("entries", corpus.entries.len()).with("errors", errors).with("warnings", problems.len() - errors);
    say!("{}", catalog.text(Language::EN, "cli-checked", &counts))?;
    Ok(if errors == 0 { ExitCode::SUCCESS } else { ExitCode::from(BROKEN_FAQ) })
}

/// The calendars that have no day ahead, where an answer would tell it.
fn expired(corpus: &Corpus, markets: &Markets, now: Millis) -> Vec<Problem> {
    let tells = |text: &Text| placeholders_of(&text.answer).contains(&placeholders::HOLIDAYS);
    if !corpus.entries.iter().any(|entry| entry.texts.values().any(tells)) {
        return Vec::new();
    }
    let expired = markets.iter().filter(|market| market.has_expired(now));
    let warning = |market: &Arc<Market>| {
        let what = "its calendar has no holidays ahead: answers say nothing of them";
        Problem::warning(&format!("configuration, markets.{}", market.id), 1, what)
    };
    expired.map(warning).collect()
}

fn count_errors(problems: &[Problem]) -> usize {
    problems.iter().filter(|problem| problem.severity == Severity::Error).count()
}

/// Publishes a folder whole, or nothing of it; or the entries of files.
pub async fn import(config: &Config, data: &Path, arguments: ImportArguments) -> anyhow::Result<ExitCode> {
    let kinds = super::forms(config)?.kinds;
    let folder = match arguments.paths.as_slice() {
        [folder] if !folder.is_file() => folder,
        _ => return exchange::import(&kinds.form_ids(), config, data, arguments).await,
    };
    let there = attached_names(data).await?;
    let actions = kinds.form_ids();
    let options = Options { attached: Some(&there), ..ours(&actions) };
    let read = faq_folder::read_with_files(folder, options).with_context(|| folder.display().to_string())?;
    let faq_folder::Content { problems, files, attached, .. } = read;
    print_problems(&problems);
    if count_errors(&problems) > 0 {
        return Ok(ExitCode::from(BROKEN_FAQ));
    }
    if arguments.dry_run {
        say!("{} files are right; nothing is published", files.len() + attached.len())?;
        return Ok(ExitCode::SUCCESS);
    }
    let store = open_store(data).await?;
    // What nothing refers to in the end is cleaned away.
    if let Err(error) = exchange::take_along(&store, config, attached).await {
        store.close().await;
        return Err(error);
    }
    if arguments.sync {
        return sync(store, files, arguments.theirs, kinds).await;
    }
    let report = store.import_corpus(files, arguments.prune, "command line").await;
    store.close().await;
    let report = report?;
    say!("{} added, {} changed, {} unchanged, {} retired", report.added, report.changed, report.unchanged, report.retired)?;
    Ok(ExitCode::SUCCESS)
}

/// The names of the manuals and pictures that are stored; none where there is no database yet.
async fn attached_names(data: &Path) -> anyhow::Result<BTreeSet<String>> {
    if !store::database(data).exists() {
        return Ok(BTreeSet::new());
    }
    let store = open_store(data).await?;
    let names = store.attached_names().await;
    store.close().await;
    Ok(names?)
}

/// Keeps what is published in step with a folder, unless both together would be wrong.
async fn sync(store: store::Store, files: Vec<(String, String)>, theirs: bool, kinds: Arc<Kinds>) -> anyhow::Result<ExitCode> {
    let found = Arc::new(Mutex::new(Vec::new()));
    let told = Arc::clone(&found);
    let known: BTreeSet<Problem> = placeholders::read(store.corpus_files().await?, &kinds).1.into_iter().collect();
    let accepts = move |result| {
        let (_, problems) = placeholders::read(result, &kinds);
        // What was wrong before is no reason to stop.
        let errors: Vec<Problem> =
            problems.into_iter().filter(|problem| problem.severity == Severity::Error && !known.contains(problem)).collect();
        let is_right = errors.is_empty();
        *told.lock().unwrap_or_else(PoisonError::into_inner) = errors;
        is_right
    };
    let report = store.sync_corpus(files, theirs, "command line", Box::new(accepts)).await;
    store.close().await;
    if matches!(report, Err(store::Error::Rejected)) {
        print_problems(&found.lock().unwrap_or_else(PoisonError::into_inner));
        return Ok(ExitCode::from(BROKEN_FAQ));
    }
    synced(&report?)
}

/// Says what a sync did, and what was changed here: exit code 1 where both sides changed the same.
fn synced(report: &SyncReport) -> anyhow::Result<ExitCode> {
    for Kept { name, conflict } in &report.kept {
        let also = if *conflict { ", and in the folder" } else { "" };
        say!("{name}: changed here since the last sync{also}; kept")?;
    }
    let ImportReport { added, changed, unchanged, retired } = report.done;
    say!("{added} added, {changed} changed, {unchanged} unchanged, {retired} retired, {} kept", report.kept.len())?;
    Ok(if report.kept.iter().any(|kept| kept.conflict) { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

/// Writes what is published into a folder, in the form that `import` reads, or its entries into a file.
pub async fn export(data: &Path, path: &Path, format: Option<&str>) -> anyhow::Result<ExitCode> {
    let (files, attached) = if store::database(data).exists() {
        let store = open_store(data).await?;
        let (files, attached) = (store.corpus_files().await, store.published_attached().await);
        store.close().await;
        (files?, attached?)
    } else {
        (sample::files(), Bodies::new())
    };
    let named = Format::of_name(&path.to_string_lossy()).filter(|_| !path.is_dir());
    match format.map_or(named, Format::parse) {
        Some(format) => exchange::export(&placeholders::read_published(files).0, &attached, path, format),
        None => export_folder(files, attached, path),
    }
}

fn export_folder(files: Vec<(String, String)>, attached: Bodies, folder: &Path) -> anyhow::Result<ExitCode> {
    let count = files.len() + attached.len();
    let texts = files.into_iter().map(|(name, text)| (name, text.into_bytes()));
    let bodies = attached.into_iter().map(|(name, body)| (format!("{FOLDER}{name}"), body));
    for (name, body) in texts.chain(bodies) {
        let relative = Path::new(&name);
        let safe = relative.components().all(|part| matches!(part, Component::Normal(_)));
        anyhow::ensure!(safe, "the published file {name:?} would leave the folder");
        let path = folder.join(relative);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).with_context(|| parent.display().to_string())?;
        }
        std::fs::write(&path, body).with_context(|| path.display().to_string())?;
    }
    say!("{count} files written to {}", folder.display())?;
    Ok(ExitCode::SUCCESS)
}

/// Measures the matcher on labelled questions, when given, and on the corpus's own phrasings, each left out in turn.
pub async fn eval(config: &Config, data: &Path, arguments: EvalArguments) -> anyhow::Result<ExitCode> {
    let corpus = match corpus(data, arguments.faq.as_deref()).await? {
        Ok(corpus) => corpus,
        Err(problems) => {
            print_problems(&problems);
            return Ok(ExitCode::from(BROKEN_FAQ));
        }
    };
    let asked = arguments.questions.as_deref().map(asked).transpose()?;
    let messages: Option<Vec<dangers::Message>> = arguments.dangers.as_deref().map(rows).transpose()?;
    let embedding = training::open_embedding(data, config.answers.embedding_threads, None);
    let engine = learn::engine(&corpus, &training::settings(config))?.with_embedding(embedding);
    let (trained, left_out) = training::with_embedded(data, &corpus, &engine, |embedded| evaluate::left_out(&engine, &corpus, embedded));
    let engine = engine.with_trained(trained);
    let mut measured = Measured { left_out, ..Measured::default() };
    measured.dangers = messages.map(|messages| dangers::dangers(&engine, &messages));
    match asked {
        Some(Asked::Questions(questions)) => measured.questions = Some(evaluate::questions(&engine, &questions)),
        Some(Asked::Dialogues(dialogues)) => measured.dialogues = Some(dialogues::dialogues(&engine, &dialogues)),
        None => {}
    }
    let baseline = arguments.baseline.as_deref().map(earlier_report).transpose()?;
    if let Some(file) = &arguments.json {
        std::fs::write(file, serde_json::to_string_pretty(&measured)?).with_context(|| file.display().to_string())?;
    }
    if let Some(file) = &arguments.html {
        std::fs::write(file, report::html(&measured, baseline.as_ref())).with_context(|| file.display().to_string())?;
    }
    print(&report::text(&measured, baseline.as_ref()))?;
    Ok(ExitCode::SUCCESS)
}

/// Reads labelled messages, one JSON object a line.
fn rows<T: DeserializeOwned>(file: &Path) -> anyhow::Result<Vec<T>> {
    let name = file.display().to_string();
    let source = BufReader::new(File::open(file).with_context(|| name.clone())?);
    jsonl::rows(source, &name).map(|row| row.map(|(_, row)| row)).collect()
}

/// What a file has to measure with.
enum Asked {
    Questions(Vec<Labelled>),
    Dialogues(Vec<Dialogue>),
}

/// Reads labelled questions or dialogues, one JSON object a line; the first line says which.
fn asked(file: &Path) -> anyhow::Result<Asked> {
    let name = file.display().to_string();
    let open = || anyhow::Ok(BufReader::new(File::open(file).with_context(|| name.clone())?));
    let first = jsonl::rows::<serde_json::Value>(open()?, &name).next().transpose()?;
    Ok(if first.is_some_and(|(_, row)| row.get("turns").is_some()) {
        Asked::Dialogues(jsonl::rows(open()?, &name).map(|row| row.map(|(_, dialogue)| dialogue)).collect::<anyhow::Result<_>>()?)
    } else {
        Asked::Questions(jsonl::rows(open()?, &name).map(|row| row.map(|(_, question)| question)).collect::<anyhow::Result<_>>()?)
    })
}

/// The JSON of an earlier report.
fn earlier_report(file: &Path) -> anyhow::Result<Measured> {
    let name = || file.display().to_string();
    let mut bytes = Vec::new();
    let length = File::open(file).and_then(|source| source.take(MAX_REPORT + 1).read_to_end(&mut bytes)).with_context(name)?;
    anyhow::ensure!(length as u64 <= MAX_REPORT, "{} is larger than {} MiB", name(), MAX_REPORT >> 20);
    let text = source::text(&bytes).with_context(name)?;
    serde_json::from_str(&text).with_context(|| format!("{} is no report of this command", name()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_calendar_that_ended_is_told_where_an_answer_needs_it() {
        let markets = Markets::new(&Config::defaults()).expect("markets");
        let (corpus, _) = placeholders::read(sample::files(), &crate::forms::ours());
        let told = |corpus: &Corpus, at: &str| {
            let at = at.parse::<jiff::Timestamp>().expect("a time").as_millisecond();
            expired(corpus, &markets, at).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(told(&corpus, "2026-12-01T00:00:00Z"), [""; 0]);
        let later = told(&corpus, "2028-02-01T00:00:00Z");
        assert_eq!(later.len(), 3);
        assert_eq!(later[0], "configuration, markets.bd:1: warning: its calendar has no holidays ahead: answers say nothing of them");
        assert_eq!(told(&Corpus::default(), "2028-02-01T00:00:00Z"), [""; 0]);
    }
}
