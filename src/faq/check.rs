//! What only shows when all files are seen together.

use std::collections::{HashMap, HashSet};

use super::entry::Corpus;
use super::places::{Naming, Places};
use super::plain::plain;
use super::problem::{Problem, Problems, words};
use crate::language::Language;

/// References to entries and cards that don't exist, phrasings that stand in two entries, phrasings that are called off-topic, messages that
/// stand under two headings, and questions that teach nothing. Where all of it `is_checked`, only references and dangers are looked at.
pub(super) fn across(corpus: &Corpus, places: &Places, is_checked: bool, problems: &Problems) {
    let mut problems = problems.borrow_mut();
    dangers(corpus, places, &mut problems);
    for (file, line, target, who) in &places.references {
        // An entry that exists but has mistakes of its own is not told twice.
        if corpus.entry(target).is_none() && !places.entries.contains_key(target) {
            let message = who.words(target);
            // What is related may be withdrawn: the entry is right without it.
            let problem = if *who == Naming::Related { Problem::warning } else { Problem::error };
            problems.push(problem(file, *line, message));
        }
    }
    if is_checked {
        return;
    }
    let mut seen: HashMap<(Language, String), (&str, &str)> = HashMap::new();
    for (file, line, entry, language, text) in &places.phrasings {
        let key = (*language, plain(text));
        // Without a word there is nothing to compare.
        if key.1.is_empty() {
            continue;
        }
        match seen.get(&key) {
            // The same entry in another file is one mistake, and is told as that.
            Some((first, other)) if first == entry && other != file => {}
            Some((first, _)) if first == entry => {
                problems.push(Problem::warning(file, *line, words!("faq-check-twice", "\"{text}\" stands here twice", text = text)));
            }
            Some((first, _)) => {
                problems.push(Problem::warning(
                    file,
                    *line,
                    words!("faq-check-also-of", "\"{text}\" is also a phrasing of {entry}", text = text, entry = first),
                ));
            }
            None => {
                seen.insert(key, (entry, file));
            }
        }
    }
    let mut asked: HashSet<String> = HashSet::new();
    for (file, line, language, text) in &places.questions {
        let plain = plain(text);
        if let Some((entry, _)) = seen.get(&(*language, plain.clone())) {
            let message = words!(
                "faq-check-question-known",
                "\"{text}\" is a phrasing of {entry}: nothing is learned from a question that the corpus has word for word",
                text = text,
                entry = entry
            );
            problems.push(Problem::warning(file, *line, message));
        } else if !asked.insert(plain) {
            problems.push(Problem::warning(file, *line, words!("faq-check-question-twice", "\"{text}\" is asked twice", text = text)));
        }
    }
    for (file, line, language, text) in &places.lines {
        if let Some((entry, _)) = seen.get(&(*language, plain(text))) {
            problems.push(Problem::warning(
                file,
                *line,
                words!("faq-check-offtopic", "\"{text}\" is a phrasing of {entry}, which answers it", text = text, entry = entry),
            ));
        }
    }
}

/// Headings that name no card, and messages that stand twice: to be near a danger and a danger is a contradiction, two cards are a choice.
fn dangers(corpus: &Corpus, places: &Places, problems: &mut Vec<Problem>) {
    for (file, line, card) in &places.cards {
        if !corpus.safety.iter().any(|known| known.id == *card) {
            problems.push(Problem::error(
                file,
                *line,
                words!("faq-check-card", "[{name}] is no card of safety.toml, nor [near]", name = card),
            ));
        }
    }
    let name = |card: &Option<String>| card.clone().unwrap_or_else(|| "near".to_owned());
    let mut seen: HashMap<String, (&String, usize, &Option<String>)> = HashMap::new();
    for (file, line, card, text) in &places.messages {
        let key = plain(text);
        let Some((other, at, before)) = seen.get(&key).copied() else {
            seen.insert(key, (file, *line, card));
            continue;
        };
        let message = words!(
            "faq-check-danger-twice",
            "\"{text}\" stands under [{name}] already ({file}:{line})",
            text = text,
            name = name(before),
            file = other,
            line = at
        );
        if before.is_none() == card.is_none() {
            problems.push(Problem::warning(file, *line, message));
        } else {
            problems.push(Problem::error(file, *line, message));
        }
    }
}
