//! What is stored of one person: found by what they are known by, read out for them, and erased.
//!
//! A person is an owner of the records, or somebody whom a site has named, or nobody but their conversation: [`Belongings`] has the ids of all
//! that is theirs, and nothing else, so that it may stand in a list that outlives what it names. What belongs to another owner of the records is
//! left alone, also where both stand in one conversation's requests.
//!
//! - `erasing`: tombstones at the same numbers, and the way from one table to the next

mod erasing;

pub(super) use erasing::is_erased;

use super::dialect::{self, Checkpoint, Connection, Row};
use super::error::{Error, Result};
use super::rows::{self, event_columns};
use super::{Signed, Store};
use crate::access::Granted;
use crate::access::right::HandlePersons;
use crate::chat::event::Event;
use crate::clock::Millis;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sqlx::Row as _;
use std::collections::BTreeSet;
use std::time::Duration;
use uuid::Uuid;

/// Ids of one kind that one person has at most: more are no person's, but a mistake in the records.
const MOST_OF_A_PERSON: usize = 5_000;
/// Events of a conversation that are read at once.
const EVENTS_AT_ONCE: i64 = 500;
/// How often the log of the database is tried to be emptied, and the pause between two tries: together the time that a long read takes.
const SCRUB_TRIES: usize = 50;
const SCRUB_PAUSE: Duration = Duration::from_millis(100);

/// By what a person is looked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sought {
    /// The id of an owner of the records.
    Owner(String),
    Conversation(Uuid),
    /// Who a site says they are; without the site, whichever says so.
    Subject {
        subject: String,
        site: Option<String>,
    },
    /// An address that a site has signed, or to which the owner of a request wants to be told.
    Email(String),
}

/// The ids of all that is one person's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Belongings {
    /// Of the records.
    pub owner: Option<String>,
    /// As sites have named them.
    pub identities: BTreeSet<Uuid>,
    pub conversations: BTreeSet<Uuid>,
    /// Codes.
    pub requests: BTreeSet<String>,
}

impl Belongings {
    /// Whether there is nothing at all.
    pub fn is_empty(&self) -> bool {
        self.owner.is_none() && self.size() == 0
    }

    fn size(&self) -> usize {
        self.identities.len() + self.conversations.len() + self.requests.len()
    }
}

/// Somebody's data is to be nowhere any more. It stands in a list beside the database, too, and is made again where the database is an older one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Erasure {
    pub id: Uuid,
    /// A record that was made later is another one.
    pub at: Millis,
    #[serde(flatten)]
    pub of: Belongings,
}

/// How much there is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Holdings {
    pub events: u64,
    pub files: u64,
    /// Devices on which they are known.
    pub sessions: u64,
    /// Cars of which they are, or were, the owner.
    pub cars: u64,
    /// Questions that editors see as gaps of the FAQ, or that the matcher learns from.
    pub questions: u64,
}

/// What an erasure leaves to be done outside of the database.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Erased {
    /// Sessions that are no longer there: their connections have to end.
    pub sessions: Vec<Uuid>,
    /// Uploads that are no longer there: their files have to go.
    pub uploads: Vec<Uuid>,
}

/// A request as it is handed out to who made it.
#[derive(Debug, Clone, PartialEq)]
pub struct PersonRequest {
    pub code: String,
    pub kind: String,
    pub status: String,
    pub vin: Option<String>,
    pub email: Option<String>,
    pub values: Map<String, Value>,
    pub created_at: Millis,
    pub closed_at: Option<Millis>,
    /// What they could read of its log: when, the new state, and the note.
    pub log: Vec<(Millis, String, Option<String>)>,
}

impl Store {
    /// All that is theirs of whom this finds. Several owners of the records are never one person: [`Error::Conflict`].
    pub async fn belongings(&self, _: Granted<'_, HandlePersons>, sought: &[Sought]) -> Result<Belongings> {
        let mut read = self.0.read.acquire().await?;
        let mut of = Belongings::default();
        for sought in sought {
            seed(&mut read, sought, &mut of).await?;
        }
        grow(&mut read, of).await
    }

    /// How much there is of it.
    pub async fn holdings(&self, _: Granted<'_, HandlePersons>, of: &Belongings) -> Result<Holdings> {
        let mut read = self.0.read.acquire().await?;
        let mut held = Holdings::default();
        for conversation in &of.conversations {
            let id = conversation.to_string();
            held.events += count(&mut read, "select count(*) as n from events where conversation = $1", &id).await?;
            held.files += count(&mut read, "select count(*) as n from uploads where conversation = $1", &id).await?;
            held.sessions += count(&mut read, "select count(*) as n from owner_sessions where conversation = $1", &id).await?;
            held.questions += count(&mut read, "select count(*) as n from gap_questions where conversation = $1", &id).await?;
            held.questions += count(&mut read, "select count(*) as n from deeds where conversation = $1", &id).await?;
        }
        for code in &of.requests {
            let sql = "select count(*) as n from uploads where request = $1 and conversation is null";
            held.files += count(&mut read, sql, code).await?;
        }
        for identity in &of.identities {
            let sql = "select count(*) as n from owner_sessions where identity = $1 and conversation is null";
            held.sessions += count(&mut read, sql, &identity.to_string()).await?;
        }
        if let Some(owner) = &of.owner {
            held.cars = u64::try_from(erasing::cars(&mut read, owner).await?.len()).unwrap_or(u64::MAX);
        }
        Ok(held)
    }

    /// What the owner of a conversation sees of it, whole.
    pub async fn person_events(&self, _: Granted<'_, HandlePersons>, conversation: Uuid) -> Result<Vec<Event>> {
        let sql = concat!(
            "select ",
            event_columns!(),
            " from events where conversation = $1 and seq > $2 and owner_seq > $2 order by seq limit ($3 + 0)"
        );
        let (mut events, mut after) = (Vec::new(), 0);
        loop {
            let query = sqlx::query(sql).bind(conversation.to_string()).bind(after).bind(EVENTS_AT_ONCE);
            let some: Vec<Event> = query.fetch_all(&self.0.read).await?.iter().map(rows::event).collect::<Result<_>>()?;
            let Some(last) = some.last().and_then(|event| event.owner_seq) else { return Ok(events) };
            after = rows::bound(last);
            events.extend(some);
        }
    }

    /// As sites have named them.
    pub async fn person_identities(&self, _: Granted<'_, HandlePersons>, of: &Belongings) -> Result<Vec<Signed>> {
        let mut found = Vec::new();
        for identity in &of.identities {
            let sql = "select site, subject, email, name from identities where id = $1";
            let row = sqlx::query(sql).bind(identity.to_string()).fetch_optional(&self.0.read).await?;
            found.extend(row.as_ref().map(signed).transpose()?);
        }
        Ok(found)
    }

    /// Their requests, each with what they could read of its log.
    pub async fn person_requests(&self, _: Granted<'_, HandlePersons>, of: &Belongings) -> Result<Vec<PersonRequest>> {
        let mut found = Vec::new();
        for code in &of.requests {
            let sql = "select code, kind, status, vin, email, body, created_at, closed_at from requests where code = $1";
            let Some(row) = sqlx::query(sql).bind(code).fetch_optional(&self.0.read).await? else { continue };
            let sql = "select at, to_status, note from request_events where code = $1 and visible = 1 order by seq";
            let log = sqlx::query(sql).bind(code).fetch_all(&self.0.read).await?;
            let line = |row: &Row| Ok((row.try_get("at")?, row.try_get("to_status")?, row.try_get("note")?));
            let body: String = row.try_get("body")?;
            found.push(PersonRequest {
                code: row.try_get("code")?,
                kind: row.try_get("kind")?,
                status: row.try_get("status")?,
                vin: row.try_get("vin")?,
                email: row.try_get("email")?,
                values: serde_json::from_str(&body).map_err(|_| Error::corrupt("values of a request"))?,
                created_at: row.try_get("created_at")?,
                closed_at: row.try_get("closed_at")?,
                log: log.iter().map(line).collect::<Result<_>>()?,
            });
        }
        Ok(found)
    }

    /// The uploads of their conversations and requests that are whole.
    pub async fn person_uploads(&self, _: Granted<'_, HandlePersons>, of: &Belongings) -> Result<BTreeSet<Uuid>> {
        let mut all = BTreeSet::new();
        let sql = "select id from uploads where (conversation = $1 or request = $1) and state = 'ready'";
        for named in of.conversations.iter().map(Uuid::to_string).chain(of.requests.iter().cloned()) {
            all.extend(uuids(&sqlx::query(sql).bind(named).fetch_all(&self.0.read).await?, "id")?);
        }
        Ok(all)
    }

    /// Erases all of it, once: an erasure that this database has been through does nothing. `ends`: in which state a request of a kind ends that is
    /// not over yet, by the kind; a kind that is not among them ends where it is.
    pub async fn erase_person(
        &self,
        _: Granted<'_, HandlePersons>,
        erasure: Erasure,
        ends: Vec<(String, String)>,
        reason: Option<String>,
    ) -> Result<Erased> {
        let (settings, actor) = (self.0.settings, self.1);
        self.write(move |work| Box::pin(async move { erasing::erase(work, &erasure, &ends, reason, actor, settings).await })).await
    }

    /// Whether this database has been through an erasure.
    pub async fn has_erased(&self, _: Granted<'_, HandlePersons>, erasure: Uuid) -> Result<bool> {
        let query = sqlx::query("select 1 from erasures where id = $1").bind(erasure.to_string());
        Ok(query.fetch_optional(&self.0.read).await?.is_some())
    }

    /// Empties the database's log into it, so that what was erased stands in none of its files any more. [`Error::Busy`] while somebody reads
    /// on and on: it is emptied later by itself.
    pub async fn scrub(&self) -> Result<()> {
        let mut conn = dialect::housekeeper(&self.0.path).await?;
        let mut is_empty = false;
        for _ in 0..SCRUB_TRIES {
            is_empty = dialect::checkpoint(&mut conn, Checkpoint::Cut).await?.whole;
            if is_empty {
                break;
            }
            tokio::time::sleep(SCRUB_PAUSE).await;
        }
        dialect::close(conn).await;
        if is_empty { Ok(()) } else { Err(Error::Busy) }
    }
}

fn signed(row: &Row) -> Result<Signed> {
    Ok(Signed { site: row.try_get("site")?, subject: row.try_get("subject")?, email: row.try_get("email")?, name: row.try_get("name")? })
}

async fn count(conn: &mut Connection, sql: &'static str, id: &str) -> Result<u64> {
    rows::count(&sqlx::query(sql).bind(id).fetch_one(conn).await?, "n")
}

/// What a search finds by itself.
async fn seed(conn: &mut Connection, sought: &Sought, of: &mut Belongings) -> Result<()> {
    match sought {
        Sought::Owner(owner) => {
            if of.owner.as_ref().is_some_and(|other| other != owner) {
                return Err(Error::Conflict("owner"));
            }
            of.owner = Some(owner.clone());
        }
        Sought::Conversation(conversation) => {
            let query = sqlx::query("select id from conversations where id = $1").bind(conversation.to_string());
            if query.fetch_optional(conn).await?.is_some() {
                of.conversations.insert(*conversation);
            }
        }
        Sought::Subject { subject, site } => {
            let sql = "select id from identities where subject = $1 and (site = $2 or $2 is null)";
            let found = sqlx::query(sql).bind(subject).bind(site.as_deref()).fetch_all(conn).await?;
            // The same number of another site is somebody else's.
            if found.len() > 1 {
                return Err(Error::Conflict("site"));
            }
            of.identities.extend(uuids(&found, "id")?);
        }
        Sought::Email(email) => {
            let found = sqlx::query("select id from identities where lower(email) = $1").bind(email.to_lowercase());
            of.identities.extend(uuids(&found.fetch_all(&mut *conn).await?, "id")?);
            let found = sqlx::query_scalar("select code from requests where lower(email) = $1").bind(email.to_lowercase());
            let codes: Vec<String> = found.fetch_all(conn).await?;
            of.requests.extend(codes);
        }
    }
    Ok(())
}

/// All that hangs together with what was found.
async fn grow(conn: &mut Connection, mut of: Belongings) -> Result<Belongings> {
    loop {
        let before = (of.owner.clone(), of.size());
        owner_of(conn, &mut of).await?;
        of_owner(conn, &mut of).await?;
        for conversation in of.conversations.clone() {
            of_conversation(conn, conversation, &mut of).await?;
        }
        for identity in of.identities.clone() {
            let sql = "select conversation from identities where id = $1 and conversation is not null";
            let found = sqlx::query(sql).bind(identity.to_string()).fetch_all(&mut *conn).await?;
            of.conversations.extend(uuids(&found, "conversation")?);
            let sql = "select conversation from owner_sessions where identity = $1 and conversation is not null";
            let found = sqlx::query(sql).bind(identity.to_string()).fetch_all(&mut *conn).await?;
            of.conversations.extend(uuids(&found, "conversation")?);
        }
        for code in of.requests.clone() {
            let sql = "select conversation from requests where code = $1 and conversation is not null";
            let found = sqlx::query(sql).bind(code).fetch_all(&mut *conn).await?;
            of.conversations.extend(uuids(&found, "conversation")?);
        }
        strangers(conn, &mut of).await?;
        if of.size() > MOST_OF_A_PERSON {
            return Err(Error::Unusable(format!(
                "more than {MOST_OF_A_PERSON} conversations and requests hang together: that is no person"
            )));
        }
        if before == (of.owner.clone(), of.size()) {
            return Ok(of);
        }
    }
}

/// The owner of the records whose all of it is, where that is known; two of them are not one person.
async fn owner_of(conn: &mut Connection, of: &mut Belongings) -> Result<()> {
    if of.owner.is_some() {
        return Ok(());
    }
    let mut owners = BTreeSet::new();
    for conversation in &of.conversations {
        let query = sqlx::query_scalar("select owner from conversation_owners where conversation = $1").bind(conversation.to_string());
        owners.extend(query.fetch_optional(&mut *conn).await?.into_iter().collect::<Vec<String>>());
    }
    for identity in &of.identities {
        let query = sqlx::query_scalar("select owner from identities where id = $1 and owner is not null").bind(identity.to_string());
        owners.extend(query.fetch_optional(&mut *conn).await?.into_iter().collect::<Vec<String>>());
    }
    for code in &of.requests {
        let query = sqlx::query_scalar("select owner from requests where code = $1 and owner is not null").bind(code);
        owners.extend(query.fetch_optional(&mut *conn).await?.into_iter().collect::<Vec<String>>());
    }
    if owners.len() > 1 {
        return Err(Error::Conflict("owner"));
    }
    of.owner = owners.pop_first();
    Ok(())
}

/// What names the owner of the records.
async fn of_owner(conn: &mut Connection, of: &mut Belongings) -> Result<()> {
    let Some(owner) = of.owner.clone() else { return Ok(()) };
    let found = sqlx::query("select conversation from conversation_owners where owner = $1").bind(&owner).fetch_all(&mut *conn).await?;
    of.conversations.extend(uuids(&found, "conversation")?);
    let found = sqlx::query("select id from identities where owner = $1").bind(&owner).fetch_all(&mut *conn).await?;
    of.identities.extend(uuids(&found, "id")?);
    let codes: Vec<String> = sqlx::query_scalar("select code from requests where owner = $1").bind(&owner).fetch_all(conn).await?;
    of.requests.extend(codes);
    Ok(())
}

/// What hangs on a conversation: whom a site has named in it, what was made in it, and what went on in another one.
async fn of_conversation(conn: &mut Connection, conversation: Uuid, of: &mut Belongings) -> Result<()> {
    let id = conversation.to_string();
    let found = sqlx::query("select id from identities where conversation = $1").bind(&id).fetch_all(&mut *conn).await?;
    of.identities.extend(uuids(&found, "id")?);
    let found = sqlx::query("select identity from owner_sessions where conversation = $1 and identity is not null").bind(&id);
    of.identities.extend(uuids(&found.fetch_all(&mut *conn).await?, "identity")?);
    let found = sqlx::query("select conversation from joined where onto = $1").bind(&id).fetch_all(&mut *conn).await?;
    of.conversations.extend(uuids(&found, "conversation")?);
    let found = sqlx::query("select onto from joined where conversation = $1").bind(&id).fetch_all(&mut *conn).await?;
    of.conversations.extend(uuids(&found, "onto")?);
    let codes: Vec<String> = sqlx::query_scalar("select code from requests where conversation = $1").bind(&id).fetch_all(conn).await?;
    of.requests.extend(codes);
    Ok(())
}

/// Leaves out what is known to be another owner's.
async fn strangers(conn: &mut Connection, of: &mut Belongings) -> Result<()> {
    let Some(owner) = of.owner.clone() else { return Ok(()) };
    for conversation in of.conversations.clone() {
        let query = sqlx::query("select 1 from conversation_owners where conversation = $1 and owner <> $2");
        if query.bind(conversation.to_string()).bind(&owner).fetch_optional(&mut *conn).await?.is_some() {
            of.conversations.remove(&conversation);
        }
    }
    for identity in of.identities.clone() {
        let query = sqlx::query("select 1 from identities where id = $1 and owner <> $2").bind(identity.to_string()).bind(&owner);
        if query.fetch_optional(&mut *conn).await?.is_some() {
            of.identities.remove(&identity);
        }
    }
    for code in of.requests.clone() {
        let query = sqlx::query("select 1 from requests where code = $1 and owner <> $2").bind(&code).bind(&owner);
        if query.fetch_optional(&mut *conn).await?.is_some() {
            of.requests.remove(&code);
        }
    }
    Ok(())
}

fn uuids(found: &[Row], column: &str) -> Result<Vec<Uuid>> {
    found.iter().map(|row| rows::uuid(row, column)).collect()
}
