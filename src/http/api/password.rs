//! `/api/v1/password`: somebody sets their password by the link that an admin gave them.

use super::json;
use crate::error::Code;
use crate::http::Web;
use crate::http::extract::{Caller, Read};
use crate::http::openapi::{Answer, Operation, shape};
use crate::http::problem::Problem;
use axum::extract::State;
use axum::response::Response;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

pub const SET: Operation = Operation {
    id: "setPassword",
    summary: "Set a password by a link: once, within its hour. Ends that member's log-ins",
    parameters: &[],
    body: Some(shape::<NewPassword>()),
    answer: Answer { status: 200, body: Some(shape::<WhoseLink>()), headers: &[] },
    refusals: &[Code::Invalid, Code::LinkExpired, Code::RateLimited],
};

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NewPassword {
    /// What stands behind the `#` of the link.
    token: String,
    #[schema(min_length = 12, max_length = 128)]
    password: String,
}

/// Whose password was set.
#[derive(Serialize, ToSchema)]
pub struct WhoseLink {
    email: String,
}

/// `POST /api/v1/password`.
pub async fn set(State(web): State<Web>, caller: Caller, Read(new): Read<NewPassword>) -> Result<Response, Problem> {
    let user = web.app.accounts.set_password(caller.address, &new.token, new.password).await?;
    Ok(json(&WhoseLink { email: user.email }))
}

/// The page that sets a password. The token stands in the fragment, which browsers send to nobody.
pub fn link(origin: &str, token: &str) -> String {
    format!("{origin}/password#{token}")
}
