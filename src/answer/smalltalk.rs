//! Greetings, thanks, goodbyes: answered only when the message is (almost) nothing else.

use crate::faq::Corpus;
use crate::language::{Language, Token, tokens};
use crate::search::features::hash;
use crate::search::phrases::{ByWord, Said, WordId, Words, is_spelt};

/// Letters up to which a word that is a phrase by itself has to be written so: by its sound "claim" is "slm", a salam.
const SHORT: usize = 4;

/// The small talk of a corpus, ready to be found.
#[derive(Debug, Clone, Default)]
pub struct Smalltalk {
    words: Words,
    phrases: Vec<(usize, Vec<WordId>, Option<Token>)>,
    by_first: ByWord,
    kinds: Vec<crate::faq::Smalltalk>,
}

/// Small talk that was found in a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Talk {
    /// Number of the kind in the corpus.
    kind: usize,
    /// Words of the message that the phrases cover.
    pub covered: usize,
    /// Words that they don't and that say something.
    pub rest: usize,
    /// Whether each word of the message is covered.
    words: Vec<bool>,
}

/// What a reply has to respect.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mood {
    /// A danger was spoken of.
    pub danger: bool,
    /// A question of the owner is still open.
    pub open: bool,
}

impl Talk {
    /// The words of the message that it does not cover.
    pub fn tokens_beside(&self, message: &[Token]) -> Vec<Token> {
        message.iter().zip(&self.words).filter(|(_, covered)| !**covered).map(|(token, _)| token.clone()).collect()
    }

    /// What the message says besides.
    pub fn beside(&self, text: &str, message: &[Token]) -> String {
        let rest = message.iter().zip(&self.words).filter(|(_, covered)| !**covered);
        rest.filter_map(|(token, _)| text.get(token.start..token.end)).collect::<Vec<_>>().join(" ")
    }
}

impl Smalltalk {
    /// Takes the small talk of a corpus.
    pub fn new(corpus: &Corpus) -> Self {
        let mut talk = Self { kinds: corpus.smalltalk.clone(), ..Self::default() };
        for (number, kind) in corpus.smalltalk.iter().enumerate() {
            for (language, text) in &kind.texts {
                for phrase in &text.phrases {
                    let tokens = tokens(phrase);
                    let words: Vec<WordId> = tokens.iter().map(|token| talk.words.add(token, *language)).collect();
                    let spelt = tokens.first().filter(|word| tokens.len() == 1 && word.folded.chars().count() <= SHORT);
                    if !words.is_empty() {
                        talk.phrases.push((number, words, spelt.cloned()));
                    }
                }
            }
        }
        talk.phrases.sort_by_key(|(_, words, _)| std::cmp::Reverse(words.len()));
        talk.by_first = talk.phrases.iter().map(|(_, words, _)| words[0]).collect();
        talk
    }

    /// Lays the longest phrases over the message.
    pub fn find(&self, said: &Said<'_>) -> Option<Talk> {
        let message = said.tokens();
        if message.is_empty() || message.len() > 24 {
            return None;
        }
        let found: Vec<Vec<WordId>> = (0..message.len()).map(|place| self.words.find(said, place)).collect();
        if found.iter().all(Vec::is_empty) {
            return None;
        }
        let mut covered = vec![false; message.len()];
        let mut kind = None;
        for phrase in self.by_first.of(found.iter().flatten()) {
            let (number, words, spelt) = &self.phrases[phrase as usize];
            if words.len() > message.len() {
                continue;
            }
            for (start, first) in message.iter().enumerate().take(message.len() + 1 - words.len()) {
                let places = start..start + words.len();
                let fits = places.clone().zip(words).all(|(place, word)| !covered[place] && found[place].contains(word));
                if fits && spelt.as_ref().is_none_or(|word| is_spelt(word, first)) {
                    covered[places].fill(true);
                    kind.get_or_insert(*number);
                }
            }
        }
        let rest = message.iter().zip(&covered).filter(|(token, covered)| !**covered && !token.weight_low).count();
        kind.map(|kind| Talk { kind, covered: covered.iter().filter(|c| **c).count(), rest, words: covered })
    }

    /// Whether the corpus has this kind.
    pub fn has(&self, id: &str) -> bool {
        self.kinds.iter().any(|kind| kind.id == id)
    }

    /// The reply of a kind of small talk, where the corpus has it.
    pub fn of_kind(&self, id: &str, language: Language, message: &str, mood: Mood) -> Option<(String, String)> {
        let kind = self.kinds.iter().position(|kind| kind.id == id)?;
        self.say(kind, language, message, mood)
    }

    /// The kind's name and the reply to this message; the same message gets the same reply.
    pub fn reply(&self, talk: &Talk, language: Language, message: &str, mood: Mood) -> Option<(String, String)> {
        self.say(talk.kind, language, message, mood)
    }

    fn say(&self, kind: usize, language: Language, message: &str, mood: Mood) -> Option<(String, String)> {
        let kind = &self.kinds[kind];
        let text = language.choices().find_map(|choice| kind.texts.get(&choice))?;
        let replies = match mood {
            Mood { danger: true, .. } if !text.after_danger.is_empty() => &text.after_danger,
            Mood { danger: false, open: true } if !text.open.is_empty() => &text.open,
            _ => &text.replies,
        };
        let reply = replies.get(hash(message) as usize % replies.len().max(1))?;
        Some((kind.id.clone(), reply.clone()))
    }
}
