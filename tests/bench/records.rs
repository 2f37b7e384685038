//! Records and requests of a large house: 100,000 owners and cars, 20,000 parts, 300,000 requests, of which one in sixteen is open. On the
//! disk of the temporary folder; what is measured goes through the same use cases as the API and the desk.
//! `cargo bench --bench records`, or `cargo bench --bench records -- FOLDER`, which keeps the house in that folder.
//!
//! Owners, cars and parts are imported, which is measured. Requests are taken over in large transactions, as the store writes what was worked
//! on elsewhere: with their logs, and with all indexes there from the first on. One by one, as owners hand forms in, it would take a
//! quarter of an hour.
//!
//! What is wanted is the issue's: a look-up by code or VIN in 2 ms, owners in any script in 30 ms, the first page of the board in 50 ms,
//! 5,000 rows a second of an import. Of times the slowest but one in a hundred counts.

use aftercare::access::{StaffRole, User};
use aftercare::aftersales::code::RequestCode;
use aftercare::aftersales::form::Values;
use aftercare::aftersales::record::{Centre, Vehicle};
use aftercare::aftersales::schema::RecordKind;
use aftercare::aftersales::vin::Vin;
use aftercare::app::App;
use aftercare::clock::{Clock, SystemClock, TestClock};
use aftercare::config::Config;
use aftercare::desk::requests::{BoardFilter, DueFilter, Over};
use aftercare::language::Language;
use aftercare::requests::making::About;
use aftercare::store::{PastRequest, PastStep};
use serde_json::{Map, Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// Owners and cars.
const CARS: usize = 100_000;
const PARTS: usize = 20_000;
const CENTRES: usize = 20;
const REQUESTS: usize = 300_000;
/// One request in so many stays open.
const OPEN: usize = 16;
/// Between two requests: all of them come in a little over four months.
const PAUSE_MS: i64 = 36_000;
/// Requests of one transaction.
const AT_ONCE: usize = 10_000;
/// Look-ups of one kind.
const ROUNDS: usize = 500;
/// Searches and pages of one kind.
const FEW_ROUNDS: usize = 100;
/// Rows of a page.
const PAGE: u32 = 50;
/// The codes of what is made, in the folder.
const CODES: &str = "codes.txt";

/// What is wanted: milliseconds, and rows a second.
const LOOK_UP_MS: f64 = 2.0;
const SEARCH_MS: f64 = 30.0;
const BOARD_MS: f64 = 50.0;
const IMPORT_RATE: f64 = 5_000.0;

/// Given and family names in the scripts that owners write.
const GIVEN: [&str; 12] = ["Rahim", "Karim", "রহিম", "করিম", "নাসরিন", "ফাতেমা", "Айгерім", "Данияр", "Жансая", "Aigerim", "Nasrin", "Ерлан"];
const FAMILY: [&str; 12] =
    ["Hossain", "Uddin", "হোসেন", "আক্তার", "Rahman", "রহমান", "Сейтқали", "Бекова", "Нұрланұлы", "Seitkali", "Chowdhury", "Ахметов"];
/// What somebody types: names whole and begun, in the owner's script and in another, a phone, its end, an address, a plate, a VIN.
const TYPED: [&str; 13] = [
    "Rahim Hossain",
    "রহিম",
    "айгерим сейткали",
    "Aigerim",
    "nasr",
    "Na",
    "Жансая",
    "chowdhuri",
    "01700012345",
    "12345",
    "o777@example.com",
    "DHAKA 4711",
    "LB37522S0PL000321",
];
/// Kinds of requests in turn, and the steps by which one is over.
const KINDS: [(&str, &[&str]); 3] = [("part", &["cancelled"]), ("trade-in", &["declined"]), ("complaint", &["answered", "closed"])];

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().expect("a runtime");
    // Cargo adds `--bench`, which is not ours.
    match std::env::args().skip(1).find(|arg| arg != "--bench") {
        Some(kept) => runtime.block_on(measure(Path::new(&kept))),
        None => {
            let folder = std::env::temp_dir().join(format!("aftercare-bench-{}", SystemClock.id()));
            runtime.block_on(measure(&folder));
            std::fs::remove_dir_all(&folder).expect("removed");
        }
    }
}

async fn measure(folder: &Path) {
    let clock = Arc::new(TestClock::at(SystemClock.now()));
    let variables = [("AFTERCARE_ANSWERS__TRAIN", "false")].map(|(key, value)| (key.to_owned(), value.to_owned()));
    let config = Config::load(None, variables.into_iter()).expect("the settings are sound");
    let app = App::open(config, folder, Arc::clone(&clock) as Arc<dyn Clock>).await.expect("a data folder");
    let user = user(&app);
    let list = folder.join(CODES);
    let codes: Vec<String> = match std::fs::read_to_string(&list) {
        Ok(kept) => {
            clock.advance(PAUSE_MS * i64::try_from(REQUESTS).expect("a count"));
            kept.lines().map(str::to_owned).collect()
        }
        Err(_) => {
            import(&app).await;
            let codes = make_requests(&app, &clock).await;
            std::fs::write(&list, codes.join("\n")).expect("a list");
            codes
        }
    };
    let size = std::fs::metadata(aftercare::store::database(folder)).expect("a database").len();
    println!("the database has {} MiB", size >> 20);
    look_up(&app, &user, &codes).await;
    search(&app).await;
    board(&app, &user).await;
    app.close().await;
}

fn user(app: &App) -> User {
    User {
        id: app.clock.id(),
        email: "technician@example.com".into(),
        name: "A technician".into(),
        role: StaffRole::Technician,
        languages: vec![Language::EN],
        password_hash: None,
        created_at: 0,
        disabled: false,
        revision: 1,
    }
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

fn centres() -> String {
    let mut text = String::from("id,names_en,town,address_en,market,zone,hours,services\n");
    for number in 0..CENTRES {
        let _ = writeln!(
            text,
            "bench-{number},Centre {number},dhaka,Road {number},bd,Asia/Dhaka,sun-thu 09:00-18:00,maintenance:60:2|diagnosis:60:1"
        );
    }
    text
}

async fn import(app: &App) {
    for (kind, text) in
        [(RecordKind::Centre, centres()), (RecordKind::Owner, owners()), (RecordKind::Vehicle, cars()), (RecordKind::Part, parts())]
    {
        let rows = text.lines().count() - 1;
        for again in ["new", "the same again"] {
            let start = Instant::now();
            let imported = app.records.import(kind, text.as_bytes(), false).await.expect("it is stored");
            assert!(imported.mistakes.is_empty(), "{:?}", imported.mistakes.first());
            if rows > CENTRES {
                let rate = rows as f64 / start.elapsed().as_secs_f64();
                println!("import of {rows} {} ({again}): {rate:.0} rows/s{}", kind.plural(), verdict(rate >= IMPORT_RATE, IMPORT_RATE));
            }
        }
    }
}

/// Makes all requests, and ends most of them; gives their codes.
async fn make_requests(app: &App, clock: &TestClock) -> Vec<String> {
    let centres: Vec<Centre> = app.records.all().await.expect("centres");
    let centres: Vec<Centre> = centres.into_iter().filter(|centre| centre.id.starts_with("bench-")).collect();
    assert_eq!(centres.len(), CENTRES);
    let mut cars = Vec::with_capacity(CARS);
    for number in 0..CARS {
        cars.push(app.records.vehicle_by_vin(&vin(number).parse().expect("a VIN")).await.expect("it can be read").expect("a car"));
    }
    let start = Instant::now();
    let mut codes: BTreeSet<String> = BTreeSet::new();
    for begin in (0..REQUESTS).step_by(AT_ONCE) {
        let mut past = Vec::with_capacity(AT_ONCE);
        for number in begin..(begin + AT_ONCE).min(REQUESTS) {
            clock.advance(PAUSE_MS);
            let mut taken = one(app, clock.now(), number, &cars[number * 7 % CARS], &centres[number / 7 % CENTRES]);
            // Of so many codes two are the same in one house of thirty.
            taken.made.codes.retain(|code| !codes.contains(code));
            codes.extend(taken.made.codes.first().cloned());
            past.push(taken);
        }
        app.requests.take_over(past).await.expect("they are stored");
    }
    let rate = REQUESTS as f64 / start.elapsed().as_secs_f64();
    println!("{REQUESTS} requests taken over, all but one in {OPEN} of them ended: {rate:.0} requests/s");
    assert_eq!(codes.len(), REQUESTS, "every code is another");
    codes.into_iter().collect()
}

fn one(app: &App, now: i64, number: usize, vehicle: &Vehicle, centre: &Centre) -> PastRequest {
    let (kind, steps) = KINDS[number % KINDS.len()];
    let kind = app.requests.kinds().kind(kind).expect("a kind of the table");
    let vin = vehicle.vin.to_string();
    let said = [("vin", vin.as_str()), ("what", "Nobody called back."), ("part", "filter"), ("quantity", "1"), ("condition", "A scratch.")];
    let said: Map<String, Value> = said.into_iter().map(|(name, value)| (name.to_owned(), json!(value))).collect();
    let values = Values::stored(&kind.form, &said);
    let faq = app.live_faq.current();
    let market = faq.markets.get("bd").expect("a market");
    let about = About { owner: None, vehicle: Some(vehicle), centre: Some(centre) };
    let mut made = app.requests.new_request(kind, &values, about, Language::BN, market).unwrap_or_else(|fault| panic!("{fault:?}"));
    made.owner = vehicle.owner.clone();
    let over = !number.is_multiple_of(OPEN);
    let step = |to: &&str| PastStep { at: now, to: (*to).to_owned(), note: Some("Done.".into()) };
    let steps = if over { steps.iter().map(step).collect() } else { Vec::new() };
    PastRequest { made, made_at: now, steps, over }
}

async fn look_up(app: &App, user: &User, codes: &[String]) {
    let mut times = Vec::new();
    for round in 0..ROUNDS {
        let vin: Vin = vin(round * 197 % CARS).parse().expect("a VIN");
        let start = Instant::now();
        assert!(app.records.vehicle_by_vin(&vin).await.expect("it can be read").is_some());
        times.push(ms(start));
    }
    tell("a car by its VIN", &mut times, LOOK_UP_MS);
    for round in 0..ROUNDS {
        let code: RequestCode = codes[round * 7_919 % codes.len()].parse().expect("a code");
        let start = Instant::now();
        assert!(app.requests.one(user, code).await.expect("it can be read").is_some());
        times.push(ms(start));
    }
    tell("a request by its code", &mut times, LOOK_UP_MS);
    for round in 0..ROUNDS {
        let start = Instant::now();
        app.records.parts_named(&format!("filter {}", round * 37 % PARTS), Some("Zeekr 001")).await.expect("they can be read");
        times.push(ms(start));
    }
    tell("a part by name", &mut times, SEARCH_MS);
}

async fn search(app: &App) {
    let mut times = Vec::new();
    for typed in TYPED {
        let mut found = 0;
        for _ in 0..FEW_ROUNDS {
            let start = Instant::now();
            found = app.records.search_owners(typed, PAGE).await.expect("they can be read").len();
            times.push(ms(start));
        }
        tell(&format!("owners by {typed:?} ({found} found)"), &mut times, SEARCH_MS);
    }
}

async fn board(app: &App, user: &User) {
    let of_kind = || Some("complaint".to_owned());
    let of_status = || Some("received".to_owned());
    let of_centre = || Some("bench-3".to_owned());
    let filters = [
        ("open", BoardFilter::default()),
        ("overdue", BoardFilter { due: Some(DueFilter::Overdue), ..BoardFilter::default() }),
        ("due soon", BoardFilter { due: Some(DueFilter::Soon), ..BoardFilter::default() }),
        ("paused", BoardFilter { due: Some(DueFilter::Paused), ..BoardFilter::default() }),
        ("of a kind", BoardFilter { kind: of_kind(), ..BoardFilter::default() }),
        ("in a state", BoardFilter { over: Over::All, status: of_status(), ..BoardFilter::default() }),
        ("of a centre", BoardFilter { centre: of_centre(), ..BoardFilter::default() }),
        (
            "of a kind, in a state, of a centre, due soon",
            BoardFilter {
                kind: of_kind(),
                status: of_status(),
                centre: of_centre(),
                due: Some(DueFilter::Soon),
                over: Over::All,
                words: None,
            },
        ),
        ("over", BoardFilter { over: Over::Closed, ..BoardFilter::default() }),
        (
            "over, of a kind and a centre",
            BoardFilter { over: Over::Closed, kind: of_kind(), centre: of_centre(), ..BoardFilter::default() },
        ),
        ("all", BoardFilter { over: Over::All, ..BoardFilter::default() }),
        ("found by an owner's name", BoardFilter { words: Some("Rahim Hossain".into()), over: Over::All, ..BoardFilter::default() }),
        ("found by a VIN's end", BoardFilter { words: Some("000321".into()), over: Over::All, ..BoardFilter::default() }),
    ];
    let mut times = Vec::new();
    for (name, filter) in filters {
        let mut rows = 0;
        for _ in 0..FEW_ROUNDS {
            let start = Instant::now();
            rows = app.desk.board_of_requests(user, &filter, None, PAGE).await.expect("it can be read").0.len();
            app.desk.counts_of_requests(user).await.expect("they can be counted");
            times.push(ms(start));
        }
        tell(&format!("the board's first page, {name} ({rows} rows)"), &mut times, BOARD_MS);
    }
}

fn ms(start: Instant) -> f64 {
    start.elapsed().as_secs_f64() * 1e3
}

/// Prints the middle and the slow end of some times, in milliseconds, beside what is wanted, and begins anew.
fn tell(what: &str, times: &mut Vec<f64>, wanted: f64) {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    println!("{what}: median {:.2} ms, p99 {:.2} ms{}", at(0.5), at(0.99), verdict(at(0.99) <= wanted, wanted));
    times.clear();
}

fn verdict(is_met: bool, wanted: f64) -> String {
    format!(" (wanted: {wanted}{})", if is_met { "" } else { ": MISSED" })
}
