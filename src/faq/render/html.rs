//! A tree as HTML, and back: the log keeps an answer as HTML, a page gets its nodes.

use super::tree::{Builder, Element, Node, Tag, link};
use crate::faq::attached;

/// What every link says of where it leads.
const REL: &str = "noopener noreferrer nofollow";

/// The tree as HTML, as pulldown-cmark lays it out and html5ever escapes it: what is stored and sent stays the same
/// bytes over versions.
pub fn write(nodes: &[Node]) -> String {
    let mut out = String::new();
    write_all(nodes, None, &mut out);
    out
}

fn write_all(nodes: &[Node], inside: Option<Tag>, out: &mut String) {
    for node in nodes {
        match node {
            Node::Text(text) => escape(text, out),
            Node::Element(element) => write_element(element, inside, out),
        }
    }
}

fn write_element(element: &Element, inside: Option<Tag>, out: &mut String) {
    let tag = element.tag;
    let name = tag.name();
    if begins_line(tag) && !out.is_empty() && !out.ends_with('\n') {
        out.push('\n');
    }
    out.push('<');
    out.push_str(name);
    for (name, value) in [("href", &element.href), ("src", &element.src), ("alt", &element.alt), ("title", &element.title)] {
        if let Some(value) = value {
            write_attribute(name, value, out);
        }
    }
    if tag == Tag::A {
        out.push_str(&format!(" rel=\"{REL}\""));
    }
    if let Some(start) = element.start {
        out.push_str(&format!(" start=\"{start}\""));
    }
    out.push('>');
    if newline_inside(tag) {
        out.push('\n');
    }
    if !tag.is_void() {
        write_all(&element.children, Some(tag), out);
        out.push_str("</");
        out.push_str(name);
        out.push('>');
    }
    if newline_behind(tag, inside) {
        out.push('\n');
    }
}

fn write_attribute(name: &str, value: &str, out: &mut String) {
    out.push_str(&format!(" {name}=\""));
    let mut pieces = value.split('"');
    escape(pieces.next().unwrap_or_default(), out);
    for piece in pieces {
        out.push_str("&quot;");
        escape(piece, out);
    }
    out.push('"');
}

fn begins_line(tag: Tag) -> bool {
    tag.is_block() && !matches!(tag, Tag::Table | Tag::Thead | Tag::Tbody | Tag::Tr | Tag::Th | Tag::Td)
}

fn newline_inside(tag: Tag) -> bool {
    matches!(tag, Tag::Ul | Tag::Ol | Tag::Blockquote | Tag::Tbody)
}

fn newline_behind(tag: Tag, inside: Option<Tag>) -> bool {
    match tag {
        Tag::Br => true,
        Tag::Tr => inside == Some(Tag::Tbody),
        Tag::Thead | Tag::Tbody | Tag::Th | Tag::Td => false,
        tag => tag.is_block(),
    }
}

fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '\u{a0}' => out.push_str("&nbsp;"),
            c => out.push(c),
        }
    }
}

/// The tree of HTML that [`write`] has written, or that an earlier version has stored. It fails on nothing: an element
/// that is not on the list is left out and its text kept, an attribute that is not is left out, a link is checked anew.
/// Every byte is looked at once.
pub fn read(html: &str) -> Vec<Node> {
    let mut tree = Builder::default();
    let mut rest = html;
    while !rest.is_empty() {
        let Some(at) = rest.find('<') else {
            tree.text(&unescape(rest));
            break;
        };
        tree.text(&unescape(&rest[..at]));
        rest = &rest[at..];
        // Attributes hold neither `<` nor `>`: they are escaped.
        let end = rest[1..].find(['<', '>']).map_or(rest.len(), |end| end + 1);
        let tag = &rest[1..end];
        if !rest[end..].starts_with('>') || !tag.trim_start_matches('/').starts_with(|c: char| c.is_ascii_lowercase()) {
            tree.text(&unescape(&rest[..end]));
            rest = &rest[end..];
            continue;
        }
        rest = &rest[end + 1..];
        let (name, closes) = tag.strip_prefix('/').map_or((tag, false), |name| (name, true));
        let (name, attributes) = name.split_once(|c: char| !c.is_ascii_alphanumeric()).unwrap_or((name, ""));
        let Some(tag) = Tag::named(name) else { continue };
        let newline = if closes {
            tree.end_named(tag);
            newline_behind(tag, tree.inside())
        } else {
            match element(tag, attributes) {
                Element { tag: Tag::Img, src: None, alt, .. } => tree.text(&alt.unwrap_or_default()),
                element => tree.begin(element),
            }
            newline_inside(tag) || (tag.is_void() && newline_behind(tag, None))
        };
        if newline {
            rest = rest.strip_prefix('\n').unwrap_or(rest);
        }
    }
    tree.finish()
}

fn element(tag: Tag, attributes: &str) -> Element {
    let value = |name: &str| {
        let mut rest = attributes;
        while let Some((key, behind)) = rest.split_once("=\"") {
            let (value, behind) = behind.split_once('"')?;
            if key.trim() == name {
                return Some(unescape(value));
            }
            rest = behind;
        }
        None
    };
    let mut element = Element::new(tag);
    match tag {
        Tag::A => {
            element.href = value("href").and_then(|address| link(&address));
            element.title = value("title");
        }
        Tag::Img => {
            element.src = value("src").and_then(|address| attached::picture(&address));
            element.alt = value("alt");
        }
        Tag::Ol => element.start = value("start").and_then(|start| start.parse().ok()).filter(|start| *start != 1),
        _ => {}
    }
    element
}

fn unescape(text: &str) -> String {
    const ENTITIES: [(&str, char); 6] =
        [("&amp;", '&'), ("&lt;", '<'), ("&gt;", '>'), ("&quot;", '"'), ("&#39;", '\''), ("&nbsp;", '\u{a0}')];
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (name, c) = ENTITIES.iter().copied().find(|(name, _)| rest.starts_with(name)).unwrap_or(("&", '&'));
        out.push(c);
        rest = &rest[name.len()..];
    }
    out.push_str(rest);
    out
}
