//! Contract of `aftersales.md` sections 3 and 6: requests over HTTP, their page, slots, e-mails, and what a kill leaves.

use crate::browser::{Login, Request, Response};
use crate::command::run;
use crate::outside::Mail;
use crate::records;
use crate::server::{Options, Server, text};
use aftercare::aftersales::code::RequestCode;
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::process::Stdio;
use std::sync::{Arc, Mutex};

const VIN: &str = "L6TBB1A25SE048213";

async fn make(server: &Server, staff: &Login, new: &Value) -> Response {
    Request::post("/api/v1/requests").staff(server, staff).json(new).send(server).await
}

async fn made(server: &Server, staff: &Login, new: &Value) -> Value {
    let made = make(server, staff, new).await;
    assert_eq!(made.status, 201, "{}", made.text());
    made.value()
}

fn code(request: &Value) -> &str {
    request["code"].as_str().expect("a request has a code")
}

fn complaint() -> Value {
    json!({"kind": "complaint", "language": "kk", "values": {"what": "Ешкім хабарласпады", "vin": VIN}})
}

async fn page(server: &Server, path: &str, form: Option<&str>) -> Response {
    let method = if form.is_some() { "POST" } else { "GET" };
    let request = Request::new(method, &format!("{path}?language=en"));
    match form {
        Some(form) => request.header("Origin", &server.origin()).bytes(form.as_bytes().to_vec()).send(server).await,
        None => request.send(server).await,
    }
}

#[tokio::test]
async fn a_request_is_made_read_and_moved_as_its_table_says() {
    let server = Server::shared();
    let staff = server.staff("technician").await;
    let request = made(server, &staff, &complaint()).await;
    assert_eq!((&request["kind"], &request["status"], &request["language"]), (&json!("complaint"), &json!("received"), &json!("kk")));
    assert!(request["due"].is_string() && request["vin"] == VIN && request["market"] == "kz", "{request}");
    let path = format!("/api/v1/requests/{}", code(&request));
    let typed = format!("/api/v1/requests/{}", code(&request).to_lowercase().replace('-', ""));
    assert_eq!(Request::get(&typed).staff(server, &staff).send(server).await.value()["code"], request["code"]);

    let wrong = make(server, &staff, &json!({"kind": "warranty-claim", "values": {"vin": "L6TBB", "km": "1000000000"}})).await;
    let fields: BTreeSet<String> =
        wrong.value()["errors"].as_array().expect("each is named").iter().map(|error| error["field"].to_string()).collect();
    assert_eq!((wrong.status, fields.len()), (422, 3), "{}", wrong.text());

    let to = |to: &str, note: Option<&str>| json!({"to": to, "note": note});
    let move_to = async |to: Value| Request::post(&format!("{path}/status")).staff(server, &staff).json(&to).send(server).await;
    for (refused, field) in [(to("answered", None), "note"), (to("closed", Some("x")), "to"), (to("flown", None), "to")] {
        let refused = move_to(refused).await;
        assert_eq!((refused.status, &refused.value()["errors"][0]["field"]), (422, &json!(field)), "{}", refused.text());
    }
    let answered = move_to(to("answered", Some("Кешіріңіз"))).await;
    assert_eq!((answered.status, answered.header("etag")), (200, Some("\"2\"")), "{}", answered.text());
    let change = |tag: &str| Request::new("PATCH", &path).staff(server, &staff).header("If-Match", tag);
    let stale = change("\"1\"").json(&json!({"note": "x"})).send(server).await;
    assert_eq!(stale.status, 412, "{}", stale.text());
    let noted = change("\"2\"").json(&json!({"note": "Among us", "values": {"cause": "late"}})).send(server).await.value();
    let events: Vec<_> = noted["events"].as_array().expect("a log").iter().map(|event| (&event["to"], &event["visible"])).collect();
    let (yes, no) = (json!(true), json!(false));
    assert_eq!(events, [(&json!("received"), &yes), (&json!("answered"), &yes), (&json!("answered"), &no)]);
    assert_eq!((&noted["values"]["cause"], &noted["due"]), (&json!("late"), &Value::Null));

    let list = Request::get(&format!("/api/v1/requests?vin={VIN}&status=answered&limit=1")).staff(server, &staff).send(server).await;
    assert_eq!(list.value()["items"].as_array().map(Vec::len), Some(1), "{}", list.text());
    for bad in ["?limit=0", "?limit=x", "?state=none", "?due_before=now", "?after=c3RhZmYgeA"] {
        let refused = Request::get(&format!("/api/v1/requests{bad}")).staff(server, &staff).send(server).await;
        assert_eq!(refused.status, 400, "{bad}: {}", refused.text());
    }
}

/// The line of a file for calendars that begins so.
fn line(text: &str, begins: &str) -> Option<String> {
    text.lines().find(|line| line.starts_with(begins)).map(str::to_owned)
}

#[tokio::test]
async fn a_note_is_reason_and_price_enough_and_all_that_is_missing_is_said() {
    let server = Server::shared();
    let staff = server.staff("technician").await;
    let part = json!({"kind": "part", "language": "en", "values": {"vin": VIN, "part": "Mirror", "quantity": "1"}});
    let path = format!("/api/v1/requests/{}/status", code(&made(server, &staff, &part).await));
    let quoted =
        Request::post(&path).staff(server, &staff).json(&json!({"to": "quoted", "note": "210 dollars"})).send(server).await.value();
    assert_eq!((&quoted["status"], &quoted["values"]["quote"]), (&json!("quoted"), &json!("210 dollars")), "{quoted}");
    let declined =
        Request::post(&path).staff(server, &staff).json(&json!({"to": "declined", "reason": "Sold out"})).send(server).await.value();
    assert_eq!(declined["events"][2]["note"], "Sold out", "its owner reads why: {declined}");

    let claim = json!({"kind": "warranty-claim", "language": "en", "values": {"vin": VIN, "km": "48200", "what": "Rattles"}});
    let path = format!("/api/v1/requests/{}/status", code(&made(server, &staff, &claim).await));
    let move_to = async |to: &str| Request::post(&path).staff(server, &staff).json(&json!({"to": to})).send(server).await;
    for to in ["in_review", "approved", "in_repair"] {
        assert_eq!(move_to(to).await.status, 200, "{to}");
    }
    let refused = move_to("closed").await.value();
    let fields: Vec<&Value> = refused["errors"].as_array().into_iter().flatten().map(|error| &error["field"]).collect();
    assert_eq!(fields, [&json!("cause"), &json!("correction")], "{refused}");
}

#[tokio::test]
async fn a_booking_has_its_slot_alone_and_its_page_shows_what_one_may_know() {
    let server = Server::start(Options::roomy().env("ANSWERS__TRAIN", "false"));
    let (admin, staff) = (server.staff("admin").await, server.staff("technician").await);
    let centre = records::made(&server, &admin, "centres").await;
    let slots = format!("/api/v1/centres/{centre}/slots?service=maintenance");
    let free = async || Request::get(&slots).staff(&server, &staff).send(&server).await.value();
    let before = free().await;
    let at = before["items"][0]["at"].as_str().expect("a free slot").to_owned();
    let booking = json!({"kind": "booking", "language": "kk", "market": "kz",
        "values": {"vin": VIN, "centre": centre, "service": "maintenance", "slot": at}});
    let request = made(&server, &staff, &booking).await;
    assert_eq!((&request["slot"]["at"], &request["slot"]["centre"]), (&json!(at), &json!(centre)), "{request}");
    let second = make(&server, &staff, &booking).await;
    assert_eq!((second.status, &second.value()["errors"][0]["field"]), (422, &json!("slot")), "{}", second.text());
    assert_ne!(free().await["items"][0]["at"], at);

    let path = format!("/r/{}", code(&request));
    let shown = page(&server, &path, None).await;
    assert_eq!(shown.header("referrer-policy"), Some("same-origin"), "else browsers send the page's own forms without an origin");
    let html = shown.text();
    assert_eq!(
        (shown.status, shown.header("x-robots-tag"), shown.header("cache-control")),
        (200, Some("noindex, nofollow"), Some("no-store"))
    );
    assert!(html.contains(code(&request)) && !html.contains("<script") && !html.contains(VIN) && !html.contains("calendar.ics"), "{html}");
    let wrong = page(&server, &path, Some("vin=000000")).await.text();
    assert!(wrong.contains("role=\"alert\"") && !wrong.contains("calendar.ics"), "{wrong}");
    let all = page(&server, &path, Some("vin=e048213%20")).await.text();
    assert!(all.contains("role=\"alert\""), "seven are not six: {all}");
    let all = page(&server, &path, Some("vin=048213")).await.text();
    let link = all.split('"').find(|part| part.contains("calendar.ics")).expect("the appointment for calendars").to_owned();
    let calendar = Request::get(&link).send(&server).await;
    assert_eq!((calendar.status, calendar.header("content-type")), (200, Some("text/calendar; charset=utf-8")));
    let text = calendar.text().replace("\r\n ", "");
    assert!(text.contains("TZID=Asia/Almaty") && text.contains("TZOFFSETTO:+0500"), "{text}");
    assert!(line(&text, "LOCATION:").is_some_and(|place| place.len() > "LOCATION:, ".len()), "{text}");
    assert_eq!(
        (line(&text, "STATUS:").as_deref(), line(&text, "SEQUENCE:").as_deref()),
        (Some("STATUS:TENTATIVE"), Some("SEQUENCE:1")),
        "{text}"
    );
    assert_eq!(Request::get(&format!("{path}/calendar.ics?key=0")).send(&server).await.status, 404);

    let times = all.split("<option value=\"").skip(2).filter_map(|part| part.split('"').next()).collect::<Vec<_>>();
    assert!(!times.is_empty() && !times.contains(&at.as_str()), "the time that is held is no other one: {all}");
    let none = page(&server, &path, Some("vin=048213&to=requested&slot=2027-01-01T03:17:00Z")).await.text();
    assert!(none.contains("role=\"alert\"") && none.contains("Please choose another"), "{none}");
    let other = page(&server, &path, Some(&format!("vin=048213&to=requested&slot={}", times[0]))).await.text();
    assert!(
        !other.contains("role=\"alert\"") && other.contains(&format!("<option value=\"{at}\"")),
        "the first one is free again: {other}"
    );
    let moved = Request::get(&format!("/api/v1/requests/{}", code(&request))).staff(&server, &staff).send(&server).await.value();
    assert_eq!((&moved["slot"]["at"], &moved["status"], &moved["revision"]), (&json!(times[0]), &json!("requested"), &json!(2)), "{moved}");
    let back = page(&server, &path, Some(&format!("vin=048213&to=requested&slot={at}"))).await;
    assert_eq!(back.status, 200, "{}", back.text());

    let foreign = Request::new("POST", &path).header("Origin", "https://evil.tld").bytes(b"vin=048213&to=cancelled".to_vec());
    assert_eq!(foreign.send(&server).await.status, 403);
    for _ in 0..2 {
        let cancelled = page(&server, &path, Some("vin=048213&to=cancelled")).await;
        assert_eq!(cancelled.status, 200, "{}", cancelled.text());
    }
    let after = Request::get(&format!("/api/v1/requests/{}", code(&request))).staff(&server, &staff).send(&server).await.value();
    assert_eq!((&after["status"], &after["slot"], &after["revision"]), (&json!("cancelled"), &Value::Null, &json!(4)), "{after}");
    assert_eq!(free().await["items"][0]["at"], at, "somebody else may have it");
    let off = Request::get(&link).send(&server).await.text().replace("\r\n ", "");
    assert_eq!(
        (line(&off, "STATUS:").as_deref(), line(&off, "SEQUENCE:").as_deref()),
        (Some("STATUS:CANCELLED"), Some("SEQUENCE:4")),
        "{off}"
    );
    let same = |text: &str| ["UID:", "DTSTART;", "DTEND;"].map(|begins| line(text, begins));
    assert_eq!(same(&off), same(&text), "a calendar finds it: {off}");
}

#[tokio::test]
async fn all_requests_are_written_as_a_sheet() {
    let server = Server::shared();
    let staff = server.staff("technician").await;
    let request = made(server, &staff, &complaint()).await;
    let output = run(server.command(&["export", "requests"]));
    let sheet = String::from_utf8(output.stdout).expect("a sheet is UTF-8");
    assert!(sheet.trim_start_matches('\u{feff}').starts_with("code,kind,status,status_at,market,language,"), "{sheet}");
    let row = sheet.lines().find(|row| row.starts_with(code(&request))).expect("the request is there");
    assert!(row.contains(",complaint,received,") && row.contains(",kz,kk,") && row.contains(VIN), "{row}");
}

#[tokio::test]
async fn the_page_of_a_request_is_in_its_owners_language_whatever_the_browser_asks_for() {
    let server = Server::shared();
    let staff = server.staff("technician").await;
    let path = format!("/r/{}", code(&made(server, &staff, &complaint()).await));
    for (asked, language) in [("", "kk"), ("?language=en", "en"), ("?language=bn", "bn")] {
        let shown = Request::get(&format!("{path}{asked}")).header("Accept-Language", "en-GB,en").send(server).await.text();
        assert!(shown.contains(&format!("<html lang=\"{language}\"")), "{asked}: {shown}");
        let more = Request::new("POST", &format!("{path}{asked}")).header("Accept-Language", "en-GB,en").header("Origin", &server.origin());
        let more = more.bytes(format!("vin={}", &VIN[11..]).into_bytes()).send(server).await.text();
        assert!(more.contains(&format!("<html lang=\"{language}\"")) && more.contains("class=\"log\""), "{asked}: {more}");
    }
}

#[tokio::test]
async fn who_guesses_codes_is_stopped() {
    let server = Server::start(Options::roomy().env("ANSWERS__TRAIN", "false").env("REQUESTS__WRONG_CODES_PER_HOUR", "3"));
    let staff = server.staff("technician").await;
    let request = made(&server, &staff, &complaint()).await;
    let mut statuses = Vec::new();
    for guess in 0..40_u8 {
        if let Some(code) = RequestCode::from_random([guess, 1, 2, 3, 4]) {
            statuses.push(page(&server, &format!("/r/{code}"), None).await.status);
        }
    }
    assert_eq!(statuses[..4], [404, 404, 404, 429]);
    let right = page(&server, &format!("/r/{}", code(&request)), None).await;
    assert_eq!(right.status, 429, "a right one is not told from a wrong one any more");
    assert!(right.header("retry-after").is_some());
}

#[tokio::test]
async fn an_owner_who_is_away_gets_one_e_mail_whatever_is_killed() {
    let mail = Mail::start();
    let options = Options::roomy()
        .env("ANSWERS__TRAIN", "false")
        .env("REQUESTS__NOTICE_AFTER_S", "0")
        .env("REQUESTS__EMAIL_FROM", "Cars <service@cars.example>")
        .env("REQUESTS__SMTP", &format!("smtp://{}", mail.address));
    let server = Server::start(options);
    let (admin, staff) = (server.staff("admin").await, server.staff("technician").await);
    let owner = json!({"name": "Айгерім", "market": "kz", "email": "owner@example.com", "channel": "email"});
    let owner = Request::post("/api/v1/owners").staff(&server, &admin).json(&owner).send(&server).await.value();
    let new = json!({"kind": "complaint", "language": "kk", "owner": owner["id"], "values": {"what": "Ешкім хабарласпады"}});
    let first = made(&server, &staff, &new).await;
    let letter = mail.next();
    assert_eq!((letter.from.as_str(), &letter.to), ("service@cars.example", &vec!["owner@example.com".to_owned()]));
    assert!(letter.text.contains(&format!("Message-ID: <{}-1@cars.example>", code(&first))), "{}", letter.text);
    server.kill();
    server.restart();
    let staff = server.staff("technician").await;
    let second = made(&server, &staff, &new).await;
    let letter = mail.next();
    assert!(letter.text.contains(&format!("<{}-1@", code(&second))), "the first is not sent again: {}", letter.text);
    // Among the staff: nobody is told.
    let path = format!("/api/v1/requests/{}", code(&second));
    let quiet = Request::new("PATCH", &path).staff(&server, &staff).header("If-Match", "\"1\"").json(&json!({"note": "x"}));
    assert_eq!(quiet.send(&server).await.status, 200);
    let answer = json!({"to": "answered", "note": "Кешіріңіз"});
    assert_eq!(Request::post(&format!("{path}/status")).staff(&server, &staff).json(&answer).send(&server).await.status, 200);
    let letter = mail.next();
    assert!(letter.text.contains(&format!("<{}-3@", code(&second))), "{}", letter.text);
}

#[tokio::test]
async fn after_a_kill_every_code_that_was_told_is_there_and_whole() {
    const ROUNDS: usize = 3;
    const PEOPLE: usize = 8;
    /// Requests after which the server is killed in the middle of the others.
    const BEFORE_THE_KILL: usize = 25;
    let server = Arc::new(Server::start(Options::roomy().env("ANSWERS__TRAIN", "false")));
    let told: Arc<Mutex<Vec<String>>> = Arc::default();
    for round in 1..=ROUNDS {
        // All are logged in before the first of them works: the kill may come any time after.
        let mut staff = Vec::with_capacity(PEOPLE);
        for _ in 0..PEOPLE {
            staff.push(server.staff("technician").await);
        }
        let mut people = tokio::task::JoinSet::new();
        for staff in staff {
            let (server, told) = (Arc::clone(&server), Arc::clone(&told));
            people.spawn(async move {
                let request = || Request::post("/api/v1/requests").staff(&server, &staff).json(&complaint());
                while let Some(made) = request().try_send_to(server.address()).await {
                    if made.status != 201 {
                        break;
                    }
                    let mut told = told.lock().expect("no panic while locked");
                    told.push(made.value()["code"].as_str().expect("a code").to_owned());
                    if told.len() == round * BEFORE_THE_KILL {
                        server.kill();
                    }
                }
            });
        }
        while let Some(ended) = people.join_next().await {
            ended.expect("nobody panics");
        }
        server.restart();
    }
    let staff = server.staff("technician").await;
    let told = told.lock().expect("no panic while locked").clone();
    assert!(told.len() >= ROUNDS * BEFORE_THE_KILL && told.iter().collect::<BTreeSet<_>>().len() == told.len());
    for code in &told {
        let request = Request::get(&format!("/api/v1/requests/{code}")).staff(&server, &staff).send(&server).await;
        assert_eq!((request.status, request.value()["events"].as_array().map(Vec::len)), (200, Some(1)), "{code}");
    }
    let check = server.command(&["check"]).stdin(Stdio::null()).output().expect("the program can be started");
    assert!(text(&check).contains("no faults"), "{}", text(&check));
}
