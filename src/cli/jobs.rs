//! `aftercare jobs`: what is done later, and what could not be done. Also beside a running server.

use super::output::say;
use super::{JobsCommand, open_store};
use crate::clock::rfc3339;
use crate::store::{Error, JobRow, JobState, Store};
use anyhow::{Context, bail};
use std::path::Path;
use std::process::ExitCode;
use uuid::Uuid;

/// Jobs of a state that are listed at most.
const MAX_LISTED: u32 = 1_000;

pub async fn jobs(data: &Path, command: JobsCommand) -> anyhow::Result<ExitCode> {
    let store = open_store(data).await?;
    let done = match command {
        JobsCommand::List { state } => list(&store, &state).await,
        JobsCommand::Retry { id } => retry(&store, id).await,
        JobsCommand::Drop { id } => drop_job(&store, id).await,
    };
    store.close().await;
    done.map(|()| ExitCode::SUCCESS)
}

async fn list(store: &Store, states: &[JobState]) -> anyhow::Result<()> {
    for state in states {
        for job in store.jobs(*state, MAX_LISTED).await? {
            say!("{}", line(&job))?;
        }
    }
    Ok(())
}

/// One job, its fields apart by tabs.
fn line(job: &JobRow) -> String {
    let JobRow { id, kind, state, due, attempts, last_error, result, finished_at, .. } = job;
    let at = rfc3339(finished_at.unwrap_or(*due));
    let outcome = if *state == JobState::Done { result } else { last_error };
    // A line stays a line, whatever an error says.
    let outcome = outcome.as_deref().unwrap_or_default().replace(char::is_control, " ");
    format!("{id}\t{kind}\t{}\t{at}\t{attempts}\t{outcome}", state.as_str())
}

async fn retry(store: &Store, id: Uuid) -> anyhow::Result<()> {
    match store.retry_job(id).await {
        Err(Error::NotFound) => bail!("there is no dead job {id}"),
        Err(Error::Conflict(_)) => bail!("another job of this kind waits already: drop this one"),
        retried => retried.context("the job could not be retried")?,
    }
    say!("{id} waits for its next attempt")
}

async fn drop_job(store: &Store, id: Uuid) -> anyhow::Result<()> {
    match store.drop_job(id).await {
        Err(Error::NotFound) => bail!("there is no dead job {id}"),
        dropped => dropped.context("the job could not be dropped")?,
    }
    say!("dropped {id}")
}
