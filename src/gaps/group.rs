//! Which gap a missed question belongs to: that of the known question which asks the same, or a new one.

use super::tally::Question;
use crate::answer::Engine;
use crate::answer::likeness::{Asked, Likeness};
use crate::search::embedding::Packed;
use crate::store::GapQuestion;
use uuid::Uuid;

/// The new questions with their gaps; `new_id` names a gap that is not there yet. Blocks for as long as the embedding model reads them.
pub(super) fn group(engine: &Engine, known: &[GapQuestion], new: Vec<Question>, mut new_id: impl FnMut() -> Uuid) -> Vec<GapQuestion> {
    let model = engine.model();
    let vector_of = |question: &GapQuestion| {
        let (of, bytes) = question.vector.as_ref()?;
        (Some(of.as_slice()) == model.as_ref().map(<[u8; 32]>::as_slice)).then(|| Packed::from_bytes(bytes)).flatten()
    };
    let mut gaps: Vec<Uuid> = known.iter().map(|question| question.gap).collect();
    let mut asked: Vec<Asked> =
        known.iter().map(|question| engine.asked_of_words(&question.text, question.language, vector_of(question))).collect();
    asked.extend(new.iter().map(|question| engine.asked(&question.text, question.language)));
    let likeness = Likeness::new(&asked);
    let mut grouped = Vec::with_capacity(new.len());
    for (place, question) in new.into_iter().enumerate() {
        let place = known.len() + place;
        let same = known.iter().position(|known| (known.conversation, known.seq) == (question.conversation, question.seq));
        let nearest = (0..place).map(|other| (other, likeness.of(place, other))).max_by(|a, b| a.1.total_cmp(&b.1));
        let alike = nearest.filter(|(_, likeness)| *likeness >= 1.0).map(|(other, _)| other);
        let gap = same.or(alike).map_or_else(&mut new_id, |other| gaps[other]);
        gaps.push(gap);
        let vector = asked[place].vector.as_ref().map(Packed::to_bytes);
        grouped.push(GapQuestion {
            conversation: question.conversation,
            seq: question.seq,
            gap,
            at: question.at,
            language: question.language,
            text: question.text,
            kind: question.miss.as_str().to_owned(),
            entry: question.entry,
            reply: None,
            vector: model.map(|model| model.to_vec()).zip(vector),
        });
    }
    grouped
}
