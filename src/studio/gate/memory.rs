//! What engines said to the gate's questions lately. A draft that is looked at again and again is put to the same serving engine, and the candidate that is
//! published serves next: neither is asked the same twice. Nothing else is left out, so what is told is what asking all would tell.

use super::{Asked, Came, How};
use crate::answer::Standing;
use rustc_hash::FxHashMap;
use sha2::{Digest, Sha256};
use std::sync::Arc;

/// Engines of which it is remembered: the one that serves, and the last candidates.
const MOST_ENGINES: usize = 4;
/// Answers of each; of more, only the last ones are kept.
const MOST_ANSWERS: usize = 16_384;

/// A question as it is remembered: a hash of all that its answer depends on.
pub(super) type Id = u128;
/// None where there is nothing to ask: the entry is not there.
pub(super) type Answers = FxHashMap<Id, Option<Came>>;

/// See [`self`](self).
#[derive(Default)]
pub struct Memory(Vec<(Standing, Arc<Answers>)>);

impl Memory {
    /// What an engine of this standing said; nothing of one that stands for itself.
    pub(super) fn of(&self, standing: Option<&Standing>) -> Arc<Answers> {
        let known = self.0.iter().find(|(known, _)| Some(known) == standing);
        known.map(|(_, answers)| Arc::clone(answers)).unwrap_or_default()
    }

    /// Remembers what an engine said now.
    pub(super) fn keep(&mut self, standing: Option<Standing>, said: Vec<(Id, Option<Came>)>) {
        let Some(standing) = standing else { return };
        let place = self.0.iter().position(|(known, _)| *known == standing);
        let mut answers = place.map(|place| self.0.remove(place).1).unwrap_or_default();
        if answers.len() + said.len() > MOST_ANSWERS {
            answers = Arc::default();
        }
        Arc::make_mut(&mut answers).extend(said.into_iter().take(MOST_ANSWERS));
        self.0.push((standing, answers));
        let surplus = self.0.len().saturating_sub(MOST_ENGINES);
        self.0.drain(..surplus);
    }
}

/// The question's id: whether it is the entry's own makes no difference to how it is asked.
pub(super) fn id_of(asked: &Asked<'_>) -> Id {
    let left_out = match asked.how {
        How::LeftOut(entry) => Some(entry),
        How::Plainly | How::Own | How::Gone | How::Danger => None,
    };
    let language = asked.language.map_or("", |language| language.code());
    // Neither codes nor ids have this byte.
    let digest = Sha256::new().chain_update(language).chain_update([0, u8::from(left_out.is_some())]);
    let digest = digest.chain_update(left_out.unwrap_or_default()).chain_update([0]).chain_update(asked.text).finalize();
    digest.first_chunk().map_or(0, |bytes| u128::from_le_bytes(*bytes))
}
