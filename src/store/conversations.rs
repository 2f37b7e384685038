//! Reading conversations and their logs, and how far each side has read.

use super::dialect::Row;
use super::error::{Error, Result};
use super::rows::{self, bound, conversation_columns, event_columns, hidden_events};
use super::{Manner, Store, Work};
use crate::access::right::{Reads, View};
use crate::access::{Granted, Principal};
use crate::chat::conversation::Conversation;
use crate::chat::event::Event;
use crate::chat::resume::Span;
use futures_util::{Stream, TryStreamExt};
use std::sync::Arc;
use uuid::Uuid;

/// No log gets as long as this: something may be added to it.
const MOST_NUMBER: u64 = 1 << 62;

/// Whose read marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reader {
    Owner,
    Staff(Uuid),
}

impl Store {
    /// A conversation's state.
    pub async fn conversation(&self, granted: Granted<'_, impl Reads>) -> Result<Option<Conversation>> {
        let conversation = granted.right().conversation();
        if let Some(state) = self.0.tails.state(conversation) {
            return Ok(Some(Conversation::clone(&state)));
        }
        let sql = concat!("select ", conversation_columns!(), " from conversations c where c.id = $1");
        let row = sqlx::query(sql).bind(conversation.to_string()).fetch_optional(&self.0.read).await?;
        row.as_ref().map(rows::conversation).transpose()
    }

    /// A span of events after a cursor, oldest first, and whether there are newer ones still. Which are seen, and in whose
    /// numbering, is part of the right.
    pub async fn events<R: Reads>(&self, granted: Granted<'_, R>, after: u64, span: Span) -> Result<(Vec<Arc<Event>>, bool)> {
        // `limit $3` alone: SQLite looks at the bound number when it plans, and prepares the statement anew at each run.
        let sql = match R::VIEW {
            View::Staff => {
                concat!("select ", event_columns!(), " from events where conversation = $1 and seq > $2 order by seq limit ($3 + 0)")
            }
            View::Owner => {
                concat!(
                    "select ",
                    event_columns!(),
                    " from events where conversation = $1 and seq > $2 and owner_seq > $2 order by seq limit ($3 + 0)"
                )
            }
        };
        let conversation = granted.right().conversation();
        if let Some(newest) = self.0.tails.events(conversation, R::VIEW, after, span) {
            return Ok(newest);
        }
        let query = sqlx::query(sql).bind(conversation.to_string()).bind(bound(after)).bind(i64::from(span.events) + 1);
        let mut conn = self.0.read.acquire().await?;
        read(query.fetch(&mut *conn), span).await.map(shared)
    }

    /// The last span of events before a number, oldest first, and whether there are older ones still.
    pub async fn events_before<R: Reads>(&self, granted: Granted<'_, R>, before: u64, span: Span) -> Result<(Vec<Event>, bool)> {
        let sql = match R::VIEW {
            View::Staff => {
                concat!("select ", event_columns!(), " from events where conversation = $1 and seq < $2 order by seq desc limit ($3 + 0)")
            }
            View::Owner => concat!(
                "select ",
                event_columns!(),
                " from events where conversation = $1 and owner_seq < $2 and seq < $2 + ",
                hidden_events!(),
                " order by seq desc limit ($3 + 0)"
            ),
        };
        let id = granted.right().conversation().to_string();
        let query = sqlx::query(sql).bind(id).bind(bound(before.min(MOST_NUMBER))).bind(i64::from(span.events) + 1);
        let mut conn = self.0.read.acquire().await?;
        let (mut events, more) = read(query.fetch(&mut *conn), span).await?;
        events.reverse();
        Ok((events, more))
    }

    /// The newest span of events, oldest first, and whether there are older ones.
    pub async fn newest<R: Reads>(&self, granted: Granted<'_, R>, span: Span) -> Result<(Vec<Arc<Event>>, bool)> {
        if let Some(newest) = self.0.tails.newest(granted.right().conversation(), R::VIEW, span) {
            return Ok(newest);
        }
        self.events_before(granted, u64::MAX, span).await.map(shared)
    }

    /// Notes that the reader has seen everything up to a number of their own numbering. It never goes back, and never
    /// past the newest event. Waits a moment for another's commit: nobody waits for a read marker.
    pub async fn mark_read(&self, granted: Granted<'_, impl Reads>, upto: u64) -> Result<()> {
        let who = match granted.principal() {
            Principal::Owner(_) => Reader::Owner,
            Principal::Staff(user) => Reader::Staff(user.id),
            Principal::Anonymous | Principal::Identified(_) | Principal::System => return Err(Error::NotFound),
        };
        let conversation = granted.right().conversation();
        self.0.queue.write(Manner::Lazy, move |work| Box::pin(mark_read(work, conversation, who, upto))).await
    }

    /// How far each reader has read.
    pub async fn read_markers(&self, granted: Granted<'_, impl Reads>) -> Result<Vec<(Reader, u64)>> {
        let query = sqlx::query("select reader, upto from read_markers where conversation = $1 order by reader");
        let found = query.bind(granted.right().conversation().to_string()).fetch_all(&self.0.read).await?;
        let marker = |row: &_| Ok((parse_reader(sqlx::Row::try_get(row, "reader")?)?, rows::count(row, "upto")?));
        found.iter().map(marker).collect()
    }
}

/// Events as those are that are kept in memory.
fn shared((events, more): (Vec<Event>, bool)) -> (Vec<Arc<Event>>, bool) {
    (events.into_iter().map(Arc::new).collect(), more)
}

/// Takes rows until the span is full. What comes behind it is never held: a log may have texts of any size.
async fn read(mut rows: impl Stream<Item = sqlx::Result<Row>> + Unpin, span: Span) -> Result<(Vec<Event>, bool)> {
    let (mut events, mut bytes) = (Vec::new(), 0_usize);
    while let Some(row) = rows.try_next().await? {
        bytes = bytes.saturating_add(rows::body_bytes(&row)?);
        let full = events.len() >= span.events as usize || (bytes > span.bytes && !events.is_empty());
        if full {
            return Ok((events, true));
        }
        events.push(rows::event(&row)?);
    }
    Ok((events, false))
}

async fn mark_read(work: &mut Work, conversation: Uuid, who: Reader, upto: u64) -> Result<()> {
    let query = sqlx::query("select seq, owner_seq from conversations where id = $1").bind(conversation.to_string());
    let row = query.fetch_optional(&mut work.conn).await?.ok_or(Error::NotFound)?;
    let (reader, newest) = match who {
        Reader::Owner => ("owner".to_owned(), rows::count(&row, "owner_seq")?),
        Reader::Staff(user) => (user.to_string(), rows::count(&row, "seq")?),
    };
    sqlx::query(
        "insert into read_markers (conversation, reader, upto) values ($1, $2, $3) on conflict (conversation, reader) \
         do update set upto = excluded.upto where excluded.upto > read_markers.upto",
    )
    .bind(conversation.to_string())
    .bind(reader)
    .bind(bound(upto.min(newest)))
    .execute(&mut work.conn)
    .await?;
    Ok(())
}

fn parse_reader(reader: &str) -> Result<Reader> {
    match reader {
        "owner" => Ok(Reader::Owner),
        user => Ok(Reader::Staff(rows::parse_uuid(user)?)),
    }
}
