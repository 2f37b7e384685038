//! Labelled questions of owners, asked of the corpus while they are left out of what was learned.

use std::borrow::Cow;

use super::left_out::LeftOut;
use super::texts::fold_of;
use crate::answer::base::Base;
use crate::answer::ranking::language_weights;
use crate::answer::sources::{Asked, Sources};
use crate::faq::{Corpus, Labelled};
use crate::search::embedding::{Embedded, Packed};
use crate::search::features::{features, hash};
use crate::search::index::Leave;
use crate::search::semantic::Prefix;
use crate::search::{Analysis, Memo};

/// A labelled question, taken apart.
pub(super) struct Known<'a> {
    pub(super) labelled: &'a Labelled,
    pub(super) right: Option<u32>,
    also: Vec<u32>,
    analysis: Analysis,
    /// What the embedding model reads of it; none when it can't.
    pub(super) read: Option<Cow<'a, str>>,
}

impl Known<'_> {
    /// Which of `folds` parts it is left out in: the same as the text that is learned from.
    pub(super) fn fold(&self, folds: u64) -> u64 {
        fold_of(&self.labelled.text, folds)
    }
}

/// The labelled questions that say something of the corpus: not small talk, not one that is a phrasing word for word, not one whose entry is gone.
pub(super) fn known<'a>(corpus: &'a Corpus, base: &Base) -> Vec<Known<'a>> {
    corpus.last_questions().iter().filter_map(|labelled| known_of(labelled, base)).collect()
}

/// One question, where it says something of the corpus.
pub(super) fn known_of<'a>(labelled: &'a Labelled, base: &Base) -> Option<Known<'a>> {
    let variety = base.variety(labelled.lang, &labelled.text);
    let analysis = base.question(&labelled.text, variety, &Memo::default());
    let right = labelled.topic.as_deref().and_then(|topic| base.number_of(topic));
    let is_gone = labelled.topic.is_some() && right.is_none();
    let says_nothing = labelled.is_smalltalk() || analysis.tokens.is_empty() || base.verbatim.find(&analysis.tokens, None).is_some();
    if is_gone || says_nothing {
        return None;
    }
    let also = labelled.also.iter().filter_map(|entry| base.number_of(entry)).collect();
    let read = base.legible(&labelled.text, &analysis.tokens, variety);
    Some(Known { labelled, right, also, analysis, read })
}

/// Asks them; the evidence is not ranked yet.
pub(super) fn ask<'k, 'a: 'k>(
    known: impl Iterator<Item = &'k Known<'a>>,
    sources: &Sources<'_>,
    embedded: Option<&Embedded>,
) -> Vec<LeftOut<'a>> {
    let ask = |(sample, known): (usize, &Known<'a>)| {
        let Known { labelled, right, also, analysis, read } = known;
        let read = embedded.zip(read.as_deref()).and_then(|(embedded, read)| embedded.get(read, Prefix::Query));
        let (vector, languages) = (read.map(Packed::unpack), language_weights(labelled.lang));
        let features = features(analysis, |_| true);
        let asked = Asked {
            analysis,
            features: &features,
            vector: vector.as_deref(),
            also: &[],
            languages,
            leave: Some(Leave::Question),
            hash: hash(&labelled.text),
        };
        LeftOut {
            sample,
            text: &labelled.text,
            right: *right,
            also: also.clone(),
            unknown: false,
            by_owner: true,
            language: labelled.lang,
            evidence: sources.ask(&asked),
        }
    };
    known.enumerate().map(ask).collect()
}
