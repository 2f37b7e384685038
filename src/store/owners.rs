//! Owners' frames, which most frames are: what has to be known of many is read at once, and what they write is written at once.
//!
//! Each statement costs trips between threads, as much as the rows themselves. So the writer looks up the sessions of all frames that
//! wait ([`ahead`](super::ahead)), each decides on what it was told ([`Job::decide`]), and their changes share statements
//! ([`Together`](super::change::Together)). What is not plain, whose session is not as usual, whose conversation is not in memory or
//! was changed by another frame of the same commit, goes the long way, alone: so does all of it when the shared statements fail.

use super::ahead::{Key, Known};
use super::append::{OwnerFrame, changed, newest_preview, owner};
use super::change::{Change, Sent};
use super::error::Result;
use super::tail::Tails;
use super::writer::{Job, Work, settle};
use super::{Appended, Settings, Store, sessions};
use crate::access::right::Owns;
use crate::access::{Granted, OwnerSession};
use crate::chat::command::{Command, OwnerCommand};
use crate::chat::conversation::{Applied, Found, apply};
use crate::clock::Millis;
use futures_util::future::BoxFuture;
use std::sync::Arc;
use tokio::sync::oneshot;
use uuid::Uuid;

impl Store {
    /// Stores what an owner's frame does, once. The token finds the session in the transaction: a grant for another
    /// conversation than that session's is [`Error::NotFound`].
    pub async fn append_owner(&self, granted: Granted<'_, impl Owns>, frame: OwnerFrame) -> Result<Appended> {
        let (settings, granted) = (self.0.settings, granted.right().conversation());
        let token_hash = frame.token_hash;
        let job = |reply| -> Box<dyn Job> { Box::new(Waiting { granted, token_hash, frame: Some(frame), settings, made: None, reply }) };
        self.0.queue.answered(job).await
    }
}

/// An owner's frame that waits for the writer.
struct Waiting {
    /// The conversation that the sender may write in; none for one that begins.
    granted: Option<Uuid>,
    token_hash: [u8; 32],
    frame: Option<OwnerFrame>,
    settings: Settings,
    made: Option<Appended>,
    reply: oneshot::Sender<Result<Appended>>,
}

impl Job for Waiting {
    fn run<'c>(&'c mut self, work: &'c mut Work) -> BoxFuture<'c, Result<()>> {
        Box::pin(async move {
            let frame = self.frame.take().expect("a job runs once");
            let plan = owner(work, self.granted, frame, self.settings).await?;
            self.made = Some(work.carry_out(plan).await?);
            Ok(())
        })
    }

    fn settle(self: Box<Self>, outcome: Result<()>) {
        let Waiting { made, reply, .. } = *self;
        settle(made, reply, outcome);
    }

    fn begins(&self) -> bool {
        true
    }

    fn guarded(&self) -> bool {
        false
    }

    fn lazy(&self) -> bool {
        false
    }

    fn key(&self) -> Option<Key> {
        let frame = self.frame.as_ref().filter(|frame| is_plain(&frame.command))?;
        Some(Key { token_hash: frame.token_hash, frame: frame.stamp.id })
    }

    fn token_hash(&self) -> Option<[u8; 32]> {
        Some(self.token_hash)
    }

    fn decide(&mut self, known: &Known, now: Millis, tails: &Tails) -> Option<Change> {
        let frame = self.frame.as_ref()?;
        let session = Some(&known.session).filter(|session| is_usual(session, frame, &self.settings, now))?;
        let conversation = session.conversation.filter(|id| !known.is_repeat && self.granted.is_none_or(|granted| granted == *id))?;
        let (mut before, preview) = tails.loaded(conversation, frame.stamp.id)?;
        if frame.market.is_some() && frame.market != before.market {
            Arc::make_mut(&mut before).market.clone_from(&frame.market);
        }
        // The clock may have gone back: the log does not.
        let at = now.max(before.last_at);
        let sent = Sent { author: session.identity.unwrap_or(session.id), stamp: frame.stamp };
        let command = Command::Owner(frame.command.clone());
        let Applied { state, drafts, feed, own, promises } = apply(&before, Some(sent.stamp.id), command, &Found::default(), at).ok()?;
        if !feed.is_empty() || !promises.is_empty() {
            return None;
        }
        let (change, appended) = changed(&before, state, drafts, own, Some(sent), at);
        self.made = Some(Appended { session: Some(session.id), ..appended });
        let preview = newest_preview(change.events()).map_or(preview, Arc::from);
        Some(change.shown(preview, false)).filter(Change::is_turn)
    }
}

/// What names nothing that would have to be looked up.
fn is_plain(command: &OwnerCommand) -> bool {
    matches!(command, OwnerCommand::Send { files: None, .. } | OwnerCommand::Choose { .. })
}

/// A session that may write, and of which nothing has to be noted.
fn is_usual(session: &OwnerSession, frame: &OwnerFrame, settings: &Settings, now: Millis) -> bool {
    let is_alive = !session.revoked && !sessions::expired(settings, session.created_at, session.seen_at, now);
    is_alive && session.site == frame.site && !sessions::stale(session.seen_at, now)
}
