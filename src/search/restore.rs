//! Bengali and Kazakh typed in other letters, written again as the corpus writes them.
//!
//! The embedding model hardly knows "gari charge hocche na" or "kolik zaryadtalmaidy": it has read Bengali and Kazakh in their own letters. Each word
//! is looked up among the corpus's own by its sound or its folded letters, and of several the most frequent one is taken. A word that the corpus lacks
//! takes the letters of a known word with the same stem; what is left stays as it is.

use std::sync::Arc;

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};

use super::features::hash;
use super::layers::add_over;
use super::memo::Memo;
use super::wordlist::WordList;
use crate::columns::{alone, table};
use crate::language::identify::Variety;
use crate::language::{Language, Script, Token};

/// How much more often than it stands there a spelling with letters of its own counts: a corpus has retyped phrasings as well.
const OWN_LETTERS: u32 = 20;
/// How much less a word counts that only shares a stem.
const OF_STEM: u32 = 1_000;
/// Share of the words in letters of another script that have to be restored: a sentence of fragments means something else.
const LEAST_RESTORED: f32 = 0.5;
/// Words up to which those of edits are merged at once: an entry brings some hundred.
const MOST_MERGED: usize = 4_096;
/// Shortest stem, in characters, of which the rest of a word is kept beside it.
const SHORTEST_STEM: usize = 3;

/// A corpus's words by what is left of them in other letters, and those of what was edited since, which lie over them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Restorer(#[serde(with = "alone")] Vec<Arc<Known>>);

/// Words by what is left of them in other letters.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
struct Known {
    words: WordList,
    /// Hash of the sound of a Bengali word → the most frequent one, and how much it counts.
    #[serde(with = "table")]
    bengali: FxHashMap<u64, (u32, u32)>,
    /// Of a folded Kazakh word → the most frequent one.
    #[serde(with = "table")]
    kazakh: FxHashMap<u64, (u32, u32)>,
    /// Of a folded Kazakh stem → how it is written.
    #[serde(with = "table")]
    kazakh_stems: FxHashMap<u64, (u32, u32)>,
}

/// What words are looked up by.
#[derive(Clone, Copy)]
enum By {
    BengaliSound,
    KazakhWord,
    KazakhStem,
}

impl Known {
    fn new(memo: &Memo) -> Self {
        let mut restorer = Self::default();
        memo.each_word(|token, count| match token.script {
            Script::Bengali => restorer.add_bengali(token, count),
            Script::Cyrillic => restorer.add_kazakh(token, count),
            Script::Latin | Script::Number | Script::Other => {}
        });
        restorer.words.shrink();
        restorer
    }

    fn add_bengali(&mut self, token: &Token, count: u32) {
        let number = self.words.push(&token.exact);
        for key in &token.bengali_keys {
            put(&mut self.bengali, key, number, count.saturating_mul(OF_STEM));
        }
        for key in &token.bengali_stem_keys {
            put(&mut self.bengali, key, number, count);
        }
    }

    fn add_kazakh(&mut self, token: &Token, count: u32) {
        let number = self.words.push(&token.exact);
        let count = if !Variety::KkCyrl.is_retyped(&token.exact) { count.saturating_mul(OWN_LETTERS) } else { count };
        put(&mut self.kazakh, &token.folded, number, count);
        let length = token.stem.chars().count();
        let written: String = token.exact.chars().take(length).collect();
        // A sign without sound shifts the letters: such a word has no stem of its own here.
        if length >= SHORTEST_STEM && crate::language::fold(&written) == token.stem {
            let number = self.words.push(&written);
            put(&mut self.kazakh_stems, &token.stem, number, count);
        }
    }

    fn map(&self, by: By) -> &FxHashMap<u64, (u32, u32)> {
        match by {
            By::BengaliSound => &self.bengali,
            By::KazakhWord => &self.kazakh,
            By::KazakhStem => &self.kazakh_stems,
        }
    }

    fn map_mut(&mut self, by: By) -> &mut FxHashMap<u64, (u32, u32)> {
        match by {
            By::BengaliSound => &mut self.bengali,
            By::KazakhWord => &mut self.kazakh,
            By::KazakhStem => &mut self.kazakh_stems,
        }
    }

    /// The word of a key's hash, and how much it counts.
    fn found(&self, by: By, key: u64) -> Option<(u32, &str)> {
        self.map(by).get(&key).and_then(|(number, count)| Some((*count, self.words.get(*number)?)))
    }

    /// Both; of two words of a key the one that counts more.
    fn merged(one: &Self, other: &Self) -> Self {
        let mut merged = one.clone();
        for by in [By::BengaliSound, By::KazakhWord, By::KazakhStem] {
            for key in other.map(by).keys().copied() {
                let Some((count, word)) = other.found(by, key) else { continue };
                if merged.found(by, key).is_none_or(|(most, _)| count > most) {
                    let number = merged.words.push(word);
                    merged.map_mut(by).insert(key, (number, count));
                }
            }
        }
        merged
    }
}

impl Restorer {
    /// The words that were met while the corpus was taken apart.
    pub fn new(memo: &Memo) -> Self {
        Self(vec![Arc::new(Known::new(memo))])
    }

    /// Adds the words of an edited entry.
    pub fn add(&mut self, memo: &Memo) {
        add_over(&mut self.0, Known::new(memo), |known| known.words.len(), MOST_MERGED, Known::merged);
    }

    fn found(&self, by: By, key: &str) -> Option<&str> {
        let mut best: Option<(u32, &str)> = None;
        let key = hash(key);
        for (count, word) in self.0.iter().filter_map(|known| known.found(by, key)) {
            if best.is_none_or(|(most, _)| count > most) {
                best = Some((count, word));
            }
        }
        best.map(|(_, word)| word)
    }

    fn bengali_word(&self, token: &Token) -> Option<String> {
        if let Some(word) = token.bengali_word {
            return Some(word.to_owned());
        }
        let keys = token.bengali_keys.iter().chain(&token.bengali_stem_keys);
        keys.filter_map(|key| self.found(By::BengaliSound, key)).next().map(str::to_owned)
    }

    fn kazakh_word(&self, folded: &[&str], stems: &[&str]) -> Option<String> {
        if let Some(word) = folded.iter().find_map(|word| self.found(By::KazakhWord, word)) {
            return Some(word.to_owned());
        }
        let with_stem = |(word, stem): (&&str, &&str)| {
            let rest = word.strip_prefix(*stem)?;
            let written = self.found(By::KazakhStem, stem)?;
            Some(format!("{written}{}", ending(written, rest)))
        };
        folded.iter().zip(stems).find_map(with_stem)
    }

    /// The word in the letters of its language, when it is in others and can be told.
    fn word(&self, token: &Token, language: Language) -> Option<String> {
        match (token.script, language) {
            (Script::Latin, Language::BN) => self.bengali_word(token),
            (Script::Latin, Language::KK) => {
                let [folded, stems] =
                    [&token.kazakh_folded, &token.kazakh_stems].map(|forms| forms.iter().map(String::as_str).collect::<Vec<_>>());
                self.kazakh_word(&folded, &stems)
            }
            (Script::Cyrillic, Language::KK) => self.kazakh_word(&[&token.folded], &[&token.stem]),
            _ => None,
        }
    }

    /// The words of a text in Latin letters, in those of its language: by their places.
    pub fn latin_words(&self, tokens: &[Token], language: Language) -> Vec<(usize, String)> {
        let latin = tokens.iter().enumerate().filter(|(_, token)| token.script == Script::Latin);
        latin.filter_map(|(place, token)| Some((place, self.word(token, language)?))).collect()
    }

    /// A text in the letters of its language; none when too few of its words could be told.
    pub fn restore(&self, text: &str, tokens: &[Token], variety: Variety) -> Option<String> {
        let language = variety.language();
        let (mut foreign, mut restored) = (0.0_f32, 0.0_f32);
        let mut out = String::with_capacity(2 * text.len());
        let mut from = 0;
        for token in tokens {
            out.push_str(text.get(from..token.start)?);
            let written = text.get(token.start..token.end)?;
            from = token.end;
            if matches!(token.script, Script::Latin | Script::Cyrillic) {
                foreign += 1.0;
            }
            match self.word(token, language) {
                Some(word) => {
                    restored += 1.0;
                    out.push_str(&word);
                }
                None => out.push_str(written),
            }
        }
        out.push_str(text.get(from..)?);
        (restored > 0.0 && restored >= LEAST_RESTORED * foreign).then_some(out)
    }
}

/// Notes a word for a key if it counts more than what is there; of equals the first one stays.
fn put(map: &mut FxHashMap<u64, (u32, u32)>, key: &str, number: u32, count: u32) {
    if key.is_empty() {
        return;
    }
    let best = map.entry(hash(key)).or_insert((number, count));
    if count > best.1 {
        *best = (number, count);
    }
}

/// Endings of Kazakh on a Russian keyboard, and how they are written after front and after back vowels. Longer ones first.
const ENDINGS: [(&str, &str); 14] = [
    ("иниз", "іңіз"),
    ("ыныз", "ыңыз"),
    ("нин", "нің"),
    ("дин", "дің"),
    ("тин", "тің"),
    ("нын", "ның"),
    ("дын", "дың"),
    ("тын", "тың"),
    ("га", "ға"),
    ("ган", "ған"),
    ("кан", "қан"),
    ("ка", "қа"),
    ("ин", "ің"),
    ("ын", "ың"),
];

/// The end of a word as it is written after this stem: `і` for `и` after front vowels, and the commonest endings.
fn ending(stem: &str, rest: &str) -> String {
    let is_front = stem.chars().rev().find(|c| "әеіөүиаоұыу".contains(*c)).is_some_and(|c| "әеіөүи".contains(c));
    let mut written = rest.to_owned();
    for (typed, own) in ENDINGS {
        if let Some(begin) = rest.strip_suffix(typed) {
            written = format!("{begin}{own}");
            break;
        }
    }
    if is_front { written.replace('и', "і") } else { written }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::tokens;
    use crate::search::Analyzer;

    #[test]
    fn words_get_their_letters_back() {
        let memo = Memo::default();
        for text in ["গাড়ি চার্জ হচ্ছে না কেন", "গাড়ি গাড়ি", "Көлік зарядталмайды, неге? кепілдік қанша", "колик колик", "кепілдігіңіз"]
        {
            Analyzer::default().analyze_with(&memo, text);
        }
        let restorer = Restorer::new(&memo);
        let restored = |text: &str, variety| restorer.restore(text, &tokens(text), variety);
        for (typed, variety, written) in [
            ("gari charge hocche na keno?", Variety::BnLatn, Some("গাড়ি চার্জ হচ্ছে না কেন?")),
            ("kolik zaryadtalmaidy", Variety::KkLatn, Some("көлік зарядталмайды")),
            ("колик, кепилдик 5 жыл", Variety::KkCyrl, Some("көлік, кепілдік 5 жыл")),
            ("кепилдикке", Variety::KkCyrl, Some("кепілдікке")),
            ("xyzzy plugh", Variety::KkLatn, None),
            ("", Variety::BnLatn, None),
        ] {
            assert_eq!(restored(typed, variety).as_deref(), written, "{typed}");
        }
    }
}
