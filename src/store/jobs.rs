//! Jobs as rows: who may take which, for how long, and what became of it. What a kind of job does is the affair of
//! [`crate::jobs`].
//!
//! ```text
//!              lease                finish
//! waiting ───────────▶ running ───────────────▶ done
//!    ▲ fail, give back    │  ▲ lease ran out       │
//!    └────────────────────┤  └── leased again      └──▶ swept
//!                         └──▶ dead ──▶ retried, dropped or swept
//! ```
//!
//! A job is leased in the writer's transaction, so one holder has it at most. A lease that runs out is given to the next who
//! asks; what the first holder then says no longer counts, for holder and attempt must be the current ones. So a job runs at
//! least once, and never twice at the same time as long as its holder stops when its lease ends.

use super::dialect::{Executor, Row};
use super::error::{Error, Result, conflict};
use super::writer::Plan;
use super::{Manner, PLACE_KNOWN_MS, Store, Work, rows};
use crate::clock::Millis;
use sqlx::{Connection as _, Row as _};
use uuid::Uuid;

/// Unfinished jobs of one kind; one more gets [`Error::Busy`].
pub const MAX_UNFINISHED: i64 = 10_000;
/// Finished jobs are kept this long and at most this many, for who looks what happened.
const DONE_KEPT_MS: Millis = 7 * DAY_MS;
const DONE_KEPT: i64 = 10_000;
/// Dead jobs likewise: somebody has to see them first.
const DEAD_KEPT_MS: Millis = 90 * DAY_MS;
const DEAD_KEPT: i64 = 1_000;
/// Rows that one step of a sweep deletes, so that it holds up nobody.
const SWEEP_AT_ONCE: i64 = 500;
/// Characters of an error that are kept.
const MAX_ERROR_CHARS: usize = 500;
const DAY_MS: Millis = 86_400_000;

/// A job to be done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    pub kind: &'static str,
    /// JSON.
    pub payload: String,
    /// No second job of the kind is made with this key while one is unfinished.
    pub key: Option<String>,
    /// Not begun before this long after the commit.
    pub after_ms: Millis,
}

/// How jobs of a kind are handed out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Terms {
    pub kind: &'static str,
    /// After this many attempts without success a job is dead.
    pub attempts: u32,
    pub lease_ms: Millis,
    /// Jobs of the kind that may run at once.
    pub parallel: u32,
    /// When one has ended, well or not, the same one is due again after this long.
    pub every_ms: Option<Millis>,
}

/// A job in the hands of one holder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leased {
    pub id: Uuid,
    pub kind: String,
    pub payload: String,
    pub key: Option<String>,
    /// From 1. Together with the holder it proves the lease.
    pub attempt: u32,
    pub holder: Uuid,
    pub until: Millis,
    every_ms: Option<Millis>,
}

/// Where a job is on its way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobState {
    Waiting,
    Running,
    Done,
    Dead,
}

impl JobState {
    /// The name on the command line and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            JobState::Waiting => "waiting",
            JobState::Running => "running",
            JobState::Done => "done",
            JobState::Dead => "dead",
        }
    }

    /// The state with that name.
    pub fn parse(name: &str) -> Option<JobState> {
        [JobState::Waiting, JobState::Running, JobState::Done, JobState::Dead].into_iter().find(|state| state.as_str() == name)
    }
}

/// A job as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRow {
    pub id: Uuid,
    pub kind: String,
    pub payload: String,
    pub state: JobState,
    pub due: Millis,
    pub attempts: u64,
    pub last_error: Option<String>,
    pub result: Option<String>,
    pub created_at: Millis,
    pub finished_at: Option<Millis>,
}

/// The jobs of a kind in numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct JobCounts {
    pub kind: String,
    pub waiting: u64,
    pub running: u64,
    pub dead: u64,
    /// Attempts that ended well and badly since the database was made.
    pub done: u64,
    pub failed: u64,
    /// When the oldest of the waiting ones was or is due.
    pub oldest_due: Option<Millis>,
}

/// What a sweep deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Swept {
    pub owner_sessions: u64,
    pub logins: u64,
    pub jobs: u64,
}

impl Store {
    /// Adds a job; its id, or none when one with its key is unfinished. A kind that has its fill gets [`Error::Busy`].
    pub async fn enqueue_job(&self, job: NewJob) -> Result<Option<Uuid>> {
        self.write(move |work| Box::pin(async move { enqueue(work, &job).await })).await
    }

    /// Told whenever this process added a job; who waits for one also looks from time to time, for other processes add jobs, too.
    pub async fn job_added(&self) {
        self.0.jobs_added.notified().await;
    }

    /// When the next job of these kinds can be leased; none when none is there. `busy` are those that run in this process.
    pub async fn next_job_due(&self, terms: &[Terms], busy: &[Uuid]) -> Result<Option<Millis>> {
        let mut conn = self.0.read.acquire().await?;
        let mut read = conn.begin().await?;
        let mut next = None;
        for terms in terms {
            for found in [waiting(&mut *read, terms).await?, lapsing(&mut *read, terms, busy).await?].into_iter().flatten() {
                next = Some(next.map_or(found.1, |due: Millis| due.min(found.1)));
            }
        }
        Ok(next)
    }

    /// Leases the job that is due first to `holder`; none when none is due or all kinds have as many as may run at once. Of those
    /// whose lease has run out, the ones without another attempt die here. `busy` are those that run in this process: their
    /// lease is for their own runner to end.
    pub async fn lease_job(&self, terms: &[Terms], holder: Uuid, busy: &[Uuid]) -> Result<Option<Leased>> {
        let (terms, busy) = (terms.to_vec(), busy.to_vec());
        self.write(move |work| Box::pin(async move { lease(work, &terms, holder, &busy).await })).await
    }

    /// Ends the leases of all other holders now. Only for who knows that they are gone, as the one server of a data folder does.
    pub async fn end_leases(&self, holder: Uuid) -> Result<u64> {
        self.write(move |work| {
            Box::pin(async move {
                let update =
                    sqlx::query("update jobs set leased_until = $1 where state = 'running' and lease_owner <> $2 and leased_until > $1");
                Ok(update.bind(work.now).bind(holder.to_string()).execute(&mut work.conn).await?.rows_affected())
            })
        })
        .await
    }

    /// Lets a lease last `ms` from now; tells until when. [`Error::NotFound`] when it is no longer the holder's.
    pub async fn extend_job(&self, leased: &Leased, ms: Millis) -> Result<Millis> {
        let leased = leased.clone();
        self.write(move |work| {
            Box::pin(async move {
                let until = work.now.saturating_add(ms);
                let update = sqlx::query(
                    "update jobs set leased_until = $4 where id = $1 and state = 'running' and lease_owner = $2 and attempts = $3",
                );
                let update = update.bind(leased.id.to_string()).bind(leased.holder.to_string()).bind(i64::from(leased.attempt));
                if update.bind(until).execute(&mut work.conn).await?.rows_affected() == 0 {
                    return Err(Error::NotFound);
                }
                Ok(until)
            })
        })
        .await
    }

    /// The job is done. [`Error::NotFound`] when the lease is no longer the holder's.
    pub async fn finish_job(&self, leased: Leased, result: String) -> Result<()> {
        self.write(move |work| Box::pin(async move { end(work, &leased, End::Done(result)).await })).await
    }

    /// The attempt failed: the job is due again after a pause, or dead without one. Like [`Store::finish_job`].
    pub async fn fail_job(&self, leased: Leased, error: &str, again_after_ms: Option<Millis>) -> Result<()> {
        let error = shortened(error);
        self.write(move |work| {
            Box::pin(async move {
                let outcome = match again_after_ms {
                    Some(pause) => End::Again(pause, error),
                    None => End::Dead(error),
                };
                end(work, &leased, outcome).await
            })
        })
        .await
    }

    /// Hands a job back that was not done, as when the server stops: the attempt does not count. Like [`Store::finish_job`].
    pub async fn give_back_job(&self, leased: Leased) -> Result<()> {
        self.write(move |work| Box::pin(async move { end(work, &leased, End::GivenBack).await })).await
    }

    /// At most `limit` jobs in a state, the oldest first.
    pub async fn jobs(&self, state: JobState, limit: u32) -> Result<Vec<JobRow>> {
        let sql = "select id, kind, payload, state, due, attempts, last_error, result, created_at, finished_at from jobs \
                   where state = $1 order by coalesce(finished_at, due), id limit $2";
        sqlx::query(sql).bind(state.as_str()).bind(i64::from(limit)).fetch_all(&self.0.read).await?.iter().map(job_row).collect()
    }

    /// Gives a dead job all its attempts again, the first at once. [`Error::NotFound`] for one that is not dead,
    /// [`Error::Conflict`] when another with its key waits already.
    pub async fn retry_job(&self, id: Uuid) -> Result<()> {
        self.write(move |work| {
            Box::pin(async move {
                let update = sqlx::query(
                    "update jobs set state = 'waiting', due = $2, attempts = 0, finished_at = null where id = $1 and state = 'dead'",
                );
                let update = update.bind(id.to_string()).bind(work.now).execute(&mut work.conn).await;
                if update.map_err(|error| conflict(error, "job"))?.rows_affected() == 0 {
                    return Err(Error::NotFound);
                }
                work.added_job();
                Ok(())
            })
        })
        .await
    }

    /// Deletes a dead job. [`Error::NotFound`] for one that is not dead.
    pub async fn drop_job(&self, id: Uuid) -> Result<()> {
        self.write(move |work| {
            Box::pin(async move {
                let delete = sqlx::query("delete from jobs where id = $1 and state = 'dead'").bind(id.to_string());
                if delete.execute(&mut work.conn).await?.rows_affected() == 0 { Err(Error::NotFound) } else { Ok(()) }
            })
        })
        .await
    }

    /// Every kind that ever had a job, in numbers.
    pub async fn job_counts(&self) -> Result<Vec<JobCounts>> {
        let sql = "select k.kind, coalesce(w.waiting, 0) as waiting, coalesce(w.running, 0) as running, coalesce(w.dead, 0) as dead, \
                   coalesce(t.done, 0) as done, coalesce(t.failed, 0) as failed, w.oldest_due \
                   from (select kind from jobs union select kind from job_totals) k left join job_totals t on t.kind = k.kind \
                   left join (select kind, sum(case when state = 'waiting' then 1 else 0 end) as waiting, \
                   sum(case when state = 'running' then 1 else 0 end) as running, sum(case when state = 'dead' then 1 else 0 end) as dead, \
                   min(case when state = 'waiting' then due end) as oldest_due from jobs group by kind) w on w.kind = k.kind order by k.kind";
        let found = sqlx::query(sql).fetch_all(&self.0.read).await?;
        let counts = |row: &Row| {
            Ok(JobCounts {
                kind: row.try_get("kind")?,
                waiting: rows::count(row, "waiting")?,
                running: rows::count(row, "running")?,
                dead: rows::count(row, "dead")?,
                done: rows::count(row, "done")?,
                failed: rows::count(row, "failed")?,
                oldest_due: row.try_get("oldest_due")?,
            })
        };
        found.iter().map(counts).collect()
    }

    /// Deletes what has expired: sessions, log-ins, password links, places of log-ins, and jobs that ended long ago. In small steps, between which others write.
    pub async fn sweep(&self) -> Result<Swept> {
        let (now, settings) = (self.0.clock.now(), self.0.settings);
        let sessions = "delete from owner_sessions where id in (select id from owner_sessions where seen_at <= $1 limit $3) \
                        or id in (select id from owner_sessions where created_at <= $2 limit $3)";
        let expired_logins = "delete from logins where token_hash in (select token_hash from logins where seen_at <= $1 limit $3) \
                      or token_hash in (select token_hash from logins where created_at <= $2 limit $3)";
        let owner_sessions = self.delete(sessions, now - settings.owner_idle_ms, now - settings.owner_max_ms).await?;
        let ended = self.delete(expired_logins, now - settings.login_idle_ms, now - settings.login_max_ms).await?;
        let links = "delete from password_links where user_id in (select user_id from password_links where expires_at <= $1 limit $3) \
                     and $2 = $2";
        self.delete(links, now, 0).await?;
        let places = "delete from login_places where (user_id, place) in \
                      (select user_id, place from login_places where seen_at <= $1 limit $3) and $2 = $2";
        self.delete(places, now - PLACE_KNOWN_MS, 0).await?;
        let done = "delete from jobs where id in (select id from jobs where state = 'done' and (finished_at <= $1 or finished_at < \
                    coalesce((select finished_at from jobs where state = 'done' order by finished_at desc limit 1 offset $2), 0)) limit $3)";
        let dead = "delete from jobs where id in (select id from jobs where state = 'dead' and (finished_at <= $1 or finished_at < \
                    coalesce((select finished_at from jobs where state = 'dead' order by finished_at desc limit 1 offset $2), 0)) limit $3)";
        let jobs =
            self.delete(done, now - DONE_KEPT_MS, DONE_KEPT - 1).await? + self.delete(dead, now - DEAD_KEPT_MS, DEAD_KEPT - 1).await?;
        Ok(Swept { owner_sessions, logins: ended, jobs })
    }

    /// Runs a deletion of at most `$3` rows until nothing is left to delete.
    async fn delete(&self, sql: &'static str, first: i64, second: i64) -> Result<u64> {
        let mut all = 0;
        loop {
            let deleted = self.0.queue.write(Manner::Lazy, move |work| Box::pin(delete_some(work, sql, first, second)));
            let deleted = deleted.await?;
            if deleted == 0 {
                return Ok(all);
            }
            all += deleted;
        }
    }
}

async fn delete_some(work: &mut Work, sql: &'static str, first: i64, second: i64) -> Result<u64> {
    let delete = sqlx::query(sql).bind(first).bind(second).bind(SWEEP_AT_ONCE);
    Ok(delete.execute(&mut work.conn).await?.rows_affected())
}

/// Adds a job in the transaction of another change: it is there if and only if the change is. Like [`Store::enqueue_job`].
pub(super) async fn enqueue(work: &mut Work, job: &NewJob) -> Result<Option<Uuid>> {
    if !has_room(work, job.kind).await? {
        return Err(Error::Busy);
    }
    insert(work, job.kind, &job.payload, job.key.as_deref(), job.after_ms).await
}

/// Whether one more job of a kind may be added.
pub(super) async fn has_room(work: &mut Work, kind: &str) -> Result<bool> {
    let unfinished = "select count(*) from (select 1 from jobs where kind = $1 and state = 'waiting' union all \
                      select 1 from jobs where kind = $1 and state = 'running' limit $2) unfinished";
    let unfinished: i64 = sqlx::query_scalar(unfinished).bind(kind).bind(MAX_UNFINISHED).fetch_one(&mut work.conn).await?;
    Ok(unfinished < MAX_UNFINISHED)
}

/// Adds a job to the plan of another change: like [`enqueue`], for who has asked [`has_room`].
pub(super) fn add<T>(work: &Work, plan: &mut Plan<T>, job: &NewJob) {
    let script = plan.and();
    script.push("insert into jobs (id, kind, payload, unique_key, state, due, attempts, created_at) values (");
    let mut values = script.separated(", ");
    values.push_bind(work.id().to_string()).push_bind(job.kind).push_bind(job.payload.clone()).push_bind(job.key.clone());
    values.push("'waiting'").push_bind(work.now.saturating_add(job.after_ms)).push("0").push_bind(work.now);
    script.push(") on conflict do nothing; ");
    plan.added_job();
}

async fn insert(work: &mut Work, kind: &str, payload: &str, key: Option<&str>, after_ms: Millis) -> Result<Option<Uuid>> {
    let id = work.id();
    let inserted = sqlx::query(
        "insert into jobs (id, kind, payload, unique_key, state, due, attempts, created_at) values ($1, $2, $3, $4, 'waiting', $5, 0, $6) \
         on conflict do nothing",
    )
    .bind(id.to_string())
    .bind(kind)
    .bind(payload)
    .bind(key)
    .bind(work.now.saturating_add(after_ms))
    .bind(work.now)
    .execute(&mut work.conn)
    .await?;
    if inserted.rows_affected() == 0 {
        return Ok(None);
    }
    work.added_job();
    Ok(Some(id))
}

/// A job and when it can be leased.
type Candidate = (Uuid, Millis);

/// The waiting job of a kind that is due first.
async fn waiting(db: impl Executor<'_>, terms: &Terms) -> Result<Option<Candidate>> {
    let sql = "select id, due from jobs where kind = $1 and state = 'waiting' order by due, id limit 1";
    let row = sqlx::query(sql).bind(terms.kind).fetch_optional(db).await?;
    row.map(|row| Ok((rows::uuid(&row, "id")?, row.try_get("due")?))).transpose()
}

/// The running job of a kind whose lease ends first, without those that run here.
async fn lapsing(db: impl Executor<'_>, terms: &Terms, busy: &[Uuid]) -> Result<Option<Candidate>> {
    let sql = "select id, leased_until from jobs where kind = $1 and state = 'running' order by leased_until, id limit $2";
    let most = i64::try_from(busy.len()).unwrap_or(i64::MAX).saturating_add(1);
    for row in sqlx::query(sql).bind(terms.kind).bind(most).fetch_all(db).await? {
        let id = rows::uuid(&row, "id")?;
        if !busy.contains(&id) {
            return Ok(Some((id, row.try_get("leased_until")?)));
        }
    }
    Ok(None)
}

async fn lease(work: &mut Work, terms: &[Terms], holder: Uuid, busy: &[Uuid]) -> Result<Option<Leased>> {
    let mut best: Option<(Candidate, &Terms, bool)> = None;
    for terms in terms {
        bury(work, terms, busy).await?;
        let running = "select count(*) from jobs where kind = $1 and state = 'running' and leased_until > $2";
        let running: i64 = sqlx::query_scalar(running).bind(terms.kind).bind(work.now).fetch_one(&mut work.conn).await?;
        if running >= i64::from(terms.parallel) {
            continue;
        }
        let waiting = waiting(&mut work.conn, terms).await?.map(|found| (found, terms, false));
        let lapsed = lapsing(&mut work.conn, terms, busy).await?.map(|found| (found, terms, true));
        for found in [waiting, lapsed].into_iter().flatten().filter(|(found, ..)| found.1 <= work.now) {
            if best.is_none_or(|(best, ..)| found.0.1 < best.1) {
                best = Some(found);
            }
        }
    }
    let Some(((id, _), terms, lapsed)) = best else { return Ok(None) };
    if lapsed {
        total(work, terms.kind, false).await?;
    }
    let until = work.now.saturating_add(terms.lease_ms);
    let row = sqlx::query(
        "update jobs set state = 'running', attempts = attempts + 1, lease_owner = $2, leased_until = $3, \
         last_error = case when $4 = 1 then $5 else last_error end where id = $1 returning payload, unique_key, attempts",
    )
    .bind(id.to_string())
    .bind(holder.to_string())
    .bind(until)
    .bind(i64::from(lapsed))
    .bind(LAPSED)
    .fetch_one(&mut work.conn)
    .await?;
    let attempt = u32::try_from(rows::count(&row, "attempts")?).unwrap_or(u32::MAX);
    let (payload, key) = (row.try_get("payload")?, row.try_get("unique_key")?);
    Ok(Some(Leased { id, kind: terms.kind.to_owned(), payload, key, attempt, holder, until, every_ms: terms.every_ms }))
}

/// What is noted of an attempt whose holder did not come back.
const LAPSED: &str = "the lease ran out: the process died, or the attempt took too long";

/// Ends the jobs of a kind whose lease has run out and that have no other attempt.
async fn bury(work: &mut Work, terms: &Terms, busy: &[Uuid]) -> Result<()> {
    let sql = "select id, payload, unique_key, attempts, lease_owner, leased_until from jobs \
               where kind = $1 and state = 'running' and leased_until <= $2 and attempts >= $3";
    let query = sqlx::query(sql).bind(terms.kind).bind(work.now).bind(i64::from(terms.attempts));
    for row in query.fetch_all(&mut work.conn).await? {
        let id = rows::uuid(&row, "id")?;
        if busy.contains(&id) {
            continue;
        }
        let leased = Leased {
            id,
            kind: terms.kind.to_owned(),
            payload: row.try_get("payload")?,
            key: row.try_get("unique_key")?,
            attempt: u32::try_from(rows::count(&row, "attempts")?).unwrap_or(u32::MAX),
            holder: rows::uuid(&row, "lease_owner")?,
            until: row.try_get("leased_until")?,
            every_ms: terms.every_ms,
        };
        end(work, &leased, End::Dead(LAPSED.to_owned())).await?;
    }
    Ok(())
}

/// How an attempt ends.
enum End {
    /// With its result.
    Done(String),
    /// Due again after a pause, for this reason.
    Again(Millis, String),
    Dead(String),
    GivenBack,
}

/// Ends an attempt of the current holder, and makes the next job of a kind that comes again and again.
async fn end(work: &mut Work, leased: &Leased, end: End) -> Result<()> {
    let sql = "update jobs set state = $4, attempts = attempts - $5, due = $6, lease_owner = null, leased_until = null, \
               last_error = coalesce($7, last_error), result = coalesce($8, result), finished_at = $9 \
               where id = $1 and state = 'running' and lease_owner = $2 and attempts = $3";
    let now = work.now;
    let (state, uncounted, due, error, result, finished_at) = match &end {
        End::Done(result) => (JobState::Done, 0, now, None, Some(result), Some(now)),
        End::Again(pause, error) => (JobState::Waiting, 0, now.saturating_add(*pause), Some(error), None, None),
        End::Dead(error) => (JobState::Dead, 0, now, Some(error), None, Some(now)),
        End::GivenBack => (JobState::Waiting, 1, now, None, None, None),
    };
    let update = sqlx::query(sql).bind(leased.id.to_string()).bind(leased.holder.to_string()).bind(i64::from(leased.attempt));
    let update = update.bind(state.as_str()).bind(uncounted).bind(due).bind(error).bind(result).bind(finished_at);
    if update.execute(&mut work.conn).await?.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    match end {
        End::Done(_) => total(work, &leased.kind, true).await?,
        End::Again(..) | End::Dead(_) => total(work, &leased.kind, false).await?,
        End::GivenBack => {}
    }
    if let (Some(every_ms), JobState::Done | JobState::Dead) = (leased.every_ms, state) {
        insert(work, &leased.kind, &leased.payload, leased.key.as_deref(), every_ms).await?;
    }
    Ok(())
}

/// Counts an attempt of a kind.
async fn total(work: &mut Work, kind: &str, well: bool) -> Result<()> {
    sqlx::query(
        "insert into job_totals (kind, done, failed) values ($1, $2, $3) \
         on conflict (kind) do update set done = job_totals.done + excluded.done, failed = job_totals.failed + excluded.failed",
    )
    .bind(kind)
    .bind(i64::from(well))
    .bind(i64::from(!well))
    .execute(&mut work.conn)
    .await?;
    Ok(())
}

fn shortened(error: &str) -> String {
    error.chars().take(MAX_ERROR_CHARS).collect()
}

fn job_row(row: &Row) -> Result<JobRow> {
    let state: String = row.try_get("state")?;
    Ok(JobRow {
        id: rows::uuid(row, "id")?,
        kind: row.try_get("kind")?,
        payload: row.try_get("payload")?,
        state: JobState::parse(&state).ok_or_else(|| Error::corrupt(format!("job state {state}")))?,
        due: row.try_get("due")?,
        attempts: rows::count(row, "attempts")?,
        last_error: row.try_get("last_error")?,
        result: row.try_get("result")?,
        created_at: row.try_get("created_at")?,
        finished_at: row.try_get("finished_at")?,
    })
}
