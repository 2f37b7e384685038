//! Dangers, noticed and not: floors on messages held back, and what a conversation makes of a danger.
//!
//! `danger-held-out.jsonl` is by a writer whose other messages nothing was learned from, and every fourth message of one whose others were
//! (its last 125 lines). It is only ever scored in total: its lines are not to be read, nor the content fitted to them.

use crate::{SAMPLE, corpus, labelled, project};
use aftercare::answer::evaluate::{self, dangers};
use aftercare::answer::{Decision, Did, Engine, Kind, Question, Settings, Side, Turn, learn};
use std::path::Path;

/// Labelled messages of a file.
pub(crate) fn messages(file: &Path) -> Vec<dangers::Message> {
    let text = std::fs::read_to_string(file).expect("messages");
    text.lines().map(|line| serde_json::from_str(line).expect("a labelled message")).collect()
}

/// Lowest shares of dangers that alarm, and that alarm or are asked about; highest of near-dangers, and of dangers that are merely answered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Floor {
    pub alarm: f32,
    pub noticed: f32,
    pub false_alarms: f32,
    pub near_noticed: f32,
    pub answered: f32,
    pub card: f32,
}

#[track_caller]
pub(crate) fn check_dangers(name: &str, engine: &Engine, floor: Floor) {
    let report = dangers::dangers(engine, &messages(&project().join("tests/quality/danger-held-out.jsonl")));
    let t = report.groups["all"];
    let share = |part: u32, whole: u32| part as f32 / whole.max(1) as f32;
    let got = Floor {
        alarm: share(t.alarmed, t.dangers),
        noticed: share(t.noticed, t.dangers),
        false_alarms: share(t.false_alarms, t.near),
        near_noticed: share(t.near_noticed, t.near),
        answered: share(t.answered, t.dangers),
        card: share(t.card_right, t.carded),
    };
    println!("{name}: {got:.3?}");
    let holds = got.alarm >= floor.alarm
        && got.noticed >= floor.noticed
        && got.false_alarms <= floor.false_alarms
        && got.near_noticed <= floor.near_noticed
        && got.answered <= floor.answered
        && got.card >= floor.card;
    assert!(holds, "{name}: {got:.3?} breaks {floor:?}\n{}", report.to_text());
}

/// Ordinary questions that were asked about danger, or got a card that is not their answer.
#[track_caller]
pub(crate) fn check_ordinary(name: &str, engine: &Engine, most: f32) {
    let mut questions = Vec::new();
    for file in ["dev", "blind"] {
        questions.extend(labelled(&project().join(format!("tests/quality/{file}-questions.jsonl"))));
    }
    let report = evaluate::questions(engine, &questions);
    let t = report.groups["all"];
    let share = (t.safety + t.danger_asked) as f32 / (t.questions + t.offtopic) as f32;
    println!("{name}: {} ordinary questions alarmed, {} asked about danger: {share:.4}", t.safety, t.danger_asked);
    assert!(share <= most, "{name}: {share:.4}");
}

#[test]
fn dangers_that_nobody_has_seen() {
    check_dangers(
        "words",
        &SAMPLE,
        // Since more is answered outright, more dangers that are not noticed are answered, too: it was .015.
        Floor { alarm: 0.85, noticed: 0.93, false_alarms: 0.02, near_noticed: 0.1, answered: 0.028, card: 0.9 },
    );
}

/// A fresh server has learned of dangers before its first question, not only after its training.
#[test]
fn dangers_are_noticed_from_the_first_second() {
    let engine = learn::engine_at_once(&corpus(&project().join("faq")), &Settings::default(), None, |_| None).expect("an index");
    check_dangers(
        "at once",
        &engine,
        Floor { alarm: 0.83, noticed: 0.9, false_alarms: 0.02, near_noticed: 0.1, answered: 0.045, card: 0.9 },
    );
}

#[test]
fn ordinary_questions_are_no_dangers() {
    // Half of them are about what may be a danger; 1.5 % are wanted.
    check_ordinary("words", &SAMPLE, 0.025);
}

fn ask(text: &str, turns: &[Turn]) -> Decision {
    SAMPLE.ask(&Question { text, turns, ..Question::default() })
}

fn owner(text: &str) -> Turn {
    Turn { from: Side::Owner, text: text.to_owned(), entry: None, entries: Vec::new(), did: None }
}

fn bot(did: Did) -> Turn {
    Turn { from: Side::Bot, text: String::new(), did: Some(did), ..owner("") }
}

/// Не is "what" in Kazakh and "not" in Russian.
#[test]
fn a_kazakh_question_word_takes_no_danger_back() {
    for text in [
        "Тормоз істемей қалды, не істеймін?",
        "капоттан түтін шығып жатыр, не болды?",
        "тормоз устамай калды не истеймиз",
        "машина өртеніп жатыр не қыламыз",
    ] {
        assert_eq!(ask(text, &[]).kind, Kind::Safety, "{text}");
    }
    // Жанып is "burns" and "is lit": it is asked at least.
    let decision = ask("Көлік жанып жатыр, не істеу керек?", &[]);
    assert!(decision.kind == Kind::Safety || decision.ask_danger, "{decision:?}");
    assert!(decision.card.as_deref().is_some_and(|card| card.starts_with("fire")), "{decision:?}");
    for text in ["дым не идёт, просто лампочка зажглась", "ничего не горит, только чек на панели", "огня нет, дыма нет"]
    {
        assert_ne!(ask(text, &[]).kind, Kind::Safety, "{text}");
    }
}

/// Who is afraid of a danger or plans against it is in none.
#[test]
fn a_fear_is_no_danger() {
    for text in [
        "My house is forty years old with thin wires, I'm afraid of a fire if I connect the car.",
        "My wife worries that the battery could catch fire in the garage, should she?",
        "আমার পুরোনো বাসার তার চিকন, গাড়ি চার্জে দিলে আগুন লাগার ভয় পাই, কী করব?",
        "Үйдің сымы ескі, зарядқа қойсам өрт шыға ма деп қорқамын",
    ] {
        let decision = ask(text, &[]);
        assert_ne!(decision.kind, Kind::Safety, "{text}");
    }
}

/// A yes to "Is anyone in danger?" is an alarm with the card of what was said before; a no goes on with that.
#[test]
fn the_danger_question_is_answered() {
    let turns = [owner("the brake pedal feels soft and yesterday it went down"), bot(Did::DangerQuestion)];
    for text in ["yes", "হ্যাঁ", "ия", "да"] {
        let decision = ask(text, &turns);
        assert_eq!((decision.kind, decision.card.as_deref()), (Kind::Safety, Some("brakes")), "{text}");
    }
    let turns = [owner("how do I charge at home"), bot(Did::DangerQuestion)];
    for text in ["no", "না, সব ঠিক আছে", "жоқ, бәрі жақсы", "нет, всё нормально"] {
        let decision = ask(text, &turns);
        assert!(decision.kind != Kind::Safety && !decision.ask_danger, "{text}");
        assert_eq!(decision.entries, ask("how do I charge at home", &[]).entries, "{text}");
    }
}

/// After a card its own questions get its own answers, thanks are thanks, and a new danger is one.
#[test]
fn a_card_has_answers_of_its_own() {
    let turns = [owner("smoke is coming out of the bonnet"), bot(Did::Safety)];
    for text in ["May I fetch my luggage?", "how far away should we stand", "can I pour water on it"] {
        let decision = ask(text, &turns);
        assert_eq!((decision.kind, decision.card.as_deref()), (Kind::Safety, Some("fire")), "{text}");
        assert!(decision.card_question.is_some(), "{text}");
    }
    for text in ["ok we are out, thanks", "thank you"] {
        assert_ne!(ask(text, &turns).kind, Kind::Safety, "{text}");
    }
    // What is told once more is no question, though one of the card's has its words.
    for text in ["flames everywhere now!!", "The battery is on fire!"] {
        let decision = ask(text, &turns);
        assert_eq!((decision.kind, decision.card_question), (Kind::Safety, None), "{text}");
    }
}

/// What is short leans on what was said before.
#[test]
fn a_danger_in_the_middle_of_a_talk_is_noticed() {
    let turns = [owner("How do I open the bonnet?"), bot(Did::Answer)];
    for text in ["there's smoke now", "now it burns!", "এখন ধোঁয়া বের হচ্ছে", "енді түтін шығып жатыр"]
    {
        let decision = ask(text, &turns);
        assert!(decision.kind == Kind::Safety || decision.ask_danger, "{text}");
    }
    for text in ["ok thanks", "and the boot?"] {
        let decision = ask(text, &turns);
        assert!(decision.kind != Kind::Safety && !decision.ask_danger, "{text}");
    }
}

/// Four thousand characters take no longer than they should, whatever they are.
#[test]
fn hostile_texts_are_read() {
    for text in ["fire ".repeat(800), "a".repeat(4_000), "не ".repeat(1_300), "🔥".repeat(1_000), "?!".repeat(2_000), String::new()] {
        let decision = ask(&text, &[owner(&text), bot(Did::DangerQuestion)]);
        assert!(decision.entries.len() <= 10);
    }
}
