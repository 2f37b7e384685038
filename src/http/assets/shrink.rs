//! Scripts and styles without what only their authors read: comments, indentation, spaces. Names stay, so that what a
//! browser reports can be found in the sources.
//!
//! A script becomes tokens, which [`super::join`] also reads; a text, a template and a regular expression are one token each and
//! keep every character.

/// What a token is, as far as spaces around it and the meaning of a slash after it go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A name, a keyword or a number.
    Word,
    /// One character of punctuation.
    Mark,
    /// A text, a template or a regular expression.
    Opaque,
}

/// A part of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    pub kind: Kind,
    pub text: String,
    /// Whether a space or a comment stands before it.
    pub apart: bool,
    /// Whether it begins a line, which may end a statement.
    pub begins_line: bool,
}

/// Words after which a slash begins a regular expression.
const BEFORE_PATTERN: [&str; 10] = ["return", "typeof", "case", "in", "of", "delete", "void", "throw", "new", "else"];

/// A script without comments and needless spaces.
pub fn script(source: &str) -> String {
    print(&tokens(source))
}

/// Reads a script. What does not end (a text, a comment) goes to the end of the source.
pub fn tokens(source: &str) -> Vec<Token> {
    let mut tokens: Vec<Token> = Vec::new();
    let mut rest = source;
    let mut begins_line = true;
    let mut apart = true;
    while let Some(c) = rest.chars().next() {
        if c.is_whitespace() {
            begins_line |= c == '\n';
            apart = true;
            rest = &rest[c.len_utf8()..];
            continue;
        }
        if let Some(length) = comment(rest) {
            begins_line |= rest[..length].contains('\n');
            apart = true;
            rest = &rest[length..];
            continue;
        }
        let (kind, length) = match c {
            '"' | '\'' => (Kind::Opaque, quoted(rest, c)),
            '`' => (Kind::Opaque, template(rest)),
            '/' if pattern_may_begin(tokens.last()) => (Kind::Opaque, pattern(rest)),
            c if is_word(c) => (Kind::Word, rest.find(|c| !is_word(c)).unwrap_or(rest.len())),
            c => (Kind::Mark, c.len_utf8()),
        };
        tokens.push(Token { kind, text: rest[..length].to_owned(), apart, begins_line });
        (apart, begins_line) = (false, false);
        rest = &rest[length..];
    }
    tokens
}

/// Writes tokens with the spaces and ends of lines that they need.
pub fn print(tokens: &[Token]) -> String {
    let mut written = String::new();
    let mut before: Option<&Token> = None;
    for token in tokens {
        if let Some(before) = before {
            if token.begins_line && !goes_on(before, token) {
                written.push('\n');
            } else if needs_space(before, token) {
                written.push(' ');
            }
        }
        written.push_str(&token.text);
        before = Some(token);
    }
    written
}

/// Whether the end of a line between the two means nothing.
fn goes_on(before: &Token, after: &Token) -> bool {
    let mark = |token: &Token, marks: &str| token.kind == Kind::Mark && marks.contains(&token.text);
    mark(before, "{([,;:?=&|<>.") || mark(after, ")]}.,;:?=&|")
}

/// Whether two tokens that stand apart would be read as one without a space.
fn needs_space(before: &Token, after: &Token) -> bool {
    let same_sign = before.text == after.text && matches!(after.text.as_str(), "+" | "-" | "/");
    let number_dot = after.text == "." && before.kind == Kind::Word && before.text.starts_with(|c: char| c.is_ascii_digit());
    let words = before.kind == Kind::Word && after.kind == Kind::Word;
    let flags = before.text.starts_with('/') && before.kind == Kind::Opaque && after.kind == Kind::Word;
    after.apart && (same_sign || number_dot || words || flags)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '$' | '#' | '\\')
}

fn comment(rest: &str) -> Option<usize> {
    if rest.starts_with("//") {
        return Some(rest.find('\n').unwrap_or(rest.len()));
    }
    rest.starts_with("/*").then(|| rest[2..].find("*/").map_or(rest.len(), |end| end + 4))
}

/// Whether a slash after this token begins a regular expression. After `)` it divides; after `}` it begins one.
fn pattern_may_begin(before: Option<&Token>) -> bool {
    match before {
        None => true,
        Some(token) => match token.kind {
            Kind::Mark => !matches!(token.text.as_str(), ")" | "]"),
            Kind::Word => BEFORE_PATTERN.contains(&token.text.as_str()),
            Kind::Opaque => false,
        },
    }
}

/// The length of a text between `quote`s.
fn quoted(rest: &str, quote: char) -> usize {
    ends_at(rest, |c, _| c == quote)
}

/// The length of a regular expression with its flags.
fn pattern(rest: &str) -> usize {
    let mut in_class = false;
    let end = ends_at(rest, |c, _| {
        match c {
            '[' => in_class = true,
            ']' => in_class = false,
            _ => {}
        }
        c == '/' && !in_class
    });
    end + rest[end..].find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(rest.len() - end)
}

/// The length up to and with the first character, after the first one, that `ends` says; what follows a backslash is passed over.
fn ends_at(rest: &str, mut ends: impl FnMut(char, usize) -> bool) -> usize {
    let mut escaped = false;
    for (at, c) in rest.char_indices().skip(1) {
        if escaped {
            escaped = false;
        } else if c == '\\' {
            escaped = true;
        } else if ends(c, at) {
            return at + c.len_utf8();
        }
    }
    rest.len()
}

/// The length of a template, with the expressions in it.
fn template(rest: &str) -> usize {
    let mut at = 1;
    while let Some(c) = rest[at..].chars().next() {
        at += match c {
            '\\' => 1 + rest[at + 1..].chars().next().map_or(0, char::len_utf8),
            '`' => return at + 1,
            '$' if rest[at..].starts_with("${") => 2 + expression(&rest[at + 2..]),
            c => c.len_utf8(),
        };
    }
    rest.len()
}

/// The length of an expression in a template, up to and with its closing brace.
fn expression(rest: &str) -> usize {
    let mut at = 0;
    let mut depth = 0;
    while let Some(c) = rest[at..].chars().next() {
        at += match c {
            '"' | '\'' => quoted(&rest[at..], c),
            '`' => template(&rest[at..]),
            '}' if depth == 0 => return at + 1,
            c => {
                depth += i32::from(c == '{') - i32::from(c == '}');
                c.len_utf8()
            }
        };
    }
    rest.len()
}

/// A style sheet without comments and needless spaces.
pub fn style(source: &str) -> String {
    let mut written = String::new();
    let mut rest = source;
    let mut space = false;
    while let Some(c) = rest.chars().next() {
        let length = match c {
            c if c.is_whitespace() => {
                space = true;
                c.len_utf8()
            }
            '/' if rest.starts_with("/*") => comment(rest).unwrap_or(rest.len()),
            c => {
                let before = written.chars().last();
                let stands_alone = matches!(c, '{' | '}' | ';' | ',' | '>' | ')') || before.is_none_or(|c| "{};,>:(".contains(c));
                if space && !stands_alone {
                    written.push(' ');
                }
                space = false;
                if c == '}' && written.ends_with(';') {
                    written.pop();
                }
                let length = if matches!(c, '"' | '\'') { quoted(rest, c) } else { c.len_utf8() };
                written.push_str(&rest[..length]);
                length
            }
        };
        rest = &rest[length..];
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::assets::{Files, text};

    #[test]
    fn what_a_script_means_stays() {
        let cases = [
            ("// a\nconst a = 1; /* b */ let  b=2\n", "const a=1;let b=2"),
            ("a = b\n+ c", "a=b\n+c"),
            ("a + +b - -c", "a+ +b- -c"),
            ("return /[/'\"]\\//g.test(x) / 2", "return/[/'\"]\\//g.test(x)/2"),
            ("x = `a // ${ f({ '}': `b` }) } c`; // d", "x=`a // ${ f({ '}': `b` }) } c`;"),
            ("'it\\'s // here' in  y", "'it\\'s // here'in y"),
            ("return\nx", "return\nx"),
            ("f(\n  a,\n  b,\n)\n.then( g )", "f(a,b,).then(g)"),
            ("/** @type {any} */ (x).y", "(x).y"),
            ("a\n(b)", "a\n(b)"),
            ("1 .x; 1.5 * .5; i++ ; - --j", "1 .x;1.5*.5;i++;- --j"),
            ("/a/g in b", "/a/g in b"),
            ("class A { #b = 1; get  c() {} }", "class A{#b=1;get c(){}}"),
            ("'আ' + x", "'আ'+x"),
        ];
        for (source, expect) in cases {
            assert_eq!(script(source), expect, "{source}");
        }
    }

    #[test]
    fn what_a_style_means_stays() {
        let cases = [
            ("/* a */ .a  .b > p , h1 {\n  color: red;\n}\n", ".a .b>p,h1{color:red}"),
            (
                "@media (max-width: 1px) and (x) { a :is(b) { width: calc(1px + 2px) } }",
                "@media (max-width:1px) and (x){a :is(b){width:calc(1px + 2px)}}",
            ),
            ("a::after { content: 'x  ;  y' }", "a::after{content:'x  ;  y'}"),
        ];
        for (source, expect) in cases {
            assert_eq!(style(source), expect, "{source}");
        }
    }

    #[test]
    fn what_is_shrunk_has_nothing_left_to_shrink() {
        let mut read = 0;
        for path in Files::iter() {
            let Some(source) = text(&path) else { continue };
            let shrink = if path.ends_with(".js") { script } else { style };
            if path.ends_with(".js") || path.ends_with(".css") {
                let once = shrink(&source);
                assert_eq!(shrink(&once), once, "{path}");
                assert!(once.len() < source.len(), "{path}");
                read += 1;
            }
        }
        assert!(read > 60, "{read}");
    }
}
