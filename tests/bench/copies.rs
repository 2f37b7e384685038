//! Large corpora, made of a small one.

use aftercare::faq::{Corpus, Entry};

/// Phrasings of a copied entry in each language.
const PHRASINGS: usize = 10;
/// Copies a corpus: in every copy, one word in three gets another ending, so that copies differ as entries do.
pub fn multiply(corpus: &Corpus, copies: usize) -> Corpus {
    let mut all = corpus.clone();
    all.entries.clear();
    for copy in 0..copies {
        for entry in &corpus.entries {
            let mut entry = Entry::clone(entry);
            entry.id = format!("{}-{copy}", entry.id);
            entry.related.clear();
            if copies > 1 {
                entry.texts.values_mut().for_each(|text| text.phrasings.truncate(PHRASINGS));
            }
            if copy > 0 {
                let letter = |n: usize| char::from(b'a' + (n % 26) as u8);
                for text in entry.texts.values_mut() {
                    for phrasing in text.phrasings.iter_mut().chain([&mut text.title, &mut text.answer]) {
                        let words = phrasing.split_whitespace().enumerate().map(|(i, word)| {
                            if (i + word.len()) % 3 == 0 { format!("{word}{}{}", letter(copy), letter(copy / 26)) } else { word.to_owned() }
                        });
                        *phrasing = words.collect::<Vec<_>>().join(" ");
                    }
                }
            }
            all.entries.push(entry.into());
        }
    }
    all.sort();
    all
}
