//! What has to be known of frames before they are decided on: their sessions, which are kept in memory as long as nothing else than frames
//! is written, and read for many in one trip where they are not.

use super::change::in_powers;
use super::dialect::{Builder, Connection};
use super::error::Result;
use super::rows::session_columns;
use super::{rows, sessions};
use crate::access::OwnerSession;
use sqlx::Row as _;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// Sessions that are kept at most. One more, and those that write are read again.
const MOST_SESSIONS: usize = 16_384;

/// What finds the session of a frame, and the frame itself where it is a repeat.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    pub token_hash: [u8; 32],
    pub frame: Uuid,
}

/// What is known of a frame.
#[derive(Debug, Clone)]
pub(super) struct Known {
    pub session: Arc<OwnerSession>,
    /// It was stored before. Of a session that was kept this is not known: the frame then cannot be written.
    pub is_repeat: bool,
}

/// The sessions that wrote lately, as they are stored, by the hash of their token. Only the process that serves a data folder changes sessions.
#[derive(Debug, Default)]
pub(super) struct Sessions(HashMap<[u8; 32], Arc<OwnerSession>>);

impl Sessions {
    /// What is known of frames without a look into the database, by their places.
    pub fn known(&self, keys: &[(usize, Key)]) -> HashMap<usize, Known> {
        let known = |(place, key): &(usize, Key)| {
            let session = Arc::clone(self.0.get(&key.token_hash)?);
            Some((*place, Known { session, is_repeat: false }))
        };
        keys.iter().filter_map(known).collect()
    }

    /// Reads what is not known of frames yet, and keeps their sessions. Unknown tokens have none.
    pub async fn read(&mut self, conn: &mut Connection, keys: &[(usize, Key)], known: &mut HashMap<usize, Known>) -> Result<()> {
        let unknown: Vec<(usize, Key)> = keys.iter().filter(|(place, _)| !known.contains_key(place)).copied().collect();
        for (place, found) in read(conn, &unknown).await? {
            if let Some((_, key)) = keys.iter().find(|(of, _)| *of == place) {
                if self.0.len() >= MOST_SESSIONS {
                    self.0.clear();
                }
                self.0.insert(key.token_hash, Arc::clone(&found.session));
            }
            known.insert(place, found);
        }
        Ok(())
    }

    /// A session is no longer as it was.
    pub fn forget(&mut self, token_hash: &[u8; 32]) {
        self.0.remove(token_hash);
    }

    /// Any of them may be no longer as it was.
    pub fn clear(&mut self) {
        self.0.clear();
    }
}

/// Reads the sessions of frames, and whether they are repeats, by the frames' places.
async fn read(conn: &mut Connection, keys: &[(usize, Key)]) -> Result<Vec<(usize, Known)>> {
    let mut found = Vec::with_capacity(keys.len());
    for part in in_powers(keys) {
        let mut sql = Builder::new(concat!("select k.column1 as place, f.frame is not null as is_repeat, ", session_columns!(), " from ("));
        sql.push_values(part, |mut values, (place, key)| {
            values.push_bind(rows::bound(*place as u64)).push_bind(key.token_hash.as_slice()).push_bind(key.frame.to_string());
        });
        sql.push(
            ") k cross join owner_sessions s left join frames f on f.author = coalesce(s.identity, s.id) and f.frame = k.column3 \
             where s.token_hash = k.column2",
        );
        for row in sql.build().fetch_all(&mut *conn).await? {
            let place: i64 = row.try_get("place")?;
            let known = Known { session: Arc::new(sessions::of(&row)?), is_repeat: row.try_get("is_repeat")? };
            found.extend(usize::try_from(place).map(|place| (place, known)));
        }
    }
    Ok(found)
}
