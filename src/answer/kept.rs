//! The file form of what is built of a corpus at once ([`Kept`]): a mark, the name of the program's sources, the tables (postcard), and a CRC-32 of
//! all that.
//!
//! It is a cache: a file that another build of the program has written, or that was cut short or changed, is none, and all is built anew. It holds what is
//! published, as hashes and words, and nothing of anybody else.

use std::io::{self, Write};

pub use super::base::Kept;

/// First bytes of a file.
const MARK: &[u8; 16] = b"aftercare index\n";
/// Names the sources that this program was built of: see `build.rs`.
const SOURCES: &[u8] = env!("AFTERCARE_SOURCES").as_bytes();

/// Sums up what is written.
struct Summing<W> {
    out: W,
    sum: crc32fast::Hasher,
}

impl<W: Write> Write for Summing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.sum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Kept {
    /// Writes its file.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn write(&self, out: impl Write) -> io::Result<()> {
        let mut out = Summing { out, sum: crc32fast::Hasher::new() };
        out.write_all(MARK)?;
        out.write_all(SOURCES)?;
        let Summing { mut out, sum } = postcard::to_io(self, out).map_err(io::Error::other)?;
        out.write_all(&sum.finalize().to_le_bytes())?;
        out.flush()
    }

    /// Reads a file; `None` when it is not one of this program, whole and unchanged.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let (bytes, sum) = bytes.split_last_chunk::<4>()?;
        let rest = bytes.strip_prefix(MARK)?.strip_prefix(SOURCES)?;
        if crc32fast::hash(bytes) != u32::from_le_bytes(*sum) {
            return None;
        }
        let (kept, rest) = postcard::take_from_bytes(rest).ok()?;
        rest.is_empty().then_some(kept)
    }
}
