//! What was said before.

use super::*;
use crate::faq::Act;

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
    let engine = learn::engine(&corpus, &settings()).expect("an index in memory");
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
