//! `/r/CODE`: a request's page without an account and without JavaScript. A code alone shows kind, state and what comes next; who
//! types the end of the car's VIN sees the rest, and may answer, agree, add photos or cancel. No name and no address is shown, no search engine
//! keeps it, and it is gone some time after the request was closed.
//!
//! - [`photos`]: its photos and other files, and how more are added

pub mod photos;

use crate::aftersales::code::RequestCode;
use crate::aftersales::kind::By;
use crate::aftersales::record::{Centre, Course, instant};
use crate::clock::{Millis, rfc3339};
use crate::error::{Code, Error};
use crate::forms::{FreeTime, Reader, moment, zone_of};
use crate::http::Web;
use crate::http::extract::{Caller, File};
use crate::http::pages::asked_language;
use crate::http::template::escape;
use crate::i18n::Args;
use crate::i18n::format::date_time;
use crate::language::Language;
use crate::requests::calendar::{self, Appointment, Holds};
use crate::requests::looking::{Asker, Looked, Sees};
use crate::requests::moving::{Step, StepFault, service_of};
use crate::store::{RequestLine, RequestRow};
use axum::extract::{Path, Query, State};
use axum::http::{HeaderName, HeaderValue, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};
use jiff::tz::TimeZone;
use photos::Told;
use serde::Deserialize;
use std::collections::HashMap;
use std::fmt::Write as _;
use url::form_urlencoded;

/// Largest form that the page sends, in bytes: a note of a message's length in letters of three bytes, percent-encoded.
const MAX_FORM: usize = 48 * 1024;

/// `GET /r/{code}`.
pub async fn show(State(web): State<Web>, caller: Caller, uri: Uri, Path(code): Path<String>) -> Response {
    match look(&web, caller, &code, None).await {
        Ok(looked) => Page::for_owner(&web, &uri, &looked.row).of(&looked, Typed { code: &code, ..Typed::default() }).await,
        Err(error) => Page { web: &web, language: caller.language }.refusal(&error),
    }
}

/// `POST /r/{code}`: the end of the VIN, and what the owner chose.
pub async fn act(State(web): State<Web>, caller: Caller, uri: Uri, Path(code): Path<String>, File(body): File<MAX_FORM>) -> Response {
    let form: HashMap<String, String> = form_urlencoded::parse(&body).into_owned().collect();
    let said = |name: &str| form.get(name).map(String::as_str).filter(|value| !value.trim().is_empty());
    let end = said("vin").unwrap_or_default();
    let mut looked = match look(&web, caller, &code, Some(end)).await {
        Ok(looked) => looked,
        Err(error) => return Page { web: &web, language: caller.language }.refusal(&error),
    };
    let page = Page::for_owner(&web, &uri, &looked.row);
    let mut typed = Typed { code: &code, end, ..Typed::default() };
    if let (Sees::All, Some(to)) = (looked.sees, said("to")) {
        let slot = said("slot").map(|at| instant::parse(at).unwrap_or_default());
        let step = Step { to: Some(to.to_owned()), note: said("note").map(str::to_owned), slot, ..Step::default() };
        match page.step(&looked.row, step).await {
            Ok((row, wrong)) => (looked.row, typed.wrong) = (row, wrong),
            Err(error) => return page.refusal(&error),
        }
    }
    page.of(&looked, typed).await
}

/// What the reader of the page has typed.
#[derive(Default)]
struct Typed<'a> {
    code: &'a str,
    /// The end of the VIN.
    end: &'a str,
    /// What is wrong with the time that was chosen.
    wrong: Option<String>,
    /// What became of files that were sent.
    told: Told,
}

#[derive(Deserialize)]
pub struct Key {
    #[serde(default)]
    key: String,
}

/// `GET /r/{code}/calendar.ics`: the appointment, for who has the address that the page shows.
pub async fn ics(State(web): State<Web>, caller: Caller, Path(code): Path<String>, Query(Key { key }): Query<Key>) -> Response {
    let page = Page { web: &web, language: caller.language };
    let row = match code.parse::<RequestCode>() {
        Ok(code) => web.app.requests.by_key(code, &key).await,
        Err(_) => Ok(None),
    };
    let found = match row {
        Ok(row) => row.filter(|row| web.app.requests.has_page(row)),
        Err(error) => return page.refusal(&error),
    };
    let appointment = match found {
        Some(row) => appointment(&web, &row).await,
        None => Ok(None),
    };
    let file = match appointment {
        Ok(Some(appointment)) => calendar::file(&appointment),
        Ok(None) => return page.refusal(&Code::NotFound.into()),
        Err(error) => return page.refusal(&error),
    };
    let mut response = file.into_response();
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/calendar; charset=utf-8"));
    headers.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("attachment; filename=\"appointment.ics\""));
    private(headers);
    response
}

/// What a code shows to who asks; refused when there is nothing, or too much was guessed.
async fn look(web: &Web, caller: Caller, code: &str, end: Option<&str>) -> Result<Looked, Error> {
    let code: RequestCode = code.parse().map_err(|_| Code::NotFound)?;
    let asker = Asker { address: caller.address, session: None };
    let looked = web.app.requests.look_up(asker, code, end).await?;
    looked.filter(|looked| web.app.requests.has_page(&looked.row)).ok_or(Code::NotFound.into())
}

/// The appointment of a request; none without one.
async fn appointment(web: &Web, row: &RequestRow) -> Result<Option<Appointment>, Error> {
    let centre = centre_of(web, row).await?;
    let course = match web.app.requests.meets_at(row).1 {
        Some(id) => web.app.records.get::<Course>(id).await?,
        None => None,
    };
    Ok(web.app.requests.appointment(row, centre.as_ref(), course.as_ref()))
}

/// Where a request's appointment is.
async fn centre_of(web: &Web, row: &RequestRow) -> Result<Option<Centre>, Error> {
    match web.app.requests.meets_at(row).0 {
        Some(id) => web.app.records.get(id).await,
        None => Ok(None),
    }
}

/// The clock by which the log of a request is told: its market's.
fn zone(web: &Web, row: &RequestRow) -> TimeZone {
    let faq = web.app.live_faq.current();
    let market = faq.markets.get(&row.market).unwrap_or_else(|| faq.markets.of_language(row.language));
    market.schedule.zone().clone()
}

/// The page for one reader.
struct Page<'w> {
    web: &'w Web,
    language: Language,
}

impl<'w> Page<'w> {
    /// The page of a request, in the language that the address names, else in its owner's: that is the one they chose in the chat, and
    /// their browser may well ask for another.
    fn for_owner(web: &'w Web, uri: &Uri, row: &RequestRow) -> Page<'w> {
        let language = asked_language(web, uri).unwrap_or_else(|| web.app.languages().nearest(row.language));
        Page { web, language }
    }

    fn say(&self, key: &str, args: &Args<'_>) -> String {
        let mut text = String::new();
        escape(&self.web.app.catalog.text(self.language, key, args), &mut text);
        text
    }

    fn word(&self, key: &str) -> String {
        self.say(key, &Args::new())
    }

    /// What the owner chose: the request after it, and what is wrong with the time that they chose. After a second press, or when somebody
    /// was faster, it is the request as it stands now.
    async fn step(&self, row: &RequestRow, step: Step) -> Result<(RequestRow, Option<String>), Error> {
        let requests = &self.web.app.requests;
        let chose = step.slot.is_some();
        let centre = centre_of(self.web, row).await?;
        let fault = match requests.own_step(row, step, centre.as_ref()).await {
            Ok(row) => return Ok((row, None)),
            Err(fault) => fault,
        };
        let taken = matches!(&fault, StepFault::Error(error) if chose && error.code == Code::Invalid);
        let mut error = requests.refusal(self.language, if taken { StepFault::NoSuchSlot } else { fault });
        if error.code.status() >= 500 {
            return Err(error);
        }
        let code: RequestCode = row.code.parse().map_err(|_| Code::NotFound)?;
        let row = requests.of_code(code).await?.ok_or(Code::NotFound)?;
        Ok((row, error.fields.remove("slot")))
    }

    /// The request, as much as its reader may see. `typed.code` is as it was typed.
    async fn of(&self, looked: &Looked, typed: Typed<'_>) -> Response {
        let Typed { code, end, wrong, told } = typed;
        let Looked { row, sees, wrong_end } = looked;
        let Some(kind) = self.web.app.requests.kinds().kind(&row.kind) else { return self.refusal(&Code::NotFound.into()) };
        let forms = self.web.app.requests.forms();
        let faq = self.web.app.live_faq.current();
        let market = faq.markets.get(&row.market).unwrap_or_else(|| faq.markets.of_language(row.language));
        let reader = Reader { language: self.language, market, now: self.web.app.clock.now() };
        let card = forms.card(kind, &row.status, row.due, reader);
        let mut body = String::new();
        let _ = write!(body, "<h1>{}</h1><p class=\"code\" dir=\"ltr\">{}</p>", escaped(&card.title), row.code);
        let _ = write!(body, "<p class=\"state\">{}</p>", escaped(&card.status_text));
        if let Some(next) = &card.next {
            let _ = write!(body, "<p class=\"next\">{}</p>", escaped(next));
        }
        match sees {
            Sees::Status => body.push_str(&self.end_form(row, code, *wrong_end)),
            Sees::All => match self.web.app.requests.lines(row).await {
                Ok(lines) => {
                    match appointment(self.web, row).await {
                        Ok(appointment) => body.push_str(&self.appointment(row, appointment.as_ref())),
                        Err(error) => return self.refusal(&error),
                    }
                    body.push_str(&self.all(row, &lines));
                    match self.photos(row, (code, end), &told).await {
                        Ok(photos) => body.push_str(&photos),
                        Err(error) => return self.refusal(&error),
                    }
                    body.push_str(&self.choices(row, code, end));
                    match self.another_time(row, (code, end), wrong.as_deref()).await {
                        Ok(form) => body.push_str(&form),
                        Err(error) => return self.refusal(&error),
                    }
                }
                Err(error) => return self.refusal(&error),
            },
        }
        let status = told.error().map_or(200, |error| error.code.status());
        self.page(StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR), &body)
    }

    /// Asks for the end of the VIN; what has no car is told in the chat alone.
    fn end_form(&self, row: &RequestRow, code: &str, wrong: bool) -> String {
        if row.vin.is_none() {
            return format!("<p class=\"hint\">{}</p>", self.word("request-page-in-chat"));
        }
        let wrong =
            if wrong { format!("<p class=\"wrong\" role=\"alert\">{}</p>", self.word("request-page-wrong-end")) } else { String::new() };
        format!(
            "<form method=\"post\" action=\"/r/{}?language={}\"><label for=\"vin\">{}</label>\
             <input id=\"vin\" name=\"vin\" required maxlength=\"24\" autocomplete=\"off\" autocapitalize=\"characters\" dir=\"ltr\">{wrong}\
             <button>{}</button></form>",
            escaped(code),
            self.language.code(),
            self.word("request-page-vin-end"),
            self.word("request-page-show-more"),
        )
    }

    /// When the owner is expected, on the clock of the place, and the file for their calendar: also of what was called off, to take it out.
    fn appointment(&self, row: &RequestRow, appointment: Option<&Appointment>) -> String {
        let Some(Appointment { at, zone, place, holds, .. }) = appointment else { return String::new() };
        let key = self.web.app.requests.key(row);
        let (time, place) = (escaped(&moment(self.language, *at, zone)), place.as_deref().map(escaped).unwrap_or_default());
        let (tag, word) = match holds {
            Holds::Cancelled => ("s", "request-page-calendar-out"),
            Holds::Tentative | Holds::Confirmed => ("strong", "request-page-calendar"),
        };
        let word = self.word(word);
        format!("<p class=\"slot\"><{tag}>{time}</{tag}> {place} <a href=\"/r/{}/calendar.ics?key={key}\">{word}</a></p>", row.code)
    }

    /// What is the owner's to see.
    fn all(&self, row: &RequestRow, lines: &[RequestLine]) -> String {
        let zone = zone(self.web, row);
        let time = |at: Millis| escaped(&date_time(self.language, at, &zone));
        let mut body = String::new();
        let Some(kind) = self.web.app.requests.kinds().kind(&row.kind) else { return body };
        let _ = write!(body, "<h2>{}</h2><ol class=\"log\">", self.word("request-page-log"));
        for line in lines.iter().filter(|line| line.visible) {
            let state = escaped(&self.web.app.requests.forms().state_name(self.language, kind, &line.to));
            let note = line.note.as_deref().map(|note| format!("<p>{}</p>", escaped(note))).unwrap_or_default();
            let _ = write!(body, "<li><time>{}</time> {state}{note}</li>", time(line.at));
        }
        body.push_str("</ol>");
        body
    }

    /// What the owner may do now.
    fn choices(&self, row: &RequestRow, code: &str, end: &str) -> String {
        let Some(kind) = self.web.app.requests.kinds().kind(&row.kind) else { return String::new() };
        let mut body = String::new();
        // A time is chosen below; what needs more is done in the chat.
        for step in kind.moves_from(&row.status, By::Owner).filter(|step| step.needs.is_empty()) {
            let to = step.to.as_str();
            let note = match to {
                "in_review" | "escalated" => format!(
                    "<label for=\"note-{to}\">{}</label><textarea id=\"note-{to}\" name=\"note\" rows=\"4\" maxlength=\"4000\"></textarea>",
                    self.word("request-page-note")
                ),
                _ => String::new(),
            };
            let class = if to == "cancelled" { "quiet" } else { "primary" };
            let _ = write!(
                body,
                "<form method=\"post\" action=\"/r/{}?language={}\"><input type=\"hidden\" name=\"vin\" value=\"{}\">\
                 <input type=\"hidden\" name=\"to\" value=\"{to}\">{note}<button class=\"{class}\">{}</button></form>",
                escaped(code),
                self.language.code(),
                escaped(end),
                escaped(&self.web.app.requests.forms().move_name(self.language, kind, step)),
            );
        }
        body
    }

    /// The free times of the same centre for the same service, where the owner may choose another one. `typed`: code and end of the VIN.
    async fn another_time(&self, row: &RequestRow, typed: (&str, &str), wrong: Option<&str>) -> Result<String, Error> {
        let requests = &self.web.app.requests;
        let wrong = wrong.map(|wrong| format!("<p class=\"wrong\" role=\"alert\">{}</p>", escaped(wrong))).unwrap_or_default();
        let (Ok(change), Some(centre)) = (requests.another_time(row), centre_of(self.web, row).await?) else { return Ok(wrong) };
        let zone = zone_of(&centre);
        let times = requests.other_times(&centre, service_of(row), row.slot.as_ref().map(|slot| slot.at)).await?;
        if times.is_empty() {
            return Ok(format!("{wrong}<p class=\"hint\">{}</p>", self.word("request-page-no-times")));
        }
        let mut options = String::new();
        for FreeTime { at, .. } in &times {
            let _ = write!(options, "<option value=\"{}\">{}</option>", rfc3339(*at), escaped(&moment(self.language, *at, &zone)));
        }
        Ok(format!(
            "<form method=\"post\" action=\"/r/{}?language={}\"><input type=\"hidden\" name=\"vin\" value=\"{}\">\
             <input type=\"hidden\" name=\"to\" value=\"{}\"><label for=\"slot\">{}</label>\
             <select id=\"slot\" name=\"slot\" required><option value=\"\"></option>{options}</select>{wrong}<button>{}</button></form>",
            escaped(typed.0),
            self.language.code(),
            escaped(typed.1),
            escaped(change.to),
            self.word("request-another-time"),
            self.word("request-page-take-time"),
        ))
    }

    /// A page that says why there is nothing to see.
    fn refusal(&self, error: &Error) -> Response {
        let text = match error.code {
            Code::NotFound => self.word("request-page-gone"),
            _ => escaped(&self.web.app.catalog.refusal(self.language, error)),
        };
        let status = StatusCode::from_u16(error.code.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = self.page(status, &format!("<h1>{}</h1><p class=\"next\">{text}</p>", self.word("request-page-title")));
        if let Some(ms) = error.after_ms {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(ms.div_ceil(1_000)));
        }
        response
    }

    fn page(&self, status: StatusCode, body: &str) -> Response {
        let (assets, language) = (self.web.assets.base(), self.language.code());
        let html = format!(
            "<!doctype html>\n<html lang=\"{language}\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><meta name=\"robots\" content=\"noindex, nofollow\">\
             <meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title>\
             <link rel=\"icon\" type=\"image/svg+xml\" href=\"{assets}/shared/mark.svg\">\
             <link rel=\"stylesheet\" href=\"{assets}/shared/tokens.css\"><link rel=\"stylesheet\" href=\"{assets}/request/request.css\">\
             </head><body><main><p class=\"company\">{company}</p>{body}\
             <p class=\"chat\"><a href=\"/chat?language={language}\">{chat}</a></p></main></body></html>\n",
            title = self.word("request-page-title"),
            company = escaped(&self.web.app.config.company.name),
            chat = self.word("request-page-chat"),
        );
        let mut response = (status, html).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("text/html; charset=utf-8"));
        headers.insert(header::VARY, HeaderValue::from_static("accept-language"));
        let policy = "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; base-uri 'none'; \
                      frame-ancestors 'none'";
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy));
        // Others never learn the address. With `no-referrer` browsers would send `Origin: null` with the page's own forms.
        headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
        private(headers);
        response
    }
}

/// Nobody keeps it, and no search engine lists it.
fn private(headers: &mut axum::http::HeaderMap) {
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex, nofollow"));
}

fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    escape(text, &mut escaped);
    escaped
}
