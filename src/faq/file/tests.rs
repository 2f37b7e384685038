use std::collections::BTreeMap;

use proptest::prelude::*;

use super::*;
use crate::faq::{Entry, Severity, Text, TranslationState};

fn problems_of(files: &[(&str, &str)]) -> Vec<String> {
    let placeholders = ["support_phone"];
    let (_, problems) =
        read(files.iter().copied(), Options { placeholders: Some(&placeholders), actions: Some(&["booking"]), ..Options::default() });
    problems.iter().map(ToString::to_string).collect()
}

const GOOD: &str = "[en]\ntitle = \"T\"\nphrasings = [\"P\"]\nanswer = \"A {support_phone}\"\n";

#[test]
fn each_mistake_is_told_with_file_and_line() {
    /// Files (path, text), and what is said of them.
    type Case = (&'static [(&'static str, &'static str)], &'static [&'static str]);
    let cases: &[Case] = &[
        (&[("w/a.toml", GOOD)], &[]),
        (
            &[("w/a.toml", "[en]\ntitle = \"T\"\nphrasings = [\"P\"]\nanswer = \"one<br>two <iframe src='x'></iframe>\"\n")],
            &["w/a.toml:4: warning: [en] <iframe src='x'> is HTML"],
        ),
        (
            &[("w/a.toml", "[en]\ntitle = \"T\"\nphrasings = [\"P\"]\nanswer = \"![](https://e.example/a.png)\"\n")],
            &["w/a.toml:4: warning: [en] the answer shows nothing"],
        ),
        (&[("w/A_b.toml", GOOD)], &["w/A_b.toml:1: error: the file's name"]),
        (&[("a.toml", GOOD)], &["a.toml:1: error: an entry's place is"]),
        (&[("a/b/c.toml", GOOD)], &["a/b/c.toml:1: error: an entry's place is"]),
        (&[("offtopic/a.toml", GOOD)], &["offtopic/a.toml:1: error: this folder holds files of lines"]),
        (&[("w/a.toml.toml", GOOD)], &["w/a.toml.toml:1: error: the file's name may only"]),
        (
            &[("w/a.toml", "\u{feff}[en]\r\ntitle = \"\"\r\nphrasings = [\"P\"]\r\nanswer = \"A\"\r\n")],
            &["w/a.toml:2: error: [en] `title` is empty"],
        ),
        (&[("w/a.toml", "[en]\ntitle = \"\0\"\n")], &["w/a.toml:2: error: a NUL character"]),
        (&[("w/a.toml", "models = [\"x\"]\n")], &["w/a.toml:1: error: no language"]),
        (
            &[("w/a.toml", "[en]\ntitle = \"\"\nphrasings = []\n")],
            &[
                "w/a.toml:1: error: [en] `answer` is missing",
                "w/a.toml:2: error: [en] `title` is empty",
                "w/a.toml:3: error: [en] `phrasings` needs at least 1",
            ],
        ),
        (
            &[("w/a.toml", "[en]\ntitle = 3\nphrasings = [\"a\",\n\"\"]\nanswer = \"\"\"\nHello\n{nobody}\"\"\"\ncolour = 1\n")],
            &[
                "w/a.toml:2: error: [en] `title` must be a string, not a number",
                "w/a.toml:4: error: [en] an empty string in `phrasings`",
                "w/a.toml:7: error: [en] unknown placeholder {nobody}",
                "w/a.toml:8: error: [en] unknown key `colour`",
            ],
        ),
        (&[("w/a.toml", "[en]\ntitle = \"T\n")], &["w/a.toml:2: error:"]),
        (
            &[("w/a.toml", "[en]\ntitle = \"T\"\nphrasings = [\"P\"]\nanswer = \"A\"\nstate = \"old\"\nbased_on = 0\n")],
            &[
                "w/a.toml:5: error: [en] `state` is \"old\", but may be current, stale, wrong",
                "w/a.toml:6: error: [en] `based_on` must be a number",
            ],
        ),
        (
            &[("w/a.toml", "related = [\"b\"]\n[en]\ntitle = \"T\"\nphrasings = [\"P\"]\nanswer = \"A\"\n")],
            &["w/a.toml:1: warning: `related` names \"b\""],
        ),
        (&[("w/a.toml", GOOD), ("w/b.toml", GOOD)], &["w/b.toml:3: warning: \"P\" is also a phrasing of a"]),
        (&[("w/a.toml", GOOD), ("x/a.toml", GOOD)], &["x/a.toml:1: error: a second entry"]),
        (&[("w/a.toml", GOOD), ("offtopic/en.txt", "# c\n\nWho won?\np.")], &["offtopic/en.txt:4: warning: \"p.\" is a phrasing of a"]),
        (
            &[
                ("w/a.toml", GOOD),
                ("offtopic/en.txt", "“p”…\n"),
                ("w/b.toml", "[bn]\ntitle = \"T\"\nphrasings = [\"গাড়ি চলে না\", \"গাড়ি চলে না।\"]\nanswer = \"A\"\n"),
            ],
            &["offtopic/en.txt:1: warning: \"“p”…\" is a phrasing of a", "w/b.toml:3: warning: \"গাড়ি চলে না।\" stands here twice"],
        ),
        (
            &[
                ("w/a.toml", GOOD),
                (
                    "questions/x.jsonl",
                    "# c\n{\"text\": \"how?\", \"lang\": \"en\", \"topic\": \"a\", \"also\": [\"no\"]}\n{\"text\": \"HOW\", \"lang\": \"en\", \"topic\": null}\n\
                     {\"text\": \"how\", \"lang\": \"en\"}\n{\"text\": \" \", \"lang\": \"en\", \"topic\": null}\n\
                     {\"text\": \"p!\", \"lang\": \"en\", \"topic\": \"a\"}\n{\"text\": \"how\", \"lang\": \"xx\", \"topic\": null}\n[]\n",
                ),
            ],
            &[
                "questions/x.jsonl:2: error: a labelled question names \"no\", which is no entry",
                "questions/x.jsonl:3: warning: \"HOW\" is asked twice",
                "questions/x.jsonl:4: error: missing field `topic`",
                "questions/x.jsonl:5: error: `text` has 1 characters",
                "questions/x.jsonl:6: warning: \"p!\" is a phrasing of a",
                "questions/x.jsonl:7: error:",
                "questions/x.jsonl:8: error:",
            ],
        ),
        (&[("synonyms/en.txt", "# c\na, b\nalone\n")], &["synonyms/en.txt:3: warning:"]),
        (&[("offtopic/fr.txt", "x")], &["offtopic/fr.txt:1: error: the file's name"]),
        (
            &[(
                "safety.toml",
                "[[card]]\nid = \"fire\"\nentry = \"no\"\n[card.en]\ntitle = \"T\"\ntext = \"t\"\nphrases = [\"car fire\"]\n",
            )],
            &["safety.toml:3: error: safety card names \"no\""],
        ),
        (
            &[("smalltalk.toml", "[[smalltalk]]\nid = \"a\"\n[smalltalk.en]\nphrases = [\"x\"]\n")],
            &["smalltalk.toml:3: error: [smalltalk.en] `replies` is missing"],
        ),
        (
            &[(
                "dialogue.toml",
                "[[act]]\nid = \"shout\"\n[act.en]\nphrases = [\"x\"]\n[[act]]\nid = \"alone\"\n[act.en]\nphrases = [\"x\"]\n",
            )],
            &[
                "dialogue.toml:2: error: [act] there is no act \"shout\"; known are yes, no,",
                "dialogue.toml:7: error: [act.en] `replies` is missing",
            ],
        ),
    ];
    for (files, expected) in cases {
        let found = problems_of(files);
        assert_eq!(found.len(), expected.len(), "{files:?}: {found:?}");
        for (found, expected) in found.iter().zip(*expected) {
            assert!(found.starts_with(expected), "{found} should begin with {expected}");
        }
    }
}

#[test]
fn a_draft_is_read_as_far_as_it_goes() {
    let entry = draft("w", "a", "[en]\ntitle = \"\"\nphrasings = [\n]\nanswer = \"half a\"\n[kk]\nanswer = \"\"\n").expect("it is TOML");
    assert_eq!((entry.category.as_str(), entry.id.as_str()), ("w", "a"));
    assert_eq!(entry.texts[&Language::EN], Text::new("", vec![], "half a"));
    assert_eq!(entry.texts[&Language::KK], Text::new("", vec![], ""));
    assert_eq!(draft("w", "a", &write(&entry)).as_ref(), Some(&entry));
    assert_eq!(draft("w", "a", ""), Some(Entry { texts: BTreeMap::new(), ..entry }));
    assert_eq!(draft("w", "a", "[en"), None);
}

#[test]
fn a_wrong_file_leaves_the_others_in_the_corpus() {
    let (corpus, problems) = read([("w/a.toml", GOOD), ("w/b.toml", "x")], Options::default());
    assert_eq!(corpus.entries.len(), 1);
    assert_eq!(problems.len(), 1);
    let (corpus, problems) = read([("w/a.toml", b"\n\xff".as_slice())], Options::default());
    assert!(corpus.entries.is_empty());
    assert_eq!(problems[0].line, 2);
}

fn text() -> impl Strategy<Value = String> {
    "\\PC{0,8}[\"\\\\\n\t\r{}'#\u{7f}\u{85}a-zঅক্য়әқі ]{1,30}"
        .prop_map(|text| text.trim().to_owned())
        .prop_filter("empty", |text| !text.is_empty())
}

proptest! {
    #[test]
    fn what_is_written_reads_back(title in text(), phrasings in prop::collection::vec(text(), 1..4), answer in text(), tags in prop::collection::vec(text(), 0..2), state in prop::sample::select(TranslationState::ALL.to_vec()), based_on in prop::option::of(1_u32..)) {
        let mut texts = BTreeMap::new();
        texts.insert(Language::BN, Text { title, phrasings, answer, state, based_on });
        let entry = Entry { id: "a-1".into(), category: "w".into(), models: vec![], markets: vec![], related: vec![], tags, action: Some("booking".into()), texts };
        let (corpus, problems) = read([("w/a-1.toml", write(&entry))], Options::default());
        prop_assert!(problems.iter().all(|p| p.severity == Severity::Warning), "{problems:?}\n{}", write(&entry));
        prop_assert_eq!(corpus.entries[0].as_ref(), &entry);
    }

    #[test]
    fn nothing_panics(source in "\\PC{0,80}", toml in "(\\[\\[?card\\]?\\]|\\[en\\]|\\[card.kk\\]|title|phrasings|answer| = |\"x\"|\\[|\\]|\n){0,12}") {
        for path in ["w/a.toml", "safety.toml", "smalltalk.toml", "dialogue.toml", "offtopic/en.txt", "synonyms/kk.txt", "languages/ru.txt", "dangers/en.txt"] {
            let _ = read([(path, &source)], Options::default());
            let _ = read([(path, &toml)], Options { placeholders: Some(&[]), ..Options::default() });
        }
    }
}

#[test]
fn files_read_the_same_however_editors_save_them() {
    let files = [
        ("offtopic/en.txt", "# c\nWho won?\n"),
        ("synonyms/en.txt", "a, b\n"),
        ("languages/ru.txt", "как дела\nчто\n"),
        ("safety.toml", "[[card]]\nid = \"fire\"\n[card.en]\ntitle = \"T\"\ntext = \"\"\"a\n\nb\"\"\"\nphrases = [\"car fire\"]\n"),
        ("dangers/en-more.txt", "# c\n[fire]\nwhy does it smoke?\n[near]\nno smoke?\n"),
        ("smalltalk.toml", "[[smalltalk]]\nid = \"a\"\n[smalltalk.en]\nphrases = [\"x\"]\nreplies = [\"y\"]\n"),
        ("w/a.toml", "[en]\ntitle = \"T\"\nphrasings = [\n  \"P\",\n]\nanswer = \"\"\"\nA\n- b\n\"\"\"\n"),
    ];
    let plain = read(files, Options::default());
    assert!(plain.0.entries.len() == 1 && plain.0.safety.len() == 1 && plain.1.is_empty(), "{:?}", plain.1);
    /// How a text is saved.
    type Save = fn(&str) -> String;
    let saves: [(&str, Save); 4] = [
        ("with a mark", |text| format!("\u{feff}{text}")),
        ("by Windows", |text| format!("\u{feff}{}", text.replace('\n', "\r\n"))),
        ("with spaces at the ends", |text| {
            text.replace("]\n", "]  \t\n").replace("?\n", "? \n").replace("b\n", "b  \n").replace("b  \n\"\"\"", "b\n\"\"\"")
        }),
        ("without a last line end", |text| text.trim_end().to_owned()),
    ];
    for (how, save) in saves {
        let saved = read(files.map(|(path, text)| (path, save(text))), Options::default());
        assert_eq!(saved, plain, "{how}");
    }
    for (path, text) in files {
        let utf16: Vec<u8> = [0xfeff].into_iter().chain(text.encode_utf16()).flat_map(u16::to_le_bytes).collect();
        let (_, problems) = read([(path, utf16)], Options::default());
        let told = format!("{path}:1: error: the file is saved as UTF-16 or UTF-32: save it as UTF-8");
        assert_eq!(problems.iter().map(ToString::to_string).collect::<Vec<_>>(), [told]);
    }
}

/// A card whose only language is English, with so many questions.
fn card(questions: &str) -> String {
    format!("[[card]]\nid = \"fire\"\n[card.en]\ntitle = \"T\"\ntext = \"x\"\nphrases = [\"car fire\"]\n{questions}")
}

#[test]
fn messages_of_dangers_stand_under_cards() {
    let lines = "# c\n[fire]\nflames!\n\n[near]\n a lamp burns \n[fire]\n[sic] it smokes\n";
    let (corpus, problems) = read([("dangers/kk-retyped.txt", lines), ("safety.toml", &card(""))], Options::default());
    assert!(problems.is_empty(), "{problems:?}");
    let read: Vec<(Option<&str>, Vec<&str>)> = corpus.dangers["kk-retyped"]
        .iter()
        .map(|section| (section.card.as_deref(), section.texts.iter().map(String::as_str).collect()))
        .collect();
    assert_eq!(read, [(Some("fire"), vec!["flames!", "[sic] it smokes"]), (None, vec!["a lamp burns"])]);
    assert_ne!(corpus.hash(), super::read([("safety.toml", card(""))], Options::default()).0.hash());
}

#[test]
fn mistakes_in_messages_are_told_by_line() {
    let long = "a".repeat(1_001);
    let lines = format!("early\n[flood]\n{long}\n[near]\nIt smokes.\n[fire]\nit smokes\nit burns\nit burns!\n");
    let files = [("dangers/en.txt", lines.as_str()), ("dangers/xx.txt", "[near]\na\n"), ("safety.toml", &card(""))];
    let (_, problems) = read(files, Options::default());
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "dangers/en.txt:1: error: a message must stand under a heading: [near] or [the id of a card of safety.toml]",
            "dangers/en.txt:2: error: [flood] is no card of safety.toml, nor [near]",
            "dangers/en.txt:3: error: the message is longer than 1000 characters",
            "dangers/en.txt:7: error: \"it smokes\" stands under [near] already (dangers/en.txt:5)",
            "dangers/en.txt:9: warning: \"it burns!\" stands under [fire] already (dangers/en.txt:8)",
            "dangers/xx.txt:1: error: the file's name must begin with a language: en.txt, bn-latn.txt, ru-2.txt",
        ]
    );
}

#[test]
fn a_card_has_questions_and_answers_of_its_own() {
    let question = "[[card.en.questions]]\nphrases = [\"may I fetch my bag\"]\nanswer = \"No. {phone}\"\n";
    let source = card(&question.repeat(2));
    let (corpus, problems) = read([("safety.toml", &source)], Options { placeholders: Some(&["phone"]), ..Options::default() });
    assert!(problems.is_empty(), "{problems:?}");
    let questions = &corpus.safety[0].texts[&Language::EN].questions;
    assert_eq!((questions.len(), questions[1].answer.as_str()), (2, "No. {phone}"));
    let uneven = format!("{source}[card.kk]\ntitle = \"T\"\ntext = \"x\"\nphrases = [\"ort\"]\n");
    let (_, problems) = read([("safety.toml", uneven)], Options { placeholders: Some(&[]), ..Options::default() });
    let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
    assert_eq!(told.len(), 3, "{told:?}");
    assert!(told[0].starts_with("safety.toml:1: error: [card] the languages have different numbers of `questions`"), "{told:?}");
}
