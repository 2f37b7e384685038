//! The texts of a corpus that are learned from.

use std::borrow::Cow;
use std::ops::{Deref, Range};

use crate::answer::base::Base;
use crate::faq::Corpus;
use crate::language::{Language, tokens};
use crate::search::Memo;
use crate::search::features::{Feature, features, hash};
use crate::search::semantic::Prefix;
use crate::search::term::mix;

use super::terms::{Collecting, Term, Terms};

/// How much an entry's title, its answer and each sentence of that count as training texts, against a phrasing.
const TITLE: f32 = 0.5;
const ANSWER: f32 = 0.3;
const SENTENCE: f32 = 0.4;

/// What a training text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// A phrasing of an entry (by number) in a language.
    Phrasing(u32, Language),
    /// Title of an entry.
    Title(u32),
    /// All of an entry's answer in one language.
    Answer(u32),
    /// A sentence of an answer.
    Sentence(u32),
    /// A line that no entry answers.
    Offtopic(Language),
    /// A labelled question that no entry answers: learned from as such a line.
    Asked(Language),
    /// A labelled question that an entry (by number) answers.
    Labelled(u32, Language),
    /// A line that stands for such ones where the corpus has none.
    General(Language),
}

impl Source {
    /// The entry it is of; none for off-topic lines.
    pub fn entry(self) -> Option<u32> {
        match self {
            Self::Phrasing(entry, _) | Self::Title(entry) | Self::Answer(entry) | Self::Sentence(entry) | Self::Labelled(entry, _) => {
                Some(entry)
            }
            Self::Offtopic(_) | Self::Asked(_) | Self::General(_) => None,
        }
    }
}

/// A text of the corpus.
#[derive(Debug, Clone)]
pub struct Text<'a> {
    /// What it is.
    pub source: Source,
    /// The text itself.
    pub text: &'a str,
    /// Weight in training.
    pub weight: f32,
    /// What the embedding model reads of it, see [`Base::legible`]; none when it can't.
    read: Option<Cow<'a, str>>,
}

/// A text of the corpus, taken apart.
#[derive(Debug)]
pub struct Sample<'a> {
    text: Text<'a>,
    /// Where its terms lie among those of all.
    place: Range<usize>,
}

/// The texts of a corpus that a classifier learns from.
#[derive(Debug)]
pub struct Samples<'a> {
    /// One by one.
    pub list: Vec<Sample<'a>>,
    /// What they are taken apart into.
    pub(super) terms: Terms,
}

impl Samples<'_> {
    /// Phrasings of these entries, with these features.
    #[cfg(test)]
    pub(super) fn of_features(texts: &[(u32, Vec<Feature>)]) -> Self {
        let mut terms = Collecting::default();
        let sample = |(entry, features): &(u32, Vec<Feature>)| {
            let text = Text { source: Source::Phrasing(*entry, Language::EN), text: "", weight: 1.0, read: None };
            Sample { text, place: terms.add(features) }
        };
        let list = texts.iter().map(sample).collect();
        Samples { list, terms: terms.done() }
    }

    /// What one of them is taken apart into.
    pub(super) fn terms_of(&self, sample: &Sample<'_>) -> impl Iterator<Item = Term> {
        self.terms.of(&sample.place)
    }
}

impl<'a> Deref for Sample<'a> {
    type Target = Text<'a>;

    fn deref(&self) -> &Text<'a> {
        &self.text
    }
}

/// Which of `folds` parts a text is left out in: a labelled question is asked in the part in which it is not learned from.
pub(super) fn fold_of(text: &str, folds: u64) -> u64 {
    hash(text) % folds
}

impl Text<'_> {
    /// Which of `folds` parts it is left out in; by its text, so that the same text is never on both sides.
    pub fn fold(&self, folds: u64) -> u64 {
        fold_of(self.text, folds)
    }

    /// As what it is embedded, and what of it is; none when it is not: an answer's sentences say what the whole says.
    pub fn embedded(&self) -> Option<(&str, Prefix)> {
        let prefix = match self.source {
            Source::Phrasing(..)
            | Source::Title(_)
            | Source::Offtopic(_)
            | Source::Asked(_)
            | Source::Labelled(..)
            | Source::General(_) => Prefix::Query,
            Source::Answer(_) => Prefix::Passage,
            Source::Sentence(_) => return None,
        };
        Some((self.read.as_deref()?, prefix))
    }

    /// Hash of its text.
    pub fn hash(&self) -> u64 {
        hash(self.text)
    }
}

/// Texts that a classifier learns from, at most: of 10,000 entries with 30 phrasings each, taking all apart would need gigabytes.
/// Sentences of answers are left out first, then phrasings; index and nearest phrasings have them all.
const MOST_TEXTS: usize = 100_000;

/// Texts whose words are remembered together: those of all texts of a large corpus would be hundreds of megabytes.
const TEXTS_A_MEMO: usize = 4_096;

/// All texts of a corpus.
pub(super) fn texts<'a>(corpus: &'a Corpus, base: &Base) -> Vec<Text<'a>> {
    let read = |language: Language, text: &'a str| base.read(language, text);
    let mut texts = Vec::new();
    for (number, entry) in corpus.entries.iter().enumerate() {
        let number = number as u32;
        for (language, text) in &entry.texts {
            let mut add = |source, text: &'a str, weight| {
                let is_asked = matches!(source, Source::Phrasing(..) | Source::Title(_));
                let read = if is_asked { read(*language, text) } else { Some(Cow::Borrowed(text)) };
                texts.push(Text { source, text, weight, read });
            };
            for phrasing in &text.phrasings {
                add(Source::Phrasing(number, *language), phrasing, 1.0);
            }
            // A title that is one of the phrasings has been seen.
            if !text.phrasings.contains(&text.title) {
                add(Source::Title(number), &text.title, TITLE);
            }
            let whole = std::iter::once((Source::Answer(number), text.answer.as_str(), ANSWER));
            for (source, part, weight) in whole.chain(sentences(&text.answer).map(|part| (Source::Sentence(number), part, SENTENCE))) {
                if !text.phrasings.iter().any(|phrasing| phrasing == part) {
                    add(source, part, weight);
                }
            }
        }
    }
    let line = |source, language, text: &'a String| Text { source, text, weight: 1.0, read: read(language, text) };
    let offtopic =
        corpus.offtopic.iter().flat_map(|(language, lines)| lines.iter().map(|text| (Source::Offtopic(*language), *language, text)));
    let general =
        corpus.general.iter().flat_map(|(language, lines)| lines.iter().map(|text| (Source::General(*language), *language, text)));
    let unanswered = corpus.questions.iter().filter(|question| question.is_offtopic());
    let asked = unanswered.map(|question| (Source::Asked(question.lang), question.lang, &question.text));
    let labelled = corpus.answered_questions().filter(|(_, question)| base.verbatim.find(&tokens(&question.text), None).is_none());
    let labelled = labelled.map(|(entry, question)| (Source::Labelled(entry, question.lang), question.lang, &question.text));
    texts.extend(offtopic.chain(asked).chain(labelled).chain(general).map(|(source, language, text)| line(source, language, text)));
    texts
}

/// The texts of a corpus that a classifier learns from, taken apart, without the general lines that are too near to an entry.
pub(in crate::answer) fn samples<'a>(corpus: &'a Corpus, base: &Base, is_near: impl Fn(&[Feature]) -> bool) -> Samples<'a> {
    let mut memo = Memo::default();
    let analyzer = &base.analyzer;
    let mut terms = Collecting::default();
    let taken_apart = |(number, text): (usize, Text<'a>)| {
        if number.is_multiple_of(TEXTS_A_MEMO) {
            memo = Memo::default();
        }
        let features = features(&analyzer.analyze_with(&memo, text.text), |_| true);
        let is_passed_over = matches!(text.source, Source::General(_)) && is_near(&features);
        (!features.is_empty() && !is_passed_over).then(|| Sample { text, place: terms.add(&features) })
    };
    let list = bounded(texts(corpus, base), MOST_TEXTS).into_iter().enumerate().filter_map(taken_apart).collect();
    Samples { list, terms: terms.done() }
}

/// At most about so many of these texts, the phrasings chosen by their hashes.
fn bounded(mut texts: Vec<Text<'_>>, most: usize) -> Vec<Text<'_>> {
    if texts.len() > most {
        texts.retain(|text| !matches!(text.source, Source::Sentence(_)));
    }
    let phrasings = texts.iter().filter(|text| matches!(text.source, Source::Phrasing(..))).count();
    let room = most.saturating_sub(texts.len() - phrasings);
    if phrasings > room {
        let is_kept = |text: &Text<'_>| mix(text.hash()) % (phrasings as u64) < room as u64;
        texts.retain(|text| !matches!(text.source, Source::Phrasing(..)) || is_kept(text));
    }
    texts
}

/// The sentences of an answer that have three words or more.
fn sentences(answer: &str) -> impl Iterator<Item = &str> {
    answer
        .split(['.', '।', '!', '?', ';', '\n'])
        .map(|sentence| sentence.trim_matches(|c: char| !c.is_alphanumeric() && c != '{' && c != '}'))
        .filter(|sentence| sentence.split_whitespace().count() >= 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_too_many_texts_sentences_go_first() {
        let words: Vec<String> = (0..1000).map(|i| format!("text {i}")).collect();
        let source = |i: usize| match i {
            0..100 => Source::Title(0),
            100..300 => Source::Sentence(0),
            _ => Source::Phrasing(i as u32 % 7, Language::EN),
        };
        let texts =
            || words.iter().enumerate().map(|(i, text)| Text { source: source(i), text, weight: 1.0, read: None }).collect::<Vec<_>>();
        let count = |texts: &[Text<'_>], wanted: fn(&Source) -> bool| texts.iter().filter(|text| wanted(&text.source)).count();
        let is_sentence: fn(&Source) -> bool = |source| matches!(source, Source::Sentence(_));
        assert_eq!(bounded(texts(), 1000).len(), 1000);
        let without_sentences = bounded(texts(), 900);
        assert_eq!((without_sentences.len(), count(&without_sentences, is_sentence)), (800, 0));
        let few = bounded(texts(), 400);
        assert_eq!(count(&few, |source| matches!(source, Source::Title(_))), 100);
        assert!((330..470).contains(&few.len()), "{}", few.len());
    }
}
