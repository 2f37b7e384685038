use super::*;
use serde_json::json;

fn markets() -> Vec<String> {
    ["bd", "int", "kz"].map(str::to_owned).to_vec()
}

fn checked(kind: RecordKind, said: Value) -> Result<Value, Vec<(String, Fault)>> {
    let Value::Object(said) = said else { panic!("an object") };
    check(kind, &said, false, Around { markets: &markets(), market: None }).map(Value::Object)
}

#[test]
fn what_is_said_gets_the_form_that_is_stored() {
    let said = json!({"name": "  Айгерім   Сейтқали ", "languages": "kk|ru|kk", "phone": "8 (701) 000-00-01",
        "email": "Aigerim@Example.com", "market": "KZ", "channel": "Email", "consent": "иә"});
    let stored = json!({"name": "Айгерім Сейтқали", "languages": ["kk", "ru"], "phone": "+77010000001",
        "email": "Aigerim@example.com", "market": "kz", "channel": "email", "consent": true});
    assert_eq!(checked(RecordKind::Owner, said), Ok(stored));
    let said = json!({"vehicle": "LB37522S0PL000011", "on": "3.12.2026", "km": "১২ ৫০০", "source": "Service"});
    let stored = json!({"vehicle": "LB37522S0PL000011", "on": "2026-12-03", "km": 12_500, "source": "service"});
    assert_eq!(checked(RecordKind::Odometer, said), Ok(stored));
    let said = json!({"names": {"en": "Almaty", "kk": " "}, "town": "Алматы", "address": {"en": "1, First street"},
        "market": "kz", "zone": "asia/almaty", "hours": "mon-fri 9:00-18:00|sat,sun 10:00-14:00",
        "services": "maintenance:120:2|battery:60:1", "holidays": "2026-12-16|17.12.2026", "latitude": "43,25"});
    let stored = json!({"names": {"en": "Almaty"}, "town": "Алматы", "address": {"en": "1, First street"}, "market": "kz", "zone": "Asia/Almaty",
        "hours": [{"days": ["mon", "tue", "wed", "thu", "fri"], "open": "09:00", "close": "18:00"},
            {"days": ["sat", "sun"], "open": "10:00", "close": "14:00"}],
        "services": [{"service": "maintenance", "minutes": 120, "capacity": 2}, {"service": "battery", "minutes": 60, "capacity": 1}],
        "holidays": ["2026-12-16", "2026-12-17"], "latitude": 43.25});
    assert_eq!(checked(RecordKind::Centre, said), Ok(stored.clone()));
    assert_eq!(checked(RecordKind::Centre, stored.clone()), Ok(stored.clone()), "what is stored reads back");
    let sheet: Map<String, Value> = stored
        .as_object()
        .expect("an object")
        .iter()
        .map(|(name, value)| {
            (
                name.clone(),
                if matches!(fields(RecordKind::Centre).iter().find(|field| field.name == name).map(|field| field.of), Some(Type::Texts(_)))
                {
                    value.clone()
                } else {
                    Value::from(value::cell(value))
                },
            )
        })
        .collect();
    assert_eq!(checked(RecordKind::Centre, Value::Object(sheet)), Ok(stored), "and so do its cells");
    let said = json!({"number": "R-7", "titles": {"en": "Brakes"}, "texts": {"en": "They squeak"}, "opened": "2026-01-05",
        "ranges": "LB37522S0PL000001..LB37522S0PL000099", "vins": ["LB37522S0PL000200"]});
    let stored = json!({"number": "R-7", "titles": {"en": "Brakes"}, "texts": {"en": "They squeak"}, "opened": "2026-01-05",
        "ranges": [{"from": "LB37522S0PL000001", "to": "LB37522S0PL000099"}], "vins": ["LB37522S0PL000200"]});
    assert_eq!(checked(RecordKind::Campaign, said), Ok(stored));
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    let said = json!({"vin": "LB37522S0PL00001", "model": "", "market": "fr", "handed_over": "2026-13-01", "colour": "red", "plate": "x".repeat(65)});
    let faults = checked(RecordKind::Vehicle, said).expect_err("nearly all is wrong");
    let expected = [
        ("colour", Fault::NoField),
        ("vin", Fault::Form("vin")),
        ("model", Fault::Missing),
        ("plate", Fault::TooLong(64)),
        ("market", Fault::Among("bd, int, kz".into())),
        ("handed_over", Fault::Form("day")),
    ];
    assert_eq!(faults, expected.map(|(field, fault)| (field.to_owned(), fault)));
    for (kind, said, field, fault) in [
        (RecordKind::Odometer, json!({"km": 3_000_000}), "km", Fault::Range(0, MOST_KM)),
        (RecordKind::Odometer, json!({"km": "a lot"}), "km", Fault::Form("number")),
        (RecordKind::Odometer, json!({"km": true}), "km", Fault::Form("number")),
        (RecordKind::Owner, json!({"phone": "+12"}), "phone", Fault::Form("phone")),
        (RecordKind::Owner, json!({"email": "a@b"}), "email", Fault::Form("email")),
        (RecordKind::Owner, json!({"consent": "perhaps"}), "consent", Fault::Form("flag")),
        (RecordKind::Part, json!({"number": "---"}), "number", Fault::Form("text")),
        (RecordKind::Part, json!({"price": "-3"}), "price", Fault::Range(0, MOST_MONEY)),
        (RecordKind::Part, json!({"currency": "taka"}), "currency", Fault::Form("currency")),
        (RecordKind::Centre, json!({"zone": "Asia/Nowhere"}), "zone", Fault::Form("zone")),
        (RecordKind::Centre, json!({"services": "repair:60:0"}), "services", Fault::Form("service")),
        (RecordKind::Centre, json!({"hours": "mon-sat 9-18"}), "hours", Fault::Form("opening")),
        (RecordKind::Centre, json!({"hours": ["someday 09:00-18:00"]}), "hours", Fault::Form("opening")),
        (RecordKind::Course, json!({"starts_at": "2026-12-05 15:00"}), "starts_at", Fault::Form("instant")),
        (RecordKind::Campaign, json!({"ranges": "LB37522S0PL000099..LB37522S0PL000001"}), "ranges", Fault::Form("vins")),
        (RecordKind::Part, json!({"names": "Filter"}), "names", Fault::Form("texts")),
    ] {
        let faults = checked(kind, said.clone()).expect_err("it is wrong");
        assert!(faults.contains(&(field.to_owned(), fault.clone())), "{said} {faults:?}");
    }
}

#[test]
fn days_are_read_as_sheets_write_them() {
    let read = |text: &str| value::read(&Type::Day, &json!(text), Around { markets: &[], market: None });
    for (text, expected) in [
        ("2026-02-28", Some("2026-02-28")),
        ("২০২৬-০২-২৮", Some("2026-02-28")),
        ("28.02.2026", Some("2026-02-28")),
        ("2028/2/29", Some("2028-02-29")),
        ("28/02/2026", Some("2026-02-28")),
        ("28 ақпан 2026", Some("2026-02-28")),
        ("03/04/2026", None),
        ("2026-02-29", None),
        ("2026-13-01", None),
        ("02/28/2026", None),
        ("1026-01-01", None),
        ("28.02.26", None),
    ] {
        assert_eq!(read(text).ok().flatten(), expected.map(Value::from), "{text}");
    }
}

#[test]
fn records_and_forms_read_phones_and_addresses_alike() {
    for (said, field, stored) in [
        (json!({"phone": "0171 2345678", "market": "bd"}), "phone", Ok("+8801712345678")),
        (json!({"phone": "701 234 56 78", "market": "KZ"}), "phone", Ok("+77012345678")),
        (json!({"phone": "701 234 56 78"}), "phone", Err(Fault::Form("phone"))),
        (json!({"phone": "8 701 234 56 78"}), "phone", Ok("+77012345678")),
        (json!({"phone": "8 701 234 56 78", "market": "bd"}), "phone", Err(Fault::Form("phone"))),
        (json!({"phone": "442079460011", "market": "int"}), "phone", Err(Fault::Form("phone"))),
        (json!({"email": "A.Seitkali@Example.COM"}), "email", Ok("A.Seitkali@example.com")),
        (json!({"email": "a..b@example.com"}), "email", Err(Fault::Form("email"))),
        (json!({"email": "a@-example.com"}), "email", Err(Fault::Form("email"))),
    ] {
        let Value::Object(said) = said else { panic!("an object") };
        let read = check(RecordKind::Owner, &said, true, Around { markets: &markets(), market: None });
        let read = read.map(|body| body[field].clone()).map_err(|mut faults| faults.remove(0).1);
        assert_eq!(read, stored.map(Value::from), "{said:?}");
    }
}

#[test]
fn a_name_is_found_in_any_script() {
    let all =
        [["Рахим", "রহিম", "Rahim", "RAHIM"], ["Алматы", "আলমাতি", "Almaty", "almati"], ["Шымкент", "শিমকেন্ট", "Shymkent", "shimkent"]];
    for names in all {
        for stored in names {
            let forms = finding::forms(stored);
            for typed in names {
                let sought = finding::sought(typed);
                assert_eq!(sought.len(), 1, "{typed}");
                let is_met =
                    |way: &finding::Way| forms.iter().any(|form| if way.begins { form.starts_with(&way.form) } else { *form == way.form });
                assert!(sought[0].iter().any(is_met), "{stored} is not found by {typed}: {forms:?} {sought:?}");
                assert!(finding::is_same_name(stored, typed), "{stored} {typed}");
            }
        }
    }
    assert!(!finding::is_same_name("Karim", "রহিম"));
    assert!(!finding::is_same_name("", ""));
}

#[test]
fn a_number_is_found_by_its_beginning_and_its_end() {
    let meets = |stored: &str, typed: &str| {
        let forms = finding::ends(stored);
        let is_met = |way: &finding::Way| forms.iter().any(|form| way.begins && form.starts_with(&way.form));
        finding::sought(typed).iter().all(|ways| ways.iter().any(is_met))
    };
    for (stored, typed) in [
        ("+8801700000000", "01700000000"),
        ("+8801700000000", "০১৭০০-০০০০০০"),
        ("+77010000001", "8 701 000 00 01"),
        ("+77010000001", "0001"),
        ("LB37522S0PL000011", "LB37522S0PL000011"),
        ("LB37522S0PL000011", "000011"),
        ("aigerim@example.com", "Aigerim@example.com"),
        ("md.shafiqul.islam.chowdhury@service.dealers.example.com.bd", "md.shafiqul.islam.chowdhury@service.dealers.example.com.bd"),
        ("AC-2026-0007", "ac-2026"),
        ("DHAKA METRO GA 00-0001", "Dhaka Metro GA 00-0001"),
        ("DHAKA METRO GA 00-0001", "dhaka metro"),
    ] {
        assert!(meets(stored, typed), "{typed} does not find {stored}");
    }
    assert!(!meets("+77010000001", "001"));
}

#[test]
fn each_kind_can_be_written_as_a_sheet_and_refers_only_to_those_before_it() {
    for (place, kind) in RecordKind::ALL.into_iter().enumerate() {
        assert_eq!((RecordKind::parse(kind.plural()), RecordKind::parse(kind.as_str())), (Some(kind), Some(kind)));
        let name = name_field(kind).map(|name| fields(kind).iter().any(|field| field.name == name && field.required));
        assert_ne!(name, Some(false), "{kind:?} is known by a field that it must have");
        let headers: Vec<String> = columns(kind).into_iter().map(|(header, ..)| header).collect();
        let mut once = headers.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), headers.len(), "{headers:?}");
        for field in fields(kind) {
            if let Type::Of(other) = field.of {
                assert!(RecordKind::ALL[..place].contains(&other), "{kind:?} {}", field.name);
            }
        }
    }
    assert_eq!(fold_key(" ac-২০২৬/7 "), "AC20267");
    assert_eq!(fold_key("lв37522s0рl000011"), "LB37522S0PL000011", "Cyrillic look-alikes");
}
