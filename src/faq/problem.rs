//! What is wrong in the files of an FAQ, with file and line: data, and where it is collected.

use std::cell::RefCell;
use std::fmt;

use serde::{Deserialize, Serialize};

/// Where the problems of one run are collected.
pub(super) type Problems = RefCell<Vec<Problem>>;

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The file can't be used as it is.
    Error,
    /// It can, but an editor will want to look.
    Warning,
}

/// Where in a file something stands.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// As [`Problem::sheet`].
    pub sheet: Option<String>,
    /// As [`Problem::line`].
    pub line: usize,
    /// As [`Problem::column`].
    pub column: Option<String>,
}

impl Place {
    /// A line of a text, from 1.
    pub fn line(line: usize) -> Self {
        Self { line, ..Self::default() }
    }

    /// The same line or row, in that column.
    #[must_use]
    pub fn column(&self, column: impl Into<String>) -> Self {
        Self { column: Some(column.into()), ..self.clone() }
    }
}

/// What is wrong: in English, as the command line says it, and as a message of the catalogue with its arguments, for everybody else.
#[derive(Debug, Clone, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Words {
    pub text: String,
    /// The message's key (`locales/*/server.ftl`); empty where there is none, and the English is said to all.
    pub key: &'static str,
    pub args: Vec<(&'static str, String)>,
}

impl Words {
    /// The same of something within the file, such as a table of it.
    #[must_use]
    pub(super) fn within(mut self, place: &str) -> Words {
        self.text = format!("[{place}] {}", self.text);
        self.args.push((WITHIN, place.to_owned()));
        self
    }
}

/// The argument that names what a problem is within.
pub const WITHIN: &str = "within";

impl From<String> for Words {
    fn from(text: String) -> Words {
        Words { text, ..Words::default() }
    }
}

impl From<&str> for Words {
    fn from(text: &str) -> Words {
        text.to_owned().into()
    }
}

/// [`Words`] from a key, the English text, and the values that both name.
macro_rules! words {
    ($key:literal, $text:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        $(let $name = ::std::string::ToString::to_string(&$value);)*
        let text = ::std::fmt::format(format_args!($text));
        $crate::faq::problem::Words { text, key: $key, args: vec![$((stringify!($name), $name)),*] }
    }};
}
pub(crate) use words;

/// Something wrong in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Problem {
    /// Path within the folder.
    pub file: String,
    /// The sheet, in a file that has several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// From 1: a line of a text, a row of a sheet.
    pub line: usize,
    /// The column of a sheet by its letters (`C`), or the field of an object (`languages.bn.answer`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub column: Option<String>,
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong, in English.
    pub message: String,
    /// As [`Words::key`].
    #[serde(skip)]
    pub key: &'static str,
    /// As [`Words::args`].
    #[serde(skip)]
    pub args: Vec<(&'static str, String)>,
}

impl Problem {
    /// An error.
    pub fn error(file: &str, line: usize, message: impl Into<Words>) -> Self {
        Self::at(file, &Place::line(line), Severity::Error, message)
    }

    /// Something wrong in a sheet or in an object.
    pub fn at(file: &str, place: &Place, severity: Severity, message: impl Into<Words>) -> Self {
        let Place { sheet, line, column } = place.clone();
        let Words { text, key, args } = message.into();
        Self { file: file.to_owned(), sheet, line, column, severity, message: text, key, args }
    }

    /// A warning.
    pub fn warning(file: &str, line: usize, message: impl Into<Words>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(file, line, message) }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        match (&self.sheet, &self.column) {
            (None, None) => write!(f, "{}:{}", self.file, self.line)?,
            (None, Some(column)) => write!(f, "{}:{}:{column}", self.file, self.line)?,
            // As a spreadsheet writes the name of a cell, so that it can be jumped to.
            (Some(sheet), Some(column)) => write!(f, "{}:{sheet}!{column}{}", self.file, self.line)?,
            (Some(sheet), None) => write!(f, "{}:{sheet}!{}", self.file, self.line)?,
        }
        write!(f, ": {kind}: {}", self.message)
    }
}
