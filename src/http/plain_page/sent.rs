//! What the page's form sends: texts by the names of their controls, and files, which are uploads of this owner from then on. A file that was taken
//! is named by a hidden field of the next page, so that it is never lost with what was typed.

use super::MAX_TOKEN;
use crate::access::secret;
use crate::chat::command::Uploader;
use crate::chat::event::attachment::{Attachment, MOST};
use crate::error::{Code, Error};
use crate::http::Web;
use crate::http::extract::Caller;
use crate::http::multipart::{Chosen, Multipart, is_multipart};
use crate::uploads::taking::{Brought, Whose};
use axum::body::{Body, to_bytes};
use axum::http::HeaderMap;
use url::form_urlencoded;
use uuid::Uuid;

/// Largest form without files, in bytes: a message and a sheet in letters of three bytes, percent-encoded.
const MAX_FORM: usize = 128 * 1024;
/// Longest text of one control, in bytes.
const MAX_TEXT: usize = 24 * 1024;
/// The control that a message's files are chosen with.
pub const FILES: &str = "files";

/// A file that was not taken.
#[derive(Debug)]
pub struct Refused {
    /// The control that it was chosen with.
    pub control: String,
    pub name: String,
    pub error: Error,
}

/// All that came.
#[derive(Debug, Default)]
pub struct Sent {
    texts: Vec<(String, String)>,
    /// Files that came just now, with the controls that they were chosen with.
    pub brought: Vec<(String, Attachment)>,
    pub refused: Vec<Refused>,
}

impl Sent {
    /// Reads a form of either encoding. What is cut off, or too much, is as far as it came.
    pub async fn read(web: &Web, caller: Caller, site: &str, headers: &HeaderMap, body: Body) -> (Sent, Result<(), Error>) {
        let mut sent = Sent::default();
        let read = sent.fill(web, caller, site, headers, body).await;
        (sent, read)
    }

    async fn fill(&mut self, web: &Web, caller: Caller, site: &str, headers: &HeaderMap, body: Body) -> Result<(), Error> {
        if !is_multipart(headers) {
            let bytes = to_bytes(body, MAX_FORM).await.map_err(|_| Code::TooLarge)?;
            self.texts = form_urlencoded::parse(&bytes).into_owned().collect();
            return Ok(());
        }
        let mut form = Multipart::new(headers, body, web.app.uploads.most().saturating_add(MAX_FORM as u64))?;
        let mut whose = None;
        while let Some(part) = form.next().await? {
            let Some(chosen) = part.file else {
                let text = form.text(MAX_TEXT).await?;
                self.texts.push((part.name, text));
                continue;
            };
            let known = match whose.take() {
                Some(known) => known,
                None => self.whose(web, site).await?,
            };
            whose = Some(known.clone());
            self.take(web, caller, known, (part.name, chosen), &mut form).await?;
        }
        Ok(())
    }

    /// Whose files they are: of the session that stands before them in the form.
    async fn whose(&self, web: &Web, site: &str) -> Result<Whose, Error> {
        let token = self.text("session");
        if token.is_empty() || token.len() > MAX_TOKEN {
            return Err(Code::BadRequest.into());
        }
        let hash = secret::hash(token);
        let session = web.app.care.session(&hash).await?;
        if session.as_ref().is_some_and(|session| session.revoked || session.site != site) {
            return Err(Code::NotFound.into());
        }
        Ok(Whose { by: Uploader::Owner(hash), conversation: session.and_then(|session| session.conversation), request: None })
    }

    async fn take(
        &mut self,
        web: &Web,
        caller: Caller,
        whose: Whose,
        (control, Chosen { name, declared }): (String, Chosen),
        form: &mut Multipart,
    ) -> Result<(), Error> {
        if self.brought.iter().filter(|(known, _)| *known == control).count() >= MOST {
            self.refused.push(Refused { control, name, error: too_many() });
            return Ok(());
        }
        let brought = Brought { name: name.clone(), declared, room: form.left() };
        match web.app.uploads.take(caller.address, whose, brought, form.pieces()).await {
            Ok(file) => self.brought.push((control, file)),
            // Nothing more comes.
            Err(error) if error.code == Code::BadRequest => return Err(Code::FileBroken.into()),
            Err(error) => self.refused.push(Refused { control, name, error }),
        }
        Ok(())
    }

    /// The text of a control; empty where there is none.
    pub fn text(&self, name: &str) -> &str {
        self.texts.iter().find(|(known, _)| known == name).map(|(_, text)| text.as_str()).unwrap_or_default()
    }

    /// All texts of controls whose names begin so, by the rest of the name.
    pub fn of<'a>(&'a self, start: &'a str) -> impl Iterator<Item = (&'a str, &'a str)> {
        self.texts.iter().filter_map(move |(name, text)| Some((name.strip_prefix(start)?, text.as_str())))
    }

    /// The uploads of a control: those of earlier pages that nobody has taken back, and what came just now.
    pub fn uploads(&self, control: &str) -> Vec<Uuid> {
        let taken_back = |id: &str| self.texts.iter().any(|(name, text)| name == "x" && text == id);
        let kept = self.of("k.").filter(|(name, id)| *name == control && !taken_back(id)).filter_map(|(_, id)| id.parse().ok());
        let new = self.brought.iter().filter(|(known, _)| known == control).map(|(_, file)| file.id);
        kept.chain(new).collect()
    }

    /// The controls with uploads.
    pub fn controls(&self) -> Vec<String> {
        let mut controls: Vec<String> = self.of("k.").map(|(name, _)| name.to_owned()).collect();
        controls.extend(self.brought.iter().map(|(name, _)| name.clone()));
        controls.sort();
        controls.dedup();
        controls
    }

    /// What tells a repeat of this form from another one: the same file has another id when it is sent again.
    pub fn content(&self, start: &str) -> Vec<String> {
        let texts = self.of(start).flat_map(|(name, text)| [name.to_owned(), text.to_owned()]);
        let kept = self.of("k.").filter(|(name, _)| name.starts_with(start)).map(|(_, id)| id.to_owned());
        let new = self.brought.iter().filter(|(name, _)| name.starts_with(start)).map(|(_, file)| format!("{} {}", file.name, file.size));
        texts.chain(kept).chain(new).collect()
    }
}

/// More files than one message or field may have.
pub fn too_many() -> Error {
    Error { limit: Some(MOST), message: Some("request-fault-too-many-files"), ..Error::new(Code::TooLarge) }
}
