//! `aftercare check`: whether everything in the data folder is sound. It changes nothing, and works beside a server.

use super::backup::contents;
use super::output::say;
use super::{refuse, show};
use crate::data_folder;
use crate::published;
use crate::search::semantic::{self, Embedder};
use crate::store::{self, Error, Fault};
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Exit code 0 without a fault, 1 with one or more, a line each; 2 when there is nothing to check.
pub async fn check(data: &Path) -> anyhow::Result<ExitCode> {
    let database = store::database(data);
    let checked = match store::check(&database).await {
        Ok(checked) => checked,
        Err(Error::Unusable(reason)) => return Ok(refuse(&reason)),
        Err(error) => return Err(error.into()),
    };
    let mut faults = checked.faults.clone();
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
    show(&faults)?;
    if faults.is_empty() {
        say!("no faults; {}", contents(&checked))?;
        Ok(ExitCode::SUCCESS)
    } else {
        Ok(ExitCode::FAILURE)
    }
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
