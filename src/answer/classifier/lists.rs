//! The lists of classes and weights of terms, and how they are added up.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::blocks::Blocks;
use crate::columns::{Number, numbers};
use crate::search::prefetch::prefetch;
use crate::search::wide::{Loops, wide_loops};

/// What one classifier learned.
#[derive(Debug, Default)]
pub(in crate::answer) struct Classifier {
    /// Class and weight, each list in the order of the classes.
    pub(in crate::answer) cells: Blocks<(u32, f32)>,
    /// A number for each class.
    pub(in crate::answer) bias: Vec<f32>,
}

impl Classifier {
    /// The list of a row.
    pub(in crate::answer) fn list(&self, row: u32) -> &[(u32, f32)] {
        self.cells.list(row)
    }
}

/// One of two classifiers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Words,
    Grams,
}

/// Where the list of a term begins, and which sides it has: two bits beside the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Start(u32);

/// Weights that a model has at most: the terms behind them have none.
const MOST_WEIGHTS: usize = 1 << 30;

impl Start {
    pub(super) fn new(begin: usize, words: bool, grams: bool) -> Self {
        let sides = (u32::from(words) << Side::Words as u32) | (u32::from(grams) << Side::Grams as u32);
        Self(((begin as u32) << 2) | sides)
    }

    /// The place of its first weight.
    pub(super) fn begin(self) -> usize {
        (self.0 >> 2) as usize
    }

    fn has(self, side: Side) -> bool {
        self.0 & (1 << side as u32) != 0
    }
}

impl Number for Start {
    const BYTES: usize = u32::BYTES;

    fn put(self, bytes: &mut Vec<u8>) {
        self.0.put(bytes);
    }

    fn take(bytes: &[u8]) -> Self {
        Self(u32::take(bytes))
    }
}

/// The list of a term.
pub(super) type List = (Range<usize>, Start);

/// A list that so many of the classes have, as one in this many, is filled up with zeros until it has all of them: adding all of it costs less than picking
/// its classes. Lists have a few hundred classes at most, so those of a large corpus are left as they are.
const WIDE: usize = 4;

/// The length of a list that has so many of the classes.
fn filled(length: usize, classes: usize) -> usize {
    if length > 0 && length * WIDE >= classes { classes } else { length }
}

/// The lists of all terms: of each those of words, then those of n-grams, of which a term has both only where two terms share a hash.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(super) struct Lists {
    /// Those of n-grams behind those of words.
    classes: Classes,
    #[serde(with = "numbers")]
    weights: Vec<f32>,
}

/// Numbers of classes, as short as they can be: with millions of them, reading them is what a question takes longest for.
#[derive(Debug, Clone, Serialize, Deserialize)]
enum Classes {
    Short(#[serde(with = "numbers")] Vec<u16>),
    Long(#[serde(with = "numbers")] Vec<u32>),
}

impl Default for Classes {
    fn default() -> Self {
        Self::Short(Vec::new())
    }
}

impl Classes {
    /// Room for so many numbers below `end`.
    fn with_room(count: usize, end: usize) -> Self {
        if end <= 1 << u16::BITS { Self::Short(Vec::with_capacity(count)) } else { Self::Long(Vec::with_capacity(count)) }
    }

    fn extend(&mut self, classes: impl Iterator<Item = u32>) {
        match self {
            Self::Short(short) => short.extend(classes.map(|class| class as u16)),
            Self::Long(long) => long.extend(classes),
        }
    }

    fn len(&self) -> usize {
        match self {
            Self::Short(short) => short.len(),
            Self::Long(long) => long.len(),
        }
    }
}

/// The number of a class.
trait Class: Copy {
    fn place(self) -> usize;
}

impl Class for u16 {
    fn place(self) -> usize {
        usize::from(self)
    }
}

impl Class for u32 {
    fn place(self) -> usize {
        self as usize
    }
}

/// A list that is added, of which side, times how much.
pub(super) type Added = (List, Side, f32);

/// Numbers of four bytes that are fetched together.
const LINE: usize = 16;

impl Lists {
    /// The lists of both classifiers, which have as many rows and classes, and where that of each row begins.
    pub(super) fn new(mut words: Classifier, mut grams: Classifier) -> (Self, Vec<Start>) {
        let classes = words.bias.len();
        let rows = words.cells.rows() as u32;
        let length = |words: &Classifier, grams: &Classifier, row: u32| {
            filled(words.cells.length(row), classes) + filled(grams.cells.length(row), classes)
        };
        let count = (0..rows).map(|row| length(&words, &grams, row)).sum();
        let mut all = Self { classes: Classes::with_room(count, 2 * classes), weights: Vec::with_capacity(count) };
        let mut starts = Vec::with_capacity(rows as usize);
        for row in 0..rows {
            let begin = all.len();
            let fits = begin + length(&words, &grams, row) < MOST_WEIGHTS;
            let (of_words, of_grams) = if fits { (words.list(row), grams.list(row)) } else { (&[][..], &[][..]) };
            starts.push(Start::new(begin, !of_words.is_empty(), !of_grams.is_empty()));
            all.push(of_words, 0, classes);
            all.push(of_grams, classes as u32, classes);
            words.cells.let_go_before(row);
            grams.cells.let_go_before(row);
        }
        (all, starts)
    }

    /// Adds a list whose classes are numbered from `first` on.
    fn push(&mut self, list: &[(u32, f32)], first: u32, classes: usize) {
        if filled(list.len(), classes) == list.len() {
            self.classes.extend(list.iter().map(|(class, _)| first + class));
            self.weights.extend(list.iter().map(|(_, weight)| weight));
            return;
        }
        let begin = self.weights.len();
        self.classes.extend(first..first + classes as u32);
        self.weights.resize(begin + classes, 0.0);
        list.iter().for_each(|(class, weight)| self.weights[begin + *class as usize] = *weight);
    }

    /// How many weights they have.
    pub(super) fn len(&self) -> usize {
        self.weights.len()
    }

    /// Whether these are lists of so many classes.
    pub(super) fn fit(&self, lists: impl Iterator<Item = List>, classes: usize) -> bool {
        fn fit<C: Class>(of: &[C], mut lists: impl Iterator<Item = List>, classes: usize) -> bool {
            lists.all(|(place, start)| {
                let Some(list) = of.get(place) else { return false };
                let words = list.first().is_some_and(|first| first.place() < classes);
                let grams = list.last().is_some_and(|last| last.place() >= classes);
                let is_below = list.last().is_none_or(|last| last.place() < 2 * classes);
                let has_both = (start.has(Side::Words), start.has(Side::Grams)) == (words, grams);
                has_both && is_below && list.is_sorted_by(|one, next| one.place() < next.place())
            })
        }
        let fit = match &self.classes {
            Classes::Short(of) => fit(of, lists, classes),
            Classes::Long(of) => fit(of, lists, classes),
        };
        fit && self.classes.len() == self.weights.len()
    }

    /// Adds lists to the scores of so many classes by words and as many by n-grams, one after the other.
    pub(super) fn add(&self, lists: &[Added], scores: &mut [f32], classes: usize) {
        let weights = &self.weights;
        match &self.classes {
            Classes::Short(of) => wide_loops(Adding { of, weights, lists, scores, classes }),
            Classes::Long(of) => wide_loops(Adding { of, weights, lists, scores, classes }),
        }
    }
}

/// [`Lists::add`], with the class of each weight.
struct Adding<'a, C> {
    of: &'a [C],
    weights: &'a [f32],
    lists: &'a [Added],
    scores: &'a mut [f32],
    classes: usize,
}

impl<C: Class> Adding<'_, C> {
    /// Which part of a list is of a side: of two terms that share a hash only one was said.
    #[inline(always)]
    fn part(&self, (list, start): &List, side: Side) -> Range<usize> {
        if start.has(Side::Words) != start.has(Side::Grams) {
            return if start.has(side) { list.clone() } else { list.start..list.start };
        }
        let words = self.of[list.clone()].partition_point(|class| class.place() < self.classes);
        match side {
            Side::Words => list.start..list.start + words,
            Side::Grams => list.start + words..list.end,
        }
    }
}

impl<C: Class> Loops for Adding<'_, C> {
    #[inline(always)]
    fn run(self) {
        for ((list, _), ..) in self.lists {
            prefetch(self.weights[list.clone()].chunks(LINE).map(|line| line[0].to_bits()));
            if list.len() != self.classes {
                prefetch(self.of[list.clone()].chunks(2 * LINE).map(|line| line[0].place() as u32));
            }
        }
        for (list, side, value) in self.lists {
            let part = self.part(list, *side);
            let weights = &self.weights[part.clone()];
            if weights.len() == self.classes {
                let first = if *side == Side::Words { 0 } else { self.classes };
                let scores = &mut self.scores[first..first + self.classes];
                scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += weight * value);
            } else {
                self.of[part].iter().zip(weights).for_each(|(class, weight)| self.scores[class.place()] += weight * value);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Of eight classes: by words the first row has two, the second one, the third and the fourth none; by n-grams the third one, the fourth three, and
    /// the first one as well, for two terms share its hash.
    fn both() -> [Classifier; 2] {
        let of = |lists: [&[(u32, f32)]; 4]| Classifier { cells: lists.into_iter().map(<[_]>::to_vec).collect(), bias: vec![0.0; 8] };
        let words = of([&[(1, 0.5), (6, -0.25)], &[(6, 2.0)], &[], &[]]);
        let grams = of([&[(7, 4.0)], &[], &[(0, 0.1)], &[(2, 0.2), (3, 0.3), (5, 0.7)]]);
        [words, grams]
    }

    #[test]
    fn each_list_adds_what_was_learned() {
        let ([words, grams], [same_words, same_grams]) = (both(), both());
        let (lists, starts) = Lists::new(same_words, same_grams);
        let begins: Vec<usize> = starts.iter().map(|start| start.begin()).collect();
        assert_eq!((begins.as_slice(), lists.len()), ([0, 9, 10, 11].as_slice(), 19), "the first and the last one are filled up");
        let list = |row: usize| (begins[row]..begins.get(row + 1).map_or(19, |end| *end), starts[row]);
        assert!(lists.fit((0..4).map(list), 8) && !lists.fit((0..4).map(list), 7));
        let wrong = [(8..10, starts[0]), (9..10, starts[3]), (9..10, starts[0]), (10..10, starts[1]), (18..20, starts[3])];
        assert!(wrong.into_iter().all(|list| !lists.fit(std::iter::once(list), 8)));
        for row in 0..4 {
            for (side, classifier, first) in [(Side::Words, &words, 0), (Side::Grams, &grams, 8)] {
                let (mut scores, mut expected) = ([1.0; 16], [1.0; 16]);
                lists.add(&[(list(row), side, 0.7)], &mut scores, 8);
                classifier.list(row as u32).iter().for_each(|(class, weight)| expected[first + *class as usize] += weight * 0.7);
                assert_eq!(scores, expected, "row {row}, {side:?}");
            }
        }
    }

    #[test]
    fn many_classes_have_longer_numbers() {
        let many = |classes: usize| {
            let of = |cells: Vec<(u32, f32)>| Classifier { cells: std::iter::once(cells).collect(), bias: vec![0.0; classes] };
            Lists::new(of(vec![(0, 1.0)]), of(vec![(classes as u32 - 1, 2.0)]))
        };
        for (classes, is_short) in [(1 << 15, true), ((1 << 15) + 1, false)] {
            let (lists, starts) = many(classes);
            assert_eq!(matches!(lists.classes, Classes::Short(_)), is_short);
            let mut scores = vec![0.0; 2 * classes];
            let list = || (0..2, starts[0]);
            lists.add(&[(list(), Side::Words, 3.0), (list(), Side::Grams, 3.0)], &mut scores, classes);
            assert_eq!((scores[0], scores[2 * classes - 1], scores.iter().sum::<f32>()), (3.0, 6.0, 9.0));
        }
    }
}
