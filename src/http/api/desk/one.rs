//! `/api/v1/desk/requests/{code}`: one request, and what a technician does with it.

use super::shapes::{DeskCaseTold, DeskExchange, DeskMoveTo, DeskRequest};
use super::shown::Words;
use crate::access::User;
use crate::aftersales::code::RequestCode;
use crate::desk::moving::{Exchange, Told, Work};
use crate::error::Code;
use crate::http::Web;
use crate::http::api::json;
use crate::http::extract::{Caller, CodeOf, IfMatch, Read, Staff};
use crate::http::openapi::{Answer, Operation, Parameter, shape};
use crate::http::problem::Problem;
use crate::language::Language;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;

pub const SHOW: Operation = Operation {
    id: "deskRequest",
    summary: "One request: what the owner wrote, complaint, cause and correction, parts, its log, and what may be done now",
    parameters: &[],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<DeskRequest>()), headers: &["ETag"] },
    refusals: &[],
};
pub const MOVE: Operation = Operation {
    id: "deskMoveRequest",
    summary: "Move a request to another state, with what the move needs; `visible`: the owner hears of it",
    parameters: &[Parameter::Revision],
    body: Some(shape::<DeskMoveTo>()),
    answer: Answer { status: 200, body: Some(shape::<DeskRequest>()), headers: &["ETag"] },
    refusals: &[Code::Invalid],
};
pub const TELL: Operation = Operation {
    id: "deskTellCase",
    summary: "Write down complaint, cause and correction of a request, without moving it",
    parameters: &[Parameter::Revision],
    body: Some(shape::<DeskCaseTold>()),
    answer: Answer { status: 200, body: Some(shape::<DeskRequest>()), headers: &["ETag"] },
    refusals: &[Code::Invalid, Code::Closed],
};
pub const EXCHANGE: Operation = Operation {
    id: "deskExchangePart",
    summary: "Write down a part that was exchanged: the new one gets a term of its own",
    parameters: &[Parameter::Revision],
    body: Some(shape::<DeskExchange>()),
    answer: Answer { status: 200, body: Some(shape::<DeskRequest>()), headers: &["ETag"] },
    refusals: &[Code::Invalid, Code::Closed],
};

/// `GET /api/v1/desk/requests/{code}`.
pub async fn show(State(web): State<Web>, staff: Staff, caller: Caller, CodeOf(code): CodeOf) -> Result<Response, Problem> {
    answer(&web, &staff.login.user, code, caller.language).await
}

/// `POST /api/v1/desk/requests/{code}/move`.
pub async fn move_on(
    State(web): State<Web>,
    staff: Staff,
    caller: Caller,
    CodeOf(code): CodeOf,
    IfMatch(revision): IfMatch,
    Read(asked): Read<DeskMoveTo>,
) -> Result<Response, Problem> {
    let user = &staff.login.user;
    work(&web, user, code, revision, Work::Move(asked.into()), caller.language).await
}

/// `PUT /api/v1/desk/requests/{code}/case`.
pub async fn tell(
    State(web): State<Web>,
    staff: Staff,
    caller: Caller,
    CodeOf(code): CodeOf,
    IfMatch(revision): IfMatch,
    Read(asked): Read<DeskCaseTold>,
) -> Result<Response, Problem> {
    let (user, DeskCaseTold { complaint, cause, correction }) = (&staff.login.user, asked);
    work(&web, user, code, revision, Work::Tell(Told { complaint, cause, correction }), caller.language).await
}

/// `POST /api/v1/desk/requests/{code}/parts`.
pub async fn exchange(
    State(web): State<Web>,
    staff: Staff,
    caller: Caller,
    CodeOf(code): CodeOf,
    IfMatch(revision): IfMatch,
    Read(asked): Read<DeskExchange>,
) -> Result<Response, Problem> {
    let (user, DeskExchange { part, old, new }) = (&staff.login.user, asked);
    work(&web, user, code, revision, Work::Exchange(Exchange { part, old, new }), caller.language).await
}

async fn work(web: &Web, user: &User, code: RequestCode, revision: u64, work: Work, language: Language) -> Result<Response, Problem> {
    web.app.desk.work_request(user, code, revision, work, language).await?;
    answer(web, user, code, language).await
}

async fn answer(web: &Web, user: &User, code: RequestCode, language: Language) -> Result<Response, Problem> {
    let opened = web.app.desk.request(user, code, language).await?;
    let mut response = json(&Words::new(web, language).request(&opened));
    if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", opened.case.row.revision)) {
        response.headers_mut().insert(header::ETAG, tag);
    }
    Ok(response)
}
