//! The training data and the responses of a Rasa project: `nlu` with intents and examples, `responses` with `utter_...`.
//!
//! Source: Rasa 3, "Training Data Format" and "Responses". What an owner asks is an intent, what is answered is the response of the same name:
//! `ask_warranty` and `utter_ask_warranty`, or, of a retrieval intent, `faq/warranty` and `utter_faq/warranty`.

use std::collections::BTreeMap;

use super::Options;
use super::drafts::{Drafts, Key, Spot};
use super::headers::Field;
use super::rows::language_of_file;
use super::separated::Failure;
use super::slug::slug;
use super::yaml::{self, Node};
use crate::faq::entry::MAX_TITLE;
use crate::faq::problem::{Place, words};
use crate::language::Language;

/// Things said here are of one language: a project of each.
type Name = (Option<Language>, String);

/// What the files of a project say; which file says what does not matter.
#[derive(Default)]
pub(super) struct Project {
    /// Examples by intent.
    intents: BTreeMap<Name, (Spot, Vec<(Spot, String)>)>,
    /// Markdown by intent.
    responses: BTreeMap<Name, (Spot, String)>,
}

impl Project {
    /// Reads a file of the project.
    pub fn read(&mut self, file: &str, text: &str, options: &Options<'_>, drafts: &mut Drafts) -> Result<(), Failure> {
        let language = options.language.or_else(|| language_of_file(file));
        let mut known = false;
        for document in yaml::read(text)? {
            for item in document.get("nlu").map(Node::items).unwrap_or_default() {
                known = true;
                self.intent(file, language, item);
            }
            for (name, variants) in document.get("responses").map(Node::entries).unwrap_or_default() {
                known = true;
                self.response(file, language, name, variants, drafts);
            }
        }
        if !known {
            return Err((Place::line(1), words!("faq-check-rasa-none", "neither `nlu` nor `responses` of a Rasa project is in it")));
        }
        Ok(())
    }

    fn intent(&mut self, file: &str, language: Option<Language>, item: &Node) {
        let Some(name) = item.get("intent").and_then(Node::text) else { return };
        let spot = |line: usize| Spot::new(file, Place::line(line));
        let (_, examples) = self.intents.entry((language, name.trim().to_owned())).or_insert_with(|| (spot(item.line), Vec::new()));
        let Some(node) = item.get("examples") else { return };
        // One text with a line each, or a list of objects with a text each.
        let texts = node.text().map(|text| (node.line, text)).into_iter();
        let objects = node.items().iter().filter_map(|item| item.get("text").and_then(|text| Some((text.line, text.text()?))));
        for (first, text) in texts.chain(objects) {
            for (number, line) in text.lines().enumerate() {
                let example = line.trim().strip_prefix("- ").unwrap_or(line.trim());
                let example = without_entities(example.trim());
                if !example.is_empty() && example != "-" {
                    examples.push((spot(first + number), example));
                }
            }
        }
    }

    fn response(&mut self, file: &str, language: Option<Language>, name: &str, variants: &Node, drafts: &mut Drafts) {
        let spot = Spot::new(file, Place::line(variants.line));
        let Some(intent) = name.strip_prefix("utter_") else { return };
        let mut texts = variants.items().iter().filter_map(|variant| Some((variant, variant.get("text")?.text()?.trim())));
        let Some((variant, text)) = texts.next().filter(|(_, text)| !text.is_empty()) else {
            return drafts.warning(&spot, words!("faq-check-rasa-empty", "passed over: {name} has no text", name = name));
        };
        if let Some((other, _)) = texts.next() {
            drafts.warning(
                &Spot::new(file, Place::line(other.line)),
                words!("faq-check-rasa-second", "passed over: a second text of {name}; the first is taken", name = name),
            );
        }
        for part in ["buttons", "custom", "elements", "attachment"] {
            if let Some(node) = variant.get(part) {
                drafts.warning(
                    &Spot::new(file, Place::line(node.line)),
                    words!("faq-check-rasa-part", "`{part}` of {name} cannot be kept", part = part, name = name),
                );
            }
        }
        let picture = variant.get("image").and_then(Node::text).map(|image| format!("\n\n![]({image})")).unwrap_or_default();
        self.responses.entry((language, intent.to_owned())).or_insert((spot, format!("{text}{picture}")));
    }

    /// Puts intents and responses together.
    pub fn finish(mut self, options: &Options<'_>, drafts: &mut Drafts) {
        for ((language, intent), (spot, examples)) in std::mem::take(&mut self.intents) {
            let Some((at, answer)) = self.responses.remove(&(language, intent.clone())) else {
                // A retrieval intent has its responses under its parts, and small talk has stories.
                drafts
                    .warning(&spot, words!("faq-check-rasa-no-response", "passed over: there is no response utter_{name}", name = intent));
                continue;
            };
            let Some(language) = language else {
                drafts
                    .error(&spot, words!("faq-check-rasa-language", "which language? Give one for the whole file, or name it nlu.kk.yml"));
                continue;
            };
            let (category, name) =
                intent.split_once('/').map_or((options.category, intent.as_str()), |(category, name)| (Some(category), name));
            let id = slug(name);
            let key = if id.is_empty() { Key::Source(format!("rasa:{intent}")) } else { Key::Id(id) };
            drafts.entry(&key, &spot);
            if let Some(category) = category {
                drafts.first_category(&key, category, &spot);
            }
            match examples.iter().find(|(_, example)| example.chars().count() <= MAX_TITLE) {
                Some((at, title)) => drafts.text(&key, Field::Title, language, title, at),
                None => drafts.error(
                    &spot,
                    words!("faq-check-rasa-no-title", "the intent {name} has no example that could be its title", name = intent),
                ),
            }
            for (at, example) in examples {
                drafts.phrasing(&key, language, &example, &at);
            }
            drafts.text(&key, Field::Answer, language, &answer, &at);
        }
        for ((_, intent), (spot, _)) in self.responses {
            drafts.warning(&spot, words!("faq-check-rasa-unasked", "passed over: nobody asks for utter_{name}", name = intent));
        }
    }
}

/// An example without what marks its entities: `[x](name)` and `[x]{"entity": "name"}` are `x`.
fn without_entities(example: &str) -> String {
    let mut out = String::new();
    let mut rest = example;
    while let Some((before, marked)) = rest.split_once('[') {
        out.push_str(before);
        let Some((text, behind)) = marked.split_once(']') else {
            out.push('[');
            rest = marked;
            continue;
        };
        let close = match behind.chars().next() {
            Some('(') => behind.find(')'),
            Some('{') => behind.find('}'),
            _ => None,
        };
        match close {
            Some(close) => {
                out.push_str(text);
                rest = &behind[close + 1..];
            }
            None => {
                out.push('[');
                rest = marked;
            }
        }
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entities_are_taken_out_of_examples() {
        for (example, expected) in [
            ("how long does the [icar 03](model) charge", "how long does the icar 03 charge"),
            ("a [b]{\"entity\": \"c\", \"value\": \"d\"} e [f](g)", "a b e f"),
            ("[sic] no entity [", "[sic] no entity ["),
        ] {
            assert_eq!(without_entities(example), expected);
        }
    }
}
