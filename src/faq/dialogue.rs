//! What owners say about what was said just before: "yes", "the second one", "I tried that already".

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::language::Language;

/// What a message does in its conversation, apart from asking something. An editor says in which words (`dialogue.toml`); what is done
/// about each is `answer::dialogue`'s affair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Act {
    /// Agrees.
    Yes,
    /// Disagrees: none of these.
    No,
    /// What was advised did not help.
    Tried,
    /// The answer is about something else.
    Wrong,
    /// Is angry with us.
    Anger,
    /// Wants no person.
    Alone,
    /// Wants a person.
    Person,
    /// Waits for a person, or asks how long.
    Wait,
    /// Points at the first button.
    First,
    /// Points at the second button.
    Second,
    /// Points at the third button.
    Third,
    /// Points at the last button.
    Last,
    /// Points at more than one button.
    Both,
    /// Words that ask about a detail of what they don't name.
    Detail,
    /// Words that stand for what was spoken of.
    It,
    /// Goes on about what was spoken of.
    And,
}

impl Act {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::Yes,
        Self::No,
        Self::Tried,
        Self::Wrong,
        Self::Anger,
        Self::Alone,
        Self::Person,
        Self::Wait,
        Self::First,
        Self::Second,
        Self::Third,
        Self::Last,
        Self::Both,
        Self::Detail,
        Self::It,
        Self::And,
    ];

    /// Its name in the file.
    pub fn name(self) -> &'static str {
        match self {
            Self::Yes => "yes",
            Self::No => "no",
            Self::Tried => "tried",
            Self::Wrong => "wrong",
            Self::Anger => "anger",
            Self::Alone => "alone",
            Self::Person => "person",
            Self::Wait => "wait",
            Self::First => "first",
            Self::Second => "second",
            Self::Third => "third",
            Self::Last => "last",
            Self::Both => "both",
            Self::Detail => "detail",
            Self::It => "it",
            Self::And => "and",
        }
    }

    /// The act of that name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|act| act.name() == name)
    }

    /// Whether it is answered in words of the editor, which the file then has to bring.
    pub fn is_replied(self) -> bool {
        self == Self::Alone
    }
}

/// In which words one act is done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Saying {
    /// What is done with them.
    pub act: Act,
    /// Phrases and replies per language.
    pub texts: BTreeMap<Language, SayingText>,
}

/// An act in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SayingText {
    /// What owners write: the words of a phrase stand in a message in this order, with little between.
    pub phrases: Vec<String>,
    /// What may be replied where [`Act::is_replied`]; which one is chosen by the message.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub replies: Vec<String>,
}
