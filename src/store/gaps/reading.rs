//! The log as it is counted: in its order, each event once, with what stands before those of conversations that the one who counts does not
//! remember.

use super::super::Store;
use super::super::dialect::Row;
use super::super::error::Result;
use super::super::rows::{self, event_columns};
use crate::access::Granted;
use crate::access::right::TallyQuestions;
use crate::chat::event::Event;
use sqlx::Row as _;
use std::collections::BTreeMap;
use std::ops::RangeInclusive;
use std::sync::Arc;
use uuid::Uuid;

/// Events before new ones that are read with them: what they answer.
const BEFORE: u64 = 60;

/// Events that were not counted yet.
#[derive(Debug, Clone, Default)]
pub struct Untallied {
    pub from: i64,
    pub upto: i64,
    pub conversations: Vec<NewEvents>,
}

/// What is new in a conversation's log.
#[derive(Debug, Clone)]
pub struct NewEvents {
    pub conversation: Uuid,
    /// The newest ones, oldest first, with some before the new ones where those are not remembered.
    pub events: Vec<Arc<Event>>,
    /// The number from which on they are new.
    pub from: u64,
    /// Numbers of what came along from an earlier conversation, in whose log it was counted.
    pub carried: Vec<RangeInclusive<u64>>,
    /// Where messages of the owner that came along stand in the earlier log, by their numbers here.
    pub earlier: BTreeMap<u64, (Uuid, u64)>,
}

impl NewEvents {
    /// How many events were not looked at before.
    pub fn count(&self) -> usize {
        self.events.iter().filter(|event| event.seq >= self.from).count()
    }

    /// Whether the event of that number was counted nowhere yet.
    pub fn is_uncounted(&self, seq: u64) -> bool {
        seq >= self.from && !self.carried.iter().any(|span| span.contains(&seq))
    }
}

impl Store {
    /// At most `limit` events that were not counted yet. Of a conversation whose log is remembered up to the number that `remembered` gives, 0 for
    /// none, what stands before is not read again. What one command wrote comes as a whole, unless that is more than `limit` events.
    pub async fn untallied(
        &self,
        _: Granted<'_, TallyQuestions>,
        limit: u32,
        remembered: impl Fn(Uuid) -> u64 + Send,
    ) -> Result<Untallied> {
        let from: i64 = sqlx::query_scalar("select cast(value as bigint) from meta where key = 'tallied'").fetch_one(&self.0.read).await?;
        // `limit $2` alone: SQLite looks at the bound number when it plans, and prepares the statement anew at each run.
        let sql = concat!("select rowid as place, ", event_columns!(), " from events where rowid > $1 order by rowid limit ($2 + 0)");
        let mut found = sqlx::query(sql).bind(from).bind(i64::from(limit)).fetch_all(&self.0.read).await?;
        if found.len() == limit as usize {
            cut_last_command(&mut found)?;
        }
        let mut upto = from;
        let mut new: BTreeMap<Uuid, Vec<Arc<Event>>> = BTreeMap::new();
        for row in &found {
            upto = upto.max(row.try_get("place")?);
            let event = rows::event(row)?;
            new.entry(event.conversation).or_default().push(Arc::new(event));
        }
        let mut joined = self.joined_between(from, upto).await?;
        let mut conversations = Vec::with_capacity(new.len());
        for (conversation, events) in new {
            let Some(first) = events.first().map(|first| first.seq) else { continue };
            let carried = joined.remove(&conversation).unwrap_or_default();
            let mut log = NewEvents { conversation, events, from: first, carried, earlier: BTreeMap::new() };
            if first > 1 && remembered(conversation) + 1 != first {
                self.read_before(&mut log).await?;
            }
            if !log.carried.is_empty() {
                self.read_earlier(&mut log).await?;
            }
            conversations.push(log);
        }
        Ok(Untallied { from, upto, conversations })
    }

    /// How many logs were rewritten since the start; none where another process may rewrite some.
    pub fn rewritten(&self, _: Granted<'_, TallyQuestions>) -> Option<u64> {
        self.0.tails.rewritten()
    }

    /// What of the events between two places came along from earlier conversations, by the conversation that it came into.
    async fn joined_between(&self, from: i64, upto: i64) -> Result<BTreeMap<Uuid, Vec<RangeInclusive<u64>>>> {
        let sql = "select distinct j.onto, j.first_seq, j.last_seq from events e join joined j on j.onto = e.conversation \
                   and j.last_seq >= e.seq and j.first_seq <= e.seq where e.rowid > $1 and e.rowid <= $2 order by j.onto, j.first_seq";
        let mut joined: BTreeMap<Uuid, Vec<RangeInclusive<u64>>> = BTreeMap::new();
        for row in sqlx::query(sql).bind(from).bind(upto).fetch_all(&self.0.read).await? {
            joined.entry(rows::uuid(&row, "onto")?).or_default().push(span(&row)?);
        }
        Ok(joined)
    }

    /// Puts what stands before new events in front of them, and all that came along to what did of those.
    async fn read_before(&self, log: &mut NewEvents) -> Result<()> {
        let (id, begin) = (log.conversation.to_string(), rows::bound(log.from.saturating_sub(BEFORE)));
        let sql = concat!("select ", event_columns!(), " from events where conversation = $1 and seq >= $2 and seq < $3 order by seq");
        let found = sqlx::query(sql).bind(&id).bind(begin).bind(rows::bound(log.from)).fetch_all(&self.0.read).await?;
        let before = found.iter().map(|row| rows::event(row).map(Arc::new)).collect::<Result<Vec<_>>>()?;
        log.events.splice(..0, before);
        let end = log.events.last().map_or(log.from, |newest| newest.seq);
        let sql = "select first_seq, last_seq from joined where onto = $1 and last_seq >= $2 and first_seq <= $3";
        let joined = sqlx::query(sql).bind(&id).bind(begin).bind(rows::bound(end)).fetch_all(&self.0.read).await?;
        log.carried = joined.iter().map(span).collect::<Result<_>>()?;
        Ok(())
    }

    /// Finds the messages that came along in the logs where they were written.
    async fn read_earlier(&self, log: &mut NewEvents) -> Result<()> {
        let (Some(oldest), Some(newest)) = (log.events.first(), log.events.last()) else { return Ok(()) };
        // The frame of a message goes along with it.
        let sql = "select here.seq as here, there.conversation as conversation, there.seq as there from joined j \
                   join events here on here.conversation = j.onto and here.seq between j.first_seq and j.last_seq \
                   join events there on there.conversation = j.conversation and there.frame = here.frame \
                   where j.onto = $1 and here.seq between $2 and $3 and here.role = 'owner'";
        let query = sqlx::query(sql).bind(log.conversation.to_string()).bind(rows::bound(oldest.seq)).bind(rows::bound(newest.seq));
        for row in query.fetch_all(&self.0.read).await? {
            log.earlier.insert(rows::count(&row, "here")?, (rows::uuid(&row, "conversation")?, rows::count(&row, "there")?));
        }
        Ok(())
    }
}

/// Leaves the rows of the last conversation away, as far as they stand together: more of what its last command wrote may follow.
fn cut_last_command(found: &mut Vec<Row>) -> Result<()> {
    let Some(last) = found.last().map(|row| rows::uuid(row, "conversation")).transpose()? else { return Ok(()) };
    let mut whole = found.len();
    while whole > 0 && rows::uuid(&found[whole - 1], "conversation")? == last {
        whole -= 1;
    }
    // All of one conversation: then there is nothing to be gained.
    if whole > 0 {
        found.truncate(whole);
    }
    Ok(())
}

fn span(row: &Row) -> Result<RangeInclusive<u64>> {
    Ok(rows::count(row, "first_seq")?..=rows::count(row, "last_seq")?)
}
