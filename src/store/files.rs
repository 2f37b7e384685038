//! The files of the database: made where missing, and for nobody else to read.

use super::error::{Error, Result};
use std::io;
use std::path::Path;

/// Makes folder and file where missing, readable for nobody else. SQLite gives its side files the rights of the database.
pub(super) fn create(path: &Path) -> Result<()> {
    let made = || -> io::Result<()> {
        let folder = folder(path);
        if !folder.is_dir() {
            private_folder(folder)?;
        }
        match private_file(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error),
            // A new name is durable once its folder is.
            Ok(_) => std::fs::File::open(folder)?.sync_all(),
        }
    };
    made().map_err(|error| Error::Unusable(format!("cannot create the database {}: {error}", path.display())))
}

#[cfg(unix)]
fn private_folder(path: &Path) -> io::Result<()> {
    use std::os::unix::fs::DirBuilderExt;
    std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path)
}

#[cfg(unix)]
fn private_file(path: &Path) -> io::Result<std::fs::File> {
    use std::os::unix::fs::OpenOptionsExt;
    std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)
}

#[cfg(not(unix))]
fn private_folder(path: &Path) -> io::Result<()> {
    std::fs::create_dir_all(path)
}

#[cfg(not(unix))]
fn private_file(path: &Path) -> io::Result<std::fs::File> {
    std::fs::OpenOptions::new().write(true).create_new(true).open(path)
}

/// The folder that a file is in.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
