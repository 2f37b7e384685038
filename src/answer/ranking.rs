//! What describes a candidate, and how candidates are ranked by it.

use crate::language::Language;
use crate::search::named::named;
use crate::search::{Signal, Signals};

named! {
    /// What is known of a candidate.
    RankingFeature;
    /// A number for each ranking feature: what a candidate has of it, or what it is worth.
    RankingFeatures {
        /// The logarithm of the probability that the classifier of words gives.
        Classifier = "classifier",
        /// See [`Signal::Word`].
        Word = "word",
        /// See [`Signal::Stem`].
        Stem = "stem",
        /// See [`Signal::Pair`].
        Pair = "pair",
        /// See [`Signal::Gram`].
        Gram = "gram",
        /// See [`Signal::Phone`].
        Phone = "phone",
        /// See [`Signal::Coarse`].
        Coarse = "coarse",
        /// See [`Signal::Concept`].
        Concept = "concept",
        /// See [`Signal::TitleStem`].
        TitleStem = "title_stem",
        /// See [`Signal::AnswerStem`].
        AnswerStem = "answer_stem",
        /// See [`Signal::AnswerGram`].
        AnswerGram = "answer_gram",
        /// See [`Signal::AnswerConcept`].
        AnswerConcept = "answer_concept",
        /// Cosine, by words, of the nearest phrasing.
        Nearest = "nearest",
        /// The same of the nearest three on average.
        NearestThree = "nearest_three",
        /// The logarithm of the probability that the classifier of n-grams gives.
        GramClassifier = "n-gram classifier",
        /// The logarithm of the probability that the classifier of meanings gives. This and what follows is 0 without an embedding model.
        MeaningClassifier = "meaning: classifier",
        /// Cosine of meaning with the nearest phrasing.
        MeaningNearest = "meaning: nearest",
        /// The same of the nearest three on average.
        MeaningNearestThree = "meaning: nearest_three",
        /// Cosine of meaning with the answer.
        MeaningAnswer = "meaning: answer",
    }
}

impl From<Signal> for RankingFeature {
    fn from(signal: Signal) -> Self {
        match signal {
            Signal::Word => Self::Word,
            Signal::Stem => Self::Stem,
            Signal::Pair => Self::Pair,
            Signal::Gram => Self::Gram,
            Signal::Phone => Self::Phone,
            Signal::Coarse => Self::Coarse,
            Signal::Concept => Self::Concept,
            Signal::TitleStem => Self::TitleStem,
            Signal::AnswerStem => Self::AnswerStem,
            Signal::AnswerGram => Self::AnswerGram,
            Signal::AnswerConcept => Self::AnswerConcept,
        }
    }
}

impl RankingFeature {
    /// Those that the embedding model gives.
    pub const OF_MEANING: [Self; 4] = [Self::MeaningClassifier, Self::MeaningNearest, Self::MeaningNearestThree, Self::MeaningAnswer];
}

impl RankingFeatures {
    /// Takes what the index says.
    pub fn set_signals(&mut self, signals: &Signals) {
        for signal in Signal::ALL {
            self[signal.into()] = signals[signal];
        }
    }

    /// The features that the index gives.
    pub fn signals(&self) -> Signals {
        Signals(Signal::ALL.map(|signal| self[signal.into()]))
    }

    /// So far on the way from these numbers to those, 0 to 1.
    pub fn between(&self, to: &Self, way: f32) -> Self {
        Self(std::array::from_fn(|i| self.0[i] + way * (to.0[i] - self.0[i])))
    }
}

/// An entry that may be what is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its number in the corpus.
    pub entry: u32,
    /// What is known of it.
    pub features: RankingFeatures,
    /// Weighted sum of the features.
    pub score: f32,
    /// Its share of the softmax over the candidates.
    pub share: f32,
    /// Only the embedding model has found it.
    pub by_meaning_alone: bool,
}

impl Candidate {
    /// A candidate of which nothing is known yet.
    pub fn new(entry: u32) -> Self {
        Self { entry, features: RankingFeatures::ZERO, score: 0.0, share: 0.0, by_meaning_alone: false }
    }
}

/// All that was found for a question.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// Best first.
    pub candidates: Vec<Candidate>,
    /// Share of the question's weight that the index knows, by signal.
    pub known: Signals,
    /// Probability of the off-topic class; of classifiers that have none, the share of no class.
    pub offtopic: f32,
    /// The classifier's best entry.
    pub classifier_best: Option<u32>,
    /// The index's best entry.
    pub index_best: Option<u32>,
    /// The entry of the nearest phrasing.
    pub nearest_best: Option<u32>,
    /// Words of the question.
    pub words: usize,
    /// What the embedding model says, when it was asked.
    pub meaning: Option<MeaningFound>,
}

/// What the embedding model says of a question as a whole.
#[derive(Debug, Clone, Copy, Default)]
pub struct MeaningFound {
    /// Probability of the off-topic class.
    pub offtopic: f32,
    /// The entry that its classifier prefers.
    pub classifier_best: Option<u32>,
    /// The entry of the nearest phrasing.
    pub nearest_best: Option<u32>,
}

impl Evidence {
    /// How near the best candidate's nearest phrasing is, by words: a cosine.
    pub fn nearness(&self) -> f32 {
        self.candidates.first().map_or(0.0, |best| best.features[RankingFeature::Nearest])
    }

    /// Scores and sorts the candidates.
    pub fn rank(&mut self, weights: &RankingFeatures) {
        for candidate in &mut self.candidates {
            candidate.score = candidate.features.dot(weights);
        }
        self.sort();
    }

    /// Sorts the candidates by their scores and gives them their shares.
    pub fn sort(&mut self) {
        self.candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entry.cmp(&b.entry)));
        let top = self.candidates.first().map_or(0.0, |candidate| candidate.score);
        let sum: f32 = self.candidates.iter().map(|candidate| (candidate.score - top).exp()).sum();
        for candidate in &mut self.candidates {
            candidate.share = (candidate.score - top).exp() / sum;
        }
    }

    /// Leaves what words alone have found.
    pub fn forget_meaning(&mut self) {
        self.meaning = None;
        self.candidates.retain(|candidate| !candidate.by_meaning_alone);
        for candidate in &mut self.candidates {
            for feature in RankingFeature::OF_MEANING {
                candidate.features[feature] = 0.0;
            }
        }
    }

    /// Moves an entry to the second place, if it is not before it.
    pub fn put_second(&mut self, entry: u32) {
        let Some(place) = self.candidates.iter().position(|candidate| candidate.entry == entry) else { return };
        if place > 1 {
            self.candidates[1..=place].rotate_right(1);
        }
    }
}

/// Weight of documents in another language than the question seems to be in, against 1.
const OTHER_LANGUAGE: f32 = 0.85;

/// Weights of the documents of each language when a question seems to be in `language`.
pub fn language_weights(language: Language) -> [f32; Language::COUNT] {
    let mut weights = [OTHER_LANGUAGE; Language::COUNT];
    weights[language.number()] = 1.0;
    weights
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signal_is_a_ranking_feature_of_the_same_name() {
        for signal in Signal::ALL {
            assert_eq!(RankingFeature::from(signal).name(), signal.name());
        }
        let mut features = RankingFeatures::ZERO;
        features.set_signals(&Signals(std::array::from_fn(|i| i as f32)));
        assert_eq!(features.signals(), Signals(std::array::from_fn(|i| i as f32)));
        assert_eq!((features[RankingFeature::Classifier], features[RankingFeature::AnswerConcept]), (0.0, 10.0));
    }
}
