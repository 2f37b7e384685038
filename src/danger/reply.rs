//! What is said to "Is anyone in danger right now?", in any language and spelling.

use crate::language::{Token, fold};
use std::collections::HashSet;
use std::sync::LazyLock;

/// A reply that says yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reply {
    /// Somebody is in danger.
    Yes,
    /// Nobody is.
    No,
}

/// A reply of more words is a message of its own.
const MOST_WORDS: usize = 12;
/// A yes or no stands among so many words at the beginning.
const BEGINNING: usize = 3;

const YES: &str = "yes yess yesss yeah yep yup ya yah yea yeh sure definitely \
    হ্যাঁ হ্যা হাঁ হা জি জ্বি জী আছে আছি \
    ha haa hae haan hyan hya hea ji jee jii jwi ase ache asi achi \
    иә ия ие иа иэ әрине бар ia iya iä ie bar \
    да даа ага угу конечно есть da";
const NO: &str = "no noo nope nah nobody none noone not \
    না নাহ নাই নেই na naa nah nai nei \
    жоқ жок емес joq jok zhok zhoq emes \
    нет неа нету никто никого никому не net";
/// What they say who are well.
const WELL: &str = "fine ok okay safe good alright \
    ঠিক ভালো ভাল নিরাপদ thik tik bhalo valo nirapod \
    жақсы дұрыс аман қауіпсіз тыныш zhaksy jaqsy aman durys \
    нормально хорошо порядке безопасности целы норм";

struct Lists {
    yes: HashSet<String>,
    no: HashSet<String>,
    well: HashSet<String>,
}

static LISTS: LazyLock<Lists> = LazyLock::new(|| {
    let folded = |words: &str| words.split_whitespace().map(fold).collect();
    Lists { yes: folded(YES), no: folded(NO), well: folded(WELL) }
});

/// Whether a message says yes or no. Somebody who says yes and that all are well says no.
pub fn reply(message: &[Token]) -> Option<Reply> {
    if message.is_empty() || message.len() > MOST_WORDS {
        return None;
    }
    let has = |words: &[Token], list: &HashSet<String>| words.iter().any(|token| list.contains(&token.folded));
    let begin = &message[..message.len().min(BEGINNING)];
    if has(message, &LISTS.well) || has(begin, &LISTS.no) {
        // "not fine", "ok না": a no to being well is a yes.
        let is_unwell = has(message, &LISTS.well) && has(message, &LISTS.no) && !has(&message[..1], &LISTS.no);
        return Some(if is_unwell { Reply::Yes } else { Reply::No });
    }
    has(begin, &LISTS.yes).then_some(Reply::Yes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::tokens;

    #[test]
    fn yes_and_no_are_understood_in_any_language() {
        for text in [
            "yes",
            "Yes!!",
            "yeah my son",
            "হ্যাঁ",
            "জি ভাই",
            "ha ache",
            "haan",
            "иә",
            "Ия, балам іште",
            "да",
            "да, ребёнок внутри",
            "we are not ok",
            "মেয়ে ভালো নাই",
        ] {
            assert_eq!(reply(&tokens(text)), Some(Reply::Yes), "{text}");
        }
        for text in [
            "no",
            "No, all fine",
            "nobody",
            "all good thanks",
            "yes we are all safe",
            "না",
            "na bhai",
            "সবাই ঠিক আছি",
            "жоқ",
            "jok",
            "бәріміз аманбыз, жақсы",
            "нет",
            "никто, всё нормально",
            "everyone is safe",
        ] {
            assert_eq!(reply(&tokens(text)), Some(Reply::No), "{text}");
        }
        for text in [
            "",
            "smoke from the dashboard",
            "how do I open the boot",
            "the smoke is getting thicker and thicker every minute yes it is very thick here",
        ] {
            assert_eq!(reply(&tokens(text)), None, "{text}");
        }
    }
}
