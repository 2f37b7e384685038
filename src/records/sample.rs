//! What an empty database begins with: records of `config/sample`, each marked as a sample, so that everything can be tried.

use super::Records;
use crate::aftersales::schema::RecordKind;
use rust_embed::RustEmbed;

/// The sample records, a file a kind.
#[derive(RustEmbed)]
#[folder = "config/sample"]
#[allow_missing = true]
struct Sample;

/// The file of a kind.
fn file(kind: RecordKind) -> Option<Vec<u8>> {
    Sample::get(&format!("{}.csv", kind.plural())).map(|file| file.data.into_owned())
}

impl Records {
    /// Stores the sample records where there is no record yet, and says how many. A kind that is there already is left alone: whoever
    /// was stopped on the way goes on with the others.
    pub async fn fill(&self) -> anyhow::Result<usize> {
        let mut added = 0;
        for kind in RecordKind::ALL {
            let Some(bytes) = file(kind) else { continue };
            if self.store.record_count(kind).await? > 0 {
                continue;
            }
            let imported =
                self.import(kind, &bytes, false).await.map_err(|error| anyhow::anyhow!("sample records: {}", error.code.as_str()))?;
            anyhow::ensure!(imported.mistakes.is_empty(), "sample records: {kind:?}: {:?}", imported.mistakes);
            added += imported.added;
        }
        Ok(added)
    }
}
