//! The state of one conversation and the only function that changes it.
//!
//! ```text
//! bot ──handoff, no answer, danger──▶ queued ──claim──▶ assigned ──resolve──▶ resolved
//!  ▲                                    ▲───release, transfer───┘                │
//!  └──────────────────────── the owner writes on ────────────────────────────────┘
//! ```
//!
//! [`apply`] is called by the store's writer inside its transaction, on the state that the transaction read: what was
//! decided before (a bot's reply, a technician's right to write) is checked again there and cannot go stale in between.

use crate::chat::event::{Answer, Body, Draft, Outcome, QueueReason, Role, Suggestion};
use crate::chat::queue::{DANGER, FeedKind, NORMAL};
use crate::clock::Millis;
use crate::error::{Code, Error};
use crate::language::Language;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Misses after which a person is offered unasked (`protocol.md` section 2).
pub const MISSES_BEFORE_OFFER: u32 = 2;
/// Suggested entries that a conversation remembers as choosable.
pub const SUGGESTIONS_REMEMBERED: usize = 50;

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    Bot,
    Queued,
    Assigned,
    Resolved,
}

impl Status {
    /// The name on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Status::Bot => "bot",
            Status::Queued => "queued",
            Status::Assigned => "assigned",
            Status::Resolved => "resolved",
        }
    }

    /// The status with that name.
    pub fn parse(name: &str) -> Option<Status> {
        [Status::Bot, Status::Queued, Status::Assigned, Status::Resolved].into_iter().find(|s| s.as_str() == name)
    }
}

/// Everything that decides what may happen next in a conversation. One row in the database.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversation {
    pub id: Uuid,
    pub status: Status,
    pub language: Language,
    /// The owner chose the language: identification no longer changes it.
    pub language_chosen: bool,
    pub priority: i64,
    pub assignee: Option<Uuid>,
    /// Grows with every change of assignee; an acting technician must name the current one.
    pub claim: u64,
    /// Newest number of the log, for staff and for the owner.
    pub seq: u64,
    pub owner_seq: u64,
    pub misses: u32,
    /// The bot asked back, and the owner has not chosen yet.
    pub suggestions_open: bool,
    pub suggested: Vec<String>,
    /// The entry answered last: what a follow-up of two words is about.
    pub last_entry: Option<String>,
    pub queued_at: Option<Millis>,
    pub assigned_at: Option<Millis>,
    /// Speakers of this language are asked first, instead of those of the owner's: where a technician handed it to.
    pub route: Option<Language>,
    pub created_at: Millis,
    /// Time of the newest event.
    pub last_at: Millis,
}

impl Conversation {
    /// A conversation in which nothing has happened.
    pub fn new(id: Uuid, language: Language, now: Millis) -> Self {
        Self {
            id,
            status: Status::Bot,
            language,
            language_chosen: false,
            priority: NORMAL,
            assignee: None,
            claim: 0,
            seq: 0,
            owner_seq: 0,
            misses: 0,
            suggestions_open: false,
            suggested: Vec::new(),
            last_entry: None,
            queued_at: None,
            assigned_at: None,
            route: None,
            created_at: now,
            last_at: now,
        }
    }
}

/// What the bot would say, made before the transaction.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// One answer, or two when the message held two questions.
    Answers(Vec<Answer>),
    Suggestions(Vec<Suggestion>),
    Smalltalk(String),
    Safety {
        card: String,
        title: String,
        html: String,
        text: String,
    },
    /// A person is needed, for this reason.
    Handoff(QueueReason),
}

/// A durable frame, parsed.
#[derive(Debug, Clone, PartialEq)]
pub enum Command {
    // The owner's.
    Send {
        text: String,
        language: Language,
        language_reason: String,
        reply: Reply,
    },
    Choose {
        entry: String,
        title: String,
        answer: Answer,
    },
    Handoff,
    Feedback {
        /// The judged event, in the owner's numbering.
        owner_seq: u64,
        helpful: bool,
    },
    Rate {
        stars: u8,
        comment: Option<String>,
    },
    Language(Language),
    End,
    // The technician's.
    Claim,
    Reply {
        claim: u64,
        text: String,
    },
    SendEntry {
        claim: u64,
        answer: Answer,
    },
    Note {
        text: String,
    },
    Release {
        claim: u64,
    },
    Transfer {
        claim: u64,
        to: Destination,
        note: Option<String>,
    },
    Resolve {
        claim: u64,
        outcome: Outcome,
        tags: Vec<String>,
    },
    Reopen,
}

/// Where a technician hands a conversation to.
#[derive(Debug, Clone, PartialEq)]
pub enum Destination {
    User { id: Uuid, name: String },
    Language(Language),
}

/// Who acts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Actor {
    Owner,
    Staff { user: Uuid, name: String },
}

/// Why a command is refused. Each is an error code of the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    #[error("not found")]
    NotFound,
    #[error("bad request")]
    BadRequest,
    #[error("somebody else has it")]
    AlreadyClaimed,
    #[error("the claim is no longer yours")]
    StaleClaim,
    #[error("the conversation is closed")]
    Closed,
}

impl From<Refusal> for Error {
    fn from(refusal: Refusal) -> Error {
        Error::new(match refusal {
            Refusal::NotFound => Code::NotFound,
            Refusal::BadRequest => Code::BadRequest,
            Refusal::AlreadyClaimed => Code::AlreadyClaimed,
            Refusal::StaleClaim => Code::StaleClaim,
            Refusal::Closed => Code::Closed,
        })
    }
}

/// What the transaction looked up for the command.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// For feedback: staff number of the judged event, and whether it is an answer of the bot or a technician.
    pub judged: Option<(u64, bool)>,
}

/// What a command does: the new state (numbers not yet counted), events to append, and news for the feed.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    pub state: Conversation,
    pub drafts: Vec<Draft>,
    pub feed: Vec<FeedKind>,
    /// Which draft is the frame's own: its number goes into `ok`. None for a frame that writes no event.
    pub own: Option<usize>,
}

/// What `command` of `actor` does to a conversation in `state`, at `now`.
pub fn apply(state: &Conversation, actor: &Actor, frame: Uuid, command: Command, found: &Found, now: Millis) -> Result<Applied, Refusal> {
    let mut step = Step { state: state.clone(), drafts: Vec::new(), own: None, frame, actor: actor.clone(), now };
    match (actor, command) {
        (Actor::Owner, command) => step.owner(command, found)?,
        (Actor::Staff { user, .. }, command) => step.staff(*user, command)?,
    }
    let feed = news(state, &step.state);
    Ok(Applied { state: step.state, drafts: step.drafts, feed, own: step.own })
}

/// What changed for the workspace's queue between two states of a conversation.
fn news(before: &Conversation, after: &Conversation) -> Vec<FeedKind> {
    let mut news = Vec::new();
    match (before.status, after.status) {
        (Status::Queued, Status::Queued) if before.priority != after.priority => news.push(FeedKind::Priority),
        (Status::Assigned, Status::Queued) => news.push(FeedKind::Released),
        (old, Status::Queued) if old != Status::Queued => news.push(FeedKind::Queued),
        (_, Status::Assigned) if before.claim != after.claim => news.push(FeedKind::Claimed),
        (Status::Assigned, Status::Assigned) if before.priority != after.priority => news.push(FeedKind::Priority),
        (old, Status::Resolved) if old != Status::Resolved => news.push(FeedKind::Resolved),
        _ => {}
    }
    news
}

struct Step {
    state: Conversation,
    drafts: Vec<Draft>,
    own: Option<usize>,
    frame: Uuid,
    actor: Actor,
    now: Millis,
}

impl Step {
    fn owner(&mut self, command: Command, found: &Found) -> Result<(), Refusal> {
        match command {
            Command::Send { text, language, language_reason, reply } => {
                self.wake();
                if self.state.suggestions_open {
                    self.state.misses += 1;
                    self.state.suggestions_open = false;
                }
                if !self.state.language_chosen {
                    self.state.language = language;
                }
                let body = Body::Message { text, entry: None, language: Some(language), language_reason: Some(language_reason) };
                self.own_event(body);
                self.reply(reply);
            }
            Command::Choose { entry, title, answer } => {
                if !self.state.suggested.contains(&entry) {
                    return Err(Refusal::NotFound);
                }
                self.wake();
                self.state.suggestions_open = false;
                self.state.misses = 0;
                let body = Body::Message { text: title, entry: Some(entry), language: None, language_reason: None };
                self.own_event(body);
                self.reply(Reply::Answers(vec![answer]));
            }
            Command::Handoff => {
                if matches!(self.state.status, Status::Bot | Status::Resolved) {
                    self.wake();
                    self.own = Some(self.drafts.len());
                    self.enqueue(QueueReason::Asked);
                    // The frame's own event is written for the owner, though the system tells it.
                    let own = self.drafts.len() - 1;
                    self.drafts[own].frame = Some(self.frame);
                    self.drafts[own].role = Role::Owner;
                }
            }
            Command::Feedback { owner_seq, helpful } => {
                let Some((seq, true)) = found.judged else { return Err(Refusal::NotFound) };
                self.own_event(Body::Feedback { seq, owner_seq, helpful });
                if helpful {
                    self.state.misses = 0;
                } else {
                    self.state.misses += 1;
                    if self.state.misses > MISSES_BEFORE_OFFER && self.state.status == Status::Bot {
                        self.enqueue(QueueReason::Unhelpful);
                    }
                }
            }
            Command::Rate { stars, comment } => {
                if !(1..=5).contains(&stars) {
                    return Err(Refusal::BadRequest);
                }
                self.own_event(Body::Rated { stars, comment });
            }
            Command::Language(language) => {
                if self.state.language != language || !self.state.language_chosen {
                    self.state.language = language;
                    self.state.language_chosen = true;
                    self.own_event(Body::Language { language });
                }
            }
            Command::End => {
                if self.state.status != Status::Resolved {
                    self.close();
                    self.own_event(Body::Resolved { outcome: None, tags: Vec::new() });
                }
            }
            _ => return Err(Refusal::BadRequest),
        }
        Ok(())
    }

    fn staff(&mut self, user: Uuid, command: Command) -> Result<(), Refusal> {
        match command {
            Command::Claim => {
                match self.state.status {
                    Status::Assigned => return Err(Refusal::AlreadyClaimed),
                    Status::Resolved => return Err(Refusal::Closed),
                    Status::Bot | Status::Queued => {}
                }
                self.assign(user);
                let name = self.staff_name();
                self.own_event(Body::Assigned { name, user: Some(user), claim: Some(self.state.claim) });
            }
            Command::Reply { claim, text } => {
                self.holds(user, claim)?;
                self.own_event(Body::Message { text, entry: None, language: None, language_reason: None });
            }
            Command::SendEntry { claim, answer } => {
                self.holds(user, claim)?;
                self.state.last_entry = Some(answer.entry.clone());
                self.own_event(Body::Answer(answer));
            }
            Command::Note { text } => self.own_event(Body::Note { text }),
            Command::Release { claim } => {
                self.holds(user, claim)?;
                self.requeue();
                self.own_event(Body::Returned {});
            }
            Command::Transfer { claim, to, note } => {
                self.holds(user, claim)?;
                match to {
                    Destination::User { id, name } => {
                        self.assign(id);
                        self.own_event(Body::Transferred { to: Some(id), language: None });
                        self.event(Role::System, Body::Assigned { name, user: Some(id), claim: Some(self.state.claim) });
                    }
                    Destination::Language(language) => {
                        self.requeue();
                        self.state.route = Some(language);
                        self.own_event(Body::Transferred { to: None, language: Some(language) });
                    }
                }
                if let Some(text) = note {
                    self.author_event(Body::Note { text });
                }
            }
            Command::Resolve { claim, outcome, tags } => {
                self.holds(user, claim)?;
                self.close();
                self.own_event(Body::Resolved { outcome: Some(outcome), tags });
            }
            Command::Reopen => {
                if self.state.status != Status::Resolved {
                    return Err(Refusal::BadRequest);
                }
                self.state.status = Status::Queued;
                self.state.queued_at = Some(self.now);
                self.own_event(Body::Reopened {});
            }
            _ => return Err(Refusal::BadRequest),
        }
        Ok(())
    }

    /// A resolved conversation goes on when the owner writes.
    fn wake(&mut self) {
        if self.state.status == Status::Resolved {
            self.state.status = Status::Bot;
            self.state.misses = 0;
            self.state.suggestions_open = false;
            self.state.last_entry = None;
            self.event(Role::System, Body::Reopened {});
        }
    }

    /// The bot's part, as far as the status now lets it speak: in full while it leads, only what it is sure of (and
    /// danger) while a person is awaited, only danger once a person is there.
    fn reply(&mut self, reply: Reply) {
        let status = self.state.status;
        match reply {
            Reply::Safety { card, title, html, text } => {
                self.bot(Body::Safety { card, title, html, text });
                self.state.priority = DANGER;
                if status == Status::Bot {
                    self.enqueue(QueueReason::Safety);
                }
            }
            Reply::Answers(answers) if matches!(status, Status::Bot | Status::Queued) => {
                for answer in answers {
                    self.state.last_entry = Some(answer.entry.clone());
                    self.bot(Body::Answer(answer));
                }
            }
            Reply::Suggestions(entries) if status == Status::Bot => {
                for suggestion in &entries {
                    self.state.suggested.retain(|entry| *entry != suggestion.entry);
                    self.state.suggested.push(suggestion.entry.clone());
                }
                let surplus = self.state.suggested.len().saturating_sub(SUGGESTIONS_REMEMBERED);
                self.state.suggested.drain(..surplus);
                self.state.suggestions_open = true;
                self.bot(Body::Suggestions { entries });
            }
            Reply::Smalltalk(text) if status == Status::Bot => self.bot(Body::Smalltalk { text }),
            Reply::Handoff(reason) if status == Status::Bot => self.enqueue(reason),
            Reply::Answers(_) | Reply::Suggestions(_) | Reply::Smalltalk(_) | Reply::Handoff(_) => {}
        }
    }

    fn bot(&mut self, body: Body) {
        let offer = self.state.misses >= MISSES_BEFORE_OFFER && self.state.status == Status::Bot;
        self.event(Role::Bot, body);
        if let (true, Some(last)) = (offer, self.drafts.last_mut()) {
            last.offer_person = true;
        }
    }

    fn enqueue(&mut self, reason: QueueReason) {
        self.state.status = Status::Queued;
        self.state.queued_at = Some(self.now);
        self.state.suggestions_open = false;
        self.event(Role::System, Body::Queued { reason });
    }

    fn assign(&mut self, user: Uuid) {
        self.state.status = Status::Assigned;
        self.state.assignee = Some(user);
        self.state.assigned_at = Some(self.now);
        self.state.route = None;
        self.state.claim += 1;
        self.state.suggestions_open = false;
    }

    fn requeue(&mut self) {
        self.state.status = Status::Queued;
        self.state.assignee = None;
        self.state.claim += 1;
        // The place in the queue is kept: the owner has waited since then.
        self.state.queued_at = self.state.queued_at.or(Some(self.now));
    }

    fn close(&mut self) {
        self.state.status = Status::Resolved;
        if self.state.assignee.take().is_some() {
            self.state.claim += 1;
        }
        self.state.priority = NORMAL;
        self.state.route = None;
        self.state.queued_at = None;
        self.state.misses = 0;
        self.state.suggestions_open = false;
    }

    /// The right to act as assignee: the current claim number in the hands of its holder.
    fn holds(&self, user: Uuid, claim: u64) -> Result<(), Refusal> {
        match self.state.status {
            Status::Resolved => Err(Refusal::Closed),
            Status::Assigned if self.state.assignee == Some(user) && self.state.claim == claim => Ok(()),
            _ => Err(Refusal::StaleClaim),
        }
    }

    fn staff_name(&self) -> String {
        match &self.actor {
            Actor::Staff { name, .. } => name.clone(),
            Actor::Owner => String::new(),
        }
    }

    /// The event that the frame itself writes.
    fn own_event(&mut self, body: Body) {
        self.own = Some(self.drafts.len());
        self.author_event(body);
        if let Some(last) = self.drafts.last_mut() {
            last.frame = Some(self.frame);
        }
    }

    fn author_event(&mut self, body: Body) {
        let (role, name, user) = match &self.actor {
            Actor::Owner => (Role::Owner, None, None),
            Actor::Staff { user, name } => (Role::Technician, Some(name.clone()), Some(*user)),
        };
        self.drafts.push(Draft { role, name, user, frame: None, body, offer_person: false });
    }

    fn event(&mut self, role: Role, body: Body) {
        self.drafts.push(Draft { role, name: None, user: None, frame: None, body, offer_person: false });
    }
}

#[cfg(test)]
mod tests;
