//! A question, and what is done with it: answer, suggest, small talk, safety or a person.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::explain::Explain;
use crate::faq::Act;
use crate::language::Language;
use crate::language::identify::Identification;

/// Most entries of a decision (`protocol.md` section 7).
pub(super) const MOST_ENTRIES: usize = 10;

/// Who said something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Side {
    /// The owner of the car.
    Owner,
    /// The bot.
    Bot,
    /// A technician.
    Technician,
}

/// What the bot did in a turn, where that is known beyond its `entry` and `entries`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Did {
    /// An answer.
    Answer,
    /// Buttons.
    Suggest,
    /// Small talk.
    Smalltalk,
    /// A safety card.
    Safety,
    /// Asked whether anyone is in danger right now.
    DangerQuestion,
    /// Called a person.
    Handoff,
}

/// Something said before a message (`protocol.md` section 7, `turns`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Turn {
    /// Who said it.
    pub from: Side,
    /// The words; may be empty where `entry` or `entries` tell what was shown.
    #[serde(default)]
    pub text: String,
    /// The entry that was answered.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub entry: Option<String>,
    /// The entries that were offered as buttons, in their order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub entries: Vec<String>,
    /// What the bot did; else it follows from the other fields.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub did: Option<Did>,
}

/// A message and what is known of its conversation.
#[derive(Debug, Clone, Copy, Default)]
pub struct Question<'a> {
    /// What the owner wrote.
    pub text: &'a str,
    /// The language the owner chose; it wins.
    pub language: Option<Language>,
    /// The language of the conversation so far.
    pub previous_language: Option<Language>,
    /// The language of the page.
    pub page_language: Option<Language>,
    /// The entry that was answered last.
    pub previous_entry: Option<&'a str>,
    /// What was said before, oldest first.
    pub turns: &'a [Turn],
    /// Questions in a row that were not answered.
    pub misses: u8,
    /// How long it has waited for its turn: the embedding model is asked only with what is left of [`PATIENCE`](crate::search::embedding::PATIENCE).
    pub waited: Duration,
    /// Whether to tell why.
    pub explain: bool,
}

/// What is done with a question.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// The answer of the best entry is sent.
    Answer,
    /// The best entries are offered as buttons.
    Suggest,
    /// A small-talk reply is sent.
    Smalltalk,
    /// A safety card is sent and people are alerted.
    Safety,
    /// A person takes over.
    Handoff,
}

impl Kind {
    /// Its name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Self::Answer => "answer",
            Self::Suggest => "suggest",
            Self::Smalltalk => "smalltalk",
            Self::Safety => "safety",
            Self::Handoff => "handoff",
        }
    }
}

/// An entry that was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Scored {
    /// Its id.
    pub entry: String,
    /// Its share of the belief in all candidates, 0 to 1.
    pub score: f32,
}

/// The decision on a question.
#[derive(Debug, Clone)]
pub struct Decision {
    /// What is done.
    pub kind: Kind,
    /// The entry that is answered, or that a safety card stands for.
    pub entry: Option<String>,
    /// What plain search found, best first, at most 10, whatever was decided.
    pub entries: Vec<Scored>,
    /// How many of `entries` to offer for [`Kind::Suggest`].
    pub suggestions: usize,
    /// The language of the question.
    pub language: Identification,
    /// Probability that `entries[0]` is right.
    pub confidence: f32,
    /// The entry of a second question in the same message; for [`Kind::Answer`] to be answered as well.
    pub second: Option<String>,
    /// Id of the safety card; where only the danger question is asked, of the one that a yes brings.
    pub card: Option<String>,
    /// The question of that card which was asked after it, by its number among the card's `questions`: its answer is shown instead of the card.
    pub card_question: Option<usize>,
    /// Whether "Is anyone in danger right now?" is asked above what else is shown.
    pub ask_danger: bool,
    /// Whether the owner is told that we are sorry, before a person is called: an answer did not help, or they are angry.
    pub apology: bool,
    /// Ids of the holidays that the question names, when an entry that is answered tells when we are there.
    pub holidays: Vec<String>,
    /// What the message does about what was said before, where that decided.
    pub act: Option<Act>,
    /// The message says that no person is needed any more, and little else: "it works now", "no agent needed", "cancel".
    pub leaves: bool,
    /// It says yes, or no, and little else.
    pub agrees: Option<bool>,
    /// Kind of small talk and the reply.
    pub smalltalk: Option<(String, String)>,
    /// Whether to offer a person unasked: the owner missed twice, or nothing was found.
    pub offer_person: bool,
    /// Whether the question was read together with the previous entry.
    pub follow_up: bool,
    /// Hash of the corpus that classifier and thresholds were learned from; `None` when by the index alone.
    pub trained_on: Option<u128>,
    /// Why, when asked for.
    pub explain: Option<Explain>,
}
