//! `/ws/v1/desk`: the technician's side of the contract.

use crate::access::{User, secret};
use crate::app::App;
use crate::bus::{Ephemeral, Mailbox, News, Subscription};
use crate::chat::command::{Files, StaffCommand, Uploader};
use crate::chat::event::{Event, Outcome};
use crate::chat::queue::Waiting;
use crate::chat::resume::{Keep, PAGE_BYTES, READY_BYTES, feed_place, fit};
use crate::clock::rfc3339;
use crate::connections::{Presence, StaffRegistration, close};
use crate::desk::feed::Line;
use crate::desk::{self, Board, MAX_OPEN};
use crate::error::{Code, Error};
use crate::language::Language;
use crate::limits::{SocketGuard, Trickle, text_within};
use crate::socket::answers::Answers;
use crate::socket::connection::{Flow, Outgoing, PING_EVERY, Peer, sent};
use crate::socket::protocol::{self, OkFrame, Open, PresenceStatus, Raw, StaffFrame, StaffHello};
use crate::store::{Appended, Login};
use serde_json::{Value, json};
use std::borrow::Borrow;
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

    async fn greet(&mut self, hello: StaffHello, out: &Outgoing) -> Result<Flow, Error> {
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
        let (user, mailbox) = (&login.user, &self.subscription.mailbox);
        let registration = app.connections.register_staff(user.id, &user.languages, hash, mailbox, app.clock.now());
        let Some(registration) = registration else { return Ok(Flow::close(close::TOO_MANY)) };
        self.registration = Some(registration);
        let same_epoch = hello.epoch.as_deref().is_none_or(|epoch| epoch == app.desk.epoch());
        self.feed = feed_place(same_epoch, hello.feed, board.feed);
        let ready = self.ready(&login.user, &board);
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

    /// What the console starts from. Of a very long queue it is the front, which is worked on first: the feed tells of the rest
    /// as it moves.
    fn ready(&self, user: &User, board: &Board) -> Value {
        let limits = &self.app.config.limits;
        let mut mine: Vec<Value> = board.mine.iter().map(row_json).collect();
        let mut queue: Vec<Value> = board.queue.iter().map(row_json).collect();
        fit(&mut mine, READY_BYTES / 2, Keep::First);
        fit(&mut queue, READY_BYTES / 2, Keep::First);
        json!({
            "type": "ready",
            "user": user_json(user),
            "epoch": self.app.desk.epoch(),
            "feed": board.feed,
            "queue": queue,
            "mine": mine,
            "heartbeat_ms": PING_EVERY.as_millis() as u64,
            "limits": {
                "text": limits.staff_text_chars,
                "frame_bytes": limits.staff_frame_bytes,
                "messages_per_second": limits.staff_messages_per_second,
                "messages_burst": limits.staff_messages_burst,
                "history": MAX_PAGE,
            },
        })
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
            Some((events, more)) => {
                let seq = events.last().map_or(0, |event| event.seq);
                let mut events = shown(&events, self.answers);
                let more = fit(&mut events, PAGE_BYTES, Keep::Last) || more;
                let conversation = open.conversation.to_string();
                let reset = json!({ "type": "reset", "conversation": conversation, "seq": seq, "events": events, "more": more });
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

    async fn answer(&mut self, raw: &Raw, frame: StaffFrame, out: &Outgoing) -> Result<Flow, Error> {
        let (id, conversation, command) = match frame {
            StaffFrame::Hello(_) => return Err(Code::BadRequest.into()),
            StaffFrame::Unknown => return Err(Code::UnknownType.into()),
            StaffFrame::SendReply => return Err(Code::Forbidden.into()),
            StaffFrame::Pong => return Ok(Flow::Go),
            StaffFrame::Typing { conversation } => return self.typing(conversation),
            StaffFrame::Read { conversation, upto } => return self.read(conversation, upto).await,
            StaffFrame::Open { id: _, conversation, after } => return self.open_asked(raw, Open { conversation, after }, out).await,
            StaffFrame::Close { id: _, conversation } => return Ok(self.close(raw, conversation, out).await),
            StaffFrame::Presence { id: _, status, capacity } => return self.presence(raw, status, capacity, out).await,
            StaffFrame::Sync { id, conversation, after, limit } => {
                return self.sync(id, conversation, after.unwrap_or(0), limit, out).await;
            }
            StaffFrame::History { id, conversation, before, limit } => {
                return self.history(id, conversation, before, limit, out).await;
            }
            StaffFrame::ClaimNext { id, languages } => {
                let appended = self.app.desk.claim_next(self.user()?, raw.stamp(id), languages).await?;
                return self.claimed(raw, &appended, out).await;
            }
            StaffFrame::Claim { id, conversation } => (id, conversation, StaffCommand::Claim),
            StaffFrame::Send { id, conversation, claim, text, attachments } => (id, conversation, self.reply(claim, &text, attachments)?),
            StaffFrame::SendEntry { id, conversation, claim, entry } => {
                let answer = self.app.desk.answer(self.user()?, conversation, &entry, self.app.clock.now()).await?;
                (id, conversation, StaffCommand::SendEntry { claim, answer })
            }
            StaffFrame::Note { id, conversation, text } => (id, conversation, StaffCommand::Note { text: self.text(&text)? }),
            StaffFrame::Release { id, conversation, claim } => (id, conversation, StaffCommand::Release { claim }),
            StaffFrame::Transfer { id, conversation, claim, to, language, skill, note } => {
                (id, conversation, self.transfer(claim, to, language, skill.as_ref(), note).await?)
            }
            StaffFrame::Resolve { id, conversation, claim, outcome, tags } => (id, conversation, resolve(claim, outcome, tags)?),
            StaffFrame::Reopen { id, conversation } => (id, conversation, StaffCommand::Reopen),
            StaffFrame::OfferForm { id, conversation, claim, form, values } => {
                let values = values.unwrap_or_default();
                let command = self.app.desk.offer_form(self.user()?, conversation, claim, &form, values).await?;
                (id, conversation, command)
            }
            StaffFrame::Request { id, conversation, kind, values } => {
                let appended = self.app.desk.make(self.user()?, conversation, raw.stamp(id), &kind, &values, self.language).await?;
                return Ok(sent(out.send(OkFrame::new(raw, appended.seq, &appended).text()).await));
            }
        };
        let claims = command == StaffCommand::Claim;
        let appended = self.app.desk.act(self.user()?, conversation, raw.stamp(id), command).await?;
        if claims {
            return self.claimed(raw, &appended, out).await;
        }
        Ok(sent(out.send(OkFrame::new(raw, appended.seq, &appended).text()).await))
    }

    fn text(&self, text: &str) -> Result<String, Error> {
        text_within(text, self.app.config.limits.staff_text_chars)
    }

    fn reply(&self, claim: u64, text: &str, attachments: Option<Vec<Uuid>>) -> Result<StaffCommand, Error> {
        let ids = protocol::named(attachments)?;
        let is_wordless = !ids.is_empty() && text.trim().is_empty();
        let text = if is_wordless { String::new() } else { self.text(text)? };
        let by = Uploader::Staff(self.user()?.id);
        Ok(StaffCommand::Reply { claim, text, files: (!ids.is_empty()).then_some(Files { by, ids }) })
    }

    async fn transfer(
        &self,
        claim: u64,
        to: Option<Uuid>,
        language: Option<Language>,
        skill: Option<&Value>,
        note: Option<String>,
    ) -> Result<StaffCommand, Error> {
        if skill.is_some() {
            return Err(Code::Forbidden.into());
        }
        let note = note.filter(|text| !text.trim().is_empty()).map(|text| self.text(&text)).transpose()?;
        let to = self.app.desk.destination(to, language).await?;
        Ok(StaffCommand::Transfer { claim, to, note })
    }

    /// Answers a claim; the conversation is then open.
    async fn claimed(&mut self, raw: &Raw, appended: &Appended, out: &Outgoing) -> Result<Flow, Error> {
        if !out.send(OkFrame::new(raw, appended.seq, appended).claimed(appended).text()).await {
            return Ok(Flow::close(close::SLOW_OR_REPLACED));
        }
        if self.subscription.follows(appended.conversation) {
            return Ok(Flow::Go);
        }
        self.open_here(Open { conversation: appended.conversation, after: None }, out).await
    }

    fn typing(&mut self, conversation: Uuid) -> Result<Flow, Error> {
        if self.trickle.pass(self.app.clock.now()) && self.subscription.follows(conversation) {
            let (author, name) = (self.user()?.id, Some(self.user()?.name.clone()));
            self.app.bus.tell(&Ephemeral::Typing { conversation, by_owner: false, name, author });
        }
        Ok(Flow::Go)
    }

    async fn read(&mut self, conversation: Uuid, upto: u64) -> Result<Flow, Error> {
        if self.trickle.pass(self.app.clock.now()) {
            self.app.desk.mark_read(self.user()?, conversation, upto).await?;
        }
        Ok(Flow::Go)
    }

    async fn open_asked(&mut self, raw: &Raw, open: Open, out: &Outgoing) -> Result<Flow, Error> {
        // The answer comes before the events: open first on a quiet queue, then let the pump send them.
        self.app.desk.conversation(self.user()?, open.conversation).await?;
        if !self.plain_ok(raw, out).await {
            return Ok(Flow::close(close::SLOW_OR_REPLACED));
        }
        self.open_here(open, out).await
    }

    async fn close(&mut self, raw: &Raw, conversation: Uuid, out: &Outgoing) -> Flow {
        self.subscription.unfollow(conversation);
        self.cursors.remove(&conversation);
        self.behind.remove(&conversation);
        sent(self.plain_ok(raw, out).await)
    }

    async fn presence(&self, raw: &Raw, status: PresenceStatus, capacity: Option<u32>, out: &Outgoing) -> Result<Flow, Error> {
        let presence = Presence { online: status == PresenceStatus::Online, capacity, since: self.app.clock.now() };
        self.app.connections.set_presence(self.user()?.id, presence);
        Ok(sent(self.plain_ok(raw, out).await))
    }

    async fn sync(&self, id: Uuid, conversation: Uuid, after: u64, limit: Option<u32>, out: &Outgoing) -> Result<Flow, Error> {
        let (events, more) = self.app.desk.after(self.user()?, conversation, after, page_limit(limit)).await?;
        Ok(sent(out.send(self.page(id, conversation, &events, more, Keep::First)).await))
    }

    async fn history(&self, id: Uuid, conversation: Uuid, before: u64, limit: Option<u32>, out: &Outgoing) -> Result<Flow, Error> {
        let (events, more) = self.app.desk.before(self.user()?, conversation, before, page_limit(limit)).await?;
        Ok(sent(out.send(self.page(id, conversation, &events, more, Keep::Last)).await))
    }

    /// The answer to `sync` and `history`. What does not fit is left to the next one, at the end that `keep` does not name.
    fn page<E: Borrow<Event>>(&self, id: Uuid, conversation: Uuid, events: &[E], more: bool, keep: Keep) -> String {
        let mut events = shown(events, self.answers);
        let more = fit(&mut events, PAGE_BYTES, keep) || more;
        let (re, conversation) = (id.to_string(), conversation.to_string());
        json!({ "type": "page", "re": re, "conversation": conversation, "events": events, "more": more }).to_string()
    }

    /// The `ok` of a frame that writes nothing; false when the peer takes nothing.
    async fn plain_ok(&self, raw: &Raw, out: &Outgoing) -> bool {
        let ok =
            json!({ "type": "ok", "re": raw.re.as_deref().unwrap_or_default(), "at": rfc3339(self.app.clock.now()), "duplicate": false });
        out.send(ok.to_string()).await
    }

    /// Opens a conversation for a client that knows this epoch.
    async fn open_here(&mut self, open: Open, out: &Outgoing) -> Result<Flow, Error> {
        let epoch = self.app.desk.epoch().to_owned();
        self.open(&open, Some(&epoch), out).await
    }

    async fn pump_feed(&mut self, out: &Outgoing) -> Result<bool, Error> {
        let lines = self.app.desk.feed(self.user()?, self.feed).await?;
        for line in &lines {
            if !out.send(line.frame(feed_frame).to_owned()).await {
                return Err(Code::Busy.into());
            }
            self.feed = line.row.seq;
        }
        Ok(lines.len() == desk::FEED_PAGE as usize)
    }
}

impl Peer for DeskSocket {
    async fn hello(&mut self, frame: Raw, out: &Outgoing) -> Result<Flow, Error> {
        match frame.read() {
            Ok(StaffFrame::Hello(hello)) => self.greet(hello, out).await,
            Ok(_) | Err(_) => Ok(Flow::close(close::PROTOCOL)),
        }
    }

    async fn frame(&mut self, frame: Raw, out: &Outgoing) -> Result<Flow, Error> {
        self.answer(&frame, frame.read()?, out).await
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
            let (events, more) = self.app.desk.next(user, conversation, cursor).await.map_err(failed)?;
            for event in &events {
                if !out.send(protocol::event(self.answers.shown(event.for_staff()))).await {
                    return Err(Flow::close(close::SLOW_OR_REPLACED));
                }
                self.cursors.insert(conversation, event.seq);
            }
            if !more {
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
fn shown<E: Borrow<Event>>(events: &[E], answers: Answers) -> Vec<Value> {
    events.iter().map(|event| Value::Object(answers.shown(event.borrow().for_staff()))).collect()
}

fn page_limit(limit: Option<u32>) -> u32 {
    limit.unwrap_or(MAX_PAGE).clamp(1, MAX_PAGE)
}

fn resolve(claim: u64, outcome: Option<Outcome>, tags: Option<Vec<String>>) -> Result<StaffCommand, Error> {
    let tags = tags.unwrap_or_default();
    if tags.len() > desk::MAX_TAGS || tags.iter().any(|tag| tag.chars().count() > desk::MAX_TAG_CHARS) {
        return Err(Error::too_large(desk::MAX_TAG_CHARS));
    }
    Ok(StaffCommand::Resolve { claim, outcome: outcome.unwrap_or(Outcome::Solved), tags })
}

/// A line of the feed with the conversation as it is now, so that a list needs no second question.
fn feed_frame(line: &Line) -> String {
    let Line { row, now, .. } = line;
    let mut frame = now.as_ref().map_or_else(|| json!({ "conversation": row.conversation.to_string() }), row_json);
    frame["type"] = Value::from("feed");
    frame["seq"] = Value::from(row.seq);
    frame["at"] = Value::from(rfc3339(row.at));
    frame["kind"] = Value::from(row.kind.as_str());
    frame.to_string()
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
        "market": row.market,
        "priority": row.priority,
        "danger": row.danger.as_str(),
        "since": rfc3339(row.since),
        "preview": row.preview,
        "assignee": row.assignee.map(|user| user.to_string()),
        "claim": row.claim,
    })
}
