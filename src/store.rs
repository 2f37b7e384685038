//! All SQL of the program: the log of conversations, the queue, sessions, users, the corpus with all its revisions, and jobs.
//!
//! ```text
//! append_owner, claim_next, ... ──▶ queue of jobs ──▶ writer: one transaction, one sync ──▶ answers, commit hook
//! events, queue, users, ...     ──▶ four reading connections
//! ```
//!
//! - `append`: the only way into a conversation's log. It asks [`crate::chat::conversation::apply`] what a command does,
//!   inside the transaction, and numbers the result.
//! - What reads or writes a conversation takes a [`Granted`](crate::access::Granted) value, and which conversation it is
//!   stands in the grant alone.
//! - Everything that changes something returns after the commit is durable, and a lookup returns `Option`.
//! - The commit hook tells which conversations moved; followers then read the log from their own cursor.
//!
//! To add a table: a new file in `store/migrations/sqlite/`, named in `migrate::ALL`; then a module with its functions.
//! SQL is written so that PostgreSQL understands it, too: `$1`, `on conflict`, `returning`; integers, text, blobs. What is
//! particular to SQLite stands in `dialect`, and nowhere else.

mod ahead;
mod append;
mod audit;
mod backup;
mod change;
mod check;
mod conversations;
mod corpus;
mod deeds;
mod dialect;
mod error;
mod files;
mod gaps;
mod health;
mod history;
mod housekeeper;
mod identities;
mod jobs;
mod logins;
mod migrate;
mod numbers;
mod owners;
mod password_links;
mod persons;
mod queue;
mod records;
mod requests;
mod returning;
mod rows;
mod script;
mod sessions;
mod studio;
mod tail;
#[cfg(test)]
mod tests;
mod uploads;
mod users;
mod writer;

pub use append::{Appended, OwnerFrame};
pub use audit::{Actor, AuditAction, AuditBy, AuditFilter, AuditRow};
pub use backup::{Staged, backup};
pub use check::{Checked, Fault, check};
pub use conversations::Reader;
pub use corpus::{ImportReport, Kept, SyncReport};
pub use deeds::DeedRow;
pub use error::{Error, Result};
pub use gaps::{CountKey, EntryCounts, GapQuestion, GapRow, GapState, NewEvents, Tallied, Untallied};
pub use identities::{Identified, NewSession, Signed};
pub use jobs::{JobCounts, JobRow, JobState, Leased, MAX_UNFINISHED, NewJob, Swept, Terms};
pub use logins::Login;
pub use numbers::Numbers;
pub use persons::{Belongings, Erased, Erasure, Holdings, PersonRequest, Sought};
pub use queue::{FeedRow, Next};
pub use records::{Put, Stored};
pub use requests::{
    NoticeEnd, NoticeFacts, NoticeState, Openness, PartNumbers, PastRequest, PastStep, RequestCounts, RequestFilter, RequestLine,
    RequestPlace, RequestRow, TakenSlot,
};
pub use returning::Seen;
pub use studio::{
    Attached, AttachedSearch, AttachedUse, Base, FileHead, FileRevision, FileSave, Head, Made, MendedEntry, MendedFile, Publication,
    PublicationKind, Published, Rename, Revision, Save,
};
pub use uploads::{NewUpload, UploadFile, UploadNumbers, UploadQuota, UploadRoom, UploadRow, UploadState};
pub use users::{NewUser, UserChange};

use crate::chat::danger::Promise;
use crate::clock::Clock;
use dialect::{Checkpoint, Connection, Pool};
use futures_util::future::BoxFuture;
use health::Health;
use history::History;
use housekeeper::Housekeeper;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use tail::Tails;
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tokio::time::Instant;
use uuid::Uuid;
use writer::{Manner, Queue, Told, Work, Writer};

/// A place from which a user has logged in is remembered this long after the last log-in there.
const PLACE_KNOWN_MS: i64 = 30 * 24 * 3_600_000;

/// Where the database is, and its settings.
#[derive(Debug, Clone)]
pub struct Options {
    /// The database's file. It and its folder are created where missing.
    pub path: PathBuf,
    pub settings: Settings,
    /// This process serves the data folder, alone ([`crate::data_folder::Post::Server`]): it notices a database that was put
    /// back from a copy, and gives it another epoch; and what it appends to conversations it need not read back.
    pub alone: bool,
}

/// Where the database of a data folder is.
pub fn database(data: &Path) -> PathBuf {
    data.join("aftercare.db")
}

impl Options {
    /// The database in `path`, with the settings of the documentation.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), settings: Settings::default(), alone: false }
    }
}

/// How long sessions live, and how much may wait.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// An owner's session ends when unused for this long, and after this long in any case.
    pub owner_idle_ms: i64,
    pub owner_max_ms: i64,
    /// A staff login, likewise.
    pub login_idle_ms: i64,
    pub login_max_ms: i64,
    /// Changes that wait for the writer; one more gets [`Error::Busy`].
    pub write_queue: usize,
    /// After the disk was full, changes are taken again once this much is free.
    pub reserve_bytes: u64,
    /// How what conversations promise becomes jobs; none where no worker keeps promises.
    pub promised: Option<Promised>,
}

/// How what conversations promise becomes jobs, which only who does them knows to write.
#[derive(Debug, Clone, Copy)]
pub struct Promised {
    /// Time for the answer to the question whether anyone is in danger, in milliseconds.
    pub question_ms: i64,
    /// Time for somebody to take an alarm, in milliseconds.
    pub alarm_ms: i64,
    /// The job for a promise of a conversation, due after so many milliseconds.
    pub job: fn(Promise, Uuid, i64) -> NewJob,
    /// Time for an owner to read of a request in the conversation, in milliseconds.
    pub notice_ms: i64,
    /// The job that tells the owner of that event of the request with that code, due after so many milliseconds.
    pub notice: fn(&str, u64, i64) -> NewJob,
}

impl Promised {
    fn job(self, promise: Promise, conversation: Uuid) -> NewJob {
        let after_ms = match promise {
            Promise::Question { .. } => self.question_ms,
            Promise::Alarm { .. } => self.alarm_ms,
        };
        (self.job)(promise, conversation, after_ms)
    }
}

impl Default for Settings {
    fn default() -> Self {
        const HOUR: i64 = 3_600_000;
        Self {
            owner_idle_ms: 30 * 24 * HOUR,
            owner_max_ms: 180 * 24 * HOUR,
            login_idle_ms: 12 * HOUR,
            login_max_ms: 7 * 24 * HOUR,
            write_queue: 1_024,
            reserve_bytes: 64 << 20,
            promised: None,
        }
    }
}

/// What a commit changed, for those who follow it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Committed {
    /// Conversation, its newest number, and the newest number that the owner sees.
    pub conversations: Vec<(Uuid, u64, u64)>,
    /// Newest number of the workspace's feed; 0 when it did not change.
    pub feed: u64,
}

/// Called by the writer after each commit that moved something, before the answers go out. It must not block.
pub type Hook = Arc<dyn Fn(Committed) + Send + Sync>;

/// The open database, and who changes it ([`Store::by`]): the program, unless somebody is named. Clones share it.
#[derive(Clone)]
pub struct Store(Arc<Inner>, Actor);

struct Inner {
    path: PathBuf,
    read: Pool,
    queue: Queue,
    health: Arc<Health>,
    clock: Arc<dyn Clock>,
    settings: Settings,
    epoch: String,
    history: Option<History>,
    jobs_added: Arc<Notify>,
    tails: Arc<Tails>,
    closing: watch::Sender<bool>,
    /// The housekeeper and the writer; joined by [`Store::close`].
    tasks: Mutex<Option<[JoinHandle<Connection>; 2]>>,
}

impl Store {
    /// Opens the database, brings it to the shape that this program knows, and starts the writer.
    pub async fn open(options: Options, clock: Arc<dyn Clock>, on_commit: Hook) -> Result<Store> {
        let Options { path, settings, alone } = options;
        backup::refuse_half_restored(&path)?;
        files::create(&path)?;
        let mut conn = dialect::writer(&path).await?;
        if let Some(reason) = dialect::unfit(&mut conn).await? {
            return Err(Error::Unusable(reason));
        }
        migrate::migrate(&mut conn, migrate::ALL, clock.now()).await?;
        make_epoch(&mut conn, clock.as_ref()).await?;
        let history = alone.then(|| History::new(&path, clock.clone()));
        if let Some(history) = &history {
            history.begin(&mut conn).await?;
        }
        let epoch = sqlx::query_scalar("select value from meta where key = 'epoch'").fetch_one(&mut conn).await?;
        let read = dialect::readers(&path).await?;
        let health = Arc::new(Health::default());
        let tails = Arc::new(Tails::new(alone));
        let told = Told { tails: Arc::clone(&tails), on_commit };
        let (writer, queue) = Writer::new(conn, settings.write_queue, health.clone(), clock.clone(), told);
        let housekeeper = Housekeeper {
            conn: dialect::housekeeper(&path).await?,
            path: path.clone(),
            health: health.clone(),
            commits: writer.commits(),
            reserve_bytes: settings.reserve_bytes,
            history: history.clone(),
            marked: (0, Instant::now()),
            look: None,
        };
        let (closing, jobs_added) = (watch::Sender::new(false), writer.jobs_added());
        let tasks = [tokio::spawn(housekeeper.run(closing.subscribe())), tokio::spawn(writer.run(closing.subscribe()))];
        let tasks = Mutex::new(Some(tasks));
        let inner = Inner { path, read, queue, health, clock, settings, epoch, history, jobs_added, tails, closing, tasks };
        Ok(Store(Arc::new(inner), Actor::Program))
    }

    /// Does what was asked before, takes nothing new, and closes the database's files.
    pub async fn close(&self) {
        self.0.closing.send_replace(true);
        let tasks = self.0.tasks.lock().unwrap_or_else(PoisonError::into_inner).take();
        // One after the other, the writer last: of connections that close at once none would empty the log.
        self.0.read.close().await;
        let Some([housekeeper, writer]) = tasks else { return };
        match housekeeper.await {
            Ok(conn) => dialect::close(conn).await,
            Err(error) => tracing::error!(%error, "the housekeeper ended early"),
        }
        match writer.await {
            Ok(mut conn) => {
                // A copy that was made while this ran lacks what came after it.
                if let (Some(history), false) = (&self.0.history, self.read_only())
                    && let Err(error) = history.renew(&mut conn).await
                {
                    tracing::warn!(%error, "the database's mark could not be renewed");
                }
                if (!self.read_only() || self.0.health.full())
                    && let Err(error) = dialect::checkpoint(&mut conn, Checkpoint::Cut).await
                {
                    tracing::warn!(%error, "the last checkpoint failed");
                }
                dialect::close(conn).await;
            }
            Err(error) => tracing::error!(%error, "the writer ended early"),
        }
    }

    /// Names this history of the database. A restored backup has another one, so that clients drop what they had.
    pub fn epoch(&self) -> &str {
        &self.0.epoch
    }

    /// Reading works and the writer runs.
    pub async fn ping(&self) -> Result<()> {
        sqlx::query("select 1").execute(&self.0.read).await?;
        if self.0.queue.alive() { Ok(()) } else { Err(Error::Unusable("the writer has ended".into())) }
    }

    /// Changes that wait for the writer.
    pub fn write_queue(&self) -> usize {
        self.0.queue.waiting()
    }

    /// Changes are refused with [`Error::ReadOnly`]: the disk is full, or failed.
    pub fn read_only(&self) -> bool {
        self.0.health.read_only()
    }

    /// Makes a change in a savepoint of the writer's transaction.
    async fn write<T, F>(&self, make: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Work) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        self.0.queue.write(Manner::Guarded, make).await
    }
}

/// Names the history of a database that has no name yet.
async fn make_epoch(conn: &mut Connection, clock: &dyn Clock) -> Result<()> {
    let insert = sqlx::query("insert into meta (key, value) values ('epoch', $1) on conflict (key) do nothing");
    insert.bind(history::new_epoch(clock)).execute(conn).await?;
    Ok(())
}
