//! The files of the pages, embedded, under a path that holds their version: cached for ever, and never stale. The chat's are joined and
//! shrunk (below `joined/`): its owner may wait for them on a phone.

mod join;
mod shrink;

use crate::http::Web;
use crate::i18n::Catalog;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// `src/web`: pages, and `assets/` beside them. Read from disk in a debug build.
#[derive(RustEmbed)]
#[folder = "src/web"]
pub struct Files;

/// Files of `locales/<tag>/` that pages load.
const PAGE_TEXTS: [&str; 10] =
    ["chat.ftl", "desk.ftl", "files.ftl", "home.ftl", "admin.ftl", "audit.ftl", "studio.ftl", "record.ftl", "records.ftl", "requests.ftl"];

/// The file whose messages go as JSON, to a page without Fluent.
const CHAT_TEXTS: &str = "chat.ftl";
/// The file whose messages come with `chat/files.js`: all of it as `files.json`.
const FILE_TEXTS: &str = "files.ftl";
/// Messages of that file that another script has.
const LOADER_TEXTS: &str = "loader-";
/// Messages of what the chat loads later (`chat/deeds.js`, `chat/menu.js`): `chat-later.json`; all others are `chat.json`.
const LATER_TEXTS: [&str; 7] = ["chat-closed-", "chat-form-", "chat-menu-", "chat-nobody-", "chat-rate-", "chat-request-", "chat-wait-"];
/// What the chat's page loads first.
const CHAT: &str = "chat/main.js";
/// The chat's styles by name below `joined/`, each from others in this order: what it loads first, and what comes with
/// `chat/deeds.js` and `chat/files.js`.
const CHAT_STYLES: [(&str, &[&str]); 3] = [
    ("chat.css", &["shared/tokens.css", "chat/chat.css"]),
    ("chat-deeds.css", &["chat/deeds.css"]),
    ("chat-files.css", &["shared/files.css"]),
];

/// The version of all files, and those that are made from others.
#[derive(Debug, Clone)]
pub struct Assets {
    pub version: String,
    /// By name below `joined/`.
    joined: BTreeMap<String, String>,
}

impl Assets {
    /// Hashes every file of the pages and their texts, so that any change makes new addresses. The error names a script that
    /// can't be joined, or a text that can't be sent without Fluent.
    pub fn new(catalog: &Catalog) -> anyhow::Result<Assets> {
        let mut hash = Sha256::new();
        for path in Files::iter() {
            if let Some(file) = Files::get(&path) {
                hash.update(path.as_bytes());
                hash.update(file.metadata.sha256_hash());
            }
        }
        for language in catalog.languages() {
            for file in PAGE_TEXTS {
                hash.update(catalog.ftl(&language.to_string(), file).unwrap_or_default());
            }
        }
        for language in catalog.languages() {
            for file in ["chat.json", "files.json"] {
                compact(catalog, &language.to_string(), file).transpose().map_err(|what| anyhow::anyhow!("locales/{language}: {what}"))?;
            }
        }
        let version = hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        Ok(Assets { version, joined: joined().map_err(|what| anyhow::anyhow!("src/web/assets/{what}"))? })
    }

    /// A file that is made from others. In a debug build the sources are read again, so that an edit shows.
    fn joined(&self, name: &str) -> Option<String> {
        if cfg!(debug_assertions) {
            return joined().inspect_err(|what| tracing::error!("src/web/assets/{what}")).ok()?.remove(name);
        }
        self.joined.get(name).cloned()
    }

    /// What `{{assets}}` stands for.
    pub fn base(&self) -> String {
        format!("/assets/{}", self.version)
    }
}

/// The chat's files that are made from others, by name.
fn joined() -> Result<BTreeMap<String, String>, String> {
    let mut files = join::script(CHAT, |path| text(&format!("assets/{path}")))?;
    for (name, parts) in CHAT_STYLES {
        let styles = parts.iter().filter_map(|path| text(&format!("assets/{path}"))).map(|style| shrink::style(&style)).collect();
        files.insert(name.to_owned(), styles);
    }
    Ok(files)
}

/// A file of a language's messages as JSON, where a page asks for it that way.
fn compact(catalog: &Catalog, language: &str, file: &str) -> Option<Result<String, String>> {
    let is_later = |key: &str| LATER_TEXTS.iter().any(|start| key.starts_with(start));
    match file {
        "chat.json" => catalog.compact(language, CHAT_TEXTS, |key| !key.starts_with(LOADER_TEXTS) && !is_later(key)),
        "chat-later.json" => catalog.compact(language, CHAT_TEXTS, is_later),
        "files.json" => catalog.compact(language, FILE_TEXTS, |_| true),
        _ => None,
    }
}

/// A script of `src/web` without what only its authors read.
pub fn shrunk(path: &str) -> Option<String> {
    text(path).map(|script| shrink::script(&script))
}

/// A page or script of `src/web`, as text.
pub fn text(path: &str) -> Option<String> {
    Files::get(path).and_then(|file| String::from_utf8(file.data.into_owned()).ok())
}

/// A text of `locales`, as it lies there or as JSON.
fn page_text(catalog: &Catalog, path: &str) -> Option<String> {
    let (language, file) = path.split_once('/')?;
    if let Some(messages) = compact(catalog, language, file) {
        return messages.ok();
    }
    catalog.ftl(language, Some(file).filter(|file| PAGE_TEXTS.contains(file))?).map(str::to_owned)
}

/// `/assets/<version>/<path>`: a file of `src/web/assets`, one that is made from several below `joined/`, or a text of `locales` below
/// `locales/`.
pub async fn serve(State(web): State<Web>, Path((version, path)): Path<(String, String)>) -> Response {
    let body = match path.split_once('/') {
        Some(("locales", path)) => page_text(&web.app.catalog, path).map(String::into_bytes),
        Some(("joined", name)) => web.assets.joined(name).map(String::into_bytes),
        _ => Files::get(&format!("assets/{path}")).map(|file| file.data.into_owned()),
    };
    let Some(body) = body else { return StatusCode::NOT_FOUND.into_response() };
    // An older page may ask under its own version: it is served, but not to be kept.
    let cache = if version == web.assets.version { "public, max-age=31536000, immutable" } else { "no-cache" };
    let mut response = body.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(content_type(&path)));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static(cache));
    response
}

fn content_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map(|(_, ending)| ending) {
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("json") => "application/json",
        _ => "text/plain; charset=utf-8",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_texts_that_pages_ask_for_are_served() {
        let mut asked = 0;
        for path in Files::iter().filter(|path| path.ends_with("/main.js")) {
            let script = text(&path).expect("a script");
            for file in script.split('\'').filter(|word| word.ends_with(".ftl")) {
                assert!(PAGE_TEXTS.contains(&file), "{path} asks for {file}");
                asked += 1;
            }
        }
        assert!(asked >= PAGE_TEXTS.len(), "{asked}");
    }
}
