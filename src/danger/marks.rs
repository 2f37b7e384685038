//! What of a message counts for noticing a danger.
//!
//! The terms of [`Analysis`], and what a danger is told by beyond words: how it is said (a question, a shout, few words), which words stand
//! near each other, and which are denied ("no smoke").

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::language::Token;
use crate::search::features::{Feature, Identity};
use crate::search::phrases::{is_negated, negations};
use crate::search::term::Hash;
use crate::search::{Analysis, Field};
use std::hash::BuildHasherDefault;

/// Groups of marks: those of [`Field`] in its order, and three more.
pub const GROUPS: usize = Field::ALL.len() + 3;
const FORM: usize = Field::ALL.len();
const NEAR: usize = FORM + 1;
const DENIED: usize = FORM + 2;

/// Length of each group's part of a vector. Between half and double of these, dangers found at two in a hundred false alarms on messages of
/// writers left out change by a point or two; without `FORM` they lose six points, without `NEAR` and `DENIED` two.
pub(super) const WEIGHTS: [f32; GROUPS] = {
    let mut weights = [0.0; GROUPS];
    weights[Field::Word as usize] = 0.3;
    weights[Field::Stem as usize] = 0.4;
    weights[Field::Pair as usize] = 0.3;
    weights[Field::Gram as usize] = 0.7;
    weights[Field::Phone as usize] = 0.25;
    weights[Field::Coarse as usize] = 0.2;
    weights[Field::Concept as usize] = 0.2;
    weights[FORM] = 0.3;
    weights[NEAR] = 0.4;
    weights[DENIED] = 0.3;
    weights
};
/// The same for telling cards apart: what the words mean, not how they are said.
pub(super) const CARD_WEIGHTS: [f32; GROUPS] = {
    let mut weights = [0.0; GROUPS];
    weights[Field::Word as usize] = 0.3;
    weights[Field::Stem as usize] = 0.4;
    weights[Field::Gram as usize] = 0.7;
    weights[Field::Phone as usize] = 0.25;
    weights[Field::Concept as usize] = 0.2;
    weights
};
/// All that a stored table depends on beside the marks themselves.
pub const LENGTHS: ([f32; GROUPS], [f32; GROUPS], f32, f32) = (WEIGHTS, CARD_WEIGHTS, UNKNOWN, IDF_STEP);
/// Texts that a mark of a group must stand in: n-grams and pairs of a single text would be most of the table and only help to find that text. A
/// rare word does help: without those, dangers found at two in a hundred false alarms on messages of writers left out are .86 and not .88.
const fn least_texts(group: usize) -> u32 {
    if group == Field::Gram as usize || group == NEAR { 2 } else { 1 }
}
/// Weight of an unknown mark in a vector's length, as an idf.
const UNKNOWN: f32 = 4.0;
/// A byte of a stored idf counts so much.
const IDF_STEP: f32 = 1.0 / 24.0;
/// Words between which pairs are made, at most, counted from the first; stop words are not counted.
const REACH: usize = 3;
/// Words of which marks of our own are made, of a longer message.
const MOST_WORDS: usize = 128;
/// From so many letters on a word in capitals is a shout: shorter ones are ABS, SRS, VIN.
const SHOUT: usize = 4;

/// Something that counts, with how strongly it is there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mark {
    hash: u32,
    group: u8,
    weight: f32,
}

/// The marks of a message, of which these are the features of all terms.
pub fn marks(text: &str, analysis: &Analysis, features: &[Feature]) -> Vec<Mark> {
    let mut marks: Vec<Mark> =
        features.iter().map(|term| Mark { hash: short(term.hash), group: term.field as u8, weight: term.weight }).collect();
    let begin = marks.len();
    let tokens = &analysis.tokens[..analysis.tokens.len().min(MOST_WORDS)];
    let denied = negations(tokens);
    form(text, tokens, &denied, &mut marks);
    pairs(tokens, &denied, &mut marks);
    denials(tokens, &denied, &mut marks);
    marks[begin..].sort_unstable_by_key(|mark| (mark.group, mark.hash));
    marks.dedup_by_key(|mark| (mark.group, mark.hash));
    marks
}

/// The upper half of a hash: among a hundred thousand marks one pair meets.
fn short(hash: u64) -> u32 {
    (hash >> 32) as u32
}

fn mark(group: usize, pieces: &[&str]) -> Mark {
    let salt = [group as u8];
    let hash = pieces.iter().fold(Hash::of(Field::Pair).with(&salt), |hash, piece| hash.with(piece.as_bytes())).done();
    Mark { hash: short(hash), group: group as u8, weight: 1.0 }
}

/// How it is said.
fn form(text: &str, tokens: &[Token], denied: &[bool], marks: &mut Vec<Mark>) {
    let mut add = |name: &str| marks.push(mark(FORM, &[name]));
    add(if text.contains('?') { "?" } else { "no ?" });
    if text.trim_end().ends_with('?') {
        add("? at the end");
    }
    if text.contains('!') {
        add("!");
    }
    if text.contains("!!") {
        add("!!");
    }
    let is_shout = |token: &&Token| token.is_upper && token.exact.chars().all(char::is_alphabetic) && token.exact.chars().count() >= SHOUT;
    let shouts = tokens.iter().filter(is_shout).count();
    if shouts > 0 {
        add("shout");
    }
    if shouts * 2 > tokens.len() {
        add("all shouted");
    }
    add(match tokens.len() {
        0..=1 => "a word",
        2..=3 => "three words",
        4..=6 => "six words",
        7..=12 => "twelve words",
        13..=25 => "some words",
        _ => "many words",
    });
    if tokens.iter().any(|token| token.question.is_some()) {
        add("question word");
    }
    if denied.contains(&true) {
        add("denial");
    }
}

/// Which words stand near each other, in whatever order.
fn pairs(tokens: &[Token], denied: &[bool], marks: &mut Vec<Mark>) {
    let says = |(token, denied): &(&Token, &bool)| !token.weight_low || **denied || token.question.is_some();
    let words: Vec<&str> = tokens.iter().zip(denied).filter(says).map(|(token, _)| token.stem.as_str()).collect();
    for (place, one) in words.iter().enumerate() {
        for other in words[place + 1..].iter().take(REACH) {
            let (first, second) = if one < other { (one, other) } else { (other, one) };
            marks.push(mark(NEAR, &[first, " ", second]));
        }
    }
}

/// Which words are denied: two on each side of a negation, and those that have one in themselves.
fn denials(tokens: &[Token], denied: &[bool], marks: &mut Vec<Mark>) {
    for (place, token) in tokens.iter().enumerate() {
        if denied[place] {
            let around = tokens[..place].iter().rev().take(2).chain(tokens[place + 1..].iter().take(2));
            marks.extend(around.map(|near| mark(DENIED, &[&near.stem])));
        }
        if is_negated(token) {
            marks.push(mark(DENIED, &[&token.stem]));
        }
    }
}

/// A row of a table and the value there.
pub type Vector = Vec<(u32, f32)>;

/// Which marks the texts that were learned from have, and how rare they are.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(from = "Stored", into = "Stored")]
pub struct Vocabulary {
    /// Sorted: a mark's place is its row.
    hashes: Vec<u32>,
    /// Where the marks of each part begin, that have the same first [`Self::bits`]; one more than parts. The marks of a message come in the order of
    /// their hashes for the most part, so what is looked at lies side by side.
    starts: Vec<u32>,
    /// In steps of [`IDF_STEP`].
    idf: Vec<u8>,
}

/// What a vocabulary is kept as: the sorted marks as differences, which are short numbers.
#[derive(Serialize, Deserialize)]
struct Stored {
    steps: Vec<u32>,
    idf: Vec<u8>,
}

impl From<Vocabulary> for Stored {
    fn from(vocabulary: Vocabulary) -> Self {
        let hashes = vocabulary.hashes.iter();
        let before = std::iter::once(0).chain(hashes.clone().copied());
        let steps = hashes.zip(before).map(|(hash, before)| hash.wrapping_sub(before)).collect();
        Self { steps, idf: vocabulary.idf }
    }
}

impl From<Stored> for Vocabulary {
    fn from(stored: Stored) -> Self {
        let mut hash = 0_u32;
        let hashes = stored.steps.iter().map(|step| {
            hash = hash.wrapping_add(*step);
            hash
        });
        Self::of_sorted(hashes.collect(), stored.idf)
    }
}

impl Vocabulary {
    /// The marks that stand in enough of these texts.
    pub fn new<'a>(texts: impl Iterator<Item = &'a [Mark]>, weights: &[f32; GROUPS]) -> Self {
        let mut counts: HashMap<u32, (u32, u8), BuildHasherDefault<Identity>> = HashMap::default();
        let mut total = 0_u32;
        for text in texts {
            total += 1;
            for mark in text.iter().filter(|mark| weights[usize::from(mark.group)] > 0.0) {
                counts.entry(mark.hash).or_insert((0, mark.group)).0 += 1;
            }
        }
        let is_kept = |(_, (count, group)): &(u32, (u32, u8))| *count >= least_texts(usize::from(*group));
        let mut kept: Vec<(u32, u32)> = counts.into_iter().filter(is_kept).map(|(hash, (count, _))| (hash, count)).collect();
        kept.sort_unstable();
        let idf = |count: u32| ((total as f32 / count as f32).ln() + 1.0) / IDF_STEP;
        let (hashes, idf) = kept.iter().map(|(hash, count)| (*hash, idf(*count).round() as u8)).unzip();
        Self::of_sorted(hashes, idf)
    }

    fn of_sorted(hashes: Vec<u32>, idf: Vec<u8>) -> Self {
        let mut vocabulary = Self { hashes, starts: Vec::new(), idf };
        let mut starts = vec![0; (1 << vocabulary.bits()) + 1];
        vocabulary.hashes.iter().for_each(|hash| starts[vocabulary.part(*hash) + 1] += 1);
        for part in 1..starts.len() {
            starts[part] += starts[part - 1];
        }
        vocabulary.starts = starts;
        vocabulary
    }

    /// First bits of a hash by which its part is known: parts of some marks each, so that where they begin is soon found.
    fn bits(&self) -> u32 {
        self.hashes.len().max(8).ilog2() - 2
    }

    fn part(&self, hash: u32) -> usize {
        (hash >> (u32::BITS - self.bits())) as usize
    }

    /// The row of a mark.
    fn row(&self, hash: u32) -> Option<usize> {
        let part = self.part(hash);
        let (from, to) = (*self.starts.get(part)? as usize, *self.starts.get(part + 1)? as usize);
        self.hashes.get(from..to)?.iter().position(|known| *known == hash).map(|place| from + place)
    }

    /// How many marks it has.
    pub fn size(&self) -> usize {
        self.idf.len()
    }

    /// Whether each mark has its row.
    pub fn is_whole(&self) -> bool {
        self.hashes.len() == self.idf.len() && self.hashes.is_sorted_by(|one, next| one < next)
    }

    /// The vector of a text: each group scaled to the length that `weights` says. Unknown marks take part in the length, so that a text of
    /// unknown words is short.
    pub fn vector(&self, marks: &[Mark], weights: &[f32; GROUPS]) -> Vector {
        let mut vector: Vec<(u32, f32, usize)> = Vec::with_capacity(marks.len());
        let mut squares = [0.0_f32; GROUPS];
        for mark in marks {
            let group = usize::from(mark.group);
            if weights[group] == 0.0 {
                continue;
            }
            match self.row(mark.hash) {
                Some(row) => {
                    // How a thing is said is a handful of marks that are all common.
                    let idf = if group == FORM { 1.0 } else { f32::from(self.idf[row]) * IDF_STEP };
                    let value = mark.weight * idf;
                    squares[group] += value * value;
                    vector.push((row as u32, value, group));
                }
                None => squares[group] += (mark.weight * UNKNOWN).powi(2),
            }
        }
        let scale: [f32; GROUPS] = std::array::from_fn(|group| weights[group] / squares[group].sqrt().max(1e-6));
        vector.into_iter().map(|(row, value, group)| (row, value * scale[group])).collect()
    }
}
