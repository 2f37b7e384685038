//! `/chat/plain`: the chat as one form, for browsers without JavaScript. The same conversation, use cases and limits as the sockets'; what
//! somebody said, the page shows after each press of a button.
//!
//! The session stands in a hidden field of the page, never in an address and in no cookie: a page of another origin has no key to anybody's
//! conversation, and the form works in a frame on whichever site. Each page has an id for what is sent from it, so that sending it twice stores it once.

use crate::access::secret;
use crate::care::Visitor;
use crate::chat::command::{OwnerCommand, Stamp};
use crate::chat::danger;
use crate::chat::event::form::ResultItem;
use crate::chat::event::{Body, Event, QueueReason, Role};
use crate::chat::status::Status;
use crate::error::{Code, Error};
use crate::http::Web;
use crate::http::extract::{Caller, File};
use crate::http::template::escape;
use crate::i18n::Args;
use crate::limits::text_within;
use axum::extract::{Query, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use sha2::{Digest, Sha256};
use std::collections::HashMap;
use std::fmt::Write as _;
use url::form_urlencoded;
use uuid::Uuid;

/// Largest form that the page sends, in bytes: a message in letters of three bytes, percent-encoded.
const MAX_FORM: usize = 48 * 1024;
/// Events that the page shows, the newest.
const SHOWN: u32 = 100;
/// Longest token that is looked at, in bytes.
const MAX_TOKEN: usize = 128;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    market: Option<String>,
}

/// `GET /chat/plain`: nothing was said yet.
pub async fn show(State(web): State<Web>, caller: Caller, Query(asked): Query<Asked>) -> Response {
    let token = secret::token(web.app.clock.secret());
    let visitor = visitor(&web, &caller, &asked, &token, None);
    Page { web: &web, caller, asked, token, refused: None, draft: String::new() }.of(&visitor).await
}

/// `POST /chat/plain`: what was said or pressed, and the conversation as it is then.
pub async fn act(
    State(web): State<Web>,
    caller: Caller,
    Query(asked): Query<Asked>,
    headers: HeaderMap,
    File(body): File<MAX_FORM>,
) -> Response {
    let form: HashMap<String, String> = form_urlencoded::parse(&body).into_owned().collect();
    let field = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
    let known = field("session");
    let token = if known.is_empty() || known.len() > MAX_TOKEN { secret::token(web.app.clock.secret()) } else { known.to_owned() };
    let used = headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    let mut visitor = visitor(&web, &caller, &asked, &token, used);
    let mut page = Page { web: &web, caller, asked, token, refused: None, draft: String::new() };
    let done = match page.recognise(&mut visitor).await {
        Ok(()) => said(&web, &visitor, field("id"), field("do"), field("text")).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => visitor.stored = web.app.care.session(&visitor.token_hash).await.ok().flatten(),
        Err(error) => {
            page.refused = Some(error);
            page.draft = field("text").to_owned();
        }
    }
    page.of(&visitor).await
}

/// Does what was pressed.
async fn said(web: &Web, visitor: &Visitor, id: &str, pressed: &str, text: &str) -> Result<(), Error> {
    if pressed == "look" || (pressed == "send" && text.trim().is_empty()) {
        return Ok(());
    }
    let id: Uuid = id.parse().map_err(|_| Code::BadRequest)?;
    let mut hash = Sha256::new();
    for part in [pressed, text] {
        hash.update((part.len() as u64).to_le_bytes());
        hash.update(part);
    }
    let stamp = Stamp { id, digest: hash.finalize().into() };
    let care = &web.app.care;
    match (pressed, pressed.split_once(' ')) {
        ("send", _) => {
            care.send(visitor, stamp, text_within(text, web.app.config.limits.owner_text_chars)?, Vec::new()).await?;
        }
        ("handoff", _) => {
            care.act(visitor, stamp, OwnerCommand::Handoff).await?;
        }
        ("end", _) => {
            care.act(visitor, stamp, OwnerCommand::End).await?;
        }
        (_, Some(("choose", entry))) => {
            care.choose(visitor, stamp, entry.to_owned()).await?;
        }
        _ => return Err(Code::BadRequest.into()),
    }
    Ok(())
}

/// Who asks, as far as the token is not looked up.
fn visitor(web: &Web, caller: &Caller, asked: &Asked, token: &str, used: Option<&str>) -> Visitor {
    let faq = web.app.live_faq.current();
    Visitor {
        token_hash: secret::hash(token),
        stored: None,
        session: web.app.clock.id(),
        // The page is our own, on whichever site its frame is.
        site: web.origins.named(used).to_owned(),
        market: asked.market.clone().filter(|market| faq.markets.get(market).is_some()),
        address: caller.address,
        page_language: caller.language,
    }
}

/// The page for one reader.
struct Page<'w> {
    web: &'w Web,
    caller: Caller,
    asked: Asked,
    token: String,
    /// Why what was pressed was not done.
    refused: Option<Error>,
    /// What was typed then.
    draft: String,
}

impl Page<'_> {
    fn say(&self, key: &str, args: &Args<'_>) -> String {
        escaped(&self.web.app.catalog.text(self.caller.language, key, args))
    }

    fn word(&self, key: &str) -> String {
        self.say(key, &Args::new())
    }

    /// Finds the session of the token. One that has ended gets a new one, and is told so.
    async fn recognise(&mut self, visitor: &mut Visitor) -> Result<(), Error> {
        let Some(session) = self.web.app.care.session(&visitor.token_hash).await? else { return Ok(()) };
        if session.revoked || session.site != visitor.site {
            self.token = secret::token(self.web.app.clock.secret());
            visitor.token_hash = secret::hash(&self.token);
            return Err(Code::NotFound.into());
        }
        visitor.session = session.id;
        visitor.stored = Some(session);
        Ok(())
    }

    async fn of(&self, visitor: &Visitor) -> Response {
        match self.conversation(visitor).await {
            Ok(body) => self.page(self.status(), &body),
            Err(error) => self.page(
                StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
                &format!("<p class=\"wrong\" role=\"alert\">{}</p>", self.refusal(&error)),
            ),
        }
    }

    fn status(&self) -> StatusCode {
        let status = self.refused.as_ref().map_or(200, |error| error.code.status());
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn refusal(&self, error: &Error) -> String {
        match error.code {
            Code::NotFound => self.word("chat-plain-gone"),
            Code::IdConflict => self.word("chat-plain-twice"),
            _ => escaped(&self.web.app.catalog.refusal(self.caller.language, error)),
        }
    }

    async fn conversation(&self, visitor: &Visitor) -> Result<String, Error> {
        let care = &self.web.app.care;
        let faq = self.web.app.live_faq.current();
        let mut body = String::new();
        let snapshot = care.snapshot(visitor, None, 0).await?;
        let (events, _) = match snapshot.conversation {
            Some(_) => care.history(visitor, u64::MAX, SHOWN).await?,
            None => (Vec::new(), false),
        };
        let status = snapshot.conversation.as_ref().map_or(Status::NEW, |state| state.status);
        body.push_str("<ol class=\"log\">");
        if events.is_empty() {
            let _ = write!(body, "<li class=\"bot\"><p>{}</p></li>", escaped(&faq.greeting(self.caller.language)));
        }
        for event in &events {
            body.push_str(&self.event(event));
        }
        body.push_str("</ol>");
        if status == Status::Queued {
            body.push_str(&self.wait(visitor).await?);
        }
        if let Some(error) = &self.refused {
            let _ = write!(body, "<p class=\"wrong\" role=\"alert\">{}</p>", self.refusal(error));
        }
        body.push_str(&self.form(status));
        Ok(body)
    }

    /// The place in the queue, in words.
    async fn wait(&self, visitor: &Visitor) -> Result<String, Error> {
        let online = self.web.app.connections.technicians_online(None);
        let Some((position, wait)) = self.web.app.care.waiting(visitor, &online).await? else { return Ok(String::new()) };
        let place = self.say("chat-wait-place", &Args::new().with("position", position));
        let then = if wait.is_some() { "chat-wait-stay" } else { "chat-closed-kept" };
        Ok(format!("<p class=\"wait\">{place} {}</p>", self.word(then)))
    }

    /// One event; nothing for what a page without buttons of its own cannot tell.
    fn event(&self, event: &Event) -> String {
        let said = match &event.body {
            Body::Message { text, attachments, .. } => {
                // A file itself is fetched by a script, with the session.
                attachments
                    .iter()
                    .fold(format!("<p>{}</p>", lines(text)), |said, file| said + &format!("<p class=\"hint\">{}</p>", escaped(&file.name)))
            }
            Body::Smalltalk { text } => format!("<p>{}</p>", lines(text)),
            Body::Answer(answer) => {
                let note = answer.note.as_deref().map(|note| format!("<p class=\"hint\">{}</p>", escaped(note))).unwrap_or_default();
                format!("<h2>{}</h2>{}{note}", escaped(&answer.title), answer.html)
            }
            Body::Suggestions { entries, text } => {
                let asks = text.as_deref().map_or_else(|| self.word("chat-suggestions"), escaped);
                entries.iter().fold(format!("<p>{asks}</p>"), |buttons, one| buttons + &choice(&one.entry, &escaped(&one.title)))
            }
            Body::Safety { title, html, .. } => format!("<h2>{}</h2>{html}", escaped(title)),
            Body::DangerQuestion { text, numbers, labels, .. } => self.danger(text, numbers, labels),
            Body::Request(card) => {
                let next = card.next.as_deref().map(|next| format!("<p>{}</p>", escaped(next))).unwrap_or_default();
                let (title, status, url) = (escaped(&card.title), escaped(&card.status_text), escaped(&card.url()));
                format!(
                    "<h2>{title}</h2><p>{status}</p>{next}<p><a href=\"{url}\">{} {}</a></p>",
                    self.word("chat-request-number"),
                    card.code
                )
            }
            Body::Result(card) => {
                let items: String = card.items.iter().map(item).collect();
                format!("<h2>{}</h2>{}{items}", escaped(&card.title), card.html)
            }
            Body::Form(form) => format!("<h2>{}</h2><p>{}</p>", escaped(&form.title), self.word("chat-plain-form")),
            body => match self.told(body) {
                Some(words) => return format!("<li class=\"system\"><p>{words}</p></li>"),
                None => return String::new(),
            },
        };
        let from = match event.role {
            Role::Owner => self.word("chat-from-you"),
            Role::Technician => event.name.as_deref().map_or_else(|| self.word("chat-from-technician"), escaped),
            Role::Bot | Role::System => self.word("chat-from-bot"),
        };
        let class = if matches!(event.body, Body::Safety { .. } | Body::DangerQuestion { .. }) { "danger" } else { event.role.as_str() };
        let offer = if event.offer_person { format!("<p>{}</p>", self.word("chat-offer-person")) } else { String::new() };
        format!("<li class=\"{class}\"><p class=\"from\">{from}</p>{said}{offer}</li>")
    }

    /// Whether anyone is in danger, with whom to call.
    fn danger(&self, text: &str, numbers: &[String], labels: &[String]) -> String {
        let mut asked = format!("<p>{}</p><p>{}</p><ul>", lines(text), self.word("chat-danger-numbers"));
        for (at, number) in numbers.iter().enumerate() {
            let dial: String = number.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
            let label = labels.get(at).map(|label| escaped(label)).unwrap_or_default();
            let _ = write!(asked, "<li>{label} <a href=\"tel:{dial}\">{}</a></li>", escaped(number));
        }
        asked + "</ul>" + &choice(danger::YES, &self.word("chat-danger-yes")) + &choice(danger::NO, &self.word("chat-danger-no"))
    }

    /// What has become of the conversation.
    fn told(&self, body: &Body) -> Option<String> {
        Some(match body {
            Body::Queued { reason } => self.word(match reason {
                QueueReason::Asked => "chat-queued-asked",
                QueueReason::Unanswered => "chat-queued-unanswered",
                QueueReason::Safety => "chat-queued-safety",
                QueueReason::Unhelpful => "chat-queued-unhelpful",
            }),
            Body::Assigned { name, .. } => self.say("chat-assigned", &Args::new().with("name", name.as_str())),
            Body::Transferred { .. } => self.word("chat-transferred"),
            Body::Returned {} => self.word("chat-returned"),
            Body::Resolved { .. } => self.word("chat-resolved"),
            Body::Reopened {} => self.word("chat-reopened"),
            Body::Erased {} => self.word("chat-erased"),
            _ => return None,
        })
    }

    /// The form; all buttons of the page are its own.
    fn form(&self, status: Status) -> String {
        let (id, token) = (self.web.app.clock.id(), escaped(&self.token));
        let mut buttons = format!(
            "<button name=\"do\" value=\"send\" class=\"primary\">{}</button><button name=\"do\" value=\"look\">{}</button>",
            self.word("chat-send"),
            self.word("chat-plain-look")
        );
        if matches!(status, Status::Bot | Status::Resolved) {
            let _ = write!(buttons, "<button name=\"do\" value=\"handoff\">{}</button>", self.word("chat-person"));
        }
        let mut languages = String::new();
        for language in self.web.app.languages().iter().filter(|language| *language != self.caller.language) {
            let code = language.code();
            let name = escaped(&self.web.app.catalog.text(language, &format!("language-name-{code}"), &Args::new()));
            let action = self.address(code);
            let _ = write!(languages, "<button name=\"do\" value=\"look\" formaction=\"{action}\" lang=\"{code}\">{name}</button>");
        }
        format!(
            "<form id=\"chat\" method=\"post\" action=\"{action}\"><input type=\"hidden\" name=\"session\" value=\"{token}\">\
             <input type=\"hidden\" name=\"id\" value=\"{id}\"><label for=\"text\">{label}</label>\
             <textarea id=\"text\" name=\"text\" rows=\"4\">{draft}</textarea><p class=\"hint\">{privacy}</p>\
             <p class=\"buttons\">{buttons}</p><p class=\"buttons languages\">{languages}</p></form>",
            action = self.address(self.caller.language.code()),
            label = self.word("chat-input"),
            draft = escaped(&self.draft),
            privacy = self.word("chat-privacy"),
        )
    }

    /// Where the form goes.
    fn address(&self, language: &str) -> String {
        let market = self.asked.market.as_deref().filter(|market| self.web.app.live_faq.current().markets.get(market).is_some());
        let market = market.map(|market| format!("&amp;market={}", escaped(market))).unwrap_or_default();
        format!("/chat/plain?language={language}{market}")
    }

    fn page(&self, status: StatusCode, body: &str) -> Response {
        let (assets, language) = (self.web.assets.base(), self.caller.language.code());
        let html = format!(
            "<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" content=\"noindex\">\
             <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title>\
             <link rel=\"icon\" type=\"image/svg+xml\" href=\"{assets}/shared/mark.svg\">\
             <link rel=\"stylesheet\" href=\"{assets}/shared/tokens.css\"><link rel=\"stylesheet\" href=\"{assets}/chat/plain.css\">\
             </head><body><main><h1>{company}</h1>{body}</main></body></html>\n",
            title = self.word("chat-title"),
            company = escaped(&self.web.app.live_faq.current().company().name),
        );
        let mut response = (status, html).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
        let sites = self.web.origins.sites().iter().fold(String::from("'self'"), |list, site| list + " " + site);
        let policy = format!(
            "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {sites}"
        );
        if let Ok(policy) = HeaderValue::from_str(&policy) {
            headers.insert(header::CONTENT_SECURITY_POLICY, policy);
        }
        // With `no-referrer` browsers would send `Origin: null` with the page's own form.
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        if let Some(ms) = self.refused.as_ref().and_then(|error| error.after_ms) {
            headers.insert(header::RETRY_AFTER, HeaderValue::from(ms.div_ceil(1_000)));
        }
        response
    }
}

/// One of the things that were found.
fn item(item: &ResultItem) -> String {
    let mut shown = format!("<h2>{}</h2>", escaped(&item.title));
    for line in &item.lines {
        let _ = write!(shown, "<p>{}: {}</p>", escaped(&line.label), escaped(&line.text));
    }
    if let Some(phone) = &item.phone {
        let dial: String = phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        let _ = write!(shown, "<p><a href=\"tel:{dial}\">{}</a></p>", escaped(phone));
    }
    shown
}

/// A button that chooses an entry.
fn choice(entry: &str, label: &str) -> String {
    format!("<p><button form=\"chat\" name=\"do\" value=\"choose {}\">{label}</button></p>", escaped(entry))
}

/// A text as it was typed, line by line.
fn lines(text: &str) -> String {
    escaped(text).replace('\n', "<br>")
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    escape(text, &mut escaped);
    escaped
}
