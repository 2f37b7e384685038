//! Phones, hours and first words that editors set: at once, with revisions, and under what the operator wrote.

use crate::browser::{Request, Response};
use crate::client::Owner;
use crate::records;
use crate::server::{Options, Server};
use crate::studio::Editor;
use serde_json::{Value, json};

async fn put(editor: &Editor<'_>, on: u64, body: &Value) -> Response {
    let request = Request::new("PUT", "/api/v1/settings").staff(editor.server, &editor.login);
    request.header("If-Match", &format!("\"{on}\"")).json(body).send(editor.server).await
}

async fn get(editor: &Editor<'_>) -> Value {
    Request::get("/api/v1/settings").staff(editor.server, &editor.login).send(editor.server).await.value()
}

fn item<'a>(settings: &'a Value, key: &str) -> &'a Value {
    settings["items"].as_array().expect("items").iter().find(|item| item["key"] == key).unwrap_or_else(|| panic!("{key}: {settings}"))
}

#[tokio::test]
async fn what_an_editor_sets_holds_at_once_and_the_operator_wins() {
    let options = Options::roomy().env("ANSWERS__TRAIN", "false").env("MARKETS__KZ__SUPPORT_PHONE", "7700");
    let server = Server::start(options);
    let editor = Editor::enter(&server).await;
    let before = get(&editor).await;
    assert_eq!((&before["revision"], &item(&before, "company.name")["from"]), (&json!(0), &json!("default")));
    assert_eq!(
        (&item(&before, "markets.kz.support_phone")["from"], &item(&before, "markets.kz.support_phone")["value"]),
        (&json!("operator"), &json!("7700"))
    );
    // Nobody is ever there.
    let never = json!([{"zone": "Asia/Dhaka", "days": [], "open": "09:00", "close": "18:00"}]);
    let body = json!({
        "values": {"company.name": "Jol", "markets.int.support_phone": "16247", "markets.kz.support_phone": "1", "markets.int.hours": never},
        "texts": {"en": {"greeting": "Welcome to {company} <b>care</b>", "closed": "We are at the fair."}},
    });
    let saved = put(&editor, 0, &body).await;
    assert_eq!((saved.status, &saved.value()["revision"]), (200, &json!(1)), "{}", saved.text());
    let owner = Owner::hello(&server, json!({"language": "en"})).await;
    let ready = &owner.ready;
    assert_eq!((&ready["greeting"], &ready["phone"]), (&json!("Welcome to Jol <b>care</b>"), &json!("16247")));
    assert_eq!((&ready["hours"]["open"], &ready["hours"]["note"]), (&json!(false), &json!("We are at the fair.")));
    let kazakh = Owner::hello(&server, json!({"language": "kk"})).await;
    assert_eq!(kazakh.ready["phone"], "7700", "the operator's holds");
    let preview = editor.post("/preview", &json!({"answer": "{company}: {support_phone}", "language": "en"})).await.value();
    assert_eq!(preview["text"], "Jol: 16247");
    // Two editors: nothing is overwritten silently.
    put(&editor, 0, &json!({"values": {}})).await.problem(412, "stale_revision");
    // What is not set any more is as it was.
    let emptied = put(&editor, 1, &json!({"values": {}})).await;
    assert_eq!((emptied.status, &item(&emptied.value(), "company.name")["value"]), (200, &item(&before, "company.name")["value"].clone()));
    assert_ne!(Owner::hello(&server, json!({"language": "en"})).await.ready["phone"], "16247");
    let file = Request::get("/api/v1/content/settings.toml?revision=1").staff(&server, &editor.login).send(&server).await;
    assert!(file.text().contains("name = \"Jol\""), "each revision is kept: {}", file.text());
}

#[tokio::test]
async fn days_off_that_an_editor_sets_are_no_days_of_a_centre() {
    let server = Server::start(Options::roomy().env("ANSWERS__TRAIN", "false"));
    let editor = Editor::enter(&server).await;
    let admin = server.staff("admin").await;
    let centre = records::made(&server, &admin, "centres").await;
    let slots = format!("/api/v1/centres/{centre}/slots?service=maintenance");
    let first = async || {
        let free = Request::get(&slots).staff(&server, &admin).send(&server).await.value();
        free["items"][0]["at"].as_str().unwrap_or_else(|| panic!("a free slot: {free}")).to_owned()
    };
    // The centre is open on Mondays from nine in Almaty: the day is the same there and in UTC.
    let before = first().await;
    let saved = put(&editor, 0, &json!({"values": {"markets.kz.holidays": [before[..10]]}})).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    assert_ne!(first().await[..10], before[..10], "without a restart");
    assert_eq!(put(&editor, 1, &json!({"values": {}})).await.status, 200);
    assert_eq!(first().await, before);
}

#[tokio::test]
async fn settings_that_cannot_be_change_nothing() {
    let server = Server::start(Options::roomy().env("ANSWERS__TRAIN", "false"));
    let editor = Editor::enter(&server).await;
    let hours = |zone: &str| json!([{"zone": zone, "days": ["mon"], "open": "09:00", "close": "18:00"}]);
    for (key, value) in [
        ("company.name", json!(3)),
        ("company.colour", json!("red")),
        ("company.training_day", json!("monday")),
        ("markets.bd.languages", json!(["bn"])),
        ("markets.mars.fire_number", json!("1")),
        ("markets.bd.hours", hours("Asia/Nowhere")),
        ("markets.bd.holidays", json!("no-such-calendar")),
        ("server.listen", json!("0.0.0.0:1")),
        ("company.support_phone", json!("1".repeat(500))),
    ] {
        let refused = put(&editor, 0, &json!({"values": {key: value}})).await.problem(422, "invalid");
        assert!(refused["problems"][0]["message"].is_string(), "{key}: {refused}");
    }
    assert_eq!(get(&editor).await["revision"], 0);
}
