//! Walks a parsed TOML file by hand, so that every mistake is told with its line and none hides another.

use std::collections::BTreeSet;
use std::rc::Rc;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Options;
use crate::faq::attached::{FOLDER, names_in};
use crate::faq::entry::{MAX_ANSWER, is_id};
use crate::faq::problem::{Place, Problem, Problems, Severity, Words, words};
use crate::faq::render::{self, placeholders_of};
use crate::language::Language;

/// The syntax of a file; `None` when it can't be read.
pub(super) fn parse<'a>(file: &str, source: &'a str, problems: &Problems) -> Option<DeTable<'a>> {
    let (table, errors) = DeTable::parse_recoverable(source);
    if errors.is_empty() {
        return Some(table.into_inner());
    }
    let lines = Source::new(source);
    for error in errors {
        let line = error.span().map_or(1, |span| lines.line(span.start));
        problems.borrow_mut().push(Problem::error(file, line, words!("faq-check-toml", "{what}", what = error.message())));
    }
    None
}

/// A file's text. Each string in it asks for its line, so the lines are counted once.
struct Source<'a> {
    text: &'a str,
    /// Where the lines end.
    ends: Vec<usize>,
}

impl<'a> Source<'a> {
    fn new(text: &'a str) -> Self {
        Self { text, ends: text.match_indices('\n').map(|(at, _)| at).collect() }
    }

    /// The line, from 1, that byte `offset` is in.
    fn line(&self, offset: usize) -> usize {
        self.ends.partition_point(|end| *end < offset) + 1
    }
}

/// A table being read: remembers which keys were asked for, so that the rest is unknown.
pub(super) struct Table<'a> {
    file: &'a str,
    source: Rc<Source<'a>>,
    table: &'a DeTable<'a>,
    /// The line its header is on.
    pub line: usize,
    /// How messages name it: empty for the file, else `[en]`.
    name: String,
    known: BTreeSet<&'static str>,
    problems: &'a Problems,
}

impl<'a> Table<'a> {
    pub(super) fn root(file: &'a str, source: &'a str, table: &'a DeTable<'a>, problems: &'a Problems) -> Self {
        Self { file, source: Rc::new(Source::new(source)), table, line: 1, name: String::new(), known: BTreeSet::new(), problems }
    }

    fn child(&self, name: String, value: &'a Spanned<DeValue<'a>>, line: usize) -> Option<Self> {
        let Some(table) = value.get_ref().as_table() else {
            self.error(line, words!("faq-check-table", "{name} must be a table", name = name));
            return None;
        };
        let known = BTreeSet::new();
        Some(Self { file: self.file, source: Rc::clone(&self.source), table, line, name, known, problems: self.problems })
    }

    fn add(&self, severity: Severity, line: usize, message: Words) {
        let message = if self.name.is_empty() { message } else { message.within(&self.name) };
        self.problems.borrow_mut().push(Problem::at(self.file, &Place::line(line), severity, message));
    }

    fn warning(&self, line: usize, message: impl Into<Words>) {
        self.add(Severity::Warning, line, message.into());
    }

    pub(super) fn error(&self, line: usize, message: impl Into<Words>) {
        self.add(Severity::Error, line, message.into());
    }

    fn line_at(&self, value: &Spanned<DeValue<'a>>) -> usize {
        self.source.line(value.span().start)
    }

    fn get(&mut self, key: &'static str) -> Option<&'a Spanned<DeValue<'a>>> {
        self.known.insert(key);
        self.table.get(key)
    }

    /// The line that `key` is on, or that of the table.
    pub(super) fn line_of_key(&self, key: &str) -> usize {
        self.table.get_key_value(key).map_or(self.line, |(key, _)| self.source.line(key.span().start))
    }

    /// A string of `value`, trimmed, at most `max` characters.
    fn text_of(&self, key: &str, value: &'a Spanned<DeValue<'a>>, max: usize) -> Option<String> {
        let line = self.line_at(value);
        let Some(text) = value.get_ref().as_str() else {
            self.error(
                line,
                words!("faq-check-not-string", "`{field}` must be a string, not {what}", field = key, what = kind_of(value.get_ref())),
            );
            return None;
        };
        let text = text.trim();
        let length = text.chars().count();
        if length > max {
            self.error(
                line,
                words!(
                    "faq-check-long",
                    "`{field}` has {length} characters, at most {limit} are allowed",
                    field = key,
                    length = length,
                    limit = max
                ),
            );
            return None;
        }
        Some(text.to_owned())
    }

    /// A string that may be missing.
    pub(super) fn optional_string(&mut self, key: &'static str, max: usize) -> Option<String> {
        let value = self.get(key)?;
        self.text_of(key, value, max)
    }

    /// One of a few names, which may be missing.
    pub(super) fn one_of<T: Copy, const N: usize>(&mut self, key: &'static str, all: [T; N], name: fn(T) -> &'static str) -> Option<T> {
        let text = self.optional_string(key, 80)?;
        let found = all.into_iter().find(|one| name(*one) == text);
        if found.is_none() {
            self.error(
                self.line_of_key(key),
                words!(
                    "faq-check-one-of",
                    "`{field}` is \"{text}\", but may be {known}",
                    field = key,
                    text = text,
                    known = all.map(name).join(", ")
                ),
            );
        }
        found
    }

    /// A name that may be missing; where the known ones are given, one of them.
    pub(super) fn known(&mut self, key: &'static str, known: Option<&[&str]>) -> Option<String> {
        let text = self.optional_string(key, 80)?;
        if known.is_none_or(|known| known.contains(&text.as_str())) && !text.is_empty() {
            return Some(text);
        }
        let known = known.map(|known| known.join(", ")).unwrap_or_default();
        self.error(
            self.line_of_key(key),
            words!("faq-check-action", "`action` names \"{name}\", which is no form; known are {known}", name = text, known = known),
        );
        None
    }

    /// A number from 1 that may be missing.
    pub(super) fn optional_number(&mut self, key: &'static str) -> Option<u32> {
        let value = self.get(key)?;
        let number = value.get_ref().as_integer().and_then(|number| u32::from_str_radix(number.as_str(), number.radix()).ok());
        let number = number.filter(|number| *number > 0);
        if number.is_none() {
            self.error(
                self.line_at(value),
                words!("faq-check-number", "`{field}` must be a number from 1 to {limit}", field = key, limit = u32::MAX),
            );
        }
        number
    }

    /// A string that must be there and say something.
    pub(super) fn string(&mut self, key: &'static str, max: usize) -> String {
        let Some(value) = self.get(key) else {
            self.error(self.line, words!("faq-check-missing", "`{field}` is missing", field = key));
            return String::new();
        };
        let text = self.text_of(key, value, max);
        if text.as_deref() == Some("") {
            self.error(self.line_at(value), words!("faq-check-field-empty", "`{field}` is empty", field = key));
        }
        text.unwrap_or_default()
    }

    /// An id that must be there. Small-talk and card ids may also have `_`.
    pub(super) fn name(&mut self, key: &'static str) -> String {
        let text = self.string(key, 80);
        if !text.is_empty() && !is_id(&text.replace('_', "-")) {
            self.error(
                self.line_of_key(key),
                words!("faq-check-name-form", "`{field}` may only have a-z, 0-9, - and _: \"{text}\"", field = key, text = text),
            );
        }
        text
    }

    /// Markdown with known placeholders.
    pub(super) fn markdown(&mut self, key: &'static str, max: usize, placeholders: Option<&[&str]>) -> String {
        let text = self.string(key, max);
        if let Some(known) = placeholders {
            // Lines are counted in the source, where the placeholder stands as written.
            let from = self.table.get(key).map_or(0, |value| value.span().start);
            for name in placeholders_of(&text) {
                if !known.contains(&name) {
                    let at = self.source.text[from..].find(&format!("{{{name}}}")).map_or(from, |i| from + i);
                    let line = self.source.line(at);
                    self.error(
                        line,
                        words!(
                            "faq-check-placeholder",
                            "unknown placeholder {{{name}}}; known are {known}",
                            name = name,
                            known = known.join(", ")
                        ),
                    );
                }
            }
        }
        text
    }

    /// The answer of an entry, with what it names.
    pub(super) fn answer(&mut self, options: Options<'_>) -> String {
        let text = self.markdown("answer", MAX_ANSWER, options.placeholders);
        if !options.is_checked {
            self.doubt(&text);
        }
        if let Some(known) = options.attached {
            let from = self.table.get("answer").map_or(0, |value| value.span().start);
            for name in names_in(&text).difference(known) {
                let at = self.source.text[from..].find(name).map_or(from, |i| from + i);
                let line = self.source.line(at);
                self.error(
                    line,
                    words!("faq-check-no-file", "the answer refers to {name}, which is not there", name = format!("{FOLDER}{name}")),
                );
            }
        }
        text
    }

    /// What an answer's readers will not see as its author may think.
    fn doubt(&mut self, answer: &str) {
        let Some(from) = self.table.get("answer").map(|value| value.span().start) else { return };
        if let Some(tag) = render::raw_html(answer) {
            let at = self.source.text[from..].find(&tag).map_or(from, |at| from + at);
            let line = self.source.line(at);
            self.warning(line, words!("faq-check-html", "{tag} is HTML: owners see it as it is written", tag = tag));
        }
        if !answer.trim().is_empty() && render::shows_nothing(answer) {
            let line = self.source.line(from);
            let message = words!(
                "faq-check-shows-nothing",
                "the answer shows nothing: of a picture that is not among our files, only its description is shown"
            );
            self.warning(line, message);
        }
    }

    /// A list of strings that are not empty, at least `min` of them, with their lines.
    pub(super) fn lines(&mut self, key: &'static str, max: usize, min: usize) -> Vec<(usize, String)> {
        let Some(value) = self.get(key) else {
            if min > 0 {
                self.error(self.line, words!("faq-check-missing", "`{field}` is missing", field = key));
            }
            return Vec::new();
        };
        let line = self.line_at(value);
        let Some(array) = value.get_ref().as_array() else {
            self.error(
                line,
                words!(
                    "faq-check-not-list",
                    "`{field}` must be a list of strings, not {what}",
                    field = key,
                    what = kind_of(value.get_ref())
                ),
            );
            return Vec::new();
        };
        if array.len() < min {
            self.error(line, words!("faq-check-few", "`{field}` needs at least {limit}", field = key, limit = min));
        }
        let mut lines = Vec::new();
        for item in array.iter() {
            match self.text_of(key, item, max) {
                Some(text) if text.is_empty() => {
                    self.error(self.line_at(item), words!("faq-check-item-empty", "an empty string in `{field}`", field = key))
                }
                Some(text) => lines.push((self.line_at(item), text)),
                None => {}
            }
        }
        lines
    }

    /// As [`Self::lines`], without the lines.
    pub(super) fn strings(&mut self, key: &'static str, max: usize, min: usize) -> Vec<String> {
        self.lines(key, max, min).into_iter().map(|(_, text)| text).collect()
    }

    /// A list of tables, as `[[key]]` makes it.
    pub(super) fn tables(&mut self, key: &'static str) -> Vec<Self> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(array) = value.get_ref().as_array() else {
            self.error(self.line_at(value), words!("faq-check-tables", "`{field}` must be written as [[{field}]]", field = key));
            return Vec::new();
        };
        let items = array.iter().map(|item| self.child(key.to_owned(), item, self.line_at(item)));
        items.flatten().collect()
    }

    /// The tables of languages that are there, such as `[bn]`; at least one must be.
    pub(super) fn languages(&mut self) -> Vec<(Language, Self)> {
        let mut found = Vec::new();
        for language in Language::ALL {
            let code = language.code();
            if let Some(value) = self.get(code) {
                let name = if self.name.is_empty() { code.to_owned() } else { format!("{}.{code}", self.name) };
                if let Some(table) = self.child(name, value, self.line_of_key(code)) {
                    found.push((language, table));
                }
            }
        }
        if found.is_empty() {
            let known = Language::ALL.map(|language| format!("[{language}]")).join(", ");
            self.error(self.line, words!("faq-check-no-language", "no language: at least one of {known} is needed", known = known));
        }
        found
    }

    /// Tells the keys that nobody asked for.
    pub(super) fn finish(&self) {
        for (key, _) in self.table.iter() {
            if !self.known.contains(key.get_ref().as_ref()) {
                let known: Vec<&str> = self.known.iter().copied().collect();
                let line = self.source.line(key.span().start);
                self.error(
                    line,
                    words!("faq-check-key", "unknown key `{name}`; known are {known}", name = key.get_ref(), known = known.join(", ")),
                );
            }
        }
    }
}

/// What a value is, for people.
fn kind_of(value: &DeValue<'_>) -> &'static str {
    match value {
        DeValue::String(_) => "a string",
        DeValue::Integer(_) | DeValue::Float(_) => "a number",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
