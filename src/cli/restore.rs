//! `aftercare restore`: a backup takes the place of the database.

use super::backup::contents;
use super::output::say;
use super::{open_store, person, refuse, show};
use crate::clock::{Clock, Millis, SystemClock, rfc3339};
use crate::config::Config;
use crate::data_folder::{self, Post};
use crate::privacy;
use crate::store::{self, Error, Staged};
use crate::uploads;
use anyhow::Context;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Puts a backup in the place of the database. Exit code 2 when nothing was touched.
pub async fn restore(config: &Config, data: &Path, file: &Path, replace: bool, with_faults: bool) -> anyhow::Result<ExitCode> {
    let now = SystemClock.now();
    let _lock = match data_folder::lock(data, Post::Server, now) {
        Ok(lock) => lock,
        Err(refused) => return Ok(refuse(&refused)),
    };
    let database = store::database(data);
    if !replace && !is_empty(data).with_context(|| format!("cannot read {}", data.display()))? {
        return Ok(refuse(&format!("{} is not empty: with --replace the database in it is moved aside", data.display())));
    }
    let staged = match Staged::new(file, &database, &SystemClock).await {
        Ok(staged) => staged,
        Err(Error::Unusable(reason)) => return Ok(refuse(&reason)),
        Err(error) => return Err(error.into()),
    };
    let (contents, faults) = (contents(&staged.checked), staged.checked.faults.clone());
    if !faults.is_empty() && !with_faults {
        staged.discard()?;
        show(&faults)?;
        return Ok(refuse(&format!("{} has faults: --with-faults restores it all the same", file.display())));
    }
    let replaced = aside(data, now);
    let moved = staged.put(&replaced).await?;
    uploads::keeping::restore(data, file, &replaced).context("the database is restored, but the files of uploads could not be put back")?;
    say!("restored {}: {contents}", database.display())?;
    let erased = erase_again(config, data).await?;
    if erased > 0 {
        say!("people that were erased since it was made, erased again: {erased}")?;
    }
    if moved {
        say!("what was there is in {}: delete it when nothing is missing", replaced.display())?;
    }
    Ok(ExitCode::SUCCESS)
}

/// Erases whom the backup has brought back; a start would do it, too.
async fn erase_again(config: &Config, data: &Path) -> anyhow::Result<usize> {
    let store = open_store(data).await?;
    let erased = match person::privacy(config, data, &store) {
        Ok(privacy) => privacy.replay().await.map_err(|error| anyhow::anyhow!("people could not be erased again: {}", error.code.as_str())),
        Err(error) => Err(error),
    };
    store.close().await;
    erased
}

/// Nothing but what this command itself needs, and the list of erasures, which has to be there before a backup.
fn is_empty(data: &Path) -> std::io::Result<bool> {
    let ours = [Post::Server.file(), Post::Training.file(), privacy::LEDGER];
    for entry in std::fs::read_dir(data)? {
        if !ours.iter().any(|name| entry.as_ref().is_ok_and(|entry| entry.file_name() == *name)) {
            return Ok(false);
        }
    }
    Ok(true)
}

/// A folder for what is replaced now.
fn aside(data: &Path, now: Millis) -> PathBuf {
    // Without the colons, which not every file system has.
    data.join(format!("replaced-{}", rfc3339(now).replace(':', "")))
}
