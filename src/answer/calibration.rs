//! From a ranking to a probability, and from which probability on a question is answered.

use serde::{Deserialize, Serialize};

use super::ranking::{Evidence, RankingFeature as Of};
use crate::language::{Language, Script};
use crate::search::Signal;
use crate::search::named::named;

named! {
    /// What tells how sure a ranking is.
    CalibrationFeature;
    /// A number for each calibration feature.
    CalibrationFeatures {
        /// Log-odds of the best entry's share.
        BestShare = "share of the best",
        /// How far the best entry's score is above the second's.
        Gap = "gap to the second",
        /// The best entry's [`Of::Classifier`].
        Classifier = "classifier",
        /// Logarithm of the probability that no entry answers.
        Offtopic = "off-topic",
        /// The best entry's [`Of::Stem`].
        StemsFound = "stems found",
        /// The best entry's [`Of::Gram`].
        GramsFound = "n-grams found",
        /// The best entry's [`Of::Pair`].
        PairsFound = "pairs found",
        /// The best entry's [`Of::Concept`].
        ConceptsFound = "concepts found",
        /// Share of the question's stems that stand anywhere in the index.
        StemsKnown = "stems known",
        /// Share of its n-grams that do.
        GramsKnown = "n-grams known",
        /// 1 where the classifier prefers the best entry as well.
        ClassifierAgrees = "classifier agrees",
        /// 1 where the index does.
        IndexAgrees = "index agrees",
        /// Logarithm of the number of words, and one.
        Length = "length",
        /// 1 for a question in Bengali.
        Bengali = "bn",
        /// 1 for a question in Kazakh, or in Russian, which is answered by much the same words.
        Kazakh = "kk",
        /// The best entry's [`Of::TitleStem`] and [`Of::AnswerStem`].
        TitleAndAnswer = "title and answer",
        /// The best entry's [`Of::Nearest`].
        Nearest = "nearest phrasing",
        /// The best entry's [`Of::NearestThree`].
        NearestThree = "nearest three",
        /// How far that is above the second entry's nearest phrasing.
        NearerThanSecond = "nearer than the second",
        /// 1 where the nearest of all phrasings is the best entry's.
        NearestAgrees = "nearest agrees",
        /// The best entry's [`Of::GramClassifier`].
        GramClassifier = "n-gram classifier",
        /// The best entry's [`Of::MeaningClassifier`]. This and what follows is 0 where the embedding model was not asked.
        MeaningClassifier = "meaning: classifier",
        /// The best entry's [`Of::MeaningNearest`].
        MeaningNearest = "meaning: nearest phrasing",
        /// The best entry's [`Of::MeaningAnswer`].
        MeaningAnswer = "meaning: answer",
        /// How far its [`Of::MeaningNearest`] is above the second entry's.
        MeaningNearerThanSecond = "meaning: nearer than the second",
        /// Logarithm of the probability that no entry answers, by meaning.
        MeaningOfftopic = "meaning: off-topic",
        /// 1 where the classifier of meanings prefers the best entry as well.
        MeaningClassifierAgrees = "meaning: classifier agrees",
        /// 1 where the nearest of all phrasings, by meaning, is the best entry's.
        MeaningNearestAgrees = "meaning: nearest agrees",
    }
}

/// A gap that is wide enough; also what a single candidate has.
const WIDE_GAP: f32 = 8.0;
/// A share is kept this far from 0 and 1, so that its log-odds are finite.
const LEAST_SHARE: f32 = 1e-5;
/// Highest probability of the off-topic class that is told apart.
const MOST_OFFTOPIC: f32 = 0.999;

impl CalibrationFeatures {
    /// Those of a ranked question.
    pub fn from_evidence(evidence: &Evidence, language: Language) -> Self {
        let mut features = Self::ZERO;
        let Some(best) = evidence.candidates.first() else { return features };
        let second = evidence.candidates.get(1);
        let share = best.share.clamp(LEAST_SHARE, 1.0 - LEAST_SHARE);
        let agrees = |entry: Option<u32>| f32::from(entry == Some(best.entry));
        let ahead = |of: Of| best.features[of] - second.map_or(0.0, |second| second.features[of]);
        let log = |offtopic: f32| offtopic.clamp(LEAST_SHARE, MOST_OFFTOPIC).ln();
        let mut set = |feature: CalibrationFeature, value: f32| features[feature] = value;
        set(CalibrationFeature::BestShare, (share / (1.0 - share)).ln());
        set(CalibrationFeature::Gap, (best.score - second.map_or(best.score - WIDE_GAP, |second| second.score)).min(WIDE_GAP));
        set(CalibrationFeature::Classifier, best.features[Of::Classifier]);
        set(CalibrationFeature::Offtopic, log(evidence.offtopic));
        set(CalibrationFeature::StemsFound, best.features[Of::Stem]);
        set(CalibrationFeature::GramsFound, best.features[Of::Gram]);
        set(CalibrationFeature::PairsFound, best.features[Of::Pair]);
        set(CalibrationFeature::ConceptsFound, best.features[Of::Concept]);
        set(CalibrationFeature::StemsKnown, evidence.known[Signal::Stem]);
        set(CalibrationFeature::GramsKnown, evidence.known[Signal::Gram]);
        set(CalibrationFeature::ClassifierAgrees, agrees(evidence.classifier_best));
        set(CalibrationFeature::IndexAgrees, agrees(evidence.index_best));
        set(CalibrationFeature::Length, (1.0 + evidence.words as f32).ln());
        set(CalibrationFeature::Bengali, f32::from(language == Language::BN));
        set(CalibrationFeature::Kazakh, f32::from(language.script() == Script::Cyrillic));
        set(CalibrationFeature::TitleAndAnswer, best.features[Of::TitleStem] + best.features[Of::AnswerStem]);
        set(CalibrationFeature::Nearest, best.features[Of::Nearest]);
        set(CalibrationFeature::NearestThree, best.features[Of::NearestThree]);
        set(CalibrationFeature::NearerThanSecond, ahead(Of::Nearest));
        set(CalibrationFeature::NearestAgrees, agrees(evidence.nearest_best));
        set(CalibrationFeature::GramClassifier, best.features[Of::GramClassifier]);
        if let Some(meaning) = &evidence.meaning {
            set(CalibrationFeature::MeaningClassifier, best.features[Of::MeaningClassifier]);
            set(CalibrationFeature::MeaningNearest, best.features[Of::MeaningNearest]);
            set(CalibrationFeature::MeaningAnswer, best.features[Of::MeaningAnswer]);
            set(CalibrationFeature::MeaningNearerThanSecond, ahead(Of::MeaningNearest));
            set(CalibrationFeature::MeaningOfftopic, log(meaning.offtopic));
            set(CalibrationFeature::MeaningClassifierAgrees, agrees(meaning.classifier_best));
            set(CalibrationFeature::MeaningNearestAgrees, agrees(meaning.nearest_best));
        }
        features
    }
}

/// How far from its mean, in deviations, a feature counts at most.
const MOST_DEVIATIONS: f32 = 4.0;

/// Logistic regression on calibration features; `learn` fits it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Logistic {
    /// What each feature is on average.
    pub mean: CalibrationFeatures,
    /// How far it is from that, usually.
    pub scale: CalibrationFeatures,
    /// What a deviation of each is worth.
    pub weights: CalibrationFeatures,
    /// Log-odds where all are average.
    pub bias: f32,
}

impl Logistic {
    /// The features as deviations from their means.
    pub fn standard(&self, features: &CalibrationFeatures) -> CalibrationFeatures {
        let deviation = |i: usize| (features.0[i] - self.mean.0[i]) / self.scale.0[i];
        CalibrationFeatures(std::array::from_fn(|i| deviation(i).clamp(-MOST_DEVIATIONS, MOST_DEVIATIONS)))
    }

    /// Log-odds of what [`Self::standard`] gives.
    pub fn linear(&self, standard: &CalibrationFeatures) -> f32 {
        self.bias + standard.dot(&self.weights)
    }

    /// The probability.
    pub fn probability(&self, features: &CalibrationFeatures) -> f32 {
        sigmoid(self.linear(&self.standard(features)))
    }

    /// What each feature adds to the log-odds.
    pub fn parts(&self, features: &CalibrationFeatures) -> CalibrationFeatures {
        let standard = self.standard(features);
        CalibrationFeatures(std::array::from_fn(|i| standard.0[i] * self.weights.0[i]))
    }
}

/// Log-odds to a probability.
pub fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// From which probability on a language's questions are answered or asked back, in the order of [`Language::ALL`]; below both, a
/// person is offered.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Thresholds {
    /// Least probability that the best entry is right, for answering.
    pub answer: [f32; Language::COUNT],
    /// Least probability that the right entry is among the best three, for buttons.
    pub suggest: [f32; Language::COUNT],
}

/// From which probability on an FAQ that nothing was learned from asks back. With .4, an FAQ of 20 entries with one phrasing each helped 73 % of the
/// owners' questions to it, though 88 % found their entry among the first three; three titles in vain cost an owner little.
const SUGGEST: f32 = 0.15;

impl Thresholds {
    /// Those of the probabilities that [`super::prior`] gives: of three corpora of all kinds, about 2 % of the answers were wrong from .93 on.
    pub fn of_prior(rate: f32) -> Self {
        let odds = 0.93 / 0.07 * (0.02 / rate);
        Self { answer: [(odds / (1.0 + odds)).clamp(0.3, 0.99); Language::COUNT], suggest: [SUGGEST; Language::COUNT] }
    }

    /// Between these and others, which count by `trust`, 0 to 1.
    pub fn towards(&self, others: &Self, trust: f32) -> Self {
        let between = |a: [f32; Language::COUNT], b: [f32; Language::COUNT]| std::array::from_fn(|i| a[i] + trust * (b[i] - a[i]));
        Self { answer: between(self.answer, others.answer), suggest: between(self.suggest, others.suggest) }
    }
}
