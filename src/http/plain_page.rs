//! `/chat/plain`: the chat as one form, for browsers without JavaScript. The same conversation, use cases and limits as the sockets'; what
//! somebody said, the page shows after each press of a button.
//!
//! The session stands in a hidden field of the page, never in an address and in no cookie: a page of another origin has no key to anybody's
//! conversation, and the form works in a frame on whichever site. Each page has an id for what is sent from it, so that sending it twice stores it once.
//!
//! - [`sent`]: what the form sends, with its files
//! - [`sheet`]: forms of the bot as fields of the page

mod sent;
mod sheet;

use crate::access::secret;
use crate::care::Visitor;
use crate::chat::command::{OwnerCommand, Stamp};
use crate::chat::danger;
use crate::chat::event::attachment::{Attachment, MOST};
use crate::chat::event::form::{Action, Choice, RequestCard, ResultItem, Shown};
use crate::chat::event::{Body, Event, QueueReason, Role};
use crate::chat::status::Status;
use crate::error::{Code, Error};
use crate::http::Web;
use crate::http::api::uploads::given;
use crate::http::extract::Caller;
use crate::http::inline::{ACCEPTED, MOST_PICTURES, picture};
use crate::http::template::escape;
use crate::i18n::Args;
use crate::limits::text_within;
use crate::published::{Asks, PrivacyNotice};
use crate::uploads::Who;
use axum::extract::{Query, Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use sent::{FILES, Sent};
use serde::Deserialize;
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::Write as _;
use uuid::Uuid;

/// Events that the page shows, the newest.
const SHOWN: u32 = 100;
/// Longest token that is looked at, in bytes.
const MAX_TOKEN: usize = 128;
/// Longest name of a file that is repeated to its reader, in characters.
const MAX_NAME: usize = 80;

/// What the address says.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Asked {
    market: Option<String>,
}

/// `GET /chat/plain`: nothing was said yet.
pub async fn show(State(web): State<Web>, caller: Caller, Query(asked): Query<Asked>) -> Response {
    let token = secret::token(web.app.clock.secret());
    let visitor = visitor(&web, &caller, &asked, &token, None);
    Page::new(&web, caller, asked, token, Sent::default()).of(&visitor).await
}

/// `POST /chat/plain`: what was said, filled in, chosen or pressed, and the conversation as it is then.
pub async fn act(State(web): State<Web>, caller: Caller, Query(asked): Query<Asked>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let used = parts.headers.get(header::ORIGIN).and_then(|origin| origin.to_str().ok());
    let (sent, read) = Sent::read(&web, caller, web.origins.named(used), &parts.headers, body).await;
    let known = sent.text("session");
    let token = if known.is_empty() || known.len() > MAX_TOKEN { secret::token(web.app.clock.secret()) } else { known.to_owned() };
    let mut visitor = visitor(&web, &caller, &asked, &token, used);
    let mut page = Page::new(&web, caller, asked, token, sent);
    let recognised = page.recognise(&mut visitor).await;
    if let (Ok(()), Some(id)) = (&recognised, page.sent.text("do").strip_prefix("file ")) {
        return page.file(&visitor, id, &parts.headers).await;
    }
    let done = match read.and(recognised) {
        // Nothing goes without the files that were meant to go with it.
        Ok(()) if !page.sent.refused.is_empty() => Ok(()),
        Ok(()) => page.press(&visitor).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => visitor.stored = web.app.care.session(&visitor.token_hash).await.ok().flatten(),
        Err(error) => page.refused = Some(error),
    }
    page.keep(&visitor).await;
    page.of(&visitor).await
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
        own_site: None,
    }
}

/// What the log shows of each event: which forms were handed in, and which of the others has its fields there.
struct Log<'e> {
    events: &'e [Event],
    handed_in: BTreeSet<u64>,
    open: Option<u64>,
}

impl<'e> Log<'e> {
    fn new(events: &'e [Event]) -> Log<'e> {
        let handed_in = events.iter().filter_map(|event| match &event.body {
            Body::Submitted(submitted) => Some(submitted.form_owner_seq),
            _ => None,
        });
        let handed_in: BTreeSet<u64> = handed_in.collect();
        let forms = events.iter().filter(|event| matches!(event.body, Body::Form(_))).filter_map(|event| event.owner_seq);
        let open = forms.filter(|seq| !handed_in.contains(seq)).max();
        Log { events, handed_in, open }
    }

    /// Whether nothing newer is told of the request that an event tells of.
    fn is_newest(&self, event: &Event, card: &RequestCard) -> bool {
        let later = |other: &&Event| other.seq > event.seq && matches!(&other.body, Body::Request(newer) if newer.code == card.code);
        !self.events.iter().any(|other| later(&other))
    }
}

/// The page for one reader.
struct Page<'w> {
    web: &'w Web,
    caller: Caller,
    asked: Asked,
    token: String,
    /// What the page before sent.
    sent: Sent,
    /// Why what was pressed was not done.
    refused: Option<Error>,
    /// What was typed and not sent.
    draft: String,
    /// The form that was handed in with mistakes, by its event, and the words beside its fields.
    wrong: Option<(u64, BTreeMap<String, String>)>,
    /// The controls whose files have gone with what was pressed: those whose names begin so.
    gone: Option<String>,
    /// Files that wait to be sent, with the controls that they were chosen with.
    kept: Vec<(String, Attachment)>,
    /// Small pictures of the log's newest photos.
    pictures: HashMap<Uuid, String>,
}

impl<'w> Page<'w> {
    fn new(web: &'w Web, caller: Caller, asked: Asked, token: String, sent: Sent) -> Page<'w> {
        let draft = sent.text("text").to_owned();
        let (refused, wrong, gone) = (None, None, None);
        Page { web, caller, asked, token, sent, refused, draft, wrong, gone, kept: Vec::new(), pictures: HashMap::new() }
    }
}

impl Page<'_> {
    /// Does what was pressed.
    async fn press(&mut self, visitor: &Visitor) -> Result<(), Error> {
        let pressed = self.sent.text("do").to_owned();
        let files = self.sent.uploads(FILES);
        if pressed == "look" || (pressed == "send" && self.draft.trim().is_empty() && files.is_empty()) {
            return Ok(());
        }
        let care = &self.web.app.care;
        let (verb, what) = pressed.split_once(' ').unwrap_or((pressed.as_str(), ""));
        match verb {
            "send" => return self.say_it(visitor, files).await,
            "submit" => return self.hand_in(visitor, what).await,
            "consent" => care.consent(visitor, self.stamp("")?, what.to_owned(), self.caller.language).await?,
            "handoff" => care.act(visitor, self.stamp("")?, OwnerCommand::Handoff).await?,
            "end" => care.act(visitor, self.stamp("")?, OwnerCommand::End).await?,
            "choose" => care.choose(visitor, self.stamp("")?, what.to_owned()).await?,
            "start" => care.start(visitor, self.stamp("")?, what).await?,
            "decide" => {
                let (code, to) = what.split_once(' ').ok_or(Code::BadRequest)?;
                care.decide_request(visitor, self.stamp("")?, code, to.to_owned()).await?
            }
            _ => return Err(Code::BadRequest.into()),
        };
        Ok(())
    }

    /// By what a repeat of this page is known, with all that came from controls whose names begin so.
    fn stamp(&self, controls: &str) -> Result<Stamp, Error> {
        let id: Uuid = self.sent.text("id").parse().map_err(|_| Code::BadRequest)?;
        let mut hash = Sha256::new();
        let content = if controls.is_empty() { Vec::new() } else { self.sent.content(controls) };
        for part in [self.sent.text("do"), self.sent.text("text")].into_iter().chain(content.iter().map(String::as_str)) {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Ok(Stamp { id, digest: hash.finalize().into() })
    }

    async fn say_it(&mut self, visitor: &Visitor, files: Vec<Uuid>) -> Result<(), Error> {
        if files.len() > MOST {
            return Err(sent::too_many());
        }
        let limit = self.web.app.config.limits.owner_text_chars;
        // A photo may say all there is to say.
        let text = if self.draft.trim().is_empty() { String::new() } else { text_within(&self.draft, limit)? };
        let appended = self.web.app.care.send(visitor, self.stamp(FILES)?, text, files).await?;
        self.draft.clear();
        self.sent_with(visitor, FILES.to_owned(), appended.duplicate).await
    }

    /// Hands in the form that is the event of that number.
    async fn hand_in(&mut self, visitor: &Visitor, seq: &str) -> Result<(), Error> {
        let seq: u64 = seq.parse().map_err(|_| Code::BadRequest)?;
        let form = self.sent.text(&format!("n.{seq}")).to_owned();
        let start = sheet::control(seq, "");
        let mut values: Map<String, Value> = self.sent.of(&start).map(|(name, text)| (name.to_owned(), Value::from(text))).collect();
        for control in self.sent.controls() {
            if let Some(name) = control.strip_prefix(&start) {
                values.insert(name.to_owned(), self.sent.uploads(&control).iter().map(Uuid::to_string).collect());
            }
        }
        match self.web.app.care.submit(visitor, self.stamp(&start)?, form, seq, &values).await {
            Ok(appended) => self.sent_with(visitor, start, appended.duplicate).await,
            Err(error) => {
                self.wrong = (error.code == Code::Invalid).then(|| (seq, error.fields.clone()));
                Err(error)
            }
        }
    }

    /// The files of these controls have gone with what was sent; of a repeat they came twice, and nobody needs them.
    async fn sent_with(&mut self, visitor: &Visitor, controls: String, is_repeat: bool) -> Result<(), Error> {
        if is_repeat {
            for (_, file) in self.sent.brought.iter().filter(|(control, _)| control.starts_with(&controls)) {
                self.web.app.uploads.remove(&who(visitor), file.id).await?;
            }
        }
        self.gone = Some(controls);
        Ok(())
    }

    /// Looks up the files that wait to be sent. What is no longer there is not named again.
    async fn keep(&mut self, visitor: &Visitor) {
        for control in self.sent.controls() {
            if self.gone.as_ref().is_some_and(|gone| control.starts_with(gone)) {
                continue;
            }
            for id in self.sent.uploads(&control) {
                if let Ok(file) = self.web.app.uploads.about(&who(visitor), id).await {
                    self.kept.push((control.clone(), file));
                }
            }
        }
    }

    /// A file of the conversation.
    async fn file(&self, visitor: &Visitor, id: &str, headers: &HeaderMap) -> Response {
        let found = match id.parse() {
            Ok(id) => self.web.app.uploads.give(&who(visitor), id, false).await,
            Err(_) => Err(Code::NotFound.into()),
        };
        match found {
            Ok(file) => given(file, headers).await.unwrap_or_else(IntoResponse::into_response),
            Err(error) => {
                let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
                self.page(status, &format!("<p class=\"wrong\" role=\"alert\">{}</p>", self.word("file-gone")))
            }
        }
    }

    fn say(&self, key: &str, args: &Args<'_>) -> String {
        escaped(&self.web.app.catalog.text(self.caller.language, key, args))
    }

    /// A message as it is, not yet for markup.
    fn plain(&self, key: &str) -> String {
        self.web.app.catalog.text(self.caller.language, key, &Args::new())
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

    async fn of(mut self, visitor: &Visitor) -> Response {
        match self.conversation(visitor).await {
            Ok(body) => self.page(self.status(), &body),
            Err(error) => self.page(
                StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
                &format!("<p class=\"wrong\" role=\"alert\">{}</p>", self.refusal(&error)),
            ),
        }
    }

    fn status(&self) -> StatusCode {
        let not_taken = self.sent.refused.first().map(|refused| &refused.error);
        let status = self.refused.as_ref().or(not_taken).map_or(200, |error| error.code.status());
        StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn refusal(&self, error: &Error) -> String {
        match error.code {
            Code::NotFound => self.word("chat-plain-gone"),
            Code::IdConflict => self.word("chat-plain-twice"),
            _ => escaped(&self.web.app.catalog.refusal(self.caller.language, error)),
        }
    }

    async fn conversation(&mut self, visitor: &Visitor) -> Result<String, Error> {
        let care = &self.web.app.care;
        let faq = self.web.app.live_faq.current();
        let mut body = String::new();
        let snapshot = care.snapshot(visitor, None, 0, None).await?;
        let (events, _) = match snapshot.conversation {
            Some(_) => care.history(visitor, u64::MAX, SHOWN).await?,
            None => (Vec::new(), false),
        };
        let status = snapshot.conversation.as_ref().map_or(Status::NEW, |state| state.status);
        self.pictures = self.small(visitor, &events).await;
        let log = Log::new(&events);
        // Before the log, whose forms bring files: whose they are must be known by then. The first button is what the Enter key presses.
        let (id, token) = (self.web.app.clock.id(), escaped(&self.token));
        let _ = write!(
            body,
            "<input type=\"hidden\" form=\"chat\" name=\"session\" value=\"{token}\"><input type=\"hidden\" form=\"chat\" name=\"id\" value=\"{id}\">\
             <button form=\"chat\" name=\"do\" value=\"look\" hidden>{}</button>",
            self.word("chat-plain-look")
        );
        body.push_str("<ol class=\"log\">");
        if events.is_empty() {
            let _ = write!(body, "<li class=\"bot\"><p>{}</p></li>", escaped(&faq.greeting(self.caller.language)));
        }
        for event in &events {
            body.push_str(&self.event(event, &log));
        }
        body.push_str("</ol>");
        if status == Status::Queued {
            body.push_str(&self.wait(visitor).await?);
        }
        if let Some(error) = self.refused.as_ref().filter(|_| self.wrong.is_none()) {
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
    fn event(&self, event: &Event, log: &Log<'_>) -> String {
        let said = match &event.body {
            Body::Message { text, attachments, .. } => {
                let text = if text.is_empty() { String::new() } else { format!("<p>{}</p>", lines(text)) };
                text + &self.files(attachments)
            }
            Body::Smalltalk { text } => format!("<p>{}</p>", lines(text)),
            Body::Answer(answer) => {
                let note = answer.note.as_deref().map(|note| format!("<p class=\"hint\">{}</p>", escaped(note))).unwrap_or_default();
                format!("<h2>{}</h2>{}{note}{}", escaped(&answer.title), answer.html, answer.action.as_ref().map(start).unwrap_or_default())
            }
            Body::Suggestions { entries, text } => {
                let asks = text.as_deref().map_or_else(|| self.word("chat-suggestions"), escaped);
                entries.iter().fold(format!("<p>{asks}</p>"), |buttons, one| buttons + &choice(&one.entry, &escaped(&one.title)))
            }
            Body::Safety { title, html, .. } => format!("<h2>{}</h2>{html}", escaped(title)),
            Body::DangerQuestion { text, numbers, labels, .. } => self.danger(text, numbers, labels),
            Body::Request(card) => self.request(event, card, log),
            Body::Result(card) => {
                let items: String = card.items.iter().map(item).collect();
                format!("<h2>{}</h2>{}{items}", escaped(&card.title), card.html)
            }
            Body::Form(form) => match event.owner_seq {
                Some(seq) if log.handed_in.contains(&seq) => return String::new(),
                Some(seq) if log.open == Some(seq) || !self.sent.text(&format!("n.{seq}")).is_empty() => self.sheet(seq, form),
                _ => format!(
                    "<h2>{}</h2>{}",
                    escaped(&form.title),
                    start(&Action { form: form.form.clone(), label: self.plain("chat-form-open") })
                ),
            },
            Body::Submitted(submitted) => {
                let mut shown = format!("<h2>{}</h2>", self.word("chat-form-sent"));
                for Shown { label, text } in &submitted.shown {
                    let _ = write!(shown, "<p>{}: {}</p>", escaped(label), lines(text));
                }
                shown + &self.files(&submitted.attachments)
            }
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

    /// A request, and what its owner may decide while nothing newer is told of it.
    fn request(&self, event: &Event, card: &RequestCard, log: &Log<'_>) -> String {
        let line = |text: Option<&String>| text.map(|text| format!("<p>{}</p>", lines(text))).unwrap_or_default();
        let mut shown = format!("<h2>{}</h2><p>{}</p>", escaped(&card.title), escaped(&card.status_text));
        shown += &(line(card.when.as_ref()) + &line(card.next.as_ref()) + &line(card.note.as_ref()));
        shown += &self.files(&card.attachments);
        let (url, number) = (escaped(&card.url()), self.word("chat-request-number"));
        let _ = write!(shown, "<p><a href=\"{url}\">{number} {}</a></p>", card.code);
        if log.is_newest(event, card) {
            for Choice { to, label } in &card.choices {
                let what = escaped(&format!("decide {} {to}", card.code));
                let _ = write!(shown, "<p><button form=\"chat\" name=\"do\" value=\"{what}\">{}</button></p>", escaped(label));
            }
            shown += &card.action().as_ref().map(start).unwrap_or_default();
        }
        shown
    }

    /// Files, each with a form of its own: the page's goes on beside what it opens.
    fn files(&self, files: &[Attachment]) -> String {
        let mut shown = String::new();
        for file in files {
            let name = escaped(&file.name);
            let inside = self
                .pictures
                .get(&file.id)
                .map_or_else(|| format!("<bdi>{name}</bdi>"), |picture| format!("<img src=\"{picture}\" alt=\"\">"));
            let _ = write!(
                shown,
                "<form method=\"post\" action=\"{}\" target=\"_blank\"><input type=\"hidden\" name=\"session\" value=\"{}\">\
                 <button name=\"do\" value=\"file {}\" class=\"file\" aria-label=\"{}\">{inside}</button></form>",
                self.address(self.caller.language.code()),
                escaped(&self.token),
                file.id,
                self.say("file-download", &Args::new().with("name", file.name.as_str())),
            );
        }
        if shown.is_empty() { shown } else { format!("<div class=\"files\">{shown}</div>") }
    }

    /// Small pictures of the newest photos.
    async fn small(&self, visitor: &Visitor, events: &[Event]) -> HashMap<Uuid, String> {
        let files = events.iter().rev().flat_map(|event| match &event.body {
            Body::Message { attachments, .. } => attachments.as_slice(),
            Body::Submitted(submitted) => submitted.attachments.as_slice(),
            Body::Request(card) => card.attachments.as_slice(),
            _ => &[],
        });
        let wanted: Vec<Uuid> = files.filter(|file| file.thumbnail).map(|file| file.id).take(MOST_PICTURES).collect();
        let mut pictures = HashMap::new();
        for id in wanted {
            if let Ok(given) = self.web.app.uploads.give(&who(visitor), id, true).await
                && let Some(picture) = picture(given).await
            {
                pictures.insert(id, picture);
            }
        }
        pictures
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
            "<form id=\"chat\" method=\"post\" action=\"{action}\" enctype=\"multipart/form-data\"><label for=\"text\">{label}</label>\
             <textarea id=\"text\" name=\"text\" rows=\"4\">{draft}</textarea><label for=\"files\">{files}</label>\
             <input id=\"files\" type=\"file\" name=\"files\" multiple accept=\"{ACCEPTED}\">{not_taken}{kept}<p class=\"hint\">{privacy}</p>\
             <p class=\"buttons\">{buttons}</p><p class=\"buttons languages\">{languages}</p></form>",
            action = self.address(self.caller.language.code()),
            label = self.word("chat-input"),
            draft = escaped(&self.draft),
            files = self.word("chat-plain-files"),
            not_taken = self.not_taken(FILES),
            kept = self.kept(FILES),
            privacy = self.privacy(),
        )
    }

    /// What becomes of what is written here.
    fn privacy(&self) -> String {
        let faq = self.web.app.live_faq.current();
        let market = faq.markets.of(self.asked.market.as_deref(), "", self.caller.language);
        let PrivacyNotice { text, url, link, asks } = faq.privacy(market, None, self.caller.language);
        let page = url.zip(link).map(|(url, link)| format!(" <a href=\"{}\">{}</a>", escaped(&url), escaped(&link)));
        // Agreeing once more changes nothing.
        let agree =
            asks.map(|Asks { version, agree }| format!(" <button name=\"do\" value=\"consent {version}\">{}</button>", escaped(&agree)));
        escaped(&text) + &page.unwrap_or_default() + &agree.unwrap_or_default()
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
            "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors {sites}"
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
    if let Some(url) = item.url.as_deref().filter(|url| url.starts_with("/r/")) {
        let _ = write!(shown, "<p><a href=\"{}\">{}</a></p>", escaped(url), escaped(&url[3..]));
    }
    shown + &item.action.as_ref().map(start).unwrap_or_default()
}

/// A button that asks for a form.
fn start(action: &Action) -> String {
    format!("<p><button form=\"chat\" name=\"do\" value=\"start {}\">{}</button></p>", escaped(&action.form), escaped(&action.label))
}

/// Whose files are asked for.
fn who(visitor: &Visitor) -> Who {
    Who::Owner { token_hash: visitor.token_hash, session: visitor.stored.clone() }
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
