//! `/api/v1/staff`: who is on the staff, for admins.

use super::json;
use crate::access::{StaffRole, User};
use crate::accounts::PasswordLink;
use crate::accounts::member::{Change, NewMember};
use crate::clock::rfc3339;
use crate::error::Code;
use crate::http::Web;
use crate::http::api::password::link;
use crate::http::extract::{Caller, Id, IfMatch, OwnOrigin, Read, Staff};
use crate::http::openapi::{self, Answer, Operation, Parameter, shape};
use crate::http::paging::{Page, Paging, cursor};
use crate::http::problem::Problem;
use crate::language::Language;
use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::Schema;
use uuid::Uuid;

/// The list's name in its cursors.
const LIST: &str = "staff";

pub const PAGE: Operation = Operation {
    id: "listStaff",
    summary: "The staff by e-mail, the disabled ones too",
    parameters: &[Parameter::Page],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<Page<Member>>()), headers: &[] },
    refusals: &[],
};
pub const ADD: Operation = Operation {
    id: "addStaff",
    summary: "Add somebody to the staff; without a password they are invited, by a link that sets it",
    parameters: &[],
    body: Some(shape::<NewStaff>()),
    answer: Answer { status: 201, body: Some(shape::<Added>()), headers: &["Location", "ETag"] },
    refusals: &[Code::Invalid],
};
pub const SHOW: Operation = Operation {
    id: "showStaff",
    summary: "One member of the staff",
    parameters: &[],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<Member>()), headers: &["ETag"] },
    refusals: &[],
};
pub const CHANGE: Operation = Operation {
    id: "changeStaff",
    summary: "Change name, role and languages. Another role ends the member's log-ins",
    parameters: &[Parameter::Revision],
    body: Some(shape::<StaffChange>()),
    answer: Answer { status: 200, body: Some(shape::<Member>()), headers: &["ETag"] },
    refusals: &[Code::Invalid, Code::LastAdmin, Code::OwnAccount],
};
pub const DISABLE: Operation = Operation {
    id: "disableStaff",
    summary: "Shut somebody out at once: log-ins and sockets end, chats go back to the queue",
    parameters: &[],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<Member>()), headers: &["ETag"] },
    refusals: &[Code::LastAdmin, Code::OwnAccount],
};
pub const ENABLE: Operation = Operation {
    id: "enableStaff",
    summary: "Let somebody in again, with the password of before",
    parameters: &[],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<Member>()), headers: &["ETag"] },
    refusals: &[],
};
pub const LINK: Operation = Operation {
    id: "makePasswordLink",
    summary: "A link by which a member sets their password: good for an hour, once; the one before is void",
    parameters: &[],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<Link>()), headers: &[] },
    refusals: &[Code::AccountDisabled],
};

/// A member of the staff.
#[derive(Serialize, ToSchema)]
pub struct Member {
    #[schema(format = DateTime)]
    created_at: String,
    email: String,
    id: Uuid,
    #[schema(schema_with = openapi::languages)]
    languages: Vec<&'static str>,
    name: String,
    /// Grows with every change; stands in the `ETag`.
    revision: u64,
    #[schema(schema_with = openapi::role)]
    role: &'static str,
    /// `invited` has no password yet.
    #[schema(schema_with = states)]
    state: &'static str,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewStaff {
    #[serde(default)]
    #[schema(max_length = 254, required = true)]
    email: String,
    #[serde(default)]
    #[schema(min_length = 1, max_length = 100, required = true)]
    name: String,
    #[schema(schema_with = openapi::role)]
    role: StaffRole,
    #[serde(default)]
    #[schema(schema_with = openapi::languages)]
    languages: Vec<Language>,
    #[schema(min_length = 12, max_length = 128)]
    password: Option<String>,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffChange {
    #[schema(min_length = 1, max_length = 100)]
    name: String,
    #[schema(schema_with = openapi::role)]
    role: StaffRole,
    #[schema(schema_with = openapi::languages)]
    languages: Vec<Language>,
}

/// Somebody new.
#[derive(Serialize, ToSchema)]
pub struct Added {
    member: Member,
    /// For somebody without a password.
    #[schema(required = true)]
    password_link: Option<Link>,
}

/// A link that sets a password, once.
#[derive(Serialize, ToSchema)]
pub struct Link {
    #[schema(format = DateTime)]
    expires_at: String,
    #[schema(format = "uri")]
    url: String,
}

fn states() -> Schema {
    openapi::one_of(["active", "invited", "disabled"])
}

impl From<User> for Member {
    fn from(user: User) -> Member {
        let state = match &user {
            User { disabled: true, .. } => "disabled",
            User { password_hash: None, .. } => "invited",
            _ => "active",
        };
        Member {
            created_at: rfc3339(user.created_at),
            email: user.email,
            id: user.id,
            languages: user.languages.iter().map(|language| language.code()).collect(),
            name: user.name,
            revision: user.revision,
            role: user.role.as_str(),
            state,
        }
    }
}

impl Link {
    fn new(origin: &str, made: &PasswordLink) -> Link {
        Link { expires_at: rfc3339(made.expires_at), url: link(origin, &made.token) }
    }
}

/// `GET /api/v1/staff`.
pub async fn page(State(web): State<Web>, staff: Staff, paging: Paging) -> Result<Response, Problem> {
    let (users, more) = web.app.accounts.page(&staff.login.user, paging.after::<Uuid>(LIST)?, paging.limit).await?;
    let next = users.last().filter(|_| more).map(|last| cursor(LIST, last.id));
    Ok(json(&Page { items: users.into_iter().map(Member::from).collect(), next }))
}

/// `POST /api/v1/staff`.
pub async fn add(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    OwnOrigin(origin): OwnOrigin,
    Read(new): Read<NewStaff>,
) -> Result<Response, Problem> {
    let NewStaff { email, name, role, languages, password } = new;
    let new = NewMember { email, name, role, languages, password };
    let (user, made) = web.app.accounts.add(&staff.login.user, caller.address, new).await?;
    let (place, tag) = (format!("/api/v1/staff/{}", user.id), etag(user.revision));
    let password_link = made.map(|made| Link::new(&origin, &made));
    let mut response = json(&Added { member: user.into(), password_link });
    *response.status_mut() = StatusCode::CREATED;
    response.headers_mut().insert(header::ETAG, tag);
    if let Ok(place) = HeaderValue::from_str(&place) {
        response.headers_mut().insert(header::LOCATION, place);
    }
    Ok(response)
}

/// `GET /api/v1/staff/{id}`.
pub async fn show(State(web): State<Web>, staff: Staff, Id(id): Id) -> Result<Response, Problem> {
    Ok(member(web.app.accounts.member(&staff.login.user, id).await?))
}

/// `PUT /api/v1/staff/{id}`.
pub async fn change(
    State(web): State<Web>,
    staff: Staff,
    Id(id): Id,
    IfMatch(revision): IfMatch,
    Read(change): Read<StaffChange>,
) -> Result<Response, Problem> {
    let StaffChange { name, role, languages } = change;
    Ok(member(web.app.accounts.change(&staff.login.user, id, revision, Change { name, role, languages }).await?))
}

/// `POST /api/v1/staff/{id}/disable`.
pub async fn disable(State(web): State<Web>, staff: Staff, Id(id): Id) -> Result<Response, Problem> {
    Ok(member(web.app.accounts.disable(&staff.login.user, id).await?))
}

/// `POST /api/v1/staff/{id}/enable`.
pub async fn enable(State(web): State<Web>, staff: Staff, Id(id): Id) -> Result<Response, Problem> {
    Ok(member(web.app.accounts.enable(&staff.login.user, id).await?))
}

/// `POST /api/v1/staff/{id}/password-link`.
pub async fn password_link(State(web): State<Web>, staff: Staff, Id(id): Id, OwnOrigin(origin): OwnOrigin) -> Result<Response, Problem> {
    let made = web.app.accounts.password_link(&staff.login.user, id).await?;
    Ok(json(&Link::new(&origin, &made)))
}

fn member(user: User) -> Response {
    let tag = etag(user.revision);
    let mut response = json(&Member::from(user));
    response.headers_mut().insert(header::ETAG, tag);
    response
}

fn etag(revision: u64) -> HeaderValue {
    HeaderValue::from_str(&format!("\"{revision}\"")).unwrap_or(HeaderValue::from_static("\"0\""))
}
