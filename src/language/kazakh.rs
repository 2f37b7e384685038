//! Kazakh words: a light stemmer on folded letters (languages.md section 2.4).
//!
//! Folding to the Russian keyboard loses vowel harmony, so what decides whether a suffix may be cut
//! is how its first consonant agrees with the letter before it. Suffixes come off slot by slot, to a
//! fixpoint: a bare lemma that only looks suffixed is then cut the same way as its forms.

use std::sync::LazyLock;

use super::fold::fold;
use super::lexicon::{self, Lexicon};
use super::normalize::is_cyrillic;

/// A set of the letters а to я.
#[derive(Debug, Clone, Copy)]
struct Letters(u32);

impl Letters {
    const fn of(letters: &str) -> Self {
        let bytes = letters.as_bytes();
        let mut set = 0;
        let mut i = 0;
        while i + 1 < bytes.len() {
            // Both bytes of the UTF-8 form; а is U+0430.
            let code = ((bytes[i] as u32 & 0x1F) << 6) | (bytes[i + 1] as u32 & 0x3F);
            set |= 1 << (code - 0x430);
            i += 2;
        }
        Self(set)
    }

    const fn and(self, more: Self) -> Self {
        Self(self.0 | more.0)
    }

    fn has(self, c: char) -> bool {
        ('а'..='я').contains(&c) && self.0 & (1 << (u32::from(c) - 0x430)) != 0
    }
}

const VOWELS: Letters = Letters::of("аеиоуыюя");
const VOICELESS: Letters = Letters::of("птксшфхцчбвгд");
const SONORANTS: Letters = Letters::of("рлйу");
const NASALS: Letters = Letters::of("мн");
const SIBILANTS: Letters = Letters::of("зж");
const CONSONANTS: Letters = VOICELESS.and(SONORANTS).and(NASALS).and(SIBILANTS);
const VOICED: Letters = VOWELS.and(SONORANTS).and(NASALS).and(SIBILANTS);
const AFTER_POSSESSIVE: Letters = Letters::of("ыи");

/// Suffixes of one slot, each group with the letters it may follow.
type Slot = &'static [(Letters, &'static str)];

const PLURAL: Slot = &[(VOWELS.and(Letters::of("рйу")), "лар лер"), (Letters::of("лмнзж"), "дар дер"), (VOICELESS, "тар тер")];
const CASE: Slot = &[
    (VOWELS.and(NASALS), "нын нин"),
    (SONORANTS.and(SIBILANTS).and(Letters::of("и")), "дын дин"),
    (VOICELESS, "тын тин"),
    (VOWELS, "ны ни"),
    (SONORANTS.and(NASALS).and(SIBILANTS).and(Letters::of("и")), "ды ди"),
    (VOICELESS, "ты ти"),
    (VOICED, "га ге"),
    (VOICELESS, "ка ке"),
    (AFTER_POSSESSIVE, "на не нда нде ндагы ндеги"),
    (VOICED, "да де дагы деги"),
    (VOICELESS, "та те тагы теги"),
    (NASALS.and(AFTER_POSSESSIVE), "нан нен"),
    (VOWELS.and(SONORANTS).and(SIBILANTS), "дан ден"),
    (VOICELESS, "тан тен"),
    (VOWELS.and(SONORANTS).and(NASALS), "мен"),
    (SIBILANTS, "бен"),
    (VOICELESS, "пен"),
    (VOICED, "дики ники"),
    (VOICELESS, "тики"),
];
const POSSESSIVE: Slot = &[(CONSONANTS, "ымыз имиз ыныз иниз ым им ын ин ы и ыма име ына ине"), (VOWELS, "мыз миз ныз низ сы си сын син")];
const PAST: Slot = &[
    (VOICED, "ды дым дын дыныз дындар дындер дыныздар дыныздер"),
    (VOICED, "ди дим дин диниз диндар диндер диниздар диниздер"),
    (VOICELESS, "ты тым тын тыныз тындар тындер тыныздар тыныздер"),
    (VOICELESS, "ти тим тин тиниз тиндар тиндер тиниздар тиниздер"),
];
const TENSE: Slot = &[
    (VOICED, "ган ген"),
    (VOICELESS, "кан кен"),
    (CONSONANTS, "ады еди атын етин"),
    (VOWELS, "йды йди йтын йтин"),
    (CONSONANTS, "ып ип"),
    (CONSONANTS.and(VOWELS), "са се сам сем сан сен сак сек саныз сениз мак мек бак бек пак пек"),
    (VOICED, "галы гели"),
    (VOICELESS, "калы кели"),
];
/// Verb endings that no noun has.
const STRONG: Slot = &[
    (CONSONANTS, "ады еди атын етин"),
    (VOWELS, "йды йди йтын йтин"),
    (VOICED, "дым дыныз дындар дындер дыныздар дыныздер"),
    (VOICED, "дим диниз диндар диндер диниздар диниздер"),
    (VOICELESS, "тым тыныз тындар тындер тыныздар тыныздер"),
    (VOICELESS, "тим тиниз тиндар тиндер тиниздар тиниздер"),
];
const NEGATION: Slot = &[(VOWELS.and(SONORANTS), "ма ме"), (NASALS.and(SIBILANTS), "ба бе"), (VOICELESS, "па пе")];
const NEGATIVE_FUTURE: Slot = &[(VOWELS.and(SONORANTS), "мас мес"), (NASALS.and(SIBILANTS), "бас бес"), (VOICELESS, "пас пес")];
/// Past endings under a negation. They are tried before the present -ады, which алмады (did not
/// take) seems to end in.
const NEGATED_PAST: &str = "ды дым дын дык дыныз дындар дыныздар ди дим дин дик диниз диндер диниздер";
const PERSON: &str = "мын мин бын бин пын пин сын син сыз сиз мыз миз быз биз пыз пиз
    сындар синдер сыздар сиздер";
/// Question particles people write together with the verb, and the endings that verb then has.
const PARTICLES: &str = "ма ме ба бе па пе";
const BEFORE_PARTICLE: &str = "ды ди ты ти сыз сиз ган ген кан кен мыз миз мын мин";

const MIN_STEM: usize = 2;
const MIN_STEM_POSSESSIVE: usize = 3;
const MIN_STEM_REQUEST: usize = 3;
const MAX_PASSES: usize = 3;

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(lexicon::KAZAKH));
static RULES: LazyLock<Rules> = LazyLock::new(Rules::new);

struct Suffix {
    letters: Vec<char>,
    after: Letters,
}

/// One slot's suffixes by their last letters, each list with the longest first.
struct Table([Vec<Suffix>; LETTERS]);

/// The letters а to я.
const LETTERS: usize = 32;

/// The number of a letter from а to я.
fn number(letter: char) -> Option<usize> {
    (u32::from(letter) as usize).checked_sub(0x430).filter(|number| *number < LETTERS)
}

impl Table {
    fn new(slot: Slot) -> Self {
        Self::compound(slot, "")
    }

    /// Every suffix of a slot, followed by each of some endings (by nothing if there are none).
    fn compound(slot: Slot, endings: &str) -> Self {
        let endings = if endings.is_empty() { vec![""] } else { endings.split_whitespace().collect() };
        let mut suffixes: Vec<Suffix> = Vec::new();
        for (after, list) in slot {
            for suffix in list.split_whitespace() {
                suffixes
                    .extend(endings.iter().map(|ending| Suffix { letters: suffix.chars().chain(ending.chars()).collect(), after: *after }));
            }
        }
        suffixes.sort_by_key(|suffix| std::cmp::Reverse(suffix.letters.len()));
        let mut table: [Vec<Suffix>; LETTERS] = Default::default();
        for suffix in suffixes {
            if let Some(number) = suffix.letters.last().and_then(|last| number(*last)) {
                table[number].push(suffix);
            }
        }
        Self(table)
    }

    /// The stem and the suffix, if one may be cut and a vowel is left in at least `min_stem` letters.
    fn split<'w>(&self, word: &'w [char], min_stem: usize) -> Option<(&'w [char], &'w [char])> {
        self.0[number(*word.last()?)?].iter().find_map(|suffix| {
            let stem_length = word.len().checked_sub(suffix.letters.len())?;
            let (stem, ending) = word.split_at(stem_length);
            let fits =
                stem_length >= min_stem && ending == suffix.letters && stem.last().is_some_and(|c| suffix.after.has(*c)) && has_vowel(stem);
            fits.then_some((stem, ending))
        })
    }

    fn cut<'w>(&self, word: &'w [char], min_stem: usize) -> &'w [char] {
        self.split(word, min_stem).map_or(word, |(stem, _)| stem)
    }
}

struct Rules {
    plural: Table,
    case: Table,
    possessive: Table,
    past: Table,
    tense: Table,
    strong: Table,
    negation: Table,
    negated_past: Table,
    negative_future: Table,
    person: Vec<Vec<char>>,
    particles: Vec<Vec<char>>,
    before_particle: Vec<Vec<char>>,
}

impl Rules {
    fn new() -> Self {
        let list = |text: &str| {
            let mut endings: Vec<Vec<char>> = text.split_whitespace().map(|s| s.chars().collect()).collect();
            endings.sort_by_key(|ending| std::cmp::Reverse(ending.len()));
            endings
        };
        Self {
            plural: Table::new(PLURAL),
            case: Table::new(CASE),
            possessive: Table::new(POSSESSIVE),
            past: Table::new(PAST),
            tense: Table::new(TENSE),
            strong: Table::new(STRONG),
            negation: Table::new(NEGATION),
            negated_past: Table::compound(NEGATION, NEGATED_PAST),
            negative_future: Table::new(NEGATIVE_FUTURE),
            person: list(PERSON),
            particles: list(PARTICLES),
            before_particle: list(BEFORE_PARTICLE),
        }
    }

    fn without_person<'w>(&self, word: &'w [char]) -> Option<(&'w [char], &'w [char])> {
        self.person
            .iter()
            .find(|ending| word.len() >= ending.len() + 3 && word.ends_with(ending))
            .map(|ending| word.split_at(word.len() - ending.len()))
    }
}

/// The light stem of a Kazakh word, in folded Cyrillic letters. Glossary terms are kept whole.
pub fn stem(word: &str) -> String {
    stem_with(word, &LEXICON)
}

/// [`stem`] with another list of protected words.
pub fn stem_with(word: &str, lexicon: &Lexicon) -> String {
    stem_folded(&fold(word), lexicon)
}

/// [`stem`] of a word that is folded already.
pub(super) fn stem_of_folded(folded: &str) -> String {
    stem_folded(folded, &LEXICON)
}

fn stem_folded(folded: &str, lexicon: &Lexicon) -> String {
    let letters: Vec<char> = folded.chars().collect();
    canonical(stem_letters(&letters, lexicon))
}

fn stem_letters<'w>(letters: &'w [char], lexicon: &Lexicon) -> &'w [char] {
    if letters.len() < 3 || !letters.iter().any(|c| is_cyrillic(*c)) {
        return letters;
    }
    let rules = &*RULES;
    let protected = |word: &[char]| lexicon.has(word);
    let mut word = without_request(without_particle(letters, rules));
    if protected(word) {
        return word;
    }
    if let Some(stem) = strong_verb(word, rules) {
        return without_derivation(stem);
    }
    for _ in 0..MAX_PASSES {
        if protected(word) {
            return word;
        }
        let before = word.len();
        word = rules.case.cut(word, MIN_STEM);
        if protected(word) {
            return word;
        }
        word = without_possessive(word, rules);
        word = rules.plural.cut(word, MIN_STEM);
        if protected(word) {
            return word;
        }
        if word.len() == before {
            word = verb(word, rules).unwrap_or(word);
        }
        if word.len() == before {
            break;
        }
    }
    without_derivation(word)
}

fn without_particle<'w>(word: &'w [char], rules: &Rules) -> &'w [char] {
    let Some(particle) = rules.particles.iter().find(|p| word.ends_with(p)) else {
        return word;
    };
    let verb = &word[..word.len() - particle.len()];
    let finite = rules.before_particle.iter().any(|ending| verb.ends_with(ending));
    if word.len() >= 7 && finite { verb } else { word }
}

/// The -шы of a request, айтшы and беріңізші. Not that of an ordinal (екінші) or of an agent of -у (жүргізуші), nor the possessive of a
/// word in -ш (көрсеткіші, күші).
fn without_request(word: &[char]) -> &[char] {
    match word {
        [stem @ .., last, 'ш', 'ы' | 'и'] if stem.len() + 1 >= MIN_STEM_REQUEST && !matches!(last, 'у' | 'ы' | 'и' | 'н') => {
            &word[..word.len() - 2]
        }
        _ => word,
    }
}

fn without_possessive<'w>(word: &'w [char], rules: &Rules) -> &'w [char] {
    match (rules.possessive.split(word, MIN_STEM_POSSESSIVE), word) {
        (Some((stem, _)), _) => stem,
        // машинам: after a vowel the first and second person are a bare м or н.
        (None, [stem @ .., 'а' | 'я', 'м' | 'н']) if stem.len() >= 4 => &word[..word.len() - 1],
        _ => word,
    }
}

/// A form that can only be a verb, and its stem.
fn strong_verb<'w>(word: &'w [char], rules: &Rules) -> Option<&'w [char]> {
    if let Some((stem, _)) = rules.negated_past.split(word, 2) {
        return Some(stem);
    }
    let person = rules.without_person(word);
    let shorter = person.map(|(rest, _)| (rest, true));
    for (rest, has_person) in shorter.into_iter().chain([(word, false)]) {
        if let Some((stem, _)) = rules.strong.split(rest, 2) {
            return Some(rules.negation.cut(stem, 2));
        }
        if let Some((stem, tense)) = rules.tense.split(rest, 3) {
            if has_person {
                return Some(rules.negation.cut(stem, 2));
            }
            if let Some(stem) = after_weak_tense(stem, tense, rules) {
                return Some(stem);
            }
        }
        if has_person && let Some(stem) = present_stem(rest, rules) {
            return Some(stem);
        }
    }
    None
}

/// Tenses that also look like noun endings count only under a negation, or when the ending is long
/// enough to be sure.
fn after_weak_tense<'w>(stem: &'w [char], tense: &[char], rules: &Rules) -> Option<&'w [char]> {
    let tense: String = tense.iter().collect();
    let conditional = matches!(tense.as_str(), "са" | "се" | "сам" | "сем" | "сак" | "сек" | "саныз" | "сениз");
    if !(tense.starts_with(['г', 'к']) || conditional || matches!(tense.as_str(), "ып" | "ип")) {
        return None;
    }
    if let Some((negated, _)) = rules.negation.split(stem, 2) {
        return Some(negated);
    }
    let ambiguous = matches!(tense.as_str(), "ган" | "ген" | "кан" | "кен" | "са" | "се");
    (!ambiguous).then_some(stem)
}

/// What is left of a present or aorist form once its person is off: жазыла-мын, келме-й-мін.
fn present_stem<'w>(rest: &'w [char], rules: &Rules) -> Option<&'w [char]> {
    match rest {
        [stem @ .., 'й'] if stem.len() >= 2 && stem.last().is_some_and(|c| VOWELS.has(*c)) => Some(rules.negation.cut(stem, 2)),
        [stem @ .., 'а' | 'е'] if stem.len() >= 2 && stem.last().is_some_and(|c| CONSONANTS.has(*c)) => Some(stem),
        [stem @ .., 'а' | 'е', 'р'] if stem.len() >= 2 => Some(stem),
        _ => None,
    }
}

/// Any other verb form, tried only when no noun suffix was found.
fn verb<'w>(word: &'w [char], rules: &Rules) -> Option<&'w [char]> {
    let person = rules.without_person(word);
    let rest = person.map_or(word, |(rest, _)| rest);
    if let Some((stem, _)) = rules.past.split(rest, 2) {
        return Some(rules.negation.cut(rules.tense.cut(stem, 2), 2));
    }
    if let Some((stem, _)) = rules.tense.split(rest, 2) {
        return Some(rules.negation.cut(stem, 2));
    }
    if let [stem @ .., 'й'] = rest
        && stem.len() >= 3
        && let Some((stem, _)) = rules.negation.split(stem, 2)
    {
        return Some(stem);
    }
    let (_, ending) = person?;
    if rest.len() < 3 || !matches!(ending.first(), Some('м' | 'б' | 'п' | 'с')) {
        return None;
    }
    match rest {
        [stem @ .., 'а' | 'е' | 'и'] if stem.last().is_some_and(|c| CONSONANTS.has(*c)) => Some(stem),
        [stem @ .., 'й'] if stem.last().is_some_and(|c| VOWELS.has(*c)) => Some(rules.negation.cut(stem, 2)),
        [stem @ .., 'а' | 'е', 'р'] if stem.len() >= 2 => Some(stem),
        [stem @ .., vowel, 'р'] if VOWELS.has(*vowel) && stem.len() >= 2 => Some(&rest[..rest.len() - 1]),
        _ => rules.negative_future.split(rest, 2).map(|(stem, _)| stem),
    }
}

/// The noun of agency -ушы, the infinitive -у and a converb's bare -п.
fn without_derivation(word: &[char]) -> &[char] {
    let word = match word {
        [stem @ .., 'у', 'ш', 'ы' | 'и'] if stem.len() >= 2 => &word[..word.len() - 2],
        _ => word,
    };
    match word {
        [stem @ .., 'у'] if stem.len() >= 2 && has_vowel(stem) => stem,
        [stem @ .., 'а' | 'е', 'п'] if stem.len() >= 4 => &word[..word.len() - 1],
        _ => word,
    }
}

/// көлігі and көлік, кітабы and кітап: the final consonant voices before a vowel.
fn canonical(word: &[char]) -> String {
    let mut stem: String = word.iter().collect();
    let hardened = match word.last() {
        Some('г') => 'к',
        Some('б') => 'п',
        _ => return stem,
    };
    if word.len() >= 3 {
        stem.pop();
        stem.push(hardened);
    }
    stem
}

fn has_vowel(letters: &[char]) -> bool {
    letters.iter().any(|c| VOWELS.has(*c))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &str, expected: &str) {
        for word in words.split_whitespace() {
            assert_eq!(stem(word), expected, "stem of {word}");
        }
    }

    #[test]
    fn nouns() {
        check("көлігімнің көліктер көлік Колигим", "колик");
        check("кепілдігі кепилдигин кепілдікке кепілдік", "кепилдик");
        check("машинам машинаның машина", "машина");
        check("шинаны шина", "шина");
        check("бөлшектері бөлшек", "болшек");
        check("гарантиясы", "гарантия");
        check("батареясын", "батарея");
        check("тежегішімнен", "тежегиш");
        check("кітаптарымыздан кітабы кітап", "китап");
    }

    #[test]
    fn requests() {
        check("беріңізші берші беріңіздерші беріңіз", "бер");
        check("айтыңызшы айтшы айтыныздаршы", "айт");
        check("ойнашы ойнаңызшы", "ойна");
        check("көрсеткіші көрсеткіш", "корсеткиш");
        check("екінші", "екинш");
    }

    #[test]
    fn verbs() {
        check("жазыламын", "жазыл");
        check("келмейді", "кел");
        check("боладыма", "бол");
        check("төледіңіз", "толе");
        check("алмады алмадым алмайды алған", "ал");
        check("қосылмады қосылмаған", "косыл");
    }

    #[test]
    fn russian_loans_with_kazakh_endings() {
        check("двигатель двигателі двигателім", "двигател");
        check("запчасть запчастьтар", "запчаст");
        check("гарантия гарантияның", "гарантия");
    }

    #[test]
    fn without_a_lexicon_terms_are_cut() {
        let none = Lexicon::default();
        assert_eq!(stem_with("машина", &none), "маш");
        assert_eq!(stem_with("шина", &none), "ши");
    }

    #[test]
    fn letters_know_their_classes() {
        assert!(VOWELS.has('я') && VOWELS.has('а') && !VOWELS.has('б'));
        assert!(CONSONANTS.has('щ') == VOICELESS.has('щ'));
        assert!(!CONSONANTS.has('z') && !VOWELS.has('қ'));
    }
}
