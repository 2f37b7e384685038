//! What a file is, by its path within the folder.

use crate::faq::attached::{self, Media};

/// Folders whose files are lines, not entries.
const FOLDERS_OF_LINES: [&str; 5] = ["offtopic", "synonyms", "languages", "dangers", "questions"];

/// What a file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind<'a> {
    /// `safety.toml`.
    Safety,
    /// `smalltalk.toml`.
    Smalltalk,
    /// `dialogue.toml`.
    Dialogue,
    /// `settings.toml`: phones, hours and first words.
    Settings,
    /// Off-topic lines of a language, which is still to be checked.
    Offtopic(&'a str),
    /// Synonyms of a language, which is still to be checked.
    Synonyms(&'a str),
    /// Samples of a language variety.
    Samples(&'a str),
    /// Messages that tell of dangers; the name begins with a language, which is still to be checked.
    Dangers(&'a str),
    /// Labelled questions.
    Questions,
    /// A manual or a picture that answers refer to, by its name. It is no text.
    Attached(&'a str),
    /// An entry.
    Entry {
        /// Its folder.
        category: &'a str,
        /// Its file without `.toml`.
        id: &'a str,
    },
    /// A file of ours in a place that is none: an error, and this is what is wrong.
    Misplaced(&'static str),
    /// No file of ours: it is passed over, for this reason.
    Foreign(&'static str),
}

/// What the file of a path (with `/`) is.
pub fn kind(path: &str) -> Kind<'_> {
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    match (folder, name.rsplit_once('.')) {
        ("", Some(("safety", "toml"))) => Kind::Safety,
        ("", Some(("smalltalk", "toml"))) => Kind::Smalltalk,
        ("", Some(("dialogue", "toml"))) => Kind::Dialogue,
        ("", Some(("settings", "toml"))) => Kind::Settings,
        ("offtopic", Some((language, "txt"))) => Kind::Offtopic(language),
        ("synonyms", Some((language, "txt"))) => Kind::Synonyms(language),
        ("languages", Some((variety, "txt"))) => Kind::Samples(variety),
        ("dangers", Some((name, "txt"))) => Kind::Dangers(name),
        ("questions", Some((_, "jsonl"))) => Kind::Questions,
        ("files", Some(_)) if attached::is_name(name) => Kind::Attached(name),
        (folder, Some((_, "toml"))) if FOLDERS_OF_LINES.contains(&folder) => {
            Kind::Misplaced("this folder holds files of lines (.txt, .jsonl), and no entries")
        }
        (category, Some((id, "toml"))) if !category.is_empty() && !category.contains('/') => Kind::Entry { category, id },
        (_, Some((_, "toml"))) => Kind::Misplaced("an entry's place is <category>/<id>.toml"),
        ("files", Some((_, ending))) if Media::of_name(&format!("x.{}", ending.to_ascii_lowercase())).is_some() => {
            Kind::Misplaced("a file of answers has a name of a-z, 0-9 and -, and ends in .pdf, .png, .jpg, .jpeg or .webp")
        }
        (_, Some((_, "txt"))) => Kind::Foreign("files of lines stand in offtopic, synonyms, languages or dangers"),
        (_, Some((_, "jsonl"))) => Kind::Foreign("labelled questions stand in questions"),
        (_, Some((_, ending))) if ["toml", "txt", "jsonl"].iter().any(|known| known.eq_ignore_ascii_case(ending)) => {
            Kind::Foreign("its name must end in .toml, .txt or .jsonl, in small letters")
        }
        _ => Kind::Foreign("FAQ files end in .toml, .txt or .jsonl"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_path_says_what_a_file_is() {
        for (path, expected) in [
            ("safety.toml", Kind::Safety),
            ("smalltalk.toml", Kind::Smalltalk),
            ("dialogue.toml", Kind::Dialogue),
            ("settings.toml", Kind::Settings),
            ("offtopic/en.txt", Kind::Offtopic("en")),
            ("synonyms/xx.txt", Kind::Synonyms("xx")),
            ("languages/bn-latn.txt", Kind::Samples("bn-latn")),
            ("dangers/kk-retyped.txt", Kind::Dangers("kk-retyped")),
            ("questions/owners.jsonl", Kind::Questions),
            ("files/manual-1.pdf", Kind::Attached("manual-1.pdf")),
            ("files/a.toml", Kind::Entry { category: "files", id: "a" }),
            ("a/b.toml", Kind::Entry { category: "a", id: "b" }),
            ("a/b.c.toml", Kind::Entry { category: "a", id: "b.c" }),
        ] {
            assert_eq!(kind(path), expected, "{path}");
        }
        for path in [
            "b.toml",
            "a/b/c.toml",
            "offtopic/en.toml",
            "languages/x.toml",
            "dangers/en.toml",
            "a/safety/x.toml",
            "files/A b.PDF",
            "files/-.png",
        ] {
            assert!(matches!(kind(path), Kind::Misplaced(_)), "{path}");
        }
        for path in [
            "",
            "toml",
            "README",
            "a.csv",
            "a/b.TOML",
            "a/b.Txt",
            "a/b.jsonl",
            "b.jsonl",
            "questions/b.JSONL",
            "questions/b.txt",
            "b.txt",
            "a/b.txt",
            "offtopic/x/en.txt",
            "a/b.toml~",
        ] {
            assert!(matches!(kind(path), Kind::Foreign(_)), "{path}");
        }
    }
}
