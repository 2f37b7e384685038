//! An appointment as a file for calendars (RFC 5545), with the rule of its own time zone.
//!
//! The crate `ics` knows names, order and escaping. It has no rules of zones: they are taken from `jiff` here, so that a phone whose own
//! table is old (Almaty is five hours ahead of UTC since March 2024) still shows the right time, because the file says the offset
//! itself. And it folds a line's second part to 76 octets, so that lines are folded anew.

use crate::clock::Millis;
use ics::components::Property;
use ics::properties::{CalScale, Description, DtEnd, DtStart, Geo, Location, Method, Sequence, Status, Summary, Trigger, URL};
use ics::{Alarm, Daylight, Event, ICalendar, Standard, TimeZone as Rules, escape_text};
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone, TimeZoneTransition};
use unicode_segmentation::UnicodeSegmentation;

/// Octets of a line before it is folded (section 3.1).
const LINE: usize = 75;
/// How long before it begins the phone reminds its owner: two hours.
const ALARM: &str = "-PT2H";
/// Changes of the clock that one appointment may last over.
const MOST_CHANGES: usize = 4;
/// What the crate puts where it folds.
const FOLD: &str = "\r\n ";

/// Whether an appointment takes place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Holds {
    /// Nobody has confirmed it yet.
    Tentative,
    Confirmed,
    Cancelled,
}

/// An appointment.
#[derive(Debug, Clone, PartialEq)]
pub struct Appointment {
    /// The same for each version of it, so that a newer one takes the place of an older.
    pub id: String,
    /// Grows with each version.
    pub version: u64,
    /// When this file is made.
    pub made_at: Millis,
    pub at: Millis,
    pub until: Millis,
    /// Where its time is told.
    pub zone: TimeZone,
    pub title: String,
    /// Name and address.
    pub place: Option<String>,
    /// Degrees north and east.
    pub position: Option<(f64, f64)>,
    pub text: String,
    /// The page about it.
    pub url: String,
    pub holds: Holds,
}

/// The file.
pub fn file(appointment: &Appointment) -> String {
    let mut calendar = ICalendar::new("2.0", "-//Aftercare//Aftercare//EN");
    calendar.push(CalScale::new("GREGORIAN"));
    calendar.push(Method::new("PUBLISH"));
    let rules = rules(appointment);
    let named = rules.is_some();
    if let Some(rules) = rules {
        calendar.add_timezone(rules);
    }
    calendar.add_event(event(appointment, named));
    folded(&calendar.to_string())
}

/// The appointment itself. `named`: its times are told by the zone that the file describes, else in UTC.
fn event(appointment: &Appointment, named: bool) -> Event<'_> {
    let Appointment { id, version, made_at, at, until, zone, title, place, position, text, url, holds } = appointment;
    let name = zone.iana_name().filter(|_| named);
    let mut event = Event::new(text_of(id), utc(*made_at));
    event.push(Sequence::new(version.to_string()));
    event.push(timed(DtStart::new(moment(*at, zone, named)).into(), name));
    event.push(timed(DtEnd::new(moment(*until, zone, named)).into(), name));
    event.push(Summary::new(text_of(title)));
    if let Some(place) = place {
        event.push(Location::new(text_of(place)));
    }
    if let Some((latitude, longitude)) = position {
        event.push(Geo::new(format!("{latitude};{longitude}")));
    }
    event.push(Description::new(text_of(text)));
    event.push(URL::new(url.as_str()));
    event.push(match holds {
        Holds::Tentative => Status::tentative(),
        Holds::Confirmed => Status::confirmed(),
        Holds::Cancelled => Status::cancelled(),
    });
    if *holds != Holds::Cancelled {
        event.add_alarm(Alarm::display(Trigger::new(ALARM), Description::new(text_of(title))));
    }
    event
}

fn timed<'a>(mut time: Property<'a>, zone: Option<&'a str>) -> Property<'a> {
    if let Some(zone) = zone {
        time.add(ics::parameters::TzIDParam::new(zone));
    }
    time
}

/// The rules of a zone that hold while an appointment lasts; none for a zone that never changed, whose times are told in UTC.
fn rules(appointment: &Appointment) -> Option<Rules<'_>> {
    let zone = &appointment.zone;
    let name = zone.iana_name()?;
    let (at, until) = (Timestamp::from_millisecond(appointment.at).ok()?, Timestamp::from_millisecond(appointment.until).ok()?);
    // What changes in the very moment holds already.
    let since = zone.preceding(at.checked_add(jiff::Span::new().nanoseconds(1)).ok()?).next()?;
    let meanwhile = zone.following(at).take_while(|change| change.timestamp() < until).take(MOST_CHANGES);
    let mut rules = Rule::of(zone, &since)?.alone(name);
    for change in meanwhile {
        match Rule::of(zone, &change)? {
            Rule::Standard(rule) => rules.add_standard(rule),
            Rule::Daylight(rule) => rules.add_daylight(rule),
        }
    }
    Some(rules)
}

/// What holds from a change of the clock on.
enum Rule {
    Standard(Standard<'static>),
    Daylight(Daylight<'static>),
}

impl Rule {
    fn of(zone: &TimeZone, change: &TimeZoneTransition<'_>) -> Option<Rule> {
        let before = zone.to_offset(change.timestamp().checked_sub(jiff::Span::new().seconds(1)).ok()?);
        // It begins on the clock that held before (section 3.6.5).
        let begins = before.to_datetime(change.timestamp()).strftime("%Y%m%dT%H%M%S").to_string();
        let (from, to) = (offset(before), offset(change.offset()));
        Some(if change.dst().is_dst() {
            Rule::Daylight(Daylight::new(begins, from, to))
        } else {
            Rule::Standard(Standard::new(begins, from, to))
        })
    }

    fn alone(self, zone: &str) -> Rules<'_> {
        match self {
            Rule::Standard(rule) => Rules::standard(zone, rule),
            Rule::Daylight(rule) => Rules::daylight(zone, rule),
        }
    }
}

fn offset(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let seconds = seconds.unsigned_abs();
    let rest = if seconds.is_multiple_of(60) { String::new() } else { format!("{:02}", seconds % 60) };
    format!("{sign}{:02}{:02}{rest}", seconds / 3_600, seconds / 60 % 60)
}

fn moment(at: Millis, zone: &TimeZone, named: bool) -> String {
    if named { stamp(at, zone, "%Y%m%dT%H%M%S") } else { utc(at) }
}

fn utc(at: Millis) -> String {
    stamp(at, &TimeZone::UTC, "%Y%m%dT%H%M%SZ")
}

fn stamp(at: Millis, zone: &TimeZone, form: &str) -> String {
    let at = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
    at.to_zoned(zone.clone()).strftime(form).to_string()
}

/// Text as a value (section 3.3.11), without what no line may hold.
fn text_of(text: &str) -> String {
    let text: String = text.chars().filter(|letter| *letter == '\n' || !letter.is_control()).collect();
    escape_text(text).into_owned()
}

/// Lines of at most [`LINE`] octets, folded between what readers see as letters: a Bengali one is made of several.
fn folded(file: &str) -> String {
    let mut lines = String::with_capacity(file.len() + file.len() / LINE * FOLD.len());
    for line in file.replace(FOLD, "").split_inclusive("\r\n") {
        let mut length = 0;
        for letter in line.graphemes(true).filter(|letter| *letter != "\r\n").flat_map(pieces) {
            if length + letter.len() > LINE {
                lines.push_str(FOLD);
                length = 1;
            }
            length += letter.len();
            lines.push_str(letter);
        }
        lines.push_str("\r\n");
    }
    lines
}

/// A letter; one that is longer than a line in its characters.
fn pieces(letter: &str) -> impl Iterator<Item = &str> {
    let is_long = letter.len() >= LINE;
    let parts = letter.char_indices().filter(move |_| is_long).map(move |(at, part)| &letter[at..at + part.len_utf8()]);
    (!is_long).then_some(letter).into_iter().chain(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn appointment(zone: &str) -> Appointment {
        Appointment {
            id: "AC-7K3M-92QX-C@cars.example".into(),
            version: 3,
            made_at: 0,
            at: "2026-12-02T05:00:00Z".parse::<Timestamp>().unwrap().as_millisecond(),
            until: "2026-12-02T06:00:00Z".parse::<Timestamp>().unwrap().as_millisecond(),
            zone: TimeZone::get(zone).expect("a zone"),
            title: "Сервиске жазылу, Алматы".into(),
            place: Some("Абай даңғылы; 1".into()),
            position: Some((43.238, 76.9)),
            text: "সকালে আসুন\nগাড়ির চাবি সঙ্গে আনবেন, আর কিছু লাগবে না, শুধু এই নম্বরটি দেখাবেন।".into(),
            url: "https://cars.example/r/AC-7K3M-92QX-C".into(),
            holds: Holds::Confirmed,
        }
    }

    #[test]
    fn times_are_those_of_the_centre_with_the_rule_of_its_zone() {
        let almaty = file(&appointment("Asia/Almaty"));
        let rule = "BEGIN:VTIMEZONE\r\nTZID:Asia/Almaty\r\nBEGIN:STANDARD\r\nDTSTART:20240301T000000\r\nTZOFFSETFROM:+0600\r\n\
                    TZOFFSETTO:+0500\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n";
        assert!(almaty.contains(rule), "{almaty}");
        assert!(almaty.contains("DTSTART;TZID=Asia/Almaty:20261202T100000\r\nDTEND;TZID=Asia/Almaty:20261202T110000\r\n"), "{almaty}");
        let dhaka = file(&appointment("Asia/Dhaka"));
        assert!(dhaka.contains("TZOFFSETFROM:+0700\r\nTZOFFSETTO:+0600\r\n"), "{dhaka}");
        assert!(dhaka.contains("DTSTART;TZID=Asia/Dhaka:20261202T110000\r\n"), "{dhaka}");
        assert!(file(&appointment("Etc/UTC")).contains("DTSTART:20261202T050000Z\r\n"));
    }

    /// The files that a library of others reads in `tests/browser/calendar.mjs` are those that are made here.
    #[test]
    fn the_files_that_others_read_are_ours() {
        let samples = [
            ("almaty", include_str!("../../tests/data/calendar/almaty.ics"), appointment("Asia/Almaty")),
            (
                "dhaka",
                include_str!("../../tests/data/calendar/dhaka.ics"),
                Appointment { holds: Holds::Tentative, ..appointment("Asia/Dhaka") },
            ),
            (
                "cancelled",
                include_str!("../../tests/data/calendar/cancelled.ics"),
                Appointment { version: 4, holds: Holds::Cancelled, ..appointment("Asia/Dhaka") },
            ),
        ];
        for (name, known, sample) in samples {
            assert_eq!(file(&sample), known, "tests/data/calendar/{name}.ics");
        }
    }

    #[test]
    fn a_clock_that_changes_meanwhile_has_both_rules() {
        let at = |time: &str| time.parse::<Timestamp>().unwrap().as_millisecond();
        let night = Appointment { at: at("2026-10-24T20:00:00Z"), until: at("2026-10-25T08:00:00Z"), ..appointment("Europe/London") };
        let file = file(&night);
        assert!(file.contains("BEGIN:DAYLIGHT\r\nDTSTART:20260329T010000\r\nTZOFFSETFROM:+0000\r\nTZOFFSETTO:+0100\r\n"), "{file}");
        assert!(file.contains("BEGIN:STANDARD\r\nDTSTART:20261025T020000\r\nTZOFFSETFROM:+0100\r\nTZOFFSETTO:+0000\r\n"), "{file}");
        assert!(file.contains("DTSTART;TZID=Europe/London:20261024T210000\r\nDTEND;TZID=Europe/London:20261025T080000\r\n"), "{file}");
    }

    #[test]
    fn lines_are_folded_between_letters_and_values_escaped() {
        let file = file(&appointment("Asia/Almaty"));
        assert!(file.split("\r\n").all(|line| line.len() <= LINE && !line.contains(['\r', '\n'])), "{file}");
        assert!(file.split("\r\n ").skip(1).all(|rest| !rest.starts_with(is_sign)), "a vowel sign stays with its letter: {file}");
        let unfolded = file.replace(FOLD, "");
        assert!(unfolded.contains("LOCATION:Абай даңғылы\\; 1\r\nGEO:43.238;76.9\r\n"), "{unfolded}");
        assert!(unfolded.contains("SUMMARY:Сервиске жазылу\\, Алматы\r\n"), "{unfolded}");
        assert!(unfolded.contains("DESCRIPTION:সকালে আসুন\\nগাড়ির চাবি"), "{unfolded}");
        assert!(file.contains("SEQUENCE:3\r\n") && file.contains("DTSTAMP:19700101T000000Z\r\n") && file.contains("BEGIN:VALARM"));
    }

    /// A sign of Bengali that stands with the letter before it.
    fn is_sign(letter: char) -> bool {
        matches!(letter, '\u{981}'..='\u{983}' | '\u{9bc}' | '\u{9be}'..='\u{9cd}' | '\u{9d7}')
    }

    #[test]
    fn what_is_longer_than_a_line_is_cut_all_the_same() {
        let title = format!("e{}", "\u{301}".repeat(100));
        let file = file(&Appointment { title: title.clone(), ..appointment("Asia/Dhaka") });
        assert!(file.split("\r\n").all(|line| line.len() <= LINE), "{file}");
        assert!(file.replace(FOLD, "").contains(&format!("SUMMARY:{title}\r\n")), "{file}");
    }

    #[test]
    fn what_is_called_off_says_so_and_reminds_nobody() {
        let file = |holds| super::file(&Appointment { holds, ..appointment("Asia/Dhaka") });
        let cancelled = file(Holds::Cancelled);
        assert!(cancelled.contains("STATUS:CANCELLED\r\n") && !cancelled.contains("VALARM"), "{cancelled}");
        let tentative = file(Holds::Tentative);
        assert!(tentative.contains("STATUS:TENTATIVE\r\n") && tentative.contains("VALARM"), "{tentative}");
        assert!(file(Holds::Confirmed).contains("STATUS:CONFIRMED\r\n"));
    }
}
