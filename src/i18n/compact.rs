//! Messages for a page that brings no Fluent with it: the chat's, whose every kilobyte an owner waits for. A message without arguments
//! is its text. Another one is a list of texts, `[name]` for an argument, and `[name, {key: message}, key]` for a choice by an
//! argument, of which the last key is the one that holds when no other does; `src/web/assets/chat/texts.js` reads it.

use fluent::FluentResource;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use serde_json::{Map, Value, json};

/// The messages of a file whose keys are `wanted`. The error names a message that has more in it than texts,
/// arguments and choices by an argument.
pub(super) fn messages(file: &FluentResource, wanted: impl Fn(&str) -> bool) -> Result<Map<String, Value>, String> {
    let mut messages = Map::new();
    for entry in file.entries() {
        let Entry::Message(message) = entry else { continue };
        let key = message.id.name;
        if let Some(value) = message.value.as_ref().filter(|_| wanted(key)) {
            messages.insert(key.to_owned(), pattern(value).ok_or_else(|| format!("{key} is not for a page without Fluent"))?);
        }
    }
    Ok(messages)
}

fn pattern(pattern: &Pattern<&str>) -> Option<Value> {
    let parts: Vec<Value> = pattern.elements.iter().map(element).collect::<Option<_>>()?;
    if !parts.iter().all(Value::is_string) {
        return Some(Value::Array(parts));
    }
    Some(Value::String(parts.iter().filter_map(Value::as_str).collect()))
}

fn element(element: &PatternElement<&str>) -> Option<Value> {
    match element {
        PatternElement::TextElement { value } => Some(json!(value)),
        PatternElement::Placeable { expression: Expression::Inline(InlineExpression::StringLiteral { value }) } => {
            Some(json!(fluent_syntax::unicode::unescape_unicode_to_string(value)))
        }
        PatternElement::Placeable { expression: Expression::Inline(InlineExpression::VariableReference { id }) } => Some(json!([id.name])),
        PatternElement::Placeable { expression: Expression::Select { selector: InlineExpression::VariableReference { id }, variants } } => {
            let key = |key: &VariantKey<&str>| match key {
                VariantKey::Identifier { name } => (*name).to_owned(),
                VariantKey::NumberLiteral { value } => (*value).to_owned(),
            };
            let otherwise = variants.iter().find(|variant| variant.default).map(|variant| key(&variant.key))?;
            let variants: Map<String, Value> =
                variants.iter().map(|one| Some((key(&one.key), pattern(&one.value)?))).collect::<Option<_>>()?;
            Some(json!([id.name, variants, otherwise]))
        }
        PatternElement::Placeable { .. } => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Map<String, Value>, String> {
        messages(&FluentResource::try_new(text.to_owned()).expect("sound messages"), |key| !key.starts_with("loader-"))
    }

    #[test]
    fn messages_are_texts_arguments_and_choices() {
        let file = "a = Plain, { \"{\" }\nb = Hello, { $name }!\nc = { $n ->\n    [1] one\n    [few] few { $n }\n   *[other] { $n } more\n}\nloader-d = not here\nmany =\n    two\n    lines\n";
        let expect = json!({
            "a": "Plain, {",
            "b": ["Hello, ", ["name"], "!"],
            "c": [["n", {"1": "one", "few": ["few ", ["n"]], "other": [["n"], " more"]}, "other"]],
            "many": "two\nlines",
        });
        assert_eq!(read(file).map(Value::Object), Ok(expect));
    }

    #[test]
    fn what_a_page_could_not_say_is_named() {
        for file in ["a = { b }\nb = c", "a = { NUMBER($n) }", "a = { -term }\n-term = c", "a = { NUMBER($n) ->\n   *[other] x\n}"] {
            assert_eq!(read(file), Err("a is not for a page without Fluent".to_owned()), "{file}");
        }
    }
}
