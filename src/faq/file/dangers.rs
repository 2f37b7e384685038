//! Reading the files of messages that tell of dangers.
//!
//! ```text
//! # A line that begins with # says nothing.
//! [brakes]
//! the pedal went to the floor
//! [near]
//! how much are brake pads
//! ```

use super::lines::numbered;
use crate::faq::entry::MAX_PHRASING;
use crate::faq::extras::DangerMessages;
use crate::faq::places::Places;
use crate::faq::problem::{Problem, Problems, Words, words};

/// The heading of messages that share the words of a danger and tell of none.
const NEAR: &str = "near";
/// Most messages of one file: so many are no longer read by anybody.
const MOST_MESSAGES: usize = 10_000;

/// Reads a file; a heading may come again, and its messages are then added to the earlier ones.
pub(super) fn read(file: &str, source: &str, places: &mut Places, problems: &Problems) -> Vec<DangerMessages> {
    let error = |line, message: Words| problems.borrow_mut().push(Problem::error(file, line, message));
    let mut sections: Vec<DangerMessages> = Vec::new();
    let mut current = None;
    let mut count = 0;
    for (number, line) in numbered(source) {
        if let Some(name) = heading(line) {
            let card = (name != NEAR).then(|| name.to_owned());
            if let Some(card) = &card {
                places.cards.push((file.to_owned(), number, card.clone()));
            }
            let place = sections.iter().position(|section| section.card == card);
            current = Some(place.unwrap_or(sections.len()));
            if place.is_none() {
                sections.push(DangerMessages { card, texts: Vec::new() });
            }
            continue;
        }
        let Some(section) = current.and_then(|place| sections.get_mut(place)) else {
            error(number, words!("faq-check-heading", "a message must stand under a heading: [near] or [the id of a card of safety.toml]"));
            continue;
        };
        if line.chars().count() > MAX_PHRASING {
            error(number, words!("faq-check-line-long", "the message is longer than {limit} characters", limit = MAX_PHRASING));
            continue;
        }
        count += 1;
        if count > MOST_MESSAGES {
            error(number, words!("faq-check-messages-many", "more than {limit} messages: the rest is not read", limit = MOST_MESSAGES));
            break;
        }
        places.messages.push((file.to_owned(), number, section.card.clone(), line.to_owned()));
        section.texts.push(line.to_owned());
    }
    sections
}

/// What stands in the brackets of a heading.
fn heading(line: &str) -> Option<&str> {
    let name = line.strip_prefix('[')?.strip_suffix(']')?.trim();
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"-_".contains(&b));
    is_name.then_some(name)
}
