//! A message read: what was found for it, for its parts, and together with what came before.

use std::cell::{Cell, RefCell};
use std::time::Duration;

use super::base::Base;
use super::calibration::CalibrationFeatures;
use super::codes::Verdict;
use super::learned::{Fitted, Learned};
use super::prior::PRIOR;
use super::ranking::{Candidate, Evidence, language_weights};
use super::sources::{Asked, CANDIDATES, Sources};
use crate::language::identify::Variety;
use crate::language::{Language, Token};
use crate::search::embedding::{Embedding, Pieces, Vector};
use crate::search::features::{Feature, features};
use crate::search::semantic::QUESTION_PIECES;
use crate::search::{Analysis, Memo};

/// A message of more words than this is a story.
const STORY: usize = 22;

/// Pieces that the embedding model reads of a message at most: of the whole, of its parts, and of what stands beside small talk.
const MOST_PIECES: usize = 3 * QUESTION_PIECES;

/// How sure one is at most of an entry about another code, as a share of the limit of an answer.
const BARRED: f32 = 0.99;

/// From which probability on an entry without a text in the question's language is answered. By meaning alone twins are taken for each other, so this
/// is more than what the rate of wrong answers asks of others.
const ACROSS: f32 = 0.9;

/// A part of a message, or all of it, with what was found for it.
pub(super) struct Reading {
    pub(super) evidence: Evidence,
    pub(super) language: Language,
    /// Probability that the best is right.
    pub(super) top_1: f32,
    /// Probability that the right one is among the best three.
    pub(super) top_3: f32,
    /// From which probability on it is answered.
    pub(super) answer_limit: f32,
    /// From which probability on it is asked back.
    pub(super) suggest_limit: f32,
    /// What its codes make of it.
    pub(super) verdict: Verdict,
    /// Whether it has a question word.
    asks: bool,
}

impl Reading {
    /// Puts an entry first, of which there is no doubt.
    pub(super) fn be_certain_of(&mut self, entry: u32) {
        let candidates = &mut self.evidence.candidates;
        let found = candidates.iter().position(|candidate| candidate.entry == entry).map(|place| candidates.remove(place));
        candidates.insert(0, Candidate { share: 1.0, ..found.unwrap_or_else(|| Candidate::new(entry)) });
        candidates[1..].iter_mut().for_each(|candidate| candidate.share = 0.0);
        (self.top_1, self.top_3) = (1.0, 1.0);
    }

    /// The number of the best entry.
    fn best(&self) -> Option<u32> {
        self.evidence.candidates.first().map(|best| best.entry)
    }
}

/// What a message is read with.
pub(super) struct Reader<'a> {
    base: &'a Base,
    learned: &'a Learned,
    fitted: Option<&'a Fitted>,
    /// What the message is written in.
    variety: Option<Variety>,
    /// How long it has waited for its turn: that is taken from the model's patience.
    waited: Duration,
    /// The embedding model, where it takes part. After it was too slow once, it is left alone for the rest of the message.
    embedding: Cell<Option<&'a Embedding>>,
    /// Pieces that the embedding model may still read of this message.
    pieces: Cell<usize>,
    /// What was read ahead, see [`Self::read_ahead`]; without a vector where the model was too slow.
    ahead: RefCell<Vec<(String, Option<Vector>)>>,
    /// The words of the message: its parts have them again.
    memo: Memo,
}

impl<'a> Reader<'a> {
    /// For one message in this variety: with what was learned, and the embedding model where it takes part.
    pub(super) fn new(base: &'a Base, learned: &'a Learned, fitted: Option<&'a Fitted>, embedding: Option<&'a Embedding>) -> Self {
        let (embedding, pieces) = (Cell::new(embedding), Cell::new(MOST_PIECES));
        Self {
            base,
            learned,
            fitted,
            variety: None,
            waited: Duration::ZERO,
            embedding,
            pieces,
            ahead: RefCell::default(),
            memo: Memo::default(),
        }
    }

    /// The same for a message in this variety that has waited so long.
    pub(super) fn of_message(self, variety: Option<Variety>, waited: Duration) -> Self {
        Self { variety, waited, ..self }
    }

    /// What was learned for a question in this language of which this was found.
    pub(super) fn learned_for(&self, evidence: &Evidence, language: Language) -> &'a Learned {
        if evidence.meaning.is_some() && self.base.index.documents(language) == 0 {
            return &PRIOR.across;
        }
        self.fitted.map_or(self.learned, |fitted| fitted.trained.learned_for(evidence))
    }

    /// Leaves the embedding model alone for the rest of the message: it was too slow.
    pub(super) fn give_up(&self) {
        self.embedding.set(None);
    }

    fn vector(&self, text: &str, tokens: &[Token]) -> Option<Vector> {
        let embedding = self.embedding.get()?;
        let text = &self.base.legible(text, tokens, self.variety)?;
        self.pieces.set(self.pieces.get().checked_sub(embedding.embedder().question_pieces(text).len())?);
        let ahead = self.ahead.borrow().iter().find(|(read, _)| read == text).map(|(_, vector)| vector.clone());
        let vector = ahead.unwrap_or_else(|| embedding.question(text, self.waited));
        if vector.is_none() {
            self.embedding.set(None);
        }
        vector
    }

    /// Has the embedding model read the parts of a message together, which costs less than one after the other; those that [`Self::vector`] would have it read.
    fn read_ahead(&self, parts: &[(&str, Analysis)]) {
        let Some(embedding) = self.embedding.get() else { return };
        let mut left = self.pieces.get();
        let mut questions: Vec<Pieces> = Vec::new();
        for (text, analysis) in parts.iter().filter(|(_, analysis)| !analysis.tokens.is_empty()) {
            let Some(text) = self.base.legible(text, &analysis.tokens, self.variety) else { continue };
            let pieces = embedding.embedder().question_pieces(&text);
            if let Some(rest) = left.checked_sub(pieces.len()) {
                left = rest;
                questions.push((text.into_owned(), pieces));
            }
        }
        let vectors = embedding.questions(&questions, self.waited);
        *self.ahead.borrow_mut() = questions.into_iter().map(|(text, _)| text).zip(vectors).collect();
    }

    /// Reads a text that was taken apart, of which these are the features of all terms.
    pub(super) fn read(&self, text: &str, analysis: &Analysis, features: &[Feature], language: Language) -> Reading {
        let is_empty = analysis.tokens.is_empty();
        let vector = if is_empty { None } else { self.vector(text, &analysis.tokens) };
        let codes = self.base.codes.find(text);
        let also: Vec<u32> = self.base.codes.having(&codes).take(CANDIDATES).collect();
        let asked = ToFind { analysis, features, vector: vector.as_deref(), also: &also, language };
        let mut evidence = evidence(self.base, self.fitted, &asked);
        self.base.codes.restrict(&codes, &mut evidence);
        if is_empty {
            // Nothing was said: the classifier's prior is no finding.
            evidence.candidates.clear();
        }
        let learned = self.learned_for(&evidence, language);
        evidence.rank(&learned.weights);
        let of_calibration = CalibrationFeatures::from_evidence(&evidence, language);
        let (top_1, top_3) = if evidence.candidates.is_empty() {
            (0.0, 0.0)
        } else {
            (learned.top_1.probability(&of_calibration), learned.top_3.probability(&of_calibration))
        };
        let (thresholds, number) = (learned.thresholds, language.number());
        let (answer_limit, suggest_limit) = (thresholds.answer[number], thresholds.suggest[number]);
        let best = evidence.candidates.first().map(|best| best.entry);
        let verdict = self.base.codes.judge(&codes, best, analysis.tokens.len());
        let mut reading = Reading { evidence, language, top_1, top_3, answer_limit, suggest_limit, verdict, asks: asks(analysis) };
        match verdict {
            Verdict::Certain(entry) => reading.be_certain_of(entry),
            Verdict::Barred => reading.top_1 = top_1.min(answer_limit * BARRED),
            Verdict::Nothing => {}
        }
        self.across(&reading).unwrap_or(reading)
    }

    /// The same question read by its meaning alone, where that finds an entry that has no text in the question's language and nothing else is sure:
    /// such an entry shares no words with it, and would always stand behind the translated ones.
    fn across(&self, reading: &Reading) -> Option<Reading> {
        let Reading { evidence, language, top_1, answer_limit, verdict, asks, .. } = reading;
        let is_wanted = evidence.meaning.is_some() && *top_1 < *answer_limit && *verdict == Verdict::Nothing;
        if !is_wanted || self.base.index.documents(*language) == 0 {
            return None;
        }
        let mut evidence = evidence.clone();
        evidence.rank(&PRIOR.across.weights);
        evidence.candidates.first().filter(|best| !self.base.entries[best.entry as usize].speaks(*language))?;
        let features = CalibrationFeatures::from_evidence(&evidence, *language);
        let [sure, among_three] = [&PRIOR.across.top_1, &PRIOR.across.top_3].map(|fit| fit.probability(&features));
        (sure > *top_1).then(|| {
            if let Some(other) = reading.best() {
                evidence.put_second(other);
            }
            let suggest_limit = PRIOR.across.thresholds.suggest[language.number()];
            let (top_1, top_3) = (sure, among_three);
            Reading { evidence, language: *language, top_1, top_3, answer_limit: ACROSS, suggest_limit, verdict: *verdict, asks: *asks }
        })
    }

    /// Takes the message, or a part of it, apart.
    pub(super) fn analyze(&self, text: &str) -> Analysis {
        self.base.question(text, self.variety, &self.memo)
    }

    /// Takes a text apart and reads it.
    pub(super) fn read_text(&self, text: &str, language: Language) -> Reading {
        self.read_part(text, &self.analyze(text), language)
    }

    /// Reads a text that was taken apart.
    fn read_part(&self, text: &str, analysis: &Analysis, language: Language) -> Reading {
        self.read(text, analysis, &features(analysis, |_| true), language)
    }

    /// Reads the parts of a message of so many words; none where it is clear after some of them that [`join`] would make nothing of them: with no
    /// embedding model, of which each text that is read uses up a share.
    pub(super) fn read_parts(&self, parts: &[&str], whole: &Reading, limit: f32, words: usize) -> Option<Vec<Reading>> {
        let has_model = self.embedding.get().is_some();
        let may_skip = !has_model && (words <= STORY || whole.top_1 >= limit);
        if may_skip && whole.verdict != Verdict::Nothing {
            return None;
        }
        let parts: Vec<(&str, Analysis)> = parts.iter().map(|part| (*part, self.analyze(part))).collect();
        if has_model {
            self.read_ahead(&parts);
        }
        let mut order: Vec<usize> = (0..parts.len()).collect();
        let hope = Hope { best: whole.best(), is_sure: whole.top_1 >= limit, limit, all_ask: parts.iter().all(|(_, part)| asks(part)) };
        if may_skip {
            // Short ones are the cheapest, and seldom sure.
            order.sort_by_key(|number| parts[*number].1.tokens.len());
        }
        let mut readings: Vec<Option<Reading>> = parts.iter().map(|_| None).collect();
        for (read, number) in order.into_iter().enumerate() {
            let (text, analysis) = &parts[number];
            readings[number] = Some(self.read_part(text, analysis, whole.language));
            if may_skip && !hope.is_left(readings.iter().flatten(), parts.len() - read - 1) {
                return None;
            }
        }
        readings.into_iter().collect()
    }
}

/// Joins the parts of a message with the whole: the second of two questions, two of which one is unsure, or the one question of a story.
pub(super) fn join(whole: &mut Reading, parts: Vec<Reading>, limit: f32, words: usize, notes: &mut Vec<String>) -> Joined {
    if whole.verdict != Verdict::Nothing {
        return Joined::Nothing;
    }
    let surer = surer(limit);
    let tops = tops(parts.iter().filter(|part| part.top_1 >= surer).filter_map(Reading::best));
    let whole_top = whole.best();
    if tops.len() >= 2 && (whole.top_1 < limit || whole_top.is_some_and(|top| tops.contains(&top))) {
        notes.push("the message holds two questions".to_owned());
        let first = if whole.top_1 >= limit { whole_top.unwrap_or(tops[0]) } else { tops[0] };
        let Some(second) = tops.iter().copied().find(|top| *top != first) else { return Joined::Nothing };
        if whole.top_1 < limit
            && let Some(part) = parts.into_iter().find(|part| part.top_1 >= surer)
        {
            *whole = part;
        }
        whole.evidence.put_second(second);
        return Joined::Second(second);
    }
    if let Some(other) = other_question(whole, &parts) {
        notes.push("the message holds two questions, and one of them is unsure".to_owned());
        whole.evidence.put_second(other);
        return Joined::Unsure;
    }
    let Some(best) = parts.into_iter().max_by(|a, b| a.top_1.total_cmp(&b.top_1)) else { return Joined::Nothing };
    let needed = if best.top_1 >= surer { 0.0 } else { 0.1 };
    if words > STORY && whole.top_1 < limit && best.top_1 > whole.top_1 + needed {
        notes.push("the question of a long message".to_owned());
        *whole = best;
    }
    Joined::Nothing
}

/// From which probability on a part is answered: the best of several readings is lucky at times, so it has to be surer than a single one.
fn surer(limit: f32) -> f32 {
    limit + (1.0 - limit) / 2.0
}

/// Each of these entries once.
fn tops(sure: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut tops: Vec<u32> = Vec::new();
    for top in sure {
        if !tops.contains(&top) {
            tops.push(top);
        }
    }
    tops
}

/// Whether a text has a question word.
fn asks(analysis: &Analysis) -> bool {
    analysis.tokens.iter().any(|token| token.question.is_some())
}

/// What parts of a message have to come to, so that [`join`] makes something of them.
struct Hope {
    /// The best entry of the whole.
    best: Option<u32>,
    /// Whether the whole is answered with it.
    is_sure: bool,
    /// From which probability on it would be.
    limit: f32,
    /// Whether each part has a question word.
    all_ask: bool,
}

impl Hope {
    /// Whether there may be two questions yet, after these parts of the message were read and so many are left.
    fn is_left<'r>(&self, read: impl Iterator<Item = &'r Reading> + Clone, left: usize) -> bool {
        let of = |least: f32| read.clone().filter(move |part| part.top_1 >= least).filter_map(Reading::best);
        let is_whole = |top: u32| Some(top) == self.best;
        // One of the whole's entry and one of another.
        let of_both = |least: f32| usize::from(of(least).any(is_whole)) + usize::from(of(least).any(|top| !is_whole(top)));
        let sure = if self.is_sure { of_both(surer(self.limit)) } else { tops(of(surer(self.limit))).len() };
        sure + left >= 2 || (self.all_ask && self.best.is_some() && of_both(OTHER_QUESTION) + left >= 2)
    }
}

/// What the parts of a message came to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Joined {
    /// Nothing beside the whole.
    Nothing,
    /// A second question, of this entry.
    Second(u32),
    /// Two questions, of which one is unsure: both are offered.
    Unsure,
}

/// How likely a part's entry has to be to stand beside the whole's.
const OTHER_QUESTION: f32 = 0.4;

/// The entry of a part that asks something else than what the whole would be answered with: each part has a question word, and one means the
/// whole's entry.
fn other_question(whole: &Reading, parts: &[Reading]) -> Option<u32> {
    let best = whole.best()?;
    let asking = |part: &&Reading| part.asks && part.top_1 >= OTHER_QUESTION;
    let tops: Vec<u32> = parts.iter().filter(asking).filter_map(Reading::best).collect();
    let other = tops.iter().copied().find(|top| *top != best)?;
    (parts.iter().all(|part| part.asks) && tops.contains(&best)).then_some(other)
}

/// A question for [`evidence`].
pub(super) struct ToFind<'a> {
    pub(super) analysis: &'a Analysis,
    /// The features of all its terms.
    pub(super) features: &'a [Feature],
    /// Its vector of the embedding model.
    pub(super) vector: Option<&'a [f32]>,
    /// Entries that are wanted whatever is found of them.
    pub(super) also: &'a [u32],
    pub(super) language: Language,
}

/// What is found for a question, not ranked yet; with its vector, what the embedding model says of it too.
pub(super) fn evidence(base: &Base, fitted: Option<&Fitted>, question: &ToFind<'_>) -> Evidence {
    let ToFind { analysis, features, vector, also, language } = *question;
    let model = fitted.map(|fitted| (&fitted.trained.model, fitted.classes.as_slice()));
    let meaning = fitted.and_then(|fitted| {
        let (meaning, _) = fitted.trained.meaning.as_ref()?;
        Some((meaning, &meaning.dense, fitted.classes.as_slice()))
    });
    let languages = language_weights(language);
    let sources = Sources { model, meaning, added: fitted.map(|fitted| &fitted.added), ..base.sources() };
    sources.ask(&Asked { analysis, features, vector, also, languages, leave: None, hash: 0 })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reading(best: u32, top_1: f32, asks: bool) -> Reading {
        let evidence = Evidence { candidates: vec![Candidate::new(best), Candidate::new(9)], ..Evidence::default() };
        Reading {
            evidence,
            language: Language::EN,
            top_1,
            top_3: 1.0,
            answer_limit: 0.6,
            suggest_limit: 0.3,
            verdict: Verdict::Nothing,
            asks,
        }
    }

    /// All lists of so many of these.
    fn lists<T: Copy>(of: &[T], length: usize) -> Vec<Vec<T>> {
        (0..of.len().pow(length as u32)).map(|n| (0..length as u32).map(|place| of[n / of.len().pow(place) % of.len()]).collect()).collect()
    }

    #[test]
    fn parts_without_hope_are_joined_to_nothing() {
        const LIMIT: f32 = 0.6;
        let one = [(1, 0.9), (2, 0.9), (3, 0.85), (1, 0.5), (2, 0.5), (3, 0.1)];
        let (mut skipped, mut joined) = (0, 0);
        for (asks, whole_top) in [(true, 0.7), (true, 0.5), (false, 0.7), (false, 0.5)] {
            for parts in lists(&one, 3) {
                let readings = || -> Vec<Reading> { parts.iter().map(|(best, top_1)| reading(*best, *top_1, asks)).collect() };
                let hope = Hope { best: Some(1), is_sure: whole_top >= LIMIT, limit: LIMIT, all_ask: asks };
                let is_left = (1..=3).all(|read| hope.is_left(readings()[..read].iter(), 3 - read));
                let result = join(&mut reading(1, whole_top, asks), readings(), LIMIT, STORY, &mut Vec::new());
                assert!(is_left || result == Joined::Nothing, "{parts:?} {asks} {whole_top}");
                assert!(!is_left || result != Joined::Nothing, "nothing is left to read: {parts:?} {asks} {whole_top}");
                skipped += usize::from(!is_left);
                joined += usize::from(result != Joined::Nothing);
            }
        }
        assert!(skipped > 100 && joined > 100, "{skipped} {joined}");
    }
}
