//! A question in, a decision with its reasons out.
//!
//! An [`Engine`] is built from a corpus and never changes; whoever publishes builds another. It answers
//! at once from the index alone; what takes seconds to learn ([`Trained`]) is made in the background or read
//! from a file and given to [`Engine::with_trained`].
//!
//! The way of a question: [`language`](crate::language) tells its language and takes it apart;
//! [`safety`] looks for danger, [`smalltalk`] for greetings; [`rank`] asks the index and the classifier
//! ([`classify`], [`model`]), and the embedding model where there is one ([`meaning`]), and fuses what they say; [`calibrate`] makes a probability of it; [`decide`] compares that
//! with the limits. [`evaluate`] measures all of this on labelled questions and on the corpus itself.

pub mod calibrate;
pub mod classify;
pub mod decide;
mod declined;
pub mod engine;
pub mod evaluate;
pub mod explain;
pub mod features;
pub mod meaning;
pub mod model;
pub mod nearest;
pub mod phrases;
pub mod prior;
pub mod rank;
pub mod safety;
pub mod smalltalk;
mod store;
pub mod trained;

pub use calibrate::ENOUGH_LINES;
pub use decide::{Decision, Kind, Scored};
pub use engine::{Engine, Question, Settings};
pub use explain::Explain;
pub use trained::Trained;

#[cfg(test)]
mod tests;
