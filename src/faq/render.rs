//! Answers for people: Markdown and placeholder values in, safe HTML, nodes and plain text out.
//!
//! Markdown becomes one [`tree`] of a few elements; [`html`] writes it for the log, [`tree::to_json`] for a page, which
//! builds nodes from it without reading markup. An answer that is in the log already has its HTML read back into the same
//! tree ([`nodes`]).

pub mod html;
pub mod tree;

use std::collections::BTreeMap;

use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, TextMergeStream};
use serde_json::Value;

use tree::{Builder, Element};

/// Stand around a phone number that a placeholder brought, between filling and reading: no text has them, for they are no characters.
const NUMBER_BEGINS: char = '\u{fdd0}';
const NUMBER_ENDS: char = '\u{fdd1}';
/// Digits that a phone number has: from an emergency number to the most that E.164 allows.
const PHONE_DIGITS: std::ops::RangeInclusive<usize> = 3..=15;

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
/// Markdown is shown as text, but for `<br>`, which breaks a line. Links may lead to `http`, `https`, `mailto`, `tel`
/// and to our own files ([`attached`](super::attached)) only. A picture of ours is shown; of any other image, its description. A value that is a
/// phone number can be called: it becomes a link, but for where it stands in a link or in code already.
pub fn render(markdown: &str, values: &BTreeMap<String, String>) -> Rendered {
    let markdown = markdown.replace([NUMBER_BEGINS, NUMBER_ENDS], "");
    let filled = replace(&markdown, |name| {
        values.get(name).map(|value| match phone(value) {
            Some(_) => format!("{NUMBER_BEGINS}{}{NUMBER_ENDS}", escape_markdown(value)),
            None => escape_markdown(value),
        })
    });
    let events: Vec<Event<'_>> = TextMergeStream::new(events_of(&filled).into_iter()).collect();
    let html = html::write(&tree::from_markdown(&with_numbers(events.clone(), true)));
    Rendered { html, text: plain_text(&with_numbers(events, false)) }
}

/// The address that calls a value, when it is a phone number and nothing else.
fn phone(value: &str) -> Option<String> {
    let written = |c: char| c.is_ascii_digit() || matches!(c, ' ' | '\u{a0}' | '-' | '(' | ')');
    let (plus, number) = value.strip_prefix('+').map_or(("", value), |number| ("+", number));
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    (number.chars().all(written) && PHONE_DIGITS.contains(&digits.len())).then(|| format!("tel:{plus}{digits}"))
}

/// Takes the marks around phone numbers away, and makes the numbers links where `linked` says so.
fn with_numbers(events: Vec<Event<'_>>, linked: bool) -> Vec<Event<'_>> {
    let mut out = Vec::with_capacity(events.len());
    // Links, images and blocks of code that are open.
    let mut inside = 0_usize;
    for event in events {
        match event {
            Event::Text(text) if linked && inside == 0 => push_text(&text, &mut out),
            Event::Text(text) => out.push(Event::Text(unmarked(text))),
            Event::Code(text) => out.push(Event::Code(unmarked(text))),
            Event::Start(Tag::Link { link_type, dest_url, title, id }) => {
                inside += 1;
                out.push(Event::Start(Tag::Link { link_type, dest_url: unmarked(dest_url), title: unmarked(title), id }));
            }
            Event::Start(Tag::Image { .. } | Tag::CodeBlock(_)) => {
                inside += 1;
                out.push(event);
            }
            Event::End(TagEnd::Link | TagEnd::Image | TagEnd::CodeBlock) => {
                inside = inside.saturating_sub(1);
                out.push(event);
            }
            other => out.push(other),
        }
    }
    out
}

/// A text with its phone numbers as links.
fn push_text(text: &str, out: &mut Vec<Event<'_>>) {
    let mut rest = text;
    while let Some((before, behind)) = rest.split_once(NUMBER_BEGINS) {
        let Some((number, behind)) = behind.split_once(NUMBER_ENDS) else { break };
        if !before.is_empty() {
            out.push(Event::Text(before.to_owned().into()));
        }
        let dest_url = phone(number).unwrap_or_default().into();
        out.push(Event::Start(Tag::Link { link_type: LinkType::Inline, dest_url, title: "".into(), id: "".into() }));
        out.push(Event::Text(number.to_owned().into()));
        out.push(Event::End(TagEnd::Link));
        rest = behind;
    }
    if !rest.is_empty() {
        out.push(Event::Text(rest.replace([NUMBER_BEGINS, NUMBER_ENDS], "").into()));
    }
}

fn unmarked(text: CowStr<'_>) -> CowStr<'_> {
    if text.contains([NUMBER_BEGINS, NUMBER_ENDS]) { text.replace([NUMBER_BEGINS, NUMBER_ENDS], "").into() } else { text }
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

/// Longest piece of HTML that is named, in characters.
const MOST_SHOWN: usize = 60;

/// The first piece of HTML in an answer: its readers see it as it is written.
pub fn raw_html(markdown: &str) -> Option<String> {
    Parser::new_ext(markdown, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES).find_map(|event| match event {
        Event::Html(raw) | Event::InlineHtml(raw) if !is_break(&raw) => {
            let tag = raw.trim().split_inclusive('>').next().unwrap_or_default().chars().take(MOST_SHOWN).collect::<String>();
            (!tag.is_empty()).then_some(tag)
        }
        _ => None,
    })
}

/// Whether an answer shows nothing: no word, and no picture of ours.
pub fn shows_nothing(markdown: &str) -> bool {
    let Rendered { html, text } = render(markdown, &BTreeMap::new());
    text.trim().is_empty() && !html.contains("<img")
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
    if !tree::shows_something(&nodes) {
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
