//! What the FAQ could not answer, and how often its entries were asked: counted from the log of conversations.

mod reading;

pub use reading::{NewEvents, Untallied};

use super::deeds::{self, DeedRow};
use super::dialect::Row;
use super::error::{Error, Result};
use super::rows;
use super::{Manner, Store, Work, persons};
use crate::access::Granted;
use crate::access::right::{EditFaq, TallyQuestions};
use crate::clock::Millis;
use crate::language::Language;
use sqlx::Row as _;
use std::collections::{BTreeMap, BTreeSet};
use uuid::Uuid;

/// Questions of one gap that are kept; of the rest only that there were more.
const MOST_OF_A_GAP: i64 = 500;

/// Answered gaps that are asked again at once.
const MOST_ANSWERED: i64 = 1_000;

/// The state of a gap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GapState {
    /// Nobody has said anything about it.
    Open,
    /// An editor named the entry that is to answer it; not all of its questions find it yet.
    Answered,
    /// It is left to people.
    Declined,
    /// Its questions are answered.
    Closed,
}

impl GapState {
    pub const ALL: [GapState; 4] = [GapState::Open, GapState::Answered, GapState::Declined, GapState::Closed];

    /// The name in the database and in the API.
    pub fn as_str(self) -> &'static str {
        match self {
            GapState::Open => "open",
            GapState::Answered => "answered",
            GapState::Declined => "declined",
            GapState::Closed => "closed",
        }
    }

    /// The state with that name.
    pub fn parse(name: &str) -> Option<GapState> {
        GapState::ALL.into_iter().find(|state| state.as_str() == name)
    }
}

/// A gap.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GapRow {
    pub id: Uuid,
    pub state: GapState,
    pub entry: Option<String>,
    pub first_at: Millis,
    pub last_at: Millis,
}

/// A question of a gap.
#[derive(Debug, Clone, PartialEq)]
pub struct GapQuestion {
    pub conversation: Uuid,
    pub seq: u64,
    pub gap: Uuid,
    pub at: Millis,
    pub language: Language,
    pub text: String,
    /// Why it is one: a name of `gaps::tally::Miss`.
    pub kind: String,
    pub entry: Option<String>,
    pub reply: Option<String>,
    /// Id of an embedding model, and the text as that reads it.
    pub vector: Option<(Vec<u8>, Vec<u8>)>,
}

/// Counts of an entry in a language.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EntryCounts {
    pub asked: u64,
    pub shown: u64,
    pub taken: u64,
    pub helpful: u64,
    pub unhelpful: u64,
    pub person: u64,
}

/// Entry, language and day of counts.
pub type CountKey = (String, Language, i64);

/// What is to be written after new events were read.
#[derive(Debug, Clone, Default)]
pub struct Tallied {
    /// How far the log was read when this was begun, and is read now.
    pub from: i64,
    pub upto: i64,
    pub counts: BTreeMap<CountKey, EntryCounts>,
    /// Questions with their gaps; a gap that is not there yet is made.
    pub questions: Vec<GapQuestion>,
    /// Questions that were answered after all.
    pub answered: Vec<(Uuid, u64)>,
    /// What a technician wrote who solved one.
    pub replies: Vec<(Uuid, u64, String)>,
    /// What owners did about what they were given.
    pub deeds: Vec<DeedRow>,
}

impl Store {
    /// Writes what was counted, unless another one was faster: then nothing, and false. It changes no session, and waits a moment for another's commit:
    /// nobody waits for it.
    pub async fn write_tally(&self, _: Granted<'_, TallyQuestions>, tallied: Tallied) -> Result<bool> {
        self.0.queue.write(Manner::Lazy, move |work| Box::pin(write_tally(work, tallied))).await
    }

    /// The newest questions of gaps that are not closed, newest first.
    pub async fn gap_questions(&self, _: Granted<'_, TallyQuestions>, limit: u32) -> Result<Vec<GapQuestion>> {
        let sql = concat!(
            "select q.conversation, q.seq, q.gap, q.at, q.language, q.text, q.kind, q.entry, q.reply, q.model, q.vector ",
            "from gap_questions q join gaps g on g.id = q.gap where g.state <> 'closed' order by q.at desc, q.conversation, q.seq limit $1"
        );
        sqlx::query(sql).bind(i64::from(limit)).fetch_all(&self.0.read).await?.iter().map(question).collect()
    }

    /// All gaps whose entry is named and does not answer them yet.
    pub async fn answered_gaps(&self, _: Granted<'_, TallyQuestions>) -> Result<Vec<GapRow>> {
        let sql = "select id, state, entry, first_at, last_at from gaps where state = 'answered' order by last_at desc, id limit $1";
        sqlx::query(sql).bind(MOST_ANSWERED).fetch_all(&self.0.read).await?.iter().map(gap).collect()
    }

    /// The newest questions of a gap, for asking them again.
    pub async fn questions_again(&self, _: Granted<'_, TallyQuestions>, gap: Uuid, limit: u32) -> Result<Vec<GapQuestion>> {
        self.newest_of(gap, limit).await
    }

    /// A page of gaps in these states, those asked last first, after one of that time and id.
    pub async fn gaps(
        &self,
        _: Granted<'_, EditFaq>,
        states: &[GapState],
        after: Option<(Millis, Uuid)>,
        limit: u32,
    ) -> Result<Vec<GapRow>> {
        let (at, id) = after.unwrap_or((Millis::MAX, Uuid::max()));
        let wanted: BTreeSet<&str> = states.iter().map(|state| state.as_str()).collect();
        let wanted = serde_json::to_string(&wanted).map_err(|error| Error::corrupt(error.to_string()))?;
        // The states are a handful of names of our own: found in their list by name in quotes.
        let sql = "select id, state, entry, first_at, last_at from gaps where $1 like '%\"' || state || '\"%' \
                   and (last_at < $2 or (last_at = $2 and id < $3)) order by last_at desc, id desc limit $4";
        let query = sqlx::query(sql).bind(wanted).bind(at).bind(id.to_string()).bind(i64::from(limit));
        query.fetch_all(&self.0.read).await?.iter().map(gap).collect()
    }

    /// One gap.
    pub async fn gap(&self, _: Granted<'_, EditFaq>, id: Uuid) -> Result<Option<GapRow>> {
        let sql = "select id, state, entry, first_at, last_at from gaps where id = $1";
        sqlx::query(sql).bind(id.to_string()).fetch_optional(&self.0.read).await?.as_ref().map(gap).transpose()
    }

    /// The newest questions of a gap, newest first.
    pub async fn questions_of(&self, _: Granted<'_, EditFaq>, gap: Uuid, limit: u32) -> Result<Vec<GapQuestion>> {
        self.newest_of(gap, limit).await
    }

    async fn newest_of(&self, gap: Uuid, limit: u32) -> Result<Vec<GapQuestion>> {
        let sql = "select conversation, seq, gap, at, language, text, kind, entry, reply, model, vector from gap_questions \
                   where gap = $1 order by at desc, conversation, seq limit $2";
        sqlx::query(sql).bind(gap.to_string()).bind(i64::from(limit)).fetch_all(&self.0.read).await?.iter().map(question).collect()
    }

    /// How many questions a gap has by language and kind.
    pub async fn gap_counts(&self, _: Granted<'_, EditFaq>, gap: Uuid) -> Result<Vec<(Language, String, u64)>> {
        let sql = "select language, kind, count(*) as questions from gap_questions where gap = $1 group by language, kind";
        let found = sqlx::query(sql).bind(gap.to_string()).fetch_all(&self.0.read).await?;
        found.iter().map(|row| Ok((rows::language(row)?, row.try_get("kind")?, rows::count(row, "questions")?))).collect()
    }

    /// Says what becomes of a gap; `by` is a user's id, or none for the program.
    pub async fn decide_gap(&self, id: Uuid, state: GapState, entry: Option<String>, by: Option<Uuid>) -> Result<GapRow> {
        self.write(move |work| {
            Box::pin(async move {
                let sql = "update gaps set state = $2, entry = $3, decided_by = $4, decided_at = $5 where id = $1 \
                           returning id, state, entry, first_at, last_at";
                let query = sqlx::query(sql).bind(id.to_string()).bind(state.as_str()).bind(entry);
                let query = query.bind(by.map(|by| by.to_string())).bind(work.now);
                let row = query.fetch_optional(&mut work.conn).await?.ok_or(Error::NotFound)?;
                gap(&row)
            })
        })
        .await
    }

    /// The entries that owners asked for most since a day, in days since 1970: by language, the most asked first, at most `most` of each.
    pub async fn most_asked(&self, _: Granted<'_, TallyQuestions>, since: i64, most: usize) -> Result<BTreeMap<Language, Vec<String>>> {
        let sql = "select entry, language, sum(asked + taken) as asked from entry_counts where day >= $1 group by entry, language \
                   having sum(asked + taken) > 0 order by asked desc, entry";
        let mut asked: BTreeMap<Language, Vec<String>> = BTreeMap::new();
        for row in sqlx::query(sql).bind(since).fetch_all(&self.0.read).await? {
            let entries = asked.entry(rows::language(&row)?).or_default();
            if entries.len() < most {
                entries.push(row.try_get("entry")?);
            }
        }
        Ok(asked)
    }

    /// Counts by entry and language since a day, in days since 1970.
    pub async fn entry_counts(&self, _: Granted<'_, EditFaq>, since: i64) -> Result<BTreeMap<(String, Language), EntryCounts>> {
        let sql = "select entry, language, sum(asked) as asked, sum(shown) as shown, sum(taken) as taken, sum(helpful) as helpful, \
                   sum(unhelpful) as unhelpful, sum(person) as person from entry_counts where day >= $1 group by entry, language";
        let found = sqlx::query(sql).bind(since).fetch_all(&self.0.read).await?;
        let read = |row: &Row| Ok(((row.try_get("entry")?, rows::language(row)?), counts(row)?));
        found.iter().map(read).collect()
    }
}

async fn write_tally(work: &mut Work, tallied: Tallied) -> Result<bool> {
    let sql = "update meta set value = cast($2 as text) where key = 'tallied' and cast(value as bigint) = $1";
    let moved = sqlx::query(sql).bind(tallied.from).bind(tallied.upto).execute(&mut work.conn).await?;
    if moved.rows_affected() == 0 {
        return Ok(false);
    }
    for ((entry, language, day), counts) in tallied.counts {
        let sql = "insert into entry_counts (entry, language, day, asked, shown, taken, helpful, unhelpful, person) \
                   values ($1, $2, $3, $4, $5, $6, $7, $8, $9) on conflict (entry, language, day) do update set \
                   asked = entry_counts.asked + excluded.asked, shown = entry_counts.shown + excluded.shown, \
                   taken = entry_counts.taken + excluded.taken, helpful = entry_counts.helpful + excluded.helpful, \
                   unhelpful = entry_counts.unhelpful + excluded.unhelpful, person = entry_counts.person + excluded.person";
        let mut query = sqlx::query(sql).bind(entry).bind(language.code()).bind(day);
        for count in [counts.asked, counts.shown, counts.taken, counts.helpful, counts.unhelpful, counts.person] {
            query = query.bind(rows::bound(count));
        }
        query.execute(&mut work.conn).await?;
    }
    for question in tallied.questions {
        put_question(work, question).await?;
    }
    for (conversation, seq) in tallied.answered {
        drop_question(work, conversation, seq).await?;
    }
    for (conversation, seq, reply) in tallied.replies {
        let sql = "update gap_questions set reply = $3 where conversation = $1 and seq = $2";
        sqlx::query(sql).bind(conversation.to_string()).bind(rows::bound(seq)).bind(reply).execute(&mut work.conn).await?;
    }
    deeds::write(work, tallied.deeds).await?;
    Ok(true)
}

async fn put_question(work: &mut Work, question: GapQuestion) -> Result<()> {
    // It was read before its owner's words were erased.
    if persons::is_erased(work, question.conversation, question.seq).await? {
        return Ok(());
    }
    let gap = question.gap.to_string();
    // A gap that was closed is open again: somebody asks it still.
    let sql = "insert into gaps (id, state, first_at, last_at) values ($1, 'open', $2, $2) on conflict (id) do update set \
               last_at = max(gaps.last_at, excluded.last_at), first_at = min(gaps.first_at, excluded.first_at), \
               state = case gaps.state when 'closed' then 'open' else gaps.state end";
    sqlx::query(sql).bind(&gap).bind(question.at).execute(&mut work.conn).await?;
    let (model, vector) = question.vector.unzip();
    let sql = "insert into gap_questions (conversation, seq, gap, at, language, text, kind, entry, model, vector) \
               values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) on conflict (conversation, seq) do update set \
               kind = excluded.kind, entry = excluded.entry";
    sqlx::query(sql)
        .bind(question.conversation.to_string())
        .bind(rows::bound(question.seq))
        .bind(&gap)
        .bind(question.at)
        .bind(question.language.code())
        .bind(question.text)
        .bind(question.kind)
        .bind(question.entry)
        .bind(model)
        .bind(vector)
        .execute(&mut work.conn)
        .await?;
    let sql = "delete from gap_questions where gap = $1 and at < (select min(at) from (select at from gap_questions where gap = $1 \
               order by at desc limit $2) newest)";
    sqlx::query(sql).bind(&gap).bind(MOST_OF_A_GAP).execute(&mut work.conn).await?;
    Ok(())
}

/// Takes a question back, and its gap where that was all.
async fn drop_question(work: &mut Work, conversation: Uuid, seq: u64) -> Result<()> {
    let sql = "delete from gap_questions where conversation = $1 and seq = $2 and kind = 'buttons' returning gap";
    let gap: Option<String> =
        sqlx::query_scalar(sql).bind(conversation.to_string()).bind(rows::bound(seq)).fetch_optional(&mut work.conn).await?;
    let sql = "delete from gaps where id = $1 and state = 'open' and not exists (select 1 from gap_questions where gap = $1)";
    sqlx::query(sql).bind(gap).execute(&mut work.conn).await?;
    Ok(())
}

fn gap(row: &Row) -> Result<GapRow> {
    let state: String = row.try_get("state")?;
    Ok(GapRow {
        id: rows::uuid(row, "id")?,
        state: GapState::parse(&state).ok_or_else(|| Error::corrupt(format!("state of a gap {state}")))?,
        entry: row.try_get("entry")?,
        first_at: row.try_get("first_at")?,
        last_at: row.try_get("last_at")?,
    })
}

fn question(row: &Row) -> Result<GapQuestion> {
    let (model, vector): (Option<Vec<u8>>, Option<Vec<u8>>) = (row.try_get("model")?, row.try_get("vector")?);
    Ok(GapQuestion {
        conversation: rows::uuid(row, "conversation")?,
        seq: rows::count(row, "seq")?,
        gap: rows::uuid(row, "gap")?,
        at: row.try_get("at")?,
        language: rows::language(row)?,
        text: row.try_get("text")?,
        kind: row.try_get("kind")?,
        entry: row.try_get("entry")?,
        reply: row.try_get("reply")?,
        vector: model.zip(vector),
    })
}

fn counts(row: &Row) -> Result<EntryCounts> {
    Ok(EntryCounts {
        asked: rows::count(row, "asked")?,
        shown: rows::count(row, "shown")?,
        taken: rows::count(row, "taken")?,
        helpful: rows::count(row, "helpful")?,
        unhelpful: rows::count(row, "unhelpful")?,
        person: rows::count(row, "person")?,
    })
}
