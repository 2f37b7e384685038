//! What files say of entries, before it is entries: collected from all formats, checked with the place of each mistake, and put onto what
//! is published.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use super::headers::Field;
use super::slug::slug;
use super::{Change, Difference, Options};
use crate::faq::attached::{Brought, inspect_named, is_name, names_in};
use crate::faq::entry::{Entry, MAX_ANSWER, MAX_PHRASING, MAX_TITLE, Text, TranslationState, is_id};
use crate::faq::file;
use crate::faq::plain::plain;
use crate::faq::problem::{Place, Problem, Severity, WITHIN, Words, words};
use crate::faq::render::placeholders_of;
use crate::language::Language;

/// Longest item of a list (tags, models ...), in characters: as in an entry's file.
const MAX_ITEM: usize = 80;
/// Longest id, as `is_id` allows.
const MAX_ID: usize = 80;
/// Most entries that one import brings: as many as a folder may hold.
const MOST_ENTRIES: usize = 20_000;
/// Category of entries that bring none.
const CATEGORY: &str = "imported";

/// Where something was said.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Spot {
    pub file: String,
    pub place: Place,
}

impl Spot {
    pub fn new(file: &str, place: Place) -> Spot {
        Spot { file: file.to_owned(), place }
    }

    /// The same line or row as a whole: where something is missing.
    fn row(&self) -> Spot {
        Spot { place: Place { column: None, ..self.place.clone() }, ..self.clone() }
    }
}

/// What was said, and where.
#[derive(Debug, Clone)]
struct Said<T> {
    value: T,
    spot: Spot,
}

/// How a file names an entry.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Key {
    /// By an id that is ours.
    Id(String),
    /// By something of its own, such as a number; the id comes from the title.
    Source(String),
}

/// What was said of a text in one language.
#[derive(Debug, Default)]
struct DraftText {
    spot: Spot,
    title: Option<Said<String>>,
    phrasings: Vec<Said<String>>,
    answer: Option<Said<String>>,
    state: Option<TranslationState>,
    based_on: Option<u32>,
}

/// What was said of an entry.
#[derive(Debug, Default)]
struct Draft {
    spot: Spot,
    /// Its place among the others.
    number: usize,
    category: Option<Said<String>>,
    lists: BTreeMap<Field, Said<Vec<String>>>,
    texts: BTreeMap<Language, DraftText>,
}

/// Everything that was said, and everything that is wrong with it.
#[derive(Debug, Default)]
pub(super) struct Drafts {
    entries: BTreeMap<Key, Draft>,
    problems: Vec<Problem>,
    /// Manuals and pictures that came along, by name.
    attached: BTreeMap<String, Brought>,
    /// More entries came than are taken.
    full: bool,
}

impl Drafts {
    pub fn problem(&mut self, severity: Severity, spot: &Spot, message: impl Into<Words>) {
        self.problems.push(Problem::at(&spot.file, &spot.place, severity, message));
    }

    pub fn error(&mut self, spot: &Spot, message: impl Into<Words>) {
        self.problem(Severity::Error, spot, message);
    }

    pub fn warning(&mut self, spot: &Spot, message: impl Into<Words>) {
        self.problem(Severity::Warning, spot, message);
    }

    /// Names an entry, whether or not more is said of it.
    pub fn entry(&mut self, key: &Key, spot: &Spot) {
        self.draft(key, spot);
    }

    fn draft(&mut self, key: &Key, spot: &Spot) -> Option<&mut Draft> {
        let number = self.entries.len();
        if number >= MOST_ENTRIES && !self.entries.contains_key(key) {
            if !self.full {
                self.full = true;
                self.error(spot, words!("faq-check-entries-many", "more than {limit} entries: the rest is not read", limit = MOST_ENTRIES));
            }
            return None;
        }
        Some(self.entries.entry(key.clone()).or_insert_with(|| Draft { spot: spot.clone(), number, ..Draft::default() }))
    }

    fn draft_text(&mut self, key: &Key, language: Language, spot: &Spot) -> Option<&mut DraftText> {
        let draft = self.draft(key, spot)?;
        Some(draft.texts.entry(language).or_insert_with(|| DraftText { spot: spot.clone(), ..DraftText::default() }))
    }

    /// Takes a manual or a picture that came along.
    pub fn attach(&mut self, name: &str, body: Vec<u8>, spot: &Spot) {
        if !is_name(name) {
            return self.error(
                spot,
                words!(
                    "faq-check-file-name",
                    "\"{name}\" is no name of a file: a-z, 0-9 and -, and .pdf, .png, .jpg, .jpeg or .webp",
                    name = name
                ),
            );
        }
        match inspect_named(name, &body) {
            Ok(seen) => {
                let file = Brought { name: name.to_owned(), seen, body };
                if self.attached.get(name).is_some_and(|before| *before != file) {
                    self.error(spot, words!("faq-check-file-twice", "the file {name} comes twice, with other bytes", name = name));
                }
                self.attached.insert(name.to_owned(), file);
            }
            Err(unfit) => self.error(spot, unfit.words()),
        }
    }

    /// What came along.
    pub fn attached(&self) -> &BTreeMap<String, Brought> {
        &self.attached
    }

    /// Says the category.
    pub fn category(&mut self, key: &Key, value: &str, spot: &Spot) {
        let Some(draft) = self.draft(key, spot) else { return };
        let before = draft.category.get_or_insert_with(|| Said { value: value.to_owned(), spot: spot.clone() });
        let clash = clash(before, &value.to_owned(), Field::Category);
        clash.into_iter().for_each(|message| self.error(spot, message));
    }

    /// Says the category where nothing has said one.
    pub fn first_category(&mut self, key: &Key, value: &str, spot: &Spot) {
        if let Some(draft) = self.draft(key, spot) {
            draft.category.get_or_insert_with(|| Said { value: value.to_owned(), spot: spot.clone() });
        }
    }

    /// Says the tags where nothing has said any.
    pub fn first_tags(&mut self, key: &Key, value: Vec<String>, spot: &Spot) {
        if let Some(draft) = self.draft(key, spot) {
            draft.lists.entry(Field::Tags).or_insert_with(|| Said { value, spot: spot.clone() });
        }
    }

    /// Says models, markets, related entries, tags or the one action.
    pub fn list(&mut self, key: &Key, field: Field, value: Vec<String>, spot: &Spot) {
        let Some(draft) = self.draft(key, spot) else { return };
        let before = draft.lists.entry(field).or_insert_with(|| Said { value: value.clone(), spot: spot.clone() });
        let clash = clash(before, &value, field);
        clash.into_iter().for_each(|message| self.error(spot, message));
    }

    /// Says a title or an answer.
    pub fn text(&mut self, key: &Key, field: Field, language: Language, value: &str, spot: &Spot) {
        let Some(text) = self.draft_text(key, language, spot) else { return };
        let slot = if field == Field::Title { &mut text.title } else { &mut text.answer };
        let before = slot.get_or_insert_with(|| Said { value: value.to_owned(), spot: spot.clone() });
        let clash = clash(before, &value.to_owned(), field);
        if let Some(mut words) = clash {
            words.text = format!("{} ({language})", words.text);
            words.args.push((WITHIN, language.code().to_owned()));
            self.error(spot, words);
        }
    }

    /// Says how a text stands to its entry, by name.
    pub fn state(&mut self, key: &Key, language: Language, value: &str, spot: &Spot) {
        let Some(state) = TranslationState::parse(value) else {
            let known = TranslationState::ALL.map(TranslationState::as_str).join(", ");
            return self.error(
                spot,
                words!("faq-check-state", "\"{text}\" is no state of a text; known are {known}", text = value, known = known),
            );
        };
        if let Some(text) = self.draft_text(key, language, spot) {
            text.state = Some(state);
        }
    }

    /// Says the revision that a text was last brought up to.
    pub fn based_on(&mut self, key: &Key, language: Language, value: &str, spot: &Spot) {
        let Ok(revision) = value.parse() else {
            return self.error(spot, words!("faq-check-revision", "\"{text}\" is no number of a revision", text = value));
        };
        if let Some(text) = self.draft_text(key, language, spot) {
            text.based_on = Some(revision);
        }
    }

    /// Says one more phrasing.
    pub fn phrasing(&mut self, key: &Key, language: Language, value: &str, spot: &Spot) {
        if let Some(text) = self.draft_text(key, language, spot) {
            text.phrasings.push(Said { value: value.to_owned(), spot: spot.clone() });
        }
    }

    /// The entries as they would be published, in the order of their ids, what that changes, and all problems.
    pub fn finish(mut self, options: &Options<'_>) -> (Vec<Entry>, Vec<Change>, Vec<Problem>) {
        let published: BTreeMap<&str, &Entry> = options.published.iter().map(|entry| (entry.id.as_str(), entry.as_ref())).collect();
        let named = self.named(options.published);
        let mut entries = BTreeMap::new();
        let mut changes = Vec::new();
        for (id, draft) in &named {
            let before = published.get(id.as_str()).copied();
            let entry = self.made(id, draft, before, options);
            changes.push(change(&entry, before));
            entries.insert(id.clone(), entry);
        }
        self.related(&named, &published);
        self.repeated(&named, &entries, options.published);
        self.problems.sort();
        self.problems.dedup();
        (entries.into_values().collect(), changes, self.problems)
    }

    /// The drafts by id. One without an id gets that of a published entry with the same title, else one made of its title.
    fn named(&mut self, published: &[Arc<Entry>]) -> BTreeMap<String, Draft> {
        let mut titles: HashMap<(Language, String), &str> = HashMap::new();
        for entry in published {
            titles.extend(entry.texts.iter().map(|(language, text)| ((*language, plain(&text.title)), entry.id.as_str())));
        }
        let mut named: BTreeMap<String, Draft> = BTreeMap::new();
        let mut unnamed = Vec::new();
        for (key, draft) in std::mem::take(&mut self.entries) {
            match key {
                Key::Id(id) => {
                    named.insert(id, draft);
                }
                Key::Source(_) => unnamed.push(draft),
            }
        }
        unnamed.sort_by_key(|draft| draft.number);
        for draft in unnamed {
            let known = draft.texts.iter().find_map(|(language, text)| titles.get(&(*language, plain(title_of(text)?))).copied());
            match known.filter(|id| !named.contains_key(*id)).map(str::to_owned).or_else(|| self.id_of(&draft, &named)) {
                Some(id) => {
                    named.insert(id, draft);
                }
                None => self.error(&draft.spot, words!("faq-check-id-none", "no id can be made of the title: give the entry one")),
            }
        }
        named
    }

    /// An id from the title, the English one if there is one, and with a number where another entry has it already.
    fn id_of(&self, draft: &Draft, named: &BTreeMap<String, Draft>) -> Option<String> {
        let mut languages: Vec<Language> = draft.texts.keys().copied().collect();
        languages.sort_by_key(|language| *language != Language::EN);
        let slug = languages.iter().filter_map(|language| title_of(&draft.texts[language])).map(slug).find(|slug| !slug.is_empty())?;
        let numbered = (2..=MOST_ENTRIES).map(|number| format!("{slug}-{number}"));
        std::iter::once(slug.clone()).chain(numbered).find(|id| !named.contains_key(id))
    }

    /// The entry that a draft makes of what is published.
    fn made(&mut self, id: &str, draft: &Draft, published: Option<&Entry>, options: &Options<'_>) -> Entry {
        if !is_id(id) {
            self.error(
                &draft.spot,
                words!(
                    "faq-check-id-form",
                    "the id may only have a-z, 0-9 and -, at most {limit} letters: \"{name}\"",
                    limit = MAX_ID,
                    name = id
                ),
            );
        }
        let category = self.category_of(draft, published, options);
        let mut list = |field: Field, before: fn(&Entry) -> &Vec<String>| match draft.lists.get(&field) {
            Some(said) => {
                self.items(field, said);
                said.value.clone()
            }
            None => published.map(before).cloned().unwrap_or_default(),
        };
        let models = list(Field::Models, |entry| &entry.models);
        let markets = list(Field::Markets, |entry| &entry.markets);
        let related = list(Field::Related, |entry| &entry.related);
        let tags = list(Field::Tags, |entry| &entry.tags);
        let action = self.action_of(draft, published, options);
        let mut texts = published.map(|entry| entry.texts.clone()).unwrap_or_default();
        for (language, text) in &draft.texts {
            let before = published.and_then(|entry| entry.texts.get(language));
            let text = self.text_of(*language, text, before, options);
            texts.insert(*language, text);
        }
        if texts.is_empty() {
            self.error(&draft.spot, words!("faq-check-no-text", "the entry \"{name}\" has no text in any language", name = id));
        }
        Entry { id: id.to_owned(), category, models, markets, related, tags, action, texts }
    }

    /// The one form that an entry offers.
    fn action_of(&mut self, draft: &Draft, published: Option<&Entry>, options: &Options<'_>) -> Option<String> {
        let Some(said) = draft.lists.get(&Field::Action) else { return published.and_then(|entry| entry.action.clone()) };
        let [action] = said.value.as_slice() else {
            self.error(&said.spot, words!("faq-check-action-one", "`action` names one form"));
            return None;
        };
        if let Some(known) = options.actions.filter(|known| !known.contains(&action.as_str())) {
            self.error(
                &said.spot,
                words!(
                    "faq-check-action",
                    "`action` names \"{name}\", which is no form; known are {known}",
                    name = action,
                    known = known.join(", ")
                ),
            );
        }
        Some(action.clone())
    }

    fn category_of(&mut self, draft: &Draft, published: Option<&Entry>, options: &Options<'_>) -> String {
        let Some(said) = &draft.category else {
            return published.map(|entry| entry.category.as_str()).or(options.category).unwrap_or(CATEGORY).to_owned();
        };
        // A section with a name for people becomes a folder.
        let category = if is_id(&said.value) { said.value.clone() } else { slug(&said.value) };
        if category.is_empty() {
            self.error(
                &said.spot,
                words!("faq-check-category", "no category can be made of \"{name}\": a-z, 0-9 and -", name = said.value),
            );
        } else if !matches!(file::kind(&format!("{category}/x.toml")), file::Kind::Entry { .. }) {
            self.error(
                &said.spot,
                words!("faq-check-category-taken", "the category \"{name}\" is the name of another folder of an FAQ", name = category),
            );
        }
        category
    }

    fn items(&mut self, field: Field, said: &Said<Vec<String>>) {
        for item in &said.value {
            if item.chars().count() > MAX_ITEM {
                self.error(
                    &said.spot,
                    words!(
                        "faq-check-item-long",
                        "`{field}` has an item of more than {limit} characters",
                        field = field.name(),
                        limit = MAX_ITEM
                    ),
                );
            }
        }
    }

    /// A text from what was said of it; what was not said stays as it is published.
    fn text_of(&mut self, language: Language, draft: &DraftText, published: Option<&Text>, options: &Options<'_>) -> Text {
        let mut phrasings: Vec<String> = draft.phrasings.iter().map(|said| said.value.clone()).collect();
        let title = draft.title.as_ref().map(|said| said.value.clone()).or_else(|| published.map(|text| text.title.clone()));
        let title = title.or_else(|| phrasings.first().cloned()).unwrap_or_default();
        if phrasings.is_empty() {
            phrasings = published.map(|text| text.phrasings.clone()).unwrap_or_else(|| vec![title.clone()]);
        }
        let answer = draft.answer.as_ref().map(|said| said.value.clone()).or_else(|| published.map(|text| text.answer.clone()));
        let title_spot = draft.title.as_ref().or(draft.phrasings.first()).map_or(&draft.spot, |said| &said.spot);
        let row = draft.spot.row();
        if title.is_empty() {
            self.error(&row, words!("faq-check-no-title", "no title ({language})", language = language));
        }
        self.length("title", &title, MAX_TITLE, title_spot);
        for said in &draft.phrasings {
            self.length("phrasing", &said.value, MAX_PHRASING, &said.spot);
        }
        let Some(answer) = answer.filter(|answer| !answer.is_empty()) else {
            self.error(&row, words!("faq-check-no-answer", "no answer ({language})", language = language));
            return Text::new(title, phrasings, "");
        };
        if let Some(said) = &draft.answer {
            self.length("answer", &answer, MAX_ANSWER, &said.spot);
            self.placeholders(&answer, &said.spot, options);
            self.files(&answer, &said.spot, options);
        }
        let text = Text::new(title, phrasings, answer);
        // Words that stay as they are go on standing as they stood.
        let before = published.filter(|before| text.says_the_same_as(before));
        let state = draft.state.or_else(|| before.map(|before| before.state)).unwrap_or_default();
        let based_on = draft.based_on.or_else(|| before.and_then(|before| before.based_on));
        Text { state, based_on, ..text }
    }

    fn length(&mut self, what: &str, text: &str, most: usize, spot: &Spot) {
        let length = text.chars().count();
        if length > most {
            self.error(
                spot,
                words!(
                    "faq-check-long",
                    "the {field} has {length} characters, at most {limit} are allowed",
                    field = what,
                    length = length,
                    limit = most
                ),
            );
        }
        // No database likes it.
        if text.contains('\0') {
            self.error(spot, words!("faq-check-nul", "a NUL character in the {field}", field = what));
        }
    }

    fn placeholders(&mut self, answer: &str, spot: &Spot, options: &Options<'_>) {
        let Some(known) = options.placeholders else { return };
        let names: BTreeSet<&str> = placeholders_of(answer).into_iter().filter(|name| !known.contains(name)).collect();
        for name in names {
            self.error(
                spot,
                words!("faq-check-placeholder", "unknown placeholder {{{name}}}; known are {known}", name = name, known = known.join(", ")),
            );
        }
    }

    /// The files that an answer refers to are there, or come along.
    fn files(&mut self, answer: &str, spot: &Spot, options: &Options<'_>) {
        let Some(known) = options.attached else { return };
        for name in names_in(answer) {
            if !known.contains(&name) && !self.attached.contains_key(&name) {
                self.error(spot, words!("faq-check-no-file", "the answer refers to the file {name}, which is not there", name = name));
            }
        }
    }

    /// Related entries should be there, now or after the import.
    fn related(&mut self, named: &BTreeMap<String, Draft>, published: &BTreeMap<&str, &Entry>) {
        for draft in named.values() {
            let Some(said) = draft.lists.get(&Field::Related) else { continue };
            for target in said.value.iter().filter(|target| !named.contains_key(*target) && !published.contains_key(target.as_str())) {
                self.warning(&said.spot, words!("faq-check-related", "`related` names \"{name}\", which is no entry", name = target));
            }
        }
    }

    /// Phrasings that two entries have, or one twice: a warning, as for files.
    fn repeated(&mut self, named: &BTreeMap<String, Draft>, entries: &BTreeMap<String, Entry>, published: &[Arc<Entry>]) {
        let mut seen: HashMap<(Language, String), &str> = HashMap::new();
        for entry in published.iter().filter(|entry| !entries.contains_key(&entry.id)) {
            for (language, text) in &entry.texts {
                seen.extend(text.phrasings.iter().map(|phrasing| ((*language, plain(phrasing)), entry.id.as_str())));
            }
        }
        for (id, draft) in named {
            for (language, text) in &draft.texts {
                for said in &text.phrasings {
                    let key = (*language, plain(&said.value));
                    // Without a word there is nothing to compare.
                    if key.1.is_empty() {
                        continue;
                    }
                    match seen.get(&key) {
                        Some(other) if *other == id => {
                            self.warning(&said.spot, words!("faq-check-twice", "\"{text}\" stands here twice", text = said.value))
                        }
                        Some(other) => self.warning(
                            &said.spot,
                            words!("faq-check-also-of", "\"{text}\" is also a phrasing of {entry}", text = said.value, entry = other),
                        ),
                        None => {
                            seen.insert(key, id);
                        }
                    }
                }
            }
        }
    }
}

/// What tells an entry without an id from others.
fn title_of(text: &DraftText) -> Option<&str> {
    text.title.as_ref().or(text.phrasings.first()).map(|said| said.value.as_str())
}

/// What is said when a thing is said in two ways.
fn clash<T: PartialEq>(before: &Said<T>, value: &T, field: Field) -> Option<Words> {
    let (field, row) = (field.name(), before.spot.place.line);
    (before.value != *value).then(|| match before.spot.place.column.as_deref() {
        Some(column) => words!(
            "faq-check-clash-cell",
            "another `{field}` for the same entry; the first is in row {row}, column {column}",
            field = field,
            row = row,
            column = column
        ),
        None => words!("faq-check-clash", "another `{field}` for the same entry; the first is in row {row}", field = field, row = row),
    })
}

fn change(entry: &Entry, published: Option<&Entry>) -> Change {
    let differs = |language: &Language| published.and_then(|before| before.texts.get(language)) != entry.texts.get(language);
    Change {
        id: entry.id.clone(),
        category: entry.category.clone(),
        difference: match published {
            None => Difference::New,
            Some(before) if before == entry => Difference::Same,
            Some(_) => Difference::Changed,
        },
        languages: entry.texts.keys().copied().filter(differs).collect(),
    }
}
