//! Files that answers refer to: their bytes, and which revisions of entries need them. A name never gets other bytes.

use crate::clock::Millis;
use crate::faq::attached::{Brought, Media, hash, names_in};
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
    pub async fn attached_after(&self, after: Option<&str>, limit: u32) -> Result<Vec<Attached>> {
        let sql = format!("{HEADS} where a.name > $1 order by a.name limit $2");
        let found = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(after.unwrap_or_default()).bind(i64::from(limit));
        found.fetch_all(&self.0.read).await?.iter().map(head).collect()
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
        let stored: i64 = sqlx::query_scalar("select coalesce(sum(size), 0) from attached").fetch_one(&mut work.conn).await?;
        let size = i64::try_from(body.len()).unwrap_or(i64::MAX);
        if u64::try_from(stored.saturating_add(size)).is_ok_and(|all| all > most) {
            return Err(Error::Rejected);
        }
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
