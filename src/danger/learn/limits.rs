//! How sure evidence is, and from where on that is enough: from texts left out.

use super::Wanted;
use crate::danger::learned::{DANGER, EVIDENCE, Evidence, Judge, Limits, NEAR, ORDINARY};
use crate::search::optimize::Adam;

/// Steps of the fit, and the pull of the weights to zero.
const STEPS: u32 = 200;
const PULL: f32 = 0.003;
/// Highest share of near-dangers that are asked about or alarm, whatever share of dangers is missed by that: who is asked at every second
/// warning lamp stops reading.
const MOST_NEAR_ASKED: f32 = 0.10;
/// The same of ordinary texts, and of those that alarm. An editor's phrasings are shorter and tamer than owners' questions, of which twice as
/// many are asked.
const MOST_ORDINARY_ASKED: f32 = 0.01;
const MOST_ORDINARY_ALARMS: f32 = 0.008;
/// The same of ordinary texts that would be asked if the FAQ had no answer to them: three in four have one.
const MOST_ORDINARY_DOUBTED: f32 = 0.025;

/// Share of the dangers that are less probable than what is called unthinkable.
const UNTHINKABLE: f32 = 0.005;

/// Fits probabilities to what texts left out came to, and lays the limits. `meaning` tells whether that is part of the evidence.
pub(super) fn judge(left_out: &[(usize, Evidence)], meaning: bool, wanted: &Wanted) -> Judge {
    let (weights, bias) = fit(left_out, meaning);
    let mut judge = Judge { weights, bias, limits: Limits { alarm: 1.0, ask: 1.0, doubt: 1.0, unthinkable: 0.0 } };
    let of = |class: usize| -> Vec<f32> {
        let mut scores: Vec<f32> =
            left_out.iter().filter(|(is, _)| *is == class).map(|(_, evidence)| judge.probability(evidence)).collect();
        scores.sort_unstable_by(|a, b| b.total_cmp(a));
        scores
    };
    let (dangers, near, ordinary) = (of(DANGER), of(NEAR), of(ORDINARY));
    let alarm = above(&near, wanted.false_alarms).max(above(&ordinary, MOST_ORDINARY_ALARMS));
    let missed = above(&dangers, 1.0 - wanted.missed_rate);
    let least = missed.max(above(&near, MOST_NEAR_ASKED));
    let ask = least.max(above(&ordinary, MOST_ORDINARY_ASKED)).min(alarm);
    let doubt = least.max(above(&ordinary, MOST_ORDINARY_DOUBTED)).min(ask);
    judge.limits = Limits { alarm, ask, doubt, unthinkable: above(&dangers, 1.0 - UNTHINKABLE).min(doubt) };
    judge
}

/// A limit that at most this share of the scores (highest first) reach.
fn above(scores: &[f32], share: f32) -> f32 {
    let allowed = (share * scores.len() as f32) as usize;
    // The next number above the first score that is one too many.
    scores.get(allowed).map_or(0.0, |score| score.next_up())
}

/// Logistic regression of danger on the evidence.
fn fit(left_out: &[(usize, Evidence)], meaning: bool) -> (Evidence, f32) {
    let mut numbers = [0.0_f32; EVIDENCE + 1];
    numbers[0] = 1.0;
    let mut adam = Adam::<{ EVIDENCE + 1 }>::default();
    for _ in 0..STEPS {
        let mut gradient = [0.0_f32; EVIDENCE + 1];
        for (class, evidence) in left_out {
            let score = numbers[EVIDENCE] + numbers.iter().zip(evidence).map(|(weight, x)| weight * x).sum::<f32>();
            let push = 1.0 / (1.0 + (-score).exp()) - f32::from(u8::from(*class == DANGER));
            gradient.iter_mut().zip(evidence).for_each(|(gradient, x)| *gradient += push * x);
            gradient[EVIDENCE] += push;
        }
        for (place, gradient) in gradient.iter_mut().enumerate() {
            *gradient = *gradient / left_out.len().max(1) as f32 + PULL * if place < EVIDENCE { numbers[place] } else { 0.0 };
        }
        if !meaning {
            gradient[1] = 0.0;
        }
        let step = adam.step(&gradient);
        numbers.iter_mut().zip(step).for_each(|(number, step)| *number -= step);
    }
    let mut weights = [0.0; EVIDENCE];
    weights.copy_from_slice(&numbers[..EVIDENCE]);
    // Evidence that speaks against a danger where it is found was met by chance.
    weights.iter_mut().for_each(|weight| *weight = weight.max(0.0));
    (weights, numbers[EVIDENCE])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn at_most_the_share_reaches_a_limit() {
        let scores: Vec<f32> = (0..100).rev().map(|i| i as f32 / 100.0).collect();
        for share in [0.0, 0.02, 0.1, 0.5] {
            let limit = above(&scores, share);
            assert_eq!(scores.iter().filter(|score| **score >= limit).count(), (share * 100.0) as usize, "{share}");
        }
        assert_eq!((above(&scores, 1.0), above(&[], 0.1)), (0.0, 0.0));
    }

    #[test]
    fn limits_keep_what_is_asked_for() {
        let class = |number: usize| [DANGER, NEAR, ORDINARY][number % 3];
        let left_out: Vec<(usize, Evidence)> = (0..3_000)
            .map(|number| {
                let noise = (number * 7919 % 1000) as f32 / 250.0;
                (class(number), [noise + if class(number) == DANGER { 1.0 } else { -3.0 }, 0.0, 0.0])
            })
            .collect();
        let judge = judge(&left_out, false, &Wanted { false_alarms: 0.02, missed_rate: 0.02 });
        let share = |wanted: usize, limit: f32| {
            let of: Vec<f32> =
                left_out.iter().filter(|(class, _)| *class == wanted).map(|(_, evidence)| judge.probability(evidence)).collect();
            of.iter().filter(|p| **p >= limit).count() as f32 / of.len() as f32
        };
        assert!(judge.limits.ask <= judge.limits.alarm);
        assert!(share(NEAR, judge.limits.alarm) <= 0.02 && share(DANGER, judge.limits.alarm) > 0.9);
        assert!(share(ORDINARY, judge.limits.ask) <= MOST_ORDINARY_ASKED && share(DANGER, judge.limits.ask) > 0.97);
    }
}
