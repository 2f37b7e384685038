//! What the FAQ could not answer, over the wire: gathered, masked, grouped, declined, and closed when it finds an answer.

use crate::browser::{Login, Request};
use crate::client::Owner;
use crate::command::run;
use crate::owner::{ENTRY, QUESTIONS};
use crate::server::{Options, Server, new_folder, text};
use serde_json::{Value, json};
use std::fs;

const GAPS: &str = "/api/v1/gaps";
/// Nothing of the sample is about this.
const STRANGE: [&str; 2] = ["Do you sell a zeppelin hangar, call 01712-345678", "a zeppelin hangar, do you sell it?"];

async fn gaps(server: &Server, editor: &Login, query: &str) -> Vec<Value> {
    let response = Request::get(&format!("{GAPS}{query}")).staff(server, editor).send(server).await;
    assert_eq!(response.status, 200, "{}", response.text());
    let page = response.value();
    page["items"].as_array().cloned().expect("a page has items")
}

async fn decide(server: &Server, editor: &Login, gap: &Value, body: &Value) -> Value {
    let path = format!("{GAPS}/{}", gap["id"].as_str().expect("a gap has an id"));
    let response = Request::post(&path).staff(server, editor).json(body).send(server).await;
    assert_eq!(response.status, 200, "{}", response.text());
    response.value()
}

/// Somebody asks, and the bot has said or done what it does.
async fn asks(server: &Server, text: &str) -> Owner {
    let mut owner = Owner::hello(server, json!({"language": "en"})).await;
    owner.say(text).await;
    owner.socket.ok(json!({"type": "rate", "stars": 3})).await;
    owner
}

#[tokio::test]
async fn what_nothing_answers_is_gathered_without_personal_details_and_can_be_declined() {
    let server = Server::start(Options::roomy());
    let editor = server.staff("editor").await;
    assert!(gaps(&server, &editor, "").await.is_empty(), "nothing was asked yet");
    for strange in STRANGE {
        asks(&server, strange).await;
    }
    let found = gaps(&server, &editor, "").await;
    assert_eq!(found.len(), 1, "both ask the same: {found:?}");
    let gap = &found[0];
    assert_eq!((&gap["count"], &gap["languages"]["en"], &gap["state"]), (&json!(2), &json!(2), &json!("open")), "{gap}");
    let texts: Vec<&str> = gap["examples"].as_array().into_iter().flatten().filter_map(|example| example["text"].as_str()).collect();
    assert!(texts.iter().all(|text| !text.contains("345678")), "{texts:?}");
    assert!(texts.contains(&"Do you sell a zeppelin hangar, call •••"), "{texts:?}");

    let declined = decide(&server, &editor, gap, &json!({"declined": true})).await;
    assert_eq!(declined["state"], "declined");
    asks(&server, "zeppelin hangar, do you sell any?").await;
    assert!(gaps(&server, &editor, "").await.is_empty(), "who asks it again is no news");
    assert_eq!(gaps(&server, &editor, "?state=declined").await[0]["count"], 3);
    let open = decide(&server, &editor, gap, &json!({"declined": false})).await;
    assert_eq!((&open["state"], &open["count"]), (&json!("open"), &json!(3)));
}

#[tokio::test]
async fn a_gap_is_closed_when_its_questions_find_the_entry() {
    let server = Server::start(Options::roomy());
    let editor = server.staff("editor").await;
    asks(&server, STRANGE[1]).await;
    let gap = gaps(&server, &editor, "").await.remove(0);
    let named = decide(&server, &editor, &gap, &json!({"entry": "zeppelin-hangar"})).await;
    assert_eq!((&named["state"], &named["entry"]), (&json!("answered"), &json!("zeppelin-hangar")));
    assert!(gaps(&server, &editor, "?state=closed").await.is_empty(), "nothing answers it yet");

    let folder = new_folder();
    fs::create_dir_all(folder.join("service")).expect("the folder can be made");
    let entry = format!("[en]\ntitle = \"Hangars\"\nphrasings = [\"{}\"]\nanswer = \"No, we sell cars.\"\n", STRANGE[1]);
    fs::write(folder.join("service/zeppelin-hangar.toml"), entry).expect("the file can be written");
    let mut command = server.command(&["faq", "import"]);
    command.arg(&folder);
    let output = run(command);
    assert!(output.status.success(), "{}", text(&output));
    // The server takes up what another process has published within seconds.
    let mut owner = Owner::hello(&server, json!({"language": "en"})).await;
    loop {
        let ok = owner.say(STRANGE[1]).await;
        let seq = ok["seq"].as_u64().expect("a message has a number") + 1;
        let events = owner.socket.events_upto(seq).await;
        if events.iter().any(|event| event["entry"] == "zeppelin-hangar") {
            break;
        }
    }
    let closed = gaps(&server, &editor, "?state=closed").await;
    assert_eq!(closed.first().map(|gap| &gap["id"]), Some(&gap["id"]), "{closed:?}");
    let _ = fs::remove_dir_all(folder);
}

#[tokio::test]
async fn entries_are_counted() {
    let server = Server::start(Options::roomy());
    let editor = server.staff("editor").await;
    for (language, question) in QUESTIONS {
        let mut owner = Owner::hello(&server, json!({"language": language})).await;
        owner.say(question).await;
        let answer = owner.socket.event("answer").await;
        owner.socket.ok(json!({"type": "feedback", "seq": answer["seq"], "helpful": language != "kk"})).await;
    }
    let response = Request::get("/api/v1/faq/counts").staff(&server, &editor).send(&server).await;
    assert_eq!(response.status, 200, "{}", response.text());
    let counts = response.value()["entries"][ENTRY].clone();
    for (language, helpful) in [("en", 1), ("bn", 1), ("kk", 0)] {
        let of = &counts[language];
        assert_eq!((&of["asked"], &of["helpful"], &of["unhelpful"]), (&json!(1), &json!(helpful), &json!(1 - helpful)), "{counts}");
    }
    let unhelpful = gaps(&server, &editor, "").await;
    assert_eq!(unhelpful[0]["kinds"], json!({"unhelpful": 1}), "{unhelpful:?}");
    assert_eq!(unhelpful[0]["examples"][0]["entry"], ENTRY);
}
