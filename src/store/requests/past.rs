//! Requests that were worked on elsewhere, many in one transaction, with the log that they have.

use super::writing::{due_key, json};
use crate::access::Granted;
use crate::access::right::KeepRequests;
use crate::chat::command::NewRequest;
use crate::chat::event::Role;
use crate::clock::Millis;
use crate::store::dialect::Builder;
use crate::store::error::{Result, conflict};
use crate::store::rows::bound;
use crate::store::{Store, Work};
use serde_json::{Map, Value};

/// Requests that one statement writes at most: each of them takes 18 of the 32,766 values that SQLite lets a statement have.
const AT_ONCE: usize = 500;
/// Lines of logs that one statement writes at most.
const LINES_AT_ONCE: usize = 2_000;

/// A request as another program knows it.
#[derive(Debug, Clone)]
pub struct PastRequest {
    /// How it began. It gets the first of its codes, holds no slot, and nobody is told of it.
    pub made: NewRequest,
    pub made_at: Millis,
    /// The steps that it took, oldest first.
    pub steps: Vec<PastStep>,
    /// The last step has ended it.
    pub over: bool,
}

/// One step of a request, that its owner has heard of.
#[derive(Debug, Clone)]
pub struct PastStep {
    pub at: Millis,
    pub to: String,
    pub note: Option<String>,
}

impl PastRequest {
    fn code(&self) -> &str {
        self.made.codes.first().map_or("", String::as_str)
    }

    fn last_state(&self) -> (&str, Millis) {
        self.steps.last().map_or((self.made.state.as_str(), self.made_at), |step| (step.to.as_str(), step.at))
    }
}

/// A line of a request's log.
struct PastLine<'a> {
    code: &'a str,
    seq: usize,
    at: Millis,
    role: Role,
    from: Option<&'a str>,
    to: &'a str,
    note: Option<&'a str>,
    values: Map<String, Value>,
}

impl Store {
    /// Takes over requests with their logs, all of them or none. [`Error::Conflict`](crate::store::Error::Conflict) of `code` when
    /// one of the codes is taken.
    pub async fn take_over_requests(&self, _granted: Granted<'_, KeepRequests>, past: Vec<PastRequest>) -> Result<()> {
        self.write(move |work| {
            Box::pin(async move {
                for some in past.chunks(AT_ONCE) {
                    insert(work, some).await?;
                    let lines: Vec<PastLine<'_>> = some.iter().flat_map(lines).collect();
                    for some in lines.chunks(LINES_AT_ONCE) {
                        insert_lines(work, some).await?;
                    }
                }
                Ok(())
            })
        })
        .await
    }
}

async fn insert(work: &mut Work, past: &[PastRequest]) -> Result<()> {
    let mut query = Builder::new(
        "insert into requests (code, kind, status, status_at, market, language, owner, vehicle, centre, vin, email, body, due_at, \
         due_key, created_at, closed_at, revision) ",
    );
    query.push_values(past, |mut row, past| {
        let PastRequest { made, made_at, steps, over } = past;
        let (state, at) = past.last_state();
        row.push_bind(past.code()).push_bind(&made.kind).push_bind(state).push_bind(at).push_bind(&made.market);
        row.push_bind(made.language.code()).push_bind(&made.owner).push_bind(&made.vehicle).push_bind(&made.centre);
        row.push_bind(&made.vin).push_bind(&made.email).push_bind(json(&made.values));
        // What is over, or has moved on, is due no more.
        let due = made.due.filter(|_| steps.is_empty());
        row.push_bind(due).push_bind(due_key(due, None)).push_bind(*made_at).push_bind(over.then_some(at));
        row.push_bind(bound(steps.len() as u64 + 1));
    });
    query.build().execute(&mut work.conn).await.map_err(|error| conflict(error, "code"))?;
    Ok(())
}

fn lines(past: &PastRequest) -> Vec<PastLine<'_>> {
    let PastRequest { made, made_at, steps, .. } = past;
    let code = past.code();
    let first =
        PastLine { code, seq: 1, at: *made_at, role: Role::Owner, from: None, to: &made.state, note: None, values: made.values.clone() };
    let mut lines = vec![first];
    for (place, PastStep { at, to, note }) in steps.iter().enumerate() {
        let from = place.checked_sub(1).map_or(made.state.as_str(), |before| steps[before].to.as_str());
        let (role, note) = (Role::Technician, note.as_deref());
        lines.push(PastLine { code, seq: place + 2, at: *at, role, from: Some(from), to, note, values: Map::new() });
    }
    lines
}

async fn insert_lines(work: &mut Work, lines: &[PastLine<'_>]) -> Result<()> {
    let mut query = Builder::new("insert into request_events (code, seq, at, who, from_status, to_status, note, visible, body) ");
    query.push_values(lines, |mut row, line| {
        row.push_bind(line.code).push_bind(bound(line.seq as u64)).push_bind(line.at).push_bind(line.role.as_str());
        row.push_bind(line.from).push_bind(line.to).push_bind(line.note).push_bind(true).push_bind(json(&line.values));
    });
    query.build().execute(&mut work.conn).await?;
    Ok(())
}
