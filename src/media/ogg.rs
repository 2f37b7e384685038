//! Ogg (RFC 3533) with Opus or Vorbis: the voice notes of Firefox. Its pages are read through to the end.

use super::{Kind, Looked, Unfit, read_up_to};
use std::fs::File;
use std::io::{self, Seek, SeekFrom};

/// Most pages of a file: a recorder writes about one a second.
const MAX_PAGES: u32 = 100_000;
/// A page's head without its table of segments.
const HEAD: usize = 27;
/// Samples a second of Opus, whatever it was recorded at (RFC 7845, section 4).
const OPUS_RATE: u64 = 48_000;

/// Reads a recording through.
pub fn look(file: &mut File, length: u64) -> io::Result<Result<Looked, Unfit>> {
    let (mut at, mut pages, mut last) = (0, 0, 0_u64);
    let mut is_opus = None;
    while at < length {
        pages += 1;
        let mut head = [0; HEAD];
        file.seek(SeekFrom::Start(at))?;
        if pages > MAX_PAGES || read_up_to(file, &mut head)? < HEAD || &head[..5] != b"OggS\0" {
            return Ok(Err(Unfit::Broken));
        }
        let mut table = vec![0; usize::from(head[26])];
        if read_up_to(file, &mut table)? < table.len() {
            return Ok(Err(Unfit::Broken));
        }
        if is_opus.is_none() {
            let mut name = [0; 8];
            let read = read_up_to(file, &mut name)?;
            is_opus = match &name[..read] {
                b"OpusHead" => Some(true),
                [1, b'v', b'o', b'r', b'b', b'i', b's', ..] => Some(false),
                _ => return Ok(Err(Unfit::Type)),
            };
        }
        let granules = u64::from_le_bytes([head[6], head[7], head[8], head[9], head[10], head[11], head[12], head[13]]);
        // All ones: no packet ends on this page.
        if granules != u64::MAX {
            last = granules;
        }
        at += HEAD as u64 + table.len() as u64 + table.iter().map(|length| u64::from(*length)).sum::<u64>();
    }
    if at != length {
        return Ok(Err(Unfit::Broken));
    }
    let duration_ms =
        is_opus.filter(|opus| *opus).and_then(|_| last.checked_mul(1_000)).map(|samples| samples / OPUS_RATE).filter(|ms| *ms > 0);
    Ok(Ok(Looked { kind: Kind::Audio, media_type: "audio/ogg", width: None, height: None, duration_ms, picture: None }))
}
