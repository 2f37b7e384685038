//! Pictures: decoded within limits, turned upright, and written anew. What was in the file besides the picture (EXIF with the place, colour profile,
//! comments, an archive behind its end) is gone by that.

use super::{Format, Unfit};
use image::codecs::jpeg::JpegEncoder;
use image::codecs::png::PngEncoder;
use image::codecs::webp::WebPEncoder;
use image::metadata::Orientation;
use image::{DynamicImage, ImageDecoder, ImageFormat, ImageReader, Limits};
use std::io::Cursor;

/// Most pixels of a picture: as many as a good phone's camera takes.
pub const MAX_PIXELS: u64 = 40_000_000;
/// Fewest pixels a side: a picture of one pixel shows nothing, and is what trackers are made of.
pub const MIN_SIDE: u32 = 2;
/// Longest side of what is kept, in pixels. Small print on a photo of a dashboard is read well at it.
pub const KEPT_SIDE: u32 = 4_096;
/// Longest side of a thumbnail, in pixels.
pub const THUMBNAIL_SIDE: u32 = 320;
/// Memory that decoding one picture may take, in bytes: eight for each pixel, as PNG has at most.
const MAX_MEMORY: u64 = 8 * MAX_PIXELS;
/// Quality of JPEG, of 100: what is kept was compressed once already, and more costs bytes that nobody sees.
const QUALITY: u8 = 85;
const THUMBNAIL_QUALITY: u8 = 75;
/// What stands behind the see-through parts of a thumbnail.
const PAPER: u8 = 255;

/// A picture as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    pub media_type: &'static str,
    pub width: u32,
    pub height: u32,
    pub bytes: Vec<u8>,
    /// A small JPEG.
    pub thumbnail: Vec<u8>,
}

/// Decodes a picture and writes it anew: as JPEG, or as PNG where it was one or has see-through parts.
///
/// # Errors
///
/// It is damaged, too large or too small.
pub fn rewrite(bytes: &[u8], format: Format) -> Result<Picture, Unfit> {
    let picture = plain(decode(bytes, format)?);
    let keeps = format == Format::Png || picture.color().has_alpha();
    written(&picture, if keeps { Format::Png } else { Format::Jpeg })
}

/// As [`rewrite_any`], written in that format, whatever it came in: what is see-through stands on white in a JPEG.
pub fn rewrite_as(bytes: &[u8], wanted: Format) -> Result<Picture, Unfit> {
    match Format::of_start(bytes) {
        Some(format @ (Format::Jpeg | Format::Png | Format::Webp)) => written(&plain(decode(bytes, format)?), wanted),
        _ => Err(Unfit::Type),
    }
}

/// 16 bits a channel, and greys, become what all browsers show.
fn plain(decoded: DynamicImage) -> DynamicImage {
    match decoded.color().has_alpha() {
        true => DynamicImage::from(decoded.into_rgba8()),
        false => DynamicImage::from(decoded.into_rgb8()),
    }
}

fn written(picture: &DynamicImage, format: Format) -> Result<Picture, Unfit> {
    let (media_type, bytes) = match format {
        Format::Jpeg => ("image/jpeg", jpeg(&on_paper(picture), QUALITY)?),
        Format::Png => ("image/png", png(picture)?),
        Format::Webp => ("image/webp", webp(picture)?),
        Format::Pdf | Format::Mp4 | Format::Webm | Format::Ogg => return Err(Unfit::Type),
    };
    let thumbnail = jpeg(&on_paper(&fitted(picture, THUMBNAIL_SIDE)), THUMBNAIL_QUALITY)?;
    Ok(Picture { media_type, width: picture.width(), height: picture.height(), bytes, thumbnail })
}

/// As [`rewrite`], of a file whose first bytes say which format it is.
pub fn rewrite_any(bytes: &[u8]) -> Result<Picture, Unfit> {
    match Format::of_start(bytes) {
        Some(format @ (Format::Jpeg | Format::Png | Format::Webp)) => rewrite(bytes, format),
        _ => Err(Unfit::Type),
    }
}

/// The picture, upright and no larger than what is kept.
fn decode(bytes: &[u8], format: Format) -> Result<DynamicImage, Unfit> {
    let format = match format {
        // The decoder fills up what is missing with grey.
        Format::Jpeg if !has_jpeg_end(bytes) => return Err(Unfit::Broken),
        Format::Jpeg => ImageFormat::Jpeg,
        Format::Png => ImageFormat::Png,
        Format::Webp => ImageFormat::WebP,
        Format::Pdf | Format::Mp4 | Format::Webm | Format::Ogg => return Err(Unfit::Type),
    };
    let mut limits = Limits::default();
    limits.max_alloc = Some(MAX_MEMORY);
    let mut reader = ImageReader::with_format(Cursor::new(bytes), format);
    reader.limits(limits);
    let mut decoder = reader.into_decoder().map_err(|error| refused(&error))?;
    // The head says it, before anything is decoded.
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MAX_PIXELS {
        return Err(Unfit::TooManyPixels);
    }
    if width.min(height) < MIN_SIDE {
        return Err(Unfit::TooFewPixels);
    }
    // A wrong orientation is no reason to refuse a photo.
    let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
    let decoded = DynamicImage::from_decoder(decoder).map_err(|error| refused(&error))?;
    let mut picture = fitted(&decoded, KEPT_SIDE);
    drop(decoded);
    picture.apply_orientation(orientation);
    Ok(picture)
}

fn refused(error: &image::ImageError) -> Unfit {
    match error {
        image::ImageError::Limits(_) => Unfit::TooManyPixels,
        _ => Unfit::Broken,
    }
}

/// The same picture within a square of that side.
fn fitted(picture: &DynamicImage, side: u32) -> DynamicImage {
    if picture.width().max(picture.height()) <= side {
        return picture.clone();
    }
    // Averages over what falls together: fast, and as good as it needs to be when made smaller.
    picture.thumbnail(side, side)
}

/// See-through parts on white, as JPEG has none.
fn on_paper(picture: &DynamicImage) -> DynamicImage {
    if !picture.color().has_alpha() {
        return picture.clone();
    }
    let seen = picture.to_rgba8();
    let mut paper = image::RgbImage::new(seen.width(), seen.height());
    for (to, from) in paper.pixels_mut().zip(seen.pixels()) {
        let [red, green, blue, alpha] = from.0;
        to.0 = [red, green, blue].map(|colour| {
            let mixed = u32::from(colour) * u32::from(alpha) + u32::from(PAPER) * u32::from(255 - alpha);
            u8::try_from(mixed / 255).unwrap_or(PAPER)
        });
    }
    DynamicImage::from(paper)
}

fn jpeg(picture: &DynamicImage, quality: u8) -> Result<Vec<u8>, Unfit> {
    let mut bytes = Vec::new();
    picture.write_with_encoder(JpegEncoder::new_with_quality(&mut bytes, quality)).map_err(|error| refused(&error))?;
    Ok(bytes)
}

fn png(picture: &DynamicImage) -> Result<Vec<u8>, Unfit> {
    let mut bytes = Vec::new();
    picture.write_with_encoder(PngEncoder::new(&mut bytes)).map_err(|error| refused(&error))?;
    Ok(bytes)
}

fn webp(picture: &DynamicImage) -> Result<Vec<u8>, Unfit> {
    let mut bytes = Vec::new();
    picture.write_with_encoder(WebPEncoder::new_lossless(&mut bytes)).map_err(|error| refused(&error))?;
    Ok(bytes)
}

/// Whether the end of the picture's data is there (ITU-T T.81, annex B). One within the thumbnail of EXIF does not count.
fn has_jpeg_end(bytes: &[u8]) -> bool {
    let mut at = 2;
    loop {
        let Some([0xff, marker]) = bytes.get(at..at + 2) else { return false };
        match marker {
            0xff => at += 1,
            0x01 | 0xd0..=0xd7 => at += 2,
            0xda => return bytes[at..].windows(2).any(|pair| pair == [0xff, 0xd9]),
            0xd9 => return false,
            _ => {
                let Some([high, low]) = bytes.get(at + 2..at + 4) else { return false };
                at += 2 + usize::from(u16::from_be_bytes([*high, *low]));
            }
        }
    }
}
