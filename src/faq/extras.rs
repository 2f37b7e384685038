//! Content beside the entries that is more than lines: safety cards, messages of dangers, small talk, and labelled questions.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::language::Language;

/// A danger and what to say at once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Card {
    /// Name of the card.
    pub id: String,
    /// The entry it stands for.
    #[serde(default)]
    pub entry: Option<String>,
    /// Card and phrases per language.
    pub texts: BTreeMap<Language, CardText>,
}

/// A safety card in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardText {
    /// Heading of the card.
    pub title: String,
    /// Markdown with placeholders.
    pub text: String,
    /// Each phrase is a set of words that must stand near each other in a message.
    pub phrases: Vec<String>,
    /// Words or phrases that take the danger away ("warranty", "lamp").
    #[serde(default)]
    pub except: Vec<String>,
    /// What owners ask once they have the card, with the card's own answers. The same number stands for the same question in all languages.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<CardQuestion>,
}

/// A question that is asked after a card ("may I fetch the luggage?"), and its answer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CardQuestion {
    /// Ways to ask it.
    pub phrases: Vec<String>,
    /// Markdown with placeholders.
    pub answer: String,
}

/// Messages of owners that tell of one danger, or of none though they share its words: what the noticing of dangers is learned from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DangerMessages {
    /// Id of the card that the messages need; `None` for near-dangers, which need none.
    pub card: Option<String>,
    /// The messages, in the order of the file.
    pub texts: Vec<String>,
}

/// One kind of small talk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Smalltalk {
    /// Name of the kind: `greeting`, `thanks`...
    pub id: String,
    /// Phrases and replies per language.
    pub texts: BTreeMap<Language, SmalltalkText>,
}

/// Small talk in one language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SmalltalkText {
    /// What owners write.
    pub phrases: Vec<String>,
    /// What may be replied; which one is chosen by the message.
    pub replies: Vec<String>,
    /// The same while a question of the owner is still open, where that is something else: nobody is told goodbye who was not helped.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub open: Vec<String>,
    /// The same after a danger was spoken of, where that is something else: nobody is wished a safe drive who stands beside a fire.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after_danger: Vec<String>,
}

/// A question of an owner and what answers it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Labelled {
    /// Name in the file.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub id: String,
    /// Its language.
    pub lang: Language,
    /// `plain`, `typo`, ...; `oos` is off-topic, `smalltalk` expects small talk.
    #[serde(default)]
    pub style: String,
    /// What is asked.
    pub text: String,
    /// The right entry; none for off-topic questions.
    pub topic: Option<String>,
    /// Other entries that are right as well.
    #[serde(default)]
    pub also: Vec<String>,
}

impl Labelled {
    /// Whether small talk is the right reply.
    pub fn is_smalltalk(&self) -> bool {
        self.style == "smalltalk"
    }

    /// Whether nothing answers it.
    pub fn is_offtopic(&self) -> bool {
        !self.is_smalltalk() && self.topic.is_none()
    }

    /// Whether this entry answers it.
    pub fn is_right(&self, entry: &str) -> bool {
        self.topic.as_deref() == Some(entry) || self.also.iter().any(|also| also == entry)
    }
}
