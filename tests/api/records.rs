//! Owners, cars and what belongs to them: over HTTP, as CSV, and by commands.

use crate::browser::{Login, Request};
use crate::command::run;
use crate::server::{Server, fresh_id, new_folder, text};
use serde_json::{Value, json};
use std::fs;
use std::process::Output;

/// A VIN that nobody else has.
fn fresh_vin() -> String {
    let digits: String = fresh_id().chars().filter(char::is_ascii_digit).rev().take(7).collect();
    format!("LB37522S0P{digits:0>7}")
}

/// A body that makes a record of a kind, named as in paths; twice it makes two. It refers to those of [`others`].
fn of(kind: &str) -> Value {
    let (id, texts) = (fresh_id(), json!({"en": "Name"}));
    match kind {
        "owners" => json!({"name": "Rahim Karim", "market": "bd", "phone": "+8801700000009"}),
        "vehicles" => json!({"vin": fresh_vin(), "model": "Zeekr 001", "market": "kz", "handed_over": "2025-03-31"}),
        "odometer" => {
            let day = 1 + u8::from_str_radix(&id[id.len() - 2..], 16).unwrap_or(0) % 28;
            let year = 2000 + u16::from_str_radix(&id[id.len() - 4..id.len() - 2], 16).unwrap_or(0) % 90;
            json!({"vehicle": "test-car", "km": 1_000, "on": format!("{year}-{:02}-{day:02}", 1 + year % 12), "source": "service"})
        }
        "terms" => json!({"kind": "wear_parts", "names": texts, "months": 12, "models": ["none of ours"], "from": "2020-01-01"}),
        "orders" => json!({"number": id, "kind": "car", "item": "Zeekr 001", "market": "kz", "stage": "placed"}),
        "centres" => json!({"names": texts, "town": "almaty", "address": {"en": "1"}, "market": "kz", "zone": "Asia/Almaty",
            "services": [{"service": "maintenance", "minutes": 60, "capacity": 1}],
            "hours": [{"days": ["mon"], "open": "09:00", "close": "18:00"}]}),
        "parts" => json!({"number": id, "names": texts}),
        "serials" => json!({"number": id, "part": "test-part"}),
        "campaigns" => json!({"number": id, "titles": texts, "texts": {"en": "Text"}, "opened": "2026-01-01"}),
        "documents" => json!({"kind": "manual", "titles": texts, "language": "en", "file": "manual.pdf"}),
        "courses" => {
            json!({"titles": texts, "language": "en", "starts_at": "2026-12-05T09:00:00.000Z", "minutes": 60, "zone": "Asia/Dhaka", "places": 10})
        }
        other => panic!("no such kind {other}"),
    }
}

/// The body of an operation of the API's document that makes a record.
pub fn of_operation(id: &str) -> Value {
    let name = id.trim_start_matches("add");
    of(match name {
        "Reading" => "odometer",
        "Centre" => "centres",
        name => {
            let plural = format!("{}s", name.to_lowercase());
            return of(&plural);
        }
    })
}

/// Makes what other records refer to.
pub async fn others(server: &Server) {
    let admin = server.staff("admin").await;
    for (path, body) in [
        ("/api/v1/vehicles", json!({"id": "test-car", "vin": "LB37522S0PL999999", "model": "Zeekr 001", "market": "kz"})),
        ("/api/v1/owners", json!({"id": "test-owner", "name": "Test Owner", "market": "kz"})),
        ("/api/v1/parts", json!({"id": "test-part", "number": "TEST-PART", "names": {"en": "Test part"}})),
    ] {
        let made = Request::post(path).staff(server, &admin).json(&body).send(server).await;
        assert_eq!(made.status, 201, "{}", made.text());
    }
}

/// The id of a new record.
pub async fn made(server: &Server, admin: &Login, kind: &str) -> String {
    let made = Request::post(&format!("/api/v1/{kind}")).staff(server, admin).json(&of(kind)).send(server).await;
    assert_eq!(made.status, 201, "{kind}: {}", made.text());
    made.value()["id"].as_str().expect("it has an id").to_owned()
}

#[tokio::test]
async fn a_record_is_made_read_and_changed_on_what_was_seen() {
    let server = Server::shared();
    let (admin, technician) = (server.staff("admin").await, server.staff("technician").await);
    let owner = json!({"name": "Жансая Бекова", "phone": "8 701 555 01 02", "market": "kz", "email": "Zhansaya@Example.com"});
    let made = Request::post("/api/v1/owners").staff(server, &admin).json(&owner).send(server).await;
    assert_eq!((made.status, made.header("etag")), (201, Some("\"1\"")), "{}", made.text());
    let body = made.value();
    let path = made.header("location").expect("it says where").to_owned();
    assert_eq!((body["phone"].as_str(), body["email"].as_str()), (Some("+77015550102"), Some("Zhansaya@example.com")));
    assert_eq!(Request::get(&path).staff(server, &technician).send(server).await.value(), body);
    // In any script, by the number however it is typed.
    for typed in ["%D0%B6%D0%B0%D0%BD%D1%81%D0%B0%D1%8F", "zhansaya", "5550102", "zhansaya@example.com"] {
        let found = Request::get(&format!("/api/v1/owners?q={typed}")).staff(server, &technician).send(server).await.value();
        assert!(found["items"].as_array().expect("a list").iter().any(|item| item["id"] == body["id"]), "{typed}: {found}");
    }
    let change = json!({"channel": "email", "phone": null});
    Request::new("PATCH", &path).staff(server, &technician).json(&change).send(server).await.problem(428, "precondition_required");
    let changed = Request::new("PATCH", &path).staff(server, &technician).header("If-Match", "\"1\"").json(&change).send(server).await;
    assert_eq!((changed.status, changed.header("etag")), (200, Some("\"2\"")), "{}", changed.text());
    assert_eq!((changed.value()["channel"].as_str(), changed.value().get("phone")), (Some("email"), None));
    let again = Request::new("PATCH", &path).staff(server, &technician).header("If-Match", "\"1\"").json(&change).send(server).await;
    again.problem(412, "stale_revision");
    let wrong = json!({"name": "", "market": "fr", "phone": "12", "colour": "red"});
    let refused = Request::post("/api/v1/owners?language=bn").staff(server, &admin).json(&wrong).send(server).await.problem(422, "invalid");
    let mut fields: Vec<(&str, &str)> = refused["errors"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|error| (error["field"].as_str().unwrap_or(""), error["code"].as_str().unwrap_or("")))
        .collect();
    fields.sort_unstable();
    assert_eq!(fields, [("colour", "no_field"), ("market", "choice"), ("name", "missing"), ("phone", "format")]);
    assert!(refused["errors"][1]["detail"].as_str().is_some_and(|detail| detail.contains('ঘ') || detail.contains('দ')), "{refused}");
}

#[tokio::test]
async fn lists_come_in_pages_and_a_car_says_what_holds_for_it() {
    let server = Server::shared();
    let admin = server.staff("admin").await;
    let prefix = format!("page-{}", fresh_id());
    for number in 0..5 {
        let body = json!({"id": format!("{prefix}-{number}"), "name": "N", "market": "kz"});
        assert_eq!(Request::post("/api/v1/owners").staff(server, &admin).json(&body).send(server).await.status, 201);
    }
    let (mut after, mut seen) = (prefix.clone(), Vec::new());
    for _ in 0..3 {
        let page = Request::get(&format!("/api/v1/owners?limit=2&after={after}")).staff(server, &admin).send(server).await.value();
        seen.extend(page["items"].as_array().expect("a list").iter().map(|item| item["id"].as_str().unwrap_or("").to_owned()));
        let Some(next) = page["next"].as_str() else { break };
        after = next.to_owned();
    }
    seen.retain(|id| id.starts_with(&prefix));
    assert_eq!(seen, (0..5).map(|number| format!("{prefix}-{number}")).collect::<Vec<_>>());
    for query in ["limit=0", "limit=201", "limit=x"] {
        Request::get(&format!("/api/v1/owners?{query}")).staff(server, &admin).send(server).await.problem(400, "bad_request");
    }
    let model = format!("Model {prefix}");
    let term = json!({"kind": "vehicle", "names": {"en": "Vehicle"}, "models": [model], "months": 36, "km": 100_000, "from": "2020-01-01"});
    assert_eq!(Request::post("/api/v1/terms").staff(server, &admin).json(&term).send(server).await.status, 201);
    let car = json!({"vin": fresh_vin(), "model": model, "market": "kz", "handed_over": "2024-02-29"});
    let car = Request::post("/api/v1/vehicles").staff(server, &admin).json(&car).send(server).await.value();
    let path = format!("/api/v1/vehicles/{}/coverage", car["id"].as_str().expect("it has an id"));
    let of = async |query: &str| {
        let said = Request::get(&format!("{path}?{query}")).staff(server, &admin).send(server).await.value();
        said["items"].as_array().expect("a list").iter().find(|item| item["kind"] == "vehicle").cloned().expect("the term of the car")
    };
    let holds = of("on=2027-02-28&km=99999").await;
    assert_eq!((holds["until"].as_str(), holds["km_left"].as_i64()), (Some("2027-02-28"), Some(1)), "{holds}");
    assert!(of("on=2027-03-01&km=99999").await["days_left"].is_null(), "a day later nothing is left");
    for query in ["on=2027-02-30", "km=-1", "km=x"] {
        Request::get(&format!("{path}?{query}")).staff(server, &admin).send(server).await.problem(400, "bad_request");
    }
}

#[tokio::test]
async fn what_names_a_record_is_listed_and_keeps_it() {
    let server = Server::shared();
    let (admin, technician) = (server.staff("admin").await, server.staff("technician").await);
    let owner = made(server, &admin, "owners").await;
    let car = json!({"vin": fresh_vin(), "model": "Zeekr 001", "market": "kz", "owner": owner});
    let car = Request::post("/api/v1/vehicles").staff(server, &admin).json(&car).send(server).await.value();
    let of = |path: &str| Request::get(path).staff(server, &technician);
    let cars = of(&format!("/api/v1/vehicles?owner={owner}")).send(server).await.value();
    assert_eq!((cars["items"][0]["id"].clone(), cars["next"].is_null()), (car["id"].clone(), true), "{cars}");
    let none = of(&format!("/api/v1/orders?owner={owner}")).send(server).await.value();
    assert_eq!(none["items"].as_array().map(Vec::len), Some(0));
    for query in ["vehicles?part=x", "owners?owner=x", "orders?owner=x&vehicle=y"] {
        of(&format!("/api/v1/{query}")).send(server).await.problem(400, "bad_request");
    }
    let remove = |path: String, tag: &str| Request::new("DELETE", &path).staff(server, &admin).header("If-Match", tag);
    let (owner_path, car_path) = (format!("/api/v1/owners/{owner}"), format!("/api/v1/vehicles/{}", car["id"].as_str().expect("an id")));
    let refused = remove(format!("{owner_path}?language=kk"), "\"1\"").send(server).await.problem(409, "in_use");
    assert!(refused["detail"].as_str().is_some_and(|detail| detail.contains("жазба")), "{refused}");
    remove(car_path.clone(), "\"2\"").send(server).await.problem(412, "stale_revision");
    Request::new("DELETE", &car_path).staff(server, &admin).send(server).await.problem(428, "precondition_required");
    for path in [car_path, owner_path] {
        assert_eq!(remove(path.clone(), "\"1\"").send(server).await.status, 204, "{path}");
        Request::get(&path).staff(server, &admin).send(server).await.problem(404, "not_found");
        remove(path, "\"1\"").send(server).await.problem(404, "not_found");
    }
}

#[tokio::test]
async fn a_form_can_be_drawn_of_what_the_kinds_say() {
    let server = Server::shared();
    let technician = server.staff("technician").await;
    let kinds = Request::get("/api/v1/records").staff(server, &technician).send(server).await.value();
    let field = |kind: &str, name: &str| {
        let kinds = kinds["items"].as_array().expect("a list");
        let of = kinds.iter().find(|item| item["kind"] == kind).expect("there is such a kind");
        of["fields"].as_array().expect("a list").iter().find(|field| field["name"] == name).cloned().expect("there is such a field")
    };
    assert_eq!(field("owners", "market")["choices"], json!(["bd", "int", "kz"]));
    let languages = field("owners", "languages");
    assert_eq!((languages["type"].as_str(), languages["list"].as_bool()), (Some("language"), Some(true)), "{languages}");
    assert_eq!(field("vehicles", "owner")["record"], json!("owners"));
    assert_eq!((field("terms", "names")["type"].clone(), field("terms", "km")["type"].clone()), (json!("texts"), json!("number")));
}

fn import(server: &Server, arguments: &[&str]) -> Output {
    run(server.command(&[&["import"], arguments].concat()))
}

#[tokio::test]
async fn a_sheet_goes_in_as_a_whole_and_comes_out_again() {
    let server = Server::shared();
    let admin = server.staff("admin").await;
    let (folder, prefix) = (new_folder(), fresh_id());
    let file = folder.join("cars.csv");
    let name = file.to_str().expect("a path in UTF-8");
    let sheet = format!("\u{feff}vin;model;market\r\n{};Zeekr {prefix};kz\r\n{};\"Zeekr; 007\";bd\r\n", fresh_vin(), fresh_vin());
    fs::write(&file, &sheet).expect("the file can be written");
    let said = |output: Output| {
        assert!(output.status.success(), "{}", text(&output));
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    assert_eq!(said(import(server, &["vehicles", name, "--dry-run"])), "2 new, 0 changed, 0 unchanged; nothing is stored\n");
    assert_eq!(said(import(server, &["vehicles", name])), "2 new, 0 changed, 0 unchanged\n");
    assert_eq!(said(import(server, &["vehicles", name])), "0 new, 0 changed, 2 unchanged\n");
    let written = said(run(server.command(&["export", "vehicles"])));
    assert!(written.contains(&format!("Zeekr {prefix}")) && written.contains("\"Zeekr; 007\""), "{written}");
    fs::write(&file, "vin,model,market,vin\nLB37522S0PL00001,,fr,\n").expect("the file can be written");
    let refused = import(server, &["vehicles", name]);
    assert_eq!(refused.status.code(), Some(2));
    for told in [
        "line 1, column D (vin)",
        "line 2, column A (vin)",
        "line 2, column B (model)",
        "line 2, column C (market)",
        "4 mistakes; nothing is stored",
    ] {
        assert!(text(&refused).contains(told), "{told}: {}", text(&refused));
    }
    // The same over HTTP, in the reader's language.
    let send = async |query: &str, body: &str| {
        let request = Request::post(&format!("/api/v1/records/vehicles/import{query}")).staff(server, &admin);
        let answer = request.header("Content-Type", "text/csv").bytes(body.as_bytes().to_vec()).send(server).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.value()
    };
    let tried = send("?dry_run=true&language=kk", "vin,model,market\nLB37522S0PL00001,,kz\n").await;
    assert_eq!((tried["stored"].as_bool(), tried["mistakes"].as_array().map(Vec::len)), (Some(false), Some(2)), "{tried}");
    assert!(tried["mistakes"][0]["detail"].as_str().is_some_and(|detail| detail.contains("латын")), "{tried}");
    let again = send("", &sheet).await;
    assert_eq!((again["stored"].as_bool(), again["unchanged"].as_u64()), (Some(true), Some(2)), "{again}");
    let kinds = Request::get("/api/v1/records").staff(server, &admin).send(server).await.value();
    assert_eq!(kinds["items"].as_array().map(Vec::len), Some(11));
    let _ = fs::remove_dir_all(folder);
}
