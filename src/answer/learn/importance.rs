//! How much left-out questions count: as owners ask, not as editors choose phrasings.

use super::calibration::{ENOUGH_LINES, Outcome};
use super::left_out::LeftOut;
use crate::answer::calibration::CalibrationFeatures;
use crate::answer::prior::Unanswered;

/// Share of off-topic questions that probabilities are calibrated for.
const OFFTOPIC_SHARE: f32 = 0.25;

/// Share of owners' questions whose nearest phrasing, by words, is one of the right entry. Measured: .85 of questions on the sample
/// corpus, .69 on clinc150_en, .82 on xsid_kk.
const OWNERS_NEAR: f32 = 0.75;
/// Most that a left-out phrasing counts for having such a neighbour.
const MOST_WEIGHT: f32 = 3.0;
/// Left-out phrasings with such a neighbour whose limits count as much as those that are believed before.
const ENOUGH_NEAR: f32 = 30.0;
/// Pull of a ranking's weights to where they begin, for phrasings that are as alike as owners' questions. From 3 to 30 the entry found first
/// changes by less than a point on clinc150_en, xsid_kk and the sample corpus.
const PULL: f32 = 10.0;

/// How much left-out phrasings count, by whether their nearest other phrasing is of their own entry.
///
/// Editors choose phrasings that differ: of the sample corpus only .38 have such a neighbour, of sets of collected questions as many as
/// of the questions that are asked then (.73 of clinc150_en, .82 of xsid_kk). What an entry's odd phrasings come to would otherwise
/// decide how all its questions are ranked and how sure is sure enough.
#[derive(Debug, Clone, Copy)]
pub struct ImportanceWeights {
    /// Of a phrasing whose nearest other phrasing is of its own entry.
    near: f32,
    /// Of the others.
    odd: f32,
    /// How many there are with such a neighbour.
    count: f32,
}

impl ImportanceWeights {
    /// Of all left-out questions together.
    pub fn of(left_out: &[LeftOut<'_>]) -> Self {
        let inside = left_out.iter().filter(|l| l.right.is_some());
        let (all, near) = inside.fold((0.0, 0.0), |(all, near), l| (all + 1.0, near + f32::from(Self::is_near(l))));
        if near >= OWNERS_NEAR * all {
            return Self { near: 1.0, odd: 1.0, count: near };
        }
        let weight = if near > 0.0 { (OWNERS_NEAR * all / near).min(MOST_WEIGHT) } else { 1.0 };
        Self { near: weight, odd: (1.0 - OWNERS_NEAR) * all / (all - near), count: near }
    }

    fn is_near(l: &LeftOut<'_>) -> bool {
        l.right.is_some() && l.evidence.nearest_best == l.right
    }

    /// How strongly the weights of a ranking are held where they were: the odder the phrasings are, the less they teach.
    pub(super) fn pull(&self) -> f32 {
        PULL * self.near.powi(3)
    }

    /// How much limits from these questions count against those that are believed before.
    pub(super) fn trust(&self) -> f32 {
        self.count / (self.count + ENOUGH_NEAR)
    }

    /// Of a question that an entry answers.
    pub(super) fn weight(&self, l: &LeftOut<'_>) -> f32 {
        if Self::is_near(l) { self.near } else { self.odd }
    }
}

/// Calibration features and outcome of each left-out question, weighed so that off-topic ones have their share.
pub fn outcomes(left_out: &[LeftOut<'_>], importance: &ImportanceWeights, entries: usize, unanswered: Unanswered) -> Vec<Outcome> {
    let inside: f32 = left_out.iter().filter(|l| l.right.is_some()).map(|l| importance.weight(l)).sum();
    let lines = left_out.iter().filter(|l| l.right.is_none() && !l.unknown).count() as f32;
    let unknown = left_out.iter().filter(|l| l.unknown).count() as f32;
    let mass = inside * OFFTOPIC_SHARE / (1.0 - OFFTOPIC_SHARE);
    let line_mass = if unknown > 0.0 { mass * unanswered.lines_share * (lines / ENOUGH_LINES as f32).min(1.0) } else { mass };
    let unknown_mass = (mass - line_mass) * (entries as f32 / unanswered.enough_entries).min(1.0);
    left_out
        .iter()
        .map(|l| {
            let rank = l.right.and_then(|_| l.evidence.candidates.iter().position(|c| l.is_right(c.entry)));
            let weight = match (l.right, l.unknown) {
                (Some(_), _) => importance.weight(l),
                (None, true) => unknown_mass / unknown,
                (None, false) => line_mass / lines,
            };
            Outcome {
                features: CalibrationFeatures::from_evidence(&l.evidence, l.language),
                top_1: rank == Some(0),
                top_3: rank.is_some_and(|rank| rank < 3),
                weight,
                language: l.language,
                offtopic: l.right.is_none(),
                unknown: l.unknown,
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::ranking::Evidence;
    use crate::language::Language;

    /// Left-out phrasings of an entry, of which so many have a neighbour of their own entry.
    fn left_out(near: usize, all: usize) -> Vec<LeftOut<'static>> {
        let one = |i: usize| {
            let evidence = Evidence { nearest_best: Some(u32::from(i >= near)), ..Evidence::default() };
            LeftOut {
                sample: i,
                text: "",
                right: Some(0),
                also: Vec::new(),
                unknown: false,
                by_owner: false,
                language: Language::EN,
                evidence,
            }
        };
        (0..all).map(one).collect()
    }

    fn share_of_near(left_out: &[LeftOut<'_>]) -> f32 {
        let importance = ImportanceWeights::of(left_out);
        let weight = |wanted: bool| -> f32 {
            left_out.iter().filter(|l| ImportanceWeights::is_near(l) == wanted).map(|l| importance.weight(l)).sum()
        };
        weight(true) / (weight(true) + weight(false))
    }

    #[test]
    fn odd_phrasings_count_as_rarely_as_owners_ask_them() {
        assert!((share_of_near(&left_out(38, 100)) - OWNERS_NEAR).abs() < 1e-4);
        // Collected questions stay as they are.
        assert!((share_of_near(&left_out(90, 100)) - 0.9).abs() < 1e-4);
        // A handful of phrasings does not speak for all.
        assert!((0.25..0.4).contains(&share_of_near(&left_out(4, 100))), "{}", share_of_near(&left_out(4, 100)));
    }

    #[test]
    fn what_is_believed_before_gives_way_to_many_alike_phrasings() {
        let (none, odd, alike) = (
            ImportanceWeights::of(&left_out(0, 100)),
            ImportanceWeights::of(&left_out(38, 100)),
            ImportanceWeights::of(&left_out(900, 1000)),
        );
        assert!(none.trust() == 0.0 && odd.trust() < alike.trust() && alike.trust() > 0.95);
        assert!(odd.pull() > alike.pull());
        assert!(ImportanceWeights::of(&[]).weight(&left_out(1, 1)[0]).is_finite());
    }
}
