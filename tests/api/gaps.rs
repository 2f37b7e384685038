//! What the FAQ could not answer, over the wire: gathered, masked, grouped, declined, and closed when it finds an answer.

use crate::browser::{Login, Request};
use crate::client::Owner;
use crate::owner::{ENTRY, QUESTIONS, ambiguous};
use crate::server::{Options, Server};
use serde_json::{Value, json};

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

    // The question is a phrasing of a new draft; what is missing is written, and published.
    let path = "/api/v1/faq/zeppelin-hangar";
    let draft = Request::get(path).staff(&server, &editor).send(&server).await.value();
    assert_eq!(draft["languages"]["en"]["phrasings"], json!([STRANGE[1]]), "{draft}");
    let words = json!({"title": "Hangars", "phrasings": [STRANGE[1]], "answer": "No, we sell cars."});
    let body = json!({"category": "service", "languages": {"en": words}});
    let tag = format!("\"{}\"", draft["revision"]);
    let saved = Request::new("PUT", path).staff(&server, &editor).header("If-Match", &tag).json(&body).send(&server).await;
    assert_eq!(saved.status, 200, "{}", saved.text());
    let published = Request::post(&format!("{path}/publish")).staff(&server, &editor).json(&json!({})).send(&server).await;
    assert_eq!(published.status, 200, "{}", published.text());
    let mut owner = Owner::hello(&server, json!({"language": "en"})).await;
    owner.say(STRANGE[1]).await;
    assert_eq!(owner.socket.event("answer").await["entry"], "zeppelin-hangar");
    let closed = gaps(&server, &editor, "?state=closed").await;
    assert_eq!(closed.first().map(|gap| &gap["id"]), Some(&gap["id"]), "{closed:?}");
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

/// How often owners did this, as operators read it.
async fn deeds(server: &Server, deed: &str) -> u64 {
    let page = Request::get("/metrics").send(server).await.text();
    let row = format!("aftercare_deeds_total{{deed=\"{deed}\"}} ");
    page.lines().find_map(|line| line.strip_prefix(&row)).expect("the row is there").parse().expect("a count")
}

#[tokio::test]
async fn what_owners_do_about_what_they_get_is_kept_for_learning() {
    let server = Server::start(Options::roomy());
    let editor = server.staff("editor").await;
    // One takes a button.
    let mut owner = Owner::hello(&server, json!({"language": "en"})).await;
    owner.say(&ambiguous(&server)).await;
    let shown = owner.socket.event("suggestions").await;
    owner.socket.ok(json!({"type": "choose", "entry": shown["entries"][0]["entry"]})).await;
    // One is helped, one is not, one wants a person, and one says nothing.
    for (helpful, person) in [(Some(true), false), (Some(false), false), (None, true), (None, false)] {
        let (language, question) = QUESTIONS[0];
        let mut owner = Owner::hello(&server, json!({"language": language})).await;
        owner.say(question).await;
        let answer = owner.socket.event("answer").await;
        if let Some(helpful) = helpful {
            owner.socket.ok(json!({"type": "feedback", "seq": answer["seq"], "helpful": helpful})).await;
        }
        if person {
            owner.socket.ok(json!({"type": "handoff"})).await;
        }
    }
    gaps(&server, &editor, "").await;
    for (deed, count) in [("taken", 1), ("left", 0), ("kept", 4), ("helpful", 1), ("unhelpful", 1), ("person", 1)] {
        assert_eq!(deeds(&server, deed).await, count, "{deed}");
    }
}

#[tokio::test]
async fn what_owners_ask_most_is_offered_to_the_next_one() {
    let server = Server::start(Options::roomy());
    let editor = server.staff("editor").await;
    let first = Owner::hello(&server, json!({"language": "en"})).await;
    assert_eq!(first.ready["examples"], json!([]), "nobody has asked yet: {}", first.ready);
    let entries = Request::get("/api/v1/faq?category=charging&limit=3").staff(&server, &editor).send(&server).await.value();
    let titles: Vec<&str> =
        entries["items"].as_array().into_iter().flatten().filter_map(|entry| entry["languages"]["en"]["title"].as_str()).collect();
    for (title, times) in titles.iter().zip([1, 3, 2]) {
        for _ in 0..times {
            asks(&server, title).await;
        }
    }
    // An editor who looks has it counted now.
    gaps(&server, &editor, "").await;
    let next = Owner::hello(&server, json!({"language": "en"})).await;
    let offered: Vec<&str> = next.ready["examples"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    assert_eq!(offered, [titles[1], titles[2], titles[0]], "the most asked first: {}", next.ready);
    let other = Owner::hello(&server, json!({"language": "kk"})).await;
    assert_eq!(other.ready["examples"], json!([]), "nobody asked in Kazakh: {}", other.ready);
    // Each of them is answered as it stands.
    for question in offered {
        let mut owner = Owner::hello(&server, json!({"language": "en"})).await;
        owner.say(question).await;
        let answered = owner.socket.event("answer").await;
        assert!(answered["entry"].is_string(), "{question}: {answered}");
    }
}
