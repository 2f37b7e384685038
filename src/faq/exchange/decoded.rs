//! The text of a file that a spreadsheet program saved, in the encodings that they save.

use std::borrow::Cow;

use crate::faq::problem::{Place, Words, words};
use crate::faq::source::{self, NoText};

/// What is said of a file in the letters of one country: Excel's plain "CSV" is saved like that.
fn not_unicode() -> Words {
    words!("faq-check-encoding", "not UTF-8: save it as \"CSV UTF-8\" or as a workbook (.xlsx)")
}

/// The text of bytes in UTF-8 or UTF-16 (Excel's "Unicode Text"), without a byte-order mark. Ends of lines stay as they are.
pub(super) fn decoded(bytes: &[u8]) -> Result<Cow<'_, str>, (Place, Words)> {
    let little = bytes.starts_with(&[0xff, 0xfe]) || matches!(bytes, [first, 0, ..] if *first != 0);
    let big = bytes.starts_with(&[0xfe, 0xff]) || matches!(bytes, [0, second, ..] if *second != 0);
    if little || big {
        return utf16(bytes, little).map(Cow::Owned);
    }
    if let Err(error) = source::text(bytes) {
        let message = if matches!(error, NoText::NotUtf8 { .. }) { not_unicode() } else { error.words() };
        return Err((Place::line(error.line()), message));
    }
    let text = std::str::from_utf8(bytes).map_err(|_| (Place::line(1), not_unicode()))?;
    Ok(Cow::Borrowed(text.strip_prefix('\u{feff}').unwrap_or(text)))
}

/// Both orders of UTF-16; the mark says which, or the NULs of Latin letters do.
fn utf16(bytes: &[u8], little: bool) -> Result<String, (Place, Words)> {
    let wrong = |line: usize, what: Words| (Place::line(line), what);
    if !bytes.len().is_multiple_of(2) {
        return Err(wrong(1, words!("faq-check-cut-off", "half a character at the end: the file is cut off")));
    }
    let units = bytes
        .chunks_exact(2)
        .map(|pair| if little { u16::from_le_bytes([pair[0], pair[1]]) } else { u16::from_be_bytes([pair[0], pair[1]]) });
    let mut text = String::with_capacity(bytes.len());
    let mut line = 1;
    for (at, c) in char::decode_utf16(units).enumerate() {
        match c {
            Ok('\u{feff}') if at == 0 => {}
            Ok('\0') => return Err(wrong(line, words!("faq-check-nul-character", "a NUL character"))),
            Ok(c) => {
                line += usize::from(c == '\n');
                text.push(c);
            }
            Err(_) => return Err(wrong(line, words!("faq-check-not-utf16", "not UTF-16"))),
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_spreadsheet_programs_save_is_read() {
        let text = "тақырып;উত্তর\r\na;\"x\r\ny\"\r\n";
        let little: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_be_bytes).collect();
        let bare: Vec<u8> = "id\tএ".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let marked = format!("\u{feff}{text}");
        for bytes in [text.as_bytes(), marked.as_bytes(), &little, &big] {
            assert_eq!(decoded(bytes).as_deref(), Ok(text));
        }
        assert_eq!(decoded(&bare).as_deref(), Ok("id\tএ"));
        for (bytes, line) in [
            (b"a\n\xd2\xe5\xea\xf1\xf2".as_slice(), 2),
            (b"\xff\xfea".as_slice(), 1),
            (b"abcd\n\0".as_slice(), 2),
            (b"\xff\xfe\x00\xd8a\0".as_slice(), 1),
        ] {
            assert_eq!(decoded(bytes).map_err(|(place, _)| place), Err(Place::line(line)), "{bytes:?}");
        }
    }
}
