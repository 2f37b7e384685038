//! The data folder: everything that the program keeps is in it. Who may stand in it, and who may look into it.
//!
//! Two posts can be held by one process at a time: that of the server and that of the training. Each is a locked file, which
//! the system lets go of when the process ends, however it ends. Other commands need no post and work beside a server.

use crate::clock::{Millis, rfc3339};
use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, Read, Seek, Write};
use std::path::{Path, PathBuf};

/// Of a locked file, this much is read.
const MAX_NOTE_BYTES: u64 = 200;

/// What only one process does at a time in a data folder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Post {
    /// `aftercare serve`, and what must not happen beside it.
    Server,
    /// Training the matcher.
    Training,
}

impl Post {
    /// The name of the locked file.
    pub fn file(self) -> &'static str {
        match self {
            Post::Server => "serve.lock",
            Post::Training => "train.lock",
        }
    }
}

/// A post that this process holds until it drops this.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Why a post was not given.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    #[error("{}", held(*post, folder, by))]
    Held { post: Post, folder: PathBuf, by: Holder },
    #[error("cannot lock {}: {source}", path.display())]
    Io { path: PathBuf, source: io::Error },
}

/// Who holds a post, as the locked file says: nothing while it is being written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holder(String);

impl fmt::Display for Holder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.0.is_empty() { "another process" } else { &self.0 })
    }
}

fn held(post: Post, folder: &Path, by: &Holder) -> String {
    let folder = folder.display();
    match post {
        Post::Server => format!("the data folder {folder} is served by {by}: stop it first, or name another folder with --data"),
        Post::Training => format!("the matcher of the data folder {folder} is being trained by {by}"),
    }
}

/// Takes a post in a data folder, which is made where it is missing. The file then names this process and `now`.
pub fn lock(data: &Path, post: Post, now: Millis) -> Result<Lock, Refused> {
    let path = data.join(post.file());
    let failed = |source| Refused::Io { path: path.clone(), source };
    make(data).map_err(failed)?;
    let mut file = private().read(true).write(true).create(true).truncate(false).open(&path).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let mut note = String::new();
            // What cannot be read is not said.
            let _ = (&mut file).take(MAX_NOTE_BYTES).read_to_string(&mut note);
            return Err(Refused::Held { post, folder: data.to_owned(), by: Holder(note.trim().to_owned()) });
        }
        Err(TryLockError::Error(source)) => return Err(failed(source)),
    }
    let note = format!("process {} since {}\n", std::process::id(), rfc3339(now));
    file.set_len(0).and_then(|()| file.rewind()).and_then(|()| file.write_all(note.as_bytes())).map_err(failed)?;
    Ok(Lock { _file: file })
}

/// Makes a folder for nobody else to look into, where it is missing.
pub fn make(folder: &Path) -> io::Result<()> {
    if folder.is_dir() {
        return Ok(());
    }
    let mut builder = std::fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

/// How files are made that nobody else may read.
pub fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

/// The mode of a file that others than its owner may read or write; none when nobody may.
#[cfg(unix)]
pub fn exposed(path: &Path) -> io::Result<Option<u32>> {
    use std::os::unix::fs::PermissionsExt;
    let mode = std::fs::metadata(path)?.permissions().mode() & 0o7777;
    Ok((mode & 0o077 != 0).then_some(mode))
}

#[cfg(not(unix))]
pub fn exposed(_: &Path) -> io::Result<Option<u32>> {
    Ok(None)
}

/// Lets nobody but owner and group look into a folder; tells whether others could before.
#[cfg(unix)]
pub fn tighten(folder: &Path) -> io::Result<bool> {
    use std::os::unix::fs::PermissionsExt;
    let mut permissions = std::fs::metadata(folder)?.permissions();
    let mode = permissions.mode();
    if mode & 0o007 == 0 {
        return Ok(false);
    }
    permissions.set_mode(mode & !0o007);
    std::fs::set_permissions(folder, permissions)?;
    Ok(true)
}

#[cfg(not(unix))]
pub fn tighten(_: &Path) -> io::Result<bool> {
    Ok(false)
}

/// What this process may still write on the disk of a folder, in bytes; none where the disk does not say. Quotas are not in it.
#[cfg(unix)]
pub fn free_bytes(folder: &Path) -> io::Result<Option<u64>> {
    let disk = rustix::fs::statvfs(folder)?;
    Ok((disk.f_blocks > 0).then(|| disk.f_bavail.saturating_mul(disk.f_frsize)))
}

#[cfg(not(unix))]
pub fn free_bytes(_: &Path) -> io::Result<Option<u64>> {
    Ok(None)
}

/// Makes the names in a folder durable: a file's own sync does not.
pub fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, SystemClock};

    #[cfg(unix)]
    #[test]
    fn others_are_shut_out_and_the_disk_tells_its_room() {
        use std::os::unix::fs::PermissionsExt;
        let folder = std::env::temp_dir().join(format!("aftercare-data-{}", SystemClock.id()));
        make(&folder).expect("the folder can be made");
        let mode = |mode| std::fs::set_permissions(&folder, std::fs::Permissions::from_mode(mode)).expect("it is ours");
        for (before, after, changed) in [(0o700, 0o700, false), (0o755, 0o750, true), (0o770, 0o770, false), (0o777, 0o770, true)] {
            mode(before);
            assert_eq!(tighten(&folder).expect("it is ours"), changed, "{before:o}");
            assert_eq!(std::fs::metadata(&folder).expect("it is there").permissions().mode() & 0o777, after, "{before:o}");
        }
        for (given, expect) in [(0o700, None), (0o710, Some(0o710)), (0o704, Some(0o704))] {
            mode(given);
            assert_eq!(exposed(&folder).expect("it is there"), expect);
        }
        assert!(free_bytes(&folder).expect("the disk answers").is_none_or(|free| free > 0));
        assert!(free_bytes(&folder.join("absent")).is_err());
        std::fs::remove_dir_all(folder).expect("the folder can be removed");
    }

    #[test]
    fn a_post_is_held_by_one_and_free_again_after_it() {
        let data = std::env::temp_dir().join(format!("aftercare-data-{}", SystemClock.id()));
        let held = lock(&data, Post::Server, 1_800_000_000_000).expect("nobody holds it");
        let refused = lock(&data, Post::Server, 0).expect_err("it is held");
        let (message, id) = (refused.to_string(), std::process::id());
        assert!(message.contains(&format!("process {id} since 2027-01-15T08:00:00.000Z")) && message.contains("--data"), "{message}");
        let training = lock(&data, Post::Training, 0).expect("another post");
        let refused = lock(&data, Post::Training, 0).expect_err("it is held");
        assert!(refused.to_string().contains("trained by process"), "{refused}");
        drop((held, training));
        lock(&data, Post::Server, 0).expect("free again");
        std::fs::remove_dir_all(data).expect("the folder can be removed");
    }
}
