//! What the gate tells of withdrawals, undos and files beside the entries, before they are done.

use crate::browser::{Request, Response};
use crate::command::run;
use crate::server::{Options, Server, new_folder, text};
use crate::studio::{Editor, in_english, start};
use serde_json::{Value, json};
use std::fs;

const TYRES: &str = "What is the correct tyre pressure for my new car?";
/// Words of no language, as a sign of danger.
const SIGN: &str = "zzq flurbling vvk";

fn changes<'a>(answer: &'a Value, kind: &str) -> Vec<&'a Value> {
    answer["changes"].as_array().expect("changes").iter().filter(|change| change["kind"] == kind).collect()
}

#[tokio::test]
async fn withdrawing_tells_before_which_questions_nobody_answers_then() {
    let server = start();
    let editor = Editor::enter(&server).await;
    let trial = editor.post("/tyre-pressure/withdraw", &json!({"dry_run": true})).await.value();
    let lost = changes(&trial, "loses");
    assert!(lost.iter().any(|change| change["from"]["id"] == "tyre-pressure" && change["to"].is_null()), "{trial}");
    assert!(trial["published_revision"].is_u64(), "nothing is done yet: {trial}");
    assert_eq!(editor.ask(TYRES).await["entry"], "tyre-pressure");
    let done = editor.post("/tyre-pressure/withdraw", &json!({})).await.value();
    assert_eq!((&done["changes"], done.get("published_revision")), (&trial["changes"], None));
    assert_ne!(editor.ask(TYRES).await["entry"], "tyre-pressure");
    // Others that name it as related go on as they are, and may be published.
    let related = editor.get("/tyre-replacement").await;
    let named = related["related"].as_array().is_some_and(|related| related.contains(&json!("tyre-pressure")));
    let warned = related["problems"].as_array().is_some_and(|all| all.iter().all(|one| one["severity"] == "warning"));
    assert!(named && warned, "{related}");
}

#[tokio::test]
async fn undoing_tells_before_what_comes_back() {
    let server = start();
    let editor = Editor::enter(&server).await;
    editor.save("pressure", 0, &in_english("Pressure", &[TYRES], "Look at the door.")).await;
    editor.act("pressure", "publish").await;
    let trial = editor.post("/pressure/undo", &json!({"dry_run": true})).await.value();
    let back = changes(&trial, "takes").iter().any(|change| change["from"]["id"] == "pressure" && change["to"]["id"] == "tyre-pressure");
    assert!(back, "{trial}");
    assert_eq!(editor.ask(TYRES).await["entry"], "pressure", "nothing is done yet");
    assert_eq!(editor.act("pressure", "undo").await["changes"], trial["changes"]);
    assert_eq!(editor.ask(TYRES).await["entry"], "tyre-pressure");
    editor.post("/never-there/undo", &json!({"dry_run": true})).await.problem(404, "not_found");
}

#[tokio::test]
async fn a_sign_of_danger_does_not_go_without_a_reason() {
    let server = Server::start(Options::roomy().env("ANSWERS__TRAIN", "false").env("STUDIO__GATE", "block"));
    let editor = Editor::enter(&server).await;
    let request = |method: &str| Request::new(method, "/api/v1/content/safety.toml").staff(&server, &editor.login);
    let put = async |on: u64, text: &str, more: Value| -> Response {
        let mut body = json!({"text": text, "publish": true});
        body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        request("PUT").header("If-Match", &format!("\"{on}\"")).json(&body).send(&server).await
    };
    let before = request("GET").send(&server).await.text();
    let with_sign = before.replacen("phrases = [", &format!("phrases = [\n  \"{SIGN}\","), 1);
    assert_eq!(put(1, &with_sign, json!({})).await.status, 200);
    assert_eq!(editor.ask(SIGN).await["decision"], "safety");
    let trial = put(2, &before, json!({"dry_run": true})).await.value();
    assert!(changes(&trial, "dangers").iter().any(|change| change["question"] == SIGN), "{trial}");
    let refused = put(2, &before, json!({})).await.problem(409, "gate");
    assert_eq!(refused["changes"], trial["changes"]);
    assert_eq!((request("GET").send(&server).await.text(), &editor.ask(SIGN).await["decision"]), (with_sign, &json!("safety")));
    let done = put(2, &before, json!({"override": "it was a trial"})).await;
    assert_eq!((done.status, &done.value()["published_revision"]), (200, &json!(3)));
    assert_ne!(editor.ask(SIGN).await["decision"], "safety");
}

#[tokio::test]
async fn what_was_withdrawn_comes_back_with_a_sheet() {
    let server = start();
    let editor = Editor::enter(&server).await;
    editor.act("tyre-pressure", "withdraw").await;
    let sheet = b"id,category,title_en,phrasings_en,answer_en\ntyre-pressure,tyres,Tyres,How much air?,2.4 bar.\n".to_vec();
    let sent = editor.request("POST", "/import?name=x.csv").bytes(sheet).send(&server).await.value();
    assert_eq!((&sent["results"][0]["ok"], &sent["changes"][0]["change"]), (&json!(true), &json!("new")), "{sent}");
    let draft = editor.get("/tyre-pressure").await;
    assert_eq!((&draft["draft"], &draft["languages"]["en"]["answer"]), (&json!(true), &json!("2.4 bar.")));
}

#[tokio::test]
async fn a_sync_checks_what_would_be_there_of_both_sides() {
    let server = start();
    let editor = Editor::enter(&server).await;
    let folder = new_folder();
    let faq = |arguments: &[&str]| {
        let mut command = server.command(arguments);
        command.arg(&folder);
        run(command)
    };
    let sync = || faq(&["faq", "import", "--sync"]);
    assert!(faq(&["faq", "export"]).status.success());
    let surfboard = "[en]\ntitle = \"Surfboards\"\nphrasings = [\"A surfboard on the roof?\"]\nanswer = \"Yes.\"\n";
    fs::create_dir_all(folder.join("body")).expect("a folder");
    fs::write(folder.join("body/surfboard.toml"), surfboard).expect("written");
    let first = sync();
    assert!(first.status.success(), "{}", text(&first));
    // Here it is withdrawn, there a question names it: each side is right by itself.
    editor.act("surfboard", "withdraw").await;
    let question = "{\"text\": \"may my surfboard lie on top\", \"lang\": \"en\", \"topic\": \"surfboard\"}\n";
    fs::create_dir_all(folder.join("questions")).expect("a folder");
    fs::write(folder.join("questions/boards.jsonl"), question).expect("written");
    let refused = sync();
    assert_eq!(refused.status.code(), Some(2), "{}", text(&refused));
    assert!(text(&refused).contains("questions/boards.jsonl:1: error: a labelled question names \"surfboard\""), "{}", text(&refused));
    let files = Request::get("/api/v1/content").staff(&server, &editor.login).send(&server).await.text();
    assert!(!files.contains("boards.jsonl"), "nothing was published: {files}");
    let _ = fs::remove_dir_all(folder);
}
