//! What was built and what was learned, kept in the data folder: made again when it is missing or damaged.

use crate::answer::{Kept, Trained};
use std::fs::File;
use std::io::{BufWriter, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Trained files kept in the data folder.
const TRAINED_KEPT: usize = 3;
/// Largest file of what was built that is read, in bytes: ten thousand entries have a third of it.
const MOST_BUILT: u64 = 1 << 30;

/// Where the vectors of the corpus's texts are kept.
pub(super) fn embedded_file(data: &Path) -> PathBuf {
    data.join("cache").join("embedded.bin")
}

/// Writes a file of the cache beside its place and renames it, so that a crash leaves no half file.
pub(super) fn write(file: &Path, bytes: &[u8]) -> std::io::Result<()> {
    write_with(file, |out| out.write_all(bytes))
}

fn write_with(file: &Path, put: impl FnOnce(&mut BufWriter<File>) -> std::io::Result<()>) -> std::io::Result<()> {
    let beside = file.with_extension("new");
    if let Some(folder) = file.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut out = BufWriter::new(File::create(&beside)?);
    put(&mut out)?;
    out.flush()?;
    std::fs::rename(&beside, file)
}

fn built_file(data: &Path) -> PathBuf {
    data.join("cache").join("index.bin")
}

/// What was built last in this data folder, whatever corpus it was built of.
pub(super) fn read_built(data: &Path) -> Option<Kept> {
    let file = built_file(data);
    let read = || {
        let file = File::open(&file)?;
        let length = file.metadata()?.len();
        if length > MOST_BUILT {
            return Err(std::io::Error::from(ErrorKind::FileTooLarge));
        }
        Ok(Kept::read(file, length))
    };
    let kept = match read() {
        Ok(kept) => kept,
        Err(error) if error.kind() == ErrorKind::NotFound => return None,
        Err(error) => {
            tracing::warn!(%error, "the index could not be read from the cache: it is built anew");
            return None;
        }
    };
    if kept.is_none() {
        tracing::warn!("the cached index is another program's or damaged: it is built anew");
    }
    kept
}

/// Keeps what was built in place of what was kept before. It is on the disk before it is there, so that a power cut leaves no half file.
pub(super) fn write_built(data: &Path, kept: &Kept) {
    let file = built_file(data);
    let beside = file.with_extension("new");
    let write = || {
        std::fs::create_dir_all(data.join("cache"))?;
        let mut out = BufWriter::new(File::create(&beside)?);
        kept.write(&mut out)?;
        out.into_inner()?.sync_all()?;
        std::fs::rename(&beside, &file)
    };
    if let Err(error) = write() {
        tracing::warn!(%error, "the index could not be cached: the next start builds it again");
        let _ = std::fs::remove_file(&beside);
    }
}

fn trained_file(data: &Path, hash: u128) -> PathBuf {
    data.join("cache").join(format!("trained-{hash:032x}.bin"))
}

/// What was learned at once, before there was anything else, by corpus and settings.
fn first_file(data: &Path, hash: u128, settings: u32) -> PathBuf {
    data.join("cache").join(format!("first-{hash:032x}-{settings:08x}.bin"))
}

/// What was learned at once from the corpus of a hash, with these settings: a server that is started again before all was learned serves
/// with it and spares the seconds.
pub(super) fn read_first(data: &Path, hash: u128, settings: u32) -> Option<Trained> {
    read(&first_file(data, hash, settings)).ok()?
}

/// Keeps what was learned at once.
pub(super) fn write_first(data: &Path, hash: u128, settings: u32, trained: &Trained) {
    forget_first(data);
    if let Err(error) = write_with(&first_file(data, hash, settings), |out| trained.write(out)) {
        tracing::warn!(%error, "what was learned at once could not be cached: the next start learns it again");
    }
}

/// Removes what was learned at once, once there is better.
fn forget_first(data: &Path) {
    let Ok(entries) = std::fs::read_dir(data.join("cache")) else { return };
    for entry in entries.flatten().filter(|entry| entry.file_name().to_string_lossy().starts_with("first-")) {
        let _ = std::fs::remove_file(entry.path());
    }
}

/// What was learned, by its file; the inner none when it is damaged, or of another version.
fn read(file: &Path) -> std::io::Result<Option<Trained>> {
    let file = File::open(file)?;
    let length = file.metadata()?.len();
    Ok(Trained::read(file, length))
}

pub(super) fn read_trained(data: &Path, hash: u128) -> Option<Trained> {
    let trained = read(&trained_file(data, hash)).ok()?;
    if trained.is_none() {
        tracing::warn!("a trained file is of another version or damaged: training anew");
    }
    trained
}

/// The newest trained file, when it cannot be read: damaged, or of another version of the program. Older ones serve nobody.
pub fn unreadable(data: &Path) -> Option<PathBuf> {
    let (_, newest) = trained_files(&data.join("cache")).pop()?;
    let is_readable = read(&newest).is_ok_and(|trained| trained.is_some());
    (!is_readable).then_some(newest)
}

/// What was learned last in this data folder, whatever it was learned from.
pub(super) fn newest_trained(data: &Path) -> Option<Trained> {
    trained_files(&data.join("cache")).iter().rev().find_map(|(_, file)| read(file).ok()?)
}

/// All trained files of a folder, the oldest first.
fn trained_files(folder: &Path) -> Vec<(SystemTime, PathBuf)> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let is_trained = |entry: &std::fs::DirEntry| entry.file_name().to_string_lossy().starts_with("trained-");
    let trained = entries.flatten().filter(is_trained);
    let mut files: Vec<_> = trained.filter_map(|entry| Some((entry.metadata().ok()?.modified().ok()?, entry.path()))).collect();
    files.sort();
    files
}

/// Keeps what was learned, and the newest few of those before it.
pub(super) fn write_trained(data: &Path, hash: u128, trained: &Trained) {
    let file = trained_file(data, hash);
    let Some(folder) = file.parent() else { return };
    if let Err(error) = write_with(&file, |out| trained.write(out)) {
        tracing::warn!(%error, "the trained matcher could not be cached: the next start trains again");
        return;
    }
    forget_first(data);
    let mut files = trained_files(folder);
    let surplus = files.len().saturating_sub(TRAINED_KEPT);
    for (_, old) in files.drain(..surplus) {
        let _ = std::fs::remove_file(old);
    }
}
