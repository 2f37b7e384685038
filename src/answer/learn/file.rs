//! The file form of [`Trained`]: a header, then numbers in little-endian order.
//!
//! It is a cache: a file of another version, cut short or changed is no [`Trained`] at all, and is made anew.

use serde::{Deserialize, Serialize};

use crate::answer::classifier::{Classifier, Model};
use crate::answer::features::{Vocabulary, hash};
use crate::answer::learned::{Learned, Trained};
use crate::answer::meaning::{Dense, Meaning};
use crate::search::embedding::Packed;
use crate::search::semantic::DIMENSIONS;

/// First bytes of a file; the last is the version, to be raised whenever features, signals or clues change.
const MAGIC: &[u8; 16] = b"aftercare train\x09";

/// What is small enough to be readable.
#[derive(Serialize, Deserialize)]
struct Header {
    corpus_hash: String,
    classes: Vec<String>,
    learned: Learned,
    /// The embedding model, and what was learned with it.
    meaning: Option<([u8; 32], Learned)>,
}

impl Trained {
    /// Its file.
    pub fn to_bytes(&self) -> Vec<u8> {
        let header = Header {
            corpus_hash: format!("{:032x}", self.corpus_hash),
            classes: self.classes.clone(),
            learned: self.learned.clone(),
            meaning: self.meaning.as_ref().map(|(meaning, learned)| (meaning.model, learned.clone())),
        };
        let header = serde_json::to_vec(&header).expect("numbers and strings");
        let mut out = MAGIC.to_vec();
        put(&mut out, header.into_iter(), |byte| [byte]);
        let (hashes, idf) = self.model.vocabulary.parts();
        put(&mut out, hashes.into_iter(), u64::to_le_bytes);
        put(&mut out, idf.iter().copied(), f32::to_le_bytes);
        for classifier in [&self.model.words, &self.model.grams] {
            put(&mut out, classifier.starts.iter().copied(), u32::to_le_bytes);
            put(&mut out, classifier.classes.iter().copied(), u32::to_le_bytes);
            put(&mut out, classifier.weights.iter().copied(), f32::to_le_bytes);
            put(&mut out, classifier.bias.iter().copied(), f32::to_le_bytes);
        }
        if let Some((meaning, _)) = &self.meaning {
            put(&mut out, meaning.mean.iter().copied(), f32::to_le_bytes);
            put(&mut out, meaning.phrasings.iter().map(|(class, _)| *class), u32::to_le_bytes);
            put(&mut out, meaning.phrasings.iter().map(|(_, hash)| *hash), u64::to_le_bytes);
            put_packed(&mut out, &meaning.phrasing_vectors);
            put(&mut out, meaning.answers.iter().copied(), u32::to_le_bytes);
            put_packed(&mut out, &meaning.answer_vectors);
            put(&mut out, meaning.dense.weights.iter().copied(), f32::to_le_bytes);
            put(&mut out, meaning.dense.bias.iter().copied(), f32::to_le_bytes);
        }
        let sum = checksum(&out);
        out.extend(sum.to_le_bytes());
        out
    }

    /// Reads a file; `None` when it is not one of this version, whole and unchanged.
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (bytes, sum) = bytes.split_last_chunk::<8>()?;
        if checksum(bytes) != u64::from_le_bytes(*sum) {
            return None;
        }
        let mut rest = bytes.strip_prefix(MAGIC)?;
        let header: Header = serde_json::from_slice(&take(&mut rest, |[byte]: [u8; 1]| byte)?).ok()?;
        let hashes = take(&mut rest, u64::from_le_bytes)?;
        let idf = take(&mut rest, f32::from_le_bytes)?;
        let mut classifier = || {
            let (starts, classes) = (take(&mut rest, u32::from_le_bytes)?, take(&mut rest, u32::from_le_bytes)?);
            let (weights, bias) = (take(&mut rest, f32::from_le_bytes)?, take(&mut rest, f32::from_le_bytes)?);
            let classifier = Classifier { starts, classes, weights, bias };
            classifier.fits(hashes.len(), header.classes.len() + 1).then_some(classifier)
        };
        let (words, grams) = (classifier()?, classifier()?);
        if idf.len() != hashes.len() {
            return None;
        }
        let entries = u32::try_from(header.classes.len()).ok()?;
        let meaning = match header.meaning {
            Some((model, learned)) => Some((take_meaning(&mut rest, model, header.classes.len())?, learned)),
            None => None,
        };
        Some(Self {
            corpus_hash: u128::from_str_radix(&header.corpus_hash, 16).ok()?,
            classes: header.classes,
            model: Model { vocabulary: Vocabulary::from_parts(&hashes, idf), words, grams, entries },
            learned: header.learned,
            meaning,
        })
    }
}

fn put_packed(out: &mut Vec<u8>, vectors: &[Packed]) {
    put(out, vectors.iter().map(|packed| packed.scale), f32::to_le_bytes);
    put(out, vectors.iter().map(|packed| packed.bytes), |bytes| bytes.map(i8::cast_unsigned));
}

fn take_packed(rest: &mut &[u8]) -> Option<Vec<Packed>> {
    let scales = take(rest, f32::from_le_bytes)?;
    let vectors = take(rest, |bytes: [u8; DIMENSIONS]| bytes.map(u8::cast_signed))?;
    let fits = scales.len() == vectors.len();
    fits.then(|| scales.into_iter().zip(vectors).map(|(scale, bytes)| Packed { scale, bytes }).collect())
}

fn take_meaning(rest: &mut &[u8], model: [u8; 32], entries: usize) -> Option<Meaning> {
    let mean = take(rest, f32::from_le_bytes)?;
    let (classes, hashes) = (take(rest, u32::from_le_bytes)?, take(rest, u64::from_le_bytes)?);
    let phrasing_vectors = take_packed(rest)?;
    let (answers, answer_vectors) = (take(rest, u32::from_le_bytes)?, take_packed(rest)?);
    let dense = Dense { weights: take(rest, f32::from_le_bytes)?, bias: take(rest, f32::from_le_bytes)? };
    let fits = mean.len() == DIMENSIONS
        && classes.len() == hashes.len()
        && classes.len() == phrasing_vectors.len()
        && answers.len() == answer_vectors.len()
        && classes.iter().chain(&answers).all(|class| (*class as usize) < entries)
        && dense.bias.len() == entries + 1
        && dense.weights.len() == (entries + 1) * DIMENSIONS;
    let phrasings = classes.into_iter().zip(hashes).collect();
    fits.then_some(Meaning { model, mean, phrasings, phrasing_vectors, answers, answer_vectors, dense })
}

fn checksum(bytes: &[u8]) -> u64 {
    // Eight bytes at a time, so that a file of some megabytes takes milliseconds.
    let (words, rest) = bytes.as_chunks::<8>();
    let sum = words.iter().fold(0_u64, |sum, word| (sum.rotate_left(5) ^ u64::from_le_bytes(*word)).wrapping_mul(0x517c_c1b7_2722_0a95));
    sum ^ hash(&rest.iter().map(|byte| char::from(*byte)).collect::<String>())
}

/// A list: its length, then its numbers.
fn put<T, const N: usize>(out: &mut Vec<u8>, list: impl ExactSizeIterator<Item = T>, bytes: impl Fn(T) -> [u8; N]) {
    out.extend((list.len() as u64).to_le_bytes());
    list.for_each(|number| out.extend(bytes(number)));
}

fn take<T, const N: usize>(rest: &mut &[u8], number: impl Fn([u8; N]) -> T) -> Option<Vec<T>> {
    let (length, after) = rest.split_first_chunk::<8>()?;
    let length = usize::try_from(u64::from_le_bytes(*length)).ok()?.checked_mul(N)?;
    let list = after.get(..length)?;
    *rest = &after[length..];
    Some(list.as_chunks::<N>().0.iter().map(|chunk| number(*chunk)).collect())
}
