//! Row 18 of the security requirements: what is stored of one person is handed out, and erased from every file of the data folder, by the command
//! line, beside a server or without one; and an older copy of the database does not bring it back.

use crate::browser::Request;
use crate::client::{Desk, Owner, Upgrade, WIDGET, number};
use crate::server::{Options, Server, fresh_id, new_folder, text};
use aftercare::clock::{Clock as _, SystemClock};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use ring::hmac;
use serde_json::{Value, json};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const SITE: &str = "https://cars.example";
const SECRET: &str = "a secret for tests, of 32 bytes or more";

fn start() -> Server {
    let keys = json!([{"site": SITE, "kid": "1", "algorithm": "HS256", "key": SECRET}]);
    let options = Options::roomy().small_corpus().env("IDENTITY__KEYS", &keys.to_string());
    Server::start(options.env("WIDGET__ALLOWED_ORIGINS", &json!([SITE]).to_string()))
}

/// A command that must end with the code; gives what it said.
#[track_caller]
fn ends(mut command: Command, code: i32) -> String {
    let shown = format!("{command:?}");
    let output = command.stdin(Stdio::null()).output().expect("the program can be started");
    assert_eq!(output.status.code(), Some(code), "{shown}: {}", text(&output));
    text(&output)
}

/// All files below a folder that hold a text.
fn files_with(folder: &Path, what: &str) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("the folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files_with(&path, what));
        } else if fs::read(&path).expect("it is ours").windows(what.len()).any(|part| part == what.as_bytes()) {
            found.push(path);
        }
    }
    found
}

/// What a site says of somebody, signed.
fn signed(server: &Server, subject: &str, email: &str, name: &str) -> String {
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let exp = SystemClock.now() / 1_000 + 3_600;
    let claims = json!({"iss": SITE, "aud": server.origin(), "sub": subject, "exp": exp, "email": email, "name": name});
    let said = format!("{}.{}", part(&json!({"alg": "HS256", "typ": "JWT", "kid": "1"})), part(&claims));
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, SECRET.as_bytes()), said.as_bytes());
    format!("{said}.{}", URL_SAFE_NO_PAD.encode(tag))
}

/// Brings a PDF with a text in it; its id.
async fn bring(server: &Server, token: &str, name: &str, what: &str) -> String {
    let pdf = format!("%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\n% {what}\ntrailer<</Root 1 0 R>>\nstartxref\n9\n%%EOF\n").into_bytes();
    let metadata = format!("filename {},filetype {}", STANDARD.encode(name), STANDARD.encode("application/pdf"));
    let by = |request: Request| request.header("Authorization", &format!("Bearer {token}")).header("Tus-Resumable", "1.0.0");
    let begun = by(Request::new("POST", "/api/v1/uploads")).header("Upload-Length", &pdf.len().to_string());
    let begun = begun.header("Upload-Metadata", &metadata).send(server).await;
    assert_eq!(begun.status, 201, "{}", begun.text());
    let address = begun.header("location").expect("where it is").to_owned();
    let done = by(Request::new("PATCH", &address)).header("Upload-Offset", "0").octets(pdf).send(server).await;
    assert_eq!(done.status, 204, "{}", done.text());
    address.rsplit('/').next().expect("an id").to_owned()
}

/// Somebody whose every trace has the marker in it: records, words, a file, a form, a colleague's note, a rating, a signed name.
async fn leave_traces(server: &Server, marker: &str) -> (Owner, Desk, String) {
    let folder = new_folder();
    let (owners, cars) = (folder.join("owners.csv"), folder.join("vehicles.csv"));
    fs::write(
        &owners,
        format!("id,name,email,phone,market\no1,{marker},{marker}@owner.example,+8801712345678,bd\no2,Somebody else,,,bd\n"),
    )
    .expect("it can be written");
    fs::write(&cars, format!("id,vin,model,market,owner,plate\nc1,LVHRR1850N5012345,Zeekr 001,bd,o1,{marker}\n"))
        .expect("it can be written");
    for (kind, file) in [("owners", &owners), ("vehicles", &cars)] {
        let mut import = server.command(&["import", kind]);
        import.arg(file);
        ends(import, 0);
    }
    fs::remove_dir_all(folder).expect("it can be removed");
    let token = signed(server, marker, &format!("{marker}@owner.example"), marker);
    let socket = Upgrade::new(server, WIDGET).open(server).await;
    let mut owner = Owner::hello_on(socket, json!({"identity": token, "language": "en"})).await;
    let file = bring(server, &owner.session(), &format!("{marker}.pdf"), marker).await;
    owner.socket.ok(json!({"type": "send", "text": format!("my name is {marker}"), "attachments": [file]})).await;
    owner.socket.ok(json!({"type": "start", "form": "complaint"})).await;
    let form = owner.socket.event("form").await;
    let values = json!({"what": format!("{marker} waited"), "where": marker});
    owner.socket.ok(json!({"type": "submit", "form": "complaint", "seq": form["seq"], "values": values})).await;
    owner.socket.event("request").await;
    owner.socket.ok(json!({"type": "handoff"})).await;
    let conversation = owner.conversation(server).await;
    let mut desk = Desk::enter(server).await;
    let claim = desk.claim(&conversation).await;
    desk.socket.ok(json!({"type": "note", "conversation": conversation, "text": format!("{marker} is angry")})).await;
    desk.socket.ok(json!({"type": "send", "conversation": conversation, "claim": claim, "text": format!("Dear {marker}")})).await;
    owner.socket.ok(json!({"type": "rate", "stars": 2, "comment": marker})).await;
    bring(server, &owner.session(), &format!("{marker} loose.pdf"), marker).await;
    (owner, desk, conversation)
}

/// Everything of a conversation as staff read it.
async fn log(server: &Server, conversation: &str) -> Vec<Value> {
    let mut desk = Desk::enter(server).await;
    let page = desk.socket.page(json!({"type": "sync", "conversation": conversation, "after": 0, "limit": 200})).await;
    page["events"].as_array().expect("a page has events").clone()
}

#[tokio::test]
async fn a_person_is_erased_beside_a_server_and_a_backup_does_not_bring_them_back() {
    let server = start();
    let (marker, other) = (format!("canary{}", fresh_id().replace('-', "")), format!("neighbour{}", fresh_id().replace('-', "")));
    let (mut owner, mut desk, conversation) = leave_traces(&server, &marker).await;
    let mut neighbour = Owner::enter(&server).await;
    neighbour.say(&other).await;
    let before = log(&server, &conversation).await;
    let folder = new_folder();
    let backup = folder.join("before.db");
    let mut command = server.command(&["backup"]);
    command.arg(&backup);
    ends(command, 0);

    // First it is only said what there is.
    let email = format!("{marker}@owner.example");
    let said = ends(server.command(&["erase-person", "--email", &email]), 0);
    assert!(
        said.contains("owner o1; cars: 1") && said.contains(&conversation) && said.contains("requests: 1") && said.contains("files: 2"),
        "{said}"
    );
    assert!(said.contains("nothing is erased"), "{said}");
    assert_eq!(log(&server, &conversation).await, before);
    let export = folder.join("export");
    let mut command = server.command(&["export-person", "--email", &email]);
    command.arg(&export);
    ends(command, 0);
    let person = fs::read_to_string(export.join("person.json")).expect("it is there");
    let person: Value = serde_json::from_str(&person).expect("it is JSON");
    assert_eq!((&person["owner"]["name"], &person["vehicles"][0]["vin"]), (&json!(marker), &json!("LVHRR1850N5012345")), "{person}");
    let shown = person["conversations"][0]["events"].to_string();
    assert!(shown.contains(&format!("my name is {marker}")) && !shown.contains("is angry"), "{person}");
    assert_eq!(person["requests"][0]["values"]["where"], json!(marker), "{person}");
    assert_eq!(files_with(&export, &marker).len(), 3, "the JSON, the file that was sent, and the one that was not yet");

    let said = ends(server.command(&["erase-person", "--email", &email, "--yes", "--reason", "asked by letter"]), 0);
    assert!(said.contains("erased ("), "{said}");
    owner.socket.closes_with(4506).await;
    assert_eq!(files_with(&server.data(), &marker), Vec::<PathBuf>::new());
    assert!(!files_with(&server.data(), &other).is_empty(), "others' words stay");
    // The numbers are the same, and who followed it hears of it.
    desk.socket.event("erased").await;
    let after = log(&server, &conversation).await;
    assert!(after.len() > before.len(), "it ends with an event of its own");
    for (place, event) in after.iter().enumerate() {
        assert_eq!(number(event, "seq"), place as u64 + 1, "{event}");
        assert!(event["text"].as_str().unwrap_or_default().is_empty(), "{event}");
    }
    let ends_with = after.last().map(|event| event["kind"].clone());
    assert_eq!(ends_with, Some(json!("erased")));
    let again = Owner::hello(&server, json!({"session": owner.session(), "epoch": owner.ready["epoch"], "after": 3})).await;
    assert_eq!((&again.ready["conversation"], again.ready["session"] == owner.ready["session"]), (&Value::Null, false));
    let said = ends(server.command(&["check"]), 0);
    assert!(said.contains("no faults"), "{said}");
    let said = ends(server.command(&["erase-person", "--email", &email]), 2);
    assert!(said.contains("nobody is known by this"), "{said}");

    server.terminate();
    assert!(server.wait().success());
    assert_eq!(files_with(&server.data(), &marker), Vec::<PathBuf>::new());
    // Put back by the command, and by hand.
    let mut command = server.command(&["restore", "--replace"]);
    command.arg(&backup);
    let said = ends(command, 0);
    assert!(said.contains("erased again: 1"), "{said}");
    assert_eq!(files_with(&server.data(), &marker), Vec::<PathBuf>::new());
    fs::copy(&backup, server.data().join("aftercare.db")).expect("it can be copied");
    server.restart();
    assert!(server.log().contains("erased again"), "{}", server.log());
    assert_eq!(files_with(&server.data(), &marker), Vec::<PathBuf>::new());
    assert!(!files_with(&server.data(), &other).is_empty(), "others' words stay");
    fs::remove_dir_all(folder).expect("it can be removed");
}

#[tokio::test]
async fn a_person_is_erased_without_a_server() {
    let server = start();
    let marker = format!("canary{}", fresh_id().replace('-', ""));
    let (_, _, conversation) = leave_traces(&server, &marker).await;
    server.terminate();
    assert!(server.wait().success());
    for (named, code) in [
        (["--phone", "+8801712345670"], 2),
        (["--vin", "LVHRR1850N5012345"], 0),
        (["--phone", "+880 1712 345678"], 0),
        (["--conversation", &conversation], 0),
    ] {
        let said = ends(server.command(&["erase-person", named[0], named[1]]), code);
        assert_eq!(said.contains("owner o1"), code == 0, "{said}");
    }
    ends(server.command(&["erase-person", "--subject", &marker, "--site", SITE, "--yes"]), 0);
    assert_eq!(files_with(&server.data(), &marker), Vec::<PathBuf>::new());
    let said = ends(server.command(&["export", "vehicles"]), 0);
    assert!(said.contains("LVHRR1850N5012345") && !said.contains("o1"), "the car stays, and nobody's: {said}");
    let said = ends(server.command(&["export", "owners"]), 0);
    assert!(said.contains("o2") && !said.contains("o1"), "{said}");
    let said = ends(server.command(&["check"]), 0);
    assert!(said.contains("no faults"), "{said}");
}
