//! Statements that are run in one trip to the database's thread.

use super::dialect::Builder;

/// Statements that a job makes in one trip. PostgreSQL would take them one by one.
pub(super) type Script = Builder;

/// What ends a script.
pub(super) const END: &str = "release job";

/// An empty script. Statements in it end with `;`.
pub(super) fn new_script() -> Script {
    Builder::new("savepoint job; ")
}
