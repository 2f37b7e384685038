//! Which times of a centre are free: the hours of its week, cut into pieces as long as the service takes, without what is taken.

use super::Requests;
use crate::aftersales::record::{Centre, Service};
use crate::chat::command::SlotWanted;
use crate::clock::Millis;
use crate::config::hours::{BadHours, Day, Team};
use crate::error::{Code, Error};
use crate::forms::FreeTime;
use crate::market::hours::Schedule;
use crate::store::TakenSlot;
use jiff::{Timestamp, ToSpan};
use std::collections::BTreeMap;

/// Days that one look at free slots reaches.
pub const MOST_DAYS: i64 = 31;
/// Free slots that one look shows.
pub const MOST_SLOTS: usize = 500;
/// Free slots for one service of a centre that a form offers, and over how many days they are looked for.
const FORM_SLOTS: usize = 32;
const FORM_DAYS: i64 = 14;
/// Free times that one form offers, over all centres: the form is one event, and phones are slow.
const FORM_TIMES: usize = 400;
/// A slot is offered no later than this before it begins: somebody has to be there and know of it.
const LEAD_MS: Millis = 3_600_000;

/// A time at which somebody may come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Slot {
    pub at: Millis,
    pub until: Millis,
    /// Cars that may still come.
    pub free: u32,
}

impl Requests {
    /// A centre's week with its days off; [`Code::Internal`] for one whose hours nobody can read.
    pub fn schedule(&self, centre: &Centre) -> Result<Schedule, Error> {
        let markets = self.markets.get();
        let off = markets.get(&centre.market).map(|market| market.holidays_said.clone()).unwrap_or_default();
        centre.schedule(&off, &markets.calendars).map_err(|error: BadHours| {
            tracing::error!(centre = centre.id, %error, "the hours of a centre cannot be read");
            Code::Internal.into()
        })
    }

    /// The free slots of a centre for a service that begin from `from` to before `to`, at most [`MOST_DAYS`] and [`MOST_SLOTS`]. None
    /// lies in the past. [`Code::NotFound`] for a service that the centre does not do.
    pub async fn free_slots(&self, centre: &Centre, service: &str, from: Millis, to: Millis) -> Result<Vec<Slot>, Error> {
        let service = service_of(centre, service).ok_or(Code::NotFound)?;
        let from = from.max(self.clock.now().saturating_add(LEAD_MS));
        let to = to.min(from.saturating_add(MOST_DAYS * super::DAY_MS));
        let taken = self.store.taken_slots(&centre.id, Some(&service.service), from, to).await?;
        Ok(free(all(centre, service, &self.schedule(centre)?, from, to), &taken, MOST_SLOTS))
    }

    /// The free times of centres in the coming weeks, as a form offers them: each with the services that it is free for. Of a centre whose
    /// hours nobody can read there are none.
    pub async fn offered(&self, centres: &[Centre]) -> Result<BTreeMap<String, Vec<FreeTime>>, Error> {
        let from = self.clock.now().saturating_add(LEAD_MS);
        let to = from.saturating_add(FORM_DAYS * super::DAY_MS);
        let share = (FORM_TIMES / centres.len().max(1)).max(1);
        let mut offered = BTreeMap::new();
        for centre in centres {
            let Ok(schedule) = self.schedule(centre) else { continue };
            let taken = self.store.taken_slots(&centre.id, None, from, to).await?;
            offered.insert(centre.id.clone(), times(centre, &schedule, &taken, from, to).into_iter().take(share).collect());
        }
        Ok(offered)
    }

    /// The free times of a centre for one service in the coming weeks, as a form offers them, without the one that is held now. None of a
    /// centre that no longer does this.
    pub async fn other_times(&self, centre: &Centre, service: &str, held: Option<Millis>) -> Result<Vec<FreeTime>, Error> {
        if !self.does(centre, service) {
            return Ok(Vec::new());
        }
        let now = self.clock.now();
        let free = self.free_slots(centre, service, now, now.saturating_add(FORM_DAYS * super::DAY_MS)).await?;
        let others = free.iter().filter(|slot| Some(slot.at) != held).take(FORM_SLOTS);
        Ok(others.map(|slot| FreeTime { at: slot.at, services: Vec::new() }).collect())
    }

    /// Whether a centre does a service by appointment.
    pub fn does(&self, centre: &Centre, service: &str) -> bool {
        service_of(centre, service).is_some()
    }

    /// The slot of a centre that begins at a time, as the store takes it; none where there is no such slot, or it is too late for it.
    pub fn slot(&self, centre: &Centre, service: &str, at: Millis) -> Result<Option<SlotWanted>, Error> {
        let Some(service) = service_of(centre, service) else { return Ok(None) };
        if at < self.clock.now() {
            return Ok(None);
        }
        let found = all(centre, service, &self.schedule(centre)?, at, at.saturating_add(1));
        Ok(found.first().map(|slot| SlotWanted {
            centre: centre.id.clone(),
            service: service.service.clone(),
            at,
            until: slot.until,
            capacity: service.capacity,
        }))
    }
}

fn service_of<'c>(centre: &'c Centre, service: &str) -> Option<&'c Service> {
    centre.services.iter().find(|known| known.service == service && known.minutes > 0 && known.capacity > 0)
}

/// The slots that are free, the first so many.
fn free(mut slots: Vec<Slot>, taken: &[TakenSlot], most: usize) -> Vec<Slot> {
    slots.retain_mut(|slot| {
        slot.free = slot.free.saturating_sub(overlapping(taken, slot));
        slot.free > 0
    });
    slots.truncate(most);
    slots
}

/// The free times of a centre, each with what it is free for.
fn times(centre: &Centre, schedule: &Schedule, taken: &[TakenSlot], from: Millis, to: Millis) -> Vec<FreeTime> {
    let services: Vec<&Service> = centre.services.iter().filter(|service| service.minutes > 0 && service.capacity > 0).collect();
    let mut times: BTreeMap<Millis, Vec<String>> = BTreeMap::new();
    for service in &services {
        let taken: Vec<TakenSlot> = taken.iter().filter(|taken| taken.service == service.service).cloned().collect();
        for slot in free(all(centre, service, schedule, from, to), &taken, FORM_SLOTS) {
            times.entry(slot.at).or_default().push(service.service.clone());
        }
    }
    let of = |(at, free): (Millis, Vec<String>)| FreeTime { at, services: if free.len() == services.len() { Vec::new() } else { free } };
    times.into_iter().map(of).collect()
}

/// How many cars are there at the busiest moment of a slot: each of them has a lane that it holds until it goes.
fn overlapping(taken: &[TakenSlot], slot: &Slot) -> u32 {
    u32::try_from(taken.iter().filter(|taken| taken.at < slot.until && taken.until > slot.at).count()).unwrap_or(u32::MAX)
}

/// Every slot that begins from `from` to before `to`, in order.
fn all(centre: &Centre, service: &Service, schedule: &Schedule, from: Millis, to: Millis) -> Vec<Slot> {
    let mut slots: Vec<Slot> = schedule.teams().iter().flat_map(|team| of_team(centre, service, team, from, to)).collect();
    slots.sort_unstable_by_key(|slot| slot.at);
    slots.dedup_by_key(|slot| slot.at);
    slots
}

fn of_team(centre: &Centre, service: &Service, team: &Team, from: Millis, to: Millis) -> Vec<Slot> {
    let (Ok(first), Ok(last)) = (Timestamp::from_millisecond(from), Timestamp::from_millisecond(to)) else { return Vec::new() };
    // A shift past midnight began the day before.
    let first = first.to_zoned(team.zone.clone()).date().saturating_sub(1.day());
    let last = last.to_zoned(team.zone.clone()).date();
    let works =
        |day: &jiff::civil::Date| team.days.contains(&Day::of(day.weekday())) && !team.holidays.contains(day) && !centre.is_closed_on(*day);
    let days = first.series(1.day()).take_while(|day| *day <= last).take(MOST_DAYS as usize + 2).filter(works);
    let takes = Millis::from(service.minutes) * 60_000;
    let mut slots = Vec::new();
    for day in days {
        let end = if team.close <= team.open { day.saturating_add(1.day()) } else { day };
        let instant =
            |day: jiff::civil::Date, time| day.to_datetime(time).to_zoned(team.zone.clone()).map(|at| at.timestamp().as_millisecond());
        let (Ok(mut at), Ok(close)) = (instant(day, team.open), instant(end, team.close)) else { continue };
        while at.saturating_add(takes) <= close {
            if (from..to).contains(&at) {
                slots.push(Slot { at, until: at + takes, free: service.capacity });
            }
            at += takes;
        }
    }
    slots
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::aftersales::record::{Opening, Texts};
    use crate::config::holidays::Holidays;
    use std::collections::BTreeMap;

    fn centre() -> Centre {
        Centre {
            id: "almaty".into(),
            revision: 1,
            sample: true,
            names: Texts::default(),
            town: "almaty".into(),
            address: Texts::default(),
            phone: None,
            email: None,
            latitude: None,
            longitude: None,
            market: "kz".into(),
            zone: "Asia/Almaty".into(),
            hours: vec![Opening { days: vec![Day::Mon, Day::Tue], open: "09:00".into(), close: "11:30".into() }],
            holidays: Some(Holidays::Dates(vec!["2026-12-01".into()])),
            services: vec![Service { service: "maintenance".into(), minutes: 60, capacity: 2 }],
            closed_from: Some("2026-12-08".parse().unwrap()),
        }
    }

    fn ms(at: &str) -> Millis {
        at.parse::<Timestamp>().expect("a time").as_millisecond()
    }

    fn begins(from: &str, to: &str) -> Vec<String> {
        let centre = centre();
        let schedule = centre.schedule(&Holidays::default(), &BTreeMap::new()).expect("good hours");
        let slots = all(&centre, &centre.services[0], &schedule, ms(from), ms(to));
        slots.iter().map(|slot| Timestamp::from_millisecond(slot.at).unwrap().to_string()).collect()
    }

    #[test]
    fn slots_lie_within_the_hours_and_not_on_days_off() {
        // Monday 30 November 2026 has two whole hours; Tuesday is a day off, and from the Tuesday after the centre is closed for good.
        let almaty = ["2026-11-30T04:00:00Z", "2026-11-30T05:00:00Z", "2026-12-07T04:00:00Z", "2026-12-07T05:00:00Z"];
        assert_eq!(begins("2026-11-28T00:00:00Z", "2026-12-20T00:00:00Z"), almaty);
        assert_eq!(begins("2026-11-30T04:00:01Z", "2026-12-01T00:00:00Z"), almaty[1..2]);
        assert_eq!(begins("2026-11-30T05:00:00Z", "2026-11-30T05:00:00.001Z"), almaty[1..2]);
        assert!(begins("2026-11-30T04:30:00Z", "2026-11-30T04:30:00.001Z").is_empty(), "half past is no slot");
    }

    #[test]
    fn a_form_offers_each_time_for_what_it_is_free_for() {
        let mut centre = centre();
        centre.services.push(Service { service: "tyres".into(), minutes: 30, capacity: 1 });
        let schedule = centre.schedule(&Holidays::default(), &BTreeMap::new()).expect("good hours");
        let (from, to) = (ms("2026-11-30T00:00:00Z"), ms("2026-12-01T00:00:00Z"));
        let taken = |service: &str, at: &str, minutes: Millis| TakenSlot {
            centre: "almaty".into(),
            service: service.into(),
            at: ms(at),
            until: ms(at) + minutes * 60_000,
        };
        let both_lanes = vec![taken("maintenance", "2026-11-30T04:00:00Z", 60); 2];
        let times = times(&centre, &schedule, &[both_lanes, vec![taken("tyres", "2026-11-30T06:00:00Z", 30)]].concat(), from, to);
        let shown: Vec<String> = times
            .iter()
            .map(|free| format!("{} {}", &Timestamp::from_millisecond(free.at).unwrap().to_string()[11..16], free.services.join("+")))
            .collect();
        assert_eq!(shown, ["04:00 tyres", "04:30 tyres", "05:00 ", "05:30 tyres"], "05:00 is free for all; half hours only for tyres");
    }

    #[test]
    fn what_is_taken_counts_as_long_as_it_lasts() {
        let slot = Slot { at: 60, until: 120, free: 2 };
        let taken = |at, until| TakenSlot { centre: "almaty".into(), service: "maintenance".into(), at, until };
        assert_eq!(overlapping(&[taken(0, 60), taken(30, 61), taken(60, 120), taken(119, 180), taken(120, 180)], &slot), 3);
    }
}
