//! What labelled questions of owners teach of how sure is sure enough.
//!
//! Editors' left-out phrasings are harder than what owners ask, so limits from them alone are timid: on unseen questions .3 to .6 % of the answers
//! were wrong where 2 % are allowed. Labelled questions correct the probabilities that the phrasings taught, and the limit is the lowest at which the
//! rate holds in most of many sets that are drawn from them (a bootstrap, Efron 1979): a set of some hundreds has a handful of wrong answers, and
//! the next set has some more or fewer.

use super::calibration::{Outcome, Row, Scored, limit, missed};
use crate::answer::calibration::Logistic;
use crate::answer::learned::{Certainty, Learned};
use crate::search::term::mix;

/// Labelled questions with an entry from which on they count.
pub const ENOUGH: usize = 50;
/// Labelled off-topic questions from which on they alone say how many of these are answered.
const ENOUGH_OFFTOPIC: usize = 50;
/// Share of off-topic questions among all that owners ask; where fewer are labelled, an editor's off-topic lines fill it up.
const OFFTOPIC_SHARE: f32 = 0.2;
/// Parts that the questions are divided into: each is judged by probabilities that were fitted on the others.
const FOLDS: usize = 5;
/// Sets that are drawn.
const DRAWN: usize = 400;
/// Share of them in which the rate must hold. With .6, of the answers to the half that was held back none was wrong by words alone, and 2.4 % with the
/// model, where 2 % are allowed.
const CONFIDENCE: f32 = 0.7;
/// Bounds of a limit.
const LIMITS: (f32, f32) = (0.3, 0.99);

/// Corrects what was learned from phrasings by `asked`, the labelled questions; `lines` are the editor's off-topic lines, left out.
pub(super) fn corrected(believed: Learned, asked: &[Outcome], lines: &[Outcome], rate: f32) -> Learned {
    let inside = asked.iter().filter(|outcome| !outcome.offtopic).count();
    if inside < ENOUGH {
        return believed;
    }
    let outcomes = with_lines(asked, lines, inside);
    let fit = |outcomes: &[Outcome]| {
        [Logistic::fit(outcomes, Some(&believed.top_1), |o| o.top_1), Logistic::fit(outcomes, Some(&believed.top_3), |o| o.top_3)]
    };
    let mut scored: Vec<Scored<'_>> = Vec::with_capacity(outcomes.len());
    for fold in 0..FOLDS {
        let others: Vec<Outcome> =
            outcomes.iter().enumerate().filter(|(i, _)| i % FOLDS != fold).map(|(_, outcome)| outcome.clone()).collect();
        let [top_1, top_3] = fit(&others);
        scored.extend(outcomes.iter().skip(fold).step_by(FOLDS).map(|outcome| Scored::by(&top_1, &top_3, outcome)));
    }
    let rows: Vec<Row> = scored.iter().map(|scored| Row::new(scored.top_1, scored.outcome.top_1, scored.outcome)).collect();
    let (mut answer, mut certainty) = (lowest(&rows, rate), Certainty::default());
    answer = answer.max(beyond_offtopic(&scored, asked.len() - inside, rate)).clamp(LIMITS.0, LIMITS.1);
    certainty.judge(&rows, answer, asked.len(), inside, rate);
    let rest = scored.iter().filter(|scored| !scored.outcome.offtopic && scored.top_1 < answer);
    let rest: Vec<Row> = rest.map(|scored| Row::new(scored.top_3, scored.outcome.top_3, scored.outcome)).collect();
    let suggest = limit(rest, missed(rate)).clamp(0.1, 0.6);
    let [top_1, top_3] = fit(&outcomes);
    let mut thresholds = believed.thresholds;
    thresholds.answer = thresholds.answer.map(|_| answer);
    thresholds.suggest = thresholds.suggest.map(|_| suggest);
    Learned { top_1, top_3, thresholds, certainty: Some(certainty), ..believed }
}

/// The questions that the limits follow from, where labelled ones are enough.
pub(super) fn taught(asked: &[Outcome], lines: &[Outcome]) -> Option<Vec<Outcome>> {
    let inside = asked.iter().filter(|outcome| !outcome.offtopic).count();
    (inside >= ENOUGH).then(|| with_lines(asked, lines, inside))
}

/// The labelled questions, each of which counts one, and so much of the off-topic lines as is missing in labelled ones.
fn with_lines(asked: &[Outcome], lines: &[Outcome], inside: usize) -> Vec<Outcome> {
    let mass = inside as f32 * OFFTOPIC_SHARE / (1.0 - OFFTOPIC_SHARE) - (asked.len() - inside) as f32;
    let weight = mass / lines.len().max(1) as f32;
    let lines = lines.iter().filter(|_| mass > 0.0).map(|line| Outcome { weight, ..line.clone() });
    asked.iter().map(|outcome| Outcome { weight: 1.0, ..outcome.clone() }).chain(lines).collect()
}

/// The probability above which at most `rate` of the off-topic questions are.
fn beyond_offtopic(scored: &[Scored<'_>], labelled: usize, rate: f32) -> f32 {
    let is_wanted = |scored: &&Scored<'_>| scored.outcome.offtopic && (labelled < ENOUGH_OFFTOPIC || scored.outcome.weight == 1.0);
    let mut tops: Vec<f32> = scored.iter().filter(is_wanted).map(|scored| scored.top_1).collect();
    tops.sort_by(|a, b| b.total_cmp(a));
    tops.get((tops.len() as f32 * rate) as usize).map_or(0.0, |top| top + 1e-4)
}

/// How much a row counts in a set that is drawn: how often it comes up, as of so many that are drawn one by one (Poisson with a mean of 1).
fn drawn(set: usize, row: usize) -> f32 {
    let random = (mix((set as u64) << 32 | row as u64) >> 40) as f32 / (1_u64 << 24) as f32;
    // The chances of 0, 1, 2 ... together.
    [0.367_88, 0.735_76, 0.919_7, 0.981_01, 0.996_34, 0.999_41].iter().filter(|chance| random >= **chance).count() as f32
}

/// The lowest limit at which at most `rate` of the answers are wrong in [`CONFIDENCE`] of the sets.
pub(super) fn lowest(rows: &[Row], rate: f32) -> f32 {
    let mut rows = rows.to_vec();
    rows.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    let mut holds = vec![0_usize; rows.len()];
    for set in 0..DRAWN {
        // Half a wrong answer is added, so that a handful of right ones proves nothing.
        let (mut wrong, mut all) = (0.5_f32, 0.5_f32);
        for (number, row) in rows.iter().enumerate() {
            let weight = row.weight * drawn(set, number);
            all += weight;
            wrong += if row.is_right { 0.0 } else { weight };
            holds[number] += usize::from(wrong <= rate * all);
        }
    }
    let enough = (CONFIDENCE * DRAWN as f32) as usize;
    let is_end = |number: usize| rows.get(number + 1).is_none_or(|next| next.probability < rows[number].probability);
    let best = (0..rows.len()).rev().find(|number| holds[*number] >= enough && is_end(*number));
    best.map_or(LIMITS.1, |number| rows[number].probability)
}

impl Certainty {
    /// What was learned, judged on the questions that it was learned from, each by probabilities that were fitted on others.
    fn judge(&mut self, rows: &[Row], answer: f32, asked: usize, inside: usize, rate: f32) {
        let mut shares = Vec::with_capacity(DRAWN);
        for set in 0..DRAWN {
            let answered = rows.iter().enumerate().filter(|(_, row)| row.probability >= answer);
            let (all, wrong) = answered.fold((0.0_f32, 0.0_f32), |(all, wrong), (number, row)| {
                let weight = row.weight * drawn(set, number);
                (all + weight, wrong + if row.is_right { 0.0 } else { weight })
            });
            shares.push(if all > 0.0 { wrong / all } else { 0.0 });
        }
        shares.sort_by(f32::total_cmp);
        let (mut all, mut right) = (0.0_f32, 0.0_f32);
        for row in rows.iter().filter(|row| row.probability >= answer) {
            all += row.weight;
            right += if row.is_right { row.weight } else { 0.0 };
        }
        *self = Self {
            questions: asked as u32,
            offtopic: (asked - inside) as u32,
            answered_rightly: right / inside.max(1) as f32,
            wrong: if all > 0.0 { 1.0 - right / all } else { 0.0 },
            wrong_between: [0.1, 0.9].map(|share| shares[(share * (DRAWN - 1) as f32) as usize]),
            holds: shares.iter().filter(|share| **share <= rate).count() as f32 / DRAWN as f32,
        };
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::calibration::{CalibrationFeature, CalibrationFeatures};
    use crate::answer::prior::PRIOR;
    use crate::language::Language;

    fn outcome(share: f32, right: bool, offtopic: bool) -> Outcome {
        let mut features = CalibrationFeatures(PRIOR.words.top_1.mean.0);
        features[CalibrationFeature::BestShare] = share;
        Outcome { features, top_1: right, top_3: right, weight: 1.0, language: Language::ALL[0], offtopic, unknown: false }
    }

    fn believed() -> Learned {
        Learned {
            weights: PRIOR.across.weights,
            top_1: PRIOR.words.top_1.clone(),
            top_3: PRIOR.words.top_3.clone(),
            thresholds: crate::answer::calibration::Thresholds::of_prior(0.02),
            certainty: None,
        }
    }

    #[test]
    fn a_handful_of_questions_changes_nothing() {
        let few: Vec<Outcome> = (0..ENOUGH - 1).map(|_| outcome(9.0, true, false)).collect();
        assert_eq!(corrected(believed(), &few, &[], 0.02), believed());
    }

    #[test]
    fn questions_that_are_right_lower_the_limit_and_wrong_ones_raise_it() {
        let mostly = |wrong_one_of: usize| -> Vec<Outcome> {
            let is_offtopic = |i: usize| i < 100 && i.is_multiple_of(2);
            (0..600).map(|i| outcome(i as f32 / 60.0, !is_offtopic(i) && (i > 300 || i % wrong_one_of != 0), is_offtopic(i))).collect()
        };
        let [kind, hard] = [mostly(40), mostly(3)].map(|asked| corrected(believed(), &asked, &[], 0.02));
        assert!(kind.thresholds.answer[0] < 0.93, "{:?}", kind.thresholds);
        let certainty = kind.certainty.clone().expect("it was judged");
        assert!(certainty.wrong <= 0.02 && certainty.answered_rightly > 0.6 && certainty.holds >= 0.7, "{certainty:?}");
        let rightly = |learned: &Learned| learned.certainty.as_ref().expect("it was judged").answered_rightly;
        assert!(rightly(&hard) < rightly(&kind), "{hard:?}");
    }

    #[test]
    fn a_drawn_set_is_as_large_as_the_questions() {
        let all: f32 = (0..2_000).map(|row| drawn(7, row)).sum();
        assert!((1_850.0..2_150.0).contains(&all), "{all}");
    }
}
