//! What owners did about what the FAQ gave them: written with the counts of [`super::gaps`], read by whoever learns.

use super::error::{Error, Result};
use super::rows;
use super::{Store, Work};
use crate::access::Granted;
use crate::access::right::TallyQuestions;
use crate::clock::Millis;
use crate::faq::{Deed, Told};
use sqlx::Row as _;
use uuid::Uuid;

/// Questions that are kept of one conversation: nobody speaks for many.
pub const MOST_OF_A_CONVERSATION: i64 = 3;
/// Questions that are kept at all, the newest.
pub const MOST: i64 = 5_000;
/// Longest that a question is kept, in milliseconds: 180 days. What owners asked half a year ago was another FAQ.
pub const LONGEST: Millis = 180 * 86_400_000;

/// A question with what its owner did, named by its conversation and its number there.
#[derive(Debug, Clone, PartialEq)]
pub struct DeedRow {
    pub conversation: Uuid,
    pub seq: u64,
    pub at: Millis,
    pub told: Told,
}

impl Store {
    /// The newest of what owners did, at most `limit`. An answer that nothing was said against counts from `kept_before` on: its owner had time to.
    pub async fn deeds(&self, _: Granted<'_, TallyQuestions>, kept_before: Millis, limit: u32) -> Result<Vec<Told>> {
        let sql = "select language, text, entry, revision, deed from deeds where deed <> 'kept' or at < $1 order by at desc, conversation, seq limit $2";
        let found = sqlx::query(sql).bind(kept_before).bind(i64::from(limit)).fetch_all(&self.0.read).await?;
        let read = |row: &super::dialect::Row| {
            let deed: String = row.try_get("deed")?;
            let revision: Option<i64> = row.try_get("revision")?;
            Ok(Told {
                language: rows::language(row)?,
                text: row.try_get("text")?,
                entry: row.try_get("entry")?,
                revision: revision.and_then(|revision| u64::try_from(revision).ok()),
                deed: Deed::parse(&deed).ok_or_else(|| Error::corrupt(format!("deed {deed}")))?,
            })
        };
        found.iter().map(read).collect()
    }
}

/// Writes what was found in new events, and lets go of what is too old or too much.
pub(super) async fn write(work: &mut Work, deeds: Vec<DeedRow>) -> Result<()> {
    let is_new = !deeds.is_empty();
    for DeedRow { conversation, seq, at, told } in deeds {
        // It may have been read before its owner's words were erased.
        let sql = "insert into deeds (conversation, seq, at, language, text, entry, revision, deed) select $1, $2, $3, $4, $5, $6, $7, $8 \
                   where (select count(*) from deeds where conversation = $1 and seq <> $2) < $9 \
                   and not exists (select 1 from events where conversation = $1 and seq = $2 and kind = 'erased') \
                   on conflict (conversation, seq) do update set entry = excluded.entry, revision = excluded.revision, deed = excluded.deed";
        sqlx::query(sql)
            .bind(conversation.to_string())
            .bind(rows::bound(seq))
            .bind(at)
            .bind(told.language.code())
            .bind(told.text)
            .bind(told.entry)
            .bind(told.revision.map(rows::bound))
            .bind(told.deed.as_str())
            .bind(MOST_OF_A_CONVERSATION)
            .execute(&mut work.conn)
            .await?;
    }
    if is_new {
        let sql = "delete from deeds where at < $1 or at < coalesce((select at from deeds order by at desc limit 1 offset $2), 0)";
        sqlx::query(sql).bind(work.now - LONGEST).bind(MOST - 1).execute(&mut work.conn).await?;
    }
    Ok(())
}
