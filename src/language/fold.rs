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
    if word.is_ascii() {
        // Nothing but an apostrophe goes, and nothing that is left is folded again.
        let mut folded = word.to_ascii_lowercase();
        folded.retain(|c| c != '\'');
        return folded;
    }
    let (mut folded, mut settled) = fold_once(word);
    for _ in 1..MAX_ROUNDS {
        if settled {
            break;
        }
        let (again, _) = fold_once(&folded);
        settled = again == folded;
        folded = again;
    }
    folded
}

/// One round, and whether it is certain that another would change nothing.
fn fold_once(word: &str) -> (String, bool) {
    let normal = normalize(word);
    let mut folded = String::with_capacity(normal.len());
    // In a word of several alphabets, or with digits, a letter that has changed may now be taken for
    // a look-alike or for part of a vehicle's number.
    let mut settled = !normal.contains(is_cyrillic) || !normal.contains(|c: char| is_latin(c) || c.is_numeric());
    for c in normal.chars() {
        if !is_bengali(c) {
            // A virama at a word's end is silent and mostly left out: অর্ডার্ = অর্ডার.
            settled &= !drop_final_virama(&mut folded) & fold_other(c, &mut folded);
            continue;
        }
        match c {
            NUKTA => settled &= fold_nukta(&mut folded),
            'ঁ' => settled = false,
            'ী' => folded.push('ি'),
            'ূ' => folded.push('ু'),
            'ঈ' => folded.push('ই'),
            'ঊ' => folded.push('উ'),
            'ণ' => folded.push('ন'),
            'শ' | 'ষ' => folded.push('স'),
            'ৎ' => folded.push('ত'),
            'ঙ' => {
                // ং takes no virama.
                settled = false;
                folded.push('ং');
            }
            _ => folded.push(c),
        }
    }
    settled &= !drop_final_virama(&mut folded);
    (folded, settled)
}

fn drop_final_virama(folded: &mut String) -> bool {
    let drops = folded.ends_with(VIRAMA);
    if drops {
        folded.pop();
    }
    drops
}

fn fold_nukta(folded: &mut String) -> bool {
    let letter = match folded.chars().next_back() {
        Some('ড' | 'ঢ') => 'র',
        Some('য') => YYA,
        // On any other letter the dot is noise.
        _ => return false,
    };
    folded.pop();
    folded.push(letter);
    true
}

fn fold_other(c: char, folded: &mut String) -> bool {
    match c {
        // An apostrophe inside a word: don't = dont, ma'shina = mashina.
        '\'' | 'ʼ' | 'ʻ' | '’' | '‘' => return false,
        _ if c.is_ascii() => folded.push(c),
        _ if is_cyrillic(c) => match russian_keyboard(c) {
            Some(letter) => folded.push(letter),
            None => return false,
        },
        'ı' => folded.push('i'),
        'ə' => folded.push('a'),
        'ŋ' => folded.push('n'),
        _ if is_latin(c) => folded.extend(std::iter::once(c).nfd().filter(|c| !is_combining(*c))),
        _ if is_combining(c) => return false,
        _ => folded.push(c),
    }
    true
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
