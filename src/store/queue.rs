//! Who waits for a technician, in which order, and the feed that tells the desk of changes.

use super::Store;
use super::dialect::{Builder, Executor, Row};
use super::error::{Error, Result};
use super::rows::{self, waiting_columns};
use super::script::Script;
use crate::access::right::{OwnConversation, ReadConversation, ReturnChats, UseDesk};
use crate::access::{Granted, Principal};
use crate::chat::conversation::Conversation;
use crate::chat::queue::{Crew, FeedKind, Pace, Waiting};
use crate::chat::status::Status;
use crate::clock::Millis;
use crate::language::Language;
use sqlx::Row as _;
use std::collections::HashMap;
use uuid::Uuid;

/// Conversations from which the next wait is estimated.
const RECENT: i64 = 20;

/// What each technician has at work, and how fast it goes; `$1`: how many of the last ones count.
macro_rules! workload {
    () => {
        // `limit $1` alone: SQLite looks at the bound number when it plans, and prepares the statement anew at each run.
        "select 0 as what, assignee as who, count(*) as number from conversations where status = 'assigned' group by assignee \
         union all select 1, null, s from (select wait_ms / 1000 as s from feed where wait_ms is not null order by seq desc limit ($1 + 0)) \
         union all select 2, null, s from (select handled_ms / 1000 as s from feed where handled_ms is not null order by seq desc limit ($1 + 0))"
    };
}

/// Who waits, the next first, `$2` of them at most, as rows like those of `workload!`.
macro_rules! queued {
    () => {
        "select 3 as what, id as who, 0 as number from conversations where status = 'queued' order by priority desc, queued_at, id \
         limit ($2 + 0)"
    };
}

/// One line of the workspace's feed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FeedRow {
    /// Dense from 1 over the workspace.
    pub seq: u64,
    pub at: Millis,
    pub kind: FeedKind,
    pub conversation: Uuid,
}

impl Store {
    /// Who waits, the next first.
    pub async fn queue(&self, _: Granted<'_, UseDesk>, limit: u32) -> Result<Vec<Waiting>> {
        let sql = concat!(
            "select ",
            waiting_columns!(),
            " from conversations where status = 'queued' order by priority desc, queued_at, id limit $1"
        );
        sqlx::query(sql).bind(i64::from(limit)).fetch_all(&self.0.read).await?.iter().map(waiting).collect()
    }

    /// The conversations of those who wait, the next first, and who can take them, of the technicians at the desk, as [`Store::crew`] says.
    pub async fn queued(&self, _: Granted<'_, UseDesk>, limit: u32, online: &[(Uuid, Option<u32>)]) -> Result<(Vec<Uuid>, Crew)> {
        const QUEUED: &str = queued!();
        const WITH_WORKLOAD: &str = concat!("select * from (", queued!(), ") union all ", workload!());
        let sql = if online.is_empty() { QUEUED } else { WITH_WORKLOAD };
        let Workload { queued, loads, pace } =
            workload(&sqlx::query(sql).bind(RECENT).bind(i64::from(limit)).fetch_all(&self.0.read).await?)?;
        Ok((queued, crew(online, &loads, pace)))
    }

    /// At most `limit` conversations that the technician works on, the oldest first.
    pub async fn mine(&self, granted: Granted<'_, UseDesk>, limit: u32) -> Result<Vec<Waiting>> {
        let Principal::Staff(user) = granted.principal() else { return Ok(Vec::new()) };
        let sql = concat!(
            "select ",
            waiting_columns!(),
            " from conversations where status = 'assigned' and assignee = $1 order by assigned_at, id limit $2"
        );
        sqlx::query(sql).bind(user.id.to_string()).bind(i64::from(limit)).fetch_all(&self.0.read).await?.iter().map(waiting).collect()
    }

    /// At most `limit` conversations that are assigned to the user of the grant, the oldest first.
    pub async fn assigned(&self, granted: Granted<'_, ReturnChats>, limit: u32) -> Result<Vec<Uuid>> {
        let ReturnChats(user) = granted.right();
        let sql = "select id from conversations where status = 'assigned' and assignee = $1 order by assigned_at, id limit $2";
        let found = sqlx::query(sql).bind(user.to_string()).bind(i64::from(limit)).fetch_all(&self.0.read).await?;
        found.iter().map(|row| rows::uuid(row, "id")).collect()
    }

    /// One conversation as the desk lists it.
    pub async fn row(&self, granted: Granted<'_, ReadConversation>) -> Result<Option<Waiting>> {
        let sql = concat!("select ", waiting_columns!(), " from conversations where id = $1");
        let ReadConversation(conversation) = granted.right();
        if let Some((state, preview)) = self.0.tails.shown(conversation) {
            return Ok(Some(shown(&state, &preview)));
        }
        sqlx::query(sql).bind(conversation.to_string()).fetch_optional(&self.0.read).await?.as_ref().map(waiting).transpose()
    }

    /// Which state of a conversation [`Store::row`] tells of: a number that grows with each change of it. None where the conversation
    /// has not moved lately, or others write too.
    pub fn version(&self, granted: Granted<'_, ReadConversation>) -> Option<u64> {
        let ReadConversation(conversation) = granted.right();
        self.0.tails.version(conversation)
    }

    /// Whether the feed may have lines after a number.
    pub fn feed_goes_beyond(&self, _: Granted<'_, UseDesk>, seq: u64) -> bool {
        self.0.tails.feed().is_none_or(|newest| newest > seq)
    }

    /// At most `limit` lines of the feed after a cursor, oldest first.
    pub async fn feed_after(&self, _: Granted<'_, UseDesk>, seq: u64, limit: u32) -> Result<Vec<FeedRow>> {
        if let Some(lines) = self.0.tails.lines(seq, limit) {
            return Ok(lines);
        }
        let query = sqlx::query("select seq, at, kind, conversation from feed where seq > $1 order by seq limit $2");
        let found = query.bind(rows::bound(seq)).bind(i64::from(limit)).fetch_all(&self.0.read).await?;
        found.iter().map(feed_row).collect()
    }

    /// The newest number of the feed; 0 while it is empty.
    pub async fn feed_head(&self, _: Granted<'_, UseDesk>) -> Result<u64> {
        feed_head(&self.0.read).await
    }

    /// The place in the queue, from 1; none for a conversation that does not wait.
    pub async fn position(&self, granted: Granted<'_, OwnConversation>) -> Result<Option<u64>> {
        let OwnConversation(conversation) = granted.right();
        let sql = "select 1 + (select count(*) from conversations o where o.status = 'queued' and (o.priority > c.priority \
                   or (o.priority = c.priority and (o.queued_at < c.queued_at or (o.queued_at = c.queued_at and o.id < c.id))))) \
                   as position from conversations c where c.id = $1 and c.status = 'queued'";
        let row = sqlx::query(sql).bind(conversation.to_string()).fetch_optional(&self.0.read).await?;
        row.map(|row| rows::count(&row, "position")).transpose()
    }

    /// Who can take those who wait, of the technicians at the desk, each with the conversations that they want at once, when they said.
    pub async fn crew(&self, online: &[(Uuid, Option<u32>)]) -> Result<Crew> {
        if online.is_empty() {
            return Ok(Crew::default());
        }
        let Workload { loads, pace, .. } = self.workload().await?;
        Ok(crew(online, &loads, pace))
    }

    /// What each technician has at work, and how fast it goes.
    pub(super) async fn workload(&self) -> Result<Workload> {
        workload(&sqlx::query(workload!()).bind(RECENT).fetch_all(&self.0.read).await?)
    }
}

/// What technicians have at work, and who waits.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Workload {
    queued: Vec<Uuid>,
    /// How many conversations each technician works on who has one.
    pub loads: HashMap<Uuid, u64>,
    /// How long the last ones waited until a technician took them, and were worked on, the newest first.
    pub pace: Pace,
}

/// Rows of `queued!` and `workload!`.
fn workload(found: &[Row]) -> Result<Workload> {
    let mut workload = Workload::default();
    for row in found {
        match row.try_get::<i64, _>("what")? {
            0 => {
                workload.loads.insert(rows::uuid(row, "who")?, rows::count(row, "number")?);
            }
            1 => workload.pace.waits_s.push(row.try_get("number")?),
            2 => workload.pace.handling_s.push(row.try_get("number")?),
            _ => workload.queued.push(rows::uuid(row, "who")?),
        }
    }
    Ok(workload)
}

fn crew(online: &[(Uuid, Option<u32>)], loads: &HashMap<Uuid, u64>, pace: Pace) -> Crew {
    if online.is_empty() {
        return Crew::default();
    }
    Crew::new(online.iter().map(|(user, capacity)| (*capacity, loads.get(user).copied().unwrap_or(0))), pace)
}

/// Whose conversation is next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next<'a> {
    /// Anybody's, speakers of these languages first within the same priority.
    Prefer(&'a [Language]),
    /// Only that of speakers of these languages.
    Only(&'a [Language]),
}

/// Danger first, then by language, then who has waited longest.
pub(super) async fn next_queued(db: impl Executor<'_>, next: Next<'_>) -> Result<Option<Uuid>> {
    let (languages, only) = match next {
        Next::Prefer(languages) => (languages, false),
        Next::Only(languages) => (languages, true),
    };
    let mut sql = Builder::new("select id from conversations where status = 'queued' and (");
    sql.push_bind(!only).push(" or ");
    push_spoken(&mut sql, languages);
    sql.push(") order by priority desc, case when ");
    push_spoken(&mut sql, languages);
    sql.push(" then 0 else 1 end, queued_at, id limit 1");
    let row = sql.build().fetch_optional(db).await?;
    row.map(|row| rows::uuid(&row, "id")).transpose()
}

/// Adds the condition that somebody who speaks these languages is wanted. One bind for each language of the table, so that the statement
/// is the same for everybody.
fn push_spoken(sql: &mut Builder, languages: &[Language]) {
    sql.push("coalesce(route, language) in (");
    let mut list = sql.separated(", ");
    for language in Language::ALL {
        list.push_bind(languages.contains(&language).then_some(language.code()));
    }
    sql.push(")");
}

/// The newest number of the feed, as the transaction sees it.
pub(super) async fn feed_head(db: impl Executor<'_>) -> Result<u64> {
    let row = sqlx::query("select coalesce(max(seq), 0) as seq from feed").fetch_one(db).await?;
    rows::count(&row, "seq")
}

/// Adds a line to the feed.
pub(super) fn feed(script: &mut Script, line: &FeedRow, wait_ms: Option<Millis>, handled_ms: Option<Millis>) {
    script.push("insert into feed (seq, at, kind, conversation, wait_ms, handled_ms) values (");
    let mut values = script.separated(", ");
    values.push_bind(rows::bound(line.seq)).push_bind(line.at).push_bind(line.kind.as_str());
    values.push_bind(line.conversation.to_string()).push_bind(wait_ms).push_bind(handled_ms);
    script.push("); ");
}

fn waiting(row: &Row) -> Result<Waiting> {
    let status = rows::status(row)?;
    let since: Option<Millis> = row.try_get(if status == Status::Assigned { "assigned_at" } else { "queued_at" })?;
    Ok(Waiting {
        conversation: rows::uuid(row, "id")?,
        status,
        language: rows::language(row)?,
        priority: row.try_get("priority")?,
        danger: rows::stage(row)?,
        since: since.map_or_else(|| row.try_get("last_at"), Ok)?,
        preview: row.try_get("preview")?,
        assignee: rows::uuid_or_null(row, "assignee")?,
        claim: rows::count(row, "claim")?,
        market: row.try_get("market")?,
    })
}

/// What [`waiting`] reads, of a conversation that is in memory.
fn shown(state: &Conversation, preview: &str) -> Waiting {
    let since = if state.status == Status::Assigned { state.assigned_at } else { state.queued_at };
    Waiting {
        conversation: state.id,
        status: state.status,
        language: state.language,
        priority: state.priority,
        danger: state.danger.stage,
        since: since.unwrap_or(state.last_at),
        preview: preview.to_owned(),
        assignee: state.assignee,
        claim: state.claim,
        market: state.market.clone(),
    }
}

fn feed_row(row: &Row) -> Result<FeedRow> {
    let kind: String = row.try_get("kind")?;
    Ok(FeedRow {
        seq: rows::count(row, "seq")?,
        at: row.try_get("at")?,
        kind: rows::parse_feed_kind(&kind).ok_or_else(|| Error::corrupt(format!("feed kind {kind}")))?,
        conversation: rows::uuid(row, "conversation")?,
    })
}
