//! The connections that read, taken in turn.
//!
//! The library's pool pings each connection that comes back, from a task of its own: two more trips to the connection's thread for
//! each read. These are given back as they are. A read that is given up halfway leaves nothing behind: the thread stops stepping
//! when nobody takes rows, and does what it was asked next only then.

use super::sqlite::{self, BUSY_TIMEOUT, Connection, Db, is_broken};
use futures_util::future::BoxFuture;
use futures_util::stream::{self, BoxStream};
use futures_util::{StreamExt, TryStreamExt};
use sqlx::sqlite::{SqliteConnectOptions, SqliteQueryResult, SqliteRow, SqliteStatement, SqliteTypeInfo};
use sqlx::{ConnectOptions, Either, Execute, Executor, SqlStr};
use std::ops::{Deref, DerefMut};
use std::path::Path;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit};

/// Reading connections. Each is a thread: as many as reads that may wait for the disk at once.
const READERS: u32 = 4;

/// The connections that read. They see the last commit, and never wait for the writer.
pub async fn readers(path: &Path) -> sqlx::Result<Pool> {
    let options = sqlite::options(path).pragma("query_only", "on").thread_name(|n| format!("store-read-{n}"));
    Pool::open(options, READERS, BUSY_TIMEOUT).await
}

/// Connections of which each is used by one read at a time.
#[derive(Debug)]
pub struct Pool {
    options: SqliteConnectOptions,
    most: u32,
    /// How long a read waits for a connection.
    patience: Duration,
    /// A permit for each connection that is not in use, open or not.
    places: Semaphore,
    idle: Mutex<Vec<Connection>>,
}

/// A connection in use.
#[derive(Debug)]
pub struct Reading<'p> {
    pool: &'p Pool,
    /// None once it is known to be broken.
    conn: Option<Connection>,
    _place: SemaphorePermit<'p>,
}

impl Pool {
    /// At most `most` connections, of which one is opened now.
    pub async fn open(options: SqliteConnectOptions, most: u32, patience: Duration) -> sqlx::Result<Pool> {
        let first = options.connect().await?;
        Ok(Pool { options, most, patience, places: Semaphore::new(most as usize), idle: Mutex::new(vec![first]) })
    }

    /// A connection of one's own. [`sqlx::Error::PoolTimedOut`] where all are in use for too long, [`sqlx::Error::PoolClosed`] after
    /// [`Pool::close`].
    pub async fn acquire(&self) -> sqlx::Result<Reading<'_>> {
        let place = tokio::time::timeout(self.patience, self.places.acquire()).await;
        let place = place.map_err(|_| sqlx::Error::PoolTimedOut)?.map_err(|_| sqlx::Error::PoolClosed)?;
        let idle = self.lock().pop();
        let conn = match idle {
            Some(conn) => conn,
            None => self.options.connect().await?,
        };
        Ok(Reading { pool: self, conn: Some(conn), _place: place })
    }

    /// Waits for reads that are under way, and closes all connections.
    pub async fn close(&self) {
        let _all = self.places.acquire_many(self.most).await;
        self.places.close();
        let idle = std::mem::take(&mut *self.lock());
        for conn in idle {
            sqlite::close(conn).await;
        }
    }

    /// A list that is pushed to and popped from: a panic elsewhere leaves it whole.
    fn lock(&self) -> MutexGuard<'_, Vec<Connection>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Reading<'_> {
    /// The same result; a connection whose error says that it is of no more use is not given back.
    fn judge<T>(&mut self, result: sqlx::Result<T>) -> sqlx::Result<T> {
        if result.as_ref().is_err_and(is_broken) {
            self.conn = None;
        }
        result
    }
}

impl Drop for Reading<'_> {
    fn drop(&mut self) {
        if let Some(conn) = self.conn.take() {
            self.pool.lock().push(conn);
        }
    }
}

impl Deref for Reading<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.conn.as_ref().expect("it is there until an error has ended its use")
    }
}

impl DerefMut for Reading<'_> {
    fn deref_mut(&mut self) -> &mut Connection {
        self.conn.as_mut().expect("it is there until an error has ended its use")
    }
}

impl<'p> Executor<'p> for &'p Pool {
    type Database = Db;

    /// Rows are collected first: what is read so has a limit. Who reads until they have enough takes a connection of their own.
    fn fetch_many<'e, 'q: 'e, E>(self, query: E) -> BoxStream<'e, sqlx::Result<Either<SqliteQueryResult, SqliteRow>>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Db>,
    {
        let rows = async move {
            let mut conn = self.acquire().await?;
            let found: sqlx::Result<Vec<_>> = conn.fetch_many(query).try_collect().await;
            conn.judge(found).map(|found| stream::iter(found.into_iter().map(Ok)))
        };
        stream::once(rows).try_flatten().boxed()
    }

    fn fetch_optional<'e, 'q: 'e, E>(self, query: E) -> BoxFuture<'e, sqlx::Result<Option<SqliteRow>>>
    where
        'p: 'e,
        E: 'q + Execute<'q, Db>,
    {
        Box::pin(async move {
            let mut conn = self.acquire().await?;
            let found = conn.fetch_optional(query).await;
            conn.judge(found)
        })
    }

    fn prepare_with<'e>(self, sql: SqlStr, parameters: &'e [SqliteTypeInfo]) -> BoxFuture<'e, sqlx::Result<SqliteStatement>>
    where
        'p: 'e,
    {
        Box::pin(async move { self.acquire().await?.prepare_with(sql, parameters).await })
    }
}
