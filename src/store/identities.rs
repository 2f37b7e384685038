//! Owners whom a site has named: their one conversation, the sessions of their devices, and what becomes of a conversation that was begun
//! before (`docs/protocol.md` section 2, "Identity").

use super::append::{self, Frame};
use super::error::{Error, Result};
use super::script::new_script;
use super::writer::Plan;
use super::{Settings, Store, Work, rows, sessions};
use crate::access::right::{BeIdentified, Reads};
use crate::access::{Granted, OwnerSession, Principal};
use crate::chat::command::{Command, SystemCommand};
use crate::chat::conversation::Conversation;
use crate::chat::event::{Body, Event, QueueReason};
use crate::chat::joining::{Carried, MOST_CARRIED, base, carry, earlier as taken_over};
use crate::clock::Millis;
use sqlx::Row as _;
use uuid::Uuid;

/// When somebody was there last is written at most this often.
const SEEN_EVERY_MS: Millis = 3_600_000;

/// A session to be made for a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewSession {
    pub id: Uuid,
    pub token_hash: [u8; 32],
    /// The origin that it belongs to.
    pub site: String,
}

/// An owner who is known on a device.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identified {
    pub session: OwnerSession,
    /// The session that the device had, which ends: a token that was there before must not open what is the owner's.
    pub ended: Option<Uuid>,
}

/// What the desk is told of a signed owner.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signed {
    pub site: String,
    pub subject: String,
    pub email: Option<String>,
    pub name: Option<String>,
}

/// A row of `identities`.
struct Known {
    id: Uuid,
    conversation: Option<Uuid>,
}

impl Store {
    /// Makes the device that has the session `before`, or none, one of the owner whom the grant names, of the record `owner`. What was said on
    /// it goes along. A session that is the owner's already stays.
    pub async fn identify(
        &self,
        granted: Granted<'_, BeIdentified>,
        owner: Option<String>,
        before: Option<[u8; 32]>,
        new: NewSession,
    ) -> Result<Identified> {
        let Principal::Identified(identity) = granted.principal() else { return Err(Error::NotFound) };
        let signed = Signed {
            site: identity.site.clone(),
            subject: identity.subject.clone(),
            email: identity.email.clone(),
            name: identity.name.clone(),
        };
        let settings = self.0.settings;
        self.write(move |work| Box::pin(identify(work, signed, owner, before, new, settings))).await
    }

    /// Whom a site has named as the owner of a conversation.
    pub async fn signed_owner(&self, granted: Granted<'_, impl Reads>) -> Result<Option<Signed>> {
        let sql = "select site, subject, email, name from identities where conversation = $1 limit 1";
        let row = sqlx::query(sql).bind(granted.right().conversation().to_string()).fetch_optional(&self.0.read).await?;
        let signed = |row: super::dialect::Row| {
            Ok(Signed {
                site: row.try_get("site")?,
                subject: row.try_get("subject")?,
                email: row.try_get("email")?,
                name: row.try_get("name")?,
            })
        };
        row.map(signed).transpose()
    }
}

async fn identify(
    work: &mut Work,
    signed: Signed,
    owner: Option<String>,
    before: Option<[u8; 32]>,
    new: NewSession,
    settings: Settings,
) -> Result<Identified> {
    let mut known = known(work, &signed, owner.as_deref()).await?;
    let before_hash = before;
    let before = match before {
        Some(hash) => sessions::find(&mut work.conn, &hash).await?,
        None => None,
    };
    let usable = before.filter(|session| {
        session.site == new.site && !session.revoked && !sessions::expired(&settings, session.created_at, session.seen_at, work.now)
    });
    if let Some(session) = usable.as_ref().filter(|session| session.identity == Some(known.id)) {
        return Ok(Identified { session: session.clone(), ended: None });
    }
    // Another owner's session is left alone: nothing of theirs goes along.
    let anonymous = usable.filter(|session| session.identity.is_none());
    if let Some(session) = &anonymous {
        bring(work, &mut known, session, settings).await?;
        if let Some(hash) = &before_hash {
            keep_uploads(work, hash, &new.token_hash).await?;
        }
    }
    if let (Some(owner), Some(conversation)) = (&owner, known.conversation) {
        name_owner(work, conversation, owner).await?;
    }
    let NewSession { id, token_hash, site } = new;
    let (created_at, seen_at) = (work.now, work.now);
    let session =
        OwnerSession { id, site, conversation: known.conversation, identity: Some(known.id), created_at, seen_at, revoked: false };
    let mut script = new_script();
    sessions::insert(&mut script, &session, &token_hash);
    work.carry_out(Plan::script(script, ())).await?;
    Ok(Identified { session, ended: anonymous.map(|session| session.id) })
}

/// Finds who is meant, or makes them, with what the site says of them now.
async fn known(work: &mut Work, signed: &Signed, owner: Option<&str>) -> Result<Known> {
    let Signed { site, subject, email, name } = signed;
    let sql = "insert into identities (id, site, subject, email, name, owner, created_at, seen_at) values ($1, $2, $3, $4, $5, $6, $7, $7) \
               on conflict (site, subject) do update set email = excluded.email, name = excluded.name, \
               owner = coalesce(excluded.owner, owner), seen_at = excluded.seen_at \
               where email is not excluded.email or name is not excluded.name or owner is not coalesce(excluded.owner, owner) or seen_at <= $8";
    let id = work.id();
    let insert = sqlx::query(sql).bind(id.to_string()).bind(site).bind(subject).bind(email.as_deref()).bind(name.as_deref());
    insert.bind(owner).bind(work.now).bind(work.now - SEEN_EVERY_MS).execute(&mut work.conn).await?;
    let query = sqlx::query("select id, conversation from identities where site = $1 and subject = $2").bind(site).bind(subject);
    let row = query.fetch_one(&mut work.conn).await?;
    Ok(Known { id: rows::uuid(&row, "id")?, conversation: rows::uuid_or_null(&row, "conversation")? })
}

/// Brings what was said in an anonymous session to its owner, and ends that session.
async fn bring(work: &mut Work, known: &mut Known, session: &OwnerSession, settings: Settings) -> Result<()> {
    if let Some(from) = session.conversation {
        match known.conversation {
            None => {
                begins(work, known.id, from).await?;
                known.conversation = Some(from);
            }
            Some(onto) if onto == from => {}
            Some(onto) => join(work, known.id, session.id, onto, from, settings).await?,
        }
    }
    // What was sent and not confirmed is sent again by the same owner, who is its author now.
    let frames = sqlx::query("update or ignore frames set author = $1 where author = $2");
    frames.bind(known.id.to_string()).bind(session.id.to_string()).execute(&mut work.conn).await?;
    let ended = sqlx::query("update owner_sessions set revoked = 1 where id = $1").bind(session.id.to_string());
    ended.execute(&mut work.conn).await?;
    Ok(())
}

/// The conversation is the owner's from now on, on each of their devices.
async fn begins(work: &mut Work, identity: Uuid, conversation: Uuid) -> Result<()> {
    let mut script = new_script();
    sessions::begin_for(&mut script, identity, conversation, work.now);
    let mut plan = Plan::script(script, ());
    plan.moved(identity, 0, 0);
    work.carry_out(plan).await
}

/// Notes whose record it is, unless a technician has made sure of somebody.
async fn name_owner(work: &mut Work, conversation: Uuid, owner: &str) -> Result<()> {
    let sql = "insert into conversation_owners (conversation, owner, by, at) values ($1, $2, 'identity', $3) on conflict (conversation) do nothing";
    sqlx::query(sql).bind(conversation.to_string()).bind(owner).bind(work.now).execute(&mut work.conn).await?;
    Ok(())
}

/// What was said in `from` goes on at the end of `onto`, and `from` ends.
async fn join(work: &mut Work, identity: Uuid, session: Uuid, onto: Uuid, from: Uuid, settings: Settings) -> Result<()> {
    let loaded = append::load(work, onto).await?.ok_or(Error::NotFound)?;
    let earlier = append::load(work, from).await?.ok_or(Error::NotFound)?;
    let events = newest(work, from).await?;
    let (technician, reason) = (technician(&events, &earlier.state), reason(&events));
    let (shown, with_files) = (requests_shown(&events), with_files(&events));
    let (seq, owner_seq) = base(&loaded.state, &earlier.state);
    let (drafts, carried) = carry(events, seq, owner_seq);
    let frames: Vec<(Uuid, Carried)> = drafts.iter().zip(&carried).filter_map(|(draft, place)| Some((draft.frame?, *place))).collect();
    let taken = taken_over(&earlier.state, drafts, technician, reason);
    let first = loaded.state.seq + 1;
    let take_in = Frame { sent: None, command: Command::System(SystemCommand::TakeIn(Box::new(taken))) };
    let plan = append::store(work, take_in, loaded, None, settings).await?;
    work.carry_out(plan).await?;
    let move_on = Frame { sent: None, command: Command::System(SystemCommand::MoveOn) };
    let plan = append::store(work, move_on, earlier, None, settings).await?;
    work.carry_out(plan).await?;
    for (frame, place) in frames {
        place_frame(work, identity, session, onto, frame, place).await?;
    }
    follow_requests(work, onto, from, &carried, &shown).await?;
    follow_uploads(work, onto, from, &carried, &with_files).await?;
    // All that this has written there, also what tells of the state that was taken over.
    let note = "insert into joined (conversation, onto, at, first_seq, last_seq) select $1, $2, $3, $4, seq from conversations where id = $2 \
                on conflict (conversation) do nothing";
    let note = sqlx::query(note).bind(from.to_string()).bind(onto.to_string()).bind(work.now).bind(rows::bound(first));
    note.execute(&mut work.conn).await?;
    let owners = "insert into conversation_owners (conversation, owner, by, at) select $1, owner, by, at from conversation_owners \
                  where conversation = $2 on conflict (conversation) do nothing";
    sqlx::query(owners).bind(onto.to_string()).bind(from.to_string()).execute(&mut work.conn).await?;
    Ok(())
}

/// The newest events of a log that may go along, oldest first.
async fn newest(work: &mut Work, conversation: Uuid) -> Result<Vec<Event>> {
    let sql = concat!("select ", rows::event_columns!(), " from events where conversation = $1 order by seq desc limit $2");
    let found = sqlx::query(sql).bind(conversation.to_string()).bind(i64::from(MOST_CARRIED)).fetch_all(&mut work.conn).await?;
    found.iter().rev().map(rows::event).collect()
}

/// The name of the technician who has a conversation, as its log says it.
fn technician(events: &[Event], state: &Conversation) -> Option<String> {
    let assignee = state.assignee?;
    events.iter().rev().find_map(|event| match &event.body {
        Body::Assigned { name, user, .. } if *user == Some(assignee) => Some(name.clone()),
        _ => None,
    })
}

/// Why it waits, or waited last.
fn reason(events: &[Event]) -> QueueReason {
    let queued = events.iter().rev().find_map(|event| match &event.body {
        Body::Queued { reason } => Some(*reason),
        _ => None,
    });
    queued.unwrap_or(QueueReason::Asked)
}

/// The requests that events show, by the events' numbers.
fn requests_shown(events: &[Event]) -> Vec<(u64, String)> {
    let shown = |event: &Event| match &event.body {
        Body::Request(card) => Some((event.seq, card.code.clone())),
        _ => None,
    };
    events.iter().filter_map(shown).collect()
}

/// The numbers of messages, forms and requests that have files.
fn with_files(events: &[Event]) -> Vec<u64> {
    let has_files = |event: &&Event| match &event.body {
        Body::Message { attachments, .. } => !attachments.is_empty(),
        Body::Submitted(submitted) => !submitted.attachments.is_empty(),
        Body::Request(card) => !card.attachments.is_empty(),
        _ => false,
    };
    events.iter().filter(has_files).map(|event| event.seq).collect()
}

/// Files that were brought and not sent yet are the next session's.
async fn keep_uploads(work: &mut Work, before: &[u8; 32], now: &[u8; 32]) -> Result<()> {
    let update = sqlx::query("update uploads set token_hash = $1 where token_hash = $2 and attached_at is null");
    update.bind(now.as_slice()).bind(before.as_slice()).execute(&mut work.conn).await?;
    Ok(())
}

/// Files go along with their messages, and those that are not sent yet.
async fn follow_uploads(work: &mut Work, onto: Uuid, from: Uuid, carried: &[Carried], with_files: &[u64]) -> Result<()> {
    for place in carried.iter().filter(|place| with_files.contains(&place.from_seq)) {
        let update = sqlx::query("update uploads set conversation = $1, seq = $2 where conversation = $3 and seq = $4");
        let update = update.bind(onto.to_string()).bind(rows::bound(place.seq)).bind(from.to_string()).bind(rows::bound(place.from_seq));
        update.execute(&mut work.conn).await?;
    }
    let loose = sqlx::query("update uploads set conversation = $1 where conversation = $2 and attached_at is null");
    loose.bind(onto.to_string()).bind(from.to_string()).execute(&mut work.conn).await?;
    Ok(())
}

/// A repeat of a frame is answered with the number that its event has now.
async fn place_frame(work: &mut Work, identity: Uuid, session: Uuid, onto: Uuid, frame: Uuid, place: Carried) -> Result<()> {
    let sql = "update or ignore frames set author = $1, conversation = $2, seq = $3, owner_seq = $4 where author = $5 and frame = $6";
    let update = sqlx::query(sql).bind(identity.to_string()).bind(onto.to_string()).bind(rows::bound(place.seq));
    let update = update.bind(place.owner_seq.map(rows::bound)).bind(session.to_string()).bind(frame.to_string());
    update.execute(&mut work.conn).await?;
    Ok(())
}

/// Requests that were made in `from` are told of in `onto` from now on.
async fn follow_requests(work: &mut Work, onto: Uuid, from: Uuid, carried: &[Carried], shown: &[(u64, String)]) -> Result<()> {
    let place = |seq: u64| carried.iter().find(|place| place.from_seq == seq);
    for (seq, code) in shown {
        let Some(Carried { seq: told, owner_seq, .. }) = place(*seq) else { continue };
        let sql = "update request_events set told_seq = $1, told_owner_seq = $2 where code = $3 and told_seq = $4";
        let update = sqlx::query(sql).bind(rows::bound(*told)).bind(owner_seq.map(rows::bound)).bind(code).bind(rows::bound(*seq));
        update.execute(&mut work.conn).await?;
    }
    let sql = "select code, form_seq from requests where conversation = $1";
    for row in sqlx::query(sql).bind(from.to_string()).fetch_all(&mut work.conn).await? {
        let (code, form): (String, Option<u64>) = (row.try_get("code")?, rows::count_or_null(&row, "form_seq")?);
        let form = form.and_then(|form| carried.iter().find(|place| place.from_owner_seq == Some(form))).and_then(|place| place.owner_seq);
        let update = sqlx::query("update requests set conversation = $1, form_seq = $2 where code = $3");
        update.bind(onto.to_string()).bind(form.map(rows::bound)).bind(code).execute(&mut work.conn).await?;
    }
    Ok(())
}
