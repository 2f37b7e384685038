//! Work that was promised and is done later, whatever happens to the process meanwhile.
//!
//! ```text
//! Store::enqueue_job(Task::…) ──commit──▶ table of jobs ──lease──▶ Worker ──▶ handler ──▶ done, again after a pause, or dead
//! ```
//!
//! - **At least once.** A job is there if and only if the change is that added it, and it stays until an attempt ended well or
//!   all attempts are spent. An attempt that a crash cut short is made again. So a handler looks first what is done already;
//!   what it sends to others carries [`Run::key`], which is the same in all attempts.
//! - **By one at a time.** A lease names the holder and ends; a handler that outlives it is cancelled at its next wait.
//! - **Not for ever.** Attempts, leases and parallel runs of each kind are limited ([`Kind::limits`]), pauses grow, and what is
//!   dead stays visible (`aftercare jobs list`) until somebody retries or drops it.
//!
//! To add a kind: a variant of [`Kind`] with its limits, one of [`Task`] with what it needs, and its arm in the handler that
//! [`crate::app`] gives to the worker. The compiler names each of these places.

use crate::chat::danger::Promise;
use crate::clock::{Clock, Millis};
use crate::error;
use crate::store::{self, Belongings, JobCounts, Leased, NewJob, Store, Terms};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::HashMap;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::{self, JoinSet};
use uuid::Uuid;

/// How often the table is looked at for what other processes added.
const POLL_MS: Millis = 1_000;
/// How long a stopping worker lets handlers finish, before it cancels them and gives their jobs back.
const STOP_GRACE_MS: Millis = 2_000;
/// The pause after a first failed attempt; each further one is longer by [`PAUSE_FACTOR`], up to [`MAX_PAUSE_MS`].
const FIRST_PAUSE_MS: Millis = 5_000;
const PAUSE_FACTOR: i64 = 4;
const MAX_PAUSE_MS: Millis = 3_600_000;
/// A pause is shortened or lengthened by up to this many per cent, so that what failed together does not come again together.
const PAUSE_JITTER_PERCENT: i64 = 20;
const SECOND_MS: Millis = 1_000;
const HOUR_MS: Millis = 3_600_000;

/// What a job is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Deletes what has expired.
    Sweep,
    /// Gives back to the queue what is assigned to somebody who may not work on it any more.
    ReturnChats,
    /// Tells the desk that the question whether anyone is in danger was not answered in time.
    DangerQuestion,
    /// Looks whether an alarm was taken, and has it go out where it was not.
    Alarm,
    /// Sends one round of an alarm by the webhook.
    AlertWebhook,
    /// Sends one round of an alarm by e-mail.
    AlertEmail,
    /// Publishes an entry at the time that an editor chose.
    PublishEntry,
    /// Tells the owner of a request's change, if they have not read of it.
    Notice,
    /// Erases a person, as the command line asked for.
    ErasePerson,
    /// Empties the database's log of what was erased.
    Scrub,
}

/// What jobs of a kind may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// After this many attempts without success a job is dead.
    pub attempts: u32,
    /// How long an attempt may last without asking for more.
    pub lease_ms: Millis,
    /// Jobs of the kind that run at once.
    pub parallel: u32,
    /// A job that comes again and again is due this long after its last end.
    pub every_ms: Option<Millis>,
}

impl Kind {
    pub const ALL: [Kind; 10] = [
        Kind::Sweep,
        Kind::ReturnChats,
        Kind::DangerQuestion,
        Kind::Alarm,
        Kind::AlertWebhook,
        Kind::AlertEmail,
        Kind::PublishEntry,
        Kind::Notice,
        Kind::ErasePerson,
        Kind::Scrub,
    ];

    /// The name in the database, in metrics and on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Sweep => "sweep",
            Kind::ReturnChats => "return_chats",
            Kind::DangerQuestion => "danger_question",
            Kind::Alarm => "alarm",
            Kind::AlertWebhook => "alert_webhook",
            Kind::AlertEmail => "alert_email",
            Kind::PublishEntry => "publish_entry",
            Kind::Notice => "notice",
            Kind::ErasePerson => "erase_person",
            Kind::Scrub => "scrub",
        }
    }

    /// What jobs of this kind may take.
    pub fn limits(self) -> Limits {
        match self {
            // A step deletes some hundred rows: a minute is ample, and another hour brings another sweep.
            // A transaction for each chat. Owners wait for it, so it is tried again for hours.
            Kind::ReturnChats => Limits { attempts: 10, lease_ms: 60 * SECOND_MS, parallel: 1, every_ms: None },
            // A transaction or two each; people may be in danger, so it is tried again for hours.
            Kind::DangerQuestion | Kind::Alarm => Limits { attempts: 10, lease_ms: 60 * SECOND_MS, parallel: 2, every_ms: None },
            // Both give up by themselves well before the lease ends. The fifth pause is some twenty minutes: then the next round
            // of the alarm is nearer than a further attempt.
            Kind::AlertWebhook | Kind::AlertEmail => Limits { attempts: 6, lease_ms: 120 * SECOND_MS, parallel: 4, every_ms: None },
            // A transaction, and the server takes it up. An editor has promised it, so it is tried again for hours.
            Kind::PublishEntry => Limits { attempts: 10, lease_ms: 120 * SECOND_MS, parallel: 1, every_ms: None },
            // One e-mail; it gives up by itself well before the lease ends. A mail server may be away for hours.
            Kind::Notice => Limits { attempts: 10, lease_ms: 180 * SECOND_MS, parallel: 4, every_ms: None },
            // One transaction over all that somebody ever wrote, and their files. It is promised to somebody: tried again for hours.
            Kind::ErasePerson => Limits { attempts: 10, lease_ms: 300 * SECOND_MS, parallel: 1, every_ms: None },
            // It waits for whoever reads on and on, such as a backup of a large database.
            Kind::Scrub => Limits { attempts: 20, lease_ms: 60 * SECOND_MS, parallel: 1, every_ms: None },
            Kind::Sweep => Limits { attempts: 5, lease_ms: 60 * SECOND_MS, parallel: 1, every_ms: Some(HOUR_MS) },
        }
    }

    fn terms(self) -> Terms {
        let Limits { attempts, lease_ms, parallel, every_ms } = self.limits();
        Terms { kind: self.as_str(), attempts, lease_ms, parallel, every_ms }
    }
}

/// A job with what it needs. The fields' names stand in the database: they are only ever added to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Task {
    Sweep {},
    ReturnChats { user: Uuid },
    DangerQuestion { conversation: Uuid, since: Millis },
    Alarm(Round),
    AlertWebhook(Round),
    AlertEmail(Round),
    PublishEntry { entry: String, revision: u32, at: Millis },
    Notice { code: String, seq: u64 },
    ErasePerson { id: Uuid, of: Belongings, reason: Option<String> },
    Scrub {},
}

/// One of the times that an alarm goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Round {
    pub conversation: Uuid,
    /// When the alarm began to wait for somebody, which names it.
    pub since: Millis,
    /// From 0.
    pub round: u32,
}

impl Round {
    /// The same for each attempt, and for no other round.
    pub fn key(&self) -> String {
        let Round { conversation, since, round } = self;
        format!("{conversation}-{since}-{round}")
    }
}

/// The job that keeps what a conversation promised, due after so long.
pub fn promised(promise: Promise, conversation: Uuid, after_ms: Millis) -> NewJob {
    let task = match promise {
        Promise::Question { since } => Task::DangerQuestion { conversation, since },
        Promise::Alarm { since } => Task::Alarm(Round { conversation, since, round: 0 }),
    };
    NewJob { after_ms, ..task.job() }
}

/// The job that tells an owner of an event of their request, due after so long.
pub fn notice(code: &str, seq: u64, after_ms: Millis) -> NewJob {
    NewJob { after_ms, ..Task::Notice { code: code.to_owned(), seq }.job() }
}

impl Task {
    /// What has to be there at any time.
    const RECURRING: [Task; 1] = [Task::Sweep {}];

    pub fn kind(&self) -> Kind {
        match self {
            Task::Sweep {} => Kind::Sweep,
            Task::ReturnChats { .. } => Kind::ReturnChats,
            Task::DangerQuestion { .. } => Kind::DangerQuestion,
            Task::Alarm(_) => Kind::Alarm,
            Task::AlertWebhook(_) => Kind::AlertWebhook,
            Task::AlertEmail(_) => Kind::AlertEmail,
            Task::PublishEntry { .. } => Kind::PublishEntry,
            Task::Notice { .. } => Kind::Notice,
            Task::ErasePerson { .. } => Kind::ErasePerson,
            Task::Scrub {} => Kind::Scrub,
        }
    }

    /// The job as the store takes it, due at once.
    pub fn job(&self) -> NewJob {
        let kind = self.kind();
        // What comes again and again is there once, and so is each round of an alarm and each plan of an editor; of the others each counts.
        let key = match self {
            Task::PublishEntry { entry, revision, at } => Some(format!("{entry} {revision} {at}")),
            Task::Alarm(round) | Task::AlertWebhook(round) | Task::AlertEmail(round) => Some(round.key()),
            Task::Notice { code, seq } => Some(format!("{code} {seq}")),
            Task::ErasePerson { id, .. } => Some(id.to_string()),
            // One empties it of all.
            Task::Scrub {} => Some(kind.as_str().to_owned()),
            Task::Sweep {} | Task::ReturnChats { .. } | Task::DangerQuestion { .. } => {
                kind.limits().every_ms.map(|_| kind.as_str().to_owned())
            }
        };
        NewJob { kind: kind.as_str(), payload: serde_json::to_string(self).expect("tasks are JSON"), key, after_ms: 0 }
    }

    /// The task of a stored job.
    fn parse(payload: &str) -> Result<Task, Failure> {
        serde_json::from_str(payload).map_err(|error| Failure::ForGood(format!("the payload cannot be read: {error}")))
    }
}

/// Why an attempt did not succeed. The text is kept with the job and logged: no message texts, addresses or tokens.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// It may succeed later.
    ForNow(String),
    /// It never will: the job is dead at once.
    ForGood(String),
}

impl From<store::Error> for Failure {
    fn from(error: store::Error) -> Failure {
        match error {
            store::Error::NotFound
            | store::Error::Conflict(_)
            | store::Error::Stale
            | store::Error::LastAdmin
            | store::Error::LastEntry
            | store::Error::InUse
            | store::Error::Rejected
            | store::Error::Disabled
            | store::Error::Refused(_)
            | store::Error::IdConflict => Failure::ForGood(error.to_string()),
            store::Error::Busy | store::Error::ReadOnly | store::Error::Unusable(_) | store::Error::Backend(_) => {
                Failure::ForNow(error.to_string())
            }
        }
    }
}

impl From<error::Error> for Failure {
    fn from(error: error::Error) -> Failure {
        let code = error.code.as_str().to_owned();
        if error.code.retry() { Failure::ForNow(code) } else { Failure::ForGood(code) }
    }
}

/// One attempt, as its handler sees it.
pub struct Run {
    store: Store,
    leased: Leased,
    until: watch::Sender<Millis>,
}

impl Run {
    /// Names the job: the same in all attempts, and in no other job. What a handler sends to others carries it, so that they
    /// can tell a repeat.
    pub fn key(&self) -> Uuid {
        self.leased.id
    }

    /// From 1.
    pub fn attempt(&self) -> u32 {
        self.leased.attempt
    }

    /// Asks for `ms` more from now on. An error means that the job is no longer this attempt's: stop.
    pub async fn extend(&self, ms: Millis) -> Result<(), Failure> {
        let until = self.store.extend_job(&self.leased, ms).await?;
        self.until.send_replace(until);
        Ok(())
    }
}

/// Does a job. What it returns is kept with the job for who looks.
pub type Handler = Arc<dyn Fn(Task, Run) -> BoxFuture<'static, Result<Value, Failure>> + Send + Sync>;

/// Takes jobs and has them done, until it is told to stop.
pub struct Worker {
    store: Store,
    clock: Arc<dyn Clock>,
    handler: Handler,
    /// This worker among all that ever were.
    holder: Uuid,
    attempts: JoinSet<()>,
    running: HashMap<task::Id, (Uuid, Kind)>,
    /// The handlers' last moment has come.
    cancel: watch::Sender<bool>,
}

/// How an attempt ended.
enum Ended {
    Well(Value),
    Badly(Failure),
    /// The lease ran out.
    TooLate,
    /// The worker stops.
    Cancelled,
}

impl Worker {
    pub fn new(store: Store, clock: Arc<dyn Clock>, handler: Handler) -> Worker {
        let holder = clock.id();
        let (attempts, running, cancel) = (JoinSet::new(), HashMap::new(), watch::Sender::new(false));
        Worker { store, clock, handler, holder, attempts, running, cancel }
    }

    /// Works until `stop` turns true. Whoever calls it holds the data folder: leases of others are those of dead processes.
    pub async fn run(mut self, mut stop: watch::Receiver<bool>) {
        let mut begun = false;
        loop {
            if !begun {
                begun = self.begin().await.inspect_err(|error| tracing::warn!(%error, "jobs cannot be begun yet")).is_ok();
            }
            let next = match self.take().await {
                Ok(next) => next,
                Err(error) => {
                    // The disk is full, or the writer has its fill: everybody hears of it already.
                    tracing::debug!(%error, "no job can be taken now");
                    None
                }
            };
            let poll = self.clock.now().saturating_add(POLL_MS);
            tokio::select! {
                _ = stop.wait_for(|stop| *stop) => break,
                () = self.store.job_added() => {}
                Some(ended) = self.attempts.join_next_with_id() => self.forget(ended),
                () = self.clock.wait_until(next.map_or(poll, |next| next.min(poll))) => {}
            }
        }
        self.stop().await;
    }

    /// Takes back what a dead process held, and adds what has to be there.
    async fn begin(&self) -> store::Result<()> {
        let taken_back = self.store.end_leases(self.holder).await?;
        if taken_back > 0 {
            tracing::info!(jobs = taken_back, "jobs of a process that died are taken back");
        }
        for task in Task::RECURRING {
            self.store.enqueue_job(task.job()).await?;
        }
        Ok(())
    }

    /// Begins all that is due and has room. Tells when the next is due.
    async fn take(&mut self) -> store::Result<Option<Millis>> {
        loop {
            let busy: Vec<Uuid> = self.running.values().map(|(id, _)| *id).collect();
            let has_room = |kind: &Kind| {
                let running = self.running.values().filter(|(_, other)| other == kind).count();
                running < usize::try_from(kind.limits().parallel).unwrap_or(usize::MAX)
            };
            let terms: Vec<Terms> = Kind::ALL.into_iter().filter(has_room).map(Kind::terms).collect();
            // Looking is cheap; only what is due costs a commit.
            let next = self.store.next_job_due(&terms, &busy).await?;
            if next.is_none_or(|next| next > self.clock.now()) {
                return Ok(next);
            }
            match self.store.lease_job(&terms, self.holder, &busy).await? {
                Some(leased) => self.spawn(leased),
                // Another process has what is due.
                None => return Ok(None),
            }
        }
    }

    fn spawn(&mut self, leased: Leased) {
        let kind = Kind::ALL.into_iter().find(|kind| kind.as_str() == leased.kind);
        let kind = kind.expect("only known kinds are asked for");
        let id = leased.id;
        let (store, clock, handler, cancel) = (self.store.clone(), self.clock.clone(), self.handler.clone(), self.cancel.subscribe());
        let task = self.attempts.spawn(async move {
            let ended = attempt(&store, clock.as_ref(), &handler, &leased, cancel).await;
            settle(&store, clock.as_ref(), kind, leased, ended).await;
        });
        self.running.insert(task.id(), (id, kind));
    }

    fn forget(&mut self, ended: Result<(task::Id, ()), task::JoinError>) {
        let id = match ended {
            Ok((id, ())) => id,
            Err(error) => {
                tracing::error!(%error, "an attempt of a job ended early");
                error.id()
            }
        };
        self.running.remove(&id);
    }

    /// Lets the handlers finish for a while, then cancels them. Their jobs are given back.
    async fn stop(&mut self) {
        let grace = self.clock.now().saturating_add(STOP_GRACE_MS);
        let clock = self.clock.clone();
        tokio::select! {
            () = async { while self.attempts.join_next().await.is_some() {} } => {}
            () = clock.wait_until(grace) => {}
        }
        self.cancel.send_replace(true);
        while self.attempts.join_next().await.is_some() {}
    }
}

/// Runs the handler until it ends, its lease does, or the worker stops.
async fn attempt(store: &Store, clock: &dyn Clock, handler: &Handler, leased: &Leased, mut cancel: watch::Receiver<bool>) -> Ended {
    let task = match Task::parse(&leased.payload) {
        Ok(task) => task,
        Err(failure) => return Ended::Badly(failure),
    };
    let until = watch::Sender::new(leased.until);
    let mut lease = until.subscribe();
    let run = Run { store: store.clone(), leased: leased.clone(), until };
    // The call itself may panic, too, not only what it returns.
    let handled = AssertUnwindSafe(async { handler(task, run).await }).catch_unwind();
    tokio::pin!(handled);
    loop {
        let until = *lease.borrow_and_update();
        tokio::select! {
            biased;
            result = &mut handled => return match result {
                Ok(Ok(result)) => Ended::Well(result),
                Ok(Err(failure)) => Ended::Badly(failure),
                Err(_) => Ended::Badly(Failure::ForNow("the handler panicked".into())),
            },
            Ok(()) = lease.changed() => {}
            () = clock.wait_until(until) => return Ended::TooLate,
            _ = cancel.wait_for(|cancel| *cancel) => return Ended::Cancelled,
        }
    }
}

/// Writes down how an attempt ended. When that fails the lease runs out, and the job is done again.
async fn settle(store: &Store, clock: &dyn Clock, kind: Kind, leased: Leased, ended: Ended) {
    let (id, attempt) = (leased.id, leased.attempt);
    let again = (attempt < kind.limits().attempts).then(|| pause_ms(attempt, clock.secret()));
    let settled = match ended {
        Ended::Well(result) => {
            tracing::debug!(%id, kind = kind.as_str(), attempt, "a job is done");
            store.finish_job(leased, result.to_string()).await
        }
        Ended::Badly(Failure::ForNow(error)) => fail(store, leased, &error, again).await,
        Ended::Badly(Failure::ForGood(error)) => fail(store, leased, &error, None).await,
        Ended::TooLate => fail(store, leased, "the attempt took too long and was cancelled", again).await,
        Ended::Cancelled => store.give_back_job(leased).await,
    };
    if let Err(error) = settled {
        tracing::warn!(%error, %id, kind = kind.as_str(), attempt, "what became of a job could not be stored: it is done again");
    }
}

async fn fail(store: &Store, leased: Leased, error: &str, again_after_ms: Option<Millis>) -> store::Result<()> {
    let (id, kind, attempt) = (leased.id, leased.kind.clone(), leased.attempt);
    match again_after_ms {
        Some(pause_ms) => tracing::warn!(%id, kind, attempt, pause_ms, error, "a job failed and is tried again"),
        None => tracing::error!(%id, kind, attempt, error, "a job is dead: see `aftercare jobs list`"),
    }
    store.fail_job(leased, error, again_after_ms).await
}

/// The pause after the failed attempt of this number.
fn pause_ms(attempt: u32, random: [u8; 32]) -> Millis {
    let factor = PAUSE_FACTOR.saturating_pow(attempt.saturating_sub(1));
    let pause = FIRST_PAUSE_MS.saturating_mul(factor).min(MAX_PAUSE_MS);
    let [a, b, ..] = random;
    let spread = pause * PAUSE_JITTER_PERCENT / 100;
    pause - spread + 2 * spread * i64::from(u16::from_le_bytes([a, b])) / i64::from(u16::MAX)
}

/// All kinds in numbers, those without a job, too, and those of a newer program.
pub async fn counts(store: &Store) -> store::Result<Vec<JobCounts>> {
    let mut counts = store.job_counts().await?;
    for kind in Kind::ALL {
        if !counts.iter().any(|known| known.kind == kind.as_str()) {
            counts.push(JobCounts { kind: kind.as_str().to_owned(), ..JobCounts::default() });
        }
    }
    Ok(counts)
}

#[cfg(test)]
mod tests;
