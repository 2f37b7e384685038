//! `aftercare faq import FILE` and `faq export FILE`: entries from and to the formats of other programs.

use super::ask::{BROKEN_FAQ, print_problems};
use super::output::say;
use super::{ImportArguments, open_store};
use crate::config::Config;
use crate::faq::attached::{Brought, FOLDER, hash};
use crate::faq::exchange::{self, Bodies, Change, Difference, Format, MAX_IMPORT, MOST_FILES, Mapping, Read};
use crate::faq::{Corpus, file};
use crate::published::placeholders;
use crate::store::{self, Store};
use anyhow::Context;
use std::collections::BTreeSet;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;

/// Publishes the entries of files, all or none. With `--dry-run` it only says what that would do.
pub async fn import(actions: &[&str], config: &Config, data: &Path, arguments: ImportArguments) -> anyhow::Result<ExitCode> {
    anyhow::ensure!(arguments.paths.len() <= MOST_FILES, "more than {MOST_FILES} files at once");
    anyhow::ensure!(
        !arguments.prune && !arguments.sync,
        "--prune and --sync withdraw what a folder does not have: files of entries are added to what there is"
    );
    let files = arguments.paths.iter().map(|path| read_file(path)).collect::<anyhow::Result<Vec<_>>>()?;
    let (published, attached) = published(data, arguments.dry_run).await?;
    let options = exchange::Options {
        placeholders: Some(&placeholders::NAMES),
        actions: Some(actions),
        language: arguments.language,
        category: arguments.category.as_deref(),
        mapping: &arguments.mapping,
        attached: Some(&attached),
        published: &published.entries,
    };
    let read = exchange::read(&files, &options);
    print_problems(&read.problems);
    if arguments.dry_run {
        preview(&read)?;
    }
    if read.has_errors() {
        return Ok(ExitCode::from(BROKEN_FAQ));
    }
    let count = |wanted: Difference| read.changes.iter().filter(|change| change.difference == wanted).count();
    if arguments.dry_run {
        say!(
            "{} new, {} changed, {} unchanged; nothing is published",
            count(Difference::New),
            count(Difference::Changed),
            count(Difference::Same)
        )?;
        return Ok(ExitCode::SUCCESS);
    }
    let store = open_store(data).await?;
    let report = async {
        take_along(&store, config, read.attached.clone()).await?;
        anyhow::Ok(store.import_entries(changed(&read), "command line").await?)
    };
    let report = report.await;
    store.close().await;
    let report = report?;
    say!("{} added, {} changed, {} unchanged, 0 retired", report.added, report.changed, report.unchanged + count(Difference::Same))?;
    Ok(ExitCode::SUCCESS)
}

/// A file by its name, with as many bytes as may be read and one more.
fn read_file(path: &Path) -> anyhow::Result<(String, Vec<u8>)> {
    let name = path.display().to_string();
    let mut bytes = Vec::new();
    // Before it is opened: a pipe that nobody writes into has no end.
    anyhow::ensure!(std::fs::metadata(path).with_context(|| name.clone())?.is_file(), "{name} is no file: a folder is imported alone");
    let source = File::open(path).with_context(|| name.clone())?;
    source.take(MAX_IMPORT as u64 + 1).read_to_end(&mut bytes).with_context(|| name.clone())?;
    Ok((name, bytes))
}

/// Stores the manuals and pictures that came with entries or with a folder.
pub async fn take_along(store: &Store, config: &Config, files: Vec<Brought>) -> anyhow::Result<()> {
    let (most, all) = (config.studio.file_bytes, config.studio.files_bytes);
    for Brought { name, body, .. } in &files {
        anyhow::ensure!(body.len() <= most, "{FOLDER}{name}: larger than {most} bytes (studio.file_bytes)");
        let other = store.attached(name).await?.is_some_and(|known| known.hash != hash(body));
        anyhow::ensure!(!other, "{FOLDER}{name}: another file has this name already, and keeps it: give the new one another name");
    }
    match store.add_attached(files, all, "command line").await {
        Err(store::Error::Rejected) => {
            anyhow::bail!("all manuals and pictures together would have more than {all} bytes (studio.files_bytes)")
        }
        done => Ok(done?),
    }
}

/// What is published now, and the names of the manuals and pictures that are there. A trial makes no database.
async fn published(data: &Path, trial: bool) -> anyhow::Result<(Corpus, BTreeSet<String>)> {
    if trial && !store::database(data).exists() {
        return Ok((Corpus::default(), BTreeSet::new()));
    }
    let store = open_store(data).await?;
    let (files, attached) = (store.corpus_files().await, store.attached_names().await);
    store.close().await;
    Ok((placeholders::read_published(files?).0, attached?))
}

/// The files of the entries that are new or different.
fn changed(read: &Read) -> Vec<(String, String)> {
    let pairs = read.entries.iter().zip(&read.changes).filter(|(_, change)| change.difference != Difference::Same);
    pairs.map(|(entry, _)| (format!("{}/{}.toml", entry.category, entry.id), file::write(entry))).collect()
}

/// How sheets were read, and what would become of each entry.
fn preview(read: &Read) -> anyhow::Result<()> {
    for mapping in &read.mappings {
        say!("{}", describe(mapping))?;
    }
    for Change { id, category, difference, languages } in read.changes.iter().filter(|change| change.difference != Difference::Same) {
        let what = if *difference == Difference::New { "new" } else { "changed" };
        let languages = languages.iter().map(|language| language.code()).collect::<Vec<_>>().join(", ");
        say!("{what}: {category}/{id} ({languages})")?;
    }
    Ok(())
}

fn describe(mapping: &Mapping) -> String {
    let columns = mapping.columns.iter().map(|column| {
        let meaning = column.field.map_or("passed over", exchange::Field::name);
        let language = column.language.map(|language| format!(".{language}")).unwrap_or_default();
        format!("{} \"{}\" = {meaning}{language}", column.column, column.header)
    });
    let sheet = mapping.sheet.as_deref().map(|sheet| format!(" [{sheet}]")).unwrap_or_default();
    format!("{}{sheet}: {}", mapping.file, columns.collect::<Vec<_>>().join("; "))
}

/// Writes the published entries into one file.
pub fn export(corpus: &Corpus, attached: &Bodies, path: &Path, format: Format) -> anyhow::Result<ExitCode> {
    let bytes = exchange::write_with(&corpus.entries, attached, format).context("the entries do not fit into such a file")?;
    std::fs::write(path, bytes).with_context(|| path.display().to_string())?;
    let left = if format == Format::Json || attached.is_empty() { "" } else { ", and so are manuals and pictures" };
    say!("{} entries written to {}; what lies beside them is only in a folder{left}", corpus.entries.len(), path.display())?;
    Ok(ExitCode::SUCCESS)
}
