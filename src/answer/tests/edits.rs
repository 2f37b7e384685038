//! Entries edited one by one, against all built anew.

use super::*;
use crate::answer::ranking::Evidence;
use crate::faq::Entry;
use crate::search::Signals;
use proptest::prelude::*;
use std::collections::BTreeMap;

/// What entries are made of: a phrasing, and words that only it has.
const POOL: [(Language, &str); 12] = [
    (Language::EN, "May I mount a roof box for skis?"),
    (Language::EN, "Which oil does the gearbox take?"),
    (Language::EN, "My parcel shelf rattles on bad roads"),
    (Language::EN, "How many years of warranty do I get?"),
    (Language::BN, "ছাদের বাক্স লাগানো যাবে?"),
    (Language::BN, "চাবি হারিয়ে গেছে কী করব"),
    (Language::BN, "chabi hariye geche ki korbo"),
    (Language::BN, "টায়ারের চাপ কত হওয়া উচিত?"),
    (Language::KK, "Шатырға қорап орнатуға бола ма?"),
    (Language::KK, "Кілтімді жоғалтып алдым, не істеймін?"),
    (Language::KK, "дөңгелектің қысымы қанша болуы керек"),
    (Language::KK, "koligimnin kilti zhogaldy"),
];

fn made(id: &str, texts: &[usize]) -> Entry {
    let mut entry = Entry { id: id.to_owned(), texts: BTreeMap::new(), ..Entry::clone(&corpus().entries[0]) };
    for number in texts {
        let (language, phrasing) = POOL[*number];
        let text = entry
            .texts
            .entry(language)
            .or_insert_with(|| crate::faq::Text::new(format!("{phrasing} {id}"), Vec::new(), format!("{number} {id}")));
        text.phrasings.push(phrasing.to_owned());
    }
    entry
}

/// An edit: an entry of the corpus or a new one, and what it becomes; without texts it is withdrawn.
fn edits() -> impl Strategy<Value = Vec<(usize, Vec<usize>)>> {
    let texts = proptest::collection::btree_set(0..POOL.len(), 0..4).prop_map(|texts| texts.into_iter().collect());
    proptest::collection::vec((0_usize..9, texts), 1..14)
}

fn id(corpus: &Corpus, number: usize) -> String {
    corpus.entries.get(number).map_or_else(|| format!("new-{number}"), |entry| entry.id.clone())
}

/// What was found of each entry, by its id.
fn found(engine: &Engine, evidence: &Evidence) -> BTreeMap<String, (Signals, bool)> {
    let of = |candidate: &ranking::Candidate| {
        let facts = &engine.base().entries[candidate.entry as usize];
        (facts.id.clone(), (candidate.features.signals(), facts.speaks(Language::EN)))
    };
    evidence.candidates.iter().map(of).collect()
}

fn all_texts(corpus: &Corpus) -> impl Iterator<Item = (&str, Language, &str)> {
    let texts = corpus.entries.iter().flat_map(|entry| entry.texts.iter().map(|(language, text)| (entry.id.as_str(), *language, text)));
    texts.flat_map(|(id, language, text)| {
        std::iter::once(&text.title).chain(&text.phrasings).map(move |asked| (id, language, asked.as_str()))
    })
}

/// The entry that has this text alone.
fn verbatim(engine: &Engine, text: &str) -> Option<String> {
    let base = engine.base();
    base.verbatim.find(&crate::language::tokens(text), None).map(|entry| base.entries[entry as usize].id.clone())
}

/// What an engine says of a text.
fn said(engine: &Engine, text: &str) -> (Kind, Option<String>) {
    let decision = engine.ask(&Question { text, ..Question::default() });
    (decision.kind, decision.entry)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn edits_one_by_one_come_to_what_is_built_anew(edits in edits()) {
        let before = corpus();
        let mut now = before.clone();
        let mut engine = ENGINES[1].clone();
        let mut alone = ENGINES[0].clone();
        for (number, texts) in edits {
            let id = id(&before, number);
            match texts.is_empty() {
                true => now.take(&id),
                false => now.put(made(&id, &texts)),
            }
            (engine, alone) = (engine.with_edits(&now, &[&id]), alone.with_edits(&now, &[&id]));
        }
        let anew = engine.rebuilt(&now).expect("an index");
        prop_assert_eq!((engine.corpus_hash(), anew.edited()), (now.hash(), 0));
        prop_assert_eq!(engine.languages().codes(), anew.languages().codes());
        let asked = now.entries.iter().map(|entry| entry.id.as_str()).collect::<Vec<_>>();
        for (_, language, text) in all_texts(&now).chain(all_texts(&before)) {
            let (edited, built) = (alone.evidence(text, language, None), anew.evidence(text, language, None));
            let (edited, built) = (found(&alone, &edited), found(&anew, &built));
            for (id, (signals, speaks)) in &built {
                let Some((other, also_speaks)) = edited.get(id) else { prop_assert!(false, "{} lacks {}", text, id); continue };
                prop_assert_eq!(speaks, also_speaks);
                for (one, other) in signals.0.iter().zip(other.0) {
                    prop_assert!((one - other).abs() < 1e-4, "{}: {} {:?} {:?}", text, id, signals, other);
                }
            }
            prop_assert!(edited.keys().all(|id| asked.contains(&id.as_str())), "{} finds what is gone", text);
            prop_assert_eq!(verbatim(&engine, text), verbatim(&anew, text), "{}", text);
        }
        for (id, _, text) in all_texts(&now).filter(|(_, _, text)| verbatim(&anew, text).is_some()) {
            prop_assert_eq!(verbatim(&engine, text), Some(id.to_owned()), "{}", text);
            prop_assert_eq!(said(&engine, text), said(&anew, text), "{}", text);
        }
    }
}

#[test]
fn an_edit_is_answered_from_at_once() {
    let mut corpus = corpus();
    let count = corpus.entries.len();
    corpus.put(made("zz-roof-box", &[0, 4, 8]));
    corpus.put(made("charge-time", &[1]));
    let engine = ENGINES[1].with_edits(&corpus, &["zz-roof-box", "charge-time"]);
    assert_eq!((engine.edited(), engine.corpus_hash()), (2, corpus.hash()));
    for (text, entry) in [
        ("may I mount a roof box for skis", "zz-roof-box"),
        ("ছাদের বাক্স লাগানো যাবে", "zz-roof-box"),
        ("which oil does the gearbox take", "charge-time"),
    ] {
        assert_eq!(said(&engine, text), (Kind::Answer, Some(entry.to_owned())), "{text}");
    }
    assert_eq!(first(&engine.ask(&Question { text: "roof box on skis", ..Question::default() })), "zz-roof-box");
    // A word of the edit is known, and a slip in it forgiven.
    assert_eq!(first(&engine.ask(&Question { text: "which gearbx oil?", ..Question::default() })), "charge-time");
    corpus.take("zz-roof-box");
    let engine = engine.with_edits(&corpus, &["zz-roof-box"]);
    assert_eq!(corpus.entries.len(), count);
    assert_ne!(said(&engine, "may I mount a roof box for skis").1.as_deref(), Some("zz-roof-box"));
    assert!(!engine.is_handoff("zz-roof-box"));
    // What nobody touched is decided as it was.
    for text in ["how long is the warranty", "where is the service centre", "hello"] {
        let [before, after] = [&ENGINES[1], &engine].map(|engine| engine.ask(&Question { text, ..Question::default() }));
        assert_eq!((before.kind, before.entry), (after.kind, after.entry), "{text}");
    }
}
