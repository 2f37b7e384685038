//! The only way into a conversation's log.
//!
//! One transaction finds the author, answers a repeated frame from what was stored, asks
//! [`apply`] what the command does to the state as it is now, numbers the events and stores
//! state, events, frame and feed together. Two simultaneous claims are decided here: the second reads what the first wrote.

use super::change::{Change, Sent, Stored};
use super::dialect::Row;
use super::error::{Error, Result};
use super::queue::{FeedRow, Next};
use super::requests::{self, By, Made, Origin, Told};
use super::rows::{self, bound, conversation_columns, frame_columns, owners_event, session_columns};
use super::script::{Script, new_script};
use super::writer::{Plan, Work, first_statement};
use super::{NewJob, Settings, Store, jobs, queue, sessions, uploads};
use crate::access::right::{ReturnChats, Right, TakeNext, WatchDanger, WorkConversation};
use crate::access::{Granted, OwnerSession, Principal};
use crate::chat::command::{Command, OwnerCommand, Staff, StaffCommand, Stamp, SystemCommand};
use crate::chat::conversation::{Applied, Conversation, Found, FoundForm, apply};
use crate::chat::danger::Promise;
use crate::chat::event::{Body, Draft, Event, Role};
use crate::chat::queue::FeedKind;
use crate::chat::status::Status;
use crate::clock::Millis;
use crate::language::Language;
use sqlx::Row as _;
use uuid::Uuid;

/// Characters of the owner's newest message that lists show.
const PREVIEW_CHARS: usize = 120;
/// Forms handed in after one that is looked at: with more of them it is too old to be filled in.
const MOST_SUBMITTED: i64 = 200;

/// An owner's durable frame, with the session that it comes from or begins.
#[derive(Debug, Clone, PartialEq)]
pub struct OwnerFrame {
    pub stamp: Stamp,
    pub token_hash: [u8; 32],
    /// The origin that the session belongs to.
    pub site: String,
    /// The language of a new conversation.
    pub language: Language,
    /// Where the owner belongs now; none leaves it as it was.
    pub market: Option<String>,
    /// The ids of the session and the conversation that are made when the token is unknown and the command may begin one; an id is made for a
    /// conversation that has none here.
    pub session_id: Uuid,
    pub conversation_id: Option<Uuid>,
    pub command: OwnerCommand,
}

/// What became of a frame.
#[derive(Debug, Clone, PartialEq)]
pub struct Appended {
    pub conversation: Uuid,
    /// The owner's session.
    pub session: Option<Uuid>,
    /// The numbers of the frame's own event; none when it wrote none.
    pub seq: Option<u64>,
    pub owner_seq: Option<u64>,
    pub at: Millis,
    /// The frame was stored before: numbers, time and claim are the first one's.
    pub duplicate: bool,
    /// The claim number after the frame.
    pub claim: u64,
    /// The conversation's status now.
    pub status: Status,
}

/// A command without what finds the conversation.
pub(super) struct Frame {
    /// None for what no client sent.
    pub sent: Option<Sent>,
    pub command: Command,
}

/// A conversation as the transaction read it.
pub(super) struct Loaded {
    pub state: Conversation,
    pub preview: String,
    /// Not stored yet: made with its first event.
    pub new: bool,
}

impl Store {
    /// Stores what a technician's frame does, once.
    pub async fn append_staff(&self, granted: Granted<'_, WorkConversation>, stamp: Stamp, command: StaffCommand) -> Result<Appended> {
        let staff = staff_of(granted)?;
        let WorkConversation(conversation) = granted.right();
        let sent = Sent { author: staff.user, stamp };
        let frame = Frame { sent: Some(sent), command: Command::Staff(staff, command) };
        let settings = self.0.settings;
        self.0.queue.begin_and_plan(move |work| Box::pin(found(work, conversation, sent, frame, settings))).await
    }

    /// Whether a frame of this author is stored already: a repeat, which no limit may refuse.
    pub async fn frame_known(&self, author: Uuid, frame: Uuid) -> Result<bool> {
        let sql = "select 1 from frames where author = $1 and frame = $2";
        let known: Option<i64> =
            sqlx::query_scalar(sql).bind(author.to_string()).bind(frame.to_string()).fetch_optional(&self.0.read).await?;
        Ok(known.is_some())
    }

    /// Claims the next in the queue: whom danger or the longest wait puts first, by language as `next` says.
    /// [`Error::NotFound`] when nobody waits. A repeat of the frame gets the conversation of the first.
    pub async fn claim_next(&self, granted: Granted<'_, TakeNext>, stamp: Stamp, next: Next<'_>) -> Result<Appended> {
        let staff = staff_of(granted)?;
        let (languages, only) = match next {
            Next::Prefer(languages) => (languages.to_vec(), false),
            Next::Only(languages) => (languages.to_vec(), true),
        };
        let settings = self.0.settings;
        let job = self.0.queue.plan(move |work| {
            Box::pin(async move {
                let sent = Sent { author: staff.user, stamp };
                if let Some(stored) = find_frame(work, sent).await? {
                    let loaded = load(work, stored.conversation).await?.ok_or(Error::NotFound)?;
                    return repeat(sent, stored, &loaded.state).map(Plan::nothing);
                }
                let next = queue::next_queued(&mut work.conn, if only { Next::Only(&languages) } else { Next::Prefer(&languages) })
                    .await?
                    .ok_or(Error::NotFound)?;
                let loaded = load(work, next).await?.ok_or(Error::NotFound)?;
                let frame = Frame { sent: Some(sent), command: Command::Staff(staff, StaffCommand::Claim) };
                store(work, frame, loaded, None, settings).await
            })
        });
        job.await
    }

    /// Gives one conversation of a user back to the queue. [`Refusal::StaleClaim`](crate::chat::command::Refusal) when it is
    /// no longer theirs.
    pub async fn return_chat(&self, granted: Granted<'_, ReturnChats>, conversation: Uuid) -> Result<Appended> {
        let ReturnChats(from) = granted.right();
        self.append_system(conversation, SystemCommand::Return { from }).await
    }

    /// Notes that the question whether anyone is in danger, asked at this time, was not answered in time.
    /// [`Refusal::Closed`](crate::chat::command::Refusal) when it is no longer open.
    pub async fn danger_unanswered(&self, granted: Granted<'_, WatchDanger>, since: Millis) -> Result<Appended> {
        let WatchDanger(conversation) = granted.right();
        self.append_system(conversation, SystemCommand::Unanswered { since }).await
    }

    async fn append_system(&self, conversation: Uuid, command: SystemCommand) -> Result<Appended> {
        let settings = self.0.settings;
        let job = self.0.queue.plan(move |work| {
            Box::pin(async move {
                let loaded = load(work, conversation).await?.ok_or(Error::NotFound)?;
                store(work, Frame { sent: None, command: Command::System(command) }, loaded, None, settings).await
            })
        });
        job.await
    }
}

/// The technician of a grant.
fn staff_of<R: Right>(granted: Granted<'_, R>) -> Result<Staff> {
    match granted.principal() {
        Principal::Staff(user) => Ok(Staff { user: user.id, name: user.name.clone() }),
        Principal::Anonymous | Principal::Owner(_) | Principal::Identified(_) | Principal::System => Err(Error::NotFound),
    }
}

/// A frame for a conversation that its sender names.
async fn found(work: &mut Work, conversation: Uuid, sent: Sent, frame: Frame, settings: Settings) -> Result<Plan<Appended>> {
    let sql = first_statement!(
        work,
        "select ",
        conversation_columns!(),
        ", ",
        frame_columns!(),
        " from conversations c left join frames f on f.author = $2 and f.frame = $3 where c.id = $1"
    );
    let query = sqlx::query(sql).bind(conversation.to_string()).bind(sent.author.to_string()).bind(sent.stamp.id.to_string());
    let row = query.fetch_optional(&mut work.conn).await?.ok_or(Error::NotFound)?;
    let loaded = loaded(&row)?;
    match stored(&row)? {
        Some(stored) => repeat(sent, stored, &loaded.state).map(Plan::nothing),
        None => store(work, frame, loaded, None, settings).await,
    }
}

/// A frame for the conversation of the token's session, which begins with it when the token is new.
pub(super) async fn owner(work: &mut Work, granted: Option<Uuid>, frame: OwnerFrame, settings: Settings) -> Result<Plan<Appended>> {
    let sql = first_statement!(
        work,
        "select ",
        conversation_columns!(),
        ", ",
        frame_columns!(),
        ", ",
        session_columns!(),
        " from owner_sessions s left join conversations c on c.id = s.conversation \
         left join frames f on f.author = coalesce(s.identity, s.id) and f.frame = $2 where s.token_hash = $1"
    );
    let row = sqlx::query(sql).bind(frame.token_hash.as_slice()).bind(frame.stamp.id.to_string()).fetch_optional(&mut work.conn).await?;
    let Some(row) = row else { return begin(work, frame, settings).await };
    let session = sessions::of(&row)?;
    let is_expired = sessions::expired(&settings, session.created_at, session.seen_at, work.now);
    if session.site != frame.site || session.revoked || is_expired {
        return Err(Error::NotFound);
    }
    if let (Some(identity), None) = (session.identity, session.conversation) {
        return begin_for(work, identity, session.id, frame, settings).await;
    }
    let (mut loaded, stored) = (loaded(&row)?, stored(&row)?);
    loaded.state.market = frame.market.or(loaded.state.market);
    if granted.is_some_and(|granted| granted != loaded.state.id) {
        return Err(Error::NotFound);
    }
    let sent = Sent { author: session.author(), stamp: frame.stamp };
    let frame = Frame { sent: Some(sent), command: Command::Owner(frame.command) };
    let mut plan = match stored {
        Some(stored) => Plan::nothing(repeat(sent, stored, &loaded.state)?),
        None => store(work, frame, loaded, None, settings).await?,
    };
    if sessions::stale(session.seen_at, work.now) {
        sessions::touch(plan.and(), session.id, work.now);
    }
    Ok(plan.map(|appended| Appended { session: Some(session.id), ..appended }))
}

/// The first frame of a token: session and conversation begin with it.
async fn begin(work: &mut Work, frame: OwnerFrame, settings: Settings) -> Result<Plan<Appended>> {
    let OwnerFrame { stamp, token_hash, site, language, market, session_id, conversation_id, command } = frame;
    if !command.begins() {
        return Err(Error::NotFound);
    }
    let conversation_id = conversation_id.unwrap_or_else(|| work.id());
    let state = Conversation { market, ..Conversation::new(conversation_id, language, work.now) };
    let loaded = Loaded { state, preview: String::new(), new: true };
    let (created_at, seen_at) = (work.now, work.now);
    let conversation = Some(conversation_id);
    let session = OwnerSession { id: session_id, site, conversation, identity: None, created_at, seen_at, revoked: false };
    let frame = Frame { sent: Some(Sent { author: session_id, stamp }), command: Command::Owner(command) };
    let plan = store(work, frame, loaded, Some((session, token_hash)), settings).await?;
    Ok(plan.map(|appended| Appended { session: Some(session_id), ..appended }))
}

/// The first frame of somebody whom a site has named: their conversation begins with it, on all their devices.
async fn begin_for(work: &mut Work, identity: Uuid, session: Uuid, frame: OwnerFrame, settings: Settings) -> Result<Plan<Appended>> {
    let OwnerFrame { stamp, language, market, conversation_id, command, .. } = frame;
    if !command.begins() {
        return Err(Error::NotFound);
    }
    let conversation_id = conversation_id.unwrap_or_else(|| work.id());
    let state = Conversation { market, ..Conversation::new(conversation_id, language, work.now) };
    let loaded = Loaded { state, preview: String::new(), new: true };
    let frame = Frame { sent: Some(Sent { author: identity, stamp }), command: Command::Owner(command) };
    let mut plan = store(work, frame, loaded, None, settings).await?;
    sessions::begin_for(plan.and(), identity, conversation_id, work.now);
    plan.moved(identity, 0, 0);
    Ok(plan.map(|appended| Appended { session: Some(session), ..appended }))
}

/// The answer to a frame that was stored before, whatever the conversation has become since.
fn repeat(sent: Sent, stored: Stored, state: &Conversation) -> Result<Appended> {
    if stored.digest != sent.stamp.digest {
        return Err(Error::IdConflict);
    }
    let Stored { conversation, seq, owner_seq, claim, at, .. } = stored;
    Ok(Appended { conversation, session: None, seq, owner_seq, at, duplicate: true, claim, status: state.status })
}

/// Plans to store what the command does to the conversation, and the session that begins with it.
pub(super) async fn store(
    work: &mut Work,
    frame: Frame,
    loaded: Loaded,
    session: Option<(OwnerSession, [u8; 32])>,
    settings: Settings,
) -> Result<Plan<Appended>> {
    let Loaded { state: before, preview, new } = loaded;
    let mut found = look_up(work, before.id, &frame.command).await?;
    let making = prepared(work, &frame.command, &found).await?;
    let files = found.files.clone();
    found.code = making.as_ref().map(|making| making.made.code.clone());
    // The clock may have gone back: the log does not.
    let at = work.now.max(before.last_at);
    let Frame { sent, command } = frame;
    let Applied { state: after, drafts, feed, own, promises } = apply(&before, sent.map(|sent| sent.stamp.id), command, &found, at)?;
    let (change, appended) = changed(&before, after, drafts, own, sent, at);
    let preview = newest_preview(change.events()).unwrap_or(preview);
    let mut change = change.shown(preview.into(), new);
    let mut script = new_script();
    change.write(&mut script);
    let after = change.state();
    let promised = promised(work, &settings, after.id, promises).await?;
    if let Some((session, token_hash)) = &session {
        sessions::insert(&mut script, session, token_hash);
    }
    let to = uploads::Place { conversation: Some(after.id), seq: appended.seq, request: found.code.as_deref() };
    uploads::attach(&mut script, &files, to, at);
    if let Some(making) = &making {
        insert_request(&mut script, making, after.id, change.events(), at);
    }
    let lines = tell_queue(work, &mut script, &before, after, feed, at).await?;
    let mut plan = Plan::script(script, appended);
    for event in change.events() {
        if let Body::Queued { reason } = event.body {
            plan.handed_over(reason);
        }
    }
    for job in promised {
        jobs::add(work, &mut plan, &job);
    }
    if let Some(code) = &found.code {
        requests::notify(work, &mut plan, &settings, code, 1).await?;
    }
    plan.fed(lines);
    plan.wrote(change);
    Ok(plan)
}

/// What a command writes, and what its sender is told of it.
pub(super) fn changed(
    before: &Conversation,
    after: Conversation,
    drafts: Vec<Draft>,
    own: Option<usize>,
    sent: Option<Sent>,
    at: Millis,
) -> (Change, Appended) {
    let change = Change::new(before, after, drafts, at);
    let Conversation { id: conversation, claim, status, .. } = *change.state();
    let own = own.and_then(|own| change.events().nth(own));
    let (seq, owner_seq) = (own.map(|own| own.seq), own.and_then(|own| own.owner_seq));
    let appended = Appended { conversation, session: None, seq, owner_seq, at, duplicate: false, claim, status };
    let stored = |sent: Sent| (sent, Stored { digest: sent.stamp.digest, conversation, seq, owner_seq, claim, at });
    (change.sent(sent.map(stored)), appended)
}

/// Writes the news of a conversation into the queue's own log.
async fn tell_queue(
    work: &mut Work,
    script: &mut Script,
    before: &Conversation,
    after: &Conversation,
    feed: Vec<FeedKind>,
    at: Millis,
) -> Result<Vec<FeedRow>> {
    let mut lines = Vec::with_capacity(feed.len());
    let mut newest = if feed.is_empty() { 0 } else { work.feed_head().await? };
    let (wait, handling) = (waited(before, after, at), handled(before, after, at));
    for kind in feed {
        newest += 1;
        let line = FeedRow { seq: newest, at, kind, conversation: after.id };
        let ends = matches!(kind, FeedKind::Released | FeedKind::Resolved);
        queue::feed(script, &line, wait.filter(|_| kind == FeedKind::Claimed), handling.filter(|_| ends));
        lines.push(line);
    }
    Ok(lines)
}

/// The jobs that keep what a command promised. A kind that has its fill gets none: the owner's words are stored all the same.
async fn promised(work: &mut Work, settings: &Settings, conversation: Uuid, promises: Vec<Promise>) -> Result<Vec<NewJob>> {
    let mut made = Vec::with_capacity(promises.len());
    for promise in promises {
        let Some(job) = settings.promised.map(|promised| promised.job(promise, conversation)) else { continue };
        if jobs::has_room(work, job.kind).await? {
            made.push(job);
        } else {
            tracing::error!(%conversation, kind = job.kind, "too many jobs of this kind wait: nobody is told later");
        }
    }
    Ok(made)
}

/// How long the owner waited for the technician who now takes over; counted once for a place in the queue.
fn waited(before: &Conversation, after: &Conversation, at: Millis) -> Option<Millis> {
    let since = before.queued_at.filter(|_| before.status == Status::Queued && after.status == Status::Assigned)?;
    let first = before.assigned_at.is_none_or(|assigned| assigned < since);
    first.then_some(at - since)
}

/// How long the technician had it who no longer has it.
fn handled(before: &Conversation, after: &Conversation, at: Millis) -> Option<Millis> {
    let since = before.assigned_at.filter(|_| before.status == Status::Assigned && after.status != Status::Assigned)?;
    Some(at - since)
}

/// What lists show of the owner's newest message, when one is among the events.
pub(super) fn newest_preview<'e>(events: impl DoubleEndedIterator<Item = &'e Event>) -> Option<String> {
    events.rev().find_map(|event| match (&event.role, &event.body) {
        (Role::Owner, Body::Message { text, attachments, .. }) => {
            let names = || attachments.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join(", ");
            let shown = if text.is_empty() { names() } else { text.clone() };
            Some(shown.chars().take(PREVIEW_CHARS).collect())
        }
        _ => None,
    })
}

/// A request that a command makes.
struct Making {
    made: Made,
    by: By,
    /// The form event that it comes of, in the owner's numbering.
    form_seq: Option<u64>,
}

/// The request that a command makes, with the code and the lane that are free for it; none for a form that was handed in before, or
/// is not there, which is refused for that.
async fn prepared(work: &mut Work, command: &Command, found: &Found) -> Result<Option<Making>> {
    let (made, by, form_seq) = match command {
        Command::Owner(OwnerCommand::Submit(submission)) => {
            let is_open = found.form.as_ref().is_some_and(|form| !form.submitted);
            let Some(made) = submission.made.as_ref().filter(|_| is_open) else { return Ok(None) };
            (made, By::Owner, Some(submission.form_seq))
        }
        Command::Staff(staff, StaffCommand::Request { made }) => (&**made, By::Staff(staff.clone()), None),
        _ => return Ok(None),
    };
    Ok(Some(Making { made: requests::prepare(work, made.clone()).await?, by, form_seq }))
}

/// Writes the request together with the event that shows its code.
fn insert_request<'e>(script: &mut Script, making: &Making, conversation: Uuid, mut events: impl Iterator<Item = &'e Event>, at: Millis) {
    let Making { made, by, form_seq } = making;
    let shown = events.find(|event| matches!(&event.body, Body::Request(card) if card.code == made.code));
    let told = shown.map(|event| Told { seq: event.seq, owner_seq: event.owner_seq });
    requests::insert(script, made, by, Origin { conversation: Some(conversation), form_seq: *form_seq, told }, at);
}

/// What the log says of what the command names.
async fn look_up(work: &mut Work, conversation: Uuid, command: &Command) -> Result<Found> {
    Ok(match command {
        Command::Owner(OwnerCommand::Feedback { owner_seq, .. }) => {
            Found { judged: judged(work, conversation, *owner_seq).await?, ..Found::default() }
        }
        Command::Owner(OwnerCommand::Submit(submission)) => {
            let form = found_form(work, conversation, submission.form_seq).await?;
            let files = match submission.files.as_ref().filter(|_| form.as_ref().is_some_and(|form| !form.submitted)) {
                Some(files) => uploads::named(work, Some(conversation), files).await?,
                None => Vec::new(),
            };
            Found { form, files, ..Found::default() }
        }
        Command::Owner(OwnerCommand::Send { files: Some(files), .. })
        | Command::Staff(_, StaffCommand::Reply { files: Some(files), .. }) => {
            Found { files: uploads::named(work, Some(conversation), files).await?, ..Found::default() }
        }
        _ => Found::default(),
    })
}

/// The form event of that number of the owner's, and whether it was handed in.
async fn found_form(work: &mut Work, conversation: Uuid, owner_seq: u64) -> Result<Option<FoundForm>> {
    let sql = concat!("select seq, body from events where ", owners_event!(), " and kind = 'form'");
    let asked = sqlx::query(sql).bind(conversation.to_string()).bind(bound(owner_seq));
    let Some(row) = asked.fetch_optional(&mut work.conn).await? else { return Ok(None) };
    let seq = rows::count(&row, "seq")?;
    let Body::Form(form) = rows::body(&row)? else { return Ok(None) };
    let sql = "select body from events where conversation = $1 and kind = 'submitted' and seq > $2 order by seq limit $3";
    let later = sqlx::query(sql).bind(conversation.to_string()).bind(bound(seq)).bind(MOST_SUBMITTED);
    let later = later.fetch_all(&mut work.conn).await?;
    let mut submitted = i64::try_from(later.len()).is_ok_and(|found| found == MOST_SUBMITTED);
    for row in &later {
        submitted |= matches!(rows::body(row)?, Body::Submitted(after) if after.form_seq == seq);
    }
    Ok(Some(FoundForm { seq, form: form.form, submitted }))
}

/// For feedback: the judged event's number for staff, and whether it is an answer.
async fn judged(work: &mut Work, conversation: Uuid, owner_seq: u64) -> Result<Option<(u64, bool)>> {
    let row = sqlx::query(concat!("select seq, kind from events where ", owners_event!()))
        .bind(conversation.to_string())
        .bind(bound(owner_seq))
        .fetch_optional(&mut work.conn)
        .await?;
    row.map(|row| Ok((rows::count(&row, "seq")?, row.try_get::<&str, _>("kind")? == "answer"))).transpose()
}

pub(super) async fn load(work: &mut Work, conversation: Uuid) -> Result<Option<Loaded>> {
    let sql = concat!("select ", conversation_columns!(), " from conversations c where c.id = $1");
    let row = sqlx::query(sql).bind(conversation.to_string()).fetch_optional(&mut work.conn).await?;
    row.as_ref().map(loaded).transpose()
}

fn loaded(row: &Row) -> Result<Loaded> {
    Ok(Loaded { state: rows::conversation(row)?, preview: row.try_get("preview")?, new: false })
}

/// What a frame did that was stored before.
pub(super) async fn repeated(work: &mut Work, sent: Sent) -> Result<Option<Appended>> {
    let Some(stored) = find_frame(work, sent).await? else { return Ok(None) };
    let loaded = load(work, stored.conversation).await?.ok_or(Error::NotFound)?;
    repeat(sent, stored, &loaded.state).map(Some)
}

async fn find_frame(work: &mut Work, sent: Sent) -> Result<Option<Stored>> {
    let sql = concat!("select ", frame_columns!(), " from frames f where f.author = $1 and f.frame = $2");
    let row = sqlx::query(sql).bind(sent.author.to_string()).bind(sent.stamp.id.to_string()).fetch_optional(&mut work.conn).await?;
    row.as_ref().map_or(Ok(None), stored)
}

fn stored(row: &Row) -> Result<Option<Stored>> {
    let Some(digest) = rows::hash(row, "frame_digest")? else { return Ok(None) };
    Ok(Some(Stored {
        digest,
        conversation: rows::uuid(row, "frame_conversation")?,
        seq: rows::count_or_null(row, "frame_seq")?,
        owner_seq: rows::count_or_null(row, "frame_owner_seq")?,
        claim: rows::count(row, "frame_claim")?,
        at: row.try_get("frame_at")?,
    }))
}
