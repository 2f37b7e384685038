//! Prints the numbers of `src/answer/prior.rs`, from the left-out phrasings of several corpora, each of which counts the same.
//! `AFTERCARE_MODEL=data/model cargo bench --bench prior -- faq CLINC/faq XSID/faq`
//!
//! The first corpus, in English alone, is asked in its other languages as well. The public sets become folders of FAQ files with `to_faq.py`. Without `AFTERCARE_MODEL`: for words alone.
use std::path::Path;

use aftercare::answer::{Engine, Settings, prior};
use aftercare::faq::Corpus;
use aftercare::language::Language;
use aftercare::published::sample::{complete, general_negatives};
use aftercare::search::embedding::Embedded;
use aftercare::search::semantic::Embedder;

fn main() {
    // Cargo adds `--bench`, which is not ours.
    let folders: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let folder = std::env::var_os("AFTERCARE_MODEL");
    let embedder = folder.map(|folder| Embedder::open(Path::new(&folder)).expect("a whole model").expect("an installed model"));
    let mut corpora: Vec<(Corpus, Engine, Embedded)> = folders.iter().map(|folder| open(Path::new(folder), embedder.as_ref())).collect();
    let taught: Vec<prior::Taught<'_>> = corpora
        .iter()
        .map(|(corpus, engine, embedded)| (corpus, engine, embedder.as_ref().map(|embedder| (embedder.id(), embedded))))
        .collect();
    let [first, three] = prior::learn(&taught);
    println!("best entry: {first:.3?}\nbest three: {three:.3?}");
    if let Some(embedder) = &embedder {
        let (whole, _, embedded) = &mut corpora[0];
        across(whole, embedder, embedded);
    }
}

/// One entry of so many is unknown to an FAQ that is asked in other languages.
const UNKNOWN_ONE_OF: usize = 10;

/// A corpus's texts in English, asked in its other languages.
fn across(whole: &Corpus, embedder: &Embedder, embedded: &mut Embedded) {
    let mut english = Corpus { offtopic: Default::default(), general: Default::default(), ..whole.clone() };
    let mut number = 0;
    english.entries.retain_mut(|entry| {
        number += 1;
        entry.texts.retain(|language, _| *language == Language::En);
        !entry.texts.is_empty() && number % UNKNOWN_ONE_OF != 0
    });
    complete(&mut english);
    let engine = Engine::build(&english, &Settings::default()).expect("an index");
    engine.embed(&english, embedder, embedded).expect("the model reads texts");
    let ([first, three], limits) = prior::learn_across(&(&english, &engine, Some((embedder.id(), &*embedded))), whole);
    println!("across, best entry: {first:.3?}\nacross, best three: {three:.3?}\n{limits:.3?}");
}

fn open(folder: &Path, embedder: Option<&Embedder>) -> (Corpus, Engine, Embedded) {
    let (mut corpus, _) = aftercare::published::folder::read(folder, Default::default()).expect("a folder of FAQ files");
    complete(&mut corpus);
    // What is believed holds for FAQs without lines of their own, which are asked anything: sentences of every day are asked as well.
    for (language, lines) in &mut corpus.offtopic {
        lines.extend(general_negatives(*language));
    }
    let engine = Engine::build(&corpus, &Settings::default()).expect("an index");
    let mut embedded = Embedded::default();
    if let Some(embedder) = embedder {
        engine.embed(&corpus, embedder, &mut embedded).expect("the model reads texts");
    }
    (corpus, engine, embedded)
}
