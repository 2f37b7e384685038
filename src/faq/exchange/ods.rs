//! The sheets of an OpenDocument spreadsheet, from its `content.xml`.
//!
//! Source: OpenDocument 1.3 part 3, sections 9 (tables) and 6.1 (white space). Read here and not by `calamine`, which writes out each
//! repeated cell: a cell of a few kilobytes that says it stands there 16,384 times is gigabytes then.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::separated::Failure;
use super::sheet::{Full, MOST_COLUMNS, MOST_ROWS, Sheet, Sheets};
use super::unpacked::damaged_by;
use crate::faq::problem::{Place, Words};

/// Spaces that one mark for spaces may stand for.
const MOST_SPACES: usize = 1_000;
/// Elements within each other that are passed over, such as drawings.
const MAX_DEPTH: usize = 256;

/// What is being read.
#[derive(Default)]
struct State {
    sheets: Sheets,
    sheet: Option<String>,
    /// Of the next row, and how often it stands there.
    row: usize,
    rows: usize,
    cells: Vec<(usize, String)>,
    column: usize,
    /// The cell that is open: how often it stands there, and its text so far.
    cell: Option<(usize, String)>,
    /// Paragraphs that are open in the cell.
    paragraphs: usize,
    /// Elements that are open in one whose text is not the cell's.
    beside: usize,
}

/// Reads all sheets.
pub(super) fn read(content: &[u8]) -> Result<Vec<Sheet>, Failure> {
    let text = std::str::from_utf8(content).map_err(|_| (Place::line(1), damaged_by(&"content.xml is not UTF-8")))?;
    let mut reader = Reader::from_str(text);
    reader.config_mut().expand_empty_elements = true;
    let mut state = State::default();
    loop {
        let event = reader.read_event().map_err(|error| state.failure(damaged_by(&error)))?;
        match event {
            Event::Start(start) => state.start(&start)?,
            Event::End(end) => state.end(end.name().as_ref())?,
            Event::Text(text) => state.text(&text.xml_content(XmlVersion::Implicit1_0)),
            Event::CData(text) => state.text(&text.xml_content(XmlVersion::Implicit1_0)),
            Event::GeneralRef(entity) => {
                let c = entity.resolve_char_ref().ok().flatten().or_else(|| named(entity.xml_content(XmlVersion::Implicit1_0).as_ref()));
                let c = c.ok_or_else(|| state.failure(damaged_by(&"it has an entity of its own")))?;
                state.text(c.encode_utf8(&mut [0; 4]));
            }
            Event::Eof => return Ok(state.sheets.finish()),
            _ => {}
        }
    }
}

/// The entities that every XML has; a text that brings others is no workbook.
fn named(entity: &str) -> Option<char> {
    match entity {
        "amp" => Some('&'),
        "lt" => Some('<'),
        "gt" => Some('>'),
        "quot" => Some('"'),
        "apos" => Some('\''),
        _ => None,
    }
}

/// A count in an attribute; 1 where there is none.
fn count(start: &BytesStart<'_>, name: &str) -> usize {
    let value = start.try_get_attribute(name).ok().flatten();
    value.and_then(|value| value.normalized_value(XmlVersion::Implicit1_0).ok()?.parse().ok()).filter(|count| *count > 0).unwrap_or(1)
}

impl State {
    fn failure(&self, message: Words) -> Failure {
        (Place { sheet: self.sheet.clone(), line: self.row + 1, column: None }, message)
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), Failure> {
        if self.beside > 0 {
            self.beside += 1;
            return if self.beside > MAX_DEPTH { Err(self.failure(damaged_by(&"elements without end"))) } else { Ok(()) };
        }
        match start.name().as_ref() {
            "table:table" => {
                let name = start.try_get_attribute("table:name").ok().flatten();
                self.sheet = name.and_then(|name| Some(name.normalized_value(XmlVersion::Implicit1_0).ok()?.into_owned()));
                self.row = 0;
                self.sheets.begin(self.sheet.clone()).map_err(|full| self.failure(full.words()))?;
            }
            "table:table-row" => {
                self.rows = count(start, "table:number-rows-repeated");
                self.column = 0;
                self.cells.clear();
            }
            "table:table-cell" | "table:covered-table-cell" => {
                self.cell = Some((count(start, "table:number-columns-repeated"), String::new()));
                self.paragraphs = 0;
            }
            // A note at the cell; a picture's own text.
            "office:annotation" | "draw:frame" | "draw:custom-shape" | "table:shapes" => self.beside = 1,
            "text:p" | "text:h" => {
                self.paragraphs += 1;
                if self.paragraphs > 1 {
                    self.text("\n");
                }
            }
            "text:s" => self.text(&" ".repeat(count(start, "text:c").min(MOST_SPACES))),
            "text:tab" => self.text("\t"),
            "text:line-break" => self.text("\n"),
            _ => {}
        }
        Ok(())
    }

    fn text(&mut self, text: &str) {
        if self.beside == 0
            && self.paragraphs > 0
            && let Some((_, cell)) = &mut self.cell
        {
            cell.push_str(text);
        }
    }

    fn end(&mut self, name: &str) -> Result<(), Failure> {
        if self.beside > 0 {
            self.beside -= 1;
            return Ok(());
        }
        match name {
            "table:table-cell" | "table:covered-table-cell" => {
                let Some((times, text)) = self.cell.take() else { return Ok(()) };
                if !text.trim().is_empty() {
                    if times > MOST_COLUMNS {
                        return Err(self.failure(Full::Columns.words()));
                    }
                    self.cells.extend((self.column..self.column + times).map(|column| (column, text.clone())));
                }
                self.column = self.column.saturating_add(times);
            }
            "table:table-row" => {
                if !self.cells.is_empty() && self.rows > MOST_ROWS {
                    return Err(self.failure(Full::Rows.words()));
                }
                let cells = std::mem::take(&mut self.cells);
                // Empty rows at the end stand there a million times.
                for row in (self.row..self.row.saturating_add(self.rows)).take_while(|_| !cells.is_empty()) {
                    for (column, text) in &cells {
                        self.sheets.put(row, *column, text).map_err(|full| self.failure(full.words()))?;
                    }
                }
                self.row = self.row.saturating_add(self.rows);
            }
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::faq::exchange::sheet::Row;

    fn content(rows: &str) -> String {
        format!(
            "<?xml version=\"1.0\"?><office:document-content><office:body><office:spreadsheet>\
             <table:table table:name=\"S &amp; T\">{rows}</table:table></office:spreadsheet></office:body></office:document-content>"
        )
    }

    #[test]
    fn cells_are_read_as_they_are_shown() {
        let rows = "<table:table-column table:number-columns-repeated=\"3\"/>\
             <table:table-header-rows><table:table-row><table:table-cell office:value-type=\"string\"><text:p>title</text:p></table:table-cell></table:table-row></table:table-header-rows>\
             <table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>\
             <table:table-row><table:table-cell table:number-columns-repeated=\"2\"/><table:table-cell>\
             <office:annotation><text:p>a note</text:p></office:annotation>\
             <text:p>a<text:s text:c=\"2\"/>&lt;b&gt; <text:span>c</text:span><text:line-break/>d&#1179;</text:p><text:p>e</text:p></table:table-cell></table:table-row>\
             <table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>";
        let sheets = read(content(rows).as_bytes()).expect("it is a sheet");
        let expected = [
            Row { number: 1, cells: vec!["title".into()] },
            Row { number: 4, cells: vec![String::new(), String::new(), "a  <b> c\ndқ\ne".into()] },
        ];
        assert_eq!(sheets, [Sheet { name: Some("S & T".into()), rows: expected.into() }]);
    }

    #[test]
    fn what_stands_there_a_million_times_is_refused() {
        for (rows, message) in [
            (
                "<table:table-row><table:table-cell table:number-columns-repeated=\"16384\"><text:p>x</text:p></table:table-cell></table:table-row>",
                "more than 200 columns",
            ),
            (
                "<table:table-row table:number-rows-repeated=\"1048576\"><table:table-cell><text:p>x</text:p></table:table-cell></table:table-row>",
                "more than 20000 rows",
            ),
            (
                "<table:table-row><table:table-cell><text:p>&bomb;</text:p></table:table-cell></table:table-row>",
                "the workbook is damaged: it has an entity of its own",
            ),
        ] {
            let (place, told) = read(content(rows).as_bytes()).expect_err("it is refused");
            assert_eq!((place.sheet.as_deref(), told.text.as_str()), (Some("S & T"), message));
        }
    }
}
