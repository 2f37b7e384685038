//! What owners did about what they were given (`faq::Deed`), laid beside the questions that taught the limits: it moves how sure is sure enough, a
//! little, and nothing else.
//!
//! Whoever takes a button or calls an answer helpful labels a question, in passing. Whoever complains does not: people ask for a person after right
//! answers, too. So complaints count as far as they are more frequent below than among the surest answers. Anybody may write to the chat; what these
//! questions may do together is bounded by what the others say: see [`MOST_SHARE`], [`MOST_LOST`] and [`MOST_WRONG`].

use super::calibration::{Outcome, Row};
use super::labelled::{Known, ask, known_of};
use super::left_out::LeftOut;
use super::owners::lowest;
use crate::answer::base::Base;
use crate::answer::calibration::{CalibrationFeatures, sigmoid};
use crate::answer::learned::Learned;
use crate::answer::sources::Sources;
use crate::faq::{Deed, Labelled, Told};
use crate::search::embedding::Embedded;
use crate::search::semantic::{self, Embedder, Prefix};

/// Questions that are learned from at once, at most: the newest.
pub const MOST: usize = 5_000;
/// How much a deed counts against a labelled question: half, for nobody has looked at it.
const WEIGHT: f32 = 0.5;
/// And an answer against which nothing was said. Most owners say nothing, of a wrong answer as well.
const KEPT_WEIGHT: f32 = 0.1;
/// Together they have to count for so many labelled questions.
const LEAST: f32 = 25.0;
/// And count at most for this share of all that the limits follow from.
const MOST_SHARE: f32 = 0.5;
/// By the other questions, at most this share of what was answered is no longer.
const MOST_LOST: f32 = 0.1;
/// By the other questions, at most so many times the wrong answers that may be.
const MOST_WRONG: f32 = 1.5;
/// Bounds of a limit, as of any.
const LIMITS: (f32, f32) = (0.3, 0.99);

/// Questions with what their owners did, ready to be asked.
pub(super) struct Deeds {
    questions: Vec<Labelled>,
    deeds: Vec<Deed>,
}

impl Deeds {
    /// The newest of them; `told` begins with these.
    pub(super) fn new(told: &[Told]) -> Self {
        let told = &told[..told.len().min(MOST)];
        let labelled = |told: &Told| Labelled {
            id: String::new(),
            lang: told.language,
            style: String::new(),
            text: told.text.clone(),
            topic: Some(told.entry.clone()),
            also: Vec::new(),
        };
        Self { questions: told.iter().map(labelled).collect(), deeds: told.iter().map(|told| told.deed).collect() }
    }

    /// Those that say something of the corpus, with their deeds.
    pub(super) fn known<'a>(&'a self, base: &Base) -> (Vec<Known<'a>>, Vec<Deed>) {
        self.questions.iter().zip(&self.deeds).filter_map(|(question, deed)| Some((known_of(question, base)?, *deed))).unzip()
    }
}

/// What they came to: each has the number of its deed as its sample.
pub(super) fn asked<'a>(known: &[Known<'a>], sources: &Sources<'_>, embedder: Option<&Embedder>) -> Vec<LeftOut<'a>> {
    let mut own = Embedded::default();
    let texts: Vec<(&str, Prefix)> = known.iter().filter_map(|known| Some((known.read.as_deref()?, Prefix::Query))).collect();
    // What owners wrote is kept nowhere but in the database.
    let embedded = embedder.map(|embedder| own.embed(embedder, &texts)).transpose();
    let is_read = embedded.as_ref().is_ok_and(Option::is_some);
    if let Err(error) = embedded {
        tell(&error);
    }
    ask(known.iter(), sources, is_read.then_some(&own))
}

fn tell(error: &semantic::Error) {
    tracing::warn!(%error, "what owners did could not be embedded: it counts for words alone");
}

/// A question as the limits see it.
#[derive(Debug, Clone)]
pub(super) struct Seen {
    outcome: Outcome,
    deed: Deed,
}

/// What ranked questions say of their best entry. A complaint about an entry that is not the best any more says nothing.
pub(super) fn seen(asked: &[LeftOut<'_>], deeds: &[Deed]) -> Vec<Seen> {
    let one = |asked: &LeftOut<'_>| {
        let deed = *deeds.get(asked.sample)?;
        let is_best = asked.evidence.candidates.first().is_some_and(|best| asked.is_right(best.entry));
        let top_1 = match deed {
            Deed::Taken | Deed::Helpful => is_best,
            Deed::Kept if is_best => true,
            Deed::Left | Deed::Unhelpful | Deed::Person if is_best => false,
            Deed::Kept | Deed::Left | Deed::Unhelpful | Deed::Person => return None,
        };
        let outcome = Outcome {
            features: CalibrationFeatures::from_evidence(&asked.evidence, asked.language),
            top_1,
            top_3: top_1,
            weight: if deed == Deed::Kept { KEPT_WEIGHT } else { WEIGHT },
            language: asked.language,
            offtopic: false,
            unknown: false,
        };
        Some(Seen { outcome, deed })
    };
    asked.iter().filter_map(one).collect()
}

/// The same with its limits of answers moved by what owners did; `taught`: the questions that those limits follow from.
pub(super) fn moved(learned: Learned, taught: &[Outcome], seen: &[Seen], rate: f32) -> Learned {
    let row = |outcome: &Outcome| Row::new(learned.top_1.probability(&outcome.features), outcome.top_1, outcome);
    let taught: Vec<Row> = taught.iter().map(row).collect();
    let mut theirs = discounted(seen.iter().map(|seen| (row(&seen.outcome), seen.deed)).collect());
    let mass = |rows: &[Row]| rows.iter().map(|row| row.weight).sum::<f32>();
    let (own, others) = (mass(&theirs), mass(&taught));
    if own < LEAST {
        return learned;
    }
    let scale = (others * MOST_SHARE / (1.0 - MOST_SHARE) / own).min(1.0);
    theirs.iter_mut().for_each(|row| row.weight *= scale);
    let both = [taught.as_slice(), theirs.as_slice()].concat();
    let [before, after] = [&taught, &both].map(|rows| logit(lowest(rows, rate).clamp(LIMITS.0, LIMITS.1)));
    let shift = after - before;
    let mut thresholds = learned.thresholds;
    thresholds.answer = thresholds.answer.map(|limit| {
        let (least, most) = bounds(&taught, limit, rate);
        sigmoid(logit(limit) + shift).clamp(least, most).clamp(LIMITS.0, LIMITS.1)
    });
    Learned { thresholds, ..learned }
}

fn logit(probability: f32) -> f32 {
    (probability / (1.0 - probability)).ln()
}

/// With each complaint counting as far as complaints are more frequent here than among the surer half of the answers: that many there are anyway.
fn discounted(mut rows: Vec<(Row, Deed)>) -> Vec<Row> {
    rows.sort_by(|a, b| b.0.probability.total_cmp(&a.0.probability));
    let is_answer = |(_, deed): &&(Row, Deed)| *deed == Deed::Kept || *deed == Deed::Helpful || deed.is_complaint();
    let answers: Vec<&(Row, Deed)> = rows.iter().filter(is_answer).collect();
    let (surer, others) = answers.split_at(answers.len() / 2);
    let share = |part: &[&(Row, Deed)]| part.iter().filter(|(_, deed)| deed.is_complaint()).count() as f32 / part.len().max(1) as f32;
    let (usual, here) = (share(surer), share(others));
    let counts = if here > usual { 1.0 - usual / here } else { 0.0 };
    let surest = surer.last().map_or(f32::INFINITY, |(row, _)| row.probability);
    let weight = |(row, deed): &(Row, Deed)| {
        let share = if row.probability >= surest { 0.0 } else { counts };
        row.weight * if deed.is_complaint() { share } else { 1.0 }
    };
    rows.iter().map(|known| Row { weight: weight(known), ..known.0 }).filter(|row| row.weight > 0.0).collect()
}

/// Between which limits the other questions lose no more than [`MOST_LOST`] of their answers, and have no more wrong ones than [`MOST_WRONG`] says.
fn bounds(taught: &[Row], limit: f32, rate: f32) -> (f32, f32) {
    let mut rows = taught.to_vec();
    rows.sort_by(|a, b| b.probability.total_cmp(&a.probability));
    let answered: f32 = rows.iter().filter(|row| row.probability >= limit).map(|row| row.weight).sum();
    let (mut least, mut most) = (limit, limit);
    let (mut all, mut wrong) = (0.0_f32, 0.0_f32);
    let mut is_reached = false;
    for (number, row) in rows.iter().enumerate() {
        all += row.weight;
        wrong += if row.is_right { 0.0 } else { row.weight };
        if rows.get(number + 1).is_some_and(|next| next.probability == row.probability) {
            continue;
        }
        if !is_reached && all >= (1.0 - MOST_LOST) * answered {
            (most, is_reached) = (row.probability.max(limit), true);
        }
        if wrong <= MOST_WRONG * rate * all {
            least = least.min(row.probability);
        }
    }
    (least, most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::answer::calibration::{CalibrationFeature, Thresholds};
    use crate::answer::prior::PRIOR;
    use crate::language::Language;
    use crate::search::term::mix;

    fn outcome(share: f32, right: bool) -> Outcome {
        let mut features = CalibrationFeatures(PRIOR.words.top_1.mean.0);
        features[CalibrationFeature::BestShare] = share;
        Outcome { features, top_1: right, top_3: right, weight: 1.0, language: Language::EN, offtopic: false, unknown: false }
    }

    fn learned(limit: f32) -> Learned {
        Learned {
            weights: PRIOR.across.weights,
            top_1: PRIOR.words.top_1.clone(),
            top_3: PRIOR.words.top_3.clone(),
            thresholds: Thresholds { answer: [limit; Language::COUNT], ..Thresholds::of_prior(0.02) },
            certainty: None,
        }
    }

    /// A number from 0 to 1 that follows from the others.
    fn chance(of: u64, number: usize) -> f32 {
        (mix(of << 32 | number as u64) >> 40) as f32 / (1_u64 << 24) as f32
    }

    /// Questions of all degrees, of which the surer ones are right more often: `ease` makes all of them easier.
    fn world(of: u64, ease: f32) -> Vec<Outcome> {
        let one = |number: usize| {
            let share = number as f32 / 100.0;
            let wrong = 0.5 * (-(share + ease)).exp() + 0.002;
            outcome(share, chance(of, number) >= wrong)
        };
        (0..1_000).map(one).collect()
    }

    /// What owners do who are as these are: of the right answers one in twenty is complained about, of the wrong ones one in three.
    fn owners(world: &[Outcome], of: u64) -> Vec<Seen> {
        let one = |(number, outcome): (usize, &Outcome)| {
            let said = chance(of, number);
            let deed = match (outcome.top_1, said) {
                (true, said) if said < 0.05 => Deed::Person,
                (true, said) if said < 0.3 => Deed::Helpful,
                (false, said) if said < 0.33 => Deed::Unhelpful,
                _ => Deed::Kept,
            };
            let top_1 = !deed.is_complaint();
            Seen { outcome: Outcome { top_1, weight: if deed == Deed::Kept { KEPT_WEIGHT } else { WEIGHT }, ..outcome.clone() }, deed }
        };
        world.iter().enumerate().map(one).collect()
    }

    fn limit(learned: &Learned) -> f32 {
        learned.thresholds.answer[Language::EN.number()]
    }

    /// Wrong answers among all, and answers, from this limit on.
    fn comes_to(world: &[Outcome], limit: f32) -> (f32, f32) {
        let answered: Vec<&Outcome> = world.iter().filter(|o| PRIOR.words.top_1.probability(&o.features) >= limit).collect();
        let wrong = answered.iter().filter(|o| !o.top_1).count() as f32;
        (wrong / answered.len().max(1) as f32, answered.len() as f32)
    }

    fn begin(taught: &[Outcome]) -> Learned {
        let rows: Vec<Row> = taught.iter().map(|o| Row::new(PRIOR.words.top_1.probability(&o.features), o.top_1, o)).collect();
        learned(lowest(&rows, 0.02).clamp(LIMITS.0, LIMITS.1))
    }

    #[test]
    fn a_handful_of_deeds_changes_nothing() {
        let taught = world(1, 0.0);
        let few = owners(&world(2, 0.0)[..40], 3);
        assert_eq!(moved(begin(&taught), &taught, &few, 0.02), begin(&taught));
        assert_eq!(moved(begin(&taught), &taught, &[], 0.02), begin(&taught));
    }

    #[test]
    fn owners_who_take_what_is_right_lower_the_limit_and_those_who_leave_it_raise_it() {
        let taught = world(1, 0.0);
        let before = limit(&begin(&taught));
        let near = |deed: Deed, top_1: bool| -> Vec<Seen> {
            let questions = world(2, 0.0);
            let questions =
                questions.iter().filter(|o| (before - 0.2..before + 0.02).contains(&PRIOR.words.top_1.probability(&o.features)));
            questions.cycle().take(200).map(|o| Seen { outcome: Outcome { top_1, weight: WEIGHT, ..o.clone() }, deed }).collect()
        };
        let lower = limit(&moved(begin(&taught), &taught, &near(Deed::Taken, true), 0.02));
        let higher = limit(&moved(begin(&taught), &taught, &near(Deed::Left, false), 0.02));
        assert!(lower < before && before < higher, "{lower} {before} {higher}");
        let learned = moved(begin(&taught), &taught, &near(Deed::Taken, true), 0.02);
        assert_eq!((learned.thresholds.suggest, learned.weights), (begin(&taught).thresholds.suggest, begin(&taught).weights));
    }

    #[test]
    fn owners_who_are_as_the_labelled_ones_change_little() {
        for seed in 0..5 {
            let taught = world(seed, 0.0);
            let before = begin(&taught);
            let after = moved(before.clone(), &taught, &owners(&world(seed + 100, 0.0), seed + 200), 0.02);
            let (unseen, [b, a]) = (world(seed + 300, 0.0), [limit(&before), limit(&after)]);
            assert!(comes_to(&unseen, a).0 <= 0.035, "{b} {a}: {:?}", comes_to(&unseen, a));
            assert!(comes_to(&unseen, a).1 >= 0.85 * comes_to(&unseen, b).1, "{b} {a}");
        }
    }

    #[test]
    fn a_thousand_hostile_ones_move_it_by_a_bound() {
        let taught = world(1, 0.0);
        let before = limit(&begin(&taught));
        let hostile = |deed: Deed, top_1: bool, from: usize| -> Vec<Seen> {
            let share = |i: usize| (from + i % 100) as f32 / 100.0;
            (0..1_000).map(|i| Seen { outcome: Outcome { weight: WEIGHT, ..outcome(share(i), top_1) }, deed }).collect()
        };
        for (deed, top_1) in
            [(Deed::Taken, true), (Deed::Helpful, true), (Deed::Left, false), (Deed::Unhelpful, false), (Deed::Person, false)]
        {
            for from in [0, 300, 900] {
                let after = limit(&moved(begin(&taught), &taught, &hostile(deed, top_1, from), 0.02));
                let ((wrong, answers), (_, earlier)) = (comes_to(&taught, after), comes_to(&taught, before));
                assert!(wrong <= MOST_WRONG * 0.02 + 1e-4, "{deed:?} from {from}: {before} {after}, {wrong} wrong");
                assert!(answers >= (1.0 - MOST_LOST) * earlier - 1.0, "{deed:?} from {from}: {before} {after}, {answers} of {earlier}");
            }
        }
    }

    #[test]
    fn complaints_that_come_after_any_answer_say_nothing() {
        let rows = |complains: fn(usize) -> bool| {
            let one = |i: usize| {
                let deed = if complains(i) { Deed::Person } else { Deed::Kept };
                (Row::new(1.0 - i as f32 / 200.0, !complains(i), &outcome(0.0, true)), deed)
            };
            discounted((0..100).map(one).collect())
        };
        let wrong = |rows: &[Row]| rows.iter().filter(|row| !row.is_right).map(|row| row.weight).sum::<f32>();
        assert_eq!(wrong(&rows(|i| i % 5 == 0)), 0.0);
        assert!(wrong(&rows(|i| i >= 50 && i % 5 == 0)) > 8.0, "ten that stand below the surer half");
    }
}
