//! What of a message counts for noticing a danger.
//!
//! The terms of [`Analysis`], and what a danger is told by beyond words: how it is said (a question, a shout, few words), which words stand
//! near each other, and which are denied ("no smoke").

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use crate::language::Token;
use crate::search::features::Feature;
use crate::search::hashed::{self, Hashed};
use crate::search::phrases::{is_negated, negations};
use crate::search::term::{Hash, Identity};
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

/// A short hash as the upper half of a long one.
fn long(hash: u32) -> u64 {
    u64::from(hash) << u32::BITS
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

/// A place of a table and the value there.
pub type Vector = Vec<(u32, f32)>;

/// Which marks the texts that were learned from have, and how rare they are.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(try_from = "Stored", into = "Stored")]
pub struct Vocabulary {
    rows: Hashed<Row>,
}

/// Weights that lie beside a mark: those of a table of so many classes.
pub(super) const BESIDE: usize = 3;

/// A mark, with all that is needed of it in one place.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Row {
    hash: u32,
    /// In steps of [`IDF_STEP`]; 0 where there is no mark, for that of a mark is 1 at least.
    idf: u8,
    weights: [i8; BESIDE],
}

impl hashed::Row for Row {
    fn hash(&self) -> u64 {
        long(self.hash)
    }

    fn is_empty(&self) -> bool {
        self.idf == 0
    }

    fn room_before(&self) -> Self {
        Self { idf: 0, ..*self }
    }
}

/// What a vocabulary is kept as: the sorted marks as differences, which are short numbers.
#[derive(Serialize, Deserialize)]
struct Stored {
    steps: Vec<u32>,
    idf: Vec<u8>,
}

impl From<Vocabulary> for Stored {
    fn from(vocabulary: Vocabulary) -> Self {
        let hashes = vocabulary.rows.iter().map(|(_, row)| row.hash);
        let before = std::iter::once(0).chain(hashes.clone());
        let steps = hashes.zip(before).map(|(hash, before)| hash.wrapping_sub(before)).collect();
        Self { steps, idf: vocabulary.rows.iter().map(|(_, row)| row.idf).collect() }
    }
}

impl TryFrom<Stored> for Vocabulary {
    type Error = &'static str;

    fn try_from(Stored { steps, idf }: Stored) -> Result<Self, Self::Error> {
        if steps.len() != idf.len() {
            return Err("an idf for each mark");
        }
        let mut hash = 0_u32;
        let hashes = steps.iter().map(|step| {
            hash = hash.wrapping_add(*step);
            hash
        });
        Ok(Self::of_sorted(hashes.zip(idf)))
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
        Self::of_sorted(kept.iter().map(|(hash, count)| (*hash, idf(*count).round() as u8)))
    }

    fn of_sorted(marks: impl Iterator<Item = (u32, u8)>) -> Self {
        let rows: Vec<Row> = marks.map(|(hash, idf)| Row { hash, idf, weights: [0; BESIDE] }).collect();
        Self { rows: Hashed::of_sorted(rows.into_iter()) }
    }

    /// The same with weights beside its marks, in their order.
    pub(super) fn beside(mut self, weights: &[[i8; BESIDE]]) -> Self {
        self.rows.iter_mut().zip(weights).for_each(|(row, weights)| row.weights = *weights);
        self
    }

    /// The weights beside the mark in a place.
    pub(super) fn weights(&self, place: u32) -> [i8; BESIDE] {
        self.rows.get(place).map_or([0; BESIDE], |row| row.weights)
    }

    /// How many marks it has.
    pub fn size(&self) -> usize {
        self.rows.len()
    }

    /// How many places it has, with those where there is no mark.
    pub fn places(&self) -> usize {
        self.rows.places()
    }

    /// The places of its marks, in their order.
    pub fn of_marks(&self) -> impl Iterator<Item = u32> {
        self.rows.iter().map(|(place, _)| place)
    }

    /// Whether each mark has its row.
    pub fn is_whole(&self) -> bool {
        self.rows.is_whole()
    }

    /// The vector of a text: each group scaled to the length that `weights` says. Unknown marks take part in the length, so that a text of
    /// unknown words is short.
    pub fn vector(&self, marks: &[Mark], weights: &[f32; GROUPS]) -> Vector {
        let mut vector: Vec<(u32, f32, usize)> = Vec::with_capacity(marks.len());
        let mut squares = [0.0_f32; GROUPS];
        for (mark, place) in marks.iter().zip(self.rows.find_all(marks.iter().map(|mark| long(mark.hash)))) {
            let group = usize::from(mark.group);
            if weights[group] == 0.0 {
                continue;
            }
            match place.and_then(|place| Some((place, self.rows.get(place)?))) {
                Some((place, row)) => {
                    // How a thing is said is a handful of marks that are all common.
                    let idf = if group == FORM { 1.0 } else { f32::from(row.idf) * IDF_STEP };
                    let value = mark.weight * idf;
                    squares[group] += value * value;
                    vector.push((place, value, group));
                }
                None => squares[group] += (mark.weight * UNKNOWN).powi(2),
            }
        }
        let scale: [f32; GROUPS] = std::array::from_fn(|group| weights[group] / squares[group].sqrt().max(1e-6));
        vector.into_iter().map(|(place, value, group)| (place, value * scale[group])).collect()
    }
}
