//! A question in, a decision with its reasons out.
//!
//! An [`Engine`] is built from a corpus and never changes; whoever publishes builds another. It answers
//! at once from the index alone; what takes seconds to learn ([`Trained`]) is made in the background or read
//! from a file and given to [`Engine::with_trained`]. Asking is here; learning, which asking knows nothing of, is in [`learn`].
//!
//! The way of a question: [`language`](crate::language) tells its language and takes it apart;
//! [`danger`](crate::danger) looks for danger, [`smalltalk`] for greetings; [`sources`] asks the index, the nearest phrasings ([`nearest`](crate::search::nearest)), the classifiers
//! ([`classifier`]) and the embedding model where there is one ([`meaning`]); [`ranking`] fuses what they say, and [`calibration`] makes a
//! probability of it; [`engine`] compares that with the thresholds and makes a [`decide::Decision`].
//!
//! `base` holds what is built of a corpus at once, [`kept`] how that lies in a file, which is `sealed`, [`learned`] what was learned from it, [`prior`] what
//! is believed before; `reading` reads a message with them, whole and in `parts`.

mod added;
mod base;
pub mod calibration;
pub mod classifier;
pub mod codes;
mod danger;
mod danger_question;
pub mod decide;
mod dialogue;
pub mod engine;
mod entries;
pub mod explain;
pub mod holidays;
pub mod kept;
pub mod learn;
pub mod learned;
pub mod likeness;
pub mod meaning;
mod offtopic;
mod parts;
pub mod prior;
pub mod probe;
pub mod ranking;
mod reading;
mod sealed;
pub mod settings;
pub mod smalltalk;
pub mod sources;
pub mod standing;
pub mod unread;
pub mod verbatim;

pub use decide::{Decision, Did, Kind, Question, Scored, Side, Turn};
pub use engine::Engine;
pub use explain::Explain;
pub use kept::Kept;
pub use learn::{ENOUGH_LINES, Ready, dialogues, evaluate};
pub use learned::Trained;
pub use settings::Settings;
pub use standing::Standing;

#[cfg(test)]
mod tests;
