//! Codes that a car or a wallbox shows (E03, P0A80, 1046-B): they match exactly or not at all, for E03 and E08 are one letter apart and mean
//! different things.
//!
//! Not every word with a digit is a code. What is one:
//!
//! - one to three Latin letters with two to five digits right after them, perhaps with a letter more (E03, BMS066, P0420), and the five characters of
//!   SAE J2012 (P0A80); also with a hyphen or an underscore between (E-03, BMS_a066), where several letters must be capitals;
//! - three to five digits, a hyphen and one letter (1046-B);
//! - a number, or a letter with one digit, beside a word that says so ("error 507", "E3 қатесі");
//! - and in a question, what the corpus has as a code: E 03, 1046B, 1046 B. Also letter and number apart (E 08) when the corpus has codes that begin so.
//!
//! Not one: iCar 03 (four letters), L7 (a single digit), 7 kW and 12V (a quantity begins with its digits), 2026, 100,000 km, a VIN (longer), and what an
//! entry names under `models`. Digits of all scripts are the same, and Cyrillic capitals that look like Latin ones.

use std::collections::{BTreeSet, HashMap};

use serde::{Deserialize, Serialize};

use super::ranking::{Candidate, Evidence};
use crate::faq::{Corpus, Entry};

/// Letters that a code begins with, and digits that follow them, at most.
const MOST_LETTERS: usize = 3;
const DIGITS: std::ops::RangeInclusive<usize> = 2..=5;
/// Longest code, in characters.
const LONGEST: usize = 8;
/// Share of an entry's phrasings in a language from which on it is about the codes in them: a phrasing among sixty is an example.
const ABOUT: f32 = 0.3;
/// Words of a message up to which a code that only one entry is about decides alone.
const SHORT: usize = 16;
/// Codes of a message that are looked at.
const MOST_CODES: usize = 8;
/// Words beside which a number is a code, as they are normalised or begin.
const CODE_WORDS: [&str; 17] = [
    "error",
    "code",
    "fault",
    "dtc",
    "alert",
    "ошибк",
    "код",
    "қате",
    "кате",
    "қателік",
    "ақау",
    "এরর",
    "কোড",
    "ত্রুটি",
    "ফল্ট",
    "kod",
    "qate",
];
/// Words that may stand between such a word and its number.
const NUMBER_WORDS: [&str; 8] = ["no", "number", "nr", "номер", "нөмір", "нөмірі", "নং", "নম্বর"];
/// Words of one letter, which are no begin of a code that stands apart.
const ONE_LETTER_WORDS: [&str; 2] = ["A", "I"];

/// What was found in a text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Scan {
    /// What is a code whoever reads it.
    certain: BTreeSet<String>,
    /// What is one if the corpus has it; with the letters with which it begins where it is also one if the corpus has a code that begins so.
    perhaps: Vec<(String, Option<String>)>,
}

/// A run of letters and digits, in capitals, with ASCII digits and Latin letters where it can be read so.
struct Piece {
    text: String,
    /// As it was normalised, for telling words.
    word: String,
    /// Whether all its letters were capitals.
    is_upper: bool,
    /// What stands before it.
    gap: String,
}

impl Piece {
    fn new(raw: &str, gap: String) -> Self {
        let text: String = raw.chars().map(to_latin).collect();
        let is_upper = !raw.chars().any(char::is_lowercase);
        Self { text: text.to_uppercase(), word: raw.to_lowercase(), is_upper, gap }
    }

    fn is_number(&self) -> bool {
        !self.text.is_empty() && self.text.bytes().all(|b| b.is_ascii_digit())
    }

    fn is_latin(&self) -> bool {
        !self.text.is_empty() && self.text.bytes().all(|b| b.is_ascii_uppercase())
    }

    fn is_code_word(&self) -> bool {
        CODE_WORDS.iter().any(|word| self.word.starts_with(word))
    }

    /// Stands right after a hyphen or an underscore.
    fn is_joined(&self) -> bool {
        matches!(self.gap.as_str(), "-" | "_" | "\u{2010}" | "\u{2011}" | "\u{2013}")
    }
}

/// ASCII digits for those of other scripts, and Latin capitals for Cyrillic ones that look the same.
fn to_latin(c: char) -> char {
    match c {
        'А' => 'A',
        'В' => 'B',
        'С' | 'с' => 'C',
        'Е' | 'е' => 'E',
        'Н' => 'H',
        'К' => 'K',
        'М' => 'M',
        'О' => 'O',
        'Р' | 'р' => 'P',
        'Т' => 'T',
        'У' => 'Y',
        'Х' | 'х' => 'X',
        '০'..='৯' => char::from(b'0' + (u32::from(c) - u32::from('০')) as u8),
        '０'..='９' => char::from(b'0' + (u32::from(c) - u32::from('０')) as u8),
        _ => c,
    }
}

/// Cuts a text into runs of letters and digits.
fn pieces(text: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let (mut raw, mut gap) = (String::new(), String::new());
    // Marks belong to their letters: a Bengali word has them.
    let is_inside = |c: char| c.is_alphanumeric() || matches!(c, '\u{0980}'..='\u{09E3}');
    for c in text.chars().chain([' ']) {
        if is_inside(c) {
            raw.push(c);
            continue;
        }
        if !raw.is_empty() {
            pieces.push(Piece::new(&std::mem::take(&mut raw), std::mem::take(&mut gap)));
        }
        gap.push(c);
    }
    pieces
}

/// How many letters a run begins with, how many digits follow, and how many letters end it; none when it is built otherwise.
fn shape(text: &str) -> Option<(usize, usize, usize)> {
    let letters = text.bytes().take_while(u8::is_ascii_uppercase).count();
    let digits = text[letters..].bytes().take_while(u8::is_ascii_digit).count();
    let rest = &text[letters + digits..];
    rest.bytes().all(|b| b.is_ascii_uppercase()).then_some((letters, digits, rest.len()))
}

/// The trouble codes of SAE J2012: P0A80.
fn is_trouble_code(text: &str) -> bool {
    let bytes = text.as_bytes();
    bytes.len() == 5
        && matches!(bytes[0], b'P' | b'C' | b'B' | b'U')
        && matches!(bytes[1], b'0'..=b'3')
        && bytes[2..].iter().all(|b| b.is_ascii_hexdigit())
}

/// Whether letters with digits right after them are a code.
fn is_code(text: &str) -> bool {
    let fits =
        shape(text).is_some_and(|(letters, digits, rest)| (1..=MOST_LETTERS).contains(&letters) && DIGITS.contains(&digits) && rest <= 1);
    text.len() <= LONGEST && (fits || is_trouble_code(text))
}

/// Finds what is a code or may be one.
fn scan(text: &str) -> Scan {
    let mut scan = Scan::default();
    if !text.chars().any(char::is_numeric) {
        return scan;
    }
    let pieces = pieces(text);
    for (at, piece) in pieces.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &pieces[before]);
        let is_named = is_named(&pieces, at);
        if let Some((letters, digits, rest)) = shape(&piece.text).filter(|_| piece.text.len() <= LONGEST) {
            if is_code(&piece.text) || (is_named && letters == 1 && digits == 1 && rest == 0) {
                scan.certain.insert(piece.text.clone());
            } else if (letters > 0 && letters <= MOST_LETTERS && digits > 0) || (letters == 0 && digits > 2 && rest == 1) {
                scan.perhaps.push((piece.text.clone(), None));
            } else if piece.is_number() && is_named {
                scan.certain.insert(format!("#{}", piece.text));
            }
        } else if is_code(&piece.text) {
            scan.certain.insert(piece.text.clone());
        }
        if let Some(before) = before {
            scan_two(before, piece, is_named || is_named_before(&pieces, at), &mut scan);
        }
    }
    scan
}

/// What two neighbours are together.
fn scan_two(before: &Piece, piece: &Piece, is_named: bool, scan: &mut Scan) {
    let together = || format!("{}{}", before.text, piece.text);
    let begins = before.is_latin() && before.text.len() <= MOST_LETTERS && piece.text.starts_with(|c: char| c.is_ascii_digit());
    if piece.is_joined() {
        let letter_number = before.is_latin() && (before.is_upper || before.text.len() == 1);
        let number_letter = before.is_number() && (3..=5).contains(&before.text.len()) && piece.word.len() == 1 && piece.is_latin();
        let named_part = before.is_upper && before.is_latin() && (2..=MOST_LETTERS).contains(&before.text.len()) && is_code(&piece.text);
        if (letter_number && is_code(&together())) || number_letter || named_part {
            // The part alone is none: BMS_a066 is not A066.
            scan.certain.remove(&piece.text);
            scan.certain.remove(&format!("#{}", before.text));
            scan.certain.insert(together());
        }
    } else if piece.gap == " " {
        let is_word = ONE_LETTER_WORDS.contains(&before.text.as_str());
        if begins && is_code(&together()) {
            if is_named && !is_word && (before.is_upper || before.text.len() == 1) {
                scan.certain.insert(together());
                scan.certain.remove(&format!("#{}", piece.text));
            } else {
                scan.perhaps.push((together(), (!is_word).then(|| before.text.clone())));
            }
        } else if before.is_number() && before.text.len() > 2 && piece.is_latin() && piece.text.len() == 1 {
            scan.perhaps.push((together(), None));
        }
    }
}

/// Whether the word before this one is named so.
fn is_named_before(pieces: &[Piece], at: usize) -> bool {
    at.checked_sub(1).is_some_and(|before| is_named(pieces, before))
}

/// Whether a word that says "error" or "code" stands beside this one, perhaps with "number" between.
fn is_named(pieces: &[Piece], at: usize) -> bool {
    let mut before = pieces[..at].iter().rev().take(2);
    let earlier = match before.next() {
        Some(piece) if NUMBER_WORDS.contains(&piece.word.as_str()) => before.next(),
        piece => piece,
    };
    earlier.is_some_and(Piece::is_code_word) || pieces.get(at + 1).is_some_and(Piece::is_code_word)
}

/// The codes of a corpus.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Codes {
    /// The entries that have a code, and whether they are about it.
    entries: HashMap<String, Vec<(u32, bool)>>,
    /// The codes of each entry that has some, and whether it is about codes.
    of_entry: HashMap<u32, (BTreeSet<String>, bool)>,
    /// What models are called: never a code.
    models: BTreeSet<String>,
}

/// What codes make of a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing.
    Nothing,
    /// Only this entry is about the code that a short question has.
    Certain(u32),
    /// The best entry is about another code: it must not be answered.
    Barred,
}

/// The letters that a code begins with.
fn family(code: &str) -> &str {
    &code[..code.bytes().take_while(|b| !b.is_ascii_digit()).count()]
}

impl Codes {
    /// Takes the codes of a corpus's entries.
    pub fn new(corpus: &Corpus) -> Self {
        let mut codes = Self::default();
        for model in corpus.entries.iter().flat_map(|entry| &entry.models) {
            let Scan { certain, perhaps } = scan(model);
            codes.models.extend(certain);
            codes.models.extend(perhaps.into_iter().map(|(code, _)| code));
        }
        for (number, entry) in (0..).zip(&corpus.entries) {
            codes.add_entry(number, entry);
        }
        codes
    }

    /// Puts an entry's new state in place of what there is of it; without one, the entry is withdrawn. What a withdrawn entry called a model stays
    /// one until all is built anew.
    pub fn edit(&mut self, number: u32, entry: Option<&Entry>) {
        for code in self.of_entry.remove(&number).into_iter().flat_map(|(own, _)| own) {
            self.forget(&code, number);
        }
        let Some(entry) = entry else { return };
        for Scan { certain, perhaps } in entry.models.iter().map(|model| scan(model)) {
            for code in certain.into_iter().chain(perhaps.into_iter().map(|(code, _)| code)) {
                for (having, _) in self.entries.remove(&code).unwrap_or_default() {
                    if let Some((own, _)) = self.of_entry.get_mut(&having) {
                        own.remove(&code);
                    }
                }
                self.models.insert(code);
            }
        }
        self.add_entry(number, entry);
    }

    /// An entry has this code no more.
    fn forget(&mut self, code: &str, number: u32) {
        if let Some(entries) = self.entries.get_mut(code) {
            entries.retain(|(known, _)| *known != number);
            if entries.is_empty() {
                self.entries.remove(code);
            }
        }
    }

    fn add_entry(&mut self, number: u32, entry: &Entry) {
        for text in entry.texts.values() {
            self.add(number, &text.title, true);
            let of_phrasings: Vec<BTreeSet<String>> = text.phrasings.iter().map(|phrasing| self.certain(phrasing)).collect();
            let with = of_phrasings.iter().filter(|codes| !codes.is_empty()).count();
            let is_about = with as f32 >= ABOUT * text.phrasings.len() as f32;
            of_phrasings.iter().flatten().for_each(|code| self.put(number, code, is_about));
            self.add(number, &text.answer, false);
        }
    }

    fn certain(&self, text: &str) -> BTreeSet<String> {
        &scan(text).certain - &self.models
    }

    fn add(&mut self, entry: u32, text: &str, is_about: bool) {
        for code in self.certain(text) {
            self.put(entry, &code, is_about);
        }
    }

    fn put(&mut self, entry: u32, code: &str, is_about: bool) {
        let (own, about_codes) = self.of_entry.entry(entry).or_default();
        own.insert(code.to_owned());
        *about_codes |= is_about;
        let entries = self.entries.entry(code.to_owned()).or_default();
        match entries.iter_mut().find(|(known, _)| *known == entry) {
            Some((_, about)) => *about |= is_about,
            None => entries.push((entry, is_about)),
        }
    }

    /// The codes of a question.
    pub fn find(&self, question: &str) -> Vec<String> {
        let Scan { certain, perhaps } = scan(question);
        let is_one = |code: &str, begin: Option<&str>| {
            self.entries.contains_key(code) || begin.is_some_and(|begin| self.entries.keys().any(|known| family(known) == begin))
        };
        let meant = perhaps.into_iter().filter(|(code, begin)| is_one(code, begin.as_deref())).map(|(code, _)| code);
        certain.into_iter().chain(meant).filter(|code| !self.models.contains(code)).take(MOST_CODES).collect()
    }

    /// The entries that have one of these codes.
    pub fn having<'a>(&'a self, codes: &'a [String]) -> impl Iterator<Item = u32> + 'a {
        codes.iter().filter_map(|code| self.entries.get(code)).flatten().map(|(entry, _)| *entry)
    }

    /// Leaves of the candidates those that have a code of the question, where the corpus has it.
    pub fn restrict(&self, codes: &[String], evidence: &mut Evidence) {
        if self.having(codes).next().is_none() {
            return;
        }
        let has = |candidate: &Candidate| self.having(codes).any(|entry| entry == candidate.entry);
        evidence.candidates.retain(has);
    }

    /// What the codes of a question of so many words make of its best entry.
    pub fn judge(&self, codes: &[String], best: Option<u32>, words: usize) -> Verdict {
        let Some(best) = best.filter(|_| !codes.is_empty()) else { return Verdict::Nothing };
        let mut about: Vec<u32> =
            codes.iter().filter_map(|code| self.entries.get(code)).flatten().filter(|(_, about)| *about).map(|(entry, _)| *entry).collect();
        about.dedup();
        if about == [best] && words <= SHORT {
            return Verdict::Certain(best);
        }
        let Some((own, is_about)) = self.of_entry.get(&best) else { return Verdict::Nothing };
        let has_one = codes.iter().any(|code| own.contains(code));
        let is_kin = || own.iter().any(|own| codes.iter().any(|code| family(own) == family(code)));
        if !has_one && (*is_about || is_kin()) { Verdict::Barred } else { Verdict::Nothing }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faq::file;

    fn certain(text: &str) -> Vec<String> {
        scan(text).certain.into_iter().collect()
    }

    #[test]
    fn codes_are_told_from_other_words_with_digits() {
        for (text, expected) in [
            ("The wallbox shows error E03", "E03"),
            ("e-03 on the screen", "E03"),
            ("wallbox error E 03", "E03"),
            ("error E০৩", "E03"),
            ("Е03 қатесі", "E03"),
            ("P0A80 replace hybrid pack", "P0A80"),
            ("p0420?", "P0420"),
            ("alert 1046-B", "1046B"),
            ("BMS_a066", "BMSA066"),
            ("error code 507", "#507"),
            ("কোড নং ৫০৭", "#507"),
            ("507 ошибка", "#507"),
            ("E3 error", "E3"),
        ] {
            assert_eq!(certain(text), [expected], "{text}");
        }
        for text in [
            "my iCar 03",
            "Li L7",
            "7 kW charger",
            "12V battery",
            "in 2026",
            "100,000 km",
            "XTA21099043576180",
            "+7 701 123 4567",
            "5W30 oil",
            "220V",
            "2-3 days",
            "top-10",
            "24/7",
            "2026-жылы",
            "100-е",
            "a 12 volt battery",
            "CCS2",
            "V2L",
            "USB3",
            "15 min",
            "30-40 %",
        ] {
            assert_eq!(certain(text), Vec::<String>::new(), "{text}");
        }
    }

    fn codes() -> Codes {
        let entry = |phrasing: &str, answer: &str| format!("[en]\ntitle = \"T\"\nphrasings = [\"{phrasing}\"]\nanswer = \"{answer}\"\n");
        let files = [
            ("a/e03.toml", entry("wallbox error E03", "Press the button.")),
            ("a/e05.toml", entry("wallbox error E05", "Call us.")),
            ("a/list.toml", entry("what do the lamps mean", "A07 is cold.")),
            ("a/other.toml", entry("brakes squeak", "Come in.")),
            ("a/x70.toml", format!("models = [\"x70-plus\"]\n{}", entry("is the X70 large", "Yes."))),
            ("a/zeta.toml", entry("alert 1046-B", "Stop.")),
        ];
        Codes::new(&file::read(files, file::Options::default()).0)
    }

    #[test]
    fn an_edit_brings_its_codes_and_takes_the_old_ones() {
        let mut codes = codes();
        let entry = |models: &str| {
            let text = format!("{models}[en]\ntitle = \"T\"\nphrasings = [\"wallbox error E04\"]\nanswer = \"Press.\"\n");
            file::read([("a/new.toml", text)], file::Options::default()).0.entries.remove(0)
        };
        codes.edit(0, Some(&entry("")));
        assert_eq!(codes.judge(&codes.find("E 04"), Some(0), 5), Verdict::Certain(0));
        assert!(codes.having(&["E03".to_owned()]).next().is_none());
        codes.edit(1, None);
        assert_eq!(codes.judge(&codes.find("E05"), Some(0), 5), Verdict::Barred);
        codes.edit(6, Some(&entry("models = [\"E04\"]\n")));
        assert!(codes.find("E04").is_empty(), "a model is no code");
    }

    #[test]
    fn a_code_matches_exactly_or_not_at_all() {
        let codes = codes();
        for (text, best, verdict) in [
            ("E 03", 0, Verdict::Certain(0)),
            ("e-03", 0, Verdict::Certain(0)),
            ("E৩ what", 3, Verdict::Nothing),
            ("The wallbox shows E08", 0, Verdict::Barred),
            ("The wallbox shows E 08", 0, Verdict::Barred),
            ("A99", 2, Verdict::Barred),
            ("E08", 3, Verdict::Nothing),
            ("is the X70 large", 0, Verdict::Nothing),
            ("1046B", 5, Verdict::Certain(5)),
            ("1046 b", 5, Verdict::Certain(5)),
            ("does the wallbox fail", 0, Verdict::Nothing),
        ] {
            assert_eq!(codes.judge(&codes.find(text), Some(best), 5), verdict, "{text} {:?}", codes.find(text));
        }
        let mut evidence = Evidence { candidates: (0..6).map(Candidate::new).collect(), ..Evidence::default() };
        codes.restrict(&codes.find("E08"), &mut evidence);
        assert_eq!(evidence.candidates.len(), 6, "an unknown code leaves all as buttons");
        codes.restrict(&codes.find("error E03"), &mut evidence);
        assert_eq!(evidence.candidates.iter().map(|candidate| candidate.entry).collect::<Vec<_>>(), [0]);
    }
}
