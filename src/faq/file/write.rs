//! Writing an entry's file.

use std::fmt::Write as _;

use crate::faq::entry::Entry;
use crate::language::Language;

/// The file of an entry. [`read`](super::read) gives the same entry back, except that white space around texts is gone.
pub fn write(entry: &Entry) -> String {
    let mut out = String::new();
    for (key, list) in [("models", &entry.models), ("markets", &entry.markets), ("related", &entry.related), ("tags", &entry.tags)] {
        if !list.is_empty() {
            let items: Vec<String> = list.iter().map(|item| quoted(item)).collect();
            let _ = writeln!(out, "{key} = [{}]", items.join(", "));
        }
    }
    if let Some(action) = &entry.action {
        let _ = writeln!(out, "action = {}", quoted(action));
    }
    for language in std::iter::once(Language::EN).chain(Language::ALL.into_iter().filter(|language| *language != Language::EN)) {
        let Some(text) = entry.texts.get(&language) else { continue };
        if !out.is_empty() {
            out.push('\n');
        }
        let _ = writeln!(out, "[{language}]");
        if !text.state.is_current() {
            let _ = writeln!(out, "state = \"{}\"", text.state.as_str());
        }
        if let Some(revision) = text.based_on {
            let _ = writeln!(out, "based_on = {revision}");
        }
        let _ = writeln!(out, "title = {}\nphrasings = [", quoted(&text.title));
        for phrasing in &text.phrasings {
            let _ = writeln!(out, "  {},", quoted(phrasing));
        }
        let _ = writeln!(out, "]\nanswer = {}", multiline(&text.answer));
    }
    out
}

/// A TOML basic string.
fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        escape(c, &mut out);
    }
    out.push('"');
    out
}

/// A TOML string over several lines, for texts that have some.
fn multiline(text: &str) -> String {
    if !text.contains('\n') {
        return quoted(text);
    }
    let mut out = String::from("\"\"\"\n");
    let mut quotes = 0;
    for c in text.chars() {
        quotes = if c == '"' { quotes + 1 } else { 0 };
        match c {
            '\n' => out.push('\n'),
            '"' if quotes < 3 => out.push('"'),
            '"' => {
                out.push_str("\\\"");
                quotes = 0;
            }
            _ => escape(c, &mut out),
        }
    }
    out.push_str("\n\"\"\"");
    out
}

fn escape(c: char, out: &mut String) {
    match c {
        '"' => out.push_str("\\\""),
        '\\' => out.push_str("\\\\"),
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        c if c.is_control() => {
            let _ = write!(out, "\\u{:04X}", u32::from(c));
        }
        c => out.push(c),
    }
}
