//! Publishing: what is answered from then on, and the log of what was published when.

use super::saving::{drop_draft, expect_head};
use super::{Head, Revision, find_head, number_or_null, revision, revision_columns};
use crate::clock::Millis;
use crate::store::audit::{self, Actor, AuditAction, Note};
use crate::store::error::{Error, Result};
use crate::store::{Store, Work};
use sqlx::Row as _;
use uuid::Uuid;

/// Why something is published, or no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PublicationKind {
    /// An editor published it.
    Publish,
    /// An editor withdrew it.
    Withdraw,
    /// An editor took the publication before it back.
    Undo,
    /// Files were brought in.
    Import,
    /// An editor had said when.
    Schedule,
}

impl PublicationKind {
    const ALL: [PublicationKind; 5] =
        [PublicationKind::Publish, PublicationKind::Withdraw, PublicationKind::Undo, PublicationKind::Import, PublicationKind::Schedule];

    /// The name on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            PublicationKind::Publish => "publish",
            PublicationKind::Withdraw => "withdraw",
            PublicationKind::Undo => "undo",
            PublicationKind::Import => "import",
            PublicationKind::Schedule => "schedule",
        }
    }
}

/// A line of the log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Publication {
    /// None: from then on it was not published.
    pub revision: Option<u32>,
    pub at: Millis,
    pub author: String,
    /// Why it was published although the gate warned.
    pub reason: Option<String>,
    pub kind: PublicationKind,
}

/// What is to be published, by whom and why.
#[derive(Debug, Clone)]
pub struct Published {
    pub entry: String,
    /// The head that the editor saw, where that is known.
    pub on: Option<u32>,
    /// Id of the user.
    pub author: String,
    pub reason: Option<String>,
    pub kind: PublicationKind,
}

/// An entry after a change of what is published.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    pub head: Head,
    /// The generation that the change made; none when it changed nothing.
    pub generation: Option<i64>,
}

impl Store {
    /// Publishes the head of an entry; nothing happens when it is published already. [`Error::Stale`] when the head is not `on`.
    pub async fn publish_entry(&self, what: Published) -> Result<Made> {
        self.write(move |work| Box::pin(publish(work, what))).await
    }

    /// Withdraws an entry; with `discard` its draft is dropped, too. [`Error::LastEntry`] when nothing would be left to answer with.
    pub async fn withdraw_entry(&self, what: Published, discard: bool) -> Result<Made> {
        self.write(move |work| Box::pin(withdraw(work, what, discard))).await
    }

    /// Puts back what was published before the last publication of an entry. [`Error::NotFound`] when it never was published.
    pub async fn undo_publication(&self, what: Published) -> Result<Made> {
        self.write(move |work| Box::pin(undo(work, what))).await
    }

    /// At most `limit` lines of an entry's log, the newest first.
    pub async fn publications(&self, entry: &str, limit: u32) -> Result<Vec<Publication>> {
        let sql = "select p.revision, p.at, coalesce(u.name, p.author) as author, p.reason, p.kind from publications p \
                   left join users u on u.id = p.author where p.entry = $1 order by p.id desc limit $2";
        let rows = sqlx::query(sql).bind(entry).bind(i64::from(limit)).fetch_all(&self.0.read).await?;
        let line = |row| -> Result<Publication> {
            let row: &crate::store::dialect::Row = row;
            let kind: String = row.try_get("kind")?;
            let kind = PublicationKind::ALL.into_iter().find(|known| known.as_str() == kind);
            Ok(Publication {
                revision: number_or_null(row, "revision")?,
                at: row.try_get("at")?,
                author: row.try_get("author")?,
                reason: row.try_get("reason")?,
                kind: kind.ok_or_else(|| Error::corrupt("kind of a publication"))?,
            })
        };
        rows.iter().map(line).collect()
    }

    /// What was published of an entry before its last publication, which an undo puts back: the inner none stands for nothing. None when it never was
    /// published.
    pub async fn published_before(&self, entry: &str) -> Result<Option<Option<u32>>> {
        let sql = "select previous from publications where entry = $1 order by id desc limit 1";
        let last = sqlx::query(sql).bind(entry).fetch_optional(&self.0.read).await?;
        last.map(|row| number_or_null(&row, "previous")).transpose()
    }

    /// What was published at a time, by entry.
    pub async fn published_at(&self, time: Millis) -> Result<Vec<Revision>> {
        let sql = concat!(
            "select ",
            revision_columns!(),
            " from (select entry, max(id) as id from publications where at <= $1 group by entry) l \
             join publications p on p.id = l.id join revisions r on r.entry = p.entry and r.revision = p.revision \
             left join users u on u.id = r.author order by r.entry"
        );
        sqlx::query(sql).bind(time).fetch_all(&self.0.read).await?.iter().map(revision).collect()
    }
}

/// One more change that servers take up; its number.
pub(in crate::store) async fn next_generation(work: &mut Work) -> Result<i64> {
    let sql = "update meta set value = cast(cast(value as bigint) + 1 as text) where key = 'corpus_generation' \
               returning cast(value as bigint)";
    Ok(sqlx::query_scalar(sql).fetch_one(&mut work.conn).await?)
}

/// A line of the log to be written.
pub(in crate::store) struct NewPublication<'a> {
    pub entry: &'a str,
    pub revision: Option<u32>,
    pub previous: Option<u32>,
    pub author: &'a str,
    pub reason: Option<&'a str>,
    pub kind: PublicationKind,
}

pub(in crate::store) async fn log(work: &mut Work, line: NewPublication<'_>) -> Result<()> {
    let NewPublication { entry, revision, previous, author, reason, kind } = line;
    sqlx::query("insert into publications (entry, revision, previous, at, author, reason, kind) values ($1, $2, $3, $4, $5, $6, $7)")
        .bind(entry)
        .bind(revision.map(i64::from))
        .bind(previous.map(i64::from))
        .bind(work.now)
        .bind(author)
        .bind(reason)
        .bind(kind.as_str())
        .execute(&mut work.conn)
        .await?;
    overridden(work, author, entry, reason).await
}

/// Notes that somebody published although the gate warned.
pub(super) async fn overridden(work: &mut Work, author: &str, subject: &str, reason: Option<&str>) -> Result<()> {
    let (Some(reason), Ok(user)) = (reason, Uuid::try_parse(author)) else { return Ok(()) };
    audit::note(work, Actor::User(user), Note::new(AuditAction::GateOverridden, subject).with("reason", reason)).await
}

/// Makes a stored revision what is published.
pub(in crate::store) async fn serve(work: &mut Work, entry: &str, revision: u32) -> Result<()> {
    let changed = sqlx::query(
        "insert into entries (id, category, body, revision, published_at, retired) \
         select entry, category, body, revision, $3, 0 from revisions where entry = $1 and revision = $2 \
         on conflict (id) do update set category = excluded.category, body = excluded.body, revision = excluded.revision, \
         published_at = excluded.published_at, retired = 0",
    )
    .bind(entry)
    .bind(i64::from(revision))
    .bind(work.now)
    .execute(&mut work.conn)
    .await?;
    if changed.rows_affected() == 0 {
        return Err(Error::NotFound);
    }
    // What was published is kept for ever, also when it was only autosaved.
    let keep = sqlx::query("update revisions set autosaved = 0 where entry = $1 and revision = $2");
    keep.bind(entry).bind(i64::from(revision)).execute(&mut work.conn).await?;
    Ok(())
}

/// Publishes nothing of an entry. Somebody must be left to answer.
async fn retire(work: &mut Work, entry: &str) -> Result<()> {
    sqlx::query("update entries set retired = 1 where id = $1").bind(entry).execute(&mut work.conn).await?;
    let left: i64 = sqlx::query_scalar("select count(*) from entries where retired = 0").fetch_one(&mut work.conn).await?;
    if left == 0 { Err(Error::LastEntry) } else { Ok(()) }
}

async fn unschedule(work: &mut Work, entry: &str) -> Result<()> {
    sqlx::query("delete from schedules where entry = $1").bind(entry).execute(&mut work.conn).await?;
    Ok(())
}

async fn publish(work: &mut Work, what: Published) -> Result<Made> {
    let Published { entry, on, author, reason, kind } = what;
    let head = expect_head(work, &entry, on).await?;
    if head.published == Some(head.revision) {
        return Ok(Made { head, generation: None });
    }
    serve(work, &entry, head.revision).await?;
    drop_draft(work, &entry).await?;
    unschedule(work, &entry).await?;
    let line = NewPublication {
        entry: &entry,
        revision: Some(head.revision),
        previous: head.published,
        author: &author,
        reason: reason.as_deref(),
        kind,
    };
    log(work, line).await?;
    let generation = Some(next_generation(work).await?);
    made(work, &entry, generation).await
}

async fn withdraw(work: &mut Work, what: Published, discard: bool) -> Result<Made> {
    let Published { entry, on, author, reason, kind } = what;
    let head = expect_head(work, &entry, on).await?;
    unschedule(work, &entry).await?;
    if discard {
        drop_draft(work, &entry).await?;
    }
    let mut generation = None;
    if head.published.is_some() {
        retire(work, &entry).await?;
        let line =
            NewPublication { entry: &entry, revision: None, previous: head.published, author: &author, reason: reason.as_deref(), kind };
        log(work, line).await?;
        generation = Some(next_generation(work).await?);
    }
    made(work, &entry, generation).await
}

async fn undo(work: &mut Work, what: Published) -> Result<Made> {
    let Published { entry, on, author, reason, kind } = what;
    let head = expect_head(work, &entry, on).await?;
    let sql = "select previous from publications where entry = $1 order by id desc limit 1";
    let last = sqlx::query(sql).bind(&entry).fetch_optional(&mut work.conn).await?.ok_or(Error::NotFound)?;
    let back_to = number_or_null(&last, "previous")?;
    match back_to {
        Some(revision) => serve(work, &entry, revision).await?,
        None => retire(work, &entry).await?,
    }
    let line =
        NewPublication { entry: &entry, revision: back_to, previous: head.published, author: &author, reason: reason.as_deref(), kind };
    log(work, line).await?;
    let generation = Some(next_generation(work).await?);
    made(work, &entry, generation).await
}

/// An entry as it is now.
pub(super) async fn made(work: &mut Work, entry: &str, generation: Option<i64>) -> Result<Made> {
    let head = find_head(&mut work.conn, entry).await?.ok_or(Error::NotFound)?;
    Ok(Made { head, generation })
}
