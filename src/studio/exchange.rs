//! Entries from and to the files of other programs.

use super::{Refused, SaveRequest, Studio, may_edit, parsed};
use crate::access::User;
use crate::error::{Code, Error};
use crate::faq::Entry;
use crate::faq::exchange::{self, Assignment, Bodies, Difference, Format, Read};
use crate::faq::translation::Change;
use crate::language::Language;
use crate::published::placeholders;
use crate::studio::draft::unstorable;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Most entries that one import makes or changes here: each is a save of its own, within the time of a request.
pub const MAX_IMPORTED: usize = 1_000;

/// A file that an editor brings.
#[derive(Debug, Clone)]
pub struct ImportRequest {
    /// Its name: the ending tells what the first bytes do not.
    pub name: String,
    pub bytes: Vec<u8>,
    /// As in [`exchange::Options`].
    pub language: Option<Language>,
    pub category: Option<String>,
    pub mapping: Vec<Assignment>,
    /// What the new texts mean for languages that the file does not change.
    pub change: Change,
    /// Only say what it would do.
    pub trial: bool,
}

/// What a file says, and what was saved of it.
#[derive(Debug)]
pub struct Imported {
    pub read: Read,
    /// By entry, the revision of its draft, or why it was not saved. Empty after a trial.
    pub saved: Vec<(String, Result<u32, Refused>)>,
}

impl Studio {
    /// Makes drafts of what a file says: of all its entries, or, when anything in it is wrong, of none ([`Refused::Broken`]).
    /// One import at a time.
    pub async fn import(&self, by: &User, request: ImportRequest) -> Result<Imported, Refused> {
        may_edit(by)?;
        let _one = self.imports.try_lock().map_err(|_| Code::Busy)?;
        let all = self.store.heads().await?;
        let heads: BTreeMap<String, u32> = all.iter().map(|head| (head.entry.clone(), head.revision)).collect();
        // What was withdrawn is new to whoever reads the file: it becomes a draft on what it was.
        let wanted: Vec<(String, u32)> =
            all.into_iter().filter(|head| !head.is_withdrawn()).map(|head| (head.entry, head.revision)).collect();
        let stored = self.store.bodies(&wanted).await?;
        let files = self.store.attached_names().await?;
        let ImportRequest { name, bytes, language, category, mapping, change, trial } = request;
        let kinds = Arc::clone(&self.live_faq.current().forms().kinds);
        let read = tokio::task::spawn_blocking(move || {
            let known: Vec<Arc<Entry>> = stored.iter().filter_map(|revision| parsed(revision).ok()).map(Arc::new).collect();
            let forms = kinds.form_ids();
            let options = exchange::Options {
                placeholders: Some(&placeholders::NAMES),
                actions: Some(&forms),
                language,
                category: category.as_deref(),
                mapping: &mapping,
                attached: Some(&files),
                published: &known,
            };
            exchange::read(&[(name, bytes)], &options)
        });
        let read = read.await.map_err(|_| Code::Internal)?;
        if trial {
            return Ok(Imported { read, saved: Vec::new() });
        }
        if read.has_errors() {
            return Err(Refused::Broken(read.problems));
        }
        let different = read.entries.iter().zip(&read.changes).filter(|(_, line)| line.difference != Difference::Same);
        let different: Vec<Entry> = different.map(|(entry, _)| entry.clone()).collect();
        if different.len() > MAX_IMPORTED {
            return Err(Error::too_large(MAX_IMPORTED).into());
        }
        let faults: Vec<_> = different.iter().flat_map(unstorable).collect();
        if !faults.is_empty() {
            return Err(Refused::Invalid(faults));
        }
        self.take_along(by, read.attached.clone()).await?;
        let mut saved = Vec::new();
        for entry in different {
            let id = entry.id.clone();
            let on = heads.get(&id).copied();
            let request = SaveRequest { id: id.clone(), on, draft: entry.into(), change, current: Vec::new(), note: None, autosave: false };
            saved.push((id, self.save(by, request).await.map(|(shown, _)| shown.head.revision)));
        }
        Ok(Imported { read, saved })
    }

    /// The published entries as a file.
    pub async fn export(&self, by: &User, format: Option<Format>) -> Result<Vec<u8>, Refused> {
        may_edit(by)?;
        let files = self.store.corpus_files().await?;
        // Sheets have no place for them.
        let takes_files = format.is_none_or(|format| format == Format::Json);
        let attached = if takes_files { self.store.published_attached().await? } else { Bodies::new() };
        let written = tokio::task::spawn_blocking(move || match format {
            Some(format) => {
                exchange::write_with(&placeholders::read_published(files).0.entries, &attached, format).map_err(|error| error.to_string())
            }
            None => exchange::package(&files, &attached).map_err(|error| error.to_string()),
        });
        written.await.map_err(|_| Code::Internal)?.map_err(|error| {
            tracing::error!(error, "the published entries could not be written");
            Code::Internal.into()
        })
    }
}
