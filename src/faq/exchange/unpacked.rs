//! How large a workbook is when it is unpacked: looked at before anything reads it.

use std::io::{self, Cursor, Read};

use zip::ZipArchive;

use crate::faq::problem::{Words, words};

/// Most files in a workbook: one a sheet, and some that all have.
const MOST_PARTS: usize = 1_000;
/// Most bytes of one of them, unpacked.
const MAX_PART: u64 = 64 << 20;
/// Most bytes of all of them, unpacked.
const MAX_UNPACKED: u64 = 128 << 20;

/// What a package is by what lies in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Package {
    Xlsx,
    Ods,
}

/// Unpacks each part into nothing and counts: what a package says of its own sizes may be a lie.
/// Returns what kind of workbook it is, or why it is none that can be read.
pub(super) fn check(bytes: &[u8]) -> Result<Package, Words> {
    let broken = damaged_by;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    if archive.len() > MOST_PARTS {
        return Err(words!("faq-check-parts-many", "more than {limit} files in the workbook", limit = MOST_PARTS));
    }
    let (mut unpacked, mut names) = (0, Vec::new());
    for number in 0..archive.len() {
        let part = archive.by_index(number).map_err(|error| broken(&error))?;
        let name = part.name().map_err(|error| broken(&error))?.into_owned();
        if part.size() > MAX_PART {
            return Err(too_large(&name));
        }
        let real = io::copy(&mut part.take(MAX_PART + 1), &mut io::sink()).map_err(|error| broken(&error))?;
        if real > MAX_PART {
            return Err(too_large(&name));
        }
        unpacked += real;
        names.push(name);
        if unpacked > MAX_UNPACKED {
            return Err(words!(
                "faq-check-unpacked",
                "the workbook has more than {limit} MiB when it is unpacked",
                limit = MAX_UNPACKED >> 20
            ));
        }
    }
    let has = |name: &str| names.iter().any(|known| known.eq_ignore_ascii_case(name));
    if names.iter().any(|name| name == "content.xml") {
        Ok(Package::Ods)
    } else if has("[Content_Types].xml") && names.iter().any(|name| name.to_ascii_lowercase().ends_with("workbook.xml")) {
        Ok(Package::Xlsx)
    } else {
        Err(words!("faq-check-package", "a package, but neither an XLSX nor an ODS workbook"))
    }
}

fn too_large(part: &str) -> Words {
    let limit = MAX_PART >> 20;
    words!(
        "faq-check-unpacked-part",
        "\"{name}\" in the workbook has more than {limit} MiB when it is unpacked",
        name = part,
        limit = limit
    )
}

/// What is said of a workbook that cannot be read, with what its reader says.
pub(super) fn damaged_by(error: &dyn std::fmt::Display) -> Words {
    words!("faq-check-damaged", "the workbook is damaged: {what}", what = error)
}

/// A part of a package that [`check`] has found small enough.
pub(super) fn part(bytes: &[u8], name: &str) -> Result<Vec<u8>, Words> {
    let broken = damaged_by;
    let mut archive = ZipArchive::new(Cursor::new(bytes)).map_err(|error| broken(&error))?;
    let part = archive.by_name(name).map_err(|error| broken(&error))?;
    let mut unpacked = Vec::new();
    part.take(MAX_PART).read_to_end(&mut unpacked).map_err(|error| broken(&error))?;
    Ok(unpacked)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;
    use zip::write::{SimpleFileOptions, ZipWriter};

    fn package(parts: &[(&str, u64)]) -> Vec<u8> {
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (name, size) in parts {
            writer.start_file(*name, SimpleFileOptions::default()).expect("a part begins");
            let block = [b' '; 1 << 16];
            for _ in 0..size / (1 << 16) {
                writer.write_all(&block).expect("a part is written");
            }
        }
        writer.finish().expect("the package is whole").into_inner()
    }

    #[test]
    fn a_bomb_is_counted_before_it_goes_off() {
        let one = package(&[("[Content_Types].xml", 0), ("xl/workbook.xml", MAX_PART + (1 << 16))]);
        assert!(one.len() < 1 << 20, "{}", one.len());
        assert_eq!(check(&one), Err(too_large("xl/workbook.xml")));
        // The same with a size of its own that is a lie: in the local header and in the central directory.
        let told = (MAX_PART + (1 << 16)) as u32;
        let mut lie = one.clone();
        let mut lies = 0;
        for at in 0..lie.len() - 4 {
            if lie[at..at + 4] == told.to_le_bytes() {
                lie[at..at + 4].copy_from_slice(&100_u32.to_le_bytes());
                lies += 1;
            }
        }
        assert!(lies > 0);
        assert!(check(&lie).is_err());
        let many = package(&[("content.xml", 60 << 20), ("a", 60 << 20), ("b", 20 << 20)]);
        assert_eq!(check(&many).map_err(|words| words.text), Err("the workbook has more than 128 MiB when it is unpacked".to_owned()));
        let names: Vec<String> = (0..=MOST_PARTS).map(|number| format!("{number}.xml")).collect();
        let crowd = package(&names.iter().map(|name| (name.as_str(), 0)).collect::<Vec<_>>());
        assert_eq!(check(&crowd).map_err(|words| words.text), Err("more than 1000 files in the workbook".to_owned()));
        assert_eq!(check(&package(&[("content.xml", 0)])), Ok(Package::Ods));
        assert_eq!(
            check(&package(&[("word/document.xml", 0)])).map_err(|words| words.text),
            Err("a package, but neither an XLSX nor an ODS workbook".to_owned())
        );
        assert!(check(b"PK\x03\x04nothing").is_err());
    }
}
