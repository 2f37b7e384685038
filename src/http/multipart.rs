//! `multipart/form-data` (RFC 7578) as it comes: what pages without JavaScript send with a file. Texts are read whole; a file is given on piece by
//! piece, and is never in memory as a whole.

use crate::error::Code;
use axum::body::{Body, BodyDataStream, Bytes};
use axum::http::{HeaderMap, header};
use futures_util::{Stream, StreamExt, stream};
use percent_encoding::percent_decode_str;

/// Longest boundary (RFC 2046 section 5.1.1).
const MAX_BOUNDARY: usize = 70;
/// Longest head of a part, in bytes.
const MAX_HEAD: usize = 8 * 1024;
/// Most parts of one form.
const MAX_PARTS: usize = 400;

/// A form on its way.
pub struct Multipart {
    body: BodyDataStream,
    /// What has come and was not given on yet.
    held: Vec<u8>,
    /// `CRLF -- boundary`: what stands before each part, and after the last.
    delimiter: Vec<u8>,
    /// Bytes that may still come.
    left: u64,
    parts: usize,
    place: Place,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    /// In a part, or before the first.
    Inside,
    /// Right behind a delimiter.
    Between,
    End,
}

/// A part of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The name of its control.
    pub name: String,
    /// The file that was chosen; none for a text, and for a control without a file.
    pub file: Option<Chosen>,
}

/// A file as the browser names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    pub name: String,
    pub declared: String,
}

/// Whether a request brings such a form.
pub fn is_multipart(headers: &HeaderMap) -> bool {
    boundary(headers).is_some()
}

fn boundary(headers: &HeaderMap) -> Option<String> {
    let value = headers.get(header::CONTENT_TYPE)?.to_str().ok()?;
    let (kind, parameters) = value.split_once(';')?;
    let boundary = parameter(parameters, "boundary")?;
    let is_one = kind.trim().eq_ignore_ascii_case("multipart/form-data") && (1..=MAX_BOUNDARY).contains(&boundary.len());
    is_one.then_some(boundary)
}

impl Multipart {
    /// Reads a form of at most `most` bytes.
    ///
    /// # Errors
    ///
    /// [`Code::BadRequest`] where the head tells of no such form.
    pub fn new(headers: &HeaderMap, body: Body, most: u64) -> Result<Multipart, Code> {
        let boundary = boundary(headers).ok_or(Code::BadRequest)?;
        let delimiter = format!("\r\n--{boundary}").into_bytes();
        // The first delimiter stands at the very beginning, without a line before it.
        Ok(Multipart { body: body.into_data_stream(), held: b"\r\n".to_vec(), delimiter, left: most, parts: 0, place: Place::Inside })
    }

    /// The next part, with the rest of the one before passed over; none after the last.
    ///
    /// # Errors
    ///
    /// [`Code::BadRequest`] where the form is cut off or is none, [`Code::TooLarge`] where it is too much.
    pub async fn next(&mut self) -> Result<Option<Part>, Code> {
        while self.piece().await?.is_some() {}
        if self.place == Place::End {
            return Ok(None);
        }
        self.hold(2).await?;
        if self.held.starts_with(b"--") {
            self.place = Place::End;
            return Ok(None);
        }
        self.parts += 1;
        if self.parts > MAX_PARTS {
            return Err(Code::TooLarge);
        }
        let end = loop {
            if let Some(end) = find(&self.held, b"\r\n\r\n") {
                break end;
            }
            if self.held.len() > MAX_HEAD {
                return Err(Code::TooLarge);
            }
            self.more().await?;
        };
        let head = String::from_utf8_lossy(&self.held[..end]).into_owned();
        self.held.drain(..end + 4);
        self.place = Place::Inside;
        part(&head).map(Some).ok_or(Code::BadRequest)
    }

    /// The next bytes of the part; none at its end.
    pub async fn piece(&mut self) -> Result<Option<Vec<u8>>, Code> {
        while self.place == Place::Inside {
            if let Some(end) = find(&self.held, &self.delimiter) {
                let piece: Vec<u8> = self.held.drain(..end).collect();
                self.held.drain(..self.delimiter.len());
                self.place = Place::Between;
                return Ok((!piece.is_empty()).then_some(piece));
            }
            // What may be the beginning of a delimiter is held back.
            let sure = self.held.len().saturating_sub(self.delimiter.len() - 1);
            if sure > 0 {
                return Ok(Some(self.held.drain(..sure).collect()));
            }
            self.more().await?;
        }
        Ok(None)
    }

    /// The part's text, of at most `most` bytes.
    pub async fn text(&mut self, most: usize) -> Result<String, Code> {
        let mut text = Vec::new();
        while let Some(piece) = self.piece().await? {
            text.extend_from_slice(&piece);
            if text.len() > most {
                return Err(Code::TooLarge);
            }
        }
        String::from_utf8(text).map_err(|_| Code::BadRequest)
    }

    /// The part's bytes as a stream, which ends with it or with what is wrong.
    pub fn pieces(&mut self) -> impl Stream<Item = Result<Vec<u8>, Code>> + Unpin + '_ {
        Box::pin(stream::try_unfold(self, |form| async move { Ok(form.piece().await?.map(|piece| (piece, form))) }))
    }

    /// Bytes that may still come.
    pub fn left(&self) -> u64 {
        self.left.saturating_add(self.held.len() as u64)
    }

    async fn hold(&mut self, least: usize) -> Result<(), Code> {
        while self.held.len() < least {
            self.more().await?;
        }
        Ok(())
    }

    async fn more(&mut self) -> Result<(), Code> {
        let bytes: Bytes = self.body.next().await.ok_or(Code::BadRequest)?.map_err(|_| Code::BadRequest)?;
        self.left = self.left.checked_sub(bytes.len() as u64).ok_or(Code::TooLarge)?;
        self.held.extend_from_slice(&bytes);
        Ok(())
    }
}

/// What the head of a part says.
fn part(head: &str) -> Option<Part> {
    let (mut name, mut file, mut declared) = (None, None, String::new());
    for line in head.split("\r\n") {
        let Some((field, value)) = line.split_once(':') else { continue };
        if field.trim().eq_ignore_ascii_case("content-disposition") {
            name = parameter(value, "name");
            file = parameter(value, "filename");
        } else if field.trim().eq_ignore_ascii_case("content-type") {
            declared = value.trim().to_owned();
        }
    }
    let file = file.filter(|file| !file.is_empty()).map(|name| Chosen { name, declared });
    Some(Part { name: name?, file })
}

/// A parameter of a header field: quoted or not. Browsers write what may not stand in quotes as `%22`, `%0D` and `%0A`.
fn parameter(text: &str, wanted: &str) -> Option<String> {
    let mut rest = text;
    loop {
        let (key, after) = rest.split_once('=')?;
        let key = key.rsplit(';').next().unwrap_or(key).trim();
        let (value, next) = match after.trim_start().strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => after.split_once(';').unwrap_or((after, "")),
        };
        if key.eq_ignore_ascii_case(wanted) {
            return Some(percent_decode_str(value.trim()).decode_utf8_lossy().into_owned());
        }
        rest = next;
    }
}

/// Where the one stands in the other.
fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    let first = *wanted.first()?;
    let mut from = 0;
    while let Some(at) = text.get(from..)?.iter().position(|byte| *byte == first) {
        if text[from + at..].starts_with(wanted) {
            return Some(from + at);
        }
        from += at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderValue;
    use std::convert::Infallible;

    fn form(text: &str, step: usize, most: u64) -> Multipart {
        let kind = HeaderValue::from_static("multipart/form-data; boundary=\"-x-1\"");
        let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, kind)]);
        let pieces: Vec<Result<Vec<u8>, Infallible>> = text.as_bytes().chunks(step).map(|piece| Ok(piece.to_vec())).collect();
        Multipart::new(&headers, Body::from_stream(stream::iter(pieces)), most).expect("a form")
    }

    async fn read(mut form: Multipart) -> Result<Vec<(Part, String)>, Code> {
        let mut parts = Vec::new();
        while let Some(part) = form.next().await? {
            parts.push((part, form.text(1_000).await?));
        }
        Ok(parts)
    }

    const WHOLE: &str = "---x-1\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\nতার\r\n---x-\r\n---x-1\r\n\
                         Content-Disposition: form-data; name=\"none\"; filename=\"\"\r\nContent-Type: application/octet-stream\r\n\r\n\r\n---x-1\r\n\
                         content-disposition: form-data; name=photos; filename=\"a %22b%22; name=c.jpg\"\r\nContent-Type: image/jpeg\r\n\r\n\
                         \r\n\r\nbytes\r\n---x-1--\r\n";

    #[tokio::test]
    async fn each_part_is_read_however_it_is_cut() {
        let chosen = Chosen { name: "a \"b\"; name=c.jpg".into(), declared: "image/jpeg".into() };
        for step in [1, 2, 3, 7, 50, 1_000] {
            let parts = read(form(WHOLE, step, 1_000)).await.expect("it is whole");
            let names: Vec<(&str, Option<&Chosen>, &str)> =
                parts.iter().map(|(part, text)| (part.name.as_str(), part.file.as_ref(), text.as_str())).collect();
            assert_eq!(names, [("text", None, "তার\r\n---x-"), ("none", None, ""), ("photos", Some(&chosen), "\r\n\r\nbytes")], "{step}");
        }
        let mut passed = form(WHOLE, 3, 1_000);
        assert_eq!(passed.next().await.map(|part| part.map(|part| part.name)), Ok(Some("text".into())));
        assert_eq!(passed.next().await.map(|part| part.map(|part| part.name)), Ok(Some("none".into())), "a part may be passed over");
    }

    #[tokio::test]
    async fn what_is_cut_off_too_much_or_no_form_is_refused() {
        for end in 0..WHOLE.len() - 4 {
            if WHOLE.is_char_boundary(end) {
                assert_eq!(read(form(&WHOLE[..end], 50, 1_000)).await.expect_err("cut off"), Code::BadRequest, "{end}");
            }
        }
        assert_eq!(read(form(WHOLE, 50, 100)).await.expect_err("too much"), Code::TooLarge);
        let long = format!("---x-1\r\nContent-Disposition: form-data; name=\"{}\"", "n".repeat(MAX_HEAD));
        assert_eq!(read(form(&long, 500, 100_000)).await.expect_err("a long head"), Code::TooLarge);
        let text = format!("---x-1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n{}\r\n---x-1--", "t".repeat(1_001));
        assert_eq!(read(form(&text, 500, 100_000)).await.expect_err("a long text"), Code::TooLarge);
        let many = "---x-1\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\r\n".repeat(MAX_PARTS + 1);
        assert_eq!(read(form(&many, 500, 100_000)).await.expect_err("many parts"), Code::TooLarge);
        assert_eq!(read(form("---x-1\r\nX: y\r\n\r\n\r\n---x-1--", 50, 1_000)).await.expect_err("no name"), Code::BadRequest);
        for kind in ["text/plain; boundary=a", "multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=a"] {
            let headers = HeaderMap::from_iter([(header::CONTENT_TYPE, HeaderValue::from_static(kind))]);
            assert!(!is_multipart(&headers), "{kind}");
        }
    }
}
