//! Every phrasing asked with itself left out, and every off-topic line: what the corpus would have made of questions that it did not know.

use std::sync::Mutex;

use super::classifier::{Training, train_model};
use super::labelled::{self, Known};
use super::left_out::LeftOut;
use super::meaning;
use super::texts::{Sample, Samples, Source};
use crate::answer::base::Base;
use crate::answer::classifier::Model;
use crate::answer::meaning::Meaning;
use crate::answer::ranking::language_weights;
use crate::answer::sources::{Asked, Sources};
use crate::faq::Corpus;
use crate::language::Language;
use crate::search::embedding::{Embedded, Packed};
use crate::search::features::{features, hash};
use crate::search::index::Leave;
use crate::search::term::mix;

/// Parts that the phrasings are divided into: ten while that is quick, so that each classifier lacks few of them.
const FOLDS: (u64, u64) = (5, 10);
/// Phrasings up to which it is quick.
const FEW_PHRASINGS: u64 = 3_000;
/// Texts up to which parts are asked side by side.
const MOST_SIDE_BY_SIDE: usize = 50_000;
/// Parts that the off-topic lines are divided into, at least.
const LEAST_LINE_FOLDS: u64 = 3;
/// Phrasings that are asked while left out, of a corpus that has more; and how many for entries left out.
const MOST_ASKED: u64 = 6_000;
const MOST_UNKNOWN: u64 = 1_000;
/// One entry of so many is unknown in each fold, of a corpus that has more than a few.
const UNKNOWN_ONE_OF: u64 = 10;
const LEAST_ENTRIES: u32 = 4;

/// Asks every phrasing with itself left out, and every off-topic line; of a large corpus as many as are wanted. The classifier on all
/// texts is trained beside it.
pub(super) fn leave_out<'a>(
    corpus: &Corpus,
    questions: &[Known<'a>],
    base: &Base,
    samples: &Samples<'a>,
    meant: Option<&Meant<'_>>,
) -> (Vec<LeftOut<'a>>, Model) {
    let folds = Folds::of(&samples.list);
    let next = Mutex::new(0..=folds.asked);
    let (parts, whole) = (Mutex::new(Vec::new()), Mutex::new(Model::default()));
    std::thread::scope(|scope| {
        for _ in 0..folds.at_once(samples.list.len(), base.settings.threads) {
            scope.spawn(|| {
                loop {
                    let Some(job) = next.lock().expect("no fold panics").next() else { break };
                    if job < folds.asked {
                        let part = one_fold(corpus, questions, base, samples, meant, &folds, job);
                        parts.lock().expect("no fold panics").push((job, part));
                    } else {
                        let model = train_model(samples, |_| true, corpus.entries.len() as u32, &Training::default());
                        *whole.lock().expect("no fold panics") = model;
                    }
                }
            });
        }
    });
    (in_order(parts.into_inner().expect("no fold panics")), whole.into_inner().expect("no fold panics"))
}

/// What was asked in each part, in an order that does not depend on which part was done first: sums are taken over all, and shall come out alike.
fn in_order(mut parts: Vec<(u64, Vec<LeftOut<'_>>)>) -> Vec<LeftOut<'_>> {
    parts.sort_by_key(|(part, _)| *part);
    let mut all: Vec<LeftOut<'_>> = parts.into_iter().flat_map(|(_, asked)| asked).collect();
    // A phrasing may be asked twice: with itself left out, and with its whole entry. Labelled questions are numbered in each part.
    all.sort_by_key(|left_out| (left_out.sample, left_out.unknown));
    all
}

/// The corpus as the embedding model sees it, for learning.
pub(super) struct Meant<'a> {
    pub(super) meaning: &'a Meaning,
    pub(super) embedded: &'a Embedded,
}

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

    /// How many parts are asked at the same time: each needs a classifier of its own, and those of many texts are large.
    fn at_once(&self, samples: usize, threads: usize) -> usize {
        if samples > MOST_SIDE_BY_SIDE { 1 } else { threads.max(1) }
    }

    /// Whether a sample is left out in this part. The few off-topic lines are left out by thirds where not all parts are asked.
    fn leaves(&self, sample: &Sample<'_>, fold: u64) -> bool {
        match sample.source {
            Source::Phrasing(..) => sample.fold(self.all) == fold,
            Source::Offtopic(_) | Source::Asked(_) | Source::Labelled(..) => sample.fold(self.asked.max(LEAST_LINE_FOLDS)) == fold,
            Source::Title(_) | Source::Answer(_) | Source::Sentence(_) | Source::General(_) => false,
        }
    }
}

/// Whether the answer repeats the phrasing word for word: left out, it would still find itself.
fn is_repeated(corpus: &Corpus, entry: u32, language: Language, phrasing: &str) -> bool {
    corpus.entries[entry as usize].texts.get(&language).is_some_and(|text| text.answer.contains(phrasing))
}

/// Whether this sample is one of about `most` out of `all`, chosen by its text.
fn chosen(sample: &Sample<'_>, most: u64, all: u64) -> bool {
    all <= most || mix(sample.hash()) % all < most
}

fn one_fold<'a>(
    corpus: &Corpus,
    questions: &[Known<'a>],
    base: &Base,
    samples: &Samples<'a>,
    meant: Option<&Meant<'_>>,
    folds: &Folds,
    fold: u64,
) -> Vec<LeftOut<'a>> {
    let entries = corpus.entries.len() as u32;
    let unknown: Vec<bool> =
        corpus.entries.iter().map(|entry| entries > LEAST_ENTRIES && mix(hash(&entry.id)) % UNKNOWN_ONE_OF == fold).collect();
    let is_unknown = |sample: &Sample<'_>| sample.source.entry().is_some_and(|entry| unknown[entry as usize]);
    let is_out = |sample: &Sample<'_>| is_unknown(sample) || folds.leaves(sample, fold);
    let model = train_model(samples, |sample| !is_out(sample), entries, &Training::default());
    let classes: Vec<Option<u32>> = (0..entries).map(Some).collect();
    let dense = meant.map(|meant| {
        let lessons = meaning::lessons(&samples.list, meant.embedded, |sample| !is_out(sample), entries);
        meaning::train(meant.meaning, &lessons, entries as usize + 1)
    });
    let meaning = meant.zip(dense.as_ref()).map(|(meant, dense)| (meant.meaning, dense, classes.as_slice()));
    let sources = Sources { model: Some((&model, &classes)), meaning, ..base.sources() };
    let is_asked = |sample: &Sample<'_>| match sample.source {
        Source::Phrasing(entry, language) if is_repeated(corpus, entry, language, sample.text) => false,
        Source::Phrasing(..) if is_unknown(sample) => chosen(sample, MOST_UNKNOWN * UNKNOWN_ONE_OF, folds.phrasings * folds.asked),
        Source::Phrasing(..) => chosen(sample, MOST_ASKED * folds.all, folds.phrasings * folds.asked),
        Source::Offtopic(_) | Source::Asked(_) => true,
        // They are asked by those who know more of them.
        Source::Labelled(..) => false,
        Source::Title(_) | Source::Answer(_) | Source::Sentence(_) | Source::General(_) => false,
    };
    let asked = samples.list.iter().enumerate().filter(|(_, sample)| is_out(sample) && is_asked(sample));
    let mut all: Vec<LeftOut<'a>> =
        asked.filter_map(|(number, sample)| ask_left_out(base, &sources, meant, number, sample, is_unknown(sample))).collect();
    // Of the entries that are there: the others are asked as if they were not.
    let out = |known: &&Known<'a>| {
        known.fold(folds.asked.max(LEAST_LINE_FOLDS)) == fold && known.right.is_some_and(|entry| !unknown[entry as usize])
    };
    all.extend(labelled::ask(questions.iter().filter(out), &sources, meant.map(|meant| meant.embedded)));
    all
}

/// Asks one sample, with itself left out or, when it `is_unknown`, with its whole entry.
fn ask_left_out<'a>(
    base: &Base,
    sources: &Sources<'_>,
    meant: Option<&Meant<'_>>,
    number: usize,
    sample: &Sample<'a>,
    is_unknown: bool,
) -> Option<LeftOut<'a>> {
    let (right, language, leave) = match sample.source {
        Source::Phrasing(entry, language) if is_unknown => (None, language, Some(Leave::Entry(entry))),
        Source::Phrasing(entry, language) => (Some(entry), language, Some(Leave::Phrasing(entry, language))),
        Source::Offtopic(language) | Source::Asked(language) => (None, language, None),
        Source::Title(_) | Source::Answer(_) | Source::Sentence(_) | Source::General(_) | Source::Labelled(..) => return None,
    };
    let analysis = base.analyzer.analyze(sample.text);
    let features = features(&analysis, |_| true);
    let vector = meant.zip(sample.embedded()).and_then(|(meant, (read, prefix))| meant.embedded.get(read, prefix)).map(Packed::unpack);
    let (languages, vector) = (language_weights(language), vector.as_deref());
    let asked = Asked { analysis: &analysis, features: &features, vector, also: &[], languages, leave, hash: sample.hash() };
    let evidence = sources.ask(&asked);
    let unknown = matches!(leave, Some(Leave::Entry(_)));
    let by_owner = matches!(sample.source, Source::Asked(_));
    Some(LeftOut { sample: number, text: sample.text, right, also: Vec::new(), unknown, by_owner, language, evidence })
}

/// Phrasings that are asked for the first thresholds, and the share of that for the off-topic lines of each language.
const QUICK: usize = 200;
const QUICK_LINES: usize = QUICK / 8;
/// Of ten phrasings asked so, how many stand for an entry that the corpus lacks.
const QUICK_UNKNOWN: u64 = 3;

/// Some of the phrasings, asked with themselves left out, by the index alone: what an engine knows at once.
pub(super) fn leave_out_some<'a>(corpus: &'a Corpus, base: &Base) -> Vec<LeftOut<'a>> {
    let sources = base.sources();
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
        for line in lines.iter().take(QUICK_LINES) {
            asked.push((hash(line), line, None, *language));
        }
    }
    let ask = |(number, (hash, text, right, language)): (usize, (u64, &'a str, Option<u32>, Language))| {
        let analysis = base.analyzer.analyze(text);
        let unknown = right.is_some() && corpus.entries.len() > LEAST_ENTRIES as usize && hash % UNKNOWN_ONE_OF < QUICK_UNKNOWN;
        let leave = right.map(|entry| if unknown { Leave::Entry(entry) } else { Leave::Phrasing(entry, language) });
        let (features, languages) = (features(&analysis, |_| true), language_weights(language));
        let asked = Asked { analysis: &analysis, features: &features, vector: None, also: &[], languages, leave, hash };
        let evidence = sources.ask(&asked);
        LeftOut { sample: number, text, right: right.filter(|_| !unknown), also: Vec::new(), unknown, by_owner: false, language, evidence }
    };
    let half = asked.len() / 2;
    std::thread::scope(|scope| {
        let first = scope.spawn(|| asked[..half].iter().copied().enumerate().map(ask).collect::<Vec<_>>());
        let second: Vec<_> = asked[half..].iter().copied().enumerate().map(|(number, asked)| ask((half + number, asked))).collect();
        first.join().expect("asking does not panic").into_iter().chain(second).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::ranking::Evidence;

    #[test]
    fn what_was_asked_comes_in_one_order_whichever_part_was_done_first() {
        let asked = |sample, text| LeftOut {
            sample,
            text,
            right: Some(0),
            also: Vec::new(),
            unknown: false,
            by_owner: true,
            language: Language::EN,
            evidence: Evidence::default(),
        };
        let parts = || [(0, vec![asked(0, "a"), asked(1, "b")]), (1, vec![asked(0, "c")]), (2, vec![asked(1, "d")])];
        let texts = |parts: Vec<_>| in_order(parts).iter().map(|left_out| left_out.text).collect::<Vec<_>>();
        assert_eq!(texts(parts().into()), ["a", "c", "b", "d"]);
        assert_eq!(texts(parts().into_iter().rev().collect()), ["a", "c", "b", "d"]);
    }
}
