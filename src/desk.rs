//! The technician's use cases: the queue, a claim, and what may be done with it.

use crate::access::{Action, Principal, StaffRole, User, authorize};
use crate::care::{MAX_CATCH_UP, PUMP_PAGE, must_reset};
use crate::chat::conversation::{Command, Conversation, Destination};
use crate::chat::event::Event;
use crate::chat::queue::Waiting;
use crate::clock::Millis;
use crate::error::{Code, Error};
use crate::language::Language;
use crate::limits::Rates;
use crate::published::LiveFaq;
use crate::store::{Append, Appended, By, FeedRow, Login, Next, Reader, Store, View};
use dashmap::DashMap;
use std::sync::Arc;
use uuid::Uuid;

/// Rows of the queue in a snapshot.
pub const MAX_QUEUE_ROWS: u32 = 500;
/// Conversations that one connection may follow at once.
pub const MAX_OPEN: usize = 200;
/// Tags of a resolved conversation, and characters of one.
pub const MAX_TAGS: usize = 20;
pub const MAX_TAG_CHARS: usize = 50;

/// Whether a technician is there, from the connections that are open now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Presence {
    pub online: bool,
    pub capacity: Option<u32>,
    pub since: Millis,
}

/// What joins the rooms for a technician.
pub struct Desk {
    pub store: Store,
    pub live_faq: Arc<LiveFaq>,
    pub rates: Arc<Rates>,
    presence: DashMap<Uuid, Presence>,
}

/// The queue as the console starts from it.
#[derive(Debug)]
pub struct Board {
    pub feed: u64,
    pub queue: Vec<Waiting>,
    pub mine: Vec<Waiting>,
}

impl Desk {
    pub fn new(store: Store, live_faq: Arc<LiveFaq>, rates: Arc<Rates>) -> Desk {
        Desk { store, live_faq, rates, presence: DashMap::new() }
    }

    /// The log-in behind a cookie, if it is alive.
    pub async fn login(&self, token_hash: &[u8; 32]) -> Result<Option<Login>, Error> {
        Ok(self.store.login(token_hash).await?)
    }

    /// The queue, what is mine, and the feed's number read before both: what moves meanwhile is told again, never missed.
    pub async fn board(&self, user: &User) -> Result<Board, Error> {
        authorize(Principal::Staff(user), Action::Desk, None)?;
        let feed = self.store.feed_head().await?;
        Ok(Board { feed, queue: self.store.queue(MAX_QUEUE_ROWS).await?, mine: self.store.mine(user.id).await? })
    }

    /// The feed after a number, at most a page.
    pub async fn feed(&self, user: &User, after: u64) -> Result<Vec<FeedRow>, Error> {
        authorize(Principal::Staff(user), Action::Desk, None)?;
        Ok(self.store.feed_after(after, PUMP_PAGE).await?)
    }

    /// One conversation as the desk lists it.
    pub async fn row(&self, user: &User, conversation: Uuid) -> Result<Option<Waiting>, Error> {
        authorize(Principal::Staff(user), Action::ReadConversation, Some(conversation))?;
        Ok(self.store.row(conversation).await?)
    }

    /// Where a console with this feed number goes on: its own place, or the newest when that means nothing.
    pub fn feed_place(&self, same_epoch: bool, feed: Option<u64>, newest: u64) -> u64 {
        match feed {
            Some(feed) if same_epoch && feed <= newest && newest - feed <= MAX_CATCH_UP => feed,
            _ => newest,
        }
    }

    /// Opens a conversation: where to go on from, or the newest page when the place means nothing.
    pub async fn open(
        &self,
        user: &User,
        conversation: Uuid,
        epoch: Option<&str>,
        after: u64,
    ) -> Result<(Conversation, Option<Vec<Event>>), Error> {
        authorize(Principal::Staff(user), Action::ReadConversation, Some(conversation))?;
        let state = self.store.conversation(conversation).await?.ok_or(Code::NotFound)?;
        if must_reset(self.store.epoch(), epoch, after, state.seq) {
            let page = self.store.newest(conversation, View::Staff, crate::care::RESET_PAGE).await?;
            return Ok((state, Some(page)));
        }
        Ok((state, None))
    }

    /// The state of a conversation, for staff.
    pub async fn conversation(&self, user: &User, conversation: Uuid) -> Result<Conversation, Error> {
        authorize(Principal::Staff(user), Action::ReadConversation, Some(conversation))?;
        Ok(self.store.conversation(conversation).await?.ok_or(Code::NotFound)?)
    }

    /// Events after a number, at most `limit`, and whether there are more.
    pub async fn after(&self, user: &User, conversation: Uuid, after: u64, limit: u32) -> Result<(Vec<Event>, bool), Error> {
        let state = self.conversation(user, conversation).await?;
        let events = self.store.events(conversation, View::Staff, after, limit).await?;
        let more = events.last().is_some_and(|event| event.seq < state.seq);
        Ok((events, more))
    }

    /// Events before a number, oldest first, and whether there are older ones still.
    pub async fn before(&self, user: &User, conversation: Uuid, before: u64, limit: u32) -> Result<(Vec<Event>, bool), Error> {
        self.conversation(user, conversation).await?;
        Ok(self.store.events_before(conversation, View::Staff, before, limit).await?)
    }

    /// Stores what a technician does.
    pub async fn act(&self, user: &User, conversation: Uuid, frame: Uuid, digest: [u8; 32], command: Command) -> Result<Appended, Error> {
        authorize(Principal::Staff(user), Action::WorkConversation, Some(conversation))?;
        self.admit(user, frame).await?;
        let by = By::Staff { user: user.id, name: user.name.clone(), conversation };
        Ok(self.store.append(Append { by, frame, digest, command }).await?)
    }

    /// Takes the conversation that has waited longest, the danger first: of these languages only when some are named, else the
    /// technician's own languages before others.
    pub async fn claim_next(
        &self,
        user: &User,
        frame: Uuid,
        digest: [u8; 32],
        languages: Option<Vec<Language>>,
    ) -> Result<Appended, Error> {
        authorize(Principal::Staff(user), Action::WorkConversation, None)?;
        self.admit(user, frame).await?;
        let next = languages.as_deref().map_or(Next::Prefer(&user.languages), Next::Only);
        Ok(self.store.claim_next(user.id, user.name.clone(), frame, digest, next).await?)
    }

    /// Sends a published answer in the owner's language.
    pub async fn send_entry(
        &self,
        user: &User,
        conversation: Uuid,
        frame: Uuid,
        digest: [u8; 32],
        claim: u64,
        entry: &str,
    ) -> Result<Appended, Error> {
        let state = self.conversation(user, conversation).await?;
        let answer = self.live_faq.current().answer(entry, state.language, 1.0).ok_or(Code::NotFound)?;
        self.act(user, conversation, frame, digest, Command::SendEntry { claim, answer }).await
    }

    /// Where a conversation is handed to: a technician who may take it, or a language.
    pub async fn destination(&self, to: Option<Uuid>, language: Option<Language>) -> Result<Destination, Error> {
        match (to, language) {
            (Some(id), None) => {
                let user = self
                    .store
                    .user(id)
                    .await?
                    .filter(|user| !user.disabled && matches!(user.role, StaffRole::Technician | StaffRole::Admin));
                user.map(|user| Destination::User { id: user.id, name: user.name }).ok_or_else(|| Code::NotFound.into())
            }
            (None, Some(language)) => Ok(Destination::Language(language)),
            _ => Err(Code::BadRequest.into()),
        }
    }

    /// How far a technician has read.
    pub async fn mark_read(&self, user: &User, conversation: Uuid, upto: u64) -> Result<(), Error> {
        authorize(Principal::Staff(user), Action::ReadConversation, Some(conversation))?;
        Ok(self.store.mark_read(conversation, Reader::Staff(user.id), upto).await?)
    }

    /// Notes whether a technician is there.
    pub fn set_presence(&self, user: Uuid, presence: Presence) {
        self.presence.insert(user, presence);
    }

    /// A technician's last connection has ended.
    pub fn gone(&self, user: Uuid) {
        self.presence.remove(&user);
    }

    /// Technicians who are there and not away.
    pub fn online(&self) -> usize {
        self.presence.iter().filter(|presence| presence.online).count()
    }

    async fn admit(&self, user: &User, frame: Uuid) -> Result<(), Error> {
        match self.rates.staff(user.id) {
            Err(_) if self.store.frame_known(user.id, frame).await? => Ok(()),
            other => other,
        }
    }
}
