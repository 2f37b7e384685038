//! Which questions ask the same: how many of the pairs that are taken for one are, and how many questions find another of their topic.

use crate::semantic::MODEL;
use crate::{corpus, labelled, project};
use aftercare::answer::evaluate::Labelled;
use aftercare::answer::likeness::Likeness;
use aftercare::answer::{Settings, learn};
use aftercare::search::embedding::Embedding;
use std::sync::Arc;

/// Share of the pairs that have one topic, and share of the questions that find at least one other of theirs.
fn measured(questions: &[Labelled], embedding: Option<&Arc<Embedding>>) -> (f32, f32) {
    let corpus = corpus(&project().join("faq"));
    let engine = learn::engine(&corpus, &Settings::default()).expect("an index").with_embedding(embedding.cloned());
    let questions: Vec<&Labelled> = questions.iter().filter(|question| question.topic.is_some()).collect();
    let asked: Vec<_> = questions.iter().map(|question| engine.asked(&question.text, question.lang)).collect();
    let likeness = Likeness::new(&asked);
    let is_same = |a: &Labelled, b: &Labelled| {
        let has = |x: &Labelled, topic: &Option<String>| x.topic == *topic || topic.as_ref().is_some_and(|topic| x.also.contains(topic));
        has(a, &b.topic) || has(b, &a.topic)
    };
    let (mut pairs, mut right, mut found) = (0, 0, 0);
    for one in 0..questions.len() {
        let alike: Vec<usize> = (0..questions.len()).filter(|other| *other != one && likeness.of(one, *other) >= 1.0).collect();
        let same = alike.iter().filter(|other| is_same(questions[one], questions[**other])).count();
        pairs += alike.len();
        right += same;
        found += usize::from(same > 0);
    }
    (right as f32 / pairs.max(1) as f32, found as f32 / questions.len() as f32)
}

#[test]
fn questions_that_ask_the_same_are_found() {
    let questions = labelled(&project().join("tests/quality/blind-questions.jsonl"));
    let (right, found) = measured(&questions, None);
    println!("words: {right:.3} of the pairs have one topic, {found:.3} of the questions find one of theirs");
    assert!(right >= 0.8 && found >= 0.08, "{right} {found}");
    let Some(embedding) = MODEL.as_ref() else { return };
    let (right, found) = measured(&questions, Some(embedding));
    println!("with the model: {right:.3} of the pairs have one topic, {found:.3} of the questions find one of theirs");
    assert!(right >= 0.7 && found >= 0.12, "{right} {found}");
}
