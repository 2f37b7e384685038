//! Prints the numbers of `src/answer/prior.rs`, from the left-out phrasings of several corpora, each of which counts the same.
//! `AFTERCARE_MODEL=data/model cargo bench --bench prior -- faq CLINC/faq XSID/faq`
//!
//! The public sets become folders of FAQ files with `to_faq.py`. Without `AFTERCARE_MODEL`: for words alone.
use std::path::Path;

use aftercare::answer::{Engine, Settings, prior};
use aftercare::faq::Corpus;
use aftercare::faq::file::read_dir;
use aftercare::published::complete;
use aftercare::search::embedding::Embedded;
use aftercare::search::semantic::Embedder;

fn main() {
    // Cargo adds `--bench`, which is not ours.
    let folders: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let folder = std::env::var_os("AFTERCARE_MODEL");
    let embedder = folder.map(|folder| Embedder::open(Path::new(&folder)).expect("a whole model").expect("an installed model"));
    let corpora: Vec<(Corpus, Engine, Embedded)> = folders.iter().map(|folder| open(Path::new(folder), embedder.as_ref())).collect();
    let taught: Vec<prior::Taught<'_>> = corpora
        .iter()
        .map(|(corpus, engine, embedded)| (corpus, engine, embedder.as_ref().map(|embedder| (embedder.id(), embedded))))
        .collect();
    let [first, three] = prior::learn(&taught);
    println!("best entry: {first:.3?}\nbest three: {three:.3?}");
}

fn open(folder: &Path, embedder: Option<&Embedder>) -> (Corpus, Engine, Embedded) {
    let (mut corpus, _) = read_dir(folder, Default::default()).expect("a folder of FAQ files");
    complete(&mut corpus);
    let engine = Engine::build(&corpus, &Settings::default()).expect("an index");
    let mut embedded = Embedded::default();
    if let Some(embedder) = embedder {
        engine.embed(&corpus, embedder, &mut embedded).expect("the model reads texts");
    }
    (corpus, engine, embedded)
}
