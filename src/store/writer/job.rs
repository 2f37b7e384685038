//! Jobs of the writer, and the queue in which they wait for it.

use super::work::{Plan, Work};
use crate::clock::Millis;
use crate::metrics;
use crate::store::ahead::{Key, Known};
use crate::store::change::Change;
use crate::store::error::{Error, Result};
use crate::store::health::Health;
use crate::store::tail::Tails;
use futures_util::future::BoxFuture;
use std::sync::Arc;
use tokio::sync::{mpsc, oneshot};

/// A change that somebody asked for.
pub trait Job: Send {
    /// Makes the change in the open transaction.
    fn run<'c>(&'c mut self, work: &'c mut Work) -> BoxFuture<'c, Result<()>>;
    /// Answers, after the commit or instead of it.
    fn settle(self: Box<Self>, outcome: Result<()>);
    /// Its first statement begins the transaction where that is not done yet ([`super::first_statement`]).
    fn begins(&self) -> bool {
        false
    }
    /// Needs a savepoint around it.
    fn guarded(&self) -> bool;
    /// May wait a little for other jobs.
    fn lazy(&self) -> bool;
    /// What to read for it, where it may be decided on and written together with others.
    fn key(&self) -> Option<Key> {
        None
    }
    /// What it changes, decided on what is known and nothing else; it is written together with others, and the job does not run.
    /// None leaves it to [`Job::run`].
    fn decide(&mut self, _known: &Known, _now: Millis, _tails: &Tails) -> Option<Change> {
        None
    }
    /// The hash of the token of the only session that it changes when it runs; of those of somebody's other devices none that has a conversation.
    fn token_hash(&self) -> Option<[u8; 32]> {
        None
    }
}

/// How a job in a savepoint wants to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Manner {
    /// At once.
    Guarded,
    /// Not at once.
    Lazy,
}

/// A job that only reads, and plans its changes.
struct Planned<T, F> {
    begins: bool,
    make: Option<F>,
    made: Option<T>,
    reply: oneshot::Sender<Result<T>>,
}

impl<T, F> Job for Planned<T, F>
where
    T: Send,
    F: for<'c> FnOnce(&'c mut Work) -> BoxFuture<'c, Result<Plan<T>>> + Send,
{
    fn run<'c>(&'c mut self, work: &'c mut Work) -> BoxFuture<'c, Result<()>> {
        Box::pin(async move {
            let make = self.make.take().expect("a job runs once");
            let plan = make(work).await?;
            self.made = Some(work.carry_out(plan).await?);
            Ok(())
        })
    }

    fn settle(self: Box<Self>, outcome: Result<()>) {
        let Planned { made, reply, .. } = *self;
        settle(made, reply, outcome);
    }

    fn begins(&self) -> bool {
        self.begins
    }

    fn guarded(&self) -> bool {
        false
    }

    fn lazy(&self) -> bool {
        false
    }
}

struct Typed<T, F> {
    make: Option<F>,
    made: Option<T>,
    reply: oneshot::Sender<Result<T>>,
    manner: Manner,
}

impl<T, F> Job for Typed<T, F>
where
    T: Send,
    F: for<'c> FnOnce(&'c mut Work) -> BoxFuture<'c, Result<T>> + Send,
{
    fn run<'c>(&'c mut self, work: &'c mut Work) -> BoxFuture<'c, Result<()>> {
        Box::pin(async move {
            let make = self.make.take().expect("a job runs once");
            self.made = Some(make(work).await?);
            Ok(())
        })
    }

    fn settle(self: Box<Self>, outcome: Result<()>) {
        let Typed { made, reply, .. } = *self;
        settle(made, reply, outcome);
    }

    fn guarded(&self) -> bool {
        true
    }

    fn lazy(&self) -> bool {
        self.manner == Manner::Lazy
    }
}

/// Answers who asked for a change.
pub fn settle<T>(made: Option<T>, reply: oneshot::Sender<Result<T>>, outcome: Result<()>) {
    let answer = outcome.map(|()| made.expect("a job that succeeded made its value"));
    // Who asked may be gone; the change stands.
    let _ = reply.send(answer);
}

/// The writer's letter box.
#[derive(Clone)]
pub struct Queue {
    pub(super) jobs: mpsc::Sender<Box<dyn Job>>,
    pub(super) health: Arc<Health>,
}

impl Queue {
    /// Asks for a change. The receiver hears after the commit.
    pub fn submit<T, F>(&self, manner: Manner, make: F) -> Result<oneshot::Receiver<Result<T>>>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Work) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        let (reply, answer) = oneshot::channel();
        self.send(Box::new(Typed { make: Some(make), made: None, reply, manner }))?;
        Ok(answer)
    }

    fn send(&self, job: Box<dyn Job>) -> Result<()> {
        if self.health.read_only() {
            return Err(Error::ReadOnly);
        }
        self.jobs.try_send(job).map_err(|error| match error {
            mpsc::error::TrySendError::Full(_) => {
                metrics::REFUSED.add("write_queue");
                Error::Busy
            }
            mpsc::error::TrySendError::Closed(_) => closed(),
        })
    }

    /// Makes a change and waits until it is durable.
    pub async fn write<T, F>(&self, manner: Manner, make: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Work) -> BoxFuture<'c, Result<T>> + Send + 'static,
    {
        self.submit(manner, make)?.await.unwrap_or_else(|_| Err(closed()))
    }

    /// Plans a change, makes it, and waits until it is durable. `plan` only reads: what it changed beside its plan would be kept
    /// when the plan fails. It changes no owner's session.
    pub async fn plan<T, F>(&self, plan: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Work) -> BoxFuture<'c, Result<Plan<T>>> + Send + 'static,
    {
        self.answered(|reply| Box::new(Planned { begins: false, make: Some(plan), made: None, reply })).await
    }

    /// The same, where the first statement of `plan` is a [`super::first_statement`].
    pub async fn begin_and_plan<T, F>(&self, plan: F) -> Result<T>
    where
        T: Send + 'static,
        F: for<'c> FnOnce(&'c mut Work) -> BoxFuture<'c, Result<Plan<T>>> + Send + 'static,
    {
        self.answered(|reply| Box::new(Planned { begins: true, make: Some(plan), made: None, reply })).await
    }

    /// Hands in a job, and waits for what it answers.
    pub async fn answered<T>(&self, job: impl FnOnce(oneshot::Sender<Result<T>>) -> Box<dyn Job>) -> Result<T> {
        let (reply, answer) = oneshot::channel();
        self.send(job(reply))?;
        answer.await.unwrap_or_else(|_| Err(closed()))
    }

    /// Jobs that wait.
    pub fn waiting(&self) -> usize {
        self.jobs.max_capacity() - self.jobs.capacity()
    }

    /// The writer still runs.
    pub fn alive(&self) -> bool {
        !self.jobs.is_closed()
    }
}

fn closed() -> Error {
    Error::Unusable("the store is closed".into())
}
