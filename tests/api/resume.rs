//! Contract section 4: resume by number without a time limit, and the three reasons for a reset.

use crate::client::{Owner, number};
use crate::owner::QUESTIONS;
use crate::server::{Options, Server, fresh_id};
use serde_json::{Value, json};

/// A conversation with a few events, all applied.
async fn conversation(server: &Server) -> (Owner, Vec<Value>) {
    let mut owner = Owner::enter(server).await;
    for text in ["hello", QUESTIONS[1].1, "thanks"] {
        owner.say(text).await;
    }
    let last = number(&owner.again(server, 0).await.ready, "seq");
    let events = owner.socket.events_upto(last).await;
    (owner, events)
}

#[tokio::test]
async fn a_resume_gives_exactly_what_was_missed() {
    let server = Server::shared();
    let (owner, events) = conversation(server).await;
    let last = events.len() as u64;
    for after in 0..=last {
        let mut again = owner.again(server, after).await;
        assert_eq!(again.ready["session"], owner.ready["session"]);
        assert_eq!(number(&again.ready, "seq"), last, "ready tells the newest number: {}", again.ready);
        if after < last {
            let missed = again.socket.events_upto(last).await;
            assert_eq!(missed, events[after as usize..], "after {after}");
        } else {
            // Nothing was missed, so the next event is a new one.
            let ok = again.say("hello").await;
            assert_eq!(ok["seq"], last + 1, "{ok}");
            again.socket.events_upto(last + 1).await;
            return;
        }
    }
}

#[tokio::test]
async fn a_missing_after_is_nothing_applied() {
    let server = Server::shared();
    let (owner, events) = conversation(server).await;
    let mut again = Owner::hello(server, json!({"session": owner.session()})).await;
    assert_eq!(again.socket.events_upto(events.len() as u64).await, events, "no epoch is needed for nothing");
}

#[tokio::test]
async fn two_sockets_of_a_session_see_the_same() {
    let server = Server::shared();
    let (mut owner, events) = conversation(server).await;
    let last = events.len() as u64;
    let mut second = owner.again(server, last).await;
    let ok = second.say("hello from the phone").await;
    let seq = number(&ok, "seq");
    assert_eq!(owner.socket.events_upto(seq).await[0]["text"], "hello from the phone");
    assert_eq!(second.socket.events_upto(seq).await[0]["text"], "hello from the phone");
}

#[tokio::test]
async fn resume_works_after_kill_9_and_restart() {
    let server = Server::start(Options::roomy());
    let (owner, events) = conversation(&server).await;
    let last = events.len() as u64;
    server.kill();
    server.restart();
    let mut again = owner.again(&server, 1).await;
    assert_eq!(again.ready["epoch"], owner.ready["epoch"], "a restart is no restored backup");
    assert_eq!(again.ready["session"], owner.ready["session"], "{}", again.ready);
    assert_eq!(again.socket.events_upto(last).await, events[1..]);
    let id = events[0]["id"].clone();
    let repeat = again.socket.ok(json!({"type": "send", "id": id, "text": "hello"})).await;
    assert_eq!((&repeat["duplicate"], &repeat["seq"]), (&json!(true), &json!(1)), "ids are known for ever: {repeat}");
    let ok = again.say("thanks").await;
    assert_eq!(ok["seq"], last + 1, "the numbers go on where they were: {ok}");
}

/// Says hello with a place that can't be resumed and expects the newest page instead.
async fn resets(server: &Server, fields: Value, last: u64) -> Owner {
    let mut owner = Owner::hello(server, fields.clone()).await;
    let reset = owner.socket.frame("reset").await;
    assert_eq!(number(&reset, "seq"), last, "to {fields}: {reset}");
    let events = reset["events"].as_array().expect("a reset has events");
    let numbers: Vec<_> = events.iter().map(|event| number(event, "seq")).collect();
    let first = numbers.first().copied().unwrap_or(last + 1);
    assert_eq!(numbers, (first..=last).collect::<Vec<_>>(), "the newest page, dense up to {last}");
    owner
}

#[tokio::test]
async fn a_place_that_cannot_be_resumed_is_reset() {
    let server = Server::shared();
    let (owner, events) = conversation(server).await;
    let last = events.len() as u64;
    let (session, epoch) = (owner.session(), owner.ready["epoch"].clone());
    let wrong = if epoch.is_u64() { json!(epoch.as_u64().map(|e| e + 1)) } else { json!(fresh_id()) };
    resets(server, json!({"session": session, "epoch": wrong, "after": 2}), last).await;
    resets(server, json!({"session": session, "epoch": epoch, "after": last + 1}), last).await;
    resets(server, json!({"session": session, "after": 2}), last).await;
    let mut again = resets(server, json!({"session": session, "epoch": epoch, "after": 1_u64 << 40}), last).await;
    let ok = again.say("hello").await;
    assert_eq!(ok["seq"], last + 1, "from a reset it goes on live: {ok}");
    again.socket.events_upto(last + 1).await;
}

#[tokio::test]
async fn an_unknown_session_gets_a_new_one_without_history() {
    let server = Server::shared();
    let stranger = Owner::hello(server, json!({"session": "A".repeat(43), "epoch": fresh_id(), "after": 7})).await;
    assert_ne!(stranger.ready["session"], "A".repeat(43).as_str());
    assert_eq!((&stranger.ready["conversation"], &stranger.ready["seq"]), (&Value::Null, &json!(0)), "{}", stranger.ready);
    for session in ["", "x", "' or 1=1 --", "\u{0}"] {
        let mut stranger = Owner::hello(server, json!({"session": session})).await;
        assert_eq!(stranger.ready["conversation"], Value::Null, "{}", stranger.ready);
        stranger.say("hello").await;
    }
}

#[tokio::test]
async fn more_than_a_thousand_missing_events_are_a_reset() {
    let server = Server::shared();
    let mut owner = Owner::enter(server).await;
    owner.say("hello").await;
    // One event each, and no question to answer.
    let mut last = number(&owner.again(server, 0).await.ready, "seq");
    let mut turn = 0_u64;
    while last < 1001 {
        let batch: Vec<_> = (0..(1001 - last).min(50))
            .map(|_| {
                turn += 1;
                json!({"type": "language", "id": fresh_id(), "language": if turn.is_multiple_of(2) { "en" } else { "kk" }})
            })
            .collect();
        for frame in &batch {
            owner.socket.send(frame).await;
        }
        for frame in &batch {
            let ok = owner.socket.reply(frame["id"].as_str().expect("just made")).await;
            assert_eq!(ok["type"], "ok", "{ok}");
            last = last.max(number(&ok, "seq"));
        }
    }
    let mut exactly = owner.again(server, last - 1000).await;
    let events = exactly.socket.events_upto(last).await;
    assert_eq!(events.len(), 1000, "a thousand missing events are sent");
    let fields = json!({"session": owner.session(), "epoch": owner.ready["epoch"], "after": last - 1001});
    let mut again = resets(server, fields, last).await;
    // Older ones by history.
    let page = again.socket.page(json!({"type": "history", "before": 11, "limit": 100})).await;
    assert_eq!(page["events"].as_array().map(Vec::len), Some(10), "{page}");
    assert_eq!(page["more"], false, "{page}");
}
