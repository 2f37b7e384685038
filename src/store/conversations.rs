//! Reading conversations and their logs, and how far each side has read.

use super::dialect::{Builder, Executor};
use super::error::{Error, Result};
use super::rows::{self, bound, conversation_columns, event_columns};
use super::{Manner, Store, Work};
use crate::chat::conversation::{Conversation, Status};
use crate::chat::event::Event;
use uuid::Uuid;

/// Whose numbering a cursor is in, and whose events are told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum View {
    /// All events, by `seq`.
    Staff,
    /// What the owner sees, by `owner_seq`.
    Owner,
}

/// Whose read marker.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reader {
    Owner,
    Staff(Uuid),
}

/// Conversations of one `heads` query: SQLite takes more binds, PostgreSQL's planner likes fewer.
const HEADS_AT_ONCE: usize = 500;

impl Store {
    /// A conversation's state.
    pub async fn conversation(&self, id: Uuid) -> Result<Option<Conversation>> {
        conversation(&self.0.read, id).await
    }

    /// The conversation that an owner's session has.
    pub async fn conversation_of_session(&self, session: Uuid) -> Result<Option<Conversation>> {
        let sql = concat!(
            "select ",
            conversation_columns!(),
            " from conversations c join owner_sessions s on s.conversation = c.id where s.id = $1"
        );
        let row = sqlx::query(sql).bind(session.to_string()).fetch_optional(&self.0.read).await?;
        row.as_ref().map(rows::conversation).transpose()
    }

    /// At most `limit` events after a cursor, oldest first.
    pub async fn events(&self, conversation: Uuid, view: View, after: u64, limit: u32) -> Result<Vec<Event>> {
        events(&self.0.read, conversation, view, after, limit).await
    }

    /// The last `limit` events before a number, oldest first, and whether there are more before them.
    pub async fn events_before(&self, conversation: Uuid, view: View, before: u64, limit: u32) -> Result<(Vec<Event>, bool)> {
        let sql = match view {
            View::Staff => {
                concat!("select ", event_columns!(), " from events where conversation = $1 and seq < $2 order by seq desc limit $3")
            }
            View::Owner => concat!(
                "select ",
                event_columns!(),
                " from events where conversation = $1 and owner_seq < $2 order by owner_seq desc limit $3"
            ),
        };
        let query = sqlx::query(sql).bind(conversation.to_string()).bind(bound(before)).bind(i64::from(limit) + 1);
        let found = query.fetch_all(&self.0.read).await?;
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = found.len() > limit;
        let mut events = found.iter().take(limit).map(rows::event).collect::<Result<Vec<_>>>()?;
        events.reverse();
        Ok((events, more))
    }

    /// The newest `limit` events, oldest first.
    pub async fn newest(&self, conversation: Uuid, view: View, limit: u32) -> Result<Vec<Event>> {
        Ok(self.events_before(conversation, view, u64::MAX, limit).await?.0)
    }

    /// A conversation's newest number for staff, for the owner, and its status.
    pub async fn head(&self, conversation: Uuid) -> Result<Option<(u64, u64, Status)>> {
        let query = sqlx::query("select seq, owner_seq, status from conversations where id = $1").bind(conversation.to_string());
        let row = query.fetch_optional(&self.0.read).await?;
        row.map(|row| Ok((rows::count(&row, "seq")?, rows::count(&row, "owner_seq")?, rows::status(&row)?))).transpose()
    }

    /// Newest numbers of those of `conversations` that exist, in no order: what a lost wake-up would have told.
    pub async fn heads(&self, conversations: &[Uuid]) -> Result<Vec<(Uuid, u64, u64)>> {
        let mut heads = Vec::with_capacity(conversations.len());
        for some in conversations.chunks(HEADS_AT_ONCE) {
            let mut query: Builder = Builder::new("select id, seq, owner_seq from conversations where id in (");
            let mut ids = query.separated(", ");
            for id in some {
                ids.push_bind(id.to_string());
            }
            query.push(")");
            for row in query.build().persistent(false).fetch_all(&self.0.read).await? {
                heads.push((rows::uuid(&row, "id")?, rows::count(&row, "seq")?, rows::count(&row, "owner_seq")?));
            }
        }
        Ok(heads)
    }

    /// A conversation and at most `limit` events after a cursor, both as of the same commit: who subscribed before the
    /// call and drops wake-ups up to the state's number misses nothing.
    pub async fn follow(&self, id: Uuid, view: View, after: u64, limit: u32) -> Result<(Conversation, Vec<Event>)> {
        let mut read = self.0.read.begin().await?;
        let state = conversation(&mut *read, id).await?.ok_or(Error::NotFound)?;
        let events = events(&mut *read, id, view, after, limit).await?;
        read.commit().await?;
        Ok((state, events))
    }

    /// Notes that a reader has seen everything up to a number of their own numbering. It never goes back, and never
    /// past the newest event. Waits a moment for another's commit: nobody waits for a read marker.
    pub async fn mark_read(&self, conversation: Uuid, who: Reader, upto: u64) -> Result<()> {
        self.0.queue.write(Manner::Lazy, move |work| Box::pin(mark_read(work, conversation, who, upto))).await
    }

    /// How far each reader has read.
    pub async fn read_markers(&self, conversation: Uuid) -> Result<Vec<(Reader, u64)>> {
        let query = sqlx::query("select reader, upto from read_markers where conversation = $1 order by reader");
        let found = query.bind(conversation.to_string()).fetch_all(&self.0.read).await?;
        let marker = |row: &_| Ok((parse_reader(sqlx::Row::try_get(row, "reader")?)?, rows::count(row, "upto")?));
        found.iter().map(marker).collect()
    }
}

async fn conversation(db: impl Executor<'_>, id: Uuid) -> Result<Option<Conversation>> {
    let sql = concat!("select ", conversation_columns!(), " from conversations c where c.id = $1");
    let row = sqlx::query(sql).bind(id.to_string()).fetch_optional(db).await?;
    row.as_ref().map(rows::conversation).transpose()
}

async fn events(db: impl Executor<'_>, conversation: Uuid, view: View, after: u64, limit: u32) -> Result<Vec<Event>> {
    let sql = match view {
        View::Staff => {
            concat!("select ", event_columns!(), " from events where conversation = $1 and seq > $2 order by seq limit $3")
        }
        View::Owner => {
            concat!("select ", event_columns!(), " from events where conversation = $1 and owner_seq > $2 order by owner_seq limit $3")
        }
    };
    let query = sqlx::query(sql).bind(conversation.to_string()).bind(bound(after)).bind(i64::from(limit));
    query.fetch_all(db).await?.iter().map(rows::event).collect()
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
