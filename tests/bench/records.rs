//! Look-ups and imports of a large house: 100,000 owners and cars, 20,000 parts. On the disk of the temporary folder.
//! `cargo bench --bench records`
//!
//! The floors are those of the issue: a look-up by a number in 2 ms, owners by name in any script in 30 ms, 5,000 rows a second.

use aftercare::aftersales::schema::RecordKind;
use aftercare::aftersales::vin::Vin;
use aftercare::clock::{Clock, SystemClock};
use aftercare::config::Config;
use aftercare::market::Markets;
use aftercare::records::Records;
use aftercare::store::{self, Options, Store};
use std::fmt::Write as _;
use std::sync::Arc;
use std::time::Instant;

/// Owners and cars.
const CARS: usize = 100_000;
const PARTS: usize = 20_000;
/// Look-ups of one kind.
const ROUNDS: usize = 500;
/// Given and family names in the scripts that owners write.
const GIVEN: [&str; 12] = ["Rahim", "Karim", "রহিম", "করিম", "নাসরিন", "ফাতেমা", "Айгерім", "Данияр", "Жансая", "Aigerim", "Nasrin", "Ерлан"];
const FAMILY: [&str; 12] =
    ["Hossain", "Uddin", "হোসেন", "আক্তার", "Rahman", "রহমান", "Сейтқали", "Бекова", "Нұрланұлы", "Seitkali", "Chowdhury", "Ахметов"];
/// What somebody types.
const TYPED: [&str; 8] = ["Rahim Hossain", "রহিম", "айгерим сейткали", "Aigerim", "nasr", "01700012345", "Жансая", "chowdhuri"];

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    runtime.block_on(measure());
}

fn vin(number: usize) -> String {
    format!("LB37522S0PL{number:06}")
}

fn owners() -> String {
    let mut text = String::from("id,name,phone,email,market\n");
    for number in 0..CARS {
        let (given, family) = (GIVEN[number % GIVEN.len()], FAMILY[number / GIVEN.len() % FAMILY.len()]);
        // A second name for most, so that not everybody has one of 144.
        let middle = format!("{}{}", FAMILY[number / 31 % FAMILY.len()], number % 97);
        let _ = writeln!(text, "o{number},{given} {middle} {family},+8801700{number:06},o{number}@example.com,bd");
    }
    text
}

fn cars() -> String {
    let mut text = String::from("vin,model,market,owner,plate\n");
    for number in 0..CARS {
        let _ = writeln!(text, "{},Zeekr 001,bd,o{number},DHAKA {number}", vin(number));
    }
    text
}

fn parts() -> String {
    let mut text = String::from("id,number,names_en,names_bn,names_kk,models\n");
    for number in 0..PARTS {
        let _ = writeln!(text, "p{number},PN-{number},Filter {number},ফিল্টার {number},Сүзгі {number},Zeekr 001");
    }
    text
}

async fn measure() {
    let folder = std::env::temp_dir().join(format!("aftercare-bench-{}", SystemClock.id()));
    let store = Store::open(Options::new(store::database(&folder)), Arc::new(SystemClock), Arc::new(|_| {})).await.expect("a database");
    let config = Config::load(None, std::iter::empty()).expect("the defaults are sound");
    let records = Records::new(store.clone(), &Markets::new(&config).expect("markets"), Arc::new(SystemClock));
    for (kind, text, rows) in [(RecordKind::Owner, owners(), CARS), (RecordKind::Vehicle, cars(), CARS), (RecordKind::Part, parts(), PARTS)]
    {
        for again in ["new", "the same again"] {
            let start = Instant::now();
            let imported = records.import(kind, text.as_bytes(), false).await.expect("it is stored");
            assert!(imported.mistakes.is_empty(), "{:?}", imported.mistakes.first());
            println!("import of {rows} {} ({again}): {:.0} rows/s", kind.plural(), rows as f64 / start.elapsed().as_secs_f64());
        }
    }
    let mut times = Vec::new();
    for round in 0..ROUNDS {
        let vin: Vin = vin(round * 197 % CARS).parse().expect("a VIN");
        let start = Instant::now();
        assert!(records.vehicle_by_vin(&vin).await.expect("it can be read").is_some());
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    tell("a car by its VIN", &mut times);
    for typed in TYPED {
        let mut found = 0;
        for _ in 0..20 {
            let start = Instant::now();
            found = records.search_owners(typed, 50).await.expect("they can be read").len();
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
        tell(&format!("owners by {typed:?} ({found} found)"), &mut times);
    }
    for round in 0..ROUNDS {
        let start = Instant::now();
        records.parts_named(&format!("filter {}", round * 37 % PARTS), Some("Zeekr 001")).await.expect("they can be read");
        times.push(start.elapsed().as_secs_f64() * 1e3);
    }
    tell("a part by name", &mut times);
    store.close().await;
    std::fs::remove_dir_all(&folder).expect("removed");
}

/// The middle and the slow end of some times, in milliseconds, and begins anew.
fn tell(what: &str, times: &mut Vec<f64>) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!("{what}: median {:.2} ms, p99 {:.2} ms", at(0.5), at(0.99));
    times.clear();
}
