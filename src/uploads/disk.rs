//! An upload's files. `ID.raw` is what came; of a picture `ID.img` is what is kept, and `ID.thumb` the small one.

use crate::data_folder;
use crate::media::{self, Kind, Unfit};
use crate::store::UploadFile;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// Endings of an upload's files.
pub const ENDINGS: [&str; 4] = ["raw", "img", "thumb", "new"];
/// Bytes that are read at once.
const PIECE: usize = 64 * 1024;

/// Where an upload's files are.
#[derive(Debug, Clone)]
pub struct Paths {
    folder: PathBuf,
    id: Uuid,
}

impl Paths {
    pub fn new(folder: &Path, id: Uuid) -> Paths {
        Paths { folder: folder.to_owned(), id }
    }

    fn with(&self, ending: &str) -> PathBuf {
        self.folder.join(format!("{}.{ending}", self.id))
    }

    /// What is given out.
    pub fn kept(&self, kind: Kind) -> PathBuf {
        self.with(if kind == Kind::Image { "img" } else { "raw" })
    }

    pub fn thumbnail(&self) -> PathBuf {
        self.with("thumb")
    }

    /// How much has arrived, made durable before it is told.
    pub fn durable_length(&self) -> io::Result<u64> {
        match File::open(self.with("raw")) {
            Ok(file) => {
                file.sync_all()?;
                Ok(file.metadata()?.len())
            }
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// The file, to write on from `offset`; none when that is not where it ends.
    pub fn open_at(&self, offset: u64) -> io::Result<Option<File>> {
        let path = self.with("raw");
        let is_new = !path.exists();
        let mut file = data_folder::private().write(true).create(true).truncate(false).open(path)?;
        if is_new {
            data_folder::sync(&self.folder)?;
        }
        if file.metadata()?.len() != offset {
            return Ok(None);
        }
        file.seek(SeekFrom::Start(offset))?;
        Ok(Some(file))
    }

    /// Looks at what came; writes what is kept of a picture. All of it is durable then.
    pub fn look(&self, name: &str, declared: &str) -> io::Result<Result<UploadFile, Unfit>> {
        let path = self.with("raw");
        let mut file = File::options().read(true).write(true).open(path)?;
        let looked = match media::look(&mut file, name, declared)? {
            Ok(looked) => looked,
            Err(unfit) => return Ok(Err(unfit)),
        };
        file.sync_all()?;
        if let Some(picture) = &looked.picture {
            self.put("img", &picture.bytes)?;
            self.put("thumb", &picture.thumbnail)?;
            data_folder::sync(&self.folder)?;
        }
        let mut kept = File::open(self.kept(looked.kind))?;
        let (size, hash) = hashed(&mut kept)?;
        Ok(Ok(UploadFile {
            kind: looked.kind,
            media_type: looked.media_type,
            size,
            pixels: looked.width.zip(looked.height),
            duration_ms: looked.duration_ms,
            thumbnail: looked.picture.map(|picture| picture.thumbnail.len() as u64),
            hash,
        }))
    }

    /// Writes a file whole, or not at all: of a disk that is full no half is kept.
    fn put(&self, ending: &str, bytes: &[u8]) -> io::Result<()> {
        let new = self.with("new");
        let written = data_folder::private().write(true).create(true).truncate(true).open(&new).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        if let Err(error) = written {
            gone(std::fs::remove_file(new))?;
            return Err(error);
        }
        std::fs::rename(new, self.with(ending))
    }

    /// Removes what came.
    pub fn remove_raw(&self) -> io::Result<()> {
        gone(std::fs::remove_file(self.with("raw")))?;
        data_folder::sync(&self.folder)
    }

    /// Removes all of it.
    pub fn remove(&self) -> io::Result<()> {
        for ending in ENDINGS {
            gone(std::fs::remove_file(self.with(ending)))?;
        }
        data_folder::sync(&self.folder)
    }
}

/// What is not there needs not be removed.
fn gone(removed: io::Result<()>) -> io::Result<()> {
    match removed {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Writes a piece; the last one is durable, with all before it.
pub fn write(mut file: File, piece: &[u8], is_last: bool) -> io::Result<File> {
    file.write_all(piece)?;
    if is_last {
        file.sync_all()?;
    }
    Ok(file)
}

/// Length and SHA-256 of a file.
pub fn hashed(file: &mut File) -> io::Result<(u64, [u8; 32])> {
    let (mut hash, mut size, mut piece) = (Sha256::new(), 0, vec![0; PIECE]);
    loop {
        match file.read(&mut piece)? {
            0 => return Ok((size, hash.finalize().into())),
            read => {
                hash.update(&piece[..read]);
                size += read as u64;
            }
        }
    }
}

/// The upload whose file has that name; none for what is no file of an upload.
pub fn id_of(name: &str) -> Option<Uuid> {
    let (id, ending) = name.split_once('.')?;
    ENDINGS.contains(&ending).then(|| Uuid::try_parse(id).ok()).flatten()
}
