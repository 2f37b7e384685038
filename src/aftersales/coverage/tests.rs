use super::super::record::OdometerSource;
use super::*;
use crate::language::Language;
use jiff::civil::date;
use proptest::prelude::*;

fn vehicle(handed_over: Option<Date>) -> Vehicle {
    Vehicle {
        id: "v1".into(),
        revision: 1,
        sample: true,
        vin: "LB37622S8PX000123".parse().expect("a VIN"),
        model: "Zeekr 001".into(),
        battery: None,
        plate: None,
        market: "bd".into(),
        owner: None,
        owner_since: None,
        past_owners: vec![],
        handed_over,
    }
}

fn term(kind: TermKind, months: u32, km: Option<i64>) -> Term {
    Term {
        id: kind.as_str().into(),
        revision: 1,
        sample: true,
        kind,
        names: Texts::of([(Language::EN, kind.as_str())]),
        models: vec![],
        markets: vec![],
        months,
        km,
        capacity_percent: (kind == TermKind::DriveBattery).then_some(70),
        from: date(2020, 1, 1),
        start: None,
    }
}

fn terms() -> Vec<Term> {
    vec![
        term(TermKind::Vehicle, 36, Some(100_000)),
        term(TermKind::DriveBattery, 96, Some(150_000)),
        term(TermKind::RepairedPart, 12, None),
    ]
}

fn reading(km: i64, on: Date) -> OdometerReading {
    let source = OdometerSource::Service;
    OdometerReading { id: format!("{on}-{km}"), revision: 1, sample: true, vehicle: "v1".into(), km, on, source, flagged: false }
}

fn of(kind: TermKind, vehicle: &Vehicle, readings: &[OdometerReading], on: Date, km: Option<i64>) -> Coverage {
    let all = coverage(vehicle, readings, &terms(), &[], on, km);
    all.into_iter().find(|coverage| coverage.kind == kind).expect("a term")
}

fn state_on(on: Date, km: Option<i64>) -> CoverageState {
    of(TermKind::Vehicle, &vehicle(Some(date(2024, 3, 15))), &[], on, km).state
}

#[test]
fn both_limits_belong_to_the_promise() {
    use CoverageState::{Covered, CoveredByDate, Ended, NotStarted};
    let last = date(2027, 3, 15);
    for (on, km, expect) in [
        (date(2026, 11, 28), Some(50_000), Covered),
        (last, Some(100_000), Covered),
        (last, Some(100_001), Ended(EndedBy::Mileage)),
        (date(2027, 3, 16), Some(100_000), Ended(EndedBy::Date)),
        (date(2027, 3, 16), Some(100_001), Ended(EndedBy::Both)),
        (last, None, CoveredByDate),
        (date(2027, 3, 16), None, Ended(EndedBy::Date)),
        (date(2024, 3, 14), Some(0), NotStarted),
        (date(2024, 3, 15), Some(0), Covered),
    ] {
        assert_eq!(state_on(on, km), expect, "{on} at {km:?}");
    }
    assert_eq!(of(TermKind::Vehicle, &vehicle(None), &[], last, Some(1)).state, CoverageState::Unknown);
}

#[test]
fn months_end_with_the_month() {
    for (start, months, expect) in [
        (date(2024, 2, 29), 36, date(2027, 2, 28)),
        (date(2024, 2, 29), 48, date(2028, 2, 29)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2023, 8, 31), 6, date(2024, 2, 29)),
        (date(2026, 1, 1), 12, date(2027, 1, 1)),
    ] {
        assert_eq!(until(start, months), expect, "{start} and {months} months");
    }
}

#[test]
fn what_is_left_is_told() {
    let car = vehicle(Some(date(2024, 3, 15)));
    let left = of(TermKind::Vehicle, &car, &[], date(2027, 1, 10), Some(93_000));
    assert_eq!((left.days_left, left.months_left, left.km_left), (Some(64), Some(2), Some(7_000)));
    assert_eq!((left.until, left.km_limit), (Some(date(2027, 3, 15)), Some(100_000)));
    let ended = of(TermKind::Vehicle, &car, &[], date(2027, 4, 1), Some(93_000));
    assert_eq!((ended.days_left, ended.months_left, ended.km_left), (None, None, None));
    assert_eq!(of(TermKind::DriveBattery, &car, &[], date(2027, 4, 1), Some(93_000)).capacity_percent, Some(70));
}

#[test]
fn a_reading_stands_for_its_time_only() {
    let car = vehicle(Some(date(2024, 3, 15)));
    let with = |readings: &[OdometerReading], on, km| of(TermKind::Vehicle, &car, readings, on, km);
    let fresh = with(&[reading(50_000, date(2026, 10, 1))], date(2026, 11, 28), None);
    assert_eq!(fresh.state, CoverageState::Covered);
    assert_eq!(fresh.km_used, Some(KmUsed { km: 50_000, on: Some(date(2026, 10, 1)), raised: false }));
    let old = with(&[reading(99_000, date(2026, 1, 1))], date(2026, 11, 28), None);
    assert_eq!(old.state, CoverageState::CoveredByDate, "ten months ago says nothing of today");
    let over = with(&[reading(101_000, date(2026, 1, 1))], date(2026, 11, 28), None);
    assert_eq!(over.state, CoverageState::Ended(EndedBy::Mileage), "it never comes down again");
    let later = with(&[reading(60_000, date(2026, 11, 1))], date(2025, 6, 1), None);
    assert_eq!(later.state, CoverageState::Covered, "it was no higher before");
}

#[test]
fn a_lower_mileage_is_never_silently_used() {
    let car = vehicle(Some(date(2024, 3, 15)));
    let readings = [reading(101_000, date(2026, 9, 1)), reading(11_000, date(2026, 10, 1))];
    let said = of(TermKind::Vehicle, &car, &readings, date(2026, 11, 1), Some(90_000));
    assert_eq!(said.state, CoverageState::Ended(EndedBy::Mileage));
    assert_eq!(said.km_used, Some(KmUsed { km: 101_000, on: Some(date(2026, 9, 1)), raised: true }));
    let unsaid = of(TermKind::Vehicle, &car, &readings, date(2026, 11, 1), None);
    assert_eq!(unsaid.state, CoverageState::Ended(EndedBy::Mileage));
    let mut flagged = readings.to_vec();
    flag_lower(&mut flagged);
    assert_eq!(flagged.iter().map(|reading| reading.flagged).collect::<Vec<_>>(), [false, true], "kept and flagged");
}

#[test]
fn the_term_is_that_of_the_model_the_market_and_the_day() {
    let mut own = term(TermKind::Vehicle, 60, Some(120_000));
    (own.id, own.models) = ("zeekr".into(), vec!["zeekr 001".into()]);
    let mut elsewhere = term(TermKind::Vehicle, 72, Some(1));
    (elsewhere.id, elsewhere.markets) = ("kz".into(), vec!["kz".into()]);
    let mut later = term(TermKind::Vehicle, 24, Some(1));
    (later.id, later.models, later.from) = ("later".into(), vec!["Zeekr 001".into()], date(2026, 1, 1));
    let mut all = terms();
    all.extend([own, elsewhere, later]);
    let chosen = |model: &str, day| {
        let car = Vehicle { model: model.into(), ..vehicle(Some(day)) };
        coverage(&car, &[], &all, &[], date(2026, 11, 28), Some(1)).remove(0).term
    };
    assert_eq!(chosen("Zeekr 001", date(2024, 3, 15)), "zeekr");
    assert_eq!(chosen("Zeekr 001", date(2026, 3, 15)), "later");
    assert_eq!(chosen("Li L9", date(2024, 3, 15)), "vehicle");
}

fn part(fitted: Date) -> Serial {
    Serial {
        id: "s1".into(),
        revision: 1,
        sample: true,
        number: "SN-1".into(),
        part: "p1".into(),
        vehicle: Some("v1".into()),
        fitted: Some(fitted),
        fitted_km: Some(90_000),
        under_warranty: true,
        replaces: Some("SN-0".into()),
        request: None,
        registered: None,
    }
}

fn part_on(fitted: Date, on: Date, km: Option<i64>) -> Coverage {
    let all = coverage(&vehicle(Some(date(2024, 3, 15))), &[], &terms(), &[part(fitted)], on, km);
    all.into_iter().find(|coverage| coverage.kind == TermKind::RepairedPart).expect("a part")
}

#[test]
fn a_repaired_part_has_the_rest_or_its_months_whichever_is_longer() {
    // The car's term ends on 15 March 2027 or at 100,000 km.
    let early = part_on(date(2025, 1, 1), date(2026, 11, 28), Some(95_000));
    assert_eq!((early.state, early.until, early.serial.as_deref()), (CoverageState::Covered, Some(date(2027, 3, 15)), Some("SN-1")));
    let late = part_on(date(2027, 1, 1), date(2027, 6, 1), Some(120_000));
    assert_eq!((late.state, late.until, late.km_limit), (CoverageState::Covered, Some(date(2028, 1, 1)), None));
    // The rest would last longer, and the mileage has ended it; the part's own months hold.
    let driven = part_on(date(2025, 1, 1), date(2025, 6, 1), Some(120_000));
    assert_eq!((driven.state, driven.until), (CoverageState::Covered, Some(date(2026, 1, 1))));
    let over = part_on(date(2025, 1, 1), date(2026, 11, 28), Some(120_000));
    assert!(matches!(over.state, CoverageState::Ended(_)), "{over:?}");
    assert_eq!(part_on(date(2025, 1, 1), date(2024, 12, 1), Some(1)).state, CoverageState::NotStarted);
}

#[test]
fn the_json_names_the_state_and_both_limits() {
    let json =
        serde_json::to_value(of(TermKind::Vehicle, &vehicle(Some(date(2024, 3, 15))), &[], date(2027, 4, 1), Some(1))).expect("json");
    assert_eq!(
        (&json["state"], &json["by"], &json["until"], &json["km_limit"]),
        (&"ended".into(), &"date".into(), &"2027-03-15".into(), &100_000.into())
    );
}

proptest! {
    #[test]
    fn covered_is_said_exactly_when_it_holds(handed in 0i32..4_000, months in 1u32..100, limit in 1i64..200_000, on in 0i32..9_000, km in 0i64..250_000) {
        let start = date(2020, 1, 1).saturating_add(handed.days());
        let day = date(2020, 1, 1).saturating_add(on.days());
        let terms = [term(TermKind::Vehicle, months, Some(limit))];
        let said = coverage(&vehicle(Some(start)), &[], &terms, &[], day, Some(km)).remove(0);
        let holds = start <= day && day <= until(start, months) && km <= limit;
        prop_assert_eq!(said.state == CoverageState::Covered, holds);
        prop_assert_eq!(said.days_left.is_some(), holds);
        let unsaid = coverage(&vehicle(Some(start)), &[], &terms, &[], day, None).remove(0);
        prop_assert!(unsaid.state != CoverageState::Covered, "never covered without a mileage");
    }

    #[test]
    fn the_last_day_is_no_later_than_the_same_day_of_the_month(days in 0i32..20_000, months in 0u32..200) {
        let start = date(2000, 1, 1).saturating_add(days.days());
        let last = until(start, months);
        prop_assert_eq!(i32::from(last.year()) * 12 + i32::from(last.month()), i32::from(start.year()) * 12 + i32::from(start.month()) + months as i32);
        prop_assert!(last.day() == start.day() || (last.day() < start.day() && last.day() == last.last_of_month().day()));
    }

    #[test]
    fn sound_readings_only_rise(kms in proptest::collection::vec((0i64..200_000, 0i32..2_000), 0..20)) {
        let mut readings: Vec<_> = kms.iter().map(|(km, day)| reading(*km, date(2024, 1, 1).saturating_add(day.days()))).collect();
        let count = readings.len();
        flag_lower(&mut readings);
        prop_assert_eq!(readings.len(), count, "none is lost");
        let sound: Vec<i64> = readings.iter().filter(|reading| !reading.flagged).map(|reading| reading.km).collect();
        prop_assert!(sound.is_sorted());
    }
}

#[test]
fn every_state_has_its_words() {
    let texts = include_str!("../../../locales/en/requests.ftl");
    let mut states = vec![CoverageState::Covered, CoverageState::CoveredByDate, CoverageState::NotStarted, CoverageState::Unknown];
    states.extend([EndedBy::Date, EndedBy::Mileage, EndedBy::Both].map(CoverageState::Ended));
    for state in states {
        assert!(texts.contains(&format!("\n{} = ", state.key())), "{}", state.key());
    }
}
