//! What would serve if other files were published, beside what does.

use super::{LiveFaq, sample};
use crate::config::Config;
use crate::published::training::serving_engine;
use crate::published::{FaqSnapshot, placeholders};

impl LiveFaq {
    /// The configuration without what editors set.
    pub fn config(&self) -> &Config {
        &self.config
    }

    /// As [`LiveFaq::beside`], for a whole corpus: of files beside the entries any may have changed.
    ///
    /// # Errors
    ///
    /// The index could not be built in memory, or nothing would be left to answer with.
    pub fn beside_corpus(&self, files: Vec<(String, String)>) -> anyhow::Result<(FaqSnapshot, FaqSnapshot)> {
        let current = self.current();
        let before = current.with_engine(current.engine.with_embedding(None));
        let (mut corpus, _) = placeholders::read_published(files);
        sample::complete(&mut corpus);
        anyhow::ensure!(!corpus.entries.is_empty(), "there would be no entries");
        let engine = serving_engine(&self.data, &corpus, &self.config, current.engine.trained(), None)?;
        let revisions = current.revisions();
        let after = FaqSnapshot::new(corpus, revisions, &self.config, current.markets.clone(), self.forms.clone(), engine);
        Ok((before, after))
    }
}
