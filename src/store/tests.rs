//! The store against true files in temporary folders.

use std::path::{Path, PathBuf};

/// A temporary folder, gone with its guard.
pub(super) struct Folder(PathBuf);

impl Folder {
    pub fn new() -> Self {
        let path = std::env::temp_dir().join(format!("aftercare-store-{}", crate::clock::Clock::id(&crate::clock::SystemClock)));
        std::fs::create_dir(&path).expect("a temporary folder");
        Self(path)
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
