//! What will be published by itself: a row, and the job that looks at it when the time has come.

use super::publishing::{Made, NewPublication, PublicationKind, log, made, next_generation, serve};
use super::saving::{drop_draft, expect_head};
use super::{Head, find_head, number};
use crate::clock::Millis;
use crate::store::error::{Error, Result};
use crate::store::jobs::{self, NewJob};
use crate::store::{Store, Work};
use sqlx::Row as _;

impl Store {
    /// Has the head of an entry, which must be `on`, published at a time: `then` is the job that does it. An earlier plan is void.
    pub async fn schedule_entry(&self, entry: &str, on: u32, at: Millis, author: &str, then: NewJob) -> Result<Head> {
        let (entry, author) = (entry.to_owned(), author.to_owned());
        self.write(move |work| {
            Box::pin(async move {
                expect_head(work, &entry, Some(on)).await?;
                // What was promised is kept, also when it was only autosaved.
                let keep = sqlx::query("update revisions set autosaved = 0 where entry = $1 and revision = $2");
                keep.bind(&entry).bind(i64::from(on)).execute(&mut work.conn).await?;
                sqlx::query(
                    "insert into schedules (entry, revision, at, author) values ($1, $2, $3, $4) \
                     on conflict (entry) do update set revision = excluded.revision, at = excluded.at, author = excluded.author",
                )
                .bind(&entry)
                .bind(i64::from(on))
                .bind(at)
                .bind(author)
                .execute(&mut work.conn)
                .await?;
                jobs::enqueue(work, &then).await?;
                find_head(&mut work.conn, &entry).await?.ok_or(Error::NotFound)
            })
        })
        .await
    }

    /// Gives such a plan up; nothing happens when there is none.
    pub async fn unschedule_entry(&self, entry: &str) -> Result<Head> {
        let entry = entry.to_owned();
        self.write(move |work| {
            Box::pin(async move {
                sqlx::query("delete from schedules where entry = $1").bind(&entry).execute(&mut work.conn).await?;
                find_head(&mut work.conn, &entry).await?.ok_or(Error::NotFound)
            })
        })
        .await
    }

    /// Publishes what was planned for this time; none when the plan is another one now, or was given up.
    pub async fn publish_scheduled(&self, entry: &str, revision: u32, at: Millis) -> Result<Option<Made>> {
        let entry = entry.to_owned();
        self.write(move |work| Box::pin(publish(work, entry, revision, at))).await
    }
}

async fn publish(work: &mut Work, entry: String, revision: u32, at: Millis) -> Result<Option<Made>> {
    // The entry may have another id since.
    let sql = "select s.entry, s.revision, s.author, d.revision as draft from schedules s left join drafts d on d.entry = s.entry \
               where s.entry = coalesce((select new from renames where old = $1), $1) and s.revision = $2 and s.at = $3";
    let plan = sqlx::query(sql).bind(&entry).bind(i64::from(revision)).bind(at).fetch_optional(&mut work.conn).await?;
    let Some(plan) = plan else { return Ok(None) };
    let (entry, author): (String, String) = (plan.try_get("entry")?, plan.try_get("author")?);
    let draft = super::number_or_null(&plan, "draft")?;
    let before =
        sqlx::query("select revision from entries where id = $1 and retired = 0").bind(&entry).fetch_optional(&mut work.conn).await?;
    let previous = before.map(|row| number(&row, "revision")).transpose()?;
    serve(work, &entry, revision).await?;
    // What was written since the plan was made stays a draft.
    if draft == Some(revision) {
        drop_draft(work, &entry).await?;
    }
    sqlx::query("delete from schedules where entry = $1").bind(&entry).execute(&mut work.conn).await?;
    let line = NewPublication {
        entry: &entry,
        revision: Some(revision),
        previous,
        author: &author,
        reason: None,
        kind: PublicationKind::Schedule,
    };
    log(work, line).await?;
    let generation = Some(next_generation(work).await?);
    made(work, &entry, generation).await.map(Some)
}
