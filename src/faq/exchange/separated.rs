//! Rows of texts between separators: CSV as spreadsheet programs of all countries write it, and TSV.
//!
//! Read by hand: rows are counted as a spreadsheet shows them, with the empty ones, and a quotation mark that nothing closes is told
//! where it stands.

use super::headers;
use super::sheet::{Full, Sheet, Sheets};
use crate::faq::problem::{Place, Words, words};

/// What may stand between cells, the likeliest first: Excel writes `;` where the comma is in numbers.
const SEPARATORS: [char; 4] = [',', ';', '\t', '|'];
/// Rows that are looked at to find the separator; the headers are among them.
const FIRST_ROWS: usize = 10;
/// Letters that a spreadsheet program takes for the beginning of a formula, in both widths.
/// Source: OWASP, "CSV Injection".
const FORMULA: [char; 9] = ['=', '+', '-', '@', '\t', '＝', '＋', '－', '＠'];

/// Why a file is not read.
pub(super) type Failure = (Place, Words);

/// The sheet that a text is. `tabs` says that only tabs stand between cells.
pub(super) fn read(text: &str, tabs: bool) -> Result<Vec<Sheet>, Failure> {
    // Excel obeys such a first line, and some programs write it.
    let (told, skipped) = match text.strip_prefix("sep=").and_then(|rest| rest.split_once('\n')) {
        Some((separator, _)) if separator.trim_end_matches('\r').chars().count() == 1 => (separator.chars().next(), 1),
        _ => (None, 0),
    };
    let separator = if tabs { '\t' } else { told.unwrap_or_else(|| find_separator(text, |cell| headers::guess(cell).is_some())) };
    let mut sheets = Sheets::default();
    let full = |row: usize, full: Full| (Place::line(row + 1), full.words());
    sheets.begin(None).map_err(|error| full(0, error))?;
    for row in Rows::new(text, separator) {
        let Line { number, cells, open } = row;
        if open {
            return Err((Place::line(number + 1), words!("faq-check-quote-open", "a quotation mark opens in this row and none closes it")));
        }
        for (column, cell) in cells.iter().enumerate().filter(|_| number >= skipped) {
            sheets.put(number, column, unguarded(cell)).map_err(|error| full(number, error))?;
        }
    }
    Ok(sheets.finish())
}

/// The rows of a text that say something, with their numbers from 1, as a spreadsheet shows them. `is_header` tells a separator from a
/// sign within a cell. An error is the row in which a quotation mark opens that none closes.
pub fn table(text: &str, is_header: impl Fn(&str) -> bool) -> Result<Vec<(usize, Vec<String>)>, usize> {
    let separator = find_separator(text, is_header);
    let mut rows = Vec::new();
    for Line { number, cells, open } in Rows::new(text, separator) {
        if open {
            return Err(number + 1);
        }
        if cells.iter().any(|cell| !cell.trim().is_empty()) {
            rows.push((number + 1, cells.iter().map(|cell| unguarded(cell).trim().to_owned()).collect()));
        }
    }
    Ok(rows)
}

/// The separator that makes the most headers of the first rows; among equals that which makes the most cells.
fn find_separator(text: &str, is_header: impl Fn(&str) -> bool) -> char {
    let score = |separator: char| {
        let rows: Vec<Line> = Rows::new(text, separator).take(FIRST_ROWS).collect();
        let headers = rows.iter().map(|row| row.cells.iter().filter(|cell| is_header(cell)).count()).max().unwrap_or(0);
        (headers, rows.iter().map(|row| row.cells.len()).max().unwrap_or(0))
    };
    let mut best = (SEPARATORS[0], (0, 0));
    for separator in SEPARATORS {
        let score = score(separator);
        if score > best.1 {
            best = (separator, score);
        }
    }
    best.0
}

/// A row as it is read.
struct Line {
    /// From 0, the empty ones counted.
    number: usize,
    cells: Vec<String>,
    /// The text ended within quotation marks.
    open: bool,
}

/// Reads rows as RFC 4180 writes them, and whatever else there is as it stands.
struct Rows<'a> {
    rest: std::iter::Peekable<std::str::Chars<'a>>,
    separator: char,
    number: usize,
}

impl<'a> Rows<'a> {
    fn new(text: &'a str, separator: char) -> Self {
        Self { rest: text.chars().peekable(), separator, number: 0 }
    }

    /// Takes a cell; says what ended it: the separator, the end of the row, or the end of the text.
    fn cell(&mut self) -> (String, End) {
        let mut cell = String::new();
        let mut quoted = self.rest.next_if_eq(&'"').is_some();
        while let Some(c) = self.rest.next() {
            match c {
                '"' if quoted && self.rest.next_if_eq(&'"').is_some() => cell.push('"'),
                '"' if quoted => quoted = false,
                c if quoted => cell.push(c),
                c if c == self.separator => return (cell, End::Cell),
                '\r' | '\n' => {
                    if c == '\r' {
                        self.rest.next_if_eq(&'\n');
                    }
                    return (cell, End::Row);
                }
                c => cell.push(c),
            }
        }
        (cell, if quoted { End::Open } else { End::Text })
    }
}

#[derive(PartialEq)]
enum End {
    Cell,
    Row,
    Text,
    Open,
}

impl Iterator for Rows<'_> {
    type Item = Line;

    fn next(&mut self) -> Option<Line> {
        self.rest.peek()?;
        let mut line = Line { number: self.number, cells: Vec::new(), open: false };
        loop {
            let (cell, end) = self.cell();
            line.cells.push(cell);
            match end {
                End::Cell => {}
                End::Row => break,
                End::Text => break,
                End::Open => {
                    line.open = true;
                    break;
                }
            }
        }
        self.number += 1;
        Some(line)
    }
}

/// Rows as CSV (RFC 4180), with a mark first, without which Excel takes UTF-8 for something else. No cell is a formula for whoever opens it.
pub fn write(rows: &[Vec<String>]) -> String {
    let mut out = String::from("\u{feff}");
    for row in rows {
        for (column, cell) in row.iter().enumerate() {
            if column > 0 {
                out.push(',');
            }
            let cell = guarded(cell);
            if cell.contains(['"', ',', ';', '\t', '\n', '\r']) {
                out.push('"');
                out.push_str(&cell.replace('"', "\"\""));
                out.push('"');
            } else {
                out.push_str(&cell);
            }
        }
        out.push_str("\r\n");
    }
    out
}

/// Whether a spreadsheet would take it for a formula, or it already has the mark of one that is none.
pub(super) fn is_formula(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(FORMULA)
}

/// The cell with an apostrophe first where it needs one: spreadsheets take what follows for text.
fn guarded(text: &str) -> String {
    if is_formula(text) { format!("'{text}") } else { text.to_owned() }
}

/// The cell without the apostrophe that guards it.
fn unguarded(text: &str) -> &str {
    text.strip_prefix('\'').filter(|_| is_formula(text)).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cells(text: &str) -> Vec<(usize, Vec<String>)> {
        let sheets = read(text, false).unwrap_or_else(|(place, message)| panic!("{place:?}: {}", message.text));
        sheets.into_iter().flat_map(|sheet| sheet.rows).map(|row| (row.number, row.cells)).collect()
    }

    #[test]
    fn rows_are_read_as_all_programs_write_them() {
        let expected = [(1, vec!["title".to_owned(), "answer".into()]), (4, vec!["a, b; c".into(), "say \"x\"\n\ny".into()])];
        for text in [
            "title,answer\r\n\r\n\r\n\"a, b; c\",\"say \"\"x\"\"\r\n\r\ny\"\r\n",
            "title;answer\n\n;;\n\"a, b; c\";\"say \"\"x\"\"\n\ny\"",
            "title\tanswer\r\r\ra, b; c\t\"say \"\"x\"\"\n\ny\"\r",
            "title|answer\n\n\na, b; c|\"say \"\"x\"\"\n\ny\"\n",
        ] {
            assert_eq!(cells(text), expected, "{text:?}");
        }
        let told = "sep=;\r\nfoo, bar;baz\r\n";
        assert_eq!(cells(told), [(2, vec!["foo, bar".to_owned(), "baz".into()])]);
        assert_eq!(cells("one\n\"two\" words\nthree \"3\"\n")[1..], [(2, vec!["two words".to_owned()]), (3, vec!["three \"3\"".into()])]);
    }

    #[test]
    fn an_open_quotation_mark_is_told_where_it_stands() {
        let (place, message) = read("title,answer\na,b\nc,\"d\ne,f\n", false).expect_err("it is open");
        assert_eq!((place.line, message.text.as_str()), (3, "a quotation mark opens in this row and none closes it"));
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back_and_is_no_formula(rows in prop::collection::vec(prop::collection::vec("[=+@'\"|;,\n\t -]{0,3}\\PC{0,6}[=\"a\n]{0,2}", 1..4), 1..5)) {
            let written = write(&rows);
            let expected: Vec<Vec<String>> = rows.iter().map(|row| row.iter().map(|cell| cell.trim().to_owned()).collect()).collect();
            let mut read: Vec<Vec<String>> = vec![Vec::new(); rows.len()];
            for row in Rows::new(&written[3..], ',') {
                for cell in &row.cells {
                    prop_assert!(!cell.starts_with(FORMULA), "{cell:?}");
                }
                read[row.number] = row.cells.iter().map(|cell| unguarded(cell).trim().to_owned()).collect();
            }
            prop_assert_eq!(read, expected);
        }
    }
}
