//! What is believed of a corpus before its own left-out phrasings have spoken.
//!
//! The numbers are what [`learn`] prints for the sample corpus, clinc150_en and xsid_kk together (`tests/bench/prior.rs`). Fitted on two of the
//! three and asked on other sets, such numbers answered without a mistake what a corpus with one phrasing an entry cannot learn from
//! itself (scratch_qa in three languages: 2 to 7 % of the questions answered, 0 wrong), and were within some points of what the third
//! learns from itself.

// A fitted number may happen to look like 1/π.
#![allow(clippy::approx_constant)]

use super::Engine;
use super::calibrate::{CLUES, Limits, Logistic, Outcome, Scored, limits};
use super::engine::Base;
use super::features::features;
use super::rank::{ACROSS, Asked, NUMBERS, PRIOR, PRIOR_ALONE, PRIOR_MEANING, PRIOR_MEANING_ALONE, Sources, language_weights};
use super::trained::{self, Kinship, Learned, LeftOut, Trained};
use crate::faq::Corpus;
use crate::language::Language;
use crate::search::embedding::{Embedded, Packed};
use crate::search::semantic::Prefix;

/// Weights of a ranking, and how sure it is.
#[derive(Debug, Clone, Copy)]
pub struct Prior {
    /// Weights of a candidate's numbers.
    weights: &'static [f32; NUMBERS],
    /// The same, for a corpus of texts with one phrasing.
    alone: &'static [f32; NUMBERS],
    /// Probability that the best entry is right.
    pub first: &'static Logistic,
    /// Probability that the right entry is among the best three.
    pub three: &'static Logistic,
    /// Share of the off-topic lines that an editor lists among all off-topic questions, once they are enough; entries that are asked while they
    /// are left out have the rest. They look more like an entry than most off-topic questions do: as sure as .9 were, with the model, .057 of
    /// these in the sample corpus, .015 of its lines, and .007 of the off-topic questions that owners ask. Words alone are fooled more easily:
    /// with .95, they answered 2 of 90 off-topic questions of `blind`.
    pub lines_share: f32,
}

/// For words alone.
pub static WORDS: Prior = Prior { weights: &PRIOR, alone: &PRIOR_ALONE, first: &WORDS_FIRST, three: &WORDS_THREE, lines_share: 0.75 };
/// For words and meaning.
pub static MEANING: Prior =
    Prior { weights: &PRIOR_MEANING, alone: &PRIOR_MEANING_ALONE, first: &MEANING_FIRST, three: &MEANING_THREE, lines_share: 0.95 };

impl Prior {
    /// The weights for a corpus of which a share of the texts has one phrasing, see [`crate::faq::Corpus::alone`].
    pub fn weights(&self, alone: f32) -> [f32; NUMBERS] {
        std::array::from_fn(|i| self.weights[i] + alone * (self.alone[i] - self.weights[i]))
    }
}

/// For a question in a language that the corpus has no text in, of which only the embedding model knows anything: [`learn_across`] on the sample
/// corpus in English, asked in Bengali and Kazakh. It is asked back and never answered outright: at the limit that was learned, .05 of the
/// answers on scratch_qa were wrong, since meaning alone takes twins for each other.
pub(super) fn across() -> Learned {
    let limits = Limits { answer: [1.0; 3], suggest: [0.15; 3] };
    Learned { weights: ACROSS, first: ACROSS_FIRST.clone(), three: ACROSS_THREE.clone(), limits }
}

/// A corpus, its engine, and what the embedding model of that identity says of it.
pub type Taught<'a> = (&'a Corpus, &'a Engine, Option<([u8; 32], &'a Embedded)>);

/// How sure a ranking is by the left-out phrasings of some corpora, each of which counts the same: for the best entry, and for the best three.
/// With vectors for questions that the embedding model has read, without for words alone.
pub fn learn(corpora: &[Taught<'_>]) -> [Logistic; 2] {
    let mut all: Vec<Outcome> = Vec::new();
    for (corpus, engine, embedded) in corpora {
        let mut outcomes = left_out_outcomes(corpus, engine.base(), *embedded);
        let total: f32 = outcomes.iter().map(|o| o.weight).sum::<f32>().max(1e-6);
        outcomes.iter_mut().for_each(|o| o.weight *= EACH / total);
        all.extend(outcomes);
    }
    [Logistic::fit(&all, None, |o| o.right), Logistic::fit(&all, None, |o| o.among_three)]
}

/// Clues that say the same whatever the language: of the ranking, the length, and the embedding model.
const ACROSS_CLUES: [usize; 10] = [0, 1, 12, 21, 22, 23, 24, 25, 26, 27];

/// How sure the ranking of a question is in a language that the corpus has no text in, and from where on it is answered: `asked`'s phrasings and
/// off-topic lines in the languages that `taught` lacks. Entries that `taught` lacks as well stand for off-topic questions.
pub fn learn_across(taught: &Taught<'_>, asked: &Corpus) -> ([Logistic; 2], Limits) {
    let (corpus, engine, embedded) = taught;
    let trained = engine.train_with(corpus, *embedded);
    let left_out = ask_across(corpus, engine.base(), &trained, asked, *embedded);
    let mut outcomes = trained::outcomes(&left_out, &Kinship::of(&left_out), corpus.entries.len(), MEANING.lines_share);
    for outcome in &mut outcomes {
        outcome.clues = std::array::from_fn(|i| if ACROSS_CLUES.contains(&i) { outcome.clues[i] } else { 0.0 });
    }
    let fits = [Logistic::fit(&outcomes, None, |o| o.right), Logistic::fit(&outcomes, None, |o| o.among_three)];
    let scored: Vec<Scored<'_>> = outcomes.iter().map(|o| (fits[0].probability(&o.clues), fits[1].probability(&o.clues), o)).collect();
    let limits = limits(&scored, engine.base().settings.wrong_rate);
    (fits, limits)
}

/// What the left-out questions came to that the embedding model has read; without it, all.
fn left_out_outcomes(corpus: &Corpus, base: &Base, embedded: Option<([u8; 32], &Embedded)>) -> Vec<Outcome> {
    let (_, mut left_out) = trained::train(corpus, base, embedded);
    left_out.retain(|l| l.evidence.meaning.is_some() == embedded.is_some());
    let prior = if embedded.is_some() { &MEANING } else { &WORDS };
    trained::outcomes(&left_out, &Kinship::of(&left_out), corpus.entries.len(), prior.lines_share)
}

/// Asks an FAQ in the languages that it lacks: with the phrasings and off-topic lines that `asked` has in them.
fn ask_across<'a>(
    corpus: &Corpus,
    base: &Base,
    trained: &Trained,
    asked: &'a Corpus,
    embedded: Option<([u8; 32], &Embedded)>,
) -> Vec<LeftOut<'a>> {
    let classes: Vec<Option<u32>> = corpus.entries.iter().map(|entry| trained.class_of(&entry.id)).collect();
    let meaning = trained.meaning.as_ref().map(|(meaning, _)| (meaning, &meaning.dense, classes.as_slice()));
    let sources = Sources { index: &base.index, nearest: &base.nearest, model: Some((&trained.model, &classes)), meaning };
    let right = |id: &str| corpus.entries.binary_search_by(|entry| entry.id.as_str().cmp(id)).ok().map(|number| number as u32);
    let texts = asked.entries.iter().flat_map(|entry| entry.texts.iter().map(move |(language, text)| (entry, *language, text)));
    let phrasings = texts.flat_map(|(entry, language, text)| {
        let right = right(&entry.id);
        text.phrasings.iter().map(move |phrasing| (phrasing.as_str(), language, right, right.is_none()))
    });
    let lines = asked.offtopic.iter().flat_map(|(language, lines)| lines.iter().map(|line| (line.as_str(), *language, None, false)));
    let lacking = phrasings.chain(lines).filter(|(_, language, ..)| base.index.documents(*language) == 0);
    let ask = |(sample, (text, language, right, unknown)): (usize, (&'a str, Language, Option<u32>, bool))| {
        let vector = embedded.and_then(|(_, embedded)| embedded.get(text, Prefix::Query)).map(Packed::unpack)?;
        let analysis = base.analyzer.analyze(text);
        let features = features(&analysis, |_| true);
        let languages = language_weights(language);
        let asked = Asked { analysis: &analysis, features: &features, vector: Some(&vector), languages, leave: None, hash: 0 };
        let mut evidence = sources.ask(&asked);
        evidence.rank(&ACROSS);
        Some(LeftOut { sample, text, right, unknown, language, evidence })
    };
    lacking.enumerate().filter_map(ask).collect()
}

/// Questions that a corpus counts for in [`learn`].
const EACH: f32 = 1_000.0;

const WORDS_MEAN: [f32; CLUES] = [
    3.796, 4.17, -1.41, -3.305, 0.43, 0.427, 0.205, 0.31, 0.772, 0.829, 0.902, 0.827, 2.038, 0.109, 0.446, 0.079, 0.406, 0.327, 0.167,
    0.719, -1.158, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
];
const WORDS_SCALE: [f32; CLUES] = [
    4.003, 2.916, 1.211, 1.985, 0.249, 0.251, 0.239, 0.379, 0.271, 0.231, 0.297, 0.378, 0.411, 0.312, 0.497, 0.178, 0.216, 0.189, 0.199,
    0.45, 1.453, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0,
];

static WORDS_FIRST: Logistic = Logistic {
    mean: WORDS_MEAN,
    scale: WORDS_SCALE,
    weights: [
        0.669, 0.569, 0.34, 0.001, 0.003, -0.082, 0.292, 0.085, 0.073, -0.103, -0.015, 0.138, 0.128, -0.005, 0.225, 0.203, 0.109, -0.187,
        0.169, 0.315, 0.495, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
    ],
    bias: 1.49,
};

static WORDS_THREE: Logistic = Logistic {
    mean: WORDS_MEAN,
    scale: WORDS_SCALE,
    weights: [
        0.533, 0.109, 0.59, -0.024, 0.137, 0.024, 0.155, 0.043, 0.099, -0.152, -0.121, 0.098, 0.234, 0.028, 0.309, 0.167, 0.194, -0.206,
        0.004, 0.296, 0.57, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
    ],
    bias: 1.817,
};

const MEANING_MEAN: [f32; CLUES] = [
    4.606, 4.677, -1.581, -3.318, 0.424, 0.42, 0.208, 0.299, 0.779, 0.834, 0.782, 0.754, 2.039, 0.101, 0.431, 0.082, 0.4, 0.322, 0.181,
    0.682, -1.387, -1.012, 0.585, 0.076, 0.161, -3.763, 0.858, 0.718,
];
const MEANING_SCALE: [f32; CLUES] = [
    3.895, 2.887, 1.468, 2.018, 0.259, 0.261, 0.243, 0.372, 0.268, 0.226, 0.413, 0.431, 0.419, 0.301, 0.495, 0.186, 0.225, 0.197, 0.214,
    0.466, 1.766, 1.445, 0.173, 0.129, 0.187, 2.327, 0.349, 0.45,
];

static MEANING_FIRST: Logistic = Logistic {
    mean: MEANING_MEAN,
    scale: MEANING_SCALE,
    weights: [
        0.578, 0.623, 0.177, -0.153, 0.033, -0.069, 0.191, 0.068, 0.157, -0.07, -0.048, 0.098, 0.104, 0.097, 0.229, 0.232, -0.09, -0.451,
        0.095, 0.342, 0.279, 0.689, 0.264, -0.015, -0.017, -0.072, -0.046, 0.048,
    ],
    bias: 1.762,
};

static MEANING_THREE: Logistic = Logistic {
    mean: MEANING_MEAN,
    scale: MEANING_SCALE,
    weights: [
        0.468, 0.183, 0.271, -0.13, 0.114, -0.113, 0.138, 0.072, 0.14, -0.046, -0.125, 0.102, 0.185, 0.09, 0.248, 0.22, 0.032, -0.411,
        -0.014, 0.269, 0.42, 0.766, 0.318, 0.039, 0.003, -0.155, -0.096, 0.046,
    ],
    bias: 2.014,
};

const ACROSS_MEAN: [f32; CLUES] = [
    -0.365, 1.404, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.982, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, -2.235, 0.37, 0.118,
    0.081, -1.889, 0.667, 0.664,
];
const ACROSS_SCALE: [f32; CLUES] = [
    1.539, 1.402, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.38, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.504, 0.112, 0.089, 0.1,
    1.691, 0.471, 0.472,
];

static ACROSS_FIRST: Logistic = Logistic {
    mean: ACROSS_MEAN,
    scale: ACROSS_SCALE,
    weights: [
        0.662, 0.529, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.305, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.54, 0.55, 0.295,
        0.67, -0.218, -0.073, 0.262,
    ],
    bias: 0.641,
};

static ACROSS_THREE: Logistic = Logistic {
    mean: ACROSS_MEAN,
    scale: ACROSS_SCALE,
    weights: [
        0.924, -0.012, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.485, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.69, 0.92, 0.183,
        -0.06, -0.297, -0.078, 0.193,
    ],
    bias: 1.177,
};
