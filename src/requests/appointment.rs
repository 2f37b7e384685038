//! The appointment of a request, as a file for calendars has it: a slot at a centre, or a date of the training.

use super::Requests;
use super::calendar::{Appointment, Holds};
use crate::aftersales::kind::KindSpec;
use crate::aftersales::record::{Centre, Course, instant};
use crate::clock::Millis;
use crate::forms::zone_of;
use crate::store::RequestRow;
use jiff::tz::TimeZone;
use serde_json::Value;

/// A minute in milliseconds.
const MINUTE_MS: Millis = 60_000;
/// How long an appointment lasts that is over and whose service is not known any more, in minutes.
const USUAL_MINUTES: u32 = 60;

/// Where and when, however the request came to it.
struct Meeting {
    at: Millis,
    until: Millis,
    zone: TimeZone,
    /// What it is, where the kind's name does not say all.
    what: Option<String>,
    place: Option<String>,
    position: Option<(f64, f64)>,
    /// Grows when its record is changed.
    revision: u64,
}

impl Requests {
    /// The centre and the date of the training that a request names, by their ids.
    pub fn meets_at<'r>(&self, row: &'r RequestRow) -> (Option<&'r str>, Option<&'r str>) {
        let centre = row.slot.as_ref().map(|slot| slot.centre.as_str()).or(row.centre.as_deref());
        let course = self.kinds().kind(&row.kind).and_then(KindSpec::course_field);
        (centre, course.and_then(|field| row.values.get(field)).and_then(Value::as_str))
    }

    /// The appointment of a request, with the records that [`Requests::meets_at`] names; none for a request without one. What was called
    /// off is still told, as called off: a calendar that has it takes it out.
    pub fn appointment(&self, row: &RequestRow, centre: Option<&Centre>, course: Option<&Course>) -> Option<Appointment> {
        let kind = self.kinds().kind(&row.kind)?;
        let name = self.forms.kind_name(row.language, kind);
        let meeting = at_centre(row, centre).or_else(|| course.map(|course| of_course(row, course)))?;
        let Meeting { at, until, zone, what, place, position, revision } = meeting;
        let state = self.forms.state_name(row.language, kind, &row.status);
        Some(Appointment {
            id: format!("{}@{}", row.code, self.origin.split("//").nth(1).unwrap_or("aftercare")),
            version: row.revision.saturating_add(revision),
            made_at: self.clock.now(),
            at,
            until,
            zone,
            title: format!("{}: {}", self.company, what.unwrap_or(name)),
            place,
            position,
            text: format!("{}\n{state}", row.code),
            url: format!("{}/r/{}", self.origin, row.code),
            holds: holds(kind, row, at),
        })
    }
}

/// The slot that a request holds, or held until it was called off.
fn at_centre(row: &RequestRow, centre: Option<&Centre>) -> Option<Meeting> {
    let (at, until) = match &row.slot {
        Some(slot) => (slot.at, slot.until),
        None => {
            let at = row.values.get("slot").and_then(Value::as_str).and_then(instant::parse)?;
            let service = row.values.get("service").and_then(Value::as_str);
            let known = centre.and_then(|centre| centre.services.iter().find(|known| Some(known.service.as_str()) == service));
            (at, at + Millis::from(known.map_or(USUAL_MINUTES, |known| known.minutes)) * MINUTE_MS)
        }
    };
    Some(Meeting {
        at,
        until,
        zone: centre.map_or(TimeZone::UTC, zone_of),
        what: None,
        place: centre.map(|centre| format!("{}, {}", centre.names.in_(row.language), centre.address.in_(row.language))),
        position: centre.and_then(|centre| centre.latitude.zip(centre.longitude)),
        revision: 0,
    })
}

fn of_course(row: &RequestRow, course: &Course) -> Meeting {
    Meeting {
        at: course.starts_at,
        until: course.starts_at + Millis::from(course.minutes) * MINUTE_MS,
        zone: TimeZone::get(&course.zone).unwrap_or(TimeZone::UTC),
        what: Some(course.titles.in_(row.language).to_owned()).filter(|title| !title.is_empty()),
        place: course.place.clone(),
        position: None,
        revision: u64::try_from(course.revision).unwrap_or(0),
    }
}

/// Nobody has agreed yet where a request begins, or where its owner is asked; what ended before its time does not take place.
pub(super) fn holds(kind: &KindSpec, row: &RequestRow, at: Millis) -> Holds {
    if row.closed_at.is_some_and(|closed| closed < at) {
        Holds::Cancelled
    } else if kind.may_begin_in(&row.status) || kind.waits_for_owner(&row.status) {
        Holds::Tentative
    } else {
        Holds::Confirmed
    }
}
