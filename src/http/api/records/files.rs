//! `/api/v1/records`: what kinds there are, and CSV in and out.

use super::by;
use crate::aftersales::schema::{Field, RecordKind, Type, fields};
use crate::error::Code;
use crate::faq::exchange::sheet::letters;
use crate::http::Web;
use crate::http::api::json;
use crate::http::extract::{Caller, File, Staff};
use crate::http::openapi::{Answer, Operation, Parameter, binary, shape};
use crate::http::problem::Problem;
use crate::language::Language;
use crate::records::exchange::{Imported, said};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Path, Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// Largest file over HTTP, in bytes; a larger one is the command line's affair.
const MAX_FILE: usize = 16 << 20;

pub const KINDS: Operation = Operation {
    id: "listRecordKinds",
    summary: "The kinds of records: how many there are, and their fields",
    parameters: &[],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<Kinds>()), headers: &[] },
    refusals: &[],
};
pub const IMPORT: Operation = Operation {
    id: "importRecords",
    summary: "Store the records of a CSV file: all, or with any mistake none",
    parameters: &[Parameter::Query("dry_run", "`true`: only say what it would do, with all mistakes.")],
    body: Some(binary("text/csv")),
    answer: Answer { status: 200, body: Some(shape::<RecordImport>()), headers: &[] },
    refusals: &[Code::StaleRevision],
};
pub const EXPORT: Operation = Operation {
    id: "exportRecords",
    summary: "All records of a kind as CSV: an import of it changes nothing",
    parameters: &[],
    body: None,
    answer: Answer { status: 200, body: Some(binary("text/csv; charset=utf-8")), headers: &["Content-Disposition"] },
    refusals: &[],
};

/// The kinds of records.
#[derive(Serialize, ToSchema)]
#[schema(as = RecordKinds)]
pub struct Kinds {
    items: Vec<KindBody>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = RecordKind)]
struct KindBody {
    count: u64,
    fields: Vec<FieldBody>,
    /// As in paths.
    kind: &'static str,
}

#[derive(Serialize, ToSchema)]
#[schema(as = RecordField)]
struct FieldBody {
    /// What may be chosen, for a `choice`, a `language` and a `market`.
    choices: Vec<String>,
    /// Several values, each once.
    list: bool,
    name: &'static str,
    /// The kind of the record that it names, as in paths.
    #[schema(required = true)]
    record: Option<&'static str>,
    required: bool,
    /// One text for each language.
    texts: bool,
    /// `line`, `name`, `vin`, `number`, `degrees`, `currency`, `day`, `instant`, `phone`, `email`, `flag`, `choice`, `language`,
    /// `market`, `zone`, `texts`, `record`, `opening`, `service`, `holidays` or `range`; of a list, its values'.
    r#type: &'static str,
}

impl FieldBody {
    fn of(field: &Field, markets: &[String]) -> FieldBody {
        let (list, of) = match field.of {
            Type::List(inner) => (true, *inner),
            of => (false, of),
        };
        let choices = match of {
            Type::Choice(names) => names.iter().map(|name| (*name).to_owned()).collect(),
            Type::Language => Language::ALL.map(|language| language.code().to_owned()).to_vec(),
            Type::Market => markets.to_vec(),
            _ => Vec::new(),
        };
        let record = if let Type::Of(kind) = of { Some(kind.plural()) } else { None };
        let texts = matches!(of, Type::Texts(_));
        FieldBody { choices, list, name: field.name, record, required: field.required, texts, r#type: of.as_str() }
    }
}

/// What a file says, and what became of it.
#[derive(Serialize, ToSchema)]
pub struct RecordImport {
    added: usize,
    changed: usize,
    /// With any, nothing was stored.
    mistakes: Vec<MistakeBody>,
    /// Mistakes that are not listed.
    more: usize,
    /// The first rows, and what becomes of them.
    rows: Vec<RowBody>,
    /// False after a trial, and with mistakes.
    stored: bool,
    unchanged: usize,
}

/// A mistake in a file.
#[derive(Serialize, ToSchema)]
#[schema(as = RecordMistake)]
struct MistakeBody {
    code: &'static str,
    /// Its letters; null where the row as a whole is meant.
    #[schema(required = true)]
    column: Option<String>,
    /// For a person.
    detail: String,
    #[schema(required = true)]
    header: Option<String>,
    /// From 1, the headers' too.
    line: usize,
}

#[derive(Serialize, ToSchema)]
#[schema(as = RecordRow)]
struct RowBody {
    change: &'static str,
    id: String,
    line: usize,
}

#[derive(Deserialize)]
pub struct ImportQuery {
    #[serde(default)]
    dry_run: bool,
}

/// `GET /api/v1/records`.
pub async fn kinds(State(web): State<Web>) -> Result<Response, Problem> {
    let mut items = Vec::new();
    for kind in RecordKind::ALL {
        let of = |field: &Field| FieldBody::of(field, web.app.records.markets());
        items.push(KindBody {
            count: web.app.records.count(kind).await?,
            fields: fields(kind).iter().map(of).collect(),
            kind: kind.plural(),
        });
    }
    Ok(json(&Kinds { items }))
}

/// `POST /api/v1/records/{kind}/import`.
pub async fn import(
    State(web): State<Web>,
    staff: Staff,
    path: Path<String>,
    caller: Caller,
    query: Result<Query<ImportQuery>, QueryRejection>,
    File(bytes): File<MAX_FILE>,
) -> Result<Response, Problem> {
    let kind = RecordKind::parse(&path.0).ok_or(Code::NotFound)?;
    let Query(ImportQuery { dry_run }) = query.map_err(|_| Code::BadRequest)?;
    let Imported { added, changed, unchanged, mistakes, more, rows } = web.app.records.by(by(&staff)).import(kind, &bytes, dry_run).await?;
    let stored = !dry_run && mistakes.is_empty();
    let told = mistakes.into_iter().map(|mistake| MistakeBody {
        code: mistake.fault.as_str(),
        detail: said(&web.app.catalog, caller.language, &mistake.fault),
        column: mistake.column.as_ref().map(|(at, _)| letters(*at)),
        header: mistake.column.map(|(_, header)| header),
        line: mistake.line,
    });
    let rows = rows.into_iter().map(|(line, id, change)| RowBody { change: change.as_str(), id, line });
    Ok(json(&RecordImport { added, changed, mistakes: told.collect(), more, rows: rows.collect(), stored, unchanged }))
}

/// `GET /api/v1/records/{kind}/export`.
pub async fn export(State(web): State<Web>, staff: Staff, path: Path<String>) -> Result<Response, Problem> {
    let kind = RecordKind::parse(&path.0).ok_or(Code::NotFound)?;
    // Before it leaves: who takes all owners' addresses along is known.
    web.app.records.by(by(&staff)).note_export(kind).await?;
    let mut response = web.app.records.export(kind).await?.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/csv; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    if let Ok(name) = HeaderValue::from_str(&format!("attachment; filename=\"{}.csv\"", kind.plural())) {
        headers.insert(header::CONTENT_DISPOSITION, name);
    }
    Ok(response)
}
