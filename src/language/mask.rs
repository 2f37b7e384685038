//! Personal details out of a message, before somebody who has nothing to do with its owner reads it.
//!
//! Masked are addresses of mail, what follows the host of a link, numbers of six digits and more (phones, identity cards, cards, plates), identification
//! numbers of vehicles (ISO 3779: 17 letters and digits), codes of requests (`AC-7K3M-92QX-C`) and Kazakh plates (`123 ABC 02`). Names
//! can't be told from other words, and stay. Codes of faults (`P0A80`, `E03`), years, prices in the thousands and models stay as well: they are what
//! a question is about.

use std::borrow::Cow;

/// Stands where something was.
pub const MASK: &str = "•••";
/// Digits from which on a number tells who somebody is; four or five are a year, a price or a reading.
const MOST_DIGITS: usize = 5;
/// What is counted or paid in these is no personal number, up to so many digits: mileages and prices.
const UNITS: [&str; 14] = ["km", "км", "кm", "কিমি", "কি.মি", "miles", "mi ", "тг", "тенге", "теңге", "টাকা", "taka", "usd", "$"];
const MOST_COUNTED: usize = 7;
/// Length of a vehicle's identification number.
const VIN: usize = 17;

/// The text without personal details; unchanged where there are none.
pub fn mask(text: &str) -> Cow<'_, str> {
    let mut masked: Vec<(usize, usize)> = Vec::new();
    let words: Vec<(usize, &str)> = words(text).collect();
    masked.extend(words.iter().filter(|(_, word)| is_personal(word)).map(|(start, word)| span(*start, word)));
    masked.extend(words.windows(3).filter_map(plate));
    masked.extend(numbers(text));
    if masked.is_empty() {
        return Cow::Borrowed(text);
    }
    masked.sort_unstable();
    let (mut out, mut at) = (String::with_capacity(text.len()), 0);
    for (start, end) in masked {
        if start >= at {
            out.push_str(&text[at..start]);
            out.push_str(MASK);
        }
        at = at.max(end);
    }
    out.push_str(&text[at..]);
    Cow::Owned(out)
}

/// Whether a text has anything that [`mask`] would take out.
pub fn is_masked(text: &str) -> bool {
    matches!(mask(text), Cow::Owned(_))
}

/// Words with where they begin; only spaces part them.
fn words(text: &str) -> impl Iterator<Item = (usize, &str)> {
    text.split_whitespace().map(move |word| (word.as_ptr() as usize - text.as_ptr() as usize, word))
}

/// Where a word's inside lies: what stands around it is no part of the detail. Of a link the host stays.
fn span(start: usize, word: &str) -> (usize, usize) {
    let inner = word.trim_matches(|c: char| !c.is_alphanumeric());
    let from = start + (inner.as_ptr() as usize - word.as_ptr() as usize);
    let host = inner.find("://").and_then(|scheme| inner[scheme + 3..].find(['/', '?', '#']).map(|at| scheme + 3 + at + 1));
    (from + host.unwrap_or(0).min(inner.len()), from + inner.len())
}

fn is_personal(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    is_mail(word) || is_long_link(word) || is_vin(word) || is_code(word)
}

fn is_mail(word: &str) -> bool {
    word.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
}

fn is_long_link(word: &str) -> bool {
    word.split_once("://").is_some_and(|(_, rest)| rest.find(['/', '?', '#']).is_some_and(|at| at + 1 < rest.len()))
}

fn is_vin(word: &str) -> bool {
    word.chars().count() == VIN && word.chars().all(char::is_alphanumeric) && word.chars().filter(|c| c.is_numeric()).count() >= 3
}

/// Three groups or more with hyphens, letters and digits among them.
fn is_code(word: &str) -> bool {
    let groups = word.split('-');
    groups.clone().count() >= 3
        && groups.clone().all(|group| !group.is_empty() && group.len() <= 8 && group.bytes().all(|b| b.is_ascii_alphanumeric()))
        && word.bytes().any(|b| b.is_ascii_digit())
        && groups.filter(|group| group.len() >= 4).count() >= 2
}

/// `123 ABC 02`: three digits, two or three letters, two digits.
fn plate(words: &[(usize, &str)]) -> Option<(usize, usize)> {
    let [(start, first), (_, second), (last, third)] = words else { return None };
    let third = third.trim_end_matches(|c: char| !c.is_alphanumeric());
    let digits = |word: &str, count| word.len() == count && word.bytes().all(|b| b.is_ascii_digit());
    let letters = (2..=3).contains(&second.chars().count()) && second.chars().all(char::is_uppercase);
    (digits(first, 3) && letters && digits(third, 2)).then_some((*start, last + third.len()))
}

/// Runs of digits of any script, with what people put between them, that have too many digits.
fn numbers(text: &str) -> Vec<(usize, usize)> {
    let (mut found, mut run): (Vec<(usize, usize)>, Option<Run>) = (Vec::new(), None);
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        match &mut run {
            Some(open) if c.is_numeric() => open.digit(at, c),
            Some(open) if open.goes_on(c) => open.gap += 1,
            _ => {
                found.extend(run.take().and_then(|run| run.span(text)));
                // Digits inside of a word are a part of a code: "P0A80", "iCar03".
                if c.is_numeric() && !before.is_alphabetic() {
                    run = Some(Run { start: at, end: at + c.len_utf8(), digits: 1, gap: 0 });
                }
            }
        }
        before = c;
    }
    found.extend(run.and_then(|run| run.span(text)));
    found
}

/// Digits that are being read.
struct Run {
    start: usize,
    end: usize,
    digits: usize,
    /// Characters since the last digit.
    gap: usize,
}

impl Run {
    fn digit(&mut self, at: usize, c: char) {
        (self.end, self.gap) = (at + c.len_utf8(), 0);
        self.digits += 1;
    }

    /// Whether people put this between the digits of one number.
    fn goes_on(&self, c: char) -> bool {
        self.gap < 2 && matches!(c, ' ' | '-' | '(' | ')' | '.' | '/' | '\u{a0}' | '‑' | '–')
    }

    fn span(self, text: &str) -> Option<(usize, usize)> {
        let after = text[self.end..].trim_start().to_lowercase();
        let is_counted = self.digits <= MOST_COUNTED && UNITS.iter().any(|unit| after.starts_with(unit));
        (self.digits > MOST_DIGITS && !is_counted).then_some((self.start, self.end))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn personal_details_are_masked() {
        for (text, expect) in [
            ("call me on +7 707 123 45 67 please", "call me on +••• please"),
            ("নম্বর ০১৭১২-৩৪৫৬৭৮ এ ফোন করুন", "নম্বর ••• এ ফোন করুন"),
            ("my mail: someone@example.com.", "my mail: •••."),
            ("VIN LHGCM56765A123456 rattles", "VIN ••• rattles"),
            ("claim AC-7K3M-92QX-C?", "claim •••?"),
            ("plate 123 ABC 02, red", "plate •••, red"),
            ("see https://example.com/a?token=1", "see https://example.com/•••"),
            ("ИИН 900101300123", "ИИН •••"),
        ] {
            assert_eq!(mask(text), expect, "{text}");
            assert!(is_masked(text), "{text}");
        }
    }

    #[test]
    fn what_the_question_is_about_stays() {
        for text in [
            "error P0A80 on my iCar 03 since 2025",
            "E03 and 1046-B at 62 000 km",
            "১২০০০০ কিমি চলেছে, 180 000 км?",
            "Li L9, 15,000 dollars, 22 kW",
            "১৫০০০ কিমি পরে সার্ভিস?",
            "see https://example.com",
            "state-of-the-art",
            "",
        ] {
            assert_eq!(mask(text), text);
        }
    }

    #[test]
    fn masking_twice_changes_nothing_more() {
        let once = mask("write to a@b.cd or 8 (701) 555-44-33, 24.11").into_owned();
        assert_eq!(mask(&once), once);
    }
}
