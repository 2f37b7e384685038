//! Dangers come before everything else.

use super::*;

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
fn a_danger_at_the_end_of_a_story_is_found() {
    let story = "we drove to the sea and back again ".repeat(40);
    let decision = ask(&format!("{story} and now the car is on fire"));
    assert_eq!(decision.kind, Kind::Safety);
}
