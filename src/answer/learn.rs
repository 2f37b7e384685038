//! Learning: what a corpus teaches of itself, in seconds, beside the engine that answers meanwhile.
//!
//! [`texts`] is what is learned from; [`classifier`] and [`meaning`] train the classifiers on it. [`leave_out`] asks every phrasing with
//! itself left out; from what that comes to, [`train`](mod@train) learns the weights of a ranking ([`weights`]) and how sure it has to be
//! ([`calibration`]), where [`importance`] has questions count as owners ask them and [`super::prior`] is what is believed before.
//! `labelled` asks the owners' questions that an editor has labelled, and [`owners`] corrects by them how sure is sure enough.
//! [`deeds`] moves that by what owners did, within bounds.
//! [`optimize`](crate::search::optimize) is what these share. [`file`] keeps the result, [`evaluate`] measures it, and [`dialogues`] whether a conversation is understood.
//!
//! Asking knows nothing of this room.

pub mod calibration;
pub mod classifier;
pub mod deeds;
pub mod dialogues;
pub mod evaluate;
pub mod file;
pub mod importance;
mod labelled;
pub mod leave_out;
pub mod left_out;
pub mod meaning;
pub mod owners;
mod terms;
pub mod texts;
pub mod train;
pub mod weights;

pub use calibration::ENOUGH_LINES;
pub use train::{Ready, embed, engine, engine_at_once, engine_with, train, train_and_tell, train_with};
