//! Probabilities of a few classes from the marks of a text: a multinomial logistic regression whose weights are bytes.

use serde::{Deserialize, Serialize};

use super::marks::{BESIDE, GROUPS, Mark, Vector, Vocabulary};

/// A table of weights: a row for each place of its marks, a column for each class.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Table {
    vocabulary: Vocabulary,
    /// Row after row, in units of `step`. Those of [`BESIDE`] classes lie beside the marks.
    weights: Vec<i8>,
    step: f32,
    bias: Vec<f32>,
}

/// What a table is kept as: with the weights of its marks, in their order.
#[derive(Serialize, Deserialize)]
struct Stored {
    vocabulary: Vocabulary,
    weights: Vec<i8>,
    step: f32,
    bias: Vec<f32>,
}

impl From<Table> for Stored {
    fn from(table: Table) -> Self {
        let Table { vocabulary, weights, step, bias } = table;
        let weights = if bias.len() == BESIDE {
            vocabulary.of_marks().flat_map(|place| vocabulary.weights(place)).collect()
        } else {
            of_marks(&vocabulary, &weights, bias.len()).copied().collect()
        };
        Self { vocabulary, weights, step, bias }
    }
}

impl TryFrom<Stored> for Table {
    type Error = &'static str;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        let fits = stored.weights.len() == stored.vocabulary.size() * stored.bias.len();
        if fits { Ok(Self::of(stored)) } else { Err("a weight for each mark and class") }
    }
}

impl Table {
    /// From the weights of each place and class.
    pub(super) fn new(vocabulary: Vocabulary, weights: &[f32], bias: Vec<f32>) -> Self {
        let weights: Vec<f32> = of_marks(&vocabulary, weights, bias.len()).copied().collect();
        let most = weights.iter().fold(0.0_f32, |most, weight| most.max(weight.abs()));
        let step = (most / 127.0).max(f32::MIN_POSITIVE);
        let weights = weights.iter().map(|weight| (weight / step).round() as i8).collect();
        Self::of(Stored { vocabulary, weights, step, bias })
    }

    /// From parts of which there are as many weights as marks and classes ask for.
    fn of(stored: Stored) -> Self {
        let Stored { vocabulary, weights, step, bias } = stored;
        match weights.as_chunks::<BESIDE>() {
            (rows, []) if bias.len() == BESIDE => Self { vocabulary: vocabulary.beside(rows), weights: Vec::new(), step, bias },
            _ => {
                let mut of_places = vec![0; vocabulary.places() * bias.len()];
                for (place, weights) in vocabulary.of_marks().zip(weights.chunks(bias.len().max(1))) {
                    of_places[place as usize * bias.len()..][..bias.len()].copy_from_slice(weights);
                }
                Self { vocabulary, weights: of_places, step, bias }
            }
        }
    }

    /// Whether its parts fit each other and so many classes.
    pub fn fits(&self, classes: usize) -> bool {
        self.vocabulary.is_whole() && self.bias.len() == classes
    }

    /// Scores of the classes.
    pub fn scores(&self, marks: &[Mark], weights: &[f32; GROUPS]) -> Vec<f32> {
        let mut sums = vec![0.0; self.bias.len()];
        let add = |sums: &mut [f32], value: f32, weights: &[i8]| {
            sums.iter_mut().zip(weights).for_each(|(sum, weight)| *sum += value * f32::from(*weight));
        };
        for (place, value) in self.vocabulary.vector(marks, weights) {
            if self.bias.len() == BESIDE {
                add(&mut sums, value, &self.vocabulary.weights(place));
            } else {
                add(&mut sums, value, &self.weights[place as usize * self.bias.len()..]);
            }
        }
        sums.iter().zip(&self.bias).map(|(sum, bias)| sum * self.step + bias).collect()
    }
}

/// Of the weights of each place and class, those of the marks.
fn of_marks<'w, T>(vocabulary: &'w Vocabulary, weights: &'w [T], classes: usize) -> impl Iterator<Item = &'w T> {
    vocabulary.of_marks().flat_map(move |place| &weights[place as usize * classes..][..classes])
}

/// A training text: its vector, its class, and how much it counts.
#[derive(Debug, Clone)]
pub(super) struct Example {
    pub(super) vector: Vector,
    pub(super) class: usize,
    pub(super) weight: f32,
}

/// Odds, as a logarithm, of the last of three classes against the others.
pub(super) fn log_odds(scores: &[f32]) -> f32 {
    let Some((last, others)) = scores.split_last() else { return 0.0 };
    let most = others.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    last - most - others.iter().map(|score| (score - most).exp()).sum::<f32>().ln()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::danger::marks::{WEIGHTS, marks};
    use crate::search::Analyzer;
    use crate::search::features::features;

    /// A table of so many classes whose weights follow from row and class, and the marks of a message.
    fn table(classes: usize) -> (Table, Vec<Mark>) {
        let texts = ["smoke comes from the cable", "no smoke", "the cable is hot"].map(|text| {
            let analysis = Analyzer::default().analyze(text);
            marks(text, &analysis, &features(&analysis, |_| true))
        });
        let vocabulary = Vocabulary::new(texts.iter().map(Vec::as_slice), &WEIGHTS);
        let weight = |n: usize| ((n / classes * 7 + n % classes * 3) % 11) as f32 - 5.0;
        let weights: Vec<f32> = (0..vocabulary.places() * classes).map(weight).collect();
        (Table::new(vocabulary, &weights, vec![0.5; classes]), texts[0].clone())
    }

    #[test]
    fn weights_that_lie_beside_the_marks_are_those_of_a_larger_table() {
        let ((few, marks), (many, _)) = (table(BESIDE), table(BESIDE + 1));
        assert!(few.weights.is_empty() && few.vocabulary.size() > 20 && few.fits(BESIDE) && !few.fits(BESIDE + 1));
        let scores = few.scores(&marks, &WEIGHTS);
        assert_eq!(scores, many.scores(&marks, &WEIGHTS)[..BESIDE]);
        assert!(scores.iter().any(|score| *score != 0.5), "{scores:?}");
    }

    #[test]
    fn a_table_is_kept_with_all_weights() {
        for classes in [BESIDE - 1, BESIDE, BESIDE + 1] {
            let (table, _) = table(classes);
            let mut kept = serde_json::to_value(&table).expect("plain numbers");
            let weights = kept["weights"].as_array_mut().expect("a list");
            assert_eq!(weights.len(), table.vocabulary.size() * classes);
            weights.pop();
            assert!(serde_json::from_value::<Table>(kept).is_err());
            let kept = serde_json::to_value(&table).expect("plain numbers");
            assert_eq!(serde_json::from_value::<Table>(kept).expect("its own form"), table);
        }
    }

    #[test]
    fn odds_are_those_of_the_last_class() {
        let odds = log_odds(&[0.0, 0.0, 2.0_f32.ln()]);
        assert!(odds.abs() < 1e-6, "{odds}");
        assert!(log_odds(&[0.0, -50.0, 1.0]) > 0.99 && log_odds(&[]) == 0.0);
    }
}
