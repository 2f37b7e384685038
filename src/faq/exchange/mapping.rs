//! Which column of a sheet says what.

use serde::Serialize;

use super::headers::{self, Meaning};
use super::sheet::{Row, Sheet, letters};
use crate::faq::problem::{Words, words};
use crate::language::Language;

pub use super::headers::Field;

/// Rows in which headers are looked for: above them may stand a title and a date.
const HEADER_ROWS: usize = 10;
/// Most parts of a mapping that somebody gives.
const MOST_ASSIGNMENTS: usize = 200;

/// A column and what is made of it, for a preview.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// Its letters: `C`.
    pub column: String,
    /// What stands at its head.
    pub header: String,
    /// What it says; none where it is passed over.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<Field>,
    /// The language of what it says, where the column tells it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<Language>,
}

/// How a sheet was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Mapping {
    /// File that the sheet is in.
    pub file: String,
    /// None where a file has only one sheet and gives it no name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sheet: Option<String>,
    /// The row of the headers, from 1; none where the mapping names columns by their letters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub header: Option<usize>,
    /// All columns that have a header or a meaning.
    pub columns: Vec<Column>,
}

/// A part of a mapping that somebody gives: `title.bn=Question`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Assignment {
    /// None for a column that is to be passed over.
    field: Option<Field>,
    language: Option<Language>,
    /// A header as it stands in the sheet, or the letters of a column; before it the name of a sheet and `!`, as spreadsheets name cells.
    column: String,
}

impl Assignment {
    /// Reads `FIELD[.LANGUAGE]=COLUMN`; the field may be `ignore`. An error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Assignment, String> {
        let Some((target, column)) = text.split_once('=').map(|(target, column)| (target.trim(), column.trim())) else {
            return Err(format!("\"{text}\" is not FIELD=COLUMN, as in title.bn=Question"));
        };
        let named = |name: &str| Field::ALL.into_iter().find(|field| field.name() == name);
        let (name, language) = match target.rsplit_once(['.', '_']).filter(|_| named(target).is_none()) {
            Some((name, code)) => (name, Some(Language::of_code(code).ok_or_else(|| format!("\"{code}\" is no language"))?)),
            None => (target, None),
        };
        let field = named(name);
        if field.is_none() && name != "ignore" {
            let known = Field::ALL.map(Field::name).join(", ");
            return Err(format!("\"{name}\" is no field; known are {known}, ignore"));
        }
        if language.is_some() && !field.is_some_and(Field::is_of_a_language) {
            return Err(format!("`{name}` is said once for all languages"));
        }
        if column.is_empty() {
            return Err(format!("\"{text}\" names no column"));
        }
        Ok(Assignment { field, language, column: column.to_owned() })
    }

    /// Reads several, separated by commas or line breaks. A header that has a comma itself is named by its letters.
    pub fn parse_all(text: &str) -> Result<Vec<Assignment>, String> {
        let parts: Vec<&str> = parts(text).into_iter().map(str::trim).filter(|part| !part.is_empty()).collect();
        if parts.len() > MOST_ASSIGNMENTS {
            return Err(format!("more than {MOST_ASSIGNMENTS} columns"));
        }
        parts.into_iter().map(Assignment::parse).collect()
    }

    /// What it says of one sheet of these: none where it names another one.
    pub(super) fn of_sheet(&self, sheet: Option<&str>, all: &[&str]) -> Option<Assignment> {
        let named = self.column.rsplit_once('!').map(|(name, column)| (unquoted(name), column));
        match named.filter(|(name, _)| all.contains(name)) {
            Some((name, column)) if Some(name) == sheet => Some(Assignment { column: column.to_owned(), ..self.clone() }),
            Some(_) => None,
            None => Some(self.clone()),
        }
    }

    /// The column that it names, counted from 0.
    fn place(&self, headers: &[String], columns: usize) -> Option<usize> {
        let same = |header: &String| {
            header.trim().eq_ignore_ascii_case(&self.column) || header.trim().to_lowercase() == self.column.to_lowercase()
        };
        headers.iter().position(same).or_else(|| (0..columns).find(|column| letters(*column).eq_ignore_ascii_case(&self.column)))
    }
}

/// A sheet's name without the quotation marks that it may stand in.
fn unquoted(name: &str) -> &str {
    name.strip_prefix('\'').and_then(|name| name.strip_suffix('\'')).unwrap_or(name)
}

/// The parts between commas and line breaks; those in the name of a sheet (`'Keys, cards'!C`) divide nothing.
fn parts(text: &str) -> Vec<&str> {
    let (mut parts, mut start, mut quoted, mut before) = (Vec::new(), 0, false, ' ');
    for (at, letter) in text.char_indices() {
        match letter {
            '\'' if !quoted && before == '=' => quoted = true,
            '!' if before == '\'' => quoted = false,
            ',' | '\n' if !quoted => {
                parts.push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
        before = letter;
    }
    parts.push(&text[start..]);
    parts
}

/// The meaning of each column of a sheet, by number.
pub(super) struct Found {
    /// The columns that say something: number, field, language.
    pub columns: Vec<(usize, Field, Option<Language>)>,
    /// Where in the sheet's rows the first entry is.
    pub first: usize,
    pub mapping: Mapping,
    /// Assignments that name no column of this sheet.
    pub missing: Vec<String>,
}

/// Finds what columns mean; none for a sheet that is of something else. An error says which two columns say the same.
pub(super) fn find(file: &str, sheet: &Sheet, given: &[Assignment]) -> Result<Option<Found>, Words> {
    let width = sheet.rows.iter().map(|row| row.cells.len()).max().unwrap_or(0);
    let header = header(sheet, given, width);
    let headers: &[String] = header.map_or(&[], |at| &sheet.rows[at].cells);
    let mut columns: Vec<Option<(Meaning, Option<Language>)>> = headers.iter().map(|header| headers::guess(header)).collect();
    columns.resize(width, None);
    let mut missing = Vec::new();
    let mut fixed = Vec::new();
    for assignment in given {
        match assignment.place(headers, width) {
            Some(place) => fixed.push((place, assignment)),
            None => missing.push(assignment.column.clone()),
        }
    }
    for (_, assignment) in &fixed {
        let same = |column: &Option<(Meaning, Option<Language>)>| {
            column
                .is_some_and(|(meaning, language)| Some(meaning) == assignment.field.map(Meaning::Field) && language == assignment.language)
        };
        // What somebody gives stands in for what would be guessed.
        columns.iter_mut().filter(|column| same(column)).for_each(|column| *column = None);
    }
    for (place, assignment) in &fixed {
        columns[*place] = assignment.field.map(|field| (Meaning::Field(field), assignment.language));
    }
    let columns = settled(&columns);
    let says = |wanted: &[Field]| columns.iter().any(|(_, field, _)| wanted.contains(field));
    let of_known_entries = says(&[Field::Id]) && says(&Field::ALL[3..]);
    let asked = says(&[Field::Title]) && says(&[Field::Phrasings]);
    if !(says(&[Field::Answer]) || of_known_entries || asked) {
        return Ok(None);
    }
    twice(&columns)?;
    let mapping = Mapping {
        file: file.to_owned(),
        sheet: sheet.name.clone(),
        header: header.map(|at| sheet.rows[at].number),
        columns: described(headers, &columns, width),
    };
    Ok(Some(Found { columns, first: header.map_or(0, |at| at + 1), mapping, missing }))
}

/// The row of the headers: the first with two of them, or with one that the mapping names.
fn header(sheet: &Sheet, given: &[Assignment], width: usize) -> Option<usize> {
    let named = |row: &Row| given.iter().filter(|assignment| assignment.place(&row.cells, 0).is_some()).count();
    let known = |row: &Row| row.cells.iter().filter(|cell| headers::guess(cell).is_some()).count();
    let first = |least: usize| sheet.rows.iter().take(HEADER_ROWS).position(|row| named(row) + known(row) >= least);
    first(2).or_else(|| first(1).filter(|_| width == 1 || !given.is_empty()))
}

/// What a question is: a heading where its language has no other.
fn settled(columns: &[Option<(Meaning, Option<Language>)>]) -> Vec<(usize, Field, Option<Language>)> {
    let mut settled: Vec<(usize, Field, Option<Language>)> = Vec::new();
    let titles: Vec<Option<Language>> =
        columns.iter().flatten().filter(|(meaning, _)| *meaning == Meaning::Field(Field::Title)).map(|(_, language)| *language).collect();
    for (place, column) in columns.iter().enumerate() {
        let Some((meaning, language)) = *column else { continue };
        let field = match meaning {
            Meaning::Field(field) => field,
            Meaning::Question if titles.contains(&language) => Field::Phrasings,
            Meaning::Question if settled.iter().any(|(_, field, of)| *field == Field::Title && *of == language) => Field::Phrasings,
            Meaning::Question => Field::Title,
        };
        settled.push((place, field, language));
    }
    settled
}

/// Only phrasings may stand in several columns.
fn twice(columns: &[(usize, Field, Option<Language>)]) -> Result<(), Words> {
    for (number, (place, field, language)) in columns.iter().enumerate() {
        let before = columns[..number].iter().find(|(_, other, of)| other == field && of == language);
        if let Some((first, ..)) = before.filter(|_| *field != Field::Phrasings) {
            let of = language.map(|language| format!(" ({language})")).unwrap_or_default();
            return Err(words!(
                "faq-check-columns-both",
                "the columns {first} and {second} are both `{field}`{of}: name one of them in the mapping, as {field}={first}, and pass the other over \
                 with ignore={second}",
                first = letters(*first),
                second = letters(*place),
                field = field.name(),
                of = of
            ));
        }
    }
    Ok(())
}

fn described(headers: &[String], columns: &[(usize, Field, Option<Language>)], width: usize) -> Vec<Column> {
    let mut described = Vec::new();
    for place in 0..width {
        let found = columns.iter().find(|(column, ..)| *column == place);
        let header = headers.get(place).cloned().unwrap_or_default();
        if found.is_some() || !header.is_empty() {
            let (field, language) = found.map_or((None, None), |(_, field, language)| (Some(*field), *language));
            described.push(Column { column: letters(place), header, field, language });
        }
    }
    described
}
