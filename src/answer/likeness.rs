//! Which questions ask the same, across languages and scripts: for looking at many questions that nothing answers.
//!
//! Words say it within a language and its scripts (stems, sounds, synonyms: the measure of [`crate::search::nearest`]); across languages
//! only the embedding model does.

use std::time::Duration;

use super::engine::Engine;
use crate::language::Language;
use crate::search::Field;
use crate::search::Memo;
use crate::search::embedding::{Packed, dot};
use crate::search::features::{Feature, Sparse, Vocabulary, features};
use crate::search::nearest::FIELDS;

/// Cosine of words from which on two questions ask the same, and cosine of meanings. Of the pairs of 382 labelled questions about 83 topics that were as
/// near, 89 and some 80 of a hundred had one topic; the model puts all questions near each other, so that .9 means nothing yet (16 of a hundred).
/// Editors would rather see a question twice than two questions as one (`tests/quality/likeness.rs`).
pub const SAME_WORDS: f32 = 0.38;
pub const SAME_MEANING: f32 = 0.945;
/// Weight of a term that no other question has, in a vector's length.
const UNKNOWN: f32 = 6.0;

/// What of a question is compared.
#[derive(Debug, Clone)]
pub struct Asked {
    features: Vec<Feature>,
    /// The text as an embedding model reads it.
    pub vector: Option<Packed>,
}

/// Questions that can be compared with each other.
pub struct Likeness {
    words: Vec<Sparse>,
    vectors: Vec<Option<Vec<f32>>>,
}

impl Engine {
    /// What of a question is compared. The embedding model is asked for its meaning, as long as its patience lasts. Blocks: not for async
    /// threads.
    pub fn asked(&self, text: &str, language: Language) -> Asked {
        let base = self.base();
        let variety = base.variety(language, text);
        let analysis = base.question(text, variety, &Memo::default());
        let read = || {
            let embedding = self.embedding()?;
            let read = base.legible(text, &analysis.tokens, variety)?;
            Some(Packed::new(&embedding.question(&read, Duration::ZERO)?))
        };
        Asked { vector: read(), features: features(&analysis, |field| FIELDS[field] > 0.0) }
    }

    /// As [`Self::asked`], with what is known of its meaning.
    pub fn asked_of_words(&self, text: &str, language: Language, vector: Option<Packed>) -> Asked {
        let base = self.base();
        let analysis = base.question(text, base.variety(language, text), &Memo::default());
        Asked { features: features(&analysis, |field| FIELDS[field] > 0.0), vector }
    }

    /// The identity of the embedding model, where there is one.
    pub fn model(&self) -> Option<[u8; 32]> {
        self.embedding().map(|embedding| embedding.id())
    }
}

impl Likeness {
    /// Of these questions.
    pub fn new(asked: &[Asked]) -> Self {
        let vocabulary = Vocabulary::new(asked.iter().map(|asked| asked.features.as_slice()), |_| 1);
        let words = asked.iter().map(|asked| of_words(&vocabulary, &asked.features)).collect();
        Self { words, vectors: asked.iter().map(|asked| asked.vector.as_ref().map(Packed::unpack)).collect() }
    }

    /// How much two of the questions ask the same: 1 and more where they do.
    pub fn of(&self, one: usize, other: usize) -> f32 {
        let words = product(&self.words[one], &self.words[other]) / SAME_WORDS;
        match (&self.vectors[one], &self.vectors[other]) {
            (Some(a), Some(b)) => words.max(dot(a, b) / SAME_MEANING),
            _ => words,
        }
    }
}

/// A vector of length 1 at most, by rows.
fn of_words(vocabulary: &Vocabulary, features: &[Feature]) -> Sparse {
    let mut vector = vocabulary.vector(features, &FIELDS, UNKNOWN);
    let is_there = |field: &Field| features.iter().any(|feature| feature.field == *field);
    let length = Field::ALL.into_iter().filter(is_there).map(|field| FIELDS[field] * FIELDS[field]).sum::<f32>().sqrt();
    for (_, value) in &mut vector {
        *value /= length;
    }
    vector.sort_unstable_by_key(|(row, _)| *row);
    vector
}

/// The scalar product of two vectors that are sorted by rows.
fn product(one: &Sparse, other: &Sparse) -> f32 {
    let (mut one, mut other) = (one.iter().peekable(), other.iter().peekable());
    let mut sum = 0.0;
    while let (Some((a, x)), Some((b, y))) = (one.peek(), other.peek()) {
        match a.cmp(b) {
            std::cmp::Ordering::Less => _ = one.next(),
            std::cmp::Ordering::Greater => _ = other.next(),
            std::cmp::Ordering::Equal => {
                sum += x * y;
                one.next();
                other.next();
            }
        }
    }
    sum
}
