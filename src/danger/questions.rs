//! What owners ask once they have a card ("may I fetch the luggage?"): found by how near a message is to the phrases of the card's questions.

use std::collections::BTreeMap;

use crate::faq::Corpus;
use crate::search::Analyzer;
use crate::search::features::Feature;
use crate::search::nearest::{Nearest, Phrasing};

/// Cosine from which on a message asks a question of the card. After a card few other things are said, so this is less than what tells two
/// entries of an FAQ apart.
const NEAR_ENOUGH: f32 = 0.4;

/// The questions of all cards.
#[derive(Debug, Clone, Default)]
pub struct Questions {
    nearest: Nearest,
    /// Of each card, the numbers that its questions have among all: first and one past the last.
    cards: BTreeMap<String, (usize, usize)>,
    /// How many there are.
    count: usize,
}

impl Questions {
    /// Takes the questions of a corpus's cards.
    pub fn new(corpus: &Corpus, analyzer: &Analyzer) -> Self {
        let mut phrasings = Vec::new();
        let mut cards = BTreeMap::new();
        let mut count = 0;
        for card in &corpus.safety {
            let most = card.texts.values().map(|text| text.questions.len()).max().unwrap_or(0);
            for (number, question) in card.texts.values().flat_map(|text| text.questions.iter().enumerate()) {
                let of = (count + number) as u32;
                phrasings.extend(question.phrases.iter().map(|phrase| (of, Phrasing::new(phrase, &analyzer.analyze(phrase)))));
            }
            cards.insert(card.id.clone(), (count, count + most));
            count += most;
        }
        Self { nearest: Nearest::new(phrasings, count), cards, count }
    }

    /// Of each card of which a message of these features asks a question, that question.
    pub fn find(&self, features: &[Feature]) -> Vec<(&str, usize)> {
        let all: Vec<u32> = (0..self.count as u32).collect();
        let near = self.nearest.find(features, None, 0, &all);
        let asked = |(first, end): &(usize, usize)| {
            let of_card = near.of[*first..*end].iter().enumerate().map(|(number, near)| (near.one, number));
            let (cosine, number) = of_card.max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))?;
            (cosine >= NEAR_ENOUGH).then_some(number)
        };
        self.cards.iter().filter_map(|(card, numbers)| Some((card.as_str(), asked(numbers)?))).collect()
    }
}
