//! Learning in a process of its own: it needs some 100 MB for seconds, which the server would keep for ever.
//!
//! The child ends with its parent however that ends: it watches its standard input, a pipe whose other end only the parent has
//! (`aftercare train --while-stdin-open`). It works at a lower priority, and holds the lock of the data folder while it learns.

use super::training::LIMIT;
use crate::config::Config;
use std::path::{Path, PathBuf};
use std::process::Stdio;

/// Exit code of `aftercare train` when another process is learning in the data folder.
pub const ELSEWHERE: u8 = 2;

/// How the child ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Outcome {
    /// What was learned is in the cache.
    Learned,
    /// Another process is learning in this data folder.
    Elsewhere,
    /// It could not be started, failed, or took longer than [`LIMIT`]; the log says which.
    Failed,
}

/// Has a child learn from what is published, into the data folder's cache.
pub(super) async fn train(data: &Path, config: &Config) -> Outcome {
    let Some(program) = this_program() else {
        tracing::error!("the program's own file is not known: nothing can be learned");
        return Outcome::Failed;
    };
    let mut command = tokio::process::Command::new(program);
    command.arg("train").arg("--while-stdin-open").arg("--data").arg(data);
    command.env("AFTERCARE_ANSWERS__WRONG_RATE", config.answers.wrong_rate.to_string()).env("AFTERCARE_LOG__LEVEL", "warn");
    command.env("AFTERCARE_SAFETY__FALSE_ALARMS", config.safety.false_alarms.to_string());
    command.env("AFTERCARE_SAFETY__MISSED_RATE", config.safety.missed_rate.to_string());
    command.env("AFTERCARE_ANSWERS__LEARN_FROM_OWNERS", config.answers.learn_from_owners.to_string());
    command.env("AFTERCARE_SAFETY__ORDINARY_ASKED", config.safety.ordinary_asked.to_string());
    // What it lets go of it will never need again: see `cli::memory`, whose settings for a server it would take over.
    command.env("MIMALLOC_PURGE_DELAY", "0");
    let mut child = match command.stdin(Stdio::piped()).stdout(Stdio::null()).kill_on_drop(true).spawn() {
        Ok(child) => child,
        Err(error) => {
            tracing::error!(%error, "the process that learns could not be started");
            return Outcome::Failed;
        }
    };
    // Waiting would close it.
    let pipe = child.stdin.take();
    let ended = tokio::time::timeout(LIMIT, child.wait()).await;
    drop(pipe);
    match ended {
        Ok(Ok(status)) if status.success() => return Outcome::Learned,
        Ok(Ok(status)) if status.code() == Some(ELSEWHERE.into()) => return Outcome::Elsewhere,
        Ok(Ok(status)) => tracing::error!(%status, "the process that learns failed"),
        Ok(Err(error)) => tracing::error!(%error, "the process that learns was lost"),
        Err(_) => tracing::error!(limit_s = LIMIT.as_secs(), "the process that learns took too long and was ended"),
    }
    Outcome::Failed
}

/// The file of the program that runs: under Linux also when it was replaced or deleted meanwhile, as by an upgrade.
pub(super) fn this_program() -> Option<PathBuf> {
    let itself = Some(PathBuf::from("/proc/self/exe")).filter(|_| cfg!(target_os = "linux"));
    std::env::current_exe().ok().filter(|program| program.exists()).or(itself)
}
