//! Calendars of public holidays: dated files that an operator may replace. `config/holidays/bd.toml` explains their keys.

use super::Error;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::Path;

/// The calendars that the program brings.
const EMBEDDED: [(&str, &str); 2] =
    [("bd", include_str!("../../config/holidays/bd.toml")), ("kz", include_str!("../../config/holidays/kz.toml"))];
/// Largest file, in bytes: ten times what ours have.
const MAX_FILE: u64 = 128 * 1024;
/// Most holidays of a calendar.
const MOST_HOLIDAYS: usize = 100;
/// Most dates of one holiday: some twenty years.
const MOST_DATES: usize = 20;
/// Most words of one holiday, in all languages.
const MOST_WORDS: usize = 100;
/// Longest holiday, in days.
const LONGEST: i32 = 31;

/// Which days a team or a market has off: a calendar by its name, or dates (`YYYY-MM-DD`) that have no name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Holidays {
    Calendar(String),
    Dates(Vec<String>),
}

impl Default for Holidays {
    fn default() -> Self {
        Holidays::Dates(Vec::new())
    }
}

/// One holiday, as often as it is dated.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Holiday {
    /// The same in every calendar, for the same feast.
    pub id: String,
    /// Whether technicians are off.
    pub closed: bool,
    /// Its name by language.
    pub names: BTreeMap<String, String>,
    /// How owners call it, by language.
    pub words: BTreeMap<String, Vec<String>>,
    /// In order.
    pub dates: Vec<Dates>,
}

/// Once when a holiday is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Dates {
    pub first: Date,
    /// The same as `first` for one day.
    pub last: Date,
    /// Whether the sight of the moon may move it by a day.
    pub moon: bool,
    /// Whether it is not named by the government yet.
    pub expected: bool,
}

impl Dates {
    /// Each day of it.
    pub fn days(&self) -> impl Iterator<Item = Date> + use<> {
        let last = self.last;
        self.first.series(jiff::Span::new().days(1)).take_while(move |day| *day <= last)
    }
}

/// All holidays of a country.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Calendar {
    pub holidays: Vec<Holiday>,
    /// Words by which owners ask whether somebody is there, by language.
    pub asks: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    asks: BTreeMap<String, Vec<String>>,
    holiday: Vec<Row>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    closed: bool,
    names: BTreeMap<String, String>,
    words: BTreeMap<String, Vec<String>>,
    days: Vec<RowDays>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RowDays {
    from: String,
    to: Option<String>,
    #[serde(default)]
    moon: bool,
    #[serde(default)]
    expected: bool,
}

/// The calendar of that name: from the folder, when one is set and has it, else the program's own. `key` is the setting that names it.
pub fn load(key: &str, folder: &str, name: &str) -> Result<Calendar, Error> {
    if name.is_empty() || !name.bytes().all(|letter| letter.is_ascii_lowercase() || letter.is_ascii_digit() || letter == b'-') {
        return Err(Error::new(key, format!("{name:?} is no calendar: a name has a-z, 0-9 and -")));
    }
    let file = Path::new(folder).join(format!("{name}.toml"));
    if !folder.is_empty() && file.exists() {
        let wrong = |what: String| Error::new("support.holidays_folder", format!("{}: {what}", file.display()));
        let size = std::fs::metadata(&file).map_err(|error| wrong(error.to_string()))?.len();
        if size > MAX_FILE {
            return Err(wrong(format!("is larger than {MAX_FILE} bytes")));
        }
        let text = std::fs::read_to_string(&file).map_err(|error| wrong(error.to_string()))?;
        return parse(&text).map_err(wrong);
    }
    match EMBEDDED.iter().find(|(known, _)| *known == name) {
        Some((_, text)) => parse(text).map_err(|what| Error::new(key, what)),
        None => Err(Error::new(key, format!("there is no calendar {name:?}"))),
    }
}

/// Reads a calendar's file; else what is wrong with it.
fn parse(text: &str) -> Result<Calendar, String> {
    let file: File = toml::from_str(text).map_err(|error| error.to_string())?;
    if file.holiday.len() > MOST_HOLIDAYS {
        return Err(format!("more than {MOST_HOLIDAYS} holidays"));
    }
    if file.asks.values().map(Vec::len).sum::<usize>() > MOST_WORDS {
        return Err(format!("asks: more than {MOST_WORDS} words"));
    }
    let holidays = file.holiday.into_iter().map(holiday).collect::<Result<_, _>>()?;
    Ok(Calendar { holidays, asks: file.asks })
}

fn holiday(row: Row) -> Result<Holiday, String> {
    let Row { id, closed, names, words, days } = row;
    let words_in_all: usize = words.values().map(Vec::len).sum();
    if days.len() > MOST_DATES || words_in_all > MOST_WORDS {
        return Err(format!("{id}: more than {MOST_DATES} dates or {MOST_WORDS} words"));
    }
    if names.is_empty() {
        return Err(format!("{id}: has no name"));
    }
    let mut dates = days.iter().map(|days| dates(&id, days)).collect::<Result<Vec<_>, _>>()?;
    dates.sort();
    Ok(Holiday { id, closed, names, words, dates })
}

fn dates(id: &str, row: &RowDays) -> Result<Dates, String> {
    let date = |text: &str| text.parse::<Date>().map_err(|_| format!("{id}: {text:?} is not a date such as 2026-12-31"));
    let first = date(&row.from)?;
    let last = row.to.as_deref().map_or(Ok(first), date)?;
    let length = first.until(last).map_or(-1, |span| span.get_days());
    if !(0..LONGEST).contains(&length) {
        return Err(format!("{id}: {first} to {last} is not 1 to {LONGEST} days"));
    }
    Ok(Dates { first, last, moon: row.moon, expected: row.expected })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn embedded(name: &str) -> Calendar {
        load("key", "", name).expect("a calendar")
    }

    #[test]
    fn our_calendars_name_each_holiday_in_every_language() {
        for (name, _) in EMBEDDED {
            let calendar = embedded(name);
            assert!(calendar.holidays.len() > 10);
            assert_eq!(calendar.asks.keys().collect::<Vec<_>>(), ["bn", "en", "kk"], "{name}");
            for holiday in &calendar.holidays {
                assert_eq!(holiday.names.keys().collect::<Vec<_>>(), ["bn", "en", "kk", "ru"], "{name} {}", holiday.id);
                assert_eq!(holiday.words.keys().collect::<Vec<_>>(), ["bn", "en", "kk"], "{name} {}", holiday.id);
                assert!(!holiday.dates.is_empty() && calendar.holidays.iter().filter(|other| other.id == holiday.id).count() == 1);
                for dates in &holiday.dates {
                    assert!([2026, 2027].contains(&dates.first.year()) && dates.days().count() <= 6, "{name} {}", holiday.id);
                }
            }
        }
    }

    #[test]
    fn kazakhstan_moved_its_constitution_day() {
        let kz = embedded("kz");
        let days = |text: &str| {
            kz.holidays
                .iter()
                .filter(|holiday| holiday.dates.iter().any(|dates| dates.days().any(|day| day == text.parse().unwrap())))
                .count()
        };
        assert_eq!((days("2026-08-30"), days("2026-03-15"), days("2027-03-15"), days("2027-08-30")), (0, 0, 1, 0));
    }

    #[test]
    fn a_wrong_file_says_what_is_wrong() {
        let file = |days: &str| {
            parse(&format!("[[holiday]]\nid = \"x\"\nclosed = true\nnames = {{ en = \"X\" }}\nwords = {{}}\ndays = [{days}]\n"))
        };
        assert_eq!(file("{ from = \"2026-13-01\" }").unwrap_err(), "x: \"2026-13-01\" is not a date such as 2026-12-31");
        assert_eq!(file("{ from = \"2026-12-02\", to = \"2026-12-01\" }").unwrap_err(), "x: 2026-12-02 to 2026-12-01 is not 1 to 31 days");
        assert_eq!(file("{ from = \"2026-01-01\", to = \"2027-01-01\" }").unwrap_err(), "x: 2026-01-01 to 2027-01-01 is not 1 to 31 days");
        assert!(file("{ from = \"2026-01-01\", until = \"2027-01-01\" }").unwrap_err().contains("until"));
        let one = file("{ from = \"2026-12-31\", to = \"2027-01-02\", moon = true }").expect("good");
        assert_eq!(
            one.holidays[0].dates[0].days().map(|day| day.to_string()).collect::<Vec<_>>(),
            ["2026-12-31", "2027-01-01", "2027-01-02"]
        );
    }

    #[test]
    fn a_folder_replaces_and_adds_calendars() {
        let folder = std::env::temp_dir().join(format!("aftercare-holidays-{}", std::process::id()));
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("in.toml"), "holiday = []\n").expect("a file");
        std::fs::write(folder.join("kz.toml"), "holiday = 1\n").expect("a file");
        let name = folder.display().to_string();
        assert_eq!(load("key", &name, "in"), Ok(Calendar::default()));
        assert_eq!(load("key", &name, "bd"), Ok(embedded("bd")), "what the folder lacks is our own");
        assert!(load("key", &name, "kz").expect_err("broken").to_string().contains("support.holidays_folder"));
        std::fs::remove_dir_all(&folder).expect("removed");
        for name in ["mars", "", "../bd", "BD"] {
            assert!(load("key", "", name).is_err(), "{name}");
        }
    }
}
