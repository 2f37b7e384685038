//! What an installation may choose of the matcher.

use crate::danger::learn::Wanted;

/// What an installation may choose.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Highest share of wrong answers, 0 to 1.
    pub wrong_rate: f32,
    /// Threads that training may use.
    pub threads: usize,
    /// How many dangers may be missed, and how many that are none may alarm.
    pub danger: Wanted,
}

impl Default for Settings {
    fn default() -> Self {
        Self { wrong_rate: 0.02, threads: 2, danger: Wanted::default() }
    }
}
