//! Answers for people: Markdown and placeholder values in, safe HTML, nodes and plain text out.
//!
//! Markdown becomes one [`tree`] of a few elements; [`html`] writes it for the log, [`tree::to_json`] for a page, which
//! builds nodes from it without reading markup. An answer that is in the log already has its HTML read back into the same
//! tree ([`nodes`]).

pub mod html;
pub mod tree;

use std::collections::BTreeMap;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};
use serde_json::Value;

use tree::{Builder, Element};

/// An answer in both forms in which it is sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    /// For a page; only the elements of an allow-list.
    pub html: String,
    /// For e-mail, SMS and terminals.
    pub text: String,
}

/// The placeholder names in `{braces}`, in order, each as often as it stands there.
pub fn placeholders_of(markdown: &str) -> Vec<&str> {
    let mut names = Vec::new();
    let mut rest = markdown;
    while let Some(open) = rest.find('{') {
        rest = &rest[open + 1..];
        let length = rest.bytes().take_while(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'_').count();
        if length > 0 && rest[length..].starts_with('}') {
            names.push(&rest[..length]);
            rest = &rest[length + 1..];
        }
    }
    names
}

/// Puts the values in; names without a value stay as they are.
pub fn fill(markdown: &str, values: &BTreeMap<String, String>) -> String {
    replace(markdown, |name| values.get(name).cloned())
}

fn replace(markdown: &str, value: impl Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(markdown.len());
    let mut rest = markdown;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        rest = &rest[open..];
        let length = rest[1..].bytes().take_while(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'_').count();
        let known = (rest[1 + length..].starts_with('}')).then(|| value(&rest[1..=length])).flatten();
        if let Some(value) = known {
            out.push_str(&value);
            rest = &rest[length + 2..];
        } else {
            out.push('{');
            rest = &rest[1..];
        }
    }
    out.push_str(rest);
    out
}

/// Renders an answer. Values are text, not Markdown: what they contain is shown as it is. HTML in the
/// Markdown is shown as text, but for `<br>`, which breaks a line. Links may lead to `http`, `https`, `mailto` and `tel`
/// only. Of an image its description is shown.
pub fn render(markdown: &str, values: &BTreeMap<String, String>) -> Rendered {
    let filled = replace(markdown, |name| values.get(name).map(|value| escape_markdown(value)));
    let events = events_of(&filled);
    Rendered { html: html::write(&tree::from_markdown(&events)), text: plain_text(&events) }
}

fn events_of(markdown: &str) -> Vec<Event<'_>> {
    Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES)
        .map(|event| match event {
            Event::Html(raw) | Event::InlineHtml(raw) if is_break(&raw) => Event::HardBreak,
            Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
            // A line that an editor broke is broken for the reader as well, as in chats everywhere.
            Event::SoftBreak => Event::HardBreak,
            other => other,
        })
        .collect()
}

/// `<br>`, as people write it.
fn is_break(raw: &str) -> bool {
    let name = raw.trim().strip_prefix('<').and_then(|rest| rest.strip_suffix('>'));
    name.is_some_and(|name| name.trim_end_matches('/').trim_end().eq_ignore_ascii_case("br"))
}

/// The nodes of an answer in the log, from its HTML; from its text where the HTML shows nothing, as the answers of an
/// earlier version that were an image alone.
pub fn nodes(html: &str, text: &str) -> Value {
    let mut nodes = html::read(html);
    if tree::text_of(&nodes).trim().is_empty() {
        let mut tree = Builder::default();
        for paragraph in text.split("\n\n").filter(|paragraph| !paragraph.trim().is_empty()) {
            tree.begin(Element::new(tree::Tag::P));
            tree.text(paragraph);
            tree.end();
        }
        nodes = tree.finish();
    }
    tree::to_json(&nodes)
}

fn escape_markdown(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for c in value.chars() {
        // A line break would start a new block; a letter after it could be a list or a heading.
        match c {
            '\n' | '\r' => out.push(' '),
            c if c.is_ascii_punctuation() => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

fn plain_text(events: &[Event<'_>]) -> String {
    let mut out = String::new();
    let mut lists: Vec<Option<u64>> = Vec::new();
    let mut link: Option<(String, usize)> = None;
    for event in events {
        match event {
            Event::Text(text) | Event::Code(text) => out.push_str(text),
            Event::SoftBreak | Event::HardBreak => out.push('\n'),
            Event::Rule => out.push('\n'),
            Event::Start(Tag::List(start)) => {
                if !out.is_empty() && !out.ends_with('\n') {
                    out.push('\n');
                }
                lists.push(*start);
            }
            Event::End(TagEnd::List(_)) => {
                lists.pop();
                if lists.is_empty() {
                    out.push('\n');
                }
            }
            Event::Start(Tag::Item) => {
                if !out.is_empty() && !out.ends_with('\n') {
                    out.push('\n');
                }
                out.push_str(&"  ".repeat(lists.len().saturating_sub(1)));
                match lists.last_mut() {
                    Some(Some(number)) => {
                        out.push_str(&format!("{number}. "));
                        *number += 1;
                    }
                    _ => out.push_str("- "),
                }
            }
            Event::End(TagEnd::Item | TagEnd::TableCell) if out.ends_with('\n') => {}
            Event::End(TagEnd::Item | TagEnd::TableCell) => out.push('\n'),
            Event::Start(Tag::Link { dest_url, .. }) => link = Some((dest_url.to_string(), out.len())),
            Event::End(TagEnd::Link) => {
                if let Some((url, from)) = link.take() {
                    let shown = out[from..].to_owned();
                    if shown != url && safe_url(&url) {
                        out.push_str(&format!(" ({url})"));
                    }
                }
            }
            Event::End(TagEnd::Paragraph | TagEnd::Heading(_) | TagEnd::CodeBlock) => {
                out.push_str(if lists.is_empty() { "\n\n" } else { "\n" });
            }
            _ => {}
        }
    }
    without_gaps(&out)
}

/// No more than one empty line in a row, and none at either end.
fn without_gaps(out: &str) -> String {
    let mut text = String::new();
    let mut blank = 0;
    for line in out.trim().lines() {
        blank = if line.trim().is_empty() { blank + 1 } else { 0 };
        if blank < 2 {
            text.push_str(line.trim_end());
            text.push('\n');
        }
    }
    text.truncate(text.trim_end().len());
    text
}

fn safe_url(url: &str) -> bool {
    ["http://", "https://", "mailto:", "tel:"].iter().any(|scheme| url.to_ascii_lowercase().starts_with(scheme))
}

#[cfg(test)]
mod tests;
