//! A file that comes in one go, from a page without JavaScript. What is cut off cannot be gone on with: it is there as a whole or not at all.

use super::disk::Paths;
use super::{Uploads, code, on_disk};
use crate::chat::command::Uploader;
use crate::chat::event::attachment::Attachment;
use crate::error::{Code, Error};
use crate::limits::AddressKey;
use crate::media;
use crate::store::{NewUpload, Store};
use futures_util::Stream;
use uuid::Uuid;

/// A file of a page's form.
#[derive(Debug, Clone)]
pub struct Brought {
    pub name: String,
    /// The type that the browser declares.
    pub declared: String,
    /// Bytes that it may have at most: what is left of the form.
    pub room: u64,
}

/// Who brings it, and what for.
#[derive(Debug, Clone)]
pub struct Whose {
    pub by: Uploader,
    pub conversation: Option<Uuid>,
    /// The code of the request whose page it is.
    pub request: Option<String>,
}

/// Takes an upload back unless it came whole, also when the line is cut and nobody waits any more.
struct Unless {
    upload: Option<(Store, Paths, Uuid)>,
}

impl Unless {
    fn whole(mut self) {
        self.upload = None;
    }

    async fn undo(mut self) {
        if let Some((store, paths, id)) = self.upload.take() {
            // A task of its own: who asked may go away meanwhile.
            let _ = tokio::spawn(remove(store, paths, id)).await;
        }
    }
}

impl Drop for Unless {
    fn drop(&mut self) {
        if let Some((store, paths, id)) = self.upload.take() {
            tokio::spawn(remove(store, paths, id));
        }
    }
}

async fn remove(store: Store, paths: Paths, id: Uuid) {
    let removed = store.remove_upload(id).await;
    let gone = tokio::task::spawn_blocking(move || paths.remove()).await;
    if removed.is_err() || !matches!(gone, Ok(Ok(()))) {
        // The cleaning finds it.
        tracing::warn!(%id, "a file that did not come whole could not be removed at once");
    }
}

impl Uploads {
    /// Takes a file whole and looks at it.
    ///
    /// # Errors
    ///
    /// Those of an upload in pieces; nothing is left of a file that is refused or cut off.
    pub async fn take<B, E>(
        &self,
        address: AddressKey,
        whose: Whose,
        brought: Brought,
        bytes: impl Stream<Item = Result<B, E>> + Unpin,
    ) -> Result<Attachment, Error>
    where
        B: AsRef<[u8]>,
    {
        let Brought { name, declared, room } = brought;
        let most = self.most_of(media::claimed(&name, &declared).map_err(code)?);
        let Whose { by, conversation, request } = whose;
        let id = self.clock.id();
        // How long it is tells only its end.
        let length = room.clamp(1, most);
        self.make_room(address, NewUpload { id, by, conversation, request, name, declared, length }).await?;
        let unless = Unless { upload: Some((self.store.clone(), self.paths(id), id)) };
        match self.whole(id, bytes).await {
            Ok(taken) => {
                unless.whole();
                Ok(taken)
            }
            Err(error) => {
                unless.undo().await;
                Err(if error.code == Code::TooLarge { too_large(most) } else { error })
            }
        }
    }

    async fn whole<B, E>(&self, id: Uuid, bytes: impl Stream<Item = Result<B, E>> + Unpin) -> Result<Attachment, Error>
    where
        B: AsRef<[u8]>,
    {
        let turn = self.turns.take(id).await?;
        let row = self.store.upload(id).await?.ok_or(Code::NotFound)?;
        let paths = self.paths(id);
        let file = on_disk(turn.clone(), move || paths.open_at(0)).await?.ok_or(Code::Offset)?;
        let arrived = self.write(turn.clone(), file, &row, 0, bytes).await?;
        if arrived == 0 {
            return Err(Code::FileBroken.into());
        }
        self.store.upload_length(id, arrived).await?;
        self.look(turn, &crate::store::UploadRow { length: arrived, ..row }).await?;
        let row = self.store.upload(id).await?.ok_or(Code::NotFound)?;
        Ok(row.attachment().ok_or(Code::NotFound)?)
    }
}

/// People count megabytes.
pub(super) fn too_large(most: u64) -> Error {
    Error::file_too_large(usize::try_from(most >> 20).unwrap_or(usize::MAX))
}
