//! Contract section 6: what somebody did is looked up later, by admins.

use crate::browser::{Login, Request};
use crate::command::run;
use crate::server::{Server, fresh_id, new_folder, text};
use serde_json::{Value, json};
use std::fs;

async fn audit(server: &Server, admin: &Login, query: &str) -> Value {
    let answer = Request::get(&format!("/api/v1/audit?{query}")).staff(server, admin).send(server).await;
    assert_eq!(answer.status, 200, "{query}: {}", answer.text());
    answer.value()
}

fn items(page: &Value) -> &[Value] {
    page["items"].as_array().map_or(&[], Vec::as_slice)
}

#[tokio::test]
async fn who_did_what_is_told_with_its_detail() {
    let server = Server::shared();
    let admin = server.staff("admin").await;
    let by = admin.user["id"].as_str().expect("a user has an id").to_owned();
    // Somebody is invited and disabled, a record is made, changed and removed.
    let member = json!({"email": format!("{}@staff.example", fresh_id()), "name": "Нұрлан", "role": "editor", "languages": []});
    let added = Request::post("/api/v1/staff").staff(server, &admin).json(&member).send(server).await.value();
    let member = added["member"]["id"].as_str().expect("a member has an id").to_owned();
    Request::post(&format!("/api/v1/staff/{member}/disable")).staff(server, &admin).send(server).await;
    let owner = format!("owner-{}", fresh_id());
    let path = format!("/api/v1/owners/{owner}");
    let new = json!({"id": owner, "name": "Rahim", "market": "bd", "phone": "01700000009"});
    assert_eq!(Request::post("/api/v1/owners").staff(server, &admin).json(&new).send(server).await.status, 201);
    let change = json!({"phone": null, "channel": "email"});
    let changed = Request::new("PATCH", &path).staff(server, &admin).header("If-Match", "\"1\"").json(&change).send(server).await;
    assert_eq!(changed.status, 200, "{}", changed.text());
    let removed = Request::new("DELETE", &path).staff(server, &admin).header("If-Match", "\"2\"").send(server).await;
    assert_eq!(removed.status, 204, "{}", removed.text());
    let own = audit(server, &admin, &format!("by={by}")).await;
    let told: Vec<&str> = items(&own).iter().map(|item| item["action"].as_str().unwrap_or("")).collect();
    assert_eq!(told, ["record_removed", "record_changed", "record_added", "staff_disabled", "password_link", "staff_added"]);
    let (changed, disabled) = (&items(&own)[1], &items(&own)[3]);
    assert_eq!(
        (changed["subject"].as_str(), &changed["detail"]),
        (Some(&*format!("owners/{owner}")), &json!({"fields": ["channel", "phone"]}))
    );
    assert!(!changed.to_string().contains("01700000009"), "no personal detail: {changed}");
    assert_eq!((disabled["subject"].as_str(), disabled["subject_name"].as_str()), (Some(&*member), Some("Нұрлан")));
    assert_eq!((disabled["by"]["kind"].as_str(), disabled["by"]["id"].as_str()), (Some("staff"), Some(&*by)));
    // In pages, and by what it is about.
    let first = audit(server, &admin, &format!("by={by}&limit=4")).await;
    let rest = audit(server, &admin, &format!("by={by}&limit=4&cursor={}", first["next"].as_str().expect("there is more"))).await;
    assert_eq!((items(&first).len(), items(&rest).len(), rest["next"].is_null()), (4, 2, true));
    assert_eq!(items(&audit(server, &admin, &format!("about=OWNERS/{owner}")).await).len(), 3);
    assert_eq!(items(&audit(server, &admin, &format!("by={by}&to=2020-01-01T00:00:00Z")).await).len(), 0);
    for query in ["action=dancing", "from=yesterday", "limit=0", "cursor=!"] {
        Request::get(&format!("/api/v1/audit?{query}")).staff(server, &admin).send(server).await.problem(400, "bad_request");
    }
}

#[tokio::test]
async fn guesses_files_and_moves_are_told_too() {
    let server = Server::shared();
    let admin = server.staff("admin").await;
    let by = admin.user["id"].as_str().expect("a user has an id");
    // Sound, and nobody's.
    assert_eq!(Request::get("/r/AC-0000-0003-3").send(server).await.status, 404);
    let guesses = audit(server, &admin, "action=wrong_code&about=ac-0000-0003").await;
    assert!(items(&guesses).iter().any(|item| item["by"]["kind"] == "address" && item["by"]["name"].is_null()), "{guesses}");
    let new = json!({"kind": "complaint", "language": "kk", "values": {"what": "Nobody called back"}});
    let made = Request::post("/api/v1/requests").staff(server, &admin).json(&new).send(server).await.value();
    let code = made["code"].as_str().expect("a request has a code");
    let answer = json!({"to": "answered", "note": "We are sorry"});
    let moved = Request::post(&format!("/api/v1/requests/{code}/status")).staff(server, &admin).json(&answer).send(server).await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    let moves = audit(server, &admin, &format!("action=request_moved&about={code}")).await;
    assert_eq!(items(&moves).first().map(|item| item["detail"].clone()), Some(json!({"from": "received", "to": "answered"})), "{moves}");
    // A file over HTTP, and one by the command line.
    let sheet = format!("id,name,market\nfile-{},Name,kz\n", fresh_id());
    let request = Request::post("/api/v1/records/owners/import").staff(server, &admin).header("Content-Type", "text/csv");
    assert_eq!(request.bytes(sheet.clone().into_bytes()).send(server).await.status, 200);
    assert_eq!(Request::get("/api/v1/records/owners/export").staff(server, &admin).send(server).await.status, 200);
    let files = audit(server, &admin, &format!("by={by}&about=owners")).await;
    let told: Vec<&str> = items(&files).iter().map(|item| item["action"].as_str().unwrap_or("")).collect();
    assert_eq!(told, ["records_exported", "records_imported"]);
    assert_eq!(items(&files)[1]["detail"], json!({"added": 1, "changed": 0}));
    let folder = new_folder();
    let file = folder.join("owners.csv");
    fs::write(&file, sheet.replace(",Name,", ",Another,")).expect("the file can be written");
    let output = run(server.command(&["import", "owners", file.to_str().expect("a path in UTF-8")]));
    assert!(output.status.success(), "{}", text(&output));
    let by_command = audit(server, &admin, "by=operator&action=records_imported&about=owners").await;
    assert!(items(&by_command).iter().any(|item| item["detail"] == json!({"added": 0, "changed": 1})), "{by_command}");
    let _ = fs::remove_dir_all(folder);
}
