//! From signals to a ranking: what the index and the classifier say of each entry, fused by learned weights.

use super::features::Feature;
use super::meaning::{Dense, Meaning};
use super::model::Model;
use super::nearest::Nearest;
use crate::faq::Corpus;
use crate::language::Language;
use crate::search::index::{Leave, SIGNALS, Search, best_of, language_number};
use crate::search::{Analysis, Index};

/// Numbers that describe a candidate: the logarithm of the probability of the classifier of words, the index's signals, how
/// near its nearest phrasing is, and its nearest three, the classifier of n-grams; then, of meaning: the classifier, the nearest
/// phrasing, the nearest three, the answer.
pub const NUMBERS: usize = MEANING + 4;
/// Where the numbers of meaning begin; they are 0 without an embedding model.
pub const MEANING: usize = SIGNALS + 4;
/// Most candidates of a question.
pub const CANDIDATES: usize = 32;
/// The least logarithm of a probability that is told apart.
const FLOOR: f32 = -9.0;

/// Weights before anything was learned: [`NUMBERS`] of them. Learned on the left-out phrasings of the
/// sample corpus, rounded; what a corpus learns begins from here.
pub const PRIOR: [f32; NUMBERS] = [0.5, 1.0, 4.0, 1.0, 4.0, 1.5, 1.0, 1.5, 1.0, 1.0, 3.0, 0.5, 1.0, 1.0, 0.4, 0.0, 0.0, 0.0, 0.0];
/// As [`PRIOR`], with an embedding model: between what the left-out phrasings of the sample corpus, of clinc150_en and of xsid_kk taught; the
/// answer's weight is as corpora of answers without phrasings need it.
pub const PRIOR_MEANING: [f32; NUMBERS] = [0.1, 0.7, 0.8, 3.0, 0.5, 0.2, 0.2, 1.2, 1.2, 1.0, 2.5, 0.5, 0.5, 0.5, 0.4, 0.8, 5.0, 1.5, 5.0];
/// As [`PRIOR`], for a corpus with one phrasing an entry: what is asked is then found by the answer more than by the phrasing. Learned on
/// questions to scratch_qa in three languages, and to the sample corpus with its first phrasings only.
pub const PRIOR_ALONE: [f32; NUMBERS] = [0.8, 0.2, 1.0, 0.5, 2.0, 0.4, 0.2, 2.4, 2.7, 2.8, 2.8, 0.1, 0.2, 0.5, 0.6, 0.0, 0.0, 0.0, 0.0];
/// As [`PRIOR_ALONE`], with an embedding model.
pub const PRIOR_MEANING_ALONE: [f32; NUMBERS] =
    [0.3, 0.0, 0.0, 0.5, 0.3, 0.0, 0.0, 1.5, 2.0, 2.2, 3.0, 0.8, 0.0, 0.0, 0.4, 0.9, 0.3, 0.0, 4.5];
/// As [`PRIOR_ALONE`], for passages: what stands for a phrasing is cut from the answer and says nothing that the answer does not. Learned on
/// questions to scratch_qa in three languages; learned on two of them, such weights found more in the third than [`PRIOR_ALONE`]
/// (MRR .719 / .624 / .576 in en / bn / kk for .697 / .592 / .555).
pub const PRIOR_QUOTED: [f32; NUMBERS] = [0.0, 0.0, 0.0, 1.5, 1.0, 0.0, 0.0, 0.0, 0.0, 6.5, 7.5, 0.0, 0.0, 0.0, 0.6, 0.0, 0.0, 0.0, 0.0];
/// As [`PRIOR_QUOTED`], with an embedding model (.731 / .663 / .635 for .727 / .627 / .611).
pub const PRIOR_MEANING_QUOTED: [f32; NUMBERS] =
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 6.5, 10.0, 0.0, 0.0, 0.0, 0.0, 0.0, 2.5, 0.0, 6.5];
/// For a question in a language that the corpus has no text in: of that, no left-out phrasing taught anything, and words meet by
/// chance only; with words, .95 of Bengali and .83 of Kazakh questions to an English FAQ (scratch_qa) found their entry. These find .98 and .95, and
/// .77 in the sample corpus in English, of which the nearest phrasings alone find .68.
pub const ACROSS: [f32; NUMBERS] = [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.5, 8.0, 3.5, 0.0];
/// Weights of the index's signals without a classifier.
const PRIOR_INDEX: [f32; NUMBERS] = [0.0, 2.0, 6.0, 1.5, 12.0, 2.0, 1.5, 2.0, 1.0, 1.0, 3.0, 1.0, 2.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0];

/// As [`PRIOR_INDEX`], for passages.
const PRIOR_INDEX_QUOTED: [f32; NUMBERS] = [0.0, 0.0, 0.0, 1.5, 1.0, 0.0, 0.0, 0.0, 0.0, 6.5, 10.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];

/// Weights of the index's signals without a classifier, for a corpus of which so many texts are passages.
pub fn index_weights(corpus: &Corpus) -> [f32; NUMBERS] {
    towards_passages(&PRIOR_INDEX, &PRIOR_INDEX_QUOTED, corpus)
}

/// Between these weights and those for passages: some passages among entries that have phrasings change nothing.
pub fn towards_passages(from: &[f32; NUMBERS], quoted: &[f32; NUMBERS], corpus: &Corpus) -> [f32; NUMBERS] {
    between(from, quoted, (2.0 * corpus.quoted() - 1.0).max(0.0))
}

/// So far on the way from these weights to those, 0 to 1.
pub fn between(from: &[f32; NUMBERS], to: &[f32; NUMBERS], way: f32) -> [f32; NUMBERS] {
    std::array::from_fn(|i| from[i] + way * (to[i] - from[i]))
}

/// An entry that may be what is asked.
#[derive(Debug, Clone, PartialEq)]
pub struct Candidate {
    /// Its number in the corpus.
    pub entry: u32,
    /// What is known of it.
    pub numbers: [f32; NUMBERS],
    /// Weighted sum of the numbers.
    pub score: f32,
    /// Its share of the softmax over the candidates.
    pub share: f32,
    /// Only the embedding model has found it.
    pub by_meaning_alone: bool,
}

impl Candidate {
    fn new(entry: u32) -> Self {
        Self { entry, numbers: [0.0; NUMBERS], score: 0.0, share: 0.0, by_meaning_alone: false }
    }
}

/// All that was found for a question.
#[derive(Debug, Clone, Default)]
pub struct Evidence {
    /// Best first.
    pub candidates: Vec<Candidate>,
    /// Share of the question's weight that the index knows, by signal.
    pub known: [f32; SIGNALS],
    /// Probability of the off-topic class; of classifiers that have none, the share of no class.
    pub offtopic: f32,
    /// The classifier's best entry.
    pub classifier_best: Option<u32>,
    /// The index's best entry.
    pub index_best: Option<u32>,
    /// The entry of the nearest phrasing.
    pub nearest_best: Option<u32>,
    /// Words of the question.
    pub words: usize,
    /// What the embedding model says, when it was asked.
    pub meaning: Option<MeaningFound>,
}

/// What the embedding model says of a question as a whole.
#[derive(Debug, Clone, Copy, Default)]
pub struct MeaningFound {
    /// Probability of the off-topic class.
    pub offtopic: f32,
    /// The entry that its classifier prefers, and that of the nearest phrasing.
    pub classifier_best: Option<u32>,
    /// See `classifier_best`.
    pub nearest_best: Option<u32>,
}

/// The sources of evidence.
#[derive(Clone, Copy)]
pub struct Sources<'a> {
    /// The index.
    pub index: &'a Index,
    /// Weights by which it chooses candidates, see [`index_weights`].
    pub index_weights: &'a [f32; NUMBERS],
    /// The phrasings.
    pub nearest: &'a Nearest,
    /// The classifier, when there is one, and for each entry of the index its class.
    pub model: Option<(&'a Model, &'a [Option<u32>])>,
    /// What is known of meanings, and for each entry of the index its class.
    pub meaning: Option<(&'a Meaning, &'a Dense, &'a [Option<u32>])>,
}

/// A question for the sources.
#[derive(Clone, Copy)]
pub struct Asked<'a> {
    /// It, taken apart.
    pub analysis: &'a Analysis,
    /// Its features.
    pub features: &'a [Feature],
    /// Its vector from the embedding model, when there is one.
    pub vector: Option<&'a [f32]>,
    /// Weights of the languages' documents.
    pub languages: [f32; 3],
    /// What to leave out, and the hash of the question if it is a phrasing left out.
    pub leave: Option<Leave>,
    /// See `leave`.
    pub hash: u64,
}

impl Sources<'_> {
    /// Asks index, classifiers and meanings; the candidates are not ranked yet.
    pub fn ask(&self, asked: &Asked<'_>) -> Evidence {
        let Asked { analysis, features, languages, leave, hash, .. } = *asked;
        let meanings = self.meanings(asked);
        let by_words = self.model.map(|(model, classes)| ByWords::of(model, classes, features, leave));
        let of_words = by_words.iter().flat_map(|by_words| &by_words.best);
        let of_meaning = meanings.iter().flat_map(|meanings| &meanings.best);
        let also: Vec<u32> = of_words.chain(of_meaning).copied().collect();
        let mut weights = [0.0; SIGNALS];
        weights.copy_from_slice(&self.index_weights[1..=SIGNALS]);
        let found = self.index.search(analysis, &Search { weights: &weights, languages, limit: CANDIDATES, also: &also, leave });
        let total = |signals: &[f32; SIGNALS]| -> f32 { signals.iter().zip(&weights).map(|(s, w)| s * w).sum() };
        let mut candidates: Vec<Candidate> = found.hits.iter().map(|hit| Candidate::new(hit.entry)).collect();
        let index_best = candidates.first().map(|candidate| candidate.entry);
        let words = by_words.as_ref().map_or(0, |by_words| by_words.best.len());
        for (number, entry) in also.iter().enumerate() {
            if !candidates.iter().any(|candidate| candidate.entry == *entry) {
                candidates.push(Candidate { by_meaning_alone: number >= words, ..Candidate::new(*entry) });
            }
        }
        for hit in found.hits.iter().chain(&found.others) {
            let candidate = candidates.iter_mut().find(|candidate| candidate.entry == hit.entry);
            candidate.expect("all that was asked for is a candidate").numbers[1..=SIGNALS].copy_from_slice(&hit.signals);
        }
        if let Some((by_words, (_, classes))) = by_words.as_ref().zip(self.model) {
            // An entry that the classifier has not met yet is given what the index alone would say.
            let top = found.hits.first().map_or(0.0, |hit| total(&hit.signals));
            for candidate in &mut candidates {
                (candidate.numbers[0], candidate.numbers[SIGNALS + 3]) = match classes[candidate.entry as usize] {
                    Some(class) => by_words.probabilities.each_ref().map(|of| of[class as usize].ln().max(FLOOR)).into(),
                    None => {
                        let mut signals = [0.0; SIGNALS];
                        signals.copy_from_slice(&candidate.numbers[1..=SIGNALS]);
                        let like = (total(&signals) - top).max(FLOOR);
                        (like, like)
                    }
                };
            }
        }
        let near = self.nearest.find(features, self.index.entries(), leave, hash);
        for candidate in &mut candidates {
            let (one, three) = near[candidate.entry as usize];
            candidate.numbers[SIGNALS + 1] = one;
            candidate.numbers[SIGNALS + 2] = three;
        }
        let near = near.iter().enumerate().map(|(entry, (one, _))| (*one, entry as u32)).filter(|(one, _)| *one > 0.0);
        let nearest_best = best_of(near, 1, |entry| *entry).first().map(|(_, entry)| *entry);
        if let Some(meanings) = &meanings {
            for candidate in &mut candidates {
                candidate.numbers[MEANING..].copy_from_slice(&meanings.of(candidate.entry));
            }
        }
        Evidence {
            nearest_best,
            candidates,
            known: found.known,
            offtopic: by_words.as_ref().map_or(0.0, |by_words| by_words.offtopic),
            classifier_best: by_words.as_ref().and_then(|by_words| by_words.best.first().copied()),
            index_best,
            words: analysis.tokens.len(),
            meaning: meanings.map(|meanings| meanings.found),
        }
    }

    fn meanings(&self, asked: &Asked<'_>) -> Option<Meanings> {
        let ((meaning, dense, classes), vector) = (self.meaning?, asked.vector?);
        let question = meaning.centre(vector);
        let close = meaning.find(&question, asked.leave, asked.hash);
        let probabilities = dense.probabilities(&question);
        let numbers = |class: u32| -> [f32; 4] {
            let [nearest, three, answer] = close.get(&class).copied().unwrap_or_default();
            [probabilities.get(class as usize).copied().unwrap_or_default().ln().max(FLOOR), nearest, three, answer]
        };
        let is_there = |entry: u32| asked.leave.is_none_or(|leave| !leave.takes_entry(entry));
        let numbers: Vec<Option<[f32; 4]>> =
            classes.iter().enumerate().map(|(entry, class)| class.filter(|_| is_there(entry as u32)).map(numbers)).collect();
        let best_by = |number: usize| -> Vec<u32> {
            let known = numbers.iter().enumerate().filter_map(|(entry, numbers)| Some(((*numbers)?[number], entry as u32)));
            best_of(known, MEANING_CANDIDATES, |entry| *entry).into_iter().map(|(_, entry)| entry).collect()
        };
        let [by_classifier, by_phrasing, by_answer] = [0, 1, 3].map(best_by);
        let found = MeaningFound {
            offtopic: probabilities.last().copied().unwrap_or_default(),
            classifier_best: by_classifier.first().copied(),
            nearest_best: by_phrasing.first().copied(),
        };
        let most = numbers.iter().flatten().fold([FLOOR, 0.0, 0.0, 0.0], |most: [f32; 4], n| std::array::from_fn(|i| most[i].max(n[i])));
        Some(Meanings { numbers, most, best: [by_classifier, by_phrasing, by_answer].concat(), found })
    }
}

/// What the classifiers of words and n-grams say.
struct ByWords {
    /// Of each class, from words and from n-grams.
    probabilities: [Vec<f32>; 2],
    /// The best entries by both, best first.
    best: Vec<u32>,
    /// Probability of the off-topic class.
    offtopic: f32,
}

impl ByWords {
    fn of(model: &Model, classes: &[Option<u32>], features: &[Feature], leave: Option<Leave>) -> Self {
        let probabilities = model.probabilities(features);
        let [words, grams] = &probabilities;
        let both: Vec<f32> = words.iter().zip(grams).map(|(w, g)| (w * g).sqrt()).collect();
        let is_there = |entry: u32| leave.is_none_or(|leave| !leave.takes_entry(entry));
        let known = classes.iter().enumerate().filter(|(entry, _)| is_there(*entry as u32));
        let scored = known.filter_map(|(entry, class)| class.map(|class| (both[class as usize], entry as u32)));
        let best = best_of(scored, CANDIDATES / 2, |entry| *entry).into_iter().map(|(_, entry)| entry).collect();
        Self { best, offtopic: both.last().copied().unwrap_or_default(), probabilities }
    }
}

/// Entries that are candidates for each number of meaning.
const MEANING_CANDIDATES: usize = CANDIDATES / 4;

/// What the embedding model says of each entry.
struct Meanings {
    /// None where the entry was not embedded.
    numbers: Vec<Option<[f32; 4]>>,
    /// The highest of each.
    most: [f32; 4],
    /// The best entries by any of them.
    best: Vec<u32>,
    found: MeaningFound,
}

impl Meanings {
    /// An entry that was not embedded yet is given what the best of the others has: words alone shall decide on it.
    fn of(&self, entry: u32) -> [f32; 4] {
        self.numbers.get(entry as usize).copied().flatten().unwrap_or(self.most)
    }
}

impl Evidence {
    /// How near the best candidate's nearest phrasing is, by words: a cosine.
    pub fn nearness(&self) -> f32 {
        self.candidates.first().map_or(0.0, |best| best.numbers[SIGNALS + 1])
    }

    /// Scores and sorts the candidates.
    pub fn rank(&mut self, weights: &[f32; NUMBERS]) {
        for candidate in &mut self.candidates {
            candidate.score = candidate.numbers.iter().zip(weights).map(|(n, w)| n * w).sum();
        }
        self.sort();
    }

    /// Sorts the candidates by their scores and gives them their shares.
    pub fn sort(&mut self) {
        self.candidates.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.entry.cmp(&b.entry)));
        let top = self.candidates.first().map_or(0.0, |candidate| candidate.score);
        let sum: f32 = self.candidates.iter().map(|candidate| (candidate.score - top).exp()).sum();
        for candidate in &mut self.candidates {
            candidate.share = (candidate.score - top).exp() / sum;
        }
    }
}

impl Evidence {
    /// Leaves what words alone have found.
    pub fn forget_meaning(&mut self) {
        self.meaning = None;
        self.candidates.retain(|candidate| !candidate.by_meaning_alone);
        for candidate in &mut self.candidates {
            candidate.numbers[MEANING..].fill(0.0);
        }
    }

    /// Moves an entry to the second place, if it is not before it.
    pub fn put_second(&mut self, entry: u32) {
        let Some(place) = self.candidates.iter().position(|candidate| candidate.entry == entry) else { return };
        if place > 1 {
            self.candidates[1..=place].rotate_right(1);
        }
    }
}

/// Weights of the documents of each language when a question seems to be in `language`.
pub fn language_weights(language: Language) -> [f32; 3] {
    let mut weights = [0.85; 3];
    weights[language_number(language)] = 1.0;
    weights
}

/// A question whose right entry is known, for learning the weights.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// The numbers of each candidate.
    pub candidates: Vec<[f32; NUMBERS]>,
    /// Which one is right.
    pub right: usize,
    /// How much it counts.
    pub weight: f32,
}

/// Learns weights from lessons: the softmax over the candidates shall give the right one its share.
/// Adam on the full gradient, with a pull towards the prior that about five times `pull` questions overcome.
pub fn learn(lessons: &[Lesson], prior: &[f32; NUMBERS], pull: f32) -> [f32; NUMBERS] {
    let mut weights = *prior;
    if lessons.is_empty() {
        return weights;
    }
    let total: f32 = lessons.iter().map(|lesson| lesson.weight).sum();
    let pull = pull / total;
    let (mut first, mut second) = ([0.0_f32; NUMBERS], [0.0_f32; NUMBERS]);
    for step in 1..=200 {
        let mut gradient = [0.0_f32; NUMBERS];
        for lesson in lessons {
            let mut shares: Vec<f32> = lesson.candidates.iter().map(|c| c.iter().zip(&weights).map(|(n, w)| n * w).sum()).collect();
            super::classify::softmax(&mut shares);
            shares[lesson.right] -= 1.0;
            for (share, numbers) in shares.iter().zip(&lesson.candidates) {
                let push = share * lesson.weight;
                for (g, n) in gradient.iter_mut().zip(numbers) {
                    *g += push * n;
                }
            }
        }
        for i in 0..NUMBERS {
            let spread = prior[i].abs().max(0.3);
            let g = gradient[i] / total + pull * (weights[i] - prior[i]) / (spread * spread);
            first[i] = 0.9 * first[i] + 0.1 * g;
            second[i] = 0.99 * second[i] + 0.01 * g * g;
            let (m, v) = (first[i] / (1.0 - 0.9_f32.powi(step)), second[i] / (1.0 - 0.99_f32.powi(step)));
            weights[i] -= 0.1 * m / (v.sqrt() + 1e-8);
            // More evidence never speaks against an entry.
            weights[i] = weights[i].max(0.0);
        }
    }
    weights
}
