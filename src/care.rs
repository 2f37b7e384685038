//! The owner's use cases: from a frame to what the log stores (`design.md` section 4).
//!
//! [`Care::send`] leads one question through the house: what is known of the conversation, the matcher's decision on the
//! published corpus, and one transaction with the owner's text and the bot's answer.

use crate::access::{Action, OwnerSession, Principal, authorize};
use crate::answer::{Kind, Question};
use crate::chat::conversation::{Command, Conversation, Reply, Status};
use crate::chat::event::{Event, QueueReason};
use crate::chat::queue::expected_wait_s;
use crate::clock::Clock;
use crate::error::{Code, Error};
use crate::language::Language;
use crate::language::identify::Reason;
use crate::limits::{AddressKey, Rates};
use crate::published::{FaqSnapshot, LiveFaq};
use crate::store::{Append, Appended, By, Store, View};
use std::sync::Arc;
use tokio::sync::Semaphore;
use uuid::Uuid;

/// Missed events beyond which a client starts anew from the newest page (`protocol.md` section 4, rule 5).
pub const MAX_CATCH_UP: u64 = 1_000;
/// Events in the newest page of a `reset`.
pub const RESET_PAGE: u32 = 100;
/// Events read from the log at once.
pub const PUMP_PAGE: u32 = 64;
/// Longest comment with a rating, in characters.
pub const MAX_COMMENT_CHARS: usize = 1_000;

/// What joins the rooms for an owner.
pub struct Care {
    pub store: Store,
    pub live_faq: Arc<LiveFaq>,
    pub rates: Arc<Rates>,
    pub clock: Arc<dyn Clock>,
    /// Questions matched at once: the processors.
    matching: Arc<Semaphore>,
}

/// An owner on a connection: their session, stored or not yet.
#[derive(Debug, Clone)]
pub struct Visitor {
    pub token_hash: [u8; 32],
    /// The stored session; none until the first durable frame.
    pub stored: Option<OwnerSession>,
    /// The id that the session has or will have.
    pub session: Uuid,
    pub site: String,
    pub address: AddressKey,
    /// The language of the page around the chat.
    pub page_language: Language,
}

impl Visitor {
    /// The language to speak in when the conversation says nothing yet.
    pub fn conversation(&self) -> Option<Uuid> {
        self.stored.as_ref().and_then(|session| session.conversation)
    }
}

/// What an owner's client gets to start from.
#[derive(Debug)]
pub struct Snapshot {
    pub conversation: Option<Conversation>,
    /// Newest page when the client must start anew; otherwise it is served from its cursor.
    pub reset: Option<Vec<Event>>,
}

impl Care {
    pub fn new(store: Store, live_faq: Arc<LiveFaq>, rates: Arc<Rates>, clock: Arc<dyn Clock>) -> Care {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Care { store, live_faq, rates, clock, matching: Arc::new(Semaphore::new(cores)) }
    }

    /// The session behind a token, if it is stored and alive.
    pub async fn session(&self, token_hash: &[u8; 32]) -> Result<Option<OwnerSession>, Error> {
        Ok(self.store.owner_session(token_hash).await?)
    }

    /// Where a client with this place has to go on. Follow the conversation on the bus before calling this.
    pub async fn snapshot(&self, visitor: &Visitor, epoch: Option<&str>, after: u64) -> Result<Snapshot, Error> {
        let Some(session) = &visitor.stored else {
            return Ok(Snapshot { conversation: None, reset: None });
        };
        authorize(Principal::Owner(session), Action::OwnConversation, session.conversation)?;
        let Some(id) = session.conversation else {
            return Ok(Snapshot { conversation: None, reset: None });
        };
        let Some(conversation) = self.store.conversation(id).await? else {
            return Ok(Snapshot { conversation: None, reset: None });
        };
        let reset = if must_reset(self.store.epoch(), epoch, after, conversation.owner_seq) {
            Some(self.store.newest(id, View::Owner, RESET_PAGE).await?)
        } else {
            None
        };
        Ok(Snapshot { conversation: Some(conversation), reset })
    }

    /// Stores an owner's message together with the bot's answer.
    pub async fn send(&self, visitor: &Visitor, frame: Uuid, digest: [u8; 32], text: String) -> Result<Appended, Error> {
        self.admit(visitor, frame, true).await?;
        let state = self.state(visitor).await?;
        let faq = self.live_faq.current();
        let decided = self.decide(&faq, state.as_ref(), visitor.page_language, text.clone()).await?;
        let command = Command::Send { text, language: decided.language, language_reason: decided.language_reason, reply: decided.reply };
        self.append(visitor, frame, digest, command, true).await
    }

    /// Stores the choice of a suggested entry together with its answer.
    pub async fn choose(&self, visitor: &Visitor, frame: Uuid, digest: [u8; 32], entry: String) -> Result<Appended, Error> {
        self.admit(visitor, frame, false).await?;
        let state = self.state(visitor).await?.ok_or(Code::NotFound)?;
        let faq = self.live_faq.current();
        let answer = faq.answer(&entry, state.language, 1.0).ok_or(Code::NotFound)?;
        let title = faq.title(&entry, state.language).ok_or(Code::NotFound)?;
        self.append(visitor, frame, digest, Command::Choose { entry, title, answer }, false).await
    }

    /// Stores any other durable frame. `creates`: the frame may begin a conversation.
    pub async fn act(&self, visitor: &Visitor, frame: Uuid, digest: [u8; 32], command: Command, creates: bool) -> Result<Appended, Error> {
        self.admit(visitor, frame, creates).await?;
        self.append(visitor, frame, digest, command, creates).await
    }

    /// A page of older events, oldest first, and whether there are older ones still.
    pub async fn history(&self, visitor: &Visitor, before: u64, limit: u32) -> Result<(Vec<Event>, bool), Error> {
        let session = visitor.stored.as_ref().ok_or(Code::NotFound)?;
        let id = session.conversation.ok_or(Code::NotFound)?;
        authorize(Principal::Owner(session), Action::OwnConversation, Some(id))?;
        Ok(self.store.events_before(id, View::Owner, before, limit).await?)
    }

    /// The events after a cursor, for a conversation that is the visitor's own.
    pub async fn events(&self, visitor: &Visitor, after: u64) -> Result<Vec<Event>, Error> {
        let Some(session) = &visitor.stored else { return Ok(Vec::new()) };
        let Some(id) = session.conversation else { return Ok(Vec::new()) };
        authorize(Principal::Owner(session), Action::OwnConversation, Some(id))?;
        Ok(self.store.events(id, View::Owner, after, PUMP_PAGE).await?)
    }

    /// The place in the queue and the expected wait in seconds, while the conversation waits.
    pub async fn waiting(&self, conversation: Uuid) -> Result<Option<(u64, i64)>, Error> {
        let Some(position) = self.store.position(conversation).await? else { return Ok(None) };
        let waits = self.store.recent_waits_s().await?;
        Ok(Some((position, expected_wait_s(position, &waits))))
    }

    /// The rate limits. A repeat of a stored frame is never refused.
    async fn admit(&self, visitor: &Visitor, frame: Uuid, creates: bool) -> Result<(), Error> {
        let admitted = match (&visitor.stored, creates) {
            (None, true) => self.rates.conversation(visitor.address).and_then(|()| self.rates.owner(visitor.session)),
            (None, false) | (Some(_), _) => self.rates.owner(visitor.session),
        };
        match admitted {
            Err(_) if self.store.frame_known(visitor.session, frame).await? => Ok(()),
            other => other,
        }
    }

    async fn state(&self, visitor: &Visitor) -> Result<Option<Conversation>, Error> {
        match visitor.conversation() {
            Some(id) => Ok(self.store.conversation(id).await?),
            None => Ok(None),
        }
    }

    /// Matches a text on its own thread: a slow corpus must not hold up the sockets.
    async fn decide(&self, faq: &Arc<FaqSnapshot>, state: Option<&Conversation>, page: Language, text: String) -> Result<Decided, Error> {
        let permit = Arc::clone(&self.matching).acquire_owned().await.map_err(|_| Code::Busy)?;
        let faq = Arc::clone(faq);
        let chosen = state.filter(|state| state.language_chosen).map(|state| state.language);
        let previous = state.filter(|state| state.seq > 0).map(|state| state.language);
        let previous_entry = state.and_then(|state| state.last_entry.clone());
        let misses = state.map_or(0, |state| state.misses);
        let matched = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            let question = Question {
                text: &text,
                language: chosen,
                previous_language: previous,
                page_language: Some(page),
                previous_entry: previous_entry.as_deref(),
                misses: u8::try_from(misses).unwrap_or(u8::MAX),
                explain: false,
            };
            faq.decide(&question)
        });
        matched.await.map_err(|error| {
            tracing::error!(%error, "matching failed");
            Error::new(Code::Busy)
        })
    }

    async fn append(&self, visitor: &Visitor, frame: Uuid, digest: [u8; 32], command: Command, create: bool) -> Result<Appended, Error> {
        if let Some(session) = &visitor.stored {
            authorize(Principal::Owner(session), Action::OwnConversation, session.conversation)?;
        }
        let by = By::Owner {
            token_hash: visitor.token_hash,
            site: visitor.site.clone(),
            language: visitor.page_language,
            create,
            session_id: visitor.session,
            conversation_id: self.clock.id(),
        };
        Ok(self.store.append(Append { by, frame, digest, command }).await?)
    }
}

/// What the matcher said, in the words of the chat room.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    pub language: Language,
    pub language_reason: String,
    pub reply: Reply,
}

impl FaqSnapshot {
    /// Asks the engine and dresses its decision in published texts.
    pub fn decide(&self, question: &Question<'_>) -> Decided {
        let decision = self.engine.ask(question);
        let language = decision.language.language;
        let best = decision.entries.first().map_or(0.0, |found| found.score);
        let first = decision.entries.first().map(|found| found.entry.as_str());
        let reply = match decision.kind {
            Kind::Answer => {
                let ids = decision.entry.iter().chain(decision.second.iter());
                let answers: Vec<_> = ids.filter_map(|id| self.answer(id, language, decision.confidence)).collect();
                if answers.is_empty() { Reply::Handoff(QueueReason::Unanswered) } else { Reply::Answers(answers) }
            }
            Kind::Suggest => {
                let suggested = decision.entries.iter().take(decision.suggestions).map(|found| found.entry.clone());
                let entries = self.suggestions(suggested, language);
                if entries.is_empty() { Reply::Handoff(QueueReason::Unanswered) } else { Reply::Suggestions(entries) }
            }
            Kind::Smalltalk => Reply::Smalltalk(decision.smalltalk.clone().map(|(_, reply)| reply).unwrap_or_default()),
            Kind::Safety => {
                self.card(decision.card.as_deref().unwrap_or_default(), language).unwrap_or(Reply::Handoff(QueueReason::Safety))
            }
            Kind::Handoff if self.wants_person(decision.entry.as_deref().or(first)) => Reply::Handoff(QueueReason::Asked),
            Kind::Handoff => Reply::Handoff(QueueReason::Unanswered),
        };
        tracing::debug!(kind = ?decision.kind, language = language.code(), best, confidence = decision.confidence, "decided");
        Decided { language, language_reason: reason_code(&decision.language.reason), reply }
    }
}

/// Why a language was decided on, for the desk to say in its own words.
fn reason_code(reason: &Reason) -> String {
    match reason {
        Reason::Script => "script".to_owned(),
        Reason::KazakhLetters => "kazakh_letters".to_owned(),
        Reason::WordsFound(words) => format!("words: {}", words.join(", ")),
        Reason::LetterStatistics => "statistics".to_owned(),
        Reason::KeptPrevious => "kept".to_owned(),
        Reason::PageLanguage => "page".to_owned(),
        Reason::NoEvidence => "none".to_owned(),
    }
}

/// Whether a client at `after` of `epoch` must drop what it has (`protocol.md` section 4, rule 5).
pub fn must_reset(current_epoch: &str, epoch: Option<&str>, after: u64, newest: u64) -> bool {
    let other_epoch = match epoch {
        Some(epoch) => epoch != current_epoch,
        None => after > 0,
    };
    other_epoch || after > newest || newest.saturating_sub(after) > MAX_CATCH_UP
}

/// The status shown before there is a conversation.
pub const NEW_STATUS: Status = Status::Bot;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn resets_only_when_the_place_means_nothing() {
        let check = |epoch, after, newest, expect| assert_eq!(must_reset("e1", epoch, after, newest), expect, "{epoch:?} {after} {newest}");
        check(None, 0, 7, false);
        check(Some("e1"), 3, 7, false);
        check(Some("e1"), 7, 7, false);
        check(None, 3, 7, true);
        check(Some("old"), 3, 7, true);
        check(Some("old"), 0, 7, true);
        check(Some("e1"), 8, 7, true);
        check(Some("e1"), 0, 1_000, false);
        check(Some("e1"), 0, 1_001, true);
        check(Some("e1"), 500, 1_501, true);
    }
}
