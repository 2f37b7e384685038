use super::picture::{KEPT_SIDE, MAX_PIXELS, THUMBNAIL_SIDE, rewrite_any};
use super::*;
use crate::clock::{Clock, SystemClock};
use image::codecs::jpeg::JpegEncoder;
use image::{ImageFormat, Rgb, RgbImage, Rgba, RgbaImage};
use std::io::{Cursor, Write};
use std::path::PathBuf;

/// A place of which no trace may be left.
const PLACE: &str = "+23.8103+090.4125/";

/// A file that goes with this.
struct Made(PathBuf);

impl Made {
    fn new(bytes: &[u8]) -> Made {
        let path = std::env::temp_dir().join(format!("aftercare-media-{}", SystemClock.id()));
        std::fs::write(&path, bytes).expect("the file can be written");
        Made(path)
    }

    fn look(&self, name: &str, declared: &str) -> Result<Looked, Unfit> {
        let mut file = File::options().read(true).write(true).open(&self.0).expect("it is there");
        look(&mut file, name, declared).expect("the disk works")
    }

    fn bytes(&self) -> Vec<u8> {
        std::fs::read(&self.0).expect("it is there")
    }
}

impl Drop for Made {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

fn looked(bytes: &[u8], name: &str, declared: &str) -> Result<Looked, Unfit> {
    Made::new(bytes).look(name, declared)
}

fn holds(bytes: &[u8], what: &str) -> bool {
    bytes.windows(what.len()).any(|part| part == what.as_bytes())
}

/// A photo, red above and blue below.
fn photo(width: u32, height: u32) -> RgbImage {
    RgbImage::from_fn(width, height, |_, y| if y < height / 2 { Rgb([220, 20, 20]) } else { Rgb([20, 20, 220]) })
}

pub(crate) fn jpeg(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    photo(width, height).write_with_encoder(JpegEncoder::new(&mut bytes)).expect("it is written");
    bytes
}

fn png(width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    photo(width, height).write_to(&mut bytes, ImageFormat::Png).expect("it is written");
    bytes.into_inner()
}

/// A JPEG with EXIF of our own making: turned by a quarter (6), and a place in words.
pub(crate) fn jpeg_with_exif(width: u32, height: u32) -> Vec<u8> {
    let mut tiff = b"MM\0\x2a\0\0\0\x08\0\x02".to_vec();
    // 0x0112, orientation, SHORT, 1 of them: 6.
    tiff.extend_from_slice(&[0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0]);
    // 0x010e, description, ASCII, behind the table.
    tiff.extend_from_slice(&[0x01, 0x0e, 0, 2, 0, 0, 0, 18, 0, 0, 0, 38]);
    tiff.extend_from_slice(&[0, 0, 0, 0]);
    tiff.extend_from_slice(PLACE.as_bytes());
    let plain = jpeg(width, height);
    let mut bytes = plain[..2].to_vec();
    bytes.extend_from_slice(&[0xff, 0xe1]);
    bytes.extend_from_slice(&u16::try_from(tiff.len() + 8).expect("short").to_be_bytes());
    bytes.extend_from_slice(b"Exif\0\0");
    bytes.extend_from_slice(&tiff);
    bytes.extend_from_slice(&plain[2..]);
    bytes
}

#[test]
fn a_photo_comes_out_upright_and_without_its_place() {
    let came = jpeg_with_exif(64, 32);
    assert!(holds(&came, PLACE));
    let kept = looked(&came, "IMG_1.JPG", "image/jpeg").expect("a photo");
    assert_eq!((kept.kind, kept.media_type, kept.width, kept.height), (Kind::Image, "image/jpeg", Some(32), Some(64)));
    let picture = kept.picture.expect("it is written anew");
    for bytes in [&picture.bytes, &picture.thumbnail] {
        assert!(!holds(bytes, PLACE) && !holds(bytes, "Exif"), "nothing of it is left");
    }
    // What was above is now at the right (6: turn a quarter clockwise).
    let seen = image::load_from_memory(&picture.bytes).expect("it decodes").to_rgb8();
    assert!(seen.get_pixel(28, 32)[0] > 150 && seen.get_pixel(3, 32)[2] > 150, "{:?}", seen.get_pixel(28, 32));
}

#[test]
fn pictures_are_kept_in_size_and_form() {
    let large = looked(&jpeg(5_000, 100), "a.jpg", "image/jpeg").expect("a wide one");
    assert_eq!((large.width, large.height), (Some(KEPT_SIDE), Some(82)));
    let small = image::load_from_memory(&large.picture.expect("a picture").thumbnail).expect("it decodes");
    assert_eq!(small.width(), THUMBNAIL_SIDE);
    let screen = looked(&png(40, 30), "screen.png", "image/png").expect("a PNG");
    assert_eq!(screen.media_type, "image/png");
    let mut webp = Cursor::new(Vec::new());
    photo(40, 30).write_to(&mut webp, ImageFormat::WebP).expect("it is written");
    assert_eq!(looked(webp.get_ref(), "a.webp", "image/webp").expect("a WebP").media_type, "image/jpeg");
    let mut clear = Cursor::new(Vec::new());
    RgbaImage::from_pixel(8, 8, Rgba([0, 0, 0, 0])).write_to(&mut clear, ImageFormat::WebP).expect("it is written");
    let clear = looked(clear.get_ref(), "a.webp", "").expect("see-through").picture.expect("a picture");
    assert_eq!(clear.media_type, "image/png");
    let paper = image::load_from_memory(&clear.thumbnail).expect("it decodes").to_rgb8();
    assert!(paper.get_pixel(4, 4)[0] > 250, "white behind it");
}

#[test]
fn what_is_no_sound_picture_is_refused() {
    assert_eq!(looked(&png(1, 1), "a.png", "image/png"), Err(Unfit::TooFewPixels));
    for whole in [jpeg(64, 64), png(64, 64)] {
        let name = if whole[0] == 0xff { "a.jpg" } else { "a.png" };
        for keep in [20, whole.len() / 2, whole.len() - 13] {
            assert_eq!(looked(&whole[..keep], name, ""), Err(Unfit::Broken), "{name} cut at {keep}");
        }
    }
    // A head that promises more than forty million pixels, with next to nothing behind it.
    let mut bomb = png(2, 2);
    bomb[16..24].copy_from_slice(&[0, 0, 0x20, 0, 0, 0, 0x20, 0]);
    let crc = crc32fast::hash(&bomb[12..29]).to_be_bytes();
    bomb[29..33].copy_from_slice(&crc);
    const { assert!(8_192 * 8_192 > MAX_PIXELS) };
    assert_eq!(looked(&bomb, "a.png", ""), Err(Unfit::TooManyPixels));
    assert_eq!(rewrite_any(b"<svg onload=alert(1)>"), Err(Unfit::Type));
}

#[test]
fn name_type_and_content_agree_or_it_is_refused() {
    let photo = jpeg(8, 8);
    for (name, declared, expected) in [
        ("a.jpg", "image/jpeg", Ok(())),
        ("a.jpeg", "image/jpg", Ok(())),
        ("photo", "image/jpeg", Ok(())),
        ("a.JPG", "", Ok(())),
        ("a.jpg", "application/octet-stream", Ok(())),
        ("a.png", "image/png", Err(Unfit::Mismatch)),
        ("a.jpg", "application/pdf", Err(Unfit::Mismatch)),
        ("a.jpg.html", "image/jpeg", Err(Unfit::Type)),
        ("a.jpg", "text/html", Err(Unfit::Type)),
    ] {
        assert_eq!(looked(&photo, name, declared).map(|_| ()), expected, "{name} {declared}");
    }
    for foreign in [&b"<html>"[..], b"<svg xmlns='x'/>", b"PK\x03\x04", b"MZ", b"", b"GIF89a", b"\0\0\0\x18ftypheic"] {
        assert_eq!(looked(foreign, "a.jpg", "image/jpeg"), Err(Unfit::Type), "{foreign:?}");
    }
    assert_eq!(claimed("a.svg", "image/svg+xml"), Err(Unfit::Type));
    assert_eq!(claimed("a", ""), Err(Unfit::Type));
    assert_eq!(claimed("note.webm", "audio/webm;codecs=opus"), Ok(Kind::Audio));
    assert_eq!(claimed("film.mov", "video/quicktime"), Ok(Kind::Video));
}

#[test]
fn what_hides_behind_a_picture_is_gone() {
    let mut polyglot = jpeg(16, 16);
    polyglot.extend_from_slice(b"PK\x03\x04<script>alert(1)</script>");
    let picture = looked(&polyglot, "a.jpg", "").expect("a photo").picture.expect("it is written anew");
    assert!(!holds(&picture.bytes, "script") && !holds(&picture.bytes, "PK\x03\x04"));
}

#[test]
fn a_pdf_has_its_head_first_and_its_end() {
    assert_eq!(looked(b"%PDF-1.7\nx\n%%EOF\n", "a.pdf", "application/pdf").expect("a PDF").kind, Kind::Document);
    assert_eq!(looked(b"%PDF-1.7\nx", "a.pdf", "application/pdf"), Err(Unfit::Broken));
    assert_eq!(looked(b"<html>%PDF-1.7\nx\n%%EOF\n", "a.pdf", "application/pdf"), Err(Unfit::Type));
}

/// A box of that type around a content.
fn boxed(kind: &[u8; 4], content: &[u8]) -> Vec<u8> {
    let mut bytes = u32::try_from(content.len() + 8).expect("short").to_be_bytes().to_vec();
    bytes.extend_from_slice(kind);
    bytes.extend_from_slice(content);
    bytes
}

fn numbers(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

/// A track of that handler, with one chunk of one sample of that size at that place.
fn track(handler: &[u8; 4], place: u32, size: u32) -> Vec<u8> {
    let table =
        [boxed(b"stsz", &numbers(&[0, 0, 1, size])), boxed(b"stsc", &numbers(&[0, 1, 1, 1, 1])), boxed(b"stco", &numbers(&[0, 1, place]))]
            .concat();
    let named = [numbers(&[0, 0]), handler.to_vec(), numbers(&[0, 0, 0])].concat();
    let media = boxed(b"mdia", &[boxed(b"hdlr", &named), boxed(b"minf", &boxed(b"stbl", &table))].concat());
    let head = [numbers(&[0; 19]), numbers(&[640 << 16, 360 << 16])].concat();
    boxed(b"trak", &[boxed(b"tkhd", &head), media].concat())
}

/// A film of 2.5 s with the place in three ways, and a sample of the picture that must stay.
fn film() -> Vec<u8> {
    let brand = boxed(b"ftyp", b"isom\0\0\0\0isom");
    let data = boxed(b"mdat", &[b"FRAME".to_vec(), PLACE.as_bytes().to_vec()].concat());
    let at = u32::try_from(brand.len() + 8).expect("short");
    let length = u32::try_from(PLACE.len()).expect("short");
    let head = [numbers(&[0, 0, 0, 1_000, 2_500]), vec![0; 80]].concat();
    let told = boxed(b"udta", &boxed(b"\xa9xyz", PLACE.as_bytes()));
    let movie =
        [boxed(b"mvhd", &head), track(b"vide", at, 5), track(b"meta", at + 5, length), told, boxed(b"meta", PLACE.as_bytes())].concat();
    [brand, data, boxed(b"moov", &movie)].concat()
}

#[test]
fn a_film_keeps_its_frames_and_loses_its_place() {
    let came = film();
    let made = Made::new(&came);
    let kept = made.look("VID.mp4", "video/mp4").expect("a film");
    assert_eq!((kept.kind, kept.media_type, kept.width, kept.height), (Kind::Video, "video/mp4", Some(640), Some(360)));
    assert_eq!(kept.duration_ms, Some(2_500));
    let after = made.bytes();
    assert_eq!(after.len(), came.len(), "no offset moves");
    assert!(holds(&after, "FRAME") && !holds(&after, PLACE) && !holds(&after, "xyz"));
    assert_eq!(made.look("VID.mp4", "video/mp4").expect("the same again"), kept);
    assert_eq!(made.bytes(), after);
}

#[test]
fn films_that_lie_about_their_boxes_are_refused() {
    let whole = film();
    for keep in [20, 60, whole.len() - 1] {
        assert_eq!(looked(&whole[..keep], "a.mp4", ""), Err(Unfit::Broken), "cut at {keep}");
    }
    // Boxes within boxes without an end, a sample outside of the file, and a film of nothing.
    let brand = boxed(b"ftyp", b"isom\0\0\0\0isom");
    let deep = (0..40).fold(boxed(b"free", b""), |inner, _| boxed(b"moov", &inner));
    for movie in [deep, boxed(b"moov", &track(b"meta", 4_000_000_000, 9)), boxed(b"moov", b"")] {
        assert_eq!(looked(&[brand.clone(), movie].concat(), "a.mp4", ""), Err(Unfit::Broken));
    }
    let mut behind = whole;
    behind.extend_from_slice(b"<script>");
    assert_eq!(looked(&behind, "a.mp4", ""), Err(Unfit::Broken), "a page behind it");
}

/// An element with a size of one byte.
fn element(id: &[u8], content: &[u8]) -> Vec<u8> {
    [id, &[0x80 | u8::try_from(content.len()).expect("short")], content].concat()
}

/// A recording as browsers make them: segment and cluster without a size, and tags with the place.
fn recording(kind: u8) -> Vec<u8> {
    let head = element(&[0x1a, 0x45, 0xdf, 0xa3], &element(&[0x42, 0x82], b"webm"));
    let info = element(&[0x15, 0x49, 0xa9, 0x66], &element(&[0x44, 0x89], &1_500_f64.to_be_bytes()));
    let tracks = element(&[0x16, 0x54, 0xae, 0x6b], &element(&[0xae], &element(&[0x83], &[kind])));
    let tags = element(&[0x12, 0x54, 0xc3, 0x67], PLACE.as_bytes());
    let cluster = [&[0x1f, 0x43, 0xb6, 0x75, 0x01, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff][..], &element(&[0xa3], b"SOUND")].concat();
    [head, vec![0x18, 0x53, 0x80, 0x67, 0xff], info, tracks, tags, cluster].concat()
}

#[test]
fn a_recording_keeps_its_sound_and_loses_its_tags() {
    let made = Made::new(&recording(2));
    let kept = made.look("note.webm", "audio/webm;codecs=opus").expect("a voice note");
    assert_eq!((kept.kind, kept.media_type, kept.duration_ms), (Kind::Audio, "audio/webm", Some(1_500)));
    let after = made.bytes();
    assert!(holds(&after, "SOUND") && !holds(&after, PLACE));
    assert_eq!(made.look("note.webm", "audio/webm").expect("the same again"), kept);
    assert_eq!(looked(&recording(1), "a.webm", "video/webm").expect("a film").kind, Kind::Video);
    let whole = recording(2);
    assert_eq!(looked(&whole[..whole.len() - 3], "a.webm", ""), Err(Unfit::Broken));
}

#[test]
fn voice_of_firefox_is_read_to_its_end() {
    let page = |granules: u64, content: &[u8]| {
        let mut bytes = b"OggS\0\0".to_vec();
        bytes.extend_from_slice(&granules.to_le_bytes());
        bytes.extend_from_slice(&[0; 12]);
        bytes.extend_from_slice(&[1, u8::try_from(content.len()).expect("short")]);
        bytes.write_all(content).expect("memory");
        bytes
    };
    let whole = [page(0, b"OpusHead\x01\x01"), page(96_000, b"SOUND")].concat();
    let kept = looked(&whole, "note.ogg", "audio/ogg").expect("a voice note");
    assert_eq!((kept.kind, kept.duration_ms), (Kind::Audio, Some(2_000)));
    assert_eq!(looked(&whole[..whole.len() - 1], "note.ogg", ""), Err(Unfit::Broken));
    assert_eq!(looked(&page(0, b"\x80theora"), "a.ogg", ""), Err(Unfit::Type));
}

#[test]
fn names_lose_paths_and_tricks() {
    for (given, media_type, expected) in [
        ("../../etc/passwd", "image/jpeg", "passwd.jpg"),
        ("C:\\x\\photo.HEIC", "image/jpeg", "photo.jpg"),
        ("a\r\nSet-Cookie: x.png", "image/png", "aSet-Cookie x.png"),
        ("gpj.\u{202e}exe.jpg", "image/jpeg", "gpj.exe.jpg"),
        ("বাতি.jpg", "image/jpeg", "বাতি.jpg"),
        ("", "application/pdf", "file.pdf"),
        ("...", "audio/webm", "file.webm"),
    ] {
        assert_eq!(name_for(given, media_type), expected, "{given:?}");
    }
}
