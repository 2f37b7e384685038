//! Any HTML as a tree: tokens by the rules of browsers, elements ended where they must end.

use std::cell::RefCell;

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};

/// Elements within each other; deeper ones are not there, and their text is in the last.
const MAX_DEPTH: usize = 64;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Node {
    Text(String),
    Element(Element),
}

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Element {
    /// In small letters.
    pub name: String,
    pub attributes: Vec<(String, String)>,
    pub children: Vec<Node>,
}

impl Element {
    pub fn attribute(&self, name: &str) -> Option<&str> {
        self.attributes.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }
}

/// The text of nodes, as it stands.
pub(super) fn text_of(nodes: &[Node]) -> String {
    let texts = nodes.iter().map(|node| match node {
        Node::Text(text) => text.clone(),
        Node::Element(element) if element.name == "br" => "\n".to_owned(),
        Node::Element(element) => text_of(&element.children),
    });
    texts.collect()
}

/// The rows of a table, but not those of tables within.
pub(super) fn rows(table: &Element) -> Vec<&Element> {
    let mut rows = Vec::new();
    for child in &table.children {
        let Node::Element(child) = child else { continue };
        match child.name.as_str() {
            "tr" => rows.push(child),
            "thead" | "tbody" | "tfoot" => rows.extend(self::rows(child)),
            _ => {}
        }
    }
    rows
}

/// Reads HTML; it fails on nothing.
pub(super) fn parse(html: &str) -> Vec<Node> {
    let tokenizer = Tokenizer::new(Sink::default(), TokenizerOpts::default());
    let input = BufferQueue::default();
    input.push_back(StrTendril::from(html));
    // It stops only where the sink says so, which ours never does.
    let _ = tokenizer.feed(&input);
    tokenizer.end();
    tokenizer.sink.0.into_inner().finish()
}

/// Elements that hold nothing.
const VOID: [&str; 13] = ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"];
/// Elements whose begin ends a paragraph.
const END_P: [&str; 26] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "center",
    "details",
    "div",
    "dl",
    "fieldset",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "ul",
];

#[derive(Default)]
struct Sink(RefCell<Tree>);

#[derive(Default)]
struct Tree {
    root: Vec<Node>,
    open: Vec<Element>,
    /// Elements beyond the depth that are open.
    beyond: usize,
}

impl TokenSink for Sink {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
        let mut tree = self.0.borrow_mut();
        match token {
            Token::CharacterTokens(text) => tree.text(&text),
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                let attributes = tag.attrs.iter().map(|attribute| (attribute.name.local.to_string(), attribute.value.to_string()));
                tree.begin(Element { name: tag.name.to_string(), attributes: attributes.collect(), children: Vec::new() });
                // What stands in these is no HTML.
                return match &*tag.name {
                    "script" => TokenSinkResult::RawData(RawKind::ScriptData),
                    "style" | "iframe" | "noembed" | "noframes" | "xmp" => TokenSinkResult::RawData(RawKind::Rawtext),
                    "title" | "textarea" => TokenSinkResult::RawData(RawKind::Rcdata),
                    _ => TokenSinkResult::Continue,
                };
            }
            Token::TagToken(tag) => tree.end(&tag.name),
            _ => {}
        }
        TokenSinkResult::Continue
    }
}

impl Tree {
    fn put(&mut self, node: Node) {
        self.open.last_mut().map_or(&mut self.root, |open| &mut open.children).push(node);
    }

    fn text(&mut self, text: &str) {
        let children = self.open.last_mut().map_or(&mut self.root, |open| &mut open.children);
        match children.last_mut() {
            Some(Node::Text(before)) => before.push_str(text),
            _ => children.push(Node::Text(text.to_owned())),
        }
    }

    fn close(&mut self) {
        if let Some(element) = self.open.pop() {
            self.put(Node::Element(element));
        }
    }

    /// Ends the innermost open element of one of these names, unless one of the others is further inside.
    fn end_within(&mut self, names: &[&str], within: &[&str]) {
        let found = self.open.iter().rposition(|open| names.contains(&open.name.as_str()) || within.contains(&open.name.as_str()));
        if let Some(at) = found.filter(|at| names.contains(&self.open[*at].name.as_str())) {
            while self.open.len() > at {
                self.close();
            }
        }
    }

    fn begin(&mut self, element: Element) {
        let name = element.name.as_str();
        match name {
            "li" => self.end_within(&["li"], &["ul", "ol"]),
            "dt" | "dd" => self.end_within(&["dt", "dd"], &["dl"]),
            "td" | "th" => self.end_within(&["td", "th"], &["tr", "table"]),
            "tr" => self.end_within(&["tr"], &["table"]),
            "thead" | "tbody" | "tfoot" => self.end_within(&["thead", "tbody", "tfoot"], &["table"]),
            _ => {}
        }
        if END_P.contains(&name) {
            self.end_within(&["p"], &["li", "td", "th", "div", "blockquote", "table"]);
        }
        if VOID.contains(&name) {
            self.put(Node::Element(element));
        } else if self.open.len() >= MAX_DEPTH {
            self.beyond += 1;
        } else {
            self.open.push(element);
        }
    }

    fn end(&mut self, name: &str) {
        if VOID.contains(&name) {
            return;
        }
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        // The end of a cell's bold text must not end the cell.
        let within: &[&str] = if matches!(name, "td" | "th" | "tr" | "thead" | "tbody" | "tfoot" | "table") { &[] } else { &["td", "th"] };
        self.end_within(&[name], within);
    }

    fn finish(mut self) -> Vec<Node> {
        while !self.open.is_empty() {
            self.close();
        }
        self.root
    }
}
