//! English words: the Snowball English stemmer.

use std::sync::LazyLock;

use frostem::{Algorithm, Stemmer};

static SNOWBALL: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Algorithm::English));

/// The stem of a normalised English word; words with letters outside ASCII come back unchanged.
pub fn stem(word: &str) -> String {
    if !word.is_ascii() {
        return word.to_owned();
    }
    let base = word.strip_suffix("'s").unwrap_or(word).replace('\'', "");
    SNOWBALL.stem(&base).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stems() {
        for (word, expected) in [
            ("charging", "charg"),
            ("charger", "charger"),
            ("warranties", "warranti"),
            ("car's", "car"),
            ("don't", "dont"),
            ("café", "café"),
            ("", ""),
        ] {
            assert_eq!(stem(word), expected, "stem of {word}");
        }
    }
}
