//! Danger first: smoke, fire, shock, failing brakes or somebody locked in the heat come before anything else.
//!
//! [`phrases`] finds the danger phrases of the corpus's cards: certain signs, which serve alone where an FAQ has no messages of dangers.
//! [`learned`] is what such messages taught ([`learn`]): from the [`marks`] of a message ([`table`]) and, where the embedding model is installed,
//! from what it means ([`meaning`]) comes the probability of a danger, and which card it needs. [`reply`] understands what is said to "Is anyone
//! in danger right now?", [`questions`] what is asked once a card is there.

pub mod learn;
pub mod learned;
pub mod marks;
pub mod meaning;
pub mod phrases;
pub mod questions;
pub mod reply;
mod supposed;
pub mod table;

use std::collections::BTreeMap;

use crate::faq::Corpus;
use crate::search::features::Feature;
use crate::search::phrases::Said;
use crate::search::{Analysis, Analyzer};
use learned::{Learned, Limits};
use marks::marks;
use phrases::{Found, Phrases};
use questions::Questions;

/// What is built of a corpus at once, without learning.
#[derive(Debug, Clone, Default)]
pub struct Dangers {
    phrases: Phrases,
    questions: Questions,
    /// The entry that each card stands for.
    cards: BTreeMap<String, Option<String>>,
}

/// A message, taken apart.
#[derive(Clone, Copy)]
pub struct Message<'a> {
    /// What was written.
    pub text: &'a str,
    /// The same, taken apart.
    pub analysis: &'a Analysis,
    /// The features of all its terms.
    pub features: &'a [Feature],
    /// Its words with their forms.
    pub said: &'a Said<'a>,
    /// What the embedding model makes of it, and which model that is.
    pub vector: Option<(&'a [f32], [u8; 32])>,
    /// Whether its card is wanted even where nothing is done about it.
    pub wants_card: bool,
}

/// A danger that was noticed: its card is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Danger {
    /// Id of the card.
    pub card: String,
    /// The entry it stands for.
    pub entry: Option<String>,
    /// The question of the card that was asked after it; its answer is shown instead.
    pub question: Option<usize>,
    /// Why, for an editor.
    pub why: String,
}

/// What is done about a danger.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// It is asked whether anybody is in danger.
    Ask,
    /// The card is shown and people are alerted.
    Alarm,
}

/// How dangerous a message sounds.
#[derive(Debug, Clone, PartialEq)]
pub struct Reading {
    /// The probability that it tells of a danger, and the limits that hold; none where nothing was learned.
    pub learned: Option<(f32, Limits)>,
    /// The danger phrase in it.
    pub phrase: Option<Found>,
    /// The card that it needs; none where the corpus has no cards, and where nothing is done about it and [`Message::wants_card`] is not set.
    pub card: Option<String>,
}

impl Reading {
    /// The probability; 1 and 0 where phrases serve alone.
    pub fn probability(&self) -> f32 {
        self.learned.map_or(f32::from(u8::from(self.phrase.is_some())), |(probability, _)| probability)
    }

    /// What is done about it. A danger phrase is a certain sign: it is asked about at least, unless it tells of what might be and a danger is hardly
    /// thinkable.
    pub fn step(&self) -> Option<Step> {
        let Some((probability, limits)) = self.learned else { return self.phrase.as_ref().map(|_| Step::Alarm) };
        match &self.phrase {
            Some(phrase) if phrase.is_all || probability >= limits.ask => Some(Step::Alarm),
            Some(phrase) if !phrase.is_supposed || probability >= limits.unthinkable => Some(Step::Ask),
            _ => limits.step(probability),
        }
    }
}

impl Reading {
    /// Whether it is asked about where the FAQ has no answer.
    pub fn is_doubtful(&self) -> bool {
        self.learned.is_some_and(|(probability, limits)| probability >= limits.doubt)
    }
}

impl Limits {
    /// What is done about a danger of this probability.
    pub fn step(&self, probability: f32) -> Option<Step> {
        if probability >= self.alarm { Some(Step::Alarm) } else { (probability >= self.ask).then_some(Step::Ask) }
    }
}

impl Dangers {
    /// Takes the cards of a corpus.
    pub fn new(corpus: &Corpus, analyzer: &Analyzer) -> Self {
        let cards = corpus.safety.iter().map(|card| (card.id.clone(), card.entry.clone())).collect();
        Self { phrases: Phrases::new(corpus), questions: Questions::new(corpus, analyzer), cards }
    }

    /// The entry that a card stands for.
    pub fn entry(&self, card: &str) -> Option<&str> {
        self.cards.get(card)?.as_deref()
    }

    /// The danger phrase in a message.
    pub fn phrase(&self, said: &Said<'_>) -> Option<Found> {
        self.phrases.find(said)
    }

    /// Reads one message by itself.
    pub fn read(&self, message: &Message<'_>, learned: Option<&Learned>) -> Reading {
        let Message { text, analysis, features, said, vector, wants_card } = *message;
        let phrase = self.phrases.find(said);
        let Some(learned) = learned else {
            let card = phrase.as_ref().map(|phrase| phrase.card.clone());
            return Reading { learned: None, card: card.or_else(|| self.cards.keys().next().cloned()), phrase };
        };
        let marks = marks(text, analysis, features);
        let read = learned.read(&marks, vector, phrase.is_some());
        let reading = Reading { learned: Some(read), phrase, card: None };
        if !wants_card && reading.step().is_none() && !reading.is_doubtful() {
            return reading;
        }
        // What was learned may know cards that an editor has taken away since.
        let likeliest = || learned.cards(&marks).into_iter().find(|card| self.cards.contains_key(*card)).map(str::to_owned);
        let card = reading.phrase.as_ref().map(|phrase| phrase.card.clone()).or_else(likeliest);
        Reading { card: card.or_else(|| self.cards.keys().next().cloned()), ..reading }
    }

    /// The questions that a message of these features asks after a card: the card, and the question's number in that card's lists; at most one of each.
    pub fn questions(&self, features: &[Feature]) -> Vec<(&str, usize)> {
        self.questions.find(features)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_is_asked_about_at_least() {
        let limits = Limits { alarm: 0.8, ask: 0.6, doubt: 0.3, unthinkable: 0.05 };
        let step = |probability: f32, phrase: Option<(bool, bool)>| {
            let found = |(is_all, is_supposed)| Found { card: "fire".into(), phrase: "car is on fire".into(), is_all, is_supposed };
            Reading { learned: Some((probability, limits)), phrase: phrase.map(found), card: Some("fire".into()) }.step()
        };
        assert_eq!([0.0, 0.59].map(|p| step(p, Some((false, false)))), [Some(Step::Ask); 2], "whatever else is said");
        assert_eq!([0.0, 0.05].map(|p| step(p, Some((false, true)))), [None, Some(Step::Ask)], "what might be");
        assert_eq!(step(0.6, Some((false, false))), Some(Step::Alarm));
        assert_eq!(step(0.0, Some((true, false))), Some(Step::Alarm), "and nothing else is said");
        assert_eq!([0.59, 0.6, 0.8].map(|p| step(p, None)), [None, Some(Step::Ask), Some(Step::Alarm)]);
    }
}
