//! Reading `safety.toml`, `smalltalk.toml` and `dialogue.toml`.

use std::collections::BTreeMap;

use super::table::{Table, parse};
use crate::faq::dialogue::{Act, Saying, SayingText};
use crate::faq::extras::{Card, CardQuestion, CardText, Smalltalk, SmalltalkText};
use crate::faq::problem::{Problems, words};
use crate::language::Language;

/// Reads `safety.toml`.
pub(super) fn read_safety(file: &str, source: &str, placeholders: Option<&[&str]>, problems: &Problems) -> Vec<Card> {
    let Some(document) = parse(file, source, problems) else { return Vec::new() };
    let mut root = Table::root(file, source, &document, problems);
    let mut cards: Vec<Card> = Vec::new();
    for mut item in root.tables("card") {
        let id = item.name("id");
        let entry = item.optional_string("entry", 80);
        let mut texts = BTreeMap::new();
        for (language, mut text) in item.languages() {
            texts.insert(
                language,
                CardText {
                    title: text.string("title", 200),
                    text: text.markdown("text", 5_000, placeholders),
                    phrases: text.strings("phrases", 200, 1),
                    except: text.strings("except", 200, 0),
                    questions: questions(&mut text, placeholders),
                },
            );
            text.finish();
        }
        check_questions(&item, &texts);
        if cards.iter().any(|card| card.id == id) {
            item.error(item.line, words!("faq-check-card-twice", "a second card has the id \"{name}\"", name = id));
        }
        item.finish();
        cards.push(Card { id, entry, texts });
    }
    root.finish();
    cards
}

/// The questions of a card in one language.
fn questions(text: &mut Table<'_>, placeholders: Option<&[&str]>) -> Vec<CardQuestion> {
    let mut questions = Vec::new();
    for mut question in text.tables("questions") {
        let phrases = question.strings("phrases", 200, 1);
        questions.push(CardQuestion { phrases, answer: question.markdown("answer", 2_000, placeholders) });
        question.finish();
    }
    questions
}

/// A question's number stands for it in all languages, so the lists must be equally long.
fn check_questions(card: &Table<'_>, texts: &BTreeMap<Language, CardText>) {
    let mut counts: Vec<usize> = texts.values().map(|text| text.questions.len()).collect();
    counts.sort_unstable();
    counts.dedup();
    if counts.len() > 1 {
        card.error(
            card.line,
            words!(
                "faq-check-questions-uneven",
                "the languages have different numbers of `questions`: the same must stand in each, in the same order"
            ),
        );
    }
}

/// Reads `smalltalk.toml`.
pub(super) fn read_smalltalk(file: &str, source: &str, problems: &Problems) -> Vec<Smalltalk> {
    let Some(document) = parse(file, source, problems) else { return Vec::new() };
    let mut root = Table::root(file, source, &document, problems);
    let mut kinds: Vec<Smalltalk> = Vec::new();
    for mut item in root.tables("smalltalk") {
        let id = item.name("id");
        let mut texts = BTreeMap::new();
        for (language, mut text) in item.languages() {
            texts.insert(
                language,
                SmalltalkText {
                    phrases: text.strings("phrases", 200, 1),
                    replies: text.strings("replies", 1_000, 1),
                    open: text.strings("open", 1_000, 0),
                    after_danger: text.strings("after_danger", 1_000, 0),
                },
            );
            text.finish();
        }
        if kinds.iter().any(|kind| kind.id == id) {
            item.error(item.line, words!("faq-check-smalltalk-twice", "a second kind of small talk has the id \"{name}\"", name = id));
        }
        item.finish();
        kinds.push(Smalltalk { id, texts });
    }
    root.finish();
    kinds
}

/// Reads `dialogue.toml`.
pub(super) fn read_dialogue(file: &str, source: &str, problems: &Problems) -> Vec<Saying> {
    let Some(document) = parse(file, source, problems) else { return Vec::new() };
    let mut root = Table::root(file, source, &document, problems);
    let mut sayings: Vec<Saying> = Vec::new();
    for mut item in root.tables("act") {
        let id = item.name("id");
        let act = Act::of(&id);
        if act.is_none() && !id.is_empty() {
            let known = Act::ALL.map(Act::name).join(", ");
            item.error(
                item.line_of_key("id"),
                words!("faq-check-act", "there is no act \"{name}\"; known are {known}", name = id, known = known),
            );
        }
        let replies = usize::from(act.is_some_and(Act::is_replied));
        let mut texts = BTreeMap::new();
        for (language, mut text) in item.languages() {
            texts.insert(
                language,
                SayingText { phrases: text.strings("phrases", 200, 1), replies: text.strings("replies", 1_000, replies) },
            );
            text.finish();
        }
        if sayings.iter().any(|saying| Some(saying.act) == act) {
            item.error(item.line, words!("faq-check-act-twice", "the act \"{name}\" stands here twice", name = id));
        }
        item.finish();
        sayings.extend(act.map(|act| Saying { act, texts }));
    }
    root.finish();
    sayings
}
