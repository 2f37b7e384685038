//! Files that answers refer to: manuals as PDF, and pictures. An answer names one as `file:NAME`, and owners get it from `/files/NAME`.
//!
//! What a file is, its bytes say and nothing else. Only what browsers show without running anything of it is taken: no SVG, no HTML.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::problem::Words;
use crate::config::MAX_FILE_BYTES;
use crate::media::picture::MIN_SIDE;

/// What an answer's Markdown has before a file's name: `![a key](file:key-1a2b3c4d.png)`.
pub const SCHEME: &str = "file:";
/// Where owners get it, below our own origin.
pub const ADDRESS: &str = "/files/";
/// The folder of files in a folder of FAQ files.
pub const FOLDER: &str = "files/";
/// Largest file that is taken whatever is configured, in bytes: one is in memory as a whole.
pub const MAX_BYTES: usize = MAX_FILE_BYTES;
/// Longest name, in bytes.
pub const MAX_NAME: usize = 80;
/// Widest and highest picture, in pixels: what the phones of the last ten years decode.
pub const MAX_SIDE: u32 = 8_192;
/// Most pixels of a picture: as many as a good phone's camera takes, 160 MB once a browser has decoded them.
pub const MAX_PIXELS: u64 = 40_000_000;
/// Hexadecimal digits of the content's hash in the name of what is uploaded.
const HASH_DIGITS: usize = 8;
/// Longest part of an uploaded file's own name that is kept, in letters.
const MAX_STEM: usize = 50;
/// A PDF ends within so many last bytes (PDF 32000-1:2008, annex H, note 18: readers look there for `%%EOF`).
const PDF_END: usize = 1_024;

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Media {
    Pdf,
    Png,
    Jpeg,
    Webp,
}

impl Media {
    pub const ALL: [Media; 4] = [Media::Pdf, Media::Png, Media::Jpeg, Media::Webp];

    /// The media type. Sources: RFC 8118, IANA's registry, RFC 9649.
    pub fn media_type(self) -> &'static str {
        match self {
            Media::Pdf => "application/pdf",
            Media::Png => "image/png",
            Media::Jpeg => "image/jpeg",
            Media::Webp => "image/webp",
        }
    }

    /// The media of that type.
    pub fn of_type(media_type: &str) -> Option<Media> {
        Media::ALL.into_iter().find(|media| media.media_type() == media_type)
    }

    /// What its names end with; the first is for new names.
    fn endings(self) -> &'static [&'static str] {
        match self {
            Media::Pdf => &["pdf"],
            Media::Png => &["png"],
            Media::Jpeg => &["jpg", "jpeg"],
            Media::Webp => &["webp"],
        }
    }

    /// The media that a name tells.
    pub fn of_name(name: &str) -> Option<Media> {
        let ending = name.rsplit_once('.')?.1;
        Media::ALL.into_iter().find(|media| media.endings().contains(&ending))
    }

    /// What people call it, in all languages.
    pub fn people_say(self) -> &'static str {
        match self {
            Media::Pdf => "PDF",
            Media::Png => "PNG",
            Media::Jpeg => "JPEG",
            Media::Webp => "WebP",
        }
    }

    pub fn is_picture(self) -> bool {
        self != Media::Pdf
    }
}

/// What the bytes of a file say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    pub media: Media,
    /// Width and height of a picture, in pixels.
    pub size: Option<(u32, u32)>,
}

/// A file that somebody brings, and what it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Brought {
    pub name: String,
    pub seen: Seen,
    pub body: Vec<u8>,
}

/// Why a file is not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    Empty,
    /// It is none of [`Media`].
    Foreign,
    /// Its end is missing, or something within.
    CutOff,
    /// A picture with more than [`MAX_SIDE`] or [`MAX_PIXELS`].
    TooWide {
        width: u32,
        height: u32,
    },
    /// A picture with fewer than [`MIN_SIDE`] pixels a side.
    TooSmall,
    /// Its name tells something else than its bytes, which are this.
    Misnamed(Media),
    /// A picture in the place of a PDF, or a PDF in that of a picture.
    OtherKind,
    /// More than so many bytes.
    TooLarge(usize),
}

impl std::fmt::Display for Unfit {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Unfit::Empty => write!(f, "the file is empty"),
            Unfit::Foreign => write!(f, "neither a PDF nor a PNG, JPEG or WebP picture, whatever its name says"),
            Unfit::CutOff => write!(f, "the file is cut off or damaged"),
            Unfit::TooWide { width, height } => {
                write!(f, "the picture has {width} × {height} pixels: at most {MAX_SIDE} each way, and {MAX_PIXELS} together")
            }
            Unfit::TooSmall => write!(f, "the picture is too small to show anything: at least {MIN_SIDE} pixels each way"),
            Unfit::OtherKind => write!(f, "a picture can only take the place of a picture, and a PDF that of a PDF"),
            Unfit::Misnamed(media) => write!(f, "the file is {}: its name must end so", media.media_type()),
            Unfit::TooLarge(most) => write!(f, "larger than {most} bytes"),
        }
    }
}

impl Unfit {
    /// What is said of it.
    pub fn words(self) -> Words {
        let key = match self {
            Unfit::Empty => "faq-fault-file-empty",
            Unfit::Foreign => "faq-fault-file-type",
            Unfit::Misnamed(_) => "faq-fault-file-name",
            Unfit::OtherKind => "faq-fault-file-kind",
            Unfit::CutOff => "faq-fault-file-cut-off",
            Unfit::TooWide { .. } => "faq-fault-file-pixels",
            Unfit::TooSmall => "faq-fault-file-small",
            Unfit::TooLarge(_) => "faq-fault-file-size",
        };
        let million = (MAX_PIXELS / 1_000_000).to_string();
        let kind = if let Unfit::Misnamed(media) = self { media.people_say() } else { "" };
        let args = vec![("limit", self.limit().to_string()), ("million", million), ("kind", kind.to_owned())];
        Words { text: self.to_string(), key, args }
    }

    /// The number that the words name: pixels a side, or megabytes, as people count.
    pub fn limit(self) -> usize {
        match self {
            Unfit::TooLarge(most) => most >> 20,
            Unfit::TooSmall => MIN_SIDE as usize,
            _ => MAX_SIDE as usize,
        }
    }
}

/// What a file is, by its content.
///
/// # Errors
///
/// It is not one that is taken, or not whole.
pub fn inspect(bytes: &[u8]) -> Result<Seen, Unfit> {
    let (media, size) = match bytes {
        [] => return Err(Unfit::Empty),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => (Media::Png, Some(png(bytes).ok_or(Unfit::CutOff)?)),
        [0xff, 0xd8, 0xff, ..] => (Media::Jpeg, Some(jpeg(bytes).ok_or(Unfit::CutOff)?)),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => (Media::Webp, Some(webp(bytes).ok_or(Unfit::CutOff)?)),
        [b'%', b'P', b'D', b'F', b'-', ..] if is_whole_pdf(bytes) => (Media::Pdf, None),
        [b'%', b'P', b'D', b'F', b'-', ..] => return Err(Unfit::CutOff),
        _ => return Err(Unfit::Foreign),
    };
    match size {
        Some((width, height)) if width == 0 || height == 0 => Err(Unfit::CutOff),
        Some((width, height)) if width > MAX_SIDE || height > MAX_SIDE || u64::from(width) * u64::from(height) > MAX_PIXELS => {
            Err(Unfit::TooWide { width, height })
        }
        _ => Ok(Seen { media, size }),
    }
}

/// As [`inspect`], of a file that has its name already.
pub fn inspect_named(name: &str, bytes: &[u8]) -> Result<Seen, Unfit> {
    let seen = inspect(bytes)?;
    if Media::of_name(name) == Some(seen.media) { Ok(seen) } else { Err(Unfit::Misnamed(seen.media)) }
}

fn is_whole_pdf(bytes: &[u8]) -> bool {
    bytes[bytes.len().saturating_sub(PDF_END)..].windows(5).any(|part| part == b"%%EOF")
}

/// The next bytes of a file, as a number.
fn number<const N: usize>(bytes: &[u8], at: usize) -> Option<[u8; N]> {
    bytes.get(at..at.checked_add(N)?)?.try_into().ok()
}

/// Width and height of a PNG of which every chunk is there (W3C PNG, section 5).
fn png(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 8;
    let (mut size, mut has_data) = (None, false);
    loop {
        let length = u32::from_be_bytes(number(bytes, at)?) as usize;
        let kind: [u8; 4] = number(bytes, at + 4)?;
        let end = at.checked_add(length)?.checked_add(12)?;
        if end > bytes.len() {
            return None;
        }
        match &kind {
            b"IHDR" if size.is_none() && length == 13 => {
                size = Some((u32::from_be_bytes(number(bytes, at + 8)?), u32::from_be_bytes(number(bytes, at + 12)?)));
            }
            b"IDAT" => has_data = true,
            b"IEND" => return size.filter(|_| has_data),
            _ => {}
        }
        // The header comes first.
        size?;
        at = end;
    }
}

/// Width and height of a JPEG that has its end (ITU-T T.81, annex B).
fn jpeg(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2;
    let mut size = None;
    loop {
        let [0xff, marker] = number(bytes, at)? else { return None };
        at += match marker {
            // Filling, and markers that stand alone.
            0xff => 1,
            0x01 | 0xd0..=0xd7 => 2,
            // The picture's data: its end is the last marker of the file.
            0xda => {
                let rest = bytes.get(at..)?;
                return size.filter(|_| rest.windows(2).any(|pair| pair == [0xff, 0xd9]));
            }
            0xd9 => return None,
            _ => {
                // Frames of all kinds but for tables and the reserved one.
                if matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc) {
                    let (height, width) = (u16::from_be_bytes(number(bytes, at + 5)?), u16::from_be_bytes(number(bytes, at + 7)?));
                    size = Some((u32::from(width), u32::from(height)));
                }
                2 + usize::from(u16::from_be_bytes(number(bytes, at + 2)?))
            }
        };
    }
}

/// Width and height of a WebP that is as long as it says (RFC 9649, section 2).
fn webp(bytes: &[u8]) -> Option<(u32, u32)> {
    let length = u32::from_le_bytes(number(bytes, 4)?) as usize;
    if length.checked_add(8)? > bytes.len() {
        return None;
    }
    let three = |at: usize| number::<3>(bytes, at).map(|[a, b, c]| u32::from_le_bytes([a, b, c, 0]));
    match &number::<4>(bytes, 12)? {
        // Lossy: fourteen bits each, behind the start code of a key frame.
        b"VP8 " if number(bytes, 23)? == [0x9d, 0x01, 0x2a] => {
            let side = |at: usize| Some(u32::from(u16::from_le_bytes(number(bytes, at)?) & 0x3fff));
            Some((side(26)?, side(28)?))
        }
        // Lossless: fourteen bits each, less one.
        b"VP8L" if bytes.get(20) == Some(&0x2f) => {
            let bits = u32::from_le_bytes(number(bytes, 21)?);
            Some(((bits & 0x3fff) + 1, ((bits >> 14) & 0x3fff) + 1))
        }
        b"VP8X" => Some((three(24)? + 1, three(27)? + 1)),
        _ => None,
    }
}

/// Whether a file may have this name: `a-z0-9-`, and an ending of [`Media`].
pub fn is_name(name: &str) -> bool {
    let Some((stem, _)) = name.rsplit_once('.') else { return false };
    let plain = stem.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    name.len() <= MAX_NAME && plain && !stem.is_empty() && !stem.starts_with('-') && Media::of_name(name).is_some()
}

/// The name for what is uploaded: what can be kept of its own name, some of its content's hash, and the ending of what it is. So the same
/// file has the same name, and another one never gets it.
pub fn name_for(given: &str, media: Media, bytes: &[u8]) -> String {
    let own = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let own = own.rsplit_once('.').map_or(own, |(stem, _)| stem);
    let mut stem = String::new();
    for c in own.chars().flat_map(char::to_lowercase) {
        if c.is_ascii_lowercase() || c.is_ascii_digit() {
            stem.push(c);
        } else if !stem.is_empty() && !stem.ends_with('-') {
            stem.push('-');
        }
        if stem.len() >= MAX_STEM {
            break;
        }
    }
    let stem = stem.trim_matches('-');
    let stem = if stem.is_empty() { if media.is_picture() { "picture" } else { "file" } } else { stem };
    let digits: String = hash(bytes).iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{stem}-{}.{}", &digits[..HASH_DIGITS], media.endings()[0])
}

/// The hash of a content.
pub fn hash(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The names of files that a text refers to, an answer or a whole entry's file.
pub fn names_in(text: &str) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for start in [SCHEME, ADDRESS] {
        for (at, _) in text.match_indices(start) {
            // `https://cars.example/files/a.pdf` is somebody else's.
            if text[..at].chars().next_back().is_some_and(|before| before.is_alphanumeric() || "./:-_".contains(before)) {
                continue;
            }
            let rest = &text[at + start.len()..];
            let length = rest.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(byte)).count();
            // A full stop may end the sentence.
            let name = rest[..length].trim_end_matches('.');
            if is_name(name) {
                names.insert(name.to_owned());
            }
        }
    }
    names
}

/// The address at which owners get what `file:NAME` stands for.
pub fn address(destination: &str) -> Option<String> {
    let name = destination.strip_prefix(SCHEME).or_else(|| destination.strip_prefix(ADDRESS))?;
    is_name(name).then(|| format!("{ADDRESS}{name}"))
}

/// The same where it is a picture.
pub fn picture(destination: &str) -> Option<String> {
    address(destination).filter(|address| Media::of_name(address).is_some_and(Media::is_picture))
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A PNG of that size, whole as far as its chunks go.
    pub(crate) fn png_of(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
        let mut chunk = |kind: &[u8], data: &[u8]| {
            bytes.extend(u32::try_from(data.len()).expect("short").to_be_bytes());
            bytes.extend(kind);
            bytes.extend(data);
            bytes.extend([0; 4]);
        };
        let header = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
        chunk(b"IHDR", &header);
        chunk(b"IDAT", b"data");
        chunk(b"IEND", b"");
        bytes
    }

    fn jpeg_of(width: u16, height: u16) -> Vec<u8> {
        // A thumbnail's end within a segment is not the picture's.
        let mut bytes = vec![0xff, 0xd8, 0xff, 0xe1, 0, 4, 0xff, 0xd9, 0xff, 0xc2, 0, 11, 8];
        bytes.extend(height.to_be_bytes());
        bytes.extend(width.to_be_bytes());
        bytes.extend([1, 1, 0x11, 0, 0xff, 0xda, 0, 2, 1, 2, 3, 0xff, 0xd9]);
        bytes
    }

    fn webp_of(kind: &[u8], data: &[u8]) -> Vec<u8> {
        let length = u32::try_from(12 + data.len()).expect("short");
        [b"RIFF", &length.to_le_bytes()[..], b"WEBP", kind, &u32::try_from(data.len()).expect("short").to_le_bytes(), data].concat()
    }

    fn size(bytes: &[u8]) -> Result<(Media, Option<(u32, u32)>), Unfit> {
        inspect(bytes).map(|seen| (seen.media, seen.size))
    }

    #[test]
    fn the_bytes_say_what_a_file_is() {
        assert_eq!(size(&png_of(640, 480)), Ok((Media::Png, Some((640, 480)))));
        assert_eq!(size(&jpeg_of(300, 200)), Ok((Media::Jpeg, Some((300, 200)))));
        let lossy = [0, 0, 0, 0x9d, 0x01, 0x2a, 0x40, 0x01, 0xf0, 0x40];
        assert_eq!(size(&webp_of(b"VP8 ", &lossy)), Ok((Media::Webp, Some((320, 240)))), "the upper bits are a scale");
        let bits: u32 = (99 << 14) | 199;
        assert_eq!(size(&webp_of(b"VP8L", &[&[0x2f], &bits.to_le_bytes()[..]].concat())), Ok((Media::Webp, Some((200, 100)))));
        assert_eq!(size(&webp_of(b"VP8X", &[0, 0, 0, 0, 0x1f, 0, 0, 0x0f, 0, 0])), Ok((Media::Webp, Some((32, 16)))));
        assert_eq!(size(b"%PDF-1.7\n%%EOF\n"), Ok((Media::Pdf, None)));
    }

    #[test]
    fn what_is_something_else_or_not_whole_is_not_taken() {
        for foreign in
            [&b"<svg xmlns='http://www.w3.org/2000/svg'/>"[..], b"<!doctype html>", b"GIF89a", b"PK\x03\x04", b"\0", b"RIFF1234WAVE"]
        {
            assert_eq!(size(foreign), Err(Unfit::Foreign), "{foreign:?}");
        }
        assert_eq!(size(b""), Err(Unfit::Empty));
        for whole in [png_of(9, 9), jpeg_of(9, 9), webp_of(b"VP8X", &[0; 10]), b"%PDF-1.7\nxref\n%%EOF".to_vec()] {
            // Every shorter one that still tells what it is.
            for end in 12..whole.len() {
                assert_eq!(size(&whole[..end]), Err(Unfit::CutOff), "{end} of {whole:?}");
            }
        }
        assert_eq!(size(&png_of(0, 9)), Err(Unfit::CutOff));
        assert_eq!(size(&png_of(MAX_SIDE + 1, 1)), Err(Unfit::TooWide { width: MAX_SIDE + 1, height: 1 }));
        assert_eq!(size(&png_of(8_000, 8_000)), Err(Unfit::TooWide { width: 8_000, height: 8_000 }));
        assert_eq!(inspect_named("a.pdf", &png_of(9, 9)), Err(Unfit::Misnamed(Media::Png)));
        assert!(inspect_named("a.png", &png_of(9, 9)).is_ok());
        // A segment that leads out of the file, and a chunk of the greatest length.
        assert_eq!(size(&[0xff, 0xd8, 0xff, 0xe1, 0xff, 0xff]), Err(Unfit::CutOff));
        let mut endless = png_of(9, 9);
        endless[33..37].copy_from_slice(&[0xff; 4]);
        assert_eq!(size(&endless), Err(Unfit::CutOff));
    }

    #[test]
    fn names_are_safe_whatever_a_file_was_called() {
        for (given, expected) in [
            ("Warranty Book (2026).PDF", "warranty-book-2026-"),
            ("../../etc/passwd", "passwd-"),
            ("C:\\manuals\\Zeekr.v2.pdf", "zeekr-v2-"),
            ("<img src=x onerror=alert(1)>.png", "img-src-x-onerror-alert-1-"),
            ("গাড়ি.pdf", "file-"),
            ("", "file-"),
            ("--.--", "file-"),
        ] {
            let name = name_for(given, Media::Pdf, b"content");
            assert!(name.starts_with(expected) && name.ends_with(".pdf") && is_name(&name), "{given}: {name}");
        }
        let long = name_for(&"a".repeat(500), Media::Jpeg, b"x");
        assert!(is_name(&long) && long.ends_with(".jpg"), "{long}");
        assert_ne!(name_for("a", Media::Png, b"1"), name_for("a", Media::Png, b"2"));
        for name in
            ["", ".png", "a", "a.svg", "A.png", "a b.png", "a/b.png", "a..png", "-a.png", "a.png.", &format!("{}.png", "a".repeat(80))]
        {
            assert!(!is_name(name), "{name}");
        }
    }

    #[test]
    fn an_answer_tells_the_files_that_it_needs() {
        let text = "See ![key](file:key-1.png), [the manual](file:manual.pdf) or file:note.jpg. Not profile:x.png? \
                    file:../x.png file:a.svg https://cars.example/files/x.pdf, but (/files/b.webp)";
        let names: Vec<String> = names_in(text).into_iter().collect();
        assert_eq!(names, ["b.webp", "key-1.png", "manual.pdf", "note.jpg"]);
        assert_eq!(address("file:manual.pdf").as_deref(), Some("/files/manual.pdf"));
        assert_eq!(picture("file:manual.pdf"), None);
        assert_eq!(address("file:../manual.pdf"), None);
        assert_eq!(address("https://example.com/a.pdf"), None);
    }
}
