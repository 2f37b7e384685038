//! From a ranking to a probability, and from a rate of wrong answers to limits.

use serde::{Deserialize, Serialize};

use super::rank::{Evidence, MEANING};
use crate::language::Language;
use crate::search::index::{SIGNALS, language_number};

/// Numbers that describe how sure a ranking is.
pub const CLUES: usize = 28;

/// Names of the clues, for explanations.
pub const CLUE_NAMES: [&str; CLUES] = [
    "share of the best",
    "gap to the second",
    "classifier",
    "off-topic",
    "stems found",
    "n-grams found",
    "pairs found",
    "concepts found",
    "stems known",
    "n-grams known",
    "classifier agrees",
    "index agrees",
    "length",
    "bn",
    "kk",
    "title and answer",
    "nearest phrasing",
    "nearest three",
    "nearer than the second",
    "nearest agrees",
    "n-gram classifier",
    "meaning: classifier",
    "meaning: nearest phrasing",
    "meaning: answer",
    "meaning: nearer than the second",
    "meaning: off-topic",
    "meaning: classifier agrees",
    "meaning: nearest agrees",
];

/// The clues of a ranked question.
pub fn clues(evidence: &Evidence, language: Language) -> [f32; CLUES] {
    let mut clues = [0.0; CLUES];
    let Some(best) = evidence.candidates.first() else { return clues };
    let second = evidence.candidates.get(1).map_or(best.score - 8.0, |candidate| candidate.score);
    let share = best.share.clamp(1e-5, 1.0 - 1e-5);
    clues[0] = (share / (1.0 - share)).ln();
    clues[1] = (best.score - second).min(8.0);
    clues[2] = best.numbers[0];
    clues[3] = (evidence.offtopic.clamp(1e-5, 0.999)).ln();
    clues[4] = best.numbers[2];
    clues[5] = best.numbers[4];
    clues[6] = best.numbers[3];
    clues[7] = best.numbers[7];
    clues[8] = evidence.known[1];
    clues[9] = evidence.known[3];
    clues[10] = f32::from(evidence.classifier_best == Some(best.entry));
    clues[11] = f32::from(evidence.index_best == Some(best.entry));
    clues[12] = (1.0 + evidence.words as f32).ln();
    clues[13] = f32::from(language == Language::Bn);
    clues[14] = f32::from(language == Language::Kk);
    clues[15] = best.numbers[8] + best.numbers[9];
    clues[16] = best.numbers[SIGNALS + 1];
    clues[17] = best.numbers[SIGNALS + 2];
    clues[18] = best.numbers[SIGNALS + 1] - evidence.candidates.get(1).map_or(0.0, |second| second.numbers[SIGNALS + 1]);
    clues[20] = best.numbers[SIGNALS + 3];
    clues[19] = f32::from(evidence.nearest_best == Some(best.entry));
    if let Some(meaning) = &evidence.meaning {
        clues[21] = best.numbers[MEANING];
        clues[22] = best.numbers[MEANING + 1];
        clues[23] = best.numbers[MEANING + 3];
        clues[24] = best.numbers[MEANING + 1] - evidence.candidates.get(1).map_or(0.0, |second| second.numbers[MEANING + 1]);
        clues[25] = (meaning.offtopic.clamp(1e-5, 0.999)).ln();
        clues[26] = f32::from(meaning.classifier_best == Some(best.entry));
        clues[27] = f32::from(meaning.nearest_best == Some(best.entry));
    }
    clues
}

/// Pull of a calibration to what it began from: about so many questions of average clues move its bias as far again.
const RIDGE: f32 = 20.0;

/// Logistic regression on clues.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Logistic {
    pub(super) mean: [f32; CLUES],
    pub(super) scale: [f32; CLUES],
    pub(super) weights: [f32; CLUES],
    pub(super) bias: f32,
}

/// A question with a known outcome.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// What described it.
    pub clues: [f32; CLUES],
    /// Whether the best entry is right.
    pub right: bool,
    /// Whether the right entry is among the best three.
    pub among_three: bool,
    /// How much it counts.
    pub weight: f32,
    /// Its language.
    pub language: Language,
    /// Nothing answers it.
    pub offtopic: bool,
    /// It stands for an entry that the corpus does not have.
    pub unknown: bool,
}

impl Logistic {
    /// Fits the probability of `target`, beginning from `prior`.
    pub fn fit(outcomes: &[Outcome], prior: Option<&Self>, target: impl Fn(&Outcome) -> bool) -> Self {
        let total: f32 = outcomes.iter().map(|o| o.weight).sum::<f32>().max(1e-6);
        let prior = prior.cloned().unwrap_or_else(|| Self::flat(outcomes, total));
        let mut fit = prior.clone();
        let rows: Vec<([f32; CLUES], f32, f32)> =
            outcomes.iter().map(|o| (fit.standard(&o.clues), f32::from(target(o)), o.weight)).collect();
        // Adam on the full gradient.
        let ridge = RIDGE / total;
        let (mut first, mut second) = ([0.0_f32; CLUES + 1], [0.0_f32; CLUES + 1]);
        for step in 1..=400 {
            let mut gradient = [0.0_f32; CLUES + 1];
            for (clues, target, weight) in &rows {
                let error = (sigmoid(fit.linear(clues)) - target) * weight / total;
                for i in 0..CLUES {
                    gradient[i] += error * clues[i];
                }
                gradient[CLUES] += error;
            }
            for i in 0..=CLUES {
                gradient[i] += ridge * if i < CLUES { fit.weights[i] - prior.weights[i] } else { fit.bias - prior.bias };
                first[i] = 0.9 * first[i] + 0.1 * gradient[i];
                second[i] = 0.99 * second[i] + 0.01 * gradient[i] * gradient[i];
                let (m, v) = (first[i] / (1.0 - 0.9_f32.powi(step)), second[i] / (1.0 - 0.99_f32.powi(step)));
                let change = 0.1 * m / (v.sqrt() + 1e-8);
                if i < CLUES { fit.weights[i] -= change } else { fit.bias -= change }
            }
        }
        fit
    }

    /// Knows nothing but how the clues are spread.
    fn flat(outcomes: &[Outcome], total: f32) -> Self {
        let (mut mean, mut scale) = ([0.0; CLUES], [1.0; CLUES]);
        for i in 0..CLUES {
            mean[i] = outcomes.iter().map(|o| o.clues[i] * o.weight).sum::<f32>() / total;
            let variance = outcomes.iter().map(|o| (o.clues[i] - mean[i]).powi(2) * o.weight).sum::<f32>() / total;
            scale[i] = variance.sqrt().max(1e-3);
        }
        Self { mean, scale, weights: [0.0; CLUES], bias: 0.0 }
    }

    fn standard(&self, clues: &[f32; CLUES]) -> [f32; CLUES] {
        std::array::from_fn(|i| ((clues[i] - self.mean[i]) / self.scale[i]).clamp(-4.0, 4.0))
    }

    fn linear(&self, standard: &[f32; CLUES]) -> f32 {
        self.bias + standard.iter().zip(&self.weights).map(|(c, w)| c * w).sum::<f32>()
    }

    /// The probability.
    pub fn probability(&self, clues: &[f32; CLUES]) -> f32 {
        sigmoid(self.linear(&self.standard(clues)))
    }

    /// What each clue adds to the log-odds.
    pub fn parts(&self, clues: &[f32; CLUES]) -> [f32; CLUES] {
        let standard = self.standard(clues);
        std::array::from_fn(|i| standard[i] * self.weights[i])
    }
}

fn sigmoid(x: f32) -> f32 {
    1.0 / (1.0 + (-x).exp())
}

/// From which probability on a language's questions are answered or asked back, in the order of [`Language::ALL`]; below both, a
/// person is offered.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Limits {
    /// Least probability that the best entry is right, for answering.
    pub answer: [f32; 3],
    /// Least probability that the right entry is among the best three, for buttons.
    pub suggest: [f32; 3],
}

/// A left-out question with the probabilities that the best entry is right, and that the right one is among the best three.
pub type Scored<'a> = (f32, f32, &'a Outcome);

/// Buttons that may miss the question, as a multiple of the answers that may be wrong: to look at three titles in vain costs an owner
/// little. Within bounds, so that a strict rate does not forbid asking back.
const MISSED: f32 = 12.5;
const MISSED_BETWEEN: (f32, f32) = (0.1, 0.5);

/// Off-topic lines that are enough to speak for off-topic questions.
pub const ENOUGH_LINES: usize = 60;

/// Wrong answers with which a language's own limit counts as much as that of all languages.
const ENOUGH_WRONG: f32 = 30.0;

impl Limits {
    /// Limits of the probabilities that [`super::prior`] gives: of three corpora of all kinds, about 2 % of the answers were wrong from .93 on.
    pub fn of_prior(rate: f32) -> Self {
        let odds = 0.93 / 0.07 * (0.02 / rate);
        Self { answer: [(odds / (1.0 + odds)).clamp(0.3, 0.99); 3], suggest: [0.4; 3] }
    }

    /// Between these limits and others, which count by `trust`, 0 to 1.
    pub fn towards(&self, others: &Self, trust: f32) -> Self {
        let between = |a: [f32; 3], b: [f32; 3]| std::array::from_fn(|i| a[i] + trust * (b[i] - a[i]));
        Self { answer: between(self.answer, others.answer), suggest: between(self.suggest, others.suggest) }
    }
}

/// The lowest limits at which at most `rate` of the answers are wrong, those to off-topic questions among them: these have their
/// share by the weights of the outcomes. Off-topic lines and entries that are asked while they are left out stand for them. Of an
/// editor's lines at most `rate` are answered besides: what share they have among the questions of owners is not known.
pub fn limits(outcomes: &[Scored<'_>], rate: f32) -> Limits {
    let rows: Vec<Row> = outcomes.iter().map(|(first, _, o)| Row::new(*first, o.right, o)).collect();
    let mut lines: Vec<f32> = outcomes.iter().filter(|(.., o)| o.offtopic && !o.unknown).map(|(first, ..)| *first).collect();
    lines.sort_by(|a, b| b.total_cmp(a));
    let outside = lines.get((lines.len() as f32 * rate) as usize).filter(|_| lines.len() >= ENOUGH_LINES).map_or(0.0, |first| first + 1e-4);
    let answer = by_language(&rows, rate).map(|limit| limit.max(outside).clamp(0.3, 0.99));
    let is_answered = |(first, _, o): &Scored<'_>| *first >= answer[language_number(o.language)];
    let rest = outcomes.iter().filter(|scored| !scored.2.offtopic && !is_answered(scored));
    let rows: Vec<Row> = rest.map(|(_, three, o)| Row::new(*three, o.among_three, o)).collect();
    let missed = (rate * MISSED).clamp(MISSED_BETWEEN.0, MISSED_BETWEEN.1);
    Limits { answer, suggest: by_language(&rows, missed).map(|limit| limit.clamp(0.1, 0.6)) }
}

/// A question that would be answered or asked back from this probability on.
#[derive(Debug, Clone, Copy)]
struct Row {
    probability: f32,
    is_right: bool,
    weight: f32,
    language: Language,
}

impl Row {
    fn new(probability: f32, is_right: bool, outcome: &Outcome) -> Self {
        Self { probability, is_right, weight: outcome.weight, language: outcome.language }
    }
}

/// The lowest limits at which at most `rate` are wrong.
fn by_language(rows: &[Row], rate: f32) -> [f32; 3] {
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

fn limit(mut rows: Vec<Row>, rate: f32) -> f32 {
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

    fn outcome(clue: f32, right: bool, offtopic: bool) -> Outcome {
        let mut clues = [0.0; CLUES];
        clues[0] = clue;
        Outcome { clues, right, among_three: right, weight: 1.0, language: Language::En, offtopic, unknown: offtopic }
    }

    #[test]
    fn a_limit_keeps_wrong_answers_under_the_rate() {
        let outcomes: Vec<Outcome> = (0..1000).map(|i| outcome(i as f32 / 100.0, i > 500 || i % 2 == 0, false)).collect();
        let fit = Logistic::fit(&outcomes, None, |o| o.right);
        assert!(fit.probability(&outcomes[999].clues) > fit.probability(&outcomes[0].clues));
        let scored: Vec<Scored<'_>> = outcomes.iter().map(|o| (fit.probability(&o.clues), 0.0, o)).collect();
        let limit = limits(&scored, 0.02).answer[2];
        let answered: Vec<&&Outcome> = scored.iter().filter(|(p, ..)| *p >= limit).map(|(.., o)| o).collect();
        let wrong = answered.iter().filter(|o| !o.right).count();
        assert!(answered.len() > 400 && wrong as f32 / answered.len() as f32 <= 0.02, "{wrong} of {}", answered.len());
    }

    #[test]
    fn few_questions_leave_the_prior_as_it_is() {
        let prior = &crate::answer::prior::MEANING;
        let average = Outcome { clues: prior.first.mean, ..outcome(0.0, false, false) };
        let after = |count| Logistic::fit(&vec![average.clone(); count], Some(prior.first), |o| o.right).probability(&average.clues);
        let before = prior.first.probability(&average.clues);
        assert!((after(0) - before).abs() < 1e-3, "{} {before}", after(0));
        assert!(after(1) < before && after(1) > 0.9 * before, "{} {before}", after(1));
        assert!(after(500) < 0.2, "{}", after(500));
    }

    #[test]
    fn limits_move_from_the_prior_as_far_as_the_others_are_trusted() {
        let (prior, own) = (Limits::of_prior(0.02), Limits { answer: [0.5; 3], suggest: [0.2; 3] });
        assert_eq!(prior.towards(&own, 0.0), prior);
        assert_eq!(prior.towards(&own, 1.0), own);
        assert!((prior.answer[0] - 0.93).abs() < 1e-4);
        assert!(Limits::of_prior(0.01).answer[0] > prior.answer[0] && Limits::of_prior(0.1).answer[0] < prior.answer[0]);
    }

    #[test]
    fn off_topic_questions_raise_the_limit() {
        let mut outcomes: Vec<Outcome> = (0..200).map(|i| outcome(i as f32 / 20.0, true, false)).collect();
        let probability = |o: &Outcome| o.clues[0] / 10.0;
        let limit_of =
            |outcomes: &[Outcome]| limits(&outcomes.iter().map(|o| (probability(o), 0.0, o)).collect::<Vec<_>>(), 0.02).answer[2];
        let before = limit_of(&outcomes);
        outcomes.extend((0..100).map(|i| outcome(i as f32 / 11.0, false, true)));
        assert!(limit_of(&outcomes) > before);
    }

    #[test]
    fn buttons_are_shown_while_enough_of_them_help() {
        // Nothing is answered; the right entry is among three as often as is said.
        let outcomes: Vec<Outcome> = (0..1000).map(|i| Outcome { among_three: i % 100 < i / 10, ..outcome(0.0, false, false) }).collect();
        let scored: Vec<Scored<'_>> = (0..).zip(&outcomes).map(|(i, o)| (0.0, i as f32 / 1000.0, o)).collect();
        let limit_of = |rate| limits(&scored, rate).suggest[2];
        let shown = scored.iter().filter(|(_, three, _)| *three >= limit_of(0.02));
        let missed = shown.clone().filter(|(.., o)| !o.among_three).count() as f32 / shown.count() as f32;
        assert!((0.2..=0.25).contains(&missed), "{missed}");
        assert!(limit_of(0.01) > limit_of(0.02));
        assert!(limit_of(0.0001) < 0.99, "a strict rate still asks back");
    }
}
