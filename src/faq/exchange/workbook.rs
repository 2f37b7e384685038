//! XLSX and ODS workbooks. Nothing reads them before their parts are counted ([`unpacked`]), and cells are taken one by one: a sheet
//! whose only cells are the first and the last would have seventeen thousand million in between.

use std::io::Cursor;

use calamine::{DataRef, Reader, SheetType, SheetVisible, Xlsx};

use super::ods;
use super::separated::Failure;
use super::sheet::{Full, Sheet, Sheets, letters};
use super::unpacked::{self, Package, damaged_by};
use crate::faq::problem::{Place, Words, words};

/// The sheets of a workbook, and what in them is worth a warning.
pub(super) fn read(bytes: &[u8]) -> Result<(Vec<Sheet>, Vec<Failure>), Failure> {
    let whole = |message: Words| (Place::line(1), message);
    match unpacked::check(bytes).map_err(whole)? {
        Package::Xlsx => xlsx(bytes),
        Package::Ods => ods::read(&unpacked::part(bytes, "content.xml").map_err(whole)?).map(|sheets| (sheets, Vec::new())),
    }
}

/// A place in a sheet, row and column counted from 0.
fn place(sheet: &str, row: usize, column: Option<usize>) -> Place {
    Place { sheet: Some(sheet.to_owned()), line: row + 1, column: column.map(letters) }
}

fn xlsx(bytes: &[u8]) -> Result<(Vec<Sheet>, Vec<Failure>), Failure> {
    let damaged = |error: &dyn std::fmt::Display| (Place::line(1), damaged_by(error));
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| damaged(&error))?;
    let (mut sheets, mut warnings) = (Sheets::default(), Vec::new());
    for sheet in workbook.sheets_metadata().to_vec() {
        if sheet.typ != SheetType::WorkSheet {
            continue;
        }
        if sheet.visible != SheetVisible::Visible {
            warnings.push((place(&sheet.name, 0, None), words!("faq-check-sheet-hidden", "passed over: the sheet is hidden")));
            continue;
        }
        let full = |row: usize, column: Option<usize>, full: Full| (place(&sheet.name, row, column), full.words());
        sheets.begin(Some(sheet.name.clone())).map_err(|error| full(0, None, error))?;
        let mut cells = workbook.worksheet_cells_reader(&sheet.name).map_err(|error| damaged(&error))?;
        let mut last = None;
        while let Some(cell) = cells.next_cell().map_err(|error| (place(&sheet.name, last.unwrap_or(0), None), damaged_by(&error)))? {
            let (row, column) = (cell.get_position().0 as usize, cell.get_position().1 as usize);
            if last.is_some_and(|last| row < last) {
                return Err((place(&sheet.name, row, Some(column)), damaged_by(&"its rows are in no order")));
            }
            last = Some(row);
            let text = match cell.get_value() {
                DataRef::Error(error) => {
                    return Err((
                        place(&sheet.name, row, Some(column)),
                        words!("faq-check-cell-error", "the cell shows {what}: a formula in it has failed", what = error),
                    ));
                }
                value => text_of(value),
            };
            sheets.put(row, column, &text).map_err(|error| full(row, Some(column), error))?;
        }
    }
    Ok((sheets.finish(), warnings))
}

/// What a cell says, as it is typed and not as it is formatted.
fn text_of(value: &DataRef<'_>) -> String {
    match value {
        DataRef::String(text) | DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Int(number) => number.to_string(),
        // Without `.0`; every whole number below is exact.
        DataRef::Float(number) => number.to_string(),
        DataRef::Bool(true) => "TRUE".to_owned(),
        DataRef::Bool(false) => "FALSE".to_owned(),
        DataRef::DateTime(time) if time.is_datetime() => {
            let (year, month, day, hour, minute, ..) = time.to_ymd_hms_milli();
            let date = format!("{year:04}-{month:02}-{day:02}");
            if (hour, minute) == (0, 0) { date } else { format!("{date} {hour:02}:{minute:02}") }
        }
        DataRef::DateTime(time) => time.as_f64().to_string(),
        DataRef::Error(_) | DataRef::Empty => String::new(),
    }
}
