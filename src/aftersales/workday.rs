//! Working days of a market, and when something is due.
//!
//! What is promised in working days is due at the end of the last of them: at 18 o'clock on the clock of the market, or when its last
//! technician of that day goes. The day of the promise does not count. Between them lie no days of rest and no holidays.

use crate::clock::Millis;
use crate::config::hours::Day;
use crate::market::Market;
use jiff::civil::{Date, Time, time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// Days that are looked at for one due time: with a year of working days, two years of them.
const MOST_DAYS: i32 = 1_000;
/// When a working day ends where the market's technicians say nothing.
const END_OF_DAY: Time = time(18, 0, 0, 0);
/// The last minute of a calendar day.
const END_OF_CALENDAR_DAY: Time = time(23, 59, 0, 0);

/// How long something may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Due {
    WorkingDays(u32),
    /// Days of any kind.
    Days(u32),
}

impl Due {
    /// The number of days.
    pub fn days(self) -> u32 {
        match self {
            Due::WorkingDays(days) | Due::Days(days) => days,
        }
    }
}

/// Which days a market works on.
#[derive(Debug, Clone)]
pub struct WorkCalendar {
    zone: TimeZone,
    rest: BTreeSet<Day>,
    off: BTreeSet<Date>,
    /// When the last technician goes, by day of the week.
    ends: BTreeMap<Day, Time>,
}

impl WorkCalendar {
    /// That of a market: its days of rest and its holidays, in the zone of its first team.
    pub fn of(market: &Market) -> WorkCalendar {
        let mut ends: BTreeMap<Day, Time> = BTreeMap::new();
        for team in market.schedule.teams() {
            // A shift past midnight is none that an office ends with.
            for day in team.days.iter().filter(|_| team.close > team.open) {
                let end = ends.entry(*day).or_insert(team.close);
                *end = team.close.max(*end);
            }
        }
        let rest = market.rest_days.iter().copied().collect();
        WorkCalendar { zone: market.schedule.zone().clone(), rest, off: market.dates_off.clone(), ends }
    }

    /// One of a zone, days of rest and dates.
    pub fn new(zone: TimeZone, rest: impl IntoIterator<Item = Day>, off: impl IntoIterator<Item = Date>) -> WorkCalendar {
        WorkCalendar { zone, rest: rest.into_iter().collect(), off: off.into_iter().collect(), ends: BTreeMap::new() }
    }

    /// The zone in which its days begin and end.
    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    /// Whether it is a working day.
    pub fn works_on(&self, day: Date) -> bool {
        !self.rest.contains(&Day::of(day.weekday())) && !self.off.contains(&day)
    }

    /// The day at an instant.
    pub fn day(&self, at: Millis) -> Date {
        let at = Timestamp::from_millisecond(at).unwrap_or(if at < 0 { Timestamp::MIN } else { Timestamp::MAX });
        at.to_zoned(self.zone.clone()).date()
    }

    /// When something that is promised at `from` is due.
    pub fn due(&self, due: Due, from: Millis) -> Millis {
        let today = self.day(from);
        match due {
            Due::WorkingDays(days) => self.end_of(self.working_day_after(today, days)),
            Due::Days(days) => self.instant(today.saturating_add(i64::from(days).days()), END_OF_CALENDAR_DAY),
        }
    }

    /// A due time that stood still from one instant to another: later by the working days that began meanwhile (`Due::WorkingDays`), or
    /// by the days.
    pub fn resumed(&self, due: Due, due_at: Millis, paused: Millis, resumed: Millis) -> Millis {
        let (first, last, due_day) = (self.day(paused), self.day(resumed), self.day(due_at));
        match due {
            Due::WorkingDays(_) => match self.working_days_between(first, last) {
                0 => due_at,
                lost => self.end_of(self.working_day_after(due_day, lost)),
            },
            Due::Days(_) => match (last - first).get_days() {
                lost if lost > 0 => self.instant(due_day.saturating_add(lost.days()), END_OF_CALENDAR_DAY),
                _ => due_at,
            },
        }
    }

    /// Working days after `first`, up to `last`.
    fn working_days_between(&self, first: Date, last: Date) -> u32 {
        let days = first.series(1.day()).skip(1).take_while(|day| *day <= last).take(MOST_DAYS as usize);
        u32::try_from(days.filter(|day| self.works_on(*day)).count()).unwrap_or(0)
    }

    /// The n-th working day after a day. With no working day ahead (a calendar of rest alone), the last that was looked at.
    fn working_day_after(&self, day: Date, n: u32) -> Date {
        let mut left = n;
        let mut last = day;
        for day in day.series(1.day()).skip(1).take(MOST_DAYS as usize) {
            if left == 0 {
                break;
            }
            last = day;
            if self.works_on(day) {
                left -= 1;
            }
        }
        last
    }

    /// When a working day ends.
    fn end_of(&self, day: Date) -> Millis {
        let end = self.ends.get(&Day::of(day.weekday())).copied().unwrap_or(END_OF_DAY);
        self.instant(day, end)
    }

    /// A time on the clock of the zone. One that daylight saving leaves out is that much later.
    fn instant(&self, day: Date, at: Time) -> Millis {
        let zoned = day.to_datetime(at).to_zoned(self.zone.clone());
        zoned.map_or(i64::MAX, |zoned| zoned.timestamp().as_millisecond())
    }
}

#[cfg(test)]
mod tests;
