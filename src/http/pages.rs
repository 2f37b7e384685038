//! The pages: templates of `src/web` with the texts of the reader's language, under a strict policy.

use crate::config::site::Site;
use crate::faq::exchange::{MAX_IMPORT, MOST_ROWS};
use crate::http::template::{self, LOADER_TEXTS, Name};
use crate::http::{PERMISSIONS_POLICY, Web, assets};
use crate::i18n::{Args, negotiate};
use crate::language::Language;
use crate::studio::exchange::MAX_IMPORTED;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Map, Value};

/// Messages that the loader needs before the chat is open.
const LOADER_PREFIX: &str = "loader-";
/// Beside the languages, what sites say for themselves stands under this name, which is none of a language.
const SITES: &str = "@";

/// `/`: a demo site with the widget on it.
pub async fn home(State(web): State<Web>, request: Request) -> Response {
    page(&web, "home.html", &request, "'none'")
}

/// `/chat`: the chat as a page, and as the loader's frame on our own and configured sites.
pub async fn chat(State(web): State<Web>, request: Request) -> Response {
    let sites = web.origins.sites().iter().fold(String::from("'self'"), |list, site| list + " " + site);
    let mut response = page(&web, "chat.html", &request, &sites);
    // Owners record voice messages here; the browser still asks them.
    response.headers_mut().insert(PERMISSIONS_POLICY, HeaderValue::from_static("camera=(), microphone=(self), geolocation=()"));
    response
}

/// `/desk`: the technicians' console.
pub async fn desk(State(web): State<Web>, request: Request) -> Response {
    page(&web, "desk.html", &request, "'none'")
}

/// `/admin`: the staff list.
pub async fn admin(State(web): State<Web>, request: Request) -> Response {
    page(&web, "admin.html", &request, "'none'")
}

/// `/studio`: where editors write the FAQ.
pub async fn studio(State(web): State<Web>, request: Request) -> Response {
    page(&web, "studio.html", &request, "'none'")
}

/// `/password`: where somebody sets a password by a link, whose secret stands behind the `#` and never comes here.
pub async fn password(State(web): State<Web>, request: Request) -> Response {
    page(&web, "password.html", &request, "'none'")
}

/// `/widget.js`: the loader for sites.
pub async fn loader(State(web): State<Web>) -> Response {
    let Some(script) = assets::shrunk("widget.js") else { return StatusCode::NOT_FOUND.into_response() };
    let mut texts = Map::new();
    for language in web.app.languages().iter() {
        let messages = web.app.catalog.family(language, LOADER_PREFIX).into_iter().map(|(key, text)| (key, Value::from(text)));
        texts.insert(language.code().to_owned(), Value::Object(messages.collect()));
    }
    let own = |site: &Site| {
        (site.origin.clone(), site.options().map(|(name, value)| (name.to_owned(), Value::from(value))).collect::<Map<_, _>>())
    };
    let sites = web.app.config.widget.sites.iter().map(own).filter(|(_, options)| !options.is_empty());
    let sites: Map<String, Value> = sites.map(|(origin, options)| (origin, Value::Object(options))).collect();
    if !sites.is_empty() {
        texts.insert(SITES.to_owned(), Value::Object(sites));
    }
    // What ends a line or a script in JavaScript but not in JSON.
    let texts = Value::Object(texts).to_string().replace('<', "\\u003c").replace('\u{2028}', "\\u2028").replace('\u{2029}', "\\u2029");
    let script = script.replace(LOADER_TEXTS, &texts);
    let mut response = script.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/javascript; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("public, max-age=300"));
    headers.insert("cross-origin-resource-policy", HeaderValue::from_static("cross-origin"));
    response
}

/// The first value of a query that begins with `name`.
fn query<'u>(uri: &'u Uri, name: &str) -> Option<&'u str> {
    uri.query()?.split('&').find_map(|pair| pair.strip_prefix(name))
}

/// The reader's language, of those in use: `?language=`, else what the browser asks for.
pub fn language_of(web: &Web, uri: &Uri, headers: &HeaderMap) -> Language {
    let header = || headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let negotiated = || negotiate(header(), &web.app.languages().iter().collect::<Vec<_>>());
    asked_language(web, uri).unwrap_or_else(negotiated)
}

/// The language that an address names, or the nearest of those in use; none where it names none.
pub fn asked_language(web: &Web, uri: &Uri) -> Option<Language> {
    let asked = query(uri, "language=").and_then(Language::parse);
    asked.map(|asked| web.app.languages().nearest(asked))
}

fn page(web: &Web, file: &str, request: &Request, frame_ancestors: &str) -> Response {
    let language = language_of(web, request.uri(), request.headers());
    let Some(template) = assets::text(file) else { return StatusCode::NOT_FOUND.into_response() };
    let policy = format!(
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; font-src 'self'; connect-src 'self' {}; \
         frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {frame_ancestors}; require-trusted-types-for 'script'; \
         trusted-types 'none'",
        web.origins.own_sockets().join(" ")
    );
    let page = match fill(web, &template, language, query(request.uri(), "market=")) {
        Ok(page) => page,
        Err(what) => {
            tracing::error!(file, "nothing stands for {what}");
            return StatusCode::INTERNAL_SERVER_ERROR.into_response();
        }
    };
    let mut response = page.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    response
}

/// Markup for each language in use, from its code and its escaped name in itself.
fn each_language(web: &Web, markup: impl Fn(&str, &str) -> String) -> String {
    let one = |language: Language| {
        let mut name = String::new();
        template::escape(&web.app.catalog.text(language, &format!("language-name-{language}"), &Args::new()), &mut name);
        markup(language.code(), &name)
    };
    web.app.languages().iter().map(one).collect()
}

/// What an operator calls forms of their own, by id and language: the program's own have messages.
fn form_titles(web: &Web) -> String {
    let faq = web.app.live_faq.current();
    let own = faq.forms().kinds.forms().filter(|form| !form.names.is_empty());
    let titles = own.map(|form| {
        let words = web.app.languages().iter().map(|language| (language.code().to_owned(), Value::from(form.names.in_(language))));
        (form.id.clone(), Value::Object(words.collect()))
    });
    Value::Object(titles.collect()).to_string()
}

/// The page in the reader's language, with the phones of the market that the address names, else of that language; else what its
/// template holds that means nothing ([`template::check`] has said so
/// before the start: here it is a file that was changed since, in a debug build).
fn fill(web: &Web, template: &str, language: Language, market: Option<&str>) -> Result<String, String> {
    let faq = web.app.live_faq.current();
    let company = faq.company();
    let market = faq.markets.of(market, "", language);
    let value = |name| match name {
        Name::Assets => web.assets.base(),
        Name::Language => language.code().to_owned(),
        Name::Languages => web.app.languages().codes().join(","),
        Name::LanguageLinks => {
            each_language(web, |code, name| format!("<a href=\"/?language={code}\" hreflang=\"{code}\" lang=\"{code}\">{name}</a>"))
        }
        Name::LanguageOptions => each_language(web, |code, name| format!("<option value=\"{code}\" lang=\"{code}\">{name}</option>")),
        Name::Company => company.name.clone(),
        Name::Forms => faq.forms().kinds.form_ids().join(","),
        Name::FormTitles => form_titles(web),
        Name::ImportMegabytes => (MAX_IMPORT >> 20).to_string(),
        Name::ImportRows => MOST_ROWS.to_string(),
        Name::ImportTopics => MAX_IMPORTED.to_string(),
        Name::SupportPhone => market.support_phone.clone(),
        Name::SupportEmail => market.support_email.clone(),
    };
    let message = |key: &str| web.app.catalog.text(language, key, &Args::new().with("company", company.name.as_str()));
    Ok(template::fill(&template::pieces(template)?, value, message))
}
