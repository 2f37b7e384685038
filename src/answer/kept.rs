//! The file form of what is built of a corpus at once ([`Kept`]): a mark, the name of the program's sources, the tables (postcard), and a CRC-32 of
//! all that.
//!
//! It is a cache: a file that another build of the program has written, or that was cut short or changed, is none, and all is built anew. It holds what is
//! published, as hashes and words, and nothing of anybody else.

use std::io::{self, Read, Write};

pub use super::base::Kept;
use super::sealed;

/// First bytes of a file.
const MARK: &[u8; 16] = b"aftercare index\n";
/// Names the sources that this program was built of: see `build.rs`.
const SOURCES: &[u8] = env!("AFTERCARE_SOURCES").as_bytes();

impl Kept {
    /// Writes its file.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn write(&self, out: impl Write) -> io::Result<()> {
        sealed::write(self, &[MARK, SOURCES], out)
    }

    /// Reads a file of so many bytes; `None` when it is not one of this program, whole and unchanged.
    pub fn read(file: impl Read, length: u64) -> Option<Self> {
        sealed::read(file, length, &[MARK, SOURCES], &mut vec![0; sealed::LONGEST])
    }
}
