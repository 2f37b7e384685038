//! Records as CSV: what [`Records::export`] writes, [`Records::import`] reads back and changes nothing.
//!
//! A file says what its columns are by their headers, which are the fields' names; a text in several languages has a column for each
//! (`names_bn`). A column that is not there leaves a record as it is; an empty cell takes the value away. A row without an `id` is the
//! record that people call so (a car by its VIN, a part by its number); another record is named by its id or by that, too.

use super::{Record, Records, put};
use crate::aftersales::schema::value::cell;
use crate::aftersales::schema::{self, Fault, Field, RecordKind, Type, columns, fields};
use crate::error::{Code, Error};
use crate::faq::exchange::separated;
use crate::faq::source::{self, NoText};
use crate::i18n::{Args, Catalog};
use crate::language::Language;
use crate::store::{self, Put, Stored};
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};

/// Largest file, in bytes.
pub const MAX_IMPORT: usize = 64 << 20;
/// Most rows of a file: all are written at once, and who writes meanwhile waits.
pub const MOST_ROWS: usize = 200_000;
/// Mistakes that are told; how many more there are is told, too.
pub const MOST_MISTAKES: usize = 1_000;
/// Rows that a preview shows.
pub const PREVIEW: usize = 50;
/// Records that are read at once for an export.
const PAGE: u32 = 200;
/// Columns that every kind has besides its fields.
const ID: &str = "id";
const SAMPLE: &str = "sample";

/// A mistake in a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mistake {
    /// The row, from 1, as a spreadsheet shows it.
    pub line: usize,
    /// The column's number from 0 and its header; none where the row as a whole is meant.
    pub column: Option<(usize, String)>,
    pub fault: Fault,
}

/// What becomes of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    New,
    Changed,
    Same,
}

impl Difference {
    /// The name on the wire.
    pub fn as_str(self) -> &'static str {
        match self {
            Difference::New => "new",
            Difference::Changed => "changed",
            Difference::Same => "same",
        }
    }
}

/// What a file says, and what became of it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Imported {
    pub added: usize,
    pub changed: usize,
    pub unchanged: usize,
    /// At most [`MOST_MISTAKES`], by row. With any, nothing was stored.
    pub mistakes: Vec<Mistake>,
    /// Mistakes besides those.
    pub more: usize,
    /// The first rows: row, id, and what becomes of it.
    pub rows: Vec<(usize, String, Difference)>,
}

/// A column of the file.
enum Column {
    Id,
    Sample,
    Of(Field, Option<Language>),
}

/// A row as it is read.
struct Line {
    line: usize,
    id: Option<String>,
    sample: Option<bool>,
    /// Null where a cell is empty.
    body: Map<String, Value>,
}

/// A file while it is read.
struct Reading {
    kind: RecordKind,
    /// None for one that is not read.
    columns: Vec<(String, Option<Column>)>,
    lines: Vec<Line>,
    mistakes: Vec<Mistake>,
}

impl Reading {
    fn mistake(&mut self, line: usize, field: Option<&str>, fault: Fault) {
        let column = field.and_then(|field| self.place(field));
        self.mistakes.push(Mistake { line, column, fault });
    }

    /// The column of a field, or the header that it should have.
    fn place(&self, field: &str) -> Option<(usize, String)> {
        let is_it = |(header, column): &(String, Option<Column>)| match column {
            Some(Column::Of(of, _)) => of.name == field,
            _ => header == field,
        };
        self.columns.iter().position(is_it).map(|at| (at, self.columns[at].0.clone()))
    }

    /// The languages that have columns of a field.
    fn languages(&self, field: &str) -> Vec<Language> {
        let of = |(_, column): &(String, Option<Column>)| match column {
            Some(Column::Of(of, language)) if of.name == field => *language,
            _ => None,
        };
        self.columns.iter().filter_map(of).collect()
    }
}

impl Records {
    /// Stores the records of a file, all or, with any mistake, none. A `trial` only says what would be done.
    pub async fn import(&self, kind: RecordKind, bytes: &[u8], trial: bool) -> Result<Imported, Error> {
        if bytes.len() > MAX_IMPORT {
            return Err(Error::new(Code::TooLarge));
        }
        let mut reading = match source::text(bytes) {
            Ok(text) => self.read(kind, &text),
            Err(no_text) => failed(kind, no_text.line(), Fault::Form(encoding(no_text))),
        };
        self.refer_all(&mut reading).await?;
        let before = self.before(&mut reading).await?;
        let (puts, mut imported) = self.compare(&mut reading, before);
        reading.mistakes.sort_by_key(|mistake| (mistake.line, mistake.column.as_ref().map(|(at, _)| *at)));
        imported.more = reading.mistakes.len().saturating_sub(MOST_MISTAKES);
        reading.mistakes.truncate(MOST_MISTAKES);
        imported.mistakes = reading.mistakes;
        if imported.mistakes.is_empty() && !trial && !puts.is_empty() {
            match self.store.put_records(kind, puts).await {
                Ok(_) => {}
                // Somebody made the same record meanwhile: read again, it is another file now.
                Err(store::Error::Conflict(_)) => return Err(Code::StaleRevision.into()),
                Err(error) => return Err(error.into()),
            }
        }
        Ok(imported)
    }

    /// The rows of a text, each checked by itself.
    fn read(&self, kind: RecordKind, text: &str) -> Reading {
        let known = columns(kind);
        let fold = |header: &str| header.trim().to_ascii_lowercase().replace([' ', '-'], "_");
        let meaning = |header: &str| match fold(header).as_str() {
            ID => Some(Column::Id),
            SAMPLE => Some(Column::Sample),
            header => known.iter().find(|(name, ..)| name == header).map(|(_, field, language)| Column::Of(*field, *language)),
        };
        let rows = match separated::table(text, |cell| meaning(cell).is_some()) {
            Ok(rows) => rows,
            Err(line) => return failed(kind, line, Fault::Form("quote")),
        };
        let mut rows = rows.into_iter();
        let Some((first, headers)) = rows.next() else { return failed(kind, 1, Fault::Form("empty")) };
        let mut reading = Reading { kind, columns: Vec::new(), lines: Vec::new(), mistakes: Vec::new() };
        for (at, header) in headers.into_iter().enumerate() {
            let column = meaning(&header);
            let fault = match &column {
                _ if header.is_empty() => None,
                None => Some(Fault::NoField),
                Some(_) => reading.columns.iter().any(|(other, _)| fold(other) == fold(&header)).then_some(Fault::TwoColumns),
            };
            // A second column of a name is told, and not read.
            let column = column.filter(|_| fault.is_none());
            if let Some(fault) = fault {
                reading.mistakes.push(Mistake { line: first, column: Some((at, header.clone())), fault });
            }
            reading.columns.push((header, column));
        }
        if rows.len() > MOST_ROWS {
            reading.mistakes.push(Mistake { line: first + MOST_ROWS, column: None, fault: Fault::TooLong(MOST_ROWS) });
            return reading;
        }
        for (line, cells) in rows {
            self.read_line(&mut reading, line, &cells);
        }
        reading
    }

    fn read_line(&self, reading: &mut Reading, line: usize, cells: &[String]) {
        let mut said = Map::new();
        let mut row = Line { line, id: None, sample: None, body: Map::new() };
        let mut mistakes = Vec::new();
        for (at, (header, column)) in reading.columns.iter().enumerate() {
            let text = cells.get(at).map_or("", String::as_str);
            let mut mistake = |fault| mistakes.push(Mistake { line, column: Some((at, header.clone())), fault });
            match column {
                None if text.is_empty() || !header.is_empty() => {}
                None => mistake(Fault::NoField),
                Some(Column::Id) if text.is_empty() => {}
                Some(Column::Id) => match schema::id(text) {
                    Some(id) => row.id = Some(id),
                    None => mistake(Fault::Form("id")),
                },
                Some(Column::Sample) => match schema::value::read(&Type::Flag, &Value::from(text), self.around()) {
                    Ok(flag) => row.sample = flag.as_ref().and_then(Value::as_bool),
                    Err(fault) => mistake(fault),
                },
                Some(Column::Of(field, Some(language))) => {
                    let texts = said.entry(field.name).or_insert_with(|| Value::Object(Map::new()));
                    if let (Value::Object(texts), false) = (texts, text.is_empty()) {
                        texts.insert(language.code().to_owned(), Value::from(text));
                    }
                }
                Some(Column::Of(field, None)) => {
                    said.insert(field.name.to_owned(), if text.is_empty() { Value::Null } else { Value::from(text) });
                }
            }
        }
        if cells.iter().skip(reading.columns.len()).any(|cell| !cell.is_empty()) {
            mistakes.push(Mistake { line, column: None, fault: Fault::Form("cells") });
        }
        reading.mistakes.append(&mut mistakes);
        // What is empty is judged once it is known whether the record is new.
        let (empty, full): (Map<String, Value>, Map<String, Value>) =
            said.into_iter().partition(|(_, value)| value.is_null() || value.as_object().is_some_and(Map::is_empty));
        let (body, faults) = schema::sift(reading.kind, &full, true, self.around());
        row.body = body;
        row.body.extend(empty.into_iter().map(|(name, _)| (name, Value::Null)));
        for (field, fault) in faults {
            reading.mistake(line, Some(&field), fault);
        }
        reading.lines.push(row);
    }

    /// Puts the ids of other records into their places.
    async fn refer_all(&self, reading: &mut Reading) -> Result<(), Error> {
        for field in fields(reading.kind) {
            let Type::Of(other) = field.of else { continue };
            let named = reading.lines.iter().filter_map(|line| line.body.get(field.name)?.as_str().map(str::to_owned));
            let named: BTreeSet<String> = named.collect();
            if named.is_empty() {
                continue;
            }
            let ids = self.ids(other, &named).await?;
            let mut unknown = Vec::new();
            for line in &mut reading.lines {
                let Some(Value::String(name)) = line.body.get(field.name) else { continue };
                match ids.get(name) {
                    Some(id) => drop(line.body.insert(field.name.to_owned(), Value::from(id.clone()))),
                    None => unknown.push(line.line),
                }
            }
            for line in unknown {
                reading.mistake(line, Some(field.name), Fault::Unknown(other));
            }
        }
        Ok(())
    }

    /// What is stored of the file's records, row by row.
    async fn before(&self, reading: &mut Reading) -> Result<Vec<Option<Record>>, Error> {
        let kind = reading.kind;
        let is_named = schema::name_field(kind).is_some() || kind == RecordKind::Odometer;
        let says = |line: &Line, name: &str| line.body.get(name).is_some_and(Value::is_string);
        let has_key = |line: &Line| match schema::name_field(kind) {
            Some(name) => says(line, name),
            None => is_named && ["vehicle", "on", "source"].iter().all(|name| says(line, name)),
        };
        let key = |line: &Line| has_key(line).then(|| schema::key(kind, "", &line.body));
        let ids: Vec<String> = reading.lines.iter().filter_map(|line| line.id.clone()).collect();
        let keys: Vec<String> = reading.lines.iter().filter_map(key).collect();
        let by_id = self.store.records_of(kind, &ids).await?;
        let by_key = self.store.records_of_keys(kind, &keys).await?;
        let record = |stored: &Stored| Record::of(kind, stored.clone());
        let (mut found, mut faults) = (Vec::with_capacity(reading.lines.len()), Vec::new());
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for line in &reading.lines {
            let key = key(line);
            let named = key.as_ref().and_then(|key| by_key.get(key));
            let stored = match &line.id {
                Some(id) => {
                    if named.is_some_and(|stored| stored.id != *id) {
                        faults.push((line.line, schema::name_field(kind), Fault::Taken));
                    }
                    by_id.get(id)
                }
                None if is_named => named,
                None => {
                    faults.push((line.line, Some(ID), Fault::Missing));
                    None
                }
            };
            for name in [line.id.as_ref().map(|id| format!("id {id}")), key.map(|key| format!("key {key}"))].into_iter().flatten() {
                if let Some(first) = seen.insert(name, line.line) {
                    faults.push((line.line, Some(schema::name_field(kind).unwrap_or(ID)), Fault::Twice(first)));
                    break;
                }
            }
            found.push(stored.map(record).transpose()?);
        }
        for (line, field, fault) in faults {
            reading.mistake(line, field, fault);
        }
        Ok(found)
    }

    /// What is to be written, and what becomes of each row.
    fn compare(&self, reading: &mut Reading, before: Vec<Option<Record>>) -> (Vec<Put>, Imported) {
        let kind = reading.kind;
        let texts: Vec<(&'static str, Vec<Language>)> = fields(kind)
            .iter()
            .filter(|field| matches!(field.of, Type::Texts(_)))
            .map(|field| (field.name, reading.languages(field.name)))
            .collect();
        let (mut puts, mut imported, mut missing) = (Vec::new(), Imported::default(), Vec::new());
        for (line, before) in std::mem::take(&mut reading.lines).into_iter().zip(before) {
            let mut changes = line.body;
            if let Some(before) = &before {
                keep_languages(&mut changes, before, &texts);
            }
            let (id, on, sample) = match &before {
                Some(before) => (before.id.clone(), Some(before.revision), line.sample.unwrap_or(before.sample)),
                None => (line.id.unwrap_or_else(|| self.clock.id().to_string()), None, line.sample.unwrap_or(false)),
            };
            let was = before.as_ref().map(|before| (before.body.clone(), before.sample));
            let body = super::merged(kind, before.map(|before| before.body).unwrap_or_default(), changes);
            missing.extend(
                fields(kind).iter().filter(|field| field.required && !body.contains_key(field.name)).map(|field| (line.line, field.name)),
            );
            let difference = match was {
                None => Difference::New,
                Some(was) if was == (body.clone(), sample) => Difference::Same,
                Some(_) => Difference::Changed,
            };
            match difference {
                Difference::New => imported.added += 1,
                Difference::Changed => imported.changed += 1,
                Difference::Same => imported.unchanged += 1,
            }
            if imported.rows.len() < PREVIEW {
                imported.rows.push((line.line, id.clone(), difference));
            }
            if difference != Difference::Same {
                puts.push(put(kind, id, on, sample, &body));
            }
        }
        // What is wrong with a cell is told already.
        let told: BTreeSet<(usize, Option<usize>)> =
            reading.mistakes.iter().map(|mistake| (mistake.line, mistake.column.as_ref().map(|(at, _)| *at))).collect();
        for (line, field) in missing {
            let at = reading.place(field).map(|(at, _)| at);
            if at.is_none() || !told.contains(&(line, at)) {
                let column = reading.place(field).or_else(|| Some((reading.columns.len(), field.to_owned())));
                reading.mistakes.push(Mistake { line, column, fault: Fault::Missing });
            }
        }
        (puts, imported)
    }

    /// All records of a kind as CSV.
    pub async fn export(&self, kind: RecordKind) -> Result<String, Error> {
        let columns = columns(kind);
        let mut header = vec![ID.to_owned()];
        header.extend(columns.iter().map(|(name, ..)| name.clone()));
        header.push(SAMPLE.to_owned());
        let mut rows = vec![header];
        let mut after: Option<String> = None;
        loop {
            let page = self.list(kind, after.as_deref(), PAGE).await?;
            let Some(last) = page.last() else { break };
            after = Some(last.id.clone());
            for record in page {
                let mut row = vec![record.id.clone()];
                row.extend(columns.iter().map(|(_, field, language)| {
                    let value = record.body.get(field.name);
                    let value = language.map_or(value, |language| value.and_then(|texts| texts.get(language.code())));
                    value.map(cell).unwrap_or_default()
                }));
                row.push(if record.sample { "yes" } else { "" }.to_owned());
                rows.push(row);
            }
        }
        Ok(separated::write(&rows))
    }
}

/// Texts of languages that the file has no column for stay.
fn keep_languages(changes: &mut Map<String, Value>, before: &Record, texts: &[(&'static str, Vec<Language>)]) {
    for (name, languages) in texts {
        let (Some(changed), Some(Value::Object(was))) = (changes.get_mut(*name), before.body.get(*name)) else { continue };
        let kept = was.iter().filter(|(tag, _)| languages.iter().all(|language| language.code() != tag.as_str()));
        let mut all: Map<String, Value> = kept.map(|(tag, text)| (tag.clone(), text.clone())).collect();
        if let Value::Object(said) = changed {
            all.append(said);
        }
        *changed = if all.is_empty() { Value::Null } else { Value::Object(all) };
    }
}

/// What is wrong, in a reader's language.
pub fn said(catalog: &Catalog, language: Language, fault: &Fault) -> String {
    let args = Args::new();
    let args = match fault {
        Fault::TooLong(most) => args.with("most", *most),
        Fault::Range(least, most) => args.with("least", *least).with("most", *most),
        Fault::Among(names) => args.with("names", names.as_str()),
        Fault::Twice(line) => args.with("line", *line),
        Fault::Missing | Fault::Form(_) | Fault::Unknown(_) | Fault::Taken | Fault::NoField | Fault::TwoColumns | Fault::Fixed => args,
    };
    catalog.text(language, &fault.message(), &args)
}

/// A file of which nothing is read.
fn failed(kind: RecordKind, line: usize, fault: Fault) -> Reading {
    Reading { kind, columns: Vec::new(), lines: Vec::new(), mistakes: vec![Mistake { line, column: None, fault }] }
}

fn encoding(no_text: NoText) -> &'static str {
    match no_text {
        NoText::OtherUnicode | NoText::Nul { .. } => "utf16",
        NoText::NotUtf8 { .. } => "utf8",
    }
}
