//! Kazakh in Latin letters: into folded Cyrillic for the index, and out of Cyrillic to make training
//! text (languages.md section 2.2).
//!
//! Four official alphabets were decreed (2017 apostrophes, 2018 acutes, 2019 and 2021 diaereses) and
//! most people use none of them ("kolik qashan keledi"). Folded Cyrillic makes them meet.

use std::sync::LazyLock;

use super::normalize::normalize;

/// A way to write Kazakh in Latin letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Alphabet {
    /// The alphabet of 2021: ä ö ü ū ğ ñ ş q ı.
    Official2021,
    /// What most people type, ASCII only: sh, zh, gh, q, y for ы and й.
    AdHoc,
    /// The same with k for қ, i for ы and j for ж: the way of chats.
    AdHocPlain,
}

impl Alphabet {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Official2021, Self::AdHoc, Self::AdHocPlain];
}

/// Latin spellings and their folded Cyrillic letters; longer spellings first.
const SPELLINGS: [(&str, &str); 58] = [
    ("sh", "ш"),
    ("ch", "ч"),
    ("tş", "ч"),
    ("zh", "ж"),
    ("gh", "г"),
    ("kh", "х"),
    ("ts", "ц"),
    ("ya", "я"),
    ("ia", "я"),
    ("yu", "ю"),
    ("iu", "ю"),
    ("yo", "е"),
    ("io", "е"),
    ("a", "а"),
    ("á", "а"),
    ("ä", "а"),
    ("ə", "а"),
    ("b", "б"),
    ("v", "в"),
    ("g", "г"),
    ("ğ", "г"),
    ("ǵ", "г"),
    ("d", "д"),
    ("e", "е"),
    ("j", "ж"),
    ("z", "з"),
    ("i", "и"),
    ("ı", "и"),
    ("ï", "и"),
    ("í", "и"),
    ("k", "к"),
    ("q", "к"),
    ("l", "л"),
    ("m", "м"),
    ("n", "н"),
    ("ñ", "н"),
    ("ń", "н"),
    ("ŋ", "н"),
    ("o", "о"),
    ("ó", "о"),
    ("ö", "о"),
    ("p", "п"),
    ("r", "р"),
    ("s", "с"),
    ("ş", "ш"),
    ("ș", "ш"),
    ("t", "т"),
    ("u", "у"),
    ("ú", "у"),
    ("ü", "у"),
    ("ū", "у"),
    ("w", "у"),
    ("ý", "у"),
    ("f", "ф"),
    ("h", "х"),
    ("x", "х"),
    ("ç", "ч"),
    ("č", "ч"),
];

/// [`SPELLINGS`] by their first letters, where these are ASCII; and the others.
static BY_FIRST: LazyLock<[Vec<(&str, &str)>; 128]> = LazyLock::new(|| {
    std::array::from_fn(|first| {
        let first = first as u8;
        let is_other = |spelling: &str| first == 0 && !spelling.is_char_boundary(1);
        SPELLINGS.into_iter().filter(|(spelling, _)| spelling.as_bytes()[0] == first || is_other(spelling)).collect()
    })
});

/// The longest spelling that a text begins with.
fn spelling(text: &str) -> Option<(&'static str, &'static str)> {
    let first = text.bytes().next().filter(u8::is_ascii).unwrap_or_default();
    BY_FIRST[usize::from(first)].iter().copied().find(|(spelling, _)| text.starts_with(spelling))
}

/// The folded Cyrillic readings of a Kazakh word in Latin letters: one, or two where a letter can
/// be read two ways (c as с or к, i as и or ы, ng as нг or ң). Empty if the word has other letters.
pub fn kazakh_to_cyrillic(word: &str) -> Vec<String> {
    let word = without_apostrophes(&normalize(word));
    let Some(first) = read(&word, Reading::Usual) else {
        return Vec::new();
    };
    match read(&word, Reading::Other) {
        Some(other) if other != first => vec![first, other],
        _ => vec![first],
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Reading {
    Usual,
    Other,
}

/// The apostrophe letters of 2017: sʼ and cʼ are sounds of their own, the others lose the mark.
fn without_apostrophes(word: &str) -> String {
    let is_apostrophe = |c: char| matches!(c, '\'' | 'ʼ' | '’' | '‘' | 'ʻ' | '´');
    let mut plain = String::with_capacity(word.len());
    for c in word.chars() {
        match plain.chars().next_back() {
            Some('s' | 'c') if is_apostrophe(c) => plain.push('h'),
            _ if is_apostrophe(c) => {}
            _ => plain.push(c),
        }
    }
    plain
}

fn read(word: &str, reading: Reading) -> Option<String> {
    let mut cyrillic = String::with_capacity(word.len() * 2);
    let back = reading == Reading::Other && has_back_harmony(word);
    let mut rest = word;
    while let Some(c) = rest.chars().next() {
        // у is half a consonant: "auyl" is ауыл, but "uy" is үй; both readings are given.
        let after_vowel = cyrillic.ends_with(['а', 'е', 'о', 'ы', 'и']) || (cyrillic.ends_with('у') && reading == Reading::Usual);
        let next = rest[c.len_utf8()..].chars().next();
        let (letters, used) = if c.is_ascii_digit() {
            cyrillic.push(c);
            ("", 1)
        } else if rest.starts_with("ng") && (reading == Reading::Other || !next_is_vowel(&rest[2..])) {
            ("н", 2)
        } else if c == 'c' && next != Some('h') {
            (soft_c(next, reading), 1)
        } else if matches!(c, 'y' | 'i') && after_vowel && !next_is_vowel(&rest[1..]) {
            // қалай is qalai, qalay; the й of 2021 is an i.
            ("й", 1)
        } else if rest.starts_with("ia") && !cyrillic.is_empty() && !after_vowel {
            // A loan such as garantia; after a vowel ia is я.
            ("ия", 2)
        } else if matches!(c, 'i' | 'ı') && back && !next_is_vowel(&rest[c.len_utf8()..]) {
            ("ы", c.len_utf8())
        } else if let Some((spelling, letters)) = spelling(rest) {
            (letters, spelling.len())
        } else if c == 'y' {
            ("ы", 1)
        } else {
            return None;
        };
        cyrillic.push_str(letters);
        rest = &rest[used..];
    }
    (!cyrillic.is_empty()).then_some(cyrillic)
}

/// Many write i for both і and ы ("boladi"); the other vowels tell which it is, as far as folded
/// letters need it.
fn has_back_harmony(word: &str) -> bool {
    word.contains(['a', 'o', 'ı', 'q', 'ğ']) && !word.contains(['e', 'ä', 'ö', 'ü'])
}

fn next_is_vowel(rest: &str) -> bool {
    rest.starts_with(['a', 'e', 'i', 'o', 'u', 'y', 'ä', 'ö', 'ü', 'ı', 'ū', 'á', 'ó', 'ú'])
}

fn soft_c(next: Option<char>, reading: Reading) -> &'static str {
    let before_back_vowel = matches!(next, Some('a' | 'o' | 'u'));
    if before_back_vowel || reading == Reading::Other { "к" } else { "с" }
}

/// Kazakh Cyrillic text in Latin letters, to multiply training text. Anything else passes through.
pub fn cyrillic_to_latin(text: &str, alphabet: Alphabet) -> String {
    let text = normalize(text);
    let mut latin = String::with_capacity(text.len());
    for c in text.chars() {
        match latin_letter(c, alphabet) {
            Some(letters) => latin.push_str(letters),
            None => latin.push(c),
        }
    }
    latin
}

fn latin_letter(c: char, alphabet: Alphabet) -> Option<&'static str> {
    let [official, ad_hoc, plain] = match c {
        'а' => ["a", "a", "a"],
        'ә' => ["ä", "a", "a"],
        'б' => ["b", "b", "b"],
        'в' => ["v", "v", "v"],
        'г' => ["g", "g", "g"],
        'ғ' => ["ğ", "gh", "g"],
        'д' => ["d", "d", "d"],
        'е' | 'э' => ["e", "e", "e"],
        'ё' => ["io", "yo", "e"],
        'ж' => ["j", "zh", "j"],
        'з' => ["z", "z", "z"],
        'и' => ["i", "i", "i"],
        'й' => ["i", "y", "i"],
        'к' => ["k", "k", "k"],
        'қ' => ["q", "q", "k"],
        'л' => ["l", "l", "l"],
        'м' => ["m", "m", "m"],
        'н' => ["n", "n", "n"],
        'ң' => ["ñ", "n", "n"],
        'о' => ["o", "o", "o"],
        'ө' => ["ö", "o", "o"],
        'п' => ["p", "p", "p"],
        'р' => ["r", "r", "r"],
        'с' => ["s", "s", "s"],
        'т' => ["t", "t", "t"],
        'у' => ["u", "u", "u"],
        'ү' => ["ü", "u", "u"],
        'ұ' => ["ū", "u", "u"],
        'ф' => ["f", "f", "f"],
        'х' => ["h", "kh", "h"],
        'һ' => ["h", "h", "h"],
        'ц' => ["ts", "ts", "c"],
        'ч' => ["tş", "ch", "ch"],
        'ш' => ["ş", "sh", "sh"],
        'щ' => ["ş", "sh", "sh"],
        'ъ' | 'ь' => ["", "", ""],
        'ы' => ["y", "y", "i"],
        'і' => ["ı", "i", "i"],
        'ю' => ["iu", "yu", "yu"],
        'я' => ["ia", "ya", "ya"],
        _ => return None,
    };
    Some(match alphabet {
        Alphabet::Official2021 => official,
        Alphabet::AdHoc => ad_hoc,
        Alphabet::AdHocPlain => plain,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::fold::fold;

    fn check(latin: &str, kazakh: &str) {
        for word in latin.split_whitespace() {
            let readings = kazakh_to_cyrillic(word);
            assert!(readings.contains(&fold(kazakh)), "{word} is read {readings:?}");
        }
    }

    #[test]
    fn every_alphabet_is_read() {
        check("kolik kölik kólik ko'lik", "көлік");
        check("qansha kansha qanşa qans'a", "қанша");
        check("qashan kashan qaşan", "қашан");
        check("qaida qayda kaida kayda", "қайда");
        check("qalai qalay kalai", "қалай");
        check("mashina maşina masʼina", "машина");
        check("bölşek bolshek", "бөлшек");
        check("tolyq tolıq", "толық");
        check("chek çek tşek", "чек");
        check("bolady boladi boladı", "болады");
        check("zhyl jyl jıl", "жыл");
        check("auyl", "ауыл");
        check("garantiya garantia", "гарантия");
        check("qoŋyrau qoñyrau qongyrau", "қоңырау");
    }

    #[test]
    fn other_letters_have_no_reading() {
        assert!(kazakh_to_cyrillic("গাড়ি").is_empty());
        assert!(kazakh_to_cyrillic("").is_empty());
    }

    #[test]
    fn there_and_back() {
        for alphabet in Alphabet::ALL {
            for word in ["тежегіш", "кепілдік", "тапсырыс", "жеткізу", "шағым"] {
                let latin = cyrillic_to_latin(word, alphabet);
                let readings = kazakh_to_cyrillic(&latin);
                let close = |reading: &String| reading.replace('ы', "и") == fold(word).replace('ы', "и");
                assert!(readings.iter().any(close), "{word} {latin} {readings:?}");
            }
        }
    }
}
