//! The files of the database: made where missing, and for nobody else to read. Files that others may read are refused, for
//! who put them there should know that somebody may have read them; the folder is only tightened.

use super::dialect;
use super::error::{Error, Result};
use crate::data_folder;
use std::io;
use std::path::Path;

/// Makes folder and file where missing, readable for nobody else. SQLite gives its side files the rights of the database.
pub(super) fn create(path: &Path) -> Result<()> {
    let made = || -> io::Result<()> {
        let folder = folder(path);
        data_folder::make(folder)?;
        match data_folder::private().write(true).create_new(true).open(path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            Err(error) => Err(error),
            // A new name is durable once its folder is.
            Ok(_) => data_folder::sync(folder),
        }
    };
    made().map_err(|error| Error::Unusable(format!("cannot create the database {}: {error}", path.display())))?;
    refuse_exposed(path)
}

/// [`Error::Unusable`] when others may read the database.
fn refuse_exposed(path: &Path) -> Result<()> {
    for file in [path.to_owned(), dialect::wal(path)] {
        if let Ok(Some(mode)) = data_folder::exposed(&file) {
            let file = file.display();
            return Err(Error::Unusable(format!("others may read {file} (mode {mode:o}): chmod 600 {file}")));
        }
    }
    let folder = folder(path);
    match data_folder::tighten(folder) {
        Ok(true) => tracing::warn!(folder = %folder.display(), "others could look into the data folder: now they can't"),
        Ok(false) => {}
        Err(error) => {
            let folder = folder.display();
            return Err(Error::Unusable(format!("others may look into {folder}, which cannot be changed ({error}): chmod o-rwx {folder}")));
        }
    }
    Ok(())
}

/// The folder that a file is in.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
