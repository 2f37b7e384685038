//! The FAQ as its editors own it: entries, the files they live in, and what may be wrong with them.
//!
//! A [`Corpus`] is everything that a folder of FAQ files says: the entries ([`entry`]) and the content
//! beside them, namely off-topic questions, synonyms, safety cards, small talk and samples of
//! languages ([`extras`]). [`file`](mod@file) reads a folder and tells every mistake of it in one run, with file and
//! line, and writes an entry so that it reads back unchanged; [`check`] looks across files;
//! [`render`] turns an answer into safe HTML and plain text.
//!
//! The room knows no index, no database and no configuration: placeholders come in as a list.

pub mod check;
pub mod entry;
pub mod extras;
pub mod file;
pub mod render;
mod walk;

pub use entry::{Corpus, Entry, Text};
pub use extras::{Card, CardText, Smalltalk, SmalltalkText};
pub use file::{Problem, Severity};
