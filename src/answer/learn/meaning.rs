//! What the embedding model knows of a corpus: its vectors put together, and the classifier on them trained.

use crate::answer::meaning::{Dense, Meaning, Parts, centre};
use crate::search::embedding::{Embedded, Packed};
use crate::search::semantic::{DIMENSIONS, Prefix};

use super::texts::{Sample, Source, Text};
use crate::search::optimize::shuffled_numbers;

/// Times that the classifier sees every text, at most, and how many multiplications it may take in all.
const EPOCHS: usize = 16;
const MOST_WORK: usize = 60_000_000_000;
/// First step, from which steps shrink evenly to nothing.
const RATE: f32 = 3.0;
/// How far the weights may grow: the reciprocal of their pull to zero, as the C of support vector machines. From 10 to 100 what it finds
/// first alone changes by a point at most on three corpora; with 20 a little more can be answered than with 30 or 60.
const GROWTH: f32 = 20.0;
/// Smallest difference between a class's probability and the truth that is learned from.
const LEAST_PUSH: f32 = 0.001;
/// Step of a class's own weight, against those of the vectors.
const BIAS: f32 = 0.1;

/// Puts together what was embedded of the texts; no classifier yet. None when a phrasing was not embedded.
pub fn gather(model: [u8; 32], texts: &[Text<'_>], embedded: &Embedded) -> Option<Meaning> {
    let mut mean = vec![0.0; DIMENSIONS];
    let mut count = 0.0_f32;
    let read =
        |text: &'_ Text<'_>, wanted: Prefix| text.embedded().filter(|(_, prefix)| *prefix == wanted).map(|(read, _)| read.to_owned());
    for asked in texts.iter().filter_map(|text| read(text, Prefix::Query)) {
        let vector = embedded.get(&asked, Prefix::Query)?.unpack();
        mean.iter_mut().zip(&vector).for_each(|(mean, x)| *mean += x);
        count += 1.0;
    }
    mean.iter_mut().for_each(|x| *x /= count.max(1.0));
    let (mut phrasings, mut answers) = (Vec::new(), Vec::new());
    let centred = |vector: &Packed| Packed::new(&centre(&mean, &vector.unpack()));
    for text in texts {
        let vector = read(text, Prefix::Query).and_then(|asked| embedded.get(&asked, Prefix::Query));
        if let (Source::Phrasing(entry, _) | Source::Title(entry) | Source::Labelled(entry, _), Some(vector)) = (text.source, vector) {
            phrasings.push(((entry, text.hash()), centred(vector)));
        }
        if let (Source::Answer(entry), Some(vector)) = (text.source, embedded.get(text.text, Prefix::Passage)) {
            answers.push((entry, centred(vector)));
        }
    }
    Some(Parts { model, mean, phrasings, answers, dense: Dense::default() }.into())
}

/// What the classifier learns from, of those samples that `wanted` says.
pub fn lessons<'e>(samples: &[Sample<'_>], embedded: &'e Embedded, wanted: impl Fn(&Sample<'_>) -> bool, offtopic: u32) -> Vec<Lesson<'e>> {
    let lesson = |sample: &Sample<'_>| {
        let (read, prefix) = sample.embedded()?;
        let class = sample.source.entry().unwrap_or(offtopic);
        Some(Lesson { packed: embedded.get(read, prefix)?, class, weight: sample.weight })
    };
    samples.iter().filter(|sample| wanted(sample)).filter_map(lesson).collect()
}

/// A training text of the classifier. Its vector is unpacked whenever it is seen: that is nothing beside the product with each class's weights, and all
/// of a large corpus would be hundreds of megabytes.
#[derive(Debug, Clone)]
pub struct Lesson<'e> {
    packed: &'e Packed,
    class: u32,
    weight: f32,
}

/// Trains; the same input gives the same weights.
pub fn train(meaning: &Meaning, lessons: &[Lesson<'_>], classes: usize) -> Dense {
    let mut dense = Dense { weights: vec![0.0; classes * DIMENSIONS], bias: vec![0.0; classes] };
    let work = (lessons.len() * classes * DIMENSIONS).max(1);
    let epochs = (MOST_WORK / work).clamp(1, EPOCHS);
    let (mut step, steps) = (0, (epochs * lessons.len()) as f32);
    for epoch in 0..epochs {
        for number in shuffled_numbers(lessons.len(), epoch as u32) {
            let lesson = &lessons[number];
            let vector = meaning.centre(&lesson.packed.unpack());
            let rate = RATE * lesson.weight * (1.0 - step as f32 / steps);
            step += 1;
            let mut pushes = dense.probabilities(&vector);
            pushes[lesson.class as usize] -= 1.0;
            for (class, push) in pushes.iter().enumerate().filter(|(_, push)| push.abs() >= LEAST_PUSH) {
                let push = rate * push;
                let row = &mut dense.weights[class * DIMENSIONS..(class + 1) * DIMENSIONS];
                row.iter_mut().zip(&vector).for_each(|(weight, x)| *weight -= push * x);
                dense.bias[class] -= BIAS * push;
            }
        }
        let middle = 1.0 - (epoch as f32 + 0.5) / epochs as f32;
        let kept = (-RATE * middle / GROWTH).exp();
        dense.weights.iter_mut().for_each(|weight| *weight *= kept);
    }
    dense
}

#[cfg(test)]
mod tests {
    use super::*;

    fn vector(seed: usize) -> Vec<f32> {
        let raw: Vec<f32> = (0..DIMENSIONS).map(|i| ((i * 31 + seed * 97) % 113) as f32 / 113.0 - 0.5).collect();
        let length = raw.iter().map(|x| x * x).sum::<f32>().sqrt();
        raw.iter().map(|x| x / length).collect()
    }

    #[test]
    fn the_classifier_learns_and_is_deterministic() {
        let meaning = gather([0; 32], &[], &Embedded::default()).expect("nothing is missing");
        let vectors: Vec<Packed> = (0..6).map(|n| Packed::new(&vector(n))).collect();
        let lessons: Vec<Lesson<'_>> = (0..60).map(|n| Lesson { packed: &vectors[n % 6], class: (n % 3) as u32, weight: 1.0 }).collect();
        let dense = train(&meaning, &lessons, 3);
        for n in 0..6 {
            let probabilities = dense.probabilities(&vector(n));
            assert!(probabilities[n % 3] > 0.8, "{n}: {probabilities:?}");
        }
        assert_eq!(dense.weights, train(&meaning, &lessons, 3).weights);
    }
}
