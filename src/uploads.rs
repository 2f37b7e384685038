//! Photos, documents, video and voice on their way into a conversation: brought in pieces, looked at, kept, given out again.
//!
//! ```text
//! begin ─▶ row, open ──append──▶ ID.raw ──the last byte──▶ media::look ──▶ row, ready (a picture: ID.img and ID.thumb) ──send──▶ attached
//!                                                             └──▶ row, refused
//! ```
//!
//! How much has arrived is what the file on the disk has: nothing else keeps an offset, so none can be wrong after a crash. A file that is whole and
//! was not looked at yet (the server was killed) is looked at when somebody asks about it. Names of files are ids of ours; what a client calls its file
//! stands in the row alone.

mod cleaning;
mod disk;
pub mod keeping;
pub mod taking;
mod turns;

use crate::access::right::{HandlePersons, OwnConversation, ReadConversation, WorkConversation, WorkRequests};
use crate::access::{Granted, OwnerSession, Principal, User, authorize};
use crate::chat::command::Uploader;
use crate::chat::event::attachment::Attachment;
use crate::clock::Clock;
use crate::config;
use crate::data_folder;
use crate::error::{Code, Error};
use crate::limits::{AddressKey, Rates};
use crate::media::{self, Kind, Unfit};
use crate::metrics;
use crate::store::{NewUpload, Store, UploadFile, UploadQuota, UploadRoom, UploadRow, UploadState};
pub use cleaning::Cleaned;
use disk::Paths;
use futures_util::{Stream, StreamExt};
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;
use turns::{Turn, Turns};
use uuid::Uuid;

/// Files that are looked at at once: a picture of forty million pixels takes some 300 MB meanwhile.
const LOOKED_AT_ONCE: usize = 2;
/// A file waits so long for its turn to be looked at.
const LOOK_WAIT: Duration = Duration::from_secs(15);
/// How long a look may take before its request is told to come again; the look itself goes on, in its place.
const LOOK_WITHIN: Duration = Duration::from_secs(20);
/// Bytes that are gathered before they are written.
const PIECE: usize = 128 * 1024;
/// Left free on the disk: the database must not run out of room because of photos.
const ROOM_LEFT: u64 = 64 << 20;
/// Longest name and declared type that are stored, in characters.
const MAX_CLAIM: usize = 255;

/// The folder of uploads in a data folder.
pub fn folder(data: &Path) -> PathBuf {
    data.join("uploads")
}

/// Who asks.
#[derive(Debug, Clone)]
pub enum Who {
    /// Who shows an owner's token; the session behind it, once it is stored.
    Owner {
        token_hash: [u8; 32],
        session: Option<OwnerSession>,
    },
    Staff(User),
}

impl Who {
    fn uploader(&self) -> Uploader {
        match self {
            Who::Owner { token_hash, .. } => Uploader::Owner(*token_hash),
            Who::Staff(user) => Uploader::Staff(user.id),
        }
    }
}

/// A file that somebody wants to bring.
#[derive(Debug, Clone)]
pub struct Wanted {
    pub name: String,
    /// The type that the client declares.
    pub declared: String,
    /// In bytes.
    pub length: u64,
    /// From staff: for which conversation.
    pub conversation: Option<Uuid>,
}

/// A file that is given out.
#[derive(Debug)]
pub struct Given {
    pub file: File,
    pub size: u64,
    pub media_type: &'static str,
    pub kind: Kind,
    pub name: String,
    pub hash: [u8; 32],
}

/// What joins the rooms for files.
pub struct Uploads {
    store: Store,
    rates: Arc<Rates>,
    clock: Arc<dyn Clock>,
    config: config::Uploads,
    folder: PathBuf,
    turns: Turns,
    looking: Arc<Semaphore>,
}

impl Uploads {
    /// Makes the folder where it is missing.
    pub fn open(store: Store, rates: Arc<Rates>, clock: Arc<dyn Clock>, config: config::Uploads, data: &Path) -> io::Result<Uploads> {
        let folder = folder(data);
        data_folder::make(&folder)?;
        let (turns, looking) = (Turns::default(), Arc::new(Semaphore::new(LOOKED_AT_ONCE)));
        Ok(Uploads { store, rates, clock, config, folder, turns, looking })
    }

    /// The largest file of any kind, in bytes.
    pub fn most(&self) -> u64 {
        Kind::ALL.into_iter().map(|kind| self.most_of(kind)).max().unwrap_or_default()
    }

    fn most_of(&self, kind: Kind) -> u64 {
        match kind {
            Kind::Image => self.config.image_bytes,
            Kind::Video => self.config.video_bytes,
            Kind::Audio => self.config.audio_bytes,
            Kind::Document => self.config.document_bytes,
        }
    }

    fn within(&self, kind: Kind, bytes: u64) -> Result<(), Error> {
        let most = self.most_of(kind);
        if bytes <= most {
            return Ok(());
        }
        Err(taking::too_large(most))
    }

    /// Begins an upload; its id.
    pub async fn begin(&self, who: &Who, address: AddressKey, wanted: Wanted) -> Result<Uuid, Error> {
        let Wanted { name, declared, length, conversation } = wanted;
        if length == 0 {
            return Err(Code::FileBroken.into());
        }
        if name.chars().count() > MAX_CLAIM || declared.chars().count() > MAX_CLAIM {
            return Err(Code::BadRequest.into());
        }
        self.within(media::claimed(&name, &declared).map_err(code)?, length)?;
        let conversation = self.conversation(who, conversation).await?;
        let id = self.clock.id();
        self.make_room(address, NewUpload { id, by: who.uploader(), conversation, request: None, name, declared, length }).await?;
        Ok(id)
    }

    /// Notes an upload that begins, if there is room for it: on the disk, for this conversation, for all, and for this address in this hour.
    async fn make_room(&self, address: AddressKey, new: NewUpload) -> Result<(), Error> {
        self.rates.upload(address)?;
        if data_folder::free_bytes(&self.folder).ok().flatten().is_some_and(|free| free < new.length.saturating_add(ROOM_LEFT)) {
            return Err(Code::DiskFull.into());
        }
        let quota = UploadQuota { conversation: self.config.conversation_bytes, folder: self.config.folder_bytes };
        match self.store.begin_upload(new, quota).await? {
            UploadRoom::Given => Ok(()),
            UploadRoom::ConversationFull => Err(Code::FilesFull.into()),
            UploadRoom::FolderFull => Err(Code::DiskFull.into()),
        }
    }

    /// The conversation that an upload is for: an owner's own, or the one that staff names.
    async fn conversation(&self, who: &Who, named: Option<Uuid>) -> Result<Option<Uuid>, Error> {
        match who {
            Who::Owner { session, .. } => Ok(session.as_ref().and_then(|session| session.conversation)),
            Who::Staff(user) => {
                let named = named.ok_or(Code::BadRequest)?;
                authorize(Principal::Staff(user), WorkConversation(named))?;
                let reading = authorize(Principal::Staff(user), ReadConversation(named))?;
                self.store.conversation(reading).await?.ok_or(Code::NotFound)?;
                Ok(Some(named))
            }
        }
    }

    /// How much has arrived and is durable, and how much there is to come in all, in bytes.
    pub async fn offset(&self, who: &Who, id: Uuid) -> Result<(u64, u64), Error> {
        let row = self.own(who, id).await?;
        match row.state {
            UploadState::Refused(code) => Err(code.into()),
            UploadState::Ready(_) => Ok((row.length, row.length)),
            UploadState::Open => {
                let turn = self.turns.take(id).await?;
                let paths = self.paths(id);
                let length = on_disk(turn, move || paths.durable_length()).await?;
                Ok((length, row.length))
            }
        }
    }

    /// Writes the next bytes; how much has arrived then. With the last one the file is looked at.
    ///
    /// # Errors
    ///
    /// [`Code::Offset`] where something else has arrived than the client knows of, and what is wrong with a file that is whole.
    pub async fn append<B, E>(
        &self,
        who: &Who,
        id: Uuid,
        offset: u64,
        bytes: impl Stream<Item = Result<B, E>> + Unpin,
    ) -> Result<u64, Error>
    where
        B: AsRef<[u8]>,
    {
        let row = self.own(who, id).await?;
        match row.state {
            UploadState::Refused(code) => return Err(code.into()),
            // A repeat of the last piece, whose answer was lost.
            UploadState::Ready(_) if offset == row.length => return Ok(offset),
            UploadState::Ready(_) => return Err(Code::Offset.into()),
            UploadState::Open => {}
        }
        let turn = self.turns.take(id).await?;
        let paths = self.paths(id);
        let file = on_disk(turn.clone(), move || paths.open_at(offset)).await?.ok_or(Code::Offset)?;
        let arrived = self.write(turn.clone(), file, &row, offset, bytes).await?;
        if arrived == row.length {
            self.look(turn, &row).await?;
        }
        Ok(arrived)
    }

    /// Writes what comes until it ends, is cut off, or another request takes the turn: what has arrived by then is kept.
    async fn write<B, E>(
        &self,
        turn: Turn,
        mut file: File,
        row: &UploadRow,
        offset: u64,
        mut bytes: impl Stream<Item = Result<B, E>> + Unpin,
    ) -> Result<u64, Error>
    where
        B: AsRef<[u8]>,
    {
        let (mut arrived, mut is_cut) = (offset, false);
        let mut piece: Vec<u8> = Vec::with_capacity(PIECE);
        loop {
            let next = tokio::select! {
                next = bytes.next() => next,
                () = turn.wanted() => {
                    is_cut = true;
                    None
                }
            };
            let is_end = next.is_none() || matches!(next, Some(Err(_)));
            is_cut |= matches!(next, Some(Err(_)));
            if let Some(Ok(more)) = &next {
                piece.extend_from_slice(more.as_ref());
            }
            if arrived.saturating_add(piece.len() as u64) > row.length {
                return Err(Code::TooLarge.into());
            }
            if piece.len() >= PIECE || is_end {
                arrived += piece.len() as u64;
                let full = std::mem::replace(&mut piece, Vec::with_capacity(PIECE));
                file = on_disk(turn.clone(), move || disk::write(file, &full, is_end)).await?;
            }
            if is_end {
                return if is_cut { Err(Code::BadRequest.into()) } else { Ok(arrived) };
            }
        }
    }

    /// The attachment that an upload is, once it is whole: a file that was not looked at yet is looked at now.
    pub async fn about(&self, who: &Who, id: Uuid) -> Result<Attachment, Error> {
        let row = self.readable(who, id).await?;
        if row.state == UploadState::Open {
            let turn = self.turns.take(id).await?;
            let paths = self.paths(id);
            if on_disk(turn.clone(), move || paths.durable_length()).await? < row.length {
                return Err(Code::NotFound.into());
            }
            self.look(turn, &row).await?;
        }
        let row = self.readable(who, id).await?;
        if let UploadState::Refused(code) = row.state {
            return Err(code.into());
        }
        Ok(row.attachment().ok_or(Code::NotFound)?)
    }

    /// Looks at a file that is whole, and notes what it was found to be.
    async fn look(&self, turn: Turn, row: &UploadRow) -> Result<(), Error> {
        let permit = tokio::time::timeout(LOOK_WAIT, Arc::clone(&self.looking).acquire_owned()).await;
        let permit = permit.map_err(|_| Code::Busy)?.map_err(|_| Code::Busy)?;
        let (paths, name, declared) = (self.paths(row.id), row.name.clone(), row.declared.clone());
        let looked = on_disk(turn.clone(), move || {
            let _permit = permit;
            paths.look(&name, &declared)
        });
        let looked = tokio::time::timeout(LOOK_WITHIN, looked).await.map_err(|_| Code::Busy)??;
        let file = match looked.map_err(code).map_err(Error::from).and_then(|file| self.within(file.kind, row.length).map(|()| file)) {
            Ok(file) => file,
            Err(error) => {
                self.store.upload_refused(row.id, error.code).await?;
                let paths = self.paths(row.id);
                on_disk(turn, move || paths.remove()).await?;
                metrics::UPLOADS.add("refused");
                return Err(error);
            }
        };
        let is_picture = file.kind == Kind::Image;
        metrics::UPLOADS.add(file.kind.as_str());
        self.store.upload_ready(row.id, file).await?;
        if is_picture {
            // What came is no longer needed, and has in it what was taken out.
            let paths = self.paths(row.id);
            on_disk(turn, move || paths.remove_raw()).await?;
        }
        Ok(())
    }

    /// A file for who may read it; its small picture, where that is asked for.
    pub async fn give(&self, who: &Who, id: Uuid, thumbnail: bool) -> Result<Given, Error> {
        let row = self.readable(who, id).await?;
        self.kept(row, thumbnail).await
    }

    /// A file of a request, for who has shown that the request is theirs; its small picture, where that is asked for.
    pub async fn of_request(&self, code: &str, id: Uuid, thumbnail: bool) -> Result<Given, Error> {
        let row = self.store.upload(id).await?.filter(|row| row.is_attached && row.request.as_deref() == Some(code));
        self.kept(row.ok_or(Code::NotFound)?, thumbnail).await
    }

    async fn kept(&self, row: UploadRow, thumbnail: bool) -> Result<Given, Error> {
        let id = row.id;
        let attachment = row.attachment().ok_or(Code::NotFound)?;
        let UploadState::Ready(UploadFile { kind, media_type, size, thumbnail: small, mut hash, .. }) = row.state else {
            return Err(Code::NotFound.into());
        };
        let paths = self.paths(id);
        if !thumbnail {
            let file = tokio::task::spawn_blocking(move || File::open(paths.kept(kind)));
            let file = file.await.map_err(|_| Code::Internal)?.map_err(|error| missing(id, &error))?;
            return Ok(Given { file, size, media_type, kind, name: attachment.name, hash });
        }
        let size = small.ok_or(Code::NotFound)?;
        let file = tokio::task::spawn_blocking(move || File::open(paths.thumbnail()));
        let file = file.await.map_err(|_| Code::Internal)?.map_err(|error| missing(id, &error))?;
        // Another tag than the picture's own.
        hash.reverse();
        Ok(Given { file, size, media_type: "image/jpeg", kind: Kind::Image, name: attachment.name, hash })
    }

    /// Removes an upload that is attached to nothing, with its bytes.
    pub async fn remove(&self, who: &Who, id: Uuid) -> Result<(), Error> {
        self.own(who, id).await?;
        let turn = self.turns.take(id).await?;
        if !self.store.remove_upload(id).await? {
            return Err(Code::NotFound.into());
        }
        let paths = self.paths(id);
        on_disk(turn, move || paths.remove()).await
    }

    /// Removes the files of uploads whose rows are erased already.
    pub async fn erase(&self, ids: &[Uuid]) -> Result<(), Error> {
        for id in ids {
            let turn = self.turns.take(*id).await?;
            let paths = self.paths(*id);
            on_disk(turn, move || paths.remove()).await?;
        }
        Ok(())
    }

    /// Copies what is kept of an upload into a folder, for who may have all that is stored of its owner: the new file's name, and the one that its
    /// owner knows; none where there is nothing.
    pub async fn copy(&self, _: Granted<'_, HandlePersons>, id: Uuid, into: &Path) -> Result<Option<(String, String)>, Error> {
        let Some(row) = self.store.upload(id).await? else { return Ok(None) };
        let (Some(attachment), UploadState::Ready(file)) = (row.attachment(), &row.state) else { return Ok(None) };
        let ending = attachment.name.rsplit_once('.').map_or("bin", |(_, ending)| ending);
        let name = format!("{id}.{ending}");
        let (from, into) = (self.paths(id).kept(file.kind), into.join(&name));
        let turn = self.turns.take(id).await?;
        on_disk(turn, move || {
            let mut new = data_folder::private().write(true).create_new(true).open(&into)?;
            io::copy(&mut File::open(from)?, &mut new)?;
            new.sync_all()
        })
        .await?;
        Ok(Some((name, attachment.name)))
    }

    fn paths(&self, id: Uuid) -> Paths {
        Paths::new(&self.folder, id)
    }

    /// An upload of who asks, that is attached to nothing.
    async fn own(&self, who: &Who, id: Uuid) -> Result<UploadRow, Error> {
        let row = self.store.upload(id).await?.filter(|row| row.by == who.uploader() && !row.is_attached);
        Ok(row.ok_or(Code::NotFound)?)
    }

    /// An upload that somebody may read: its uploader until it is attached, and from then on who may read what it is attached to.
    async fn readable(&self, who: &Who, id: Uuid) -> Result<UploadRow, Error> {
        let row = self.store.upload(id).await?.ok_or(Code::NotFound)?;
        let may = match (row.is_attached, row.conversation, who) {
            (false, _, _) => row.by == who.uploader(),
            (true, Some(conversation), Who::Owner { session: Some(session), .. }) => {
                authorize(Principal::Owner(session), OwnConversation(conversation)).is_ok()
            }
            (true, Some(conversation), Who::Staff(user)) => authorize(Principal::Staff(user), ReadConversation(conversation)).is_ok(),
            // Of a request that was made outside of any conversation.
            (true, None, Who::Staff(user)) => row.request.is_some() && authorize(Principal::Staff(user), WorkRequests).is_ok(),
            (true, None, Who::Owner { .. }) | (true, _, Who::Owner { session: None, .. }) => false,
        };
        if may { Ok(row) } else { Err(Code::NotFound.into()) }
    }
}

/// A row without its file: the folder was not put back with the database.
fn missing(id: Uuid, error: &io::Error) -> Error {
    tracing::error!(%id, %error, "an upload's file cannot be read");
    Code::NotFound.into()
}

fn code(unfit: Unfit) -> Code {
    match unfit {
        Unfit::Type => Code::FileType,
        Unfit::Mismatch => Code::FileMismatch,
        Unfit::Broken => Code::FileBroken,
        Unfit::TooManyPixels => Code::TooManyPixels,
        Unfit::TooFewPixels => Code::TooFewPixels,
    }
}

/// Does something on the disk on a thread of its own, keeping the turn until it is done even when nobody waits any more.
async fn on_disk<T: Send + 'static>(turn: Turn, act: impl FnOnce() -> io::Result<T> + Send + 'static) -> Result<T, Error> {
    let done = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        act()
    });
    done.await.map_err(|_| Code::Internal)?.map_err(|error| match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Code::DiskFull.into(),
        _ => {
            tracing::error!(%error, "an upload could not be written or read");
            Code::Internal.into()
        }
    })
}

#[cfg(test)]
mod tests;
