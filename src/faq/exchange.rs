//! Entries in the formats of other programs: in from sheets and from the exports of rivals, out as sheets and JSON.
//!
//! Bytes in, entries out, and every mistake with its file, sheet, row and column. Nothing is published here: whoever calls shows the
//! [`Read`] first, or refuses it when it has errors.
//!
//! - Sheets: [`separated`] (CSV, TSV), [`workbook`] (XLSX, ODS; [`unpacked`] counts before anything reads), [`mapping`] (which column says what;
//!   `headers` in four languages), [`rows`].
//! - Objects: [`json`] (ours), [`rivals`] (Chatwoot, Zendesk; [`markdown`] makes their HTML Markdown), [`rasa`] (over [`yaml`]).
//! - [`drafts`] collects what all of them say, and puts it onto what is published: what a file does not say stays as it is.
//! - [`write`](mod@write): out. What is written reads back as the same entries.

mod decoded;
mod drafts;
mod headers;
mod json;
mod lists;
mod mapping;
mod markdown;
mod object;
mod ods;
mod rasa;
mod rivals;
mod rows;
pub mod separated;
pub mod sheet;
mod slug;
#[cfg(test)]
mod tests;
mod unpacked;
mod workbook;
mod write;
mod yaml;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde::Serialize;

use super::attached::Brought;
use super::entry::Entry;
use super::problem::{Place, Problem, Severity, words};
use crate::language::Language;
use drafts::{Drafts, Spot};
pub use mapping::{Assignment, Column, Field, Mapping};
pub use sheet::MOST_ROWS;
pub use write::{Format, package, write, write_with};

/// Manuals and pictures by their names.
pub type Bodies = BTreeMap<String, Vec<u8>>;

/// Largest file that is read, in bytes.
pub const MAX_IMPORT: usize = 16 << 20;
/// Most files of one import: those of a Rasa project, or one a language.
pub const MOST_FILES: usize = 50;

/// What a reader of the files does not find in them.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// Names that answers may use as `{name}`; without a list, all may be used.
    pub placeholders: Option<&'a [&'a str]>,
    /// Forms that an entry may offer as its `action`; without a list, any may be.
    pub actions: Option<&'a [&'a str]>,
    /// The language of texts that tell none.
    pub language: Option<Language>,
    /// The category of new entries that tell none.
    pub category: Option<&'a str>,
    /// What somebody says of columns, before it is guessed.
    pub mapping: &'a [Assignment],
    /// Names of the files that answers may refer to, beside those that come along; without a list, all may be.
    pub attached: Option<&'a BTreeSet<String>>,
    /// What is published now, in any order: what the files do not say is taken from there.
    pub published: &'a [Arc<Entry>],
}

/// What an import does to an entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Difference {
    /// There is none of this id.
    New,
    /// It says something else then.
    Changed,
    /// It stays as it is.
    Same,
}

/// One line of a preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Change {
    pub id: String,
    pub category: String,
    #[serde(rename = "change")]
    pub difference: Difference,
    /// The languages whose texts are new or different.
    pub languages: Vec<Language>,
}

/// What files say.
#[derive(Debug, Default)]
pub struct Read {
    /// How sheets were read.
    pub mappings: Vec<Mapping>,
    /// The entries as they would be published, sorted by id. Only without errors are these all, and right.
    pub entries: Vec<Entry>,
    /// One for each entry.
    pub changes: Vec<Change>,
    /// Manuals and pictures that came along.
    pub attached: Vec<Brought>,
    /// Sorted by file and place.
    pub problems: Vec<Problem>,
}

impl Read {
    /// Whether nothing of it may be published.
    pub fn has_errors(&self) -> bool {
        self.problems.iter().any(|problem| problem.severity == Severity::Error)
    }
}

/// Reads files, given by their names and bytes. What a file is, its first bytes say, and its name where these do not.
pub fn read<N: AsRef<str>, B: AsRef<[u8]>>(files: &[(N, B)], options: &Options<'_>) -> Read {
    let (mut drafts, mut rasa) = (Drafts::default(), rasa::Project::default());
    let mut mappings = Vec::new();
    for (number, (name, bytes)) in files.iter().enumerate() {
        let (name, bytes) = (name.as_ref(), bytes.as_ref());
        let whole = Spot::new(name, Place::line(1));
        if number >= MOST_FILES {
            drafts.error(&whole, words!("faq-check-files-many", "more than {limit} files: the rest is not read", limit = MOST_FILES));
            break;
        }
        if bytes.len() > MAX_IMPORT {
            drafts.error(&whole, words!("faq-check-large", "larger than {limit} MiB", limit = MAX_IMPORT >> 20));
            continue;
        }
        match one(name, bytes, options, &mut drafts, &mut rasa) {
            Ok(found) => mappings.extend(found),
            Err((place, message)) => drafts.error(&Spot::new(name, place), message),
        }
    }
    rasa.finish(options, &mut drafts);
    let attached = drafts.attached().values().cloned().collect();
    let (entries, changes, mut problems) = drafts.finish(options);
    if entries.is_empty() && problems.iter().all(|problem| problem.severity != Severity::Error) {
        let name = files.first().map_or("", |(name, _)| name.as_ref());
        problems.push(Problem::error(name, 1, words!("faq-check-empty", "there is no entry in it")));
    }
    Read { mappings, entries, changes, attached, problems }
}

/// Reads one file into the drafts; returns how its sheets were read.
fn one(
    name: &str,
    bytes: &[u8],
    options: &Options<'_>,
    drafts: &mut Drafts,
    rasa: &mut rasa::Project,
) -> Result<Vec<Mapping>, separated::Failure> {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    if bytes.starts_with(b"PK") {
        let (sheets, warnings) = workbook::read(bytes)?;
        for (place, message) in warnings {
            drafts.warning(&Spot::new(name, place), message);
        }
        return Ok(rows::read(name, &sheets, options, drafts));
    }
    // The compound files of Office before 2007, which also wrap workbooks with a password.
    if bytes.starts_with(&[0xd0, 0xcf, 0x11, 0xe0]) {
        return Err((
            Place::line(1),
            words!("faq-check-workbook-old", "an old workbook (.xls), or one with a password: save it as .xlsx, without a password"),
        ));
    }
    if ["xlsx", "xlsm", "ods"].contains(&ending.as_str()) {
        return Err((Place::line(1), words!("faq-check-workbook-none", "this is no workbook")));
    }
    let text = decoded::decoded(bytes)?;
    match ending.as_str() {
        "toml" => Err((Place::line(1), words!("faq-check-toml-folder", "files of entries are published as a folder: name the folder"))),
        "yml" | "yaml" => rasa.read(name, &text, options, drafts).map(|()| Vec::new()),
        "json" | "jsonl" | "ndjson" => json::read(name, &text, drafts).map(|()| Vec::new()),
        _ if text.trim_start().starts_with(['{', '[']) => json::read(name, &text, drafts).map(|()| Vec::new()),
        _ => Ok(rows::read(name, &separated::read(&text, ending == "tsv")?, options, drafts)),
    }
}
