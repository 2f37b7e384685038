//! Contract section 2: every frame of the owner, what it writes, and what it is refused.

use crate::client::{Desk, Owner, Upgrade, WIDGET, as_frame, number};
use crate::command::jsonl;
use crate::server::{Options, Server, fresh_id};
use serde_json::{Value, json};

/// The same question in each language, answered by the same entry.
pub const QUESTIONS: [(&str, &str); 3] = [
    ("en", "What documents do I need to file a claim under warranty?"),
    ("bn", "ক্লেইম করার সময় কেনার ইনভয়েস কি দিতেই হবে?"),
    ("kk", "Кепілдік талабын рәсімдеуге сатып алу шоты міндетті ме?"),
];
/// The entry that answers them.
pub const ENTRY: &str = "warranty-claim";

/// Has a letter of the language's own.
fn is_written_in(text: &str, language: &str) -> bool {
    match language {
        "bn" => text.chars().any(|c| ('\u{980}'..='\u{9ff}').contains(&c)),
        "kk" => text.chars().any(|c| "әғқңөұүһі".contains(c)),
        _ => text.chars().filter(|c| c.is_alphabetic()).all(|c| c.is_ascii()),
    }
}

fn seqs(events: &[Value]) -> Vec<u64> {
    events.iter().map(|event| number(event, "seq")).collect()
}

fn of_kind<'a>(events: &'a [Value], kind: &str) -> Option<&'a Value> {
    events.iter().find(|event| event["kind"] == kind)
}

#[tokio::test]
async fn ready_tells_everything_that_a_client_needs() {
    let server = Server::shared();
    let owner = Owner::enter(server).await;
    let ready = &owner.ready;
    assert_eq!(ready["conversation"], Value::Null, "{ready}");
    assert_eq!(ready["seq"], 0, "{ready}");
    assert_eq!(ready["status"], "bot", "{ready}");
    assert!(!ready["epoch"].is_null(), "{ready}");
    assert!(ready["heartbeat_ms"].is_u64(), "{ready}");
    assert!(ready["limits"].is_object(), "{ready}");
    assert!(ready["hours"].is_object(), "{ready}");
    assert!(!ready["greeting"].is_null(), "{ready}");
    let languages = ready["languages"].to_string();
    for language in ["bn", "kk", "en"] {
        assert!(languages.contains(&format!("\"{language}\"")), "{ready}");
    }
    for language in ["bn", "kk", "en"] {
        let owner = Owner::hello(server, json!({"language": language})).await;
        assert_eq!(owner.ready["language"], language, "the page's language: {}", owner.ready);
    }
}

#[tokio::test]
async fn session_tokens_are_random_and_long() {
    let server = Server::shared();
    let (first, second) = (Owner::enter(server).await.session(), Owner::enter(server).await.session());
    assert_ne!(first, second);
    for token in [first, second] {
        // 256 bits are 43 characters of base64 or 64 of hex.
        assert!(token.len() >= 43, "{} characters are too few for 256 bits", token.len());
        assert!(token.chars().all(|c| c.is_ascii_alphanumeric() || "-_=+/.".contains(c)), "a token is plain text");
    }
}

#[tokio::test]
async fn a_question_is_answered_in_its_language() {
    let server = Server::shared();
    for (language, question) in QUESTIONS {
        // The page's language is another one: the question's decides.
        let mut owner = Owner::hello(server, json!({"language": if language == "en" { "bn" } else { "en" }})).await;
        let id = fresh_id();
        let ok = owner.socket.ok(json!({"type": "send", "id": id, "text": question})).await;
        assert_eq!(ok["re"], id.as_str(), "{ok}");
        assert_eq!(ok["duplicate"], false, "{ok}");
        assert_eq!(ok["seq"], 1, "the first event of the conversation: {ok}");
        let message = owner.socket.event("message").await;
        assert_eq!(message["seq"], ok["seq"], "{message}");
        assert_eq!(message["id"], id.as_str(), "an author's own event has the author's id: {message}");
        assert_eq!(message["from"]["role"], "owner", "{message}");
        assert_eq!(message["text"], question, "{message}");
        // The page goes on in the language that was found; why it was found is for staff.
        assert_eq!(message["language"], language, "{message}");
        assert!(message.get("language_reason").is_none(), "{message}");
        assert_eq!(message["at"], ok["at"], "{message} {ok}");
        let answer = owner.socket.event("answer").await;
        assert_eq!(answer["entry"], ENTRY, "{answer}");
        assert_eq!(answer["from"]["role"], "bot", "{answer}");
        assert_eq!(answer["language"], language, "{answer}");
        assert!(answer["revision"].is_u64(), "{answer}");
        assert!(answer["score"].is_number(), "{answer}");
        for field in ["title", "html", "text"] {
            let text = answer[field].as_str().unwrap_or_else(|| panic!("an answer has {field}: {answer}"));
            assert!(is_written_in(text, language) || language == "en", "{field} in {language}: {text}");
            assert!(!text.contains("{support_phone}"), "placeholders are filled in: {text}");
        }
        let html = answer["html"].as_str().expect("just seen");
        assert!(html.contains('<') && !html.contains("<script") && !html.contains("onerror"), "{html}");
        assert!(answer.get("id").is_none_or(|other| *other != id.as_str()), "the id is the owner's message's alone: {answer}");
    }
}

#[tokio::test]
async fn romanised_bengali_and_russian_keyboard_kazakh_are_at_home() {
    let server = Server::shared();
    for (text, language) in [
        ("battery er warranty koto bochor thake vai?", "bn"),
        ("Кепилдик канша жыл? Колигим жана еди", "kk"),
        ("какая гарантия на машину?", "kk"),
    ] {
        let mut owner = Owner::enter(server).await;
        let ok = owner.say(text).await;
        let events = owner.socket.events_upto(number(&ok, "seq") + 1).await;
        for event in events.iter().filter(|event| event["kind"] == "answer") {
            assert_eq!(event["language"], language, "to {text}: {event}");
        }
        let again = owner.again(server, 0).await;
        assert_eq!(again.ready["language"], language, "the conversation speaks the language of {text:?}: {}", again.ready);
    }
}

#[tokio::test]
async fn small_talk_is_answered_with_small_talk() {
    let mut owner = Owner::enter(Server::shared()).await;
    owner.say("hello").await;
    let event = owner.socket.event("smalltalk").await;
    assert!(event["text"].as_str().is_some_and(|text| !text.is_empty()), "{event}");
    assert_eq!(event["from"]["role"], "bot", "{event}");
}

#[tokio::test]
async fn what_the_bot_cannot_answer_is_queued_in_the_same_commit() {
    let server = Server::shared();
    let mut owner = Owner::enter(server).await;
    let ok = owner.say("Do motorcycles pay on the motorway?").await;
    assert_eq!(ok["seq"], 1);
    let queued = owner.socket.event("queued").await;
    assert_eq!(queued["reason"], "unanswered", "{queued}");
    let again = owner.again(server, 0).await;
    assert_eq!(again.ready["status"], "queued", "{}", again.ready);
}

#[tokio::test]
async fn a_person_is_fetched_by_frame_or_by_words() {
    let server = Server::shared();
    let mut owner = Owner::enter(server).await;
    owner.say("hello").await;
    let ok = owner.socket.ok(json!({"type": "handoff"})).await;
    let queued = owner.socket.event("queued").await;
    assert_eq!(queued["reason"], "asked", "{queued}");
    assert!(ok["seq"].is_u64(), "{ok}");

    for text in ["I want to talk to a real person", "আমি একজন মানুষের সাথে কথা বলতে চাই", "Маған тірі адаммен сөйлесу керек"]
    {
        let mut owner = Owner::enter(server).await;
        owner.say(text).await;
        let queued = owner.socket.event("queued").await;
        assert_eq!(queued["reason"], "asked", "{text}: {queued}");
    }
}

#[tokio::test]
async fn while_queued_the_bot_still_answers_what_it_is_sure_of() {
    let server = Server::shared();
    let (mut owner, _) = Owner::in_queue(server).await;
    owner.say(QUESTIONS[0].1).await;
    let answer = owner.socket.event("answer").await;
    assert_eq!(answer["entry"], ENTRY, "{answer}");
    assert_eq!(owner.again(server, 0).await.ready["status"], "queued", "and the place in the queue stays");
}

#[tokio::test]
async fn danger_gets_the_card_and_a_place_in_the_queue() {
    let server = Server::shared();
    // Each in the language of a market, whose fire service comes first.
    for (text, number) in [
        ("Smoke is coming from the car, the battery is on fire!", "112"),
        ("ব্যাটারিতে আগুন লেগেছে!", "999"),
        ("Көлік жанып жатыр, батареядан түтін шығып жатыр!", "101"),
    ] {
        let mut owner = Owner::enter(server).await;
        owner.say(text).await;
        let card = owner.socket.event("safety").await;
        assert!(card["card"].is_string(), "{card}");
        assert!(card["html"].is_string() && card["text"].is_string(), "{card}");
        assert!(card["text"].as_str().is_some_and(|text| text.contains(number)), "the emergency number: {card}");
        let queued = owner.socket.event("queued").await;
        assert_eq!(queued["reason"], "safety", "{queued}");
    }
}

/// A text that gets suggestions, found by asking the command line: which one it is, is the corpus's business.
pub fn ambiguous(server: &Server) -> String {
    let texts =
        ["warranty", "battery", "parts", "service", "payment", "charging problem", "delivery", "documents", "app", "repair", "car noise"];
    let rows: Vec<_> = texts.iter().map(|text| json!({"text": text, "language": "en"})).collect();
    let answers = jsonl(server, &rows);
    let place = answers.iter().position(|answer| answer["decision"] == "suggest");
    texts[place.unwrap_or_else(|| panic!("one of {texts:?} gets suggestions: {answers:?}"))].to_owned()
}

#[tokio::test]
async fn a_suggestion_is_chosen() {
    let server = Server::shared();
    let text = ambiguous(server);
    let mut owner = Owner::hello(server, json!({"language": "en"})).await;
    owner.say(&text).await;
    let suggestions = owner.socket.event("suggestions").await;
    let entries = suggestions["entries"].as_array().unwrap_or_else(|| panic!("suggestions have entries: {suggestions}"));
    assert!(!entries.is_empty(), "{suggestions}");
    for entry in entries {
        assert!(entry["entry"].is_string() && entry["title"].is_string(), "{suggestions}");
    }
    let unsuggested = ["car-wash", "child-safety", "trade-in", "towing-rules", "spare-key", "coolant-level"];
    let other = unsuggested.iter().find(|id| entries.iter().all(|entry| entry["entry"] != **id)).expect("not all are suggested");
    owner.socket.refused(json!({"type": "choose", "entry": other}), &["not_found", "bad_request", "forbidden"]).await;
    owner.socket.refused(json!({"type": "choose", "entry": "no-such-entry"}), &["not_found", "bad_request", "forbidden"]).await;

    let chosen = entries[entries.len() - 1]["entry"].clone();
    owner.socket.ok(json!({"type": "choose", "entry": chosen})).await;
    let answer = owner.socket.event("answer").await;
    assert_eq!(answer["entry"], chosen, "{answer}");
    assert_eq!(answer["language"], "en", "{answer}");
}

#[tokio::test]
async fn feedback_is_kept_and_two_misses_offer_a_person() {
    let server = Server::shared();
    let mut owner = Owner::enter(server).await;
    for (place, (_, question)) in QUESTIONS.iter().take(2).enumerate() {
        let ok = owner.say(question).await;
        let answer = owner.socket.event("answer").await;
        assert!(answer.get("offer_person").is_none_or(|offer| *offer == false), "after {place} misses: {answer}");
        let reply = owner.socket.ok(json!({"type": "feedback", "seq": answer["seq"], "helpful": false})).await;
        let event = owner.socket.event("feedback").await;
        assert_eq!(event["seq"], reply["seq"], "{event} {reply}");
        // A message of one's own is no answer, and what isn't there is not found.
        owner.socket.refused(json!({"type": "feedback", "seq": ok["seq"], "helpful": true}), &["not_found", "bad_request"]).await;
    }
    owner.socket.refused(json!({"type": "feedback", "seq": 10_000, "helpful": true}), &["not_found", "bad_request"]).await;
    owner.say("What is the correct tyre pressure for my car?").await;
    let next = owner
        .socket
        .wait("the next bot event", |frame| frame["type"] == "event" && frame["from"]["role"] == "bot" && frame["seq"].as_u64() > Some(6))
        .await;
    assert_eq!(next["offer_person"], true, "{next}");
}

#[tokio::test]
async fn stars_go_from_one_to_five() {
    let mut owner = Owner::enter(Server::shared()).await;
    owner.say("hello").await;
    for stars in [json!(0), json!(6), json!(-1), json!(2.5)] {
        owner.socket.send(&json!({"type": "rate", "id": fresh_id(), "stars": stars})).await;
        assert_eq!(owner.socket.frame("error").await["code"], "bad_request", "{stars} stars");
    }
    let ok = owner.socket.ok(json!({"type": "rate", "stars": 5, "comment": "খুব ভালো"})).await;
    let rated = owner.socket.event("rated").await;
    assert_eq!(rated["seq"], ok["seq"], "{rated}");
    owner.socket.ok(json!({"type": "rate", "stars": 1})).await;
}

#[tokio::test]
async fn the_language_is_changed_by_the_owner() {
    let server = Server::shared();
    let mut owner = Owner::hello(server, json!({"language": "en"})).await;
    owner.say("hello").await;
    owner.socket.event("smalltalk").await;
    let ok = owner.socket.ok(json!({"type": "language", "language": "kk"})).await;
    let event = owner.socket.event("language").await;
    assert_eq!(event["seq"], ok["seq"], "{event}");
    assert_eq!(event["language"], "kk", "{event}");
    assert_eq!(owner.again(server, 0).await.ready["language"], "kk");
    // An explicit choice stands above the script of the question.
    owner.say(QUESTIONS[0].1).await;
    let answer = owner.socket.event("answer").await;
    assert_eq!((&answer["entry"], &answer["language"]), (&json!(ENTRY), &json!("kk")), "{answer}");
    for language in ["fr", "", "en; drop table"] {
        let error = owner.socket.refused(json!({"type": "language", "language": language}), &["bad_request", "not_found"]).await;
        let message = error["message"].as_str().expect("checked on arrival");
        assert!(!message.is_ascii(), "messages are in the owner's language, Kazakh by now: {message}");
    }
}

#[tokio::test]
async fn an_ended_conversation_is_resolved_and_goes_on_when_the_owner_writes() {
    let server = Server::shared();
    let (mut owner, conversation) = Owner::in_queue(server).await;
    owner.socket.ok(json!({"type": "end"})).await;
    owner.socket.event("resolved").await;
    let again = owner.again(server, 0).await;
    assert_eq!(again.ready["status"], "resolved", "{}", again.ready);
    owner.say("hello again").await;
    let again = owner.again(server, 0).await;
    assert_eq!(again.ready["status"], "bot", "{}", again.ready);
    assert_eq!(again.ready["conversation"], conversation.as_str(), "the same conversation: {}", again.ready);
}

#[tokio::test]
async fn history_is_paged_backwards() {
    let server = Server::shared();
    let mut owner = Owner::enter(server).await;
    for text in ["hello", "thanks", QUESTIONS[0].1, "hello", "thanks"] {
        owner.say(text).await;
    }
    let last = owner.again(server, 0).await.ready["seq"].as_u64().expect("ready has the newest seq");
    assert!(last >= 10, "five messages and their answers, not {last} events");
    let live = owner.socket.events_upto(last).await;
    let (mut before, mut whole) = (last + 1, Vec::new());
    loop {
        let page = owner.socket.page(json!({"type": "history", "before": before, "limit": 3})).await;
        let events = page["events"].as_array().expect("checked").clone();
        assert!(!events.is_empty() && events.len() <= 3, "{page}");
        let mut numbers = seqs(&events);
        numbers.sort_unstable();
        assert_eq!(numbers, (numbers[0]..before).collect::<Vec<_>>(), "the events right before {before}: {page}");
        before = numbers[0];
        assert_eq!(page["more"], before > 1, "{page}");
        whole.extend(events);
        if before == 1 {
            break;
        }
    }
    whole.sort_by_key(|event| number(event, "seq"));
    let whole: Vec<_> = whole.into_iter().map(as_frame).collect();
    assert_eq!(whole, live, "history shows what was sent live");

    let reply = owner.socket.request(json!({"type": "history", "before": last + 1, "limit": 101})).await;
    let kept = reply["type"] == "error" && reply["code"] == "bad_request";
    assert!(kept || reply["events"].as_array().is_some_and(|events| events.len() <= 100), "limit is at most 100: {reply}");
    let page = owner.socket.page(json!({"type": "history", "before": 1, "limit": 10})).await;
    assert_eq!((page["events"].clone(), page["more"].clone()), (json!([]), json!(false)));
}

#[tokio::test]
async fn a_repeat_of_an_id_is_stored_once() {
    let server = Server::shared();
    let mut owner = Owner::enter(server).await;
    let frames = [
        json!({"type": "send", "id": fresh_id(), "text": "hello"}),
        json!({"type": "language", "id": fresh_id(), "language": "kk"}),
        json!({"type": "rate", "id": fresh_id(), "stars": 4}),
        json!({"type": "handoff", "id": fresh_id()}),
        json!({"type": "end", "id": fresh_id()}),
    ];
    for frame in &frames {
        let first = owner.socket.ok(frame.clone()).await;
        assert_eq!(first["duplicate"], false, "{first}");
        for _ in 0..2 {
            let repeat = owner.socket.ok(frame.clone()).await;
            assert_eq!(repeat["duplicate"], true, "{frame}: {repeat}");
            assert_eq!((&repeat["seq"], &repeat["at"]), (&first["seq"], &first["at"]), "{frame}: {repeat}");
        }
    }
    // Over another socket of the session, much later in the log: the same.
    let mut again = owner.again(server, 0).await;
    for frame in &frames {
        assert_eq!(again.socket.ok(frame.clone()).await["duplicate"], true);
    }
    let events = again.socket.events_upto(number(&again.ready, "seq")).await;
    for frame in &frames[..1] {
        assert_eq!(events.iter().filter(|event| event["id"] == frame["id"]).count(), 1, "one event for {frame}");
    }
    assert_eq!(again.again(server, 0).await.ready["seq"], again.ready["seq"], "repeats write nothing");
}

#[tokio::test]
async fn the_same_id_with_other_content_is_a_conflict() {
    let server = Server::shared();
    let mut owner = Owner::enter(server).await;
    let id = fresh_id();
    let first = owner.socket.ok(json!({"type": "send", "id": id, "text": "hello"})).await;
    for other in [
        json!({"type": "send", "id": id, "text": "hello!"}),
        json!({"type": "rate", "id": id, "stars": 3}),
        json!({"type": "handoff", "id": id}),
    ] {
        let error = owner.socket.refused(other, &["id_conflict"]).await;
        assert_eq!(error["retry"], false, "{error}");
    }
    let repeat = owner.socket.ok(json!({"type": "send", "id": id, "text": "hello"})).await;
    assert_eq!((&repeat["seq"], &repeat["duplicate"]), (&first["seq"], &json!(true)), "the first content stands");
}

#[tokio::test]
async fn the_same_id_of_another_author_is_another_frame() {
    let server = Server::shared();
    let (mut one, mut other) = (Owner::enter(server).await, Owner::enter(server).await);
    let id = fresh_id();
    one.socket.ok(json!({"type": "send", "id": id, "text": "hello"})).await;
    let ok = other.socket.ok(json!({"type": "send", "id": id, "text": "thanks"})).await;
    assert_eq!((&ok["duplicate"], &ok["seq"]), (&json!(false), &json!(1)), "{ok}");
}

#[tokio::test]
async fn texts_are_counted_in_characters_after_nfc() {
    let server = Server::shared();
    let mut owner = Owner::enter(server).await;
    let fits = [
        "a".repeat(4000),
        "ক".repeat(4000),
        "қ".repeat(4000),
        "🚗".repeat(4000),
        // Two scalar values each, one after NFC.
        "e\u{301}".repeat(4000),
        "\u{9c7}\u{9be}".repeat(4000),
    ];
    for text in &fits {
        let ok = owner.say(text).await;
        assert_eq!(ok["type"], "ok");
    }
    let messages: Vec<_> = {
        let last = owner.again(server, 0).await.ready["seq"].as_u64().expect("ready has seq");
        let events = owner.socket.events_upto(last).await;
        events.into_iter().filter(|event| event["kind"] == "message").collect()
    };
    for (text, message) in fits.iter().zip(&messages).take(4) {
        assert!(message["text"] == text.as_str(), "the text is stored whole");
    }
    let too_long = [
        "a".repeat(4001),
        "ক".repeat(4001),
        "🚗".repeat(4001),
        // NFC takes this letter apart: one scalar value becomes two.
        "\u{9dc}".repeat(2001),
    ];
    for text in &too_long {
        let error = owner.socket.refused(json!({"type": "send", "text": text}), &["too_large"]).await;
        assert_eq!(error["retry"], false, "{error}");
    }
}

#[tokio::test]
async fn empty_texts_are_refused() {
    let mut owner = Owner::enter(Server::shared()).await;
    for text in ["", " ", "\n\t \u{a0}"] {
        owner.socket.refused(json!({"type": "send", "text": text}), &["bad_request"]).await;
    }
}

#[tokio::test]
async fn strange_texts_are_only_text() {
    let server = Server::shared();
    let mut owner = Owner::enter(server).await;
    let texts = [
        "<script>alert(1)</script><img src=x onerror=alert(1)>",
        "'; drop table events; --",
        "title:(* OR \"a\"~9) AND [a TO z] NOT ^boost^9 {\\",
        "{\"$gt\": \"\"}",
        "\u{202e}kcab\u{202c} \u{200d}\u{200c}\u{feff}",
        "a\u{0}b",
        "((((((((((((((((((((((((((((((",
        "\u{9cd}\u{9cd}\u{9cd}\u{9bc}",
    ];
    for text in texts {
        let reply = owner.socket.request(json!({"type": "send", "text": text})).await;
        let fine = reply["type"] == "ok" || reply["code"] == "bad_request";
        assert!(fine, "{text:?}: {reply}");
        if reply["type"] == "ok" && !text.contains('\u{0}') {
            let seq = number(&reply, "seq");
            let message = owner.socket.wait("the message", |frame| frame["type"] == "event" && frame["seq"] == seq).await;
            assert_eq!(message["kind"], "message", "{message}");
        }
    }
    let last = owner.again(server, 0).await.ready["seq"].as_u64().expect("ready has seq");
    for event in owner.socket.events_upto(last).await {
        if let Some(html) = event["html"].as_str() {
            assert!(!html.contains("<script") && !html.contains("onerror"), "{event}");
        }
    }
}

#[tokio::test]
async fn what_is_still_to_come_is_forbidden() {
    let server = Server::shared();
    let mut owner = Owner::enter(server).await;
    owner.socket.refused(json!({"type": "send", "text": "hello", "attachments": [fresh_id()]}), &["not_found"]).await;
    owner.socket.ok(json!({"type": "send", "text": "hello", "attachments": []})).await;
}

#[tokio::test]
async fn read_and_typing_have_no_reply() {
    let server = Server::shared();
    let mut owner = Owner::enter(server).await;
    owner.say("hello").await;
    for frame in
        [json!({"type": "read", "upto": 1}), json!({"type": "typing"}), json!({"type": "pong"}), json!({"type": "read", "upto": 999})]
    {
        owner.socket.send(&frame).await;
    }
    let ok = owner.say("thanks").await;
    let events = owner.socket.events_upto(number(&ok, "seq")).await;
    assert!(of_kind(&events, "message").is_some());
    // Whatever else came must be an error about the impossible `upto` at most, never a reply with `re`.
    owner.say("hello").await;
}

#[tokio::test]
async fn a_token_is_known_on_its_own_site_only() {
    let sites = ["https://cars.example", "https://other.example"];
    let server = Server::start(Options::roomy().env("WIDGET__ALLOWED_ORIGINS", &json!(sites).to_string()));
    let on = async |site: &str| Upgrade::new(&server, WIDGET).header("Origin", site).open(&server).await;
    let mut owner = Owner::hello_on(on(sites[0]).await, json!({})).await;
    owner.say("My plate is KZ 777 ABC 02").await;
    let fields = json!({"session": owner.session(), "epoch": owner.ready["epoch"], "after": 0});
    let stranger = Owner::hello_on(on(sites[1]).await, fields.clone()).await;
    assert_ne!(stranger.ready["session"], owner.ready["session"], "another site's token is unknown");
    assert_eq!((&stranger.ready["conversation"], &stranger.ready["seq"]), (&Value::Null, &json!(0)), "{}", stranger.ready);
    let own = Owner::hello_on(on(sites[0]).await, fields).await;
    assert_eq!(own.ready["session"], owner.ready["session"]);
    assert!(own.ready["conversation"].is_string(), "{}", own.ready);
}

#[tokio::test]
async fn who_waits_is_told_the_place_and_no_time_while_nobody_is_there() {
    let server = Server::start(Options::roomy());
    let mut waiting = Vec::new();
    for position in 1..=3 {
        let (mut owner, _) = Owner::in_queue(&server).await;
        let place = |frame: &Value| frame["type"] == "queue" && frame["position"] == position;
        let frame = owner.socket.wait("its place", place).await;
        assert_eq!((&frame["nobody"], &frame["wait_s"]), (&json!(true), &Value::Null), "{frame}");
        let mut again = owner.again(&server, 0).await;
        let frame = again.socket.wait("its place again", place).await;
        // By the hours somebody is there now, or at that time.
        assert_eq!(frame["nobody"], true, "{frame}");
        assert_eq!(frame["opens_at"], owner.ready["hours"]["next"], "{frame}");
        waiting.push(owner);
    }
    // A technician comes: the three that are wanted at once get a time, before anything was measured.
    let mut desk = Desk::enter(&server).await;
    for owner in &mut waiting {
        let frame = owner.socket.wait("a time", |frame| frame["type"] == "queue" && frame["wait_s"].is_number()).await;
        assert_eq!((&frame["wait_s"], &frame["nobody"]), (&json!(60), &Value::Null), "{frame}");
    }
    // Away is not there, and says so to everybody who waits.
    desk.socket.ok(json!({"type": "presence", "status": "away"})).await;
    for owner in &mut waiting {
        owner.socket.wait("nobody again", |frame| frame["type"] == "queue" && frame["nobody"] == true).await;
    }
    desk.socket.ok(json!({"type": "presence", "status": "online", "capacity": 2})).await;
    let frame = waiting[2].socket.wait("a time", |frame| frame["type"] == "queue" && frame["wait_s"].is_number()).await;
    assert_eq!(frame["wait_s"], 360, "two at once, then the third after one of two conversations of ten minutes: {frame}");
    // The first is served: the others move up.
    desk.socket.ok(json!({"type": "claim_next"})).await;
    for (owner, position) in waiting[1..].iter_mut().zip(1..) {
        owner.socket.wait("a better place", |frame| frame["type"] == "queue" && frame["position"] == position).await;
    }
}

#[tokio::test]
async fn an_owner_gets_the_numbers_of_their_market() {
    let sites = ["https://cars.example", "https://kz.example"];
    let server = Server::start(
        Options::roomy()
            .env("WIDGET__ALLOWED_ORIGINS", &json!(sites).to_string())
            .env("MARKETS__KZ__SITES", &json!(sites[1..]).to_string())
            .env("MARKETS__KZ__ROADSIDE_PHONE", "+7 700 1")
            .env("MARKETS__BD__ROADSIDE_PHONE", "+880 2"),
    );
    let on = async |site: &str| Upgrade::new(&server, WIDGET).header("Origin", site).open(&server).await;
    // The page names it, else the site has it, else the language of what is said.
    for (site, named, text, market, numbers, foreign) in [
        (sites[0], None, "ব্যাটারিতে আগুন লেগেছে", "bd", ["999", "+880 2"], "+7"),
        (sites[0], None, "батареядан түтін шығып жатыр", "kz", ["101", "+7 700 1"], "+880"),
        (sites[1], None, "smoke coming from battery", "kz", ["101", "+7 700 1"], "+880"),
        (sites[0], Some("bd"), "smoke coming from battery", "bd", ["999", "+880 2"], "+7"),
        (sites[0], Some("mars"), "smoke coming from battery", "int", ["112", "+44"], "+880"),
    ] {
        let mut owner = Owner::hello_on(on(site).await, json!({"market": named})).await;
        let ok = owner.say(text).await;
        let events = owner.socket.events_upto(number(&ok, "seq") + 1).await;
        let card = of_kind(&events, "safety").unwrap_or_else(|| panic!("{text}: {events:?}"));
        let words = card["text"].as_str().expect("a card has text");
        assert!(numbers.iter().all(|number| words.contains(number)) && !words.contains(foreign), "{market} {text}: {words}");
    }
    // The desk knows where each belongs.
    let desk = Desk::enter(&server).await;
    let mut markets: Vec<&str> = desk.ready["queue"].as_array().expect("rows").iter().filter_map(|row| row["market"].as_str()).collect();
    markets.sort_unstable();
    assert_eq!(markets, ["bd", "bd", "int", "kz", "kz"]);
}

#[tokio::test]
async fn owners_never_see_each_other() {
    let server = Server::shared();
    let (mut one, mut other) = (Owner::enter(server).await, Owner::enter(server).await);
    let canary = format!("canary-{}", fresh_id());
    one.say(&format!("My secret is {canary}")).await;
    one.socket.ok(json!({"type": "handoff"})).await;
    let conversation = one.conversation(server).await;

    // With the other's conversation in every place where a client could try to put it.
    let mut frames = Vec::new();
    for before in [1, 2, 100, 100_000] {
        let mut frame = json!({"type": "history", "id": fresh_id(), "before": before, "limit": 100, "conversation": conversation});
        frames.push(other.socket.request(frame.clone()).await);
        frame["session"] = json!(one.session());
        frame["id"] = json!(fresh_id());
        frames.push(other.socket.request(frame).await);
    }
    frames.push(other.socket.request(json!({"type": "feedback", "seq": 1, "helpful": true, "conversation": conversation})).await);
    frames.push(other.socket.request(json!({"type": "send", "text": "hello", "conversation": conversation})).await);
    let last = other.again(server, 0).await.ready["seq"].as_u64().expect("ready has seq");
    frames.extend(other.socket.events_upto(last).await);

    // A session token that is nearly the other's, or the conversation's id for one, is an unknown session.
    let token = one.session();
    let flipped: String = {
        let mut letters: Vec<char> = token.chars().collect();
        letters[5] = if letters[5] == 'A' { 'B' } else { 'A' };
        letters.into_iter().collect()
    };
    for session in [flipped, conversation.clone(), token.to_lowercase() + "x", token[..token.len() - 1].to_owned()] {
        let guess = Owner::hello(server, json!({"session": session, "epoch": one.ready["epoch"], "after": 0})).await;
        assert_eq!(guess.ready["conversation"], Value::Null, "{}", guess.ready);
        assert_ne!(guess.ready["session"], session.as_str(), "an unknown session gets a new one");
        frames.push(guess.ready);
    }
    let seen = json!(frames).to_string();
    assert!(!seen.contains(&canary), "another owner's text: {seen}");
    assert!(!seen.contains(&conversation), "another owner's conversation: {seen}");
    let mut again = one.again(server, 0).await;
    let own = again.socket.events_upto(number(&again.ready, "seq")).await;
    assert_eq!(own.iter().filter(|event| event["kind"] == "message").count(), 1, "nothing was written into the other's conversation");
}

/// The words of an answer's nodes, one after the other.
fn words_of(nodes: &Value) -> String {
    match nodes {
        Value::String(text) => text.clone(),
        Value::Array(nodes) => nodes.iter().skip(usize::from(nodes.first().is_some_and(Value::is_string))).map(words_of).collect(),
        _ => String::new(),
    }
}

#[tokio::test]
async fn answers_come_as_html_or_as_nodes_wherever_events_come() {
    let server = Server::shared();
    let mut plain = Owner::enter(server).await;
    plain.say("What documents do I need to file a claim under warranty?").await;
    let html = plain.socket.event("answer").await;
    assert!(html["html"].is_string() && html.get("nodes").is_none(), "{html}");

    // The same conversation, as nodes: from the start, by a reset, and by a page.
    let hello = |after: u64, epoch: &str| json!({"session": plain.session(), "after": after, "epoch": epoch, "answers": "nodes"});
    let epoch = plain.ready["epoch"].as_str().expect("an epoch").to_owned();
    let mut missed = Owner::hello(server, hello(0, &epoch)).await;
    let answer = missed.socket.event("answer").await;
    assert!(answer.get("html").is_none(), "never both: {answer}");
    assert_eq!(answer["nodes"][0][0], "p", "{answer}");
    let mut without = html.clone();
    without.as_object_mut().expect("an event").remove("html");
    let mut same = answer.clone();
    same.as_object_mut().expect("an event").remove("nodes");
    assert_eq!(same, without, "everything else is as with HTML");
    let words = words_of(&answer["nodes"]);
    let text = answer["text"].as_str().expect("a text");
    for word in text.split_whitespace().filter(|word| word.chars().all(char::is_alphabetic)) {
        assert!(words.contains(word), "{word} of {text} is not in {words}");
    }
    let before = number(&answer, "seq") + 1;
    let page = missed.socket.page(json!({"type": "history", "before": before, "limit": 10})).await;
    let of_page = of_kind(page["events"].as_array().expect("events"), "answer").cloned().expect("the answer in the page");
    assert_eq!((&of_page["nodes"], of_page.get("html")), (&answer["nodes"], None));
    let mut anew = Owner::hello(server, hello(0, "another epoch")).await;
    let reset = anew.socket.frame("reset").await;
    let of_reset = of_kind(reset["events"].as_array().expect("events"), "answer").cloned().expect("the answer in the reset");
    assert_eq!((&of_reset["nodes"], of_reset.get("html")), (&answer["nodes"], None));

    // The technician's side alike, and whatever else a client names is HTML.
    let conversation = plain.conversation(server).await;
    let login = server.staff("technician").await;
    let mut desk = Desk::hello(server, &login, json!({"answers": "nodes"})).await;
    desk.open(&conversation).await;
    assert_eq!(desk.socket.event("answer").await["nodes"], answer["nodes"]);
    let mut other = Desk::hello(server, &login, json!({"answers": "holograms"})).await;
    other.open(&conversation).await;
    assert_eq!(other.socket.event("answer").await["html"], html["html"]);
}
