//! `/ws/v1/widget`: the owner's side of the contract.

use crate::access::identity::Expected;
use crate::access::{Identity, secret};
use crate::app::App;
use crate::bus::{Ephemeral, Mailbox, News, Subscription};
use crate::care::{self, Snapshot, Visitor};
use crate::chat::command::{OwnerCommand, Stamp};
use crate::chat::conversation::Conversation;
use crate::chat::event::Event;
use crate::chat::resume::{Keep, PAGE_BYTES, fit};
use crate::chat::status::Status;
use crate::clock::rfc3339;
use crate::connections::{OwnerRegistration, close};
use crate::error::{Code, Error};
use crate::language::Language;
use crate::limits::{AddressKey, SocketGuard, Trickle, text_within};
use crate::market::hours::OpenState;
use crate::published::{Asks, Audience, FaqSnapshot, PrivacyNotice};
use crate::socket::answers::Answers;
use crate::socket::connection::{Flow, Outgoing, PING_EVERY, Peer, sent};
use crate::socket::protocol::{self, OkFrame, OwnerFrame, OwnerHello, Raw};
use crate::store::{Appended, Seen};
use serde_json::{Value, json};
use std::borrow::Borrow;
use std::sync::Arc;
use std::time::Duration;
use uuid::Uuid;

/// Longest name of a model that a page may say, in characters.
const MAX_MODEL: usize = 60;

/// Most events in one page of history (`protocol.md` section 2).
const MAX_HISTORY: u32 = 100;
/// How often a connection asks whether its session still stands.
const CHECK_EVERY: Duration = Duration::from_secs(30);

/// Where a connection comes in.
#[derive(Debug, Clone)]
pub struct Doorway {
    /// The origin of the page; empty where there was none.
    pub site: String,
    /// Our own origins.
    pub own: Arc<[String]>,
    /// The language of the page.
    pub language: Language,
}

/// An owner on a socket.
pub struct Widget {
    app: Arc<App>,
    subscription: Subscription,
    visitor: Visitor,
    /// Last number sent.
    cursor: u64,
    /// The owner's newest number at the greeting, as long as nothing has moved since: up to there, there is nothing to read.
    newest: Option<u64>,
    language: Language,
    answers: Answers,
    trickle: Trickle,
    registration: Option<OwnerRegistration>,
    /// Our own origins: what a token of a site is meant for.
    own: Arc<[String]>,
    /// Counted for the address until the connection ends.
    _guard: SocketGuard,
}

impl Widget {
    pub fn new(app: Arc<App>, guard: SocketGuard, address: AddressKey, doorway: Doorway) -> Widget {
        let Doorway { site, own, language } = doorway;
        let subscription = app.bus.subscribe();
        let trickle = Trickle::new(app.config.limits.ephemeral_per_second);
        let visitor = Visitor {
            token_hash: [0; 32],
            stored: None,
            session: app.clock.id(),
            site,
            address,
            page_language: language,
            market: None,
            own_site: None,
        };
        let (answers, registration) = (Answers::default(), None);
        Widget { app, subscription, visitor, cursor: 0, newest: None, language, answers, trickle, registration, own, _guard: guard }
    }

    async fn greet(&mut self, hello: OwnerHello, out: &Outgoing) -> Result<Flow, Error> {
        let app = Arc::clone(&self.app);
        self.answers = Answers::asked(hello.answers.as_deref());
        if let Some(language) = hello.language.as_deref().and_then(Language::parse) {
            let language = app.languages().nearest(language);
            self.language = language;
            self.visitor.page_language = language;
        }
        let faq = app.live_faq.current();
        self.visitor.market = hello.market.filter(|market| faq.markets.get(market).is_some());
        self.visitor.own_site = hello.page.as_deref().and_then(|page| app.config.widget.site_of(page)).cloned();
        let mut models: Vec<String> = hello.model.filter(|model| model.chars().count() <= MAX_MODEL).into_iter().collect();
        let (mut token, seen) = self.recognise(hello.session.as_deref()).await?;
        let before = self.visitor.conversation();
        match hello.identity.as_ref().map(|identity| self.vouched(identity)) {
            None => {}
            Some(Ok(identity)) => {
                token = self.identify(&identity, token).await?;
                models.extend(app.care.models_of(&identity).await?);
            }
            // The chat goes on as it was.
            Some(Err(code)) => {
                out.send(self.error(&code.into(), None)).await;
            }
        }
        if self.visitor.stored.as_ref().is_some_and(|session| session.revoked) {
            return Ok(Flow::close(close::REVOKED));
        }
        self.registration = Some(app.connections.register_owner(self.visitor.session, &self.subscription.mailbox));
        if let Some(conversation) = self.visitor.conversation() {
            self.subscription.follow_from_here(conversation);
        } else if let Some(identity) = self.identity() {
            self.subscription.follow(identity);
        }
        // A place in another conversation than the one that the client knows means nothing.
        let after = hello.after.filter(|_| before == self.visitor.conversation()).unwrap_or(0);
        let Snapshot { conversation, reset } = app.care.snapshot(&self.visitor, hello.epoch.as_deref(), after, seen).await?;
        let state = conversation.as_ref();
        if let Some(state) = state {
            self.language = app.languages().nearest(state.language);
        }
        // A place without a conversation means nothing: start at the beginning.
        self.cursor = if state.is_some() { after } else { 0 };
        self.newest = state.map(|state| state.owner_seq);
        let ready = self.ready(token, state, &faq, &models).await?;
        if !out.send(ready.to_string()).await || !self.begin_anew(reset, out).await {
            return Ok(Flow::close(close::SLOW_OR_REPLACED));
        }
        if state.is_some_and(|state| state.status == Status::Queued)
            && let Some((position, wait_s)) = app.care.waiting(&self.visitor, &app.connections.technicians_online(None)).await?
        {
            out.offer(self.queue_frame(position, wait_s));
        }
        Ok(Flow::Go)
    }

    /// What a client hears first. `models`: of the owner's cars, as far as they are known.
    async fn ready(&self, token: String, state: Option<&Conversation>, faq: &FaqSnapshot, models: &[String]) -> Result<Value, Error> {
        let market = self.visitor.market(&faq.markets, self.language);
        Ok(json!({
            "type": "ready",
            "session": token,
            "conversation": state.map(|state| state.id.to_string()),
            "epoch": self.app.care.epoch(),
            "identified": self.identity().is_some(),
            "seq": state.map_or(0, |state| state.owner_seq),
            "status": state.map_or(Status::NEW, |state| state.status).as_str(),
            "language": self.language.code(),
            "languages": self.app.languages().codes(),
            "heartbeat_ms": PING_EVERY.as_millis() as u64,
            "limits": self.limits(),
            "hours": self.hours(),
            "market": market.id,
            "phone": market.support_phone,
            "greeting": self.greeting(faq),
            "privacy": self.privacy(faq).await?,
            "examples": self.app.gaps.most_asked(faq, Audience { language: self.language, market, now: self.app.clock.now(), named: &[] }, models),
        }))
    }

    /// The first words: those of the owner's site, else an editor's, else the program's.
    fn greeting(&self, faq: &FaqSnapshot) -> String {
        let own = self.visitor.own_site.as_ref().and_then(|site| site.greeting(self.language.code(), &faq.company().name));
        own.unwrap_or_else(|| faq.greeting(self.language))
    }

    /// What the owner is told of their data, and the button by which they agree, until they have.
    async fn privacy(&self, faq: &FaqSnapshot) -> Result<Value, Error> {
        let notice = self.app.care.privacy(&self.visitor, faq, self.language);
        let has_to_agree = self.app.care.has_to_agree(&self.visitor, &notice).await?;
        let PrivacyNotice { text, url, link: _, asks } = notice;
        let text = url.iter().fold(text, |text, url| text + " " + url);
        let mut told = json!({ "text": text });
        if let Some(Asks { version, agree }) = asks {
            if has_to_agree {
                told["agree"] = json!({ "form": version, "label": agree });
            }
            told["version"] = Value::from(version);
        }
        Ok(told)
    }

    /// Sends the newest page to a client that must start anew; false when the peer takes nothing.
    async fn begin_anew(&mut self, reset: Option<(Vec<Arc<Event>>, bool)>, out: &Outgoing) -> bool {
        let Some((events, more)) = reset else { return true };
        self.cursor = events.last().and_then(|event| event.owner_seq).unwrap_or(0);
        let mut events = self.shown(&events);
        let cut = fit(&mut events, PAGE_BYTES, Keep::Last);
        let reset = json!({ "type": "reset", "seq": self.cursor, "events": events, "more": more || cut });
        out.send(reset.to_string()).await
    }

    /// Events as this owner's client reads them.
    fn shown<E: Borrow<Event>>(&self, events: &[E]) -> Vec<Value> {
        events.iter().filter_map(|event| event.borrow().for_owner().map(|fields| Value::Object(self.answers.shown(fields)))).collect()
    }

    /// Finds the session of a token with its conversation, or makes a token for a new one, which is stored with its first durable frame.
    async fn recognise(&mut self, token: Option<&str>) -> Result<(String, Option<Seen>), Error> {
        if let Some(token) = token.filter(|token| token.len() <= 128) {
            let hash = secret::hash(token);
            // A token is bound to the site that it was made on (`docs/reliability.md` section 3, row 2).
            let known = self.app.care.returning(&hash).await?.filter(|(session, _)| session.site == self.visitor.site);
            if let Some((session, seen)) = known {
                self.visitor.token_hash = hash;
                self.visitor.session = session.id;
                self.visitor.stored = Some(session);
                return Ok((token.to_owned(), seen));
            }
        }
        let token = secret::token(self.app.clock.secret());
        self.visitor.token_hash = secret::hash(&token);
        Ok((token, None))
    }

    /// Whom a site has named as the owner of this session.
    fn identity(&self) -> Option<Uuid> {
        self.visitor.stored.as_ref().and_then(|session| session.identity)
    }

    /// Whom a site vouches for by this token.
    fn vouched(&self, token: &Value) -> Result<Identity, Code> {
        let token = token.as_str().ok_or(Code::IdentityForged)?;
        let site = Some(self.visitor.site.as_str()).filter(|site| !site.is_empty() && self.own.iter().all(|own| own != site));
        self.app.site_keys.verify(token, Expected { audience: &self.own, site, now: self.app.clock.now() })
    }

    /// Makes this the owner's session, and gives its token; the one from before where it is theirs.
    async fn identify(&mut self, identity: &Identity, token: String) -> Result<String, Error> {
        let fresh = secret::token(self.app.clock.secret());
        let hash = secret::hash(&fresh);
        let session = self.app.care.identify(&self.visitor, identity, self.app.clock.id(), hash).await?.session;
        let is_new = self.visitor.stored.as_ref().is_none_or(|stored| stored.id != session.id);
        if is_new {
            self.visitor.token_hash = hash;
        }
        self.visitor.session = session.id;
        self.visitor.stored = Some(session);
        Ok(if is_new { fresh } else { token })
    }

    /// The owner has begun their conversation on another device.
    async fn find_conversation(&mut self) -> Result<(), Error> {
        self.visitor.stored = self.app.care.session(&self.visitor.token_hash).await?;
        if let Some(conversation) = self.visitor.conversation() {
            self.subscription.follow(conversation);
        }
        Ok(())
    }

    fn limits(&self) -> Value {
        let limits = &self.app.config.limits;
        json!({
            "text": limits.owner_text_chars,
            "frame_bytes": limits.owner_frame_bytes,
            "messages_per_second": limits.owner_messages_per_second,
            "messages_burst": limits.owner_messages_burst,
            "messages_per_10_minutes": limits.owner_messages_per_10_minutes,
            "history": MAX_HISTORY,
        })
    }

    fn hours(&self) -> Value {
        let hours = self.open_state();
        let mut told = json!({ "open": hours.open, "next": hours.next.map(rfc3339) });
        if let Some(note) = self.app.live_faq.current().closed(self.language) {
            told["note"] = json!(note);
        }
        told
    }

    /// Whether the technicians of the owner's market are at work by their hours.
    fn open_state(&self) -> OpenState {
        self.visitor.market(&self.app.live_faq.current().markets, self.language).schedule.at(self.app.clock.now())
    }

    /// The place in the queue, and the wait; when no technician is there, that, and since when there will be one by the hours.
    fn queue_frame(&self, position: u64, wait_s: Option<i64>) -> String {
        let frame = match wait_s {
            Some(wait_s) => json!({ "type": "queue", "position": position, "wait_s": wait_s }),
            None => {
                let opens_at = self.open_state().next.map(rfc3339);
                json!({ "type": "queue", "position": position, "nobody": true, "opens_at": opens_at })
            }
        };
        frame.to_string()
    }

    async fn answer(&mut self, raw: &Raw, frame: OwnerFrame, out: &Outgoing) -> Result<Flow, Error> {
        let appended = match frame {
            OwnerFrame::Hello(_) => return Err(Code::BadRequest.into()),
            OwnerFrame::Unknown => return Err(Code::UnknownType.into()),
            OwnerFrame::Pong => return Ok(Flow::Go),
            OwnerFrame::Typing => {
                self.typing();
                return Ok(Flow::Go);
            }
            OwnerFrame::Read { upto } => {
                if self.trickle.pass(self.app.clock.now()) {
                    self.app.care.mark_read(&self.visitor, upto).await?;
                }
                return Ok(Flow::Go);
            }
            OwnerFrame::History { id, before, limit } => return self.history(id, before, limit, out).await,
            OwnerFrame::Send { id, text, attachments } => self.send(raw.stamp(id), &text, attachments).await?,
            OwnerFrame::Choose { id, entry } => self.app.care.choose(&self.visitor, raw.stamp(id), entry).await?,
            OwnerFrame::Handoff { id } => self.act(raw.stamp(id), OwnerCommand::Handoff).await?,
            OwnerFrame::Feedback { id, seq, helpful } => {
                self.act(raw.stamp(id), OwnerCommand::Feedback { owner_seq: seq, helpful }).await?
            }
            OwnerFrame::Rate { id, stars, comment } => self.rate(raw.stamp(id), stars, comment).await?,
            OwnerFrame::Consent { id, version } => self.app.care.consent(&self.visitor, raw.stamp(id), version, self.language).await?,
            OwnerFrame::Language { id, language } => {
                if !self.app.languages().has(language) {
                    return Err(Code::BadRequest.into());
                }
                let appended = self.act(raw.stamp(id), OwnerCommand::Language(language)).await?;
                self.language = language;
                appended
            }
            OwnerFrame::End { id } => self.act(raw.stamp(id), OwnerCommand::End).await?,
            OwnerFrame::Start { id, form } => self.app.care.start(&self.visitor, raw.stamp(id), &form).await?,
            OwnerFrame::Submit { id, form, seq, values } => self.app.care.submit(&self.visitor, raw.stamp(id), form, seq, &values).await?,
            OwnerFrame::Decide { id, code, to } => self.app.care.decide_request(&self.visitor, raw.stamp(id), &code, to).await?,
        };
        if self.visitor.conversation() != Some(appended.conversation) {
            self.subscription.follow(appended.conversation);
            self.visitor.stored = match self.visitor.begun(&appended) {
                Some(session) => Some(session),
                None => self.app.care.session(&self.visitor.token_hash).await?,
            };
        }
        Ok(sent(out.send(OkFrame::new(raw, appended.owner_seq, &appended).text()).await))
    }

    async fn act(&self, stamp: Stamp, command: OwnerCommand) -> Result<Appended, Error> {
        self.app.care.act(&self.visitor, stamp, command).await
    }

    async fn send(&self, stamp: Stamp, text: &str, attachments: Option<Vec<Uuid>>) -> Result<Appended, Error> {
        let files = protocol::named(attachments)?;
        // A photo may say all there is to say.
        let is_wordless = !files.is_empty() && text.trim().is_empty();
        let text = if is_wordless { String::new() } else { text_within(text, self.app.config.limits.owner_text_chars)? };
        self.app.care.send(&self.visitor, stamp, text, files).await
    }

    async fn rate(&self, stamp: Stamp, stars: u8, comment: Option<String>) -> Result<Appended, Error> {
        let comment = comment.filter(|text| !text.trim().is_empty());
        let comment = comment.map(|text| text_within(&text, care::MAX_COMMENT_CHARS)).transpose()?;
        if !(1..=5).contains(&stars) {
            return Err(Code::BadRequest.into());
        }
        self.act(stamp, OwnerCommand::Rate { stars, comment }).await
    }

    fn typing(&mut self) {
        if let (true, Some(conversation)) = (self.trickle.pass(self.app.clock.now()), self.visitor.conversation()) {
            let author = self.visitor.session;
            self.app.bus.tell(&Ephemeral::Typing { conversation, by_owner: true, name: None, author });
        }
    }

    async fn history(&self, id: Uuid, before: u64, limit: Option<u32>, out: &Outgoing) -> Result<Flow, Error> {
        let limit = limit.unwrap_or(MAX_HISTORY).clamp(1, MAX_HISTORY);
        let (events, more) = self.app.care.history(&self.visitor, before, limit).await?;
        let mut events = self.shown(&events);
        let cut = fit(&mut events, PAGE_BYTES, Keep::Last);
        let page = json!({ "type": "page", "re": id.to_string(), "events": events, "more": more || cut });
        Ok(sent(out.send(page.to_string()).await))
    }
}

impl Peer for Widget {
    async fn hello(&mut self, frame: Raw, out: &Outgoing) -> Result<Flow, Error> {
        match frame.read() {
            Ok(OwnerFrame::Hello(hello)) => self.greet(hello, out).await,
            Ok(_) | Err(_) => Ok(Flow::close(close::PROTOCOL)),
        }
    }

    async fn frame(&mut self, frame: Raw, out: &Outgoing) -> Result<Flow, Error> {
        self.answer(&frame, frame.read()?, out).await
    }

    async fn news(&mut self, news: News, out: &Outgoing) -> Flow {
        if !news.moved.is_empty() {
            self.newest = None;
        }
        for ephemeral in news.ephemeral {
            match ephemeral {
                Ephemeral::Typing { by_owner: false, name, .. } => {
                    out.offer(json!({ "type": "typing", "from": { "role": "technician", "name": name } }).to_string());
                }
                Ephemeral::Queue { position, wait_s, .. } => out.offer(self.queue_frame(position, wait_s)),
                Ephemeral::Typing { .. } => {}
            }
        }
        Flow::Go
    }

    async fn pump(&mut self, out: &Outgoing) -> Result<bool, Flow> {
        if self.newest == Some(self.cursor) {
            return Ok(false);
        }
        if self.visitor.conversation().is_none() && self.identity().is_some() {
            self.find_conversation().await.map_err(|_| Flow::close(close::INTERNAL))?;
        }
        while out.has_room() {
            let (events, more) = match self.app.care.events(&self.visitor, self.cursor).await {
                Ok(page) => page,
                Err(_) => return Err(Flow::close(close::INTERNAL)),
            };
            for event in &events {
                if let Some(language) = event.body.language_from_here() {
                    self.language = self.app.languages().nearest(language);
                }
                if let (Some(seq), Some(frame)) = (event.owner_seq, self.answers.owner_frame(event)) {
                    if !out.send(frame).await {
                        return Err(Flow::close(close::SLOW_OR_REPLACED));
                    }
                    self.cursor = seq;
                }
            }
            if !more {
                return Ok(false);
            }
        }
        Ok(true)
    }

    async fn check(&mut self) -> Flow {
        match self.app.care.session(&self.visitor.token_hash).await {
            Ok(Some(session)) if session.revoked => Flow::close(close::REVOKED),
            _ => Flow::Go,
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
