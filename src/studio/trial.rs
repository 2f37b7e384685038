//! A question to what is being written, or to what was published once: for editors, beside what serves.

use super::{Refused, Studio, may_edit, parsed};
use crate::access::User;
use crate::answer::{Explain, Question};
use crate::clock::Millis;
use crate::error::Code;
use crate::faq::Entry;
use crate::language::Language;
use serde_json::Value;
use std::collections::HashSet;
use std::sync::Arc;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tried {
    /// The same with every draft in the place of what is published, as far as it is written.
    Drafts,
    /// What was published at that time, with the files beside the entries as they are now.
    At(Millis),
}

/// A question of an editor.
#[derive(Debug, Clone)]
pub struct Trial {
    pub text: String,
    pub language: Option<Language>,
    /// The reader's language.
    pub page: Language,
    pub of: Tried,
    /// The reasons are wanted.
    pub explain: bool,
}

impl Studio {
    /// The decision on a text, with the answer, and where they are wanted its reasons.
    pub async fn try_out(&self, by: &User, trial: Trial) -> Result<(Value, Option<Explain>), Refused> {
        may_edit(by)?;
        let changed = match trial.of {
            Tried::Drafts => self.drafts().await?,
            Tried::At(time) => self.differing_at(time).await?,
        };
        let _turn = self.turn.acquire().await.map_err(|_| Code::Internal)?;
        let (live, now) = (Arc::clone(&self.live_faq), self.clock.now());
        let asked = tokio::task::spawn_blocking(move || {
            let Trial { text, language, page, explain, .. } = trial;
            let question = Question { text: &text, language, page_language: Some(page), explain, ..Question::default() };
            anyhow::Ok(live.beside(&changed)?.1.try_json(&question, now))
        });
        let asked = asked.await.map_err(|_| Code::Busy)?;
        Ok(asked.map_err(|error| {
            tracing::warn!(%error, "a question could not be tried");
            Code::NotFound
        })?)
    }

    /// The drafts, as far as they are written.
    async fn drafts(&self) -> Result<Vec<(String, Option<Entry>)>, Refused> {
        let heads = self.store.heads().await?.into_iter().filter(|head| head.draft);
        let of: Vec<(String, u32)> = heads.map(|head| (head.entry, head.revision)).collect();
        let mut drafts = Vec::new();
        for revision in self.store.bodies(&of).await? {
            let mut entry = parsed(&revision)?;
            entry.texts.retain(|_, text| !(text.title.is_empty() || text.phrasings.is_empty() || text.answer.is_empty()));
            if !entry.texts.is_empty() {
                drafts.push((revision.entry, Some(entry)));
            }
        }
        Ok(drafts)
    }

    /// The entries that were others then than they are now.
    async fn differing_at(&self, time: Millis) -> Result<Vec<(String, Option<Entry>)>, Refused> {
        let (then, current) = (self.store.published_at(time).await?, self.live_faq.current());
        if then.is_empty() {
            return Err(Code::NotFound.into());
        }
        let known: HashSet<&str> = then.iter().map(|revision| revision.entry.as_str()).collect();
        let gone = current.corpus.entries.iter().filter(|entry| !known.contains(entry.id.as_str()));
        let mut changed: Vec<(String, Option<Entry>)> = gone.map(|entry| (entry.id.clone(), None)).collect();
        for revision in &then {
            let entry = parsed(revision)?;
            if current.corpus.entry(&entry.id).map(Arc::as_ref) != Some(&entry) {
                changed.push((entry.id.clone(), Some(entry)));
            }
        }
        Ok(changed)
    }
}
