//! Photos, documents, video and voice: what a file is by its content, and what is taken out of it.
//!
//! Its name and its declared type are claims; only what the bytes say counts, and all three must agree. Nothing is taken that a browser would run:
//! no SVG, no HTML.
//!
//! - [`picture`]: decoded and written anew, upright, without whatever else was in the file
//! - [`boxes`]: MP4 and QuickTime; [`ebml`]: WebM; [`ogg`]: kept, with what may tell a place blanked

pub mod boxes;
pub mod ebml;
pub mod ogg;
pub mod picture;

use serde::{Deserialize, Serialize};
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// Bytes at the beginning of a file that tell what it is.
const START: usize = 64;
/// A PDF ends within so many last bytes (PDF 32000-1:2008, annex H, note 18: readers look there for `%%EOF`).
const PDF_END: u64 = 1_024;
/// Longest name that is kept, in characters.
const MAX_NAME: usize = 100;
/// Blanks are written in pieces of so many bytes.
const BLANK: usize = 16 * 1024;

/// What people do with a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Image,
    Video,
    Audio,
    Document,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Kind; 4] = [Kind::Image, Kind::Video, Kind::Audio, Kind::Document];

    /// The name on the wire and in the database.
    pub fn as_str(self) -> &'static str {
        match self {
            Kind::Image => "image",
            Kind::Video => "video",
            Kind::Audio => "audio",
            Kind::Document => "document",
        }
    }

    /// The kind of that name.
    pub fn parse(name: &str) -> Option<Kind> {
        Kind::ALL.into_iter().find(|kind| kind.as_str() == name)
    }
}

/// How a file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Jpeg,
    Png,
    Webp,
    Pdf,
    /// MP4 and what is built like it: QuickTime, M4A, 3GP.
    Mp4,
    Webm,
    Ogg,
}

/// Brands of MP4 and QuickTime that are taken (ISO/IEC 14496-12, and the registry at mp4ra.org). HEIC and AVIF are built alike and are pictures that
/// few browsers show: their brands are not among them.
const BRANDS: [&[u8; 4]; 21] = [
    b"isom", b"iso2", b"iso3", b"iso4", b"iso5", b"iso6", b"iso7", b"iso8", b"iso9", b"mp41", b"mp42", b"avc1", b"dash", b"MSNV", b"M4V ",
    b"M4A ", b"M4B ", b"3gp4", b"3gp5", b"3gp6", b"qt  ",
];

impl Format {
    const ALL: [Format; 7] = [Format::Jpeg, Format::Png, Format::Webp, Format::Pdf, Format::Mp4, Format::Webm, Format::Ogg];

    /// What a file is that begins so.
    fn of_start(start: &[u8]) -> Option<Format> {
        Some(match start {
            [0xff, 0xd8, 0xff, ..] => Format::Jpeg,
            [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Format::Png,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Format::Webp,
            [b'%', b'P', b'D', b'F', b'-', ..] => Format::Pdf,
            [_, _, _, _, b'f', b't', b'y', b'p', a, b, c, d, ..] if BRANDS.iter().any(|brand| **brand == [*a, *b, *c, *d]) => Format::Mp4,
            [0x1a, 0x45, 0xdf, 0xa3, ..] => Format::Webm,
            [b'O', b'g', b'g', b'S', 0, ..] => Format::Ogg,
            _ => return None,
        })
    }

    /// Endings of names, the first for new ones of pictures and documents.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Format::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Format::Png => &["png"],
            Format::Webp => &["webp"],
            Format::Pdf => &["pdf"],
            Format::Mp4 => &["mp4", "mov", "m4a", "m4v", "qt", "3gp"],
            Format::Webm => &["webm", "weba"],
            Format::Ogg => &["ogg", "oga", "opus"],
        }
    }

    /// Media types that clients declare for it.
    fn types(self) -> &'static [&'static str] {
        match self {
            Format::Jpeg => &["image/jpeg", "image/jpg", "image/pjpeg"],
            Format::Png => &["image/png"],
            Format::Webp => &["image/webp"],
            Format::Pdf => &["application/pdf"],
            Format::Mp4 => {
                &["video/mp4", "video/quicktime", "audio/mp4", "audio/x-m4a", "audio/m4a", "audio/aac", "video/x-m4v", "video/3gpp"]
            }
            Format::Webm => &["video/webm", "audio/webm"],
            Format::Ogg => &["audio/ogg", "application/ogg", "audio/opus"],
        }
    }

    /// The format that a name's ending tells; an error for an ending of none.
    fn of_name(name: &str) -> Result<Option<Format>, Unfit> {
        let Some((_, ending)) = name.rsplit_once('.') else { return Ok(None) };
        let ending = ending.to_ascii_lowercase();
        Format::ALL.into_iter().find(|format| format.endings().contains(&ending.as_str())).map(Some).ok_or(Unfit::Type)
    }

    /// The format that a media type tells; an error for one of none. No type, and that of any bytes, tell nothing.
    fn of_type(declared: &str) -> Result<Option<Format>, Unfit> {
        let declared = declared.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if declared.is_empty() || declared == "application/octet-stream" {
            return Ok(None);
        }
        Format::ALL.into_iter().find(|format| format.types().contains(&declared.as_str())).map(Some).ok_or(Unfit::Type)
    }

    /// The kind that it most probably is, before its content is there: a voice note may come as MP4 or WebM.
    fn usual(self, declared: &str) -> Kind {
        match self {
            Format::Jpeg | Format::Png | Format::Webp => Kind::Image,
            Format::Pdf => Kind::Document,
            Format::Ogg => Kind::Audio,
            Format::Mp4 | Format::Webm if declared.trim_start().starts_with("audio/") => Kind::Audio,
            Format::Mp4 | Format::Webm => Kind::Video,
        }
    }
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unfit {
    #[error("none of the types that are taken")]
    Type,
    #[error("name, declared type and content differ")]
    Mismatch,
    #[error("cut off or damaged")]
    Broken,
    #[error("too many pixels")]
    TooManyPixels,
    #[error("too few pixels")]
    TooFewPixels,
}

/// What a file was found to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Looked {
    pub kind: Kind,
    /// The media type under which it is given out.
    pub media_type: &'static str,
    pub width: Option<u32>,
    pub height: Option<u32>,
    pub duration_ms: Option<u64>,
    /// The picture as it is kept, in the place of what came.
    pub picture: Option<picture::Picture>,
}

/// What a file of that name and declared type would be: what to hold its size against before it is there.
///
/// # Errors
///
/// [`Unfit::Type`] where either tells something that is not taken, or neither tells anything; [`Unfit::Mismatch`] where they differ.
pub fn claimed(name: &str, declared: &str) -> Result<Kind, Unfit> {
    match (Format::of_name(name)?, Format::of_type(declared)?) {
        (Some(name), Some(declared)) if name != declared => Err(Unfit::Mismatch),
        (Some(format), _) | (None, Some(format)) => Ok(format.usual(declared)),
        (None, None) => Err(Unfit::Type),
    }
}

/// What a file is by its content, which must be what name and type claim. Of a picture gives what is kept in its place; in a film or recording blanks
/// what may tell a place, in the file itself: looked at again, it is the same.
///
/// # Errors
///
/// The file cannot be read, or is not fit.
pub fn look(file: &mut File, name: &str, declared: &str) -> io::Result<Result<Looked, Unfit>> {
    let length = file.metadata()?.len();
    let mut start = [0; START];
    file.seek(SeekFrom::Start(0))?;
    let read = read_up_to(file, &mut start)?;
    let looked = match Format::of_start(&start[..read]) {
        Some(format) => agreed(format, name, declared),
        None => Err(Unfit::Type),
    };
    match looked {
        Ok(Format::Pdf) => pdf(file, length),
        Ok(format @ (Format::Jpeg | Format::Png | Format::Webp)) => pictured(file, length, format),
        Ok(Format::Mp4) => boxes::clean(file, length, start.get(8..12) == Some(b"qt  ")),
        Ok(Format::Webm) => ebml::clean(file, length),
        Ok(Format::Ogg) => ogg::look(file, length),
        Err(unfit) => Ok(Err(unfit)),
    }
}

fn agreed(format: Format, name: &str, declared: &str) -> Result<Format, Unfit> {
    let claims = [Format::of_name(name)?, Format::of_type(declared)?];
    if claims.into_iter().flatten().all(|claim| claim == format) { Ok(format) } else { Err(Unfit::Mismatch) }
}

fn pictured(file: &mut File, length: u64, format: Format) -> io::Result<Result<Looked, Unfit>> {
    let mut bytes = Vec::new();
    file.seek(SeekFrom::Start(0))?;
    file.take(length).read_to_end(&mut bytes)?;
    Ok(picture::rewrite(&bytes, format).map(|picture| Looked {
        kind: Kind::Image,
        media_type: picture.media_type,
        width: Some(picture.width),
        height: Some(picture.height),
        duration_ms: None,
        picture: Some(picture),
    }))
}

/// Head and trailer: what a PDF says inside is its reader's affair, which is why it is only ever a download.
fn pdf(file: &mut File, length: u64) -> io::Result<Result<Looked, Unfit>> {
    let from = length.saturating_sub(PDF_END);
    file.seek(SeekFrom::Start(from))?;
    let mut end = Vec::new();
    file.take(PDF_END).read_to_end(&mut end)?;
    let is_whole = end.windows(5).any(|part| part == b"%%EOF");
    let looked =
        Looked { kind: Kind::Document, media_type: "application/pdf", width: None, height: None, duration_ms: None, picture: None };
    Ok(if is_whole { Ok(looked) } else { Err(Unfit::Broken) })
}

/// The name under which a file is shown and downloaded: its own, without path, control characters and what turns the direction of writing, its ending
/// that of what it is.
pub fn name_for(given: &str, media_type: &str) -> String {
    let own = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = own.rsplit_once('.').map_or(own, |(stem, _)| stem);
    let ending = ending_of(media_type);
    let plain = |c: &char| {
        !c.is_control()
            && !"\"<>:|?*%;".contains(*c)
            && !matches!(*c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
    };
    // Bengali conjuncts need the joiners.
    let kept: String = stem.chars().filter(|c| matches!(c, '\u{200c}' | '\u{200d}') || plain(c)).take(MAX_NAME).collect();
    let kept = kept.trim_matches(|c: char| c.is_whitespace() || c == '.');
    let stem = if kept.is_empty() { "file" } else { kept };
    format!("{stem}.{ending}")
}

/// How names of a media type end.
fn ending_of(media_type: &str) -> &'static str {
    match media_type {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "application/pdf" => "pdf",
        "video/quicktime" => "mov",
        "video/mp4" => "mp4",
        "audio/mp4" => "m4a",
        "video/webm" | "audio/webm" => "webm",
        "audio/ogg" => "ogg",
        _ => "bin",
    }
}

/// The media types of what is kept: a row of the database is held against them.
pub fn known_type(media_type: &str) -> Option<&'static str> {
    const TYPES: [&str; 9] = [
        "image/jpeg",
        "image/png",
        "application/pdf",
        "video/quicktime",
        "video/mp4",
        "audio/mp4",
        "video/webm",
        "audio/webm",
        "audio/ogg",
    ];
    TYPES.into_iter().find(|known| *known == media_type)
}

/// Fills as much of `buffer` as the file has.
fn read_up_to(file: &mut File, buffer: &mut [u8]) -> io::Result<usize> {
    let mut filled = 0;
    while filled < buffer.len() {
        match file.read(&mut buffer[filled..])? {
            0 => break,
            read => filled += read,
        }
    }
    Ok(filled)
}

/// Writes zeros over a part of a file.
fn blank(file: &mut File, from: u64, length: u64) -> io::Result<()> {
    use std::io::Write;
    const ZEROS: [u8; BLANK] = [0; BLANK];
    file.seek(SeekFrom::Start(from))?;
    let mut left = length;
    while left > 0 {
        let piece = usize::try_from(left).unwrap_or(BLANK).min(BLANK);
        file.write_all(&ZEROS[..piece])?;
        left -= piece as u64;
    }
    Ok(())
}

#[cfg(test)]
pub(crate) mod tests;
