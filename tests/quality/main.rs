//! Floors under the quality of the matcher: on the project's labelled questions always, on the public sets when
//! `../shared/eval` is beside the project. A floor is what was measured, less what a small set swings by; it is raised when
//! the matcher gets better and never lowered to let a change pass.
//!
//! `aftercare faq eval tests/quality/dev-questions.jsonl` prints the whole table.

mod dangers;
mod likeness;
mod semantic;

use aftercare::answer::dialogues::{self, Dialogue};
use aftercare::answer::evaluate::{self, Labelled, Report};
use aftercare::answer::{Engine, Kind, Question, Settings, Side, Turn, learn};
use aftercare::faq::Corpus;
use aftercare::faq::file::Options;
use aftercare::published::folder;
use aftercare::published::sample::complete;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicUsize, Ordering};

fn corpus(folder: &Path) -> Corpus {
    let (mut corpus, problems) = folder::read(folder, Options::default()).expect("a folder");
    let errors: Vec<String> = problems.iter().filter(|p| p.severity == aftercare::faq::Severity::Error).map(ToString::to_string).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    complete(&mut corpus);
    corpus
}

fn trained(folder: &Path) -> Engine {
    let corpus = corpus(folder);
    let engine = learn::engine(&corpus, &Settings::default()).expect("an index");
    let trained = learn::train(&engine, &corpus, None);
    engine.with_trained(trained)
}

fn labelled(file: &Path) -> Vec<Labelled> {
    let text = std::fs::read_to_string(file).expect("questions");
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| serde_json::from_str(line).expect("a labelled question")).collect()
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The sample corpus is trained once for all tests.
static SAMPLE: LazyLock<Engine> = LazyLock::new(|| trained(&project().join("faq")));

#[derive(Debug, Clone, Copy)]
struct Floor {
    right_first: f32,
    answered_rightly: f32,
    helped: f32,
    /// Highest shares.
    wrong: f32,
    offtopic: f32,
}

#[track_caller]
fn check(name: &str, report: &Report, group: &str, floor: Floor) {
    let tally = &report.groups[group];
    let share = |part: u32, whole: u32| if whole == 0 { 0.0 } else { part as f32 / whole as f32 };
    let got = Floor {
        right_first: share(tally.right_first, tally.questions),
        answered_rightly: share(tally.answered_rightly, tally.questions),
        helped: share(tally.helped, tally.questions),
        wrong: tally.wrong_among_answers(),
        offtopic: share(tally.offtopic_answered, tally.offtopic),
    };
    println!("{name} {group}: {got:.3?}");
    let holds = got.right_first >= floor.right_first
        && got.answered_rightly >= floor.answered_rightly
        && got.helped >= floor.helped
        && got.wrong <= floor.wrong
        && got.offtopic <= floor.offtopic;
    assert!(holds, "{name} {group}: {got:.3?} breaks {floor:?}\n{}", report.to_text());
}

#[test]
fn the_projects_own_questions() {
    let questions = labelled(&project().join("tests/quality/dev-questions.jsonl"));
    let report = evaluate::questions(&SAMPLE, &questions);
    let all = Floor { right_first: 0.96, answered_rightly: 0.66, helped: 0.97, wrong: 0.02, offtopic: 0.02 };
    check("own", &report, "all", all);
    for language in ["bn", "kk", "en"] {
        check("own", &report, language, Floor { right_first: 0.93, answered_rightly: 0.45, helped: 0.95, wrong: 0.03, offtopic: 0.05 });
    }
    let tally = &report.groups["all"];
    assert!(tally.language_right as f32 >= 0.99 * tally.language as f32, "{} of {} languages", tally.language_right, tally.language);
    assert!(tally.smalltalk_right as f32 >= 0.85 * tally.smalltalk as f32, "{} of {} small talk", tally.smalltalk_right, tally.smalltalk);
}

/// Questions written from the topics' facts alone, by somebody who saw neither corpus nor the other questions. No
/// content is tuned on them; the constants of the calibration were chosen with their figures in sight.
#[test]
fn questions_nobody_tuned_on() {
    let questions = labelled(&project().join("tests/quality/blind-questions.jsonl"));
    let report = evaluate::questions(&SAMPLE, &questions);
    // Two of the 90 off-topic questions are answered, of which one may be.
    let all = Floor { right_first: 0.96, answered_rightly: 0.88, helped: 0.97, wrong: 0.02, offtopic: 0.023 };
    check("blind", &report, "all", all);
    for style in ["bn plain", "kk plain", "en plain", "bn banglish", "kk ru-keyboard", "kk kk-latin"] {
        check("blind", &report, style, Floor { right_first: 0.88, answered_rightly: 0.30, helped: 0.93, wrong: 0.03, offtopic: 0.0 });
    }
    let tally = &report.groups["all"];
    assert!(tally.language_right as f32 >= 0.97 * tally.language as f32, "{} of {} languages", tally.language_right, tally.language);
}

/// Owners who change the subject in a few words after an answer are not told the same again.
#[test]
fn a_changed_subject_is_not_answered_with_what_came_before() {
    let questions: Vec<Labelled> =
        ["dev", "blind"].iter().flat_map(|name| labelled(&project().join(format!("tests/quality/{name}-questions.jsonl")))).collect();
    let (mut answers, mut wrong) = (0, Vec::new());
    for asked in questions.iter().filter(|asked| asked.topic.is_some()) {
        let decision = SAMPLE.ask(&Question { text: &asked.text, previous_entry: Some("battery-warranty"), ..Question::default() });
        if decision.kind == Kind::Answer {
            answers += 1;
            let entry = decision.entry.unwrap_or_default();
            let is_right = asked.topic.as_deref() == Some(&entry) || asked.also.contains(&entry);
            wrong.extend((!is_right).then(|| format!("{} -> {entry}", asked.text)));
        }
    }
    // Nearly sure of charge-fault alone, quite sure of the warranty together with its title: neither is enough.
    let unsure =
        Question { text: "Көлігім зарядталмай тұр", previous_entry: Some("battery-warranty"), ..Question::default() };
    let decision = SAMPLE.ask(&unsure);
    assert_ne!(decision.entry.as_deref(), Some("battery-warranty"), "{decision:?}");
    assert!(decision.entries[..2].iter().any(|scored| scored.entry == "charge-fault"), "{:?}", decision.entries);
    println!("after an answer: {} of {answers} answers wrong", wrong.len());
    assert!(answers > 500 && wrong.len() * 100 <= answers, "{} of {answers} wrong: {wrong:#?}", wrong.len());
}

/// What goes on about an answer is read with it; of the world's affairs most are still recognised as such.
#[test]
fn a_follow_up_has_to_do_with_the_car() {
    // The entry that was answered, what follows it, and what does not.
    let asked = [
        ("battery-warranty", ["and after that?", "কত বছর?", "неше жыл?"], ["who won the match", "ম্যাচ কে জিতেছে", "матчты кім ұтты"]),
        ("charge-home-setup", ["how much is it", "খরচ কত", "бағасы қанша"], ["what is the capital", "একটা গান শোনাও", "маған өлең айтшы"]),
        // Whom an answer did not help is told that we are sorry, and gets a person.
        ("charge-fault", ["still not working", "তারপরও হচ্ছে না", "бәрібір істемейді"], ["tell me a joke", "ঈদ কবে", "Наурыз қашан"]),
        (
            "warranty-coverage",
            ["what about the battery", "ব্যাটারিরও কি?", "батареяға да ма?"],
            ["do you like pizza", "আজ খেলা কয়টায়", "бауырсақ қалай пісіреді"],
        ),
        (
            "maintenance-schedule",
            ["where can I do it", "কোথায় করাব", "қайда жасатамын"],
            ["sing me a song", "বিরিয়ানি রাঁধব কীভাবে", "доллар қанша тұр"],
        ),
    ];
    let is_helped = |previous: &str, text: &str| {
        let decision = SAMPLE.ask(&Question { text, previous_entry: Some(previous), ..Question::default() });
        matches!(decision.kind, Kind::Suggest | Kind::Answer) || decision.apology
    };
    let (mut follow, mut others) = (Vec::new(), Vec::new());
    for (previous, following, not) in asked {
        follow.extend(following.into_iter().filter(|text| is_helped(previous, text)));
        others.extend(not.into_iter().filter(|text| is_helped(previous, text)));
    }
    println!("after an answer: {} of 15 follow-ups and {} of 15 others get buttons", follow.len(), others.len());
    assert_eq!(follow.len(), 15, "{follow:?}");
    assert!(others.len() <= 7, "{others:?}");
}

/// How long what was answered takes is asked of that, though other entries tell of days, too.
#[test]
fn days_are_those_of_what_was_answered() {
    let answered = Turn { from: Side::Bot, text: String::new(), entry: Some("warranty-claim".to_owned()), entries: Vec::new(), did: None };
    for text in ["how many days", "how many days does that take"] {
        let decision = SAMPLE.ask(&Question { text, turns: std::slice::from_ref(&answered), ..Question::default() });
        assert_eq!(decision.entries.first().map(|found| found.entry.as_str()), Some("warranty-claim"), "{text}");
    }
}

/// A public question set, turned into a corpus; none when `../shared` is not beside the project.
fn public_set(name: &str) -> Option<(PathBuf, PathBuf)> {
    convert(&[], &[name])
}

/// The questions and answers of one public set as entries, asked with another's questions.
fn public_pair(entries: &str, questions: &str) -> Option<(PathBuf, PathBuf)> {
    convert(&["--pair"], &[entries, questions])
}

/// Every call makes a folder of its own: tests run side by side.
fn convert(options: &[&str], sets: &[&str]) -> Option<(PathBuf, PathBuf)> {
    static CALLS: AtomicUsize = AtomicUsize::new(0);
    let shared = project().parent()?.join("shared/eval");
    let folders: Vec<PathBuf> = sets.iter().map(|set| shared.join(set)).collect();
    if !folders.iter().all(|folder| folder.is_dir()) {
        println!("skipped: {sets:?} are not beside the project");
        return None;
    }
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    let out = std::env::temp_dir().join(format!("aftercare-quality-{}-{call}", std::process::id()));
    let made = Command::new("python3").arg(shared.join("to_faq.py")).args(options).args(folders).arg(&out).status();
    assert!(made.is_ok_and(|status| status.success()), "to_faq.py failed for {sets:?}");
    Some((out.join("faq"), out.join("questions.jsonl")))
}

/// Passages that nobody has written a question for, from words alone.
#[test]
fn passages_are_found_by_what_they_say() {
    let floor = |right_first| Floor { right_first, answered_rightly: 0.0, helped: 0.0, wrong: 0.03, offtopic: 0.02 };
    check_public("scratch_qa_en", floor(0.575));
    check_public("scratch_qa_bn", floor(0.47));
    check_public("scratch_qa_kk", floor(0.45));
}

#[track_caller]
fn check_public(name: &str, floor: Floor) {
    let Some((folder, questions)) = public_set(name) else { return };
    let report = evaluate::questions(&trained(&folder), &labelled(&questions));
    std::fs::remove_dir_all(folder.parent().expect("a folder")).expect("removed");
    check(name, &report, "all", floor);
}

#[test]
fn public_intents_in_english() {
    check_public("clinc150_en", Floor { right_first: 0.795, answered_rightly: 0.20, helped: 0.88, wrong: 0.03, offtopic: 0.02 });
}

#[test]
fn public_intents_in_kazakh() {
    check_public("xsid_kk", Floor { right_first: 0.93, answered_rightly: 0.71, helped: 0.95, wrong: 0.03, offtopic: 0.02 });
}

/// Who greets or thanks and tells what is wrong wants no greeting, though it is no question by its form.
#[test]
fn a_problem_beside_small_talk_is_no_small_talk() {
    let kind_of = |text| SAMPLE.ask(&Question { text, ..Question::default() }).kind;
    for text in [
        "good morning car not starting",
        "ok charger broken",
        "thanks but range dropped",
        "hello my car has stopped",
        "ধন্যবাদ। কিন্তু এসি ঠান্ডা হয় না",
        "сәлем көлік жүрмейді",
    ] {
        assert_ne!(kind_of(text), Kind::Smalltalk, "{text}");
    }
    for text in ["hello how are you today", "thanks a lot, that solved it", "ধন্যবাদ ভাই, অনেক উপকার করলেন", "Сәлем, бір сұрағым бар"]
    {
        assert_eq!(kind_of(text), Kind::Smalltalk, "{text}");
    }
}

/// Dangers as worried owners would write them, and messages that only use such words: `danger-messages.jsonl`, written by a model that saw neither
/// corpus nor matcher. Phrases were added in sight of the first 276 and not of the other 216, of which false alarms took some away again: more
/// than half of those dangers are found.
#[test]
fn dangers_as_owners_tell_them() {
    let text = std::fs::read_to_string(project().join("tests/quality/danger-messages.jsonl")).expect("the messages");
    let rows: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).expect("a row")).collect();
    let (seen, unseen) = rows.split_at(276);
    for (name, rows, least) in [("seen", seen, 0.84), ("unseen", unseen, 0.54)] {
        let [mut dangers, mut found, mut ordinary, mut alarms] = [0_usize; 4];
        for row in rows {
            let text = row["text"].as_str().expect("a text");
            let alarm = usize::from(SAMPLE.ask(&Question { text, ..Question::default() }).kind == Kind::Safety);
            let (all, hits) = if row["danger"].is_null() { (&mut ordinary, &mut alarms) } else { (&mut dangers, &mut found) };
            *all += 1;
            *hits += alarm;
        }
        println!("{name}: {found} of {dangers} dangers found, {alarms} false alarms in {ordinary} ordinary messages");
        assert!(found as f32 >= least * dangers as f32, "{name}: {found} of {dangers} dangers");
        assert!(alarms as f32 <= 0.06 * ordinary as f32, "{name}: {alarms} false alarms in {ordinary}");
    }
}

/// Every danger phrase of the corpus brings up a card, and no ordinary question does.
#[test]
fn dangers_and_nothing_but_dangers() {
    let corpus = corpus(&project().join("faq"));
    let mut missed = Vec::new();
    let mut phrases = 0;
    for card in &corpus.safety {
        for text in card.texts.values() {
            for phrase in &text.phrases {
                phrases += 1;
                let decision = SAMPLE.ask(&Question { text: phrase, ..Question::default() });
                if decision.kind != Kind::Safety {
                    missed.push(phrase.as_str());
                }
            }
        }
    }
    assert!(phrases >= 3 * 40, "{phrases} phrases");
    assert!(missed.is_empty(), "{} of {phrases} missed: {missed:#?}", missed.len());
    let mut alarms = Vec::new();
    let dangerous: Vec<&str> = corpus.safety.iter().filter_map(|card| card.entry.as_deref()).collect();
    for entry in corpus.entries.iter().filter(|entry| !dangerous.contains(&entry.id.as_str())) {
        for phrasing in entry.texts.values().flat_map(|text| &text.phrasings) {
            if SAMPLE.ask(&Question { text: phrasing, ..Question::default() }).kind == Kind::Safety {
                alarms.push(format!("{}: {phrasing}", entry.id));
            }
        }
    }
    for line in corpus.offtopic.values().flatten() {
        if SAMPLE.ask(&Question { text: line, ..Question::default() }).kind == Kind::Safety {
            alarms.push(format!("off-topic: {line}"));
        }
    }
    // Some phrasings of neighbours do tell of a danger ("the pedal went to the floor"): a handful is right, more is noise.
    assert!(alarms.len() <= 20, "{} false alarms: {alarms:#?}", alarms.len());
}

fn scripted(file: &str) -> Vec<Dialogue> {
    let text = std::fs::read_to_string(project().join("tests/quality").join(file)).expect("dialogues");
    text.lines().filter(|line| !line.trim().is_empty()).map(|line| serde_json::from_str(line).expect("a dialogue")).collect()
}

/// Dialogues written by two people who saw neither corpus nor phrases. The first one's were read when phrases and constants were chosen; the
/// other's were scored in total only.
#[test]
fn a_conversation_is_understood() {
    for (file, floor, least) in [("dialogues.jsonl", 0.93, 0.80), ("dialogues-held-out.jsonl", 0.85, 0.70)] {
        let report = dialogues::dialogues(&SAMPLE, &scripted(file));
        let groups = &report.groups;
        println!("{file}: {groups:?}");
        let all = groups[dialogues::ALL];
        assert!(all.turns > 250 && all.share() >= floor, "{file}: {} of {} turns", all.right, all.turns);
        for kind in ["followup", "elaborate", "failed", "angry", "yesno", "ordinal", "thanks", "change", "person", "two", "language"] {
            assert!(groups[kind].share() >= least, "{file}: {kind} {:?}", groups[kind]);
        }
    }
}
