//! Learning to notice dangers, from the messages of a corpus.
//!
//! Three classes are told apart: dangers, messages that only share their words, and whatever else owners ask (the FAQ's own phrasings, off-topic
//! lines, small talk, and the owners' questions that an editor has labelled). How sure that is comes from messages left out: the messages of a file are written one after the other, and neighbours are
//! alike, so they are left out in contiguous blocks.

mod limits;
mod network;
mod table;

use std::sync::Mutex;

use super::learned::{CLASSES, DANGER, Evidence, Judge, Learned, NEAR, ORDINARY};
use super::marks::{CARD_WEIGHTS, Mark, Vocabulary, WEIGHTS, marks};
use super::meaning::Network;
use super::table::{Example, Table, log_odds};
use crate::faq::Corpus;
use crate::search::Analysis;
use crate::search::embedding::Embedded;
use crate::search::features::{features, hash};
use crate::search::semantic::Prefix;
use crate::search::term::mix;

/// Messages of dangers, and of near-dangers, below which nothing is learned and phrases serve alone: fewer would teach limits that swing by whole per cents.
const ENOUGH: usize = 50;
/// Parts that the messages are left out in.
const FOLDS: usize = 5;
/// Most threads that take texts apart.
const MOST_THREADS: usize = 8;
/// How much a danger phrase counts as a message: it is not how owners write.
const PHRASE: f32 = 0.1;
/// Ordinary texts that are learned from, of a corpus that has more.
const MOST_ORDINARY: u64 = 12_000;
/// The same of [`Effort::AtOnce`].
const MOST_ORDINARY_AT_ONCE: u64 = 3_000;
/// Messages that are learned from, of a corpus that has more: so many keep the work within seconds.
const MOST_MESSAGES: usize = 20_000;

/// What an installation asks for.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Wanted {
    /// Highest share of near-dangers that alarm, 0 to 1.
    pub false_alarms: f32,
    /// Share of dangers that may get neither card nor question, 0 to 1.
    pub missed_rate: f32,
    /// Highest share of ordinary questions that alarm or are asked about, 0 to 1. It wins over `missed_rate`.
    pub ordinary_asked: f32,
}

impl Default for Wanted {
    fn default() -> Self {
        Self { false_alarms: 0.02, missed_rate: 0.02, ordinary_asked: 0.015 }
    }
}

/// How much work learning may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effort {
    /// All that teaches something.
    Whole,
    /// What a server can wait for before its first question: one part is left out, and fewer ordinary texts are read.
    AtOnce,
}

impl Effort {
    /// Parts that are left out, of [`FOLDS`].
    fn parts(self) -> usize {
        match self {
            Self::Whole => FOLDS,
            Self::AtOnce => 1,
        }
    }

    /// Ordinary texts that are learned from, of a corpus that has more.
    fn most_ordinary(self) -> u64 {
        match self {
            Self::Whole => MOST_ORDINARY,
            Self::AtOnce => MOST_ORDINARY_AT_ONCE,
        }
    }
}

/// What learning is given beside the corpus.
pub struct Learning<'a> {
    /// Takes a text apart as a message is.
    pub analyze: &'a (dyn Fn(&str) -> Analysis + Sync),
    /// Whether a danger phrase is found in a text.
    pub phrase: &'a (dyn Fn(&Analysis) -> bool + Sync),
    /// The embedding model's vectors, when there is one.
    pub embedded: Option<([u8; 32], &'a Embedded)>,
    /// What is asked for.
    pub wanted: Wanted,
    /// Threads that may be used.
    pub threads: usize,
    /// How much work it may be.
    pub effort: Effort,
}

/// A text that is learned from.
struct Text<'a> {
    text: &'a str,
    class: usize,
    /// Which card it needs, of a danger.
    card: Option<usize>,
    weight: f32,
    /// The part that it is left out in; phrases are never.
    fold: Option<usize>,
    /// Whether an owner asked it who was in no danger.
    by_owner: bool,
}

/// A text with what counts of it.
struct Sample<'a> {
    text: Text<'a>,
    marks: Vec<Mark>,
    phrase: bool,
    /// The embedding model's vector.
    vector: Option<Vec<f32>>,
}

/// The texts of a corpus that should be embedded for learning.
pub fn texts(corpus: &Corpus) -> impl Iterator<Item = &str> {
    let messages = corpus.dangers.values().flatten().flat_map(|section| &section.texts).map(String::as_str);
    messages.chain(owners_questions(corpus))
}

/// Learns; `None` where a corpus has too few messages. The same input teaches the same.
pub fn learn(corpus: &Corpus, learning: &Learning<'_>) -> Option<Learned> {
    let cards: Vec<String> = corpus.safety.iter().map(|card| card.id.clone()).filter(|card| has_messages(corpus, card)).collect();
    let texts = all_texts(corpus, &cards, learning.effort);
    let count = |class| texts.iter().filter(|text| text.class == class && text.fold.is_some()).count();
    if count(DANGER) < ENOUGH || count(NEAR) < ENOUGH {
        return None;
    }
    let samples = samples(texts, learning);
    let (models, left_out) = leave_out(&samples, learning);
    let judge = |left_out: &[LeftOut], with: bool| limits::judge(left_out, with, &learning.wanted);
    let by_words: Vec<LeftOut> = left_out.iter().map(LeftOut::without_meaning).collect();
    let by_meaning: Vec<LeftOut> = left_out.into_iter().filter(|left_out| left_out.read).collect();
    let by_words = judge(&by_words, false);
    let by_meaning: Option<(Network, Judge)> = models.network.map(|network| (network, judge(&by_meaning, true)));
    Some(Learned { words: models.words, which: which(&samples, cards.len()), cards, by_words, by_meaning })
}

fn has_messages(corpus: &Corpus, card: &str) -> bool {
    corpus.dangers.values().flatten().any(|section| section.card.as_deref() == Some(card) && !section.texts.is_empty())
}

/// Messages, phrases and ordinary texts.
fn all_texts<'a>(corpus: &'a Corpus, cards: &[String], effort: Effort) -> Vec<Text<'a>> {
    let mut texts = Vec::new();
    for section in corpus.dangers.values().flatten() {
        let card = section.card.as_ref().and_then(|card| cards.iter().position(|known| known == card));
        let class = if section.card.is_some() { DANGER } else { NEAR };
        for (number, text) in section.texts.iter().enumerate() {
            let fold = Some(number * FOLDS / section.texts.len());
            texts.push(Text { text, class, card, weight: 1.0, fold, by_owner: false });
        }
    }
    texts.truncate(MOST_MESSAGES);
    for card in &corpus.safety {
        let number = cards.iter().position(|known| *known == card.id);
        for text in card.texts.values().flat_map(|text| &text.phrases) {
            texts.push(Text { text, class: DANGER, card: number, weight: PHRASE, fold: None, by_owner: false });
        }
    }
    let ordinary: Vec<&str> = ordinary(corpus).collect();
    let all = ordinary.len() as u64;
    let chosen = ordinary.into_iter().filter(|text| mix(hash(text)) % all.max(1) < effort.most_ordinary());
    let owners = owners_questions(corpus).take(MOST_MESSAGES).map(|text| (text, true));
    texts.extend(chosen.map(|text| (text, false)).chain(owners).map(|(text, by_owner)| {
        let fold = Some((hash(text) % FOLDS as u64) as usize);
        Text { text, class: ORDINARY, card: None, weight: 1.0, fold, by_owner }
    }));
    texts
}

/// Whether a card stands for an entry.
fn is_dangerous(corpus: &Corpus, id: &str) -> bool {
    corpus.safety.iter().any(|card| card.entry.as_deref() == Some(id))
}

/// The labelled questions of owners who are in no danger.
fn owners_questions(corpus: &Corpus) -> impl Iterator<Item = &str> {
    let has_none = |topic: &str| !is_dangerous(corpus, topic);
    corpus.questions.iter().filter(move |asked| asked.topic.as_deref().is_none_or(has_none)).map(|asked| asked.text.as_str())
}

/// What is asked without danger: all but the entries that cards stand for.
fn ordinary(corpus: &Corpus) -> impl Iterator<Item = &str> {
    let entries = corpus.entries.iter().filter(|entry| !is_dangerous(corpus, &entry.id));
    let phrasings =
        entries.flat_map(|entry| entry.texts.values()).flat_map(|text| text.phrasings.iter().chain(std::iter::once(&text.title)));
    let lines = corpus.offtopic.values().chain(corpus.general.values()).flatten();
    let talk = corpus.smalltalk.iter().flat_map(|kind| kind.texts.values()).flat_map(|text| &text.phrases);
    phrasings.chain(lines).chain(talk).map(String::as_str)
}

/// Takes the texts apart, a share on each thread; those of which nothing counts are left away.
fn samples<'a>(mut texts: Vec<Text<'a>>, learning: &Learning<'_>) -> Vec<Sample<'a>> {
    let share = texts.len().div_ceil(learning.threads.clamp(1, MOST_THREADS)).max(1);
    let mut shares = Vec::new();
    while !texts.is_empty() {
        let rest = texts.split_off(share.min(texts.len()));
        shares.push(std::mem::replace(&mut texts, rest));
    }
    let apart = |share: Vec<Text<'a>>| -> Vec<Sample<'a>> {
        share.into_iter().map(|text| sample(text, learning)).filter(|sample| !sample.marks.is_empty()).collect()
    };
    std::thread::scope(|scope| {
        let apart = &apart;
        let threads: Vec<_> = shares.into_iter().map(|share| scope.spawn(move || apart(share))).collect();
        threads.into_iter().flat_map(|thread| thread.join().expect("taking a text apart does not panic")).collect()
    })
}

fn sample<'a>(text: Text<'a>, learning: &Learning<'_>) -> Sample<'a> {
    let analysis = (learning.analyze)(text.text);
    let vector = learning.embedded.and_then(|(_, embedded)| Some(embedded.get(text.text, Prefix::Query)?.unpack()));
    Sample { marks: marks(text.text, &analysis, &features(&analysis, |_| true)), phrase: (learning.phrase)(&analysis), text, vector }
}

/// What is trained on a part of the samples.
struct Models {
    words: Table,
    network: Option<Network>,
}

impl Models {
    fn train(samples: &[&Sample<'_>], model: Option<[u8; 32]>) -> Self {
        let vocabulary = Vocabulary::new(samples.iter().map(|sample| sample.marks.as_slice()), &WEIGHTS);
        let example = |sample: &&Sample<'_>| Example {
            vector: vocabulary.vector(&sample.marks, &WEIGHTS),
            class: sample.text.class,
            weight: sample.text.weight,
        };
        let examples: Vec<Example> = samples.iter().map(example).collect();
        let words = table::train(&examples, vocabulary, CLASSES);
        let vectors: Vec<network::Lesson<'_>> = samples
            .iter()
            .filter_map(|sample| {
                Some(network::Lesson { vector: sample.vector.as_deref()?, class: sample.text.class, weight: sample.text.weight })
            })
            .collect();
        Self { words, network: model.and_then(|model| network::train(model, &vectors, CLASSES)) }
    }

    fn evidence(&self, sample: &Sample<'_>) -> (Evidence, bool) {
        let words = log_odds(&self.words.scores(&sample.marks, &WEIGHTS));
        let meaning = self.network.as_ref().zip(sample.vector.as_ref()).map(|(network, vector)| network.odds(vector));
        ([words, meaning.unwrap_or_default(), f32::from(u8::from(sample.phrase))], meaning.is_some())
    }
}

/// A text that nothing was learned from.
#[derive(Debug, Clone, Copy)]
struct LeftOut {
    class: usize,
    by_owner: bool,
    evidence: Evidence,
    /// Whether the embedding model has read it.
    read: bool,
}

impl LeftOut {
    /// What it comes to by words alone.
    fn without_meaning(&self) -> Self {
        Self { evidence: [self.evidence[0], 0.0, self.evidence[2]], ..*self }
    }
}

/// The models on all samples, and what each sample comes to with its part left out.
fn leave_out(samples: &[Sample<'_>], learning: &Learning<'_>) -> (Models, Vec<LeftOut>) {
    let model = learning.embedded.map(|(model, _)| model);
    // The last part is none: that leaves nothing out.
    let next = Mutex::new((0..learning.effort.parts()).chain([FOLDS]));
    let (whole, parts) = (Mutex::new(None), Mutex::new(Vec::new()));
    let work = || loop {
        let Some(fold) = next.lock().expect("no fold panics").next() else { break };
        let (out, kept): (Vec<&Sample<'_>>, Vec<&Sample<'_>>) = samples.iter().partition(|sample| sample.text.fold == Some(fold));
        let models = Models::train(&kept, model);
        if fold == FOLDS {
            *whole.lock().expect("no fold panics") = Some(models);
            continue;
        }
        let of = |sample: &&Sample<'_>| {
            let (evidence, read) = models.evidence(sample);
            LeftOut { class: sample.text.class, by_owner: sample.text.by_owner, evidence, read }
        };
        let left_out: Vec<LeftOut> = out.iter().map(of).collect();
        parts.lock().expect("no fold panics").push((fold, left_out));
    };
    std::thread::scope(|scope| {
        for _ in 0..learning.threads.clamp(1, FOLDS + 1) {
            scope.spawn(work);
        }
    });
    let mut parts = parts.into_inner().expect("no fold panics");
    parts.sort_unstable_by_key(|(fold, _)| *fold);
    let whole = whole.into_inner().expect("no fold panics").expect("the last fold leaves nothing out");
    (whole, parts.into_iter().flat_map(|(_, part)| part).collect())
}

/// Tells the cards apart, on dangers alone.
fn which(samples: &[Sample<'_>], cards: usize) -> Table {
    let dangers: Vec<&Sample<'_>> = samples.iter().filter(|sample| sample.text.card.is_some()).collect();
    let vocabulary = Vocabulary::new(dangers.iter().map(|sample| sample.marks.as_slice()), &CARD_WEIGHTS);
    let example = |sample: &&Sample<'_>| {
        Some(Example { vector: vocabulary.vector(&sample.marks, &CARD_WEIGHTS), class: sample.text.card?, weight: sample.text.weight })
    };
    let examples: Vec<Example> = dangers.iter().filter_map(example).collect();
    table::train(&examples, vocabulary, cards)
}
