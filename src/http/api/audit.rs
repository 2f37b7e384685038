//! `GET /api/v1/audit`: what was done that somebody must be able to look up later.

use super::json;
use crate::clock::{Millis, rfc3339};
use crate::error::Code;
use crate::http::Web;
use crate::http::extract::Staff;
use crate::http::openapi::{Answer, Operation, Parameter, shape};
use crate::http::paging::{Paging, cursor};
use crate::http::problem::Problem;
use crate::store::{AuditAction, AuditBy, AuditFilter, AuditRow};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;

/// The list's name in its cursors.
const LIST_NAME: &str = "audit";
/// Longest text that rows are looked for by, in characters.
const MAX_TEXT: usize = 200;

pub const LIST: Operation = Operation {
    id: "listAudit",
    summary: "What was done and by whom, the newest first: 10,000 rows of each action at least",
    parameters: &[
        Parameter::Page,
        Parameter::Query("action", "One of the actions."),
        Parameter::Query("by", "The id of a member of the staff, or `operator`."),
        Parameter::Query("about", "How the subject begins: a code, an entry, `vehicles/ID`, in any case of letters."),
        Parameter::Query("from", "Not before this instant (RFC 3339)."),
        Parameter::Query("to", "Before this instant."),
    ],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<AuditPage>()), headers: &[] },
    refusals: &[],
};

/// A page of the log.
#[derive(Serialize, ToSchema)]
pub struct AuditPage {
    items: Vec<AuditItem>,
    /// The cursor of the next page; null on the last.
    #[schema(required = true)]
    next: Option<String>,
}

/// Something that was done.
#[derive(Serialize, ToSchema)]
pub struct AuditItem {
    /// `wrong_code`, `wrong_vin_end`, `staff_added`, `staff_changed`, `staff_disabled`, `staff_enabled`, `password_link`, `password_set`,
    /// `gate_overridden`, `file_replaced`, `file_removed`, `record_added`, `record_changed`, `record_removed`, `records_imported`, `records_exported`, `request_moved`,
    /// `part_exchanged`, `person_exported` or `person_erased`.
    action: &'static str,
    #[schema(format = DateTime)]
    at: String,
    by: AuditActor,
    /// What else is known: `reason`, `role`, `from`, `to`, `fields`, `added`, `changed`.
    #[schema(value_type = Object)]
    detail: Map<String, Value>,
    id: i64,
    /// A request's code, the id of an entry or of a member, a path, `KIND/ID` of a record, or the kind.
    subject: String,
    /// The name of the member that it is about.
    #[schema(required = true)]
    subject_name: Option<String>,
}

/// Who did it.
#[derive(Serialize, ToSchema)]
pub struct AuditActor {
    /// Of a `session` and an `address`, a name that is the same for the same one, and no address.
    id: String,
    /// `staff`, `operator` (the command line), `session` (an owner's) or `address`.
    kind: &'static str,
    /// Of a member of the staff.
    #[schema(required = true)]
    name: Option<String>,
}

impl From<AuditBy> for AuditActor {
    fn from(by: AuditBy) -> AuditActor {
        let (kind, id, name) = match by {
            AuditBy::Staff { id, name } => ("staff", id, Some(name)),
            AuditBy::Operator => ("operator", String::from("operator"), None),
            AuditBy::Session(id) => ("session", id, None),
            AuditBy::Address(hash) => ("address", hash, None),
        };
        AuditActor { id, kind, name }
    }
}

impl From<AuditRow> for AuditItem {
    fn from(row: AuditRow) -> AuditItem {
        let AuditRow { id, at, action, by, subject, subject_name, detail } = row;
        AuditItem { action: action.as_str(), at: rfc3339(at), by: by.into(), detail, id, subject, subject_name }
    }
}

#[derive(Deserialize)]
pub struct AuditQuery {
    action: Option<String>,
    by: Option<String>,
    about: Option<String>,
    from: Option<String>,
    to: Option<String>,
}

impl AuditQuery {
    fn filter(self) -> Result<AuditFilter, Problem> {
        let text = |text: Option<String>| match text.filter(|text| !text.trim().is_empty()) {
            Some(text) if text.chars().nth(MAX_TEXT).is_some() => Err(Code::BadRequest),
            text => Ok(text.map(|text| text.trim().to_owned())),
        };
        let instant = |text: Option<String>| -> Result<Option<Millis>, Code> {
            let parse = |text: String| text.parse::<jiff::Timestamp>().map(jiff::Timestamp::as_millisecond).map_err(|_| Code::BadRequest);
            text.filter(|text| !text.is_empty()).map(parse).transpose()
        };
        let action = text(self.action)?.map(|name| AuditAction::parse(&name).ok_or(Code::BadRequest)).transpose()?;
        Ok(AuditFilter { action, by: text(self.by)?, about: text(self.about)?, from: instant(self.from)?, to: instant(self.to)? })
    }
}

/// `GET /api/v1/audit`.
pub async fn list(
    State(web): State<Web>,
    staff: Staff,
    query: Result<Query<AuditQuery>, QueryRejection>,
    paging: Paging,
) -> Result<Response, Problem> {
    let Query(query) = query.map_err(|_| Code::BadRequest)?;
    let below = paging.after::<i64>(LIST_NAME)?;
    let (rows, more) = web.app.accounts.audit(&staff.login.user, query.filter()?, below, paging.limit).await?;
    let next = rows.last().filter(|_| more).map(|last| cursor(LIST_NAME, last.id));
    Ok(json(&AuditPage { items: rows.into_iter().map(AuditItem::from).collect(), next }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::assets;
    use crate::i18n::{Args, Catalog};
    use crate::language::Language;

    #[test]
    fn the_page_knows_every_action_and_has_words_for_it() {
        let page = assets::text("assets/admin/audit.js").expect("a script");
        let catalog = Catalog::embedded().expect("the texts are sound");
        for action in AuditAction::ALL {
            assert!(page.contains(&format!("  '{}',\n", action.as_str())), "{action:?}");
            let key = format!("audit-action-{}", action.as_str().replace('_', "-"));
            let words = catalog.text(Language::EN, &key, &Args::new());
            assert!(words.contains(' '), "{action:?}: {words}");
        }
    }
}
