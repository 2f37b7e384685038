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

mod dangers;
mod forms;
mod holding;
mod joining;
mod leaving;

use crate::chat::command::{Command, OwnerCommand, Refusal, Reply, Staff, StaffCommand, SystemCommand, Verdict};
use crate::chat::danger::{Danger, Promise, Stage, Watch};
use crate::chat::event::attachment::Attachment;
use crate::chat::event::{Answer, Body, Draft, QueueReason, Role, Suggestion};
use crate::chat::queue::{FeedKind, NORMAL};
use crate::chat::status::Status;
use crate::clock::Millis;
use crate::language::Language;
use uuid::Uuid;

/// Misses after which a person is offered unasked (`protocol.md` section 2).
pub const MISSES_BEFORE_OFFER: u32 = 2;
/// Suggested entries that a conversation remembers as choosable.
pub const SUGGESTIONS_REMEMBERED: usize = 50;

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
    pub danger: Danger,
    /// Where the owner belongs, by the name of the market's section; none in conversations of before there were markets.
    pub market: Option<String>,
    pub created_at: Millis,
    /// Time of the newest event.
    pub last_at: Millis,
}

impl Conversation {
    /// Whether a yes or no in words would answer the question about danger: nothing was said since it was asked, or the time for it is over.
    pub fn wants_danger_answer(&self) -> bool {
        match self.danger.stage {
            Stage::Asked => self.danger.since == Some(self.last_at),
            Stage::Unanswered => true,
            Stage::None | Stage::Alarm => false,
        }
    }

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
            danger: Danger::default(),
            market: None,
            created_at: now,
            last_at: now,
        }
    }
}

/// What the transaction looked up for the command.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Found {
    /// For feedback: staff number of the judged event, and whether it is an answer of the bot or a technician.
    pub judged: Option<(u64, bool)>,
    /// For a submitted form: the form event that it names.
    pub form: Option<FoundForm>,
    /// The files that a message or a form names: all of them, and each may be attached by who sends it.
    pub files: Vec<Attachment>,
    /// For a request that is made: the code that is free.
    pub code: Option<String>,
}

/// A form event of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundForm {
    /// Its number for staff.
    pub seq: u64,
    /// The form's id.
    pub form: String,
    /// It was handed in before.
    pub submitted: bool,
}

/// What a command does: the new state (numbers not yet counted), events to append, and news for the feed.
#[derive(Debug, Clone, PartialEq)]
pub struct Applied {
    pub state: Conversation,
    pub drafts: Vec<Draft>,
    pub feed: Vec<FeedKind>,
    /// Which draft is the frame's own: its number goes into `ok`. None for a frame that writes no event.
    pub own: Option<usize>,
    /// What the server now has to look after.
    pub promises: Vec<Promise>,
}

/// What `command` does to a conversation in `state`, at `now`. `frame` is the client's id of it, where a client gave it.
pub fn apply(state: &Conversation, frame: Option<Uuid>, command: Command, found: &Found, now: Millis) -> Result<Applied, Refusal> {
    let step =
        |author| Step { state: state.clone(), drafts: Vec::new(), own: None, frame, author, now, promises: Vec::new(), offers: false };
    let step = match command {
        Command::Owner(command) => step(Author::Owner).owner(command, found)?,
        Command::Staff(staff, command) => step(Author::Staff(staff)).staff(command, found)?,
        Command::System(command) => step(Author::System).system(command)?,
    };
    let feed = news(state, &step.state);
    Ok(Applied { state: step.state, drafts: step.drafts, feed, own: step.own, promises: step.promises })
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

/// One command on its way through.
struct Step {
    state: Conversation,
    drafts: Vec<Draft>,
    own: Option<usize>,
    frame: Option<Uuid>,
    author: Author,
    now: Millis,
    promises: Vec<Promise>,
    /// The bot offers a person, whatever the misses.
    offers: bool,
}

/// Who writes the command's own event.
enum Author {
    Owner,
    Staff(Staff),
    System,
}

impl Step {
    fn owner(mut self, command: OwnerCommand, found: &Found) -> Result<Step, Refusal> {
        match command {
            OwnerCommand::Send { text, files: _, language, language_reason, reply, watch, verdict } => {
                self.wake();
                self.judge(verdict);
                self.send(text, language, language_reason, found.files.clone());
                self.offers = verdict == Verdict::Failed;
                self.speak(reply, watch);
                // What is on a photo no bot has seen.
                if !found.files.is_empty() && self.state.status == Status::Bot {
                    self.enqueue(QueueReason::Unanswered);
                }
            }
            OwnerCommand::Choose { entry, title, answer } => self.choose(entry, title, answer)?,
            OwnerCommand::Danger { anyone, title, reply, watch } => self.answer_danger(anyone, title, reply, watch)?,
            OwnerCommand::Leave { leaves, title, text } => self.answer_leaving(leaves, title, text)?,
            OwnerCommand::Handoff => self.hand_off(),
            OwnerCommand::Feedback { owner_seq, helpful } => self.feedback(owner_seq, helpful, found)?,
            OwnerCommand::Rate { stars, comment } => self.rate(stars, comment)?,
            OwnerCommand::Language(language) => self.choose_language(language),
            OwnerCommand::Consent { version, language, url } => self.own_event(Body::Consented { version, language, url }),
            OwnerCommand::End => self.end(),
            OwnerCommand::Start { form } => self.start(*form),
            OwnerCommand::Submit(submission) => self.submit(*submission, found)?,
            OwnerCommand::Decide { card } => self.own_event(Body::Request(*card)),
        }
        Ok(self)
    }

    fn staff(mut self, command: StaffCommand, found: &Found) -> Result<Step, Refusal> {
        let Author::Staff(Staff { user, name }) = &self.author else { return Err(Refusal::BadRequest) };
        let (user, name) = (*user, name.clone());
        match command {
            StaffCommand::Claim => self.claim(user, name)?,
            StaffCommand::Reply { claim, text, files: _ } => {
                self.holds(user, claim)?;
                self.state.danger.attended = true;
                let attachments = found.files.clone();
                self.own_event(Body::Message { text, entry: None, language: None, language_reason: None, attachments });
            }
            StaffCommand::SendEntry { claim, answer } => {
                self.holds(user, claim)?;
                self.state.danger.attended = true;
                self.state.last_entry = Some(answer.entry.clone());
                self.own_event(Body::Answer(answer));
            }
            StaffCommand::Note { text } => self.own_event(Body::Note { text }),
            StaffCommand::Release { claim } => {
                self.holds(user, claim)?;
                self.requeue();
                self.own_event(Body::Returned {});
            }
            StaffCommand::Transfer { claim, to, note } => {
                self.holds(user, claim)?;
                self.transfer(to, note);
            }
            StaffCommand::Resolve { claim, outcome, tags } => {
                self.holds(user, claim)?;
                self.close();
                self.own_event(Body::Resolved { outcome: Some(outcome), tags });
            }
            StaffCommand::Reopen => self.reopen()?,
            StaffCommand::OfferForm { claim, form } => {
                self.holds(user, claim)?;
                self.own_event(Body::Form(*form));
            }
            StaffCommand::Request { made } => self.make(*made, found)?,
            StaffCommand::RequestMoved { card } => self.own_event(Body::Request(*card)),
        }
        Ok(self)
    }

    fn system(mut self, command: SystemCommand) -> Result<Step, Refusal> {
        match command {
            SystemCommand::Return { from } => {
                if self.state.status != Status::Assigned || self.state.assignee != Some(from) {
                    return Err(Refusal::StaleClaim);
                }
                self.requeue();
                self.own_event(Body::Returned {});
            }
            SystemCommand::Unanswered { since } => self.unanswered(since)?,
            SystemCommand::RequestMoved { card } => self.own_event(Body::Request(*card)),
            SystemCommand::TakeIn(earlier) => self.take_in(*earlier),
            SystemCommand::MoveOn => self.move_on(),
            SystemCommand::Erase => self.erase(),
        }
        Ok(self)
    }

    /// Counts the misses: buttons that were left alone, and what did not help.
    fn judge(&mut self, verdict: Verdict) {
        let is_missed = std::mem::take(&mut self.state.suggestions_open) || verdict == Verdict::Failed;
        self.state.misses = if verdict == Verdict::Alone { 0 } else { self.state.misses + u32::from(is_missed) };
    }

    fn send(&mut self, text: String, language: Language, language_reason: String, attachments: Vec<Attachment>) {
        if !self.state.language_chosen {
            self.state.language = language;
        }
        let (language, language_reason) = (Some(language), Some(language_reason));
        self.own_event(Body::Message { text, entry: None, language, language_reason, attachments });
    }

    /// What the bot says to a message: whether anyone is in danger first, then the reply, and where neither came, a word for
    /// somebody who waits with a danger.
    fn speak(&mut self, reply: Reply, watch: Watch) {
        let before = self.drafts.len();
        let Watch { ask, denied, .. } = &watch;
        if let Some(word) = denied.as_ref().filter(|_| self.state.danger.is_asked()) {
            self.all_clear();
            if self.stands(&reply) {
                return self.calm(word.clone());
            }
        }
        self.ask_about_danger(ask.clone());
        let repeated = matches!(&reply, Reply::Safety { card, .. } if self.state.danger.shows(card));
        self.reply(reply);
        let spoken = self.drafts[before..].iter().any(|draft| draft.role == Role::Bot);
        if !spoken {
            self.acknowledge(&watch, repeated);
        }
    }

    fn choose(&mut self, entry: String, title: String, answer: Answer) -> Result<(), Refusal> {
        if !self.state.suggested.contains(&entry) {
            return Err(Refusal::NotFound);
        }
        self.wake();
        self.state.suggestions_open = false;
        self.state.misses = 0;
        self.own_event(Body::Message { text: title, entry: Some(entry), language: None, language_reason: None, attachments: Vec::new() });
        self.reply(Reply::Answers(vec![answer]));
        Ok(())
    }

    fn hand_off(&mut self) {
        if !matches!(self.state.status, Status::Bot | Status::Resolved) {
            return;
        }
        self.wake();
        self.enqueue(QueueReason::Asked);
        // The frame's own event is written for the owner, though the system tells it.
        self.own = self.drafts.len().checked_sub(1);
        if let Some(last) = self.drafts.last_mut() {
            last.frame = self.frame;
            last.role = Role::Owner;
        }
    }

    fn feedback(&mut self, owner_seq: u64, helpful: bool, found: &Found) -> Result<(), Refusal> {
        let Some((seq, true)) = found.judged else { return Err(Refusal::NotFound) };
        self.own_event(Body::Feedback { seq, owner_seq, helpful });
        if helpful {
            self.state.misses = 0;
            return Ok(());
        }
        self.state.misses += 1;
        if self.state.misses > MISSES_BEFORE_OFFER && self.state.status == Status::Bot {
            self.enqueue(QueueReason::Unhelpful);
        }
        Ok(())
    }

    fn rate(&mut self, stars: u8, comment: Option<String>) -> Result<(), Refusal> {
        if !(1..=5).contains(&stars) {
            return Err(Refusal::BadRequest);
        }
        self.own_event(Body::Rated { stars, comment });
        Ok(())
    }

    fn choose_language(&mut self, language: Language) {
        if self.state.language != language || !self.state.language_chosen {
            self.state.language = language;
            self.state.language_chosen = true;
            self.own_event(Body::Language { language });
        }
    }

    fn end(&mut self) {
        if self.state.status != Status::Resolved {
            self.close();
            self.own_event(Body::Resolved { outcome: None, tags: Vec::new() });
        }
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
            Reply::Safety { card, title, html, text } => self.alarm(card, title, html, text),
            // Whoever asks what to do in a danger is in one.
            Reply::CardAnswer { card, title, html, text } => {
                self.bot(Body::Safety { card: card.clone(), title, html, text });
                self.alarmed(Some(card));
            }
            // A danger whose card is no longer published.
            Reply::Handoff(QueueReason::Safety) => self.alarmed(None),
            Reply::Answers(answers) if matches!(status, Status::Bot | Status::Queued) => self.answers(answers),
            Reply::Found(results, answers) if matches!(status, Status::Bot | Status::Queued) => {
                self.results(results);
                self.answers(answers);
            }
            Reply::Suggestions(entries) if status == Status::Bot => {
                self.remember(&entries);
                self.state.suggestions_open = true;
                self.bot(Body::Suggestions { entries, text: None });
            }
            // Small talk has its own words for a question that is still open: nobody is thanked and asked in one breath.
            Reply::Smalltalk(text) if status == Status::Bot => self.event(Role::Bot, Body::Smalltalk { text }),
            Reply::Handoff(reason) if status == Status::Bot => self.enqueue(reason),
            Reply::Sorry(text) if status == Status::Bot => {
                self.event(Role::Bot, Body::Smalltalk { text });
                self.enqueue(QueueReason::Unhelpful);
            }
            Reply::AskToLeave(question) => self.ask_to_leave(&question),
            Reply::Leave { leaves, text } => self.leave(leaves, text),
            Reply::Answers(_) | Reply::Found(..) | Reply::Suggestions(_) | Reply::Smalltalk(_) | Reply::Handoff(_) | Reply::Sorry(_) => {}
        }
    }

    /// Entries that may be chosen from now on.
    fn remember(&mut self, entries: &[Suggestion]) {
        for suggestion in entries {
            self.state.suggested.retain(|entry| *entry != suggestion.entry);
            self.state.suggested.push(suggestion.entry.clone());
        }
        let surplus = self.state.suggested.len().saturating_sub(SUGGESTIONS_REMEMBERED);
        self.state.suggested.drain(..surplus);
    }

    fn answers(&mut self, answers: Vec<Answer>) {
        for answer in answers {
            self.state.last_entry = Some(answer.entry.clone());
            self.bot(Body::Answer(answer));
        }
    }

    fn bot(&mut self, body: Body) {
        let offer = (self.offers || self.state.misses >= MISSES_BEFORE_OFFER) && self.state.status == Status::Bot;
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

    fn close(&mut self) {
        self.state.status = Status::Resolved;
        if self.state.assignee.take().is_some() {
            self.state.claim += 1;
        }
        self.state.priority = NORMAL;
        self.state.danger = Danger::default();
        self.state.route = None;
        self.state.queued_at = None;
        self.state.misses = 0;
        self.state.suggestions_open = false;
        self.forget_leaving();
    }

    /// Nobody waits here any more, and nothing that was said is remembered.
    fn erase(&mut self) {
        if self.state.status != Status::Resolved {
            self.close();
            self.author_event(Body::Resolved { outcome: None, tags: Vec::new() });
        }
        self.state.suggested.clear();
        self.state.last_entry = None;
        self.own_event(Body::Erased {});
    }

    /// The event that the frame itself writes.
    fn own_event(&mut self, body: Body) {
        self.own = Some(self.drafts.len());
        self.author_event(body);
        if let Some(last) = self.drafts.last_mut() {
            last.frame = self.frame;
        }
    }

    fn author_event(&mut self, body: Body) {
        let (role, name, user) = match &self.author {
            Author::Owner => (Role::Owner, None, None),
            Author::Staff(Staff { user, name }) => (Role::Technician, Some(name.clone()), Some(*user)),
            Author::System => (Role::System, None, None),
        };
        self.drafts.push(Draft { role, name, user, frame: None, body, offer_person: false });
    }

    fn event(&mut self, role: Role, body: Body) {
        self.drafts.push(Draft { role, name: None, user: None, frame: None, body, offer_person: false });
    }
}

#[cfg(test)]
mod tests;
