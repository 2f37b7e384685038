//! Entries as sheets and as JSON: what [`read`](super::read) reads back as the same entries.

use std::borrow::Borrow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{Cursor, Write as _};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format as CellFormat, FormatAlign, Workbook, XlsxError};
use serde_json::{Map, Value, json};
use zip::DateTime;
use zip::result::ZipResult;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::Bodies;
use super::headers::Field;
use super::lists;
use super::separated;
use super::sheet::MAX_CELL;
use crate::faq::attached::{FOLDER, names_in};
use crate::faq::entry::{Entry, Text};
use crate::language::Language;

/// Name of the sheet.
const SHEET: &str = "FAQ";
/// Width of a column of texts, in characters of the standard font, and of one of names.
const WIDTHS: (f64, f64) = (50.0, 16.0);

/// What entries are written as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// RFC 4180 with a byte-order mark.
    Csv,
    /// A workbook with one sheet.
    Xlsx,
    /// An array of the editor's API's entries.
    Json,
}

impl Format {
    /// The format that a name ends with.
    pub fn of_name(name: &str) -> Option<Format> {
        let ending = name.rsplit_once('.')?.1;
        Format::parse(&ending.to_ascii_lowercase())
    }

    /// The format of that name.
    pub fn parse(name: &str) -> Option<Format> {
        match name {
            "csv" => Some(Format::Csv),
            "xlsx" => Some(Format::Xlsx),
            "json" => Some(Format::Json),
            _ => None,
        }
    }

    /// The media type. Sources: RFC 4180, RFC 8259, IANA's registry.
    pub fn media_type(self) -> &'static str {
        match self {
            Format::Csv => "text/csv; charset=utf-8",
            Format::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Format::Json => "application/json",
        }
    }
}

/// The entries as a file: equal entries give equal bytes. Line ends within texts become `\n`.
/// Fails only where a workbook cannot hold them.
pub fn write<E: Borrow<Entry>>(entries: &[E], format: Format) -> Result<Vec<u8>, XlsxError> {
    write_with(entries, &Bodies::new(), format)
}

/// As [`write`], with the manuals and pictures that the entries need, each beside the first of these. Sheets have no place for them.
pub fn write_with<E: Borrow<Entry>>(entries: &[E], attached: &Bodies, format: Format) -> Result<Vec<u8>, XlsxError> {
    let entries: Vec<&Entry> = entries.iter().map(Borrow::borrow).collect();
    match format {
        Format::Csv => Ok(separated::write(&table(&entries)).into_bytes()),
        Format::Xlsx => workbook(&table(&entries)),
        Format::Json => {
            let mut left: BTreeMap<&str, &Vec<u8>> = attached.iter().map(|(name, body)| (name.as_str(), body)).collect();
            let objects = entries.into_iter().map(|entry| object(entry, &mut left)).collect::<Vec<_>>();
            let mut text = serde_json::to_string_pretty(&objects).unwrap_or_default();
            text.push('\n');
            Ok(text.into_bytes())
        }
    }
}

/// Files of a folder as a zip archive: equal files give equal bytes. Fails only where an archive cannot hold them.
pub fn package(files: &[(String, String)], attached: &Bodies) -> ZipResult<Vec<u8>> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    // No time of day: the first that an archive can tell.
    let options = SimpleFileOptions::default().last_modified_time(DateTime::default());
    for (path, text) in files {
        archive.start_file(path.as_str(), options)?;
        archive.write_all(text.as_bytes())?;
    }
    for (name, body) in attached {
        archive.start_file(format!("{FOLDER}{name}"), options)?;
        archive.write_all(body)?;
    }
    Ok(archive.finish()?.into_inner())
}

/// An entry as the editor's API gives it, without what only the server knows, and with the files that it needs of those that are left.
fn object(entry: &Entry, left: &mut BTreeMap<&str, &Vec<u8>>) -> Value {
    let mut object = Map::new();
    object.insert("id".to_owned(), json!(entry.id));
    object.insert("category".to_owned(), json!(entry.category));
    for (name, list) in [("models", &entry.models), ("markets", &entry.markets), ("related", &entry.related), ("tags", &entry.tags)] {
        if !list.is_empty() {
            object.insert(name.to_owned(), json!(list));
        }
    }
    if let Some(action) = &entry.action {
        object.insert("action".to_owned(), json!(action));
    }
    let languages: Map<String, Value> = entry.texts.iter().map(|(language, text)| (language.code().to_owned(), json!(text))).collect();
    object.insert("languages".to_owned(), Value::Object(languages));
    let needed: BTreeSet<String> = entry.texts.values().flat_map(|text| names_in(&text.answer)).collect();
    let files: Map<String, Value> =
        needed.into_iter().filter_map(|name| left.remove(name.as_str()).map(|body| (name, json!(STANDARD.encode(body))))).collect();
    if !files.is_empty() {
        object.insert("files".to_owned(), Value::Object(files));
    }
    Value::Object(object)
}

/// A row an entry, its languages side by side.
fn table(entries: &[&Entry]) -> Vec<Vec<String>> {
    let has = |language: &Language| entries.iter().any(|entry| entry.texts.contains_key(language));
    let order = std::iter::once(Language::EN).chain(Language::ALL.into_iter().filter(|language| *language != Language::EN));
    let languages: Vec<(Language, bool)> = order.filter(has).map(|language| (language, standing(entries, language))).collect();
    let mut header: Vec<String> = [Field::Id, Field::Category, Field::Models, Field::Markets, Field::Related, Field::Tags]
        .map(|field| field.name().to_owned())
        .into();
    let acts = entries.iter().any(|entry| entry.action.is_some());
    header.extend(acts.then(|| Field::Action.name().to_owned()));
    for (language, stands) in &languages {
        header.extend([Field::Title, Field::Phrasings, Field::Answer].map(|field| format!("{}_{language}", field.name())));
        header.extend(
            stands.then(|| [Field::State, Field::BasedOn].map(|field| format!("{}_{language}", field.name()))).into_iter().flatten(),
        );
    }
    let mut rows = vec![header];
    for entry in entries {
        let mut row = vec![entry.id.clone(), entry.category.clone()];
        row.extend([&entry.models, &entry.markets, &entry.related, &entry.tags].map(|list| lists::join(list, lists::WORDS)));
        row.extend(acts.then(|| entry.action.clone().unwrap_or_default()));
        // Phrasings that one cell does not hold go on in rows of the same id.
        let cells: Vec<Vec<String>> =
            languages.iter().map(|(language, _)| entry.texts.get(language).map(phrasings).unwrap_or_default()).collect();
        for number in 0..cells.iter().map(Vec::len).max().unwrap_or(0).max(1) {
            let mut row = if number == 0 { std::mem::take(&mut row) } else { continuation(&entry.id, 5 + usize::from(acts)) };
            for ((language, stands), cells) in languages.iter().zip(&cells) {
                let text = entry.texts.get(language).filter(|_| number == 0);
                let of = |part: fn(&Text) -> &String| text.map(part).cloned().unwrap_or_default();
                row.extend([of(|text| &text.title), cells.get(number).cloned().unwrap_or_default(), of(|text| &text.answer)]);
                if *stands {
                    let state = text.filter(|text| !text.state.is_current()).map(|text| text.state.as_str().to_owned());
                    row.extend(
                        [state, text.and_then(|text| text.based_on).map(|revision| revision.to_string())].map(Option::unwrap_or_default),
                    );
                }
            }
            rows.push(row);
        }
    }
    rows
}

/// Whether any text of the language tells how it stands to its entry.
fn standing(entries: &[&Entry], language: Language) -> bool {
    entries.iter().filter_map(|entry| entry.texts.get(&language)).any(|text| !text.state.is_current() || text.based_on.is_some())
}

/// The beginning of a row that only goes on with phrasings.
fn continuation(id: &str, empty: usize) -> Vec<String> {
    std::iter::once(id.to_owned()).chain(std::iter::repeat_n(String::new(), empty)).collect()
}

/// The cells of a text's phrasings, each as long as a cell may be.
fn phrasings(text: &Text) -> Vec<String> {
    let mut cells: Vec<String> = Vec::new();
    for phrasing in &text.phrasings {
        let phrasing = lists::escaped(phrasing, lists::LINES);
        match cells.last_mut() {
            Some(cell) if units(cell) + units(&phrasing) < MAX_CELL => {
                cell.push('\n');
                cell.push_str(&phrasing);
            }
            _ => cells.push(phrasing),
        }
    }
    cells
}

/// Length as a spreadsheet counts it.
fn units(text: &str) -> usize {
    text.encode_utf16().count()
}

fn workbook(rows: &[Vec<String>]) -> Result<Vec<u8>, XlsxError> {
    let mut workbook = Workbook::new();
    // No time and no name: equal content is an equal file.
    let created = ExcelDateTime::from_ymd(2000, 1, 1)?;
    workbook.set_properties(&DocProperties::new().set_creation_datetime(&created));
    let head = CellFormat::new().set_bold();
    let plain = CellFormat::new().set_text_wrap().set_align(FormatAlign::Top).set_num_format("@");
    // What is typed anew in such a cell stays a text as well.
    let guarded = plain.clone().set_quote_prefix();
    let sheet = workbook.add_worksheet();
    sheet.set_name(SHEET)?;
    sheet.set_freeze_panes(1, 1)?;
    for (row, cells) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(cells).filter(|(_, cell)| !cell.is_empty()) {
            let format = match row {
                0 => &head,
                _ if separated::is_formula(cell) => &guarded,
                _ => &plain,
            };
            sheet.write_string_with_format(row, column, cell, format)?;
        }
    }
    for (column, header) in (0..).zip(rows.first().into_iter().flatten()) {
        sheet.set_column_width(column, if header.contains('_') { WIDTHS.0 } else { WIDTHS.1 })?;
    }
    workbook.save_to_buffer()
}
