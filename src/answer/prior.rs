//! What is believed of a corpus before its own left-out phrasings have spoken.
//!
//! The numbers are those of [`Logistic::fit`] on the left-out phrasings of the sample corpus, clinc150_en and xsid_kk together, each corpus
//! with the same weight. Fitted on two of the three and asked on other sets, they answered without a mistake what a corpus with one
//! phrasing an entry cannot learn from itself (scratch_qa in three languages: 2 to 7 % of the questions answered, 0 wrong), and were within some
//! points of what the third learns from itself.

use super::calibrate::{CLUES, Logistic};
use super::rank::{NUMBERS, PRIOR, PRIOR_ALONE, PRIOR_MEANING, PRIOR_MEANING_ALONE};

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

const WORDS_MEAN: [f32; CLUES] = [
    3.804, 4.169, -1.41, -3.305, 0.43, 0.427, 0.205, 0.309, 0.772, 0.829, 0.901, 0.829, 2.038, 0.109, 0.446, 0.086, 0.406, 0.327, 0.167,
    0.717, -1.159, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
];
const WORDS_SCALE: [f32; CLUES] = [
    3.996, 2.915, 1.211, 1.985, 0.249, 0.251, 0.239, 0.379, 0.271, 0.231, 0.299, 0.377, 0.411, 0.312, 0.497, 0.188, 0.217, 0.189, 0.199,
    0.45, 1.454, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0,
];

static WORDS_FIRST: Logistic = Logistic {
    mean: WORDS_MEAN,
    scale: WORDS_SCALE,
    weights: [
        0.688, 0.592, 0.324, -0.028, 0.011, -0.034, 0.294, 0.067, 0.031, -0.122, -0.033, 0.12, 0.132, -0.005, 0.248, 0.209, 0.088, -0.1,
        0.195, 0.296, 0.467, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
    ],
    bias: 1.664,
};

static WORDS_THREE: Logistic = Logistic {
    mean: WORDS_MEAN,
    scale: WORDS_SCALE,
    weights: [
        0.57, 0.206, 0.558, -0.073, 0.136, 0.06, 0.185, 0.025, 0.071, -0.155, -0.128, 0.09, 0.236, 0.028, 0.335, 0.174, 0.161, -0.114,
        0.035, 0.276, 0.531, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
    ],
    bias: 2.065,
};

const MEANING_MEAN: [f32; CLUES] = [
    4.617, 4.677, -1.567, -3.343, 0.425, 0.422, 0.208, 0.297, 0.783, 0.836, 0.782, 0.756, 2.043, 0.101, 0.431, 0.09, 0.401, 0.322, 0.181,
    0.681, -1.359, -0.989, 0.586, 0.076, 0.161, -3.807, 0.855, 0.718,
];
const MEANING_SCALE: [f32; CLUES] = [
    3.884, 2.884, 1.445, 2.005, 0.258, 0.261, 0.243, 0.371, 0.266, 0.225, 0.413, 0.429, 0.421, 0.301, 0.495, 0.197, 0.225, 0.196, 0.214,
    0.466, 1.723, 1.397, 0.172, 0.13, 0.187, 2.307, 0.352, 0.45,
];

static MEANING_FIRST: Logistic = Logistic {
    mean: MEANING_MEAN,
    scale: MEANING_SCALE,
    weights: [
        0.671, 0.644, 0.151, -0.144, 0.048, -0.05, 0.19, 0.039, 0.116, -0.08, -0.04, 0.103, 0.076, 0.081, 0.234, 0.229, -0.087, -0.311,
        0.115, 0.334, 0.231, 0.596, 0.219, -0.008, 0.059, -0.078, -0.011, 0.045,
    ],
    bias: 2.008,
};

static MEANING_THREE: Logistic = Logistic {
    mean: MEANING_MEAN,
    scale: MEANING_SCALE,
    weights: [
        0.554, 0.261, 0.253, -0.128, 0.104, -0.051, 0.169, 0.04, 0.092, -0.076, -0.129, 0.092, 0.158, 0.068, 0.264, 0.205, 0.032, -0.263,
        -0.012, 0.261, 0.354, 0.633, 0.316, 0.028, 0.049, -0.156, -0.06, 0.049,
    ],
    bias: 2.306,
};
