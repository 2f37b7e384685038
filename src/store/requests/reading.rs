//! Looking requests up: one by its code, lists in pages, and their logs.

use super::{RequestLine, RequestRow, request, request_columns, values};
use crate::access::Granted;
use crate::access::right::{Reads, SeesRequests};
use crate::chat::event::Role;
use crate::clock::Millis;
use crate::store::dialect::{Builder, Row};
use crate::store::error::{Error, Result};
use crate::store::{Store, rows};
use sqlx::Row as _;
use uuid::Uuid;

/// Events of a request that are shown at most, the newest.
const MOST_LINES: i64 = 500;

/// Which requests a list has, by whether they are over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Openness {
    /// Not over; what is due first comes first.
    #[default]
    Open,
    /// Over, the newest first.
    Closed,
    /// All, the newest first.
    All,
}

/// What a list of requests is narrowed to; none of a field: all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RequestFilter {
    pub openness: Openness,
    pub kind: Option<String>,
    pub status: Option<String>,
    pub centre: Option<String>,
    pub owner: Option<String>,
    pub vehicle: Option<String>,
    pub vin: Option<String>,
    pub conversation: Option<Uuid>,
    /// Due before this time, and the clock runs.
    pub due_before: Option<Millis>,
    /// The clock stands, because the owner must act.
    pub paused: bool,
}

/// Where a page of a list ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RequestPlace {
    /// When it is due, or when it was made, as the list is ordered.
    pub key: Millis,
    pub code: String,
}

/// The open requests in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RequestCounts {
    pub open: u64,
    /// Due before the time that was asked for, and not overdue.
    pub due: u64,
    pub overdue: u64,
}

impl Store {
    /// The request with that code.
    pub async fn request(&self, _granted: Granted<'_, impl SeesRequests>, code: &str) -> Result<Option<RequestRow>> {
        let sql = concat!("select ", request_columns!(), " where r.code = $1");
        sqlx::query(sql).bind(code).fetch_optional(&self.0.read).await?.as_ref().map(request).transpose()
    }

    /// A request's own log, oldest first; of a very long one the newest events.
    pub async fn request_lines(&self, _granted: Granted<'_, impl SeesRequests>, code: &str) -> Result<Vec<RequestLine>> {
        let sql = "select seq, at, who, user_id, name, from_status, to_status, note, visible, body, told_owner_seq from request_events \
                   where code = $1 order by seq desc limit $2";
        let found = sqlx::query(sql).bind(code).bind(MOST_LINES).fetch_all(&self.0.read).await?;
        found.iter().rev().map(line).collect()
    }

    /// A page of requests, at most `limit`, after a place, and the place where the next page begins, if there is one.
    pub async fn requests(
        &self,
        _granted: Granted<'_, impl SeesRequests>,
        filter: &RequestFilter,
        after: Option<&RequestPlace>,
        limit: u32,
    ) -> Result<(Vec<RequestRow>, Option<RequestPlace>)> {
        let mut query = select(filter, after, i64::from(limit) + 1);
        let found = query.build().fetch_all(&self.0.read).await?;
        let more = found.len() > limit as usize;
        let page: Vec<RequestRow> = found.iter().take(limit as usize).map(request).collect::<Result<_>>()?;
        let key = if filter.openness == Openness::Open { "due_key" } else { "created_at" };
        let last = found.get((limit as usize).wrapping_sub(1)).filter(|_| more);
        let next = last.map(|row| Ok::<_, Error>(RequestPlace { key: row.try_get(key)?, code: row.try_get("code")? })).transpose()?;
        Ok((page, next))
    }

    /// The requests of one's own conversation, or of one that one may read, the newest first and at most `limit`.
    pub async fn requests_of_conversation(&self, granted: Granted<'_, impl Reads>, limit: u32) -> Result<Vec<RequestRow>> {
        let filter =
            RequestFilter { openness: Openness::All, conversation: Some(granted.right().conversation()), ..RequestFilter::default() };
        let mut query = select(&filter, None, i64::from(limit));
        query.build().fetch_all(&self.0.read).await?.iter().map(request).collect()
    }

    /// How many requests are open, due before `soon`, and overdue at `now`.
    pub async fn request_counts(&self, _granted: Granted<'_, impl SeesRequests>, now: Millis, soon: Millis) -> Result<RequestCounts> {
        let sql = "select count(*) as open, count(case when due_key <= $1 then 1 end) as overdue, \
                   count(case when due_key > $1 and due_key < $2 then 1 end) as due from requests where closed_at is null";
        let row = sqlx::query(sql).bind(now).bind(soon).fetch_one(&self.0.read).await?;
        Ok(RequestCounts { open: rows::count(&row, "open")?, due: rows::count(&row, "due")?, overdue: rows::count(&row, "overdue")? })
    }
}

/// The query of a list. Which columns it names decides which index serves it.
fn select(filter: &RequestFilter, after: Option<&RequestPlace>, limit: i64) -> Builder {
    let RequestFilter { openness, kind, status, centre, owner, vehicle, vin, conversation, due_before, paused } = filter;
    let is_open = *openness == Openness::Open;
    let mut query = Builder::new(concat!("select ", request_columns!(), " where "));
    query.push(match openness {
        Openness::Open => "r.closed_at is null",
        Openness::Closed => "r.closed_at is not null",
        Openness::All => "1 = 1",
    });
    if *paused {
        query.push(" and r.paused_at is not null");
    }
    let conversation = conversation.map(|id| id.to_string());
    let narrowed = [
        ("kind", kind),
        ("status", status),
        ("centre", centre),
        ("owner", owner),
        ("vehicle", vehicle),
        ("vin", vin),
        ("conversation", &conversation),
    ];
    for (column, value) in narrowed {
        if let Some(value) = value {
            query.push(format!(" and r.{column} = ")).push_bind(value.clone());
        }
    }
    if let Some(before) = due_before {
        query.push(" and r.due_key < ").push_bind(*before);
    }
    let (key, beyond, order) =
        if is_open { ("r.due_key", ">", "r.due_key, r.code") } else { ("r.created_at", "<", "r.created_at desc, r.code desc") };
    if let Some(RequestPlace { key: at, code }) = after {
        query.push(format!(" and ({key}, r.code) {beyond} (")).push_bind(*at).push(", ").push_bind(code.clone()).push(")");
    }
    query.push(format!(" order by {order} limit ")).push_bind(limit);
    query
}

fn line(row: &Row) -> Result<RequestLine> {
    let who: String = row.try_get("who")?;
    let role = [Role::Owner, Role::Technician, Role::System].into_iter().find(|role| role.as_str() == who);
    Ok(RequestLine {
        seq: rows::count(row, "seq")?,
        at: row.try_get("at")?,
        role: role.ok_or_else(|| Error::corrupt(format!("role {who}")))?,
        user: rows::uuid_or_null(row, "user_id")?,
        name: row.try_get("name")?,
        from: row.try_get("from_status")?,
        to: row.try_get("to_status")?,
        note: row.try_get("note")?,
        visible: row.try_get("visible")?,
        values: values(row)?,
        told: rows::count_or_null(row, "told_owner_seq")?,
    })
}
