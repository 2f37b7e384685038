//! Rows of uploads: who brings what, what it was found to be, and what it is attached to. The bytes are files of the data folder, of which this room
//! knows nothing.

use super::dialect::{Builder, Connection, Row};
use super::error::{Error, Result};
use super::script::Script;
use super::writer::Work;
use super::{Store, rows};
use crate::access::Granted;
use crate::access::right::{KeepRequests, ReadConversation, WorkRequests};
use crate::chat::command::{Files, Refusal, Uploader};
use crate::chat::event::attachment::Attachment;
use crate::clock::Millis;
use crate::error::Code;
use crate::media::{self, Kind};
use sqlx::Row as _;
use std::collections::BTreeSet;
use uuid::Uuid;

/// Names that one query looks for.
const AT_ONCE: usize = 200;

/// An upload that begins.
#[derive(Debug, Clone)]
pub struct NewUpload {
    pub id: Uuid,
    pub by: Uploader,
    /// Of an owner who has not written yet, none.
    pub conversation: Option<Uuid>,
    /// The code of the request that it is for, on that request's page.
    pub request: Option<String>,
    pub name: String,
    pub declared: String,
    /// In bytes.
    pub length: u64,
}

/// How much uploads may take, in bytes.
#[derive(Debug, Clone, Copy)]
pub struct UploadQuota {
    pub conversation: u64,
    /// All together.
    pub folder: u64,
}

/// Whether there is room for an upload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UploadRoom {
    Given,
    /// The conversation has its fill.
    ConversationFull,
    /// All together have their fill.
    FolderFull,
}

/// How far an upload is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum UploadState {
    /// Its bytes are coming, or have come and were not looked at yet.
    Open,
    Ready(UploadFile),
    Refused(Code),
}

/// What is kept of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadFile {
    pub kind: Kind,
    pub media_type: &'static str,
    /// In bytes.
    pub size: u64,
    pub pixels: Option<(u32, u32)>,
    pub duration_ms: Option<u64>,
    /// Size of the small picture, in bytes.
    pub thumbnail: Option<u64>,
    /// SHA-256 of what is kept.
    pub hash: [u8; 32],
}

/// An upload as it is stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadRow {
    pub id: Uuid,
    pub by: Uploader,
    pub conversation: Option<Uuid>,
    pub name: String,
    pub declared: String,
    pub length: u64,
    pub state: UploadState,
    pub is_attached: bool,
    /// The code of the request that it is attached to, beside the conversation.
    pub request: Option<String>,
}

impl UploadRow {
    /// As a message shows it; none before it is ready.
    pub fn attachment(&self) -> Option<Attachment> {
        let UploadState::Ready(file) = &self.state else { return None };
        Some(Attachment {
            id: self.id,
            kind: file.kind,
            media_type: file.media_type.to_owned(),
            name: media::name_for(&self.name, file.media_type),
            size: file.size,
            width: file.pixels.map(|(width, _)| width),
            height: file.pixels.map(|(_, height)| height),
            duration_ms: file.duration_ms,
            thumbnail: file.thumbnail.is_some(),
        })
    }
}

/// How many uploads there are, and their bytes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UploadNumbers {
    pub open: u64,
    pub ready: u64,
    pub bytes: u64,
}

const COLUMNS: &str = "id, token_hash, staff, conversation, name, declared, length, state, refusal, kind, media, size, width, height, duration_ms, \
                       thumbnail, hash, attached_at, request";
/// What an upload takes: what is kept, or what is to come.
const TAKEN: &str = "coalesce(sum(case state when 'refused' then 0 else coalesce(size, length) + coalesce(thumbnail, 0) end), 0)";

impl Store {
    /// Begins an upload, if there is room for it.
    pub async fn begin_upload(&self, new: NewUpload, quota: UploadQuota) -> Result<UploadRoom> {
        self.write(move |work| Box::pin(begin(work, new, quota))).await
    }

    /// An upload, whosever it is.
    pub async fn upload(&self, id: Uuid) -> Result<Option<UploadRow>> {
        let sql = format!("select {COLUMNS} from uploads where id = $1");
        let found = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(&self.0.read).await?;
        found.as_ref().map(row).transpose()
    }

    /// The files of a conversation, the newest first.
    pub async fn uploads_of_conversation(&self, granted: Granted<'_, ReadConversation>, limit: u32) -> Result<Vec<Attachment>> {
        let ReadConversation(conversation) = granted.right();
        let sql = format!(
            "select {COLUMNS} from uploads where conversation = $1 and attached_at is not null order by attached_at desc, id limit $2"
        );
        let found =
            sqlx::query(sqlx::AssertSqlSafe(sql)).bind(conversation.to_string()).bind(i64::from(limit)).fetch_all(&self.0.read).await?;
        attachments(&found)
    }

    /// The files of a request, the newest first.
    pub async fn uploads_of_request(&self, _granted: Granted<'_, WorkRequests>, code: &str, limit: u32) -> Result<Vec<Attachment>> {
        self.of_request(code, limit).await
    }

    /// The same for the server itself, as for the page of the request.
    pub async fn own_uploads_of_request(&self, _granted: Granted<'_, KeepRequests>, code: &str, limit: u32) -> Result<Vec<Attachment>> {
        self.of_request(code, limit).await
    }

    /// Whether a request has a file with the bytes of this one.
    pub async fn request_has_file(&self, _granted: Granted<'_, KeepRequests>, code: &str, id: Uuid) -> Result<bool> {
        let sql = "select 1 from uploads a join uploads b on b.hash = a.hash where a.id = $1 and b.request = $2 and b.attached_at is not null limit 1";
        let found: Option<i64> = sqlx::query_scalar(sql).bind(id.to_string()).bind(code).fetch_optional(&self.0.read).await?;
        Ok(found.is_some())
    }

    async fn of_request(&self, code: &str, limit: u32) -> Result<Vec<Attachment>> {
        let sql =
            format!("select {COLUMNS} from uploads where request = $1 and attached_at is not null order by attached_at desc, id limit $2");
        let found = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(code).bind(i64::from(limit)).fetch_all(&self.0.read).await?;
        attachments(&found)
    }

    /// Notes what an open upload was found to be; false when it is no longer open.
    pub async fn upload_ready(&self, id: Uuid, file: UploadFile) -> Result<bool> {
        self.write(move |work| Box::pin(ready(work, id, file))).await
    }

    /// Notes how long an open upload is, of which only its end could tell, in bytes.
    pub async fn upload_length(&self, id: Uuid, length: u64) -> Result<()> {
        self.write(move |work| {
            Box::pin(async move {
                let update = sqlx::query("update uploads set length = $1 where id = $2 and state = 'open'");
                update.bind(rows::bound(length)).bind(id.to_string()).execute(&mut work.conn).await?;
                Ok(())
            })
        })
        .await
    }

    /// Notes why an open upload is not taken.
    pub async fn upload_refused(&self, id: Uuid, code: Code) -> Result<()> {
        self.write(move |work| {
            Box::pin(async move {
                let sql = "update uploads set state = 'refused', refusal = $1 where id = $2 and state = 'open'";
                sqlx::query(sql).bind(code.as_str()).bind(id.to_string()).execute(&mut work.conn).await?;
                Ok(())
            })
        })
        .await
    }

    /// Removes an upload that is attached to nothing; false when there is none.
    pub async fn remove_upload(&self, id: Uuid) -> Result<bool> {
        self.write(move |work| {
            Box::pin(async move {
                let sql = "delete from uploads where id = $1 and attached_at is null";
                Ok(sqlx::query(sql).bind(id.to_string()).execute(&mut work.conn).await?.rows_affected() > 0)
            })
        })
        .await
    }

    /// Uploads that began before a time and are attached to nothing.
    pub async fn loose_uploads(&self, before: Millis, limit: u32) -> Result<Vec<Uuid>> {
        let sql = "select id from uploads where attached_at is null and created_at < $1 order by created_at limit $2";
        let found: Vec<String> = sqlx::query_scalar(sql).bind(before).bind(i64::from(limit)).fetch_all(&self.0.read).await?;
        found.iter().map(|id| rows::parse_uuid(id)).collect()
    }

    /// Those of the ids that are no upload's.
    pub async fn unknown_uploads(&self, ids: BTreeSet<Uuid>) -> Result<BTreeSet<Uuid>> {
        let all: Vec<Uuid> = ids.iter().copied().collect();
        let mut unknown = ids;
        for part in all.chunks(AT_ONCE) {
            let mut query = Builder::new("select id from uploads where id in (");
            let mut list = query.separated(", ");
            for id in part {
                list.push_bind(id.to_string());
            }
            query.push(")");
            let known: Vec<String> = query.build_query_scalar().fetch_all(&self.0.read).await?;
            for id in &known {
                unknown.remove(&rows::parse_uuid(id)?);
            }
        }
        Ok(unknown)
    }

    /// What operators measure.
    pub async fn upload_numbers(&self) -> Result<UploadNumbers> {
        let sql = format!(
            "select coalesce(sum(state = 'open'), 0) as open, coalesce(sum(state = 'ready'), 0) as ready, {TAKEN} as bytes from uploads"
        );
        let found = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_one(&self.0.read).await?;
        Ok(UploadNumbers { open: rows::count(&found, "open")?, ready: rows::count(&found, "ready")?, bytes: rows::count(&found, "bytes")? })
    }
}

/// Rows as messages show them; those that are not ready are left out.
fn attachments(found: &[Row]) -> Result<Vec<Attachment>> {
    let files = found.iter().map(|found| row(found).map(|upload| upload.attachment())).collect::<Result<Vec<_>>>()?;
    Ok(files.into_iter().flatten().collect())
}

/// All uploads whose files must be there.
pub(super) async fn kept(conn: &mut Connection) -> Result<Vec<(Uuid, UploadFile)>> {
    let sql = format!("select {COLUMNS} from uploads where state = 'ready' order by id");
    let found = sqlx::query(sqlx::AssertSqlSafe(sql)).fetch_all(conn).await?;
    found.iter().map(|row| Ok((rows::uuid(row, "id")?, file(row)?))).collect()
}

async fn begin(work: &mut Work, new: NewUpload, quota: UploadQuota) -> Result<UploadRoom> {
    let NewUpload { id, by, conversation, request, name, declared, length } = new;
    let (token_hash, staff) = match by {
        Uploader::Owner(hash) => (Some(hash.to_vec()), None),
        Uploader::Staff(user) => (None, Some(user.to_string())),
    };
    let sql = format!("select {TAKEN} from uploads");
    let all: i64 = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).fetch_one(&mut work.conn).await?;
    // Before there is a conversation, what the same owner has brought counts.
    let sql = format!("select {TAKEN} from uploads where conversation = $1 or (attached_at is null and token_hash = $2) or request = $3");
    let own = sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(conversation.map(|id| id.to_string())).bind(token_hash.as_deref());
    let own = own.bind(request);
    let own: i64 = own.fetch_one(&mut work.conn).await?;
    let is_over = |taken: i64, most: u64| u64::try_from(taken).unwrap_or_default().saturating_add(length) > most;
    if is_over(own, quota.conversation) {
        return Ok(UploadRoom::ConversationFull);
    }
    if is_over(all, quota.folder) {
        return Ok(UploadRoom::FolderFull);
    }
    sqlx::query(
        "insert into uploads (id, token_hash, staff, conversation, name, declared, length, state, created_at) \
         values ($1, $2, $3, $4, $5, $6, $7, 'open', $8)",
    )
    .bind(id.to_string())
    .bind(token_hash)
    .bind(staff)
    .bind(conversation.map(|id| id.to_string()))
    .bind(name)
    .bind(declared)
    .bind(rows::bound(length))
    .bind(work.now)
    .execute(&mut work.conn)
    .await?;
    Ok(UploadRoom::Given)
}

async fn ready(work: &mut Work, id: Uuid, file: UploadFile) -> Result<bool> {
    let done = sqlx::query(
        "update uploads set state = 'ready', kind = $1, media = $2, size = $3, width = $4, height = $5, duration_ms = $6, thumbnail = $7, \
         hash = $8 where id = $9 and state = 'open'",
    )
    .bind(file.kind.as_str())
    .bind(file.media_type)
    .bind(rows::bound(file.size))
    .bind(file.pixels.map(|(width, _)| i64::from(width)))
    .bind(file.pixels.map(|(_, height)| i64::from(height)))
    .bind(file.duration_ms.map(rows::bound))
    .bind(file.thumbnail.map(rows::bound))
    .bind(file.hash.to_vec())
    .bind(id.to_string())
    .execute(&mut work.conn)
    .await?;
    Ok(done.rows_affected() > 0)
}

/// The files that a message, a form or a request names, in its order: all of them ready, attached to nothing, and brought by who sends it, for this
/// conversation, or without one.
pub(super) async fn named(work: &mut Work, conversation: Option<Uuid>, files: &Files) -> Result<Vec<Attachment>> {
    let mut named = Vec::with_capacity(files.ids.len());
    for id in &files.ids {
        let sql = format!("select {COLUMNS} from uploads where id = $1");
        let found = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(&mut work.conn).await?;
        let found = found.as_ref().map(row).transpose()?.filter(|upload| {
            let is_here = match upload.by {
                Uploader::Owner(_) => upload.conversation.is_none_or(|own| Some(own) == conversation),
                Uploader::Staff(_) => conversation.is_some() && upload.conversation == conversation,
            };
            upload.by == files.by && !upload.is_attached && is_here
        });
        named.push(found.and_then(|upload| upload.attachment()).ok_or(Error::Refused(Refusal::NoFile))?);
    }
    Ok(named)
}

/// What files are attached to.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place<'a> {
    pub conversation: Option<Uuid>,
    /// The event of the conversation.
    pub seq: Option<u64>,
    /// The code of a request.
    pub request: Option<&'a str>,
}

/// Attaches files.
pub(super) fn attach(script: &mut Script, files: &[Attachment], to: Place<'_>, at: Millis) {
    if files.is_empty() {
        return;
    }
    script.push("update uploads set conversation = ").push_bind(to.conversation.map(|id| id.to_string()));
    script.push(", attached_at = ").push_bind(at).push(", seq = ").push_bind(to.seq.map(rows::bound));
    script.push(", request = ").push_bind(to.request.map(str::to_owned));
    script.push(" where id in (");
    let mut list = script.separated(", ");
    for file in files {
        list.push_bind(file.id.to_string());
    }
    script.push("); ");
}

fn row(row: &Row) -> Result<UploadRow> {
    let by = match (rows::hash(row, "token_hash")?, rows::uuid_or_null(row, "staff")?) {
        (Some(hash), None) => Uploader::Owner(hash),
        (None, Some(user)) => Uploader::Staff(user),
        _ => return Err(Error::corrupt("an upload of nobody")),
    };
    let state = match row.try_get("state")? {
        "open" => UploadState::Open,
        "ready" => UploadState::Ready(file(row)?),
        _ => {
            let code: &str = row.try_get("refusal")?;
            UploadState::Refused(Code::parse(code).ok_or_else(|| Error::corrupt(format!("the refusal {code}")))?)
        }
    };
    Ok(UploadRow {
        id: rows::uuid(row, "id")?,
        by,
        conversation: rows::uuid_or_null(row, "conversation")?,
        name: row.try_get("name")?,
        declared: row.try_get("declared")?,
        length: rows::count(row, "length")?,
        state,
        is_attached: row.try_get::<Option<Millis>, _>("attached_at")?.is_some(),
        request: row.try_get("request")?,
    })
}

fn file(row: &Row) -> Result<UploadFile> {
    let (kind, media_type): (&str, &str) = (row.try_get("kind")?, row.try_get("media")?);
    let side = |column: &str| -> Result<Option<u32>> { super::studio::number_or_null(row, column) };
    Ok(UploadFile {
        kind: Kind::parse(kind).ok_or_else(|| Error::corrupt(format!("a file of the kind {kind}")))?,
        media_type: media::known_type(media_type).ok_or_else(|| Error::corrupt(format!("a file of the type {media_type}")))?,
        size: rows::count(row, "size")?,
        pixels: side("width")?.zip(side("height")?),
        duration_ms: rows::count_or_null(row, "duration_ms")?,
        thumbnail: rows::count_or_null(row, "thumbnail")?,
        hash: rows::hash(row, "hash")?.ok_or_else(|| Error::corrupt("a file without its hash"))?,
    })
}
