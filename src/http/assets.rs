//! The files of the pages, embedded, under a path that holds their version: cached for ever, and never stale.

use crate::http::Web;
use crate::i18n::Catalog;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

/// `src/web`: pages, and `assets/` beside them. Read from disk in a debug build.
#[derive(RustEmbed)]
#[folder = "src/web"]
pub struct Files;

/// Files of `locales/<tag>/` that pages load.
const PAGE_TEXTS: [&str; 9] =
    ["chat.ftl", "desk.ftl", "home.ftl", "admin.ftl", "audit.ftl", "studio.ftl", "record.ftl", "records.ftl", "requests.ftl"];

/// The version of all files.
#[derive(Debug, Clone)]
pub struct Assets {
    pub version: String,
}

impl Assets {
    /// Hashes every file of the pages and their texts, so that any change makes new addresses.
    pub fn new(catalog: &Catalog) -> Assets {
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
        let version = hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect();
        Assets { version }
    }

    /// What `{{assets}}` stands for.
    pub fn base(&self) -> String {
        format!("/assets/{}", self.version)
    }
}

/// A page or script of `src/web`, as text.
pub fn text(path: &str) -> Option<String> {
    Files::get(path).and_then(|file| String::from_utf8(file.data.into_owned()).ok())
}

/// `/assets/<version>/<path>`: a file of `src/web/assets`, or a text of `locales` below `locales/`.
pub async fn serve(State(web): State<Web>, Path((version, path)): Path<(String, String)>) -> Response {
    let body = match path.strip_prefix("locales/") {
        Some(path) => path
            .split_once('/')
            .filter(|(_, file)| PAGE_TEXTS.contains(file))
            .and_then(|(language, file)| web.app.catalog.ftl(language, file))
            .map(|text| text.as_bytes().to_vec()),
        None => Files::get(&format!("assets/{path}")).map(|file| file.data.into_owned()),
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
