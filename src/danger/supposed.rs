//! Whether what a phrase says is told as something that might be: "what do I do if the battery catches fire", "батарея жанса не істеймін".

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::language::{Language, Question, Token, fold};

/// Words behind which something is only supposed.
const IF: &str = "if unless whether \
    যদি jodi jodhi zodi \
    егер eger \
    если esli вдруг";
/// Bengali endings of "if it does", and words that have them otherwise: it burns, runs, says.
const BENGALI_IF: [&str; 2] = ["লে", "le"];
const BENGALI_ELSE: &str = "জ্বলে জলে চলে বলে ফেলে তলে জ্বালে jole jwole jale chole bole fele tole";
/// Kazakh endings of the same.
const KAZAKH_IF: [&str; 4] = ["са", "се", "sa", "se"];

struct Lists {
    if_words: HashSet<String>,
    bengali_else: HashSet<String>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let folded = |words: &str| words.split_whitespace().map(fold).collect();
    Lists { if_words: folded(IF), bengali_else: folded(BENGALI_ELSE) }
});

/// Whether the words at these places of a message, of a phrase in this language, are supposed: one of them says "if it does", an "if" stands before them, or the message asks
/// first how something is done. What stands behind them ("the car burns, tell me if ...") supposes something else.
pub(super) fn is_supposed(message: &[Token], places: &[usize], language: Language) -> bool {
    let first = places.iter().copied().min().unwrap_or(0);
    let asks_how = message.first().is_some_and(|token| token.question == Some(Question::How)) && first > 0;
    asks_how
        || message[..first].iter().any(|token| LISTS.if_words.contains(&token.folded))
        || places.iter().any(|place| says_if(&message[*place], language))
}

/// Whether a verb of a language says "if it does".
fn says_if(token: &Token, language: Language) -> bool {
    let ends = |endings: &[&str]| endings.iter().any(|ending| token.folded.ends_with(ending));
    match language {
        Language::BN => ends(&BENGALI_IF) && !LISTS.bengali_else.contains(&token.folded),
        Language::KK => ends(&KAZAKH_IF),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::tokens;

    /// Whether the last words of a message, so many, are supposed.
    fn supposed(text: &str, words: usize, language: Language) -> bool {
        let message = tokens(text);
        let places: Vec<usize> = (message.len() - words..message.len()).collect();
        is_supposed(&message, &places, language)
    }

    #[test]
    fn what_might_be_is_supposed() {
        for (text, words, language) in [
            ("what do I do if the battery catches fire", 2, Language::EN),
            ("how do I put out a car fire", 2, Language::EN),
            ("গাড়িতে আগুন লাগলে", 2, Language::BN),
            ("garite agun lagle", 2, Language::BN),
            ("егер батарея жанып кетсе", 2, Language::KK),
            ("что делать если горит машина", 2, Language::KK),
        ] {
            assert!(supposed(text, words, language), "{text}");
        }
        for (text, words, language) in [
            ("smoke from the charging cable", 3, Language::EN),
            ("please help the vehicle is on fire", 4, Language::EN),
            ("গাড়িতে আগুন জ্বলে", 2, Language::BN),
            ("көлік жанып жатыр", 2, Language::KK),
        ] {
            assert!(!supposed(text, words, language), "{text}");
        }
        let message = tokens("the car is on fire, tell me if I may open it");
        assert!(!is_supposed(&message, &[1, 4], Language::EN), "what stands behind supposes something else");
    }
}
