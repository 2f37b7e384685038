//! Files that answers refer to: manuals and pictures. What nobody has saved a reference to is cleaned away after a month.

use super::draft::{Fault, FaultKind};
use super::{MAX_SEARCH, Refused, Studio, may_edit};
use crate::access::User;
use crate::clock::Millis;
use crate::error::{Code, Error};
use crate::faq::attached::{Brought, Media, Seen, Unfit, inspect, name_for, names_in};
use crate::faq::{Entry, attached};
use crate::language::Language;
use crate::media::{self, Format, picture};
use crate::store::{self, Actor, Attached, AttachedSearch, AttachedUse};
use std::collections::BTreeSet;

/// A file that nothing refers to is kept so long: an editor may bring the pictures first and write the answers later.
pub const UNUSED_FOR_MS: Millis = 30 * 24 * 3_600_000;
/// Entries named of those that need a file.
const NAMED_USES: usize = 20;
/// Entries that say what is looked for, of which the files are found.
const FOUND_BY_WORDS: usize = 100;

/// A file as an editor sees it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    pub file: Attached,
    /// The entries that need it, at most [`NAMED_USES`]: each with its title.
    pub uses: Vec<(AttachedUse, String)>,
}

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
            let (seen, bytes) = anew(inspect(&bytes)?, bytes, None)?;
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

    /// Puts another file in the place of one that [`Studio::attached`] gave, under its name: every answer that refers to it shows the new
    /// one. A picture becomes one of the name's type.
    pub async fn replace_attached(&self, by: &User, there: Attached, bytes: Vec<u8>) -> Result<Attached, Refused> {
        may_edit(by)?;
        let Attached { name, media, hash: was, .. } = there;
        let _turn = self.uploads.try_acquire().map_err(|_| Code::Busy)?;
        let (most, all) = (self.config.file_bytes, self.config.files_bytes);
        if bytes.len() > most {
            return Err(unfit(Unfit::TooLarge(most)));
        }
        let looked = tokio::task::spawn_blocking(move || {
            let (seen, body) = anew(inspect(&bytes)?, bytes, Some(media))?;
            Ok::<_, Unfit>(Brought { name, seen, body })
        });
        let file = looked.await.map_err(|_| Code::Internal)?.map_err(unfit)?;
        if file.body.len() > most {
            return Err(unfit(Unfit::TooLarge(most)));
        }
        let (name, author) = (file.name.clone(), by.id.to_string());
        match self.store.by(Actor::User(by.id)).replace_attached(file, was, all, &author).await {
            Err(store::Error::Rejected) => Err(Refused::Invalid(vec![Fault::of_entry("file", FaultKind::FilesFull(all))])),
            done => done.map_err(Refused::from),
        }?;
        Ok(self.store.attached(&name).await?.ok_or(Code::NotFound)?)
    }

    /// Removes a file that no revision of an entry needs.
    pub async fn remove_attached(&self, by: &User, name: &str) -> Result<(), Refused> {
        may_edit(by)?;
        match self.store.by(Actor::User(by.id)).remove_attached(name).await {
            Err(store::Error::InUse) => Err(Error { message: Some("faq-fault-file-in-use"), ..Error::new(Code::InUse) }.into()),
            done => Ok(done?),
        }
    }

    /// At most `limit` files after the one of that name, and whether there are more; with a text, those with it in their name or in the words
    /// of an entry that needs them. Titles are told in `language`, where they have one.
    pub async fn attached_files(
        &self,
        by: &User,
        text: &str,
        after: Option<&str>,
        limit: u32,
        language: Language,
    ) -> Result<(Vec<Listed>, bool), Refused> {
        may_edit(by)?;
        let mut search = AttachedSearch::default();
        if !text.trim().is_empty() {
            let text = crate::limits::text_within(text.trim(), MAX_SEARCH)?;
            search = AttachedSearch { name: text.to_lowercase(), entries: self.shelf().await?.saying(&text, FOUND_BY_WORDS) };
        }
        let mut found = self.store.attached_after(&search, after, limit.saturating_add(1)).await?;
        let more = found.len() > limit as usize;
        found.truncate(limit as usize);
        Ok((self.listed(found, language).await?, more))
    }

    /// Files with the entries that need them.
    pub async fn listed(&self, files: Vec<Attached>, language: Language) -> Result<Vec<Listed>, Refused> {
        let names: Vec<String> = files.iter().filter(|file| file.uses > 0).map(|file| file.name.clone()).collect();
        if names.is_empty() {
            return Ok(files.into_iter().map(|file| Listed { file, uses: Vec::new() }).collect());
        }
        let mut uses = self.store.attached_uses(&names, NAMED_USES).await?;
        let shelf = self.shelf().await?;
        let titled = |used: AttachedUse| {
            let title = shelf.title(&used.entry, language);
            (used, title)
        };
        let of = |file: Attached| Listed { uses: uses.remove(&file.name).unwrap_or_default().into_iter().map(titled).collect(), file };
        Ok(files.into_iter().map(of).collect())
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

/// A picture without what its camera wrote into it, the place for one; a manual as it is. `wanted` is what it takes the place of.
fn anew(seen: Seen, bytes: Vec<u8>, wanted: Option<Media>) -> Result<(Seen, Vec<u8>), Unfit> {
    if wanted.is_some_and(|wanted| wanted.is_picture() != seen.media.is_picture()) {
        return Err(Unfit::OtherKind);
    }
    if !seen.media.is_picture() {
        return Ok((seen, bytes));
    }
    let written = match wanted {
        None | Some(Media::Pdf) => picture::rewrite_any(&bytes),
        Some(Media::Png) => picture::rewrite_as(&bytes, Format::Png),
        Some(Media::Jpeg) => picture::rewrite_as(&bytes, Format::Jpeg),
        Some(Media::Webp) => picture::rewrite_as(&bytes, Format::Webp),
    };
    let written = written.map_err(|refused| unread(refused, seen))?;
    let media = Media::of_type(written.media_type).ok_or(Unfit::Foreign)?;
    Ok((Seen { media, size: Some((written.width, written.height)) }, written.bytes))
}

/// What keeps a picture from being written anew, as it is told to editors.
fn unread(refused: media::Unfit, seen: Seen) -> Unfit {
    let (width, height) = seen.size.unwrap_or_default();
    match refused {
        media::Unfit::Type | media::Unfit::Mismatch => Unfit::Foreign,
        media::Unfit::Broken => Unfit::CutOff,
        media::Unfit::TooManyPixels => Unfit::TooWide { width, height },
        media::Unfit::TooFewPixels => Unfit::TooSmall,
    }
}

fn unfit(unfit: Unfit) -> Refused {
    Refused::Invalid(vec![Fault::of_entry("file", FaultKind::Unfit(unfit))])
}
