//! `aftercare check`: whether everything in the data folder is sound. It changes nothing, and works beside a server.

use super::backup::contents;
use super::output::say;
use super::{refuse, show};
use crate::config::Config;
use crate::data_folder;
use crate::forms;
use crate::i18n::Catalog;
use crate::published;
use crate::search::semantic::{self, Embedder};
use crate::store::{self, Error, Fault};
use crate::uploads;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Exit code 0 without a fault, 1 with one or more, a line each; 2 when there is nothing to check.
pub async fn check(config: &Config, data: &Path) -> anyhow::Result<ExitCode> {
    let database = store::database(data);
    let checked = match store::check(&database).await {
        Ok(checked) => checked,
        Err(Error::Unusable(reason)) => return Ok(refuse(&reason)),
        Err(error) => return Err(error.into()),
    };
    let mut faults = checked.faults.clone();
    faults.extend(uploads::keeping::faults(data, &checked.uploads).into_iter().map(Fault));
    for file in exposed(data, &database) {
        faults.push(Fault(format!("others may read {}: chmod go-rwx it", file.display())));
    }
    if let Some(file) = published::unreadable(data) {
        faults
            .push(Fault(format!("{} is damaged or of another version: delete it, and the server trains the matcher anew", file.display())));
    }
    if let Err(error) = Embedder::open(&semantic::folder(data)) {
        faults.push(Fault(format!("the embedding model cannot be read ({error}): install it again")));
    }
    let table = table(config)?;
    faults.extend(table.faults);
    show(&faults)?;
    for note in table.notes {
        say!("note: {note}")?;
    }
    if faults.is_empty() {
        say!("no faults; {}", contents(&checked))?;
        Ok(ExitCode::SUCCESS)
    } else {
        Ok(ExitCode::FAILURE)
    }
}

/// What is to be said of the table of kinds of requests.
#[derive(Default)]
struct Table {
    faults: Vec<Fault>,
    /// What serves all the same.
    notes: Vec<String>,
}

/// Reads the table that the configuration names.
fn table(config: &Config) -> anyhow::Result<Table> {
    let file = &config.requests.file;
    let catalog = Catalog::embedded().map_err(|problems| anyhow::anyhow!("locales: {problems:?}"))?;
    Ok(match forms::table(file, &catalog) {
        Ok(kinds) => {
            let notes = forms::untranslated(&kinds).into_iter().map(|what| format!("{file}: {what}; owners read another language's"));
            Table { notes: notes.collect(), ..Table::default() }
        }
        Err(problems) => {
            let faults = problems.iter().map(|problem| Fault(format!("{file}: {problem}")));
            Table { faults: faults.collect(), ..Table::default() }
        }
    })
}

/// What others may read and should not: the database and what lies beside it.
fn exposed(data: &Path, database: &Path) -> Vec<PathBuf> {
    let beside = |ending: &str| PathBuf::from(format!("{}{ending}", database.display()));
    let files = [database.to_owned(), beside("-wal"), beside("-shm"), data.to_owned()];
    let is_exposed = |path: &PathBuf| match data_folder::exposed(path) {
        // A group may look into the folder, for backups: the files in it are not theirs.
        Ok(Some(mode)) => path != data || mode & 0o007 != 0,
        Ok(None) => false,
        Err(error) => error.kind() != io::ErrorKind::NotFound,
    };
    files.into_iter().filter(is_exposed).collect()
}
