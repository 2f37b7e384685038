//! Contract section 5: what is limited, how it is said, and that a repeat is never limited.

use crate::client::{Desk, Owner, Upgrade, WIDGET, number};
use crate::server::{Options, Server, fresh_id};
use serde_json::{Value, json};
use std::time::Duration;

/// Sends all frames at once and gives their replies in order.
async fn at_once(owner: &mut Owner, frames: &[Value]) -> Vec<Value> {
    for frame in frames {
        owner.socket.send(frame).await;
    }
    let mut replies = Vec::new();
    for frame in frames {
        replies.push(owner.socket.reply(frame["id"].as_str().expect("the test gave an id")).await);
    }
    replies
}

fn hellos(count: usize) -> Vec<Value> {
    (0..count).map(|_| json!({"type": "send", "id": fresh_id(), "text": "hello"})).collect()
}

#[tokio::test]
async fn an_owner_has_a_burst_of_five_then_one_a_second() {
    let server = Server::start(Options::strict());
    let mut owner = Owner::enter(&server).await;
    let frames = hellos(10);
    let replies = at_once(&mut owner, &frames).await;
    assert!(replies[..5].iter().all(|reply| reply["type"] == "ok"), "the burst: {replies:?}");
    let refused = replies.iter().position(|reply| reply["code"] == "rate_limited").expect("ten at once are too many");
    let after_ms = number(&replies[refused], "after_ms");
    assert!((1..=2000).contains(&after_ms), "one a second: {}", replies[refused]);

    // What is stored already is repeated without limit.
    for reply in at_once(&mut owner, &vec![frames[0].clone(); 30]).await {
        assert_eq!((&reply["type"], &reply["duplicate"], &reply["seq"]), (&json!("ok"), &json!(true), &json!(1)), "{reply}");
    }
    // Another session has its own allowance.
    let mut other = Owner::enter(&server).await;
    other.say("hello").await;
    // A client waits as it was told and sends the same frame again.
    for attempt in 0.. {
        let reply = owner.socket.request(frames[refused].clone()).await;
        if reply["type"] == "ok" {
            assert_eq!(reply["duplicate"], false, "a limited frame was not stored: {reply}");
            break;
        }
        assert!(attempt < 5, "still limited after having waited {attempt} times: {reply}");
        tokio::time::sleep(Duration::from_millis(number(&reply, "after_ms"))).await;
    }
}

#[tokio::test]
async fn frames_in_ten_minutes_and_conversations_in_an_hour_are_counted() {
    let options = Options::roomy().env("LIMITS__OWNER_MESSAGES_PER_10_MINUTES", "4").env("LIMITS__NEW_CONVERSATIONS_PER_HOUR", "3");
    let server = Server::start(options);
    let mut owner = Owner::enter(&server).await;
    let replies = at_once(&mut owner, &hellos(6)).await;
    let granted = replies.iter().filter(|reply| reply["type"] == "ok").count();
    assert_eq!(granted, 4, "{replies:?}");
    assert!(replies.iter().filter(|reply| reply["type"] == "error").all(|reply| reply["code"] == "rate_limited"), "{replies:?}");

    for _ in 0..2 {
        Owner::enter(&server).await.say("hello").await;
    }
    let mut fourth = Owner::enter(&server).await;
    let error = fourth.socket.refused(json!({"type": "send", "text": "hello"}), &["rate_limited"]).await;
    assert!(number(&error, "after_ms") > 0, "{error}");
    // The address is what is limited, not everybody.
    let socket = Upgrade::new(&server, WIDGET).source_address([127, 0, 0, 2]).open(&server).await;
    Owner::hello_on(socket, json!({})).await.say("hello").await;
}

#[tokio::test]
async fn sockets_of_an_address_are_counted() {
    let server = Server::start(Options::roomy().env("LIMITS__SOCKETS_PER_ADDRESS", "6"));
    let mut open = Vec::new();
    for _ in 0..6 {
        open.push(Owner::enter(&server).await);
    }
    match Upgrade::new(&server, WIDGET).try_open(&server).await {
        // Accepted, then told.
        Ok(mut socket) => {
            socket.send(&json!({"type": "hello"})).await;
            socket.closes_with(4006).await;
        }
        // A limit met before the upgrade.
        Err(refused) => {
            assert!([429, 503].contains(&refused.status), "{refused:?}");
            assert!(refused.retry_after.is_some(), "{refused:?}");
        }
    }
    let elsewhere = Upgrade::new(&server, WIDGET).source_address([127, 0, 0, 3]).open(&server).await;
    Owner::hello_on(elsewhere, json!({})).await.say("hello").await;
    for owner in &mut open {
        owner.say("hello").await;
    }
    // A place that was left is free again.
    open.pop().expect("six are open").socket.leave().await;
    let mut next = Owner::enter(&server).await;
    next.say("hello").await;
}

#[tokio::test]
async fn the_address_is_not_taken_from_a_header_of_a_stranger() {
    let server = Server::start(Options::roomy().env("LIMITS__NEW_CONVERSATIONS_PER_HOUR", "2"));
    for place in 0..3 {
        let upgrade = Upgrade::new(&server, WIDGET).header("X-Forwarded-For", &format!("203.0.113.{place}"));
        let mut owner = Owner::hello_on(upgrade.open(&server).await, json!({})).await;
        if place < 2 {
            owner.say("hello").await;
        } else {
            owner.socket.refused(json!({"type": "send", "text": "hello"}), &["rate_limited"]).await;
        }
    }
}

#[tokio::test]
async fn technicians_have_a_burst_of_twenty() {
    let server = Server::start(Options::strict());
    let (mut owner, conversation) = Owner::in_queue(&server).await;
    let mut desk = Desk::enter(&server).await;
    let frames: Vec<_> =
        (0..60).map(|_| json!({"type": "note", "id": fresh_id(), "conversation": conversation, "text": "looks fine"})).collect();
    for frame in &frames {
        desk.socket.send(frame).await;
    }
    let mut replies = Vec::new();
    for frame in &frames {
        replies.push(desk.socket.reply(frame["id"].as_str().expect("just made")).await);
    }
    assert!(replies[..20].iter().all(|reply| reply["type"] == "ok"), "the burst: {replies:?}");
    assert!(replies.iter().any(|reply| reply["code"] == "rate_limited"), "sixty at once are too many");
    let repeat = desk.socket.ok(frames[0].clone()).await;
    assert_eq!(repeat["duplicate"], true, "{repeat}");
    owner.say("hello").await;
}

#[tokio::test]
async fn the_eleventh_socket_of_a_technician_is_closed() {
    let server = Server::shared();
    let login = server.staff("technician").await;
    let mut open = Vec::new();
    for _ in 0..10 {
        open.push(Desk::hello(server, &login, json!({})).await);
    }
    let mut eleventh = Desk::socket(server, &login).await;
    eleventh.send(&json!({"type": "hello", "csrf": login.csrf})).await;
    eleventh.closes_with(4504).await;
    for desk in &mut open {
        desk.socket.ok(json!({"type": "presence", "status": "online"})).await;
    }
}

#[tokio::test]
async fn too_much_typing_is_dropped_in_silence() {
    let server = Server::shared();
    let mut owner = Owner::enter(server).await;
    owner.say("hello").await;
    for turn in 0..200 {
        owner.socket.send(&if turn % 2 == 0 { json!({"type": "typing"}) } else { json!({"type": "read", "upto": 1}) }).await;
    }
    let ok = owner.say("thanks").await;
    owner.socket.events_upto(number(&ok, "seq")).await;
}

#[tokio::test]
async fn texts_of_technicians_may_be_longer() {
    let server = Server::shared();
    let (mut owner, conversation) = Owner::in_queue(server).await;
    let mut desk = Desk::enter(server).await;
    let claim = desk.claim(&conversation).await;
    let text = "ক".repeat(16_000);
    let frame = |text: &str| json!({"type": "send", "conversation": conversation, "claim": claim, "text": text});
    desk.socket.ok(frame(&text)).await;
    let message = owner.socket.event("message").await;
    assert!(message["text"] == text.as_str(), "the whole text arrives");
    desk.socket.refused(frame(&"ক".repeat(16_001)), &["too_large"]).await;
}
