//! Files that answers refer to: their bytes, and which revisions of entries need them. A name gets other bytes only when an editor replaces
//! the file, and the log of what was done then has a row.

use crate::clock::Millis;
use crate::faq::attached::{Brought, Media, hash, names_in};
use crate::store::audit::{self, Actor, AuditAction, Note};
use crate::store::dialect::{Builder, Row};
use crate::store::error::{Error, Result};
use crate::store::{Store, Work, rows};
use sqlx::Row as _;
use std::collections::{BTreeMap, BTreeSet};

/// Names that one query looks for.
const AT_ONCE: usize = 200;

/// A file as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attached {
    pub name: String,
    pub media: Media,
    /// In bytes.
    pub size: u64,
    /// Width and height of a picture, in pixels.
    pub pixels: Option<(u32, u32)>,
    pub hash: Vec<u8>,
    /// The editor's name now, or the name of what brought it.
    pub author: String,
    pub at: Millis,
    /// Entries of which some revision needs it.
    pub uses: u64,
    /// A revision that was published, at whatever time, needs it: anybody may read it.
    pub public: bool,
}

/// An entry that needs a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AttachedUse {
    pub entry: String,
    /// What is published of it does.
    pub published: bool,
    /// Its draft does. Where neither does, an older revision.
    pub draft: bool,
}

/// What is looked for among the files.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AttachedSearch {
    /// Part of a name; an empty one is in all.
    pub name: String,
    /// Or one of these entries needs it.
    pub entries: Vec<String>,
}

const HEADS: &str = "select a.name, a.media, a.size, a.width, a.height, a.hash, coalesce(u.name, a.author) as author, a.at, \
                     (select count(distinct n.entry) from attached_uses n where n.name = a.name) as uses, \
                     exists (select 1 from attached_uses n join publications p on p.entry = n.entry and p.revision = n.revision \
                     where n.name = a.name) as public \
                     from attached a left join users u on u.id = a.author";

impl Store {
    /// Stores files, all or none. One that is there already, with the same bytes, stays as it is.
    ///
    /// # Errors
    ///
    /// [`Error::Conflict`] when a name has other bytes, [`Error::Rejected`] when all files together would have more than `most` bytes.
    pub async fn add_attached(&self, files: Vec<Brought>, most: u64, author: &str) -> Result<()> {
        let author = author.to_owned();
        self.write(move |work| Box::pin(add(work, files, most, author))).await
    }

    /// At most `limit` files after the one of that name, by name.
    pub async fn attached_after(&self, search: &AttachedSearch, after: Option<&str>, limit: u32) -> Result<Vec<Attached>> {
        let mut query = Builder::new(HEADS);
        query.push(" where a.name > ").push_bind(after.unwrap_or_default().to_owned());
        query.push(" and (instr(a.name, ").push_bind(search.name.clone()).push(") > 0");
        if !search.entries.is_empty() {
            query.push(" or a.name in (select name from attached_uses where entry in (");
            let mut list = query.separated(", ");
            for entry in search.entries.iter().take(AT_ONCE) {
                list.push_bind(entry.clone());
            }
            query.push("))");
        }
        query.push(") order by a.name limit ").push_bind(i64::from(limit));
        query.build().fetch_all(&self.0.read).await?.iter().map(head).collect()
    }

    /// The entries that need each of these files, at most `most` of one: those whose published text does first, then drafts.
    pub async fn attached_uses(&self, names: &[String], most: usize) -> Result<BTreeMap<String, Vec<AttachedUse>>> {
        let mut found: BTreeMap<String, Vec<AttachedUse>> = BTreeMap::new();
        for part in names.chunks(AT_ONCE) {
            let mut query = Builder::new(
                "select n.name, n.entry, \
                 max(case when e.revision = n.revision and e.retired = 0 then 1 else 0 end) as published, \
                 max(case when d.revision = n.revision then 1 else 0 end) as draft \
                 from attached_uses n left join entries e on e.id = n.entry left join drafts d on d.entry = n.entry where n.name in (",
            );
            let mut list = query.separated(", ");
            for name in part {
                list.push_bind(name.clone());
            }
            query.push(") group by n.name, n.entry order by n.name, published desc, draft desc, n.entry");
            for row in query.build().fetch_all(&self.0.read).await? {
                let uses = found.entry(row.try_get("name")?).or_default();
                if uses.len() < most {
                    let flag = |column: &str| row.try_get::<i64, _>(column).map(|flag| flag != 0);
                    uses.push(AttachedUse { entry: row.try_get("entry")?, published: flag("published")?, draft: flag("draft")? });
                }
            }
        }
        Ok(found)
    }

    /// Puts other bytes in the place of a file that had the hash `was`.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`]; [`Error::Stale`] when somebody else has replaced it meanwhile; [`Error::Rejected`] when all files together would
    /// have more than `most` bytes.
    pub async fn replace_attached(&self, file: Brought, was: Vec<u8>, most: u64, author: &str) -> Result<()> {
        let (author, actor) = (author.to_owned(), self.1);
        self.write(move |work| Box::pin(replace(work, file, was, most, author, actor))).await
    }

    /// Removes a file that no revision of an entry needs.
    ///
    /// # Errors
    ///
    /// [`Error::NotFound`], [`Error::InUse`].
    pub async fn remove_attached(&self, name: &str) -> Result<()> {
        let (name, actor) = (name.to_owned(), self.1);
        self.write(move |work| {
            Box::pin(async move {
                let used = sqlx::query("select 1 from attached_uses where name = $1 limit 1").bind(&name);
                if used.fetch_optional(&mut work.conn).await?.is_some() {
                    return Err(Error::InUse);
                }
                let gone = sqlx::query("delete from attached where name = $1").bind(&name).execute(&mut work.conn).await?;
                if gone.rows_affected() == 0 {
                    return Err(Error::NotFound);
                }
                audit::note(work, actor, Note::new(AuditAction::FileRemoved, name)).await
            })
        })
        .await
    }

    /// One file, without its bytes.
    pub async fn attached(&self, name: &str) -> Result<Option<Attached>> {
        let sql = format!("{HEADS} where a.name = $1");
        sqlx::query(sqlx::AssertSqlSafe(sql)).bind(name).fetch_optional(&self.0.read).await?.as_ref().map(head).transpose()
    }

    /// The bytes of a file.
    pub async fn attached_body(&self, name: &str) -> Result<Option<Vec<u8>>> {
        Ok(sqlx::query_scalar("select body from attached where name = $1").bind(name).fetch_optional(&self.0.read).await?)
    }

    /// Those of the names that no file has.
    pub async fn not_attached(&self, names: BTreeSet<String>) -> Result<BTreeSet<String>> {
        let all: Vec<String> = names.iter().cloned().collect();
        let mut missing = names;
        for part in all.chunks(AT_ONCE) {
            let mut query = Builder::new("select name from attached where name in (");
            let mut list = query.separated(", ");
            for name in part {
                list.push_bind(name);
            }
            query.push(")");
            let known: Vec<String> = query.build_query_scalar().fetch_all(&self.0.read).await?;
            known.iter().for_each(|name| {
                missing.remove(name);
            });
        }
        Ok(missing)
    }

    /// The names of all files.
    pub async fn attached_names(&self) -> Result<BTreeSet<String>> {
        let names: Vec<String> = sqlx::query_scalar("select name from attached").fetch_all(&self.0.read).await?;
        Ok(names.into_iter().collect())
    }

    /// The files that the published entries need and that are there: all in memory, as many bytes as are allowed together.
    pub async fn published_attached(&self) -> Result<BTreeMap<String, Vec<u8>>> {
        let sql = "select name, body from attached where name in (select n.name from attached_uses n \
                   join entries e on e.id = n.entry and e.revision = n.revision where e.retired = 0)";
        let found: Vec<(String, Vec<u8>)> = sqlx::query_as(sql).fetch_all(&self.0.read).await?;
        Ok(found.into_iter().collect())
    }

    /// Removes the files that were brought before a time and that no revision needs; how many.
    pub async fn clean_attached(&self, before: Millis) -> Result<u64> {
        // Mostly there is nothing to do, and then the writer is left alone.
        let unused = "from attached where at < $1 and name not in (select name from attached_uses)";
        let count = sqlx::query_scalar::<_, i64>(sqlx::AssertSqlSafe(format!("select count(*) {unused}")));
        if count.bind(before).fetch_one(&self.0.read).await? == 0 {
            return Ok(0);
        }
        self.write(move |work| {
            Box::pin(async move {
                let gone = sqlx::query(sqlx::AssertSqlSafe(format!("delete {unused}"))).bind(before).execute(&mut work.conn).await?;
                Ok(gone.rows_affected())
            })
        })
        .await
    }
}

fn head(row: &Row) -> Result<Attached> {
    let side = |column: &str| -> Result<Option<u32>> { super::number_or_null(row, column) };
    let media: &str = row.try_get("media")?;
    Ok(Attached {
        name: row.try_get("name")?,
        media: Media::of_type(media).ok_or_else(|| Error::corrupt(format!("a file of the type {media}")))?,
        size: rows::count(row, "size")?,
        pixels: side("width")?.zip(side("height")?),
        hash: row.try_get("hash")?,
        author: row.try_get("author")?,
        at: row.try_get("at")?,
        uses: rows::count(row, "uses")?,
        public: row.try_get("public")?,
    })
}

async fn add(work: &mut Work, files: Vec<Brought>, most: u64, author: String) -> Result<()> {
    for Brought { name, seen, body } in files {
        let hash = hash(&body);
        let known: Option<Vec<u8>> =
            sqlx::query_scalar("select hash from attached where name = $1").bind(&name).fetch_optional(&mut work.conn).await?;
        match known {
            Some(known) if known == hash => continue,
            Some(_) => return Err(Error::Conflict("file")),
            None => {}
        }
        let size = i64::try_from(body.len()).unwrap_or(i64::MAX);
        has_room(work, size, most).await?;
        sqlx::query(
            "insert into attached (name, media, size, width, height, hash, author, at, body) values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        )
        .bind(&name)
        .bind(seen.media.media_type())
        .bind(size)
        .bind(seen.size.map(|(width, _)| i64::from(width)))
        .bind(seen.size.map(|(_, height)| i64::from(height)))
        .bind(hash.to_vec())
        .bind(&author)
        .bind(work.now)
        .bind(body)
        .execute(&mut work.conn)
        .await?;
    }
    Ok(())
}

/// [`Error::Rejected`] when the files would have more than `most` bytes together with so many more.
async fn has_room(work: &mut Work, more: i64, most: u64) -> Result<()> {
    let stored: i64 = sqlx::query_scalar("select coalesce(sum(size), 0) from attached").fetch_one(&mut work.conn).await?;
    if u64::try_from(stored.saturating_add(more)).is_ok_and(|all| all > most) { Err(Error::Rejected) } else { Ok(()) }
}

async fn replace(work: &mut Work, file: Brought, was: Vec<u8>, most: u64, author: String, actor: Actor) -> Result<()> {
    let Brought { name, seen, body } = file;
    let known = sqlx::query_as::<_, (Vec<u8>, i64)>("select hash, size from attached where name = $1").bind(&name);
    let (hash_now, size_now) = known.fetch_optional(&mut work.conn).await?.ok_or(Error::NotFound)?;
    if hash_now != was {
        return Err(Error::Stale);
    }
    let new = hash(&body);
    if hash_now == new {
        return Ok(());
    }
    let size = i64::try_from(body.len()).unwrap_or(i64::MAX);
    has_room(work, size.saturating_sub(size_now), most).await?;
    sqlx::query(
        "update attached set media = $2, size = $3, width = $4, height = $5, hash = $6, author = $7, at = $8, body = $9 where name = $1",
    )
    .bind(&name)
    .bind(seen.media.media_type())
    .bind(size)
    .bind(seen.size.map(|(width, _)| i64::from(width)))
    .bind(seen.size.map(|(_, height)| i64::from(height)))
    .bind(new.to_vec())
    .bind(&author)
    .bind(work.now)
    .bind(body)
    .execute(&mut work.conn)
    .await?;
    audit::note(work, actor, Note::new(AuditAction::FileReplaced, name)).await
}

/// Notes which files a new revision needs.
pub(super) async fn note_uses(work: &mut Work, entry: &str, revision: u32, body: &str) -> Result<()> {
    for name in names_in(body) {
        sqlx::query("insert into attached_uses (entry, revision, name) values ($1, $2, $3)")
            .bind(entry)
            .bind(i64::from(revision))
            .bind(name)
            .execute(&mut work.conn)
            .await?;
    }
    Ok(())
}
