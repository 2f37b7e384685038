//! Entries as JSON: as the editor's API gives them (`docs/protocol.md` section 10), in an array or an object a line; and what tells the
//! exports of rivals from them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::drafts::{Drafts, Key, Spot};
use super::headers::Field;
use super::object::Object;
use super::rivals;
use super::separated::Failure;
use crate::faq::problem::{Place, words};
use crate::language::Language;

/// What the API says of an entry beside its content: passed over without a word.
const BESIDE: [&str; 12] = [
    "revision",
    "published_revision",
    "draft",
    "action",
    "updated_at",
    "updated_by",
    "scheduled_at",
    "counts",
    "change",
    "note",
    "problems",
    "autosaved",
];

/// Reads a file of objects.
pub(super) fn read(file: &str, text: &str, drafts: &mut Drafts) -> Result<(), Failure> {
    let content = content(text)?;
    match content {
        Content::Zendesk(page) => rivals::zendesk(file, &page, drafts),
        Content::Objects(objects) if objects.iter().any(|object| object.map.contains_key("body") && object.map.contains_key("locale")) => {
            rivals::zendesk(file, &rivals::ZendeskPage { articles: objects, ..rivals::ZendeskPage::default() }, drafts);
        }
        Content::Objects(objects)
            if objects.iter().any(|object| object.map.contains_key("content") && object.map.contains_key("title")) =>
        {
            rivals::chatwoot(file, &objects, drafts);
        }
        Content::Objects(objects) => {
            for object in &objects {
                entry(file, object, drafts);
            }
        }
    }
    Ok(())
}

enum Content {
    Objects(Vec<Object>),
    Zendesk(rivals::ZendeskPage),
}

/// The objects of a text: an array, an object a line, or a page of an API.
fn content(text: &str) -> Result<Content, Failure> {
    let start = text.trim_start();
    if start.starts_with('[') {
        return objects(text, text).map(Content::Objects);
    }
    let page: Map<String, Value> = match serde_json::from_str(text) {
        Ok(page) => page,
        // More stands behind the first object.
        Err(error) if error.is_syntax() && error.to_string().starts_with("trailing characters") => {
            return lines(text).map(Content::Objects);
        }
        Err(error) => return Err(failure(&error)),
    };
    if page.contains_key("articles") {
        return Ok(Content::Zendesk(rivals::ZendeskPage {
            articles: member(text, "articles")?,
            sections: member(text, "sections")?,
            translations: member(text, "translations")?,
        }));
    }
    for name in ["payload", "entries", "items", "data"] {
        if page.get(name).is_some_and(Value::is_array) {
            return member(text, name).map(Content::Objects);
        }
    }
    let line = text[..text.len() - start.len()].matches('\n').count() + 1;
    Ok(Content::Objects(vec![Object { line, map: page }]))
}

fn failure(error: &serde_json::Error) -> Failure {
    (Place::line(error.line().max(1)), words!("faq-check-json", "no JSON: {what}", what = error))
}

/// The objects of an array that stands in `text`.
fn objects(text: &str, array: &str) -> Result<Vec<Object>, Failure> {
    let values: Vec<&RawValue> = serde_json::from_str(array).map_err(|error| failure(&error))?;
    let (mut at, mut line, mut found) = (0, 1, Vec::new());
    for value in values {
        // Both borrow from the same text: the distance is where the value begins.
        let begins = (value.get().as_ptr() as usize).saturating_sub(text.as_ptr() as usize).clamp(at, text.len());
        line += text.as_bytes()[at..begins].iter().filter(|byte| **byte == b'\n').count();
        at = begins;
        found.push(object(line, value.get())?);
    }
    Ok(found)
}

/// The objects of the array of that name in an object; none when there is no such array.
fn member(text: &str, name: &str) -> Result<Vec<Object>, Failure> {
    let page: std::collections::HashMap<String, &RawValue> = serde_json::from_str(text).map_err(|error| failure(&error))?;
    match page.get(name).filter(|value| value.get().starts_with('[')) {
        Some(value) => objects(text, value.get()),
        None => Ok(Vec::new()),
    }
}

fn lines(text: &str) -> Result<Vec<Object>, Failure> {
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines.map(|(number, line)| object(number + 1, line)).collect()
}

fn object(line: usize, text: &str) -> Result<Object, Failure> {
    match serde_json::from_str(text) {
        Ok(map) => Ok(Object { line, map }),
        Err(error) if error.is_data() => Err((Place::line(line), words!("faq-check-entry-object", "an entry must be an object"))),
        Err(error) => Err((Place::line(line + error.line().saturating_sub(1)), words!("faq-check-json", "no JSON: {what}", what = error))),
    }
}

/// An entry of ours.
fn entry(file: &str, object: &Object, drafts: &mut Drafts) {
    let place = Place::line(object.line);
    let at = |column: &str| Spot::new(file, place.column(column));
    let key = match object.map.get("id") {
        Some(Value::String(id)) => Key::Id(id.trim().to_owned()),
        Some(_) => return drafts.error(&at("id"), words!("faq-check-field-string", "`{field}` must be a string", field = "id")),
        None => Key::Source(format!("{file}:{}", object.line)),
    };
    drafts.entry(&key, &Spot::new(file, place.clone()));
    for (name, value) in object.map.iter().filter(|(_, value)| !value.is_null()) {
        match name.as_str() {
            "id" => {}
            "category" => match value.as_str() {
                Some(category) => drafts.category(&key, category.trim(), &at(name)),
                None => drafts.error(&at(name), words!("faq-check-field-string", "`{field}` must be a string", field = "category")),
            },
            "models" => list(&key, Field::Models, value, &at(name), drafts),
            "markets" => list(&key, Field::Markets, value, &at(name), drafts),
            "related" => list(&key, Field::Related, value, &at(name), drafts),
            "tags" => list(&key, Field::Tags, value, &at(name), drafts),
            "action" => match value.as_str() {
                Some(action) => drafts.list(&key, Field::Action, vec![action.trim().to_owned()], &at(name)),
                None => drafts.error(&at(name), words!("faq-check-field-string", "`{field}` must be a string", field = "action")),
            },
            "files" => match value.as_object() {
                Some(files) => files.iter().for_each(|(own, body)| attached(own, body, &at(&format!("files.{own}")), drafts)),
                None => drafts.error(&at(name), words!("faq-check-field-object", "`{field}` must be an object", field = "files")),
            },
            "languages" => match value.as_object() {
                Some(languages) => {
                    for (code, text) in languages.iter().filter(|(_, text)| !text.is_null()) {
                        language(&key, code, text, file, &place, drafts);
                    }
                }
                None => drafts.error(&at(name), words!("faq-check-field-object", "`{field}` must be an object", field = "languages")),
            },
            name if BESIDE.contains(&name) => {}
            name => drafts.warning(&at(name), words!("faq-check-key-unused", "passed over: `{name}` says nothing here", name = name)),
        }
    }
}

/// A manual or a picture, in Base64 (RFC 4648, section 4).
fn attached(name: &str, body: &Value, spot: &Spot, drafts: &mut Drafts) {
    match body.as_str().and_then(|body| STANDARD.decode(body).ok()) {
        Some(body) => drafts.attach(name, body, spot),
        None => drafts.error(spot, words!("faq-check-base64", "must be the bytes of a file, in Base64")),
    }
}

/// The strings of a list; anything else in it is told.
fn strings(value: &Value, spot: &Spot, drafts: &mut Drafts) -> Vec<String> {
    let Some(items) = value.as_array() else {
        drafts.error(spot, words!("faq-check-list", "must be a list of strings"));
        return Vec::new();
    };
    if items.iter().any(|item| item.as_str().is_none_or(|item| item.trim().is_empty())) {
        drafts.error(spot, words!("faq-check-list-empty", "must be a list of strings that are not empty"));
    }
    items.iter().filter_map(|item| Some(item.as_str()?.trim().to_owned())).filter(|item| !item.is_empty()).collect()
}

fn list(key: &Key, field: Field, value: &Value, spot: &Spot, drafts: &mut Drafts) {
    let items = strings(value, spot, drafts);
    drafts.list(key, field, items, spot);
}

fn language(key: &Key, code: &str, value: &Value, file: &str, place: &Place, drafts: &mut Drafts) {
    let column = format!("languages.{code}");
    let at = |name: &str| Spot::new(file, place.column(format!("{column}.{name}")));
    let whole = Spot::new(file, place.column(column.clone()));
    let Some(language) = Language::of_code(code) else {
        return drafts.error(
            &whole,
            words!(
                "faq-check-language",
                "\"{text}\" is no language that is known here: {known}",
                text = code,
                known = Language::ALL.map(Language::code).join(", ")
            ),
        );
    };
    let Some(text) = value.as_object() else { return drafts.error(&whole, words!("faq-check-object", "must be an object")) };
    if text.get("state").and_then(Value::as_str) == Some("missing") {
        return;
    }
    for (name, value) in text {
        match (name.as_str(), value) {
            ("title", Value::String(title)) => drafts.text(key, Field::Title, language, title.trim(), &at(name)),
            ("answer", Value::String(answer)) => drafts.text(key, Field::Answer, language, answer.trim(), &at(name)),
            ("title" | "answer", _) => drafts.error(&at(name), words!("faq-check-string", "must be a string")),
            ("phrasings", _) => {
                for phrasing in strings(value, &at(name), drafts) {
                    drafts.phrasing(key, language, &phrasing, &at(name));
                }
            }
            ("state", Value::String(state)) => drafts.state(key, language, state, &at(name)),
            ("based_on", Value::Number(revision)) => drafts.based_on(key, language, &revision.to_string(), &at(name)),
            ("state" | "based_on", Value::Null) => {}
            (other, _) => {
                drafts.warning(&at(name), words!("faq-check-key-unused", "passed over: `{name}` says nothing here", name = other))
            }
        }
    }
}
