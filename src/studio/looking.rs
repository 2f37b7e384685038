//! What an editor sees: lists, an entry and its revisions, what was published once, who else has it open, an answer as owners see it.

use super::draft::{Fault, FaultKind, unknown_placeholders};
use super::presence::Seat;
use super::shelf::{Card, Translations, Wanted};
use super::{MAX_PAGE, MAX_SEARCH, Refused, Shown, Studio, may_edit, parsed};
use crate::access::User;
use crate::answer::Question;
use crate::clock::Millis;
use crate::error::{Code, Error};
use crate::faq::diff;
use crate::faq::entry::MAX_ANSWER;
use crate::faq::render::{Rendered, render};
use crate::language::Language;
use crate::published::Audience;
use crate::store::{Publication, Revision};
use std::sync::Arc;

/// Lines of an entry's log that its revisions are shown with.
const PUBLICATIONS_SHOWN: u32 = 1_000;

/// Which revision of an entry is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Which {
    /// What an editor goes on with.
    Head,
    Revision(u32),
    /// What is published.
    Published,
}

/// What was published of an entry at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    pub entry: String,
    pub category: String,
    pub revision: u32,
    pub saved_at: Millis,
    /// In a language that it had.
    pub title: String,
}

/// A page of cards.
#[derive(Debug, Default)]
pub struct CardPage {
    pub cards: Vec<Arc<Card>>,
    pub more: bool,
    /// Every category there is.
    pub categories: Vec<String>,
    pub languages: Vec<Language>,
}

impl Studio {
    /// Entries that are wanted, after the one of that id; with `text`, those that it finds, the nearest first.
    pub async fn list(&self, by: &User, text: &str, wanted: &Wanted, after: Option<&str>, limit: u32) -> Result<CardPage, Refused> {
        may_edit(by)?;
        let languages = self.languages();
        let text = if text.trim().is_empty() { None } else { Some(crate::limits::text_within(text, MAX_SEARCH)?) };
        let found = match &text {
            Some(text) => self.matched(text.clone()).await?,
            None => Vec::new(),
        };
        let shelf = self.shelf().await?;
        let all = match &text {
            Some(text) => shelf.search(text, &found, wanted, &languages),
            None => shelf.list(wanted, &languages),
        };
        let start = after.map_or(0, |after| all.iter().position(|card| card.head.entry == after).map_or(all.len(), |place| place + 1));
        let limit = limit.clamp(1, MAX_PAGE) as usize;
        let more = all.len() > start.saturating_add(limit);
        let cards = all.into_iter().skip(start).take(limit).collect();
        Ok(CardPage { cards, more, categories: shelf.categories(), languages })
    }

    /// How the languages of all entries stand.
    pub async fn translations(&self, by: &User) -> Result<Translations, Refused> {
        may_edit(by)?;
        let languages = self.languages();
        Ok(self.shelf().await?.translations(&languages))
    }

    /// An entry: its head, one of its revisions, or what is published of it.
    pub async fn entry(&self, by: &User, id: &str, which: Which) -> Result<Shown, Refused> {
        may_edit(by)?;
        let head = self.head(id).await?;
        let revision = match which {
            Which::Head => head.revision,
            Which::Revision(revision) => revision,
            Which::Published => head.published.ok_or(Code::NotFound)?,
        };
        self.shown(head, revision).await
    }

    /// Whether there is an entry of that id, in whatever state.
    pub async fn is_there(&self, by: &User, id: &str) -> Result<bool, Refused> {
        may_edit(by)?;
        Ok(self.store.head(id).await?.is_some())
    }

    /// Revisions of an entry, the newest first, before one of them, whether there are more, and what was published when.
    pub async fn revisions(
        &self,
        by: &User,
        id: &str,
        before: Option<u32>,
        limit: u32,
    ) -> Result<(Vec<Revision>, bool, Vec<Publication>), Refused> {
        may_edit(by)?;
        let head = self.head(id).await?;
        let limit = limit.clamp(1, MAX_PAGE);
        let mut revisions = self.store.revisions(&head.entry, before, limit.saturating_add(1)).await?;
        let more = revisions.len() > limit as usize;
        revisions.truncate(limit as usize);
        Ok((revisions, more, self.store.publications(&head.entry, PUBLICATIONS_SHOWN).await?))
    }

    /// What lies between two revisions of an entry.
    pub async fn difference(&self, by: &User, id: &str, from: u32, to: u32) -> Result<diff::Difference, Refused> {
        may_edit(by)?;
        let head = self.head(id).await?;
        let revision = async |number| self.store.revision(&head.entry, number).await?.ok_or(Error::from(Code::NotFound));
        let (from, to) = (parsed(&revision(from).await?)?, parsed(&revision(to).await?)?);
        let difference = tokio::task::spawn_blocking(move || diff::entries(&from, &to));
        Ok(difference.await.map_err(|_| Code::Internal)?)
    }

    /// What was published at a time, by id, after one of them, and whether there is more.
    pub async fn published_at(&self, by: &User, time: Millis, after: Option<&str>, limit: u32) -> Result<(Vec<Said>, bool), Refused> {
        may_edit(by)?;
        let limit = limit.clamp(1, MAX_PAGE) as usize;
        let all = self.store.published_at(time).await?;
        let mut rest = all.into_iter().skip_while(|revision| after.is_some_and(|after| revision.entry.as_str() <= after));
        let page: Vec<Revision> = rest.by_ref().take(limit).collect();
        let said = page.iter().map(|revision| {
            let entry = parsed(revision)?;
            let title = entry.texts.values().next().map(|text| text.title.clone()).unwrap_or_default();
            let Revision { entry, category, revision, at, .. } = revision.clone();
            Ok(Said { entry, category, revision, saved_at: at, title })
        });
        Ok((said.collect::<Result<_, Error>>()?, rest.next().is_some()))
    }

    /// Notes that an editor has an entry open, and tells who else has.
    pub async fn present(&self, by: &User, id: &str, language: Option<Language>) -> Result<Vec<Seat>, Refused> {
        may_edit(by)?;
        let head = self.head(id).await?;
        Ok(self.presence.here(&head.entry, by.id, &by.name, language, self.clock.now()))
    }

    /// An answer as owners of a language see it, and the names in it that stand for nothing.
    pub async fn preview(&self, by: &User, answer: String, language: Language) -> Result<(Rendered, Vec<Fault>), Refused> {
        may_edit(by)?;
        if answer.chars().count() > MAX_ANSWER {
            return Err(Refused::Invalid(vec![Fault::new(Some(language), "answer", FaultKind::TooLong(MAX_ANSWER))]));
        }
        let (published, now) = (self.live_faq.current(), self.clock.now());
        let shown = tokio::task::spawn_blocking(move || {
            let audience = Audience { language, market: published.markets.of_language(language), now, named: &[] };
            let unknown = unknown_placeholders(&answer).into_iter();
            let faults = unknown.map(|name| Fault::new(Some(language), "answer", FaultKind::Placeholder(name))).collect();
            (render(&answer, &published.values(audience)), faults)
        });
        Ok(shown.await.map_err(|_| Code::Internal)?)
    }

    /// The entries that the matcher finds for a text, the best first.
    async fn matched(&self, text: String) -> Result<Vec<String>, Refused> {
        let published = self.live_faq.current();
        let asked = tokio::task::spawn_blocking(move || {
            let decision = published.engine.ask(&Question { text: &text, ..Question::default() });
            decision.entries.into_iter().map(|found| found.entry).collect()
        });
        Ok(asked.await.map_err(|_| Code::Busy)?)
    }
}
