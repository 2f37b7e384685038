//! The one task that changes the database: group commit.
//!
//! Jobs wait in a bounded queue. The writer takes what is there, runs each job in a savepoint of one transaction, commits,
//! and only then answers, so that an answer means that the change survives a power cut. One sync of the disk then pays for
//! up to [`BATCH`] jobs. A job that fails undoes only itself; a commit that fails answers everybody that the fate of their
//! change is unknown, and they ask again with the same frame id.
//!
//! Every trip to the database's thread costs two switches of threads, as much as a row or two. So the jobs of chats only
//! read, and hand back a [`Plan`]: the writer runs its script in one trip, savepoint included. What such a job says has moved
//! is told only when its script has run. The rare jobs get a savepoint around them. Before all of them come owners' plain frames,
//! which are most of all: what they need is read in one trip, and what they write takes a few ([`ahead`]).

mod job;
mod work;

pub(super) use job::{Job, Manner, Queue, settle};
pub(super) use work::{Plan, Work, first_statement};

use super::Hook;
use super::ahead::{Key, Sessions};
use super::change::{Change, Together};
use super::dialect::{BEGIN, COMMIT, Connection, Damage, damage, is_repeated};
use super::error::{Error, Result};
use super::health::Health;
use super::tail::Tails;
use crate::clock::Clock;
use crate::metrics;
use futures_util::FutureExt;
use sqlx::Executor as _;
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::{Notify, mpsc, watch};
use tokio::time::Instant;
use work::{Changes, Stage};

/// Jobs of one commit at most.
pub(super) const BATCH: usize = 64;
/// Between two commits under load. Commits in a row without it hold few jobs each, and cost more than they carry.
const PACE: Duration = Duration::from_millis(1);
/// A job waits this long for company at most.
const GATHER: Duration = Duration::from_millis(5);
/// A job that nobody waits for urgently (read markers) waits this long for another's commit.
const LAZY: Duration = Duration::from_millis(20);

/// Who is told of commits: first what keeps the newest events, then those who read them.
pub(super) struct Told {
    pub tails: Arc<Tails>,
    pub on_commit: Hook,
}

pub(super) struct Writer {
    work: Work,
    jobs: mpsc::Receiver<Box<dyn Job>>,
    health: Arc<Health>,
    told: Told,
    jobs_added: Arc<Notify>,
    /// Counts commits, for the housekeeper.
    commits: Arc<AtomicU64>,
    sessions: Sessions,
    last: Instant,
    last_size: usize,
}

/// What was decided on and written together.
#[derive(Default)]
struct Done {
    changes: Changes,
    /// In the batch. Where there is one, a transaction is open, unless it has ended.
    places: HashSet<usize>,
    /// All that was asked for is done, and durable.
    ended: bool,
}

impl Writer {
    /// A writer on `conn`, and the queue that leads to it.
    pub fn new(conn: Connection, capacity: usize, health: Arc<Health>, clock: Arc<dyn Clock>, told: Told) -> (Writer, Queue) {
        let (sender, jobs) = mpsc::channel(capacity);
        let alone = told.tails.alone();
        let (now, changes, stage) = (clock.now(), Changes::default(), Stage::Before);
        let work = Work { conn, now, clock, changes, fed: None, alone, lost: None, stage, is_last: false };
        let queue = Queue { jobs: sender, health: health.clone() };
        let (jobs_added, commits, last) = (Arc::default(), Arc::default(), Instant::now());
        (Writer { work, jobs, health, told, jobs_added, commits, sessions: Sessions::default(), last, last_size: 0 }, queue)
    }

    /// Told after each commit that added a job of [`super::jobs`].
    pub fn jobs_added(&self) -> Arc<Notify> {
        self.jobs_added.clone()
    }

    /// Grows with every commit.
    pub fn commits(&self) -> Arc<AtomicU64> {
        self.commits.clone()
    }

    /// Works until the store is dropped or closed, and does what was asked before. Hands back the connection.
    pub async fn run(mut self, mut closing: watch::Receiver<bool>) -> Connection {
        loop {
            let waited = self.jobs.is_empty();
            let first = tokio::select! {
                biased;
                _ = closing.wait_for(|closing| *closing), if !self.jobs.is_closed() => {
                    self.jobs.close();
                    continue;
                }
                job = self.jobs.recv() => job,
            };
            let Some(first) = first else { break };
            let batch = self.gather(first, waited).await;
            self.last_size = batch.len();
            self.commit(batch).await;
            self.last = Instant::now();
        }
        self.work.conn
    }

    /// Takes what waits. A single job that comes to an idle writer goes at once; under load commits keep their distance.
    async fn gather(&mut self, first: Box<dyn Job>, waited: bool) -> Vec<Box<dyn Job>> {
        let mut urgent = !first.lazy();
        let mut batch = vec![first];
        self.take(&mut batch, &mut urgent);
        let now = Instant::now();
        let alone = waited && batch.len() == 1 && self.last_size <= 1;
        let mut until = match (urgent, alone) {
            (true, true) => return batch,
            (true, false) => (self.last + PACE).min(now + GATHER),
            (false, _) => now + LAZY,
        };
        while batch.len() < BATCH && Instant::now() < until {
            match tokio::time::timeout_at(until, self.jobs.recv()).await {
                Ok(Some(job)) => {
                    if !job.lazy() && !urgent {
                        urgent = true;
                        until = Instant::now();
                    }
                    batch.push(job);
                    self.take(&mut batch, &mut urgent);
                }
                Ok(None) | Err(_) => break,
            }
        }
        batch
    }

    fn take(&mut self, batch: &mut Vec<Box<dyn Job>>, urgent: &mut bool) {
        while batch.len() < BATCH
            && let Ok(job) = self.jobs.try_recv()
        {
            *urgent |= !job.lazy();
            batch.push(job);
        }
    }

    /// Runs the jobs in one transaction and answers them.
    async fn commit(&mut self, mut batch: Vec<Box<dyn Job>>) {
        if self.health.read_only() {
            return settle_all(batch, &Error::ReadOnly);
        }
        self.work.now = self.work.clock.now();
        let began = Instant::now();
        match self.transact(&mut batch).await {
            Ok((outcomes, mut changes)) => {
                metrics::COMMIT_SECONDS.observe_time(began.elapsed());
                metrics::COMMIT_CHANGES.observe(batch.len() as f64);
                changes.handovers.iter().for_each(|reason| metrics::HANDOVERS.add(reason));
                self.commits.fetch_add(1, Ordering::Relaxed);
                if changes.jobs {
                    self.jobs_added.notify_one();
                }
                self.told.tails.extend(std::mem::take(&mut changes.written), &changes.feed);
                self.told.tails.forget(&changes.rewritten);
                if let Some(committed) = changes.committed() {
                    let hook = &self.told.on_commit;
                    if catch_unwind(AssertUnwindSafe(|| hook(committed))).is_err() {
                        tracing::error!("the commit hook panicked");
                    }
                }
                for (job, outcome) in batch.into_iter().zip(outcomes) {
                    job.settle(outcome);
                }
            }
            Err(error) => {
                // Often there is nothing left to roll back.
                let _ = self.execute("rollback").await;
                self.sessions.clear();
                self.work.fed = None;
                self.work.changes = Changes::default();
                metrics::COMMITS_FAILED.add(1);
                self.health.note(damage(&error), &error);
                tracing::error!(%error, jobs = batch.len(), "a commit failed");
                settle_all(batch, &Error::of(error));
            }
        }
    }

    /// The outcome of each job and what they changed; an error when nothing of it can be trusted.
    async fn transact(&mut self, batch: &mut [Box<dyn Job>]) -> Result<(Vec<Result<()>>, Changes), Arc<sqlx::Error>> {
        let Done { mut changes, places, ended } = self.together(batch).await?;
        let mut outcomes = Vec::with_capacity(batch.len());
        if ended {
            outcomes.resize_with(batch.len(), || Ok(()));
            return Ok((outcomes, changes));
        }
        self.work.stage = if places.is_empty() { Stage::Before } else { Stage::Begun };
        let last = (0..batch.len()).rev().find(|place| !places.contains(place));
        for (place, job) in batch.iter_mut().enumerate() {
            if places.contains(&place) {
                outcomes.push(Ok(()));
                continue;
            }
            self.forget_sessions(&**job);
            let guarded = job.guarded();
            if !job.begins() && self.work.begin() {
                self.execute(BEGIN).await?;
            }
            self.work.is_last = last == Some(place) && !guarded;
            if guarded {
                self.execute("savepoint job").await?;
            }
            let outcome = AssertUnwindSafe(job.run(&mut self.work)).catch_unwind().await;
            let outcome = outcome.unwrap_or_else(|_| Err(Error::corrupt("a change panicked")));
            if let Some(error) = self.work.lost.take() {
                return Err(error);
            }
            let made = std::mem::take(&mut self.work.changes);
            if outcome.is_err() {
                self.work.fed = None;
            }
            match &outcome {
                Ok(()) => changes.merge(made),
                Err(Error::Backend(error)) => {
                    tracing::error!(%error, "a change failed");
                    if damage(error) != Damage::None {
                        return Err(error.clone());
                    }
                }
                Err(_) => {}
            }
            if guarded {
                self.execute(if outcome.is_ok() { "release job" } else { "rollback to job; release job" }).await?;
            }
            outcomes.push(outcome);
        }
        if self.work.stage == Stage::Begun {
            self.execute(COMMIT).await?;
        }
        Ok((outcomes, changes))
    }

    /// What a job may change when it runs is read again.
    fn forget_sessions(&mut self, job: &dyn Job) {
        match job.token_hash() {
            Some(token_hash) => self.sessions.forget(&token_hash),
            // Plans of chats change none, and neither do read markers and their like.
            None if !job.guarded() || job.lazy() => {}
            None => self.sessions.clear(),
        }
    }

    /// Decides on and writes together the jobs that can be, and leaves the others alone. Where that fails for a reason that concerns some of
    /// them only, nothing is written, and no transaction is open.
    async fn together(&mut self, batch: &mut [Box<dyn Job>]) -> Result<Done, Arc<sqlx::Error>> {
        let keys: Vec<(usize, Key)> = batch.iter().enumerate().filter_map(|(place, job)| Some((place, job.key()?))).collect();
        if keys.is_empty() {
            return Ok(Done::default());
        }
        let mut known = self.sessions.known(&keys);
        loop {
            let is_sure = known.is_empty();
            if known.len() < keys.len()
                && let Err(error) = self.sessions.read(&mut self.work.conn, &keys, &mut known).await
            {
                return match error {
                    Error::Backend(error) => Err(error),
                    // A row that means nothing is told to whom it belongs.
                    _ => Ok(Done::default()),
                };
            }
            let (now, tails) = (self.work.now, &*self.told.tails);
            let (mut decided, mut touched) = (Vec::new(), HashSet::new());
            for (place, job) in batch.iter_mut().enumerate() {
                let Some(known) = known.get(&place) else { continue };
                // What panics here does so again when it runs, where it is told.
                let change = catch_unwind(AssertUnwindSafe(|| job.decide(known, now, tails))).unwrap_or(None);
                // What was decided on a state that another one changes is decided again, on that.
                decided.extend(change.filter(|change| touched.insert(change.state().id)).map(|change| (place, change)));
            }
            if decided.is_empty() {
                return Ok(Done::default());
            }
            let ended = decided.len() == batch.len();
            match self.written(&mut decided, ended).await {
                Ok(()) => {
                    let mut done = Done { ended, ..Done::default() };
                    done.places.extend(decided.iter().map(|(place, _)| *place));
                    decided.into_iter().for_each(|(_, change)| done.changes.wrote(change));
                    return Ok(done);
                }
                Err(error) if damage(&error) != Damage::None => return Err(Arc::new(error)),
                Err(error) => {
                    self.execute("rollback").await?;
                    if is_sure || !is_repeated(&error) {
                        tracing::error!(%error, "changes could not be written together");
                        return Ok(Done::default());
                    }
                    // A frame that was stored before: now that is looked for.
                    known.clear();
                }
            }
        }
    }

    /// Begins a transaction and writes changes; where `ends`, it is durable then.
    async fn written(&mut self, decided: &mut [(usize, Change)], ends: bool) -> Result<(), sqlx::Error> {
        let changes = decided.iter_mut().map(|(_, change)| change).collect();
        for mut script in (Together { changes, begins: true, ends }).scripts() {
            script.build().execute(&mut self.work.conn).await?;
        }
        Ok(())
    }

    async fn execute(&mut self, sql: &'static str) -> Result<(), Arc<sqlx::Error>> {
        self.work.conn.execute(sqlx::query(sql)).await.map(|_| ()).map_err(Arc::new)
    }
}

fn settle_all(batch: Vec<Box<dyn Job>>, error: &Error) {
    for job in batch {
        job.settle(Err(error.clone()));
    }
}
