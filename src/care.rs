//! The owner's use cases: from a frame to what the log stores (`docs/architecture.md`).
//!
//! [`Care::send`] leads one question through the house: what is known of the conversation, the matcher's decision on the
//! published corpus, and one transaction with the owner's text and the bot's answer.

mod another_time;
mod consent;
mod forms;
mod identity;
mod leaving;
mod look_up;
mod turns;

use crate::access::right::{BeginConversation, OwnConversation};
use crate::access::{Granted, OwnerSession, Principal, authorize};
use crate::aftersales::place::{Town, Towns};
use crate::answer::{Decision, Kind, Question, Turn};
use crate::chat::command::{Files, OwnerCommand, Reply, Stamp, Uploader, Verdict};
use crate::chat::conversation::Conversation;
use crate::chat::danger::{self, Danger, Stage, Watch};
use crate::chat::event::{Event, QueueReason};
use crate::chat::leaving as chat_leaving;
use crate::chat::queue::DANGER;
use crate::chat::resume::{PUMP, RESET, Span, must_reset};
use crate::clock::{Clock, Millis};
use crate::config::site::Site;
use crate::connections::{Connections, Online};
use crate::danger::reply::{Reply as Said, reply};
use crate::error::{Code, Error};
use crate::faq::Act;
use crate::forms::{Forms, Reader};
use crate::language::identify::Reason;
use crate::language::{Language, tokens};
use crate::limits::{AddressKey, Rates};
use crate::market::{Market, Markets};
use crate::metrics;
use crate::published::{Audience, FaqSnapshot, LiveFaq, Staffing};
use crate::records::Records;
use crate::requests::Requests;
use crate::store::{Appended, OwnerFrame, Seen, Store};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::Semaphore;
use uuid::Uuid;

/// Longest comment with a rating, in characters.
pub const MAX_COMMENT_CHARS: usize = 1_000;

/// Longest text, in bytes, that is matched where its frame was read, and the most entries with which it is: going to another thread and back is three to
/// four switches of threads. What takes longer than a millisecond would hold up the other sockets of this one.
const SHORT_TEXT: usize = 400;
const FEW_ENTRIES: usize = 400;

/// What joins the rooms for an owner.
pub struct Care {
    store: Store,
    live_faq: Arc<LiveFaq>,
    rates: Arc<Rates>,
    connections: Arc<Connections>,
    records: Records,
    requests: Arc<Requests>,
    forms: Forms,
    clock: Arc<dyn Clock>,
    /// Questions matched at once: the processors.
    matching: Arc<Semaphore>,
}

/// The rooms that are joined for an owner.
pub struct Rooms {
    pub store: Store,
    pub live_faq: Arc<LiveFaq>,
    pub rates: Arc<Rates>,
    pub connections: Arc<Connections>,
    pub records: Records,
    pub requests: Arc<Requests>,
    pub forms: Forms,
    pub clock: Arc<dyn Clock>,
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
    /// The market that the page around the chat names.
    pub market: Option<String>,
    /// What the site whose page is around the chat says for itself.
    pub own_site: Option<Site>,
    pub address: AddressKey,
    /// The language of the page around the chat.
    pub page_language: Language,
}

impl Visitor {
    /// Whose frames they are: a repeat is known by it.
    pub fn author(&self) -> Uuid {
        self.stored.as_ref().map_or(self.session, OwnerSession::author)
    }

    /// The conversation, once there is one.
    pub fn conversation(&self) -> Option<Uuid> {
        self.stored.as_ref().and_then(|session| session.conversation)
    }

    /// The session that began with a frame, as it is stored; none for a frame of one that was there.
    pub fn begun(&self, appended: &Appended) -> Option<OwnerSession> {
        let begins = self.stored.is_none() && !appended.duplicate && appended.session == Some(self.session);
        begins.then(|| OwnerSession {
            id: self.session,
            site: self.site.clone(),
            conversation: Some(appended.conversation),
            identity: None,
            created_at: appended.at,
            seen_at: appended.at,
            revoked: false,
        })
    }

    /// Where they belong, as a speaker of that language.
    pub fn market<'m>(&self, markets: &'m Markets, language: Language) -> &'m Market {
        markets.of(self.market.as_deref(), &self.site, language)
    }

    /// The right to their own conversation; none while there is none.
    fn own(&self) -> Result<Option<Granted<'_, OwnConversation>>, Error> {
        let Some((session, id)) = self.stored.as_ref().and_then(|session| Some((session, session.conversation?))) else { return Ok(None) };
        Ok(Some(authorize(Principal::Owner(session), OwnConversation(id))?))
    }
}

/// What an owner's client gets to start from.
#[derive(Debug)]
pub struct Snapshot {
    pub conversation: Option<Conversation>,
    /// Newest page when the client must start anew, and whether there are older events; otherwise it is served from its cursor.
    pub reset: Option<(Vec<Arc<Event>>, bool)>,
}

impl Care {
    pub fn new(rooms: Rooms) -> Care {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let Rooms { store, live_faq, rates, connections, records, requests, forms, clock } = rooms;
        Care { store, live_faq, rates, connections, records, requests, forms, clock, matching: Arc::new(Semaphore::new(cores)) }
    }

    /// The session behind a token, if it is stored and alive.
    pub async fn session(&self, token_hash: &[u8; 32]) -> Result<Option<OwnerSession>, Error> {
        Ok(self.store.owner_session(token_hash).await?)
    }

    /// The same, with the session's conversation for [`Care::snapshot`].
    pub async fn returning(&self, token_hash: &[u8; 32]) -> Result<Option<(OwnerSession, Option<Seen>)>, Error> {
        Ok(self.store.returning(token_hash).await?)
    }

    /// Names this history of the database, which clients keep beside their place.
    pub fn epoch(&self) -> &str {
        self.store.epoch()
    }

    /// Where a client with this place has to go on; `seen`: the conversation, where it was read lately. Follow it on the bus before calling this.
    pub async fn snapshot(&self, visitor: &Visitor, epoch: Option<&str>, after: u64, seen: Option<Seen>) -> Result<Snapshot, Error> {
        let nothing = Snapshot { conversation: None, reset: None };
        let Some(granted) = visitor.own()? else { return Ok(nothing) };
        let Some(conversation) = self.store.conversation_seen(granted, seen).await? else { return Ok(nothing) };
        let reset = if must_reset(self.store.epoch(), epoch, after, conversation.owner_seq) {
            Some(self.store.newest(granted, RESET).await?)
        } else {
            None
        };
        Ok(Snapshot { conversation: Some(conversation), reset })
    }

    /// Stores an owner's message together with the bot's answer. `files` are uploads of theirs; with one, the text may be empty.
    pub async fn send(&self, visitor: &Visitor, stamp: Stamp, text: String, files: Vec<Uuid>) -> Result<Appended, Error> {
        self.admit(visitor, stamp, true).await?;
        let state = self.state(visitor).await?;
        let faq = self.live_faq.current();
        let (turns, asks_to_leave) = self.turns(visitor, state.as_ref()).await?;
        let town = Towns::embedded().alone(&text);
        let decided = if text.is_empty() {
            self.wordless(&faq, state.as_ref(), visitor)
        } else {
            self.decide(&faq, state.as_ref(), turns, visitor, text.clone(), town).await?
        };
        let decided = faq.leaving(decided, state.as_ref(), asks_to_leave);
        let Decided { language, language_reason, reply, watch, verdict, .. } = decided;
        let market = visitor.market(&faq.markets, language);
        let reader = Reader { language, market, now: self.clock.now() };
        let reply = self.with_what_is_named(visitor, state.as_ref(), &text, town, reply, reader).await?;
        let kind = kind(&reply);
        let asks = watch.ask.is_some() && state.as_ref().is_none_or(|state| state.danger.stage == Stage::None);
        let market = market.id.clone();
        let files = (!files.is_empty()).then_some(Files { by: Uploader::Owner(visitor.token_hash), ids: files });
        let command = OwnerCommand::Send { text, files, language, language_reason, reply, watch, verdict };
        let appended = self.append(visitor, stamp, Some(market), command).await?;
        if !appended.duplicate {
            metrics::ANSWERS.add(kind, language);
        }
        if asks && !appended.duplicate {
            metrics::DANGER_QUESTIONS.add("asked");
        }
        Ok(appended)
    }

    /// Stores the choice of a suggested entry together with its answer.
    pub async fn choose(&self, visitor: &Visitor, stamp: Stamp, entry: String) -> Result<Appended, Error> {
        self.admit(visitor, stamp, false).await?;
        let state = self.state(visitor).await?.ok_or(Code::NotFound)?;
        let faq = self.live_faq.current();
        match entry.as_str() {
            danger::YES => return self.answer_danger(visitor, stamp, &faq, &state, true).await,
            danger::NO => return self.answer_danger(visitor, stamp, &faq, &state, false).await,
            answer if chat_leaving::is_answer(answer) => {
                return self.answer_leaving(visitor, stamp, &faq, &state, answer == chat_leaving::YES).await;
            }
            _ => {}
        }
        let market = visitor.market(&faq.markets, state.language);
        let audience = Audience { language: state.language, market, now: self.clock.now(), named: &[] };
        let answer = faq.answer(&entry, audience, 1.0).ok_or(Code::NotFound)?;
        let title = faq.title(&entry, audience).ok_or(Code::NotFound)?;
        self.append(visitor, stamp, Some(market.id.clone()), OwnerCommand::Choose { entry, title, answer }).await
    }

    /// Stores the answer to the question whether anyone is in danger. Whether it is open is decided where it is stored.
    async fn answer_danger(
        &self,
        visitor: &Visitor,
        stamp: Stamp,
        faq: &FaqSnapshot,
        state: &Conversation,
        anyone: bool,
    ) -> Result<Appended, Error> {
        let language = state.language;
        let market = visitor.market(&faq.markets, language);
        let audience = Audience { language, market, now: self.clock.now(), named: &[] };
        let card = state.danger.card.as_deref().unwrap_or_default();
        let reply = if anyone {
            faq.card(card, audience, self.staffing()).unwrap_or(Reply::Handoff(QueueReason::Safety))
        } else {
            Reply::Smalltalk(faq.danger_denied(audience))
        };
        let (title, watch) = (faq.danger_title(anyone, language), faq.watch(audience));
        let appended = self.append(visitor, stamp, Some(market.id.clone()), OwnerCommand::Danger { anyone, title, reply, watch }).await?;
        if !appended.duplicate {
            metrics::DANGER_QUESTIONS.add(if anyone { "yes" } else { "no" });
        }
        Ok(appended)
    }

    /// Whether a technician is at the desk now, of whatever language: a danger is everybody's.
    fn staffing(&self) -> Staffing {
        if self.connections.technicians_online(None).is_empty() { Staffing::Nobody } else { Staffing::Here }
    }

    /// Stores any other durable frame.
    pub async fn act(&self, visitor: &Visitor, stamp: Stamp, command: OwnerCommand) -> Result<Appended, Error> {
        self.admit(visitor, stamp, command.begins()).await?;
        // Where there is a conversation it knows; what begins one says where.
        let first = visitor.conversation().is_none();
        let market = first.then(|| visitor.market(&self.live_faq.current().markets, visitor.page_language).id.clone());
        self.append(visitor, stamp, market, command).await
    }

    /// A page of older events, oldest first, and whether there are older ones still.
    pub async fn history(&self, visitor: &Visitor, before: u64, limit: u32) -> Result<(Vec<Event>, bool), Error> {
        let granted = visitor.own()?.ok_or(Code::NotFound)?;
        Ok(self.store.events_before(granted, before, Span::page(limit)).await?)
    }

    /// The next events after a cursor, and whether there are more.
    pub async fn events(&self, visitor: &Visitor, after: u64) -> Result<(Vec<Arc<Event>>, bool), Error> {
        let Some(granted) = visitor.own()? else { return Ok((Vec::new(), false)) };
        Ok(self.store.events(granted, after, PUMP).await?)
    }

    /// How far the owner has read.
    pub async fn mark_read(&self, visitor: &Visitor, upto: u64) -> Result<(), Error> {
        let Some(granted) = visitor.own()? else { return Ok(()) };
        Ok(self.store.mark_read(granted, upto).await?)
    }

    /// The place in the queue and the expected wait in seconds, while the conversation waits; no wait when no technician is there.
    pub async fn waiting(&self, visitor: &Visitor, online: &[Online]) -> Result<Option<(u64, Option<i64>)>, Error> {
        let Some(granted) = visitor.own()? else { return Ok(None) };
        let Some(position) = self.store.position(granted).await? else { return Ok(None) };
        let online: Vec<_> = online.iter().map(|online| (online.user, online.capacity)).collect();
        Ok(Some((position, self.store.crew(&online).await?.expected_wait_s(position))))
    }

    /// The rate limits. A repeat of a stored frame is never refused.
    async fn admit(&self, visitor: &Visitor, stamp: Stamp, begins: bool) -> Result<(), Error> {
        let admitted = match (&visitor.stored, begins) {
            (None, true) => self.rates.conversation(visitor.address).and_then(|()| self.rates.owner(visitor.author())),
            (None, false) | (Some(_), _) => self.rates.owner(visitor.author()),
        };
        match admitted {
            Err(_) if self.store.frame_known(visitor.author(), stamp.id).await? => Ok(()),
            other => other,
        }
    }

    async fn state(&self, visitor: &Visitor) -> Result<Option<Conversation>, Error> {
        match visitor.own()? {
            Some(granted) => Ok(self.store.conversation(granted).await?),
            None => Ok(None),
        }
    }

    /// What was said before, oldest first, and whether it ends with the question whether to leave the queue. A danger is remembered as long as it is
    /// dealt with, however much was said since.
    async fn turns(&self, visitor: &Visitor, state: Option<&Conversation>) -> Result<(Vec<Turn>, bool), Error> {
        let Some(granted) = visitor.own()? else { return Ok((Vec::new(), false)) };
        let is_danger = state.is_some_and(|state| state.priority == DANGER);
        let (events, _) = self.store.newest(granted, turns::READ).await?;
        Ok((turns::turns(&events, is_danger), turns::asks_to_leave(&events)))
    }

    /// What is made of files without a word: a person looks at them.
    fn wordless(&self, faq: &FaqSnapshot, state: Option<&Conversation>, visitor: &Visitor) -> Decided {
        let language = state.map_or(visitor.page_language, |state| state.language);
        let audience = Audience { language, market: visitor.market(&faq.markets, language), now: self.clock.now(), named: &[] };
        let language_reason = reason_code(if state.is_some() { &Reason::KeptPrevious } else { &Reason::PageLanguage });
        let (reply, watch) = (Reply::Handoff(QueueReason::Unanswered), faq.watch(audience));
        Decided { language, language_reason, reply, watch, verdict: Verdict::None, leaves: false, agrees: None }
    }

    /// Matches a text: on a thread of its own where it may take long, for that must not hold up the sockets. `town`: the one that the text is.
    async fn decide(
        &self,
        faq: &Arc<FaqSnapshot>,
        state: Option<&Conversation>,
        turns: Vec<Turn>,
        visitor: &Visitor,
        text: String,
        town: Option<&Town>,
    ) -> Result<Decided, Error> {
        // Under load the wait for a place uses up the embedding model's patience, and words alone answer: the queue gets shorter again.
        let asked = Instant::now();
        let is_quick = text.len() <= SHORT_TEXT && faq.corpus.entries.len() <= FEW_ENTRIES && faq.engine.embedding().is_none();
        let permit = if is_quick { None } else { Some(Arc::clone(&self.matching).acquire_owned().await.map_err(|_| Code::Busy)?) };
        let faq = Arc::clone(faq);
        let staffing = self.staffing();
        let (visitor, now) = (visitor.clone(), self.clock.now());
        let previous = state.filter(|state| state.seq > 0).map(|state| state.language);
        let chosen = state.filter(|state| state.language_chosen).map(|state| state.language);
        let chosen = chosen.or_else(|| look_up::language_of_name(&text, town, previous, visitor.page_language));
        let previous_entry = state.and_then(|state| state.last_entry.clone());
        let open_question = state.filter(|state| state.wants_danger_answer()).map(|state| state.danger.clone());
        let misses = state.map_or(0, |state| state.misses);
        let matching = move || {
            let _permit = permit;
            let question = Question {
                text: &text,
                language: chosen,
                previous_language: previous,
                page_language: Some(visitor.page_language),
                previous_entry: previous_entry.as_deref(),
                turns: &turns,
                misses: u8::try_from(misses).unwrap_or(u8::MAX),
                waited: asked.elapsed(),
                explain: false,
            };
            let market = |language| visitor.market(&faq.markets, language);
            faq.decide(&question, open_question.as_ref(), market, now, staffing)
        };
        let decided =
            if is_quick { catch_unwind(AssertUnwindSafe(matching)).ok() } else { tokio::task::spawn_blocking(matching).await.ok() };
        decided.ok_or_else(|| {
            // What panicked has said so itself.
            tracing::error!("matching failed");
            Error::new(Code::Busy)
        })
    }

    async fn append(&self, visitor: &Visitor, stamp: Stamp, market: Option<String>, command: OwnerCommand) -> Result<Appended, Error> {
        let frame = OwnerFrame {
            stamp,
            token_hash: visitor.token_hash,
            site: visitor.site.clone(),
            language: visitor.page_language,
            market,
            session_id: visitor.session,
            // Random bytes are a call of the system.
            conversation_id: visitor.conversation().is_none().then(|| self.clock.id()),
            command,
        };
        let appended = match visitor.own()? {
            Some(granted) => self.store.append_owner(granted, frame).await?,
            None => self.store.append_owner(authorize(Principal::Anonymous, BeginConversation)?, frame).await?,
        };
        Ok(appended)
    }
}

/// What the matcher said, in the words of the chat room.
#[derive(Debug, Clone, PartialEq)]
pub struct Decided {
    pub language: Language,
    pub language_reason: String,
    pub reply: Reply,
    pub watch: Watch,
    pub verdict: Verdict,
    /// No technician is needed any more, and it says little else.
    pub leaves: bool,
    /// It says yes, or no, and little else.
    pub agrees: Option<bool>,
}

impl FaqSnapshot {
    /// Asks the engine and dresses its decision in published texts, for the market of the language that was found; a card tells the owner
    /// whom it has reached. `open` is the question about danger that stands before the message.
    pub fn decide<'m>(
        &self,
        question: &Question<'_>,
        open: Option<&Danger>,
        market: impl FnOnce(Language) -> &'m Market,
        now: Millis,
        staffing: Staffing,
    ) -> Decided {
        let decision = self.engine.ask(question);
        let language = decision.language.language;
        let market = market(language);
        let decision = self.for_market(decision, market);
        let audience = Audience { language, market, now, named: &decision.holidays };
        let best = decision.entries.first().map_or(0.0, |found| found.score);
        let first = decision.entries.first().map(|found| found.entry.as_str());
        let reply = match decision.kind {
            Kind::Answer => {
                let ids = decision.entry.iter().chain(decision.second.iter());
                let answers: Vec<_> = ids.filter_map(|id| self.answer(id, audience, decision.confidence)).collect();
                if answers.is_empty() { Reply::Handoff(QueueReason::Unanswered) } else { Reply::Answers(answers) }
            }
            Kind::Suggest => {
                let suggested = decision.entries.iter().take(decision.suggestions).map(|found| found.entry.clone());
                let entries = self.suggestions(suggested, audience);
                if entries.is_empty() { Reply::Handoff(QueueReason::Unanswered) } else { Reply::Suggestions(entries) }
            }
            Kind::Smalltalk => Reply::Smalltalk(decision.smalltalk.clone().map(|(_, reply)| reply).unwrap_or_default()),
            Kind::Safety => {
                let card = decision.card.as_deref().unwrap_or_default();
                let answer = decision.card_question.and_then(|question| self.card_answer(card, question, audience));
                answer.or_else(|| self.card(card, audience, staffing)).unwrap_or(Reply::Handoff(QueueReason::Safety))
            }
            Kind::Handoff if decision.apology => Reply::Sorry(self.say(language, "apology")),
            Kind::Handoff if decision.act == Some(Act::Person) => Reply::Handoff(QueueReason::Asked),
            Kind::Handoff if self.wants_person(decision.entry.as_deref().or(first)) => Reply::Handoff(QueueReason::Asked),
            Kind::Handoff => Reply::Handoff(QueueReason::Unanswered),
        };
        tracing::debug!(kind = ?decision.kind, language = language.code(), best, confidence = decision.confidence, "decided");
        let ask = decision.ask_danger.then(|| self.danger_question(decision.card.as_deref().unwrap_or_default(), audience));
        let watch = Watch { ask, ..self.watch(audience) };
        let language_reason = reason_code(&decision.language.reason);
        let (leaves, agrees) = (decision.leaves, decision.agrees);
        let decided = Decided { language, language_reason, reply, watch, verdict: verdict(&decision), leaves, agrees };
        match open {
            Some(open) => self.answered(decided, question.text, open, audience, staffing),
            None => decided,
        }
    }

    /// A message to the open question about danger: a yes or a no in words counts as the tap does.
    fn answered(&self, decided: Decided, text: &str, open: &Danger, audience: Audience<'_>, staffing: Staffing) -> Decided {
        match (reply(&tokens(text)), &decided.reply) {
            // The matcher has heard a danger by itself, whatever else was said.
            (_, Reply::Safety { .. } | Reply::CardAnswer { .. }) | (None, _) => decided,
            (Some(Said::Yes), _) => {
                let card = self.card(open.card.as_deref().unwrap_or_default(), audience, staffing);
                Decided { reply: card.unwrap_or(Reply::Handoff(QueueReason::Safety)), ..decided }
            }
            (Some(Said::No), _) => {
                let denied = Some(self.danger_denied(audience));
                // It is no word about what was answered before.
                Decided { watch: Watch { ask: None, denied, ..decided.watch }, verdict: Verdict::None, ..decided }
            }
        }
    }
}

/// What the owner thinks of what was said before.
fn verdict(decision: &Decision) -> Verdict {
    match decision.act {
        Some(Act::Tried | Act::Wrong | Act::Anger | Act::No) => Verdict::Failed,
        Some(Act::Alone) => Verdict::Alone,
        _ => Verdict::None,
    }
}

/// The decision's name, as [`metrics::ANSWERS`] counts it.
fn kind(reply: &Reply) -> &'static str {
    match reply {
        Reply::Answers(_) => "answer",
        Reply::Suggestions(_) => "suggest",
        Reply::Smalltalk(_) => "smalltalk",
        Reply::Safety { .. } | Reply::CardAnswer { .. } => "safety",
        Reply::Handoff(_) | Reply::Sorry(_) => "handoff",
        Reply::Found(..) => "look_up",
        Reply::AskToLeave(_) | Reply::Leave { .. } => "leave",
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
