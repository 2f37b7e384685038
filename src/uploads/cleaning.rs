//! What nobody needs any more: uploads that were never attached, and files without a row.

use super::Uploads;
use super::disk::{Paths, id_of};
use crate::clock::Millis;
use crate::error::{Code, Error};
use std::collections::BTreeSet;
use std::io;
use std::path::Path;
use uuid::Uuid;

/// An upload that is attached to nothing is kept so long: its owner may be on a bad line, or have gone to sleep over it.
const LOOSE_FOR_MS: Millis = 24 * 3_600_000;
/// Rows that one step removes.
const STEP: u32 = 100;
/// Steps of one round: more than a day brings.
const MAX_STEPS: usize = 1_000;
/// Files without a row that one round removes.
const MAX_ORPHANS: usize = 10_000;

/// What a round removed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cleaned {
    pub loose: usize,
    pub orphans: usize,
}

impl Uploads {
    /// Removes what is attached to nothing after a day, and files of which no row knows.
    pub async fn clean(&self) -> Result<Cleaned, Error> {
        let mut cleaned = Cleaned::default();
        for _ in 0..MAX_STEPS {
            let loose = self.store.loose_uploads(self.clock.now().saturating_sub(LOOSE_FOR_MS), STEP).await?;
            if loose.is_empty() {
                break;
            }
            for id in loose {
                let turn = self.turns.take(id).await?;
                if self.store.remove_upload(id).await? {
                    let paths = Paths::new(&self.folder, id);
                    super::on_disk(turn, move || paths.remove()).await?;
                    cleaned.loose += 1;
                }
            }
        }
        cleaned.orphans = self.clean_orphans().await?;
        Ok(cleaned)
    }

    /// A row is there before its first file, so a file without one is nobody's.
    async fn clean_orphans(&self) -> Result<usize, Error> {
        let folder = self.folder.clone();
        let there = tokio::task::spawn_blocking(move || ids_in(&folder)).await.map_err(|_| Code::Internal)?;
        let there = there.map_err(|error| {
            tracing::error!(%error, "the folder of uploads cannot be read");
            Code::Internal
        })?;
        let unknown = self.store.unknown_uploads(there).await?;
        for id in unknown.iter().take(MAX_ORPHANS) {
            let turn = self.turns.take(*id).await?;
            let paths = Paths::new(&self.folder, *id);
            super::on_disk(turn, move || paths.remove()).await?;
        }
        Ok(unknown.len().min(MAX_ORPHANS))
    }
}

/// The uploads of which a file is there.
fn ids_in(folder: &Path) -> io::Result<BTreeSet<Uuid>> {
    let mut ids = BTreeSet::new();
    for entry in std::fs::read_dir(folder)? {
        ids.extend(entry?.file_name().to_str().and_then(id_of));
    }
    Ok(ids)
}
