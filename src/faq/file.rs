//! FAQ files: reading a whole folder with all its mistakes, and writing an entry.
//!
//! ```text
//! <category>/<id>.toml     an entry
//! offtopic/<lang>.txt      known questions that no entry answers, one a line
//! synonyms/<lang>.txt      a, b, c: one group a line
//! languages/<variety>.txt  samples from which languages are told apart, one a line
//! dangers/<lang>*.txt      messages that tell of a danger or only seem to, one a line, under [card] and [near]
//! files/<name>.pdf, .png …  manuals and pictures that answers refer to: bytes, which are not read here
//! questions/<name>.jsonl   questions of owners and what answers them, one JSON object a line
//! safety.toml              danger phrases and cards
//! smalltalk.toml           greetings, thanks, and replies
//! dialogue.toml            what is said about what was just said: "yes", "I tried that already"
//! ```

mod dangers;
mod entry;
mod extras;
mod lines;
mod path;
mod questions;
mod table;
#[cfg(test)]
mod tests;
mod write;

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::sync::Arc;

use super::check;
use super::entry::{Corpus, Entry, MAX_PHRASING};
use super::places::{Naming, Places};
use super::problem::{Problem, Problems, Words, words};
use super::source;
use crate::config::content::Content;
use crate::language::Language;
use crate::language::identify::Variety;
use extras::{read_dialogue, read_safety, read_smalltalk};
use lines::{numbered, read_lines, read_synonyms};
pub use path::{Kind, kind};
pub use write::write;

/// Largest file, in bytes.
pub const MAX_FILE: usize = 4 << 20;

/// What may differ between installations.
#[derive(Debug, Clone, Copy, Default)]
pub struct Options<'a> {
    /// Names that answers may use as `{name}`; without a list, all may be used.
    pub placeholders: Option<&'a [&'a str]>,
    /// Forms that an entry may offer as its `action`; without a list, any may be.
    pub actions: Option<&'a [&'a str]>,
    /// Names of the files that answers may refer to; without a list, all may be.
    pub attached: Option<&'a BTreeSet<String>>,
    /// Whoever published them was told which texts stand twice, and what readers will not see: that is not looked for again. It takes longer than
    /// reading.
    pub is_checked: bool,
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
    // Each file is let go of when it was read: beside all entries, all files would be as much again.
    for (path, bytes) in files {
        let (path, bytes) = (path.as_str(), bytes.as_ref());
        if bytes.len() > MAX_FILE {
            problems.borrow_mut().push(Problem::error(
                path,
                1,
                words!("faq-check-large", "larger than {limit} MiB", limit = MAX_FILE >> 20),
            ));
            continue;
        }
        let source = match source::text(bytes) {
            Ok(source) => source,
            Err(error) => {
                problems.borrow_mut().push(Problem::error(path, error.line(), error.words()));
                continue;
            }
        };
        read_one(path, &source, options, &mut corpus, &mut places, &problems);
    }
    corpus.sort();
    check::across(&corpus, &places, options.is_checked, &problems);
    let mut problems = problems.into_inner();
    problems.sort();
    (corpus, problems)
}

/// An entry that is being written, as far as it goes: what is missing or too long is no reason to lose the rest. None when `source` is no TOML.
pub fn draft(category: &str, id: &str, source: &str) -> Option<Entry> {
    let (problems, mut places) = (Problems::default(), Places::default());
    entry::read_as_far_as_it_goes("", category, id, source, Options::default(), &mut places, &problems)
}

/// Whether a name begins with the code of a language or of one of its varieties, perhaps with more after a hyphen.
fn is_of_a_language(name: &str) -> bool {
    let code = name.split('-').next().unwrap_or(name);
    Language::parse(code).is_some() || Variety::ALL.into_iter().any(|variety| variety.code() == code)
}

/// Reads one file by what its path says it is.
fn read_one(path: &str, source: &str, options: Options<'_>, corpus: &mut Corpus, places: &mut Places, problems: &Problems) {
    let error = |message: Words| problems.borrow_mut().push(Problem::error(path, 1, message));
    let language_of = |code: &str| {
        let language = Language::of_code(code);
        if language.is_none() {
            error(words!(
                "faq-check-file-language",
                "the file's name must be a language: {known}",
                known = Language::ALL.map(Language::code).join(", ")
            ));
        }
        language
    };
    match kind(path) {
        Kind::Safety => {
            corpus.safety = read_safety(path, source, options.placeholders, problems);
            for card in &corpus.safety {
                if let Some(entry) = &card.entry {
                    let at = source.find(&format!("\"{entry}\"")).unwrap_or(0);
                    let line = source[..at].matches('\n').count() + 1;
                    places.references.push((path.to_owned(), line, entry.clone(), Naming::Card));
                }
            }
        }
        Kind::Smalltalk => corpus.smalltalk = read_smalltalk(path, source, problems),
        Kind::Settings => match Content::read(source) {
            Ok(settings) => corpus.settings = settings,
            Err((line, what)) => {
                problems.borrow_mut().push(Problem::error(path, line, words!("faq-check-setting", "{what}", what = what)));
            }
        },
        Kind::Dialogue => corpus.dialogue = read_dialogue(path, source, problems),
        Kind::Offtopic(code) => {
            if let Some(language) = language_of(code) {
                let lines = numbered(source).map(|(number, line)| (path.to_owned(), number, language, line.to_owned()));
                places.lines.extend(lines);
                corpus.offtopic.insert(language, read_lines(path, source, MAX_PHRASING, problems));
            }
        }
        Kind::Synonyms(code) => {
            if let Some(language) = language_of(code) {
                corpus.synonyms.insert(language, read_synonyms(path, source, problems));
            }
        }
        Kind::Samples(variety) => {
            corpus.samples.insert(variety.to_owned(), read_lines(path, source, MAX_PHRASING, problems));
        }
        Kind::Dangers(name) => {
            if is_of_a_language(name) {
                corpus.dangers.insert(name.to_owned(), dangers::read(path, source, places, problems));
            } else {
                error(words!("faq-check-danger-language", "the file's name must begin with a language: en.txt, bn-latn.txt, ru-2.txt"));
            }
        }
        Kind::Questions => {
            let read = questions::read(path, source, places, problems);
            corpus.questions.extend(read);
        }
        Kind::Entry { category, id } => {
            if let Some(entry) = entry::read(path, category, id, source, options, places, problems) {
                corpus.entries.push(Arc::new(entry));
            }
        }
        Kind::Misplaced(why) => error(why.into()),
        // Who has the bytes looks into them.
        Kind::Attached(_) | Kind::Foreign(_) => {}
    }
}
