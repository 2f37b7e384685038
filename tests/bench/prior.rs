//! Prints the calibrations of `src/answer/prior.toml`, from the left-out phrasings of several corpora, each of which counts the same.
//! `AFTERCARE_MODEL=data/model cargo bench --bench prior -- faq CLINC/faq XSID/faq`
//!
//! The first corpus, in English alone, is asked in its other languages as well. The public sets become folders of FAQ files with `to_faq.py`. Without `AFTERCARE_MODEL`: for words alone.
use std::path::Path;

use aftercare::answer::calibration::{CalibrationFeature, CalibrationFeatures, Logistic, Thresholds};
use aftercare::answer::learn::calibration::{Outcome, Scored, thresholds};
use aftercare::answer::learn::importance::{ImportanceWeights, outcomes};
use aftercare::answer::learn::left_out::LeftOut;
use aftercare::answer::learn::{self, train_and_tell};
use aftercare::answer::prior::PRIOR;
use aftercare::answer::{Engine, Settings};
use aftercare::faq::Corpus;
use aftercare::language::Language;
use aftercare::published::sample::{complete, general_negatives};
use aftercare::search::embedding::{Embedded, Packed};
use aftercare::search::semantic::{Embedder, Prefix};

/// A corpus, its engine, and what the embedding model of that identity says of it.
type Taught<'a> = (&'a Corpus, &'a Engine, Option<([u8; 32], &'a Embedded)>);

fn main() {
    // Cargo adds `--bench`, which is not ours.
    let folders: Vec<String> = std::env::args().skip(1).filter(|arg| arg != "--bench").collect();
    let folder = std::env::var_os("AFTERCARE_MODEL");
    let embedder = folder.map(|folder| Embedder::open(Path::new(&folder)).expect("a whole model").expect("an installed model"));
    let mut corpora: Vec<(Corpus, Engine, Embedded)> = folders.iter().map(|folder| open(Path::new(folder), embedder.as_ref())).collect();
    let taught: Vec<Taught<'_>> = corpora
        .iter()
        .map(|(corpus, engine, embedded)| (corpus, engine, embedder.as_ref().map(|embedder| (embedder.id(), embedded))))
        .collect();
    print(if embedder.is_some() { "meaning" } else { "words" }, &fit_together(&taught));
    if let Some(embedder) = &embedder {
        let (whole, _, embedded) = &mut corpora[0];
        across(whole, embedder, embedded);
    }
}

/// Prints the tables of a calibration.
fn print(name: &str, [top_1, top_3]: &[Logistic; 2]) {
    println!("[calibration.{name}.bias]\ntop_1 = {:.3}\ntop_3 = {:.3}\n\n[calibration.{name}.features]", top_1.bias, top_3.bias);
    for feature in CalibrationFeature::ALL {
        let [mean, scale, top_1, top_3] = [top_1.mean, top_1.scale, top_1.weights, top_3.weights].map(|values| values[feature]);
        println!("{:?} = {{ mean = {mean:.3}, scale = {scale:.3}, top_1 = {top_1:.3}, top_3 = {top_3:.3} }}", feature.name());
    }
    println!();
}

/// Questions that a corpus counts for.
const EACH: f32 = 1_000.0;

/// How sure a ranking is by the left-out phrasings of some corpora, each of which counts the same: for the best entry, and for the best three.
/// With vectors for questions that the embedding model has read, without for words alone.
fn fit_together(corpora: &[Taught<'_>]) -> [Logistic; 2] {
    let mut all: Vec<Outcome> = Vec::new();
    for (corpus, engine, embedded) in corpora {
        let (_, mut left_out) = train_and_tell(engine, corpus, *embedded);
        left_out.retain(|l| l.evidence.meaning.is_some() == embedded.is_some());
        let prior = if embedded.is_some() { &PRIOR.meaning } else { &PRIOR.words };
        let mut outcomes = outcomes(&left_out, &ImportanceWeights::of(&left_out), corpus.entries.len(), prior.unanswered);
        let total: f32 = outcomes.iter().map(|o| o.weight).sum::<f32>().max(1e-6);
        outcomes.iter_mut().for_each(|o| o.weight *= EACH / total);
        all.extend(outcomes);
    }
    [Logistic::fit(&all, None, |o| o.top_1), Logistic::fit(&all, None, |o| o.top_3)]
}

/// One entry of so many is unknown to an FAQ that is asked in other languages.
const UNKNOWN_ONE_OF: usize = 10;

/// A corpus's texts in English, asked in its other languages.
fn across(whole: &Corpus, embedder: &Embedder, embedded: &mut Embedded) {
    let mut english = whole.clone();
    (english.offtopic, english.general) = Default::default();
    let mut number = 0;
    english.entries.retain_mut(|entry| {
        let entry = std::sync::Arc::make_mut(entry);
        number += 1;
        entry.texts.retain(|language, _| *language == Language::EN);
        !entry.texts.is_empty() && number % UNKNOWN_ONE_OF != 0
    });
    complete(&mut english);
    let engine = learn::engine(&english, &Settings::default()).expect("an index");
    learn::embed(&engine, &english, embedder, embedded).expect("the model reads texts");
    let (fits, limits) = fit_across(&(&english, &engine, Some((embedder.id(), &*embedded))), whole);
    print("across", &fits);
    println!("{limits:.3?}");
}

/// Calibration features that say the same whatever the language: of the ranking, the length, and the embedding model.
const ACROSS: [CalibrationFeature; 10] = [
    CalibrationFeature::BestShare,
    CalibrationFeature::Gap,
    CalibrationFeature::Length,
    CalibrationFeature::MeaningClassifier,
    CalibrationFeature::MeaningNearest,
    CalibrationFeature::MeaningAnswer,
    CalibrationFeature::MeaningNearerThanSecond,
    CalibrationFeature::MeaningOfftopic,
    CalibrationFeature::MeaningClassifierAgrees,
    CalibrationFeature::MeaningNearestAgrees,
];

/// How sure the ranking of a question is in a language that the corpus has no text in, and from where on it is answered: `asked`'s phrasings and
/// off-topic lines in the languages that `taught` lacks. Entries that `taught` lacks as well stand for off-topic questions.
fn fit_across(taught: &Taught<'_>, asked: &Corpus) -> ([Logistic; 2], Thresholds) {
    let (corpus, engine, embedded) = taught;
    let trained = learn::train(engine, corpus, *embedded);
    let left_out = ask_across(corpus, &engine.with_trained(trained), asked, *embedded);
    let mut outcomes = outcomes(&left_out, &ImportanceWeights::of(&left_out), corpus.entries.len(), PRIOR.meaning.unanswered);
    for outcome in &mut outcomes {
        outcome.features = CalibrationFeatures::of(&ACROSS.map(|feature| (feature, outcome.features[feature])));
    }
    let [top_1, top_3] = [Logistic::fit(&outcomes, None, |o| o.top_1), Logistic::fit(&outcomes, None, |o| o.top_3)];
    let scored: Vec<Scored<'_>> = outcomes.iter().map(|outcome| Scored::by(&top_1, &top_3, outcome)).collect();
    let limits = thresholds(&scored, Settings::default().wrong_rate);
    ([top_1, top_3], limits)
}

/// Asks an FAQ in the languages that it lacks: with the phrasings and off-topic lines that `asked` has in them.
fn ask_across<'a>(corpus: &Corpus, engine: &Engine, asked: &'a Corpus, embedded: Option<([u8; 32], &Embedded)>) -> Vec<LeftOut<'a>> {
    let lacks = |language: Language| !corpus.entries.iter().any(|entry| entry.texts.contains_key(&language));
    let right = |id: &str| corpus.entries.binary_search_by(|entry| entry.id.as_str().cmp(id)).ok().map(|number| number as u32);
    let texts = asked.entries.iter().flat_map(|entry| entry.texts.iter().map(move |(language, text)| (entry, *language, text)));
    let phrasings = texts.flat_map(|(entry, language, text)| {
        let right = right(&entry.id);
        text.phrasings.iter().map(move |phrasing| (phrasing.as_str(), language, right, right.is_none()))
    });
    let lines = asked.offtopic.iter().flat_map(|(language, lines)| lines.iter().map(|line| (line.as_str(), *language, None, false)));
    let lacking = phrasings.chain(lines).filter(|(_, language, ..)| lacks(*language));
    let ask = |(sample, (text, language, right, unknown)): (usize, (&'a str, Language, Option<u32>, bool))| {
        let vector = embedded.and_then(|(_, embedded)| embedded.get(text, Prefix::Query)).map(Packed::unpack)?;
        let mut evidence = engine.evidence(text, language, Some(&vector));
        evidence.rank(&PRIOR.across.weights);
        Some(LeftOut { sample, text, right, also: Vec::new(), by_owner: false, unknown, language, evidence })
    };
    lacking.enumerate().filter_map(ask).collect()
}

fn open(folder: &Path, embedder: Option<&Embedder>) -> (Corpus, Engine, Embedded) {
    let (mut corpus, _) = aftercare::published::folder::read(folder, Default::default()).expect("a folder of FAQ files");
    complete(&mut corpus);
    // What is believed holds for FAQs without lines of their own, which are asked anything: sentences of every day are asked as well.
    for (language, lines) in &mut corpus.offtopic {
        lines.extend(general_negatives(*language));
    }
    let engine = learn::engine(&corpus, &Settings::default()).expect("an index");
    let mut embedded = Embedded::default();
    if let Some(embedder) = embedder {
        learn::embed(&engine, &corpus, embedder, &mut embedded).expect("the model reads texts");
    }
    (corpus, engine, embedded)
}
