//! Publishing an entry, now or later, taking it back, and undoing either: the gate first, then the store, then this server.

use super::draft::{Fault, FaultKind};
use super::gate::Changed;
use super::passing::{Act, Candidate};
use super::{Refused, Shown, Studio, checked_note, may_edit, parsed};
use crate::access::User;
use crate::clock::Millis;
use crate::error::Code;
use crate::jobs::Task;
use crate::store::{self, Actor, AuditAction, Head, Made, NewJob, PublicationKind, Published};

impl Studio {
    /// Publishes the head of an entry, and tells what that changes. What the gate blocks needs a reason.
    pub async fn publish(&self, by: &User, id: &str, act: Act) -> Result<(Shown, Vec<Changed>), Refused> {
        may_edit(by)?;
        let (head, act, changes) = self.let_through(by, id, act).await?;
        if act.dry_run {
            let revision = head.revision;
            return Ok((self.shown(head, revision).await?, changes));
        }
        // What was checked is what is published.
        let on = Some(head.revision);
        let published = self.store.publish_entry(published(&head, on, by, act.reason, PublicationKind::Publish)).await;
        Ok((self.live(&head.entry, published).await?, changes))
    }

    /// The head of an entry that may be published, the act with its reason, and what it would change.
    async fn let_through(&self, by: &User, id: &str, act: Act) -> Result<(Head, Act, Vec<Changed>), Refused> {
        let (head, act) = self.head_for(id, act).await?;
        let entry = self.publishable(&head).await?;
        let candidate = Candidate::Entry { id: head.entry.clone(), entry: Some(Box::new(entry)), revision: head.revision };
        let changes = if head.published == Some(head.revision) { Vec::new() } else { self.pass(by, candidate, &act).await? };
        Ok((head, act, changes))
    }

    /// The head that an act is about, and the act with its reason.
    async fn head_for(&self, id: &str, act: Act) -> Result<(Head, Act), Refused> {
        let head = self.head(id).await?;
        if act.on.is_some_and(|on| on != head.revision) {
            return Err(Refused::Stale { revision: head.revision, by: head.author });
        }
        let mut faults = Vec::new();
        let reason = checked_note("override", act.reason, &mut faults);
        if faults.is_empty() { Ok((head, Act { reason, ..act })) } else { Err(Refused::Invalid(faults)) }
    }

    /// Has the head of an entry published at a time; the gate looks at it now.
    pub async fn schedule(
        &self,
        by: &User,
        id: &str,
        on: Option<u32>,
        at: Millis,
        reason: Option<String>,
    ) -> Result<(Shown, Vec<Changed>), Refused> {
        may_edit(by)?;
        let now = self.clock.now();
        if at <= now {
            return Err(Refused::Invalid(vec![Fault::of_entry("at", FaultKind::Past)]));
        }
        let (head, act, changes) = self.let_through(by, id, Act { on, reason, dry_run: false }).await?;
        let revision = head.revision;
        let task = Task::PublishEntry { entry: head.entry.clone(), revision, at };
        let job = NewJob { after_ms: at - now, ..task.job() };
        let scheduled = self.store.schedule_entry(&head.entry, revision, at, &by.id.to_string(), job).await;
        if let (Ok(_), Some(reason)) = (&scheduled, act.reason) {
            let detail = serde_json::Map::from_iter([("reason".to_owned(), reason.into())]);
            self.store.by(Actor::User(by.id)).audit(AuditAction::GateOverridden, head.entry.clone(), detail).await?;
        }
        Ok((self.done(&head.entry, scheduled).await?, changes))
    }

    /// Gives up what was to be published by itself.
    pub async fn unschedule(&self, by: &User, id: &str) -> Result<Shown, Refused> {
        may_edit(by)?;
        let head = self.head(id).await?;
        let unscheduled = self.store.unschedule_entry(&head.entry).await;
        self.done(&head.entry, unscheduled).await
    }

    /// Publishes what was planned for now; tells whether the plan still stood. For the worker of jobs.
    pub async fn publish_due(&self, entry: &str, revision: u32, at: Millis) -> store::Result<bool> {
        let published = self.store.publish_scheduled(entry, revision, at).await?;
        if let Some(Made { head, generation: Some(generation) }) = &published {
            // It may have another id since it was planned.
            self.take_up_entry(&head.entry, *generation).await;
        }
        Ok(published.is_some())
    }

    /// Takes an entry back from the owners, and tells what that changes; with `discard` its draft goes, too.
    pub async fn withdraw(&self, by: &User, id: &str, act: Act, discard: bool) -> Result<(Shown, Vec<Changed>), Refused> {
        may_edit(by)?;
        let (head, act) = self.head_for(id, act).await?;
        let mut changes = Vec::new();
        if head.published.is_some() {
            self.refuse_needed(&head.entry)?;
            let candidate = Candidate::Entry { id: head.entry.clone(), entry: None, revision: 0 };
            changes = self.pass(by, candidate, &act).await?;
        }
        if act.dry_run {
            let revision = head.revision;
            return Ok((self.shown(head, revision).await?, changes));
        }
        let withdrawn = self.store.withdraw_entry(published(&head, act.on, by, act.reason, PublicationKind::Withdraw), discard).await;
        Ok((self.live(&head.entry, withdrawn).await?, changes))
    }

    /// Puts back what was published before the last publication of an entry, and tells what that changes.
    pub async fn undo(&self, by: &User, id: &str, act: Act) -> Result<(Shown, Vec<Changed>), Refused> {
        may_edit(by)?;
        let (head, act) = self.head_for(id, act).await?;
        let back_to = self.store.published_before(&head.entry).await?.ok_or(Code::NotFound)?;
        let entry = match back_to {
            Some(revision) => {
                let stored = self.store.revision(&head.entry, revision).await?.ok_or(Code::NotFound)?;
                Some(Box::new(parsed(&stored)?))
            }
            None => {
                self.refuse_needed(&head.entry)?;
                None
            }
        };
        let candidate = Candidate::Entry { id: head.entry.clone(), entry, revision: back_to.unwrap_or(0) };
        let changes = if back_to == head.published { Vec::new() } else { self.pass(by, candidate, &act).await? };
        if act.dry_run {
            let revision = head.revision;
            return Ok((self.shown(head, revision).await?, changes));
        }
        let undone = self.store.undo_publication(published(&head, act.on, by, act.reason, PublicationKind::Undo)).await;
        Ok((self.live(&head.entry, undone).await?, changes))
    }

    /// Refuses to withdraw what a safety card stands for.
    fn refuse_needed(&self, id: &str) -> Result<(), Refused> {
        let published = self.live_faq.current();
        let card = published.corpus.safety.iter().find(|card| card.entry.as_deref() == Some(id));
        match card {
            Some(card) => Err(Refused::Invalid(vec![Fault::of_entry("id", FaultKind::Needed(card.id.clone()))])),
            None => Ok(()),
        }
    }
}

fn published(head: &Head, on: Option<u32>, by: &User, reason: Option<String>, kind: PublicationKind) -> Published {
    Published { entry: head.entry.clone(), on, author: by.id.to_string(), reason, kind }
}
