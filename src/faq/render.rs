//! Answers for people: Markdown and placeholder values in, safe HTML and plain text out.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::LazyLock;

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd, html};

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
/// Markdown is shown as text. Links may lead to `http`, `https`, `mailto` and `tel` only.
pub fn render(markdown: &str, values: &BTreeMap<String, String>) -> Rendered {
    let filled = replace(markdown, |name| values.get(name).map(|value| escape_markdown(value)));
    let events: Vec<Event<'_>> = Parser::new_ext(&filled, Options::ENABLE_STRIKETHROUGH | Options::ENABLE_TABLES)
        .map(|event| match event {
            Event::Html(raw) | Event::InlineHtml(raw) => Event::Text(raw),
            // A line that an editor broke is broken for the reader as well, as in chats everywhere.
            Event::SoftBreak => Event::HardBreak,
            other => other,
        })
        .collect();
    let text = plain_text(&events);
    let mut raw = String::new();
    html::push_html(&mut raw, events.into_iter());
    Rendered { html: SANITIZER.clean(&raw).to_string(), text }
}

/// Elements that may reach a page. Images are not among them: they would tell a third party who reads.
static SANITIZER: LazyLock<ammonia::Builder<'static>> = LazyLock::new(|| {
    let mut builder = ammonia::Builder::empty();
    builder
        .tags(HashSet::from([
            "p",
            "br",
            "strong",
            "em",
            "del",
            "ul",
            "ol",
            "li",
            "a",
            "code",
            "pre",
            "blockquote",
            "hr",
            "h1",
            "h2",
            "h3",
            "h4",
            "h5",
            "h6",
            "table",
            "thead",
            "tbody",
            "tr",
            "th",
            "td",
        ]))
        .tag_attributes(HashMap::from([("a", HashSet::from(["href"])), ("ol", HashSet::from(["start"]))]))
        .url_schemes(HashSet::from(["http", "https", "mailto", "tel"]))
        .url_relative(ammonia::UrlRelative::Deny)
        .link_rel(Some("noopener noreferrer nofollow"));
    builder
});

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
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn values() -> BTreeMap<String, String> {
        BTreeMap::from([("phone".to_owned(), "+880 *1* <b>".to_owned())])
    }

    #[test]
    fn answers_become_html_and_text() {
        for (markdown, html, text) in [
            ("Call {phone}.", "<p>Call +880 *1* &lt;b&gt;.</p>\n", "Call +880 *1* <b>."),
            ("a {nobody} b", "<p>a {nobody} b</p>\n", "a {nobody} b"),
            ("**x**\ny", "<p><strong>x</strong><br>\ny</p>\n", "x\ny"),
            ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n", "- a\n- b"),
            ("3. a\n4. b\n\nc", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n<p>c</p>\n", "3. a\n4. b\n\nc"),
            ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;", "<script>x</script>"),
            ("[l](javascript:x)", "<p><a rel=\"noopener noreferrer nofollow\">l</a></p>\n", "l"),
            ("[l](https://a.b/c)", "<p><a href=\"https://a.b/c\" rel=\"noopener noreferrer nofollow\">l</a></p>\n", "l (https://a.b/c)"),
            ("![i](https://a.b/c.png)", "<p></p>\n", "i"),
        ] {
            let rendered = render(markdown, &values());
            assert_eq!((rendered.html.as_str(), rendered.text.as_str()), (html, text), "{markdown}");
        }
    }

    #[test]
    fn placeholders_are_found() {
        assert_eq!(placeholders_of("{a} {B} {} {a_1}} {x y} {{z}"), ["a", "a_1", "z"]);
    }

    proptest! {
        #[test]
        fn no_element_slips_through(markdown in "(\\PC|<|>|\"|'|`|\\{phone\\}|javascript:|\\]\\(|\\[|\n){0,60}") {
            let rendered = render(&markdown, &values());
            prop_assert!(!rendered.html.contains("<script") && !rendered.html.contains("<img") && !rendered.html.contains("href=\"javascript"));
        }
    }
}
