//! The HTML of other programs as Markdown: headings, lists, tables, links and pictures stay, and what cannot stay is told.

mod tree;

use std::collections::BTreeSet;

use super::super::render::tree::link;
use tree::{Element, Node};

/// Most kinds of losses that are told of one text; the rest is of the same kinds.
const MOST_LOSSES: usize = 20;

/// Markdown that our pages show as the HTML was meant, and what of it cannot be kept.
pub(super) fn of_html(html: &str) -> (String, Vec<String>) {
    let nodes = tree::parse(html);
    let mut writer = Writer::default();
    let markdown = writer.blocks(&nodes).join("\n\n");
    (markdown, writer.lost.into_iter().collect())
}

#[derive(Default)]
struct Writer {
    lost: BTreeSet<String>,
}

/// How an element is written.
enum Kind {
    /// On lines of its own.
    Block,
    /// In the line.
    Inline,
}

fn kind(name: &str) -> Kind {
    match name {
        "address" | "article" | "aside" | "blockquote" | "body" | "center" | "dd" | "details" | "div" | "dl" | "dt" | "fieldset"
        | "figcaption" | "figure" | "footer" | "form" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" | "header" | "hr" | "html" | "li"
        | "main" | "nav" | "ol" | "p" | "pre" | "section" | "summary" | "table" | "ul" | "tbody" | "thead" | "tfoot" | "tr" | "td"
        | "th" | "caption" => Kind::Block,
        _ => Kind::Inline,
    }
}

impl Writer {
    fn lose(&mut self, what: impl Into<String>) {
        if self.lost.len() < MOST_LOSSES {
            self.lost.insert(what.into());
        }
    }

    /// The blocks of nodes: text between them is paragraphs.
    fn blocks(&mut self, nodes: &[Node]) -> Vec<String> {
        let mut blocks = Vec::new();
        let mut line: Vec<&Node> = Vec::new();
        for node in nodes {
            match node {
                Node::Element(element) if holds_block(element) => {
                    self.paragraph(&mut line, &mut blocks);
                    self.block(element, &mut blocks);
                }
                node => line.push(node),
            }
        }
        self.paragraph(&mut line, &mut blocks);
        blocks
    }

    fn paragraph(&mut self, line: &mut Vec<&Node>, blocks: &mut Vec<String>) {
        let text = self.inlines(line.drain(..));
        let text = guard_lines(tidy(&text).trim());
        if !text.is_empty() {
            blocks.push(text);
        }
    }

    fn block(&mut self, element: &Element, blocks: &mut Vec<String>) {
        let children = &element.children;
        match element.name.as_str() {
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                let level = element.name[1..].parse().unwrap_or(1);
                let text = self.line_of(children);
                if !text.is_empty() {
                    blocks.push(format!("{} {text}", "#".repeat(level)));
                }
            }
            "hr" => blocks.push("---".to_owned()),
            "pre" => blocks.push(fenced(&tree::text_of(children))),
            "blockquote" => {
                let inner = self.blocks(children).join("\n\n");
                if !inner.is_empty() {
                    blocks.push(prefixed(&inner, "> ", "> "));
                }
            }
            "ul" | "ol" => self.list(element, blocks),
            "table" => self.table(element, blocks),
            "dt" | "summary" | "figcaption" | "caption" => {
                let text = self.line_of(children);
                if !text.is_empty() {
                    blocks.push(marked(&text, "**"));
                }
            }
            _ => blocks.extend(self.blocks(children)),
        }
    }

    /// What nodes say in one line.
    fn line_of(&mut self, nodes: &[Node]) -> String {
        let text = self.inlines(nodes.iter());
        tidy(&text).replace("\\\n", " ").replace('\n', " ").trim().to_owned()
    }

    fn list(&mut self, element: &Element, blocks: &mut Vec<String>) {
        let mut number: u64 = element.attribute("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1).min(999_999);
        let mut items = Vec::new();
        let mut loose = false;
        for child in &element.children {
            let content = match child {
                Node::Element(item) if item.name == "li" => self.blocks(&item.children),
                // A list that stands in a list without an item of its own belongs to the item before.
                Node::Element(inner) => {
                    let inner = self.blocks(std::slice::from_ref(&Node::Element(inner.clone())));
                    match items.last_mut() {
                        Some((_, last)) => {
                            let last: &mut Vec<String> = last;
                            last.extend(inner);
                            continue;
                        }
                        None => inner,
                    }
                }
                Node::Text(text) if text.trim().is_empty() => continue,
                Node::Text(_) => self.blocks(std::slice::from_ref(child)),
            };
            let marker = if element.name == "ol" { format!("{number}. ") } else { "- ".to_owned() };
            number += 1;
            items.push((marker, content));
        }
        for (_, content) in &items {
            loose |= content.len() > 1 && content.iter().skip(1).any(|block| !is_list(block));
        }
        let between = if loose { "\n\n" } else { "\n" };
        let items = items.iter().map(|(marker, content)| prefixed(&content.join(between), marker, &" ".repeat(marker.len())));
        let text = items.collect::<Vec<_>>().join(between);
        if !text.is_empty() {
            blocks.push(text);
        }
    }

    fn table(&mut self, element: &Element, blocks: &mut Vec<String>) {
        let mut rows: Vec<Vec<String>> = Vec::new();
        for row in tree::rows(element) {
            let cells = row.children.iter().filter_map(|cell| if let Node::Element(cell) = cell { Some(cell) } else { None });
            let cells: Vec<&Element> = cells.filter(|cell| matches!(cell.name.as_str(), "td" | "th")).collect();
            if cells
                .iter()
                .any(|cell| ["colspan", "rowspan"].iter().any(|name| cell.attribute(name).is_some_and(|span| span.trim() != "1")))
            {
                self.lose("a cell of a table goes over several: it now stands in the first");
            }
            rows.push(cells.into_iter().map(|cell| self.cell(cell)).collect());
        }
        rows.retain(|row| row.iter().any(|cell| !cell.is_empty()));
        let width = rows.iter().map(Vec::len).max().unwrap_or(0);
        if let Some(Node::Element(caption)) =
            element.children.iter().find(|child| matches!(child, Node::Element(child) if child.name == "caption"))
        {
            self.block(caption, blocks);
        }
        // One cell is a frame around other things, not a table.
        if width <= 1 {
            for row in tree::rows(element) {
                blocks.extend(self.blocks(&row.children));
            }
            return;
        }
        let mut lines = Vec::new();
        for (number, row) in rows.iter().enumerate() {
            let mut cells = row.clone();
            cells.resize(width, String::new());
            lines.push(format!("| {} |", cells.join(" | ")));
            if number == 0 {
                lines.push(format!("|{}", " --- |".repeat(width)));
            }
        }
        blocks.push(lines.join("\n"));
    }

    /// A cell: what stood on several lines is held apart by breaks.
    fn cell(&mut self, cell: &Element) -> String {
        let blocks = self.blocks(&cell.children);
        let lines =
            blocks.iter().flat_map(|block| block.lines()).map(|line| line.trim().trim_end_matches('\\')).filter(|line| !line.is_empty());
        lines.collect::<Vec<_>>().join("<br>").replace('|', "\\|").replace("\\\\|", "\\|")
    }

    fn inlines<'a>(&mut self, nodes: impl Iterator<Item = &'a Node>) -> String {
        let mut out = String::new();
        for node in nodes {
            match node {
                Node::Text(text) => out.push_str(&escaped(text)),
                Node::Element(element) => out.push_str(&self.inline(element)),
            }
        }
        out
    }

    fn inline(&mut self, element: &Element) -> String {
        let inner = |this: &mut Self| this.inlines(element.children.iter());
        match element.name.as_str() {
            "br" => "\\\n".to_owned(),
            "strong" | "b" => marked(&inner(self), "**"),
            "em" | "i" | "cite" | "dfn" | "var" => marked(&inner(self), "*"),
            "del" | "s" | "strike" => marked(&inner(self), "~~"),
            "code" | "kbd" | "samp" | "tt" => code(&tree::text_of(&element.children)),
            "a" => self.anchor(element),
            "img" => self.picture(element),
            "script" | "style" | "template" | "head" | "title" | "noscript" | "meta" | "link" => {
                if element.name == "script" {
                    self.lose("a script is left out");
                }
                String::new()
            }
            "iframe" | "video" | "audio" | "embed" | "object" => self.embedded(element),
            "input" | "select" | "textarea" | "button" | "svg" | "math" | "canvas" => {
                self.lose(format!("<{}> is left out", element.name));
                if element.name == "button" { inner(self) } else { String::new() }
            }
            _ => inner(self),
        }
    }

    fn anchor(&mut self, element: &Element) -> String {
        let text = self.inlines(element.children.iter());
        let Some(address) = element.attribute("href").map(str::trim).filter(|address| !address.is_empty() && !address.starts_with('#'))
        else {
            return text;
        };
        let Some(address) = link(address) else {
            self.lose(format!("a link leads nowhere outside of the old help centre, and its words are kept: {address}"));
            return text;
        };
        let (before, words, behind) = apart(&text);
        if words.is_empty() {
            return text;
        }
        format!("{before}[{words}]({}){behind}", destination(&address))
    }

    fn picture(&mut self, element: &Element) -> String {
        let description = escaped(element.attribute("alt").unwrap_or_default().trim()).replace('\n', " ");
        let address = element.attribute("src").unwrap_or_default().trim();
        match link(address).filter(|address| address.starts_with("http")) {
            Some(address) => format!("![{description}]({})", destination(&address)),
            None => {
                let short: String = address.chars().take(60).collect();
                self.lose(format!("a picture that is nowhere in the web is left out, and its description is kept: {short}"));
                description
            }
        }
    }

    /// Something that plays in the page: its address stays, as a link.
    fn embedded(&mut self, element: &Element) -> String {
        let source = element.children.iter().find_map(|child| if let Node::Element(child) = child { child.attribute("src") } else { None });
        let address = element.attribute("src").or(element.attribute("data")).or(source).unwrap_or_default().trim();
        let address = if address.starts_with("//") { format!("https:{address}") } else { address.to_owned() };
        match link(&address).filter(|address| address.starts_with("http")) {
            Some(address) => {
                self.lose(format!("<{}> is now a link: {address}", element.name));
                format!("[{}]({})", escaped(&address), destination(&address))
            }
            None => {
                self.lose(format!("<{}> is left out", element.name));
                String::new()
            }
        }
    }
}

/// Whether an element stands on lines of its own, or holds one that does: `<a>` and `<span>` may.
fn holds_block(element: &Element) -> bool {
    match kind(&element.name) {
        Kind::Block => true,
        Kind::Inline => element.children.iter().any(|child| matches!(child, Node::Element(child) if holds_block(child))),
    }
}

fn is_list(block: &str) -> bool {
    block.starts_with("- ")
        || block.split_once(". ").is_some_and(|(number, _)| !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit()))
}

/// The text with marks around its words: white space stands outside of them, or they would be letters.
fn marked(text: &str, mark: &str) -> String {
    let (before, words, behind) = apart(text);
    if words.is_empty() || words.contains("\\\n") { text.to_owned() } else { format!("{before}{mark}{words}{mark}{behind}") }
}

/// White space before, words, white space behind.
fn apart(text: &str) -> (&str, &str, &str) {
    let words = text.trim();
    let before = text.len() - text.trim_start().len();
    if words.is_empty() { (text, "", "") } else { (&text[..before], words, &text[before + words.len()..]) }
}

/// Code in a line, with more marks around it than it has itself.
fn code(text: &str) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if text.is_empty() {
        return text;
    }
    let marks = "`".repeat(longest_run(&text) + 1);
    let space = if text.starts_with('`') || text.ends_with('`') { " " } else { "" };
    format!("{marks}{space}{text}{space}{marks}")
}

fn fenced(text: &str) -> String {
    let text = text.trim_matches('\n');
    let marks = "`".repeat((longest_run(text) + 1).max(3));
    format!("{marks}\n{text}\n{marks}")
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// An address as it stands in brackets.
fn destination(address: &str) -> String {
    address.replace('(', "%28").replace(')', "%29").replace(' ', "%20")
}

/// Text whose letters mean nothing to Markdown. White space becomes single spaces; braces are no placeholders of ours, and are told as such
/// when the answer is checked.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            c if c.is_whitespace() => {
                if !out.ends_with(' ') {
                    out.push(' ');
                }
            }
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '~' | '|' | '&' => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

/// No two spaces, and none around the ends of lines.
fn tidy(text: &str) -> String {
    let mut lines = Vec::new();
    for line in text.split('\n') {
        lines.push(line.split(' ').filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" "));
    }
    let mut text = lines.join("\n");
    // A break at the end breaks nothing.
    while let Some(shorter) =
        text.trim_end().strip_suffix("\\\n").or_else(|| text.strip_suffix("\n").and_then(|text| text.strip_suffix('\\')))
    {
        text = shorter.trim_end().to_owned();
    }
    while let Some(shorter) = text.strip_prefix("\\\n") {
        text = shorter.trim_start().to_owned();
    }
    text
}

/// The lines of a paragraph, none of which begins like a heading, a list, a quotation or a rule.
fn guard_lines(text: &str) -> String {
    let guarded = text.split('\n').map(|line| {
        let line = line.trim_start();
        let digits = line.bytes().take_while(u8::is_ascii_digit).count();
        if line.starts_with(['#', '-', '+', '=']) {
            format!("\\{line}")
        } else if (1..10).contains(&digits) && line[digits..].starts_with(['.', ')']) {
            format!("{}\\{}", &line[..digits], &line[digits..])
        } else {
            line.to_owned()
        }
    });
    guarded.collect::<Vec<_>>().join("\n")
}

/// The lines with something before the first and before each other one that is not empty.
fn prefixed(text: &str, first: &str, others: &str) -> String {
    let lines = text.split('\n').enumerate().map(|(number, line)| match number {
        0 => format!("{first}{line}"),
        _ if line.is_empty() => others.trim_end().to_owned(),
        _ => format!("{others}{line}"),
    });
    lines.collect::<Vec<_>>().join("\n").trim_end().to_owned()
}

#[cfg(test)]
mod tests;
