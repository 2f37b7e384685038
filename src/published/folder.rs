//! A folder of FAQ files on the disk, as somebody has put it together: nothing in it is trusted.
//!
//! Only plain files and folders are read. A link may lead out of the folder, and a pipe or a device may never end, so these are
//! refused by name, unread. Each name is opened from its folder's own descriptor without following links, and what was
//! opened is looked at again before it is read: a name that becomes a link meanwhile leads nowhere.

use crate::faq::attached::{Brought, MAX_BYTES, inspect_named};
use crate::faq::file::{self, Kind, MAX_FILE, Options, kind};
use crate::faq::problem::Words;
use crate::faq::{Corpus, Problem, Severity, source};
use rustix::fs::{AtFlags, CWD, Dir, FileType, Mode, OFlags, Stat, fstat, openat, statat};
use rustix::io::Errno;
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, Read};
use std::os::fd::{AsFd, BorrowedFd, OwnedFd};
use std::os::unix::ffi::OsStringExt;
use std::path::Path;

/// How much of a folder is read.
#[derive(Debug, Clone, Copy)]
struct Most {
    /// Files and folders below it, those that are passed over included.
    names: usize,
    /// Bytes of all files together.
    bytes: usize,
    /// Folders within each other, the given one not counted.
    depth: usize,
    /// Bytes of all manuals and pictures together.
    attached: usize,
}

/// The sample has some hundred files, each of which becomes a row of the database; all are in memory at once. An entry's place is one
/// folder deep, and what is deeper is told as misplaced.
const MOST: Most = Most { names: 20_000, bytes: 16 * MAX_FILE, depth: 4, attached: 256 << 20 };
/// Files that are passed over and named one by one; of more, only the number is told.
const MOST_NAMED: usize = 20;

/// What is said of something that has no end, or acts when it is opened.
const NO_FILE: &str = "no plain file, but a pipe, a socket or a device";
/// How a name is opened: links are not followed, and a pipe that took its place does not hold us up.
const UNFOLLOWED: OFlags = OFlags::RDONLY.union(OFlags::NOFOLLOW).union(OFlags::NONBLOCK).union(OFlags::NOCTTY).union(OFlags::CLOEXEC);

/// What a folder holds.
#[derive(Debug, Default)]
struct Found {
    files: Vec<(String, String)>,
    attached: Vec<Brought>,
    /// What is refused (errors), and what is no FAQ file (warnings).
    problems: Vec<Problem>,
}

/// What a folder says.
#[derive(Debug)]
pub struct Content {
    pub corpus: Corpus,
    pub problems: Vec<Problem>,
    /// The files that say it: paths within the folder (with `/`), and their texts.
    pub files: Vec<(String, String)>,
    /// The manuals and pictures that answers refer to.
    pub attached: Vec<Brought>,
}

/// Reads a folder on disk. Fails only when the folder itself can't be read.
pub fn read(folder: &Path, options: Options<'_>) -> io::Result<(Corpus, Vec<Problem>)> {
    read_with_files(folder, options).map(|Content { corpus, problems, .. }| (corpus, problems))
}

/// As [`read`], with the files. Answers may refer to the folder's own files and to those that the options name. A folder without an entry is an error: whoever names it means something else.
pub fn read_with_files(folder: &Path, options: Options<'_>) -> io::Result<Content> {
    let Found { files, attached, mut problems } = files(folder, MOST)?;
    let mut known: BTreeSet<String> = attached.iter().map(|file| file.name.clone()).collect();
    known.extend(options.attached.into_iter().flatten().cloned());
    let options = Options { attached: Some(&known), ..options };
    let (corpus, more) = file::read(files.iter().map(|(path, text)| (path, text)), options);
    problems.extend(more);
    if corpus.entries.is_empty() && problems.iter().all(|problem| problem.severity != Severity::Error) {
        problems.push(Problem::error(&folder.display().to_string(), 1, "the folder holds no entries (<category>/<id>.toml)"));
    }
    problems.sort();
    Ok(Content { corpus, problems, files, attached })
}

/// The FAQ files of a folder. Names that begin with a dot are passed over without a word. Fails only when the folder itself can't be
/// read; the folder may be named by a link.
fn files(folder: &Path, most: Most) -> io::Result<Found> {
    let root = openat(CWD, folder, OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?;
    let mut walk = Walk { most, found: Found::default(), names: 0, bytes: 0, attached: 0, foreign: 0, full: false };
    let names = walk.names(root.as_fd(), "")?;
    walk.all(root.as_fd(), names, "", 0);
    let Walk { mut found, foreign, .. } = walk;
    if foreign > MOST_NAMED {
        found.problems.push(Problem::warning(".", 1, format!("{} more files are passed over", foreign - MOST_NAMED)));
    }
    Ok(found)
}

struct Walk {
    most: Most,
    found: Found,
    /// Names so far.
    names: usize,
    /// Bytes so far.
    bytes: usize,
    /// Those of manuals and pictures.
    attached: usize,
    /// Files that were passed over.
    foreign: usize,
    /// A limit was met: nothing more is read.
    full: bool,
}

impl Walk {
    fn error(&mut self, path: &str, line: usize, message: impl Into<Words>) {
        self.found.problems.push(Problem::error(path, line, message));
    }

    /// The names in a folder, sorted, so that two runs tell the same.
    fn names(&mut self, folder: BorrowedFd<'_>, path: &str) -> io::Result<Vec<OsString>> {
        let mut names = Vec::new();
        for item in Dir::read_from(folder)? {
            let name = item?.file_name().to_bytes().to_vec();
            if name.starts_with(b".") {
                continue;
            }
            self.names += 1;
            if self.names > self.most.names {
                self.error(
                    if path.is_empty() { "." } else { path },
                    1,
                    format!("more than {} files: the rest is not read", self.most.names),
                );
                self.full = true;
                break;
            }
            names.push(OsString::from_vec(name));
        }
        names.sort();
        Ok(names)
    }

    fn all(&mut self, folder: BorrowedFd<'_>, names: Vec<OsString>, prefix: &str, depth: usize) {
        for name in names {
            let path = format!("{prefix}{}", name.to_string_lossy());
            if name.to_str().is_none() {
                self.error(&path, 1, "the file's name is not UTF-8");
            } else if let Err(error) = self.one(folder, &name, &path, depth) {
                self.error(&path, 1, format!("cannot be read: {}", io::Error::from(error)));
            }
            if self.full {
                return;
            }
        }
    }

    fn one(&mut self, folder: BorrowedFd<'_>, name: &OsString, path: &str, depth: usize) -> Result<(), Errno> {
        match FileType::from_raw_mode(statat(folder, name, AtFlags::SYMLINK_NOFOLLOW)?.st_mode) {
            FileType::Directory if depth >= self.most.depth => {
                self.error(path, 1, format!("more than {} folders within each other", self.most.depth))
            }
            FileType::Directory => {
                let inner = openat(folder, name, UNFOLLOWED | OFlags::DIRECTORY, Mode::empty())?;
                match self.names(inner.as_fd(), path) {
                    Ok(names) => self.all(inner.as_fd(), names, &format!("{path}/"), depth + 1),
                    Err(error) => self.error(path, 1, format!("cannot be read: {error}")),
                }
            }
            FileType::RegularFile => match kind(path) {
                Kind::Foreign(why) => self.pass_over(path, why),
                Kind::Attached(own) => self.attached(path, own, openat(folder, name, UNFOLLOWED, Mode::empty())?)?,
                _ => self.text(path, openat(folder, name, UNFOLLOWED, Mode::empty())?)?,
            },
            FileType::Symlink => self.error(path, 1, "a symbolic link is not followed: put the file itself here"),
            _ => self.error(path, 1, NO_FILE),
        }
        Ok(())
    }

    fn pass_over(&mut self, path: &str, why: &str) {
        self.foreign += 1;
        if self.foreign <= MOST_NAMED {
            self.found.problems.push(Problem::warning(path, 1, format!("passed over: {why}")));
        }
    }

    /// Takes a file of the FAQ.
    fn text(&mut self, path: &str, file: OwnedFd) -> Result<(), Errno> {
        let Some(bytes) = self.bytes_of(path, file, MAX_FILE)? else { return Ok(()) };
        self.bytes += bytes.len();
        if self.bytes > self.most.bytes {
            self.error(path, 1, format!("the files have more than {} bytes together: the rest is not read", self.most.bytes));
            self.full = true;
            return Ok(());
        }
        match source::text(&bytes) {
            Ok(text) => self.found.files.push((path.to_owned(), text.into_owned())),
            Err(error) => self.error(path, error.line(), error.words()),
        }
        Ok(())
    }

    /// Takes a manual or a picture, if it is what its name says.
    fn attached(&mut self, path: &str, name: &str, file: OwnedFd) -> Result<(), Errno> {
        let Some(body) = self.bytes_of(path, file, MAX_BYTES)? else { return Ok(()) };
        self.attached += body.len();
        if self.attached > self.most.attached {
            self.error(path, 1, format!("manuals and pictures have more than {} bytes together", self.most.attached));
            self.full = true;
            return Ok(());
        }
        match inspect_named(name, &body) {
            Ok(seen) => self.found.attached.push(Brought { name: name.to_owned(), seen, body }),
            Err(unfit) => self.error(path, 1, unfit.words()),
        }
        Ok(())
    }

    /// Reads what was opened, if it is a plain file of at most so many bytes; what is wrong with it is told.
    fn bytes_of(&mut self, path: &str, file: OwnedFd, most: usize) -> Result<Option<Vec<u8>>, Errno> {
        let Stat { st_mode, st_size, .. } = fstat(&file)?;
        if FileType::from_raw_mode(st_mode) != FileType::RegularFile {
            self.error(path, 1, NO_FILE);
            return Ok(None);
        }
        let mut bytes = Vec::new();
        if usize::try_from(st_size).is_ok_and(|size| size <= most) {
            // It may grow while it is read.
            let read = File::from(file).take(most as u64 + 1).read_to_end(&mut bytes);
            read.map_err(|error| Errno::from_io_error(&error).unwrap_or(Errno::IO))?;
        }
        if usize::try_from(st_size).is_ok_and(|size| size > most) || bytes.len() > most {
            self.error(path, 1, format!("larger than {} MiB", most >> 20));
            return Ok(None);
        }
        Ok(Some(bytes))
    }
}

#[cfg(test)]
mod tests;
