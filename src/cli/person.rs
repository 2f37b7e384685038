//! `aftercare erase-person` and `aftercare export-person`: what is stored of one person, gone or handed out. Also beside a running server, which
//! then erases itself: only it may write into conversations.

use super::output::say;
use super::{ErasePersonArguments, NamedArguments, PersonArguments, open_store, refuse};
use crate::clock::{Clock, SystemClock};
use crate::config::Config;
use crate::connections::Connections;
use crate::data_folder::{self, Post, Refused as Locked};
use crate::jobs::Task;
use crate::limits::Rates;
use crate::market::Markets;
use crate::privacy::{Found, MAX_REASON, Named, Privacy, Refused, Rooms};
use crate::records::Records;
use crate::store::{self, JobState, Store};
use crate::uploads::Uploads;
use anyhow::{Context, bail, ensure};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// How often it is looked whether the server has erased somebody, and the pause between two looks: a minute in all.
const LOOKS: usize = 300;
const LOOK_PAUSE: Duration = Duration::from_millis(200);
/// Jobs of a state that are looked at.
const MOST_JOBS: u32 = 1_000;

/// Says what is stored of a person; with `--yes`, erases it.
pub async fn erase(config: &Config, data: &Path, arguments: ErasePersonArguments) -> anyhow::Result<ExitCode> {
    let ErasePersonArguments { person, yes, reason } = arguments;
    ensure!(reason.as_ref().is_none_or(|reason| reason.chars().count() <= MAX_REASON), "a reason has at most {MAX_REASON} characters");
    ensure!(store::database(data).exists(), "there is no database in {}", data.display());
    // Held until it is done: no server begins meanwhile.
    let lock = match data_folder::lock(data, Post::Server, SystemClock.now()) {
        Ok(lock) => Some(lock),
        Err(Locked::Held { .. }) => None,
        Err(error) => return Ok(refuse(&error)),
    };
    let store = open_store(data).await?;
    let done = async {
        let privacy = privacy(config, data, &store)?;
        let found = match find(&privacy, person).await? {
            Ok(found) => found,
            Err(reason) => return Ok(refuse(&reason)),
        };
        tell(&found)?;
        if !yes {
            say!("nothing is erased: with --yes it is, for good")?;
            return Ok(ExitCode::SUCCESS);
        }
        let id = SystemClock.id();
        match &lock {
            Some(_) => {
                privacy.erase_for_operator(id, found.of, reason).await.map_err(|error| anyhow::anyhow!("{}", error.code.as_str()))?
            }
            None => by_server(&store, Task::ErasePerson { id, of: found.of, reason }).await?,
        }
        say!(
            "erased ({id}); backups made before still have it, until they are restored here: keep erased.jsonl of the data folder with them"
        )?;
        for folder in replaced(data) {
            say!("{} still has it: delete it", folder.display())?;
        }
        Ok(ExitCode::SUCCESS)
    };
    let done = done.await;
    store.close().await;
    done
}

/// Writes what is stored of a person into a new folder.
pub async fn export(config: &Config, data: &Path, person: PersonArguments, into: &Path) -> anyhow::Result<ExitCode> {
    ensure!(store::database(data).exists(), "there is no database in {}", data.display());
    if into.exists() {
        return Ok(refuse(&format!("{} exists already", into.display())));
    }
    let store = open_store(data).await?;
    let done = async {
        let privacy = privacy(config, data, &store)?;
        let found = match find(&privacy, person).await? {
            Ok(found) => found,
            Err(reason) => return Ok(refuse(&reason)),
        };
        tell(&found)?;
        let exported = privacy.export(&found, into).await.map_err(|error| anyhow::anyhow!("{}", error.code.as_str()))?;
        say!("written to {}: conversations: {}, files: {}", into.display(), exported.conversations, exported.files)?;
        Ok(ExitCode::SUCCESS)
    };
    let done = done.await;
    store.close().await;
    done
}

/// The rooms that it takes, without a server.
pub(super) fn privacy(config: &Config, data: &Path, store: &Store) -> anyhow::Result<Privacy> {
    let clock: Arc<dyn Clock> = Arc::new(SystemClock);
    let uploads = Uploads::open(store.clone(), Arc::new(Rates::new(&config.limits)), Arc::clone(&clock), config.uploads, data);
    let rooms = Rooms {
        store: store.clone(),
        records: Records::new(store.clone(), &Markets::new(config)?, Arc::clone(&clock)),
        uploads: Arc::new(uploads.with_context(|| format!("cannot open the uploads of {}", data.display()))?),
        connections: Arc::new(Connections::new(config)),
        forms: super::forms(config)?,
        clock,
    };
    Ok(Privacy::new(rooms, data))
}

/// Whom the arguments name, or why nobody.
async fn find(privacy: &Privacy, person: PersonArguments) -> anyhow::Result<Result<Found, String>> {
    let PersonArguments { named: NamedArguments { email, phone, vin, owner, conversation, subject }, site } = person;
    let subject = subject.map(|subject| Named::Subject { subject, site });
    let named = email.map(Named::Email).or(phone.map(Named::Phone)).or(vin.map(Named::Vin)).or(owner.map(Named::Owner));
    let named = named.or(conversation.map(Named::Conversation)).or(subject).context("nobody is named")?;
    Ok(match privacy.find_for_operator(&named).await {
        Ok(found) => Ok(found),
        Err(Refused::Error(error)) => bail!("{}", error.code.as_str()),
        Err(Refused::Form) => Err("this is no e-mail address, or no telephone number with its country".into()),
        Err(Refused::Nobody) => Err("nobody is known by this".into()),
        Err(Refused::Several(owners)) if owners.is_empty() => Err("several owners have part in this: name one with --owner".into()),
        Err(Refused::Several(owners)) => Err(format!("several owners have this: name one with --owner: {}", owners.join(", "))),
        Err(Refused::SeveralSites) => Err("several sites name somebody so: say which with --site".into()),
    })
}

/// What there is of somebody.
fn tell(found: &Found) -> anyhow::Result<()> {
    let Found { of, held } = found;
    if let Some(owner) = &of.owner {
        say!("owner {owner}; cars: {}", held.cars)?;
    }
    for conversation in &of.conversations {
        say!("conversation {conversation}")?;
    }
    for code in &of.requests {
        say!("request {code}")?;
    }
    say!(
        "conversations: {}, events: {}, files: {}, requests: {}, names given by sites: {}, devices: {}, questions kept for the FAQ: {}",
        of.conversations.len(),
        held.events,
        held.files,
        of.requests.len(),
        of.identities.len(),
        held.sessions,
        held.questions
    )
}

/// What a restore has put aside.
fn replaced(data: &Path) -> Vec<PathBuf> {
    let names = std::fs::read_dir(data).into_iter().flatten().flatten().map(|entry| entry.path());
    names.filter(|path| path.is_dir() && path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("replaced-"))).collect()
}

/// Has the server do it, and waits until it is done.
async fn by_server(store: &Store, task: Task) -> anyhow::Result<()> {
    let id = store.enqueue_job(task.job()).await?.context("the server erases this person already")?;
    for _ in 0..LOOKS {
        if has_ended(store, id, JobState::Done).await? {
            return Ok(());
        }
        if has_ended(store, id, JobState::Dead).await? {
            break;
        }
        tokio::time::sleep(LOOK_PAUSE).await;
    }
    bail!("the server has not erased it yet: see `aftercare jobs list`, job {id}")
}

async fn has_ended(store: &Store, id: Uuid, state: JobState) -> anyhow::Result<bool> {
    Ok(store.jobs(state, MOST_JOBS).await?.iter().any(|job| job.id == id))
}
