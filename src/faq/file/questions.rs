//! Reading labelled questions: one JSON object a line.

use serde::{Deserialize, Deserializer};

use super::lines::numbered;
use crate::faq::entry::MAX_QUESTION;
use crate::faq::extras::Labelled;
use crate::faq::places::{Naming, Places};
use crate::faq::problem::{Problem, Problems, Words, words};
use crate::language::Language;

/// Most labelled questions of one file that are read.
const MOST_QUESTIONS: usize = 20_000;

/// A line as editors write it. `topic` must be there, also where it is null: a question whose topic was forgotten or misspelt would teach that
/// nothing answers it.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    #[serde(default)]
    id: String,
    lang: Language,
    #[serde(default)]
    style: String,
    text: String,
    #[serde(deserialize_with = "required")]
    topic: Option<String>,
    #[serde(default)]
    also: Vec<String>,
}

fn required<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    Option::deserialize(deserializer)
}

/// Reads a file of labelled questions; lines with mistakes are left out. An empty line, or one that begins with `#`, says nothing.
pub(super) fn read(file: &str, source: &str, places: &mut Places, problems: &Problems) -> Vec<Labelled> {
    let mut questions = Vec::new();
    for (number, line) in numbered(source) {
        let error = |message: Words| problems.borrow_mut().push(Problem::error(file, number, message));
        if questions.len() == MOST_QUESTIONS {
            error(words!("faq-check-questions-many", "more than {limit} questions: the rest is not read", limit = MOST_QUESTIONS));
            break;
        }
        let Row { id, lang, style, text, topic, also } = match serde_json::from_str(line) {
            Ok(row) => row,
            Err(mistake) => {
                // It counts lines within the one that it was given.
                let mistake = mistake.to_string();
                let what = mistake.rsplit_once(" at line ").map_or("no question", |(what, _)| what);
                error(words!("faq-check-question", "{what}", what = what));
                continue;
            }
        };
        let length = text.chars().count();
        if text.trim().is_empty() || length > MAX_QUESTION {
            error(words!(
                "faq-check-question-long",
                "`text` has {length} characters: 1 to {limit} are allowed",
                length = length,
                limit = MAX_QUESTION
            ));
            continue;
        }
        let named = topic.iter().chain(&also).map(|entry| (file.to_owned(), number, entry.clone(), Naming::Question));
        places.references.extend(named);
        places.questions.push((file.to_owned(), number, lang, text.clone()));
        questions.push(Labelled { id, lang, style, text, topic, also });
    }
    questions
}
