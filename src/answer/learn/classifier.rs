//! The classifiers of words and n-grams, trained on the texts of a corpus.
//!
//! AdaGrad over one text at a time (Duchi and others, 2011): rare terms, which see few texts, keep long steps. It is not the descent
//! of [`super::meaning`], whose vectors have no rare parts and whose steps shrink evenly, nor [`crate::search::optimize::Adam`], which needs
//! all texts for each step.

use crate::answer::classifier::{Blocks, Classifier, GRAMS, Model, UNKNOWN, WORDS, softmax};
use crate::search::features::{Sparse, idf};
use crate::search::optimize::shuffled_numbers;
use crate::search::{Field, Fields};

use super::terms::{Code, Term, Terms};
use super::texts::{Sample, Samples};

/// Texts that a term must stand in: a character n-gram of a single text only helps to find that text.
fn least(field: Field) -> u32 {
    if field == Field::Gram { 2 } else { 1 }
}

/// Trains on those of the samples that are `wanted`; `entries` is the number of entries of the corpus.
pub(super) fn train_model(samples: &Samples<'_>, wanted: impl Fn(&Sample<'_>) -> bool, entries: u32, training: &Training) -> Model {
    let texts: Vec<&Sample<'_>> = samples.list.iter().filter(|sample| wanted(sample)).collect();
    let known = Known::of(samples, &texts);
    let train = |weights: &Fields| {
        let examples = OfFields { known: &known, samples, texts: &texts, weights, entries };
        train(&examples, known.idf.len(), entries as usize + 1, training)
    };
    let (words, grams) = (train(&WORDS), train(&GRAMS));
    let hashes = known.hashes(&samples.terms);
    Model::new(&hashes, &known.idf, words, grams, entries)
}

/// Marks a term that has no row.
const NO_ROW: u32 = u32::MAX;

/// Which terms have a row in a table, and how rare they are.
struct Known {
    /// Number of a term → its row.
    rows: Vec<u32>,
    idf: Vec<f32>,
}

impl Known {
    /// Terms of these texts that stand in as many of them as [`least`] asks for, by the field of which each is met first.
    fn of(samples: &Samples<'_>, texts: &[&Sample<'_>]) -> Self {
        let mut met: Vec<(u32, Field)> = vec![(0, Field::Word); samples.terms.hashes.len()];
        for Term { code, .. } in texts.iter().flat_map(|text| samples.terms_of(text)) {
            let (count, first) = &mut met[code.number() as usize];
            if *count == 0 {
                *first = code.field();
            }
            *count += 1;
        }
        let mut known = Self { rows: Vec::with_capacity(met.len()), idf: Vec::new() };
        for (count, field) in met {
            let has_row = count >= least(field);
            known.rows.push(if has_row { known.idf.len() as u32 } else { NO_ROW });
            known.idf.extend(has_row.then(|| idf(texts.len(), count)));
        }
        known
    }

    /// The hashes of the terms that have a row, in their order.
    fn hashes(&self, terms: &Terms) -> Vec<u64> {
        let mut hashes = Vec::with_capacity(self.idf.len());
        hashes.extend(terms.hashes.iter().zip(&self.rows).filter(|(_, row)| **row != NO_ROW).map(|(hash, _)| *hash));
        hashes
    }
}

/// What a classifier is trained on. A text's vector is made whenever it is looked at: those of a large corpus would be hundreds of megabytes.
trait Examples {
    /// How many there are.
    fn len(&self) -> usize;
    /// Puts the vector of one in place of what is there; its class, and how much it counts.
    fn get(&self, number: usize, vector: &mut Sparse) -> (u32, f32);
}

/// Texts by the terms of some fields.
struct OfFields<'s> {
    known: &'s Known,
    samples: &'s Samples<'s>,
    texts: &'s [&'s Sample<'s>],
    weights: &'s Fields,
    entries: u32,
}

impl Examples for OfFields<'_> {
    fn len(&self) -> usize {
        self.texts.len()
    }

    /// As [`Model`] makes it of a question.
    fn get(&self, number: usize, vector: &mut Sparse) -> (u32, f32) {
        let (text, Self { known, weights, .. }) = (self.texts[number], self);
        let mut squares = Fields::ZERO;
        vector.clear();
        for Term { code, weight } in self.samples.terms_of(text) {
            let field = code.field();
            if weights[field] == 0.0 {
                continue;
            }
            let row = known.rows[code.number() as usize];
            if row == NO_ROW {
                squares[field] += (weight * UNKNOWN).powi(2);
                continue;
            }
            let value = weight * known.idf[row as usize];
            squares[field] += value * value;
            // With its field until the lengths are known.
            vector.push((Code::new(row, field).into(), value));
        }
        let scale = |field| if squares[field] > 0.0 { weights[field] / squares[field].sqrt() } else { 0.0 };
        let scale = Fields(Field::ALL.map(scale));
        for (row, value) in vector {
            let code = Code::from(*row);
            *value *= scale[code.field()];
            *row = code.number();
        }
        (text.source.entry().unwrap_or(self.entries), text.weight)
    }
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

/// Pairs of a term and a class that are collected at once, before repeated ones are taken out: of some rows at a time, four bytes each.
const PAIRS_AT_ONCE: usize = 1 << 23;

/// Trains; the same input gives the same table.
fn train(examples: &impl Examples, rows: usize, classes: usize, training: &Training) -> Classifier {
    let mut learning = Learning::new(examples, rows, classes, PAIRS_AT_ONCE);
    let (mut scores, mut vector) = (vec![0.0_f32; classes], Sparse::new());
    for epoch in 0..learning.epochs(examples, training) {
        for number in shuffled_numbers(examples.len(), epoch) {
            let (class, weight) = examples.get(number, &mut vector);
            learning.scores(&vector, &mut scores);
            softmax(&mut scores);
            // The gradient of the loss by each class's score.
            scores[class as usize] -= 1.0;
            if scores[class as usize] > -0.01 {
                continue;
            }
            // Most classes are far from the text; leaving their tiny pushes out saves most of the time.
            for gradient in &mut scores {
                *gradient = if gradient.abs() < LEAST_PUSH { 0.0 } else { *gradient * weight };
            }
            learning.push(&vector, &scores, training);
        }
    }
    learning.done()
}

/// A table while it is learned. What stands in one list lies together in memory: fetching it takes most of the time.
struct Learning {
    cells: Blocks<Cell>,
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

/// Rows from `first` on that texts have met `most` times together; one at least.
fn some_rows(met: &[u32], first: usize, most: usize) -> std::ops::Range<u32> {
    let mut sum = 0;
    let fits = |count: &&u32| {
        sum += **count as usize;
        sum <= most
    };
    let count = met[first..].iter().take_while(fits).count().max(1);
    first as u32..(first + count) as u32
}

/// Where the sums of squares begin.
const FIRST_SQUARE: f32 = 1e-4;

impl Learning {
    /// The table with its lists, all weights zero; `most` pairs of a term and a class are collected at once.
    fn new(examples: &impl Examples, rows: usize, classes: usize, most: usize) -> Self {
        let mut vector = Sparse::new();
        let mut met = vec![0_u32; rows];
        for number in 0..examples.len() {
            examples.get(number, &mut vector);
            vector.iter().for_each(|(row, _)| met[*row as usize] += 1);
        }
        let mut cells = Blocks::default();
        while cells.rows() < rows {
            let some = some_rows(&met, cells.rows(), most);
            let mut pairs = 0;
            // Where the next class of each row belongs.
            let mut next: Vec<usize> = Vec::with_capacity(some.len());
            for count in &met[some.start as usize..some.end as usize] {
                next.push(pairs);
                pairs += *count as usize;
            }
            let mut met_by = vec![0_u32; pairs];
            for number in 0..examples.len() {
                let (class, _) = examples.get(number, &mut vector);
                for (row, _) in vector.iter().filter(|(row, _)| some.contains(row)) {
                    let place = &mut next[(row - some.start) as usize];
                    met_by[*place] = class;
                    *place += 1;
                }
            }
            let mut rest = met_by.as_mut_slice();
            for count in &met[some.start as usize..some.end as usize] {
                let (of_row, others) = rest.split_at_mut(*count as usize);
                of_row.sort_unstable();
                let classes = || of_row.chunk_by(|class, next| class == next).filter_map(<[u32]>::first);
                let has_list = classes().count() <= MOST_CLASSES as usize;
                cells.push(classes().filter(|_| has_list).map(|class| Cell { class: *class, weight: 0.0, square: FIRST_SQUARE }));
                rest = others;
            }
        }
        Self { cells, bias: vec![0.0; classes], bias_squares: vec![FIRST_SQUARE; classes] }
    }

    /// How often the examples are seen, for the work that it is.
    fn epochs(&self, examples: &impl Examples, training: &Training) -> u32 {
        let mut vector = Sparse::new();
        let mut work = 0;
        for number in 0..examples.len() {
            examples.get(number, &mut vector);
            work += vector.iter().map(|(row, _)| self.cells.length(*row) as u64).sum::<u64>();
        }
        let affordable = MOST_WORK / work.max(1);
        training.epochs.min(u32::try_from(affordable).unwrap_or(u32::MAX).max(LEAST_EPOCHS))
    }

    /// Scores of all classes, into `scores`.
    fn scores(&self, vector: &Sparse, scores: &mut [f32]) {
        scores.copy_from_slice(&self.bias);
        for (row, value) in vector {
            for cell in self.cells.list(*row) {
                scores[cell.class as usize] += cell.weight * value;
            }
        }
    }

    /// Moves the weights of a text's terms, and those of the classes alone, against the gradients of the scores.
    fn push(&mut self, vector: &Sparse, gradients: &[f32], training: &Training) {
        for (row, value) in vector {
            for cell in self.cells.list_mut(*row) {
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

    /// What was learned.
    fn done(self) -> Classifier {
        Classifier { cells: self.cells.map(|cell| (cell.class, cell.weight)), bias: self.bias }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::search::features::{Feature, Vocabulary};
    use crate::search::term::mix;

    /// A training text.
    #[derive(Clone)]
    struct Example {
        vector: Sparse,
        class: u32,
    }

    impl Examples for &[Example] {
        fn len(&self) -> usize {
            <[Example]>::len(self)
        }

        fn get(&self, number: usize, vector: &mut Sparse) -> (u32, f32) {
            vector.clone_from(&self[number].vector);
            (self[number].class, 1.0)
        }
    }

    #[test]
    fn it_learns_what_tells_classes_apart() {
        let example = |rows: &[u32], class| Example { vector: rows.iter().map(|row| (*row, 0.7)).collect(), class };
        let examples: Vec<Example> = (0..20).flat_map(|_| [example(&[0, 1], 0), example(&[0, 2], 1)]).collect();
        let classifier = train(&examples.as_slice(), 3, 2, &Training::default());
        let mut probabilities = classifier.bias.clone();
        for (class, weight) in [classifier.list(0), classifier.list(2)].concat() {
            probabilities[class as usize] += 0.7 * weight;
        }
        softmax(&mut probabilities);
        assert!(probabilities[1] > 0.9, "{probabilities:?}");
        assert!((probabilities.iter().sum::<f32>() - 1.0).abs() < 1e-5);
        assert_eq!(classifier.cells.len(), 4, "a weight for each term and class that met");
    }

    #[test]
    fn a_term_of_all_classes_has_no_weights() {
        let classes = MOST_CLASSES + 1;
        let examples: Vec<Example> = (0..classes).map(|class| Example { vector: vec![(0, 0.7), (class + 1, 0.7)], class }).collect();
        let classifier = train(&examples.as_slice(), classes as usize + 1, classes as usize, &Training::default());
        assert_eq!(classifier.cells.len(), classes as usize);
        assert!(classifier.list(0).is_empty());
    }

    #[test]
    fn a_large_corpus_is_seen_less_often() {
        let example = Example { vector: vec![(0, 1.0); 3_000], class: 0 };
        let examples = vec![example; 300];
        let table = Learning::new(&examples.as_slice(), 1, 1, PAIRS_AT_ONCE);
        let training = Training { epochs: 2_000, ..Training::default() };
        assert_eq!(table.epochs(&examples.as_slice(), &training), (MOST_WORK / 900_000) as u32);
        assert_eq!(table.epochs(&&examples[..1], &training), 2_000);
    }

    #[test]
    fn rows_are_collected_a_few_at_a_time() {
        let met = [1, 9, 1, 11, 7];
        assert_eq!([0, 2, 3, 4].map(|first| some_rows(&met, first, 10)), [0..2, 2..3, 3..4, 4..5]);
        let examples: Vec<Example> =
            (0..40).map(|n| Example { vector: vec![(n % 7, 0.5), (7 + n % 5, 0.5), (12, 0.5)], class: n % 3 }).collect();
        let lists = |most| {
            let Learning { cells, .. } = Learning::new(&examples.as_slice(), 13, 3, most);
            (0..13).map(|row| cells.list(row).iter().map(|cell| cell.class).collect()).collect::<Vec<Vec<_>>>()
        };
        assert_eq!(lists(1), lists(PAIRS_AT_ONCE));
    }

    #[test]
    fn a_finished_table_has_all_cells_in_their_places() {
        let cells = std::iter::once((0..5).map(|class| Cell { class, weight: class as f32, square: 0.0 })).collect();
        let learning = Learning { cells, bias: vec![0.5; 5], bias_squares: Vec::new() };
        let table = learning.done();
        assert_eq!((table.cells.rows(), &table.bias), (1, &vec![0.5; 5]));
        assert_eq!(table.list(0), [(0, 0.0), (1, 1.0), (2, 2.0), (3, 3.0), (4, 4.0)]);
    }

    /// Terms of all fields, some of single texts, some that share a hash with one of another field.
    fn texts() -> Vec<(u32, Vec<Feature>)> {
        let feature = |text: u64, n: u64| {
            let hash = if n < 6 { mix(n + text % 3) } else { mix(100 + 7 * text + n) };
            Feature { hash, weight: 1.0 / (1 + n % 4) as f32, field: Field::ALL[((n + text) % Field::COUNT as u64) as usize] }
        };
        let text = |text: u64| {
            let mut features: Vec<Feature> = (0..12).map(|n| feature(text, n)).collect();
            features.sort_unstable_by_key(|feature| feature.hash);
            ((text % 4) as u32, features)
        };
        (0..30).map(text).collect()
    }

    #[test]
    fn a_text_is_learned_from_as_the_vector_that_it_is_asked_as() {
        let texts = texts();
        let samples = Samples::of_features(&texts);
        let is_wanted = |number: &usize| number % 5 != 3;
        let some: Vec<&Sample<'_>> = (0..texts.len()).filter(is_wanted).map(|number| &samples.list[number]).collect();
        let features = || (0..texts.len()).filter(is_wanted).map(|number| texts[number].1.as_slice());
        let (known, vocabulary) = (Known::of(&samples, &some), Vocabulary::new(features(), least));
        let nothing = || Classifier { cells: known.idf.iter().map(|_| None).collect(), ..Classifier::default() };
        let model = Model::new(&known.hashes(&samples.terms), &known.idf, nothing(), nothing(), 4);
        for weights in [&WORDS, &GRAMS] {
            let examples = OfFields { known: &known, samples: &samples, texts: &some, weights, entries: 4 };
            let mut vector = Sparse::new();
            for (number, features) in features().enumerate() {
                let (class, _) = examples.get(number, &mut vector);
                assert_eq!(vector, vocabulary.vector(features, weights, UNKNOWN), "text {number}");
                let asked = model.vector(features).into_iter().filter(|(_, field, _)| weights[*field] > 0.0);
                assert_eq!(vector, asked.map(|(place, _, value)| (model.number(place), value)).collect::<Sparse>(), "text {number}");
                assert_eq!(Some(class), some[number].source.entry());
            }
        }
        let (hashes, idf) = vocabulary.parts();
        assert_eq!((known.hashes(&samples.terms), known.idf.clone()), (hashes, idf.to_vec()));
    }
}
