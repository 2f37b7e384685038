//! The engine as a whole, on a small corpus.

use proptest::prelude::*;
use std::sync::LazyLock;

use super::calibration::Thresholds;
use super::learn::texts::{Source, samples};
use super::*;
use crate::faq::{Act, Corpus, file};
use crate::language::Language;
use crate::search::embedding::Embedded;
use crate::search::features::features;
use crate::search::semantic::DIMENSIONS;

const FILES: &[(&str, &str)] = &[
    (
        "warranty/warranty-coverage.toml",
        r#"
related = ["warranty-claim"]
[en]
title = "What the warranty covers"
phrasings = ["How long is the warranty?", "What does the guarantee cover?", "Is my car still covered by warranty?", "How many years of warranty do I get?"]
answer = "The warranty lasts 3 years or 100,000 km."
[bn]
title = "ওয়ারেন্টিতে কী পড়ে"
phrasings = ["ওয়ারেন্টি কত বছর?", "গাড়ির ওয়ারেন্টি কতদিন থাকে?", "warranty koto din", "ওয়ারেন্টিতে কী কী পড়ে?"]
answer = "ওয়ারেন্টি ৩ বছর।"
[kk]
title = "Кепілдік нені қамтиды"
phrasings = ["Кепілдік неше жыл?", "Кепілдік мерзімі қанша?", "гарантия канша жыл", "kepildik qansha zhyl"]
answer = "Кепілдік 3 жыл."
"#,
    ),
    (
        "warranty/warranty-claim.toml",
        r#"
[en]
title = "Making a warranty claim"
phrasings = ["How do I make a warranty claim?", "What documents do I send for a claim?", "A part broke, how do I claim it?", "Where do I submit a claim?"]
answer = "Send the VIN and photos."
[bn]
title = "ওয়ারেন্টি দাবি"
phrasings = ["ওয়ারেন্টি ক্লেইম কীভাবে করব?", "ক্লেইমের জন্য কী কাগজ লাগে?", "claim kivabe korbo"]
answer = "VIN ও ছবি পাঠান।"
[kk]
title = "Кепілдік талабы"
phrasings = ["Кепілдік талабын қалай жіберемін?", "Өтінімге қандай құжат керек?", "talap qalai zhiberemin"]
answer = "VIN мен фото жіберіңіз."
"#,
    ),
    (
        "charging/charge-time.toml",
        r#"
[en]
title = "How long charging takes"
phrasings = ["How long does charging take?", "How many hours until the battery is full?", "Time to charge at home", "When will the car be charged to 80 percent?"]
answer = "8 hours at home."
[bn]
title = "চার্জ হতে কত সময়"
phrasings = ["চার্জ হতে কত সময় লাগে?", "ফুল চার্জ কত ঘণ্টায় হয়?", "charge hote koto somoy lage"]
answer = "বাসায় ৮ ঘণ্টা।"
[kk]
title = "Зарядтау уақыты"
phrasings = ["Зарядтау қанша уақыт алады?", "Батарея неше сағатта толады?", "zaryadtau qansha saghat"]
answer = "Үйде 8 сағат."
"#,
    ),
    (
        "service/service-centre-find.toml",
        r#"
[en]
title = "Finding a service centre"
phrasings = ["Where is the nearest service centre?", "Is there a workshop in Dhaka?", "service centre address", "Which garage may repair my car?"]
answer = "See the list."
[bn]
title = "সার্ভিস সেন্টার কোথায়"
phrasings = ["সার্ভিস সেন্টার কোথায়?", "কাছের ওয়ার্কশপ কোনটা?", "service center kothay"]
answer = "তালিকা দেখুন।"
[kk]
title = "Сервис орталығын табу"
phrasings = ["Сервис орталығы қайда?", "Жақын жерде шеберхана бар ма?", "servis ortalygy qaida"]
answer = "Тізімді қараңыз."
"#,
    ),
    (
        "service/talk-to-human.toml",
        r#"
tags = ["handoff"]
[en]
title = "Speaking with a person"
phrasings = ["I want to talk to a human", "operator please", "Can I speak to a real person?", "connect me with an agent"]
answer = "Of course."
[bn]
title = "মানুষের সাথে কথা"
phrasings = ["মানুষের সাথে কথা বলতে চাই", "অপারেটর দিন", "manusher sathe kotha bolbo"]
answer = "অবশ্যই।"
[kk]
title = "Адаммен сөйлесу"
phrasings = ["Адаммен сөйлескім келеді", "операторға қосыңыз", "operatormen soilesu"]
answer = "Әрине."
"#,
    ),
    (
        "emergency/battery-fire-safety.toml",
        r#"
[en]
title = "Smoke or heat from the battery"
phrasings = ["What do I do when the battery smokes?", "Is the battery dangerous in a flood?"]
answer = "Leave the car."
[bn]
title = "ব্যাটারিতে ধোঁয়া"
phrasings = ["ব্যাটারি গরম হলে কী করব?"]
answer = "গাড়ি থেকে নামুন।"
"#,
    ),
    (
        "safety.toml",
        r#"
[[card]]
id = "fire"
entry = "battery-fire-safety"
[card.en]
title = "Leave the car"
text = "Now."
phrases = ["car is on fire", "smoke coming from battery"]
except = ["extinguisher", "fire risk"]
[card.bn]
title = "নেমে যান"
text = "এখনই।"
phrases = ["গাড়িতে আগুন", "ধোঁয়া বের হচ্ছে", "dhoya ber hocche"]
except = ["সিগারেট"]
[card.kk]
title = "Шығыңыз"
text = "Қазір."
phrases = ["түтін шығып жатыр", "тежегіш істемейді"]
"#,
    ),
    (
        "smalltalk.toml",
        r#"
[[smalltalk]]
id = "greeting"
[smalltalk.en]
phrases = ["hello", "good morning"]
replies = ["Hello!"]
[smalltalk.bn]
phrases = ["আসসালামু আলাইকুম", "salam"]
replies = ["স্বাগতম!"]
[smalltalk.kk]
phrases = ["сәлеметсіз бе"]
replies = ["Сәлеметсіз бе!"]
[[smalltalk]]
id = "thanks"
[smalltalk.en]
phrases = ["thank you", "thanks a lot"]
replies = ["You are welcome."]
"#,
    ),
    ("offtopic/en.txt", "What is the weather tomorrow?\nWho won the match?\nGive me a pancake recipe\n"),
    ("synonyms/en.txt", "warranty, guarantee\nworkshop, garage, service centre\n"),
];

fn corpus() -> Corpus {
    let (corpus, problems) = file::read(FILES.iter().copied(), file::Options::default());
    assert!(problems.is_empty(), "{problems:?}");
    corpus
}

static ENGINES: LazyLock<[Engine; 2]> = LazyLock::new(|| {
    let corpus = corpus();
    // Limits that so few phrasings give are no limits; the tests want decisions.
    let settings = Settings { wrong_rate: 0.2, ..Settings::default() };
    let engine = learn::engine(&corpus, &settings).expect("an index in memory");
    let trained = learn::train(&engine, &corpus, None);
    [engine.with_trained(trained), engine]
});

fn ask(text: &str) -> Decision {
    ENGINES[0].ask(&Question { text, explain: true, ..Question::default() })
}

fn first(decision: &Decision) -> &str {
    decision.entries.first().map_or("", |scored| scored.entry.as_str())
}

#[test]
fn the_right_entry_comes_first_in_every_writing() {
    for engine in &*ENGINES {
        for (text, entry) in [
            ("how long is the guarantee", "warranty-coverage"),
            ("how long is the waranty", "warranty-coverage"),
            ("ওয়ারেন্টি কতদিন?", "warranty-coverage"),
            ("gari warranty koto bochor", "warranty-coverage"),
            ("Кепилдик канша жыл", "warranty-coverage"),
            ("kepildik neshe jyl", "warranty-coverage"),
            ("Өтінімге не керек?", "warranty-claim"),
            ("চার্জ হতে কত ঘণ্টা লাগে", "charge-time"),
            ("is there a garage in dhaka", "service-centre-find"),
            ("сервис орталыгы кайда", "service-centre-find"),
        ] {
            let decision = engine.ask(&Question { text, ..Question::default() });
            assert_eq!(first(&decision), entry, "{text}");
            assert!(decision.entries.len() <= 10);
            assert!((0.0..=1.0).contains(&decision.confidence));
        }
    }
}

#[test]
fn danger_comes_first_and_ordinary_questions_are_none() {
    for text in [
        "My car is on fire!",
        "help, smoke is coming from my battery",
        "গাড়িতে আগুন লেগেছে",
        "gari theke dhoya ber hocche",
        "Көліктен түтін шығып жатыр",
        "tutin shygyp jatyr",
        "тежегиш истемейди",
    ] {
        let decision = ask(text);
        assert_eq!(decision.kind, Kind::Safety, "{text}");
        assert_eq!(decision.entry.as_deref(), Some("battery-fire-safety"));
        assert_eq!(decision.card.as_deref(), Some("fire"));
    }
    for text in [
        "fire extinguisher for the car",
        "no smoke is coming from the battery",
        "Тежегіш жақсы істейді",
        "how long is the warranty",
        "the car is not on fire",
        "সিগারেটের ধোঁয়া বের হচ্ছে",
    ] {
        assert_ne!(ask(text).kind, Kind::Safety, "{text}");
    }
}

#[test]
fn small_talk_is_only_what_is_nothing_else() {
    for text in ["hello", "Good morning!", "thanks a lot", "hello, thank you", "আসসালামু আলাইকুম ভাই", "Сәлеметсіз бе"]
    {
        let decision = ask(text);
        assert_eq!(decision.kind, Kind::Smalltalk, "{text}");
        assert!(decision.smalltalk.is_some());
    }
    for text in ["hello, how long is the warranty?", "thank you, where is the nearest service centre?"] {
        assert_ne!(ask(text).kind, Kind::Smalltalk, "{text}");
    }
}

#[test]
fn who_asks_for_a_person_gets_one() {
    for text in ["I want to talk to a human", "мне operator please", "মানুষের সাথে কথা বলতে চাই"]
    {
        let decision = ask(text);
        assert_eq!((decision.kind, first(&decision)), (Kind::Handoff, "talk-to-human"), "{text}");
        assert!(decision.offer_person && decision.entry.is_none());
    }
}

#[test]
fn a_person_is_fetched_sooner_than_an_answer_is_given() {
    // Half-sure is enough for a person, and for no answer: the same probability, .3 below the limit of an answer.
    let with_limit = |limit: f32, text: &str| {
        let mut trained = ENGINES[0].trained().expect("a trained engine").clone();
        trained.learned.thresholds = Thresholds { answer: [limit; Language::COUNT], suggest: [0.0; Language::COUNT] };
        ENGINES[0].with_trained(trained).ask(&Question { text, ..Question::default() })
    };
    for (text, entry) in [("I want to talk to a human", "talk-to-human"), ("How long is the warranty?", "warranty-coverage")] {
        let wants_person = entry == "talk-to-human";
        let sure = with_limit(0.01, text).confidence;
        assert_eq!((first(&with_limit(0.01, text)), sure > 0.3), (entry, true), "{text}: {sure}");
        // Of the limit of an answer the probability is so large a share.
        for (share, is_fetched) in [(0.55, false), (0.65, true), (0.95, true)] {
            let decision = with_limit(sure / share, text);
            assert_eq!(
                (decision.kind == Kind::Handoff, decision.kind == Kind::Answer),
                (wants_person && is_fetched, false),
                "{text}: {share}"
            );
        }
        let decision = with_limit(sure * 0.99, text);
        assert_eq!(decision.kind, if wants_person { Kind::Handoff } else { Kind::Answer });
    }
}

#[test]
fn a_line_that_an_editor_calls_off_topic_is_a_persons_at_once() {
    let question = "how long is the guarantee on the radio";
    let mut corpus = corpus();
    let kind_of = |corpus: &Corpus, text| {
        // Nothing is trained here.
        let engine = learn::engine(corpus, &Settings::default()).expect("an index");
        engine.ask(&Question { text, ..Question::default() }).kind
    };
    assert_ne!(kind_of(&corpus, question), Kind::Handoff);
    corpus.offtopic.entry(Language::EN).or_default().push(question.to_owned());
    assert_eq!(kind_of(&corpus, "How long is the guarantee on the radio?!"), Kind::Handoff);
    assert_ne!(kind_of(&corpus, "How long is the guarantee?"), Kind::Handoff);
    // Danger goes first, and so does an entry that has the same phrasing.
    corpus.offtopic.entry(Language::EN).or_default().push("My car is on fire".to_owned());
    assert_eq!(kind_of(&corpus, "My car is on fire!"), Kind::Safety);
    let warranty = corpus.entries.iter_mut().find(|entry| entry.id == "warranty-coverage").expect("an entry of the sample");
    warranty.texts.get_mut(&Language::EN).expect("a text").phrasings.push(question.to_owned());
    assert_ne!(kind_of(&corpus, question), Kind::Handoff);
}

#[test]
fn a_passage_is_found_by_all_that_it_says() {
    let passages = [
        (
            "boot",
            "Opening the luggage space",
            "The boot opens with the key. Beneath its floor is a kit: repair a flat tyre with it, drive slowly, and let a workshop look at the tyre.",
        ),
        ("tyre", "What the warranty leaves out", "A flat tyre is no fault that the warranty covers. A workshop sells new ones."),
        ("lamp", "Switching the lamps on", "The lamps are switched on with the left lever. They go off by themselves."),
    ];
    let files = passages.map(|(id, title, answer)| {
        let text = format!("[en]\ntitle = \"{title}\"\nphrasings = [\"{title}\"]\nanswer = \"{answer}\"\n");
        (format!("car/{id}.toml"), text)
    });
    let (passages, _) = file::read(files, file::Options::default());
    let engine = learn::engine(&passages, &Settings::default()).expect("an index");
    let engine = engine.with_trained(learn::train(&engine, &passages, None));
    let found = engine.ask(&Question { text: "is there a kit to repair a flat tyre", ..Question::default() });
    assert_eq!(first(&found), "boot");
}

#[test]
fn a_short_follow_up_is_read_with_what_came_before() {
    let question = Question { text: "and the claim?", previous_entry: Some("warranty-coverage"), ..Question::default() };
    let decision = ENGINES[0].ask(&question);
    assert_eq!(first(&decision), "warranty-claim");
    let unknown = Question { previous_entry: Some("no-such-entry"), ..question };
    assert!(!ENGINES[0].ask(&unknown).follow_up);
}

#[test]
fn an_editors_own_words_are_answered_whatever_was_learned() {
    // One phrasing an entry, and nothing to learn from: each engine answers what it was given.
    let entries: Vec<(String, String)> = (0..12)
        .map(|number| {
            let what = ["seat", "mirror", "wiper", "boot", "radio", "horn", "window", "roof", "light", "belt", "door", "bonnet"][number];
            let text = format!(
                "[en]\ntitle = \"About the {what}\"\nphrasings = [\"How do I adjust the {what} of the car?\"]\nanswer = \"Pull {what}.\"\n"
            );
            (format!("car/{what}.toml"), text)
        })
        .collect();
    let (corpus, _) = file::read(entries, file::Options::default());
    let at_once = learn::engine_at_once(&corpus, &Settings::default(), |_| None).expect("an index");
    assert!(at_once.trained().is_some() && at_once.trained_on().is_none(), "learned at once, and not all that can be");
    let plain = learn::engine(&corpus, &Settings::default()).expect("an index");
    let trained = plain.with_trained(learn::train(&plain, &corpus, None));
    for engine in [plain, at_once, trained] {
        for entry in &corpus.entries {
            let text = &entry.texts[&Language::EN];
            for asked in [text.phrasings[0].clone(), text.title.to_uppercase(), format!("Hello, {} thank you!", text.phrasings[0])] {
                let decision = engine.ask(&Question { text: &asked, ..Question::default() });
                assert_eq!((decision.kind, decision.entry.as_deref()), (Kind::Answer, Some(entry.id.as_str())), "{asked}");
            }
        }
    }
}

#[test]
fn a_code_is_never_answered_with_anothers_text() {
    let entry =
        |asked: &str| format!("[en]\ntitle = \"{asked}\"\nphrasings = [\"The wallbox shows {asked}\"]\nanswer = \"About {asked}.\"\n");
    let files = [
        ("box/e03.toml", entry("error E03")),
        ("box/e05.toml", entry("error E05")),
        ("box/cable.toml", entry("a broken cable")),
        ("box/lamp.toml", entry("a red lamp")),
        ("box/plug.toml", entry("a hot plug")),
    ];
    let (corpus, _) = file::read(files, file::Options::default());
    let engine = learn::engine_at_once(&corpus, &Settings::default(), |_| None).expect("an index");
    let ask = |text: &str| engine.ask(&Question { text, ..Question::default() });
    for text in ["The wallbox shows error E03", "E 03", "e-03", "my wallbox has e03 now", "wallbox E০৩"] {
        assert_eq!((ask(text).kind, ask(text).entry.as_deref()), (Kind::Answer, Some("e03")), "{text}");
    }
    for text in ["The wallbox shows error E08", "error E08", "The wallbox shows E 08", "wallbox e-08"] {
        assert_ne!(ask(text).kind, Kind::Answer, "{text}");
    }
}

#[test]
fn what_an_earlier_corpus_taught_serves_a_changed_one_and_no_other() {
    let mut changed = corpus();
    let trained = ENGINES.iter().find_map(Engine::trained).expect("one of them was trained");
    changed.entries.truncate(changed.entries.len() / 2 + 1);
    assert!(trained.serves(&changed));
    changed.entries.iter_mut().for_each(|entry| entry.id.push('x'));
    assert!(!trained.serves(&changed));
}

#[test]
fn two_questions_are_noticed() {
    let decision = ask("How long does charging take? And where is the nearest service centre?");
    let found: Vec<&str> = decision.entries.iter().take(2).map(|scored| scored.entry.as_str()).collect();
    assert!(found.contains(&"charge-time") && found.contains(&"service-centre-find"), "{found:?}");
    assert!(decision.second.is_some());
    assert!(ask("How long does charging take?").second.is_none());
}

#[test]
fn an_explicit_language_wins_and_nothing_is_found_in_nothing() {
    let decision = ENGINES[0].ask(&Question { text: "warranty", language: Some(Language::KK), ..Question::default() });
    assert_eq!(decision.language.language, Language::KK);
    for text in ["", "   ", "???", "🙂"] {
        let decision = ask(text);
        assert!(decision.entries.is_empty() && decision.kind == Kind::Handoff, "{text}");
    }
    let empty = learn::engine(&Corpus::default(), &Settings::default()).expect("an index");
    assert_eq!(empty.ask(&Question { text: "hello", ..Question::default() }).kind, Kind::Handoff);
    let trained = learn::train(&empty, &Corpus::default(), None);
    assert_eq!(empty.with_trained(trained).ask(&Question { text: "hello", ..Question::default() }).kind, Kind::Handoff);
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
        samples.iter().filter(|sample| matches!(sample.source, Source::General(_))).map(|sample| sample.text.to_owned()).collect()
    };
    assert_eq!(general(true), ["what is the capital of France", &phrasing]);
    assert_eq!(general(false), ["what is the capital of France"]);
}

/// Vectors for all texts of a corpus: a direction of its own for each entry, and a little of the text's.
fn vectors(corpus: &Corpus, engine: &Engine) -> Embedded {
    let mut embedded = Embedded::default();
    for sample in samples(corpus, engine.base(), |_| false) {
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
    let mut entry = corpus.entries[0].clone();
    entry.id = "zz-roof-box".to_owned();
    for text in entry.texts.values_mut() {
        text.title = "Mounting a roof box".to_owned();
        text.phrasings = vec!["May I mount a roof box?".to_owned(), "roof rack for skis".to_owned()];
    }
    corpus.entries.push(entry);
    corpus.entries.remove(1);
    corpus.sort();
    let engine = learn::engine_with(&corpus, &Settings::default(), |_| Some(old)).expect("an index");
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

#[test]
fn a_message_of_one_long_word_is_answered_as_its_beginning() {
    // What has no bound on its length is answered as what has: nothing behind the first letters is ever looked at.
    let beginning = crate::language::segment::LONGEST_WORD;
    for letter in ["a", "ы", "ক", "y"] {
        let ask_word = |count: usize| ask(&format!("warranty {}", letter.repeat(count)));
        let (short, long) = (ask_word(beginning), ask_word(3_990));
        assert_eq!((short.kind, short.entries, short.confidence), (long.kind, long.entries, long.confidence), "{letter}");
    }
}

#[test]
fn a_danger_at_the_end_of_a_story_is_found() {
    let story = "we drove to the sea and back again ".repeat(40);
    let decision = ask(&format!("{story} and now the car is on fire"));
    assert_eq!(decision.kind, Kind::Safety);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 16, ..ProptestConfig::default() })]
    #[test]
    fn long_messages_of_anything_are_answered(piece in "(\\PC|[অ-হা-্ ]|[а-яәқі]|warranty|[a-y']|\\?|\\.|\u{301}| and ){1,6}") {
        let text = piece.repeat(4_000 / piece.chars().count());
        let decision = ask(&text);
        prop_assert!(decision.confidence.is_finite() && decision.entries.len() <= 10);
        prop_assert!(decision.explain.is_some_and(|explain| explain.words.len() <= crate::search::analyzer::MOST_WORDS));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]
    #[test]
    fn nothing_panics_and_the_same_question_gets_the_same_decision(
        text in "(\\PC|[অ-হা-্ ]|[а-яәқі ]|warranty|car |\\?|\\.|\n| and ){0,60}",
        previous in prop::option::of(Just("warranty-coverage")),
        misses in 0_u8..4,
    ) {
        let question = Question { text: &text, previous_entry: previous, misses, explain: true, ..Question::default() };
        for engine in &*ENGINES {
            let (a, b) = (engine.ask(&question), engine.ask(&question));
            prop_assert_eq!(a.entries, b.entries);
            prop_assert_eq!(a.kind, b.kind);
            prop_assert!(a.confidence.is_finite());
        }
    }
}

/// An act's own words are content; these are for the tests.
const DIALOGUE: &str = r#"
[[act]]
id = "yes"
[act.en]
phrases = ["yes"]
[[act]]
id = "no"
[act.en]
phrases = ["no", "none of these"]
[[act]]
id = "tried"
[act.en]
phrases = ["already tried", "tried already", "did not help"]
[[act]]
id = "wrong"
[act.en]
phrases = ["not my question"]
[[act]]
id = "anger"
[act.en]
phrases = ["useless"]
[[act]]
id = "alone"
[act.en]
phrases = ["no agent"]
replies = ["Nobody is called."]
[[act]]
id = "person"
[act.en]
phrases = ["an agent"]
[[act]]
id = "second"
[act.en]
phrases = ["the second one"]
[[act]]
id = "both"
[act.en]
phrases = ["both"]
[[act]]
id = "detail"
[act.en]
phrases = ["how long", "take", "days"]
"#;

/// An engine with the words of acts, and small talk that knows when a question is open.
static TALKING: LazyLock<Engine> = LazyLock::new(|| {
    let smalltalk = "[[smalltalk]]\nid = \"thanks\"\n[smalltalk.en]\nphrases = [\"thank you\", \"ok\"]\nreplies = [\"Have a safe drive.\"]\n\
                     open = [\"It is still open.\"]\nafter_danger = [\"Stay away from it.\"]\n";
    let files = FILES.iter().copied().filter(|(path, _)| *path != "smalltalk.toml");
    let files = files.chain([("dialogue.toml", DIALOGUE), ("smalltalk.toml", smalltalk)]);
    let (corpus, problems) = file::read(files, file::Options::default());
    assert!(problems.is_empty(), "{problems:?}");
    let engine = learn::engine(&corpus, &Settings { wrong_rate: 0.2, ..Settings::default() }).expect("an index in memory");
    engine.with_trained(learn::train(&engine, &corpus, None))
});

fn owner(text: &str) -> Turn {
    Turn { from: Side::Owner, text: text.into(), entry: None, entries: Vec::new(), did: None }
}

fn bot(did: Did, entries: &[&str]) -> Turn {
    let entry = entries.first().filter(|_| did == Did::Answer).map(|id| (*id).to_owned());
    let entries = if did == Did::Suggest { entries.iter().map(|id| (*id).to_owned()).collect() } else { Vec::new() };
    Turn { from: Side::Bot, text: String::new(), entry, entries, did: Some(did) }
}

fn said(turns: &[Turn], text: &str) -> Decision {
    TALKING.ask(&Question { text, turns, ..Question::default() })
}

#[test]
fn what_did_not_help_is_no_goodbye_but_a_person_and_an_apology() {
    let answered = [owner("How long is the warranty?"), bot(Did::Answer, &["warranty-coverage"])];
    for text in ["I already tried that", "that did not help", "this is useless", "I tried it already, thank you"] {
        let decision = said(&answered, text);
        assert_eq!((decision.kind, decision.apology), (Kind::Handoff, true), "{text}: {decision:?}");
    }
    // Nothing was answered yet, so nothing can have failed; anger needs no answer.
    assert!(!said(&[], "I already tried that").apology);
    assert!(said(&[], "useless").apology);
}

#[test]
fn a_wrong_answer_is_followed_by_the_others_that_the_question_may_have_meant() {
    let answered = [owner("What does the warranty claim cover?"), bot(Did::Answer, &["warranty-coverage"])];
    let decision = said(&answered, "that is not my question");
    match decision.kind {
        Kind::Suggest => {
            assert!(decision.offer_person);
            let shown: Vec<_> = decision.entries.iter().take(decision.suggestions).map(|found| found.entry.as_str()).collect();
            assert!(!shown.is_empty() && !shown.contains(&"warranty-coverage"), "{shown:?}");
        }
        kind => assert_eq!((kind, decision.apology), (Kind::Handoff, true)),
    }
}

#[test]
fn a_button_is_chosen_in_words() {
    let shown = [owner("warranty"), bot(Did::Suggest, &["warranty-coverage", "warranty-claim", "charge-time"])];
    let decision = said(&shown, "the second one please");
    assert_eq!((decision.kind, decision.entry.as_deref()), (Kind::Answer, Some("warranty-claim")));
    let both = said(&shown, "both");
    assert_eq!((both.entry.as_deref(), both.second.as_deref()), (Some("warranty-coverage"), Some("warranty-claim")));
    assert_eq!(said(&shown, "none of these").kind, Kind::Handoff);
    let again = said(&shown, "yes");
    assert_eq!((again.kind, again.suggestions, first(&again)), (Kind::Suggest, 3, "warranty-coverage"));
    let one = [owner("warranty"), bot(Did::Suggest, &["warranty-claim"])];
    assert_eq!(said(&one, "yes").entry.as_deref(), Some("warranty-claim"));
    assert_ne!(said(&[], "the second one").kind, Kind::Answer, "there is no button to point at");
}

#[test]
fn a_detail_is_asked_of_what_was_answered() {
    let answered = [owner("How do I file a claim?"), bot(Did::Answer, &["warranty-claim"])];
    assert_eq!(first(&said(&answered, "how long does that take")), "warranty-claim");
    // What names its subject is a question of its own.
    assert_eq!(first(&said(&answered, "How long does charging take?")), "charge-time");
}

#[test]
fn a_person_is_called_or_not_as_the_owner_wants() {
    let decision = said(&[], "no agent needed");
    assert_eq!(decision.smalltalk, Some(("alone".to_owned(), "Nobody is called.".to_owned())));
    assert_eq!(said(&[], "an agent").act, Some(Act::Person));
    let decision = said(&[], "no agent, how long does charging take?");
    assert_eq!((decision.kind, first(&decision)), (Kind::Answer, "charge-time"));
}

#[test]
fn small_talk_respects_what_was_said_before() {
    let reply = |turns: &[Turn]| said(turns, "ok thank you").smalltalk.map(|(_, reply)| reply);
    assert_eq!(reply(&[owner("x"), bot(Did::Answer, &["charge-time"])]).as_deref(), Some("Have a safe drive."));
    assert_eq!(reply(&[owner("x"), bot(Did::Suggest, &["charge-time"])]).as_deref(), Some("It is still open."));
    assert_eq!(reply(&[owner("x"), bot(Did::Handoff, &[])]).as_deref(), Some("It is still open."));
    assert_eq!(reply(&[owner("x"), bot(Did::Safety, &[])]).as_deref(), Some("Stay away from it."));
    let misses = Question { text: "thank you", misses: 2, ..Question::default() };
    assert_eq!(TALKING.ask(&misses).smalltalk.map(|(_, reply)| reply).as_deref(), Some("It is still open."));
}

#[test]
fn what_the_bot_did_is_told_by_its_words_where_nothing_says_it() {
    let plain = |text: &str| Turn { from: Side::Bot, text: text.into(), entry: None, entries: Vec::new(), did: None };
    let reply = |text: &str| said(&[owner("x"), plain(text)], "thank you").smalltalk.map(|(_, reply)| reply);
    assert_eq!(reply("Leave the car\nNow.").as_deref(), Some("Stay away from it."), "a card begins with its title");
    assert_eq!(reply("Have a safe drive.").as_deref(), Some("Have a safe drive."), "small talk leaves nothing open");
    assert_eq!(reply("A technician has been called.").as_deref(), Some("It is still open."));
}
