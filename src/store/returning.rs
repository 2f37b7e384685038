//! Owners who come back: their session and their conversation in one read, which is what a returning crowd costs most.

use super::error::Result;
use super::rows::{self, conversation_columns, session_columns};
use super::tail::Mark;
use super::{Store, sessions};
use crate::access::right::Reads;
use crate::access::{Granted, OwnerSession};
use crate::chat::conversation::Conversation;

/// A conversation as it was read, for who has the right to it ([`Store::conversation_seen`]).
#[derive(Debug)]
pub struct Seen {
    state: Conversation,
    /// How far all conversations were before it was read.
    mark: Mark,
}

impl Store {
    /// What [`Store::owner_session`] gives, with the session's conversation.
    pub async fn returning(&self, token_hash: &[u8; 32]) -> Result<Option<(OwnerSession, Option<Seen>)>> {
        let mark = self.0.tails.mark();
        let sql = concat!(
            "select ",
            session_columns!(),
            ", ",
            conversation_columns!(),
            " from owner_sessions s left join conversations c on c.id = s.conversation where s.token_hash = $1"
        );
        let Some(row) = sqlx::query(sql).bind(token_hash.as_slice()).fetch_optional(&self.0.read).await? else { return Ok(None) };
        let session = sessions::of(&row)?;
        if sessions::expired(&self.0.settings, session.created_at, session.seen_at, self.0.clock.now()) {
            return Ok(None);
        }
        let has_conversation = rows::uuid_or_null(&row, "id")?.is_some();
        let seen = match mark.filter(|_| has_conversation) {
            Some(mark) => Some(Seen { state: rows::conversation(&row)?, mark }),
            None => None,
        };
        Ok(Some((session, seen)))
    }

    /// What [`Store::conversation`] gives; read again where it may have moved since it was seen. To miss nothing, follow it on the bus before.
    pub async fn conversation_seen(&self, granted: Granted<'_, impl Reads>, seen: Option<Seen>) -> Result<Option<Conversation>> {
        let conversation = granted.right().conversation();
        match seen {
            Some(Seen { state, mark }) if state.id == conversation && self.0.tails.stands_since(conversation, mark) => Ok(Some(state)),
            _ => self.conversation(granted).await,
        }
    }
}
