//! What single questions get.

use super::*;
use crate::answer::calibration::Thresholds;
use proptest::prelude::*;
use std::sync::Arc;

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
        let mut trained = Trained::clone(ENGINES[0].trained().expect("a trained engine"));
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
    Arc::make_mut(warranty).texts.get_mut(&Language::EN).expect("a text").phrasings.push(question.to_owned());
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
    let at_once = learn::engine_at_once(&corpus, &Settings::default(), None, |_| None).expect("an index");
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
    let engine = learn::engine_at_once(&corpus, &Settings::default(), None, |_| None).expect("an index");
    let ask = |text: &str| engine.ask(&Question { text, ..Question::default() });
    for text in ["The wallbox shows error E03", "E 03", "e-03", "my wallbox has e03 now", "wallbox E০৩"] {
        assert_eq!((ask(text).kind, ask(text).entry.as_deref()), (Kind::Answer, Some("e03")), "{text}");
    }
    for text in ["The wallbox shows error E08", "error E08", "The wallbox shows E 08", "wallbox e-08"] {
        assert_ne!(ask(text).kind, Kind::Answer, "{text}");
    }
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
fn a_message_of_one_long_word_is_answered_as_its_beginning() {
    // What has no bound on its length is answered as what has: nothing behind the first letters is ever looked at.
    let beginning = crate::language::segment::LONGEST_WORD;
    for letter in ["a", "ы", "ক", "y"] {
        let ask_word = |count: usize| ask(&format!("warranty {}", letter.repeat(count)));
        let (short, long) = (ask_word(beginning), ask_word(3_990));
        assert_eq!((short.kind, short.entries, short.confidence), (long.kind, long.entries, long.confidence), "{letter}");
    }
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
