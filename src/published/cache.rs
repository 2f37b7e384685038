//! What was learned, kept in the data folder: made again when it is missing or damaged.

use crate::answer::Trained;
use std::path::{Path, PathBuf};

/// Trained files kept in the data folder.
const TRAINED_KEPT: usize = 3;

/// Where the vectors of the corpus's texts are kept.
pub(super) fn embedded_file(data: &Path) -> PathBuf {
    data.join("cache").join("embedded.bin")
}

/// Writes a file of the cache beside its place and renames it, so that a crash leaves no half file.
pub(super) fn write(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let beside = file.with_extension("new");
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(&beside, bytes)?;
    std::fs::rename(&beside, file)
}

fn trained_file(data: &Path, hash: u128) -> PathBuf {
    data.join("cache").join(format!("trained-{hash:032x}.bin"))
}

pub(super) fn read_trained(data: &Path, hash: u128) -> Option<Trained> {
    let bytes = std::fs::read(trained_file(data, hash)).ok()?;
    let trained = Trained::from_bytes(&bytes);
    if trained.is_none() {
        tracing::warn!("a trained file is of another version or damaged: training anew");
    }
    trained
}

/// Keeps what was learned, and the newest few of those before it.
pub(super) fn write_trained(data: &Path, hash: u128, trained: &Trained) {
    let file = trained_file(data, hash);
    let Some(folder) = file.parent() else { return };
    if let Err(error) = write(&file, &trained.to_bytes()) {
        tracing::warn!(%error, "the trained matcher could not be cached: the next start trains again");
        return;
    }
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let is_trained = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().starts_with("trained-");
    let trained = entries.flatten().filter(is_trained);
    let mut files: Vec<_> = trained.filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path()))).collect();
    files.sort();
    let surplus = files.len().saturating_sub(TRAINED_KEPT);
    for (_, old) in files.drain(..surplus) {
        let _ = std::fs::remove_file(old);
    }
}
