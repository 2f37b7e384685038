//! Words of a text (languages.md section 1.2): UAX#29 with repairs for how people type.
//!
//! UAX#29 keeps Bengali words whole, which splitting at everything that is not alphanumeric does
//! not. The repairs: digit groups are one number, a unit glued to a number comes off, "машина.қайда"
//! is two words, a bare case suffix behind a hyphen (ТО-ға) is dropped, a Bengali negation written
//! together with its verb comes off.

use std::borrow::Cow;
use std::cell::LazyCell;
use std::ops::ControlFlow;
use std::sync::LazyLock;

use rustc_hash::FxHashSet;
use unicode_segmentation::UnicodeSegmentation;

use super::normalize::{is_alphanumeric, is_bengali, is_combining, is_cyrillic, is_invisible, is_latin, normalize, vin};

/// One word of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The normalised word.
    pub text: String,
    /// Where it starts in the original text, in bytes.
    pub start: usize,
    /// Where it ends in the original text, in bytes. A dropped case suffix is not part of it.
    pub end: usize,
    /// What kind of word it is.
    pub kind: WordKind,
    /// Written in capitals, two letters or more. It tells ТО (servicing) from the pronoun «то».
    pub is_upper: bool,
}

/// What a word is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum WordKind {
    /// Letters, perhaps with digits among them (5w30).
    Letters,
    /// Digits only, perhaps with a decimal separator.
    Number,
    /// A vehicle identification number, in lower-case Latin letters.
    Vin,
}

/// Longest word, in characters; of a longer one the rest is not looked at. The longest words here are Kazakh, and one of 33 letters
/// (қанағаттандырылмағандықтарыңыздан) is quoted as a curiosity; of some 4,600 questions at hand none has a word of more than 19. What is longer is no
/// word, and some steps on a word cost more than in proportion to its length.
pub const LONGEST_WORD: usize = 64;

/// Case suffixes that people hang on an abbreviation with a hyphen.
const HYPHEN_SUFFIXES: &str = "
    ға ге қа ке га ка да де та те дан ден тан тен нан нен ның нің дың дің тың тің нын нин дын дин тын тин
    ды ді ты ті ди ти ны ні ни мен бен пен сы сі си сын сін син ші шы ши
    ga ge qa ka ke da de ta te dan den tan ten nyn nin dyn din tyn tin dy di ty ti men pen ben
    র এর য়ের ের টা টি টার টির টাকে টাতে তে তেই কে য় গুলো গুলি রা er r tar ti tir";
/// Units that are glued to a number: 60000km, 5000тг, 10din.
const UNITS: &str = "
    km kms kmh kg kw kwh v volt l ltr litre liter k tk taka bdt usd tg tenge kzt rs percent
    min mins minute minutes h hr hrs hour hours day days week weeks month months yr yrs year years
    din mash mas bochor ghonta gonta ta ti th st nd rd am pm kun kunde ay ai jyl zhyl myn";
/// Verb endings and verbs that a negation is written together with.
const BENGALI_FINITE: &str = "
    ছে ছি ছেন বে বো বেন হয় যায় দেয় নেয় পায় চায় খায় করে পারে ধরে চলে লাগে আসে থাকে ওঠে উঠে খোলে খুলে
    জ্বলে বাজে কমে নামে পারি পাই যাই করি";
const LATIN_VERBS: &str = "
    hoy hoi hocche hosse hoche hocce hobe hbe jabe jay jai kore kori pare pari parchi parbo lage ase ashe
    chole thake othe khole jole baje kome pai dey dei ney nei chay";
/// Abbreviations made of letters that Latin and Cyrillic share, so that they may be typed in either.
const SHARED_ABBREVIATIONS: &str = "то сто каско осаго";

static LISTS: LazyLock<Lists> = LazyLock::new(|| Lists {
    hyphen_suffixes: list(HYPHEN_SUFFIXES),
    units: list(UNITS),
    bengali_finite: list(BENGALI_FINITE),
    latin_verbs: list(LATIN_VERBS),
    shared_abbreviations: list(SHARED_ABBREVIATIONS),
});

struct Lists {
    hyphen_suffixes: FxHashSet<String>,
    units: FxHashSet<String>,
    bengali_finite: FxHashSet<String>,
    latin_verbs: FxHashSet<String>,
    shared_abbreviations: FxHashSet<String>,
}

fn list(words: &str) -> FxHashSet<String> {
    words.split_whitespace().map(normalize).collect()
}

/// The words of a text, in order.
pub fn words(text: &str) -> Vec<Word> {
    first_words(text, usize::MAX)
}

/// The first words of a text, at most so many.
pub fn first_words(text: &str, most: usize) -> Vec<Word> {
    let mut words = Vec::new();
    if most > 0 {
        each_word(text, |word| {
            words.push(word);
            if words.len() == most { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
    }
    words
}

/// Gives the words of a text in order until one ends it: what comes after that is not looked at.
pub fn each_word(text: &str, mut give: impl FnMut(Word) -> ControlFlow<()>) {
    let visible = Visible::new(text);
    let mostly_cyrillic = LazyCell::new(|| is_mostly_cyrillic(&visible.text));
    let mut before = None;
    each_piece(&visible.text, |piece| {
        let raw = first_chars(&visible.text[piece.clone()], LONGEST_WORD);
        let hangs_on = before.is_some_and(|end| hangs_on(&visible.text[end..piece.start]));
        before = Some(piece.end);
        let mut word = normalize(raw);
        if hangs_on && LISTS.hyphen_suffixes.contains(&word) {
            return ControlFlow::Continue(());
        }
        let is_upper = is_upper(raw);
        if is_upper && *mostly_cyrillic {
            word = shared_abbreviation(word);
        }
        let Some(kind) = word_kind(&word) else {
            return ControlFlow::Continue(());
        };
        if kind == WordKind::Number {
            word = plain_number(&word);
        }
        let (start, end) = (visible.original(piece.start), visible.original_end(piece.end));
        give(Word { text: word, start, end, kind, is_upper })
    });
}

/// The first characters of a text, at most so many.
pub fn first_chars(text: &str, most: usize) -> &str {
    // No character has less than a byte.
    if text.len() <= most {
        return text;
    }
    let mut rest = text.chars();
    if let Some(last) = most.checked_sub(1) {
        rest.nth(last);
    }
    &text[..text.len() - rest.as_str().len()]
}

/// A text without its invisible characters, and the way back to the original byte positions.
struct Visible<'t> {
    text: Cow<'t, str>,
    /// Position in `text` after each deletion, and how many bytes were deleted up to there.
    deleted: Vec<(usize, usize)>,
}

impl<'t> Visible<'t> {
    fn new(original: &'t str) -> Self {
        if !original.chars().any(|c| c == '`' || is_unseen(c)) {
            return Self { text: Cow::Borrowed(original), deleted: Vec::new() };
        }
        let mut text = String::with_capacity(original.len());
        let mut deleted: Vec<(usize, usize)> = Vec::new();
        let mut total = 0;
        let mut previous = ' ';
        let mut rest = original.chars().peekable();
        while let Some(c) = rest.next() {
            if is_unseen(c) {
                total += c.len_utf8();
                deleted.push((text.len(), total));
                continue;
            }
            let is_apostrophe = c == '`' && previous.is_alphabetic() && rest.peek().is_some_and(|next| next.is_alphabetic());
            text.push(if is_apostrophe { '\'' } else { c });
            previous = c;
        }
        Self { text: Cow::Owned(text), deleted }
    }

    fn original(&self, position: usize) -> usize {
        let before = self.deleted.partition_point(|(at, _)| *at <= position);
        position + before.checked_sub(1).map_or(0, |i| self.deleted[i].1)
    }

    fn original_end(&self, position: usize) -> usize {
        let before = self.deleted.partition_point(|(at, _)| *at < position);
        position + before.checked_sub(1).map_or(0, |i| self.deleted[i].1)
    }
}

/// What is taken out before words are parted. The joiners stay: normalising a word needs to see them, and they do not part words.
fn is_unseen(c: char) -> bool {
    is_invisible(c) && !matches!(c, '\u{200C}' | '\u{200D}')
}

type Piece = std::ops::Range<usize>;

/// Gives the pieces of a text that are words, in order, until one ends it. "5 000" is one number: a group of up to three digits, then groups of
/// exactly three.
fn each_piece(text: &str, mut give: impl FnMut(Piece) -> ControlFlow<()>) {
    let (mut split, mut last, mut may_grow) = (Vec::new(), None::<Piece>, false);
    for (start, word) in text.unicode_word_indices() {
        split_joined(start, word, &mut split);
        for piece in split.drain(..) {
            let digits = digits(&text[piece.clone()]);
            match &mut last {
                Some(last) if may_grow && digits == Some(3) && matches!(&text[last.end..piece.start], " " | "\u{00A0}" | "\u{202F}") => {
                    last.end = piece.end;
                }
                last => {
                    may_grow = matches!(digits, Some(1..=3));
                    if last.replace(piece).is_some_and(|done| give(done).is_break()) {
                        return;
                    }
                }
            }
        }
    }
    if let Some(last) = last {
        // Nothing comes after it, whatever is said.
        let _ = give(last);
    }
}

/// How many digits a word has that has nothing else.
fn digits(word: &str) -> Option<usize> {
    word.chars().all(char::is_numeric).then(|| word.chars().count())
}

/// UAX#29 does not part words at a full stop, colon or underscore without a space. They are parted
/// here, unless it is an abbreviation of single letters (т.б) or a number.
fn split_joined(start: usize, word: &str, pieces: &mut Vec<Piece>) {
    let separates = |c: char| matches!(c, '.' | ':' | '_' | '·' | '．' | '․');
    let long_part = |part: &str| part.chars().filter(|c| is_alphanumeric(*c)).count() > 1;
    let is_number = word.chars().all(|c| c.is_numeric() || c.is_ascii_punctuation());
    if is_number || !word.split(separates).any(long_part) {
        split_unit(start, word, pieces);
        return;
    }
    let mut offset = start;
    for part in word.split_inclusive(separates) {
        let body = part.trim_end_matches(separates);
        if body.chars().any(is_alphanumeric) {
            split_unit(offset, body, pieces);
        }
        offset += part.len();
    }
}

fn split_unit(start: usize, word: &str, pieces: &mut Vec<Piece>) {
    let end = start + word.len();
    let is_digit_part = |c: char| c.is_numeric() || matches!(c, '.' | ',');
    let digits = word.find(|c| !is_digit_part(c)).unwrap_or(word.len());
    let unit = &word[digits..];
    let splits = digits > 0
        && (unit.starts_with(|c| is_bengali(c) || is_cyrillic(c)) && !unit.contains(char::is_numeric)
            || LISTS.units.contains(&unit.to_lowercase()));
    if splits {
        pieces.push(start..start + digits);
        pieces.push(start + digits..end);
    } else if let Some(verb) = before_negation(word) {
        pieces.push(start..start + verb.len());
        pieces.push(start + verb.len()..end);
    } else {
        pieces.push(start..end);
    }
}

/// The verb that a negation was written together with: হচ্ছেনা and হচ্ছে না are the same.
fn before_negation(word: &str) -> Option<&str> {
    let verb = word.strip_suffix("না").or_else(|| word.strip_suffix("নি"));
    if let Some(verb) = verb {
        let normal = normalize(verb);
        let mut endings = LISTS.bengali_finite.iter();
        return endings.any(|ending| normal.ends_with(ending.as_str())).then_some(verb);
    }
    let verb = ["nai", "na", "ni"].iter().find_map(|negation| word.strip_suffix(negation))?;
    LISTS.latin_verbs.contains(&verb.to_lowercase()).then_some(verb)
}

/// Is a word parted from the one before by nothing (5টা) or a hyphen (ТО-ға)?
fn hangs_on(gap: &str) -> bool {
    matches!(gap, "" | "-" | "‐" | "‑" | "–")
}

fn is_mostly_cyrillic(text: &str) -> bool {
    let cyrillic = text.chars().filter(|c| is_cyrillic(*c)).count();
    cyrillic > text.chars().filter(|c| is_latin(*c)).count()
}

fn is_upper(raw: &str) -> bool {
    let letters = raw.chars().filter(|c| c.is_lowercase() || c.is_uppercase()).count();
    letters >= 2 && !raw.chars().any(char::is_lowercase)
}

/// "TO" typed in Latin letters in a Cyrillic sentence is ТО.
fn shared_abbreviation(word: String) -> String {
    // A Cyrillic letter in front makes the normaliser read the rest as Cyrillic look-alikes.
    let cyrillic = normalize(&format!("я{word}"));
    match cyrillic.strip_prefix('я') {
        Some(rest) if LISTS.shared_abbreviations.contains(rest) => rest.to_owned(),
        _ => word,
    }
}

fn word_kind(word: &str) -> Option<WordKind> {
    if vin(word).is_some() {
        return Some(WordKind::Vin);
    }
    let is_mark = |c: char| is_combining(c) || matches!(c, '\u{09BC}' | '\u{09CD}');
    if !word.chars().any(|c| is_alphanumeric(c) && !is_mark(c)) {
        return None;
    }
    let is_number = word.chars().all(|c| c.is_numeric() || matches!(c, '.' | ',' | '\'' | ' ' | '\u{00A0}' | '\u{202F}'));
    Some(if is_number { WordKind::Number } else { WordKind::Letters })
}

/// A number without its thousands separators: 12,34,567 and 1 234 567 are 1234567; 1,5 is 1.5.
fn plain_number(number: &str) -> String {
    let digits: String = number.chars().filter(|c| !c.is_whitespace() && *c != '\'').collect();
    let groups: Vec<&str> = digits.split(',').collect();
    let grouped = match groups.as_slice() {
        [first, middle @ .., last] => {
            (1..=3).contains(&first.len())
                && middle.iter().all(|group| matches!(group.len(), 2 | 3))
                && last.split('.').next().is_some_and(|whole| whole.len() == 3)
        }
        _ => false,
    };
    if grouped { groups.concat() } else { digits.replace(',', ".") }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expected: &[&str]) {
        let words = words(text);
        let texts: Vec<&str> = words.iter().map(|word| word.text.as_str()).collect();
        let expected: Vec<String> = expected.iter().map(|word| normalize(word)).collect();
        assert_eq!(texts, expected, "{text:?}");
        for word in words {
            assert!(text.get(word.start..word.end).is_some(), "{word:?} is not in {text:?}");
        }
    }

    #[test]
    fn bengali_words_stay_whole() {
        check("গাড়ির সার্ভিস মূল্য", &["গাড়ির", "সার্ভিস", "মূল্য"]);
        check("হয় না।কেন?", &["হয়", "না", "কেন"]);
        check("র\u{200D}্যাম র্যাম", &["র্যাম", "র্যাম"]);
        check("গা\u{200B}ড়ি", &["গাড়ি"]);
    }

    #[test]
    fn numbers_are_one_word() {
        check("১২,৩৪,৫৬৭ টাকা", &["1234567", "টাকা"]);
        check("5\u{00A0}000 тг", &["5000", "тг"]);
        check("1 234 567 км", &["1234567", "км"]);
        check("60,000 km", &["60000", "km"]);
        check("1,5 л", &["1.5", "л"]);
        check("60000km 5000тг ১০দিন", &["60000", "km", "5000", "тг", "10", "দিন"]);
        check("5w30 x5", &["5w30", "x5"]);
        check("৫টা গাড়ি", &["5", "গাড়ি"]);
        check("2024-жылы 5-ші", &["2024", "жылы", "5"]);
    }

    #[test]
    fn hyphens_and_apostrophes() {
        check("ТО-ға жазылу", &["то", "жазылу"]);
        check("СТО-да АКБ-ны", &["сто", "акб"]);
        check("এসি-র টেস্ট-ড্রাইভ", &["এসি", "টেস্ট", "ড্রাইভ"]);
        check("ma'shina maʼşina ma`shina", &["ma'shina", "maʼşina", "ma'shina"]);
        check("don't", &["don't"]);
    }

    #[test]
    fn a_missing_space_parts_words() {
        check("машина.қайда т.б", &["машина", "қайда", "т.б"]);
        check("start hocche na.ki korbo", &["start", "hocche", "na", "ki", "korbo"]);
        check("my_car", &["my", "car"]);
    }

    #[test]
    fn negations_come_off_their_verb() {
        check("স্টার্ট হচ্ছেনা", &["স্টার্ট", "হচ্ছে", "না"]);
        check("চার্জ হয়নি", &["চার্জ", "হয়", "নি"]);
        check("hoyna hocchena", &["hoy", "na", "hocche", "na"]);
        check("আয়না রচনা banana", &["আয়না", "রচনা", "banana"]);
    }

    #[test]
    fn capitals_tell_the_abbreviation() {
        let upper = |text: &str| words(text).iter().map(|word| word.is_upper).collect::<Vec<_>>();
        assert_eq!(upper("пройти ТО"), [false, true]);
        assert_eq!(upper("то есть"), [false, false]);
        check("Когда пройти TO", &["когда", "пройти", "то"]);
        check("when to start", &["when", "to", "start"]);
    }

    #[test]
    fn vehicle_numbers_are_one_word() {
        let found = words("VIN: ХТА21099043576180 ма");
        assert_eq!(found[1].kind, WordKind::Vin);
        assert_eq!(found[1].text, "xta21099043576180");
    }

    #[test]
    fn of_a_word_that_is_too_long_the_beginning_counts() {
        for letter in ["a", "Ы", "ক", "ক্", "5", "e\u{301}"] {
            let text = format!("{} қайда", letter.repeat(3_990));
            let words = words(&text);
            assert_eq!(words.len(), 2, "{letter}");
            assert!((1..=LONGEST_WORD).contains(&words[0].text.chars().count()), "{letter}: {:?}", words[0]);
            assert_eq!((words[0].end, words[1].text.as_str()), (text.len() - " қайда".len(), "қайда"), "{letter}");
        }
        assert_eq!(first_words(&"a b ".repeat(50), 7).len(), 7);
        assert_eq!([first_chars("қай", 2), first_chars("қай", 3), first_chars("", 0)], ["қа", "қай", ""]);
    }

    #[test]
    fn positions_are_those_of_the_original() {
        let text = "а\u{00AD}кб\u{200B} ТО-ға,\u{FEFF} গা\u{200B}ড়ি.";
        let spans: Vec<&str> = words(text).iter().map(|word| &text[word.start..word.end]).collect();
        assert_eq!(spans, ["а\u{00AD}кб", "ТО", "গা\u{200B}ড়ি"]);
    }
}
