//! Whether changes are taken at all, and what makes them stop.

use super::dialect::Damage;
use std::sync::atomic::{AtomicU8, Ordering};

/// Shared by the writer, the housekeeper and everybody who asks [`super::Store::read_only`].
#[derive(Debug, Default)]
pub(super) struct Health(AtomicU8);

const FINE: u8 = 0;
const FULL: u8 = 1;
const BROKEN: u8 = 2;

impl Health {
    /// Changes are refused.
    pub fn read_only(&self) -> bool {
        self.0.load(Ordering::Acquire) != FINE
    }

    /// Changes are refused until there is room.
    pub fn full(&self) -> bool {
        self.0.load(Ordering::Acquire) == FULL
    }

    /// Takes note of what a failure means for all later changes.
    pub fn note(&self, damage: Damage, error: &sqlx::Error) {
        let before = match damage {
            Damage::None | Damage::Transaction => return,
            Damage::Full => self.0.fetch_max(FULL, Ordering::AcqRel),
            Damage::Broken => self.0.fetch_max(BROKEN, Ordering::AcqRel),
        };
        match damage {
            Damage::Full if before < FULL => tracing::error!(%error, "the disk is full: read-only until there is room"),
            Damage::Broken if before < BROKEN => tracing::error!(%error, "the disk failed: read-only until a restart"),
            _ => {}
        }
    }

    /// There is room again. A broken disk stays broken.
    pub fn room(&self) {
        if self.0.compare_exchange(FULL, FINE, Ordering::AcqRel, Ordering::Acquire).is_ok() {
            tracing::info!("there is room on the disk again: changes are taken");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_comes_back_and_a_broken_disk_does_not() {
        let health = Health::default();
        health.note(Damage::Transaction, &sqlx::Error::RowNotFound);
        assert!(!health.read_only());
        health.note(Damage::Full, &sqlx::Error::RowNotFound);
        assert!(health.read_only() && health.full());
        health.room();
        assert!(!health.read_only());
        health.note(Damage::Broken, &sqlx::Error::RowNotFound);
        health.note(Damage::Full, &sqlx::Error::RowNotFound);
        health.room();
        assert!(health.read_only() && !health.full());
    }
}
