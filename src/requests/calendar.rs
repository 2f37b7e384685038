//! An appointment as a file for calendars (RFC 5545), with the rule of its own time zone.
//!
//! Written here: the crates that write such files leave `VTIMEZONE` to their users, and bring a second library of time. A phone whose
//! own table of zones is old (Almaty is five hours ahead of UTC since March 2024) still shows the right time, because the file says
//! the offset itself.

use crate::clock::Millis;
use jiff::Timestamp;
use jiff::tz::{Offset, TimeZone};

/// Octets of a line before it is folded (section 3.1).
const LINE: usize = 75;
/// How long before it begins the phone reminds its owner: two hours.
const ALARM: &str = "-PT2H";

/// An appointment.
#[derive(Debug, Clone, PartialEq)]
pub struct Appointment {
    /// The same for each version of it, so that a newer one takes the place of an older.
    pub id: String,
    /// Grows with each version.
    pub version: u64,
    /// When this version was made.
    pub made_at: Millis,
    pub at: Millis,
    pub until: Millis,
    /// Where its time is told.
    pub zone: TimeZone,
    pub title: String,
    pub place: Option<String>,
    pub text: String,
    /// The page about it.
    pub url: String,
    /// It does not take place.
    pub is_cancelled: bool,
}

/// The file.
pub fn file(appointment: &Appointment) -> String {
    let Appointment { id, version, made_at, at, until, zone, title, place, text, url, is_cancelled } = appointment;
    let mut lines = Lines(String::new());
    for line in ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Aftercare//Aftercare//EN", "CALSCALE:GREGORIAN", "METHOD:PUBLISH"] {
        lines.add(line);
    }
    let named = rule(&mut lines, zone, *at);
    let time = |at| match named {
        Some(name) => format!(";TZID={name}:{}", local(at, zone)),
        None => format!(":{}", utc(at)),
    };
    lines.add("BEGIN:VEVENT");
    lines.add(&format!("UID:{}", escaped(id)));
    lines.add(&format!("SEQUENCE:{version}"));
    lines.add(&format!("DTSTAMP:{}", utc(*made_at)));
    lines.add(&format!("DTSTART{}", time(*at)));
    lines.add(&format!("DTEND{}", time(*until)));
    lines.add(&format!("SUMMARY:{}", escaped(title)));
    if let Some(place) = place {
        lines.add(&format!("LOCATION:{}", escaped(place)));
    }
    lines.add(&format!("DESCRIPTION:{}", escaped(text)));
    lines.add(&format!("URL:{url}"));
    lines.add(if *is_cancelled { "STATUS:CANCELLED" } else { "STATUS:CONFIRMED" });
    if !is_cancelled {
        for line in ["BEGIN:VALARM", "ACTION:DISPLAY"] {
            lines.add(line);
        }
        lines.add(&format!("DESCRIPTION:{}", escaped(title)));
        lines.add(&format!("TRIGGER:{ALARM}"));
        lines.add("END:VALARM");
    }
    lines.add("END:VEVENT");
    lines.add("END:VCALENDAR");
    lines.0
}

/// Writes the rule of a zone that holds at an instant, and says its name; none for a zone that never changed, whose times are told in UTC.
fn rule<'z>(lines: &mut Lines, zone: &'z TimeZone, at: Millis) -> Option<&'z str> {
    let name = zone.iana_name()?;
    let at = Timestamp::from_millisecond(at).ok()?;
    let since = zone.preceding(at).next()?;
    let before = zone.to_offset(since.timestamp().checked_sub(jiff::Span::new().seconds(1)).ok()?);
    let part = if since.dst().is_dst() { "DAYLIGHT" } else { "STANDARD" };
    lines.add("BEGIN:VTIMEZONE");
    lines.add(&format!("TZID:{name}"));
    lines.add(&format!("BEGIN:{part}"));
    // It begins on the clock that held before (section 3.6.5).
    lines.add(&format!("DTSTART:{}", before.to_datetime(since.timestamp()).strftime("%Y%m%dT%H%M%S")));
    lines.add(&format!("TZOFFSETFROM:{}", offset(before)));
    lines.add(&format!("TZOFFSETTO:{}", offset(since.offset())));
    lines.add(&format!("END:{part}"));
    lines.add("END:VTIMEZONE");
    Some(name)
}

fn offset(offset: Offset) -> String {
    let seconds = offset.seconds();
    let sign = if seconds < 0 { '-' } else { '+' };
    let seconds = seconds.unsigned_abs();
    let rest = if seconds.is_multiple_of(60) { String::new() } else { format!("{:02}", seconds % 60) };
    format!("{sign}{:02}{:02}{rest}", seconds / 3_600, seconds / 60 % 60)
}

fn local(at: Millis, zone: &TimeZone) -> String {
    stamp(at, zone, "%Y%m%dT%H%M%S")
}

fn utc(at: Millis) -> String {
    stamp(at, &TimeZone::UTC, "%Y%m%dT%H%M%SZ")
}

fn stamp(at: Millis, zone: &TimeZone, form: &str) -> String {
    let at = Timestamp::from_millisecond(at).unwrap_or(Timestamp::UNIX_EPOCH);
    at.to_zoned(zone.clone()).strftime(form).to_string()
}

/// Text as a value (section 3.3.11).
fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '\\' | ';' | ',' => value.extend(['\\', letter]),
            '\n' => value.push_str("\\n"),
            letter if letter.is_control() => {}
            letter => value.push(letter),
        }
    }
    value
}

/// Lines that end with CRLF and are folded between letters.
struct Lines(String);

impl Lines {
    fn add(&mut self, line: &str) {
        let mut length = 0;
        for letter in line.chars() {
            if length + letter.len_utf8() > LINE {
                self.0.push_str("\r\n ");
                length = 1;
            }
            length += letter.len_utf8();
            self.0.push(letter);
        }
        self.0.push_str("\r\n");
    }
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
            text: "সকালে আসুন\nগাড়ির চাবি সঙ্গে আনবেন, আর কিছু লাগবে না, শুধু এই নম্বরটি দেখাবেন।".into(),
            url: "https://cars.example/r/AC-7K3M-92QX-C".into(),
            is_cancelled: false,
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

    #[test]
    fn lines_are_folded_between_letters_and_values_escaped() {
        let file = file(&appointment("Asia/Almaty"));
        assert!(file.split("\r\n").all(|line| line.len() <= LINE && !line.contains(['\r', '\n'])), "{file}");
        let unfolded = file.replace("\r\n ", "");
        assert!(unfolded.contains("LOCATION:Абай даңғылы\\; 1\r\n") && unfolded.contains("SUMMARY:Сервиске жазылу\\, Алматы\r\n"));
        assert!(unfolded.contains("DESCRIPTION:সকালে আসুন\\nগাড়ির চাবি"), "{unfolded}");
        assert!(file.contains("SEQUENCE:3\r\n") && file.contains("DTSTAMP:19700101T000000Z\r\n") && file.contains("BEGIN:VALARM"));
    }

    #[test]
    fn what_is_called_off_says_so_and_reminds_nobody() {
        let file = file(&Appointment { is_cancelled: true, ..appointment("Asia/Dhaka") });
        assert!(file.contains("STATUS:CANCELLED") && !file.contains("VALARM"));
    }
}
