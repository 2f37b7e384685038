//! The files beside the entries: synonyms, off-topic lines, small talk, danger phrases and cards, labelled questions.

use super::draft::{Fault, FaultKind};
use super::gate::Changed;
use super::passing::{Act, Candidate, differing_lines};
use super::{Refused, Studio, checked_note, may_edit};
use crate::access::User;
use crate::config::content::FILE;
use crate::error::Code;
use crate::faq::file::{Kind, kind};
use crate::faq::{Problem, Severity};
use crate::published::placeholders;
use crate::store::{self, FileHead, FileSave};
use std::collections::BTreeSet;
use std::sync::Arc;

/// Longest file that is written here, in bytes: the largest of the sample, its safety cards, has a quarter of it.
pub const MAX_CONTENT: usize = 1 << 20;
/// Longest path of a file, in bytes.
const MAX_PATH: usize = 200;
/// Problems of a file that are told at once.
const MAX_TOLD: usize = 200;

/// A file as it was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedContent {
    pub head: FileHead,
    /// What the check says of it, in its lines.
    pub problems: Vec<Problem>,
    /// What publishing it changes, the worst first.
    pub changes: Vec<Changed>,
}

/// A save of a file as an editor asks for it.
#[derive(Debug, Clone)]
pub struct ContentSave {
    pub path: String,
    /// The revision that it was made on; none for a new file.
    pub on: Option<u32>,
    pub text: String,
    pub note: Option<String>,
    pub publish: bool,
    /// Why it is published although the gate warns.
    pub reason: Option<String>,
    /// Only tell what it would change.
    pub dry_run: bool,
}

impl Studio {
    /// All files beside the entries, by path.
    pub async fn content(&self, by: &User) -> Result<Vec<FileHead>, Refused> {
        may_edit(by)?;
        Ok(self.store.content_files().await?)
    }

    /// Whether there is a file of that path, in whatever state.
    pub async fn is_content(&self, by: &User, path: &str) -> Result<bool, Refused> {
        may_edit(by)?;
        Ok(self.store.content_file(path).await?.is_some())
    }

    /// The number and text of a file's newest revision, or of an earlier one. What was removed is an empty text.
    pub async fn content_file(&self, by: &User, path: &str, revision: Option<u32>) -> Result<(u32, String), Refused> {
        may_edit(by)?;
        let found = self.store.file_revision(path, revision).await?.ok_or(Code::NotFound)?;
        Ok((found.revision, found.body.unwrap_or_default()))
    }

    /// Saves a file, and publishes it where that is wanted. What the check finds is told; what it finds wrong is not published.
    pub async fn save_content(&self, by: &User, save: ContentSave) -> Result<SavedContent, Refused> {
        may_edit(by)?;
        let ContentSave { path, on, text, note, publish, reason, dry_run } = save;
        let text = text.replace("\r\n", "\n");
        let mut faults = Vec::new();
        let reason = checked_note("override", reason, &mut faults);
        if !is_beside(&path) {
            faults.push(Fault::of_entry("path", FaultKind::Format));
        }
        if text.len() > MAX_CONTENT {
            faults.push(Fault::of_entry("text", FaultKind::TooLong(MAX_CONTENT)));
        }
        if text.contains('\0') {
            faults.push(Fault::of_entry("text", FaultKind::Format));
        }
        let note = checked_note("note", note, &mut faults);
        if !faults.is_empty() {
            return Err(Refused::Invalid(faults));
        }
        let (problems, breaks) = self.check_content(&path, &text).await?;
        if publish && breaks {
            return Err(Refused::Broken(problems));
        }
        let mut changes = Vec::new();
        if publish {
            let act = Act { on, reason: reason.clone(), dry_run };
            changes = self.pass_content(by, &path, &text, &act).await?;
        }
        if dry_run {
            let now = self.store.content_file(&path).await?;
            let head =
                now.unwrap_or(FileHead { path, revision: 0, published: None, size: None, at: self.clock.now(), author: by.name.clone() });
            return Ok(SavedContent { head, problems, changes });
        }
        // The log of a file is its revisions.
        let note = note.or_else(|| reason.clone());
        let save = FileSave { path: path.clone(), on, body: text, note, author: by.id.to_string(), publish, reason };
        let head = match self.store.save_file(save).await {
            Ok(head) => head,
            Err(store::Error::Stale) => {
                let newer = self.store.content_file(&path).await?.ok_or(Code::StaleRevision)?;
                return Err(Refused::Stale { revision: newer.revision, by: newer.author });
            }
            Err(error) => return Err(error.into()),
        };
        if publish {
            self.take_up().await;
        }
        Ok(SavedContent { head, problems, changes })
    }

    /// What publishing a file would change; refused where the gate blocks it.
    async fn pass_content(&self, by: &User, path: &str, text: &str, act: &Act) -> Result<Vec<Changed>, Refused> {
        // Phones and hours decide no answer.
        if path == FILE {
            return Ok(Vec::new());
        }
        let mut files = self.store.corpus_files().await?;
        let known = files.iter().position(|(known, _)| known == path).map(|place| files.swap_remove(place).1);
        let lines = differing_lines(known.as_deref().unwrap_or_default(), text);
        if lines.is_empty() {
            return Ok(Vec::new());
        }
        files.push((path.to_owned(), text.to_owned()));
        self.pass(by, Candidate::File { path: path.to_owned(), text: text.to_owned(), files, lines }, act).await
    }

    /// What the check says of a file among what is published, and whether it would break something.
    async fn check_content(&self, path: &str, text: &str) -> Result<(Vec<Problem>, bool), Refused> {
        let (files, path, text) = (self.store.corpus_files().await?, path.to_owned(), text.to_owned());
        let kinds = Arc::clone(&self.live_faq.current().forms().kinds);
        let checked = tokio::task::spawn_blocking(move || {
            let mut with = files.clone();
            with.retain(|(known, _)| *known != path);
            with.push((path.clone(), text));
            let is_error = |problem: &Problem| problem.severity == Severity::Error;
            let known: BTreeSet<Problem> = placeholders::read(files, &kinds).1.into_iter().filter(is_error).collect();
            let (_, found) = placeholders::read(with, &kinds);
            // What was wrong before, elsewhere, is not this file's affair.
            let (own, others): (Vec<Problem>, Vec<Problem>) = found.into_iter().partition(|problem| problem.file == path);
            let others: Vec<Problem> = others.into_iter().filter(|problem| is_error(problem) && !known.contains(problem)).collect();
            let breaks = own.iter().any(is_error) || !others.is_empty();
            let mut told: Vec<Problem> = own.into_iter().chain(others).collect();
            told.sort_by_key(|problem| (problem.severity, problem.file != path));
            told.truncate(MAX_TOLD);
            (told, breaks)
        });
        Ok(checked.await.map_err(|_| Code::Internal)?)
    }
}

/// Whether a path is one that a file beside the entries may have.
pub fn is_beside(path: &str) -> bool {
    let is_plain = path.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-_./".contains(&byte));
    is_plain
        && path.len() <= MAX_PATH
        && !path.contains("..")
        && !matches!(kind(path), Kind::Entry { .. } | Kind::Attached(_) | Kind::Misplaced(_) | Kind::Foreign(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_places_of_files_that_mean_something_may_be_written() {
        for path in
            ["safety.toml", "smalltalk.toml", "dialogue.toml", "synonyms/en.txt", "offtopic/bn.txt", "dangers/kk.txt", "questions/a.jsonl"]
        {
            assert!(is_beside(path), "{path}");
        }
        for path in [
            "",
            "a.toml",
            "car/wash.toml",
            "../safety.toml",
            "x/y/z.txt",
            "notes.md",
            "synonyms/../../a.txt",
            "questions/a b.jsonl",
            "questions/..jsonl",
            "files/manual.pdf",
        ] {
            assert!(!is_beside(path), "{path}");
        }
    }
}
