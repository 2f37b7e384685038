//! How sure a ranking is, fitted to left-out questions, and from which probability on questions are answered.

use crate::answer::calibration::{CalibrationFeature, CalibrationFeatures, Logistic, Thresholds, sigmoid};
use crate::language::Language;

use crate::search::optimize::Adam;

/// Pull of a calibration to what it began from: about so many questions of average clues move its bias as far again.
const RIDGE: f32 = 20.0;

/// A question with a known outcome.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What described it.
    pub features: CalibrationFeatures,
    /// Whether the best entry is right.
    pub top_1: bool,
    /// Whether the right entry is among the best three.
    pub top_3: bool,
    /// How much it counts.
    pub weight: f32,
    /// Its language.
    pub language: Language,
    /// Nothing answers it.
    pub offtopic: bool,
    /// It stands for an entry that the corpus does not have.
    pub unknown: bool,
}

/// Steps of a fit.
const STEPS: usize = 400;
/// The numbers that are fitted: a weight for each feature, and the bias.
const FITTED: usize = CalibrationFeature::COUNT + 1;

impl Logistic {
    /// Fits the probability of `target`, beginning from `prior`.
    pub fn fit(outcomes: &[Outcome], prior: Option<&Self>, target: impl Fn(&Outcome) -> bool) -> Self {
        let total: f32 = outcomes.iter().map(|o| o.weight).sum::<f32>().max(1e-6);
        let prior = prior.cloned().unwrap_or_else(|| Self::flat(outcomes, total));
        let mut fit = prior.clone();
        let rows: Vec<(CalibrationFeatures, f32, f32)> =
            outcomes.iter().map(|o| (fit.standard(&o.features), f32::from(target(o)), o.weight)).collect();
        let ridge = RIDGE / total;
        let mut adam = Adam::<FITTED>::default();
        for _ in 0..STEPS {
            let mut gradient = [0.0_f32; FITTED];
            for (features, target, weight) in &rows {
                let error = (sigmoid(fit.linear(features)) - target) * weight / total;
                for (gradient, feature) in gradient.iter_mut().zip(&features.0) {
                    *gradient += error * feature;
                }
                gradient[CalibrationFeature::COUNT] += error;
            }
            let (now, before) = (fit.fitted(), prior.fitted());
            for ((gradient, now), before) in gradient.iter_mut().zip(now).zip(before) {
                *gradient += ridge * (now - before);
            }
            let change = adam.step(&gradient);
            fit.weights.0.iter_mut().chain([&mut fit.bias]).zip(change).for_each(|(number, change)| *number -= change);
        }
        fit
    }

    fn fitted(&self) -> impl Iterator<Item = f32> {
        self.weights.0.into_iter().chain([self.bias])
    }

    /// Knows nothing but how the features are spread.
    fn flat(outcomes: &[Outcome], total: f32) -> Self {
        let (mut mean, mut scale) = (CalibrationFeatures::ZERO, CalibrationFeatures::ZERO);
        for feature in CalibrationFeature::ALL {
            mean[feature] = outcomes.iter().map(|o| o.features[feature] * o.weight).sum::<f32>() / total;
            let variance = outcomes.iter().map(|o| (o.features[feature] - mean[feature]).powi(2) * o.weight).sum::<f32>() / total;
            scale[feature] = variance.sqrt().max(1e-3);
        }
        Self { mean, scale, weights: CalibrationFeatures::ZERO, bias: 0.0 }
    }
}

/// A left-out question with the probabilities that were given for it.
#[derive(Debug, Clone, Copy)]
pub struct Scored<'a> {
    /// That the best entry is right.
    pub top_1: f32,
    /// That the right one is among the best three.
    pub top_3: f32,
    /// What it came to.
    pub outcome: &'a Outcome,
}

impl<'a> Scored<'a> {
    /// The probabilities that two fits give.
    pub fn by(top_1: &Logistic, top_3: &Logistic, outcome: &'a Outcome) -> Self {
        Self { top_1: top_1.probability(&outcome.features), top_3: top_3.probability(&outcome.features), outcome }
    }
}

/// Buttons that may miss the question, as a multiple of the answers that may be wrong: to look at three titles in vain costs an owner
/// little. Within bounds, so that a strict rate does not forbid asking back.
const MISSED: f32 = 12.5;
const MISSED_BETWEEN: (f32, f32) = (0.1, 0.5);

/// Off-topic lines that are enough to speak for off-topic questions.
pub const ENOUGH_LINES: usize = 60;

/// Wrong answers with which a language's own limit counts as much as that of all languages.
const ENOUGH_WRONG: f32 = 30.0;

/// The lowest limits at which at most `rate` of the answers are wrong, those to off-topic questions among them: these have their
/// share by the weights of the outcomes. Off-topic lines and entries that are asked while they are left out stand for them. Of an
/// editor's lines at most `rate` are answered besides: what share they have among the questions of owners is not known.
pub fn thresholds(outcomes: &[Scored<'_>], rate: f32) -> Thresholds {
    let rows: Vec<Row> = outcomes.iter().map(|scored| Row::new(scored.top_1, scored.outcome.top_1, scored.outcome)).collect();
    let is_line = |outcome: &Outcome| outcome.offtopic && !outcome.unknown;
    let mut lines: Vec<f32> = outcomes.iter().filter(|scored| is_line(scored.outcome)).map(|scored| scored.top_1).collect();
    lines.sort_by(|a, b| b.total_cmp(a));
    let outside = lines.get((lines.len() as f32 * rate) as usize).filter(|_| lines.len() >= ENOUGH_LINES).map_or(0.0, |top| top + 1e-4);
    let answer = by_language(&rows, rate).map(|limit| limit.max(outside).clamp(0.3, 0.99));
    let is_answered = |scored: &Scored<'_>| scored.top_1 >= answer[scored.outcome.language.number()];
    let rest = outcomes.iter().filter(|scored| !scored.outcome.offtopic && !is_answered(scored));
    let rows: Vec<Row> = rest.map(|scored| Row::new(scored.top_3, scored.outcome.top_3, scored.outcome)).collect();
    Thresholds { answer, suggest: by_language(&rows, missed(rate)).map(|limit| limit.clamp(0.1, 0.6)) }
}

/// Share of the buttons that may miss the question, by that of answers that may be wrong.
pub(super) fn missed(rate: f32) -> f32 {
    (rate * MISSED).clamp(MISSED_BETWEEN.0, MISSED_BETWEEN.1)
}

/// A question that would be answered or asked back from this probability on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Row {
    pub(super) probability: f32,
    pub(super) is_right: bool,
    pub(super) weight: f32,
    pub(super) language: Language,
}

impl Row {
    pub(super) fn new(probability: f32, is_right: bool, outcome: &Outcome) -> Self {
        Self { probability, is_right, weight: outcome.weight, language: outcome.language }
    }
}

/// The lowest limits at which at most `rate` are wrong.
fn by_language(rows: &[Row], rate: f32) -> [f32; Language::COUNT] {
    let of = |language: Option<Language>| -> Vec<Row> {
        rows.iter().filter(|row| language.is_none_or(|language| language == row.language)).copied().collect()
    };
    let all = limit(of(None), rate);
    Language::ALL.map(|language| {
        let own = of(Some(language));
        // What a language's limit says follows from its few wrong answers: with seven of them it is off by three at a time by chance.
        let wrong = own.iter().filter(|row| row.probability >= all).count() as f32 * rate;
        let trust = wrong / (wrong + ENOUGH_WRONG);
        all + trust * (limit(own, rate) - all)
    })
}

/// The lowest limit at which at most `rate` are wrong.
pub(super) fn limit(mut rows: Vec<Row>, rate: f32) -> f32 {
    rows.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    let mut best = 0.99;
    // Half a wrong answer is added, so that a handful of right ones proves nothing.
    let (mut wrong, mut all) = (0.5, 0.5);
    for (i, row) in rows.iter().enumerate() {
        all += row.weight;
        wrong += if row.is_right { 0.0 } else { row.weight };
        if wrong / all <= rate && rows.get(i + 1).is_none_or(|next| next.probability < row.probability) {
            best = row.probability;
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::prior::PRIOR;

    fn outcome(share: f32, right: bool, offtopic: bool) -> Outcome {
        let features = CalibrationFeatures::of(&[(CalibrationFeature::BestShare, share)]);
        Outcome { features, top_1: right, top_3: right, weight: 1.0, language: Language::EN, offtopic, unknown: offtopic }
    }

    fn scored(top_1: f32, top_3: f32, outcome: &Outcome) -> Scored<'_> {
        Scored { top_1, top_3, outcome }
    }

    #[test]
    fn a_limit_keeps_wrong_answers_under_the_rate() {
        let outcomes: Vec<Outcome> = (0..1000).map(|i| outcome(i as f32 / 100.0, i > 500 || i % 2 == 0, false)).collect();
        let fit = Logistic::fit(&outcomes, None, |o| o.top_1);
        assert!(fit.probability(&outcomes[999].features) > fit.probability(&outcomes[0].features));
        let scored: Vec<Scored<'_>> = outcomes.iter().map(|o| scored(fit.probability(&o.features), 0.0, o)).collect();
        let limit = thresholds(&scored, 0.02).answer[2];
        let answered: Vec<&Outcome> = scored.iter().filter(|scored| scored.top_1 >= limit).map(|scored| scored.outcome).collect();
        let wrong = answered.iter().filter(|o| !o.top_1).count();
        assert!(answered.len() > 400 && wrong as f32 / answered.len() as f32 <= 0.02, "{wrong} of {}", answered.len());
    }

    #[test]
    fn few_questions_leave_the_prior_as_it_is() {
        let prior = &PRIOR.meaning;
        let average = Outcome { features: prior.top_1.mean, ..outcome(0.0, false, false) };
        let after = |count| Logistic::fit(&vec![average.clone(); count], Some(&prior.top_1), |o| o.top_1).probability(&average.features);
        let before = prior.top_1.probability(&average.features);
        assert!((after(0) - before).abs() < 1e-3, "{} {before}", after(0));
        assert!(after(1) < before && after(1) > 0.9 * before, "{} {before}", after(1));
        assert!(after(500) < 0.2, "{}", after(500));
    }

    #[test]
    fn limits_move_from_the_prior_as_far_as_the_others_are_trusted() {
        let (prior, own) = (Thresholds::of_prior(0.02), Thresholds { answer: [0.5; Language::COUNT], suggest: [0.2; Language::COUNT] });
        assert_eq!(prior.towards(&own, 0.0), prior);
        assert_eq!(prior.towards(&own, 1.0), own);
        assert!((prior.answer[0] - 0.93).abs() < 1e-4);
        assert!(Thresholds::of_prior(0.01).answer[0] > prior.answer[0] && Thresholds::of_prior(0.1).answer[0] < prior.answer[0]);
    }

    #[test]
    fn off_topic_questions_raise_the_limit() {
        let mut outcomes: Vec<Outcome> = (0..200).map(|i| outcome(i as f32 / 20.0, true, false)).collect();
        let probability = |o: &Outcome| o.features[CalibrationFeature::BestShare] / 10.0;
        let limit_of =
            |outcomes: &[Outcome]| thresholds(&outcomes.iter().map(|o| scored(probability(o), 0.0, o)).collect::<Vec<_>>(), 0.02).answer[2];
        let before = limit_of(&outcomes);
        outcomes.extend((0..100).map(|i| outcome(i as f32 / 11.0, false, true)));
        assert!(limit_of(&outcomes) > before);
    }

    #[test]
    fn buttons_are_shown_while_enough_of_them_help() {
        // Nothing is answered; the right entry is among three as often as is said.
        let outcomes: Vec<Outcome> = (0..1000).map(|i| Outcome { top_3: i % 100 < i / 10, ..outcome(0.0, false, false) }).collect();
        let scored: Vec<Scored<'_>> = (0..).zip(&outcomes).map(|(i, o)| scored(0.0, i as f32 / 1000.0, o)).collect();
        let limit_of = |rate| thresholds(&scored, rate).suggest[2];
        let shown = scored.iter().filter(|scored| scored.top_3 >= limit_of(0.02));
        let missed = shown.clone().filter(|scored| !scored.outcome.top_3).count() as f32 / shown.count() as f32;
        assert!((0.2..=0.25).contains(&missed), "{missed}");
        assert!(limit_of(0.01) > limit_of(0.02));
        assert!(limit_of(0.0001) < 0.99, "a strict rate still asks back");
    }
}
