//! A conversation that remembers, over the wire: what did not help, what was pointed at, who wants a person, and who does not.

use crate::browser::log_in;
use crate::client::{Desk, Owner};
use crate::owner::{ENTRY, QUESTIONS};
use crate::server::Server;
use serde_json::{Value, json};

/// An owner whose question of this language was answered.
async fn answered(server: &Server, language: &str, question: &str) -> Owner {
    let mut owner = Owner::hello(server, json!({"language": language})).await;
    owner.say(question).await;
    assert_eq!(owner.socket.event("answer").await["entry"], ENTRY, "{question}");
    owner
}

/// What the bot and the system make of a text.
async fn comes_of(owner: &mut Owner, text: &str) -> Vec<Value> {
    let ok = owner.say(text).await;
    let message = ok["seq"].as_u64().expect("a message has a number");
    // The events of a message are one commit, and its own comes first; a later frame tells where they end.
    let typed = owner.socket.ok(json!({"type": "rate", "stars": 5})).await;
    let end = typed["seq"].as_u64().expect("a rating has a number");
    let events = owner.socket.events_upto(end).await;
    events.into_iter().filter(|event| event["seq"].as_u64().is_some_and(|seq| message < seq && seq < end)).collect()
}

fn kinds(events: &[Value]) -> Vec<&str> {
    events.iter().filter_map(|event| event["kind"].as_str()).collect()
}

#[tokio::test]
async fn an_answer_that_did_not_help_is_followed_by_an_apology_and_a_person() {
    let server = Server::shared();
    let texts = [
        ["I already tried that", "that did not help", "this is useless"],
        ["এটা তো আগেই করেছি, কাজ হয়নি", "kore dekhsi, kaj hoy nai", "ফালতু উত্তর"],
        ["істеп көрдім, көмектеспеді", "bari bir bolmady", "пробовал, не помогло"],
    ];
    for ((language, question), texts) in QUESTIONS.iter().zip(texts) {
        for text in texts {
            let mut owner = answered(server, language, question).await;
            let events = comes_of(&mut owner, text).await;
            assert_eq!(kinds(&events), ["smalltalk", "queued"], "{text}: {events:?}");
            assert_eq!(events[1]["reason"], "unhelpful", "{text}: {events:?}");
            let sorry = events[0]["text"].as_str().expect("small talk has a text");
            assert!(["sorry", "দুঃখিত", "Кешіріңіз"].iter().any(|word| sorry.contains(word)), "{text}: {sorry}");
        }
    }
}

#[tokio::test]
async fn another_question_was_meant() {
    let server = Server::shared();
    for ((language, question), text) in QUESTIONS.iter().zip(["that is not my question", "এটা আমার প্রশ্ন না", "бұл менің сұрағым емес"])
    {
        let mut owner = answered(server, language, question).await;
        let events = comes_of(&mut owner, text).await;
        let shown = events.iter().find(|event| event["kind"] == "suggestions");
        match shown {
            Some(shown) => {
                assert_eq!(shown["offer_person"], true, "{text}: {shown}");
                let entries = shown["entries"].as_array().expect("suggestions have entries");
                assert!(!entries.is_empty() && entries.iter().all(|entry| entry["entry"] != ENTRY), "not the same again: {shown}");
            }
            None => assert_eq!(kinds(&events), ["smalltalk", "queued"], "{text}: {events:?}"),
        }
    }
}

#[tokio::test]
async fn yes_is_about_what_was_said() {
    let server = Server::shared();
    for ((language, question), text) in QUESTIONS.iter().zip(["yes", "হ্যাঁ", "иә"]) {
        let mut owner = answered(server, language, question).await;
        let events = comes_of(&mut owner, text).await;
        assert_eq!(kinds(&events), ["suggestions"], "{text}: {events:?}");
        assert_eq!(events[0]["entries"][0]["entry"], ENTRY, "{text}: {events:?}");
    }
}

#[tokio::test]
async fn a_button_is_chosen_in_words() {
    let server = Server::shared();
    for ((language, question), (agrees, second)) in
        QUESTIONS.iter().zip([("yes", "the second one"), ("হ্যাঁ", "দুই নম্বরটা"), ("иә", "екіншісі")])
    {
        let mut owner = answered(server, language, question).await;
        let shown = comes_of(&mut owner, agrees).await;
        let wanted = shown[0]["entries"][1]["entry"].clone();
        assert!(wanted.is_string(), "two buttons: {shown:?}");
        let events = comes_of(&mut owner, second).await;
        assert_eq!(kinds(&events), ["answer"], "{second}: {events:?}");
        assert_eq!(events[0]["entry"], wanted, "{second}: {events:?}");
    }
}

#[tokio::test]
async fn who_wants_no_person_is_left_with_the_bot() {
    let server = Server::shared();
    let texts = [("en", "no agent needed"), ("bn", "মানুষের সাথে কথা বলতে চাই না"), ("kk", "оператор керек емес"), ("kk", "не надо оператора")];
    for (language, text) in texts {
        let mut owner = Owner::hello(server, json!({"language": language})).await;
        let events = comes_of(&mut owner, text).await;
        assert_eq!(kinds(&events), ["smalltalk"], "{text}: {events:?}");
        assert_eq!(owner.again(server, 0).await.ready["status"], "bot", "{text}");
    }
}

#[tokio::test]
async fn thanks_after_two_misses_get_one_answer() {
    let server = Server::shared();
    for ((language, question), text) in QUESTIONS.iter().zip(["thank you", "ধন্যবাদ", "рахмет"]) {
        let mut owner = Owner::hello(server, json!({"language": language})).await;
        for _ in 0..2 {
            owner.say(question).await;
            let answer = owner.socket.event("answer").await;
            owner.socket.ok(json!({"type": "feedback", "seq": answer["seq"], "helpful": false})).await;
        }
        let events = comes_of(&mut owner, text).await;
        assert_eq!(kinds(&events), ["smalltalk"], "{text}: {events:?}");
        assert!(events[0].get("offer_person").is_none_or(|offer| *offer == false), "{text}: {events:?}");
    }
}

/// An owner of this language in the queue.
async fn queued(server: &Server, language: &str) -> Owner {
    let mut owner = Owner::hello(server, json!({"language": language})).await;
    owner.socket.ok(json!({"type": "handoff"})).await;
    owner.socket.event("queued").await;
    owner
}

/// The question whether to leave the queue, which must be all that comes of a text.
#[track_caller]
fn leave_question<'e>(events: &'e [Value], text: &str) -> &'e Value {
    assert_eq!(kinds(events), ["suggestions"], "{text}: {events:?}");
    let question = &events[0];
    assert!(question["text"].as_str().is_some_and(|asked| asked.contains('?')), "{text}: {question}");
    let entries: Vec<&str> = question["entries"].as_array().into_iter().flatten().filter_map(|entry| entry["entry"].as_str()).collect();
    assert_eq!(entries, ["leave-yes", "leave-no"], "{text}: {question}");
    question
}

#[tokio::test]
async fn who_needs_no_technician_any_more_leaves_the_queue() {
    let server = Server::shared();
    let texts = [
        ("en", "no agent needed", Some("yes")),
        ("en", "it works now, thanks", Some("yes please")),
        ("en", "cancel", None),
        ("bn", "এখন কাজ করছে, আর লাগবে না", Some("হ্যাঁ")),
        ("bn", "thik hoye gese, lagbe na", Some("ha")),
        ("kk", "мәселе шешілді", Some("иә")),
    ];
    for (language, text, yes) in texts {
        let mut owner = queued(server, language).await;
        leave_question(&comes_of(&mut owner, text).await, text);
        assert_eq!(owner.again(server, 0).await.ready["status"], "queued", "{text}: nobody leaves unasked");
        match yes {
            Some(yes) => {
                let events = comes_of(&mut owner, yes).await;
                assert_eq!(kinds(&events), ["smalltalk", "resolved"], "{text}, {yes}: {events:?}");
            }
            None => {
                owner.socket.ok(json!({"type": "choose", "entry": "leave-yes"})).await;
                owner.socket.event("resolved").await;
            }
        }
        assert_eq!(owner.again(server, 0).await.ready["status"], "resolved", "{text}");
        owner.socket.refused(json!({"type": "choose", "entry": "leave-yes"}), &["not_found"]).await;
    }
}

#[tokio::test]
async fn who_waits_on_keeps_the_place() {
    let server = Server::shared();
    for (language, text, no) in [("en", "already solved", "no, I will wait"), ("bn", "সমাধান হয়ে গেছে", "না"), ("kk", "шешілді", "жоқ")]
    {
        let mut owner = queued(server, language).await;
        leave_question(&comes_of(&mut owner, text).await, text);
        let events = comes_of(&mut owner, no).await;
        assert_eq!(kinds(&events), ["smalltalk"], "{no}: {events:?}");
        assert_eq!(owner.again(server, 0).await.ready["status"], "queued", "{no}");
        assert!(kinds(&comes_of(&mut owner, "yes").await).iter().all(|kind| *kind != "resolved"), "the question is over");
    }
}

#[tokio::test]
async fn nobody_leaves_a_danger_or_a_technician() {
    let server = Server::shared();
    let mut owner = Owner::hello(server, json!({"language": "en"})).await;
    owner.say("my car is on fire").await;
    owner.socket.event("safety").await;
    let events = comes_of(&mut owner, "it works now, no agent needed").await;
    assert!(!kinds(&events).contains(&"suggestions"), "{events:?}");
    owner.socket.refused(json!({"type": "choose", "entry": "leave-yes"}), &["not_found"]).await;
    assert_eq!(owner.again(server, 0).await.ready["status"], "queued");

    let mut owner = queued(server, "en").await;
    leave_question(&comes_of(&mut owner, "already solved").await, "already solved");
    let conversation = owner.conversation(server).await;
    let login = log_in(server, &server.user("technician", &["en"])).await;
    let mut desk = Desk::hello(server, &login, json!({})).await;
    desk.claim(&conversation).await;
    owner.socket.event("assigned").await;
    owner.socket.ok(json!({"type": "choose", "entry": "leave-yes"})).await;
    assert_eq!(owner.again(server, 0).await.ready["status"], "assigned", "the technician has it, and reads it");
}
