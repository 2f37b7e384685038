//! FAQ files: reading a whole folder with all its mistakes, and writing an entry.
//!
//! ```text
//! <category>/<id>.toml     an entry
//! offtopic/<lang>.txt      known questions that no entry answers, one a line
//! synonyms/<lang>.txt      a, b, c: one group a line
//! languages/<variety>.txt  samples from which languages are told apart, one a line
//! safety.toml              danger phrases and cards
//! smalltalk.toml           greetings, thanks, and replies
//! ```

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::fmt::Write as _;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::check;
use super::entry::{Corpus, Entry, Text, is_id};
use super::extras::{numbered, read_lines, read_safety, read_smalltalk, read_synonyms};
use super::walk::{Problems, Table, parse};
use crate::language::Language;

/// Longest title, in characters.
pub const MAX_TITLE: usize = 200;
/// Longest phrasing, in characters; owners' messages may be longer.
pub const MAX_PHRASING: usize = 1_000;
/// Longest answer, in characters.
pub const MAX_ANSWER: usize = 20_000;
/// Largest file, in bytes.
pub const MAX_FILE: usize = 4 << 20;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The file can't be used as it is.
    Error,
    /// It can, but an editor will want to look.
    Warning,
}

/// Something wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// Path within the folder.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong, for an editor.
    pub message: String,
}

impl Problem {
    /// An error.
    pub fn error(file: &str, line: usize, message: impl Into<String>) -> Self {
        Self { file: file.to_owned(), line, severity: Severity::Error, message: message.into() }
    }

    /// A warning.
    pub fn warning(file: &str, line: usize, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(file, line, message) }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        write!(f, "{}:{}: {kind}: {}", self.file, self.line, self.message)
    }
}

/// Where in the files something stands; [`check`] needs it to tell lines.
#[derive(Debug, Default)]
pub(super) struct Places {
    /// Entry id → file.
    pub entries: BTreeMap<String, String>,
    /// File, line, entry, language and text of each phrasing.
    pub phrasings: Vec<(String, usize, String, Language, String)>,
    /// File, line, language and text of each off-topic line.
    pub lines: Vec<(String, usize, Language, String)>,
    /// File, line and the entry that is named.
    pub references: Vec<(String, usize, String, &'static str)>,
}

/// What may differ between installations.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// Names that answers may use as `{name}`; without a list, all may be used.
    pub placeholders: Option<&'a [&'a str]>,
}

/// Reads the files of a folder, given by their paths within it (with `/`). What is right is in the corpus
/// even when other things are wrong; problems are in the order of files and lines.
pub fn read<P, B>(files: impl IntoIterator<Item = (P, B)>, options: Options<'_>) -> (Corpus, Vec<Problem>)
where
    P: Into<String>,
    B: AsRef<[u8]>,
{
    let problems: Problems = RefCell::default();
    let mut corpus = Corpus::default();
    let mut places = Places::default();
    let mut files: Vec<(String, B)> = files.into_iter().map(|(path, bytes)| (path.into(), bytes)).collect();
    files.sort_by(|a, b| a.0.cmp(&b.0));
    for (path, bytes) in &files {
        let bytes = bytes.as_ref();
        if bytes.len() > MAX_FILE {
            problems.borrow_mut().push(Problem::error(path, 1, format!("larger than {} MiB", MAX_FILE >> 20)));
            continue;
        }
        let source = match std::str::from_utf8(bytes) {
            Ok(source) => source,
            Err(error) => {
                let line = bytes[..error.valid_up_to()].iter().filter(|b| **b == b'\n').count() + 1;
                problems.borrow_mut().push(Problem::error(path, line, "not UTF-8"));
                continue;
            }
        };
        read_one(path, source, options, &mut corpus, &mut places, &problems);
    }
    corpus.sort();
    check::across(&corpus, &places, &problems);
    let mut problems = problems.into_inner();
    problems.sort();
    (corpus, problems)
}

/// Reads one file by what its path says it is.
fn read_one(path: &str, source: &str, options: Options<'_>, corpus: &mut Corpus, places: &mut Places, problems: &Problems) {
    let parts: Vec<&str> = path.split('/').collect();
    let language_of = |name: &str| name.strip_suffix(".txt").and_then(|code| Language::ALL.into_iter().find(|l| l.code() == code));
    match parts[..] {
        ["safety.toml"] => {
            corpus.safety = read_safety(path, source, options.placeholders, problems);
            for card in &corpus.safety {
                if let Some(entry) = &card.entry {
                    let at = source.find(&format!("\"{entry}\"")).unwrap_or(0);
                    let line = source[..at].matches('\n').count() + 1;
                    places.references.push((path.to_owned(), line, entry.clone(), "safety card names"));
                }
            }
        }
        ["smalltalk.toml"] => corpus.smalltalk = read_smalltalk(path, source, problems),
        ["offtopic" | "synonyms", name] if name.ends_with(".txt") => match language_of(name) {
            None => problems.borrow_mut().push(Problem::error(path, 1, "the file's name must be a language: bn, kk or en")),
            Some(language) if parts[0] == "offtopic" => {
                let lines = numbered(source).map(|(number, line)| (path.to_owned(), number, language, line.to_owned()));
                places.lines.extend(lines);
                corpus.offtopic.insert(language, read_lines(path, source, MAX_PHRASING, problems));
            }
            Some(language) => {
                corpus.synonyms.insert(language, read_synonyms(path, source, problems));
            }
        },
        ["languages", name] if name.ends_with(".txt") => {
            corpus.samples.insert(name.trim_end_matches(".txt").to_owned(), read_lines(path, source, MAX_PHRASING, problems));
        }
        [category, name] if name.ends_with(".toml") => {
            if let Some(entry) = read_entry(path, category, name.trim_end_matches(".toml"), source, options, places, problems) {
                corpus.entries.push(entry);
            }
        }
        [.., name] if name.ends_with(".toml") => {
            problems.borrow_mut().push(Problem::error(path, 1, "an entry's place is <category>/<id>.toml"));
        }
        _ => {}
    }
}

/// Reads an entry; one with errors is left out.
fn read_entry(
    path: &str,
    category: &str,
    id: &str,
    source: &str,
    options: Options<'_>,
    places: &mut Places,
    problems: &Problems,
) -> Option<Entry> {
    let errors = || problems.borrow().iter().filter(|p| p.severity == Severity::Error).count();
    let before = errors();
    for (what, name) in [("file's", id), ("folder's", category)] {
        if !is_id(name) {
            problems.borrow_mut().push(Problem::error(path, 1, format!("the {what} name may only have a-z, 0-9 and -: \"{name}\"")));
        }
    }
    if let Some(other) = places.entries.get(id) {
        problems.borrow_mut().push(Problem::error(path, 1, format!("a second entry \"{id}\"; the first is {other}")));
    }
    let document = parse(path, source, problems)?;
    let mut root = Table::root(path, source, &document, problems);
    let mut texts = BTreeMap::new();
    let related = root.lines("related", 80, 0);
    for (line, target) in &related {
        places.references.push((path.to_owned(), *line, target.clone(), "`related` names"));
    }
    let entry = Entry {
        id: id.to_owned(),
        category: category.to_owned(),
        models: root.strings("models", 80, 0),
        markets: root.strings("markets", 80, 0),
        related: related.into_iter().map(|(_, target)| target).collect(),
        tags: root.strings("tags", 80, 0),
        texts: BTreeMap::new(),
    };
    for (language, mut table) in root.languages() {
        let title = table.string("title", MAX_TITLE);
        let phrasings = table.lines("phrasings", MAX_PHRASING, 1);
        let answer = table.markdown("answer", MAX_ANSWER, options.placeholders);
        table.finish();
        for (line, phrasing) in &phrasings {
            places.phrasings.push((path.to_owned(), *line, id.to_owned(), language, phrasing.clone()));
        }
        texts.insert(language, Text { title, phrasings: phrasings.into_iter().map(|(_, text)| text).collect(), answer });
    }
    root.finish();
    places.entries.entry(id.to_owned()).or_insert_with(|| path.to_owned());
    (errors() == before).then_some(Entry { texts, ..entry })
}

/// Reads a folder on disk; only files that can't be read end it early.
pub fn read_dir(folder: &Path, options: Options<'_>) -> io::Result<(Corpus, Vec<Problem>)> {
    Ok(read(files_of(folder)?, options))
}

/// The FAQ files of a folder: paths within it (with `/`), and what is in them.
pub fn files_of(folder: &Path) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    collect(folder, "", 0, &mut files)?;
    Ok(files)
}

fn collect(folder: &Path, prefix: &str, depth: usize, files: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    for item in std::fs::read_dir(folder)? {
        let item = item?;
        let name = item.file_name();
        let Some(name) = name.to_str() else { continue };
        if name.starts_with('.') {
            continue;
        }
        let path = format!("{prefix}{name}");
        if item.path().is_dir() {
            if depth < 4 {
                collect(&item.path(), &format!("{path}/"), depth + 1, files)?;
            }
        } else if name.ends_with(".toml") || name.ends_with(".txt") {
            files.push((path, std::fs::read(item.path())?));
        }
    }
    Ok(())
}

/// The file of an entry. [`read`] gives the same entry back, except that white space around texts is gone.
pub fn write(entry: &Entry) -> String {
    let mut out = String::new();
    for (key, list) in [("models", &entry.models), ("markets", &entry.markets), ("related", &entry.related), ("tags", &entry.tags)] {
        if !list.is_empty() {
            let items: Vec<String> = list.iter().map(|item| quoted(item)).collect();
            let _ = writeln!(out, "{key} = [{}]", items.join(", "));
        }
    }
    for language in [Language::En, Language::Bn, Language::Kk] {
        let Some(text) = entry.texts.get(&language) else { continue };
        if !out.is_empty() {
            out.push('\n');
        }
        let _ = writeln!(out, "[{language}]\ntitle = {}\nphrasings = [", quoted(&text.title));
        for phrasing in &text.phrasings {
            let _ = writeln!(out, "  {},", quoted(phrasing));
        }
        let _ = writeln!(out, "]\nanswer = {}", multiline(&text.answer));
    }
    out
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        escape(c, &mut out);
    }
    out.push('"');
    out
}

/// A TOML string over several lines, for texts that have some.
fn multiline(text: &str) -> String {
    if !text.contains('\n') {
        return quoted(text);
    }
    let mut out = String::from("\"\"\"\n");
    let mut quotes = 0;
    for c in text.chars() {
        quotes = if c == '"' { quotes + 1 } else { 0 };
        match c {
            '\n' => out.push('\n'),
            '"' if quotes < 3 => out.push('"'),
            '"' => {
                out.push_str("\\\"");
                quotes = 0;
            }
            _ => escape(c, &mut out),
        }
    }
    out.push_str("\n\"\"\"");
    out
}

fn escape(c: char, out: &mut String) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if c.is_control() => {
            let _ = write!(out, "\\u{:04X}", u32::from(c));
        }
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests;
