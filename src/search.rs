//! Search over the entries: all of tantivy is in this room.
//!
//! [`analyzer`] turns a text into [`term`]s of several [`Field`]s, on the side of the entries and of the
//! question alike; [`synonyms`] finds the editors' groups in it; [`index`](mod@index) keeps one tantivy document an
//! entry and language and scores a question against it field by field. [`semantic`] compares meanings instead of words; [`embedding`]
//! gives it threads, a bounded queue and a memory, and [`restore`] the letters that it can read. What is edited later lies over all that in
//! [`layers`].

pub mod analyzer;
pub mod embedding;
pub mod features;
pub mod hashed;
pub mod index;
pub mod layers;
pub mod memo;
pub(crate) mod named;
pub mod nearest;
pub mod optimize;
pub mod phrases;
pub mod prefetch;
pub mod restore;
pub mod semantic;
pub mod signal;
pub mod synonyms;
pub mod term;
pub mod typos;
pub mod wide;
mod wordlist;

pub use analyzer::{Analysis, Analyzer};
pub use index::{BuildError, Hit, Index};
pub use memo::Memo;
pub use signal::{Signal, Signals};
pub use synonyms::Synonyms;
pub use term::{Field, Fields, Term};
pub use typos::Typos;
