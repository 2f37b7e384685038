//! Files that answers refer to: manuals and pictures. What nobody has saved a reference to is cleaned away after a day.

use super::draft::{Fault, FaultKind};
use super::{Refused, Studio, may_edit};
use crate::access::User;
use crate::clock::Millis;
use crate::error::Code;
use crate::faq::attached::{Brought, Media, Seen, Unfit, inspect, name_for, names_in};
use crate::faq::{Entry, attached};
use crate::media::picture;
use crate::store::{self, Attached};
use std::collections::BTreeSet;

/// A file that nothing refers to is kept so long: an editor may still be writing the answer.
const UNUSED_FOR_MS: Millis = 24 * 3_600_000;

impl Studio {
    /// Stores a file under a name of ours, made of its own name and its content. The same file again is the same. A picture is written anew.
    pub async fn attach(&self, by: &User, given: String, bytes: Vec<u8>) -> Result<Attached, Refused> {
        may_edit(by)?;
        // Each is in memory as a whole, twice while it is written.
        let _turn = self.uploads.try_acquire().map_err(|_| Code::Busy)?;
        let most = self.config.file_bytes;
        if bytes.len() > most {
            return Err(unfit(Unfit::TooLarge(most)));
        }
        let looked = tokio::task::spawn_blocking(move || {
            let (seen, bytes) = anew(inspect(&bytes)?, bytes)?;
            Ok::<_, Unfit>(Brought { name: name_for(&given, seen.media, &bytes), seen, body: bytes })
        });
        let file = looked.await.map_err(|_| Code::Internal)?.map_err(unfit)?;
        let name = file.name.clone();
        self.take_along(by, vec![file]).await?;
        Ok(self.store.attached(&name).await?.ok_or(Code::NotFound)?)
    }

    /// Stores the files that came along with entries.
    pub(super) async fn take_along(&self, by: &User, files: Vec<Brought>) -> Result<(), Refused> {
        let (most, all) = (self.config.file_bytes, self.config.files_bytes);
        if files.iter().any(|file| file.body.len() > most) {
            return Err(unfit(Unfit::TooLarge(most)));
        }
        match self.store.add_attached(files, all, &by.id.to_string()).await {
            Err(store::Error::Rejected) => Err(Refused::Invalid(vec![Fault::of_entry("file", FaultKind::FilesFull(all))])),
            Err(store::Error::Conflict(_)) => Err(Refused::Invalid(vec![Fault::of_entry("file", FaultKind::Taken)])),
            done => Ok(done?),
        }
    }

    /// At most `limit` files after the one of that name, and whether there are more.
    pub async fn attached_files(&self, by: &User, after: Option<&str>, limit: u32) -> Result<(Vec<Attached>, bool), Refused> {
        may_edit(by)?;
        let mut found = self.store.attached_after(after, limit.saturating_add(1)).await?;
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        Ok((found, more))
    }

    /// A file that a reader may have: everybody what was published once, editors all.
    pub async fn attached(&self, name: &str, reader: Option<&User>) -> Result<Attached, Refused> {
        let found = if attached::is_name(name) { self.store.attached(name).await? } else { None };
        let may_read = |file: &Attached| file.public || reader.is_some_and(|reader| may_edit(reader).is_ok());
        Ok(found.filter(may_read).ok_or(Code::NotFound)?)
    }

    /// The bytes of a file that [`Studio::attached`] gave.
    pub async fn attached_body(&self, file: &Attached) -> Result<Vec<u8>, Refused> {
        Ok(self.store.attached_body(&file.name).await?.ok_or(Code::NotFound)?)
    }

    /// The largest file that is taken, in bytes.
    pub fn most_attached(&self) -> usize {
        self.config.file_bytes
    }

    /// Removes what no revision needs.
    pub async fn clean_attached(&self) -> store::Result<u64> {
        self.store.clean_attached(self.clock.now().saturating_sub(UNUSED_FOR_MS)).await
    }

    /// The files that an entry's answers refer to and that are not there.
    pub(super) async fn lacking_files(&self, entry: &Entry) -> Result<Vec<Fault>, Refused> {
        let needed = entry.texts.iter().map(|(language, text)| (*language, names_in(&text.answer)));
        let needed: Vec<_> = needed.filter(|(_, names)| !names.is_empty()).collect();
        let all: BTreeSet<String> = needed.iter().flat_map(|(_, names)| names.iter().cloned()).collect();
        let missing = if all.is_empty() { all } else { self.store.not_attached(all).await? };
        let faults = needed.iter().flat_map(|(language, names)| {
            names.intersection(&missing).map(|name| Fault::new(Some(*language), "answer", FaultKind::NoFile(name.clone())))
        });
        Ok(faults.collect())
    }
}

/// A picture without what its camera wrote into it, the place for one; a manual as it is.
fn anew(seen: Seen, bytes: Vec<u8>) -> Result<(Seen, Vec<u8>), Unfit> {
    if !seen.media.is_picture() {
        return Ok((seen, bytes));
    }
    let written = picture::rewrite_any(&bytes).map_err(|_| Unfit::CutOff)?;
    let media = Media::of_type(written.media_type).ok_or(Unfit::Foreign)?;
    Ok((Seen { media, size: Some((written.width, written.height)) }, written.bytes))
}

fn unfit(unfit: Unfit) -> Refused {
    Refused::Invalid(vec![Fault::of_entry("file", FaultKind::Unfit(unfit))])
}
