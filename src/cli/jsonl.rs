//! JSON Lines, as people make them: one object a line, perhaps from an editor on Windows.

use crate::faq::source;
use anyhow::{Context, bail};
use serde::de::DeserializeOwned;
use std::io::{BufRead, Read};

/// Longest line in bytes: 64 times an owner's largest frame.
const MAX_LINE: usize = 2 << 20;

/// The rows of a source, with their numbers from 1; lines without anything are passed over. Errors name the source and the line.
pub fn rows<'a, T: DeserializeOwned>(
    mut source: impl BufRead + 'a,
    name: &'a str,
) -> impl Iterator<Item = anyhow::Result<(usize, T)>> + 'a {
    let mut number = 0;
    std::iter::from_fn(move || {
        loop {
            number += 1;
            match row(&mut source).with_context(|| format!("{name}, line {number}")) {
                Ok(Row::Nothing) => {}
                Ok(Row::Value(value)) => return Some(Ok((number, value))),
                Ok(Row::End) => return None,
                Err(error) => return Some(Err(error)),
            }
        }
    })
}

enum Row<T> {
    Value(T),
    Nothing,
    End,
}

fn row<T: DeserializeOwned>(source: &mut impl BufRead) -> anyhow::Result<Row<T>> {
    let mut bytes = Vec::new();
    if source.take(MAX_LINE as u64 + 1).read_until(b'\n', &mut bytes)? == 0 {
        return Ok(Row::End);
    }
    if bytes.len() > MAX_LINE {
        bail!("longer than {} MiB", MAX_LINE >> 20);
    }
    let line = source::text(&bytes)?;
    if line.trim().is_empty() {
        return Ok(Row::Nothing);
    }
    match serde_json::from_str(&line) {
        Ok(value) => Ok(Row::Value(value)),
        // It counts lines within the one that it was given.
        Err(error) => bail!("{} (column {})", error.to_string().rsplit_once(" at line ").map_or("", |(what, _)| what), error.column()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(bytes: &[u8]) -> Vec<Result<(usize, Vec<u8>), String>> {
        rows(bytes, "in").map(|row| row.map_err(|error| format!("{error:#}"))).collect()
    }

    #[test]
    fn rows_are_read_as_editors_save_them() {
        for bytes in ["[1]\n\n[2]", "\u{feff}[1]\r\n\r\n[2]\r\n", "[1] \t\n   \n\t[2]  \n"] {
            assert_eq!(read(bytes.as_bytes()), [Ok((1, vec![1])), Ok((3, vec![2]))], "{bytes:?}");
        }
        assert!(read(b"").is_empty() && read(b"\xef\xbb\xbf").is_empty() && read(b"\n\n").is_empty());
    }

    #[test]
    fn what_is_wrong_is_told_with_its_line() {
        for (bytes, number, message) in [
            (b"[1]\n\n{".as_slice(), 2, "in, line 3: invalid type: map, expected a sequence (column 0)"),
            (b"[1]\n[2,]\n".as_slice(), 2, "in, line 2: trailing comma (column 4)"),
            (b"[1]\n[\xff]\n".as_slice(), 2, "in, line 2: not UTF-8"),
            (b"\xff\xfe[\0".as_slice(), 1, "in, line 1: the file is saved as UTF-16 or UTF-32: save it as UTF-8"),
        ] {
            let rows = read(bytes);
            assert_eq!(rows[number - 1], Err(message.to_owned()), "{bytes:?}");
        }
        let long = read(&vec![b' '; MAX_LINE + 1]);
        assert_eq!(long[0], Err("in, line 1: longer than 2 MiB".to_owned()));
    }
}
