//! The danger phrases of the cards, found in a message: certain signs of a danger.
//!
//! A phrase is found when all its words that say something stand near each other, in any order. A
//! missed danger is worse than a card too many, so only clear signs take one back: an `except` word, or a negation right
//! beside the words that the phrase doesn't have itself.

use std::collections::HashMap;

use crate::faq::Corpus;
use crate::language::{Language, Token, tokens};
use crate::search::phrases::{WordId, Words, is_negation};

/// Words that may stand between those of a phrase, all together; stop words are not counted ("the pedal goes all the way to the floor").
const SLACK: usize = 3;

/// The danger phrases of a corpus, ready to be found.
#[derive(Debug, Clone, Default)]
pub struct Phrases {
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

impl Phrases {
    /// Takes the cards of a corpus.
    pub fn new(corpus: &Corpus) -> Self {
        let mut all = Self::default();
        for (number, card) in corpus.safety.iter().enumerate() {
            all.cards.push((card.id.clone(), card.entry.clone()));
            for (language, text) in &card.texts {
                for phrase in &text.phrases {
                    all.add_phrase(number, phrase, *language);
                }
                for except in &text.except {
                    let words: Vec<WordId> = tokens(except).iter().map(|token| all.words.add(token, *language)).collect();
                    if !words.is_empty() {
                        all.excepts.push((number, words));
                    }
                }
            }
        }
        all
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
        let places = Places::of(found);
        let cancelled: Vec<usize> = self.excepts.iter().filter(|(_, words)| places.near(words).is_some()).map(|(card, _)| *card).collect();
        let told = |phrase: &&Phrase| {
            let near = || places.near(&phrase.needed);
            !cancelled.contains(&phrase.card) && near().is_some_and(|places| phrase.negated || !is_denied(&message, &places))
        };
        // The phrases stand in the order of the cards.
        let phrase = self.phrases.iter().find(told)?;
        let (card, entry) = self.cards[phrase.card].clone();
        Some(Danger { card, entry, phrase: phrase.text.clone() })
    }
}

/// Where the words of phrases stand in a message. Most phrases have a word that the message lacks, and cost one look.
struct Places {
    /// The words that may stand at each place.
    found: Vec<Vec<WordId>>,
    /// The places of each word, in order.
    places: HashMap<WordId, Vec<usize>>,
}

impl Places {
    fn of(found: Vec<Vec<WordId>>) -> Self {
        let mut places: HashMap<WordId, Vec<usize>> = HashMap::new();
        for (place, words) in found.iter().enumerate() {
            for word in words {
                places.entry(*word).or_default().push(place);
            }
        }
        Self { found, places }
    }

    /// Where all `needed` words stand, each at a place of its own within a short stretch; the first such stretch.
    fn near(&self, needed: &[WordId]) -> Option<Vec<usize>> {
        let mut starts = Vec::new();
        for word in needed {
            starts.extend(self.places.get(word)?);
        }
        starts.sort_unstable();
        starts.dedup();
        starts.into_iter().find_map(|start| self.within(start, needed))
    }

    /// The places of the needed words in the stretch that begins here.
    fn within(&self, start: usize, needed: &[WordId]) -> Option<Vec<usize>> {
        let end = (start + needed.len() + SLACK).min(self.found.len());
        let mut places = Vec::with_capacity(needed.len());
        for word in needed {
            places.push((start..end).find(|place| !places.contains(place) && self.found[*place].contains(word))?);
        }
        places.sort_unstable();
        Some(places)
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stand_near_each_other_in_any_order() {
        let near = |found: &[&[WordId]], needed: &[WordId]| Places::of(found.iter().map(|words| words.to_vec()).collect()).near(needed);
        assert_eq!(near(&[&[1], &[], &[2]], &[2, 1]), Some(vec![0, 2]));
        assert_eq!(near(&[&[1], &[], &[], &[], &[], &[2]], &[1, 2]), None, "four words between them");
        assert_eq!(near(&[&[1], &[], &[], &[], &[1], &[2]], &[1, 2]), Some(vec![4, 5]));
        assert_eq!(near(&[&[1, 2]], &[1, 2]), None, "each needs a place of its own");
        assert_eq!(near(&[&[1]], &[1, 3]), None);
    }
}
