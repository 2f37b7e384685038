//! What was built, written into a file and read again.

use super::*;
use std::sync::Arc;

fn written(engine: &Engine, corpus: &Corpus) -> Vec<u8> {
    let mut bytes = Vec::new();
    engine.kept(corpus).expect("nothing was edited").write(&mut bytes).expect("memory takes all");
    bytes
}

fn kept(bytes: &[u8]) -> Option<Kept> {
    Kept::read(bytes, bytes.len() as u64)
}

/// An engine of a file, with what another one has learned.
fn read(bytes: &[u8], corpus: &Corpus, most_edited: usize, like: &Engine) -> Option<Engine> {
    let ready = Ready::of_file(kept(bytes)?, corpus, &settings(), most_edited)?;
    let trained = like.trained().map(Arc::clone);
    Some(learn::engine_with(corpus, &settings(), Some(ready), |_| trained).expect("nothing has to be built"))
}

const QUESTIONS: [&str; 12] = [
    "How long is the waranty?",
    "gaarir warranty koto din",
    "гарантия канша жыл болады",
    "kepildik qansha",
    "ক্লেইম কিভাবে করবো",
    "charging takes hours",
    "hello, how do I claim",
    "smoke comes from under the bonnet",
    "what is the weather like",
    "error E03",
    "қайда орналасқан сервис",
    "I want to talk to a person",
];

#[test]
fn what_was_read_decides_as_what_was_built() {
    let corpus = corpus();
    for engine in ENGINES.iter() {
        let again = read(&written(engine, &corpus), &corpus, 0, engine).expect("its own file");
        assert_eq!((again.corpus_hash(), again.edited()), (engine.corpus_hash(), 0));
        assert_eq!(again.languages().codes(), engine.languages().codes());
        let phrasings = corpus.entries.iter().flat_map(|entry| entry.texts.values()).flat_map(|text| &text.phrasings);
        for text in phrasings.map(String::as_str).chain(QUESTIONS) {
            let said = |engine: &Engine| {
                let decision = engine.ask(&Question { text, explain: true, ..Question::default() });
                (format!("{decision:?}"), decision.explain.map(|explain| serde_json::to_string(&explain).expect("plain data")))
            };
            assert_eq!(said(&again), said(engine), "{text}");
        }
    }
}

#[test]
fn a_few_edits_lie_over_what_was_read() {
    let before = corpus();
    // What is learned at once follows the edited corpus; what was learned of the one before serves both.
    let learned = &ENGINES[0];
    let bytes = written(learned, &before);
    let mut now = before.clone();
    let [first, second] = [0, 1].map(|place| before.entries[place].id.clone());
    let edited = |id: &str, phrasing: &str| {
        let mut entry = crate::faq::Entry { id: id.to_owned(), ..crate::faq::Entry::clone(&before.entries[0]) };
        entry.texts.values_mut().for_each(|text| text.phrasings = vec![phrasing.to_owned()]);
        entry
    };
    now.take(&first);
    now.put(edited(&second, "may I mount a roof box"));
    now.put(edited("aa-new", "my parcel shelf rattles"));
    let engine = read(&bytes, &now, 3, learned).expect("three edits");
    assert_eq!((engine.corpus_hash(), engine.edited()), (now.hash(), 3));
    let laid_over = learned.with_edits(&now, &["aa-new", &first, &second]);
    for text in QUESTIONS.into_iter().chain(["may I mount a roof box", "my parcel shelf rattles badly"]) {
        let said = |engine: &Engine| format!("{:?}", engine.ask(&Question { text, ..Question::default() }));
        assert_eq!(said(&engine), said(&laid_over), "{text}");
    }
    assert!(engine.kept(&now).is_none(), "edits are not kept");
    assert!(read(&bytes, &now, 2, learned).is_none(), "more than may be");
    let mut beside = before.clone();
    beside.offtopic.entry(Language::EN).or_default().push("who won the match".to_owned());
    assert!(read(&bytes, &beside, 3, learned).is_none(), "what lies beside the entries is another");
}

#[test]
fn a_damaged_file_is_none() {
    let corpus = corpus();
    let bytes = written(&ENGINES[0], &corpus);
    // Every byte of the begin, and some of the rest.
    for at in (0..64).chain((64..bytes.len()).step_by(997)).chain([bytes.len() - 1]) {
        let mut damaged = bytes.clone();
        damaged[at] ^= 1;
        assert!(kept(&damaged).is_none() && kept(&bytes[..at]).is_none(), "byte {at}");
    }
    let with_more: Vec<u8> = [&bytes[..], &[0]].concat();
    assert!(kept(&with_more).is_none());
    assert!(kept(&[]).is_none());
}
