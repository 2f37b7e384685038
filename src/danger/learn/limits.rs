//! How sure evidence is, and from where on that is enough: from texts left out.

use super::{LeftOut, Wanted};
use crate::danger::learned::{DANGER, EVIDENCE, Evidence, Judge, Limits, NEAR, ORDINARY};
use crate::search::optimize::Adam;

/// Steps of the fit, and the pull of the weights to zero.
const STEPS: u32 = 200;
const PULL: f32 = 0.003;
/// Highest share of near-dangers that are asked about or alarm, whatever share of dangers is missed by that: who is asked at every second
/// warning lamp stops reading.
const MOST_NEAR_ASKED: f32 = 0.10;
/// Parts of [`Wanted::ordinary_asked`] that may alarm, that may alarm or be asked about, and the same if the FAQ answered nothing (three in four
/// ordinary questions have an answer): of what owners asked, and of an editor's phrasings and lines, which are shorter and tamer.
const ALARM_PARTS: [f32; 2] = [0.7, 0.56];
const ASK_PARTS: [f32; 2] = [1.0, 1.0];
const DOUBT_PARTS: [f32; 2] = [1.5, 1.2];
/// Owners' questions below which their shares swing by whole per cents.
const ENOUGH_OWNERS: usize = 100;

/// Share of the dangers that are less probable than what is called unthinkable.
const UNTHINKABLE: f32 = 0.005;

/// Fits probabilities to what texts left out came to, and lays the limits. `meaning` tells whether that is part of the evidence.
pub(super) fn judge(left_out: &[LeftOut], meaning: bool, wanted: &Wanted) -> Judge {
    let (weights, bias) = fit(left_out, meaning);
    let mut judge = Judge { weights, bias, limits: Limits { alarm: 1.0, ask: 1.0, doubt: 1.0, unthinkable: 0.0 } };
    let of = |is: &dyn Fn(&LeftOut) -> bool| -> Vec<f32> {
        let mut scores: Vec<f32> = left_out.iter().filter(|one| is(one)).map(|one| judge.probability(&one.evidence)).collect();
        scores.sort_unstable_by(|a, b| b.total_cmp(a));
        scores
    };
    let (dangers, near) = (of(&|one| one.class == DANGER), of(&|one| one.class == NEAR));
    let tame = of(&|one| one.class == ORDINARY && !one.by_owner);
    let owners = of(&|one| one.class == ORDINARY && one.by_owner);
    let ordinary = |[of_owners, of_tame]: [f32; 2]| {
        let owners = if owners.len() < ENOUGH_OWNERS { 0.0 } else { above(&owners, of_owners * wanted.ordinary_asked) };
        above(&tame, of_tame * wanted.ordinary_asked).max(owners)
    };
    let alarm = above(&near, wanted.false_alarms).max(ordinary(ALARM_PARTS));
    let missed = above(&dangers, 1.0 - wanted.missed_rate);
    let least = missed.max(above(&near, MOST_NEAR_ASKED));
    let ask = least.max(ordinary(ASK_PARTS)).min(alarm);
    let doubt = least.max(ordinary(DOUBT_PARTS)).min(ask);
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
fn fit(left_out: &[LeftOut], meaning: bool) -> (Evidence, f32) {
    let mut numbers = [0.0_f32; EVIDENCE + 1];
    numbers[0] = 1.0;
    let mut adam = Adam::<{ EVIDENCE + 1 }>::default();
    for _ in 0..STEPS {
        let mut gradient = [0.0_f32; EVIDENCE + 1];
        for LeftOut { class, evidence, .. } in left_out {
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
        let left_out: Vec<LeftOut> = (0..3_000)
            .map(|number| {
                let noise = (number * 7919 % 1000) as f32 / 250.0;
                let evidence = [noise + if class(number) == DANGER { 1.0 } else { -3.0 }, 0.0, 0.0];
                LeftOut { class: class(number), by_owner: number % 2 == 0, evidence, read: false }
            })
            .collect();
        let wanted = Wanted::default();
        let judge = judge(&left_out, false, &wanted);
        let share = |wanted: usize, limit: f32| {
            let of: Vec<f32> = left_out.iter().filter(|one| one.class == wanted).map(|one| judge.probability(&one.evidence)).collect();
            of.iter().filter(|p| **p >= limit).count() as f32 / of.len() as f32
        };
        assert!(judge.limits.ask <= judge.limits.alarm);
        assert!(share(NEAR, judge.limits.alarm) <= 0.02 && share(DANGER, judge.limits.alarm) > 0.9);
        assert!(share(ORDINARY, judge.limits.ask) <= wanted.ordinary_asked && share(DANGER, judge.limits.ask) > 0.97);
    }
}
