//! How well the matcher does with what is published: `faq eval` in a process of its own, one at a time, kept under the corpus's content hash.

use super::apart::this_program;
use super::cache;
use crate::answer::learn::evaluate::Report;
use crate::clock::Millis;
use crate::config::Config;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

/// Longest time that measuring may take: learning without each phrasing in turn takes half a minute for the sample.
const LIMIT: Duration = Duration::from_secs(1_800);
/// Largest file of figures that is read, in bytes: that of the sample has some ten thousand.
const MAX_FIGURES: u64 = 4 << 20;
/// Begin of the names of such files.
const PREFIX: &str = "measured-";

/// Figures of a corpus.
#[derive(Debug, Clone, PartialEq)]
pub struct Figures {
    pub report: Report,
    pub measured_at: Millis,
    /// They are of what is published now.
    pub is_current: bool,
}

/// The part of a report of `faq eval` that needs no questions beside the corpus.
#[derive(Deserialize)]
struct Written {
    left_out: Report,
}

/// Measures, one corpus at a time.
pub struct Measuring {
    data: PathBuf,
    config: Config,
    /// The corpus that is being measured, or that could not be.
    state: Arc<Mutex<State>>,
}

#[derive(Default)]
struct State {
    running: Option<u128>,
    failed: Option<u128>,
}

impl Measuring {
    pub fn new(data: PathBuf, config: Config) -> Measuring {
        Measuring { data, config, state: Arc::default() }
    }

    /// Whether a child is measuring, and whether the last try with this corpus failed.
    pub fn state(&self, hash: u128) -> (bool, bool) {
        let state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        (state.running.is_some(), state.failed == Some(hash))
    }

    /// Has this corpus measured, unless a child is measuring already.
    pub fn start(&self, hash: u128) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        if state.running.is_some() {
            return;
        }
        (state.running, state.failed) = (Some(hash), None);
        let (data, config, shared) = (self.data.clone(), self.config.clone(), Arc::clone(&self.state));
        tokio::spawn(async move {
            let done = measure(&data, &config, hash).await;
            let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
            (state.running, state.failed) = (None, (!done).then_some(hash));
        });
    }

    /// The figures of this corpus, else the newest of another one. Reads files: not for a thread that answers others.
    pub fn figures(&self, hash: u128) -> Option<Figures> {
        let own = figures_file(&self.data, hash);
        if let Some(figures) = read(&own, true) {
            return Some(figures);
        }
        let (_, newest) = files(&self.data).into_iter().max()?;
        read(&newest, false)
    }
}

fn figures_file(data: &Path, hash: u128) -> PathBuf {
    data.join("cache").join(format!("{PREFIX}{hash:032x}.json"))
}

/// All files of figures, with their time.
fn files(data: &Path) -> Vec<(std::time::SystemTime, PathBuf)> {
    let Ok(folder) = std::fs::read_dir(data.join("cache")) else { return Vec::new() };
    let named = folder.flatten().filter(|file| {
        let name = file.file_name();
        let name = name.to_string_lossy();
        name.starts_with(PREFIX) && name.ends_with(".json")
    });
    named.filter_map(|file| Some((file.metadata().ok()?.modified().ok()?, file.path()))).collect()
}

fn read(file: &Path, is_current: bool) -> Option<Figures> {
    let about = std::fs::metadata(file).ok().filter(|about| about.len() <= MAX_FIGURES)?;
    let Written { left_out: report } = serde_json::from_slice(&std::fs::read(file).ok()?).ok()?;
    let since = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(Figures { report, measured_at: Millis::try_from(since.as_millis()).ok()?, is_current })
}

/// Has a child measure what is published; tells whether there are figures now.
async fn measure(data: &Path, config: &Config, hash: u128) -> bool {
    let Some(program) = this_program() else { return false };
    let made = data.join("cache").join(format!("measuring-{}.json", std::process::id()));
    let _ = std::fs::create_dir_all(data.join("cache"));
    let mut command = tokio::process::Command::new(program);
    command.args(["faq", "eval", "--while-stdin-open", "--json"]).arg(&made).arg("--data").arg(data);
    command.env("AFTERCARE_ANSWERS__WRONG_RATE", config.answers.wrong_rate.to_string()).env("AFTERCARE_LOG__LEVEL", "warn");
    let child = command.stdin(Stdio::piped()).stdout(Stdio::null()).kill_on_drop(true).spawn();
    let mut child = match child {
        Ok(child) => child,
        Err(error) => {
            tracing::error!(%error, "the process that measures could not be started");
            return false;
        }
    };
    // The child ends with this process: it watches the other end. Waiting would close it.
    let pipe = child.stdin.take();
    let ended = tokio::time::timeout(LIMIT, child.wait()).await;
    drop(pipe);
    let succeeded = matches!(&ended, Ok(Ok(status)) if status.success());
    if !succeeded {
        tracing::error!(?ended, limit_s = LIMIT.as_secs(), "the process that measures did not end well");
    }
    let bytes = std::fs::read(&made).ok().filter(|_| succeeded);
    let _ = std::fs::remove_file(&made);
    let Some(bytes) = bytes else { return false };
    let earlier = files(data);
    let kept = cache::write(&figures_file(data, hash), &bytes).inspect_err(|error| tracing::warn!(%error, "the figures could not be kept"));
    // One is enough: what was published before is measured anew when it comes back.
    earlier.into_iter().filter(|(_, file)| *file != figures_file(data, hash)).for_each(|(_, file)| drop(std::fs::remove_file(file)));
    kept.is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_of_another_corpus_are_shown_as_what_they_are_and_damaged_ones_not() {
        let data = std::env::temp_dir().join(format!("aftercare-measured-{}", std::process::id()));
        let measuring = Measuring::new(data.clone(), Config::defaults());
        assert_eq!(measuring.figures(1), None);
        let report = Report { calibration_error: 0.25, ..Report::default() };
        let written = serde_json::json!({ "left_out": report }).to_string();
        cache::write(&figures_file(&data, 7), written.as_bytes()).expect("written");
        let found = |hash| measuring.figures(hash).map(|found| (found.report.calibration_error, found.is_current));
        assert_eq!((found(7), found(1)), (Some((0.25, true)), Some((0.25, false))));
        cache::write(&figures_file(&data, 7), b"{").expect("written");
        assert_eq!(found(7), None);
        std::fs::remove_dir_all(data).expect("removed");
    }
}
