//! Bengali words: a light stemmer (languages.md section 1.4).
//!
//! The phonetic keys that let "gari" meet গাড়ি are in [`phonetic`](super::phonetic) and re-exported
//! here. Vowel alternation (রাখা/রেখে) is left to those keys: folding verb vowels in the stem broke
//! nouns.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::fold::{YYA, fold};
use super::lexicon::{self, Lexicon};
use super::normalize::is_vowel_sign;

pub use super::phonetic::{coarse_key, phonetic_key, phonetic_keys_latin, question_word, stem_keys_latin};

const VIRAMA: char = '\u{09CD}';
const MIN_STEM: usize = 2;
/// A case ending alone, with no classifier under it, must leave this much.
const MIN_STEM_AFTER_CASE: usize = 3;

const CLASSIFIERS: &str = "টাকে টিকে টা টি টো টুকু খানা খানি খান গুলো গুলি গুলা গুলোকে গণ সমূহ বৃন্দ জন";
const CASES: &str = "েদেরকে য়েদেরকে দেরকে েদের য়েদের দের েরকে কে ের য়ের র রে তে েতে য়েতে য় য়ে ে
    েরা য়েরা রা";
const VERB_ENDINGS: &str = "
    িতেছিলাম িতেছিলেন িয়াছিলাম িয়াছিলেন িতেছেন িয়াছেন িতেছে িয়াছে িতেছি িয়াছি
    েছিলাম েছিলেন েছিলে েছিলি েছিলো েছিল েছেন েছিস েছি েছো েছ েছে
    চ্ছিলাম চ্ছিলেন চ্ছিলে চ্ছিলি চ্ছিলো চ্ছিল চ্ছেন চ্ছিস চ্ছি চ্ছো চ্ছ চ্ছে
    ছিলাম ছিলেন ছিলে ছিলি ছিলো ছিল ছেন ছিস ছি ছো ছে
    িলাম িলেন িবেন িবে লাম লেন লে লো বেন বে বো
    তেছে তাম তেন তো তে তেই িতে িয়া িয়ে ে ি ো েন ুন াই াও ায় ানোর ানো াতে ালে াবে াচ্ছে াব
    ার া বার োয়া ওয়া ওয়ার";
/// Words whose final ই or ও belongs to them.
const NOT_EMPHATIC: &str = "কোনোই";
/// Forms of the commonest verbs that no rule reaches. দিন is missing because it is also "day".
const IRREGULAR: &str = "
    হয়=হ হল=হ হলো=হ হবে=হ হব=হ হচ্ছে=হ হয়েছে=হ হওয়া=হ হতে=হ হয়ে=হ হোক=হ হয়নি=হ
    যায়=যা যাব=যা গেছে=যা গেল=যা গিয়ে=যা গেলে=যা গিয়েছে=যা
    দেয়=দে দেন=দে দাও=দে দিব=দে দেব=দে নেয়=নে নিন=নে নিব=নে নেব=নে
    পায়=পা পাব=পা চায়=চা খায়=খা খাব=খা করব=কর আসব=আস";

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| Lexicon::new(lexicon::BENGALI));
static RULES: LazyLock<Rules> = LazyLock::new(Rules::new);

struct Rules {
    classifiers: Suffixes,
    cases: Suffixes,
    verb_endings: Suffixes,
    not_emphatic: Lexicon,
    irregular: FxHashMap<String, String>,
}

/// Suffixes by their last letters, each list with the longest first.
type Suffixes = FxHashMap<char, Vec<Vec<char>>>;

impl Rules {
    fn new() -> Self {
        Self {
            classifiers: suffixes(CLASSIFIERS),
            cases: suffixes(CASES),
            verb_endings: suffixes(VERB_ENDINGS),
            not_emphatic: Lexicon::new(NOT_EMPHATIC),
            irregular: IRREGULAR
                .split_whitespace()
                .filter_map(|pair| pair.split_once('='))
                .map(|(form, stem)| (fold(form), fold(stem)))
                .collect(),
        }
    }
}

/// The light stem of a Bengali word, in folded letters. Glossary terms are kept whole.
pub fn stem(word: &str) -> String {
    stem_with(word, &LEXICON)
}

/// [`stem`] with another list of protected words.
pub fn stem_with(word: &str, lexicon: &Lexicon) -> String {
    stem_folded(fold(word), lexicon)
}

/// [`stem`] of a word that is folded already.
pub(super) fn stem_of_folded(folded: &str) -> String {
    stem_folded(folded.to_owned(), &LEXICON)
}

fn stem_folded(folded: String, lexicon: &Lexicon) -> String {
    let rules = &*RULES;
    if let Some(stem) = rules.irregular.get(&folded) {
        return stem.clone();
    }
    let mut letters: Vec<char> = folded.chars().collect();
    if letters.len() <= MIN_STEM || lexicon.contains(&folded) {
        return folded;
    }
    if letters.len() >= 5 && matches!(letters.last(), Some('ই' | 'ও')) && !rules.not_emphatic.contains(&folded) {
        letters.pop();
    }
    let had_classifier = cut_nominal(&mut letters, rules);
    if lexicon.has(&letters) {
        return text(&letters);
    }
    if !had_classifier && let Some(length) = cut(&letters, &rules.verb_endings) {
        letters.truncate(length);
        while letters.len() >= 3 && letters.last() == Some(&YYA) {
            letters.pop();
        }
    }
    while letters.len() >= 3 && letters.last().is_some_and(|c| is_vowel_sign(*c)) {
        letters.pop();
    }
    // What joined the ending that went has nothing to join any more.
    while letters.len() > 1 && letters.last() == Some(&VIRAMA) {
        letters.pop();
    }
    text(&letters)
}

/// Cuts a classifier, or a case ending and the classifier under it. True if a classifier went.
fn cut_nominal(letters: &mut Vec<char>, rules: &Rules) -> bool {
    if let Some(length) = cut(letters, &rules.classifiers) {
        letters.truncate(length);
        return true;
    }
    let Some(without_case) = cut(letters, &rules.cases) else {
        return false;
    };
    if let Some(length) = cut(&letters[..without_case], &rules.classifiers) {
        letters.truncate(length);
        return true;
    }
    if without_case >= MIN_STEM_AFTER_CASE {
        letters.truncate(without_case);
    }
    false
}

/// The length left when the longest fitting suffix is cut. A cut never leaves a virama at the end.
fn cut(letters: &[char], suffixes: &Suffixes) -> Option<usize> {
    let suffixes = suffixes.get(letters.last()?)?;
    suffixes
        .iter()
        .filter(|suffix| letters.len() >= suffix.len() + MIN_STEM && letters.ends_with(suffix))
        .map(|suffix| letters.len() - suffix.len())
        .find(|length| letters[length - 1] != VIRAMA)
}

fn suffixes(list: &str) -> Suffixes {
    let mut suffixes = Suffixes::default();
    for suffix in list.split_whitespace().map(|suffix| fold(suffix).chars().collect::<Vec<char>>()) {
        if let Some(last) = suffix.last() {
            suffixes.entry(*last).or_default().push(suffix);
        }
    }
    suffixes.values_mut().for_each(|of_letter| of_letter.sort_by_key(|suffix| std::cmp::Reverse(suffix.len())));
    suffixes
}

fn text(letters: &[char]) -> String {
    letters.iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(words: &str, expected: &str) {
        for word in words.split_whitespace() {
            assert_eq!(stem(word), fold(expected), "stem of {word}");
        }
    }

    #[test]
    fn stems_with_the_glossary() {
        check("গাড়ি গাড়ির গাড়িটার গাড়িগুলোতে", "গাড়ি");
        check("সার্ভিসের", "সার্ভিস");
        check("করেছিলাম করতে", "কর");
        check("টায়ারগুলো", "টায়ার");
        check("মেরামতের", "মেরামত");
        check("দিনের", "দিন");
        check("হচ্ছে হয়েছে হয়নি", "হ");
        check("বোন", "বোন");
        check("ফেরত", "ফেরত");
    }

    #[test]
    fn stems_without_a_lexicon() {
        let none = Lexicon::default();
        for (word, expected) in [("গাড়ি", "গার"), ("গাড়ির", "গার"), ("গাড়িটার", "গার"), ("গাড়িগুলোতে", "গার"), ("ডিলারের", "ডিল"), ("চার্জার", "চার্জ")]
        {
            assert_eq!(stem_with(word, &none), expected, "stem of {word}");
        }
    }

    #[test]
    fn emphasis_comes_off_long_words_only() {
        check("ভাই", "ভাই");
        check("ব্যাটারিও", "ব্যাটারি");
    }
}
