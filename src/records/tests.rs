use super::exchange::{Difference, Imported};
use super::*;
use crate::aftersales::record::{CampaignState, Centre, Owner, Part, Vehicle};
use crate::aftersales::vin::Vin;
use crate::clock::TestClock;
use crate::config::Config;
use crate::store::Options;
use jiff::civil::date;
use std::path::PathBuf;

/// An open store in a folder of its own.
struct Rig {
    records: Records,
    store: Store,
    folder: PathBuf,
}

impl Rig {
    async fn new() -> Rig {
        let clock = Arc::new(TestClock::at(1_795_000_000_000));
        let folder = std::env::temp_dir().join(format!("aftercare-records-{}", clock.id()));
        let store = Store::open(Options::new(store::database(&folder)), clock.clone(), Arc::new(|_| {})).await.expect("a database");
        let config = Config::load(None, std::iter::empty()).expect("the defaults are sound");
        let records = Records::new(store.clone(), &Markets::new(&config).expect("markets"), clock);
        Rig { records, store, folder }
    }

    async fn made(&self, kind: RecordKind, said: Value) -> Record {
        self.records.create(kind, object(said)).await.unwrap_or_else(|refused| panic!("{refused:?}"))
    }

    async fn import(&self, kind: RecordKind, text: &str) -> Imported {
        self.records.import(kind, text.as_bytes(), false).await.expect("the store works")
    }
}

impl Drop for Rig {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.folder);
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(object) => object,
        other => panic!("{other} is no object"),
    }
}

fn counts(imported: &Imported) -> (usize, usize, usize) {
    assert!(imported.mistakes.is_empty(), "{:?}", imported.mistakes);
    (imported.added, imported.changed, imported.unchanged)
}

const VIN: &str = "LB37522S0PL000011";

#[tokio::test]
async fn a_record_is_made_changed_and_found() {
    let rig = Rig::new().await;
    let owner = rig.made(RecordKind::Owner, json!({"id": "o1", "name": "Айгерім Сейтқали", "phone": "+77010000001", "market": "kz"})).await;
    let car = rig
        .made(
            RecordKind::Vehicle,
            json!({"vin": VIN.to_lowercase(), "model": "Zeekr 001", "market": "kz", "owner": "o1", "plate": "123 ABC 02"}),
        )
        .await;
    assert_eq!((owner.revision, car.revision, car.body["owner"].as_str()), (1, 1, Some("o1")));
    for typed in ["айгерим", "Aigerim", "AIGERIM seitkali", "০৭০১০০০০০০১", "87010000001", VIN, "000011", "123abc02"]
    {
        let found = rig.records.search_owners(typed, 10).await.expect("it can be searched");
        assert_eq!(found.iter().map(|owner| owner.id.as_str()).collect::<Vec<_>>(), ["o1"], "{typed}");
    }
    assert!(rig.records.search_owners("Karim", 10).await.expect("it can be searched").is_empty());
    assert!(rig.records.search_owners("  ", 10).await.expect("it can be searched").is_empty());
    let changed = rig
        .records
        .change(RecordKind::Owner, "o1", 1, object(json!({"email": "A@Example.com", "phone": null})))
        .await
        .expect("it is changed");
    assert_eq!((changed.revision, changed.body["email"].as_str(), changed.body.get("phone")), (2, Some("A@example.com"), None));
    assert!(rig.records.search_owners("87010000001", 10).await.expect("it can be searched").is_empty(), "what is gone finds nothing");
    let stale = rig.records.change(RecordKind::Owner, "o1", 1, object(json!({"name": "X"}))).await;
    assert_eq!(stale, Err(Code::StaleRevision.into()));
    let twice = rig.records.create(RecordKind::Vehicle, object(json!({"vin": VIN, "model": "X", "market": "kz"}))).await;
    assert_eq!(twice, Err(wrong("vin", Fault::Taken)));
    let nobody = rig
        .records
        .create(RecordKind::Vehicle, object(json!({"vin": "LB37522S0PL000012", "model": "X", "market": "kz", "owner": "o2"})))
        .await;
    assert_eq!(nobody, Err(wrong("owner", Fault::Unknown(RecordKind::Owner))));
    rig.store.close().await;
}

#[tokio::test]
async fn a_car_that_is_sold_on_keeps_whose_it_was() {
    let rig = Rig::new().await;
    for id in ["o1", "o2"] {
        rig.made(RecordKind::Owner, json!({"id": id, "name": id, "market": "kz"})).await;
    }
    let car = rig
        .made(RecordKind::Vehicle, json!({"vin": VIN, "model": "Zeekr 001", "market": "kz", "owner": "o1", "owner_since": "2025-01-02"}))
        .await;
    let sold = json!({"owner": "o2", "owner_since": "2026-03-04"});
    rig.records.change(RecordKind::Vehicle, &car.id, 1, object(sold)).await.expect("it is sold");
    let car: Vehicle = rig.records.get(&car.id).await.expect("it can be read").expect("it is there");
    let past: Vec<(String, Option<jiff::civil::Date>)> = car.past_owners.into_iter().map(|past| (past.owner, past.until)).collect();
    assert_eq!(past, [("o1".to_owned(), Some(date(2026, 3, 4)))]);
    assert_eq!(rig.records.vehicles_of("o2").await.expect("it can be read").len(), 1);
    assert!(rig.records.vehicles_of("o1").await.expect("it can be read").is_empty());
    rig.store.close().await;
}

#[tokio::test]
async fn what_is_looked_up_is_found_as_it_is_typed() {
    let rig = Rig::new().await;
    let car = rig.made(RecordKind::Vehicle, json!({"vin": VIN, "model": "Zeekr 001", "market": "kz", "handed_over": "2025-02-28"})).await;
    rig.made(
        RecordKind::Order,
        json!({"number": "AC-2026-0007", "kind": "car", "item": "Zeekr 001", "market": "kz", "stage": "in_transit"}),
    )
    .await;
    let part = json!({"id": "p1", "number": "8890-1", "names": {"en": "Cabin filter", "bn": "কেবিন ফিল্টার", "kk": "Салон сүзгісі"}, "models": ["Zeekr 001"]});
    rig.made(RecordKind::Part, part).await;
    rig.made(RecordKind::Serial, json!({"number": "SN-77-01", "part": "8890-1", "vehicle": VIN})).await;
    let recall = |number: &str, more: Value| {
        let mut said = object(json!({"number": number, "titles": {"en": "R"}, "texts": {"en": "R"}, "opened": "2026-01-01"}));
        said.extend(object(more));
        Value::Object(said)
    };
    rig.made(RecordKind::Campaign, recall("listed", json!({"vins": [VIN]}))).await;
    rig.made(
        RecordKind::Campaign,
        recall("ranged", json!({"ranges": [{"from": "LB37522S0PL000001", "to": "LB37522S0PL000099"}], "done": [VIN]})),
    )
    .await;
    rig.made(RecordKind::Campaign, recall("other", json!({"ranges": [{"from": "LB37522S0PL000100", "to": "LB37522S0PL000199"}]}))).await;
    let vin: Vin = VIN.parse().expect("a VIN");
    assert_eq!(rig.records.vehicle_by_vin(&vin).await.expect("it can be read").map(|car| car.id), Some(car.id.clone()));
    assert!(rig.records.order_by_number("ac ২০২৬ 0007").await.expect("it can be read").is_some());
    let (serial, part) = rig.records.serial("sn7701").await.expect("it can be read").expect("it is known");
    assert_eq!((serial.vehicle, part.map(|part| part.id)), (Some(car.id.clone()), Some("p1".to_owned())));
    let on = date(2026, 6, 1);
    let found = rig.records.campaigns_of(&vin).await.expect("they can be read");
    let mut states: Vec<(String, CampaignState)> =
        found.iter().map(|campaign| (campaign.number.clone(), campaign.state(&vin, on))).collect();
    states.sort_by(|a, b| a.0.cmp(&b.0));
    assert_eq!(states, [("listed".to_owned(), CampaignState::Open), ("ranged".to_owned(), CampaignState::Done)]);
    for (text, model, count) in
        [("filter", None, 1), ("ফিল্টার", Some("zeekr 001"), 1), ("сузгиси", None, 1), ("filter", Some("BYD"), 0), ("8890", None, 1)]
    {
        let parts: Vec<Part> = rig.records.parts_named(text, model).await.expect("they can be read");
        assert_eq!(parts.len(), count, "{text} {model:?}");
    }
    let reading = |km| json!({"vehicle": VIN, "km": km, "on": "2026-05-01", "source": "service"});
    rig.made(RecordKind::Odometer, reading(12_000)).await;
    let term = json!({"id": "t1", "kind": "vehicle", "names": {"en": "Vehicle"}, "months": 36, "km": 100_000, "from": "2020-01-01"});
    rig.made(RecordKind::Term, term).await;
    let car: Vehicle = rig.records.get(&car.id).await.expect("it can be read").expect("it is there");
    let coverage = rig.records.coverage(&car, on, Some(15_000)).await.expect("it can be told");
    assert_eq!(coverage.iter().map(|one| (one.until, one.km_left)).collect::<Vec<_>>(), [(Some(date(2028, 2, 28)), Some(85_000))]);
    let centre = json!({"id": "shy", "names": {"en": "Shymkent"}, "town": "Шымкент", "address": {"en": "1"}, "market": "kz", "zone": "Asia/Almaty", "hours": ["mon-sat 09:00-18:00"]});
    rig.made(RecordKind::Centre, centre).await;
    for town in ["shymkent", "Шымкент", "শিমকেন্ট"] {
        let found: Vec<Centre> = rig.records.centres_in(town).await.expect("they can be read");
        assert_eq!(found.len(), 1, "{town}");
    }
    rig.store.close().await;
}

#[tokio::test]
async fn a_sheet_is_stored_once_and_what_is_written_reads_back() {
    let rig = Rig::new().await;
    // As Excel saves it where the comma is in numbers.
    let owners = "\u{feff}ID;Name;Phone;Market;Languages\r\no1;\"Rahim; Karim\";০১৭০০-০০০০০০;bd;bn|en\r\no2;Айгерім;87010000001;kz;kk\r\n";
    let cars = "vin,model,market,owner,handed_over\nLB37522S0PL000011,Zeekr 001,bd,o1,31.01.2025\nLB37522S0PL000012,Zeekr 007,kz,o2,\n";
    let parts = "id,number,names_en,names_bn,price\np1,88-1,Filter,ফিল্টার,1200\n";
    for (kind, text, rows) in [(RecordKind::Owner, owners, 2), (RecordKind::Vehicle, cars, 2), (RecordKind::Part, parts, 1)] {
        let tried = rig.records.import(kind, text.as_bytes(), true).await.expect("it can be tried");
        assert_eq!((counts(&tried), tried.rows.len()), ((rows, 0, 0), rows));
        assert_eq!(rig.records.count(kind).await.expect("they can be counted"), 0, "a trial stores nothing");
        assert_eq!(counts(&rig.import(kind, text).await), (rows, 0, 0));
        let again = rig.import(kind, text).await;
        assert_eq!((counts(&again), again.rows[0].2), ((0, 0, rows), Difference::Same));
        let written = rig.records.export(kind).await.expect("it can be written");
        assert_eq!(counts(&rig.import(kind, &written).await), (0, 0, rows), "{written}");
    }
    let owner: Owner = rig.records.get("o1").await.expect("it can be read").expect("it is there");
    assert_eq!((owner.name.as_str(), owner.phone.as_deref()), ("Rahim; Karim", Some("+8801700000000")));
    // A column that is not there leaves what is stored; an empty cell takes it away; a language keeps the others.
    let changed = rig.import(RecordKind::Part, "number,names_en,price\n88-1,Cabin filter,\n").await;
    assert_eq!(counts(&changed), (0, 1, 0));
    let part: Part = rig.records.get("p1").await.expect("it can be read").expect("it is there");
    assert_eq!(
        (part.names.in_(crate::language::Language::BN), part.names.in_(crate::language::Language::EN), part.price),
        ("ফিল্টার", "Cabin filter", None)
    );
    rig.store.close().await;
}

#[tokio::test]
async fn all_mistakes_of_a_sheet_are_told_and_nothing_of_it_is_stored() {
    let rig = Rig::new().await;
    let text = "vin,model,market,vin,colour,owner\n\
        LB37522S0PL000011,Zeekr 001,kz,,,\n\
        LB37522S0PL00001,,kz,,,\n\
        LB37522S0PL000011,Zeekr 001,fr,,red,o9\n\
        \n\
        LB37522S0PL000013,Zeekr 001,kz,,,,more\n";
    let imported = rig.import(RecordKind::Vehicle, text).await;
    let told: Vec<(usize, Option<usize>, &str)> = imported
        .mistakes
        .iter()
        .map(|mistake| (mistake.line, mistake.column.as_ref().map(|(at, _)| *at), mistake.fault.as_str()))
        .collect();
    let expected = [
        (1, Some(3), "two_columns"),
        (1, Some(4), "no_field"),
        (3, Some(0), "format"),
        (3, Some(1), "missing"),
        (4, Some(0), "twice"),
        (4, Some(2), "choice"),
        (4, Some(5), "unknown"),
        (6, None, "format"),
    ];
    assert_eq!(told, expected);
    assert_eq!(rig.records.count(RecordKind::Vehicle).await.expect("they can be counted"), 0);
    let many = (0..1_500).fold(String::from("id,name,market\n"), |text, row| format!("{text}o{row},,nowhere\n"));
    let imported = rig.import(RecordKind::Owner, &many).await;
    assert_eq!((imported.mistakes.len(), imported.more), (1_000, 2_000));
    for (bytes, form) in
        [(&b"\xff\xfei\0d\0"[..], "utf16"), (b"id,name\no1,\xe0\n", "utf8"), (b"", "empty"), (b"id,name,market\no1,\"x,kz\n", "quote")]
    {
        let imported = rig.records.import(RecordKind::Owner, bytes, false).await.expect("the store works");
        assert_eq!(imported.mistakes.iter().map(|mistake| mistake.fault.clone()).collect::<Vec<_>>(), [Fault::Form(form)]);
    }
    let nameless = rig.import(RecordKind::Owner, "name,market\nRahim,bd\n").await;
    assert_eq!(
        nameless.mistakes.iter().map(|mistake| mistake.fault.clone()).collect::<Vec<_>>(),
        [Fault::Missing],
        "nobody would know them again"
    );
    rig.store.close().await;
}

/// How many records of a type there are, all of which can be read.
async fn read<T: look_up::Typed>(records: &Records) -> usize {
    records.all::<T>().await.expect("each is of its type").len()
}

#[tokio::test]
async fn sample_records_are_stored_once_and_are_marked() {
    let rig = Rig::new().await;
    let added = rig.records.fill().await.expect("they are sound");
    assert!(added > 0);
    assert_eq!(rig.records.fill().await.expect("they are there"), 0);
    let records = &rig.records;
    let all = [
        read::<Owner>(records).await,
        read::<Vehicle>(records).await,
        read::<crate::aftersales::record::OdometerReading>(records).await,
        read::<crate::aftersales::record::Term>(records).await,
        read::<crate::aftersales::record::Order>(records).await,
        read::<Centre>(records).await,
        read::<Part>(records).await,
        read::<crate::aftersales::record::Serial>(records).await,
        read::<crate::aftersales::record::Campaign>(records).await,
        read::<crate::aftersales::record::Document>(records).await,
        read::<crate::aftersales::record::Course>(records).await,
    ];
    assert_eq!(all.iter().sum::<usize>(), added);
    for kind in RecordKind::ALL {
        let page = records.list(kind, None, MAX_PAGE).await.expect("they can be read");
        assert!(page.iter().all(|record| record.sample), "{kind:?}");
    }
    rig.store.close().await;
}

#[tokio::test]
async fn the_surest_come_first_whatever_the_limit() {
    let rig = Rig::new().await;
    for (id, name) in [("a", "রহিম"), ("b", "Рахим"), ("c", "Rahima Begum"), ("d", "Rahim Uddin"), ("e", "Rahim Hossain"), ("f", "Karim")]
    {
        rig.made(RecordKind::Owner, json!({"id": id, "name": name, "market": "bd"})).await;
    }
    let found = async |text: &str, limit: u32| -> Vec<String> {
        rig.records.find(RecordKind::Owner, text, limit).await.expect("it is found").into_iter().map(|record| record.id).collect()
    };
    let all = found("rahim", 10).await;
    assert_eq!(
        (&all[..2], all.len()),
        (&["d".to_owned(), "e".to_owned()][..], 5),
        "exact ones before those that begin or sound so: {all:?}"
    );
    for limit in 1..=5 {
        assert_eq!(found("rahim", limit).await, all[..limit as usize], "fewer of the same");
    }
    assert_eq!(found("rahim hosain", 10).await, ["e"], "every word is found");
    assert_eq!(found("rahim nobody", 10).await, Vec::<String>::new());
}

#[tokio::test]
async fn a_rare_word_beside_one_that_many_have_finds_the_same() {
    let rig = Rig::new().await;
    let mut sheet = String::from("id,name,market\n");
    for number in 0..450 {
        sheet += &format!("many{number},Rahim Nafis,bd\n");
    }
    sheet += "sure,Rahim Zubayer,bd\nbegun,Rahima Zubayer,bd\nother,Karim Zubayer,bd\n";
    let imported = rig.records.import(RecordKind::Owner, sheet.as_bytes(), false).await.expect("it is stored");
    assert_eq!((imported.added, imported.mistakes.len()), (453, 0));
    let found = async |text: &str, limit: u32| -> Vec<String> {
        rig.records.find(RecordKind::Owner, text, limit).await.expect("it is found").into_iter().map(|record| record.id).collect()
    };
    for text in ["rahim zubayer", "Zubayer Rahim"] {
        assert_eq!(found(text, 10).await, ["sure", "begun"], "{text}");
        assert_eq!(found(text, 1).await, ["sure"], "{text}");
    }
    assert_eq!(found("রহিম zubayer", 10).await, ["begun", "sure"], "both sound so");
    assert_eq!(found("nafis zubayer", 10).await, Vec::<String>::new(), "nobody has both");
    assert_eq!(found("rahim nafis", 3).await.len(), 3, "both words are common");
}
