//! What has to be known of frames before they are decided on, read for many in one trip.

use super::change::in_powers;
use super::dialect::{Builder, Connection, Row};
use super::rows::{self, frame_columns};
use sqlx::Row as _;
use std::collections::HashMap;
use uuid::Uuid;

/// What finds the session of a frame, and the frame itself where it is a repeat.
#[derive(Debug, Clone, Copy)]
pub(super) struct Key {
    pub token_hash: [u8; 32],
    pub frame: Uuid,
}

/// Reads the sessions of frames, each with what was stored of the frame before, by the frames' places. Unknown tokens have none.
pub(super) async fn read(conn: &mut Connection, keys: &[(usize, Key)]) -> sqlx::Result<HashMap<usize, Row>> {
    let mut found = HashMap::with_capacity(keys.len());
    for part in in_powers(keys) {
        let mut sql = Builder::new(concat!(
            "select k.column1 as place, s.id, s.site, s.conversation, s.identity, s.created_at, s.seen_at, s.revoked, ",
            frame_columns!(),
            " from ("
        ));
        sql.push_values(part, |mut values, (place, key)| {
            values.push_bind(rows::bound(*place as u64)).push_bind(key.token_hash.as_slice()).push_bind(key.frame.to_string());
        });
        sql.push(
            ") k cross join owner_sessions s left join frames f on f.author = coalesce(s.identity, s.id) and f.frame = k.column3 \
             where s.token_hash = k.column2",
        );
        for row in sql.build().fetch_all(&mut *conn).await? {
            let place: i64 = row.try_get("place")?;
            found.extend(usize::try_from(place).map(|place| (place, row)));
        }
    }
    Ok(found)
}
