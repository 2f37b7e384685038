//! What an engine's answers follow from: two engines of one standing answer alike, so what one was asked need not be asked of the other.

use std::sync::Weak;

use super::holidays::Holidays;
use super::learned::Learned;

/// What the answers of an engine follow from. It keeps nothing of the engine alive.
#[derive(Debug, Clone)]
pub struct Standing {
    /// What was built, and what was edited since.
    pub(super) history: u128,
    /// What was learned: made anew whenever something is.
    pub(super) learned: Weak<Learned>,
    pub(super) holidays: Option<Weak<Holidays>>,
}

impl PartialEq for Standing {
    fn eq(&self, other: &Self) -> bool {
        let holidays = match (&self.holidays, &other.holidays) {
            (Some(one), Some(other)) => one.ptr_eq(other),
            (one, other) => one.is_none() && other.is_none(),
        };
        holidays && self.history == other.history && self.learned.ptr_eq(&other.learned)
    }
}
