//! The idle task: copies the write-ahead log into the database outside of any commit, looks whether a full disk has room
//! again, and renews the database's mark ([`super::history`]).

use super::dialect::{self, Checkpoint, Connection, Copied, damage};
use super::files;
use super::health::Health;
use super::history::{History, RENEW_EVERY};
use crate::data_folder;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::Instant;

const ROUND: Duration = Duration::from_millis(500);
/// From here on the log is copied under load, too.
const WAL_LARGE: u64 = 8 << 20;
/// A log of which so much was not copied while commits went on starts again from its beginning: what is left of it is copied while they
/// wait. Writing over what is there costs less than a file that grows, or that is cut and grows again.
const WAL_LONG: u64 = 16 << 20;
/// A file that is longer all the same, as after one large transaction, is cut while commits wait.
const WAL_TOO_LARGE: u64 = 64 << 20;
/// A full disk is asked for room at least this often: changes are taken again this long after there is room.
const LOOK_AT_MOST: Duration = Duration::from_secs(8);
/// A disk counts as full again right away, and not as one that is full for the first time, for this long after it had room.
const LOOK_FORGOTTEN: Duration = Duration::from_secs(60);
/// What is written to see whether room is there, once the disk says so.
const TRIED_BYTES: u64 = 1 << 20;

pub(super) struct Housekeeper {
    pub conn: Connection,
    pub path: PathBuf,
    pub health: Arc<Health>,
    pub commits: Arc<AtomicU64>,
    /// A full disk counts as having room again with this many bytes free.
    pub reserve_bytes: u64,
    /// For the one server of a data folder.
    pub history: Option<History>,
    /// Commits and time of the last renewal of the database's mark.
    pub marked: (u64, Instant),
    /// When a full disk is asked next.
    pub look: Option<Look>,
}

/// The next look for room on a full disk.
#[derive(Debug, Clone, Copy)]
pub(super) struct Look {
    at: Instant,
    /// Since the last one.
    pause: Duration,
}

impl Look {
    /// The look after one that was just taken.
    fn after(last: Option<Look>, now: Instant) -> Look {
        let pause = last.map_or(ROUND, |last| (last.pause * 2).min(LOOK_AT_MOST));
        Look { at: now + pause, pause }
    }
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
            } else if self.look.is_some_and(|look| look.at.elapsed() > LOOK_FORGOTTEN) {
                self.look = None;
            }
            let commits = self.commits.load(Ordering::Relaxed);
            self.renew_mark(commits).await;
            let idle = commits == std::mem::replace(&mut seen, commits);
            let wal = std::fs::metadata(dialect::wal(&self.path)).map_or(0, |meta| meta.len());
            // A log that was copied once starts again from its beginning, so its length alone says little.
            if commits != copied && (idle || wal > WAL_LARGE) && self.copy_log(wal > WAL_TOO_LARGE).await {
                copied = commits;
            }
        }
        self.conn
    }

    /// Copies the log into the database; whether that now holds all that the log held.
    async fn copy_log(&mut self, cut: bool) -> bool {
        match self.checkpoint(if cut { Checkpoint::Cut } else { Checkpoint::Passive }).await {
            Some(Copied { whole: false, log_bytes }) if log_bytes > WAL_LONG => {
                self.checkpoint(Checkpoint::Restart).await.is_some_and(|copied| copied.whole)
            }
            Some(copied) => copied.whole,
            None => false,
        }
    }

    async fn checkpoint(&mut self, how: Checkpoint) -> Option<Copied> {
        if self.health.read_only() && !self.health.full() {
            return None;
        }
        match dialect::checkpoint(&mut self.conn, how).await {
            Ok(copied) => Some(copied),
            Err(error) => {
                self.health.note(damage(&error), &error);
                tracing::warn!(%error, "a checkpoint failed");
                None
            }
        }
    }

    /// Asks whether there is room again: each time later, for a full disk must not be kept busy by the question.
    async fn look_for_room(&mut self) {
        if self.look.is_some_and(|look| Instant::now() < look.at) {
            return;
        }
        let (folder, bytes) = (files::folder(&self.path).to_path_buf(), self.reserve_bytes);
        match tokio::task::spawn_blocking(move || try_room(&folder, bytes)).await {
            Ok(Ok(())) => self.health.room(),
            Ok(Err(error)) => tracing::debug!(%error, "no room yet"),
            Err(error) => tracing::warn!(%error, "the disk could not be asked for room"),
        }
        self.look = Some(Look::after(self.look, Instant::now()));
    }

    /// Renews the mark by which a copy that is put back is told from this database.
    async fn renew_mark(&mut self, commits: u64) {
        let Some(history) = self.history.clone() else { return };
        if commits == self.marked.0 || self.marked.1.elapsed() < RENEW_EVERY || self.health.read_only() {
            return;
        }
        if let Err(error) = history.renew(&mut self.conn).await {
            // Another process writes, or the disk is full: there is another round.
            tracing::debug!(%error, "the database's mark could not be renewed");
        }
        self.marked = (commits, Instant::now());
    }
}

/// Whether `bytes` fit onto the disk of `folder`. What the disk says is tried with a little, for it does not tell of quotas.
fn try_room(folder: &Path, bytes: u64) -> io::Result<()> {
    if data_folder::free_bytes(folder)?.is_some_and(|free| free < bytes) {
        return Err(io::ErrorKind::StorageFull.into());
    }
    let path = folder.join("room.tmp");
    let result = fill(&path, bytes.min(TRIED_BYTES));
    std::fs::remove_file(&path)?;
    result
}

fn fill(path: &Path, bytes: u64) -> io::Result<()> {
    let mut file = data_folder::private().write(true).create(true).truncate(true).open(path)?;
    // Not all zeros: some file systems store those in no space at all.
    let chunk = vec![0xa5; usize::try_from(bytes).unwrap_or(usize::MAX)];
    file.write_all(&chunk)?;
    file.sync_all()
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
        // What the disk does not have is not written to find out.
        assert_eq!(try_room(folder.path(), u64::MAX).map_err(|error| error.kind()), Err(io::ErrorKind::StorageFull));
        assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 0);
    }

    #[test]
    fn a_full_disk_is_asked_less_and_less_but_never_seldom() {
        let now = Instant::now();
        let (mut look, mut pauses) = (None, Vec::new());
        for _ in 0..7 {
            look = Some(Look::after(look, now));
            pauses.extend(look.map(|look| look.pause.as_millis()));
        }
        assert_eq!(pauses, [500, 1_000, 2_000, 4_000, 8_000, 8_000, 8_000]);
    }
}
