//! Photos and other files of a request, on its page: added, and seen by who knows the end of the car's VIN.

use super::{Page, Typed, centre_of, escaped, look};
use crate::access::secret;
use crate::aftersales::form::{FieldKind, MOST_FILES};
use crate::chat::command::{Files, Uploader};
use crate::chat::event::attachment::Attachment;
use crate::error::{Code, Error};
use crate::http::Web;
use crate::http::api::uploads::given;
use crate::http::extract::{Caller, File};
use crate::http::inline::{ACCEPTED, MOST_PICTURES, picture};
use crate::http::multipart::{Chosen, Multipart};
use crate::i18n::Args;
use crate::requests::looking::{Looked, Sees};
use crate::store::RequestRow;
use crate::uploads::taking::{Brought, Whose};
use axum::extract::{Path, Request, State};
use axum::http::HeaderMap;
use axum::response::{IntoResponse, Response};
use std::collections::HashMap;
use std::fmt::Write as _;
use url::form_urlencoded;
use uuid::Uuid;

/// Bytes of the form beside its files.
const MAX_TEXTS: u64 = 64 * 1024;
/// Longest end of a VIN that is looked at, in bytes.
const MAX_END: usize = 128;
/// Largest form that asks for one file, in bytes.
const MAX_ASK: usize = 4 * 1024;
/// Longest name that is repeated to its reader, in characters.
const MAX_NAME: usize = 80;

/// What became of the files that were sent.
#[derive(Debug, Default)]
pub struct Told {
    /// So many were added.
    added: usize,
    /// Each that was not: its name, and why.
    refused: Vec<(String, String)>,
    /// The first of those errors.
    error: Option<Error>,
}

impl Told {
    pub(super) fn error(&self) -> Option<&Error> {
        self.error.as_ref().filter(|_| self.added == 0)
    }
}

/// `POST /r/{code}/photos`: files for a request.
pub async fn add(State(web): State<Web>, caller: Caller, Path(code): Path<String>, request: Request) -> Response {
    let page = Page { web: &web, language: caller.language };
    let (parts, body) = request.into_parts();
    let most = web.app.uploads.most().saturating_add(MAX_TEXTS);
    let mut adding = Adding {
        page: &page,
        caller,
        code: &code,
        end: String::new(),
        looked: None,
        by: uploader(&web),
        files: Vec::new(),
        told: Told::default(),
    };
    let read = match Multipart::new(&parts.headers, body, most) {
        Ok(mut form) => adding.read(&mut form).await,
        Err(code) => Err(code),
    };
    // What has come whole is kept even where the rest has not.
    if let Err(code) = read {
        adding.refuse(String::new(), Error::new(code));
    }
    match adding.done().await {
        Ok((looked, told, end)) => page.of(&looked, Typed { code: &code, end: &end, wrong: None, told }).await,
        Err(error) => page.refusal(&error),
    }
}

/// `POST /r/{code}/photos/{id}`: a file of a request.
pub async fn show(
    State(web): State<Web>,
    caller: Caller,
    Path((code, id)): Path<(String, String)>,
    headers: HeaderMap,
    File(body): File<MAX_ASK>,
) -> Response {
    let page = Page { web: &web, language: caller.language };
    let form: HashMap<String, String> = form_urlencoded::parse(&body).into_owned().collect();
    let end = form.get("vin").map(String::as_str).unwrap_or_default();
    let looked = match look(&web, caller, &code, Some(end)).await {
        Ok(looked) => looked,
        Err(error) => return page.refusal(&error),
    };
    if looked.sees != Sees::All {
        return page.of(&looked, Typed { code: &code, end, ..Typed::default() }).await;
    }
    let Ok(id) = id.parse::<Uuid>() else { return page.refusal(&Code::NotFound.into()) };
    let file = match web.app.uploads.of_request(&looked.row.code, id, false).await {
        Ok(file) => file,
        Err(error) => return page.refusal(&error),
    };
    given(file, &headers).await.unwrap_or_else(IntoResponse::into_response)
}

/// Nobody carries the token of it: what comes on this page is attached at once, or gone.
fn uploader(web: &Web) -> Uploader {
    Uploader::Owner(secret::hash(&secret::token(web.app.clock.secret())))
}

/// Files on their way to a request.
struct Adding<'a> {
    page: &'a Page<'a>,
    caller: Caller,
    code: &'a str,
    /// The end of the VIN, as it was typed.
    end: String,
    looked: Option<Result<Looked, Error>>,
    by: Uploader,
    files: Vec<Attachment>,
    told: Told,
}

impl Adding<'_> {
    async fn read(&mut self, form: &mut Multipart) -> Result<(), Code> {
        while let Some(part) = form.next().await? {
            match part.file {
                Some(chosen) => self.file(chosen, form).await?,
                None if part.name == "vin" => self.end = form.text(MAX_END).await?,
                None => {}
            }
        }
        Ok(())
    }

    /// Takes a file, once it is sure that its sender may add it.
    async fn file(&mut self, chosen: Chosen, form: &mut Multipart) -> Result<(), Code> {
        if self.looked.is_none() {
            self.looked = Some(look(self.page.web, self.caller, self.code, Some(&self.end)).await);
        }
        let Some(Ok(Looked { row, sees: Sees::All, .. })) = &self.looked else { return Ok(()) };
        if !self.page.takes_files(row) {
            self.refuse(chosen.name, Code::Closed.into());
            return Ok(());
        }
        if self.files.len() >= MOST_FILES {
            let words = self.page.plain("request-fault-too-many-files", &Args::new().with("limit", MOST_FILES));
            self.told.refused.push((chosen.name, words));
            return Ok(());
        }
        let (app, code) = (&self.page.web.app, row.code.clone());
        let whose = Whose { by: self.by, conversation: row.conversation, request: Some(code.clone()) };
        let Chosen { name, declared } = chosen;
        let brought = Brought { name: name.clone(), declared, room: form.left() };
        match app.uploads.take(self.caller.address, whose, brought, form.pieces()).await {
            Ok(file) => match app.requests.has_file(&code, file.id).await {
                Ok(false) => self.files.push(file),
                // A second press: it is there already.
                Ok(true) => self.told.refused.push((name, self.page.plain("request-page-photos-known", &Args::new()))),
                Err(error) => self.refuse(name, error),
            },
            // Nothing more comes.
            Err(error) if error.code == Code::BadRequest => return Err(Code::FileBroken),
            Err(error) => self.refuse(name, error),
        }
        Ok(())
    }

    fn refuse(&mut self, name: String, error: Error) {
        let words = match error.code {
            Code::Closed => self.page.plain("request-page-photos-closed", &Args::new()),
            _ => self.page.web.app.catalog.refusal(self.page.language, &error),
        };
        self.told.refused.push((name, words));
        self.told.error.get_or_insert(error);
    }

    /// Adds what came to the request, which is then as it stands.
    async fn done(mut self) -> Result<(Looked, Told, String), Error> {
        let (web, code) = (self.page.web, self.code);
        let mut looked = match self.looked.take() {
            Some(looked) => looked?,
            None => look(web, self.caller, code, Some(&self.end)).await?,
        };
        if looked.sees == Sees::All {
            if !self.files.is_empty() {
                let files = Files { by: self.by, ids: self.files.iter().map(|file| file.id).collect() };
                let centre = centre_of(web, &looked.row).await?;
                match web.app.requests.add_files(&looked.row, files, centre.as_ref()).await {
                    Ok(row) => (looked.row, self.told.added) = (row, self.files.len()),
                    Err(fault) => {
                        let error = web.app.requests.refusal(self.page.language, fault);
                        self.refuse(String::new(), error);
                    }
                }
            } else if self.told.refused.is_empty() {
                self.told.refused.push((String::new(), self.page.plain("request-page-photos-none", &Args::new())));
            }
        }
        Ok((looked, self.told, self.end))
    }
}

impl Page<'_> {
    fn plain(&self, key: &str, args: &Args<'_>) -> String {
        self.web.app.catalog.text(self.language, key, args)
    }

    /// Whether files may be added: while the request is open, and its form asks for some.
    fn takes_files(&self, row: &RequestRow) -> bool {
        let kind = self.web.app.requests.kinds().kind(&row.kind);
        row.closed_at.is_none() && kind.is_some_and(|kind| kind.form.fields.iter().any(|field| field.kind == FieldKind::Photo))
    }

    /// The files of a request, and a form for more. `typed`: code and end of the VIN.
    pub(super) async fn photos(&self, row: &RequestRow, typed: (&str, &str), told: &Told) -> Result<String, Error> {
        let (code, end) = (escaped(typed.0), escaped(typed.1));
        let files = self.web.app.requests.files(row).await?;
        let takes = self.takes_files(row);
        let mut body = String::new();
        if files.is_empty() && !takes && told.refused.is_empty() {
            return Ok(body);
        }
        let _ = write!(body, "<h2>{}</h2>", self.word("request-page-photos"));
        if told.added > 0 {
            let added = self.say("request-page-photos-added", &Args::new().with("count", told.added));
            let _ = write!(body, "<p class=\"done\" role=\"status\">{added}</p>");
        }
        for (name, words) in &told.refused {
            let name: String = name.chars().take(MAX_NAME).collect();
            let name = if name.is_empty() { name } else { format!("<bdi>{}</bdi>: ", escaped(&name)) };
            let _ = write!(body, "<p class=\"wrong\" role=\"alert\">{name}{}</p>", escaped(words));
        }
        if !files.is_empty() {
            body.push_str("<ul class=\"photos\">");
            for (place, file) in files.iter().enumerate() {
                let shown = if place < MOST_PICTURES { self.small(row, file).await } else { None };
                let shown = shown.unwrap_or_else(|| format!("<bdi>{}</bdi>", escaped(&file.name)));
                let _ = write!(
                    body,
                    "<li><form method=\"post\" action=\"/r/{code}/photos/{}?language={}\"><input type=\"hidden\" name=\"vin\" value=\"{end}\">\
                     <button class=\"quiet\" aria-label=\"{}\">{shown}</button></form></li>",
                    file.id,
                    self.language.code(),
                    self.say("request-page-photos-open", &Args::new().with("name", file.name.as_str())),
                );
            }
            body.push_str("</ul>");
        }
        if takes {
            let _ = write!(
                body,
                "<form method=\"post\" action=\"/r/{code}/photos?language={}\" enctype=\"multipart/form-data\">\
                 <input type=\"hidden\" name=\"vin\" value=\"{end}\"><label for=\"photos\">{}</label>\
                 <input id=\"photos\" type=\"file\" name=\"photos\" multiple required accept=\"{ACCEPTED}\" aria-describedby=\"photos-hint\">\
                 <p id=\"photos-hint\" class=\"hint\">{}</p><button>{}</button></form>",
                self.language.code(),
                self.word("request-page-photos-add"),
                self.word("request-page-photos-hint"),
                self.word("request-page-photos-send"),
            );
        }
        Ok(body)
    }

    /// A small picture of a file, where it has one.
    async fn small(&self, row: &RequestRow, file: &Attachment) -> Option<String> {
        if !file.thumbnail {
            return None;
        }
        let given = self.web.app.uploads.of_request(&row.code, file.id, true).await.ok()?;
        Some(format!("<img src=\"{}\" alt=\"\">", picture(given).await?))
    }
}
