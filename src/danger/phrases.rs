//! The danger phrases of the cards, found in a message: certain signs of a danger.
//!
//! A phrase is found when all its words that say something stand near each other, in any order. A
//! missed danger is worse than a card too many, so only clear signs take one back: an `except` word, or a negation right
//! beside the words that the phrase doesn't have itself.

use std::cell::LazyCell;
use std::collections::HashMap;

use crate::danger::supposed::is_supposed;
use crate::faq::Corpus;
use crate::language::{Language, tokens};
use crate::search::phrases::{ByWord, Said, WordId, Words, is_negation, negations};

/// Words that may stand between those of a phrase, all together; stop words are not counted ("the pedal goes all the way to the floor").
const SLACK: usize = 3;

/// The danger phrases of a corpus, ready to be found.
#[derive(Debug, Clone, Default)]
pub struct Phrases {
    words: Words,
    /// In the order of the cards.
    phrases: Vec<Phrase>,
    /// By the word of each that the fewest phrases have.
    by_rarest: ByWord,
    excepts: Vec<(usize, Vec<WordId>)>,
    cards: Vec<String>,
}

#[derive(Debug, Clone)]
struct Phrase {
    card: usize,
    /// Distinct words that must be there.
    needed: Vec<WordId>,
    negated: bool,
    text: String,
    language: Language,
}

/// A danger phrase that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Id of its card.
    pub card: String,
    /// The phrase.
    pub phrase: String,
    /// Whether the message says nothing else.
    pub is_all: bool,
    /// Whether it is told as something that might be ("if the battery catches fire"): that is no certain sign.
    pub is_supposed: bool,
}

impl Phrases {
    /// Takes the cards of a corpus.
    pub fn new(corpus: &Corpus) -> Self {
        let mut all = Self::default();
        for (number, card) in corpus.safety.iter().enumerate() {
            all.cards.push(card.id.clone());
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
        let mut having: HashMap<WordId, u32> = HashMap::new();
        all.phrases.iter().flat_map(|phrase| &phrase.needed).for_each(|word| *having.entry(*word).or_default() += 1);
        let rarest = |phrase: &Phrase| phrase.needed.iter().copied().min_by_key(|word| having[word]);
        all.by_rarest = all.phrases.iter().filter_map(rarest).collect();
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
        self.phrases.push(Phrase { card, needed, negated, text: phrase.to_owned(), language });
    }

    /// The first danger in the order of the cards, if there is one.
    pub fn find(&self, said: &Said<'_>) -> Option<Found> {
        let message = said.tokens();
        if self.phrases.is_empty() || message.is_empty() {
            return None;
        }
        let denied = negations(message);
        // Kazakh не asks, and is none of the negations that a phrase may need.
        let find = |place: usize, denied: bool| {
            if is_negation(&message[place]) && !denied { Vec::new() } else { self.words.find(said, place) }
        };
        let found = message.iter().zip(&denied).enumerate().map(|(place, (token, denied))| {
            let word = Word { is_low: token.weight_low, denies: *denied, place };
            (word, find(place, *denied))
        });
        let (words, found): (Vec<Word>, Vec<Vec<WordId>>) =
            found.filter(|(word, found)| !word.is_low || !found.is_empty() || word.denies).unzip();
        let places = Places::of(found);
        let cancelled: LazyCell<Vec<usize>, _> = LazyCell::new(|| {
            let is_said = |(_, words): &&(usize, Vec<WordId>)| places.near(words).is_some();
            self.excepts.iter().filter(is_said).map(|(card, _)| *card).collect()
        });
        let told = |phrase: &Phrase| {
            let places = places.near(&phrase.needed).filter(|_| !cancelled.contains(&phrase.card))?;
            (phrase.negated || !is_denied(&words, &places)).then_some(places)
        };
        let perhaps = self.by_rarest.of(places.found.iter().flatten());
        let mut phrases = perhaps.into_iter().map(|number| &self.phrases[number as usize]);
        let (phrase, stretch) = phrases.find_map(|phrase| told(phrase).map(|places| (phrase, places)))?;
        let is_of_it = |found: &[WordId]| found.iter().any(|word| phrase.needed.contains(word));
        let mut says = words.iter().zip(&places.found).filter(|(word, _)| !word.is_low || word.denies);
        let stands: Vec<usize> = stretch.iter().map(|place| words[*place].place).collect();
        Some(Found {
            card: self.cards[phrase.card].clone(),
            phrase: phrase.text.clone(),
            is_all: says.all(|(_, found)| is_of_it(found)),
            is_supposed: is_supposed(message, &stands, phrase.language),
        })
    }
}

/// What matters of a word besides the phrases that it may belong to.
#[derive(Clone, Copy)]
struct Word {
    /// A stop word.
    is_low: bool,
    /// A negation by itself.
    denies: bool,
    /// Its place in the message.
    place: usize,
}

/// Where the words of phrases stand in a message. Most phrases have a word that the message lacks, and cost one look at most.
struct Places {
    /// The words that may stand at each place.
    found: Vec<Vec<WordId>>,
    /// By word, whether it stands anywhere: there are more phrases than words, and most lack one.
    stands: Vec<bool>,
}

impl Places {
    fn of(found: Vec<Vec<WordId>>) -> Self {
        let words = found.iter().flatten().max().map_or(0, |last| *last as usize + 1);
        let mut stands = vec![false; words];
        found.iter().flatten().for_each(|word| stands[*word as usize] = true);
        Self { found, stands }
    }

    /// Where all `needed` words stand, each at a place of its own within a short stretch; the first such stretch.
    fn near(&self, needed: &[WordId]) -> Option<Vec<usize>> {
        if !needed.iter().all(|word| self.stands.get(*word as usize) == Some(&true)) {
            return None;
        }
        // Where none of them stands, no stretch begins.
        let mut starts = (0..self.found.len()).filter(|place| self.found[*place].iter().any(|word| needed.contains(word)));
        starts.find_map(|start| self.within(start, needed))
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
fn is_denied(words: &[Word], places: &[usize]) -> bool {
    let (Some(first), Some(last)) = (places.first(), places.last()) else { return false };
    let counts = |word: &&Word| !word.is_low || word.denies;
    let before = words[..*first].iter().rev().find(counts);
    let after = words[last + 1..].iter().find(counts);
    let between = words[*first..*last].iter().any(|word| word.denies);
    between || before.is_some_and(|word| word.denies) || after.is_some_and(|word| word.denies)
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
