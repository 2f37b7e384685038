//! Letters that people exchange for one another, made the same (languages.md sections 1.1 and 2.1).
//!
//! Folding is coarser than normalising: Bengali long and short vowels, Kazakh letters that a Russian
//! keyboard lacks, Latin accents. Both the index and the query are folded; `exact` is kept beside it
//! so that the right letters still rank higher.

use unicode_normalization::UnicodeNormalization;

use super::normalize::{is_bengali, is_combining, is_cyrillic, is_latin, normalize};

/// য় as one character, so that length rules count it once. NFC would take it apart again, which is
/// why a folded word is never shown or stored as text.
pub(super) const YYA: char = '\u{09DF}';
const NUKTA: char = '\u{09BC}';
const VIRAMA: char = '\u{09CD}';

/// What is taken out of a word may have stood between two characters that join, and so on; each round
/// leaves less, and real words settle in the first.
const MAX_ROUNDS: usize = 4;

/// The folded form of a word (or text). Folding twice changes nothing.
pub fn fold(word: &str) -> String {
    let mut folded = fold_once(word);
    if word.is_ascii() {
        return folded;
    }
    for _ in 1..MAX_ROUNDS {
        let again = fold_once(&folded);
        if again == folded {
            break;
        }
        folded = again;
    }
    folded
}

fn fold_once(word: &str) -> String {
    let normal = normalize(word);
    let mut folded = String::with_capacity(normal.len());
    for c in normal.chars() {
        match c {
            // A virama at a word's end is silent and mostly left out: অর্ডার্ = অর্ডার.
            _ if !is_bengali(c) => {
                drop_final_virama(&mut folded);
                fold_other(c, &mut folded);
            }
            NUKTA => fold_nukta(&mut folded),
            'ঁ' => {}
            'ী' => folded.push('ি'),
            'ূ' => folded.push('ু'),
            'ঈ' => folded.push('ই'),
            'ঊ' => folded.push('উ'),
            'ণ' => folded.push('ন'),
            'শ' | 'ষ' => folded.push('স'),
            'ৎ' => folded.push('ত'),
            'ঙ' => folded.push('ং'),
            _ => folded.push(c),
        }
    }
    drop_final_virama(&mut folded);
    folded
}

fn drop_final_virama(folded: &mut String) {
    if folded.ends_with(VIRAMA) {
        folded.pop();
    }
}

fn fold_nukta(folded: &mut String) {
    let letter = match folded.chars().next_back() {
        Some('ড' | 'ঢ') => 'র',
        Some('য') => YYA,
        // On any other letter the dot is noise.
        _ => return,
    };
    folded.pop();
    folded.push(letter);
}

fn fold_other(c: char, folded: &mut String) {
    if c.is_ascii() {
        // An apostrophe inside a word: don't = dont, ma'shina = mashina.
        if c != '\'' {
            folded.push(c);
        }
    } else if is_cyrillic(c) {
        if let Some(letter) = russian_keyboard(c) {
            folded.push(letter);
        }
    } else if matches!(c, 'ʼ' | 'ʻ' | '’' | '‘') {
        // Dropped like the ASCII apostrophe.
    } else if c == 'ı' {
        folded.push('i');
    } else if c == 'ə' {
        folded.push('a');
    } else if c == 'ŋ' {
        folded.push('n');
    } else if is_latin(c) {
        folded.extend(std::iter::once(c).nfd().filter(|c| !is_combining(*c)));
    } else if !is_combining(c) {
        folded.push(c);
    }
}

/// A Kazakh letter as somebody with a Russian keyboard types it; `None` for the silent signs.
fn russian_keyboard(c: char) -> Option<char> {
    Some(match c {
        'қ' => 'к',
        'ң' => 'н',
        'ғ' => 'г',
        'ү' | 'ұ' => 'у',
        'ө' => 'о',
        'ә' => 'а',
        'і' | 'ѝ' => 'и',
        'һ' => 'х',
        'ё' | 'э' | 'ѐ' => 'е',
        'щ' => 'ш',
        'ъ' | 'ь' => return None,
        _ => c,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::normalize::tests::any_text;
    use proptest::prelude::*;

    fn check(word: &str, expected: &str) {
        let folded = fold(word);
        assert_eq!(folded, expected, "{word:?} gives {folded:?}");
        assert_eq!(fold(&folded), folded, "not idempotent on {word:?}");
    }

    #[test]
    fn bengali_letters_that_sound_alike() {
        check("গা\u{09DC}ি", "গারি");
        check("গা\u{09A1}\u{09BC}ি", "গারি");
        check("চাঁদ", "চাদ");
        check("নূতন", "নুতন");
        check("শীত", "সিত");
        check("ঈদ", "ইদ");
        check("ঊষা", "উসা");
        check("যন্ত্রাংশ", "যন্ত্রাংস");
        check("কারণ", "কারন");
        check("হঠাৎ", "হঠাত");
        check("বাঙলা", "বাংলা");
        check("অঙ্গ", "অংগ");
        check("আষাঢ়", "আসার");
        check("সময়", "সম\u{09DF}");
        check("অর্ডার্", "অর্ডার");
    }

    #[test]
    fn kazakh_on_a_russian_keyboard() {
        check("Қосалқы бөлшек", "косалкы болшек");
        check("Косалкы болшек", "косалкы болшек");
        check("қocaлқы", "косалкы");
        check("әғқңөұүһі", "агкноуухи");
        check("объявление щётка эфир", "обявление шетка ефир");
        check("двигатель", "двигател");
        check("кѝно", "кино");
    }

    #[test]
    fn latin_without_accents() {
        check("Kölikti", "kolikti");
        check("quattauğa", "quattauga");
        check("qoŋyrau", "qonyrau");
        check("ma'shina", "mashina");
        check("maʼşina", "masina");
        check("don’t", "dont");
        check("aqıldy kəlik", "aqildy kalik");
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in any_text()) {
            let folded = fold(&text);
            prop_assert_eq!(fold(&folded), folded);
        }
    }
}
