//! Contract section 10: what editors write, and what of it owners get.

use crate::browser::{Login, Request, Response};
use crate::client::{Owner, is_time};
use crate::server::{Options, Server};
use serde_json::{Value, json};

pub const FAQ: &str = "/api/v1/faq";
/// A body that is more than is taken at once: someone pastes a book.
const PASTED: usize = 1 << 20;

/// A server of its own, which learns nothing: what editors publish is found without.
pub fn start() -> Server {
    Server::start(Options::roomy().env("ANSWERS__TRAIN", "false"))
}

pub struct Editor<'a> {
    pub server: &'a Server,
    pub login: Login,
}

impl<'a> Editor<'a> {
    pub async fn enter(server: &'a Server) -> Editor<'a> {
        Editor { server, login: server.staff("editor").await }
    }

    pub fn request(&self, method: &str, path: &str) -> Request {
        Request::new(method, &format!("{FAQ}{path}")).staff(self.server, &self.login)
    }

    pub async fn get(&self, path: &str) -> Value {
        let response = self.request("GET", path).send(self.server).await;
        assert_eq!(response.status, 200, "{path}: {}", response.text());
        response.value()
    }

    pub async fn put(&self, id: &str, on: u64, body: &Value) -> Response {
        self.request("PUT", &format!("/{id}")).header("If-Match", &format!("\"{on}\"")).json(body).send(self.server).await
    }

    /// Saves what must be taken.
    pub async fn save(&self, id: &str, on: u64, body: &Value) -> Value {
        let response = self.put(id, on, body).await;
        assert_eq!(response.status, if on == 0 { 201 } else { 200 }, "{id}: {}", response.text());
        let entry = response.value();
        assert_eq!(response.header("etag"), Some(format!("\"{}\"", entry["revision"]).as_str()), "{entry}");
        entry
    }

    pub async fn post(&self, path: &str, body: &Value) -> Response {
        self.request("POST", path).json(body).send(self.server).await
    }

    /// Does what must succeed.
    pub async fn act(&self, id: &str, what: &str) -> Value {
        let response = self.request("POST", &format!("/{id}/{what}")).send(self.server).await;
        assert_eq!(response.status, 200, "{what} {id}: {}", response.text());
        response.value()
    }

    pub async fn ask(&self, text: &str) -> Value {
        let request = Request::post("/api/v1/ask").staff(self.server, &self.login);
        request.json(&json!({"text": text, "language": "en"})).send(self.server).await.value()
    }
}

/// An entry in English alone.
pub fn in_english(title: &str, phrasings: &[&str], answer: &str) -> Value {
    json!({"category": "car", "languages": {"en": {"title": title, "phrasings": phrasings, "answer": answer}}})
}

const QUESTION: &str = "may i put a surfboard on the roof";

fn surfboard(answer: &str) -> Value {
    in_english("Surfboards", &["May I put a surfboard on the roof?", "Does a surfboard fit on top of the car?"], answer)
}

/// What the bot says to an owner: title, text and revision of its answer, or the kind of what came instead.
async fn told(server: &Server, text: &str) -> (String, String, u64) {
    let mut owner = Owner::hello(server, json!({"language": "en"})).await;
    owner.say(text).await;
    // Where nothing answers, a person is called, and the bot says nothing.
    let is_answer = |frame: &Value| frame["type"] == "event" && ["bot", "system"].iter().any(|role| frame["from"]["role"] == *role);
    let event = owner.socket.wait("an event of the bot", is_answer).await;
    let field = |name: &str| event[name].as_str().unwrap_or_default().to_owned();
    let title = if event["kind"] == "answer" { field("title") } else { field("kind") };
    (title, field("text"), event["revision"].as_u64().unwrap_or_default())
}

#[tokio::test]
async fn a_draft_answers_nobody_and_a_publication_everybody_at_once() {
    let server = start();
    let editor = Editor::enter(&server).await;
    let saved = editor.save("surfboard", 0, &surfboard("Yes, up to **75 kg**.")).await;
    assert_eq!(
        (&saved["id"], &saved["category"], &saved["revision"], &saved["draft"], saved.get("published_revision")),
        (&json!("surfboard"), &json!("car"), &json!(1), &json!(true), None)
    );
    assert!(is_time(&saved["updated_at"]) && saved["updated_by"].is_string(), "{saved}");
    assert_eq!(saved["languages"]["en"]["state"], "current");
    assert_eq!((&saved["languages"]["kk"]["state"], &saved["languages"]["kk"]["phrasings"]), (&json!("missing"), &json!([])));
    assert_ne!(editor.ask(QUESTION).await["entry"], "surfboard", "a draft answers nobody");
    let path = "/surfboard?published=true";
    editor.request("GET", path).send(&server).await.problem(404, "not_found");

    let published = editor.act("surfboard", "publish").await;
    assert_eq!((&published["published_revision"], &published["draft"]), (&json!(1), &json!(false)));
    assert_eq!(editor.ask(QUESTION).await["entry"], "surfboard");
    assert_eq!(told(&server, QUESTION).await, ("Surfboards".into(), "Yes, up to 75 kg.".into(), 1));

    editor.save("surfboard", 1, &surfboard("Yes, up to 50 kg.")).await;
    assert_eq!(told(&server, QUESTION).await.2, 1, "what is published stays until the next publication");
    assert_eq!(editor.get(path).await["languages"]["en"]["answer"], "Yes, up to **75 kg**.");
    editor.act("surfboard", "publish").await;
    assert_eq!(told(&server, QUESTION).await, ("Surfboards".into(), "Yes, up to 50 kg.".into(), 2));
    // Doing it again changes nothing.
    assert_eq!(editor.act("surfboard", "publish").await["published_revision"], 2);

    let undone = editor.act("surfboard", "undo").await;
    assert_eq!((&undone["published_revision"], &undone["revision"]), (&json!(1), &json!(1)));
    assert_eq!(told(&server, QUESTION).await, ("Surfboards".into(), "Yes, up to 75 kg.".into(), 1));
    let withdrawn = editor.act("surfboard", "withdraw").await;
    assert_eq!((withdrawn.get("published_revision"), &withdrawn["draft"]), (None, &json!(false)));
    assert_ne!(told(&server, QUESTION).await.0, "Surfboards");

    let restored = editor.post("/surfboard/restore", &json!({"revision": 2})).await.value();
    assert_eq!((&restored["revision"], &restored["draft"]), (&json!(3), &json!(true)));
    assert_eq!(restored["languages"]["en"]["answer"], "Yes, up to 50 kg.");
    let revisions = editor.get("/surfboard/revisions").await;
    let items = revisions["items"].as_array().expect("a page has items");
    let numbers: Vec<&Value> = items.iter().map(|item| &item["revision"]).collect();
    assert_eq!(numbers, [3, 2, 1]);
    assert_eq!(items[2]["published_at"].as_array().map(Vec::len), Some(2), "published, and once more by the undoing: {revisions}");
    assert_eq!(editor.get("/surfboard/revisions/2").await["languages"]["en"]["answer"], "Yes, up to 50 kg.");
    let diff = editor.get("/surfboard/diff?from=1&to=2").await;
    let pieces = &diff["languages"]["en"]["answer"];
    let removed = pieces.as_array().expect("the answer differs").iter().find(|piece| piece["kind"] == "removed");
    assert!(removed.is_some_and(|piece| piece["text"].as_str().is_some_and(|text| text.contains("75"))), "{diff}");
    assert!(diff["languages"]["en"].get("title").is_none() && diff["fields"] == json!({}), "{diff}");
}

#[tokio::test]
async fn nothing_is_overwritten_silently() {
    let server = start();
    let (one, other) = (Editor::enter(&server).await, Editor::enter(&server).await);
    one.save("surfboard", 0, &surfboard("One.")).await;
    let stale = other.put("surfboard", 0, &surfboard("Two.")).await.problem(412, "stale_revision");
    assert_eq!(stale["revision"], 1);
    other.save("surfboard", 1, &surfboard("Two.")).await;
    let stale = one.put("surfboard", 1, &surfboard("Three.")).await.problem(412, "stale_revision");
    assert_eq!((&stale["revision"], &stale["updated_by"]), (&json!(2), &other.login.user["name"]));
    let blind = one.request("PUT", "/surfboard").json(&surfboard("Four.")).send(&server).await;
    blind.problem(428, "precondition_required");
    one.request("PUT", "/surfboard")
        .header("If-None-Match", "*")
        .json(&surfboard("Four."))
        .send(&server)
        .await
        .problem(412, "stale_revision");
    one.request("DELETE", "/surfboard").send(&server).await.problem(428, "precondition_required");
    for what in ["publish", "withdraw", "restore", "undo"] {
        let path = format!("/surfboard/{what}");
        one.request("POST", &path).header("If-Match", "\"1\"").send(&server).await.problem(412, "stale_revision");
    }
    assert_eq!(one.get("/surfboard").await["languages"]["en"]["answer"], "Two.");
    for path in ["/nothing", "/nothing/revisions", "/surfboard/revisions/9", "/surfboard/diff?from=1&to=9", "/surfboard?revision=9"] {
        one.request("GET", path).send(&server).await.problem(404, "not_found");
    }
    one.request("POST", "/nothing/publish").send(&server).await.problem(404, "not_found");
    one.put("nothing", 1, &surfboard("x")).await.problem(404, "not_found");
    // A new entry needs no header.
    let new = one.request("PUT", "/raft").json(&surfboard("Raft.")).send(&server).await;
    assert_eq!(new.status, 201, "{}", new.text());
    let gone = one.request("DELETE", "/raft").header("If-Match", "\"1\"").send(&server).await;
    assert_eq!((gone.status, &gone.value()["draft"]), (200, &json!(false)));
    assert_eq!(one.act("raft", "restore").await["draft"], true, "its revisions stay");
}

#[tokio::test]
async fn autosaves_make_no_heap_of_revisions() {
    let server = start();
    let editor = Editor::enter(&server).await;
    let typed = |answer: &str| {
        let mut body = surfboard(answer);
        body["autosave"] = json!(true);
        body
    };
    editor.save("surfboard", 0, &surfboard("a")).await;
    let mut revision = 1;
    for text in ["ab", "abc", "abcd"] {
        revision = editor.save("surfboard", revision, &typed(text)).await["revision"].as_u64().expect("a number");
    }
    let mut last = surfboard("abcd");
    last["note"] = json!("longer");
    let last = editor.save("surfboard", revision, &last).await;
    let revisions = editor.get("/surfboard/revisions").await;
    let items = revisions["items"].as_array().expect("a page has items");
    assert_eq!(items.len(), 2, "{revisions}");
    assert_eq!((&items[0]["revision"], &items[0]["note"], &items[0]["autosaved"]), (&last["revision"], &json!("longer"), &json!(false)));
    // Half an entry is kept, and not published.
    let half = json!({"category": "car", "languages": {"en": {"title": "Rafts"}, "bn": {"answer": "হ্যাঁ"}}, "autosave": true});
    let half = editor.save("raft", 0, &half).await;
    let problems = half["problems"].as_array().expect("an entry has problems");
    let told: Vec<String> =
        problems.iter().map(|one| format!("{}.{} {}", one["language"], one["field"], one["code"]).replace('"', "")).collect();
    assert_eq!(told, ["bn.title missing", "bn.phrasings missing", "en.phrasings missing", "en.answer missing"]);
    let refused = editor.request("POST", "/raft/publish").send(&server).await.problem(422, "invalid");
    assert_eq!(refused["problems"].as_array().map(Vec::len), Some(4), "{refused}");
}

#[tokio::test]
async fn a_save_says_what_it_means_for_the_other_languages() {
    let server = start();
    let editor = Editor::enter(&server).await;
    let body = |en: &str, bn: &str, change: &str, current: &[&str]| {
        json!({"category": "car", "change": change, "current": current, "languages": {
            "en": {"title": "Surfboards", "phrasings": ["surfboard on the roof"], "answer": en},
            "bn": {"title": "সার্ফবোর্ড", "phrasings": ["ছাদে সার্ফবোর্ড রাখা যাবে?"], "answer": bn},
        }})
    };
    let states = |entry: &Value| {
        ["bn", "en", "kk"].map(|language| {
            let words = &entry["languages"][language];
            format!("{} {}", words["state"].as_str().unwrap_or_default(), words["based_on"].as_u64().unwrap_or_default())
        })
    };
    let saved = editor.save("surfboard", 0, &body("one", "এক", "wording", &[])).await;
    assert_eq!(states(&saved), ["current 1", "current 1", "missing 0"]);
    let saved = editor.save("surfboard", 1, &body("two", "এক", "meaning", &[])).await;
    assert_eq!(states(&saved), ["stale 1", "current 2", "missing 0"]);
    let saved = editor.save("surfboard", 2, &body("three", "এক", "wrong", &[])).await;
    assert_eq!(states(&saved), ["wrong 1", "current 3", "missing 0"]);
    let listed = editor.get("?state=wrong&language=bn").await;
    assert_eq!(listed["items"][0]["id"], "surfboard");
    assert_eq!(listed["items"][0]["languages"]["bn"], json!({"title": "সার্ফবোর্ড", "state": "wrong"}));
    let saved = editor.save("surfboard", 3, &body("three", "এক", "wording", &["bn"])).await;
    assert_eq!(states(&saved), ["current 4", "current 3", "missing 0"]);
    // What came may go back as it came.
    let mut same = body("three", "এক", "wording", &[]);
    same["languages"] = saved["languages"].clone();
    assert_eq!(editor.save("surfboard", 4, &same).await["revision"], 4, "nothing is new");
}

#[tokio::test]
async fn entries_are_found_in_any_script_and_by_how_they_stand() {
    let server = start();
    let editor = Editor::enter(&server).await;
    let ids = |page: &Value| -> Vec<String> {
        page["items"].as_array().expect("a page has items").iter().map(|one| one["id"].as_str().expect("an id").to_owned()).collect()
    };
    let all = editor.get("?limit=200").await;
    assert!(ids(&all).is_sorted() && ids(&all).contains(&"tyre-pressure".to_owned()), "{all}");
    assert!(all["categories"].as_array().is_some_and(|categories| categories.contains(&json!("vehicle"))), "{}", all["categories"]);
    // Romanised Bengali, retyped Kazakh, a part of the name.
    for text in ["garir chakar hawa koto", "dongelek qysymy", "tyre-pres", "tyre-pressure"] {
        let found = ids(&editor.get(&format!("?q={}", text.replace(' ', "%20"))).await);
        assert!(found.iter().take(3).any(|id| id == "tyre-pressure"), "{text}: {found:?}");
    }
    let first = editor.get("?limit=3").await;
    let second = editor.get(&format!("?limit=3&cursor={}", first["next"].as_str().expect("there are more"))).await;
    assert_eq!([ids(&first), ids(&second)].concat(), ids(&all)[..6]);
    assert_eq!(ids(&editor.get("?filter=draft").await), Vec::<String>::new());
    editor.save("surfboard", 0, &surfboard("Yes.")).await;
    assert_eq!(ids(&editor.get("?filter=draft").await), ["surfboard"]);
    assert_eq!(ids(&editor.get("?category=car&state=missing&language=kk").await), ["surfboard"]);
    assert_eq!(ids(&editor.get("?q=surfboard").await).first().map(String::as_str), Some("surfboard"), "a draft is found, too");
    editor.request("DELETE", "/surfboard").header("If-Match", "\"1\"").send(&server).await;
    assert_eq!(ids(&editor.get("?q=surfboard&filter=withdrawn").await), ["surfboard"]);
    assert!(!ids(&editor.get("?limit=200").await).contains(&"surfboard".to_owned()));
    for query in ["?state=old", "?filter=x", "?language=xx", "?limit=0", "?cursor=x", "?colour=red"] {
        editor.request("GET", query).send(&server).await.problem(400, "bad_request");
    }
}

#[tokio::test]
async fn what_cannot_be_kept_is_told_by_field_and_language() {
    let server = start();
    let editor = Editor::enter(&server).await;
    let told = |response: &Response| {
        let problem = response.problem(422, "invalid");
        let problems = problem["problems"].as_array().expect("an invalid entry has problems").clone();
        assert!(problems.iter().all(|one| one["message"].as_str().is_some_and(|text| text.len() > 5)), "{problem}");
        let language = |one: &Value| one["language"].as_str().map_or_else(String::new, |language| format!("{language}."));
        problems.iter().map(|one| format!("{}{} {}", language(one), one["field"], one["code"]).replace('"', "")).collect::<Vec<_>>()
    };
    let long = in_english(&"t".repeat(201), &["p"], &"a".repeat(20_001));
    assert_eq!(told(&editor.put("surfboard", 0, &long).await), ["en.title too_long", "en.answer too_long"]);
    assert_eq!(told(&editor.put("Surf_Board", 0, &surfboard("x")).await), ["id format"]);
    let mut odd = surfboard("Call {nobody}.");
    odd["related"] = json!(["nothing"]);
    odd["markets"] = json!(["mars"]);
    let saved = editor.save("surfboard", 0, &odd).await;
    let related = saved["problems"].as_array().into_iter().flatten().find(|problem| problem["field"] == "related");
    assert_eq!(related.map(|problem| &problem["severity"]), Some(&json!("warning")), "{saved}");
    let refused = editor.request("POST", "/surfboard/publish").send(&server).await;
    assert_eq!(told(&refused), ["markets unknown", "en.answer placeholder"]);
    // A phrasing of another entry is told and may be published.
    let taken = editor.get("/tyre-pressure").await["languages"]["en"]["phrasings"][0].as_str().expect("a phrasing").to_owned();
    let also = in_english("Pressure", &[&taken], "Look at the door.");
    let saved = editor.save("pressure", 0, &also).await;
    let warning = &saved["problems"][0];
    assert_eq!(
        (&warning["code"], &warning["entry"], &warning["severity"]),
        (&json!("also_of"), &json!("tyre-pressure"), &json!("warning"))
    );
    let book = editor.put("surfboard", 1, &surfboard(&"a".repeat(PASTED))).await;
    book.problem(413, "too_large");
    for body in ["{", "[]", "{}", r#"{"category": "car", "languages": {"xx": {}}}"#, r#"{"category": "car", "languages": {}, "colour": 1}"#]
    {
        let request = editor.request("PUT", "/surfboard").header("If-Match", "\"1\"").bytes(body.as_bytes().to_vec());
        request.send(&server).await.problem(400, "bad_request");
    }
    assert_eq!(editor.get("/surfboard").await["revision"], 1, "what is refused changes nothing");
    // A safety card needs its entry.
    let refused = editor.request("POST", "/battery-fire-safety/withdraw").send(&server).await;
    assert_eq!(told(&refused), ["id needed"]);
    assert_ne!(editor.get("/battery-fire-safety").await["published_revision"], Value::Null);
}

#[tokio::test]
async fn markup_that_would_run_is_text_for_owners() {
    let server = start();
    let editor = Editor::enter(&server).await;
    let bad = "<script>alert(1)</script> <img src=x onerror=alert(1)> [link](javascript:alert(1)) <svg/onload=alert(1)>";
    let mut body = in_english(&format!("Surf {bad}"), &["surfing with scripts on the roof", bad], bad);
    body["tags"] = json!([bad.chars().take(60).collect::<String>()]);
    body["note"] = json!(bad);
    let saved = editor.save("surf-scripts", 0, &body).await;
    assert_eq!(saved["languages"]["en"]["answer"], bad, "the editor gets back what was typed, as JSON");
    editor.act("surf-scripts", "publish").await;
    let mut owner = Owner::hello(&server, json!({"language": "en"})).await;
    owner.say("surfing with scripts on the roof").await;
    let answer = owner.socket.event("answer").await;
    let html = answer["html"].as_str().expect("an answer has html");
    assert!(!html.contains("<script") && !html.contains("<img") && !html.contains("<svg") && !html.contains("href=\"javascript"), "{html}");
}

#[tokio::test]
async fn a_kill_while_publishing_leaves_one_publication_or_the_other() {
    let server = start();
    let editor = Editor::enter(&server).await;
    editor.save("surfboard", 0, &surfboard("version 1")).await;
    editor.act("surfboard", "publish").await;
    for round in 1..=3_u64 {
        editor.save("surfboard", round, &surfboard(&format!("version {}", round + 1))).await;
        let request = editor.request("POST", "/surfboard/publish");
        let address = server.address();
        let publishing = tokio::spawn(async move { request.try_send_to(address).await });
        // Somewhere between the request and its answer.
        for _ in 0..round * 20 {
            tokio::task::yield_now().await;
        }
        server.kill();
        let answered = publishing.await.expect("the request ends");
        server.restart();
        let editor = Editor::enter(&server).await;
        let entry = editor.get("/surfboard").await;
        let published = entry["published_revision"].as_u64().expect("something is published");
        assert!(published == round || published == round + 1, "{entry}");
        if answered.is_some_and(|response| response.status == 200) {
            assert_eq!(published, round + 1, "what was answered is kept");
        }
        assert_eq!(told(&server, QUESTION).await, ("Surfboards".into(), format!("version {published}"), published));
        assert_eq!(entry["revision"], round + 1, "the draft is there, or it is published");
        let check = server.command(&["check"]).output().expect("the program runs");
        assert!(check.status.success(), "{}", String::from_utf8_lossy(&check.stdout));
        editor.act("surfboard", "publish").await;
    }
}

#[tokio::test]
async fn an_entry_may_get_another_name_and_keeps_its_past() {
    let server = start();
    let editor = Editor::enter(&server).await;
    editor.save("surfboard", 0, &surfboard("Yes.")).await;
    editor.act("surfboard", "publish").await;
    let mut raft = in_english("Rafts", &["May I put a raft on the roof?"], "No.");
    raft["related"] = json!(["surfboard"]);
    editor.save("raft", 0, &raft).await;
    editor.act("raft", "publish").await;
    for (name, problem) in [("tyre-pressure", "taken"), ("Surf", "format"), ("preview", "taken")] {
        let refused = editor.post("/surfboard/rename", &json!({"id": name})).await.problem(422, "invalid");
        assert_eq!(refused["problems"][0]["code"], problem, "{name}");
    }
    let renamed = editor.post("/surfboard/rename", &json!({"id": "surfing"})).await;
    assert_eq!(renamed.status, 200, "{}", renamed.text());
    assert_eq!((&renamed.value()["id"], &renamed.value()["published_revision"]), (&json!("surfing"), &json!(1)));
    assert_eq!(editor.ask(QUESTION).await["entry"], "surfing");
    assert_eq!(editor.get("/surfboard").await["id"], "surfing", "a link from before leads to it");
    assert_eq!(editor.get("/surfboard/revisions").await["items"][0]["revision"], 1);
    let raft = editor.get("/raft?published=true").await;
    assert_eq!((&raft["related"], &raft["published_revision"]), (&json!(["surfing"]), &json!(2)));
    // What cards and labelled questions name is still what they name: the check has nothing to say.
    let fire = editor.post("/battery-fire-safety/rename", &json!({"id": "fire-in-the-battery"})).await;
    assert_eq!(fire.status, 200, "{}", fire.text());
    let check = server.command(&["faq", "check"]).output().expect("the program runs");
    let said = String::from_utf8_lossy(&check.stdout).into_owned();
    assert!(check.status.success() && !said.contains(": error:"), "{said}");
}

#[tokio::test]
async fn category_and_tags_of_many_change_at_once() {
    let server = start();
    let editor = Editor::enter(&server).await;
    let change =
        json!({"ids": ["tyre-pressure", "nothing", "tyre-replacement"], "category": "wheels", "add_tags": ["tyres"], "remove_tags": ["x"]});
    let results = editor.post("/bulk", &change).await.value()["results"].clone();
    assert_eq!(
        results,
        json!([
            {"id": "tyre-pressure", "ok": true, "revision": 2},
            {"id": "nothing", "ok": false, "code": "not_found"},
            {"id": "tyre-replacement", "ok": true, "revision": 2},
        ])
    );
    let entry = editor.get("/tyre-pressure").await;
    assert_eq!(
        (&entry["category"], &entry["tags"], &entry["draft"], &entry["published_revision"]),
        (&json!("wheels"), &json!(["tyres"]), &json!(true), &json!(1))
    );
    assert_eq!(editor.get("/tyre-pressure?published=true").await["category"], "maintenance", "drafts answer nobody");
    let many: Vec<String> = (0..201).map(|n| format!("entry-{n}")).collect();
    editor.post("/bulk", &json!({"ids": many, "category": "x"})).await.problem(413, "too_large");
}

#[tokio::test]
async fn two_editors_of_an_entry_see_each_other() {
    let server = start();
    let (one, other) = (Editor::enter(&server).await, Editor::enter(&server).await);
    let here = async |editor: &Editor<'_>, body: Value| {
        let response = editor.request("PUT", "/tyre-pressure/presence").json(&body).send(&server).await;
        assert_eq!(response.status, 200, "{}", response.text());
        response.value()["others"].clone()
    };
    assert_eq!(here(&one, json!({})).await, json!([]));
    let others = here(&other, json!({"language": "kk"})).await;
    assert_eq!((&others[0]["name"], others[0].get("language")), (&one.login.user["name"], None));
    assert!(is_time(&others[0]["since"]), "{others}");
    assert_eq!(here(&one, json!({"language": "bn"})).await[0]["language"], "kk");
    let nobody = one.request("PUT", "/nothing/presence").json(&json!({})).send(&server).await;
    nobody.problem(404, "not_found");
}

#[tokio::test]
async fn a_preview_is_what_owners_see() {
    let server = start();
    let editor = Editor::enter(&server).await;
    let answer = "Call **{support_phone}** or {nobody}.\n\n- one\n- <script>alert(1)</script>\n\n| a | b |\n|---|---|\n| 1 | 2 |";
    let preview = editor.post("/preview", &json!({"answer": answer, "language": "en"})).await.value();
    let html = preview["html"].as_str().expect("a preview has html");
    assert!(html.contains("<strong>") && html.contains("<li>") && !html.contains("<script") && !html.contains("{support_phone}"), "{html}");
    assert!(preview["nodes"].is_array() && preview["text"].is_string(), "{preview}");
    assert_eq!((&preview["problems"][0]["code"], &preview["problems"][0]["field"]), (&json!("placeholder"), &json!("answer")));
    editor.save("preview-me", 0, &in_english("Preview", &["zzq preview of the vvk"], "Call **{support_phone}**.")).await;
    editor.act("preview-me", "publish").await;
    let mut owner = Owner::hello(&server, json!({"language": "en"})).await;
    owner.say("zzq preview of the vvk").await;
    let shown = owner.socket.event("answer").await;
    let preview = editor.post("/preview", &json!({"answer": "Call **{support_phone}**.", "language": "en"})).await.value();
    assert_eq!((&preview["html"], &preview["text"]), (&shown["html"], &shown["text"]));
}

#[tokio::test]
async fn files_beside_the_entries_are_edited_with_their_check() {
    let server = start();
    let editor = Editor::enter(&server).await;
    let request = |method: &str, path: &str| Request::new(method, &format!("/api/v1/content{path}")).staff(&server, &editor.login);
    let files = request("GET", "").send(&server).await.value();
    let listed = files["items"].as_array().expect("files").iter().find(|file| file["path"] == "safety.toml").expect("the cards").clone();
    assert_eq!((&listed["revision"], &listed["published_revision"]), (&json!(1), &json!(1)));
    let shown = request("GET", "/safety.toml").send(&server).await;
    assert_eq!(shown.header("content-type"), Some("text/plain; charset=utf-8"));
    assert_eq!((shown.header("etag"), shown.body.len() as u64), (Some("\"1\""), listed["size"].as_u64().expect("a size")));
    let put = async |path: &str, on: &str, text: &str, publish: bool| {
        request("PUT", path).header("If-Match", on).json(&json!({"text": text, "publish": publish})).send(&server).await
    };
    // A word that the matcher does not know means what an editor says it means.
    let lines = request("GET", "/synonyms/en.txt").send(&server).await.text();
    let more = format!("{lines}\nwheelpuff, tyre pressure\n");
    let saved = put("/synonyms/en.txt", "\"1\"", &more, false).await;
    assert_eq!((saved.status, &saved.value()["revision"], &saved.value()["published_revision"]), (200, &json!(2), &json!(1)));
    put("/synonyms/en.txt", "\"1\"", &more, true).await.problem(412, "stale_revision");
    let published = put("/synonyms/en.txt", "\"2\"", &more, true).await;
    assert_eq!((published.status, &published.value()["published_revision"]), (200, &json!(2)));
    assert_eq!(editor.ask("my wheelpuff").await["entries"][0]["entry"], "tyre-pressure");
    assert_eq!(request("GET", "/synonyms/en.txt?revision=1").send(&server).await.text(), lines);
    // What is wrong is told by line, and not published.
    let broken = "[[card]]\nid = \"fire\"\ntitle = 3\n";
    let told = put("/safety.toml", "\"1\"", broken, true).await.problem(422, "invalid");
    assert!(
        told["problems"].as_array().is_some_and(|problems| problems.iter().any(|one| one["file"] == "safety.toml" && one["line"].is_u64())),
        "{told}"
    );
    let draft = put("/safety.toml", "\"1\"", broken, false).await;
    assert!(draft.status == 200 && draft.value()["problems"].as_array().is_some_and(|problems| !problems.is_empty()), "{}", draft.text());
    for (path, status) in [("/car/wash.toml", 422), ("/notes.md", 422), ("/..%2fsafety.toml", 422)] {
        assert_eq!(put(path, "\"0\"", "x", false).await.status, status, "{path}");
    }
    let blind = request("PUT", "/safety.toml").json(&json!({"text": ""})).send(&server).await;
    blind.problem(428, "precondition_required");
    request("GET", "/synonyms/nothing.txt").send(&server).await.problem(404, "not_found");
    assert_eq!(put("/synonyms/ru.txt", "\"0\"", &"a, b\n".repeat(300_000), false).await.status, 422);
}

#[tokio::test]
async fn an_entry_is_published_by_itself_at_its_time() {
    let server = start();
    let editor = Editor::enter(&server).await;
    editor.save("surfboard", 0, &surfboard("Yes.")).await;
    for (at, problem) in [("2001-01-01T00:00:00Z", "past")] {
        let refused = editor.post("/surfboard/publish", &json!({"at": at})).await.problem(422, "invalid");
        assert_eq!(refused["problems"][0]["code"], problem);
    }
    editor.post("/surfboard/publish", &json!({"at": "tomorrow"})).await.problem(400, "bad_request");
    let later = editor.post("/surfboard/publish", &json!({"at": "2100-01-01T09:00:00+06:00"})).await.value();
    assert_eq!((&later["scheduled_at"], later.get("published_revision")), (&json!("2100-01-01T03:00:00.000Z"), None));
    let given_up = editor.request("DELETE", "/surfboard/schedule").send(&server).await.value();
    assert_eq!(given_up.get("scheduled_at"), None);
    let soon = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(2);
    let planned = editor.post("/surfboard/publish", &json!({"at": soon.to_string()})).await;
    assert_eq!(planned.status, 200, "{}", planned.text());
    // What is written meanwhile waits for another publication.
    editor.save("surfboard", 1, &surfboard("No.")).await;
    let entry = loop {
        let entry = editor.get("/surfboard").await;
        if entry["published_revision"] == 1 {
            break entry;
        }
        assert!(entry["published_revision"].is_null() && jiff::Timestamp::now() < soon + jiff::SignedDuration::from_secs(60), "{entry}");
    };
    assert_eq!((&entry["revision"], &entry["draft"], entry.get("scheduled_at")), (&json!(2), &json!(true), None));
    assert_eq!(editor.get("/surfboard?published=true").await["languages"]["en"]["answer"], "Yes.");
}

#[tokio::test]
async fn what_was_published_on_a_day_can_be_asked_for() {
    let server = start();
    let editor = Editor::enter(&server).await;
    editor.save("surfboard", 0, &surfboard("Yes.")).await;
    editor.act("surfboard", "publish").await;
    let listed = async |time: &str| {
        let mut next = String::new();
        let mut ids = Vec::new();
        loop {
            let page = editor.get(&format!("/at?limit=50&time={time}{next}")).await;
            ids.extend(page["items"].as_array().expect("items").iter().map(|one| one["id"].as_str().unwrap_or_default().to_owned()));
            match page["next"].as_str() {
                Some(cursor) => next = format!("&cursor={cursor}"),
                None => return ids,
            }
        }
    };
    assert_eq!(listed("2001-01-01T00:00:00Z").await, Vec::<String>::new());
    let now = listed("2100-01-01T00:00:00Z").await;
    assert!(now.is_sorted() && now.contains(&"surfboard".to_owned()) && now.contains(&"tyre-pressure".to_owned()), "{now:?}");
}

#[tokio::test]
async fn the_dashboard_counts_languages() {
    let server = start();
    let editor = Editor::enter(&server).await;
    let count = |board: &Value, language: &str, state: &str| board["languages"][language][state].as_u64().expect("a count");
    let before = editor.get("/translations").await;
    editor.save("surfboard", 0, &surfboard("Yes.")).await;
    let after = editor.get("/translations").await;
    assert_eq!(count(&after, "en", "current"), count(&before, "en", "current") + 1);
    assert_eq!(count(&after, "bn", "missing"), count(&before, "bn", "missing") + 1);
    let named = after["items"]
        .as_array()
        .expect("items")
        .iter()
        .any(|one| *one == json!({"id": "surfboard", "language": "bn", "state": "missing", "title": "Surfboards"}));
    assert!(named, "{after}");
}

#[tokio::test]
async fn the_gate_tells_what_a_publication_takes_and_blocks_it_without_a_reason() {
    let server = Server::start(Options::roomy().env("ANSWERS__TRAIN", "false").env("STUDIO__GATE", "block"));
    let editor = Editor::enter(&server).await;
    let question = "What is the correct tyre pressure for my new car?";
    let with_number = format!("{question} Call me on 01712345678");
    for text in [question, &with_number] {
        assert_eq!(told(&server, text).await.0, "Tyre pressure and its warning light");
    }
    editor.save("pressure", 0, &in_english("Pressure", &[question], "Look at the door.")).await;
    let refused = editor.request("POST", "/pressure/publish").send(&server).await.problem(409, "gate");
    let changes = refused["changes"].as_array().expect("the gate says what would change");
    let taken = changes.iter().find(|one| one["kind"] == "takes").unwrap_or_else(|| panic!("a question is taken: {refused}"));
    assert_eq!((&taken["from"]["id"], &taken["to"]["id"]), (&json!("tyre-pressure"), &json!("pressure")));
    assert!(taken["question"].as_str().is_some_and(|asked| asked.contains("tyre pressure")), "{taken}");
    assert!(!refused.to_string().contains("01712345678"), "{refused}");
    assert_eq!(editor.get("/pressure").await.get("published_revision"), None);
    assert_eq!(told(&server, question).await.0, "Tyre pressure and its warning light", "nothing has changed");

    let allowed = editor.post("/pressure/publish", &json!({"override": "the car is new"})).await;
    assert_eq!(allowed.status, 200, "{}", allowed.text());
    assert!(allowed.value()["changes"].as_array().is_some_and(|changes| !changes.is_empty()), "{}", allowed.text());
    assert_eq!(told(&server, question).await.0, "Pressure");
    let log = editor.get("/pressure/revisions").await["items"][0]["publications"][0].clone();
    assert_eq!((&log["kind"], &log["reason"], &log["author"]), (&json!("publish"), &json!("the car is new"), &editor.login.user["name"]));
}

#[tokio::test]
async fn the_gate_tells_what_is_answered_from_then_on() {
    let server = start();
    let editor = Editor::enter(&server).await;
    let question = "zzq wibbling of the vvk, how often?";
    assert_ne!(told(&server, question).await.0, "Wibbling");
    editor.save("wibbling", 0, &in_english("Wibbling", &["How often is the vvk zzq wibbling?", question], "Twice.")).await;
    let published = editor.act("wibbling", "publish").await;
    let answered =
        published["changes"].as_array().expect("changes").iter().any(|one| one["kind"] == "answers" && one["question"] == question);
    assert!(answered, "{published}");
    assert_eq!(told(&server, question).await.0, "Wibbling");
    assert_eq!(editor.act("wibbling", "publish").await["changes"], json!([]), "it is published already");
}

#[tokio::test]
async fn a_wrong_translation_is_not_told_to_owners() {
    let server = start();
    let editor = Editor::enter(&server).await;
    let body = |en: &str, change: &str| {
        json!({"category": "car", "change": change, "languages": {
            "en": {"title": "Surfboards", "phrasings": ["May I put a surfboard on the roof?"], "answer": en},
            "bn": {"title": "সার্ফবোর্ড", "phrasings": ["ছাদে সার্ফবোর্ড রাখা যাবে?"], "answer": "পঁচাত্তর কেজি।"},
        }})
    };
    let ask = async || {
        let mut owner = Owner::hello(&server, json!({"language": "bn"})).await;
        owner.say("ছাদে সার্ফবোর্ড রাখা যাবে?").await;
        owner.socket.event("answer").await
    };
    editor.save("surfboard", 0, &body("75 kg.", "wording")).await;
    editor.act("surfboard", "publish").await;
    assert_eq!(ask().await["text"], "পঁচাত্তর কেজি।");
    editor.save("surfboard", 1, &body("50 kg.", "wrong")).await;
    editor.act("surfboard", "publish").await;
    let answer = ask().await;
    assert_eq!((&answer["text"], &answer["language"]), (&json!("50 kg."), &json!("en")));
    assert!(answer["note"].is_string(), "{answer}");
    // What goes out as files comes back with it.
    let exported = crate::command::run({
        let mut command = server.command(&["faq", "export"]);
        command.arg(server.data().join("export"));
        command
    });
    assert!(exported.status.success());
    let file = std::fs::read_to_string(server.data().join("export/car/surfboard.toml")).expect("it is exported");
    assert!(file.contains("[bn]\nstate = \"wrong\"\nbased_on = 1\n") && file.contains("[en]\nbased_on = 2\n"), "{file}");
}

#[tokio::test]
async fn a_question_can_be_tried_on_drafts_and_on_the_past() {
    let server = start();
    let editor = Editor::enter(&server).await;
    let ask = async |more: Value| {
        let mut body = json!({"text": QUESTION, "language": "en"});
        body.as_object_mut().expect("an object").extend(more.as_object().expect("an object").clone());
        Request::post("/api/v1/ask").staff(&server, &editor.login).json(&body).send(&server).await
    };
    editor.save("surfboard", 0, &surfboard("Up to 75 kg.")).await;
    let tried = ask(json!({"draft": true, "explain": true})).await.value();
    assert_eq!((&tried["entry"], &tried["answer"]["text"]), (&json!("surfboard"), &json!("Up to 75 kg.")));
    assert!(tried["explain"]["words"].is_array() && tried["explain"]["answer_limit"].is_number(), "{tried}");
    assert_ne!(ask(json!({})).await.value()["entry"], "surfboard");
    editor.act("surfboard", "publish").await;
    let then = jiff::Timestamp::now();
    editor.save("surfboard", 1, &surfboard("Up to 50 kg.")).await;
    editor.act("surfboard", "publish").await;
    assert_eq!(ask(json!({"explain": true})).await.value()["answer"]["text"], "Up to 50 kg.");
    let past = ask(json!({"at": then.to_string()})).await.value();
    assert_eq!((&past["entry"], &past["answer"]["text"]), (&json!("surfboard"), &json!("Up to 75 kg.")));
    ask(json!({"at": "2001-01-01T00:00:00Z"})).await.problem(404, "not_found");
    ask(json!({"at": "then"})).await.problem(400, "bad_request");
    let technician = server.staff("technician").await;
    let asked = Request::post("/api/v1/ask").staff(&server, &technician).json(&json!({"text": QUESTION, "draft": true}));
    asked.send(&server).await.problem(403, "forbidden");
}
