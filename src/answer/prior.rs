//! What is believed of a corpus before its own left-out phrasings have spoken.
//!
//! The numbers are what [`learn`] prints for the sample corpus, clinc150_en and xsid_kk together (`tests/bench/prior.rs`). Fitted on two of the
//! three and asked on other sets, such numbers answered without a mistake what a corpus with one phrasing an entry cannot learn from
//! itself (scratch_qa in three languages: 2 to 7 % of the questions answered, 0 wrong), and were within some points of what the third
//! learns from itself.

use super::Engine;
use super::calibrate::{CLUES, Logistic, Outcome};
use super::rank::{NUMBERS, PRIOR, PRIOR_ALONE, PRIOR_MEANING, PRIOR_MEANING_ALONE};
use super::trained;
use crate::faq::Corpus;
use crate::search::embedding::Embedded;

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
}

/// For words alone.
pub static WORDS: Prior = Prior { weights: &PRIOR, alone: &PRIOR_ALONE, first: &WORDS_FIRST, three: &WORDS_THREE };
/// For words and meaning.
pub static MEANING: Prior = Prior { weights: &PRIOR_MEANING, alone: &PRIOR_MEANING_ALONE, first: &MEANING_FIRST, three: &MEANING_THREE };

impl Prior {
    /// The weights for a corpus of which a share of the texts has one phrasing, see [`crate::faq::Corpus::alone`].
    pub fn weights(&self, alone: f32) -> [f32; NUMBERS] {
        std::array::from_fn(|i| self.weights[i] + alone * (self.alone[i] - self.weights[i]))
    }
}

/// A corpus, its engine, and what the embedding model of that identity says of it.
pub type Taught<'a> = (&'a Corpus, &'a Engine, Option<([u8; 32], &'a Embedded)>);

/// How sure a ranking is by the left-out phrasings of some corpora, each of which counts the same: for the best entry, and for the best three.
/// With vectors for questions that the embedding model has read, without for words alone.
pub fn learn(corpora: &[Taught<'_>]) -> [Logistic; 2] {
    let mut all: Vec<Outcome> = Vec::new();
    for (corpus, engine, embedded) in corpora {
        let mut outcomes = trained::left_out_outcomes(corpus, engine.base(), *embedded);
        let total: f32 = outcomes.iter().map(|o| o.weight).sum::<f32>().max(1e-6);
        outcomes.iter_mut().for_each(|o| o.weight *= EACH / total);
        all.extend(outcomes);
    }
    [Logistic::fit(&all, None, |o| o.right), Logistic::fit(&all, None, |o| o.among_three)]
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
    4.613, 4.68, -1.567, -3.343, 0.425, 0.422, 0.208, 0.299, 0.783, 0.836, 0.782, 0.755, 2.043, 0.101, 0.431, 0.083, 0.401, 0.322, 0.181,
    0.682, -1.364, -0.981, 0.586, 0.076, 0.161, -3.807, 0.859, 0.718,
];
const MEANING_SCALE: [f32; CLUES] = [
    3.888, 2.885, 1.447, 2.005, 0.258, 0.26, 0.243, 0.372, 0.266, 0.225, 0.413, 0.43, 0.421, 0.301, 0.495, 0.186, 0.225, 0.196, 0.214,
    0.466, 1.733, 1.388, 0.172, 0.13, 0.187, 2.307, 0.348, 0.45,
];

static MEANING_FIRST: Logistic = Logistic {
    mean: MEANING_MEAN,
    scale: MEANING_SCALE,
    weights: [
        0.603, 0.622, 0.165, -0.126, 0.031, -0.056, 0.189, 0.07, 0.141, -0.081, -0.041, 0.094, 0.09, 0.082, 0.214, 0.205, -0.074, -0.429,
        0.078, 0.351, 0.26, 0.639, 0.272, -0.038, -0.029, -0.046, -0.039, 0.053,
    ],
    bias: 1.757,
};

static MEANING_THREE: Logistic = Logistic {
    mean: MEANING_MEAN,
    scale: MEANING_SCALE,
    weights: [
        0.504, 0.19, 0.252, -0.094, 0.111, -0.097, 0.136, 0.073, 0.117, -0.062, -0.114, 0.097, 0.165, 0.068, 0.226, 0.183, 0.054, -0.385,
        -0.036, 0.28, 0.394, 0.703, 0.329, -0.004, -0.014, -0.114, -0.084, 0.051,
    ],
    bias: 1.992,
};
