//! How a refusal looks over HTTP: problem+json (RFC 9457) with our `code` and a `request_id`.
//!
//! A handler or an extractor refuses with a [`Problem`] and knows neither the reader's language nor the request's id: the
//! envelope around all routes ([`crate::http`]) writes the body.

use crate::accounts::Refused;
use crate::accounts::member::Wrong;
use crate::aftersales::schema;
use crate::app::App;
use crate::error::{Code, Error};
use crate::faq::attached::{MAX_PIXELS, Unfit};
use crate::faq::problem::WITHIN;
use crate::faq::{self, Severity};
use crate::i18n::Args;
use crate::language::Language;
use crate::records::{self, exchange};
use crate::store;
use crate::studio;
use crate::studio::draft::{Fault, FaultKind};
use crate::studio::gate::{Changed, Named};
use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use std::any::Any;
use std::collections::BTreeMap;
use utoipa::ToSchema;
use uuid::Uuid;

/// A refusal on its way to the envelope. As a response it has its status and no body yet.
#[derive(Debug, Clone)]
pub struct Problem {
    error: Error,
    more: More,
}

/// What a refusal tells besides its code.
#[derive(Debug, Clone)]
enum More {
    Nothing,
    /// With [`Code::Invalid`], the fields that are wrong.
    Fields(Vec<Wrong>),
    /// The same of a record.
    Record(Vec<(String, schema::Fault)>),
    /// The same of an entry of the FAQ.
    Faults(Vec<Fault>),
    /// The same of a file beside the entries.
    Lines(Vec<faq::Problem>),
    /// With [`Code::Gate`], what would change.
    Changes(Vec<Changed>),
    /// With [`Code::StaleRevision`], what is there now and who saved it, where that is told.
    Newer(Box<(u32, String)>),
}

/// A refusal as a client reads it.
#[derive(Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemBody {
    /// What publishing would change, with `gate`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    changes: Vec<ChangeBody>,
    /// Stable; see the list in `docs/protocol.md` section 6.
    code: &'static str,
    /// For a person, in the language of `?language=` or `Accept-Language`.
    detail: String,
    /// One for each field that is wrong, with `invalid`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    errors: Vec<FieldError>,
    /// One for each field of an entry that is wrong, with `invalid`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    #[schema(required = false)]
    problems: Vec<FaultBody>,
    /// As in `X-Request-Id`, and in the server's log.
    request_id: Uuid,
    /// What is there now, with `stale_revision`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    revision: Option<u32>,
    status: u16,
    title: &'static str,
    r#type: &'static str,
    /// Who saved what is there now, with `stale_revision`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    updated_by: Option<String>,
}

/// A question that would be answered otherwise.
#[derive(Serialize, ToSchema)]
#[schema(as = Change)]
pub struct ChangeBody {
    /// Who answers it now; a person, or buttons, without it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    from: Option<NamedBody>,
    /// `dangers`, `loses`, `takes` or `answers`.
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    language: Option<&'static str>,
    /// Personal details of an owner's question are masked.
    question: String,
    /// Who would answer it then.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    to: Option<NamedBody>,
}

/// An entry with its title.
#[derive(Serialize, ToSchema)]
#[schema(as = NamedEntry)]
pub struct NamedBody {
    id: String,
    title: String,
}

impl From<&Changed> for ChangeBody {
    fn from(changed: &Changed) -> ChangeBody {
        let Changed { kind, question, language, from, to } = changed.clone();
        let named = |Named { id, title }| NamedBody { id, title };
        ChangeBody { from: from.map(named), kind: kind.as_str(), language: language.map(Language::code), question, to: to.map(named) }
    }
}

/// What is wrong with an entry of the FAQ.
#[derive(Serialize, ToSchema)]
#[schema(as = EntryProblem)]
pub struct FaultBody {
    /// What the message names, as text, with `check`.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    #[schema(required = false)]
    args: BTreeMap<&'static str, String>,
    code: &'static str,
    /// Of a sheet, its letters; of an object, the field.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    column: Option<String>,
    /// The other entry, with `also_of`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    entry: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    field: Option<&'static str>,
    /// Of a file beside the entries, its path.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    file: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    language: Option<&'static str>,
    /// Of a file, the line or row from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    line: Option<usize>,
    /// For a person, in the language of `?language=` or `Accept-Language`.
    message: String,
    /// Which rule of files it breaks, with `check`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    rule: Option<&'static str>,
    /// `error` or `warning`.
    severity: &'static str,
    /// Of a workbook, the sheet.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    sheet: Option<String>,
}

/// What is wrong with an entry, in the reader's language.
pub fn said(app: &App, language: Language, fault: &Fault) -> FaultBody {
    let Fault { language: of, field, kind } = fault;
    let (limit, name, text) = match kind {
        FaultKind::TooLong(limit) | FaultKind::TooMany(limit) => (*limit, "", ""),
        FaultKind::Placeholder(name) | FaultKind::Unknown(name) | FaultKind::Needed(name) => (0, name.as_str(), ""),
        FaultKind::AlsoOf { text, entry } => (0, entry.as_str(), text.as_str()),
        FaultKind::Unfit(Unfit::Misnamed(media)) => (0, media.people_say(), ""),
        FaultKind::Unfit(unfit) => (unfit.limit(), "", ""),
        FaultKind::FilesFull(most) => (usize::try_from(most >> 20).unwrap_or(usize::MAX), "", ""),
        FaultKind::NoFile(name) => (0, name.as_str(), ""),
        FaultKind::Missing | FaultKind::Format | FaultKind::Taken | FaultKind::Past => (0, "", ""),
    };
    let args =
        Args::new().with("limit", limit).with("million", MAX_PIXELS / 1_000_000).with("name", name).with("kind", name).with("text", text);
    FaultBody {
        code: kind.as_str(),
        args: BTreeMap::new(),
        rule: None,
        column: None,
        entry: if let FaultKind::AlsoOf { entry, .. } = kind { Some(entry.clone()) } else { None },
        field: Some(*field),
        file: None,
        line: None,
        language: of.map(Language::code),
        message: app.catalog.text(language, kind.message(), &args),
        severity: if fault.is_warning() { "warning" } else { "error" },
        sheet: None,
    }
}

/// What is wrong with a field.
#[derive(Serialize, ToSchema)]
struct FieldError {
    code: &'static str,
    /// For a person.
    detail: String,
    field: String,
    /// Whose e-mail it is, when it is `taken` or `disabled`.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<Uuid>,
}

/// What is wrong with a field of a form, which was put into words where it was found.
fn of_form((field, detail): (&String, &String)) -> FieldError {
    FieldError { code: Code::Invalid.as_str(), detail: detail.clone(), field: field.clone(), id: None }
}

/// A problem in the reader's language, after the part of the file that it is within.
fn words_of_file(app: &App, language: Language, key: &str, args: &[(&'static str, String)]) -> String {
    let values = args.iter().fold(Args::new(), |values, (name, value)| values.with(name, value.as_str()));
    let words = app.catalog.text(language, key, &values);
    match args.iter().find(|(name, _)| *name == WITHIN) {
        Some((_, place)) => format!("[{place}] {words}"),
        None => words,
    }
}

/// What the check says of a file beside the entries.
pub fn said_of_file(app: &App, language: Language, problem: &faq::Problem) -> FaultBody {
    let faq::Problem { file, sheet, line, column, severity, message, key, args } = problem;
    FaultBody {
        code: "check",
        args: args.iter().cloned().collect(),
        rule: key.strip_prefix("faq-check-"),
        column: column.clone(),
        entry: None,
        field: None,
        file: Some(file.clone()),
        language: None,
        line: Some(*line),
        message: if key.is_empty() { message.clone() } else { words_of_file(app, language, key, args) },
        severity: if *severity == Severity::Error { "error" } else { "warning" },
        sheet: sheet.clone(),
    }
}

fn of_member(app: &App, language: Language, wrong: &Wrong) -> FieldError {
    let args = Args::new().with("limit", wrong.limit());
    let detail = app.catalog.text(language, &wrong.message(), &args);
    FieldError { code: wrong.fault.as_str(), detail, field: wrong.field.to_owned(), id: wrong.member }
}

fn of_record(app: &App, language: Language, field: &str, fault: &schema::Fault) -> FieldError {
    FieldError { code: fault.as_str(), detail: exchange::said(&app.catalog, language, fault), field: field.to_owned(), id: None }
}

impl Problem {
    /// What a bare refusal of axum or of a layer means; none when it is no refusal.
    pub fn of_status(status: StatusCode) -> Option<Problem> {
        let code = match status {
            StatusCode::NOT_FOUND => Code::NotFound,
            StatusCode::METHOD_NOT_ALLOWED => Code::MethodNotAllowed,
            // Too slow: the same may succeed later.
            StatusCode::REQUEST_TIMEOUT | StatusCode::SERVICE_UNAVAILABLE => Code::Busy,
            StatusCode::PAYLOAD_TOO_LARGE => return Some(Problem::too_large()),
            status if status.is_client_error() => Code::BadRequest,
            status if status.is_server_error() => Code::Internal,
            _ => return None,
        };
        Some(code.into())
    }

    /// A body over the limit.
    pub fn too_large() -> Problem {
        Error { message: Some("error-body-too-large"), ..Error::new(Code::TooLarge) }.into()
    }

    fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    /// Writes the body into the response that stands for this problem; what else it has (headers) stays.
    pub fn write(&self, response: &mut Response, app: &App, language: Language, request: Uuid) {
        let status = response.status();
        let (mut errors, mut problems, mut newer): (Vec<FieldError>, Vec<FaultBody>, _) = (Vec::new(), Vec::new(), None);
        let mut changes = Vec::new();
        match &self.more {
            More::Nothing => errors = self.error.fields.iter().map(of_form).collect(),
            More::Fields(wrong) => errors = wrong.iter().map(|wrong| of_member(app, language, wrong)).collect(),
            More::Record(faults) => errors = faults.iter().map(|(field, fault)| of_record(app, language, field, fault)).collect(),
            More::Faults(faults) => problems = faults.iter().map(|fault| said(app, language, fault)).collect(),
            More::Lines(lines) => problems = lines.iter().map(|line| said_of_file(app, language, line)).collect(),
            More::Changes(changed) => changes = changed.iter().map(ChangeBody::from).collect(),
            More::Newer(there) => newer = Some(there),
        }
        let body = ProblemBody {
            changes,
            code: self.error.code.as_str(),
            detail: app.catalog.refusal(language, &self.error),
            errors,
            problems,
            request_id: request,
            revision: newer.map(|newer| newer.0),
            status: status.as_u16(),
            title: status.canonical_reason().unwrap_or("Error"),
            r#type: "about:blank",
            updated_by: newer.map(|newer| newer.1.clone()),
        };
        *response.body_mut() = serde_json::to_string(&body).map_or_else(|_| Body::empty(), Body::from);
        let headers = response.headers_mut();
        headers.remove(header::CONTENT_LENGTH);
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(seconds) = self.error.after_ms.map(|ms| ms.div_ceil(1_000)) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
    }
}

/// A handler that panicked. The panic itself is in the log, with the request's id; nothing of it goes out.
pub fn of_panic(panic: Box<dyn Any + Send + 'static>) -> Response {
    let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
    tracing::error!(panic = text.unwrap_or("not a text"), "a handler panicked");
    Problem::from(Code::Internal).into_response()
}

impl From<Error> for Problem {
    fn from(error: Error) -> Problem {
        Problem { error, more: More::Nothing }
    }
}

impl From<Code> for Problem {
    fn from(code: Code) -> Problem {
        Error::new(code).into()
    }
}

impl From<store::Error> for Problem {
    fn from(error: store::Error) -> Problem {
        Error::from(error).into()
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Problem {
        match refused {
            Refused::Error(error) => error.into(),
            Refused::Invalid(fields) => Problem { more: More::Fields(fields), ..Code::Invalid.into() },
        }
    }
}

impl From<records::Refused> for Problem {
    fn from(refused: records::Refused) -> Problem {
        match refused {
            records::Refused::Error(error) => error.into(),
            records::Refused::Invalid(faults) => Problem { more: More::Record(faults), ..Code::Invalid.into() },
        }
    }
}

impl From<studio::Refused> for Problem {
    fn from(refused: studio::Refused) -> Problem {
        match refused {
            studio::Refused::Error(error) => error.into(),
            studio::Refused::Invalid(faults) => Problem { more: More::Faults(faults), ..Code::Invalid.into() },
            studio::Refused::Broken(lines) => Problem { more: More::Lines(lines), ..Code::Invalid.into() },
            studio::Refused::Gate(changes) => Problem { more: More::Changes(changes), ..Code::Gate.into() },
            studio::Refused::Stale { revision, by } => {
                Problem { more: More::Newer(Box::new((revision, by))), ..Code::StaleRevision.into() }
            }
        }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bare_refusals_have_a_code() {
        for (status, code) in [
            (200, None),
            (101, None),
            (304, None),
            (404, Some(Code::NotFound)),
            (405, Some(Code::MethodNotAllowed)),
            (408, Some(Code::Busy)),
            (413, Some(Code::TooLarge)),
            (415, Some(Code::BadRequest)),
            (426, Some(Code::BadRequest)),
            (500, Some(Code::Internal)),
            (503, Some(Code::Busy)),
        ] {
            let problem = StatusCode::from_u16(status).ok().and_then(Problem::of_status);
            assert_eq!(problem.map(|problem| problem.error.code), code, "{status}");
        }
    }

    #[test]
    fn a_panic_is_a_problem_and_tells_nothing() {
        let response = of_panic(Box::new("secret of the house"));
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let problem = response.extensions().get::<Problem>().expect("a problem for the envelope");
        assert_eq!(problem.error, Error::new(Code::Internal));
    }
}
