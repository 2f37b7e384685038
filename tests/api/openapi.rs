//! The OpenAPI document against the program: every operation is asked, well and badly, and each answer's status, content type and
//! body must be what the document says.

use crate::browser::{Login, Request, Response, log_in};
use crate::client::Owner;
use crate::desk_requests;
use crate::records;
use crate::server::{Options, Server, fresh_id};
use serde_json::{Value, json};
use std::collections::BTreeSet;

const METHODS: [&str; 7] = ["get", "post", "put", "patch", "delete", "head", "options"];
/// Of these, the ones that change nothing.
const SAFE: [&str; 3] = ["get", "head", "options"];

/// Routes that the document leaves out: pages for people and what these load, the two sockets, and what watches over the machine. Whatever
/// else the program answers is in it.
const LEFT_OUT: [&str; 18] = [
    "/",
    "/chat",
    "/chat/plain",
    "/r/{code}",
    "/r/{code}/photos",
    "/r/{code}/photos/{id}",
    "/r/{code}/calendar.ics",
    "/desk",
    "/studio",
    "/admin",
    "/password",
    "/widget.js",
    "/assets/{version}/{*path}",
    "/ws/v1/widget",
    "/ws/v1/desk",
    "/healthz",
    "/readyz",
    "/metrics",
];

/// Operations with steps of their own (a connection goes on after its answer has begun), and the tests that hold each of them to the document.
const APART: [(&[&str], &str); 3] = [
    (&["chatEvents", "chatFrame"], include_str!("streams.rs")),
    (
        &["uploadOptions", "beginUpload", "uploadOffset", "continueUpload", "removeUpload", "aboutUpload", "upload", "uploadThumbnail"],
        include_str!("uploads.rs"),
    ),
    (&["file"], include_str!("attached.rs")),
];

/// An operation of the document.
struct Operation {
    method: String,
    path: String,
    about: Value,
}

/// The document of a server.
pub async fn document(server: &Server) -> Value {
    let response = Request::get("/api/v1/openapi.json").send(server).await;
    assert_eq!((response.status, response.header("content-type")), (200, Some("application/json")));
    response.value()
}

fn operations(document: &Value) -> Vec<Operation> {
    let paths = document["paths"].as_object().expect("a document has paths");
    let all = paths.iter().flat_map(|(path, item)| {
        let item = item.as_object().expect("a path has operations");
        item.iter().map(|(method, about)| Operation { method: method.clone(), path: path.clone(), about: about.clone() })
    });
    all.collect()
}

/// What is wrong with a value by a schema of the document.
fn faults(document: &Value, schema: &Value, value: &Value) -> Vec<String> {
    let mut schema = schema.clone();
    schema["components"] = document["components"].clone();
    let options = jsonschema::options().should_validate_formats(true);
    let validator = options.build(&schema).unwrap_or_else(|error| panic!("the document has a broken schema: {error}\n{schema}"));
    validator.iter_errors(value).map(|error| format!("{}: {error}", error.instance_path())).collect()
}

/// What the answer to the operation of that name has that the document does not say.
#[track_caller]
pub fn hold(document: &Value, id: &str, response: &Response) {
    let operations = operations(document);
    let operation = operations.iter().find(|operation| operation.about["operationId"] == id).expect("the document has it");
    assert_eq!(check(document, operation, response), Vec::<String>::new());
}

/// What an answer has that the document does not say.
fn check(document: &Value, operation: &Operation, response: &Response) -> Vec<String> {
    let what = format!("{} {} {}", operation.method, operation.path, response.status);
    let Some(described) = operation.about["responses"].get(response.status.to_string()) else {
        return vec![format!("{what}: the document does not know this status; it came with {}", response.text())];
    };
    let mut wrong = Vec::new();
    let kind = response.header("content-type");
    match (described["content"].as_object(), kind) {
        (None, None) if response.body.is_empty() => {}
        // What bytes are of whatever type say nothing of their shape.
        (Some(content), _) if content.contains_key("*/*") => {}
        (Some(content), Some(kind)) if content.contains_key(kind) => {
            let value = if kind.ends_with("json") { response.value() } else { Value::from(String::from_utf8_lossy(&response.body)) };
            let faults = faults(document, &content[kind]["schema"], &value);
            wrong.extend(faults.into_iter().map(|fault| format!("{what}: {fault}")));
        }
        (content, kind) => wrong.push(format!("{what}: {kind:?} came, described is {content:?}")),
    }
    if let Some(headers) = described["headers"].as_object() {
        let missing = headers.keys().filter(|name| response.header(&name.to_ascii_lowercase()).is_none());
        wrong.extend(missing.map(|name| format!("{what}: no header {name}")));
    }
    wrong
}

/// A body that the operation takes, or none.
fn body(id: &str, user: &crate::server::User, token: &str) -> Option<Value> {
    Some(match id {
        "logIn" => json!({"email": user.email, "password": user.password}),
        "ask" => json!({"text": "How do I claim under the warranty?", "language": "en"}),
        "setPassword" => json!({"token": token, "password": "a long enough password"}),
        "addStaff" => json!({"email": format!("{}@staff.example", fresh_id()), "name": "New", "role": "technician", "languages": ["bn"]}),
        "saveEntry" => json!({"category": "car", "languages": {"en": {"title": "Zzq", "phrasings": ["zzq vvk xxj"], "answer": "Zzq."}}}),
        "publishEntry" => json!({"override": "because"}),
        "undoPublication" | "withdrawEntry" => json!({"override": "because"}),
        "restoreEntry" => json!({"revision": 1}),
        "renameEntry" => json!({"id": fresh_id()}),
        "changeMany" => json!({"ids": ["tyre-pressure"], "add_tags": ["seen"]}),
        "tellPresence" => json!({"language": "en"}),
        "previewAnswer" => json!({"answer": "Call **{support_phone}**.", "language": "kk"}),
        "decideGap" => json!({"declined": true}),
        "importEntries" => json!([{"id": "zzq-import", "category": "car", "languages": {"en": {"title": "Zzq", "answer": "Zzq."}}}]),
        // Bytes as they are.
        "addFile" => json!("%PDF-1.7\n%%EOF\n"),
        "replaceFile" => json!(format!("%PDF-1.7\n% {}\n%%EOF\n", fresh_id())),
        "saveContent" => json!({"text": "a, b\n"}),
        "saveSettings" => json!({"values": {}, "texts": {"en": {"greeting": "Welcome"}}}),
        "importRecords" => json!("id,name,market\n"),
        id if id.starts_with("add") => records::of_operation(id),
        "deskNameOwner" => json!({"owner": "test-owner"}),
        "deskMoveRequest" => json!({"to": "in_review"}),
        "deskTellCase" => json!({"complaint": "", "cause": "Water", "correction": ""}),
        "deskExchangePart" => json!({"part": "TEST-PART", "old": "O-1", "new": format!("N-{}", &fresh_id()[..13])}),
        "makeRequest" => json!({"kind": "complaint", "language": "kk", "values": {"what": "Nobody called back"}}),
        "changeRequest" => json!({"note": "Looked at it"}),
        "moveRequest" => json!({"to": "answered", "note": "We are sorry"}),
        "changeStaff" => json!({"name": "Other", "role": "technician", "languages": []}),
        id if id.starts_with("change") => json!({"sample": true}),
        _ => return None,
    })
}

/// Bodies that it does not take: wrong in a field, without fields, no JSON at all, too large.
fn bad_bodies() -> [Vec<u8>; 5] {
    let wrong = json!({"email": "x", "name": "", "role": "admin", "languages": [], "password": "short", "token": "x", "text": "x"});
    let short = json!({"token": "x", "password": "short"});
    [wrong.to_string().into_bytes(), short.to_string().into_bytes(), b"{}".to_vec(), b"{".to_vec(), vec![b'['; 100_000]]
}

#[tokio::test]
async fn every_operation_answers_as_the_document_says() {
    // A server of its own: what it publishes is nobody else's, and it need not learn from it.
    let server = &Server::start(Options::roomy().env("ANSWERS__TRAIN", "false"));
    let document = document(server).await;
    records::others(server).await;
    let mut wrong = Vec::new();
    let mut statuses: BTreeSet<u16> = BTreeSet::new();
    let apart = |operation: &Operation| APART.iter().any(|(ids, _)| ids.iter().any(|id| operation.about["operationId"] == *id));
    for operation in operations(&document).into_iter().filter(|operation| !apart(operation)) {
        // People of its own, so that one operation's doing (a log-out) is not the next one's surprise.
        let (admin, technician) = (server.staff("admin").await, server.staff("technician").await);
        let user = server.user("technician", &["en"]);
        let victim = log_in(server, &user).await;
        let id = operation.about["operationId"].as_str().unwrap_or_default();
        let is_gap = operation.path.starts_with("/api/v1/gaps/");
        let is_chat = operation.path.contains("/conversations/");
        let named = match (is_gap, is_chat) {
            (true, _) => a_gap(server, &admin).await,
            (_, true) => Value::from(desk_requests::a_conversation(server).await.1),
            _ => victim.user["id"].clone(),
        };
        let template = operation.path.replace("{id}", named.as_str().expect("it has an id")) + query(id);
        let path = with_entry(server, &admin, &template).await;
        let nobody = operation.path.replace("{id}", &fresh_id()).replace("{entry}", &fresh_id()).replace("{revision}", "1");
        let nobody = nobody.replace("{path}", "synonyms/nothing.txt").replace("{record}", &fresh_id()).replace("{kind}", "nothing");
        let nobody = nobody.replace("{code}", "AC-0000-0000-0").replace("{name}", "nothing.pdf");
        let request = |path: &str, login: Option<&Login>| {
            let request = Request::new(&operation.method.to_uppercase(), path);
            login.map_or_else(|| Request::new(&operation.method.to_uppercase(), path), |login| request.staff(server, login))
        };
        let token = link(server, &admin, &victim).await;
        let good = body(id, &user, &token);
        assert_eq!(good.is_some(), !operation.about["requestBody"].is_null(), "{id}: this test has a body for each that takes one");
        let mut responses = Vec::new();
        if let Some(good) = &good {
            let schema = &operation.about["requestBody"]["content"]["application/json"]["schema"];
            wrong.extend(faults(&document, schema, good).into_iter().map(|fault| format!("{id}: what this test sends: {fault}")));
            for bad in bad_bodies() {
                responses.push(request(&path, Some(&admin)).header("If-Match", "\"1\"").bytes(bad).send(server).await);
            }
        }
        let with = |request: Request, body: &Value| match body.as_str().filter(|_| ["addFile", "replaceFile"].contains(&id)) {
            Some(bytes) => request.bytes(bytes.as_bytes().to_vec()),
            None => request.json(body),
        };
        let whole = |request: Request| good.iter().fold(request, &with);
        responses.push(whole(request(&path, None)).send(server).await);
        responses.push(whole(request(&path, Some(&technician))).send(server).await);
        responses.push(whole(request(&path, Some(&admin))).send(server).await);
        responses.push(whole(request(&path, Some(&admin))).header("If-Match", "\"99\"").send(server).await);
        responses.push(whole(request(&path, Some(&admin)).header("Origin", "https://evil.tld")).send(server).await);
        responses.push(whole(request(&format!("{nobody}?limit=0"), Some(&admin))).header("If-Match", "\"1\"").send(server).await);
        let path = with_entry(server, &admin, &template).await;
        // A file's revision is of its bytes; all others are counted.
        let there = if id == "replaceFile" { Some(Request::get(&path).staff(server, &admin).send(server).await.value()) } else { None };
        let revision = there.as_ref().map_or("1", |file| file["revision"].as_str().expect("a file has a revision"));
        let last = request(&path, Some(if id == "logOut" { &victim } else { &admin })).header("If-Match", &format!("\"{revision}\""));
        // A body of its own: of the one before somebody is on the staff already.
        let last = body(id, &user, &token).iter().fold(last, &with).send(server).await;
        assert!(id == "setPassword" || last.status < 300, "{id} with all that it needs: {} {}", last.status, last.text());
        responses.push(last);
        statuses.extend(responses.iter().map(|response| response.status));
        wrong.extend(responses.iter().flat_map(|response| check(&document, &operation, response)));
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    let expect = [200, 201, 204, 400, 401, 403, 404, 410, 412, 413, 422, 428];
    assert!(expect.iter().all(|status| statuses.contains(status)), "this test asks for each kind of answer: {statuses:?}");
}

/// What an operation is asked for besides its path.
fn query(id: &str) -> &'static str {
    match id {
        "compareRevisions" => "?from=1&to=1",
        "listSlots" => "?service=maintenance",
        "publishedAt" => "?time=2030-05-03T00:00:00Z",
        _ => "",
    }
}

/// The id of a gap: a question that nothing answers.
async fn a_gap(server: &Server, admin: &Login) -> Value {
    let mut owner = Owner::hello(server, json!({"language": "en"})).await;
    owner.say("Do you sell a zeppelin hangar?").await;
    let page = Request::get("/api/v1/gaps").staff(server, admin).send(server).await.value();
    let declined = Request::get("/api/v1/gaps?state=declined").staff(server, admin).send(server).await.value();
    let found = [&page, &declined].into_iter().find_map(|page| page["items"].get(0).map(|gap| gap["id"].clone()));
    found.expect("the question is a gap")
}

/// The path with the name of an entry that was made for this in it; where a publication is undone, it was published.
async fn with_entry(server: &Server, admin: &Login, template: &str) -> String {
    if template.contains("{record}") {
        let kind = template.split('/').nth(3).unwrap_or_default();
        return template.replace("{record}", &records::made(server, admin, kind).await);
    }
    if template.contains("{code}") {
        if template.starts_with("/api/v1/desk/") {
            return template.replace("{code}", &desk_requests::a_claim(server).await);
        }
        let new = json!({"kind": "complaint", "values": {"what": "Nobody called back"}});
        let made = Request::post("/api/v1/requests").staff(server, admin).json(&new).send(server).await;
        return template.replace("{code}", made.value()["code"].as_str().expect("a request has a code"));
    }
    if template.contains("{name}") {
        let bytes = format!("%PDF-1.7\n% {}\n%%EOF\n", fresh_id()).into_bytes();
        let made = Request::post("/api/v1/faq/files?name=manual.pdf").staff(server, admin).bytes(bytes).send(server).await;
        return template.replace("{name}", made.value()["name"].as_str().expect("a file has a name"));
    }
    let template = &template.replace("{kind}", "owners");
    if !template.contains("{entry}") {
        return template.replace("{path}", "synonyms/en.txt");
    }
    let id = fresh_id();
    let entry = json!({"category": "car", "languages": {"en": {"title": "Zzq", "phrasings": ["zzq vvk xxj"], "answer": "Zzq."}}});
    let saved = Request::new("PUT", &format!("/api/v1/faq/{id}")).staff(server, admin).json(&entry).send(server).await;
    assert_eq!(saved.status, 201, "{}", saved.text());
    if template.ends_with("/undo") {
        let published = Request::post(&format!("/api/v1/faq/{id}/publish")).staff(server, admin).send(server).await;
        assert_eq!(published.status, 200, "{}", published.text());
    }
    template.replace("{entry}", &id).replace("{revision}", "1")
}

async fn link(server: &Server, admin: &Login, member: &Login) -> String {
    let path = format!("/api/v1/staff/{}/password-link", member.user["id"].as_str().expect("a user has an id"));
    let response = Request::post(&path).staff(server, admin).send(server).await;
    response.value()["url"].as_str().and_then(|url| url.split_once('#')).expect("a link has a token").1.to_owned()
}

#[tokio::test]
async fn the_document_names_every_route_of_the_api_and_nothing_else() {
    let document = document(Server::shared()).await;
    assert!(document["openapi"].as_str().is_some_and(|version| version.starts_with("3.1.")), "{}", document["openapi"]);
    let described: BTreeSet<String> =
        operations(&document).iter().map(|operation| format!("{} {}", operation.method.to_uppercase(), operation.path)).collect();
    let is_left_out = |path: &str| LEFT_OUT.contains(&path);
    let routes = aftercare::http::ROUTES;
    for path in LEFT_OUT {
        assert!(!path.starts_with("/api/") && routes.iter().any(|route| route.path == path), "{path} is not to be left out");
    }
    let routes = routes.iter().filter(|route| !is_left_out(route.path));
    let routes: BTreeSet<String> = routes.map(|route| format!("{} {}", route.method, route.path.replace("{*", "{"))).collect();
    assert_eq!(described, routes);
    for (id, tests) in APART.iter().flat_map(|(ids, tests)| ids.iter().map(move |id| (id, tests))) {
        assert!(tests.contains(&format!("\"{id}\"")) && tests.contains("openapi::hold("), "nobody holds {id} to the document");
    }
    let mut ids = BTreeSet::new();
    for Operation { method, path, about } in operations(&document) {
        assert!(METHODS.contains(&method.as_str()), "{method}");
        assert!(ids.insert(about["operationId"].to_string()), "{path}: {} is another's name", about["operationId"]);
        assert!(about["summary"].as_str().is_some_and(|text| text.len() > 5), "{method} {path} says what it does");
        let by_key = about["security"] == json!([{"connection": []}]);
        let changes = !SAFE.contains(&method.as_str()) && about["security"] != json!([]) && !by_key;
        let asks = about["security"].as_array().is_some_and(|ways| ways.iter().any(|way| way["csrf"].is_array()));
        assert_eq!(asks, changes, "{method} {path}: the CSRF token goes with what changes something");
    }
    let schemas = document["components"]["schemas"].as_object().expect("a document has schemas");
    for (name, schema) in schemas {
        let mut whole = schema.clone();
        whole["components"] = document["components"].clone();
        assert!(jsonschema::validator_for(&whole).is_ok(), "{name}: {schema}");
    }
    let text = document.to_string();
    for reference in text.split("\"#/components/schemas/").skip(1) {
        let name = reference.split('"').next().unwrap_or_default();
        assert!(schemas.contains_key(name), "{name} is not in the document");
    }
}
