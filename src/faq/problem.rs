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
