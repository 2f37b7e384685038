//! What is learned, kept in a file, and served by.

use super::*;
use crate::answer::learn::texts::{Source, samples};
use crate::answer::ranking::RankingFeature;
use crate::faq::{Entry, Labelled};
use crate::search::embedding::Embedded;
use crate::search::features::{features, hash};
use crate::search::index::Leave;
use crate::search::semantic::DIMENSIONS;
use std::sync::Arc;

#[test]
fn what_an_earlier_corpus_taught_serves_a_changed_one_and_no_other() {
    let mut changed = corpus();
    let trained = ENGINES.iter().find_map(Engine::trained).expect("one of them was trained");
    changed.entries.truncate(changed.entries.len() / 2 + 1);
    assert!(trained.serves(&changed));
    changed.entries.iter_mut().for_each(|entry| Arc::make_mut(entry).id.push('x'));
    assert!(!trained.serves(&changed));
}

#[test]
fn what_was_learned_survives_a_file_and_nothing_else_does() {
    let corpus = corpus();
    let engine = &ENGINES[1];
    let trained = learn::train(engine, &corpus, None);
    let bytes = trained.to_bytes();
    assert_eq!(bytes, learn::train(engine, &corpus, None).to_bytes(), "training is deterministic");
    let read = Trained::from_bytes(&bytes).expect("its own file");
    assert_eq!(read.corpus_hash, corpus.hash());
    for text in ["how long is the warranty", "চার্জ কত সময়", "қайда сервис"] {
        let question = Question { text, ..Question::default() };
        let (a, b) = (engine.with_trained(read.clone()).ask(&question), ENGINES[0].ask(&question));
        assert_eq!((a.entries, a.confidence, a.kind), (b.entries, b.confidence, b.kind));
    }
    for at in [0, 15, 40, bytes.len() / 2, bytes.len() - 1] {
        let mut changed = bytes.clone();
        changed[at] ^= 1;
        assert!(Trained::from_bytes(&changed).is_none(), "byte {at}");
        assert!(Trained::from_bytes(&bytes[..at]).is_none(), "cut at {at}");
    }
}

#[test]
fn general_lines_that_an_entry_may_answer_are_passed_over() {
    let mut corpus = corpus();
    let phrasing = corpus.entries[0].texts.values().next().expect("a text").phrasings[0].clone();
    corpus.general.insert(Language::EN, vec!["what is the capital of France".to_owned(), phrasing.clone()]);
    let base = ENGINES[1].base();
    let analyzer = &base.analyzer;
    let near = features(&analyzer.analyze(&phrasing), |_| true);
    let general = |passes: bool| -> Vec<String> {
        let samples = samples(&corpus, base, |features| !passes && *features == near);
        samples.list.iter().filter(|sample| matches!(sample.source, Source::General(_))).map(|sample| sample.text.to_owned()).collect()
    };
    assert_eq!(general(true), ["what is the capital of France", &phrasing]);
    assert_eq!(general(false), ["what is the capital of France"]);
}

/// Vectors for all texts of a corpus: a direction of its own for each entry, and a little of the text's.
fn vectors(corpus: &Corpus, engine: &Engine) -> Embedded {
    let mut embedded = Embedded::default();
    for sample in samples(corpus, engine.base(), |_| false).list {
        let Some((read, prefix)) = sample.embedded() else { continue };
        let place = sample.source.entry().map_or(DIMENSIONS - 1, |entry| entry as usize % (DIMENSIONS - 1));
        let mut vector = [0.1; DIMENSIONS];
        vector[place] = 2.0;
        vector[sample.hash() as usize % DIMENSIONS] += 0.5;
        embedded.put(read, prefix, &vector);
    }
    embedded
}

#[test]
fn what_was_learned_with_a_model_survives_a_file_and_words_alone_stay_as_they_were() {
    let corpus = corpus();
    let engine = &ENGINES[1];
    let embedded = vectors(&corpus, engine);
    let trained = learn::train(engine, &corpus, Some(([7; 32], &embedded)));
    let bytes = trained.to_bytes();
    let read = Trained::from_bytes(&bytes).expect("its own file");
    assert_eq!(read.to_bytes(), bytes);
    let (meaning, learned) = read.meaning.as_ref().expect("what was learned with the model");
    assert_eq!(meaning.model, [7; 32]);
    assert_ne!(learned.weights, read.learned.weights);
    let (words, alone) = (&read.learned, learn::train(engine, &corpus, None).learned);
    assert_eq!((words.weights, words.thresholds), (alone.weights, alone.thresholds), "the model changes nothing for those who lack it");
    for at in [bytes.len() - 9, bytes.len() - 2_000] {
        assert!(Trained::from_bytes(&bytes[..at]).is_none(), "cut at {at}");
    }
    // Without the model itself, words decide as ever.
    let engine = engine.with_trained(read);
    assert!(!engine.is_semantic());
    let question = Question { text: "how long is the warranty", ..Question::default() };
    assert_eq!(engine.ask(&question).entries, ENGINES[0].ask(&question).entries);
}

/// A question's vector that no text of the corpus has.
fn elsewhere() -> [f32; DIMENSIONS] {
    let mut vector = [0.1; DIMENSIONS];
    vector[DIMENSIONS / 2] = 2.0;
    vector
}

#[test]
fn an_edited_phrasing_is_found_by_its_meaning_before_anything_is_learned_from_it() {
    let mut corpus = corpus();
    let trained = learn::train(&ENGINES[1], &corpus, Some(([7; 32], &vectors(&corpus, &ENGINES[1]))));
    let engine = ENGINES[1].with_trained(trained);
    let add = |corpus: &mut Corpus, from: &str, id: &str, phrasing: &str| {
        let mut entry = Entry::clone(corpus.entry(from).expect("an entry"));
        entry.id = id.to_owned();
        entry.texts.get_mut(&Language::EN).expect("an English text").phrasings.push(phrasing.to_owned());
        corpus.put(entry);
    };
    add(&mut corpus, "charge-time", "charge-time", "my juice is flat tonight");
    add(&mut corpus, "warranty-claim", "zz-new", "somebody scratched the paint");
    let edited = engine.with_edits(&corpus, &["charge-time", "zz-new"]);
    let texts = |engine: &Engine, id: &str| engine.unread(id).into_iter().map(|unread| unread.read).collect::<Vec<_>>();
    assert_eq!(texts(&edited, "charge-time"), ["my juice is flat tonight"], "the others were learned from");
    assert!(texts(&edited, "zz-new").contains(&"How do I make a warranty claim?".to_owned()), "of a new entry nothing was");
    assert!(texts(&edited, "warranty-claim").is_empty() && texts(&edited, "no-such-entry").is_empty());
    assert!(texts(&ENGINES[1].with_edits(&corpus, &["charge-time"]), "charge-time").is_empty(), "without a model there is nothing to read");
    // A question in no words that anybody has written.
    let nearness = |engine: &Engine, id: &str| {
        let evidence = engine.evidence("zzq vvk wibble", Language::EN, Some(&elsewhere()));
        let number = engine.base().number_of(id);
        let candidate = evidence.candidates.iter().find(|candidate| Some(candidate.entry) == number);
        candidate.map_or(0.0, |candidate| candidate.features[RankingFeature::MeaningNearest])
    };
    assert!(nearness(&edited, "charge-time") < 0.5);
    let mut unread = edited.unread("charge-time");
    unread.extend(edited.unread("zz-new").into_iter().filter(|unread| unread.read.contains("scratched")));
    let read: Vec<_> = unread.into_iter().map(|unread| (unread, elsewhere().to_vec())).collect();
    let knowing = edited.with_read(&read);
    let built = knowing.rebuilt(&corpus).expect("an index");
    for engine in [&knowing, &built] {
        assert!(["charge-time", "zz-new"].iter().all(|id| nearness(engine, id) > 0.99));
        assert!(nearness(engine, "warranty-claim") < 0.5 && texts(engine, "charge-time").is_empty());
    }
    // What is edited again is read again, and what is not there is passed over.
    let again = knowing.with_edits(&corpus, &["charge-time"]);
    assert_eq!(texts(&again, "charge-time"), ["my juice is flat tonight"]);
    let withdrawn = engine.with_read(&read);
    assert!(nearness(&withdrawn, "charge-time") < 0.5);
}

#[test]
fn a_text_without_a_vector_means_no_meaning() {
    let corpus = corpus();
    let embedded = Embedded::default();
    assert!(learn::train(&ENGINES[1], &corpus, Some(([7; 32], &embedded))).meaning.is_none());
}

#[test]
fn a_newer_corpus_is_served_with_older_learning() {
    let mut corpus = corpus();
    let old = learn::train(&ENGINES[1], &corpus, None);
    let mut entry = Entry::clone(&corpus.entries[0]);
    entry.id = "zz-roof-box".to_owned();
    for text in entry.texts.values_mut() {
        text.title = "Mounting a roof box".to_owned();
        text.phrasings = vec!["May I mount a roof box?".to_owned(), "roof rack for skis".to_owned()];
    }
    corpus.put(entry);
    corpus.entries.remove(1);
    corpus.sort();
    let engine = learn::engine_with(&corpus, &Settings::default(), None, |_| Some(Arc::new(old))).expect("an index");
    assert_ne!(engine.trained_on(), Some(engine.corpus_hash()));
    assert_eq!(first(&engine.ask(&Question { text: "roof box for skis", ..Question::default() })), "zz-roof-box");
}

#[test]
fn an_evaluation_counts_what_happened() {
    let labelled = |text: &str, style: &str, topic: Option<&str>| evaluate::Labelled {
        id: String::new(),
        lang: Language::EN,
        style: style.to_owned(),
        text: text.to_owned(),
        topic: topic.map(str::to_owned),
        also: Vec::new(),
    };
    let questions = [
        labelled("How long is the warranty?", "plain", Some("warranty-coverage")),
        labelled("How long is the warranty?", "plain", Some("charge-time")),
        labelled("Who won the match?", "oos", None),
        labelled("hello", "smalltalk", Some("smalltalk")),
    ];
    let report = evaluate::questions(&ENGINES[0], &questions);
    let all = report.groups["all"];
    assert_eq!((all.questions, all.right_first, all.offtopic, all.smalltalk, all.smalltalk_right), (2, 1, 1, 1, 1));
    assert_eq!(report.confusions.len(), 1);
    assert!(report.to_text().contains("charge-time"));
    let json = serde_json::to_string(&report).expect("plain data");
    assert!(json.contains("right_first"));
}

/// A labelled question of an owner.
fn asked(text: &str, topic: Option<&str>) -> Labelled {
    Labelled {
        id: String::new(),
        lang: Language::EN,
        style: "plain".into(),
        text: text.into(),
        topic: topic.map(str::to_owned),
        also: Vec::new(),
    }
}

#[test]
fn what_owners_asked_teaches_what_an_entry_is_asked_by() {
    let mut corpus = corpus();
    let question = Question { text: "my juice is flat again tonight", ..Question::default() };
    assert_ne!(first(&ENGINES[0].ask(&question)), "charge-time");
    corpus.questions.push(asked("the juice was flat tonight", Some("charge-time")));
    corpus.questions.push(asked("flat juice tonight again and again", Some("charge-time")));
    corpus.questions.push(asked("the wing of my aeroplane is gone", Some("no-such-entry")));
    let engine = learn::engine(&corpus, &Settings::default()).expect("an index");
    let engine = engine.with_trained(learn::train(&engine, &corpus, None));
    assert_eq!(first(&engine.ask(&question)), "charge-time");
}

/// Else limits would be learned from questions that are known by heart.
#[test]
fn a_labelled_question_is_left_out_when_limits_are_learned_from_it() {
    let mut corpus = corpus();
    let text = "the juice was flat tonight";
    corpus.questions.push(asked(text, Some("charge-time")));
    let engine = learn::engine(&corpus, &Settings::default()).expect("an index");
    let base = engine.base();
    let features = features(&base.analyzer.analyze(text), |_| true);
    let near = |leave| base.nearest.find(&features, leave, hash(text), &[]).nearest.map_or(0.0, |(_, cosine)| cosine);
    assert!(near(None) > 0.9, "{}", near(None));
    assert!(near(Some(Leave::Question)) < 0.5, "{}", near(Some(Leave::Question)));
}
