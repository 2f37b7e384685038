//! YAML with the lines of everything: as much of it as the files of others have.

use saphyr_parser::{Event, Parser};

use super::separated::Failure;
use crate::faq::problem::{Place, Words, words};

/// Deepest nesting that is read.
const MAX_DEPTH: usize = 32;
/// Most values of a file.
const MOST_NODES: usize = 400_000;

/// A value and the line, from 1, that it begins on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Node {
    pub line: usize,
    pub value: Value,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Value {
    Scalar(String),
    List(Vec<Node>),
    /// Keys that are no scalars are left out, with their values.
    Map(Vec<(String, Node)>),
}

impl Node {
    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entries().iter().find(|(known, _)| known == key).map(|(_, node)| node)
    }

    /// The pairs of a map; none of anything else.
    pub fn entries(&self) -> &[(String, Node)] {
        if let Value::Map(entries) = &self.value { entries } else { &[] }
    }

    /// The items of a list; none of anything else.
    pub fn items(&self) -> &[Node] {
        if let Value::List(items) = &self.value { items } else { &[] }
    }

    /// The text of a scalar.
    pub fn text(&self) -> Option<&str> {
        if let Value::Scalar(text) = &self.value { Some(text) } else { None }
    }
}

/// A list or map that is not ended.
struct Open {
    node: Node,
    /// The key that waits for its value. The outer `Some` says that one waits, the inner that it is a scalar.
    key: Option<Option<String>>,
}

/// The documents of a file.
pub(super) fn read(text: &str) -> Result<Vec<Node>, Failure> {
    let mut parser = Parser::new_from_str(text);
    let (mut open, mut documents, mut nodes) = (Vec::<Open>::new(), Vec::new(), 0);
    while let Some(event) = parser.next_event() {
        let (event, span) = event.map_err(|error| {
            (Place::line(error.marker().line().max(1)), words!("faq-check-yaml", "no YAML: {what}", what = error.info()))
        })?;
        let line = span.start.line().max(1);
        let failure = |message: Words| (Place::line(line), message);
        let ended = match event {
            Event::Scalar(text, ..) => Some(Node { line, value: Value::Scalar(text.into_owned()) }),
            // What stands for something else may stand for itself ten times over, ten times over.
            Event::Alias(_) => {
                return Err(failure(words!(
                    "faq-check-yaml-reference",
                    "a reference (*name) is not followed: write out what it stands for"
                )));
            }
            Event::SequenceStart(..) | Event::MappingStart(..) => {
                if open.len() == MAX_DEPTH {
                    return Err(failure(words!("faq-check-yaml-deep", "more than {limit} levels within each other", limit = MAX_DEPTH)));
                }
                let value = if matches!(event, Event::SequenceStart(..)) { Value::List(Vec::new()) } else { Value::Map(Vec::new()) };
                open.push(Open { node: Node { line, value }, key: None });
                None
            }
            Event::SequenceEnd | Event::MappingEnd => open.pop().map(|open| open.node),
            _ => None,
        };
        let Some(node) = ended else { continue };
        nodes += 1;
        if nodes > MOST_NODES {
            return Err(failure(words!("faq-check-yaml-many", "more than {limit} values", limit = MOST_NODES)));
        }
        match open.last_mut() {
            None => documents.push(node),
            Some(outer) => outer.put(node),
        }
    }
    Ok(documents)
}

impl Open {
    fn put(&mut self, node: Node) {
        match (&mut self.node.value, self.key.take()) {
            (Value::List(items), _) => items.push(node),
            (Value::Map(entries), Some(Some(key))) => entries.push((key, node)),
            (Value::Map(_), None) => {
                self.key = Some(match node.value {
                    Value::Scalar(text) => Some(text),
                    _ => None,
                });
            }
            (Value::Map(_), Some(None)) | (Value::Scalar(_), _) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_know_their_lines() {
        let read = read("version: \"3.1\"\nnlu:\n- intent: a\n  examples: |\n    - x\n    - y\n? [odd]\n: z\n").expect("it is YAML");
        let nlu = read[0].get("nlu").expect("a key");
        assert_eq!((nlu.items()[0].line, nlu.items()[0].get("examples").and_then(Node::text)), (3, Some("- x\n- y\n")));
        // The text of a block begins below the line of its key.
        assert_eq!(nlu.items()[0].get("examples").map(|node| node.line), Some(5));
        assert_eq!(read[0].entries().len(), 2);
    }

    #[test]
    fn bombs_and_towers_are_refused() {
        for (text, line, message) in [
            ("a: &a [x, x]\nb: [*a, *a]\n", 2, "a reference (*name) is not followed: write out what it stands for"),
            (&"[".repeat(100), 1, "more than 32 levels within each other"),
        ] {
            assert_eq!(read(text).map_err(|(place, words)| (place, words.text)), Err((Place::line(line), message.to_owned())));
        }
        assert!(read("a: \"x\n").is_err());
        let crowd = "- \n".repeat(MOST_NODES + 1);
        assert_eq!(read(&crowd).map(|_| ()).map_err(|(_, words)| words.text), Err(format!("more than {MOST_NODES} values")));
    }
}
