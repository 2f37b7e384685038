//! Rows of sheets to entries: a row an entry and language, or an entry with its languages side by side.

use super::drafts::{Drafts, Key, Spot};
use super::headers::{self, Field};
use super::lists;
use super::mapping::{self, Mapping};
use super::sheet::{Row, Sheet, letters};
use super::{Options, slug::slug};
use crate::faq::plain::plain;
use crate::faq::problem::{Place, Severity, words};
use crate::language::Language;

/// Reads the sheets of a file. A sheet that is of something else is passed over with a warning, but one must be ours.
pub(super) fn read(file: &str, sheets: &[Sheet], options: &Options<'_>, drafts: &mut Drafts) -> Vec<Mapping> {
    let mut mappings = Vec::new();
    let mut unread = Vec::new();
    let names: Vec<&str> = sheets.iter().filter_map(|sheet| sheet.name.as_deref()).collect();
    for sheet in sheets.iter().filter(|sheet| !sheet.rows.is_empty()) {
        let whole =
            Spot::new(file, Place { sheet: sheet.name.clone(), line: sheet.rows.first().map_or(1, |row| row.number), column: None });
        let given: Vec<_> = options.mapping.iter().filter_map(|given| given.of_sheet(sheet.name.as_deref(), &names)).collect();
        match mapping::find(file, sheet, &given) {
            Err(message) => drafts.error(&whole, message),
            Ok(None) => unread.push(whole),
            Ok(Some(found)) => {
                for column in &found.missing {
                    drafts.error(
                        &whole,
                        words!("faq-check-mapping-column", "the mapping names \"{name}\", which is no column here", name = column),
                    );
                }
                for column in found.mapping.columns.iter().filter(|column| column.field.is_none()) {
                    let spot = Spot { place: whole.place.column(column.column.clone()), ..whole.clone() };
                    drafts.warning(
                        &spot,
                        words!("faq-check-column-unused", "passed over: \"{name}\" says nothing here", name = column.header),
                    );
                }
                let rows = Rows { file, sheet, columns: &found.columns, language: language_beside(file, sheet, options), previous: None };
                rows.read(found.first, drafts);
                mappings.push(found.mapping);
            }
        }
    }
    let severity = if mappings.is_empty() { Severity::Error } else { Severity::Warning };
    for spot in unread {
        let message = if mappings.is_empty() {
            words!(
                "faq-check-no-headers",
                "no headers: one of the first rows names the columns, such as id, language, title, phrasings, answer"
            )
        } else {
            words!(
                "faq-check-sheet-unused",
                "the sheet is passed over: no headers: one of the first rows names the columns, such as id, language, title, phrasings, answer"
            )
        };
        drafts.problem(severity, &spot, message);
    }
    mappings
}

/// The language of texts that say none: the one that is given, that of the sheet's name, that of the file's (`faq.kk.csv`).
fn language_beside(file: &str, sheet: &Sheet, options: &Options<'_>) -> Option<Language> {
    options.language.or_else(|| headers::language(sheet.name.as_deref()?)).or_else(|| language_of_file(file))
}

/// The language that a file's name ends with: `faq.kk.csv`, `faq-bn.xlsx`.
pub(super) fn language_of_file(file: &str) -> Option<Language> {
    let stem = file.rsplit('/').next()?.rsplit_once('.')?.0;
    headers::language(stem.rsplit(['.', '-', '_', ' ']).next()?)
}

struct Rows<'a> {
    file: &'a str,
    sheet: &'a Sheet,
    columns: &'a [(usize, Field, Option<Language>)],
    language: Option<Language>,
    /// The id of the row before, for cells that were merged.
    previous: Option<String>,
}

impl Rows<'_> {
    fn spot(&self, row: &Row, column: Option<usize>) -> Spot {
        Spot::new(self.file, Place { sheet: self.sheet.name.clone(), line: row.number, column: column.map(letters) })
    }

    /// The cells of a field, with their columns and languages.
    fn cells<'r>(&self, row: &'r Row, field: Field) -> impl Iterator<Item = (usize, Option<Language>, &'r str)> {
        let of_field = self.columns.iter().filter(move |(_, known, _)| *known == field);
        of_field.filter_map(|(column, _, language)| {
            Some((*column, *language, row.cells.get(*column).filter(|cell| !cell.is_empty())?.as_str()))
        })
    }

    fn cell<'r>(&self, row: &'r Row, field: Field) -> Option<(usize, &'r str)> {
        self.cells(row, field).next().map(|(column, _, cell)| (column, cell))
    }

    fn read(mut self, first: usize, drafts: &mut Drafts) {
        let sheet = self.sheet;
        for row in &sheet.rows[first.min(sheet.rows.len())..] {
            // A row that only says what we pass over.
            if !self.columns.iter().any(|(column, ..)| row.cells.get(*column).is_some_and(|cell| !cell.is_empty())) {
                continue;
            }
            let Some(key) = self.key(row, drafts) else { continue };
            let Ok(language) = self.language_of(row, drafts) else { continue };
            drafts.entry(&key, &self.spot(row, None));
            self.lists(row, &key, drafts);
            self.texts(row, &key, language, drafts);
        }
    }

    /// Which entry a row is of.
    fn key(&mut self, row: &Row, drafts: &mut Drafts) -> Option<Key> {
        if self.columns.iter().any(|(_, field, _)| *field == Field::Id) {
            return match self.cell(row, Field::Id) {
                Some((_, id)) => {
                    self.previous = Some(id.to_owned());
                    Some(Key::Id(id.to_owned()))
                }
                // A cell that goes over several rows has its text in the first.
                None if self.cell(row, Field::Language).is_some() && self.previous.is_some() => self.previous.clone().map(Key::Id),
                None => {
                    drafts.error(&self.spot(row, None), words!("faq-check-row-no-id", "the row has no id"));
                    None
                }
            };
        }
        let titles = self.cells(row, Field::Title).chain(self.cells(row, Field::Phrasings));
        let title = titles.min_by_key(|(_, language, _)| language.map_or(0, |language| usize::from(language != Language::EN)));
        match title {
            Some((_, _, title)) => {
                Some(Key::Source(format!("title:{}", Some(plain(title)).filter(|title| !title.is_empty()).unwrap_or_else(|| slug(title)))))
            }
            None => {
                drafts.error(&self.spot(row, None), words!("faq-check-row-no-name", "the row has neither an id nor a title"));
                None
            }
        }
    }

    /// The language of a row's texts where their columns tell none.
    fn language_of(&self, row: &Row, drafts: &mut Drafts) -> Result<Option<Language>, ()> {
        match self.cell(row, Field::Language) {
            None => Ok(self.language),
            Some((column, cell)) => headers::language(cell).map(Some).ok_or_else(|| {
                let known = Language::ALL.map(Language::code).join(", ");
                drafts.error(
                    &self.spot(row, Some(column)),
                    words!("faq-check-language", "\"{text}\" is no language that is known here: {known}", text = cell, known = known),
                );
            }),
        }
    }

    fn lists(&self, row: &Row, key: &Key, drafts: &mut Drafts) {
        if let Some((column, category)) = self.cell(row, Field::Category) {
            drafts.category(key, category, &self.spot(row, Some(column)));
        }
        for field in [Field::Models, Field::Markets, Field::Related, Field::Tags, Field::Action] {
            if let Some((column, cell)) = self.cell(row, field) {
                drafts.list(key, field, lists::split(cell, lists::WORDS), &self.spot(row, Some(column)));
            }
        }
    }

    fn texts(&self, row: &Row, key: &Key, language: Option<Language>, drafts: &mut Drafts) {
        for field in Field::ALL.into_iter().filter(|field| field.is_of_a_language()) {
            for (column, of, cell) in self.cells(row, field) {
                let spot = self.spot(row, Some(column));
                let Some(language) = of.or(language) else {
                    drafts.error(&spot, words!("faq-check-language-which", "which language? Add a column \"language\", name it in the header (\"answer (kk)\"), or give one for the whole file"));
                    return;
                };
                match field {
                    Field::Phrasings => {
                        for phrasing in lists::split(cell, lists::LINES) {
                            drafts.phrasing(key, language, &phrasing, &spot);
                        }
                    }
                    Field::State => drafts.state(key, language, cell, &spot),
                    Field::BasedOn => drafts.based_on(key, language, cell, &spot),
                    field => drafts.text(key, field, language, cell, &spot),
                }
            }
        }
    }
}
