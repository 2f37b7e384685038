//! `aftercare backup`.

use super::output::{complain, say};
use super::refuse;
use crate::clock::rfc3339;
use crate::store::{self, Checked, Error};
use crate::uploads;
use anyhow::Context;
use std::path::Path;
use std::process::ExitCode;

/// Copies the database into a new file, and the files of uploads into a folder beside it.
pub async fn backup(data: &Path, file: &Path) -> anyhow::Result<ExitCode> {
    let checked = match store::backup(&store::database(data), file).await {
        Ok(checked) => checked,
        Err(Error::Unusable(reason)) => return Ok(refuse(&reason)),
        Err(error) => return Err(error.into()),
    };
    let files = uploads::keeping::backup(data, file);
    let files = files.with_context(|| format!("{} is whole, but the files of uploads could not be copied beside it", file.display()))?;
    say!("{}: {}", file.display(), contents(&checked))?;
    if files > 0 {
        say!("{}.uploads: files of {} uploads; keep both together", file.display(), checked.uploads.len())?;
    }
    if !checked.faults.is_empty() {
        complain("aftercare: the copy has faults, as its original has: see `aftercare check`\n");
    }
    Ok(ExitCode::SUCCESS)
}

/// What is in a database, for a person.
pub(super) fn contents(checked: &Checked) -> String {
    let Checked { conversations, events, newest, .. } = checked;
    let newest = newest.map_or_else(|| "no events".to_owned(), |at| format!("the newest event is of {}", rfc3339(at)));
    format!("conversations: {conversations}, events: {events}, {newest}")
}
