//! An answer as a tree of a few elements: the one form from which HTML and nodes for a page are written.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use pulldown_cmark::{Event, HeadingLevel, LinkType, Tag as Mark, TagEnd};
use serde_json::{Map, Value};
use url::Url;

use crate::faq::attached;

/// Elements inside of each other; what lies deeper is kept, in the element at this depth. Far more than a person writes,
/// far less than a stack holds.
pub const MAX_DEPTH: usize = 32;

/// Schemes that a link may have (`docs/protocol.md` section 2).
const SCHEMES: [&str; 4] = ["http", "https", "mailto", "tel"];

/// What is percent-encoded in an address, beside everything that is not ASCII: as pulldown-cmark's own HTML does it.
const IN_ADDRESS: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'<').add(b'>').add(b'[').add(b'\\').add(b']').add(b'`').add(b'{').add(b'|').add(b'}');

/// Every element that an answer can have, by its HTML name. An image is one of ours ([`attached`]): others would tell a third party who
/// reads, and their descriptions are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Tag {
    P,
    Br,
    Strong,
    Em,
    Del,
    Ul,
    Ol,
    Li,
    A,
    Code,
    Pre,
    Blockquote,
    Hr,
    H1,
    H2,
    H3,
    H4,
    H5,
    H6,
    Table,
    Thead,
    Tbody,
    Tr,
    Th,
    Td,
    Img,
}

impl Tag {
    /// The allow-list, which the pages repeat (`src/web/assets/shared/nodes.js`); a test compares them.
    pub const ALL: [(Tag, &'static str); 26] = [
        (Tag::P, "p"),
        (Tag::Br, "br"),
        (Tag::Strong, "strong"),
        (Tag::Em, "em"),
        (Tag::Del, "del"),
        (Tag::Ul, "ul"),
        (Tag::Ol, "ol"),
        (Tag::Li, "li"),
        (Tag::A, "a"),
        (Tag::Code, "code"),
        (Tag::Pre, "pre"),
        (Tag::Blockquote, "blockquote"),
        (Tag::Hr, "hr"),
        (Tag::H1, "h1"),
        (Tag::H2, "h2"),
        (Tag::H3, "h3"),
        (Tag::H4, "h4"),
        (Tag::H5, "h5"),
        (Tag::H6, "h6"),
        (Tag::Table, "table"),
        (Tag::Thead, "thead"),
        (Tag::Tbody, "tbody"),
        (Tag::Tr, "tr"),
        (Tag::Th, "th"),
        (Tag::Td, "td"),
        (Tag::Img, "img"),
    ];

    /// The name in HTML and in nodes.
    pub fn name(self) -> &'static str {
        Tag::ALL[self as usize].1
    }

    /// The element of this name, when it is one that an answer can have.
    pub fn named(name: &str) -> Option<Tag> {
        Tag::ALL.iter().find(|(_, known)| *known == name).map(|(tag, _)| *tag)
    }

    /// Whether it never holds anything.
    pub fn is_void(self) -> bool {
        matches!(self, Tag::Br | Tag::Hr | Tag::Img)
    }

    /// Whether it stands on lines of its own.
    pub fn is_block(self) -> bool {
        !matches!(self, Tag::Br | Tag::Strong | Tag::Em | Tag::Del | Tag::A | Tag::Code | Tag::Img)
    }

    /// Whether it says how something is said, and nothing else.
    fn is_emphasis(self) -> bool {
        matches!(self, Tag::Strong | Tag::Em | Tag::Del)
    }

    /// Whether only blocks belong into it, so that white space between them means nothing.
    pub fn holds_blocks(self) -> bool {
        matches!(self, Tag::Ul | Tag::Ol | Tag::Blockquote | Tag::Table | Tag::Thead | Tag::Tbody | Tag::Tr)
    }
}

/// A part of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Node {
    Text(String),
    Element(Element),
}

/// An element with what it holds. Nothing but these five attributes exists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Element {
    pub tag: Tag,
    /// Where a link leads; none when it may not lead there.
    pub href: Option<String>,
    /// Where a picture is: below our own origin.
    pub src: Option<String>,
    /// What a picture shows, in words.
    pub alt: Option<String>,
    /// What a browser shows beside a link under the pointer.
    pub title: Option<String>,
    /// The first number of an ordered list; none for 1.
    pub start: Option<u64>,
    pub children: Vec<Node>,
}

impl Element {
    pub fn new(tag: Tag) -> Element {
        Element { tag, href: None, src: None, alt: None, title: None, start: None, children: Vec::new() }
    }
}

/// The nodes as a page gets them: a text is a string, an element `[name, attributes?, child...]`.
pub fn to_json(nodes: &[Node]) -> Value {
    nodes.iter().map(node_json).collect()
}

fn node_json(node: &Node) -> Value {
    let element = match node {
        Node::Text(text) => return Value::from(text.as_str()),
        Node::Element(element) => element,
    };
    let mut parts = vec![Value::from(element.tag.name())];
    let mut attributes = Map::new();
    attributes.extend(element.href.iter().map(|href| ("href".to_owned(), Value::from(href.as_str()))));
    attributes.extend(element.src.iter().map(|src| ("src".to_owned(), Value::from(src.as_str()))));
    attributes.extend(element.alt.iter().map(|alt| ("alt".to_owned(), Value::from(alt.as_str()))));
    attributes.extend(element.title.iter().map(|title| ("title".to_owned(), Value::from(title.as_str()))));
    attributes.extend(element.start.map(|start| ("start".to_owned(), Value::from(start))));
    if !attributes.is_empty() {
        parts.push(Value::Object(attributes));
    }
    parts.extend(element.children.iter().map(node_json));
    Value::Array(parts)
}

/// Whether a reader sees anything of it.
pub fn shows_something(nodes: &[Node]) -> bool {
    nodes.iter().any(|node| match node {
        Node::Text(text) => !text.trim().is_empty(),
        Node::Element(element) => element.tag == Tag::Img || shows_something(&element.children),
    })
}

/// The texts of all nodes, one after the other.
#[cfg(test)]
pub fn text_of(nodes: &[Node]) -> String {
    fn add(nodes: &[Node], out: &mut String) {
        for node in nodes {
            match node {
                Node::Text(text) => out.push_str(text),
                Node::Element(element) => add(&element.children, out),
            }
        }
    }
    let mut out = String::new();
    add(nodes, &mut out);
    out
}

/// The address as it is sent, when a link may lead there: a file of ours, or an absolute one of four schemes, without a user's name, which a
/// reader would take for the host.
pub fn link(address: &str) -> Option<String> {
    if let Some(own) = attached::address(address) {
        return Some(own);
    }
    let address: Cow<'_, str> = utf8_percent_encode(address, IN_ADDRESS).into();
    let url = Url::parse(&address).ok()?;
    let plain = url.username().is_empty() && url.password().is_none();
    (plain && SCHEMES.contains(&url.scheme())).then(|| address.into_owned())
}

/// Puts a tree together, in the one form that [`super::html`] writes and reads.
pub struct Builder {
    /// The open elements; the first is the answer itself.
    open: Vec<Element>,
    /// Elements that were begun beyond [`MAX_DEPTH`] and are not there.
    beyond: usize,
}

impl Default for Builder {
    fn default() -> Self {
        // The tag of the root is never written.
        Builder { open: vec![Element::new(Tag::P)], beyond: 0 }
    }
}

impl Builder {
    fn children(&mut self) -> &mut Vec<Node> {
        let last = self.open.len() - 1;
        &mut self.open[last].children
    }

    /// The innermost open element; none at the root.
    pub fn inside(&self) -> Option<Tag> {
        (self.open.len() > 1).then(|| self.open[self.open.len() - 1].tag)
    }

    pub fn text(&mut self, text: &str) {
        // What the HTML parser of a browser would do with them.
        let text: String = text.chars().filter(|c| *c != '\0').map(|c| if c == '\r' { '\n' } else { c }).collect();
        let between_blocks = self.inside().is_none_or(Tag::holds_blocks);
        match self.children().last_mut() {
            Some(Node::Text(before)) => before.push_str(&text),
            // A space that does not break is no white space of HTML.
            _ if text.is_empty() || (between_blocks && text.bytes().all(|byte| byte.is_ascii_whitespace())) => {}
            _ => self.children().push(Node::Text(text)),
        }
    }

    /// Begins an element, or puts one that holds nothing.
    pub fn begin(&mut self, element: Element) {
        if element.tag.is_block() && element.tag != Tag::Table {
            self.end_line();
        }
        if element.tag == Tag::A && self.beyond == 0 {
            self.end_link();
        }
        if element.tag.is_void() {
            self.children().push(Node::Element(element));
        } else if self.open.len() > MAX_DEPTH {
            self.beyond += 1;
        } else {
            self.open.push(element);
        }
    }

    /// No link stands in a link: a second one ends the first, and emphasis that began in that goes on around it. So do browsers.
    fn end_link(&mut self) {
        let Some(at) = self.open.iter().rposition(|element| element.tag == Tag::A) else { return };
        let goes_on: Vec<Tag> = self.open[at..].iter().map(|element| element.tag).filter(|tag| tag.is_emphasis()).collect();
        self.end_named(Tag::A);
        self.open.extend(goes_on.into_iter().map(Element::new));
    }

    /// Ends the innermost element.
    pub fn end(&mut self) {
        if self.beyond > 0 {
            self.beyond -= 1;
        } else if self.open.len() > 1
            && let Some(element) = self.open.pop()
        {
            self.children().push(Node::Element(element));
        }
    }

    /// Ends an element of this name and what stands open in it; nothing when there is none.
    pub fn end_named(&mut self, tag: Tag) {
        if self.beyond > 0 {
            self.beyond -= 1;
            return;
        }
        let Some(at) = self.open.iter().skip(1).rposition(|element| element.tag == tag) else { return };
        while self.open.len() > at + 1 {
            self.end();
        }
    }

    /// Line breaks before a block are not part of the text.
    fn end_line(&mut self) {
        let children = self.children();
        if let Some(Node::Text(text)) = children.last_mut() {
            text.truncate(text.trim_end_matches('\n').len());
            if text.is_empty() {
                children.pop();
            }
        }
    }

    pub fn finish(mut self) -> Vec<Node> {
        self.beyond = 0;
        while self.open.len() > 1 {
            self.end();
        }
        self.open.swap_remove(0).children
    }
}

/// A picture of ours whose description is being read.
struct Picture {
    src: String,
    alt: String,
    /// Images within its description.
    within: usize,
}

impl Picture {
    fn new(src: String) -> Picture {
        Picture { src, alt: String::new(), within: 0 }
    }

    /// Takes what stands in the description, as text alone; the element once it ends.
    fn goes_on(&mut self, event: &Event<'_>) -> Option<Element> {
        match event {
            Event::Text(text) | Event::Code(text) | Event::Html(text) | Event::InlineHtml(text) => {
                self.alt.push_str(&text.replace('\0', ""))
            }
            Event::SoftBreak | Event::HardBreak => self.alt.push(' '),
            Event::Start(Mark::Image { .. }) => self.within += 1,
            Event::End(TagEnd::Image) if self.within > 0 => self.within -= 1,
            Event::End(TagEnd::Image) => {
                let (src, alt) = (std::mem::take(&mut self.src), std::mem::take(&mut self.alt));
                return Some(Element { src: Some(src), alt: Some(alt), ..Element::new(Tag::Img) });
            }
            _ => {}
        }
        None
    }
}

/// The tree of Markdown.
pub fn from_markdown(events: &[Event<'_>]) -> Vec<Node> {
    let mut tree = Builder::default();
    let mut in_head = false;
    let mut picture: Option<Picture> = None;
    for event in events {
        if let Some(open) = &mut picture {
            if let Some(element) = open.goes_on(event) {
                tree.begin(element);
                picture = None;
            }
            continue;
        }
        match event {
            Event::Start(Mark::Image { dest_url, .. }) if attached::picture(dest_url).is_some() => {
                picture = attached::picture(dest_url).map(Picture::new);
            }
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => tree.text(text),
            Event::Code(text) => {
                tree.begin(Element::new(Tag::Code));
                tree.text(text);
                tree.end();
            }
            Event::SoftBreak | Event::HardBreak => tree.begin(Element::new(Tag::Br)),
            Event::Rule => tree.begin(Element::new(Tag::Hr)),
            Event::Start(mark) => {
                in_head = in_head || matches!(mark, Mark::TableHead);
                begin(&mut tree, mark, in_head);
            }
            Event::End(mark) => {
                in_head = in_head && !matches!(mark, TagEnd::TableHead);
                end(&mut tree, mark);
            }
            // Not switched on.
            Event::InlineMath(_) | Event::DisplayMath(_) | Event::FootnoteReference(_) | Event::TaskListMarker(_) => {}
        }
    }
    tree.finish()
}

fn begin(tree: &mut Builder, mark: &Mark<'_>, in_head: bool) {
    let tag = match mark {
        Mark::Paragraph => Tag::P,
        Mark::Heading { level, .. } => match level {
            HeadingLevel::H1 => Tag::H1,
            HeadingLevel::H2 => Tag::H2,
            HeadingLevel::H3 => Tag::H3,
            HeadingLevel::H4 => Tag::H4,
            HeadingLevel::H5 => Tag::H5,
            HeadingLevel::H6 => Tag::H6,
        },
        Mark::BlockQuote(_) => Tag::Blockquote,
        Mark::CodeBlock(_) => {
            tree.begin(Element::new(Tag::Pre));
            Tag::Code
        }
        Mark::List(Some(start)) => return tree.begin(Element { start: (*start != 1).then_some(*start), ..Element::new(Tag::Ol) }),
        Mark::List(None) => Tag::Ul,
        Mark::Item => Tag::Li,
        Mark::Table(_) => Tag::Table,
        Mark::TableHead => {
            tree.begin(Element::new(Tag::Thead));
            Tag::Tr
        }
        Mark::TableRow => Tag::Tr,
        Mark::TableCell => {
            if in_head {
                Tag::Th
            } else {
                Tag::Td
            }
        }
        Mark::Emphasis => Tag::Em,
        Mark::Strong => Tag::Strong,
        Mark::Strikethrough => Tag::Del,
        Mark::Link { link_type, dest_url, title, .. } => {
            let address = if *link_type == LinkType::Email { format!("mailto:{dest_url}") } else { dest_url.to_string() };
            let title = Some(title.replace('\0', "")).filter(|title| !title.is_empty());
            return tree.begin(Element { href: link(&address), title, ..Element::new(Tag::A) });
        }
        // Of an image of others its description is shown; the others are not switched on, or are no elements.
        Mark::Image { .. }
        | Mark::HtmlBlock
        | Mark::FootnoteDefinition(_)
        | Mark::DefinitionList
        | Mark::DefinitionListTitle
        | Mark::DefinitionListDefinition
        | Mark::Superscript
        | Mark::Subscript
        | Mark::MetadataBlock(_) => return,
    };
    tree.begin(Element::new(tag));
}

fn end(tree: &mut Builder, mark: &TagEnd) {
    match mark {
        TagEnd::TableHead => {
            tree.end();
            tree.end();
            tree.begin(Element::new(Tag::Tbody));
        }
        TagEnd::Table | TagEnd::CodeBlock => {
            tree.end();
            tree.end();
        }
        TagEnd::Paragraph
        | TagEnd::Heading(_)
        | TagEnd::BlockQuote(_)
        | TagEnd::List(_)
        | TagEnd::Item
        | TagEnd::TableRow
        | TagEnd::TableCell
        | TagEnd::Emphasis
        | TagEnd::Strong
        | TagEnd::Strikethrough => tree.end(),
        // One within it may have ended it.
        TagEnd::Link => tree.end_named(Tag::A),
        TagEnd::Image
        | TagEnd::HtmlBlock
        | TagEnd::FootnoteDefinition
        | TagEnd::DefinitionList
        | TagEnd::DefinitionListTitle
        | TagEnd::DefinitionListDefinition
        | TagEnd::Superscript
        | TagEnd::Subscript
        | TagEnd::MetadataBlock(_) => {}
    }
}
