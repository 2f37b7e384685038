//! The catalogue: every message of every language, with its fallback.

use super::{REFERENCE, Tag};
use crate::error::Error;
use fluent::concurrent::FluentBundle;
use fluent::{FluentArgs, FluentResource, FluentValue};
use fluent_syntax::ast::{Entry, Resource};
use fluent_syntax::serializer;
use intl_memoizer::Memoizable;
use intl_memoizer::concurrent::IntlLangMemoizer;
use rust_embed::Embed;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use unic_langid::LanguageIdentifier;

/// `locales/`: from the disk in a debug build, embedded in a release build.
#[derive(Embed)]
#[folder = "locales/"]
struct Files;

/// Numbers beyond this go to Fluent as text: its plural rules panic on what doesn't fit 64 bits.
const MAX_NUMBER: f64 = 1e15;

/// All messages of all languages.
pub struct Catalog {
    /// The reference language last.
    languages: Vec<LanguageIdentifier>,
    locales: BTreeMap<LanguageIdentifier, Locale>,
    /// What was complained about already.
    logged: Mutex<BTreeSet<String>>,
}

/// One folder of `locales/`.
struct Locale {
    files: BTreeMap<String, Arc<FluentResource>>,
    bundle: FluentBundle<Arc<FluentResource>>,
}

/// Something wrong in a file of messages.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub struct Problem {
    /// The path inside `locales/`.
    pub file: String,
    /// The line, where there is one.
    pub line: Option<usize>,
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "locales/{}:{line}: {}", self.file, self.what),
            None => write!(f, "locales/{}: {}", self.file, self.what),
        }
    }
}

/// The arguments of a message.
#[derive(Default)]
pub struct Args<'a>(FluentArgs<'a>);

impl<'a> Args<'a> {
    /// No arguments yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text or a number. Numbers get the language's digits; codes, phone numbers and VINs are texts and keep theirs.
    pub fn with(mut self, name: &'static str, value: impl Into<FluentValue<'a>>) -> Self {
        let value = match value.into() {
            FluentValue::Number(number) if number.value.is_nan() || number.value.abs() > MAX_NUMBER => {
                FluentValue::from(number.value.to_string())
            }
            value => value,
        };
        self.0.set(name, value);
        self
    }
}

impl Catalog {
    /// The catalogue of the embedded `locales/`.
    pub fn embedded() -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut files = Vec::new();
        for path in Files::iter().filter(|path| path.ends_with(".ftl")) {
            let data = Files::get(&path).map(|file| file.data.into_owned()).unwrap_or_default();
            match String::from_utf8(data) {
                Ok(text) => files.push((path.into_owned(), text)),
                Err(_) => problems.push(Problem { file: path.into_owned(), line: None, what: "is not UTF-8".to_owned() }),
            }
        }
        match Self::from_files(files) {
            Ok(catalog) if problems.is_empty() => Ok(catalog),
            Ok(_) => Err(problems),
            Err(more) => Err([problems, more].concat()),
        }
    }

    /// A catalogue of `(path, text)`, with paths such as `bn/server.ftl`. Reports every problem of every file.
    pub fn from_files(files: impl IntoIterator<Item = (String, String)>) -> Result<Self, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut resources: BTreeMap<LanguageIdentifier, BTreeMap<String, Arc<FluentResource>>> = BTreeMap::new();
        for (path, text) in files {
            let Some((folder, file)) = path.split_once('/') else {
                problems.push(Problem { file: path, line: None, what: "lies outside of a language's folder".to_owned() });
                continue;
            };
            let Ok(language) = folder.parse::<LanguageIdentifier>() else {
                problems.push(Problem { file: path.clone(), line: None, what: format!("{folder:?} is not a language tag") });
                continue;
            };
            match FluentResource::try_new(text) {
                Ok(resource) => {
                    resources.entry(language).or_default().insert(file.to_owned(), Arc::new(resource));
                }
                Err((resource, errors)) => problems.extend(errors.iter().map(|error| Problem {
                    file: path.clone(),
                    line: Some(line_of(resource.source(), error.pos.start)),
                    what: error.to_string(),
                })),
            }
        }
        let mut locales = BTreeMap::new();
        for (language, files) in resources {
            problems.extend(clashes(&language, &files));
            let bundle = bundle(&language, &files);
            locales.insert(language, Locale { files, bundle });
        }
        let mut languages: Vec<LanguageIdentifier> = locales.keys().cloned().collect();
        languages.sort_by_key(|language| *language == REFERENCE);
        if languages.last().is_none_or(|last| *last != REFERENCE) {
            problems.push(Problem { file: REFERENCE.to_owned(), line: None, what: "the reference language is missing".to_owned() });
        }
        if problems.is_empty() { Ok(Self { languages, locales, logged: Mutex::default() }) } else { Err(problems) }
    }

    /// The languages that there are texts in, the reference language last.
    pub fn languages(&self) -> &[LanguageIdentifier] {
        &self.languages
    }

    /// A file as it lies in `locales/<tag>/`, for the browser.
    pub fn ftl(&self, tag: &str, file: &str) -> Option<&str> {
        let language = tag.parse().ok()?;
        Some(self.locales.get(&language)?.files.get(file)?.source())
    }

    /// The messages of a file whose keys are `wanted`, as JSON for a page without Fluent; `None` where there is no such file. The
    /// error names a message that can't be said that way.
    pub fn compact(&self, tag: &str, file: &str, wanted: impl Fn(&str) -> bool) -> Option<Result<String, String>> {
        let language: LanguageIdentifier = tag.parse().ok()?;
        let messages = super::compact::messages(self.locales.get(&language)?.files.get(file)?, wanted);
        Some(messages.map(|messages| serde_json::Value::Object(messages).to_string()))
    }

    /// The text of a message (`key`) or of its attribute (`key.attribute`) in a language, else in the reference language,
    /// else the key itself. What is missing is logged once.
    pub fn text(&self, language: impl Tag, key: &str, args: &Args<'_>) -> String {
        let language = language.identifier();
        if let Some(text) = self.locale(&language).and_then(|(tag, locale)| self.format(tag, locale, key, args)) {
            return text;
        }
        self.complain(format!("no text {key:?} in {language}"));
        let reference = self.languages.last().and_then(|tag| Some((tag, self.locales.get(tag)?)));
        reference.and_then(|(tag, locale)| self.format(tag, locale, key, args)).unwrap_or_else(|| key.to_owned())
    }

    /// Whether every language has a message of this key.
    pub fn has(&self, key: &str) -> bool {
        let found = |locale: &Locale| locale.bundle.get_message(key).is_some_and(|message| message.value().is_some());
        self.locales.values().all(found)
    }

    /// What a refusal is called for a person who reads `language`.
    pub fn refusal(&self, language: impl Tag, error: &Error) -> String {
        let seconds = error.after_ms.map_or(0, |ms| ms.div_ceil(1_000));
        let args = Args::new().with("seconds", seconds).with("limit", error.limit.unwrap_or(0));
        match error.message {
            Some(key) => self.text(language, key, &args),
            None => self.text(language, &error.code.message(), &args),
        }
    }

    /// All messages without arguments whose key begins with `prefix`, in a language: what a script is given at once.
    pub fn family(&self, language: impl Tag, prefix: &str) -> BTreeMap<String, String> {
        let language = language.identifier();
        let reference = self.languages.last().and_then(|tag| self.locales.get(tag));
        let keys: BTreeSet<&str> = reference.iter().flat_map(|locale| locale.keys()).filter(|key| key.starts_with(prefix)).collect();
        keys.into_iter().map(|key| (key.to_owned(), self.text(&language, key, &Args::new()))).collect()
    }

    /// The folder of exactly this language, else the one of the same primary language (`bn-BD` reads `bn`).
    fn locale(&self, language: &LanguageIdentifier) -> Option<(&LanguageIdentifier, &Locale)> {
        let exact = self.locales.get_key_value(language);
        exact.or_else(|| self.locales.iter().find(|(tag, _)| tag.language == language.language))
    }

    fn format(&self, tag: &LanguageIdentifier, locale: &Locale, key: &str, args: &Args<'_>) -> Option<String> {
        let (id, attribute) = key.split_once('.').map_or((key, None), |(id, attribute)| (id, Some(attribute)));
        let message = locale.bundle.get_message(id)?;
        let pattern = match attribute {
            Some(name) => message.get_attribute(name)?.value(),
            None => message.value()?,
        };
        let mut errors = Vec::new();
        let text = locale.bundle.format_pattern(pattern, Some(&args.0), &mut errors).into_owned();
        for error in errors {
            self.complain(format!("text {key:?} in {tag}: {error}"));
        }
        Some(text)
    }

    fn complain(&self, what: String) {
        let mut logged = self.logged.lock().unwrap_or_else(PoisonError::into_inner);
        if !logged.contains(&what) {
            tracing::warn!("{what}");
            logged.insert(what);
        }
    }
}

impl fmt::Debug for Catalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Catalog").field("languages", &self.languages).finish_non_exhaustive()
    }
}

impl Locale {
    fn keys(&self) -> impl Iterator<Item = &str> {
        self.files.values().flat_map(|file| file.entries()).filter_map(|entry| match entry {
            Entry::Message(message) if message.value.is_some() => Some(message.id.name),
            _ => None,
        })
    }
}

fn bundle(language: &LanguageIdentifier, files: &BTreeMap<String, Arc<FluentResource>>) -> FluentBundle<Arc<FluentResource>> {
    let mut bundle = FluentBundle::new_concurrent(vec![language.clone()]);
    // Our scripts all run left to right, and the marks would show in mails, logs and terminals.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(localize));
    bundle.add_builtins().expect("a new bundle has no functions yet");
    for file in files.values() {
        // The same text in two files (a browser loads each by itself) is no error; two different ones `clashes` reports.
        let _ = bundle.add_resource(Arc::clone(file));
    }
    bundle
}

/// Messages that two files of a language, or one file twice, give different texts.
fn clashes(language: &LanguageIdentifier, files: &BTreeMap<String, Arc<FluentResource>>) -> Vec<Problem> {
    let mut seen: BTreeMap<String, (String, &str)> = BTreeMap::new();
    let mut problems = Vec::new();
    for (file, resource) in files {
        for entry in resource.entries() {
            let mut entry = entry.clone();
            let name = match &mut entry {
                Entry::Message(message) => {
                    message.comment = None;
                    message.id.name.to_owned()
                }
                Entry::Term(term) => {
                    term.comment = None;
                    format!("-{}", term.id.name)
                }
                _ => continue,
            };
            let text = serializer::serialize(&Resource { body: vec![entry] });
            match seen.get(&name) {
                Some((other, first)) if *other != text || first == file => problems.push(Problem {
                    file: format!("{language}/{file}"),
                    line: line_of_key(resource.source(), &name),
                    what: format!("{name} has another text in {language}/{first}"),
                }),
                Some(_) => {}
                None => {
                    seen.insert(name, (text, file));
                }
            }
        }
    }
    problems
}

/// The line of a byte, from 1.
pub(super) fn line_of(source: &str, at: usize) -> usize {
    source.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count() + 1
}

/// The last line on which a message begins, from 1.
fn line_of_key(source: &str, key: &str) -> Option<usize> {
    let begins = |line: &str| line.strip_prefix(key).is_some_and(|rest| rest.trim_start().starts_with('='));
    source.lines().enumerate().filter(|(_, line)| begins(line)).map(|(index, _)| index + 1).last()
}

/// Fluent's own numbers are in ASCII digits everywhere; these are the language's.
fn localize(value: &FluentValue, memoizer: &IntlLangMemoizer) -> Option<String> {
    let FluentValue::Number(number) = value else { return None };
    memoizer.with_try_get::<OwnTag, _, _>((), |tag| super::format::number(&tag.0, number.clone())).ok()
}

/// The bundle's language. Fluent calls formatters without it, and its memoizer is the only way to ask. (The formatter of
/// ICU4X itself can't live there: it isn't `Send`.)
struct OwnTag(LanguageIdentifier);

impl Memoizable for OwnTag {
    type Args = ();
    type Error = std::convert::Infallible;

    fn construct(language: LanguageIdentifier, (): ()) -> Result<Self, Self::Error> {
        Ok(Self(language))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::Language;

    fn catalog(files: &[(&str, &str)]) -> Result<Catalog, Vec<Problem>> {
        Catalog::from_files(files.iter().map(|(path, text)| ((*path).to_owned(), (*text).to_owned())))
    }

    fn number_catalog() -> Catalog {
        let plurals = "n = { $n }\nkinds = { $n ->\n    [0] none\n    [one] one { $n }\n   *[other] other { $n }\n}\n\
            nth = { NUMBER($n, type: \"ordinal\") ->\n    [one] one\n    [two] two\n    [few] few\n    [many] many\n   *[other] other\n}\n\
            year = { NUMBER($n, useGrouping: \"false\") }\nrate = { NUMBER($n, minimumFractionDigits: 2) }\n";
        catalog(&[("en/a.ftl", plurals), ("bn/a.ftl", plurals), ("kk/a.ftl", plurals)]).expect("sound files")
    }

    #[test]
    fn numbers_have_the_digits_of_the_language() {
        let catalog = number_catalog();
        let check = |language: Language, key: &str, n: f64, expect: &str| {
            assert_eq!(catalog.text(language, key, &Args::new().with("n", n)), expect, "{language} {key} {n}");
        };
        check(Language::EN, "n", 1_234_567.5, "1,234,567.5");
        check(Language::BN, "n", 1_234_567.5, "১২,৩৪,৫৬৭.৫");
        check(Language::KK, "n", 1_234_567.5, "1\u{a0}234\u{a0}567,5");
        check(Language::BN, "n", 0.1 + 0.2, "০.৩");
        check(Language::BN, "n", -5.0, "-৫");
        check(Language::BN, "year", 2026.0, "২০২৬");
        check(Language::KK, "rate", 3.5, "3,50");
    }

    #[test]
    fn plurals_are_those_of_section_5() {
        let catalog = number_catalog();
        let check = |language: Language, key: &str, n: f64, expect: &str| {
            let text = catalog.text(language, key, &Args::new().with("n", n));
            assert_eq!(text.split(' ').next(), Some(expect), "{language} {key} {n}");
        };
        check(Language::BN, "kinds", 0.0, "none");
        for (n, expect) in [(0.5, "one"), (1.0, "one"), (1.5, "other"), (2.0, "other")] {
            check(Language::BN, "kinds", n, expect);
        }
        for (n, expect) in [(0.0, "none"), (0.5, "other"), (1.0, "one"), (2.0, "other"), (5.0, "other")] {
            check(Language::KK, "kinds", n, expect);
        }
        for (n, expect) in [(1, "one"), (2, "two"), (3, "two"), (4, "few"), (5, "one"), (6, "many"), (7, "one"), (10, "one"), (11, "other")]
        {
            check(Language::BN, "nth", f64::from(n), expect);
        }
        for (n, expect) in [(1, "other"), (6, "many"), (9, "many"), (10, "many"), (16, "many"), (40, "many"), (0, "other"), (11, "other")] {
            check(Language::KK, "nth", f64::from(n), expect);
        }
    }

    #[test]
    fn odd_numbers_do_not_panic() {
        let catalog = number_catalog();
        for n in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 1e300, -1e300, 1e15, 5e-324] {
            for language in Language::ALL {
                for key in ["n", "kinds", "nth", "year", "rate"] {
                    assert!(!catalog.text(language, key, &Args::new().with("n", n)).is_empty());
                }
            }
        }
    }

    #[test]
    fn falls_back_to_english_then_to_the_key() {
        let catalog = catalog(&[("en/a.ftl", "a = A { $x }\nb = B\n    .title = T"), ("bn/a.ftl", "a = ক { $x }")]).expect("sound files");
        let args = Args::new().with("x", "GB/T 20234");
        assert_eq!(catalog.text(Language::BN, "a", &args), "ক GB/T 20234");
        assert_eq!(catalog.text(Language::BN, "b", &args), "B");
        assert_eq!(catalog.text(Language::BN, "b.title", &args), "T");
        assert_eq!(catalog.text(Language::KK, "a", &args), "A GB/T 20234");
        assert_eq!(catalog.text(Language::KK, "nowhere", &args), "nowhere");
        assert_eq!(catalog.text("bn-BD".parse::<LanguageIdentifier>().expect("a tag"), "a", &args), "ক GB/T 20234");
        assert_eq!(catalog.text(Language::BN, "a", &Args::new()), "ক {$x}");
        let logged = catalog.logged.lock().expect("not poisoned").clone();
        assert!(logged.contains("no text \"b\" in bn") && logged.contains("no text \"nowhere\" in kk"), "{logged:?}");
    }

    #[test]
    fn lists_languages_files_and_families() {
        let catalog =
            catalog(&[("en/a.ftl", "x-a = A\nx-b = B\ny = Y"), ("bn/a.ftl", "x-a = ক"), ("fr/a.ftl", "x-a = À")]).expect("sound files");
        assert_eq!(catalog.languages().iter().map(ToString::to_string).collect::<Vec<_>>(), ["bn", "fr", "en"]);
        assert_eq!(catalog.ftl("bn", "a.ftl"), Some("x-a = ক"));
        assert_eq!(catalog.ftl("bn", "../en/a.ftl"), None);
        assert_eq!(catalog.ftl("not a tag", "a.ftl"), None);
        let family: Vec<_> = catalog.family(Language::BN, "x-").into_iter().collect();
        assert_eq!(family, [("x-a".to_owned(), "ক".to_owned()), ("x-b".to_owned(), "B".to_owned())]);
    }

    #[test]
    fn every_problem_is_told_with_file_and_line() {
        let problems = catalog(&[
            ("bn/a.ftl", "good = x\n\nbad { = y\n"),
            ("bn/b.ftl", "same = 1\n"),
            ("bn/c.ftl", "same = 2\n"),
            ("not a tag/a.ftl", ""),
            ("stray.ftl", ""),
        ])
        .expect_err("refused");
        let told: Vec<String> = problems.iter().map(ToString::to_string).collect();
        for expect in [
            "locales/bn/a.ftl:3: Expected a token starting with \"=\"",
            "locales/bn/c.ftl:1: same has another text in bn/b.ftl",
            "locales/not a tag/a.ftl: \"not a tag\" is not a language tag",
            "locales/stray.ftl: lies outside of a language's folder",
            "locales/en: the reference language is missing",
        ] {
            assert!(told.iter().any(|text| text == expect), "{expect:?} is not in {told:#?}");
        }
    }

    #[test]
    fn the_same_text_in_two_files_is_no_problem() {
        catalog(&[("en/a.ftl", "same = 1\n"), ("en/b.ftl", "# of another page\nsame = 1\n")]).expect("sound files");
    }
}
