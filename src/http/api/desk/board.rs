//! `/api/v1/desk/requests`: the board.

use super::shapes::{DeskBoard, DeskCounts};
use super::shown::Words;
use crate::desk::requests::{BoardFilter, DueFilter, Over};
use crate::error::Code;
use crate::http::Web;
use crate::http::api::json_unless_known;
use crate::http::extract::{Caller, Known, Staff};
use crate::http::openapi::{Answer, Operation, Parameter, shape};
use crate::http::paging::{Paging, cursor};
use crate::http::problem::Problem;
use crate::store::{RequestCounts, RequestPlace};
use axum::extract::{Query, State};
use axum::response::Response;
use serde::Deserialize;
use std::fmt;
use std::str::FromStr;

/// The list's name in its cursors.
const LIST: &str = "desk-requests";

pub const BOARD: Operation = Operation {
    id: "deskRequests",
    summary: "All requests, those due first before the others; those that are over, the newest first",
    parameters: &[
        Parameter::Page,
        Parameter::Known,
        Parameter::Query("kind", "a kind of request"),
        Parameter::Query("status", "`open` (unless given), `closed`, `all`, or a state"),
        Parameter::Query("due", "`overdue`, `soon` (within a day), or `paused` (the owner must act)"),
        Parameter::Query("centre", "the id of a service centre"),
        Parameter::Query("q", "a code, a VIN or its end, a plate, an owner's name, phone or e-mail: one page at most"),
    ],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<DeskBoard>()), headers: &["ETag"] },
    refusals: &[],
};

#[derive(Deserialize)]
pub struct Asked {
    kind: Option<String>,
    status: Option<String>,
    due: Option<String>,
    centre: Option<String>,
    q: Option<String>,
}

impl Asked {
    fn filter(self) -> Result<BoardFilter, Problem> {
        let some = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let (over, status) = match some(self.status).as_deref() {
            None | Some("open") => (Over::Open, None),
            Some("closed") => (Over::Closed, None),
            Some("all") => (Over::All, None),
            Some(state) => (Over::All, Some(state.to_owned())),
        };
        let due = some(self.due).map(|due| DueFilter::parse(&due).ok_or(Code::BadRequest)).transpose()?;
        Ok(BoardFilter { over, kind: some(self.kind), status, due, centre: some(self.centre), words: some(self.q) })
    }
}

/// Where a page ended.
struct Place(RequestPlace);

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.0.key, self.0.code)
    }
}

impl FromStr for Place {
    type Err = ();

    fn from_str(text: &str) -> Result<Place, ()> {
        let (key, code) = text.split_once('/').ok_or(())?;
        Ok(Place(RequestPlace { key: key.parse().map_err(|_| ())?, code: code.to_owned() }))
    }
}

/// `GET /api/v1/desk/requests`.
pub async fn page(
    State(web): State<Web>,
    staff: Staff,
    caller: Caller,
    Query(asked): Query<Asked>,
    paging: Paging,
    Known(known): Known,
) -> Result<Response, Problem> {
    let after = paging.after::<Place>(LIST)?.map(|place| place.0);
    let (cases, next) = web.app.desk.board_of_requests(&staff.login.user, &asked.filter()?, after, paging.limit).await?;
    let words = Words::new(&web, caller.language);
    let RequestCounts { open, due, overdue } = web.app.desk.counts_of_requests(&staff.login.user).await?;
    let board = DeskBoard {
        items: cases.iter().map(|case| words.card(case)).collect(),
        next: next.map(|place| cursor(LIST, Place(place))),
        counts: DeskCounts { open, soon: due, overdue },
    };
    Ok(json_unless_known(&board, known.as_deref()))
}
