//! The technician's part of cars and requests: forms and requests over the socket, the board and one request over HTTP.

use crate::browser::{Login, Request, Response};
use crate::client::{Desk, Owner};
use crate::server::{Options, Server, fresh_id};
use serde_json::{Value, json};

const VIN: &str = "LB37522S0PL999001";

/// The values of a warranty claim.
fn claim_values() -> Value {
    json!({"vin": VIN, "km": "48 000", "what": "It does not charge in the morning"})
}

/// A conversation that an owner has begun.
pub async fn a_conversation(server: &Server) -> (Owner, String) {
    let mut owner = Owner::enter(server).await;
    owner.say("hello").await;
    let conversation = owner.conversation(server).await;
    (owner, conversation)
}

/// The code of a warranty claim that a technician has made, at its first revision.
pub async fn a_claim(server: &Server) -> String {
    let (_owner, conversation) = a_conversation(server).await;
    let mut desk = Desk::enter(server).await;
    claim(&mut desk, &conversation).await
}

async fn claim(desk: &mut Desk, conversation: &str) -> String {
    desk.open(conversation).await;
    desk.socket.ok(json!({"type": "request", "conversation": conversation, "kind": "warranty-claim", "values": claim_values()})).await;
    let request = desk.socket.event("request").await;
    request["code"].as_str().expect("a request has a code").to_owned()
}

async fn get(server: &Server, login: &Login, path: &str) -> Response {
    Request::get(&format!("/api/v1/desk/{path}")).staff(server, login).send(server).await
}

async fn work(server: &Server, login: &Login, (method, path): (&str, &str), revision: u64, body: Value) -> Response {
    let request = Request::new(method, &format!("/api/v1/desk/requests/{path}")).staff(server, login);
    request.header("If-Match", &format!("\"{revision}\"")).json(&body).send(server).await
}

#[tokio::test]
async fn a_technician_makes_a_request_for_an_owner_and_both_see_it() {
    let server = Server::shared();
    let (mut owner, conversation) = a_conversation(server).await;
    let mut desk = Desk::enter(server).await;
    let code = claim(&mut desk, &conversation).await;
    let told = owner.socket.event("request").await;
    assert_eq!((told["code"].as_str(), told["status"].as_str()), (Some(code.as_str()), Some("received")), "{told}");
    let login = server.staff("technician").await;
    let beside = get(server, &login, &format!("conversations/{conversation}")).await.value();
    assert_eq!(beside["requests"][0]["code"], code.as_str(), "{beside}");
    assert_eq!(beside["requests"][0]["missing"], json!(["cause", "correction"]), "{beside}");
    let found = get(server, &login, &format!("requests?q={}", code.to_lowercase())).await.value();
    assert_eq!(found["items"][0]["words"], "It does not charge in the morning", "{found}");
    for words in [VIN, "999001"] {
        let found = get(server, &login, &format!("requests?q={words}&kind=warranty-claim")).await;
        assert_eq!(found.status, 200, "{words}: {}", found.text());
    }
}

#[tokio::test]
async fn a_repeat_of_the_frame_makes_no_second_request_and_wrong_fields_make_none() {
    let server = Server::shared();
    let (_owner, conversation) = a_conversation(server).await;
    let mut desk = Desk::enter(server).await;
    desk.open(&conversation).await;
    let frame =
        json!({"type": "request", "conversation": conversation, "kind": "warranty-claim", "id": fresh_id(), "values": claim_values()});
    let first = desk.socket.ok(frame.clone()).await;
    let again = desk.socket.ok(frame).await;
    assert_eq!((&again["seq"], &again["duplicate"]), (&first["seq"], &json!(true)), "{again}");
    let short = json!({"vin": "LB37522S0PL99900", "km": "x"});
    let refused = desk
        .socket
        .refused(json!({"type": "request", "conversation": conversation, "kind": "warranty-claim", "values": short}), &["invalid"])
        .await;
    let fields = refused["fields"].as_object().expect("each wrong field has its words");
    assert_eq!(fields.keys().map(String::as_str).collect::<Vec<_>>(), ["km", "vin", "what"], "{refused}");
    let login = server.staff("technician").await;
    let beside = get(server, &login, &format!("conversations/{conversation}")).await.value();
    assert_eq!(beside["requests"].as_array().map(Vec::len), Some(1), "{beside}");
}

#[tokio::test]
async fn a_form_is_offered_with_what_is_known_by_the_assignee_alone() {
    let server = Server::shared();
    let (mut owner, conversation) = a_conversation(server).await;
    let mut desk = Desk::enter(server).await;
    let offer = |claim: &Value| json!({"type": "offer_form", "conversation": conversation, "claim": claim, "form": "warranty-claim", "values": {"vin": VIN}});
    desk.socket.refused(offer(&json!(1)), &["stale_claim"]).await;
    let claim = desk.claim(&conversation).await;
    desk.socket.ok(offer(&claim)).await;
    let form = owner.socket.event("form").await;
    let vin = form["fields"].as_array().and_then(|fields| fields.iter().find(|field| field["name"] == "vin")).expect("it asks for the VIN");
    assert_eq!(vin["value"], VIN, "{form}");
    let unknown = json!({"type": "offer_form", "conversation": conversation, "claim": claim, "form": "nothing"});
    desk.socket.refused(unknown, &["not_found"]).await;
}

#[tokio::test]
async fn a_claim_is_closed_with_cause_and_correction_on_what_was_seen() {
    let server = Server::shared();
    let code = a_claim(server).await;
    let login = server.staff("technician").await;
    let seen = get(server, &login, &format!("requests/{code}")).await;
    assert_eq!((seen.status, seen.header("etag")), (200, Some("\"1\"")), "{}", seen.text());
    let to = format!("{code}/move");
    let step = ("POST", to.as_str());
    let moved = work(server, &login, step, 1, json!({"to": "in_review"})).await;
    assert_eq!((moved.status, moved.header("etag")), (200, Some("\"2\"")), "{}", moved.text());
    work(server, &login, step, 1, json!({"to": "approved"})).await.problem(412, "stale_revision");
    let wrong = work(server, &login, step, 2, json!({"to": "closed"})).await.problem(422, "invalid");
    assert_eq!(wrong["errors"][0]["field"], "to", "{wrong}");
    for (revision, state) in [(2, "approved"), (3, "in_repair")] {
        assert_eq!(work(server, &login, step, revision, json!({"to": state})).await.status, 200, "{state}");
    }
    let wrong = work(server, &login, step, 4, json!({"to": "closed"})).await.problem(422, "invalid");
    let fields: Vec<&str> = wrong["errors"].as_array().into_iter().flatten().filter_map(|error| error["field"].as_str()).collect();
    assert_eq!(fields, ["cause", "correction"], "both are said at once: {wrong}");
    let told = json!({"complaint": "", "cause": "Water in the port", "correction": ""});
    let told = work(server, &login, ("PUT", &format!("{code}/case")), 4, told).await.value();
    assert_eq!((&told["missing"], &told["complaint"]), (&json!(["correction"]), &json!("It does not charge in the morning")), "{told}");
    let closed = work(server, &login, step, 5, json!({"to": "closed", "correction": "New port", "visible": false})).await.value();
    assert_eq!((&closed["closed"], &closed["moves"], &closed["missing"]), (&json!(true), &json!([]), &json!([])), "{closed}");
    let late = json!({"complaint": "", "cause": "x", "correction": ""});
    work(server, &login, ("PUT", &format!("{code}/case")), 6, late).await.problem(409, "closed");
}

#[tokio::test]
async fn an_exchanged_part_has_both_numbers_and_belongs_to_one_exchange() {
    let server = Server::shared();
    let admin = server.staff("admin").await;
    let number = format!("P-{}", &fresh_id()[..13]);
    let part = json!({"number": number, "names": {"en": "Charging port"}});
    let made = Request::post("/api/v1/parts").staff(server, &admin).json(&part).send(server).await;
    assert_eq!(made.status, 201, "{}", made.text());
    let login = server.staff("technician").await;
    let (first, second) = (a_claim(server).await, a_claim(server).await);
    let new = format!("N-{}", &fresh_id()[..13]);
    let exchange = json!({"part": number, "old": "O-1", "new": new});
    let missing = work(server, &login, ("POST", &format!("{first}/parts")), 1, json!({"old": "O-1"})).await.problem(422, "invalid");
    assert_eq!(missing["errors"].as_array().map(Vec::len), Some(2), "{missing}");
    let other = json!({"number": format!("{number}-B"), "names": {"en": "Charging port cover"}});
    assert_eq!(Request::post("/api/v1/parts").staff(server, &admin).json(&other).send(server).await.status, 201);
    let vague = json!({"part": &number[..10], "old": "O-1", "new": new});
    let which = work(server, &login, ("POST", &format!("{first}/parts")), 1, vague).await.problem(422, "invalid");
    let words = which["errors"][0]["detail"].as_str().unwrap_or_default();
    assert!(which["errors"][0]["field"] == "part" && words.contains(&number) && words.contains("-B"), "{which}");
    let stale = work(server, &login, ("POST", &format!("{first}/parts")), 7, exchange.clone()).await;
    assert_eq!(stale.status, 412, "{}", stale.text());
    let done = work(server, &login, ("POST", &format!("{first}/parts")), 1, exchange.clone()).await;
    assert_eq!(done.status, 200, "{}", done.text());
    assert_eq!(done.value()["parts"][0]["new"], new.as_str(), "{}", done.text());
    let code = first.rsplit('/').next().expect("a code");
    let noted = Request::get(&format!("/api/v1/audit?action=part_exchanged&about={code}")).staff(server, &admin).send(server).await.value();
    let told: Vec<&Value> = noted["items"].as_array().into_iter().flatten().map(|item| &item["detail"]).collect();
    assert_eq!(told, [&json!({"old": "O-1", "new": new})], "{noted}");
    let clocks = get(server, &login, &format!("requests/{code}")).await.value();
    assert_eq!((&clocks["owner_zone"], &clocks["place_zone"]), (&json!("Asia/Dhaka"), &json!("Asia/Dhaka")), "{clocks}");
    let taken = work(server, &login, ("POST", &format!("{second}/parts")), 1, exchange).await.problem(422, "invalid");
    assert_eq!(taken["errors"][0]["field"], "new", "{taken}");
}

#[tokio::test]
async fn the_board_is_narrowed_and_paged() {
    let server = Server::shared();
    let code = a_claim(server).await;
    let login = server.staff("technician").await;
    let codes = |page: &Value| -> Vec<String> {
        page["items"].as_array().into_iter().flatten().filter_map(|item| item["code"].as_str().map(str::to_owned)).collect()
    };
    for (query, is_there) in [
        ("kind=warranty-claim&status=received", true),
        ("status=all", true),
        ("status=closed", false),
        ("kind=booking", false),
        ("due=overdue", false),
        ("due=paused", false),
    ] {
        let mut seen = Vec::new();
        let mut cursor = String::new();
        loop {
            let page = get(server, &login, &format!("requests?limit=2&{query}{cursor}")).await.value();
            seen.extend(codes(&page));
            let Some(next) = page["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(seen.contains(&code), is_there, "{query}: {seen:?}");
        let mut once = seen.clone();
        once.sort();
        once.dedup();
        assert_eq!(once.len(), seen.len(), "{query}: nothing twice");
    }
    get(server, &login, "requests?due=someday").await.problem(400, "bad_request");
}

#[tokio::test]
async fn a_board_that_is_known_is_not_sent_again() {
    let server = Server::start(Options::roomy().env("ANSWERS__TRAIN", "false"));
    let code = a_claim(&server).await;
    let login = server.staff("technician").await;
    let first = get(&server, &login, "requests").await;
    let tag = first.header("etag").expect("it has a tag").to_owned();
    assert_eq!(first.value()["counts"], json!({"open": 1, "soon": 0, "overdue": 0}), "{}", first.text());
    let ask = async |known: &str, language: &str| {
        let request = Request::get("/api/v1/desk/requests").staff(&server, &login).header("If-None-Match", known);
        request.header("Accept-Language", language).send(&server).await
    };
    for known in [tag.clone(), format!("\"x\", W/{tag}")] {
        let same = ask(&known, "en").await;
        assert_eq!((same.status, same.body.len(), same.header("etag")), (304, 0, Some(tag.as_str())), "{known}");
    }
    assert_eq!(ask("\"x\"", "en").await.status, 200);
    assert_eq!(ask(&tag, "kk").await.status, 200, "in other words it is another one");
    let moved = work(&server, &login, ("POST", &format!("{code}/move")), 1, json!({"to": "in_review"})).await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    assert_eq!(ask(&tag, "en").await.status, 200);
}
