//! The files of uploads in backups: beside a backup `FILE` of the database stands the folder `FILE.uploads`.

use super::disk::{Paths, hashed, id_of};
use super::folder;
use crate::data_folder;
use crate::store::UploadFile;
use std::ffi::OsString;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};
use uuid::Uuid;

/// Left free on the disk of a copy: the server beside it must not run out of room.
const ROOM_LEFT: u64 = 64 << 20;
/// Faults that are listed at most.
const MAX_FAULTS: usize = 200;

/// Where the files of a backup are.
fn beside(file: &Path, ending: &str) -> PathBuf {
    let mut name = OsString::from(file);
    name.push(ending);
    PathBuf::from(name)
}

/// Copies all files beside the backup `file`, whole or not at all; how many. The copy of the database is there already: whatever it knows was there
/// before it.
pub fn backup(data: &Path, file: &Path) -> io::Result<usize> {
    let (target, part) = (beside(file, ".uploads"), beside(file, ".uploads.part"));
    if !folder(data).is_dir() {
        return Ok(0);
    }
    let copied = copy(&folder(data), &part).and_then(|copied| {
        std::fs::rename(&part, &target)?;
        data_folder::sync(target.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")))?;
        Ok(copied)
    });
    if copied.is_err() {
        let _ = std::fs::remove_dir_all(&part);
    }
    copied
}

/// Puts the files of the backup `file` into the data folder, once its database stands there; what was there goes into `replaced`. A backup without files
/// keeps those that are there, for the database may know them.
pub fn restore(data: &Path, file: &Path, replaced: &Path) -> io::Result<()> {
    let (from, own, aside) = (beside(file, ".uploads"), folder(data), replaced.join("uploads"));
    if own.is_dir() {
        data_folder::make(replaced)?;
        std::fs::rename(&own, &aside)?;
    }
    for source in [from, aside] {
        if source.is_dir() {
            copy(&source, &own)?;
            break;
        }
    }
    data_folder::sync(data)
}

/// What is wrong with the files that a database knows of: a line each.
pub fn faults(data: &Path, known: &[(Uuid, UploadFile)]) -> Vec<String> {
    let folder = folder(data);
    let mut faults = Vec::new();
    for (id, kept) in known {
        let paths = Paths::new(&folder, *id);
        let found = File::open(paths.kept(kept.kind)).and_then(|mut file| hashed(&mut file));
        match found {
            Ok((size, hash)) if size == kept.size && hash == kept.hash => {}
            Ok(_) => faults.push(format!("upload {id}: its file is not what was brought")),
            Err(error) => faults.push(format!("upload {id}: its file cannot be read ({error})")),
        }
        if faults.len() >= MAX_FAULTS {
            break;
        }
    }
    faults
}

/// Copies the files of uploads from one folder into a new one; how many.
fn copy(from: &Path, to: &Path) -> io::Result<usize> {
    let files: Vec<PathBuf> = std::fs::read_dir(from)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
    let is_upload = |path: &&PathBuf| path.file_name().and_then(|name| name.to_str()).and_then(id_of).is_some();
    let size: u64 = files.iter().filter(is_upload).filter_map(|path| path.metadata().ok()).map(|file| file.len()).sum();
    data_folder::make(to)?;
    if data_folder::free_bytes(to)?.is_some_and(|free| free < size.saturating_add(ROOM_LEFT)) {
        return Err(io::ErrorKind::StorageFull.into());
    }
    let mut copied = 0;
    for path in files.iter().filter(is_upload) {
        let Some(name) = path.file_name() else { continue };
        let mut source = match File::open(path) {
            Ok(source) => source,
            // Taken back, or written anew, meanwhile.
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        let mut target = data_folder::private().write(true).create_new(true).open(to.join(name))?;
        io::copy(&mut source, &mut target)?;
        target.sync_all()?;
        copied += 1;
    }
    data_folder::sync(to)?;
    Ok(copied)
}
