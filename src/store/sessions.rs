//! Owners' sessions: a token in the browser, its hash here. A session is stored with its first durable frame.

use super::dialect::{Executor, Row};
use super::error::{Error, Result};
use super::rows::session_columns;
use super::script::Script;
use super::{Manner, Settings, Store, Work, rows};
use crate::access::OwnerSession;
use crate::clock::Millis;
use sqlx::Row as _;
use uuid::Uuid;

/// A session's last use is written at most this often.
const TOUCH_EVERY_MS: Millis = 3_600_000;

impl Store {
    /// The session of a token; none when unknown or expired.
    pub async fn owner_session(&self, token_hash: &[u8; 32]) -> Result<Option<OwnerSession>> {
        let Some(session) = find(&self.0.read, token_hash).await? else { return Ok(None) };
        let expired = expired(&self.0.settings, session.created_at, session.seen_at, self.0.clock.now());
        Ok((!expired).then_some(session))
    }

    /// Notes that a session is in use; writes at most once an hour. Sending does the same by itself.
    pub async fn touch_owner_session(&self, session: &OwnerSession) -> Result<()> {
        if !stale(session.seen_at, self.0.clock.now()) {
            return Ok(());
        }
        let id = session.id;
        self.0.queue.write(Manner::Lazy, move |work| Box::pin(touch_alone(work, id))).await
    }

    /// Ends a session for good.
    pub async fn revoke_owner_session(&self, session: Uuid) -> Result<()> {
        self.write(move |work| {
            Box::pin(async move {
                let update = sqlx::query("update owner_sessions set revoked = 1 where id = $1").bind(session.to_string());
                let updated = update.execute(&mut work.conn).await?;
                if updated.rows_affected() == 0 { Err(Error::NotFound) } else { Ok(()) }
            })
        })
        .await
    }
}

/// The session of a token, whatever it is worth.
pub(super) async fn find(from: impl Executor<'_>, token_hash: &[u8; 32]) -> Result<Option<OwnerSession>> {
    let sql = concat!("select ", session_columns!(), " from owner_sessions s where s.token_hash = $1");
    sqlx::query(sql).bind(token_hash.as_slice()).fetch_optional(from).await?.as_ref().map(of).transpose()
}

/// The session of a row with [`session_columns`].
pub(super) fn of(row: &Row) -> Result<OwnerSession> {
    Ok(OwnerSession {
        id: rows::uuid(row, "session_id")?,
        site: row.try_get("session_site")?,
        conversation: rows::uuid_or_null(row, "session_conversation")?,
        identity: rows::uuid_or_null(row, "session_identity")?,
        created_at: row.try_get("session_created_at")?,
        seen_at: row.try_get("session_seen_at")?,
        revoked: row.try_get("session_revoked")?,
    })
}

pub(super) fn expired(settings: &Settings, created_at: Millis, seen_at: Millis, now: Millis) -> bool {
    now - seen_at >= settings.owner_idle_ms || now - created_at >= settings.owner_max_ms
}

/// The stored last use is old enough to be written again.
pub(super) fn stale(seen_at: Millis, now: Millis) -> bool {
    now - seen_at >= TOUCH_EVERY_MS
}

/// Notes the use of a session, beside what else is written.
pub(super) fn touch(script: &mut Script, session: Uuid, now: Millis) {
    script.push("update owner_sessions set seen_at = ").push_bind(now).push(" where id = ").push_bind(session.to_string());
    script.push(" and seen_at < ").push_bind(now).push("; ");
}

async fn touch_alone(work: &mut Work, session: Uuid) -> Result<()> {
    let mut script = Script::new("");
    touch(&mut script, session, work.now);
    script.build().execute(&mut work.conn).await?;
    Ok(())
}

/// Makes a session for a conversation.
pub(super) fn insert(script: &mut Script, session: &OwnerSession, token_hash: &[u8; 32]) {
    let OwnerSession { id, site, conversation, identity, created_at, seen_at, revoked } = session;
    script.push("insert into owner_sessions (id, token_hash, site, conversation, identity, created_at, seen_at, revoked) values (");
    let mut values = script.separated(", ");
    values.push_bind(id.to_string()).push_bind(token_hash.as_slice()).push_bind(site);
    values.push_bind(conversation.map(|id| id.to_string())).push_bind(identity.map(|id| id.to_string()));
    values.push_bind(created_at).push_bind(seen_at).push_bind(i64::from(*revoked));
    script.push("); ");
}

/// The first conversation of somebody whom a site has named: it is that of all their sessions, and of their record where that is known.
pub(super) fn begin_for(script: &mut Script, identity: Uuid, conversation: Uuid, now: Millis) {
    script.push("update identities set conversation = ").push_bind(conversation.to_string());
    script.push(" where id = ").push_bind(identity.to_string());
    script.push("; update owner_sessions set conversation = ").push_bind(conversation.to_string());
    script.push(" where identity = ").push_bind(identity.to_string());
    script.push("; insert into conversation_owners (conversation, owner, by, at) select ").push_bind(conversation.to_string());
    script.push(", owner, 'identity', ").push_bind(now).push(" from identities where owner is not null and id = ");
    script.push_bind(identity.to_string()).push(" on conflict (conversation) do nothing; ");
}
