//! Tests over all texts of the program: `locales/`, and the sources that use them.
//!
//! What a test can't know for sure it guesses, and its doc says how; each guess is itself tested on samples. A key that a
//! program puts together (`error-` and a code) can't be found by searching: such families stand in [`FAMILIES`].

mod pages;

use super::bundle::line_of;
use super::{Catalog, REFERENCE, Tag};
use crate::aftersales::kind::{Kinds, Need};
use crate::aftersales::record::OrderStage;
use crate::aftersales::schema::{Field, RecordKind, Type, fields};
use crate::chat::event::QueueReason;
use crate::error::Code;
use fluent::FluentResource;
use fluent_syntax::ast::{CallArguments, Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// A prefix, what comes behind it, and what puts them together.
type Family = (&'static str, fn() -> Vec<String>, &'static str);

/// Keys that are put together at run time.
const FAMILIES: &[Family] = &[
    ("error-", error_codes, "the error codes of protocol.md section 5, in kebab-case"),
    (
        "invalid-",
        || {
            strings(&[
                "email-missing",
                "email-too-long",
                "email-format",
                "email-taken",
                "email-disabled",
                "name-missing",
                "name-too-long",
                "name-format",
                "languages-format",
                "password-too-short",
                "password-too-long",
            ])
        },
        "what accounts::member finds wrong with a field",
    ),
    (
        "request-page-to-",
        || strings(&["confirmed", "in-review", "ordered", "closed", "escalated", "cancelled"]),
        "what an owner may choose on the page of a request (http/api/request_page)",
    ),
    ("language-", languages, "the folders of locales/, for answer-in-other-language and the command line"),
    ("language-name-", languages, "the folders of locales/, for the language switches of the pages"),
    (
        "records-fault-",
        || {
            strings(&[
                "missing",
                "too-long",
                "range",
                "choice",
                "unknown",
                "taken",
                "twice",
                "no-field",
                "two-columns",
                "fixed",
                "id",
                "text",
                "vin",
                "vins",
                "number",
                "day",
                "instant",
                "phone",
                "email",
                "flag",
                "texts",
                "list",
                "opening",
                "service",
                "currency",
                "zone",
                "quote",
                "utf8",
                "utf16",
                "empty",
                "cells",
            ])
        },
        "what aftersales::schema and records::exchange find wrong with a field",
    ),
    ("record-field-", record_fields, "the table of fields, aftersales::schema, and what the page of a record calls otherwise in one kind"),
    ("record-choice-", record_choices, "what a field of aftersales::schema may be"),
    (
        "audit-action-",
        || {
            strings(&[
                "wrong-code",
                "wrong-vin-end",
                "staff-added",
                "staff-changed",
                "staff-disabled",
                "staff-enabled",
                "password-link",
                "password-set",
                "gate-overridden",
                "file-replaced",
                "file-removed",
                "record-added",
                "record-changed",
                "record-removed",
                "records-imported",
                "records-exported",
                "request-moved",
                "part-exchanged",
                "person-exported",
                "person-erased",
            ])
        },
        "store::AuditAction; a test of http::api::audit looks that none is missing",
    ),
    ("loader-", || strings(&["open", "close", "title", "new"]), "the server, which gives the loader its texts as JSON"),
    ("chat-queued-", queue_reasons, "chat::event::QueueReason"),
    ("chat-rate-", || strings(&["1", "2", "3", "4", "5"]), "the stars of `rate`"),
    ("chat-example-", || strings(&["1", "2", "3", "4"]), "the examples of an empty chat"),
    ("request-", request_keys, "the table of kinds, config/requests.toml"),
    ("request-step-needs-", needs, "what has to be said with a change of a request"),
    ("look-up-stage-", stages, "where an order is"),
    (
        "chat-stopped-",
        || strings(&["protocol", "version", "authentication", "revoked", "connections", "blocked", "erased", "other"]),
        "the close codes 4500 to 4506 of protocol.md section 5",
    ),
];

fn error_codes() -> Vec<String> {
    Code::ALL.iter().map(|code| code.as_str().replace('_', "-")).collect()
}

fn queue_reasons() -> Vec<String> {
    use QueueReason::{Asked, Safety, Unanswered, Unhelpful};
    let name = |reason| serde_json::to_value(reason).ok().and_then(|value| value.as_str().map(|name| name.replace('_', "-")));
    [Asked, Unanswered, Safety, Unhelpful].into_iter().filter_map(name).collect()
}

fn needs() -> Vec<String> {
    strings(&[Need::Note, Need::Reason, Need::Cause, Need::Correction, Need::Quote, Need::Slot].map(Need::as_str))
}

fn stages() -> Vec<String> {
    OrderStage::ALL.iter().map(|stage| stage.as_str().replace('_', "-")).collect()
}

fn request_keys() -> Vec<String> {
    let keys = Kinds::embedded().text_keys();
    keys.iter().filter_map(|key| key.strip_prefix("request-")).map(str::to_owned).collect()
}

fn record_fields() -> Vec<String> {
    let all = RecordKind::ALL.into_iter().flat_map(|kind| fields(kind).iter().map(|field| field.name.replace('_', "-")));
    all.chain(strings(&["id", "past-owners", "terms-km", "centres-hours", "courses-place"])).collect()
}

fn record_choices() -> Vec<String> {
    let of = |field: &Field| match field.of {
        Type::Choice(names) => names.iter().map(|name| name.replace('_', "-")).collect(),
        _ => Vec::new(),
    };
    RecordKind::ALL.into_iter().flat_map(|kind| fields(kind).iter().flat_map(of)).collect()
}

fn languages() -> Vec<String> {
    locales().into_keys().collect()
}

fn strings(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

// --- the texts -------------------------------------------------------------------------------------------------------

/// The files of each folder of `locales/`, as far as they can be read; `every_file_is_sound` tells the rest.
fn locales() -> BTreeMap<String, BTreeMap<String, FluentResource>> {
    let mut locales: BTreeMap<String, BTreeMap<String, FluentResource>> = BTreeMap::new();
    for path in files_under(&root().join("locales"), &["ftl"]) {
        let text = read(&path);
        let resource = FluentResource::try_new(text).unwrap_or_else(|(resource, _)| resource);
        let file = path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        let folder = path.parent().and_then(Path::file_name).map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        locales.entry(folder).or_default().insert(file, resource);
    }
    locales
}

/// One message, or one attribute of it.
struct Text<'a> {
    key: String,
    pattern: &'a Pattern<&'a str>,
}

/// The messages of a file with a value, and their attributes as `key.attribute`.
fn texts(resource: &FluentResource) -> Vec<Text<'_>> {
    let mut texts = Vec::new();
    for entry in resource.entries() {
        let Entry::Message(message) = entry else { continue };
        texts.extend(message.value.as_ref().map(|pattern| Text { key: message.id.name.to_owned(), pattern }));
        let attributes = message.attributes.iter();
        texts.extend(attributes.map(|a| Text { key: format!("{}.{}", message.id.name, a.id.name), pattern: &a.value }));
    }
    texts
}

/// What a pattern names, also inside of its variants.
#[derive(Default)]
struct Names {
    arguments: BTreeSet<String>,
    messages: BTreeSet<String>,
    /// The keys of each selector's variants.
    selects: Vec<Vec<String>>,
}

impl Names {
    fn of(pattern: &Pattern<&str>) -> Names {
        let mut names = Names::default();
        names.pattern(pattern);
        names
    }

    fn pattern(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            if let PatternElement::Placeable { expression } = element {
                self.expression(expression);
            }
        }
    }

    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                let key = |key: &VariantKey<&str>| match key {
                    VariantKey::Identifier { name } => (*name).to_owned(),
                    VariantKey::NumberLiteral { value } => (*value).to_owned(),
                };
                self.selects.push(variants.iter().map(|variant| key(&variant.key)).collect());
                for variant in variants {
                    self.pattern(&variant.value);
                }
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.arguments.insert(id.name.to_owned());
            }
            InlineExpression::MessageReference { id, attribute } => {
                let attribute = attribute.as_ref().map(|attribute| format!(".{}", attribute.name)).unwrap_or_default();
                self.messages.insert(format!("{}{attribute}", id.name));
            }
            InlineExpression::FunctionReference { arguments, .. } => self.call(arguments),
            InlineExpression::TermReference { id, arguments, .. } => {
                self.messages.insert(format!("-{}", id.name));
                if let Some(arguments) = arguments {
                    self.call(arguments);
                }
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            InlineExpression::StringLiteral { .. } | InlineExpression::NumberLiteral { .. } => {}
        }
    }

    fn call(&mut self, arguments: &CallArguments<&str>) {
        arguments.positional.iter().for_each(|argument| self.inline(argument));
    }
}

/// The arguments of each message of a file, those of the messages it refers to included.
fn arguments(resource: &FluentResource) -> BTreeMap<String, BTreeSet<String>> {
    let names: BTreeMap<String, Names> = texts(resource).into_iter().map(|text| (text.key, Names::of(text.pattern))).collect();
    let mut all = BTreeMap::new();
    for key in names.keys() {
        let (mut found, mut open, mut seen) = (BTreeSet::new(), vec![key.as_str()], BTreeSet::new());
        while let Some(next) = open.pop() {
            if let Some(names) = names.get(next).filter(|_| seen.insert(next)) {
                found.extend(names.arguments.iter().cloned());
                open.extend(names.messages.iter().map(String::as_str));
            }
        }
        all.insert(key.clone(), found);
    }
    all
}

/// A text as a reader sees it, one for each combination of variants, with U+FFFC where a value stands.
fn readings(pattern: &Pattern<&str>) -> Vec<String> {
    let mut readings = vec![String::new()];
    for element in &pattern.elements {
        let parts = match element {
            PatternElement::TextElement { value } => vec![(*value).to_owned()],
            PatternElement::Placeable { expression: Expression::Select { variants, .. } } => {
                variants.iter().flat_map(|variant| self::readings(&variant.value)).collect()
            }
            PatternElement::Placeable { expression: Expression::Inline(InlineExpression::StringLiteral { value }) } => {
                vec![(*value).to_owned()]
            }
            PatternElement::Placeable { .. } => vec!["\u{fffc}".to_owned()],
        };
        readings = readings.iter().flat_map(|begin| parts.iter().map(move |part| format!("{begin}{part}"))).collect();
    }
    readings
}

#[test]
fn every_file_is_sound() {
    if let Err(problems) = Catalog::embedded() {
        report(problems.iter().map(ToString::to_string).collect());
    }
}

#[test]
fn every_language_has_the_same_files_keys_and_arguments() {
    report(differences(&locales()));
}

fn differences(locales: &BTreeMap<String, BTreeMap<String, FluentResource>>) -> Vec<String> {
    let reference = &locales[REFERENCE];
    let mut wrong = Vec::new();
    for (language, files) in locales {
        for file in files.keys().filter(|file| !reference.contains_key(*file)) {
            wrong.push(format!("locales/{language}/{file}: there is no such file in {REFERENCE}"));
        }
        for (file, expected) in reference {
            let place = format!("locales/{language}/{file}");
            let Some(found) = files.get(file) else {
                wrong.push(format!("{place}: is missing"));
                continue;
            };
            let (expected, found) = (arguments(expected), arguments(found));
            for (key, wanted) in &expected {
                match found.get(key) {
                    None => wrong.push(format!("{place}: {key} is missing")),
                    Some(given) if given != wanted => {
                        wrong.push(format!("{place}: {key} has the arguments {given:?} instead of {wanted:?}"))
                    }
                    Some(_) => {}
                }
            }
            wrong
                .extend(found.keys().filter(|key| !expected.contains_key(*key)).map(|key| format!("{place}: {key} is not in {REFERENCE}")));
        }
    }
    wrong
}

#[test]
fn differences_are_found() {
    let file = |text: &str| FluentResource::try_new(text.to_owned()).expect("sound");
    let english = file("a = { $n -> \n    [one] x { $m }\n   *[other] y\n}\nb = { a }\n    .title = T\nc = C");
    let bengali = file("a = { $n }{ $m }\nb = { a }\nd = D");
    let folder = |resource: FluentResource| BTreeMap::from([("x.ftl".to_owned(), resource)]);
    let mut locales = BTreeMap::from([("en".to_owned(), folder(english)), ("bn".to_owned(), folder(bengali))]);
    let place = "locales/bn/x.ftl";
    let mut expect = vec![format!("{place}: b.title is missing"), format!("{place}: c is missing"), format!("{place}: d is not in en")];
    assert_eq!(differences(&locales), expect);
    locales.insert("bn".to_owned(), folder(file("a = { $n }{ $m }\nb = { a }{ $k }\n    .title = T\nc = C\n")));
    expect =
        vec![format!("{place}: b has the arguments {:?} instead of {:?}", BTreeSet::from(["k", "m", "n"]), BTreeSet::from(["m", "n"]))];
    assert_eq!(differences(&locales), expect);
}

#[test]
fn references_lead_somewhere() {
    let mut wrong = Vec::new();
    for (language, files) in &locales() {
        for (file, resource) in files {
            let mut known: BTreeSet<String> = texts(resource).into_iter().map(|text| text.key).collect();
            known.extend(resource.entries().filter_map(|entry| match entry {
                Entry::Term(term) => Some(format!("-{}", term.id.name)),
                _ => None,
            }));
            for text in texts(resource) {
                // A browser loads each file by itself, so a reference must stay inside.
                let names = Names::of(text.pattern);
                let lost = names.messages.difference(&known);
                wrong.extend(lost.map(|name| format!("locales/{language}/{file}: {} refers to {name}, which is not there", text.key)));
            }
        }
    }
    report(wrong);
}

/// The rules of `languages.md` section 5 that a machine can check.
#[test]
fn texts_keep_the_rules_of_their_language() {
    let mut wrong = Vec::new();
    for (language, files) in &locales() {
        for (file, resource) in files {
            for text in texts(resource) {
                let names = Names::of(text.pattern);
                let mut faults: BTreeSet<&str> = names.selects.iter().filter_map(|variants| select_fault(language, variants)).collect();
                faults.extend(readings(text.pattern).iter().flat_map(|reading| text_faults(language, reading)));
                wrong.extend(faults.iter().map(|fault| format!("locales/{language}/{file}: {}: {fault}", text.key)));
            }
        }
    }
    report(wrong);
}

fn select_fault(language: &str, variants: &[String]) -> Option<&'static str> {
    let has = |key: &str| variants.iter().any(|variant| variant == key);
    match language {
        "bn" if has("one") && !has("0") => Some("[one] covers 0 in Bengali: write [0] as well"),
        "kk" if has("one") => Some("browsers lack the plurals of Kazakh: write [1] instead of [one]"),
        _ => None,
    }
}

fn text_faults(language: &str, text: &str) -> Vec<&'static str> {
    let mut faults = Vec::new();
    let mut fault = |wrong: bool, what: &'static str| {
        if wrong {
            faults.push(what);
        }
    };
    let bengali = |c: char| ('\u{980}'..='\u{9ff}').contains(&c);
    let words: Vec<&str> = text.split(|c: char| !c.is_alphabetic() && !('\u{980}'..='\u{9ff}').contains(&c)).collect();
    fault(text.contains(['\u{2066}', '\u{2067}', '\u{2068}', '\u{2069}', '\u{200b}', '\u{feff}', '\u{ad}']), "has an invisible character");
    fault(text.trim() != text, "begins or ends with a space");
    fault(text.contains("  "), "has two spaces");
    fault(words.iter().any(|word| mixes_scripts(word)), "mixes letters of two scripts in a word");
    if matches!(language, "bn" | "kk" | "ru") {
        let glued = text.split('\u{fffc}').skip(1).any(|rest| {
            let rest = rest.trim_start_matches(['-', '’', '\'']);
            rest.starts_with(|c: char| c.is_alphabetic() || bengali(c))
                && !["টি", "টা", "জন"].iter().any(|classifier| rest.starts_with(classifier))
        });
        fault(glued, "glues an ending to a value");
    }
    if language == "bn" {
        let chars: Vec<char> = text.chars().collect();
        fault(chars.windows(2).any(|pair| bengali(pair[0]) && pair[1] == '.'), "ends a sentence with a full stop instead of ।");
        fault(words.iter().any(|word| ["তুমি", "তোমার", "তোমাকে", "তুই", "তোর"].contains(word)), "is not polite: আপনি");
    }
    if language == "kk" {
        let you = ["сіз", "сізге", "сізді", "сіздің", "сізден", "сізбен", "сізде", "сіздікі"];
        fault(words.iter().any(|word| you.contains(word)), "writes Сіз with a small letter");
    }
    if language == "ru" {
        let you =
            ["вы", "вас", "вам", "вами", "ваш", "ваша", "ваше", "ваши", "вашего", "вашей", "вашему", "вашим", "вашем", "вашу", "ваших"];
        fault(words.iter().any(|word| you.contains(word)), "writes Вы with a small letter");
        fault(words.iter().any(|word| ["ты", "тебя", "тебе", "твой", "твоя"].contains(word)), "is not polite: Вы");
    }
    faults
}

fn mixes_scripts(word: &str) -> bool {
    let cyrillic = word.chars().any(|c| ('\u{400}'..='\u{4ff}').contains(&c));
    let latin = word.chars().any(|c| c.is_ascii_alphabetic() || ('\u{c0}'..='\u{24f}').contains(&c) || c == 'ə');
    let bengali = word.chars().any(|c| ('\u{980}'..='\u{9ff}').contains(&c));
    usize::from(cyrillic) + usize::from(latin) + usize::from(bengali) > 1
}

#[test]
fn faults_are_found() {
    let check = |language: &str, text: &str, expect: &[&str]| assert_eq!(text_faults(language, text), expect, "{language}: {text}");
    check("kk", "Күту уақыты: \u{fffc} минут.", &[]);
    check("kk", "Тапсырыс \u{fffc}-ға", &["glues an ending to a value"]);
    check("kk", "\u{fffc}ның хабары", &["glues an ending to a value"]);
    check("kk", "Рaхмет", &["mixes letters of two scripts in a word"]);
    check("kk", "Бұл сізге келді.", &["writes Сіз with a small letter"]);
    check("ru", "Осталось \u{fffc} мин. Спасибо Вам.", &[]);
    check("ru", "Это для вас.", &["writes Вы with a small letter"]);
    check("bn", "আর \u{fffc}টি অক্ষর", &[]);
    check("bn", "\u{fffc}কে জানান।", &["glues an ending to a value"]);
    check("bn", "ধন্যবাদ.", &["ends a sentence with a full stop instead of ।"]);
    check("bn", "তুমি লেখো।", &["is not polite: আপনি"]);
    check("en", "A\u{2068}b\u{2069} ", &["has an invisible character", "begins or ends with a space"]);
    let variants = |keys: &[&str]| strings(keys);
    assert!(select_fault("bn", &variants(&["one", "other"])).is_some());
    assert!(select_fault("bn", &variants(&["0", "one", "other"])).is_none());
    assert!(select_fault("kk", &variants(&["one", "other"])).is_some());
}

// --- their use -------------------------------------------------------------------------------------------------------

#[test]
fn every_family_is_complete() {
    let keys = reference_keys();
    let mut wrong = Vec::new();
    for (prefix, members, made_by) in FAMILIES {
        let members: BTreeSet<String> = members().into_iter().map(|member| format!("{prefix}{member}")).collect();
        // The pages come with their own files; without them there is nothing to check.
        if members.is_disjoint(&keys) {
            continue;
        }
        wrong.extend(members.difference(&keys).map(|key| format!("{key} is missing: made by {made_by}")));
    }
    report(wrong);
}

/// Each mistake in a file has its message, which needs no value that is not told. A sample in the sources: `words!("key", "a {name}", ...)`.
#[test]
fn every_mistake_in_a_file_has_its_words() {
    let known = locales().remove("en").map(|files| files.values().flat_map(arguments).collect::<BTreeMap<_, _>>()).unwrap_or_default();
    let (mut wrong, mut count) = (Vec::new(), 0);
    for (path, source) in sources().into_iter().filter(|(path, _)| path.ends_with(".rs") && !path.ends_with("problem.rs")) {
        for call in source.split("words!(").skip(1) {
            let parts: Vec<&str> = call.split("\")").next().unwrap_or_default().splitn(4, '"').collect();
            let [_, key, _, text] = parts.as_slice() else { continue };
            count += 1;
            match known.get(*key) {
                None => wrong.push(format!("{path}: {key} is no message")),
                Some(names) => {
                    let missing = names.iter().filter(|name| !text.contains(&format!("{{{name}}}")));
                    wrong.extend(missing.map(|name| format!("{path}: {key} needs {name}")));
                }
            }
        }
    }
    assert!(count > 100 && wrong.is_empty(), "{count}: {wrong:#?}");
}

/// A key is used when it stands between quotes (or as `{{t:key}}`) in a Rust source or a page, when another message
/// refers to it, or when it belongs to a family.
#[test]
fn every_key_is_used() {
    let sources = sources();
    let families: BTreeSet<String> =
        FAMILIES.iter().flat_map(|(prefix, members, _)| members().into_iter().map(move |m| format!("{prefix}{m}"))).collect();
    let mut wrong = Vec::new();
    for (file, resource) in &locales()[REFERENCE] {
        let referred: BTreeSet<String> = texts(resource).iter().flat_map(|text| Names::of(text.pattern).messages).collect();
        let keys: BTreeSet<String> = texts(resource).into_iter().map(|text| text.key).collect();
        for key in &keys {
            let known = referred.contains(key) || families.contains(key);
            if !known && !sources.iter().any(|(_, source)| is_quoted(source, key)) {
                wrong.push(format!("locales/{REFERENCE}/{file}: {key} is not used (a family of keys belongs into FAMILIES)"));
            }
        }
    }
    report(wrong);
}

fn is_quoted(source: &str, key: &str) -> bool {
    source.match_indices(key).any(|(at, _)| {
        let before = source[..at].ends_with(['"', '\'', '`', ':']);
        before && source[at + key.len()..].starts_with(['"', '\'', '`', '}'])
    })
}

/// Keys in the first string of `catalog.text(language, "…")` in Rust, of `t('…')` in scripts, and of `{{t:…}}` and
/// `data-t…="…"` in pages.
#[test]
fn every_key_in_use_exists() {
    let keys = reference_keys();
    let mut wrong = Vec::new();
    for (path, source) in &sources() {
        for (line, key) in used_keys(path, source) {
            if !keys.contains(&key) {
                wrong.push(format!("{path}:{line}: there is no text {key:?}"));
            }
        }
    }
    report(wrong);
}

fn used_keys(path: &str, source: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    let mut add = |at: usize, key: &str| {
        // Anything else is a name put together, or no key at all.
        if !key.is_empty() && key.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '.') {
            found.push((line_of(source, at), key.to_owned()));
        }
    };
    let until = |text: &str, end: char| text.split_once(end).map(|(key, _)| key.to_owned()).unwrap_or_default();
    if path.ends_with(".rs") {
        for (at, call) in source.match_indices(".text(") {
            let rest = &source[at + call.len()..];
            let Some((language, key)) = rest.split_once(',') else { continue };
            if let (Some(key), false) = (key.trim_start().strip_prefix('"'), language.contains(['(', '"', ';'])) {
                add(at, &until(key, '"'));
            }
        }
    } else {
        for (at, call) in source.match_indices("t(") {
            let name = source[..at].ends_with(|c: char| c.is_alphanumeric() || c == '_' || c == '$');
            let rest = &source[at + call.len()..];
            if let (false, Some(quote @ ('\'' | '"'))) = (name, rest.chars().next()) {
                add(at, &until(&rest[1..], quote));
            }
        }
        for (at, begin) in source.match_indices("{{t:") {
            add(at, until(&source[at + begin.len()..], '}').trim());
        }
        for begin in ["data-t=\"", "data-t-label=\"", "data-t-title=\"", "data-t-placeholder=\""] {
            for (at, _) in source.match_indices(begin) {
                add(at, &until(&source[at + begin.len()..], '"'));
            }
        }
    }
    found
}

#[test]
fn used_keys_are_found() {
    let check = |path: &str, source: &str, expect: &[&str]| {
        let found: Vec<String> = used_keys(path, source).into_iter().map(|(_, key)| key).collect();
        assert_eq!(found, expect, "{source}");
    };
    check(
        "a.rs",
        "catalog.text(self.language, \"a-b\", &args); node.text(\"x\"); catalog.text(language,\n    \"c.d\", &args)",
        &["a-b", "c.d"],
    );
    check("a.rs", "catalog.text(language, &code.message(), &args)", &[]);
    check("a.js", "t('a-b'); this.t(\"c\"); get('x'); t(`d-${e}`); put('no')", &["a-b", "c"]);
    check("a.html", "<p data-t=\"a-b\">{{t:a-b}}</p><p data-t-label=\"c\">", &["a-b", "a-b", "c"]);
    assert!(is_quoted("x(\"a-b\")", "a-b") && is_quoted("{{t:a-b}}", "a-b") && !is_quoted("\"a-b-c\" a-b", "a-b"));
}

// --- files -----------------------------------------------------------------------------------------------------------

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Rust sources and pages with their path from the root. Left out: foreign code, and the two files whose tests use keys
/// that don't exist.
fn sources() -> Vec<(String, String)> {
    let root = root();
    let source = |path: PathBuf| {
        let name = path.strip_prefix(&root).unwrap_or(&path).to_string_lossy().replace('\\', "/");
        let left_out = name.contains("/vendor/") || name == "src/i18n/audit.rs" || name == "src/i18n/bundle.rs";
        (!left_out).then(|| (name, read(&path)))
    };
    files_under(&root.join("src"), &["rs", "html", "js", "mjs"]).into_iter().filter_map(source).collect()
}

fn reference_keys() -> BTreeSet<String> {
    locales()[REFERENCE].values().flat_map(texts).map(|text| text.key).collect()
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn files_under(folder: &Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    for path in entries.map(|entry| entry.expect("a readable folder").path()) {
        if path.is_dir() {
            found.extend(files_under(&path, extensions));
        } else if path.extension().is_some_and(|extension| extensions.iter().any(|wanted| extension == *wanted)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

fn report(wrong: Vec<String>) {
    assert!(wrong.is_empty(), "{} found:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn the_catalogue_is_that_of_the_languages_we_read() {
    let catalog = Catalog::embedded().expect("sound files");
    for language in crate::language::Language::ALL {
        assert!(catalog.languages().contains(&language.identifier()), "no texts in {language}");
    }
}
