//! Sheets as all formats give them: rows of texts, with the numbers and letters that a spreadsheet shows.

use crate::faq::problem::{Words, words};

/// Most rows of a file that say something, those of all its sheets together: as many as a folder may hold files.
pub const MOST_ROWS: usize = 20_000;
/// Most columns of a sheet.
pub(super) const MOST_COLUMNS: usize = 200;
/// Most sheets of a workbook.
pub(super) const MOST_SHEETS: usize = 50;
/// Longest cell, in characters: what a cell of Excel holds, and more than the longest answer.
pub(super) const MAX_CELL: usize = 32_767;
/// Bytes of all cells of a file together.
const MAX_TEXT: usize = 64 << 20;

/// A sheet of a workbook, or the one that a CSV file is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Sheet {
    /// None where the file has only one and gives it no name.
    pub name: Option<String>,
    /// Only those that say something.
    pub rows: Vec<Row>,
}

/// A row of a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    /// From 1, as a spreadsheet shows it.
    pub number: usize,
    /// From column A; the last one is not empty.
    pub cells: Vec<String>,
}

/// A limit that a file goes beyond.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Full {
    Rows,
    Columns,
    Cell,
    Text,
    Sheets,
}

impl Full {
    /// What is said of it.
    pub fn words(self) -> Words {
        match self {
            Full::Rows => words!("faq-check-rows-many", "more than {limit} rows", limit = MOST_ROWS),
            Full::Columns => words!("faq-check-columns-many", "more than {limit} columns", limit = MOST_COLUMNS),
            Full::Cell => words!("faq-check-cell-long", "more than {limit} characters in one cell", limit = MAX_CELL),
            Full::Text => words!("faq-check-text-much", "more than {limit} MiB of text", limit = MAX_TEXT >> 20),
            Full::Sheets => words!("faq-check-sheets-many", "more than {limit} sheets", limit = MOST_SHEETS),
        }
    }
}

/// Puts sheets together, within the limits.
#[derive(Debug, Default)]
pub(super) struct Sheets {
    sheets: Vec<Sheet>,
    rows: usize,
    bytes: usize,
}

impl Sheets {
    /// Begins a sheet: what is put from now on stands in it.
    pub fn begin(&mut self, name: Option<String>) -> Result<(), Full> {
        if self.sheets.len() == MOST_SHEETS {
            return Err(Full::Sheets);
        }
        self.sheets.push(Sheet { name, rows: Vec::new() });
        Ok(())
    }

    /// Puts a cell, `row` and `column` counted from 0; rows come in their order. A cell without a word is none.
    pub fn put(&mut self, row: usize, column: usize, text: &str) -> Result<(), Full> {
        let text = text.trim();
        let Some(sheet) = self.sheets.last_mut().filter(|_| !text.is_empty()) else { return Ok(()) };
        if column >= MOST_COLUMNS {
            return Err(Full::Columns);
        }
        if text.chars().nth(MAX_CELL).is_some() {
            return Err(Full::Cell);
        }
        self.bytes += text.len();
        if self.bytes > MAX_TEXT {
            return Err(Full::Text);
        }
        if sheet.rows.last().is_none_or(|last| last.number != row + 1) {
            self.rows += 1;
            if self.rows > MOST_ROWS {
                return Err(Full::Rows);
            }
            sheet.rows.push(Row { number: row + 1, cells: Vec::new() });
        }
        if let Some(row) = sheet.rows.last_mut() {
            row.cells.resize(row.cells.len().max(column + 1), String::new());
            row.cells[column] = lines(text);
        }
        Ok(())
    }

    pub fn finish(self) -> Vec<Sheet> {
        self.sheets
    }
}

/// The text with `\n` at the ends of its lines, however the program that saved it ends them.
fn lines(text: &str) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text.to_owned() }
}

/// The letters of a column, counted from 0: A, B ... Z, AA.
pub fn letters(column: usize) -> String {
    let mut rest = column + 1;
    let mut letters = Vec::new();
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'A' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_have_the_letters_that_spreadsheets_show() {
        let shown = [(0, "A"), (25, "Z"), (26, "AA"), (51, "AZ"), (52, "BA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")];
        for (column, expected) in shown {
            assert_eq!(letters(column), expected);
        }
    }

    #[test]
    fn limits_hold() {
        let mut sheets = Sheets::default();
        sheets.begin(None).expect("a first sheet");
        assert_eq!(sheets.put(0, MOST_COLUMNS, "x"), Err(Full::Columns));
        assert_eq!(sheets.put(0, 0, &"x".repeat(MAX_CELL + 1)), Err(Full::Cell));
        for row in 0..MOST_ROWS {
            sheets.put(row * 7, 1, "x").expect("within the limit");
        }
        assert_eq!(sheets.put(MOST_ROWS * 7, 0, " "), Ok(()), "an empty cell is none");
        assert_eq!(sheets.put(MOST_ROWS * 7, 0, "x"), Err(Full::Rows));
        for _ in 1..MOST_SHEETS {
            sheets.begin(None).expect("within the limit");
        }
        assert_eq!(sheets.begin(None), Err(Full::Sheets));
        let rows = &sheets.finish()[0].rows;
        assert_eq!(rows[1], Row { number: 8, cells: vec![String::new(), "x".into()] });
    }
}
