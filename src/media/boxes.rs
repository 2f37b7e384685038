//! MP4 and QuickTime (ISO/IEC 14496-12): boxes within boxes. What may tell a place is blanked where it stands, so that no offset moves.
//!
//! Phones write the place into `udta` (`©xyz`, `loci`) and `meta`; cameras write it as a track of its own with a sample a second. So the boxes become
//! `free` ones full of zeros, and so does each track that is neither picture nor sound, with all its samples.

use super::{Kind, Looked, Unfit, blank, read_up_to};
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

/// Deepest box within boxes: a film's sample tables are at five.
const MAX_DEPTH: u32 = 8;
/// Most boxes of a file: a film that is recorded in pieces of a second has some ten a piece.
const MAX_BOXES: u32 = 50_000;
/// Most samples of a track that is blanked: an hour at a hundred a second.
const MAX_SAMPLES: u32 = 360_000;
/// Bytes of a box that are read of those that are understood.
const HEAD: usize = 112;

/// What the boxes say.
#[derive(Default)]
struct Film {
    boxes: u32,
    has_picture: bool,
    has_sound: bool,
    duration_ms: Option<u64>,
    size: Option<(u32, u32)>,
}

/// The track that is being read.
#[derive(Default)]
struct Track {
    handler: Option<[u8; 4]>,
    size: Option<(u32, u32)>,
    /// Where the bodies of the sample tables are: sizes, samples of a chunk, places of chunks (and whether these have eight bytes).
    sizes: Option<Body>,
    chunks: Option<Body>,
    places: Option<(Body, bool)>,
}

/// Where a box's content is.
#[derive(Clone, Copy)]
struct Body {
    at: u64,
    length: u64,
}

/// A fault of the file, or of the disk.
enum Fault {
    Unfit(Unfit),
    Io(io::Error),
}

impl From<io::Error> for Fault {
    fn from(error: io::Error) -> Fault {
        Fault::Io(error)
    }
}

const BROKEN: Fault = Fault::Unfit(Unfit::Broken);

/// Reads a film or recording through, and blanks in the file what may tell a place.
pub fn clean(file: &mut File, length: u64, is_quicktime: bool) -> io::Result<Result<Looked, Unfit>> {
    let mut film = Film::default();
    let whole = Body { at: 0, length };
    match walk(file, whole, 0, &mut film, &mut Track::default()) {
        Ok(()) => {}
        Err(Fault::Unfit(unfit)) => return Ok(Err(unfit)),
        Err(Fault::Io(error)) => return Err(error),
    }
    let (kind, media_type) = match (film.has_picture, film.has_sound) {
        (true, _) if is_quicktime => (Kind::Video, "video/quicktime"),
        (true, _) => (Kind::Video, "video/mp4"),
        (false, true) => (Kind::Audio, "audio/mp4"),
        (false, false) => return Ok(Err(Unfit::Broken)),
    };
    let size = film.size.filter(|_| kind == Kind::Video);
    let (width, height) = (size.map(|size| size.0), size.map(|size| size.1));
    Ok(Ok(Looked { kind, media_type, width, height, duration_ms: film.duration_ms, picture: None }))
}

/// Goes through the boxes of a part of the file, which they must fill to its end.
fn walk(file: &mut File, part: Body, depth: u32, film: &mut Film, track: &mut Track) -> Result<(), Fault> {
    let (mut at, end) = (part.at, part.at + part.length);
    while at < end {
        film.boxes += 1;
        if film.boxes > MAX_BOXES || depth > MAX_DEPTH {
            return Err(BROKEN);
        }
        // QuickTime may end a list of boxes with four zero bytes.
        if depth > 0 && end - at == 4 {
            break;
        }
        let (kind, head, length) = header(file, at, end, depth)?;
        let body = Body { at: at + head, length: length - head };
        match &kind {
            b"udta" | b"meta" | b"uuid" => blank_box(file, at, body)?,
            b"trak" => {
                let mut own = Track::default();
                walk(file, body, depth + 1, film, &mut own)?;
                tracked(file, at, body, &own, film)?;
            }
            b"moov" | b"mdia" | b"minf" | b"stbl" | b"moof" | b"traf" => walk(file, body, depth + 1, film, track)?,
            _ => note(file, &kind, body, film, track)?,
        }
        at += length;
    }
    Ok(())
}

/// Type, length of the head, and whole length of the box that begins there.
fn header(file: &mut File, at: u64, end: u64, depth: u32) -> Result<([u8; 4], u64, u64), Fault> {
    let mut bytes = [0; 16];
    file.seek(SeekFrom::Start(at))?;
    let read = read_up_to(file, &mut bytes)?;
    if read < 8 {
        return Err(BROKEN);
    }
    let kind = [bytes[4], bytes[5], bytes[6], bytes[7]];
    let (head, length) = match number(&bytes, 0) {
        // To the end of the file.
        0 if depth == 0 => (8, end - at),
        1 if read == 16 => (16, u64::from_be_bytes([bytes[8], bytes[9], bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]])),
        short => (8, u64::from(short)),
    };
    if length < head || length > end - at {
        return Err(BROKEN);
    }
    Ok((kind, head, length))
}

/// Notes what a box says of the film or the track.
fn note(file: &mut File, kind: &[u8; 4], body: Body, film: &mut Film, track: &mut Track) -> Result<(), Fault> {
    match kind {
        b"mvhd" => film.duration_ms = duration(&read(file, body)?),
        b"tkhd" => {
            let bytes = read(file, body)?;
            // The last eight bytes, each side with sixteen bits behind the point.
            let sides = bytes.len().checked_sub(8).map(|at| (number(&bytes, at) >> 16, number(&bytes, at + 4) >> 16));
            track.size = sides.filter(|(width, height)| *width > 0 && *height > 0);
        }
        // That of the media comes first; QuickTime has one of the data behind it.
        b"hdlr" if track.handler.is_none() => {
            let bytes = read(file, body)?;
            track.handler = bytes.get(8..12).and_then(|handler| handler.try_into().ok());
        }
        b"stsz" => track.sizes = Some(body),
        b"stsc" => track.chunks = Some(body),
        b"stco" => track.places = Some((body, false)),
        b"co64" => track.places = Some((body, true)),
        _ => {}
    }
    Ok(())
}

/// What is done about a track, once it is read: one that is neither picture nor sound is blanked with its samples.
fn tracked(file: &mut File, at: u64, body: Body, track: &Track, film: &mut Film) -> Result<(), Fault> {
    match track.handler.as_ref() {
        Some(b"vide") => {
            film.has_picture = true;
            film.size = film.size.or(track.size);
        }
        Some(b"soun") => film.has_sound = true,
        _ => {
            blank_samples(file, track)?;
            blank_box(file, at, body)?;
        }
    }
    Ok(())
}

/// Makes a box a free one, its content zeros.
fn blank_box(file: &mut File, at: u64, body: Body) -> Result<(), Fault> {
    file.seek(SeekFrom::Start(at + 4))?;
    file.write_all(b"free")?;
    blank(file, body.at, body.length)?;
    Ok(())
}

/// Zeros over all samples of a track.
fn blank_samples(file: &mut File, track: &Track) -> Result<(), Fault> {
    let (Some(sizes), Some(chunks), Some((places, is_long))) = (track.sizes, track.chunks, track.places) else { return Ok(()) };
    let length = file.metadata()?.len();
    let (same, count) = (field(file, sizes, 4)?, field(file, sizes, 8)?);
    let (runs, chunk_count) = (field(file, chunks, 4)?, field(file, places, 4)?);
    if count.max(runs).max(chunk_count) > MAX_SAMPLES {
        return Err(BROKEN);
    }
    let (mut sample, mut run) = (0, 0);
    for chunk in 1..=chunk_count {
        // Each run of chunks begins with its first chunk's number.
        while run + 1 < runs && field(file, chunks, 8 + 12 * u64::from(run + 1))? <= chunk {
            run += 1;
        }
        let samples = field(file, chunks, 8 + 12 * u64::from(run) + 4)?.min(count - sample);
        let mut bytes = 0_u64;
        for index in sample..sample + samples {
            bytes += u64::from(if same > 0 { same } else { field(file, sizes, 12 + 4 * u64::from(index))? });
        }
        sample += samples;
        let step = if is_long { 8 } else { 4 };
        let entry = 8 + step * u64::from(chunk - 1);
        let high = if is_long { u64::from(field(file, places, entry)?) << 32 } else { 0 };
        let place = high | u64::from(field(file, places, entry + step - 4)?);
        if place.checked_add(bytes).is_none_or(|end| end > length) {
            return Err(BROKEN);
        }
        blank(file, place, bytes)?;
    }
    Ok(())
}

/// A number of four bytes in a box's content.
fn field(file: &mut File, body: Body, at: u64) -> Result<u32, Fault> {
    if at + 4 > body.length {
        return Err(BROKEN);
    }
    let mut bytes = [0; 4];
    file.seek(SeekFrom::Start(body.at + at))?;
    if read_up_to(file, &mut bytes)? < 4 { Err(BROKEN) } else { Ok(u32::from_be_bytes(bytes)) }
}

/// The beginning of a box's content.
fn read(file: &mut File, body: Body) -> io::Result<Vec<u8>> {
    let length = usize::try_from(body.length).unwrap_or(HEAD).min(HEAD);
    let mut bytes = vec![0; length];
    file.seek(SeekFrom::Start(body.at))?;
    let read = read_up_to(file, &mut bytes)?;
    bytes.truncate(read);
    Ok(bytes)
}

/// The film's length in milliseconds, where `mvhd` says one.
fn duration(mvhd: &[u8]) -> Option<u64> {
    let long = |at: usize| Some(u64::from_be_bytes(mvhd.get(at..at + 8)?.try_into().ok()?));
    let (scale, units) = match mvhd.first()? {
        1 => (number_at(mvhd, 20)?, long(24)?),
        _ => (number_at(mvhd, 12)?, u64::from(number_at(mvhd, 16)?)),
    };
    let ms = units.checked_mul(1_000)?.checked_div(u64::from(scale))?;
    (ms > 0).then_some(ms)
}

fn number_at(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// As [`number_at`]; zero where there is none.
fn number(bytes: &[u8], at: usize) -> u32 {
    number_at(bytes, at).unwrap_or_default()
}
