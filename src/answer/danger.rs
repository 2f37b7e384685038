//! Danger in a message, read with what was said before it.

use std::time::Duration;

use super::base::Base;
use super::danger_question::Questions;
use super::decide::{Did, Question, Side, Turn};
use crate::danger::learned::Learned;
use crate::danger::reply::{Reply, reply};
use crate::danger::{Danger, Message, Reading, Step};
use crate::language::Token;
use crate::language::identify::{Identification, Variety};
use crate::language::segment::first_chars;
use crate::search::embedding::Embedding;
use crate::search::features::{Feature, features};
use crate::search::phrases::Said;
use crate::search::{Analysis, Memo};

/// Turns that are looked back at.
const MOST_TURNS: usize = 30;
/// Characters of what was said before that are read again.
const MOST_CHARS: usize = 1_000;
/// A message of at most so many words may lean on what was said before ("it got thicker").
const LEANING: usize = 8;
/// Probability by itself from which on a leaning message is read together with what was said before: "thanks, bye" has less, whatever it follows.
const MAY_LEAN: f32 = 0.05;

/// What is done about danger in a message.
#[derive(Debug, Default)]
pub(super) struct Verdict<'a> {
    /// The danger that alarms.
    pub(super) danger: Option<Danger>,
    /// Whether it is asked if anybody is in danger.
    pub(super) ask: bool,
    /// Whether that is asked where the FAQ has no answer.
    pub(super) doubt: bool,
    /// The card that a yes to that question brings.
    pub(super) card: Option<String>,
    /// The earlier message that the conversation goes on with, after a "no" to that question.
    pub(super) goes_on: Option<&'a str>,
    /// Why, for an editor.
    pub(super) note: Option<String>,
}

/// Where a conversation stands, as far as danger goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before<'a> {
    /// Nothing that matters was said.
    Nothing,
    /// The owner said this last, and nothing of danger came of it.
    Said(&'a str),
    /// It was asked whether anybody is in danger, after this.
    Asked(&'a str),
    /// A card was shown, after this.
    Warned(&'a str),
}

/// Where these turns have led.
fn before<'t>(turns: &'t [Turn], questions: &Questions) -> Before<'t> {
    let turns = &turns[turns.len().saturating_sub(MOST_TURNS)..];
    let said = |end: usize| turns[..end].iter().rev().find(|turn| turn.from == Side::Owner && !turn.text.trim().is_empty());
    let text = |end: usize| said(end).map_or("", |turn| first_chars(&turn.text, MOST_CHARS));
    if let Some(last) = turns.iter().rposition(|turn| turn.from == Side::Bot).filter(|last| asks_danger(questions, &turns[*last])) {
        // What the owner has said after the question was no reply, or it would have been settled.
        if !turns[last + 1..].iter().any(|turn| turn.from == Side::Owner) {
            return Before::Asked(text(last));
        }
    }
    if let Some(card) = turns.iter().rposition(|turn| turn.from == Side::Bot && turn.did == Some(Did::Safety)) {
        return Before::Warned(text(card));
    }
    said(turns.len()).map_or(Before::Nothing, |turn| Before::Said(first_chars(&turn.text, MOST_CHARS)))
}

/// Whether a turn asks the danger question.
fn asks_danger(questions: &Questions, turn: &Turn) -> bool {
    turn.did.map_or_else(|| questions.are_in(&turn.text), |did| did == Did::DangerQuestion)
}

/// A message, taken apart.
#[derive(Clone, Copy)]
pub(super) struct Heard<'h> {
    pub(super) analysis: &'h Analysis,
    /// The features of all its terms.
    pub(super) features: &'h [Feature],
    /// Its words with their forms.
    pub(super) said: &'h Said<'h>,
    pub(super) language: &'h Identification,
}

/// What danger is noticed with.
#[derive(Clone, Copy)]
pub(super) struct Listener<'a> {
    pub(super) base: &'a Base,
    /// What the messages of dangers taught, where there is anything.
    pub(super) learned: Option<&'a Learned>,
    /// The embedding model, where there is one.
    pub(super) embedding: Option<&'a Embedding>,
    /// How long the message has waited for its turn.
    pub(super) waited: Duration,
}

impl Listener<'_> {
    /// Whether a message tells of a danger. Also tells whether the embedding model was too slow to read it.
    pub(super) fn verdict<'a>(&self, question: &Question<'a>, heard: Heard<'_>) -> (Verdict<'a>, bool) {
        let Heard { analysis, language, .. } = heard;
        let (alone, slow) = self.read_danger(question.text, heard, false);
        let before = before(question.turns, &self.base.danger_questions);
        let words = &analysis.tokens;
        if let (Before::Asked(earlier), Some(said)) = (before, reply(words)) {
            let earlier_reading = || self.read_again(earlier, language, true);
            let verdict = match said {
                Reply::Yes => self.alarm(earlier_reading(), "yes to the danger question"),
                Reply::No if alone.step() == Some(Step::Alarm) => {
                    self.alarm(alone, "a danger, though the danger question was answered with no")
                }
                Reply::No => Verdict { goes_on: Some(earlier), note: Some("no to the danger question".to_owned()), ..Verdict::default() },
            };
            return (verdict, slow);
        }
        if let Before::Warned(earlier) = before {
            return (self.after_card(earlier, question.text, heard, alone), slow);
        }
        let leans = words.len() <= LEANING && alone.step() != Some(Step::Alarm) && alone.probability() >= MAY_LEAN;
        let (Before::Said(earlier) | Before::Asked(earlier)) = before else { return (self.alone(alone), slow) };
        if !leans || slow {
            return (self.alone(alone), slow);
        }
        let together = self.read_again(&format!("{earlier}\n{}", question.text), language, false);
        // What was near a danger before stays what it was: only what the new words add counts.
        let adds = || {
            let earlier_reading = self.read_again(earlier, language, false);
            together.probability() > earlier_reading.probability() && (earlier_reading.step().is_none() || before == Before::Asked(earlier))
        };
        let verdict = match together.step().filter(|_| adds()) {
            Some(Step::Alarm) if alone.step() == Some(Step::Ask) => self.alarm(together, "together with what was said before, a danger"),
            Some(_) => {
                let note = Some("together with what was said before, perhaps a danger".to_owned());
                Verdict { ask: true, card: together.card, note, ..Verdict::default() }
            }
            _ => self.alone(alone),
        };
        (verdict, slow)
    }

    /// A message after a card: one of the card's own questions, or what it says by itself.
    fn after_card<'a>(&self, earlier: &str, text: &str, heard: Heard<'_>, alone: Reading) -> Verdict<'a> {
        let Heard { analysis, language, .. } = heard;
        // "The battery is on fire!" tells once more what is on, though a question of the card has these words, too.
        let asks = text.contains('?') || analysis.tokens.iter().any(|token| token.question.is_some());
        let may_ask = asks || alone.step() != Some(Step::Alarm);
        // Most messages ask no question of any card: which one it was need not be told then.
        let asked = if may_ask { self.base.danger.questions(heard.features) } else { Vec::new() };
        let card = if asked.is_empty() { None } else { self.read_again(earlier, language, true).card };
        let question = asked.into_iter().find(|(of, _)| card.as_deref() == Some(*of)).map(|(_, number)| number);
        match (card, question, alone.step()) {
            (Some(card), Some(number), _) => {
                let why = format!("question {} of card {card}", number + 1);
                let entry = self.base.danger.entry(&card).map(str::to_owned);
                Verdict { danger: Some(Danger { entry, card, question: Some(number), why }), ..Verdict::default() }
            }
            // The card is there already: what may be a danger is one.
            (_, None, Some(Step::Ask)) => self.alarm(alone, "after a card, perhaps a danger"),
            _ => self.alone(alone),
        }
    }

    /// What a message comes to by itself.
    fn alone<'a>(&self, reading: Reading) -> Verdict<'a> {
        match reading.step() {
            Some(Step::Alarm) => {
                let why = match &reading.phrase {
                    Some(phrase) => format!("danger phrase \"{}\"", phrase.phrase),
                    None => "a danger".to_owned(),
                };
                self.alarm(reading, &why)
            }
            Some(Step::Ask) => {
                let note = format!("perhaps a danger ({:.2})", reading.probability());
                Verdict { ask: true, card: reading.card, note: Some(note), ..Verdict::default() }
            }
            None => Verdict { doubt: reading.is_doubtful(), card: reading.card, ..Verdict::default() },
        }
    }

    fn alarm<'a>(&self, reading: Reading, why: &str) -> Verdict<'a> {
        let probability = reading.probability();
        let Some(card) = reading.card else { return Verdict::default() };
        let entry = self.base.danger.entry(&card).map(str::to_owned);
        let why = format!("{why} ({probability:.2}) of card {card}");
        Verdict { danger: Some(Danger { card, entry, question: None, why }), ..Verdict::default() }
    }

    /// Reads something that was said before.
    fn read_again(&self, text: &str, language: &Identification, wants_card: bool) -> Reading {
        let base = self.base;
        let analysis = base.analyzer.question(text, base.index.typos(), &Memo::default());
        let known = |token: &Token| base.index.typos().knows(token);
        let said = Said::new(&analysis.tokens, &known, language.variety != Some(Variety::En));
        let features = features(&analysis, |_| true);
        self.read_danger(text, Heard { analysis: &analysis, features: &features, said: &said, language }, wants_card).0
    }

    /// Reads one text by itself, and tells whether the embedding model was too slow for it.
    fn read_danger(&self, text: &str, heard: Heard<'_>, wants_card: bool) -> (Reading, bool) {
        let Heard { analysis, features, said, .. } = heard;
        let learned = self.learned;
        let embedding = self.embedding.filter(|embedding| learned.is_some_and(|learned| learned.knows(embedding.id())));
        let asked = embedding.filter(|_| !analysis.tokens.is_empty());
        let vector = asked.and_then(|embedding| embedding.question(text, self.waited));
        let slow = asked.is_some() && vector.is_none();
        let vector = vector.as_deref().zip(embedding.map(|embedding| embedding.id()));
        (self.base.danger.read(&Message { text, analysis, features, said, vector, wants_card }, learned), slow)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn turn(from: Side, text: &str, did: Option<Did>) -> Turn {
        Turn { from, text: text.to_owned(), entry: None, entries: Vec::new(), did }
    }

    #[test]
    fn turns_tell_where_a_conversation_stands() {
        let owner = |text| turn(Side::Owner, text, None);
        let bot = |did| turn(Side::Bot, "", Some(did));
        let cases = [
            (vec![], Before::Nothing),
            (vec![owner("a"), bot(Did::Answer)], Before::Said("a")),
            (vec![owner("a"), bot(Did::DangerQuestion)], Before::Asked("a")),
            (vec![owner("a"), bot(Did::DangerQuestion), owner("b"), bot(Did::Answer)], Before::Said("b")),
            (vec![owner("a"), bot(Did::DangerQuestion), owner("b")], Before::Said("b")),
            (vec![owner("a"), bot(Did::Safety), owner("b"), bot(Did::Suggest)], Before::Warned("a")),
        ];
        for (turns, expected) in cases {
            assert_eq!(super::before(&turns, &Questions::default()), expected, "{turns:?}");
        }
    }
}
