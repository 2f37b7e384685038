//! Saving: each save is the entry's next revision and its draft. What is published stays.

use super::attached::note_uses;
use super::{Head, IMPORTED, find_head, number};
use crate::faq::translation::Change;
use crate::store::error::{Error, Result};
use crate::store::{Store, Work};

/// What a save is compared with: what the editor, or who autosaved meanwhile, began with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Base {
    pub category: String,
    pub body: String,
}

/// Makes the body of a revision of that number over what it is compared with; none when it is the entry's first.
pub type MakeBody = Box<dyn FnOnce(Option<&Base>, u32) -> String + Send>;

/// A save of an entry.
pub struct Save {
    pub entry: String,
    pub category: String,
    /// The head that it was made on; none for an entry that must be new.
    pub on: Option<u32>,
    pub body: MakeBody,
    pub note: Option<String>,
    pub change: Change,
    /// Id of the user.
    pub author: String,
    /// The page saved by itself: it takes the place of the author's autosave before it.
    pub autosave: bool,
}

impl Store {
    /// Saves a draft; [`Error::Stale`] when somebody else has since `on`, or the entry is there already. A save that changes nothing
    /// makes no revision.
    pub async fn save_entry(&self, save: Save) -> Result<Head> {
        self.write(move |work| Box::pin(save_entry(work, save))).await
    }

    /// Makes an earlier revision the draft, as a revision of its own. [`Error::NotFound`] when it is not there, [`Error::Stale`] when the
    /// head is not `on`.
    pub async fn restore_revision(&self, entry: &str, revision: u32, on: Option<u32>, author: &str) -> Result<Head> {
        let (entry, author) = (entry.to_owned(), author.to_owned());
        self.write(move |work| Box::pin(restore(work, entry, revision, on, author))).await
    }

    /// Drops the draft of an entry; its revision is kept. Nothing happens when there is none.
    pub async fn discard_draft(&self, entry: &str, on: Option<u32>) -> Result<Head> {
        let entry = entry.to_owned();
        self.write(move |work| {
            Box::pin(async move {
                expect_head(work, &entry, on).await?;
                drop_draft(work, &entry).await?;
                find_head(&mut work.conn, &entry).await?.ok_or(Error::NotFound)
            })
        })
        .await
    }
}

/// The entry's head, which must be `on` where that is known.
pub(super) async fn expect_head(work: &mut Work, entry: &str, on: Option<u32>) -> Result<Head> {
    let head = find_head(&mut work.conn, entry).await?.ok_or(Error::NotFound)?;
    match on {
        Some(on) if on != head.revision => Err(Error::Stale),
        _ => Ok(head),
    }
}

pub(super) async fn drop_draft(work: &mut Work, entry: &str) -> Result<()> {
    sqlx::query("delete from drafts where entry = $1").bind(entry).execute(&mut work.conn).await?;
    Ok(())
}

/// A revision to be written.
pub(in crate::store) struct NewRevision<'a> {
    pub entry: &'a str,
    pub category: &'a str,
    pub body: &'a str,
    pub parent: Option<u32>,
    pub note: Option<&'a str>,
    /// None of one that came in with files.
    pub change: Option<Change>,
    pub author: &'a str,
    pub autosaved: bool,
}

/// Writes the entry's next revision, and tells its number.
pub(in crate::store) async fn add_revision(work: &mut Work, revision: u32, new: NewRevision<'_>) -> Result<()> {
    let NewRevision { entry, category, body, parent, note, change, author, autosaved } = new;
    sqlx::query(
        "insert into revisions (entry, revision, category, body, parent, note, change, author, at, autosaved) \
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(entry)
    .bind(i64::from(revision))
    .bind(category)
    .bind(body)
    .bind(parent.map(i64::from))
    .bind(note)
    .bind(change.map_or(IMPORTED, Change::as_str))
    .bind(author)
    .bind(work.now)
    .bind(autosaved)
    .execute(&mut work.conn)
    .await?;
    note_uses(work, entry, revision, body).await
}

/// The number of the entry's next revision.
pub(in crate::store) async fn next_revision(work: &mut Work, entry: &str) -> Result<u32> {
    let sql = "select coalesce(max(revision), 0) + 1 as next from revisions where entry = $1";
    let row = sqlx::query(sql).bind(entry).fetch_one(&mut work.conn).await?;
    number(&row, "next")
}

async fn save_entry(work: &mut Work, save: Save) -> Result<Head> {
    let Save { entry, category, on, body, note, change, author, autosave } = save;
    let head = find_head(&mut work.conn, &entry).await?;
    if head.as_ref().map(|head| head.revision) != on {
        return Err(if head.is_none() { Error::NotFound } else { Error::Stale });
    }
    let stored = match &head {
        Some(head) => Some(stored(work, &entry, head.revision).await?),
        None => None,
    };
    // What an autosave was made on is what its author, or the next one, still compares with.
    let parent = stored.as_ref().and_then(|stored| if stored.autosaved { stored.parent } else { head.as_ref().map(|head| head.revision) });
    let base = match (parent, &head) {
        (Some(parent), Some(head)) if parent != head.revision => Some(self::stored(work, &entry, parent).await?.base),
        (Some(_), _) => stored.as_ref().map(|stored| stored.base.clone()),
        (None, _) => None,
    };
    let revision = next_revision(work, &entry).await?;
    let body = body(base.as_ref(), revision);
    if let (Some(head), Some(stored)) = (&head, &stored)
        && stored.base == (Base { category: category.clone(), body: body.clone() })
        && note.is_none()
        && (autosave || !stored.autosaved)
        && !head.is_withdrawn()
    {
        return Ok(head.clone());
    }
    let new = NewRevision {
        entry: &entry,
        category: &category,
        body: &body,
        parent,
        note: note.as_deref(),
        change: Some(change),
        author: &author,
        autosaved: autosave,
    };
    add_revision(work, revision, new).await?;
    set_draft(work, &entry, revision).await?;
    if let (Some(head), Some(stored)) = (&head, &stored)
        && stored.autosaved
        && stored.author == author
    {
        let delete = sqlx::query("delete from revisions where entry = $1 and revision = $2").bind(&entry);
        delete.bind(i64::from(head.revision)).execute(&mut work.conn).await?;
    }
    find_head(&mut work.conn, &entry).await?.ok_or(Error::NotFound)
}

/// A revision as a save sees it.
struct Stored {
    base: Base,
    parent: Option<u32>,
    author: String,
    autosaved: bool,
}

async fn stored(work: &mut Work, entry: &str, revision: u32) -> Result<Stored> {
    use sqlx::Row as _;
    let sql = "select category, body, parent, author, autosaved from revisions where entry = $1 and revision = $2";
    let row = sqlx::query(sql).bind(entry).bind(i64::from(revision)).fetch_optional(&mut work.conn).await?;
    let row = row.ok_or(Error::NotFound)?;
    Ok(Stored {
        base: Base { category: row.try_get("category")?, body: row.try_get("body")? },
        parent: super::number_or_null(&row, "parent")?,
        author: row.try_get("author")?,
        autosaved: row.try_get("autosaved")?,
    })
}

pub(super) async fn set_draft(work: &mut Work, entry: &str, revision: u32) -> Result<()> {
    sqlx::query("insert into drafts (entry, revision) values ($1, $2) on conflict (entry) do update set revision = excluded.revision")
        .bind(entry)
        .bind(i64::from(revision))
        .execute(&mut work.conn)
        .await?;
    Ok(())
}

async fn restore(work: &mut Work, entry: String, revision: u32, on: Option<u32>, author: String) -> Result<Head> {
    let head = expect_head(work, &entry, on).await?;
    let Stored { base, .. } = stored(work, &entry, revision).await?;
    let next = next_revision(work, &entry).await?;
    let new = NewRevision {
        entry: &entry,
        category: &base.category,
        body: &base.body,
        parent: Some(head.revision),
        note: None,
        change: Some(Change::Wording),
        author: &author,
        autosaved: false,
    };
    add_revision(work, next, new).await?;
    set_draft(work, &entry, next).await?;
    find_head(&mut work.conn, &entry).await?.ok_or(Error::NotFound)
}
