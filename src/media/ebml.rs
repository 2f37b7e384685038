//! WebM (RFC 8794, RFC 9559): elements within elements. What may tell a place, tags and attached files, becomes void where it stands.

use super::{Kind, Looked, Unfit, blank, read_up_to};
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};

/// Most elements of a file: a recording of ten minutes has some thirty thousand.
const MAX_ELEMENTS: u32 = 300_000;
/// Longest value that is read, in bytes.
const MAX_VALUE: u64 = 16;
/// Longest head of an element: four bytes of id, eight of size.
const MAX_HEAD: usize = 12;

const EBML: u32 = 0x1a45_dfa3;
const DOC_TYPE: u32 = 0x4282;
const SEGMENT: u32 = 0x1853_8067;
const INFO: u32 = 0x1549_a966;
const TIMESTAMP_SCALE: u32 = 0x002a_d7b1;
const DURATION: u32 = 0x4489;
const TRACKS: u32 = 0x1654_ae6b;
const TRACK_ENTRY: u32 = 0xae;
const TRACK_TYPE: u32 = 0x83;
const VIDEO: u32 = 0xe0;
const PIXEL_WIDTH: u32 = 0xb0;
const PIXEL_HEIGHT: u32 = 0xba;
const TAGS: u32 = 0x1254_c367;
const ATTACHMENTS: u32 = 0x1941_a469;
/// An element that says nothing.
const VOID: u8 = 0xec;
/// Nanoseconds of a unit of time, where the file does not say.
const USUAL_SCALE: f64 = 1_000_000.0;

/// What the elements say.
#[derive(Default)]
struct Film {
    is_webm: bool,
    has_picture: bool,
    has_sound: bool,
    width: Option<u32>,
    height: Option<u32>,
    duration: Option<f64>,
    scale: Option<f64>,
}

struct Element {
    id: u32,
    head: u64,
    /// None where the element goes on until another one begins: a recorder does not know how long it will be.
    length: Option<u64>,
}

/// Reads a recording through, and voids in the file what may tell a place.
pub fn clean(file: &mut File, length: u64) -> io::Result<Result<Looked, Unfit>> {
    let (mut film, mut at, mut count) = (Film::default(), 0, 0);
    while at < length {
        count += 1;
        let Some(element) = element(file, at)?.filter(|_| count <= MAX_ELEMENTS) else { return Ok(Err(Unfit::Broken)) };
        let body = at + element.head;
        let end = match element.length {
            Some(own) if body.checked_add(own).is_none_or(|end| end > length) => return Ok(Err(Unfit::Broken)),
            Some(own) => body + own,
            None => body,
        };
        match (element.id, element.length) {
            (TAGS | ATTACHMENTS, Some(own)) => void(file, at, element.head + own)?,
            (TAGS | ATTACHMENTS, None) => return Ok(Err(Unfit::Broken)),
            (EBML | SEGMENT | INFO | TRACKS | TRACK_ENTRY | VIDEO, _) | (_, None) => {
                at = body;
                continue;
            }
            (id, Some(own)) => note(file, id, body, own, &mut film)?,
        }
        at = end;
    }
    Ok(looked(&film))
}

fn looked(film: &Film) -> Result<Looked, Unfit> {
    let (kind, media_type) = match (film.is_webm, film.has_picture, film.has_sound) {
        (true, true, _) => (Kind::Video, "video/webm"),
        (true, false, true) => (Kind::Audio, "audio/webm"),
        (false, ..) => return Err(Unfit::Type),
        (true, false, false) => return Err(Unfit::Broken),
    };
    let milliseconds = film.duration.map(|units| units * film.scale.unwrap_or(USUAL_SCALE) / 1_000_000.0);
    // Rounded; what is no sensible number says nothing.
    let duration_ms = milliseconds.filter(|ms| (1.0..1e12).contains(ms)).map(|ms| ms as u64);
    Ok(Looked { kind, media_type, width: film.width, height: film.height, duration_ms, picture: None })
}

fn note(file: &mut File, id: u32, body: u64, length: u64, film: &mut Film) -> io::Result<()> {
    let understood = [DOC_TYPE, TIMESTAMP_SCALE, DURATION, TRACK_TYPE, PIXEL_WIDTH, PIXEL_HEIGHT];
    if !understood.contains(&id) || length > MAX_VALUE {
        return Ok(());
    }
    let mut bytes = vec![0; usize::try_from(length).unwrap_or_default()];
    file.seek(SeekFrom::Start(body))?;
    let read = read_up_to(file, &mut bytes)?;
    bytes.truncate(read);
    let whole = bytes.iter().take(8).fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    match id {
        DOC_TYPE => film.is_webm = bytes == b"webm",
        TIMESTAMP_SCALE => film.scale = Some(whole as f64),
        DURATION => film.duration = float(&bytes),
        TRACK_TYPE => {
            film.has_picture |= whole == 1;
            film.has_sound |= whole == 2;
        }
        PIXEL_WIDTH => film.width = u32::try_from(whole).ok(),
        PIXEL_HEIGHT => film.height = u32::try_from(whole).ok(),
        _ => {}
    }
    Ok(())
}

fn float(bytes: &[u8]) -> Option<f64> {
    match bytes.len() {
        4 => Some(f64::from(f32::from_be_bytes(bytes.try_into().ok()?))),
        8 => Some(f64::from_be_bytes(bytes.try_into().ok()?)),
        _ => None,
    }
}

/// The element that begins there; none where nothing does.
fn element(file: &mut File, at: u64) -> io::Result<Option<Element>> {
    let mut bytes = [0; MAX_HEAD];
    file.seek(SeekFrom::Start(at))?;
    let read = read_up_to(file, &mut bytes)?;
    let bytes = &bytes[..read];
    let Some(id_length) = bytes.first().map(|first| first.leading_zeros() as usize + 1).filter(|length| *length <= 4) else {
        return Ok(None);
    };
    let Some(id) = bytes.get(..id_length) else { return Ok(None) };
    let id = id.iter().fold(0_u32, |id, byte| id << 8 | u32::from(*byte));
    let rest = &bytes[id_length..];
    let Some(size_length) = rest.first().map(|first| first.leading_zeros() as usize + 1).filter(|length| *length <= 8) else {
        return Ok(None);
    };
    let Some(size) = rest.get(..size_length) else { return Ok(None) };
    let marker = 1_u64 << (7 * size_length);
    let size = size.iter().fold(0_u64, |size, byte| size << 8 | u64::from(*byte)) & (marker - 1);
    let length = (size != marker - 1).then_some(size);
    Ok(Some(Element { id, head: (id_length + size_length) as u64, length }))
}

/// Makes so many bytes from there one void element, its content zeros.
fn void(file: &mut File, at: u64, length: u64) -> io::Result<()> {
    // A size of eight bytes, or of one where there is no room for that.
    let head: Vec<u8> = if length >= 9 {
        let mut head = vec![VOID, 0x01];
        head.extend_from_slice(&(length - 9).to_be_bytes()[1..]);
        head
    } else {
        vec![VOID, 0x80 | u8::try_from(length.saturating_sub(2)).unwrap_or_default()]
    };
    file.seek(SeekFrom::Start(at))?;
    file.write_all(&head)?;
    blank(file, at + head.len() as u64, length.saturating_sub(head.len() as u64))
}
