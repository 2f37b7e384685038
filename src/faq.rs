//! The FAQ as its editors own it: entries, the files they live in, and what may be wrong with them.
//!
//! A [`Corpus`] is everything that a folder of FAQ files says: the entries ([`entry`]) and the content
//! beside them, namely off-topic and labelled questions, synonyms, safety cards, small talk,
//! samples of languages ([`extras`]) and what owners say about what was just said ([`dialogue`]). [`file`](mod@file) reads the files and tells every mistake of them in one run, with file and
//! line ([`problem`]), and writes an entry so that it reads back unchanged; on the way it notes where things stand, and
//! `check` looks across files, where [`plain`](mod@plain) says which questions are the same. [`source`] makes bytes a text. [`render`] turns an answer into safe HTML and plain text.
//! [`attached`] knows what may stand beside an answer, a picture or a manual. [`deed`] is what owners did about what they were given. [`translation`] says which languages of an entry lag behind the others.
//!
//! The room knows no index, no database, no disk and no configuration: files come in as bytes, placeholders as a list.

pub mod attached;
mod check;
pub mod deed;
pub mod dialogue;
pub mod diff;
pub mod entry;
pub mod exchange;
pub mod extras;
pub mod file;
mod places;
pub mod plain;
pub mod problem;
pub mod render;
pub mod source;
pub mod translation;

pub use deed::{Deed, Told};
pub use dialogue::{Act, Saying, SayingText};
pub use entry::{Corpus, Entry, Text, TranslationState};
pub use extras::{Card, CardText, Labelled, Smalltalk, SmalltalkText};
pub use problem::{Place, Problem, Severity};
