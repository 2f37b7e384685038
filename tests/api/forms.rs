//! Forms over the wire: asked for, filled in, wrong, handed in once; look-ups, and what an owner simply types. The records are the sample's.

use crate::browser::Request;
use crate::client::Owner;
use crate::server::{Options, Server, fresh_id, new_folder};
use serde_json::{Value, json};

/// Cars of the sample: one whose warranty holds, and one whose warranty ended by its date.
const COVERED: &str = "L6TSAMPL6RE000101";
const ENDED: &str = "L6TSAMPL1PE000102";

async fn owner(server: &Server, language: &str) -> Owner {
    Owner::hello(server, json!({"language": language, "market": if language == "kk" { "kz" } else { "bd" }})).await
}

async fn form(owner: &mut Owner, id: &str) -> Value {
    owner.socket.ok(json!({"type": "start", "form": id})).await;
    owner.socket.event("form").await
}

fn submit(form: &Value, values: Value) -> Value {
    json!({"type": "submit", "id": fresh_id(), "form": form["form"], "seq": form["seq"], "values": values})
}

/// What a look-up by form finds.
async fn found(owner: &mut Owner, id: &str, values: Value) -> Value {
    let form = form(owner, id).await;
    owner.socket.ok(submit(&form, values)).await;
    owner.socket.event("result").await
}

fn claim(vin: &str) -> Value {
    json!({"vin": vin, "km": "৪৫ ০০০", "what": "The screen stays black."})
}

/// The times that a form offers for a service.
fn times(form: &Value, service: &str) -> Vec<Value> {
    let slot = form["fields"].as_array().into_iter().flatten().find(|field| field["name"] == "slot").expect("a field");
    let fits = |time: &&Value| time["among"].as_array().is_none_or(|among| among.iter().any(|own| own == service));
    slot["options"].as_array().into_iter().flatten().filter(fits).cloned().collect()
}

#[tokio::test]
async fn a_claim_is_made_once_and_its_number_comes_with_it() {
    let server = Server::start(Options::roomy());
    for language in ["bn", "kk", "en"] {
        let mut owner = owner(&server, language).await;
        let form = form(&mut owner, "warranty-claim").await;
        let fields: Vec<&str> = form["fields"].as_array().into_iter().flatten().filter_map(|field| field["name"].as_str()).collect();
        assert_eq!(fields, ["vin", "km", "what", "since", "invoice", "photos"], "{form}");
        let wrong = submit(&form, json!({"vin": "L6TSAMPL6RE00010", "km": "1000000000", "since": "2026-13-01"}));
        let refused = owner.socket.refused(wrong, &["invalid"]).await;
        let told = refused["fields"].as_object().expect("each field has its words");
        assert_eq!(told.keys().collect::<Vec<_>>(), ["km", "since", "vin", "what"], "{refused}");
        let good = submit(&form, claim(COVERED));
        let first = owner.socket.ok(good.clone()).await;
        let submitted = owner.socket.event("submitted").await;
        assert_eq!((&submitted["form_seq"], &submitted["id"]), (&form["seq"], &good["id"]), "{submitted}");
        let request = owner.socket.event("request").await;
        let code = request["code"].as_str().expect("a number");
        assert!(code.starts_with("AC-") && code.len() == 14, "{request}");
        assert_eq!(request["url"], json!(format!("/r/{code}")));
        assert_eq!((&request["status"], &request["request_kind"]), (&json!("received"), &json!("warranty-claim")));
        let again = owner.socket.ok(good.clone()).await;
        assert_eq!((&again["duplicate"], &again["seq"]), (&json!(true), &first["seq"]));
        let mut other = good.clone();
        other["id"] = json!(fresh_id());
        let closed = owner.socket.refused(other, &["closed"]).await;
        assert!(
            closed["message"].as_str().is_some_and(|words| [" form ", "ফর্ম", "үлгі"].iter().any(|form| words.contains(form))),
            "{closed}"
        );
    }
}

#[tokio::test]
async fn the_number_of_a_request_leads_staff_to_the_owner_of_its_car() {
    let server = Server::start(Options::roomy().env("ANSWERS__TRAIN", "false"));
    let mut owner = owner(&server, "en").await;
    let form = form(&mut owner, "warranty-claim").await;
    owner.socket.ok(submit(&form, claim(COVERED))).await;
    let code = owner.socket.event("request").await["code"].as_str().expect("a number").to_owned();
    let staff = server.staff("technician").await;
    let found = Request::get(&format!("/api/v1/owners?q={code}")).staff(&server, &staff).send(&server).await.value();
    assert_eq!(found["items"][0]["id"], json!("sample-karim"), "nobody has made sure who wrote, but whose car it is, is known: {found}");
}

#[tokio::test]
async fn where_a_market_has_no_centre_those_of_all_can_be_booked() {
    let server = Server::start(Options::roomy().env("ANSWERS__TRAIN", "false"));
    let mut owner = Owner::hello(&server, json!({"language": "en", "market": "int"})).await;
    let asked = form(&mut owner, "booking").await;
    let slot = times(&asked, "maintenance").swap_remove(0);
    owner.socket.ok(submit(&asked, json!({"vin": COVERED, "centre": slot["of"], "service": "maintenance", "slot": slot["value"]}))).await;
    assert_eq!(owner.socket.event("request").await["status"], json!("requested"));
}

#[tokio::test]
async fn a_number_that_is_typed_is_looked_up_in_any_letters() {
    let server = Server::start(Options::roomy());
    let mut first = owner(&server, "en").await;
    let asked = form(&mut first, "complaint").await;
    first.socket.ok(submit(&asked, json!({"what": "Nobody called back."}))).await;
    let code = first.socket.event("request").await["code"].as_str().expect("a number").to_owned();
    let cyrillic = code.replace('A', "А").replace('C', "С").to_lowercase();
    for typed in [code.clone(), code.replace('-', " ").to_lowercase(), cyrillic, format!("Where is {code} now, please?")] {
        let mut somebody = owner(&server, "en").await;
        somebody.say(&typed).await;
        let result = somebody.socket.event("result").await;
        assert_eq!(result["items"][0]["url"], json!(format!("/r/{code}")), "{typed}: {result}");
        assert_eq!(result["title"], "Your request", "letters of a number say nothing of its owner's language: {result}");
        assert!(!result.to_string().contains("Nobody called"), "the number alone shows nothing personal: {result}");
    }
    let mut wrong = owner(&server, "en").await;
    let asked = form(&mut wrong, "claim-status").await;
    let refused = wrong.socket.refused(submit(&asked, json!({"code": "AC-0000-0000-0"})), &["invalid"]).await;
    assert!(refused["fields"]["code"].is_string(), "{refused}");
}

#[tokio::test]
async fn an_owner_who_is_known_sees_all_their_requests_of_a_car() {
    let server = Server::start(Options::roomy());
    let staff = server.staff("technician").await;
    let cars = Request::get(&format!("/api/v1/vehicles?q={COVERED}")).staff(&server, &staff).send(&server).await.value();
    let whose = cars["items"][0]["owner"].clone();
    let new = json!({"kind": "complaint", "language": "en", "owner": whose, "values": {"what": "Nobody called back.", "vin": COVERED}});
    let made = Request::post("/api/v1/requests").staff(&server, &staff).json(&new).send(&server).await.value();
    let mut owner = owner(&server, "en").await;
    let nobody = found(&mut owner, "claim-status", json!({"vin": COVERED})).await;
    assert!(nobody["items"].is_null(), "{made} {nobody}");
    let conversation = owner.conversation(&server).await;
    let named = Request::new("PUT", &format!("/api/v1/desk/conversations/{conversation}/owner")).staff(&server, &staff);
    assert_eq!(named.json(&json!({"owner": whose})).send(&server).await.status, 204);
    let theirs = found(&mut owner, "claim-status", json!({"vin": COVERED})).await;
    assert_eq!(theirs["items"][0]["url"], json!(format!("/r/{}", made["code"].as_str().expect("a number"))), "{theirs}");
}

#[tokio::test]
async fn a_town_is_found_however_it_is_written() {
    let server = Server::start(Options::roomy());
    for (language, typed, phone) in
        [("kk", "Алматы", "+7"), ("en", "almaty", "+7"), ("bn", "চট্টগ্রাম", "+880"), ("en", "chottogram", "+880"), ("kk", "Шымкент", "+7")]
    {
        let mut owner = owner(&server, language).await;
        owner.say(typed).await;
        let result = owner.socket.event("result").await;
        let first = &result["items"][0];
        assert_eq!(first["item"], "centre", "{typed}: {result}");
        assert!(first["phone"].as_str().is_some_and(|own| own.starts_with(phone)), "{typed}: {first}");
    }
    let mut owner = owner(&server, "en").await;
    for typed in ["Almaty city", "Астана қаласы"] {
        owner.say(typed).await;
        let result = owner.socket.event("result").await;
        let title = result["title"].as_str().unwrap_or_default();
        assert!(title.starts_with("Service centres: A"), "the conversation stays in its language: {result}");
    }
    let asked = form(&mut owner, "centre").await;
    let refused = owner.socket.refused(submit(&asked, json!({"town": "qqqqqqqq"})), &["invalid"]).await;
    assert!(refused["fields"]["town"].is_string(), "{refused}");
}

#[tokio::test]
async fn two_cars_get_two_answers_and_what_has_ended_is_not_covered() {
    let server = Server::start(Options::roomy());
    let mut owner = owner(&server, "en").await;
    let holds = found(&mut owner, "coverage", json!({"vin": COVERED, "km": "25000"})).await;
    let lower = form(&mut owner, "coverage").await;
    let lower = owner.socket.refused(submit(&lower, json!({"vin": ENDED, "km": "25000"})), &["invalid"]).await;
    assert!(lower["fields"]["km"].is_string(), "more is known of this car: {lower}");
    let over = found(&mut owner, "coverage", json!({"vin": ENDED, "km": "90000"})).await;
    assert_eq!((&holds["items"][0]["tone"], &over["items"][0]["tone"]), (&json!("good"), &json!("bad")), "{holds} {over}");
    let says = |card: &Value| card["items"][0]["lines"][0]["text"].as_str().unwrap_or_default().to_owned();
    assert_eq!(says(&holds), "Covered");
    assert!(says(&over).starts_with("Ended"), "{over}");
    let unknown = found(&mut owner, "coverage", json!({"vin": "L6TSAMPL6RE000199"})).await;
    assert!(unknown["items"].is_null(), "{unknown}");
    owner.say(COVERED).await;
    let typed = owner.socket.event("result").await;
    assert_eq!(typed["items"][0]["item"], "coverage", "a car that is simply typed: {typed}");
}

#[tokio::test]
async fn what_is_known_is_filled_in() {
    let server = Server::start(Options::roomy());
    let mut owner = owner(&server, "en").await;
    owner.say(&format!("My car is {COVERED}")).await;
    owner.socket.event("result").await;
    let form = form(&mut owner, "recall").await;
    assert_eq!(form["fields"][0]["value"], json!(COVERED), "{form}");
}

#[tokio::test]
async fn a_place_at_a_centre_is_given_as_often_as_there_is_room() {
    let server = Server::start(Options::roomy());
    let mut first = owner(&server, "en").await;
    let asked = form(&mut first, "booking").await;
    let slot = times(&asked, "maintenance").swap_remove(0);
    let values = |slot: &Value| json!({"vin": COVERED, "centre": slot["of"], "service": "maintenance", "slot": slot["value"]});
    first.socket.ok(submit(&asked, values(&slot))).await;
    let mut taken = 1;
    // Centres of the sample take few cars at once; a wall of requests ends with a refusal that says so.
    loop {
        let mut other = owner(&server, "en").await;
        let asked = form(&mut other, "booking").await;
        let reply = other.socket.request(submit(&asked, values(&slot))).await;
        if reply["type"] == "error" {
            assert_eq!((&reply["code"], reply["fields"]["slot"].is_string()), (&json!("invalid"), true), "{reply}");
            break;
        }
        taken += 1;
        assert!(taken <= 10, "a centre takes no more");
    }
}

#[tokio::test]
async fn a_date_of_the_training_is_told_for_calendars_in_its_own_zone() {
    let server = Server::start(Options::roomy());
    let mut owner = owner(&server, "kk").await;
    let asked = form(&mut owner, "course").await;
    let dates = asked["fields"].as_array().into_iter().flatten().find(|field| field["name"] == "course").expect("dates");
    let date = dates["options"].as_array().into_iter().flatten().find(|date| date["value"].as_str().is_some_and(|id| id.ends_with("-kk")));
    let date = date.expect("a date in Kazakh")["value"].clone();
    owner.socket.ok(submit(&asked, json!({"course": date, "language": "kk", "name": "Айгүл"}))).await;
    let request = owner.socket.event("request").await;
    let calendar = Request::get(request["calendar"].as_str().expect("its file for calendars")).send(&server).await;
    let text = calendar.text().replace("\r\n ", "");
    assert_eq!(calendar.status, 200, "{text}");
    for line in ["DTSTART;TZID=Asia/Almaty:", "TZOFFSETTO:+0500", "LOCATION:Online", "STATUS:TENTATIVE", "SUMMARY:"] {
        assert!(text.lines().any(|own| own.starts_with(line)), "{line} in {text}");
    }
    assert!(!text.contains("Айгүл"), "nobody's name stands in it: {text}");
}

#[tokio::test]
async fn only_forms_that_exist_are_shown_and_only_shown_ones_are_taken() {
    let server = Server::start(Options::roomy());
    let mut owner = owner(&server, "en").await;
    owner.socket.refused(json!({"type": "start", "form": "dance"}), &["not_found"]).await;
    owner.socket.refused(json!({"type": "submit", "form": "recall", "seq": 1, "values": {"vin": COVERED}}), &["not_found"]).await;
    let form = form(&mut owner, "recall").await;
    let mut other = submit(&form, json!({"what": "x"}));
    other["form"] = json!("complaint");
    owner.socket.refused(other, &["not_found"]).await;
    owner.socket.refused(json!({"type": "submit", "form": "recall", "seq": form["seq"], "values": "x"}), &["bad_request"]).await;
}

#[tokio::test]
async fn answers_offer_what_they_promise() {
    let server = Server::start(Options::roomy());
    for (language, question) in
        [("en", "How do I make a warranty claim?"), ("bn", "ওয়ারেন্টি ক্লেইম কীভাবে করব?"), ("kk", "Кепілдік талабын қалай беремін?")]
    {
        let mut owner = owner(&server, language).await;
        owner.say(question).await;
        let answer = owner.socket.event("answer").await;
        assert_eq!(answer["action"]["form"], "warranty-claim", "{answer}");
        assert!(answer["action"]["label"].as_str().is_some_and(|label| !label.starts_with("request-")), "{answer}");
    }
}

#[tokio::test]
async fn an_owner_agrees_to_another_time_with_one_tap() {
    let server = Server::start(Options::roomy());
    let staff = server.staff("technician").await;
    let mut owner = owner(&server, "en").await;
    let asked = form(&mut owner, "booking").await;
    let options = times(&asked, "maintenance");
    let values = json!({"vin": COVERED, "centre": options[0]["of"], "service": "maintenance", "slot": options[0]["value"]});
    owner.socket.ok(submit(&asked, values)).await;
    let booked = owner.socket.event("request").await;
    assert_eq!((&booked["when"], &booked["choices"]), (&options[0]["label"], &Value::Null), "{booked}");
    let code = booked["code"].as_str().expect("a number").to_owned();
    let tap = |code: &str, to: &str| json!({"type": "decide", "id": fresh_id(), "code": code, "to": to});
    let early = owner.socket.refused(tap(&code, "confirmed"), &["closed"]).await;
    assert!(early["message"].as_str().is_some_and(|words| words.contains("moved on")), "{early}");

    let other = json!({"to": "proposed", "slot": options[1]["value"]});
    let path = format!("/api/v1/requests/{code}/status");
    let moved = Request::post(&path).staff(&server, &staff).json(&other).send(&server).await;
    assert_eq!(moved.status, 200, "{}", moved.text());
    let proposed = owner.socket.event("request").await;
    assert_eq!(proposed["when"], options[1]["label"], "the owner reads which time: {proposed}");
    let states: Vec<&str> = proposed["choices"].as_array().into_iter().flatten().filter_map(|choice| choice["to"].as_str()).collect();
    assert_eq!(states, ["confirmed", "cancelled"], "{proposed}");

    let mut stranger = self::owner(&server, "en").await;
    stranger.say("Hello").await;
    stranger.socket.refused(tap(&code, "confirmed"), &["not_found"]).await;
    let yes = tap(&code, "confirmed");
    let first = owner.socket.ok(yes.clone()).await;
    let agreed = owner.socket.event("request").await;
    assert_eq!((&agreed["status"], &agreed["id"], &agreed["from"]["role"]), (&json!("confirmed"), &yes["id"], &json!("owner")), "{agreed}");
    assert_eq!((&agreed["seq"], &agreed["when"]), (&first["seq"], &options[1]["label"]), "{agreed}");
    let again = owner.socket.ok(yes).await;
    assert_eq!((&again["duplicate"], &again["seq"]), (&json!(true), &first["seq"]));
    owner.socket.refused(tap(&code, "confirmed"), &["closed"]).await;
}

/// Books the first free time for maintenance: the request's card, and the times that were offered.
async fn book(owner: &mut Owner) -> (Value, Vec<Value>) {
    let asked = form(owner, "booking").await;
    let options = times(&asked, "maintenance");
    let values = json!({"vin": COVERED, "centre": options[0]["of"], "service": "maintenance", "slot": options[0]["value"]});
    (moved(owner, submit(&asked, values)).await, options)
}

/// The request that follows what was handed in.
async fn moved(owner: &mut Owner, frame: Value) -> Value {
    let ok = owner.socket.ok(frame.clone()).await;
    let submitted = owner.socket.event("submitted").await;
    assert_eq!((&submitted["seq"], &submitted["id"]), (&ok["seq"], &frame["id"]), "{submitted}");
    owner.socket.event("request").await
}

#[tokio::test]
async fn an_owner_chooses_another_time_by_a_form_of_its_own() {
    let server = Server::start(Options::roomy().env("ANSWERS__TRAIN", "false"));
    let staff = server.staff("technician").await;
    let (mut first, mut second) = (owner(&server, "en").await, owner(&server, "bn").await);
    let (booked, options) = book(&mut first).await;
    let code = booked["code"].as_str().expect("a number").to_owned();
    assert_eq!(booked["action"], json!({"form": format!("another-time/{code}"), "label": "Choose another time"}), "{booked}");
    let name = booked["action"]["form"].as_str().expect("a form").to_owned();

    let asked = form(&mut first, &name).await;
    let fields: Vec<&Value> = asked["fields"].as_array().into_iter().flatten().map(|field| &field["name"]).collect();
    assert_eq!((&asked["form"], fields), (&json!(name), vec![&json!("slot")]), "{asked}");
    assert!(asked["intro"].as_str().is_some_and(|intro| intro.contains(booked["when"].as_str().expect("a time"))), "{asked}");
    let free = times(&asked, "maintenance");
    assert!(free.iter().all(|time| time["of"].is_null() && time["value"] != options[0]["value"]), "{asked}");
    second.say("হ্যালো").await;
    second.socket.refused(json!({"type": "start", "form": name}), &["not_found"]).await;

    let choice = submit(&asked, json!({"slot": free[0]["value"]}));
    let told = moved(&mut first, choice.clone()).await;
    assert_eq!((&told["code"], &told["status"], &told["when"]), (&json!(code), &json!("requested"), &free[0]["label"]), "{told}");
    assert_eq!(told["action"], booked["action"]);
    assert_eq!(first.socket.ok(choice).await["duplicate"], json!(true), "a frame that comes again did nothing new");
    first.socket.refused(submit(&asked, json!({"slot": free[1]["value"]})), &["closed"]).await;
    let calendar = Request::get(told["calendar"].as_str().expect("its file for calendars")).send(&server).await.text();
    assert!(calendar.contains("SEQUENCE:2\r\n"), "{calendar}");

    // The time that was given back is there for the next one, and what is taken meanwhile is nobody else's.
    let (others, _) = book(&mut second).await;
    assert_eq!(others["status"], "requested", "{others}");
    let asked = form(&mut first, &name).await;
    let free = times(&asked, "maintenance");
    let others = form(&mut second, others["action"]["form"].as_str().expect("a form")).await;
    let centre = options[0]["of"].as_str().expect("a centre");
    let record = Request::get(&format!("/api/v1/centres/{centre}")).staff(&server, &staff).send(&server).await.value();
    assert!(record["services"].to_string().contains("maintenance"), "{record}");
    let lanes = format!("/api/v1/centres/{centre}/slots?service=maintenance");
    let left = async |at: &Value| {
        let slots = Request::get(&lanes).staff(&server, &staff).send(&server).await.value();
        let slot = slots["items"].as_array().into_iter().flatten().find(|slot| slot["at"] == *at).cloned();
        slot.map_or(0, |slot| slot["free"].as_u64().expect("a number"))
    };
    let wanted = &free[1]["value"];
    while left(wanted).await > 1 {
        book_at(&server, &staff, centre, wanted).await;
    }
    moved(&mut second, submit(&others, json!({"slot": wanted}))).await;
    let refused = first.socket.refused(submit(&asked, json!({"slot": wanted})), &["invalid"]).await;
    assert!(refused["fields"]["slot"].is_string(), "{refused}");
    let never = first.socket.refused(submit(&asked, json!({"slot": "2027-01-01T03:17:00Z"})), &["invalid"]).await;
    assert!(never["fields"]["slot"].is_string(), "{never}");

    // What was confirmed waits to be confirmed again; what has begun can't be put off.
    let path = format!("/api/v1/requests/{code}/status");
    let move_to = async |to: &str| {
        let moved = Request::post(&path).staff(&server, &staff).json(&json!({"to": to})).send(&server).await;
        assert_eq!(moved.status, 200, "{}", moved.text());
    };
    move_to("confirmed").await;
    assert_eq!(first.socket.event("request").await["action"]["form"], json!(name));
    let again = moved(&mut first, submit(&asked, json!({"slot": free[2]["value"]}))).await;
    assert_eq!((&again["status"], &again["when"]), (&json!("requested"), &free[2]["label"]), "{again}");
    for to in ["confirmed", "in_service"] {
        move_to(to).await;
        assert_eq!(first.socket.event("request").await["action"].is_null(), to == "in_service");
    }
    first.socket.refused(json!({"type": "start", "form": name}), &["closed"]).await;
}

/// Takes a time for somebody else.
async fn book_at(server: &Server, staff: &crate::browser::Login, centre: &str, at: &Value) {
    let new = json!({"kind": "booking", "language": "en", "market": "bd",
        "values": {"vin": ENDED, "centre": centre, "service": "maintenance", "slot": at}});
    let made = Request::post("/api/v1/requests").staff(server, staff).json(&new).send(server).await;
    assert_eq!(made.status, 201, "{}", made.text());
}

#[tokio::test]
async fn a_kind_of_the_operators_own_is_shown_everywhere_in_their_words() {
    let page = include_str!("../../docs/operations.md");
    let example = page.split("```toml\nours = true").nth(1).and_then(|rest| rest.split("```").next()).expect("the manual's example");
    let folder = new_folder();
    let file = folder.join("kinds.toml");
    std::fs::write(&file, format!("ours = true{example}")).expect("a file");
    let server = Server::start(Options::roomy().env("ANSWERS__TRAIN", "false").env("REQUESTS__FILE", &file.to_string_lossy()));
    // An editor reads what the operator calls it, in whatever language the page is in then.
    let studio = Request::get("/studio?language=kk").send(&server).await.text().replace("&quot;", "\"");
    assert!(studio.contains(r#""car-wash":{"bn":"গাড়ি ধোয়ার অনুরোধ করুন","#) && !studio.contains(r#""booking":{"#), "{studio}");
    let mut owner = owner(&server, "kk").await;
    let asked = form(&mut owner, "car-wash").await;
    assert_eq!(
        (&asked["title"], &asked["fields"][1]["options"][0]["label"]),
        (&json!("Көлік жууға өтініш беру"), &json!("Сырты")),
        "{asked}"
    );
    owner.socket.ok(submit(&asked, json!({"vin": COVERED, "how": "both"}))).await;
    let request = owner.socket.event("request").await;
    assert_eq!((&request["title"], &request["request_kind"]), (&json!("Көлік жуу"), &json!("car-wash")), "{request}");
    let technician = server.staff("technician").await;
    let code = request["code"].as_str().expect("a number").to_owned();
    let step = json!({"to": "washing", "visible": true});
    let path = format!("/api/v1/desk/requests/{code}/move");
    let moved = Request::post(&path).staff(&server, &technician).header("If-Match", "\"1\"").json(&step).send(&server).await;
    assert!(moved.status == 200 && moved.text().contains("Being washed"), "{}", moved.text());
    let told = owner.socket.event("request").await;
    assert_eq!((&told["status_text"], &told["next"]), (&json!("Жуылып жатыр"), &json!("Біткенде хабарлаймыз.")), "{told}");
    let shown = Request::get(&format!("/r/{code}?language=bn")).send(&server).await.text();
    assert!(shown.contains("গাড়ি ধোয়া") && shown.contains("ধোয়া হচ্ছে") && shown.contains("হয়ে গেলে আমরা জানাব।"), "{shown}");
    let corpus = folder.join("faq");
    std::fs::create_dir_all(corpus.join("care")).expect("a folder");
    let entry = "action = \"car-wash\"\n[en]\ntitle = \"Car wash\"\nphrasings = [\"wash my car\"]\nanswer = \"Gladly.\"\n";
    std::fs::write(corpus.join("care/wash.toml"), entry).expect("an entry");
    let check = |file: &str| {
        let mut command = server.command(&["faq", "check"]);
        command.arg(&corpus).env("AFTERCARE_REQUESTS__FILE", file);
        command.output().expect("it runs")
    };
    let said = |output: &std::process::Output| String::from_utf8_lossy(&[&output.stdout[..], &output.stderr[..]].concat()).into_owned();
    let (with, without) = (check(&file.to_string_lossy()), check(""));
    assert!(!said(&with).contains("is no form") && said(&without).contains("car-wash"), "{} / {}", said(&with), said(&without));
    std::fs::write(&file, "ours = true\n[[kind]]\nid = \"x\"\nstates = []\nmoves = []\nfields = []\n").expect("a file");
    let mut checked = server.command(&["check"]);
    let checked = checked.env("AFTERCARE_REQUESTS__FILE", &file).output().expect("it runs");
    assert!(checked.status.code() == Some(1) && said(&checked).contains("kind.x: has no states"), "{}", said(&checked));
    let _ = std::fs::remove_dir_all(folder);
}
