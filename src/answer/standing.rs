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

/// A history after an entry was edited, whose new state has this hash; 0 when it was withdrawn. The order of edits counts: what lies over what was built
/// is merged in it. FNV-1a with 128 bits.
pub(super) fn after(history: u128, id: &str, hash: u128) -> u128 {
    let bytes = hash.to_le_bytes().into_iter().chain(id.bytes());
    bytes.fold(history, |hash, byte| (hash ^ u128::from(byte)).wrapping_mul(0x0000_0000_0100_0000_0000_0000_0000_013b))
}
