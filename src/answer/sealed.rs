//! A file with marks at its begin, tables (postcard), and a CRC-32 of all that at its end.
//!
//! It is written and read in pieces, and never lies in memory as a whole. What was read is only given out when the sum is right.

use std::io::{self, BufRead, BufReader, Read, Write};

use serde::{Deserialize, Serialize};

use crate::columns::PIECE;

/// Length of the sum, in bytes.
const SUM: u64 = 4;
/// Longest string, in bytes, and longest piece of a column: ids, words and lines have a few thousand at most.
pub(super) const LONGEST: usize = PIECE;

/// Sums up what goes through.
struct Summing<T> {
    through: T,
    sum: crc32fast::Hasher,
}

impl<T> Summing<T> {
    fn new(through: T) -> Self {
        Self { through, sum: crc32fast::Hasher::new() }
    }
}

impl<W: Write> Write for Summing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.through.write(bytes)?;
        self.sum.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.through.flush()
    }
}

impl<R: Read> Read for Summing<R> {
    fn read(&mut self, bytes: &mut [u8]) -> io::Result<usize> {
        let read = self.through.read(bytes)?;
        self.sum.update(&bytes[..read]);
        Ok(read)
    }
}

/// Writes a file.
///
/// # Errors
///
/// Writing failed.
pub(super) fn write(tables: &impl Serialize, marks: &[&[u8]], out: impl Write) -> io::Result<()> {
    let mut out = Summing::new(out);
    marks.iter().try_for_each(|mark| out.write_all(mark))?;
    let Summing { through: mut out, sum } = postcard::to_io(tables, out).map_err(io::Error::other)?;
    out.write_all(&sum.finalize().to_le_bytes())?;
    out.flush()
}

/// Reads a file of so many bytes into `room` for its strings, which has [`LONGEST`]; `None` when it has other marks, or is not whole and unchanged.
pub(super) fn read<'r, T: Deserialize<'r>>(file: impl Read + 'r, length: u64, marks: &[&[u8]], room: &'r mut [u8]) -> Option<T> {
    let tables = Summing::new(file.take(length.checked_sub(SUM)?));
    let mut tables = BufReader::with_capacity(PIECE, tables);
    for mark in marks {
        let mut begin = vec![0; mark.len()];
        tables.read_exact(&mut begin).ok().filter(|()| begin == *mark)?;
    }
    let (read, (mut tables, _)) = postcard::from_io((tables, room)).ok()?;
    let is_all = tables.fill_buf().is_ok_and(<[u8]>::is_empty);
    let Summing { through, sum } = tables.into_inner();
    let (mut file, mut kept) = (through.into_inner(), [0; SUM as usize]);
    file.read_exact(&mut kept).ok()?;
    (is_all && sum.finalize() == u32::from_le_bytes(kept)).then_some(read)
}
