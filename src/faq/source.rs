//! The text of a file that somebody wrote: from bytes as editors on any system save them.

use std::borrow::Cow;

use super::problem::{Words, words};

/// Why bytes are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NoText {
    /// It begins with the byte-order mark of another encoding, or has NUL characters as such files do.
    #[error("the file is saved as UTF-16 or UTF-32: save it as UTF-8")]
    OtherUnicode,
    /// Bytes that no UTF-8 text has.
    #[error("not UTF-8")]
    NotUtf8 {
        /// The line, from 1, of the first such byte.
        line: usize,
    },
    /// A character that no text needs and that no database likes.
    #[error("a NUL character: if the file is saved as UTF-16, save it as UTF-8")]
    Nul {
        /// Its line, from 1.
        line: usize,
    },
}

impl NoText {
    /// What is said of it.
    pub fn words(self) -> Words {
        match self {
            NoText::OtherUnicode => {
                words!("faq-check-other-unicode", "the file is saved as UTF-16 or UTF-32: save it as UTF-8")
            }
            NoText::NotUtf8 { .. } => words!("faq-check-not-utf8", "not UTF-8"),
            NoText::Nul { .. } => words!("faq-check-nul-utf8", "a NUL character: if the file is saved as UTF-16, save it as UTF-8"),
        }
    }

    /// The line, from 1, that it shows at.
    pub fn line(self) -> usize {
        match self {
            NoText::OtherUnicode => 1,
            NoText::NotUtf8 { line } | NoText::Nul { line } => line,
        }
    }
}

/// The text of a file in UTF-8: without the byte-order mark that some editors write first, and with `\n` where lines end in `\r\n`.
pub fn text(bytes: &[u8]) -> Result<Cow<'_, str>, NoText> {
    // The marks of UTF-16 in both orders; that of UTF-32 begins with one of them, or with NULs.
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        return Err(NoText::OtherUnicode);
    }
    let line = |at: usize| bytes[..at].iter().filter(|byte| **byte == b'\n').count() + 1;
    if let Some(at) = bytes.iter().position(|byte| *byte == 0) {
        // Without a mark, every second byte of a text in Latin letters is NUL.
        return Err(if at < 4 { NoText::OtherUnicode } else { NoText::Nul { line: line(at) } });
    }
    let text = std::str::from_utf8(bytes).map_err(|error| NoText::NotUtf8 { line: line(error.valid_up_to()) })?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Ok(if text.contains("\r\n") { Cow::Owned(text.replace("\r\n", "\n")) } else { Cow::Borrowed(text) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_what_editors_of_all_systems_save() {
        for (bytes, expected) in [
            (b"".as_slice(), Ok("")),
            (b"a\nb".as_slice(), Ok("a\nb")),
            (b"\xef\xbb\xbfa\r\nb\r\n".as_slice(), Ok("a\nb\n")),
            (b"a\rb\r\r\n".as_slice(), Ok("a\rb\r\n")),
            ("ақ \u{feff}".as_bytes(), Ok("ақ \u{feff}")),
            (b"\xff\xfea\0".as_slice(), Err(NoText::OtherUnicode)),
            (b"\xfe\xff\0a".as_slice(), Err(NoText::OtherUnicode)),
            (b"\xff\xfe\0\0a\0\0\0".as_slice(), Err(NoText::OtherUnicode)),
            (b"a\0\n\0".as_slice(), Err(NoText::OtherUnicode)),
            (b"\0\0\xfe\xff".as_slice(), Err(NoText::OtherUnicode)),
            (b"text\n\0".as_slice(), Err(NoText::Nul { line: 2 })),
            (b"a\n\n\xe0".as_slice(), Err(NoText::NotUtf8 { line: 3 })),
        ] {
            assert_eq!(text(bytes).as_deref().map_err(|error| *error), expected, "{bytes:?}");
        }
    }
}
