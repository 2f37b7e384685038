//! What becomes of a phrasing that the corpus did not have: how an editor sees what an edit changes for questions like those that entries are written for.

use super::calibration::CalibrationFeatures;
use super::decide::Kind;
use super::engine::Engine;
use super::ranking::language_weights;
use super::sources::{Asked, Sources};
use crate::language::Language;
use crate::search::features::{features, hash};
use crate::search::index::Leave;

/// What a question came to, as far as editors compare it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    pub kind: Kind,
    /// The entry that answers, with [`Kind::Answer`].
    pub entry: Option<String>,
}

impl Engine {
    /// What a phrasing of an entry would come to if the entry did not have it, by words alone: with whatever else says the same, and with what was
    /// learned from all. None where there is no such entry.
    pub fn probe(&self, phrasing: &str, language: Language, entry: &str) -> Option<Outcome> {
        let (base, fitted) = (self.base(), self.fitted());
        let leave = Leave::Phrasing(base.number_of(entry)?, language);
        let analysis = base.analyzer.analyze(phrasing);
        let features = features(&analysis, |_| true);
        let model = fitted.map(|fitted| (&fitted.trained.model, fitted.classes.as_slice()));
        let sources = Sources { model, ..base.sources() };
        let languages = language_weights(language);
        let asked = Asked {
            analysis: &analysis,
            features: &features,
            vector: None,
            also: &[],
            languages,
            leave: Some(leave),
            hash: hash(phrasing),
        };
        let mut evidence = sources.ask(&asked);
        let learned = fitted.map_or(self.learned(), |fitted| fitted.trained.learned_for(&evidence));
        evidence.rank(&learned.weights);
        let values = CalibrationFeatures::from_evidence(&evidence, language);
        let (answer, suggest) = (learned.thresholds.answer[language.number()], learned.thresholds.suggest[language.number()]);
        let best = evidence.candidates.first().map(|best| base.entries[best.entry as usize].id.clone());
        Some(match best {
            Some(best) if learned.top_1.probability(&values) >= answer => Outcome { kind: Kind::Answer, entry: Some(best) },
            Some(_) if learned.top_3.probability(&values) >= suggest => Outcome { kind: Kind::Suggest, entry: None },
            _ => Outcome { kind: Kind::Handoff, entry: None },
        })
    }
}
