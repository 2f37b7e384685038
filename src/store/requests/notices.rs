//! What went out because of a request, and what is overdue.

use crate::access::Granted;
use crate::access::right::KeepRequests;
use crate::language::Language;
use crate::store::error::{Error, Result};
use crate::store::rows::{self, bound};
use crate::store::{Store, Work};
use sqlx::Row;

/// Rows that one step marks, so that it holds up nobody.
const MARK_AT_ONCE: i64 = 500;

/// How far a notice has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeState {
    /// This attempt may send it.
    Begun,
    Sent,
    /// An attempt was cut off: nobody knows whether it arrived. It is not sent again.
    Unknown,
}

/// How an attempt to send a notice ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeEnd {
    Sent,
    /// It certainly did not arrive: it may be tried again.
    Failed,
    /// It may have arrived.
    Unknown,
}

impl NoticeEnd {
    fn as_str(self) -> &'static str {
        match self {
            NoticeEnd::Sent => "sent",
            NoticeEnd::Failed => "failed",
            NoticeEnd::Unknown => "unknown",
        }
    }
}

/// What decides whether a notice is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NoticeFacts {
    pub email: Option<String>,
    pub language: Language,
    /// The owner has read the event that told of it in their conversation.
    pub is_read: bool,
}

impl Store {
    /// What decides whether the owner is told of an event of a request by another way than the conversation; none without that event.
    pub async fn notice_facts(&self, _granted: Granted<'_, KeepRequests>, code: &str, seq: u64) -> Result<Option<NoticeFacts>> {
        let sql = "select r.email, r.language, coalesce(m.upto >= e.told_owner_seq, 0) as is_read from request_events e \
                   join requests r on r.code = e.code left join read_markers m on m.conversation = r.conversation and m.reader = 'owner' \
                   where e.code = $1 and e.seq = $2 and e.visible = 1";
        let row = sqlx::query(sql).bind(code).bind(bound(seq)).fetch_optional(&self.0.read).await?;
        let facts = |row| {
            Ok(NoticeFacts { email: Row::try_get(&row, "email")?, language: rows::language(&row)?, is_read: row.try_get("is_read")? })
        };
        row.map(facts).transpose()
    }

    /// Notes that a notice is about to be sent by e-mail, before anything leaves. What an earlier attempt left says whether it may be.
    /// Only one attempt at a time may ask: that of the job that holds its lease.
    pub async fn begin_notice(&self, _granted: Granted<'_, KeepRequests>, code: &str, seq: u64, message_id: String) -> Result<NoticeState> {
        let code = code.to_owned();
        self.write(move |work| Box::pin(begin(work, code, seq, message_id))).await
    }

    /// Notes how the attempt ended.
    pub async fn end_notice(&self, _granted: Granted<'_, KeepRequests>, code: &str, seq: u64, end: NoticeEnd) -> Result<()> {
        let code = code.to_owned();
        self.write(move |work| {
            Box::pin(async move {
                let sql =
                    "update request_notices set state = $3, at = $4 where code = $1 and seq = $2 and way = 'email' and state = 'sending'";
                let update = sqlx::query(sql).bind(code).bind(bound(seq)).bind(end.as_str()).bind(work.now);
                if update.execute(&mut work.conn).await?.rows_affected() == 0 { Err(Error::NotFound) } else { Ok(()) }
            })
        })
        .await
    }

    /// Marks what is overdue now and was not marked before; how many there were.
    pub async fn mark_overdue(&self, _granted: Granted<'_, KeepRequests>) -> Result<u64> {
        let mut all = 0;
        loop {
            let marked = self.write(|work| {
                Box::pin(async move {
                    let sql = "update requests set overdue_at = $1 where code in (select code from requests \
                               where closed_at is null and overdue_at is null and due_key <= $1 order by due_key, code limit $2)";
                    Ok(sqlx::query(sql).bind(work.now).bind(MARK_AT_ONCE).execute(&mut work.conn).await?.rows_affected())
                })
            });
            let marked = marked.await?;
            all += marked;
            if marked < MARK_AT_ONCE.unsigned_abs() {
                return Ok(all);
            }
        }
    }
}

async fn begin(work: &mut Work, code: String, seq: u64, message_id: String) -> Result<NoticeState> {
    let found = sqlx::query("select state from request_notices where code = $1 and seq = $2 and way = 'email'");
    let found = found.bind(&code).bind(bound(seq)).fetch_optional(&mut work.conn).await?;
    let state: Option<String> = found.map(|row| row.try_get("state")).transpose()?;
    let (next, state) = match state.as_deref() {
        None | Some("failed") => ("sending", NoticeState::Begun),
        Some("sent") => return Ok(NoticeState::Sent),
        Some(_) => ("unknown", NoticeState::Unknown),
    };
    sqlx::query(
        "insert into request_notices (code, seq, way, state, message_id, at) values ($1, $2, 'email', $3, $4, $5) \
         on conflict (code, seq, way) do update set state = excluded.state, at = excluded.at",
    )
    .bind(code)
    .bind(bound(seq))
    .bind(next)
    .bind(message_id)
    .bind(work.now)
    .execute(&mut work.conn)
    .await?;
    Ok(state)
}
