//! Several texts in one cell.

/// What stands between them when a cell is written.
const BETWEEN: char = '\n';
/// What may stand between phrasings: these have commas of their own.
pub(super) const LINES: &[char] = &['\n', '|'];
/// What may stand between ids and tags.
pub(super) const WORDS: &[char] = &['\n', '|', ',', ';'];

/// The texts of a cell, trimmed, without empty ones. `\` before a separator makes it a letter, `\n` is a line break within a text.
pub(super) fn split(cell: &str, separators: &[char]) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut letters = cell.chars().peekable();
    while let Some(c) = letters.next() {
        let last = parts.len() - 1;
        if c == '\\'
            && let Some(next) = letters.next_if(|next| *next == '\\' || *next == 'n' || (*next != '\n' && separators.contains(next)))
        {
            parts[last].push(if next == 'n' { '\n' } else { next });
        } else if separators.contains(&c) {
            parts.push(String::new());
        } else {
            parts[last].push(c);
        }
    }
    parts.iter().map(|part| part.trim().to_owned()).filter(|part| !part.is_empty()).collect()
}

/// One text as [`split`] reads it back.
pub(super) fn escaped(text: &str, separators: &[char]) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\n' => out.push_str("\\n"),
            '\\' => out.push_str("\\\\"),
            c if separators.contains(&c) => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// The cell of several texts.
pub(super) fn join(texts: &[String], separators: &[char]) -> String {
    texts.iter().map(|text| escaped(text, separators)).collect::<Vec<_>>().join(&BETWEEN.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn cells_hold_several_texts() {
        assert_eq!(split("How long?\n\n How far, and why? | a \\| b ", LINES), ["How long?", "How far, and why?", "a | b"]);
        assert_eq!(split("icar-03, icar-v23;v27", WORDS), ["icar-03", "icar-v23", "v27"]);
        assert_eq!(split("C:\\data\\x \\\\", LINES), ["C:\\data\\x \\"]);
        assert_eq!(split(" ", WORDS), [""; 0]);
    }

    proptest! {
        #[test]
        fn what_is_joined_is_split_again(texts in prop::collection::vec("[\\\\n|,;\n a-c]{0,8}", 0..5)) {
            let texts: Vec<String> = texts.iter().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty()).collect();
            for separators in [LINES, WORDS] {
                prop_assert_eq!(split(&join(&texts, separators), separators), texts.clone());
            }
        }
    }
}
