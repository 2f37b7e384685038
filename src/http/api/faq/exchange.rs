//! `/api/v1/faq/import` and `/api/v1/faq/export`: files of other programs.

use super::editor;
use crate::error::Code;
use crate::faq::exchange::{Assignment, Change as Line, Difference, Field, Format, MAX_IMPORT, Mapping};
use crate::faq::translation::Change;
use crate::http::Web;
use crate::http::api::json;
use crate::http::extract::{Caller, File, Staff};
use crate::http::openapi::{self, Answer, Operation, Parameter, binary, shape};
use crate::http::problem::{FaultBody, Problem, said_of_file};
use crate::language::Language;
use crate::studio::Refused;
use crate::studio::exchange::{ImportRequest, Imported};
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa::openapi::schema::Schema;

/// Longest name of a file, in bytes.
const MAX_NAME: usize = 255;
/// Longest mapping, in bytes.
const MAX_MAPPING: usize = 8 * 1024;

pub const IMPORT: Operation = Operation {
    id: "importEntries",
    summary: "Make drafts of the entries of a file (CSV, TSV, XLSX, ODS, JSON, Chatwoot, Zendesk, Rasa): of all, or with any mistake of none",
    parameters: &[
        Parameter::Query("name", "The file's name. Without it the bytes alone say what it is."),
        Parameter::Query("dry_run", "`true`: only say what it would do, with all mistakes."),
        Parameter::Query("language", "Of texts that tell none."),
        Parameter::Query("category", "Of new entries that tell none."),
        Parameter::Query("mapping", "What columns say, where it is not guessed: `title.bn=Question,answer.bn=C,ignore=Notes`."),
        Parameter::Query("change", "What the texts mean for languages that the file does not change: `wording`, `meaning` or `wrong`."),
    ],
    body: Some(binary("application/octet-stream")),
    answer: Answer { status: 200, body: Some(shape::<ImportBody>()), headers: &[] },
    refusals: &[Code::Invalid, Code::BadRequest],
};
pub const EXPORT: Operation = Operation {
    id: "exportEntries",
    summary: "What is published, as a file: an import of it changes nothing",
    parameters: &[Parameter::Query("format", "`csv`, `xlsx` or `json`: the entries. `toml`, as without it: all files, in a zip archive.")],
    body: None,
    answer: Answer { status: 200, body: Some(binary("application/zip")), headers: &["Content-Disposition"] },
    refusals: &[Code::BadRequest],
};

/// What a file says, and what became of it.
#[derive(Serialize, ToSchema)]
#[schema(as = Import)]
pub struct ImportBody {
    /// What it does to each entry.
    changes: Vec<LineBody>,
    /// How each sheet was read.
    mappings: Vec<MappingBody>,
    problems: Vec<FaultBody>,
    /// By entry. Empty after a trial.
    results: Vec<ResultBody>,
}

/// What an import does to an entry.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportedEntry)]
pub struct LineBody {
    category: String,
    #[schema(schema_with = differences)]
    change: &'static str,
    id: String,
    /// Those whose texts are new or different.
    languages: Vec<&'static str>,
}

/// How a sheet was read.
#[derive(Serialize, ToSchema)]
#[schema(as = SheetMapping)]
pub struct MappingBody {
    columns: Vec<ColumnBody>,
    /// The row of the headers, from 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    header: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    sheet: Option<String>,
}

/// What is made of a column.
#[derive(Serialize, ToSchema)]
#[schema(as = SheetColumn)]
pub struct ColumnBody {
    /// Its letters.
    column: String,
    /// What it says; none where it is passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    field: Option<&'static str>,
    header: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    language: Option<&'static str>,
}

/// What came of one entry.
#[derive(Serialize, ToSchema)]
#[schema(as = ImportResult)]
pub struct ResultBody {
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    code: Option<&'static str>,
    id: String,
    ok: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    revision: Option<u32>,
}

fn differences() -> Schema {
    openapi::one_of(["new", "changed", "same"])
}

#[derive(Deserialize)]
pub struct ImportQuery {
    #[serde(default)]
    name: String,
    #[serde(default)]
    dry_run: bool,
    language: Option<Language>,
    category: Option<String>,
    #[serde(default)]
    mapping: String,
    #[serde(default)]
    change: Change,
}

#[derive(Deserialize)]
pub struct ExportQuery {
    format: Option<String>,
}

impl From<Line> for LineBody {
    fn from(Line { id, category, difference, languages }: Line) -> LineBody {
        let change = match difference {
            Difference::New => "new",
            Difference::Changed => "changed",
            Difference::Same => "same",
        };
        LineBody { category, change, id, languages: languages.into_iter().map(Language::code).collect() }
    }
}

impl From<Mapping> for MappingBody {
    fn from(mapping: Mapping) -> MappingBody {
        let columns = mapping.columns.into_iter().map(|column| ColumnBody {
            column: column.column,
            field: column.field.map(Field::name),
            header: column.header,
            language: column.language.map(Language::code),
        });
        MappingBody { columns: columns.collect(), header: mapping.header, sheet: mapping.sheet }
    }
}

/// `POST /api/v1/faq/import`.
pub async fn import(
    State(web): State<Web>,
    caller: Caller,
    staff: Staff,
    query: Result<Query<ImportQuery>, QueryRejection>,
    File(bytes): File<MAX_IMPORT>,
) -> Result<Response, Problem> {
    let Query(ImportQuery { name, dry_run, language, category, mapping, change }) = query.map_err(|_| Code::BadRequest)?;
    if name.len() > MAX_NAME || mapping.len() > MAX_MAPPING {
        return Err(Code::BadRequest.into());
    }
    let mapping = Assignment::parse_all(&mapping).map_err(|_| Code::BadRequest)?;
    let name = if name.is_empty() { "file".to_owned() } else { name };
    let request = ImportRequest { name, bytes: bytes.into(), language, category, mapping, change, trial: dry_run };
    let Imported { read, saved } = web.app.studio.import(editor(&staff), request).await?;
    let results = saved.into_iter().map(|(id, result)| ResultBody {
        code: result.as_ref().err().map(Refused::code).map(Code::as_str),
        id,
        ok: result.is_ok(),
        revision: result.ok(),
    });
    Ok(json(&ImportBody {
        changes: read.changes.into_iter().map(LineBody::from).collect(),
        mappings: read.mappings.into_iter().map(MappingBody::from).collect(),
        problems: read.problems.iter().map(|problem| said_of_file(&web.app, caller.language, problem)).collect(),
        results: results.collect(),
    }))
}

/// `GET /api/v1/faq/export`.
pub async fn export(State(web): State<Web>, staff: Staff, query: Result<Query<ExportQuery>, QueryRejection>) -> Result<Response, Problem> {
    let Query(ExportQuery { format }) = query.map_err(|_| Code::BadRequest)?;
    let format = match format.as_deref() {
        None | Some("toml") => None,
        Some(name) => Some(Format::parse(name).ok_or(Code::BadRequest)?),
    };
    let bytes = web.app.studio.export(editor(&staff), format).await?;
    let (media, disposition) = match format {
        None => ("application/zip", "attachment; filename=\"faq.zip\""),
        Some(format @ Format::Csv) => (format.media_type(), "attachment; filename=\"faq.csv\""),
        Some(format @ Format::Xlsx) => (format.media_type(), "attachment; filename=\"faq.xlsx\""),
        Some(format @ Format::Json) => (format.media_type(), "attachment; filename=\"faq.json\""),
    };
    let mut response = bytes.into_response();
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(media));
    response.headers_mut().insert(header::CONTENT_DISPOSITION, HeaderValue::from_static(disposition));
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}
