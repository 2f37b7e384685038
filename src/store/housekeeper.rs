//! The idle task: copies the write-ahead log into the database outside of any commit, and looks whether a full disk has
//! room again.

use super::dialect::{self, Connection, damage};
use super::files;
use super::health::Health;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::watch;

const ROUND: Duration = Duration::from_millis(500);
/// From here on the log is copied under load, too.
const WAL_LARGE: u64 = 8 << 20;
/// From here on commits wait until the log is copied and cut.
const WAL_TOO_LARGE: u64 = 64 << 20;

pub(super) struct Housekeeper {
    pub conn: Connection,
    pub path: PathBuf,
    pub health: Arc<Health>,
    pub commits: Arc<AtomicU64>,
    /// A full disk counts as having room again with this many bytes free.
    pub reserve_bytes: u64,
}

impl Housekeeper {
    /// Works until the store is dropped or closed. Hands back the connection.
    pub async fn run(mut self, mut closing: watch::Receiver<bool>) -> Connection {
        let (mut seen, mut copied) = (0, 0);
        loop {
            tokio::select! {
                _ = closing.wait_for(|closing| *closing) => break,
                () = tokio::time::sleep(ROUND) => {}
            }
            if self.health.full() {
                self.look_for_room().await;
            }
            let commits = self.commits.load(Ordering::Relaxed);
            let idle = commits == std::mem::replace(&mut seen, commits);
            let wal = std::fs::metadata(dialect::wal(&self.path)).map_or(0, |meta| meta.len());
            // A log that was copied once starts again from its beginning, so its length alone says little.
            if commits != copied && (idle || wal > WAL_LARGE) && self.checkpoint(wal > WAL_TOO_LARGE).await {
                copied = commits;
            }
        }
        self.conn
    }

    /// Whether the database now holds all that the log held.
    async fn checkpoint(&mut self, cut: bool) -> bool {
        if self.health.read_only() && !self.health.full() {
            return false;
        }
        match dialect::checkpoint(&mut self.conn, cut).await {
            Ok(whole) => whole,
            Err(error) => {
                self.health.note(damage(&error), &error);
                tracing::warn!(%error, "a checkpoint failed");
                false
            }
        }
    }

    async fn look_for_room(&self) {
        let (folder, bytes) = (files::folder(&self.path).to_path_buf(), self.reserve_bytes);
        if let Ok(Ok(())) = tokio::task::spawn_blocking(move || try_room(&folder, bytes)).await {
            self.health.room();
        }
    }
}

/// Whether `bytes` fit onto the disk of `folder`: tried, because the standard library can't ask.
fn try_room(folder: &Path, bytes: u64) -> io::Result<()> {
    let path = folder.join("room.tmp");
    let result = fill(&path, bytes);
    std::fs::remove_file(&path)?;
    result
}

fn fill(path: &Path, bytes: u64) -> io::Result<()> {
    let mut file = std::fs::File::create(path)?;
    // Not all zeros: some file systems store those in no space at all.
    let chunk = vec![0xa5; 1 << 20];
    let mut left = bytes;
    while left > 0 {
        let size = usize::try_from(left).unwrap_or(usize::MAX).min(chunk.len());
        file.write_all(&chunk[..size])?;
        left -= size as u64;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn room_is_tried_and_nothing_is_left_behind() {
        let folder = super::super::tests::Folder::new();
        try_room(folder.path(), 3 << 20).expect("room for 3 MiB");
        assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 0);
        assert!(try_room(&folder.path().join("absent"), 1).is_err());
    }
}
