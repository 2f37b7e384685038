//! How well the matcher does with what is published.

use super::{Refused, Studio, may_edit};
use crate::access::User;
use crate::error::Code;
use crate::published::measuring::Figures;
use std::sync::Arc;

/// What is known of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Quality {
    pub figures: Option<Figures>,
    /// A child is measuring.
    pub is_measuring: bool,
    /// The last try with what is published now failed; the log says why.
    pub has_failed: bool,
}

impl Studio {
    /// The figures of what is published, or of what was.
    pub async fn quality(&self, by: &User) -> Result<Quality, Refused> {
        may_edit(by)?;
        let hash = self.live_faq.current().engine.corpus_hash();
        let measuring = Arc::clone(&self.measuring);
        let (is_measuring, has_failed) = measuring.state(hash);
        let figures = tokio::task::spawn_blocking(move || measuring.figures(hash)).await.map_err(|_| Code::Internal)?;
        Ok(Quality { figures, is_measuring, has_failed })
    }

    /// Has what is published measured; whoever asks later gets the figures.
    pub async fn measure(&self, by: &User) -> Result<Quality, Refused> {
        may_edit(by)?;
        self.measuring.start(self.live_faq.current().engine.corpus_hash());
        self.quality(by).await
    }
}
