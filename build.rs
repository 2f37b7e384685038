//! Gives the program a name for its own sources, as `AFTERCARE_SOURCES`: what another build has put into a data folder's cache follows from other rules,
//! and is not read. A version would not do, for not every change has one.

use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

/// All that answers follow from, and a little more. The pages are left out.
const SOURCES: [&str; 3] = ["src", "Cargo.lock", "build.rs"];
const PAGES: &str = "src/web";

fn main() -> std::io::Result<()> {
    let mut files = Vec::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        collect(Path::new(source), &mut files)?;
    }
    files.sort();
    // Its keys are always the same.
    let mut hash = DefaultHasher::new();
    for file in files {
        hash.write(file.to_string_lossy().as_bytes());
        hash.write(&std::fs::read(&file)?);
    }
    println!("cargo::rustc-env=AFTERCARE_SOURCES={:016x}", hash.finish());
    Ok(())
}

/// Adds a file, or all files of a folder.
fn collect(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if path.is_file() {
        files.push(path.to_owned());
    } else if path != Path::new(PAGES) {
        for entry in std::fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    }
    Ok(())
}
