//! What of a promise holds for a car on a day at a mileage (`aftersales.md`, section 4).
//!
//! A term begins on the day of the hand-over, unless it says another, and lasts whole calendar months: its last day is the same day of
//! the month, or the month's last one, and belongs to it. It holds on day *d* at *k* kilometres if and only if *d* is not after the last
//! day **and** *k* is not over the limit. Without a mileage it holds "by date", which is not the same as "covered".
//!
//! A part that was fitted under the warranty is covered for as long as the car's own term, or for the months of the term of repaired
//! parts from its fitting, whichever is longer.

use super::record::{OdometerReading, Serial, Term, TermKind, Texts, Vehicle, optional_day};
use jiff::ToSpan;
use jiff::civil::Date;
use serde::Serialize;

/// How old a reading may be to stand for the mileage of a day, in days: half of a usual interval between services.
const FRESH_DAYS: i32 = 90;

/// Why a term holds no more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum EndedBy {
    Date,
    Mileage,
    Both,
}

/// Whether a term holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case", tag = "state", content = "by")]
pub enum CoverageState {
    Covered,
    /// By its date it holds; the mileage of that day is not known.
    CoveredByDate,
    Ended(EndedBy),
    /// The day lies before its first.
    NotStarted,
    /// When it began is not known.
    Unknown,
}

impl CoverageState {
    /// The message of `locales/*/requests.ftl` that says it.
    pub fn key(self) -> &'static str {
        match self {
            CoverageState::Covered => "request-coverage-covered",
            CoverageState::CoveredByDate => "request-coverage-by-date",
            CoverageState::Ended(EndedBy::Date) => "request-coverage-ended-date",
            CoverageState::Ended(EndedBy::Mileage) => "request-coverage-ended-mileage",
            CoverageState::Ended(EndedBy::Both) => "request-coverage-ended-both",
            CoverageState::NotStarted => "request-coverage-not-started",
            CoverageState::Unknown => "request-coverage-unknown",
        }
    }
}

/// Which mileage was used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct KmUsed {
    pub km: i64,
    /// The day of the reading; none: it was said with the question.
    #[serde(with = "optional_day")]
    pub on: Option<Date>,
    /// What was said is lower than an earlier reading, which was used instead.
    pub raised: bool,
}

/// What one term means for a car.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Coverage {
    /// The id of the term.
    pub term: String,
    pub kind: TermKind,
    pub names: Texts,
    #[serde(flatten)]
    pub state: CoverageState,
    #[serde(with = "optional_day")]
    pub start: Option<Date>,
    /// Its last day.
    #[serde(with = "optional_day")]
    pub until: Option<Date>,
    /// The limit in kilometres; none: any mileage.
    pub km_limit: Option<i64>,
    /// Whole days that are left after the day of the question; none when it holds no more.
    pub days_left: Option<i32>,
    /// Whole calendar months of them.
    pub months_left: Option<i32>,
    /// Kilometres that are left.
    pub km_left: Option<i64>,
    pub km_used: Option<KmUsed>,
    /// Of the drive battery: below this share of its capacity it is repaired, in per cent.
    pub capacity_percent: Option<u8>,
    /// Of a repaired part: its serial number.
    pub serial: Option<String>,
}

/// What each promise means for a car on a day, at a mileage if that is known; in the order of [`TermKind`], each with the term that was in
/// force at the hand-over, that of the model and market before a general one. `fitted` are the parts with serial numbers of the car.
pub fn coverage(
    vehicle: &Vehicle,
    readings: &[OdometerReading],
    terms: &[Term],
    fitted: &[Serial],
    on: Date,
    km: Option<i64>,
) -> Vec<Coverage> {
    let mileage = Mileage::of(vehicle, readings, on, km);
    let mut all = Vec::new();
    for kind in TermKind::ALL {
        let Some(term) = term_of(terms, kind, vehicle, vehicle.handed_over) else { continue };
        if kind != TermKind::RepairedPart {
            all.push(judged(term, term.start.or(vehicle.handed_over), term.km, on, &mileage));
        }
    }
    let own = fitted.iter().filter(|part| part.under_warranty && part.vehicle.as_deref() == Some(&vehicle.id));
    all.extend(own.filter_map(|part| repaired(vehicle, terms, part, on, &mileage)));
    all
}

/// The term of a kind that holds for a car whose promise begins on a day: that of its model before one of all models, that of its market
/// before one of all markets, and the latest of these.
fn term_of<'a>(terms: &'a [Term], kind: TermKind, vehicle: &Vehicle, begins: Option<Date>) -> Option<&'a Term> {
    let same = |a: &String, b: &String| a.trim().to_lowercase() == b.trim().to_lowercase();
    let holds = |own: &[String], value: &String| own.is_empty() || own.iter().any(|own| same(own, value));
    let in_force = |term: &&Term| begins.is_none_or(|begins| term.from <= begins);
    let fits = terms.iter().filter(|term| term.kind == kind);
    let fits = fits.filter(|term| holds(&term.models, &vehicle.model) && holds(&term.markets, &vehicle.market));
    fits.filter(in_force).max_by_key(|term| (!term.models.is_empty(), !term.markets.is_empty(), term.from))
}

/// What is known of the mileage on a day.
struct Mileage {
    /// What stands for the mileage of the day.
    used: Option<KmUsed>,
    /// It was at least this.
    at_least: Option<KmUsed>,
    /// It was at most this: a later reading is no higher.
    at_most: Option<i64>,
}

impl Mileage {
    fn of(vehicle: &Vehicle, readings: &[OdometerReading], on: Date, said: Option<i64>) -> Mileage {
        let sound: Vec<OdometerReading> = without_flagged(vehicle, readings);
        let before = sound.iter().filter(|reading| reading.on <= on).max_by_key(|reading| (reading.km, reading.on));
        let after = sound.iter().filter(|reading| reading.on >= on).map(|reading| reading.km).min();
        let at_least = before.map(|reading| KmUsed { km: reading.km, on: Some(reading.on), raised: false });
        let used = match (said, before) {
            (Some(said), Some(reading)) if said < reading.km => Some(KmUsed { km: reading.km, on: Some(reading.on), raised: true }),
            (Some(said), _) => Some(KmUsed { km: said, on: None, raised: false }),
            (None, Some(reading)) if (on - reading.on).get_days() <= FRESH_DAYS => at_least,
            (None, _) => None,
        };
        Mileage { used, at_least, at_most: said.is_none().then_some(after).flatten() }
    }

    /// Whether the mileage is within a limit, if that can be said.
    fn within(&self, limit: i64) -> Option<bool> {
        if self.at_least.is_some_and(|least| least.km > limit) {
            return Some(false);
        }
        if self.at_most.is_some_and(|most| most <= limit) {
            return Some(true);
        }
        self.used.map(|used| used.km <= limit)
    }
}

/// The readings of a car that may be used: those that were flagged, and those lower than one before, are left out.
fn without_flagged(vehicle: &Vehicle, readings: &[OdometerReading]) -> Vec<OdometerReading> {
    let own = readings.iter().filter(|reading| reading.vehicle == vehicle.id && !reading.flagged);
    let mut own: Vec<OdometerReading> = own.cloned().collect();
    flag_lower(&mut own);
    own.retain(|reading| !reading.flagged);
    own
}

/// Flags each reading of one car that is lower than one before it, and takes the flag from the others. Sorts them by day; of one day, the
/// lower first.
pub fn flag_lower(readings: &mut [OdometerReading]) {
    readings.sort_by_key(|reading| (reading.on, reading.km));
    let mut highest = i64::MIN;
    for reading in readings {
        reading.flagged = reading.km < highest;
        highest = highest.max(reading.km);
    }
}

/// The last day of so many months from a day: the same day of the month, or the month's last.
pub fn until(start: Date, months: u32) -> Date {
    start.saturating_add(i64::from(months).months())
}

/// One term, judged.
fn judged(term: &Term, start: Option<Date>, km_limit: Option<i64>, on: Date, mileage: &Mileage) -> Coverage {
    let last = start.map(|start| until(start, term.months));
    let state = match (start, last) {
        (Some(start), Some(last)) => state(start, last, km_limit, on, mileage),
        _ => CoverageState::Unknown,
    };
    answer(term, state, (start, last), km_limit, on, mileage)
}

fn state(start: Date, last: Date, km_limit: Option<i64>, on: Date, mileage: &Mileage) -> CoverageState {
    if on < start {
        return CoverageState::NotStarted;
    }
    let within = km_limit.map_or(Some(true), |limit| mileage.within(limit));
    match (on <= last, within) {
        (true, Some(true)) => CoverageState::Covered,
        (true, None) => CoverageState::CoveredByDate,
        (true, Some(false)) => CoverageState::Ended(EndedBy::Mileage),
        (false, Some(false)) => CoverageState::Ended(EndedBy::Both),
        (false, _) => CoverageState::Ended(EndedBy::Date),
    }
}

fn answer(
    term: &Term,
    state: CoverageState,
    (start, last): (Option<Date>, Option<Date>),
    km_limit: Option<i64>,
    on: Date,
    mileage: &Mileage,
) -> Coverage {
    let holds = matches!(state, CoverageState::Covered | CoverageState::CoveredByDate);
    let left = last.filter(|_| holds);
    let used = mileage.used.filter(|_| km_limit.is_some());
    Coverage {
        term: term.id.clone(),
        kind: term.kind,
        names: term.names.clone(),
        state,
        start,
        until: last,
        km_limit,
        days_left: left.map(|last| (last - on).get_days()),
        months_left: left.and_then(|last| months_between(on, last)),
        km_left: used.zip(km_limit).filter(|_| holds).map(|(used, limit)| (limit - used.km).max(0)),
        km_used: used,
        capacity_percent: term.capacity_percent,
        serial: None,
    }
}

/// Whole calendar months from a day to another.
fn months_between(from: Date, to: Date) -> Option<i32> {
    let span = from.until((jiff::Unit::Month, to)).ok()?;
    Some(span.get_months())
}

/// A part that was fitted under the warranty: the rest of the car's term or its own months, whichever is longer.
fn repaired(vehicle: &Vehicle, terms: &[Term], part: &Serial, on: Date, mileage: &Mileage) -> Option<Coverage> {
    let fitted = part.fitted?;
    let own = term_of(terms, TermKind::RepairedPart, vehicle, Some(fitted))?;
    let alone = judged(own, Some(fitted), own.km, on, mileage);
    let car = term_of(terms, TermKind::Vehicle, vehicle, vehicle.handed_over);
    let rest = car.map(|term| judged(term, term.start.or(vehicle.handed_over), term.km, on.max(fitted), mileage));
    let longer = rest.filter(|rest| {
        let rank = |coverage: &Coverage| match coverage.state {
            CoverageState::Covered => 2,
            CoverageState::CoveredByDate => 1,
            _ => 0,
        };
        on >= fitted && (rank(rest), rest.until) > (rank(&alone), alone.until)
    });
    let mut coverage = match longer {
        Some(rest) => Coverage { term: own.id.clone(), kind: own.kind, names: own.names.clone(), start: Some(fitted), ..rest },
        None => alone,
    };
    coverage.capacity_percent = None;
    coverage.serial = Some(part.number.clone());
    Some(coverage)
}

#[cfg(test)]
mod tests;
