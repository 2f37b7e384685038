//! Danger first: smoke, fire, shock, failing brakes or steering bring up a card before anything else.
//!
//! A phrase is found when all its words that say something stand near each other, in any order. A
//! missed danger is worse than a card too many, so only clear signs take one back: an `except` word, or a negation right
//! beside the words that the phrase doesn't have itself.

use super::phrases::{WordId, Words, is_negation};
use crate::faq::Corpus;
use crate::language::{Language, Token, tokens};

/// Words that may stand between those of a phrase, all together; stop words are not counted ("the pedal goes all the way to the floor").
const SLACK: usize = 3;

/// The danger phrases of a corpus, ready to be found.
#[derive(Debug, Clone, Default)]
pub struct Safety {
    words: Words,
    phrases: Vec<Phrase>,
    excepts: Vec<(usize, Vec<WordId>)>,
    cards: Vec<(String, Option<String>)>,
}

#[derive(Debug, Clone)]
struct Phrase {
    card: usize,
    /// Distinct words that must be there.
    needed: Vec<WordId>,
    negated: bool,
    text: String,
}

/// A danger that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Danger {
    /// Id of the card.
    pub card: String,
    /// The entry it stands for.
    pub entry: Option<String>,
    /// The phrase that was found.
    pub phrase: String,
}

impl Safety {
    /// Takes the cards of a corpus.
    pub fn new(corpus: &Corpus) -> Self {
        let mut safety = Self::default();
        for (number, card) in corpus.safety.iter().enumerate() {
            safety.cards.push((card.id.clone(), card.entry.clone()));
            for (language, text) in &card.texts {
                for phrase in &text.phrases {
                    safety.add_phrase(number, phrase, *language);
                }
                for except in &text.except {
                    let words: Vec<WordId> = tokens(except).iter().map(|token| safety.words.add(token, *language)).collect();
                    if !words.is_empty() {
                        safety.excepts.push((number, words));
                    }
                }
            }
        }
        safety
    }

    fn add_phrase(&mut self, card: usize, phrase: &str, language: Language) {
        let tokens = tokens(phrase);
        let strong = tokens.iter().filter(|token| !token.weight_low).count();
        let needed = tokens.iter().filter(|token| strong < 2 || !token.weight_low);
        let mut needed: Vec<WordId> = needed.map(|token| self.words.add(token, language)).collect();
        needed.sort_unstable();
        needed.dedup();
        if needed.is_empty() {
            return;
        }
        let negated = tokens.iter().any(is_negation);
        self.phrases.push(Phrase { card, needed, negated, text: phrase.to_owned() });
    }

    /// The first danger in the order of the cards, if there is one.
    pub fn find(&self, message: &[Token], known: &dyn Fn(&Token) -> bool, sounds: bool) -> Option<Danger> {
        if self.phrases.is_empty() || message.is_empty() {
            return None;
        }
        let found: Vec<(&Token, Vec<WordId>)> = message.iter().map(|token| (token, self.words.find(token, known, sounds))).collect();
        let (message, found): (Vec<&Token>, Vec<Vec<WordId>>) =
            found.into_iter().filter(|(token, found)| !token.weight_low || !found.is_empty() || is_negation(token)).unzip();
        let cancelled: Vec<usize> = self.excepts.iter().filter(|(_, words)| near(&found, words).is_some()).map(|(card, _)| *card).collect();
        self.phrases
            .iter()
            .filter(|phrase| !cancelled.contains(&phrase.card))
            .filter(|phrase| near(&found, &phrase.needed).is_some_and(|places| phrase.negated || !is_denied(&message, &places)))
            .min_by_key(|phrase| phrase.card)
            .map(|phrase| {
                let (card, entry) = self.cards[phrase.card].clone();
                Danger { card, entry, phrase: phrase.text.clone() }
            })
    }
}

/// Where all `needed` words stand, each at a place of its own within a short stretch.
fn near(found: &[Vec<WordId>], needed: &[WordId]) -> Option<Vec<usize>> {
    let width = needed.len() + SLACK;
    'start: for start in 0..found.len() {
        if !found[start].iter().any(|id| needed.contains(id)) {
            continue;
        }
        let end = (start + width).min(found.len());
        let mut places = Vec::with_capacity(needed.len());
        for word in needed {
            match (start..end).find(|place| !places.contains(place) && found[*place].contains(word)) {
                Some(place) => places.push(place),
                None => continue 'start,
            }
        }
        places.sort_unstable();
        return Some(places);
    }
    None
}

/// Whether a negation stands right before the first or right after the last of these words, with nothing
/// but stop words between.
fn is_denied(message: &[&Token], places: &[usize]) -> bool {
    let (Some(first), Some(last)) = (places.first(), places.last()) else { return false };
    let before = message[..*first].iter().rev().find(|token| !token.weight_low || is_negation(token));
    let after = message[last + 1..].iter().find(|token| !token.weight_low || is_negation(token));
    let between = message[*first..*last].iter().any(|token| is_negation(token));
    between || before.is_some_and(|token| is_negation(token)) || after.is_some_and(|token| is_negation(token))
}
