//! What a job of the writer works with, and what it plans.

use crate::chat::event::QueueReason;
use crate::clock::{Clock, Millis};
use crate::store::Committed;
use crate::store::change::Change;
use crate::store::dialect::{COMMIT, Connection, Damage, damage};
use crate::store::error::Result;
use crate::store::queue::{self, FeedRow};
use crate::store::script::{END, Script, new_script};
use crate::store::tail::Written;
use sqlx::Executor as _;
use std::collections::BTreeMap;
use std::sync::Arc;
use uuid::Uuid;

/// What a job works with.
pub struct Work {
    pub conn: Connection,
    /// The time of the commit, the same for all of its jobs.
    pub now: Millis,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) changes: Changes,
    /// The newest number of the workspace's feed, as the transaction has it; none where it has to be read.
    pub(super) fed: Option<u64>,
    /// Only this process writes into the feed.
    pub(super) alone: bool,
    /// The transaction could not be brought back to a known state.
    pub(super) lost: Option<Arc<sqlx::Error>>,
    /// How far the transaction is.
    pub(super) stage: Stage,
    /// What the job plans is the last of the transaction: its script ends that.
    pub(super) is_last: bool,
}

/// How far a transaction is. Its begin and its end go along with statements of jobs where they can: each trip to the database's thread counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stage {
    /// The first statement begins it.
    Before,
    Begun,
    /// It is durable.
    Ended,
}

/// A statement that a job which [begins](super::Job::begins) runs first: it begins the transaction where that is not done yet.
macro_rules! first_statement {
    ($work:expr, $($sql:expr),+ $(,)?) => {
        if $work.begin() { concat!($crate::store::dialect::begin!(), "; ", $($sql),+) } else { concat!($($sql),+) }
    };
}
pub(in crate::store) use first_statement;

/// What a job wants to change, and its answer once that is done.
pub struct Plan<T> {
    script: Option<Script>,
    changes: Changes,
    value: T,
}

impl<T> Plan<T> {
    /// Nothing is to be changed.
    pub fn nothing(value: T) -> Self {
        Plan { script: None, changes: Changes::default(), value }
    }

    /// Runs a script, all of it or nothing.
    pub fn script(script: Script, value: T) -> Self {
        Plan { script: Some(script), changes: Changes::default(), value }
    }

    /// The script as written so far, for more statements; a new one where there was none.
    pub fn and(&mut self) -> &mut Script {
        self.script.get_or_insert_with(new_script)
    }

    /// What it will answer.
    pub fn value(&self) -> &T {
        &self.value
    }

    /// The same plan with another answer.
    pub fn map<U>(self, answer: impl FnOnce(T) -> U) -> Plan<U> {
        Plan { script: self.script, changes: self.changes, value: answer(self.value) }
    }

    /// Tells the followers of a conversation that it moved, once the commit is durable.
    pub fn moved(&mut self, conversation: Uuid, seq: u64, owner_seq: u64) {
        self.changes.conversations.insert(conversation, (seq, owner_seq));
    }

    /// Tells of a change that the script writes those who follow the conversation.
    pub fn wrote(&mut self, change: Change) {
        self.changes.wrote(change);
    }

    /// Counts a conversation that went to the queue, once the commit is durable.
    pub fn handed_over(&mut self, reason: QueueReason) {
        self.changes.handovers.push(reason.as_str());
    }

    /// Wakes who waits for jobs of [`crate::store::jobs`], once the commit is durable.
    pub fn added_job(&mut self) {
        self.changes.jobs = true;
    }

    /// Tells the followers of the workspace's feed of lines that the script writes.
    pub fn fed(&mut self, lines: Vec<FeedRow>) {
        self.changes.feed.extend(lines);
    }
}

impl Work {
    /// A new id.
    pub fn id(&self) -> Uuid {
        self.clock.id()
    }

    /// Wakes who waits for jobs of [`crate::store::jobs`], once the commit is durable.
    pub fn added_job(&mut self) {
        self.changes.jobs = true;
    }

    /// The newest number of the workspace's feed, as the transaction has it.
    pub async fn feed_head(&mut self) -> Result<u64> {
        match self.fed {
            Some(fed) => Ok(fed),
            None => queue::feed_head(&mut self.conn).await,
        }
    }

    /// Whether the next statement has to begin the transaction, which it then does.
    pub fn begin(&mut self) -> bool {
        std::mem::replace(&mut self.stage, Stage::Begun) == Stage::Before
    }

    /// What is kept in memory of a conversation's log is no longer what the database has.
    pub fn rewrote(&mut self, conversation: Uuid) {
        self.changes.rewritten.push(conversation);
    }

    /// Makes what was planned, among the other changes of a job in a savepoint.
    pub async fn carry_out<T>(&mut self, plan: Plan<T>) -> Result<T> {
        let Plan { script, changes, value } = plan;
        if let Some(script) = script {
            self.script(script).await?;
        }
        if let Some(newest) = changes.feed.last().filter(|_| self.alone) {
            self.fed = Some(newest.seq);
        }
        self.changes.merge(changes);
        Ok(value)
    }

    /// Runs a script, all of it or nothing.
    async fn script(&mut self, mut script: Script) -> Result<()> {
        script.push(END);
        if self.is_last {
            script.push("; ").push(COMMIT);
        }
        let Err(error) = script.build().execute(&mut self.conn).await else {
            if self.is_last {
                self.stage = Stage::Ended;
            }
            return Ok(());
        };
        if damage(&error) == Damage::None
            && let Err(error) = self.conn.execute(sqlx::query("rollback to job; release job")).await
        {
            self.lost = Some(Arc::new(error));
        }
        Err(error.into())
    }
}

/// What jobs changed, for those who are told once it is durable.
#[derive(Default)]
pub struct Changes {
    conversations: BTreeMap<Uuid, (u64, u64)>,
    /// In their order.
    pub feed: Vec<FeedRow>,
    pub jobs: bool,
    pub written: Vec<Written>,
    /// Conversations whose events are other ones than before.
    pub rewritten: Vec<Uuid>,
    /// Why conversations went to the queue.
    pub handovers: Vec<&'static str>,
}

impl Changes {
    pub fn wrote(&mut self, change: Change) {
        let state = change.state();
        if change.moves() {
            self.conversations.insert(state.id, (state.seq, state.owner_seq));
        }
        self.written.push(change.written());
    }

    pub fn merge(&mut self, other: Changes) {
        self.conversations.extend(other.conversations);
        self.feed.extend(other.feed);
        self.jobs |= other.jobs;
        self.written.extend(other.written);
        self.rewritten.extend(other.rewritten);
        self.handovers.extend(other.handovers);
    }

    pub fn committed(self) -> Option<Committed> {
        let feed = self.feed.last().map_or(0, |newest| newest.seq);
        if self.conversations.is_empty() && feed == 0 {
            return None;
        }
        let conversations = self.conversations.into_iter().map(|(id, (seq, owner_seq))| (id, seq, owner_seq)).collect();
        Some(Committed { conversations, feed })
    }
}
