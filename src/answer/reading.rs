//! A message read: what was found for it, for its parts, and together with what came before.

use std::cell::Cell;

use super::base::Base;
use super::calibration::CalibrationFeatures;
use super::learned::{Fitted, Learned};
use super::prior::PRIOR;
use super::ranking::{Evidence, language_weights};
use super::sources::{Asked, Sources};
use crate::language::Language;
use crate::search::embedding::{Embedding, Vector};
use crate::search::features::features;
use crate::search::semantic::QUESTION_PIECES;
use crate::search::{Analysis, Memo};

/// A message of more words than this is a story.
const STORY: usize = 22;

/// Pieces that the embedding model reads of a message at most: of the whole, of its parts, and of what stands beside small talk.
const MOST_PIECES: usize = 3 * QUESTION_PIECES;

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
}

impl Reading {
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
    /// The embedding model, where it takes part. After it was too slow once, it is left alone for the rest of the message.
    embedding: Cell<Option<&'a Embedding>>,
    /// Pieces that the embedding model may still read of this message.
    pieces: Cell<usize>,
    /// The words of the message: its parts have them again.
    memo: Memo,
}

impl<'a> Reader<'a> {
    /// For one message: with what was learned, and the embedding model if it can read this message.
    pub(super) fn new(base: &'a Base, learned: &'a Learned, fitted: Option<&'a Fitted>, embedding: Option<&'a Embedding>) -> Self {
        Self { base, learned, fitted, embedding: Cell::new(embedding), pieces: Cell::new(MOST_PIECES), memo: Memo::default() }
    }

    /// What was learned for a question in this language of which this was found.
    pub(super) fn learned_for(&self, evidence: &Evidence, language: Language) -> &'a Learned {
        if evidence.meaning.is_some() && self.base.index.documents(language) == 0 {
            return &PRIOR.across;
        }
        self.fitted.map_or(self.learned, |fitted| fitted.trained.learned_for(evidence))
    }

    fn vector(&self, text: &str) -> Option<Vector> {
        let embedding = self.embedding.get()?;
        self.pieces.set(self.pieces.get().checked_sub(embedding.embedder().question_pieces(text).len())?);
        let vector = embedding.question(text);
        if vector.is_none() {
            self.embedding.set(None);
        }
        vector
    }

    /// Reads a text that was taken apart.
    pub(super) fn read(&self, text: &str, analysis: &Analysis, language: Language) -> Reading {
        let is_empty = analysis.tokens.is_empty();
        let vector = if is_empty { None } else { self.vector(text) };
        let mut evidence = evidence(self.base, self.fitted, analysis, vector.as_deref(), language);
        if is_empty {
            // Nothing was said: the classifier's prior is no finding.
            evidence.candidates.clear();
        }
        let learned = self.learned_for(&evidence, language);
        evidence.rank(&learned.weights);
        let features = CalibrationFeatures::from_evidence(&evidence, language);
        let (top_1, top_3) = if evidence.candidates.is_empty() {
            (0.0, 0.0)
        } else {
            (learned.top_1.probability(&features), learned.top_3.probability(&features))
        };
        let (thresholds, number) = (learned.thresholds, language.number());
        let (answer_limit, suggest_limit) = (thresholds.answer[number], thresholds.suggest[number]);
        Reading { evidence, language, top_1, top_3, answer_limit, suggest_limit }
    }

    /// Takes the message, or a part of it, apart.
    pub(super) fn analyze(&self, text: &str) -> Analysis {
        self.base.analyzer.question(text, self.base.index.typos(), &self.memo)
    }

    /// Takes a text apart and reads it.
    pub(super) fn read_text(&self, text: &str, language: Language) -> Reading {
        self.read(text, &self.analyze(text), language)
    }

    /// Reads the parts of a message beside the whole: the second of two questions, or the one question of a story.
    pub(super) fn join(&self, whole: &mut Reading, parts: Vec<Reading>, limit: f32, words: usize, notes: &mut Vec<String>) -> Option<u32> {
        let mut tops: Vec<u32> = Vec::new();
        for top in parts.iter().filter(|part| part.top_1 >= limit).filter_map(Reading::best) {
            if !tops.contains(&top) {
                tops.push(top);
            }
        }
        let whole_top = whole.best();
        if tops.len() >= 2 && (whole.top_1 < limit || whole_top.is_some_and(|top| tops.contains(&top))) {
            notes.push("the message holds two questions".to_owned());
            let first = if whole.top_1 >= limit { whole_top.unwrap_or(tops[0]) } else { tops[0] };
            let second = tops.iter().copied().find(|top| *top != first)?;
            if whole.top_1 < limit {
                let part = parts.into_iter().find(|part| part.top_1 >= limit)?;
                *whole = part;
            }
            whole.evidence.put_second(second);
            return Some(second);
        }
        let best = parts.into_iter().max_by(|a, b| a.top_1.total_cmp(&b.top_1))?;
        // The best of several readings is lucky at times, so it has to be surer than a single one.
        let needed = if best.top_1 >= limit + (1.0 - limit) / 2.0 { 0.0 } else { 0.1 };
        if words > STORY && whole.top_1 < limit && best.top_1 > whole.top_1 + needed {
            notes.push("the question of a long message".to_owned());
            *whole = best;
        }
        None
    }

    /// Reads a short message together with the title of the previous entry; what is near that entry is preferred.
    pub(super) fn follow_up(&self, alone: Reading, text: &str, previous: u32, language: Language) -> Reading {
        let mut together = self.read_text(text, language);
        let before = &self.base.entries[previous as usize];
        let by_itself: Vec<(u32, f32)> = alone.evidence.candidates.iter().map(|c| (c.entry, c.share)).collect();
        for candidate in &mut together.evidence.candidates {
            let facts = &self.base.entries[candidate.entry as usize];
            let near = if facts.category == before.category || before.related.contains(&facts.id) { 1.0 } else { 0.0 };
            let alone = by_itself.iter().find(|(entry, _)| *entry == candidate.entry).map_or(0.0, |(_, share)| *share);
            // The title alone finds the previous entry again; the new words must have their say.
            candidate.score += near + (0.02 + alone).ln().max(-3.0) + if candidate.entry == previous { -1.0 } else { 0.0 };
        }
        together.evidence.sort();
        let features = CalibrationFeatures::from_evidence(&together.evidence, language);
        // Never surer than half-way between what the words say of the entry alone and together: words that alone mean another one change
        // the subject, perhaps.
        let learned = self.learned_for(&together.evidence, language);
        let [meant, meant_alone] = [&together, &alone].map(Reading::best);
        let agreed = if meant == meant_alone { alone.top_1 } else { 0.0 };
        together.top_1 = learned.top_1.probability(&features) * 0.5 + agreed * 0.5;
        together.top_3 = learned.top_3.probability(&features).max(alone.top_3);
        if let Some(entry) = meant_alone.filter(|_| alone.top_1 >= 0.5) {
            together.evidence.put_second(entry);
        }
        together
    }
}

/// What is found for a question, not ranked yet; with its `vector`, what the embedding model says of it too.
pub(super) fn evidence(base: &Base, fitted: Option<&Fitted>, analysis: &Analysis, vector: Option<&[f32]>, language: Language) -> Evidence {
    let model = fitted.map(|fitted| (&fitted.trained.model, fitted.classes.as_slice()));
    let meaning = fitted.and_then(|fitted| {
        let (meaning, _) = fitted.trained.meaning.as_ref()?;
        Some((meaning, &meaning.dense, fitted.classes.as_slice()))
    });
    let (features, languages) = (features(analysis, |_| true), language_weights(language));
    let sources = Sources { model, meaning, ..base.sources() };
    sources.ask(&Asked { analysis, features: &features, vector, languages, leave: None, hash: 0 })
}
