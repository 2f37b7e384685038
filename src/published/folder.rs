//! A folder of FAQ files on the disk.

use crate::faq::file::{self, Options};
use crate::faq::{Corpus, Problem};
use std::io;
use std::path::Path;

/// Reads a folder on disk; only files that can't be read end it early.
pub fn read(folder: &Path, options: Options<'_>) -> io::Result<(Corpus, Vec<Problem>)> {
    Ok(file::read(files(folder)?, options))
}

/// The FAQ files of a folder: paths within it (with `/`), and what is in them.
pub fn files(folder: &Path) -> io::Result<Vec<(String, Vec<u8>)>> {
    let mut files = Vec::new();
    collect(folder, "", 0, &mut files)?;
    Ok(files)
}

fn collect(folder: &Path, prefix: &str, depth: usize, files: &mut Vec<(String, Vec<u8>)>) -> io::Result<()> {
    for item in std::fs::read_dir(folder)? {
        let item = item?;
        let name = item.file_name();
        let Some(name) = name.to_str() else { continue };
        if name.starts_with('.') {
            continue;
        }
        let path = format!("{prefix}{name}");
        if item.path().is_dir() {
            if depth < 4 {
                collect(&item.path(), &format!("{path}/"), depth + 1, files)?;
            }
        } else if name.ends_with(".toml") || name.ends_with(".txt") {
            files.push((path, std::fs::read(item.path())?));
        }
    }
    Ok(())
}
