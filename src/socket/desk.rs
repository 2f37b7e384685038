//! `/ws/v1/desk`: the technician's side of the contract.

use crate::access::{User, secret};
use crate::app::App;
use crate::bus::{Ephemeral, Mailbox, News, Subscription};
use crate::chat::command::StaffCommand;
use crate::chat::event::{Event, Outcome};
use crate::chat::queue::Waiting;
use crate::chat::resume::{PUMP_PAGE, feed_place};
use crate::clock::rfc3339;
use crate::connections::{self, StaffRegistration, close};
use crate::desk::{self, MAX_OPEN};
use crate::error::{Code, Error};
use crate::language::Language;
use crate::limits::{SocketGuard, Trickle, text_within};
use crate::socket::answers::Answers;
use crate::socket::connection::{Flow, Outgoing, PING_EVERY, Peer, sent};
use crate::socket::protocol::{
    self, ClaimNext, Claimed, DeskHello, DeskNote, DeskPage, DeskRead, DeskSend, OfConversation, Open, Presence, PresenceStatus, Raw,
    Resolve, Transfer,
};
use crate::socket::widget::ok_frame;
use crate::store::{Appended, Login};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// Most events in one page (`protocol.md` section 3).
const MAX_PAGE: u32 = 200;
/// A disabled user or a log-out elsewhere ends the connection within this time (`docs/reliability.md` section 2).
const CHECK_EVERY: Duration = Duration::from_secs(2);

/// A technician on a socket.
pub struct DeskSocket {
    app: Arc<App>,
    subscription: Subscription,
    /// Hash of the cookie's token, when there was a cookie.
    token_hash: Option<[u8; 32]>,
    login: Option<Login>,
    /// Last staff number sent of each open conversation.
    cursors: BTreeMap<Uuid, u64>,
    /// Open conversations that may have moved on.
    behind: BTreeSet<Uuid>,
    feed: u64,
    language: Language,
    answers: Answers,
    trickle: Trickle,
    registration: Option<StaffRegistration>,
    _guard: SocketGuard,
}

impl DeskSocket {
    pub fn new(app: Arc<App>, guard: SocketGuard, token_hash: Option<[u8; 32]>, language: Language) -> DeskSocket {
        let subscription = app.bus.subscribe();
        let trickle = Trickle::new(app.config.limits.ephemeral_per_second);
        DeskSocket {
            app,
            subscription,
            token_hash,
            login: None,
            cursors: BTreeMap::new(),
            behind: BTreeSet::new(),
            feed: 0,
            language,
            answers: Answers::default(),
            trickle,
            registration: None,
            _guard: guard,
        }
    }

    fn user(&self) -> Result<&User, Error> {
        self.login.as_ref().map(|login| &login.user).ok_or_else(|| Code::Unauthenticated.into())
    }

    async fn greet(&mut self, hello: DeskHello, out: &Outgoing) -> Result<Flow, Error> {
        let app = Arc::clone(&self.app);
        self.answers = Answers::asked(hello.answers.as_deref());
        let Some(hash) = self.token_hash else { return Ok(Flow::close(close::AUTHENTICATION)) };
        let Some(login) = app.desk.login(&hash).await? else { return Ok(Flow::close(close::AUTHENTICATION)) };
        let csrf = hello.csrf.unwrap_or_default();
        if !secret::is_same(csrf.as_bytes(), &login.csrf) {
            return Ok(Flow::close(close::AUTHENTICATION));
        }
        self.subscription.follow_feed();
        let Ok(board) = app.desk.board(&login.user).await else { return Ok(Flow::close(close::AUTHENTICATION)) };
        let Some(registration) = app.connections.register_staff(login.user.id, hash, &self.subscription.mailbox, app.clock.now()) else {
            return Ok(Flow::close(close::TOO_MANY));
        };
        self.registration = Some(registration);
        let same_epoch = hello.epoch.as_deref().is_none_or(|epoch| epoch == app.desk.epoch());
        self.feed = feed_place(same_epoch, hello.feed, board.feed);
        let limits = &app.config.limits;
        let ready = json!({
            "type": "ready",
            "user": user_json(&login.user),
            "epoch": app.desk.epoch(),
            "feed": board.feed,
            "queue": board.queue.iter().map(row_json).collect::<Vec<_>>(),
            "mine": board.mine.iter().map(row_json).collect::<Vec<_>>(),
            "heartbeat_ms": PING_EVERY.as_millis() as u64,
            "limits": {
                "text": limits.staff_text_chars,
                "frame_bytes": limits.staff_frame_bytes,
                "messages_per_second": limits.staff_messages_per_second,
                "messages_burst": limits.staff_messages_burst,
                "history": MAX_PAGE,
            },
        });
        self.login = Some(login);
        if !out.send(ready.to_string()).await {
            return Ok(Flow::close(close::SLOW_OR_REPLACED));
        }
        for open in hello.open.unwrap_or_default() {
            // A conversation that is gone is not a reason to refuse the whole greeting.
            match self.open(&open, hello.epoch.as_deref(), out).await {
                Ok(Flow::Go) => {}
                Ok(flow) => return Ok(flow),
                Err(error) => {
                    if !out.send(self.error(&error, None)).await {
                        return Ok(Flow::close(close::SLOW_OR_REPLACED));
                    }
                }
            }
        }
        Ok(Flow::Go)
    }

    /// Follows a conversation from a place on.
    async fn open(&mut self, open: &Open, epoch: Option<&str>, out: &Outgoing) -> Result<Flow, Error> {
        if !self.subscription.follows(open.conversation) && self.subscription.following() >= MAX_OPEN {
            return Err(Code::RateLimited.into());
        }
        let already = self.subscription.follows(open.conversation);
        self.subscription.follow(open.conversation);
        let after = open.after.unwrap_or(0);
        let opened = self.app.desk.open(self.user()?, open.conversation, epoch, after).await;
        let reset = match opened {
            Ok(reset) => reset,
            Err(error) => {
                if !already {
                    self.subscription.unfollow(open.conversation);
                }
                return Err(error);
            }
        };
        let cursor = match reset {
            Some(events) => {
                let seq = events.last().map_or(0, |event| event.seq);
                let events = shown(&events, self.answers);
                let reset = json!({ "type": "reset", "conversation": open.conversation.to_string(), "seq": seq, "events": events });
                if !out.send(reset.to_string()).await {
                    return Ok(Flow::close(close::SLOW_OR_REPLACED));
                }
                seq
            }
            None => after,
        };
        self.cursors.insert(open.conversation, cursor);
        self.subscription.wake(open.conversation);
        Ok(Flow::Go)
    }

    async fn act(&self, frame: &Raw, conversation: Uuid, command: StaffCommand) -> Result<Appended, Error> {
        self.app.desk.act(self.user()?, conversation, frame.stamp()?, command).await
    }

    /// Frames that write an event, by kind.
    async fn durable(&mut self, frame: &Raw) -> Result<Appended, Error> {
        let max_chars = self.app.config.limits.staff_text_chars;
        match frame.kind.as_str() {
            "claim" => {
                let claim: OfConversation = frame.read()?;
                self.act(frame, claim.conversation, StaffCommand::Claim).await
            }
            "claim_next" => {
                let next: ClaimNext = frame.read()?;
                self.app.desk.claim_next(self.user()?, frame.stamp()?, next.languages).await
            }
            "send" => {
                let send: DeskSend = frame.read()?;
                if send.attachments.is_some_and(|list| !list.is_empty()) {
                    return Err(Code::Forbidden.into());
                }
                let text = text_within(send.text.as_deref().ok_or(Code::BadRequest)?, max_chars)?;
                self.act(frame, send.conversation, StaffCommand::Reply { claim: send.claim, text }).await
            }
            "send_entry" => {
                let send: DeskSend = frame.read()?;
                let entry = send.entry.ok_or(Code::BadRequest)?;
                self.app.desk.send_entry(self.user()?, send.conversation, frame.stamp()?, send.claim, &entry).await
            }
            "note" => {
                let note: DeskNote = frame.read()?;
                let text = text_within(&note.text, max_chars)?;
                self.act(frame, note.conversation, StaffCommand::Note { text }).await
            }
            "release" => {
                let release: Claimed = frame.read()?;
                self.act(frame, release.conversation, StaffCommand::Release { claim: release.claim }).await
            }
            "transfer" => {
                let transfer: Transfer = frame.read()?;
                if transfer.skill.is_some() {
                    return Err(Code::Forbidden.into());
                }
                let note = transfer.note.filter(|text| !text.trim().is_empty()).map(|text| text_within(&text, max_chars)).transpose()?;
                let to = self.app.desk.destination(transfer.to, transfer.language).await?;
                self.act(frame, transfer.conversation, StaffCommand::Transfer { claim: transfer.claim, to, note }).await
            }
            "resolve" => {
                let resolve: Resolve = frame.read()?;
                let tags = resolve.tags.unwrap_or_default();
                if tags.len() > desk::MAX_TAGS || tags.iter().any(|tag| tag.chars().count() > desk::MAX_TAG_CHARS) {
                    return Err(Error::too_large(desk::MAX_TAG_CHARS));
                }
                let outcome = resolve.outcome.unwrap_or(Outcome::Solved);
                self.act(frame, resolve.conversation, StaffCommand::Resolve { claim: resolve.claim, outcome, tags }).await
            }
            "reopen" => {
                let reopen: OfConversation = frame.read()?;
                self.act(frame, reopen.conversation, StaffCommand::Reopen).await
            }
            "send_reply" => Err(Code::Forbidden.into()),
            _ => Err(Code::UnknownType.into()),
        }
    }

    async fn reply(&mut self, frame: &Raw, out: &Outgoing) -> Result<Flow, Error> {
        let plain_ok = || json!({ "type": "ok", "re": frame.re.as_deref().unwrap_or_default(), "at": rfc3339(self.app.clock.now()), "duplicate": false });
        match frame.kind.as_str() {
            "pong" => Ok(Flow::Go),
            "typing" => {
                let typing: OfConversation = frame.read()?;
                if self.trickle.pass(self.app.clock.now()) && self.subscription.follows(typing.conversation) {
                    let (author, name) = (self.user()?.id, Some(self.user()?.name.clone()));
                    self.app.bus.tell(&Ephemeral::Typing { conversation: typing.conversation, by_owner: false, name, author });
                }
                Ok(Flow::Go)
            }
            "read" => {
                let read: DeskRead = frame.read()?;
                if self.trickle.pass(self.app.clock.now()) {
                    self.app.desk.mark_read(self.user()?, read.conversation, read.upto).await?;
                }
                Ok(Flow::Go)
            }
            "open" => {
                frame.id()?;
                let open: Open = frame.read()?;
                // The answer comes before the events: open first on a quiet queue, then let the pump send them.
                self.app.desk.conversation(self.user()?, open.conversation).await?;
                if !out.send(plain_ok().to_string()).await {
                    return Ok(Flow::close(close::SLOW_OR_REPLACED));
                }
                let epoch = self.app.desk.epoch().to_owned();
                self.open(&open, Some(&epoch), out).await
            }
            "close" => {
                frame.id()?;
                let closed: OfConversation = frame.read()?;
                let ok = plain_ok();
                self.subscription.unfollow(closed.conversation);
                self.cursors.remove(&closed.conversation);
                self.behind.remove(&closed.conversation);
                Ok(sent(out.send(ok.to_string()).await))
            }
            "presence" => {
                frame.id()?;
                let presence: Presence = frame.read()?;
                let ok = plain_ok();
                let online = presence.status == PresenceStatus::Online;
                let presence = connections::Presence { online, capacity: presence.capacity, since: self.app.clock.now() };
                self.app.connections.set_presence(self.user()?.id, presence);
                Ok(sent(out.send(ok.to_string()).await))
            }
            "sync" | "history" => {
                let id = frame.id()?;
                let page: DeskPage = frame.read()?;
                let limit = page.limit.unwrap_or(MAX_PAGE).clamp(1, MAX_PAGE);
                let (events, more) = if frame.kind == "sync" {
                    self.app.desk.after(self.user()?, page.conversation, page.after.unwrap_or(0), limit).await?
                } else {
                    let before = page.before.ok_or(Code::BadRequest)?;
                    self.app.desk.before(self.user()?, page.conversation, before, limit).await?
                };
                let events = shown(&events, self.answers);
                let page = json!({
                    "type": "page", "re": id.to_string(), "conversation": page.conversation.to_string(), "events": events, "more": more
                });
                Ok(sent(out.send(page.to_string()).await))
            }
            "hello" => Err(Code::BadRequest.into()),
            _ => {
                let appended = self.durable(frame).await?;
                let mut ok = ok_frame(frame, appended.seq, &appended);
                let claims = matches!(frame.kind.as_str(), "claim" | "claim_next");
                if claims {
                    ok["conversation"] = Value::from(appended.conversation.to_string());
                    ok["claim"] = Value::from(appended.claim);
                }
                if !out.send(ok.to_string()).await {
                    return Ok(Flow::close(close::SLOW_OR_REPLACED));
                }
                if claims && !self.subscription.follows(appended.conversation) {
                    let epoch = self.app.desk.epoch().to_owned();
                    let open = Open { conversation: appended.conversation, after: None };
                    return self.open(&open, Some(&epoch), out).await;
                }
                Ok(Flow::Go)
            }
        }
    }

    async fn pump_feed(&mut self, out: &Outgoing) -> Result<bool, Error> {
        let rows = self.app.desk.feed(self.user()?, self.feed).await?;
        for row in &rows {
            // The conversation as it is now, so that a list needs no second question.
            let now = self.app.desk.row(self.user()?, row.conversation).await?;
            let mut frame = now.as_ref().map_or_else(|| json!({ "conversation": row.conversation.to_string() }), row_json);
            frame["type"] = Value::from("feed");
            frame["seq"] = Value::from(row.seq);
            frame["at"] = Value::from(rfc3339(row.at));
            frame["kind"] = Value::from(row.kind.as_str());
            if !out.send(frame.to_string()).await {
                return Err(Code::Busy.into());
            }
            self.feed = row.seq;
        }
        Ok(rows.len() == PUMP_PAGE as usize)
    }
}

impl Peer for DeskSocket {
    async fn hello(&mut self, frame: Raw, out: &Outgoing) -> Result<Flow, Error> {
        match frame.read::<DeskHello>() {
            Ok(hello) => self.greet(hello, out).await,
            Err(_) => Ok(Flow::close(close::PROTOCOL)),
        }
    }

    async fn frame(&mut self, frame: Raw, out: &Outgoing) -> Result<Flow, Error> {
        self.reply(&frame, out).await
    }

    async fn news(&mut self, news: News, out: &Outgoing) -> Flow {
        self.behind.extend(news.moved.iter().filter(|id| self.cursors.contains_key(id)));
        let me = self.login.as_ref().map(|login| login.user.id);
        for ephemeral in news.ephemeral {
            if let Ephemeral::Typing { conversation, by_owner, name, author } = ephemeral
                && Some(author) != me
            {
                let role = if by_owner { "owner" } else { "technician" };
                let frame = json!({ "type": "typing", "conversation": conversation.to_string(), "from": { "role": role, "name": name } });
                out.offer(frame.to_string());
            }
        }
        Flow::Go
    }

    async fn pump(&mut self, out: &Outgoing) -> Result<bool, Flow> {
        let failed = |_| Flow::close(close::INTERNAL);
        while out.has_room() && self.pump_feed(out).await.map_err(failed)? {}
        while out.has_room() {
            let Some(&conversation) = self.behind.first() else { return Ok(false) };
            let Some(&cursor) = self.cursors.get(&conversation) else {
                self.behind.remove(&conversation);
                continue;
            };
            let user = self.user().map_err(failed)?;
            let (events, _) = self.app.desk.after(user, conversation, cursor, PUMP_PAGE).await.map_err(failed)?;
            for event in &events {
                if !out.send(protocol::event(self.answers.shown(event.for_staff()))).await {
                    return Err(Flow::close(close::SLOW_OR_REPLACED));
                }
                self.cursors.insert(conversation, event.seq);
            }
            if events.len() < PUMP_PAGE as usize {
                self.behind.remove(&conversation);
            }
        }
        Ok(true)
    }

    async fn check(&mut self) -> Flow {
        let Some(hash) = self.token_hash else { return Flow::close(close::AUTHENTICATION) };
        match self.app.desk.login(&hash).await {
            Ok(None) => Flow::close(close::REVOKED),
            // Storage trouble is no reason to throw a technician out.
            Ok(Some(_)) | Err(_) => Flow::Go,
        }
    }

    fn check_every(&self) -> Duration {
        CHECK_EVERY
    }

    fn error(&self, error: &Error, re: Option<&str>) -> String {
        protocol::error(error, &self.app.catalog.refusal(self.language, error), re)
    }

    fn mailbox(&self) -> Arc<Mailbox> {
        Arc::clone(&self.subscription.mailbox)
    }
}

/// Events as staff read them.
fn shown(events: &[Event], answers: Answers) -> Vec<Value> {
    events.iter().map(|event| Value::Object(answers.shown(event.for_staff()))).collect()
}

/// A user as the desk and `/api/v1/session` show them.
pub fn user_json(user: &User) -> Value {
    json!({
        "id": user.id.to_string(),
        "name": user.name,
        "email": user.email,
        "role": user.role.as_str(),
        "languages": user.languages.iter().map(|language| language.code()).collect::<Vec<_>>(),
    })
}

fn row_json(row: &Waiting) -> Value {
    json!({
        "conversation": row.conversation.to_string(),
        "status": row.status.as_str(),
        "language": row.language.code(),
        "priority": row.priority,
        "since": rfc3339(row.since),
        "preview": row.preview,
        "assignee": row.assignee.map(|user| user.to_string()),
        "claim": row.claim,
    })
}
