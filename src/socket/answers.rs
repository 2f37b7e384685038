//! How a connection takes answers: as HTML, which every client of version 1 knows, or as nodes, from which a page builds
//! elements without reading markup (`docs/protocol.md` section 2).

use crate::chat::event::Event;
use crate::faq::render;
use serde_json::{Map, Value};

/// What `hello` asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Answers {
    #[default]
    Html,
    Nodes,
}

impl Answers {
    /// The field `answers` of `hello`; whatever this version does not know is HTML.
    pub fn asked(field: Option<&str>) -> Answers {
        if field == Some("nodes") { Answers::Nodes } else { Answers::Html }
    }

    /// The `event` frame of an owner's event as this connection takes it; none when the event is not the owner's to see.
    pub fn owner_frame(self, event: &Event) -> Option<String> {
        let nodes = event.body.html().filter(|_| self == Answers::Nodes).map(|(html, text)| render::nodes(html, text));
        event.owner_frame(nodes.as_ref())
    }

    /// An event's fields as this connection takes them: `nodes` in the place of `html`, never both.
    pub fn shown(self, mut fields: Map<String, Value>) -> Map<String, Value> {
        if self == Answers::Nodes
            && let Some(html) = fields.remove("html")
        {
            let text = fields.get("text").and_then(Value::as_str).unwrap_or_default();
            let nodes = render::nodes(html.as_str().unwrap_or_default(), text);
            fields.insert("nodes".into(), nodes);
        }
        fields
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_connection_gets_one_form() {
        let answer = json!({ "kind": "answer", "html": "<p>a</p>\n", "text": "a" });
        let Value::Object(fields) = answer.clone() else { panic!("an object") };
        assert_eq!(Value::Object(Answers::asked(None).shown(fields.clone())), answer);
        assert_eq!(Value::Object(Answers::asked(Some("hologram")).shown(fields.clone())), answer);
        let nodes = Answers::asked(Some("nodes")).shown(fields);
        assert_eq!(Value::Object(nodes), json!({ "kind": "answer", "nodes": [["p", "a"]], "text": "a" }));
        let Value::Object(message) = json!({ "kind": "message", "text": "<p>" }) else { panic!("an object") };
        assert_eq!(Answers::Nodes.shown(message.clone()), message);
    }
}
