//! A linear classifier over the phrasings: multinomial logistic regression whose weights live only where
//! a term and an entry have met.
//!
//! For each term the table has the entries whose texts contain it, each with a weight; so it is an
//! inverted index whose weights are learned. Its size follows from the corpus, not from the number of entries times
//! the number of terms, and a question is scored by walking the lists of its terms. A term that an
//! entry never has needs no weight against that entry: in a softmax, raising the others does the same.

use super::features::Sparse;
use crate::search::term::mix;

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

/// The trained table.
#[derive(Debug, Clone, Default)]
pub struct Classifier {
    /// Row → begin of its list in `classes` and `weights`; one more than rows.
    starts: Vec<u32>,
    classes: Vec<u32>,
    weights: Vec<f32>,
    bias: Vec<f32>,
}

impl Classifier {
    /// Trains; the same input gives the same table.
    pub fn train(examples: &[Example], rows: usize, classes: usize, training: &Training) -> Self {
        let mut learning = Learning::new(examples, rows, classes);
        let mut order: Vec<u32> = (0..examples.len() as u32).collect();
        let mut scores = vec![0.0_f32; classes];
        for epoch in 0..learning.epochs(examples, training) {
            order.sort_unstable_by_key(|i| mix(u64::from(*i) << 8 | u64::from(epoch)));
            for i in &order {
                let example = &examples[*i as usize];
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

    /// Scores of all classes, into `scores`.
    pub fn scores(&self, vector: &Sparse, scores: &mut [f32]) {
        scores.copy_from_slice(&self.bias);
        for (row, value) in vector {
            let range = list(&self.starts, *row);
            for (class, weight) in self.classes[range.clone()].iter().zip(&self.weights[range]) {
                scores[*class as usize] += weight * value;
            }
        }
    }

    /// Probabilities of all classes.
    pub fn probabilities(&self, vector: &Sparse) -> Vec<f32> {
        let mut scores = vec![0.0; self.bias.len()];
        self.scores(vector, &mut scores);
        softmax(&mut scores);
        scores
    }

    /// The table as it is stored: starts, classes, weights, bias.
    pub fn parts(&self) -> (&[u32], &[u32], &[f32], &[f32]) {
        (&self.starts, &self.classes, &self.weights, &self.bias)
    }

    /// Puts [`Self::parts`] together again; `None` when they don't fit each other.
    pub fn from_parts(starts: Vec<u32>, classes: Vec<u32>, weights: Vec<f32>, bias: Vec<f32>) -> Option<Self> {
        let fits = starts.is_sorted()
            && starts.last().copied() == u32::try_from(weights.len()).ok()
            && classes.len() == weights.len()
            && classes.iter().all(|class| (*class as usize) < bias.len());
        fits.then_some(Self { starts, classes, weights, bias })
    }

    /// How many weights it has.
    pub fn size(&self) -> usize {
        self.weights.len()
    }
}

/// Where a row's list lies.
fn list(starts: &[u32], row: u32) -> std::ops::Range<usize> {
    starts[row as usize] as usize..starts[row as usize + 1] as usize
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

/// Scores to probabilities, in place.
pub fn softmax(scores: &mut [f32]) {
    let top = scores.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut sum = 0.0;
    for score in scores.iter_mut() {
        *score = (*score - top).exp();
        sum += *score;
    }
    for score in scores.iter_mut() {
        *score /= sum;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_learns_what_tells_classes_apart() {
        let example = |rows: &[u32], class| Example { vector: rows.iter().map(|row| (*row, 0.7)).collect(), class, weight: 1.0 };
        let examples: Vec<Example> = (0..20).flat_map(|_| [example(&[0, 1], 0), example(&[0, 2], 1)]).collect();
        let classifier = Classifier::train(&examples, 3, 2, &Training::default());
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
        let classifier = Classifier::train(&examples, classes as usize + 1, classes as usize, &Training::default());
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
