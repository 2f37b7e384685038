//! An object of a JSON file.

use serde_json::{Map, Value};

/// An object of a file with the line that it begins on.
pub(super) struct Object {
    pub line: usize,
    pub map: Map<String, Value>,
}
