//! `aftercare import KIND FILE` and `aftercare export KIND`: owners, cars and what belongs to them as CSV; requests are only written.

use super::ask::BROKEN_FAQ;
use super::output::{complain, print, say};
use super::{Exported, RecordsArguments, open_store};
use crate::clock::SystemClock;
use crate::config::Config;
use crate::faq::exchange::sheet::letters;
use crate::i18n::Catalog;
use crate::language::Language;
use crate::market::Markets;
use crate::records::Records;
use crate::records::exchange::{Imported, MAX_IMPORT, Mistake, said};
use crate::requests::exporting;
use crate::store::{self, Store};
use anyhow::Context;
use std::fs::File;
use std::io::Read as _;
use std::path::Path;
use std::process::ExitCode;
use std::sync::Arc;

/// Stores the records of a file, all or none. With `--dry-run` it only says what that would do.
pub async fn import(config: &Config, data: &Path, arguments: RecordsArguments) -> anyhow::Result<ExitCode> {
    let RecordsArguments { kind, file, dry_run } = arguments;
    let name = file.display().to_string();
    let mut bytes = Vec::new();
    // Before it is opened: a pipe that nobody writes into has no end.
    anyhow::ensure!(std::fs::metadata(&file).with_context(|| name.clone())?.is_file(), "{name} is no file");
    let source = File::open(&file).with_context(|| name.clone())?;
    source.take(MAX_IMPORT as u64 + 1).read_to_end(&mut bytes).with_context(|| name.clone())?;
    anyhow::ensure!(bytes.len() <= MAX_IMPORT, "{name} is larger than {} MiB", MAX_IMPORT >> 20);
    anyhow::ensure!(!dry_run || store::database(data).exists(), "there is no database yet, with which {name} could be compared");
    let (store, records) = open(config, data).await?;
    let imported = records.import(kind, &bytes, dry_run).await;
    store.close().await;
    let Imported { added, changed, unchanged, mistakes, more, .. } =
        imported.map_err(|error| anyhow::anyhow!("{}", error.code.as_str()))?;
    if !mistakes.is_empty() {
        let catalog = Catalog::embedded().map_err(|problems| anyhow::anyhow!("locales: {problems:?}"))?;
        for Mistake { line, column, fault } in &mistakes {
            let column = column.as_ref().map(|(at, header)| format!(", column {} ({header})", letters(*at))).unwrap_or_default();
            complain(&format!("{name}: line {line}{column}: {}\n", said(&catalog, Language::EN, fault)));
        }
        let all = mistakes.len() + more;
        complain(&format!("{all} mistake{}; nothing is stored\n", if all == 1 { "" } else { "s" }));
        return Ok(ExitCode::from(BROKEN_FAQ));
    }
    let end = if dry_run { "; nothing is stored" } else { "" };
    say!("{added} new, {changed} changed, {unchanged} unchanged{end}")?;
    Ok(ExitCode::SUCCESS)
}

/// Writes all records of a kind, or all requests.
pub async fn export(config: &Config, data: &Path, kind: Exported, file: Option<&Path>) -> anyhow::Result<ExitCode> {
    anyhow::ensure!(store::database(data).exists(), "there is no database in {}", data.display());
    let (store, records) = open(config, data).await?;
    let text = match kind {
        Exported::Records(kind) => records.export(kind).await,
        Exported::Requests => exporting::csv(&store).await,
    };
    store.close().await;
    let text = text.map_err(|error| anyhow::anyhow!("{}", error.code.as_str()))?;
    match file {
        None => print(&text)?,
        Some(file) => {
            std::fs::write(file, text).with_context(|| file.display().to_string())?;
            say!("written to {}", file.display())?;
        }
    }
    Ok(ExitCode::SUCCESS)
}

async fn open(config: &Config, data: &Path) -> anyhow::Result<(Store, Records)> {
    let store = open_store(data).await?;
    let records = Records::new(store.clone(), &Markets::new(config)?, Arc::new(SystemClock));
    Ok((store, records))
}
