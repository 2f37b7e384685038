//! Question words of all the languages, by what they ask for.
//!
//! "Қанша", "kansha", "сколько", "কত", "koto" and "how much" ask the same thing; the phonetic keys
//! of the romanised ones collide with each other, so they are listed (languages.md sections 1.6 and
//! 2.6). None of these words is ever a stop word.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::fold::fold;

/// What a question word asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Question {
    /// An amount, a price, a number: কত, қанша, how many.
    HowMuch,
    /// A time: কবে, қашан, when.
    When,
    /// A place: কোথায়, қайда, where.
    Where,
    /// A way or a state: কিভাবে, қалай, how.
    How,
    /// A reason: কেন, неге, why.
    Why,
    /// A person: কে, кім, who.
    Who,
    /// A choice: কোন, қай, which.
    Which,
    /// A thing: কী, не, what.
    What,
}

impl Question {
    /// A short name that can stand in an index as a term.
    pub fn code(self) -> &'static str {
        match self {
            Self::HowMuch => "how-much",
            Self::When => "when",
            Self::Where => "where",
            Self::How => "how",
            Self::Why => "why",
            Self::Who => "who",
            Self::Which => "which",
            Self::What => "what",
        }
    }

    /// What the word asks for, if it is a question word of any language. Takes a folded word.
    pub fn of(folded: &str) -> Option<Self> {
        WORDS.get(folded).copied()
    }
}

const LISTS: [(Question, &str); 8] = [
    (
        Question::HowMuch,
        "কত কতো কতদিন কতক্ষণ কতটা কতটুকু কতগুলো কয় কয়টা কয়টি কয়দিন
         қанша қаншаға қаншадан қаншада неше нешеден канша qansha kansha kanşa neshe
         сколько skolko почем
         koto kotodin ktodin kotokkhon koyta koita koydin",
    ),
    (Question::When, "কবে কখন қашан қашанға qashan kashan qaşan qachan когда kogda when kobe kbe kokhon kokhn kkhn"),
    (
        Question::Where,
        "কোথায় কই কোথা қайда қайдан қайсыжер qaida qayda kaida kayda qaidan kaidan где куда
         откуда gde kuda where kothay kothai kothae kuthay koi",
    ),
    (
        Question::How,
        "কিভাবে কীভাবে কেমন কেমনে কিরকম қалай қалайша qalai qalay kalai kalay как kak how
         kivabe kibabe kibhabe kemne kemon kmn",
    ),
    (Question::Why, "কেন неге неліктен nege nelikten почему зачем отчего pochemu why keno kno kn"),
    (Question::Who, "কে কার কাকে কারা кім кімге кімнен кімнің kim kimge kimnen кто кого кому kto who whom whose ke kar"),
    (
        Question::Which,
        "কোন কোনটা কোনটি қай қандай қайсы қайсысы qandai qanday kandai kanday какой какая
         какие какое kakoi kakoy kakaya which kon konta konti",
    ),
    (Question::What, "কি কী কিসের কিসে не нені что чего chto shto what ki kiser"),
];

static WORDS: LazyLock<FxHashMap<String, Question>> = LazyLock::new(|| {
    let mut words = FxHashMap::default();
    for (question, list) in LISTS {
        for word in list.split_whitespace() {
            words.entry(fold(word)).or_insert(question);
        }
    }
    words
});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_question_in_every_language() {
        for (question, words) in [
            (Question::HowMuch, "কত koto қанша канша kansha qansha сколько skolko"),
            (Question::When, "কবে kobe қашан qashan кашан когда when"),
            (Question::Where, "কোথায় kothay қайда qaida где where"),
            (Question::How, "কিভাবে কীভাবে kivabe қалай qalai как how"),
            (Question::Why, "কেন keno неге почему why"),
        ] {
            for word in words.split_whitespace() {
                assert_eq!(Question::of(&fold(word)), Some(question), "{word}");
            }
        }
        assert_eq!(Question::of("battery"), None);
    }
}
