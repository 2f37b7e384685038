//! `/api/v1/settings`: what editors set of the house: phones, hours, holidays, and the first words of the chat.

use super::faq::editor;
use super::json;
use crate::config::content::{From, Texts};
use crate::error::Code;
use crate::http::Web;
use crate::http::extract::{MaybeMatch, On, ReadAtMost, Staff};
use crate::http::openapi::{self, Answer, Operation, Parameter, shape};
use crate::http::problem::Problem;
use crate::language::Language;
use crate::studio::settings::{Setting, Settings, SettingsSave};
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::Response;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use utoipa::ToSchema;
use utoipa::openapi::schema::Schema;

/// Largest body, in bytes: a thousand values of some length.
const MAX_SETTINGS: usize = 256 * 1024;

pub const SHOW: Operation = Operation {
    id: "showSettings",
    summary: "Phones, hours, holidays and first words as they hold, and who set them",
    parameters: &[],
    body: None,
    answer: Answer { status: 200, body: Some(shape::<SettingsBody>()), headers: &["ETag"] },
    refusals: &[],
};
pub const SAVE: Operation = Operation {
    id: "saveSettings",
    summary: "Set all that editors set: it holds from then on. The first save needs no `If-Match`, or \"0\"",
    parameters: &[Parameter::OrNew],
    body: Some(shape::<SettingsInput>()),
    answer: Answer { status: 200, body: Some(shape::<SettingsBody>()), headers: &["ETag"] },
    // A revision of what was never saved is `not_found`.
    refusals: &[Code::Invalid, Code::NotFound],
};

/// What holds.
#[derive(Serialize, ToSchema)]
#[schema(as = Settings)]
pub struct SettingsBody {
    items: Vec<SettingBody>,
    markets: Vec<String>,
    /// Grows with every save; stands in the `ETag`. 0: nothing was ever set here.
    revision: u32,
    /// By the code of a language; empty: the program's own words.
    texts: BTreeMap<&'static str, TextsBody>,
}

/// One key.
#[derive(Serialize, ToSchema)]
#[schema(as = Setting)]
pub struct SettingBody {
    /// `default`: the program's; `editor`: set here; `operator`: set in the configuration or the environment, where it stays.
    #[schema(schema_with = sources)]
    from: &'static str,
    /// Such as `company.name` or `markets.bd.hours`.
    key: String,
    /// A text or a list; without it what is common holds.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    value: Option<serde_json::Value>,
}

/// Words of the chat in one language.
#[derive(Serialize, Deserialize, ToSchema, Default)]
#[schema(as = ChatTexts)]
#[serde(deny_unknown_fields, default)]
pub struct TextsBody {
    /// While no technician is there by the hours.
    closed: String,
    /// Above an empty chat; `{company}` stands for the company's name.
    greeting: String,
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SettingsInput {
    note: Option<String>,
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, TextsBody>)]
    texts: BTreeMap<Language, TextsBody>,
    /// By key, as they are shown: what is not there is not set here.
    #[serde(default)]
    #[schema(value_type = BTreeMap<String, serde_json::Value>)]
    values: BTreeMap<String, toml::Value>,
}

fn sources() -> Schema {
    openapi::one_of(["default", "editor", "operator"])
}

impl std::convert::From<Setting> for SettingBody {
    fn from(setting: Setting) -> SettingBody {
        let from = match setting.from {
            From::Default => "default",
            From::Editor => "editor",
            From::Operator => "operator",
        };
        SettingBody { from, key: setting.key, value: setting.value.and_then(|value| serde_json::to_value(value).ok()) }
    }
}

fn shown(settings: Settings) -> Response {
    let Settings { revision, items, texts, markets } = settings;
    let text = |(language, Texts { greeting, closed }): (Language, Texts)| (language.code(), TextsBody { closed, greeting });
    let items = items.into_iter().map(SettingBody::from).collect();
    let mut response = json(&SettingsBody { items, markets, revision, texts: texts.into_iter().map(text).collect() });
    let tag = HeaderValue::from_str(&format!("\"{revision}\"")).unwrap_or(HeaderValue::from_static("\"0\""));
    response.headers_mut().insert(header::ETAG, tag);
    response
}

/// `GET /api/v1/settings`.
pub async fn show(State(web): State<Web>, staff: Staff) -> Result<Response, Problem> {
    Ok(shown(web.app.studio.settings(editor(&staff)).await?))
}

/// `PUT /api/v1/settings`.
pub async fn save(
    State(web): State<Web>,
    staff: Staff,
    MaybeMatch(on): MaybeMatch,
    ReadAtMost(input): ReadAtMost<SettingsInput, MAX_SETTINGS>,
) -> Result<Response, Problem> {
    let on = match on {
        Some(On::Revision(revision)) => Some(revision),
        Some(On::Nothing) => None,
        None if web.app.studio.has_settings(editor(&staff)).await? => return Err(Code::PreconditionRequired.into()),
        None => None,
    };
    let SettingsInput { note, texts, values } = input;
    let text = |(language, TextsBody { closed, greeting }): (Language, TextsBody)| {
        (language, Texts { greeting: greeting.trim().to_owned(), closed: closed.trim().to_owned() })
    };
    let save = SettingsSave { on, values, texts: texts.into_iter().map(text).collect(), note };
    Ok(shown(web.app.studio.save_settings(editor(&staff), save).await?))
}
