//! The classifiers of words and n-grams, trained on the texts of a corpus.
//!
//! AdaGrad over one text at a time (Duchi and others, 2011): rare terms, which see few texts, keep long steps. It is not the descent
//! of [`super::meaning`], whose vectors have no rare parts and whose steps shrink evenly, nor [`crate::search::optimize::Adam`], which needs
//! all texts for each step.

use crate::answer::classifier::{Classifier, GRAMS, Model, UNKNOWN, WORDS, list, softmax};
use crate::search::features::{Sparse, Vocabulary};

use crate::search::{Field, Fields};

use super::texts::Sample;
use crate::search::optimize::shuffled;

/// Texts that a term must stand in: a character n-gram of a single text only helps to find that text.
fn least(field: Field) -> u32 {
    if field == Field::Gram { 2 } else { 1 }
}

/// Trains on these samples; `entries` is the number of entries of the corpus.
pub fn train_model<'a>(samples: impl Iterator<Item = &'a Sample<'a>> + Clone, entries: u32, training: &Training) -> Model {
    let vocabulary = Vocabulary::new(samples.clone().map(|sample| sample.features.as_slice()), least);
    let examples = |fields: &Fields| -> Vec<Example> {
        samples
            .clone()
            .map(|sample| Example {
                vector: vocabulary.vector(&sample.features, fields, UNKNOWN),
                class: sample.source.entry().unwrap_or(entries),
                weight: sample.weight,
            })
            .collect()
    };
    let train = |fields: &Fields| train(&examples(fields), vocabulary.len(), entries as usize + 1, training);
    let (words, grams) = (train(&WORDS), train(&GRAMS));
    Model { vocabulary, words, grams, entries }
}

/// A training text.
#[derive(Debug, Clone)]
pub struct Example {
    /// Its vector.
    pub vector: Sparse,
    /// Its class.
    pub class: u32,
    /// How much it counts.
    pub weight: f32,
}

/// How a classifier is trained.
#[derive(Debug, Clone)]
pub struct Training {
    /// Times that every example is seen.
    pub epochs: u32,
    /// First step of AdaGrad.
    pub rate: f32,
    /// Pull of the weights to zero, per step.
    pub decay: f32,
}

impl Default for Training {
    fn default() -> Self {
        Self { epochs: 6, rate: 0.6, decay: 1e-5 }
    }
}

/// Smallest difference between a class's probability and the truth that is learned from.
const LEAST_PUSH: f32 = 0.003;

/// Terms that more classes than this have in common tell none of them apart, and their lists would take most of the time.
const MOST_CLASSES: u32 = 256;
/// Entries of lists that one training may walk, and the epochs that it has whatever they cost: a corpus of thousands of entries
/// has so many texts that it needs fewer.
const MOST_WORK: u64 = 500_000_000;
const LEAST_EPOCHS: u32 = 2;

/// Pairs of a term and a class that are collected before repeated ones are taken out.
const PAIRS_AT_ONCE: usize = 1 << 24;

/// Trains; the same input gives the same table.
pub fn train(examples: &[Example], rows: usize, classes: usize, training: &Training) -> Classifier {
    let mut learning = Learning::new(examples, rows, classes);
    let mut scores = vec![0.0_f32; classes];
    for epoch in 0..learning.epochs(examples, training) {
        for example in shuffled(examples, epoch) {
            learning.scores(&example.vector, &mut scores);
            softmax(&mut scores);
            // The gradient of the loss by each class's score.
            scores[example.class as usize] -= 1.0;
            if scores[example.class as usize] > -0.01 {
                continue;
            }
            // Most classes are far from the text; leaving their tiny pushes out saves most of the time.
            for gradient in &mut scores {
                *gradient = if gradient.abs() < LEAST_PUSH { 0.0 } else { *gradient * example.weight };
            }
            learning.push(&example.vector, &scores, training);
        }
    }
    learning.done()
}

/// A table while it is learned. What stands in one list lies together in memory: fetching it takes most of the time.
struct Learning {
    starts: Vec<u32>,
    cells: Vec<Cell>,
    bias: Vec<f32>,
    bias_squares: Vec<f32>,
}

/// A class in a term's list.
#[derive(Clone, Copy)]
struct Cell {
    class: u32,
    weight: f32,
    /// Sum of the squared gradients of the weight.
    square: f32,
}

/// Where the sums of squares begin.
const FIRST_SQUARE: f32 = 1e-4;

impl Learning {
    /// The table with its lists, all weights zero.
    fn new(examples: &[Example], rows: usize, classes: usize) -> Self {
        let mut pairs: Vec<u64> = Vec::new();
        let mut room = PAIRS_AT_ONCE;
        for example in examples {
            pairs.extend(example.vector.iter().map(|(row, _)| u64::from(*row) << 32 | u64::from(example.class)));
            if pairs.len() > room {
                pairs.sort_unstable();
                pairs.dedup();
                room = PAIRS_AT_ONCE.max(2 * pairs.len());
            }
        }
        pairs.sort_unstable();
        pairs.dedup();
        let mut starts = vec![0_u32; rows + 1];
        for pair in &pairs {
            starts[(pair >> 32) as usize + 1] += 1;
        }
        pairs.retain(|pair| starts[(pair >> 32) as usize + 1] <= MOST_CLASSES);
        starts.iter_mut().filter(|length| **length > MOST_CLASSES).for_each(|length| *length = 0);
        for row in 0..rows {
            starts[row + 1] += starts[row];
        }
        let cell = |pair: u64| Cell { class: pair as u32, weight: 0.0, square: FIRST_SQUARE };
        let cells = pairs.into_iter().map(cell).collect();
        Self { starts, cells, bias: vec![0.0; classes], bias_squares: vec![FIRST_SQUARE; classes] }
    }

    /// How often the examples are seen, for the work that it is.
    fn epochs(&self, examples: &[Example], training: &Training) -> u32 {
        let lists = examples.iter().flat_map(|example| &example.vector).map(|(row, _)| list(&self.starts, *row).len() as u64);
        let affordable = MOST_WORK / lists.sum::<u64>().max(1);
        training.epochs.min(u32::try_from(affordable).unwrap_or(u32::MAX).max(LEAST_EPOCHS))
    }

    /// As [`Classifier::scores`].
    fn scores(&self, vector: &Sparse, scores: &mut [f32]) {
        scores.copy_from_slice(&self.bias);
        for (row, value) in vector {
            for cell in &self.cells[list(&self.starts, *row)] {
                scores[cell.class as usize] += cell.weight * value;
            }
        }
    }

    /// Moves the weights of a text's terms, and those of the classes alone, against the gradients of the scores.
    fn push(&mut self, vector: &Sparse, gradients: &[f32], training: &Training) {
        for (row, value) in vector {
            let range = list(&self.starts, *row);
            for cell in &mut self.cells[range] {
                let push = gradients[cell.class as usize];
                if push == 0.0 {
                    continue;
                }
                let gradient = push * value + training.decay * cell.weight;
                cell.square += gradient * gradient;
                cell.weight -= training.rate * gradient / cell.square.sqrt();
            }
        }
        for ((gradient, bias), square) in gradients.iter().zip(&mut self.bias).zip(&mut self.bias_squares) {
            let gradient = gradient * 0.1;
            *square += gradient * gradient;
            *bias -= training.rate * 0.1 * gradient / square.sqrt();
        }
    }

    fn done(self) -> Classifier {
        let (classes, weights) = self.cells.into_iter().map(|cell| (cell.class, cell.weight)).unzip();
        Classifier { starts: self.starts, classes, weights, bias: self.bias }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_learns_what_tells_classes_apart() {
        let example = |rows: &[u32], class| Example { vector: rows.iter().map(|row| (*row, 0.7)).collect(), class, weight: 1.0 };
        let examples: Vec<Example> = (0..20).flat_map(|_| [example(&[0, 1], 0), example(&[0, 2], 1)]).collect();
        let classifier = train(&examples, 3, 2, &Training::default());
        let probabilities = classifier.probabilities(&vec![(0, 0.7), (2, 0.7)]);
        assert!(probabilities[1] > 0.9, "{probabilities:?}");
        assert!((probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert_eq!(classifier.size(), 4, "a weight for each term and class that met");
    }

    #[test]
    fn a_term_of_all_classes_has_no_weights() {
        let classes = MOST_CLASSES + 1;
        let examples: Vec<Example> =
            (0..classes).map(|class| Example { vector: vec![(0, 0.7), (class + 1, 0.7)], class, weight: 1.0 }).collect();
        let classifier = train(&examples, classes as usize + 1, classes as usize, &Training::default());
        assert_eq!(classifier.size(), classes as usize);
        assert!(list(&classifier.starts, 0).is_empty());
    }

    #[test]
    fn a_large_corpus_is_seen_less_often() {
        let example = Example { vector: vec![(0, 1.0); 3_000], class: 0, weight: 1.0 };
        let examples = vec![example; 300];
        let table = Learning::new(&examples, 1, 1);
        let training = Training { epochs: 2_000, ..Training::default() };
        assert_eq!(table.epochs(&examples, &training), (MOST_WORK / 900_000) as u32);
        assert_eq!(table.epochs(&examples[..1], &training), 2_000);
    }
}
