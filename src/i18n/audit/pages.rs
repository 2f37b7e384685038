//! Tests that pages and scripts have no words of their own: every word that a person reads is a Fluent message.

use super::{report, sources};
use crate::i18n::bundle::line_of;

/// A page's words are all `{{placeholders}}`: text between tags, and attributes that are read or shown to people, have no
/// letter or digit outside of `{{…}}`. Signs such as × or · are free. Scripts and styles stand in files of their own.
#[test]
fn pages_have_no_words_of_their_own() {
    let pages = sources().into_iter().filter(|(path, _)| path.ends_with(".html"));
    report(
        pages
            .flat_map(|(path, source)| html_words(&source).into_iter().map(move |(line, word)| format!("{path}:{line}: {word:?}")))
            .collect(),
    );
}

fn html_words(source: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut check = |at: usize, text: &str| {
        if without_placeholders(text).chars().any(char::is_alphanumeric) {
            found.push((line_of(source, at), text.trim().to_owned()));
        }
    };
    let mut at = 0;
    while at < source.len() {
        let rest = &source[at..];
        let length = if rest.starts_with("<!--") {
            rest.find("-->").map_or(rest.len(), |end| end + 3)
        } else if rest.starts_with('<') {
            let end = tag_end(rest);
            let tag = &rest[..end];
            let shown =
                ["aria-label", "aria-description", "aria-roledescription", "aria-valuetext", "placeholder", "title", "alt", "label"];
            let is_description = tag.starts_with("<meta") && (tag.contains("description") || tag.contains("title"));
            for (name, value) in attributes(tag) {
                if shown.contains(&name.as_str()) || (is_description && name == "content") {
                    check(at, value);
                }
            }
            end
        } else {
            let end = rest.find('<').unwrap_or(rest.len());
            let begin = rest.len() - rest.trim_start().len();
            check(at + begin.min(end), &rest[..end]);
            end
        };
        at += length.max(1);
    }
    found
}

/// The text without `{{…}}` and without entities such as `&nbsp;`.
fn without_placeholders(text: &str) -> String {
    let mut plain = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(['{', '&']) {
        plain.push_str(&rest[..at]);
        let after = &rest[at..];
        let end = match after.strip_prefix("{{") {
            Some(_) => after.find("}}").map(|end| end + 2),
            None if after.starts_with('&') => after.find(';').filter(|end| !after[..*end].contains(' ')).map(|end| end + 1),
            None => None,
        };
        rest = &after[end.unwrap_or(1)..];
    }
    plain + rest
}

/// Where a tag ends; a `>` inside of quotes doesn't count.
fn tag_end(tag: &str) -> usize {
    let mut quote = None;
    for (at, c) in tag.char_indices() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (None, '>') => return at + 1,
            (Some(open), _) if open == c => quote = None,
            _ => {}
        }
    }
    tag.len()
}

/// Attributes with a value in quotes.
fn attributes(tag: &str) -> Vec<(String, &str)> {
    let mut found = Vec::new();
    let mut rest = tag;
    while let Some((before, after)) = rest.split_once('=') {
        let name = before.rsplit(|c: char| c.is_whitespace() || c == '"' || c == '\'').next().unwrap_or_default().to_lowercase();
        let after = after.trim_start();
        let Some(quote @ ('"' | '\'')) = after.chars().next() else {
            rest = after;
            continue;
        };
        let Some((value, behind)) = after[1..].split_once(quote) else { break };
        found.push((name, value));
        rest = behind;
    }
    found
}

#[test]
fn words_in_pages_are_found() {
    let check = |html: &str, expect: &[&str]| {
        let found: Vec<String> = html_words(html).into_iter().map(|(_, word)| word).collect();
        assert_eq!(found, expect, "{html}");
    };
    check("<!doctype html>\n<!-- a note --><p class=\"a b\" aria-label=\"{{t:x}}\"> {{t:y}} · &times; </p>", &[]);
    check("<p>Hello {{company}}</p>", &["Hello {{company}}"]);
    check("<button title='Close'>×</button>", &["Close"]);
    check("<input data-x=\">\" placeholder=\"Your message\">", &["Your message"]);
    check("<img alt=\"\"><img alt=\"ছবি\">", &["ছবি"]);
    check("<meta name=\"description\" content=\"A chat\"><meta charset=\"utf-8\">", &["A chat"]);
    check("<script>alert(1)</script>", &["alert(1)"]);
    assert_eq!(html_words("<p>\n\n  Hi</p>"), [(3, "Hi".to_owned())]);
}

/// Scripts take their words from `t('key')`. Guessed as words: a string with Bengali or Cyrillic letters; a string that
/// looks like an English sentence or label (a capital letter, small letters, a space and another word), except in errors
/// and on the console, which are for developers; and any string with two letters in a row that goes straight into a place
/// that people see (`textContent =`, `'aria-label',`, `alert(` ...). Comments and regular expressions are free.
#[test]
fn scripts_have_no_words_of_their_own() {
    let scripts = sources().into_iter().filter(|(path, _)| path.ends_with("js"));
    report(
        scripts
            .flat_map(|(path, source)| script_words(&source).into_iter().map(move |(line, word)| format!("{path}:{line}: {word:?}")))
            .collect(),
    );
}

fn script_words(source: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut before = String::new();
    for (line, piece) in script_pieces(source) {
        let Piece::Literal(text) = piece else {
            if let Piece::Code(code) = piece {
                before.push_str(&code);
            }
            continue;
        };
        // The statement so far, with the strings in it.
        let statement = before.rsplit([';', '{', '}', '\n']).next().unwrap_or_default();
        let for_developers = ["Error(", "console.", "import ", "@type"].iter().any(|word| statement.contains(word));
        let foreign = text.chars().any(|c| ('\u{400}'..='\u{52f}').contains(&c) || ('\u{980}'..='\u{9ff}').contains(&c));
        if foreign || (!for_developers && looks_english(&text)) || (is_shown(&before) && has_a_word(&text)) {
            found.push((line, text.clone()));
        }
        before.push('\'');
        before.push_str(&text.replace(['\n', ';', '{', '}'], " "));
        before.push('\'');
    }
    found
}

/// Whether the next string goes straight into a place that people see.
fn is_shown(code: &str) -> bool {
    let code = code.trim_end();
    let properties = ["textContent", "innerText", "ariaLabel", "title", "placeholder", "alt"];
    let assigned =
        code.strip_suffix('=').map(str::trim_end).is_some_and(|left| properties.iter().any(|p| left.ends_with(&format!(".{p}"))));
    let called = ["createTextNode(", "alert(", "confirm(", "prompt("].iter().any(|call| code.ends_with(call));
    let attribute = code.strip_suffix([',', ':']).map(str::trim_end).is_some_and(|left| {
        let named = ["'aria-label'", "'title'", "'placeholder'", "'alt'"].iter().find_map(|name| left.strip_suffix(name));
        named.is_some_and(|left| code.ends_with(':') || left.ends_with("setAttribute("))
            || (code.ends_with(':') && properties.iter().any(|p| left.strip_suffix(p).is_some_and(|l| l.ends_with([' ', '{', ',']))))
    });
    assigned || called || attribute
}

fn has_a_word(text: &str) -> bool {
    let chars: Vec<char> = without_placeholders(text).chars().collect();
    chars.windows(2).any(|pair| pair.iter().all(|c| c.is_alphabetic()))
}

fn looks_english(text: &str) -> bool {
    let mut words = text.split_whitespace();
    let first = words.next().unwrap_or_default();
    let begins =
        first.len() > 1 && first.starts_with(|c: char| c.is_ascii_uppercase()) && first[1..].starts_with(|c: char| c.is_ascii_lowercase());
    let is_word = |word: &str| {
        word.trim_end_matches(['.', ',', '?', '!', ':', '…']).chars().all(|c| c.is_ascii_alphabetic() || c == '’' || c == '\'')
    };
    begins && is_word(first) && words.next().is_some_and(|word| word.starts_with(|c: char| c.is_ascii_alphabetic()) && is_word(word))
}

/// A script, cut where strings begin and end. Comments and regular expressions are left out.
#[derive(Debug, PartialEq)]
enum Piece {
    Code(String),
    Literal(String),
}

fn script_pieces(source: &str) -> Vec<(usize, Piece)> {
    let chars: Vec<char> = source.chars().collect();
    let (mut pieces, mut code, mut line, mut at) = (Vec::new(), String::new(), 1, 0);
    // Open braces since each `${` that we are inside of.
    let mut templates: Vec<usize> = Vec::new();
    while at < chars.len() {
        let (c, next) = (chars[at], chars.get(at + 1).copied().unwrap_or('\0'));
        let resumes = c == '}' && templates.last() == Some(&0);
        if c == '/' && next == '/' {
            at = find(&chars, at, &['\n']);
        } else if c == '/' && next == '*' {
            let end = find(&chars, at + 2, &['*', '/']) + 2;
            line += chars[at..end.min(chars.len())].iter().filter(|c| **c == '\n').count();
            at = end;
        } else if c == '/' && begins_regex(&code) {
            at = skip_regex(&chars, at);
            code.push('0');
        } else if matches!(c, '"' | '\'' | '`') || resumes {
            let quote = if resumes { '`' } else { c };
            if resumes {
                templates.pop();
            }
            pieces.push((line, Piece::Code(std::mem::take(&mut code))));
            let (text, end, opens) = read_string(&chars, at + 1, quote);
            let lines = text.matches('\n').count();
            pieces.push((line, Piece::Literal(text)));
            line += lines;
            at = end;
            if opens {
                templates.push(0);
            }
        } else {
            match (c, templates.last_mut()) {
                ('{', Some(depth)) => *depth += 1,
                ('}', Some(depth)) => *depth -= 1,
                _ => {}
            }
            line += usize::from(c == '\n');
            code.push(c);
            at += 1;
        }
    }
    pieces.push((line, Piece::Code(code)));
    pieces
}

/// The string up to its closing quote or the next `${`; the place behind; whether a `${` ended it.
fn read_string(chars: &[char], from: usize, quote: char) -> (String, usize, bool) {
    let (mut text, mut at) = (String::new(), from);
    while at < chars.len() {
        match chars[at] {
            '\\' => {
                text.extend(chars.get(at + 1).filter(|c| **c == '\n' || !c.is_alphanumeric()));
                at += 2;
                continue;
            }
            '$' if quote == '`' && chars.get(at + 1) == Some(&'{') => return (text, at + 2, true),
            c if c == quote => return (text, at + 1, false),
            c => text.push(c),
        }
        at += 1;
    }
    (text, at, false)
}

/// A slash divides behind a value; elsewhere it begins a regular expression.
fn begins_regex(code: &str) -> bool {
    let code = code.trim_end();
    code.is_empty() || code.ends_with(['(', ',', '=', ':', '[', '!', '&', '|', '?', '{', '}', ';', '>']) || code.ends_with("return")
}

fn skip_regex(chars: &[char], from: usize) -> usize {
    let (mut at, mut in_class) = (from + 1, false);
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 1,
            '[' => in_class = true,
            ']' => in_class = false,
            '/' if !in_class => return at + 1,
            '\n' => return at,
            _ => {}
        }
        at += 1;
    }
    at
}

fn find(chars: &[char], from: usize, what: &[char]) -> usize {
    (from..chars.len()).find(|at| chars[*at..].starts_with(what)).unwrap_or(chars.len())
}

#[test]
fn words_in_scripts_are_found() {
    let check = |script: &str, expect: &[&str]| {
        let found: Vec<String> = script_words(script).into_iter().map(|(_, word)| word).collect();
        assert_eq!(found, expect, "{script}");
    };
    check("// It's fine\n/* রাখুন */ x.textContent = t('chat-send'); y.textContent = '×'; z.title = ''", &[]);
    check("const a = /[\\u0980'\"]/u.test(b) ? c / d : e / f; h('p', {class: 'Big box-2'}, t(`a-${k}`))", &[]);
    check("throw new Error('Bad text of ' + x); console.warn('Not here now'); if (event.key === 'Escape') f('M12 7v5l3.2 2')", &[]);
    check("a.textContent = 'Send';", &["Send"]);
    check("a.setAttribute('aria-label', \"close\"); h('a', {'aria-label': 'open'}); h('a', { title: 'more' })", &["close", "open", "more"]);
    check("h('p', null, 'Please wait a moment.')", &["Please wait a moment."]);
    check("const a = 'жіберу', b = `পাঠান ${n} x`", &["жіберу", "পাঠান "]);
    check("f(`${a ? `${b}` : '{'} x`); g.title = `New ${n}`", &["New "]);
    check("a.textContent = '{{t:x}}'; new Set(['title', 'svg'])", &[]);
    assert_eq!(script_words("/*\n\n*/\nalert('Oh no')"), [(4, "Oh no".to_owned())]);
}
