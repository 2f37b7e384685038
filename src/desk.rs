//! The technician's use cases: the queue, a claim, and what may be done with it.
//!
//! - [`feed`]: what changed in the queue, read once for all technicians
//! - [`requests`]: cars and requests beside a conversation, and on the board
//! - [`moving`]: what a technician does with a request
//! - [`making`]: forms for owners, and requests that are made for them

pub mod feed;
pub mod making;
pub mod moving;
pub mod requests;

use crate::access::right::{ReadConversation, ReturnChats, TakeNext, UseDesk, WorkConversation};
use crate::access::{Granted, Principal, StaffRole, User, authorize};
use crate::chat::command::{Destination, StaffCommand, Stamp};
use crate::chat::conversation::Conversation;
use crate::chat::event::{Answer, Event};
use crate::chat::queue::Waiting;
use crate::chat::resume::{PUMP, RESET, Span, must_reset};
use crate::clock::{Clock, Millis};
use crate::connections::Online;
use crate::error::{Code, Error};
use crate::forms::Forms;
use crate::language::Language;
use crate::limits::Rates;
use crate::published::{Audience, LiveFaq};
use crate::records::Records;
use crate::requests::Requests;
use crate::store::{self, Appended, Login, Next, Store};
use std::sync::Arc;
use uuid::Uuid;

/// Rows of the queue in a snapshot, and of what is mine.
pub const MAX_QUEUE_ROWS: u32 = 500;
/// Conversations that are looked up at once when all of a user's go back.
const RETURN_PAGE: u32 = 100;
/// Lines of the feed that are read at once.
pub const FEED_PAGE: u32 = 64;
/// Conversations that one connection may follow at once.
pub const MAX_OPEN: usize = 200;
/// Tags of a resolved conversation, and characters of one.
pub const MAX_TAGS: usize = 20;
pub const MAX_TAG_CHARS: usize = 50;

/// What joins the rooms for a technician.
pub struct Desk {
    store: Store,
    live_faq: Arc<LiveFaq>,
    rates: Arc<Rates>,
    records: Records,
    requests: Arc<Requests>,
    /// Kinds, states and forms in words.
    pub forms: Forms,
    clock: Arc<dyn Clock>,
    feed: feed::Feed,
}

/// The rooms of cars and requests.
pub struct Rooms {
    pub records: Records,
    pub requests: Arc<Requests>,
    pub forms: Forms,
    pub clock: Arc<dyn Clock>,
}

/// The queue as the console starts from it.
#[derive(Debug)]
pub struct Board {
    pub feed: u64,
    pub queue: Vec<Waiting>,
    pub mine: Vec<Waiting>,
}

/// Where somebody waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    pub conversation: Uuid,
    /// From 1, which is next.
    pub position: u64,
    /// The expected wait in seconds; none when no technician is there.
    pub wait_s: Option<i64>,
}

impl Desk {
    pub fn new(store: Store, live_faq: Arc<LiveFaq>, rates: Arc<Rates>, rooms: Rooms) -> Desk {
        let Rooms { records, requests, forms, clock } = rooms;
        Desk { store, live_faq, rates, records, requests, forms, clock, feed: feed::Feed::default() }
    }

    /// The log-in behind a cookie, if it is alive.
    pub async fn login(&self, token_hash: &[u8; 32]) -> Result<Option<Login>, Error> {
        Ok(self.store.login(token_hash).await?)
    }

    /// Names this history of the database, which clients keep beside their place.
    pub fn epoch(&self) -> &str {
        self.store.epoch()
    }

    /// The queue, what is mine, and the feed's number read before both: what moves meanwhile is told again, never missed.
    pub async fn board(&self, user: &User) -> Result<Board, Error> {
        let granted = authorize(Principal::Staff(user), UseDesk)?;
        let feed = self.store.feed_head(granted).await?;
        Ok(Board { feed, queue: self.store.queue(granted, MAX_QUEUE_ROWS).await?, mine: self.store.mine(granted, MAX_QUEUE_ROWS).await? })
    }

    /// Where everybody waits, the next first, for the server to tell them.
    pub async fn places(&self, online: &[Online]) -> Result<Vec<Place>, Error> {
        let granted = authorize(Principal::System, UseDesk)?;
        let online: Vec<_> = online.iter().map(|online| (online.user, online.capacity)).collect();
        let (queue, crew) = self.store.queued(granted, MAX_QUEUE_ROWS, &online).await?;
        let place = |(conversation, position)| Place { conversation, position, wait_s: crew.expected_wait_s(position) };
        Ok(queue.into_iter().zip(1..).map(place).collect())
    }

    /// Opens a conversation: nothing when it goes on from the place, or the newest page, and whether there are older events,
    /// when the place means nothing.
    pub async fn open(
        &self,
        user: &User,
        conversation: Uuid,
        epoch: Option<&str>,
        after: u64,
    ) -> Result<Option<(Vec<Arc<Event>>, bool)>, Error> {
        let granted = reading(user, conversation)?;
        let state = self.state(granted).await?;
        if must_reset(self.store.epoch(), epoch, after, state.seq) {
            return Ok(Some(self.store.newest(granted, RESET).await?));
        }
        Ok(None)
    }

    /// The state of a conversation, for staff.
    pub async fn conversation(&self, user: &User, conversation: Uuid) -> Result<Conversation, Error> {
        self.state(reading(user, conversation)?).await
    }

    /// Events after a number, at most `limit`, and whether there are more.
    pub async fn after(&self, user: &User, conversation: Uuid, after: u64, limit: u32) -> Result<(Vec<Arc<Event>>, bool), Error> {
        let granted = reading(user, conversation)?;
        self.state(granted).await?;
        Ok(self.store.events(granted, after, Span::page(limit)).await?)
    }

    /// The next events after a cursor of a conversation that is followed, and whether there are more.
    pub async fn next(&self, user: &User, conversation: Uuid, after: u64) -> Result<(Vec<Arc<Event>>, bool), Error> {
        Ok(self.store.events(reading(user, conversation)?, after, PUMP).await?)
    }

    /// Events before a number, oldest first, and whether there are older ones still.
    pub async fn before(&self, user: &User, conversation: Uuid, before: u64, limit: u32) -> Result<(Vec<Event>, bool), Error> {
        let granted = reading(user, conversation)?;
        self.state(granted).await?;
        Ok(self.store.events_before(granted, before, Span::page(limit)).await?)
    }

    /// Stores what a technician does.
    pub async fn act(&self, user: &User, conversation: Uuid, stamp: Stamp, command: StaffCommand) -> Result<Appended, Error> {
        let granted = authorize(Principal::Staff(user), WorkConversation(conversation))?;
        self.admit(user, stamp).await?;
        Ok(self.store.append_staff(granted, stamp, command).await?)
    }

    /// Takes the conversation that has waited longest, the danger first: of these languages only when some are named, else the
    /// technician's own languages before others.
    pub async fn claim_next(&self, user: &User, stamp: Stamp, languages: Option<Vec<Language>>) -> Result<Appended, Error> {
        let granted = authorize(Principal::Staff(user), TakeNext)?;
        self.admit(user, stamp).await?;
        let next = languages.as_deref().map_or(Next::Prefer(&user.languages), Next::Only);
        Ok(self.store.claim_next(granted, stamp, next).await?)
    }

    /// A published answer in the owner's language, for a technician to send.
    pub async fn answer(&self, user: &User, conversation: Uuid, entry: &str, now: Millis) -> Result<Answer, Error> {
        let state = self.conversation(user, conversation).await?;
        let faq = self.live_faq.current();
        let market = state.market.as_deref().and_then(|id| faq.markets.get(id)).unwrap_or_else(|| faq.markets.of_language(state.language));
        let audience = Audience { language: state.language, market, now, named: &[] };
        Ok(faq.answer(entry, audience, 1.0).ok_or(Code::NotFound)?)
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
        Ok(self.store.mark_read(reading(user, conversation)?, upto).await?)
    }

    /// Gives back to the queue what is assigned to somebody who is no longer there, each with its place kept; gives how many.
    /// What moved on meanwhile is left alone, so that it may be asked again.
    pub async fn return_all(&self, user: Uuid) -> Result<usize, Error> {
        let granted = authorize(Principal::System, ReturnChats(user))?;
        let mut returned = 0;
        loop {
            let assigned = self.store.assigned(granted, RETURN_PAGE).await?;
            if assigned.is_empty() {
                return Ok(returned);
            }
            for conversation in assigned {
                match self.store.return_chat(granted, conversation).await {
                    Ok(_) => returned += 1,
                    // Resolved or handed on in between: it is no longer theirs.
                    Err(store::Error::Refused(_)) => {}
                    Err(error) => return Err(error.into()),
                }
            }
        }
    }

    async fn state(&self, granted: Granted<'_, ReadConversation>) -> Result<Conversation, Error> {
        Ok(self.store.conversation(granted).await?.ok_or(Code::NotFound)?)
    }

    async fn admit(&self, user: &User, stamp: Stamp) -> Result<(), Error> {
        match self.rates.staff(user.id) {
            Err(_) if self.store.frame_known(user.id, stamp.id).await? => Ok(()),
            other => other,
        }
    }
}

fn reading(user: &User, conversation: Uuid) -> Result<Granted<'_, ReadConversation>, Error> {
    authorize(Principal::Staff(user), ReadConversation(conversation))
}
