//! `/api/v1/desk`: cars and requests as technicians see them, in the reader's words: beside a conversation, on the board of all
//! requests, and one of them with all that may be done.
//!
//! - [`board`]: the list
//! - [`one`]: a request, its moves, the three C's and its parts
//! - `shapes`: the types, [`shown`]: how what is stored becomes them

pub mod board;
pub mod one;
mod shapes;
pub mod shown;

use super::json;
use crate::http::Web;
use crate::http::extract::{Caller, Id, Read, Staff};
use crate::http::openapi::{Answer, Operation, Parameter, shape};
use crate::http::problem::Problem;
use axum::extract::{Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use shapes::{DeskBeside, DeskKinds, DeskOwnerNamed, DeskSlots};

pub const KINDS: Operation = Operation {
    id: "deskKinds",
    summary: "Kinds of requests, the forms that may be offered or filled in for an owner, and the centres, in the reader's language",
    parameters: &[],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<DeskKinds>()), headers: &[] },
    refusals: &[],
};
pub const BESIDE: Operation = Operation {
    id: "deskConversation",
    summary: "What is known of the owner of a conversation: cars with what is left of their coverage, requests",
    parameters: &[],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<DeskBeside>()), headers: &[] },
    refusals: &[],
};

pub const OWNER: Operation = Operation {
    id: "deskNameOwner",
    summary: "Say whose conversation it is: a technician has made sure",
    parameters: &[],
    body: Some(shape::<DeskOwnerNamed>()),
    answer: Answer { status: 204, body: None, headers: &[] },
    refusals: &[],
};

pub const SLOTS: Operation = Operation {
    id: "deskSlots",
    summary: "The free times of a centre for a service in the coming weeks, on the centre's clock",
    parameters: &[Parameter::Query("centre", "the id of a centre"), Parameter::Query("service", "what is to be done there")],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<DeskSlots>()), headers: &[] },
    refusals: &[],
};

/// `GET /api/v1/desk/kinds`.
pub async fn kinds(State(web): State<Web>, staff: Staff, caller: Caller) -> Result<Response, Problem> {
    let offered = web.app.desk.offered(&staff.login.user, caller.language).await?;
    Ok(json(&shown::Words::new(&web, caller.language).kinds(&offered)))
}

#[derive(Deserialize)]
pub struct Asked {
    #[serde(default)]
    centre: String,
    #[serde(default)]
    service: String,
}

/// `GET /api/v1/desk/slots`.
pub async fn slots(State(web): State<Web>, staff: Staff, caller: Caller, Query(asked): Query<Asked>) -> Result<Response, Problem> {
    let (free, zone) = web.app.desk.slots(&staff.login.user, &asked.centre, &asked.service).await?;
    Ok(json(&shown::slots(caller.language, &free, &zone)))
}

/// `GET /api/v1/desk/conversations/{id}`.
pub async fn beside(State(web): State<Web>, staff: Staff, caller: Caller, Id(conversation): Id) -> Result<Response, Problem> {
    let beside = web.app.desk.beside(&staff.login.user, conversation).await?;
    Ok(json(&shown::Words::new(&web, caller.language).beside(&beside)))
}

/// `PUT /api/v1/desk/conversations/{id}/owner`.
pub async fn name_owner(
    State(web): State<Web>,
    staff: Staff,
    Id(conversation): Id,
    Read(named): Read<DeskOwnerNamed>,
) -> Result<Response, Problem> {
    web.app.desk.name_owner(&staff.login.user, conversation, &named.owner).await?;
    Ok(StatusCode::NO_CONTENT.into_response())
}
