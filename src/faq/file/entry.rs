//! Reading an entry's file.

use std::collections::BTreeMap;

use super::Options;
use super::table::{Table, parse};
use crate::faq::entry::{Entry, MAX_PHRASING, MAX_TITLE, Text, TranslationState, is_id};
use crate::faq::places::{Naming, Places};
use crate::faq::problem::{Problem, Problems, Severity, words};

/// Reads an entry; one with errors is left out.
pub(super) fn read(
    path: &str,
    category: &str,
    id: &str,
    source: &str,
    options: Options<'_>,
    places: &mut Places,
    problems: &Problems,
) -> Option<Entry> {
    let errors = || problems.borrow().iter().filter(|p| p.severity == Severity::Error).count();
    let before = errors();
    read_as_far_as_it_goes(path, category, id, source, options, places, problems).filter(|_| errors() == before)
}

/// Reads what there is of an entry, whatever else is wrong; none when it is no TOML at all.
pub(super) fn read_as_far_as_it_goes(
    path: &str,
    category: &str,
    id: &str,
    source: &str,
    options: Options<'_>,
    places: &mut Places,
    problems: &Problems,
) -> Option<Entry> {
    for (what, name) in [("file's", id), ("folder's", category)] {
        if !is_id(name) {
            problems.borrow_mut().push(Problem::error(
                path,
                1,
                words!("faq-check-path-form", "the {what} name may only have a-z, 0-9 and -: \"{name}\"", what = what, name = name),
            ));
        }
    }
    if let Some(other) = places.entries.get(id) {
        problems.borrow_mut().push(Problem::error(
            path,
            1,
            words!("faq-check-entry-twice", "a second entry \"{name}\"; the first is {file}", name = id, file = other),
        ));
    }
    let document = parse(path, source, problems)?;
    let mut root = Table::root(path, source, &document, problems);
    let mut texts = BTreeMap::new();
    let related = root.lines("related", 80, 0);
    for (line, target) in &related {
        places.references.push((path.to_owned(), *line, target.clone(), Naming::Related));
    }
    let entry = Entry {
        id: id.to_owned(),
        category: category.to_owned(),
        models: root.strings("models", 80, 0),
        markets: root.strings("markets", 80, 0),
        related: related.into_iter().map(|(_, target)| target).collect(),
        tags: root.strings("tags", 80, 0),
        action: root.known("action", options.actions),
        texts: BTreeMap::new(),
    };
    for (language, mut table) in root.languages() {
        let title = table.string("title", MAX_TITLE);
        let phrasings = table.lines("phrasings", MAX_PHRASING, 1);
        let answer = table.answer(options);
        let state = table.one_of("state", TranslationState::ALL, TranslationState::as_str).unwrap_or_default();
        let based_on = table.optional_number("based_on");
        table.finish();
        for (line, phrasing) in phrasings.iter().filter(|_| !options.is_checked) {
            places.phrasings.push((path.to_owned(), *line, id.to_owned(), language, phrasing.clone()));
        }
        let mut phrasings: Vec<String> = phrasings.into_iter().map(|(_, text)| text).collect();
        // They stay in memory, in what was made for more.
        phrasings.shrink_to_fit();
        texts.insert(language, Text { title, phrasings, answer, state, based_on });
    }
    root.finish();
    places.entries.entry(id.to_owned()).or_insert_with(|| path.to_owned());
    Some(Entry { texts, ..entry })
}
