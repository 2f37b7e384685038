//! `aftercare train`: learning from what is published, for a running server or ahead of one.

use super::ask::corpus;
use super::open_store;
use super::output::complain;
use crate::access::right::TallyQuestions;
use crate::access::{Principal, authorize};
use crate::answer::learn::deeds;
use crate::clock::{Clock, Millis, SystemClock};
use crate::config::Config;
use crate::faq::{Corpus, Told};
use crate::published::apart::ELSEWHERE;
use crate::published::training::{Learned, trained_engine};
use crate::store;
use std::io::{ErrorKind, Read};
use std::path::Path;
use std::process::ExitCode;

/// How much nicer than others: a server that answers comes first, and learning still gets a quarter of a busy core.
const NICENESS: i32 = 5;
/// An answer against which nothing was said counts after so long, in milliseconds: an hour.
const KEPT_AFTER: Millis = 3_600_000;
/// Questions that are looked at.
const MOST_DEEDS: u32 = deeds::MOST as u32;
/// Exit code when the parent is gone.
const ABANDONED: i32 = 3;

/// Makes this process a background one, before it has threads: new ones take over its priority.
pub fn step_back(while_stdin_open: bool) -> anyhow::Result<()> {
    // Learning works at any priority.
    let _ = rustix::process::nice(NICENESS);
    if while_stdin_open {
        std::thread::Builder::new().name("parent".to_owned()).spawn(end_with_parent)?;
    }
    Ok(())
}

/// Ends this process when standard input closes, whatever it is doing: files are renamed into their places whole.
fn end_with_parent() {
    let mut input = std::io::stdin().lock();
    let mut bytes = [0; 64];
    loop {
        match input.read(&mut bytes) {
            Ok(0) => std::process::exit(ABANDONED),
            Err(error) if error.kind() != ErrorKind::Interrupted => std::process::exit(ABANDONED),
            Ok(_) | Err(_) => {}
        }
    }
}

/// What owners did about entries as they are now.
async fn told(data: &Path, corpus: &Corpus) -> anyhow::Result<Vec<Told>> {
    if !store::database(data).exists() {
        return Ok(Vec::new());
    }
    let store = open_store(data).await?;
    let counting = authorize(Principal::System, TallyQuestions).map_err(|error| anyhow::anyhow!(error.code.as_str()))?;
    let told = store.deeds(counting, SystemClock.now() - KEPT_AFTER, MOST_DEEDS).await;
    let revisions = store.revisions_of().await;
    store.close().await;
    let (mut told, revisions) = (told?, revisions?);
    told.retain(|told| told.holds(corpus, revisions.get(&told.entry).copied()));
    Ok(told)
}

/// Learns from the published corpus and keeps the result in the data folder's cache. Refuses while another process does.
pub async fn train(config: &Config, data: &Path) -> anyhow::Result<ExitCode> {
    let Ok(corpus) = corpus(data, None).await? else { return Ok(ExitCode::SUCCESS) };
    let told = if config.answers.learn_from_owners { told(data, &corpus).await? } else { Vec::new() };
    match trained_engine(data, &corpus, config, &told)? {
        Learned::Engine(_) => Ok(ExitCode::SUCCESS),
        Learned::Elsewhere(held) => {
            complain(&format!("aftercare: {held}\n"));
            Ok(ExitCode::from(ELSEWHERE))
        }
    }
}
