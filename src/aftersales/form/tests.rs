use super::*;
use crate::aftersales::code::CodeFault;
use crate::aftersales::day::DayFault;
use crate::aftersales::email::EmailFault;
use crate::aftersales::kind::Kinds;
use crate::aftersales::km::KmFault;
use crate::aftersales::phone::PhoneFault;
use crate::aftersales::vin::{Vin, VinFault};
use crate::clock::Millis;
use jiff::civil::date;
use proptest::prelude::*;
use serde_json::{Map, Value, json};
use uuid::Uuid;

const NOW: Millis = 1_795_400_000_000; // 23 November 2026

fn checked(form: &str, values: Value, known_km: Option<KnownKm>) -> Result<Values, BTreeMap<String, Fault>> {
    let kinds = Kinds::embedded();
    let centre = |id: &str| match id {
        "dhaka-1" => CentreState::Open,
        "old-1" => CentreState::Closed,
        _ => CentreState::Unknown,
    };
    let options = BTreeMap::from([("service".to_owned(), kinds.services().to_vec()), ("course".to_owned(), vec!["c-1".to_owned()])]);
    let context = Context { now: NOW, today: date(2026, 11, 23), market: "bd", centre: &centre, options: &options, known_km };
    let Value::Object(values) = values else { panic!("an object") };
    check(kinds.form(form).expect(form), &values, &context)
}

fn fault(form: &str, values: Value, field: &str) -> Option<Fault> {
    checked(form, values, None).err()?.remove(field)
}

#[test]
fn a_claim_is_understood_whatever_the_script() {
    let values = checked(
        "warranty-claim",
        json!({"vin": "lв37622s8px ооо123", "km": "৪৫,০০০ কিমি", "what": "  শব্দ করে\r\nপেছনে ", "since": "০৫.১১.২০২৬", "invoice": "", "other": 5}),
        None,
    )
    .expect("understood");
    let expect = json!({"vin": "LB37622S8PX000123", "km": 45_000, "what": "শব্দ করে\nপেছনে", "since": "2026-11-05"});
    assert_eq!(Value::Object(values.json()), expect);
    assert_eq!((values.km(), values.vin().map(Vin::last_six)), (Some(45_000), Some("000123")));
}

#[test]
fn all_faults_of_a_form_are_said_at_once() {
    let values = json!({"vin": "LB37622S8PX00012", "km": 1_000_000, "since": "05.13.2026", "what": " "});
    let faults = checked("warranty-claim", values, None).expect_err("faults");
    let expect = BTreeMap::from([
        ("vin".to_owned(), Fault::Vin(VinFault::TooShort(16))),
        ("km".to_owned(), Fault::Km(KmFault::TooMuch)),
        ("since".to_owned(), Fault::Day(DayFault::Month(13))),
        ("what".to_owned(), Fault::Missing),
    ]);
    assert_eq!(faults, expect);
}

#[test]
fn each_kind_of_field_has_its_faults() {
    for (form, values, field, expect) in [
        ("warranty-claim", json!({"since": "24.11.2026"}), "since", Fault::DayFuture),
        ("warranty-claim", json!({"what": "x".repeat(4_001)}), "what", Fault::TooLong(4_000)),
        ("warranty-claim", json!({"invoice": "a\u{0}b"}), "invoice", Fault::Unreadable),
        ("warranty-claim", json!({"vin": ["LB37622S8PX000123"]}), "vin", Fault::Unreadable),
        ("mobile-service", json!({"day": "22.11.2026"}), "day", Fault::DayPast),
        ("booking", json!({"centre": "old-1"}), "centre", Fault::CentreClosed),
        ("booking", json!({"centre": "mars"}), "centre", Fault::CentreUnknown),
        ("booking", json!({"service": "painting"}), "service", Fault::Choice),
        ("booking", json!({"slot": "monday"}), "slot", Fault::Slot),
        ("booking", json!({"slot": "2026-11-01T09:00:00Z"}), "slot", Fault::SlotPast),
        ("part", json!({"quantity": "0"}), "quantity", Fault::Number(Limits { min: 1, max: 99 })),
        ("part", json!({"quantity": "two"}), "quantity", Fault::Number(Limits { min: 1, max: 99 })),
        ("part", json!({}), "vin", Fault::MissingAny),
        ("remote-diagnosis", json!({"consent": false}), "consent", Fault::Consent),
        ("claim-status", json!({"code": "AC-1"}), "code", Fault::Code(CodeFault::Shape)),
        ("claim-status", json!({}), "code", Fault::MissingAny),
        ("warranty-transfer", json!({"phone": "0171"}), "phone", Fault::Phone(PhoneFault::TooShort)),
        ("warranty-transfer", json!({"email": "nobody"}), "email", Fault::Email(EmailFault::Shape)),
    ] {
        assert_eq!(fault(form, values.clone(), field), Some(expect), "{form}: {values}");
    }
}

#[test]
fn one_of_a_group_is_enough() {
    let order = json!({"order": "A-100", "part": "mirror", "why": "wrong"});
    assert!(checked("part-return", order, None).is_ok());
    let bad = json!({"order": "", "vin": "1", "part": "mirror", "why": "wrong"});
    assert_eq!(checked("part-return", bad, None).expect_err("vin").keys().collect::<Vec<_>>(), ["vin"], "one fault for one mistake");
}

#[test]
fn a_lower_mileage_is_asked_about() {
    let values = json!({"vin": "LB37622S8PX000123", "km": "44000"});
    let known = |told| Some(KnownKm { km: 45_000, on: date(2026, 10, 1), told });
    let faults = checked("coverage", values.clone(), known(true)).expect_err("lower");
    assert_eq!(faults["km"], Fault::KmLower(45_000, date(2026, 10, 1)));
    let faults = checked("coverage", values.clone(), known(false)).expect_err("lower");
    assert_eq!(faults["km"], Fault::KmTooLow, "how far a car was driven is its owner's to read");
    assert!(checked("coverage", values, None).is_ok());
}

#[test]
fn numbers_and_consent_are_read() {
    let values = checked("financing", json!({"amount": "১,২০০", "months": 6}), None).expect("understood");
    assert_eq!(Value::Object(values.json()), json!({"amount": 1_200, "months": 6}));
    let agreed = json!({"vin": "LB37622S8PX000123", "what": "noise", "consent": true});
    assert_eq!(checked("remote-diagnosis", agreed, None).expect("agreed").json()["consent"], json!(true));
}

#[test]
fn photos_are_named_by_their_uploads_each_once() {
    let claim = |photos: Value| json!({"vin": "LB37622S8PX000123", "km": 45_000, "what": "noise", "photos": photos});
    let [one, two] = [Uuid::from_u128(1), Uuid::from_u128(2)];
    let named = |photos: Value| checked("warranty-claim", claim(photos), None).expect("understood");
    for photos in [json!([one, two, one]), json!(format!("{one} {two}"))] {
        let values = named(photos);
        assert_eq!((values.photos(), &values.json()["photos"]), (vec![one, two], &json!([one, two])));
        assert_eq!(Values::stored(Kinds::embedded().form("warranty-claim").expect("a form"), &values.json()), values);
    }
    for nothing in [json!([]), json!(""), Value::Null] {
        assert_eq!(named(nothing).get("photos"), None);
    }
    let many: Vec<Uuid> = (0..=MOST_FILES as u128).map(Uuid::from_u128).collect();
    for (photos, expect) in [
        (json!(many), Fault::TooManyFiles(MOST_FILES)),
        (json!(["lamp.jpg"]), Fault::NoFile),
        (json!([one, 7]), Fault::Unreadable),
        (json!({"id": one}), Fault::Unreadable),
    ] {
        assert_eq!(fault("warranty-claim", claim(photos.clone()), "photos"), Some(expect), "{photos}");
    }
    let form = FormSpec {
        fields: vec![FieldSpec {
            required: true,
            ..Kinds::embedded().form("part").and_then(|form| form.field("photos")).expect("a field").clone()
        }],
        any_of: Vec::new(),
        ..Kinds::embedded().form("part").expect("a form").clone()
    };
    let context = Context {
        now: NOW,
        today: date(2026, 11, 23),
        market: "bd",
        centre: &|_| CentreState::Unknown,
        options: &BTreeMap::new(),
        known_km: None,
    };
    assert_eq!(check(&form, &Map::new(), &context).expect_err("none")["photos"], Fault::Missing);
    assert_eq!(form.without_photos().fields, [], "the staff are not asked");
}

#[test]
fn what_was_understood_is_understood_again() {
    let first = json!({"vin": "LB37622S8PX000123", "centre": "dhaka-1", "service": "repair", "slot": "2026-12-01T09:00:00+06:00"});
    let values = checked("booking", first, None).expect("understood");
    let again: Map<String, Value> = values.iter().map(|(name, value)| (name.to_owned(), Value::String(value.text()))).collect();
    assert_eq!(checked("booking", Value::Object(again), None), Ok(values));
}

proptest! {
    #[test]
    fn nothing_panics(vin in "\\PC{0,30}", km in "\\PC{0,20}", what in "\\PC{0,40}", day in "\\PC{0,20}") {
        let values = json!({"vin": vin, "km": km, "what": what, "since": day});
        if let Ok(values) = checked("warranty-claim", values, None) {
            prop_assert!(values.vin().is_some() && values.km().is_some());
        }
    }
}

/// One of each fault.
fn all_faults() -> Vec<Fault> {
    let day = date(2026, 11, 23);
    let mut all = vec![
        Fault::Missing,
        Fault::MissingAny,
        Fault::TooLong(1),
        Fault::Unreadable,
        Fault::Number(Limits { min: 1, max: 2 }),
        Fault::KmLower(1, day),
        Fault::KmTooLow,
        Fault::DayPast,
        Fault::DayFuture,
        Fault::Choice,
        Fault::CentreUnknown,
        Fault::CentreClosed,
        Fault::Slot,
        Fault::SlotPast,
        Fault::SlotNotOffered,
        Fault::SlotTaken,
        Fault::ServiceNotThere,
        Fault::Consent,
        Fault::CodeUnknown,
        Fault::PlaceUnknown,
        Fault::TooManyFiles(10),
        Fault::NoFile,
        Fault::Email(EmailFault::Empty),
        Fault::Email(EmailFault::Shape),
        Fault::Code(CodeFault::Shape),
        Fault::Code(CodeFault::Check),
    ];
    let vin = [VinFault::Empty, VinFault::TooShort(1), VinFault::TooLong(18), VinFault::Letter('Q'), VinFault::NoDigit];
    all.extend(vin.map(Fault::Vin));
    all.extend([KmFault::Empty, KmFault::NotANumber, KmFault::Negative, KmFault::TooMuch].map(Fault::Km));
    all.extend([DayFault::Empty, DayFault::Shape, DayFault::Month(13), DayFault::Day(32), DayFault::Year(1)].map(Fault::Day));
    let phone = [PhoneFault::Empty, PhoneFault::Letter('x'), PhoneFault::TooShort, PhoneFault::TooLong, PhoneFault::NeedsCountry];
    all.extend(phone.map(Fault::Phone));
    all
}

#[test]
fn every_fault_has_its_words_and_they_use_what_they_are_given() {
    let texts = include_str!("../../../locales/en/requests.ftl");
    let mut used = std::collections::BTreeSet::new();
    for fault in all_faults() {
        let begins = format!("{} = ", fault.key());
        let text = texts.lines().find_map(|line| line.strip_prefix(&begins)).unwrap_or_else(|| panic!("{} has no text", fault.key()));
        for (name, _) in fault.arguments() {
            assert!(text.contains(&format!("${name} ")), "{}: {name}", fault.key());
        }
        used.insert(begins);
    }
    let there = texts.lines().filter(|line| line.starts_with("request-fault-")).count();
    assert_eq!(used.len(), there, "every text of a fault belongs to one");
}
