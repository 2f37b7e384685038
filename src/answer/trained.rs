//! What is learned from a corpus: classifier, weights, calibration and limits.

use std::sync::Mutex;

use super::calibrate::{ENOUGH_LINES, Limits, Logistic, Outcome, Scored, clues, limits};
use super::engine::Base;
use super::features::{features, hash};
use super::meaning::{Dense, Meaning};
use super::model::{Model, Sample, Source, samples, texts};
use super::prior::{self, Prior};
use super::rank::{Asked, Evidence, Lesson, NUMBERS, Sources, index_weights, language_weights, learn};
use crate::faq::Corpus;
use crate::language::Language;
use crate::language::identify::Variety;
use crate::search::embedding::{Embedded, Packed};
use crate::search::index::Leave;
use crate::search::semantic::Prefix;
use crate::search::term::mix;

/// Parts that the phrasings are divided into: ten while that is quick, so that each classifier lacks few of them.
const FOLDS: (u64, u64) = (5, 10);
/// Phrasings up to which it is quick.
const FEW_PHRASINGS: u64 = 3_000;
/// Parts that the off-topic lines are divided into, at least.
const LEAST_LINE_FOLDS: u64 = 3;
/// Phrasings that are asked while left out, of a corpus that has more; and how many for entries left out.
const MOST_ASKED: u64 = 6_000;
const MOST_UNKNOWN: u64 = 1_000;
/// One entry of so many is unknown in each fold.
const UNKNOWN_ONE_OF: u64 = 10;

/// What a left-out question came to.
pub struct LeftOut<'a> {
    /// The sample's number, and its text.
    pub sample: usize,
    /// See `sample`.
    pub text: &'a str,
    /// Its right entry; `None` when nothing answers it.
    pub right: Option<u32>,
    /// Whether it stands for an entry that the corpus does not have.
    pub unknown: bool,
    /// Its language.
    pub language: Language,
    /// What was found.
    pub evidence: Evidence,
}

/// Asks every phrasing with itself left out, and every off-topic line; of a large corpus as many as are wanted. The classifier on all
/// texts is trained beside it.
pub(super) fn leave_out<'a>(corpus: &Corpus, base: &Base, samples: &[Sample<'a>], meant: Option<&Meant<'_>>) -> (Vec<LeftOut<'a>>, Model) {
    let folds = Folds::of(samples);
    let next = Mutex::new(0..=folds.asked);
    let (all, whole) = (Mutex::new(Vec::new()), Mutex::new(Model::default()));
    std::thread::scope(|scope| {
        for _ in 0..base.settings.threads.max(1) {
            scope.spawn(|| {
                loop {
                    let Some(job) = next.lock().expect("no fold panics").next() else { break };
                    if job < folds.asked {
                        let part = one_fold(corpus, base, samples, meant, &folds, job);
                        all.lock().expect("no fold panics").extend(part);
                    } else {
                        let model = Model::train(samples.iter(), corpus.entries.len() as u32, &base.settings.training);
                        *whole.lock().expect("no fold panics") = model;
                    }
                }
            });
        }
    });
    let mut all = all.into_inner().expect("no fold panics");
    // A phrasing may be asked twice: with itself left out, and with its whole entry.
    all.sort_by_key(|left_out| (left_out.sample, left_out.unknown));
    (all, whole.into_inner().expect("no fold panics"))
}

/// Cosine of words from which on a general line is near enough to a phrasing to be a question that the entry answers: of owners' questions
/// one in two is as near to a phrasing of the right entry.
const NEAR_LINE: f32 = 0.45;

/// How a corpus is divided for asking it.
struct Folds {
    /// Phrasings that it has.
    phrasings: u64,
    /// Parts that there are.
    all: u64,
    /// Parts that are asked: all, or as many as have the questions that are wanted. A classifier is trained for each.
    asked: u64,
}

impl Folds {
    fn of(samples: &[Sample<'_>]) -> Self {
        let phrasings = samples.iter().filter(|sample| matches!(sample.source, Source::Phrasing(..))).count() as u64;
        let all = if phrasings <= FEW_PHRASINGS { FOLDS.1 } else { FOLDS.0 };
        let asked = (MOST_ASKED * all).div_ceil(phrasings.max(1)).clamp(1, all);
        Self { phrasings, all, asked }
    }

    /// Whether a sample is left out in this part. The few off-topic lines are left out by thirds where not all parts are asked.
    fn leaves(&self, sample: &Sample<'_>, fold: u64) -> bool {
        match sample.source {
            Source::Phrasing(..) => sample.fold(self.all) == fold,
            Source::Offtopic(_) => sample.fold(self.asked.max(LEAST_LINE_FOLDS)) == fold,
            Source::Title(_) | Source::Answer(_) | Source::Sentence(_) | Source::General(_) => false,
        }
    }
}

/// Whether the answer begins with the phrasing, as where a title was cut from it: left out, the phrasing would still find itself.
fn is_quoted(corpus: &Corpus, entry: u32, language: Language, phrasing: &str) -> bool {
    corpus.entries[entry as usize].texts.get(&language).is_some_and(|text| text.answer.starts_with(phrasing))
}

/// Whether this sample is one of about `most` out of `all`, chosen by its text.
fn chosen(sample: &Sample<'_>, most: u64, all: u64) -> bool {
    all <= most || mix(sample.hash()) % all < most
}

fn one_fold<'a>(
    corpus: &Corpus,
    base: &Base,
    samples: &[Sample<'a>],
    meant: Option<&Meant<'_>>,
    folds: &Folds,
    fold: u64,
) -> Vec<LeftOut<'a>> {
    let entries = corpus.entries.len() as u32;
    let unknown: Vec<bool> = corpus.entries.iter().map(|entry| entries > 4 && mix(hash(&entry.id)) % UNKNOWN_ONE_OF == fold).collect();
    let is_of_answers = corpus.is_of_answers();
    let is_unknown = |sample: &Sample<'_>| sample.source.entry().is_some_and(|entry| unknown[entry as usize]);
    let is_out = |sample: &Sample<'_>| is_unknown(sample) || folds.leaves(sample, fold);
    let model = Model::train(samples.iter().filter(|sample| !is_out(sample)), entries, &base.settings.training);
    let classes: Vec<Option<u32>> = (0..entries).map(Some).collect();
    let dense = meant.map(|meant| {
        let lessons = meant.meaning.lessons(samples, meant.embedded, |sample| !is_out(sample), entries);
        Dense::train(&lessons, entries as usize + 1)
    });
    let meaning = meant.zip(dense.as_ref()).map(|(meant, dense)| (meant.meaning, dense, classes.as_slice()));
    let sources = Sources {
        index: &base.index,
        index_weights: &base.index_weights,
        nearest: &base.nearest,
        model: Some((&model, &classes)),
        meaning,
    };
    let mut found = Vec::new();
    for (number, sample) in samples.iter().enumerate() {
        let asked = match sample.source {
            Source::Phrasing(entry, language) if is_of_answers && is_quoted(corpus, entry, language, sample.text) => false,
            Source::Phrasing(..) if is_unknown(sample) => chosen(sample, MOST_UNKNOWN * UNKNOWN_ONE_OF, folds.phrasings * folds.asked),
            Source::Phrasing(..) => chosen(sample, MOST_ASKED * folds.all, folds.phrasings * folds.asked),
            _ => true,
        };
        if !is_out(sample) || !asked {
            continue;
        }
        let (right, language, leave) = match sample.source {
            Source::Phrasing(entry, language) if unknown[entry as usize] => (None, language, Some(Leave::Entry(entry))),
            Source::Phrasing(entry, language) => (Some(entry), language, Some(Leave::Phrasing(entry, language))),
            Source::Offtopic(language) => (None, language, None),
            Source::Title(_) | Source::Answer(_) | Source::Sentence(_) | Source::General(_) => continue,
        };
        let analysis = base.analyzer.analyze(sample.text);
        // As the engine does, which has the model read no retyped question.
        let variety = Variety::of_phrasing(language, sample.text).unwrap_or(Variety::KkCyrl);
        let is_retyped = variety.language() == language && variety.is_retyped(sample.text);
        let meant = meant.filter(|_| !is_retyped);
        let vector = meant.and_then(|meant| meant.embedded.get(sample.text, Prefix::Query)).map(Packed::unpack);
        let (languages, vector) = (language_weights(language), vector.as_deref());
        let asked = Asked { analysis: &analysis, features: &sample.features, vector, languages, leave, hash: sample.hash() };
        let evidence = sources.ask(&asked);
        let unknown = matches!(leave, Some(Leave::Entry(_)));
        found.push(LeftOut { sample: number, text: sample.text, right, unknown, language, evidence });
    }
    found
}

/// How a ranking is made and how sure it has to be.
#[derive(Debug, Clone)]
pub struct Learned {
    /// Weights of a candidate's numbers.
    pub weights: [f32; NUMBERS],
    /// Probability that the best entry is right.
    pub first: Logistic,
    /// Probability that the right entry is among the best three.
    pub three: Logistic,
    /// Limits of answering and asking back.
    pub limits: Limits,
}

/// What a corpus taught, with its classifier.
#[derive(Debug, Clone)]
pub struct Trained {
    /// Hash of the corpus.
    pub corpus_hash: u128,
    /// Ids of the classifier's classes, sorted.
    pub classes: Vec<String>,
    /// The classifier on all texts.
    pub model: Model,
    /// Weights, calibration, limits, from words alone.
    pub learned: Learned,
    /// What the embedding model knows of the corpus, and what was learned with it.
    pub meaning: Option<(Meaning, Learned)>,
}

/// The corpus as the embedding model sees it, for learning.
pub(super) struct Meant<'a> {
    pub(super) meaning: &'a Meaning,
    pub(super) embedded: &'a Embedded,
}

/// The texts of a corpus that are embedded.
pub fn texts_to_embed(corpus: &Corpus) -> Vec<(&str, Prefix)> {
    texts(corpus).into_iter().filter_map(|text| Some((text.text, text.prefix()?))).collect()
}

impl Trained {
    /// Learns everything from a corpus; what [`super::Engine::train`] does for an engine that exists.
    pub fn train(corpus: &Corpus, settings: &super::Settings) -> Result<Self, tantivy::TantivyError> {
        Ok(super::Engine::build(corpus, settings)?.train(corpus))
    }

    /// The class of an entry.
    pub fn class_of(&self, id: &str) -> Option<u32> {
        self.classes.binary_search_by(|class| class.as_str().cmp(id)).ok().map(|class| class as u32)
    }
}

/// Learns everything, and tells what the left-out questions came to. `embedded` holds the vectors of the model of that
/// identity; what is learned with them stands beside what is learned from words alone.
pub(super) fn train<'a>(corpus: &'a Corpus, base: &Base, embedded: Option<([u8; 32], &Embedded)>) -> (Trained, Vec<LeftOut<'a>>) {
    let settings = &base.settings;
    let entries = corpus.entries.len() as u32;
    let samples = samples(corpus, &base.analyzer, |features| {
        base.nearest.find(features, corpus.entries.len(), None, 0).iter().any(|(one, _)| *one >= NEAR_LINE)
    });
    let mut meaning = embedded.and_then(|(id, embedded)| Some((Meaning::new(id, &texts(corpus), embedded)?, embedded)));
    let meant = meaning.as_ref().map(|(meaning, embedded)| Meant { meaning, embedded });
    let (left_out, model) = leave_out(corpus, base, &samples, meant.as_ref());
    // The evidence of words is the same without the numbers of meaning; so each question is asked once for both.
    let mut of_words: Vec<LeftOut<'_>> = left_out.iter().map(LeftOut::without_meaning).collect();
    let learned = Learned::from(&mut of_words, corpus, Some(&prior::WORDS), settings.wrong_rate);
    let mut read: Vec<LeftOut<'_>> = left_out.into_iter().filter(|l| l.evidence.meaning.is_some()).collect();
    let with_meaning = meant.is_some().then(|| Learned::from(&mut read, corpus, Some(&prior::MEANING), settings.wrong_rate));
    let mut read = read.into_iter().peekable();
    let left_out = of_words.into_iter().map(|words| {
        let same = |l: &LeftOut<'_>| (l.sample, l.unknown) == (words.sample, words.unknown);
        read.next_if(same).unwrap_or(words)
    });
    let left_out: Vec<LeftOut<'_>> = left_out.collect();
    if let Some((meaning, embedded)) = &mut meaning {
        let lessons = meaning.lessons(&samples, embedded, |_| true, entries);
        meaning.dense = Dense::train(&lessons, entries as usize + 1);
    }
    let meaning = meaning.map(|(meaning, _)| meaning).zip(with_meaning);
    let classes = corpus.entries.iter().map(|entry| entry.id.clone()).collect();
    (Trained { corpus_hash: base.hash, classes, model, learned, meaning }, left_out)
}

impl Trained {
    /// What was learned for a question of which this was found: with the embedding model, when that has read it.
    pub fn learned_for(&self, evidence: &Evidence) -> &Learned {
        let meaning = self.meaning.as_ref().filter(|_| evidence.meaning.is_some());
        meaning.map_or(&self.learned, |(_, learned)| learned)
    }
}

impl LeftOut<'_> {
    /// What words alone came to: without the numbers of meaning, and without the candidates that only meaning has found.
    fn without_meaning(&self) -> Self {
        let mut evidence = self.evidence.clone();
        evidence.forget_meaning();
        Self { evidence, ..*self }
    }
}

impl Learned {
    /// Learns from left-out questions, which are ranked in passing.
    fn from(left_out: &mut [LeftOut<'_>], corpus: &Corpus, prior: Option<&Prior>, rate: f32) -> Self {
        let kinship = Kinship::of(left_out);
        // An entry whose only phrasing is left out has nothing left to be asked by: that teaches nothing of how entries are found.
        let teaches = !corpus.is_of_answers();
        let lessons: Vec<Lesson> = left_out
            .iter()
            .filter(|_| teaches)
            .filter_map(|l| {
                let right = l.evidence.candidates.iter().position(|c| Some(c.entry) == l.right)?;
                let candidates = l.evidence.candidates.iter().map(|c| c.numbers).collect();
                Some(Lesson { candidates, right, weight: kinship.weight(l) })
            })
            .collect();
        let begin = prior.map_or_else(|| index_weights(corpus), |prior| prior.weights(corpus));
        let weights = learn(&lessons, &begin, kinship.pull());
        for l in left_out.iter_mut() {
            l.evidence.rank(&weights);
        }
        let outcomes = outcomes(left_out, &kinship, corpus.entries.len(), prior.unwrap_or(&prior::WORDS));
        let first = Logistic::fit(&outcomes, prior.map(|prior| prior.first), |o| o.right);
        let three = Logistic::fit(&outcomes, prior.map(|prior| prior.three), |o| o.among_three);
        let scored: Vec<Scored<'_>> = outcomes.iter().map(|o| (first.probability(&o.clues), three.probability(&o.clues), o)).collect();
        let own = limits(&scored, rate);
        let limits = if prior.is_some() { Limits::of_prior(rate).towards(&own, kinship.trust()) } else { own };
        Self { weights, first, three, limits }
    }

    /// First weights and limits from the index alone: some hundred phrasings asked with themselves left out.
    pub(super) fn quick<'a>(corpus: &'a Corpus, base: &Base) -> Self {
        let sources =
            Sources { index: &base.index, index_weights: &base.index_weights, nearest: &base.nearest, model: None, meaning: None };
        let mut asked: Vec<(u64, &'a str, Option<u32>, Language)> = Vec::new();
        for (number, entry) in corpus.entries.iter().enumerate() {
            for (language, text) in &entry.texts {
                for phrasing in &text.phrasings {
                    asked.push((hash(phrasing), phrasing, Some(number as u32), *language));
                }
            }
        }
        asked.sort_unstable();
        asked.truncate(QUICK);
        for (language, lines) in &corpus.offtopic {
            for line in lines.iter().take(QUICK / 8) {
                asked.push((hash(line), line, None, *language));
            }
        }
        let ask = |(number, (hash, text, right, language)): (usize, (u64, &'a str, Option<u32>, Language))| {
            let analysis = base.analyzer.analyze(text);
            let unknown = right.is_some() && corpus.entries.len() > 4 && hash % UNKNOWN_ONE_OF < 3;
            let leave = right.map(|entry| if unknown { Leave::Entry(entry) } else { Leave::Phrasing(entry, language) });
            let (features, languages) = (features(&analysis, |_| true), language_weights(language));
            let asked = Asked { analysis: &analysis, features: &features, vector: None, languages, leave, hash };
            let evidence = sources.ask(&asked);
            LeftOut { sample: number, text, right: right.filter(|_| !unknown), unknown, language, evidence }
        };
        let half = asked.len() / 2;
        let mut left_out: Vec<LeftOut<'_>> = std::thread::scope(|scope| {
            let first = scope.spawn(|| asked[..half].iter().copied().enumerate().map(ask).collect::<Vec<_>>());
            let second: Vec<_> = asked[half..].iter().copied().enumerate().map(|(number, asked)| ask((half + number, asked))).collect();
            first.join().expect("asking does not panic").into_iter().chain(second).collect()
        });
        Self::from(&mut left_out, corpus, None, base.settings.wrong_rate)
    }
}

/// Phrasings that are asked for the first limits.
const QUICK: usize = 200;
/// Share of off-topic questions that probabilities are calibrated for.
const OFFTOPIC_SHARE: f32 = 0.25;

/// Share of owners' questions whose nearest phrasing, by words, is one of the right entry. Measured: .85 of questions on the sample
/// corpus, .69 on clinc150_en, .82 on xsid_kk.
const OWNERS_KIN: f32 = 0.75;
/// Most that a left-out phrasing counts for having such a neighbour.
const MOST_KIN_WEIGHT: f32 = 3.0;
/// Left-out phrasings with such a neighbour whose limits count as much as those that are believed before.
const ENOUGH_KIN: f32 = 30.0;
/// Pull of a ranking's weights to where they begin, for phrasings that are as alike as owners' questions. From 3 to 30 the entry found first
/// changes by less than a point on clinc150_en, xsid_kk and the sample corpus.
const PULL: f32 = 10.0;

/// How much left-out phrasings count, by whether their nearest other phrasing is of their own entry.
///
/// Editors choose phrasings that differ: of the sample corpus only .38 have such a neighbour, of sets of collected questions as many as
/// of the questions that are asked then (.73 of clinc150_en, .82 of xsid_kk). What an entry's odd phrasings come to would otherwise
/// decide how all its questions are ranked and how sure is sure enough.
pub(super) struct Kinship {
    kin: f32,
    others: f32,
    /// How many there are with such a neighbour.
    count: f32,
}

impl Kinship {
    /// Of all left-out questions together.
    pub(super) fn of(left_out: &[LeftOut<'_>]) -> Self {
        let inside = left_out.iter().filter(|l| l.right.is_some());
        let (all, kin) = inside.fold((0.0, 0.0), |(all, kin), l| (all + 1.0, kin + f32::from(Self::is_kin(l))));
        if kin >= OWNERS_KIN * all {
            return Self { kin: 1.0, others: 1.0, count: kin };
        }
        let weight = if kin > 0.0 { (OWNERS_KIN * all / kin).min(MOST_KIN_WEIGHT) } else { 1.0 };
        Self { kin: weight, others: (1.0 - OWNERS_KIN) * all / (all - kin), count: kin }
    }

    fn is_kin(l: &LeftOut<'_>) -> bool {
        l.right.is_some() && l.evidence.nearest_best == l.right
    }

    /// How strongly the weights of a ranking are held where they were: the odder the phrasings are, the less they teach.
    fn pull(&self) -> f32 {
        PULL * self.kin.powi(3)
    }

    /// How much limits from these questions count against those that are believed before.
    fn trust(&self) -> f32 {
        self.count / (self.count + ENOUGH_KIN)
    }

    /// Of a question that an entry answers.
    fn weight(&self, l: &LeftOut<'_>) -> f32 {
        if Self::is_kin(l) { self.kin } else { self.others }
    }
}

/// Clues and outcome of each left-out question, weighed so that off-topic ones have their share.
pub(super) fn outcomes(left_out: &[LeftOut<'_>], kinship: &Kinship, entries: usize, prior: &Prior) -> Vec<Outcome> {
    let inside: f32 = left_out.iter().filter(|l| l.right.is_some()).map(|l| kinship.weight(l)).sum();
    let lines = left_out.iter().filter(|l| l.right.is_none() && !l.unknown).count() as f32;
    let unknown = left_out.iter().filter(|l| l.unknown).count() as f32;
    let mass = inside * OFFTOPIC_SHARE / (1.0 - OFFTOPIC_SHARE);
    let line_mass = if unknown > 0.0 { mass * prior.lines_share * (lines / ENOUGH_LINES as f32).min(1.0) } else { mass };
    let unknown_mass = (mass - line_mass) * (entries as f32 / prior.enough_entries).min(1.0);
    left_out
        .iter()
        .map(|l| {
            let rank = l.right.and_then(|right| l.evidence.candidates.iter().position(|c| c.entry == right));
            let weight = match (l.right, l.unknown) {
                (Some(_), _) => kinship.weight(l),
                (None, true) => unknown_mass / unknown,
                (None, false) => line_mass / lines,
            };
            Outcome {
                clues: clues(&l.evidence, l.language),
                right: rank == Some(0),
                among_three: rank.is_some_and(|rank| rank < 3),
                weight,
                language: l.language,
                offtopic: l.right.is_none(),
                unknown: l.unknown,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Left-out phrasings of an entry, of which so many have a neighbour of their own entry.
    fn left_out(kin: usize, all: usize) -> Vec<LeftOut<'static>> {
        let one = |i: usize| {
            let evidence = Evidence { nearest_best: Some(u32::from(i >= kin)), ..Evidence::default() };
            LeftOut { sample: i, text: "", right: Some(0), unknown: false, language: Language::En, evidence }
        };
        (0..all).map(one).collect()
    }

    fn share_of_kin(left_out: &[LeftOut<'_>]) -> f32 {
        let kinship = Kinship::of(left_out);
        let weight = |wanted: bool| -> f32 { left_out.iter().filter(|l| Kinship::is_kin(l) == wanted).map(|l| kinship.weight(l)).sum() };
        weight(true) / (weight(true) + weight(false))
    }

    #[test]
    fn odd_phrasings_count_as_rarely_as_owners_ask_them() {
        assert!((share_of_kin(&left_out(38, 100)) - OWNERS_KIN).abs() < 1e-4);
        // Collected questions stay as they are.
        assert!((share_of_kin(&left_out(90, 100)) - 0.9).abs() < 1e-4);
        // A handful of phrasings does not speak for all.
        assert!((0.25..0.4).contains(&share_of_kin(&left_out(4, 100))), "{}", share_of_kin(&left_out(4, 100)));
    }

    #[test]
    fn what_is_believed_before_gives_way_to_many_alike_phrasings() {
        let (none, odd, alike) = (Kinship::of(&left_out(0, 100)), Kinship::of(&left_out(38, 100)), Kinship::of(&left_out(900, 1000)));
        assert!(none.trust() == 0.0 && odd.trust() < alike.trust() && alike.trust() > 0.95);
        assert!(odd.pull() > alike.pull());
        assert!(Kinship::of(&[]).weight(&left_out(1, 1)[0]).is_finite());
    }
}
